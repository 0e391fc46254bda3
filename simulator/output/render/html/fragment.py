"""A document as a fragment of somebody else's page, such as a notebook: findings and tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from simulator.output.document import Document, Table
from simulator.output.render.page_table import on_page


def fragment(document: Document) -> str:
    """The headlines and the tables, everything escaped, without a style of its own."""
    headlines = [Markup("<p><strong>{}</strong></p>").format(line) for line in document.headlines]
    if document.points:
        points = Markup().join(Markup("<li>{}</li>").format(line) for line in document.points)
        headlines.append(Markup("<ul>{}</ul>").format(points))
    tables = (part for table in document.tables if table.rows for part in _table(table))
    return str(Markup("\n").join([*headlines, *tables]))


def _table(table: Table) -> Iterator[Markup]:
    page = on_page(table)
    caption = Markup("<caption>{}</caption>").format(page.title) if page.title else Markup()
    yield Markup("<table>{}<thead>{}</thead><tbody>{}</tbody></table>").format(
        caption, _row("th", page.header), Markup().join(_row("td", row) for row in page.texts())
    )


def _row(tag: str, cells: Sequence[str]) -> Markup:
    inner = Markup().join(Markup(f"<{tag}>{{}}</{tag}>").format(cell) for cell in cells)
    return Markup("<tr>{}</tr>").format(inner)
