"""What lies behind a mean: every replication of the measures that are watched, and the worst one.

Replications differ in nothing but their random streams, so that their spread is what a year may
bring by chance alone. The worst replication is taken apart: each person's selling in each calendar
week is held against the mean of the same week over all replications, replayed from their seed.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, Unpack

import numpy as np

from simulator.analysis.observe import observations
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.comparison import side_by_side
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.estimates import level, pooled_rows
from simulator.experiment.finding import QueuesAndHarm, who_bears
from simulator.experiment.gains import describe, unit_in
from simulator.experiment.presentation import Presentable, SummaryRow
from simulator.experiment.progress import BatchProgress, Progress
from simulator.experiment.results import (
    ScenarioLabel,
    experiment_of,
    label_of,
    watch_list,
)
from simulator.experiment.runner import (
    ReplicationRequest,
    RunKeywords,
    RunOptions,
    rows_of,
)
from simulator.experiment.statistics import CONFIDENCE, Interval
from simulator.ledger.ledger import Ledger
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import HEADLINE
from simulator.measures.window import main_role, window_of
from simulator.model.codes import PAUSE
from simulator.scenario.elementary import Numbers
from simulator.scenario.inheritance import as_scenario, load
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import MINUTE, WEEK

MAX_PERSON_WEEKS = 12  # that are told

Reason = Literal["absence", "idle", "travel and waiting", "other work"]
REASONS: tuple[Reason, ...] = ("absence", "idle", "travel and waiting", "other work")


class ReplicationSpread(NamedTuple):
    """A measure in each replication. The best and the worst are numbers of replications.

    There are none where neither more nor less is better.
    """

    measure: str
    values: tuple[float, ...]  # NaN where it never happened
    interval: Interval  # of their mean
    best: int | None
    worst: int | None


class PersonWeek(NamedTuple):
    """A person's calendar week in the worst replication, against its mean over all of them."""

    person: str
    week: int  # of the horizon, from 1
    selling: float  # minutes
    usual: float  # minutes, on average over all replications
    reason: Reason  # what took most of the difference
    lost_to_reason: float  # minutes

    @property
    def deviation(self) -> float:
        """Minutes of selling more than usual."""
        return self.selling - self.usual


@dataclass(frozen=True, repr=False)
class ChanceVariation(Presentable):
    """The replications behind the means of one scenario."""

    scenario: ScenarioLabel
    spreads: tuple[ReplicationSpread, ...]  # of each measure watched
    person_weeks: tuple[PersonWeek, ...]  # of the first measure's worst replication, worst first
    replications: int
    seed: int
    borne: tuple[QueuesAndHarm, ...] = ()  # what waits in it, and what piles up

    def _further_columns(self) -> dict[str, type | None]:
        """The smallest and the largest replication; numbers of the best and the worst."""
        return {"smallest": float, "largest": float, "best": int, "worst": int}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """Each measure, and how far its replications lie apart."""
        for each in self.spreads:
            name, unit = each.measure, unit_in(each.measure, self.scenario.currency)
            ends = float(np.nanmin(each.values)), float(np.nanmax(each.values))
            further = (*ends, each.best, each.worst)
            yield SummaryRow(self.scenario.name, name, each.interval, unit, None, further)

    @property
    def worst(self) -> int:
        """The replication that is taken apart.

        Returns:
            Its number, from 0.
        """
        worst = self.spreads[0].worst
        assert worst is not None, "more selling is better"
        return worst


@checked
def luck(
    scenario: Scenario | str | Path,
    replications: int = REPLICATIONS,
    confidence: float = CONFIDENCE,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> ChanceVariation:
    """Every replication of the measures that a scenario watches, and what made the worst one.

    Args:
        scenario: What is replayed, or its name or path.
        replications: How often; at least 2.
        confidence: How often the intervals of the means hold what they promise.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        One spread for each watched measure, and the person-weeks that fell behind most.

    Raises:
        UsageError: For fewer than two replications.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> years = simulator.luck(short, replications=3, jobs=1)
        >>> len(years.spreads[0].values)
        3
    """
    if replications < 2:
        raise UsageError(
            "read {replications} replications, expected at least 2: luck must show",
            replications=replications,
        )
    scenario = as_scenario(scenario)
    twice = BatchProgress(progress, 2 * replications)  # measured, then looked at week by week
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=twice
    )
    (rows,) = rows_of([ReplicationRequest(scenario, range(replications))], options)
    spreads = tuple(_spread(name, rows, confidence) for name in _watched(scenario, rows))
    (weeks,) = observations(minutes_by_week, [scenario], replications, options)
    worst = spreads[0].worst
    assert worst is not None, "more selling is better"
    return ChanceVariation(
        label_of(scenario),
        spreads,
        tuple(person_weeks(weeks, worst)),
        replications,
        options.seed,
        who_bears(side_by_side([experiment_of(scenario, options.seed, rows, confidence)])),
    )


