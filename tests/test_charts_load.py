"""Pictures of change, of load and of ways, and the numbers below them, worked out by hand."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from firm import relieved, today
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from worlds import OFFICE, desk, played

from simulator.analysis.case_trace import CaseTrace, Step, trace_account, trace_deal
from simulator.analysis.hourly_load import HOURS, HourlyLoad, RoleWeek, hourly_load
from simulator.errors import UnknownDay
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import label_of
from simulator.experiment.runner import simulate
from simulator.ledger.frames import LedgerTables, from_ledger
from simulator.measures.registry import measure
from simulator.measures.waiting import CAUSES
from simulator.output import charts
from simulator.output.charts.load import FILLS
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import HOUR
from simulator.scenario.what_if import what_if

MONDAY = datetime.datetime(2025, 1, 6)


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(today(), relieved(), replications=4, jobs=1)


@pytest.fixture(scope="module")
def happened() -> LedgerTables:
    return from_ledger(today(), simulate(today()))


def office(**said: object) -> Scenario:
    """A clerk from nine to five."""
    return desk(roles={"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE}}, **said)


def seen(company: Scenario, tasks: list[tuple[str, int, int]]) -> LedgerTables:
    return from_ledger(company, played(company, tasks))


def title(ax: Axes) -> str:
    return " ".join(ax.get_title(loc="left").split())


def beside(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def texts(ax: Axes) -> list[str]:
    return [text.get_text().strip() for text in ax.texts]


# -- how busy --------------------------------------------------------------------------------------


def test_an_hour_is_as_busy_as_the_share_of_it_that_is_not_idle() -> None:
    company = office()
    (clerk,) = hourly_load(seen(company, [("job", 10 * HOUR, HOUR // 2)])).roles
    assert clerk.attended[9:17] == (1.0,) * 8
    assert sum(clerk.attended) == pytest.approx(40)
    assert clerk.busy[10] == pytest.approx(0.5)
    assert sum(clerk.busy) == pytest.approx(0.5)
    assert clerk.utilisation == pytest.approx(0.5 / 40)


def test_breaks_are_neither_busy_nor_idle() -> None:
    clerk = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    company = desk(roles={"clerk": {**clerk, "lunch": {"from": "12:00", "lasts": "1 h"}}})
    (found,) = hourly_load(seen(company, [])).roles
    assert found.attended[11:14] == (1.0, 0.0, 1.0)


def test_tasks_wait_from_when_they_could_be_begun_until_they_are() -> None:
    tasks = [("job", 9 * HOUR, 2 * HOUR), ("job", 9 * HOUR, HOUR), ("job", 16 * HOUR, 4 * HOUR)]
    (clerk,) = hourly_load(seen(office(), tasks)).roles
    assert clerk.waiting[8:13] == (0.0, 1.0, 1.0, 0.0, 0.0)
    assert sum(clerk.waiting) == pytest.approx(2)


def test_what_is_never_begun_waits_to_the_end() -> None:
    company = office(activities={"job": {"category": "desk", "by": "clerk", "lasts": "10 min"}})
    sunday = 6 * 24 * HOUR
    (clerk,) = hourly_load(seen(company, [("job", sunday, HOUR)])).roles
    assert clerk.waiting[HOURS - 24 :] == (1.0,) * 24


def test_the_oldest_that_waits_is_as_old_as_the_time_since_it_could_be_begun() -> None:
    tasks = [  # begun out of turn, below
        ("job", 9 * HOUR, 3 * HOUR),
        ("job", 10 * HOUR, HOUR),
        ("job", 10 * HOUR, HOUR),
    ]
    tables = seen(office(), tasks)
    starts = [11, 13, 12]
    begun = [datetime.datetime(2025, 1, 6, hour) for hour in starts]
    tables = tables._replace(tasks=tables.tasks.with_columns(started=pl.Series(begun)))
    (clerk,) = hourly_load(tables).roles
    ages = [None if math.isnan(age) else age for age in clerk.oldest[8:14]]
    assert ages == [None, 0, 1, 1, 2, None]


@pytest.mark.parametrize(
    ("hours", "age"), [({80: 6.0}, "6.0 h"), ({80: 72.0}, "3.0 d"), ({}, "less than an hour")]
)
def test_an_age_of_days_is_told_in_days(hours: dict[int, float], age: str) -> None:
    (ax,) = charts.queues(week_of(waiting={80: 42.0}, oldest=hours))
    assert title(ax).endswith(f"; the oldest for {age}")


def test_the_weeks_of_the_warm_up_do_not_count_and_the_others_are_averaged() -> None:
    horizon = {"start": "2025-01-06", "weeks": 3, "warm_up_weeks": 1}
    week = 7 * 24 * HOUR
    tasks = [("job", 10 * HOUR, HOUR), ("job", week + 10 * HOUR, HOUR)]
    found = hourly_load(seen(office(horizon=horizon), tasks))
    assert found.weeks == 2
    assert found.roles[0].busy[10] == pytest.approx(0.5)


def test_utilisation_is_the_measure_of_that_name(happened: LedgerTables) -> None:
    measured = measure(simulate(today()))
    for role in hourly_load(happened).roles:
        assert role.utilisation == pytest.approx(measured[f"utilisation.{role.role}"])


# -- when people are busy and lines are long -------------------------------------------------------


def week_of(**hours: dict[int, float]) -> HourlyLoad:
    """A week of one clerk who is there from Monday to Friday, from nine to five."""
    there = [9 <= hour % 24 < 17 and hour < 5 * 24 for hour in range(HOURS)]

    def column(name: str, usual: float) -> tuple[float, ...]:
        said = hours.get(name, {})
        return tuple(said.get(hour, usual * there[hour]) for hour in range(HOURS))

    waiting = column("waiting", 0.0)
    times = column("attended", 1.0), column("busy", 0.5)
    oldest = tuple(hours.get("oldest", {}).get(hour, math.nan) for hour in range(HOURS))
    role = RoleWeek("clerk", 1, *times, *[waiting] * 3, oldest)
    return HourlyLoad(label_of(office()), 4, (role,))


def test_the_heat_map_has_a_row_for_each_day_worked_and_says_where_it_is_hottest() -> None:
    (ax,) = charts.utilisation(week_of(busy={34: 0.9}))
    assert beside(ax) == ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
    assert title(ax) == "Clerks: busy 51% of their time, most on Tuesday at 10:00 (90%)"
    assert texts(ax).count("50") == 39
    assert texts(ax).count("90") == 1
    assert ax.get_xlabel() == "hour of the day"


def test_hours_in_which_hardly_anybody_is_there_stay_empty() -> None:
    (ax,) = charts.utilisation(week_of(attended={20: 0.05}, busy={20: 0.05}))
    assert len(texts(ax)) == 40


def test_who_has_no_slack_at_all_is_busy_at_any_hour() -> None:
    (ax,) = charts.utilisation(week_of(busy=dict.fromkeys(range(HOURS), 0.99)))
    assert title(ax).endswith("at any hour")


def test_the_line_says_when_most_wait() -> None:
    (ax,) = charts.queues(week_of(waiting={80: 42.0}, oldest={80: 30.0, 81: 32.0}))
    assert title(ax) == (
        "Clerks: on average 0.2 tasks waiting, most on Thursday at 08:00 (42); the oldest for 31 h"
    )
    assert ax.get_ylabel() == "tasks waiting"
    assert ax.lines[0].get_ydata()[80] == 42.0  # type: ignore[index]


def test_where_nothing_waits_the_title_says_so() -> None:
    (ax,) = charts.queues(week_of())
    assert title(ax) == "Clerks: nothing waits"


def test_all_roles_of_a_company_are_drawn(happened: LedgerTables) -> None:
    week = hourly_load(happened)
    assert [title(ax).split(":")[0] for ax in charts.queues(week)] == ["Field reps", "Support"]
    assert len(charts.utilisation(week)) == 2


# -- what tasks wait for ---------------------------------------------------------------------------


@pytest.mark.slow
def test_the_causes_of_a_wait_are_laid_end_to_end(comparison: Comparison) -> None:
    ax = charts.waiting(comparison.base)
    name = beside(ax)[0]
    key = f"waiting.{name.lower().replace(' ', '_')}"
    hours = comparison.base.interval(key).mean / 60
    assert texts(ax)[0] == f"{hours:.1f} h"
    assert ax.get_xlabel() == "hours from asking to beginning, mean"
    assert title(ax).startswith(f"{name}: {hours:.1f} h until it is begun, most of it for ")


GATHERED = {"at": ["09:00"], "lasts": "1 h"}


@pytest.mark.parametrize(
    ("when", "cause"),
    [
        ([{"sessions": GATHERED}], "its next session"),
        ([{"on_days": ["friday"]}], "its day of the week"),
        ([{"sessions": GATHERED}, {"on_days": ["friday"]}], "its next session or day of the week"),
    ],
)
def test_what_set_time_work_waits_for_is_called_what_it_is(
    when: list[dict[str, Any]], cause: str
) -> None:
    inbound = {"inbound": {"rate": "4 per day", "per": "role"}}
    kinds = {
        f"mail_{n}": {"category": "desk", "by": "clerk", "lasts": "1 min", "arises": inbound} | each
        for n, each in enumerate(when)
    }
    ax = charts.waiting(run(office(activities=kinds), 1, jobs=1))
    legend = ax.get_legend()
    assert legend is not None
    key = [text.get_text() for text in legend.get_texts()]
    assert cause.capitalize() in key
    if any("on_days" in each for each in when):
        assert "Somebody on shift (nights, closed days)" in key
    if cause == "its day of the week":
        assert "most of it for its day of the week" in " ".join(title(ax).split())


def test_what_is_never_begun_or_piles_up_is_not_told_as_a_short_wait() -> None:
    """The clerk has time for half of the urgent paper, and never for the rest."""
    daily = {"category": "desk", "by": "clerk", "lasts": "8 h"}
    kinds = {
        "paper": daily | {"urgency": 1, "arises": {"routine": {"every": "day", "times": 2}}},
        "rest": daily | {"urgency": 9, "arises": {"routine": {"every": "day"}}},
    }
    four_weeks = {"start": "2025-01-06", "weeks": 4}
    ax = charts.waiting(run(office(activities=kinds, horizon=four_weeks), 2, jobs=1))
    assert title(ax) == "Rest: never begun"
    shown = " ".join(texts(ax))
    assert "never begun" in shown
    assert "h, but its pile grows" in shown


def test_calls_of_a_plan_are_left_out(comparison: Comparison) -> None:
    assert "Visit" not in beside(charts.waiting(comparison.base))


def test_of_a_comparison_each_scenario_has_a_bar_below_the_activity(comparison: Comparison) -> None:
    ax = charts.waiting(comparison)
    assert "Order" in texts(ax)
    assert beside(ax)[:2] == ["The firm today [as it is]", "Support enters orders"]


def test_of_a_comparison_the_title_says_in_which_scenario_it_waits_longest(
    comparison: Comparison, tmp_path: Path
) -> None:
    ax = charts.waiting(comparison)
    charts.save(ax, tmp_path / "waiting.png")
    kinds = {name.capitalize() for name in comparison.base.scenario.activities}
    waits = [
        (text == "never begun", "pile" in text, 0.0 if "never" in text else float(text.split()[0]))
        for text in texts(ax)
        if text not in kinds
    ]
    bars = zip(beside(ax), waits, strict=True)
    assert title(ax).split(":")[0] in {name for name, each in bars if each == max(waits)}
    legend = ax.get_legend()
    assert legend is not None
    assert legend.get_window_extent().x0 >= ax.get_window_extent().x1, "no bar lies behind it"


def test_every_cause_has_a_look_of_its_own() -> None:
    assert set(FILLS) == set(CAUSES)
    assert len({(colour, hatch) for colour, hatch, _ in FILLS.values()}) == len(CAUSES)


# -- before and after ------------------------------------------------------------------------------


def test_each_watched_measure_has_a_row_with_both_values_and_its_verdict(
    comparison: Comparison,
) -> None:
    ax = charts.before_after(comparison)
    answers = comparison.answers["relieved"]
    assert len(beside(ax)) == len(answers)
    first = answers["direct_selling_share"]
    values = f"{100 * first.before.mean:.1f}% → {100 * first.after.mean:.1f}%"
    assert beside(ax)[0] == f"direct selling share\n{values}"
    assert ax.get_xlabel() == "change in % of what it was before"


def test_the_title_counts_better_worse_and_unknown(comparison: Comparison) -> None:
    verdicts = [each.verdict for each in comparison.answers["relieved"].values()]
    unknown = verdicts.count("cannot tell")
    found = title(charts.before_after(comparison))
    assert found.startswith(f"Support enters orders: of {len(verdicts)} measures ")
    assert found.endswith(f"{unknown} we cannot tell")


def test_the_counts_of_the_title_make_all_that_is_watched() -> None:
    """How busy a desk is has no better and no worse: it is up, and neither."""
    base = today(watch=["utilisation.support"])
    plan = what_if(base, name="plan", title="Plan", reassign={"order": {"to": "support"}})
    found = compare(base, plan, replications=2, jobs=1)
    assert found.verdict("plan", "utilisation.support") == "up"
    counts = " ".join(title(charts.before_after(found)).split()).removeprefix("Plan: of ")
    assert " 1 neither, " in counts
    watched, *parts = map(int, re.findall(r"\d+", counts))
    assert watched == len(found.watched) == sum(parts)


def test_nothing_that_changes_nothing_moves() -> None:
    same = compare(today(), what_if(today(), name="same"), replications=2, jobs=1)
    ax = charts.before_after(same)
    assert " ".join(title(ax).split()).endswith(
        f"0 better, 0 worse, {len(same.watched)} unchanged, 0 we cannot tell"
    )


def test_freed_time_falls_to_what_is_used(comparison: Comparison) -> None:
    ax = charts.freed(comparison)
    found = comparison.differences["relieved"]
    tops = [patch.get_y() + patch.get_height() for patch in ax.patches]  # type: ignore[attr-defined]
    assert tops[0] == pytest.approx(found["freed_minutes"].mean)
    assert tops[2] == pytest.approx(found["usable_minutes"].mean)
    assert tops[4] == pytest.approx(found["used_minutes"].mean)
    assert ax.get_ylabel() == "minutes per person and week"
    assert f"{found['used_minutes'].mean:,.0f} become selling" in title(ax)


# -- ways ------------------------------------------------------------------------------------------


def test_a_way_has_its_tasks_in_order_with_the_work_on_them(happened: LedgerTables) -> None:
    account = happened.tasks.filter(happened.tasks["state"] == "done")["account"].drop_nulls()[0]
    found = trace_account(happened, account)
    tasks = happened.tasks.filter(happened.tasks["account"] == account)
    assert [step.asked for step in found.steps] == sorted(tasks["asked"].to_list())
    entries = happened.entries.filter(happened.entries["account"] == account)
    works = entries.filter(~entries["doing"].is_in(["travel", "wait"]))
    assert found.seconds_of_work == works["seconds"].sum()


def test_who_is_unknown_is_named_with_the_nearest(happened: LedgerTables) -> None:
    with pytest.raises(UnknownDay, match="shops 1"):
        trace_account(happened, "shop 1")
    with pytest.raises(UnknownDay, match="no deal 0; there are none"):
        trace_deal(happened, 0)


def hour(number: float) -> datetime.datetime:
    return MONDAY + datetime.timedelta(hours=number)


def way(*steps: Step, **said: object) -> CaseTrace:
    known = {"is_deal": True, "won": None, **said}
    return CaseTrace(label_of(office()), "deal 7", steps, hour(168), **known)  # type: ignore[arg-type]


def passages() -> Iterator[tuple[CaseTrace, str]]:
    quote = Step("quote", "clerk 1", "done", hour(0), hour(48), ((hour(46), hour(48)),))
    stage = Step("quote_sent", "", "automated", hour(48), hour(48), ())
    open_one = Step("order", "", "waiting", hour(48), None, ())
    yield way(quote, stage, won=hour(48)), "Deal 7: won after 2.0 days, 2.0 h of it work"
    yield way(quote, stage), "Deal 7: given up after 2.0 days, 2.0 h of it work"
    yield way(quote, open_one), "Deal 7: still open, 2.0 h of work so far"
    yield way(quote, is_deal=False), "Deal 7: 1 task in 2.0 days, 2.0 h of work"
    yield way(), "Deal 7: nothing was asked for"


@pytest.mark.parametrize(("found", "said"), list(passages()))
def test_the_title_says_how_a_way_ended(found: CaseTrace, said: str) -> None:
    ax = charts.passage(found)
    assert title(ax) == said
    assert len(beside(ax)) == len(found.steps)
    assert ax.get_xlabel() == "date"


def test_many_tasks_share_the_lanes_of_their_kinds() -> None:
    steps = [Step("quote", "", "done", hour(n), hour(n + 1), ()) for n in range(20)]
    assert beside(charts.passage(way(*steps))) == ["quote"]


def test_each_chart_draws_where_it_is_told(comparison: Comparison, happened: LedgerTables) -> None:
    for draw, result in (
        (charts.before_after, comparison),
        (charts.freed, comparison),
        (charts.waiting, comparison),
        (charts.passage, way()),
    ):
        ax = Figure().add_subplot()
        assert draw(result, ax) is ax  # type: ignore[operator]
    axes = list(np.ravel(Figure().subplots(2, 1)))
    assert charts.queues(hourly_load(happened), axes) == axes
