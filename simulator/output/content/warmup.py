"""When a scenario settles, beside the warm-up that it says."""

from __future__ import annotations

import math
from functools import partial

from simulator.analysis.warmup import UNITS, Settling, WarmUp
from simulator.i18n import gettext
from simulator.output.content.records import records
from simulator.output.document import ANSWERS, Document, Figure, NamedChart, Record, Section, Texts
from simulator.output.wording import clauses, labelled


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
        data=lambda: tuple(records(result, line)),
    )


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
