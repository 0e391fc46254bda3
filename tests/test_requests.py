"""Visits on request, desks, meetings not worth the way: tiny worlds by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from engines import replay as faster
from worlds import OFFICE, moments, prescribed, scenario

from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.model.codes import DOINGS
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, HOUR, MINUTE
from simulator.workload.draw import Workload, draw

VISIT = {"category": "selling", "by": "rep", "lasts": "1 h", "splittable": False}
REQUEST = {**VISIT, "place": "account"}
MORNING, EVENING = 9 * HOUR, 17 * HOUR  # of a shift
MEETING = {"every": "week", "on": "monday", "at": "12:00"}


def company(kinds: dict[str, Any], **said: Any) -> Scenario:
    """Ann, who lives at the headquarters, and accounts 10 and 60 minutes to the east of it."""
    rep = {
        "people": 1,
        "cost_per_hour": 30,
        "shift": OFFICE,
        "base": "home",
        "members": {"Ann": {"home": {"x": "0 km", "y": "0 km"}}},
    }
    places = [["near", 10_000, 0], ["far", 60_000, 0]]
    segment = {"places": "accounts.csv", "coordinates": places}
    return scenario(
        **{
            "travel": {"speed": "60 km/h", "detour": 1},
            "roles": {"rep": {**rep, **said.pop("rep", {})}},
            "segments": {"all": {**segment, **said.pop("segment", {})}},
            "activities": kinds,
            **said,
        }
    )


def about(workload: Workload, accounts: list[int]) -> Workload:
    """The same, with the account of each task said."""
    account = np.array(accounts, dtype=np.int64)
    return replace(workload, tasks=workload.tasks._replace(account=account))


def played(world: Scenario, tasks: list[tuple[str, int, int]], accounts: list[int]) -> Ledger:
    """The ledger of a company that has just these tasks, at these accounts (-1: none)."""
    workload = about(prescribed(world, tasks), accounts)
    ledger = replay(workload)
    check_invariants(ledger)
    again = faster(workload)
    assert ledger.entries.start.tolist() == again.entries.start.tolist()
    assert ledger.tasks.finished.tolist() == again.tasks.finished.tolist()
    return ledger


def day_of(ledger: Ledger, day: int = 0) -> list[tuple[str, int]]:
    """What Ann did on a day, in minutes."""
    e = ledger.entries
    rows = np.flatnonzero((e.start >= day * DAY) & (e.start < (day + 1) * DAY))
    return [(DOINGS[e.doing[r]], int(e.end[r] - e.start[r]) // MINUTE) for r in rows]


NEAR, FAR = 0, 1


# -- visits -----------------------------------------------------------------------------


def test_who_is_asked_to_come_drives_there_and_back() -> None:
    told = played(company({"repair": REQUEST}), [("repair", MORNING, HOUR)], [FAR])
    assert moments(told) == [MORNING + HOUR]
    assert moments(told, "finished") == [MORNING + 2 * HOUR]
    assert day_of(told) == [("travel", 60), ("work", 60), ("idle", 300), ("travel", 60)]


def test_a_visit_that_does_not_fit_into_the_day_is_made_tomorrow() -> None:
    late = EVENING - 3 * HOUR + 1  # a second too late for the ways and an hour there
    told = played(company({"repair": REQUEST}), [("repair", late, HOUR)], [FAR])
    assert moments(told) == [DAY + MORNING + HOUR]


def test_a_visit_that_just_fits_into_the_day_is_made_today() -> None:
    told = played(company({"repair": REQUEST}), [("repair", EVENING - 3 * HOUR, HOUR)], [FAR])
    assert moments(told) == [EVENING - 2 * HOUR]


def test_who_is_asked_to_come_waits_until_the_account_receives() -> None:
    world = company({"repair": REQUEST}, segment={"opening": {"from": "13:00", "to": "16:00"}})
    told = played(world, [("repair", MORNING, HOUR)], [NEAR])
    assert moments(told) == [13 * HOUR]
    assert day_of(told)[:2] == [("idle_closed", 230), ("travel", 10)]


def test_an_account_that_closes_too_early_is_visited_on_the_next_day() -> None:
    world = company({"repair": REQUEST}, segment={"opening": {"from": "09:00", "to": "12:00"}})
    told = played(world, [("repair", 11 * HOUR, HOUR)], [NEAR])
    assert moments(told) == [DAY + MORNING + 10 * MINUTE]


def test_an_account_is_not_visited_on_days_on_which_it_does_not_receive() -> None:
    world = company({"repair": REQUEST}, segment={"opening": {"days": ["thursday"]}})
    assert moments(played(world, [("repair", MORNING, HOUR)], [NEAR])) == [
        3 * DAY + MORNING + 10 * MINUTE
    ]


def test_a_visit_out_of_reach_holds_back_no_other() -> None:
    tasks = [("repair", EVENING - 2 * HOUR, HOUR), ("repair", EVENING - 2 * HOUR + 1, HOUR)]
    told = played(company({"repair": REQUEST}), tasks, [FAR, NEAR])
    assert moments(told) == [DAY + MORNING + HOUR, EVENING - 2 * HOUR + 1 + 10 * MINUTE]


def test_the_more_urgent_visit_is_made_first() -> None:
    kinds = {"service": REQUEST, "repair": {**REQUEST, "urgency": 1}}
    tasks = [("service", 0, HOUR), ("repair", 0, HOUR)]
    told = played(company(kinds), tasks, [NEAR, FAR])
    assert moments(told) == [MORNING + 2 * HOUR + 50 * MINUTE, MORNING + HOUR]


def test_paperwork_is_done_at_the_customers_before_the_next_visit() -> None:
    kinds = {"repair": REQUEST, "note": {**VISIT, "splittable": True, "urgency": 4}}
    told = played(company(kinds), [("repair", 0, HOUR), ("note", MORNING + 1, HOUR)], [FAR, -1])
    assert day_of(told)[:3] == [("travel", 60), ("work", 60), ("work", 60)]


def test_an_urgent_visit_interrupts_paperwork_if_there_is_time_for_it() -> None:
    kinds = {
        "repair": {**REQUEST, "urgency": 1, "interrupts": True},
        "note": {**VISIT, "splittable": True},
    }
    tasks = [("note", 0, 8 * HOUR), ("repair", 10 * HOUR, HOUR), ("repair", 16 * HOUR, HOUR)]
    told = played(company(kinds), tasks, [-1, FAR, FAR])
    assert moments(told)[1:] == [11 * HOUR, DAY + 10 * HOUR]
    assert day_of(told)[:3] == [("work", 60), ("travel", 60), ("work", 60)]


MEETING_AT_NOON = {
    **VISIT,
    "place": "headquarters",
    "arises": {"meeting": {"every": "week", "on": "monday", "at": "12:00"}},
}


def with_meeting(world: Scenario, tasks: list[tuple[str, int, int]], accounts: list[int]) -> Ledger:
    """The same where the first task is a meeting that Ann attends."""
    person = [0, *(-1 for _ in tasks[1:])]
    ledger = replay(about(prescribed(world, tasks, person=person), accounts))
    check_invariants(ledger)
    return ledger


def test_a_visit_leaves_time_to_come_to_a_meeting() -> None:
    world = company({"repair": REQUEST, "meeting": MEETING_AT_NOON})
    noon = ("meeting", 12 * HOUR, HOUR)
    told = with_meeting(world, [noon, ("repair", 9 * HOUR, HOUR)], [-1, FAR])
    assert moments(told) == [10 * HOUR, 12 * HOUR]  # in order of asking
    told = with_meeting(world, [noon, ("repair", 9 * HOUR + 1, HOUR)], [-1, FAR])
    assert moments(told) == [14 * HOUR, 12 * HOUR]


def test_a_visit_for_no_account_in_particular_is_made_at_one_that_is_drawn() -> None:
    kinds = {
        "training": {**REQUEST, "arises": {"routine": {"every": "day", "times": 2}}},
        "repair": {**REQUEST, "arises": {"inbound": {"rate": "2 per day", "per": "role"}}},
    }
    world = company(kinds, horizon={"start": "2025-01-06", "weeks": 4})
    for name in kinds:
        mine = draw(world).tasks.activity == list(kinds).index(name)
        accounts = draw(world).tasks.account[mine]
        assert set(accounts.tolist()) == {NEAR, FAR}, name
        assert abs(accounts.mean() - 0.5) < 0.25


def test_a_routine_visit_is_made_at_one_of_ones_own_accounts() -> None:
    own = {"accounts": "own", "people": 2, "members": {}}
    segment = {"each": {"owner": {"rep": ["rep 2", "rep 1"]}}}
    training = {**REQUEST, "arises": {"routine": {"every": "day"}}}
    land = {"width": "200 km", "height": "10 km"}
    drawn = draw(company({"training": training}, rep=own, segment=segment, territory=land)).tasks
    assert len(drawn.person) > 0
    assert (drawn.account == 1 - drawn.person).all()


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"splittable": True}, "'splittable: false'"),
        ({"arises": {"meeting": MEETING}}, "a meeting is held"),
        ({"arises": {"after": {"chat": 1}}}, "'chat' may be about no account"),
    ],
)
def test_a_visit_that_cannot_be_made_is_refused(said: dict[str, Any], complaint: str) -> None:
    chat = {**VISIT, "arises": {"routine": {"every": "day"}}}
    with pytest.raises(ValueError, match=complaint):
        company({"chat": chat, "repair": {**REQUEST, **said}})


# -- desks ------------------------------------------------------------------------------

PAPER = {"category": "desk", "by": "rep", "lasts": "1 h", "place": "desk"}
LIVES_FAR = {"members": {"Ann": {"home": {"x": "30 km", "y": "0 km"}}}}


def test_paperwork_that_needs_a_desk_waits_until_nothing_else_is_to_be_done() -> None:
    kinds = {"repair": REQUEST, "quote": {**PAPER, "urgency": 1}}
    tasks = [("quote", 0, HOUR), ("repair", 0, HOUR)]
    told = played(company(kinds, rep=LIVES_FAR), tasks, [-1, FAR])
    assert day_of(told)[:4] == [("travel", 30), ("work", 60), ("travel", 60), ("work", 60)]


def test_paperwork_at_a_desk_at_home_is_done_before_leaving_if_it_is_urgent() -> None:
    kinds = {"repair": REQUEST, "quote": {**PAPER, "urgency": 1}}
    tasks = [("quote", 0, HOUR), ("repair", 0, HOUR)]
    told = played(company(kinds, rep={**LIVES_FAR, "desk": "home"}), tasks, [-1, FAR])
    assert day_of(told)[:3] == [("work", 60), ("travel", 30), ("work", 60)]


def test_an_evening_at_home_is_spent_on_what_needs_a_desk_there() -> None:
    evening = {"evening": {"from": "19:00", "lasts": "2 h", "when_waiting": "30 min"}}
    tasks = [("quote", 18 * HOUR, HOUR)]
    at_home = company({"quote": PAPER}, rep={**LIVES_FAR, **evening, "desk": "home"})
    assert moments(played(at_home, tasks, [-1]))[0] == DAY + MORNING
    mine = replay(about(prescribed(at_home, tasks, person=[0]), [-1]))
    assert moments(mine) == [19 * HOUR]
    elsewhere = company({"quote": PAPER}, rep={**LIVES_FAR, **evening})
    mine = replay(about(prescribed(elsewhere, tasks, person=[0]), [-1]))
    assert moments(mine) == [DAY + MORNING]


def test_a_desk_at_home_is_for_those_who_live_elsewhere() -> None:
    with pytest.raises(ValueError, match="'desk: home' is for those"):
        company({"quote": PAPER}, rep={"base": "headquarters", "desk": "home", "members": {}})


# -- meetings ---------------------------------------------------------------------------


def late_for_the_meeting(share: float) -> Ledger:
    """A visit of a planned hour an hour away that takes so long that 30 minutes would be left."""
    meeting = {**MEETING_AT_NOON, "arises": {"meeting": {**MEETING, "worth_the_way": share}}}
    world = company({"repair": REQUEST, "meeting": meeting})
    tasks = [("meeting", 12 * HOUR, HOUR), ("repair", 0, 90 * MINUTE)]
    return with_meeting(world, tasks, [-1, FAR])


def test_a_meeting_is_missed_that_is_not_worth_the_way() -> None:
    gone, stayed = late_for_the_meeting(0.5), late_for_the_meeting(0.51)
    assert moments(gone) == [10 * HOUR, 12 * HOUR + 30 * MINUTE]
    assert moments(stayed) == [10 * HOUR, -1]
    assert moments(stayed, "finished")[1] == 12 * HOUR
    assert late_for_the_meeting(0).entries.start.tolist() == gone.entries.start.tolist()
