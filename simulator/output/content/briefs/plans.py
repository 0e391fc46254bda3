"""The cheapest plan, in words: finalists, what lies beside the best, what more would cost."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.analysis.optimise import Finalist, Neighbour, Objective, Optimum, Plan
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.briefs.amounts import amount
from simulator.output.content.tables import Table, figures, short_unit, words


def optimum_headline(found: Optimum) -> str:
    """The plan to take and what it comes to, or why there is none."""
    best = found.finalists[0]
    values = {
        "plan": plan_words(found, best.plan),
        "cost": amount(best.levels[0], found.aim.minimised, found.base.currency),
        "minimised": gettext(words(found.aim.minimised)),
        "kept": "; ".join(_kept(found, best.levels)),
    }
    if found.chosen:
        return gettext("The cheapest plan found: {plan}. {minimised}: {cost}; {kept}.", **values)
    if found.decided:
        return gettext(
            "No plan was found that keeps the bounds. The nearest: {plan}. {kept}.", **values
        )
    return gettext(
        "We cannot tell within {most} replications which plan is the cheapest that keeps the"
        " bounds. By its means it is: {plan}. {minimised}: {cost}; {kept}.",
        most=found.most,
        **values,
    )


def plan_words(found: Optimum, plan: Plan) -> str:
    """A plan in words: which moves, and whom to hire."""
    hired = [f"{number:+d} {gettext(words(role))}" for role, number in plan.hires if number]
    return "; ".join([_moves(found, plan), ", ".join(hired) or gettext("nobody hired")])


def _moves(found: Optimum, plan: Plan) -> str:
    left_out = [words(move) for move in found.moves if move not in plan.moves]
    if not plan.moves:
        return gettext("no moves")
    if not left_out:
        return gettext("all moves")
    if len(left_out) < len(plan.moves):
        return gettext("all moves but {moves}", moves=", ".join(left_out))
    return gettext("only {moves}", moves=", ".join(map(words, plan.moves)))


def _kept(found: Optimum, levels: Sequence[Interval]) -> list[str]:
    """What each bounded measure comes to, and by how much it misses its bound.

    What is taken for granted is told only if it is missed.
    """
    said = []
    for wish, level in zip(found.aim.wishes, levels[1:], strict=True):
        values = {
            "measure": gettext(words(wish.bound.measure)),
            "level": amount(level, wish.bound.measure, found.base.currency),
            "bound": wish.bound.text,
        }
        if not wish.bound.met_by(level.mean):
            said.append(gettext("{measure}: {level}, which misses {bound}", **values))
        elif wish.asked:
            said.append(gettext("{measure}: {level}", **values))
    return said


def _asked(found: Optimum) -> list[int]:
    """The places of what is minimised and of the bounds that were asked for."""
    return [0, *(place for place, wish in enumerate(found.aim.wishes, 1) if wish.asked)]


def finalists(found: Optimum) -> Table:
    """One row for each finalist: what is done, on how many replications it was judged, and how."""
    rows = [
        (f"{number}  {plan_words(found, each.plan)}", f"{each.levels[0].n}", _standing(each))
        for number, each in enumerate(found.finalists, 1)
    ]
    return Table((gettext("finalist"), gettext("replications"), ""), rows)


def _standing(each: Finalist) -> str:
    said = {
        "chosen": gettext("chosen"),
        "dearer": gettext("dearer"),
        "keeps": gettext("keeps the bounds"),
        "breaks": gettext("misses a bound"),
        "open": gettext("cannot tell"),
    }
    return said[each.standing]


def finalists_reach(found: Optimum) -> Table:
    """One row for each finalist: what it costs, how much more than the first, what it reaches."""
    rows = [
        (f"{number}", cost, *reached)
        for number, each in enumerate(found.finalists, 1)
        for cost, *reached in [_levels(found, each)]
    ]
    names = _named(found)
    return Table(("", names[0], gettext("more than the first"), *names[1:]), rows)


def _levels(found: Optimum, each: Finalist | Neighbour) -> list[str]:
    """What a plan costs, how much more than the first, and what was asked of it besides."""
    units = [short_unit(measure, found.base.currency) for measure in found.aim.measures]
    cost, *others = (figures(each.levels[place], units[place]) for place in _asked(found))
    return [cost, figures(each.dearer, units[0], change=True), *others]


def _named(found: Optimum) -> list[str]:
    """What was asked for, with units."""
    measures = [found.aim.measures[place] for place in _asked(found)]
    pairs = ((gettext(words(name)), short_unit(name, found.base.currency)) for name in measures)
    return [f"{name}, {unit}" if unit else name for name, unit in pairs]


def beside_the_best(found: Optimum) -> Table:
    """One row for each small step from the plan chosen: what it would cost and break."""
    rows = [
        (_step(found, each), *_levels(found, each)[1:], _verdict(found, each))
        for each in found.beside
    ]
    names = _named(found)
    return Table(
        (gettext("one step away"), gettext("more {cost}", cost=names[0]), *names[1:], ""), rows
    )


def _step(found: Optimum, each: Neighbour) -> str:
    if each.what in found.moves:
        move = words(each.what)
        return (
            gettext("with {move}", move=move)
            if each.step > 0
            else gettext("without {move}", move=move)
        )
    hired = dict(each.plan.hires)[each.what] - dict(found.finalists[0].plan.hires)[each.what]
    return f"{hired:+d} {gettext(words(each.what))}"


def _verdict(found: Optimum, each: Neighbour) -> str:
    wishes = zip(found.aim.wishes, each.levels[1:], strict=True)
    missed = [wish for wish, level in wishes if not wish.bound.met_by(level.mean)]
    if any(wish.asked for wish in missed):
        return gettext("misses")
    if missed:
        return gettext("too busy")
    if found.is_better(each):
        return gettext("cheaper")
    return gettext("as good") if found.is_as_good(each) else gettext("dearer")


def frontier(found: Optimum) -> Table:
    """One row for each plan tried than which none is both cheaper and better."""
    measures = found.aim.measures[:2]
    units = [short_unit(measure, found.base.currency) for measure in measures]
    rows = [
        (plan_words(found, each.plan), *map(_alone, each.values, units)) for each in found.frontier
    ]
    return Table((gettext("frontier, as searched"), *_named(found)[:2]), rows)


def _alone(value: float, unit: str) -> str:
    """A mean without an interval: the search has few replications, and chooses among them."""
    return figures(Interval(value, math.nan, math.nan, 1), unit)


def optimum_notes(found: Optimum) -> list[str]:
    """What is promised, how flat it is near the best, and how it was searched."""
    currency = found.base.currency
    worth = amount(Interval(found.aim.worth, math.nan, math.nan, 1), found.aim.minimised, currency)
    searched = gettext(
        "{tried} of {space} plans tried with seed {seed}; finalists judged on fresh luck, seed"
        " {fresh}; {count} replications in all",
        tried=f"{len(found.tried):,}",
        space=f"{found.space:,}",
        seed=found.seed,
        fresh=found.fresh_seed,
        count=f"{found.replications:,}",
    )
    return [_promise(found, worth), *_flatness(found, worth), searched]


def _promise(found: Optimum, worth: str) -> str:
    if not found.decided:
        return gettext(
            "no guarantee: {most} replications of each could not settle it for {count} finalists",
            most=found.most,
            count=len(found.open),
        )
    values = {
        "probability": f"{100 * found.probability:.4g}%",
        "count": len(found.finalists),
        "worth": worth,
        "tolerances": "; ".join(_tolerance(found, wish) for wish in found.aim.wishes),
    }
    if found.chosen:
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


def _tolerance(found: Optimum, wish: Objective) -> str:
    measure = wish.bound.measure
    alone = Interval(wish.tolerance, math.nan, math.nan, 1)
    size = amount(alone, measure, found.base.currency, change=True).lstrip("+")
    return f"{gettext(words(measure))} ±{size}"


def _flatness(found: Optimum, worth: str) -> list[str]:
    """How many other plans are as good, if one was chosen."""
    if not found.chosen:
        return []
    count = len(found.as_good)
    return [
        gettext(
            "how flat it is: {count} other plans judged keep the bounds, too, within {worth} of"
            " the best",
            count=count,
            worth=worth,
        )
    ]
