"""What a comparison comes to: when the outlay is back, and whom a plan breaks first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.company import company_of
from simulator.experiment import PROFIT_IN_WEEK, Comparison, Experiment, spent_before
from simulator.intervals import Interval, interval_of
from simulator.quantities import WEEK
from simulator.scenario import Scenario

Numbers = npt.NDArray[np.float64]
YEAR_OF_WEEKS = 52
STEADY_WEEKS = 13  # the last ones, whose mean is taken to go on beyond the horizon
FULL = 0.95  # utilisation from which queues explode


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


def payback(comparison: Comparison, other: Experiment) -> Payback | None:
    """Dip, week of payback, three and ten years; None where nothing is sold."""
    base = comparison.base
    weeks = [m for m in other.measures if m.startswith(PROFIT_IN_WEEK) and m in base.measures]
    if not weeks:
        return None
    company = company_of(other.scenario)
    first = max(company.market.change_at, company.warm_up) // WEEK - company.warm_up // WEEK
    differences = [other.column(week) - base.column(week) for week in weeks]
    weekly = np.stack(differences, axis=1)[:, first:]
    weekly[:, 0] -= spent_before(other.scenario) - spent_before(base.scenario)
    gained = np.cumsum(weekly, axis=1)
    steady = weekly[:, -STEADY_WEEKS:].mean(axis=1)
    return Payback(
        outlay=other.scenario.change.costs,
        gained=gained,
        deepest=interval_of(np.minimum(gained.min(axis=1), 0)),
        back=interval_of(np.array([_back(row) for row in gained])),
        three_years=interval_of(_after(gained, steady, 3 * YEAR_OF_WEEKS)),
        ten_years=interval_of(_after(gained, steady, 10 * YEAR_OF_WEEKS)),
        projected=gained.shape[1] < 3 * YEAR_OF_WEEKS,
    )


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


# -- the receiving side ----------------------------------------------------------------------------


class Guard(NamedTuple):
    """One sign of the receiving side, before and after, and whether it is a warning."""

    role: str
    measure: str
    before: Interval | None  # None: not there before
    after: Interval
    red: bool


def receivers(base: Scenario, other: Scenario) -> list[str]:
    """Roles that get work in a what-if which they did not have before, in the scenario's order."""
    found: set[str] = set()
    for name, activity in other.activities.items():
        before = base.activities.get(name)
        if activity.moved and (before is None or activity.moved != before.moved):
            found.add(activity.moved.to)
        if before is not None and activity.by != before.by:
            found.add(activity.by)
    return [role for role in other.roles if role in found]


def guards(comparison: Comparison, other: Experiment) -> list[Guard]:
    """Queue, overtime and errors of those who receive work; red if a plan wins and they lose.

    Red is a role that is busy for more than 95% of its time, or whose work is finished in time less
    often, or overtime that grows, where the interval of the difference leaves out 0.
    """
    return [
        guard
        for role in receivers(comparison.base.scenario, other.scenario)
        for guard in _guards_of(comparison, other, role)
    ]


def _guards_of(comparison: Comparison, other: Experiment, role: str) -> Iterator[Guard]:
    busy = f"utilisation.{role}"
    yield _guard(comparison, other, role, busy, other.interval(busy).mean > FULL)
    overtime = f"overtime.{role}"
    yield _guard(comparison, other, role, overtime, _verdict(comparison, other, overtime) == "up")
    for name, activity in other.scenario.activities.items():
        taken = activity.moved is not None and activity.moved.to == role
        if (activity.by == role or taken) and activity.due is not None:
            key = f"within_due.{name}"
            late = _verdict(comparison, other, key) == "down"
            yield _guard(comparison, other, role, key, late)
    back = "came_back_per_week"
    yield _guard(comparison, other, role, back, red=False)


def _verdict(comparison: Comparison, other: Experiment, key: str) -> str:
    known = key in comparison.differences[other.name]
    return comparison.verdict(other.name, key) if known else "cannot tell"


def _guard(comparison: Comparison, other: Experiment, role: str, key: str, red: bool) -> Guard:
    base = comparison.base
    before = base.interval(key) if key in base.measures else None
    return Guard(role, key, before, other.interval(key), red)
