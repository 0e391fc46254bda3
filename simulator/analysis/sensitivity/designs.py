"""The points that are tried, trajectories for a screening, a Latin hypercube for a surface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from simulator.analysis.sensitivity.factors import Case, Point
from simulator.analysis.sensitivity.morris import morris_trajectories
from simulator.analysis.sensitivity.plan import LOOKS, DesignPlan
from simulator.experiment.statistics import Numbers


class Designs(NamedTuple):
    """The points to try: all as it is and each end; and the walks of the screening."""

    ends: list[Point]
    walks: list[Point]
    lucks: list[range]  # the replications of each point of the walks
    steps: Numbers  # the walks as an array of points x factors


def designs_of(case: Case, plan: DesignPlan, seed: int) -> Designs:
    """All as it is, each end, and the walks, each walk with replications of its own."""
    count = len(case.factors)
    ends: list[Point] = [(None,) * count]
    ends += [placed(count, [factor], [far]) for factor in range(count) for far in (0.0, 1.0)]
    steps = morris_trajectories(count, plan.trajectories, seed)
    walked = [placed(count, range(count), row) for row in steps]
    firsts = [LOOKS * (point // (count + 1)) for point in range(len(steps))]
    return Designs(ends, walked, [range(first, first + LOOKS) for first in firsts], steps)


def placed(count: int, numbers: Iterable[int], row: Iterable[float]) -> Point:
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
