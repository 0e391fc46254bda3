"""The paper that pictures are drawn on: sizes, inks, and how a figure becomes a file."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from matplotlib import font_manager
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from simulator.errors import UsageError
from simulator.i18n import current_language
from simulator.io import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOTS_PER_INCH = 200
INK, PALE_INK, RULE = "#1a1a1a", "#5c5c5c", "#dddddd"
# One of each for every scenario, so that a photocopy tells them apart.
LINES = ("-", "--", ":", "-.")
COLOURS = ("#08306b", "#d47a33", "#3f8a4d", "#8468b3")
LATIN = "DejaVu Sans"  # comes with the library that draws
CHINESE = (
    "Noto Sans CJK TC",
    "Noto Sans TC",
    "Source Han Sans TC",
    "PingFang TC",
    "Microsoft JhengHei",
    "Heiti TC",
    "Noto Sans CJK JP",
    "WenQuanYi Zen Hei",
)


def save(ax: Axes, path: Path) -> Path:
    """Writes the figure of some axes as PNG, whole or not at all.

    Misuse if it is to be in Chinese and no font for that is installed.
    """
    sheet = sheet_of(ax)
    faces = typefaces()
    if current_language() == "zh-Hant" and faces == [LATIN]:
        raise UsageError(
            "pictures in Chinese need a font: install {font} (for example the package"
            " fonts-noto-cjk) and try again; reports need none",
            font=CHINESE[0],
        )
    written_in(sheet, faces)
    content = io.BytesIO()
    sheet.savefig(content, format="png", dpi=DOTS_PER_INCH, metadata={"Software": None})
    write(path, content.getvalue())
    return path


def sheet_of(ax: Axes) -> Figure:
    """The figure that axes belong to."""
    sheet = ax.get_figure(root=True)
    assert sheet is not None, "axes belong to a figure"
    return sheet


def typefaces() -> list[str]:
    """The fonts for the language that is spoken, the first that has a letter counts."""
    if current_language() == "en":
        return [LATIN]
    installed = set(font_manager.fontManager.get_font_names())
    return [*[name for name in CHINESE if name in installed][:1], LATIN]


def written_in(sheet: Figure, faces: list[str]) -> None:
    """Everything on a figure is written in some fonts."""
    for text in sheet.findobj(Text):
        text.set_fontfamily(faces)


def figure(width: float, height: float) -> Figure:
    """A sheet of so many inches, which makes room for whatever is written on it."""
    made = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    FigureCanvasAgg(made)
    return made


def calm(ax: Axes) -> None:
    """No frame, no ticks, pale rules behind what is drawn."""
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelsize=10)
    ax.tick_params(axis="x", labelcolor=PALE_INK)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)


def literal(text: str) -> str:
    """A planner's words as they are: two dollars do not make a formula."""
    return text.replace("$", r"\$")
