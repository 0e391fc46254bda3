"""The cheapest plan of a whole menu: plans in the order of their cost, each asked what it keeps.

What a plan costs is known nearly to the euro before it is simulated, so the cheapest that keeps
its bounds is found by asking plans in that order, as Branch-and-Simulate does (Forbes et al. 2021,
arXiv 2107.08390), guided by a cheap model as in MO2TOS (Xu et al. 2016). A load model, corrected by
all that was simulated, says what each plan costs and keeps; what cannot be cheaper, or cannot keep
its bounds, by three errors of what is predicted, is left out. A few plans at a time get two
replications; those that do not clearly miss a bound get more. When nothing is left, those that were
left out by the least are simulated, too, and again while that finds a cheaper plan. Then no plan of
the menu is cheaper, as far as the margins hold: some that were left out are simulated to see.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise.catalogue import UTILISATION, Catalogue
from simulator.analysis.optimise.nearest import TIE
from simulator.analysis.optimise.objective import CERTAIN, Aim
from simulator.analysis.optimise.plans import empty_plan, full_plan
from simulator.analysis.optimise.surrogate import Flags, Places, Prediction, corrected
from simulator.analysis.optimise.trials import (
    FIRST,
    Standings,
    Trials,
    over_bounds,
    standings,
)
from simulator.measures.targets import COST
from simulator.scenario.elementary import Numbers
from simulator.workload.streams import RandomStreams

AT_ONCE = 12  # plans first simulated in a round
GROWING = 8  # plans in a round that get more replications
RANDOM_PLANS = 12  # to learn from
ALL_OF = 40  # plans, of which so few are all simulated
AUDITED = 20  # plans left out that are simulated to see whether that was right
NEAREST = 3  # rounds towards plans that are predicted to miss their bounds by little


@dataclass(frozen=True, eq=False)
class Outlook:
    """What is known or expected of every plan, measure by measure on its scale."""

    trials: Trials
    known: Standings
    levels: Numbers  # by plan and measure: simulated, or predicted
    errors: Numbers  # by measure, of what is predicted

    @property
    def catalogue(self) -> Catalogue:
        """The plans."""
        return self.trials.catalogue

    @cached_property
    def target(self) -> Numbers:
        """The target of every plan as something to minimise."""
        target: Numbers = self.trials.aim.sign * self.levels[:, 0]
        return target

    @cached_property
    def low(self) -> Numbers:
        """What the target of a plan that is not simulated may come to at the best."""
        low: Numbers = self.target - CERTAIN * self.errors[0]
        aim = self.trials.aim
        if aim.target == COST and not aim.largest:
            return np.fmax(low, self.catalogue.expected.floor)
        return low

    @cached_property
    def over(self) -> Numbers:
        """By how much every plan misses each wish; negative inside."""
        over = over_bounds(self.trials, self.levels)
        over[self.known.plans] = self.known.over
        return over

    @cached_property
    def simulated(self) -> Flags:
        """Which plans are."""
        mask = np.zeros(len(self.target), dtype=bool)
        mask[self.known.plans] = True
        return mask

    @cached_property
    def missed(self) -> Flags:
        """Which wishes each plan that is not simulated is predicted to miss, for certain."""
        errors = self.errors[1 : 1 + self.over.shape[1]]
        certain: Flags = self.over > CERTAIN * errors
        return certain & ~self.simulated[:, None]

    @cached_property
    def best(self) -> int | None:
        """The row, among those simulated, of the plan that keeps all bounds at the least.

        Of plans that cost the same the one with fewer people, fewer moves, and most slack.
        """
        rows = np.flatnonzero(self.known.keeping)
        if not len(rows):
            return None
        costs = self.costs
        least = costs[rows].min()
        same = [row for row in rows if costs[row] <= least + TIE * self.trials.aim.worth]
        return int(min(same, key=lambda row: (*self._size(row), costs[row])))

    def _costs(self) -> Numbers:
        return self.trials.aim.sign * self.known.levels[:, 0]

    @cached_property
    def costs(self) -> Numbers:
        """The target of those simulated in its unit, as something to minimise."""
        back = self.trials.scales[0].back(self.known.levels[:, 0])
        costs: Numbers = self.trials.aim.sign * back
        return costs

    def _size(self, row: np.intp) -> tuple[int, int, float]:
        plan = self.catalogue.plans[self.known.plans[row]]
        slack = -float(self.known.over[row].max(initial=-np.inf))
        return plan.people, len(plan.moves), -round(slack, 6)

    @property
    def bar(self) -> float:
        """What a plan must come below to be worth finding."""
        if self.best is None:
            return np.inf
        aim, scale = self.trials.aim, self.trials.scales[0]
        worth_finding = aim.sign * (self.costs[self.best] - aim.worth)
        return float(aim.sign * scale(np.array([worth_finding]))[0])

    def candidates(self, may_rule_out: Flags) -> Places:
        """Plans not simulated that might be worth finding, by their numbers."""
        out = self.simulated | ~self.catalogue.possible | self.missed[:, may_rule_out].any(axis=1)
        return np.flatnonzero(~out & (self.low < self.bar))

    def growing(self) -> Places:
        """Rows of plans simulated, not with all replications, that might still be the one."""
        low = self._costs() - CERTAIN * self.known.errors[:, 0]
        rows = np.flatnonzero(~self.known.complete & ~self.known.missing & (low < self.bar))
        return rows[np.argsort(self._costs()[rows], kind="stable")]


def outlook(trials: Trials) -> Outlook:
    """What is known after all that was simulated so far."""
    known = standings(trials)
    predictions = [_predicted(trials, known, place) for place in range(len(trials.aim.measures))]
    levels = np.column_stack([each.values for each in predictions])
    levels[known.plans] = known.levels
    return Outlook(trials, known, levels, np.array([each.error for each in predictions]))


def _predicted(trials: Trials, known: Standings, place: int) -> Prediction:
    """A measure of every plan by what was simulated of some."""
    catalogue, measure = trials.catalogue, trials.aim.measures[place]
    expected = catalogue.expected.of(measure)
    if measure.startswith(UTILISATION):
        expected = np.minimum(expected, 1.0)
    if place in trials.above_base:
        expected = expected - expected[catalogue.number[empty_plan(catalogue.space)]]
    return corrected(expected, catalogue.features, known.plans, known.levels[:, place])


# -- what to begin with ----------------------------------------------------------------------------


def begin(trials: Trials, replications: int, tries: int) -> None:
    """Plans to learn from: nothing, everything, each move alone, all but one, some at random."""
    catalogue = trials.catalogue
    trials.wanted = replications
    if len(catalogue.plans) <= min(ALL_OF, tries):
        every = np.flatnonzero(catalogue.possible)
        trials.evaluate(dict.fromkeys(every.tolist(), replications))
        return
    teaching = _possible(catalogue, _teaching(catalogue))[:tries]
    others = _possible(catalogue, _single_moves(catalogue) + _random(catalogue))
    wanted = dict.fromkeys(teaching, replications)
    for plan in others[: tries - len(wanted)]:
        wanted.setdefault(plan, FIRST)
    trials.evaluate(wanted)
    trials.wanted = _enough(trials, replications)


def _teaching(catalogue: Catalogue) -> list[int]:
    """Nothing, everything, everything with most people."""
    space = catalogue.space
    whole = full_plan(space)
    most = space.plan(whole.moves, [hire.numbers[-1] for hire in space.hires])
    return [catalogue.number[plan] for plan in (empty_plan(space), whole, most)]


def _single_moves(catalogue: Catalogue) -> list[int]:
    """Each move alone, with nobody and with some more people, and all but one with most."""
    space, whole = catalogue.space, full_plan(catalogue.space)
    middling = [hire.numbers[len(hire.numbers) // 2] for hire in space.hires]
    most, nobody = [hire.numbers[-1] for hire in space.hires], [0] * len(space.hires)
    plans = [space.plan([move], hired) for move in space.moves for hired in (nobody, middling)]
    plans += [space.plan(set(whole.moves) - {move}, most) for move in whole.moves]
    return [catalogue.number[plan] for plan in plans]


def _random(catalogue: Catalogue) -> list[int]:
    drawn = RandomStreams(0, 0).block("plans to learn from", 0, 1, RANDOM_PLANS)
    return [int(each * len(catalogue.plans)) for each in drawn[0]]


def _possible(catalogue: Catalogue, plans: Sequence[int]) -> list[int]:
    return [plan for plan in dict.fromkeys(plans) if catalogue.possible[plan]]


def _enough(trials: Trials, most: int) -> int:
    """Replications after which luck moves no mean by more than half of its bound's tolerance."""
    needed = [2 * FIRST]
    spreads = trials.luck().spread[1:]
    for wish, scale, spread in zip(trials.aim.wishes, trials.scales[1:], spreads, strict=False):
        size = wish.bound.bound if scale.logarithmic else 1.0
        if wish.asked and size and np.isfinite(spread):
            needed.append(int(np.ceil((2 * spread * abs(size) / wish.tolerance) ** 2)))
    return min(max(needed), most)


