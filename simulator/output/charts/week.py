"""Pictures for planners and trainers: where the time goes, and one day of a team.

A chart shows finished numbers. Each function takes the axes to draw on, or makes a figure of its
own, and returns the axes; ``paper.save`` writes the figure. Fills go by the order of the scenario's
categories, the same in all pictures: selling first and darkest, neighbours told apart by lightness,
so that they survive a photocopier.
"""

from __future__ import annotations

import datetime
import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter, MultipleLocator

from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import finding_of
from simulator.experiment.results import Experiment, who_sells
from simulator.experiment.statistics import confidence_interval
from simulator.i18n import gettext, translatable
from simulator.ledger.ledger import Ledger
from simulator.measures.days import date_of, day_number, day_of, person_number, team, typical_day
from simulator.measures.targets import HEADLINE
from simulator.measures.window import main_role
from simulator.model.parameters import Parameters
from simulator.output.charts.that_day import (
    away_words,
    day_words,
    say_below_title,
    shown_words,
)
from simulator.output.content.headline import title_of_many
from simulator.output.drawing.style import (
    INK,
    MAX_LINES,
    PALE_INK,
    calm,
    figure,
    literal,
    shortened,
)
from simulator.output.numbers import NEVER
from simulator.output.wording import people_of, person_of, person_words, words
from simulator.scenario.elementary import Numbers
from simulator.scenario.schema.base import BREAK, HAND_OVER, IDLE, TRAVEL
from simulator.scenario.units import DAY, HOUR, MINUTE, format_clock

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.scenario.scenario import Scenario

NARROWEST_LABEL = 0.028  # share of the longest bar
THICKNESS = 0.8  # of bars and lanes, of the room that each has
LONGEST_TITLE = 60  # characters, in a panel's heading
LONGEST_FINDING = 92  # of a line of the title of a week


class Look(NamedTuple):
    """How a category is filled: its colour, a hatch in another one, and what is written on it."""

    face: str
    hatch: str = ""
    ink: str = "white"  # of the hatch
    text: str = INK
    edge: str = "white"


SELLING = (Look("#08306b", text="white"), Look("#2a5d9c", text="white"))
OWN = {
    TRAVEL: Look("#aab1b8", "////"),
    HAND_OVER: Look("#a8322d", "xxxx", text="white"),
    IDLE: Look("white", edge="#8a8a8a"),
    BREAK: Look("#f0f0f0"),
}
CHORES = (
    Look("#5b9fd0"),
    Look("#fde3bd"),
    Look("#d47a33", "\\\\\\", "#eeb78c"),
    Look("#f6d865", "..", "#c39a1d"),
    Look("#3f8a4d", text="white"),
    Look("#cbe6bd", "|||", "#96c383"),
    Look("#8468b3", "---", "#b5a1d6", text="white"),
    Look("#cdc0e6"),
    Look("#b85c80", "ooo", "#dca3b8"),
    Look("#f6d3df", "+++", "#dba4b8"),
)


def looks(
    categories: Iterable[str],
    selling: Iterable[str],
    palette: tuple[Sequence[Look], Sequence[Look]] = (SELLING, CHORES),
) -> dict[str, Look]:
    """The fill of each category in the order of bars: selling, then the rest as in the scenario."""
    sold, other = palette
    fills = {category: sold[i % len(sold)] for i, category in enumerate(selling)}
    rest = [category for category in categories if category not in fills]
    chores = [category for category in rest if category not in OWN]
    named = OWN | {category: other[i % len(other)] for i, category in enumerate(chores)}
    return fills | {category: named[category] for category in rest}


# -- where the time goes ---------------------------------------------------------------------------


class WeekBar(NamedTuple):
    """The week of one role in one scenario."""

    role: str
    title: str
    people: int
    minutes: dict[str, float]  # per person and week, by category
    shares: dict[str, float]


