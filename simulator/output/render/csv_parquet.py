"""A document as CSV or Parquet: a file for each table, under keys that do not change.

Two files more say what stands beside the tables of a workbook: above each column with the unit of
its numbers, and below the tables.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.experiment.store.store import as_csv, folder_name
from simulator.io import unarmed, unlike, write_into_folder
from simulator.output.document import TEXT, Formatted
from simulator.output.numbers import plain
from simulator.output.render.file_table import FileColumn, FileTable, unit_of

if TYPE_CHECKING:
    import polars as pl

COLUMNS, NOTES = "columns", "notes"
LONGEST_FILE_NAME = 120  # letters of a file's name, before its suffix


def write_csv(tables: Sequence[FileTable], folder: Path) -> list[Path]:
    """A CSV file for each table. A text that looks like a formula gets an apostrophe in front."""
    return [
        write_into_folder(folder / f"{stem}.csv", _csv(table)) for stem, table in _stems(tables)
    ]


def write_parquet(tables: Sequence[FileTable], folder: Path) -> list[Path]:
    """A Parquet file for each table; a column of texts and numbers is one of texts."""
    return [
        write_into_folder(folder / f"{stem}.parquet", _parquet(table))
        for stem, table in _stems(tables)
    ]


def _stems(tables: Sequence[FileTable]) -> Iterator[tuple[str, FileTable]]:
    """File names after the tables' keys, no two alike on any system; last what is said of them."""
    keys = [*(table.key for table in tables), COLUMNS, NOTES]
    names = unlike([folder_name(key)[:LONGEST_FILE_NAME].lower() for key in keys])
    files = list(zip(names, tables, strict=False))
    yield from zip(names, [*tables, _meanings(files), *_notes(files)], strict=False)


def _meanings(files: Sequence[tuple[str, FileTable]]) -> FileTable:
    """What each column of each file holds, which its key alone does not say."""
    rows = (
        (stem, key, table.name, column.title, unit_of(table, place))
        for stem, table in files
        for place, (key, column) in enumerate(zip(_keys(table), table.columns, strict=True))
    )
    return _texts(COLUMNS, ("file", "column", "table", "heading", "unit"), rows)


def _notes(files: Sequence[tuple[str, FileTable]]) -> Iterator[FileTable]:
    """What a workbook says below its tables, if it says anything."""
    rows = [(stem, note) for stem, table in files for note in table.notes]
    if rows:
        yield _texts(NOTES, ("file", "note"), rows)


def _texts(name: str, keys: Sequence[str], rows: Iterable[Sequence[str]]) -> FileTable:
    return FileTable(
        name,
        name,
        name,
        tuple(FileColumn(key, key, TEXT) for key in keys),
        tuple(tuple(Formatted(text, TEXT) for text in row) for row in rows),
    )


def _csv(table: FileTable) -> bytes:
    rows = [[unarmed(plain(cell)) for cell in row] for row in table.rows]
    return as_csv([str(unarmed(key)) for key in _keys(table)], rows)


def _parquet(table: FileTable) -> bytes:
    import polars as pl

    content = io.BytesIO()
    columns = zip(*([plain(cell) for cell in row] for row in table.rows), strict=True)
    values = list(columns) or [()] * len(table.columns)
    pairs = zip(_keys(table), values, strict=True)
    pl.DataFrame([_series(key, column) for key, column in pairs]).write_parquet(content)
    return content.getvalue()


def _series(key: str, values: Sequence[object]) -> pl.Series:
    import polars as pl

    if any(isinstance(value, str) for value in values):
        texts = [None if value is None else str(value) for value in values]
        return pl.Series(key, texts, dtype=pl.String)
    whole = all(value is None or isinstance(value, int) for value in values)
    return pl.Series(key, values, dtype=pl.Int64 if whole else pl.Float64)


def _keys(table: FileTable) -> list[str]:
    return unlike([column.key for column in table.columns])
