"""What is asked of a plan: which measure shall be small or large, what must hold besides."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise.catalogue import UTILISATION
from simulator.analysis.optimise.ranking_selection import Limit
from simulator.errors import UsageError
from simulator.experiment.arguments import check_fields
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.estimates import pooled_rows
from simulator.experiment.results import PROFIT
from simulator.i18n import translatable
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import (
    COST,
    Constraint,
    parts_of_bound,
)
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEKS_A_YEAR

TOLERANCE_OF_A_SHARE = 0.003  # 0.3 points
WORTH = 0.005  # of what the base comes to
BUSIEST = 0.95  # utilisation from which queues explode
NEAR_IN_LUCK = 0.5  # of a replication's standard deviation: tolerance of what nobody asked for
CERTAIN = 3.0  # standard errors
WAITING_AT_END, LAPSED, GROWTH = "waiting_at_end.", "lapsed_share.", "queue_growth."
OF_WORK_LEFT = (WAITING_AT_END, LAPSED, GROWTH)  # nothing of work that a plan does without
CALLS = "plan_coverage."  # as today of calls that a plan does without, or wants more or fewer of
FIRST_STAGE = 20  # replications of finalists from which variances are estimated
_WITH_TOLERANCE = re.compile(r"(.{1,190}?)\s*(?:±|\+-|\+/-)\s*(.{1,40})")


def bound_and_tolerance(text: str) -> tuple[str, str | None]:
    """A bound and its tolerance as they are written; none if it says none."""
    match = _WITH_TOLERANCE.fullmatch(text)
    return (match[1], match[2]) if match else (text, None)


@dataclass(frozen=True, slots=True)
class Request:
    """What a planner asks for, in words and numbers.

    A goal or guard may end in its tolerance: ``direct_selling_share >= 22% ± 0.3pt``. No role may
    be busier than ``busiest`` either, or than it is today if that is more, since a plan is cheap
    that lets work pile up where nobody looks: what never ends has no turnaround. 1 is no such
    guard. For the same reason a bound on waiting comes with one on what waits at the end, as does
    every activity of a what-if with days.
    """

    goal: str | None = None
    guards: tuple[str, ...] = ()
    minimise: str = "cost"
    maximise: str | None = None  # instead of minimising
    spend: str | None = None  # more than today, such as ``50,000 EUR a year``
    hires: tuple[str, ...] = ()
    levers: tuple[str, ...] = ()  # such as ``reassign.quote.share=0.3,0.5``
    tries: int = 1_000  # plans simulated at most
    replications: int = REPLICATIONS  # of a plan that may be the one, at most
    finalists: int = 8
    worth: str | None = None  # the difference worth finding, such as ``500`` or ``0.5%``
    probability: float = 0.95
    most: int = 300  # replications of a finalist
    busiest: float = BUSIEST
    prove: bool = False  # simulate whatever the load model alone does not rule out
    frontier: bool = False  # what every sum of money can buy

    def __post_init__(self) -> None:
        check_fields(self)
        if self.goal is None and not self.guards and self.maximise is None:
            raise UsageError(
                "expected a goal or a guard, or something to maximise: without any, the cheapest"
                " plan is to do nothing"
            )
        for each in (self.goal, *self.guards):
            if each is not None:
                parts_of_bound(bound_and_tolerance(each)[0])
        if self.maximise is not None and self.minimise != "cost":
            raise UsageError(
                "read --minimise {least} and --maximise {most}, expected one of them",
                least=self.minimise,
                most=self.maximise,
            )
        if self.spend is not None and self.maximise is None:
            raise UsageError("say what the money shall buy, such as --maximise selling_share")
        if self.frontier and self.goal is None and self.maximise is None:
            raise UsageError("say of what the frontier shall be, such as --maximise selling_share")
        if not 0 < self.busiest <= 1:
            raise UsageError(
                "read {busiest} as the busiest, expected a share up to 1", busiest=self.busiest
            )
        if not 0.5 < self.probability < 1:
            text = translatable("read a probability of {probability}, expected 0.5 to less than 1")
            raise UsageError(text, probability=self.probability)
        if self.tries < 2 or self.finalists < 1 or self.most < 3 or self.replications < 2:
            raise UsageError(
                "expected at least 2 plans tried, 1 finalist, 2 replications of each plan and 3 of"
                " each finalist at most"
            )


class Objective(NamedTuple):
    """A bound, and how near to it a plan may be judged either way."""

    bound: Constraint
    tolerance: float
    asked: bool = True  # or taken for granted
    above_base: bool = False  # whether it bounds what a plan has more than the base
    is_own: bool = False  # whether the tolerance is what somebody said

    @property
    def limit(self) -> Limit:
        """The same for the selection."""
        near_enough = self.is_own or not self.asked
        side, bound = self.bound.side, self.bound.bound
        return Limit(side, bound, self.tolerance, near_enough, promised=self.asked)

    @property
    def searched(self) -> float:
        """The bound that a search takes: outside by a quarter of a tolerance that was given.

        So far outside the selection tells with few replications that it is near enough.
        """
        near = self.tolerance / 4 if self.is_own else 0.0
        return self.bound.bound + (near if self.bound.side == "<=" else -near)

    @property
    def spends(self) -> bool:
        """Whether it bounds the money that a plan takes, what it takes once included."""
        return self.above_base and self.bound.measure == COST

    def misses(self, value: float) -> bool:
        """Whether a value misses it by more than its tolerance, as what never happened does."""
        return not self.bound.missing(value) * (abs(self.bound.bound) or 1.0) <= self.tolerance


class Aim(NamedTuple):
    """The measure that shall be small or large, the difference that matters, and the bounds."""

    target: str
    worth: float
    wishes: tuple[Objective, ...]  # the goal first, if there is one
    largest: bool = False  # whether the target shall be large
    also: tuple[str, ...] = ()  # measures looked at besides
    charged: float = 0.0  # part of what a plan costs once that profit holds of a week

    @property
    def sign(self) -> int:
        """What makes the target something to minimise."""
        return -1 if self.largest else 1

    @property
    def measures(self) -> tuple[str, ...]:
        """What is looked at: the target, then what each objective bounds, then what else."""
        bounded = (objective.bound.measure for objective in self.wishes)
        return (self.target, *bounded, *self.also)

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called where each needs a name of its own."""
        above = {place for place, wish in enumerate(self.wishes, 1) if wish.above_base}
        pairs = enumerate(self.measures)
        return tuple(f"{each}_above_base" if n in above else each for n, each in pairs)

    def read(
        self, rows: Sequence[MeasureRow], base: Sequence[MeasureRow], outlay: float = 0.0
    ) -> Numbers:
        """What is looked at, as an array of measures x replications; NaN: never happened.

        ``base`` are rows of the base with the same random numbers. The outlay that a plan takes
        once counts to what it costs and against profit, spread over a year.
        """
        return self._read(_each, rows, base, outlay)

    def pooled(
        self, rows: Sequence[MeasureRow], base: Sequence[MeasureRow], outlay: float = 0.0
    ) -> Numbers:
        """The same with ratios and percentiles of all replications, as a comparison takes them."""
        return self._read(pooled_rows, rows, base, outlay)

    def _read(
        self,
        taken: Callable[[str, Sequence[MeasureRow]], Numbers],
        rows: Sequence[MeasureRow],
        base: Sequence[MeasureRow],
        outlay: float,
    ) -> Numbers:

        def known(name: str, rows: Sequence[MeasureRow]) -> Numbers:
            values = taken(name, rows)
            return np.nan_to_num(values) if name.startswith(OF_WORK_LEFT) else values

        table = [known(name, rows) for name in self.measures]
        values = np.array(table, dtype=float).reshape(len(self.measures), len(rows))
        for place, wish in enumerate(self.wishes, 1):
            if wish.above_base:
                values[place] -= known(wish.bound.measure, base)
                if wish.bound.measure.startswith(CALLS):
                    values[place] = np.nan_to_num(values[place])
        costs = np.array([name == COST for name in self.measures])
        values[costs] += outlay / WEEKS_A_YEAR
        profits = np.array([name == PROFIT for name in self.measures])
        values[profits] += outlay * self.charged - outlay / WEEKS_A_YEAR
        return values

    def tightest(self, means: Sequence[float]) -> int | None:
        """The place of the utilisation nobody asked for that leaves least room to its limit."""
        rooms = {
            place: wish.bound.bound - means[place]
            for place, wish in enumerate(self.wishes, 1)
            if not wish.asked and wish.bound.measure.startswith(UTILISATION)
        }
        return min(rooms, key=lambda place: rooms[place], default=None)

    def missing(self, values: Sequence[float]) -> float:
        """By how much the objectives are missed in all, each over its bound's size; 0: none.

        Infinite if anything looked at has not happened: such a plan breaks its bounds.
        """
        if any(map(math.isnan, values)):
            return math.inf
        short = [
            objective.bound.missing(value)
            for objective, value in zip(self.wishes, values[1:], strict=False)
        ]
        return sum(max(each, 0.0) for each in short)

    def missed_clearly(self, values: Sequence[float]) -> float:
        """The same, but that what is missed by no more than its tolerance counts as kept."""
        short = [
            wish.bound.missing(value)
            for wish, value in zip(self.wishes, values[1:], strict=False)
            if wish.misses(value)
        ]
        return math.inf if any(map(math.isnan, values)) else sum(short)

    def short(self, values: Sequence[float]) -> float:
        """By how many tolerances the objectives are missed in all; infinite like ``missing``."""
        if any(map(math.isnan, values)):
            return math.inf
        short = [
            wish.bound.missing(value) * (abs(wish.bound.bound) or 1.0) / wish.tolerance
            for wish, value in zip(self.wishes, values[1:], strict=False)
        ]
        return sum(max(each, 0.0) for each in short)


