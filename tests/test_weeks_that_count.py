"""Compared are the weeks in which all holds that makes scenarios differ.

A clerk works round the clock and gets jobs of an hour each at midnight: 12 a day keep him busy for
half of his time, 18 for three quarters.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from worlds import desk

from simulator.analysis.months import months
from simulator.analysis.payback import payback
from simulator.analysis.robustness.stress import stress
from simulator.analysis.shapley import explain
from simulator.analysis.sweep.sweep import sweep
from simulator.errors import ScenarioError
from simulator.experiment.compare import compare, run
from simulator.output.content import comparison as comparisons
from simulator.output.document import Texts
from simulator.scenario.same_weeks import counts_all_of, when_all_holds
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

BUSY = "utilisation.clerk"
ALONE: dict[str, Any] = {"replications": 2, "jobs": 1}


def jobs(times: int) -> dict[str, Any]:
    """So many a day."""
    routine = {"every": "day", "times": times, "at": "00:00"}
    return {"lasts": "1 h", "arises": {"routine": routine}}


def calm(**more: Any) -> Scenario:
    """Eight weeks, of which six count, from 15 January to 25 February."""
    horizon = {"start": "2024-01-01", "weeks": 8, "warm_up_weeks": 2}
    return desk(kinds={"j": jobs(12)}, name="calm", title="Calm", horizon=horizon, **more)


def step(on: str, times: int = 18, **more: Any) -> dict[str, Any]:
    """So many jobs from a day on."""
    return {"on": on, "values": {"activities": {"j": jobs(times)}}, **more}


def dated(*steps: dict[str, Any], base: Scenario | None = None, name: str = "late") -> Scenario:
    """What begins on some days."""
    return what_if(base or calm(), name=name, title=name, change=list(steps))


def first_day(*scenarios: Scenario) -> str:
    """The first day that counts of scenarios that are compared."""
    (day,) = {each.horizon.first_counted_day for each in when_all_holds(scenarios)}
    return str(day)


@pytest.mark.parametrize(
    ("steps", "counts_from"),
    [
        ([step("2024-02-12")], "2024-02-12"),
        ([step("2024-02-06")], "2024-02-12"),  # a Tuesday: from the first whole week on
        ([step("2024-01-15")], "2024-01-15"),  # the first day that counts after the warm-up
        ([step("2024-02-21")], "2024-02-19"),  # no whole week is left: the last one
        ([step("2024-01-29", 14), step("2024-02-12", 18)], "2024-02-12"),  # from the last one on
        ([{"on": "2024-02-12", "costs": 500}], "2024-01-15"),  # money alone changes nothing
    ],
)
def test_weeks_count_from_the_last_day_on(steps: list[dict[str, Any]], counts_from: str) -> None:
    assert first_day(calm(), dated(*steps)) == counts_from


def test_scenarios_without_days_stay_as_they_are() -> None:
    pair = (calm(), what_if(calm(), name="more", activities={"j": jobs(18)}))
    assert when_all_holds(pair) == pair


def test_a_day_that_all_of_them_share_leaves_the_weeks_alone() -> None:
    """The base itself gets busier; the plan pays more from the first day on, and does no more."""
    base = dated(step("2024-02-12"), name="base")
    dearer = what_if(base, name="dearer", roles={"clerk": {"cost_per_hour": 40}})
    assert first_day(base, dearer) == "2024-01-15"
    wages = {"values": {"roles": {"clerk": {"cost_per_hour": 40}}}}
    later = what_if(base, name="later", change=[{"on": "2024-01-29", **wages}])
    assert first_day(base, later) == "2024-01-29"


def test_several_plans_share_their_weeks_with_the_base() -> None:
    plans = [dated(step(day), name=day) for day in ("2024-01-22", "2024-02-05")]
    assert first_day(calm(), *plans) == "2024-02-05"


def test_a_plan_is_as_busy_as_it_is_when_it_has_begun() -> None:
    """Over all six weeks it would be half for four and three quarters for two: 58.3%."""
    late = dated(step("2024-02-12"))
    compared = compare(calm(), late, **ALONE)
    assert compared.base.interval(BUSY).mean == 0.5
    assert compared.others[0].interval(BUSY).mean == 0.75
    assert run(late, **ALONE).interval(BUSY).mean == pytest.approx((4 * 0.5 + 2 * 0.75) / 6)
    said = compared.as_json()["counted"]
    assert said == {"from": "2024-02-12", "weeks": 2}


def test_the_page_says_from_when_weeks_count_and_that_they_are_few() -> None:
    document = comparisons.document(compare(calm(), dated(step("2024-02-12")), **ALONE))
    told = [line for each in document.blocks if isinstance(each, Texts) for line in each.lines]
    assert any(line.startswith("weeks count from 2024-02-12 on, 2 of them") for line in told)
    assert any(line.startswith("so few weeks say little of what lasts") for line in told)


def test_explained_swept_and_stressed_are_the_same_weeks() -> None:
    late = dated(step("2024-02-12"))
    (bridge,) = explain(late, [BUSY], 2, base=calm(), jobs=1)
    assert (bridge.before.mean, bridge.after.mean) == (0.5, 0.75)
    (swept,) = sweep(late, {"activities.j.lasts": ["1 h", "40 min"]}, [BUSY], **ALONE)
    assert [point.level.mean for point in swept.points] == [0.75, 0.5]
    slow = {"title": "Slow", "scale": {"activities.j.lasts.mean": 1.1}}
    shocked = what_if(calm(), name="today", shocks={"slow": slow})
    plan = dated(step("2024-02-12"), base=shocked)
    tested = stress([shocked, plan], [f"{BUSY} <= 60%"], BUSY, **ALONE)
    assert [each.levels[0].level.mean for each in tested.cells if not each.shock] == [0.5, 0.75]


def test_months_say_from_what_day_on_somebody_bears_a_plan() -> None:
    """30 jobs a day for 24 hours; of two weeks no pile is told, but that he is full."""
    full = dated(step("2024-02-12", 30), name="full")
    found = months(calm(), full, **ALONE)
    assert found.counted == ("2024-02-12", 2)
    harm = {each.scenario: each.harm for each in found.borne}["full"]
    assert harm is not None
    assert (harm.sign, harm.before, harm.after) == ("utilisation", 0.5, 1)


def test_money_of_a_plan_of_several_days_is_not_paid_back_within_the_weeks_of_the_last() -> None:
    one, two = dated(step("2024-02-12")), dated(step("2024-01-29", 14), step("2024-02-12"))
    for plan, whole in ((one, True), (two, False)):
        base, late = when_all_holds((calm(), plan))
        assert counts_all_of(base, late) is whole
    compared = compare(calm(), two, **ALONE)
    assert payback(compared, compared.others[0]) is None


@pytest.mark.parametrize("day", ["2024-01-08", "2024-02-26", "2024-01-23"])
def test_a_first_day_that_counts_is_a_monday_after_the_warm_up(day: str) -> None:
    with pytest.raises(ScenarioError, match="is no Monday from 2024-01-15 to 2024-02-19"):
        what_if(calm(), horizon={"counts_from": day})


def test_a_scenario_may_say_from_when_its_weeks_count() -> None:
    late = dated(step("2024-02-12"))
    said = what_if(late, name="said", horizon={"counts_from": date(2024, 2, 12).isoformat()})
    assert run(said, **ALONE).interval(BUSY).mean == 0.75
