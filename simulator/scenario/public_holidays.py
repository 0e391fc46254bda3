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
    """Regions of the country with days of their own, if the scenario names no region.

    Looked at are whole years: a horizon of some weeks may be made longer, or begin elsewhere.
    """
    kept = scenario.holidays
    if kept is None or kept.region is not None:
        return []
    first, last = _years(scenario)
    country = _days_off(kept.country, None, first, last)
    every = {each: _days_off(kept.country, each, first, last) for each in country.subdivisions}
    return [each for each, days in every.items() if days.keys() != country.keys()]


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
    return _days_off(kept.country, kept.region, *_years(scenario))


def _years(scenario: Scenario) -> tuple[int, int]:
    """The first and the last year that the horizon touches."""
    start, weeks = scenario.horizon.start, scenario.horizon.weeks
    return start.year, (start + datetime.timedelta(weeks=weeks)).year


@cache
def _days_off(country: str, region: str | None, first: int, last: int) -> Any:
    """The days of some years, from the first to the last."""
    import holidays

    return holidays.country_holidays(country, subdiv=region, years=range(first, last + 1))
