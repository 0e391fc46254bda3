"""Ranking and selection with a guarantee: the cheapest of several systems that keeps its bounds.

A fully sequential procedure on replications with the same luck in all systems. Whether a system
keeps a bound is decided as in Andradottir & Kim (2010, Naval Research Logistics 57(5), 403-421),
which of those that do is cheapest as in Kim & Nelson (2001, ACM TOMACS 11(3), 251-273): a sum of
differences walks until it leaves a triangle that narrows with every replication.

The promise: with at least the probability said, for normal outputs, the system chosen is the
cheapest of those that keep their bounds, if it is cheaper than each other one by ``worth`` at least
and no system is nearer to a bound than the bound's tolerance. Those that are nearer may be judged
either way; of two whose costs differ by less, either may be chosen.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Decision = Literal["keeps", "breaks", "open"]
NEVER = -1  # the row of what has not been decided


class Limit(NamedTuple):
    """A bound on an output, and how near to it a system may be judged either way."""

    side: Literal[">=", "<="]
    bound: float
    tolerance: float


@dataclass(frozen=True, slots=True)
class Problem:
    """What is promised and how systems are told apart.

    ``first`` are the replications of the first stage, from which variances are estimated; half of
    the risk ``alpha`` goes to the bounds and half to the choice, shared out by Bonferroni.
    """

    systems: int
    limits: tuple[Limit, ...]
    worth: float  # the difference in cost that is worth finding
    alpha: float = 0.05
    first: int = 10

    def __post_init__(self) -> None:
        if self.systems < 1:
            raise ValueError(f"read {self.systems} systems, expected at least 1")
        if self.first < 3:
            raise ValueError(f"read {self.first} first replications, expected at least 3")
        if not 0 < self.alpha < 0.5:
            raise ValueError(f"read a risk of {self.alpha}, expected more than 0 and below 0.5")
        if not self.worth > 0 or any(not limit.tolerance > 0 for limit in self.limits):
            raise ValueError("expected a worth and tolerances above 0")

    @property
    def risk_of_a_bound(self) -> float:
        """The risk of judging one system by one bound wrongly."""
        share = self.alpha / 2 if self.systems > 1 else self.alpha
        return share / (self.systems * max(len(self.limits), 1))

    @property
    def risk_of_a_pair(self) -> float:
        """The risk of preferring one certain system to the best."""
        share = self.alpha / 2 if self.limits else self.alpha
        return share / max(self.systems - 1, 1)


class Judgement(NamedTuple):
    """What is decided by the rows seen; each decision with the row after which it was made."""

    feasible: tuple[Decision, ...]  # by system: keeps all bounds, breaks one, or not known yet
    decided: tuple[int, ...]
    beaten_by: tuple[int, ...]  # by system: the cheaper one that has ruled it out
    beaten: tuple[int, ...]
    winner: int | None
    finished: bool

    @property
    def in_play(self) -> tuple[int, ...]:
        """Systems that need more replications."""
        if self.finished:
            return ()
        return tuple(
            number
            for number, decision in enumerate(self.feasible)
            if decision != "breaks" and self.beaten[number] == NEVER
        )


def h_squared(risk: float, first: int) -> float:
    """The constant that sets the triangle's size: 2 eta (n0 - 1) with eta from the risk (c = 1).

    >>> round(h_squared(0.05, 10), 3)
    6.013
    """
    freedom = first - 1
    return freedom * ((2 * risk) ** (-2 / freedom) - 1)


def edge(rows: Numbers, constant: float, variance: float, tolerance: float) -> Numbers:
    """How far a sum of differences may be from 0 after so many rows without a decision."""
    return np.maximum(0.0, constant * variance / (2 * tolerance) - tolerance * rows / 2)


def judge(cost: Numbers, outputs: Sequence[Numbers], problem: Problem) -> Judgement:
    """What the procedure has decided by these rows, played from the first one on.

    ``cost`` and each of the ``outputs``, one for each limit, are arrays of rows x systems. Rows
    after a system's decision do not matter and may be NaN; more rows never change a decision.
    """
    rows, systems = cost.shape
    if systems != problem.systems or len(outputs) != len(problem.limits):
        raise ValueError("expected a column for each system and outputs for each limit")
    if rows < problem.first:
        raise ValueError(f"read {rows} rows, expected at least the first {problem.first}")
    decided = np.full(systems, problem.first)
    kept = np.ones(systems, dtype=bool)
    for limit, output in zip(problem.limits, outputs, strict=True):
        for system in range(systems):
            row, keeps = _crossing_of_a_bound(output[:, system], limit, problem)
            decided[system], kept[system] = _with_one_more(
                (int(decided[system]), bool(kept[system])), (row, keeps)
            )
    return _chosen(cost, decided, kept, problem)


def _with_one_more(so_far: tuple[int, bool], bound: tuple[int, bool]) -> tuple[int, bool]:
    """When it is known whether a system keeps all bounds: at the first broken, or the last kept."""
    (row, kept), (at, keeps) = so_far, bound
    if kept and keeps:
        return (NEVER if NEVER in (row, at) else max(row, at)), True
    if not kept and not keeps:
        return min(row, at), False
    return (at, False) if kept else (row, False)


def _crossing_of_a_bound(output: Numbers, limit: Limit, problem: Problem) -> tuple[int, bool]:
    """After which row it is known whether an output keeps its bound, and whether it does."""
    sign = 1.0 if limit.side == ">=" else -1.0
    sums, rows = _walk(sign * (output - limit.bound), problem.first)
    variance = variance_of(sign * output, problem.first)
    constant = h_squared(problem.risk_of_a_bound, problem.first)
    width = edge(rows, constant, variance, limit.tolerance)
    outside = np.flatnonzero(np.abs(sums) >= width)
    if not len(outside):
        return NEVER, True
    return int(rows[outside[0]]), bool(sums[outside[0]] >= 0)


def _walk(differences: Numbers, first: int) -> tuple[Numbers, Numbers]:
    """Sums of differences after each row from the first stage on, and the numbers of rows."""
    known = np.isnan(differences)
    end = int(known.argmax()) if known.any() else len(differences)
    sums = np.cumsum(differences[:end])[first - 1 :]
    return sums, np.arange(first, first + len(sums), dtype=float)


def variance_of(differences: Numbers, first: int) -> float:
    """The variance of the first stage."""
    return float(np.var(differences[:first], ddof=1))


def _chosen(cost: Numbers, decided: Numbers, kept: Numbers, problem: Problem) -> Judgement:
    """Who rules whom out: only systems known to keep their bounds may do so."""
    systems = problem.systems
    events = [
        (row, loser, winner)
        for winner in range(systems)
        for loser in range(systems)
        if winner != loser and kept[winner] and decided[winner] != NEVER
        for row in [_beats(cost, (winner, loser), int(decided[winner]), problem)]
        if row != NEVER
    ]
    beaten, by = np.full(systems, NEVER), np.full(systems, NEVER)
    for row, loser, winner in sorted(events):
        alive = beaten[winner] == NEVER or beaten[winner] >= row
        judged_before = decided[loser] != NEVER and not kept[loser] and decided[loser] <= row
        if beaten[loser] == NEVER and alive and not judged_before and by[winner] != loser:
            beaten[loser], by[loser] = row, winner
    return _judged(decided, kept, beaten, by)


def _beats(cost: Numbers, pair: tuple[int, int], since: int, problem: Problem) -> int:
    """After which row the one is known to be cheaper than the other, from when it may be said."""
    differences = cost[:, pair[1]] - cost[:, pair[0]]
    sums, rows = _walk(differences, problem.first)
    constant = h_squared(problem.risk_of_a_pair, problem.first)
    width = edge(rows, constant, variance_of(differences, problem.first), problem.worth)
    out = np.flatnonzero((sums >= width) & (rows >= since))
    lost = np.flatnonzero(-sums > width)
    if not len(out) or (len(lost) and lost[0] < out[0]):
        return NEVER
    return int(rows[out[0]])


def _judged(decided: Numbers, kept: Numbers, beaten: Numbers, by: Numbers) -> Judgement:
    known = decided != NEVER
    feasible: list[Decision] = [
        ("keeps" if keeps else "breaks") if sure else "open"
        for keeps, sure in zip(kept, known, strict=True)
    ]
    left = [n for n, decision in enumerate(feasible) if decision != "breaks" and beaten[n] == NEVER]
    alone = len(left) == 1 and feasible[left[0]] == "keeps"
    return Judgement(
        tuple(feasible),
        tuple(map(int, decided)),
        tuple(map(int, by)),
        tuple(map(int, beaten)),
        left[0] if alone else None,
        alone or not left,
    )


def most_rows(cost: Numbers, outputs: Sequence[Numbers], problem: Problem) -> int:
    """The row by which all triangles of the first stage's variances are closed."""
    first, systems = problem.first, range(problem.systems)
    needed = [first]
    for limit, output in zip(problem.limits, outputs, strict=True):
        constant = h_squared(problem.risk_of_a_bound, first)
        worst = max(variance_of(output[:, system], first) for system in systems)
        needed.append(math.ceil(constant * worst / limit.tolerance**2) + 1)
    pairs = [(one, other) for one in systems for other in systems if one < other]
    if pairs:
        constant = h_squared(problem.risk_of_a_pair, first)
        worst = max(variance_of(cost[:, one] - cost[:, other], first) for one, other in pairs)
        needed.append(math.ceil(constant * worst / problem.worth**2) + 1)
    return max(needed)
