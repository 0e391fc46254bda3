"""Why a what-if differs from its base: a bridge with one bar for each of its moves.

A move's bar is its Shapley value (Shapley 1953): what it adds to the measure when it comes, on
average over all orders in which the moves may come. Every coalition of moves is replayed with
common random numbers, so the bars of each replication sum to its paired difference.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple, Unpack

import numpy as np
import numpy.typing as npt

from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.gains import describe
from simulator.experiment.results import ScenarioLabel, as_object, label_of
from simulator.experiment.runner import (
    MeasureRow,
    Progress,
    ReplicationRequest,
    RunKeywords,
    RunOptions,
    first_row,
    rows_of,
)
from simulator.experiment.statistics import CONFIDENCE, Interval, Numbers, confidence_interval
from simulator.measures.targets import HEADLINE, resolve_measure
from simulator.scenario.changes import Changes, changes_of
from simulator.workload.streams import RandomStreams

EXACT = 8  # moves up to which all coalitions are replayed: 256
Coalition = frozenset[int]  # moves made together, by their numbers
Order = list[int]  # in which moves come
Values = Mapping[Coalition, Numbers]  # of a measure, by replication; NaN if not run


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
    changes: Changes,
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

    Up to eight moves all coalitions are replayed; with more, each replication has an order drawn at
    random and the same order backwards (antithetic), and the intervals cover that sampling, too.
    """
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    if replications < 2:
        raise UsageError(f"read {replications} replications, expected at least 2 for an interval")
    count = len(changes.moves)
    orders = [_orders(count, seed, r) for r in range(replications)] if count > exact_up_to else []
    coalitions = _coalitions(changes, orders)
    known = first_row(changes.base, options)
    names = [resolve_measure(name, known) for name in measures]
    rows = _replicated(changes, coalitions, replications, options)
    return [
        _explanation(changes, name, _values(rows, name, replications), orders, confidence, seed)
        for name in names
    ]


# -- which coalitions are replayed -----------------------------------------------------------------


def _orders(count: int, seed: int, replication: int) -> list[Order]:
    """An order of the moves for a replication, and the same backwards (antithetic)."""
    drawn = RandomStreams(seed, replication).block("order of moves to explain", 0, 1, count)
    order = drawn[0].argsort().tolist()
    return [order, order[::-1]]


def _coalitions(changes: Changes, orders: Sequence[Sequence[Order]]) -> dict[Coalition, list[int]]:
    """The replications in which each coalition is needed; an empty list means all of them."""
    every, count = changes.everything, len(changes.moves)
    if not orders:
        subsets = (c for size in range(count + 1) for c in combinations(range(count), size))
        return {frozenset(subset): [] for subset in subsets}
    always = [frozenset[int](), every]
    always += [frozenset([one]) for one in every] + [every - {one} for one in every]
    needed: dict[Coalition, list[int]] = {coalition: [] for coalition in always}
    for replication, both in enumerate(orders):
        for order in both:
            for size in range(1, count):
                coalition = frozenset(order[:size])
                if coalition not in always and replication not in needed.get(coalition, ()):
                    needed.setdefault(coalition, []).append(replication)
    return needed


def _replicated(
    changes: Changes,
    coalitions: Mapping[Coalition, list[int]],
    replications: int,
    options: RunOptions,
) -> dict[Coalition, dict[int, MeasureRow]]:
    """The measures of each coalition, by replication."""
    every = list(range(replications))
    requests = {
        coalition: ReplicationRequest(changes.together(coalition), numbers or every)
        for coalition, numbers in coalitions.items()
    }
    tables = rows_of(list(requests.values()), options)
    return {
        coalition: dict(zip(request.replications, rows, strict=True))
        for (coalition, request), rows in zip(requests.items(), tables, strict=True)
    }


def _values(
    rows: Mapping[Coalition, Mapping[int, MeasureRow]], name: str, replications: int
) -> dict[Coalition, Numbers]:
    """One measure of each coalition, replication by replication."""
    return {
        coalition: np.array([by_number.get(r, {}).get(name, math.nan) for r in range(replications)])
        for coalition, by_number in rows.items()
    }


# -- Shapley values --------------------------------------------------------------------------------


