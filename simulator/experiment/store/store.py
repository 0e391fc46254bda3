"""Stores what is finished: a folder for each scenario, seed and code, a file for each replication.

A file is written beside its place, flushed to the disk and then renamed, so it is there whole or
not at all. Nothing says "running" and nothing is locked: what has no whole file is still to do,
however the last run ended and however many processes work in the folder.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from simulator.experiment.store.checksums import (
    as_json,
    checksum,
    is_whole,
    manifest_of,
    put,
    write_signed,
)
from simulator.experiment.store.fingerprints import (
    answer_hash,
    fingerprint,
    labels_hash,
    provenance,
    scenario_hash,
    sha256,
)
from simulator.io import make_folder, read_json, unarmed
from simulator.measures.measure_row import MeasureRow, Sample
from simulator.scenario.overrides import as_yaml, resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import HOUR

SHORT = 16  # digits of a hash that name a folder
TABLES = ("entries.parquet", "tasks.parquet", "deals.parquet", "accounts.parquet")
RESTS_ON = "rests_on"  # in a comparison's manifest: the folders of its runs, the base first
SCENARIOS_SHA256 = "scenarios_sha256"  # in an answer's manifest: what it depends on, by name
SCENARIO_FILE = "scenarios/{number}.yaml"  # in a comparison's folder: 0 is the base
SCENARIO = "scenario.yaml"
MADE_WITH = "made_with.json"  # what computes here, written before anything is computed
# What a folder without a manifest is: a run that was begun, or what another answer rests on.
UNFINISHED, PART = "unfinished", "part"


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of one scenario and seed, as this code computes it.

    ``replications/0007.json`` holds the measures of replication 7 with a checksum; the tables, if
    somebody asked for them, hold what happened in replication 0, whose file has their checksums;
    ``scenario.yaml``, ``manifest.json`` and ``measures.csv`` say what was asked, with what, and
    what came out.
    """

    folder: Path

    def measures(self, replication: int) -> MeasureRow | None:
        """The measures of a finished replication; none if its file is missing or damaged."""
        return _read(self._file(replication), replication)

    def has_tables(self) -> bool:
        """Whether all that happened in replication 0 lies here, as it was written."""
        written = read_json(self._file(0)).get("tables")
        return bool(written) and written == _checksums(self.folder, TABLES)

    def write(self, replication: int, measures: MeasureRow, tables: Mapping[str, bytes]) -> None:
        """Stores a finished replication, the tables of all that happened first (if wanted)."""
        for name, content in tables.items():
            put(self.folder / name, content)
        signed = _signed(replication, measures, _checksums(self.folder, tables))
        put(self._file(replication), as_json(signed))

    def finish(
        self,
        scenario: Scenario,
        seed: int,
        rows: Sequence[Mapping[str, float]],
        settings: Mapping[str, Any],
    ) -> None:
        """Writes the results of a run over replications 0, 1, ...: measures and what made them."""
        table = [[number, *map(_none_for_nan, row.values())] for number, row in enumerate(rows)]
        put(self.folder / "measures.csv", as_csv(["replication", *rows[0]], table))
        hashes = {
            "scenario_sha256": scenario_hash(scenario),
            "labels_sha256": labels_hash(scenario),
        }
        if not self._has_scenario(hashes):  # writing YAML takes longer than all else here
            put(self.folder / SCENARIO, as_yaml(scenario).encode())
        if not is_whole(self.folder, MADE_WITH):
            put(self.folder / MADE_WITH, _made_with(scenario, seed, UNFINISHED))
        about = about_result("run", scenario.name, seed, len(rows))
        write_signed(self.folder, {**about, **hashes, **settings}, self._written(len(rows)))

    def _has_scenario(self, hashes: Mapping[str, str]) -> bool:
        """Whether the same scenario lies here already, whole."""
        manifest = manifest_of(self.folder) or {}
        same = all(manifest.get(key) == value for key, value in hashes.items())
        return same and is_whole(self.folder, SCENARIO)

    def _written(self, count: int) -> list[str]:
        """The files of a run that lie here; replications may lie in the folder of a twin."""
        files = (self._file(number) for number in range(count))
        replications = [file.relative_to(self.folder).as_posix() for file in files if file.exists()]
        tables = TABLES if self.has_tables() else ()
        return ["measures.csv", SCENARIO, MADE_WITH, *tables, *replications]

    def _file(self, replication: int) -> Path:
        return self.folder / "replications" / f"{replication:04d}.json"


def open_store(root: Path, scenario: Scenario, seed: int, run: bool = False) -> Store:
    """The folder of a scenario and seed, made if missing; a run is unfinished until it is."""
    folder = run_folder(root, scenario, seed)
    make_folder(folder / "replications")
    tidy(folder)
    if not (folder / MADE_WITH).is_file() or (run and _is_part(folder)):
        put(folder / MADE_WITH, _made_with(scenario, seed, UNFINISHED if run else PART))
    return Store(folder)


