"""A table as pages show it: figures with their intervals or shares beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from simulator.output.document import Column, Formatted, Table
from simulator.output.numbers import NEVER, in_one, shown


class PageCell(NamedTuple):
    """A figure and what stands beside it: its interval, or its share."""

    figure: str
    beside: str = ""
    gap: str = " "

    @property
    def text(self) -> str:
        """Both in one."""
        return f"{self.figure}{self.gap}{self.beside}" if self.beside else self.figure


class PageTable(NamedTuple):
    """Texts below a header; the first column names, the others count."""

    title: str
    header: tuple[str, ...]
    rows: list[tuple[PageCell, ...]]

    def texts(self) -> list[tuple[str, ...]]:
        """The rows as texts."""
        return [tuple(cell.text for cell in row) for row in self.rows]


def on_page(table: Table) -> PageTable:
    """The columns of a table that pages show, those beside others with these."""
    places = [
        (place, _beside(table.columns, column.key))
        for place, column in enumerate(table.columns)
        if column.on != "file" and not column.beside
    ]
    header = tuple(table.columns[place].title for place, _ in places)
    rows = [tuple(_cell(row, *pair) for pair in places) for row in table.formatted()]
    return PageTable(table.title, header, _aligned(rows))


def _beside(columns: Sequence[Column], key: str) -> int | None:
    """The place of the column that is shown beside another one."""
    return next((place for place, each in enumerate(columns) if each.beside == key), None)


def _cell(row: Sequence[Formatted], place: int, beside: int | None) -> PageCell:
    figure, interval = shown(row[place])
    if beside is None:
        return PageCell(figure, interval)
    nothing = figure in (NEVER, "0") or row[beside].value is None
    return PageCell(figure, "" if nothing else in_one(row[beside]), "  ")


def _aligned(rows: Sequence[tuple[PageCell, ...]]) -> list[tuple[PageCell, ...]]:
    """Shares one below the other, with room left where there is none."""
    columns = [list(column) for column in zip(*rows, strict=True)]
    for column in columns:
        width = max((len(cell.beside) for cell in column if cell.gap == "  "), default=0)
        column[:] = [
            cell._replace(beside=cell.beside.rjust(width))
            if cell.gap == "  " and cell.figure != NEVER
            else cell
            for cell in column
        ]
    return list(zip(*columns, strict=True))
