"""Parquet: a file for each table, its columns typed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.output.formats import TableFormat

if TYPE_CHECKING:
    from simulator.output.render.file_table import FileTable


def _write(tables: Sequence[FileTable], to: Path) -> list[Path]:
    from simulator.output.render.csv_parquet import write_parquet

    return write_parquet(tables, to)


FORMAT = TableFormat(name="parquet", order=2, summary="parquet", write=_write)
