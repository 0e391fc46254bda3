"""What every sum of money can buy: plans than which none is both cheaper and better.

Plans are left out only if even the best that may be expected of them is dominated by one simulated.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from simulator.analysis.optimise.final_stage import NO_INTERVAL
from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.nearest import TIE
from simulator.analysis.optimise.objective import (
    CERTAIN,
    TOLERANCE_OF_A_SHARE,
    WORTH,
    Aim,
    Objective,
)
from simulator.analysis.optimise.plans import Plan
from simulator.analysis.optimise.polish import SameOrLess, size
from simulator.analysis.optimise.ranking_selection import Decision
from simulator.analysis.optimise.result import FrontierStep
from simulator.analysis.optimise.search import AT_ONCE, GROWING, Effort, Outlook, outlook
from simulator.analysis.optimise.surrogate import Flags
from simulator.analysis.optimise.trials import FIRST, Trials
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Interval, bonferroni, confidence_interval
from simulator.measures.targets import COST, Constraint, unit_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.units import WEEKS_A_YEAR

POINT = 0.01  # of a share
UNKNOWN: Decision = "open"
AGAIN = 6  # times that the frontier is looked for without plans that fresh luck rules out
FLAT = 1 / 3  # of the step worth showing: gains below it are not looked for


class Axes(NamedTuple):
    """Which of the measures are money and good, and which bounds hold all along."""

    money: int
    good: int
    side: int  # 1: the more the better
    guards: Flags  # whether each wish holds all along
    worth: float  # of what is good: steps within it are one
    share: bool  # whether it is a share, of which a hundredth is a point


def axes_of(aim: Aim, level: float) -> Axes:
    """Money against what is maximised, or against what the goal bounds; the level is today's."""
    guards = np.array([not wish.spends for wish in aim.wishes], dtype=bool)
    good, side = 0, 1
    if not aim.largest:
        good, side = 1, 1 if aim.wishes[0].bound.side == ">=" else -1
        guards[0] = False
    share = unit_of(describe(aim.measures[good])) == "share"
    worth = TOLERANCE_OF_A_SHARE if share else WORTH * abs(level)
    money = aim.measures.index(COST) if aim.measures[0] == COST else len(aim.measures) - 1
    return Axes(money, good, side, guards, worth, share)


def explore(trials: Trials, axes: Axes, effort: Effort) -> list[int]:
    """Simulates whatever might be on the frontier; the plans on it, the cheapest first."""
    while True:
        view = outlook(trials)
        corners = _corners(view, axes)
        growing = [plan for plan in corners if trials.seen(plan) < trials.wanted][:GROWING]
        wanted = {plan: min(2 * trials.seen(plan), trials.wanted) for plan in growing}
        left = max(effort.tries - len(trials.outputs), 0)
        chosen = _undominated(view, axes, corners)
        effort.report(len(chosen) + len(growing))
        wanted |= dict.fromkeys(chosen[: min(left, AT_ONCE)], FIRST)
        if not wanted:
            return _steps(view, axes, corners)
        trials.evaluate(wanted)


# -- on fresh luck ---------------------------------------------------------------------------------


class Staircase(NamedTuple):
    """The steps of the frontier on fresh luck, and how many plans it is without."""

    steps: tuple[FrontierStep, ...]
    without: int  # plans that the search's luck put there, and fresh luck did not
    today: Interval = NO_INTERVAL  # what the base has of what is bought


@dataclass(frozen=True, eq=False)
class FreshSteps:
    """The fresh luck on which steps are looked for, and told by as many replications or more."""

    trials: Trials
    axes: Axes
    fresh: FreshLuck
    count: int
    polish: Callable[[Plan, SameOrLess], Plan]  # to a smaller plan that is as good
    final_count: int = 0  # replications by which steps are told, if they are more

    def means(self, plan: Plan) -> Numbers:
        """What is looked at, on average."""
        means: Numbers = self.fresh.outputs(plan, self.count).mean(axis=1)
        return means

    def good(self, plan: Plan) -> float:
        """How much of what is good a plan gives."""
        return self.axes.side * float(self.means(plan)[self.axes.good])

    def wanted(self, plan: Plan) -> SameOrLess:
        """That a smaller plan costs no more, gives as much and keeps the same bounds."""
        axes, aim, means = self.axes, self.trials.aim, self.means(plan)
        measure = aim.measures[axes.good]
        side: Literal[">=", "<="] = ">=" if axes.side > 0 else "<="
        least = means[axes.good] - axes.side * TIE * axes.worth
        held = zip(enumerate(aim.wishes, 1), axes.guards, strict=True)
        bounds = [(place, wish.bound) for (place, wish), is_held in held if is_held]
        bounds.append((axes.good, Constraint(measure, side, float(least), "")))
        return SameOrLess(axes.money, 1, TIE * WORTH * abs(means[axes.money]), tuple(bounds))


