"""Replications of a scenario, and scenarios compared replication by replication.

In a script that uses more than one process, call ``run`` and ``compare`` under
``if __name__ == "__main__":``, as Python asks of every program that starts others.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator import REPLICATIONS, compiled, measures
from simulator.audit import audit
from simulator.company import company_of
from simulator.engines import Engine, choose, replay, simpy_seconds
from simulator.files import write
from simulator.ledger import Ledger
from simulator.measures import measure
from simulator.nouns import IDLE, TRAVEL
from simulator.scenario import Scenario
from simulator.store import Store, as_csv, comparison_folder, open_store
from simulator.window import WEEKLY_MINUTES, Measure, main_role
from simulator.workers import spread
from simulator.workload import draw

if TYPE_CHECKING:
    import polars as pl

CONFIDENCE = 0.95
PROFIT_IN_WEEK = "profit_in_week."

Numbers = npt.NDArray[np.float64]
Verdict = Literal["up", "down", "cannot tell"]
Progress = Callable[[int, int], None]  # replications finished, replications wanted

GAINS = (
    Measure(
        "freed_minutes", WEEKLY_MINUTES, "more",
        "Time outside direct selling (the base's first definition), travel_and_waiting and idle of"
        " the role with the first call plan: its fall from the base to the other scenario, that is"
        " the chores it is rid of, less the hand-overs it has to write.",
    ),
    Measure(
        "usable_minutes", WEEKLY_MINUTES, "more",
        "Freed minutes less the growth of idle: time in which an account was due, open and within"
        " reach.",
    ),
    Measure(
        "used_minutes", WEEKLY_MINUTES, "more",
        "Growth of direct selling of that role; the rest of the usable minutes went into travel and"
        " waiting, or into less overtime.",
    ),
    Measure(
        "field_equivalents_gained", "people", "more",
        "Growth of that role's selling, all people together, over what one person sells in the"
        " base: so many more people like today's would sell as much.",
    ),
    Measure(
        "return_on_change", "times the outlay", "more",
        "Growth of profit from the change to the end of the horizon, the outlay left out, over the"
        " outlay.",
    ),
)  # fmt: skip


class Misuse(ValueError):
    """What was asked for cannot be done as it was asked."""


# -- results ---------------------------------------------------------------------------------------


class Interval(NamedTuple):
    """A mean over ``n`` replications and its 95% t-interval, NaN where n is 1 or none."""

    mean: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, eq=False)
class Experiment:
    """Replications 0, 1, ... of one scenario: a table of replications (rows) x measures (columns).

    NaN stands for what never happened in a replication.
    """

    scenario: Scenario
    seed: int
    measures: tuple[str, ...]
    table: Numbers
    folder: Path | None = None

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return name_of(self.scenario)

    @property
    def replications(self) -> int:
        """How many were run."""
        return len(self.table)

    def column(self, measure: str) -> Numbers:
        """One measure, replication by replication."""
        return self.table[:, self.measures.index(measure)]

    def interval(self, measure: str) -> Interval:
        """Mean of a measure over those replications in which it happened."""
        return interval_of(self.column(measure))

    def time_use(self, role: str) -> dict[str, Numbers]:
        """Minutes per person and week of a role in each category, replication by replication."""
        start = f"time_use.{role}."
        return {
            name.removeprefix(start): self.column(name)
            for name in self.measures
            if name.startswith(start)
        }

    def shares(self, role: str) -> dict[str, Numbers]:
        """Each category's part of all time of a role, replication by replication."""
        minutes = self.time_use(role)
        total = sum(minutes.values(), start=np.zeros(self.replications))
        return {name: part / np.where(total > 0, total, np.nan) for name, part in minutes.items()}

    def frame(self) -> pl.DataFrame:
        """The table as a data frame; what never happened is empty."""
        return _framed({}, self)

    def as_json(self) -> dict[str, Any]:
        """Means and intervals of all measures, ready for JSON."""
        return {
            "replications": self.replications,
            "seed": self.seed,
            "scenarios": {self.name: self._summary()},
        }

    def _summary(self) -> dict[str, dict[str, float | None]]:
        return _as_json({name: self.interval(name) for name in self.measures})


