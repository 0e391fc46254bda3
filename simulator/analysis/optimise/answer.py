"""The answer of an optimisation, put together from its stages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise.against_base import AgainstBase
from simulator.analysis.optimise.catalogue import Catalogue, catalogue_of
from simulator.analysis.optimise.expected import expected_of
from simulator.analysis.optimise.final_stage import (
    BREAKS,
    ROUNDS_OF_JUDGING,
    FinalStage,
    Verdict,
)
from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.frontier import Axes, FreshSteps, Staircase, axes_of, staircase
from simulator.analysis.optimise.nearest import TIE, nearest
from simulator.analysis.optimise.objective import FIRST_STAGE, Aim, Request, Today
from simulator.analysis.optimise.parse_request import aim_of, refuse_misspelt_measures
from simulator.analysis.optimise.plans import (
    Plan,
    PlanStep,
    Space,
    expenses_apart,
    full_plan,
    neighbours,
)
from simulator.analysis.optimise.polish import Polish, SameOrLess, without_idle_moves
from simulator.analysis.optimise.reasons import finalists, hopes, near_misses, proof_of
from simulator.analysis.optimise.result import (
    Neighbour,
    Optimum,
    Proof,
    Standing,
    TriedPlan,
    near,
    sortable,
)
from simulator.analysis.optimise.search import (
    Audit,
    Effort,
    Outlook,
    audit,
    begin,
    outlook,
    search,
)
from simulator.analysis.optimise.simulation import Simulation
from simulator.analysis.optimise.trials import FIRST, Trials
from simulator.errors import UsageError
from simulator.experiment.estimates import is_percentile
from simulator.experiment.progress import BatchProgress
from simulator.experiment.results import label_of
from simulator.experiment.runner import RunOptions
from simulator.workload.streams import RandomStreams

OUT: tuple[Standing, ...] = ("breaks", "dearer")
LIKELY = 0.16  # that a plan keeps its bounds: it misses them by one standard error
BESIDE = 4  # replications of what lies beside the plan chosen, at least
POLISHED = 12  # replications of smaller plans that may be as good as the one chosen
POLISHINGS = 6  # smaller plans that are judged, at most
ENOUGH = 2  # times as many replications as the one chosen has: of a smaller one, at most


class Round(NamedTuple):
    """Finalists judged, and the luck with which they were."""

    verdict: Verdict
    fresh: FreshLuck
    seed: int


@dataclass(frozen=True, eq=False)
class Answering:
    """One question on its way to its answer."""

    space: Space
    request: Request
    options: RunOptions
    progress: BatchProgress  # that of the options: one count over all stages

    def optimum(self) -> Optimum:
        """The search, the finalists judged, what lies beside the best, and the frontier."""
        changes = self.space.changes
        refuse_misspelt_measures(self.request, (changes.base, changes.whole))
        begin(self.trials, self.request.replications, self.request.tries)
        view, checked = self._searched()
        view, rounds = self._judged(view)
        rounds = self._polished(self._told(rounds))
        fresh, first = rounds[-1].fresh, rounds[-1].verdict.finalists[0].plan
        beside = self._beside(first, fresh)
        stairs = self._frontier(fresh, first) if self.request.frontier else Staircase((), 0)
        proof = proof_of(view, self.effort, checked, [each.verdict for each in rounds])
        return self._optimum(rounds, proof, beside, stairs)

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
        self.progress.expect(FIRST * min(plans, self.request.tries))

    def _searched(self) -> tuple[Outlook, Audit]:
        """The search, and what is left of it after some of the plans left out were simulated."""
        view = search(self.trials, self.effort)
        checked = audit(self.trials, view, self.request.prove)
        return search(self.trials, self.effort), checked

    def _judged(self, view: Outlook) -> tuple[Outlook, list[Round]]:
        """Finalists on fresh luck; if none of them is known to keep its bounds, the next ones."""
        rounds: list[Round] = []
        while True:
            plans = finalists(view, self.request.finalists, self.effort)
            view = outlook(self.trials)  # with what was simulated to find them
            plans += [each for each in _leaders(rounds) if each not in plans]
            rounds.append(self._round(plans, len(rounds)))
            verdict = rounds[-1].verdict
            self._learn(verdict, rounds[-1].fresh)
            if len(rounds) == ROUNDS_OF_JUDGING:
                break
            unknown = (each for each in verdict.finalists if each.standing == "open")
            self.trials.set_aside |= {self.catalogue.number[each.plan] for each in unknown}
            view = search(self.trials, self.effort)
            if not self._goes_on(view, verdict):
                break
        self.trials.set_aside.clear()
        return view, rounds

    def _goes_on(self, view: Outlook, verdict: Verdict) -> bool:
        """Is there a plan to judge that may be better than the best known to keep its bounds?

        What was as good as a finalist that fresh luck put out has not been looked at by then.
        """
        if not verdict.keeps:
            return view.best is not None or bool(near_misses(view).any())
        number = self.catalogue.number[_leader(verdict)]
        (row,) = np.flatnonzero(view.known.plans == number)
        cost = float(view.costs[row])
        if view.best is not None and view.costs[view.best] < cost - self.aim.worth:
            return True
        return any(e.likely > LIKELY and e.saves > self.aim.worth for e in hopes(view, cost))

    def _round(self, plans: Sequence[Plan], number: int) -> Round:
        options = self._fresh(number)
        simulation = Simulation(self.space, options)
        fresh = FreshLuck(self.aim, simulation, simulation.outlay)
        stage = FinalStage(plans, self.request, fresh)
        return Round(self._verdict(stage, options.seed), fresh, options.seed)

    def _verdict(self, stage: FinalStage, seed: int) -> Verdict:
        """The verdict of a stage, without plans under which work piles up if that is a bound."""
        against = AgainstBase(self.space, stage.fresh, seed)
        free = self.request.busiest == 1
        return (stage if free else replace(stage, piles=against.piles)).verdict()

    def _told(self, rounds: list[Round]) -> list[Round]:
        """The rounds with the one that is told last: that of the nearest plan if all miss.

        Or the first of which it cannot be told, if no other is known to keep its bounds.
        """
        keeping = [n for n, each in enumerate(rounds) if each.verdict.keeps]
        if keeping:
            chosen = [n for n in keeping if rounds[n].verdict.chosen]
            place = (chosen or keeping)[-1]
            return [*rounds[:place], *rounds[place + 1 :], rounds[place]]
        undecided = [n for n, each in enumerate(rounds) if not each.verdict.decided]
        firsts = [near(each.verdict.finalists[0], self.aim) for each in rounds]
        place = (undecided or nearest(firsts, self.aim.worth))[0]
        return [*rounds[:place], *rounds[place + 1 :], rounds[place]]

    def _polished(self, rounds: list[Round]) -> list[Round]:
        """The last round with a smaller plan that is as good in place of the one chosen.

        Where the smallest seems to keep its bounds and does not, the next is looked for.
        """
        *before, last = rounds
        if not last.verdict.chosen:
            return rounds
        last = last._replace(verdict=self._without_idle_moves(last))
        first, missed = last.verdict.finalists[0].plan, set[Plan]()
        for _ in range(POLISHINGS):
            plan = self._polish(first, last.fresh, missed).smallest()
            if plan == first:
                break
            verdict = self._with_smaller(last, plan)
            if verdict.chosen and plan not in verdict.broken:
                self._learn(verdict, last.fresh)
                return [*before, last._replace(verdict=verdict)]
            missed.add(plan)
        return [*before, last]

    def _with_smaller(self, last: Round, plan: Plan) -> Verdict:
        """The verdict with a smaller plan in place of the one chosen.

        It is judged on the same luck, of which what was looked at has a share in the risk, beside
        the finalists that are not out. It must keep its bounds as surely, with not much more luck.
        """
        first, *others = last.verdict.finalists
        others = [each for each in others if each.plan != plan]
        rivals = [each.plan for each in others if each.standing not in OUT]
        also = sum(each is not None for each in last.fresh.rows) - len(rivals) - 1
        most = min(self.request.most, ENOUGH * last.fresh.seen(first.plan))
        request = replace(self.request, most=most)
        verdict = self._verdict(FinalStage([plan, *rivals], request, last.fresh, also), last.seed)
        best = verdict.finalists[0].plan
        out = [
            each._replace(dearer=last.fresh.more(each.plan, best))
            for each in others
            if each.standing in OUT
        ]
        return replace(verdict, finalists=(*verdict.finalists, *out))

    def _without_idle_moves(self, last: Round) -> Verdict:
        """The verdict on a plan holds for it without what changes nothing on that luck."""
        first, *others = last.verdict.finalists
        plan = without_idle_moves(self._polish(first.plan, last.fresh, ()))
        kept = [each for each in others if each.plan != plan]
        return replace(last.verdict, finalists=(first._replace(plan=plan), *kept))

    def _polish(self, plan: Plan, fresh: FreshLuck, missed: Collection[Plan]) -> Polish:
        """Steps to plans that cost no more, or give as much, and keep all bounds.

        Not to those that are known to miss one.
        """
        bounds = tuple((place, wish.bound) for place, wish in enumerate(self.aim.wishes, 1))
        wanted = SameOrLess(0, self.aim.sign, TIE * self.aim.worth, bounds)
        count = min(fresh.seen(plan), POLISHED)

        def possible(plan: Plan) -> bool:
            return plan not in missed and self._is_possible(plan)

        return Polish(self.space, fresh, plan, wanted, possible, count)

    def _learn(self, verdict: Verdict, fresh: FreshLuck) -> None:
        """What fresh luck says of each bound; what never happened misses all of them."""
        judged = {self.catalogue.number[e.plan]: fresh.outputs(e.plan) for e in verdict.finalists}
        self.trials.learn(judged)
        for each in verdict.finalists:
            silent = each.standing == "breaks" and "breaks" not in each.kept
            number = self.catalogue.number[each.plan]
            self.trials.judged[number] = (BREAKS,) * len(each.kept) if silent else each.kept

    def _fresh(self, number: int) -> RunOptions:
        """Another seed for each round: what was searched with is not what is reported."""
        streams = RandomStreams(self.options.seed, 0)
        drawn = streams.block("seed to judge finalists with", number, 1, 1)
        return replace(self.options, seed=int(drawn[0, 0] * 2**31))

    # -- what lies beside, and the frontier --------------------------------------------------------

    def _beside(self, plan: Plan, fresh: FreshLuck) -> tuple[Neighbour, ...]:
        """Every plan that is one step from the one chosen, on the fresh luck of that one."""
        near = [each for each in neighbours(self.space, plan) if self._is_possible(each.plan)]
        pooled = any(map(is_percentile, self.aim.measures))  # a percentile of few says nothing
        count = FIRST_STAGE if pooled else BESIDE
        fresh.see([step.plan for step in near], min(count, fresh.seen(plan)))
        return tuple(self._neighbour(step, plan, fresh) for step in near)

    def _neighbour(self, step: PlanStep, chosen: Plan, fresh: FreshLuck) -> Neighbour:
        """A plan one step away, at what the chosen one comes to plus the paired difference.

        It has fewer replications: by its own mean it would be judged on another few years' luck.
        """
        plan = step.plan
        missing = self.aim.missed_clearly(fresh.means_beside(plan, chosen))
        levels, dearer = fresh.beside(plan, chosen), fresh.more(plan, chosen)
        return Neighbour(step.what, step.up, plan, levels, dearer, missing, step.instead)

    def _is_possible(self, plan: Plan) -> bool:
        return bool(self.catalogue.possible[self.catalogue.number[plan]])

    def _frontier(self, fresh: FreshLuck, first: Plan) -> Staircase:
        count = self.request.replications

        def polish(plan: Plan, wanted: SameOrLess) -> Plan:
            return Polish(self.space, fresh, plan, wanted, self._is_possible, count).smallest()

        final_count = fresh.seen(first)
        ground = FreshSteps(self.trials, self._axes, fresh, count, polish, final_count)
        return staircase(ground, self.effort)

    @cached_property
    def _axes(self) -> Axes:
        bought = self.aim.target if self.aim.largest else self.aim.wishes[0].bound.measure
        return axes_of(self.aim, self.today.mean(bought))

    # -- all of it ---------------------------------------------------------------------------------

    def _optimum(
        self,
        rounds: Sequence[Round],
        proof: Proof,
        beside: tuple[Neighbour, ...],
        stairs: Staircase,
    ) -> Optimum:
        changes, searched = self.space.changes, self.trials.count
        verdict = rounds[-1].verdict
        beside_base = AgainstBase(self.space, rounds[-1].fresh, rounds[-1].seed)
        first = verdict.finalists[0].plan
        return Optimum(
            base=label_of(changes.base),
            whole=label_of(changes.whole),
            aim=self.aim,
            moves=tuple(tuple(c.name for c in piece.levels) for piece in self.space.pieces),
            hires=self.space.hires,
            space=self.space.size,
            tried=tuple(_tried(self.trials)),
            finalists=verdict.finalists,
            earlier=tuple(each for before in rounds[:-1] for each in before.verdict.finalists),
            beside=beside,
            decided=verdict.decided,
            probability=self.request.probability,
            first=verdict.first,
            most=self.request.most,
            searched=searched,
            replications=searched + sum(each.fresh.replications for each in rounds),
            seed=self.options.seed,
            fresh_seed=rounds[-1].seed,
            proof=proof,
            bought=self.aim.measures[self._axes.good] if self.request.frontier else "",
            finding=beside_base.finding(first),
            earned=beside_base.earned(first),
            frontier=stairs.steps,
            without=stairs.without,
            today=stairs.today,
            hired_on=self.space.hired_on,
            expenses_apart=expenses_apart(self.space, first),
            drowns=beside_base.drowns(first),
        )


def _leader(verdict: Verdict) -> Plan:
    """The best finalist that is known to keep its bounds."""
    return next(e.plan for e in verdict.finalists if e.standing in ("chosen", "keeps"))


def _leaders(rounds: Sequence[Round]) -> list[Plan]:
    """Those of earlier rounds, which stay beside what is judged next."""
    return [_leader(each.verdict) for each in rounds if each.verdict.keeps]


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
