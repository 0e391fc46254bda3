"""Sales against selling effort on several paths, and what is left where answers are no sooner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from simulator.analysis.claims.cases import ClaimCase
from simulator.analysis.claims.evidence import SWEEP, Curves, Point, PointSeries, Replays
from simulator.experiment.estimates import relative_change
from simulator.experiment.results import Experiment, who_sells
from simulator.experiment.statistics import Interval, confidence_interval, growth_values
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import MILLION
from simulator.scenario.what_if import what_if

MORE_REPS, FEWER_REPS = (1.25, 1.8), (0.5, 0.75)  # times as many
RHYTHMS = (4.0, 2.0)  # times as long between two visits
ELASTICITY = (0.25, 0.34)  # of sales to selling effort, as published; claims of S1 name the sources
MIN_TIMES = 0.001  # times today's sales, of which there is a logarithm
WAIT = "wait"  # what a response looks at
HELD = ".held"  # how scenarios are called in which answers are as soon as today

Paths = Mapping[str, Sequence[Scenario]]


def effort(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Sales against the hours of direct selling of all reps, path by path.

    Beside them stand the same paths with customers who do not mind how soon they are answered:
    hours that nobody spends on visits answer leads, which is no effort of visits.
    """
    case = _most_hours(cases, replays)
    if case is None:
        return None
    today, changed = case.pair
    measure, paths = case.claim.measure, _paths(today, changed)
    curves = tuple(_along(today, paths, measure, replays))
    held: tuple[PointSeries, ...] = ()
    if level := _as_today(today, replays):
        same = {key: [_with(each, level) for each in others] for key, others in paths.items()}
        held = tuple(_along(_with(today, level), same, measure, replays))
    runs = replays.varied(today).replications
    return Curves(curves, tuple(_published(curves)), subject=measure, runs=runs, held=held)


def _most_hours(cases: Sequence[ClaimCase], replays: Replays) -> ClaimCase | None:
    """Of claims about sales that hire nobody, the one in which most is sold in hours."""
    same = [
        each
        for each in cases
        if each.claim.measure in ("sales", "revenue")
        and each.claim.against is None
        and _sellers(each.pair[0]) == _sellers(each.pair[1])
    ]
    if not same or not same[0].pair[0].deals:
        return None
    return max(same, key=lambda each: float(_selling(replays.known(each.pair[1])).mean()))


def _sellers(scenario: Scenario) -> int:
    return scenario.roles[who_sells(scenario)[0]].people


# -- the paths -------------------------------------------------------------------------------------


def _paths(today: Scenario, changed: Scenario) -> Paths:
    """Scenarios with more or less selling effort than today's, by how that comes about."""
    return {
        "time": [changed],
        "more": [_heads(today, times) for times in MORE_REPS],
        "rhythm": [_rhythm(today, times) for times in RHYTHMS],
        "fewer": [_heads(today, times) for times in FEWER_REPS],
    }


def _heads(today: Scenario, times: float) -> Scenario:
    role, _ = who_sells(today)
    people = max(1, round(today.roles[role].people * times))
    return what_if(today, name=f"{today.name}.{people}{SWEEP}", roles={role: {"people": people}})


def _rhythm(today: Scenario, times: float) -> Scenario:
    segments = {
        name: {
            "contact_every": {
                activity: f"{round(every * times)} s"
                for activity, every in segment.contact_every.items()
            }
        }
        for name, segment in today.segments.items()
    }
    return what_if(today, name=f"{today.name}.x{times:g}{SWEEP}", segments=segments)


# -- answers no sooner and no later than today -----------------------------------------------------


def _with(scenario: Scenario, level: Mapping[str, Any]) -> Scenario:
    return what_if(scenario, name=f"{scenario.name}{HELD}", responses=level)


def _as_today(today: Scenario, replays: Replays) -> dict[str, Any]:
    """Responses to how long something waited, level at what they come to in one replay of today."""
    asked: dict[str, list[str]] = {}
    for activity in today.activities.values():
        for cause, link in activity.arises.after.items():
            for name in link.responds_to:
                if today.responses[name].of == WAIT:
                    asked.setdefault(name, []).append(cause)
    if not asked:
        return {}
    tasks = replays.ledger(today).tasks_frame().filter(pl.col("started").is_not_null())
    return {name: _level(today, name, tasks, causes) for name, causes in asked.items()}


def _level(
    today: Scenario, name: str, tasks: pl.DataFrame, causes: Sequence[str]
) -> dict[str, Any]:
    """A curve without slope: as high as it is for the tasks after which it is asked."""
    response = today.responses[name]
    after = tasks.filter(pl.col("activity").is_in(causes))
    waits = (after["started"] - after["asked"]).dt.total_seconds().to_numpy()
    places, factors = zip(*response.line(), strict=True)
    height = float(np.interp(waits, places, factors).mean()) / MILLION if len(waits) else 1.0
    return {"points": {place: round(height, 6) for place in response.points}}


# -- points and slopes -----------------------------------------------------------------------------


def _along(today: Scenario, paths: Paths, measure: str, replays: Replays) -> Iterator[PointSeries]:
    """Each path as a curve through today, and its slope in logarithms."""
    base = replays.varied(today)
    for key, scenarios in paths.items():
        others = [replays.varied(each) for each in scenarios]
        points = [_response(base, each, measure) for each in others]
        points.append(Point(1.0, Interval(1.0, 1.0, 1.0, base.replications)))
        slope = confidence_interval(_elasticity(base, others, measure))
        yield PointSeries(key, tuple(sorted(points)), slope)


def _response(base: Experiment, other: Experiment, measure: str) -> Point:
    """So many times the effort, so many times the sales."""
    grown = relative_change(measure, base.pooled(measure), other.pooled(measure))
    times = Interval(1 + grown.mean, 1 + grown.low, 1 + grown.high, grown.n)
    return Point(_effort_ratio(base, other), times)


def _effort_ratio(base: Experiment, other: Experiment) -> float:
    return float(_selling(other).mean() / _selling(base).mean())


def _elasticity(base: Experiment, others: Sequence[Experiment], measure: str) -> Numbers:
    """The slope of logarithms through today, of each replication."""
    effort_logs = np.log([_effort_ratio(base, each) for each in others])
    before = base.pooled(measure)
    times = np.array([1 + growth_values(before, each.pooled(measure)) for each in others])
    slopes: Numbers = (
        effort_logs @ np.log(np.maximum(times, MIN_TIMES)) / (effort_logs @ effort_logs)
    )
    return slopes


def _selling(experiment: Experiment) -> Numbers:
    """Minutes of direct selling a week, all reps together."""
    role, selling = who_sells(experiment.scenario)
    minutes = [time for name, time in experiment.time_use(role).items() if name in selling]
    hours: Numbers = np.sum(minutes, axis=0) * experiment.column(f"presence.{role}")
    return hours


def _published(curves: Sequence[PointSeries]) -> Iterator[tuple[float, float, float]]:
    """Sales as the published elasticities have them, over all that the curves reach."""
    every = [point.x for curve in curves for point in curve.points]
    for x in np.linspace(min(every), max(every), 40):
        ends = sorted(float(x) ** each for each in ELASTICITY)
        yield float(x), ends[0], ends[1]
