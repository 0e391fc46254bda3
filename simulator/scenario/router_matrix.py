"""The answer of a router (OSRM, openrouteservice, Valhalla) as JSON: matrices of times and ways."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

from simulator.i18n import translatable
from simulator.scenario.tables import MAX_BYTES, Row
from simulator.scenario.units import DAY, MAX_DISTANCE, as_read
from simulator.scenario.yaml_reader import refusal, text_of

UNKNOWN = -1  # metres that nobody says
VALHALLA = "sources_to_targets"  # cell by cell, or (unless verbose) as two matrices
METRES = {"kilometers": 1000, "miles": 1609.344}  # its units
EXPECTED = translatable(
    "expected what a router answers, 'durations' in seconds and perhaps 'distances' in metres, and"
    " 'places': the names of accounts and homes, in the order in which the router was asked"
)


def ways_of_router(path: Path, file: str, most: int) -> Iterator[tuple[str, str, int, int]]:
    """Start, goal, seconds and metres of all ways in a file with at most so many places.

    Raises ScenarioError for what is wrong in the file.
    """
    answer = _parsed(text_of(path, file, MAX_BYTES), file)
    places = _named(answer.get("places"), file, most)
    answer, unit = _of_valhalla(answer, file) if VALHALLA in answer else (answer, 1)
    seconds = _matrix(answer, "durations", file, len(places))
    ways = _matrix(answer, "distances", file, len(places)) if answer.get("distances") else None
    for row, start in enumerate(places):
        for column, goal in enumerate(places):
            ends = (start, goal)
            time = _number(seconds[row][column], ends, DAY, file)
            way = _number(ways[row][column], ends, MAX_DISTANCE / unit, file) if ways else None
            if time is not None:
                yield start, goal, round(time), UNKNOWN if way is None else round(way * unit)


def _of_valhalla(answer: dict[str, Any], file: str) -> tuple[dict[str, Any], float]:
    """The matrices of Valhalla's answer, and how many metres its ways are in."""
    table, unit = answer[VALHALLA], METRES.get(str(answer.get("units", "kilometers")))
    if isinstance(table, list):
        if not all(isinstance(row, list) and all(map(_is_way, row)) for row in table):
            raise refusal(file, 1, EXPECTED)
        keys = (("durations", "time"), ("distances", "distance"))
        table = {name: [[cell[key] for cell in row] for row in table] for name, key in keys}
    if not isinstance(table, dict) or unit is None:
        raise refusal(file, 1, EXPECTED)
    return table, unit


def _is_way(cell: object) -> bool:
    return isinstance(cell, dict) and {"time", "distance"} <= cell.keys()


def _parsed(text: str, file: str) -> dict[str, Any]:
    try:
        answer = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        raise refusal(file, problem.lineno, "not readable as JSON") from None
    except (ValueError, RecursionError):  # no number, or nested without end
        raise refusal(file, 1, "not readable as JSON") from None
    if not isinstance(answer, dict):
        raise refusal(file, 1, EXPECTED)
    return answer


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(constant)


def _named(places: object, file: str, most: int) -> list[str]:
    if not isinstance(places, list) or not all(isinstance(each, str) for each in places):
        raise refusal(file, 1, EXPECTED)
    if len(places) > most:
        raise refusal(file, 1, "more than {most:,} places", most=most)
    return [Row(file, 1, {"places": each}).name("places") for each in places]


def _matrix(answer: dict[str, Any], key: str, file: str, size: int) -> Sequence[Sequence[object]]:
    """The rows of a matrix, as many as places, each as long."""
    rows = answer.get(key)
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise refusal(file, 1, EXPECTED)
    if [len(row) for row in rows] != [size] * size:
        text = translatable("'{key}' is no matrix of {size} by {size}, as many as there are places")
        raise refusal(file, 1, text, key=key, size=size)
    return rows


def _number(cell: object, ends: tuple[str, str], most: float, file: str) -> float | None:
    """A number of seconds, or the length of a way; None where the router found none."""
    if cell is None:
        return None
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not 0 <= cell <= most:
        start, goal = ends
        text = translatable("read {read} from {start!r} to {goal!r}, expected 0 to {most:,}")
        raise refusal(file, 1, text, read=as_read(cell), start=start, goal=goal, most=most)
    return cell
