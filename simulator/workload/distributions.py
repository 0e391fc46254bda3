"""Quantile functions of duration families."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from simulator.scenario.schema.base import DurationSpec
from simulator.scenario.units import LONGEST

Floats = npt.NDArray[np.float64]
Seconds = npt.NDArray[np.int64]


def seconds(lasts: DurationSpec, uniforms: Floats) -> Seconds:
    """Times taken, in whole seconds: the quantile of each number drawn.

    Formulas by inversion; the shape follows from the coefficient of variation. Logarithms differ
    between processors in the last bit; rounding to whole seconds, here and once, removes that.
    Nothing takes longer than the longest horizon.
    """
    return whole_seconds(lasts, unit_quantile(lasts.family, lasts.spread or 0.0, uniforms))


def whole_seconds(lasts: DurationSpec, units: Floats) -> Seconds:
    """Times taken, from those of a distribution with a mean of 1."""
    return np.rint(np.minimum(lasts.mean * units, LONGEST)).astype(np.int64)


def unit_quantile(family: str, spread: float, uniforms: Floats) -> Floats:
    """Quantiles of a distribution of mean 1 with the given coefficient of variation."""
    if family == "fixed":
        return np.ones_like(uniforms)
    if family == "exponential":
        return -np.log1p(-uniforms)
    if family == "uniform":
        return 1 + spread * math.sqrt(3) * (2 * uniforms - 1)
    return {"lognormal": _lognormal, "gamma": _gamma, "weibull": _weibull}[family](spread, uniforms)


def _lognormal(spread: float, uniforms: Floats) -> Floats:
    from scipy.special import ndtri

    variance = math.log1p(spread * spread)
    return np.asarray(np.exp(math.sqrt(variance) * ndtri(uniforms) - variance / 2))


def _gamma(spread: float, uniforms: Floats) -> Floats:
    from scipy.special import gammaincinv

    shape = 1 / (spread * spread)
    return np.asarray(gammaincinv(shape, uniforms) / shape)


def _weibull(spread: float, uniforms: Floats) -> Floats:
    shape = _weibull_shape(spread)
    return np.asarray((-np.log1p(-uniforms)) ** (1 / shape) / math.gamma(1 + 1 / shape))


def _weibull_shape(spread: float) -> float:
    """The shape k with Γ(1+2/k)/Γ(1+1/k)² = 1 + spread², by bisection on its logarithm."""
    low, high = math.log(0.05), math.log(1000.0)
    for _ in range(80):
        middle = (low + high) / 2
        k = math.exp(middle)
        excess = math.lgamma(1 + 2 / k) - 2 * math.lgamma(1 + 1 / k) - math.log1p(spread * spread)
        low, high = (middle, high) if excess > 0 else (low, middle)
    return math.exp((low + high) / 2)
