"""Accounts so far away that nobody of a role can be there, do what there is to do and be back.

Only where it is known where people begin their days and where the accounts are. Ways are straight,
as detours and the speed have it: of a table of roads nothing is said, and who spends nights away
may get anywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from simulator.analysis.capacity.obstacles import Obstacle, opening_hours_of, segments_asking
from simulator.scenario.owners import owner_column
from simulator.scenario.people import Person, people_of
from simulator.scenario.places import accounts_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.segments import OpeningHours
from simulator.scenario.units import HOUR


class _Visit(NamedTuple):
    """What is done at an account, in seconds."""

    ahead: int  # before somebody sets out
    lasts: int  # with waiting


class _Far(NamedTuple):
    """An account beyond reach."""

    seconds: float  # of the way there
    metres: float  # straight
    name: str


def far_accounts(scenario: Scenario) -> Iterator[Obstacle]:
    """Calls and visits on request at accounts that are beyond reach, by activity and segment."""
    if scenario.travel is None or scenario.travel.roads is not None:
        return
    for name, activity in scenario.activities.items():
        if activity.place == "account" and not activity.by.in_order and activity.moved is None:
            for word in _segments(scenario, name):
                yield from _beyond_reach(scenario, name, word)


def _segments(scenario: Scenario, name: str) -> list[str]:
    plan = scenario.call_plans.get(name)
    if plan is None:
        return segments_asking(scenario, name, scenario.activities[name])
    return [
        word
        for word, segment in scenario.segments.items()
        if name in segment.contact_every and accounts_of(scenario, segment)
    ]


def _beyond_reach(scenario: Scenario, name: str, word: str) -> Iterator[Obstacle]:
    """The accounts of a segment at which something can never be done: the nearest of them."""
    activity, segment = scenario.activities[name], scenario.segments[word]
    by, visit = str(activity.by), _visit(scenario, name)
    role, openings = scenario.roles[by], tuple(opening_hours_of(segment))
    everybody, far = people_of(by, role), []
    if role.tour is not None or not _in_time(visit, 0, everybody, openings):
        return
    owners = owner_column(scenario, word, by) if activity.whose != "anyone" else ()
    named = dict(enumerate(owners)) if role.absence.cover is None else {}
    for number, (account, x, y) in enumerate(segment.coordinates):
        crew = [each for each in everybody if each.name == named.get(number)] or everybody
        bases = _bases(scenario, by, crew)
        metres = min((math.hypot(x - base_x, y - base_y) for base_x, base_y in bases), default=0)
        seconds = _seconds(scenario, metres)
        if not _in_time(visit, seconds, crew, openings):
            far.append(_Far(seconds, metres, account))
    if far:
        nearest = min(far)
        counts = len(far), len(segment.coordinates), nearest.name
        way = round(nearest.metres), round(nearest.seconds)
        at = ("segments", word, "places")
        yield Obstacle("too far", at, name, by, word, (*counts, *way), (visit.lasts,))


def _visit(scenario: Scenario, name: str) -> _Visit:
    plan, activity = scenario.call_plans.get(name), scenario.activities[name]
    ahead = waiting = 0.0
    if plan is not None:
        waiting = plan.waiting.mean
        if plan.preparation is not None:
            ahead = scenario.activities[plan.preparation].lasts.mean
    return _Visit(round(ahead), round(activity.lasts.mean + waiting))


def _bases(scenario: Scenario, by: str, crew: Iterable[Person]) -> list[tuple[int, int]]:
    """Where people of a role begin their days; nothing if that is drawn for any of them."""
    office = scenario.headquarters
    if scenario.roles[by].base != "home":
        return [(office.x, office.y)]
    homes = [each.home for each in crew]
    known = [(home.x, home.y) for home in homes if home is not None]
    return known if None not in homes else []


def _seconds(scenario: Scenario, metres: float) -> float:
    """Of a way by road, parking included."""
    travel = scenario.travel
    if travel is None or not metres:
        return 0.0
    return metres * travel.detour / 1000 / travel.speed * HOUR + travel.parking


def _in_time(
    visit: _Visit, way: float, crew: Iterable[Person], openings: Iterable[OpeningHours]
) -> bool:
    """Is there a shift in which somebody gets there and back, and is received meanwhile?"""
    shifts = {shift for person in crew for shift in person.hours.shifts}
    return any(
        max(shift.start + visit.ahead + way, opening.start) + visit.lasts
        <= min(shift.end - way, opening.end)
        for opening in openings
        for shift in shifts
        if set(shift.days) & set(opening.days)
    )
