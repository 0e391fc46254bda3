"""How far it is: expected ways between the places of a territory, without drawing any."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from simulator.scenario.road_speeds import ways_between
from simulator.scenario.scenario import Scenario

Metres = Any
GRID = 64  # points along each side, for a mean over a rectangle


class Ways(NamedTuple):
    """Straight metres for one role that calls on accounts; numbers, or an array for many plans."""

    between: Metres  # from one of a person's accounts to another
    home: Metres  # from the base to an account
    office: Metres  # from the base to the headquarters
    area: Metres  # square metres that a person looks after


class RoadFactors(NamedTuple):
    """What a table of roads makes of ways in a straight line, detours included."""

    time: float = 1.0
    way: float = 1.0


def road_factors(scenario: Scenario) -> RoadFactors:
    """Times and ways of a scenario's table of roads over those that speed and detour give.

    Summed over the ways between accounts of which it is known where they are; the ways that the
    table does not give are taken to be alike.
    """
    travel = scenario.travel
    if travel is None or travel.roads is None:
        return RoadFactors()
    rows = np.array(list(ways_between(scenario, travel.roads)), dtype=float).reshape(-1, 3)
    straight, seconds, metres = rows.T
    if not straight.any():
        return RoadFactors()
    by_speed = straight.sum() * travel.detour / (travel.speed / 3.6)
    known = metres >= 0
    road = straight[known].sum() * travel.detour
    return RoadFactors(
        time=float(seconds.sum()) * (travel.traffic or 1.0) / by_speed,
        way=float(metres[known].sum()) / road if road else 1.0,
    )


def ways_of(scenario: Scenario, role: str, people: int) -> Ways:
    """Ways of a role with so many people.

    Their areas are those of the accounts that files give them, else cut from the land by halves.
    """
    width, height = _extent(scenario)
    owned = _areas_owned(scenario, role, people)
    areas = owned or _halves(width, height, max(people, 1))
    shares = sum(share for _, share in areas)
    between = sum(share * _between(*side) for side, share in areas) / shares
    area = width * height / max(people, 1)
    if owned:
        area = sum(share * side[0] * side[1] for side, share in owned) / shares
    from_middle = _from_middle(width, height)
    if scenario.roles[role].base == "home":
        return Ways(between, between, from_middle, area)
    return Ways(between, from_middle, 0.0, area)


Areas = tuple[tuple[tuple[float, float], float], ...]  # sides, and how much each counts


def _areas_owned(scenario: Scenario, role: str, people: int) -> Areas:
    """The rectangles around the accounts of each owner, by accounts; none if few have an owner.

    With another number of people than there are owners they become larger or smaller alike.
    """
    places: dict[str, list[tuple[int, int]]] = {}
    for segment in scenario.segments.values():
        owners = ((segment.each and segment.each.owner) or {}).get(role, ())
        for owner, (_, x, y) in zip(owners, segment.coordinates, strict=False):
            places.setdefault(owner, []).append((x, y))
    places.pop("", None)
    owned = sum(map(len, places.values()))
    if 2 * owned < sum(len(segment.coordinates) for segment in scenario.segments.values()):
        return ()
    if not owned:
        return ()
    scale = math.sqrt(len(places) / max(people, 1))
    boxes = ((np.ptp(np.array(each, dtype=float), axis=0), len(each)) for each in places.values())
    return tuple(((scale * float(w), scale * float(h)), float(n)) for (w, h), n in boxes)


def _extent(scenario: Scenario) -> tuple[float, float]:
    """Sides of the land on which accounts lie."""
    points = [xy for segment in scenario.segments.values() for _, *xy in segment.coordinates]
    if points:
        width, height = np.ptp(np.array(points, dtype=float), axis=0)
        return float(width), float(height)
    territory = scenario.territory
    if territory is None:
        return 0.0, 0.0
    return float(territory.width or 0), float(territory.height or 0)


@lru_cache(maxsize=512)
def _halves(width: float, height: float, people: int) -> Areas:
    """Sides of the areas and how many have them: the longer side is cut again and again."""
    if people == 1:
        return (((width, height), 1.0),)
    left = people // 2
    share = left / people
    if width >= height:
        parts = (share * width, height, left), ((1 - share) * width, height, people - left)
    else:
        parts = (width, share * height, left), (width, (1 - share) * height, people - left)
    counts: dict[tuple[float, float], float] = {}
    for part in parts:
        for side, count in _halves(*part):
            counts[side] = counts.get(side, 0.0) + count
    return tuple(counts.items())


@lru_cache(maxsize=512)
def _between(width: float, height: float) -> float:
    """Mean distance of two points anywhere in a rectangle (Ghosh 1951)."""
    a, b = max(width, height), min(width, height)
    if b <= 0:
        return a / 3
    d = math.hypot(a, b)
    logs = b * b / a * math.log((a + d) / b) + a * a / b * math.log((b + d) / a)
    squares = d * (3 - a * a / (b * b) - b * b / (a * a))
    return (a**3 / (b * b) + b**3 / (a * a) + squares + 2.5 * logs) / 15


@lru_cache(maxsize=64)
def _from_middle(width: float, height: float) -> float:
    """Mean distance from the middle of a rectangle to a point anywhere in it."""
    along = (np.arange(GRID) + 0.5) / GRID - 0.5
    return float(np.hypot(along[:, None] * width, along[None, :] * height).mean())
