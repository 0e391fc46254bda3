"""Replications of any scenarios: computed wherever there are hands, and kept."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import NamedTuple, TypedDict

from simulator.engine.select import Engine, choose, replay, simpy_seconds
from simulator.errors import UsageError
from simulator.experiment.executor import ExecutorConfig, run_jobs
from simulator.experiment.store.store import TABLES, Store, code_hash, fingerprint, open_store
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw
from simulator.workload.streams import RandomStreams

MeasureRow = dict[str, float]  # the measures of one replication
Progress = Callable[[int, int], None]  # replications finished, replications wanted


class RunKeywords(TypedDict, total=False):
    """How to run, in keywords: those of Manner."""

    seed: int
    jobs: int | None
    store: Path | None
    progress: Progress | None
    engine: Engine
    cluster: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How to run: nothing but the seed makes a difference to the results.

    With a folder to store in, each replication is kept as soon as it is finished and never computed
    again. ``jobs`` are cores of this machine, all if not said; ``cluster`` is the address of a Dask
    scheduler, whose workers compute instead.
    """

    seed: int = 1
    jobs: int | None = None
    store: Path | None = None
    progress: Progress | None = None
    engine: Engine = "auto"
    cluster: str | None = None

    def __post_init__(self) -> None:
        if self.jobs is not None and self.jobs < 1:
            raise UsageError(f"read {self.jobs} jobs, expected at least 1")


class ReplicationRequest(NamedTuple):
    """Some replications of a scenario; with tables, everything that happened in replication 0."""

    scenario: Scenario
    replications: Sequence[int]
    tables: bool = False


def simulate(
    scenario: Scenario, seed: int = 1, replication: int = 0, engine: Engine = "auto"
) -> Ledger:
    """Everything that happens in one replication, with its laws checked."""
    chosen = choose(engine, scenario, 1)
    ledger = replay(draw(scenario, seed, replication), chosen)
    check_invariants(ledger)
    return ledger


def rows_of(wanted: Sequence[ReplicationRequest], manner: RunOptions) -> list[list[MeasureRow]]:
    """The measures of all replications wanted, in the order in which they are asked for.

    Scenarios that differ in nothing but labels are computed once. Scenarios of one replication
    follow each other, since they share its luck.
    """
    work = _Batch(wanted, manner)
    found = work.found_already()
    tell = manner.progress or _silent
    tell(len(found), len(work.errands))
    if len(found) < len(work.errands):
        hands = ExecutorConfig(manner.jobs, manner.cluster)
        if work.engine == "compiled" and not manner.cluster:
            from simulator.engine import compiled

            compiled.ready()
        with closing(run_jobs(compute, work.missing(found), hands)) as results:
            for key, finished in results:
                found[key] = work.kept(key, finished)
                tell(len(found), len(work.errands))
    return work.in_order(found)


def first_row(scenario: Scenario, manner: RunOptions) -> MeasureRow:
    """One replication, which says what is measured before all the others are computed."""
    return rows_of([ReplicationRequest(scenario, [0])], replace(manner, progress=None))[0][0]


def _silent(finished: int, wanted: int) -> None:
    """Progress that nobody hears."""


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


def compute(errand: Job) -> JobResult:
    """The measures of one replication.

    SimPy always writes a ledger, whose laws are checked. The compiled engine does so only where
    tables are wanted; otherwise it adds up on the way, to the same measures.
    """
    if errand.engine == "compiled" and not errand.tables:
        from simulator.engine import compiled

        workload = draw(errand.scenario, errand.seed, errand.replication)
        return JobResult(measure(*compiled.tally(workload)), {}, code_hash())
    ledger = simulate(errand.scenario, errand.seed, errand.replication, errand.engine)
    tables = _parquet(ledger) if errand.tables else {}
    return JobResult(measure(ledger), tables, code_hash())


def _parquet(ledger: Ledger) -> dict[str, bytes]:
    """All that happened as the contents of files, by name."""
    found = {}
    frames = (ledger.entries_frame(), ledger.tasks_frame(), ledger.deals_frame())
    for name, frame in zip(TABLES, frames, strict=True):
        content = io.BytesIO()
        frame.write_parquet(content)
        found[name] = content.getvalue()
    return found


