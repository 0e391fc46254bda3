"""The picture that shows a system's mechanism at first sight, where it has one of its own."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from simulator.analysis.claims.courses import Stakes, Weeks
from simulator.analysis.claims.evidence import (
    OF_DAYS,
    Curves,
    Layers,
    People,
    PointSeries,
)
from simulator.analysis.claims.pictures import Picture
from simulator.i18n import gettext, translatable
from simulator.measures import registry
from simulator.output.charts.stakes import stakes_of
from simulator.output.charts.weeks import weeks_of
from simulator.output.drawing.style import INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import number, percent, significant
from simulator.output.wording import labelled, person_words, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DARK, BAND = "#08306b", "#d9d9d9"
# Of the curves in their order: mark, fill, line.
LOOKS = (("o", DARK, "-"), ("s", "white", "--"), ("^", "#9fb8d3", ":"))
FILLS = ((DARK, ""), ("#9fb8d3", ""), ("white", "////"))
LONGEST_TITLE = 84
THOUSAND = 1_000
NEGLECTED = 2  # point of a curve after a failure at which neglect is felt


class _Words(NamedTuple):
    """What stands on a picture of curves."""

    x: str
    y: str
    curves: Mapping[str, str]
    band: str = ""
    apart: float = 0.0  # between marks at one place
    scale: float = 100.0  # per cent
    logarithmic: bool = False


WORDS = {
    "S1": _Words(
        translatable("hours of direct selling, all reps together (today = 1)"),
        translatable("{subject} (today = 1)"),
        {
            "time": translatable("more selling time for each rep"),
            "heads": translatable("fewer or more reps"),
            "rhythm": translatable("fewer visits"),
        },
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
    ),
    "S4": _Words(
        translatable("minutes from a lead to the first call (logarithmic)"),
        translatable("leads that are qualified, %"),
        {
            "on": translatable("with the mechanism"),
            "off": translatable("mechanism switched off (placebo)"),
        },
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
        translatable("years from the begin, each point in the middle of its year"),
        translatable("profit, % of the first year's today"),
        {
            "today": translatable("today"),
            "what if": translatable("what if"),
            "off": translatable("what if, mechanism switched off (placebo)"),
        },
        apart=0.12,
    ),
    "S15": _Words(
        translatable("outlay, {subject}"),
        translatable("times that it comes back in three years"),
        {},
        translatable("the article: 13 times"),
        scale=1.0,
    ),
    "S17": _Words(
        translatable("weeks since a newcomer began"),
        translatable("his calls a week"),
        {
            "today": translatable("alone"),
            "what if": translatable("coached by the manager"),
        },
        scale=1.0,
    ),
}


def evidence_of(shown: Picture, system: str, name: str) -> Axes:
    """The picture of a system's evidence."""
    if isinstance(shown, Layers):
        return _layers(shown, name)
    if isinstance(shown, People):
        return _people(shown, name)
    if isinstance(shown, Stakes):
        return stakes_of(shown, name)
    if isinstance(shown, Weeks):
        return weeks_of(shown, name)
    return _curves(shown, WORDS[system], name, _finding(system, shown))


# -- curves ----------------------------------------------------------------------------------------


def _curves(shown: Curves, text: _Words, name: str, finding: str) -> Axes:
    scale = text.scale
    ax: Axes = figure(10, 5.4).add_subplot()
    if shown.band:
        places, low, high = zip(*shown.band, strict=True)
        least, most = ([scale * each for each in side] for side in (low, high))
        ax.fill_between(places, least, most, color=BAND, label=gettext(text.band), linewidth=0)
    for place, (curve, look) in enumerate(zip(shown.curves, LOOKS, strict=False)):
        mark, fill, line = look
        x = [point.x + place * text.apart for point in curve.points]
        mean = [scale * point.y.mean for point in curve.points]
        reach = [
            [max(0.0, scale * (point.y.mean - point.y.low)) for point in curve.points],
            [max(0.0, scale * (point.y.high - point.y.mean)) for point in curve.points],
        ]
        ax.errorbar(
            x,
            mean,
            reach if not any(map(math.isnan, (*reach[0], *reach[1]))) else None,
            color=DARK,
            marker=mark,
            markerfacecolor=fill,
            linestyle=line,
            markersize=8,
            capsize=3,
            label=literal(gettext(text.curves.get(curve.key, curve.key))),
        )
    _marked(ax, shown.marks)
    if text.logarithmic:
        ax.set_xscale("log")
    if text.logarithmic or ax.get_xlim()[1] >= THOUSAND:
        ax.xaxis.set_major_formatter(lambda value, _: number(value))
    if ax.get_ylim()[0] < 0:
        ax.axhline(0, color=INK, linewidth=1)
    ax.set_xlabel(gettext(text.x, subject=shown.subject), color=PALE_INK)
    ax.set_ylabel(gettext(text.y, subject=_subject(shown.subject)), color=PALE_INK)
    ax.set_ylim(bottom=min(0.0, ax.get_ylim()[0]))
    if ax.get_ylim()[0] < 0:
        ax.axhline(0, color=INK, linewidth=1.2)
    ax.legend(loc="best", frameon=False, fontsize=9.5)
    return _framed(ax, name, finding)


