"""Goodwill along the weeks of a contract, with the contacts of one account marked."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import Patch

from simulator.analysis.claims.contracts import ContactKind, ContractCourse, Contracts
from simulator.i18n import gettext, translatable
from simulator.output.charts.framed import BAND, DARK, entitle
from simulator.output.document import Format, Formatted
from simulator.output.drawing.style import INK, PALE_INK, RULE, figure, literal
from simulator.output.numbers import in_one
from simulator.output.wording import estimate, listed, words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.analysis.claims.evidence import Point

DAYS_OF_WEEK = 7
LONGEST_NAME = 52
# What a contact is: its words, mark and fill.
MARKS: dict[ContactKind, tuple[str, str, str]] = {
    "call": (translatable("call by rhythm, as a visit"), "o", DARK),
    "lifts": (translatable("other contact"), "^", "white"),
    "wears": (translatable("contact that annoys, or came late"), "X", "white"),
}


def contracts_of(shown: Contracts, name: str) -> Axes:
    """A panel for each scenario: the mean of all contracts, and one with its contacts."""
    sheet = figure(11, 5.6)
    panels: list[Axes] = list(sheet.subplots(1, len(shown.courses), sharey=True, squeeze=False)[0])
    for ax, course in zip(panels, shown.courses, strict=True):
        _course(ax, course)
    panels[0].set_ylim(0, 100)
    label = gettext("goodwill, % of the best; segment {segment}", segment=words(shown.segment))
    panels[0].set_ylabel(label, color=PALE_INK)
    handles, texts = panels[0].get_legend_handles_labels()
    handles.append(Patch(color=BAND))
    texts.append(gettext("95% interval of the mean, {count} runs", count=shown.runs))
    sheet.legend(handles, texts, loc="outside lower left", ncols=3, frameon=False, fontsize=9.5)
    entitle(sheet, name, _finding(shown))
    return panels[0]


def _course(ax: Axes, course: ContractCourse) -> None:
    weeks = [point.x for point in course.mean]
    low, high = ([100 * end for end in ends] for ends in zip(*map(_ends, course.mean), strict=True))
    ax.fill_between(weeks, low, high, color=BAND, linewidth=0)
    means = [100 * point.y.mean for point in course.mean]
    ax.plot(weeks, means, color=DARK, linewidth=3, label=gettext("mean of all contracts"))
    goodwill = 100 * course.one.goodwill
    days = np.arange(len(goodwill)) / DAYS_OF_WEEK
    ax.plot(
        days,
        goodwill,
        color=INK,
        linewidth=1,
        label=gettext("the account in the middle, its contacts:"),
    )
    for kind, (text, mark, fill) in MARKS.items():
        felt = [each.week for each in course.one.contacts if each.kind == kind]
        heights = [goodwill[int(week * DAYS_OF_WEEK)] for week in felt]
        (marks,) = ax.plot(felt, heights, mark, color=DARK, markersize=7, label=gettext(text))
        marks.set_markerfacecolor(fill)
    ax.set_xlabel(gettext("weeks since the contract began"), color=PALE_INK)
    ax.set_title(literal(textwrap.fill(course.title, LONGEST_NAME)), loc="left", fontsize=11)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(axis="y", color=RULE, linewidth=0.8)
    ax.set_axisbelow(True)
    ax.tick_params(length=0)


def _ends(point: Point) -> tuple[float, float]:
    """Where the band around a mean lies; on the mean itself where there is one run."""
    mean, low, high, n = point.y
    return (low, high) if n > 1 else (mean, mean)


def _finding(shown: Contracts) -> str:
    """What is left of goodwill at the end of the contract, and how many contacts brought that."""
    parts = [
        gettext(
            "from {first} to {last} ({title})",
            first=_share(course.mean[0]),
            last=_share(course.mean[-1]),
            title=course.title,
        )
        for course in shown.courses
    ]
    return gettext("through a contract goodwill goes {parts}", parts=listed(parts))


def _share(point: Point) -> str:
    return in_one(Formatted(estimate(point.y), Format("share", "%", 0, with_unit=True)))
