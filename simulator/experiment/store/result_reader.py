"""Stored results read back as they were: nothing is run again.

A result is found as ``archive.one`` finds it: by its folder, by the first letters of its hash, or
by its name. Numbers come from the files of the replications, each with its checksum.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulator.errors import ScenarioError, UsageError
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment, StoppingStatus
from simulator.experiment.statistics import CONFIDENCE
from simulator.experiment.store.store import ARM_FILE, MANIFEST, RESTS_ON, Store
from simulator.measures.targets import PrecisionTarget
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario

AGAIN = "give the command that made it again"
ALWAYS_TOLD = {"scenario", "seed", "replications", "version"}  # by every manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a result's manifest says: what was asked, and which code and libraries computed it."""
    try:
        found = dict(json.loads((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        found = {}
    if not found.keys() >= ALWAYS_TOLD:
        raise UsageError(f"{folder / MANIFEST} is missing or damaged; {AGAIN}")
    return found


# -- runs and comparisons --------------------------------------------------------------------------


def read_run(folder: Path) -> Experiment:
    """A run, from its folder."""
    told = read_manifest(folder)
    scenario = _scenario(folder / "scenario.yaml", told["scenario"])
    return _experiment(folder, scenario, told, _stopping_status(told))


def read_comparison(folder: Path) -> Comparison:
    """The runs that a comparison rests on, called as the comparison called them."""
    told = read_manifest(folder)
    if RESTS_ON not in told:
        raise UsageError(f"{folder} does not say which runs it rests on; {AGAIN}")
    names = [told["scenario"], *told["compared_with"]]
    base, *others = [
        _experiment(
            folder.parent.parent / place,
            _scenario(folder / ARM_FILE.format(number=number), name),
            told,
            None,
        )
        for number, (place, name) in enumerate(zip(told[RESTS_ON], names, strict=True))
    ]
    return Comparison(base, tuple(others), folder, _stopping_status(told))


def _scenario(file: Path, name: str) -> Scenario:
    try:
        return load(file).model_copy(update={"name": name})
    except ScenarioError as problem:
        raise UsageError(f"{file} cannot be read back ({problem}); {AGAIN}") from None


def _experiment(
    folder: Path, scenario: Scenario, told: Mapping[str, Any], stopped: StoppingStatus | None
) -> Experiment:
    """The table of a run, from the files of its replications."""
    stores = twin_stores(folder)
    rows = [_row(stores, number) for number in range(told["replications"])]
    return Experiment(
        scenario,
        told["seed"],
        tuple(rows[0]),
        np.array([list(row.values()) for row in rows]),
        folder,
        told.get("confidence", CONFIDENCE),
        stopped,
    )


def twin_stores(folder: Path) -> list[Store]:
    """The folder of a run, then those of one hash with it: scenarios that differ in labels alone.

    What they have in common is computed once and kept under one of their names.
    """
    others = sorted(folder.parent.parent.glob(f"*/{folder.name}"))
    return [Store(folder), *(Store(other) for other in others if other != folder)]


def _row(stores: Sequence[Store], replication: int) -> dict[str, float]:
    found = next((row for each in stores if (row := each.measures(replication))), None)
    if found is None:
        folder = stores[0].folder
        raise UsageError(f"{folder}: replication {replication} is missing or damaged; {AGAIN}")
    return found


def _stopping_status(told: Mapping[str, Any]) -> StoppingStatus | None:
    """Why a run ended, if it was asked to be precise."""
    if "precision" not in told:
        return None
    found = told["precision"]
    wishes = [
        PrecisionTarget(wish["measure"], wish["half_width"], wish["relative"], wish["said"])
        for wish in found["wishes"]
    ]
    reached = [math.nan if wish["reached"] is None else wish["reached"] for wish in found["wishes"]]
    return StoppingStatus(tuple(wishes), tuple(reached), found["least"], found["most"])
