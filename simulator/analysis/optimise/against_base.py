"""What a plan does to whom, against the base: what a comparison of the two finds on fresh luck."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.objective import GROWTH, Aim
from simulator.analysis.optimise.plans import Plan, Space
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import Finding, Harm, drowning, finding_of, grown_anew
from simulator.experiment.results import experiment_of
from simulator.experiment.statistics import CONFIDENCE
from simulator.experiment.weekly_cost import Earned, Replayed, earned_by, money_of_a_year


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

    def earned(self, plan: Plan) -> tuple[Earned, ...]:
        """What a plan earns a week, against the base; nothing where nothing is sold.

        Nor is there anything to tell of a plan that changes nothing.
        """
        arms = self._arms(plan)
        return earned_by(arms)[1] if arms else ()

    def piles(self, plan: Plan) -> frozenset[str]:
        """What piles up with a plan and not without, or faster: the growth of each kind of work."""
        comparison = self._comparison(plan)
        if comparison is None:
            return frozenset()
        grown = grown_anew(*comparison.experiments)
        return frozenset(f"{GROWTH}{each.role}.{each.activity}" for each in grown)

    def drowns(self, plan: Plan) -> Harm | None:
        """What piles up fastest in the base, as far as a plan is seen that changes nothing."""
        if self._arms(plan):
            return None
        count, base = self.fresh.seen(plan), self.space.changes.base
        self.fresh.see([None], count)
        return drowning(experiment_of(base, self.seed, self.fresh.rows[None][:count], CONFIDENCE))

    def _comparison(self, plan: Plan) -> Comparison | None:
        """Base and plan, of which money is that of a year, as in all else that is optimised."""
        arms = self._arms(plan)
        if not arms:
            return None
        before, after = (
            experiment_of(scenario, self.seed, money_of_a_year(scenario, rows), CONFIDENCE)
            for scenario, rows in arms
        )
        return Comparison(before, (after,))

    def _arms(self, plan: Plan) -> list[Replayed]:
        """Base and plan with as many replications as the plan has; none if it changes nothing."""
        base, scenario = self.space.changes.base, self.space.scenario(plan)
        if scenario is None or scenario == base:
            return []
        count = self.fresh.seen(plan)
        self.fresh.see([None, plan], count)
        return [
            (each, self.fresh.rows[arm][:count]) for each, arm in ((base, None), (scenario, plan))
        ]


def _asked(aim: Aim) -> list[str]:
    """What a planner asked for, what shall be large or small first if it is not the cost."""
    bounded = [wish.bound.measure for wish in aim.wishes if wish.asked and not wish.above_base]
    return [aim.target, *bounded] if aim.largest else [*bounded, aim.target]
