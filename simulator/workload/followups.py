"""Tasks that follow on others, batch by batch, until the table is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.errors import ScenarioTooLarge
from simulator.ledger.ledger import Column
from simulator.model.codes import (
    BY_OWNER,
    IN_VAIN,
    KEPT,
    MAX_BOOKINGS,
    MILLION,
    MOVED_ON,
    MOVES,
    NEEDS_NOBODY,
    NOT,
)
from simulator.model.parameters import depends
from simulator.scenario.elementary import Floats
from simulator.scenario.families import unit_quantile
from simulator.scenario.people import numbers_of
from simulator.scenario.schema.activities import Activity, Moved
from simulator.scenario.schema.triggers import Following
from simulator.scenario.validation import MAX_TASKS, max_chance
from simulator.workload.task_table import (
    EMPTY,
    MAX_BATCHES,
    MAX_DRAWN,
    MAX_VALUE,
    ArrivalBatch,
    DealTable,
    DrawContext,
    TaskTable,
    assigned_person,
    batch_uniforms,
    shared_out,
    work_seconds,
)


class TaskTableBuilder:
    """Collects batches, and all that may follow on them, into the columns of the task table."""

    def __init__(self, contexts: Sequence[DrawContext]) -> None:
        self.contexts = contexts
        self.context = contexts[0]  # for whatever is the same in all phases
        self.size = self.drawn = 0
        self.columns: list[tuple[Column, ...]] = []
        self.may_follow = _what_may_follow(contexts)

    def add_all(self, batches: list[ArrivalBatch]) -> None:
        """Takes batches, one after the other, then all that follows on each of them."""
        parts = [part for batch in batches for part in self._shared_out(batch)]
        generations = [iter([(part, self._place(part)) for part in parts])]
        while generations:
            placed = next(generations[-1], None)
            if placed is None:
                generations.pop()
            else:
                generations.append(self._follow_up(*placed))

    def _shared_out(self, batch: ArrivalBatch) -> Iterator[ArrivalBatch]:
        return shared_out(self.contexts[batch.phases[0]], batch)

    def _place(self, batch: ArrivalBatch) -> int:
        """Gives the batch the next rows; number of the first."""
        first = self.size
        self.size += len(batch.row)
        if self.size > MAX_TASKS:
            raise ScenarioTooLarge(
                "more than {most:,} tasks in one replication: lower a rate or the horizon",
                most=MAX_TASKS,
            )
        self.drawn += batch.rows * (int(batch.column.max(initial=0)) + 1)
        if len(self.columns) == MAX_BATCHES or self.drawn > MAX_DRAWN:
            raise ScenarioTooLarge(
                "activities follow on each other in too many ways: let fewer of them lead to others"
            )
        self.columns.append(self._columns(batch))
        return first

    def _follow_up(self, batch: ArrivalBatch, first: int) -> Iterator[tuple[ArrivalBatch, int]]:
        """Whatever follows on a batch itself, cause by cause, with its first row."""
        done = self.context.parameters.activities.name[batch.activity]
        if batch.follow_up_stream is not None:
            batch = replace(batch, **batch.follow_up_stream._asdict(), follow_up_stream=None)
        for name in self.may_follow.get(done, ()) if len(batch.row) else ():
            for phases, following in self._following(batch, name, done):
                scenario = self.contexts[phases[0]].scenario
                uniforms = batch_uniforms(self.context, batch, f"{batch.cause}>{name}/occurs")
                occurs = np.flatnonzero(uniforms < max_chance(scenario, following))
                if len(occurs):
                    child = replace(
                        self._followers(batch, name, occurs, phases),
                        parent=first + occurs,
                        delay=following.delay,
                    )
                    if depends(following):
                        lots = np.floor(uniforms[occurs] * MILLION).astype(np.int64)
                        child = replace(child, branch_uniform=lots)
                    for part in self._shared_out(child):
                        yield part, self._place(part)

    def _following(
        self, batch: ArrivalBatch, name: str, done: str
    ) -> Iterator[tuple[tuple[int, ...], Following]]:
        """In which phases an activity may follow on a batch, and how; alike ones together."""
        alike: dict[Any, list[int]] = {}
        for context in self.contexts[min(batch.phases) :]:
            following = context.scenario.activities[name].arises.after.get(done)
            if following is not None and name not in context.gone:
                activity = context.number(name)
                # Another headcount of a role means other owners.
                people = (context.people(context.role_of(activity)), *_of_pilots(context, name))
                key = (activity, people, following)
                alike.setdefault(key, []).append(context.phase)
        for phases in alike.values():
            chosen = self.contexts[phases[0]].scenario.activities[name].arises.after[done]
            yield tuple(phases), chosen

    def _followers(
        self, batch: ArrivalBatch, name: str, occurs: Column, phases: tuple[int, ...]
    ) -> ArrivalBatch:
        """The batch of those tasks of a batch, at numbers ``occurs``, on which another follows."""
        context = self.contexts[phases[0]]
        activity = context.number(name)
        same = context.role_of(activity) == context.role_of(batch.activity)
        person = self._still_there(context, batch, occurs) if same else np.full(len(occurs), NOT)
        account = batch.account[occurs]
        return ArrivalBatch(
            activity=activity,
            cause=f"{batch.cause}>{name}",
            rows=batch.rows,
            width=batch.width,
            row=batch.row[occurs],
            column=batch.column[occurs],
            origin=Following.code(),
            account=account,
            person=assigned_person(context, activity, account, person),
            asked=np.full(len(occurs), NOT),
            phases=phases,
        )

    def _still_there(self, context: DrawContext, batch: ArrivalBatch, occurs: Column) -> Column:
        """Who does what a batch is about; nobody in particular, where he has left by then."""
        person, role = batch.person[occurs], context.role_of(batch.activity)
        first = context.parameters.roles.first[role]
        return np.where(person < first + context.people(role), person, NOT)

    def _columns(self, batch: ArrivalBatch) -> tuple[Column, ...]:
        context = self.contexts[batch.phases[0]]
        activity, size = context.activity(batch.activity), len(batch.row)
        work = work_seconds(self.context, batch, f"{batch.cause}/seconds", activity.lasts)
        routing, again, back = self._routed(batch, activity)
        return (
            np.full(size, batch.activity),
            batch.account,
            batch.person,
            np.full(size, batch.origin),
            batch.parent if len(batch.parent) else np.full(size, NOT),
            batch.asked,
            np.full(size, batch.delay),
            work,
            again,
            routing,
            back,
            *self._seldom_used(batch),
        )

    def _seldom_used(self, batch: ArrivalBatch) -> tuple[Column, ...]:
        """Columns that are empty where chances, phases, times or deals are not in the scenario."""
        parameters, size = self.context.parameters, len(batch.row)
        lots = batch.branch_uniform if batch.branch_uniform is not None else np.full(size, NOT)
        return (
            lots if any(parameters.activities.uncertain) else EMPTY,
            np.full(size, sum(1 << k for k in batch.phases)) if len(self.contexts) > 1 else EMPTY,
            *(self._agreed(batch) if parameters.appointments else (EMPTY, EMPTY)),
            self._lapses(batch),
            self._values(batch) if parameters.deals.name else EMPTY,
        )

    def _lapses(self, batch: ArrivalBatch) -> Column:
        """When tasks lapse since the next one arises; empty where nothing does so in any phase."""
        scenarios = (context.scenario for context in self.contexts)
        if not any(a.lapses == "next_one" for s in scenarios for a in s.activities.values()):
            return EMPTY
        return batch.lapses if batch.lapses is not None else np.full(len(batch.row), NOT)

    def _agreed(self, batch: ArrivalBatch) -> tuple[Column, Column]:
        """When customers have time, and what becomes of each time that is agreed on with them."""
        appointment, size = self.context.activity(batch.activity).appointment, len(batch.row)
        lead, fate = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        if appointment is None:
            return lead, fate
        if appointment.lead.mean:
            lead = work_seconds(self.context, batch, f"{batch.cause}/lead", appointment.lead)
        again, number = np.arange(size), 0
        while len(again) and number < MAX_BOOKINGS:
            lots = self._uniforms(batch, f"appointment {number}")[again]
            vain = lots < appointment.moved + appointment.no_show
            moved = lots < appointment.moved
            fate[again] |= np.where(moved, MOVED_ON, np.where(vain, IN_VAIN, KEPT)) << 2 * number
            again, number = again[vain], number + 1
        return lead, fate

    def _values(self, batch: ArrivalBatch) -> Column:
        """What the deals that these tasks open are worth, if they do; else 0."""
        kind = self.context.parameters.activities.deal[batch.activity]
        if kind < 0 or self.context.parameters.activities.stage[batch.activity] > 0:
            return np.zeros(len(batch.row), dtype=np.int64)
        worth = list(self.context.scenario.deals.values())[kind].value
        factor = np.ones(len(batch.row))
        if worth.spread:
            uniforms = self._uniforms(batch, "value")
            factor = unit_quantile("lognormal", worth.spread, uniforms)
        potential = np.append(self.context.territory.potential, MILLION)[batch.account]
        value = np.minimum(worth.mean * factor * potential / MILLION, MAX_VALUE)
        whole: Column = np.rint(MILLION * value).astype(np.int64)
        return whole

    def _routed(self, batch: ArrivalBatch, activity: Activity) -> tuple[Column, Column, Column]:
        """Who does each case, how long it takes if it comes back, and whether it does."""
        size, moved = len(batch.row), activity.moved
        routing = np.full(size, BY_OWNER)
        again, back = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        if moved is not None:
            routing[
                (self._uniforms(batch, "moves") < moved.share) & self._piloted(batch, moved)
            ] = MOVES
        if moved is not None and moved.comes_back:
            returns = self._uniforms(batch, "comes back") < moved.comes_back
            back = (returns & (routing == MOVES)).astype(np.int64)
            again = work_seconds(self.context, batch, f"{batch.cause}/again", activity.lasts)
        if activity.automated:
            routing[self._uniforms(batch, "automated") < activity.automated] = NEEDS_NOBODY
        return routing, again, back

    def _piloted(self, batch: ArrivalBatch, moved: Moved) -> npt.NDArray[np.bool_]:
        """Which cases may move: all, or those of some people's accounts and routine."""
        context = self.contexts[batch.phases[0]]
        if not moved.only_of:
            return np.ones(len(batch.row), dtype=bool)
        roles, people = context.parameters.roles, len(context.parameters.people)
        chosen = np.zeros(people + 1, dtype=bool)  # the last: nobody
        piloted = np.zeros(len(batch.row), dtype=bool)
        for name, some in moved.only_of.items():
            role, mine = roles.name.index(name), chosen.copy()
            numbers = numbers_of(name, context.scenario.roles[name], some)
            mine[roles.first[role] + np.array(numbers, dtype=np.int64)] = True
            owner = np.append(context.territory.owner[role], NOT)
            piloted |= mine[np.where(batch.account >= 0, owner[batch.account], batch.person)]
        return piloted

    def _uniforms(self, batch: ArrivalBatch, matter: str) -> Floats:
        """One number for each task of a batch, for one matter of it."""
        return batch_uniforms(self.context, batch, f"{batch.cause}/{matter}")

    def tasks(self) -> tuple[TaskTable, DealTable]:
        """All columns joined, with each parent's children chained; and the deals they open."""
        nothing = (np.empty(0, dtype=np.int64),) * 17
        joined = [
            np.concatenate(parts).astype(np.int64, copy=False)
            for parts in zip(*(self.columns or [nothing]), strict=True)
        ]
        *joined, lead, fate, lapses, value = joined
        activity, parent = joined[0], joined[TaskTable._fields.index("parent")]
        activities = self.context.parameters.activities
        leads = np.flatnonzero(np.array([*activities.stage, NOT])[activity] == 0)
        deals = DealTable(leads, np.array([*activities.deal, NOT])[activity[leads]], value[leads])
        deal = _inherited(leads, parent) if self.context.scenario.deals else np.empty(0, np.int64)
        *joined, phases = joined
        columns = (*joined, deal, *_chained(parent), phases, lead, fate, lapses)
        return TaskTable._make(columns), deals


