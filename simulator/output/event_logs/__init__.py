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
from collections.abc import Iterable, Iterator
from pathlib import Path

from simulator.io import write_parts

PACKED = ".gz"
GZIP = 31  # zlib's word for a gzip file; it holds no time
TOGETHER = 1 << 20  # bytes that are gathered before they are written


def write_file(to: Path, parts: Iterable[bytes]) -> Path:
    """Writes a file piece by piece, packed if its name says so; where it was put."""
    whole = _gathered(parts)
    write_parts(to, _packed(whole) if to.name.endswith(PACKED) else whole)
    return to


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
