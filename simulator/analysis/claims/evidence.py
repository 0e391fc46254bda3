"""What lies behind a system's claims: numbers for the one picture that shows its mechanism."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import polars as pl

from simulator.analysis.claims.cases import ClaimCase
from simulator.experiment.compare import run
from simulator.experiment.comparison import Comparison
from simulator.experiment.estimates import level, relative_change
from simulator.experiment.results import PROFIT, Experiment, who_sells
from simulator.experiment.runner import RunKeywords, simulate
from simulator.experiment.statistics import (
    CONFIDENCE,
    Interval,
    confidence_interval,
    proportion,
)
from simulator.ledger.ledger import Ledger
from simulator.measures.sales import Funnel, funnel
from simulator.measures.window import window_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, MINUTE, WEEKS_A_YEAR
from simulator.scenario.what_if import what_if

CONTACTS = (52, 26, 8)  # weeks between two calls, for which nobody has to be hired
QUOTED_IN = (0, 1, 2, 4, 7, 10, 14, 21, 35)  # days: edges of bins
ANSWERED_IN = (0, 5, 15, 30, 60, 120, 240, 480, 960, 1_920)  # minutes: edges of bins
FEWEST = 20  # of what is counted, in a bin
OUTLAYS = (1 / 3, 2 / 3, 1.0, 2.0)  # times the outlay that is said
SETTLED = 8  # weeks after which a quote is won or lost
ODDS, OF_DAYS = (1.3, 3.9), (2.0, 14.0)  # of a quote in 2 days against one in 14, published
MOST = 4  # replications of what is varied
SWEEP = ".sweep"  # how scenarios are called that only a picture has run
STEPS = 12  # of Newton's, more than it takes
ASSUMED = "assumed"  # outlay
LASTING, MARGIN = "years_of_profit", "margin_in_year."
WAYS = ("talking", "with_the_way", "time_driven", "all_in")


class Point(NamedTuple):
    """A place on a curve."""

    x: float
    y: Interval


class PointSeries(NamedTuple):
    """Points of one kind."""

    key: str
    points: tuple[Point, ...]
    whole: Interval | None = None  # what is told of all of them in one number


class Curves(NamedTuple):
    """Curves over one axis, what was published beside them, and where the scenarios lie."""

    curves: tuple[PointSeries, ...]
    band: tuple[tuple[float, float, float], ...] = ()  # x, from, to
    marks: tuple[tuple[str, float], ...] = ()
    subject: str = ""
    runs: int = 1  # of each point
    fewest: int = 0  # runs of points that were tried beside what is claimed; 0: as many
    held: tuple[PointSeries, ...] = ()  # the same, with answers as soon as today

    @property
    def by_key(self) -> dict[str, PointSeries]:
        """The curves by what they are called."""
        return {curve.key: curve for curve in self.curves}


class Layers(NamedTuple):
    """What one of something is made of, part by part."""

    rows: tuple[tuple[str, tuple[float, ...]], ...]
    currency: str
    runs: int


class People(NamedTuple):
    """The funnel of each person in one run and in the mean of some, and how late it is known."""

    funnels: Mapping[str, Funnel]
    weeks: int
    lags: Mapping[str, float]  # days from a call to its record; none where it is never written
    means: Mapping[str, tuple[float, ...]]  # person -> calls, leads, intents and sales, of all runs
    runs: int  # of the means


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


# -- quotes won and leads qualified, against how long they take -----------------------------------


class Matters(NamedTuple):
    """Quotes, leads or the like: how long each took, and whether it came to what was hoped for."""

    took: Numbers
    came: Numbers


def quoted(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Share of quotes won by the days that they took, with the mechanism and without."""
    case = next((each for each in cases if each.placebo and _on_responses(each)), cases[0])
    if not case.pair[0].deals:
        return None
    curves = _by_delay(case, replays, _quotes, QUOTED_IN)
    if not curves:
        return None
    marks = _claimed(cases, case, "stage_days.", replays)
    return Curves(curves, tuple(_as_published(curves[0])), tuple(marks), runs=MOST)


