"""Scenarios compared replication by replication, on common random numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.errors import UsageError
from simulator.experiment.estimates import change, relative_change
from simulator.experiment.gains import describe, returns_on_change, time_gains
from simulator.experiment.guards import Guard, judged
from simulator.experiment.judgement import Judged, Outcome, difference_of, is_gone, judge, work_of
from simulator.experiment.presentation import Headlined, SummaryRow
from simulator.experiment.results import (
    Experiment,
    StoppingStatus,
    framed,
    labels_of,
    watch_list,
)
from simulator.experiment.statistics import Interval, bonferroni, pairing_gain
from simulator.i18n import gettext
from simulator.measures.targets import resolve_measure
from simulator.scenario.elementary import Numbers
from simulator.scenario.units import nearest_word

if TYPE_CHECKING:
    import polars as pl


COUNTED = ("per week", "tasks")  # units of what there is none of where work is gone


class MeasureChange(NamedTuple):
    """What became of a measure that is watched, with intervals that hold together with the others.

    ``growth`` is the ratio of the means less 1; ``pairing`` how many times as many replications
    independent random streams would have needed.
    """

    before: Interval  # by itself
    after: Interval  # by itself
    difference: Interval
    growth: Interval
    pairing: float
    judged: Judged

    @property
    def verdict(self) -> Outcome:
        """Where it went.

        Returns:
            ``up``, ``down``, ``no change``, ``cannot tell``, ``grows`` where the work piles up,
            ``never happens`` where it does not any more, or ``is new`` where it did not before.
        """
        return self.judged.verdict


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Headlined):
    """Scenarios on common random numbers, and how each differs from the first.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
        >>> answer = simulator.compare(short, more, replications=2, jobs=1)
        >>> answer.verdict("one more", "cost")
        'up'
    """

    base: Experiment
    others: tuple[Experiment, ...]
    folder: Path | None = None
    stopped: StoppingStatus | None = None

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """The base and the others.

        Returns:
            One experiment for each scenario, the base first.
        """
        return (self.base, *self.others)

    @property
    def replications(self) -> int:
        """How many replications were run of each scenario.

        Returns:
            Their number, the same for all.
        """
        return self.base.replications

    @property
    def seed(self) -> int:
        """What all random streams are keyed by.

        Returns:
            The seed, the same for all scenarios.
        """
        return self.base.seed

    @property
    def confidence(self) -> float:
        """How often intervals hold what they promise.

        Returns:
            A share, such as 0.95.
        """
        return self.base.confidence

    @cached_property
    def titles(self) -> dict[str, str]:
        """What each scenario is called; those of one title by their names, too.

        Returns:
            Scenario -> title, which no other of them has.
        """
        labels = labels_of([each.scenario for each in self.experiments])
        return {label.name: label.title for label in labels}

    @cached_property
    def paired(self) -> dict[str, dict[str, Numbers]]:
        """Other less base, replication by replication.

        Returns:
            Scenario -> measure -> one difference for each replication. The measures are those that
            both scenarios have, and what becomes of freed time (``freed_minutes`` and the like).
        """
        return {other.name: _paired(self.base, other) for other in self.others}

    @cached_property
    def differences(self) -> dict[str, dict[str, Interval]]:
        """The interval of each paired difference, taken by itself.

        Returns:
            Scenario -> measure -> interval in the measure's unit.
        """
        return {
            other.name: {
                key: difference_of((self.base, other), key, column, self.confidence)
                for key, column in self.paired[other.name].items()
            }
            for other in self.others
        }

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """What any of the scenarios says to watch, selling time and cost, if it is measured.

        A plan by itself comes first, as its file knows what it is meant for; of several the base.

        Returns:
            Names of measures that all scenarios have.
        """
        alone = len(self.others) == 1
        in_order = (*self.others, self.base) if alone else self.experiments
        known = set(self.base.measures).intersection(*(other.measures for other in self.others))
        return tuple(key for key in watch_list([x.scenario for x in in_order]) if key in known)

    @property
    def confidence_of_each(self) -> float:
        """What each watched interval is held to, for all of them to hold together: Bonferroni's.

        Returns:
            A share, larger than ``confidence`` where several measures are watched.
        """
        there = [
            not self.is_eliminated(other.name, key) for other in self.others for key in self.watched
        ]
        return bonferroni(sum(there), self.confidence)

    @cached_property
    def gains(self) -> dict[str, dict[str, Interval]]:
        """What became of freed time, told no more firmly than the answers are.

        Of several plans, the intervals are held to the level of the answers. Of one plan, each is
        right by itself, unless one of them leaves out 0 that includes it at that level.

        Returns:
            Scenario -> gain -> interval; nothing of a scenario that has lost the selling role.
        """
        return {name: gains for name, (gains, _) in self._gains_with_level.items()}

    @cached_property
    def _gains_with_level(self) -> dict[str, tuple[dict[str, Interval], float]]:
        """The gains of each scenario, and to what level their intervals are held."""
        return {other.name: self._gains(other) for other in self.others}

    def _gains(self, other: Experiment) -> tuple[dict[str, Interval], float]:
        columns = {key: self.paired[other.name][key] for key in time_gains(self.base, other)}
        alone, held = (
            {
                key: difference_of((self.base, other), key, column, level)
                for key, column in columns.items()
            }
            for level in (self.confidence, self.confidence_of_each)
        )
        agreed = all(alone[key].verdict == held[key].verdict for key in columns)
        if agreed and len(self.others) == 1:
            return alone, self.confidence
        return held, self.confidence_of_each

    @cached_property
    def answers(self) -> dict[str, dict[str, MeasureChange]]:
        """What became of each watched measure; the differences hold together.

        Returns:
            Scenario -> measure -> before, after, difference, growth and what pairing brought.
        """
        return {
            other.name: {key: self._change(other, key) for key in self.watched}
            for other in self.others
        }

    def _change(self, other: Experiment, key: str) -> MeasureChange:
        before, after, each = self.base.pooled(key), other.pooled(key), self.confidence_of_each
        return MeasureChange(
            self.base.interval(key),
            other.interval(key),
            change(key, before, after, each),
            relative_change(key, before, after, each),
            pairing_gain(before, after),
            judge((self.base, other), key, self.paired[other.name], each),
        )

    def judged(self, name: str, measure: str) -> Judged:
        """What the verdict on a measure rests on.

        Args:
            name: Name of one of the scenarios compared with the base.
            measure: Name of a measure, or a short one such as ``selling share``.

        Returns:
            The interval, what it is of, and the piles behind it.

        Raises:
            UsageError: If there is no such scenario or measure; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
            >>> answer = simulator.compare(short, more, replications=2, jobs=1)
            >>> answer.judged("one more", "cost").basis
            'measured'
        """
        self.difference(name, measure)  # which says so of names that are none
        known = self.differences[name]
        key = measure if measure in known else resolve_measure(measure, known)
        change = self.answers[name].get(key)
        if change:
            return change.judged
        if key in self.gains[name]:
            return Judged(self.gains[name][key])
        return judge((self.base, self._other(name)), key, self.paired[name], self.confidence)

    def difference(self, name: str, measure: str) -> Interval:
        """The interval that verdicts rest on; of a watched measure it holds with all others.

        Args:
            name: Name of one of the scenarios compared with the base.
            measure: Name of a measure, or a short one such as ``selling share``.

        Returns:
            The paired difference (other less base) in the measure's unit.

        Raises:
            UsageError: If there is no such scenario or measure; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
            >>> answer = simulator.compare(short, more, replications=2, jobs=1)
            >>> answer.difference("one more", "cost").low > 0
            True
        """
        known = self.differences[self._other(name).name]
        key = measure if measure in known else resolve_measure(measure, known)
        change = self.answers[name].get(key)
        return change.difference if change else self.gains[name].get(key, known[key])

    def confidence_of(self, name: str, measure: str) -> float:
        """To what level the interval of a difference is held.

        Args:
            name: Name of one of the scenarios compared with the base.
            measure: Name of a measure, or a short one such as ``selling share``.

        Returns:
            A share: higher than ``confidence`` for what holds together with all that is watched.

        Raises:
            UsageError: If there is no such scenario or measure; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
            >>> answer = simulator.compare(short, more, replications=2, jobs=1)
            >>> answer.confidence_of("one more", "time_use.field_rep.idle")
            0.95
        """
        self.difference(name, measure)  # which says so of names that are none
        known = self.differences[name]
        key = measure if measure in known else resolve_measure(measure, known)
        if key in self.answers[name]:
            return self.confidence_of_each
        gains, level = self._gains_with_level[name]
        return level if key in gains else self.confidence

    def intervals_of(self, measure: str) -> list[Interval]:
        """The same for each scenario that has the measure.

        Args:
            measure: Name of a measure.

        Returns:
            One interval for each of those scenarios.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
            >>> answer = simulator.compare(short, more, replications=2, jobs=1)
            >>> [each.verdict for each in answer.intervals_of("cost_per_week")]
            ['up']
        """
        names = [name for name, keys in self.differences.items() if measure in keys]
        return [self.difference(name, measure) for name in names]

    def verdict(self, name: str, measure: str) -> Outcome:
        """Where a measure went, if the interval of its difference leaves out 0.

        Args:
            name: Name of one of the scenarios compared with the base.
            measure: Name of a measure, or a short one such as ``selling share``.

        Returns:
            ``up``, ``down`` or ``cannot tell``; ``grows`` of the waiting or the turnaround of work
            that piles up. Where much is left undone, all that was asked is judged. ``never
            happens`` of what has no value with the plan, such as the selling share where nobody
            sells; ``is new`` of what had none before.

        Raises:
            UsageError: If there is no such scenario or measure; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
            >>> answer = simulator.compare(short, more, replications=2, jobs=1)
            >>> answer.verdict("one more", "cost")
            'up'
        """
        return self.judged(name, measure).verdict

    def is_eliminated(self, name: str, measure: str) -> bool:
        """Is a measure of work that the base has and a scenario does without?

        Args:
            name: Name of one of the scenarios compared with the base.
            measure: Name of a measure.

        Returns:
            Whether the scenario lacks the activity that the measure is of.

        Raises:
            UsageError: If there is no such scenario; it says the nearest one.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> gone = simulator.what_if(short, eliminate=["quote"], name="gone")
            >>> answer = simulator.compare(short, gone, replications=2, jobs=1)
            >>> answer.is_eliminated("gone", "turnaround_mean.quote")
            True
        """
        return is_gone(self.base, self._other(name), measure)

    def _other(self, name: str) -> Experiment:
        """The scenario of that name; UsageError with the nearest word if there is none."""
        known = {each.name: each for each in self.others}
        if name not in known:
            hint = nearest_word(name, known) or gettext(
                "; there are {names}", names=", ".join(known)
            )
            raise UsageError(
                "no scenario {name!r} is compared with {base!r}{hint}",
                name=name,
                base=self.base.name,
                hint=hint,
            )
        return known[name]

    @cached_property
    def guards(self) -> dict[str, tuple[Guard, ...]]:
        """Whether those who receive work are worse off; all words hold together.

        Returns:
            Scenario -> one guard for each role that receives work, or whose work has become more,
            and each measure of it: before,
            after, difference, margin and ``worse``, ``not worse`` or ``cannot tell``.
        """
        return judged(self.base, self.others, dict.fromkeys(self.watched, self.confidence_of_each))

    def frame(self) -> pl.DataFrame:
        """Replications of all scenarios as one data frame.

        Returns:
            One row for each scenario and replication; a column for each measure. What never
            happened is null.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
            >>> answer = simulator.compare(short, more, replications=2, jobs=1)
            >>> answer.frame().height  # two scenarios, two replications each
            4
        """
        import polars as pl

        frames = [framed({"scenario": each.name}, each) for each in self.experiments]
        return pl.concat(frames, how="diagonal")

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """The watched measures of all scenarios, and where they went from the base."""
        for each in self.experiments:
            for key in self.watched:
                verdict = None if each is self.base else self.verdict(each.name, key)
                yield SummaryRow(each.name, key, each.interval(key), each.unit(key), verdict)


def side_by_side(experiments: Sequence[Experiment]) -> Comparison:
    """The first with the others; of work that one does without it counts none.

    What such work took never happened there, and is NaN.
    """
    base, *others = (_with_none_of(each, experiments) for each in experiments)
    return Comparison(base, tuple(others))


def _with_none_of(experiment: Experiment, experiments: Sequence[Experiment]) -> Experiment:
    """An experiment that also knows the measures of work that only others have."""
    known, work = set(experiment.measures), experiment.scenario.activities
    gone = [
        measure
        for measure in dict.fromkeys(key for each in experiments for key in each.measures)
        if measure not in known and (of := work_of(measure)) is not None and of not in work
    ]
    if not gone:
        return experiment
    row = [0.0 if describe(measure).unit in COUNTED else math.nan for measure in gone]
    table = np.hstack([experiment.table, np.tile(row, (experiment.replications, 1))])
    return replace(experiment, measures=(*experiment.measures, *gone), table=table)


def _paired(base: Experiment, other: Experiment) -> dict[str, Numbers]:
    """Other less base, replication by replication."""
    both = [name for name in base.measures if name in set(other.measures)]
    differences = {name: other.pooled(name) - base.pooled(name) for name in both}
    returns = returns_on_change(base.scenario, other.scenario, differences)
    return differences | time_gains(base, other) | returns
