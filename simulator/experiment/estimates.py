"""What the replications of a measure come to: an estimate, with an interval within what can be.

A mean of replications misleads where each of them is a ratio of a denominator of its own, or a
percentile of few tasks. Ratios are taken of the sums over all replications, percentiles of all
tasks together. Both are *linearised*: one number for each replication, whose mean is the estimate
and whose spread is its spread, so that intervals and paired differences are made as of means.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from simulator.experiment.statistics import (
    CONFIDENCE,
    UNBOUNDED,
    Bounds,
    Interval,
    confidence_interval,
    growth,
)
from simulator.measures.measure import Percentile
from simulator.measures.measure_row import MeasureRow, Sample, sample_of
from simulator.measures.registry import describe
from simulator.scenario.elementary import Numbers
from simulator.scenario.units import DAY, HOUR

# Tasks beyond a percentile that it takes: in all replications together, and on average in each.
BEYOND, BEYOND_EACH = 10.0, 0.5
SECONDS = {"h": HOUR, "d": DAY}  # of a percentile's unit


def level(measure: str, values: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a measure: no share above 100%, no time below nothing."""
    return confidence_interval(values, confidence, _bounds(measure))


def change(
    measure: str, before: Numbers, after: Numbers, confidence: float = CONFIDENCE
) -> Interval:
    """The interval of a measure's difference: nothing falls by more than it may have been before.

    Nor does it rise by more than it may be now, nor beyond all there is: what the level before and
    the level after may be leaves no more.
    """
    least, most = _bounds(measure)
    was, now = (_reach(measure, values, confidence) for values in (before, after))
    bounds = max(least - was[1], now[0] - most), min(now[1] - least, most - was[0])
    return confidence_interval(after - before, confidence, bounds)


def moved(measure: str, differences: Numbers, confidence: float = CONFIDENCE) -> Interval:
    """The interval of a difference whose levels are not at hand: a share moves by 100% at most."""
    least, most = _bounds(measure)
    return confidence_interval(differences, confidence, (least - most, most - least))


def shifted(measure: str, mean: float, difference: Interval, *, bounded: bool) -> Interval:
    """A level that a difference leads to, with the interval of the difference around it.

    Where the measure is bounded, neither the level nor an end of the interval is beyond.
    """
    least, most = _bounds(measure) if bounded else UNBOUNDED
    low, high = max(least, mean + difference.low), min(mean + difference.high, most)
    if math.isnan(difference.low):
        low = high = math.nan
    reached = mean + difference.mean
    inside = reached if math.isnan(reached) else min(max(least, reached), most)
    return Interval(inside, low, high, difference.n)


def _reach(measure: str, values: Numbers, confidence: float) -> Bounds:
    """What a level may be: its interval, or all that it can be where it has none."""
    known = level(measure, values, confidence)
    return _bounds(measure) if math.isnan(known.low) else (known.low, known.high)


def relative_change(
    measure: str, before: Numbers, after: Numbers, confidence: float = CONFIDENCE
) -> Interval:
    """The growth of a measure: what cannot be negative falls by all of it at most."""
    least = -1.0 if _bounds(measure)[0] >= 0 else -math.inf
    return growth(before, after, confidence, (least, math.inf))


def _bounds(measure: str) -> Bounds:
    """What a measure lies between; what only a comparison knows, anything."""
    try:
        return describe(measure).bounds
    except KeyError:
        return UNBOUNDED


# -- replications together -------------------------------------------------------------------------


def pooled(measure: str, column: Numbers, rows: Sequence[MeasureRow]) -> Numbers:
    """The replications of a measure, linearised if it is a ratio or a percentile.

    Rows that an older version has stored hold neither denominators nor tasks: their mean is taken.
    """
    if rows and all(measure in row.weights for row in rows):
        return _of_ratio(column, np.array([row.weights[measure] for row in rows]))
    percentile, name = _percentile(measure), sample_of(measure)
    if percentile and rows and all(name in row.samples for row in rows):
        return _of_percentile(measure, percentile.percent, [row.samples[name] for row in rows])
    return column


