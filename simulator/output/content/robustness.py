"""What may befall every plan: chances and regret."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from simulator.analysis.robustness import Cell as PlanUnderShock
from simulator.analysis.robustness import Choice, StressTest, Worsened
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext, translatable
from simulator.measures.targets import HEADLINE
from simulator.output.content.footing import counted, counted_in, figures_are_of, said
from simulator.output.content.headline import (
    bears_record,
    harm_record,
    harm_words,
    less_asked_sentence,
    pile_in_short,
    sellers_record,
    sold_by_all,
    sold_in_all,
    who_sells_now,
)
from simulator.output.content.weekly_cost import cost_record, cost_table, cost_words
from simulator.output.document import (
    ANSWERS,
    Block,
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
from simulator.output.numbers import figures, in_one
from simulator.output.wording import (
    change_format,
    clauses,
    estimate,
    goal_in_words,
    level_format,
    level_words,
    listed,
    mean_of,
    no_value,
    points,
    short_unit,
    too_few_words,
    with_unit,
    words,
)

WAITING = "waiting_at_end."  # what measures of what is left begin with
MAX_WORSE = 3  # measures that are told to be worse under a shock
MAX_SHOCKS = 2  # beside the worst, of which it is told what changes most
CHANCE = Format("share", "%", decimals=0, with_unit=True)


def document(result: StressTest) -> Document:
    """How often plans reach their goal whatever befalls them, and which is regretted least."""
    label = result.plans[-1]
    beside = (*_less_asked(result), *_allowed(result), *_costs(result))
    lines = [*headlines(result), *beside, *figures_are_of(label)]
    blocks: tuple[Block, ...] = (
        Figure("chances", NamedChart.of("chances", result)),
        Figure("regrets", NamedChart.of("regrets", result)),
        *(stressed(result, number) for number in range(len(result.plans))),
        *said([*_left_out(result), *_never_there(result), *_once(result)]),
        Texts((*counted(*result.plans), *_notes(result)), "note"),
    )
    return Document(
        label.title,
        label.question,
        tuple(lines),
        (Section(ANSWERS, gettext("What may befall the plans"), blocks),),
        record=partial(record, result),
        data=lambda: (cost_table(result.costs, label.currency),),
    )


def record(result: StressTest) -> Record:
    """A row for each plan and shock; the surest plan and the one regretted least."""
    return {
        "plans": [plan.name for plan in result.plans],
        "counted": counted_in(result.plans[0]),
        "shocks": {shock.name: shock.title for shock in result.shocks if shock.name},
        "goals": result.goals,
        "regretted": result.regretted,
        "unit": describe(result.regretted).unit,
        "replications": result.replications,
        "seed": result.seed,
        "cells": [_cell_record(result, cell) for cell in result.cells],
        "least_worst_regret": _choice_record(result.by_worst),
        "least_mean_regret": _choice_record(result.by_mean),
        "costs": {each.plan: cost_record(each) for each in result.costs},
        "left_out": {each.shock: each.plan for each in result.left_out},
        "never_there": [each._asdict() for each in result.never_there],
        "allowed": [each._asdict() for each in result.allowed],
        "less_asked": {
            each.plan: [work._asdict() for work in each.work] for each in result.less_asked
        },
    }


def _left_out(result: StressTest) -> list[str]:
    """Shocks under which no plan was put, since one of them leaves them out."""
    return [
        gettext(
            "{shock} ({title}) is left out for all plans, since “{plan}” sets it to null: plans are"
            " held against each other under the same shock.",
            shock=words(each.shock),
            title=gettext(each.title),
            plan=titled(result, each.plan),
        )
        for each in result.left_out
    ]


def _once(result: StressTest) -> list[str]:
    """That goals and regrets of money hold what plans cost once."""
    if not any(each.outlay for each in result.costs):
        return []
    return [
        gettext(
            "In goals, levels and regrets cost and profit hold what a plan costs once, spread over"
            " a year."
        )
    ]


def _never_there(result: StressTest) -> list[str]:
    """Plans of which people come so late under a shock that they never do in these weeks."""
    return [
        gettext(
            "Under {shock} {never} of {hired} whom “{plan}” hires never come in these weeks, and"
            " cost no wages.",
            shock=words(each.shock),
            never=each.never,
            hired=each.hired,
            plan=titled(result, each.plan),
        )
        for each in result.never_there
    ]


def _less_asked(result: StressTest) -> list[str]:
    """What comes less often with a plan, since what it follows on is eliminated."""
    return [less_asked_sentence(titled(result, each.plan), each.work) for each in result.less_asked]


def _allowed(result: StressTest) -> list[str]:
    """Where a share in time is of another time than with the first plan."""
    return [
        gettext(
            "{measure}: with “{plan}” it may take {after} instead of {before}.",
            plan=titled(result, each.plan),
            measure=words(each.measure).capitalize(),
            before=each.before,
            after=each.after,
        )
        for each in result.allowed
    ]


def _costs(result: StressTest) -> list[str]:
    """Who pays for each plan, in a year without a shock."""
    base, currency = titled(result, result.plans[0].name), result.plans[0].currency
    others = [each.beside(result.regretted) for each in result.costs[1:]]
    return [cost_words(each, titled(result, each.plan), base, currency) for each in others]


def _cell_record(result: StressTest, cell: PlanUnderShock) -> Record:
    return {
        "plan": cell.plan,
        "shock": cell.shock or None,
        "touched": cell.touched,
        "reached": cell.reached,
        "regret": cell.regret,
        "drowns": harm_record(cell.drowns),
        "bears": bears_record(cell.bears),
        "worse": [each._asdict() for each in cell.worse],
        "sellers": sellers_record(cell.sellers),
        "sellers_hit": sellers_record(cell.sellers_hit),
        "measures": {
            name: {"level": each.level, "change": each.change}
            for name, each in zip(result.measures, cell.levels, strict=True)
        },
    }


def _choice_record(choice: Choice) -> Record:
    return {
        "plan": choice.plan,
        "regret": choice.regret,
        "worst_under": choice.shock or None,
        "others_are_regretted_more_by": {each.plan: each.more for each in choice.rivals},
        "cannot_tell_from": choice.tied,
    }


def shock_name(result: StressTest, number: int) -> str:
    """What befalls the company, in few words."""
    shock = result.shocks[number]
    return words(shock.name) if shock.name else gettext("no shock")


def chance(reached: Interval) -> str:
    """A share of years with its interval, in whole hundredths.

    >>> chance(Interval(0.35, 0.181, 0.567, 20))
    '35% [18, 57]'
    """
    return in_one(Formatted(estimate(reached), CHANCE))


def headlines(result: StressTest) -> list[str]:
    """How often each plan reaches its goal without a shock and under its worst, then regret."""
    least = result.by_worst.plan  # whom it drowns stands in the last sentence
    stands = (
        f"{_stands(result, number)}{sold(result, number)}"
        f"{'' if plan.name == least else _too(result, number)}"
        for number, plan in enumerate(result.plans)
    )
    return [*(gettext("{said}.", said=each) for each in stands), regret_headline(result)]


def goals_in_words(result: StressTest) -> str:
    """The goals as people say them."""
    return gettext(" and ").join(map(goal_in_words, result.goals))


def _stands(result: StressTest, plan: int) -> str:
    count = len(result.shocks)
    cells = [result.cell(plan, shock).reached for shock in range(count)]
    worst, most = (pick(range(count), key=lambda shock: cells[shock].mean) for pick in (min, max))
    title, goal = gettext(result.plans[plan].title), goals_in_words(result)
    for measure, each in zip(_goal_measures(result), result.cell(plan, 0).levels, strict=False):
        if math.isnan(each.level.mean) and each.too_few is None:
            absence = no_value(measure, None, of_nobody=each.of_nobody)
            return gettext("{title}: {said}", title=title, said=absence)
    return gettext(
        _how_often(result, plan),
        plan=title,
        goal=goal,
        chance=chance(cells[0]),
        shock=shock_name(result, worst),
        least=chance(cells[worst]),
        kindest=shock_name(result, most),
        most=chance(cells[most]),
        but=worsened(result, plan),
    )


def _how_often(result: StressTest, plan: int) -> str:
    """What can be told of a goal under shocks: of few runs little."""
    calm, *hit = (result.cell(plan, number) for number in range(len(result.shocks)))
    reached = [cell.reached for cell in (calm, *hit)]
    worst = min(reached, key=lambda each: each.mean)
    if not any(each.mean for each in reached):
        return translatable(
            "{plan}: {goal} in {chance} of runs, with any shock or without one{but}"
        )
    if not calm.reached.mean:
        return translatable(
            "{plan}: {goal} in {chance} of runs, never as things stand; most often under {kindest}:"
            " {most}{but}"
        )
    if not any(cell.touched for cell in hit):
        return translatable(
            "{plan}: {goal} in {chance} of runs, and no less often under any shock{but}"
        )
    if _as_often(result, plan):
        return translatable(
            "{plan}: {goal} in {chance} of runs, and we cannot tell that any shock makes it"
            " rarer{but}"
        )
    if worst.high >= calm.reached.low:
        return translatable(
            "{plan}: {goal} in {chance} of runs, and we cannot tell that any shock makes it rarer;"
            " least often in these runs under {shock}: {least}{but}"
        )
    return translatable(
        "{plan}: {goal} in {chance} of runs, least often under {shock}: {least}{but}"
    )


def sold(result: StressTest, plan: int) -> str:
    """What is sold in all, behind what is said of shares of the week, where they do not say it."""
    if HEADLINE not in (*_goal_measures(result), result.regretted):
        return ""
    hit = [result.cell(plan, number) for number in range(1, len(result.shocks))]
    fewer = [
        (each.more.mean, number, each)
        for number, each in enumerate((cell.sellers_hit for cell in hit), start=1)
        if each and each.differs and each.more.verdict == "down"
    ]
    text, calm = "", result.cell(plan, 0).sellers
    if calm and calm.differs:
        text = gettext("; {sellers}", sellers=who_sells_now(calm))
    if not fewer:
        return text
    _, number, least = min(fewer)
    all_of_them = sold_in_all(least)
    return text + gettext(
        "; under {shock} {all}", shock=shock_name(result, number), all=all_of_them
    )


def sold_less(result: StressTest, plans: Sequence[int]) -> str:
    """With which of several plans less is sold in all for sure, where shares do not say it."""
    if HEADLINE not in (*_goal_measures(result), result.regretted):
        return ""
    sellers = {plan: result.cell(plan, 0).sellers for plan in plans}
    return "".join(
        gettext(
            "; with “{title}”, {said}",
            title=gettext(result.plans[plan].title),
            said=sold_by_all(each),
        )
        for plan, each in sellers.items()
        if each and each.differs and each.more.verdict == "down"
    )


def _as_often(result: StressTest, plan: int) -> bool:
    """Does a plan reach its goal as often under every shock as without one?"""
    chances = [result.cell(plan, shock).reached.mean for shock in range(len(result.shocks))]
    return min(chances) == chances[0]


def worsened(result: StressTest, plan: int) -> str:
    """What a plan that reaches its goal loses under the shock that hits it most; nothing if none.

    What is told first is what changes most, as a part of what it was.
    """
    worse_under = {
        number: worse
        for number in range(1, len(result.shocks))
        if (worse := _beside_its_pile(result, plan, number))
    }
    if not worse_under:
        return ""
    worst, *others = sorted(worse_under, key=lambda number: -worse_under[number][0].part)
    worse = worse_under[worst]
    values = {
        "shock": shock_name(result, worst),
        "moves": listed(_from_to(result, each) for each in worse[:MAX_WORSE]),
        "count": len(worse) - MAX_WORSE,
    }
    clause = gettext("; but under {shock} {moves}", **values)
    if len(worse) > MAX_WORSE:
        clause = gettext("; but under {shock} {moves}; worse, too: {count} more", **values)
    return clause + _under_others(result, {each: worse_under[each] for each in others})


def _under_others(result: StressTest, worse: Mapping[int, Sequence[Worsened]]) -> str:
    """What changes most under further shocks, and the names of those beyond the first few."""
    text = translatable("; under {shock} {moves}")
    further = [
        gettext(text, shock=shock_name(result, number), moves=_from_to(result, each[0]))
        for number, each in worse.items()
    ]
    rest = [shock_name(result, number) for number in list(worse)[MAX_SHOCKS:]]
    if rest:
        further[MAX_SHOCKS:] = [gettext("; worse, too, under {shocks}", shocks=listed(rest))]
    return "".join(further)


def _beside_its_pile(result: StressTest, plan: int, shock: int) -> list[Worsened]:
    """What is worse under a shock, without what waits of work that is told to pile up under it."""
    drowned_under = result.drowned(result.plans[plan].name)
    pile = drowned_under.drowns if drowned_under else None
    waits = f"{WAITING}{pile.activity}" if pile and pile.activity else ""
    cell = result.cell(plan, shock)
    same = drowned_under is not None and drowned_under.shock == cell.shock
    return [each for each in cell.worse if not (same and each.measure == waits)]


def _from_to(result: StressTest, each: Worsened) -> str:
    """Where a measure goes under a shock."""
    currency = result.plans[0].currency
    return gettext(
        "{measure} goes from {before} to {after}",
        measure=words(each.measure),
        before=mean_of(each.before, short_unit(each.measure, currency)),
        after=level_words(each.after, each.measure, currency),
    )


def regret_headline(result: StressTest) -> str:
    """Which plan is regretted least at worst, or that we cannot tell."""
    choice = result.by_worst
    more = "" if choice.tied else _not_best(result, choice.plan)  # of several each is marked
    return gettext("{said}.", said=f"{_praised(result)}{more}")


def regret_title(result: StressTest) -> str:
    """The same for a picture, in which bars say whom a plan drowns."""
    choice = result.by_worst
    if not choice.tied:
        return regret_headline(result).rstrip(".。")
    clause = _cannot_tell(result, [_quoted(result, name) for name in (choice.plan, *choice.tied)])
    if all(result.drowned(name) for name in (choice.plan, *choice.tied)):
        return gettext("{said}; each of them drowns somebody", said=clause)
    return clause


def _not_best(result: StressTest, plan: str) -> str:
    """Why a plan that is regretted least is called no best, or who else bears it; else nothing."""
    harm = _harms(result, plan)
    if _drowned_words(result, plan):
        return gettext("; but it is not called best: {harm}", harm=harm)
    return gettext("; but {harm}", harm=harm) if harm else ""


def _harms(result: StressTest, plan: str) -> str:
    """Who bears a plan without a shock, and whom it drowns under one; nothing if nobody."""
    every = (_borne_words(result, plan), _drowned_words(result, plan))
    return gettext(" and ").join(filter(None, every))


def _drowned_words(result: StressTest, plan: str) -> str:
    """Whom a plan drowns, and under which shock; nothing if nobody."""
    cell = result.drowned(plan)
    if cell is None or cell.drowns is None:
        return ""
    harm = harm_words(cell.drowns)
    if cell.shock:
        return gettext("under {shock} {harm}", harm=harm, shock=words(cell.shock))
    return harm


def _borne_words(result: StressTest, plan: str) -> str:
    """Who bears a plan without a shock, against the first plan; nothing if nobody.

    Nor where it lets work pile up, which is worse, and told.
    """
    names = [each.name for each in result.plans]
    cell = result.cell(names.index(plan), 0)
    return harm_words(cell.bears) if cell.bears and cell.drowns is None else ""


def _praised(result: StressTest) -> str:
    """The plan that is regretted least, with what it sells in all if its share does not say it."""
    clause, choice = _least_regretted(result), result.by_worst
    if choice.tied or result.regretted != HEADLINE:
        return clause
    names = [plan.name for plan in result.plans]
    sellers = result.cell(names.index(choice.plan), 0).sellers
    if sellers is None or not sellers.differs:
        return clause
    if sellers.more.verdict != "up":  # a share that rises as people leave is no gain
        return gettext("{said}, but {harm}", said=clause, harm=who_sells_now(sellers))
    return clauses([clause, who_sells_now(sellers)])


def _too(result: StressTest, plan: int) -> str:
    """Whom the plan of a sentence drowns, or who bears it, behind what it says else."""
    name = result.plans[plan].name
    harm = _harms(result, name)
    if not harm:
        return ""
    if worsened(result, plan):
        return gettext("; and {harm}", harm=harm)
    return gettext("; but {harm}", harm=harm)


def _least_regretted(result: StressTest) -> str:
    choice = result.by_worst
    if choice.tied:
        return _cannot_tell(result, [_marked(result, name) for name in (choice.plan, *choice.tied)])
    values = {
        "measure": words(result.regretted),
        "plan": titled(result, choice.plan),
        "amount": most_regretted(result, choice),
    }
    if choice.regret != 0:
        return gettext("Regretted least in {measure}: {plan}, at worst by {amount}", **values)
    missed = [cell for cell in result.cells if cell.plan == choice.plan and not cell.reached.mean]
    if missed and not _harms(result, choice.plan):
        return gettext(
            "Regretted least in {measure}: {plan}, best under each shock, but it reaches the goal"
            " in no run: {shocks}",
            **values,
            shocks=listed(words(cell.shock) or gettext("no shock") for cell in missed),
        )
    return gettext("Regretted least in {measure}: {plan}, with no regret under any shock", **values)


def _cannot_tell(result: StressTest, plans: Sequence[str]) -> str:
    """That the plan that is regretted least in these runs may be no less so than others."""
    values = {
        "measure": words(result.regretted),
        "plan": plans[0],
        "amount": most_regretted(result, result.by_worst),
        "others": listed(plans[1:]),
    }
    if result.by_worst.regret == 0:
        return gettext(
            "We cannot tell which plan is regretted least in {measure}: {plan}, with no regret in"
            " these runs, or {others}",
            **values,
        )
    return gettext(
        "We cannot tell which plan is regretted least in {measure}: {plan}, at worst by {amount},"
        " or {others}",
        **values,
    )


def _quoted(result: StressTest, name: str) -> str:
    """A plan's title, which may have commas, among others."""
    return gettext("“{said}”", said=titled(result, name))


