"""The public holidays of a scenario's country and region."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import Holidays


def public_holidays(scenario: Scenario) -> npt.NDArray[np.bool_]:
    """For each day of the horizon: is it a public holiday? The ``holidays`` library knows."""
    days = scenario.horizon.weeks * 7
    closed = np.zeros(days, dtype=bool)
    if scenario.holidays is not None:
        start = scenario.horizon.start
        numbers = [(day - start).days for day in _known(scenario, scenario.holidays)]
        closed[[n for n in numbers if 0 <= n < days]] = True
    return closed


def worked_weekends(scenario: Scenario) -> list[datetime.date]:
    """Days of the horizon at weekends that people work in the country, in place of days moved."""
    if scenario.holidays is None:
        return []
    start, weeks = scenario.horizon.start, scenario.horizon.weeks
    known = getattr(_known(scenario, scenario.holidays), "weekend_workdays", ())
    return sorted(day for day in known if start <= day < start + datetime.timedelta(weeks=weeks))


def _known(scenario: Scenario, kept: Holidays) -> Any:
    """The days of all years that the horizon touches."""
    start, weeks = scenario.horizon.start, scenario.horizon.weeks
    last = start + datetime.timedelta(weeks=weeks)
    return _days_off(kept.country, kept.region, start.year, last.year)


@cache
def _days_off(country: str, region: str | None, first: int, last: int) -> Any:
    """The days of some years, from the first to the last."""
    import holidays

    return holidays.country_holidays(country, subdiv=region, years=range(first, last + 1))