def _explanation(
    changes: Changes,
    measure: str,
    values: Values,
    orders: Sequence[Sequence[Order]],
    confidence: float,
    seed: int,
) -> Explanation:
    """The bridge of one measure."""
    count = len(changes.moves)
    shares = _sampled_shapley_values(values, orders) if orders else shapley_values(values, count)
    values = _where_known(values, np.asarray(~np.isnan(shares).any(axis=1)))
    none, every = values[frozenset()], values[changes.everything]
    difference = every - none
    shares = np.array(
        [summing_to(row, total) for row, total in zip(shares, difference, strict=True)]
    )
    alone = np.array([values[frozenset([one])] - none for one in range(count)])
    return Explanation(
        label_of(changes.base),
        label_of(changes.whole),
        measure,
        confidence_interval(none, confidence),
        confidence_interval(every, confidence),
        confidence_interval(difference, confidence),
        _bars(changes, values, (shares, alone), confidence),
        confidence_interval(difference - alone.sum(axis=0), confidence),
        exact=not orders,
        replications=len(difference),
        seed=seed,
        shares=tuple(tuple(map(float, row)) for row in shares),
    )


def _bars(
    changes: Changes, values: Values, gains: tuple[Numbers, Numbers], confidence: float
) -> tuple[Contribution, ...]:
    """The bar of each move; their means sum to the mean difference."""
    (shares, alone), every = gains, values[changes.everything]
    total = confidence_interval(every - values[frozenset()], confidence)
    means = summing_to([confidence_interval(column).mean for column in shares.T], total.mean)
    last = [every - values[changes.everything - {one}] for one in range(len(alone))]
    return tuple(
        Contribution(
            name,
            confidence_interval(shares[:, one], confidence)._replace(mean=float(means[one])),
            confidence_interval(alone[one], confidence),
            confidence_interval(last[one], confidence),
        )
        for one, name in enumerate(changes.names)
    )


def _where_known(values: Values, known: npt.NDArray[np.bool_]) -> Values:
    """The values of those replications alone in which every move has a share; NaN in others."""
    return {coalition: np.where(known, column, math.nan) for coalition, column in values.items()}


def shapley_values(values: Values, count: int) -> Numbers:
    """Shapley values in each replication, as an array of replications x players.

    Player i's is the sum of |S|! (n-|S|-1)! / n! times what i adds to S, over all coalitions S
    without i.
    """
    length = len(values[frozenset()])
    shares = np.zeros((length, count))
    for coalition, value in values.items():
        for one in coalition:
            before = len(coalition) - 1
            weight = 1 / (count * math.comb(count - 1, before))
            shares[:, one] += weight * (value - values[coalition - {one}])
    return shares


def _sampled_shapley_values(values: Values, orders: Sequence[Sequence[Order]]) -> Numbers:
    """Estimates in each replication: what each player adds when it comes, over its orders."""
    count = len(orders[0][0])
    shares = np.zeros((len(orders), count))
    for replication, both in enumerate(orders):
        for order in both:
            for place, one in enumerate(order):
                before, after = frozenset(order[:place]), frozenset(order[: place + 1])
                gain = values[after][replication] - values[before][replication]
                shares[replication, one] += gain / len(both)
    return shares


def summing_to(parts: Iterable[float], total: float) -> Numbers:
    """Parts whose exactly rounded sum (``math.fsum``) is the total, to the last bit.

    What rounding has left over goes to the smallest part, whose digits are the finest; they are
    fine enough unless every part is larger than the total. To what never happened nothing is added.

    >>> math.fsum(summing_to([0.1, 0.2, 0.3], 0.6)) == 0.6
    True
    """
    rounded = np.array(list(parts), dtype=float)
    if math.isnan(total) or np.isnan(rounded).any():
        return np.full_like(rounded, math.nan)
    for _ in range(4):
        left = math.fsum([total, *-rounded])
        if left == 0:
            break
        smallest = int(np.abs(rounded).argmin())
        rounded[smallest] += left
    return rounded


# -- on the command line ---------------------------------------------------------------------------


def ask(
    *,
    name: str,
    base: str | None,
    measure: Sequence[str] | None,
    exact_up_to: int,
    confidence: float,
    replications: int,
    **how: Unpack[RunKeywords],
) -> list[Explanation]:
    """The bridges of a what-if that is named."""
    changes, measures = changes_of(name, base), measure or [HEADLINE]
    return explain(changes, measures, replications, confidence, exact_up_to, **how)
