"""The families of distributions that a duration may have, in one registry.

An entry is all that a family needs: the schema of scenario files, the errors, the quantiles of the
workload, the reference and the random companies of the tests read it.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simulator.i18n import gettext, translatable
from simulator.scenario.elementary import (
    Numbers,
    exp,
    exponential_quantile,
    log,
    log1p_of,
    log_gamma,
    normal_quantile,
)
from simulator.scenario.gamma_quantiles import gamma_quantile


class DurationFamily(NamedTuple):
    """A family of distributions on positive numbers, scaled to a mean of 1."""

    name: str
    meaning: str
    quantile: Callable[[float, Numbers], Numbers]  # of the spread and of uniform numbers
    has_spread: bool = True  # otherwise the shape is always the same, and the spread is 0
    min_spread: float = 0.0
    max_spread: float = math.inf

    def problem(self, spread: float | None) -> str | None:
        """What is wrong with a coefficient of variation for this family; nothing if it fits."""
        family = self.name
        if self.has_spread and spread is None:
            return gettext("a {family} duration needs its 'spread'", family=family)
        if not self.has_spread and spread is not None:
            return gettext("a {family} duration has no 'spread' to say", family=family)
        if spread is not None and spread > self.max_spread:
            text = translatable("the spread of a {family} duration is at most {most:.3g}")
            return gettext(text, family=family, most=self.max_spread)
        if spread is not None and spread < self.min_spread:
            text = translatable("the spread of a {family} duration is at least {least:.3g}")
            return gettext(text, family=family, least=self.min_spread)
        return None


def unit_quantile(family: str, spread: float, uniforms: Numbers) -> Numbers:
    """Quantiles of a distribution of mean 1 with the given coefficient of variation.

    >>> unit_quantile("exponential", 0.0, np.array([0.5])).round(3).tolist()
    [0.693]
    """
    return FAMILIES[family].quantile(spread, uniforms)


def _fixed(spread: float, uniforms: Numbers) -> Numbers:  # noqa: ARG001 - the same for any number
    return np.ones_like(uniforms)


def _exponential(spread: float, uniforms: Numbers) -> Numbers:  # noqa: ARG001 - it has one shape
    return exponential_quantile(uniforms)


def _lognormal(spread: float, uniforms: Numbers) -> Numbers:
    variance = log1p_of(spread * spread)
    return exp(math.sqrt(variance) * normal_quantile(uniforms) - variance / 2)


def _gamma(spread: float, uniforms: Numbers) -> Numbers:
    return gamma_quantile(1 / (spread * spread), uniforms)


def _weibull(spread: float, uniforms: Numbers) -> Numbers:
    shape = _weibull_shape(spread)
    return exp(log(exponential_quantile(uniforms)) / shape - log_gamma(1 + 1 / shape))


@lru_cache(maxsize=256)
def _weibull_shape(spread: float) -> float:
    """The shape k with Γ(1+2/k)/Γ(1+1/k)² = 1 + spread², by bisection."""
    low, high = 0.05, 1000.0
    wanted = log1p_of(spread * spread)
    for _ in range(64):
        k = math.sqrt(low * high)
        excess = log_gamma(1 + 2 / k) - 2 * log_gamma(1 + 1 / k) - wanted
        low, high = (k, high) if excess > 0 else (low, k)
    return math.sqrt(low * high)


def _uniform(spread: float, uniforms: Numbers) -> Numbers:
    return 1 + spread * math.sqrt(3) * (2 * uniforms - 1)


FAMILIES = {
    family.name: family
    for family in (
        DurationFamily("fixed", "Always the mean.", _fixed, has_spread=False),
        DurationFamily(
            "exponential",
            "Without memory: the coefficient of variation is 1.",
            _exponential,
            has_spread=False,
        ),
        DurationFamily("lognormal", "A long tail: the logarithm is normal.", _lognormal),
        DurationFamily(
            "gamma",
            "A tail like an exponential one; Erlang is among them.",
            _gamma,
            min_spread=0.001,
        ),
        DurationFamily(
            "weibull",
            "Lighter or heavier in the tail than an exponential.",
            _weibull,
            min_spread=0.01,
        ),
        DurationFamily("uniform", "Equally likely between two ends.", _uniform, max_spread=3**-0.5),
    )
}
