"""On which days of the horizon people are called to work, and what their shifts are then."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.scenario.people import hours_of
from simulator.scenario.public_holidays import days_off, holidays_of, made_up
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.holidays import Holidays
from simulator.scenario.schema.hours import Evening, Hours, Shift
from simulator.scenario.schema.organisation import Horizon
from simulator.scenario.units import DAY

Days = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
CLOSED = 7  # in place of a weekday
WHOLE = 2 * DAY  # no shift ends later
NO_SHIFT = -1


class OpenDays(NamedTuple):
    """The days of the horizon, as the company or a role works them."""

    closed: Days  # nobody is called
    like: Numbers  # the day of the same week whose hours hold: itself, unless it is made up for
    until: Numbers  # seconds from midnight by which shifts end

    def weekday(self) -> Numbers:
        """From 0 for Monday, of days made up for that which was moved."""
        return self.like % 7

    def is_made_up(self) -> Days:
        """Which days are worked in place of others?"""
        made_up: Days = self.like != np.arange(len(self.like))
        return made_up

    def called(self, each: Iterable[Hours]) -> Days:
        """Days on which a shift of any of these hours begins."""
        days = [self.shifts(hours).number != NO_SHIFT for hours in each]
        called: Days = np.any(days, axis=0)
        return called

    def shifts(self, hours: Hours) -> DailyShifts:
        """The shift of each day, for people who work these hours."""
        cycle, worked = hours.days(), list(dict.fromkeys(hours.worked()))
        numbers = np.array([worked.index(s) if s is not None else NO_SHIFT for s in cycle])
        own = np.resize(numbers, len(self.closed))
        number = np.where(own == NO_SHIFT, numbers[self.like % len(cycle)], own)
        number[self.closed] = NO_SHIFT
        shifts = [_whole(hours, shift) for shift in worked]
        for until in np.unique(self.until[self.until < WHOLE]).tolist():
            for one, shift in enumerate(worked):
                early = (self.until == until) & (number == one)
                if early.any() and until < shift.end:
                    number[early] = len(shifts) if until > shift.start else NO_SHIFT
                    shifts.append(_until(hours, shift, until))
        daily = DailyShifts(tuple(shifts), number)
        for day in np.flatnonzero((own == NO_SHIFT) & (number != NO_SHIFT)).tolist():
            if daily.overlaps(day):
                number[day] = NO_SHIFT
        return daily


class ShiftHours(NamedTuple):
    """One shift; seconds from the midnight before it begins."""

    start: int
    end: int
    lunch: int | None
    paid: int  # seconds, less lunch
    evening: Evening | None


class DailyShifts(NamedTuple):
    """The shift that begins on each day of the horizon."""

    shifts: tuple[ShiftHours, ...]
    number: Numbers  # of each day's, NO_SHIFT where none begins

    def of(self, day: int) -> ShiftHours | None:
        """That of one day."""
        number = self.number[day]
        return None if number == NO_SHIFT else self.shifts[number]

    def overlaps(self, day: int) -> bool:
        """Does a day's shift begin before that of the day before ends, or end after the next?"""
        before = self.of(day - 1) if day else None
        own, after = self.of(day), self.of(day + 1) if day + 1 < len(self.number) else None
        if own is None:
            return False
        late = before is not None and before.end > DAY + own.start
        return late or (after is not None and own.end > DAY + after.start)

    def column(self, field: str) -> Numbers:
        """A field of each day's, 0 where there is none."""
        values = [*(getattr(shift, field) for shift in self.shifts), 0]
        return np.array(values, dtype=np.int64)[self.number]


def _whole(hours: Hours, shift: Shift) -> ShiftHours:
    evening = hours.evening
    if evening is not None and evening.start < shift.end:
        evening = None
    return ShiftHours(shift.start, shift.end, hours.lunch_in(shift), hours.paid(shift), evening)


def _until(hours: Hours, shift: Shift, until: int) -> ShiftHours:
    """A shift that ends early: without an evening, and with lunch if it fits."""
    lunch, lasts = hours.lunch_in(shift), hours.lunch.lasts if hours.lunch else 0
    if lunch is None or lunch + lasts > until:
        return ShiftHours(shift.start, until, None, max(until - shift.start, 0), None)
    return ShiftHours(shift.start, until, lunch, until - shift.start - lasts, None)


def company_days(scenario: Scenario) -> OpenDays:
    """The days as the company works them."""
    return _open_days(scenario.holidays, scenario.horizon)


def role_days(scenario: Scenario, role: str) -> OpenDays:
    """The days as a role works them."""
    return _open_days(holidays_of(scenario, role), scenario.horizon)


def called_by_role(scenario: Scenario, role: str) -> Days:
    """Days on which a shift of anybody of a role begins."""
    return role_days(scenario, role).called(hours_of(scenario.roles[role]))


def receiving_weekdays(scenario: Scenario) -> Numbers:
    """As which weekday customers receive on each day, CLOSED on public holidays."""
    kept, horizon = scenario.holidays, scenario.horizon
    weekday = _open_days(kept, horizon).weekday()
    for day in days_off(kept, horizon).public:
        weekday[horizon.number(day)] = CLOSED
    return weekday


def _open_days(kept: Holidays | None, horizon: Horizon) -> OpenDays:
    days = horizon.weeks * 7
    closed, like, until = np.zeros(days, dtype=bool), np.arange(days), np.full(days, WHOLE)
    if kept is None:
        return OpenDays(closed, like, until)
    for day in {**(off := days_off(kept, horizon)).public, **off.closures}:
        closed[horizon.number(day)] = True
    for day, weekday in made_up(kept, horizon).items():
        number = horizon.number(day)
        like[number] = like[number] // 7 * 7 + weekday
    half_days = kept.half_days or {}
    for number in range(days) if half_days else ():
        date = (horizon.start + datetime.timedelta(number)).isoformat()
        ends = half_days.get(date, half_days.get(date[5:]))
        until[number] = WHOLE if ends is None else ends
    return OpenDays(closed, like, until)
