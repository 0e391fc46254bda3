"""Quantiles of the gamma distribution, the same on every processor: a table for each shape.

The logarithm of the quantile is a smooth function of the normal distribution's one, and so a few
polynomials hold it to the last bits. Their nodes are found by Newton's method from the incomplete
gamma function.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np

from simulator.scenario.elementary import (
    SAFE,
    Numbers,
    exp,
    expm1,
    in_parts,
    log,
    log_gamma,
    log_of,
    normal_quantile,
    stirling_rest,
)

REACH = 8.5  # of the normal quantile of any uniform number
PIECES = 68  # of a width of a quarter
# Near the nodes of Chebyshev, from one end and the other, so that differences stay small.
NODES = (0.99, -0.99, 0.0, 0.755, -0.755, 0.28, -0.28, 0.91, -0.91, 0.54, -0.54)
MAX_STEPS = 100
CLOSE = 1e-11  # a step of Newton's whose next one is nothing
LOG_OF_TURN = 1.83787706640934548356  # the logarithm of 2 pi

LogChance = Callable[[Numbers], tuple[Numbers, Numbers]]  # its value and its slope


def gamma_quantile(shape: float, uniforms: Numbers) -> Numbers:
    """Of the gamma distribution of this shape and a mean of 1.

    >>> gamma_quantile(1.0, np.array([0.5])).round(12).tolist()
    [0.69314718056]
    """
    rows = _polynomials(shape)
    return in_parts(lambda part: exp(_interpolated(rows, normal_quantile(part))), uniforms)


def _interpolated(differences: Numbers, z: Numbers) -> Numbers:
    scaled = (z + REACH) * (PIECES / (2 * REACH))
    piece = np.minimum(scaled.astype(np.int64), PIECES - 1)
    t = 2.0 * (scaled - piece) - 1.0
    value: Numbers = differences[-1][piece]
    for node, row in zip(NODES[-2::-1], differences[-2::-1], strict=True):
        value *= t - node
        value += row[piece]
    return value


@lru_cache(maxsize=64)
def _polynomials(shape: float) -> Numbers:
    """Newton's of the logarithm of the quantile over its mean: a row for each order."""
    nodes = np.array(NODES)
    width = 2 * REACH / PIECES
    z = -REACH + (np.arange(PIECES) + 0.5 * (1 + nodes[:, None])) * width
    rows = _log_quantile(shape, z.ravel()).reshape(z.shape)
    for order in range(1, len(nodes)):
        apart = nodes[order:] - nodes[:-order]
        rows[order:] = (rows[order:] - rows[order - 1 : -1]) / apart[:, None]
    rows.setflags(write=False)
    return rows


def _log_quantile(shape: float, z: Numbers) -> Numbers:
    """The logarithm of the quantile over its mean where the normal quantile is z."""
    target = _log_normal_tail(np.abs(z))
    near = _nearly(shape, z)
    below, roots = z <= 0, np.empty_like(z)
    # Never below it: as if nothing bent the power law of small times.
    least = (target[below] + log_gamma(shape + 1.0)) / shape - log_of(shape)
    first = np.maximum(least, near[below])
    roots[below] = _solved(partial(_log_lower, shape), target[below], first)
    roots[~below] = _solved(partial(_log_upper, shape), target[~below], near[~below])
    return roots


def _solved(log_chance: LogChance, target: Numbers, at: Numbers) -> Numbers:
    """Where the logarithm of a chance, concave and so safe for Newton's method, is the target."""
    for _ in range(MAX_STEPS):
        value, slope = log_chance(at)
        step = (value - target) / slope
        at = at - step
        if (np.abs(step) <= CLOSE * (1.0 + np.abs(at))).all():
            break
    return at


def _nearly(shape: float, z: Numbers) -> Numbers:
    """The logarithm of the quantile over its mean by Wilson & Hilferty (1931)."""
    root = 1.0 - 1.0 / (9.0 * shape) + z / (3.0 * math.sqrt(shape))
    return 3.0 * log(np.maximum(root, 0.1))


def _log_normal_tail(z: Numbers) -> Numbers:
    """The logarithm of the chance beyond z: half of what the gamma distribution of 1/2 leaves."""
    at = log(np.maximum(z * z, 1e-300))  # of z²/2 over the mean of 1/2
    return _log_upper(0.5, at)[0] - log_of(2.0)


def _log_lower(shape: float, at: Numbers) -> tuple[Numbers, Numbers]:
    """The logarithm of the chance below and its slope, by the logarithm of a time over the mean."""
    series = _series(shape, shape * exp(at))
    return _log_density(shape, at) + log(series), shape / series


def _log_upper(shape: float, at: Numbers) -> tuple[Numbers, Numbers]:
    """The same of the chance above."""
    x = shape * exp(at)
    density = _log_density(shape, at)
    near = x < shape + 1.0
    value, slope = np.empty_like(at), np.empty_like(at)
    below = exp(density[near]) * _series(shape, x[near])
    value[near] = log(1.0 - below)
    slope[near] = -shape * exp(density[near]) / (1.0 - below)
    fraction = _continued_fraction(shape, x[~near])
    value[~near] = density[~near] + log_of(shape) + log(fraction)
    slope[~near] = -1.0 / fraction
    return value, slope


def _log_density(shape: float, at: Numbers) -> Numbers:
    """The logarithm of x^a e^-x / gamma(a + 1)."""
    if shape < SAFE:
        return shape * (at + log_of(shape)) - shape * exp(at) - log_gamma(shape + 1.0)
    rest = 0.5 * (LOG_OF_TURN + log_of(shape)) + stirling_rest(shape)
    return -shape * (expm1(at) - at) - rest


def _series(shape: float, x: Numbers) -> Numbers:
    """Of the incomplete gamma function from below, over its density."""
    term, total, n = np.ones_like(x), np.ones_like(x), 0
    while term.size and (term > 1e-17 * total).any():
        n += 1
        term = term * (x / (shape + n))
        total = total + term
    return total


def _continued_fraction(shape: float, x: Numbers) -> Numbers:
    """Of the incomplete gamma function from above, over its density (modified Lentz)."""
    b = x + 1.0 - shape
    d = 1.0 / b
    c, value, n = np.full_like(x, 1e300), d, 0
    moved = np.zeros_like(x)
    while moved.size and (np.abs(moved - 1.0) > 3e-16).any():
        n += 1
        a = -n * (n - shape)
        b = b + 2.0
        d = 1.0 / (a * d + b)
        c = b + a / c
        moved = c * d
        value = value * moved
    return value
