"""Pictures of decisions: the bridge, lines and heat maps of sweeps, the warm-up, and what follows.

Each function takes the axes to draw on, or makes a figure of its own, and returns the axes; the
title says the finding.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter

from simulator.analysis.shapley import Explanation
from simulator.analysis.sweep import SweepPoint, SweepResult
from simulator.analysis.warmup import UNITS, WarmUp
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext, translatable
from simulator.output.content import shapley, sweep
from simulator.output.content.warmup import settled
from simulator.output.drawing.style import (
    COLOURS,
    INK,
    LINES,
    MAX_LINES,
    PALE_INK,
    RULE,
    calm,
    figure,
    literal,
    shortened,
)
from simulator.output.move_words import move_words
from simulator.output.wording import labelled, listed, short_unit, words
from simulator.scenario.units import PERCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

UP, DOWN, WHOLE = "#2a5d9c", "#d47a33", "#c3c8ce"
HATCHES = {UP: "", DOWN: "////", WHOLE: ""}
MOVING = 5  # working days of the moving average (Welch 1983)
KEY = 0.2  # of the height of a panel, left above what it draws
ROOM = 0.08  # of the width of lines, left at both sides for what stands at their ends
UNSETTLED = Interval(math.nan, math.nan, math.nan, 0)
LONGEST_LABEL = 34
LONGEST_LINE = 66  # of a title


# -- the bridge ------------------------------------------------------------------------------------


def bridge(result: Explanation, ax: Axes | None = None) -> Axes:
    """From today to the what-if, one bar for each move, the largest first, with its interval."""
    bars = sorted(result.bars, key=lambda bar: -bar.share.mean)
    ax = ax or figure(11, 1.8 + 0.42 * (len(bars) + 2)).add_subplot()
    scale, unit = _scale(result.measure, result.base.currency)
    level = scale * result.before.mean
    names = [result.base.title, *(move_words(bar.name) for bar in bars), result.whole.title]
    _whole_bar(ax, 0, level)
    for place, bar in enumerate(bars, 1):
        share = scale * bar.share.mean
        _move_bar(ax, place, (level, level + share), _spread(bar.share, scale))
        level += share
    _whole_bar(ax, len(bars) + 1, scale * result.after.mean)
    ax.set_yticks(range(len(names)), [_label(name) for name in names])
    ax.set_ylim(len(names) - 0.4, -0.6)
    ax.set_xlim(*_room(ax, result, scale))
    ax.set_xlabel(listed([words(result.measure), unit]), color=PALE_INK)
    calm(ax)
    _entitle(ax, shapley.picture_title(result))
    return ax


def _whole_bar(ax: Axes, place: int, level: float) -> None:
    ax.barh(place, level, 0.7, color=WHOLE)
    ax.text(level, place, f" {_short(level)}", va="center", fontweight="bold", color=INK)


def _move_bar(ax: Axes, place: int, ends: tuple[float, float], spread: float) -> None:
    """A floating bar, dark if up and hatched if down, its interval as a whisker at its end."""
    colour = UP if ends[1] >= ends[0] else DOWN
    ax.barh(place, ends[1] - ends[0], 0.7, ends[0], color=colour, hatch=HATCHES[colour])
    if not math.isnan(spread):
        ax.errorbar(ends[1], place, xerr=spread, color=INK, capsize=3, linewidth=1.2)
    ax.plot([ends[1]] * 2, [place + 0.35, place + 0.65], color=PALE_INK, linewidth=0.8)
    right = max(*ends, ends[1] + (0 if math.isnan(spread) else spread))
    ax.text(right, place, f"  {_signed(ends[1] - ends[0])}", va="center", fontsize=10, color=INK)


def _room(ax: Axes, result: Explanation, scale: float) -> tuple[float, float]:
    """From 0, or a little below the lowest end, to a little above the highest."""
    low, high = ax.get_xlim()
    top = max(high, scale * result.after.mean, scale * result.before.mean)
    return min(low, 0.0), top + 0.1 * (top - min(low, 0.0))


# -- sweeps ----------------------------------------------------------------------------------------


def swept(result: SweepResult, ax: Axes | None = None) -> Axes:
    """A line with its band over one value, a line for each other value, or a heat map over two."""
    if len(result.axes) == 2 and all(len(axis.values) > 2 for axis in result.axes):
        return _heat_map(result, ax or figure(9, 6).add_subplot())
    ax = ax or figure(9.5, 5.2).add_subplot()
    scale, unit = _scale(result.measure, result.scenario.currency)
    first = result.axes[0]
    places, ticks = _places(first.values)
    others = list(dict.fromkeys(point.values[1:] for point in result.points))
    for number, rest in enumerate(others):
        own = [point for point in result.points if point.values[1:] == rest]
        intervals = [UNSETTLED if point.pile else point.level for point in own]
        _band(ax, places, intervals, scale, number, _said(result, rest))
        _mark_piles(ax, places, own, number)
    ax.set_xticks(places, ticks)
    if any(point.pile for point in result.points):  # whose text stands off the axis
        room = ROOM * (max(places) - min(places) or 1.0)
        ax.set_xlim(min(places) - room, max(places) + room)
    ax.set_xlabel(literal(words(first.path)), color=PALE_INK)
    ax.set_ylabel(listed([words(result.measure), unit]), color=PALE_INK)
    if len(others) > 1:
        ax.legend(frameon=False)
    _open(ax)
    _entitle(ax, sweep.headline(result))
    return ax


def _places(values: Sequence[Any]) -> tuple[list[float], list[str]]:
    """Where values stand: by their size if they are numbers of one unit, else side by side."""
    labels = [str(value) for value in values]
    sizes = [size for size in map(_size, values) if size is not None]
    units, numbers = {unit for _, unit in sizes}, [number for number, _ in sizes]
    if len(units) == 1 and len(set(numbers)) == len(values):
        return numbers, labels
    return [float(place) for place in range(len(values))], labels


def _size(value: Any) -> tuple[float, str] | None:
    """The number and the unit of a value as a planner writes it; None if it is no number."""
    if isinstance(value, bool):
        return None
    number, _, unit = str(value).partition(" ")
    try:
        return float(number), unit.removesuffix("s")  # 1 week, 2 weeks
    except ValueError:
        return None


def _band(
    ax: Axes,
    places: Sequence[float],
    intervals: Sequence[Interval],
    scale: float,
    number: int,
    label: str,
) -> None:
    """Means as a line with dots, their intervals as a band."""
    colour, line = COLOURS[number % len(COLOURS)], LINES[number % len(LINES)]
    order = np.argsort(places)
    across = np.array(places)[order]
    means, low, high = (
        scale * np.array([each[part] for each in intervals])[order] for part in range(3)
    )
    ax.plot(across, means, line, marker="o", color=colour, linewidth=2.2, label=label)
    if not np.isnan(low).all():
        ax.fill_between(across, low, high, color=colour, alpha=0.18, linewidth=0)


def _mark_piles(
    ax: Axes, places: Sequence[float], points: Sequence[SweepPoint], number: int
) -> None:
    """Says where a line has no value since work piles up, in the colour of the line."""
    colour, high = COLOURS[number % len(COLOURS)], 0.02 + 0.06 * number
    for place, point in zip(places, points, strict=True):
        if point.pile:
            text, across = gettext("pile grows"), ax.get_xaxis_transform()
            ax.text(place, high, text, transform=across, ha="center", color=colour, fontsize=10)


def _said(result: SweepResult, rest: Sequence[Any]) -> str:
    pairs = zip(result.axes[1:], rest, strict=True)
    return literal(listed(f"{words(axis.path)} {value}" for axis, value in pairs))


def _heat_map(result: SweepResult, ax: Axes) -> Axes:
    """Two values, the measure as shade and figure; in brackets what may be as good as the best."""
    scale, unit = _scale(result.measure, result.scenario.currency)
    rows, columns = (axis.values for axis in result.axes)
    levels = [UNSETTLED if point.pile else point.level for point in result.points]
    means = scale * np.array([level.mean for level in levels])
    grid = means.reshape(len(rows), len(columns))
    image = ax.imshow(grid, cmap="Blues", aspect="auto", origin="lower")
    middle = (np.nanmin(grid) + np.nanmax(grid)) / 2 if not np.isnan(grid).all() else 0.0
    unsure, why = _not_told_apart(result)
    for row, column in np.ndindex(*grid.shape):
        ink = "white" if grid[row, column] > middle else INK
        label = _short(float(grid[row, column]))
        place = row * len(columns) + column
        label = f"({label})" if unsure[place] else label
        label = gettext("pile grows") if result.points[place].pile else label
        ax.text(column, row, label, ha="center", va="center", color=ink, fontsize=10)
    ax.set_yticks(range(len(rows)), [str(value) for value in rows])
    ax.set_xticks(range(len(columns)), [str(value) for value in columns])
    ax.set_ylabel(literal(words(result.axes[0].path)), color=PALE_INK)
    ax.set_xlabel("\n".join((literal(words(result.axes[1].path)), *why)), color=PALE_INK)
    sheet = ax.get_figure()
    assert sheet is not None, "axes belong to a figure"
    sheet.colorbar(image, ax=ax, label=listed([words(result.measure), unit]))
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0)
    _entitle(ax, sweep.headline(result))
    return ax


def _not_told_apart(result: SweepResult) -> tuple[list[bool], list[str]]:
    """The points that cannot be told from the best one, if there are others, and what is said so.

    Without a better end the highest is meant. One replication tells nothing of it.
    """
    least = describe(result.measure).better == "less"
    unsure = [point.as_low if least else point.as_high for point in result.points]
    if result.replications == 1 or sum(unsure) < 2:
        return [False] * len(unsure), []
    lowest = translatable("in brackets: what cannot be told from the lowest, itself included")
    highest = translatable("in brackets: what cannot be told from the highest, itself included")
    return unsure, [gettext(lowest if least else highest)]


# -- the warm-up -----------------------------------------------------------------------------------


def warm_up(result: WarmUp, ax: Sequence[Axes] | None = None) -> list[Axes]:
    """What is observed day by day, its moving average, the warm-up said and the cut of MSER-5."""
    count = len(result.settlings)
    axes = list(ax) if ax else list(figure(11, 3.2 * count).subplots(count, 1, squeeze=False)[:, 0])
    for panel, each in zip(axes, result.settlings, strict=True):
        scale, unit = (
            (PERCENT, "%") if UNITS[each.name] == "share" else (1, gettext(UNITS[each.name]))
        )
        weeks = np.array(each.days) / 7
        values = scale * np.array(each.values)
        smooth = np.convolve(values, np.ones(MOVING) / MOVING, "valid")
        panel.plot(weeks, values, color="#9fb8d3", linewidth=0.9, label=gettext("each working day"))
        half = MOVING // 2
        panel.plot(
            weeks[half : len(weeks) - half],
            smooth,
            color=COLOURS[0],
            linewidth=2,
            label=gettext("a week's mean"),
        )
        label = gettext("warm-up as said")
        panel.axvspan(0, result.said, color=RULE, alpha=0.6, linewidth=0, label=label)
        if not math.isnan(each.weeks):
            cut = gettext("MSER-5's cut")
            panel.axvline(each.weeks, color=DOWN, linestyle="--", linewidth=2, label=cut)
        panel.set_ylabel(unit, color=PALE_INK)
        panel.set_xlim(0, None)
        _open(panel)
        title = labelled(gettext(each.name).capitalize(), settled(each, result.said))
        panel.set_title(title, loc="left", fontsize=13, fontweight="bold")
    low, high = axes[0].get_ylim()
    axes[0].set_ylim(low, high + KEY * (high - low))
    axes[0].legend(frameon=False, ncols=4, fontsize=9, loc="upper right")
    axes[-1].set_xlabel(gettext("weeks from the first day"), color=PALE_INK)
    return axes


def _entitle(ax: Axes, answer: str) -> None:
    """An answer above its picture, in its own words."""
    title = literal(textwrap.fill(answer.rstrip(".。"), LONGEST_LINE))
    ax.set_title(title, loc="left", fontsize=14, fontweight="bold", pad=12)


# -- figures ---------------------------------------------------------------------------------------


def _scale(measure: str, currency: str) -> tuple[float, str]:
    """What to multiply a measure by, and the unit that it then has."""
    unit = short_unit(measure, currency)
    return (PERCENT, "%") if unit == "%" else (1.0, gettext(unit or describe(measure).unit))


def _spread(result: Interval, scale: float) -> float:
    return scale * result.half_width


def _short(value: float) -> str:
    """About three digits."""
    if math.isnan(value):
        return "–"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 1 else 2
    return f"{value:,.{digits}f}"


def _signed(value: float) -> str:
    return f"{'+' if value >= 0 else '−'}{_short(abs(value))}"


def _label(name: str) -> str:
    return literal(shortened(name.replace("_", " "), LONGEST_LABEL, MAX_LINES))


def _open(ax: Axes) -> None:
    """Two sides open, pale rules across."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _axis(value)))
    ax.set_axisbelow(True)


def _axis(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:g}"
