"""The cheapest plan: finalists, why cheaper plans are out, what lies beside, what money buys."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from simulator.analysis.optimise import Finalist, Neighbour, Objective, Optimum, Plan
from simulator.analysis.optimise.catalogue import UTILISATION
from simulator.analysis.optimise.objective import CALLS, GROWTH, LAPSED, WAITING_AT_END
from simulator.analysis.optimise.plans import EXPENSES
from simulator.analysis.optimise.ranking_selection import Decision
from simulator.analysis.optimise.result import FrontierStep, Impossible, Margin, Reason, TriedPlan
from simulator.analysis.optimise.surrogate import scale_of
from simulator.experiment.gains import describe, unit_in
from simulator.experiment.queues import MATERIAL
from simulator.experiment.results import PROFIT
from simulator.experiment.statistics import Interval
from simulator.experiment.weekly_cost import not_told
from simulator.i18n import gettext, translatable
from simulator.measures.targets import COST
from simulator.output.content.footing import counted, counted_in, figures_are_of
from simulator.output.content.headline import (
    bears_record,
    begun,
    harm_record,
    harm_words,
    piles_today,
    sellers_record,
    worked_off,
)
from simulator.output.content.headline import headline as of_comparison
from simulator.output.content.weekly_cost import earned_words
from simulator.output.document import (
    ANSWERS,
    COUNT,
    PLAIN,
    Block,
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
from simulator.output.numbers import number, percent
from simulator.output.wording import (
    alone,
    amount,
    change_format,
    clauses,
    estimate,
    goal_in_words,
    labelled,
    level_format,
    listed,
    size_words,
    staffing_words,
    why_no_value,
    with_unit,
    words,
)

KEPT = translatable("{measure}: {level}")
PRICE = Format("amount", decimals=0)


def document(result: Optimum) -> Document:
    """The plan to take, the finalists, why others are out, what lies beside it, the frontier."""
    line = headline(result)
    tables = (
        finalists(result),
        finalists_reach(result),
        cheaper_plans(result),
        beside_the_best(result),
        frontier(result),
    )
    blocks: tuple[Block, ...] = (
        Figure("frontier", NamedChart.of("frontier", result)),
        *(table for table in tables if table.rows),
        Texts(tuple(_notes(result)), "note"),
    )
    return Document(
        result.whole.title,
        result.whole.question,
        tuple(
            filter(
                None,
                (
                    *(line, expenses_apart(result), hardly_less(result)),
                    *(against_base(result), *_beside(result)),
                ),
            )
        ),
        (Section(ANSWERS, _title(result), blocks),),
        record=partial(record, result),
        data=lambda: (_tried(result),),
    )


def record(result: Optimum) -> Record:
    """The plan chosen, finalists, neighbours, why cheaper plans are out, and the frontier."""
    aim, chosen = result.aim, result.chosen
    return {
        "base": result.base.name,
        "counted": counted_in(result.base),
        "scenario": result.whole.name,
        "maximised" if aim.largest else "minimised": aim.target,
        "unit": describe(aim.target).unit,
        "worth": aim.worth,
        "bounds": [
            {
                "measure": each.bound.measure,
                "side": each.bound.side,
                "bound": each.bound.bound,
                "said": each.bound.text,
                "tolerance": each.tolerance,
                "asked": each.asked,
                "above_base": each.above_base,
            }
            for each in aim.wishes
        ],
        "decided": result.decided,
        "probability": result.probability if result.decided else None,
        "replications": result.replications,
        "seed": result.seed,
        "fresh_seed": result.fresh_seed,
        "space": result.space,
        "exhaustive": result.exhaustive,
        "chosen": _plan_record(chosen.plan) if chosen else None,
        "against_base": _finding_record(result),
        "drowns": harm_record(result.drowns),
        "finalists": [_finalist_record(result, each) for each in result.finalists],
        "beside": [_neighbour_record(result, each) for each in result.beside],
        "as_good": [_plan_record(each.plan) for each in result.as_good],
        "proof": _proof_record(result),
        "frontier": [_step_record(result, each) for each in result.frontier],
        "frontier_today": result.today if result.frontier else None,
        "frontier_left_out": result.without,
        "tried": [_tried_record(result, each) for each in result.tried],
    }


def _proof_record(result: Optimum) -> Record:
    proof = result.proof
    return {
        "proved": proof.proved,
        "finished": proof.finished,
        "impossible": proof.impossible,
        "impossible_because": [each._asdict() for each in proof.refused],
        "cheaper": {each.reason: each.plans for each in proof.cheaper},
        "judged": proof.judged,
        "audited": proof.audited,
        "wrongly_left_out": proof.wrong,
        "errors": {each.measure: each.error for each in proof.margins},
    }


def _finalist_record(result: Optimum, each: Finalist) -> Record:
    judged = _judged_record(result, each)
    standing: Record = {"standing": each.standing, "outlay": each.outlay}
    return {**_plan_record(each.plan), **standing, **judged}


def _neighbour_record(result: Optimum, each: Neighbour) -> Record:
    step: Record = {
        "what": each.what,
        "step": each.step,
        "instead_of": each.instead or None,
        "as_good": result.is_as_good(each),
    }
    return {**step, **_plan_record(each.plan), **_judged_record(result, each)}


def _judged_record(result: Optimum, each: Finalist | Neighbour) -> Record:
    return {
        "replications": each.levels[0].n,
        "levels": _by_measure(result, each.levels),
        "tightest": _tightest_record(result, each.levels),
        "dearer": each.dearer,
        "keeps_bounds": result.keeps(each.plan, each.missing),
    }


def _tightest_record(result: Optimum, levels: Sequence[Interval]) -> Record | None:
    tightest = result.tightest(levels)
    if tightest is None:
        return None
    wish, level = tightest
    limit: Record = {"limit": wish.bound.bound, "above_base": wish.above_base}
    return {"measure": wish.bound.measure, "level": level, **limit}


def _tried_record(result: Optimum, each: TriedPlan) -> Record:
    keeps = result.keeps(each.plan, each.missing)
    status = {"replications": each.replications, "keeps_bounds": keeps}
    return {**_plan_record(each.plan), "means": _by_measure(result, each.values), **status}


def _step_record(result: Optimum, each: FrontierStep) -> Record:
    return {
        **_plan_record(each.plan),
        "money_a_year": each.money,
        "levels": {result.bought: each.level},
        "price_of_a_point": each.price.mean,
        "price_from": each.price.low,
        "price_to": each.price.high,
        "keeps_bounds": True,  # what does not stands on no frontier
    }


def _by_measure(result: Optimum, values: Iterable[Any]) -> dict[str, Any]:
    return dict(zip(result.aim.names, values, strict=False))


def _plan_record(plan: Plan) -> Record:
    return {"moves": plan.moves, "hires": dict(plan.hires)}


def _title(result: Optimum) -> str:
    if result.aim.largest:
        return gettext("The plan that gives the most and keeps its bounds")
    return gettext("The cheapest plan that keeps its bounds")


def headline(result: Optimum) -> str:
    """The plan to take and what it comes to, or why there is none."""
    best = result.finalists[0]
    level = amount(best.levels[0], result.aim.target, result.base.currency)
    reached = labelled(words(result.aim.target), level)
    values = {
        "plan": plan_words(result, best.plan),
        "reached": clauses(dict.fromkeys([reached, *_kept(result, best)])),
        "kept": clauses(_kept(result, best)),
        "space": number(result.space),
        "most": result.most,
        "worth": _worth(result),
        "alike": number(result.proof.plans("alike")),
        "unknown": number(result.proof.plans("undecided")),
    }
    if not result.decided and best.missing:
        return gettext(
            "We cannot tell within {most} replications whether a plan keeps the bounds. The nearest"
            " by its means: {plan}. {reached}.",
            **values,
        )
    if not result.decided:
        return gettext(
            "We cannot tell within {most} replications which plan is the best that keeps the"
            " bounds. By its means it is: {plan}. {reached}.",
            **values,
        )
    if not result.chosen:
        return gettext(
            "No plan was found that keeps the bounds. The nearest: {plan}. {kept}.", **values
        )
    return gettext(_chosen_text(result), **values)


def expenses_apart(result: Optimum) -> str:
    """What beside people's hours the plan named does not pay, or saves without all of the moves."""
    if not result.expenses_apart:
        return ""
    left_out = translatable(
        "It leaves out what runs beside people's hours, {money} a week, which the what-if pays for:"
        " if what this plan does needs that, it costs so much more and earns so much less; make it"
        " a what-if of its own then, in which only what needs it is done."
    )
    saved = translatable(
        "It saves {money} a week of what runs beside people's hours, and not all that the what-if"
        " does for it: if that needs a move that is left out, make both a what-if of their own."
    )
    return gettext(
        left_out if result.expenses_apart > 0 else saved,
        money=amount(alone(abs(result.expenses_apart)), COST, result.base.currency),
    )


