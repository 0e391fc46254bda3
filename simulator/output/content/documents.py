"""The document of any result: a run, a comparison, or the results of an analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from simulator.analysis.registry import Analysis, AnalysisResult, analysis_of
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.output.content import comparison, run
from simulator.output.content.records import how_it_was_made
from simulator.output.document import Document, Record, joined

Content = Experiment | Comparison | Sequence[AnalysisResult]


def document_of(content: Content, folder: Path | None = None) -> Document:
    """All that is to be said of a result; the folder of an analysis says what computed it."""
    if isinstance(content, Experiment):
        return run.document(content)
    if isinstance(content, Comparison):
        return comparison.document(content)
    documents = [document_of_one(each) for each in content]
    document, first = joined(documents), content[0]
    return replace(
        document,
        data=lambda: (*document.data(), how_it_was_made(first, folder)),
        record=lambda: _listed(analysis_of(first), documents),
    )


def document_of_one(result: AnalysisResult) -> Document:
    """By the content module that is called like the module of the analysis."""
    module = import_module(f"simulator.output.content.{analysis_of(result).module}")
    document: Document = module.document(result)
    return document


def _listed(analysis: Analysis, documents: Sequence[Document]) -> Record:
    """The records of results as one object."""
    if analysis.listed_as:
        return {analysis.listed_as: [each.record() for each in documents]}
    return documents[0].record()
