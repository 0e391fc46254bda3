"""Queues of what begins on a day are judged from then on, and queues of all else as ever.

A clerk works round the clock; all jobs of a day come at midnight and take an hour each. With 20 of
them on average 20 + 19 + ... + 1 over 24, so 8.75, wait or are in hand. With 34 ten more stay each
day, 70 a week; 22.5 wait on average on the first day (34, 33, ... 11), 30 more over its week.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from engines import agree
from printed import tables_of, values
from worlds import desk

from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.finding import worst_harm
from simulator.experiment.queues import JudgedWeeks, Queue, queues_of
from simulator.output.content import comparison as comparisons
from simulator.output.document import Texts
from simulator.scenario.late import with_hires_late
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEK
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw

MIDDLE = "2024-02-26"  # six of the twelve counted weeks lie before it


def jobs(times: int) -> dict[str, Any]:
    """So many a day."""
    routine = {"every": "day", "times": times, "at": "00:00"}
    return {"lasts": "1 h", "arises": {"routine": routine}}


def calm(times: int = 20, **more: Any) -> Scenario:
    """Fourteen weeks, of which twelve count, from 15 January to 7 April."""
    horizon = {"start": "2024-01-01", "weeks": 14, "warm_up_weeks": 2}
    return desk(kinds={"j": jobs(times)}, name="calm", title="Calm", horizon=horizon, **more)


def step(on: str, times: int) -> dict[str, Any]:
    """So many jobs from a day on."""
    return {"on": on, "values": {"activities": {"j": jobs(times)}}}


def paid(on: str) -> dict[str, Any]:
    """Higher wages from a day on, which no queue knows of."""
    return {"on": on, "values": {"roles": {"clerk": {"cost_per_hour": 40}}}}


def dated(*steps: dict[str, Any], base: Scenario | None = None) -> Scenario:
    """What begins on some days."""
    return what_if(base or calm(), name="late", title="Late", change=list(steps))


def judged(plan: Scenario) -> Queue:
    """The queue of the only kind of work."""
    (queue,) = run(plan, replications=2, jobs=1).queues
    return queue


@pytest.fixture(scope="module")
def drowned() -> Comparison:
    """Ten hours a day more than the clerk has, in the second half alone."""
    return compare(calm(), dated(step(MIDDLE, 34)), replications=2, jobs=1)


def test_what_drowns_a_desk_in_the_second_half_is_judged_from_then_on(drowned: Comparison) -> None:
    (queue,) = drowned.others[0].queues
    assert (queue.settles, queue.since) == (False, MIDDLE)
    assert (queue.waiting_first, queue.waiting_last) == (30 + 22.5, 30 + 22.5 + 5 * 70)
    assert queue.growth_per_week[:3] == (70, 70, 70)
    assert queue.asked == 7 * 34
    assert drowned.others[0].queue_weeks == JudgedWeeks(6, MIDDLE)
    assert drowned.others[0].column("queue_growth.clerk").tolist() == [70, 70]


def test_the_base_beside_it_is_judged_over_the_same_weeks(drowned: Comparison) -> None:
    (queue,) = drowned.base.queues
    assert (queue.settles, queue.since) == (True, None)
    assert (queue.waiting_first, queue.waiting_last, queue.asked) == (8.75, 8.75, 7 * 20)
    assert drowned.base.queue_weeks == JudgedWeeks(6)


def test_a_run_without_days_is_judged_over_all_weeks_as_ever() -> None:
    (queue,) = run(calm(), replications=1, jobs=1).queues
    assert (queue.since, queue.asked) == (None, 7 * 20)


def test_it_is_red_and_told_first_with_the_day(drowned: Comparison) -> None:
    (guard,) = (each for each in drowned.guards["late"] if each.measure == "queue_growth.clerk")
    assert (guard.verdict, guard.before.mean, guard.after.mean) == ("worse", 0, 70)
    assert drowned.headline.endswith(
        "but work piles up at clerks: j grows by 70.0 tasks a week from 26 February 2024 on."
    )


def test_programs_and_tables_say_from_when(drowned: Comparison) -> None:
    said = drowned.as_json()
    assert [said["queues"][name][0]["since"] for name in ("calm", "late")] == [None, MIDDLE]
    (table,) = (each for each in tables_of(drowned) if each.key == "queues")
    assert [column.title for column in table.columns][3] == "weeks from"
    assert [row[3] for row in values(table)] == [MIDDLE, MIDDLE]
    blocks = comparisons.document(drowned).blocks
    told = [line for each in blocks if isinstance(each, Texts) for line in each.lines]
    assert (
        "late: more is asked than done. j of clerk grows by 70.0 tasks a week from 26 February 2024"
        " on, from 52 to 402 waiting (means of the first and the last of the weeks from that day"
        " on). Work that piles up has no settled turnaround."
    ) in told


def test_queues_of_the_same_weeks_have_differences_among_all_of_them(drowned: Comparison) -> None:
    measures = {row[-1] for row in comparisons.all_differences(drowned).rows}
    assert {"asked.j", "queue_growth.clerk", "queue_asked.clerk.j"} <= measures


def test_both_engines_agree_on_it() -> None:
    agree(draw(dated(step("2024-02-28", 34))))


@pytest.mark.parametrize(
    ("steps", "since", "grows"),
    [
        ([step("2024-02-28", 34)], "2024-03-04", 70),  # with the first whole week
        ([step("2024-03-18", 34)], "2024-03-18", 70),  # the last day that leaves three weeks
        ([step("2024-03-19", 34)], None, (130 + 30 + 22.5 - 8.75) / 11),  # two weeks are left
        ([step("2024-01-15", 34)], None, 70),  # the first day that counts
        ([step("2024-02-05", 34), step(MIDDLE, 20)], MIDDLE, -28),  # four hours a day are free
        ([step("2024-02-05", 34), paid(MIDDLE)], MIDDLE, 70),
        ([step(MIDDLE, 34), paid("2024-04-01")], MIDDLE, 70),  # after the last one too few weeks
    ],
)
def test_the_weeks_begin_after_the_last_day_that_leaves_three(
    steps: list[dict[str, Any]], since: str | None, grows: float
) -> None:
    queue = judged(dated(*steps))
    assert queue.since == since
    assert queue.growth_per_week.mean == pytest.approx(grows)


@pytest.mark.parametrize(
    ("levels", "weeks", "settles"),
    [
        # 30 matters a day instead of 20, of 11 days each: 220, after 11 days 330 are in hand. On
        # average 220 + 35, then 220 + (4 x 90 + 3 x 110) / 7 = 318.6, then 330.
        ((255, 318.6, 330), JudgedWeeks(3, MIDDLE), None),
        ((255, 318.6, 330), JudgedWeeks(3), False),  # after a warm-up nothing fills up any more
        ((255, 290, 325), JudgedWeeks(3, MIDDLE), False),
        ((255, 318.6, 336), JudgedWeeks(3, MIDDLE), False),  # by more than a quarter of 63.6
    ],
)
def test_long_work_that_fills_its_desk_after_a_day_is_no_pile(
    levels: tuple[float, ...], weeks: JudgedWeeks, settles: bool | None
) -> None:
    columns = dict(zip(("first", "middle", "last"), levels, strict=True))
    columns |= {"asked": 210, "done": 200}
    named = {
        f"queue_{name}.a.j": np.array([level - 1, level, level + 1])
        for name, level in columns.items()
    }
    (queue,) = queues_of(list(named), named.__getitem__, weeks, 0.95)
    assert queue.settles is settles


def test_of_two_weeks_from_a_day_on_no_pile_is_told() -> None:
    """What fills its desk in a week, and what drowns it, look the same in them."""
    short = compare(calm(), dated(step("2024-03-25", 34)), replications=2, jobs=1)
    (queue,) = short.others[0].queues
    assert (queue.settles, queue.growth_per_week.mean) == (None, 70)
    (guard,) = (g for g in short.guards["late"] if g.measure == "utilisation.clerk")
    assert (guard.after.mean, guard.verdict) == (1, "worse")


def hired(on: str) -> dict[str, Any]:
    """One more from a day on, whom it takes three weeks to find."""
    recruiting = {"roles": {"clerk": {"recruiting": {"takes": "3 weeks"}}}}
    return {"on": on, "values": recruiting, "hire": {"clerk": 1}}


def test_where_people_are_looked_for_the_weeks_begin_when_they_are_there() -> None:
    """Each of both has 29 jobs a day of his own, five more than he can do."""
    found = dated(step("2024-02-05", 29), hired(MIDDLE))
    queue = judged(found)
    assert queue.since == "2024-03-18"
    assert queue.growth_per_week.mean == pytest.approx(7 * 2 * (29 - 24))
    late = with_hires_late(found, WEEK, calm(), "later")  # two weeks are left: from before
    assert judged(late).since == MIDDLE


def test_a_day_that_changes_no_work_is_at_nobodys_expense() -> None:
    harmless = compare(calm(), dated(paid(MIDDLE)), replications=2, jobs=1)
    assert harmless.others[0].queues[0].settles is True
    assert worst_harm(harmless, harmless.others[0]) is None


def test_what_piles_up_in_both_is_not_laid_to_what_begins_on_a_day() -> None:
    """Half as much again from the middle on, in both: the base is too full in one half alone."""
    rate = {"rate": "0.85 per hour", "per": "role", "steps": {MIDDLE: 1.5}}
    busier = desk(
        kinds={"j": {"lasts": "1 h", "arises": {"inbound": rate}}},
        name="busier",
        horizon=calm().horizon.model_dump(),
    )
    both = compare(busier, dated(paid(MIDDLE), base=busier), replications=5, jobs=1)
    assert [each.queues[0].settles for each in both.experiments] == [False, False]
    assert worst_harm(both, both.others[0]) is None


def test_results_of_an_older_version_are_of_all_weeks_as_they_were_measured() -> None:
    new = run(dated(step(MIDDLE, 34)), replications=2, jobs=1)
    kept = [number for number, key in enumerate(new.measures) if key != "queue_weeks"]
    measures = tuple(new.measures[number] for number in kept)
    old = replace(new, measures=measures, table=new.table[:, kept])
    assert (old.queue_weeks.number, old.queue_weeks.since) == (12, None)
    assert old.queues[0].growth_per_week.mean == pytest.approx(5 * 70 / 11)
