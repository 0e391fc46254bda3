"""What lies behind a system's claims: numbers for the one picture that shows its mechanism."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.analysis.claims.cases import ClaimCase
from simulator.experiment.compare import run
from simulator.experiment.estimates import level, relative_change
from simulator.experiment.gains import PROFIT_IN_WEEK
from simulator.experiment.results import Experiment, who_sells
from simulator.experiment.runner import RunKeywords, simulate
from simulator.experiment.statistics import Interval, Numbers, confidence_interval, proportion
from simulator.ledger.ledger import Ledger
from simulator.measures.sales import Funnel, funnel
from simulator.measures.window import window_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY
from simulator.scenario.what_if import what_if

HEADS = (0.5, 0.75, 1.25, 1.8)  # times as many reps
RHYTHMS = (4.0, 2.0)  # times as long between two visits
ELASTICITY = (0.25, 0.34)  # of sales to selling effort, published (docs/theory.md)
CONTACTS = (104, 52, 26, 13, 8, 4, 2, 1)  # weeks between two calls
QUOTED_IN = (0, 1, 2, 4, 7, 10, 14, 21, 35)  # days: edges of bins
FEWEST = 20  # quotes in a bin
SETTLED = 8  # weeks after which a quote is won or lost
ODDS, OF_DAYS = (1.3, 3.9), (2.0, 14.0)  # of a quote in 2 days against one in 14, published
MOST = 4  # replications of what is varied
SWEEP = ".sweep"  # how scenarios are called that only a picture has run
YEAR = 52  # weeks
WAYS = ("talking", "with_the_way", "time_driven", "all_in")


class Point(NamedTuple):
    """A place on a curve."""

    x: float
    y: Interval


class PointSeries(NamedTuple):
    """Points of one kind."""

    key: str
    points: tuple[Point, ...]


class Curves(NamedTuple):
    """Curves over one axis, what was published beside them, and where the scenarios lie."""

    curves: tuple[PointSeries, ...]
    band: tuple[tuple[float, float, float], ...] = ()  # x, from, to
    marks: tuple[tuple[str, float], ...] = ()
    subject: str = ""


class Layers(NamedTuple):
    """What one of something is made of, part by part."""

    rows: tuple[tuple[str, tuple[float, ...]], ...]
    currency: str


class People(NamedTuple):
    """The funnel of each person, a week, and how late it is known."""

    funnels: Mapping[str, Funnel]
    weeks: int
    lags: Mapping[str, float]  # days from a call to its record; none where it is never written


Evidence = Curves | Layers | People


class Replays(NamedTuple):
    """Runs for a picture: of what the claims have run, and of what only the picture asks for."""

    replications: int
    how: RunKeywords

    def known(self, scenario: Scenario) -> Experiment:
        """As many replications as the claims took, which the store has."""
        return run(scenario, self.replications, **self.how)

    def varied(self, scenario: Scenario) -> Experiment:
        """A few replications."""
        return self._replace(replications=min(self.replications, MOST)).known(scenario)

    def ledger(self, scenario: Scenario, replication: int = 0) -> Ledger:
        """All that happened in one replication."""
        return simulate(scenario, self.how.get("seed", 1), replication)


def evidence(system: str, cases: Sequence[ClaimCase], replays: Replays) -> Evidence | None:
    """The numbers of a system's own picture; none for a system that has none, or not these files.

    What the claims have run is taken from the store; what is varied takes a few replications.
    """
    gather = GATHERED.get(system)
    return gather(cases, replays) if gather and cases else None


# -- sales against selling effort ------------------------------------------------------------------


def effort(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Sales against the hours of direct selling of all reps, on three paths."""
    asked = [
        each
        for each in cases
        if each.claim.measure in ("sales", "revenue") and each.claim.against is None
    ]
    same = [each for each in asked if _sellers(each.pair[0]) == _sellers(each.pair[1])]
    if not same or not same[0].pair[0].deals:
        return None
    # Of those that hire nobody, the one in which most is sold in hours.
    case = max(same, key=lambda each: float(_selling(replays.known(each.pair[1])).mean()))
    today, changed = case.pair
    paths = {
        "time": [changed],
        "heads": [_heads(today, times) for times in HEADS],
        "rhythm": [_rhythm(today, times) for times in RHYTHMS],
    }
    base, measure = replays.varied(today), case.claim.measure
    curves = []
    for key, scenarios in paths.items():
        points = [_response(base, replays.varied(each), measure) for each in scenarios]
        points.append(Point(1.0, Interval(1.0, 1.0, 1.0, base.replications)))
        curves.append(PointSeries(key, tuple(sorted(points))))
    return Curves(tuple(curves), tuple(_published(curves)), subject=measure)


def _sellers(scenario: Scenario) -> int:
    return scenario.roles[who_sells(scenario)[0]].people


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


