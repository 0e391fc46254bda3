"""The page itself: templates filled in, everything escaped, nothing fetched from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from simulator.i18n import current_language, gettext
from simulator.output.render.html.parts import Opening, Section

POLICY = (
    "default-src 'none'; img-src data:; style-src 'sha256-{digest}';"
    " base-uri 'none'; form-action 'none'"
)
TEMPLATES = ("simulator.output.render.html", "templates")


def page(openings: Sequence[Opening], sections: Sequence[Section], footer: str) -> str:
    """One HTML document with its style inside, in the language that is spoken."""
    style = _templates().loader.get_source(_templates(), "report.css")[0]  # type: ignore[union-attr]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        _templates()
        .get_template("report.html")
        .render(
            language=current_language(),
            style=Markup(style),
            policy=POLICY.format(digest=digest),
            openings=openings,
            sections=sections,
            footer=footer,
        )
    )


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
    made.filters["parted"] = parted
    made.filters["breakable"] = breakable
    return made


def breakable(path: str) -> Markup:
    """A path that may be broken behind its dots and underscores.

    >>> print(breakable("hire.sales_support"))
    hire.<wbr>sales_<wbr>support
    """
    return Markup(str(escape(path)).replace(".", ".<wbr>").replace("_", "_<wbr>"))


def parted(cell: str) -> tuple[str, str]:
    """A figure and what stands beside it: its interval, or its share.

    >>> parted("+9.8 [9.7, 9.9]"), parted("564  20.8%"), parted("up")
    (('+9.8', '[9.7, 9.9]'), ('564', '20.8%'), ('up', ''))
    """
    if " [" in cell and cell.endswith("]"):
        figure, _, beside = cell.rpartition(" [")
        return figure, f"[{beside}"
    figure, _, beside = cell.rstrip().partition("  ")
    return figure, beside.strip()
