"""Where compiled code finds the world: one table of 64-bit words, the same for every scenario."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

import numpy as np
import numpy.typing as npt

from simulator.engine.initial_state import loose, record_of, widths
from simulator.engine.queues import IntColumn, IntList
from simulator.engine.state import (
    AccountState,
    CallDraws,
    ContactState,
    DealState,
    Int8,
    Int32,
    PersonState,
    SimulationState,
    TaskDetails,
    TaskState,
)

ENTRIES = ("run_events", "accumulate")  # what of compiled code is called from outside
RECORDS = (PersonState, TaskState, TaskDetails, ContactState, CallDraws, AccountState, DealState)
PILE_WORDS = 4  # address, numbers in it, room for so many, numbers lost for lack of memory

Table = npt.NDArray[np.int64]


@dataclass(slots=True)
class SumColumns:
    """What is added up of a log; see window.Tally. Columns are as long as what they are for."""

    warm_up: int
    horizon: int
    days: int
    sells: IntColumn  # for each doing and activity: 1 where it counts as selling
    urgency: IntColumn  # for each activity
    wanted: IntColumn  # for each level of urgency: 1 if it is some activity's
    called: IntColumn  # for each activity: 1 if a call plan makes it
    origin: Int8  # of each slot
    parent: Int32
    caller: IntColumn  # for each account, who calls on it
    # What comes of it.
    seconds: IntColumn
    inside: IntColumn
    metres: IntColumn
    switches: IntColumn
    blocks: IntColumn
    touched: IntColumn
    waits: IntColumn
    tasks: IntColumn  # its columns, one after the other, each with room for all slots
    number: Int32  # row of each slot's task, -1 for none; at last one for no task
    # For each person, how far the reading has got.
    place: IntColumn
    shift: IntColumn
    work_day: IntColumn
    work_on: IntColumn
    block_from: IntColumn
    block_to: IntColumn
    longest: IntColumn  # for each person and day
    next_start: IntColumn
    next_status: IntColumn
    status: IntColumn
    # For each line and level of urgency: how many, since when, and seconds with at least one.
    count: IntColumn
    since: IntColumn
    passed: IntColumn
    questions: IntList  # about waits, in order of time once sorted
    sorted: IntList
    digits: IntColumn  # how often each value of a digit occurs, then where it goes


@dataclass(slots=True)
class MachineState:
    """The world, the clock that moves it, and what is added up of it."""

    world: SimulationState
    sums: SumColumns
    start: int  # the first instant
    due: IntColumn  # for each person, when his stretch ends, as a key; padded to whole teams
    soonest: IntColumn  # for each team, the smallest of its people's keys
    reminders: IntList  # a heap
    roots: Int32  # tasks that arise by themselves, in order of time
    asked: Int32  # when


class GroupField(NamedTuple):
    """Columns and numbers under one name."""

    kind: type


class NumberField(NamedTuple):
    """One number, which no rule changes."""

    word: int


class ColumnField(NamedTuple):
    """Numbers of so many bytes, every so many bytes; first its address, then its length."""

    word: int
    offset: int
    stride: int
    width: int


class ListField(NamedTuple):
    """A pile, which lies in the table itself."""

    word: int


class ListsField(NamedTuple):
    """Piles side by side; first their address, then how many there are."""

    word: int


Part = GroupField | NumberField | ColumnField | ListField | ListsField


class Layout(NamedTuple):
    """What lies where."""

    parts: dict[type, dict[str, Part]]  # by group and name
    words: int


@cache
def layout() -> Layout:
    """The layout of the table, read off the annotations of the world's groups."""
    parts: dict[type, dict[str, Part]] = {}
    return Layout(parts, _lay(MachineState, parts, 0))


def _lay(kind: type, parts: dict[type, dict[str, Part]], word: int) -> int:
    """Gives words to a group and all groups in it; the next word that is free."""
    found = parts[kind] = {}
    if kind in RECORDS:
        record = record_of(kind)
        offsets = {name: record.fields[name][1] for name in record.names}  # type: ignore[index,union-attr]
        for name, width in widths(kind).items():
            found[name] = ColumnField(word, offsets[name], record.itemsize, width)
        return word + 2
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if isinstance(hint, type) and is_dataclass(hint):
            found[name] = GroupField(hint)
            word = _lay(hint, parts, word)
        elif hint is int:
            found[name] = NumberField(word)
            word += 1
        elif hint in (IntList, bytearray):
            found[name] = ListField(word)
            word += PILE_WORDS
        elif hint == list[IntList]:
            found[name] = ListsField(word)
            word += 2
        elif hint == tuple[int, ...] or IntColumn in (hint, *get_args(hint)[:1]):
            width = widths(kind)[name]
            found[name] = ColumnField(word, 0, width, width)
            word += 2
    return word


def fill(table: Table, group: Any, kind: type, kept: list[Any]) -> None:
    """Writes where everything of a group lies, but for its piles; what must not be let go is kept.

    Columns that are tuples become arrays; all others are written to where they lie.
    """
    for name, part in layout().parts[kind].items():
        value = getattr(group, name)
        if isinstance(part, GroupField):
            fill(table, value, part.kind, kept)
        elif isinstance(part, NumberField):
            table[part.word] = value
        elif isinstance(part, ColumnField):
            column = loose(kind, name, value) if isinstance(value, tuple) else value
            kept.append(column)
            table[part.word] = column.ctypes.data - part.offset
            table[part.word + 1] = len(column)


def columns_of(kind: type) -> dict[str, ColumnField]:
    """The columns of a group."""
    return {n: p for n, p in layout().parts[kind].items() if isinstance(p, ColumnField)}