def _each(measure: str, rows: Sequence[MeasureRow]) -> Numbers:
    """A measure of each replication by itself."""
    return np.array([row.get(measure, math.nan) for row in rows], dtype=float)


class Today(NamedTuple):
    """The base and the what-if: what they are, and some replications of them."""

    base: Scenario
    whole: Scenario
    rows: Sequence[MeasureRow]
    whole_rows: Sequence[MeasureRow]

    @property
    def known(self) -> list[str]:
        """All that is measured."""
        return list(dict.fromkeys([*self.rows[0], *self.whole_rows[0]]))

    def mean(self, measure: str) -> float:
        """A measure's mean in the base, or in the what-if if the base has none of it."""
        for rows in (self.rows, self.whole_rows):
            if measure in rows[0]:
                return float(np.mean(pooled_rows(measure, rows)))
        return math.nan

    def most(self, measure: str) -> float:
        """A measure's mean in the base or in the what-if, whichever is more."""
        known = (rows for rows in (self.rows, self.whole_rows) if measure in rows[0])
        return max(float(np.mean(pooled_rows(measure, rows))) for rows in known)

    def may_reach(self, measure: str, bound: float) -> bool:
        """Whether the base may have so much, by three standard errors of its mean."""
        values = [row.get(measure, math.nan) for row in self.rows]
        error = float(np.std(values, ddof=1)) / math.sqrt(len(values)) if len(values) > 1 else 0.0
        return self.mean(measure) + CERTAIN * error >= bound

    def tolerance(self, measure: str, usual: float) -> float:
        """How near to a bound that nobody asked for is near enough: wider where luck is large.

        Else hundreds of replications would go into what nobody asked for.
        """
        return max(usual, NEAR_IN_LUCK * self.spread(measure))

    def spread(self, measure: str) -> float:
        """How far replications of the base lie apart, by their standard deviation."""
        values = [row[measure] for row in self.rows if measure in row]
        return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
