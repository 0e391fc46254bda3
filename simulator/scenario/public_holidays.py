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
        start, kept = scenario.horizon.start, scenario.holidays
        off = (set(_known(scenario, kept)) | set(kept.also or ())) - set(kept.kept_open or ())
        numbers = [(day - start).days for day in off]
        closed[[n for n in numbers if 0 <= n < days]] = True
    return closed


def regions(scenario: Scenario) -> list[str]:
    """Regions of the country with days of their own, if the scenario names no region."""
    kept = scenario.holidays
    if kept is None or kept.region is not None:
        return []
    start = scenario.horizon.start
    end = start + datetime.timedelta(weeks=scenario.horizon.weeks)

    def days(region: str | None) -> set[datetime.date]:
        known = _days_off(kept.country, region, start.year, end.year)
        return {day for day in known if start <= day < end}

    country = days(None)
    return [each for each in _known(scenario, kept).subdivisions if days(each) != country]


def worked_holidays(scenario: Scenario) -> list[datetime.date]:
    """Days that the scenario takes for public holidays, and that are none."""
    kept = scenario.holidays
    if kept is None:
        return []
    return sorted(set(kept.kept_open or ()) - set(_known(scenario, kept)) - set(kept.also or ()))


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
