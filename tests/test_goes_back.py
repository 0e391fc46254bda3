"""A pile that only grows to what it is without a plan, once that has ended, is no harm of it."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import OFFICE, desk

from simulator.experiment.compare import compare
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import finding_of, worst_harm
from simulator.experiment.judgement import goes_back
from simulator.output.content.documents import document_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

WEEKDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 1)


def busy() -> Scenario:
    """A clerk with as much to do as there is time for: many tasks wait, more or less of them."""
    rate = {"rate": "8 per working day", "per": "role", "profile": "office"}
    return desk(
        kinds={"job": {"lasts": "60 min", "arises": {"inbound": rate}}},
        roles={"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE}},
        profiles={"office": {"days": WEEKDAYS, "hours": {"09:00-17:00": 1}}},
        horizon={"start": "2025-01-06", "weeks": 40, "warm_up_weeks": 16},
    )


def helped(**at_last: Any) -> Comparison:
    """For nine weeks somebody helps; then all is as before, but for what is said."""
    days = [
        {"on": "2025-05-05", "hire": {"clerk": 1}},
        {"on": "2025-07-07", "hire": {"clerk": -1}, **at_last},
    ]
    base = busy()
    plan = what_if(base, name="helped", title="Helped", change=days)
    return compare(base, plan, replications=10, jobs=1)


def told_to_grow(comparison: Comparison) -> Comparison:
    """The same, were so few replications to show that the pile grows after the help."""
    (plan,) = comparison.others
    plan.__dict__["queues"] = tuple(each._replace(settles=False) for each in plan.queues)
    return comparison


@pytest.mark.parametrize(("at_last", "harms"), [({}, False), ({"expedite": {"job": 1.1}}, True)])
def test_a_pile_that_grows_to_what_it_was_is_no_harm(at_last: dict[str, Any], harms: bool) -> None:
    """It is one where work takes longer at last than before."""
    comparison = told_to_grow(helped(**at_last))
    (plan,) = comparison.others
    assert {goes_back(comparison.base, plan, each) for each in plan.queues} == {not harms}
    harm = worst_harm(comparison, plan)
    assert (harm is not None and harm.sign == "grows") is harms
    red = [each.measure for each in comparison.guards[plan.name] if each.red]
    assert any(each.startswith("queue_growth.") for each in red) is harms


def test_no_pile_goes_back_where_nothing_ends() -> None:
    base = busy()
    comparison = compare(base, what_if(base, name="same", title="Same"), replications=2, jobs=1)
    (same,) = comparison.others
    assert not any(goes_back(comparison.base, same, each) for each in same.queues)


@pytest.mark.parametrize(("slower", "left"), [(1.5, ["job"]), (1.0, [])])
def test_what_waited_before_the_weeks_that_count_is_told(slower: float, left: list[str]) -> None:
    """Work takes longer for six weeks; then somebody is hired, and what is left is worked off."""
    days = [
        {"on": "2025-05-26", "expedite": {"job": slower}},
        {"on": "2025-07-07", "hire": {"clerk": 1}},
    ]
    base = busy()
    plan = what_if(base, name="late", title="Late", change=days)
    comparison = compare(base, plan, replications=5, jobs=1)
    (found,) = finding_of(comparison).plans
    assert [each.activity for each in found.works_off] == left
    told = "“Late” works off in these weeks what waited before them, which is in their means: job"
    lines = document_of(comparison).headlines
    assert any(line.startswith(told) for line in lines) is bool(left)


def test_what_a_plan_lets_pile_up_on_the_way_is_told_with_the_day_from_which_it_is_less() -> None:
    """For three weeks work takes longer than there is time; nothing waited before these."""
    base = what_if(busy(), name="calm", activities={"job": {"lasts": "30 min"}})
    days = [
        {"on": "2025-06-16", "expedite": {"job": 2.5}},
        {"on": "2025-07-07", "expedite": {"job": 0.4}},
    ]
    plan = what_if(base, name="late", title="Late", change=days)
    comparison = compare(base, plan, replications=5, jobs=1)
    lines = document_of(comparison).headlines
    told = (
        "“Late” works off from 7 July 2025 on what waits by then, which is in the means told: job"
    )
    assert any(line.startswith(told) for line in lines), lines
