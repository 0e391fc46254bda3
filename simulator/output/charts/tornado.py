"""The tornado: how far each assumption moves the answer, the widest at the top."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from simulator.analysis.sensitivity import Sensitivity, Swing
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.sensitivity import assumption, flips
from simulator.output.drawing.style import COLOURS, INK, PALE_INK, calm, figure, literal
from simulator.output.wording import amount, short_unit, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LOW, HIGH = COLOURS[1], "#6f9bcd"  # light enough for whiskers to show
MOST_ROWS = 20
THICK = 0.62
WIDEST = 80  # letters of a title


def tornado(found: Sensitivity, ax: Axes | None = None) -> Axes:
    """Bars from the answer as assumed to the answer at both ends of each range, with intervals."""
    swings = found.tornado[:MOST_ROWS]
    ax = ax or figure(11, 2.4 + 0.44 * len(swings)).add_subplot()
    scale, unit = _scale(found)
    middle = scale * found.answer.mean
    for place, swing in enumerate(swings):
        _ends(ax, place, swing, middle, scale)
    ax.axvline(middle, color=INK, linewidth=1.4)
    _threshold(ax, found, scale)
    ax.set_yticks(range(len(swings)), [_label(swing, found) for swing in swings])
    ax.set_ylim(len(swings) - 0.4, -0.6)
    ax.margins(x=0.14)
    ax.set_xlabel(_across(found, unit), color=PALE_INK)
    calm(ax)
    ax.legend(loc="lower right", frameon=False, fontsize=10)
    ax.set_title(_finding(found), loc="left", fontsize=13, fontweight="bold", pad=12)
    return ax


def _ends(ax: Axes, place: int, swing: Swing, middle: float, scale: float) -> None:
    """A hatched bar to the low end and a dark one to the high end, each with its value.

    Where nothing can be told from noise, bars are hollow.
    """
    ends = ((swing.low, LOW, "////", swing.factor.low), (swing.high, HIGH, "", swing.factor.high))
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


def _value(
    ax: Axes, place: float, change: Interval, from_to: tuple[float, float], said: str
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
    ax.annotate(
        said,
        (end + outward * spread, place),
        xytext=(5 * outward, 0),
        textcoords="offset points",
        ha="left" if outward > 0 else "right",
        va="center",
        fontsize=9,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},  # other whiskers pass behind
    )


def _threshold(ax: Axes, found: Sensitivity, scale: float) -> None:
    """Where the answer would become another one, if that is near enough to be drawn."""
    if found.goal is None and found.other is not None:
        at, said = 0.0, gettext("no difference")
    elif found.goal and found.other is None and found.goal.measure == found.measure:
        at, said = scale * found.goal.bound, found.goal.text
    else:
        return
    low, high = ax.get_xlim()
    if low - (high - low) / 2 <= at <= high + (high - low) / 2:
        ax.axvline(at, color=INK, linestyle="--", linewidth=1.6, label=literal(said))


def _label(swing: Swing, found: Sensitivity) -> str:
    return literal("\n".join(textwrap.wrap(assumption(swing.factor, found), 34)[:2]))


def _across(found: Sensitivity, unit: str) -> str:
    measure = words(found.measure)
    if found.other is None:
        said = gettext("{measure}, {unit}", measure=measure, unit=unit)
    else:
        said = gettext(
            "{measure}, {unit}: {other} less {base}",
            measure=measure,
            unit=unit,
            other=found.other.title,
            base=found.base.title,
        )
    return literal(said)


def _finding(found: Sensitivity) -> str:
    """What moves the answer most, and whether anything makes it another one."""
    change = found.other is not None
    answer = amount(found.answer, found.measure, found.base.currency, change=change)
    widest = found.tornado[0]
    what = words(found.measure).capitalize()
    if not widest.told:
        return literal(
            gettext(
                "{measure}: {answer}; no assumption can be told to move it",
                measure=what,
                answer=answer,
            )
        )
    title = gettext(
        "{measure}: {answer}; {assumption} moves it most",
        measure=what,
        answer=answer,
        assumption=assumption(widest.factor, found),
    )
    lines = [line for each in (title, *_made_of_it(found)) for line in textwrap.wrap(each, WIDEST)]
    return literal("\n".join(lines))


def _made_of_it(found: Sensitivity) -> list[str]:
    """What assumptions make of the answer, each alone."""
    if not found.verdict:
        return []
    factors = {factor for factor, _, _ in found.flipping}
    if not factors:
        return [gettext("No assumption alone makes another answer of it")]
    if len(factors) == 1:
        return flips(found)
    return [
        gettext("{count} assumptions, each alone, make another answer of it", count=len(factors))
    ]


def _scale(found: Sensitivity) -> tuple[float, str]:
    """What to multiply by, and the unit that it then has; a share's difference is in points."""
    unit = short_unit(found.measure, found.base.currency)
    if unit == "%":
        return 100.0, gettext("points") if found.other else "%"
    return 1.0, unit or describe(found.measure).unit
