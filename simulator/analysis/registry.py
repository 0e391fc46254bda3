"""Answers to what was asked, kept as they are and read back without running anything again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from simulator.analysis.optimise import Optimum
from simulator.analysis.robustness import StressTest
from simulator.analysis.sensitivity import Sensitivity
from simulator.analysis.shapley import Explanation
from simulator.analysis.sweep import SweepResult
from simulator.analysis.time_study import Study
from simulator.analysis.warmup import WarmUp
from simulator.errors import UsageError
from simulator.io import write

AnalysisResult = Explanation | Optimum | Sensitivity | StressTest | Study | SweepResult | WarmUp
RESULT_TYPES: dict[str, type[AnalysisResult]] = {
    "explain": Explanation,
    "optimise": Optimum,
    "sensitivity": Sensitivity,
    "stress": StressTest,
    "study": Study,
    "sweep": SweepResult,
    "warm-up": WarmUp,
}
FILE = "answer.json"
AGAIN = "ask again with the command that made it"


def write_results(folder: Path, kind: str, answers: Sequence[AnalysisResult]) -> None:
    """Puts answers into the folder of a result, to the last bit; NaN as the text "NaN"."""
    assert all(isinstance(each, RESULT_TYPES[kind]) for each in answers), (
        "answers are of their kind"
    )
    write(folder / FILE, to_json({"kind": kind, "answers": answers}, inf_nan_mode="strings"))


def read_results(folder: Path) -> list[AnalysisResult]:
    """The answers that lie in the folder of a result; Misuse if there are none or they are damaged.

    They are read as data: nothing in them is ever run.
    """
    try:
        found: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        kind = RESULT_TYPES[found["kind"]]
        return list(TypeAdapter(list[kind]).validate_python(found["answers"]))  # type: ignore[valid-type]
    except FileNotFoundError:
        raise UsageError(f"{folder} holds no answer; {AGAIN}") from None
    except (ValueError, KeyError, TypeError, ValidationError):
        raise UsageError(f"{folder / FILE} is damaged; {AGAIN}") from None
