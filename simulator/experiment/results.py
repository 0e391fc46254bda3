"""Replications of one scenario as a table of measures, with intervals."""

from __future__ import annotations

import math
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from simulator.experiment.estimates import level, pooled
from simulator.experiment.presentation import Headlined, SummaryRow
from simulator.experiment.queues import JudgedWeeks, Queue, judged_weeks, queues_of
from simulator.experiment.statistics import CONFIDENCE, Interval
from simulator.measures.measure_row import MeasureRow
from simulator.measures.registry import describe
from simulator.measures.targets import COST, HEADLINE, PrecisionTarget, resolve_measure
from simulator.measures.window import main_role
from simulator.model.parameters import parameters_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.newness import new_until
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import Economics
from simulator.scenario.units import DAY

if TYPE_CHECKING:
    import polars as pl


class CountedWeeks(NamedTuple):
    """The weeks that count, where they begin later than after the warm-up."""

    first_day: str
    number: int
    learns: bool = False  # whether somebody is still new to his work in some of them


class ScenarioLabel(NamedTuple):
    """What an answer says of a scenario, as it was called when it was asked."""

    name: str
    title: str
    question: str
    currency: str
    counted: CountedWeeks | None = None  # None: all weeks after the warm-up


class StoppingStatus(NamedTuple):
    """Why a run ended: its targets, the half widths reached, and whether all are met."""

    targets: tuple[PrecisionTarget, ...]
    reached: tuple[float, ...]  # as the target counts: absolute, or over the mean
    least: int
    most: int

    @property
    def met(self) -> bool:
        """Is each interval as narrow as targeted?"""
        return self.ratio <= 1

    @property
    def ratio(self) -> float:
        """The worst half width over the one targeted; infinite if one is not known."""
        pairs = zip(self.reached, self.targets, strict=True)
        ratios = [reached / target.half_width for reached, target in pairs]
        return max(math.inf if math.isnan(ratio) else ratio for ratio in ratios)


PER_SELLING_HOUR = "cost_per_selling_hour"
ALWAYS_WATCHED = (HEADLINE, COST, PER_SELLING_HOUR)
PROFIT = "profit"
REVENUE = "revenue"


def earnings_of(scenarios: Sequence[Scenario]) -> str:
    """What tells where money goes: profit where scenarios say what it takes, else revenue.

    A change's costs are in profit alone: without it, plans of any price would look the same.
    """
    known = any(each.economics != Economics() or each.outlay for each in scenarios)
    return PROFIT if known else REVENUE


def watch_list(scenarios: Sequence[Scenario]) -> list[str]:
    """What scenarios say to watch, selling time and cost, and what they earn."""
    own = [key for each in scenarios for key in each.watch]
    return list(dict.fromkeys([*own, *ALWAYS_WATCHED, earnings_of(scenarios)]))


def first_watched(scenario: Scenario, known: Container[str]) -> str:
    """The first measure that a scenario watches and that is measured, else selling time."""
    return next((key for key in watch_list([scenario]) if key in known), HEADLINE)


