"""When a role or a profile is open: the hours in which a delay counts that is said in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from simulator.scenario.open_days import company_days, role_days
from simulator.scenario.people import hours_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.profiles import Profile
from simulator.scenario.schema.triggers import Branch, Following
from simulator.scenario.units import DAY, WEEK, WEEKDAYS, Deadline

Span = tuple[int, int]  # in seconds from the first midnight
TAIL = 3  # times the mean: of delays that differ, few are longer


class OpenSpan(NamedTuple):
    """A stretch of the horizon that is open, and what it counts of a delay."""

    begin: int  # in seconds from the first midnight
    end: int
    counts: int  # seconds of delay that pass in it

    def within(self, begin: int, end: int) -> OpenSpan:
        """What of it lies between two moments, with its part of what it counts."""
        first, last = max(self.begin, begin), min(self.end, end)
        length = self.end - self.begin
        return OpenSpan(first, last, self.counts * max(last - first, 0) // length)


def open_spans(s: Scenario, name: str, in_days: bool) -> list[OpenSpan]:
    """When anybody of a role is on shift, or a profile is open, in order of time.

    A stretch counts the seconds that it lasts; in days, every open day counts 24 hours, however
    long it is. Lunch counts, closed days do not; a shift over midnight belongs to the day of its
    begin.
    """
    spans = _of_role(s, name) if name in s.roles else _of_profile(s, s.profiles[name])
    opened: list[OpenSpan] = []
    for day in range(7 * s.horizon.weeks):
        since = opened[-1].end if opened else 0
        each = _apart([(day * DAY + a, day * DAY + b) for a, b in spans(day)], since)
        opened += _counted_as_a_day(each) if in_days else (OpenSpan(a, b, b - a) for a, b in each)
    return opened


def _apart(spans: list[Span], since: int) -> list[Span]:
    """Stretches that lie one after the other, of some that overlap, from a moment on."""
    apart: list[Span] = []
    for begin, end in sorted(spans):
        begin = max(begin, since)
        if begin < end:
            apart.append((begin, end))
            since = end
    return apart


def _counted_as_a_day(spans: list[Span]) -> Iterator[OpenSpan]:
    """The stretches of one day, which count 24 hours together."""
    total, passed = sum(end - begin for begin, end in spans), 0
    for begin, end in spans:
        before, passed = passed, passed + end - begin
        yield OpenSpan(begin, end, DAY * passed // total - DAY * before // total)


def usual_delay(s: Scenario, link: Following | Branch) -> int:
    """Seconds by the clock for which a way puts work off, on average over the week."""
    if link.open_hours is None:
        return link.mean_delay
    counted = sum(each.counts for each in open_spans(s, *link.open_hours))
    return round(link.mean_delay * s.horizon.weeks * WEEK / max(counted, 1))


def longest_delay(s: Scenario, link: Following | Branch) -> int:
    """Seconds for which a way puts work off at most, but for few."""
    usual = usual_delay(s, link)
    if not isinstance(link.delay, Deadline):
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
