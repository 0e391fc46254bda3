"""Contacts of call plans and the calls that may be made on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.errors import ScenarioTooLarge
from simulator.ledger.ledger import Column
from simulator.model.codes import NEVER, NOT, ONLY_IF_FREE
from simulator.scenario.elementary import Numbers
from simulator.scenario.schema.segments import Segment
from simulator.scenario.schema.triggers import CallPlan, Following, calls_within
from simulator.scenario.validation import MAX_TASKS
from simulator.workload.streams import BLOCK
from simulator.workload.task_table import (
    ArrivalBatch,
    DrawContext,
    assigned_person,
    batch_uniforms,
    work_seconds,
)
from simulator.workload.territory import nearest_accounts


class ContactTable(NamedTuple):
    """Accounts in a call plan, one in each row, by plan and account; calls are numbered tasks."""

    plan: Column
    account: Column
    person: Column
    every: Column  # wanted seconds between calls on the first day; 0 for no calls then
    as_customer: Column  # the same of a customer
    as_prospect: Column
    first_due: Column
    first_call: Column  # task of the first call; the others follow
    calls: Column  # how many were drawn
    heir: Column  # the same account's contact in the next phase that has another plan; -1 for none
    begins: Column  # the phase in which it begins by itself; -1 where it goes on for another


class CallTable(NamedTuple):
    """The random outcome of each call, by task."""

    wait: Column
    no_show: Column
    preparation: Column  # task of the preparation, -1 for none


class NearestContacts(NamedTuple):
    """Contacts by distance, for each place: rows from ``first`` on, ``size`` of them."""

    first: Column
    size: Column
    contact: Column


class _Contacts(NamedTuple):
    """The accounts of one segment in one call plan."""

    plan: int  # its version, where phases differ
    name: str  # of the calling activity
    cause: str
    accounts: Column
    every: tuple[Column, Column, Column]  # seconds: on the first day, as customer, as prospect
    calls: Column  # enough for each account
    rows: int  # accounts of the segment, called on or not
    row: Column  # number of each within its segment


# -- calls on accounts --


def draw_contacts(contexts: Sequence[DrawContext]) -> tuple[ContactTable, list[ArrivalBatch]]:
    """Accounts in call plans, with enough calls drawn for each, and the batches of those calls."""
    columns: list[tuple[Column, ...]] = []
    batches: list[ArrivalBatch] = []
    first = 0
    for context in contexts:
        for contacts in _contacts(context):
            columns.append(_contact_columns(context, contacts, first))
            first += int(contacts.calls.sum())
            if first > MAX_TASKS:
                raise ScenarioTooLarge(
                    "more than {most:,} calls by {name!r}: contact less often",
                    most=MAX_TASKS,
                    name=contacts.name,
                )
            batches.append(
                replace(_call_batch(context, contacts), phases=_lasts(context, contacts))
            )
    empty = [np.empty(0, dtype=np.int64)] * 9
    joined = [np.concatenate(c) for c in zip(*columns, strict=True)] if columns else empty
    heirs = _heirs(contexts[0], plan=joined[0], account=joined[1])
    begins = _begins(contexts[0], joined[0])
    begins[heirs[heirs >= 0]] = NOT
    return ContactTable._make([*joined, heirs, begins]), batches


def _begins(context: DrawContext, plan: Column) -> Column:
    """The first phase of each contact's plan."""
    first = np.zeros(len(context.parameters.plans.activity) + 1, dtype=np.int64)
    for phase, plans in reversed(list(enumerate(context.parameters.versions.plan))):
        first[list(plans)] = phase
    begins: Column = first[plan]
    return begins


def _lasts(context: DrawContext, contacts: _Contacts) -> tuple[int, ...]:
    """The phases in which a version of a call plan holds."""
    versions = context.parameters.versions.plan
    return tuple(phase for phase, plans in enumerate(versions) if contacts.plan in plans)