def _response(base: Experiment, other: Experiment, measure: str) -> Point:
    """So many times the effort, so many times the sales."""
    grown = relative_change(measure, base.pooled(measure), other.pooled(measure))
    effort_ratio = float(_selling(other).mean() / _selling(base).mean())
    return Point(effort_ratio, Interval(1 + grown.mean, 1 + grown.low, 1 + grown.high, grown.n))


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


# -- quotes won against how long they take ---------------------------------------------------------


def quoted(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Share of quotes won by the days that they took, with the mechanism and without."""
    case = next((each for each in cases if each.placebo), cases[0])
    if not case.pair[0].deals:
        return None
    runs = {"on": [_quotes(each, replays) for each in case.pair]}
    if case.placebo is not None:
        runs["off"] = [_quotes(each, replays) for each in case.placebo]
    if not all(len(days) for pair in runs.values() for days, _ in pair):
        return None
    curves = tuple(PointSeries(key, tuple(_won_by_days(pair))) for key, pair in runs.items())
    means = zip((each.title for each in case.pair), runs["on"], strict=True)
    marks = tuple((title, float(days.mean())) for title, (days, _) in means)
    return Curves(curves, tuple(_as_published(curves[0])), marks)


def _as_published(curve: PointSeries) -> Iterator[tuple[float, float, float]]:
    """What the published odds make of the first point of a curve, day by day."""
    first, last = curve.points[0], curve.points[-1]
    odds = first.y.mean / max(1 - first.y.mean, 0.001)
    for x in np.linspace(first.x, last.x, 40):
        part = (float(x) - first.x) / (OF_DAYS[1] - OF_DAYS[0])
        ends = sorted(odds / ratio**part for ratio in ODDS)
        yield float(x), *(each / (1 + each) for each in ends)


def _quotes(scenario: Scenario, replays: Replays) -> tuple[Numbers, Numbers]:
    """Days from asking for a quote to having it, and whether it was won, of some replications."""
    import polars as pl

    kind, deal = next(iter(scenario.deals.items()))
    stages = list(deal.stages)
    place = stages.index(deal.intent) if deal.intent else len(stages)
    if place + 1 >= len(stages):
        return np.zeros(0), np.zeros(0)
    end = scenario.horizon.start + timedelta(weeks=scenario.horizon.weeks - SETTLED)
    asked, sent = (deal.stages[stages[each]] for each in (place, place + 1))
    days, won = [], []
    for replication in range(MOST):
        ledger = replays.ledger(scenario, replication)
        tasks, deals = ledger.tasks_frame(), ledger.deals_frame().filter(pl.col("kind") == kind)
        first = [
            tasks.filter(pl.col("activity").is_in(each)).group_by("deal").agg(pl.col("asked").min())
            for each in (asked, sent)
        ]
        both = first[0].join(first[1], on="deal", suffix="_sent").join(deals, on="deal")
        both = both.filter(pl.col("asked_sent").dt.date() < end)
        took = (both["asked_sent"] - both["asked"]).dt.total_seconds() / DAY
        days.append(took.to_numpy())
        won.append(both["won"].is_not_null().to_numpy())
    return np.concatenate(days), np.concatenate(won).astype(np.float64)


def _won_by_days(pair: Sequence[tuple[Numbers, Numbers]]) -> Iterator[Point]:
    """The share won in each bin of days that holds enough quotes."""
    days, won = (np.concatenate(parts) for parts in zip(*pair, strict=True))
    for low, high in pairwise(QUOTED_IN):
        inside = (days >= low) & (days < high)
        if inside.sum() >= FEWEST:
            share = proportion(int(won[inside].sum()), int(inside.sum()))
            yield Point(float(days[inside].mean()), share)


# -- loyalty against contact -----------------------------------------------------------------------


def loyalty(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Goodwill and renewals against the calls that an account gets in a year."""
    case = next((each for each in cases if each.claim.measure.startswith("renewed.")), None)
    new = [] if case is None else _new_calls(*case.pair)
    if case is None or not new:
        return None
    segment = case.claim.measure.partition(".")[2]
    names = {"renewed": f"renewed.{segment}", "goodwill": f"goodwill.{segment}"}
    every = [replays.known(case.pair[0])]
    every += [replays.varied(_called_every(case.pair[1], new[0], weeks)) for weeks in CONTACTS]
    accounts = len(replays.ledger(case.pair[0]).account_segment)
    points: dict[str, list[Point]] = {key: [] for key in names}
    for each in every:
        calls = _calls_a_year(each, new[0], accounts)
        for key, measure in names.items():
            points[key].append(Point(calls, level(measure, each.pooled(measure))))
    curves = tuple(PointSeries(key, tuple(sorted(each))) for key, each in points.items())
    mark = _calls_a_year(replays.known(case.pair[1]), new[0], accounts)
    return Curves(curves, marks=((case.pair[1].title, mark),), subject=segment)


def _new_calls(today: Scenario, changed: Scenario) -> list[str]:
    """Calls by rhythm that only the what-if makes."""
    return [name for name in changed.call_plans if name not in today.call_plans]


def _called_every(changed: Scenario, activity: str, weeks: int) -> Scenario:
    """The what-if with another rhythm of calls, and people enough to make them."""
    every = {"contact_every": {activity: f"{weeks} weeks"}}
    role = changed.activities[activity].by
    hands = {role: {"people": changed.roles[role].people * max(1, math.ceil(8 / weeks))}}
    return what_if(
        changed,
        name=f"{changed.name}.{weeks}{SWEEP}",
        segments=dict.fromkeys(changed.segments, every),
        roles=hands,
    )


def _calls_a_year(experiment: Experiment, activity: str, accounts: int) -> float:
    """Calls made on each account in a year."""
    done = f"done.{activity}"
    if done not in experiment.measures:
        return 0.0
    return float(experiment.column(done).mean()) * YEAR / accounts


# -- profit year by year ---------------------------------------------------------------------------


def years(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Profit of each year over that of the first one today, with the mechanism and without."""
    case = next((each for each in cases if each.placebo), cases[0])
    runs = {"today": replays.known(case.pair[0]), "what if": replays.known(case.pair[1])}
    if case.placebo is not None:
        runs["off"] = replays.known(case.placebo[1])
    first = _profits(runs["today"])
    if len(first) < 2:
        return None
    size = abs(float(first[0].mean()))
    curves = [
        PointSeries(
            key,
            tuple(
                Point(number, confidence_interval(profit / size))
                for number, profit in enumerate(_profits(each), 1)
            ),
        )
        for key, each in runs.items()
    ]
    return Curves(tuple(curves))


def _profits(experiment: Experiment) -> list[Numbers]:
    """Profit of each whole year that counts."""
    weeks = [name for name in experiment.measures if name.startswith(PROFIT_IN_WEEK)]
    numbers = sorted(int(name.removeprefix(PROFIT_IN_WEEK)) for name in weeks)
    table = [experiment.column(f"{PROFIT_IN_WEEK}{number}") for number in numbers]
    whole = len(table) // YEAR
    return [np.sum(table[YEAR * year : YEAR * (year + 1)], axis=0) for year in range(whole)]


# -- what a contact costs --------------------------------------------------------------------------


def contacts(cases: Sequence[ClaimCase], replays: Replays) -> Layers | None:
    """What a contact costs in each channel: talking, the way, and all that is around it."""
    case = next((each for each in cases if "contact_ratio" in each.claim.measure), None)
    if case is None:
        return None
    experiment = replays.known(case.pair[1])
    channels = {
        name.split(".")[1]
        for name in experiment.measures
        if name.startswith("cost_per_contact.") and name.endswith(WAYS[-1])
    }
    rows = []
    for channel in channels:
        whole = [experiment.interval(f"cost_per_contact.{channel}.{way}").mean for way in WAYS]
        if not math.isnan(whole[-1]):
            rows.append((channel, (whole[0], whole[1] - whole[0], whole[2] - whole[1])))
    rows.sort(key=lambda row: -sum(row[1]))
    return Layers(tuple(rows), case.pair[1].currency)


# -- the funnel of each person ---------------------------------------------------------------------


def funnels(cases: Sequence[ClaimCase], replays: Replays) -> People | None:
    """Calls, leads, intents and sales of each seller in one replication, and how late these are."""
    scenario = cases[0].pair[1]
    role, selling = who_sells(scenario)
    if not scenario.deals:
        return None
    ledger = replays.ledger(scenario)
    window, start = window_of(ledger), f"{role.replace('_', ' ')} "
    by_person = {
        name: funnel(window, number)
        for number, name in enumerate(ledger.parameters.people)
        if name.startswith(start)
    }
    records = _records(scenario, selling)
    return People(by_person, window.weeks, _lags(ledger, records) if records else {})


def _records(scenario: Scenario, selling: set[str]) -> list[str]:
    """What is written after a call: work that follows one and is no selling."""
    return [
        name
        for name, activity in scenario.activities.items()
        if activity.category not in selling
        and activity.arises.after.keys() & scenario.call_plans.keys()
    ]


def _lags(ledger: Ledger, records: Sequence[str]) -> dict[str, float]:
    """Days from a call to its record, as a mean of each person's."""
    import polars as pl

    lag = (pl.col("finished") - pl.col("asked")).dt.total_seconds() / DAY
    written = ledger.tasks_frame().filter(
        pl.col("activity").is_in(records), pl.col("by").is_not_null()
    )
    means = written.group_by("by").agg(lag.mean().alias("lag")).drop_nulls()
    return dict(means.iter_rows())


GATHERED: Mapping[str, Callable[[Sequence[ClaimCase], Replays], Evidence | None]] = {
    "S1": effort,
    "S3": quoted,
    "S6": contacts,
    "S7": loyalty,
    "S10": funnels,
    "S13": years,
}
