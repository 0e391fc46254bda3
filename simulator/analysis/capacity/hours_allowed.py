"""Which minutes of a week somebody of a role is there, and which allow some work."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from simulator.analysis.capacity.obstacles import opening_hours_of, segments_asking
from simulator.errors import KeyPath
from simulator.scenario.elementary import Numbers
from simulator.scenario.open_days import Days
from simulator.scenario.people import hours_of, people_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.hours import Hours
from simulator.scenario.units import DAY, MINUTE, WEEK, WEEKDAYS
from simulator.scenario.validation import is_on_request

MINUTES_A_DAY, MINUTES_A_WEEK = DAY // MINUTE, WEEK // MINUTE


def share_of_hours(scenario: Scenario, role: str, name: str) -> float:
    """Share of the time of those of a role in which they can do some work; 1 where all."""
    limits = [hours for _, hours in limits_of(scenario, role, name)]
    if not limits:
        return 1.0
    attended, allowed = attendance_of(scenario, role)[0], np.logical_and.reduce(limits)
    whole = float(attended.sum())
    return float(attended[:, allowed].sum()) / whole if whole > 0 else 1.0


def attendance_of(scenario: Scenario, role: str) -> tuple[Numbers, Days]:
    """People x minutes of a week: the share of weeks in which each is there, by the shifts.

    And whether he ever is, lunch included.
    """
    known = scenario.roles[role]
    weeks = {hours: _week_of(hours) for hours in hours_of(known)}
    crew = [weeks[each.hours] for each in people_of(role, known)]
    both = np.array(crew).reshape(-1, 2, MINUTES_A_WEEK)
    return both[:, 0], both[:, 1] > 0


def _week_of(hours: Hours) -> tuple[Numbers, Numbers]:
    """Minutes of a week: the share of weeks in which somebody of these hours is there.

    Less lunch, and with it.
    """
    week, days = np.zeros((2, MINUTES_A_WEEK)), hours.days()
    for day, shift in enumerate(days):
        if shift is not None:
            begin, lunch = day % 7 * MINUTES_A_DAY, hours.lunch_in(shift)
            at = np.ones((2, (shift.end - shift.start) // MINUTE))
            if lunch is not None and hours.lunch is not None:
                first = (lunch - shift.start) // MINUTE
                at[0, first : first + hours.lunch.lasts // MINUTE] = 0
            places = (begin + shift.start // MINUTE + np.arange(at.shape[1])) % MINUTES_A_WEEK
            week[:, places] += at * hours.present * 7 / len(days)
    return week[0], week[1]


def limits_of(scenario: Scenario, role: str, name: str) -> Iterator[tuple[KeyPath, Days]]:
    """Each value that bounds when an activity can be done, with the minutes of a week it allows."""
    activity, at = scenario.activities[name], ("activities", name)
    if activity.on_days is not None:
        yield (*at, "on_days"), span(activity.on_days, 0, DAY)
    if activity.sessions is not None:
        days = activity.sessions.days or WEEKDAYS
        yield (*at, "sessions"), _any_of(span(days, *each) for each in activity.sessions.spans)
    segments = segments_asking(scenario, name, activity) if is_on_request(scenario, name) else []
    if segments:
        each = [o for word in segments for o in opening_hours_of(scenario.segments[word])]
        receive = _any_of(span(opening.days, opening.start, opening.end) for opening in each)
        yield ("segments", segments[0], "opening"), receive
    others = activity.partners if role == activity.by else (activity.by,) * bool(activity.partners)
    for other in others:
        if other != role:
            there: Days = np.any(attendance_of(scenario, other)[1], axis=0)
            yield (*at, "with"), there


def _any_of(spans: Iterator[Days]) -> Days:
    whole: Days = np.logical_or.reduce(list(spans))
    return whole


def span(days: Sequence[str], start: int, end: int) -> Days:
    """Minutes of a week between two times of some days."""
    week = np.zeros((7, MINUTES_A_DAY), dtype=np.bool_)
    for day in days:
        week[WEEKDAYS.index(day), start // MINUTE : end // MINUTE] = True
    return week.ravel()
