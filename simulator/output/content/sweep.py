"""How far to go: values moved through ranges."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import filterfalse

from simulator.analysis.sweep import SweepPoint, SweepResult
from simulator.experiment.estimates import fewest
from simulator.experiment.finding import Harm
from simulator.experiment.gains import describe
from simulator.experiment.results import PROFIT
from simulator.experiment.weekly_cost import Earned
from simulator.i18n import gettext, translatable
from simulator.measures.targets import COST
from simulator.output.content.footing import counted, counted_in, figures_are_of, once_in
from simulator.output.content.headline import (
    bears_record,
    harm_record,
    harm_words,
    pile_in_short,
    sellers_record,
)
from simulator.output.content.weekly_cost import cost_record, people_words
from simulator.output.document import (
    ANSWERS,
    COUNT,
    PLAIN,
    TEXT,
    Cell,
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
from simulator.output.numbers import number
from simulator.output.wording import (
    amount,
    amount_words,
    change_format,
    clauses,
    estimate,
    finished_only,
    growth_in_short,
    labelled,
    level_format,
    listed,
    nobody_works,
    points,
    short_unit,
    verdict_words,
    why_no_value,
    with_unit,
    words,
)

MAX_HARMS = 3  # points told of beside the first sentence
MAX_TOLD = 12  # points whose hires are told in words


def document(result: SweepResult) -> Document:
    """A measure over all combinations of values."""
    line, label = headline(result), result.scenario
    picture = Figure(f"sweep-{result.measure}", NamedChart.of("swept", result))
    together = gettext("differences hold together (Bonferroni)")
    notes = (
        *counted(label),
        *once_in(result.measure, label),
        *_hires(result),
        *_thinned(result),
        *finished_only(result.measure),
        together,
    )
    blocks = (picture, swept(result), Texts(notes, "note"))
    section = Section(ANSWERS, gettext("What if values were others"), blocks)
    return Document(
        label.title,
        label.question,
        tuple(
            filter(
                None,
                (line, *_others_bear(result), _earned_words(result), *figures_are_of(label)),
            )
        ),
        (section,),
        record=partial(record, result),
    )


def _thinned(result: SweepResult) -> Iterator[str]:
    """Which ranges were tried in part, and how to write all that is in them."""
    for axis in result.axes:
        if axis.thinned is None:
            continue
        text, size, step = axis.thinned
        all_of_them = gettext("for all of them write {path}={text}:1", path=axis.path, text=text)
        more = gettext("for more write {path}={text}:{step}", path=axis.path, text=text, step=step)
        yield gettext(
            "tried {count} of the {all:,} values of {path}; {how}",
            count=len(axis.values),
            all=size,
            path=axis.path,
            how=all_of_them if step == 1 else more,
        )


def record(result: SweepResult) -> Record:
    """A point for each combination of values."""
    return {
        "scenario": result.scenario.name,
        "counted": counted_in(result.scenario),
        "measure": result.measure,
        "unit": describe(result.measure).unit,
        "replications": result.replications,
        "seed": result.seed,
        "paths": [axis.path for axis in result.axes],
        "points": [_point_record(point) for point in result.points],
    }


def _point_record(point: SweepPoint) -> Record:
    return {
        "values": point.values,
        **estimate(point.level)._asdict(),
        "difference": point.difference,
        "verdict": point.verdict,
        "pile_grows": point.pile is not None,
        "drowns": harm_record(point.drowns),
        "bears": bears_record(point.bears),
        "cost": cost_record(point.cost) if point.cost else None,
        "sellers": sellers_record(point.sellers),
    }


def swept(result: SweepResult) -> Table:
    """One row for each combination of values."""
    currency = result.scenario.currency
    unit, against = points(short_unit(result.measure, currency)), gettext("against the first")
    against = listed([against, gettext(unit)]) if unit else against
    form = change_format(result.measure, currency)
    columns = (
        *(Column(axis.path, words(axis.path), PLAIN) for axis in result.axes),
        Column(
            "level",
            with_unit(words(result.measure), result.measure, currency),
            level_format(result.measure, currency),
        ),
        Column("difference", against, form),
        Column("verdict", "", head=gettext("it went")),
        *_sold_columns(result),
        *_cost_columns(result),
        *([Column("drowns", gettext("piles up, tasks a week"))] if _drowned(result) else []),
    )
    rows: list[tuple[Cell, ...]] = [
        (
            *map(_given, point.values),
            Formatted(growth_in_short(point.pile), TEXT) if point.pile else estimate(point.level),
            *(_against_the_first(result, point) if place else (None, "")),
            *_sold_cells(result, point),
            *_cost_cells(result, point),
            *([pile_in_short(point.drowns)] if _drowned(result) else []),
        )
        for place, point in enumerate(result.points)
    ]
    return Table("sweep", "", columns, tuple(rows), name=words(result.measure))


def _against_the_first(result: SweepResult, point: SweepPoint) -> tuple[Cell, str]:
    """A difference and where it went; where work piles up, none of its times is settled."""
    if point.pile:
        return None, gettext("pile grows")
    if result.points[0].pile:
        return None, ""
    return estimate(point.difference), verdict_words(point.verdict, result.measure)


def _has_level(point: SweepPoint) -> bool:
    """Has the measure a value there, which settles if it is a time?"""
    return point.pile is None and not math.isnan(point.level.mean)


def _given(value: object) -> Cell:
    """A value of an axis: a number, or whatever else is written in files."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    return amount_words(value)


