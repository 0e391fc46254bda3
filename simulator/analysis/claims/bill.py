"""Who pays for a what-if: people hired and done without, cost, profit."""

from __future__ import annotations

from typing import NamedTuple

from simulator.experiment.estimates import change, relative_change
from simulator.experiment.results import PROFIT, Experiment, watch_list
from simulator.experiment.statistics import Interval
from simulator.measures.targets import COST
from simulator.scenario.people import headcount_changes


class Bill(NamedTuple):
    """What a what-if takes, against the scenario that it is compared with."""

    people: tuple[tuple[str, int], ...]  # role, and how many more of it
    cost: Interval  # growth of cost a week
    profit: Interval | None  # change of profit a week; none where no prices are said


def bill_of(today: Experiment, changed: Experiment) -> Bill:
    """Who is hired or done without, and what that does to cost and profit."""
    before, after = today.pooled(COST), changed.pooled(COST)
    priced = PROFIT in watch_list([today.scenario, changed.scenario])
    return Bill(
        tuple(headcount_changes(today.scenario, changed.scenario).items()),
        relative_change(COST, before, after),
        change(PROFIT, today.pooled(PROFIT), changed.pooled(PROFIT)) if priced else None,
    )
