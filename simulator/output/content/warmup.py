"""When a scenario settles, beside the warm-up that it says."""

from __future__ import annotations

import math
from functools import partial

from simulator.analysis.warmup import UNITS, Settling, WarmUp
from simulator.i18n import gettext
from simulator.output.document import (
    ANSWERS,
    COUNT,
    Column,
    Document,
    Figure,
    Format,
    Formatted,
    NamedChart,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.wording import clauses, labelled

_LOOKS = {"share": Format("share", "%"), "tasks": Format("amount"), "deals": Format("number")}


def document(result: WarmUp) -> Document:
    """When each thing observed has settled."""
    line, label = headline(result), result.scenario
    note = gettext("MSER-5 on the mean of {count} replications", count=result.replications)
    blocks = (Figure("warm-up", NamedChart.of("warm_up", result)), Texts((note,), "note"))
    return Document(
        label.title,
        label.question,
        (line,),
        (Section(ANSWERS, gettext("Is the warm-up long enough?"), blocks),),
        record=partial(record, result),
        data=lambda: (_days(result),),
    )


def _days(result: WarmUp) -> Table:
    """One row for each day of each thing observed, and when it has settled."""
    columns = (
        Column("of", gettext("observed"), width=40),
        Column("settles", gettext("settled after week"), COUNT),
        Column("day", gettext("day"), COUNT),
        Column("value", gettext("mean of the day"), Format("number")),
    )
    rows = tuple(
        (gettext(each.name), each.weeks, day, Formatted(value, _LOOKS[UNITS[each.name]]))
        for each in result.settlings
        for day, value in zip(each.days, each.values, strict=True)
    )
    return Table("days", gettext("Day by day"), columns, rows, filtered=True)


def record(result: WarmUp) -> Record:
    """The warm-up given, and for each daily series where it settles, in weeks."""
    return {
        "scenario": result.scenario.name,
        "method": "MSER-5",
        "replications": result.replications,
        "seed": result.seed,
        "warm_up_weeks": result.said,
        "verdict": result.verdict,
        "settlings": [_series_record(each) for each in result.settlings],
    }


def _series_record(each: Settling) -> Record:
    return {
        "of": each.name,
        "unit": UNITS[each.name],
        "weeks": each.weeks,
        "days": each.days,
        "values": each.values,
    }


def headline(result: WarmUp) -> str:
    """When each thing observed has settled, beside the warm-up that the scenario says."""
    each = clauses(
        labelled(gettext(settling.name), settled(settling, result.said))
        for settling in result.settlings
    )
    return gettext("Warm-up of {weeks} weeks; {settled}.", weeks=result.said, settled=each)


def settled(settling: Settling, warm_up: int) -> str:
    """When one thing observed has settled."""
    if math.isnan(settling.weeks):
        return gettext("not settled within half of the horizon")
    if not settling.weeks:
        return gettext("settled from the start")
    week = f"{settling.weeks:.0f}"
    if settling.weeks <= warm_up:
        return gettext("settled after week {week}", week=week)
    return gettext("settled after week {week}, later than the warm-up", week=week)
