"""The files of a comparison, in a folder of its own beside those of the runs that it rests on."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from simulator.experiment.comparison import Comparison
from simulator.experiment.gains import describe
from simulator.experiment.results import settings_as_json
from simulator.experiment.statistics import Interval
from simulator.experiment.store.checksums import is_whole, put, write_signed
from simulator.experiment.store.store import (
    RESTS_ON,
    SCENARIO_FILE,
    about_result,
    as_csv,
    comparison_folder,
)
from simulator.scenario.overrides import as_yaml
from simulator.scenario.scenario import Scenario

ANSWER, TABLE = "comparison.json", "differences.csv"


def store_comparison(comparison: Comparison, root: Path) -> Comparison:
    """The comparison with its tables written into a folder of its own."""
    scenarios = [each.scenario for each in comparison.experiments]
    folder = comparison_folder(
        root, scenarios, comparison.seed, comparison.replications, comparison.confidence
    )
    put(folder / ANSWER, json.dumps(comparison.as_json(), indent=1).encode())
    header = ["scenario", "measure", "unit", *Interval._fields, "together_low", "together_high"]
    put(folder / TABLE, as_csv([*header, "verdict"], _difference_rows(comparison)))
    files = [ANSWER, TABLE, *_write_scenarios(folder, scenarios)]
    settings = {
        "compared_with": [each.name for each in comparison.others],
        RESTS_ON: [_place_of(each.folder) for each in comparison.experiments],
        **settings_as_json(comparison.confidence, comparison.stopped),
    }
    about = about_result("compare", comparison.base.name, comparison.seed, comparison.replications)
    write_signed(folder, {**about, **settings}, files)
    return replace(comparison, folder=folder)


def _write_scenarios(folder: Path, scenarios: Sequence[Scenario]) -> list[str]:
    """The files of the scenarios as this comparison calls them; whole ones stay: YAML is slow."""
    names = [SCENARIO_FILE.format(number=number) for number in range(len(scenarios))]
    for name, scenario in zip(names, scenarios, strict=True):
        if not is_whole(folder, name):
            (folder / name).parent.mkdir(exist_ok=True)
            put(folder / name, as_yaml(scenario).encode())
    return names


def _place_of(folder: Path | None) -> str:
    """Where a run lies among the results, wherever those are taken."""
    assert folder is not None, "a stored comparison rests on stored runs"
    return f"{folder.parent.name}/{folder.name}"


def _difference_rows(comparison: Comparison) -> Iterator[list[object]]:
    """One row for each scenario and measure: the difference and what it says."""
    for name, differences in comparison.differences.items():
        for key, difference in differences.items():
            together = _held(comparison, name, key) or (math.nan, math.nan)
            numbers = [None if math.isnan(value) else value for value in (*difference, *together)]
            yield [name, key, describe(key).unit, *numbers, comparison.verdict(name, key)]


def _held(comparison: Comparison, name: str, key: str) -> tuple[float, ...]:
    """The ends at the level of the answers; nothing of what is right by itself alone."""
    change, gain = comparison.answers[name].get(key), comparison.gains[name].get(key)
    if change:
        return change.difference[1:3]
    return () if gain in (None, comparison.differences[name][key]) else gain[1:3]
