"""Pictures of money over time: when a change has paid for itself."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from simulator.analysis import payback as paying_back
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import confidence_interval
from simulator.i18n import gettext
from simulator.output.charts.framed import LONGEST_TITLE
from simulator.output.drawing.style import (
    COLOURS,
    INK,
    LINES,
    RULE,
    figure,
    in_whole_money,
    literal,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def payback(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Profit added up week by week against the base: the dip, the outlay back, and then."""
    ax = ax or figure(11, 5.5).add_subplot()
    currency = comparison.base.scenario.currency
    titles = []
    for number, other in enumerate(comparison.others):
        result = paying_back.payback(comparison, other)
        if result is not None:
            _draw_gain(ax, result, other, number)
            finding = _payback_finding(result, other, comparison.replications)
            titles.append(textwrap.fill(finding, LONGEST_TITLE))
    ax.axhline(0, color=INK, linewidth=1)
    ax.set_xlabel(gettext("weeks since the change"))
    against = literal(comparison.base.name)
    ax.set_ylabel(
        gettext("profit against {name}, added up, {currency}", name=against, currency=currency)
    )
    in_whole_money(ax)
    ax.set_xlim(left=0)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    if len(titles) > 1:
        ax.legend(frameon=False, loc="upper left")
    ax.set_title("\n".join(titles), loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _draw_gain(ax: Axes, result: paying_back.Payback, other: Experiment, number: int) -> None:
    """The mean as a line, its interval as a band."""
    weeks = range(1, result.gained.shape[1] + 1)
    bands = [confidence_interval(column) for column in result.gained.T]
    means = [band.mean for band in bands]
    label = literal(other.scenario.title)
    colour = COLOURS[number % len(COLOURS)]
    ax.plot(weeks, means, LINES[number % len(LINES)], color=colour, linewidth=2.2, label=label)
    if not math.isnan(bands[0].low):
        low, high = [band.low for band in bands], [band.high for band in bands]
        ax.fill_between(weeks, low, high, color=colour, alpha=0.18, linewidth=0)


def _payback_finding(result: paying_back.Payback, other: Experiment, runs: int) -> str:
    """What the line says, in a title."""
    title = literal(other.scenario.title)
    if not result.back.n:
        return gettext("{title}: the money is not back by the end", title=title)
    some = ""
    if result.back.n < runs:
        some = gettext(", in {count} of {runs} replications", count=result.back.n, runs=runs)
    if result.back.mean < 1.5:
        return gettext("{title}: pays from the first week", title=title) + some
    low, high = result.back.low, result.back.high
    between = "" if math.isnan(low) else f" [{max(1, low):.0f}, {high:.0f}]"
    week = f"{result.back.mean:.0f}{between}"
    return gettext("{title}: the money is back in week {week}", title=title, week=week) + some
