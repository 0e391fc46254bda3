"""The points that are tried, drawn by SALib: walks for a screening, spreads for a surface."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from simulator.analysis.sensitivity.factors import Case, Point
from simulator.analysis.sensitivity.plan import LOOKS, DesignPlan
from simulator.experiment.statistics import Numbers

LEVELS = 4  # of a range in the screening: its ends and two between
POOL = 10  # trajectories drawn for each that is taken, so that those taken lie far apart
SPREAD = 1024  # points on the surface behind an index, a power of 2


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
    steps = walks(count, plan.trajectories, seed)
    walked = [placed(count, range(count), row) for row in steps]
    firsts = [LOOKS * (point // (count + 1)) for point in range(len(steps))]
    return Designs(ends, walked, [range(first, first + LOOKS) for first in firsts], steps)


def placed(count: int, numbers: Iterable[int], row: Iterable[float]) -> Point:
    """A point at which factors, by their numbers, are moved and all others are as they are."""
    places: list[float | None] = [None] * count
    for number, far in zip(numbers, row, strict=True):
        places[number] = float(far)
    return tuple(places)


def walks(factors: int, trajectories: int, seed: int) -> Numbers:
    """Points of trajectories that move one factor at a time: trajectories x (factors + 1) rows.

    Each coordinate is one of four levels from 0 to 1. Of ten trajectories drawn for each one, those
    are taken that lie farthest apart (Ruano et al. 2012).
    """
    from SALib.sample import morris

    taken = {"optimal_trajectories": trajectories, "local_optimization": True}
    drawn = POOL * trajectories
    found = morris.sample(problem(factors), drawn, num_levels=LEVELS, seed=seed + 1, **taken)
    return np.asarray(found, dtype=float)


def spread_points(factors: int, count: int, seed: int) -> Numbers:
    """A Latin hypercube: each factor takes a value in each of so many parts of its range."""
    from SALib.sample import latin

    return np.asarray(latin.sample(problem(factors), count, seed=seed + 1), dtype=float)


def paired_points(factors: int, seed: int, count: int = SPREAD) -> Numbers:
    """Points at which a function must be known for its Sobol indices (Saltelli et al. 2010).

    There are factors + 2 times as many as ``count``, which is a power of 2.
    """
    from SALib.sample import sobol

    found = sobol.sample(problem(factors), count, calc_second_order=False, seed=seed + 1)
    return np.asarray(found, dtype=float)


def problem(factors: int) -> dict[str, Any]:
    """Factors from 0 to 1, as SALib wants to be told."""
    names = [f"x{number}" for number in range(factors)]
    return {"num_vars": factors, "names": names, "bounds": [[0.0, 1.0]] * factors}
