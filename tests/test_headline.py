"""One sentence that a director can repeat, never without those who bear the plan."""

from __future__ import annotations

import math
from typing import Any

import pytest
from firm import relieved, today, unchanged
from test_queues import busy, lines, seldom

from simulator.analysis.capacity import capacity
from simulator.analysis.shapley import explain
from simulator.analysis.sweep import sweep
from simulator.experiment.compare import compare, run
from simulator.experiment.finding import (
    Finding,
    Harm,
    Headcount,
    PlanFinding,
    UnsurePile,
    finding_of,
    larger_pile,
)
from simulator.experiment.queues import Queue
from simulator.experiment.statistics import Interval
from simulator.i18n import use_language
from simulator.output.content import shapley
from simulator.output.content import sweep as swept
from simulator.output.content.comparison import changes, document
from simulator.output.content.headline import (
    harm_words,
    headline,
    in_points,
    piles_today,
    title_of_many,
    who_sells_now,
)
from simulator.scenario.what_if import what_if

WHAT = "direct selling of field reps"
DROWNING = Harm("sales_support", "grows", "quote", math.nan, 42.0)
HARMS = {
    DROWNING: "work piles up at sales support: quote grows by 42.0 tasks a week",
    DROWNING._replace(
        before=20.0
    ): "work piles up at sales support: quote grows by 42.0 tasks a week, 20.0 before",
    DROWNING._replace(
        activity=None
    ): "work piles up at sales support and grows by 42.0 tasks a week",
    Harm("sales_support", "within_due", "quote", 0.95, 0.612): "quote of sales support is in time"
    " in 61.2% of cases instead of 95%",
    Harm("sales_support", "utilisation", None, 0.71, 0.984): "sales support are busy for 98.4% of"
    " their time instead of 71%",
    Harm("sales_support", "overtime", None, 10, 83): "overtime of sales support grows from 10 to 83"
    " min a week",
}


def plan(outcome: Any = "up", harm: Harm | None = None, **said: Any) -> PlanFinding:
    before, after = Interval(0.201, 0.19, 0.21, 5), Interval(0.243, 0.23, 0.25, 5)
    difference = Interval(0.042, 0.03, 0.05, 5)
    values = (before, after, difference, outcome, math.nan, math.nan, harm)
    return PlanFinding("plan", "A plan", *values)._replace(**said)


def said(*plans: PlanFinding, measure: str = "direct_selling_share") -> str:
    return headline(Finding(measure, "field_rep", "EUR", plans))


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        ("up", f"{WHAT} goes up from 20.1% to 24.3% of their week"),
        ("down", f"{WHAT} goes down from 20.1% to 24.3% of their week"),
        ("no change", f"nothing changes in {WHAT}, 20.1% of their week"),
        ("cannot tell", f"we cannot tell whether {WHAT} goes up or down from 20.1% of their week"),
    ],
)
def test_one_plan_is_one_sentence(outcome: str, expected: str) -> None:
    assert said(plan(outcome)) == f"A plan: {expected}."
    assert said(plan(outcome, DROWNING)) == f"A plan: {expected}, but {HARMS[DROWNING]}."


def test_a_larger_pile_that_is_unsure_is_told_beside_the_one_that_grows() -> None:
    """It was left out, and the smaller one was all that the answer told of piles."""
    larger = DROWNING._replace(unsure=UnsurePile("telesales", "tele_call", 683.6))
    told = ", and 684 wait for tele call at telesales, which we cannot tell yet to grow"
    assert harm_words(larger) == HARMS[DROWNING] + told
    assert said(plan("up", larger)).endswith(f"42.0 tasks a week{told}.")
    with use_language("zh-Hant"):
        assert "telesales 另有 684 件" in harm_words(larger)


@pytest.mark.parametrize("harm", HARMS)
def test_who_bears_a_plan_is_said_in_words(harm: Harm) -> None:
    assert harm_words(harm) == HARMS[harm]


