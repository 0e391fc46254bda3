"""The pictures that show a system's mechanism at first sight, where it has some of its own."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from simulator.analysis.claims.contracts import Contracts
from simulator.analysis.claims.courses import EXPERIENCED, Stakes, Weeks
from simulator.analysis.claims.evidence import Curves, Layers, People, PointSeries
from simulator.analysis.claims.pictures import Picture
from simulator.i18n import gettext, translatable
from simulator.measures import registry
from simulator.output.charts.channels import channels_of
from simulator.output.charts.contracts import contracts_of
from simulator.output.charts.findings import finding_of
from simulator.output.charts.framed import BAND, DARK, LINE, framed
from simulator.output.charts.persons import persons_of
from simulator.output.charts.stakes import stakes_of
from simulator.output.charts.weeks import weeks_of
from simulator.output.content.effort import PATHS
from simulator.output.drawing.style import INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import number, significant
from simulator.output.wording import labelled, made_of_runs, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Of the curves in their order: mark, fill, line.
LOOKS = (("o", DARK, "-"), ("s", "white", "--"), ("^", "#9fb8d3", ":"), ("D", "white", "-."))
HUNDRED, THOUSAND = 100, 1_000
APART = 0.2  # years between points of one year
RIGHT = 0.6  # of the axis, from where names of lines stand on their left


class _Words(NamedTuple):
    """What stands on a picture of curves."""

    x: str
    y: str
    curves: Mapping[str, str]
    band: str = ""
    mark: str = "{title}: {x}"  # how an upright line is called
    scale: float = 100.0  # per cent
    logarithmic: bool = False
    years: bool = False  # points of one year stand side by side


WORDS = {
    "S1": _Words(
        translatable("hours of direct selling, all reps together (today = 1)"),
        translatable("{subject} (today = 1)"),
        PATHS,
        translatable("published elasticities, 0.25 to 0.34"),
        scale=1.0,
    ),
    "S3": _Words(
        translatable("days from asking for a quote to having it"),
        translatable("quotes that are won, %"),
        {
            "on": translatable("with the mechanism"),
            "off": translatable("mechanism switched off (placebo)"),
        },
        translatable("published: odds 1.3 to 3.9 times as good in 2 days as in 14"),
        mark=translatable("{title}: {x} days in the mean"),
    ),
    "S4": _Words(
        translatable("minutes from a lead to the first call (logarithmic)"),
        translatable("leads that are qualified, %"),
        {
            "on": translatable("with the mechanism"),
            "off": translatable("mechanism switched off (placebo)"),
        },
        mark=translatable("{title}: {x} min in the mean"),
        logarithmic=True,
    ),
    "S7": _Words(
        translatable("calls on an account in a year, over the contract"),
        translatable("%, of accounts of the segment {subject}"),
        {
            "renewed": translatable("renewed at the end of the contract"),
            "goodwill": translatable("goodwill, 100% at best"),
            "profit": translatable("profit of the region, 100% without a call"),
        },
        mark=translatable("{title}: {x} calls a year"),
    ),
    "S8": _Words(
        translatable("weeks since the last repair"),
        translatable("goodwill, % of the best"),
        {
            "today": translatable("nobody asks afterwards"),
            "what if": translatable("somebody calls after two days"),
        },
    ),
    "S9": _Words(
        translatable("calls that are planned, % (60% is compared with)"),
        translatable("more or less than at 60%, %"),
        {
            "profit": translatable("profit"),
            "visits_per_week": translatable("visits"),
        },
    ),
    "S13": _Words(
        translatable(
            "years since the begin; points between two rules are of one year, side by side"
        ),
        translatable("margin: profit over revenue, %"),
        {
            "today": translatable("today"),
            "what if": translatable("what if"),
            "off": translatable("what if, mechanism switched off (placebo)"),
        },
        mark=translatable("{title}: the margin is gone after {x} years"),
        years=True,
    ),
    "S15": _Words(
        translatable("outlay, {subject}"),
        translatable("times that it comes back in three years"),
        {},
        translatable("the article: 13 times"),
        mark=translatable("the outlay that is assumed"),
        scale=1.0,
    ),
    "S17": _Words(
        translatable("weeks since a newcomer began"),
        translatable("calls a week of a newcomer"),
        {
            "today": translatable("alone"),
            "what if": translatable("coached by the manager"),
            EXPERIENCED: translatable("experienced, never left: mean of all weeks"),
        },
        scale=1.0,
    ),
}


def evidence_of(shown: Picture, system: str, name: str) -> Axes:
    """A picture of a system's evidence."""
    if isinstance(shown, Layers):
        return channels_of(shown, name)
    if isinstance(shown, People):
        return persons_of(shown, name)
    if isinstance(shown, Stakes):
        return stakes_of(shown, name)
    if isinstance(shown, Weeks):
        return weeks_of(shown, name)
    if isinstance(shown, Contracts):
        return contracts_of(shown, name)
    return _curves(shown, WORDS[system], name, finding_of(system, shown))


