"""A result as one typed document: what is said of it, before anything prints or draws it.

A content function (``output.content``) turns a result into a ``Document``; a renderer
(``output.render``) turns any document into text for a terminal, a page, a workbook, files. Numbers
stay numbers until a renderer prints them, so nothing ever reads a printed number back:

    Document    title, question, headlines, key figures, sections; ``data`` makes its other tables,
                ``record`` its values under the keys that programs read
      Section   one heading: texts, tables and figures, in the order in which they are read
        Texts   sentences of one kind
        Table   rows of typed cells below columns; a column says how its values look, and under
                which keys they go into files
        Figure  a picture, drawn when a renderer asks for it

Texts are written in the language that is spoken when the document is made. Nothing in here imports
what computes or draws: a document that was kept is read and printed at once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Spread = Literal["interval", "half_width", "none"]
Tone = Literal["good", "bad", "unsure", "plain"]
Kind = Literal[
    "text", "code", "plain", "warning",
    "number", "whole", "amount", "change", "share", "points", "growth",
]  # fmt: skip
# The order of sections, whatever results a report is made of.
BRIDGE, TIME, GAINS, CHANGES, RECEIVERS, MONEY, ANSWERS, DOUBTS, SOURCES, HOW, APPENDIX = range(11)
MANY = 20  # rows from which on people filter


# -- values ----------------------------------------------------------------------------------------


class Format(NamedTuple):
    """How a number looks wherever it is printed.

    ``share`` and ``growth`` are parts of 1, shown in hundredths; ``points`` are differences of
    shares, which files hold in hundredths, too. ``amount``, ``whole`` and ``number`` are levels,
    ``change`` is signed; they show about three significant digits where there is no column of
    equal decimals. ``decimals`` overrides either.
    """

    kind: Kind = "number"
    unit: str = ""  # in the reader's language; printed behind the number if ``with_unit``
    decimals: int | None = None
    with_unit: bool = False
    spread: Spread = "interval"  # beside a mean on pages


TEXT, CODE, WARNING, PLAIN = (Format("text"), Format("code"), Format("warning"), Format("plain"))
COUNT = Format("whole", decimals=0)


class Estimate(NamedTuple):
    """A mean and the ends of its interval; NaN where there is none."""

    mean: float
    low: float = math.nan
    high: float = math.nan

    @property
    def half_width(self) -> float:
        """From the mean to either end."""
        return (self.high - self.low) / 2


Value: TypeAlias = str | int | float | Estimate | None


class Formatted(NamedTuple):
    """A value with a format of its own, in a column whose rows differ in unit."""

    value: Value
    format: Format


Cell: TypeAlias = Value | Formatted
RecordValue: TypeAlias = "Value | Sequence[RecordValue] | Mapping[str, RecordValue]"
Record: TypeAlias = Mapping[str, RecordValue]


# -- tables ----------------------------------------------------------------------------------------


class ColumnPart(NamedTuple):
    """One column of a file that a column of estimates falls into: which end, key, and heading."""

    end: Literal["mean", "low", "high", "half_width"]
    key: str
    title: str


class Column(NamedTuple):
    """What stands above a column, and how its values look unless they say so themselves."""

    key: str  # its name in files, which does not change with the language
    title: str
    format: Format = TEXT
    parts: tuple[ColumnPart, ...] = ()  # of estimates, in files; none: the mean alone
    beside: str = ""  # key of the column in which a page shows it, behind that one's value
    on: Literal["both", "page", "file"] = "both"
    head: str = ""  # its heading in files, if another one
    width: int = 0  # in letters, in workbooks; 0: as wide as its heading


class Series(NamedTuple):
    """One line, or one kind of bar: a column of numbers over some rows, or a row over columns."""

    values: str  # key of the column; for a row, of its first column
    errors: str = ""  # key of the column with half widths
    rows: tuple[int, int] = (0, -1)  # first and last row of the table; -1: the last
    across: int = 0  # columns that a row reaches over; 0: the values stand in a column
    name: str = ""  # if it is neither the column's heading nor the row's first cell


class NativeChart(NamedTuple):
    """A chart that stays a chart where a workbook is opened: it follows its cells."""

    kind: Literal["bars", "stacked", "line"]
    title: str
    names: str  # key of the column that names what is shown
    series: tuple[Series, ...]
    counted_in: str = ""
    below: bool = True  # under the table, or to its right


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of typed cells below columns; those of one key and the same columns are one file."""

    key: str  # of its file
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    name: str = ""  # of its sheet
    tones: tuple[Tone, ...] = ()  # one for each row, or none
    notes: tuple[str, ...] = ()  # in files, beside it
    chart: NativeChart | None = None
    layout: Literal["figures", "texts", "numbered"] = "figures"  # numbered: texts behind a number
    names: int = 1  # columns that name a row on a page; what the first repeats is not said twice
    filtered: bool = False  # long tables have arrows that filter
    detail: bool = False  # for those who read a report: a terminal leaves it out

    def formatted(self) -> Iterator[tuple[Formatted, ...]]:
        """The rows, each cell with the format that counts for it."""
        for row in self.rows:
            yield tuple(
                cell if isinstance(cell, Formatted) else Formatted(cell, column.format)
                for cell, column in zip(row, self.columns, strict=True)
            )


