"""Waiting lines, agendas, reminders and the log: the few moves each engine makes its own way."""

from __future__ import annotations

from bisect import bisect_left, insort
from heapq import heappop, heappush
from struct import Struct

# A key holds urgency, then time, then task, so that the smallest key goes first and ties are broken
# by the task's number alone.
TASK_BITS, TIME_BITS = 28, 31
URGENCY_SHIFT = TASK_BITS + TIME_BITS
TASK_MASK = (1 << TASK_BITS) - 1
NO_KEY = (1 << 63) - 1

ENTRY = Struct("=6i")
_pack = ENTRY.pack


join = heappush  # puts a key in its place in a line
leave = heappop  # takes the first key out of a line that is not empty


def note(agenda: list[int], key: int) -> None:
    """Enters a key in an agenda, which stays sorted."""
    insort(agenda, key)


def strike(agenda: list[int], key: int) -> None:
    """Takes a key out of an agenda that holds it."""
    del agenda[bisect_left(agenda, key)]


def remind(later: list[tuple[int, int, int]], when: int, what: int, task: int) -> None:
    """Asks the engine to come back at a time."""
    later.append((when, what, task))


def write(
    log: bytearray, person: int, doing: int, task: int, place: int, start: int, end: int
) -> None:
    """Writes one entry."""
    log += _pack(person, doing, task, place, start, end)
