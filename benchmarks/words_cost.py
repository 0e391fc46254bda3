"""What an entry costs the compiled engine with and without the words of people and land.

    python benchmarks/words_cost.py                    none and all, in turn, in this checkout
    python benchmarks/words_cost.py --against FOLDER   none in another checkout, too: an older one

The company is frozen beside this file, so that a change of the shipped scenarios changes no ratio.
Goals: none at most 1.1 times the older checkout's cost of an entry, all at most 1.3 times. A figure
is processor time, the least of several replications, each turn in a process of its own; a ratio is
the median over the turns.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

FROZEN = Path(__file__).resolve().parent / "frozen"
TURNS, REPLICATIONS = 7, 3

# Runs in either checkout: it uses only what both have.
MEASURE = """
import json, sys, time
from simulator.engine.compiled import engine
from simulator.engine.compiled.heap_ops import ENTRY_WORDS
from simulator.engine.compiled.workspace import address_of
from simulator.scenario.inheritance import load
from simulator.workload.draw import draw

scenario = load(sys.argv[1])
code, workspace = engine.machine_code(), engine._thread_workspace()
costs = []
for replication in range(int(sys.argv[2])):
    drawn = draw(scenario, 1, replication)
    begin = time.process_time()
    workspace.set_up(drawn)
    code.run("run_events", address_of(workspace.table))
    seconds = time.process_time() - begin
    entries = len(workspace.lists["log"].view(0)) // ENTRY_WORDS
    costs.append(1e9 * seconds / entries)
print(json.dumps([min(costs), entries]))
"""


def cost(checkout: Path, python: str, scenario: str) -> tuple[float, int]:
    """Nanoseconds for an entry, and the entries, measured in a process of its own."""
    command = [python, "-c", MEASURE, str(FROZEN / f"{scenario}.yaml"), str(REPLICATIONS)]
    around = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(
        command, cwd=checkout, env=around, capture_output=True, text=True, check=True
    )
    nanoseconds, entries = json.loads(done.stdout)
    return nanoseconds, entries


def main() -> None:
    """Prints the cost of an entry each way, and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--against", type=Path, help="another checkout, with its .venv")
    other = parser.parse_args().against
    here = Path(__file__).resolve().parent.parent
    ways = {"none": (here, sys.executable, "baseline"), "all": (here, sys.executable, "all-words")}
    if other is not None:
        ways["older"] = (other, str(other / ".venv" / "bin" / "python"), "baseline")
    turns = [{name: cost(*way) for name, way in ways.items()} for _ in range(TURNS)]
    for name in ways:
        best, entries = min(turn[name] for turn in turns)
        print(f"{name:>6}: {best:7.1f} ns an entry, {entries:,} entries")
    pairs = [("all", "none")] + ([("none", "older"), ("all", "older")] if other else [])
    for one, two in pairs:
        ratio = statistics.median(turn[one][0] / turn[two][0] for turn in turns)
        print(f"{one} over {two}: {ratio:.2f}")


if __name__ == "__main__":
    main()