@dataclass(frozen=True, eq=False)
class Comparison:
    """Scenarios that had the same luck, and how each differs from the first."""

    base: Experiment
    others: tuple[Experiment, ...]
    folder: Path | None = None

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
        """What all luck was drawn from."""
        return self.base.seed

    @cached_property
    def differences(self) -> dict[str, dict[str, Interval]]:
        """Other less base, paired replication by replication: by scenario, then by measure.

        The measures are those that both scenarios have, and GAINS.
        """
        return {
            other.name: {k: interval_of(v) for k, v in _paired(self.base, other).items()}
            for other in self.others
        }

    def verdict(self, name: str, measure: str) -> Verdict:
        """Where a measure went, if the interval of its difference leaves out 0."""
        difference = self.differences[name][measure]
        if difference.low > 0:
            return "up"
        return "down" if difference.high < 0 else "cannot tell"

    def frame(self) -> pl.DataFrame:
        """Replications of all scenarios as one data frame; what never happened is empty."""
        import polars as pl

        frames = [_framed({"scenario": each.name}, each) for each in self.experiments]
        return pl.concat(frames, how="diagonal")

    def as_json(self) -> dict[str, Any]:
        """Means and intervals of all scenarios and of their differences, ready for JSON."""
        return {
            "replications": self.replications,
            "seed": self.seed,
            "scenarios": {each.name: each._summary() for each in self.experiments},
            "differences": {name: _as_json(found) for name, found in self.differences.items()},
        }


def describe(key: str) -> Measure:
    """What a measure, or a gain in a comparison, stands for.

    >>> describe("freed_minutes").unit
    'min per person and week'
    """
    return next((gain for gain in GAINS if gain.name == key), None) or measures.describe(key)


def name_of(scenario: Scenario) -> str:
    """What a scenario is called in results."""
    return scenario.name or "scenario"


def interval_of(values: Numbers) -> Interval:
    """Mean of what is known and its t-interval: mean ± t(n-1) · s / √n."""
    from scipy.special import stdtrit

    known = values[~np.isnan(values)]
    n = len(known)
    mean = math.fsum(known) / n if n else math.nan
    if n < 2:
        return Interval(mean, math.nan, math.nan, n)
    half = float(stdtrit(n - 1, (1 + CONFIDENCE) / 2)) * float(known.std(ddof=1)) / math.sqrt(n)
    return Interval(mean, mean - half, mean + half, n)


def _paired(base: Experiment, other: Experiment) -> dict[str, Numbers]:
    """Other less base, replication by replication."""
    both = [name for name in base.measures if name in set(other.measures)]
    differences = {name: other.column(name) - base.column(name) for name in both}
    return differences | _gains(base, other) | _returns(other.scenario, differences)


def _gains(base: Experiment, other: Experiment) -> dict[str, Numbers]:
    """The columns behind GAINS, as defined there; none if the role is gone."""
    role, selling = who_sells(base.scenario)
    if role not in other.scenario.roles:
        return {}
    before, after = base.time_use(role), other.time_use(role)
    chores = (before.keys() | after.keys()) - {*selling, TRAVEL, IDLE}
    freed = _total(before, chores) - _total(after, chores)
    sold, sells = _total(before, selling), _total(after, selling)
    today, then = (each.scenario.roles[role].people for each in (base, other))
    gained = (sells * then - sold * today) / np.where(sold > 0, sold, np.nan)
    return {
        "freed_minutes": freed,
        "usable_minutes": freed - (_total(after, {IDLE}) - _total(before, {IDLE})),
        "used_minutes": sells - sold,
        "field_equivalents_gained": gained,
    }


def _returns(scenario: Scenario, differences: Mapping[str, Numbers]) -> dict[str, Numbers]:
    """What the outlay for a change has brought by the end, from weekly profits."""
    weekly = [gain for name, gain in differences.items() if name.startswith(PROFIT_IN_WEEK)]
    outlay = scenario.change.costs
    if not outlay or not weekly:
        return {}
    counted = company_of(scenario).market.change_at >= company_of(scenario).warm_up
    gained = np.sum(weekly, axis=0) + (outlay if counted else 0)
    return {"return_on_change": gained / outlay}