def time_use(result: Experiment | Comparison, ax: Axes | None = None) -> Axes:
    """One bar for each role and scenario: minutes per person and week, by category."""
    experiments = result.experiments if isinstance(result, Comparison) else (result,)
    bars = list(_bars(experiments))
    places = _places(bars)
    ax = ax or figure(12.5, 1.7 + 0.5 * places[-1]).add_subplot()
    categories = dict.fromkeys(c for each in experiments for c in each.scenario.categories)
    fills = looks(categories, who_sells(experiments[0].scenario)[1])
    longest = max(sum(bar.minutes.values()) for bar in bars) or 1.0
    for bar, place in zip(bars, places, strict=True):
        _draw_bar(ax, bar, place, fills, longest)
    _dress_bars(ax, bars, places, longest)
    if _fewer_are_there(result):
        employed = gettext("people: who is employed in the end, whoever is away included")
        ax.set_xlabel(f"{ax.get_xlabel()}\n{employed}")
    _legend(ax, [c for c in fills if any(bar.minutes.get(c) for bar in bars)], fills)
    title = literal(textwrap.fill(_finding(result), LONGEST_FINDING))
    ax.set_title(title, loc="left", fontsize=14, fontweight="bold", pad=14)
    return ax


def _fewer_are_there(result: Experiment | Comparison) -> bool:
    """Are other people there on average than are employed in the end, in some what-if?"""
    if isinstance(result, Experiment):
        return False
    sellers = (plan.sellers for plan in finding_of(result, HEADLINE).plans)
    return any(each.there is not None or each.dated for each in sellers if each)


def _bars(experiments: Sequence[Experiment]) -> Iterator[WeekBar]:
    """Role by role, the bars of all scenarios that have it."""
    for role in dict.fromkeys(role for each in experiments for role in each.scenario.roles):
        for each in experiments:
            if role in each.scenario.roles:
                people, title = each.scenario.roles[role].people, each.scenario.title
                minutes, shares = _means(each.time_use(role)), _means(each.shares(role))
                yield WeekBar(role, title, people, minutes, shares)


def _means(columns: dict[str, Numbers]) -> dict[str, float]:
    """Means, 0 for a role that was never there."""
    means = {name: confidence_interval(column).mean for name, column in columns.items()}
    return {name: 0.0 if math.isnan(mean) else mean for name, mean in means.items()}


def _places(bars: Sequence[WeekBar]) -> list[float]:
    """Where each bar stands, downwards, with room for a heading before each role."""
    places = [1.0]
    for before, bar in pairwise(bars):
        places.append(places[-1] + (1.0 if bar.role == before.role else 1.9))
    return places


def _draw_bar(ax: Axes, bar: WeekBar, place: float, fills: dict[str, Look], longest: float) -> None:
    """The parts of a bar from left to right, those wide enough with their share."""
    left = 0.0
    for category, look in fills.items():
        minutes = bar.minutes.get(category, 0.0)
        _draw_part(ax, look, (left, left + minutes), place)
        if minutes >= NARROWEST_LABEL * longest:
            _label_part(ax, look, (left + minutes / 2, place), f"{bar.shares[category]:.0%}")
        left += minutes
    people = (
        gettext("1 person")
        if bar.people == 1
        else gettext("{count} people", count=f"{bar.people:,}")
    )
    ax.text(left + 0.008 * longest, place, people, va="center", fontsize=9, color=PALE_INK)


def _draw_part(ax: Axes, look: Look, ends: tuple[float, float], place: float) -> None:
    """A box from one end to the other: fill and hatch, then the edge."""
    corner = (ends[0], place - THICKNESS / 2)
    fill = Rectangle(corner, ends[1] - ends[0], THICKNESS, linewidth=0, facecolor=look.face)
    fill.set(hatch=look.hatch or None, edgecolor=look.ink)
    edge = Rectangle(corner, ends[1] - ends[0], THICKNESS, linewidth=0.7, fill=False)
    edge.set(edgecolor=look.edge)
    ax.add_patch(fill)
    ax.add_patch(edge)


def _label_part(ax: Axes, look: Look, where: tuple[float, float], text: str) -> None:
    """Says in the middle of a part how large it is; selling more loudly than the rest."""
    ax.text(
        *where,
        text,
        ha="center",
        va="center",
        color=look.text,
        fontsize=12 if look in SELLING else 9,
        fontweight="bold" if look in SELLING else "normal",
        bbox={"facecolor": look.face, "edgecolor": "none", "pad": 1.5} if look.hatch else None,
    )