def _marked(result: StressTest, name: str) -> str:
    """A plan's title, and whom it drowns, or who bears it."""
    harm = _harms(result, name)
    if not harm:
        return _quoted(result, name)
    return gettext("{plan} ({remark})", plan=_quoted(result, name), remark=harm)


def titled(result: StressTest, name: str) -> str:
    """A plan's title by its name."""
    return gettext(next(plan.title for plan in result.plans if plan.name == name))


def most_regretted(result: StressTest, choice: Choice) -> str:
    """A plan's regret under the shock that is worst for it."""
    pairs = (
        cell for cell in result.cells if (cell.plan, cell.shock) == (choice.plan, choice.shock)
    )
    unit = _unit(result, result.regretted)
    shown = gettext(points(unit)) if unit else ""
    return figures(next(pairs).regret, unit, between=f" {shown}".rstrip())


def stressed(result: StressTest, plan: int) -> Table:
    """One row for each shock: the chance of the goal, the means behind it, and the regret."""
    behind = (*_goal_measures(result), result.regretted)
    places = [place for place, key in enumerate(result.measures) if key in behind]
    currency = result.plans[0].currency
    means = [
        Column(
            key,
            with_unit(words(key), key, currency),
            level_format(key, currency)._replace(spread="none"),
        )
        for key in (result.measures[place] for place in places)
    ]
    regret, more = (say(result.regretted, currency) for say in (level_format, change_format))
    cells = [result.cell(plan, shock) for shock in range(len(result.shocks))]
    drowning, selling = any(cell.drowns for cell in cells), _others_sell(result)
    sold_columns = [
        Column("sold", gettext("sold in all, h a week"), Format("number", "h", 0)),
        Column("more_sold", gettext("against the first, h"), Format("change", "h", 0)),
    ]
    columns = (
        Column("shock", "", head=gettext("shock")),
        Column("reached", gettext("reaches the goal"), CHANCE),
        *means,
        Column("regret", gettext("regret"), more, on="file"),
        Column("regret", gettext("regret"), regret, on="page"),
        *(sold_columns if selling else []),
        *([Column("drowns", gettext("piles up, tasks a week"))] if drowning else []),
    )
    rows = tuple(
        (
            _touched(result, shock, cell.touched or not cell.shock),
            estimate(cell.reached),
            *(estimate(cell.levels[place].level) for place in places),
            estimate(cell.regret),
            _regret_of(result, cell, regret),
            *(_sold_cells(cell) if selling else []),
            *([pile_in_short(cell.drowns)] if drowning else []),
        )
        for shock, cell in enumerate(cells)
    )
    return Table(f"plan-{plan}", gettext(result.plans[plan].title), columns, rows)


