"""Every combination of values along the axes, replayed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulator.analysis.paths import set_value
from simulator.analysis.sweep.axes import Axis
from simulator.engine.select import Engine
from simulator.errors import ScenarioError, UsageError
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.gains import describe
from simulator.experiment.results import ScenarioLabel, as_object, label_of
from simulator.experiment.runner import (
    MeasureRow,
    Progress,
    ReplicationRequest,
    RunOptions,
    first_row,
    rows_of,
)
from simulator.experiment.statistics import (
    CONFIDENCE,
    Interval,
    Verdict,
    bonferroni,
    confidence_interval,
)
from simulator.measures.targets import HEADLINE, resolve_measure
from simulator.scenario.overrides import what_if
from simulator.scenario.scenario import Scenario

MAX_POINTS = 2_000


class SweepPoint(NamedTuple):
    """What a measure came to with one combination of values."""

    values: tuple[Any, ...]
    level: Interval
    difference: Interval  # paired, from the first point; together with those of all points
    column: tuple[float, ...]  # replication by replication

    @property
    def verdict(self) -> Verdict:
        """Where the measure went from the first point."""
        return self.difference.verdict


@dataclass(frozen=True)
class SweepResult:
    """A measure over all combinations of the axes' values, in the order of ``product``."""

    scenario: ScenarioLabel
    measure: str
    axes: tuple[Axis, ...]
    points: tuple[SweepPoint, ...]
    replications: int
    seed: int

    def as_json(self) -> dict[str, Any]:
        """The table for JSON."""
        return {
            "scenario": self.scenario.name,
            "measure": self.measure,
            "unit": describe(self.measure).unit,
            "replications": self.replications,
            "seed": self.seed,
            "paths": [axis.path for axis in self.axes],
            "points": [
                {
                    "values": list(point.values),
                    **as_object(point.level),
                    "difference": as_object(point.difference),
                    "verdict": point.verdict,
                }
                for point in self.points
            ],
        }


def sweep(
    scenario: Scenario,
    axes: Sequence[Axis],
    measures: Sequence[str] = (HEADLINE,),
    replications: int = REPLICATIONS,
    confidence: float = CONFIDENCE,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> list[SweepResult]:
    """The measures with every combination of values, with common random numbers.

    Differences are from the first combination; their intervals are simultaneous (Bonferroni).
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    combinations = _combinations(axes)
    changed = [_changed(scenario, axes, values) for values in combinations]
    known = first_row(changed[0], options)
    names = [resolve_measure(name, known) for name in measures]
    requests = [ReplicationRequest(each, range(replications)) for each in changed]
    rows = rows_of(requests, options)
    return [
        SweepResult(
            label_of(scenario),
            name,
            tuple(axes),
            tuple(_points(name, combinations, rows, confidence)),
            replications,
            options.seed,
        )
        for name in names
    ]


def _combinations(axes: Sequence[Axis]) -> list[tuple[Any, ...]]:
    """The full factorial design."""
    combinations = list(product(*(axis.values for axis in axes))) if axes else []
    if not 1 <= len(combinations) <= MAX_POINTS:
        raise UsageError(f"read {len(combinations)} combinations, expected 1 to {MAX_POINTS:,}")
    return combinations


def _points(
    name: str,
    combinations: Sequence[tuple[Any, ...]],
    rows: Sequence[Sequence[MeasureRow]],
    level: float,
) -> Iterator[SweepPoint]:
    columns = [np.array([row.get(name, math.nan) for row in point]) for point in rows]
    simultaneous = bonferroni(len(columns) - 1, level)
    for values, column in zip(combinations, columns, strict=True):
        difference = confidence_interval(column - columns[0], simultaneous)
        yield SweepPoint(
            values, confidence_interval(column, level), difference, tuple(map(float, column))
        )


def _changed(scenario: Scenario, axes: Sequence[Axis], values: Sequence[Any]) -> Scenario:
    """The scenario with a value at each path; UsageError names path and value if it is refused."""
    changes: dict[str, Any] = {}
    for axis, value in zip(axes, values, strict=True):
        set_value(changes, axis.path.split("."), value)
    settings = ", ".join(f"{axis.path} = {value}" for axis, value in zip(axes, values, strict=True))
    try:
        return what_if(scenario, name=f"{scenario.name}.sweep", **changes)
    except ScenarioError as error:
        raise UsageError(f"{settings}: {error.diagnostics[0]}") from None
