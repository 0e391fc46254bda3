"""Pictures of a change: what is watched before and after, and what becomes of the time freed."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import FuncFormatter

from simulator.experiment.comparison import Comparison, MeasureChange
from simulator.experiment.finding import all_sellers
from simulator.experiment.gains import describe, has_calls
from simulator.experiment.judgement import Outcome
from simulator.experiment.results import Experiment, who_sells
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.headline import who_sells_now
from simulator.output.drawing.style import INK, PALE_INK, RULE, calm, figure, literal, shortened
from simulator.output.numbers import number
from simulator.output.wording import (
    clauses,
    level_words,
    listed,
    people_of,
    pile_grows,
    went,
    words,
)
from simulator.scenario.units import PERCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FARTHEST = 1.0  # growth at which the scale ends, and an arrow says that it goes on
# Of each verdict: the mark, and its fill: hollow where nothing can be told.
DARK = "#08306b"
MARKS = {
    "up": ("^", DARK),
    "down": ("v", DARK),
    "no change": ("o", DARK),
    "cannot tell": ("o", "white"),
    "grows": ("^", DARK),
}
STEPS = ("freed_minutes", "usable_minutes", "used_minutes")
FREED, LOST, USABLE, USED = ("#9fb8d3", ""), ("white", "////"), ("#5b9fd0", ""), ("#2a5d9c", "")
LONGEST_NAME = 44
LONGEST_LINE = 52  # of a title, beside labels on both sides
LONGEST_TITLE = 78  # of a line of one without labels beside it


# -- before and after ------------------------------------------------------------------------------


def before_after(comparison: Comparison, ax: Axes | None = None, name: str | None = None) -> Axes:
    """How far each watched measure moved, with its interval, both values and the verdict.

    All share one scale: the difference in hundredths of what was there before, so that an interval
    leaves out 0 where the verdict says up or down. ``name`` says which of the other scenarios is
    meant, if not the first.
    """
    other = _meant(comparison, name)
    answers = comparison.answers[other.name]
    moves = {key: _relative(answer) for key, answer in answers.items()}
    ax = ax or figure(11, 1.7 + 0.52 * len(answers)).add_subplot()
    farthest = max(map(_reach, moves.values()), default=0.0)
    reach = min(FARTHEST, 1.15 * farthest) or 0.1  # where nothing moves there is still an axis
    for place, (key, answer) in enumerate(answers.items()):
        if answer.judged.basis == "queue" or answer.judged.absent:
            continue  # where work piles up or is gone, there is no difference to be told
        _draw_move(ax, place, moves[key], answer.verdict, reach)
    currency = comparison.base.scenario.currency
    places = range(len(answers))
    ax.set_yticks(places, [_told(key, each, currency) for key, each in answers.items()])
    gone = {key for key in answers if comparison.is_eliminated(other.name, key)}
    verdicts = [
        gettext("eliminated") if key in gone else _judged(each, key)
        for key, each in answers.items()
    ]
    _verdicts(ax, verdicts)
    ax.set_ylim(len(answers) - 0.4, -0.9)
    ax.axvline(0, color=INK, linewidth=1.2)
    ax.set_xlim(-reach, reach)
    ax.set_xlabel(gettext("change in % of what it was before"), color=PALE_INK)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda share, _: _signed(PERCENT * share)))
    calm(ax)
    title = textwrap.fill(_change_finding(comparison, other), LONGEST_LINE)
    ax.set_title(title, loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _meant(comparison: Comparison, name: str | None) -> Experiment:
    return next(each for each in comparison.others if name in (None, each.name))


def _relative(answer: MeasureChange) -> Interval:
    """The difference over the size of what was before; NaN where that was nothing."""
    size = abs(answer.before.mean) or math.nan
    mean, low, high, n = answer.difference
    return Interval(mean / size, low / size, high / size, n)


def _reach(move: Interval) -> float:
    """How far from 0 an interval goes; 0 if nothing is known."""
    ends = [abs(end) for end in move[:3] if not math.isnan(end)]
    return max(ends, default=0.0)


def _draw_move(ax: Axes, place: int, move: Interval, verdict: Outcome, reach: float) -> None:
    """The interval as a line, its mean as a mark, hollow where we cannot tell.

    What lies beyond the scale is an arrow at its end, with the figure.
    """
    if math.isnan(move.mean):
        return
    if abs(move.mean) > reach:
        side = math.copysign(1.0, move.mean)
        mark = ">" if side > 0 else "<"
        ax.plot(0.97 * side * reach, place, mark, color=DARK, markersize=10)
        text, ends = f"{_signed(PERCENT * move.mean)}%", "right" if side > 0 else "left"
        ax.text(0.93 * side * reach, place, text, ha=ends, va="center", color=INK)
        return
    if not math.isnan(move.low):
        ax.plot([move.low, move.high], [place, place], color=DARK, linewidth=2.2)
        ax.plot([move.low, move.high], [place, place], "|", color=DARK, markersize=9)
    mark, fill = MARKS[verdict]
    ax.plot(move.mean, place, mark, color=DARK, markerfacecolor=fill, markersize=10)


def _told(key: str, answer: MeasureChange, currency: str) -> str:
    """A measure by name, and below it before, after and unit."""
    levels = zip((answer.before, answer.after), answer.judged.piles, strict=True)
    before, after = (
        pile_grows(pile) if pile else level_words(each, key, currency) for each, pile in levels
    )
    name = shortened(words(key), LONGEST_NAME)
    return literal(f"{name}\n{before} → {after}")


def _verdicts(ax: Axes, verdicts: Sequence[str]) -> None:
    """Where each measure went, on the right."""
    beside = ax.secondary_yaxis("right")
    beside.set_yticks(range(len(verdicts)), verdicts)
    beside.spines[:].set_visible(False)
    beside.tick_params(length=0, labelsize=10)
    for label in beside.get_yticklabels():
        unsure = label.get_text().startswith(gettext("cannot tell"))
        label.set_fontweight("normal" if unsure else "bold")


def _judged(answer: MeasureChange, key: str) -> str:
    """Where a measure went, and whether that is what one would wish."""
    verdict, better = answer.verdict, describe(key).better
    if verdict not in ("up", "down") or answer.judged.basis == "asked":
        return went(answer.judged, key)
    if better == "neither":
        return gettext("up") if verdict == "up" else gettext("down")
    good = (verdict == "up") == (better == "more")
    if verdict == "up":
        return gettext("up: better") if good else gettext("up: worse")
    return gettext("down: better") if good else gettext("down: worse")


def _change_finding(comparison: Comparison, other: Experiment) -> str:
    """How many measures moved to the better, to the worse or neither, and how many may not have."""
    answers = comparison.answers[other.name]
    wished = {key: {"more": "up", "less": "down"}.get(describe(key).better) for key in answers}
    verdicts = {key: each.verdict for key, each in answers.items()}
    moved = {
        key: verdict for key, verdict in verdicts.items() if verdict in ("up", "down", "grows")
    }
    better = sum(verdict == wished[key] for key, verdict in moved.items())
    neither = sum(wished[key] is None for key in moved)
    same, unknown = (list(verdicts.values()).count(each) for each in ("no change", "cannot tell"))
    away = len(answers) - len(moved) - same - unknown
    counts = [
        gettext("{count} better", count=better),
        gettext("{count} worse", count=len(moved) - better - neither),
        *([gettext("{count} neither", count=neither)] if neither else []),
        gettext("{count} unchanged", count=same),
        *([gettext("{count} gone or new", count=away)] if away else []),
        gettext("{count} we cannot tell", count=unknown),
    ]
    return literal(
        gettext(
            "{title}: of {count} measures {counts}",
            count=len(answers),
            title=shortened(comparison.titles[other.name], 48),
            counts=listed(counts),
        )
    )


# -- what becomes of freed time --------------------------------------------------------------------


class ChangeBar(NamedTuple):
    """A part of the waterfall, from one height to another; whole ones have an interval."""

    label: str
    ends: tuple[float, float]
    fill: tuple[str, str]
    interval: Interval | None = None


def freed(comparison: Comparison, ax: Axes | None = None, name: str | None = None) -> Axes:
    """From the minutes freed to those that are usable, and to those that are used for selling.

    What is lost on the way hangs between them. ``name`` says which of the other scenarios is meant,
    if not the first; one that has lost the selling role has an empty picture.
    """
    other = _meant(comparison, name)
    ax = ax or figure(10, 5.2).add_subplot()
    bars = _falls(comparison, other)
    for place, bar in enumerate(bars):
        _draw_fall(ax, place, bar)
    for place, (bar, after) in enumerate(pairwise(bars)):
        level = bar.ends[1]
        ax.plot([place + 0.36, place + 0.64], [level, level], color=PALE_INK, linewidth=0.9)
        assert math.isclose(level, after.ends[after.interval is not None]), "bars meet"
    ax.set_xticks(range(len(bars)), [bar.label for bar in bars])
    ax.axhline(0, color=INK, linewidth=1)
    ax.margins(y=0.14)
    ax.set_ylabel(gettext("minutes per person and week"), color=PALE_INK)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)
    for side in ("top", "right", "bottom"):
        ax.spines[side].set_visible(False)
    title = _freed_finding(comparison, other)
    ax.set_title(title, loc="left", fontsize=14, fontweight="bold", pad=12)
    return ax


def _falls(comparison: Comparison, other: Experiment) -> list[ChangeBar]:
    """Freed, what is idle of it, usable, what goes elsewhere, used."""
    result = comparison.gains[other.name]
    if STEPS[0] not in result:
        return []
    whole, usable, used = (result[key] for key in STEPS)
    first = ChangeBar(gettext("freed:\nchores gone"), (0.0, whole.mean), FREED, whole)
    last = ChangeBar(gettext("used:\nmore selling"), (0.0, used.mean), USED, used)
    if not has_calls(comparison.experiments):
        elsewhere = gettext("idle, travel,\nless overtime")
        return [first, ChangeBar(elsewhere, (whole.mean, used.mean), LOST), last]
    idle = gettext("idle:\nno call was due\nor within reach")
    return [
        first,
        ChangeBar(idle, (whole.mean, usable.mean), LOST),
        ChangeBar(gettext("usable"), (0.0, usable.mean), USABLE, usable),
        ChangeBar(gettext("travel, waiting,\nless overtime"), (usable.mean, used.mean), LOST),
        last,
    ]


def _draw_fall(ax: Axes, place: int, bar: ChangeBar) -> None:
    """A bar with its whisker and its figure."""
    low, high = sorted(bar.ends)
    colour, hatch = bar.fill
    ax.bar(place, high - low, 0.72, low, color=colour, hatch=hatch, edgecolor=DARK, linewidth=0.8)
    top = high
    if bar.interval and not math.isnan(bar.interval.low):
        below, above = bar.ends[1] - bar.interval.low, bar.interval.high - bar.ends[1]
        ax.errorbar(place, bar.ends[1], [[below], [above]], color=INK, capsize=4)
        top = max(high, bar.interval.high)
    ax.annotate(
        _signed(bar.ends[1] - bar.ends[0]),
        (place, top),
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        fontweight="bold" if bar.interval else "normal",
        color=INK,
    )


def _freed_finding(comparison: Comparison, other: Experiment) -> str:
    """How much of the freed time is sold, by each; where others sell than before, in all, too."""
    result = [comparison.gains[other.name].get(key) for key in (STEPS[0], STEPS[2])]
    who = people_of(who_sells(comparison.base.scenario)[0])
    sellers = all_sellers(comparison.base, other, comparison.confidence)
    text = _freed_and_used(result[0], result[1], who)
    if sellers and sellers.differs:
        text = clauses([text, who_sells_now(sellers)])
    return literal(textwrap.fill(text, LONGEST_TITLE))


def _freed_and_used(freed: Interval | None, used: Interval | None, who: str) -> str:
    if freed is None or used is None or not freed.mean > 0:
        return gettext("No time of {who} is freed", who=who)
    values = {"who": who, "freed": number(freed.mean)}
    if freed.low <= 0:
        return gettext("We cannot tell whether any time of {who} is freed", **values)
    if used.verdict == "down":
        return gettext(
            "{freed} min freed for each of the {who}, who sell {less} less",
            **values,
            less=number(-used.mean),
        )
    if used.verdict == "cannot tell":
        return gettext(
            "{freed} min freed for each of the {who}; whether they sell more, we cannot tell",
            **values,
        )
    return gettext(
        "Of {freed} min freed for each of the {who}, {used} become selling",
        **values,
        used=number(used.mean),
    )


def _signed(value: float) -> str:
    """A whole number with its sign; none for 0."""
    text = f"{abs(value):,.0f}"
    return text if text == "0" else f"{'+' if value > 0 else '−'}{text}"
