"""Pictures of systems say their finding in numbers, and are made of what was replayed."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.analysis.claims import ClaimCase
from simulator.analysis.claims.evidence import (
    Curves,
    Evidence,
    Layers,
    People,
    Point,
    PointSeries,
    Replays,
    _as_published,
    _won_by_days,
    evidence,
)
from simulator.experiment.statistics import Interval
from simulator.i18n import use_language
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
YEARS = Curves((curve("today", (1, 1), (2, 0.5)), curve("what if", (1, 1), (2, 0.8))))
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
        ("S13", YEARS, "50% is left in year 2 today, 80% with the what-if"),
        ("S6", CHANNELS, "field : mail cost 100 : 0.01"),
        ("S10", FUNNELS, "1.0 to 3.0 sales a week by person, known 2.0 days after the call"),
    ],
)
def test_a_picture_says_its_finding(system: str, found: Evidence, finding: str) -> None:
    ax = evidence_of(found, system, system)
    title = sheet_of(ax).get_suptitle() or ax.get_title(loc="left")
    assert finding in " ".join(title.split())
    with use_language("zh-Hant"):
        assert evidence_of(found, system, system) is not None


def test_quotes_are_counted_by_the_days_that_they_took() -> None:
    days = np.array([0.5] * 20 + [3.0] * 30 + [40.0] * 20)
    won = np.array([1.0] * 10 + [0.0] * 10 + [1.0] * 6 + [0.0] * 24 + [1.0] * 20)
    first, second = _won_by_days([(days[:35], won[:35]), (days[35:], won[35:])])
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
    found = evidence("S10", [ClaimCase("c", claim, (short, short), None)], Replays(1, {}))
    assert isinstance(found, People)
    assert list(found.funnels) == [f"field rep {n}" for n in range(1, 9)]
    assert all(lag > 0 for lag in found.lags.values())
    assert evidence("S9", [], Replays(1, {})) is None
