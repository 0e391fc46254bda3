"""What decisions rest on, as sentences and rows of text: bridges, sweeps, and what follows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from simulator.explain import Explanation
from simulator.intervals import Interval
from simulator.language import say
from simulator.optimise import Beside, Finalist, Optimum, Plan, Wish
from simulator.sensitivity import Factor, Sensitivity, Surface, Swing
from simulator.stress import Cell, Choice, StressTest
from simulator.study import Design, Study
from simulator.sweep import Swept
from simulator.tables import NEVER, Table, figures, people_of, short_unit, words
from simulator.verbs import VERBS
from simulator.warmup import Settling, WarmUp

UNSAID = ("activities", "call_plans", "roles", "segments", "arises", "mean")  # in paths
GOOD_SURFACE = 0.9  # of the variance that a surface should foresee for its shares to be relied on


def points(unit: str) -> str:
    """The unit of a difference: a share's is points, not per cent of itself."""
    return "points" if unit == "%" else unit


def amount(found: Interval, measure: str, currency: str, change: bool = False) -> str:
    """A mean with its interval and unit.

    >>> amount(Interval(0.097, 0.093, 0.102, 9), "direct_selling_share", "EUR", change=True)
    '+9.7 points [9.3, 10.2]'
    """
    unit = short_unit(measure, currency)
    shown = say(points(unit) if change else unit)
    gap = "" if shown in ("", "%") else " "
    return figures(found, unit, change=change, between=f"{gap}{shown}")


# -- explain ---------------------------------------------------------------------------------------


def bridge_headline(found: Explanation) -> str:
    """What the moves bring in all, and which brings most."""
    currency = found.base.currency
    largest = max(found.bars, key=lambda bar: abs(bar.share.mean))
    total = amount(found.difference, found.measure, currency, change=True)
    share = amount(largest.share, found.measure, currency, change=True)
    return say(
        "{measure}: {total}, the largest part by {move} ({share}).",
        measure=words(found.measure).capitalize(),
        total=total,
        move=move_words(largest.name),
        share=share,
    )


def move_words(name: str) -> str:
    """A move as people write it: its verb, if it is one, and what it is done to.

    >>> move_words("reassign order_entry + hire.support")
    'reassign order entry + hire: support'
    """
    return " + ".join(_one_move(part) for part in name.split(" + "))


def _one_move(name: str) -> str:
    verb, _, what = name.partition(" ")
    return f"{say(verb)} {words(what)}" if verb in VERBS else words(name)


