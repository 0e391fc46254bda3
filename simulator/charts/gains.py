"""Pictures of what freed time becomes: freed, usable, used."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulator.charts.paper import COLOURS, INK, PALE_INK, calm, figure
from simulator.experiment import Comparison, who_sells
from simulator.language import say
from simulator.tables import NEVER, people_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEPS = ("freed_minutes", "usable_minutes", "used_minutes")
FILLS = (("#d8dee6", "////"), ("#9fb8d3", ""), ("#08306b", ""))  # from pale to dark


def gains(comparison: Comparison, ax: Axes | None = None) -> Axes:
    """Minutes freed, usable and used, one group of bars for each scenario, with whiskers."""
    count = len(comparison.others)
    ax = ax or figure(9, 1.2 + 1.35 * count).add_subplot()
    labels = []
    for group, other in enumerate(comparison.others):
        for step, key in enumerate(STEPS):
            place = group * (len(STEPS) + 0.6) + step
            labels.append((place, _label(key)))
            _draw(ax, comparison, (other.name, key), place, FILLS[step])
        if count > 1:
            ax.text(0, group * (len(STEPS) + 0.6) - 0.6, other.name, color=INK, fontweight="bold")
    ax.set_yticks([place for place, _ in labels], [label for _, label in labels])
    ax.set_ylim(labels[-1][0] + 0.6, -0.7 - 0.3 * (count > 1))
    ax.margins(x=0.12)
    ax.set_xlabel(say("Minutes per person and week"), color=PALE_INK)
    calm(ax)
    ax.set_title(_finding(comparison), loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _label(key: str) -> str:
    return {
        "freed_minutes": say("freed"),
        "usable_minutes": say("usable"),
        "used_minutes": say("used"),
    }[key]


def _draw(
    ax: Axes, comparison: Comparison, which: tuple[str, str], place: float, fill: tuple[str, str]
) -> None:
    """A bar with its whisker and its figure; nothing for a role that is gone."""
    name, key = which
    found = comparison.differences[name].get(key)
    if found is None or math.isnan(found.mean):
        ax.text(0, place, f" {NEVER}", va="center", color=PALE_INK)
        return
    colour, hatch = fill
    ax.barh(place, found.mean, 0.72, color=colour, hatch=hatch, edgecolor=COLOURS[0], linewidth=0.6)
    known = not math.isnan(found.low)
    if known:
        ax.errorbar(found.mean, place, xerr=found.half_width, color=INK, capsize=3, linewidth=1.2)
    right = max(found.high if known else found.mean, 0)
    ax.text(right, place, f"  {found.mean:+,.0f}", va="center", color=INK, fontweight="bold")


def _finding(comparison: Comparison) -> str:
    """How much of the freed time is sold, if one scenario is asked about and any is freed."""
    who = people_of(who_sells(comparison.base.scenario)[0])
    found = comparison.differences[comparison.others[0].name]
    freed, used = (found.get(key) for key in ("freed_minutes", "used_minutes"))
    if len(comparison.others) > 1 or freed is None or used is None or not freed.mean > 0:
        return say("What becomes of the time of {who}", who=who)
    return say(
        "Of {freed} min freed for {who}, {used} become direct selling",
        freed=f"{freed.mean:,.0f}",
        used=f"{used.mean:,.0f}",
        who=who,
    )
