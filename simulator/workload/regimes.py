"""When a role's people work from one day to another, and the shifts that it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column, Presence
from simulator.model.codes import NO_PHASE
from simulator.scenario.open_days import Days
from simulator.workload.absence import Crew
from simulator.workload.shifts import joined, one_after_the_other, presence_of

Kinds = npt.NDArray[np.int8]
# Why somebody is not there on a day; the last: his chair is not there yet, or no longer.
NOT_CALLED, HERE, PLANNED, SICK, EMPTY, NO_CHAIR = range(-1, 5)


NOBODY_NEW = np.empty((0, 3), dtype=np.int64)


class Stay(NamedTuple):
    """For how long a chair is meant to be somebody's: days of the horizon."""

    begin: int
    end: int
    is_new: bool  # does he begin as a newcomer?
    gaps: tuple[tuple[int, int], ...] = ()  # given up on a day, and somebody new begins later


class Regime(NamedTuple):
    """What a role's people work from one day to another, and why they are away on days of it."""

    phase: int  # from which on they hold
    begin: int  # first day
    end: int  # day after the last
    crew: Crew
    kinds: Kinds  # as if they held all along


class Expected(NamedTuple):
    """What people would have worked but for a change: who leaves then, or works other hours."""

    shifts: Presence
    known: Column  # of each shift, the phase from which on it is expected
    gone: Column  # and that from which on it is not any more
    changes: tuple[tuple[int, int, int], ...]  # person, first day of other hours, its phase
    successors: Column  # rows: phase, person, when somebody new would begin after it, if it went on


def day_by_day(regimes: Sequence[Regime]) -> Kinds:
    """People x days: why they are away, by the hours that hold on each day."""
    return np.concatenate([each.kinds[:, each.begin : each.end] for each in regimes], axis=1)


def shifts_in_truth(
    roles: Sequence[Sequence[Regime]], stays: Sequence[Sequence[Stay]], kinds: Sequence[Kinds]
) -> tuple[Presence, Expected]:
    """When everybody works, and what would have been worked but for changes.

    Who would begin anew is not known here.
    """
    every = [list(_held(*each)) for each in zip(roles, stays, kinds, strict=True)]
    worked, expected, known, gone = [], [], [], []
    for number in range(max(map(len, roles), default=0)):
        now = [each[min(number, len(each) - 1)] for each in every]
        people = [(each.crew.people, each.crew.days) for each in now]
        held = [number < len(each) for each in every]
        worked.append(
            presence_of(people, [each.there & on for each, on in zip(now, held, strict=True)])
        )
        would = [each.would & on for each, on in zip(now, held, strict=True)]
        expected.append(presence_of(people, would))
        known.append(np.concatenate([each.known for each in now])[expected[-1].person])
        gone.append(np.concatenate([each.gone for each in now])[expected[-1].person])
    firsts = np.cumsum([0, *(len(each[0].crew.people) for each in roles)]).tolist()
    changes = (
        (first + int(person), each.begin, int(each.known[person]))
        for first, regimes in zip(firsts, every, strict=False)
        for each in regimes[1:]
        for person in np.flatnonzero(each.is_new)
    )
    return one_after_the_other(worked), Expected(
        joined(expected), _column(known), _column(gone), tuple(changes), NOBODY_NEW
    )


def _column(parts: Sequence[Column]) -> Column:
    return np.concatenate([np.empty(0, dtype=np.int64), *parts])


class Held(NamedTuple):
    """Who of a role works the hours of a regime when; hours that go on are those before."""

    crew: Crew
    begin: int
    is_new: npt.NDArray[np.bool_]  # of each person: does he work other hours from then on?
    there: Days  # people x days, in truth
    would: Days  # as was expected, but for a change
    known: Column  # phase from which on they hold
    gone: Column  # and from which on others do


def _held(regimes: Sequence[Regime], stays: Sequence[Stay], kinds: Kinds) -> Iterator[Held]:
    people, days = kinds.shape
    day, within, after = np.arange(days), days_within(stays, days), days_after(stays, days)
    differ = [np.ones(people, dtype=bool), *map(_differ, regimes, regimes[1:])]
    for number, regime in enumerate(regimes):
        end, gone = np.full(people, days), np.full(people, NO_PHASE)
        for later in reversed(range(number + 1, len(regimes))):
            end[differ[later]], gone[differ[later]] = regimes[later].begin, regimes[later].phase
        is_new = differ[number]
        own = is_new[:, None] & (day >= regime.begin) & (day < end[:, None])
        beyond = is_new[:, None] & (day >= end[:, None]) & (regime.kinds == HERE)
        there = own & (kinds == HERE)
        would = (there & after) | (beyond & (within | after))
        known = np.full(people, regime.phase)
        yield Held(regime.crew, regime.begin, is_new, there & within, would, known, gone)


def _differ(before: Regime, after: Regime) -> npt.NDArray[np.bool_]:
    """Of each person: does he work otherwise from then on than he would have?"""
    days = zip(before.crew.days, after.crew.days, strict=True)
    others = any(not np.array_equal(*each) for each in days)
    hours = zip(before.crew.people, after.crew.people, strict=True)
    other_hours = np.array([others or a.hours != b.hours for a, b in hours], dtype=bool)
    begin = after.begin
    other_days = (before.kinds[:, begin:] != after.kinds[:, begin:]).any(axis=1)
    differ: npt.NDArray[np.bool_] = other_hours | other_days
    return differ


def days_within(stays: Sequence[Stay], days: int) -> Days:
    """People x days: has the person begun, and not left for good?"""
    day = np.arange(days)
    ends = np.array([stay[:2] for stay in stays], dtype=np.int64).reshape(-1, 2)
    inside: Days = (day >= ends[:, :1]) & (day < ends[:, 1:])
    for person, stay in enumerate(stays):
        for begin, end in stay.gaps:
            inside[person, begin:end] = False
    return inside


def days_after(stays: Sequence[Stay], days: int) -> Days:
    """People x days: has the person left, for good or until somebody new sits in the chair?"""
    ends = np.array([stay.end for stay in stays], dtype=np.int64)
    gone: Days = np.arange(days) >= ends[:, None]
    for person, stay in enumerate(stays):
        for begin, end in stay.gaps:
            gone[person, begin:end] = True
    return gone
