"""For pictures of systems: what goes on week by week after something, who gains and who pays."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.analysis.claims.cases import ClaimCase
from simulator.analysis.claims.evidence import FEWEST, MOST, Curves, Point, PointSeries, Replays
from simulator.experiment.results import PROFIT, Experiment, who_sells
from simulator.experiment.statistics import Interval, confidence_interval
from simulator.ledger.ledger import Ledger
from simulator.measures.targets import COST
from simulator.model.codes import MILLION
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEK

SIDES = ("today", "what if")
AFTER = (0, 1, 2, 4, 6, 9, 13, 20, 30)  # weeks since a failure: edges of bins
MONTH = 4  # weeks
MINUTES = 60  # of an hour
MONTHS = 13  # of a newcomer
EXPERIENCED = "experienced"  # whose chair was never empty
# What makes up profit, each with its sign. Cost a week has expenses in it, which stand apart.
PARTS = (
    ("gross margin", (("revenue", 1), ("discounts", 1), ("variable_cost", -1))),
    ("discounts", (("discounts", -1),)),
    ("people and travel", ((COST, -1), ("expenses", 1))),
    ("expenses", (("expenses", -1),)),
    ("commission", (("commission", -1),)),
    ("leaving", (("leaving_costs", -1),)),
    (PROFIT, ((PROFIT, 1),)),
)


class ProfitPart(NamedTuple):
    """A part of profit, and by how much it changes a week: above 0 is gained."""

    key: str
    change: Interval


class Stake(NamedTuple):
    """What a what-if makes of profit, against what it is compared with; the whole comes last."""

    title: str
    against: str
    parts: tuple[ProfitPart, ...]

    @property
    def profit(self) -> Interval:
        """The change of profit a week."""
        return self.parts[-1].change


class Stakes(NamedTuple):
    """What each what-if makes of profit, from the least to the most of it."""

    what_ifs: tuple[Stake, ...]
    currency: str
    runs: int


class ScenarioWeek(NamedTuple):
    """The week of a role in a scenario: hours by category, and of all that is selling."""

    title: str
    hours: Mapping[str, Interval]
    sold: Interval


class Weeks(NamedTuple):
    """The week of a role, today and with each what-if."""

    role: str
    scenarios: tuple[ScenarioWeek, ...]
    runs: int


# -- goodwill after a failure ----------------------------------------------------------------------


def after_failure(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Goodwill by the weeks since something last failed, not followed up and followed up."""
    case = next((each for each in cases if _on_neglect(each)), None)
    failure = None if case is None else _failure(case.pair[1])
    if case is None or failure is None:
        return None
    curves = tuple(
        PointSeries(key, tuple(_binned(*_since(scenario, failure, replays))))
        for key, scenario in zip(SIDES, case.pair, strict=True)
    )
    runs = min(MOST, replays.replications)
    return Curves(curves, runs=runs) if all(each.points for each in curves) else None


def _on_neglect(case: ClaimCase) -> bool:
    """Does its placebo switch off what is felt where work lapses?"""
    activities = case.claim.placebo.get("activities", {})
    return any("goodwill_if_lapsed" in values for values in activities.values())


def _failure(scenario: Scenario) -> str | None:
    """What is to be followed up, and is felt as neglect where it is not."""
    for activity in scenario.activities.values():
        if activity.goodwill_if_lapsed < 0 and activity.arises.after:
            return next(iter(activity.arises.after))
    return None


def _since(scenario: Scenario, failure: str, replays: Replays) -> tuple[Numbers, Numbers]:
    """At the end of each replication: weeks since each account's last failure, and its goodwill."""
    samples = [_of_accounts(each, failure) for each in _ledgers(scenario, replays)]
    weeks, goodwill = (np.concatenate(parts) for parts in zip(*samples, strict=True))
    return weeks, goodwill


def _of_accounts(ledger: Ledger, failure: str) -> tuple[Numbers, Numbers]:
    tasks, accounts = ledger.tasks, ledger.accounts
    number = ledger.parameters.activities.name.index(failure)
    done = (tasks.activity == number) & (tasks.finished >= 0)
    last = np.full(len(accounts.goodwill), -1, dtype=np.int64)
    np.maximum.at(last, tasks.account[done], tasks.finished[done])
    there = (last >= 0) & (accounts.lost < 0)
    weeks: Numbers = (ledger.parameters.horizon - last[there]) / WEEK
    return weeks, accounts.goodwill[there] / MILLION


def _binned(weeks: Numbers, values: Numbers) -> Iterator[Point]:
    for low, high in pairwise(AFTER):
        inside = (weeks >= low) & (weeks < high)
        if inside.sum() >= FEWEST:
            yield Point(float(weeks[inside].mean()), confidence_interval(values[inside]))


def _ledgers(scenario: Scenario, replays: Replays, most: int = MOST) -> Iterator[Ledger]:
    for replication in range(min(replays.replications, most)):
        yield replays.ledger(scenario, replication)


# -- calls of a newcomer ---------------------------------------------------------------------------


