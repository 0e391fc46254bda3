"""The frontier: what reaching more costs, over all plans tried, and which plan was chosen."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter

from simulator.analysis.optimise import Finalist, Optimum, TriedPlan
from simulator.experiment.gains import describe
from simulator.i18n import gettext
from simulator.output.content.optimise import plan_words
from simulator.output.drawing.style import COLOURS, INK, PALE_INK, RULE, figure, literal
from simulator.output.wording import amount, listed, short_unit, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ALL, JOINED, CHOSEN = "#9a9a9a", COLOURS[0], COLOURS[1]
PERCENT = 100
LONGEST_LINE = 84


def frontier(result: Optimum, ax: Axes | None = None) -> Axes:
    """What is minimised across, the first wish upwards: plans tried, the frontier, the finalists.

    Plans tried stand where the search's luck put them, finalists with intervals on fresh luck.
    """
    ax = ax or figure(11, 6.4).add_subplot()
    scales = [_scale(measure, result.base.currency) for measure in result.aim.measures[:2]]
    across, up = (scale for scale, _ in scales)
    _tried(ax, result, (across, up))
    _finalists(ax, result.finalists, (across, up))
    wish = result.aim.wishes[0]
    ax.axhline(up * wish.bound.bound, color=INK, linestyle=":", linewidth=1.4, zorder=1)
    ax.annotate(
        literal(wish.bound.text),
        (1, up * wish.bound.bound),
        (-4, 4),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        ha="right",
        color=INK,
    )
    names = [
        literal(listed([words(measure), unit]))
        for measure, (_, unit) in zip(result.aim.measures, scales, strict=False)
    ]
    ax.set_xlabel(names[0], color=PALE_INK)
    ax.set_ylabel(names[1], color=PALE_INK)
    _open(ax)
    ax.legend(frameon=False, loc="lower right", fontsize=9)
    ax.set_title(_finding(result), loc="left", fontsize=13, fontweight="bold", pad=12)
    return ax


def _tried(ax: Axes, result: Optimum, scale: tuple[float, float]) -> None:
    """Plans whose means keep all wishes but the first as discs, the others as crosses."""
    keeping = [each for each in result.tried if _keeps_guards(result, each)]
    breaking = [each for each in result.tried if not _keeps_guards(result, each)]
    for group, marker, label in (
        (keeping, "o", gettext("plan tried")),
        (breaking, "x", gettext("plan tried that misses a guard")),
    ):
        if group:
            ax.scatter(*_places(group, scale), s=20, marker=marker, color=ALL, label=label)
    ax.plot(
        *_places(result.frontier, scale),
        "-o",
        color=JOINED,
        markersize=5,
        linewidth=1.6,
        label=gettext("frontier: none is both cheaper and better"),
    )


def _keeps_guards(result: Optimum, each: TriedPlan) -> bool:
    pairs = zip(result.aim.wishes[1:], each.values[2:], strict=True)
    return all(wish.bound.met_by(value) for wish, value in pairs)


def _places(
    plans: Sequence[TriedPlan], scale: tuple[float, float]
) -> tuple[list[float], list[float]]:
    across, up = scale
    return [across * each.values[0] for each in plans], [up * each.values[1] for each in plans]


def _finalists(ax: Axes, finalists: Sequence[Finalist], scale: tuple[float, float]) -> None:
    """Finalists with their intervals; the one chosen, or the nearest, as a star."""
    for number, each in enumerate(finalists):
        first = number == 0
        name = gettext("chosen") if each.standing == "chosen" else gettext("nearest")
        across, up = (size * level.mean for size, level in zip(scale, each.levels, strict=False))
        ax.errorbar(
            across,
            up,
            _half(scale[1] * each.levels[1].half_width),
            _half(scale[0] * each.levels[0].half_width),
            "*" if first else "s",
            markersize=19 if first else 6,
            markerfacecolor=CHOSEN if first else "white",
            color=INK,
            linewidth=1.1,
            capsize=2.5,
            zorder=5 if first else 4,
            label=name if first else gettext("finalist, on fresh luck") if number == 1 else None,
        )


def _half(width: float) -> float | None:
    return None if math.isnan(width) else width


def _finding(result: Optimum) -> str:
    best = result.finalists[0]
    cost = amount(best.levels[0], result.aim.minimised, result.base.currency)
    plan = plan_words(result, best.plan)
    wish = result.aim.wishes[0].bound.text
    if result.chosen:
        text = gettext(
            "The cheapest plan found for {wish} costs {cost}: {plan}",
            wish=wish,
            cost=cost,
            plan=plan,
        )
    elif result.decided:
        text = gettext(
            "No plan found keeps the bounds; the nearest costs {cost}: {plan}", cost=cost, plan=plan
        )
    else:
        text = gettext(
            "We cannot tell which plan is cheapest; by its means, at {cost}: {plan}",
            cost=cost,
            plan=plan,
        )
    return literal("\n".join(textwrap.wrap(text, LONGEST_LINE)))


def _scale(measure: str, currency: str) -> tuple[float, str]:
    """What to multiply a measure by, and the unit that it then has."""
    unit = short_unit(measure, currency)
    return (PERCENT, "%") if unit == "%" else (1.0, unit or gettext(describe(measure).unit))


def _open(ax: Axes) -> None:
    """Two sides open, pale rules."""
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    ax.grid(color=RULE, linewidth=0.8)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.set_axisbelow(True)