def hardly_less(result: Optimum) -> str:
    """The plan that gives hardly less for the least money, where that is less than the best's."""
    money = [n for n, wish in enumerate(result.aim.wishes, 1) if wish.bound.measure == COST]
    if not (result.chosen and result.aim.largest and money):
        return ""
    (place, *_), (best, *others) = money, result.finalists
    tolerance, most = result.aim.wishes[place - 1].tolerance, best.levels[place].mean
    seen: list[Finalist | Neighbour] = [*others, *result.beside]
    alike = [
        each
        for each in seen
        if result.aim.sign * each.dearer.mean <= result.aim.worth
        and not each.missing
        and each.levels[place].mean < most - tolerance
        and not _is_out(result, each.plan)
    ]
    if not alike:
        return ""
    least = min(alike, key=lambda each: each.levels[place].mean)
    currency = result.base.currency
    hardly = translatable("Hardly less ({difference}) for {money} a week less: {plan}.")
    as_much = translatable("As much or more ({difference}) for {money} a week less: {plan}.")
    return gettext(
        hardly if result.aim.sign * least.dearer.mean > 0 else as_much,
        difference=amount(least.dearer, result.aim.target, currency, change=True),
        money=amount(alone(most - least.levels[place].mean), COST, currency),
        plan=plan_words(result, least.plan),
    )