def newcomers(cases: Sequence[ClaimCase], replays: Replays) -> Curves | None:
    """Calls of a newcomer a week, by the weeks since he began, and of whoever never left."""
    case = next((each for each in cases if _coaches(each.pair[1])), None)
    if case is None or not case.pair[1].call_plans:
        return None
    call, curves, others = next(iter(case.pair[1].call_plans)), [], list[float]()
    for key, scenario in zip(SIDES, case.pair, strict=True):
        counts = list[list[int]]()
        for ledger in _ledgers(scenario, replays, replays.replications):
            counts += _of_newcomers(ledger, call)
            others += _of_others(ledger, call) if key == SIDES[0] else ()
        curves.append(_by_month(key, counts))
    if not all(each.points for each in curves):
        return None
    known = confidence_interval(np.array(others))
    ends = (curves[0].points[place].x for place in (0, -1))
    curves.append(PointSeries(EXPERIENCED, tuple(Point(x, known) for x in ends), known))
    return Curves(tuple(curves), runs=replays.replications)


def _coaches(scenario: Scenario) -> bool:
    return any(activity.coaches for activity in scenario.activities.values())


def _by_month(key: str, newcomers_counts: Sequence[Sequence[int]]) -> PointSeries:
    """Calls a week in each four weeks since the begin, of all who stayed; and of each in all."""
    points = []
    for month in range(MONTHS):
        values = [counts[month] / MONTH for counts in newcomers_counts if len(counts) > month]
        if len(values) >= FEWEST:
            points.append(Point((month + 0.5) * MONTH, confidence_interval(np.array(values))))
    each = [sum(counts) / len(counts) / MONTH for counts in newcomers_counts]
    return PointSeries(key, tuple(points), confidence_interval(np.array(each)))


def _of_others(ledger: Ledger, call: str) -> Iterator[float]:
    """Calls a week of everybody who makes some and whose chair was never empty."""
    tasks = ledger.tasks
    number, weeks = ledger.parameters.activities.name.index(call), ledger.parameters.horizon / WEEK
    made = tasks.by[(tasks.activity == number) & (tasks.finished >= 0)]
    for person in np.setdiff1d(made[made >= 0], ledger.vacancies.person):
        yield float(np.count_nonzero(made == person)) / weeks


def _of_newcomers(ledger: Ledger, call: str) -> Iterator[list[int]]:
    """Calls in each whole four weeks of everybody who began, until he left or the end."""
    tasks, chairs = ledger.tasks, ledger.vacancies
    number, horizon = ledger.parameters.activities.name.index(call), ledger.parameters.horizon
    made = (tasks.activity == number) & (tasks.finished >= 0)
    for person, begin in zip(chairs.person, chairs.end, strict=True):
        left = chairs.start[(chairs.person == person) & (chairs.start > begin)]
        until = min([horizon, *left.tolist()])
        months = min(MONTHS, (until - begin) // (MONTH * WEEK))
        if months > 0:
            times = tasks.finished[made & (tasks.by == person)] - begin
            month = times[times >= 0] // (MONTH * WEEK)
            yield np.bincount(month[month < months], minlength=months).tolist()


# -- who gains and who pays ------------------------------------------------------------------------


def stakes(cases: Sequence[ClaimCase], replays: Replays) -> Stakes | None:
    """The change of profit with each what-if, against all that a claim compares it with."""
    pairs = {tuple(s.name for s in each.pair): each.pair for each in cases if each.pair[1].deals}
    what_ifs = [_stake(*pair, replays) for pair in pairs.values()]
    what_ifs.sort(key=lambda each: each.profit.mean)
    currency = cases[0].pair[0].currency
    return Stakes(tuple(what_ifs), currency, replays.replications) if what_ifs else None


def _stake(today: Scenario, changed: Scenario, replays: Replays) -> Stake:
    parts = _parts(replays.known(today), replays.known(changed))
    return Stake(changed.title, today.title, parts)


def _parts(base: Experiment, other: Experiment) -> tuple[ProfitPart, ...]:
    return tuple(
        ProfitPart(key, confidence_interval(_amount(other, names) - _amount(base, names)))
        for key, names in PARTS
    )


def _amount(experiment: Experiment, names: Sequence[tuple[str, int]]) -> Numbers:
    """What measures come to with their signs; what one company does not have is nothing."""
    known = [(name, sign) for name, sign in names if name in experiment.measures]
    columns = [sign * experiment.column(name) for name, sign in known]
    amount: Numbers = np.sum(columns, axis=0) + np.zeros(experiment.replications)
    return amount


# -- the week --------------------------------------------------------------------------------------


def weeks(cases: Sequence[ClaimCase], replays: Replays) -> Weeks | None:
    """Hours a week of who sells, by what they go into, today and with each what-if."""
    today = cases[0].pair[0]
    role, selling = who_sells(today)
    scenarios = {today.name: today} | {each.pair[1].name: each.pair[1] for each in cases}
    weeks_of_role = []
    for scenario in scenarios.values():
        minutes = replays.known(scenario).time_use(role)
        sold: Numbers = np.sum([each for name, each in minutes.items() if name in selling], axis=0)
        hours = {name: _hours(each) for name, each in minutes.items()}
        weeks_of_role.append(ScenarioWeek(scenario.title, hours, _hours(sold)))
    return Weeks(role, tuple(weeks_of_role), replays.replications)


def _hours(minutes: Numbers) -> Interval:
    return confidence_interval(minutes / MINUTES)
