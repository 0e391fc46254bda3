"""The days of simulated people: what share of each was selling, and how shares vary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulator.analysis.observe import observations
from simulator.analysis.time_study.formulas import Spread
from simulator.experiment.runner import RunOptions
from simulator.ledger.ledger import Column, Ledger
from simulator.measures.window import main_role, window_of
from simulator.model.codes import PAUSE
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY


class DaySamples(NamedTuple):
    """Selling shares of person-days, sorted by person; where each person's begin, and how many."""

    share: Numbers
    first: Column
    each: Column


def days_of(ledger: Ledger) -> DaySamples:
    """The share of selling in the attendance of each day of those whose selling counts first."""
    window = window_of(ledger)
    c, e = window.parameters, window.entries
    mine = np.flatnonzero((window.role == main_role(c)) & (e.doing != PAUSE))
    across = -(-c.horizon // DAY)
    cell = e.person[mine] * across + e.start[mine] // DAY
    seconds, sells = window.seconds[mine], np.isin(window.category[mine], c.selling[0][1])
    size = len(c.people) * across
    attended = np.bincount(cell, weights=seconds, minlength=size)
    sold = np.bincount(cell, weights=seconds * sells, minlength=size)
    present = np.flatnonzero(attended > 0)
    return grouped(sold[present] / attended[present], present // across)


def grouped(share: Numbers, person: Column) -> DaySamples:
    """Days with where each person's begin; they come sorted by person."""
    _, first, count = np.unique(person, return_index=True, return_counts=True)
    return DaySamples(share, first, count)


def pooled(parts: Sequence[DaySamples]) -> DaySamples:
    """The days of several replications: each has people of its own."""
    starts = np.cumsum([0, *(len(part.share) for part in parts[:-1])])
    first = [part.first + start for part, start in zip(parts, starts, strict=True)]
    return DaySamples(
        np.concatenate([part.share for part in parts]),
        np.concatenate(first),
        np.concatenate([part.each for part in parts]),
    )


def spread_of(days: DaySamples) -> Spread:
    """Components of variance by one-way analysis (Searle, Casella & McCulloch 1992, 3.6).

    Between people (MSB - MSW) / n₀, at least 0; between days of a person MSW; of moments within a
    day the mean of y (1 - y).
    """
    y, total, people = days.share, len(days.share), len(days.each)
    moments = math.sqrt(float((y * (1 - y)).mean()))
    if total <= people or people < 2:
        return Spread(float(y.mean()), math.nan, math.nan, moments, total)
    means = np.add.reduceat(y, days.first) / days.each
    between = float((days.each * (means - y.mean()) ** 2).sum()) / (people - 1)
    within = float(((y - np.repeat(means, days.each)) ** 2).sum()) / (total - people)
    usual = (total - float((days.each**2).sum()) / total) / (people - 1)
    apart = math.sqrt(max(0.0, (between - within) / usual))
    return Spread(float(y.mean()), apart, math.sqrt(within), moments, total)


def simulated_days(
    arms: Sequence[Scenario], replications: int, options: RunOptions
) -> list[DaySamples]:
    """The days of each scenario, all replications together."""
    return [pooled(samples) for samples in observations(days_of, arms, replications, options)]
