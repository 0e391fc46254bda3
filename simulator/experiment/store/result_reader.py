"""Stored results read back as they were: nothing is run again.

A result is found as ``result_index.find_result`` finds it: by its folder, by the first letters of
its hash, or by its name. Numbers come from the files of the replications, each with its checksum.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from simulator.errors import ScenarioError, UsageError
from simulator.experiment.comparison import Comparison, side_by_side
from simulator.experiment.results import Experiment, StoppingStatus
from simulator.experiment.statistics import CONFIDENCE
from simulator.experiment.store.checksums import AGAIN, MANIFEST, damaged, manifest_of
from simulator.experiment.store.store import RESTS_ON, SCENARIO_FILE, Store
from simulator.i18n import gettext, translatable
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import PrecisionTarget
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario

REQUIRED = {"scenario", "seed", "replications", "version"}  # in every manifest


def read_manifest(folder: Path) -> dict[str, Any]:
    """What a result's manifest says, if all of the result's files are as it says.

    UsageError names what is damaged or missing.
    """
    bad = damaged(folder)
    manifest = manifest_of(folder) or {}
    if bad or not manifest.keys() >= REQUIRED:
        file = folder / (bad or [MANIFEST])[0]
        raise UsageError("{file} is missing or damaged; {again}", file=file, again=gettext(AGAIN))
    return manifest


# -- runs and comparisons --------------------------------------------------------------------------


def read_run(folder: Path) -> Experiment:
    """A run, from its folder."""
    manifest = read_manifest(folder)
    scenario = _scenario(folder / "scenario.yaml", manifest["scenario"])
    return _experiment(folder, scenario, manifest, _stopping_status(manifest))


def read_comparison(folder: Path) -> Comparison:
    """The runs that a comparison rests on, called as the comparison called them."""
    manifest = read_manifest(folder)
    if RESTS_ON not in manifest:
        text = translatable("{folder} does not say which runs it rests on; {again}")
        raise UsageError(text, folder=folder, again=gettext(AGAIN))
    names = [manifest["scenario"], *manifest["compared_with"]]
    runs = [folder.parent.parent / place for place in manifest[RESTS_ON]]
    for run in runs:
        read_manifest(run)
    experiments = [
        _experiment(run, _scenario(folder / SCENARIO_FILE.format(number=n), name), manifest, None)
        for n, (run, name) in enumerate(zip(runs, names, strict=True))
    ]
    return replace(side_by_side(experiments), folder=folder, stopped=_stopping_status(manifest))


def _scenario(path: Path, name: str) -> Scenario:
    try:
        return load(path).model_copy(update={"name": name})
    except ScenarioError as problem:
        raise UsageError(
            "{path} cannot be read back ({problem}); {again}",
            path=path,
            problem=problem,
            again=gettext(AGAIN),
        ) from None


def _experiment(
    folder: Path, scenario: Scenario, manifest: Mapping[str, Any], stopped: StoppingStatus | None
) -> Experiment:
    """The table of a run, from the files of its replications."""
    stores = twin_stores(folder)
    rows = [_row(stores, number) for number in range(manifest["replications"])]
    return Experiment(
        scenario,
        manifest["seed"],
        tuple(rows[0]),
        np.array([list(row.values()) for row in rows]),
        folder,
        manifest.get("confidence", CONFIDENCE),
        stopped,
        tuple(rows),
    )


def twin_stores(folder: Path) -> list[Store]:
    """The folder of a run, then those of one hash with it: scenarios that differ in labels alone.

    What they have in common is computed once and stored under one of their names.
    """
    others = sorted(folder.parent.parent.glob(f"*/{folder.name}"))
    return [Store(folder), *(Store(other) for other in others if other != folder)]


def _row(stores: Sequence[Store], replication: int) -> MeasureRow:
    row = next((row for each in stores if (row := each.measures(replication))), None)
    if row is None:
        folder = stores[0].folder
        raise UsageError(
            "{folder}: replication {replication} is missing or damaged; {again}",
            folder=folder,
            replication=replication,
            again=gettext(AGAIN),
        )
    return row


def _stopping_status(manifest: Mapping[str, Any]) -> StoppingStatus | None:
    """Why a run ended, if it was asked to be precise."""
    if "precision" not in manifest:
        return None
    precision = manifest["precision"]
    targets = [
        PrecisionTarget(each["measure"], each["half_width"], each["relative"], each["said"])
        for each in precision["wishes"]
    ]
    reached = [
        math.nan if each["reached"] is None else each["reached"] for each in precision["wishes"]
    ]
    return StoppingStatus(tuple(targets), tuple(reached), precision["least"], precision["most"])
