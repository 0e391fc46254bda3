"""A discrete-event simulator of a sales force, for questions that begin with: what if?

Five verbs stand at the door. Each has a long way round, through the rooms below.

    load("baseline")                     a scenario from its file
    what_if(today, hire={...})          the same company, but
    simulate(today)                      one replication, with everything that happened in it
    run(today)                           many replications, measured
    compare(today, changed)              the same luck for both, and what differs

The rooms, in the order in which a question goes through them:

    quantities, nouns, customers,
    scenario, consistency                what a planner decides, with units, checked and frozen
    loading, complaints, verbs, whatif   from files and their parents to a scenario
    vocabulary, company                  the scenario as columns of plain numbers
    chance, calendars, geography         luck, days worked, places
    workload                             all chance of one replication, drawn beforehand
    rules, market, world, lines          who does what next, what customers make of it, the state
    opening, replay, closing             to columns, the clock by SimPy, to a ledger
    compiled, engines                    the same rules as machine code; which engine to use
    ledger                               every stretch of everyone's day, every task
    stretches, window, waiting           sums over a ledger
    outcomes, measures, audit            numbers for planners, laws for everybody
    workers, store, experiment           replications side by side, kept, compared
    verdicts, library                    payback, who breaks first, claims held against runs
    days, charts, story, journeys, cli   what a planner or a trainer sees
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from simulator.experiment.compare import compare, run
    from simulator.experiment.runner import simulate
    from simulator.scenario.inheritance import load
    from simulator.scenario.overrides import what_if

__version__ = "0.2.0"  # the one place: the build and all results read it here

__all__ = ["__version__", "compare", "load", "run", "simulate", "what_if"]

_ROOM_OF = {
    "compare": "simulator.experiment.compare",
    "run": "simulator.experiment.compare",
    "simulate": "simulator.experiment.runner",
    "load": "simulator.scenario.inheritance",
    "what_if": "simulator.scenario.overrides",
}


def __getattr__(name: str) -> Any:
    """Opens a room only when somebody asks for what is in it: the door itself opens at once."""
    if name in _ROOM_OF:
        return getattr(import_module(_ROOM_OF[name]), name)
    raise AttributeError(f"module 'simulator' has no attribute {name!r}")


def __dir__() -> list[str]:
    """What stands at the door."""
    return sorted(__all__)
