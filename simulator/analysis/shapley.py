"""Why a what-if differs from its base: a bridge with one bar for each of its moves.

A move's bar is its Shapley share (Shapley 1953): what it adds to the measure when it comes, on
average over all orders in which the moves may come. Every choice of moves is replayed with the same
luck, so the bars of each replication sum to its paired difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.gains import describe
from simulator.experiment.results import ScenarioLabel, as_object, label_of
from simulator.experiment.runner import (
    Progress,
    ReplicationRequest,
    RunOptions,
    first_row,
    rows_of,
)
from simulator.experiment.statistics import CONFIDENCE, Interval, Numbers, confidence_interval
from simulator.measures.targets import HEADLINE, resolve_measure
from simulator.scenario.changes import Changes
from simulator.workload.streams import RandomStreams

EXACT = 8  # moves up to which all choices are replayed: 256
Choice = frozenset[int]
Values = Mapping[Choice, Numbers]  # of a measure: one number for each replication, NaN if not run


class Contribution(NamedTuple):
    """What one move brings."""

    name: str
    share: Interval  # on average over all orders: the bar of the bridge
    alone: Interval  # made by itself
    last: Interval  # made after all others: what leaving it out would lose


@dataclass(frozen=True)
class Explanation:
    """A bridge from a base to a what-if in one measure."""

    base: ScenarioLabel
    whole: ScenarioLabel
    measure: str
    before: Interval
    after: Interval
    difference: Interval
    bars: tuple[Contribution, ...]
    interaction: Interval  # of the difference, what is not the sum of the moves made alone
    exact: bool  # all orders, or some drawn at random in each replication
    replications: int
    seed: int
    shares: tuple[tuple[float, ...], ...]  # of each replication, one for each move

    def as_json(self) -> dict[str, Any]:
        """The bridge for JSON."""
        return {
            "measure": self.measure,
            "unit": describe(self.measure).unit,
            "base": self.base.name,
            "scenario": self.whole.name,
            "replications": self.replications,
            "seed": self.seed,
            "method": "Shapley, all orders" if self.exact else "Shapley, orders drawn at random",
            "before": as_object(self.before),
            "after": as_object(self.after),
            "difference": as_object(self.difference),
            "interaction": as_object(self.interaction),
            "bars": [
                {
                    "move": bar.name,
                    **as_object(bar.share),
                    "alone": as_object(bar.alone),
                    "last": as_object(bar.last),
                }
                for bar in self.bars
            ],
        }


def explain(
    pieces: Changes,
    measures: Sequence[str] = (HEADLINE,),
    replications: int = REPLICATIONS,
    confidence: float = CONFIDENCE,
    exact_up_to: int = EXACT,
    *,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> list[Explanation]:
    """The bridge of each measure, from the same runs.

    Up to eight moves all choices of them are replayed; with more, each replication has an order
    drawn at random and the same order backwards, and the intervals hold what that costs as well.
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    if replications < 2:
        raise UsageError(f"read {replications} replications, expected at least 2 for an interval")
    exact = len(pieces.pieces) <= exact_up_to
    orders = [] if exact else [_orders(pieces, options.seed, r) for r in range(replications)]
    choices = _choices(pieces, orders)
    known = first_row(pieces.base, options)
    names = [resolve_measure(said, known) for said in measures]
    found = _replayed(pieces, choices, replications, options)
    return [
        _explained(pieces, name, _column(found, name, replications), orders, confidence, options)
        for name in names
    ]


# -- which choices are replayed --------------------------------------------------------------------


def _orders(pieces: Changes, seed: int, replication: int) -> list[list[int]]:
    """An order of the moves for a replication, and the same backwards (antithetic)."""
    count = len(pieces.pieces)
    drawn = RandomStreams(seed, replication).block("order of moves to explain", 0, 1, count)
    order = drawn[0].argsort().tolist()
    return [order, order[::-1]]


def _choices(pieces: Changes, orders: Sequence[Sequence[Sequence[int]]]) -> dict[Choice, list[int]]:
    """The replications in which each choice of moves is needed; no list means all of them."""
    every, count = pieces.everything, len(pieces.pieces)
    if not orders:
        subsets = (c for size in range(count + 1) for c in combinations(range(count), size))
        return {frozenset(subset): [] for subset in subsets}
    always = [frozenset[int](), every]
    always += [frozenset([one]) for one in every] + [every - {one} for one in every]
    found: dict[Choice, list[int]] = {choice: [] for choice in always}
    for replication, both in enumerate(orders):
        for order in both:
            for size in range(1, count):
                choice = frozenset(order[:size])
                if choice not in always and replication not in found.get(choice, ()):
                    found.setdefault(choice, []).append(replication)
    return found


