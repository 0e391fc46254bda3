"""How sure a mean, a difference or a ratio over replications is."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist
from typing import Literal, NamedTuple

import numpy as np

from simulator.scenario.elementary import Numbers

CONFIDENCE = 0.95

TINY = 1e-9  # skewness that moves nothing
DRAWN_IN = 2 / 3  # of the way that the cubic draws an end in
FURTHEST = 1.5  # times t's reach: beyond, the cubic of few numbers widens and holds no more

Bounds = tuple[float, float]
UNBOUNDED: Bounds = (-math.inf, math.inf)
Verdict = Literal["up", "down", "no change", "cannot tell"]


class Interval(NamedTuple):
    """A mean over ``n`` replications and its interval, NaN where n is 1 or none.

    Example:
        >>> from simulator import Interval
        >>> difference = Interval(mean=2.0, low=1.5, high=2.5, n=10)
        >>> difference.half_width, difference.verdict
        (0.5, 'up')
    """

    mean: float
    low: float
    high: float
    n: int

    @property
    def half_width(self) -> float:
        """Half of the interval's width; of skewed numbers the mean does not lie in the middle.

        Returns:
            Half of the width, in the unit of the mean.
        """
        return (self.high - self.low) / 2

    @property
    def verdict(self) -> Verdict:
        """Where a difference went, if its interval leaves out 0 or holds nothing else.

        Returns:
            ``up``, ``down``, ``no change`` where both ends are 0, or ``cannot tell``.
        """
        if self.low > 0:
            return "up"
        if self.low == self.high == 0:
            return "no change"
        return "down" if self.high < 0 else "cannot tell"

    @property
    def moved(self) -> bool:
        """Is it told to go up or down?

        Returns:
            Whether the interval leaves out 0.
        """
        return self.verdict in ("up", "down")


def confidence_interval(
    values: Numbers, confidence: float = CONFIDENCE, bounds: Bounds = UNBOUNDED
) -> Interval:
    """Mean of what is known and its interval: Student's t, with its skewness taken out.

    Skewed numbers lie to one side of t's interval more often than it says. Hall's (1992) monotone
    cubic moves both ends the other way. The end that it draws in goes two thirds of that way, since
    in few numbers a heavy tail on both sides looks like skewness. An end lies within the bounds, if
    the mean does: values may not, which are linearised.

    >>> confidence_interval(np.array([1.0, 2.0, 3.0])).half_width == confidence_interval(
    ...     np.array([-1.0, 0.0, 1.0])
    ... ).half_width
    True
    """
    known = values[~np.isnan(values)]
    n = len(known)
    mean = math.fsum(known) / n if n else math.nan
    if n < 2:
        return Interval(mean, math.nan, math.nan, n)
    error = float(known.std(ddof=1)) / math.sqrt(n)
    reach = students_t(n - 1, confidence)
    skew = _skewness(known - mean, error * math.sqrt(n))
    low = mean - _end(reach, skew / math.sqrt(n)) * error
    high = mean - _end(-reach, skew / math.sqrt(n)) * error
    return Interval(mean, *_kept_within(bounds, mean, low, high), n)


def _skewness(deviations: Numbers, spread: float) -> float:
    """Third standardised moment, shrunk: few numbers exaggerate it."""
    n = len(deviations)
    if n < 3 or spread == 0:
        return 0.0
    return math.fsum((deviations / spread) ** 3) * (n - 1) / n**2


def _end(reach: float, skew: float) -> float:
    """How many standard errors from the mean an end lies, for the skewness of the mean.

    Hall's cubic of t is t + a t² + a² t³ / 3 + a / 2, with a third of the mean's skewness as a.
    """
    a = skew / 3
    if abs(a) < TINY:
        return reach
    moved = (math.cbrt(1 + 3 * a * (reach - a / 2)) - 1) / a
    if abs(moved) < abs(reach):
        return reach + DRAWN_IN * (moved - reach)
    return math.copysign(min(abs(moved), FURTHEST * abs(reach)), reach)


def _kept_within(bounds: Bounds, mean: float, low: float, high: float) -> tuple[float, float]:
    """Ends that do not leave what is possible, which the mean is."""
    least, most = min(bounds[0], mean), max(bounds[1], mean)
    return max(low, least), min(high, most)


def proportion(count: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """A share of ``n`` trials and its score interval (Wilson 1927); NaN where there are none.

    It keeps its promise at 0 and at 1, too, where a share ± its standard error has no width (Brown,
    Cai & DasGupta 2001).

    >>> [round(end, 3) for end in proportion(0, 20)[:3]]
    [0.0, 0.0, 0.161]
    """
    if n < 1:
        return Interval(math.nan, math.nan, math.nan, 0)
    share, z = count / n, NormalDist().inv_cdf((1 + confidence) / 2)
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if count == 0 else middle - half
    return Interval(share, low, 1.0 if count == n else middle + half, n)


@cache
def students_t(freedom: int, confidence: float) -> float:
    """How many standard errors an interval reaches to either side."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + confidence) / 2))


