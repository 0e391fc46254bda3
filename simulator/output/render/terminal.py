"""A document for the terminal: sentences, tables of about eighty columns, notes last."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal

from simulator.i18n import FIRST_WIDE, gettext
from simulator.output.document import Document, Table, Texts
from simulator.output.render.page_table import on_page

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table as RichTable

WIDEST = 100  # columns that a document fills
GAP = 2  # columns between two figures
EDGE = 1  # columns before the first
NARROWEST_NAME = 12  # columns left for the names of rows before figures are wrapped
HEAD = 16  # letters in a line of a heading
LONGEST_WORD = 28  # letters of a heading that nothing parts
_PIECE = re.compile(r"\s*[^\s_-]+[_-]*|\s*[_-]+")  # of a heading, behind which a line may end
_WHOLE = re.compile(r"\S+ +\[[^]\n]*\]\S*|\[[^]\n]*\]\S*|\S+")  # what is not broken
STYLES = {"finding": "bold", "statement": "", "listed": "", "note": "dim"}


def console(stderr: bool = False) -> Console:
    """The terminal, which takes all text as it is."""
    from rich.console import Console

    terminal = Console(stderr=stderr, markup=False, highlight=False, emoji=False)
    terminal.width = min(terminal.width, WIDEST)
    return terminal


def show(document: Document, terminal: Console, with_question: bool) -> None:
    """Prints the answer and what it rests on; what only a report tells is left out."""
    if with_question:
        terminal.print(document.question, style="italic")
        terminal.print("")
    for line in document.headlines:
        terminal.print(line, style="bold")
    if document.points:
        terminal.print(_listed(document.points), style="bold")
    if with_question:
        terminal.print("")
    for text, style in _parts(document):
        terminal.print(text, style=style)


def _listed(points: Sequence[str]) -> RichTable:
    """Points of a list, each behind a dash."""
    from rich.table import Table as RichTable

    grid = RichTable.grid(padding=(0, 1))
    for point in points:
        grid.add_row("–", point)
    return grid


def _parts(document: Document) -> Iterator[tuple[Any, str | None]]:
    """Tables and sentences in their order, notes behind all of them."""
    notes = []
    for block in document.blocks:
        if isinstance(block, Table):
            if block.detail:
                continue
            page = on_page(block)
            for part in as_tables(page.title, page.header, page.texts()):
                yield part, None
        elif isinstance(block, Texts) and block.kind in STYLES:
            pairs = [(line, STYLES[block.kind]) for line in block.lines]
            if block.kind == "note":
                notes += pairs
            else:
                yield from pairs
    yield from dict.fromkeys(notes)


def as_tables(
    title: str, header: Sequence[str], rows: Sequence[Sequence[str]]
) -> Iterator[RichTable]:
    """A table for the terminal: names on the left, figures on the right.

    Figures that do not fit beside each other go on in the next line, those of too many columns in
    further tables, each with what tells rows apart; nothing is cut off, and no figure is torn from
    its interval.
    """
    columns = list(zip(header, *rows, strict=True))
    for number, chosen in enumerate(_parted(columns)):
        shown = gettext("{title}, continued", title=title) if number and title else title
        yield _as_table(shown, chosen)


def _parted(columns: Sequence[Sequence[str]]) -> list[Sequence[Sequence[str]]]:
    """The columns of each table that a wide one falls into."""
    whole = list(_fitting(columns[1:], _beside(columns[:1])))
    if len(whole) == 1:
        return [columns]
    keys = columns[: _keys(columns)]
    parts = _fitting(columns[len(keys) :], _beside(keys))
    return [[*keys, *each] for each in parts]


def _keys(columns: Sequence[Sequence[str]]) -> int:
    """How many columns, from the first on, tell rows apart; one, if they would take half of all."""
    cells = [column[1:] for column in columns]
    for count in range(1, len(columns)):
        if _beside(columns[:count]) < console().width / 2:
            return 1
        if len(set(zip(*cells[:count], strict=True))) == len(cells[0]):
            return count
    return 1


def _beside(names: Sequence[Sequence[str]]) -> int:
    """The room that is left beside the columns that name rows."""
    taken = sum(
        max(_longest_word(each), 0 if n else NARROWEST_NAME) for n, each in enumerate(names)
    )
    return console().width - EDGE - taken - GAP * len(names)


def _as_table(title: str, columns: Sequence[Sequence[str]]) -> RichTable:
    from rich import box, table

    made = table.Table(title=title, title_justify="left", title_style="bold")
    made.box, made.padding = box.SIMPLE_HEAD, (0, 1, 0, 0)
    widths = _widths(columns, console().width - EDGE - GAP * len(columns))
    for number, ((head, *_), width) in enumerate(zip(columns, widths, strict=True)):
        lines = "\n".join(_head_lines(head))
        justify: Literal["left", "right"] = "right" if number else "left"
        made.add_column(lines, justify=justify, width=width, overflow="fold")
    for row in list(zip(*columns, strict=True))[1:]:
        made.add_row(*(_in_lines(cell, width) for cell, width in zip(row, widths, strict=True)))
    return made


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide columns are: first those get what they want that want little beyond the least."""
    widths = [_longest_word(column) for column in columns]
    wanted = [_widest([*_head_lines(head), *cells]) for head, *cells in columns]
    spare = max(room - sum(widths), 0)
    for number in sorted(range(len(columns)), key=lambda one: wanted[one] - widths[one]):
        more = min(wanted[number] - widths[number], spare)
        widths[number] += more
        spare -= more
    return widths


