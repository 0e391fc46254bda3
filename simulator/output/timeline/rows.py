"""What some days of several ledgers come to as plain numbers and names, small enough for a page."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.errors import UsageError
from simulator.ledger.frames import LedgerTables, nights_of
from simulator.model.parameters import parameters_of
from simulator.scenario.schema.base import BREAK
from simulator.scenario.schema.triggers import CallPlan
from simulator.scenario.units import DAY, HOUR

if TYPE_CHECKING:
    import polars as pl

NONE = -1
KIND = ("doing", "category", "activity", "channel")  # these few go together in a few ways

Numbered = dict[Any, int]


class TimelineDays(NamedTuple):
    """The time that a page shows, from midnight to midnight."""

    begin: datetime.datetime
    end: datetime.datetime

    def seconds(self, moments: pl.Series) -> list[int | None]:
        """Seconds from the begin; none for what has not happened."""
        return (moments - self.begin).dt.total_seconds().to_list()


class Part(NamedTuple):
    """The entries and tasks of one ledger that have to do with some days."""

    entries: pl.DataFrame  # with ``stayed``: where the night before was spent, if not at home
    tasks: pl.DataFrame


def days_of(tables: Sequence[LedgerTables], first: datetime.date, count: int) -> TimelineDays:
    """So many days from the first; Misuse if they do not lie within every scenario's horizon."""
    if count < 1:
        raise UsageError("read {count} days, expected at least 1", count=count)
    for each in tables:
        horizon = each.scenario.horizon
        last = horizon.start + datetime.timedelta(days=7 * horizon.weeks - 1)
        if not horizon.start <= first <= last - datetime.timedelta(days=count - 1):
            raise UsageError(
                "read {count} days from {first}, expected days between {start} and {last}",
                count=count,
                first=first,
                start=horizon.start,
                last=last,
            )
    begin = datetime.datetime.combine(first, datetime.time())
    return TimelineDays(begin, begin + datetime.timedelta(days=count))


def part_of(tables: LedgerTables, days: TimelineDays) -> Part:
    """The entries that reach into the days; their tasks, what follows on those, and what waits."""
    import polars as pl

    e, t = tables.entries, tables.tasks
    inside = (e["start"] < days.end) & (e["end"] > days.begin) | (e["start"] == days.begin)
    nights = nights_of(tables).select("person", "until", pl.col("place").alias("stayed"))
    entries = e.filter(inside).join(
        nights, left_on=["person", "start"], right_on=["person", "until"], how="left",
        maintain_order="left",
    )  # fmt: skip
    served = entries["task"].drop_nulls().unique().to_list()
    wanted = t["task"].is_in(served) | t["parent"].is_in(served).fill_null(False)
    return Part(entries, t.filter(wanted | _waits(t, days)))


def _waits(tasks: pl.DataFrame, days: TimelineDays) -> pl.Series:
    """Which tasks wait at some time of the days for somebody to begin."""
    since = _first(tasks["available"], tasks["asked"])
    until = _first(tasks["started"], tasks["finished"])
    there = (since < days.end) & ((until > days.begin) | until.is_null()).fill_null(True)
    return there & (tasks["origin"] != CallPlan.origin).fill_null(True)


def _first(moments: pl.Series, otherwise: pl.Series) -> pl.Series:
    return moments.zip_with(moments.is_not_null(), otherwise)


