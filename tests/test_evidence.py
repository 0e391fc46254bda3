"""Pictures of systems say their finding in numbers, and are made of what was replayed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import numpy as np
import polars as pl
import pytest

from simulator.analysis.claims import ClaimCase
from simulator.analysis.claims.contracts import (
    Contact,
    ContractCourse,
    Contracts,
    OneContract,
    along,
    contacts_of,
    terms_of,
)
from simulator.analysis.claims.courses import (
    ProfitPart,
    ScenarioWeek,
    Stake,
    Stakes,
    Weeks,
    _amount,
    _by_month,
    _of_accounts,
    _of_newcomers,
    _of_others,
)
from simulator.analysis.claims.effort import _as_today
from simulator.analysis.claims.evidence import (
    QUOTED_IN,
    Curves,
    Layers,
    Matters,
    People,
    Point,
    PointSeries,
    Replays,
    _as_published,
    _odds,
    _shares,
)
from simulator.analysis.claims.pictures import Picture, pictures
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval
from simulator.i18n import use_language
from simulator.ledger.ledger import Ledger
from simulator.measures.sales import Funnel
from simulator.model.codes import DONE
from simulator.output.charts import evidence_of
from simulator.output.content.effort import paths
from simulator.output.document import Estimate, Table
from simulator.output.drawing.style import sheet_of
from simulator.scenario.inheritance import load
from simulator.scenario.schema.analysis import Claim
from simulator.scenario.what_if import what_if


def at(x: float, mean: float) -> Point:
    return Point(x, Interval(mean, mean - 0.01, mean + 0.01, 4))


def curve(key: str, *places: tuple[float, float], whole: float | None = None) -> PointSeries:
    told = None if whole is None else Interval(whole, whole - 0.1, whole + 0.1, 4)
    return PointSeries(key, tuple(at(*place) for place in places), told)


EFFORT = Curves(
    (
        curve("time", (1, 1), (4, 2), whole=0.35),
        curve("more", (1, 1), (4, 2), whole=0.5),
        curve("rhythm", (0.49, 0.9), (1, 1), whole=0.1),
        curve("fewer", (0.22, 0.5), (1, 1), whole=0.5),
    ),
    ((1, 1, 1), (4, 1.4, 1.6)),
    subject="sales",
    held=(
        curve("time", (1, 1), (4, 2), whole=0.34),
        curve("more", (1, 1), (4, 2), whole=0.33),
        curve("rhythm", (0.48, 0.8), (1, 1), whole=0.32),
        curve("fewer", (0.21, 0.5), (1, 1), whole=0.4),
    ),
)
QUOTES = Curves(
    (
        curve("on", (2, 0.5), (14, 0.2), whole=4.0),
        curve("off", (1, 0.5), (14, 0.5), whole=1.0),
    )
)
CALLS = Curves((curve("renewed", (0, 0.8), (4, 0.9), (52, 0.85)), curve("goodwill", (0, 0.3))))
LEADS = Curves((curve("on", (2, 0.37), (1200, 0.15)),), marks=(("Reps do all", 317),))
PLANS = Curves((curve("profit", (0, -0.004), (60, 0), (100, -0.05)),))
OUTLAYS = Curves(
    (curve("By segment", (1e5, 9), (6e5, 1.5), whole=3.0),),
    ((1e5, 12, 14), (6e5, 12, 14)),
    (("assumed", 3e5),),
    "EUR",
)
YEARS = Curves((curve("today", (0.5, 1), (1.5, 0.5)), curve("what if", (0.5, 1), (1.5, 0.8))))
ENDING = Curves(
    (
        curve("today", (0.5, 1), (1.5, -0.5), whole=1.2),
        curve("what if", (0.5, 1), (1.5, -0.1), whole=1.4),
    ),
    marks=(("A", 1.2), ("B", 1.4)),
)
REPAIRS = Curves(
    (
        curve("today", (0.5, 0.4), (1.5, 0.3), (3, 0.34)),
        curve("what if", (0.5, 0.4), (1.5, 0.41), (3, 0.43)),
    )
)


def beginners(coached: float) -> Curves:
    return Curves(
        (
            curve("today", (2, 3), (6, 4.2), whole=3.6),
            curve("what if", (2, 3), (6, 6.9), whole=coached),
            curve("experienced", (2, 6.5), (6, 6.5), whole=6.5),
        )
    )


def week(title: str, sold: float, **others: float) -> ScenarioWeek:
    hours = {key: at(0, each).y for key, each in others.items()}
    return ScenarioWeek(title, {"direct_selling": at(0, sold).y, **hours}, at(0, sold).y)


WEEK_OF_REPS = Weeks(
    "field_rep",
    (
        ScenarioWeek(
            "Today", {"direct_selling": at(0, 4.9).y, "service": at(0, 2.0).y}, at(0, 4.9).y
        ),
        ScenarioWeek(
            "A desk", {"direct_selling": at(0, 9.6).y, "service": at(0, 0.0).y}, at(0, 9.6).y
        ),
        week("Telephone", 6.5),
    ),
    4,
)


def stake(title: str, profit: Interval) -> Stake:
    parts = (ProfitPart("commission", at(0, -30).y), ProfitPart("profit", profit))
    return Stake(title, "Today", parts)


NOBODY_KNOWS = stake("More", Interval(137.0, -90.0, 300.0, 4))
UNSURE = Stakes((NOBODY_KNOWS,), "EUR", 4)
GAINS = Stakes(
    (
        stake("Less", at(0, -163).y),
        stake("Most", Interval(4255, 4000, 4500, 4)),
        stake("Perhaps more", Interval(5000, -10, 10_000, 4)),
    ),
    "EUR",
    4,
)
CHANNELS = Layers((("field", (30.0, 50.0, 20.0)), ("mail", (0.01, 0.0, 0.0))), "EUR", 4)
FUNNELS = People(
    {"field rep 1": Funnel(100, 50, 20, 10, 1e5), "field rep 2": Funnel(90, 40, 20, 30, 3e5)},
    10,
    {"field rep 1": 1.0, "field rep 2": 3.0},
    {"field rep 1": (9, 4, 2, 1.9), "field rep 2": (9, 4, 2, 2.1)},
    4,
)
RUNNING_DOWN = OneContract(
    np.linspace(0.8, 0.2, 29), (Contact(1.0, "call"), Contact(2.5, "lifts"), Contact(3.9, "wears"))
)
CONTRACTS = Contracts(
    (
        ContractCourse("Nobody calls", (at(0, 0.8), at(4, 0.2)), RUNNING_DOWN),
        ContractCourse("A call", (at(0, 0.8), at(4, 0.5)), RUNNING_DOWN),
    ),
    "small",
    4,
)


@pytest.mark.parametrize(
    ("system", "found", "finding"),
    [
        ("S1", EFFORT, "more selling time for each rep 0.35 [0.25, 0.45], more reps 0.50 [0.40, 0"),
        ("S1", EFFORT, "; outside the published 0.25 to 0.34: more reps, fewer visits, fewer reps"),
        ("S3", QUOTES, "4.0 [3.9, 4.1] times the odds of one in 14, 1.0 [0.9, 1.1] times without"),
        ("S7", CALLS, "80% [79, 81] renew without a call, 90% [89, 91] at 4 calls a year, 85% [84"),
        ("S7", CONTRACTS, "goodwill goes from 80% [79, 81] to 20% [19, 21] (Nobody calls), from"),
        ("S4", LEADS, "37% [36, 38] of leads are qualified if called after 2 min, 15% [14, 16]"),
        ("S9", PLANS, "-0.4% [-1.4, 0.6], which luck may have made, with no call planned, -5.0% ["),
        ("S15", OUTLAYS, "300,000 EUR, which is assumed, comes back 3.0 [2.9, 3.1] times (By segm"),
        ("S15", OUTLAYS, "; the article says 13"),
        ("S13", YEARS, "the margin of year 2 is 50% [49, 51] today, 80% [79, 81] with the what-if"),
        (
            "S13",
            ENDING,
            "the margin is gone after 1.2 [1.1, 1.3] years today, after 1.4 [1.3, 1.5]",
        ),
        ("S6", CHANNELS, "field : mail cost 100 : 0.01"),
        ("S2", WEEK_OF_REPS, "4.9 [4.9, 4.9] hours of selling a week today, 9.6 [9.6, 9.6] with: "),
        ("S8", REPAIRS, "3 weeks after a repair goodwill is 34% [33, 35] if nobody asks, 43% [42,"),
        ("S14", GAINS, "Most, against Today: profit +4,255 EUR a week [4,000, 4,500]; comparis"),
        ("S14", GAINS, "1 with a gain, 1 with a loss, 1 that cannot be told"),
        ("S11", UNSURE, "S11: whether it pays cannot be told in any of 1 comparison"),
        ("S17", beginners(6.5), "make 6.5 [6.4, 6.6] calls a week in their first year if coached"),
        ("S17", beginners(3.7), "; luck may have made the difference"),
        ("S10", FUNNELS, "1.0 to 3.0 sales a week by person in one run, 1.9 to 2.1 in the mean of"),
        ("S10", FUNNELS, "of 4, known 2.0 days after the call"),
    ],
)
def test_a_picture_says_its_finding(system: str, found: Picture, finding: str) -> None:
    ax = evidence_of(found, system, system)
    title = sheet_of(ax).get_suptitle() or ax.get_title(loc="left")
    assert finding in " ".join(title.split())
    with use_language("zh-Hant"):
        assert evidence_of(found, system, system) is not None


def test_each_path_of_effort_has_its_slope_with_and_without_sooner_answers() -> None:
    table, note = paths(EFFORT)
    assert isinstance(table, Table)
    near, far = pytest.approx((0.35, 0.25, 0.45)), pytest.approx((0.34, 0.24, 0.44))
    assert [row[:2] for row in table.rows] == [
        ("more selling time for each rep", "4"),
        ("more reps", "4"),
        ("fewer visits", "0.49"),
        ("fewer reps", "0.22"),
    ]
    time = table.rows[0]
    assert all(isinstance(each, Estimate) for each in time[2:])
    assert (time[2], time[3]) == (near, far)
    assert note
    assert list(paths(EFFORT._replace(held=()))) == []


def test_without_sooner_answers_three_paths_sell_alike() -> None:
    """The reason why fewer visits cost less than published, on the page as it was made last."""
    page = Path("docs/systems/s01.md").read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")]
    held = {row[0]: row[3] for row in cells if len(row) == 4}
    slopes = {path: [float(each) for each in re.findall(r"\d\.\d+", held[path])] for path in ALIKE}
    means = [mean for mean, _, _ in slopes.values()]
    assert max(means) - min(means) <= 0.05
    assert all(low <= 0.34 and high >= 0.25 for _, low, high in slopes.values())


ALIKE = ("more selling time for each rep", "more reps", "fewer visits")


def test_answers_held_at_today_are_worth_what_todays_are_worth_on_average() -> None:
    """The curve is 2.5 at once, 2.17 at 5 min and 1 from 2 h on: (2.5 + 2.17 + 1 + 1) / 4."""
    market = load("market")
    asked = datetime(2026, 1, 5, 9)
    waits = [0, 5, 120, 600, None]
    started = [None if each is None else asked + timedelta(minutes=each) for each in waits]
    tasks = pl.DataFrame(
        {"activity": ["lead_qualification"] * 5, "asked": [asked] * 5, "started": started}
    )
    ledger = SimpleNamespace(tasks_frame=lambda: tasks)
    replays = cast(Replays, SimpleNamespace(ledger=lambda _: ledger))
    level = _as_today(market, replays)
    assert list(level) == ["speed_to_lead"]
    assert level["speed_to_lead"]["points"] == dict.fromkeys(
        market.responses["speed_to_lead"].points, pytest.approx(6.67 / 4)
    )


def test_quotes_are_counted_by_the_days_that_they_took() -> None:
    days = np.array([0.5] * 20 + [3.0] * 30 + [40.0] * 20)
    won = np.array([1.0] * 10 + [0.0] * 10 + [1.0] * 6 + [0.0] * 24 + [1.0] * 20)
    pair = [Matters(days[:35], won[:35]), Matters(days[35:], won[35:])]
    first, second = _shares(pair, QUOTED_IN)
    assert (first.x, first.y.mean, first.y.n) == (0.5, 0.5, 20)
    assert (second.x, second.y.mean, second.y.n) == (3.0, 0.2, 30)


def test_published_odds_begin_at_the_first_point_and_fall_over_twelve_days() -> None:
    first, *_, last = _as_published(curve("on", (2, 0.5), (14, 0.1)))
    assert first == (2, 0.5, 0.5)
    assert last == pytest.approx((14, 1 / 4.9, 1 / 2.3))


@pytest.mark.slow
def test_a_funnel_is_that_of_each_seller_and_knows_its_lag() -> None:
    short = what_if(load("region"), name="short", horizon={"weeks": 6, "warm_up_weeks": 2})
    claim = Claim.model_validate({"system": "S10", "says": "x", "measure": "sales", "low": 0})
    found = pictures("S10", [ClaimCase("c", claim, (short, short), None)], Replays(1, {}))[
        "mechanism"
    ]
    assert isinstance(found, People)
    assert list(found.funnels) == [f"field rep {n}" for n in range(1, 9)]
    assert all(lag > 0 for lag in found.lags.values())
    assert pictures("S9", [], Replays(1, {})) == {}


def of(measure: str, **said: object) -> Claim:
    return Claim.model_validate({"system": "S1", "says": "x", "measure": measure, "low": 1, **said})


@pytest.mark.slow
def test_leads_are_qualified_by_how_soon_they_are_called_only_while_customers_mind() -> None:
    today = what_if(
        load("leads-wait-for-reps"), name="short", horizon={"weeks": 24, "warm_up_weeks": 4}
    )
    flat = {"speed_to_lead": {"points": {"0 s": 1}}}
    off = what_if(today, name="off", responses=flat)
    case = ClaimCase("c", of("sales", placebo={"responses": flat}), (today, today), (off, off))
    shown = pictures("S4", [case], Replays(1, {"engine": "compiled"}))["mechanism"]
    assert isinstance(shown, Curves)
    on, without = shown.curves
    assert on.points[0].y.mean > 2 * on.points[-1].y.mean
    assert without.points[0].y.mean < 1.4 * without.points[-1].y.mean


@pytest.mark.slow
def test_profit_by_planned_calls_is_held_against_the_scenario_compared_with() -> None:
    today = what_if(load("region"), name="short", horizon={"weeks": 12, "warm_up_weeks": 2})
    others = [
        what_if(today, name=f"p{share}", call_plans={"visit": {"planned_share": share}})
        for share in (0, 1)
    ]
    cases = [ClaimCase("c", of("profit"), (today, each), None) for each in others]
    shown = pictures("S9", cases, Replays(2, {}))["mechanism"]
    assert isinstance(shown, Curves)
    profit = next(each for each in shown.curves if each.key == "profit")
    assert [point.x for point in profit.points] == [0, 60, 100]
    assert profit.points[1].y.mean == 0
    assert pictures("S9", cases[:1], Replays(2, {})) == {}  # two points are no curve


@pytest.mark.slow
def test_what_comes_back_is_less_of_a_larger_outlay() -> None:
    today = what_if(load("region"), name="short", horizon={"weeks": 12, "warm_up_weeks": 2})
    dear = what_if(
        today, name="dear", change={"costs": 30_000}, automate={"order_entry": 0.5}, title="Dear"
    )
    claim = of("return_on_change", counts="value", high=2)
    shown = pictures("S15", [ClaimCase("c", claim, (today, dear), None)], Replays(1, {}))[
        "mechanism"
    ]
    assert isinstance(shown, Curves)
    (points,) = [each.points for each in shown.curves]
    assert [point.x for point in points] == [10_000, 20_000, 30_000, 60_000]
    gains = [point.x * point.y.mean for point in points]
    assert gains == pytest.approx([gains[0]] * 4, rel=0.01)  # the gain itself is the same
    assert shown.band == ((10_000, 1, 2), (60_000, 1, 2))


WEEK = 604_800


def test_goodwill_is_told_by_the_weeks_since_an_account_last_had_a_repair() -> None:
    """Three accounts: repaired in weeks 2 and 7, in week 9, and never; a fourth is lost."""
    ledger = SimpleNamespace(
        parameters=SimpleNamespace(
            horizon=10 * WEEK, activities=SimpleNamespace(name=["visit", "repair"])
        ),
        tasks=SimpleNamespace(
            activity=np.array([1, 1, 1, 0, 1, 1]),
            account=np.array([0, 0, 1, 2, 3, 2]),
            finished=np.array([7 * WEEK, 2 * WEEK, 9 * WEEK, WEEK, 5 * WEEK, -1]),
        ),
        accounts=SimpleNamespace(
            goodwill=np.array([400_000, 300_000, 900_000, 0]), lost=np.array([-1, -1, -1, 9])
        ),
    )
    weeks, goodwill = _of_accounts(cast(Ledger, ledger), "repair")
    assert (weeks.tolist(), goodwill.tolist()) == ([3, 1], [0.4, 0.3])


def test_a_newcomers_calls_are_counted_from_his_first_day_until_he_leaves() -> None:
    """One begins in week 4 and leaves in week 12, whoever follows him begins in week 15 of 20."""
    made = [3.9, 4.0, 7.9, 8.0, 11.9, 15.5, 16.0, 19.5]
    ledger = SimpleNamespace(
        parameters=SimpleNamespace(
            horizon=20 * WEEK, activities=SimpleNamespace(name=["visit", "desk"])
        ),
        tasks=SimpleNamespace(
            activity=np.array([0] * 8 + [1]),
            by=np.array([2] * 8 + [2]),
            finished=np.array([int(each * WEEK) for each in made] + [5 * WEEK]),
        ),
        vacancies=SimpleNamespace(
            person=np.array([2, 2]),
            start=np.array([0, 12 * WEEK]),
            end=np.array([4 * WEEK, 15 * WEEK]),
        ),
    )
    assert list(_of_newcomers(cast(Ledger, ledger), "visit")) == [[2, 2], [2]]


def test_a_part_of_profit_adds_up_with_signs_and_leaves_out_what_there_is_not() -> None:
    columns = {"revenue": np.array([10.0, 12.0]), "variable_cost": np.array([8.0, 9.0])}
    experiment = SimpleNamespace(measures=tuple(columns), column=columns.get, replications=2)
    names = (("revenue", 1), ("discounts", 1), ("variable_cost", -1))
    assert _amount(cast(Experiment, experiment), names).tolist() == [2, 3]
    assert _amount(cast(Experiment, experiment), (("commission", -1),)).tolist() == [0, 0]


def test_odds_are_those_of_a_logistic_line_through_all_matters() -> None:
    """Of 100 quotes in 2 days 50 are won, of 100 in 14 days 20: odds 1 against 1/4."""
    days = np.array([2.0] * 100 + [14.0] * 100)
    won = np.array([1.0] * 50 + [0.0] * 50 + [1.0] * 20 + [0.0] * 80)
    told = _odds([Matters(days[:120], won[:120]), Matters(days[120:], won[120:])])
    # The standard error of a log odds ratio is the root of 1/50 + 1/50 + 1/20 + 1/80.
    reach = np.exp(1.96 * np.sqrt(0.1025))
    assert told[:3] == pytest.approx((4.0, 4.0 / reach, 4.0 * reach), rel=0.001)


def test_others_are_those_who_call_and_whose_chair_was_never_empty() -> None:
    """Person 1 makes 20 calls in 10 weeks, 2 has left and come, 3 sits at the desk."""
    ledger = SimpleNamespace(
        parameters=SimpleNamespace(
            horizon=10 * WEEK, activities=SimpleNamespace(name=["visit", "desk"])
        ),
        tasks=SimpleNamespace(
            activity=np.array([0] * 30 + [1] * 5),
            by=np.array([1] * 20 + [2] * 10 + [3] * 5),
            finished=np.arange(35),
        ),
        vacancies=SimpleNamespace(person=np.array([2])),
    )
    assert list(_of_others(cast(Ledger, ledger), "visit")) == [2.0]


def test_a_newcomers_whole_time_is_told_beside_its_months() -> None:
    told = _by_month("today", [[4, 8], [4], [12, 16]])
    assert told.points == ()  # fewer than twenty in any month
    assert told.whole is not None
    assert told.whole.mean == pytest.approx((1.5 + 1.0 + 3.5) / 3)


DAY = 86_400


def contract_ledger(**tasks: list[int]) -> Ledger:
    """A week's tasks of two accounts of a segment; activities: visit, renewal, invoice problem."""
    kinds = SimpleNamespace(
        goodwill=(250_000, 0, -50_000),
        goodwill_if_late=(250_000, 0, -150_000),
        felt=(1_000_000, 0, 1_000_000),
    )
    names = ["visit", "renewal", "invoice_problem"]
    parameters = SimpleNamespace(
        activities=SimpleNamespace(name=names, calls=(1, 0, 0)),
        segments=("large", "small"),
        versions=SimpleNamespace(activities=kinds),
        horizon=7 * DAY,
    )
    columns = {name: np.array(column) for name, column in tasks.items()}
    given = SimpleNamespace(**columns, version=columns["activity"])
    ledger = SimpleNamespace(
        parameters=parameters, tasks=given, account_segment=np.array([1, 1, 0])
    )
    return cast(Ledger, ledger)