def test_more_or_fewer_who_sell_are_told_with_what_they_sell_in_all() -> None:
    fewer = Headcount(3, 1, 45.0, 20.0, Interval(-25, -30, -20, 5), role="field_rep")
    unsure = fewer._replace(more=Interval(1, -4, 6, 5))
    up = f"A plan: {WHAT} goes up from 20.1% to 24.3% of their week"
    assert said(plan(sellers=fewer)) == (
        f"{up}, by 1 field rep instead of 3, and in all 20 h a week are sold instead of 45."
    )
    assert said(plan(sellers=unsure)) == (
        f"{up}, by 1 field rep instead of 3, and we cannot tell whether they sell more or less"
        " in all than 45 h a week."
    )


def test_people_who_come_or_leave_on_a_day_are_so_many_in_the_end() -> None:
    sold = (30.0, 10.0, Interval(-20, -22, -18, 5))
    gone = Headcount(2, 0, *sold, dated=True, role="field_rep")
    assert said(plan("down", sellers=gone)) == (
        f"A plan: {WHAT} goes down from 20.1% to 24.3% of their week, by 0 field reps in the end"
        " instead of 2, and in all 10 h a week are sold instead of 30."
    )
    in_all = "in all 10 h a week are sold instead of 30"
    assert who_sells_now(gone) == f"with 0 field reps in the end instead of 2, {in_all}"
    assert who_sells_now(gone._replace(dated=False)) == f"with 0 field reps instead of 2, {in_all}"


def test_fewer_who_are_there_are_told_with_what_they_sell_in_all() -> None:
    away = Headcount(3, 3, 45.0, 30.0, Interval(-15, -17, -13, 5), there=(2.8, 1.84))
    assert said(plan(sellers=away)) == (
        f"A plan: {WHAT} goes up from 20.1% to 24.3% of their week, with 1.84 of them there on"
        " average instead of 2.8, and in all 30 h a week are sold instead of 45."
    )
    shorter = away._replace(there=None, against=True)
    assert said(plan(sellers=shorter)).endswith(
        "24.3% of their week, and in all 30 h a week are sold instead of 45."
    )


def test_somebody_away_all_year_is_seen_by_those_who_are_there() -> None:
    """One of three is away: two thirds are there, whatever share of their week they sell."""
    away = what_if(today(), name="away", roles={"field_rep": {"absence": {"long_term": 1}}})
    sellers = finding_of(compare(today(), away, replications=3, jobs=1)).plans[0].sellers
    assert sellers is not None
    assert sellers.there is not None
    assert sellers.there[1] == pytest.approx(2 / 3 * sellers.there[0], rel=0.02)
    assert sellers.hours_after < sellers.hours_before


def test_nothing_is_said_of_what_nobody_sells_in_all() -> None:
    nobody = what_if(today(), name="nobody", hire={"field_rep": -3})
    for arms in ((today(), nobody), (nobody, today())):
        compared = compare(*arms, replications=2)
        assert "nan" not in headline(finding_of(compared))
        assert not compared.gains[arms[1].name]


def test_a_plan_with_fewer_who_sell_says_that_they_sell_less_in_all() -> None:
    world = today()
    fewer = what_if(world, hire={"field_rep": -1})
    finding = finding_of(compare(world, fewer, replications=2))
    (sellers,) = (each.sellers for each in finding.plans)
    assert sellers is not None
    assert sellers[:2] == (3, 2)
    assert sellers.hours_after < sellers.hours_before
    same = finding_of(compare(world, relieved(), replications=2))
    assert same.plans[0].sellers is None


def test_what_piles_up_today_is_told_with_the_plans_that_end_it() -> None:
    """Not of a plan of which it is told already, and nothing where nothing piles up."""
    ends, goes_on = plan(settles=True, title="A"), plan(settles=False, title="B")
    unsure, told = plan(settles=None, title="C"), plan(harm=DROWNING, settles=False, title="D")
    finding = Finding(
        "cost_per_week", "field_rep", "EUR", (ends, goes_on, unsure, told), DROWNING, "Now"
    )
    pile = "In “Now” work piles up at sales support: quote grows by 42.0 tasks a week"
    assert piles_today(finding) == [
        f"{pile}; it ends with “A”; it goes on with “B”; whether it ends with “C” we cannot tell."
    ]
    alike = finding._replace(plans=(ends, ends._replace(title="E")))
    assert piles_today(alike) == [f"{pile}; it ends with “A”, “E”."]
    assert piles_today(finding._replace(plans=(told,))) == []
    assert piles_today(finding._replace(today=None)) == []


