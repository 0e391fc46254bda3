"""Answers to what was asked, kept as they are and read back without running anything again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from simulator.explain import Explanation
from simulator.files import write
from simulator.optimise import Optimum
from simulator.sensitivity import Sensitivity
from simulator.stress import StressTest
from simulator.study import Study
from simulator.sweep import Swept
from simulator.warmup import WarmUp
from simulator.wishes import Misuse

Answer = Explanation | Optimum | Sensitivity | StressTest | Study | Swept | WarmUp
KINDS: dict[str, type[Answer]] = {
    "explain": Explanation,
    "optimise": Optimum,
    "sensitivity": Sensitivity,
    "stress": StressTest,
    "study": Study,
    "sweep": Swept,
    "warm-up": WarmUp,
}
FILE = "answer.json"
AGAIN = "ask again with the command that made it"


def keep(folder: Path, kind: str, answers: Sequence[Answer]) -> None:
    """Puts answers into the folder of a result, to the last bit; NaN as the text "NaN"."""
    assert all(isinstance(each, KINDS[kind]) for each in answers), "answers are of their kind"
    write(folder / FILE, to_json({"kind": kind, "answers": answers}, inf_nan_mode="strings"))


def recall(folder: Path) -> list[Answer]:
    """The answers that lie in the folder of a result; Misuse if there are none or they are damaged.

    They are read as data: nothing in them is ever run.
    """
    try:
        found: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        kind = KINDS[found["kind"]]
        return list(TypeAdapter(list[kind]).validate_python(found["answers"]))  # type: ignore[valid-type]
    except FileNotFoundError:
        raise Misuse(f"{folder} holds no answer; {AGAIN}") from None
    except (ValueError, KeyError, TypeError, ValidationError):
        raise Misuse(f"{folder / FILE} is damaged; {AGAIN}") from None
