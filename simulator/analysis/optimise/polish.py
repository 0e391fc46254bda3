"""From a plan to a smaller one that is as good: what brings nothing is not done.

Plans are compared on one fresh luck. Whatever may be as good by a few replications gets more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.plans import Plan, PlanStep, Space, neighbours
from simulator.experiment.statistics import confidence_interval
from simulator.measures.targets import Constraint
from simulator.scenario.elementary import Numbers

FEW = 4  # replications by which what is clearly no match is left out


class SameOrLess(NamedTuple):
    """What a smaller plan must come to: its price no higher, its bounds kept as far as before."""

    price: int  # the place of what shall not be dearer among the measures looked at
    sign: int  # what makes it something to minimise
    tie: float  # how much dearer is the same
    bounds: tuple[tuple[int, Constraint], ...]  # each with the place of its measure


@dataclass(frozen=True, eq=False)
class Polish:
    """Small steps from a plan that was judged, its levels known by the most replications."""

    space: Space
    fresh: FreshLuck
    start: Plan
    wanted: SameOrLess
    possible: Callable[[Plan], bool]
    count: int  # replications of a plan that is taken

    def smallest(self) -> Plan:
        """The plan from which no step leads to a smaller one that is as good.

        Nor does one lead to a plan of the same size that is surely cheaper. All are no dearer than
        the cheapest on the way, give or take a tie.
        """
        plan = least = self.start
        while (following := self._next(plan, least)) is not None:
            plan = following
            least = min(least, plan, key=self._price)
        return plan

    def _next(self, plan: Plan, least: Plan) -> Plan | None:
        steps = [
            step
            for step in neighbours(self.space, plan)
            if size(step.plan) <= size(plan) and self.possible(step.plan)
        ]
        self.fresh.see([step.plan for step in steps], min(FEW, self.count))
        steps = [step for step in steps if self._may_be_as_good(step.plan, least)]
        self.fresh.see([step.plan for step in steps], self.count)
        good = [step for step in steps if self._is_as_good(step.plan, least)]
        good.sort(key=lambda step: (size(step.plan), self._price(step.plan)))
        smaller = [step for step in good if size(step.plan) < size(plan)]
        if smaller:
            return self._several(plan, least, smaller) or smaller[0].plan
        same = (step.plan for step in good if self._is_cheaper(step.plan, plan))
        return next(same, None)

    def _several(self, plan: Plan, least: Plan, steps: Sequence[PlanStep]) -> Plan | None:
        """All steps at once, or half of them, or half of these: of twelve ten may bring nothing."""
        number = len(steps)
        while number > 1:
            other = together(self.space, plan, steps[:number])
            if self.possible(other):
                self.fresh.see([other], self.count)
                if self._is_as_good(other, least):
                    return other
            number //= 2
        return None

    # -- judged on fresh luck ----------------------------------------------------------------------

    def _levels(self, plan: Plan) -> Numbers:
        """What is looked at: that of the start plus the paired difference."""
        between = self._between(plan, self.start)
        levels: Numbers = np.array(self.fresh.means(self.start)) + between.mean(axis=1)
        return levels

    def _between(self, plan: Plan, other: Plan) -> Numbers:
        both = min(self.fresh.seen(plan), self.fresh.seen(other))
        return self.fresh.outputs(plan, both) - self.fresh.outputs(other, both)

    def _price(self, plan: Plan) -> float:
        return self.wanted.sign * float(self._levels(plan)[self.wanted.price])

    def _is_as_good(self, plan: Plan, least: Plan) -> bool:
        """No dearer than the cheapest so far, and each bound kept as it was by the start."""
        if not self._price(plan) <= self._price(least) + self.wanted.tie:
            return False
        return all(self._is_kept(plan, place, bound) for place, bound in self.wanted.bounds)

    def _is_kept(self, plan: Plan, place: int, bound: Constraint) -> bool:
        """Kept for sure, or kept by its mean and not surely less than by the start.

        What never happened keeps no bound. What the start misses may be missed by no more.
        """
        level = float(self._levels(plan)[place])
        if not bound.missing(level) <= self._slack(place, bound):
            return False
        own = confidence_interval(self.fresh.outputs(self.start)[place])
        if bound.met_by(level - own.half_width) and bound.met_by(level + own.half_width):
            return True
        more = confidence_interval(self._between(plan, self.start)[place])
        return more.high >= 0 if bound.side == ">=" else more.low <= 0

    def _slack(self, place: int, bound: Constraint) -> float:
        return max(bound.missing(self.fresh.means(self.start)[place]), 0.0)

    def _may_be_as_good(self, plan: Plan, least: Plan) -> bool:
        """The same at the better end of each interval."""
        between, means = self._between(plan, self.start), self.fresh.means(self.start)
        cheapest = min(self._ends(between, self.wanted.price, means, self.wanted.sign))
        if not cheapest <= self._price(least) + self.wanted.tie:
            return False
        return all(
            min(map(bound.missing, self._ends(between, place, means))) <= self._slack(place, bound)
            for place, bound in self.wanted.bounds
        )

    def _ends(
        self, between: Numbers, place: int, means: Sequence[float], sign: int = 1
    ) -> tuple[float, float]:
        reach = confidence_interval(between[place])
        return sign * (means[place] + reach.low), sign * (means[place] + reach.high)

    def _is_cheaper(self, plan: Plan, other: Plan) -> bool:
        more = confidence_interval(self.wanted.sign * self._between(plan, other)[self.wanted.price])
        return more.high < 0


def without_idle_moves(polish: Polish) -> Plan:
    """The plan without each move that changes nothing that is looked at, in any replication."""
    plan, fresh = polish.start, polish.fresh
    count = fresh.seen(plan)
    while True:
        smaller = [
            step.plan
            for step in neighbours(polish.space, plan)
            if step.plan.people == plan.people
            and len(step.plan.moves) < len(plan.moves)
            and polish.possible(step.plan)
        ]
        for few in (min(FEW, count), count):
            fresh.see(smaller, few)
            smaller = [each for each in smaller if _is_the_same(fresh, each, plan, few)]
        if not smaller:
            return plan
        plan = smaller[0]


def _is_the_same(fresh: FreshLuck, one: Plan, other: Plan, count: int) -> bool:
    return np.array_equal(fresh.outputs(one, count), fresh.outputs(other, count), equal_nan=True)


def size(plan: Plan) -> tuple[int, int]:
    """How much a plan is: its people first, then its moves."""
    return plan.people, len(plan.moves)


def together(space: Space, plan: Plan, steps: Sequence[PlanStep]) -> Plan:
    """A plan after several steps, each of another move or role."""
    moves, numbers, before = set(plan.moves), dict(plan.hires), dict(plan.hires)
    for step in steps:
        moves -= set(plan.moves) - set(step.plan.moves)
        moves |= set(step.plan.moves) - set(plan.moves)
        numbers |= {role: number for role, number in step.plan.hires if number != before[role]}
    return space.plan(moves, [numbers[hire.role] for hire in space.hires])
