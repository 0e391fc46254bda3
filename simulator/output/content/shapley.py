"""Why a what-if helps: the bridge."""

from __future__ import annotations

import math
from functools import partial

from simulator.analysis.choices import PilingChoices
from simulator.analysis.hires import Bought
from simulator.analysis.shapley import Contribution, Explanation, largest_part, part_against
from simulator.experiment.gains import describe
from simulator.i18n import gettext, pgettext
from simulator.output.content.footing import counted, counted_in, figures_are_of, once_in
from simulator.output.content.headline import harm_record, harm_words, piles_today, worked_off
from simulator.output.content.headline import headline as say
from simulator.output.content.weekly_cost import cost_record, cost_table, cost_words
from simulator.output.document import (
    BRIDGE,
    COUNT,
    Cell,
    Column,
    Document,
    Figure,
    Format,
    NamedChart,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.move_words import move_words
from simulator.output.numbers import percent
from simulator.output.wording import (
    amount,
    change_format,
    clauses,
    estimate,
    finished_only,
    no_value,
    people_of,
    points,
    short_unit,
    too_few_words,
    words,
)

BUSY = Format("share", "%")
MANY = 2  # moves that are named one by one


def document(result: Explanation) -> Document:
    """The bridge of one measure."""
    line = headline(result)
    picture = Figure(f"bridge-{result.measure}", NamedChart.of("bridge", result))
    measures = dict.fromkeys([result.measure, _first_watched(result)])
    once = [line for each in measures for line in once_in(each, result.base)]
    weeks = (*counted(result.base, result.whole), *once)
    notes = Texts((*weeks, *_notes(result), *finished_only(result.measure)), "note")
    hires = [Texts(lines)] if (lines := tuple(map(_bought, result.bought))) else []
    whole = [say(result.finding)] if result.finding else []
    piles = piles_today(result.finding) if result.finding else []
    left = worked_off(result.finding) if result.finding else []
    title = gettext("The bridge: which move brings how much")
    return Document(
        result.whole.title,
        result.whole.question,
        (*whole, line, *_costs(result), *piles, *figures_are_of(result.base), *left),
        (Section(BRIDGE, title, (picture, bridge(result), *hires, notes)),),
        record=partial(record, result),
        data=lambda: (cost_table(result.costs, result.base.currency), _hired(result)),
    )


def record(result: Explanation) -> Record:
    """Difference, and for each move its share, made alone and made last."""
    return {
        "headline": result.headline,
        "measure": result.measure,
        "unit": describe(result.measure).unit,
        "base": result.base.name,
        "counted": counted_in(result.base),
        "scenario": result.whole.name,
        "replications": result.replications,
        "seed": result.seed,
        "method": "Shapley, all orders" if result.exact else "Shapley, orders drawn at random",
        "before": result.before,
        "after": result.after,
        "difference": result.difference,
        "interaction": result.interaction,
        **_told(result),
        "bars": [
            {
                "move": bar.name,
                **estimate(bar.share)._asdict(),
                "alone": bar.alone,
                "last": bar.last,
            }
            for bar in result.bars
        ],
        "hires": [_hire_record(each) for each in result.bought],
        "costs": {each.plan: cost_record(each) for each in result.costs},
    }


def _told(result: Explanation) -> Record:
    """The moves that the sentence tells, and where the work of the measure piles up."""
    moves = result.difference.moved
    against = part_against(result) if moves else None
    return {
        "largest_part": largest_part(result).name if moves else None,
        "part_against": against.name if against else None,
        "piles_up": result.piling._asdict() if result.piling else None,
    }


def _hire_record(hire: Bought) -> Record:
    return {
        "move": hire.move,
        "role": hire.role,
        "people": hire.people,
        "utilisation_without": hire.busy_without,
        "utilisation_with": hire.busy_with,
        "without": harm_record(hire.pile_without),
    }


def headline(result: Explanation) -> str:
    """What the moves bring in all, and which brings most."""
    what = _measure(result)
    if result.pile is not None:
        harm = harm_words(result.pile)
        return gettext("{what} does not settle, since {harm}.", what=what, harm=harm)
    if math.isnan(result.difference.mean):
        return gettext("{said}.", said=no_value(result.measure, result.too_few))
    if not result.difference.moved:
        return _unmoved(result)
    values = {"measure": what, "total": _total(result), "parts": _parts(result)}
    if _only_by_itself(result):
        return gettext(
            "{measure} by itself alone: {total}, {parts}; together with all else that is watched,"
            " as above and in a comparison, it takes a wider interval, which holds 0.",
            **values,
        )
    return gettext("{measure}: {total}, {parts}.", **values)


def picture_title(result: Explanation) -> str:
    """The headline without what stands above it, which a picture does not show."""
    if not _only_by_itself(result):
        return headline(result)
    return gettext(
        "{measure} by itself alone: {total}, {parts}; together with all else that is watched, we"
        " cannot tell that it moves",
        measure=_measure(result),
        total=_total(result),
        parts=_parts(result),
    )


def _measure(result: Explanation) -> str:
    return words(result.measure).capitalize()


def _unmoved(result: Explanation) -> str:
    """That a measure stays, or that we cannot tell that it moves; what its parts do, if at all."""
    what, total = _measure(result), _total(result)
    if result.difference.verdict == "no change":
        clause = gettext("{measure}: nothing moves it", measure=what)
    elif _moves_with_horizon(result):
        clause = gettext("{measure}: we cannot tell that it moves", measure=what)
    else:
        clause = gettext(
            "{measure}: we cannot tell that it moves, {total}", measure=what, total=total
        )
    if result.piling:
        return gettext("{said}.", said=clauses([clause, piling_words(result)]))
    return clause


def _total(result: Explanation) -> str:
    """The whole difference; where it moves with the horizon, its direction alone."""
    if not _moves_with_horizon(result):
        return amount(result.difference, result.measure, result.base.currency, change=True)
    return gettext("it goes up") if result.difference.mean > 0 else gettext("it goes down")


def _moves_with_horizon(result: Explanation) -> bool:
    """Does the work pile up at an end of the bridge?"""
    return result.piling is not None and (result.piling.today or result.piling.with_all)


def _parts(result: Explanation) -> str:
    """Which move brings most, and which takes back more than all come to; figures that settle."""
    against = part_against(result)
    values = {"move": _part(result, largest_part(result))}
    clause = gettext("the largest part by {move}", **values)
    if against:
        values["other"] = _part(result, against)
        clause = gettext("the largest part by {move}, against {other}", **values)
    return clauses([clause, piling_words(result)]) if result.piling else clause


def _part(result: Explanation, bar: Contribution) -> str:
    """A move with its part, unless this grows with the horizon."""
    move = move_words(bar.name)
    if result.piling:
        return move
    share = amount(bar.share, result.measure, result.base.currency, change=True)
    return gettext("{move} ({share})", move=move, share=share)


def piling_words(result: Explanation) -> str:
    """Where the work piles up that a measure tells of, and what this does to the parts."""
    piling = result.piling
    if piling is None:
        return ""
    piles, whole = _where_it_piles(piling), _moves_with_horizon(result)
    if describe(result.measure).unit == "share":
        if whole:
            return gettext(
                "{piles}, so that the difference and its parts change with the length of the"
                " horizon",
                piles=piles,
            )
        return gettext(
            "{piles}, so that the parts change with the length of the horizon", piles=piles
        )
    if whole:
        return gettext(
            "{piles}, so that the difference and its parts grow with the length of the horizon",
            piles=piles,
        )
    return gettext("{piles}, so that the parts grow with the length of the horizon", piles=piles)


def _where_it_piles(piling: PilingChoices) -> str:
    """In which choices of moves work piles up, as plainly as it can be said."""
    work = words(piling.activity)
    if piling.today and piling.piling == 1:
        return gettext("today {work} piles up", work=work)
    if piling.piling == piling.of:
        return gettext("{work} piles up with and without the moves", work=work)
    if 0 < len(piling.without) <= MANY:
        moves = gettext(" and ").join(map(move_words, piling.without))
        return gettext("without {moves}, {work} piles up", moves=moves, work=work)
    if 0 < len(piling.made) <= MANY:
        moves = gettext(" and ").join(map(move_words, piling.made))
        return gettext("with {moves}, {work} piles up", moves=moves, work=work)
    return gettext(
        "in {count} of {all} choices of moves, {work} piles up",
        count=piling.piling,
        all=piling.of,
        work=work,
    )


def _only_by_itself(result: Explanation) -> bool:
    """Is the bridge told to move what the sentence above it cannot tell?"""
    if result.finding is None or result.finding.measure != result.measure:
        return False
    return result.finding.plans[0].outcome == "cannot tell" and result.difference.moved


def _bought(each: Bought) -> str:
    """What people hired are there for."""
    who, move = people_of(each.role), move_words(each.move)
    busy = {"who": who, "busy": percent(each.busy_with.mean, 3), "move": move}
    if each.pile_without:
        return gettext(
            "What {move} buys: without it {harm}; with it {who} are busy for {busy} of their time.",
            **busy,
            harm=harm_words(each.pile_without),
        )
    if math.isnan(each.busy_without.mean):
        return gettext(
            "What {move} buys: without it there are no {who}; with it they are busy for {busy} of"
            " their time.",
            **busy,
        )
    return gettext(
        "What {move} buys: {who} are busy for {busy} of their time, without it for {without}.",
        **busy,
        without=percent(each.busy_without.mean, 3),
    )


def _costs(result: Explanation) -> list[str]:
    """Who pays for the what-if."""
    base, currency = result.base.title, result.base.currency
    costs = [each.beside(result.measure, _first_watched(result)) for each in result.costs]
    return [cost_words(each, result.whole.title, base, currency) for each in costs]


def _first_watched(result: Explanation) -> str:
    """The measure of the sentence that comes first; empty where it is told by itself."""
    return result.finding.measure if result.finding else ""


def bridge(result: Explanation) -> Table:
    """One row for each move: its share, made alone, made last; then the sum."""
    unit = short_unit(result.measure, result.base.currency)
    form = change_format(result.measure, result.base.currency)
    rows: list[tuple[Cell, ...]] = [
        (move_words(bar.name), *map(estimate, (bar.share, bar.alone, bar.last)))
        for bar in sorted(result.bars, key=lambda bar: -bar.share.mean)
    ]
    rows.append((gettext("all together"), estimate(result.difference), "", ""))
    rows.append((gettext("beyond the sum of each alone"), estimate(result.interaction), "", ""))
    columns = (
        Column(
            "name",
            gettext("in {unit}", unit=gettext(points(unit) or "the unit")),
            head=gettext("move"),
        ),
        Column("share", pgettext("bridge", "share"), form),
        Column("alone", gettext("made alone"), form),
        Column("last", gettext("made last"), form),
    )
    return Table("bridge", gettext("The bridge"), columns, tuple(rows), name=words(result.measure))


def _hired(result: Explanation) -> Table:
    """One row for each role that a move brings people to: how busy it is with and without it."""
    columns = (
        Column("move", gettext("move")),
        Column("role", gettext("role")),
        Column("people", gettext("more people"), COUNT),
        Column("busy_without", gettext("time taken without it, %"), BUSY),
        Column("busy_with", gettext("time taken with it, %"), BUSY),
        Column("harm", gettext("without it")),
    )
    rows = tuple(
        (
            move_words(each.move),
            words(each.role),
            each.people,
            estimate(each.busy_without),
            estimate(each.busy_with),
            harm_words(each.pile_without) if each.pile_without else "",
        )
        for each in result.bought
    )
    title = gettext("What people who are hired are there for")
    return Table("hires", title, columns, rows, name=gettext("Hired"))


def _notes(result: Explanation) -> list[str]:
    """How the bars were made."""
    how = (
        gettext(
            "Shapley shares over all {count} choices of moves; they sum to the paired difference"
            " exactly",
            count=2 ** len(result.bars),
        )
        if result.exact
        else gettext(
            "Shapley shares over two orders of moves drawn for each of {count} replications; they"
            " sum to the paired difference exactly",
            count=result.replications,
        )
    )
    notes = [
        how,
        gettext("made alone: no other move is made; made last: all others are there already"),
    ]
    if result.piling:
        notes.append(piling_words(result))
    if result.too_few:
        notes.append(too_few_words(result.whole.name, result.measure, result.too_few))
    return notes
