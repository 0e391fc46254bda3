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

from simulator.analysis.optimise import Request, optimise, space_of
from simulator.analysis.robustness.stress import stress
from simulator.analysis.shapley import explain
from simulator.analysis.sweep.sweep import sweep
from simulator.experiment.compare import compare
from simulator.experiment.runner import RunKeywords
from simulator.output.content import comparison, robustness, shapley
from simulator.output.content import optimise as optimum
from simulator.output.content import sweep as swept
from simulator.output.document import Document, Table
from simulator.scenario.changes import changes_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}
TO_DESK: dict[str, Any] = {"reassign": {"quote": {"to": "desk", "share": 1}}}
PRICES = {"variable_cost": 0.5}
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


def plan_of(base: Scenario) -> Scenario:
    return what_if(base, name="plan", title="The desk quotes", **TO_DESK)


def compared(base: Scenario) -> Document:
    return comparison.document(compare(base, plan_of(base), replications=3, **ALONE))


def bridged(base: Scenario) -> Document:
    (made,) = explain(plan_of(base), ["time_use.seller.desk"], 3, base=base, **ALONE)
    return shapley.document(made)


def stressed(base: Scenario) -> Document:
    stormy = what_if(
        base, shocks={"rain": {"title": "Rain", "scale": {"roles.desk.cost_per_hour": 1.1}}}
    )
    longer: dict[str, Any] = {
        "activities": {"asking": {"lasts": "40 min"}}
    }  # so that the plan is the better one
    plans = [stormy, what_if(plan_of(stormy), name="longer", title="And asks", **longer)]
    made = stress(plans, ["direct_selling_share >= 1%"], replications=3, **ALONE)
    return robustness.document(made)


def moved(base: Scenario) -> Document:
    doers = {"activities.quote.by": ["seller", "desk"]}
    (made,) = sweep(base, doers, ["time_use.seller.desk"], 3, **ALONE)
    return swept.document(made)


def optimised(base: Scenario) -> Document:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "plan.yaml"
        written(file.parent, base)
        file.write_text("extends: shop\ntitle: The desk quotes\n" + yaml.safe_dump(TO_DESK))
        request = Request(goal="time_use.seller.desk <= 10 min", replications=3, finalists=2)
        made = optimise(space_of(changes_of(file)), request, **ALONE)
    return optimum.document(made)


ANSWERS = [compared, bridged, stressed, moved, optimised]


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: each.__name__)
def test_every_answer_says_that_profit_goes_down(answer: Callable[[Scenario], Document]) -> None:
    """Five deals of 100 a week are lost, of which half is profit; no hour is paid less or more."""
    said = " ".join(answer(shop(economics=PRICES)).headlines)
    assert re.search(r"Profit goes down( at desk)?: -250 EUR a week \[-250, -250\]", said), said
    patient = " ".join(answer(shop("20 h", "21 h", economics=PRICES)).headlines)
    assert "Profit" not in patient


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: each.__name__)
def test_where_nobody_says_what_sales_cost_revenue_is_told(
    answer: Callable[[Scenario], Document],
) -> None:
    said = " ".join(answer(shop()).headlines)
    assert re.search(r"Revenue goes down( at desk)?: -500 EUR a week \[-500, -500\]", said), said


def test_a_plan_that_loses_money_is_not_best_whatever_happens() -> None:
    times = {"in time": ("20 h", "21 h"), "too late": ("1 h", "2 h")}
    praised = {
        name: "best whatever happens" in " ".join(stressed(shop(*each)).headlines)
        for name, each in times.items()
    }
    assert praised == {"in time": True, "too late": False}


def test_what_is_watched_first_is_told_once() -> None:
    said = " ".join(compared(shop(economics=PRICES, watch=["profit"])).headlines)
    assert said.count("rofit") == 1


def test_a_table_of_a_sweep_has_what_its_points_earn() -> None:
    (section,) = moved(shop(economics=PRICES)).sections
    (table,) = (each for each in section.blocks if isinstance(each, Table))
    assert "profit, EUR a week" in [column.title for column in table.columns]
