"""Time intervals on many lines at once, one line for each person or role: union and overlap."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column

LINE = 1 << 34  # seconds set apart for each line: longer than any horizon


class TimeIntervals(NamedTuple):
    """Disjoint intervals in order; a moment on a line is one number: line x LINE + time."""

    start: Column
    end: Column
    before: Column  # seconds covered by all intervals before this one; one value more


def in_order_of_time(rows: Column, time: Column) -> Column:
    """Rows, given by number, by their time of 32 bits; of one time, by number.

    Sixteen bits after the other: NumPy deals so few out without comparing.
    """
    when = time[rows]
    late = (when & 0xFFFF).astype(np.uint16).argsort(kind="stable")
    order = late[(when >> 16).astype(np.uint16)[late].argsort(kind="stable")]
    return rows[order]


def moments(line: Column, time: Column) -> Column:
    """Times on lines as single numbers, in the order of lines, then times."""
    return line * LINE + time


def disjoint(line: Column, start: Column, end: Column) -> TimeIntervals:
    """Intervals that are known to be in order and free of overlap."""
    return _counted(moments(line, start), moments(line, end))


def union(line: Column, start: Column, end: Column) -> TimeIntervals:
    """What at least one of many intervals covers; they are in order of line and start."""
    first, last = moments(line, start), np.maximum.accumulate(moments(line, end))
    if len(first) == 0:
        return _counted(first, last)
    begins = np.concatenate(([True], first[1:] > last[:-1]))
    ends = np.concatenate((begins[1:], [True]))
    return _counted(first[begins], last[ends])


def covered(by: TimeIntervals, line: Column, start: Column, end: Column) -> Column:
    """Seconds of each [start, end) on its line that the intervals cover."""
    return _covered_before(by, moments(line, end)) - _covered_before(by, moments(line, start))


def _counted(start: Column, end: Column) -> TimeIntervals:
    return TimeIntervals(start, end, np.concatenate(([0], np.cumsum(end - start))))


def _covered_before(by: TimeIntervals, moment: Column) -> Column:
    """Seconds covered on all lines up to each moment."""
    if len(by.start) == 0:
        return np.zeros(len(moment), dtype=np.int64)
    begun = by.start.searchsorted(moment, side="right")
    last = np.maximum(begun - 1, 0)
    beyond = np.maximum(by.end[last] - moment, 0)
    return np.where(begun > 0, by.before[begun] - beyond, 0)
