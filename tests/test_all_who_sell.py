"""What is sold in all is what all roles sell: in a company that is worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import ALWAYS, scenario

from simulator.analysis.months import months
from simulator.analysis.robustness import stress
from simulator.analysis.sweep import sweep
from simulator.experiment.compare import compare, run
from simulator.experiment.finding import Finding, Headcount, OtherSellers, PlanFinding, finding_of
from simulator.experiment.statistics import Interval, confidence_interval
from simulator.output import charts
from simulator.output.content import comparison as compared
from simulator.output.content import months as monthly
from simulator.output.content import robustness
from simulator.output.content import sweep as swept
from simulator.output.content.headline import headline, who_sells_now, with_sellers
from simulator.output.content.weekly_cost import hours_behind
from simulator.output.wording import counted
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

DAILY = {"arises": {"routine": {"every": "day", "at": "00:00"}}}
BY_CLERKS = {"talk": {"to": "clerk", "share": 1, "hand_over": "0 s", "take_over": "0 s"}}
FEWER = "in all 63 h a week are sold instead of 126, of which 21 by clerks instead of 0"


def today(**said: Any) -> Scenario:
    """Two sellers, all there day and night: each visits for 6 hours a day and talks for 3.

    That is 2 x 9 x 7 = 126 hours a week; the talks are 42 of them, and one clerk sells nothing.
    """
    return scenario(
        name="today",
        roles={
            "seller": {"people": 2, "cost_per_hour": 30, "shift": ALWAYS},
            "clerk": {"people": 1, "cost_per_hour": 10, "shift": ALWAYS},
        },
        activities={
            "visit": {"category": "selling", "by": "seller", "lasts": "6 h", **DAILY},
            "talk": {"category": "selling", "by": "seller", "lasts": "3 h", **DAILY},
        },
        **said,
    )


def handed_over() -> Scenario:
    """The clerk talks: 2 x 6 x 7 = 84 hours and 42."""
    return what_if(today(), name="handed", title="Handed over", reassign=BY_CLERKS)


def with_one() -> Scenario:
    """One seller leaves, too: 6 x 7 = 42 hours and 21."""
    return what_if(
        today(), name="with_one", title="With one", reassign=BY_CLERKS, hire={"seller": -1}
    )


def test_what_another_role_sells_is_sold_too() -> None:
    found = finding_of(compare(today(), handed_over(), with_one(), replications=2, jobs=1))
    handed, fewer = (plan.sellers for plan in found.plans)
    assert handed is not None
    assert fewer is not None
    assert handed[:4] == pytest.approx((2, 2, 126, 126))
    assert fewer[:4] == pytest.approx((2, 1, 126, 63))
    assert fewer.role == "seller"
    assert [each[:3] for each in handed.others] == [("clerk", 0, pytest.approx(42))]
    assert [each[:3] for each in fewer.others] == [("clerk", 0, pytest.approx(21))]
    assert headline(found) == (
        "Direct selling of sellers, 37.5% of their week today: with “Handed over”, it falls to"
        " 25.0% of their week, and in all 126 h a week are sold, as before, of which 42 by clerks"
        " instead of 0; with “With one”, it falls to 25.0% of their week, by 1 seller instead of 2,"
        f" and {FEWER}."
    )


def test_a_plan_for_another_role_tells_what_that_sells_however_little() -> None:
    """One hour of a hundred is less than is told beside a first role that sells more, too."""
    south = OtherSellers("south", 40.0, 41.0, Interval(1.0, 0.5, 1.5, 9))
    alone = Headcount(4, 4, 100.0, 101.0, Interval(1.0, 0.5, 1.5, 9), role="north", others=(south,))
    both = alone._replace(hours_after=103.0, more=Interval(3.0, 2.0, 4.0, 9))
    assert alone.moved == (south,)
    assert not both.moved
    unsure = south._replace(more=Interval(1.0, -0.5, 2.5, 9))
    assert not alone._replace(others=(unsure,)).moved


def test_the_picture_of_the_week_and_the_answer_say_it_too() -> None:
    arms = compare(today(), with_one(), replications=2, jobs=1)
    title = charts.time_use(arms).get_title(loc="left").replace("\n", " ")
    assert FEWER in title
    told = f"with 1 seller instead of 2, {FEWER}"
    freed = charts.freed(arms, name="with_one").get_title(loc="left").replace("\n", " ")
    assert told in freed
    assert list(compared._others_sell(arms)) == [f"With one: {told}"]


def test_the_table_of_all_differences_says_at_what_level_each_holds() -> None:
    """Those that are watched hold together, each at more than 95%; the others by themselves."""
    arms = compare(today(), with_one(), replications=2, jobs=1)
    table = compared.all_differences(arms)
    place = [column.key for column in table.columns].index("confidence")
    levels = {row[-1]: row[place] for row in table.rows}
    assert levels["direct_selling_share"] == arms.confidence_of_each > 0.95
    assert levels["time_use.seller.idle"] == arms.confidence == 0.95
    by_hand = confidence_interval(arms.paired["with_one"]["time_use.seller.idle"], 0.95)
    assert arms.difference("with_one", "time_use.seller.idle")[:3] == by_hand[:3]


def test_whose_hours_the_cost_of_a_selling_hour_is_over_is_said() -> None:
    """(2 x 30 + 10) x 168 = 11,760 a week, over 84 of the 126 hours."""
    arms = [run(each, 2, jobs=1) for each in (today(), handed_over())]
    cost = "cost_per_selling_hour"
    assert [each.interval(cost).mean for each in arms] == pytest.approx([11760 / 126, 11760 / 84])
    assert list(hours_behind(arms, [cost])) == [
        "cost per selling hour: over the hours of sellers alone; what clerks sell is not in them"
    ]
    assert not list(hours_behind(arms[:1], [cost]))
    assert not list(hours_behind(arms, ["cost_per_week"]))


def test_a_sweep_sums_what_all_sell() -> None:
    """The one clerk talks for 3 hours a day instead of the two sellers: 21 hours and not 42."""
    path = "activities.talk.by=seller,clerk"
    (found,) = sweep(today(), [path], ["direct_selling_share"], 2, jobs=1)
    assert [each.sellers.hours_after for each in found.points if each.sellers] == [126, 105]
    heads = [column.key for column in swept.swept(found).columns]
    assert [row[heads.index("sold")] for row in swept.swept(found).rows] == [126, 105]
    record = found.as_json()["points"][1]["sellers"]
    assert record["differs"] is True
    (clerk,) = record["others"]
    assert (clerk["role"], clerk["hours_before"], clerk["hours_after"]) == ("clerk", 0, 21)
    assert "in all 105 h a week are sold at clerk, 126 h at seller" in swept.headline(found)


def test_months_and_stress_tests_sum_what_all_sell() -> None:
    horizon = {"start": "2025-01-06", "weeks": 8}
    base = what_if(today(), name="today", horizon=horizon)
    plan = what_if(handed_over(), name="handed", horizon=horizon)
    plan = what_if(plan, name="handed", hire={"seller": -1})
    found = months(base, plan, replications=2, jobs=1)
    assert f"by 1 seller instead of 2, and {FEWER}" in monthly.headline(found)
    assert "monthly-sold" in [table.key for table in monthly.tables(found)]
    plans = [today(shocks={"gone": {"title": "One is gone", "absent": {"seller": 1}}})]
    plans.append(what_if(plans[0], name="handed", reassign=BY_CLERKS))
    calm = stress(plans, ["direct_selling_share >= 1%"], replications=2, jobs=1)
    assert (
        "; in all 126 h a week are sold, as before, of which 42 by clerks instead of 0; under gone"
        " in all 63 h a week are sold instead of 126, of which 21 by clerks instead of 42"
        in robustness.headlines(calm)[1]
    )


# -- the sentences ---------------------------------------------------------------------------------

UP = Interval(3.0, 2.0, 4.0, 5)
UNSURE = Interval(1.0, -4.0, 6.0, 5)
OFFICE = OtherSellers("office", 0.0, 18.0, Interval(18.0, 17.0, 19.0, 5))
STEADY = OtherSellers("office", 18.0, 18.2, Interval(0.2, 0.1, 0.3, 5))
MIXED = Headcount(6, 6, 86.0, 89.0, UP, role="field_rep", others=(OFFICE,))
BY_OFFICE = "of which 18 by people of office instead of 0"
INSTEAD = "in all 89 h a week are sold instead of 86"


def test_others_who_sell_are_told_even_where_as_many_sell() -> None:
    assert MIXED.differs
    assert with_sellers("It falls", MIXED) == f"It falls, and {INSTEAD}, {BY_OFFICE}"
    unsure = MIXED._replace(more=UNSURE)
    nobody_knows = "we cannot tell whether more or less than 86 h a week is sold in all"
    by_office = "18 h a week are sold by people of office instead of 0"
    assert who_sells_now(unsure) == f"{by_office}, and {nobody_knows}"
    two = unsure._replace(others=(OFFICE, OFFICE._replace(role="telesales")))
    assert who_sells_now(two) == (f"{by_office}, 18 by telesales instead of 0, and {nobody_knows}")


def test_what_a_role_may_sell_less_is_told_to_be_unsure() -> None:
    """9 of 86 hours are more than a twentieth, though of few runs they may be luck; 4 are not."""
    less = OtherSellers("telesales", 34.0, 25.0, Interval(-9.0, -30.0, 12.0, 3))
    maybe = MIXED._replace(others=(OFFICE, less))
    assert who_sells_now(maybe) == (
        f"{INSTEAD}, {BY_OFFICE}, 25 by telesales instead of 34 (cannot tell yet)"
    )
    assert who_sells_now(maybe._replace(others=(less,), there=(5.5, 4.5))).endswith(
        f"and {INSTEAD}, of which 25 by telesales instead of 34 (cannot tell yet)"
    )
    little = less._replace(hours_after=30.0, more=Interval(-4.0, -30.0, 12.0, 3))
    assert who_sells_now(MIXED._replace(others=(OFFICE, little))) == f"{INSTEAD}, {BY_OFFICE}"
    unsure = maybe._replace(more=UNSURE, others=(less,))
    assert who_sells_now(unsure).startswith("we cannot tell whether more or less than 86 h")


def test_others_who_sell_as_before_are_counted_and_not_told() -> None:
    same = MIXED._replace(others=(STEADY,))
    assert not same.differs
    assert with_sellers("It falls", same) == "It falls"
    assert with_sellers("It falls", same._replace(after=1)) == (
        f"It falls, by 1 field rep instead of 6, and {INSTEAD}"
    )


def test_people_are_told_by_their_role_where_others_sell() -> None:
    fewer = MIXED._replace(after=4)
    assert who_sells_now(fewer) == f"with 4 field reps instead of 6, {INSTEAD}, {BY_OFFICE}"
    assert who_sells_now(fewer._replace(dated=True)).startswith(
        f"with 4 field reps in the end instead of 6, {INSTEAD}"
    )
    assert with_sellers("It falls", fewer._replace(dated=True)) == (
        f"It falls, by 4 field reps in the end instead of 6, and {INSTEAD}, {BY_OFFICE}"
    )
    away = MIXED._replace(there=(5.5, 4.5))
    assert who_sells_now(away) == (
        f"4.5 of the field reps are there on average instead of 5.5, and {INSTEAD}, {BY_OFFICE}"
    )
    assert counted("field_rep", 0) == "0 field reps"


def test_nobody_of_a_role_is_not_nobody_at_all() -> None:
    none = MIXED._replace(after=0)
    share, gone = Interval(0.38, 0.37, 0.39, 5), Interval(float("nan"), 0.0, 0.0, 0)
    nan = float("nan")
    plan = PlanFinding("a", "A", share, gone, gone, "never happens", nan, nan, None, sellers=none)
    one = Finding("direct_selling_share", "field_rep", "EUR", (plan,))
    assert headline(one) == (
        "A: no field reps sell any more, and direct selling of field reps was 38.0% of their week,"
        f" and {INSTEAD}, {BY_OFFICE}."
    )
    assert f"with “A”, no field reps sell, and {INSTEAD}" in headline(
        one._replace(plans=(plan, plan))
    )
    before = one._replace(plans=(plan._replace(before=gone),))
    assert headline(before).startswith("A: no field reps sell, with it or without, and in all")
