"""A document for the terminal: sentences, tables of about eighty columns, notes last."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from simulator.output.document import Document, Table, Texts
from simulator.output.render.page_table import on_page

if TYPE_CHECKING:
    from rich.console import Console

WIDEST = 100  # columns that a document fills
NARROWEST_NAME = 12  # columns left for the names of rows before figures are wrapped
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
    if with_question:
        terminal.print("")
    for text, style in _parts(document):
        terminal.print(text, style=style)


def _parts(document: Document) -> Iterator[tuple[Any, str | None]]:
    """Tables and sentences in their order, notes behind all of them."""
    notes = []
    for block in document.blocks:
        if isinstance(block, Table):
            page = on_page(block)
            yield as_table(page.title, page.header, page.texts()), None
        elif isinstance(block, Texts) and block.kind in STYLES:
            pairs = [(line, STYLES[block.kind]) for line in block.lines]
            if block.kind == "note":
                notes += pairs
            else:
                yield from pairs
    yield from dict.fromkeys(notes)


def as_table(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Any:
    """A table for the terminal: names on the left, figures on the right.

    Figures that do not fit beside each other go on in the next line; nothing is cut off.
    """
    from rich import box, table

    made = table.Table(title=title, title_justify="left", title_style="bold")
    made.box, made.padding = box.SIMPLE_HEAD, (0, 1, 0, 0)
    figures = list(zip(*rows, strict=True))[1:]
    widest = sum(max(map(len, column)) + 1 for column in figures)
    fits = widest + NARROWEST_NAME <= console().width
    for number, head in enumerate(header):
        lines = "\n".join(textwrap.wrap(head, 16))  # between words and at hyphens
        made.add_column(lines, justify="right" if number else "left", no_wrap=number > 0 and fits)
    for row in rows:
        made.add_row(*row)
    return made
