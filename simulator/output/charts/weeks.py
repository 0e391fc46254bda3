"""The week of a role before and after a change, hour by hour of what it goes into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.analysis.claims.courses import ScenarioWeek, Weeks
from simulator.i18n import gettext
from simulator.output.charts.framed import DARK, FILLS, titled
from simulator.output.document import Format, Formatted
from simulator.output.drawing.style import INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import in_one, number
from simulator.output.wording import estimate, people_of, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BAR = 0.26  # of the room between two categories
MIN_DRAWN = 0.1  # hours in any of the weeks


def weeks_of(shown: Weeks, name: str) -> Axes:
    """A group of bars for each category, a bar for each scenario."""
    every = list(dict.fromkeys(key for each in shown.scenarios for key in each.hours))
    keys = [each for each in every if max(_means(shown, each)) >= MIN_DRAWN]
    ax: Axes = figure(10, 1.8 + 0.62 * len(keys)).add_subplot()
    for number_of, (title, hours, _) in enumerate(shown.scenarios):
        colour, hatch = FILLS[number_of % len(FILLS)]
        places = [place + (number_of - 1) * BAR for place in range(len(keys))]
        means = [hours[key].mean if key in hours else 0.0 for key in keys]
        ax.barh(places, means, BAR, color=colour, hatch=hatch, edgecolor=DARK, label=literal(title))
        for place, mean in zip(places, means, strict=True):
            text = number(mean, 1)
            ax.annotate(text, (mean, place), (4, 0), textcoords="offset points", va="center")
    ax.set_yticks(range(len(keys)), [words(key) for key in keys])
    ax.invert_yaxis()
    label = gettext(
        "hours a week of one of the {people}, as means of {count} runs",
        people=people_of(shown.role),
        count=shown.runs,
    )
    ax.set_xlabel(label)
    ax.xaxis.label.set_color(PALE_INK)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelcolor=INK)
    ax.legend(loc="lower right", frameon=False, fontsize=9.5)
    ax.set_title(titled(name, _finding(shown)), loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _means(shown: Weeks, key: str) -> list[float]:
    return [each.hours[key].mean if key in each.hours else 0.0 for each in shown.scenarios]


def _finding(shown: Weeks) -> str:
    """The hours of selling today, and where they are most."""
    most = max(shown.scenarios, key=lambda each: each.sold.mean)
    return gettext(
        "{before} hours of selling a week today, {after} with: {title}",
        before=_hours(shown.scenarios[0]),
        after=_hours(most),
        title=most.title,
    )


def _hours(week: ScenarioWeek) -> str:
    """The hours of selling with their interval."""
    return in_one(Formatted(estimate(week.sold), Format("number", "h", 1)))
