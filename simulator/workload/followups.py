"""Tasks that follow on others, batch by batch, until the table is complete."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.errors import ScenarioTooLarge
from simulator.ledger.ledger import Column, roots_of
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
from simulator.model.parameters import Parameters, depends
from simulator.scenario.elementary import Numbers
from simulator.scenario.families import unit_quantile
from simulator.scenario.people import numbers_of
from simulator.scenario.schema.activities import Activity, Moved
from simulator.scenario.schema.triggers import Branch, Following, Join
from simulator.scenario.units import Deadline
from simulator.scenario.validation import MAX_TASKS, most_chance
from simulator.workload.case_facts import CaseFacts, chances_of, is_fulfilled
from simulator.workload.distributions import seconds
from simulator.workload.routes import Routes
from simulator.workload.scattered import Identities, children_of, identities
from simulator.workload.task_table import (
    BY_TASK,
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


class Placed(NamedTuple):
    """A batch in the table, and its first row there."""

    batch: ArrivalBatch
    first: int


class TaskTableBuilder:
    """Collects batches, and all that may follow on them, into the columns of the task table.

    What follows is drawn way by way, as long as ways do not lead back. Whatever lies on loops waits
    until all others are known, and is drawn generation by generation.
    """

    def __init__(self, contexts: Sequence[DrawContext]) -> None:
        self.contexts = contexts
        self.context = contexts[0]  # for whatever is the same in all phases
        self.size = self.drawn = 0
        self.columns: list[tuple[Column, ...]] = []
        self.routes, self.facts = Routes(contexts), CaseFacts(contexts)
        self.parked: list[Placed] = []

    def add_all(self, batches: list[ArrivalBatch]) -> None:
        """Takes batches, one after the other, then all that follows on each of them."""
        parts = [part for batch in batches for part in self._shared_out(self.facts.of_root(batch))]
        generations = [iter([self._place(part) for part in parts])]
        while generations:
            placed = next(generations[-1], None)
            if placed is None:
                generations.pop()
            elif self._name(placed.batch) in self.routes.woven[placed.batch.phases[0]]:
                self.parked.append(placed)
            else:
                generations.append(self._follow_up(placed))

    def _shared_out(self, batch: ArrivalBatch) -> Iterator[ArrivalBatch]:
        return shared_out(self.contexts[batch.phases[0]], batch)

    def _name(self, batch: ArrivalBatch) -> str:
        return self.context.parameters.activities.name[batch.activity]

    def _place(self, batch: ArrivalBatch) -> Placed:
        """Gives the batch the next rows; with the number of the first."""
        first = self.size
        self.size += len(batch.row)
        if self.size > MAX_TASKS:
            raise ScenarioTooLarge(
                "more than {most:,} tasks in one replication: lower a rate or the horizon",
                most=MAX_TASKS,
            )
        if batch.identity is None:
            self._count(batch)
        self.columns.append(self._columns(batch))
        opens = self.context.parameters.activities.stage[batch.activity] == 0
        worth = self.columns[-1][-1] if opens else None
        return Placed(self.facts.entered(batch, self._name(batch), worth), first)

    def _count(self, batch: ArrivalBatch) -> None:
        """Stops what would draw too many tables of numbers."""
        self.drawn += batch.rows * (int(batch.column.max(initial=0)) + 1)
        if len(self.columns) == MAX_BATCHES or self.drawn > MAX_DRAWN:
            raise ScenarioTooLarge(
                "activities follow on each other in too many ways: let fewer of them lead to others"
            )

    def _follow_up(self, placed: Placed) -> Iterator[Placed]:
        """Whatever follows on a batch itself, cause by cause."""
        batch = placed.batch
        if batch.follow_up_stream is not None:
            batch = replace(batch, **batch.follow_up_stream._asdict(), follow_up_stream=None)
        for child in self._children(Placed(batch, placed.first)):
            for part in self._shared_out(child):
                yield self._place(part)

    def _children(self, placed: Placed) -> Iterator[ArrivalBatch]:
        """What follows on a batch, cause by cause, before anybody is chosen to do it."""
        batch, first = placed
        if not len(batch.row):
            return
        done = self._name(batch)
        for name in self.routes.effects.get(done, ()):
            for way in self.routes.ways(done, name, min(batch.phases)):
                link = way.edge.link
                scenario = self.contexts[way.phases[0]].scenario
                most = most_chance(scenario, name, link)
                uniforms = batch_uniforms(self.context, batch, f"{batch.cause}>{name}/occurs")
                occurs = is_fulfilled(link, batch, np.flatnonzero(uniforms < most))
                if len(occurs):
                    child = self._followers(batch, name, occurs, way.phases)
                    origin = Join.code() if way.edge.joins else Following.code()
                    delays = self._delays(batch, child, link, occurs)
                    child = replace(child, parent=first + occurs, origin=origin, **delays)
                    if isinstance(link, Following) and depends(scenario, name, link):
                        lots = np.floor(uniforms[occurs] * MILLION).astype(np.int64)
                        child = replace(child, branch_uniform=lots)
                    yield child
        yield from self._chosen(batch, first, done)

    def _chosen(self, batch: ArrivalBatch, first: int, done: str) -> Iterator[ArrivalBatch]:
        """Of several activities the one that follows, if any does: one number decides."""
        menus = self.routes.menus(done, min(batch.phases))
        uniforms = batch_uniforms(self.context, batch, f"{batch.cause}/then") if menus else EMPTY
        for phases, choices in menus:
            low = np.zeros(len(batch.row))
            for name, choice in choices:
                high = low + chances_of(choice, batch, done)
                occurs = np.flatnonzero((uniforms >= low) & (uniforms < high))
                low = high
                if len(occurs):
                    child = self._followers(batch, name, occurs, phases)
                    delays = self._delays(batch, child, choice, occurs)
                    yield replace(child, parent=first + occurs, origin=Branch.code(), **delays)

    def _delays(
        self, batch: ArrivalBatch, child: ArrivalBatch, link: Following | Branch, occurs: Column
    ) -> dict[str, Any]:
        """How long after each task of a batch what follows on it is asked for."""
        hours = self.context.parameters.open_hours.name
        delay_in = hours.index(link.open_hours) if link.open_hours is not None else NOT
        delay: int | Column = 0
        if isinstance(link.delay, Deadline):
            delay = link.delay.seconds
        else:
            cause = f"{batch.cause}>{self._name(child)}/delay"
            delay = seconds(link.delay, batch_uniforms(self.context, batch, cause)[occurs])
        return {"delay": delay, "delay_in": delay_in}

    def _draw_generations(self) -> None:
        """What follows on loops: all of one generation together, activity by activity."""
        generation = [self._identified(placed) for placed in self.parked]
        number = 0
        while generation:
            number += 1
            alike: dict[tuple[str, int, int], list[ArrivalBatch]] = {}
            for placed in generation:
                for child in self._children(placed):
                    # Until when they may be asked for, no later phase tells apart.
                    key = (self._name(child), child.activity, child.phases[0])
                    alike.setdefault(key, []).append(child)
            generation = [
                self._place(part)
                for (name, *_), children in sorted(alike.items())
                for part in self._shared_out(joined(children, f"{number}>{name}"))
            ]

    def _identified(self, placed: Placed) -> Placed:
        """A batch whose tasks have random numbers of their own from here on."""
        batch = placed.batch
        if batch.follow_up_stream is not None:
            batch = replace(batch, **batch.follow_up_stream._asdict(), follow_up_stream=None)
        identity = identities(self.context.streams, batch.cause, batch.row, batch.column)
        return Placed(replace(batch, identity=identity, root=identity), placed.first)

    def _followers(
        self, batch: ArrivalBatch, name: str, occurs: Column, phases: tuple[int, ...]
    ) -> ArrivalBatch:
        """The batch of those tasks of a batch, at numbers ``occurs``, on which another follows."""
        context = self.contexts[phases[0]]
        activity = context.number(name)
        same = context.role_of(activity) == context.role_of(batch.activity)
        person = self._still_there(context, batch, occurs) if same else np.full(len(occurs), NOT)
        part = batch.taken(occurs)
        return replace(
            part,
            activity=activity,
            cause=f"{batch.cause}>{name}",
            person=assigned_person(context, activity, part.account, person),
            asked=np.full(len(occurs), NOT),
            branch_uniform=None,
            lapses=None,
            phases=phases,
            phase_bits=None,
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
            batch.bits() if len(self.contexts) > 1 else EMPTY,
            *(self._agreed(batch) if parameters.appointments else (EMPTY, EMPTY)),
            self._lapses(batch),
            np.full(size, batch.delay_in) if parameters.open_hours.name else EMPTY,
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

    def _uniforms(self, batch: ArrivalBatch, matter: str) -> Numbers:
        """One number for each task of a batch, for one matter of it."""
        return batch_uniforms(self.context, batch, f"{batch.cause}/{matter}")

    def tasks(self) -> tuple[TaskTable, DealTable]:
        """All columns joined, with each parent's children chained; and the deals they open."""
        self._draw_generations()
        nothing = (np.empty(0, dtype=np.int64),) * 18
        every = [
            np.concatenate(parts).astype(np.int64, copy=False)
            for parts in zip(*(self.columns or [nothing]), strict=True)
        ]
        *columns, phases, lead, fate, lapses, delay_in, value = every
        activity, parent = columns[0], columns[TaskTable._fields.index("parent")]
        activities = self.context.parameters.activities
        leads = np.flatnonzero(np.array([*activities.stage, NOT])[activity] == 0)
        deals = DealTable(leads, np.array([*activities.deal, NOT])[activity[leads]], value[leads])
        deal = _inherited(leads, parent) if self.context.scenario.deals else np.empty(0, np.int64)
        case = _cases(self.context.parameters, activity, parent)
        columns += [deal, *_chained(parent), phases, lead, fate, lapses, delay_in, case]
        return TaskTable._make(columns), deals


