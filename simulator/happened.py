"""All that happened in one replication, as tables: from a ledger, or from the files of a result."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from simulator.ledger import Ledger
from simulator.scenario import Scenario
from simulator.store import TABLES
from simulator.whatif import load
from simulator.wishes import Misuse

if TYPE_CHECKING:
    import polars as pl


class Happened(NamedTuple):
    """The scenario and what happened in one replication of it, by names and dates.

    The columns are those of the frames of a ledger. What has not happened is empty.
    """

    scenario: Scenario
    seed: int
    replication: int
    entries: pl.DataFrame
    tasks: pl.DataFrame
    deals: pl.DataFrame


def from_ledger(scenario: Scenario, ledger: Ledger) -> Happened:
    """The tables of a ledger in memory."""
    frames = (ledger.entries_frame(), ledger.tasks_frame(), ledger.deals_frame())
    return Happened(scenario, ledger.seed, ledger.replication, *frames)


def from_folder(folder: Path, name: str, seed: int) -> Happened:
    """The tables of replication 0 as a run has kept them; Misuse if it has kept none."""
    import polars as pl

    try:
        frames = [pl.read_parquet(folder / table) for table in TABLES]
    except FileNotFoundError:
        raise Misuse(f"{folder} holds no tables of what happened; run the scenario again") from None
    scenario = load(folder / "scenario.yaml").model_copy(update={"name": name})
    return Happened(scenario, seed, 0, *frames)
