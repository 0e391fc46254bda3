"""Runs and comparisons: replications gathered until they are enough, and stored."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Unpack

import numpy as np

from simulator.errors import UsageError
from simulator.experiment.comparison import Comparison
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.gains import GAINS, describe
from simulator.experiment.results import Experiment, StoppingStatus, name_of, settings_as_json
from simulator.experiment.runner import (
    MeasureRow,
    ReplicationRequest,
    RunKeywords,
    RunOptions,
    rows_of,
)
from simulator.experiment.statistics import CONFIDENCE, Interval
from simulator.experiment.stopping import MAX_GROWTH, StoppingRule
from simulator.experiment.store.store import (
    ARM_FILE,
    RESTS_ON,
    as_csv,
    comparison_folder,
    file_manifest,
    open_store,
)
from simulator.io import renew, write
from simulator.measures.targets import PrecisionTarget, precision_target
from simulator.scenario.overrides import as_yaml
from simulator.scenario.scenario import Scenario

# -- running ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plan:
    """How many replications, and how sure."""

    replications: int
    until: StoppingRule | None
    confidence: float
    manner: RunOptions

    def __post_init__(self) -> None:
        if self.replications < 1:
            raise UsageError(f"read {self.replications} replications, expected at least 1")
        if not 0.5 <= self.confidence < 1:
            raise UsageError(f"read a confidence of {self.confidence}, expected 0.5 to less than 1")


def run(
    scenario: Scenario,
    replications: int = REPLICATIONS,
    *,
    until: StoppingRule | None = None,
    confidence: float = CONFIDENCE,
    **how: Unpack[RunKeywords],
) -> Experiment:
    """Replications 0, 1, ... of a scenario: so many, or until its intervals are narrow enough.

    The keywords of ``runs.Manner`` say how.
    """
    plan = _Plan(replications, until, confidence, RunOptions(**how))
    rows, stopped = _collect([scenario], plan, lambda found: found[0])
    return _closed(_experiment(scenario, rows[0], plan), rows[0], plan, stopped)


def compare(
    base: Scenario,
    *others: Scenario,
    replications: int = REPLICATIONS,
    until: StoppingRule | None = None,
    confidence: float = CONFIDENCE,
    **how: Unpack[RunKeywords],
) -> Comparison:
    """The same replications of several scenarios, with the same luck; otherwise as ``run``.

    With ``until`` it is the intervals of the differences that shall be narrow.
    """
    arms = _named([base, *others])
    plan = _Plan(replications, until, confidence, RunOptions(**how))
    rows, stopped = _collect(arms, plan, _compared)
    experiments = [
        _closed(_experiment(arm, row, plan), row, plan, None)
        for arm, row in zip(arms, rows, strict=True)
    ]
    comparison = replace(_compared(experiments), stopped=stopped)
    return _store_comparison(comparison, plan.manner.store) if plan.manner.store else comparison


def _compared(experiments: Sequence[Experiment]) -> Comparison:
    base, *others = experiments
    return Comparison(base, tuple(others))


def _named(arms: Sequence[Scenario]) -> list[Scenario]:
    """The scenarios, if no two different ones have one name; a scenario may come twice."""
    by_name: dict[str, Scenario] = {}
    for scenario in arms:
        if by_name.setdefault(name_of(scenario), scenario) != scenario:
            raise UsageError(f"two different scenarios are called {name_of(scenario)!r}")
    return list(arms)


def _experiment(scenario: Scenario, rows: Sequence[MeasureRow], plan: _Plan) -> Experiment:
    """The table of one scenario's replications."""
    table = np.array([list(row.values()) for row in rows])
    seed = plan.manner.seed
    return Experiment(scenario, seed, tuple(rows[0]), table, confidence=plan.confidence)


def _closed(
    experiment: Experiment, rows: Sequence[MeasureRow], plan: _Plan, stopped: StoppingStatus | None
) -> Experiment:
    """The experiment with its results in its folder, if there is a place to store in."""
    found = replace(experiment, stopped=stopped)
    if plan.manner.store is None:
        return found
    store = open_store(plan.manner.store, experiment.scenario, experiment.seed)
    sureness = settings_as_json(found.confidence, found.stopped)
    store.close(found.scenario, found.seed, rows, sureness)
    return replace(found, folder=store.folder)


Result = Experiment | Comparison