def _heirs(context: DrawContext, plan: Column, account: Column) -> Column:
    """For each contact, that of the same account in the plan's next version."""
    accounts = len(context.territory.segment)
    follows = np.full(len(context.parameters.plans.activity) + 1, NOT)
    for before, after in pairwise(context.parameters.versions.plan):
        for old, new in zip(before, after, strict=True):
            follows[old] = new if new != old else follows[old]
    number = np.full((len(follows), accounts), NOT)
    number[plan, account] = np.arange(len(plan))
    heir: Column = number[follows[plan], account]
    return np.where(follows[plan] >= 0, heir, NOT)


def _contacts(context: DrawContext) -> Iterator[_Contacts]:
    """Plan by plan, segment by segment; in a later phase, those plans that have changed."""
    versions = context.parameters.versions.plan
    known = versions[context.phase - 1] if context.phase else ()
    for plan, name in zip(versions[context.phase], context.scenario.call_plans, strict=True):
        if plan == NOT or plan in known:
            continue
        no_show = context.scenario.call_plans[name].most_no_show
        for number, (word, segment) in enumerate(context.scenario.segments.items()):
            accounts = np.flatnonzero(context.territory.segment == number)
            if name in segment.shortest_intervals() and len(accounts):
                every = _every(segment, name, context.territory.standing[accounts])
                shortest = np.min(np.where(every > 0, every, NEVER), axis=0)
                row = np.flatnonzero(shortest < NEVER)
                kinds, kind = np.unique(shortest[row], return_inverse=True)
                horizon = context.parameters.horizon
                enough = [calls_within(horizon, each, no_show) for each in kinds.tolist()]
                calls = np.array(enough, dtype=np.int64)[kind]
                first, customer, prospect = every[:, row]
                rhythms = (first, customer, prospect)
                of = (accounts[row], rhythms, calls, len(accounts), row)
                yield _Contacts(plan, name, f"{word}/{name}", *of)


def _every(segment: Segment, plan: str, standing: Column) -> npt.NDArray[np.int64]:
    """Wanted seconds between calls on each account of a segment; 0 for never.

    Rows: as it stands on the first day, as a customer, as a prospect.
    """
    usual = segment.contact_every.get(plan, 0)
    nobody = (None,) * len(standing)
    own = ((segment.each and segment.each.contact_every) or {}).get(plan, nobody)
    customer = np.array([usual if each is None else each for each in own], dtype=np.int64)
    wanted = segment.market.contact_every.get(plan, 0) if segment.market else 0
    prospect = np.full(len(standing), wanted)
    first = np.choose(standing, (np.zeros_like(customer), customer, prospect))
    return np.stack((first, customer, prospect))


def _contact_columns(context: DrawContext, contacts: _Contacts, first: int) -> tuple[Column, ...]:
    """Rows of the table of contacts; ``first`` is the number of their first call."""
    plan, _, cause, accounts, every, calls, rows, row = contacts
    owner = context.territory.owner[context.parameters.plans.role[plan]]
    uniforms = context.streams.block(f"{cause}/first due", 0, rows, 1)[row, 0]
    return (
        np.full(len(accounts), plan),
        accounts,
        owner[accounts],
        *every,
        _first_due(context, every[0], uniforms),
        first + np.cumsum(calls) - calls,
        calls,
    )


def _first_due(context: DrawContext, every: Column, uniforms: Numbers) -> Column:
    """When accounts are due first: some are late on the first day; without calls, never."""
    due = np.floor((2 * uniforms - 1) * every).astype(np.int64)
    return np.where(every > 0, due, context.parameters.horizon)


