"""Pictures of load: what tasks wait for, and when in the week people are busy and lines are long.

Each function takes the axes to draw on, or makes a figure of its own; titles say the finding.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.analysis.hourly_load import HourlyLoad, RoleWeek
from simulator.experiment.comparison import Comparison
from simulator.experiment.queues import pile_behind
from simulator.experiment.results import Experiment
from simulator.i18n import gettext
from simulator.measures.waiting import CAUSES
from simulator.output.drawing.style import (
    COLOURS,
    INK,
    MAX_LINES,
    PALE_INK,
    RULE,
    calm,
    figure,
    literal,
    sheet_of,
    shortened,
    wrapped,
)
from simulator.output.numbers import percent
from simulator.output.wording import labelled, people_of, words
from simulator.scenario.elementary import Numbers
from simulator.scenario.phases import phases_of
from simulator.scenario.schema.activities import Activity
from simulator.scenario.units import PERCENT, WEEKDAYS

if TYPE_CHECKING:
    from matplotlib.axes import Axes


MAX_BARS = 10
WIDEST_TITLE, WIDEST_HEADING = 64, 76  # characters
MINUTES, OF_A_DAY = 60, 24
THICK = 0.74  # of a bar, of the room that it has
# Of each cause: fill, hatch and the hatch's ink.
FILLS = {
    "givers_paperwork": ("#a8322d", "xxx", "#dba4a2"),
    "handing_over": ("#eeb78c", "", "white"),
    "not_its_day": ("#f6d865", "...", "#8a6d12"),
    "nobody_on_shift": ("#e6e9ec", "", "white"),
    "more_urgent_first": ("#7aa6d6", "\\\\\\", "#1d4a80"),
    "all_busy": ("#08306b", "", "white"),
}
SHADES = ListedColormap(["#f4f6f8", "#d6e2ef", "#a9c6e2", "#6f9bcd", "#2a5d9c", "#08306b"])
EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.97, 1.0)  # finer towards full, where lines grow fast
DARK, FULL = 0.9, 0.97  # from here on figures are white; from there on there is no slack
MIN_PRESENCE = 0.1  # of a role's people: where fewer attend, there is no share to speak of


# -- what tasks wait for ---------------------------------------------------------------------------


class Wait(NamedTuple):
    """What an activity's tasks waited for in a scenario: mean hours by cause."""

    activity: str
    title: str
    hours: dict[str, float]
    by_session: bool = False  # is it done in sessions, rather than on some weekdays?
    begun: bool = True  # or asked for, and never
    grows: bool = False  # does it pile up, so that what is begun says little?

    @property
    def whole(self) -> float:
        """From asking to beginning; 0 for what was never begun."""
        return math.fsum(self.hours.values())


