"""Stretches of time on many lines at once, one line for each person or role: union and overlap."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.ledger import Column

ROW_BITS = 30  # more rows than any table has
LINE = 1 << 34  # seconds set apart for each line: longer than any horizon


class Stretches(NamedTuple):
    """Disjoint stretches in order; a moment on a line is one number: line x LINE + time."""

    start: Column
    end: Column
    before: Column  # seconds covered by all stretches that precede this one; one value more


def in_order_of_time(rows: Column, time: Column) -> Column:
    """Rows by their time, which is not negative, and by number where that is the same.

    Numbers that hold both are sorted faster than an order of them is found.
    """
    keys = (time[rows].astype(np.int64) << ROW_BITS) | rows
    keys.sort()
    return keys & ((1 << ROW_BITS) - 1)


def moments(line: Column, time: Column) -> Column:
    """Times on lines as single numbers, in the order of lines, then times."""
    return line * LINE + time


def disjoint(line: Column, start: Column, end: Column) -> Stretches:
    """Stretches that are known to be in order and free of overlap."""
    return _counted(moments(line, start), moments(line, end))


def union(line: Column, start: Column, end: Column) -> Stretches:
    """What at least one of many stretches covers; they are in order of line and start."""
    first, last = moments(line, start), np.maximum.accumulate(moments(line, end))
    if len(first) == 0:
        return _counted(first, last)
    begins = np.concatenate(([True], first[1:] > last[:-1]))
    ends = np.concatenate((begins[1:], [True]))
    return _counted(first[begins], last[ends])


def covered(by: Stretches, line: Column, start: Column, end: Column) -> Column:
    """Seconds of each [start, end) on its line that the stretches cover."""
    return _covered_before(by, moments(line, end)) - _covered_before(by, moments(line, start))


def _counted(start: Column, end: Column) -> Stretches:
    return Stretches(start, end, np.concatenate(([0], np.cumsum(end - start))))


def _covered_before(by: Stretches, moment: Column) -> Column:
    """Seconds covered on all lines up to each moment."""
    if len(by.start) == 0:
        return np.zeros(len(moment), dtype=np.int64)
    begun = by.start.searchsorted(moment, side="right")
    last = np.maximum(begun - 1, 0)
    beyond = np.maximum(by.end[last] - moment, 0)
    return np.where(begun > 0, by.before[begun] - beyond, 0)
