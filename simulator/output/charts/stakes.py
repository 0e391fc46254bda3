"""Who gains and who pays: the change of profit with each what-if, part by part."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from simulator.analysis.claims.courses import ProfitPart, Stakes
from simulator.i18n import gettext, translatable
from simulator.output.drawing.style import INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAINED, LOST = ("#9fb8d3", ""), ("white", "////")
DARK = "#08306b"
MIN_DRAWN = 0.5  # of a part of profit, a week, that is drawn
ROOM = 0.4  # beside bars, of what they take
LETTERS, LONGEST_NAME = 8, 30  # of a title on an inch, of a what-if
WORDS = {
    "gross margin": translatable("sales less variable cost"),
    "discounts": translatable("discounts"),
    "people and travel": translatable("people and ways"),
    "expenses": translatable("expenses, as for promotions"),
    "commission": translatable("commission, dealers' and agents' too"),
    "leaving": translatable("finding successors"),
    "profit": translatable("profit"),
}


def stakes_of(shown: Stakes, name: str) -> Axes:
    """A panel for each what-if with a bar for each part of profit."""
    sheet = figure(4.8 + 2.5 * len(shown.what_ifs), 4.6)
    panels: list[Axes] = list(
        sheet.subplots(1, len(shown.what_ifs), sharey=True, sharex=True, squeeze=False)[0]
    )
    keys = _that_change(shown)
    for ax, (title, parts) in zip(panels, shown.what_ifs, strict=True):
        _bars(ax, [part for part in parts if part.key in keys])
        ax.set_title(literal(textwrap.fill(title, LONGEST_NAME)), fontsize=11, loc="left")
    panels[0].set_yticks(range(len(keys)), [gettext(WORDS[each]) for each in keys])
    panels[0].invert_yaxis()
    panels[0].set_xlim(*_limits(shown))
    label = gettext("{currency} a week, against today", currency=shown.currency)
    sheet.supxlabel(literal(label), fontsize=10, color=PALE_INK)
    title = gettext("{name}: {finding}", name=name, finding=_finding(shown))
    title = textwrap.fill(title, int(LETTERS * sheet.get_figwidth()))
    sheet.suptitle(literal(title), x=0.01, ha="left", fontsize=14, fontweight="bold")
    return panels[0]


def _that_change(shown: Stakes) -> list[str]:
    """The parts that any of the what-ifs changes."""
    every = [part for _, parts in shown.what_ifs for part in parts]
    changed = {part.key for part in every if abs(part.change.mean) >= MIN_DRAWN}
    return list(dict.fromkeys(part.key for part in every if part.key in changed))


def _limits(shown: Stakes) -> tuple[float, float]:
    """From where to where all panels reach, with room for the numbers on either side."""
    every = [part.change for _, parts in shown.what_ifs for part in parts]
    low, high = min(0.0, *(each.low for each in every)), max(0.0, *(each.high for each in every))
    room = ROOM * (high - low)
    return low - room, high + room


def _bars(ax: Axes, parts: Sequence[ProfitPart]) -> None:
    """Gains filled, losses hatched, the profit dark; each with its interval and number."""
    for place, part in enumerate(parts):
        mean, low, high, _ = part.change
        colour, hatch = GAINED if mean >= 0 else LOST
        colour = DARK if place == len(parts) - 1 and mean >= 0 else colour
        ax.barh(place, mean, 0.62, color=colour, hatch=hatch, edgecolor=DARK)
        ax.plot([low, high], [place, place], color=INK, linewidth=1.4)
        ax.annotate(
            number(mean, signed=True),
            (high if mean >= 0 else low, place),
            (5 if mean >= 0 else -5, 0),
            textcoords="offset points",
            ha="left" if mean >= 0 else "right",
            va="center",
            fontsize=9.5,
        )
    ax.xaxis.set_major_locator(MaxNLocator(4))
    ax.xaxis.set_major_formatter(lambda value, _: number(value))
    ax.axvline(0, color=INK, linewidth=1.2)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)


def _finding(shown: Stakes) -> str:
    title, parts = shown.what_ifs[-1]
    if parts[-1].change.verdict not in ("up", "down"):
        return gettext("{title}: whether it pays cannot be told", title=title)
    return gettext(
        "{title} brings {profit} {currency} a week of profit",
        title=title,
        profit=number(parts[-1].change.mean, signed=True),
        currency=shown.currency,
    )
