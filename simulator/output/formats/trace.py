"""A timeline with counters, for viewers of Chrome's trace events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.output.formats import EventFormat

if TYPE_CHECKING:
    from simulator.ledger.frames import LedgerTables


def _write(tables: LedgerTables, to: Path, case: str) -> list[Path]:  # noqa: ARG001 - needs none
    from simulator.output.event_logs import trace, write_file

    return [write_file(to, trace.parts(tables))]


FORMAT = EventFormat(
    name="trace", order=6, summary="trace (timeline viewers)", write=_write, suffix=".trace.json"
)
