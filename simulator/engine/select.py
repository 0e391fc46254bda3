"""Chooses what replays: SimPy, which people follow step by step, or the same rules compiled."""

from __future__ import annotations

import logging
from typing import Literal

from simulator.ledger.ledger import Ledger
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import Workload

Engine = Literal["simpy", "compiled", "auto"]
ENGINES: tuple[Engine, ...] = ("simpy", "compiled", "auto")

# What things cost on a machine of 2025, in seconds: benchmarks/ measures them.
STRETCHES_A_WEEK, SIMPY_STRETCH = 260, 9e-6
LOADING, COMPILING = 0.5, 30.0
PAYS = 2.0  # the slow way must cost so many times what the fast one needs to begin

_told = logging.getLogger("simulator")


def choose(engine: Engine, scenario: Scenario, replications: int) -> Engine:
    """The engine named; for ``auto`` compiled code if the work is large enough to pay for it.

    Both give the same ledger, so nothing but time depends on it. Raises compiled.Missing if the
    compiled engine is asked for by name and cannot be had.
    """
    from simulator.engine import compiled  # here, since nobody needs an engine for what is kept

    if engine == "compiled" and not compiled.is_installed():
        raise compiled.EngineUnavailable(compiled.NEEDED)
    if engine != "auto":
        return engine
    slow = replications * simpy_seconds(scenario)
    if slow < PAYS * LOADING:
        return "simpy"
    if not compiled.is_installed():
        if slow > PAYS * COMPILING:
            _told.warning("this takes about %.0f s of computing; %s", slow, compiled.NEEDED)
        return "simpy"
    return "compiled" if slow > PAYS * COMPILING or compiled.is_cached() else "simpy"


def simpy_seconds(scenario: Scenario) -> float:
    """About what SimPy takes for one replication."""
    people = sum(role.people for role in scenario.roles.values())
    return people * scenario.horizon.weeks * STRETCHES_A_WEEK * SIMPY_STRETCH


def replay(workload: Workload, engine: Engine) -> Ledger:
    """Everything that happens, by the engine chosen."""
    if engine == "compiled":
        from simulator.engine import compiled

        return compiled.replay(workload)
    from simulator.engine.simpy_engine import replay as with_simpy

    return with_simpy(workload)
