"""Tables as pages print them, results as files hold them, and notes without how far it is."""

from __future__ import annotations

import sys
from pathlib import Path

from simulator.output.content.documents import Content, document_of
from simulator.output.document import Table
from simulator.output.numbers import plain
from simulator.output.render.file_table import FileTable, file_tables
from simulator.output.render.page_table import on_page

sys.path.insert(0, str(Path(__file__).parent.parent / "scripts"))

from refresh_docs import PROGRESS


def without_progress(stderr: str) -> str:
    """What a command noted, without how far it was: a busy machine says so more often."""
    return PROGRESS.sub("", stderr)


def header(table: Table) -> tuple[str, ...]:
    return on_page(table).header


def rows(table: Table) -> list[tuple[str, ...]]:
    return on_page(table).texts()


def tables_of(content: Content, folder: Path | None = None) -> list[FileTable]:
    return file_tables(document_of(content, folder))


def values(table: FileTable) -> list[list[str | int | float | None]]:
    return [[plain(cell) for cell in row] for row in table.rows]
