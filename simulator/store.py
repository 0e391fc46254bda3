"""Keeps what is finished: a folder for each scenario, seed and code, a file for each replication.

A file is written beside its place, flushed to the disk and then renamed, so it is there whole or
not at all. Nothing says "running" and nothing is locked: what has no whole file is still to do,
however the last run ended and however many processes work in the folder.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import platform
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from simulator.files import write
from simulator.ledger import Ledger
from simulator.nouns import Noun
from simulator.quantities import HOUR
from simulator.scenario import Scenario
from simulator.whatif import as_yaml

# Rooms on which no number of a replication depends: they show, keep, check or compare results, or
# read what the hash of the scenario holds already. A new room counts until it is named here.
BYSTANDERS = frozenset(
    {
        "__init__",
        "audit",
        "charts",
        "cli",
        "complaints",
        "days",
        "engines",
        "experiment",
        "files",
        "journeys",
        "library",
        "loading",
        "store",
        "story",
        "tables",
        "verbs",
        "verdicts",
        "whatif",
        "workers",
    }
)
# Libraries whose next version may bring other numbers or other holidays.
LIBRARIES = ("holidays", "numpy", "scipy", "simpy")
# Fields of a scenario that only say what it is called and what is shown of it.
LABELS = {"name": "", "title": "", "question": "", "watch": (), "claims": {}}

SHORT = 16  # digits of a hash that name a folder
TABLES = ("entries.parquet", "tasks.parquet", "deals.parquet")


@dataclass(frozen=True, slots=True)
class Store:
    """The folder of one scenario and seed, as this code computes it.

    ``replications/0007.json`` holds the measures of replication 7 with a checksum; the tables hold
    what happened in replication 0; ``scenario.yaml``, ``manifest.json`` and ``measures.csv`` say
    what was asked, with what, and what came out.
    """

    folder: Path

    def measures(self, replication: int) -> dict[str, float] | None:
        """The measures of a finished replication; none if its file is missing or damaged."""
        if replication == 0 and not all((self.folder / table).exists() for table in TABLES):
            return None
        return _read(self._file(replication), replication)

    def keep(self, replication: int, measures: Mapping[str, float]) -> None:
        """A replication is finished."""
        write(self._file(replication), _as_json(_signed(replication, measures)))

    def keep_tables(self, ledger: Ledger) -> None:
        """Everything that happened in one replication, as tables in Parquet."""
        frames = (ledger.entries_frame(), ledger.tasks_frame(), ledger.deals_frame())
        for name, frame in zip(TABLES, frames, strict=True):
            content = io.BytesIO()
            frame.write_parquet(content)
            write(self.folder / name, content.getvalue())

    def close(self, scenario: Scenario, seed: int, rows: Sequence[Mapping[str, float]]) -> None:
        """The results of a run over replications 0, 1, ...: their measures and what made them."""
        table = [[number, *map(_shown, row.values())] for number, row in enumerate(rows)]
        write(self.folder / "measures.csv", as_csv(["replication", *rows[0]], table))
        made_with = {
            "scenario": scenario.name,
            "scenario_sha256": scenario_hash(scenario),
            "seed": seed,
            "replications": len(rows),
            **provenance(),
        }
        write(self.folder / "manifest.json", _as_json(made_with))

    def _file(self, replication: int) -> Path:
        return self.folder / "replications" / f"{replication:04d}.json"


def open_store(root: Path, scenario: Scenario, seed: int) -> Store:
    """The folder ``root/<scenario>/<hash of scenario, seed and code>``, made if missing."""
    folder = root / folder_name(scenario.name) / fingerprint(scenario, seed)[:SHORT]
    (folder / "replications").mkdir(parents=True, exist_ok=True)
    sweep(folder)
    write(folder / "scenario.yaml", as_yaml(scenario).encode())
    return Store(folder)


def comparison_folder(root: Path, arms: Sequence[Scenario], seed: int, replications: int) -> Path:
    """The folder ``root/<base>+<other>…/<hash of all that is shown there>``, made if missing."""
    names = "+".join(folder_name(scenario.name) for scenario in arms)
    told = [json.dumps(_plain(scenario)) for scenario in arms]
    shown = [*told, str(seed), str(replications), house_hash()]
    folder = root / names[:120] / _sha256(shown)[:SHORT]
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    return folder


def folder_name(name: str) -> str:
    """A scenario's name as a folder may be called on any system.

    >>> folder_name("../Süd: 2 reps")
    'Süd-2-reps'
    """
    return re.sub(r"[^\w.-]+", "-", name).strip(".-") or "scenario"


# -- what a result depends on ----------------------------------------------------------------------


def fingerprint(scenario: Scenario, seed: int) -> str:
    """SHA-256 of everything that determines the numbers of a run but the replication's own."""
    return _sha256([scenario_hash(scenario), str(seed), code_hash()])


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of a scenario, its labels left out: comments, units and ways of writing do not count.

    The order of names counts, since it settles ties.
    """
    return _sha256([json.dumps(_plain(scenario.model_copy(update=LABELS)))])


def _plain(value: Any) -> Any:
    """A noun as nested lists, exact to the last bit; 1 and 1.0 are the same."""
    if isinstance(value, Noun | dict):
        pairs = value.items() if isinstance(value, dict) else value
        return [[name, _plain(part)] for name, part in pairs]
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if value is None or isinstance(value, bool | str):
        return value
    return float(value) if isinstance(value, int | float) else str(value)


@cache
def code_hash() -> str:
    """SHA-256 of the sources that determine results, and of the versions of what they build on."""
    return _house_hash(BYSTANDERS)


@cache
def house_hash() -> str:
    """The same for all sources, those that draw and tell included."""
    return _house_hash(frozenset())


def _house_hash(without: frozenset[str]) -> str:
    house = Path(__file__).parent
    rooms = sorted(room for room in house.rglob("*.py") if room.stem not in without)
    sources = [part for room in rooms for part in (room.name, room.read_text(encoding="utf-8"))]
    return _sha256([*sources, *(f"{name} {version(name)}" for name in LIBRARIES)])


def provenance() -> dict[str, Any]:
    """What computed a result: the simulator, its code's hash, Python and the libraries."""
    return {
        "version": version("simulator"),
        "code_sha256": code_hash(),
        "python": platform.python_version(),
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _sha256(parts: Iterable[str]) -> str:
    """SHA-256 of texts, so that moving a letter from one to the next makes a difference."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


# -- what killed runs leave ------------------------------------------------------------------------


def sweep(folder: Path) -> None:
    """Removes files in the making that a killed run left behind: those untouched for an hour."""
    for making in folder.rglob(".*.tmp"):
        with suppress(FileNotFoundError):  # somebody else has just finished or removed it
            if making.stat().st_mtime < time.time() - HOUR:
                making.unlink()


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A table as text: commas between the columns, a point in fractions, empty for none."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue().encode()


def _as_json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False) + "\n").encode()


def _shown(value: float) -> float | None:
    """A number, or none for NaN: what never happened is empty."""
    return None if math.isnan(value) else value


def _signed(replication: int, measures: Mapping[str, float]) -> dict[str, Any]:
    """What a replication's file holds: the measures and their checksum."""
    numbers = {name: _shown(value) for name, value in measures.items()}
    checksum = _sha256([str(replication), json.dumps(numbers)])
    return {"replication": replication, "sha256": checksum, "measures": numbers}


def _read(path: Path, replication: int) -> dict[str, float] | None:
    """The measures in a replication's file if it is whole."""
    try:
        found = json.loads(path.read_bytes())
        numbers = {
            name: math.nan if value is None else float(value)
            for name, value in found["measures"].items()
        }
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    return numbers if found == _signed(replication, numbers) else None
