"""Where compiled code finds the state: a table of 64-bit words with one layout for all."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

import numpy as np
import numpy.typing as npt

from simulator.engine.initial_state import column_widths, contiguous, record_dtype
from simulator.engine.queues import IntColumn, IntList
from simulator.engine.state import (
    AccountState,
    AppointmentState,
    CallDraws,
    ContactDetails,
    ContactState,
    DealState,
    Int8,
    Int32,
    OpeningState,
    PersonState,
    PlaceState,
    RoutingState,
    SimulationState,
    TaskDetails,
    TaskState,
)
from simulator.ledger.ledger import Column, Tasks

ENTRY_POINTS = ("run_events", "accumulate")  # functions that are called from outside
RECORDS = (
    *(PersonState, TaskState, TaskDetails, AppointmentState, RoutingState),
    *(ContactState, ContactDetails, CallDraws, AccountState, DealState),
    *(PlaceState, OpeningState),
)
# Words of a column, and of a list: its address, its length, its capacity, and how many numbers were
# lost because there was no memory for more.
COLUMN_WORDS = 2
LIST_WORDS = 4
ADDRESS, LENGTH, CAPACITY, LOST = range(LIST_WORDS)
WORD_BYTES = 8

Table = npt.NDArray[np.int64]


@dataclass(slots=True)
class SumColumns:
    """What is added up of a log; see window.Tally."""

    warm_up: int
    horizon: int
    days: int
    sells: IntColumn  # for each doing and activity: 1 where it counts as selling
    urgency: IntColumn  # for each activity
    has_level: IntColumn  # for each level of urgency: 1 if it is some activity's
    called: IntColumn  # for each activity: 1 if a call plan makes it
    origin: Int8  # of each slot
    parent: Int32
    caller: IntColumn  # for each account, who calls on it
    # The sums.
    seconds: IntColumn
    inside: IntColumn
    metres: IntColumn
    switches: IntColumn
    blocks: IntColumn
    touched: IntColumn
    served: IntColumn
    ways: IntColumn
    waits: IntColumn
    tasks: Tasks  # each column as long as there are slots
    row_of_slot: Int32  # row of each slot's task, -1 for none; at last one for no task
    # For each person, how far the log has been read.
    place: IntColumn
    ended: IntColumn
    shift: IntColumn
    work_day: IntColumn
    work_on: IntColumn
    block_from: IntColumn
    block_to: IntColumn
    longest: IntColumn  # for each person and day
    next_start: IntColumn
    next_status: IntColumn
    status: IntColumn
    # For each queue and level of urgency: people, since when, and seconds with at least one.
    count: IntColumn
    since: IntColumn
    elapsed: IntColumn
    last_stay: IntColumn  # of each queue, number of the last time that somebody was present
    stay_stop: IntColumn  # of each queue, where its stays end once sorted
    stay_row: IntColumn  # for each queue and day (one more): its first stay from that day on
    stays: IntList  # from when until when, in order of their ends
    stay_queue: IntList
    queries: IntList  # about waits, in order of time once sorted
    sorted: IntList
    first_transfer: IntList  # of each task, -1 for none; nothing if there is no transfer at all
    next_transfer: IntList  # of each transfer, the task's next
    digits: IntColumn  # how often each value of a digit occurs, then where it goes


@dataclass(slots=True)
class MachineState:
    """The state of the simulation, that of the event loop, and what is added up of both."""

    state: SimulationState
    sums: SumColumns
    start: int  # the first instant
    activity_end: IntColumn  # for each person, as a key; padded to whole blocks
    block_minimum: IntColumn  # for each block of people, the smallest of their keys
    event_heap: IntList  # the reminders that were set
    roots: Int32  # tasks that arise by themselves, in order of time
    asked: Int32  # when


class GroupField(NamedTuple):
    """A group of columns and numbers."""

    kind: type


class NumberField(NamedTuple):
    """One number, constant during a replay."""

    word: int


class ColumnField(NamedTuple):
    """A column: the word of its address and length, then offset, stride and width in bytes."""

    word: int
    offset: int
    stride: int
    width: int


class ListField(NamedTuple):
    """A list, whose words lie in the table itself."""

    word: int


class ListsField(NamedTuple):
    """Lists side by side: the word of their address and number."""

    word: int


Field = GroupField | NumberField | ColumnField | ListField | ListsField


class Layout(NamedTuple):
    """The fields of all groups, and the length of the table."""

    fields: dict[type, dict[str, Field]]  # by group and name
    words: int


@cache
def layout() -> Layout:
    """The layout of the table, read off the annotations of the state's groups."""
    fields: dict[type, dict[str, Field]] = {}
    return Layout(fields, _assign_words(MachineState, fields, 0))


def _assign_words(group: type, fields: dict[type, dict[str, Field]], word: int) -> int:
    """Gives words to a group and all groups in it; the next word that is free."""
    if group in RECORDS:
        fields[group] = _record_fields(group, word)
        return word + COLUMN_WORDS
    assigned = fields[group] = {}
    for name, hint in get_type_hints(group, include_extras=True).items():
        if isinstance(hint, type) and is_dataclass(hint):
            assigned[name] = GroupField(hint)
            word = _assign_words(hint, fields, word)
        elif hint is int:
            assigned[name] = NumberField(word)
            word += 1
        elif hint in (IntList, bytearray):
            assigned[name] = ListField(word)
            word += LIST_WORDS
        elif hint == list[IntList]:
            assigned[name] = ListsField(word)
            word += COLUMN_WORDS
        elif hint in (tuple[int, ...], Column) or IntColumn in (hint, *get_args(hint)[:1]):
            width = column_widths(group)[name]
            assigned[name] = ColumnField(word, 0, width, width)
            word += COLUMN_WORDS
    return word


def _record_fields(group: type, word: int) -> dict[str, Field]:
    """The columns of a group that lies row by row in memory: all from one address."""
    record = record_dtype(group)
    offsets = {name: record.fields[name][1] for name in record.names}  # type: ignore[index,union-attr]
    return {
        name: ColumnField(word, offsets[name], record.itemsize, width)
        for name, width in column_widths(group).items()
    }


def write_addresses(table: Table, value: Any, group: type, references: list[Any]) -> None:
    """Writes where the columns of a group lie, and its numbers; lists are the workspace's.

    Columns that are tuples are copied into arrays. What has to stay alive is added to references.
    """
    for name, field in layout().fields[group].items():
        item = getattr(value, name)
        if isinstance(field, GroupField):
            write_addresses(table, item, field.kind, references)
        elif isinstance(field, NumberField):
            table[field.word] = item
        elif isinstance(field, ColumnField):
            column = contiguous(group, name, item) if isinstance(item, tuple) else item
            references.append(column)
            table[field.word + ADDRESS] = column.ctypes.data - field.offset
            table[field.word + LENGTH] = len(column)
