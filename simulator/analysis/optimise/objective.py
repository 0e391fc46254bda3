"""What is asked of a plan: which measure shall be small, what must be reached or not exceeded."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise.ranking_selection import Limit
from simulator.errors import UsageError
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.gains import describe
from simulator.experiment.statistics import Numbers
from simulator.i18n import translatable
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import (
    Constraint,
    constraint,
    parse_amount,
    precision_target,
    resolve_measure,
    unit_of,
)

TOLERANCE_OF_A_SHARE = 0.003  # 0.3 points
TOLERANCE = 0.05  # of any other bound's size
WORTH = 0.005  # of what the base comes to
BUSIEST = 0.95  # utilisation from which queues explode
NEAR_BUSIEST = 0.01  # tolerance of it
UTILISATION = "utilisation."
_WITH_TOLERANCE = re.compile(r"(.{1,190}?)\s*(?:±|\+-|\+/-)\s*(.{1,40})")


@dataclass(frozen=True, slots=True)
class Request:
    """What a planner asks for, in words and numbers.

    A goal or guard may end in its tolerance: ``direct_selling_share >= 22% ± 0.3pt``. No role that
    is less busy today may be busier than ``busiest`` either, since a plan is cheap that lets work
    pile up where nobody looks: what never ends has no turnaround. 1 is no such guard.
    """

    goal: str | None = None
    guards: tuple[str, ...] = ()
    minimise: str = "cost"
    hires: tuple[str, ...] = ()
    budget: int = 120  # plans tried
    replications: int = REPLICATIONS  # of those that may become finalists
    finalists: int = 8
    worth: str | None = None  # the difference worth finding, such as ``500`` or ``0.5%``
    probability: float = 0.95
    most: int = 300  # replications of a finalist
    busiest: float = BUSIEST

    def __post_init__(self) -> None:
        if self.goal is None and not self.guards:
            raise UsageError(
                "expected a goal or a guard: without any, the cheapest plan is to do nothing"
            )
        if not 0 < self.busiest <= 1:
            raise UsageError(
                "read {busiest} as the busiest, expected a share up to 1", busiest=self.busiest
            )
        if not 0.5 < self.probability < 1:
            text = translatable("read a probability of {probability}, expected 0.5 to less than 1")
            raise UsageError(text, probability=self.probability)
        if self.budget < 2 or self.finalists < 1 or self.most < 3 or self.replications < 2:
            raise UsageError(
                "expected at least 2 plans tried, 1 finalist, 2 replications of each plan and 3 of"
                " each finalist at most"
            )


class Objective(NamedTuple):
    """A bound, and how near to it a plan may be judged either way."""

    bound: Constraint
    tolerance: float
    asked: bool = True  # or taken for granted

    @property
    def limit(self) -> Limit:
        """The same for the selection."""
        return Limit(self.bound.side, self.bound.bound, self.tolerance)


class Aim(NamedTuple):
    """The measure that shall be small, the difference in it that matters, and the objectives."""

    minimised: str
    worth: float
    wishes: tuple[Objective, ...]  # the goal first, if there is one

    @property
    def measures(self) -> tuple[str, ...]:
        """What is looked at: the measure minimised, then that of each objective."""
        return (self.minimised, *(objective.bound.measure for objective in self.wishes))

    def read(self, rows: Sequence[MeasureRow]) -> Numbers:
        """What is looked at, as an array of measures x replications; NaN: never happened."""
        table = [[row.get(name, math.nan) for row in rows] for name in self.measures]
        return np.array(table, dtype=float).reshape(len(self.measures), len(rows))

    def missing(self, values: Sequence[float]) -> float:
        """By how much the objectives are missed in all, each over its bound's size; 0: none.

        Infinite if anything looked at has not happened: such a plan breaks its bounds.
        """
        if any(map(math.isnan, values)):
            return math.inf
        short = [
            objective.bound.missing(value)
            for objective, value in zip(self.wishes, values[1:], strict=True)
        ]
        return sum(max(each, 0.0) for each in short)


def aim_of(request: Request, base: Sequence[MeasureRow], known: Collection[str]) -> Aim:
    """What is asked for, in the measures that there are; UsageError where it cannot be read."""
    minimised = resolve_measure(request.minimise, known)
    bounds = [each for each in (request.goal, *request.guards) if each is not None]
    level = float(np.mean([row.get(minimised, math.nan) for row in base]))
    objectives = [parse_objective(each, known) for each in bounds]
    asked = {objective.bound.measure for objective in objectives}
    objectives += _utilisation_guards(request.busiest, base, known, asked)
    worth = _indifference_zone(request.worth, minimised, level, known)
    return Aim(minimised, worth, tuple(objectives))


def _utilisation_guards(
    busiest: float, base: Sequence[MeasureRow], known: Collection[str], asked: Collection[str]
) -> Iterator[Objective]:
    """A guard for every role that is not too busy today, unless one was asked for."""
    for name in known:
        if not name.startswith(UTILISATION) or name in asked or busiest >= 1:
            continue
        if not np.mean([row.get(name, 0.0) for row in base]) >= busiest:
            text = f"{name} <= {100 * busiest:g}%"
            yield Objective(Constraint(name, "<=", busiest, text), NEAR_BUSIEST, asked=False)


def parse_objective(text: str, known: Collection[str]) -> Objective:
    """A bound with its tolerance, as written or the usual one."""
    match = _WITH_TOLERANCE.fullmatch(text)
    bound = constraint(match[1] if match else text, known)
    if match:
        tolerance = parse_amount(bound.measure, match[2])
    elif unit_of(describe(bound.measure)) == "share":
        tolerance = TOLERANCE_OF_A_SHARE
    else:
        tolerance = TOLERANCE * abs(bound.bound)
    if not tolerance > 0:
        raise UsageError(
            "say how near to the bound is near enough, such as '{text} ± 1'", text=bound.text
        )
    return Objective(bound, tolerance)


def _indifference_zone(
    worth: str | None, minimised: str, level: float, known: Collection[str]
) -> float:
    """The difference that is worth finding, in the measure's unit."""
    if worth is None:
        width = WORTH * abs(level)
    else:
        target = precision_target(f"{minimised}={worth}", known)
        width = target.half_width * (abs(level) if target.relative else 1)
    if not width > 0:
        raise UsageError(
            "say which difference in {minimised} is worth finding, with --worth",
            minimised=minimised,
        )
    return width