def bridge(found: Explanation) -> Table:
    """One row for each move: its share, made alone, made last; then the sum."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (move_words(bar.name), *(_brief(part, unit) for part in (bar.share, bar.alone, bar.last)))
        for bar in sorted(found.bars, key=lambda bar: -bar.share.mean)
    ]
    rows.append((say("all together"), _brief(found.difference, unit), "", ""))
    rows.append((say("beyond the sum of each alone"), _brief(found.interaction, unit), "", ""))
    first = say("in {unit}", unit=say(points(unit) or "the unit"))
    return Table((first, say("share"), say("made alone"), say("made last")), rows)


def _brief(found: Interval, unit: str) -> str:
    return figures(found, unit, change=True)


def bridge_notes(found: Explanation) -> list[str]:
    """How the bars were made."""
    how = (
        say(
            "Shapley shares over all {count} choices of moves; they sum to the paired difference"
            " exactly",
            count=2 ** len(found.bars),
        )
        if found.exact
        else say(
            "Shapley shares over two orders of moves drawn for each of {count} replications; they"
            " sum to the paired difference exactly",
            count=found.replications,
        )
    )
    return [
        how,
        say("made alone: no other move is made; made last: all others are there already"),
    ]


# -- sweep -----------------------------------------------------------------------------------------


def swept(found: Swept) -> Table:
    """One row for each combination of values."""
    unit = short_unit(found.measure, found.scenario.currency)
    header = [*(words(axis.path) for axis in found.axes), f"{words(found.measure)}, {say(unit)}"]
    rows = [
        (
            *(str(value) for value in point.values),
            figures(point.level, unit),
            NEVER if number == 0 else figures(point.difference, unit, change=True),
            "" if number == 0 else say(point.verdict),
        )
        for number, point in enumerate(found.points)
    ]
    return Table((*header, say("against the first"), ""), rows)


def sweep_headline(found: Swept) -> str:
    """Where the measure is lowest and highest, if it can be told that it moves at all."""
    moved = [point for point in found.points if point.verdict != "cannot tell"]
    what = words(found.measure).capitalize()
    if not moved:
        return say(
            "{measure}: we cannot tell that it moves with {paths}.",
            measure=what,
            paths=say(" and ").join(words(axis.path) for axis in found.axes),
        )
    low, high = (choose(found.points, key=lambda p: p.level.mean) for choose in (min, max))
    currency = found.scenario.currency
    return say(
        "{measure} is lowest at {lowest}, {low}, and highest at {highest}, {high}.",
        measure=what,
        lowest=_at(low.values),
        low=amount(low.level, found.measure, currency),
        highest=_at(high.values),
        high=amount(high.level, found.measure, currency),
    )


def _at(values: Sequence[object]) -> str:
    return say(" with ").join(str(value) for value in values)


# -- sensitivity -----------------------------------------------------------------------------------


def assumption(factor: Factor, found: Sensitivity) -> str:
    """What an assumption is called: its path without what goes without saying.

    Where only one of two scenarios holds it, that one is named.
    """
    keys = [key for key in factor.path.split(".") if key not in UNSAID]
    name = words(".".join(keys))
    if found.other is None or factor.held_by == "both":
        return name
    holder = found.base if factor.held_by == "base" else found.other
    return say("{assumption} in {scenario}", assumption=name, scenario=holder.name)


def sensitivity_headline(found: Sensitivity) -> str:
    """The answer and the assumption that moves it most."""
    currency = found.base.currency
    answer = amount(found.answer, found.measure, currency, change=found.other is not None)
    what = words(found.measure).capitalize()
    widest = found.tornado[0]
    if not widest.told:
        return say(
            "{measure}: {answer}; we cannot tell that any assumption moves it.",
            measure=what,
            answer=answer,
        )
    low, high = (_moved_to(found, end) for end in (widest.low, widest.high))
    return say(
        "{measure}: {answer}; moved most by {assumption}: {at_low} at {low}, {at_high} at {high}.",
        measure=what,
        answer=answer,
        assumption=assumption(widest.factor, found),
        at_low=low,
        low=widest.factor.low,
        at_high=high,
        high=widest.factor.high,
    )


def _moved_to(found: Sensitivity, change: Interval) -> str:
    """The answer at an end, without its interval."""
    mean = found.answer.mean + change.mean
    there = Interval(mean, math.nan, math.nan, change.n)
    return amount(there, found.measure, found.base.currency, change=found.other is not None)


def flips(found: Sensitivity) -> list[str]:
    """Which single assumption makes the answer another one; nothing where none is to be judged."""
    if not found.verdict:
        return []
    others = dict.fromkeys(verdict for _, _, verdict in found.flipping)
    said = [
        say(
            "{question}: {verdict} as assumed, but {other} with {ends}.",
            question=_question(found),
            verdict=say(found.verdict),
            other=say(other),
            ends=", ".join(_ends_of(found, other)),
        )
        for other in others
    ]
    none = say(
        "{question}: {verdict}; no assumption alone, at either end of its range, changes that.",
        question=_question(found),
        verdict=say(found.verdict),
    )
    return said or [none]


def _ends_of(found: Sensitivity, verdict: str) -> list[str]:
    """The ends that make the answer another one, for each answer."""
    return [
        say("{assumption} at {value}", assumption=assumption(factor, found), value=value)
        for factor, value, there in found.flipping
        if there == verdict
    ]


def _question(found: Sensitivity) -> str:
    return found.goal.said if found.goal else words(found.measure).capitalize()


def tornado(found: Sensitivity) -> Table:
    """One row for each assumption: what its ends change, and what the answer is there."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (
            assumption(swing.factor, found),
            _from_to(str(swing.factor.low), str(swing.factor.high)),
            _give_or_take(swing.low, unit),
            _give_or_take(swing.high, unit),
            _there(swing),
        )
        for swing in found.tornado
    ]
    header = (say("in {unit}", unit=say(points(unit) or "the unit")), say("range"))
    return Table((*header, say("low end"), say("high end"), say("there")), rows)


