"""The formats in which a stored result is taken away: each is one module in here.

A module says what it is called and writes it; nothing else needs to know of it. What is slow to
load is imported when a file is written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulator.ledger.frames import LedgerTables
    from simulator.output.render.file_table import FileTable

LONGEST_FILE = 60  # letters of a file's name, before its suffix


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFormat:
    """All tables of a result: as one file with this suffix, or as a file each in a folder."""

    name: str
    order: int  # among the formats
    summary: str
    write: Callable[[Sequence[FileTable], Path], list[Path]]
    suffix: str = ""

    def place(self, stem: str) -> str:
        """What the file or the folder is called, if nobody says."""
        return f"{stem[:LONGEST_FILE]}{self.suffix}" if self.suffix else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFormat:
    """Everything that happened in replication 0 of a scenario."""

    name: str
    order: int
    summary: str
    write: Callable[[LedgerTables, Path, str], list[Path]]  # the last says what a case is
    suffix: str

    def places(self, names: Sequence[str]) -> list[str]:
        """What files, or folders of calendars, are called if nobody says: after scenarios."""
        from simulator.experiment.store.store import folder_name
        from simulator.io import unlike

        stems = unlike([folder_name(name)[:LONGEST_FILE] for name in names])
        return [f"{stem}{self.suffix}" for stem in stems]

    def export(self, tables: LedgerTables, to: Path, case: str = "account") -> list[Path]:
        """Writes what happened into a file, or for calendars into a folder; the files written."""
        from simulator.io import make_folder

        make_folder(to.parent)
        return self.write(tables, to, case)


OutputFormat = TableFormat | EventFormat


@cache
def output_formats() -> dict[str, OutputFormat]:
    """Every format by its name, in their order."""
    modules = [import_module(f"{__name__}.{each.name}") for each in iter_modules(__path__)]
    formats: list[OutputFormat] = [module.FORMAT for module in modules]
    return {each.name: each for each in sorted(formats, key=lambda each: each.order)}
