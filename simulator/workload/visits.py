"""Contacts of call plans and the calls that may be made on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from simulator.errors import ScenarioTooLarge
from simulator.ledger.ledger import Column
from simulator.model.codes import NOT
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
    every: Column  # wanted seconds between calls
    first_due: Column
    first_call: Column  # task of the first call; the others follow
    calls: Column  # how many were drawn


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

    plan: int
    name: str  # of the calling activity
    cause: str
    accounts: Column
    every: int  # wanted seconds between calls
    calls: int  # enough for each account


# -- calls on accounts --


def draw_contacts(context: DrawContext) -> tuple[ContactTable, list[ArrivalBatch]]:
    """Accounts in call plans, with enough calls drawn for each, and the batches of those calls."""
    columns: list[tuple[Column, ...]] = []
    batches: list[ArrivalBatch] = []
    first = 0
    for contacts in _contacts(context):
        columns.append(_contact_columns(context, contacts, first))
        first += len(contacts.accounts) * contacts.calls
        if first > MAX_TASKS:
            raise ScenarioTooLarge(
                "more than {most:,} calls by {name!r}: contact less often",
                most=MAX_TASKS,
                name=contacts.name,
            )
        batches.append(_call_batch(context, contacts))
    empty = [np.empty(0, dtype=np.int64)] * 7
    joined = [np.concatenate(c) for c in zip(*columns, strict=True)] if columns else empty
    return ContactTable(*joined), batches


def _contacts(context: DrawContext) -> Iterator[_Contacts]:
    """Plan by plan, segment by segment."""
    for plan, name in enumerate(context.scenario.call_plans):
        no_show = context.scenario.call_plans[name].no_show
        for number, (word, segment) in enumerate(context.scenario.segments.items()):
            accounts = np.flatnonzero(context.territory.segment == number)
            if name in segment.contact_every and len(accounts):
                every = segment.contact_every[name]
                calls = calls_within(context.parameters.horizon, every, no_show)
                yield _Contacts(plan, name, f"{word}/{name}", accounts, every, calls)


def _contact_columns(context: DrawContext, contacts: _Contacts, first: int) -> tuple[Column, ...]:
    """Rows of the table of contacts; ``first`` is the number of their first call."""
    plan, _, cause, accounts, every, calls = contacts
    owner = context.territory.owner[context.parameters.plans.role[plan]]
    uniforms = context.streams.block(f"{cause}/first due", 0, len(accounts), 1)[:, 0]
    ones = np.ones(len(accounts), dtype=np.int64)
    return (
        plan * ones,
        accounts,
        owner[accounts],
        every * ones,
        np.floor((2 * uniforms - 1) * every).astype(np.int64),
        first + np.arange(len(accounts)) * calls,
        calls * ones,
    )


def _call_batch(context: DrawContext, contacts: _Contacts) -> ArrivalBatch:
    _, name, cause, accounts, _, calls = contacts
    size = len(accounts) * calls
    activity = context.number(name)
    account = accounts.repeat(calls)
    return ArrivalBatch(
        activity=activity,
        cause=cause,
        rows=len(accounts),
        width=BLOCK,
        row=np.arange(len(accounts)).repeat(calls),
        column=np.tile(np.arange(calls), len(accounts)),
        origin=CallPlan.code(),
        account=account,
        person=assigned_person(context, activity, account, np.full(size, NOT)),
        asked=np.full(size, NOT),
    )


def draw_preparations(context: DrawContext, calls: ArrivalBatch) -> ArrivalBatch | None:
    """One preparation for each call, in the same order; nothing where the plan has none."""
    plan = context.parameters.plans.activity.index(calls.activity)
    activity = context.parameters.plans.preparation[plan]
    if activity == NOT:
        return None
    cause = f"{calls.cause}<{context.parameters.activities.name[activity]}"
    return replace(calls, activity=activity, cause=cause, origin=Following.code())


def draw_calls(context: DrawContext, batches: list[ArrivalBatch]) -> CallTable:
    """Waiting, no-shows and the task of the preparation, for each call."""
    total = sum(len(batch.row) for batch in batches)
    wait, absent = np.zeros(total, dtype=np.int64), np.zeros(total, dtype=np.int64)
    preparation = np.full(total, NOT)
    first, prepared = 0, total
    for batch in batches:
        here = slice(first, first + len(batch.row))
        plan = context.scenario.call_plans[context.parameters.activities.name[batch.activity]]
        wait[here] = work_seconds(context, batch, f"{batch.cause}/waiting", plan.waiting)
        if plan.no_show:
            absent[here] = batch_uniforms(context, batch, f"{batch.cause}/no-show") < plan.no_show
        if plan.preparation is not None:
            preparation[here] = prepared + np.arange(len(batch.row))
            prepared += len(batch.row)
        first = here.stop
    return CallTable(wait, absent, preparation)


def nearest_contacts(context: DrawContext, contacts: ContactTable) -> NearestContacts:
    """Neighbours for whoever drives to the nearest account first."""
    places = len(context.territory.places.x)
    rows = len(context.parameters.roles.name) * places
    first, count = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    neighbours: list[Column] = [np.empty(0, dtype=np.int64)]
    size = 0
    for person in np.unique(contacts.person):
        mine = np.flatnonzero(contacts.person == person)
        if person < 0 or not context.parameters.plans.nearest_first[contacts.plan[mine[0]]]:
            continue
        nodes, order = nearest_accounts(
            context.territory, contacts.account[mine], int(context.territory.base[person])
        )
        # The headquarters, where several people may stand, has no neighbours of its own.
        known = nodes > 0
        node = context.parameters.role_of[person] * places + nodes[known]
        first[node] = size + np.flatnonzero(known) * order.shape[1]
        count[node] = order.shape[1]
        neighbours.append(mine[order].ravel())
        size += order.size
    return NearestContacts(first, count, np.concatenate(neighbours))
