"""Columns, queues, agendas and the log: the few operations that each engine has in its own way."""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heappop, heappush
from struct import Struct
from typing import Protocol

IntList = list[int]  # grows and shrinks


class IntColumn(Protocol):
    """Anything indexable that holds whole numbers."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> int: ...
    def __setitem__(self, index: int, value: int, /) -> None: ...


# A key holds urgency, then time, then task, so that the smallest key goes first and ties are broken
# by the task's number alone.
TASK_BITS, TIME_BITS, WHAT_BITS = 28, 31, 4
URGENCY_SHIFT = TASK_BITS + TIME_BITS
TASK_MASK = (1 << TASK_BITS) - 1
NO_KEY = (1 << 63) - 1

ENTRY = Struct("=6i")
_pack = ENTRY.pack


heap_push = heappush
heap_pop = heappop


def agenda_insert(agenda: IntList, key: int) -> None:
    """Inserts a key into an agenda, which stays sorted."""
    insort(agenda, key)


def agenda_remove(agenda: IntList, key: int) -> None:
    """Removes a key from an agenda that holds it; here, one that does not is an error."""
    del agenda[agenda.index(key, bisect_left(agenda, key))]


def agenda_insert_all(agenda: IntList, keys: IntList) -> None:
    """Inserts keys that are in order into an agenda."""
    for key in keys:
        agenda_insert(agenda, key)


def agenda_remove_all(agenda: IntList, keys: IntList) -> None:
    """Removes keys that are in order from an agenda that holds them."""
    for key in keys:
        agenda_remove(agenda, key)


def sort_ascending(numbers: IntList) -> None:
    """Sorts numbers."""
    numbers.sort()


def sort_by_worth(keys: IntList, worth: IntColumn, account: IntColumn) -> None:
    """Puts the contacts of keys whose accounts are worth most first; the others stay in order."""
    keys.sort(key=lambda key: -worth[account[key & TASK_MASK]])


def reminder(when: int, what: int, task: int) -> int:
    """An event that an engine is asked to schedule; of one instant, the smallest comes first."""
    return (when << (TASK_BITS + WHAT_BITS)) | (what << TASK_BITS) | task


def write_entry(
    log: bytearray, person: int, doing: int, task: int, place: int, start: int, end: int
) -> None:
    """Writes one entry."""
    log += _pack(person, doing, task, place, start, end)
