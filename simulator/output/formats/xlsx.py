"""A workbook: a sheet for each table, with charts that stay editable."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.output.formats import TableFormat

if TYPE_CHECKING:
    from simulator.output.render.file_table import FileTable


def _write(tables: Sequence[FileTable], to: Path) -> list[Path]:
    from simulator.output.render.excel import write_excel

    return [write_excel(tables, to)]


FORMAT = TableFormat(
    name="xlsx", order=0, summary="xlsx (with charts)", write=_write, suffix=".xlsx"
)
