"""What a plan does to whom, against the base: what a comparison of the two finds on fresh luck."""

from __future__ import annotations

from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.objective import Aim
from simulator.analysis.optimise.plans import Plan, Space
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import Finding, finding_of
from simulator.experiment.results import experiment_of
from simulator.experiment.statistics import CONFIDENCE


def against_base(space: Space, plan: Plan, fresh: FreshLuck, seed: int) -> Finding | None:
    """Where a plan brings what was asked for, and the worst of those who bear it.

    It is told of as many replications as the plan has on fresh luck. None if the plan changes
    nothing, or if nothing that was asked for is measured both in the base and with the plan.
    """
    base, scenario = space.changes.base, space.scenario(plan)
    if scenario is None or scenario == base:
        return None
    count = fresh.seen(plan)
    fresh.see([None, plan], count)
    before, after = (
        experiment_of(each, seed, fresh.rows[arm][:count], CONFIDENCE)
        for each, arm in ((base, None), (scenario, plan))
    )
    known = set(before.measures) & set(after.measures)
    asked = next((measure for measure in _asked(fresh.aim) if measure in known), None)
    return finding_of(Comparison(before, (after,)), asked) if asked else None


def _asked(aim: Aim) -> list[str]:
    """What a planner asked for, what shall be large or small first if it is not the cost."""
    bounded = [wish.bound.measure for wish in aim.wishes if wish.asked and not wish.above_base]
    return [aim.target, *bounded] if aim.largest else [*bounded, aim.target]
