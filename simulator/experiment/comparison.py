"""Scenarios compared replication by replication, on common random numbers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.experiment.gains import returns_on_change, time_gains
from simulator.experiment.results import (
    Experiment,
    StoppingStatus,
    as_object,
    framed,
    number_or_none,
    settings_as_json,
)
from simulator.experiment.statistics import (
    Interval,
    Numbers,
    Verdict,
    bonferroni,
    confidence_interval,
    growth,
    pairing_gain,
)
from simulator.measures.targets import COST, HEADLINE

if TYPE_CHECKING:
    import polars as pl

ALWAYS_WATCHED = (HEADLINE, COST, "cost_per_selling_hour")


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

    @property
    def verdict(self) -> Verdict:
        """Where it went."""
        return self.difference.verdict


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios on common random numbers, and how each differs from the first."""

    base: Experiment
    others: tuple[Experiment, ...]
    folder: Path | None = None
    stopped: StoppingStatus | None = None

    @property
    def experiments(self) -> tuple[Experiment, ...]:
        """The base and the others."""
        return (self.base, *self.others)

    @property
    def replications(self) -> int:
        """How many were run of each scenario."""
        return self.base.replications

    @property
    def seed(self) -> int:
        """What all random streams are keyed by."""
        return self.base.seed

    @property
    def confidence(self) -> float:
        """How often intervals hold what they promise."""
        return self.base.confidence

    @cached_property
    def paired(self) -> dict[str, dict[str, Numbers]]:
        """Other less base, replication by replication: by scenario, then by measure.

        The measures are those that both scenarios have, and GAINS.
        """
        return {other.name: _paired(self.base, other) for other in self.others}

    @cached_property
    def differences(self) -> dict[str, dict[str, Interval]]:
        """The interval of each paired difference, taken by itself."""
        return {
            name: {
                key: confidence_interval(column, self.confidence) for key, column in columns.items()
            }
            for name, columns in self.paired.items()
        }

    @cached_property
    def watched(self) -> tuple[str, ...]:
        """What any of the scenarios says to watch, selling time and cost, if it is measured."""
        watched = [key for each in self.experiments for key in each.scenario.watch]
        known = set(self.base.measures).intersection(*(other.measures for other in self.others))
        return tuple(key for key in dict.fromkeys([*watched, *ALWAYS_WATCHED]) if key in known)

    @property
    def confidence_of_each(self) -> float:
        """What each watched interval is held to, for all of them to hold together: Bonferroni's."""
        return bonferroni(len(self.watched) * len(self.others), self.confidence)

    @cached_property
    def answers(self) -> dict[str, dict[str, MeasureChange]]:
        """What became of each watched measure, by scenario; the differences hold together."""
        return {
            other.name: {key: self._change(other, key) for key in self.watched}
            for other in self.others
        }

    def _change(self, other: Experiment, key: str) -> MeasureChange:
        before, after, each = self.base.column(key), other.column(key), self.confidence_of_each
        return MeasureChange(
            self.base.interval(key),
            other.interval(key),
            confidence_interval(after - before, each),
            growth(before, after, each),
            pairing_gain(before, after),
        )

    def difference(self, name: str, measure: str) -> Interval:
        """The interval that verdicts rest on; of a watched measure it holds with all others."""
        change = self.answers[name].get(measure)
        return change.difference if change else self.differences[name][measure]

    def intervals_of(self, measure: str) -> list[Interval]:
        """The same for each scenario that has the measure."""
        names = [name for name, keys in self.differences.items() if measure in keys]
        return [self.difference(name, measure) for name in names]

    def verdict(self, name: str, measure: str) -> Verdict:
        """Where a measure went, if the interval of its difference leaves out 0."""
        return self.difference(name, measure).verdict

    def frame(self) -> pl.DataFrame:
        """Replications of all scenarios as one data frame; what never happened is empty."""
        import polars as pl

        frames = [framed({"scenario": each.name}, each) for each in self.experiments]
        return pl.concat(frames, how="diagonal")

    def as_json(self) -> dict[str, Any]:
        """Means and intervals of all scenarios and of their differences, ready for JSON."""
        return {
            "replications": self.replications,
            "seed": self.seed,
            "scenarios": {each.name: each._summary() for each in self.experiments},
            "differences": {
                name: {key: as_object(each) for key, each in intervals.items()}
                for name, intervals in self.differences.items()
            },
            "together": {
                "method": "Bonferroni",
                "confidence_of_each": self.confidence_of_each,
                "answers": {
                    name: {key: change_as_json(change) for key, change in changes.items()}
                    for name, changes in self.answers.items()
                },
            },
            **settings_as_json(self.confidence, self.stopped),
        }


def change_as_json(change: MeasureChange) -> dict[str, Any]:
    """What became of a measure, for JSON."""
    return {
        "difference": as_object(change.difference),
        "growth": as_object(change.growth),
        "verdict": change.verdict,
        "pairing": number_or_none(change.pairing),
    }


def _paired(base: Experiment, other: Experiment) -> dict[str, Numbers]:
    """Other less base, replication by replication."""
    both = [name for name in base.measures if name in set(other.measures)]
    differences = {name: other.column(name) - base.column(name) for name in both}
    returns = returns_on_change(base.scenario, other.scenario, differences)
    return differences | time_gains(base, other) | returns
