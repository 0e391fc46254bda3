"""What work, automation, subscriptions and wages cost, in tiny worlds worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from test_customers import INBOUND, asked, shop
from test_rules import at
from worlds import OFFICE

from simulator.analysis.capacity.load import loads_of, steady_network
from simulator.engine.simpy_engine import replay
from simulator.errors import ScenarioError
from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.measures.sales import _years_until_loss
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

WAGES = 40 * 30  # of the clerk, a week
SALE = {"sale": {"stages": {"asked": "job", "won": "won"}, "value": {"mean": 5000}}}


def firm(job: dict[str, Any], **said: Any) -> Scenario:
    """A clerk, jobs that come in, and sales that follow on each."""
    kinds = {
        "job": {"arises": INBOUND, **job},
        "won": {"automated": 1, "arises": {"after": {"job": 1}}},
    }
    return shop(kinds, deals=SALE, **said)


def two_jobs(job: dict[str, Any], **said: Any) -> tuple[Ledger, dict[str, float]]:
    """Two jobs of ten minutes on Monday, and what is measured of the week."""
    tasks = [("job", at("09:00"), 600), ("job", at("10:00"), 600)]
    ledger = replay(asked(firm(job, **said), tasks))
    check_invariants(ledger)
    return ledger, dict(measure(ledger))


def test_what_work_costs_is_paid_each_time_it_is_done() -> None:
    _, free = two_jobs({})
    _, paid = two_jobs({"costs": 12.5})
    assert free["expenses"] == 0
    assert free["cost_per_week"] == WAGES
    assert paid["expenses"] == 25
    assert paid["cost_per_week"] == WAGES + 25
    assert paid["cost_per_week.clerk"] == WAGES, "what is paid beside is no role's"
    assert paid["profit"] == free["profit"] - 25 == 10_000 - WAGES - 25
    assert paid["margin"] == pytest.approx((10_000 - WAGES - 25) / 10_000)


def test_a_job_that_is_not_done_costs_nothing() -> None:
    tasks = [("job", at("09:00"), 600), ("job", at("10:00"), 60 * 3600)]
    assert measure(replay(asked(firm({"costs": 12.5}), tasks)))["expenses"] == 12.5


@pytest.mark.parametrize(
    ("prices", "expenses"),
    [({"costs": 2}, 4), ({"costs": 2, "automated_costs": 0.25}, 0.5), ({"automated_costs": 3}, 6)],
)
def test_a_case_that_needs_nobody_has_its_own_price(
    prices: dict[str, float], expenses: float
) -> None:
    _, found = two_jobs({"automated": 1, **prices})
    assert found["expenses"] == expenses


def test_what_a_contact_costs_beside_is_part_of_its_cost_but_not_of_talking() -> None:
    _, free = two_jobs({"channel": "phone"})
    _, paid = two_jobs({"channel": "phone", "costs": 7})
    for definition, more in (
        ("talking", 0),
        ("with_the_way", 7),
        ("time_driven", 7),
        ("all_in", 7),
    ):
        key = f"cost_per_contact.phone.{definition}"
        assert paid[key] == pytest.approx(free[key] + more)


def test_wages_grow_by_the_week_and_nothing_else_does() -> None:
    weeks = {"horizon": {"start": "2025-01-06", "weeks": 6, "warm_up_weeks": 2}}
    company = firm({}, **weeks, economics={"wages_grow": 0.1})
    found = measure(simulate(company))
    still = measure(simulate(firm({}, **weeks)))
    levels = [1.1 ** (week * 7 / 365) for week in range(6)]
    assert found["cost_per_week"] == pytest.approx(WAGES * np.mean(levels[2:]))
    for week in range(3, 7):
        gap = still[f"profit_in_week.{week}"] - found[f"profit_in_week.{week}"]
        assert gap == pytest.approx(WAGES * (levels[week - 1] - 1))
    assert found["revenue"] == still["revenue"]


def test_a_year_of_growth_makes_wages_dearer_by_what_is_said() -> None:
    company = firm({}, economics={"wages_grow": 0.05}, horizon={"start": "2025-01-06", "weeks": 53})
    found = measure(simulate(company))
    revenue = measure(simulate(firm({}, horizon={"start": "2025-01-06", "weeks": 53})))
    gap = revenue["profit_in_week.53"] - found["profit_in_week.53"]
    assert gap == pytest.approx(WAGES * (1.05 ** (364 / 365) - 1))


def test_two_calls_of_ten_minutes_are_a_third_of_an_hour_with_customers() -> None:
    _, found = two_jobs({"channel": "phone"})
    assert found["contact_hours.phone"] == pytest.approx(1 / 3)


def test_the_margin_of_each_year_is_the_profit_of_its_weeks_over_their_revenue() -> None:
    two_years = {"start": "2025-01-06", "weeks": 106, "warm_up_weeks": 1}
    found = measure(simulate(firm({}, horizon=two_years, economics={"wages_grow": 0.5})))
    still = measure(simulate(firm({}, horizon=two_years)))
    assert "margin_in_year.3" not in found, "the last week is no whole year"
    lost = sum(
        still[f"profit_in_week.{week}"] - found[f"profit_in_week.{week}"] for week in range(2, 54)
    )
    profit = sum(found[f"profit_in_week.{week}"] for week in range(2, 54))
    revenue = profit / found["margin_in_year.1"]
    assert still["margin_in_year.1"] - found["margin_in_year.1"] == pytest.approx(lost / revenue)
    assert found["years_of_profit"] == 2


@pytest.mark.parametrize(
    ("margins", "years"),
    [
        ([0.1, 0.05, 0.02], 3),  # never gone
        ([0.1, 0.05, -0.05], 2.0),  # half way between the middles of years 2 and 3
        ([0.1, -0.3, 0.2], 0.75),  # a quarter of the way; what comes later does not count
        ([-0.1, 0.2], 0),
        ([0.1, math.nan], 0.5),  # nothing was sold any more
    ],
)
def test_the_margin_is_gone_where_a_line_through_the_years_falls_to_nothing(
    margins: list[float], years: float
) -> None:
    assert _years_until_loss(np.array(margins)) == pytest.approx(years)


def test_what_runs_is_paid_by_the_week_and_a_dated_change_begins_and_ends_it() -> None:
    company = firm(
        {},
        horizon={"start": "2025-01-06", "weeks": 4},
        economics={"expenses": {"rent": 700, "data": 35}},
    )
    assert measure(simulate(company))["expenses"] == 735
    steps = [
        {"on": "2025-01-15", "values": {"economics": {"expenses": {"crm": 70}}}},
        {"on": "2025-01-27", "values": {"economics": {"expenses": {"rent": 0}}}},
    ]
    changed = what_if(company, change=steps)
    ledger = simulate(changed)
    found, before = measure(ledger), measure(simulate(company))
    # The CRM from Wednesday of the second week on, so for five days of it; no rent in the last.
    more = [0.0, 50.0, 70.0, 70.0 - 700.0]
    for week, each in enumerate(more, 1):
        gap = before[f"profit_in_week.{week}"] - found[f"profit_in_week.{week}"]
        assert gap == pytest.approx(each)
    assert found["expenses"] == pytest.approx(735 + math.fsum(more) / 4)


def test_nothing_else_of_money_may_begin_on_a_day() -> None:
    step = {"on": "2025-01-08", "values": {"economics": {"variable_cost": 0.5}}}
    with pytest.raises((ScenarioError, ValidationError), match="on a day may begin expenses"):
        what_if(firm({}), change=[step])


def test_automation_may_be_said_with_its_price() -> None:
    company = what_if(firm({"costs": 2}), automate={"job": {"share": 1, "costs": 0.5}})
    job = company.activities["job"]
    assert (job.automated, job.costs, job.automated_costs) == (1, 2, 0.5)
    silent = what_if(firm({"costs": 2}), automate={"job": {"share": 0.5}}).activities["job"]
    assert (silent.automated, silent.automated_costs) == (0.5, None)


def test_automation_at_a_price_from_a_day_on_is_paid_from_that_day_on() -> None:
    weeks = {"horizon": {"start": "2025-01-06", "weeks": 2}}
    company = firm({"costs": 2}, **weeks)
    change = {"on": "2025-01-13"}
    ledger = simulate(what_if(company, change=change, automate={"job": {"share": 1, "costs": 0.5}}))
    t = ledger.tasks
    jobs, first = t.activity == 0, t.asked < 7 * 86_400
    done = t.finished >= 0
    by_hand, alone = (np.count_nonzero(jobs & done & part) for part in (first, ~first))
    assert by_hand > 5
    assert alone > 5
    found = measure(ledger)
    assert found["expenses"] == pytest.approx((by_hand * 2 + alone * 0.5) / 2)


def test_the_load_model_expects_what_is_paid() -> None:
    prices = {"costs": 3, "automated_costs": 1, "automated": 0.5}
    money = {"expenses": {"rent": 70}, "wages_grow": 0.1}
    weeks = {"horizon": {"start": "2025-01-06", "weeks": 8, "warm_up_weeks": 1}}
    priced, plain = firm(prices, economics=money, **weeks), firm({"automated": 0.5}, **weeks)
    people = [[1]]
    dear, cheap = (loads_of(steady_network(each), people) for each in (priced, plain))
    level = np.mean([1.1 ** (week * 7 / 365) for week in range(1, 8)])
    jobs = cheap.tasks[0][0]
    assert jobs > 10
    assert dear.cost[0] - cheap.cost[0] == pytest.approx(2 * jobs + 70 + (level - 1) * WAGES)


# -- what it costs to serve --------------------------------------------------------------


def served(**said: Any) -> dict[str, float]:
    """Two accounts on paper, one of whom asks for an hour of a clerk's time on Monday."""
    company = shop(
        {"job": {"arises": INBOUND, "costs": 4, **said.pop("job", {})}},
        segments={"first": {"accounts": 2}, "second": {"accounts": 3}},
        **said,
    )
    ledger = replay(asked(company, [("job", at("09:00"), 3600)]))
    check_invariants(ledger)
    assert ledger.account_segment[ledger.tasks.account].tolist() == [0]
    return dict(measure(ledger))