def joined(batches: Sequence[ArrivalBatch], cause: str) -> ArrivalBatch:
    """What follows on several batches of a generation, as one batch with numbers of its own."""
    first = batches[0]
    root = np.concatenate([each.root for each in batches if each.root is not None])
    columns: dict[str, Any] = {
        name: np.concatenate([np.full(len(each.row), getattr(each, name)) for each in batches])
        for name in BY_TASK
        if name not in ("branch_uniform", "root", "lapses", "phase_bits")
    }
    columns["phase_bits"] = np.concatenate([each.bits() for each in batches])
    lots = [each.branch_uniform for each in batches]
    if any(each is not None for each in lots):
        every = zip(batches, lots, strict=True)
        parts = [np.full(len(b.row), NOT) if each is None else each for b, each in every]
        columns["branch_uniform"] = np.concatenate(parts)
    known = {name: np.concatenate([each.known[name] for each in batches]) for name in first.known}
    columns["identity"] = children_of(root, cause, _ordinals(root))
    return replace(first, **columns, root=root, known=known, cause=cause)


def _ordinals(root: Column | Identities) -> Column:
    """For each number how often it has come before."""
    order = np.argsort(root, kind="stable")
    there = root[order]
    begins = np.flatnonzero(np.append(True, there[1:] != there[:-1])) if len(there) else order
    ordinals = np.empty(len(root), dtype=np.int64)
    counts = np.diff(np.append(begins, len(there)))
    ordinals[order] = np.arange(len(there)) - np.repeat(begins, counts)
    return ordinals


def _cases(parameters: Parameters, activity: Column, parent: Column) -> Column:
    """A number for each case in which work waits for several others; empty, if there is none."""
    if not parameters.joins.effect:
        return EMPTY
    root = roots_of(parent)
    begins = np.isin(np.array(parameters.activities.kind)[activity], parameters.joins.first)
    cases, numbers = np.unique(root[begins]), np.full(len(parent), NOT)
    numbers[cases] = np.arange(len(cases))
    return numbers[root]


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
