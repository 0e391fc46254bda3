"""What the baseline's replay costs: bare SimPy timeouts for an entry, bytes for an entry, growth.

Machines are noisy, so every figure is a ratio to a bare loop of timeouts in the same run. Goals: at
most 10 bare timeouts and 200 bytes for an entry, and cost in proportion from 4 weeks to 4 years.
"""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import sys
import time

import simpy

from simulator.engine import simpy_engine as engine
from simulator.scenario.inheritance import load
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw

WEEKS = (4, 13, 52, 208)
TIMEOUTS = 300_000


def bare_timeout() -> float:
    """Seconds for one timeout of a process that does nothing else."""
    environment = simpy.Environment()

    def process():
        for _ in range(TIMEOUTS):
            yield environment.timeout(1)

    environment.process(process())
    begin = time.perf_counter()
    environment.run()
    return (time.perf_counter() - begin) / TIMEOUTS


def peak_bytes() -> int:
    """Most memory this process has held."""
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def measure(weeks: int, name: str = "baseline") -> dict[str, float]:
    """Draws and replays a scenario over so many weeks, between bare loops."""
    horizon = {"weeks": weeks, "warm_up_weeks": 0}
    workload = draw(what_if(load(name), horizon=horizon), seed=1, replication=0)
    before, memory = bare_timeout(), peak_bytes()
    begin = time.perf_counter()
    ledger = engine.replay(workload)
    seconds = time.perf_counter() - begin
    bare = statistics.mean((before, bare_timeout()))
    entries = len(ledger.entries)
    return {
        "weeks": weeks,
        "entries": entries,
        "microseconds": 1e6 * seconds / entries,
        "timeouts": seconds / entries / bare,
        "bytes": (peak_bytes() - memory) / entries,
    }


def with_customers(context: multiprocessing.context.SpawnContext) -> None:
    """Prints what customers add to the cost of an entry, both measured in turn; goal: 1.5 times."""
    ratios = []
    for _ in range(3):
        costs = []
        for name in ("baseline", "market"):
            with context.Pool(1) as pool:
                costs.append(pool.apply(measure, (13, name))["timeouts"])
        ratios.append(costs[1] / costs[0])
    print(f"with customers: {statistics.median(ratios):.2f} times the cost for an entry")


def main() -> None:
    """Prints one line for each horizon, each measured in a process of its own."""
    print(f"{'weeks':>6} {'entries':>10} {'us/entry':>9} {'bare timeouts':>14} {'bytes/entry':>12}")
    context = multiprocessing.get_context("spawn")
    for weeks in WEEKS[: int(sys.argv[1])] if len(sys.argv) > 1 else WEEKS:
        with context.Pool(1) as pool:
            row = pool.apply(measure, (weeks,))
        print(
            f"{row['weeks']:6.0f} {row['entries']:10,.0f} {row['microseconds']:9.2f} "
            f"{row['timeouts']:14.1f} {row['bytes']:12.0f}"
        )
    with_customers(context)


if __name__ == "__main__":
    main()