def _sold_columns(result: SweepResult) -> list[Column]:
    """What all who sell come to, where a share of their week does not say it."""
    if not _others_sell(result):
        return []
    return [
        Column("sold", gettext("sold in all, h a week"), Format("number", "h", 0)),
        Column("more_sold", gettext("against the first, h"), Format("change", "h", 0)),
    ]


def _sold_cells(result: SweepResult, point: SweepPoint) -> list[Cell]:
    if not _others_sell(result):
        return []
    if point.sellers is None:
        return [None, None]
    more = estimate(point.sellers.more) if point is not result.points[0] else None
    return [point.sellers.hours_after, more]


def _others_sell(result: SweepResult) -> bool:
    """Do others sell, or are there, at some point than at the first?"""
    return any(point.sellers.differs for point in result.points if point.sellers)


def sold_words(result: SweepResult, points: Sequence[SweepPoint]) -> str:
    """What is sold in all at two points, where a share does not say it; nothing elsewhere."""
    first, last = points[0].sellers, points[-1].sellers
    if not _others_sell(result) or first is None or last is None:
        return ""
    values = {
        "first": _at(points[0].values),
        "last": _at(points[-1].values),
        "sold": number(first.hours_after),
        "sells": number(last.hours_after),
    }
    if not (first.more.moved or last.more.moved):
        return gettext("; whether more or less is sold in all, we cannot tell", **values)
    return gettext("; in all {sold} h a week are sold at {first}, {sells} h at {last}", **values)


def _cost_columns(result: SweepResult) -> list[Column]:
    """What each point costs and earns a week, if that is not measured, and whom it hires."""
    currency = result.scenario.currency
    beside = {"cost": COST if _costs(result) else "", "earned": _earns(result)}
    money = [
        Column(
            name,
            with_unit(words(measure), measure, currency),
            level_format(measure, currency)._replace(spread="none"),
        )
        for name, measure in beside.items()
        if measure
    ]
    once = [Column("once", gettext("once, {currency}", currency=currency), COUNT)]
    people = [Column("people", gettext("people"))] if _hire(result) else []
    return [*money, *people, *(once if _outlay(result) else [])]


def _cost_cells(result: SweepResult, point: SweepPoint) -> list[Cell]:
    if point.cost is None:
        return []
    money: list[Cell] = [estimate(point.cost.level)] if _costs(result) else []
    if measure := _earns(result):
        earned = _earned_at(point, measure)
        money.append(estimate(earned.level) if earned else None)
    hired = "" if point is result.points[0] else people_words(point.cost)
    once: list[Cell] = [point.cost.outlay] if _outlay(result) else []
    return [*money, *([hired] if _hire(result) else []), *once]


def _costs(result: SweepResult) -> bool:
    return result.measure != COST and any(point.cost for point in result.points)


