"""Compared are the weeks in which all holds that makes scenarios differ.

A clerk works round the clock and gets jobs of an hour each at midnight: 12 a day keep him busy for
half of his time, 18 for three quarters.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from firm import written
from worlds import desk

from simulator.analysis.months import months
from simulator.analysis.payback import payback
from simulator.analysis.robustness.stress import stress
from simulator.analysis.shapley import explain
from simulator.analysis.sweep.sweep import sweep
from simulator.errors import ScenarioError, UsageError
from simulator.experiment.compare import compare, run
from simulator.experiment.results import label_of
from simulator.experiment.weekly_cost import money_of_a_year
from simulator.measures.measure_row import MeasureRow
from simulator.output.content import comparison as comparisons
from simulator.output.content import robustness
from simulator.output.content.footing import once_in
from simulator.output.document import Document, Texts
from simulator.scenario.inheritance import load
from simulator.scenario.late import with_hires_late
from simulator.scenario.overrides import differences
from simulator.scenario.phases import phases_of
from simulator.scenario.provenance import sourced
from simulator.scenario.same_weeks import counts_all_of, when_all_holds
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEK
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


def lines_of(document: Document) -> list[str]:
    """All sentences of a document below its headline."""
    return [line for each in document.blocks if isinstance(each, Texts) for line in each.lines]


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
        ([step("2024-01-29", 14), step("2024-02-12", 18)], "2024-02-12"),  # from the last one on
        ([{"on": "2024-02-12", "costs": 500}], "2024-01-15"),  # money alone changes nothing
    ],
)
def test_weeks_count_from_the_last_day_on(steps: list[dict[str, Any]], counts_from: str) -> None:
    assert first_day(calm(), dated(*steps)) == counts_from


def test_scenarios_without_days_stay_as_they_are() -> None:
    pair = (calm(), what_if(calm(), name="more", activities={"j": jobs(18)}))
    assert when_all_holds(pair) == pair


WAGES = {"values": {"roles": {"clerk": {"cost_per_hour": 40}}}}


def test_a_day_that_all_of_them_share_parts_two_companies() -> None:
    """The base itself gets busier: before and after are not one mean."""
    base = dated(step("2024-02-12"), name="base")
    dearer = what_if(base, name="dearer", roles={"clerk": {"cost_per_hour": 40}})
    earlier = what_if(base, name="earlier", change=[{"on": "2024-01-29", **WAGES}])
    assert first_day(base, dearer) == first_day(base, earlier) == "2024-02-12"


def test_a_shared_day_without_a_whole_week_is_left_out_and_one_that_differs_refused() -> None:
    base = dated(step("2024-02-21"), name="base")
    earlier = what_if(base, name="earlier", change=[{"on": "2024-01-29", **WAGES}])
    assert first_day(base, earlier) == "2024-01-29"
    with pytest.raises(UsageError, match="different on 2024-02-21, which leaves no whole week"):
        compare(calm(), base, **ALONE)
    assert months(calm(), base, **ALONE).counted == (None, None)


def test_where_all_are_alike_in_the_end_weeks_count_from_the_first_day_on() -> None:
    """A second clerk for two of the six weeks, and a plan that comes two weeks sooner or later."""
    days = (("2024-01-29", 1), ("2024-02-12", -1))
    helped = dated(*({"on": day, "hire": {"clerk": more}} for day, more in days), name="helped")
    assert first_day(calm(), helped) == "2024-01-29"
    costs = compare(calm(), helped, **ALONE).difference("helped", "cost_per_week").mean
    assert costs == pytest.approx(2 * 168 * 30 / 4)
    (told,) = (
        line
        for line in comparisons.document(compare(calm(), helped, **ALONE)).headlines
        if "costs" in line
    )
    assert told.endswith("hired for a time only.")
    sooner, later = (dated(step(day), name=day) for day in ("2024-01-29", "2024-02-12"))
    assert first_day(sooner, later) == "2024-01-29"


def test_what_has_ended_before_the_weeks_that_count_is_said_to_have() -> None:
    """Of two plans one has a clerk fewer for two weeks, and is as before when weeks count."""
    days = (("2024-01-22", -1), ("2024-02-05", 1))
    base, steps = calm(people=2), [{"on": day, "hire": {"clerk": more}} for day, more in days]
    fewer = dated(*steps, base=base, name="fewer")
    later = dated(step("2024-02-12"), base=base, name="later")
    first, second = comparisons.document(compare(base, fewer, later, **ALONE)).points
    assert "but all that it changes lies before the weeks that count" in first
    assert "lies before" not in second
    alone = comparisons.document(compare(base, fewer, **ALONE)).headlines
    assert alone[1].endswith("fewer for a time only.")
    assert "lies before" not in " ".join(alone)


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
    told = lines_of(comparisons.document(compare(calm(), dated(step("2024-02-12")), **ALONE)))
    assert any(line.startswith("weeks count from 12 February 2024 on, 2 of them") for line in told)
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
    """30 jobs a day for 24 hours; of two weeks no pile is told, but that they take a day longer."""
    full = dated(step("2024-02-12", 30), name="full")
    found = months(calm(), full, **ALONE)
    assert found.counted == (None, ("2024-02-12", 2, False))
    harm = {each.scenario: each.harm for each in found.borne}["full"]
    assert harm is not None
    assert (harm.sign, harm.before, harm.after) == ("later", 6.5, 46.0)


def test_who_still_learns_in_these_weeks_is_told() -> None:
    learning = {"lasts": "3 weeks", "slower": 0.5}
    for day, learns in (("2024-02-12", True), ("2024-01-15", False)):
        first = step(day, learning=learning)
        steps = [first] if day == "2024-02-12" else [first, {"on": "2024-02-12", **WAGES}]
        counted = label_of(when_all_holds((calm(), dated(*steps)))[1]).counted
        assert counted == ("2024-02-12", 2, learns)


def test_where_profit_is_told_by_itself_it_says_what_it_holds_of_what_is_spent_once() -> None:
    later = when_all_holds((calm(), dated(step("2024-02-12"))))[0]
    counted, always = label_of(later), label_of(calm())
    assert once_in("profit", counted) == ("profit holds none of what a change costs once",)
    assert once_in("profit", always)[0].endswith("as spent within the weeks that count")
    assert once_in(BUSY, always) == ()


def test_regrets_of_money_hold_what_a_plan_costs_once_and_its_cost_a_week_does_not() -> None:
    slow = {"title": "Slow", "scale": {"activities.j.lasts.mean": 1.1}}
    today = calm(shocks={"slow": slow})
    plan = what_if(today, name="plan", change={"costs": 5200})
    tested = stress([today, plan], ["cost_per_week <= 99999"], "cost_per_week", **ALONE)
    first, second = (each for each in tested.cells if not each.shock)
    assert second.levels[0].level.mean - first.levels[0].level.mean == pytest.approx(100)
    assert tested.costs[1].difference.mean == 0
    assert any("spread over a year" in line for line in lines_of(robustness.document(tested)))


def test_people_who_come_too_late_under_a_shock_are_named() -> None:
    """Hired for the last two weeks, four weeks late: nobody comes."""
    late = {"late": {"title": "Late", "hires_late": "4 weeks"}}
    today = calm(shocks=late)
    plan = dated({"on": "2024-02-12", "hire": {"clerk": 1}}, base=today)
    tested = stress([today, plan], ["cost_per_week <= 1"], "cost_per_week", **ALONE)
    assert tested.never_there == (("late", "late", 1, 1),)
    told = [
        line
        for each in robustness.document(tested).blocks
        if isinstance(each, Texts)
        for line in each.lines
    ]
    assert any("1 of 1 whom “late” hires never come" in line for line in told)


@pytest.mark.parametrize(
    ("weeks", "most"),
    [
        (1, 2),  # he comes a week later, and leaves on his day
        (4, 1),  # by then he would have left: nobody comes, and nobody else leaves
    ],
)
def test_who_comes_late_for_some_weeks_leaves_on_his_day(weeks: int, most: int) -> None:
    steps = [
        {"on": day, "hire": {"clerk": n}} for day, n in (("2024-01-22", 1), ("2024-02-12", -1))
    ]
    late = with_hires_late(dated(*steps), weeks * WEEK, calm(), "later")
    held = [each.scenario.roles["clerk"].people for each in phases_of(late)]
    assert (max(held), min(held), held[-1]) == (most, 1, 1)


def test_a_range_in_a_list_of_days_is_refused_where_nothing_carries_it_out() -> None:
    for said in ({"costs": "500 (100 to 900)"}, {"hire": {"clerk": "1 (0 to 2)"}}):
        with pytest.raises(ScenarioError, match="expected a value without a range: in a list of"):
            dated({"on": "2024-02-12", **said})


def test_money_of_a_year_holds_a_52nd_of_what_is_spent_once() -> None:
    """Of 5,200 over six weeks it held 866.67 a week; where weeks count from a day on nothing."""
    rows = [MeasureRow({"profit": 1000.0, "cost_per_week": 300.0})]
    spent = what_if(calm(), name="spent", change={"costs": 5200})
    late = when_all_holds((calm(), dated(step("2024-02-12", costs=5200))))[1]
    assert money_of_a_year(spent, rows)[0]["profit"] == pytest.approx(1000 + 5200 / 6 - 100)
    assert money_of_a_year(late, rows)[0] == pytest.approx({"profit": 900, "cost_per_week": 400})


def test_a_file_has_not_changed_because_other_weeks_are_counted(tmp_path: Path) -> None:
    written(tmp_path, calm())
    (tmp_path / "late.yaml").write_text(
        "extends: calm\ntitle: Late\nchange: [{on: 2024-02-12, hire: {clerk: 1}}]\n"
    )
    late = load(tmp_path / "late.yaml")
    counted = when_all_holds((calm(), late))[1]
    assert counted != late
    assert sourced(counted, tmp_path).note == ""


def test_months_tell_of_all_weeks_whatever_counts() -> None:
    """What was spent before the first day that counts is in their money."""
    early = step("2024-01-29", costs=900)
    base, plan = (
        what_if(each, horizon={"counts_from": "2024-02-12"}, name=each.name)
        for each in (calm(), dated(early))
    )
    found = months(base, plan, **ALONE)
    assert sum(month.weeks for month in found.months) == 6
    assert found.money[0].added_up[-1].mean == -900


def test_newcomers_who_still_learn_are_told_as_those_with_new_work_are() -> None:
    ramp = {"clerk": {"ramp_up": {"lasts": "3 weeks", "starts_at": 0.5}}}
    base = calm()
    slow = what_if(base, name="calm", roles=ramp)
    for each, learns in ((base, False), (slow, True)):
        plan = dated({"on": "2024-02-12", "hire": {"clerk": 1}}, base=each)
        counted = label_of(when_all_holds((each, plan))[1]).counted
        assert counted == ("2024-02-12", 2, learns)


def spends(money: int) -> dict[str, Any]:
    """So much a week for data."""
    return {"values": {"economics": {"expenses": {"data": money}}}}


@pytest.mark.parametrize(
    "ends", [(spends(3000), spends(0)), ({"hire": {"clerk": -1}}, {"hire": {"clerk": 1}})]
)
def test_what_is_back_as_it_was_ends_alike(ends: tuple[dict[str, Any], ...]) -> None:
    """Expenses of nothing are none, and that somebody is new again is no lasting difference."""
    two = what_if(calm(), name="calm", roles={"clerk": {"people": 2}})
    days = ("2024-01-22", "2024-02-12")
    plan = dated(*({"on": day, **each} for day, each in zip(days, ends, strict=True)), base=two)
    assert first_day(two, plan) == "2024-01-22"


def test_what_differs_is_told_day_by_day_but_for_days_that_both_have() -> None:
    """Of one day as of several; what the parent does on its day is no difference."""
    one = dated({"on": "2024-02-12", "hire": {"clerk": 1}})
    told = [f"2024-02-12: roles.clerk.{word}" for word in ("people", "newcomers")]
    assert [path for path, *_ in differences(one, calm()) if path != "title"] == told
    two = what_if(one, name="two", change=[{"on": "2024-01-29", **WAGES}])
    paid = [("2024-01-29: roles.clerk.cost_per_hour", 30, 40)]
    assert differences(two, one) == paid


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
