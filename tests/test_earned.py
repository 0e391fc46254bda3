"""No answer hides where profit goes: a desk at night answers too late, and nothing is sold."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from firm import written
from worlds import OFFICE, scenario

from simulator.analysis.optimise import Optimum, Request, optimise, space_of
from simulator.analysis.robustness.stress import stress
from simulator.analysis.shapley import explain
from simulator.analysis.sweep.sweep import sweep
from simulator.experiment.compare import compare
from simulator.experiment.runner import RunKeywords
from simulator.experiment.weekly_cost import weekly_costs
from simulator.measures.measure_row import MeasureRow
from simulator.output.content import comparison, robustness, shapley
from simulator.output.content import optimise as optimum
from simulator.output.content import sweep as swept
from simulator.output.content.weekly_cost import earned_words
from simulator.output.document import Document, Table
from simulator.scenario.changes import changes_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}
TO_DESK: dict[str, Any] = {"reassign": {"quote": {"to": "desk", "share": 1}}}
PRICES = {"variable_cost": 0.5}
DOWN = "(goes down:|against the first: down at desk,)"
NIGHT = {"from": "18:00", "to": "20:00"}


def shop(patience: str = "1 h", too_late: str = "2 h", **said: Any) -> Scenario:
    """A deal of 100 a working day, asked for at nine, and won if the quote is there in time.

    The seller quotes at once, the desk in the evening; both are paid the same hours either way.
    """
    at_nine = {"routine": {"every": "day", "at": "09:00"}}
    return scenario(
        name="shop",
        title="The shop",
        horizon={"start": "2025-01-06", "weeks": 3},
        roles={
            "seller": {"people": 1, "cost_per_hour": 30, "shift": OFFICE},
            "desk": {"people": 1, "cost_per_hour": 10, "shift": NIGHT},
        },
        responses={"late": {"of": "age", "points": {patience: 1, too_late: 0}}},
        deals={
            "sale": {
                "stages": {"asked": "asking", "won": "won"},
                "value": {"mean": 100},
            }
        },
        activities={
            "asking": {"category": "selling", "by": "seller", "lasts": "30 min", "arises": at_nine},
            "quote": {
                "category": "desk",
                "by": "seller",
                "lasts": "30 min",
                "due": "20 h",
                "arises": {"after": {"asking": 1}},
            },
            "won": {
                "category": "desk",
                "by": "desk",
                "lasts": "0 s",
                "automated": 1,
                "arises": {"after": {"quote": {"chance": 1, "responds_to": ["late"]}}},
            },
        },
        **said,
    )


def plan_of(base: Scenario, costs: float = 0) -> Scenario:
    once = {"change": {"costs": costs}} if costs else {}
    return what_if(base, name="plan", title="The desk quotes", **TO_DESK, **once)


def compared(base: Scenario, costs: float = 0) -> Document:
    return comparison.document(compare(base, plan_of(base, costs), replications=3, **ALONE))


def bridged(base: Scenario, costs: float = 0) -> Document:
    (made,) = explain(plan_of(base, costs), ["time_use.seller.desk"], 3, base=base, **ALONE)
    return shapley.document(made)


def stressed(base: Scenario, costs: float = 0) -> Document:
    stormy = what_if(
        base, shocks={"rain": {"title": "Rain", "scale": {"roles.desk.cost_per_hour": 1.1}}}
    )
    longer: dict[str, Any] = {
        "activities": {"asking": {"lasts": "40 min"}}
    }  # so that the plan is the better one
    plans = [stormy, what_if(plan_of(stormy, costs), name="longer", title="And asks", **longer)]
    made = stress(plans, ["direct_selling_share >= 1%"], replications=3, **ALONE)
    return robustness.document(made)


def moved(base: Scenario) -> Document:
    doers = {"activities.quote.by": ["seller", "desk"]}
    (made,) = sweep(base, doers, ["time_use.seller.desk"], 3, **ALONE)
    return swept.document(made)


def optimum_of(base: Scenario, costs: float, **asked: Any) -> Optimum:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "plan.yaml"
        once = {"change": {"costs": costs}} if costs else {}
        written(file.parent, base)
        file.write_text("extends: shop\ntitle: The desk quotes\n" + yaml.safe_dump(TO_DESK | once))
        goal = "time_use.seller.desk <= 10 min"
        request = Request(goal=goal, replications=3, finalists=2, **asked)
        return optimise(space_of(changes_of(file)), request, **ALONE)


def optimised(base: Scenario, costs: float = 0) -> Document:
    return optimum.document(optimum_of(base, costs))


ANSWERS = [compared, bridged, stressed, moved, optimised]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: each.__name__)
def test_every_answer_says_that_profit_goes_down(answer: Callable[..., Document]) -> None:
    """Five deals of 100 a week are lost, of which half is profit; no hour is paid less or more."""
    said = " ".join(answer(shop(economics=PRICES)).headlines)
    assert re.search(
        r"Profit (goes down:|against the first: down at desk,) -250 EUR a week \[-250, -250\]", said
    ), said
    patient = " ".join(answer(shop("20 h", "21 h", economics=PRICES)).headlines)
    assert "Profit" not in patient


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: each.__name__)
def test_where_nobody_says_what_sales_cost_revenue_is_told(
    answer: Callable[..., Document],
) -> None:
    said = " ".join(answer(shop()).headlines)
    assert re.search(
        r"Revenue (goes down:|against the first: down at desk,) -500 EUR a week \[-500, -500\]",
        said,
    ), said


@pytest.mark.parametrize("answer", [compared, bridged, stressed, optimised])
def test_what_is_spent_once_is_told_apart_in_every_answer_alike(
    answer: Callable[..., Document],
) -> None:
    """5,200 once is 100 a week of a year, whatever weeks count and however many."""
    said = " ".join(answer(shop(economics=PRICES), costs=5200).headlines)
    assert (
        "Profit: -250 EUR a week [-250, -250] without what is spent once, -350 EUR a week"
        " [-350, -350] with it spread over a year."
    ) in said


def test_what_base_and_plan_alike_spend_once_is_none_of_the_plan() -> None:
    said = " ".join(compared(shop(economics=PRICES, change={"costs": 700})).headlines)
    assert "Profit goes down: -250 EUR a week [-250, -250]." in said


def test_money_is_that_of_a_year_in_all_that_is_optimised() -> None:
    """Of 5,200 once: against today, too, and not what fell into the weeks that count."""
    found = optimum_of(shop(economics=PRICES), 5200, maximise="profit")
    assert found.finding is not None
    assert found.finding.measure == "profit"
    (plan,) = found.finding.plans
    assert plan.after.mean == pytest.approx(found.finalists[0].levels[0].mean)
    assert plan.difference.mean == pytest.approx(-350)


def test_what_a_shock_takes_from_earnings_is_told_whatever_is_watched() -> None:
    """Deals of 100 a working day are worth half of it under the shock, for each of the plans."""
    shock = {"slump": {"title": "Slump", "scale": {"deals.sale.value.mean": 0.5}}}
    for prices, told in ((PRICES, "profit goes from -"), ({}, "revenue goes from 500 to 250")):
        base = shop(economics=prices, shocks=shock)
        made = stress(
            [base, plan_of(base)], ["direct_selling_share >= 1%"], replications=3, **ALONE
        )
        said = robustness.headlines(made)
        assert f"; but under slump {told}" in said[0]
        assert "slump" not in said[1], "nothing is sold with it"


def test_what_several_plans_earn_is_told_in_one_measure() -> None:
    """An outlay of one of them makes it profit, of the others too."""
    base = shop()
    plans = [plan_of(base), what_if(base, name="dear", title="Dear", change={"costs": 520})]
    document = comparison.document(compare(base, *plans, replications=2, **ALONE))
    assert "Profit goes down: -500 EUR a week" in document.points[0]
    assert "Profit: 0.00 EUR a week [0.00, 0.00] without what is spent once" in document.points[1]
    assert not any("Revenue" in each for each in document.points)


def test_where_profit_cannot_be_told_revenue_is() -> None:
    """A hundred a week less is sold for sure; what it costs to sell is as likely to be saved."""
    base = shop(economics=PRICES)
    after = [
        MeasureRow({"profit": more, "revenue": 400.0, "cost_per_week": 700.0})
        for more in (100.0, -100.0, 60.0, -60.0)
    ]
    before = [MeasureRow({**row, "profit": 0.0, "revenue": 500.0}) for row in after]
    cost = weekly_costs([(base, before), (plan_of(base), after)])[1]
    assert earned_words(cost.earned, "EUR") == (
        "Revenue goes down: -100 EUR a week [-100, -100]; where profit goes we cannot tell."
    )


def test_what_is_watched_first_is_told_once() -> None:
    said = " ".join(compared(shop(economics=PRICES, watch=["profit"])).headlines)
    assert said.count("rofit") == 1


def test_a_table_of_a_sweep_has_what_its_points_earn() -> None:
    (section,) = moved(shop(economics=PRICES)).sections
    (table,) = (each for each in section.blocks if isinstance(each, Table))
    assert "profit, EUR a week" in [column.title for column in table.columns]
