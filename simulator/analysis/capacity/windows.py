"""How many calls the hours leave room for in which accounts receive."""

from __future__ import annotations

import math
from collections import defaultdict
from typing import NamedTuple

import numpy as np

from simulator.analysis.capacity.account_kinds import account_kinds
from simulator.analysis.capacity.calls import due_by_opening, open_days
from simulator.analysis.capacity.demand import Demand
from simulator.analysis.capacity.presence import ExpectedCalendar
from simulator.scenario.elementary import Numbers
from simulator.scenario.people import hours_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.hours import Hours, Shift
from simulator.scenario.schema.organisation import Role
from simulator.scenario.schema.segments import OpeningHours
from simulator.scenario.units import MINUTE

_erf = np.vectorize(math.erf, otypes=[float])


class ReceivingHours(NamedTuple):
    """Hours in which accounts receive, as those see them who call there."""

    minutes: float  # of a day at work, less lunch
    days: float  # share of the days at work on which the accounts receive
    due: float  # calls in the counted weeks on all accounts that receive then
    shift: float  # minutes of a day at work, less lunch, whether or not they receive
    before: float  # minutes at work before they begin
    bounds: bool  # do they leave out some of the day at work?


class CallTime(NamedTuple):
    """How long calls of a plan take, and the ways between two of them; minutes."""

    lasts: float
    way: Numbers  # of each plan of head-counts
    spread: Numbers  # of a call and the way to the next
    home: Numbers | float = 0.0  # way from where people begin their days to the first


def windows_of(
    scenario: Scenario, calendar: ExpectedCalendar, demand: Demand, number: int
) -> tuple[ReceivingHours, ...]:
    """The windows of a call plan; accounts that receive at the same time share one."""
    name = list(scenario.call_plans)[number]
    word = scenario.activities[name].by
    presence = calendar.roles[list(scenario.roles).index(word)]
    due: dict[OpeningHours, float] = defaultdict(float)
    for column, kind in enumerate(account_kinds(scenario)):
        calls = float(demand.each[number, column] * demand.numbers[column])
        for opening, share in due_by_opening(scenario, name, kind).items() if calls else ():
            due[opening] += calls * share
    there = presence.always.there * calendar.counted
    days = max(float(there.sum()), 1e-9)
    return tuple(
        ReceivingHours(
            (hours := _minutes(scenario.roles[word], opening)).received,
            float(there[open_days(calendar, presence, opening)].sum()) / days,
            calls,
            (whole := _minutes(scenario.roles[word], OpeningHours(days=opening.days))).received,
            hours.before,
            hours.received < whole.received,
        )
        for opening, calls in due.items()
    )


def without_hours(windows: tuple[ReceivingHours, ...]) -> tuple[ReceivingHours, ...]:
    """The same windows if accounts received whenever those work who call there."""
    return tuple(window._replace(minutes=window.shift, days=1.0, before=0.0) for window in windows)


class _Received(NamedTuple):
    """Minutes of a shift in which accounts receive, less lunch, and those before."""

    received: float
    before: float


def _minutes(role: Role, opening: OpeningHours) -> _Received:
    """The shift in which accounts receive for longest."""
    shifts = (
        _received(hours, shift, opening)
        for hours in hours_of(role)
        for shift in hours.shifts
        if set(shift.days) & set(opening.days)
    )
    return max(shifts, key=lambda each: each.received, default=_Received(0.0, 0.0))


def _received(hours: Hours, shift: Shift, opening: OpeningHours) -> _Received:
    begin, end = max(shift.start, opening.start), min(shift.end, opening.end)
    lunch, lost = hours.lunch_in(shift), 0
    if lunch is not None and hours.lunch is not None:
        lost = max(min(end, lunch + hours.lunch.lasts) - max(begin, lunch), 0)
    received = max(end - begin - lost, 0)
    return _Received(received / MINUTE, (begin - shift.start) / MINUTE)


def no_room(windows: tuple[ReceivingHours, ...], days: Numbers, time: CallTime) -> Numbers:
    """Calls due for which windows leave no room in so many person-days, for each plan."""
    lost = np.zeros_like(days)
    for window in windows:
        fit = days * window.days * calls_a_day(window.minutes, time, _on_the_road(window, time))
        lost += np.maximum(window.due - fit, 0)
    return lost


def _on_the_road(window: ReceivingHours, time: CallTime) -> Numbers | float:
    """Minutes of hours at the begin of a shift that go by on the way from home to the first call.

    At its end one is chosen from which there is time to get back.
    """
    if not window.bounds:
        return 0.0  # how many calls a whole day holds is known by the time that is left for them
    late: Numbers = np.maximum(time.home - window.before, 0.0)
    return late


def calls_a_day(minutes: float, time: CallTime, beside: Numbers | float = 0.0) -> Numbers:
    """Mean number of calls that fit between the ends of a window, one after the other.

    One always does: lunch is put off for it, and one is chosen that is near. One more does if it
    and the way to it fit in what is left, of which ``beside`` goes by on the road; it is begun if
    a mean one fits in. The sum of some calls and ways is taken to be normal.
    """
    calls = np.ones_like(time.way)
    for more in range(1, int(minutes // max(time.lasts, 1.0)) + 1):
        left = minutes - beside - (more + 1) * time.lasts - more * time.way
        place = left / np.maximum(np.sqrt(more) * time.spread, 1e-6)
        calls += 0.5 * (1 + _erf(place / math.sqrt(2)))
    return calls
