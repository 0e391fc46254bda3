"""Results of analyses in files, read back without running anything again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from simulator.analysis.registry import ANALYSES, AnalysisResult
from simulator.errors import UsageError
from simulator.experiment.store.checksums import AGAIN, put
from simulator.i18n import gettext

FILE = "answer.json"


def write_results(folder: Path, kind: str, results: Sequence[AnalysisResult]) -> None:
    """Puts results of an analysis into a folder, to the last bit; NaN as the text "NaN"."""
    result_type = ANALYSES[kind].result_type
    assert all(isinstance(result, result_type) for result in results), "results are of their kind"
    put(folder / FILE, to_json({"kind": kind, "answers": results}, inf_nan_mode="strings"))


def read_results(folder: Path) -> list[AnalysisResult]:
    """The results of an analysis in a folder; UsageError if there are none or they are damaged.

    They are read as data: nothing in them is ever run.
    """
    try:
        content: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        result_type = ANALYSES[content["kind"]].result_type
        return list(TypeAdapter(list[result_type]).validate_python(content["answers"]))  # type: ignore[valid-type]
    except FileNotFoundError:
        raise UsageError(
            "{folder} holds no answer; {again}", folder=folder, again=gettext(AGAIN)
        ) from None
    except (OSError, ValueError, KeyError, TypeError, ValidationError):
        raise UsageError(
            "{file} is damaged; {again}", file=folder / FILE, again=gettext(AGAIN)
        ) from None
