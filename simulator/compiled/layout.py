"""Where compiled code finds the world: one table of 64-bit words, the same for every scenario."""

from __future__ import annotations

from dataclasses import dataclass, is_dataclass
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

import numpy as np
import numpy.typing as npt

from simulator.lines import Ints, Pile
from simulator.opening import loose, record_of, widths
from simulator.world import (
    Accounts,
    CallLuck,
    Deals,
    Int8,
    Int32,
    Relations,
    Rest,
    Staff,
    Work,
    World,
)

RECORDS = (Staff, Work, Rest, Relations, CallLuck, Accounts, Deals)
PILE_WORDS = 4  # address, numbers in it, room for so many, numbers lost for lack of memory

Table = npt.NDArray[np.int64]


@dataclass(slots=True)
class Sums:
    """What is added up of a log; see window.Tally. Columns are as long as what they are for."""

    warm_up: int
    horizon: int
    days: int
    sells: Ints  # for each doing and activity: 1 where it counts as selling
    urgency: Ints  # for each activity
    wanted: Ints  # for each level of urgency: 1 if it is some activity's
    called: Ints  # for each activity: 1 if a call plan makes it
    origin: Int8  # of each slot
    parent: Int32
    caller: Ints  # for each account, who calls on it
    # What comes of it.
    seconds: Ints
    inside: Ints
    metres: Ints
    switches: Ints
    blocks: Ints
    touched: Ints
    waits: Ints
    tasks: Ints  # its columns, one after the other, each with room for all slots
    number: Int32  # row of each slot's task, -1 for none; at last one for no task
    # For each person, how far the reading has got.
    place: Ints
    shift: Ints
    work_day: Ints
    work_on: Ints
    block_from: Ints
    block_to: Ints
    longest: Ints  # for each person and day
    next_start: Ints
    next_status: Ints
    status: Ints
    # For each line and level of urgency: how many, since when, and seconds with at least one.
    count: Ints
    since: Ints
    passed: Ints
    questions: Pile  # about waits, in order of time once sorted
    sorted: Pile
    digits: Ints  # how often each value of a digit occurs, then where it goes


@dataclass(slots=True)
class Machine:
    """The world, the clock that moves it, and what is added up of it."""

    world: World
    sums: Sums
    start: int  # the first instant
    due: Ints  # for each person, when his stretch ends, as a key; padded to whole teams
    soonest: Ints  # for each team, the smallest of its people's keys
    reminders: Pile  # a heap
    roots: Int32  # tasks that arise by themselves, in order of time
    asked: Int32  # when


class Group(NamedTuple):
    """Columns and numbers under one name."""

    kind: type


class Number(NamedTuple):
    """One number, which no rule changes."""

    word: int


class Column(NamedTuple):
    """Numbers of so many bytes, every so many bytes; first its address, then its length."""

    word: int
    offset: int
    stride: int
    width: int


class OnePile(NamedTuple):
    """A pile, which lies in the table itself."""

    word: int


class Piles(NamedTuple):
    """Piles side by side; first their address, then how many there are."""

    word: int


Part = Group | Number | Column | OnePile | Piles


class Layout(NamedTuple):
    """What lies where."""

    parts: dict[type, dict[str, Part]]  # by group and name
    words: int


@cache
def layout() -> Layout:
    """The layout of the table, read off the annotations of the world's groups."""
    parts: dict[type, dict[str, Part]] = {}
    return Layout(parts, _lay(Machine, parts, 0))


def _lay(kind: type, parts: dict[type, dict[str, Part]], word: int) -> int:
    """Gives words to a group and all groups in it; the next word that is free."""
    found = parts[kind] = {}
    if kind in RECORDS:
        record = record_of(kind)
        offsets = {name: record.fields[name][1] for name in record.names}  # type: ignore[index,union-attr]
        for name, width in widths(kind).items():
            found[name] = Column(word, offsets[name], record.itemsize, width)
        return word + 2
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if isinstance(hint, type) and is_dataclass(hint):
            found[name] = Group(hint)
            word = _lay(hint, parts, word)
        elif hint is int:
            found[name] = Number(word)
            word += 1
        elif hint in (Pile, bytearray):
            found[name] = OnePile(word)
            word += PILE_WORDS
        elif hint == list[Pile]:
            found[name] = Piles(word)
            word += 2
        elif hint == tuple[int, ...] or Ints in (hint, *get_args(hint)[:1]):
            width = widths(kind)[name]
            found[name] = Column(word, 0, width, width)
            word += 2
    return word


def fill(table: Table, group: Any, kind: type, kept: list[Any]) -> None:
    """Writes where everything of a group lies, but for its piles; what must not be let go is kept.

    Columns that are tuples become arrays; all others are written to where they lie.
    """
    for name, part in layout().parts[kind].items():
        value = getattr(group, name)
        if isinstance(part, Group):
            fill(table, value, part.kind, kept)
        elif isinstance(part, Number):
            table[part.word] = value
        elif isinstance(part, Column):
            column = loose(kind, name, value) if isinstance(value, tuple) else value
            kept.append(column)
            table[part.word] = column.ctypes.data - part.offset
            table[part.word + 1] = len(column)


def columns_of(kind: type) -> dict[str, Column]:
    """The columns of a group."""
    return {n: p for n, p in layout().parts[kind].items() if isinstance(p, Column)}
