"""Stored results of any kind, read back."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from simulator.analysis import registry
from simulator.analysis.registry import RESULT_TYPES, AnalysisResult
from simulator.errors import UsageError
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.experiment.store import result_index
from simulator.experiment.store.result_files import from_folder
from simulator.experiment.store.result_reader import (
    AGAIN,
    read_comparison,
    read_manifest,
    read_run,
    twin_stores,
)
from simulator.ledger.frames import LedgerTables

RUN, COMPARE = "run", "compare"


class StoredResult(NamedTuple):
    """A stored result, and what its manifest says of how it came about."""

    content: Experiment | Comparison | list[AnalysisResult]
    made: dict[str, Any]
    folder: Path


def read_stored(root: Path, said: str) -> StoredResult:
    """A stored result with its manifest; Misuse as ``result`` says."""
    content, folder = read_result(root, said), result_index.find_result(root, said).folder
    return StoredResult(content, read_manifest(folder), folder)


def read_result(root: Path, said: str) -> Experiment | Comparison | list[AnalysisResult]:
    """A run, a comparison or the answers of another command, equal to what was computed.

    Misuse if there is no such result, or if a part of it is missing or damaged.
    """
    found = result_index.find_result(root, said)
    if found.kind == RUN:
        return read_run(found.folder)
    if found.kind == COMPARE:
        return read_comparison(found.folder)
    if found.kind in RESULT_TYPES:
        return registry.read_results(found.folder)
    raise UsageError(f"{found.folder} was never finished; {AGAIN}")


def read_ledger_tables(root: Path, said: str) -> list[LedgerTables]:
    """All that happened in replication 0 of a run, or of each scenario of a comparison."""
    found = read_result(root, said)
    if isinstance(found, list):
        raise UsageError(f"{said!r} is an answer: a day is shown of a run or of a comparison")
    experiments = found.experiments if isinstance(found, Comparison) else (found,)
    return [_ledger_tables(each) for each in experiments]


def _ledger_tables(experiment: Experiment) -> LedgerTables:
    assert experiment.folder is not None, "it was read from there"
    stores = twin_stores(experiment.folder)
    folder = next((each.folder for each in stores if each.has_tables()), experiment.folder)
    found = from_folder(folder, experiment.name, experiment.seed)
    return found._replace(scenario=experiment.scenario)
