"""Pictures of chances: reaching a goal under shocks, regret, and the power of a study."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import FuncFormatter, NullFormatter

from simulator.analysis.robustness import Cell, StressTest
from simulator.analysis.time_study import Curve, Study
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext, translatable
from simulator.output.content.robustness import (
    chance,
    drowns_under,
    goals_in_words,
    regret_title,
    shock_name,
    sold,
    sold_less,
    worsened,
)
from simulator.output.content.time_study import design_name
from simulator.output.content.time_study import headline as study_headline
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
    wrapped,
)
from simulator.output.wording import listed, points, short_unit, words
from simulator.scenario.units import PERCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

TITLE, NAME = 76, 24  # letters in a line of a title, and of the name of a plan
LINE = 0.17  # inches, of a label
DARK = 0.55  # share from which figures in a cell are white
SHADES = ("#08306b", "#d47a33", "#9fb8d3", "#3f8a4d", "#cbb8e0", "#5c5c5c", "#e8d9a8", "#8468b3")
HATCHES = ("", "///", "", "...", "xxx", "\\\\\\", "--", "||")
MARKERS = ("o", "s", "^", "D")
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


# -- the goal under shocks -------------------------------------------------------------------------


def chances(result: StressTest, ax: Axes | None = None) -> Axes:
    """Plans by shocks: the share of years that reach the goal as shade and figure."""
    rows, columns = len(result.plans), len(result.shocks)
    below = [_happening(result, number) for number in range(columns)]
    most = max(label.count("\n") for label in below)
    ax = ax or figure(3.4 + 1.75 * columns, 2.2 + LINE * most + 0.85 * rows).add_subplot()
    shares = np.array([cell.reached.mean for cell in result.cells]).reshape(rows, columns)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(rows, columns):
        ink = "white" if shares[row, column] > DARK else INK
        text = _in_a_cell(result, result.cell(row, column))
        ax.text(column, row, text, ha="center", va="center", color=ink, fontsize=10)
    _ruled(ax, rows, columns)
    ax.set_yticks(
        range(rows),
        _names(result),
    )
    ax.set_xticks(range(columns), below)
    across = gettext(
        "share of {count} runs that keep {goals}; [ ] Wilson's interval",
        count=result.replications,
        goals=goals_in_words(result),
    )
    ax.set_xlabel(literal(across), color=PALE_INK, labelpad=10)
    ax.set_title(_chance_finding(result), loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _in_a_cell(result: StressTest, cell: Cell) -> str:
    """A chance, its interval beneath; that no shock touches it, or it drowns somebody."""
    lines = [chance(cell.reached).replace(" ", "\n", 1)]
    if cell.shock and not cell.touched:
        lines.append(gettext("not touched"))
    if drowns_under(result, cell):
        lines.append(gettext("drowns somebody"))
    return "\n".join(lines)


def _ruled(ax: Axes, rows: int, columns: int) -> None:
    """Pale rules between cells, no frame."""
    ax.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
    ax.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
    ax.grid(which="minor", color=RULE, linewidth=1.2)
    ax.tick_params(which="both", length=0)
    ax.spines[:].set_visible(False)


def _happening(result: StressTest, number: int) -> str:
    """What befalls the company: its short name above the planner's own words."""
    name = shock_name(result, number).capitalize()
    title = gettext(result.shocks[number].title)
    return literal(name) + (f"\n{literal(shortened(title, 20, MAX_LINES + 1))}" if title else "")


def _chance_finding(result: StressTest) -> str:
    """How often the plan that stands best reaches the goal: at worst, or without a shock."""
    if not any(cell.reached.mean for cell in result.cells):
        return _wrapped(gettext("No plan reaches the goal in any run"), TITLE)
    best, *level = _standing_best(result)
    how, plan = _how_often(result, best), result.plans[best]
    if level:
        titles = (gettext(result.plans[row].title) for row in (best, *level))
        plans = listed(gettext("“{said}”", said=title) for title in titles)
        text = gettext(_opening_of_several(result, best), plans=plans, how=how)
        return _wrapped(text + sold_less(result, (best, *level)), TITLE)
    text = gettext(_opening(result, best), plan=gettext(plan.title), how=how)
    but = worsened(result, best) if _at_worst(result, best)[1].mean else ""
    return _wrapped(text + but + sold(result, best), TITLE)


def _at_worst(result: StressTest, plan: int) -> tuple[int, Interval]:
    """Under which shock a plan reaches the goal least often, and how often."""
    reached = [result.cell(plan, column).reached for column in range(len(result.shocks))]
    return min(enumerate(reached), key=lambda each: each[1].mean)


