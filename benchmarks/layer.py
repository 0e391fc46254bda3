"""What the experiment layer costs beside the replay, and how long a planner waits for what is kept.

Goals: store, transport and pairing below 10% of the replay of a baseline year; two cores at least
1.6 times one; what is kept answers in under a second, 10,000 kept replications are listed in under
two, the start of the process included. Machines are noisy: each figure is the best of several; of
commands the seconds of the processor stand beside those of the clock.
"""

from __future__ import annotations

import pickle
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

from simulator.engine.select import Engine, choose
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.experiment.runner import Job, JobResult, compute
from simulator.experiment.store.store import open_store
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario

NAMES = ("baseline", "support-takes-paperwork")
REPLICATIONS = 10
KEPT, FOLDERS = 10_000, 100
PROGRAM = "from simulator.cli import main; main()"


class Took(NamedTuple):
    """Seconds by the clock and of the processor."""

    wall: float
    processor: float


def best(work: Callable[[], object], times: int = 7) -> float:
    """Seconds of the quickest of several times."""
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return min(found)


def row(what: str, measured: str, goal: str, met: bool) -> None:
    """One line: what, how much, the goal, and whether it is reached."""
    print(f"{what:<58} {measured:>22}   {goal:<10} {'yes' if met else 'NO'}")


# -- overhead --------------------------------------------------------------------------------------


def overhead(engine: Engine, folder: Path) -> None:
    """The layer's share for each replication of a baseline year: each step by itself."""
    base, other = map(load, NAMES)
    numbers = iter(range(1, 1_000_000))
    replay = best(lambda: compute(Job(base, 1, next(numbers), engine, False)), 3)
    finished = compute(Job(base, 1, 0, engine, False))
    steps = {
        "look and keep": storing(base, finished, folder),
        "to a process and back": transport(base, finished, engine),
        "pair and judge": pairing(base, other, finished),
    }
    total = sum(steps.values())
    for name, seconds in steps.items():
        print(f"  {engine:<8} {name:<24} {1e3 * seconds:8.2f} ms for each replication")
    said = f"{total / replay:.1%} of {1e3 * replay:,.0f} ms"
    row(f"overhead of the layer, {engine}", said, "< 10%", total < 0.1 * replay)


def storing(scenario: Scenario, finished: JobResult, folder: Path) -> float:
    """Looks whether a replication is kept, twice, as a run does; then keeps it, on the disk."""
    store, numbers = open_store(folder, scenario, 1), iter(range(1_000_000))

    def once() -> None:
        number = next(numbers)
        store.measures(number)
        store.measures(number)
        store.write(number, finished.measures, {})

    return best(once, 20)


def transport(scenario: Scenario, finished: JobResult, engine: Engine) -> float:
    """Packs and unpacks what goes to a process and what comes back."""
    errand = Job(scenario, 1, 0, engine, False)
    return best(lambda: [pickle.loads(pickle.dumps(each)) for each in (errand, finished)])


def pairing(base: Scenario, other: Scenario, finished: JobResult, replications: int = 30) -> float:
    """Differences, intervals and verdicts of two scenarios, shared out to each replication."""
    names, values = tuple(finished.measures), np.array(list(finished.measures.values()))
    noise = np.random.default_rng(1).normal(1, 0.1, (2, replications, len(names)))
    arms = [
        Experiment(each, 1, names, values * part)
        for each, part in zip((base, other), noise, strict=True)
    ]

    def once() -> None:
        found = Comparison(arms[0], (arms[1],))
        assert found.differences
        assert found.answers

    once()
    return best(once) / (2 * replications)


# -- cores -----------------------------------------------------------------------------------------


def cores(engine: Engine, replications: int) -> None:
    """How much sooner two cores are done than one, in turn, so that noise hits both alike."""
    scenario, seeds, seconds = load(NAMES[0]), iter(range(100, 200)), {1: [], 2: []}
    for _ in range(3):
        for jobs in (1, 2):
            begin = time.perf_counter()
            run(scenario, replications, seed=next(seeds), jobs=jobs, engine=engine)
            seconds[jobs].append(time.perf_counter() - begin)
    ratio = min(seconds[1]) / min(seconds[2])
    row(f"two cores over one, {engine}", f"{ratio:.2f} times", ">= 1.6", ratio >= 1.6)


# -- commands --------------------------------------------------------------------------------------


def command(*words: str) -> Took:
    """A command in a process of its own."""
    before, begin = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-c", PROGRAM, *words], stdout=subprocess.DEVNULL, check=True)
    wall, after = time.perf_counter() - begin, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Took(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def waited(what: str, goal: float, *words: str) -> None:
    """How long a command takes at best."""
    found = min(command(*words) for _ in range(5))
    said = f"{found.wall:.2f} s ({found.processor:.2f} s)"
    row(what, said, f"< {goal:g} s", found.wall < goal)


def asked_again(folder: Path) -> None:
    """The whole command for a comparison that is kept."""
    compare(*map(load, NAMES), replications=REPLICATIONS, store=folder)
    words = ["compare", *NAMES, "-n", str(REPLICATIONS), "--out", str(folder)]
    command(*words)  # draws
    waited("a kept comparison, asked again", 1, *words)
    waited("the same in JSON", 1, *words, "--json")


def listed(folder: Path) -> None:
    """The list of 10,000 replications in 100 results."""
    first = next((folder / NAMES[0]).iterdir())
    source = (first / "replications" / "0000.json").read_bytes()
    for number in range(FOLDERS):
        result = folder / "many" / f"{number:016x}"
        shutil.copytree(first, result, ignore=shutil.ignore_patterns("*.parquet", "0*.json"))
        for replication in range(KEPT // FOLDERS):
            (result / "replications" / f"{replication:04d}.json").write_bytes(source)
    waited(f"{KEPT:,} kept replications listed", 2, "results", "list", "--out", str(folder))


def main() -> None:
    """Prints each figure beside its goal."""
    with tempfile.TemporaryDirectory(dir=".") as place:
        folder = Path(place)
        engines: tuple[Engine, ...] = ("simpy",)
        if choose("auto", load(NAMES[0]), 1_000) == "compiled":
            engines = ("simpy", "compiled")
        for engine in engines:
            overhead(engine, folder / engine)
        for engine in engines:
            cores(engine, 4 if engine == "simpy" else 40)
        asked_again(folder / "asked")
        listed(folder / "asked")


if __name__ == "__main__":
    main()
