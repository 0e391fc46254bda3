"""What a contact costs in each channel, part by part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.analysis.claims.evidence import Layers
from simulator.i18n import gettext
from simulator.output.charts.framed import DARK, FILLS, framed
from simulator.output.drawing.style import PALE_INK, figure, literal
from simulator.output.numbers import significant
from simulator.output.wording import words

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def channels_of(shown: Layers, name: str) -> Axes:
    """A bar for each channel, part by part, and what it comes to where the visit is 100."""
    ax: Axes = figure(10, 1.9 + 0.6 * len(shown.rows)).add_subplot()
    wholes = _stacked(ax, shown)
    most, currency = max(wholes), shown.currency
    for place, whole in enumerate(wholes):
        text = gettext(
            "{cost} {currency}, {share} of 100",
            cost=significant(whole, 3),
            currency=currency,
            share=significant(100 * whole / most, 2),
        )
        ax.annotate(literal(text), (whole, place), (6, 0), textcoords="offset points", va="center")
    ax.set_yticks(range(len(wholes)), [words(channel) for channel, _ in shown.rows])
    ax.invert_yaxis()
    ax.set_xlim(0, 1.3 * most)
    label = gettext(
        "cost of a contact, {currency}, as the mean of {count} runs",
        currency=currency,
        count=shown.runs,
    )
    ax.set_xlabel(literal(label), color=PALE_INK)
    ax.legend(loc="lower right", frameon=False, fontsize=9.5)
    ratio = gettext(" : ").join(significant(100 * whole / most, 2) for whole in wholes)
    channels = gettext(" : ").join(words(channel) for channel, _ in shown.rows)
    finding = gettext("{channels} cost {ratio}", channels=channels, ratio=ratio)
    framed(ax, name, finding).grid(visible=False, axis="y")
    return ax


def _stacked(ax: Axes, shown: Layers) -> list[float]:
    """The parts of each bar, one behind the other; what each comes to."""
    labels = (
        gettext("talking"),
        gettext("the way"),
        gettext("what is prepared, written and tried in vain"),
    )
    begin = [0.0] * len(shown.rows)
    for part, (label, (colour, hatch)) in enumerate(zip(labels, FILLS, strict=True)):
        size = [parts[part] for _, parts in shown.rows]
        bars = ax.barh(range(len(size)), size, 0.62, begin, color=colour, hatch=hatch, label=label)
        for bar in bars:
            bar.set_edgecolor(DARK)
        begin = [left + each for left, each in zip(begin, size, strict=True)]
    return begin
