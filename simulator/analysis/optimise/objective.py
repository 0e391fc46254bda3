"""What is asked of a plan: which measure shall be small or large, what must hold besides."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import NamedTuple

import numpy as np

from simulator.analysis.optimise.ranking_selection import Limit
from simulator.errors import UsageError
from simulator.experiment.arguments import check_fields
from simulator.experiment.defaults import REPLICATIONS
from simulator.experiment.estimates import pooled_rows, too_few
from simulator.experiment.gains import describe
from simulator.experiment.measurable import measurable
from simulator.i18n import translatable
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import (
    COST,
    Constraint,
    constraint,
    parse_amount,
    parts_of_bound,
    precision_target,
    refuse_misspelt,
    resolve_measure,
    unit_of,
)
from simulator.scenario.elementary import Numbers
from simulator.scenario.overrides import names_in
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEKS_A_YEAR

TOLERANCE_OF_A_SHARE = 0.003  # 0.3 points
TOLERANCE = 0.05  # of any other bound's size
TOLERANCE_OF_WAITING = 0.25  # of a week's arrivals
MIN_TOLERANCE_OF_COST = 0.0005  # of today's cost: how exactly a sum to spend can be met
WORTH = 0.005  # of what the base comes to
BUSIEST = 0.95  # utilisation from which queues explode
NEAR_BUSIEST, MAX_NEAR_BUSIEST = 0.01, 0.025  # tolerance of it, where luck is small or large
NEAR_IN_LUCK = 0.5  # of a replication's standard deviation: tolerance of what nobody asked for
FIRST_STAGE = 20  # replications of finalists from which variances are estimated
UTILISATION, WAITING_AT_END, ASKED = "utilisation.", "waiting_at_end.", "asked."
OF_WAITING = ("turnaround_mean", "turnaround_median", "turnaround_p90", "waiting", "within_due")
_WITH_TOLERANCE = re.compile(r"(.{1,190}?)\s*(?:±|\+-|\+/-)\s*(.{1,40})")
_SPEND = re.compile(
    r"\s*([0-9][0-9,]{0,15}(?:\.[0-9]{1,4})?)\s*([A-Za-z€$£]{0,4})\s*"
    r"(?:(?:a|per)\s+(year|week))?\s*"
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a planner asks for, in words and numbers.

    A goal or guard may end in its tolerance: ``direct_selling_share >= 22% ± 0.3pt``. No role may
    be busier than ``busiest`` either, or than it is today if that is more, since a plan is cheap
    that lets work pile up where nobody looks: what never ends has no turnaround. 1 is no such
    guard. For the same reason a bound on waiting comes with one on what waits at the end.
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
                parts_of_bound(_apart(each)[0])
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

    @property
    def limit(self) -> Limit:
        """The same for the selection."""
        return Limit(self.bound.side, self.bound.bound, self.tolerance)

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
        once counts to what it may spend within a year.
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
        table = [taken(name, rows) for name in self.measures]
        values = np.array(table, dtype=float).reshape(len(self.measures), len(rows))
        for place, wish in enumerate(self.wishes, 1):
            if wish.above_base:
                values[place] += outlay / WEEKS_A_YEAR - taken(wish.bound.measure, base)
        return values

    def tightest(self, means: Sequence[float]) -> int | None:
        """The place of the utilisation nobody asked for that leaves least room to its limit.

        A limit of 100% is none.
        """
        rooms = {
            place: wish.bound.bound - means[place]
            for place, wish in enumerate(self.wishes, 1)
            if not wish.asked
            and wish.bound.measure.startswith(UTILISATION)
            and wish.bound.bound < 1
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

    def tolerance(self, measure: str, usual: float) -> float:
        """How near to a bound that nobody asked for is near enough: wider where luck is large.

        Else hundreds of replications would go into what nobody asked for.
        """
        values = [row[measure] for row in self.rows if measure in row]
        spread = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
        return max(usual, NEAR_IN_LUCK * spread)


def refuse_misspelt_measures(request: Request, scenarios: Sequence[Scenario]) -> None:
    """UsageError for a measure that there cannot be, before anything is simulated."""
    bounds = [each for each in (request.goal, *request.guards) if each is not None]
    asked = [request.maximise or request.minimise]
    asked += [parts_of_bound(_apart(each)[0])[0] for each in bounds]
    names = [name for each in scenarios for name in names_in(each)]
    known = sorted({name for each in scenarios for name in measurable(each, compared=False)})
    for measure in asked:
        refuse_misspelt(measure, names, known)


def aim_of(request: Request, today: Today) -> Aim:
    """What is asked for, in the measures that there are; UsageError where it cannot be read."""
    known = today.known
    target = resolve_measure(request.maximise or request.minimise, known)
    bounds = [each for each in (request.goal, *request.guards) if each is not None]
    objectives = [parse_objective(each, known) for each in bounds]
    if request.spend is not None:
        objectives.append(_spending(request.spend, today))
    asked = {objective.bound.measure for objective in objectives}
    for measure in (target, *asked):
        _refuse_too_few(measure, today, min(FIRST_STAGE, request.most))
    guards = [*_utilisation_guards(request.busiest, today), *_waiting_guards(asked, today)]
    guards += _guards_of_the_busy(request.busiest, today)
    taken = {each.bound.measure: each for each in guards if each.bound.measure not in asked}
    worth = _indifference_zone(request.worth, target, today)
    also = () if target == COST else (COST,)
    largest = request.maximise is not None
    return Aim(target, worth, (*objectives, *taken.values()), largest, also)


def _refuse_too_few(measure: str, today: Today, count: int) -> None:
    """UsageError if finalists could not be judged by a percentile for want of tasks."""
    rows = today.rows if measure in today.rows[0] else today.whole_rows
    as_many = list(islice(cycle(rows), count))
    few = too_few(measure, as_many)
    if few is not None:
        raise UsageError(
            "read {measure}, which cannot be told of about {there} tasks in {count} replications,"
            " where it takes {takes}: name the mean, or count more weeks",
            measure=measure,
            there=few.there,
            takes=few.takes,
            count=count,
        )


# -- what is taken for granted ---------------------------------------------------------------------


def _utilisation_guards(busiest: float, today: Today) -> Iterator[Objective]:
    """A guard for every role: to be no busier than said, or than today in whole points."""
    for name in today.known:
        if name.startswith(UTILISATION) and busiest < 1:
            level = today.mean(name)
            now = math.ceil(round(100 * level, 6)) / 100 if level >= busiest else 0.0
            bound = max(busiest, now)
            text = f"{name} <= {100 * bound:g}%"
            tolerance = min(today.tolerance(name, NEAR_BUSIEST), MAX_NEAR_BUSIEST)
            yield Objective(Constraint(name, "<=", bound, text), tolerance, asked=False)


def _waiting_guards(asked: Collection[str], today: Today) -> Iterator[Objective]:
    """For each bound on waiting one on what waits at the end: what never ends has no turnaround."""
    for measure in asked:
        kind, _, activity = measure.partition(".")
        if kind in OF_WAITING:
            yield from _no_pile_of(activity.partition(".")[0], today)


def _guards_of_the_busy(busiest: float, today: Today) -> Iterator[Objective]:
    """What waits for roles that are too busy today already: their utilisation shows no more.

    A role that calls on accounts is busy for as long as there is somebody to call on.
    """
    scenarios = (today.base, today.whole)
    calling = {
        scenario.activities[name].by
        for scenario in scenarios
        for name in scenario.call_plans
        if name in scenario.activities
    }
    for role in today.base.roles:
        if role not in calling and busiest <= today.mean(f"{UTILISATION}{role}") and busiest < 1:
            for activity in dict.fromkeys(_done_by(role, scenarios)):
                yield from _no_pile_of(activity, today)


def _done_by(role: str, scenarios: Sequence[Scenario]) -> Iterator[str]:
    for scenario in scenarios:
        for name, activity in scenario.activities.items():
            if role in activity.by.roles or (activity.moved and activity.moved.to == role):
                yield name


def _no_pile_of(activity: str, today: Today) -> Iterator[Objective]:
    """That no more waits at the end than comes in a week, or than waits today."""
    name = f"{WAITING_AT_END}{activity}"
    if name in today.known:
        bound = math.ceil(max(today.mean(f"{ASKED}{activity}"), today.mean(name), 1.0))
        tolerance = today.tolerance(name, max(TOLERANCE_OF_WAITING * bound, 1.0))
        text = f"{name} <= {bound}"
        yield Objective(Constraint(name, "<=", bound, text), tolerance, asked=False)


# -- in words --------------------------------------------------------------------------------------


def parse_objective(text: str, known: Collection[str]) -> Objective:
    """A bound with its tolerance, as written or the usual one."""
    written, near = _apart(text)
    bound = constraint(written, known)
    if near is not None:
        tolerance = parse_amount(bound.measure, near)
    elif unit_of(describe(bound.measure)) == "share":
        tolerance = TOLERANCE_OF_A_SHARE
    else:
        tolerance = TOLERANCE * abs(bound.bound)
    if not tolerance > 0:
        raise UsageError(
            "say how near to the bound is near enough, such as '{text} ± 1'", text=bound.text
        )
    return Objective(bound, tolerance)


def _apart(text: str) -> tuple[str, str | None]:
    """A bound and its tolerance as they are written; none if it says none."""
    match = _WITH_TOLERANCE.fullmatch(text)
    return (match[1], match[2]) if match else (text, None)


def _spending(text: str, today: Today) -> Objective:
    """A bound on what a plan costs more than today, with the same random numbers."""
    match, currency = _SPEND.fullmatch(text), today.base.currency
    if match is None:
        raise UsageError(
            "read {text!r}, expected a sum and its time, such as '50,000 {currency} a year'",
            text=text[:80],
            currency=currency,
        )
    if match[2] and match[2] != currency:
        raise UsageError(
            "read {currency!r}, but {name} counts in {own}",
            currency=match[2],
            name=today.base.name,
            own=currency,
        )
    amount, period = float(match[1].replace(",", "")), match[3] or "year"
    a_week = amount if period == "week" else amount / WEEKS_A_YEAR
    tolerance = max(TOLERANCE * a_week, MIN_TOLERANCE_OF_COST * abs(today.mean(COST)))
    text = f"{COST} <= today + {amount:,.10g} {currency} a {period}"
    return Objective(Constraint(COST, "<=", a_week, text), tolerance, above_base=True)


def _indifference_zone(worth: str | None, target: str, today: Today) -> float:
    """The difference that is worth finding, in the measure's unit."""
    level = today.mean(target)
    if worth is None and unit_of(describe(target)) == "share":
        width = TOLERANCE_OF_A_SHARE
    elif worth is None:
        width = WORTH * abs(level)
    else:
        wanted = precision_target(f"{target}={worth}", today.known)
        width = wanted.half_width * (abs(level) if wanted.relative else 1)
    if not width > 0:
        raise UsageError(
            "say which difference in {minimised} is worth finding, with --worth", minimised=target
        )
    return width
