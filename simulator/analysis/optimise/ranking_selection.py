"""Ranking and selection with a guarantee: the cheapest of several systems that keeps its bounds.

A fully sequential procedure in the manner of Kim & Nelson (2001, ACM TOMACS 11(3), 251-273), with
bounds as in Andradottir & Kim (2010, Naval Research Logistics 57(5), 403-421), on replications that
may have common random numbers in all systems.

**The promise.** For normal outputs, whatever their variances and correlations, with at least the
probability said: the system chosen exceeds no bound by more than the bound's tolerance, and it is
dearer by no more than ``worth`` than the cheapest of those that keep every bound by the tolerance
or more; if none is chosen, there are none such. It is a promise of *good selection* (Eckman &
Henderson 2021, ACM TOMACS 31(2)): ties, and systems near to a bound, do not weaken it.

The outputs of a system may be ratios or percentiles of all replications so far, linearised
(``experiment/estimates.py``): then it is a promise for many replications, as their intervals are.

**Why it holds.** A Brownian motion with variance v ever meets the line a + b t with probability
exp(-2ab/v). A sum of normal outputs less their mean, watched after each replication from the first
stage on, is such a motion seen at whole times, and does not depend on the first stage's sample
variance S2. With a b = h2 S2 / 4 and h2 as below, the mean over the distribution of S2 is the risk.
One line with b half of the difference that matters settles what is just that far off soonest;
a steeper one, with which it shares the risk, settles what is far off. So a mean is all the time
less than ``slack`` above what it estimates. The risks add up (Bonferroni) over what can go wrong:

* bounds: for each system that exceeds one by the tolerance, that this one seems kept; for the
  cheapest that keeps all, that any one seems broken: systems - 1 + bounds in all;
* costs: for each pair, that the cheaper seems dearer than it is: systems (systems - 1) / 2.

If none of that happens, only dearer systems are ruled out, so one that is not dearer than the
cheapest stays; and the winner is proven to be within ``worth`` of every one that has stayed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from simulator.errors import InvalidValue
from simulator.scenario.elementary import Numbers

Decision = Literal["keeps", "breaks", "open"]
Outputs = Numbers  # of one system: cost, then what each limit bounds (rows), by replication
SURELY = 2.0  # standard errors from which a mean within the tolerance is outside its bound
STEEPER = (1, 8)  # lines, by how many times as steep as the first
FASTER = 5  # from one look to the next, a fifth more replications


class Limit(NamedTuple):
    """A bound on the mean of an output, and how near to it a system may be judged either way.

    If what is within the tolerance for sure is near enough, it keeps the bound, and only what is
    outside the bound for sure breaks it, as long as there are replications to tell. Else what is
    outside by more than luck breaks it.
    """

    side: Literal[">=", "<="]
    bound: float
    tolerance: float
    near_enough: bool = False
    promised: bool = True  # else what is left open at the last is told by what was seen of it


@dataclass(frozen=True, slots=True)
class SelectionProblem:
    """What is promised, and to how many systems.

    ``first`` are the replications of the first stage, from which variances are estimated. Half of
    the risk ``alpha`` goes to the bounds and half to the costs. Systems that were picked
    from others on the same random numbers share the risk with those.
    """

    systems: int
    limits: tuple[Limit, ...]
    worth: float  # the difference in cost that is worth finding
    alpha: float = 0.05
    first: int = 20
    also: int = 0  # systems seen on the same random numbers, from which these were picked
    most: int = 300  # replications of a system, after which what may be either is broken

    def __post_init__(self) -> None:
        if self.systems < 1:
            raise InvalidValue("read {systems} systems, expected at least 1", systems=self.systems)
        if self.first < 3:
            raise InvalidValue(
                "read {first} first replications, expected at least 3", first=self.first
            )
        if not 0 < self.alpha < 0.5:
            raise InvalidValue(
                "read a risk of {alpha}, expected more than 0 and below 0.5", alpha=self.alpha
            )
        if not self.worth > 0 or any(not limit.tolerance > 0 for limit in self.limits):
            raise InvalidValue("expected a worth and tolerances above 0")

    @property
    def of_a_bound(self) -> float:
        """The constant h2 for one system and bound."""
        share = self.alpha / 2 if self._seen > 1 else self.alpha
        return self._of_each(share / (self._seen - 1 + max(len(self.limits), 1)))

    @property
    def of_a_pair(self) -> float:
        """The constant h2 for the costs of two systems."""
        share = self.alpha / 2 if self.limits else self.alpha
        return self._of_each(share / max(math.comb(self._seen, 2), 1))

    @property
    def _seen(self) -> int:
        return self.systems + self.also

    def _of_each(self, risk: float) -> float:
        """The constant h2 for each of the lines that share a risk."""
        return h_squared(risk / len(STEEPER), self.first)


class Judgement(NamedTuple):
    """What is decided by the replications seen."""

    feasible: tuple[Decision, ...]  # by system: keeps all bounds, breaks one, or not known yet
    beaten: Mapping[int, int]  # those ruled out, each with a cheaper one that keeps its bounds
    good: tuple[int, ...]  # those of which any may be chosen, the cheapest first
    in_play: tuple[int, ...]  # systems that need more replications; none at the end

    @property
    def winner(self) -> int | None:
        """The cheapest that may be chosen; None if none keeps its bounds, or none is known yet."""
        return self.good[0] if self.good else None

    @property
    def finished(self) -> bool:
        """Is it decided, be it that none keeps its bounds?"""
        return not self.in_play


class Selection(NamedTuple):
    """How a selection ended, on which outputs; undecided if it was cut short."""

    judgement: Judgement
    outputs: tuple[Outputs, ...]


# Systems and how many replications: all outputs so far, since ratios are taken of them together.
Draw = Callable[[Sequence[int], int], Sequence[Outputs]]


def select(draw: Draw, problem: SelectionProblem, most: int) -> Selection:
    """Replications of those in play until the promise can be given, at most so many of each."""
    count = problem.first
    outputs = list(draw(range(problem.systems), count))
    judgement = judge(outputs, problem)
    while judgement.in_play and count < most:
        count = min(count + max(count // FASTER, 1), most)
        grown = draw(judgement.in_play, count)
        for system, all_of_it in zip(judgement.in_play, grown, strict=True):
            outputs[system] = all_of_it
        judgement = judge(outputs, problem, judgement.beaten)
    return Selection(judgement, tuple(outputs))


def judge(
    outputs: Sequence[Outputs], problem: SelectionProblem, beaten: Mapping[int, int] | None = None
) -> Judgement:
    """What the procedure decides by these outputs and by whom it has ruled out before.

    Systems still in play have equally many replications. One in which something never happened
    (NaN) breaks its bounds.
    """
    feasible = tuple(_feasible(each, problem) for each in outputs)
    ruled_out = dict(beaten or {})
    alive = [n for n, how in enumerate(feasible) if how != "breaks" and n not in ruled_out]
    if not alive:
        return Judgement(feasible, ruled_out, (), ())
    costs = np.array([outputs[n][0] for n in alive])
    proven = proven_dearer(costs, problem)
    cheapest_first = [int(place) for place in np.argsort(costs.mean(axis=1), kind="stable")]
    for one in cheapest_first:
        if feasible[alive[one]] == "keeps" and alive[one] not in ruled_out:
            dearer = [other for other in range(len(alive)) if proven[other, one] > 0]
            ruled_out |= {alive[o]: alive[one] for o in dearer if alive[o] not in ruled_out}
    left = [place for place in cheapest_first if alive[place] not in ruled_out]
    good = [
        alive[one]
        for one in left
        if feasible[alive[one]] == "keeps" and (proven[left, one] >= -problem.worth).all()
    ]
    in_play = () if good else tuple(sorted(alive[place] for place in left))
    return Judgement(feasible, ruled_out, tuple(good), in_play)


def _feasible(outputs: Outputs, problem: SelectionProblem) -> Decision:
    """Whether a system keeps all bounds; it breaks them as soon as it breaks one."""
    decisions = by_bound(outputs, problem)
    if np.isnan(outputs[0]).any() or "breaks" in decisions:
        return "breaks"
    return "open" if "open" in decisions else "keeps"


def by_bound(outputs: Outputs, problem: SelectionProblem) -> tuple[Decision, ...]:
    """What is known of each bound of a system."""
    pairs = zip(outputs[1:], problem.limits, strict=True)
    return tuple(_decided(output, limit, problem) for output, limit in pairs)


def _decided(output: Numbers, limit: Limit, problem: SelectionProblem) -> Decision:
    """What is known of one bound since the first replication at which it was known."""
    if np.isnan(output).any():
        return "breaks"
    sign = 1 if limit.side == ">=" else -1
    inside = sign * (output - limit.bound)
    rows = np.arange(problem.first, len(inside) + 1, dtype=float)
    means = np.cumsum(inside)[problem.first - 1 :] / rows
    variance = np.var(inside[: problem.first], ddof=1, keepdims=True)
    far = slack(rows, variance, limit.tolerance, problem.of_a_bound) - limit.tolerance
    luck = SURELY * np.sqrt(variance / rows)
    if limit.near_enough:
        keeps, breaks = means >= far, means <= -far - limit.tolerance
    else:
        keeps, breaks = (means >= far) & (means >= -luck), (means <= -far) & (means < -luck)
    known = np.flatnonzero(keeps | breaks)
    if len(known):
        return "keeps" if keeps[known[0]] else "breaks"
    # Either way is allowed in between: what no more replications can tell breaks its bound.
    is_last = len(inside) >= problem.most
    if is_last and (means <= -far).any():
        return "breaks"
    return _by_all(inside + limit.tolerance) if is_last and not limit.promised else "open"


def _by_all(inside: Numbers) -> Decision:
    """What all replications say: the first ones may have been unlike the others."""
    mean, error = float(inside.mean()), float(inside.std(ddof=1)) / math.sqrt(len(inside))
    if abs(mean) <= SURELY * error:
        return "open"
    return "keeps" if mean > 0 else "breaks"


def proven_dearer(costs: Numbers, problem: SelectionProblem) -> Numbers:
    """By how much each system (row) is at least dearer than each other (column), as proven so far.

    ``costs`` is an array of systems x replications; a bound below 0 says how much cheaper it may
    be.
    """
    first = problem.first
    rows = np.arange(first, costs.shape[1] + 1, dtype=float)
    means = np.cumsum(costs, axis=1)[:, first - 1 :] / rows
    start = costs[:, :first]
    variances = (start[:, None] - start[None]).var(axis=2, ddof=1)
    near = slack(rows, variances[..., None], problem.worth, problem.of_a_pair)
    proven: Numbers = (means[:, None] - means[None] - near).max(axis=2)
    return proven


def slack(rows: Numbers, variance: Numbers, matters: float, h2: float) -> Numbers:
    """How far the mean of so many replications may be above what it estimates.

    It is the difference that matters once there are h2 times variance / matters**2 replications.
    """
    slopes = [steeper * matters / 2 for steeper in STEEPER]
    lines = [h2 * variance / (4 * slope * rows) + slope for slope in slopes]
    lowest: Numbers = np.minimum.reduce(lines)
    return lowest


def h_squared(risk: float, first: int) -> float:
    """The h2 for which E exp(-h2 S2 / 2v) is the risk, S2 / v being chi-square over first - 1.

    >>> round(h_squared(0.05, 10), 3)
    8.513
    """
    freedom = first - 1
    return float(freedom * (risk ** (-2 / freedom) - 1))
