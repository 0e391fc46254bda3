"""Plans on luck that the search has not seen: all that is told of a plan by itself comes from here.

Estimates and intervals are those of ``run`` and ``compare`` with the same seed and replications.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.analysis.optimise.objective import Aim
from simulator.analysis.optimise.plans import Plan
from simulator.analysis.optimise.trials import Simulate
from simulator.experiment.estimates import change, level, moved, pooled_rows, shifted
from simulator.experiment.statistics import Interval
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import COST
from simulator.scenario.elementary import Numbers
from simulator.scenario.units import WEEKS_A_YEAR


class FreshLuck:
    """Replications of plans with one seed, each simulated once; None is the base."""

    def __init__(self, aim: Aim, simulate: Simulate, outlays: Callable[[Plan], float]) -> None:
        self.aim, self.simulate, self.outlays = aim, simulate, outlays
        self.rows: dict[Plan | None, list[MeasureRow]] = {}

    @property
    def replications(self) -> int:
        """In all, without those of the base."""
        return sum(len(rows) for plan, rows in self.rows.items() if plan is not None)

    def seen(self, plan: Plan | None) -> int:
        """Replications of a plan."""
        return len(self.rows.get(plan, ()))

    def see(self, plans: Sequence[Plan | None], count: int) -> None:
        """Simulates so many replications of plans, and of the base if they are paired with it."""
        paired = any(wish.above_base for wish in self.aim.wishes)
        every = dict.fromkeys([*plans, None] if paired else plans)
        lacking = [plan for plan in every if self.seen(plan) < count]
        rows = self.simulate([(plan, range(self.seen(plan), count)) for plan in lacking])
        for plan, new in zip(lacking, rows, strict=True):
            self.rows.setdefault(plan, []).extend(new)

    def outputs(self, plan: Plan, count: int | None = None) -> Numbers:
        """What is looked at, of all replications or of the first, as measures x replications."""
        count = count or self.seen(plan)
        base = self.rows.get(None, [])[:count]
        return self.aim.pooled(self.rows[plan][:count], base, self.outlays(plan))

    def means(self, plan: Plan) -> list[float]:
        """What is looked at, on average."""
        return [float(mean) for mean in self.outputs(plan).mean(axis=1)]

    def levels(self, plan: Plan) -> tuple[Interval, ...]:
        """What the target and what is bounded come to."""
        outputs = self.outputs(plan)
        above = {place for place, wish in enumerate(self.aim.wishes, 1) if wish.above_base}
        return tuple(
            (moved if place in above else level)(self.aim.measures[place], outputs[place])
            for place in range(1 + len(self.aim.wishes))
        )

    def level(self, plan: Plan, place: int, confidence: float, count: int) -> Interval:
        """What one of the measures comes to by so many replications."""
        return level(self.aim.measures[place], self.outputs(plan, count)[place], confidence)

    def level_of_base(self, measure: str, confidence: float, count: int) -> Interval:
        """What the base comes to by so many replications."""
        return level(measure, pooled_rows(measure, self.rows[None][:count]), confidence)

    def more(self, plan: Plan, other: Plan) -> Interval:
        """How much more of the target one plan has than another, paired."""
        both = min(self.seen(plan), self.seen(other))
        return change(self.aim.target, self.outputs(other, both)[0], self.outputs(plan, both)[0])

    def beside(self, plan: Plan, other: Plan) -> tuple[Interval, ...]:
        """What another plan comes to plus the paired difference, with the interval of that.

        So what changes nothing comes to the same, however few replications there are of it.
        """
        means, differences = self.means(other), self._differences(plan, other)
        above = {place for place, wish in enumerate(self.aim.wishes, 1) if wish.above_base}
        return tuple(
            shifted(
                measure,
                means[place],
                moved(measure, differences[place]),
                bounded=place not in above,
            )
            for place, measure in enumerate(self.aim.measures[: 1 + len(self.aim.wishes)])
        )

    def means_beside(self, plan: Plan, other: Plan) -> list[float]:
        """The same on average; NaN for what did not happen in each replication."""
        differences = self._differences(plan, other).mean(axis=1)
        return [float(mean) for mean in self.means(other) + differences]

    def _differences(self, plan: Plan, other: Plan) -> Numbers:
        both = min(self.seen(plan), self.seen(other))
        return self.outputs(plan, both) - self.outputs(other, both)

    def money(self, plan: Plan, confidence: float, count: int) -> Interval:
        """What a plan costs more than the base, a year and once, by paired replications."""
        own, base = (pooled_rows(COST, self.rows[each][:count]) for each in (plan, None))
        year = WEEKS_A_YEAR * own + self.outlays(plan)
        return change(COST, WEEKS_A_YEAR * base, year, confidence)
