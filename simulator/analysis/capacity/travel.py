"""How far it is: expected ways between accounts, homes and the headquarters, without drawing any.

Where files say where accounts lie, and whose they are, the ways are means over these; else accounts
lie anywhere on the land, and there are closed forms.
"""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from simulator.scenario.elementary import Numbers
from simulator.scenario.owners import owner_column
from simulator.scenario.people import people_of
from simulator.scenario.road_speeds import ways_between
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import HOUR, MINUTE
from simulator.workload.cutting import halves

Metres = Any
Place = tuple[int, int]
GRID = 64  # points along each side, for a mean over a rectangle
SOME = 64  # accounts from which ways are looked at, of those of one owner
HOMES = 16  # places within a person's area, where it is not known where the home is
NEAREST = 0.5  # mean distance to the nearest of points scattered with a density of 1
SHARES = np.geomspace(1 / 1024, 1, 31)  # of accounts that are due


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


def minutes_by_road(scenario: Scenario, roads: RoadFactors, legs: Any, metres: Metres) -> Any:
    """Minutes of so many journeys over so many straight metres in all, parking included."""
    travel = scenario.travel
    assert travel is not None, "who calls on accounts has to get there"
    by_road = metres * travel.detour / 1000 / travel.speed * HOUR / MINUTE
    return by_road * roads.time + legs * travel.parking / MINUTE


class Ways(NamedTuple):
    """Straight metres for one role; numbers, or an array for many plans."""

    between: Metres  # from one of a person's accounts to another
    home: Metres  # from the base to an account
    office: Metres  # from the base to the headquarters
    area: Metres  # square metres that a person looks after, where accounts lie anywhere
    scale: Metres  # of a person's area, over that of the scenario's people


class KnownWays(NamedTuple):
    """Straight metres between places that are known; means over accounts, the office's over people.

    They are those of the owners whom the scenario names.
    """

    people: int  # among whom the accounts are divided; 1 for a pool
    accounts: float  # of a person
    between: float
    home: float
    office: float
    deputy: float  # from a person's accounts to the base of the next in order
    home_spread: float  # between people
    accounts_spread: float  # between people, over the mean
    nearest: Numbers  # to the nearest account that is due, for each of SHARES of them


class Ground(NamedTuple):
    """Where the accounts that a role works for lie, and where its people live."""

    sides: tuple[float, float]  # of the land
    lives: bool  # do days begin at home?
    owns: bool  # has everybody accounts of his own?
    known: KnownWays | None
    homes: Numbers  # some ways from the base to an account, shortest first
    outings: Numbers  # in rows: from the base to one account, on to another, home from there

    def ways(self, people: Numbers) -> Ways:
        """Ways of so many people, one for each plan."""
        counts = np.maximum(np.rint(people), 1) if self.owns else np.ones_like(people)
        if self.known is not None:
            scale = np.sqrt(self.known.people / counts)
            same = np.ones_like(scale)
            home = self.known.home * (scale if self.lives and self.owns else same)
            office = same * self.known.office
            return Ways(self.known.between * scale, home, office, 0 * same, scale)
        several, plans = np.unique(counts.astype(int), return_inverse=True)
        each = [_scattered(self, int(count)) for count in several.tolist()]
        return Ways(*np.array(each).reshape(-1, len(Ways._fields))[plans.reshape(-1)].T)

    def further(self, ways: Ways) -> Numbers:
        """How much further it is to an account of a colleague's than to one's own."""
        known = self.known
        there = known.deputy if known else self.ways(np.ones_like(ways.between)).between
        metres: Numbers = np.maximum(there - ways.between, 0) * self.owns
        return metres

    def nearest(self, ways: Ways, due: Numbers) -> Numbers:
        """Ways to the nearest of so many accounts that are due for each person."""
        if self.known is None:
            nearest = NEAREST * np.sqrt(ways.area / np.maximum(due, 1e-9))
        else:
            share = due / np.maximum(self.known.accounts * ways.scale**2, 1e-9)
            nearest = ways.scale * np.interp(share, SHARES, self.known.nearest)
        metres: Numbers = np.minimum(ways.between, nearest)
        return metres

    def least_detour(self, ways: Ways, due: Numbers) -> Numbers:
        """How far the least of so many accounts that are due lies out of the way home."""
        out, on, back = self.outings
        scale = ways.home / max(float(out.mean()), 1e-9)
        detours = np.sort(on + back - out)
        places = (np.arange(len(detours)) + 0.5) / len(detours)
        least = scale * np.interp(1 / (1 + due), places, detours)
        metres: Numbers = np.minimum(ways.between, least)
        return metres

    def beyond(self, limit: float, ways: Ways) -> tuple[Numbers, Numbers]:
        """Share of the accounts that are further from the base than that; mean way of these."""
        mean = self.homes.mean() if len(self.homes) else 0.0
        scale = np.where(mean > 0, ways.home / max(mean, 1e-9), 1.0)
        first = np.searchsorted(self.homes, limit / np.maximum(scale, 1e-9), side="right")
        sums = np.append(np.cumsum(self.homes[::-1])[::-1], 0.0)
        count = len(self.homes) - first
        return count / max(len(self.homes), 1), scale * sums[first] / np.maximum(count, 1)