# -- texts, figures, sections ----------------------------------------------------------------------


TextKind = Literal["finding", "statement", "detail", "listed", "note"]


class Texts(NamedTuple):
    """Sentences. A ``detail`` is for those who read a report; a ``note`` says what others rest on.

    ``finding`` stands out, ``listed`` are points of a list.
    """

    lines: tuple[str, ...]
    kind: TextKind = "statement"


class KeyFigure(NamedTuple):
    """A number that matters, large, with what is to be said below it."""

    label: str
    value: Formatted
    note: str
    tone: Tone


class KeyFigures(NamedTuple):
    """The numbers that matter of one scenario, side by side."""

    title: str
    figures: tuple[KeyFigure, ...]


class NamedChart(NamedTuple):
    """A chart of ``output.charts`` by its name, with what it shows.

    By its name, since charts take their words from content, and what draws is slow to load.
    """

    name: str
    subject: tuple[Any, ...]

    @classmethod
    def of(cls, name: str, *subject: Any) -> NamedChart:
        """The chart of a subject, with whatever else it takes."""
        return cls(name, subject)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture. A figure that takes runs to draw is for the folder alone: ``in_report`` is no."""

    name: str  # of its file, without a suffix
    # What draws it or says which chart it is; none in a document that was kept: a file holds it.
    draw: NamedChart | Callable[[], Axes | NamedChart] | None = None
    in_report: bool = True
    in_folder: bool = True


Block: TypeAlias = Texts | Table | Figure


class Section(NamedTuple):
    """One heading with what stands below it."""

    rank: int  # of the order above
    title: str
    blocks: tuple[Block, ...]


def _no_tables() -> tuple[Table, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Document:
    """All that is to be said of a result."""

    title: str
    question: str
    headlines: tuple[str, ...]
    sections: tuple[Section, ...]
    record: Callable[[], Record]  # for programs: its values by keys that stay
    points: tuple[str, ...] = ()  # of a list that the last headline opens
    key_figures: tuple[KeyFigures, ...] = ()
    data: Callable[[], tuple[Table, ...]] = (
        _no_tables  # for files: records, sources, how it was run
    )
    warnings: tuple[str, ...] = ()  # what could not be done, said beside the results

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All that stands in its sections."""
        return tuple(block for section in self.sections for block in section.blocks)

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables of its sections."""
        return tuple(block for block in self.blocks if isinstance(block, Table))

    @property
    def notes(self) -> tuple[str, ...]:
        """All sentences of its sections, and what could not be done."""
        texts = (block for block in self.blocks if isinstance(block, Texts))
        return (*(line for each in texts for line in each.lines), *self.warnings)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of its sections."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))


def joined(documents: Sequence[Document]) -> Document:
    """Several documents about one subject as one: of the title and question of the first."""
    if len(documents) == 1:
        return documents[0]
    return replace(
        documents[0],
        headlines=tuple(dict.fromkeys(line for each in documents for line in each.headlines)),
        points=tuple(dict.fromkeys(line for each in documents for line in each.points)),
        sections=tuple(section for each in documents for section in each.sections),
        key_figures=tuple(figures for each in documents for figures in each.key_figures),
        data=lambda: tuple(table for each in documents for table in each.data()),
        warnings=tuple(dict.fromkeys(line for each in documents for line in each.warnings)),
    )


def merged(tables: Sequence[Table]) -> list[Table]:
    """Tables with those of one key and the same columns put together, row below row.

    Those with titles of their own are called by the name that they share.
    """
    by_kind: dict[tuple[str, ...], Table] = {}
    for table in tables:
        kind = (table.key, *(column.key for column in table.columns))
        before = by_kind.get(kind)
        if before and before.title != table.title:
            before = replace(before, title=before.name or before.title)
        by_kind[kind] = replace(before, rows=before.rows + table.rows) if before else table
    return list(by_kind.values())