def _is_out(result: Optimum, plan: Plan) -> bool:
    judged = result.judged(plan)
    return judged is not None and judged.standing in ("breaks", "open")


def _beside(result: Optimum) -> list[str]:
    """What piles up today, which weeks figures are of, and what of before them is worked off."""
    if result.finding is None:
        return [*_goes_on(result), *figures_are_of(result.base)]
    (plan,) = result.finding.plans
    named = plan._replace(title=plan_words(result, result.finalists[0].plan))
    finding = result.finding._replace(plans=(named,))
    return [*piles_today(finding), *figures_are_of(result.base), *worked_off(finding)]


def _goes_on(result: Optimum) -> list[str]:
    """What piles up with a plan that changes nothing, or of which nothing else can be told."""
    if result.drowns is None:
        return []
    harm = harm_words(result.drowns)
    return [gettext("{harm}, as in “{base}”.", harm=begun(harm), base=result.base.title)]


def against_base(result: Optimum) -> str:
    """What a comparison of the first plan with the base says: who sells what, and who bears it."""
    if result.finding is None:
        return ""
    title = gettext("Against “{base}”", base=result.base.title)
    (plan,) = result.finding.plans
    brought = of_comparison(result.finding._replace(plans=(plan._replace(title=title),)))
    return " ".join(filter(None, (brought, _earned_words(result))))


def _earned_words(result: Optimum) -> str:
    """Where profit goes with the first plan, for sure, where no level of it is asked for."""
    measures = result.aim.measures
    beside = [] if PROFIT in measures else not_told(result.earned, measures)
    return earned_words(beside, result.base.currency)


def _finding_record(result: Optimum) -> Record | None:
    """The same for programs."""
    if result.finding is None:
        return None
    (plan,) = result.finding.plans
    return {
        "headline": against_base(result),
        "measure": result.finding.measure,
        "before": plan.before,
        "after": plan.after,
        "difference": plan.difference,
        "outcome": plan.outcome,
        "sellers": sellers_record(plan.sellers),
        "harm": bears_record(plan.harm),
        "earned": [each._asdict() for each in result.earned],
    }


def _chosen_text(result: Optimum) -> str:
    """How a plan chosen is told: as the best of the menu only if nothing was left.

    And only to within what is worth finding, if there are plans that may be better by less.
    """
    if not result.proof.finished:
        return _unfinished_text(result)
    if result.proof.plans("undecided"):
        return translatable(
            "The best of {space} plans that is known to keep its bounds: {plan}. {reached}. Of"
            " {unknown} that may be better it cannot be told whether they keep them."
        )
    texts = {
        (False, False): translatable("The cheapest of {space} plans: {plan}. {reached}."),
        (True, False): translatable("The plan of {space} that gives the most: {plan}. {reached}."),
        (False, True): translatable(
            "The cheapest of {space} plans, to within {worth} (plans that may be cheaper by less:"
            " {alike}): {plan}. {reached}."
        ),
        (True, True): translatable(
            "The plan of {space} that gives the most, to within {worth} (plans that may give more"
            " by less: {alike}): {plan}. {reached}."
        ),
    }
    return texts[result.aim.largest, result.proof.plans("alike") > 0]


def _unfinished_text(result: Optimum) -> str:
    """How a plan is told where others are left: for want of tries, or as the search had stopped."""
    texts = {
        (False, True): translatable(
            "The cheapest plan found before the tries were spent: {plan}. {reached}."
        ),
        (True, True): translatable(
            "The plan that gives the most, found before the tries were spent: {plan}. {reached}."
        ),
        (False, False): translatable("The cheapest of the plans simulated: {plan}. {reached}."),
        (True, False): translatable(
            "The plan that gives the most of those simulated: {plan}. {reached}."
        ),
    }
    return texts[result.aim.largest, result.proof.spent]


def plan_words(result: Optimum, plan: Plan) -> str:
    """A plan in words: which moves, and whom to hire."""
    hired = staffing_words({role: count for role, count in plan.hires if count})
    nobody = "" if any(move.startswith("hire ") for move in plan.moves) else gettext("nobody hired")
    return clauses(filter(None, [_moves(result, plan), hired or nobody]))


