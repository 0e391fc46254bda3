"""The ledger as an object-centric event log: OCEL 2.0 in JSON.

Objects are accounts, deals, people, roles, tasks and cases; an event relates to all of them that it
concerns, so that no case must be chosen. Scenarios have no time zone: their wall clock is written
as UTC. Values are texts, as the standard's JSON has them, typed by the declarations in front.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple

from simulator.ledger.frames import LedgerTables, cases_of
from simulator.output.event_logs.events import events_of, name_of, stamp

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
ALWAYS = "1970-01-01T00:00:00Z"  # from when on an attribute that never changes holds


class Kind(NamedTuple):
    """A type of objects: its attributes with their types, and the objects that it points at."""

    attributes: Mapping[str, str]
    points_at: Mapping[str, tuple[str, str]]  # by column: the type pointed at, and how


KINDS = {
    "account": Kind(
        {"segment": "string", "standing": "string"}, {"owner": ("person", "is called on by")}
    ),
    "role": Kind({}, {}),
    "person": Kind({}, {"role": ("role", "belongs to")}),
    "deal": Kind(
        {"kind": "string", "value": "float", "opened": "time", "won": "time"}
        | {
            "discount": "float",
            "sold_by": "string",
            "commission": "float",
            "changes_of_hands": "integer",
        },
        {"account": ("account", "is with")},
    ),
    "case": Kind({}, {}),
    "task": Kind(
        {"activity": "string", "origin": "string", "asked": "time", "due": "time"}
        | {"available": "time", "started": "time", "finished": "time", "state": "string"}
        | {"interrupted": "integer", "hand_overs": "integer"},
        {
            "account": ("account", "is about"),
            "deal": ("deal", "belongs to"),
            "parent": ("task", "follows on"),
            "case": ("case", "is part of"),
            "role": ("role", "stands in the line of"),
            "by": ("person", "is done by"),
            "in_place_of": ("person", "is done in place of"),
        },
    ),
}
SHORT_TEXTS = ("category", "channel", "place", "state", "part")
OF_EVENTS = {"start": "time"} | dict.fromkeys(SHORT_TEXTS, "string")
RELATED = {
    "person": ("person", "by"),
    "in_place_of": ("person", "in place of"),
    "role": ("role", "as"),
    "task": ("task", "of"),
    "account": ("account", "with"),
    "deal": ("deal", "for"),
    "case": ("case", "in"),
}  # by column: the type of the object, and how an event relates to it


def parts(tables: LedgerTables) -> Iterator[bytes]:
    """The log, piece by piece: types, objects, events."""
    events = events_of(tables)
    named = events.select("activity", "doing", "part").unique()
    names = sorted({name_of(row) for row in _rows(named)})
    kinds = [{"name": name, "attributes": _typed(kind.attributes)} for name, kind in KINDS.items()]
    types = [{"name": name, "attributes": _typed(OF_EVENTS)} for name in names]
    yield f'{{"objectTypes": {_text(kinds)},\n"eventTypes": {_text(types)},\n'.encode()
    yield b'"objects": [\n'
    yield from _listed(_objects(tables))
    yield b'],\n"events": [\n'
    yield from _listed(map(_event, _rows(events)))
    yield b"]}\n"


def identity(kind: str, key: object) -> str:
    """What an object is called in the log.

    >>> identity("task", 17)
    'task:17'
    """
    return f"{kind}:{key}"


def _objects(tables: LedgerTables) -> Iterator[dict[str, Any]]:
    entries, deals = tables.entries, tables.deals
    tasks = tables.tasks.with_columns(cases_of(tables.tasks))
    roles = dict.fromkeys(chain(tables.scenario.roles, entries["role"].drop_nulls()))
    people = entries.select("person", "role").unique(maintain_order=True)
    named = (tasks["by"], tasks["in_place_of"], tables.accounts["owner"])
    others = dict.fromkeys(chain.from_iterable(column.drop_nulls() for column in named))
    known = set(people["person"])  # the others have done nothing yet
    strangers = [{"person": name, "role": None} for name in others if name not in known]
    yield from _accounts(tables)
    yield from (_object("role", {"role": name}) for name in roles)
    yield from (_object("person", row) for row in chain(_rows(people), strangers))
    yield from (_object("deal", row) for row in _rows(deals))
    yield from (_object("case", {"case": each}) for each in tasks["case"].unique().sort())
    yield from (_object("task", row) for row in _rows(tasks))


def _accounts(tables: LedgerTables) -> Iterator[dict[str, Any]]:
    """Each account, with how it stood from when on."""
    by_account = tables.accounts.partition_by("account", maintain_order=True)
    for rows in (list(_rows(each)) for each in by_account):
        account = _object("account", rows[0])
        later = [
            {"name": "standing", "time": stamp(row["from"]), "value": row["standing"]}
            for row in rows[1:]
        ]
        yield account | {"attributes": [*account["attributes"], *later]}


def _object(name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    kind = KINDS[name]
    attributes = [
        {"name": key, "time": ALWAYS, "value": _value(row[key])}
        for key in kind.attributes
        if row[key] is not None
    ]
    relationships = [
        {"objectId": identity(other, row[column]), "qualifier": how}
        for column, (other, how) in kind.points_at.items()
        if row[column] is not None
    ]
    record = {"id": identity(name, row[name]), "type": name, "attributes": attributes}
    return record | {"relationships": relationships}


def _event(row: Mapping[str, Any]) -> dict[str, Any]:
    attributes = [
        {"name": key, "value": _value(row[key])} for key in OF_EVENTS if row[key] is not None
    ]
    relationships = [
        {"objectId": identity(kind, row[column]), "qualifier": how}
        for column, (kind, how) in RELATED.items()
        if row[column] is not None
    ]
    record = {
        "id": identity("event", row["event"]),
        "type": name_of(row),
        "time": stamp(row["end"]),
    }
    return {**record, "attributes": attributes, "relationships": relationships}


def _rows(frame: Any) -> Iterator[dict[str, Any]]:
    return iter(frame.iter_rows(named=True))


def _typed(attributes: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"name": name, "type": kind} for name, kind in attributes.items()]


def _value(value: object) -> str:
    return stamp(value) if isinstance(value, datetime) else str(value)


def _listed(record: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """Objects of a JSON array, one a line, with commas between them."""
    comma = ""
    for each in record:
        yield f"{comma}{_text(each)}\n".encode()
        comma = ","