# -- the search ------------------------------------------------------------------------------------


class Effort(NamedTuple):
    """How far a search may go: plans simulated at most, and whether predictions alone rule out."""

    tries: int
    prove: bool = False
    report: Callable[[int], None] = lambda _: None  # how many plans are still in question


def search(trials: Trials, effort: Effort) -> Outlook:
    """Simulates plans until none that is left might be worth finding, or the tries are spent."""
    view, towards, bar = outlook(trials), 0, np.nan
    while len(trials.outputs) < effort.tries:
        wanted = _next_round(trials, view, effort)
        if not wanted and towards < NEAREST and (view.best is None or view.bar != bar):
            # What is predicted errs more near a bound: none is believed before some were tried.
            wanted, towards, bar = _nearest(view), towards + 1, view.bar
        if not wanted:
            break
        trials.evaluate(wanted)
        view = outlook(trials)
    return view


def _next_round(trials: Trials, view: Outlook, effort: Effort) -> dict[int, int]:
    """What to simulate next: more of those that might be it, and the cheapest of the others."""
    growing = view.growing()
    candidates = view.candidates(ruling_out(trials.aim, effort.prove))
    effort.report(len(candidates) + len(growing))
    wanted = {
        int(view.known.plans[row]): _more(trials, int(view.known.plans[row]))
        for row in growing[:GROWING]
    }
    left = max(effort.tries - len(trials.outputs), 0)
    for plan in _chosen(view, candidates)[: min(left, AT_ONCE)]:
        wanted[plan] = min(FIRST, trials.wanted)
    return wanted


