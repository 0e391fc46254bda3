"""When a role or a profile is open: the hours in which a delay counts that is said in them."""

from __future__ import annotations

from collections.abc import Callable

from simulator.scenario.open_days import company_days, role_days
from simulator.scenario.people import hours_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.profiles import Profile
from simulator.scenario.schema.triggers import Branch, Following
from simulator.scenario.units import DAY, WEEK, WEEKDAYS

Span = tuple[int, int]  # in seconds from the first midnight
TAIL = 3  # times the mean: of delays that differ, few are longer


def open_spans(s: Scenario, name: str) -> list[Span]:
    """The stretches of the horizon in which anybody of a role is on shift, or a profile is open.

    Lunch counts, closed days do not; a shift over midnight belongs to the day of its begin.
    """
    spans = _of_role(s, name) if name in s.roles else _of_profile(s, s.profiles[name])
    days = range(7 * s.horizon.weeks)
    every = sorted((day * DAY + a, day * DAY + b) for day in days for a, b in spans(day))
    merged: list[Span] = []
    for begin, end in every:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged


def usual_delay(s: Scenario, link: Following | Branch) -> int:
    """Seconds by the clock for which a way puts work off, on average over the week."""
    if link.delay_in is None:
        return link.mean_delay
    opened = sum(end - begin for begin, end in open_spans(s, link.delay_in))
    return round(link.mean_delay * s.horizon.weeks * WEEK / max(opened, 1))


def longest_delay(s: Scenario, link: Following | Branch) -> int:
    """Seconds for which a way puts work off at most, but for few."""
    usual = usual_delay(s, link)
    if not isinstance(link.delay, int):
        usual *= TAIL
    return usual + (WEEK if link.delay_in is not None else 0)


def _of_role(s: Scenario, name: str) -> Callable[[int], list[Span]]:
    """The shifts that begin on a day, whoever works them."""
    days = role_days(s, name)
    daily = [days.shifts(hours) for hours in hours_of(s.roles[name])]

    def spans(day: int) -> list[Span]:
        shifts = [each.of(day) for each in daily]
        return [(shift.start, shift.end) for shift in shifts if shift is not None]

    return spans


def _of_profile(s: Scenario, profile: Profile) -> Callable[[int], list[Span]]:
    """The stretches of a day that have a weight, on weekdays that have one."""
    days = company_days(s)
    closed, weekday = days.closed.tolist(), days.weekday().tolist()
    week = [
        [span for span, weight in profile.spans_on(day) if weight > 0 < profile.day_weight(day)]
        for day in WEEKDAYS
    ]
    return lambda day: [] if closed[day] else week[weekday[day]]
