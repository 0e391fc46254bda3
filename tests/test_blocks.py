"""Exclusive sessions are kept: what is begun before one ends before it. Tiny worlds by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engines import replay as faster
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from test_call_order import at_home, rep, shops
from test_requests import NEAR, REQUEST, VISIT, company, day_of, played
from worlds import OFFICE, moments

from simulator.analysis.capacity.obstacles import obstacles
from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.model.codes import HAND_OVER, TRAVEL, WAIT, WORK
from simulator.output.content.obstacles import never_done
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, HOUR, MINUTE
from simulator.workload.draw import draw

BLOCK = {"days": ["monday"], "at": ["15:00"], "lasts": "2 h", "exclusive": True}
REPORT = {"category": "desk", "by": "rep", "lasts": "1 h", "sessions": BLOCK}
JOB = {"category": "desk", "by": "rep", "lasts": "30 min"}
TEN, THREE = 10 * HOUR, 15 * HOUR


@pytest.mark.parametrize(
    ("asked", "begun"),
    [(THREE - 70 * MINUTE, THREE - HOUR), (THREE - 69 * MINUTE, DAY + 9 * HOUR + 10 * MINUTE)],
)
def test_a_visit_is_made_if_it_ends_before_the_block(asked: int, begun: int) -> None:
    world = company({"report": REPORT, "repair": REQUEST})
    told = played(world, [("report", TEN, HOUR), ("repair", asked, HOUR)], [-1, NEAR])
    assert moments(told) == [THREE, begun]


@pytest.mark.parametrize(("early", "is_made"), [(80, True), (79, False)])
def test_the_way_back_to_the_desk_is_over_before_the_block(early: int, is_made: bool) -> None:
    world = company({"report": {**REPORT, "place": "desk"}, "repair": REQUEST})
    tasks = [("report", TEN, HOUR), ("repair", THREE - early * MINUTE, HOUR)]
    told = played(world, tasks, [-1, NEAR])
    assert moments(told)[0] == THREE
    busy = [("travel", 10), ("work", 60), ("travel", 10), ("work", 60)]
    assert (day_of(told)[1:5] == busy) == is_made


def test_what_can_be_laid_aside_stops_for_the_way_to_the_block() -> None:
    world = company({"report": {**REPORT, "place": "desk"}, "repair": REQUEST, "job": JOB})
    tasks = [("report", TEN, HOUR), ("repair", 12 * HOUR, HOUR), ("job", 13 * HOUR, 2 * HOUR)]
    told = played(world, tasks, [-1, NEAR, -1])
    # There at 12:10 for an hour, then an hour and 40 minutes at the customer's, and home by three.
    assert day_of(told)[1:] == [
        *(("travel", 10), ("work", 60), ("work", 100), ("travel", 10), ("work", 60)),
        *(("work", 20), ("idle", 40), ("travel", 0)),
    ]


def test_who_may_break_in_on_a_block_may_begin_before_it() -> None:
    repair = {**REQUEST, "interrupts": True, "urgency": 1}
    world = company(
        {"report": {**REPORT, "sessions": {**BLOCK, "but": ["repair"]}}, "repair": repair}
    )
    told = played(world, [("report", TEN, HOUR), ("repair", THREE - HOUR, HOUR)], [-1, NEAR])
    assert moments(told) == [THREE + 10 * MINUTE, THREE - 50 * MINUTE]


def test_what_cannot_be_laid_aside_lets_what_fits_go_first() -> None:
    kinds = {"report": REPORT, "whole": {**JOB, "splittable": False}, "short": JOB}
    tasks = [("report", TEN, HOUR), ("whole", THREE - 1200, 1800), ("short", THREE - 1199, 600)]
    told = played(company(kinds), tasks, [-1, -1, -1])
    assert moments(told) == [THREE, THREE + HOUR, THREE - 1199]


def test_what_interrupts_without_being_named_waits_for_the_end_of_the_block() -> None:
    whole = {**JOB, "splittable": False, "interrupts": True, "urgency": 1}
    tasks = [("report", TEN, HOUR), ("job", TEN, 6 * HOUR), ("whole", THREE - 600, 1800)]
    told = played(company({"report": REPORT, "whole": whole, "job": JOB}), tasks, [-1, -1, -1])
    assert moments(told) == [THREE, TEN, THREE + HOUR]


def test_time_that_was_kept_for_nothing_is_for_whatever_else_there_is() -> None:
    world = company({"report": REPORT, "repair": REQUEST})
    told = played(world, [("repair", THREE - HOUR, HOUR)], [NEAR])
    assert day_of(told)[:3] == [("idle", 300), ("idle_out_of_reach", 60), ("travel", 10)]


def test_a_block_of_the_whole_day_leaves_the_next_days() -> None:
    whole_day = {**REPORT, "sessions": {**BLOCK, "at": ["00:00"], "lasts": "24 h"}}
    world = company({"report": whole_day, "repair": REQUEST})
    told = played(world, [("report", 0, 9 * HOUR), ("repair", 0, HOUR)], [-1, NEAR])
    assert moments(told) == [9 * HOUR, DAY + 9 * HOUR + 10 * MINUTE]


def test_a_hand_over_that_is_being_written_is_laid_aside() -> None:
    world = company({"report": {**REPORT, "arises": ROUTINE}, "quote": JOB})
    values = world.model_dump(by_alias=True, mode="json", exclude_unset=True)
    asked = {"every": "week", "on": "monday", "at": "14:30"}
    values["activities"]["quote"]["arises"] = {"routine": asked}
    values["activities"]["quote"]["moved"] = {"to": "desk", "hand_over": "1 h"}
    values["roles"]["desk"] = {"people": 1, "cost_per_hour": 20, "shift": OFFICE}
    world = Scenario.model_validate(values)
    told = replay(draw(world))
    check_invariants(told)
    # Half an hour of it is written before three, the other half after the report.
    assert moments(told) == [THREE, THREE + 90 * MINUTE]


@pytest.mark.parametrize(("lasts", "begun"), [(30 * MINUTE, THREE - 1800), (HOUR, DAY + 9 * HOUR)])
def test_joint_work_is_agreed_on_around_blocks(lasts: int, begun: int) -> None:
    review = {**VISIT, "lasts": f"{lasts} s", "with": {"rep": 1}}
    world = company({"report": REPORT, "review": review}, rep={"people": 2})
    tasks = [("report", TEN, HOUR), ("report", TEN, HOUR), ("review", THREE - 1800, lasts)]
    assert moments(played(world, tasks, [-1, -1, -1])) == [THREE, THREE, begun]


def test_calls_of_a_plan_keep_clear_of_blocks() -> None:
    world = rep("as_they_come", shops("all", at_home(40), "1 week"), weeks=1)
    values = world.model_dump(by_alias=True, mode="json", exclude_unset=True)
    values["activities"]["visit"]["lasts"] = "45 min"
    values["activities"]["report"] = {**REPORT, "arises": ROUTINE}
    workload = draw(Scenario.model_validate(values))
    workload.contacts.first_due[:] = 9 * HOUR
    ledger = replay(workload)
    t = ledger.tasks
    calls = np.flatnonzero((t.activity == 0) & (t.started >= 0) & (t.started < DAY))
    assert sorted(t.started[calls].tolist()) == [
        *(9 * HOUR + number * 45 * MINUTE for number in range(8)),
        16 * HOUR,
    ]
    assert t.started[t.activity == 1].tolist() == [THREE]


def test_a_call_that_never_fits_between_two_blocks_is_named() -> None:
    twice = {**BLOCK, "days": None, "at": ["09:00", "12:00", "15:00"], "lasts": "1 h"}
    arises = {"inbound": {"rate": "1 per week", "per": "account"}}
    kinds = {"report": {**REPORT, "sessions": twice, "arises": ROUTINE}}
    long = {**REQUEST, "lasts": "3 h 1 min", "arises": arises}
    (never,) = obstacles(company({**kinds, "audit": long}))
    assert never_done(never) == (
        "nobody can ever do 'audit': it takes 181 min, and exclusive sessions leave 'rep' 3 h at"
        " most at a stretch"
    )
    assert not obstacles(company({**kinds, "audit": {**long, "lasts": "3 h"}}))


ROUTINE = {"routine": {"every": "week", "on": "monday", "at": "14:00"}}


# -- random companies -------------------------------------------------------------------

PLACES = ["anywhere", "desk", "base", "headquarters"]
WEEKDAYS = ["monday", "tuesday", "wednesday"]


def blocks() -> st.SearchStrategy[dict[str, Any]]:
    """Exclusive sessions of all kinds."""
    return st.fixed_dictionaries(
        {
            "days": st.sampled_from([None, WEEKDAYS, ["tuesday"]]),
            "at": st.sampled_from([["15:00"], ["09:00", "13:00"], ["08:00"], ["11:30", "15:30"]]),
            "lasts": st.sampled_from(["20 min", "90 min"]),
            "exclusive": st.just(True),
            "but": st.sampled_from([[], ["alarm"]]),
        }
    )


@st.composite
def busy_companies(draw_from: st.DrawFn) -> Scenario:
    """Reps with calls, visits, joint work and paperwork of fixed lengths, and blocks among them."""

    def kind(rate: int, **said: Any) -> dict[str, Any]:
        lasts = draw_from(st.sampled_from(["10 min", "30 min", "70 min"]))
        inbound = {"rate": f"{rate} per week", "per": "role"}
        return {**JOB, "lasts": lasts, "arises": {"inbound": inbound}, **said}

    def at_place(rate: int, **said: Any) -> dict[str, Any]:
        return kind(rate, place=draw_from(st.sampled_from(PLACES)), **said)

    visits = {"rate": "2 per week", "per": "account"}
    kinds = {
        "visit": {**VISIT, "lasts": "40 min", "place": "account"},
        "report": at_place(12, urgency=6, sessions=draw_from(blocks())),
        "mail": at_place(6, urgency=7, sessions=draw_from(blocks())),
        "repair": {**REQUEST, "arises": {"inbound": visits}},
        "alarm": kind(4, interrupts=True, urgency=1, splittable=draw_from(st.booleans())),
        "whole": kind(10, splittable=False),
        "split": at_place(10),
        "review": kind(3, splittable=False, **{"with": {"rep": 1}}),
    }
    base = draw_from(st.sampled_from(["home", "headquarters"]))
    return company(
        kinds,
        rep={"people": 2, "accounts": "own", "base": base, "members": {}},
        segment={"contact_every": {"visit": "1 week"}},
        call_plans={"visit": {"planned_share": draw_from(st.sampled_from([0, 0.7]))}},
    )


def spans_of(world: Scenario, name: str, ledger: Ledger) -> list[tuple[int, int]]:
    """Begin and end of all blocks of an activity within the horizon."""
    sessions = world.activities[name].sessions
    assert sessions is not None
    return [
        (day * DAY + begin, day * DAY + until)
        for day in range(ledger.parameters.horizon // DAY)
        for begin, until in sessions.spans
        if sessions.days is None or day % 7 in [WEEKDAYS.index(each) for each in sessions.days]
    ]


def allowed_in(world: Scenario, name: str, ledger: Ledger) -> list[int]:
    """Activities that may go on in a block of one, of the others that are done in blocks, too."""
    sessions = world.activities[name].sessions
    assert sessions is not None
    return [ledger.parameters.activities.name.index(each) for each in (name, *sessions.but)]


def disturbing(world: Scenario, name: str, ledger: Ledger) -> list[tuple[str, int, int]]:
    """What runs into a block and cannot be laid aside; the way home in the evening is no work.

    Joint work is left out: it may begin later than agreed on, if those who do it come late.
    """
    e, kinds = ledger.entries, ledger.parameters.activities
    works = np.isin(e.doing, [WORK, TRAVEL, WAIT, HAND_OVER]) & (e.task >= 0)
    together = kinds.name.index("review")
    works &= ~np.isin(e.activity, [together, *allowed_in(world, name, ledger)])
    works &= (np.array(kinds.splittable)[e.activity] == 0) | (e.doing != WORK)
    return [
        (kinds.name[e.activity[row]], int(e.start[row]), begin)
        for begin, _ in spans_of(world, name, ledger)
        for row in np.flatnonzero(works & (e.start < begin) & (e.end > begin))
    ]


def is_led_up_to(ledger: Ledger, row: int) -> bool:
    """Does an entry go on with a task for which somebody has waited or travelled until then?"""
    e = ledger.entries
    before = (e.task == e.task[row]) & (e.end == e.start[row]) & np.isin(e.doing, [WAIT, TRAVEL])
    return bool(before.any())


def displacing(world: Scenario, name: str, ledger: Ledger) -> list[tuple[str, int]]:
    """What else is done within a block while some of its work, which nobody began, waits."""
    e, t, names = ledger.entries, ledger.tasks, ledger.parameters.activities.name
    allowed = [names.index(each) for each in ("report", "mail", "review")]
    allowed += allowed_in(world, name, ledger)
    works = np.isin(e.doing, [WORK, HAND_OVER]) & ~np.isin(e.activity, allowed)
    own = (t.activity == names.index(name)) & (t.available >= 0)
    over = np.where(t.started >= 0, t.started, ledger.parameters.horizon)
    return [
        (names[e.activity[row]], int(now))
        for begin, until in spans_of(world, name, ledger)
        for row in np.flatnonzero(works & (e.end > begin) & (e.start < until))
        for now in [max(e.start[row], begin)]
        if (own & (t.available < now) & (over > now)).any() and not is_led_up_to(ledger, int(row))
    ]


@examples(60)
@given(busy_companies(), st.integers(0, 3))
def test_nothing_else_is_in_hand_when_a_block_begins(world: Scenario, replication: int) -> None:
    workload = draw(world, 7, replication)
    ledger = replay(workload)
    check_invariants(ledger)
    assert moments(ledger) == moments(faster(workload))
    for name in ("report", "mail"):
        assert disturbing(world, name, ledger) == []
        if world.activities[name].place == "anywhere":
            assert displacing(world, name, ledger) == []