def _replayed(
    pieces: Changes, choices: Mapping[Choice, list[int]], replications: int, options: RunOptions
) -> dict[Choice, dict[int, dict[str, float]]]:
    """The measures of each choice, by replication."""
    numbers = {choice: said or list(range(replications)) for choice, said in choices.items()}
    wanted = [ReplicationRequest(pieces.together(choice), said) for choice, said in numbers.items()]
    rows = rows_of(wanted, options)
    return {
        choice: dict(zip(said, found, strict=True))
        for (choice, said), found in zip(numbers.items(), rows, strict=True)
    }


def _column(
    found: Mapping[Choice, Mapping[int, Mapping[str, float]]], name: str, replications: int
) -> dict[Choice, Numbers]:
    """One measure of each choice, replication by replication."""
    return {
        choice: np.array(
            [rows[r].get(name, math.nan) if r in rows else math.nan for r in range(replications)]
        )
        for choice, rows in found.items()
    }


# -- shares ----------------------------------------------------------------------------------------


def _explained(
    pieces: Changes,
    measure: str,
    values: Values,
    orders: Sequence[Sequence[Sequence[int]]],
    confidence: float,
    options: RunOptions,
) -> Explanation:
    """The bridge of one measure."""
    count = len(pieces.pieces)
    shares = _by_orders(values, orders) if orders else shapley(values, count)
    values = _happened(values, np.asarray(~np.isnan(shares).any(axis=1)))
    none, every = values[frozenset()], values[pieces.everything]
    difference = every - none
    shares = np.array([settled(row, total) for row, total in zip(shares, difference, strict=True)])
    alone = np.array([values[frozenset([one])] - none for one in range(count)])
    last = np.array([every - values[pieces.everything - {one}] for one in range(count)])
    total = confidence_interval(difference, confidence)
    means = settled([confidence_interval(column).mean for column in shares.T], total.mean)
    bars = tuple(
        Contribution(
            name,
            confidence_interval(shares[:, one], confidence)._replace(mean=float(means[one])),
            confidence_interval(alone[one], confidence),
            confidence_interval(last[one], confidence),
        )
        for one, name in enumerate(pieces.names)
    )
    return Explanation(
        label_of(pieces.base),
        label_of(pieces.whole),
        measure,
        confidence_interval(none, confidence),
        confidence_interval(every, confidence),
        total,
        bars,
        confidence_interval(difference - alone.sum(axis=0), confidence),
        exact=not orders,
        replications=len(difference),
        seed=options.seed,
        shares=tuple(tuple(map(float, row)) for row in shares),
    )


def _happened(values: Values, known: npt.NDArray[np.bool_]) -> Values:
    """What is known of those replications alone in which there is a share for each move."""
    return {choice: np.where(known, column, math.nan) for choice, column in values.items()}


def shapley(values: Values, count: int) -> Numbers:
    """Shares of all players in each replication, as an array of replications x players.

    Player i's is the sum over choices S without i of |S|! (n-|S|-1)! / n! times what i adds to S.
    """
    length = len(values[frozenset()])
    shares = np.zeros((length, count))
    for choice, value in values.items():
        for one in choice:
            before = len(choice) - 1
            weight = 1 / (count * math.comb(count - 1, before))
            shares[:, one] += weight * (value - values[choice - {one}])
    return shares


def _by_orders(values: Values, orders: Sequence[Sequence[Sequence[int]]]) -> Numbers:
    """Shares in each replication: what each player adds when it comes, over the orders drawn."""
    count = len(orders[0][0])
    shares = np.zeros((len(orders), count))
    for replication, both in enumerate(orders):
        for order in both:
            for place, one in enumerate(order):
                before, after = frozenset(order[:place]), frozenset(order[: place + 1])
                gain = values[after][replication] - values[before][replication]
                shares[replication, one] += gain / len(both)
    return shares


def settled(parts: Iterable[float], total: float) -> Numbers:
    """Parts whose exactly rounded sum (``math.fsum``) is the total, to the last bit.

    What rounding has left over goes to the smallest part, whose digits are the finest; they are
    fine enough unless every part is larger than the total. To what never happened nothing is added.

    >>> math.fsum(settled([0.1, 0.2, 0.3], 0.6)) == 0.6
    True
    """
    found = np.array(list(parts), dtype=float)
    if math.isnan(total) or np.isnan(found).any():
        return np.full_like(found, math.nan)
    for _ in range(4):
        left = math.fsum([total, *-found])
        if left == 0:
            break
        smallest = int(np.abs(found).argmin())
        found[smallest] += left
    return found
