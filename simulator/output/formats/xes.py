"""Event logs for process mining, one case each (IEEE 1849-2016)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.output.formats import EventFormat

if TYPE_CHECKING:
    from simulator.ledger.frames import LedgerTables


def _write(tables: LedgerTables, to: Path, case: str) -> list[Path]:
    from simulator.output.event_logs import write_file, xes
    from simulator.output.event_logs.events import case_of

    return [write_file(to, xes.parts(tables, case_of(case)))]


FORMAT = EventFormat(
    name="xes", order=3, summary="xes (process mining)", write=_write, suffix=".xes"
)
