"""Which of the plans that miss their bounds is the nearest: to no more than matters, then by cost.

A tolerance is what a planner calls no difference. So of plans whose shortfalls differ by less the
cheapest is the nearest: nobody pays for idle people, who bring nothing, because of luck. Of those
that cost the same, too, a move is made only if it brings them nearer.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from simulator.analysis.optimise.plans import Plan

ALIKE = 1.0  # tolerances: shortfalls within it are the same
TIE = 0.1  # of a tolerance, or of the difference worth finding: the same for certain


class Near(NamedTuple):
    """A plan that misses a bound: by how many tolerances in all, and its target to minimise."""

    plan: Plan
    short: float
    cost: float


def nearest(plans: Sequence[Near], worth: float) -> list[int]:
    """Their places in order: as near as the nearest at the least cost, then by their shortfall.

    Of those that cost the same the one with fewer people, then the nearer, then with fewer moves.
    """
    least = min((each.short for each in plans), default=math.inf)
    near = [each.short <= least + ALIKE for each in plans]
    cost = min((p.cost for p, is_near in zip(plans, near, strict=True) if is_near), default=0.0)

    def key(place: int) -> tuple[float, ...]:
        each = plans[place]
        if not near[place]:
            return (2, each.short, each.cost)
        if each.cost <= cost + TIE * worth:
            nearer = int((each.short - least) / TIE) if each.short > least else 0
            return (0, each.plan.people, nearer, len(each.plan.moves), each.short)
        return (1, each.cost, each.plan.people, len(each.plan.moves))

    return sorted(range(len(plans)), key=key)


def undominated(plans: Sequence[Near], order: Sequence[int], worth: float) -> list[int]:
    """Those, in the order given, before which none is as near and costs no more."""
    kept: list[int] = []
    for place in order:
        each = plans[place]
        if not any(
            plans[other].short <= each.short + TIE and plans[other].cost <= each.cost + TIE * worth
            for other in kept
        ):
            kept.append(place)
    return kept
