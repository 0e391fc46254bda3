"""Runs and comparisons: replications until they are enough, on common random numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.comparison import Comparison, side_by_side
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.gains import GAINS, describe
from simulator.experiment.measurable import measurable
from simulator.experiment.progress import BatchProgress, Progress
from simulator.experiment.results import (
    Experiment,
    StoppingStatus,
    experiment_of,
    name_of,
    settings_as_json,
)
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.experiment.statistics import CONFIDENCE
from simulator.experiment.stopping import StoppingRule, half_width, next_count
from simulator.experiment.store.comparison_files import store_comparison
from simulator.experiment.store.store import open_store
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import (
    HEADLINE,
    PrecisionTarget,
    precision_target,
    refuse_misspelt,
)
from simulator.scenario.inheritance import as_scenario
from simulator.scenario.overrides import names_in
from simulator.scenario.same_weeks import when_all_holds
from simulator.scenario.scenario import Scenario

Result = Experiment | Comparison
Rows = list[list[MeasureRow]]  # of each scenario: the measures of each replication


@dataclass(frozen=True, slots=True)
class _Request:
    """Which scenarios, how many replications, how sure, and how to run them."""

    scenarios: tuple[Scenario, ...]
    replications: int
    until: StoppingRule | None
    confidence: float
    options: RunOptions

    def experiments(self, rows: Rows) -> list[Experiment]:
        """The tables of all scenarios, from the measures of their replications."""
        return [
            experiment_of(scenario, self.options.seed, own, self.confidence)
            for scenario, own in zip(self.scenarios, rows, strict=True)
        ]


@checked
def run(
    scenario: Scenario | str | Path,
    replications: int = REPLICATIONS,
    *,
    until: StoppingRule | None = None,
    confidence: float = CONFIDENCE,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> Experiment:
    """Replications 0, 1, ... of a scenario: so many, or until its intervals are narrow enough.

    Args:
        scenario: What to replicate, or its name or path.
        replications: How many, unless ``until`` says when to stop.
        until: Half widths of intervals to reach (Chow & Robbins 1965).
        confidence: How often intervals hold what they promise, 0.5 to 0.9999.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``, which compiles where that pays; the numbers are
            the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        An experiment: one row for each replication, one column for each measure.

    Raises:
        UsageError: If what is asked for cannot be done as it is asked.
        InvariantViolation: If a ledger cannot be true, which is a bug of the simulator.
        EngineUnavailable: If the engine named is not installed.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> simulator.run(short, replications=3, jobs=1).frame().height
        3
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    request = _Request((as_scenario(scenario),), replications, until, confidence, options)
    rows, stopped = _collect(request, lambda experiments: experiments[0])
    (experiment,) = request.experiments(rows)
    return stored(replace(experiment, stopped=stopped), rows[0], options.store)


