"""From a question to the plan: the search, then the choice among finalists on fresh luck."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from simulator.analysis.optimise.objective import Aim, Request, aim_of
from simulator.analysis.optimise.plans import Plan, Space, hired_otherwise, moved_otherwise
from simulator.analysis.optimise.ranking_selection import (
    Judgement,
    Selection,
    SelectionProblem,
    select,
)
from simulator.analysis.optimise.result import Beside, Finalist, Optimum, Standing, cheapest_first
from simulator.analysis.optimise.search import GLANCE, Trials, finalists, search
from simulator.engine.select import Engine
from simulator.errors import ScenarioError
from simulator.experiment.results import label_of
from simulator.experiment.runner import (
    MeasureRow,
    Progress,
    ReplicationRequest,
    RunOptions,
    rows_of,
)
from simulator.experiment.statistics import Interval, Numbers, confidence_interval
from simulator.workload.streams import RandomStreams

FIRST = 20  # replications of the first stage
ROUNDS = 3  # of judging finalists, at most
NO_INTERVAL = Interval(math.nan, math.nan, math.nan, 0)


def optimise(
    space: Space,
    request: Request,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> Optimum:
    """The cheapest plan of a space that keeps its bounds, as far as the search has found it.

    With the probability asked for the plan chosen is a good one among the finalists, as
    ``selection`` promises; they are judged on luck that the search has not seen. It is not promised
    if the replications allowed do not suffice: then the answer is not ``decided``.

    If then a plan one step from the one chosen seems better, it is made a finalist, and all are
    judged again on luck that nobody has seen: up to three times, which share the risk.
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    glance = min(GLANCE, request.replications)
    today = _rows(space, options, glance)
    aim = aim_of(request, today[0], _known(today))
    trials = Trials(space, aim, options)
    search(trials, request.budget, glance)
    plans = finalists(trials, request.finalists, request.replications)
    found = _round(trials, plans, request, 0)
    for number in range(1, ROUNDS):
        better = [each.plan for each in found.beside if found.is_better(each)]
        if not better or not found.decided:
            break
        again = [found.finalists[0].plan, *better, *(each.plan for each in found.finalists)]
        plans = list(dict.fromkeys(again))[: max(request.finalists, 1 + len(better))]
        before, found = found.replications - found.searched, _round(trials, plans, request, number)
        found = replace(found, replications=found.replications + before)
    return found


def _round(trials: Trials, plans: Sequence[Plan], request: Request, number: int) -> Optimum:
    """The answer of one round."""
    fresh = _fresh(trials.options, number)
    return _Final(trials.space, trials.aim, plans, request, fresh).answer(trials)


def _rows(space: Space, options: RunOptions, count: int) -> list[list[MeasureRow]]:
    """The base and the what-if, which say what is measured."""
    pieces = space.pieces
    return rows_of(
        [ReplicationRequest(each, range(count)) for each in (pieces.base, pieces.whole)], options
    )


def _known(rows: Sequence[Sequence[MeasureRow]]) -> list[str]:
    return list(dict.fromkeys(name for found in rows for name in found[0]))


def _fresh(options: RunOptions, number: int) -> RunOptions:
    """Another seed for each round: what was searched with is not what is reported."""
    drawn = RandomStreams(options.seed, 0).block("seed to judge finalists with", number, 1, 1)
    return replace(options, seed=int(drawn[0, 0] * 2**31))


@dataclass(frozen=True, eq=False)
class _Final:
    """The finalists, judged on fresh luck."""

    space: Space
    aim: Aim
    plans: Sequence[Plan]
    request: Request
    options: RunOptions

    def answer(self, trials: Trials) -> Optimum:
        """All that was found."""
        selection = select(self._draw, self._problem(), self.request.most)
        judged = self._judged(selection)
        beside = self._beside(judged[0].plan)
        searched = sum(outputs.shape[1] for outputs in trials.found.values())
        finals = sum(outputs.shape[1] for outputs in selection.outputs)
        more = sum(each.levels[0].n for each in beside)
        pieces = self.space.pieces
        return Optimum(
            base=label_of(pieces.base),
            whole=label_of(pieces.whole),
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
            limits=tuple(wish.limit for wish in self.aim.wishes),
            worth=self.aim.worth,
            alpha=(1 - self.request.probability) / ROUNDS,
            first=min(FIRST, self.request.most),
        )

    def _draw(self, systems: Sequence[int], start: int, end: int) -> list[Numbers]:
        """Replications of some finalists, all with the same luck."""
        return self._read([self.plans[number] for number in systems], range(start, end))

    def _read(self, plans: Sequence[Plan], replications: range) -> list[Numbers]:
        wanted = [ReplicationRequest(self.space.scenario(plan), replications) for plan in plans]
        return [self.aim.read(rows) for rows in rows_of(wanted, self.options)]

    def _judged(self, selection: Selection) -> list[Finalist]:
        """The finalists with their intervals, the one chosen, or the nearest, first."""
        found = [
            self._finalist(plan, outputs, _standing(selection.judgement, number))
            for number, (plan, outputs) in enumerate(
                zip(self.plans, selection.outputs, strict=True)
            )
        ]
        ordered = cheapest_first(found)
        ordered.sort(key=lambda each: each.standing != "chosen")
        first = selection.outputs[self.plans.index(ordered[0].plan)]
        outputs = dict(zip(self.plans, selection.outputs, strict=True))
        rivals = [each._replace(dearer=_dearer(outputs[each.plan], first)) for each in ordered[1:]]
        return [ordered[0], *rivals]

    def _finalist(self, plan: Plan, outputs: Numbers, standing: Standing) -> Finalist:
        return Finalist(plan, _levels(outputs), NO_INTERVAL, self._missing(outputs), standing)

    def _missing(self, outputs: Numbers) -> float:
        """What the means miss; what never happened in one replication is not kept in the others."""
        return self.aim.missing([float(mean) for mean in outputs.mean(axis=1)])

    def _beside(self, plan: Plan) -> list[Beside]:
        """Every plan that is one step from the one chosen."""
        space = self.space
        near = [*hired_otherwise(space, plan, 1), *moved_otherwise(space, plan)]
        possible = [each for each in near if self._is_possible(each)]
        count = range(self.request.replications)
        own, *others = self._read([plan, *possible], count)
        found = []
        for each, outputs in zip(possible, others, strict=True):
            dearer, missing = _dearer(outputs, own), self._missing(outputs)
            found.append(Beside(*_step(plan, each), each, _levels(outputs), dearer, missing))
        return found

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