def staircase(ground: FreshSteps, effort: Effort) -> Staircase:
    """The steps of the frontier on fresh luck, with intervals that hold together.

    Where a plan misses a bound on fresh luck, the next that may keep it is looked at instead. A
    smaller plan that is as good takes the place of a step, and so does whatever else was seen on
    fresh luck and is both no dearer and no worse. Steps are told of as many replications as the
    plan chosen, so that it lies where it is told of by itself.
    """
    trials, fresh, seen = ground.trials, ground.fresh, dict[int, None]()
    for _ in range(AGAIN):
        corners = explore(trials, ground.axes, effort)
        new = [corner for corner in corners if corner not in seen]
        if not new:
            break
        seen |= dict.fromkeys(new)
        fresh.see([*(trials.catalogue.plans[corner] for corner in new), None], ground.count)
        _judge(trials, ground.axes, fresh, new)
    kept = [corner for corner in seen if not _is_missed(trials, ground.axes, corner)]
    plans = _rising([trials.catalogue.plans[corner] for corner in kept], ground)
    stood = set(plans)
    for plan in plans:
        ground.polish(plan, ground.wanted(plan))
    plans = _rising(_keeping(ground, plans), ground)
    ground = replace(ground, count=max(ground.count, ground.final_count))
    fresh.see([*plans, None], ground.count)
    plans = _rising(plans, ground)
    confidence = bonferroni(2 * max(len(plans), 1) + 1)
    steps = [
        _step(ground, plan, before, confidence)
        for before, plan in zip([None, *plans], plans, strict=False)
    ]
    today = fresh.level_of_base(
        ground.trials.aim.measures[ground.axes.good], confidence, ground.count
    )
    return Staircase(tuple(steps), len(seen) - len(stood), today)


def _keeping(ground: FreshSteps, steps: Sequence[Plan]) -> list[Plan]:
    """All plans seen on fresh luck that keep the bounds; those that may be steps by all of it."""
    fresh, number = ground.fresh, ground.trials.catalogue.number
    others = [plan for plan in fresh.rows if plan is not None and plan not in steps]
    fresh.see([plan for plan in others if _may_beat(ground, plan, steps)], ground.count)
    plans = [p for p in fresh.rows if p is not None and fresh.seen(p) >= ground.count]
    _judge(ground.trials, ground.axes, fresh, [number[plan] for plan in plans])
    return [p for p in plans if not _is_missed(ground.trials, ground.axes, number[p])]


def _may_beat(ground: FreshSteps, plan: Plan, steps: Sequence[Plan]) -> bool:
    """Whether a plan seems to cost no more and to give no less than a step, on the same luck."""
    fresh, axes = ground.fresh, ground.axes
    for step in steps:
        both = min(fresh.seen(plan), ground.count)
        more = (fresh.outputs(plan, both) - fresh.outputs(step, both)).mean(axis=1)
        if more[axes.money] <= 0 and axes.side * more[axes.good] >= -FLAT * axes.worth:
            return True
    return False


def _step(ground: FreshSteps, plan: Plan, before: Plan | None, confidence: float) -> FrontierStep:
    fresh, count = ground.fresh, ground.count
    return FrontierStep(
        plan,
        fresh.money(plan, confidence, count),
        fresh.level(plan, ground.axes.good, confidence, count),
        NO_INTERVAL if before is None else _price(ground, plan, before, confidence),
        tuple(map(float, ground.means(plan))),
    )


def _judge(trials: Trials, axes: Axes, fresh: FreshLuck, corners: list[int]) -> None:
    """What fresh luck says of the bounds that hold all along, where it has not been said yet."""
    for corner in corners:
        means = fresh.means(trials.catalogue.plans[corner])[1:]
        before = trials.judged.get(corner, (UNKNOWN,) * len(trials.aim.wishes))
        trials.judged[corner] = tuple(
            _by_mean(wish, mean) if decision == "open" and held else decision
            for wish, mean, decision, held in zip(
                trials.aim.wishes, means, before, axes.guards, strict=False
            )
        )