def ask(
    *, name: str, confidence: float, replications: int, **how: Unpack[RunKeywords]
) -> list[ChanceVariation]:
    """The replications behind the means of a scenario that is named."""
    return [luck(load(name), replications, confidence, **how)]


# -- measures --------------------------------------------------------------------------------------


def _watched(scenario: Scenario, rows: Sequence[MeasureRow]) -> list[str]:
    """What the scenario says to watch, selling time first, as far as it ever happened."""
    names = dict.fromkeys([HEADLINE, *watch_list([scenario])])
    return [name for name in names if any(not math.isnan(_value(row, name)) for row in rows)]


def _value(row: MeasureRow, name: str) -> float:
    return row.get(name, math.nan)


def _spread(name: str, rows: Sequence[MeasureRow], confidence: float) -> ReplicationSpread:
    values = np.array([_value(row, name) for row in rows])
    interval = level(name, pooled_rows(name, rows), confidence)
    best, worst = _best_and_worst(values, describe(name).better)
    return ReplicationSpread(name, tuple(map(float, values)), interval, best, worst)


def _best_and_worst(values: Numbers, better: str) -> tuple[int | None, int | None]:
    low, high = int(np.nanargmin(values)), int(np.nanargmax(values))
    return {"more": (high, low), "less": (low, high)}.get(better, (None, None))


# -- person-weeks ----------------------------------------------------------------------------------


class WeekMinutes(NamedTuple):
    """Minutes of those whose selling counts first: arrays of people x weeks counted."""

    people: tuple[str, ...]
    first_week: int  # of the horizon, from 1
    attended: Numbers
    selling: Numbers
    idle: Numbers
    travel: Numbers


def minutes_by_week(ledger: Ledger) -> WeekMinutes:
    """What each person of the main role did in each week after the warm-up."""
    window = window_of(ledger)
    parameters, entries = window.parameters, window.entries
    people = np.flatnonzero(np.asarray(parameters.role_of) == main_role(parameters))
    shape = (len(parameters.people), window.weeks)
    week = (entries.start - parameters.warm_up) // WEEK
    minutes = window.seconds / MINUTE

    def added(rows: Any) -> Numbers:
        cells = entries.person[rows] * shape[1] + week[rows]
        sums = np.bincount(cells, weights=minutes[rows], minlength=shape[0] * shape[1])
        return np.asarray(sums.reshape(shape)[people], dtype=float)

    return WeekMinutes(
        tuple(parameters.people[person] for person in people),
        parameters.warm_up // WEEK + 1,
        added(entries.doing != PAUSE),
        added(np.isin(window.category, parameters.selling[0][1])),
        added(window.category == parameters.idle_category),
        added(window.category == parameters.travel_category),
    )


def person_weeks(weeks: Sequence[WeekMinutes], replication: int) -> list[PersonWeek]:
    """The person-weeks of one replication that sold least against the same week in all others."""
    here = weeks[replication]
    usual, attended, idle, travel = (
        np.mean([getattr(each, name) for each in weeks], axis=0)
        for name in ("selling", "attended", "idle", "travel")
    )
    lost = np.array([attended - here.attended, here.idle - idle, here.travel - travel])
    rest = usual - here.selling - lost.sum(axis=0)
    causes = np.array([*lost, rest])
    order = np.argsort(here.selling - usual, axis=None, kind="stable")[:MAX_PERSON_WEEKS]
    cells = [np.unravel_index(place, usual.shape) for place in order]
    return [
        PersonWeek(
            here.people[person],
            here.first_week + int(week),
            float(here.selling[person, week]),
            float(usual[person, week]),
            REASONS[int(np.argmax(causes[:, person, week]))],
            float(causes[:, person, week].max()),
        )
        for person, week in cells
        if here.selling[person, week] < usual[person, week]
    ]
