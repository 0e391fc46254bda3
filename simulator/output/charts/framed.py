"""What pictures of systems look alike in: fills, and the finding as the title."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from simulator.i18n import gettext
from simulator.output.drawing.style import RULE, literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DARK, BAND = "#08306b", "#d9d9d9"
FILLS = ((DARK, ""), ("#9fb8d3", ""), ("white", "////"))
LONGEST_TITLE = 84
LINE = 13  # points


def framed(ax: Axes, name: str, finding: str, lines_below: int = 0) -> Axes:
    """The finding as the title, above so many lines of its own; no frame, pale rules."""
    title, pad = titled(name, finding), 12 + LINE * lines_below
    ax.set_title(title, loc="left", fontsize=14, fontweight="bold", pad=pad)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    return ax


def entitle(sheet: Figure, name: str, finding: str) -> None:
    """The finding as the title of a sheet with several panels."""
    sheet.suptitle(titled(name, finding), x=0.01, ha="left", fontsize=14, fontweight="bold")


def titled(name: str, finding: str) -> str:
    """A system by name and what is found, in lines."""
    title = gettext("{name}: {finding}", name=name, finding=finding)
    return literal(textwrap.fill(title, LONGEST_TITLE))