def _earns(result: SweepResult) -> str:
    """What points earn, profit or else revenue, if that moves for sure and no such is measured."""
    every = [each for point in result.points if point.cost for each in point.cost.earned]
    first = every[0].measure if every else ""
    moved = any(each.measure == first and each.difference.moved for each in every)
    return first if moved and result.measure not in (first, PROFIT) else ""


def _earned_at(point: SweepPoint, measure: str) -> Earned | None:
    """What a point earns in a measure."""
    every = point.cost.earned if point.cost else ()
    return next((each for each in every if each.measure == measure), None)


def _earned_words(result: SweepResult) -> str:
    """Where profit or revenue falls and rises most against the first, for sure; else nothing."""
    measure, currency = _earns(result), result.scenario.currency
    every = [(_earned_at(point, measure), _at(point.values)) for point in result.points]
    moved = [(each.difference, at) for each, at in every if each and each.difference.moved]
    if not moved:
        return ""
    texts = {"down": translatable("down at {at}, {more}"), "up": translatable("up at {at}, {more}")}
    ways = {
        verdict: max(
            (pair for pair in moved if pair[0].verdict == verdict),
            key=lambda pair: abs(pair[0].mean),
            default=None,
        )
        for verdict in texts
    }
    parts = [
        gettext(texts[verdict], at=most[1], more=amount(most[0], measure, currency, change=True))
        for verdict, most in ways.items()
        if most
    ]
    what = words(measure).capitalize()
    text = translatable("{measure} without what is spent once, against the first: {parts}.")
    plain = translatable("{measure} against the first: {parts}.")
    return gettext(text if _outlay(result) else plain, measure=what, parts=listed(parts))


def _hire(result: SweepResult) -> bool:
    """Does a point hire whom no value of it tells of?"""
    return not _tell_of_people(result) and any(p.cost.hired for p in result.points if p.cost)


def _tell_of_people(result: SweepResult) -> bool:
    paths = [axis.path for axis in result.axes]
    return any(path.endswith(".people") or path.startswith("hire.") for path in paths)


def _hires(result: SweepResult) -> list[str]:
    """Whom each point hires, in a sentence where a column would say the values once more."""
    if not _tell_of_people(result) or len(result.points) > MAX_TOLD:
        return []
    costs = {_at(point.values): point.cost for point in result.points[1:] if point.cost}
    hires = [
        gettext("at {values} {people}", values=at, people=people_words(cost))
        for at, cost in costs.items()
        if cost.hired
    ]
    if not hires:
        return []
    return [gettext("Whom it hires against the first: {hires}.", hires=clauses(hires))]


def _outlay(result: SweepResult) -> bool:
    """Does a point cost anything once?"""
    return any(point.cost.outlay for point in result.points if point.cost)


def _drowned(result: SweepResult) -> list[SweepPoint]:
    """The points at which something piles up, the fastest first."""
    points = [point for point in result.points if point.drowns]
    return sorted(points, key=lambda point: -point.drowns.after if point.drowns else 0.0)


def _pile(point: SweepPoint) -> str:
    return harm_words(point.drowns) if point.drowns else ""


def headline(result: SweepResult) -> str:
    """Where the measure is lowest and highest, and where it drowns somebody."""
    clause, drowned = _with_sellers(result, _extremes(result)), _drowned(result)
    if not drowned:
        return _with_borne(result, clause)
    worst, more = drowned[0], len(drowned) - 1
    values = {"said": clause, "at": _at(worst.values), "harm": _pile(worst), "count": more}
    if more:
        return gettext(
            "{said}; but at {at}, {harm}, and something piles up at {count} more.", **values
        )
    return gettext("{said}; but at {at}, {harm}.", **values)


def _borne(result: SweepResult) -> list[tuple[str, str]]:
    """What comes with points at which nothing piles up, the worst first, and where."""
    borne = [(each.bears, each) for each in result.points if each.bears and not each.drowns]
    borne.sort(key=lambda pair: pair[0].rank)
    return [(_harm_words(harm, each), _at(each.values)) for harm, each in borne]


