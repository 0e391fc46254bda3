"""Waiting lines, agendas, reminders and the log: the few moves that each engine makes its own way."""

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

ENTRY = Struct("=8i")
_pack = ENTRY.pack


def join(line: list[int], key: int) -> None:
    """Puts a key in its place."""
    heappush(line, key)


def leave(line: list[int]) -> int:
    """Takes the first key out of a line that is not empty."""
    return heappop(line)


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
    log: bytearray,
    person: int,
    doing: int,
    activity: int,
    task: int,
    account: int,
    place: int,
    start: int,
    end: int,
) -> None:
    """Writes one entry."""
    log += _pack(person, doing, activity, task, account, place, start, end)