def pooled_rows(measure: str, rows: Sequence[MeasureRow], absent: float = math.nan) -> Numbers:
    """The replications of a measure, linearised; ``absent`` where a row does not know it."""
    return pooled(measure, np.array([row.get(measure, absent) for row in rows]), rows)


class TooFew(NamedTuple):
    """How many tasks there are for a percentile, and how many it takes."""

    there: int
    takes: int


def fewest(tasks: Iterable[TooFew | None]) -> TooFew | None:
    """What lacks most of the tasks that it takes; None where nothing lacks any."""
    known = [each for each in tasks if each is not None]
    return min(known, key=lambda each: each.there / each.takes, default=None)


def too_few(measure: str, rows: Sequence[MeasureRow]) -> TooFew | None:
    """The tasks of a percentile, if there are too few for it; None if there are none at all."""
    percentile, name = _percentile(measure), sample_of(measure)
    if percentile is None or not all(name in row.samples for row in rows):
        return None
    there = sum(row.samples[name].size for row in rows)
    takes = math.ceil(max(BEYOND, BEYOND_EACH * len(rows)) / _beyond(percentile.percent))
    return TooFew(there, takes) if 0 < there < takes else None


def is_percentile(measure: str) -> bool:
    """Is it one of all replications together, of which few say nothing?"""
    return _percentile(measure) is not None


def _percentile(measure: str) -> Percentile | None:
    """Which percentile a measure is, if it is one."""
    try:
        estimator = describe(measure).estimator
    except KeyError:
        return None
    return estimator if isinstance(estimator, Percentile) else None


def _beyond(percent: int) -> float:
    """The part of the tasks on the smaller side of a percentile."""
    return min(percent, 100 - percent) / 100


def _of_ratio(column: Numbers, weights: Numbers) -> Numbers:
    """Ratio of the sums + what each replication's numerator is off it, over the mean denominator.

    The delta method (Cochran 1977, 6.3). Where every denominator is the same: the column itself.
    """
    known = ~np.isnan(column) & (weights > 0)
    if not known.any():
        return column
    mean_weight = weights[known].mean()
    ratio = math.fsum((column * weights)[known]) / (mean_weight * known.sum())
    values: Numbers = np.where(known, ratio + (column - ratio) * weights / mean_weight, np.nan)
    return values


def _of_percentile(measure: str, percent: int, samples: Sequence[Sample]) -> Numbers:
    """The percentile of all tasks + what each replication's is off it: sectioning.

    Each replication is a section (Asmussen & Glynn 2007, III.5; Nakayama 2014): deviations from the
    percentile of all, not from their own mean, weighted by tasks where these differ in number.
    """
    sizes = np.array([sample.size for sample in samples], dtype=float)
    none: Numbers = np.full(len(samples), math.nan)
    if sizes.sum() * _beyond(percent) < max(BEYOND, BEYOND_EACH * len(samples)):
        return none
    part = percent / 100
    whole = _quantile(samples, part)
    known = sizes > 0
    own = np.array([_of_section(each, part) if each.size else math.nan for each in samples])
    off = ((own - whole) * sizes / sizes[known].mean())[known]
    around = off - off.mean()
    spread = math.sqrt(float((off**2).sum() / (around**2).sum())) if around.any() else 1.0
    none[known] = whole + around * spread
    return none / SECONDS[describe(measure).unit]


def _quantile(samples: Sequence[Sample], part: float) -> float:
    """The quantile of all values of all samples, interpolated; each stands for some of its size."""
    seconds = np.concatenate([each.seconds for each in samples])
    for_each = np.repeat(
        [each.size / max(len(each.seconds), 1) for each in samples],
        [len(each.seconds) for each in samples],
    )
    order = np.argsort(seconds, kind="stable")
    before = np.cumsum(for_each[order]) - for_each[order]
    return float(np.interp(part * before[-1], before, seconds[order]))


def _of_section(sample: Sample, part: float) -> float:
    """The quantile of one section, as good as unbiased of few values too (Hyndman & Fan 1996)."""
    return float(np.percentile(sample.seconds, 100 * part, method="median_unbiased"))
