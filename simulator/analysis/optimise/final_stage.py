"""The final stage: ranking and selection of the finalists, on luck that the search has not seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.objective import FIRST_STAGE, Request
from simulator.analysis.optimise.plans import Plan
from simulator.analysis.optimise.ranking_selection import (
    Judgement,
    Selection,
    SelectionProblem,
    by_bound,
    select,
)
from simulator.analysis.optimise.result import Finalist, Standing, nearest_first
from simulator.experiment.statistics import Interval
from simulator.scenario.elementary import Numbers

ROUNDS_OF_JUDGING = 3  # of judging finalists, at most; they share the risk
NO_INTERVAL = Interval(math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True)
class Verdict:
    """What became of the finalists."""

    finalists: tuple[Finalist, ...]  # the one chosen, or the nearest, first
    decided: bool
    first: int  # replications of the first stage

    @property
    def chosen(self) -> bool:
        """Whether one of them keeps its bounds."""
        return self.finalists[0].standing == "chosen"


@dataclass(frozen=True, eq=False)
class FinalStage:
    """The finalists, judged on fresh random numbers."""

    plans: Sequence[Plan]
    request: Request
    fresh: FreshLuck

    def verdict(self) -> Verdict:
        """Which finalist is chosen, if any."""
        selection = select(self._draw, self._problem(), self.request.most)
        first = self._problem().first
        return Verdict(tuple(self._judged(selection)), selection.judgement.finished, first)

    def _problem(self) -> SelectionProblem:
        aim = self.fresh.aim
        return SelectionProblem(
            systems=len(self.plans),
            limits=tuple(objective.limit for objective in aim.wishes),
            worth=aim.worth,
            alpha=(1 - self.request.probability) / ROUNDS_OF_JUDGING,
            first=min(FIRST_STAGE, self.request.most),
        )

    def _draw(self, systems: Sequence[int], count: int) -> list[Numbers]:
        """Some finalists, with common random numbers, as something to minimise."""
        plans = [self.plans[number] for number in systems]
        self.fresh.see(plans, count)
        return [self._as_costs(plan) for plan in plans]

    def _as_costs(self, plan: Plan) -> Numbers:
        aim = self.fresh.aim
        bounded = self.fresh.outputs(plan)[: 1 + len(aim.wishes)]
        bounded[0] *= aim.sign
        return bounded

    def _judged(self, selection: Selection) -> list[Finalist]:
        """The finalists with their intervals, the one chosen, or the nearest, first."""
        judged = [self._finalist(selection, number) for number in range(len(self.plans))]
        first, *others = nearest_first(judged, self.fresh.aim)
        rivals = (each._replace(dearer=self.fresh.more(each.plan, first.plan)) for each in others)
        return [first, *rivals]

    def _finalist(self, selection: Selection, number: int) -> Finalist:
        plan, fresh = self.plans[number], self.fresh
        return Finalist(
            plan,
            fresh.levels(plan),
            NO_INTERVAL,
            fresh.aim.missing(fresh.means(plan)),
            _standing(selection.judgement, number),
            by_bound(selection.outputs[number], self._problem()),
        )


def _standing(judgement: Judgement, number: int) -> Standing:
    if number == judgement.winner:
        return "chosen"
    return "dearer" if number in judgement.beaten else judgement.feasible[number]
