"""What is taken for granted of every plan: that nobody is drowned in work, unless that is so today.

A role may have room while one kind of its work piles up: at people of one skill, with accounts of
their own, or who are seldom there. So each kind of work has a bound of its own. What is given up
where nobody has begun it never piles up: of that no more may lapse. Who calls on accounts is busy
with that, or not, whatever is left undone: hardly fewer calls may be made of those wanted, but for
calls that sell where selling is the aim.

Where today's company may be over a bound itself, a plan may have no more than today, with the same
random numbers: by its own mean the base would miss on one luck what was read from it on another.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence

from simulator.analysis.optimise.catalogue import UTILISATION
from simulator.analysis.optimise.objective import (
    CALLS,
    CERTAIN,
    GROWTH,
    LAPSED,
    NEAR_IN_LUCK,
    WAITING_AT_END,
    Objective,
    Today,
)
from simulator.experiment.guards import MATERIAL_MARGINS, calls_by_segment, wants_the_same
from simulator.experiment.queues import MATERIAL, SETTLED
from simulator.measures.queues import MIN_JUDGED_WEEKS
from simulator.measures.targets import Constraint
from simulator.scenario.scenario import Scenario

TOLERANCE_OF_WAITING = 0.25  # of a week's arrivals, or of what waits today
NEAR_BUSIEST, MAX_NEAR_BUSIEST = 0.01, 0.025  # tolerance of it, where luck is small or large
ASKED, COMES_IN = "asked.", "queue_asked."
OF_SELLING = (
    "direct_selling", "selling", "profit", "revenue", "sales", "deals", "customers_won", "visits",
)  # fmt: skip
OF_WAITING = ("turnaround_mean", "turnaround_median", "turnaround_p90", "waiting", "within_due")


def granted(
    target: str, asked: Collection[str], busiest: float, today: Today
) -> Iterator[Objective]:
    """The bounds that nobody asked for; ``asked`` are measures that somebody bounds."""
    guards = [
        *_utilisation_guards(busiest, today),
        *_waiting_guards(asked, today),
        *(() if busiest == 1 else _guards_of_work({target, *asked}, busiest, today)),
    ]
    yield from {each.bound.measure: each for each in guards}.values()


def _guards_of_work(aims: Collection[str], busiest: float, today: Today) -> Iterator[Objective]:
    """That nothing is left undone more than today; not where anybody may be drowned."""
    yield from _pile_guards(busiest, today)
    yield from _growth_guards(today)
    yield from _lapse_guards(today)
    yield from _call_guards(aims, today)


def _utilisation_guards(busiest: float, today: Today) -> Iterator[Objective]:
    """A guard for every role: to be no busier than said, or than today."""
    for name in today.known:
        if name.startswith(UTILISATION) and busiest < 1:
            tolerance = min(today.tolerance(name, NEAR_BUSIEST), MAX_NEAR_BUSIEST)
            yield _at_most(name, busiest, tolerance, today)


def _waiting_guards(asked: Collection[str], today: Today) -> Iterator[Objective]:
    """For each bound on waiting one on what waits at the end: what never ends has no turnaround."""
    for measure in asked:
        kind, _, activity = measure.partition(".")
        if kind in OF_WAITING:
            yield from _no_pile_of(activity.partition(".")[0], today)


def _pile_guards(busiest: float, today: Today) -> Iterator[Objective]:
    """What waits for roles that are too busy today already, of which utilisation cannot tell.

    A role that calls on accounts is busy for as long as there is somebody to call on.
    """
    scenarios = (today.base, today.whole)
    visits = {name for scenario in scenarios for name in scenario.call_plans}
    calling = {
        role
        for scenario in scenarios
        for name in visits & set(scenario.activities)
        for role in scenario.activities[name].by.roles
    }
    for role in today.base.roles:
        if role not in calling and today.may_reach(f"{UTILISATION}{role}", busiest):
            for activity in dict.fromkeys(_done_by(role, scenarios)):
                if activity not in visits:
                    yield from _no_pile_of(activity, today)


def _growth_guards(today: Today) -> Iterator[Objective]:
    """That no kind of work piles up on anybody's desk by more than what matters, or luck."""
    horizon = today.base.horizon
    if horizon.counted_weeks < MIN_JUDGED_WEEKS:
        return
    for name in today.known:
        if name.startswith(COMES_IN) and (asked := today.most(name)) > 0:
            growth = f"{GROWTH}{name.removeprefix(COMES_IN)}"
            by_chance = math.sqrt(2 * asked / (horizon.counted_weeks - 1))  # of one replication
            luck = today.spread(growth) or by_chance
            error = min(luck, by_chance) / math.sqrt(len(today.rows))
            bound = max(MATERIAL * asked, CERTAIN * error)
            yield _at_most(growth, bound, max(MATERIAL * asked, NEAR_IN_LUCK * luck), today)


