"""The final stage: ranking and selection of the finalists, on luck that the search has not seen."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from simulator.analysis.optimise.objective import Aim, Request
from simulator.analysis.optimise.plans import Plan
from simulator.analysis.optimise.ranking_selection import (
    Judgement,
    Selection,
    SelectionProblem,
    select,
)
from simulator.analysis.optimise.result import Finalist, Standing, cheapest_first
from simulator.analysis.optimise.trials import Simulate
from simulator.experiment.statistics import Interval, Numbers, confidence_interval

FIRST_STAGE = 20  # replications from which variances are estimated
ROUNDS = 3  # of judging finalists, at most; they share the risk
NO_INTERVAL = Interval(math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True)
class Verdict:
    """What became of the finalists."""

    finalists: tuple[Finalist, ...]  # the one chosen, or the nearest, first
    decided: bool
    first: int  # replications of the first stage
    replications: int  # in all, without those of the base

    @property
    def chosen(self) -> bool:
        """Whether one of them keeps its bounds."""
        return self.finalists[0].standing == "chosen"


@dataclass(frozen=True, eq=False)
class FinalStage:
    """The finalists, judged on fresh random numbers."""

    aim: Aim
    plans: Sequence[Plan]
    request: Request
    simulate: Simulate
    outlays: Callable[[Plan], float]

    def verdict(self) -> Verdict:
        """Which finalist is chosen, if any."""
        selection = select(self._draw, self._problem(), self.request.most)
        return Verdict(
            tuple(self._judged(selection)),
            selection.judgement.finished,
            self._problem().first,
            sum(outputs.shape[1] for outputs in selection.outputs),
        )

    def _problem(self) -> SelectionProblem:
        return SelectionProblem(
            systems=len(self.plans),
            limits=tuple(objective.limit for objective in self.aim.wishes),
            worth=self.aim.worth,
            alpha=(1 - self.request.probability) / ROUNDS,
            first=min(FIRST_STAGE, self.request.most),
        )

    def _draw(self, systems: Sequence[int], start: int, end: int) -> list[Numbers]:
        """Replications of some finalists, with common random numbers, as something to minimise."""
        count, paired = range(start, end), any(wish.above_base for wish in self.aim.wishes)
        plans = [self.plans[number] for number in systems]
        asked: list[tuple[Plan | None, range]] = [(plan, count) for plan in plans]
        rows = self.simulate([*asked, (None, count)] if paired else asked)
        base = rows[-1]
        return [
            self._as_costs(self.aim.read(own, base, self.outlays(plan)))
            for plan, own in zip(plans, rows, strict=False)
        ]

    def _as_costs(self, outputs: Numbers) -> Numbers:
        bounded = outputs[: 1 + len(self.aim.wishes)].copy()
        bounded[0] *= self.aim.sign
        return bounded

    def _judged(self, selection: Selection) -> list[Finalist]:
        """The finalists with their intervals, the one chosen, or the nearest, first."""
        outputs = dict(zip(self.plans, selection.outputs, strict=True))
        judged = [
            self._finalist(plan, outputs[plan], _standing(selection.judgement, number))
            for number, plan in enumerate(self.plans)
        ]
        ordered = cheapest_first(judged, self.aim.sign)
        ordered.sort(key=lambda each: each.standing != "chosen")
        first = outputs[ordered[0].plan]
        rivals = [
            each._replace(dearer=self._more(outputs[each.plan], first)) for each in ordered[1:]
        ]
        return [ordered[0], *rivals]

    def _finalist(self, plan: Plan, outputs: Numbers, standing: Standing) -> Finalist:
        levels = [confidence_interval(output) for output in outputs]
        levels[0] = confidence_interval(self.aim.sign * outputs[0])
        missing = self.aim.missing([float(mean) for mean in outputs.mean(axis=1)])
        return Finalist(plan, tuple(levels), NO_INTERVAL, missing, standing)

    def _more(self, outputs: Numbers, first: Numbers) -> Interval:
        """How much more of the target the one has, over the replications that both have."""
        both = min(outputs.shape[1], first.shape[1])
        difference = outputs[0, :both] - first[0, :both]
        return confidence_interval(np.asarray(self.aim.sign * difference))


def _standing(judgement: Judgement, number: int) -> Standing:
    if number == judgement.winner:
        return "chosen"
    return "dearer" if number in judgement.beaten else judgement.feasible[number]