def _moves(result: Optimum, plan: Plan) -> str:
    left_out = [_piece(levels) for levels in result.moves if not set(levels) & set(plan.moves)]
    if not plan.moves:
        return gettext("no moves")
    if not left_out and all(len(levels) == 1 for levels in result.moves):
        return gettext("all moves")
    if any(len(levels) > 1 for levels in result.moves):
        return listed(map(move_words, plan.moves))
    if len(left_out) < len(plan.moves):
        return gettext("all moves but {moves}", moves=listed(left_out))
    return gettext("only {moves}", moves=listed(map(move_words, plan.moves)))


def _piece(levels: Sequence[str]) -> str:
    return move_words(levels[0])


def _kept(result: Optimum, best: Finalist) -> list[str]:
    """What each bounded measure comes to, and whether it misses its bound.

    What is taken for granted is told only if it is not plainly kept.
    """
    lines = []
    for wish, level, decision in zip(result.aim.wishes, best.levels[1:], best.kept, strict=True):
        values = {
            "measure": _bounded(wish),
            "level": why_no_value(None)
            if math.isnan(level.mean)
            else amount(level, wish.bound.measure, result.base.currency, wish.above_base),
            "bound": goal_in_words(wish.bound.text),
        }
        text = _kept_text(decision, wish, level)
        of_work = wish.bound.measure.startswith((GROWTH, LAPSED, CALLS))
        if wish.asked or not (text == KEPT or (of_work and decision == "keeps")):
            lines.append(gettext(text, **values))
    return lines


def _kept_text(decision: Decision, wish: Objective, level: Interval) -> str:
    """How a bound is told of: as it was judged, whichever side the mean lies on."""
    if decision == "breaks":
        return translatable("{measure}: {level}, which misses {bound}")
    if wish.bound.met_by(level.mean):
        return KEPT
    if decision == "keeps":
        return translatable("{measure}: {level}, within the tolerance of {bound}")
    if _is_outside(wish, level):
        return translatable("{measure}: {level}, which by its interval misses {bound}")
    return translatable("{measure}: {level}, too near to {bound} to tell")


def _is_outside(wish: Objective, level: Interval) -> bool:
    """Whether a whole interval misses a bound by more than its tolerance."""
    return wish.misses(level.low) and wish.misses(level.high)


def _bounded(wish: Objective) -> str:
    """What a bound is on."""
    name = words(wish.bound.measure)
    if not wish.above_base:
        return name
    if wish.bound.side == ">=":
        return gettext("{measure}, against today", measure=name)
    return gettext("{measure}, more than today", measure=name)


def _asked(result: Optimum) -> list[int]:
    """The places of what is minimised and of the bounds that were asked for, each measure once."""
    asked = [0, *(place for place, wish in enumerate(result.aim.wishes, 1) if wish.asked)]
    places = {result.aim.names[place]: place for place in reversed(asked)}
    return sorted(places.values())


def finalists(result: Optimum) -> Table:
    """One row for each finalist: what is done, on how many replications it was judged, and how."""
    rows = tuple(
        (f"{place}  {plan_words(result, each.plan)}", each.levels[0].n, _standing(result, each))
        for place, each in enumerate(result.finalists, 1)
    )
    columns = (
        Column("finalist", gettext("finalist")),
        Column("replications", gettext("replications"), COUNT),
        Column("standing", "", head=gettext("verdict")),
    )
    return Table("finalists", gettext("Finalists"), columns, rows)


def _standing(result: Optimum, each: Finalist) -> str:
    """What was judged of a plan, in the same words wherever it stands."""
    if each.standing != "chosen" and result.is_as_good(each):
        return gettext("as good")
    standings = {
        "chosen": gettext("chosen"),
        "dearer": _worse(result),
        "keeps": gettext("keeps the bounds"),
        "breaks": _missing(result, each),
        "open": _open(result, each),
    }
    return standings[each.standing]


def _open(result: Optimum, each: Finalist) -> str:
    """What intervals say of a plan that was not decided: to choose surely takes more than these."""
    if any(map(_is_outside, result.aim.wishes, each.levels[1:])):
        return gettext("probably misses a bound")
    if min(result.aim.sign * end for end in each.dearer[1:3]) > result.aim.worth:
        return gettext("probably gives less") if result.aim.largest else gettext("probably dearer")
    if result.chosen and "open" in each.kept:
        return gettext("too near to a bound to tell")
    return gettext("not told apart") if result.chosen else gettext("cannot tell")


def _worse(result: Optimum) -> str:
    return gettext("gives less") if result.aim.largest else gettext("dearer")


def _missing(result: Optimum, each: Finalist) -> str:
    """Which kind of bound is missed by more than its tolerance; or that one is by no more."""
    wishes = zip(result.aim.wishes, each.levels[1:], strict=True)
    missed = [wish for wish, level in wishes if wish.misses(level.mean)]
    return _kind_missed(missed) if missed else gettext("misses a bound by little")


