"""The cheapest plan: finalists, what lies beside the best, what more would cost."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.optimise import Finalist, Neighbour, Objective, Optimum, Plan
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.records import records
from simulator.output.content.shapley import move_words
from simulator.output.document import (
    ANSWERS,
    COUNT,
    Block,
    Cell,
    Column,
    Document,
    Figure,
    Format,
    Section,
    Table,
    Texts,
)
from simulator.output.drawing.by_name import chart
from simulator.output.numbers import number, percent
from simulator.output.wording import (
    alone,
    amount,
    change_format,
    clauses,
    estimate,
    level_format,
    listed,
    with_unit,
    words,
)


def document(result: Optimum) -> Document:
    """The plan to take, the finalists, what lies beside it, and the frontier."""
    line = headline(result)
    tables = (finalists(result), finalists_reach(result), beside_the_best(result), frontier(result))
    blocks: tuple[Block, ...] = (
        Figure("frontier", chart("frontier", result)),
        *(table for table in tables if table.rows),
        Texts(tuple(_notes(result)), "note"),
    )
    return Document(
        result.whole.title,
        result.whole.question,
        (line,),
        (Section(ANSWERS, gettext("The cheapest plan that keeps its bounds"), blocks),),
        data=lambda: tuple(records(result, line)),
    )


def headline(result: Optimum) -> str:
    """The plan to take and what it comes to, or why there is none."""
    best = result.finalists[0]
    values = {
        "plan": plan_words(result, best.plan),
        "cost": amount(best.levels[0], result.aim.minimised, result.base.currency),
        "minimised": gettext(words(result.aim.minimised)),
        "kept": clauses(_kept(result, best.levels)),
    }
    if result.chosen:
        return gettext("The cheapest plan found: {plan}. {minimised}: {cost}; {kept}.", **values)
    if result.decided:
        return gettext(
            "No plan was found that keeps the bounds. The nearest: {plan}. {kept}.", **values
        )
    return gettext(
        "We cannot tell within {most} replications which plan is the cheapest that keeps the"
        " bounds. By its means it is: {plan}. {minimised}: {cost}; {kept}.",
        most=result.most,
        **values,
    )


def plan_words(result: Optimum, plan: Plan) -> str:
    """A plan in words: which moves, and whom to hire."""
    hired = [f"{number:+d} {gettext(words(role))}" for role, number in plan.hires if number]
    return clauses([_moves(result, plan), listed(hired) or gettext("nobody hired")])


def _moves(result: Optimum, plan: Plan) -> str:
    left_out = [move_words(move) for move in result.moves if move not in plan.moves]
    if not plan.moves:
        return gettext("no moves")
    if not left_out:
        return gettext("all moves")
    if len(left_out) < len(plan.moves):
        return gettext("all moves but {moves}", moves=listed(left_out))
    return gettext("only {moves}", moves=listed(map(move_words, plan.moves)))


def _kept(result: Optimum, levels: Sequence[Interval]) -> list[str]:
    """What each bounded measure comes to, and by how much it misses its bound.

    What is taken for granted is told only if it is missed.
    """
    lines = []
    for wish, level in zip(result.aim.wishes, levels[1:], strict=True):
        values = {
            "measure": gettext(words(wish.bound.measure)),
            "level": amount(level, wish.bound.measure, result.base.currency),
            "bound": wish.bound.text,
        }
        if not wish.bound.met_by(level.mean):
            lines.append(gettext("{measure}: {level}, which misses {bound}", **values))
        elif wish.asked:
            lines.append(gettext("{measure}: {level}", **values))
    return lines


def _asked(result: Optimum) -> list[int]:
    """The places of what is minimised and of the bounds that were asked for."""
    return [0, *(place for place, wish in enumerate(result.aim.wishes, 1) if wish.asked)]


def finalists(result: Optimum) -> Table:
    """One row for each finalist: what is done, on how many replications it was judged, and how."""
    rows = tuple(
        (f"{place}  {plan_words(result, each.plan)}", each.levels[0].n, _standing(each))
        for place, each in enumerate(result.finalists, 1)
    )
    columns = (
        Column("finalist", gettext("finalist")),
        Column("replications", gettext("replications"), COUNT),
        Column("standing", ""),
    )
    return Table("finalists", gettext("Finalists"), columns, rows)


def _standing(each: Finalist) -> str:
    standings = {
        "chosen": gettext("chosen"),
        "dearer": gettext("dearer"),
        "keeps": gettext("keeps the bounds"),
        "breaks": gettext("misses a bound"),
        "open": gettext("cannot tell"),
    }
    return standings[each.standing]


def finalists_reach(result: Optimum) -> Table:
    """One row for each finalist: what it costs, how much more than the first, what it reaches."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (str(place), *_levels(result, each)) for place, each in enumerate(result.finalists, 1)
    )
    cost, *others = _level_columns(result)
    dearer = Column("dearer", gettext("more than the first"), _dearer(result))
    columns = (Column("finalist", ""), cost, dearer, *others)
    return Table("reached", gettext("What they come to"), columns, rows)


