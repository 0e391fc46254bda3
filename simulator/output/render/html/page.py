"""The page itself: templates filled in, everything escaped, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from simulator.experiment.progress import Progress
from simulator.i18n import current_language, gettext
from simulator.output.document import Block, Document, Figure, KeyFigures, Section, Table
from simulator.output.drawing.svg import as_svg
from simulator.output.numbers import in_one
from simulator.output.render.page_table import on_page
from simulator.output.render.picture import picture

POLICY = (
    "default-src 'none'; img-src data:; style-src 'sha256-{digest}';"
    " base-uri 'none'; form-action 'none'"
)
TEMPLATES = ("simulator.output.render.html", "templates")


Element = dict[str, Any]  # what a template fills in


class Frame(NamedTuple):
    """What stands around the results: warnings above all else, and what made them, below."""

    warnings: tuple[str, ...]
    footer: str


def page(
    documents: Sequence[Document],
    sections: Sequence[Section],
    frame: Frame,
    progress: Progress | None = None,
) -> str:
    """One HTML document with its style inside, in the language that is spoken.

    What stands first is taken from the documents; the sections are theirs and others. Drawing takes
    the time: ``progress`` is told how many pictures are drawn, of how many.
    """
    style = _templates().loader.get_source(_templates(), "report.css")[0]  # type: ignore[union-attr]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    shown = [_shown(section) for section in sections]
    pictures = _Pictures(shown, progress)
    return (
        _templates()
        .get_template("report.html")
        .render(
            language=current_language(),
            style=Markup(style),
            policy=POLICY.format(digest=digest),
            documents=documents,
            headlines=dict.fromkeys(line for made in documents for line in made.headlines),
            points=dict.fromkeys(line for made in documents for line in made.points),
            figures=[_key_figures(each) for made in documents for each in made.key_figures],
            sections=[
                {
                    "title": section.title,
                    "blocks": [_element(block, pictures) for block in blocks],
                }
                for section, blocks in zip(sections, shown, strict=True)
            ],
            warnings=frame.warnings,
            footer=frame.footer,
        )
    )


def _shown(section: Section) -> list[Block]:
    """What a report shows of a section: no figure that takes runs, no table without rows."""
    return [
        block
        for block in section.blocks
        if not (isinstance(block, Figure) and not block.in_report)
        and not (isinstance(block, Table) and not block.rows)
    ]


class _Pictures:
    """Draws the pictures of a page, numbered so that they are kept apart."""

    def __init__(self, sections: Iterable[Sequence[Block]], progress: Progress | None) -> None:
        self._wanted = sum(isinstance(block, Figure) for blocks in sections for block in blocks)
        self._drawn = 0
        self._progress = progress

    def draw(self, figure: Figure) -> str:
        """A figure as SVG."""
        svg = as_svg(picture(figure), f"p{self._drawn}")
        self._drawn += 1
        if self._progress is not None:
            self._progress(self._drawn, self._wanted)
        return svg


def _element(block: Block, pictures: _Pictures) -> Element:
    """A block as the template takes it."""
    if isinstance(block, Figure):
        return {"kind": "picture", "svg": pictures.draw(block)}
    if isinstance(block, Table):
        return {"kind": "grid", "table": on_page(block), "of": block}
    return {"kind": "lines", "texts": block}


def _key_figures(block: KeyFigures) -> Element:
    figures = [
        {"label": each.label, "value": in_one(each.value), "note": each.note, "tone": each.tone}
        for each in block.figures
    ]
    return {"title": block.title, "figures": figures}


@cache
def _templates() -> Environment:
    made = Environment(
        loader=PackageLoader(*TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["gettext"] = gettext
    made.filters["drawing"] = Markup  # made by ourselves, every text in it escaped
    made.filters["breakable"] = breakable
    return made


def breakable(path: str) -> Markup:
    """A path that may be broken behind its dots and underscores.

    >>> print(breakable("hire.sales_support"))
    hire.<wbr>sales_<wbr>support
    """
    return Markup(str(escape(path)).replace(".", ".<wbr>").replace("_", "_<wbr>"))
