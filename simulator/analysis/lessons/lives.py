"""The life of one task as a bar: waits, worked on, laid down, handed over, nobody on shift."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from simulator.analysis.case_trace import Moment
from simulator.ledger.frames import LedgerTables
from simulator.model.codes import DOINGS, HAND_OVER, TAKE_OVER, TRAVEL, WAIT

if TYPE_CHECKING:
    import polars as pl

PARTS = ("waits", "closed", "worked", "laid_down", "handed_over", "takes_over")
OF_DOING = {DOINGS[HAND_OVER]: "handed_over", DOINGS[TAKE_OVER]: "takes_over"}
NOT_WORK = (DOINGS[TRAVEL], DOINGS[WAIT])
LYING = ("waits", "laid_down")


class LifePart(NamedTuple):
    """A stretch of a task's life; by whom, where somebody has it in hand."""

    begin: Moment
    end: Moment
    kind: str  # one of PARTS
    person: str | None


class Life(NamedTuple):
    """A task from asking to its end, or the horizon's, without gaps."""

    task: int
    activity: str
    person: str | None
    asked: Moment
    finished: Moment | None
    parts: tuple[LifePart, ...]


def lives(tables: LedgerTables, activity: str, begin: Moment, end: Moment) -> Iterator[Life]:
    """Of the tasks asked for in some days: the one that lay longest, then the one in the middle.

    It lies while somebody is there and has it not in hand: nights say nothing of a queue. What is
    not finished counts until the end of all weeks.
    """
    import polars as pl

    t = tables.tasks
    since = tables._replace(entries=tables.entries.filter(pl.col("end") > begin))
    asked = t.filter(
        (pl.col("activity") == activity)
        & (pl.col("asked") >= begin)
        & (pl.col("asked") < end)
        & pl.col("state").is_in(["done", "waiting"])
    )
    lives = [life_of(since, row) for row in asked.iter_rows(named=True)]
    lives.sort(key=_lay, reverse=True)
    yield from (*lives[:1], *lives[max(1, len(lives) // 2) :][:1])


def _lay(life: Life) -> datetime.timedelta:
    """How long it lay while somebody was there."""
    lying = (each.end - each.begin for each in life.parts if each.kind in LYING)
    return sum(lying, datetime.timedelta())


def end_of(tables: LedgerTables) -> Moment:
    """The end of the horizon."""
    horizon = tables.scenario.horizon
    start = datetime.datetime.combine(horizon.start, datetime.time())
    return start + datetime.timedelta(weeks=horizon.weeks)


def life_of(tables: LedgerTables, task: dict[str, object]) -> Life:
    """The life of one row of the table of tasks."""
    asked, finished = task["asked"], task["finished"]
    assert isinstance(asked, datetime.datetime)
    over = finished if isinstance(finished, datetime.datetime) else end_of(tables)
    worked = list(_in_hand(tables, task["task"]))
    there = _open(tables, {part.person for part in worked}, str(task["role"]), (asked, over))
    parts = tuple(_without_gaps(worked, there, asked, over))
    by = task["by"]
    return Life(
        int(str(task["task"])),
        str(task["activity"]),
        by if isinstance(by, str) else None,
        asked,
        finished if isinstance(finished, datetime.datetime) else None,
        parts,
    )


def _in_hand(tables: LedgerTables, task: object) -> Iterator[LifePart]:
    """When somebody had it in hand."""
    import polars as pl

    rows = tables.entries.filter(
        (pl.col("task") == task) & ~pl.col("doing").is_in(list(NOT_WORK))
    ).sort("start")
    for begin, end, doing, person in rows.select("start", "end", "doing", "person").rows():
        yield LifePart(begin, end, OF_DOING.get(doing, "worked"), person)


def _open(
    tables: LedgerTables,
    people: set[str | None],
    role: str,
    within: tuple[Moment, Moment],
) -> list[tuple[Moment, Moment]]:
    """When anybody of the role in whose line it stood, or who had it, is at work; in order."""
    import polars as pl

    begin, end = within
    rows: pl.DataFrame = tables.entries.filter(
        ((pl.col("role") == role) | pl.col("person").is_in([p for p in people if p]))
        & (pl.col("end") > begin)
        & (pl.col("start") < end)
    ).sort("start")
    joined: list[tuple[Moment, Moment]] = []
    for start, stop in rows.select("start", "end").rows():
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], stop))
        else:
            joined.append((start, stop))
    return joined


def _without_gaps(
    worked: Iterable[LifePart],
    there: list[tuple[Moment, Moment]],
    asked: Moment,
    over: Moment,
) -> Iterator[LifePart]:
    """What was done with it, and what lies between: it waits, is laid down, or nobody is there."""
    at, begun = asked, False
    for part in worked:
        if part.end <= at:
            continue
        yield from _gap(at, max(part.begin, at), "laid_down" if begun else "waits", there)
        yield part._replace(begin=max(part.begin, at))
        at, begun = part.end, begun or part.kind == "worked"
    yield from _gap(at, over, "laid_down" if begun else "waits", there)


def _gap(
    begin: Moment, end: Moment, kind: str, there: list[tuple[Moment, Moment]]
) -> Iterator[LifePart]:
    at = begin
    for start, stop in there:
        first, last = max(start, at), min(stop, end)
        if first >= last:
            continue
        if first > at:
            yield LifePart(at, first, "closed", None)
        yield LifePart(first, last, kind, None)
        at = last
    if at < end:
        yield LifePart(at, end, "closed", None)