def open_hours(parts: Sequence[Part], days: TimelineDays) -> list[tuple[int, int]]:
    """The stretches of each day between the first and the last full hour that anybody is there.

    Seconds from the begin. The page leaves out what lies between them.
    """
    hours: set[int] = set()
    for part in parts:
        starts, ends = (days.seconds(part.entries[name]) for name in ("start", "end"))
        for start, end in set(zip(starts, ends, strict=True)):
            assert start is not None, "every entry has begun"
            assert end is not None, "every entry has ended"
            hours.update(range(start // HOUR, -(-end // HOUR)))
    last = int((days.end - days.begin).total_seconds()) // HOUR
    by_day = groupby(sorted(hours & set(range(last))), key=lambda hour: hour * HOUR // DAY)
    rows = [list(group) for _, group in by_day]
    return _joined([(group[0] * HOUR, (group[-1] + 1) * HOUR) for group in rows])


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches of which none touches the next."""
    rows: list[tuple[int, int]] = []
    for start, end in stretches:
        begins = rows.pop()[0] if rows and rows[-1][1] == start else start
        rows.append((begins, end))
    return rows


# -- names -----------------------------------------------------------------------------------------


class Names(NamedTuple):
    """All names that the numbers of a page stand for, each with its number."""

    people: Numbered
    role_of: tuple[int, ...]  # of each person
    roles: Numbered
    kinds: Numbered
    activities: Numbered
    accounts: Numbered
    places: Numbered
    origins: Numbered
    states: Numbered


def _kinds(frame: pl.DataFrame) -> Iterator[tuple[Any, ...]]:
    """Kinds of entries in the order in which they are met, so that a page is the same each time."""
    return frame.select(KIND).unique(maintain_order=True).iter_rows()


def names_of(tables: Sequence[LedgerTables], parts: Sequence[Part]) -> Names:
    """People by role and all roles as in the scenarios; the rest as they are met."""
    roles = _numbered(role for each in tables for role in each.scenario.roles)
    people = {person: roles[role] for role in roles for person in _people(tables, role)}
    rows, tasks = [part.entries for part in parts], [part.tasks for part in parts]
    return Names(
        _numbered(people),
        tuple(people.values()),
        roles,
        _numbered(kind for frame in rows for kind in _kinds(frame)),
        _met([*rows, *tasks], "activity"),
        _met([*rows, *tasks], "account"),
        _numbered([*_met(rows, "place"), *_met(rows, "stayed")]),
        _met(tasks, "origin"),
        _met(tasks, "state"),
    )


def _people(tables: Sequence[LedgerTables], role: str) -> Iterable[str]:
    """Everybody of a role in any of the scenarios."""
    for each in tables:
        parameters = parameters_of(each.scenario)
        for person, number in zip(parameters.people, parameters.role_of, strict=True):
            if parameters.roles.name[number] == role:
                yield person


def _met(frames: Iterable[pl.DataFrame], column: str) -> Numbered:
    return _numbered(name for frame in frames for name in frame[column].drop_nulls().to_list())


def _numbered(names: Iterable[Any]) -> Numbered:
    return {name: number for number, name in enumerate(dict.fromkeys(names))}


def categories_of(tables: Sequence[LedgerTables]) -> list[str]:
    """Every category of the scenarios, and the break."""
    return list(dict.fromkeys([*(c for h in tables for c in h.scenario.categories), BREAK]))


# -- numbers ---------------------------------------------------------------------------------------


def entries_as_numbers(entries: pl.DataFrame, names: Names, days: TimelineDays) -> dict[str, Any]:
    """Columns of the entries: people by how many rows each has, the rest one number a row.

    A start is told as the seconds since the row before has ended, since that is mostly none.
    """
    starts, ends = days.seconds(entries["start"]), days.seconds(entries["end"])
    people = [(names.people[who], len(list(rows))) for who, rows in groupby(entries["person"])]
    return {
        "people": [number for number, _ in people],
        "counts": [count for _, count in people],
        "kind": [names.kinds[kind] for kind in entries.select(KIND).iter_rows()],
        "task": _or_none(entries["task"]),
        "account": _looked_up(entries["account"], names.accounts),
        "deal": _or_none(entries["deal"]),
        "place": _looked_up(entries["place"], names.places),
        "stayed": _stays(entries["stayed"], names.places),
        "gap": _since(starts, [0, *ends[:-1]]),
        "seconds": _since(ends, starts),
    }


def tasks_as_numbers(tasks: pl.DataFrame, names: Names, days: TimelineDays) -> dict[str, Any]:
    """Columns of the tasks: numbers since the row before, times since they were asked for."""
    numbers, asked = tasks["task"].to_list(), days.seconds(tasks["asked"])
    times = ("due", "available", "started", "finished")
    return {
        "task": _since(numbers, [0, *numbers[:-1]]),
        "asked": _since(asked, [0, *asked[:-1]]),
        "parent": _since(tasks["parent"].to_list(), numbers),
        **{name: _since(days.seconds(tasks[name]), asked) for name in times},
        "activity": _looked_up(tasks["activity"], names.activities),
        "account": _looked_up(tasks["account"], names.accounts),
        "deal": _or_none(tasks["deal"]),
        "origin": _looked_up(tasks["origin"], names.origins),
        "by": _looked_up(tasks["by"], names.people),
        "in_place_of": _looked_up(tasks["in_place_of"], names.people),
        "role": _looked_up(tasks["role"], names.roles),
        "state": _looked_up(tasks["state"], names.states),
        "interrupted": tasks["interrupted"].to_list(),
        "hand_overs": tasks["hand_overs"].to_list(),
    }


def _since(values: Iterable[int | None], before: Iterable[int | None]) -> list[int | None]:
    """Each number less the one before; none for none."""
    pairs = zip(values, before, strict=True)
    return [None if a is None or b is None else a - b for a, b in pairs]


def _stays(column: pl.Series, numbers: Numbered) -> list[tuple[int, int]]:
    """Rows before which somebody was away overnight, each with the place."""
    return [(row, numbers[name]) for row, name in enumerate(column) if name is not None]


def _or_none(column: pl.Series) -> list[int]:
    return [NONE if value is None else value for value in column.to_list()]


def _looked_up(column: pl.Series, numbers: Numbered) -> list[int]:
    return [NONE if name is None else numbers[name] for name in column.to_list()]
