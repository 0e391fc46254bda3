"""What becomes of work that arises on a closed day: it is lost, or comes on the next open one."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column
from simulator.model.codes import NOT
from simulator.scenario.month_days import (
    FIRST_WORKING_DAY,
    LAST_WORKING_DAY,
    DayOfMonth,
    month_turns,
)
from simulator.scenario.open_days import Days, OpenDays
from simulator.scenario.people import Person, hours_of
from simulator.scenario.schema.organisation import Role
from simulator.scenario.schema.profiles import Profile
from simulator.scenario.schema.triggers import LOST, NEXT_OPEN_DAY, Inbound, Meeting, Routine
from simulator.scenario.units import WEEKDAYS
from simulator.workload.shifts import called_days, teams_of, works_on

Turns = tuple[Column, Column, Column]  # person, number of the turn and day of each


class Attendance(NamedTuple):
    """The people of a role, and the days on which they are there."""

    people: Sequence[Person]
    days: OpenDays
    there: Days  # people x days

    def works(self) -> Days:
        """People x days: a shift begins, on closed days and when they are away, too."""
        works = called_days(self.people, self.days)
        for team in teams_of(self.people):
            works[team.numbers] |= works_on(team.hours, works.shape[1])
        return works


def next_open_days(closed: Days, opens: Days) -> Column:
    """For each day itself, for a closed one the next that opens; as many as there are if none."""
    days = np.arange(len(closed))
    coming = np.where(opens & ~closed, days, len(days))
    following: Column = np.minimum.accumulate(coming[::-1])[::-1]
    return np.where(closed, following, days)


def arising_days(inbound: Inbound, closed: Days) -> Days:
    """Days on which work from outside arises; without the word, a profile has none on holidays."""
    loses = inbound.closed_days == LOST or (inbound.closed_days is None and inbound.profile)
    return ~closed if loses else np.ones_like(closed)


def coming_days(inbound: Inbound, profile: Profile | None, days: OpenDays) -> Column | None:
    """For each day the one on which what arises then comes; None if that is always the same."""
    if inbound.closed_days != NEXT_OPEN_DAY:
        return None
    opens = [profile is None or profile.day_weight(day) > 0 for day in WEEKDAYS]
    return next_open_days(days.closed, np.array(opens)[days.weekday()])


def meeting_turns(
    meeting: Meeting, host: Role, host_days: OpenDays, start: datetime.date
) -> tuple[Column, Column]:
    """Number and day of each meeting that is held; none is on a holiday."""
    days = len(host_days.closed)
    turn, due = _due(meeting, host, host_days, start)
    held = _held_on(meeting, host, host_days, due)
    return turn[held < days], held[held < days]


def _due(
    meeting: Meeting, host: Role, host_days: OpenDays, start: datetime.date
) -> tuple[Column, Column]:
    """Number and day of each turn, were none a holiday."""
    days = len(host_days.closed)
    if meeting.every == "day":
        return np.arange(days), np.arange(days)
    if meeting.every == "month":
        of_month = month_turns(meeting.month_day, start, days)
        called = host_days.called(hours_of(host))
        turns = [
            (number, _in_month(meeting.month_day, order, called)) for number, order in of_month
        ]
        turn, due = np.array(turns, dtype=np.int64).reshape(-1, 2).T
        return turn, due
    every = 1 if meeting.every == "week" else int(meeting.every)
    turn = np.arange(-(-days // (7 * every)))
    due = turn * 7 * every + WEEKDAYS.index(str(meeting.on))
    return turn[due < days], due[due < days]


def _in_month(on: DayOfMonth, order: Sequence[int], called: Days) -> int:
    """The day that is meant: of working days the first on which the role works."""
    if on in (FIRST_WORKING_DAY, LAST_WORKING_DAY):
        return next((day for day in order if called[day]), order[0])
    return order[0]


def _held_on(meeting: Meeting, host: Role, host_days: OpenDays, due: Column) -> Column:
    """For the days on which a meeting is due, those on which it is held; as many as there are: not.

    One that would be put off until the next is due falls away.
    """
    closed, days = host_days.closed, len(host_days.closed)
    held = np.where(closed[due], days, due)
    if meeting.closed_days != NEXT_OPEN_DAY:
        return held
    put_off = next_open_days(closed, host_days.called(hours_of(host)))[due]
    return np.where(put_off < np.append(due[1:], days), put_off, days)


def routine_turns(routine: Routine, turns_of: Callable[[Days], Turns], role: Attendance) -> Turns:
    """Turns of a routine, whose way to find them on days worked is given.

    With the word a turn is due as if no day were closed and nobody away; it is put off to the next
    day on which the person is called, or lost. Who is away then has it when he would have it
    without the word.
    """
    as_usual = turns_of(role.there)
    if routine.closed_days is None:
        return as_usual
    works, closed = role.works(), role.days.closed
    person, turn, due = turns_of(works)
    usual = np.full((len(works), int(turn.max(initial=-1)) + 1), NOT)
    usual[as_usual[0], as_usual[1]] = as_usual[2]
    shut, day = closed[due], usual[person, turn]
    if routine.closed_days == NEXT_OPEN_DAY:
        later = _next_called(works, closed)[person, due]
        meets = role.there[person, np.minimum(later, len(closed) - 1)] & (later < len(closed))
        day = np.where(shut & meets, later, day)
    else:
        day = np.where(shut, NOT, day)
    kept = day != NOT
    return person[kept], turn[kept], day[kept]


def _next_called(works: Days, closed: Days) -> Column:
    """People x days: the day itself if it is open, else the next with a shift."""
    rows = [next_open_days(closed, each) for each in works]
    return np.array(rows, dtype=np.int64).reshape(works.shape)