@dataclass(frozen=True, eq=False, repr=False)
class Experiment(Headlined):
    """Replications 0, 1, ... of one scenario: a table of replications (rows) x measures (columns).

    NaN stands for what never happened in a replication.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> result = simulator.run(short, replications=2, jobs=1)
        >>> result.summary().columns
        ['scenario', 'measure', 'mean', 'low', 'high', 'unit', 'verdict']
    """

    scenario: Scenario
    seed: int
    measures: tuple[str, ...]
    table: Numbers
    folder: Path | None = None
    confidence: float = CONFIDENCE
    stopped: StoppingStatus | None = None
    rows: tuple[MeasureRow, ...] = ()  # what the table was made of; without, all is means of it

    @property
    def name(self) -> str:
        """What the scenario is called.

        Returns:
            Its name, as in ``results/`` and in tables.
        """
        return name_of(self.scenario)

    @property
    def replications(self) -> int:
        """How many replications were run.

        Returns:
            The number of rows of ``table``.
        """
        return len(self.table)

    @cached_property
    def replayed(self) -> tuple[Scenario, tuple[MeasureRow, ...]]:
        """The scenario and its replications, row by row; without rows, what the table says.

        Returns:
            The scenario, and a row for each replication.
        """
        known = (dict(zip(self.measures, row, strict=True)) for row in self.table.tolist())
        return self.scenario, self.rows or tuple(map(MeasureRow, known))

    @property
    def watched(self) -> tuple[str, ...]:
        """What the scenario says to watch, selling time and cost.

        Returns:
            Names of measures, each of which is measured.
        """
        return tuple(key for key in watch_list([self.scenario]) if key in self._position)

    @cached_property
    def queues(self) -> tuple[Queue, ...]:
        """Whether work piles up: each kind of work of each role, then all work of a role.

        Returns:
            What was asked and done a week, what waited in the first and in the last week, growth a
            week with its interval, whether the queue settles, and the first day of these weeks
            where something begins on a day among those that count.
        """
        return queues_of(self.measures, self.column, self.queue_weeks, self.confidence)

    @property
    def queue_weeks(self) -> JudgedWeeks:
        """Over which weeks queues are judged.

        Returns:
            Their number, and their first day if they are not all that count.
        """
        return judged_weeks(self._position, self.column, self.scenario)

    @property
    def weeks(self) -> int:
        """How many weeks count.

        Returns:
            Those of the horizon after the warm-up.
        """
        return self.scenario.horizon.counted_weeks

    @cached_property
    def _position(self) -> dict[str, int]:
        """Column of each measure."""
        return {measure: number for number, measure in enumerate(self.measures)}

    def _full_name(self, measure: str) -> str:
        """The measure that a full or a short name means."""
        return measure if measure in self._position else resolve_measure(measure, self.measures)

    def column(self, measure: str) -> Numbers:
        """One measure, replication by replication.

        Args:
            measure: Its name, or a short one such as ``selling share``.

        Returns:
            One number for each replication, in the unit that ``simulator.describe`` names; NaN
            where it never happened.

        Raises:
            UsageError: If nothing is measured by that name; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> result = simulator.run(short, replications=2, jobs=1)
            >>> result.column("selling share").shape
            (2,)
        """
        return self.table[:, self._position[self._full_name(measure)]]

    def pooled(self, measure: str) -> Numbers:
        """One number for each replication, whose mean is the estimate over all of them.

        Args:
            measure: Its name, or a short one such as ``selling share``.

        Returns:
            The replications themselves where the estimate is their mean; of ratios and percentiles
            linearised values, from which intervals and paired differences follow.

        Raises:
            UsageError: If nothing is measured by that name; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> result = simulator.run(short, replications=2, jobs=1)
            >>> bool(result.pooled("cost").mean() == result.interval("cost").mean)
            True
        """
        column = self.column(measure)
        name = measure if measure in self._position else resolve_measure(measure, self.measures)
        return pooled(name, column, self.rows)

    def interval(self, measure: str) -> Interval:
        """What a measure comes to over those replications in which it happened, with its interval.

        That is a mean of replications; of ratios such as a mean turnaround the ratio of the sums,
        and of percentiles the percentile of all tasks of all replications, NaN of too few.

        Args:
            measure: Its name, or a short one such as ``selling share``.

        Returns:
            Mean, low and high in the measure's unit (Student's t over replications, corrected for
            skewness, at ``confidence``), and the number of replications behind it.

        Raises:
            UsageError: If nothing is measured by that name; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> result = simulator.run(short, replications=2, jobs=1)
            >>> cost = result.interval("cost")
            >>> cost.low < cost.mean < cost.high
            True
        """
        return level(measure, self.pooled(measure), self.confidence)

    def unit(self, measure: str) -> str:
        """The unit of a measure, money in the scenario's currency.

        Args:
            measure: Its name, or a short one such as ``selling share``.

        Returns:
            Such as ``share``, ``min per person and week`` or ``EUR per week``.

        Raises:
            UsageError: If nothing is measured by that name; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> result = simulator.run(short, replications=2, jobs=1)
            >>> result.unit("cost")
            'EUR per week'
        """
        unit = describe(self._full_name(measure)).unit
        return unit.replace("money", self.scenario.currency, 1)

    def time_use(self, role: str) -> dict[str, Numbers]:
        """Minutes per person and week of a role in each category, replication by replication.

        Args:
            role: Name of a role.

        Returns:
            Category -> one number of minutes for each replication; empty for an unknown role.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> result = simulator.run(short, replications=2, jobs=1)
            >>> list(result.time_use("field_rep"))[:2]
            ['direct_selling', 'prospecting']
        """
        start = f"time_use.{role}."
        return {
            name.removeprefix(start): self.column(name)
            for name in self.measures
            if name.startswith(start)
        }

    def shares(self, role: str) -> dict[str, Numbers]:
        """Each category's part of all time of a role, replication by replication.

        Args:
            role: Name of a role.

        Returns:
            Category -> one share (0 to 1) for each replication.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> result = simulator.run(short, replications=2, jobs=1)
            >>> round(float(sum(share[0] for share in result.shares("field_rep").values())), 9)
            1.0
        """
        minutes = self.time_use(role)
        total = sum(minutes.values(), start=np.zeros(self.replications))
        return {name: part / np.where(total > 0, total, np.nan) for name, part in minutes.items()}

    def frame(self) -> pl.DataFrame:
        """The table of replications as a data frame.

        Returns:
            One row for each replication; its number, then a column for each measure. What never
            happened is null.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> result = simulator.run(short, replications=2, jobs=1)
            >>> result.frame()["replication"].to_list()
            [0, 1]
        """
        return framed({}, self)

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """The watched measures with their intervals."""
        for key in self.watched:
            yield SummaryRow(self.name, key, self.interval(key), self.unit(key))


