"""The final stage: ranking and selection of the finalists, and the plans beside the best."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from simulator.analysis.optimise.objective import Aim, Request
from simulator.analysis.optimise.plans import Plan, Space, hire_neighbours, move_neighbours
from simulator.analysis.optimise.ranking_selection import (
    Judgement,
    Selection,
    SelectionProblem,
    select,
)
from simulator.analysis.optimise.result import (
    Finalist,
    Neighbour,
    Optimum,
    Standing,
    cheapest_first,
)
from simulator.analysis.optimise.search import Trials
from simulator.errors import ScenarioError
from simulator.experiment.results import label_of
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of
from simulator.experiment.statistics import Interval, Numbers, confidence_interval

FIRST_STAGE = 20  # replications from which variances are estimated
ROUNDS = 3  # of judging finalists, at most; they share the risk
NO_INTERVAL = Interval(math.nan, math.nan, math.nan, 0)


@dataclass(frozen=True, eq=False)
class FinalStage:
    """The finalists, judged on fresh random numbers."""

    space: Space
    aim: Aim
    plans: Sequence[Plan]
    request: Request
    options: RunOptions

    def answer(self, trials: Trials) -> Optimum:
        """The optimum as far as it was searched for."""
        selection = select(self._draw, self._problem(), self.request.most)
        judged = self._judged(selection)
        beside = self._neighbours(judged[0].plan)
        searched = sum(outputs.shape[1] for outputs in trials.outputs.values())
        finals = sum(outputs.shape[1] for outputs in selection.outputs)
        more = sum(each.levels[0].n for each in beside)
        changes = self.space.changes
        return Optimum(
            base=label_of(changes.base),
            whole=label_of(changes.whole),
            aim=self.aim,
            moves=self.space.moves,
            hires=self.space.hires,
            space=self.space.size,
            tried=tuple(trials.ranked()),
            finalists=tuple(judged),
            beside=tuple(beside),
            decided=selection.judgement.finished,
            probability=self.request.probability,
            first=self._problem().first,
            most=self.request.most,
            searched=searched,
            replications=searched + finals + more,
            seed=trials.options.seed,
            fresh_seed=self.options.seed,
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
        """Replications of some finalists, with common random numbers."""
        return self._read([self.plans[number] for number in systems], range(start, end))

    def _read(self, plans: Sequence[Plan], replications: range) -> list[Numbers]:
        requests = [ReplicationRequest(self.space.scenario(plan), replications) for plan in plans]
        return [self.aim.read(rows) for rows in rows_of(requests, self.options)]

    def _judged(self, selection: Selection) -> list[Finalist]:
        """The finalists with their intervals, the one chosen, or the nearest, first."""
        outputs = dict(zip(self.plans, selection.outputs, strict=True))
        judged = [
            self._finalist(plan, outputs[plan], _standing(selection.judgement, number))
            for number, plan in enumerate(self.plans)
        ]
        ordered = cheapest_first(judged)
        ordered.sort(key=lambda each: each.standing != "chosen")
        first = outputs[ordered[0].plan]
        rivals = [each._replace(dearer=_dearer(outputs[each.plan], first)) for each in ordered[1:]]
        return [ordered[0], *rivals]

    def _finalist(self, plan: Plan, outputs: Numbers, standing: Standing) -> Finalist:
        return Finalist(plan, _levels(outputs), NO_INTERVAL, self._missing(outputs), standing)

    def _missing(self, outputs: Numbers) -> float:
        """What the means miss; what never happened in one replication is not kept in the others."""
        return self.aim.missing([float(mean) for mean in outputs.mean(axis=1)])

    def _neighbours(self, plan: Plan) -> list[Neighbour]:
        """Every plan that is one step from the one chosen."""
        space = self.space
        near = [*hire_neighbours(space, plan, 1), *move_neighbours(space, plan)]
        possible = [each for each in near if self._is_possible(each)]
        count = range(self.request.replications)
        own, *others = self._read([plan, *possible], count)
        neighbours = []
        for each, outputs in zip(possible, others, strict=True):
            dearer, missing = _dearer(outputs, own), self._missing(outputs)
            neighbours.append(
                Neighbour(*_step(plan, each), each, _levels(outputs), dearer, missing)
            )
        return neighbours

    def _is_possible(self, plan: Plan) -> bool:
        try:
            self.space.scenario(plan)
        except ScenarioError:
            return False
        return True


def _standing(judgement: Judgement, number: int) -> Standing:
    if number == judgement.winner:
        return "chosen"
    return "dearer" if number in judgement.beaten else judgement.feasible[number]


def _levels(outputs: Numbers) -> tuple[Interval, ...]:
    return tuple(confidence_interval(output) for output in outputs)


def _dearer(outputs: Numbers, than: Numbers) -> Interval:
    """How much more the one costs than the other, over the replications that both have."""
    both = min(outputs.shape[1], than.shape[1])
    return confidence_interval(np.asarray(outputs[0, :both] - than[0, :both]))


def _step(plan: Plan, other: Plan) -> tuple[str, int]:
    """The move or role in which a plan differs from another, and which way."""
    for (role, before), (_, after) in zip(plan.hires, other.hires, strict=True):
        if before != after:
            return role, 1 if after > before else -1
    (move,) = set(plan.moves) ^ set(other.moves)
    return move, 1 if move in other.moves else -1
