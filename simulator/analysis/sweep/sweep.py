"""Every combination of values along the axes, replayed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulator.analysis.restated import Restatable, restatable
from simulator.analysis.sweep.axes import Axis, axis_of, levels_at
from simulator.engine.select import Engine
from simulator.errors import ScenarioError, UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.comparison import Comparison
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.estimates import TooFew, change, level, pooled_rows, too_few
from simulator.experiment.finding import Harm, Headcount, all_sellers, drowning, worst_harm
from simulator.experiment.gains import unit_in
from simulator.experiment.judgement import Outcome, is_of_nobody
from simulator.experiment.presentation import (
    Presentable,
    Results,
    SummaryRow,
)
from simulator.experiment.progress import Progress
from simulator.experiment.queues import Queue, pile_behind
from simulator.experiment.results import (
    Experiment,
    ScenarioLabel,
    experiment_of,
    first_watched,
    label_of,
)
from simulator.experiment.runner import (
    ReplicationRequest,
    RunOptions,
    first_row,
    rows_of,
)
from simulator.experiment.statistics import (
    CONFIDENCE,
    Interval,
    bonferroni,
)
from simulator.experiment.weekly_cost import WeeklyCost, weekly_costs
from simulator.measures.targets import HEADLINE, resolve_measure
from simulator.scenario.elementary import Numbers
from simulator.scenario.same_weeks import when_all_holds
from simulator.scenario.scenario import Scenario

MAX_POINTS = 2_000
MAX_HELD = 12  # points that are each held against the scenario as it is


class SweepPoint(NamedTuple):
    """What a measure came to with one combination of values."""

    values: tuple[Any, ...]
    level: Interval
    difference: Interval  # paired, from the first point; together with those of all points
    column: tuple[float, ...]  # replication by replication
    drowns: Harm | None = None  # what piles up there, whatever is measured
    too_few: TooFew | None = None  # tasks, if it is a percentile and they are too few
    cost: WeeklyCost | None = None  # against the first point
    sellers: Headcount | None = None  # likewise, if the share of their week is measured
    nobody: bool = False  # is it of the time of a role that has no people there?
    as_low: bool = False  # is it the lowest of all points, or can it not be told from that?
    as_high: bool = False  # or the highest?
    pile: Queue | None = None  # what grows of the work whose times are measured
    bears: Harm | None = None  # the worst of what else than piles comes with it
    against: tuple[Any, ...] = ()  # the values that this is held against, if not the first point's

    @property
    def verdict(self) -> Outcome:
        """Where the measure went from the first point."""
        if self.pile is not None:
            return "grows"
        if all(map(math.isnan, self.column)):
            return "there is nobody" if self.nobody else "never happens"
        return self.difference.verdict if self.difference.n else "is new"


@dataclass(frozen=True, repr=False)
class SweepResult(Presentable):
    """A measure over all combinations of the axes' values, in the order of ``product``."""

    scenario: ScenarioLabel
    measure: str
    axes: tuple[Axis, ...]
    points: tuple[SweepPoint, ...]
    replications: int
    seed: int

    @property
    def others_as_low(self) -> int:
        """Points of which we cannot tell that they are above the lowest.

        Returns:
            Their number, without the lowest.
        """
        return max(sum(point.as_low for point in self.points) - 1, 0)

    @property
    def others_as_high(self) -> int:
        """Points of which we cannot tell that they are below the highest.

        Returns:
            Their number, without the highest.
        """
        return max(sum(point.as_high for point in self.points) - 1, 0)

    def _further_columns(self) -> dict[str, type | None]:
        """The paths that were asked for."""
        return {axis.path: None for axis in self.axes}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """The measure with each combination of values, and where it went from the first."""
        name, unit = self.scenario.name, unit_in(self.measure, self.scenario.currency)
        for number, point in enumerate(self.points):
            verdict = point.verdict if number else None
            yield SummaryRow(name, self.measure, point.level, unit, verdict, point.values)