def experiment_of(
    scenario: Scenario, seed: int, rows: Sequence[MeasureRow], confidence: float
) -> Experiment:
    """The table of a scenario from the measures of its replications."""
    table = np.array([list(row.values()) for row in rows])
    measures = tuple(rows[0])
    return Experiment(scenario, seed, measures, table, None, confidence, None, tuple(rows))


def label_of(scenario: Scenario) -> ScenarioLabel:
    """How an answer calls a scenario."""
    question = " ".join(scenario.question.split())
    label = ScenarioLabel(name_of(scenario), scenario.title, question, scenario.currency)
    return label._replace(counted=_counted(scenario))


def _counted(scenario: Scenario) -> CountedWeeks | None:
    horizon, day = scenario.horizon, scenario.horizon.counts_from
    if day is None:
        return None
    before = (day - horizon.start).days * DAY
    learns = any(until > before for until in new_until(scenario))
    return CountedWeeks(day.isoformat(), horizon.counted_weeks, learns)


def labels_of(scenarios: Sequence[Scenario]) -> tuple[ScenarioLabel, ...]:
    """How an answer about several scenarios calls them: those of one title by their names, too."""
    labels = [label_of(each) for each in scenarios]
    titles = [label.title for label in labels]
    return tuple(
        label._replace(title=f"{label.title} ({label.name})")
        if titles.count(label.title) > 1
        else label
        for label in labels
    )


def name_of(scenario: Scenario) -> str:
    """What a scenario is called in results."""
    return scenario.name or "scenario"


def settings_as_json(confidence: float, stopped: StoppingStatus | None) -> dict[str, Any]:
    """How sure a result is and why it ended, for JSON."""
    if stopped is None:
        return {"confidence": confidence}
    pairs = zip(stopped.targets, stopped.reached, strict=True)
    targets = [
        {
            "measure": target.measure,
            "said": target.text,
            "half_width": target.half_width,
            "relative": target.relative,
            "reached": reached if math.isfinite(reached) else None,
        }
        for target, reached in pairs
    ]
    limits = {"least": stopped.least, "most": stopped.most}
    return {
        "confidence": confidence,
        "precision": {"met": stopped.met, "wishes": targets, **limits},
    }


def who_sells(scenario: Scenario) -> tuple[str, set[str]]:
    """The role of the first call plan, and the categories that count as selling first."""
    parameters = parameters_of(scenario)
    selling = next(iter(scenario.selling.values()))
    return parameters.roles.name[main_role(parameters)], set(selling)


def framed(labels: Mapping[str, str], experiment: Experiment) -> pl.DataFrame:
    """The table of an experiment as a data frame, with columns of labels in front."""
    import polars as pl

    numbers = pl.DataFrame(experiment.table, schema=list(experiment.measures), orient="row")
    front = [pl.lit(value).alias(name) for name, value in labels.items()]
    row = pl.int_range(pl.len()).alias("replication")
    return numbers.fill_nan(None).select(*front, row, pl.all())