def _dress_bars(ax: Axes, bars: Sequence[WeekBar], places: Sequence[float], longest: float) -> None:
    """Names, headings and the scale around the bars."""
    ax.set_yticks(places, [literal(shortened(bar.title, 28, MAX_LINES)) for bar in bars])
    ax.set_ylim(places[-1] + 0.6, places[0] - 1.1)
    ax.set_xlim(0, 1.14 * longest)
    for number, (bar, place) in enumerate(zip(bars, places, strict=True)):
        if number == 0 or bars[number - 1].role != bar.role:
            ax.text(0, place - 0.52, words(bar.role).capitalize(), fontsize=11.5, fontweight="bold")
    ax.set_xlabel(gettext("Minutes per person and week"), color=PALE_INK)
    ax.xaxis.set_major_locator(MultipleLocator(300))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda minutes, _: f"{minutes:,.0f}"))
    calm(ax)


def _finding(result: Experiment | Comparison) -> str:
    """How much of the week is selling; of several scenarios what the answer says of it."""
    if isinstance(result, Comparison):
        return title_of_many(finding_of(result, HEADLINE)).rstrip(".。")
    role, _ = who_sells(result.scenario)
    share = result.interval(HEADLINE).mean
    return gettext(
        "{who} sell {before} of their week",
        who=people_of(role).capitalize(),
        before=NEVER if math.isnan(share) else f"{share:.1%}",
    )


# -- one day of a team -----------------------------------------------------------------------------


class DayInterval(NamedTuple):
    """A part of somebody's day in one category; seconds after midnight."""

    start: int
    end: int
    category: str


Lane = list[DayInterval]  # one person's day


def day(
    ledgers: Sequence[Ledger],
    day: datetime.date | int | None = None,
    people: Sequence[str] | None = None,
    ax: Sequence[Axes] | None = None,
    scenarios: Sequence[Scenario] = (),
) -> list[Axes]:
    """Who did what, when: a panel for each ledger, a lane for each person, one clock for all.

    Days count from 0. Without a day, a typical one (see ``days.typical_day``), and it is said how
    it was chosen; without people, the first of each role who are there in all ledgers. Beside each
    lane stand the person's minutes of selling. With the ledgers' scenarios, whoever is away that
    day is named above.
    """
    parameters = ledgers[0].parameters
    number = typical_day(ledgers) if day is None else day_number(parameters, day)
    shown = list(people or team(ledgers, number))
    axes = list(ax) if ax else _panels(len(ledgers), len(shown))
    fills = looks(
        dict.fromkeys(category for each in ledgers for category in each.parameters.categories),
        _selling(parameters),
    )
    teams = [{name: _lane(ledger, name, number) for name in shown} for ledger in ledgers]
    for panel, ledger, lanes in zip(axes, ledgers, teams, strict=True):
        _draw_team(panel, ledger.parameters, lanes, fills)
    for place, (panel, ledger) in enumerate(zip(axes, ledgers, strict=True)):
        away = away_words(scenarios[place], ledger, number) if scenarios else ""
        some = shown_words(ledger, shown, number, several=len(ledgers) > 1)
        say_below_title(panel, *filter(None, (some, away)))
    parts = [part for lanes in teams for lane in lanes.values() for part in lane]
    _set_clock(axes, parts)
    drawn = {part.category for part in parts}
    _legend(axes[0], [category for category in fills if category in drawn], fills, gap=0.085)
    axes[-1].set_xlabel(day_words(date_of(parameters, number), is_typical=day is None))
    axes[-1].xaxis.label.set_color(PALE_INK)
    return axes


def _selling(parameters: Parameters) -> list[str]:
    """The categories that count as selling first."""
    return [parameters.categories[category] for category in parameters.selling[0][1]]


def _draw_team(
    ax: Axes, parameters: Parameters, lanes: dict[str, Lane], fills: dict[str, Look]
) -> None:
    """One panel: the lanes, names and minutes sold beside them, and what they come to above."""
    for place, lane in enumerate(lanes.values()):
        _draw_lane(ax, lane, place, fills)
    sold = {name: _minutes(lane, _selling(parameters)) for name, lane in lanes.items()}
    _dress_lanes(ax, sold)
    main = main_role(parameters)
    sellers = [name for name in sold if parameters.role_of[parameters.people.index(name)] == main]
    hours = sum(sold[name] for name in sellers) * MINUTE / HOUR
    alone, role = len(sellers) == 1, parameters.roles.name[main]
    one = translatable("{title}: 1 {who} sells {hours} h that day")
    says = gettext(
        one if alone else translatable("{title}: {count} {who} sell {hours} h that day"),
        title=literal(shortened(parameters.title, LONGEST_TITLE)),
        count=len(sellers),
        who=person_of(role) if alone else people_of(role),
        hours=f"{hours:.1f}",
    )
    ax.set_title(says, loc="left", fontsize=13, fontweight="bold", pad=8)