@checked
def compare(
    base: Scenario | str | Path,
    *others: Scenario | str | Path,
    replications: int = REPLICATIONS,
    until: StoppingRule | None = None,
    confidence: float = CONFIDENCE,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """The same replications of several scenarios on common random numbers.

    Where any of them becomes different on a day, those weeks count in which all holds that makes
    them differ: from the first Monday on after the last such day.

    Args:
        base: What the others are compared with, or its name or path.
        *others: One or more scenarios of other names, or their names or paths.
        replications: How many of each, unless ``until`` says when to stop.
        until: Half widths of the intervals of the differences to reach.
        confidence: How often intervals hold what they promise, 0.5 to 0.9999.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        A comparison: an experiment for each scenario, and their paired differences.

    Raises:
        UsageError: If nothing is compared, two different scenarios have one name, their horizons
            differ, or what is asked cannot be done.
        InvariantViolation: If a ledger cannot be true, which is a bug of the simulator.
        EngineUnavailable: If the engine named is not installed.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> more = simulator.what_if(short, hire={"sales_support": 1}, name="one more")
        >>> simulator.compare(short, more, replications=2, jobs=1).others[0].name
        'one more'
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    if not others:
        raise UsageError("read one scenario, expected another to compare it with")
    scenarios = _with_distinct_names([as_scenario(each) for each in (base, *others)])
    scenarios = when_all_holds(scenarios)
    request = _Request(scenarios, replications, until, confidence, options)
    rows, stopped = _collect(request, side_by_side)
    pairs = zip(request.experiments(rows), rows, strict=True)
    experiments = [stored(experiment, own, options.store) for experiment, own in pairs]
    comparison = replace(side_by_side(experiments), stopped=stopped)
    return store_comparison(comparison, options.store) if options.store else comparison


def _with_distinct_names(scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The scenarios, if no two different ones have one name; a scenario may come twice."""
    by_name: dict[str, Scenario] = {}
    for scenario in scenarios:
        if by_name.setdefault(name_of(scenario), scenario) != scenario:
            raise UsageError(
                "two different scenarios are called {scenario!r}", scenario=name_of(scenario)
            )
    return tuple(scenarios)


def stored(experiment: Experiment, rows: Sequence[MeasureRow], root: Path | None) -> Experiment:
    """The experiment, with its results in its folder if there is a place to store in."""
    if root is None:
        return experiment
    store = open_store(root, experiment.scenario, experiment.seed)
    settings = settings_as_json(experiment.confidence, experiment.stopped)
    store.finish(experiment.scenario, experiment.seed, rows, settings)
    return replace(experiment, folder=store.folder)


# -- how many replications -------------------------------------------------------------------------


def _collect(
    request: _Request, combine: Callable[[list[Experiment]], Result]
) -> tuple[Rows, StoppingStatus | None]:
    """The rows of all scenarios: as many as are asked for, or as precision needs."""
    rows: Rows = [[] for _ in request.scenarios]
    until = request.until
    counted = replace(request.options, progress=BatchProgress(request.options.progress))
    request = replace(request, options=counted)
    if until is None:
        return _extended(rows, request, request.replications), None
    _refuse_unreadable(until, request.scenarios)
    rows = _extended(rows, request, 1)  # what is measured is known after one
    targets = _targets(until, rows[0][0], with_gains=len(request.scenarios) > 1)
    count = until.least
    while True:
        rows = _extended(rows, request, count)
        result = combine(request.experiments(rows))
        reached = tuple(_reached(result, target) for target in targets)
        status = StoppingStatus(targets, reached, until.least, until.most)
        if status.met or count >= until.most:
            return rows, status
        count = min(next_count(count, status.ratio), until.most)


def _extended(rows: Rows, request: _Request, count: int) -> Rows:
    """The rows that there are, and those missing up to a number of replications."""
    missing = range(len(rows[0]), count)
    requests = [ReplicationRequest(each, missing, tables=True) for each in request.scenarios]
    new = rows_of(requests, request.options)
    return [[*old, *more] for old, more in zip(rows, new, strict=True)]


def _refuse_unreadable(until: StoppingRule, scenarios: Sequence[Scenario]) -> None:
    """Refuses what is no target whatever is measured, before anything is replayed."""
    names = [name for each in scenarios for name in names_in(each)]
    known = sorted({name for each in scenarios for name in measurable(each)})
    for text in until.targets:
        measure = text.rpartition("=")[0].strip()
        if measure:
            refuse_misspelt(measure, (*names, *known), known)
        else:
            precision_target(text, (HEADLINE,))


def _targets(
    until: StoppingRule, measured: MeasureRow, with_gains: bool
) -> tuple[PrecisionTarget, ...]:
    """The targets of a rule; refused if one is relative to the base's mean of a difference."""
    gains = [gain.name for gain in GAINS]
    known = [*measured, *(gains if with_gains else [])]
    targets = tuple(precision_target(text, known, describe) for text in until.targets)
    for target in targets:
        if target.relative and target.measure in gains:
            raise UsageError(
                "read {text!r}, but {measure} is a difference, so per cent of the base mean"
                " nothing; expected an amount in {unit}",
                text=target.text,
                measure=target.measure,
                unit=describe(target.measure).unit,
            )
    return targets


def _reached(result: Result, target: PrecisionTarget) -> float:
    """The half width of a measure, or of the widest of its differences, as a target counts it."""
    if isinstance(result, Experiment):
        base, intervals = result, [result.interval(target.measure)]
    else:
        base, intervals = result.base, result.intervals_of(target.measure)
    known = target.relative and target.measure in base.measures
    mean = base.interval(target.measure).mean if known else np.nan
    return half_width(intervals, mean if target.relative else None)