def test_a_contract_runs_from_one_renewal_to_the_next_if_it_was_seen_as_a_whole() -> None:
    """Account 0 renews on days 3, 10 and 17; account 1 on days 5 and 15, since it was lost."""
    days = [3, 5, 10, 15, 17, 3, 10]
    ledger = contract_ledger(
        activity=[1] * 7, account=[0, 1, 0, 1, 0, 2, 2], asked=[day * DAY for day in days]
    )
    terms = terms_of(ledger, "small", 7, "renewal")
    assert (terms.account.tolist(), terms.day.tolist()) == ([0, 0], [3, 10])


def test_goodwill_along_a_contract_begins_on_its_first_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ledger = contract_ledger(activity=[1, 1], account=[1, 1], asked=[2 * DAY, 5 * DAY])
    daily = np.arange(14.0).reshape(2, 7)
    monkeypatch.setattr(
        "simulator.analysis.claims.contracts.goodwill_of_accounts", lambda *_: daily
    )
    terms = terms_of(ledger, "small", 3, "renewal")
    assert along(ledger, terms, 3).tolist() == [[9.0, 10.0, 11.0]]


def test_a_contact_is_a_call_or_came_in_and_one_that_is_late_wears() -> None:
    """Done are a visit, an invoice problem in time; a visit of another account is not his."""
    ledger = contract_ledger(
        activity=[2, 0, 0, 1, 0],
        account=[0, 0, 1, 0, 0],
        finished=[10 * DAY, 8 * DAY, 9 * DAY, 9 * DAY, 30 * DAY],
        due=[11 * DAY, -1, -1, -1, -1],
        state=[DONE] * 5,
    )
    felt = list(contacts_of(ledger, 0, (1 * DAY, 15 * DAY)))
    assert felt == [Contact(1.0, "call"), Contact(9 / 7, "wears")]
