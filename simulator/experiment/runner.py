"""Replications of any scenarios: computed wherever there are workers, and stored."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypedDict

from simulator.engine.select import ENGINES, Engine, choose, replay, simpy_seconds
from simulator.errors import UsageError
from simulator.experiment.arguments import checked, folder, one_of, text, whole_number
from simulator.experiment.executor import ExecutorConfig, run_jobs
from simulator.experiment.progress import Progress
from simulator.experiment.store.fingerprints import code_hash, fingerprint
from simulator.experiment.store.store import Store, open_store
from simulator.i18n import translatable
from simulator.ledger.frames import frames_of
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.measure_row import MeasureRow
from simulator.measures.registry import measure
from simulator.scenario.inheritance import as_scenario
from simulator.scenario.same_weeks import refuse_other_weeks
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw
from simulator.workload.streams import RandomStreams

OTHER_CODE = translatable(
    "a worker has another version of the simulator or its libraries: install the same on all"
    " machines ('simulator --version' and 'pip freeze' say which), start the workers again, or"
    " leave out --cluster"
)


class RunKeywords(TypedDict, total=False):
    """How to run, in keywords: those of RunOptions."""

    seed: int
    jobs: int | None
    store: Path | None
    progress: Progress | None
    engine: Engine
    cluster: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run: nothing but the seed makes a difference to the results.

    With a folder to store in, each replication is stored as soon as it is finished and never
    computed again. ``jobs`` are cores of this machine, all by default; ``cluster`` is the address
    of a Dask scheduler, whose workers compute instead.
    """

    seed: int = 1
    jobs: int | None = None
    store: Path | None = None
    progress: Progress | None = None
    engine: Engine = "auto"
    cluster: str | None = None

    def __post_init__(self) -> None:
        checked_values = {
            "seed": whole_number("seed", self.seed, least=0),
            "jobs": None if self.jobs is None else whole_number("jobs", self.jobs, least=1),
            "engine": one_of("engine", self.engine, ENGINES),
            "cluster": None if self.cluster is None else text("cluster", self.cluster),
            "store": None if self.store is None else folder("store", self.store),
        }
        for name, value in checked_values.items():
            object.__setattr__(self, name, value)  # frozen for everybody else


class ReplicationRequest(NamedTuple):
    """Some replications of a scenario; with tables, everything that happened in replication 0."""

    scenario: Scenario
    replications: Sequence[int]
    tables: bool = False


@checked
def simulate(
    scenario: Scenario | str | Path,
    seed: int = 1,
    replication: int = 0,
    engine: Engine = "auto",
) -> Ledger:
    """Everything that happens in one replication, with its invariants checked.

    Args:
        scenario: What to replicate, or its name or path.
        seed: What all random streams are keyed by.
        replication: Its number, from 0.
        engine: ``simpy``, ``compiled`` or ``auto``; the ledger is the same row for row.

    Returns:
        The ledger: every stretch of everybody's day, every task, every deal.

    Raises:
        InvariantViolation: If the ledger cannot be true, which is a bug of the simulator.
        EngineUnavailable: If the engine named is not installed.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 1, "warm_up_weeks": 0})
        >>> simulator.simulate(short, seed=1).tasks_frame().columns[:3]
        ['task', 'activity', 'account']
    """
    scenario = as_scenario(scenario)
    options = RunOptions(seed=seed, engine=engine)
    chosen = choose(options.engine, scenario, 1)
    ledger = replay(draw(scenario, options.seed, replication), chosen)
    check_invariants(ledger)
    return ledger


def rows_of(requests: Sequence[ReplicationRequest], options: RunOptions) -> list[list[MeasureRow]]:
    """The measures of all replications requested, in the order of the requests.

    Scenarios that differ in nothing but labels are computed once. Scenarios of one replication
    follow each other, since they share its random streams. They are paired, so all count the same
    weeks.
    """
    refuse_other_weeks([each.scenario for each in requests])
    batch = _Batch(requests, options)
    rows = batch.stored_rows()
    report = options.progress or _no_progress
    report(len(rows), len(batch.jobs))
    if len(rows) < len(batch.jobs):
        config = ExecutorConfig(options.jobs, options.cluster)
        if batch.engine == "compiled" and not options.cluster:
            from simulator.engine import compiled

            compiled.ready()
            report(len(rows), len(batch.jobs))  # the same again: no replication took that time
        with closing(run_jobs(compute, batch.missing(rows), config)) as results:
            for key, result in results:
                rows[key] = batch.store(key, result)
                if len(rows) < len(batch.jobs):
                    report(len(rows), len(batch.jobs))
        report(len(batch.jobs), len(batch.jobs))  # also where another process had the last ones
    return batch.in_order(rows)


def first_row(scenario: Scenario, options: RunOptions) -> MeasureRow:
    """One replication, which says what is measured before all the others are computed."""
    return rows_of([ReplicationRequest(scenario, [0])], replace(options, progress=None))[0][0]


def _no_progress(finished: int, wanted: int) -> None:
    """Where nobody asks for progress."""


# -- one replication -------------------------------------------------------------------------------