def ground_of(scenario: Scenario, role: str) -> Ground:
    """The ground of a role: means over what files say, else anywhere on the land."""
    people = scenario.roles[role]
    lives, owns = people.base == "home", people.accounts == "own"
    places = tuple((x, y) for s in scenario.segments.values() for _, x, y in s.coordinates)
    if places:
        office = scenario.headquarters.x, scenario.headquarters.y
        known, homes, outings = _known(places, *_owned(scenario, role, places), office)
        return Ground(_sides(scenario), lives, owns, known, homes, outings)
    homes, outings = _anywhere(*_sides(scenario), lives and owns)
    return Ground(_sides(scenario), lives, owns, None, homes, outings)


# -- places that files say -------------------------------------------------------------------------

Bases = tuple[tuple[Place, ...], ...]  # of each owner: where days begin; none: anywhere in his area


def _owned(
    scenario: Scenario, role: str, places: tuple[Place, ...]
) -> tuple[tuple[int, ...], Bases]:
    """The person of each account, from 0, and where each begins the day.

    As files say; where they say little, the land is halved. A pool is one owner.
    """
    values, office = scenario.roles[role], (scenario.headquarters.x, scenario.headquarters.y)
    people = people_of(role, values)
    homes = {each.name: (each.home.x, each.home.y) for each in people if each.home is not None}
    if values.accounts != "own":
        bases = {
            homes.get(each.name, office) if values.base == "home" else office for each in people
        }
        return (0,) * len(places), (tuple(sorted(bases)) or (office,),)
    owners = _owners_said(scenario, role)
    names = list(dict.fromkeys(filter(None, owners)))
    if 2 * sum(map(bool, owners)) < len(places):
        names = [each.name for each in people] or [role]
        cut = halves(np.array(places, dtype=np.int64), len(names)).tolist()
    else:
        cut = [names.index(name) if name else -1 for name in owners]
    if values.base != "home":
        return tuple(cut), ((office,),) * len(names)
    return tuple(cut), tuple((homes[name],) if name in homes else () for name in names)


def _owners_said(scenario: Scenario, role: str) -> list[str]:
    """The owner of each account of a file, as far as that is said, "" for none."""
    owners: list[str] = []
    for word, segment in scenario.segments.items():
        if segment.coordinates:
            column = owner_column(scenario, word, role)
            owners += column or [""] * len(segment.coordinates)
    return owners