def waiting(result: Experiment | Comparison, ax: Axes | None = None) -> Axes:
    """What the tasks that wait longest wait for, a bar for each scenario, by cause.

    Calls of a plan are left out: nobody has asked for them.
    """
    experiments = result.experiments if isinstance(result, Comparison) else (result,)
    groups, alone = _longest(experiments), len(experiments) == 1
    places = _places(groups, alone)
    ax = ax or figure(11, 2.1 + 0.4 * (places[-1] if places else 1)).add_subplot()
    waits = [wait for group in groups for wait in group]
    for place, wait in zip(places, waits, strict=True):
        _draw_wait(ax, place, wait)
    _dress_waits(ax, waits, places, alone)
    ax.set_xlabel(gettext("hours from asking to beginning, mean"), color=PALE_INK)
    calm(ax)
    _key_of_causes(ax, waits)
    ax.set_title(_waiting_finding(waits, alone), loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _longest(experiments: Sequence[Experiment]) -> list[list[Wait]]:
    """The activities that wait longest in any scenario, each with all scenarios that have it.

    A scenario has what it does at any time, be it eliminated on some day.
    """
    ever = [phases_of(each.scenario)[-1].scenario for each in experiments]
    plans = {plan for each in ever for plan in each.call_plans}
    names = dict.fromkeys(name for each in ever for name in each.activities)
    groups = [
        [
            _wait(each, name, done.activities[name])
            for each, done in zip(experiments, ever, strict=True)
            if name in done.activities and f"waiting.{name}" in each.measures
        ]
        for name in names
        if name not in plans
    ]
    some = [group for group in groups if any(wait.whole > 0 or not wait.begun for wait in group)]
    some.sort(key=lambda group: max(map(_rank, group)), reverse=True)
    return some[: max(MAX_BARS // len(experiments), 1)]


def _rank(wait: Wait) -> tuple[bool, bool, float]:
    """What is never begun waits longest, then what piles up."""
    return not wait.begun, wait.grows, wait.whole


def _wait(experiment: Experiment, name: str, activity: Activity) -> Wait:
    means = {
        cause: experiment.interval(f"waiting.{name}.{cause}").mean / MINUTES for cause in CAUSES
    }
    hours = {cause: 0.0 if math.isnan(mean) else mean for cause, mean in means.items()}
    whole = f"waiting.{name}"
    asked = f"asked.{name}" in experiment.measures and experiment.interval(f"asked.{name}").mean > 0
    return Wait(
        name,
        experiment.scenario.title,
        hours,
        by_session=activity.sessions is not None,
        begun=not (asked and math.isnan(experiment.interval(whole).mean)),
        grows=pile_behind(experiment.queues, whole) is not None,
    )


def _places(groups: Sequence[Sequence[Wait]], alone: bool) -> list[float]:
    """Where each bar stands, downwards; with several scenarios, room for a heading before each."""
    places: list[float] = []
    below = 0.0
    for group in groups:
        below += 0.0 if alone else 0.9
        places += [below + number for number in range(len(group))]
        below += len(group)
    return places


def _draw_wait(ax: Axes, place: float, wait: Wait) -> None:
    """The causes from left to right, and what they come to."""
    left = 0.0
    for cause, hours in wait.hours.items():
        colour, hatch, ink = FILLS[cause]
        ax.barh(place, hours, THICK, left, color=colour, hatch=hatch, edgecolor=ink, linewidth=0)
        left += hours
    ax.barh(place, left, THICK, facecolor="none", edgecolor=PALE_INK, linewidth=0.7)
    ax.text(left, place, f"  {_wait_words(wait)}", va="center", fontsize=10, color=INK)


def _dress_waits(ax: Axes, waits: Sequence[Wait], places: Sequence[float], alone: bool) -> None:
    """Activities beside their bars; with several scenarios above them, and titles beside."""
    names = [words(wait.activity).capitalize() if alone else wait.title for wait in waits]
    ax.set_yticks(places, [literal(shortened(name, 30, MAX_LINES)) for name in names])
    tops = dict(zip(reversed([wait.activity for wait in waits]), reversed(places), strict=True))
    for activity, place in tops.items() if not alone else ():
        heading = words(activity).capitalize()
        ax.text(0, place - 0.5, heading, fontsize=11, fontweight="bold", color=INK)
    ax.set_ylim((places[-1] if places else 0) + 0.6, -0.6 if alone else 0.0)
    ax.margins(x=0.1)


def _key_of_causes(ax: Axes, waits: Sequence[Wait]) -> None:
    causes = [cause for cause in CAUSES if any(wait.hours[cause] for wait in waits)]
    patches = [
        Patch(
            facecolor=FILLS[cause][0],
            hatch=FILLS[cause][1] or None,
            edgecolor=FILLS[cause][2] if FILLS[cause][1] else PALE_INK,
            linewidth=0 if FILLS[cause][1] else 0.7,
            label=_cause(cause, waits).capitalize(),
        )
        for cause in causes
    ]
    ax.legend(
        handles=patches,
        loc="upper left",
        bbox_to_anchor=(1.0, 1.0),  # where no bar lies behind it
        frameon=False,
        handlelength=1.8,
        handleheight=1.3,
    )


def _cause(cause: str, waits: Sequence[Wait]) -> str:
    """What some work waits for, in words."""
    return {
        "givers_paperwork": gettext("the giver's paperwork"),
        "handing_over": gettext("handing over"),
        "not_its_day": _set_time(wait.by_session for wait in waits if wait.hours["not_its_day"]),
        "nobody_on_shift": gettext("somebody on shift (nights, closed days)"),
        "more_urgent_first": gettext("more urgent work"),
        "all_busy": gettext("those who are busy or away"),
    }[cause]


def _set_time(by_session: Iterable[bool]) -> str:
    """When work is done that is not done at any time."""
    kinds = set(by_session)
    if kinds == {True}:
        return gettext("its next session")
    if True in kinds:
        return gettext("its next session or day of the week")
    return gettext("its day of the week")


def _wait_words(wait: Wait) -> str:
    """How long it waits, and whether that says little, since it piles up or is never begun."""
    if not wait.begun:
        return gettext("never begun")
    hours = _hours(wait.whole)
    return gettext("{hours}, but its pile grows", hours=hours) if wait.grows else hours


def _waiting_finding(waits: Sequence[Wait], alone: bool) -> str:
    """What waits longest now, in which scenario of several, and mostly for what."""
    if not waits:
        return gettext("Nothing waits")
    longest = max(waits, key=_rank)
    cause = max(longest.hours, key=lambda name: longest.hours[name])
    activity, hours = words(longest.activity).capitalize(), _wait_words(longest)
    if not longest.begun or longest.grows:
        text = labelled(activity, hours)
    else:
        text = gettext(
            "{activity}: {hours} until it is begun, most of it for {cause}",
            activity=activity,
            hours=hours,
            cause=_cause(cause, [longest]),
        )
    if not alone:
        text = labelled(longest.title, text)
    return literal("\n".join(wrapped(text, WIDEST_TITLE)))


def _hours(hours: float) -> str:
    return f"{hours:.1f} h" if hours < 100 else f"{hours:,.0f} h"


# -- when people are busy --------------------------------------------------------------------------


def utilisation(result: HourlyLoad, ax: Sequence[Axes] | None = None) -> list[Axes]:
    """For each role a heat map of the week: share of attended time that is not idle."""
    there = [role for role in result.roles if any(role.attended)]
    axes = list(ax) if ax else _panels(len(there), 2.5)
    first, last = _hours_open(there)
    for panel, role in zip(axes, there, strict=True):
        _draw_map(panel, role, (first, last))
    if axes:
        axes[-1].set_xlabel(gettext("hour of the day"), color=PALE_INK)
        _key_of_shades(axes)
    return axes


def _draw_map(ax: Axes, role: RoleWeek, hours: tuple[int, int]) -> None:
    """Weekdays downwards, hours to the right; empty where hardly anybody is there."""
    first, last = hours
    shares = _shares(role)[:, first:last]
    days = [day for day in range(7) if not np.isnan(shares[day]).all()]
    shown = shares[days]
    norm = BoundaryNorm(EDGES, SHADES.N)
    ax.imshow(shown, cmap=SHADES, norm=norm, aspect="auto", extent=(first, last, len(days), 0))
    for row, column in np.argwhere(~np.isnan(shown)).tolist():
        ink = "white" if shown[row, column] >= DARK else INK
        text = f"{PERCENT * shown[row, column]:.0f}"
        ax.text(first + column + 0.5, row + 0.5, text, ha="center", va="center", color=ink)
    ax.set_yticks([row + 0.5 for row in range(len(days))], [_weekday(day) for day in days])
    ax.set_xticks(range(first, last + 1), [f"{hour:02d}" for hour in range(first, last + 1)])
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelcolor=INK)
    ax.set_title(_busy_finding(role), loc="left", fontsize=13, fontweight="bold", pad=8)


def _shares(role: RoleWeek) -> Numbers:
    """Busy over attended by weekday (rows) and hour (columns); NaN where hardly anybody is."""
    attended, busy = np.array([role.attended, role.busy], dtype=np.float64)
    some = attended > MIN_PRESENCE * role.people
    shares: Numbers = busy / np.where(some, attended, np.nan)
    return shares.round(6).reshape(7, OF_A_DAY)


def _hours_open(roles: Sequence[RoleWeek]) -> tuple[int, int]:
    """From the first hour of the day in which anybody is there to the end of the last."""
    known = [np.flatnonzero(~np.isnan(_shares(role)).all(axis=0)) for role in roles]
    some = np.concatenate([np.array([8, 17]) if not roles else np.empty(0, int), *known])
    return int(some.min()), int(some.max()) + 1


def _busy_finding(role: RoleWeek) -> str:
    """How busy the role is, and when it is most."""
    shares, who = _shares(role).ravel(), people_of(role.role).capitalize()
    busy = {"who": who, "share": percent(role.utilisation, 3)}
    if np.isnan(shares).all() or np.nanmin(shares) >= FULL:
        return literal(gettext("{who}: busy {share} of their time, at any hour", **busy))
    peak = int(np.nanargmax(shares))
    return literal(
        gettext(
            "{who}: busy {share} of their time, most on {day} at {hour} ({peak})",
            **busy,
            day=_weekday(peak // OF_A_DAY),
            hour=f"{peak % OF_A_DAY:02d}:00",
            peak=f"{shares[peak]:.0%}",
        )
    )


def _key_of_shades(axes: Sequence[Axes]) -> None:
    """What the shades mean, below the panels."""
    labels = [f"{PERCENT * low:.0f}–{PERCENT * high:.0f}%" for low, high in pairwise(EDGES)]
    patches = [
        Patch(facecolor=SHADES(number), edgecolor=PALE_INK, linewidth=0.5, label=label)
        for number, label in enumerate(labels)
    ]
    title = gettext("share of attended time (breaks left out) that is not idle")
    sheet_of(axes[0]).legend(
        handles=patches, ncols=len(patches), loc="outside lower center", frameon=False, title=title
    )


# -- how long lines are ----------------------------------------------------------------------------


def queues(result: HourlyLoad, ax: Sequence[Axes] | None = None, title: str = "") -> list[Axes]:
    """For each role the tasks that wait, hour by hour of a week: mean, and eight weeks in ten.

    The heading says how old the oldest of them is, on average over the hours in which any wait;
    a title, such as the scenario's among others, stands above the first.
    """
    axes = list(ax) if ax else _panels(len(result.roles), 2.1)
    for number, (panel, role) in enumerate(zip(axes, result.roles, strict=True)):
        hours = np.arange(len(role.waiting)) + 0.5
        band = gettext("eight weeks in ten")
        panel.fill_between(
            hours, role.waiting_low, role.waiting_high, color="#9fb8d3", linewidth=0, label=band
        )
        label = gettext("mean of {count} weeks", count=result.weeks)
        panel.plot(hours, role.waiting, color=COLOURS[0], linewidth=2, label=label)
        _dress_line(panel)
        above = [literal(title)] if title and number == 0 else []
        heading = "\n".join([*above, *textwrap.wrap(_line_finding(role), WIDEST_HEADING)])
        panel.set_title(heading, loc="left", fontsize=13, fontweight="bold", pad=8)
        if number == 0:
            panel.legend(frameon=False, loc="upper right", ncols=2)
    return axes


def _dress_line(ax: Axes) -> None:
    """Days below, counts beside, nights as pale rules."""
    ax.set_xlim(0, 7 * OF_A_DAY)
    ax.set_ylim(0, max(1.0, 1.25 * ax.get_ylim()[1]))
    ax.set_xticks([OF_A_DAY * (day + 0.5) for day in range(7)], [_weekday(d) for d in range(7)])
    for day in range(1, 7):
        ax.axvline(OF_A_DAY * day, color=RULE, linewidth=0.8)
    ax.set_ylabel(gettext("tasks waiting"), color=PALE_INK)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda count, _: f"{count:,.0f}"))
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.tick_params(length=0)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)