class Job(NamedTuple):
    """One replication to compute, wherever."""

    scenario: Scenario
    seed: int
    replication: int
    engine: Engine
    tables: bool


class JobResult(NamedTuple):
    """One replication computed: its measures, its tables if wanted, and the code that did it."""

    measures: MeasureRow
    tables: dict[str, bytes]
    code: str


def compute(job: Job) -> JobResult:
    """The measures of one replication.

    SimPy always writes a ledger, whose invariants are checked. The compiled engine does so only
    where tables are wanted; otherwise it adds up on the way, to the same measures.
    """
    if job.engine == "compiled" and not job.tables:
        from simulator.engine import compiled

        workload = draw(job.scenario, job.seed, job.replication)
        return JobResult(measure(*compiled.tally(workload)), {}, code_hash())
    ledger = simulate(job.scenario, job.seed, job.replication, job.engine)
    tables = _parquet(ledger) if job.tables else {}
    return JobResult(measure(ledger), tables, code_hash())


def _parquet(ledger: Ledger) -> dict[str, bytes]:
    """The tables of a ledger as the contents of files, by name."""
    contents = {}
    for name, frame in frames_of(ledger).items():
        buffer = io.BytesIO()
        frame.write_parquet(buffer)
        contents[f"{name}.parquet"] = buffer.getvalue()
    return contents


# -- all that are requested ------------------------------------------------------------------------

Key = tuple[str, int]  # fingerprint of scenario, seed and code; replication


class _Batch:
    """Which replications are requested, which are stored, and what is to be done for the others."""

    def __init__(self, requests: Sequence[ReplicationRequest], options: RunOptions) -> None:
        self.options = options
        self.fingerprints = [fingerprint(each.scenario, options.seed) for each in requests]
        self.requests = requests
        if options.engine == "compiled" and requests:
            choose("compiled", requests[0].scenario, 1)  # refused before anything is written
        self.stores = self._open_stores()
        self.jobs = self._all_jobs()

    @cached_property
    def engine(self) -> Engine:
        """What computes; to choose it takes a moment, so it is not asked for what is stored."""
        largest = max((each.scenario for each in self.requests), key=simpy_seconds)
        count = sum(len(each.replications) for each in self.requests)
        return choose(self.options.engine, largest, count)

    def _open_stores(self) -> dict[str, Store]:
        """The folder of each scenario, if there is a place to store in."""
        root, seed = self.options.store, self.options.seed
        if root is None:
            return {}
        pairs = zip(self.fingerprints, self.requests, strict=True)
        return {key: open_store(root, each.scenario, seed, each.tables) for key, each in pairs}

    def _all_jobs(self) -> dict[Key, Job]:
        """All that is requested, each once; scenarios of one replication follow each other."""
        jobs: dict[Key, Job] = {}
        for request, key in zip(self.requests, self.fingerprints, strict=True):
            for replication in request.replications:
                tables = request.tables and replication == 0
                if (key, replication) not in jobs or tables:
                    jobs[key, replication] = self._job(request.scenario, replication, tables)
        order = self._order()
        return dict(sorted(jobs.items(), key=lambda pair: order[pair[0][1]]))

    def _order(self) -> dict[int, float]:
        """What replications are sorted by: another order in each process.

        So processes that share a folder seldom compute the same one at the same time.
        """
        numbers = sorted({number for each in self.requests for number in each.replications})
        if not self.stores:
            return {number: float(number) for number in numbers}
        drawn = RandomStreams(os.getpid(), 0).block("order of replications", 0, 1, len(numbers))
        return dict(zip(numbers, drawn[0].tolist(), strict=True))

    def _job(self, scenario: Scenario, replication: int, tables: bool) -> Job:
        return Job(scenario, self.options.seed, replication, self.options.engine, tables)

    def stored_rows(self) -> dict[Key, MeasureRow]:
        """What is stored of all that is requested."""
        return {key: row for key in self.jobs if (row := self._stored_row(key)) is not None}

    def missing(self, rows: dict[Key, MeasureRow]) -> Iterator[tuple[Key, Job]]:
        """What is still to be computed when its turn comes: another process may be quicker."""
        for key, job in self.jobs.items():
            if key in rows:
                continue
            row = self._stored_row(key)
            if row is None:
                yield key, job._replace(engine=self.engine)
            else:
                rows[key] = row

    def _stored_row(self, key: Key) -> MeasureRow | None:
        """A replication from its folder; one without the tables that are wanted does not count."""
        store = self.stores.get(key[0])
        if store is None or (self.jobs[key].tables and not store.has_tables()):
            return None
        return store.measures(key[1])

    def store(self, key: Key, result: JobResult) -> MeasureRow:
        """Puts a replication into its folder, the tables first."""
        if result.code != code_hash():
            raise UsageError(OTHER_CODE)
        store = self.stores.get(key[0])
        if store is not None:
            store.write(key[1], result.measures, result.tables)
        return result.measures

    def in_order(self, rows: dict[Key, MeasureRow]) -> list[list[MeasureRow]]:
        """The measures in the order of the requests."""
        pairs = zip(self.fingerprints, self.requests, strict=True)
        return [[rows[key, number] for number in each.replications] for key, each in pairs]
