"""What a plan does to whom, against the base: what a comparison of the two finds on fresh luck."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.objective import GROWTH, Aim
from simulator.analysis.optimise.plans import Plan, Space
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import Finding, finding_of, grown_anew
from simulator.experiment.results import experiment_of
from simulator.experiment.statistics import CONFIDENCE
from simulator.experiment.weekly_cost import Earned, earned_with, money_of_a_year


@dataclass(frozen=True, eq=False)
class AgainstBase:
    """Comparisons of plans with the base, of as many replications as a plan has on fresh luck."""

    space: Space
    fresh: FreshLuck
    seed: int

    def finding(self, plan: Plan) -> Finding | None:
        """Where a plan brings what was asked for, and the worst of those who bear it.

        None if the plan changes nothing, or if nothing that was asked for is measured both in the
        base and with the plan.
        """
        comparison = self._comparison(plan)
        if comparison is None:
            return None
        before, after = comparison.experiments
        known = set(before.measures) & set(after.measures)
        asked = next((measure for measure in _asked(self.fresh.aim) if measure in known), None)
        return finding_of(comparison, asked) if asked else None

    def earned(self, plan: Plan) -> Earned | None:
        """What a plan earns a week in a year, against the base; None where nothing is sold.

        Nor is there anything to tell of a plan that changes nothing.
        """
        comparison = self._comparison(plan)
        if comparison is None:
            return None
        before, after = (
            (each.scenario, money_of_a_year(each.scenario, each.rows))
            for each in comparison.experiments
        )
        return earned_with(before, after, comparison.confidence)

    def piles(self, plan: Plan) -> frozenset[str]:
        """What piles up with a plan and not without, or faster: the growth of each kind of work."""
        comparison = self._comparison(plan)
        if comparison is None:
            return frozenset()
        grown = grown_anew(*comparison.experiments)
        return frozenset(f"{GROWTH}{each.role}.{each.activity}" for each in grown)

    def _comparison(self, plan: Plan) -> Comparison | None:
        base, scenario = self.space.changes.base, self.space.scenario(plan)
        if scenario is None or scenario == base:
            return None
        count = self.fresh.seen(plan)
        self.fresh.see([None, plan], count)
        before, after = (
            experiment_of(each, self.seed, self.fresh.rows[arm][:count], CONFIDENCE)
            for each, arm in ((base, None), (scenario, plan))
        )
        return Comparison(before, (after,))


def _asked(aim: Aim) -> list[str]:
    """What a planner asked for, what shall be large or small first if it is not the cost."""
    bounded = [wish.bound.measure for wish in aim.wishes if wish.asked and not wish.above_base]
    return [aim.target, *bounded] if aim.largest else [*bounded, aim.target]
