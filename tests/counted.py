"""The command line with a note in a file for each replication that anybody begins to compute."""

from __future__ import annotations

import os
from pathlib import Path

from simulator import runs
from simulator.cli import main as command_line

NOTES = "SIMULATOR_TEST_NOTES"  # the environment's name for the file
_compute = runs.compute


def compute(errand: runs.Errand) -> runs.Finished:
    """Notes that a replication is begun, then computes it; wherever, since it goes by its name."""
    with Path(os.environ[NOTES]).open("a", encoding="utf-8") as notes:
        notes.write(f"{errand.scenario.name} {errand.replication}\n")
    return _compute(errand)


def main() -> None:
    """The command ``simulator``, counted."""
    runs.compute = compute
    command_line()