def _kind_missed(missed: Sequence[Objective]) -> str:
    """What is wrong with a plan that misses bounds: those asked for, then what is granted."""
    if any(wish.asked for wish in missed):
        return gettext("misses a bound")
    if any(wish.bound.measure.startswith(UTILISATION) for wish in missed):
        return gettext("too busy")
    if any(wish.bound.measure.startswith((WAITING_AT_END, GROWTH)) for wish in missed):
        return gettext("work piles up")
    if any(wish.bound.measure.startswith(LAPSED) for wish in missed):
        return gettext("more work lapses")
    return gettext("fewer calls are made")


def finalists_reach(result: Optimum) -> Table:
    """One row for each finalist: what it costs, how much more than the first, what it reaches."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (place, *_levels(result, each), *_tightest(result, each))
        for place, each in enumerate(result.finalists, 1)
    )
    cost, *others = _level_columns(result)
    dearer = Column("dearer", gettext("more than the first"), _dearer(result))
    tightest = Column("tightest", gettext("busiest for its limit"))
    guarded = [tightest] if _tightest(result, result.finalists[0]) else []
    finalist = Column("finalist", "", PLAIN, head=gettext("finalist"))
    columns = (finalist, cost, dearer, *others, *guarded)
    return Table("reached", gettext("What they come to"), columns, rows)


def _tightest(result: Optimum, each: Finalist) -> list[Cell]:
    """The role that has the least room to the limit that nobody asked for, if there is one."""
    tightest = result.tightest(each.levels)
    if tightest is None:
        return []
    wish, level = tightest
    text = gettext(
        "{measure}: {level}, limit {limit}",
        measure=words(wish.bound.measure),
        level=amount(level, wish.bound.measure, result.base.currency, wish.above_base),
        limit=_limit(wish),
    )
    return [text]


def _limit(wish: Objective) -> str:
    """The most of a utilisation, or the most that it may have more than today."""
    if not wish.above_base:
        return percent(wish.bound.bound)
    if not wish.bound.bound:
        return gettext("today")
    more = amount(alone(wish.bound.bound), wish.bound.measure, "", change=True)
    return f"{gettext('today')} {more}"


def _levels(result: Optimum, each: Finalist | Neighbour) -> list[Cell]:
    """What a plan costs, how much more than the first, and what was asked of it besides."""
    cost, *others = (estimate(each.levels[place]) for place in _asked(result))
    return [cost, estimate(each.dearer), *others]


def _level_columns(result: Optimum) -> list[Column]:
    """What was asked for, with units."""
    currency = result.base.currency
    return [_level_column(result, place, currency) for place in _asked(result)]


def _level_column(result: Optimum, place: int, currency: str) -> Column:
    measure, key = result.aim.measures[place], result.aim.names[place]
    if key == measure:
        return Column(key, with_unit(words(key), key, currency), level_format(key, currency))
    title = with_unit(words(measure), measure, currency)
    title = gettext("{measure}, more than today", measure=title)
    return Column(key, title, change_format(measure, currency))


def _dearer(result: Optimum) -> Format:
    return change_format(result.aim.target, result.base.currency)


def _tried(result: Optimum) -> Table:
    """One row for each plan that the search has simulated, with means of what is looked at."""
    columns = (
        Column("plan", gettext("plan tried")),
        Column("replications", gettext("replications"), COUNT),
        *(_level_column(result, n, result.base.currency) for n in range(len(result.aim.names))),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (plan_words(result, each.plan), each.replications, *each.values) for each in result.tried
    )
    return Table("tried", gettext("Plans that were tried"), columns, rows, filtered=True)


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
        Column("verdict", "", head=gettext("verdict")),
    )
    fewest = min((each.levels[0].n for each in result.beside), default=0)
    title = gettext(
        "One step away: the first plan's level plus the paired difference of at least {count}"
        " replications on the same fresh luck, with the interval of that difference",
        count=fewest,
    )
    return Table("beside", title, columns, rows, name=gettext("one step away").capitalize())


def _step(result: Optimum, each: Neighbour) -> str:
    if any(each.what in levels for levels in result.moves):
        return _move_step(each)
    hired = dict(each.plan.hires)[each.what] - dict(result.finalists[0].plan.hires)[each.what]
    return staffing_words({each.what: hired})


def _move_step(each: Neighbour) -> str:
    """A move made, left out, or made at another level than in the first plan."""
    move = move_words(each.what)
    if each.instead:
        level = each.instead.rpartition("=")[2]
        return gettext("with {move} instead of {level}", move=move, level=level)
    return (
        gettext("with {move}", move=move) if each.step > 0 else gettext("without {move}", move=move)
    )


def _verdict(result: Optimum, each: Neighbour) -> str:
    judged = result.judged(each.plan)
    if judged:
        return _standing(result, judged)
    wishes = zip(result.aim.wishes, each.levels[1:], strict=True)
    missed = [wish for wish, level in wishes if wish.misses(level.mean)]
    if missed:
        return _kind_missed(missed)
    if result.falls_short(each):
        return gettext("misses a bound by little")
    pairs = zip(result.aim.wishes, each.levels[1:], strict=True)
    if any(_may_miss(wish, level) for wish, level in pairs):
        return gettext("may miss a bound")
    if result.is_better(each) and result.aim.sign * each.dearer.mean >= 0:
        return gettext("keeps the bounds")
    if result.is_better(each):
        return gettext("gives more") if result.aim.largest else gettext("cheaper")
    return gettext("as good") if result.is_as_good(each) else _worse(result)


def _may_miss(wish: Objective, level: Interval) -> bool:
    """Is it outside its bound by its mean, and perhaps by more than its tolerance?"""
    outside = wish.bound.missing(level.mean) > 0
    return outside and (wish.misses(level.low) or wish.misses(level.high))


def cheaper_plans(result: Optimum) -> Table:
    """Why plans that are cheaper, or give more, than the one shown first are out."""
    rows = tuple(
        (_reason(each.reason, result.proof.spent), each.plans) for each in result.proof.cheaper
    )
    title = (
        gettext("Plans of the menu that give more, and why they are out")
        if result.aim.largest
        else gettext("Plans of the menu that are cheaper, and why they are out")
    )
    columns = (Column("reason", gettext("reason")), Column("plans", gettext("plans"), COUNT))
    return Table("cheaper", title, columns, rows, name=gettext("Cheaper plans"))


def _reason(reason: Reason, spent: bool) -> str:
    texts = {
        "overloaded": gettext("would make somebody too busy, by the load model"),
        "predicted": gettext("predicted to miss a bound clearly"),
        "misses": gettext("simulated: a bound is clearly missed"),
        "judged": gettext("judged on fresh luck: a bound is missed"),
        "undecided": gettext("judged on fresh luck: it cannot be told"),
        "near": gettext("simulated, not judged on fresh luck: a bound is missed by little"),
        "alike": gettext("better by less than is worth finding"),
        "left": gettext("not looked at: the tries were spent")
        if spent
        else gettext("not simulated: the search had stopped at a plan that was better by its luck"),
    }
    return texts[reason]


def frontier(result: Optimum) -> Table:
    """One row for each step of the frontier: money, what it buys, the plan, and the price."""
    currency, bought = result.base.currency, result.bought
    steps: list[tuple[Cell, ...]] = [
        (
            plan_words(result, each.plan),
            estimate(each.money),
            estimate(each.level),
            _price(each),
        )
        for each in result.frontier
    ]
    if steps and all(each.plan.moves or each.plan.people for each in result.frontier):
        steps.insert(0, (gettext("today"), None, estimate(result.today), None))
    rows = tuple(steps)
    money = change_format(COST, currency)
    columns = (
        Column("plan", gettext("the least money for so much")),
        Column("money", gettext("{currency} a year more than today", currency=currency), money),
        Column(bought, with_unit(words(bought), bought, currency), level_format(bought, currency))
        if rows
        else Column("level", ""),
        Column("price", _price_title(result), PRICE),
    )
    return Table("frontier", gettext("What every sum of money buys"), columns, rows)


def _price_title(result: Optimum) -> str:
    currency, bought = result.base.currency, result.bought
    if not bought or describe(bought).unit == "share":
        return gettext("{currency} a year for a point", currency=currency)
    unit = unit_in(bought, currency)
    return gettext("{currency} a year for one more {unit}", currency=currency, unit=unit)


def _price(step: FrontierStep) -> Cell:
    """What a point more costs, if more is given for sure; nothing at the first step."""
    if math.isnan(step.price.low) and not math.isnan(step.price.mean):
        return gettext("cannot tell")
    return estimate(step.price)


def _notes(result: Optimum) -> list[str]:
    """What is promised and why, what was taken for granted, and how it was searched."""
    worth = _worth(result)
    searched = gettext(
        "{tried} of {space} plans simulated with seed {seed}; finalists judged on fresh luck, seed"
        " {fresh}; {count} replications in all",
        tried=number(len(result.tried)),
        space=number(result.space),
        seed=result.seed,
        fresh=result.fresh_seed,
        count=number(result.replications),
    )
    lines = [_promise(result, worth), *_menu(result, worth), *_flatness(result, worth)]
    if len({each.levels[0].n for each in result.finalists}) > 1:
        lines.append(
            gettext("levels are of all replications of a plan, differences of those that both have")
        )
    return [
        *lines,
        *_of_the_frontier(result),
        *_once(result),
        *_since_when(result),
        *_on_their_own(result),
        *_granted(result),
        searched,
    ]


def _worth(result: Optimum) -> str:
    """The difference that is worth finding, as people write it."""
    return size_words(result.aim.worth, result.aim.target, result.base.currency)


def _menu(result: Optimum, worth: str) -> list[str]:
    """What is said of all plans of the menu, on what premise, and how that was tried."""
    proof = result.proof
    lines = [_premise(result, worth)] if result.chosen else []
    lines += _judged_or_not(result)
    if proof.audited:
        lines.append(
            gettext(
                "{audited} of the plans left out by prediction were simulated to see: {wrong} of"
                " them wrongly left out",
                audited=proof.audited,
                wrong=proof.wrong,
            )
        )
    if proof.refused:
        text = gettext(
            "{count} plans cannot be carried out: {reasons}",
            count=number(proof.impossible),
            reasons=clauses(map(_why_refused, proof.refused)),
        )
        lines.append(text)
    known = [each for each in proof.margins if not _in_logarithms(each) and each.error < np.inf]
    if known:
        lines.append(gettext("predictions are off by {errors}", errors=_errors(result, known)))
    return lines


def _why_refused(each: Impossible) -> str:
    """Why some plans cannot be carried out."""
    count = number(each.plans)
    if each.gone is not None:
        return gettext("{count} leave nobody of {role}", count=count, role=words(each.gone))
    return gettext("{count} are refused: {problem}", count=count, problem=each.problem)


def _judged_or_not(result: Optimum) -> list[str]:
    """On whose luck cheaper plans are out, if there are any."""
    proof = result.proof
    count = proof.plans()
    if not count:
        return []
    text = gettext(
        "better plans of the menu: {count}; judged on fresh luck: {judged}; out by the search's"
        " numbers only: {others}, of which {near} miss a bound by little",
        count=number(count),
        judged=number(proof.judged),
        others=number(count - proof.judged),
        near=number(proof.plans("near")),
    )
    return [text]


def _of_the_frontier(result: Optimum) -> list[str]:
    """On what the frontier rests, and what it is without."""
    if not result.frontier:
        return []
    lines = [
        gettext(
            "the frontier is told of {count} replications of each plan, on the fresh luck of the"
            " finalists; its intervals hold together",
            count=result.today.n,
        )
    ]
    if not result.without:
        return lines
    text = gettext(
        "the frontier is without {count} plans that stood on it by the search's numbers: on fresh"
        " luck they miss a bound, or give hardly more than a cheaper one",
        count=number(result.without),
    )
    return [*lines, text]


def _premise(result: Optimum, worth: str) -> str:
    known = result.proof.plans() - result.proof.plans("undecided")
    values = {"count": number(known), "worth": worth}
    if not result.proof.finished:
        text = (
            translatable("the tries were spent: plans are left that might be better by {worth}")
            if result.proof.spent
            else translatable("plans were not simulated that might be better by {worth}")
        )
        return gettext(text, **values)
    if result.proof.proved:
        return gettext(
            "of the better plans of the menu ({count}) none keeps its bounds and is better by more"
            " than {worth}, by fresh numbers where it was judged and by the search's elsewhere,"
            " provided that costs and the load model, as corrected, are off by three of their"
            " errors at most: all others were simulated",
            **values,
        )
    return gettext(
        "of the better plans of the menu ({count}) none keeps its bounds and is better by more than"
        " {worth}, by fresh numbers where it was judged and by the search's elsewhere, provided"
        " that predictions are off by three of their errors at most; --prove simulates all that"
        " the load model does not rule out",
        **values,
    )


def _in_logarithms(margin: Margin) -> bool:
    return scale_of(margin.measure).logarithmic


def _errors(result: Optimum, margins: Sequence[Margin]) -> str:
    """By how much predictions are off, leaving one plan out at a time."""
    currency = result.base.currency
    texts: dict[str, str] = {}
    for each in margins:
        size = amount(alone(each.error), each.measure, currency, change=True).lstrip("+")
        texts.setdefault(each.measure, f"{words(each.measure)} {size}")
    return listed(texts.values())


def _with_tolerance(result: Optimum, wish: Objective) -> str:
    return f"{goal_in_words(wish.bound.text)} ±{_size(result, wish)}"


def _once(result: Optimum) -> list[str]:
    """What finalists cost once, where any does."""
    once = [each.outlay for each in result.finalists]
    if not any(once):
        return []
    currency = result.base.currency
    text = gettext(
        "costs hold what a plan takes once, spread over a year; of the finalists: {outlays}",
        outlays=clauses(
            f"{place}  {number(each)} {currency}" for place, each in enumerate(once, 1)
        ),
    )
    if PROFIT not in result.aim.measures:
        return [text]
    return [text, gettext("so does profit")]


def _not_kept(result: Optimum) -> list[str]:
    """Bounds that nobody asked for and finalists miss, or are too near to, whom they put out."""
    currency = result.base.currency
    lines = []
    for place, each in enumerate(result.finalists, 1):
        for wish, level, kept in zip(result.aim.wishes, each.levels[1:], each.kept, strict=True):
            if kept != "keeps" and not wish.asked and each.standing in ("breaks", "open"):
                measure = wish.bound.measure
                came_to = amount(level, measure, currency, wish.above_base)
                text = translatable("finalist {place}, {measure}: {level} for {bound}")
                values = {"place": place, "measure": _bounded(wish), "level": came_to}
                lines.append(gettext(text, **values, bound=goal_in_words(wish.bound.text)))
    return lines


def _since_when(result: Optimum) -> list[str]:
    """The day from which on a plan hires, in a what-if with days."""
    if result.hired_on is None:
        return []
    lines = list(counted(result.base, result.whole))
    if result.base.counted is not None:
        lines.append(gettext("money a year is 52 mean weeks of these"))
    if result.hires:
        text = gettext(
            "people whom a plan hires beside its moves are hired on {day}, the first day of the"
            " what-if, whatever moves are made",
            day=result.hired_on,
        )
        lines.append(text)
    return lines


def _on_their_own(result: Optimum) -> Iterator[str]:
    """What a planner may take for a part of another move, and a plan may do without."""
    names = [move for piece in result.moves for move in piece]
    if any(name.startswith(EXPENSES) for name in names):
        yield gettext(
            "what runs beside people's hours, such as a licence, is a move of its own here: a plan"
            " that leaves it out does not pay for it"
        )
    if result.hired_on is not None and any(name.startswith("hire ") for name in names):
        yield gettext(
            "people hired on days are moves of their own, all or none; '--hire' offers other"
            " numbers"
        )


def _granted(result: Optimum) -> list[str]:
    """Bounds that nobody asked for: roles that are too busy today may not become busier."""
    taken = [each for each in result.aim.wishes if not each.asked]
    of_growth = [each for each in taken if each.bound.measure.startswith(GROWTH)]
    others = [each for each in taken if each not in of_growth]
    lines = []
    if others:
        bounds = clauses(_with_tolerance(result, each) for each in others)
        lines.append(gettext("taken for granted, for no role is exempt: {bounds}", bounds=bounds))
    if of_growth:
        text = gettext(
            "and that no kind of work piles up on any desk, or faster than today: by more than"
            " {part} of what is asked of it and more than luck brings ({count} bounds), nor as a"
            " comparison with today tells",
            part=percent(MATERIAL),
            count=len(of_growth),
        )
        lines.append(text)
    if any(each.bound.measure.startswith(WAITING_AT_END) for each in taken):
        lines.append(
            gettext("of what waits at the end no more than comes in a week, or than today")
        )
    return lines


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
        "tolerances": clauses(_tolerance(result, wish) for wish in _promised(result)),
    }
    if result.chosen and not values["tolerances"]:
        return gettext(
            "with probability {probability}: none of {count} finalists that keeps the bounds taken"
            " for granted is better by more than {worth}",
            **values,
        )
    if result.chosen:
        return gettext(
            "with probability {probability}: no bound is missed by more than its tolerance"
            " ({tolerances}), and none of {count} finalists that keeps them is better by more"
            " than {worth}",
            **values,
        )
    return gettext(
        "with probability {probability}: none of {count} finalists keeps every bound with its"
        " tolerance to spare ({tolerances})",
        **values,
    )


def _promised(result: Optimum) -> list[Objective]:
    """The bounds that were asked for, and others that a finalist misses where none is chosen."""
    wishes = result.aim.wishes
    missed = {
        place
        for each in result.finalists
        for place, kept in enumerate(each.kept)
        if kept == "breaks" and not result.chosen
    }
    return [wish for place, wish in enumerate(wishes) if wish.asked or place in missed]


def _tolerance(result: Optimum, wish: Objective) -> str:
    return f"{words(wish.bound.measure)} ±{_size(result, wish)}"


def _size(result: Optimum, wish: Objective) -> str:
    currency = result.base.currency
    return size_words(wish.tolerance, wish.bound.measure, currency, asked=wish.is_own)


def _flatness(result: Optimum, worth: str) -> list[str]:
    """How many other plans are as good, if one was chosen."""
    if not result.chosen:
        return []
    good = result.as_good
    count, unknown = len(good), sum(each not in good for each in result.open)
    return [
        gettext(
            "how flat it is: other plans told to keep the bounds within {worth} of the best:"
            " {count}; finalists of which it cannot be told: {unknown}; of plans that cost the same"
            " the one with fewer people is taken, then with fewer moves, then with most slack",
            count=count,
            unknown=unknown,
            worth=worth,
        )
    ]
