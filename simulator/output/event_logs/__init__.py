"""What happened in the open formats that other programs read.

==========  ============================  ======================================================
format      what                          what reads it
==========  ============================  ======================================================
``xes``     event log, one case each      process mining (IEEE 1849-2016); ``.xes.gz`` is smaller
``ocel``    object-centric event log      process mining (OCEL 2.0, JSON)
``ics``     a calendar for each person    calendars (RFC 5545)
``trace``   timeline with counters        viewers of Chrome's trace events
==========  ============================  ======================================================

A file is written piece by piece, and is there whole or not at all. The same ledger gives the same
bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from simulator.experiment.store.store import folder_name
from simulator.io import unlike, write_parts
from simulator.ledger.frames import LedgerTables
from simulator.output.event_logs import calendars, ocel, trace, xes
from simulator.output.event_logs.events import CASES, Case, case_of

__all__ = ["CASES", "FORMATS", "Case", "case_of", "export", "file_name", "file_names"]

Writer = Callable[[LedgerTables, Path, Case], list[Path]]
PACKED = ".gz"
GZIP = 31  # zlib's word for a gzip file; it holds no time
TOGETHER = 1 << 20  # bytes that are gathered before they are written


def export(happened: LedgerTables, form: str, to: Path, case: Case = "account") -> list[Path]:
    """Writes what happened into a file, or for calendars into a folder; the files written.

    ``case`` counts for ``xes`` alone.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    return FORMATS[form](happened, to, case)


def file_name(happened: LedgerTables, form: str) -> str:
    """What a file, or the folder of calendars, is called if nobody says: after the scenario."""
    return file_names([happened], form)[0]


def file_names(several: Sequence[LedgerTables], form: str) -> list[str]:
    """The same for several scenarios, no two alike on any system."""
    stems = [folder_name(each.scenario.name)[: calendars.LONGEST] for each in several]
    return [f"{stem}{SUFFIXES[form]}" for stem in unlike(stems)]


def _xes(happened: LedgerTables, to: Path, case: Case) -> list[Path]:
    return _filed(to, xes.parts(happened, case))


def _ocel(happened: LedgerTables, to: Path, case: Case) -> list[Path]:  # noqa: ARG001 - needs none
    return _filed(to, ocel.parts(happened))


def _trace(happened: LedgerTables, to: Path, case: Case) -> list[Path]:  # noqa: ARG001 - needs none
    return _filed(to, trace.parts(happened))


def _calendars(happened: LedgerTables, to: Path, case: Case) -> list[Path]:  # noqa: ARG001 - needs none
    to.mkdir(parents=True, exist_ok=True)
    return [path for page in calendars.pages(happened) for path in _filed(to / page.file, page[1])]


def _filed(to: Path, parts: Iterable[bytes]) -> list[Path]:
    whole = _gathered(parts)
    write_parts(to, _packed(whole) if to.name.endswith(PACKED) else whole)
    return [to]


def _gathered(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in larger pieces."""
    held = bytearray()
    for part in parts:
        held += part
        if len(held) >= TOGETHER:
            yield bytes(held)
            held.clear()
    yield bytes(held)


def _packed(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts as one gzip file."""
    packing = zlib.compressobj(wbits=GZIP)
    for part in parts:
        yield packing.compress(part)
    yield packing.flush()


FORMATS: dict[str, Writer] = {"xes": _xes, "ocel": _ocel, "ics": _calendars, "trace": _trace}
SUFFIXES = {"xes": ".xes", "ocel": ".ocel.json", "ics": "-calendars", "trace": ".trace.json"}
