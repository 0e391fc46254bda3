"""Pictures of a way: how a deal or an account went from task to task, and what it waited for."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from simulator.analysis.case_trace import CaseTrace, Moment, Step
from simulator.i18n import gettext
from simulator.model.codes import DONE, STATES, WAITING
from simulator.output.drawing.style import INK, PALE_INK, calm, figure, literal, sheet_of
from simulator.output.wording import words
from simulator.scenario.units import DAY, HOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EPOCH = datetime.datetime(1970, 1, 1)
WORK, STANDS = "#08306b", "#b9cde3"
MAX_LANES = 24
A_FEW_DAYS = 4
DETAILED = 16  # tasks that have a lane each; of more, those of one kind share one
SHORTEST = datetime.timedelta(minutes=1)
MIN_WIDTH = 250  # parts of the picture: work of minutes in a way of weeks is still seen


def passage(case: CaseTrace, ax: Axes | None = None) -> Axes:
    """A lane for each task, or for each kind of task if there are many, from asking to the end.

    Pale is waiting, dark is work; a short piece of work is drawn as wide as the eye needs.
    """
    lanes = _lanes(case)
    ax = ax or figure(11.5, 2.2 + 0.36 * len(lanes)).add_subplot()
    begin, end = case.begun or case.end, _last(case)
    least = max((end - begin) / MIN_WIDTH, SHORTEST)
    for place, steps in enumerate(lanes.values()):
        for step in steps:
            _draw_step(ax, place, step, (case.end, least))
    ax.set_yticks(range(len(lanes)), [literal(name) for name in lanes])
    ax.set_ylim(len(lanes) - 0.4, -0.6)
    if case.won:
        ax.axvline(_number(case.won), color=INK, linestyle="--", linewidth=1.4)
    ax.set_xlim(_number(begin - 4 * least), _number(end + 10 * least))
    _dress(ax)
    ax.set_title(_finding(case), loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _lanes(case: CaseTrace) -> dict[str, list[Step]]:
    """The steps that share a lane, by what stands beside it."""
    single = len(case.steps) <= DETAILED
    lanes: dict[str, list[Step]] = {}
    for number, step in enumerate(case.steps, 1):
        name = words(step.activity)
        if single:
            name = f"{number}. {name}{f', {step.by}' if step.by else ''}"
        lanes.setdefault(name, []).append(step)
    return dict(list(lanes.items())[:MAX_LANES])


def _draw_step(ax: Axes, place: int, step: Step, bounds: tuple[Moment, datetime.timedelta]) -> None:
    """Waiting as a thin bar, work as thick ones, the end as a mark: filled if it was done."""
    last, least = bounds
    over = step.over or last
    ax.barh(place, _days(over - step.asked), 0.22, _number(step.asked), color=STANDS)
    for begin, end in step.work:
        ax.barh(place, _days(max(end - begin, least)), 0.62, _number(begin), color=WORK)
    if step.state == STATES[WAITING]:
        ax.plot(_number(over), place, ">", color=PALE_INK, markersize=7)
    elif not step.work:
        fill = WORK if step.state == STATES[DONE] else "white"
        ax.plot(_number(over), place, "o", color=WORK, markerfacecolor=fill, markersize=6)


def _dress(ax: Axes) -> None:
    """Dates below, and what the signs mean."""
    first, last = ax.get_xlim()
    ax.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    shown = "%Y-%m-%d" if last - first > A_FEW_DAYS else "%Y-%m-%d\n%H:%M"
    ax.xaxis.set_major_formatter(FuncFormatter(lambda days, _: _moment(days).strftime(shown)))
    ax.set_xlabel(gettext("date"), color=PALE_INK)
    calm(ax)
    signs = [
        Line2D([], [], color=STANDS, linewidth=4, label=gettext("asked for, waits")),
        Line2D([], [], color=WORK, linewidth=9, label=gettext("somebody works on it")),
        _sign("o", WORK, gettext("over without anybody's work")),
        _sign(">", PALE_INK, gettext("still waits")),
    ]
    sheet_of(ax).legend(handles=signs, frameon=False, ncols=4, loc="outside lower center")


def _sign(marker: str, colour: str, label: str) -> Line2D:
    sign = Line2D([], [], color=colour, marker=marker, linestyle="", label=label)
    sign.set_markerfacecolor("white" if marker == "o" else colour)
    return sign


def _last(case: CaseTrace) -> Moment:
    """When the last step was over."""
    ends = [step.over or case.end for step in case.steps]
    return max(ends, default=case.end)


def _finding(case: CaseTrace) -> str:
    """How it ended, after how long, and how much of that was work."""
    values = {"name": case.name[:1].upper() + case.name[1:]}
    values["work"] = f"{case.seconds_of_work / HOUR:.1f} h"
    if case.begun is None:
        return literal(gettext("{name}: nothing was asked for", **values))
    if case.is_deal and case.is_open and not case.won:
        return literal(gettext("{name}: still open, {work} of work so far", **values))
    last = case.won or _last(case)
    values["days"] = f"{(last - case.begun).total_seconds() / DAY:.1f}"
    if case.won:
        return literal(gettext("{name}: won after {days} days, {work} of it work", **values))
    if case.is_deal:
        return literal(gettext("{name}: given up after {days} days, {work} of it work", **values))
    values["count"] = str(len(case.steps))
    return literal(gettext("{name}: {count} tasks in {days} days, {work} of work", **values))


def _number(moment: Moment) -> float:
    """A moment on the axis, in days."""
    return (moment - EPOCH).total_seconds() / DAY


def _moment(days: float) -> Moment:
    return EPOCH + datetime.timedelta(days=days)


def _days(span: datetime.timedelta) -> float:
    return span.total_seconds() / DAY
