"""Stored results of any kind, read back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from simulator.analysis.registry import ANALYSES, AnalysisResult
from simulator.analysis.result_file import read_results
from simulator.errors import UsageError
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.experiment.store import result_index
from simulator.experiment.store.checksums import AGAIN
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.experiment.store.result_files import from_folder
from simulator.experiment.store.result_reader import (
    read_comparison,
    read_manifest,
    read_run,
    twin_stores,
)
from simulator.experiment.store.store import SCENARIOS_SHA256
from simulator.i18n import gettext
from simulator.ledger.frames import LedgerTables

RUN, COMPARE = "run", "compare"


class StoredResult(NamedTuple):
    """A stored result, and what its manifest says of how it came about."""

    content: Experiment | Comparison | list[AnalysisResult]
    made: dict[str, Any]
    folder: Path

    @property
    def name(self) -> str:
        """What it is called.

        Returns:
            The scenarios' names, behind the command's for an answer.
        """
        return self.folder.parent.name

    @property
    def place(self) -> str:
        """How it may be called among all results.

        Returns:
            Its name and its hash, such as ``baseline/0123456789abcdef``.
        """
        return f"{self.name}/{self.folder.name}"

    @property
    def scenario_hashes(self) -> dict[str, str]:
        """The scenarios that it depends on.

        Returns:
            The hash of each by its name; of an answer those that its manifest names.
        """
        content = self.content
        if isinstance(content, list):
            return dict(self.made.get(SCENARIOS_SHA256, {}))
        experiments = content.experiments if isinstance(content, Comparison) else (content,)
        return {each.name: scenario_hash(each.scenario) for each in experiments}


def read_stored(root: Path, name: str) -> StoredResult:
    """A stored result with its manifest; raises what ``read_result`` raises."""
    content, folder = read_result(root, name), result_index.find_result(root, name).folder
    return StoredResult(content, read_manifest(folder), folder)


def read_result(root: Path, name: str) -> Experiment | Comparison | list[AnalysisResult]:
    """A run, a comparison or the results of an analysis, equal to what was computed.

    UsageError if there is no such result, or if a part of it is missing or damaged.
    """
    entry = result_index.find_result(root, name)
    with _made_by_another(entry):
        return _read(entry)


@contextmanager
def _made_by_another(entry: result_index.ResultEntry) -> Iterator[None]:
    """Says of what another version has made that it did, if it cannot be read back."""
    try:
        yield
    except UsageError as problem:
        if entry.other_version is None:
            raise
        raise UsageError(
            "{folder} was made by {version} of the simulator and cannot be read back; {again}",
            folder=entry.folder,
            version=entry.other_version,
            again=gettext(AGAIN),
        ) from problem


def _read(entry: result_index.ResultEntry) -> Experiment | Comparison | list[AnalysisResult]:
    """What the files of a result hold."""
    if entry.kind == RUN:
        return read_run(entry.folder)
    if entry.kind == COMPARE:
        return read_comparison(entry.folder)
    if entry.kind in ANALYSES:
        read_manifest(entry.folder)  # refuses what is damaged
        return read_results(entry.folder)
    raise UsageError(
        "{folder} was never finished; {again}", folder=entry.folder, again=gettext(AGAIN)
    )


def read_ledger_tables(root: Path, name: str) -> list[LedgerTables]:
    """All that happened in replication 0 of a run, or of each scenario of a comparison."""
    result = read_result(root, name)
    if isinstance(result, list):
        raise UsageError(
            "{name!r} holds answers of other commands: a day is shown of what 'run' or 'compare'"
            " left",
            name=name,
        )
    experiments = result.experiments if isinstance(result, Comparison) else (result,)
    with _made_by_another(result_index.find_result(root, name)):
        return [_ledger_tables(each) for each in experiments]


def _ledger_tables(experiment: Experiment) -> LedgerTables:
    assert experiment.folder is not None, "it was read from there"
    stores = twin_stores(experiment.folder)
    folder = next((each.folder for each in stores if each.has_tables()), None)
    if folder is None:
        raise UsageError(
            "{folder} holds no whole tables of what happened; {again}",
            folder=experiment.folder,
            again=gettext(AGAIN),
        )
    tables = from_folder(folder, experiment.name, experiment.seed)
    return tables._replace(scenario=experiment.scenario)