def test_a_plan_that_ends_a_pile_says_so_wherever_its_headline_stands() -> None:
    """A second clerk does what one cannot: no more is sold, and no pile grows any more."""
    base = what_if(busy(1.5), name="one", watch=["cost_per_week"])
    hired = what_if(base, name="two", title="Two", hire={"clerk": 1})
    compared = compare(base, hired, replications=3, jobs=1)
    ends = [
        line for line in document(compared).headlines if line.startswith("In “Tiny” work piles up")
    ]
    assert len(ends) == 1
    assert ends[0].endswith("tasks a week; it ends with “Two”.")
    (bridge,) = explain(hired, base=base, replications=3, jobs=1)
    explained = shapley.document(bridge)
    assert [
        line for line in explained.headlines if line.startswith("In “Tiny” work piles up")
    ] != []


def test_several_plans_are_a_list_each_with_those_who_bear_it() -> None:
    other = plan("no change", title="Another plan")
    assert said(plan("up", DROWNING), other) == (
        "Direct selling of field reps, 20.1% of their week today: with “A plan”, it rises to 24.3%"
        f" of their week, but {HARMS[DROWNING]}; with “Another plan”, it stays as it is."
    )


def test_a_measure_of_work_that_piles_up_is_told_by_the_pile_alone() -> None:
    pile = plan("grows", DROWNING, pile_after=42.0)
    assert said(pile, measure="turnaround_mean.quote") == (
        f"A plan: turnaround mean: quote does not settle, since {HARMS[DROWNING]}."
    )


def test_what_has_no_value_any_more_is_not_something_we_cannot_tell() -> None:
    nothing = Interval(math.nan, math.nan, math.nan, 0)
    gone, new = plan("never happens", after=nothing), plan("is new", before=nothing)
    assert said(gone) == f"A plan: nobody sells any more, and {WHAT} was 20.1% of their week."
    assert said(gone, new._replace(title="B")).endswith(
        "with “A plan”, nobody sells; with “B”, it is 24.3% of their week, and there was none"
        " before."
    )
    assert said(gone._replace(before=nothing)) == "A plan: nobody sells, with it or without."
    assert said(new) == f"A plan: {WHAT} is 24.3% of their week, and there was none before."
    assert said(gone, measure="cost_per_week") == (
        "A plan: there is no cost per week any more, which was 0.20 EUR."
    )


def test_the_chinese_sentence_reads_as_chinese() -> None:
    with use_language("zh-Hant"):
        assert said(plan("up", DROWNING)) == (
            "A plan：業務代表的直接銷售由 20.1% 升至週工時的 24.3%，"  # noqa: RUF001
            "但業務支援積壓工作：報價每週增加 42.0 件。"  # noqa: RUF001
        )
        assert said(plan("up"), plan("no change", title="B")) == (
            "業務代表的直接銷售，目前為週工時的 20.1%："  # noqa: RUF001
            "「A plan」升至週工時的 24.3%；「B」沒有變化。"  # noqa: RUF001
        )


def test_several_plans_are_points_of_a_list_on_a_page() -> None:
    plans = (plan("up"), plan("no change", title="B"))
    found = Finding("direct_selling_share", "field_rep", "EUR", plans)
    opening, points = in_points(found)
    assert opening == "Direct selling of field reps, 20.1% of their week today:"
    assert points == (
        "With “A plan”, it rises to 24.3% of their week.",
        "With “B”, it stays as it is.",
    )
    alone = found._replace(plans=plans[:1])
    assert in_points(alone) == (headline(alone), ())