def test_serving_a_segment_costs_its_hours_and_prices_over_its_customers() -> None:
    found = served()
    assert found["cost_to_serve.first"] == pytest.approx((30 + 4) / 2)
    assert found["cost_to_serve.second"] == 0


def test_dearer_wages_make_serving_dearer() -> None:
    weeks = {"horizon": {"start": "2025-01-06", "weeks": 2, "warm_up_weeks": 1}}
    company = {**weeks, "economics": {"wages_grow": 0.5}}
    still, dear = ({}, {})
    for found, said in ((still, weeks), (dear, company)):
        found.update(measure(simulate(shop({"job": {"arises": INBOUND}}, **said))))
    ratio = dear["cost_to_serve.all"] / still["cost_to_serve.all"]
    assert ratio == pytest.approx(1.5 ** (7 / 365))


def test_a_visit_is_served_with_its_way_there_but_not_home() -> None:
    company = shop(
        {"visit": {"arises": INBOUND, "place": "account", "splittable": False}},
        territory={"width": "60 km", "height": "60 km"},
        travel={"speed": "60 km/h", "cost_per_km": 1, "detour": 1},
        roles={"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE}},
    )
    ledger = replay(asked(company, [("visit", at("09:00"), 3600)]))
    check_invariants(ledger)
    e, places = ledger.entries, ledger.places
    way = np.flatnonzero((e.task >= 0) & (e.place > 0) & (e.activity < 0))
    there = ledger.places.first_account if hasattr(places, "first_account") else e.place.max()
    kilometres = math.hypot(places.x[there] - places.x[0], places.y[there] - places.y[0]) / 1000
    found = measure(ledger)
    assert kilometres > 1
    # At 60 km/h a kilometre takes a minute, half of the money that it costs by itself.
    assert found["cost_to_serve.all"] == pytest.approx(30 + kilometres * 1.5, abs=0.02)
    assert len(way) <= 1


def test_by_time_a_contact_bears_what_it_causes_and_no_other_work() -> None:
    kinds = {"job": {"arises": INBOUND, "channel": "phone"}, "other": {"arises": INBOUND}}
    company = shop(kinds)
    tasks = [("job", at("09:00"), 600), ("other", at("10:00"), 600)]
    found = measure(replay(asked(company, tasks)))
    assert found["cost_per_contact.phone.all_in"] == WAGES
    assert found["cost_per_contact.phone.time_driven"] == WAGES / 2
    _, all_its_own = two_jobs({"channel": "phone"})
    assert all_its_own["cost_per_contact.phone.time_driven"] == WAGES / 2
