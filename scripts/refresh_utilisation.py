"""Simulates what the load model is held against, and writes it to tests/fixtures/utilisation.json.

    python scripts/refresh_utilisation.py            all; some minutes
    python scripts/refresh_utilisation.py north      what is of these scenarios alone

Twenty replications of every scenario that comes with the simulator, and of thirty plans at random:
mean utilisation of each role, and whether all its queues settle. Replications are kept in results/,
so that whoever stops it goes on where it stopped.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE / "tests"))

import load_model  # noqa: E402 - lies among the tests

import simulator  # noqa: E402
from simulator.io import write  # noqa: E402
from simulator.scenario.folders import listing  # noqa: E402
from simulator.scenario.scenario import Scenario  # noqa: E402


def simulated(scenario: Scenario) -> dict[str, Any]:
    """Mean utilisation of each role that is ever there, and whether its queues settle."""
    kept = HOUSE / "results"
    experiment = simulator.run(scenario, load_model.REPLICATIONS, engine="compiled", store=kept)
    growing = {queue.role for queue in experiment.queues if queue.grows}
    return {
        role: {
            "utilisation": round(experiment.interval(f"utilisation.{role}").mean, 4),
            "settles": role not in growing,
        }
        for role, values in scenario.roles.items()
        if values.people
    }


def main(only: list[str]) -> None:
    """Writes the file anew, or those parts of it that are named."""
    nothing: dict[str, Any] = {"scenarios": {}, "plans": []}
    held = json.loads(load_model.UTILISATION.read_text()) if only else nothing
    for each in listing():
        if not only or each.name in only:
            print(each.name, flush=True)
            held["scenarios"][each.name] = simulated(simulator.load(each.path))
    for number, plan in enumerate(load_model.load_plans()):
        if not only or plan.base in only:
            print(f"plan {number + 1}", flush=True)
            row = {**plan._asdict(), "roles": simulated(plan.scenario())}
            held["plans"][number : number + 1] = [row]
    write(load_model.UTILISATION, (json.dumps(held, indent=1) + "\n").encode())


if __name__ == "__main__":
    main(sys.argv[1:])
