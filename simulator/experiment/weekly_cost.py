"""What a plan costs and earns a week and whom it hires, beside what it is compared with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, NamedTuple

from simulator.experiment.estimates import change, level, pooled_rows
from simulator.experiment.results import PROFIT, REVENUE, earnings_of, name_of
from simulator.experiment.statistics import CONFIDENCE, Interval
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import COST
from simulator.scenario.people import headcount_changes
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEKS_A_YEAR

ForATime = Literal["more", "fewer", ""]
NOTHING = 1e-6  # money a week: what sums leave of none

Replayed = tuple[Scenario, Sequence[MeasureRow]]  # a scenario and its replications


def money_of_a_year(scenario: Scenario, rows: Sequence[MeasureRow]) -> list[MeasureRow]:
    """Rows of which cost and profit hold what is spent once as a year does: a 52nd of it in a week.

    As it is measured cost holds none of it, and profit all of it within the weeks that count, or
    nothing where these count from a day on.
    """
    weekly = float(scenario.outlay) / WEEKS_A_YEAR
    return _with_more(rows, {COST: weekly, PROFIT: _held(scenario) - weekly})


def money_before_outlay(scenario: Scenario, rows: Sequence[MeasureRow]) -> list[MeasureRow]:
    """Rows of which profit, as cost does, holds nothing of what is spent once."""
    return _with_more(rows, {PROFIT: _held(scenario)})


def _held(scenario: Scenario) -> float:
    """What a week of profit, as it is measured, holds of what is spent once."""
    horizon = scenario.horizon
    return 0.0 if horizon.counts_from else float(scenario.outlay) / horizon.counted_weeks


def _with_more(rows: Sequence[MeasureRow], more: Mapping[str, float]) -> list[MeasureRow]:
    """Rows of which some measures are larger by so much."""
    if not any(more.values()):
        return list(rows)
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
    """What a plan earns a week, in one measure: profit or revenue."""

    measure: str
    level: Interval  # without what is spent once, as cost
    difference: Interval  # paired, likewise
    over_a_year: Interval  # paired, with what is spent once spread over a year

    @property
    def moved(self) -> bool:
        """Does it go up or down, with what is spent once or without?"""
        return self.difference.moved or self.over_a_year.moved

    @property
    def has_outlay(self) -> bool:
        """Does the plan spend more or less once?"""
        return abs(self.difference.mean - self.over_a_year.mean) > NOTHING


def not_told(earned: Sequence[Earned], measures: Collection[str]) -> tuple[Earned, ...]:
    """What is earned in other measures than those that an answer is in."""
    left = (each for each in earned if each.has_outlay or each.measure not in measures)
    return tuple(each for each in left if each.measure == PROFIT or PROFIT not in measures)


class WeeklyCost(NamedTuple):
    """What a plan costs a week, and what of it comes on top: people, and an outlay."""

    plan: str
    level: Interval
    difference: Interval  # paired
    hired: tuple[Hired, ...]
    outlay: float  # once, in no week
    for_a_time: ForATime = ""  # are people hired, or gone, who are gone, or back, in the end?
    earned: tuple[Earned, ...] = ()  # profit, if scenarios say what it takes, and revenue

    def beside(self, *measures: str) -> WeeklyCost:
        """The same beside an answer in measures, none of which is told twice.

        But for one that holds what is spent once, as it fell into the weeks that count. Nor does
        revenue stand in for profit that is told.
        """
        return self._replace(earned=not_told(self.earned, measures))


def weekly_costs(
    arms: Sequence[Replayed], confidence: float = CONFIDENCE, each: float | None = None
) -> tuple[WeeklyCost, ...]:
    """What plans cost and earn, against the first of them.

    Args:
        arms: What plans are compared with, and plans, with replications of the same luck.
        confidence: How often the interval of a level holds it.
        each: How often those of differences do, if not as often.

    Returns:
        For each, the first too: cost a week, the paired difference, whom it hires, its outlay, and
        what it earns; of all of them in the same measures.
    """
    differing = confidence if each is None else each
    earned = earned_by(arms, confidence, differing)
    costs = [pooled_rows(COST, rows) for _, rows in arms]
    return tuple(
        WeeklyCost(
            name_of(plan),
            level(COST, cost, confidence),
            change(COST, costs[0], cost, differing),
            tuple(Hired(*one) for one in headcount_changes(arms[0][0], plan).items()),
            float(plan.outlay),
            _for_a_time(plan),
            earns,
        )
        for (plan, _), cost, earns in zip(arms, costs, earned, strict=True)
    )


def earned_by(
    arms: Sequence[Replayed], confidence: float = CONFIDENCE, each: float = CONFIDENCE
) -> list[tuple[Earned, ...]]:
    """What plans earn a week, against the first; nothing where nothing is sold in it, or with one.

    Args:
        arms: Scenarios and their replications, with the same luck.
        confidence: How often the interval of a level holds it.
        each: How often those of differences do.

    Returns:
        For each: profit, if any of the scenarios says what it takes, then revenue.
    """
    measures = dict.fromkeys((earnings_of([scenario for scenario, _ in arms]), REVENUE))
    known = [name for name in measures if name in arms[0][1][0]]
    return [
        tuple(
            _earned(name, (arms[0], arm), confidence, each) for name in known if name in arm[1][0]
        )
        for arm in arms
    ]


def _earned(
    measure: str, pair: tuple[Replayed, Replayed], confidence: float, each: float
) -> Earned:
    """What a plan earns in a measure, against today."""
    (today, plan), yearly = (
        tuple(pooled_rows(measure, money(*arm)) for arm in pair)
        for money in (money_before_outlay, money_of_a_year)
    )
    return Earned(
        measure,
        level(measure, plan, confidence),
        change(measure, today, plan, each),
        change(measure, yearly[0], yearly[1], each),
    )


def _for_a_time(plan: Scenario) -> ForATime:
    """Has a role more people before than it has in the end, and than it begins with, or fewer?"""
    phases = [phase.scenario.roles for phase in phases_of(plan)]
    ends = {name: (phases[0][name].people, role.people) for name, role in phases[-1].items()}
    counts = {name: [roles[name].people for roles in phases] for name in ends}
    if any(max(counts[name]) > max(each) for name, each in ends.items()):
        return "more"
    return "fewer" if any(min(counts[name]) < min(each) for name, each in ends.items()) else ""