def _subject(name: str) -> str:
    """A segment, or a measure with what it means: what is called sales are deals."""
    known = next((each for each in registry.MEASURES if each.name == name), None)
    return labelled(words(name), gettext(known.meaning).rstrip(".")) if known else words(name)


def _marked(ax: Axes, marks: Sequence[tuple[str, float]]) -> None:
    """Where the scenarios lie, as upright lines with their names."""
    for title, x in marks:
        ax.axvline(x, color=PALE_INK, linewidth=1, linestyle=":")
        short = literal(textwrap.shorten(title, 44, placeholder=" …"))
        ax.annotate(
            short,
            (x, 1),
            xycoords=("data", "axes fraction"),
            xytext=(4, -4),
            textcoords="offset points",
            rotation=90,
            va="top",
            fontsize=8.5,
            color=PALE_INK,
        )


def _finding(system: str, shown: Curves) -> str:
    """What the curves say, in numbers."""
    by_key = {curve.key: curve for curve in shown.curves}
    if system == "S1":
        return _of_effort(by_key, shown.subject)
    if system == "S13":
        return _of_years(by_key, shown.marks)
    return FINDINGS[system](by_key)


def _of_effort(curves: Mapping[str, PointSeries], measure: str) -> str:
    parts = [
        gettext(
            "{path} {elasticity}",
            path=gettext(WORDS["S1"].curves[key]),
            elasticity=significant(_elasticity(curve), 2),
        )
        for key, curve in curves.items()
    ]
    return gettext(
        "elasticity of {measure}: {parts}",
        measure=words(measure),
        parts=gettext(", ").join(parts),
    )


def _elasticity(curve: PointSeries) -> float:
    """The slope of logarithms through today."""
    pairs = [
        (math.log(point.x), math.log(point.y.mean))
        for point in curve.points
        if point.x > 0 and point.y.mean > 0
    ]
    square = sum(x * x for x, _ in pairs)
    return sum(x * y for x, y in pairs) / square if square else math.nan


def _of_quotes(curves: Mapping[str, PointSeries]) -> str:
    odds = {key: significant(_odds(curve), 2) for key, curve in curves.items()}
    on = gettext("a quote in 2 days has {on} times the odds of one in 14", on=odds["on"])
    if "off" not in odds:
        return on
    return gettext(
        "{on}, {off} times without the mechanism",
        on=on,
        off=odds["off"],
    )


def _odds(curve: PointSeries) -> float:
    """Odds in 2 days over those in 14, read off between the points."""
    x, y = zip(*((point.x, point.y.mean) for point in curve.points), strict=True)
    soon, late = (min(max(float(np.interp(days, x, y)), 0.001), 0.999) for days in OF_DAYS)
    return soon / (1 - soon) / (late / (1 - late))


def _of_calls(curves: Mapping[str, PointSeries]) -> str:
    points = curves["renewed"].points
    most = max(points, key=lambda point: point.y.mean)
    parts = [gettext("{share} renew without a call", share=percent(points[0].y.mean, 2))]
    parts += [
        gettext(
            "{share} at {calls} calls a year", share=percent(each.y.mean, 2), calls=number(each.x)
        )
        for each in dict.fromkeys((most, points[-1]))
    ]
    return gettext(", ").join(parts)


def _of_repairs(curves: Mapping[str, PointSeries]) -> str:
    last = {key: curve.points[NEGLECTED] for key, curve in curves.items()}
    return gettext(
        "{weeks} weeks after a repair goodwill is {forgotten} if nobody asks, {called} if somebody"
        " calls",
        weeks=number(last["today"].x),
        forgotten=percent(last["today"].y.mean, 2),
        called=percent(last["what if"].y.mean, 2),
    )


def _of_newcomers(curves: Mapping[str, PointSeries]) -> str:
    alone, coached = (curves[key].points for key in ("today", "what if"))
    place = min(len(alone), len(coached)) // 3
    return gettext(
        "after {weeks} weeks a newcomer makes {coached} calls a week if coached, {alone} if not",
        weeks=number(alone[place].x),
        coached=number(coached[place].y.mean, 1),
        alone=number(alone[place].y.mean, 1),
    )


def _of_years(curves: Mapping[str, PointSeries], marks: Sequence[tuple[str, float]]) -> str:
    last = {key: curve.points[-1] for key, curve in curves.items()}
    if len(marks) == 2 and last["what if"].y.mean < 0:
        return gettext(
            "profit is gone after {today} years today, after {changed} with the what-if",
            today=number(marks[0][1], 1),
            changed=number(marks[1][1], 1),
        )
    return gettext(
        "year {year} brings {today} of the first year's profit today, {changed} with the what-if",
        year=number(last["today"].x + 0.5),
        today=percent(last["today"].y.mean, 2),
        changed=percent(last["what if"].y.mean, 2),
    )


