"""What plans cost and reach: all that were simulated, the frontier, and which one was chosen."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import FuncFormatter

from simulator.analysis.optimise import Optimum, TriedPlan
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.measures.targets import Constraint
from simulator.output.content.optimise import plan_words
from simulator.output.drawing.style import COLOURS, INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import sized
from simulator.output.wording import amount, labelled, listed, short_unit, words
from simulator.scenario.units import PERCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ALL, JOINED, CHOSEN = "#9a9a9a", COLOURS[0], COLOURS[1]
LONGEST_LINE = 84


class _View(NamedTuple):
    """Which of the measures goes across and which up, and what each is multiplied by."""

    across: int
    up: int
    scales: tuple[float, float]


def frontier(result: Optimum, ax: Axes | None = None) -> Axes:
    """Money across, what it is for upwards: plans simulated, the frontier, the finalists.

    Plans simulated stand where the search's luck put them, by few replications; the frontier and
    the finalists, with their intervals, on fresh luck.
    """
    ax = ax or figure(11, 6.4).add_subplot()
    aim = result.aim
    across, up = (len(aim.names) - 1, 0) if aim.largest and aim.also else (0, 1)
    shown = [aim.measures[place] for place in (across, up)]
    scales = [_scale(measure, result.base.currency) for measure in shown]
    view = _View(across, up, (scales[0][0], scales[1][0]))
    _tried(ax, result, view)
    _finalists(ax, result, view)
    if up:
        _bound(ax, result, view)
    names = [
        literal(listed([words(measure), unit]))
        for measure, (_, unit) in zip(shown, scales, strict=True)
    ]
    ax.set_xlabel(names[0], color=PALE_INK)
    ax.set_ylabel(names[1], color=PALE_INK)
    _open(ax)
    ax.legend(frameon=False, loc="best", fontsize=9)
    ax.set_title(_finding(result), loc="left", fontsize=13, fontweight="bold", pad=12)
    return ax


def _bound(ax: Axes, result: Optimum, view: _View) -> None:
    """A line at the first wish."""
    bound = result.aim.wishes[0].bound
    height = view.scales[1] * bound.bound
    ax.axhline(height, color=INK, linestyle=":", linewidth=1.4, zorder=1)
    ax.annotate(
        literal(_bound_words(bound, result.base.currency)),
        (0, height),
        (4, 4),
        xycoords=("axes fraction", "data"),
        textcoords="offset points",
        color=INK,
    )


def _bound_words(bound: Constraint, currency: str) -> str:
    """A bound as people write it: ``direct selling share: at least 18%``."""
    text = sized(bound.bound, short_unit(bound.measure, currency))
    unit = short_unit(bound.measure, currency)
    value = f"{text}%" if unit == "%" else f"{text} {gettext(unit)}".strip()
    least = gettext("at least {value}", value=value)
    most = gettext("at most {value}", value=value)
    return labelled(words(bound.measure), least if bound.side == ">=" else most)


def _tried(ax: Axes, result: Optimum, view: _View) -> None:
    """Plans whose means keep all wishes but the one drawn as discs, the others as crosses."""
    keeping = [each for each in result.tried if _keeps_guards(result, each, view)]
    breaking = [each for each in result.tried if not _keeps_guards(result, each, view)]
    for group, marker, label in (
        (keeping, "o", gettext("plan tried, on other luck and fewer replications")),
        (breaking, "x", gettext("plan tried that misses a guard")),
    ):
        if group:
            ax.scatter(*_places(group, view), s=20, marker=marker, color=ALL, label=label)
    if result.frontier:
        across, up = view.scales
        ax.plot(
            [across * step.values[view.across] for step in result.frontier],
            [up * step.values[view.up] for step in result.frontier],
            "-o",
            drawstyle="steps-post",
            color=JOINED,
            markersize=5,
            linewidth=1.6,
            label=gettext("frontier, on fresh luck"),
        )


def _keeps_guards(result: Optimum, each: TriedPlan, view: _View) -> bool:
    """Whether a plan keeps all bounds but the one drawn: as judged on fresh luck, if it was."""
    judged = result.judged(each.plan)
    if judged:
        return "breaks" not in judged.kept[view.up :]
    pairs = zip(result.aim.wishes[view.up :], each.values[1 + view.up :], strict=False)
    return all(wish.bound.met_by(value) for wish, value in pairs)


def _places(plans: Sequence[TriedPlan], view: _View) -> tuple[list[float], list[float]]:
    across, up = view.scales
    return [across * e.values[view.across] for e in plans], [up * e.values[view.up] for e in plans]


def _finalists(ax: Axes, result: Optimum, view: _View) -> None:
    """Finalists with their intervals; the one chosen, or the nearest, as a star."""
    tried = {each.plan: each.values for each in result.tried}
    for number, each in enumerate(result.finalists):
        first = number == 0
        name = gettext("chosen") if each.standing == "chosen" else gettext("nearest")
        levels = dict(enumerate(each.levels))
        across = levels.get(view.across) or _alone(tried.get(each.plan), view)
        up = levels[view.up]
        ax.errorbar(
            view.scales[0] * across.mean,
            view.scales[1] * up.mean,
            _half(view.scales[1] * up.half_width),
            _half(view.scales[0] * across.half_width),
            "*" if first else "s",
            markersize=19 if first else 6,
            markerfacecolor=CHOSEN if first else "white",
            color=INK,
            linewidth=1.1,
            capsize=2.5,
            zorder=5 if first else 4,
            label=name if first else gettext("finalist, on fresh luck") if number == 1 else None,
        )


def _alone(values: tuple[float, ...] | None, view: _View) -> Interval:
    """A mean of the search, where nothing was judged on fresh luck."""
    return Interval(values[view.across] if values else math.nan, math.nan, math.nan, 1)


def _half(width: float) -> float | None:
    return None if math.isnan(width) else width


def _finding(result: Optimum) -> str:
    best = result.finalists[0]
    values = {
        "level": amount(best.levels[0], result.aim.target, result.base.currency),
        "plan": plan_words(result, best.plan),
    }
    if result.chosen:
        text = gettext("The plan to take, at {level}: {plan}", **values)
    elif result.decided:
        text = gettext("No plan keeps the bounds; the nearest, at {level}: {plan}", **values)
    else:
        text = gettext(
            "We cannot tell which plan is best; by its means, at {level}: {plan}", **values
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