def growth(
    before: Numbers,
    after: Numbers,
    confidence: float = CONFIDENCE,
    bounds: Bounds = UNBOUNDED,
) -> Interval:
    """Ratio of the means less 1, its interval by linearisation (Cochran 1977, 6.3).

    With ratio r the pairs' residuals after - r x before, over the mean of before, spread as the
    ratio does: a fall to nothing in every replication is a growth of exactly -1. NaN where before
    is nothing on average, or less: of a loss no percentage says whether it grew.
    """
    grown, residuals = _grown(before, after)
    spread = confidence_interval(residuals, confidence)
    if math.isnan(grown):
        return spread
    shift = grown - spread.mean
    ends = _kept_within(bounds, grown, spread.low + shift, spread.high + shift)
    return Interval(grown, *ends, spread.n)


def growth_values(before: Numbers, after: Numbers) -> Numbers:
    """The growth linearised: one number for each replication, whose mean it is.

    >>> growth_values(np.array([1.0, 3.0]), np.array([2.0, 4.0]))
    array([0.75, 0.25])
    """
    grown, residuals = _grown(before, after)
    return grown + residuals


def _grown(before: Numbers, after: Numbers) -> tuple[float, Numbers]:
    """Ratio of the means less 1, and how far each replication is off it; NaN of no pair."""
    both = ~(np.isnan(before) | np.isnan(after))
    mean = float(before[both].mean()) if both.any() else 0.0
    if mean <= 0:
        return math.nan, np.full(len(before), math.nan)
    ratio = float(after[both].mean()) / mean
    return ratio - 1, (after - ratio * before) / abs(mean)


def bonferroni(count: int, confidence: float = CONFIDENCE) -> float:
    """The confidence that each of several intervals needs for all of them to hold together.

    Bonferroni's: it asks nothing of how the measures hang together, and costs some width for that.

    >>> round(bonferroni(10), 4)
    0.995
    """
    return 1 - (1 - confidence) / max(count, 1)


def pairing_gain(before: Numbers, after: Numbers) -> float:
    """How many times as many replications independent random streams would need for the precision.

    Variance of a difference of independent means over its variance as paired on common random
    numbers; NaN below two pairs, infinite where the pairs do not differ in their difference.
    """
    both = ~(np.isnan(before) | np.isnan(after))
    if both.sum() < 2:
        return math.nan
    apart = float(before[both].var(ddof=1) + after[both].var(ddof=1))
    paired = float((after - before)[both].var(ddof=1))
    if paired == 0:
        return math.inf if apart > 0 else math.nan
    return apart / paired


def differ(one: Numbers, other: Numbers, chance: float) -> bool:
    """Do two samples have different means, by Welch's test? With this chance of a false alarm.

    >>> differ(np.array([1.0, 2.0, 3.0]), np.array([9.0, 8.0, 9.0]), 0.05)
    True
    """
    from scipy.special import stdtr

    parts = np.array([one.var(ddof=1) / len(one), other.var(ddof=1) / len(other)])
    gap, error = abs(one.mean() - other.mean()), float(np.sqrt(parts.sum()))
    if error == 0:
        return bool(gap > 0)
    freedom = parts.sum() ** 2 / (parts**2 / (np.array([len(one), len(other)]) - 1)).sum()
    return bool(2 * stdtr(freedom, -gap / error) < chance)
