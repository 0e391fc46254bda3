"""Seasons of absence: how much likelier each day of a year is than others.

The presets are shares of people who are away, as published; their source is `Absence.season`'s.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

import numpy as np

from simulator.scenario.elementary import Numbers

MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
FLAT = ("flat", "us")  # of American figures none is by season
COMMON_YEAR = datetime.date(2025, 1, 1)


def _by_quarter(*shares: float) -> Callable[[datetime.date], float]:
    return lambda day: shares[(day.month - 1) // 3]


def _french(day: datetime.date) -> float:
    """Half are away in the middle of August and in the second Christmas week; else 10.4 of 100.

    That is the whole week whose Thursday lies between the 9th and the 15th, or after the 24th.
    """
    thursday = day + datetime.timedelta(3 - day.weekday())
    peak = (8, 9) <= (thursday.month, thursday.day) <= (8, 15)
    return 50.0 if peak or (thursday.month == 12 and thursday.day >= 25) else 10.4


VACATION: Mapping[str, Callable[[datetime.date], float]] = {
    "nordic": _by_quarter(3.5, 3.4, 21.0, 4.4),
    "french": _french,
    "august": lambda day: 5.0 if day.month == 8 else 1.0,
}
SICKNESS: Mapping[str, Callable[[datetime.date], float]] = {
    "nordic": _by_quarter(3.6, 3.5, 3.3, 4.2)
}


def day_weights(
    season: str | Mapping[str, float],
    presets: Mapping[str, Callable[[datetime.date], float]],
    start: datetime.date,
    days: int,
) -> Numbers:
    """How much likelier each day is than on average in a year; months that are not said weigh 1."""
    weigh = _weight(season, presets)
    year = [weigh(COMMON_YEAR + datetime.timedelta(day)) for day in range(365)]
    mean = sum(year) / len(year)
    weights = [weigh(start + datetime.timedelta(day)) for day in range(days)]
    return np.array(weights) / mean


def _weight(
    season: str | Mapping[str, float], presets: Mapping[str, Callable[[datetime.date], float]]
) -> Callable[[datetime.date], float]:
    if not isinstance(season, str):
        return lambda day: season.get(MONTHS[day.month - 1], 1.0)
    return presets.get(season, lambda _: 1.0)