def _curves(shown: Curves, text: _Words, name: str, finding: str) -> Axes:
    ax: Axes = figure(10, 5.6).add_subplot()
    if shown.band:
        places, low, high = zip(*shown.band, strict=True)
        least, most = ([text.scale * each for each in side] for side in (low, high))
        ax.fill_between(places, least, most, color=BAND, label=gettext(text.band), linewidth=0)
    middle = (len(shown.curves) - 1) / 2
    for place, curve in enumerate(shown.curves):
        aside = (place - middle) * APART if text.years else 0.0
        _curve(ax, curve, place, aside, text)
    _scaled(ax, shown, text)
    _marked(ax, shown.marks, text.mark)
    label = gettext(text.x, subject=shown.subject)
    ax.set_xlabel(f"{label}\n{made_of_runs(shown.runs, shown.fewest)}", color=PALE_INK)
    ax.set_ylabel(gettext(text.y, subject=_subject(shown.subject)), color=PALE_INK)
    ax.legend(loc="best", frameon=False, fontsize=9.5)
    return framed(ax, name, finding, len(shown.marks))


def _curve(ax: Axes, curve: PointSeries, place: int, aside: float, text: _Words) -> None:
    """Points with their intervals, joined; moved aside by so much."""
    mark, fill, line = LOOKS[place % len(LOOKS)]
    scale, points = text.scale, curve.points
    reach = [
        [max(0.0, scale * (point.y.mean - point.y.low)) for point in points],
        [max(0.0, scale * (point.y.high - point.y.mean)) for point in points],
    ]
    ax.errorbar(
        [point.x + aside for point in points],
        [scale * point.y.mean for point in points],
        reach if not any(map(math.isnan, (*reach[0], *reach[1]))) else None,
        color=DARK,
        marker=mark,
        markerfacecolor=fill,
        linestyle=line,
        markersize=8,
        elinewidth=1,
        capsize=3,
        label=literal(gettext(text.curves.get(curve.key, curve.key))),
    )


def _scaled(ax: Axes, shown: Curves, text: _Words) -> None:
    """What stands along the axes."""
    if text.logarithmic:
        ax.set_xscale("log")
    if text.logarithmic or ax.get_xlim()[1] >= THOUSAND:
        ax.xaxis.set_major_formatter(lambda value, _: number(value))
    if text.years:
        most = max(point.x for curve in shown.curves for point in curve.points)
        ends = [float(year) for year in range(math.ceil(most) + 1)]
        ax.set_xticks(ends, map(number, ends))
        for year in ends:
            ax.axvline(year, color=RULE, linewidth=0.8, zorder=0)
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    if ax.get_ylim()[0] < 0:
        ax.axhline(0, color=INK, linewidth=1.2)


def _subject(name: str) -> str:
    """A segment, or a measure with what it means: what is called sales are deals."""
    known = next((each for each in registry.MEASURES if each.name == name), None)
    return labelled(words(name), gettext(known.meaning).rstrip(".")) if known else words(name)


def _marked(ax: Axes, marks: Sequence[tuple[str, float]], called: str) -> None:
    """Where the scenarios lie, as upright lines up to their names, which no other line crosses."""
    left, right = (ax.transData.transform((end, 0))[0] for end in ax.get_xlim())
    at = [(ax.transData.transform((x, 0))[0] - left) / (right - left) for _, x in marks]
    # The nearer to the edge from which names run inwards, the higher.
    order = sorted(range(len(marks)), key=lambda n: 1 - at[n] if at[n] > RIGHT else at[n])
    for row, place in enumerate(reversed(order)):
        (title, x), inwards = marks[place], at[place] > RIGHT
        ax.axvline(x, color=PALE_INK, linewidth=1, linestyle=":")
        line = {"arrowstyle": "-", "color": PALE_INK, "linestyle": ":", "shrinkA": 0, "shrinkB": 0}
        ax.annotate(
            literal(
                gettext(called, title=title, x=number(x) if x >= HUNDRED else significant(x, 2))
            ),
            (x, 1),
            xycoords=("data", "axes fraction"),
            xytext=(0, 4 + LINE * row),
            textcoords="offset points",
            ha="right" if inwards else "left",
            fontsize=9,
            color=PALE_INK,
            arrowprops={**line, "relpos": (float(inwards), 0.0)},
        )
