from __future__ import annotations

import json
import math
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from firm import today

from simulator.analysis.registry import ANALYSES, Analysis, AnalysisResult, analysis_of
from simulator.analysis.result_file import FILE, read_results, write_results
from simulator.analysis.shapley import Contribution, Explanation
from simulator.analysis.sweep import Axis, SweepPoint, SweepResult
from simulator.analysis.warmup import SELLING, Settling, WarmUp
from simulator.errors import UsageError
from simulator.experiment.compare import run
from simulator.experiment.results import label_of
from simulator.experiment.runner import (
    ReplicationRequest,
    RunKeywords,
    RunOptions,
    rows_of,
    simulate,
)
from simulator.experiment.statistics import Interval
from simulator.experiment.store.result_files import from_folder
from simulator.ledger.frames import from_ledger
from simulator.output import charts
from simulator.output.content.documents import document_of
from simulator.output.render.json import to_json
from simulator.scenario.what_if import what_if

ODD = Interval(0.1 + 0.2, -5e-324, 1.7976931348623157e308, 3)
UNKNOWN = Interval(math.nan, -math.inf, math.inf, 0)
FIRM = label_of(what_if(today(), title='Süd "2" 銷售'))


def bridge() -> Explanation:
    bars = (
        Contribution("hire a", ODD, UNKNOWN, ODD),
        Contribution("expedite b", UNKNOWN, ODD, UNKNOWN),
    )
    rest = {"exact": False, "replications": 2, "seed": 2**53 - 1}
    shares = ((0.1 + 0.2, math.nan), (-0.0, math.inf))
    intervals = (ODD, UNKNOWN, ODD)
    return Explanation(
        FIRM, FIRM, "cost_per_week", *intervals, bars, UNKNOWN, **rest, shares=shares
    )


def swept() -> SweepResult:
    axes = (Axis("roles.a.people", (8, 10)), Axis("travel.speed", ("40 km/h", 0.1 + 0.2, True)))
    points = (SweepPoint((8, "40 km/h"), ODD, UNKNOWN, (math.nan, 1 / 3)),)
    return SweepResult(FIRM, "cost_per_week", axes, points, 2, 1)


def settled() -> WarmUp:
    return WarmUp(FIRM, 4, (Settling(SELLING, (0, 1, 4), (1 / 3, math.nan, 0.0), math.nan),), 5, 1)


@pytest.mark.parametrize(
    ("values", "places"),
    [
        ((8, 10, 16), [8, 10, 16]),
        (("40 km/h", "60 km/h"), [40, 60]),
        (("2 weeks", "1 week"), [2, 1]),
        (("30 min", "1 h"), [0, 1]),  # side by side: 1 h is not less than 30 min
        ((True, False), [0, 1]),
    ],
)
def test_values_of_a_sweep_stand_by_their_size_only_where_units_agree(
    values: tuple[Any, ...], places: list[float]
) -> None:
    one = Interval(10.0, 9.0, 11.0, 2)
    points = tuple(SweepPoint((value,), one, one, (9.5, 10.5)) for value in values)
    result = SweepResult(FIRM, "cost_per_week", (Axis("travel.parking", values),), points, 2, 1)
    assert charts.swept(result).get_xticks().tolist() == places


def bits(value: Any) -> Any:
    """Values in which NaN equals itself, and 0 does not equal -0 or False."""
    if isinstance(value, float):
        return value.hex()
    if hasattr(value, "_fields"):
        return (type(value).__name__, *map(bits, value))
    if isinstance(value, tuple):
        return tuple(map(bits, value))
    if hasattr(value, "__dataclass_fields__"):
        return tuple(bits(getattr(value, name)) for name in value.__dataclass_fields__)
    return (type(value).__name__, value)


@pytest.mark.parametrize(
    ("kind", "answer"), [("explain", bridge()), ("sweep", swept()), ("warm-up", settled())]
)
def test_answers_are_read_back_to_the_last_bit(tmp_path: Path, kind: str, answer: Any) -> None:
    write_results(tmp_path, kind, [answer, answer])
    found = read_results(tmp_path)
    assert [type(each) for each in found] == [type(answer)] * 2
    assert bits(found[0]) == bits(answer)
    json.loads((tmp_path / FILE).read_text(), parse_constant=pytest.fail)  # readable anywhere


def test_a_folder_without_an_answer_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no answer; give the command that made it again"):
        read_results(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[: len(text) // 2],
        lambda _: "",
        lambda _: "[]",
        lambda _: "null",
        lambda _: "\xff",
        lambda text: text.replace('"explain"', '"horoscope"'),
        lambda text: text.replace('"seed":', '"sed":'),
        lambda text: text.replace('"exact":false', '"exact":"perhaps"'),
    ],
)
def test_a_damaged_answer_is_refused(tmp_path: Path, damage: Any) -> None:
    write_results(tmp_path, "explain", [bridge()])
    file = tmp_path / FILE
    whole = file.read_text()
    damaged = damage(whole)
    assert damaged != whole
    file.write_text(damaged, encoding="latin-1" if damaged == "\xff" else "utf-8")
    with pytest.raises(UsageError, match=r"answer.json is damaged; give the command"):
        read_results(tmp_path)


# -- what happened ---------------------------------------------------------------------------------

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}


def test_what_happened_reads_the_same_from_memory_and_from_the_folder(tmp_path: Path) -> None:
    folder = run(today(), 1, store=tmp_path, **ALONE).folder
    assert folder is not None
    kept = from_folder(folder, "today", 1)
    fresh = from_ledger(today(), simulate(today(), 1, 0))
    for name in ("entries", "tasks", "deals"):
        assert getattr(kept, name).equals(getattr(fresh, name)), name
    assert (kept.seed, kept.replication, kept.scenario.name) == (1, 0, "today")


def test_a_folder_without_tables_is_refused(tmp_path: Path) -> None:
    rows_of([ReplicationRequest(today(), [0])], RunOptions(store=tmp_path, **ALONE))
    (folder,) = (tmp_path / "today").iterdir()
    with pytest.raises(
        UsageError, match="holds no tables of what happened; run the scenario again"
    ):
        from_folder(folder, "today", 1)


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=list(ANALYSES))
def test_the_registry_leads_to_a_function_and_to_its_type_of_result(analysis: Analysis) -> None:
    returned = str(signature(analysis.function).return_annotation)
    assert analysis.result_type.__name__ in returned
    assert analysis.purpose.endswith(".")


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=list(ANALYSES))
def test_the_content_of_an_analysis_is_a_document_and_its_record(
    analysis: Analysis,
) -> None:
    content = import_module(f"simulator.output.content.{analysis.module}")
    taken = signature(content.document)
    assert taken.return_annotation == "Document"
    (result,) = taken.parameters.values()
    assert result.annotation == analysis.result_type.__name__
    assert signature(content.record).parameters == taken.parameters


@pytest.mark.parametrize("made", [bridge, swept, settled])
def test_the_json_of_a_result_is_the_record_of_its_document(
    made: Callable[[], AnalysisResult],
) -> None:
    result = made()
    record = document_of([result]).record()
    listed = analysis_of(result).listed_as
    whole = json.loads(to_json(record))
    assert (whole[listed][0] if listed else whole) == result.as_json()  # type: ignore[attr-defined]


def test_the_registry_itself_imports_no_analysis() -> None:
    code = (
        "import sys, simulator.analysis.registry as r; print(*r.ANALYSES);"
        "assert not {'numpy', 'pydantic', 'simulator.analysis.shapley'} & set(sys.modules)"
    )
    names = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert names.stdout.split() == list(ANALYSES)
