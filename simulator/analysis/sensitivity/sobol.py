"""Sobol indices (2001): the points at which a function must be known, and its variance shared out.

The design and both estimators are those of Saltelli, Annoni, Azzini, Campolongo, Ratto & Tarantola
(2010, Computer Physics Communications 181, 259-270).
"""

from __future__ import annotations

import numpy as np

from simulator.scenario.elementary import Numbers

BASE_POINTS = 1024  # of the Sobol sequence behind an index, a power of 2


def saltelli_points(factors: int, seed: int, count: int = BASE_POINTS) -> Numbers:
    """Points at which a function must be known for its Sobol indices.

    There are factors + 2 times as many as ``count``, which is a power of 2: of each pair of points
    (A, B) of a scrambled Sobol sequence A, then A with one coordinate after the other taken from B,
    then B.
    """
    from scipy.stats import qmc  # slow to import, and a stored result is read without it

    sequence = qmc.Sobol(2 * factors, seed=seed + 1)  # rng= would draw from a generator spawned
    pairs = sequence.random(count)
    first, second = pairs[:, :factors], pairs[:, factors:]
    points = np.repeat(first[:, None], factors + 2, axis=1)
    for factor in range(factors):
        points[:, factor + 1, factor] = second[:, factor]
    points[:, -1] = second
    return points.reshape(-1, factors)


def sobol_indices(values: Numbers, factors: int) -> Numbers:
    """First-order (row 0) and total (row 1) indices of a function, from its Saltelli points."""
    if np.ptp(values) == 0:
        return np.zeros((2, factors))
    scaled = ((values - values.mean()) / values.std()).reshape(-1, factors + 2).T
    first, *mixed, second = np.ascontiguousarray(scaled)
    variance = np.concatenate([first, second]).var()
    if variance <= np.finfo(float).eps:
        return np.zeros((2, factors))
    by_itself = [(second * (each - first)).mean() / variance for each in mixed]
    in_all = [0.5 * ((first - each) ** 2).mean() / variance for each in mixed]
    return np.array([by_itself, in_all])