def _from_to(low: str, high: str) -> str:
    """Both ends of a range, their unit once if it is the same.

    >>> _from_to("6 min", "41 min"), _from_to("40 min", "1.5 h")
    ('6 – 41 min', '40 min – 1.5 h')
    """
    number, _, unit = low.partition(" ")
    return f"{number if unit and high.endswith(f' {unit}') else low} – {high}"


def _give_or_take(found: Interval, unit: str) -> str:
    """A change and half of its interval."""
    brief = figures(Interval(found.mean, math.nan, math.nan, found.n), unit, change=True)
    return f"{brief} ±{_size(found.half_width, unit, digits=2)}"


def _there(swing: Swing) -> str:
    """What the answer is at both ends, once if it is the same."""
    if swing.reach == 0:
        return say("moves nothing")
    if not swing.told:
        return say("within noise")
    low, high = swing.at_low, swing.at_high
    if low == high:
        return say(low)
    return " – ".join("?" if each == "cannot tell" else say(each) for each in (low, high))


def screening(found: Sensitivity) -> Table:
    """One row for each assumption: how much it moves anywhere, how unevenly, and the noise."""
    unit = short_unit(found.measure, found.base.currency)
    rows = [
        (
            assumption(each.factor, found),
            f"{_size(each.size, unit)} ± {_size(each.size_spread, unit)}",
            _size(each.sigma, unit),
            _size(each.noise, unit),
            say(each.told),
        )
        for each in found.screening
    ]
    header = (say("in {unit}", unit=say(points(unit) or "the unit")), "mu*", "sigma", say("noise"))
    return Table((*header, ""), rows)


def _size(value: float, unit: str, digits: int = 3) -> str:
    if math.isnan(value):
        return NEVER
    rounded = f"{value * (100 if unit == '%' else 1):.{digits}g}"
    return f"{float(rounded):,g}"


def variance(found: Sensitivity) -> Table:
    """One row for each of the few: its share of the variance among them."""
    shares = found.surface.shares if found.surface else ()
    rows = [
        (assumption(each.factor, found), figures(each.first, "%"), figures(each.total, "%"))
        for each in shares
    ]
    return Table((say("in %"), say("by itself"), say("with its interactions")), rows)


def sensitivity_notes(found: Sensitivity) -> list[str]:
    """How each of the three looks was made, and what they cannot see."""
    notes = [
        say(
            "mu* (Morris): mean size of an effect over the whole range, on {count} trajectories"
            " with {looks} replications of their own; sigma: how much it differs between them;"
            " noise: what luck alone does to one effect",
            count=found.trajectories,
            looks=found.looks,
        ),
        say(
            "tornado: one value at a time, all others as they are; paired differences over"
            " {count} replications, each interval by itself; there: the answer at the low and at"
            " the high end, ? where it cannot be told",
            count=found.replications,
        ),
    ]
    return [*notes, *_about_the_surface(found.surface)]


def _about_the_surface(surface: Surface | None) -> list[str]:
    if surface is None:
        return [say("no shares of variance: no assumption was told to move the answer")]
    said = say(
        "shares of variance (Sobol): not of the simulator itself but of a quadratic surface fitted"
        " to {count} points of it, each value uniform over its range; it foresees {explained} of"
        " what differs between them; {noise} of that is replication noise",
        count=surface.points,
        explained=f"{surface.explained:.1%}",
        noise=f"{surface.noise:.1%}",
    )
    if surface.explained >= GOOD_SURFACE:
        return [said]
    return [said, say("the surface is a poor likeness: do not rely on these shares")]


# -- the warm-up -----------------------------------------------------------------------------------


def warm_up_headline(found: WarmUp) -> str:
    """When each thing observed has settled, beside the warm-up that the scenario says."""
    said = "; ".join(f"{say(each.name)}: {settled(each, found.said)}" for each in found.settlings)
    return say("Warm-up of {weeks} weeks; {settled}.", weeks=found.said, settled=said)


def settled(each: Settling, said: int) -> str:
    """When one thing observed has settled."""
    if math.isnan(each.weeks):
        return say("not settled within half of the horizon")
    if not each.weeks:
        return say("settled from the start")
    week = f"{each.weeks:.0f}"
    if each.weeks <= said:
        return say("settled after week {week}", week=week)
    return say("settled after week {week}, later than the warm-up", week=week)


# -- stress ----------------------------------------------------------------------------------------


