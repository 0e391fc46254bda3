"""Stored results read back as they were: nothing is run again.

A result is found as ``archive.one`` finds it: by its folder, by the first letters of its hash, or
by its name. Numbers come from the files of the replications, each with its checksum.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulator import answers, archive
from simulator.answers import KINDS, Answer
from simulator.experiment import ARM_FILE, RESTS_ON, Comparison, Experiment, Stopped
from simulator.happened import Happened, from_folder
from simulator.intervals import CONFIDENCE
from simulator.loading import ScenarioError
from simulator.scenario import Scenario
from simulator.store import MANIFEST, Store
from simulator.whatif import load
from simulator.wishes import Misuse, Precision

RUN, COMPARE = "run", "compare"
AGAIN = "give the command that made it again"
ALWAYS_TOLD = {"scenario", "seed", "replications", "version"}  # by every manifest


class Kept(NamedTuple):
    """A stored result, and what its manifest says of how it came about."""

    content: Experiment | Comparison | list[Answer]
    made: dict[str, Any]
    folder: Path


def kept(root: Path, said: str) -> Kept:
    """A stored result with its manifest; Misuse as ``result`` says."""
    content, folder = result(root, said), archive.one(root, said).folder
    return Kept(content, made(folder), folder)


def result(root: Path, said: str) -> Experiment | Comparison | list[Answer]:
    """A run, a comparison or the answers of another command, equal to what was computed.

    Misuse if there is no such result, or if a part of it is missing or damaged.
    """
    found = archive.one(root, said)
    if found.kind == RUN:
        return _run(found.folder)
    if found.kind == COMPARE:
        return _comparison(found.folder)
    if found.kind in KINDS:
        return answers.recall(found.folder)
    raise Misuse(f"{found.folder} was never finished; {AGAIN}")


def happened_of(root: Path, said: str) -> list[Happened]:
    """All that happened in replication 0 of a run, or of each scenario of a comparison."""
    found = result(root, said)
    if isinstance(found, list):
        raise Misuse(f"{said!r} is an answer: a day is shown of a run or of a comparison")
    experiments = found.experiments if isinstance(found, Comparison) else (found,)
    return [_happened(each) for each in experiments]


def made(folder: Path) -> dict[str, Any]:
    """What a result's manifest says: what was asked, and which code and libraries computed it."""
    try:
        found = dict(json.loads((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError, TypeError):
        found = {}
    if not found.keys() >= ALWAYS_TOLD:
        raise Misuse(f"{folder / MANIFEST} is missing or damaged; {AGAIN}")
    return found


# -- runs and comparisons --------------------------------------------------------------------------


def _run(folder: Path) -> Experiment:
    told = made(folder)
    scenario = _scenario(folder / "scenario.yaml", told["scenario"])
    return _experiment(folder, scenario, told, _stopped(told))


def _comparison(folder: Path) -> Comparison:
    """The runs that a comparison rests on, called as the comparison called them."""
    told = made(folder)
    if RESTS_ON not in told:
        raise Misuse(f"{folder} does not say which runs it rests on; {AGAIN}")
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
    return Comparison(base, tuple(others), folder, _stopped(told))


def _scenario(file: Path, name: str) -> Scenario:
    try:
        return load(file).model_copy(update={"name": name})
    except ScenarioError as problem:
        raise Misuse(f"{file} cannot be read back ({problem}); {AGAIN}") from None


def _experiment(
    folder: Path, scenario: Scenario, told: Mapping[str, Any], stopped: Stopped | None
) -> Experiment:
    """The table of a run, from the files of its replications."""
    stores = _with_the_same_numbers(folder)
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


def _with_the_same_numbers(folder: Path) -> list[Store]:
    """The folder of a run, then those of one hash with it: scenarios that differ in labels alone.

    What they have in common is computed once and kept under one of their names.
    """
    others = sorted(folder.parent.parent.glob(f"*/{folder.name}"))
    return [Store(folder), *(Store(other) for other in others if other != folder)]


def _row(stores: Sequence[Store], replication: int) -> dict[str, float]:
    found = next((row for each in stores if (row := each.measures(replication))), None)
    if found is None:
        folder = stores[0].folder
        raise Misuse(f"{folder}: replication {replication} is missing or damaged; {AGAIN}")
    return found


def _stopped(told: Mapping[str, Any]) -> Stopped | None:
    """Why a run ended, if it was asked to be precise."""
    if "precision" not in told:
        return None
    found = told["precision"]
    wishes = [
        Precision(wish["measure"], wish["half_width"], wish["relative"], wish["said"])
        for wish in found["wishes"]
    ]
    reached = [math.nan if wish["reached"] is None else wish["reached"] for wish in found["wishes"]]
    return Stopped(tuple(wishes), tuple(reached), found["least"], found["most"])


def _happened(experiment: Experiment) -> Happened:
    assert experiment.folder is not None, "it was read from there"
    stores = _with_the_same_numbers(experiment.folder)
    folder = next((each.folder for each in stores if each.has_tables()), experiment.folder)
    found = from_folder(folder, experiment.name, experiment.seed)
    return found._replace(scenario=experiment.scenario)