def _of_leads(curves: Mapping[str, PointSeries]) -> str:
    points = curves["on"].points
    return gettext(
        "{first} of leads are qualified if called after {soon} min, {last} after {late} h",
        first=percent(points[0].y.mean, 2),
        soon=significant(points[0].x, 2),
        last=percent(points[-1].y.mean, 2),
        late=significant(points[-1].x / 60, 2),
    )


def _of_plans(curves: Mapping[str, PointSeries]) -> str:
    first, last = curves["profit"].points[0], curves["profit"].points[-1]
    return gettext(
        "profit {none} with no call planned, {all} with every call",
        none=_change(first.y.mean),
        all=_change(last.y.mean),
    )


def _change(share: float) -> str:
    return gettext("{sign}{share}", sign="+" if share > 0 else "", share=percent(share, 2))


def _of_outlays(curves: Mapping[str, PointSeries]) -> str:
    parts = [
        gettext(
            "{least} to {most} times ({what})",
            least=significant(curve.points[-1].y.mean, 2),
            most=significant(curve.points[0].y.mean, 2),
            what=title,
        )
        for title, curve in curves.items()
    ]
    return gettext(
        "by how large it is the outlay comes back {parts}", parts=gettext(", ").join(parts)
    )


FINDINGS: Mapping[str, Callable[[Mapping[str, PointSeries]], str]] = {
    "S3": _of_quotes,
    "S4": _of_leads,
    "S7": _of_calls,
    "S8": _of_repairs,
    "S9": _of_plans,
    "S15": _of_outlays,
    "S17": _of_newcomers,
}


def _framed(ax: Axes, name: str, finding: str) -> Axes:
    """The finding as the title; no frame, pale rules."""
    title = textwrap.fill(gettext("{name}: {finding}", name=name, finding=finding), LONGEST_TITLE)
    ax.set_title(literal(title), loc="left", fontsize=14, fontweight="bold", pad=12)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    return ax


# -- what a contact is made of ---------------------------------------------------------------------


def _layers(shown: Layers, name: str) -> Axes:
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
    ax.set_xlabel(gettext("cost of a contact, {currency}", currency=currency), color=PALE_INK)
    ax.legend(loc="lower right", frameon=False, fontsize=9.5)
    ratio = gettext(" : ").join(significant(100 * whole / most, 2) for whole in wholes)
    channels = gettext(" : ").join(words(channel) for channel, _ in shown.rows)
    finding = gettext("{channels} cost {ratio}", channels=channels, ratio=ratio)
    _framed(ax, name, finding).grid(visible=False, axis="y")
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


# -- a funnel for each person ----------------------------------------------------------------------


def _people(shown: People, name: str) -> Axes:
    """Calls, leads, intents and sales a week of each person, and how late they are known."""
    sheet = figure(11, 1.8 + 0.42 * len(shown.funnels))
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
        values = [
            shown.lags.get(each, math.nan) if part == 4 else shown.funnels[each][part] / shown.weeks
            for each in names
        ]
        colour, hatch = FILLS[2] if part == 4 else FILLS[1]
        ax.barh(range(len(names)), values, 0.66, color=colour, hatch=hatch, edgecolor=DARK)
        for place, value in enumerate(values):
            if not math.isnan(value):
                ax.annotate(
                    number(value, 1),
                    (value, place),
                    (3, 0),
                    textcoords="offset points",
                    va="center",
                    fontsize=9,
                )
        ax.set_title(title, fontsize=11, loc="left", color=INK)
        ax.set_xlim(
            0, 1.35 * max([each for each in values if not math.isnan(each)], default=1.0) or 1
        )
        ax.spines[:].set_visible(False)
        ax.tick_params(length=0, labelbottom=False)
    panels[0].set_yticks(range(len(names)), [person_words(each) for each in names])
    panels[0].invert_yaxis()
    title = textwrap.fill(
        gettext("{name}: {finding}", name=name, finding=_of_people(shown)), LONGEST_TITLE
    )
    sheet.suptitle(literal(title), x=0.01, ha="left", fontsize=14, fontweight="bold")
    return panels[0]


def _of_people(shown: People) -> str:
    """From the least to the most sales, and how late it is known."""
    sales = [each.sales / shown.weeks for each in shown.funnels.values()]
    lags = list(shown.lags.values())
    spread = gettext(
        "{least} to {most} sales a week by person",
        least=number(min(sales), 1),
        most=number(max(sales), 1),
    )
    if not lags:
        return spread
    known = gettext("known {days} days after the call", days=number(sum(lags) / len(lags), 1))
    return gettext(", ").join([spread, known])