# -- all that are wanted ---------------------------------------------------------------------------

Key = tuple[str, int]  # fingerprint of scenario, seed and code; replication


class _Batch:
    """Which replications are wanted, which are there, and what is to be done for the others."""

    def __init__(self, wanted: Sequence[ReplicationRequest], manner: RunOptions) -> None:
        self.manner = manner
        self.prints = [fingerprint(each.scenario, manner.seed) for each in wanted]
        self.wanted = wanted
        if manner.engine == "compiled" and wanted:
            choose("compiled", wanted[0].scenario, 1)  # refused before anything is written
        self.stores = self._opened()
        self.errands = self._errands()

    @cached_property
    def engine(self) -> Engine:
        """What computes; to choose it takes a moment, so it is not asked for what is kept."""
        largest = max((each.scenario for each in self.wanted), key=simpy_seconds)
        count = sum(len(each.replications) for each in self.wanted)
        return choose(self.manner.engine, largest, count)

    def _opened(self) -> dict[str, Store]:
        """The folder of each scenario, if there is a place to store in."""
        root, seed = self.manner.store, self.manner.seed
        if root is None:
            return {}
        pairs = zip(self.prints, self.wanted, strict=True)
        return {key: open_store(root, each.scenario, seed) for key, each in pairs}

    def _errands(self) -> dict[Key, Job]:
        """All that is wanted, each once; scenarios of one replication follow each other."""
        found: dict[Key, Job] = {}
        for each, name in zip(self.wanted, self.prints, strict=True):
            for replication in each.replications:
                tables = each.tables and replication == 0
                if (name, replication) not in found or tables:
                    found[name, replication] = self._errand(each.scenario, replication, tables)
        turn = self._turns()
        return dict(sorted(found.items(), key=lambda pair: turn[pair[0][1]]))

    def _turns(self) -> dict[int, float]:
        """When the turn of each replication comes: in another order in each process.

        So those that work in one folder at a time seldom have the same in hand.
        """
        numbers = sorted({number for each in self.wanted for number in each.replications})
        if not self.stores:
            return {number: float(number) for number in numbers}
        drawn = RandomStreams(os.getpid(), 0).block("order of replications", 0, 1, len(numbers))
        return dict(zip(numbers, drawn[0].tolist(), strict=True))

    def _errand(self, scenario: Scenario, replication: int, tables: bool) -> Job:
        return Job(scenario, self.manner.seed, replication, self.manner.engine, tables)

    def found_already(self) -> dict[Key, MeasureRow]:
        """What is kept of all that is wanted."""
        return {key: row for key in self.errands if (row := self._look(key)) is not None}

    def missing(self, found: dict[Key, MeasureRow]) -> Iterator[tuple[Key, Job]]:
        """What is still to be computed when its turn comes: another process may be quicker."""
        for key, errand in self.errands.items():
            if key in found:
                continue
            row = self._look(key)
            if row is None:
                yield key, errand._replace(engine=self.engine)
            else:
                found[key] = row

    def _look(self, key: Key) -> MeasureRow | None:
        """A replication from its folder; one without the tables that are wanted does not count."""
        store = self.stores.get(key[0])
        if store is None or (self.errands[key].tables and not store.has_tables()):
            return None
        return store.measures(key[1])

    def kept(self, key: Key, finished: JobResult) -> MeasureRow:
        """Puts a replication into its folder, the tables first."""
        if finished.code != code_hash():
            raise UsageError("a worker has another version of the simulator or its libraries")
        store = self.stores.get(key[0])
        if store is not None:
            store.keep_tables(finished.tables)
            store.keep(key[1], finished.measures)
        return finished.measures

    def in_order(self, found: dict[Key, MeasureRow]) -> list[list[MeasureRow]]:
        """The measures as they were asked for."""
        pairs = zip(self.prints, self.wanted, strict=True)
        return [[found[key, number] for number in each.replications] for key, each in pairs]