def who_sells(scenario: Scenario) -> tuple[str, set[str]]:
    """The role of the first call plan, and the categories that count as selling first."""
    company = company_of(scenario)
    selling = next(iter(scenario.selling.values()))
    return company.roles.name[main_role(company)], set(selling)


def _total(time_use: Mapping[str, Numbers], categories: set[str]) -> Numbers:
    """Sum over categories, in the order of the table."""
    length = len(next(iter(time_use.values())))
    counted = (minutes for name, minutes in time_use.items() if name in categories)
    return sum(counted, start=np.zeros(length))


def _framed(labels: Mapping[str, str], experiment: Experiment) -> pl.DataFrame:
    """The table of an experiment as a data frame, with columns of labels in front."""
    import polars as pl

    numbers = pl.DataFrame(experiment.table, schema=list(experiment.measures), orient="row")
    front = [pl.lit(value).alias(name) for name, value in labels.items()]
    row = pl.int_range(pl.len()).alias("replication")
    return numbers.fill_nan(None).select(*front, row, pl.all())


def _as_json(intervals: Mapping[str, Interval]) -> dict[str, dict[str, float | None]]:
    """Means and intervals with null for NaN."""
    return {
        name: {
            part: None if math.isnan(value) else value
            for part, value in zip(("mean", "low", "high"), interval, strict=False)
        }
        for name, interval in intervals.items()
    }


# -- running ---------------------------------------------------------------------------------------


def simulate(
    scenario: Scenario, seed: int = 1, replication: int = 0, engine: Engine = "auto"
) -> Ledger:
    """Everything that happens in one replication, with its laws checked."""
    chosen = choose(engine, scenario, 1)
    ledger = replay(draw(scenario, seed, replication), chosen)
    audit(ledger)
    return ledger


def run(
    scenario: Scenario,
    replications: int = REPLICATIONS,
    seed: int = 1,
    jobs: int | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
    engine: Engine = "auto",
) -> Experiment:
    """Replications 0, 1, ... of a scenario, on as many cores as there are or as said.

    With a folder to store in, each replication is kept as soon as it is finished and never computed
    again. The engine and the number of cores make no difference to the results.
    """
    plan = _Plan(replications, seed, jobs, store, progress, engine)
    return _experiments([scenario], plan)[0]


def compare(
    base: Scenario,
    *others: Scenario,
    replications: int = REPLICATIONS,
    seed: int = 1,
    jobs: int | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
    engine: Engine = "auto",
) -> Comparison:
    """The same replications of several scenarios, with the same luck; otherwise as ``run``."""
    plan = _Plan(replications, seed, jobs, store, progress, engine)
    base_run, *other_runs = _experiments([base, *others], plan)
    comparison = Comparison(base_run, tuple(other_runs))
    return _filed(comparison, store) if store else comparison


@dataclass(frozen=True, slots=True)
class _Plan:
    """How to run."""

    replications: int
    seed: int
    jobs: int | None
    store: Path | None
    progress: Progress | None
    engine: Engine

    def __post_init__(self) -> None:
        if self.replications < 1:
            raise Misuse(f"read {self.replications} replications, expected at least 1")
        if self.jobs is not None and self.jobs < 1:
            raise Misuse(f"read {self.jobs} jobs, expected at least 1")


class _Errand(NamedTuple):
    """One replication to compute."""

    scenario: Scenario
    seed: int
    replication: int
    store: Store | None
    engine: Engine

    def kept(self) -> dict[str, float] | None:
        """Its measures if it is finished already."""
        return self.store.measures(self.replication) if self.store else None