def _how_often(result: StressTest, plan: int) -> str:
    """How often a plan reaches the goal at worst or, if that is never, without a shock."""
    worst, reached = _at_worst(result, plan)
    if reached.mean:
        return gettext("{share} of runs at worst", share=chance(reached))
    usual, shock = chance(result.cell(plan, 0).reached), shock_name(result, worst)
    return gettext("{usual} of runs, in none under {shock}", usual=usual, shock=shock)


def _standing_best(result: StressTest) -> list[int]:
    """The plans that reach the goal most often; of those that drown nobody, if one does.

    There are several where they reach it as often as each other in these runs.
    """
    rows = range(len(result.plans))
    chances = [
        [result.cell(row, n).reached.mean for n in range(len(result.shocks))] for row in rows
    ]
    reaching = [row for row in rows if any(chances[row])]
    sound = [row for row in reaching if not _drowns(result, row)]
    how_well = {row: (min(chances[row]), sum(chances[row])) for row in sound or reaching}
    best = max(how_well, key=lambda row: how_well[row])
    clause = _how_often(result, best)
    others = [row for row in how_well if row != best and how_well[row] == how_well[best]]
    return [best, *(row for row in others if _how_often(result, row) == clause)]


def _drowns(result: StressTest, plan: int) -> bool:
    return result.drowned(result.plans[plan].name) is not None


def _opening(result: StressTest, best: int) -> str:
    """How the title of the goals begins: no plan stands best that drowns somebody."""
    if _drowns(result, best):
        return translatable(
            "Every plan that reaches the goal drowns somebody; {plan} reaches it in {how}"
        )
    rivals = [row for row in range(len(result.plans)) if row != best]
    as_well = [row for row in rivals if _may_stand_as_well(result, row, best)]
    if any(not _drowns(result, row) for row in as_well):
        return translatable(
            "We cannot tell which plan stands best; {plan} reaches the goal in {how}"
        )
    if as_well:
        return translatable(
            "{plan} stands best of those that drown nobody: it reaches the goal in {how}"
        )
    return translatable("{plan} stands best: it reaches the goal in {how}")


def _opening_of_several(result: StressTest, best: int) -> str:
    """The same where several reach the goal as often: none of them stands best."""
    if _drowns(result, best):
        return translatable(
            "Every plan that reaches the goal drowns somebody; {plans} reach it in {how}"
        )
    return translatable("We cannot tell which plan stands best; {plans} reach the goal in {how}")


def _may_stand_as_well(result: StressTest, plan: int, best: int) -> bool:
    """May a plan reach its goal as often at worst as the one that stands best by its runs?"""
    cells = (
        [result.cell(row, n).reached for n in range(len(result.shocks))] for row in (plan, best)
    )
    own, least = (min(each, key=lambda reached: reached.mean) for each in cells)
    return own.high >= least.low


