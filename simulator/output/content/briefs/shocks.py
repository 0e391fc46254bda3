"""What may befall every plan, in words: chances and regret."""

from __future__ import annotations

import math

from simulator.analysis.robustness import Cell, Choice, StressTest
from simulator.experiment.statistics import Interval
from simulator.i18n import gettext
from simulator.output.content.briefs.amounts import points, sized
from simulator.output.content.tables import Table, figures, short_unit, words


def shock_name(found: StressTest, number: int) -> str:
    """What befalls the company, in few words."""
    shock = found.shocks[number]
    return words(shock.name) if shock.name else gettext("no shock")


def chance(reached: Interval) -> str:
    """A share of years with its interval, in whole hundredths.

    >>> chance(Interval(0.35, 0.181, 0.567, 20))
    '35% [18, 57]'
    """
    mean, low, high = (f"{100 * value:.0f}" for value in reached[:3])
    return f"{mean}% [{low}, {high}]"


def stress_headlines(found: StressTest) -> list[str]:
    """How often each plan reaches its goal without a shock and under its worst, then regret."""
    return [*(_stands(found, plan) for plan in range(len(found.plans))), regret_headline(found)]


def _stands(found: StressTest, plan: int) -> str:
    count = len(found.shocks)
    cells = [found.cell(plan, shock).reached for shock in range(count)]
    worst = min(range(count), key=lambda shock: cells[shock].mean)
    title, goal = gettext(found.plans[plan].title), " and ".join(found.goals)
    if cells[worst].mean == cells[0].mean:
        return gettext(
            "{plan}: {goal} in {chance} of runs, and no less often under any shock.",
            plan=title,
            goal=goal,
            chance=chance(cells[0]),
        )
    return gettext(
        "{plan}: {goal} in {chance} of runs, least often under {shock}: {least}.",
        plan=title,
        goal=goal,
        chance=chance(cells[0]),
        shock=shock_name(found, worst),
        least=chance(cells[worst]),
    )


def regret_headline(found: StressTest) -> str:
    """Which plan is regretted least at worst, or that we cannot tell."""
    choice = found.by_worst
    what, plan = words(found.regretted), titled(found, choice.plan)
    most = most_regretted(found, choice)
    if choice.tied:
        return gettext(
            "We cannot tell which plan is regretted least in {measure}: {plan}, at worst by"
            " {amount}, or {others}.",
            measure=what,
            plan=plan,
            amount=most,
            others=", ".join(titled(found, name) for name in choice.tied),
        )
    if choice.regret == 0:
        return gettext(
            "Regretted least in {measure}: {plan}, which is best whatever happens.",
            measure=what,
            plan=plan,
        )
    return gettext(
        "Regretted least in {measure}: {plan}, at worst by {amount}.",
        measure=what,
        plan=plan,
        amount=most,
    )


def titled(found: StressTest, name: str) -> str:
    """A plan's title by its name."""
    return gettext(next(plan.title for plan in found.plans if plan.name == name))


def most_regretted(found: StressTest, choice: Choice) -> str:
    """A plan's regret under the shock that is worst for it."""
    pairs = (cell for cell in found.cells if (cell.plan, cell.shock) == (choice.plan, choice.shock))
    unit = _unit(found, found.regretted)
    shown = gettext(points(unit)) if unit else ""
    return figures(next(pairs).regret, unit, between=f" {shown}".rstrip())


def stressed(found: StressTest, plan: int) -> Table:
    """One row for each shock: the chance of the goal, the means behind it, and the regret."""
    behind = (*_goal_measures(found), found.regretted)
    shown = [place for place, key in enumerate(found.measures) if key in behind]
    rows = [
        (
            shock_name(found, shock) + ("" if touched else f" ({gettext('not touched')})"),
            chance(cell.reached),
            *(_mean_of(found, cell, place) for place in shown),
            _regret_of(cell.regret, _unit(found, found.regretted)),
        )
        for shock in range(len(found.shocks))
        for cell in [found.cell(plan, shock)]
        for touched in [cell.touched or not cell.shock]
    ]
    units = [(found.measures[place], _unit(found, found.measures[place])) for place in shown]
    heads = [f"{words(key)}, {unit}" if unit else words(key) for key, unit in units]
    return Table(("", gettext("reaches the goal"), *heads, gettext("regret")), rows)


def _regret_of(regret: Interval, unit: str) -> str:
    """A regret and half of its interval."""
    if regret.mean == 0:
        return gettext("best")
    brief = figures(Interval(regret.mean, math.nan, math.nan, regret.n), unit)
    return brief if math.isnan(regret.low) else f"{brief} ±{sized(regret.half_width, unit)}"


def _mean_of(found: StressTest, cell: Cell, place: int) -> str:
    level = cell.levels[place].level
    brief = Interval(level.mean, math.nan, math.nan, level.n)
    return figures(brief, _unit(found, found.measures[place]))


def _unit(found: StressTest, measure: str) -> str:
    return short_unit(measure, found.plans[0].currency)


def _goal_measures(found: StressTest) -> list[str]:
    """The measures come first that the goals are about, each once."""
    return list(found.measures[: len({goal.split()[0] for goal in found.goals})])


def stress_notes(found: StressTest) -> list[str]:
    """What the shocks are, and how chances and regrets were made."""
    told = [
        gettext("{name}: {title}", name=words(shock.name), title=gettext(shock.title))
        for shock in found.shocks
        if shock.name
    ]
    notes = [
        gettext(
            "reaches the goal: share of {count} runs that keep every goal, with Wilson's interval",
            count=found.replications,
        ),
        gettext(
            "regret: what a plan falls short of the best plan under the same shock, with the same"
            " luck (Savage); a plan is told to be regretted more if the paired interval of the"
            " difference, held to all plans together, leaves out 0"
        ),
        gettext("who is absent costs nothing while away"),
    ]
    if found.by_mean.plan != found.by_worst.plan:
        plan = titled(found, found.by_mean.plan)
        notes.append(gettext("least regretted on average over all shocks: {plan}", plan=plan))
    if found.regretted not in _goal_measures(found):
        notes.append(gettext("regret does not ask whether the goal is reached"))
    return [*told, *notes]
