"""The points that are tried: trajectories for a screening, a Latin hypercube for a surface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from simulator.analysis.sensitivity.factors import Case, Point
from simulator.analysis.sensitivity.morris import morris_trajectories
from simulator.analysis.sensitivity.plan import SCREENING_REPLICATIONS, DesignPlan
from simulator.scenario.elementary import Numbers


class Designs(NamedTuple):
    """The points to try: all as it is and each end; and the trajectories of the screening."""

    ends: list[Point]
    trajectories: list[Point]
    replications: list[range]  # of each point of the trajectories
    coordinates: Numbers  # of the trajectories: points x factors


def designs_of(case: Case, plan: DesignPlan, seed: int) -> Designs:
    """All as it is, each end, and the trajectories, each with replications of its own."""
    count = len(case.factors)
    ends: list[Point] = [(None,) * count]
    ends += [point_at(count, [factor], [far]) for factor in range(count) for far in (0.0, 1.0)]
    coordinates = morris_trajectories(count, plan.trajectories, seed)
    trajectories = [point_at(count, range(count), row) for row in coordinates]
    firsts = [SCREENING_REPLICATIONS * (row // (count + 1)) for row in range(len(coordinates))]
    replications = [range(first, first + SCREENING_REPLICATIONS) for first in firsts]
    return Designs(ends, trajectories, replications, coordinates)


def point_at(count: int, numbers: Iterable[int], row: Iterable[float]) -> Point:
    """A point at which factors, by their numbers, are moved and all others are as they are."""
    places: list[float | None] = [None] * count
    for number, far in zip(numbers, row, strict=True):
        places[number] = float(far)
    return tuple(places)


def latin_hypercube(factors: int, count: int, seed: int) -> Numbers:
    """Points of which each factor takes one value in each of so many equal parts of its range.

    The design of McKay, Beckman & Conover (1979, Technometrics 21, 239-245).
    """
    generator, part = np.random.default_rng(seed + 1), 1 / count
    rows = [generator.uniform(n * part, (n + 1) * part, factors) for n in range(count)]
    points: Numbers = np.array(rows)
    for factor in range(factors):
        generator.shuffle(points[:, factor])
    return points
