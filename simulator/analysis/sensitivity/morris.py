"""Morris' method (1991): trajectories through the levels of the factors, and what they say.

Of many trajectories drawn, those that lie far apart are taken: the improved sampling of Ruano,
Ribes, Seco & Ferrer (2012, Environmental Modelling & Software 37, 103-109), which grows groups of
trajectories towards the largest distance of Campolongo, Cariboni & Saltelli (2007, ibid. 22,
1509-1518).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from simulator.scenario.elementary import Numbers

LEVELS = 4  # of a range: its ends and two between
STEP = LEVELS / (2 * (LEVELS - 1))  # of a factor, as a part of its range
CANDIDATES = 10  # trajectories drawn for each that is taken
RESAMPLES = 1_000  # bootstrap samples behind the half-width of mu star

Distances = npt.NDArray[np.float32]
Groups = npt.NDArray[np.int64]  # of trajectories, by their numbers: groups x members


# -- the design ------------------------------------------------------------------------------------


def morris_trajectories(factors: int, count: int, seed: int) -> Numbers:
    """Points of trajectories that move one factor at a time: count x (factors + 1) rows.

    Each coordinate is one of four levels from 0 to 1.
    """
    generator = np.random.default_rng(seed + 1)
    drawn = np.stack([_trajectory(generator, factors) for _ in range(CANDIDATES * count)])
    return drawn[_far_apart(_distances(drawn), count)].reshape(-1, factors)


def _trajectory(generator: np.random.Generator, factors: int) -> Numbers:
    """One trajectory: in a random order each factor moves up or down by one step."""
    turn = generator.permutation(factors)
    upwards = generator.integers(2, size=factors)
    low = generator.integers(2, size=factors) * (1 - STEP)
    moved = np.arange(factors + 1)[:, None] > turn
    points: Numbers = low + STEP * (moved == upwards)
    return points


def _distances(trajectories: Numbers) -> Distances:
    """Distances between all points of one trajectory and all of another, summed; 0 for the same."""
    from scipy.spatial.distance import cdist  # slow to import

    count = len(trajectories)
    distances = np.zeros((count, count), dtype=np.float32)
    for one, two in zip(*np.triu_indices(count, 1), strict=True):
        first, second = trajectories[one], trajectories[two]
        if not np.array_equal(first, second):
            distances[one, two] = distances[two, one] = cdist(first, second).sum()
    return distances


def _far_apart(distances: Distances, count: int) -> list[int]:
    """The numbers of so many trajectories that lie far apart, in their order.

    Groups of two, three, ... that are farthest from one trajectory are each grown by the one that
    adds most to the distances within; the best of the groups grown is taken.
    """
    everyone = np.arange(len(distances))
    by_distance = distances.argsort(axis=1)
    grown = []
    for others in range(1, count):
        group = _widest(distances, np.column_stack([by_distance[:, : -others - 1 : -1], everyone]))
        while len(group) < count:
            rest = np.setdiff1d(everyone, group)
            group = _widest(distances, np.column_stack([np.tile(group, (len(rest), 1)), rest]))
        grown.append(group)
    return sorted(_widest(distances, np.array(grown)).tolist())


def _widest(distances: Distances, groups: Groups) -> npt.NDArray[np.int64]:
    """The group with the largest root of the sum of squared distances within it."""
    one, two = np.triu_indices(groups.shape[1], 1)
    squares = np.square(distances[groups[:, one], groups[:, two]], order="C")
    widths = np.sqrt(squares.sum(axis=1)).astype(float)
    widest: npt.NDArray[np.int64] = groups[widths.argsort()[-1]]
    return widest


# -- the analysis ----------------------------------------------------------------------------------


def elementary_effects(points: Numbers, values: Numbers) -> Numbers:
    """What each step brings, over the step's part of the range: trajectories x factors x columns.

    ``values`` are points x columns, a column for each replication, for instance.
    """
    size = points.shape[1] + 1
    moves = np.diff(points.reshape(-1, size, size - 1), axis=1)
    gains = np.diff(values.reshape(-1, size, values.shape[1]), axis=1)
    factor = np.abs(moves).argmax(axis=2)
    by_step = gains / moves.sum(axis=2)[:, :, None]
    effects: Numbers = np.empty_like(by_step)
    np.put_along_axis(effects, factor[:, :, None], by_step, axis=1)
    return effects


def morris_indices(effects: Numbers, seed: int, confidence: float) -> Numbers:
    """Of each factor (rows): mu, mu star, half of mu star's bootstrap interval, and sigma.

    ``effects`` are trajectories x factors.
    """
    sizes, count = np.abs(effects), len(effects)
    generator = np.random.default_rng(seed + 1)
    reach = float(ndtri(0.5 + confidence / 2))
    half_widths = [
        reach * size[generator.integers(count, size=(RESAMPLES, count))].mean(axis=1).std(ddof=1)
        for size in sizes.T
    ]
    sigma = effects.std(axis=0, ddof=1)
    return np.column_stack([effects.mean(axis=0), sizes.mean(axis=0), half_widths, sigma])