def regrets(result: StressTest, ax: Axes | None = None) -> Axes:
    """Each plan's regret under each shock, as a bar with its interval and its figure."""
    rows, bars = len(result.plans), len(result.shocks)
    ax = ax or figure(11, 2.2 + 0.26 * rows * (bars + 1)).add_subplot()
    unit = short_unit(result.regretted, result.plans[0].currency)
    for bar in range(bars):
        _regret_bars(ax, result, bar, PERCENT if unit == "%" else 1)
    ax.set_yticks(
        range(rows),
        _names(result),
    )
    ax.set_ylim(rows - 0.5, -0.5)
    ax.margins(x=0.12)
    ax.set_xlim(left=0)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    shown = gettext(points(unit)) or describe(result.regretted).unit
    across = gettext("regret in {measure}, {unit}", measure=words(result.regretted), unit=shown)
    ax.set_xlabel(literal("\n".join((across, *_told_together(result)))), color=PALE_INK)
    calm(ax)
    ax.legend(frameon=False, fontsize=10, loc="best")
    text = _wrapped(regret_title(result), 72)
    ax.set_title(text, loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _told_together(result: StressTest) -> Iterator[str]:
    """Why bars that lie apart may be said not to be told apart."""
    if result.by_worst.tied:
        yield gettext(
            "whiskers: the interval of each bar by itself; what the title tells is held to all"
            " {count} plans together, which takes more runs",
            count=len(result.plans),
        )


def _regret_bars(ax: Axes, result: StressTest, bar: int, scale: float) -> None:
    """The regret of every plan under one shock."""
    rows, bars = len(result.plans), len(result.shocks)
    cells = [result.cell(row, bar) for row in range(rows)]
    places = np.arange(rows) + (bar - (bars - 1) / 2) / (bars + 1)
    lengths = np.array([scale * cell.regret.mean for cell in cells])
    low, high = (
        np.nan_to_num([scale * abs(cell.regret[end] - cell.regret.mean) for cell in cells])
        for end in (1, 2)
    )
    ax.barh(
        places,
        lengths,
        0.9 / (bars + 1),
        label=literal(shock_name(result, bar)),
        color=SHADES[bar % len(SHADES)],
        hatch=HATCHES[bar % len(HATCHES)],
        edgecolor="white",
    )
    ax.errorbar(lengths, places, xerr=[low, high], fmt="none", ecolor=INK, capsize=2, linewidth=1)
    for place, length, more, cell in zip(places, lengths, high, cells, strict=True):
        text = f"{length:,.{_decimals(length)}f}" if length else gettext("best")
        if drowns_under(result, cell):
            regret = text if length else "0"
            text = gettext("{regret}, drowns somebody", regret=regret)
        ax.text(length + more, place, f"  {text}", va="center", fontsize=9, color=INK)


def _names(result: StressTest) -> list[str]:
    """The titles of plans, beside their rows."""
    titles = (gettext(plan.title) for plan in result.plans)
    return [literal(shortened(title, NAME, MAX_LINES)) for title in titles]


def _decimals(value: float) -> int:
    return 0 if abs(value) >= 100 else 1


def _wrapped(text: str, width: int) -> str:
    return literal("\n".join(wrapped(text, width)))


# -- the power of a study --------------------------------------------------------------------------


def power(result: Study, ax: Axes | None = None) -> Axes:
    """Power against person-days: formulas as lines, trials as marks, what is needed in figures."""
    ax = ax or figure(10.5, 5.8).add_subplot()
    for number, curve in enumerate(result.curves):
        _curve(ax, curve, number)
        _needed(ax, result, number)
    wished = gettext("wished for: {power}", power=f"{100 * result.power:.4g}%")
    height, across = PERCENT * result.power, ax.get_yaxis_transform()
    ax.axhline(height, color=PALE_INK, linestyle=(0, (6, 4)), linewidth=1)
    ax.text(0.01, height + 1, wished, transform=across, va="bottom", color=PALE_INK)
    if len(result.curves) > 1:
        _by_factors(ax)
    ax.set_ylim(0, 104)
    ax.set_xlabel(_size(result), color=PALE_INK)
    ax.set_ylabel(gettext("studies that tell the difference, %"), color=PALE_INK)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.legend(frameon=False, loc="lower right")
    text = _wrapped(study_headline(result).rstrip("."), 84)
    ax.set_title(text, loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _needed(ax: Axes, result: Study, number: int) -> None:
    """Writes what a design needs where its curve meets the power wished for."""
    curve = result.curves[number]
    kind = (curve.days, curve.moments)
    design = next(each for each in result.designs if (each.days, each.moments) == kind)
    ax.annotate(
        f"{design.person_days:,}",
        (design.person_days, PERCENT * result.power),
        xytext=(7, -5),
        textcoords="offset points",
        va="top",
        color=COLOURS[number % len(COLOURS)],
        fontweight="bold",
    )


def _by_factors(ax: Axes) -> None:
    """Sizes that differ by factors, with round numbers beneath."""
    ax.set_xscale("log")
    low, high = ax.get_xlim()
    ax.set_xticks([tick for tick in TICKS if low <= tick <= high])
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.xaxis.set_minor_formatter(NullFormatter())


MARKED: dict[str, Any] = {"markersize": 6, "capsize": 3, "linewidth": 1.2}


def _curve(ax: Axes, curve: Curve, number: int) -> None:
    colour, line = COLOURS[number % len(COLOURS)], LINES[number % len(LINES)]
    across = [point.people * curve.days for point in curve.points]
    label = literal(design_name(curve.days, curve.moments))
    promised = [PERCENT * point.promised for point in curve.points]
    ax.plot(across, promised, line, color=colour, linewidth=2, label=label)
    middles, lows, highs = (
        np.array([PERCENT * point.achieved[part] for point in curve.points]) for part in range(3)
    )
    ends, mark = [middles - lows, highs - middles], MARKERS[number % len(MARKERS)]
    ax.errorbar(across, middles, yerr=ends, fmt=mark, color=colour, **MARKED)


def _size(result: Study) -> str:
    if not result.arms:
        return gettext("random moments in each of the two studies (line: formula; marks: trials)")
    return gettext(
        "person-days looked at in each of the two studies (line: formula; marks: trials)"
    )
