"""The funnel of each person, in one run and in the mean of some, and how late it is known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from simulator.analysis.claims.evidence import People
from simulator.i18n import gettext
from simulator.output.charts.framed import DARK, FILLS, entitle
from simulator.output.drawing.style import INK, PALE_INK, figure
from simulator.output.numbers import number
from simulator.output.wording import listed, person_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TICK = 0.42  # half of the height of a mean's line


def persons_of(shown: People, name: str) -> Axes:
    """A panel for each of calls, leads, intents and sales a week, and one for the lag."""
    sheet = figure(11, 2.1 + 0.42 * len(shown.funnels))
    titles = (
        gettext("calls a week"),
        gettext("leads a week"),
        gettext("intents a week"),
        gettext("sales a week"),
        gettext("lag, days"),
    )
    panels: list[Axes] = list(sheet.subplots(1, len(titles), sharey=True))
    names = list(shown.funnels)
    for part, (ax, title) in enumerate(zip(panels, titles, strict=True)):
        if part == len(titles) - 1:
            values, means = [shown.lags.get(each, math.nan) for each in names], []
        else:
            values = [shown.funnels[each][part] / shown.weeks for each in names]
            means = [shown.means[each][part] for each in names if shown.runs > 1]
        _bars(ax, values, means)
        ax.set_title(title, fontsize=11, loc="left", color=INK)
    panels[0].set_yticks(range(len(names)), [person_words(each) for each in names])
    panels[0].invert_yaxis()
    sheet.supxlabel(_legend(shown), fontsize=10, color=PALE_INK)
    entitle(sheet, name, _finding(shown))
    return panels[0]


def _bars(ax: Axes, values: Sequence[float], means: Sequence[float]) -> None:
    """A bar for each person, hatched where there is no mean beside it, and its number."""
    colour, hatch = FILLS[1] if means else FILLS[2]
    ax.barh(range(len(values)), values, 0.66, color=colour, hatch=hatch, edgecolor=DARK)
    for place, mean in enumerate(means):
        ax.plot([mean, mean], [place - TICK, place + TICK], color=INK, linewidth=2.2)
    known = [each for each in (*values, *means) if not math.isnan(each)]
    most = max(known, default=1.0) or 1.0
    for place, value in enumerate(values):
        if not math.isnan(value):
            at = (0, place) if means else (value, place)  # within, where a line may stand behind
            text = number(value, 1)
            ax.annotate(text, at, (5, 0), textcoords="offset points", va="center", fontsize=9)
    ax.set_xlim(0, 1.35 * most)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelbottom=False)


def _legend(shown: People) -> str:
    """What bars and lines are."""
    one = gettext("bars: one run of {weeks} weeks", weeks=shown.weeks)
    if shown.runs == 1:
        return one
    return listed([one, gettext("upright lines: mean of {count} runs", count=shown.runs)])


def _finding(shown: People) -> str:
    """From the least to the most sales in one run and in the mean, and how late they are known."""
    parts = [
        gettext(
            "{range} sales a week by person in one run",
            range=_range([each.sales / shown.weeks for each in shown.funnels.values()]),
        )
    ]
    if shown.runs > 1:
        parts.append(
            gettext(
                "{range} in the mean of {count}",
                range=_range([sales for *_, sales in shown.means.values()]),
                count=shown.runs,
            )
        )
    lags = list(shown.lags.values())
    if lags:
        parts.append(
            gettext("known {days} days after the call", days=number(sum(lags) / len(lags), 1))
        )
    return listed(parts)


def _range(values: Sequence[float]) -> str:
    return gettext("{low} to {high}", low=number(min(values), 1), high=number(max(values), 1))
