"""No answer hides who pays for it: what a plan costs a week, whom it hires, what it costs once."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from firm import today
from test_queues import lines

from simulator.analysis.robustness import StressTest, stress
from simulator.analysis.shapley import Explanation, explain
from simulator.analysis.sweep import SweepResult, sweep
from simulator.analysis.sweep.axes import Axis
from simulator.experiment.compare import compare
from simulator.experiment.weekly_cost import WeeklyCost
from simulator.output.content import comparison, robustness, shapley
from simulator.output.content import sweep as swept
from simulator.output.render.html.page import Frame, page
from simulator.output.wording import mean_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

SUPPORTER = 5 * 8 * 30  # hours of a week, and what one costs
SHOCKS = {"rain": {"title": "It rains", "scale": {"travel.speed": 0.9}}}


def staffed(base: Scenario, costs: float = 0) -> Scenario:
    """Two more at support, who do not change what reps do."""
    change = {"change": {"costs": costs}} if costs else {}
    return what_if(base, name="staffed", title="Staffed", hire={"support": 2}, **change)


@cache
def bridge(costs: float = 0) -> Explanation:
    (found,) = explain(staffed(today(), costs), replications=2, base=today(), jobs=1)
    return found


@cache
def moved() -> SweepResult:
    (found,) = sweep(today(), {"roles.support.people": [1, 3]}, replications=2, jobs=1)
    return found


@cache
def stressed() -> StressTest:
    firm = today(shocks=SHOCKS)
    goals = ["direct_selling_share >= 1%"]
    return stress([firm, staffed(firm)], goals, replications=2, jobs=1)


def of_staffed() -> list[WeeklyCost]:
    point = moved().points[1].cost
    assert point is not None
    return [bridge().costs[0], stressed().costs[1], point]


@pytest.mark.parametrize("answer", range(3), ids=["explain", "stress", "sweep"])
def test_two_supporters_cost_their_hours(answer: int) -> None:
    cost = of_staffed()[answer]
    assert cost.difference.mean == pytest.approx(2 * SUPPORTER)
    assert dict(cost.hired) == {"support": 2}


def test_a_bridge_says_who_pays() -> None:
    said = shapley.document(bridge()).headlines[-1]
    assert said.startswith("A week with “Staffed” costs ")
    assert "+2,400 EUR [2,400, 2,400] against “The firm today [as it is]”; +2 support." in said
    assert bridge().as_json()["costs"]["staffed"]["hired"] == {"support": 2}


def test_a_comparison_says_below_its_sentence_who_pays_for_each_plan() -> None:
    """In the box of the answer and in the workbook; nothing of one that costs nothing more."""
    plan = staffed(today(), 9000)
    found = compare(today(), plan, replications=2, jobs=1)
    document = comparison.document(found)
    sentence, paid = document.headlines
    assert sentence == found.headline
    level = mean_of(found.others[0].interval("cost_per_week"), "EUR")
    assert paid.startswith(f"A week with “Staffed” costs {level} EUR [")
    assert paid.endswith(
        ", +2,400 EUR [2,400, 2,400] against “The firm today [as it is]”; +2 support; the change"
        " itself costs 9,000 EUR once."
    )
    (answer,) = [table for table in document.data() if table.key == "answer"]
    assert ("Money", paid) in answer.rows
    assert f"<p>{paid}</p>" in page([document], (), Frame((), ""))
    same = what_if(today(), name="same", title="As it was")
    several = comparison.document(compare(today(), plan, same, replications=2, jobs=1))
    assert len(several.headlines) == 1
    first, second = several.points
    assert first.startswith("With “Staffed”, ")
    assert "A week with “Staffed” costs " in first
    assert second == "With “As it was”, it stays as it is."


def test_a_bridge_says_what_the_change_costs_once() -> None:
    paid = shapley.document(bridge(9000)).headlines[-1]
    assert paid.endswith("the change itself costs 9,000 EUR once.")


def test_a_stress_test_says_who_pays_for_each_plan() -> None:
    said = robustness.document(stressed()).headlines[-1]
    assert said.startswith("A week with “Staffed” costs ")
    assert said.endswith("against “The firm today [as it is]”; +2 support.")
    assert stressed().as_json()["costs"]["staffed"]["hired"] == {"support": 2}


def test_a_sweep_says_what_each_point_costs_and_whom_it_hires() -> None:
    """A value that is a number of people says by itself how many; a sentence says whom."""
    table = swept.swept(moved())
    assert [column.title for column in table.columns][-1] == "cost per week, EUR"
    texts = [text for each in swept.document(moved()).blocks for text in lines(each)]
    assert "Whom it hires against the first: at 3 +2 support." in texts
    assert moved().as_json()["points"][1]["cost"]["hired"] == {"support": 2}


def test_a_sweep_whose_values_name_nobody_says_whom_it_hires() -> None:
    point = moved().points[1]
    renamed = replace(
        moved(), axes=(Axis("change.costs", (1, 3)),), points=(moved().points[0], point)
    )
    assert [row[-1] for row in swept.swept(renamed).rows] == ["", "+2 support"]


def test_a_sweep_of_cost_says_it_once() -> None:
    (found,) = sweep(today(), {"travel.speed": ["50 km/h", "60 km/h"]}, ["cost"], 2, jobs=1)
    assert [column.key for column in swept.swept(found).columns] == [
        "travel.speed",
        "level",
        "difference",
        "verdict",
    ]


def test_a_plan_that_costs_nothing_more_says_so() -> None:
    firm = today(shocks=SHOCKS)
    same = what_if(firm, name="unchanged", title="As it was")
    goals = ["direct_selling_share >= 1%"]
    found = stress([firm, same], goals, replications=2, jobs=1)
    said = robustness.document(found).headlines[-1]
    assert said.endswith(", as much as “The firm today [as it is]”; nobody hired.")


def test_a_sweep_says_what_each_point_costs_once() -> None:
    first, second = moved().points[0], moved().points[1]
    assert second.cost is not None
    dear = second._replace(cost=second.cost._replace(outlay=5000.0))
    table = swept.swept(replace(moved(), points=(first, dear)))
    assert table.columns[-1].title == "once, EUR"
    assert [row[-1] for row in table.rows] == [0.0, 5000.0]