def test_a_picture_of_many_plans_names_the_ends_and_how_many_bear_harm() -> None:
    best = Interval(0.301, 0.29, 0.31, 5)
    plans = (
        plan("up"),
        plan("up", DROWNING, title="B")._replace(after=best),
        plan("up", title="C"),
    )
    found = Finding("direct_selling_share", "field_rep", "EUR", plans)
    assert title_of_many(found) == (
        "Direct selling of field reps, 20.1% of their week today: from 24.3% with “A plan” to 30.1%"
        " with “B”, of 3 plans, 1 of them at somebody's expense"
    )
    assert title_of_many(found._replace(plans=plans[:2])) == headline(
        found._replace(plans=plans[:2])
    )


# -- of what is replayed ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sentence_is_the_same_wherever_it_stands() -> None:
    compared = compare(today(), relieved(), replications=2, jobs=1)
    bridge = explain(relieved(), base=today(), replications=2, jobs=1)[0]
    line = compared.headline
    assert line == headline(finding_of(compared)) == compared.as_json()["headline"]
    assert document(compared).headlines[0] == line
    assert bridge.as_json()["headline"] == line
    assert shapley.document(bridge).headlines[0] == line
    assert "support" in line.partition(", but ")[2], "one supporter cannot enter all orders"


def test_it_is_about_the_first_measure_that_is_watched() -> None:
    watching = what_if(today(), name="watching", watch=["cost_per_week"])
    other = what_if(watching, name="other", hire={"support": 1})
    compared = compare(watching, other, replications=2, jobs=1)
    said = "The firm today [as it is] (other): cost per week goes up from "
    assert compared.headline.startswith(said), "the title is the base's, too"


def test_a_plan_that_changes_nothing_changes_nothing() -> None:
    compared = compare(today(), unchanged(), replications=2, jobs=1)
    assert "nothing changes in direct selling of field reps" in compared.headline
    assert "but" not in compared.headline


@pytest.mark.slow
def test_a_plan_without_anybody_who_sells_says_so_in_headline_table_and_json() -> None:
    nobody = what_if(today(), name="nobody", hire={"field_rep": -today().roles["field_rep"].people})
    compared = compare(today(), nobody, replications=2, jobs=1)
    assert "nobody sells any more, and direct selling of field reps was" in compared.headline
    assert compared.verdict("nobody", "selling share") == "never happens"
    (table,) = changes(compared)
    names = [each.key for each in table.columns]
    shown = {row[names.index("measure")]: row[names.index("verdict")] for row in table.rows}
    assert shown["direct_selling_share"] == "nobody sells"
    answers = compared.as_json()["together"]["answers"]["nobody"]
    assert answers["direct_selling_share"]["verdict"] == "never happens"
    assert answers["cost_per_selling_hour"]["verdict"] == "never happens"
    back = compare(nobody, today(), replications=2, jobs=1)
    assert back.verdict("today", "direct_selling_share") == "is new"


def test_plans_of_one_title_are_told_apart_by_their_names() -> None:
    plans = [what_if(relieved(), name=name, title="Relieved") for name in ("one", "two")]
    compared = compare(today(), *plans, replications=2, jobs=1)
    assert "Relieved (one)”, " in compared.headline
    assert "Relieved (two)”, " in compared.headline
    assert document(compared).title == "Relieved (one) and Relieved (two)"
    assert compared.titles["today"] == today().title, "which is nobody else's"
    loads = capacity(*plans)
    assert [each.scenario.title for each in loads.scenarios] == ["Relieved (one)", "Relieved (two)"]


def test_a_pile_that_was_there_before_is_not_laid_to_the_plan() -> None:
    full = busy(1.25, "full")
    compared = compare(
        full,
        what_if(full, name="dearer", roles={"clerk": {"cost_per_hour": 40}}),
        replications=3,
        jobs=1,
    )
    assert finding_of(compared).plans[0].harm is None


def test_of_two_piles_the_faster_is_told_though_it_may_be_luck() -> None:
    """What comes to b varies from run to run, so that its growth is unsure; a grows surely."""
    sure, unsure, small, settled, role = (
        _pile("a", [9, 10, 11], False),
        _pile("b", [-20, 30, 80], None),
        _pile("c", [-20, 4, 30], None),
        _pile("d", [40, 40, 40], True),
        _pile(None, [5, 50, 90], None),
    )
    every = (sure, small, settled, role, unsure)
    assert larger_pile(every, sure) == UnsurePile("clerk", "b", 600.0)
    assert larger_pile((sure, small, settled, role), sure) is None


