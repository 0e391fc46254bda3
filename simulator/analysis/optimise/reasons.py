"""Who is judged in the end, and why every cheaper plan of the menu is out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise.catalogue import UTILISATION, Catalogue
from simulator.analysis.optimise.final_stage import Verdict
from simulator.analysis.optimise.nearest import TIE, Near, nearest, undominated
from simulator.analysis.optimise.objective import CERTAIN
from simulator.analysis.optimise.plans import Plan, neighbours
from simulator.analysis.optimise.ranking_selection import SURELY
from simulator.analysis.optimise.result import (
    Cheaper,
    Impossible,
    Margin,
    Proof,
    Reason,
    Standing,
    sortable,
)
from simulator.analysis.optimise.search import (
    NEAREST,
    Audit,
    Effort,
    Outlook,
    outlook,
    ruling_out,
)
from simulator.analysis.optimise.surrogate import Flags, any_in_rows
from simulator.scenario.elementary import Numbers

NEXT = 2  # plans after the best that are judged, too, should it not keep its bounds


class Hope(NamedTuple):
    """A plan simulated that misses a bound by what may be luck, and what is expected of it."""

    row: int
    likely: float  # that it keeps its bounds
    saves: float  # of the target to minimise, against another plan

    @property
    def expected(self) -> float:
        """The expected improvement."""
        return self.likely * self.saves


def finalists(view: Outlook, count: int, effort: Effort) -> list[Plan]:
    """The best, better ones that may miss a bound by bad luck alone, and the next that keep all.

    If none keeps them, the nearest: of plans as near as each other the cheapest.
    """
    view = _with_the_next(_with_what_lies_beside(view, effort), effort)
    view = _with_hopes(view, count // 2, effort)
    hoped = [each.row for each in _hopes_of(view)[: count // 2]]
    if view.best is None:
        plans = [view.catalogue.plans[view.known.plans[row]] for row in hoped]
        return list(dict.fromkeys([*_nearest(view, max(count - len(plans), 1)), *plans]))
    target = view.target[view.known.plans]
    keeping = [int(row) for row in np.flatnonzero(view.known.keeping) if row != view.best]
    keeping.sort(key=lambda row: target[row])
    cheaper = [int(n) for n in np.flatnonzero(near_misses(view)) if target[n] < target[view.best]]
    cheaper.sort(key=lambda row: _short(view)[row])
    better = list(dict.fromkeys([*hoped, *cheaper]))[: count // 2]
    rows = [view.best, *better, *keeping[:NEXT]]
    return [view.catalogue.plans[view.known.plans[row]] for row in rows[:count]]


def hopes(view: Outlook, cost: float) -> list[Hope]:
    """Plans that may keep their bounds for less than a target to minimise, the best hope first.

    What a plan misses over its standard error says how likely it is that it keeps the bound; times
    what it saves it is the expected improvement under constraints (Schonlau, Welch & Jones 1998).
    """
    errors = _errors(view)
    with np.errstate(divide="ignore", invalid="ignore"):
        off = np.where(view.known.over > 0, view.known.over / errors, 0.0).max(axis=1, initial=0.0)
    may_keep = np.flatnonzero((off > 0) & (off <= SURELY) & (view.costs < cost))
    every = [
        Hope(int(row), math.erfc(off[row] / math.sqrt(2)) / 2, float(cost - view.costs[row]))
        for row in may_keep
    ]
    # Of plans that are as likely and save as much one is enough.
    tie = TIE * view.trials.aim.worth
    unlike = {(round(each.likely, 6), round(each.saves / tie)): each for each in reversed(every)}
    return sorted(unlike.values(), key=lambda each: -each.expected)


def _hopes_of(view: Outlook) -> list[Hope]:
    """Those beside the best, or beside the dearest plan that is as near as any."""
    if view.best is not None:
        return hopes(view, float(view.costs[view.best]))
    plans, order = _in_order(view)
    near = undominated(plans, order, view.trials.aim.worth)
    return hopes(view, max((plans[row].cost for row in near), default=-math.inf))


def _with_hopes(view: Outlook, count: int, effort: Effort) -> Outlook:
    """All replications of plans that may keep their bounds, until the best hopes have them."""
    trials = view.trials
    for _ in range(NEAREST):
        rows = [each.row for each in _hopes_of(view)[:count]]
        lacking = [int(view.known.plans[row]) for row in rows if not view.known.complete[row]]
        if not lacking or len(trials.outputs) > effort.tries:
            break
        trials.evaluate(dict.fromkeys(lacking, trials.wanted))
        view = outlook(trials)
    return view


def _errors(view: Outlook) -> Numbers:
    """Standard errors of what each plan simulated comes to in each bound, whatever luck is."""
    trials, count = view.trials, len(view.trials.aim.wishes)
    of_all = trials.error_of_level(trials.luck())[1 : 1 + count]
    both: Numbers = np.hypot(view.known.errors[:, 1 : 1 + count], np.nan_to_num(of_all))
    return both


def _with_the_next(view: Outlook, effort: Effort) -> Outlook:
    """All replications of the next plans that seem to keep their bounds, with some room."""
    known, trials = view.known, view.trials
    if view.best is None or int(known.keeping.sum()) > NEXT:
        return view
    errors = np.where(np.isfinite(view.errors), view.errors, 0)[1 : 1 + view.over.shape[1]]
    roomy = (view.over <= -errors).all(axis=1) & view.catalogue.possible
    roomy[known.plans[known.complete]] = False
    dearer = np.flatnonzero(roomy & (view.target > view.target[known.plans[view.best]]))
    plans = dearer[np.argsort(view.target[dearer], kind="stable")][:NEXT]
    if len(trials.outputs) + NEXT > effort.tries or not len(plans):
        return view
    trials.evaluate({int(plan): trials.wanted for plan in plans})
    return outlook(trials)


def _nearest(view: Outlook, count: int) -> list[Plan]:
    """Those that miss a bound by little, or else half as many of the nearest, without clones."""
    plans, order = _in_order(view)
    misses = near_misses(view)
    worth = view.trials.aim.worth
    little = undominated(plans, [row for row in order if misses[row]], worth)
    rows = little[:count] or undominated(plans, order, worth)[: max(count // 2, 1)]
    return [plans[row].plan for row in rows]


def _in_order(view: Outlook) -> tuple[list[Near], list[int]]:
    """The plans simulated, and their rows with the nearest first; what never happened is out."""
    numbers, short = view.known.plans, _short(view)
    plans = [
        Near(view.catalogue.plans[number], float(misses), sortable(float(cost)))
        for number, misses, cost in zip(numbers, short, view.costs, strict=True)
    ]
    order = nearest(plans, view.trials.aim.worth)
    return plans, [row for row in order if np.isfinite(short[row])] or order[:1]


def _with_what_lies_beside(view: Outlook, effort: Effort) -> Outlook:
    """All replications of the nearest plan and of each one step from it, until it stays it."""
    trials, catalogue = view.trials, view.catalogue
    while len(trials.outputs) < effort.tries and view.best is None:
        plans, order = _in_order(view)
        first = plans[order[0]].plan
        beside = [first, *(step.plan for step in neighbours(catalogue.space, first))]
        numbers = [catalogue.number[plan] for plan in beside]
        lacking = [n for n in numbers if catalogue.possible[n] and trials.seen(n) < trials.wanted]
        if not lacking:
            break
        left = effort.tries - len(trials.outputs)
        trials.evaluate(dict.fromkeys(lacking[:left], trials.wanted))
        view = outlook(trials)
    return view


def near_misses(view: Outlook) -> Flags:
    """Which plans simulated miss a bound by no more than its tolerance, or than luck may bring."""
    over, reach = view.known.over, np.fmax(CERTAIN * _errors(view), _tolerances(view))
    near: Flags = view.known.complete & (over <= reach).all(axis=1) & (over > 0).any(axis=1)
    return near


def _tolerances(view: Outlook) -> Numbers:
    """The tolerance of every wish on its scale."""
    wishes, scales = view.trials.aim.wishes, view.trials.scales[1:]
    return np.array(
        [
            each.tolerance / max(abs(each.bound.bound), each.tolerance)
            if scale.logarithmic
            else each.tolerance
            for each, scale in zip(wishes, scales, strict=False)
        ]
    )


def _short(view: Outlook) -> Numbers:
    """By how many tolerances each plan simulated misses its bounds in all."""
    short: Numbers = np.maximum(view.known.over / _tolerances(view), 0).sum(axis=1)
    return short


def proof_of(view: Outlook, effort: Effort, checked: Audit, rounds: Sequence[Verdict]) -> Proof:
    """What stands behind the answer."""
    aim = view.trials.aim
    pairs = zip(aim.measures, view.errors, strict=True)
    left = len(view.candidates(ruling_out(aim, effort.prove))) + len(view.growing())
    return Proof(
        proved=effort.prove,
        finished=left == 0,
        spent=len(view.trials.outputs) + NEXT > effort.tries,
        refused=tuple(_refused(view.catalogue)),
        cheaper=tuple(_cheaper(view, effort, rounds)),
        judged=int((_better(view, rounds) & _seen_again(view, rounds)).sum()),
        audited=checked.plans,
        wrong=checked.wrong,
        margins=tuple(Margin(measure, float(error)) for measure, error in pairs),
    )


def _refused(catalogue: Catalogue) -> Iterator[Impossible]:
    """Plans that cannot be carried out, counted by reason, the most frequent one first."""
    space, plans = catalogue.space, np.flatnonzero(~catalogue.possible)
    reasons = Counter(
        (space.gone(plan), space.why_not(plan.moves))
        for plan in (catalogue.plans[number] for number in plans)
    )
    for (gone, problem), count in reasons.most_common():
        yield Impossible(count, gone, problem)


def _better(view: Outlook, rounds: Sequence[Verdict]) -> Flags:
    """Plans that are cheaper than the first finalist: by fresh luck where it says so."""
    number = view.catalogue.number
    first, *others = rounds[-1].finalists
    better: Flags = view.catalogue.possible & (view.target < view.target[number[first.plan]])
    for each in others:
        better[number[each.plan]] = view.trials.aim.sign * each.dearer.mean < 0
    return better


def _seen_again(view: Outlook, rounds: Sequence[Verdict]) -> Flags:
    """Plans judged on fresh luck."""
    seen = np.zeros(len(view.target), dtype=bool)
    seen[[view.catalogue.number[each.plan] for verdict in rounds for each in verdict.finalists]] = (
        True
    )
    return seen


def _cheaper(view: Outlook, effort: Effort, rounds: Sequence[Verdict]) -> Iterator[Cheaper]:
    """Plans that are cheaper than the first finalist, each counted for the first reason it has."""
    left, counts = _better(view, rounds), Counter[Reason]()
    for reason, plans in chain(_judged(view, rounds), _reasons(view, effort)):
        counts[reason] += int((left & plans).sum())
        left = left & ~plans
    yield from (Cheaper(reason, count) for reason, count in counts.items() if count)


def _judged(view: Outlook, rounds: Sequence[Verdict]) -> Iterator[tuple[Reason, Flags]]:
    """What became of those judged on fresh luck.

    Where one was chosen, what is still open is not better by more than is worth finding.
    """
    standings: dict[int, Reason] = {
        view.catalogue.number[each.plan]: _reason_of(each.standing, verdict)
        for verdict in rounds
        for each in verdict.finalists
    }
    for reason in dict.fromkeys(standings.values()):
        plans = np.zeros(len(view.target), dtype=bool)
        plans[[number for number, its in standings.items() if its == reason]] = True
        yield reason, plans


def _reason_of(standing: Standing, verdict: Verdict) -> Reason:
    if standing == "breaks":
        return "judged"
    return "undecided" if standing == "open" and not verdict.chosen else "alike"


def _reasons(view: Outlook, effort: Effort) -> Iterator[tuple[Reason, Flags]]:
    """Each reason with all plans that have it, whatever they cost."""
    aim, known, plans = view.trials.aim, view.known, view.known.plans
    near, missing, growing = (np.zeros(len(view.target), dtype=bool) for _ in range(3))
    near[plans[near_misses(view)]] = True
    missing[plans[known.missing]] = True
    growing[plans[view.growing()]] = True
    busy = [wish.bound.measure.startswith(UTILISATION) for wish in aim.wishes]
    rules = ruling_out(aim, effort.prove)
    left = growing.copy()
    left[view.candidates(rules)] = True
    yield "near", near
    yield "misses", missing
    yield "overloaded", any_in_rows(view.missed[:, busy])
    yield "predicted", any_in_rows(view.missed[:, rules])
    yield "left", left
    yield "alike", np.ones(len(view.target), dtype=bool)
