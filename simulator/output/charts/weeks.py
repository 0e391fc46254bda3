"""The week of a role before and after a change, hour by hour of what it goes into."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from simulator.analysis.claims.courses import Weeks
from simulator.i18n import gettext
from simulator.output.drawing.style import INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import number
from simulator.output.wording import people_of, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DARK = "#08306b"
FILLS = ((DARK, ""), ("#9fb8d3", ""), ("white", "////"))
BAR = 0.26  # of the room between two categories
MIN_DRAWN = 0.1  # hours in any of the weeks
LONGEST_TITLE = 84


def weeks_of(shown: Weeks, name: str) -> Axes:
    """A group of bars for each category, a bar for each scenario."""
    every = list(dict.fromkeys(key for _, hours in shown.scenarios for key in hours))
    keys = [each for each in every if max(_means(shown, each)) >= MIN_DRAWN]
    ax: Axes = figure(10, 1.8 + 0.62 * len(keys)).add_subplot()
    for number_of, (title, hours) in enumerate(shown.scenarios):
        colour, hatch = FILLS[number_of % len(FILLS)]
        places = [place + (number_of - 1) * BAR for place in range(len(keys))]
        means = [hours[key].mean if key in hours else 0.0 for key in keys]
        ax.barh(places, means, BAR, color=colour, hatch=hatch, edgecolor=DARK, label=literal(title))
        for place, mean in zip(places, means, strict=True):
            text = number(mean, 1)
            ax.annotate(text, (mean, place), (4, 0), textcoords="offset points", va="center")
    ax.set_yticks(range(len(keys)), [words(key) for key in keys])
    ax.invert_yaxis()
    ax.set_xlabel(gettext("hours a week of one of the {people}", people=people_of(shown.role)))
    ax.xaxis.label.set_color(PALE_INK)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelcolor=INK)
    ax.legend(loc="lower right", frameon=False, fontsize=9.5)
    title = gettext("{name}: {finding}", name=name, finding=_finding(shown))
    wrapped = literal(textwrap.fill(title, LONGEST_TITLE))
    ax.set_title(wrapped, loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _means(shown: Weeks, key: str) -> list[float]:
    return [hours[key].mean if key in hours else 0.0 for _, hours in shown.scenarios]


def _finding(shown: Weeks) -> str:
    """The hours of selling today, and where they are most."""
    sold = {
        title: sum(hours[key].mean for key in shown.selling if key in hours)
        for title, hours in shown.scenarios
    }
    most = max(sold, key=lambda title: sold[title])
    return gettext(
        "{before} hours of selling a week today, {after} with: {title}",
        before=number(next(iter(sold.values())), 1),
        after=number(sold[most], 1),
        title=most,
    )
