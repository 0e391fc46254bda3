"""What the curves of a system say, as the title of their picture: in numbers with intervals."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from simulator.analysis.claims.courses import EXPERIENCED
from simulator.analysis.claims.effort import ELASTICITY
from simulator.analysis.claims.evidence import Curves, PointSeries
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.effort import PATHS
from simulator.output.document import Format, Formatted
from simulator.output.numbers import in_one, number, significant
from simulator.output.wording import clauses, estimate, listed, words

NEGLECTED = 2  # point of a curve after a failure at which neglect is felt


def finding_of(system: str, shown: Curves) -> str:
    """What the curves say."""
    return FINDINGS[system](shown)


def _shares(interval: Interval) -> str:
    return in_one(Formatted(estimate(interval), Format("share", "%", 0, with_unit=True)))


def _growth(interval: Interval) -> str:
    return in_one(Formatted(estimate(interval), Format("growth", "%", 1, with_unit=True)))


def _count(interval: Interval, decimals: int = 1) -> str:
    return in_one(Formatted(estimate(interval), Format("number", "", decimals)))


def _whole(curve: PointSeries) -> Interval:
    """What is told of a curve in one number."""
    assert curve.whole is not None, f"{curve.key} tells something"
    return curve.whole


def _of_effort(shown: Curves) -> str:
    """Elasticities path by path, and which of them lie outside those published."""
    slopes = {gettext(PATHS[key]): _whole(curve) for key, curve in shown.by_key.items()}
    elasticities = [
        gettext("{path} {elasticity}", path=path, elasticity=_count(slope, 2))
        for path, slope in slopes.items()
    ]
    least, most = ELASTICITY
    outside = [path for path, each in slopes.items() if each.high < least or each.low > most]
    parts = [
        gettext(
            "elasticity of {measure}: {parts}",
            measure=words(shown.subject),
            parts=listed(elasticities),
        )
    ]
    if outside:
        parts.append(
            gettext(
                "outside the published {least} to {most}: {paths}",
                least=significant(least, 2),
                most=significant(most, 2),
                paths=listed(outside),
            )
        )
    return clauses(parts)


def _of_quotes(shown: Curves) -> str:
    odds = {key: _count(_whole(curve)) for key, curve in shown.by_key.items()}
    on = gettext("a quote in 2 days has {on} times the odds of one in 14", on=odds["on"])
    if "off" not in odds:
        return on
    return gettext("{on}, {off} times without the mechanism", on=on, off=odds["off"])


def _of_leads(shown: Curves) -> str:
    first, *_, last = shown.by_key["on"].points
    return gettext(
        "{first} of leads are qualified if called after {soon} min, {last} after {late} h",
        first=_shares(first.y),
        soon=significant(first.x, 1),
        last=_shares(last.y),
        late=significant(last.x / 60, 2),
    )


def _of_calls(shown: Curves) -> str:
    points = shown.by_key["renewed"].points
    most = max(points, key=lambda point: point.y.mean)
    parts = [gettext("{share} renew without a call", share=_shares(points[0].y))]
    parts += [
        gettext("{share} at {calls} calls a year", share=_shares(each.y), calls=number(each.x))
        for each in dict.fromkeys((most, points[-1]))
    ]
    return listed(parts)


def _of_repairs(shown: Curves) -> str:
    last = {key: curve.points[NEGLECTED] for key, curve in shown.by_key.items()}
    return gettext(
        "{weeks} weeks after a repair goodwill is {forgotten} if nobody asks, {called} if somebody"
        " calls",
        weeks=number(last["today"].x),
        forgotten=_shares(last["today"].y),
        called=_shares(last["what if"].y),
    )


def _of_plans(shown: Curves) -> str:
    first, *_, last = shown.by_key["profit"].points
    return gettext(
        "profit against that at 60%: {none} with no call planned, {all} with every call",
        none=_perhaps_luck(first.y),
        all=_perhaps_luck(last.y),
    )


def _perhaps_luck(change: Interval) -> str:
    """A change, and that it may be luck, if so."""
    text = _growth(change)
    return text if change.moved else gettext("{change}, which luck may have made,", change=text)


def _of_years(shown: Curves) -> str:
    last = {key: curve.points[-1] for key, curve in shown.by_key.items()}
    ends = [shown.by_key[key].whole for key in ("today", "what if")]
    if last["what if"].y.mean < 0 and ends[0] and ends[1]:
        return gettext(
            "the margin is gone after {today} years today, after {changed} with the what-if",
            today=_count(ends[0]),
            changed=_count(ends[1]),
        )
    return gettext(
        "the margin of year {year} is {today} today, {changed} with the what-if",
        year=number(last["today"].x + 0.5),
        today=_shares(last["today"].y),
        changed=_shares(last["what if"].y),
    )


def _of_outlays(shown: Curves) -> str:
    """How often what is assumed comes back, held against the article."""
    returns = [
        gettext("{times} times ({what})", times=_count(_whole(curve)), what=title)
        for title, curve in shown.by_key.items()
    ]
    (_, outlay), (_, low, high) = shown.marks[0], shown.band[0]
    return gettext(
        "an outlay of {outlay} {currency}, which is assumed, comes back {parts}; the article says"
        " {article}",
        outlay=number(outlay),
        currency=shown.subject,
        parts=listed(returns),
        article=significant((low + high) / 2, 2),
    )


def _of_newcomers(shown: Curves) -> str:
    """Calls of newcomers, coached or not, and whether luck may have made the difference."""
    alone, coached = (_whole(shown.by_key[key]) for key in ("today", "what if"))
    calls = gettext(
        "newcomers make {coached} calls a week in their first year if coached, {alone} if not,"
        " others {experienced}",
        coached=_count(coached),
        alone=_count(alone),
        experienced=_count(_whole(shown.by_key[EXPERIENCED])),
    )
    apart = math.hypot(alone.half_width, coached.half_width)
    if abs(coached.mean - alone.mean) > apart:
        return calls
    return clauses([calls, gettext("luck may have made the difference")])


FINDINGS: Mapping[str, Callable[[Curves], str]] = {
    "S1": _of_effort,
    "S3": _of_quotes,
    "S4": _of_leads,
    "S7": _of_calls,
    "S8": _of_repairs,
    "S9": _of_plans,
    "S13": _of_years,
    "S15": _of_outlays,
    "S17": _of_newcomers,
}
