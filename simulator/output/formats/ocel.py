"""Object-centric event logs for process mining (OCEL 2.0)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.output.formats import EventFormat

if TYPE_CHECKING:
    from simulator.ledger.frames import LedgerTables


def _write(tables: LedgerTables, to: Path, case: str) -> list[Path]:  # noqa: ARG001 - needs none
    from simulator.output.event_logs import ocel, write_file

    return [write_file(to, ocel.parts(tables))]


FORMAT = EventFormat(
    name="ocel", order=4, summary="ocel (process mining)", write=_write, suffix=".ocel.json"
)