def shock_name(found: StressTest, number: int) -> str:
    """What befalls the company, in few words."""
    shock = found.shocks[number]
    return words(shock.name) if shock.name else say("no shock")


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
    title, goal = say(found.plans[plan].title), " and ".join(found.goals)
    if cells[worst].mean == cells[0].mean:
        return say(
            "{plan}: {goal} in {chance} of years, and no less often under any shock.",
            plan=title,
            goal=goal,
            chance=chance(cells[0]),
        )
    return say(
        "{plan}: {goal} in {chance} of years, least often under {shock}: {least}.",
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
        return say(
            "We cannot tell which plan is regretted least in {measure}: {plan}, at worst by"
            " {amount}, or {others}.",
            measure=what,
            plan=plan,
            amount=most,
            others=", ".join(titled(found, name) for name in choice.tied),
        )
    if choice.regret == 0:
        return say(
            "Regretted least in {measure}: {plan}, which is best whatever happens.",
            measure=what,
            plan=plan,
        )
    return say(
        "Regretted least in {measure}: {plan}, at worst by {amount}.",
        measure=what,
        plan=plan,
        amount=most,
    )


def titled(found: StressTest, name: str) -> str:
    """A plan's title by its name."""
    return say(next(plan.title for plan in found.plans if plan.name == name))


def most_regretted(found: StressTest, choice: Choice) -> str:
    """A plan's regret under the shock that is worst for it."""
    pairs = (cell for cell in found.cells if (cell.plan, cell.shock) == (choice.plan, choice.shock))
    unit = _unit(found, found.regretted)
    shown = say(points(unit)) if unit else ""
    return figures(next(pairs).regret, unit, between=f" {shown}".rstrip())


def stressed(found: StressTest, plan: int) -> Table:
    """One row for each shock: the chance of the goal, the means behind it, and the regret."""
    behind = (*_goal_measures(found), found.regretted)
    shown = [place for place, key in enumerate(found.measures) if key in behind]
    rows = [
        (
            shock_name(found, shock) + ("" if touched else f" ({say('not touched')})"),
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
    return Table(("", say("reaches the goal"), *heads, say("regret")), rows)


def _regret_of(regret: Interval, unit: str) -> str:
    """A regret and half of its interval."""
    if regret.mean == 0:
        return say("best")
    brief = figures(Interval(regret.mean, math.nan, math.nan, regret.n), unit)
    return brief if math.isnan(regret.low) else f"{brief} ±{_size(regret.half_width, unit)}"


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
        say("{name}: {title}", name=words(shock.name), title=say(shock.title))
        for shock in found.shocks
        if shock.name
    ]
    notes = [
        say(
            "reaches the goal: share of {count} years that keep every goal, with Wilson's interval",
            count=found.replications,
        ),
        say(
            "regret: what a plan falls short of the best plan under the same shock, with the same"
            " luck (Savage); a plan is told to be regretted more if the paired interval of the"
            " difference, held to all plans together, leaves out 0"
        ),
        say("who is absent costs nothing while away"),
    ]
    if found.by_mean.plan != found.by_worst.plan:
        plan = titled(found, found.by_mean.plan)
        notes.append(say("least regretted on average over all shocks: {plan}", plan=plan))
    if found.regretted not in _goal_measures(found):
        notes.append(say("regret does not ask whether the goal is reached"))
    return [*told, *notes]


# -- study -----------------------------------------------------------------------------------------


def design_name(days: int, moments: int) -> str:
    """How a study looks at each person."""
    if days == moments == 1:
        return say("single moments")
    if moments and days == 1:
        return say("{moments} moments, one day", moments=moments)
    if moments:
        return say("{moments} a day, {days} days", moments=moments, days=days)
    return say("diary, one day") if days == 1 else say("diary, {days} days", days=days)


def study_headline(found: Study) -> str:
    """The design with the fewest person-days, and what it tells."""
    best = found.recommended
    before, after = (f"{100 * each.share:.3g}%" for each in found.spreads)
    power = f"{100 * found.power:.4g}%"
    if best.is_alone:
        return say(
            "{count} random moments before and as many after tell {before} from {after} in"
            " {power} of studies.",
            count=f"{best.observations:,}",
            before=before,
            after=after,
            power=power,
        )
    return say(
        "{count} person-days before and as many after ({design}, {people} people) tell {before}"
        " from {after} in {power} of studies.",
        count=f"{best.person_days:,}",
        design=design_name(best.days, best.moments),
        people=f"{best.people:,}",
        before=before,
        after=after,
        power=power,
    )


def studied(found: Study) -> Table:
    """One row for each design: what it needs before and again after, and whether that suffices."""
    rows = [
        (
            design_name(each.days, each.moments),
            _people(found, each),
            f"{each.person_days:,}",
            f"{each.observations:,}" if each.moments else NEVER,
            figures(each.achieved, "%"),
            NEVER if math.isnan(each.measured) else f"{each.measured:.2f}",
        )
        for each in found.designs
    ]
    header = ("", say("people"), say("person-days"), say("moments"))
    return Table((*header, say("power, %"), say("design effect")), rows)


def _people(found: Study, design: Design) -> str:
    if design.is_alone:
        return say("any")
    people = f"{design.people:,}"
    return people if found.fits(design) else f"{people} > {found.team}"


def study_notes(found: Study) -> list[str]:
    """What was assumed, how days vary, and what one share alone needs."""
    notes = [
        say("design effect: moments needed, over those needed if each stood alone; as tried"),
        say(
            "to know one share within {half}: {before} moments before, {after} after",
            half=f"{100 * found.half_width:.3g} {say('points')}",
            before=f"{found.alone[0]:,}",
            after=f"{found.alone[1]:,}",
        ),
        say("single moments: each of another person, or on another day"),
    ]
    return [*notes, *_about_the_days(found)] if found.arms else notes


def _about_the_days(found: Study) -> list[str]:
    """How shares vary, and what the trials were drawn from."""
    before, after = found.spreads
    return [
        say(
            "shares vary by {people} points (standard deviation) between people and {days} between"
            " days of a person before the change, {people_after} and {days_after} after it",
            people=f"{100 * before.people:.1f}",
            days=f"{100 * before.days:.1f}",
            people_after=f"{100 * after.people:.1f}",
            days_after=f"{100 * after.days:.1f}",
        ),
        say(
            "power: share of studies, drawn from {before} and {after} simulated person-days of"
            " {who}, that tell the difference; both studies draw their people by themselves",
            before=f"{before.person_days:,}",
            after=f"{after.person_days:,}",
            who=people_of(found.role),
        ),
    ]


# -- optimise --------------------------------------------------------------------------------------


def optimum_headline(found: Optimum) -> str:
    """The plan to take and what it comes to, or why there is none."""
    best = found.finalists[0]
    values = {
        "plan": plan_words(found, best.plan),
        "cost": amount(best.levels[0], found.aim.minimised, found.base.currency),
        "minimised": say(words(found.aim.minimised)),
        "kept": "; ".join(_kept(found, best.levels)),
    }
    if found.chosen:
        return say("The cheapest plan found: {plan}. {minimised}: {cost}; {kept}.", **values)
    if found.decided:
        return say(
            "No plan was found that keeps the bounds. The nearest: {plan}. {kept}.", **values
        )
    return say(
        "We cannot tell within {most} replications which plan is the cheapest that keeps the"
        " bounds. By its means it is: {plan}. {minimised}: {cost}; {kept}.",
        most=found.most,
        **values,
    )


def plan_words(found: Optimum, plan: Plan) -> str:
    """A plan in words: which moves, and whom to hire."""
    hired = [f"{number:+d} {say(words(role))}" for role, number in plan.hires if number]
    return "; ".join([_moves(found, plan), ", ".join(hired) or say("nobody hired")])


def _moves(found: Optimum, plan: Plan) -> str:
    left_out = [words(move) for move in found.moves if move not in plan.moves]
    if not plan.moves:
        return say("no moves")
    if not left_out:
        return say("all moves")
    if len(left_out) < len(plan.moves):
        return say("all moves but {moves}", moves=", ".join(left_out))
    return say("only {moves}", moves=", ".join(map(words, plan.moves)))


def _kept(found: Optimum, levels: Sequence[Interval]) -> list[str]:
    """What each bounded measure comes to, and by how much it misses its bound.

    What is taken for granted is told only if it is missed.
    """
    said = []
    for wish, level in zip(found.aim.wishes, levels[1:], strict=True):
        values = {
            "measure": say(words(wish.bound.measure)),
            "level": amount(level, wish.bound.measure, found.base.currency),
            "bound": wish.bound.said,
        }
        if not wish.bound.met_by(level.mean):
            said.append(say("{measure}: {level}, which misses {bound}", **values))
        elif wish.asked:
            said.append(say("{measure}: {level}", **values))
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
    return Table((say("finalist"), say("replications"), ""), rows)


def _standing(each: Finalist) -> str:
    said = {
        "chosen": say("chosen"),
        "dearer": say("dearer"),
        "keeps": say("keeps the bounds"),
        "breaks": say("misses a bound"),
        "open": say("cannot tell"),
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
    return Table(("", names[0], say("more than the first"), *names[1:]), rows)


def _levels(found: Optimum, each: Finalist | Beside) -> list[str]:
    """What a plan costs, how much more than the first, and what was asked of it besides."""
    units = [short_unit(measure, found.base.currency) for measure in found.aim.measures]
    cost, *others = (figures(each.levels[place], units[place]) for place in _asked(found))
    return [cost, figures(each.dearer, units[0], change=True), *others]


def _named(found: Optimum) -> list[str]:
    """What was asked for, with units."""
    measures = [found.aim.measures[place] for place in _asked(found)]
    pairs = ((say(words(name)), short_unit(name, found.base.currency)) for name in measures)
    return [f"{name}, {unit}" if unit else name for name, unit in pairs]


def beside_the_best(found: Optimum) -> Table:
    """One row for each small step from the plan chosen: what it would cost and break."""
    rows = [
        (_step(found, each), *_levels(found, each)[1:], _verdict(found, each))
        for each in found.beside
    ]
    names = _named(found)
    return Table((say("one step away"), say("more {cost}", cost=names[0]), *names[1:], ""), rows)


def _step(found: Optimum, each: Beside) -> str:
    if each.what in found.moves:
        move = words(each.what)
        return say("with {move}", move=move) if each.step > 0 else say("without {move}", move=move)
    hired = dict(each.plan.hires)[each.what] - dict(found.finalists[0].plan.hires)[each.what]
    return f"{hired:+d} {say(words(each.what))}"


def _verdict(found: Optimum, each: Beside) -> str:
    wishes = zip(found.aim.wishes, each.levels[1:], strict=True)
    missed = [wish for wish, level in wishes if not wish.bound.met_by(level.mean)]
    if any(wish.asked for wish in missed):
        return say("misses")
    if missed:
        return say("too busy")
    return say("as good") if found.is_as_good(each) else say("dearer")


def frontier(found: Optimum) -> Table:
    """One row for each plan tried than which none is both cheaper and better."""
    measures = found.aim.measures[:2]
    units = [short_unit(measure, found.base.currency) for measure in measures]
    rows = [
        (plan_words(found, each.plan), *map(_alone, each.values, units)) for each in found.frontier
    ]
    return Table((say("frontier, as searched"), *_named(found)[:2]), rows)


def _alone(value: float, unit: str) -> str:
    """A mean without an interval: the search has few replications, and chooses among them."""
    return figures(Interval(value, math.nan, math.nan, 1), unit)


def optimum_notes(found: Optimum) -> list[str]:
    """What is promised, how flat it is near the best, and how it was searched."""
    currency = found.base.currency
    worth = amount(Interval(found.aim.worth, math.nan, math.nan, 1), found.aim.minimised, currency)
    searched = say(
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
        return say(
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
        return say(
            "with probability {probability}: no bound is missed by more than its tolerance"
            " ({tolerances}), and none of {count} finalists that keeps them is cheaper by more"
            " than {worth}",
            **values,
        )
    return say(
        "with probability {probability}: none of {count} finalists keeps every bound by its"
        " tolerance ({tolerances})",
        **values,
    )


def _tolerance(found: Optimum, wish: Wish) -> str:
    measure = wish.bound.measure
    alone = Interval(wish.tolerance, math.nan, math.nan, 1)
    size = amount(alone, measure, found.base.currency, change=True).lstrip("+")
    return f"{say(words(measure))} ±{size}"


def _flatness(found: Optimum, worth: str) -> list[str]:
    """How many other plans are as good, if one was chosen."""
    if not found.chosen:
        return []
    count = len(found.as_good)
    return [
        say(
            "how flat it is: {count} other plans judged keep the bounds, too, within {worth} of"
            " the best",
            count=count,
            worth=worth,
        )
    ]