def _collect(
    arms: Sequence[Scenario], plan: _Plan, put_together: Callable[[list[Experiment]], Result]
) -> tuple[list[list[MeasureRow]], StoppingStatus | None]:
    """The rows of all arms: as many as are said, or as precision asks for."""
    until = plan.until
    if until is None:
        return _more(arms, plan, [[] for _ in arms], plan.replications), None
    rows = _more(arms, plan, [[] for _ in arms], 1)  # what is measured is known after one
    known = [*rows[0][0], *(gain.name for gain in GAINS if len(arms) > 1)]
    wishes = tuple(precision_target(said, known, describe) for said in until.wishes)
    _refuse_relative_gains(wishes)
    count = until.least
    while True:
        rows = _more(arms, plan, rows, count)
        experiments = [_experiment(arm, row, plan) for arm, row in zip(arms, rows, strict=True)]
        reached = tuple(_reached(put_together(experiments), wish) for wish in wishes)
        stopped = StoppingStatus(wishes, reached, until.least, until.most)
        if stopped.met or count >= until.most:
            return rows, stopped
        count = min(_next_count(count, stopped.ratio), until.most)


def _refuse_relative_gains(wishes: Sequence[PrecisionTarget]) -> None:
    """Misuse for a wish over the base's mean of what the base has not."""
    for wish in wishes:
        if wish.relative and wish.measure in {gain.name for gain in GAINS}:
            raise UsageError(
                f"read {wish.said!r}, but {wish.measure} is a difference, so per cent of the base"
                f" mean nothing; expected an amount in {describe(wish.measure).unit}"
            )


def _more(
    arms: Sequence[Scenario], plan: _Plan, rows: Sequence[list[MeasureRow]], count: int
) -> list[list[MeasureRow]]:
    """The rows that there are, and those missing up to a number of replications."""
    there = len(rows[0])
    wanted = [ReplicationRequest(arm, range(there, count), tables=True) for arm in arms]
    new = rows_of(wanted, plan.manner)
    return [[*old, *more] for old, more in zip(rows, new, strict=True)]


def _next_count(count: int, ratio: float) -> int:
    """How many replications the widest interval seems to need, in steps neither small nor large."""
    needed = math.ceil(count * min(ratio, MAX_GROWTH) ** 2)
    return min(max(needed, count + max(count // 5, 1)), MAX_GROWTH * count)


def _reached(result: Result, wish: PrecisionTarget) -> float:
    """The half width of a measure, or of the widest of its differences, as a wish counts it."""
    base = result.base if isinstance(result, Comparison) else result
    if isinstance(result, Experiment):
        width = result.interval(wish.measure).half_width
    else:
        widths = [
            result.difference(name, wish.measure).half_width
            for name, found in result.differences.items()
            if wish.measure in found
        ]
        width = float(np.max(widths)) if widths else math.nan
    if not wish.relative:
        return width
    mean = abs(base.interval(wish.measure).mean) if wish.measure in base.measures else math.nan
    return width / mean if mean else math.nan


def _store_comparison(comparison: Comparison, root: Path) -> Comparison:
    """The comparison with its tables written into a folder of its own."""
    arms = [each.scenario for each in comparison.experiments]
    folder = comparison_folder(
        root, arms, comparison.seed, comparison.replications, comparison.confidence
    )
    renew(folder / "comparison.json", json.dumps(comparison.as_json(), indent=1).encode())
    header = ["scenario", "measure", "unit", *Interval._fields, "together_low", "together_high"]
    rows = _difference_rows(comparison)
    renew(folder / "differences.csv", as_csv([*header, "verdict"], rows))
    _file_arms(folder, arms)
    told = {
        "compared_with": [each.name for each in comparison.others],
        RESTS_ON: [_place(each.folder) for each in comparison.experiments],
        **settings_as_json(comparison.confidence, comparison.stopped),
    }
    file_manifest(
        folder, "compare", comparison.base.name, comparison.seed, comparison.replications, told
    )
    return replace(comparison, folder=folder)


def _file_arms(folder: Path, arms: Sequence[Scenario]) -> None:
    """The scenarios as they are called in this comparison, beside it; YAML takes a while."""
    for number, arm in enumerate(arms):
        file = folder / ARM_FILE.format(number=number)
        if not file.exists():
            file.parent.mkdir(exist_ok=True)
            write(file, as_yaml(arm).encode())


def _place(folder: Path | None) -> str:
    """Where a run lies among the results, wherever those are taken."""
    assert folder is not None, "a comparison that is kept rests on runs that are kept"
    return f"{folder.parent.name}/{folder.name}"


def _difference_rows(comparison: Comparison) -> Iterator[list[object]]:
    """One row for each scenario and measure: the difference and what it says."""
    for name, found in comparison.differences.items():
        for key, difference in found.items():
            answer = comparison.answers[name].get(key)
            together = answer.difference[1:3] if answer else (math.nan, math.nan)
            numbers = [None if math.isnan(value) else value for value in (*difference, *together)]
            yield [name, key, describe(key).unit, *numbers, comparison.verdict(name, key)]
