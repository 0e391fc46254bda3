"""Whom a plan overloads: the roles that receive work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval
from simulator.scenario.scenario import Scenario

FULL = 0.95  # utilisation from which queues explode


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
    receiving: set[str] = set()
    for name, activity in other.activities.items():
        before = base.activities.get(name)
        if activity.moved and (before is None or activity.moved != before.moved):
            receiving.add(activity.moved.to)
        if before is not None and activity.by != before.by:
            receiving.add(activity.by)
    return [role for role in other.roles if role in receiving]


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
