"""Chooses the engine: SimPy, which people follow step by step, or the same rules compiled."""

from __future__ import annotations

import logging
from typing import Literal

from simulator.errors import EngineUnavailable
from simulator.i18n import gettext, translatable
from simulator.ledger.ledger import Ledger
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import Workload

Engine = Literal["simpy", "compiled", "auto"]
ENGINES: tuple[Engine, ...] = ("simpy", "compiled", "auto")

# Costs on a machine of 2025, in seconds: benchmarks/ measures them.
ENTRIES_PER_WEEK, SIMPY_SECONDS_PER_ENTRY = 260, 9e-6
LOAD_SECONDS, COMPILE_SECONDS = 0.12, 30.0
WORTHWHILE_RATIO = 2.0  # of SimPy's cost to what the compiled engine needs to start

_logger = logging.getLogger("simulator")


def choose(engine: Engine, scenario: Scenario, replications: int) -> Engine:
    """The engine named; for ``auto`` compiled code if the work is large enough to pay for it.

    Both give the same ledger, so nothing but time depends on the choice.

    Args:
        engine: One of ``ENGINES``.
        scenario: What is to be simulated.
        replications: How often.

    Returns:
        ``"simpy"`` or ``"compiled"``.

    Raises:
        EngineUnavailable: The compiled engine is asked for by name, and numba is not installed.
    """
    from simulator.engine import compiled  # here: a stored result needs no engine

    if engine == "compiled" and not compiled.is_installed():
        raise EngineUnavailable(compiled.NEEDED)
    if engine != "auto":
        return engine
    simpy_cost = replications * simpy_seconds(scenario)
    pays_to_compile = simpy_cost > WORTHWHILE_RATIO * COMPILE_SECONDS
    if simpy_cost < WORTHWHILE_RATIO * LOAD_SECONDS:
        return "simpy"
    if not compiled.is_installed():
        if pays_to_compile:
            text = translatable("this takes about {seconds:.0f} s of computing; {needed}")
            needed = gettext(compiled.NEEDED)
            _logger.warning("%s", gettext(text, seconds=simpy_cost, needed=needed))
        return "simpy"
    return "compiled" if pays_to_compile or compiled.is_cached() else "simpy"


def simpy_seconds(scenario: Scenario) -> float:
    """Seconds that SimPy takes for one replication, estimated from people and weeks."""
    people = sum(role.people for role in scenario.roles.values())
    return people * scenario.horizon.weeks * ENTRIES_PER_WEEK * SIMPY_SECONDS_PER_ENTRY


def replay(workload: Workload, engine: Engine) -> Ledger:
    """Everything that happens, by the engine chosen.

    Args:
        workload: All that was drawn for one replication; see ``workload.draw``.
        engine: ``"compiled"``, or any other for SimPy.

    Returns:
        The ledger, which does not depend on the engine.

    Raises:
        EngineUnavailable: The compiled engine is asked for, and numba is not installed.
    """
    if engine == "compiled":
        from simulator.engine import compiled

        return compiled.replay(workload)
    from simulator.engine import simpy_engine

    return simpy_engine.replay(workload)
