"""The sheets that say what a result rests on: assumptions with sources, and how it was run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from simulator.experiment.results import Experiment
from simulator.experiment.store import fingerprints, result_reader
from simulator.output.content.tables import words
from simulator.output.render.excel.sheets import Column, Sheet, facts
from simulator.scenario.provenance import Source, sourced
from simulator.scenario.scenario import Scenario

VALUES = (
    Column("name", "value of", wide=52),
    Column("value", "value", "plain", 14),
    Column("unit", "unit", wide=10),
    Column("low", "from", "plain", 9),
    Column("high", "to", "plain", 9),
    Column("trust", "how far to trust it", wide=40),
    Column("says", "what its file says", wide=60),
    Column("file", "file", wide=28),
    Column("line", "line", "whole", 7),
    Column("path", "path", "code", 46),
)
MARKS = (
    "What a file says behind a value: [S] a published figure, [D] measured in public data, [S2] a"
    " vendor's or secondary page; an assumption is to be replaced by your own figure."
)
ORDER = (
    "A value of a what-if comes before those that it inherits; what one file replaces is left out."
)
LIBRARIES = "libraries"


def assumptions(scenarios: Sequence[Scenario]) -> Sheet:
    """Every value of some scenarios with what its file says of it, each once."""
    found: dict[tuple[str, str, int, object], Source] = {}
    notes = dict.fromkeys((MARKS, ORDER))
    for scenario in scenarios:
        mine = sourced(scenario)
        found |= {
            (each.path, each.file, each.line, each.value): each
            for each in mine.sources
            if (each.path, each.file, each.line, each.value) not in found
        }
        notes |= dict.fromkeys([mine.note] if mine.note else [])
    rows = [_row(each) for each in found.values()]
    title = "Assumptions and their sources"
    return Sheet("Assumptions", title, tuple(notes), VALUES, rows, filtered=True)


def _row(each: Source) -> list[Any]:
    ends = (end if end != "" else None for end in (each.low, each.high))
    told = (", ".join(each.trust), each.says, each.file, each.line or None, each.path)
    return [words(each.path), each.value, each.unit, *ends, *told]


def how_it_was_run(experiments: Sequence[Experiment], folder: Path | None) -> Sheet:
    """Version, seed, replications, confidence, hashes of code and scenarios, libraries."""
    first = experiments[0]
    horizon = first.scenario.horizon
    told = [
        ("Replications of each scenario", first.replications),
        ("Seed", first.seed),
        ("Confidence of intervals", first.confidence),
        ("First day", horizon.start),
        ("Weeks", horizon.weeks),
        ("Weeks of warm-up, not counted", horizon.warm_up_weeks),
        *(
            (f"Scenario {each.name}, SHA-256", fingerprints.scenario_hash(each.scenario))
            for each in experiments
        ),
        *made_with(folder),
    ]
    return facts("How it was run", "How it was run", told)


def made_with(folder: Path | None) -> Iterator[tuple[str, Any]]:
    """What computed a result, from its manifest; for one that is not kept, what computes here."""
    made = result_reader.read_manifest(folder) if folder else fingerprints.provenance()
    for key, name in (
        ("version", "Version of the simulator"),
        ("code_sha256", "Code that determines numbers, SHA-256"),
        ("house_sha256", "All code, SHA-256"),
        ("python", "Python"),
    ):
        yield name, made.get(key, "not known")
    for name, version in made.get(LIBRARIES, {}).items():
        yield name, version
