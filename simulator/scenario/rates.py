"""How a rate changes by date: growth, season, and steps on given days."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

import numpy as np

from simulator.scenario.elementary import Numbers, exp, log1p_of
from simulator.scenario.seasons import day_weights
from simulator.scenario.units import DAYS_A_YEAR


def day_factors(
    trend: float,
    season: Mapping[str, float],
    steps: Mapping[datetime.date, float],
    start: datetime.date,
    days: int,
) -> Numbers:
    """What the rate of each day is over the one that is written."""
    factors = exp(log1p_of(trend) * np.arange(days) / DAYS_A_YEAR) if trend else np.ones(days)
    if season:
        factors = factors * day_weights(season, {}, start, days)
    for day, factor in sorted(steps.items()):
        since = max((day - start).days, 0)
        until = min((other - start).days for other in [*steps, datetime.date.max] if other > day)
        factors[since : max(until, 0)] *= factor
    return factors
