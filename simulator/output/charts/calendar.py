"""A year at a glance: for each role a strip of weeks, as dark as people are there."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.markers import CARETDOWN
from matplotlib.patches import Patch, Rectangle

from simulator.analysis.calendar import RoleCalendar, SpecialDay, WorkCalendar
from simulator.i18n import gettext
from simulator.output.content.calendar import headline
from simulator.output.drawing.style import INK, PALE_INK, figure, literal
from simulator.output.wording import words
from simulator.scenario.seasons import MONTHS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WEEKS = 53  # of a horizon that are drawn: its first year
ROLES = 8  # that are drawn, the largest
STRIP = 8  # rows of a strip: seven days and a gap
# Shares of people who are there, as a photocopier tells them apart.
SHADES = ((0.95, "#1f1f1f"), (0.8, "#5a5a5a"), (0.6, "#8f8f8f"), (0.3, "#bdbdbd"), (0.0, "#e4e4e4"))
MARKS: dict[str, Any] = {"holiday": "x", "closure": "x", "half_day": CARETDOWN, "made_up": "o"}


def year(result: WorkCalendar, ax: Axes | None = None) -> Axes:
    """Weeks from left to right, days from Monday down, each as dark as people are there."""
    roles = sorted(result.roles, key=lambda each: -each.people)[:ROLES]
    ax = ax or figure(11, 1.6 + 1.15 * max(len(roles), 1)).add_subplot()
    weeks = min(WEEKS, max((len(role.called) // 7 for role in roles), default=1))
    for row, role in enumerate(roles):
        _strip(ax, role, row * STRIP, weeks)
        _marks(ax, result, role, (row * STRIP, weeks))
    _dress(ax, result, roles, weeks)
    return ax


def _strip(ax: Axes, role: RoleCalendar, top: int, weeks: int) -> None:
    """The days of a role, white where nobody has a shift."""
    called, there = (
        np.array(each[: 7 * weeks], dtype=float).reshape(weeks, 7).T
        for each in (role.called, role.there)
    )
    share = np.divide(there, called, out=np.full(called.shape, np.nan), where=called > 0)
    for day, week in np.argwhere(called > 0).tolist():
        colour = _shade(share[day, week])
        ax.add_patch(_square(week, top + day, colour))


def _shade(share: float) -> str:
    return next(colour for least, colour in SHADES if share >= least)


def _square(week: int, row: int, colour: str) -> Patch:
    return Rectangle((week + 0.06, row + 0.06), 0.88, 0.88, fc=colour, lw=0)


def _marks(ax: Axes, result: WorkCalendar, role: RoleCalendar, at: tuple[int, int]) -> None:
    """A mark on each special day of a role: its own, or the company's."""
    top, weeks = at
    own = [each for each in result.days if each.role == role.role]
    for each in own or [day for day in result.days if day.role is None]:
        number = (each.day - result.start).days
        if number < 7 * weeks and _is_seen(each, role, number):
            ax.plot(
                number // 7 + 0.5, top + number % 7 + 0.5, marker=MARKS[each.kind], ms=4,
                c=INK if each.kind in ("holiday", "closure") else "white", mew=0.9, ls="none",
            )  # fmt: skip


def _is_seen(each: SpecialDay, role: RoleCalendar, number: int) -> bool:
    """Is it a weekday, or do people work on it?"""
    return each.day.weekday() < 5 or role.called[number] > 0


def _dress(ax: Axes, result: WorkCalendar, roles: list[RoleCalendar], weeks: int) -> None:
    """Roles on the left, months above, a key below, the finding as title."""
    ax.set_xlim(0, weeks)
    ax.set_ylim(STRIP * len(roles) - 0.5, -0.5)
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelcolor=PALE_INK)
    ticks = [STRIP * row + 3.5 for row in range(len(roles))]
    labels = [literal(f"{words(each.role)} ({each.people})") for each in roles]
    ax.set_yticks(ticks, labels)
    ax.xaxis.tick_top()
    months = _months(result.start, weeks)
    ax.set_xticks([week for week, _ in months], [name for _, name in months], ha="left", fontsize=8)
    ax.set_title(literal(headline(result)), loc="left", fontsize=11, color=INK, pad=12, wrap=True)
    _key(ax)


def _months(start: datetime.date, weeks: int) -> list[tuple[int, str]]:
    """The weeks that begin with the first Monday of a month, and its name."""
    mondays = [start + datetime.timedelta(7 * week) for week in range(weeks)]
    return [
        (week, gettext(MONTHS[day.month - 1]).capitalize())
        for week, day in enumerate(mondays)
        if day.day <= 7
    ]


def _key(ax: Axes) -> None:
    """What shades and marks mean."""
    bounds = [1.0, *(least for least, _ in SHADES)]
    shades = [
        Patch(fc=colour, label=literal(f"{least:.0%} - {most:.0%}"))
        for most, (least, colour) in zip(bounds, SHADES, strict=False)
    ]
    names = {
        "holiday": gettext("day off"),
        "half_day": gettext("ends early"),
        "made_up": gettext("worked in place of another"),
    }
    marks = [
        Line2D([], [], marker=MARKS[kind], ls="none", c=INK, mfc="none", label=literal(name))
        for kind, name in names.items()
    ]
    ax.legend(
        handles=[*shades, *marks], loc="upper center", bbox_to_anchor=(0.5, -0.02), ncols=8,
        frameon=False, fontsize=9, handlelength=1, columnspacing=1.2,
        title=gettext("of those who have a shift, are there"), title_fontsize=9,
    )  # fmt: skip