def _by_mean(wish: Objective, mean: float) -> Decision:
    near_enough = wish.limit.near_enough and not wish.misses(mean)
    return "keeps" if near_enough or wish.bound.met_by(mean) else "breaks"


def _is_missed(trials: Trials, axes: Axes, corner: int) -> bool:
    pairs = zip(trials.judged[corner], axes.guards, strict=True)
    return any(decision == "breaks" and held for decision, held in pairs)


def _rising(plans: Sequence[Plan], ground: FreshSteps) -> list[Plan]:
    """Plans by what they cost on fresh luck, without those that add less than is worth showing.

    Of those that cost the same, the smallest first.
    """

    def money(plan: Plan) -> tuple[float, tuple[int, int]]:
        return float(ground.means(plan)[ground.axes.money]), size(plan)

    rising: list[Plan] = []
    for plan in sorted(plans, key=money):
        if not rising or ground.good(plan) - ground.good(rising[-1]) >= ground.axes.worth:
            rising.append(plan)
    return rising


def _price(ground: FreshSteps, plan: Plan, before: Plan, confidence: float) -> Interval:
    """What a point, or a unit, more costs a year by the step before.

    Its ends are those of the money over those of what is gained; none if there may be no gain, or
    if it may cost nothing.
    """
    axes, fresh, count = ground.axes, ground.fresh, ground.count
    between = fresh.outputs(plan, count) - fresh.outputs(before, count)
    money = confidence_interval(WEEKS_A_YEAR * between[axes.money], confidence)
    unit = axes.side * (POINT if axes.share else 1.0)
    gained = confidence_interval(between[axes.good] / unit, confidence)
    mean = money.mean / gained.mean if gained.mean else math.nan
    if not (gained.low > 0 and money.low > 0):
        return Interval(mean, math.nan, math.nan, count)
    ends = [of / by for of in (money.low, money.high) for by in (gained.low, gained.high)]
    return Interval(mean, min(ends), max(ends), count)


# -- on the luck of the search ---------------------------------------------------------------------


def _corners(view: Outlook, axes: Axes) -> list[int]:
    """Plans simulated that keep the guards, none of them dominated, the cheapest first."""
    keeping = ~view.known.missing_of(axes.guards)
    plans = view.known.plans[keeping]
    money, good = view.levels[plans, axes.money], axes.side * view.levels[plans, axes.good]
    corners: list[int] = []
    best = -np.inf
    for place in np.lexsort((-good, money)):
        if good[place] > best and np.isfinite(money[place]):
            corners.append(int(plans[place]))
            best = good[place]
    return corners


def _undominated(view: Outlook, axes: Axes, corners: list[int]) -> list[int]:
    """Plans not simulated that might be on the frontier, those first that would gain the most."""
    money = view.levels[:, axes.money] - CERTAIN * view.errors[axes.money]
    money = np.fmax(money, view.catalogue.expected.floor)
    good = axes.side * view.levels[:, axes.good]
    margin = CERTAIN * view.errors[axes.good]
    gain = good + margin - _best_for(view, axes, corners, money)
    out = view.simulated | ~view.catalogue.possible | view.missed[:, axes.guards].any(axis=1)
    plans = np.flatnonzero(~out & (gain > FLAT * axes.worth))
    order = np.argsort(-gain[plans], kind="stable")
    return [int(plan) for plan in plans[order]]


def _best_for(view: Outlook, axes: Axes, corners: list[int], money: Numbers) -> Numbers:
    """The most that plans on the frontier reach for no more than so much money."""
    prices = view.levels[corners, axes.money]
    reached = np.concatenate([[-np.inf], axes.side * view.levels[corners, axes.good]])
    best: Numbers = reached[np.searchsorted(prices, money, side="right")]
    return best


def _steps(view: Outlook, axes: Axes, corners: list[int]) -> list[int]:
    """Corners that gain at least what is worth showing over the one before."""
    steps: list[int] = []
    for plan in corners:
        good = axes.side * view.levels[plan, axes.good]
        if not steps or good - axes.side * view.levels[steps[-1], axes.good] >= axes.worth:
            steps.append(plan)
    return steps
