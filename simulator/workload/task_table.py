"""Tasks and deals that may arise, as columns, and the batches they come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column
from simulator.model.codes import NOT
from simulator.model.parameters import Parameters, phases_at
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.base import DurationSpec
from simulator.workload.calendar import Calendar
from simulator.workload.distributions import seconds, whole_seconds
from simulator.workload.scattered import Identities, uniforms_of
from simulator.workload.streams import RandomStreams
from simulator.workload.territory import TerritoryData

EMPTY = np.empty(0, dtype=np.int64)
MAX_BATCHES = 5_000  # ways in which tasks arise, by themselves and after each other
MAX_VALUE = 2_000_000_000  # of a deal, in the currency
MAX_DRAWN = 500_000_000  # numbers that decide one matter for all of them


class TaskTable(NamedTuple):
    """Tasks that may be asked for, one in each row, calls first; times in seconds, -1 for none."""

    activity: Column
    account: Column
    person: Column  # who does it before any hand-over, where one person is meant
    origin: Column
    parent: Column
    asked: Column  # of what arises by itself
    delay: Column  # of what follows on a parent
    work: Column  # time taken by a person of mean speed
    again: Column  # the same, if the case comes back
    routing: Column  # BY_OWNER, MOVES or NEEDS_NOBODY
    comes_back: Column
    branch_uniform: Column  # in millionths, where the chance depends on what has happened; else -1
    deal: Column  # row of the deal table; empty where nothing is sold
    first_child: Column
    next_sibling: Column
    phases: Column = EMPTY  # in which it may be asked for, as bits; empty where there is one phase
    lead: Column = EMPTY  # until the customer has time; empty where nothing is agreed on
    fate: Column = EMPTY  # of each time agreed on, two bits: KEPT, MOVED_ON or IN_VAIN
    lapses: Column = EMPTY  # when it does, known beforehand, else -1; empty where nothing does so
    delay_in: Column = EMPTY  # open hours that the delay counts; empty where all count by the clock
    case: Column = EMPTY  # number of the root, -1 where nothing waits for several; empty without


def takes_place(parameters: Parameters, tasks: TaskTable) -> npt.NDArray[np.bool_]:
    """Which tasks may be asked for at their time, in the phase that holds then?"""
    if not len(tasks.phases):
        return np.ones(len(tasks.asked), dtype=bool)
    held: npt.NDArray[np.bool_] = tasks.phases >> phases_at(parameters, tasks.asked) & 1 > 0
    return held


class DealTable(NamedTuple):
    """Deals that may be opened, one in each row."""

    slot: Column  # task of the lead
    kind: Column
    value: Column  # in millionths of the currency


@dataclass(frozen=True)
class ArrivalBatch:
    """Tasks of one activity from one cause: number in the batch = row in each column."""

    activity: int  # its version, where phases differ
    cause: str  # names the random stream
    rows: int  # things that can have such tasks (accounts of a segment, people of a role, 1)
    width: int
    row: Column
    column: Column
    origin: int
    account: Column
    person: Column
    asked: Column
    parent: Column = field(default_factory=lambda: EMPTY)
    delay: int | Column = NOT
    delay_in: int | Column = NOT  # number of the open hours that it counts
    branch_uniform: Column | None = (
        None  # in millionths, where the chance depends on what has happened
    )
    follow_up_stream: StreamKey | None = None  # of what follows, where not the batch's own
    phases: tuple[int, ...] = (0,)  # in which they may be asked for
    phase_bits: Column | None = None  # the same of each, where only the first is theirs in common
    lapses: Column | None = None  # when each does, -1 for never
    identity: Identities | None = None  # whose random numbers are drawn task by task, not by cause
    root: Identities | None = None  # the identity of what each follows on in the end
    known: Mapping[str, Numbers] = field(
        default_factory=dict
    )  # of each task's case; see case_facts

    def bits(self) -> Column:
        """The phases in which each task may be asked for, as bits."""
        if self.phase_bits is not None:
            return self.phase_bits
        return np.full(len(self.row), sum(1 << phase for phase in self.phases))

    def taken(self, rows: Column) -> ArrivalBatch:
        """Some of the tasks."""
        columns: dict[str, Any] = {
            name: value[rows]
            for name in BY_TASK
            if isinstance(value := getattr(self, name), np.ndarray) and len(value)
        }
        known = {name: each[rows] for name, each in self.known.items()}
        return replace(self, **columns, known=known)


# What a batch says of each task.
BY_TASK = (
    *("row", "column", "account", "person", "asked", "parent", "delay", "delay_in"),
    *("branch_uniform", "identity", "root", "lapses", "phase_bits"),
)


class StreamKey(NamedTuple):
    """Things with random numbers of their own: stream, how many, which one for each task."""

    cause: str
    rows: int
    row: Column


class DrawContext(NamedTuple):
    """What every drawing function looks at: a phase as if it lasted from the first day to the last.

    Of what is drawn for a phase, that is kept which is asked for in its days.
    """

    scenario: Scenario
    parameters: Parameters  # by version
    streams: RandomStreams
    territory: TerritoryData
    calendar: Calendar
    phase: int = 0
    gone: frozenset[str] = frozenset()  # activities that nobody does any more

    def number(self, activity: str) -> int:
        """Number of the version that an activity has in this phase."""
        first = self.parameters.activities.name.index(activity)
        return self.parameters.versions.activity[self.phase][first]

    def shares(self, activity: int) -> tuple[tuple[float, int], ...]:
        """Of a version that several roles share: the share so far and the version of each."""
        if not self.parameters.versions.shared:
            return ()
        kind = self.parameters.activities.kind[activity]
        return self.parameters.versions.shared[self.phase][kind]

    def people(self, role: int) -> int:
        """People of a role in this phase."""
        return self.parameters.phases.present[self.phase * len(self.parameters.roles.name) + role]

    def keeps(self, asked: Column) -> npt.NDArray[np.bool_]:
        """Which moments lie in this phase?"""
        ends = (*self.parameters.phases.start[1:], self.parameters.horizon)
        inside: npt.NDArray[np.bool_] = self.has_begun(asked) & (asked < ends[self.phase])
        return inside

    def has_begun(self, asked: Column) -> npt.NDArray[np.bool_]:
        """At which moments has this phase begun?"""
        later: npt.NDArray[np.bool_] = asked >= self.parameters.phases.start[self.phase]
        return later

    def activity(self, activity: int) -> Activity:
        """What the scenario says of an activity."""
        return self.scenario.activities[self.parameters.activities.name[activity]]

    def role_of(self, activity: int) -> int:
        """Role that does an activity."""
        return self.parameters.activities.role[activity]

    def names(self) -> list[str]:
        """Activities by name: the order of the page means nothing."""
        return sorted(self.scenario.activities.keys() - self.gone)


def batch_uniforms(context: DrawContext, batch: ArrivalBatch, cause: str) -> Numbers:
    """One number for each task of a batch, by what and which occurrence it is."""
    if batch.identity is not None:
        return uniforms_of(batch.identity, cause)
    columns = int(batch.column.max()) + 1 if len(batch.column) else 0
    table = context.streams.table(cause, batch.rows, columns, batch.width)
    return table[batch.row, batch.column]


def shared_out(context: DrawContext, batch: ArrivalBatch) -> Iterator[ArrivalBatch]:
    """A batch for each role that does a share of it, drawn task by task."""
    shares = context.shares(batch.activity)
    if not shares:
        yield batch
        return
    uniforms = batch_uniforms(context, batch, f"{batch.cause}/by")
    drawn = np.searchsorted([share for share, _ in shares[:-1]], uniforms, side="right")
    for number, (_, version) in enumerate(shares):
        yield _part(context, batch, np.flatnonzero(drawn == number), version)


def _part(context: DrawContext, batch: ArrivalBatch, rows: Column, version: int) -> ArrivalBatch:
    """Some tasks of a batch, which one role does."""
    part = batch.taken(rows)
    person = part.person if version == batch.activity else np.full(len(rows), NOT)
    whose = assigned_person(context, version, part.account, person)
    return replace(part, activity=version, person=whose)


def work_seconds(
    context: DrawContext, batch: ArrivalBatch, cause: str, lasts: DurationSpec
) -> Column:
    """Times taken, one for each task of a batch."""
    columns = int(batch.column.max()) + 1 if len(batch.column) else 0
    if batch.identity is not None or 2 * len(batch.row) < batch.rows * columns:
        return seconds(lasts, batch_uniforms(context, batch, cause))
    # Most of the table is wanted: whole, it can be remembered.
    units = context.streams.units(lasts, cause, batch.rows, columns, batch.width)
    return whole_seconds(lasts, units[batch.row, batch.column])


def assigned_person(
    context: DrawContext, activity: int, account: Column, otherwise: Column
) -> Column:
    """The one person who does a task: the account's own; for no account, the one said; else -1."""
    if not context.parameters.activities.own[activity] or len(account) == 0:
        return np.where(account >= 0, NOT, otherwise)
    owner = context.territory.owner[context.role_of(activity)]
    return np.where(account >= 0, owner[account] if len(owner) else NOT, otherwise)
