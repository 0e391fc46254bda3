"""What a sheet is before anything writes it: columns of plain values, and the chart beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval

Look = Literal[
    "text", "code", "plain", "warning",
    "whole", "number", "amount", "share", "change", "points", "growth",
]  # fmt: skip
Plain = str | int | float | None

HUNDRED = 100
MANY = 20  # rows from which on people filter
BY_UNIT: dict[str, Look] = {"share": "share", "money": "whole", "min": "amount", "h": "amount"}


class Shown(NamedTuple):
    """A value with a look of its own, in a column whose rows differ in unit."""

    value: Plain
    look: Look


Cell = Plain | Shown


class Column(NamedTuple):
    """What stands above a column, and how its values look unless they say so themselves.

    The key is the column's name in CSV and Parquet.
    """

    key: str
    head: str
    look: Look = "text"
    wide: int = 0  # letters; 0: as wide as what stands in it


class Series(NamedTuple):
    """One line, or one kind of bar: a column of numbers over some rows, or a row over columns."""

    values: str  # key of the column; for a row, of its first column
    errors: str = ""  # key of the column with half widths
    rows: tuple[int, int] = (0, -1)  # first and last row of the table; -1: the last
    across: int = 0  # columns that a row reaches over; 0: the values stand in a column
    name: str = ""  # if it is neither the column's head nor the row's first cell


class Chart(NamedTuple):
    """A chart that stays a chart where the sheet is opened: it follows its cells."""

    kind: Literal["bars", "stacked", "line"]
    title: str
    names: str  # key of the column that names what is shown
    series: tuple[Series, ...]
    counted_in: str = ""
    below: bool = True  # under the table, or to its right


class Sheet(NamedTuple):
    """One table with what is to be said above it."""

    name: str
    title: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    chart: Chart | None = None
    filtered: bool = False  # long tables have arrows that filter


def plain(cell: Cell) -> Plain:
    """A value without its look; None for what never happened or has no bounds.

    >>> plain(Shown(0.12, "share")), plain(float("nan"))
    (0.12, None)
    """
    value = cell.value if isinstance(cell, Shown) else cell
    return None if isinstance(value, float) and not math.isfinite(value) else value


def look_of(measure: str) -> Look:
    """How the numbers of a measure look."""
    return BY_UNIT.get(unit_of(measure), "number")


def unit_of(measure: str) -> str:
    """The first word of a measure's unit."""
    return describe(measure).unit.split()[0]


def unit_shown(measure: str, currency: str, change: bool = False) -> str:
    """A measure's unit in full; what a share changes by is points."""
    unit = describe(measure).unit
    if unit_of(measure) == "share":
        return "points" if change else "share of time" if unit == "share" else unit
    return unit.replace("money", currency, 1)


def level(found: Interval, measure: str) -> tuple[Shown, ...]:
    """Mean and half width of a measure."""
    look = look_of(measure)
    return Shown(found.mean, look), Shown(found.half_width, look)


def change(found: Interval, measure: str) -> tuple[Shown, ...]:
    """Mean and both ends of a difference, and its half width; those of shares in points."""
    by_unit: Look = "points" if look_of(measure) == "share" else "change"
    factor = HUNDRED if by_unit == "points" else 1
    ends = (found.mean, found.low, found.high, found.half_width)
    return tuple(Shown(factor * end, by_unit) for end in ends)


def facts(name: str, title: str, told: Sequence[tuple[str, Any]]) -> Sheet:
    """A sheet of things said, one in a row."""
    rows = [(key, value if isinstance(value, int | float) else str(value)) for key, value in told]
    return Sheet(name, title, (), (Column("what", "", wide=38), Column("said", "", wide=100)), rows)
