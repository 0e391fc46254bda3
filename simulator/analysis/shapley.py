"""Why a what-if differs from its base: a bridge with one bar for each of its moves.

A move's bar is its Shapley value (Shapley 1953): what it adds to the measure when it comes, on
average over all orders in which the moves may come. Every coalition of moves is replayed with
common random numbers, so the bars of each replication sum to its paired difference.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Unpack

import numpy as np

from simulator.analysis.choices import Coalition, PilingChoices
from simulator.analysis.coalition_values import OF_QUEUES, CoalitionRows, Values
from simulator.analysis.hires import Bought, MadeTogether
from simulator.engine.select import Engine
from simulator.errors import UsageError
from simulator.experiment.arguments import checked
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.estimates import TooFew, change, level, moved
from simulator.experiment.finding import Finding, Harm
from simulator.experiment.gains import unit_in
from simulator.experiment.presentation import (
    Headlined,
    Results,
    SummaryRow,
)
from simulator.experiment.progress import Progress
from simulator.experiment.results import ScenarioLabel, first_watched, labels_of
from simulator.experiment.runner import (
    ReplicationRequest,
    RunKeywords,
    RunOptions,
    first_row,
    rows_of,
)
from simulator.experiment.statistics import CONFIDENCE, Interval, confidence_interval
from simulator.experiment.weekly_cost import WeeklyCost
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import resolve_measure
from simulator.scenario.changes import Changes, as_changes, changes_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.workload.streams import RandomStreams

if TYPE_CHECKING:
    pass

ROUNDING = 64 * np.finfo(float).eps  # of values, below which a sum of them is what rounding left
PASSES = 40  # settle 53 bits each, of all the 2,100 places that numbers have
EXACT = 8  # moves up to which all coalitions are replayed: 256
Order = list[int]  # in which moves come


class Contribution(NamedTuple):
    """What one move brings."""

    name: str
    share: Interval  # on average over all orders: the bar of the bridge
    alone: Interval  # made by itself
    last: Interval  # made after all others: what leaving it out would lose


@dataclass(frozen=True, repr=False)
class Explanation(Headlined):
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
    finding: Finding | None = None  # what the what-if comes to in the first watched measure
    bought: tuple[Bought, ...] = ()
    pile: Harm | None = None  # work that the measure tells of and that piles up with all moves
    too_few: TooFew | None = None  # tasks for a percentile where there are fewest
    costs: tuple[WeeklyCost, ...] = ()  # of the what-if
    piling: PilingChoices | None = None  # where parts grow with the horizon

    def _further_columns(self) -> dict[str, type | None]:
        """The move."""
        return {"move": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """The contribution of each move, and the whole difference."""
        unit = unit_in(self.measure, self.base.currency)
        parts = [(bar.name, bar.share) for bar in self.bars]
        for name, part in (*parts, ("all together", self.difference)):
            yield SummaryRow(self.whole.name, self.measure, part, unit, part.verdict, (name,))


@checked
def explain(
    what_if: Changes | Scenario | str | Path,
    measures: Sequence[str] = (),
    replications: int = REPLICATIONS,
    confidence: float = CONFIDENCE,
    exact_up_to: int = EXACT,
    *,
    base: Scenario | str | Path | None = None,
    seed: int = 1,
    jobs: int | None = None,
    engine: Engine = "auto",
    cluster: str | None = None,
    store: Path | None = None,
    progress: Progress | None = None,
) -> Results[Explanation]:
    """Which moves of a what-if bring how much: a bridge of Shapley values for each measure.

    Up to ``exact_up_to`` moves all coalitions are replayed; with more, each replication has an
    order drawn at random and the same order backwards (antithetic), and the intervals cover that
    sampling, too. The values of a replication sum to its paired difference exactly (Shapley 1953).
    Ratios and percentiles are linearised over the replications of each coalition, as ``compare``
    does it.

    Args:
        what_if: A scenario, the name or path of its file, or its moves.
        measures: What to explain, by names or short names; the first that the what-if watches, if
            none is given.
        replications: How many of each coalition of moves, at least 2.
        confidence: How often intervals hold what they promise, 0.5 to 0.9999.
        exact_up_to: Moves up to which all coalitions are replayed.
        base: Where the bridge begins; the parent of a file if not given.
        seed: What all random streams are keyed by.
        jobs: Processes to compute in; all cores if not given, 1 for this process.
        engine: ``simpy``, ``compiled`` or ``auto``; the numbers are the same.
        cluster: Address of a Dask scheduler whose workers compute, on a network that you trust.
        store: Folder for results, from which finished replications are taken; none if not given.
        progress: Called with the number of finished replications and of all.

    Returns:
        One explanation for each measure: a contribution for each move, in the measure's unit.

    Raises:
        UsageError: If nothing differs, a measure is unknown, or a base is missing.
        ScenarioError: If a file cannot be used as it is written.

    Example:
        >>> import simulator
        >>> today = simulator.load("north")
        >>> short = simulator.what_if(today, horizon={"weeks": 2, "warm_up_weeks": 1})
        >>> more = simulator.what_if(short, hire={"sales_support": 1})
        >>> (bridge,) = simulator.explain(more, ["cost"], 2, base=short, jobs=1)
        >>> [part.name for part in bridge.bars]
        ['roles.sales_support.people']
    """
    changes = as_changes(what_if, base).when_all_hold()
    options = RunOptions(
        seed=seed, jobs=jobs, engine=engine, cluster=cluster, store=store, progress=progress
    )
    if replications < 2:
        raise UsageError(
            "read {replications} replications, expected at least 2 for an interval",
            replications=replications,
        )
    count = len(changes.moves)
    orders = [_orders(count, seed, r) for r in range(replications)] if count > exact_up_to else []
    coalitions = _coalitions(changes, orders)
    names = _resolved(changes, measures, options)
    table = CoalitionRows(_replicated(changes, coalitions, replications, options), replications)
    made = MadeTogether(changes, table.rows, seed, confidence)
    finding, bought, costs = made.finding(), made.bought(), (made.cost(),)
    bridges = (_explanation(changes, name, table, orders, confidence, seed) for name in names)
    with_piles = ((each, made.pile(each.measure), made.piling(each.measure)) for each in bridges)
    return Results(
        replace(each, finding=finding, bought=bought, costs=costs, pile=pile, piling=piling)
        for each, pile, piling in with_piles
    )


def _resolved(changes: Changes, measures: Sequence[str], options: RunOptions) -> list[str]:
    """The measures by their full names: of the base, and queues that are new in the what-if."""
    known = first_row(changes.base, options)
    measures = measures or [first_watched(changes.whole, known)]
    if not any(name.startswith(OF_QUEUES) for name in measures):
        return [resolve_measure(name, known) for name in measures]
    new = first_row(changes.whole, options)
    queues = [name for name in new if name.startswith(OF_QUEUES)]
    return [resolve_measure(name, {**known, **dict.fromkeys(queues)}) for name in measures]


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


# -- Shapley values --------------------------------------------------------------------------------


def _explanation(
    changes: Changes,
    measure: str,
    table: CoalitionRows,
    orders: Sequence[Sequence[Order]],
    confidence: float,
    seed: int,
) -> Explanation:
    """The bridge of one measure."""
    count, values = len(changes.moves), table.values(measure)
    shares = _sampled_shapley_values(values, orders) if orders else shapley_values(values, count)
    none, every = values[frozenset()], values[changes.everything]
    difference = every - none
    alone = np.array([values[frozenset([one])] - none for one in range(count)])
    size = np.nanmax(np.abs(list(values.values())), axis=0, initial=0.0)
    shares = without_rounding(shares, size[:, None])
    shares = np.array(
        [summing_to(row, total) for row, total in zip(shares, difference, strict=True)]
    )
    estimated = partial(change, measure, confidence=confidence)
    bars = partial(moved, measure, confidence=confidence)
    base, whole = labels_of([changes.base, changes.whole])
    return Explanation(
        base,
        whole,
        measure,
        level(measure, none, confidence),
        level(measure, every, confidence),
        estimated(none, every),
        _bars(changes.names, values, (shares, bars), estimated),
        confidence_interval(without_rounding(difference - alone.sum(axis=0), size), confidence),
        exact=not orders,
        replications=len(difference),
        seed=seed,
        shares=tuple(tuple(map(float, row)) for row in shares),
        too_few=table.too_few(measure),
    )


def _bars(
    names: Sequence[str],
    values: Values,
    shared: tuple[Numbers, Callable[[Numbers], Interval]],
    estimated: Callable[[Numbers, Numbers], Interval],
) -> tuple[Contribution, ...]:
    """The bar of each move; their means sum to the mean difference."""
    none, moves = values[frozenset()], frozenset(range(len(names)))
    every, bars = values[moves], [shared[1](column) for column in shared[0].T]
    means = summing_to([bar.mean for bar in bars], estimated(none, every).mean)
    return tuple(
        Contribution(
            name,
            bars[one]._replace(mean=float(means[one])),
            estimated(none, values[frozenset([one])]),
            estimated(values[moves - {one}], every),
        )
        for one, name in enumerate(names)
    )


def largest_part(result: Explanation) -> Contribution:
    """The move that brings most of the difference, in the direction of the difference."""
    return max(result.bars, key=lambda bar: _onwards(result, bar))


def part_against(result: Explanation) -> Contribution | None:
    """The move that takes back most, if it takes back more than all come to together."""
    most = min(result.bars, key=lambda bar: _onwards(result, bar))
    return most if -_onwards(result, most) > abs(result.difference.mean) else None


def _onwards(result: Explanation, bar: Contribution) -> float:
    """A bar in the direction of the difference."""
    return math.copysign(1.0, result.difference.mean) * bar.share.mean


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


def without_rounding(sums: Numbers, size: Numbers) -> Numbers:
    """Sums in which those are 0 that are what rounding has left of values of some size.

    Values have 53 bits: what is true and as small cannot be told from their last ones.

    >>> without_rounding(np.array([0.3 - 0.2 - 0.1, 1e-12]), np.array(0.3)).tolist()
    [0.0, 1e-12]
    """
    return np.where(np.abs(sums) <= ROUNDING * size, 0.0, sums)


def summing_to(parts: Iterable[float], total: float) -> Numbers:
    """Parts whose exactly rounded sum (``math.fsum``) is the total, to the last bit.

    What rounding has left over goes to the smallest part, whose digits are the finest; they are
    fine enough unless every part is larger than the total. Parts of nothing stay nothing, unless
    all are. To what never happened nothing is added.

    >>> math.fsum(summing_to([0.1, 0.2, 0.3], 0.6)) == 0.6
    True
    >>> summing_to([0.3, 0.0, -0.2], 0.1).tolist()
    [0.3, 0.0, -0.19999999999999998]
    """
    rounded = np.array(list(parts), dtype=float)
    if math.isnan(total) or np.isnan(rounded).any():
        return np.full_like(rounded, math.nan)
    finest = np.flatnonzero(rounded) if rounded.any() else np.arange(len(rounded))
    for _ in range(PASSES):
        left = math.fsum([total, *-rounded])
        if left == 0:
            break
        smallest = finest[np.abs(rounded[finest]).argmin()]
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
) -> Results[Explanation]:
    """The bridges of a what-if that is named."""
    return explain(
        changes_of(name, base), measure or (), replications, confidence, exact_up_to, **how
    )
