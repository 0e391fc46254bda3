"""Pictures of systems say their finding in numbers, and are made of what was replayed."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import numpy as np
import pytest

from simulator.analysis.claims import ClaimCase
from simulator.analysis.claims.courses import (
    ProfitPart,
    Stakes,
    Weeks,
    _amount,
    _of_accounts,
    _of_newcomers,
)
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
    _shares,
)
from simulator.analysis.claims.pictures import Picture, picture
from simulator.experiment.results import Experiment
from simulator.experiment.statistics import Interval
from simulator.i18n import use_language
from simulator.ledger.ledger import Ledger
from simulator.measures.sales import Funnel
from simulator.output.charts import evidence_of
from simulator.output.drawing.style import sheet_of
from simulator.scenario.inheritance import load
from simulator.scenario.schema.analysis import Claim
from simulator.scenario.what_if import what_if


def at(x: float, mean: float) -> Point:
    return Point(x, Interval(mean, mean - 0.01, mean + 0.01, 4))


def curve(key: str, *places: tuple[float, float]) -> PointSeries:
    return PointSeries(key, tuple(at(*place) for place in places))


EFFORT = Curves((curve("time", (1, 1), (4, 2)),), ((1, 1, 1), (4, 1.4, 1.6)), subject="sales")
QUOTES = Curves((curve("on", (2, 0.5), (14, 0.2)), curve("off", (1, 0.5), (14, 0.5))))
CALLS = Curves((curve("renewed", (0, 0.8), (4, 0.9), (52, 0.85)), curve("goodwill", (0, 0.3))))
LEADS = Curves((curve("on", (2, 0.37), (1200, 0.15)),), marks=(("Reps do all", 317),))
PLANS = Curves((curve("profit", (0, -0.004), (60, 0), (100, -0.05)),))
OUTLAYS = Curves((curve("By segment", (1e5, 9), (6e5, 1.5)),), ((1e5, 12, 14), (6e5, 12, 14)))
YEARS = Curves((curve("today", (0.5, 1), (1.5, 0.5)), curve("what if", (0.5, 1), (1.5, 0.8))))
ENDING = Curves(
    (curve("today", (0.5, 1), (1.5, -0.5)), curve("what if", (0.5, 1), (1.5, -0.1))),
    marks=(("A", 1.2), ("B", 1.4)),
)
REPAIRS = Curves(
    (
        curve("today", (0.5, 0.4), (1.5, 0.3), (3, 0.34)),
        curve("what if", (0.5, 0.4), (1.5, 0.41), (3, 0.43)),
    )
)
BEGINNERS = Curves((curve("today", (2, 3), (6, 4.2)), curve("what if", (2, 3), (6, 6.9))))
WEEK_OF_REPS = Weeks(
    "field_rep",
    ("direct_selling",),
    (
        ("Today", {"direct_selling": at(0, 4.9).y, "service": at(0, 2.0).y}),
        ("A desk", {"direct_selling": at(0, 9.6).y, "service": at(0, 0.0).y}),
        ("Telephone", {"direct_selling": at(0, 6.5).y}),
    ),
)
NOBODY_KNOWS = ProfitPart("profit", Interval(137.0, -90.0, 300.0, 4))
UNSURE = Stakes((("More", (ProfitPart("commission", at(0, -30).y), NOBODY_KNOWS)),), "EUR")
GAINS = Stakes(
    (
        ("Less", (ProfitPart("commission", at(0, -20).y), ProfitPart("profit", at(0, -163).y))),
        ("More", (ProfitPart("commission", at(0, -30).y), ProfitPart("profit", at(0, 4255).y))),
    ),
    "EUR",
)
CHANNELS = Layers((("field", (30.0, 50.0, 20.0)), ("mail", (0.01, 0.0, 0.0))), "EUR")
FUNNELS = People(
    {"field rep 1": Funnel(100, 50, 20, 10, 1e5), "field rep 2": Funnel(90, 40, 20, 30, 3e5)},
    10,
    {"field rep 1": 1.0, "field rep 2": 3.0},
)


@pytest.mark.parametrize(
    ("system", "found", "finding"),
    [
        ("S1", EFFORT, "elasticity of sales: more selling time for each rep 0.5"),
        ("S3", QUOTES, "in 2 days has 4 times the odds of one in 14, 1 time without the mechanism"),
        ("S7", CALLS, "80% renew without a call, 90% at 4 calls a year, 85% at 52 calls a year"),
        ("S4", LEADS, "37% of leads are qualified if called after 2 min, 15% after 20 h"),
        ("S9", PLANS, "profit -0.4% with no call planned, -5% with every call"),
        ("S15", OUTLAYS, "the outlay comes back 1.5 to 9 times (By segment)"),
        ("S13", YEARS, "year 2 brings 50% of the first year's profit today, 80% with the what-if"),
        ("S13", ENDING, "profit is gone after 1.2 years today, after 1.4 with the what-if"),
        ("S6", CHANNELS, "field : mail cost 100 : 0.01"),
        ("S2", WEEK_OF_REPS, "4.9 hours of selling a week today, 9.6 with: A desk"),
        ("S8", REPAIRS, "3 weeks after a repair goodwill is 34% if nobody asks, 43% if somebody"),
        ("S14", GAINS, "More brings +4,255 EUR a week of profit"),
        ("S11", UNSURE, "More: whether it pays cannot be told"),
        ("S17", BEGINNERS, "after 2 weeks a newcomer makes 3.0 calls a week if coached, 3.0 if"),
        ("S10", FUNNELS, "1.0 to 3.0 sales a week by person, known 2.0 days after the call"),
    ],
)
def test_a_picture_says_its_finding(system: str, found: Picture, finding: str) -> None:
    ax = evidence_of(found, system, system)
    title = sheet_of(ax).get_suptitle() or ax.get_title(loc="left")
    assert finding in " ".join(title.split())
    with use_language("zh-Hant"):
        assert evidence_of(found, system, system) is not None


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
    found = picture("S10", [ClaimCase("c", claim, (short, short), None)], Replays(1, {}))
    assert isinstance(found, People)
    assert list(found.funnels) == [f"field rep {n}" for n in range(1, 9)]
    assert all(lag > 0 for lag in found.lags.values())
    assert picture("S9", [], Replays(1, {})) is None


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
    shown = picture("S4", [case], Replays(1, {"engine": "compiled"}))
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
    shown = picture("S9", cases, Replays(2, {}))
    assert isinstance(shown, Curves)
    profit = next(each for each in shown.curves if each.key == "profit")
    assert [point.x for point in profit.points] == [0, 60, 100]
    assert profit.points[1].y.mean == 0
    assert picture("S9", cases[:1], Replays(2, {})) is None  # two points are no curve


@pytest.mark.slow
def test_what_comes_back_is_less_of_a_larger_outlay() -> None:
    today = what_if(load("region"), name="short", horizon={"weeks": 12, "warm_up_weeks": 2})
    dear = what_if(
        today, name="dear", change={"costs": 30_000}, automate={"order_entry": 0.5}, title="Dear"
    )
    claim = of("return_on_change", counts="value", high=2)
    shown = picture("S15", [ClaimCase("c", claim, (today, dear), None)], Replays(1, {}))
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