def _lane(ledger: Ledger, person: str, number: int) -> Lane:
    """One person's entries of a day, those of one category that follow each other as one."""
    parameters = ledger.parameters
    day = day_of(ledger, person_number(parameters, person), number)
    starts, ends = ((times - number * DAY).tolist() for times in (day.start, day.end))
    lane: Lane = []
    for start, end, category in zip(starts, ends, ledger.category[day.rows].tolist(), strict=True):
        name = parameters.categories[category]
        goes_on = bool(lane) and lane[-1].category == name and lane[-1].end == start
        lane.append(DayInterval(lane.pop().start if goes_on else start, end, name))
    return lane


def _draw_lane(ax: Axes, lane: Lane, place: int, fills: dict[str, Look]) -> None:
    """The parts of a day, within an outline that makes idle time a gap and not a nothing."""
    for part in lane:
        if part.category != IDLE:
            _draw_part(ax, fills[part.category], (part.start, part.end), place)
    if lane:
        first, last = lane[0].start, lane[-1].end
        box = Rectangle((first, place - THICKNESS / 2), last - first, THICKNESS)
        box.set(fill=False, edgecolor=OWN[IDLE].edge, linewidth=0.7)
        ax.add_patch(box)


def _minutes(lane: Lane, categories: Sequence[str]) -> float:
    """Minutes of somebody's day in some categories."""
    return sum(part.end - part.start for part in lane if part.category in categories) / MINUTE


def _dress_lanes(ax: Axes, sold: dict[str, float]) -> None:
    """Names on the left of the lanes, minutes of selling on the right."""
    beside = ax.get_yaxis_transform()
    ax.text(
        1.01, -0.85, gettext("sells"), transform=beside, va="center", fontsize=9, color=PALE_INK
    )
    ax.set_yticks(range(len(sold)), [literal(person_words(name)) for name in sold])
    ax.set_ylim(max(len(sold), 1) - 0.4, -0.6)
    for place, minutes in enumerate(sold.values()):
        label = ax.text(
            1.01, place, f"{minutes:.0f} {gettext('min')}", transform=beside, va="center"
        )
        label.set(fontsize=9.5, fontweight="bold", color=SELLING[0].face)
    calm(ax)


def _set_clock(axes: Sequence[Axes], parts: Sequence[DayInterval]) -> None:
    """The same clock below all panels: whole hours from the first begin to the last end."""
    first = min((part.start for part in parts), default=8 * HOUR) // HOUR * HOUR
    last = -(-max((part.end for part in parts), default=17 * HOUR) // HOUR) * HOUR
    for ax in axes:
        ax.set_xlim(first, last)
        ax.xaxis.set_major_locator(MultipleLocator(HOUR))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda seconds, _: format_clock(int(seconds))))


# -- what all pictures share -----------------------------------------------------------------------


def _panels(count: int, lanes: int) -> list[Axes]:
    """Axes one below the other."""
    sheet = figure(12.5, 0.7 + count * (0.9 + 0.34 * max(lanes, 3)))
    return list(sheet.subplots(count, 1, squeeze=False, gridspec_kw={"hspace": 0.08})[:, 0])


def _legend(ax: Axes, categories: Iterable[str], fills: dict[str, Look], gap: float = 0.0) -> None:
    """The categories in the order of the bars, right of the axes, after a gap for what is there."""
    patches = [_patch(fills[category], words(category).capitalize()) for category in categories]
    ax.legend(
        handles=patches,
        loc="upper left",
        bbox_to_anchor=(1.0 + gap, 1.0),
        frameon=False,
        fontsize=10,
        handlelength=1.8,
        handleheight=1.4,
        labelspacing=0.5,
    )


def _patch(look: Look, label: str) -> Patch:
    return Patch(
        facecolor=look.face,
        edgecolor=look.ink if look.hatch else look.edge,
        hatch=look.hatch or None,
        label=label,
        linewidth=0 if look.hatch else 0.7,
    )
