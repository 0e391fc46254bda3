"""When the outlay of a change is back, and what it comes to after three and ten years."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.experiment.comparison import Comparison
from simulator.experiment.gains import PROFIT_IN_WEEK
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval, confidence_interval
from simulator.model.parameters import parameters_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.newness import new_until
from simulator.scenario.same_weeks import counts_all_of, end_alike
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEK
from simulator.scenario.validation import day_of

YEAR_OF_WEEKS = 52
STEADY_WEEKS = 13  # the last ones, whose mean is taken to go on beyond the horizon


# -- money over time -------------------------------------------------------------------------------


class Payback(NamedTuple):
    """Profit that a change has brought, added up from its first week; all in money and weeks.

    Beyond the horizon the mean of the last weeks goes on: a projection, not a replay.
    """

    outlay: float
    gained: Numbers  # replications x weeks, the outlay taken off, added up
    deepest: Interval  # the lowest point of each replication
    back: Interval  # week from which the sum stays above nothing; replications that get there
    three_years: Interval
    ten_years: Interval
    projected: bool  # are three years longer than the horizon?
    steady: int  # the last weeks, whose mean goes on; 0 where nothing differs in the end
    settled: bool = True  # or is somebody new in these, so that they do not go on as they are?


def payback(comparison: Comparison, other: Experiment) -> Payback | None:
    """Dip, week of payback, three and ten years; None where nothing is sold, or weeks are left out.

    A plan of several days is compared from the last of them on: what it brought before is not
    counted, so that no sum over these weeks says when it is paid back.
    """
    base = comparison.base
    if not counts_all_of(base.scenario, other.scenario):
        return None
    weeks = [m for m in other.measures if m.startswith(PROFIT_IN_WEEK) and m in base.measures]
    if not weeks:
        return None
    parameters = parameters_of(other.scenario)
    first = (
        max(parameters.market.change_at, parameters.warm_up) // WEEK - parameters.warm_up // WEEK
    )
    differences = [other.column(week) - base.column(week) for week in weeks]
    spent = _spent(other.scenario, len(weeks)) - _spent(base.scenario, len(weeks))
    in_profit = 0.0 if other.scenario.horizon.counts_from else spent
    weekly = (np.stack(differences, axis=1) + in_profit)[:, first:]
    gained = np.cumsum(weekly - spent[first:], axis=1)
    dated = any(change.on for change in other.scenario.changes)
    lasts = not (dated and end_alike((base.scenario, other.scenario)))
    steady = weekly[:, -STEADY_WEEKS:].mean(axis=1) * lasts
    return Payback(
        outlay=other.scenario.outlay,
        gained=gained,
        deepest=confidence_interval(np.minimum(gained.min(axis=1), 0), bounds=(-np.inf, 0.0)),
        back=confidence_interval(np.array([_back(row) for row in gained]), bounds=(1.0, np.inf)),
        three_years=confidence_interval(_after(gained, steady, 3 * YEAR_OF_WEEKS)),
        ten_years=confidence_interval(_after(gained, steady, 10 * YEAR_OF_WEEKS)),
        projected=gained.shape[1] < 3 * YEAR_OF_WEEKS,
        steady=min(STEADY_WEEKS, gained.shape[1]) * lasts,
        settled=not (lasts and _is_new_at_last(other.scenario)),
    )


def _is_new_at_last(scenario: Scenario) -> bool:
    """Is somebody new in the last weeks, whose mean goes on beyond the horizon?"""
    horizon = scenario.horizon
    begins = max(horizon.weeks - STEADY_WEEKS, horizon.first_counted_week) * WEEK
    return any(until > begins for until in new_until(scenario))


def _spent(scenario: Scenario, weeks: int) -> Numbers:
    """What is spent once, in the weeks that count; in the first of them what was spent before."""
    spent, first = np.zeros(weeks), scenario.horizon.first_counted_week
    for change in scenario.changes:
        spent[max(day_of(scenario, change) // 7 - first, 0)] += change.costs
    return spent


def _back(gained: Numbers) -> float:
    """Number of the week, from 1, from which the sum stays above nothing; NaN if it never does."""
    below = np.flatnonzero(gained <= 0)
    week = int(below[-1]) + 2 if len(below) else 1
    return week if week <= len(gained) else np.nan


def _after(gained: Numbers, steady: Numbers, weeks: int) -> Numbers:
    """The sum after so many weeks, replayed or projected."""
    seen = gained.shape[1]
    if weeks <= seen:
        return gained[:, weeks - 1]
    projected: Numbers = gained[:, -1] + steady * (weeks - seen)
    return projected
