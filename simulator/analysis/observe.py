"""What is observed in the ledgers of replications, wherever they are computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from typing import NamedTuple, TypeVar

from simulator.engine import compiled
from simulator.engine.select import Engine, choose
from simulator.experiment.executor import ExecutorConfig, run_jobs
from simulator.experiment.runner import RunOptions, simulate
from simulator.ledger.ledger import Ledger
from simulator.scenario.scenario import Scenario

Observation = TypeVar("Observation")


class ObservationJob(NamedTuple):
    """One replication to observe."""

    scenario: Scenario
    seed: int
    replication: int
    engine: Engine


def observations(
    of: Callable[[Ledger], Observation],
    scenarios: Sequence[Scenario],
    replications: int,
    options: RunOptions,
) -> list[list[Observation]]:
    """What a function of a module says of each ledger: a list for each scenario."""
    engine = choose(options.engine, scenarios[0], len(scenarios) * replications)
    if engine == "compiled" and not options.cluster:
        compiled.ready()
    keys = [(arm, number) for arm in range(len(scenarios)) for number in range(replications)]
    jobs = [
        ((arm, number), ObservationJob(scenarios[arm], options.seed, number, engine))
        for arm, number in keys
    ]
    executor = ExecutorConfig(options.jobs, options.cluster)
    observed: dict[tuple[int, int], Observation] = {}
    if options.progress:
        options.progress(0, len(keys))
    with closing(run_jobs(partial(_observe, of), jobs, executor)) as results:
        for key, observation in results:
            observed[key] = observation
            if options.progress:
                options.progress(len(observed), len(keys))
    return [[observed[arm, n] for n in range(replications)] for arm in range(len(scenarios))]


def _observe(of: Callable[[Ledger], Observation], job: ObservationJob) -> Observation:
    return of(simulate(*job))