@lru_cache(maxsize=64)
def _known(
    places: tuple[Place, ...], owners: tuple[int, ...], bases: Bases, office: Place
) -> tuple[KnownWays, Numbers, Numbers]:
    """Means over the accounts of each owner; some ways home; some outings to two accounts."""
    points, whose = np.array(places, dtype=float), np.array(owners)
    areas = [points[whose == owner] for owner in range(len(bases))]
    some = [
        (area, _where(area, base)) for area, base in zip(areas, bases, strict=True) if len(area)
    ]
    weights = np.array([len(area) for area, _ in some]) / sum(len(area) for area, _ in some)
    ways = [_ways_within(area) for area, _ in some]
    homes = [_metres(area, base) for area, base in some]
    known = KnownWays(
        people=len(some),
        accounts=len(points) / len(some),
        between=float(weights @ [between for between, _ in ways]),
        home=float(weights @ [each.mean() for each in homes]),
        office=float(np.mean([_metres(base, np.array([office])).mean() for _, base in some])),
        deputy=float(weights @ [_metres(*each).mean() for each in _to_deputies(some)]),
        home_spread=float(np.std([each.mean() for each in homes])),
        accounts_spread=float(np.std(weights) / weights.mean()),
        nearest=weights @ np.array([nearest for _, nearest in ways]),
    )
    spread = [np.repeat(each.ravel(), HOMES // each.shape[1] or 1) for each in homes]
    outings = np.concatenate([_outings(area, base) for area, base in some], axis=1)
    return known, np.sort(np.concatenate(spread)), outings


def _to_deputies(some: list[tuple[Numbers, Numbers]]) -> list[tuple[Numbers, Numbers]]:
    """The accounts of each owner, and where the next one begins the day."""
    areas, bases = zip(*some, strict=True)
    return list(zip(areas, (*bases[1:], bases[0]), strict=True))


def _where(area: Numbers, bases: tuple[Place, ...]) -> Numbers:
    """Where days begin: as is known, else anywhere in the rectangle around the accounts."""
    if bases:
        return np.array(bases, dtype=float)
    low, high = area.min(axis=0), area.max(axis=0)
    where: Numbers = low + _points(HOMES) * (high - low)
    return where


def _metres(here: Numbers, there: Numbers) -> Numbers:
    """Ways from each point to each."""
    step = here[:, None] - there
    metres: Numbers = np.hypot(step[..., 0], step[..., 1])
    return metres


def _few(points: Numbers, most: int = SOME) -> Numbers:
    """So many of the points at most, from the first to the last."""
    few: Numbers = points[np.unique(np.linspace(0, len(points) - 1, most).astype(int))]
    return few


def _ways_within(area: Numbers) -> tuple[float, Numbers]:
    """Mean way from one account to another; to the nearest that is due, for each of SHARES.

    It is the nearest of all but for those nearer that are not due, and one of them is due.
    """
    others = len(area) - 1
    if not others:
        return 0.0, np.zeros(len(SHARES))
    metres = np.sort(_metres(_few(area), area), axis=1)[:, 1:].mean(axis=0)
    nearer = np.arange(others)
    chances = SHARES[:, None] * (1 - SHARES[:, None]) ** nearer
    return float(metres.mean()), chances @ metres / chances.sum(axis=1)


def _outings(area: Numbers, bases: Numbers) -> Numbers:
    """Ways from a base to one account, on to another, and home from there, of many pairs."""
    few = _few(area, GRID // 2)
    here, there = (each.ravel() for each in np.indices((len(few), len(few))))
    base = np.resize(bases, (len(here), 2))
    pairs = few[here], few[there]
    ways = [pairs[0] - base, pairs[1] - pairs[0], base - pairs[1]]
    metres: Numbers = np.hypot(*np.moveaxis(np.array(ways), 2, 0))
    return metres


# -- accounts anywhere on the land -----------------------------------------------------------------


def _points(count: int) -> Numbers:
    """Points evenly scattered over a square with sides of 1 (Kronecker sequence, R2)."""
    root = 1.324717957244746  # of x^3 = x + 1
    points: Numbers = (0.5 + np.arange(1, count + 1)[:, None] / root ** np.array([1, 2])) % 1
    return points


@lru_cache(maxsize=64)
def _anywhere(width: float, height: float, lives: bool) -> tuple[Numbers, Numbers]:
    """Some ways home on land around the headquarters, and some outings to two accounts."""
    area = (_points(GRID) - 0.5) * (width, height)
    bases = _points(HOMES + 1)[1:] - 0.5 if lives else np.zeros((1, 2))
    bases = bases * (width, height)
    return np.sort(_metres(area, bases).ravel()), _outings(area, bases)


def _scattered(ground: Ground, people: int) -> tuple[float, ...]:
    """Ways of so many people among whom the land is cut by halves."""
    width, height = ground.sides
    areas = _halves(width, height, people)
    between = sum(share * _between(*side) for side, share in areas) / people
    area = width * height / people
    from_middle = _from_middle(width, height)
    scale = math.sqrt(1 / people)
    if not (ground.lives and ground.owns):  # whoever has no accounts lives where the office is
        return Ways(between, from_middle, 0.0, area, scale)
    return Ways(between, between, from_middle, area, scale)


Areas = tuple[tuple[tuple[float, float], float], ...]  # sides, and how many people have them


def _sides(scenario: Scenario) -> tuple[float, float]:
    """Sides of the land on which accounts lie."""
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