def answered(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Share of leads that come to the next stage, by minutes until somebody turned to them."""
    case = next((each for each in cases if each.placebo and _on_responses(each)), None)
    if case is None or not case.pair[0].deals:
        return None
    curves = _by_delay(case, replays, _leads, ANSWERED_IN)
    marks = _claimed(cases, case, "waiting.", replays)
    return Curves(curves, marks=tuple(marks), runs=MOST) if curves else None


def _claimed(
    cases: Sequence[ClaimCase], case: ClaimCase, begin: str, replays: Replays
) -> Iterator[tuple[str, float]]:
    """How long it took in either scenario by the measure that a claim counts; none: no claim."""
    measures = [each.claim.measure for each in cases if each.claim.measure.startswith(begin)]
    for measure in measures[:1]:
        for scenario in case.pair:
            yield scenario.title, replays.known(scenario).interval(measure).mean


def _on_responses(case: ClaimCase) -> bool:
    """Does its placebo switch off how customers respond?"""
    return set(case.claim.placebo) == {"responses"}


Observe = Callable[[Scenario, Replays], Matters]


def _by_delay(
    case: ClaimCase, replays: Replays, observe: Observe, edges: Sequence[int]
) -> tuple[PointSeries, ...]:
    """Curves of what comes of matters by how long they took, with the mechanism and without."""
    runs = {"on": [observe(each, replays) for each in case.pair]}
    if case.placebo is not None:
        runs["off"] = [observe(each, replays) for each in case.placebo]
    if not all(len(each.took) for pair in runs.values() for each in pair):
        return ()
    return tuple(
        PointSeries(key, tuple(_shares(pair, edges)), _odds(pair)) for key, pair in runs.items()
    )


def _odds(pair: Sequence[Matters]) -> Interval:
    """Odds of what took 2 days over those of 14, by a logistic line through all (Newton's way)."""
    took, came = (np.concatenate(parts) for parts in zip(*pair, strict=True))
    plane, line = np.column_stack((np.ones(len(took)), took)), np.zeros(2)
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-plane @ line))
        curvature = (plane * (chance * (1 - chance))[:, None]).T @ plane
        line = line + np.linalg.pinv(curvature) @ (plane.T @ (came - chance))
    error = math.sqrt(max(0.0, float(np.linalg.pinv(curvature)[1, 1])))
    apart, reach = OF_DAYS[0] - OF_DAYS[1], NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    mean, low, high = (
        math.exp(apart * float(line[1] + sign * reach * error)) for sign in (0, 1, -1)
    )
    return Interval(mean, low, high, len(took))


def _as_published(curve: PointSeries) -> Iterator[tuple[float, float, float]]:
    """What the published odds make of the first point of a curve, day by day."""
    first, last = curve.points[0], curve.points[-1]
    odds = first.y.mean / max(1 - first.y.mean, 0.001)
    for x in np.linspace(first.x, last.x, 40):
        part = (float(x) - first.x) / (OF_DAYS[1] - OF_DAYS[0])
        ends = sorted(odds / ratio**part for ratio in ODDS)
        yield float(x), *(each / (1 + each) for each in ends)


