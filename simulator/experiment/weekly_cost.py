"""What a plan costs and earns a week and whom it hires, beside what it is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simulator.experiment.estimates import change, level, pooled_rows
from simulator.experiment.results import PROFIT, earnings_of, name_of
from simulator.experiment.statistics import CONFIDENCE, Interval
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import COST
from simulator.scenario.people import headcount_changes
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEKS_A_YEAR

Replayed = tuple[Scenario, Sequence[MeasureRow]]  # a scenario and its replications


def money_of_a_year(scenario: Scenario, rows: Sequence[MeasureRow]) -> list[MeasureRow]:
    """Rows of which cost and profit hold what is spent once as a year does: a 52nd of it in a week.

    As it is measured cost holds none of it, and profit all of it within the weeks that count, or
    nothing where these count from a day on.
    """
    horizon, once = scenario.horizon, float(scenario.outlay)
    if not once:
        return list(rows)
    held = 0.0 if horizon.counts_from else once / horizon.counted_weeks
    weekly = once / WEEKS_A_YEAR
    more = {COST: weekly, PROFIT: held - weekly}
    return [
        MeasureRow(
            {key: value + more.get(key, 0.0) for key, value in row.items()},
            row.weights,
            row.samples,
        )
        for row in rows
    ]


class Hired(NamedTuple):
    """So many more people of a role; fewer, if below 0."""

    role: str
    more: int


class Earned(NamedTuple):
    """What a plan earns a week: profit, or revenue where no scenario says what sales cost."""

    measure: str
    level: Interval
    difference: Interval  # paired


class WeeklyCost(NamedTuple):
    """What a plan costs a week, and what of it comes on top: people, and an outlay."""

    plan: str
    level: Interval
    difference: Interval  # paired
    hired: tuple[Hired, ...]
    outlay: float  # once, in no week
    for_a_time: bool = False  # are people hired who are gone in the end?
    earned: Earned | None = None  # where anything is sold

    def beside(self, measure: str) -> WeeklyCost:
        """The same beside an answer in a measure, which is not told twice."""
        twice = self.earned is not None and self.earned.measure == measure
        return self._replace(earned=None) if twice else self


def weekly_cost(
    today: Replayed, plan: Replayed, confidence: float = CONFIDENCE, each: float | None = None
) -> WeeklyCost:
    """What a plan costs, against today; ``each`` is the confidence of the difference, if not that.

    Args:
        today: What the plan is compared with, and its replications.
        plan: The plan and its replications, with the same luck.
        confidence: How often the interval of the level holds it.
        each: How often those of differences do.

    Returns:
        Cost a week, the paired difference, whom the plan hires, its outlay, and what it earns.
    """
    before, after = (pooled_rows(COST, rows) for _, rows in (today, plan))
    people = headcount_changes(today[0], plan[0])
    return WeeklyCost(
        name_of(plan[0]),
        level(COST, after, confidence),
        change(COST, before, after, confidence if each is None else each),
        tuple(Hired(*one) for one in people.items()),
        float(plan[0].outlay),
        _hires_for_a_time(plan[0]),
        earned_with(today, plan, confidence, each),
    )


def earned_with(
    today: Replayed, plan: Replayed, confidence: float = CONFIDENCE, each: float | None = None
) -> Earned | None:
    """What a plan earns a week, against today; None where nothing is sold.

    Args:
        today: What the plan is compared with, and its replications.
        plan: The plan and its replications, with the same luck.
        confidence: How often the interval of the level holds it.
        each: How often that of the difference does, if not as often.
    """
    measure = earnings_of([today[0], plan[0]])
    if any(measure not in rows[0] for _, rows in (today, plan)):
        return None
    before, after = (pooled_rows(measure, rows) for _, rows in (today, plan))
    difference = change(measure, before, after, confidence if each is None else each)
    return Earned(measure, level(measure, after, confidence), difference)


def _hires_for_a_time(plan: Scenario) -> bool:
    """Has a role more people before than it has in the end, and than it begins with?"""
    phases = [phase.scenario.roles for phase in phases_of(plan)]
    return any(
        max(roles[name].people for roles in phases) > max(phases[0][name].people, role.people)
        for name, role in phases[-1].items()
    )