def ruling_out(aim: Aim, prove: bool) -> Flags:
    """Which wishes may rule out a plan by prediction: all, or those that the load model knows."""
    names = [wish.bound.measure for wish in aim.wishes]
    return np.array([not prove or name.startswith(UTILISATION) for name in names], dtype=bool)


def _more(trials: Trials, plan: int) -> int:
    return min(2 * trials.seen(plan), trials.wanted)


def _chosen(view: Outlook, candidates: Places) -> list[int]:
    """The cheapest that may keep their bounds, in turn with the cheapest that probably do."""
    if not len(candidates):
        return []
    order = candidates[np.argsort(view.low[candidates], kind="stable")]
    probable = (view.over[order] <= 0).all(axis=1)
    mixed = [each for pair in zip(order[probable], order, strict=False) for each in pair]
    return [int(plan) for plan in dict.fromkeys([*mixed, *order.tolist()])]


def _nearest(view: Outlook) -> dict[int, int]:
    """Plans worth finding that are predicted to miss their bounds by the least."""
    errors = view.errors[1 : 1 + view.over.shape[1]]
    errors = np.where(np.isfinite(errors) & (errors > 0), errors, 1.0)
    short = np.maximum(view.over / errors, 0).sum(axis=1)
    short[view.simulated | ~view.catalogue.possible | (view.low >= view.bar)] = np.inf
    order = np.argsort(short, kind="stable")[:AT_ONCE]
    return {int(plan): FIRST for plan in order if np.isfinite(short[plan])}


# -- was it right to leave plans out? --------------------------------------------------------------


class Audit(NamedTuple):
    """Plans that were left out by prediction, simulated to see whether one was worth finding."""

    plans: int
    wrong: int


def audit(trials: Trials, view: Outlook, prove: bool) -> Audit:
    """Simulates some of the plans left out, drawn at random, and counts those worth finding."""
    left_out = view.missed[:, ruling_out(trials.aim, prove)].any(axis=1)
    pool = np.flatnonzero(left_out & view.catalogue.possible & (view.low < view.bar))
    drawn = RandomStreams(0, 0).block("plans to audit", len(trials.outputs), 1, max(len(pool), 1))
    plans = [int(plan) for plan in pool[np.argsort(drawn[0, : len(pool)])[:AUDITED]]]
    trials.evaluate(dict.fromkeys(plans, min(FIRST, trials.wanted)))
    after = outlook(trials)
    while len(rows := _among(after, plans)):
        more = (int(after.known.plans[row]) for row in rows)
        trials.evaluate({plan: _more(trials, plan) for plan in more})
        after = outlook(trials)
    kept = set(after.known.plans[after.known.keeping].tolist())
    wrong = sum(plan in kept and after.target[plan] < view.bar for plan in plans)
    return Audit(len(plans), wrong)


def _among(view: Outlook, plans: Sequence[int]) -> list[int]:
    return [row for row in view.growing() if int(view.known.plans[row]) in set(plans)]