@checked
def sweep(
    scenario: Scenario | str | Path,
    axes: Sequence[Axis | str] | Mapping[str, Sequence[Any]],
    measures: Sequence[str] = (),
    replications: int = REPLICATIONS,
    confidence: float = CONFIDENCE,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> Results[SweepResult]:
    """Measures with every combination of values (full factorial), on common random numbers.

    Differences are from the first combination; their intervals are simultaneous (Bonferroni).

    Args:
        scenario: What to vary, or its name or path; by these, what the file's own verbs say can be
            varied, too.
        axes: Path of a value -> its levels, or texts such as ``travel.speed=40 km/h,60 km/h``.
        measures: What to look at, by names or short names; the first that the scenario watches, if
            none is given.
        replications: How many of each combination.
        confidence: How often intervals hold what they promise, 0.5 to 0.9999.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        One result for each measure: a point for each combination, in the measure's unit.

    Raises:
        UsageError: If a path or a measure is unknown; it says the nearest one.
        ScenarioError: If a combination makes no scenario.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> (result,) = simulator.sweep(
        ...     short, {"roles.sales_support.people": [1, 2]}, ["cost"], replications=2, jobs=1
        ... )
        >>> [point.verdict for point in result.points]
        ['no change', 'up']
    """
    ground = restatable(scenario)
    axes = _axes(ground.scenario, axes)
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    combinations = _combinations(axes)
    changed = when_all_holds([_changed(ground, axes, values) for values in combinations])
    known = first_row(changed[0], options)
    measures = measures or [first_watched(ground.scenario, known)]
    names = [resolve_measure(name, known) for name in measures]
    requests = [ReplicationRequest(each, range(replications)) for each in changed]
    rows = rows_of(requests, options)
    arms = list(zip(changed, rows, strict=True))
    experiments = [experiment_of(each, seed, own, confidence) for each, own in arms]
    points = list(zip(combinations, experiments, map(drowning, experiments), strict=True))
    today = _place_of(ground.scenario, changed)
    label = label_of(ground.scenario)._replace(counted=label_of(changed[0]).counted)
    return Results(
        SweepResult(
            label,
            name,
            axes,
            tuple(_points(name, points, confidence, today)),
            replications,
            options.seed,
        )
        for name in names
    )


def _axes(
    scenario: Scenario, axes: Sequence[Axis | str] | Mapping[str, Sequence[Any]]
) -> tuple[Axis, ...]:
    """The axes, each with a path that leads somewhere."""
    if isinstance(axes, Mapping):
        return tuple(levels_at(scenario, path, levels) for path, levels in axes.items())
    return tuple(axis_of(scenario, each) if isinstance(each, str) else each for each in axes)


def _combinations(axes: Sequence[Axis]) -> list[tuple[Any, ...]]:
    """The full factorial design."""
    combinations = list(product(*(axis.values for axis in axes))) if axes else []
    if not 1 <= len(combinations) <= MAX_POINTS:
        raise UsageError(
            "read {count} combinations, expected 1 to {most:,}",
            count=len(combinations),
            most=MAX_POINTS,
        )
    return combinations


def _points(
    name: str,
    points: Sequence[tuple[tuple[Any, ...], Experiment, Harm | None]],
    confidence: float,
    today: int | None,
) -> Iterator[SweepPoint]:
    arms = [(arm.scenario, arm.rows) for _, arm, _ in points]
    columns = [np.array([row.get(name, math.nan) for row in rows]) for _, rows in arms]
    linear = [pooled_rows(name, rows) for _, rows in arms]
    simultaneous = bonferroni(len(columns) - 1, confidence)
    piles = [pile_behind(arm.queues, name) for _, arm, _ in points]
    settled = [
        np.full(len(own), math.nan) if pile else own
        for own, pile in zip(linear, piles, strict=True)
    ]
    ends = _as_extreme(settled, name, confidence)
    levels = [level(name, own, confidence) for own in settled]
    borne = _borne([arm for _, arm, _ in points], levels, today)
    costs = weekly_costs(arms, confidence, simultaneous)
    known = zip(points, columns, linear, ends, piles, borne, costs, strict=True)
    for (values, arm, drowns), column, own, end, pile, bears, cost in known:
        yield SweepPoint(
            values,
            level(name, own, confidence),
            change(name, linear[0], own, simultaneous),
            tuple(map(float, column)),
            drowns,
            too_few(name, arm.rows),
            cost,
            all_sellers(points[0][1], arm, simultaneous) if name == HEADLINE else None,
            is_of_nobody(arm.scenario, name),
            as_low=end[0],
            as_high=end[1],
            pile=pile,
            bears=bears[0] if bears else None,
            against=points[bears[1]][0] if bears and bears[1] else (),
        )


def _place_of(scenario: Scenario, changed: Sequence[Scenario]) -> int | None:
    """The point at which the scenario is as it is; None if it is at none."""
    held = {"name": scenario.name, "horizon": changed[0].horizon}
    same = (each.model_copy(update=held) for each in changed)
    as_is = scenario.model_copy(update=held)
    return next((place for place, each in enumerate(same) if each == as_is), None)


def _borne(
    arms: Sequence[Experiment], levels: Sequence[Interval], today: int | None
) -> list[tuple[Harm, int] | None]:
    """Who bears a point, and against which.

    It is held against the first and the one at which the scenario is as it is, which may be a
    what-if; and the lowest against the highest, the first against the last, and back.
    """
    known = [place for place, each in enumerate(levels) if not math.isnan(each.mean)]
    ends = [choose(known, key=lambda place: levels[place].mean) for choose in (min, max) if known]
    pairs = {
        (one, other)
        for pair in ([0, len(arms) - 1], ends)
        for one, other in permutations(pair, 2)
        if one != other
    }
    few = range(len(arms)) if len(arms) <= MAX_HELD else (0, len(arms) - 1, *ends)
    pairs |= {(one, other) for one in {0, today or 0} for other in few if other != one}
    borne: list[tuple[Harm, int] | None] = [None] * len(arms)
    for one, other in sorted(pairs):
        each = bonferroni(len(pairs), arms[one].confidence)
        base, point = (replace(arms[place], confidence=each) for place in (one, other))
        harm = worst_harm(Comparison(base, (point,)), point, piles=False)
        before = borne[other]
        if harm is not None and (before is None or harm.rank < before[0].rank):
            borne[other] = harm, one
    return borne


def _as_extreme(
    columns: Sequence[Numbers], name: str, confidence: float
) -> list[tuple[bool, bool]]:
    """Whether each point may be as low as the lowest, and as high as the highest, paired."""
    means = [level(name, column, confidence).mean for column in columns]
    known = [place for place, mean in enumerate(means) if not math.isnan(mean)]
    if not known:
        return [(False, False)] * len(columns)
    each = bonferroni(len(known) - 1, confidence)
    lowest, highest = (columns[choose(known, key=means.__getitem__)] for choose in (min, max))
    return [
        (
            place in known and not change(name, lowest, column, each).low > 0,
            place in known and not change(name, column, highest, each).low > 0,
        )
        for place, column in enumerate(columns)
    ]


def _changed(ground: Restatable, axes: Sequence[Axis], values: Sequence[Any]) -> Scenario:
    """The scenario with a value at each path; UsageError names path and value if it is refused."""
    settings = {axis.path: value for axis, value in zip(axes, values, strict=True)}
    try:
        return ground.with_values(settings, f"{ground.scenario.name}.sweep")
    except ScenarioError as error:
        listed = ", ".join(f"{path} = {value}" for path, value in settings.items())
        raise UsageError(f"{listed}: {error.diagnostics[0]}") from None
