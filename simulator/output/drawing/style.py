"""The paper that pictures are drawn on: sizes, inks, and how a figure becomes a file."""

from __future__ import annotations

import io
import re
import unicodedata
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib import font_manager
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.errors import UsageError
from simulator.i18n import FIRST_WIDE, current_language
from simulator.io import write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DOTS_PER_INCH = 200
EDGE = 0.04  # inches between a title and the end of the sheet
FEW_UNITS = 10  # along an axis, from which on its marks lie at whole numbers anyway
FEWEST_LETTERS = 16  # in a line of a title, however narrow the sheet
MAX_LINES = 3  # of the name of a scenario beside its row
MAX_TITLE = 1 / 3  # of the height of a sheet
MIN_STEP = 0.01  # inches that are a difference
MAX_DRAWN = 4  # times: what is changed may change what stands beside it

# Where letters are measured: width, height and dots an inch. The library says no types of it.
_paper: Callable[[float, float, float], RendererBase] = RendererAgg
# A word with the blanks before it, or one Chinese letter with the marks after it.
_WORDS = re.compile(r"\s*(?:[\u4e00-\u9fff][\u3000-\u303f\uff01-\uff65]*|[^\s\u4e00-\u9fff]+)")
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


def save(ax: Axes, path: Path, dots: int = DOTS_PER_INCH) -> Path:
    """Writes the figure of some axes as PNG, whole or not at all.

    Misuse if it is to be in Chinese and no font for that is installed.
    """
    sheet = sheet_of(ax)
    faces = typefaces(sheet)
    if current_language() == "zh-Hant" and faces == [LATIN]:
        raise UsageError(
            "pictures in Chinese need a font: install {font} (for example the package"
            " fonts-noto-cjk) and try again; reports need none",
            font=CHINESE[0],
        )
    written_in(sheet, faces)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # of no font: an empty box
        write(path, drawn(sheet, format="png", dpi=dots, metadata={"Software": None}))
    return path


def drawn(sheet: Figure, **how: Any) -> bytes:
    """The content of a figure's file, drawn anew if titles left the sheet or labels met.

    Only when all is laid out is it known where titles begin and how high lines of labels are.
    """
    dots = how.get("dpi", DOTS_PER_INCH)
    _gives_titles_room(sheet, dots)
    for _ in range(MAX_DRAWN):
        content = io.BytesIO()
        sheet.savefig(content, **how)
        changed = [_narrowed(sheet, title, dots) for title in _titles(sheet)]
        changed += [_gives_titles_room(sheet, dots), _parts_labels(sheet, dots)]
        if not any(changed):
            break
    return content.getvalue()


def _gives_titles_room(sheet: Figure, dots: int) -> bool:
    """Makes a sheet higher on which titles take more than their part; was there need to?"""
    needed = _height_of_titles(sheet, dots) / MAX_TITLE
    if needed <= sheet.get_figheight() + MIN_STEP:
        return False
    sheet.set_figheight(needed)
    return True


def _parts_labels(sheet: Figure, dots: int) -> bool:
    """Makes a sheet higher on which labels beside rows meet; was there need to?"""
    missing = sum(_missing_height(ax, dots) for ax in sheet.axes)
    if missing <= MIN_STEP:
        return False
    sheet.set_figheight(sheet.get_figheight() + missing)
    return True


def _height_of_titles(sheet: Figure, dots: int) -> float:
    """Inches that titles take, those side by side once."""
    paper, highest = _paper(1, 1, dots), dict[int, float]()
    for title in _titles(sheet):
        box = title.get_window_extent(paper, dots)
        row = round(box.y0)
        highest[row] = max(highest.get(row, 0.0), box.height / dots)
    return sum(highest.values())


def _missing_height(ax: Axes, dots: int) -> float:
    """Inches that axes lack for the labels of their rows, however many lines these have."""
    paper, boxes = _paper(1, 1, dots), []
    for label in ax.get_yticklabels():
        if label.get_visible() and label.get_text():
            boxes.append(label.get_window_extent(paper, dots))
    boxes.sort(key=lambda box: box.y0)
    short = [
        (above.height + below.height) / max(above.y0 + above.y1 - below.y0 - below.y1, 1)
        for below, above in pairwise(boxes)
    ]
    height = ax.get_position().height * sheet_of(ax).get_figheight()
    return height * max(0.0, max(short, default=0.0) - 1)


def _titles(sheet: Figure) -> Iterator[Text]:
    """The titles that begin at the left of axes, and that of the sheet."""
    whole = sheet.get_suptitle()
    yield from (each for each in sheet.texts if whole and each.get_text() == whole)
    for ax in sheet.axes:
        title = ax.get_title(loc="left")
        for each in ax.get_children():
            if title and isinstance(each, Text) and each.get_text() == title:
                yield each


