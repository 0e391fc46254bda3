"""What a report is made of: sections of tables, pictures, figures and lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from simulator.output.content.tables import Table

Tone = Literal["good", "bad", "unsure", "plain"]
# The order of sections, whatever results a report is made of.
BRIDGE, TIME, GAINS, CHANGES, RECEIVERS, MONEY, ANSWERS, DOUBTS, SOURCES, HOW, APPENDIX = range(11)


class Lines(NamedTuple):
    """Short paragraphs, or points of a list."""

    lines: Sequence[str]
    listed: bool = False
    small: bool = False  # are they notes?
    kind: Literal["lines"] = "lines"


class Grid(NamedTuple):
    """A table, with a tone for each of its rows if they have one."""

    table: Table
    caption: str = ""
    tones: Sequence[Tone] = ()
    texts: bool = False  # are its columns texts rather than figures?
    names: int = 1  # columns that name the row; of the first, a name is not said twice
    narrow: bool = False  # is its first column a number only?
    kind: Literal["grid"] = "grid"


class Picture(NamedTuple):
    """A drawing as an element of the page."""

    svg: str
    kind: Literal["picture"] = "picture"


class Figure(NamedTuple):
    """A number that matters, large."""

    label: str
    value: str
    note: str
    tone: Tone


class Figures(NamedTuple):
    """The numbers that matter of one scenario, side by side."""

    title: str
    figures: Sequence[Figure]
    kind: Literal["figures"] = "figures"


Block = Lines | Grid | Picture | Figures


class Section(NamedTuple):
    """One heading with what stands below it."""

    rank: int  # of the order above
    title: str
    blocks: Sequence[Block]


class Opening(NamedTuple):
    """What a reader sees first: of what, the question, the answer, the numbers that matter."""

    title: str
    question: str
    answers: Sequence[str]
    figures: Sequence[Figures] = ()


class Told(NamedTuple):
    """What a report tells of one result."""

    opening: Opening
    sections: Sequence[Section]
