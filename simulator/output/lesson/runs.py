"""The weeks of a lesson as columns of numbers: stretches, tasks, events, lives and the map."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from simulator.analysis.lessons.lives import PARTS, Life, lives
from simulator.analysis.lessons.weeks import REASONS, PlayedWeek, chosen_words
from simulator.ledger.frames import LedgerTables
from simulator.model.codes import DOINGS, NOT, STATES
from simulator.model.parameters import parameters_of
from simulator.output.lesson.events import events_of
from simulator.output.lesson.names import LessonNames, pools_of
from simulator.output.timeline.land import bases_of, lands_of
from simulator.output.timeline.rows import Names, Part, TimelineDays, open_hours
from simulator.scenario.units import DAY

if TYPE_CHECKING:
    import polars as pl

TIMES = ("asked", "available", "started", "finished", "due")


def runs_of(
    weeks: Sequence[PlayedWeek], follows: str | None, index: LessonNames
) -> list[dict[str, Any]]:
    """Every week that is played, with the lives of tasks of one activity."""
    return [
        _run(week, follows, (index, days, part))
        for week, days, part in zip(weeks, index.days, index.parts, strict=True)
    ]


def _run(
    week: PlayedWeek, follows: str | None, shown: tuple[LessonNames, TimelineDays, Part]
) -> dict[str, Any]:
    index, days, part = shown
    names = index.names
    entries, tasks = _entries(part, days, index), _tasks(week, part, days, index)
    people = parameters_of(week.tables.scenario).people
    return {
        "point": week.point,
        "replication": week.tables.replication,
        "label": str(week.label),
        "why": chosen_words(week),
        "week": week.number + 1,
        "begin": days.begin.date().isoformat(),
        "days": (days.end - days.begin).days,
        "open": open_hours([part], days),
        "people": [names.people[person] for person in people],
        "entries": entries,
        "tasks": tasks,
        "events": events_of(entries, tasks, days),
        "absences": [
            [
                names.people[each.person],
                each.first * DAY,
                (each.last + 1) * DAY,
                list(REASONS.values()).index(each.reason),
            ]
            for each in week.absences
            if each.person in names.people
        ],
        "cases": list(_cases(week.tables, follows, days, index)),
        "map": _map(week.tables, part, names, days),
    }


# -- columns ---------------------------------------------------------------------------------------


def _entries(part: Part, days: TimelineDays, index: LessonNames) -> dict[str, list[Any]]:
    e, names = part.entries.sort("person", "start", maintain_order=True), index.names
    starts, ends = days.seconds(e["start"]), days.seconds(e["end"])
    doings = {name: number for number, name in enumerate(DOINGS)}
    people = _numbers(e["person"], names.people)
    columns: dict[str, list[Any]] = {
        "person": people,
        "start": starts,
        "seconds": [(end or 0) - (start or 0) for start, end in zip(starts, ends, strict=True)],
        "doing": _numbers(e["doing"], doings),
        "category": _numbers(e["category"], index.categories),
        "activity": _numbers(e["activity"], names.activities),
        "task": [NOT if task is None else task for task in e["task"].to_list()],
        "place": _numbers(e["place"], names.places),
    }
    order = sorted(range(len(e)), key=lambda row: (people[row], starts[row] or 0))
    return {name: [column[row] for row in order] for name, column in columns.items()}


def _tasks(
    week: PlayedWeek, part: Part, days: TimelineDays, index: LessonNames
) -> dict[str, list[Any]]:
    t, names = part.tasks, index.names
    states = {name: number for number, name in enumerate(STATES)}
    return {
        "task": t["task"].to_list(),
        "activity": _numbers(t["activity"], names.activities),
        "line": list(_lines(week, part, index)),
        **{name: days.seconds(t[name]) for name in TIMES},
        "by": _numbers(t["by"], names.people),
        "state": _numbers(t["state"], states),
        "interrupted": t["interrupted"].to_list(),
        "hand_overs": t["hand_overs"].to_list(),
        "in_place_of": _numbers(t["in_place_of"], names.people),
    }


def _lines(week: PlayedWeek, part: Part, index: LessonNames) -> Iterator[int]:
    """In whose queue each task waits: that of its role, or of all who may take it."""
    names, pools = index.names, pools_of(week, index.names)
    roles = _numbers(part.tasks["role"], names.roles)
    for activity, role in zip(part.tasks["activity"].to_list(), roles, strict=True):
        yield index.lines.get((pools.get(activity, (role,)), NOT), NOT)


def _numbers(column: pl.Series, numbers: dict[Any, int]) -> list[int]:
    return [NOT if name is None else numbers[name] for name in column.to_list()]


# -- lives and places ------------------------------------------------------------------------------


def _cases(
    tables: LedgerTables, follows: str | None, days: TimelineDays, index: LessonNames
) -> Iterator[dict[str, Any]]:
    for life in lives(tables, follows, days.begin, days.end) if follows else ():
        yield _life(life, days.begin, index)


def _life(life: Life, begin: datetime.datetime, index: LessonNames) -> dict[str, Any]:
    names = index.names

    def seconds(moment: datetime.datetime) -> int:
        return int((moment - begin).total_seconds())

    parts = [
        [
            seconds(part.begin),
            seconds(part.end),
            PARTS.index(part.kind),
            _person(part.person, names),
        ]
        for part in life.parts
    ]
    return {
        "task": life.task,
        "title": index.title(life.activity),
        "person": _person(life.person, names),
        "asked": seconds(life.asked),
        "finished": None if life.finished is None else seconds(life.finished),
        "parts": parts,
        "sums": [
            sum(end - start for start, end, kind, _ in parts if kind == number)
            for number in range(len(PARTS))
        ],
    }


def _person(name: str | None, names: Names) -> int:
    return NOT if name is None else names.people.get(name, NOT)


def _map(
    tables: LedgerTables, part: Part, names: Names, days: TimelineDays
) -> dict[str, Any] | None:
    lands: Iterable[dict[str, Any]] = lands_of([tables], [part], names, days)
    for land in lands:
        places, bases = _with_bases(land["places"], tables, names)
        return {"places": places, "bases": bases, "customers": land["customers"]}
    return None


def _with_bases(
    places: Sequence[Any], tables: LedgerTables, names: Names
) -> tuple[list[Any], list[int]]:
    """The places, with bases at which nobody is in this week; and each person's base among them."""
    points, numbers, base_of = list(places), dict(names.places), bases_of(tables)
    bases = []
    for person in names.people:
        base, point = base_of.get(person, (None, None))
        number = NOT if base is None else numbers.setdefault(base, len(points))
        if number == len(points):
            points.append(point)
        bases.append(number)
    return points, bases
