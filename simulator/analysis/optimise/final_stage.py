"""The final stage: ranking and selection of the finalists, on luck that the search has not seen.

Under what is chosen nothing piles up that does not today, in the words of a comparison on that
luck: bounds on growth leave room for luck, and do not hold what is found with more replications.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.nearest import TIE
from simulator.analysis.optimise.objective import FIRST_STAGE, Request
from simulator.analysis.optimise.plans import Plan
from simulator.analysis.optimise.polish import size
from simulator.analysis.optimise.ranking_selection import (
    Decision,
    Judgement,
    Selection,
    SelectionProblem,
    by_bound,
    select,
)
from simulator.analysis.optimise.result import Finalist, Standing, nearest_first
from simulator.experiment.statistics import Interval
from simulator.scenario.elementary import Numbers

BREAKS: Decision = "breaks"
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

    @property
    def broken(self) -> list[Plan]:
        """Those that are known to miss a bound."""
        return [each.plan for each in self.finalists if each.standing == "breaks"]

    @property
    def keeps(self) -> bool:
        """Whether some are known to keep their bounds, be it that the best is not known."""
        return self.chosen or any(each.standing == "keeps" for each in self.finalists)


@dataclass(frozen=True, eq=False)
class FinalStage:
    """The finalists, judged on fresh random numbers."""

    plans: Sequence[Plan]
    request: Request
    fresh: FreshLuck
    also: int = 0  # plans seen on the same luck, from which these were picked
    # What piles up with a plan and not in the base: measures of growth.
    piles: Callable[[Plan], Collection[str]] = lambda _: ()

    def verdict(self) -> Verdict:
        """Which finalist is chosen, if any."""
        selection = select(self._draw, self._problem(), self.request.most)
        finalists = self._judged(selection)
        leader = finalists[0]
        piles = self.piles(leader.plan) if leader.standing != "breaks" else ()
        if piles:
            return self._without(leader, piles)
        return Verdict(tuple(finalists), selection.judgement.finished, self._problem().first)

    def _without(self, leader: Finalist, piles: Collection[str]) -> Verdict:
        """The verdict on the others: with the one that would come first work piles up."""
        bounds = (wish.bound.measure for wish in self.fresh.aim.wishes)
        kept = tuple(
            BREAKS if bound in piles else decision
            for bound, decision in zip(bounds, leader.kept, strict=True)
        )
        out = leader._replace(standing=BREAKS, kept=kept)
        plans = [plan for plan in self.plans if plan != leader.plan]
        if not plans:
            return Verdict((out,), True, self._problem().first)
        rest = replace(self, plans=plans, also=self.also + 1).verdict()
        return replace(rest, finalists=tuple(self._in_order([*rest.finalists, out])))

    def _problem(self) -> SelectionProblem:
        aim = self.fresh.aim
        return SelectionProblem(
            systems=len(self.plans),
            limits=tuple(objective.limit for objective in aim.wishes),
            worth=aim.worth,
            alpha=(1 - self.request.probability) / ROUNDS_OF_JUDGING,
            first=min(FIRST_STAGE, self.request.most),
            also=self.also,
            most=self.request.most,
        )

    def _draw(self, systems: Sequence[int], count: int) -> list[Numbers]:
        """Some finalists, with common random numbers, as something to minimise."""
        plans = [self.plans[number] for number in systems]
        self.fresh.see(plans, count)
        return [self._as_costs(plan, count) for plan in plans]

    def _as_costs(self, plan: Plan, count: int) -> Numbers:
        aim = self.fresh.aim
        bounded = self.fresh.outputs(plan, count)[: 1 + len(aim.wishes)]
        bounded[0] *= aim.sign
        return bounded

    def _judged(self, selection: Selection) -> list[Finalist]:
        winner = self._winner(selection)
        every = range(len(self.plans))
        return self._in_order([self._finalist(selection, n, n == winner) for n in every])

    def _in_order(self, judged: Sequence[Finalist]) -> list[Finalist]:
        """The finalists with their intervals, the one chosen, or the nearest, first."""
        first, *others = nearest_first(judged, self.fresh.aim)
        rivals = (each._replace(dearer=self.fresh.more(each.plan, first.plan)) for each in others)
        return [first._replace(dearer=NO_INTERVAL), *rivals]

    def _winner(self, selection: Selection) -> int | None:
        """Of those that may be chosen and cost the same as the cheapest the one that is least."""
        costs = {n: float(selection.outputs[n][0].mean()) for n in selection.judgement.good}
        tie = min(costs.values(), default=0.0) + TIE * self.fresh.aim.worth
        same = [number for number, cost in costs.items() if cost <= tie]
        return min(same, key=lambda n: (size(self.plans[n]), costs[n]), default=None)

    def _finalist(self, selection: Selection, number: int, chosen: bool) -> Finalist:
        plan, fresh = self.plans[number], self.fresh
        return Finalist(
            plan,
            fresh.levels(plan),
            NO_INTERVAL,
            fresh.aim.missing(fresh.means(plan)),
            "chosen" if chosen else _standing(selection.judgement, number),
            by_bound(selection.outputs[number], self._problem()),
            fresh.outlays(plan),
        )


def _standing(judgement: Judgement, number: int) -> Standing:
    return "dearer" if number in judgement.beaten else judgement.feasible[number]
