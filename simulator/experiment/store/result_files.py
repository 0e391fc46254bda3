"""The tables of a stored result, read back."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import UsageError
from simulator.experiment.store.store import TABLES
from simulator.ledger.frames import LedgerTables
from simulator.scenario.inheritance import load


def from_folder(folder: Path, name: str, seed: int) -> LedgerTables:
    """The tables of replication 0 as a run has stored them; UsageError if it has stored none."""
    import polars as pl

    try:
        frames = [pl.read_parquet(folder / table) for table in TABLES]
    except FileNotFoundError:
        raise UsageError(
            "{folder} holds no tables of what happened; run the scenario again", folder=folder
        ) from None
    scenario = load(folder / "scenario.yaml").model_copy(update={"name": name})
    return LedgerTables(scenario, seed, 0, *frames)
