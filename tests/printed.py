"""Tables as pages print them, and results as files hold them."""

from __future__ import annotations

from pathlib import Path

from simulator.output.content.documents import Content, document_of
from simulator.output.document import Table
from simulator.output.numbers import plain
from simulator.output.render.file_table import FileTable, file_tables
from simulator.output.render.page_table import on_page


def header(table: Table) -> tuple[str, ...]:
    return on_page(table).header


def rows(table: Table) -> list[tuple[str, ...]]:
    return on_page(table).texts()


def tables_of(content: Content, folder: Path | None = None) -> list[FileTable]:
    return file_tables(document_of(content, folder))


def values(table: FileTable) -> list[list[str | int | float | None]]:
    return [[plain(cell) for cell in row] for row in table.rows]
