"""Indices: how do the few share out the variance (Sobol 2001, Saltelli and others 2010)?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from simulator.analysis.sensitivity.designs import latin_hypercube, point_at
from simulator.analysis.sensitivity.evaluate import evaluate
from simulator.analysis.sensitivity.factors import Case, Factor
from simulator.analysis.sensitivity.plan import SCREENING_REPLICATIONS, DesignPlan, MeasureQuestion
from simulator.analysis.sensitivity.screening import Screened
from simulator.analysis.sensitivity.sobol import saltelli_points, sobol_indices
from simulator.errors import UsageError
from simulator.experiment.statistics import Interval, students_t
from simulator.scenario.elementary import Numbers
from simulator.workload.streams import RandomStreams

RESAMPLES = 200  # surfaces behind the intervals of indices


class Share(NamedTuple):
    """A factor's share of the variance: by itself, and with all interactions it takes part in."""

    factor: Factor
    first: Interval
    total: Interval


class Surface(NamedTuple):
    """The surface fitted over the few, and the shares of its variance; n are points."""

    points: int
    explained: float  # of the variance between points, each predicted from all others (Q squared)
    noise: float  # share of the variance between points that is replication noise
    shares: tuple[Share, ...]


def surface_of(
    case: Case, screening: Sequence[Screened], question: MeasureQuestion
) -> Surface | None:
    """Shares of the variance among the few factors that matter most, all others as they are."""
    plan, options = question.plan, question.options
    few = [each.factor for each in screening if each.told == "moves it"][: plan.few]
    if not few:
        return None
    spread = latin_hypercube(len(few), points_needed(plan, len(few)), options.seed)
    numbers = [case.factors.index(factor) for factor in few]
    points = [point_at(len(case.factors), numbers, row) for row in spread]
    values = evaluate(case, points, [range(SCREENING_REPLICATIONS)] * len(points), options).of(
        question.measure
    )
    fit = fit_surface(spread, values.mean(axis=1))
    shares = _variance_shares(fit, len(few), options.seed, plan.confidence)
    shared = tuple(Share(*each) for each in zip(few, *shares, strict=True))
    return Surface(len(spread), fit.explained, _noise_share(values), shared)


def points_needed(plan: DesignPlan, factors: int) -> int:
    """Points for a surface over so many factors; UsageError if those asked for are too few."""
    terms = len(_terms(factors))
    if plan.samples is None:
        return 2 * terms
    if plan.samples <= terms:
        raise UsageError(
            "read {samples} samples, expected at least {least} for a surface over {factors}"
            " factors",
            samples=plan.samples,
            least=terms + 1,
            factors=factors,
        )
    return plan.samples


class SurfaceFit(NamedTuple):
    """A quadratic surface by least squares, and how far it is from the points."""

    coefficients: Numbers
    terms: Numbers  # of the points
    misses: Numbers  # residuals, scaled up by their leverage to the size of errors
    explained: float


def _terms(factors: int) -> list[tuple[int, ...]]:
    """The products in a quadratic surface: none, each factor, its square, each pair."""
    singles = [(one,) for one in range(factors)]
    return [(), *singles, *((one, one) for one in range(factors)), *combinations(range(factors), 2)]


def _regressors(points: Numbers) -> Numbers:
    """The terms of each point, about the middle of the ranges."""
    centred = 2 * points - 1
    terms = [centred[:, list(term)].prod(axis=1) for term in _terms(points.shape[1])]
    return np.column_stack(terms)


def fit_surface(points: Numbers, values: Numbers) -> SurfaceFit:
    """The quadratic surface through values at points, as well as it goes.

    What it explains is measured by predicting each value from all others (PRESS, Allen 1974).
    """
    terms = _regressors(points)
    coefficients = np.asarray(np.linalg.lstsq(terms, values, rcond=None)[0], dtype=float)
    left = values - terms @ coefficients
    free = np.clip(1 - (np.linalg.pinv(terms).T * terms).sum(axis=1), 1e-9, None)
    scatter = float(((values - values.mean()) ** 2).sum())
    explained = 1 - float(((left / free) ** 2).sum()) / scatter if scatter else math.nan
    misses = left / np.sqrt(free)
    return SurfaceFit(coefficients, terms, misses - misses.mean(), explained)


def _variance_shares(
    fit: SurfaceFit, factors: int, seed: int, confidence: float
) -> tuple[list[Interval], list[Interval]]:
    """First-order and total shares of each factor, with intervals.

    They hold how far the surface is from the points, noise included: it is fitted again and again
    to itself with misses drawn from those that there were (Davison & Hinkley 1997, 6.2.3), and an
    interval reaches as many of the shares' standard deviations as Student's t does.
    """
    count, terms = fit.terms.shape
    draws = np.asarray(RandomStreams(seed, 0).block("misses of a surface", 0, RESAMPLES, count))
    values = fit.terms @ fit.coefficients + fit.misses[(draws * count).astype(int)]
    again = np.linalg.lstsq(fit.terms, values.T, rcond=None)[0]
    heights = _regressors(saltelli_points(factors, seed)) @ np.column_stack(
        [fit.coefficients, again]
    )
    indices = np.array([sobol_indices(each, factors) for each in heights.T])
    reach = students_t(count - terms, confidence) * indices[1:].std(axis=0, ddof=1)
    low, high = np.clip([indices[0] - reach, indices[0] + reach], 0, 1)
    first, total = (
        [
            Interval(float(share), float(least), float(most), count)
            for share, least, most in zip(indices[0, order], low[order], high[order], strict=True)
        ]
        for order in (0, 1)
    )
    return first, total


def _noise_share(values: Numbers) -> float:
    """Share of noise in the variance between points; values are points x replications.

    What shifts all points of a replication alike is none, since it moves no difference.
    """
    points, replications = values.shape
    rest = values - values.mean(axis=0) - values.mean(axis=1)[:, None] + values.mean()
    noise = float((rest**2).sum()) / ((points - 1) * (replications - 1)) / replications
    between = float(values.mean(axis=1).var(ddof=1))
    return noise / between if between else math.nan
