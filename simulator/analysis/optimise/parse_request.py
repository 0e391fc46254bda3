"""What a planner asks for, as it is read: bounds with tolerances, money, what is worth finding."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from itertools import cycle, islice

from simulator.analysis.optimise.granted import granted
from simulator.analysis.optimise.objective import (
    FIRST_STAGE,
    TOLERANCE_OF_A_SHARE,
    WORTH,
    Aim,
    Objective,
    Request,
    Today,
    bound_and_tolerance,
)
from simulator.errors import UsageError
from simulator.experiment.estimates import too_few
from simulator.experiment.gains import describe
from simulator.experiment.measurable import measurable
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
from simulator.scenario.overrides import names_in
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import Horizon
from simulator.scenario.units import WEEKS_A_YEAR

TOLERANCE = 0.05  # of any other bound's size than a share
MIN_TOLERANCE_OF_COST = 0.0005  # of today's cost: how exactly a sum to spend can be met
_SPEND = re.compile(
    r"\s*([0-9][0-9,]{0,15}(?:\.[0-9]{1,4})?)\s*([A-Za-z€$£]{0,4})\s*"
    r"(?:(?:a|per)\s+(year|week))?\s*"
)


def refuse_misspelt_measures(request: Request, scenarios: Sequence[Scenario]) -> None:
    """UsageError for a measure that there cannot be, before anything is simulated."""
    bounds = [each for each in (request.goal, *request.guards) if each is not None]
    asked = [request.maximise or request.minimise]
    asked += [parts_of_bound(bound_and_tolerance(each)[0])[0] for each in bounds]
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
    guards = granted(target, asked, request.busiest, today)
    taken = [each for each in guards if each.bound.measure not in asked]
    worth = _indifference_zone(request.worth, target, today)
    also = () if target == COST else (COST,)
    largest = request.maximise is not None
    return Aim(target, worth, (*objectives, *taken), largest, also, _charged(today.base.horizon))


def _charged(horizon: Horizon) -> float:
    """The part of what is spent once that profit holds of a week."""
    return 0.0 if horizon.counts_from else 1 / horizon.counted_weeks


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


# -- in words --------------------------------------------------------------------------------------


def parse_objective(text: str, known: Collection[str]) -> Objective:
    """A bound with its tolerance, as written or the usual one."""
    written, near = bound_and_tolerance(text)
    bound = constraint(written, known)
    if near is not None:
        tolerance = parse_amount(bound.measure, near)
    elif unit_of(describe(bound.measure)) == "share":
        tolerance = TOLERANCE_OF_A_SHARE
    else:
        tolerance = TOLERANCE * abs(bound.bound)
    is_share = unit_of(describe(bound.measure)) == "share"
    if not tolerance > 0 or (is_share and tolerance >= 1):
        example = "1pt" if is_share else "1"
        raise UsageError(
            "say how near to the bound is near enough, such as '{text} ± {example}'",
            text=bound.text,
            example=example,
        )
    return Objective(bound, tolerance, is_own=near is not None)


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