def _experiments(arms: Sequence[Scenario], plan: _Plan) -> list[Experiment]:
    """One experiment for each scenario; a scenario that is named twice is run once."""
    by_name: dict[str, Scenario] = {}
    for scenario in arms:
        if by_name.setdefault(name_of(scenario), scenario) != scenario:
            raise Misuse(f"two different scenarios are called {name_of(scenario)!r}")
    rows = _rows(list(by_name.values()), plan)
    done = {name: _experiment(by_name[name], plan, rows[name]) for name in by_name}
    return [done[name_of(scenario)] for scenario in arms]


def _experiment(scenario: Scenario, plan: _Plan, rows: list[dict[str, float]]) -> Experiment:
    """The table of one scenario's replications, filed if there is a store."""
    folder = None
    if plan.store:
        store = open_store(plan.store, scenario, plan.seed)
        store.close(scenario, plan.seed, rows)
        folder = store.folder
    table = np.array([list(row.values()) for row in rows])
    return Experiment(scenario, plan.seed, tuple(rows[0]), table, folder)


def _rows(scenarios: Sequence[Scenario], plan: _Plan) -> dict[str, list[dict[str, float]]]:
    """The measures of all replications, by scenario and in order of replication."""
    stores = [open_store(plan.store, each, plan.seed) if plan.store else None for each in scenarios]
    engine = _engine_for(scenarios, plan)
    errands = [
        _Errand(scenario, plan.seed, replication, store, engine)
        for replication in range(plan.replications)
        for scenario, store in zip(scenarios, stores, strict=True)
    ]
    found = {number: kept for number, errand in enumerate(errands) if (kept := errand.kept())}
    missing = {number: errand for number, errand in enumerate(errands) if number not in found}
    if missing and engine == "compiled":
        compiled.ready()
    tell = plan.progress or _silent
    tell(len(found), len(errands))
    by_threads = engine == "compiled"
    with closing(spread(_compute, missing, plan.jobs, by_threads=by_threads)) as results:
        for number, row in results:
            found[number] = row
            tell(len(found), len(errands))
    width = len(scenarios)
    return {
        name_of(scenario): [found[number] for number in range(first, len(errands), width)]
        for first, scenario in enumerate(scenarios)
    }


def _engine_for(scenarios: Sequence[Scenario], plan: _Plan) -> Engine:
    """One engine for all replications."""
    largest = max(scenarios, key=simpy_seconds)
    return choose(plan.engine, largest, len(scenarios) * plan.replications)


def _silent(finished: int, wanted: int) -> None:
    """Progress that nobody hears."""


def _compute(errand: _Errand) -> dict[str, float]:
    """The measures of one replication, kept as soon as they are there.

    The compiled engine writes a ledger, and checks its laws, in the first replication alone; in the
    others it adds up on the way, to the same measures.
    """
    kept = errand.kept()  # another process may have been quicker
    if kept is not None:
        return kept
    if errand.engine == "compiled" and errand.replication > 0:
        workload = draw(errand.scenario, errand.seed, errand.replication)
        found = measure(*compiled.tally(workload))
    else:
        ledger = simulate(errand.scenario, errand.seed, errand.replication, errand.engine)
        found = measure(ledger)
        if errand.store and errand.replication == 0:
            errand.store.keep_tables(ledger)
    if errand.store:
        errand.store.keep(errand.replication, found)
    return found


def _filed(comparison: Comparison, root: Path) -> Comparison:
    """The comparison with its tables written into a folder of its own."""
    arms = [each.scenario for each in comparison.experiments]
    folder = comparison_folder(root, arms, comparison.seed, comparison.replications)
    write(folder / "comparison.json", json.dumps(comparison.as_json(), indent=1).encode())
    header = ["scenario", "measure", "unit", *Interval._fields, "verdict"]
    write(folder / "differences.csv", as_csv(header, _difference_rows(comparison)))
    return replace(comparison, folder=folder)


def _difference_rows(comparison: Comparison) -> Iterator[list[object]]:
    """One row for each scenario and measure: the difference and what it says."""
    for name, found in comparison.differences.items():
        for key, difference in found.items():
            numbers = [None if math.isnan(value) else value for value in difference]
            yield [name, key, describe(key).unit, *numbers, comparison.verdict(name, key)]