def _in_lines(cell: str, width: int) -> str:
    """A cell broken between its parts where it is too wide."""
    lines = [""]
    for part in _WHOLE.findall(cell):
        longer = f"{lines[-1]} {part}".lstrip()
        if lines[-1] and _widest([longer]) > width:
            lines.append(part)
        else:
            lines[-1] = longer
    return cell if _widest([cell]) <= width else "\n".join(lines)


def _head_lines(head: str) -> list[str]:
    """A heading in lines, broken between words and within names, and within long words last."""
    lines = [""]
    for piece in _PIECE.findall(head):
        longer = f"{lines[-1]}{piece}" if lines[-1] else piece.lstrip()
        if lines[-1] and len(longer.rstrip()) > HEAD:
            lines.append(piece.lstrip())
        else:
            lines[-1] = longer
    return [part for line in lines for part in _cut(line)]


def _cut(line: str) -> list[str]:
    """A line of a heading as it is; cut only where a single word is longer than any heading."""
    wide = any(letter >= FIRST_WIDE for letter in line)  # Chinese has no blanks to break at
    return textwrap.wrap(line, HEAD if wide else LONGEST_WORD, break_on_hyphens=False)


def _fitting(columns: Sequence[Sequence[str]], room: int) -> Iterator[Sequence[Sequence[str]]]:
    """The columns, in as many groups as some room needs to show them whole."""
    if sum(_longest_word(column) + GAP for column in columns) <= room:
        yield columns
        return
    group: list[Sequence[str]] = []
    left = room
    for together in _inseparable(columns):
        width = sum(_widest([*_head_lines(head), *cells]) + GAP for head, *cells in together)
        if group and width > left:
            yield group
            group, left = [], room
        group += together
        left -= width
    yield group


def _inseparable(columns: Sequence[Sequence[str]]) -> list[list[Sequence[str]]]:
    """Columns, those without a heading with the one before them, of which they speak."""
    together: list[list[Sequence[str]]] = []
    for column in columns:
        if together and not column[0]:
            together[-1].append(column)
        else:
            together.append([column])
    return together


def _longest_word(column: Sequence[str]) -> int:
    """Columns of the terminal below which something would be cut."""
    head, *cells = column
    return _widest([*_head_lines(head), *_WHOLE.findall("\n".join(cells))])


def _widest(texts: Sequence[str]) -> int:
    """Columns of the terminal that the widest text takes."""
    from rich.cells import cell_len

    return max(map(cell_len, texts), default=0)