def _narrowed(sheet: Figure, title: Text, dots: int) -> bool:
    """Breaks a title that leaves the sheet into lines that do not; was there need to?

    Letters are as wide as they are drawn: with few dots an inch their widths are rounded.
    """
    whole = title.get_text()
    text, edge = _in_one_line(whole), dots * (sheet.get_figwidth() - EDGE)
    paper = _paper(1, 1, dots)
    letters = max(sum(map(_places, line)) for line in whole.split("\n"))
    while letters > FEWEST_LETTERS and title.get_window_extent(paper, dots).x1 > edge:
        letters -= 1
        title.set_text("\n".join(wrapped(text, letters)))
    return title.get_text() != whole


def _in_one_line(title: str) -> str:
    """A title without its breaks; between two Chinese letters no blank takes their place."""
    return re.sub(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n(?=[\u3000-\uffef])", "", title).replace(
        "\n", " "
    )


def sheet_of(ax: Axes) -> Figure:
    """The figure that axes belong to."""
    sheet = ax.get_figure(root=True)
    assert sheet is not None, "axes belong to a figure"
    return sheet


def typefaces(sheet: Figure) -> list[str]:
    """The fonts for what is written on a figure; the first that has a letter counts."""
    words = "".join(text.get_text() for text in sheet.findobj(Text))
    if current_language() == "en" and all(letter < FIRST_WIDE for letter in words):
        return [LATIN]
    chinese = _installed(CHINESE)
    return [LATIN, *chinese] if current_language() == "en" else [*chinese, LATIN]


@cache
def _installed(names: tuple[str, ...]) -> list[str]:
    """The first of some fonts that is installed, if one is.

    The drawing library's list of fonts may be older than the font, so that it looks once more.
    """
    manager = font_manager.fontManager
    if not set(names) & set(manager.get_font_names()):
        known = {entry.fname for entry in manager.ttflist}
        for file in sorted(set(font_manager.findSystemFonts()) - known):
            with suppress(OSError, RuntimeError, ValueError):  # fonts that it cannot read
                manager.addfont(file)
    installed = set(manager.get_font_names())
    return [name for name in names if name in installed][:1]


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


def in_whole_money(ax: Axes) -> None:
    """The upright axis in whole units around 0; where all is nearly nothing, from -1 to 1."""
    low, high = ax.get_ylim()
    ax.set_ylim(min(low, -1), max(high, 1))
    if high - low < FEW_UNITS:
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda money, _: _whole(money)))


def _whole(number: float) -> str:
    """A number in whole units, with a minus as long as a plus.

    >>> _whole(-1234.5), _whole(-0.3)
    ('−1,234', '0')
    """
    return f"{round(number):,}".replace("-", "−")


def wrapped(text: str, letters: int) -> list[str]:
    """Lines of at most so many letters; a Chinese one takes two places, and a line may end at it.

    >>> wrapped("a day in 2025", 8), wrapped("一天的起點", 6)
    (['a day in', '2025'], ['一天的', '起點'])
    """
    lines = [""]
    for word in _WORDS.findall(text):
        line = lines[-1] + word
        if lines[-1] and sum(map(_places, line.rstrip())) > letters:
            lines[-1] = lines[-1].rstrip()
            lines.append(word.lstrip())
        else:
            lines[-1] = line
    return [line.rstrip() for line in lines if line.strip()]


def shortened(text: str, letters: int, lines: int = 1) -> str:
    """Words in at most some lines of so many letters; what has no room is told by three dots.

    >>> shortened("From May on, the office phones", 16, 2).splitlines()
    ['From May on, the', 'office phones']
    >>> shortened("From May on, the office phones", 16), shortened("一天的起點", 6)
    ('From May on, th…', '一天…')
    """
    whole = [part for line in wrapped(text, letters) for part in _in_parts(line, letters)]
    shown = whole[:lines]
    if len(whole) > lines:
        while sum(map(_places, shown[-1])) >= letters:
            shown[-1] = shown[-1][:-1]
        shown[-1] = shown[-1].rstrip() + "…"
    return "\n".join(shown)


def _in_parts(line: str, letters: int) -> Iterator[str]:
    """A line, broken where a single word is longer than it may be."""
    part = ""
    for letter in line:
        if part and sum(map(_places, part + letter)) > letters:
            yield part
            part = ""
        part += letter
    yield part


def _places(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def literal(text: str) -> str:
    """A planner's words as they are: two dollars do not make a formula."""
    return text.replace("$", r"\$")