def _others_sell(result: StressTest) -> bool:
    """Do others sell, or are there, in some plan or under some shock?"""
    share = HEADLINE in (*_goal_measures(result), result.regretted)
    return share and any(cell.sellers.differs for cell in result.cells if cell.sellers)


def _sold_cells(cell: PlanUnderShock) -> tuple[Cell, Cell]:
    sellers = cell.sellers
    return (sellers.hours_after, estimate(sellers.more)) if sellers else (None, None)


def _touched(result: StressTest, shock: int, touched: bool) -> str:
    return shock_name(result, shock) + ("" if touched else f" ({gettext('not touched')})")


def _regret_of(result: StressTest, cell: PlanUnderShock, form: Format) -> Cell:
    """What a plan falls short of the best; a plan that drowns somebody is called no best."""
    if drowns_under(result, cell):
        shown = in_one(Formatted(estimate(cell.regret), form)) if cell.regret.mean else "0"
        return gettext("{regret}, drowns somebody", regret=shown)
    return estimate(cell.regret) if cell.regret.mean != 0 else gettext("best")


def drowns_under(result: StressTest, cell: PlanUnderShock) -> bool:
    """Does a plan drown somebody under a shock, or in a year without one already?"""
    calm = (each for each in result.cells if each.plan == cell.plan and not each.shock)
    return any(each.drowns is not None for each in (cell, *calm))


