"""What a result depends on, as hashes: the scenario, the seed, the code and its libraries."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import simulator
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import SchemaModel
from simulator.scenario.schema.doers import Doers

# Packages that determine the numbers of a replication; the others show, store or compare them.
RESULT_PACKAGES = ("scenario", "model", "ledger", "workload", "measures", "engine")
# Libraries whose next version may bring other numbers or other holidays.
LIBRARIES = ("holidays", "numpy", "scipy", "simpy")
# Fields of a scenario that only say what it is called and what is shown of it.
LABELS = {
    "name": "",
    "title": "",
    "question": "",
    "watch": (),
    "ranges": {},
    "shocks": {},
    "claims": {},
}


def fingerprint(scenario: Scenario, seed: int) -> str:
    """SHA-256 of everything that determines the numbers of a run but the replication's own."""
    return sha256([scenario_hash(scenario), str(seed), code_hash()])


def scenario_hash(scenario: Scenario) -> str:
    """SHA-256 of a scenario, its labels left out: comments, units and ways of writing do not count.

    The order of names counts, since it settles ties.
    """
    return sha256([json.dumps(_plain(scenario.model_copy(update=LABELS)))])


def answer_hash(inputs: Sequence[object]) -> str:
    """SHA-256 of all that an answer depends on: its inputs, and the code of all packages.

    Inputs may be scenarios, labels included, since they are shown, and plain values.
    """
    return sha256([*(json.dumps(_plain(each)) for each in inputs), package_hash()])


def labels_hash(scenario: Scenario) -> str:
    """SHA-256 of what a scenario is called and what is shown of it."""
    return sha256([json.dumps(_plain(getattr(scenario, label))) for label in LABELS])


def _plain(value: Any) -> Any:
    """A part of a scenario as nested lists, exact to the last bit; 1 and 1.0 are the same."""
    if isinstance(value, SchemaModel | dict):
        pairs = value.items() if isinstance(value, dict) else value
        return [[str(name), _plain(part)] for name, part in pairs]  # names may be dates
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, Doers) and len(value.roles) > 1:
        return [list(value.roles), _plain(value.shares)]
    if value is None or isinstance(value, bool | str):
        return value
    return float(value) if isinstance(value, int | float) else str(value)


@cache
def code_hash() -> str:
    """SHA-256 of the packages that determine results, and of the versions of what they build on."""
    return _source_hash(RESULT_PACKAGES)


@cache
def package_hash() -> str:
    """The same for all packages, those that show and compare included."""
    return _source_hash(("",))


def _source_hash(packages: Sequence[str]) -> str:
    root = Path(simulator.__file__).parent
    files = sorted(file for name in packages for file in (root / name).rglob("*.py"))
    sources = [part for file in files for part in (file.relative_to(root).as_posix(), _hash(file))]
    return sha256([*sources, *(f"{name} {number}" for name, number in _versions().items())])


@cache  # what determines numbers is asked for by itself and with all others
def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


@cache
def _versions() -> dict[str, str]:
    """The versions of the libraries; each takes a moment to look up."""
    return {name: version(name) for name in LIBRARIES}


@cache
def provenance() -> dict[str, Any]:
    """What computed a result: the simulator, its code's hash, Python and the libraries."""
    return {
        "version": simulator.__version__,
        "code_sha256": code_hash(),  # of what determines numbers
        "house_sha256": package_hash(),  # of all, pictures included
        "python": platform.python_version(),
        "libraries": _versions(),
    }


def sha256(parts: Iterable[str]) -> str:
    """SHA-256 of texts, so that moving a letter from one to the next makes a difference."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()
