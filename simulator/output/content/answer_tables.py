"""Tables for files of the answer to a question: those that pages show, each end of a mean apart.

A workbook, CSV and Parquet hold what is said of the answer, then every table of its pages with the
same words, numbers and units; an interval becomes four columns. What has no value is left empty.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from simulator.analysis.registry import AnalysisResult
from simulator.experiment.results import ScenarioLabel
from simulator.i18n import gettext
from simulator.output.content.basis import facts, made_with
from simulator.output.document import (
    TEXT,
    Cell,
    Column,
    ColumnPart,
    Document,
    Estimate,
    Format,
    Formatted,
    NativeChart,
    Series,
    Table,
    Texts,
)
from simulator.output.wording import labelled, listed, words

HALF_WIDTH = " half width"  # behind the key of an estimate
MANY_BARS = 40
NAMES, NUMBERS = 30, 14  # letters of a column
NO_NUMBER = ("text", "code", "warning")
SELF_EVIDENT = ("text", "share", "growth")  # kinds whose cells say their unit


def answer_tables(
    results: Sequence[AnalysisResult], documents: Sequence[Document], folder: Path | None
) -> Iterator[Table]:
    """What is said, the tables of each result, what only files hold, and how it was made."""
    yield _said(results, documents)
    several, before = len(results) > 1, list[Table]()
    for result, document in zip(results, documents, strict=True):
        measure = str(getattr(result, "measure", "")) if several else ""
        fresh = [each for each in (*document.tables, *document.data()) if each not in before]
        before += fresh  # what does not depend on the measure is the same in each
        yield from _about(measure, fresh, document.headlines[-1])
    yield _how_it_was_made(results[0], folder)


def _about(measure: str, tables: Iterable[Table], headline: str) -> Iterator[Table]:
    """Tables for files, under a name of their own for each measure if there are several."""
    for table in tables:
        if not table.rows:
            continue
        spread = _spread(table)
        title = table.title or headline
        if measure:
            title = title if table.name == words(measure) else labelled(title, words(measure))
            spread = replace(spread, key=f"{table.key}-{measure}")
        yield replace(spread, title=title, name=table.name or table.title)


# -- what is said ----------------------------------------------------------------------------------


def _said(results: Sequence[AnalysisResult], documents: Sequence[Document]) -> Table:
    """Question, answer, what else pages say, and whom it is about."""
    texts = [block for each in documents for block in each.blocks if isinstance(block, Texts)]
    notes = [line for each in texts if each.kind == "note" for line in each.lines]
    notes += [line for each in documents for line in each.warnings]
    lines = [line for each in texts if each.kind != "note" for line in each.lines]
    headlines = [line for each in documents for line in each.headlines]
    labels = dict.fromkeys(label for each in results for label in _labels(each))
    pairs = [
        *((gettext("Question"), each.question) for each in documents[:1] if each.question),
        *((gettext("Answer"), line) for line in dict.fromkeys((*headlines, *lines))),
        *((gettext("Note"), line) for line in dict.fromkeys(notes)),
        *((gettext("Scenario {name}", name=each.name), each.title) for each in labels),
    ]
    return replace(facts("answer", gettext("The answer"), pairs), name=gettext("Answer"))


def _labels(result: AnalysisResult) -> Iterator[ScenarioLabel]:
    """The scenarios that a result is about."""
    for field in fields(result):
        value = getattr(result, field.name)
        if isinstance(value, ScenarioLabel):
            yield value
        elif isinstance(value, tuple):
            yield from (each for each in value if isinstance(each, ScenarioLabel))


def _how_it_was_made(result: AnalysisResult, folder: Path | None) -> Table:
    """Replications and seed of what is replayed, and what computed it."""
    names = {"replications": gettext("Replications"), "seed": gettext("Seed")}
    known = {field.name for field in fields(result)}
    pairs = [(text, getattr(result, key)) for key, text in names.items() if key in known]
    title = gettext("How it was run")
    return facts("how-it-was-run", title, [*pairs, *made_with(folder)])


# -- columns of files ------------------------------------------------------------------------------


def _spread(table: Table) -> Table:
    """A table of a page with columns as files hold them, and a chart of its first means."""
    cells = [[row[place] for row in table.rows] for place in range(len(table.columns))]
    columns = tuple(map(_column, table.columns, cells))
    rows = tuple(tuple(None if _value(cell) == "" else cell for cell in row) for row in table.rows)
    return replace(table, columns=columns, rows=rows, chart=table.chart or _chart(table, columns))


def _column(column: Column, cells: Sequence[Cell]) -> Column:
    """A column with its unit above it, in four parts if its means have intervals."""
    if column.parts:
        return column
    own = [cell.format for cell in cells if isinstance(cell, Formatted) and not _is_text(cell)]
    form = own[0] if own and column.format.kind in NO_NUMBER else column.format
    head = column.head or column.title
    points = {each.kind for each in own} == {"points"}  # below a table's name, which says per cent
    title = head if own and not points else _with_unit(head, form)
    column = column._replace(title=title, head="", format=form)
    if any(_has_interval(cell) for cell in cells):
        column = column._replace(parts=_parts(column.key, title))
    return column._replace(width=column.width or (NAMES if form == TEXT else NUMBERS))


def _with_unit(title: str, form: Format) -> str:
    """A heading that says the unit; cells say per cent by themselves."""
    if not form.unit or form.kind in SELF_EVIDENT:
        return title
    unit = gettext(form.unit)
    is_there = re.search(rf"(?<![A-Za-z]){re.escape(unit)}(?![A-Za-z])", title)
    return title if is_there else listed([title, unit])


def _parts(key: str, title: str) -> tuple[ColumnPart, ...]:
    return (
        ColumnPart("mean", key, title),
        ColumnPart("low", f"{key} low", listed([title, gettext("from")])),
        ColumnPart("high", f"{key} high", listed([title, gettext("to")])),
        ColumnPart("half_width", f"{key}{HALF_WIDTH}", listed([title, "±"])),
    )


def _value(cell: Cell) -> Any:
    return cell.value if isinstance(cell, Formatted) else cell


def _is_text(cell: Cell) -> bool:
    return isinstance(_value(cell), str)


def _has_interval(cell: Cell) -> bool:
    value = _value(cell)
    return isinstance(value, Estimate) and not math.isnan(value.low)


def _chart(table: Table, columns: Sequence[Column]) -> NativeChart | None:
    """Bars of the first means that have intervals, if all are of one unit."""
    for place, column in enumerate(columns[1:], 1):
        kinds = {_format_of(row[place], column) for row in table.rows}
        if column.parts and column.on != "page" and len(table.rows) <= MANY_BARS:
            if len(kinds) > 1:
                return None
            bars = Series(column.key, f"{column.key}{HALF_WIDTH}", name=column.title)
            title = table.title or column.title
            return NativeChart("bars", title, columns[0].key, (bars,), column.title)
    return None


def _format_of(cell: Cell, column: Column) -> Format:
    return cell.format if isinstance(cell, Formatted) else column.format