def _call_batch(context: DrawContext, contacts: _Contacts) -> ArrivalBatch:
    _, name, cause, accounts, _, calls, rows, row = contacts
    activity = context.number(name)
    account = accounts.repeat(calls)
    size = len(account)
    number = np.arange(size) - (np.cumsum(calls) - calls).repeat(calls)
    return ArrivalBatch(
        activity=activity,
        cause=cause,
        rows=rows,
        width=BLOCK,
        row=row.repeat(calls),
        column=number,
        origin=CallPlan.code(),
        account=account,
        person=assigned_person(context, activity, account, np.full(size, NOT)),
        asked=np.full(size, NOT),
    )


def draw_preparations(context: DrawContext, calls: ArrivalBatch) -> ArrivalBatch | None:
    """One preparation for each call, in the same order; nothing where the plan has none."""
    plan = context.scenario.call_plans[context.parameters.activities.name[calls.activity]]
    if plan.preparation is None:
        return None
    activity = context.number(plan.preparation)
    cause = f"{calls.cause}<{context.parameters.activities.name[activity]}"
    return replace(calls, activity=activity, cause=cause, origin=Following.code())


def draw_calls(contexts: Sequence[DrawContext], batches: list[ArrivalBatch]) -> CallTable:
    """Waiting, no-shows and the task of the preparation, for each call."""
    total = sum(len(batch.row) for batch in batches)
    wait, absent = np.zeros(total, dtype=np.int64), np.zeros(total, dtype=np.int64)
    preparation = np.full(total, NOT)
    first, prepared = 0, total
    for batch in batches:
        context = contexts[batch.phases[0]]
        here = slice(first, first + len(batch.row))
        plan = context.scenario.call_plans[context.parameters.activities.name[batch.activity]]
        wait[here] = work_seconds(context, batch, f"{batch.cause}/waiting", plan.waiting)
        if plan.most_no_show:
            lots = batch_uniforms(context, batch, f"{batch.cause}/no-show")
            free = np.where(lots < plan.most_no_show, ONLY_IF_FREE, 0)
            absent[here] = np.where(lots < plan.no_show, 1, free)
        if plan.preparation is not None:
            preparation[here] = prepared + np.arange(len(batch.row))
            prepared += len(batch.row)
        first = here.stop
    return CallTable(wait, absent, preparation)


def nearest_contacts(contexts: Sequence[DrawContext], contacts: ContactTable) -> NearestContacts:
    """Neighbours for whoever drives to the nearest account first, phase by phase."""
    parts: list[NearestContacts] = []
    size = 0
    for context in contexts:
        part = _nearest(context, contacts)
        parts.append(part._replace(first=part.first + size))
        size += len(part.contact)
    return NearestContacts(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))


def _nearest(context: DrawContext, contacts: ContactTable) -> NearestContacts:
    """Neighbours in one phase."""
    held = np.isin(contacts.plan, context.parameters.versions.plan[context.phase])
    places = len(context.territory.places.x)
    slots, plans = context.parameters.phases.slots, context.parameters.plans
    rows = len(context.parameters.roles.name) * slots * places
    first, count = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    neighbours: list[Column] = [np.empty(0, dtype=np.int64)]
    size = 0
    nearest = np.array(plans.nearest_first, dtype=bool)
    held = np.isin(contacts.plan, np.flatnonzero(nearest)) & held & (contacts.person >= 0)
    people = len(context.parameters.role_of)
    for pair in np.unique(contacts.plan[held] * people + contacts.person[held]).tolist():
        plan, person = divmod(pair, people)
        mine = np.flatnonzero(held & (contacts.person == person) & (contacts.plan == plan))
        base = int(context.territory.base[person])
        nodes, order = nearest_accounts(
            context.territory, context.parameters, contacts.account[mine], base
        )
        # The headquarters, where several people may stand, has no neighbours of its own.
        known = nodes > 0
        row = context.parameters.role_of[person] * slots + plans.slot[plan]
        node = row * places + nodes[known]
        first[node] = size + np.flatnonzero(known) * order.shape[1]
        count[node] = order.shape[1]
        neighbours.append(mine[order].ravel())
        size += order.size
    return NearestContacts(first, count, np.concatenate(neighbours))