def _levels(result: Optimum, each: Finalist | Neighbour) -> list[Cell]:
    """What a plan costs, how much more than the first, and what was asked of it besides."""
    cost, *others = (estimate(each.levels[place]) for place in _asked(result))
    return [cost, estimate(each.dearer), *others]


def _level_columns(result: Optimum) -> list[Column]:
    """What was asked for, with units."""
    currency = result.base.currency
    measures = [result.aim.measures[place] for place in _asked(result)]
    return [
        Column(key, with_unit(words(key), key, currency), level_format(key, currency))
        for key in measures
    ]


def _dearer(result: Optimum) -> Format:
    return change_format(result.aim.minimised, result.base.currency)


def beside_the_best(result: Optimum) -> Table:
    """One row for each small step from the plan chosen: what it would cost and break."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (_step(result, each), *_levels(result, each)[1:], _verdict(result, each))
        for each in result.beside
    )
    cost, *others = _level_columns(result)
    columns = (
        Column("step", gettext("one step away")),
        Column("dearer", gettext("more {cost}", cost=cost.title), _dearer(result)),
        *others,
        Column("verdict", ""),
    )
    return Table("beside", gettext("One step away, on the same luck"), columns, rows)


def _step(result: Optimum, each: Neighbour) -> str:
    if each.what in result.moves:
        move = move_words(each.what)
        return (
            gettext("with {move}", move=move)
            if each.step > 0
            else gettext("without {move}", move=move)
        )
    hired = dict(each.plan.hires)[each.what] - dict(result.finalists[0].plan.hires)[each.what]
    return f"{hired:+d} {gettext(words(each.what))}"


def _verdict(result: Optimum, each: Neighbour) -> str:
    wishes = zip(result.aim.wishes, each.levels[1:], strict=True)
    missed = [wish for wish, level in wishes if not wish.bound.met_by(level.mean)]
    if any(wish.asked for wish in missed):
        return gettext("misses")
    if missed:
        return gettext("too busy")
    if result.is_better(each):
        return gettext("cheaper")
    return gettext("as good") if result.is_as_good(each) else gettext("dearer")


def frontier(result: Optimum) -> Table:
    """One row for each plan tried than which none is both cheaper and better.

    Means alone: the search has few replications, and chooses among them.
    """
    columns = (Column("plan", gettext("frontier, as searched")), *_level_columns(result)[:2])
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (plan_words(result, each.plan), *each.values[: len(columns) - 1])
        for each in result.frontier
    )
    return Table("frontier", gettext("What more would cost"), columns, rows)


def _notes(result: Optimum) -> list[str]:
    """What is promised, how flat it is near the best, and how it was searched."""
    currency = result.base.currency
    worth = amount(alone(result.aim.worth), result.aim.minimised, currency)
    searched = gettext(
        "{tried} of {space} plans tried with seed {seed}; finalists judged on fresh luck, seed"
        " {fresh}; {count} replications in all",
        tried=number(len(result.tried)),
        space=number(result.space),
        seed=result.seed,
        fresh=result.fresh_seed,
        count=number(result.replications),
    )
    return [_promise(result, worth), *_flatness(result, worth), searched]


def _promise(result: Optimum, worth: str) -> str:
    if not result.decided:
        return gettext(
            "no guarantee: {most} replications of each could not settle it for {count} finalists",
            most=result.most,
            count=len(result.open),
        )
    values = {
        "probability": percent(result.probability),
        "count": len(result.finalists),
        "worth": worth,
        "tolerances": clauses(_tolerance(result, wish) for wish in result.aim.wishes),
    }
    if result.chosen:
        return gettext(
            "with probability {probability}: no bound is missed by more than its tolerance"
            " ({tolerances}), and none of {count} finalists that keeps them is cheaper by more"
            " than {worth}",
            **values,
        )
    return gettext(
        "with probability {probability}: none of {count} finalists keeps every bound by its"
        " tolerance ({tolerances})",
        **values,
    )


def _tolerance(result: Optimum, wish: Objective) -> str:
    measure = wish.bound.measure
    size = amount(alone(wish.tolerance), measure, result.base.currency, change=True).lstrip("+")
    return f"{gettext(words(measure))} ±{size}"


def _flatness(result: Optimum, worth: str) -> list[str]:
    """How many other plans are as good, if one was chosen."""
    if not result.chosen:
        return []
    count = len(result.as_good)
    return [
        gettext(
            "how flat it is: {count} other plans judged keep the bounds, too, within {worth} of"
            " the best",
            count=count,
            worth=worth,
        )
    ]
