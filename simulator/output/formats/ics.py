"""A calendar for each person (RFC 5545)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.output.formats import EventFormat

if TYPE_CHECKING:
    from simulator.ledger.frames import LedgerTables


def _write(tables: LedgerTables, to: Path, case: str) -> list[Path]:  # noqa: ARG001 - needs none
    from simulator.io import make_folder
    from simulator.output.event_logs import calendars, write_file

    make_folder(to)
    return [write_file(to / page.file, page[1]) for page in calendars.pages(tables)]


FORMAT = EventFormat(
    name="ics", order=5, summary="ics (calendars)", write=_write, suffix="-calendars"
)
