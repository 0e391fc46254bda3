"""A table as files hold it: plain columns under stable keys, each end of an interval its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from simulator.i18n import gettext
from simulator.output.document import (
    Column,
    Document,
    Format,
    Formatted,
    NativeChart,
    Table,
    merged,
)
from simulator.output.numbers import ends

WORDS = ("text", "code", "plain", "warning")
NARROWER = 1  # letters that the parts of an estimate are narrower than its mean


class FileColumn(NamedTuple):
    """A column of a file: its key, what stands above it, and how its values look."""

    key: str
    title: str
    format: Format
    width: int = 0


@dataclass(frozen=True, slots=True)
class FileTable:
    """One sheet, or one file."""

    key: str
    name: str
    title: str
    columns: tuple[FileColumn, ...]
    rows: tuple[tuple[Formatted, ...], ...]
    notes: tuple[str, ...] = ()
    chart: NativeChart | None = None
    filtered: bool = False


def file_tables(document: Document) -> list[FileTable]:
    """All tables of a document that go into files, those of one key put together."""
    return [file_table(table) for table in merged(document.data())]


def file_table(table: Table) -> FileTable:
    """The columns of a table that files hold, estimates spread over several."""
    kept = [(place, each) for place, each in enumerate(table.columns) if each.on != "page"]
    return FileTable(
        table.key,
        table.name or table.title,
        table.title,
        tuple(part for _, column in kept for part in _columns(column)),
        tuple(
            tuple(cell for place, column in kept for cell in _cells(row[place], column))
            for row in table.formatted()
        ),
        table.notes,
        table.chart,
        table.filtered,
    )


def unit_of(table: FileTable, place: int) -> str:
    """The unit of a column's numbers as files hold them; empty where rows have units of their own.

    Shares are parts of 1 there, and what they change by is in points of a hundred.
    """
    formats = [table.columns[place].format, *(row[place].format for row in table.rows)]
    units = {_unit(each) for each in formats[1:] or formats if each.kind not in WORDS}
    return units.pop() if len(units) == 1 else ""


def _unit(form: Format) -> str:
    if form.kind in ("share", "growth"):
        return gettext("part of 1")
    return gettext("points") if form.kind == "points" else form.unit


def _columns(column: Column) -> Iterator[FileColumn]:
    title = column.head or column.title
    if not column.parts:
        yield FileColumn(column.key, title, column.format, column.width)
    for number, part in enumerate(column.parts):
        width = column.width - NARROWER if number and column.width else column.width
        yield FileColumn(part.key, part.title, column.format, width)


def _cells(cell: Formatted, column: Column) -> Iterator[Formatted]:
    if not column.parts:
        yield cell
        return
    parts = ends(cell)
    for part in column.parts:
        yield parts[part.end]