def _pile(activity: str | None, growth: list[float], settles: bool | None) -> Queue:
    mean = sum(growth) / len(growth)
    growths = Interval(mean, growth[0], growth[-1], 3)
    return Queue("clerk", activity, 100.0, 90.0, 0.0, 0.0, 20 * mean, growths, settles)


def test_a_run_names_what_piles_up() -> None:
    found = run(busy(1.25, k=seldom(0.1)), replications=3, jobs=1)
    assert found.headline.startswith("Turnaround mean: j does not settle, since work piles up at")
    assert found.as_json()["headline"] == found.headline


def test_a_run_in_which_nobody_sells_says_so() -> None:
    empty = what_if(today(), name="empty", hire={"field_rep": -today().roles["field_rep"].people})
    assert run(empty, replications=2, jobs=1).headline.startswith("Nobody works as field rep, and")


# -- other questions -------------------------------------------------------------------------------


@pytest.mark.slow
def test_explain_says_what_hires_buy() -> None:
    """Orders go to support, who would drown in them without two more."""
    plan = what_if(relieved(), name="staffed", title="Staffed", hire={"support": 2})
    weeks = {"horizon": {"weeks": 6, "warm_up_weeks": 1}}
    short, base = what_if(plan, name="plan", **weeks), what_if(today(), name="base", **weeks)
    (bridge,) = explain(short, ["queue_last.support.order"], 3, base=base, jobs=1)
    (hired,) = bridge.bought
    assert (hired.role, hired.people) == ("support", 2)
    assert hired.pile_without is not None
    assert hired.pile_without.activity == "order"
    texts = [text for each in shapley.document(bridge).blocks for text in lines(each)]
    assert any("without it work piles up at support: order grows by" in text for text in texts)
    assert bridge.as_json()["hires"][0]["without"]["role"] == "support"


@pytest.mark.slow
@pytest.mark.parametrize(("hired", "settles"), [(0, False), (2, True)])
def test_explain_names_the_pile_where_a_receivers_turnaround_does_not_settle(
    hired: int, settles: bool
) -> None:
    weeks = {"horizon": {"weeks": 6, "warm_up_weeks": 1}}
    base = what_if(today(), name="base", **weeks)
    plan = what_if(relieved(), name="plan", **weeks, hire={"support": hired} if hired else None)
    (bridge,) = explain(plan, ["turnaround_mean.order"], 3, base=base, jobs=1)
    pile = "Turnaround mean: order does not settle, since work piles up at support: order grows by"
    assert shapley.headline(bridge).startswith(pile) is not settles
    assert (bridge.pile is None) is settles


def test_a_sweep_says_where_it_drowns_somebody() -> None:
    rate = "activities.j.arises.inbound.rate"
    (found,) = sweep(busy(0.8), [f"{rate}=0.8 per hour,1.25 per hour"], ["cost"], 3, jobs=1)
    assert [point.drowns is None for point in found.points] == [True, False]
    assert swept.headline(found).endswith(" a week.")
    assert "work piles up at clerks: j grows by" in swept.headline(found)
    assert found.as_json()["points"][1]["drowns"]["activity"] == "j"


@pytest.mark.parametrize(
    ("work", "category", "told"),
    [
        ("order", "selling", ", with order counted as selling."),
        ("visit", "desk_work", ", with visit no longer counted as selling."),
    ],
)
def test_work_that_is_called_selling_is_told_to_be(work: str, category: str, told: str) -> None:
    """Not a minute's work is different, only what it is called."""
    renamed, longer = (
        what_if(today(), name="plan", activities={work: change})
        for change in ({"category": category}, {"lasts": "1 min"})
    )
    said, unlike = (
        headline(finding_of(compare(today(), plan, replications=2, jobs=1), "direct_selling_share"))
        for plan in (renamed, longer)
    )
    assert said.endswith(told)
    assert "counted" not in unlike
