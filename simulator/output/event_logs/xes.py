"""The ledger as an event log for process mining in XES (IEEE 1849-2016).

A case is all that happened with one account, deal, person or task, or one matter from the task that
began it to all that followed (case); what belongs to none is left out. An event stands at the end
of its stretch (``time:timestamp``), the begin beside it (``start_timestamp``). Scenarios have no
time zone: their wall clock is written as UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

from simulator.ledger.frames import LedgerTables
from simulator.output.event_logs.events import Case, accounts_at_end, events_of, name_of, stamp

if TYPE_CHECKING:
    import polars as pl

EXTENSIONS = (
    ("Concept", "concept", "concept"),
    ("Time", "time", "time"),
    ("Lifecycle", "lifecycle", "lifecycle"),
    ("Organizational", "org", "org"),
)
# The keys of standard extensions for columns of ours; the others keep their names.
KEYS = {
    "end": "time:timestamp",
    "start": "start_timestamp",
    "lifecycle": "lifecycle:transition",
    "person": "org:resource",
    "role": "org:role",
}
LEFT_OUT = {"event"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def parts(tables: LedgerTables, case: Case) -> Iterator[bytes]:
    """The log, piece by piece: a trace for each case, by name or number, its events by time."""
    yield _head(tables, case).encode()
    known = _cases(tables, case)
    events = events_of(tables).drop_nulls(case).sort(case, "event")
    rows = events.iter_rows(named=True)
    for key, each in groupby(rows, key=lambda event: event[case]):
        yield "".join([_begin(key, known.get(key, {})), *map(_event, each), "</trace>\n"]).encode()
    yield b"</log>\n"


def _head(tables: LedgerTables, case: Case) -> str:
    """The log's own attributes, what it builds on, and what every trace and event has."""
    scenario = tables.scenario
    extensions = "".join(
        f'<extension name="{name}" prefix="{prefix}"'
        f' uri="http://www.xes-standard.org/{file}.xesext"/>\n'
        for name, prefix, file in EXTENSIONS
    )
    attributes: dict[str, Any] = {
        "concept:name": scenario.title or scenario.name,
        "scenario": scenario.name,
        "case": case,
        "seed": tables.seed,
        "replication": tables.replication,
    }
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<log xmlns="http://www.xes-standard.org/" xes.version="1849-2016" xes.features="">\n'
        f"{extensions}"
        '<global scope="trace"><string key="concept:name" value=""/></global>\n'
        '<global scope="event"><string key="concept:name" value=""/>'
        '<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>'
        '<string key="lifecycle:transition" value="complete"/></global>\n'
        '<classifier name="Activity" keys="concept:name"/>\n'
        '<classifier name="Resource" keys="org:resource"/>\n'
        f"{_attributes(attributes)}\n"
    )


def _cases(tables: LedgerTables, case: Case) -> dict[Any, dict[str, Any]]:
    """What is known of each case beside its events."""
    if case == "case":
        return {}
    frames: dict[Case, pl.DataFrame] = {
        "account": accounts_at_end(tables),
        "deal": tables.deals,
        "task": tables.tasks,
        "person": tables.entries.select("person", "role").unique(),
    }
    return {row.pop(case): row for row in frames[case].iter_rows(named=True)}


def _begin(key: object, known: Mapping[str, Any]) -> str:
    return f"<trace>{_attributes({'concept:name': str(key), **known})}\n"


def _event(event: Mapping[str, Any]) -> str:
    attributes = {KEYS.get(name, name): event[name] for name in event if name not in LEFT_OUT}
    return f"<event>{_attributes({'concept:name': name_of(event), **attributes})}</event>\n"


def _attributes(attributes: Mapping[str, Any]) -> str:
    """Attributes as elements, each with its type; what never happened has none."""
    return "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)


def _attribute(key: str, value: object) -> str:
    if isinstance(value, datetime):
        return f'<date key="{key}" value="{stamp(value)}"/>'
    if isinstance(value, int):
        return f'<int key="{key}" value="{value}"/>'
    if isinstance(value, float):
        return f'<float key="{key}" value="{value!r}"/>'
    return f'<string key="{key}" value={_quoted(str(value))}/>'


@lru_cache(1 << 16)
def _quoted(text: str) -> str:
    """A text between quotes; letters that XML 1.0 forbids become U+FFFD."""
    return quoteattr(_NOT_XML.sub("\ufffd", text))
