"""The public holidays of a scenario's country and region."""

from __future__ import annotations

import datetime
from functools import cache

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario


def public_holidays(scenario: Scenario) -> npt.NDArray[np.bool_]:
    """For each day of the horizon: is it a public holiday? The ``holidays`` library knows."""
    days = scenario.horizon.weeks * 7
    closed = np.zeros(days, dtype=bool)
    if scenario.holidays is not None:
        start = scenario.horizon.start
        last = start + datetime.timedelta(days)
        place = scenario.holidays.country, scenario.holidays.region
        numbers = [(day - start).days for day in _days_off(*place, start.year, last.year)]
        closed[[n for n in numbers if 0 <= n < days]] = True
    return closed


@cache
def _days_off(country: str, region: str | None, first: int, last: int) -> frozenset[datetime.date]:
    """The days of some years, from the first to the last."""
    import holidays

    years = range(first, last + 1)
    return frozenset(holidays.country_holidays(country, subdiv=region, years=years))
