"""Pictures of claims: what comes out with the mechanism and without, and what was wanted."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from simulator.analysis.claims import ClaimResult, Grounds, Verdict, grounds_of
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext, translatable
from simulator.output.content.claims import claim_format, counted_words, outcome, verdict_words
from simulator.output.document import Format
from simulator.output.drawing.style import INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import HUNDREDTHS, number
from simulator.output.wording import listed

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DARK, BAND = "#08306b", "#d9d9d9"
WITH, WITHOUT, TODAY = 1.0, 0.0, 2.0  # heights in a row
LONGEST_LINE, LONGEST_CLAIM, LONGEST_TITLE = 44, 150, 100
THOUSAND = 1_000
MARGIN = 0.12  # of what is shown, on either side
# How a claim that holds does so, or what else became of it.
FINDINGS: dict[Grounds | Verdict, str] = {
    "found": translatable("{count} held by the mechanism"),
    "a guard is broken": translatable("{count} held at the cost of a guard"),
    "fitted": translatable("{count} held because fitted"),
    "by construction": translatable("{count} held by construction"),
    "holds, cause untested": translatable("{count} held with the cause untested"),
    "holds for another reason": translatable("{count} held for another reason"),
    "we cannot tell": translatable("{count} that we cannot tell"),
    "does not hold": translatable("{count} not held"),
}


class _Mark(NamedTuple):
    """An interval as it is drawn: where in its row, with which mark, fill and line."""

    interval: Interval
    height: float
    mark: str
    fill: str
    line: Literal["-", "--"]


def claim_effects(results: Sequence[ClaimResult], name: str) -> Axes:
    """A row for each claim: its effect with the mechanism, the same without, and what is wanted."""
    sheet = figure(12, 1.5 + 1.2 * len(results))
    rows: list[Axes] = list(sheet.subplots(len(results), 1, squeeze=False)[:, 0])
    for row, result in zip(rows, results, strict=True):
        _row(row, result)
    title = literal(textwrap.fill(finding(results, name), LONGEST_TITLE))
    sheet.suptitle(title, x=0.01, ha="left", fontsize=14, fontweight="bold")
    marks = _legend(results)
    sheet.legend(handles=marks, loc="outside lower left", ncols=4, frameon=False, fontsize=9)
    return rows[0]


def finding(results: Sequence[ClaimResult], name: str) -> str:
    """How many claims came to what."""
    came_to = [grounds_of(each) if each.verdict == "holds" else each.verdict for each in results]
    parts = [
        gettext(text, count=came_to.count(each))
        for each, text in FINDINGS.items()
        if each in came_to
    ]
    return gettext(
        "{name}: of {count} claims {parts}", name=name, count=len(came_to), parts=listed(parts)
    )


def _row(ax: Axes, result: ClaimResult) -> None:
    """One claim on a scale of its own."""
    form = claim_format(result)
    scale = 100 if form.kind in HUNDREDTHS else 1
    marks = _marks(result)
    low, high = _limits(result, marks)
    _band(ax, result, scale, (low, high))
    if result.claim.counts != "value":
        ax.axvline(0, color=INK, linewidth=1.2)
    for each in marks:
        _draw(ax, each, scale)
    ax.set_xlim(scale * low, scale * high)
    if scale * max(-low, high) >= THOUSAND:
        ax.xaxis.set_major_formatter(lambda value, _: number(value))
    heights = [each.height for each in marks]
    ax.set_ylim(min(heights) - 0.7, max(heights) + 0.7)
    ax.set_yticks([sum(ax.get_ylim()) / 2], [_named(result, form)])
    ax.spines[:].set_visible(False)
    ax.tick_params(length=0, labelsize=9)
    ax.tick_params(axis="x", labelsize=9, labelcolor=PALE_INK)
    ax.grid(axis="x", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    _beside(ax, result)


def _marks(result: ClaimResult) -> list[_Mark]:
    """What is drawn of a claim, from the lowest on."""
    marks = [_Mark(result.interval, WITH, "o", DARK, "-")]
    if result.placebo is not None:
        marks.insert(0, _Mark(result.placebo, WITHOUT, "D", "white", "--"))
    if result.claim.counts == "value" and result.level is not None:
        marks.append(_Mark(result.level, TODAY, "s", "white", "-"))
    return [each for each in marks if not math.isnan(each.interval.mean)] or marks[-1:]


def _limits(result: ClaimResult, marks: Sequence[_Mark]) -> tuple[float, float]:
    """From where to where a row reaches: all that it shows, and a margin."""
    ends = [end for each in marks for end in each.interval[:3]]
    bounds = [each for each in (result.claim.low, result.claim.high) if each is not None]
    zero = [0.0] if result.claim.counts != "value" else []
    known = [each for each in (*ends, *bounds, *zero) if math.isfinite(each)]
    low, high = min(known), max(known)
    room = MARGIN * (high - low) or 0.1 * abs(high) or 1.0
    return low - room if low - room >= 0 or low < 0 or zero else 0.0, high + room


def _band(ax: Axes, result: ClaimResult, scale: float, limits: tuple[float, float]) -> None:
    """What is wanted, as a band between its bounds; an open end reaches to the edge."""
    claim = result.claim
    low, high = (
        limit if bound is None else bound
        for bound, limit in zip((claim.low, claim.high), limits, strict=True)
    )
    ax.axvspan(scale * low, scale * high, color=BAND, zorder=0)
    for bound in (claim.low, claim.high):
        if bound is not None:
            ax.axvline(scale * bound, color=PALE_INK, linewidth=1.4, zorder=1)


def _draw(ax: Axes, mark: _Mark, scale: float) -> None:
    mean, low, high = (scale * end for end in mark.interval[:3])
    if not math.isnan(low):
        ax.plot([low, high], [mark.height] * 2, mark.line, color=DARK, linewidth=2)
        ax.plot([low, high], [mark.height] * 2, "|", color=DARK, markersize=8)
    ax.plot(mean, mark.height, mark.mark, color=DARK, markerfacecolor=mark.fill, markersize=9)


def _named(result: ClaimResult, form: Format) -> str:
    """The claim in its words, what is measured, and what of it is counted."""
    says = textwrap.shorten(result.claim.says, LONGEST_CLAIM, placeholder=" …")
    counts = counted_words(result)
    lines = [says, f"{counts}, {form.unit}" if form.unit else counts]
    return literal("\n".join(textwrap.fill(line, LONGEST_LINE) for line in lines))


def _beside(ax: Axes, result: ClaimResult) -> None:
    """The verdict and the figures, on the right."""
    lines = [verdict_words(result), outcome(result, result.interval)]
    if result.placebo is not None:
        lines.append(gettext("off: {outcome}", outcome=outcome(result, result.placebo)))
    beside = ax.secondary_yaxis("right")
    beside.set_yticks([sum(ax.get_ylim()) / 2], [literal("\n".join(lines))])
    beside.spines[:].set_visible(False)
    beside.tick_params(length=0, labelsize=9.5)


def _legend(results: Sequence[ClaimResult]) -> list[Line2D | Patch]:
    """What the marks mean, as far as there are such."""
    marks = [each for result in results for each in _marks(result)]
    heights = {each.height for each in marks}
    texts = {
        TODAY: gettext("compared with"),
        WITH: gettext("what if"),
        WITHOUT: gettext("what if, mechanism switched off (placebo)"),
    }
    looks = {each.height: each for each in marks}
    handles: list[Line2D | Patch] = [
        Line2D(
            [0],
            [0],
            color=DARK,
            marker=looks[height].mark,
            markerfacecolor=looks[height].fill,
            linestyle=looks[height].line,
            label=text,
        )
        for height, text in texts.items()
        if height in heights
    ]
    return [*handles, Patch(color=BAND, label=gettext("expected"))]
