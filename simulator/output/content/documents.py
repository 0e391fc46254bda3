"""The document of any result: a run, a comparison, or the results of an analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from simulator.analysis.registry import AnalysisResult, analysis_of
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.output.content import comparison, run
from simulator.output.content.answer_tables import answer_tables
from simulator.output.document import Document, Record, joined

Content = Experiment | Comparison | Sequence[AnalysisResult]


def document_of(content: Content, folder: Path | None = None) -> Document:
    """All that is to be said of a result; the folder of an analysis says what computed it."""
    if isinstance(content, Experiment | Comparison):
        return _module_of(content).document(content)  # type: ignore[no-any-return]
    documents = [_module_of(each).document(each) for each in content]
    document, listed = joined(documents), analysis_of(content[0]).listed_as
    return replace(
        document,
        data=lambda: tuple(answer_tables(content, documents, folder)),
        record=(lambda: {listed: list(map(record_of, content))}) if listed else document.record,
    )


def record_of(result: Experiment | Comparison | AnalysisResult) -> Record:
    """The record of one result's document; nothing else of that is made."""
    values: Record = _module_of(result).record(result)
    return values


def _module_of(result: Experiment | Comparison | AnalysisResult) -> Any:
    """The content module, which is called like the module of the analysis."""
    if isinstance(result, Experiment):
        return run
    if isinstance(result, Comparison):
        return comparison
    return import_module(f"simulator.output.content.{analysis_of(result).module}")
