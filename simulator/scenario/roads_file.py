"""Times by road from a table beside the scenario, in the layouts that public routers write."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from simulator.errors import Diagnostic
from simulator.i18n import translatable
from simulator.scenario.names import same_place
from simulator.scenario.router_matrix import UNKNOWN, ways_of_router
from simulator.scenario.tables import (
    Grid,
    GridRow,
    Heading,
    Marks,
    Row,
    file_of,
    heading_word,
    marks_of,
    read_grid,
    read_table,
)
from simulator.scenario.units import DAY, MAX_DISTANCE, MINUTE
from simulator.scenario.yaml_reader import refusal

MAX_PAIRS = 1_000_000
MAX_PLACES = 2_000
NEAR = 500  # metres, over which it takes time to drive
SPEEDS = (2, 200)  # kilometres an hour in a straight line: nobody walks, nobody flies
TIME = translatable("a time from 0 on, such as 12.5")
WAY = translatable("a way from 0 on, such as 12.5")

FROM = Heading("from", ("origin", "source", "start"), required=True)
TO = Heading("to", ("destination", "target", "goal"), required=True)
MINUTES = Heading("minutes", ("min", "duration_min", "time_min", "travel_time_min"))
SECONDS = Heading("seconds", ("duration", "duration_s", "sec", "time_s", "travel_time_s"))
KM = Heading("km", ("kilometres", "kilometers", "distance_km"))
METRES = Heading("metres", ("distance", "distance_m", "meters", "m"))
TOO_FAST = translatable(
    "read as it is headed, its median speed is {speed:,.0f} km/h: is one of its units another?"
)
LONG = (FROM, TO, MINUTES, SECONDS, KM, METRES)
UNITS = {"seconds": 1, "sec": 1, "s": 1, "duration": 1, "durations": 1}  # of a matrix; else minutes


class FileOfRoads(NamedTuple):
    """The values of ``travel.roads``, and what of the file is not read."""

    roads: dict[str, Any]
    remarks: tuple[Diagnostic, ...]


class _Way(NamedTuple):
    row: Row
    start: str
    goal: str
    seconds: int
    metres: int


def read_roads(folder: Path, name: str) -> FileOfRoads:
    """The ways of a table with a row for each pair, of a matrix, or of a router's answer.

    Raises ValueError when there is no such file in the folder, ScenarioError for its own faults.
    """
    ways, remarks = _of_router(folder, name) if name.endswith(".json") else _of_table(folder, name)
    if not ways:
        raise refusal(str(folder / name), 1, "no times in the file")
    _refuse_nothing(ways)
    _refuse_speeds(ways)
    return FileOfRoads(_gathered(ways), remarks)


def _of_router(folder: Path, name: str) -> tuple[list[_Way], tuple[Diagnostic, ...]]:
    shown = str(folder / name)
    where = Row(shown, 1, {})
    ways = ways_of_router(file_of(folder, name), shown, MAX_PLACES)
    return [_Way(where, *way) for way in ways], ()


def _of_table(folder: Path, name: str) -> tuple[list[_Way], tuple[Diagnostic, ...]]:
    known = {word: each.name for each in LONG for word in (each.name, *each.also)}
    grid = read_grid(folder, name, known)
    if not grid.rows:
        raise refusal(grid.file, 1, "no times in the file")
    words = {known.get(heading_word(cell)) for cell in grid.rows[0].cells}
    if {"from", "to"} <= words:
        table = read_table(folder, name, LONG)
        return list(_listed(table.rows, table.columns, table.line)), table.remarks
    return list(_matrix(grid)), grid.remarks


def _listed(rows: Sequence[Row], columns: Sequence[str], line: int) -> Iterator[_Way]:
    """The ways of a table with a row for each pair of places."""
    times = [each for each in ("minutes", "seconds") if each in columns]
    ways = [each for each in ("km", "metres") if each in columns]
    if len(times) != 1 or len(ways) > 1:
        text = translatable("expected a column of minutes or seconds, and one of km or metres")
        raise refusal(rows[0].file if rows else "", line, text)
    for row in rows:
        time = row.number(times[0], TIME)
        if time is None:
            continue
        seconds = row.bounded(times[0], TIME, 0, DAY) * (MINUTE if times[0] == "minutes" else 1)
        metres = _metres(row, ways[0]) if ways else UNKNOWN
        yield _Way(row, row.name("from"), row.name("to"), round(seconds), metres)


def _metres(row: Row, column: str) -> int:
    if row.number(column, WAY) is None:
        return UNKNOWN
    scale = 1000 if column == "km" else 1
    return round(scale * row.bounded(column, WAY, 0, MAX_DISTANCE / scale))


def _matrix(grid: Grid) -> Iterator[_Way]:
    """The ways of a matrix: from the place ahead of the row to the one above the column."""
    header, *rows = grid.rows
    goals = [Row(grid.file, header.line, {"to": cell}).name("to") for cell in header.cells[1:]]
    if not goals:
        text = translatable("expected the columns from, to and minutes, or names above a matrix")
        raise refusal(grid.file, header.line, text)
    marks = marks_of(grid, rows, {goal: number for number, goal in enumerate(goals, 1)})
    unit = UNITS.get(heading_word(header.cells[0]), MINUTE)
    for row in rows:
        yield from _row_of_matrix(grid.file, row, goals, (marks, unit))


def _row_of_matrix(
    file: str, row: GridRow, goals: Sequence[str], how: tuple[Marks, int]
) -> Iterator[_Way]:
    marks, unit = how
    here = Row(file, row.line, {"from": row.cells[0]})
    start = here.name("from")
    if len(row.cells) > 1 + len(goals):
        raise here.refusal(translatable("more times than names above them"))
    for goal, cell in zip(goals, row.cells[1:], strict=False):
        there = Row(file, row.line, {goal: cell}, marks)
        if there.number(goal, TIME) is not None:
            seconds = round(unit * there.bounded(goal, TIME, 0, DAY))
            yield _Way(there, start, goal, seconds, UNKNOWN)


def _refuse_nothing(ways: Sequence[_Way]) -> None:
    """Refuses ways that take no time, and times on the road on which nobody gets anywhere."""
    apart = [way for way in ways if same_place(way.start) != same_place(way.goal)]
    if apart and not any(way.seconds for way in apart):
        raise apart[0].row.refusal(translatable("all times between different places are 0"))
    measured = [way for way in apart if way.metres != UNKNOWN]
    if (
        measured
        and not any(way.metres for way in measured)
        and any(way.seconds for way in measured)
    ):
        text = translatable("all ways between different places are 0 long, though they take time")
        raise measured[0].row.refusal(text)
    for way in measured:
        if way.seconds == 0 and way.metres > NEAR:
            text = translatable("read no time for {metres:,} m from {start!r} to {goal!r}")
            raise way.row.refusal(text, metres=way.metres, start=way.start, goal=way.goal)


def _refuse_speeds(ways: Sequence[_Way]) -> None:
    """Refuses times and ways in units of which one must be another."""
    speeds = [3.6 * way.metres / way.seconds for way in ways if way.metres > 0 and way.seconds > 0]
    if speeds and not SPEEDS[0] <= median(speeds) <= SPEEDS[1]:
        raise ways[0].row.refusal(TOO_FAST, speed=median(speeds))


def _gathered(ways: Iterable[_Way]) -> dict[str, Any]:
    """The names, and for each of them a text with goal, seconds and metres of each way."""
    number: dict[str, int] = {}
    names: list[str] = []  # as they are written first
    pairs: dict[tuple[int, int], _Way] = {}
    for way in ways:
        start, goal = (_numbered(name, number, names) for name in (way.start, way.goal))
        first = pairs.setdefault((start, goal), way)
        if first is not way and first[3:] != way[3:]:
            text = translatable("from {start!r} to {goal!r} is there twice, first on line {line}")
            raise way.row.refusal(text, start=way.start, goal=way.goal, line=first.row.line)
        if len(number) > MAX_PLACES:
            raise way.row.refusal(translatable("more than {most:,} places"), most=MAX_PLACES)
        if len(pairs) > MAX_PAIRS:
            raise way.row.refusal(translatable("more than {most:,} ways"), most=MAX_PAIRS)
    texts: list[list[str]] = [[] for _ in number]
    for (start, goal), way in pairs.items():
        if start != goal:
            texts[start].append(f"{goal}:{way.seconds}:{way.metres}")
    return {"places": names, "ways": [", ".join(text) for text in texts]}


def _numbered(name: str, number: dict[str, int], names: list[str]) -> int:
    """Number of a place, a new one if it has none."""
    place = same_place(name)
    if place not in number:
        number[place] = len(names)
        names.append(name)
    return number[place]