def _line_finding(role: RoleWeek) -> str:
    """How many wait usually, and when most do."""
    who = people_of(role.role).capitalize()
    if not any(role.waiting):
        return literal(gettext("{who}: nothing waits", who=who))
    peak = max(range(len(role.waiting)), key=lambda hour: role.waiting[hour])
    return literal(
        gettext(
            "{who}: on average {count} tasks waiting, most on {day} at {hour} ({peak}); the oldest"
            " for {age}",
            who=who,
            count=_count(sum(role.waiting) / len(role.waiting)),
            day=_weekday(peak // OF_A_DAY),
            hour=f"{peak % OF_A_DAY:02d}:00",
            peak=_count(role.waiting[peak]),
            age=_age([hours for hours in role.oldest if not math.isnan(hours)]),
        )
    )


def _age(hours: Sequence[float]) -> str:
    """How long something has waited, on average: in hours, from two days on in days."""
    mean = sum(hours) / len(hours) if hours else math.nan
    if math.isnan(mean):
        return gettext("less than an hour")
    unit, number = (gettext("d"), mean / OF_A_DAY) if mean >= 2 * OF_A_DAY else (gettext("h"), mean)
    return f"{_count(number)} {unit}"


def _count(number: float) -> str:
    return f"{number:,.0f}" if number >= 10 else f"{number:.1f}"


def _weekday(day: int) -> str:
    return gettext(WEEKDAYS[day].capitalize())


def _panels(count: int, height: float) -> list[Axes]:
    """Axes one below the other."""
    sheet = figure(11, 0.9 + height * max(count, 1))
    return list(sheet.subplots(max(count, 1), 1, squeeze=False)[:count, 0])
