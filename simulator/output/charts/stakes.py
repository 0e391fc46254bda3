"""Who gains and who pays: the change of profit with each what-if, part by part."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from itertools import chain
from typing import TYPE_CHECKING

from matplotlib.ticker import MaxNLocator

from simulator.analysis.claims.courses import ProfitPart, Stake, Stakes
from simulator.i18n import gettext, translatable
from simulator.output.charts.framed import DARK, entitle
from simulator.output.drawing.style import INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import number
from simulator.output.wording import amount, clauses, made_of_runs

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAINED, LOST = ("#9fb8d3", ""), ("white", "////")
MIN_DRAWN = 0.5  # of a part of profit, a week, that is drawn
ROOM = 0.4  # beside bars, of what they take
IN_A_ROW = 2  # panels
LONGEST_NAME, LONGEST_LABEL = 52, 24
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
    """A panel for each what-if and what it is compared with, a bar for each part of profit."""
    count, keys = len(shown.what_ifs), _that_change(shown)
    rows = -(-count // IN_A_ROW)
    sheet = figure(11, 1.1 + rows * (1.1 + 0.36 * len(keys)))
    grid = sheet.subplots(rows, IN_A_ROW, sharex=True, sharey=True, squeeze=False)
    panels: list[Axes] = list(chain.from_iterable(grid))
    for ax, each in zip(panels, shown.what_ifs, strict=False):
        _bars(ax, [part for part in each.parts if part.key in keys])
        ax.set_title(_named(each), fontsize=10.5, loc="left")
    for ax in panels[count:]:
        ax.set_axis_off()
    labels = [textwrap.fill(gettext(WORDS[each]), LONGEST_LABEL) for each in keys]
    panels[0].set_yticks(range(len(keys)), labels)
    panels[0].invert_yaxis()
    panels[0].set_xlim(*_limits(shown))
    label = gettext(
        "{currency} a week, against what stands above each panel", currency=shown.currency
    )
    lines = literal(f"{label}\n{made_of_runs(shown.runs)}")
    sheet.supxlabel(lines, fontsize=10, color=PALE_INK)
    entitle(sheet, name, _finding(shown))
    return panels[0]


def _named(what_if: Stake) -> str:
    """The what-if, and below it what it is compared with."""
    against = gettext("against: {title}", title=what_if.against)
    return literal(
        "\n".join(textwrap.fill(each, LONGEST_NAME) for each in (what_if.title, against))
    )


def _that_change(shown: Stakes) -> list[str]:
    """The parts that any of the what-ifs changes."""
    every = [part for each in shown.what_ifs for part in each.parts]
    changed = {part.key for part in every if abs(part.change.mean) >= MIN_DRAWN}
    return list(dict.fromkeys(part.key for part in every if part.key in changed))


def _limits(shown: Stakes) -> tuple[float, float]:
    """From where to where all panels reach, with room for the numbers on either side."""
    every = [part.change for each in shown.what_ifs for part in each.parts]
    low, high = min(0.0, *(each.low for each in every)), max(0.0, *(each.high for each in every))
    room = ROOM * (high - low)
    return low - room, high + room


def _bars(ax: Axes, parts: Sequence[ProfitPart]) -> None:
    """Gains filled, losses hatched, the profit dark; each with its interval and number."""
    for place, part in enumerate(parts):
        mean, low, high, _ = part.change
        colour, hatch = GAINED if mean >= 0 else LOST
        colour = DARK if place == len(parts) - 1 and mean >= 0 else colour
        ax.barh(place, mean, 0.5, color=colour, hatch=hatch, edgecolor=DARK)
        # Below the bar, where it is seen whatever fills that.
        ax.plot([low, high], [place + 0.36] * 2, "|-", color=INK, linewidth=1.2, markersize=5)
        ax.annotate(
            number(mean, signed=True),
            (max(high, 0) if mean >= 0 else min(low, 0), place),
            (6 if mean >= 0 else -6, 0),
            textcoords="offset points",
            ha="left" if mean >= 0 else "right",
            va="center",
            fontsize=9.5,
        )
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(lambda value, _: number(value))
    ax.axvline(0, color=INK, linewidth=1.2)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)


def _finding(shown: Stakes) -> str:
    """What the best of them brings, if that can be told, and of how many it can."""
    verdicts = [each.profit.verdict for each in shown.what_ifs]
    pays, costs = verdicts.count("up"), verdicts.count("down")
    counted = gettext(
        "comparisons: {pays} with a gain, {costs} with a loss, {unsure} that cannot be told",
        pays=pays,
        costs=costs,
        unsure=len(verdicts) - pays - costs,
    )
    if pays + costs == 0:
        return gettext(
            "whether it pays cannot be told in any of {count} comparisons", count=len(verdicts)
        )
    if not pays:
        return counted
    best = [each for each in shown.what_ifs if each.profit.verdict == "up"][-1]
    brings = gettext(
        "{title}, against {against}: profit {profit}",
        title=best.title,
        against=best.against,
        profit=amount(best.profit, "profit", shown.currency, change=True),
    )
    return clauses([brings, counted])