def _quotes(scenario: Scenario, replays: Replays) -> Matters:
    """Days from asking for a quote to having it, and whether it was won, of some replications."""
    kind, deal = next(iter(scenario.deals.items()))
    stages = list(deal.stages)
    place = stages.index(deal.intent) if deal.intent else len(stages)
    if place + 1 >= len(stages):
        return Matters(np.zeros(0), np.zeros(0))
    asked, sent = (deal.stages[stages[each]] for each in (place, place + 1))
    days, won = [], []
    for ledger in map(partial(replays.ledger, scenario), range(MOST)):
        tasks, deals = ledger.tasks_frame(), ledger.deals_frame().filter(pl.col("kind") == kind)
        first = [
            tasks.filter(pl.col("activity").is_in(each)).group_by("deal").agg(pl.col("asked").min())
            for each in (asked, sent)
        ]
        both = first[0].join(first[1], on="deal", suffix="_sent").join(deals, on="deal")
        both = both.filter(pl.col("asked_sent").dt.date() < _settled(scenario))
        took = (both["asked_sent"] - both["asked"]).dt.total_seconds() / DAY
        days.append(took.to_numpy())
        won.append(both["won"].is_not_null().to_numpy())
    return Matters(np.concatenate(days), np.concatenate(won).astype(np.float64))


def _leads(scenario: Scenario, replays: Replays) -> Matters:
    """Minutes from asking to beginning of a deal's first work, and whether the next stage came."""
    first, second, *_ = next(iter(scenario.deals.values())).stages.values()
    waits, came = [], []
    for ledger in map(partial(replays.ledger, scenario), range(MOST)):
        tasks = ledger.tasks_frame().filter(pl.col("deal").is_not_null())
        later = tasks.filter(pl.col("activity").is_in(second))["deal"].unique()
        leads = tasks.filter(
            pl.col("activity") == first[0],
            pl.col("started").is_not_null(),
            pl.col("asked").dt.date() < _settled(scenario),
        )
        waits.append((leads["started"] - leads["asked"]).dt.total_seconds().to_numpy() / MINUTE)
        came.append(leads["deal"].is_in(later.implode()).to_numpy())
    return Matters(np.concatenate(waits), np.concatenate(came).astype(np.float64))


def _settled(scenario: Scenario) -> date:
    """Until when it is known what came of something."""
    return scenario.horizon.start + timedelta(weeks=scenario.horizon.weeks - SETTLED)


def _shares(pair: Sequence[Matters], edges: Sequence[int]) -> Iterator[Point]:
    """The share that came to something, in each bin of time that holds enough."""
    took, came = (np.concatenate(parts) for parts in zip(*pair, strict=True))
    for low, high in pairwise(edges):
        inside = (took >= low) & (took < high)
        if inside.sum() >= FEWEST:
            share = proportion(int(came[inside].sum()), int(inside.sum()))
            yield Point(float(took[inside].mean()), share)


# -- what a share of planned calls brings ----------------------------------------------------------