def _what_may_follow(contexts: Sequence[DrawContext]) -> dict[str, list[str]]:
    """What may follow on each activity, in any phase, by name."""
    pairs = {
        (before, name)
        for context in contexts
        for name, activity in context.scenario.activities.items()
        for before in activity.arises.after
    }
    may_follow: dict[str, list[str]] = {}
    for before, name in sorted(pairs):
        may_follow.setdefault(before, []).append(name)
    return may_follow


def _of_pilots(context: DrawContext, name: str) -> Iterator[int]:
    """People of the roles by whose accounts cases of an activity are told apart."""
    moved = context.scenario.activities[name].moved
    roles = context.parameters.roles.name
    yield from (context.people(roles.index(role)) for role in (moved.only_of if moved else ()))


def _inherited(leads: Column, parent: Column) -> Column:
    """The deal of each task: that which it opens, or else its parent's."""
    deal = np.full(len(parent), NOT)
    deal[leads] = np.arange(len(leads))
    open_tasks = np.flatnonzero((deal < 0) & (parent >= 0))
    while len(open_tasks):
        passed = deal[parent[open_tasks]]
        deal[open_tasks] = passed
        if (passed < 0).all():
            break
        open_tasks = open_tasks[passed < 0]
    return deal


def _chained(parent: Column) -> tuple[Column, Column]:
    """First child of each task and next sibling of each child, by row."""
    first_child = np.full(len(parent), NOT)
    next_sibling = np.full(len(parent), NOT)
    children = np.flatnonzero(parent >= 0)
    order = children[np.argsort(parent[children], kind="stable")]
    mothers = parent[order]
    eldest = np.concatenate(([True], mothers[1:] != mothers[:-1])) if len(order) else order > 0
    first_child[mothers[eldest]] = order[eldest]
    younger = np.flatnonzero(~eldest)
    next_sibling[order[younger - 1]] = order[younger]
    return first_child, next_sibling
