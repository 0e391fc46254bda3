"""The tornado: how far each assumption moves the answer, the widest at the top."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from simulator.analysis.sensitivity import Sensitivity, Swing
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.sensitivity import (
    answer_words,
    assumption,
    flips,
    is_widest,
    strongest_told,
    unsettled,
    widest_told,
)
from simulator.output.drawing.style import (
    COLOURS,
    INK,
    MAX_LINES,
    PALE_INK,
    calm,
    figure,
    literal,
    shortened,
    wrapped,
)
from simulator.output.wording import goal_in_words, short_unit, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOW, HIGH = COLOURS[1], "#6f9bcd"  # light enough for whiskers to show
MAX_ROWS = 20
THICK = 0.62
WIDEST, LINE = 80, 0.22  # letters of a line of the title, and how many inches it is high


def tornado(result: Sensitivity, ax: Axes | None = None) -> Axes:
    """Bars from the answer as assumed to the answer at both ends of each range, with intervals."""
    swings = result.tornado[:MAX_ROWS]
    title = _finding(result)
    high = 2.2 + LINE * (title.count("\n") + 1) + 0.44 * len(swings)
    ax = ax or figure(11, high).add_subplot()
    scale, unit = _scale(result)
    middle = scale * result.answer.mean
    for place, swing in enumerate(swings):
        _ends(ax, place, swing, middle, scale)
    ax.axvline(middle, color=INK, linewidth=1.4)
    _threshold(ax, result, scale)
    ax.set_yticks(range(len(swings)), [_label(swing, result) for swing in swings])
    ax.set_ylim(len(swings) - 0.4, -0.6)
    ax.margins(x=0.14)
    ax.set_xlabel(_across(result, unit), color=PALE_INK)
    calm(ax)
    if result.pile:  # what is finished by the end says nothing of how long work takes
        ax.set_xticks([])
    else:
        ax.legend(loc="lower right", frameon=False, fontsize=10)
    ax.set_title(title, loc="left", fontsize=13, fontweight="bold", pad=12)
    return ax


def _ends(ax: Axes, place: int, swing: Swing, middle: float, scale: float) -> None:
    """A hatched bar to the low end and a dark one to the high end, each with its value.

    Where nothing can be told from noise, bars are hollow.
    """
    ends = (
        (_settled(swing.low, swing.grows_at_low), LOW, "////", swing.factor.low),
        (_settled(swing.high, swing.grows_at_high), HIGH, "", swing.factor.high),
    )
    for grows, outward, value in (
        (swing.grows_at_low, -1, swing.factor.low),
        (swing.grows_at_high, 1, swing.factor.high),
    ):
        if grows:
            _beside(ax, (middle, place), outward, gettext("{value}: pile grows", value=value))
    one_side = swing.low.mean * swing.high.mean > 0
    for number, (change, colour, hatch, value) in enumerate(ends):
        label = None if place else (gettext("at the low end"), gettext("at the high end"))[number]
        thick, shift = (THICK / 2, (number - 0.5) * THICK / 2) if one_side else (THICK, 0.0)
        ax.barh(
            place + shift,
            scale * change.mean,
            thick,
            middle,
            facecolor=colour if swing.told else "white",
            edgecolor="white" if swing.told and hatch else colour,
            hatch=hatch,
            label=label,
        )
        _value(ax, place + shift, change, (middle, scale), str(value))


def _settled(change: Interval, grows: bool) -> Interval:
    """A change, or none where work piles up, so that its times do not settle."""
    return Interval(0.0, 0.0, 0.0, change.n) if grows else change


def _value(
    ax: Axes, place: float, change: Interval, from_to: tuple[float, float], text: str
) -> None:
    """The interval as a whisker, and the assumed value beyond it; nothing where nothing moves."""
    if change.mean == 0:
        return
    middle, scale = from_to
    end, half = middle + scale * change.mean, scale * change.half_width
    spread = 0.0 if math.isnan(half) else half
    if spread:
        ax.errorbar(end, place, xerr=spread, color=INK, capsize=2.5, linewidth=1.1)
    outward = -1 if change.mean < 0 else 1
    _beside(ax, (end + outward * spread, place), outward, text)


def _beside(ax: Axes, at: tuple[float, float], outward: int, text: str) -> None:
    """A text to the left of a point, or to its right."""
    ax.annotate(
        text,
        at,
        xytext=(5 * outward, 0),
        textcoords="offset points",
        ha="left" if outward > 0 else "right",
        va="center",
        fontsize=9,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},  # other whiskers pass behind
    )


def _threshold(ax: Axes, result: Sensitivity, scale: float) -> None:
    """Where the answer would become another one, if that is near enough to be drawn."""
    if result.goal is None and result.other is not None:
        at, text = 0.0, gettext("no difference")
    elif result.goal and result.other is None and result.goal.measure == result.measure:
        at, text = scale * result.goal.bound, goal_in_words(result.goal.text)
    else:
        return
    low, high = ax.get_xlim()
    if low - (high - low) / 2 <= at <= high + (high - low) / 2:
        ax.axvline(at, color=INK, linestyle="--", linewidth=1.6, label=literal(text))


def _label(swing: Swing, result: Sensitivity) -> str:
    return literal(shortened(assumption(swing.factor, result), 34, MAX_LINES))


def _across(result: Sensitivity, unit: str) -> str:
    measure = words(result.measure)
    if result.other is None:
        text = gettext("{measure}, {unit}", measure=measure, unit=unit)
    else:
        text = gettext(
            "{measure}, {unit}: {other} less {base}",
            measure=measure,
            unit=unit,
            other=result.other.title,
            base=result.base.title,
        )
    return literal(text)


def _finding(result: Sensitivity) -> str:
    """What moves the answer most, and whether anything makes it another one."""
    lines = [_moved_by(result), *_made_of_it(result)]
    return literal("\n".join(line for each in lines for line in wrapped(each, WIDEST)))


def _moved_by(result: Sensitivity) -> str:
    """The answer, and what moves it most."""
    if result.pile:
        return unsettled(result)
    widest, screened = widest_told(result), strongest_told(result)
    values = {"measure": words(result.measure).capitalize(), "answer": answer_words(result)}
    strongest = widest or screened
    if strongest is None:
        return gettext("{measure}: {answer}; no assumption can be told to move it", **values)
    values["assumption"] = assumption(strongest.factor, result)
    if widest is None:
        return gettext(
            "{measure}: {answer}; by the screening, {assumption} moves it most", **values
        )
    if is_widest(widest, result):
        return gettext("{measure}: {answer}; {assumption} moves it most", **values)
    return gettext("{measure}: {answer}; of what can be told, {assumption} moves it most", **values)


def _made_of_it(result: Sensitivity) -> list[str]:
    """What assumptions make of the answer, each alone."""
    if not result.verdict or not widest_told(result) or (result.pile and not result.goal):
        return []
    factors = {factor for factor, _, _ in result.flipping}
    if not factors:
        return [gettext("No assumption alone makes another answer of it")]
    if len(factors) == 1:
        return flips(result)
    return [
        gettext("{count} assumptions, each alone, make another answer of it", count=len(factors))
    ]


def _scale(result: Sensitivity) -> tuple[float, str]:
    """What to multiply by, and the unit that it then has; a share's difference is in points."""
    unit = short_unit(result.measure, result.base.currency)
    if unit == "%":
        return 100.0, gettext("points") if result.other else "%"
    return 1.0, unit or describe(result.measure).unit
