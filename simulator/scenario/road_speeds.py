"""How fast a table of roads is, held against straight lines."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.scenario.names import same_place
from simulator.scenario.roads_file import NEAR, SPEEDS
from simulator.scenario.schema.organisation import Roads
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.schema.triggers import Problem, problem

MAX_WAYS = 2_000  # by which the speed is judged
Points = dict[str, tuple[float, float]]  # metres east and north


class WayBetween(NamedTuple):
    """A way that a table gives between accounts of which it is known where they are."""

    straight: float  # metres
    seconds: int
    metres: int  # by road, -1 for not said


def ways_between(s: ScenarioFields, roads: Roads) -> Iterator[WayBetween]:
    """Ways of a table of roads between accounts that files have, one by one."""
    return (way for _, _, way in _located(_accounts(s), roads, roads.pairs()))


def _accounts(s: ScenarioFields) -> Points:
    """Where the accounts of files are."""
    return {
        same_place(name): (x, y)
        for segment in s.segments.values()
        for name, x, y in segment.coordinates
    }


def _homes(s: ScenarioFields) -> Points:
    """Where people live of whom it is said."""
    people = (each for role in s.roles.values() for each in role.members.items())
    return {same_place(name): (m.home.x, m.home.y) for name, m in people if m.home is not None}


def _located(
    where: Points, roads: Roads, pairs: npt.NDArray[np.int64]
) -> Iterator[tuple[str, str, WayBetween]]:
    """Start, goal and way of those between places of which it is known where they are."""
    points = [where.get(same_place(name)) for name in roads.places]
    for start, goal, seconds, metres in pairs.tolist():
        here, there = points[start], points[goal]
        if here is not None and there is not None and here != there:
            way = WayBetween(math.dist(here, there), seconds, metres)
            yield roads.places[start], roads.places[goal], way


def road_problems(s: ScenarioFields) -> Iterator[Problem]:
    """Times by road that would be flights or walks, as of another unit; and those of nothing."""
    if s.travel is None or s.travel.roads is None:
        return
    yield from _timeless(s, s.travel.roads)
    ways = islice(ways_between(s, s.travel.roads), MAX_WAYS)
    speeds = [3.6 * way.straight / way.seconds for way in ways if way.seconds > 0]
    if speeds and not SPEEDS[0] <= statistics.median(speeds) <= SPEEDS[1]:
        yield problem(
            ("travel", "table"),
            "its median speed in a straight line comes to {speed:,.1f} km/h: are its minutes"
            " seconds, or its seconds minutes?",
            speed=statistics.median(speeds),
        )


def _timeless(s: ScenarioFields, roads: Roads) -> Iterator[Problem]:
    """The first way that takes no time, though its ends lie apart."""
    pairs = roads.pairs()
    located = _located(_homes(s) | _accounts(s), roads, pairs[pairs[:, 2] == 0])
    for start, goal, way in islice((each for each in located if each[2].straight > NEAR), 1):
        yield problem(
            ("travel", "table"),
            "it gives no time from {start!r} to {goal!r}, which lie {metres:,.0f} m apart",
            start=start,
            goal=goal,
            metres=way.straight,
        )
