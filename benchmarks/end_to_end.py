"""What a replication of the baseline costs from its seed to its measures, under each engine.

Three tables: each stage under both engines; how long a planner waits for 20 what-ifs of 30
replications; how the cost grows with the work. Machines are noisy: a figure is the best of several.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import simpy

from simulator.engine import compiled
from simulator.engine.build_ledger import build_ledger
from simulator.engine.compiled import engine
from simulator.engine.compiled.heap_ops import ENTRY_WORDS
from simulator.engine.compiled.workspace import address_of
from simulator.engine.initial_state import initial_state
from simulator.engine.simpy_engine import SimPyModel, with_lists
from simulator.experiment.compare import compare
from simulator.measures.registry import measure
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.workload import streams
from simulator.workload.draw import Workload, draw

Stages = dict[str, float]


class Clock:
    """Seconds by name."""

    def __init__(self) -> None:
        self.found: Stages = {}

    def time(self, name: str, work: Callable[..., Any], *said: Any) -> Any:
        """Does something, and notes how long it took."""
        begin = time.perf_counter()
        result = work(*said)
        self.found[name] = self.found.get(name, 0.0) + time.perf_counter() - begin
        return result


def by_simpy(scenario: Scenario, replication: int) -> tuple[Stages, int]:
    """One replication, stage by stage, and how many entries it has."""
    clock = Clock()
    drawn: Workload = clock.time("draw", draw, scenario, 1, replication)
    state = clock.time("replay", lambda: with_lists(initial_state(drawn)))
    asked = drawn.tasks.asked[drawn.roots]
    clock.time("replay", lambda: SimPyModel(state, drawn.roots, asked, simpy.Environment()).run())
    ledger = clock.time("measures", build_ledger, state, drawn)
    clock.time("measures", measure, ledger)
    return clock.found, len(ledger.entries)


def by_compiled(scenario: Scenario, replication: int) -> tuple[Stages, int]:
    """The same, compiled: measures are gathered on the way."""
    clock, code = Clock(), engine.machine_code()
    workspace = engine._thread_workspace()
    drawn: Workload = clock.time("draw", draw, scenario, 1, replication)
    machine = clock.time("replay", workspace.set_up, drawn)
    clock.time("replay", code.run, "run_events", address_of(workspace.table))
    entries = len(workspace.lists["log"].view(0)) // ENTRY_WORDS
    clock.time("measures", code.run, "accumulate", address_of(workspace.table))
    ledger, tally = clock.time("measures", workspace.read_tally, machine, drawn)
    clock.time("measures", measure, ledger, tally)
    return clock.found, entries


def best(work: Callable[[int], tuple[Stages, int]], times: int) -> tuple[Stages, int]:
    """The quickest of several replications, each with luck that nobody has drawn before."""
    streams.streams_of.cache_clear()
    return min((work(number) for number in range(times)), key=lambda each: sum(each[0].values()))


def stages() -> None:
    """Each stage under both engines."""
    scenario = load("baseline")
    slow, entries = best(lambda number: by_simpy(scenario, number), 2)
    fast, _ = best(lambda number: by_compiled(scenario, number), 6)
    print(f"the baseline's year, {entries:,} entries, in seconds")
    print(f"{'':12}{'SimPy':>10}{'compiled':>10}{'times':>8}")
    for name in (*slow, "all"):
        a = slow.get(name, sum(slow.values()))
        b = fast.get(name, sum(fast.values()))
        print(f"{name:12}{a:10.3f}{b:10.3f}{a / b:8.1f}")


def allow_tasks(most: int) -> None:
    """Lifts the bound on tasks wherever it is looked at."""
    for name, module in list(sys.modules.items()):
        if name.startswith("simulator.") and hasattr(module, "MAX_TASKS"):
            vars(module)["MAX_TASKS"] = most


def growth() -> None:
    """What an entry costs in scenarios of very different sizes; the last takes about 10 GB."""
    allow_tasks(60_000_000)  # for the largest scenario here alone
    today = load("baseline")
    print("\nwhat the compiled engine takes for an entry, in nanoseconds")
    print(
        f"{'people':>8}{'weeks':>8}{'entries':>14}{'draw':>8}{'replay':>8}{'measures':>10}{'all':>8}"
    )
    sizes = [(1, 2), (1, 20), (1, 200), (1, 520), (4, 520)]
    for size, weeks in sizes[: int(sys.argv[1])] if len(sys.argv) > 1 else sizes:
        scenario = larger(today, size, weeks)
        found, entries = best(lambda number: by_compiled(scenario, number), 3 if weeks < 500 else 1)  # noqa: B023
        each = {name: 1e9 * seconds / entries for name, seconds in found.items()}
        people = sum(role.people for role in scenario.roles.values())
        print(
            f"{people:8}{weeks:8}{entries:14,}{each['draw']:8.0f}{each['replay']:8.0f}"
            f"{each['measures']:10.0f}{sum(each.values()):8.0f}"
        )


def larger(today: Scenario, size: int, weeks: int) -> Scenario:
    """So many such companies as one, for so long."""
    said: dict[str, Any] = {"horizon": {"weeks": weeks, "warm_up_weeks": 0}}
    if size > 1:
        said["roles"] = {name: {"people": size * r.people} for name, r in today.roles.items()}
        said["segments"] = {
            name: {"accounts": size * (s.accounts or 0)} for name, s in today.segments.items()
        }
    return what_if(today, **said)


def planner() -> None:
    """Twenty what-ifs and today, thirty replications each, on all cores."""
    today = load("baseline")
    others = [
        what_if(today, name=f"support-{number}", hire={"sales_support": number})
        for number in range(1, 21)
    ]
    begin = time.perf_counter()
    compare(today, *others, replications=30, engine="compiled")
    took = time.perf_counter() - begin
    print(f"\n20 what-ifs and today, 30 replications of a year each: {took:.0f} s on all cores")


def main() -> None:
    """Prints the three tables."""
    compiled.replay(draw(larger(load("baseline"), 1, 1)))  # loads, or compiles, the code
    stages()
    planner()
    growth()  # last: it leaves a lot of memory behind


if __name__ == "__main__":
    main()