def planned(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Profit and visits against the share of calls that is planned, over those of today."""
    scenarios = {each.name: each for case in cases for each in case.pair}
    today = next((case.pair[0] for case in cases if case.pair[0].call_plans), None)
    if today is None:
        return None
    plan, base = next(iter(today.call_plans)), replays.known(today)
    known = [measure for measure in ("profit", "visits_per_week") if measure in base.measures]
    points: dict[str, list[Point]] = {measure: [] for measure in known}
    for each in scenarios.values():
        if plan in each.call_plans:
            other = replays.known(each)
            for measure in known:
                grown = relative_change(measure, base.pooled(measure), other.pooled(measure))
                points[measure].append(Point(100 * each.call_plans[plan].planned_share, grown))
    curves = tuple(PointSeries(key, tuple(sorted(each))) for key, each in points.items())
    return Curves(curves, runs=replays.replications) if len(scenarios) > 2 else None


# -- what comes back of an outlay ------------------------------------------------------------------


def returns(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """How many times an outlay comes back, by how large it is; the whole: of what is assumed."""
    asked = [each for each in cases if each.claim.measure == "return_on_change"]
    curves = []
    for case in asked:
        today, changed = case.pair
        points = [_returned(today, changed, times, replays) for times in OUTLAYS if changed.outlay]
        as_assumed = next((point.y for point in points if point.x == changed.outlay), None)
        curves.append(PointSeries(changed.title, tuple(points), as_assumed))
    wanted = [each.claim for each in asked if None not in (each.claim.low, each.claim.high)]
    if not curves:
        return None
    ends = [(min(p.x for p in curves[0].points)), (max(p.x for p in curves[0].points))]
    highest = max(wanted, key=lambda claim: claim.low or 0.0)
    band = tuple((x, highest.low or 0.0, highest.high or 0.0) for x in ends)
    marks = ((ASSUMED, asked[0].pair[1].outlay),)
    currency = asked[0].pair[0].currency
    return Curves(tuple(curves), band, marks, currency, replays.replications)


def _returned(today: Scenario, changed: Scenario, times: float, replays: Replays) -> Point:
    """What comes back of so many times the outlay, in a replay of its own."""
    outlay = times * changed.outlay
    other = what_if(changed, name=f"{changed.name}.{outlay:.0f}{SWEEP}", change={"costs": outlay})
    pair = replays.known(today), replays.known(other)
    paired = Comparison(pair[0], (pair[1],)).paired[other.name]
    return Point(outlay, confidence_interval(paired["return_on_change"]))


# -- loyalty against contact -----------------------------------------------------------------------


def loyalty(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Renewals, goodwill and profit against the calls that an account gets in a year."""
    asked = calls_of_loyalty(cases)
    if asked is None:
        return None
    case, call, segment = asked
    today, changed = map(replays.known, case.pair)
    claimed = {each.pair[1].name: each.pair[1] for each in cases if call in each.pair[1].call_plans}
    every = [today, *map(replays.known, claimed.values())]
    every += [replays.varied(_called_every(case.pair[1], call, weeks)) for weeks in CONTACTS]
    accounts = len(replays.ledger(case.pair[0]).account_segment)
    calls = [_calls_a_year(each, call, accounts) for each in every]
    columns = {
        "renewed": [level(f"renewed.{segment}", e.pooled(f"renewed.{segment}")) for e in every],
        "goodwill": [level(f"goodwill.{segment}", e.pooled(f"goodwill.{segment}")) for e in every],
        PROFIT: [_times(today, each) for each in every],
    }
    curves = tuple(
        PointSeries(key, tuple(sorted(map(Point, calls, column))))
        for key, column in columns.items()
    )
    mark = _calls_a_year(changed, call, accounts)
    runs, marks = replays.replications, ((case.pair[1].title, mark),)
    return Curves(curves, (), marks, segment, runs, fewest=min(MOST, runs))


def calls_of_loyalty(cases: Sequence[ClaimCase]) -> tuple[ClaimCase, str, str] | None:
    """The first claim that new calls bring renewals; these calls, and the segment it is about."""
    for case in cases:
        measure, _, segment = case.claim.measure.partition(".")
        calls = _new_calls(*case.pair)
        if measure == "renewed" and calls and not case.claim.against:
            return case, calls[0], segment
    return None


def _times(today: Experiment, other: Experiment) -> Interval:
    """How many times today's profit, over the replications that both have."""
    before = today.pooled(PROFIT)[: other.replications]
    grown = relative_change(PROFIT, before, other.pooled(PROFIT))
    return Interval(1 + grown.mean, 1 + grown.low, 1 + grown.high, grown.n)


def _new_calls(today: Scenario, changed: Scenario) -> list[str]:
    """Calls by rhythm that only the what-if makes."""
    return [name for name in changed.call_plans if name not in today.call_plans]


def _called_every(changed: Scenario, activity: str, weeks: int) -> Scenario:
    """The what-if with another rhythm of calls, made by the people whom it has."""
    every = {"contact_every": {activity: f"{weeks} weeks"}}
    return what_if(
        changed,
        name=f"{changed.name}.{weeks}{SWEEP}",
        segments=dict.fromkeys(changed.segments, every),
    )


def _calls_a_year(experiment: Experiment, activity: str, accounts: int) -> float:
    """Calls made on each account in a year."""
    done = f"done.{activity}"
    if done not in experiment.measures:
        return 0.0
    return float(experiment.column(done).mean()) * WEEKS_A_YEAR / accounts


# -- margin year by year ---------------------------------------------------------------------------


def years(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """The margin of each whole year, with the mechanism and without, and when it is gone."""
    case = next((each for each in cases if each.placebo), cases[0])
    runs = {"today": replays.known(case.pair[0]), "what if": replays.known(case.pair[1])}
    if case.placebo is not None:
        runs["off"] = replays.known(case.placebo[1])
    curves = tuple(PointSeries(key, _margins(each), _lasting(each)) for key, each in runs.items())
    if len(curves[0].points) < 2:
        return None
    ends = zip((each.title for each in case.pair), curves, strict=False)
    marks = tuple((title, curve.whole.mean) for title, curve in ends if curve.whole)
    return Curves(curves, marks=marks, runs=replays.replications)


def _margins(experiment: Experiment) -> tuple[Point, ...]:
    """Margins, each in the middle of its year."""
    names = [each for each in experiment.measures if each.startswith(MARGIN)]
    years_of = {int(name.removeprefix(MARGIN)): experiment.interval(name) for name in names}
    return tuple(Point(year - 0.5, margin) for year, margin in sorted(years_of.items()))


def _lasting(experiment: Experiment) -> Interval | None:
    """Years until the margin is gone."""
    return experiment.interval(LASTING) if LASTING in experiment.measures else None


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
    return Layers(tuple(rows), case.pair[1].currency, replays.replications)


# -- the funnel of each person ---------------------------------------------------------------------


def funnels(cases: Sequence[ClaimCase], replays: Replays) -> People | None:
    """Calls, leads, intents and sales of each seller in one run, and how late these are known."""
    scenario = cases[0].pair[1]
    if not scenario.deals:
        return None
    first = replays.ledger(scenario)
    shown, records = _by_person(scenario, first), _records(scenario)
    others = (replays.ledger(scenario, n) for n in range(1, replays.replications))
    every = [shown, *(_by_person(scenario, each) for each in others)]
    weeks = window_of(first).weeks
    means = {name: _mean_funnel([each[name] for each in every], weeks) for name in shown}
    lags = _lags(first, records) if records else {}
    return People(shown, weeks, lags, means, replays.replications)


def _by_person(scenario: Scenario, ledger: Ledger) -> dict[str, Funnel]:
    window, start = window_of(ledger), f"{who_sells(scenario)[0].replace('_', ' ')} "
    return {
        name: funnel(window, number)
        for number, name in enumerate(ledger.parameters.people)
        if name.startswith(start)
    }


def _mean_funnel(funnels: Sequence[Funnel], weeks: int) -> tuple[float, ...]:
    """Calls, leads, intents and sales a week of a person, as means of some runs."""
    return tuple(float(np.mean(part)) / weeks for part in zip(*funnels, strict=True))[:4]


def _records(scenario: Scenario) -> list[str]:
    """What is written after a call: work that follows one and is no selling."""
    _, selling = who_sells(scenario)
    return [
        name
        for name, activity in scenario.activities.items()
        if activity.category not in selling
        and activity.arises.after.keys() & scenario.call_plans.keys()
    ]


def _lags(ledger: Ledger, records: Sequence[str]) -> dict[str, float]:
    """Days from a call to its record, as a mean of each person's."""
    lag = (pl.col("finished") - pl.col("asked")).dt.total_seconds() / DAY
    written = ledger.tasks_frame().filter(
        pl.col("activity").is_in(records), pl.col("by").is_not_null()
    )
    means = written.group_by("by").agg(lag.mean().alias("lag")).drop_nulls()
    return dict(means.iter_rows())


GATHERED: Mapping[str, Callable[[Sequence[ClaimCase], Replays], Evidence | None]] = {
    "S3": quoted,
    "S4": answered,
    "S6": contacts,
    "S7": loyalty,
    "S9": planned,
    "S10": funnels,
    "S13": years,
    "S15": returns,
}