def _harm_words(harm: Harm, point: SweepPoint) -> str:
    """Who bears a point, and against which, if that is not the first."""
    if not point.against:
        return harm_words(harm)
    text = translatable("{harm} (against {values})")
    return gettext(text, harm=harm_words(harm), values=_at(point.against))


def _with_borne(result: SweepResult, clause: str) -> str:
    """A clause with the worst that comes with a point; none of them lets anything pile up."""
    borne = _borne(result)
    if not borne:
        return gettext("{said}.", said=clause)
    harm, at = borne[0]
    return gettext("{said}; but at {at}, {harm}.", said=clause, at=at, harm=harm)


def _others_bear(result: SweepResult) -> list[str]:
    """What comes with points of which the first sentence does not tell, the worst of them."""
    first = 0 if _drowned(result) else 1
    return [
        gettext("At {at}, {harm}.", at=at, harm=harm)
        for harm, at in _borne(result)[first : first + MAX_HARMS]
    ]


def _with_sellers(result: SweepResult, clause: str) -> str:
    """A clause with what is sold in all where the share is least and most.

    Where no such points are told of, where most and least is sold in all.
    """
    known = [point for point in result.points if not math.isnan(point.level.mean)]
    if not known:
        return clause
    moves = any(point.verdict in ("up", "down") for point in known)
    order = _share if moves else _sold
    return clause + sold_words(result, [choose(known, key=order) for choose in (min, max)])


def _share(point: SweepPoint) -> float:
    return point.level.mean


def _sold(point: SweepPoint) -> float:
    return point.sellers.hours_after if point.sellers else 0.0


def _extremes(result: SweepResult) -> str:
    """Where the measure is lowest and highest, if it can be told that it moves at all."""
    known = list(filter(_has_level, result.points))
    what = words(result.measure).capitalize()
    if not known:
        return labelled(what, _why_without(result, result.points))
    if len(known) < len(result.points):
        return _with_gaps(result, known)
    if len({point.level for point in known}) == 1:
        return gettext("{measure}: nothing moves it", measure=what)
    if not any(point.verdict in ("up", "down") for point in known) and not result.points[0].pile:
        return gettext(
            "{measure}: we cannot tell that it moves with {paths}",
            measure=what,
            paths=gettext(" and ").join(words(axis.path) for axis in result.axes),
        )
    return _lowest_and_highest(result, known)


def _with_gaps(result: SweepResult, known: Sequence[SweepPoint]) -> str:
    """Where the measure is lowest and highest, and at how many points it has no value, and why."""
    gaps = list(filterfalse(_has_level, result.points))
    return gettext(
        "{said}; without a value at {count} of {all}: {why}",
        said=_lowest_and_highest(result, known),
        count=len(gaps),
        all=len(result.points),
        why=_why_without(result, gaps),
    )


def _why_without(result: SweepResult, gaps: Sequence[SweepPoint]) -> str:
    """Why a measure has no value at any of some points."""
    if all(point.nobody for point in gaps):
        return nobody_works(result.measure)
    if all(point.pile for point in gaps):
        return gettext("its pile grows")
    return why_no_value(fewest(point.too_few for point in gaps))


def _lowest_and_highest(result: SweepResult, known: Sequence[SweepPoint]) -> str:
    low, high = (choose(known, key=lambda point: point.level.mean) for choose in (min, max))
    what, currency = words(result.measure).capitalize(), result.scenario.currency
    if low.level.mean == high.level.mean:
        return labelled(what, amount(low.level, result.measure, currency))
    lowest, highest = _at(low.values), _at(high.values)
    return gettext(
        "{measure} is {lowest}, {low}, and {highest}, {high}",
        measure=what,
        lowest=(
            gettext("among the lowest at {at}", at=lowest)
            if result.others_as_low
            else gettext("lowest at {at}", at=lowest)
        ),
        low=amount(low.level, result.measure, currency),
        highest=(
            gettext("among the highest at {at}", at=highest)
            if result.others_as_high
            else gettext("highest at {at}", at=highest)
        ),
        high=amount(high.level, result.measure, currency),
    )


def _at(values: Sequence[object]) -> str:
    return gettext(" with ").join(map(amount_words, values))