def _lapse_guards(today: Today) -> Iterator[Objective]:
    """That no more work lapses than today, but for what nobody would act on."""
    for name, activity in (today.base.activities | today.whole.activities).items():
        lapsed = f"{LAPSED}{name}"
        if activity.lapses is not None and today.mean(lapsed) >= 0:
            near = today.tolerance(lapsed, MATERIAL_MARGINS["lapsed_share"])
            yield _at_most(lapsed, today.mean(lapsed), near, today)


def _call_guards(aims: Collection[str], today: Today) -> Iterator[Objective]:
    """That hardly fewer planned calls are made than today, but those that sell if that is the aim.

    Calls that the what-if wants more or less often have none: fewer of those wanted may be more.
    """
    selling = any(aim.startswith(OF_SELLING) for aim in aims)
    for name in today.base.call_plans:
        sells = today.base.activities[name].category in next(iter(today.base.selling.values()))
        every = [f"{CALLS}{name}", *calls_by_segment(name, today.base)]
        for made in () if sells and selling else every:
            gone = name not in today.whole.call_plans
            if (gone or wants_the_same(made, today.base, today.whole)) and today.mean(made) > 0:
                text = f"{made} >= today - {100 * SETTLED:g} points"
                bound = Constraint(made, ">=", -SETTLED, text)
                near = today.tolerance(made, MATERIAL_MARGINS["plan_coverage"])
                yield Objective(bound, near, asked=False, above_base=True)


def _done_by(role: str, scenarios: Sequence[Scenario]) -> Iterator[str]:
    for scenario in scenarios:
        for name, activity in scenario.activities.items():
            if role in activity.by.roles or (activity.moved and activity.moved.to == role):
                yield name


def _no_pile_of(activity: str, today: Today) -> Iterator[Objective]:
    """That no more waits at the end than comes in a week, or than waits today."""
    name = f"{WAITING_AT_END}{activity}"
    if name in today.known:
        bound = math.ceil(max(today.mean(f"{ASKED}{activity}"), 1.0))
        size = max(bound, math.ceil(today.mean(name)))
        tolerance = today.tolerance(name, max(TOLERANCE_OF_WAITING * size, 1.0))
        yield _at_most(name, bound, tolerance, today)


def _at_most(measure: str, bound: float, tolerance: float, today: Today) -> Objective:
    """A bound, or one on what a plan has more than today if today may be over it."""
    is_share = measure.startswith(UTILISATION)
    if not today.may_reach(measure, bound):
        limit = f"{100 * bound:g}%" if is_share else f"{bound:.3g}" if bound % 1 else f"{bound:.0f}"
        text = f"{measure} <= {limit}"
        return Objective(Constraint(measure, "<=", bound, text), tolerance, asked=False)
    more = max(bound - today.mean(measure), 0.0)
    above = f"{100 * more:.1f} points" if is_share else f"{more:.1f}"
    text = f"{measure} <= today + {above}" if more else f"{measure} <= today"
    at_most = Constraint(measure, "<=", more, text)
    return Objective(at_most, tolerance, asked=False, above_base=True)
