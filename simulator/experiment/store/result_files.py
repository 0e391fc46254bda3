"""The tables of a stored result, read back."""

from __future__ import annotations

from pathlib import Path

from simulator.errors import UsageError
from simulator.experiment.store.checksums import AGAIN
from simulator.experiment.store.store import TABLES
from simulator.i18n import gettext
from simulator.ledger.frames import COLUMNS, LedgerTables
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
    for table, frame in zip(TABLES, frames, strict=True):
        if frame.columns != list(COLUMNS[Path(table).stem]):
            raise UsageError(
                "{file} has other columns than this program writes; {again}",
                file=folder / table,
                again=gettext(AGAIN),
            )
    scenario = load(folder / "scenario.yaml").model_copy(update={"name": name})
    return LedgerTables(scenario, seed, 0, *frames)
