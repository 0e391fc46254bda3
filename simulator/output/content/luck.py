"""The years behind a mean: every replication as a dot, and what made the worst one."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from simulator.analysis.luck import ChanceVariation, Reason, ReplicationSpread
from simulator.experiment.gains import describe
from simulator.i18n import gettext
from simulator.output.content.headline import borne_record, harm_of, while_harm
from simulator.output.document import (
    ANSWERS,
    COUNT,
    Cell,
    Column,
    Document,
    Figure,
    Format,
    Formatted,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.wording import (
    alone,
    amount,
    estimate,
    level_format,
    person_words,
    with_unit,
    words,
)
from simulator.scenario.units import PERCENT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MINUTES = Format("amount", decimals=0)
MAX_PANELS = 6  # measures that are drawn
WITH_COMMA = 1_000  # from here on marks have one


def document(result: ChanceVariation) -> Document:
    """The replications of each watched measure, and the person-weeks behind the worst one."""
    label, line = result.scenario, headline(result)
    section = Section(
        ANSWERS,
        gettext("The years behind the mean"),
        (
            Figure("luck", partial(draw, result)),
            spreads(result),
            person_weeks(result),
            Texts(_notes(result), "note"),
        ),
    )
    return Document(
        label.title,
        label.question,
        (line,),
        (section,),
        record=partial(record, result),
        data=lambda: (_replications(result),),
    )


def record(result: ChanceVariation) -> Record:
    """Each watched measure with values and interval; the person-weeks behind the worst."""
    return {
        "headline": headline(result),
        "scenario": result.scenario.name,
        "replications": result.replications,
        "seed": result.seed,
        "measures": [_spread_record(each) for each in result.spreads],
        "worst_replication": result.worst,
        "person_weeks": [
            {**each._asdict(), "deviation": each.deviation} for each in result.person_weeks
        ],
        **borne_record(result.borne),
    }


def _spread_record(each: ReplicationSpread) -> Record:
    return {
        "measure": each.measure,
        "unit": describe(each.measure).unit,
        "better": describe(each.measure).better,
        "values": each.values,
        **estimate(each.interval)._asdict(),
        "best": each.best,
        "worst": each.worst,
    }


def headline(result: ChanceVariation) -> str:
    """From where to where the first measure goes by chance alone, and what piles up beside it."""
    first, currency = result.spreads[0], result.scenario.currency
    worst, best = _ends(result)
    clause = gettext(
        "{measure} is {mean} on average; by luck alone a run comes to between {worst} (replication"
        " {worst_number}) and {best} (replication {best_number}).",
        measure=words(first.measure).capitalize(),
        mean=amount(first.interval, first.measure, currency),
        worst=worst,
        worst_number=first.worst,
        best=best,
        best_number=first.best,
    )
    harm = harm_of(result.borne, result.scenario.name)
    return gettext("{said}.", said=while_harm(clause.rstrip(".。"), harm))


def _ends(result: ChanceVariation) -> list[str]:
    """The worst and the best of the first measure."""
    first = result.spreads[0]
    return [
        amount(alone(first.values[number]), first.measure, result.scenario.currency)
        for number in (first.worst, first.best)
        if number is not None
    ]


# -- tables ----------------------------------------------------------------------------------------


def spreads(result: ChanceVariation) -> Table:
    """One row for each watched measure: its mean, its worst and its best replication."""
    columns = (
        Column("measure", "", head=gettext("measure")),
        Column("mean", gettext("mean")),
        Column("worst", gettext("worst, in replication"), head=gettext("worst")),
        Column("worst_replication", "", COUNT, beside="worst", head=gettext("in replication")),
        Column("best", gettext("best, in replication"), head=gettext("best")),
        Column("best_replication", "", COUNT, beside="best", head=gettext("in replication")),
    )
    rows = tuple(_spread_row(each, result.scenario.currency) for each in result.spreads)
    title = gettext("Watched, replication by replication")
    return Table("spreads", title, columns, rows, name=gettext("Watched"))


def _spread_row(spread: ReplicationSpread, currency: str) -> tuple[Cell, ...]:
    key, form = spread.measure, level_format(spread.measure, currency)
    return (
        with_unit(words(key), key, currency),
        Formatted(estimate(spread.interval), form),
        *_marked(spread, spread.worst, form),
        *_marked(spread, spread.best, form),
    )


def _marked(spread: ReplicationSpread, number: int | None, form: Format) -> tuple[Cell, Cell]:
    """The value of a replication and its number; nothing where neither side is better."""
    if number is None:
        return None, None
    return Formatted(spread.values[number], form), number


def _replications(result: ChanceVariation) -> Table:
    """One row for each replication, a column for each watched measure."""
    currency = result.scenario.currency
    keys = [each.measure for each in result.spreads]
    columns = (
        Column("replication", gettext("replication"), COUNT),
        *(Column(key, with_unit(words(key), key, currency), level_format(key)) for key in keys),
    )
    values = zip(*(each.values for each in result.spreads), strict=True)
    rows = tuple((number, *row) for number, row in enumerate(values))
    return Table("replications", gettext("All replications"), columns, rows, filtered=True)


def person_weeks(result: ChanceVariation) -> Table:
    """One row for each person-week of the worst replication that fell behind most."""
    columns = (
        Column("person", gettext("person")),
        Column("week", gettext("week"), COUNT),
        Column("selling", gettext("selling, min"), MINUTES),
        Column("usual", gettext("usually"), MINUTES),
        Column("deviation", gettext("difference"), Format("change", decimals=0)),
        Column("reason", gettext("most of it")),
        Column("lost_to_reason", "", MINUTES, beside="reason", head=gettext("lost to it, min")),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            person_words(each.person),
            each.week,
            each.selling,
            each.usual,
            each.deviation,
            _reasons()[each.reason],
            each.lost_to_reason,
        )
        for each in result.person_weeks
    )
    title = gettext("What made replication {number} the worst", number=result.worst)
    return Table("person-weeks", title, columns, rows, name=gettext("Worst replication"))


def _reasons() -> dict[Reason, str]:
    return {
        "absence": gettext("absence"),
        "idle": gettext("idle"),
        "travel and waiting": gettext("travel and waiting"),
        "other work": gettext("other work"),
    }


def _notes(result: ChanceVariation) -> tuple[str, ...]:
    return (
        gettext(
            "each of {count} replications is the same scenario with other luck; the interval is"
            " that of the mean, not of a single year",
            count=result.replications,
        ),
        gettext(
            "usually: the same person and week, on average over all replications; most of it:"
            " what took the largest part of the minutes that were not sold (absence, more idle"
            " time, more travel and waiting, or other work)"
        ),
    )


# -- the picture -----------------------------------------------------------------------------------


def draw(result: ChanceVariation, ax: Axes | None = None) -> Axes:
    """A strip of dots for each measure, with the mean and its interval, the worst and the best.

    The axes given show the first measure alone. All is told apart by shape, not by colour.
    """
    from simulator.output.drawing.style import figure

    if ax is not None:
        _strip(ax, result.spreads[0], result.scenario.currency)
        panels = [ax]
    else:
        shown = result.spreads[:MAX_PANELS]
        sheet = figure(11, 1.5 + 1.15 * len(shown))
        panels = list(sheet.subplots(len(shown), 1, squeeze=False)[:, 0])
        for panel, spread in zip(panels, shown, strict=True):
            _strip(panel, spread, result.scenario.currency)
    _title(panels[0], result)
    panels[0].legend(
        loc="lower left",
        bbox_to_anchor=(0, 1.0),
        ncols=4,
        frameon=False,
        fontsize=9,
        borderaxespad=0,
    )
    return panels[0]


def _title(ax: Axes, result: ChanceVariation) -> None:
    """The finding, in two lines above the legend."""
    from simulator.output.drawing.style import literal

    first, currency = result.spreads[0], result.scenario.currency
    worst, best = _ends(result)
    finding = gettext(
        "{measure}: {mean} on average,\nby luck alone from {worst} to {best} in {count} runs",
        measure=words(first.measure).capitalize(),
        mean=amount(alone(first.interval.mean), first.measure, currency),
        worst=worst,
        best=best,
        count=result.replications,
    )
    ax.set_title(literal(finding), loc="left", fontsize=14, fontweight="bold", pad=26)


def _broken(name: str) -> str:
    """A name in several lines, one for each of its parts."""
    for gap in (gettext(": "), gettext(", ")):
        name = name.replace(gap, f"{gap.rstrip()}\n")
    return name


def _strip(ax: Axes, spread: ReplicationSpread, currency: str) -> None:
    """One measure: dots in rows where they would overlap, the mean below them."""
    from simulator.output.drawing.style import COLOURS, INK, calm, literal

    scale = PERCENT if level_format(spread.measure).kind == "share" else 1
    values = [scale * value for value in spread.values]
    known = [value for value in values if not math.isnan(value)]
    heights, label = _heights(known), gettext("a replication")
    ax.plot(known, heights, "o", color=COLOURS[0], alpha=0.45, markersize=7, label=label)
    _mark(ax, values, spread.worst, ("v", gettext("worst, with its number")))
    _mark(ax, values, spread.best, ("^", gettext("best, with its number")))
    half, mean = scale * spread.interval.half_width, gettext("mean with its interval")
    ax.errorbar(
        scale * spread.interval.mean,
        -1.3,
        xerr=None if math.isnan(half) else half,
        fmt="D",
        color=INK,
        markerfacecolor="white",
        capsize=4,
        label=mean,
    )
    ax.set_ylim(-2.4, max(heights, default=0) + 1)
    ax.set_yticks([])
    name = with_unit(words(spread.measure), spread.measure, currency)
    lines = literal(_broken(name))
    ax.set_ylabel(lines, rotation=0, ha="right", va="center", fontsize=10, color=INK)
    if max(map(abs, known), default=0) >= WITH_COMMA:
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    calm(ax)


def _mark(ax: Axes, values: list[float], number: int | None, look: tuple[str, str]) -> None:
    """A replication by its marker and its number."""
    from simulator.output.drawing.style import INK, PALE_INK

    if number is None:
        return
    marker, label = look
    at = (values[number], 0)
    ax.plot(*at, marker, color=INK, markersize=10, label=label, linestyle="none")
    ax.annotate(
        str(number),
        at,
        (0, -15),
        textcoords="offset points",
        ha="center",
        fontsize=9,
        color=PALE_INK,
    )


def _heights(values: list[float]) -> list[float]:
    """Where dots stand: beside each other in one row, or one above the other where they touch."""
    wide = (max(values) - min(values)) / 45 or 1.0
    rows: list[list[float]] = []
    heights = []
    for value in values:
        room = (all(abs(value - other) >= wide for other in taken) for taken in rows)
        row = next((place for place, free in enumerate(room) if free), len(rows))
        if row == len(rows):
            rows.append([])
        rows[row].append(value)
        heights.append(0.9 * row)
    return heights
