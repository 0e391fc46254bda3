"""A document as a page of Markdown: for the documentation, beside which its pictures lie."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from simulator.output.document import Block, Document, Figure, Formatted, Table, Texts
from simulator.output.numbers import NEVER, in_one

NONE: Mapping[str, str] = MappingProxyType({})


def page(document: Document, pictures: Mapping[str, str] = NONE) -> str:
    """The whole document; a figure is there if its name is known, with what it says in words."""
    parts = [f"# {document.title}", *filter(None, [document.question]), *document.headlines]
    if document.points:
        parts.append("\n".join(f"- {line}" for line in document.points))
    for section in document.sections:
        if section.title:
            parts.append(f"## {section.title}")
        parts += [part for block in section.blocks for part in _parts(block, pictures)]
    return "\n\n".join(parts) + "\n"


def _parts(block: Block, pictures: Mapping[str, str]) -> Iterator[str]:
    """A block in paragraphs."""
    if isinstance(block, Table):
        yield "\n".join(_rows(block))
    elif isinstance(block, Figure):
        if block.name in pictures:
            yield f"![{pictures[block.name]}]({block.name}.png)"
    elif block.kind == "listed":
        yield "\n".join(f"- {line}" for line in block.lines)
    else:
        yield from (_line(line, block) for line in block.lines)


def _line(line: str, block: Texts) -> str:
    return f"**{line}**" if block.kind == "finding" else line


def _rows(table: Table) -> Iterator[str]:
    """A table between bars, its heading first."""
    columns = [column for column in table.columns if column.on != "file"]
    places = [place for place, column in enumerate(table.columns) if column.on != "file"]
    yield f"| {' | '.join(column.title for column in columns)} |"
    yield f"| {' | '.join('---' for _ in columns)} |"
    for row in table.formatted():
        yield f"| {' | '.join(_cell(row[place]) for place in places)} |"


def _cell(cell: Formatted) -> str:
    text = in_one(cell).replace("|", "\\|").replace("\n", " ")
    return f"`{text}`" if cell.format.kind == "code" and text != NEVER else text
