"""Plans replicated wherever there are workers."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.analysis.optimise.plans import Plan, Space
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.measures.measure_row import MeasureRow
from simulator.scenario.scenario import Scenario


class Simulation:
    """Replications of plans; None is the base."""

    def __init__(self, space: Space, options: RunOptions) -> None:
        self.space, self.options = space, options

    def __call__(self, wanted: Sequence[tuple[Plan | None, range]]) -> list[list[MeasureRow]]:
        """Replications of several plans, all at once."""
        requests = [ReplicationRequest(self._scenario(plan), count) for plan, count in wanted]
        return rows_of(requests, self.options)

    def _scenario(self, plan: Plan | None) -> Scenario:
        scenario = self.space.changes.base if plan is None else self.space.scenario(plan)
        assert scenario is not None, "only plans that can be carried out are simulated"
        return scenario

    def outlay(self, plan: Plan) -> float:
        """What a plan takes once, more than the base."""
        changed = self.space.changes.base.outlay
        return float(self._scenario(plan).outlay - changed)