def _is_part(folder: Path) -> bool:
    """Whether only answers to other questions have had a scenario replicated here."""
    return read_json(folder / MADE_WITH).get("kind") == PART


def _made_with(scenario: Scenario, seed: int, kind: str) -> bytes:
    """What computes here: as JSON, since YAML takes long and searches open hundreds of folders."""
    return as_json({"kind": kind, "seed": seed, **provenance(), "resolved": resolved(scenario)})


def run_folder(root: Path, scenario: Scenario, seed: int) -> Path:
    """The folder ``root/<scenario>/<hash of scenario, seed and code>``."""
    return root / folder_name(scenario.name) / fingerprint(scenario, seed)[:SHORT]


def answer_folder(root: Path, names: Sequence[str], inputs: Sequence[object]) -> Path:
    """The folder ``root/<name>+<name>…/<hash of all inputs and of the code>``, made if missing."""
    name = "+".join(map(folder_name, names))[:120]
    folder = root / name / answer_hash(inputs)[:SHORT]
    make_folder(folder)
    tidy(folder)
    return folder


def comparison_folder(
    root: Path, scenarios: Sequence[Scenario], seed: int, replications: int, confidence: float
) -> Path:
    """The folder of a comparison, made if missing."""
    inputs = [*scenarios, seed, replications, confidence]
    return answer_folder(root, [scenario.name for scenario in scenarios], inputs)


def about_result(kind: str, name: str, seed: int, replications: int) -> dict[str, Any]:
    """What a manifest says of any result: what it is of, and what made it.

    A manifest is written last: a folder without one is unfinished.
    """
    result = {"kind": kind, "scenario": name, "seed": seed, "replications": replications}
    return {**result, **provenance()}


def folder_name(name: str) -> str:
    """A scenario's name as a folder may be called on any system.

    >>> folder_name("../Süd: 2 reps")
    'Süd-2-reps'
    """
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "scenario"


# -- what killed runs leave ------------------------------------------------------------------------


def tidy(folder: Path) -> None:
    """Removes temporary files that a killed run left behind: those untouched for an hour."""
    for temporary in folder.rglob(".*.tmp"):
        with suppress(OSError):  # somebody else was quicker, or nobody may remove anything here
            if temporary.stat().st_mtime < time.time() - HOUR:
                temporary.unlink()


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as text: commas between the columns, a point in fractions, empty for none."""
    text = io.StringIO()
    inert = ([unarmed(cell) for cell in row] for row in [header, *rows])
    csv.writer(text, lineterminator="\n").writerows(inert)
    return text.getvalue().encode()


def _none_for_nan(value: float) -> float | None:
    """A number, or none for NaN: what never happened is empty."""
    return None if math.isnan(value) else value


def _signed(
    replication: int, measures: MeasureRow, tables: Mapping[str, str | None]
) -> dict[str, Any]:
    """What a replication's file holds: measures, checksums of tables, and a checksum of all."""
    content: dict[str, Any] = {
        "measures": {name: _none_for_nan(value) for name, value in measures.items()},
        "weights": {name: _none_for_nan(value) for name, value in measures.weights.items()},
        "samples": {name: _as_text(sample) for name, sample in measures.samples.items()},
        "tables": dict(tables),
    }
    content = {name: part for name, part in content.items() if part or name == "measures"}
    own = sha256([str(replication), json.dumps(content)])
    return {"replication": replication, "sha256": own, **content}


def _checksums(folder: Path, names: Iterable[str]) -> dict[str, str | None]:
    return {name: checksum(folder / name) for name in names}


def _read(path: Path, replication: int) -> MeasureRow | None:
    """The measures in a replication's file if it is whole."""
    content = read_json(path)
    try:
        samples = content.get("samples", {})
        row = MeasureRow(
            _numbers(content["measures"]),
            _numbers(content.get("weights", {})),
            {name: _as_sample(text) for name, text in samples.items()},
        )
        signed = _signed(replication, row, content.get("tables") or {})
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return None
    return row if content == signed else None


def _numbers(values: Mapping[str, float | None]) -> dict[str, float]:
    return {name: math.nan if value is None else float(value) for name, value in values.items()}


def _as_text(sample: Sample) -> str:
    """A sample as its size and how much longer each of its values is than the one before.

    >>> _as_text(Sample(np.array([60, 60, 90]), 3))
    '3: 60 0 30'
    """
    steps = np.diff(sample.seconds, prepend=0)
    return f"{sample.size}: {' '.join(map(str, steps.tolist()))}"


def _as_sample(text: str) -> Sample:
    size, _, steps = text.partition(": ")
    return Sample(np.cumsum([int(step) for step in steps.split()], dtype=np.int64), int(size))
