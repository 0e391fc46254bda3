"""One or more values of a scenario moved through lists or ranges, every combination replayed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

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
from simulator.scenario.overrides import resolved, what_if
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import nearest_word
from simulator.scenario.verbs import VERBS
from simulator.scenario.yaml_reader import scalar_value

MAX_POINTS = 2_000
MAX_VALUES = 200
_QUANTITY = r"([-+]?[0-9]{1,9}(?:\.[0-9]{1,9})?)"
_RANGE = re.compile(
    rf"{_QUANTITY}\s*(.{{0,20}}?)\.\.{_QUANTITY}\s*(.{{0,20}}?)(?::{_QUANTITY}\s*(.{{0,20}}?))?"
)
NOT_SAID = ("name", "ranges")  # what a scenario has, but no file may say
DEFAULT_STEPS = 5  # of a range that says no step


class Axis(NamedTuple):
    """A value of the scenario, by its path, and what it shall be."""

    path: str
    values: tuple[Any, ...]


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
    """The measures with every combination of values, all with the same luck.

    Differences are from the first combination; their intervals hold together (Bonferroni).
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    combinations = list(product(*(axis.values for axis in axes)))
    if not axes or len(combinations) > MAX_POINTS:
        raise UsageError(
            f"read {len(combinations) if axes else 0} combinations, expected 1 to {MAX_POINTS:,}"
        )
    changed = [_changed(scenario, axes, values) for values in combinations]
    known = first_row(changed[0], options)
    names = [resolve_measure(said, known) for said in measures]
    rows = rows_of([ReplicationRequest(each, range(replications)) for each in changed], options)
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


def _points(
    name: str,
    combinations: Sequence[tuple[Any, ...]],
    rows: Sequence[Sequence[MeasureRow]],
    level: float,
) -> Iterator[SweepPoint]:
    columns = [np.array([row.get(name, math.nan) for row in found]) for found in rows]
    each = bonferroni(len(columns) - 1, level)
    for values, column in zip(combinations, columns, strict=True):
        difference = confidence_interval(column - columns[0], each)
        yield SweepPoint(
            values, confidence_interval(column, level), difference, tuple(map(float, column))
        )


# -- values by their paths -------------------------------------------------------------------------


def _changed(scenario: Scenario, axes: Sequence[Axis], values: Sequence[Any]) -> Scenario:
    """The scenario with a value at each path; Misuse that names path and value if it is refused."""
    changes: dict[str, Any] = {}
    for axis, value in zip(axes, values, strict=True):
        _put(changes, axis.path.split("."), value)
    said = ", ".join(f"{axis.path} = {value}" for axis, value in zip(axes, values, strict=True))
    try:
        return what_if(scenario, name=f"{scenario.name}.sweep", **changes)
    except ScenarioError as error:
        raise UsageError(f"{said}: {error.diagnostics[0]}") from None


def _put(changes: dict[str, Any], keys: Sequence[str], value: Any) -> None:
    for key in keys[:-1]:
        changes = changes.setdefault(key, {})
    changes[keys[-1]] = value


def axis_of(scenario: Scenario, said: str) -> Axis:
    """An axis such as ``roles.sales_support.people=8..16:2`` or ``travel.speed=40 km/h,60 km/h``.

    A path may also begin with a verb, such as ``hire.sales_support``. Misuse with the nearest word
    for a path that leads nowhere.
    """
    path, _, values = said.partition("=")
    path = path.strip()
    if not path or not values.strip():
        raise UsageError(
            f"read {said[:80]!r}, expected a path and its values, such as"
            " 'roles.sales_support.people=8..16:2' or 'travel.parking=2 min,5 min'"
        )
    refuse_unknown(scenario, path)
    return Axis(path, values_of(values))


def refuse_unknown(scenario: Scenario, path: str) -> None:
    """Misuse, with the nearest word, if a path leads to no value that a scenario could have."""
    keys = path.split(".")
    if keys[0] in NOT_SAID:
        raise UsageError(_leads_nowhere(path, keys[0], []))
    if keys[0] in VERBS:
        kind = "roles" if keys[0] == "hire" else "activities"
        keys = [kind, *keys[1:2]]
    here: Any = resolved(scenario)
    for depth, key in enumerate(keys):
        last = depth == len(keys) - 1
        if not isinstance(here, Mapping) or (key not in here and not last):
            known = list(here) if isinstance(here, Mapping) else []
            raise UsageError(_leads_nowhere(path, key, known))
        if key not in here and _names_things(keys[:depth]):
            raise UsageError(_leads_nowhere(path, key, list(here)))
        here = here.get(key)


def _names_things(keys: Sequence[str]) -> bool:
    """Whether what follows these keys is a name that the scenario must know already."""
    return len(keys) == 1 and keys[0] in ("roles", "activities", "segments", "call_plans", "deals")


def _leads_nowhere(path: str, key: str, known: Sequence[str]) -> str:
    hint = nearest_word(key, known)
    there = f"; there is {', '.join(known[:12])}" if known and not hint else ""
    return f"read the path {path[:120]!r}, where {key[:60]!r} leads nowhere{hint or there}"


def values_of(said: str) -> tuple[Any, ...]:
    """The values of a list or a range with its step, each as a scenario file would write it.

    >>> values_of("8..12:2"), values_of("0.1, 0.2"), values_of("10..30 min:10")
    ((8, 10, 12), (0.1, 0.2), ('10 min', '20 min', '30 min'))
    """
    match = _RANGE.fullmatch(said.strip())
    try:
        found = (
            _stepped(match) if match else [scalar_value(part.strip()) for part in said.split(",")]
        )
    except ValueError as problem:
        raise UsageError(str(problem)) from None
    if not 1 <= len(found) <= MAX_VALUES or None in found:
        raise UsageError(f"read {said.strip()[:60]!r}, expected 1 to {MAX_VALUES} values")
    return tuple(found)


def _stepped(match: re.Match[str]) -> list[Any]:
    """The values of a range; the unit may stand at its ends or at one of them."""
    low, high = float(match[1]), float(match[3])
    units = {unit.strip() for unit in (match[2], match[4], match[6]) if unit and unit.strip()}
    if len(units) > 1:
        raise ValueError(f"read {match[0][:60]!r}, expected one unit")
    whole = "." not in f"{match[1]}{match[3]}{match[5] or ''}"
    step = float(match[5]) if match[5] else _usual_step(low, high, whole)
    if step <= 0 or high < low:
        raise ValueError(f"read {match[0][:60]!r}, expected a range that goes up by a step")
    count = min(int((high - low) / step + 1e-9), MAX_VALUES) + 1
    numbers = [round(low + number * step, 9) for number in range(count)]
    if units:
        return [f"{number:.10g} {next(iter(units))}" for number in numbers]
    return [int(number) for number in numbers] if whole else numbers


def _usual_step(low: float, high: float, whole: bool) -> float:
    """A fifth of the way, or the next whole number."""
    step = (high - low) / DEFAULT_STEPS
    return max(1.0, math.ceil(step)) if whole else step