def _unit(result: StressTest, measure: str) -> str:
    return short_unit(measure, result.plans[0].currency)


def _goal_measures(result: StressTest) -> list[str]:
    """The measures come first that the goals are about, each once."""
    return list(result.measures[: len({goal.split()[0] for goal in result.goals})])


def _notes(result: StressTest) -> list[str]:
    """What the shocks are, and how chances and regrets were made."""
    shocks = [
        gettext("{name}: {title}", name=words(shock.name), title=gettext(shock.title))
        for shock in result.shocks
        if shock.name
    ]
    notes = [
        gettext(
            "reaches the goal: share of {count} runs that keep every goal, with Wilson's interval",
            count=result.replications,
        ),
        gettext(
            "regret: what a plan falls short of the best plan under the same shock, with the same"
            " luck (Savage); a plan is told to be regretted more if the paired interval of the"
            " difference, held to all plans together, leaves out 0"
        ),
        gettext("who is absent is paid, and his work waits or is covered, as in any absence"),
    ]
    if _others_sell(result):
        first = titled(result, result.plans[0].name)
        notes.append(gettext("sold in all: against {plan} in a year without a shock", plan=first))
    if any(cell.drowns for cell in result.cells):
        notes.append(
            gettext(
                "drowns somebody: under this shock, or in a year without one, work piles up at"
                " somebody; no such plan is called best, whatever its regret"
            )
        )
    if result.by_mean.plan != result.by_worst.plan:
        plan = titled(result, result.by_mean.plan)
        notes.append(gettext("least regretted on average over all shocks: {plan}", plan=plan))
    if result.regretted not in _goal_measures(result):
        notes.append(gettext("regret does not ask whether the goal is reached"))
    return [*shocks, *notes, *_too_few(result)]


def _too_few(result: StressTest) -> Iterator[str]:
    """Percentiles that cannot be told of a plan under a shock."""
    for cell in result.cells:
        for measure, each in zip(result.measures, cell.levels, strict=True):
            if each.too_few:
                whose = f"{titled(result, cell.plan)}, {words(cell.shock) or gettext('no shock')}"
                yield too_few_words(whose, measure, each.too_few)
