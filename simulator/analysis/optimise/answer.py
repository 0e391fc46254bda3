"""The answer of an optimisation, put together from its stages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from simulator.analysis.optimise.catalogue import Catalogue, catalogue_of
from simulator.analysis.optimise.expected import expected_of
from simulator.analysis.optimise.final_stage import ROUNDS, FinalStage, Verdict
from simulator.analysis.optimise.frontier import Axes, axes_of, explore
from simulator.analysis.optimise.objective import WEEKS_A_YEAR, Aim, Request, Today, aim_of
from simulator.analysis.optimise.plans import Plan, Space, full_plan, neighbours
from simulator.analysis.optimise.reasons import finalists, near_misses, proof_of
from simulator.analysis.optimise.result import FrontierStep, Neighbour, Optimum, TriedPlan, sortable
from simulator.analysis.optimise.search import Audit, Effort, Outlook, audit, begin, search
from simulator.analysis.optimise.simulation import Simulation
from simulator.analysis.optimise.trials import FIRST, Trials
from simulator.errors import UsageError
from simulator.experiment.results import label_of
from simulator.experiment.runner import RunOptions
from simulator.experiment.statistics import Interval, Numbers, bonferroni, confidence_interval
from simulator.workload.streams import RandomStreams

POINT = 0.01  # of a share
BESIDE = 4  # replications of what lies beside the plan chosen


@dataclass(frozen=True, eq=False)
class Answering:
    """One question on its way to its answer."""

    space: Space
    request: Request
    options: RunOptions

    def optimum(self) -> Optimum:
        """The search, the finalists judged, what lies beside the best, and the frontier."""
        begin(self.trials, self.request.replications, self.request.tries)
        view, checked = self._searched()
        view, verdict, rounds = self._judged(view)
        if verdict.chosen:
            self.trials.judged_in.add(self.catalogue.number[verdict.finalists[0].plan])
        steps = self._frontier() if self.request.frontier else ()
        beside = self._beside(verdict.finalists[0].plan)
        return self._optimum(view, verdict, steps, beside, checked, rounds)

    @cached_property
    def simulation(self) -> Simulation:
        """Replications on the luck of the search."""
        return Simulation(self.space, self.options)

    @cached_property
    def today(self) -> Today:
        """The base and the what-if, which say what is measured."""
        changes, count = self.space.changes, self.request.replications
        whole = full_plan(self.space)
        known = self.space.scenario(whole) is not None
        rows = self.simulation([(None, range(count)), (whole if known else None, range(1))])
        return Today(changes.base, changes.whole, rows[0], rows[1])

    @cached_property
    def aim(self) -> Aim:
        """What is asked for."""
        return aim_of(self.request, self.today)

    @cached_property
    def catalogue(self) -> Catalogue:
        """All plans, with what is expected of them."""
        catalogue = catalogue_of(self.space, expected_of)
        if not catalogue.possible.any():
            raise UsageError(
                "none of {count} plans can be carried out; expected moves that go together and"
                " hires that leave somebody of each role",
                count=len(catalogue.plans),
            )
        return catalogue

    @cached_property
    def trials(self) -> Trials:
        """Plans simulated so far."""
        trials = Trials(self.catalogue, self.aim, self.simulation, self.simulation.outlay)
        trials.base = list(self.today.rows)
        return trials

    @property
    def effort(self) -> Effort:
        """How far the search may go."""
        return Effort(self.request.tries, self.request.prove, self._report)

    def _report(self, plans: int) -> None:
        self.simulation.expected = FIRST * min(plans, self.request.tries)

    def _searched(self) -> tuple[Outlook, Audit]:
        """The search, and what is left of it after some of the plans left out were simulated."""
        view = search(self.trials, self.effort)
        checked = audit(self.trials, view, self.request.prove)
        return search(self.trials, self.effort), checked

    def _judged(self, view: Outlook) -> tuple[Outlook, Verdict, list[Verdict]]:
        """Finalists on fresh luck; if none of them keeps its bounds, the next ones."""
        rounds: list[Verdict] = []
        while True:
            plans = finalists(view, self.request.finalists, self.effort)
            verdict = self._stage(plans, len(rounds)).verdict()
            rounds.append(verdict)
            if verdict.chosen or not verdict.decided or len(rounds) == ROUNDS:
                return view, verdict, rounds
            number = self.catalogue.number
            self.trials.judged_out |= {number[plan] for plan in plans}
            view = search(self.trials, self.effort)
            if view.best is None and not near_misses(view).any():
                return view, verdict, rounds

    def _stage(self, plans: Sequence[Plan], number: int) -> FinalStage:
        fresh = Simulation(self.space, self._fresh(number))
        return FinalStage(self.aim, plans, self.request, fresh, fresh.outlay)

    def _fresh(self, number: int) -> RunOptions:
        """Another seed for each round: what was searched with is not what is reported."""
        streams = RandomStreams(self.options.seed, 0)
        drawn = streams.block("seed to judge finalists with", number, 1, 1)
        return replace(self.options, seed=int(drawn[0, 0] * 2**31))

    # -- what lies beside --------------------------------------------------------------------------

    def _beside(self, plan: Plan) -> tuple[Neighbour, ...]:
        """Every plan that is one step from the one chosen, on the luck of the search."""
        number, trials = self.catalogue.number, self.trials
        near = [each for each in neighbours(self.space, plan) if self._is_possible(each[2])]
        plans = [number[plan], *(number[other] for _, _, other in near)]
        count = min(BESIDE, trials.wanted)
        trials.evaluate(dict.fromkeys(plans, count))
        own, *others = (trials.outputs[each][:, :count] for each in plans)
        return tuple(
            Neighbour(*step, self._levels(each), _paired(each[0], own[0]), self._missing(each))
            for step, each in zip(near, others, strict=True)
        )

    def _is_possible(self, plan: Plan) -> bool:
        return bool(self.catalogue.possible[self.catalogue.number[plan]])

    def _levels(self, outputs: Numbers) -> tuple[Interval, ...]:
        return tuple(map(confidence_interval, outputs[: 1 + len(self.aim.wishes)]))

    def _missing(self, outputs: Numbers) -> float:
        return self.aim.missing([float(mean) for mean in outputs.mean(axis=1)])

    # -- the frontier ------------------------------------------------------------------------------

    def _frontier(self) -> tuple[FrontierStep, ...]:
        """The steps of the frontier, on fresh luck, with intervals that hold together."""
        axes = self._axes()
        corners = explore(self.trials, axes, self.effort)
        plans = [self.catalogue.plans[each] for each in corners]
        fresh = Simulation(self.space, self._fresh(ROUNDS))
        count = range(self.request.replications)
        *rows, base = fresh([*((plan, count) for plan in plans), (None, count)])
        today = self.aim.read(base, base)[axes.money]
        outputs = [
            self.aim.read(own, base, fresh.outlay(plan))
            for plan, own in zip(plans, rows, strict=True)
        ]
        confidence = bonferroni(2 * max(len(plans), 1))
        steps = [
            self._step(plan, output, today, axes, confidence)
            for plan, output in zip(plans, outputs, strict=True)
        ]
        return _priced(steps, axes.share)

    def _axes(self) -> Axes:
        bought = self.aim.target if self.aim.largest else self.aim.wishes[0].bound.measure
        return axes_of(self.aim, self.today.mean(bought))

    def _step(
        self, plan: Plan, outputs: Numbers, today: Numbers, axes: Axes, confidence: float
    ) -> FrontierStep:
        money = WEEKS_A_YEAR * (outputs[axes.money] - today)
        means = outputs.mean(axis=1)
        over = [
            wish.bound.missing(float(mean)) > 0
            for wish, mean, held in zip(self.aim.wishes, means[1:], axes.guards, strict=False)
            if held
        ]
        return FrontierStep(
            plan,
            confidence_interval(money, confidence),
            confidence_interval(outputs[axes.good], confidence),
            np.nan,
            not any(over),
        )

    # -- all of it ---------------------------------------------------------------------------------

    def _optimum(
        self,
        view: Outlook,
        verdict: Verdict,
        steps: tuple[FrontierStep, ...],
        beside: tuple[Neighbour, ...],
        checked: Audit,
        rounds: Sequence[Verdict],
    ) -> Optimum:
        changes, searched = self.space.changes, self.trials.count
        finals = sum(each.replications for each in rounds)
        return Optimum(
            base=label_of(changes.base),
            whole=label_of(changes.whole),
            aim=self.aim,
            moves=tuple(tuple(c.name for c in piece.levels) for piece in self.space.pieces),
            hires=self.space.hires,
            space=self.space.size,
            tried=tuple(_tried(self.trials)),
            finalists=verdict.finalists,
            beside=beside,
            decided=verdict.decided,
            probability=self.request.probability,
            first=verdict.first,
            most=self.request.most,
            searched=searched,
            replications=searched + finals + sum(step.level.n for step in steps),
            seed=self.options.seed,
            fresh_seed=self._fresh(len(rounds) - 1).seed,
            proof=proof_of(view, self.effort, checked, verdict),
            bought=self.aim.measures[self._axes().good] if self.request.frontier else "",
            frontier=steps,
        )


def _paired(one: Numbers, other: Numbers) -> Interval:
    return confidence_interval(np.asarray(one - other))


def _priced(steps: Sequence[FrontierStep], share: bool) -> tuple[FrontierStep, ...]:
    """Each step with what a point, or a unit, more costs than by the step before."""
    unit = POINT if share else 1.0
    priced = list(steps[:1])
    for before, step in pairwise(steps):
        gained = abs(step.level.mean - before.level.mean) / unit
        price = (step.money.mean - before.money.mean) / gained if gained else np.nan
        priced.append(step._replace(price=float(price)))
    return tuple(priced)


def _tried(trials: Trials) -> list[TriedPlan]:
    """All plans simulated: the best that keep their bounds first, then those that miss least."""
    tried = []
    for number, outputs in trials.outputs.items():
        means = tuple(map(float, outputs.mean(axis=1)))
        missing = trials.aim.missing(means)
        plan = trials.catalogue.plans[number]
        tried.append(TriedPlan(plan, means, missing, outputs.shape[1]))
    sign = trials.aim.sign
    tried.sort(key=lambda each: (each.missing, sortable(sign * each.values[0]), each.plan))
    return tried
