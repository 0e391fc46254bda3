"""The command line with a note in a file for each replication that anybody begins to compute."""

from __future__ import annotations

import os
from pathlib import Path

from simulator.cli import main as command_line
from simulator.experiment import runner

NOTES = "SIMULATOR_TEST_NOTES"  # the environment's name for the file
_compute = runner.compute


def compute(errand: runner.Job) -> runner.JobResult:
    """Notes that a replication is begun, then computes it; wherever, since it goes by its name."""
    with Path(os.environ[NOTES]).open("a", encoding="utf-8") as notes:
        notes.write(f"{errand.scenario.name} {errand.replication}\n")
    return _compute(errand)


def main() -> None:
    """The command ``simulator``, counted."""
    runner.compute = compute
    command_line()
