"""The ledger as a trace in Chrome's JSON format, which public timeline viewers open.

A role is a process and a person a thread in it; each stretch is a complete event (``X``) whose
times are microseconds from midnight before the first day. A counter (``C``) for each role says how
many tasks wait in its line: those that somebody could begin and nobody has begun yet.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from simulator.ledger.frames import LedgerTables
from simulator.output.event_logs.events import entries_of, name_of

if TYPE_CHECKING:
    import polars as pl

_text = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
SHOWN = ("task", "account", "deal", "channel", "place", "doing", "with", "part", "in_place_of")
MICROSECOND = timedelta(microseconds=1)


def parts(tables: LedgerTables) -> Iterator[bytes]:
    """The trace, piece by piece: names, stretches, counters."""
    scenario = tables.scenario
    header = {"scenario": scenario.name, "title": scenario.title, "seed": tables.seed}
    header |= {"replication": tables.replication, "first_day": str(scenario.horizon.start)}
    yield f'{{"displayTimeUnit": "ms",\n"otherData": {_text(header)},\n"traceEvents": [\n'.encode()
    comma = ""
    for event in _events(tables):
        yield f"{comma}{_text(event)}\n".encode()
        comma = ","
    yield b"]}\n"


def _events(tables: LedgerTables) -> Iterator[dict[str, Any]]:
    people = tables.entries.select("person", "role").unique(maintain_order=True)
    standing = tables.tasks["role"].drop_nulls().unique(maintain_order=True)
    names = dict.fromkeys([*tables.scenario.roles, *people["role"], *standing])
    roles = {name: number for number, name in enumerate(names, 1)}
    threads = {person: number for number, person in enumerate(people["person"], 1)}
    for role, number in roles.items():
        yield _named("process_name", number, 0, name=role)
        yield _named("process_sort_index", number, 0, sort_index=number)
    for person, role in people.iter_rows():
        yield _named("thread_name", roles[role], threads[person], name=person)
        yield _named("thread_sort_index", roles[role], threads[person], sort_index=threads[person])
    midnight = datetime.combine(tables.scenario.horizon.start, datetime.min.time())
    for row in entries_of(tables).iter_rows(named=True):
        yield _stretch(row, roles[row["role"]], threads[row["person"]], midnight)
    for role, moment, count in waiting(tables.tasks).iter_rows():
        at = {"pid": roles[role], "tid": 0, "ts": (moment - midnight) // MICROSECOND}
        yield {"name": "tasks waiting", "ph": "C", **at, "args": {"tasks": count}}


def _named(what: str, process: int, thread: int, **arguments: object) -> dict[str, Any]:
    return {"name": what, "ph": "M", "pid": process, "tid": thread, "args": arguments}


def _stretch(row: dict[str, Any], process: int, thread: int, midnight: datetime) -> dict[str, Any]:
    return {
        "name": name_of(row),
        "cat": row["category"],
        "ph": "X",
        "pid": process,
        "tid": thread,
        "ts": (row["start"] - midnight) // MICROSECOND,
        "dur": (row["end"] - row["start"]) // MICROSECOND,
        "args": {key: row[key] for key in SHOWN if row[key] is not None},  # beside it, if known
    }


def waiting(tasks: pl.DataFrame) -> pl.DataFrame:
    """How many tasks wait in each role's line, whenever that changes: role, moment, waiting."""
    import polars as pl

    known = tasks.filter(pl.col("role").is_not_null() & pl.col("available").is_not_null())
    gone = pl.coalesce("started", "finished").alias("moment")
    steps = [
        known.select("role", pl.col("available").alias("moment"), pl.lit(1).alias("waiting")),
        known.select("role", gone, pl.lit(-1).alias("waiting")).drop_nulls(),
    ]
    return (
        pl.concat(steps)
        .group_by("role", "moment")
        .agg(pl.col("waiting").sum())
        .filter(pl.col("waiting") != 0)
        .sort("role", "moment")
        .with_columns(pl.col("waiting").cum_sum().over("role"))
    )
