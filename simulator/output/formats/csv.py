"""Comma-separated values: a file for each table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.output.formats import TableFormat

if TYPE_CHECKING:
    from simulator.output.render.file_table import FileTable


def _write(tables: Sequence[FileTable], to: Path) -> list[Path]:
    from simulator.output.render.csv_parquet import write_csv

    return write_csv(tables, to)


FORMAT = TableFormat(name="csv", order=1, summary="csv", write=_write)
