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
from simulator.measures.registry import measure
from simulator.model.codes import DOINGS, IN_VAIN, KEPT, MOVED_ON
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, HOUR, MINUTE
from simulator.scenario.what_if import what_if
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


# -- appointments -----------------------------------------------------------------------


def by_appointment(**said: Any) -> dict[str, Any]:
    return {"repair": {**REQUEST, "appointment": said}}


def agreed(
    world: Scenario, tasks: list[tuple[str, int, int]], accounts: list[int], fate: list[int]
) -> Ledger:
    """What happens to visits whose leads are those of the scenario, and whose fates are said."""
    workload = about(prescribed(world, tasks), accounts)
    kinds = list(world.activities.values())
    every = [kinds[number].appointment for number in workload.tasks.activity]
    lead = np.array([each.lead.mean if each else 0 for each in every], dtype=np.int64)
    drawn = {"lead": lead, "fate": np.array(fate, dtype=np.int64)}
    workload = replace(workload, tasks=workload.tasks._replace(**drawn))
    ledger = replay(workload)
    check_invariants(ledger)
    again = faster(workload)
    assert ledger.entries.end.tolist() == again.entries.end.tolist()
    assert ledger.tasks.finished.tolist() == again.tasks.finished.tolist()
    return ledger


JOB = ("repair", MORNING, HOUR)


def test_an_appointment_is_kept_at_the_first_time_that_the_customer_has() -> None:
    told = agreed(company(by_appointment(lead="2 d")), [JOB], [FAR], [KEPT])
    assert moments(told) == [2 * DAY + MORNING + HOUR]  # not before the way there
    told = agreed(company(by_appointment(lead="50 h")), [JOB], [FAR], [KEPT])
    assert moments(told) == [2 * DAY + 11 * HOUR]
    assert day_of(told, 2) == [
        ("idle", 60),
        ("travel", 60),
        ("work", 60),
        ("idle", 240),
        ("travel", 60),
    ]


def test_turnaround_counts_from_asking() -> None:
    told = agreed(company(by_appointment(lead="50 h")), [JOB], [FAR], [KEPT])
    assert moments(told, "asked") == [MORNING]
    assert moments(told, "finished") == [2 * DAY + 12 * HOUR]


def test_a_time_at_which_nobody_works_any_more_is_agreed_on_again() -> None:
    """On the day on which the hours change the customer is asked once more, with his lead."""
    base = company(by_appointment(lead="50 h"))

    def from_wednesday(shift: dict[str, str]) -> Scenario:
        values = {"roles": {"rep": {"shift": shift}}}
        return what_if(base, name="other", change=[{"on": "2025-01-08", "values": values}])

    kept = agreed(from_wednesday({"from": "08:00", "to": "14:00"}), [JOB], [FAR], [KEPT])
    assert moments(kept) == [2 * DAY + 11 * HOUR]
    off = agreed(from_wednesday({"from": "13:00", "to": "20:00"}), [JOB], [FAR], [KEPT])
    assert moments(off) == [4 * DAY + 13 * HOUR + HOUR]  # 50 hours after Wednesday's midnight


def test_an_appointment_lies_within_the_hours_at_which_the_account_receives() -> None:
    opening = {"days": ["wednesday"], "from": "14:00", "to": "16:00"}
    world = company(by_appointment(lead="1 h"), segment={"opening": opening})
    assert moments(agreed(world, [JOB], [NEAR], [KEPT])) == [2 * DAY + 14 * HOUR]


def test_two_appointments_leave_time_for_the_way_between_them() -> None:
    tasks = [("repair", MORNING, HOUR), ("repair", MORNING, HOUR)]
    told = agreed(company(by_appointment(lead="1 h")), tasks, [FAR, NEAR], [KEPT, KEPT])
    assert moments(told) == [10 * HOUR, 11 * HOUR + 50 * MINUTE]


def test_paperwork_stops_when_it_is_time_for_an_appointment() -> None:
    kinds = {**by_appointment(lead="3 h"), "note": {**VISIT, "splittable": True, "urgency": 1}}
    told = agreed(company(kinds), [JOB, ("note", MORNING, 6 * HOUR)], [FAR, -1], [KEPT, KEPT])
    assert day_of(told)[:4] == [("work", 120), ("travel", 60), ("work", 60), ("work", 180)]


def test_who_has_nothing_to_do_sets_out_in_time_for_what_is_agreed_on_meanwhile() -> None:
    tasks = [("repair", 10 * HOUR, HOUR)]
    told = agreed(company(by_appointment(lead="3 h")), tasks, [NEAR], [KEPT])
    assert day_of(told)[:3] == [("idle", 230), ("travel", 10), ("work", 60)]


def test_a_customer_who_moves_an_appointment_is_seen_after_his_lead_again() -> None:
    told = agreed(company(by_appointment(lead="50 h")), [JOB], [FAR], [MOVED_ON])
    assert day_of(told, 2) == [("idle", 60), ("idle", 420)]  # hears of it when he would set out
    assert moments(told) == [4 * DAY + 12 * HOUR]
    assert moments(told, "asked") == [MORNING]


def test_a_customer_who_is_not_there_is_waited_for_and_seen_after_his_lead_again() -> None:
    world = company(by_appointment(lead="24 h", no_show_wait="20 min"))
    told = agreed(world, [JOB], [NEAR], [IN_VAIN])
    assert day_of(told, 1) == [("travel", 10), ("wait", 20), ("idle", 440), ("travel", 10)]
    assert moments(told) == [2 * DAY + MORNING + 30 * MINUTE]


def test_what_becomes_of_several_appointments_is_known_one_after_the_other() -> None:
    world = company(by_appointment(lead="20 h", no_show_wait="20 min"))
    told = agreed(world, [JOB], [NEAR], [IN_VAIN | MOVED_ON << 2 | IN_VAIN << 4])
    # Tuesday 9:10 in vain, Wednesday moved at 9:00, Thursday 9:10 in vain, Friday.
    assert moments(told) == [4 * DAY + MORNING + 10 * MINUTE]


def late(window: str | None) -> Ledger:
    """A visit of a planned hour takes four, so that an appointment at 13:00 begins at 14:50."""
    kinds = {**by_appointment(lead="4 h", window=window), "call": {**REQUEST, "urgency": 1}}
    return agreed(company(kinds), [JOB, ("call", MORNING, 4 * HOUR)], [NEAR, FAR], [KEPT, KEPT])


def test_who_comes_after_the_window_comes_in_vain() -> None:
    assert moments(late(None))[0] == 14 * HOUR + 50 * MINUTE
    assert moments(late("2 h"))[0] == 14 * HOUR + 50 * MINUTE
    assert moments(late("1 h"))[0] == DAY + MORNING + 10 * MINUTE


def test_a_call_may_be_made_first_that_ends_within_the_window() -> None:
    call = {**REQUEST, "urgency": 1}

    def begun(window: str | None) -> list[int]:
        kinds = {**by_appointment(lead="1 h", window=window), "call": call}
        tasks = [JOB, ("call", MORNING + MINUTE, HOUR)]
        return moments(agreed(company(kinds), tasks, [NEAR, NEAR], [KEPT, KEPT]))

    assert begun(None) == [10 * HOUR, 11 * HOUR]
    assert begun("15 min") == [10 * HOUR + 11 * MINUTE, 9 * HOUR + 11 * MINUTE]


def test_whoever_can_come_first_comes() -> None:
    two = {"people": 2, "members": {}, "base": "headquarters"}
    world = company(by_appointment(lead="1 h"), rep=two)
    tasks = [("repair", MORNING, HOUR), ("repair", MORNING, HOUR)]
    told = agreed(world, tasks, [NEAR, NEAR], [KEPT, KEPT])
    assert moments(told) == [10 * HOUR, 10 * HOUR]
    assert sorted(moments(told, "by")) == [0, 1]


def test_an_appointment_of_two_is_moved_for_both() -> None:
    two = {"people": 2, "members": {}, "base": "headquarters"}
    kinds = {"repair": {**REQUEST, "with": {"rep": 1}, "appointment": {"lead": "1 h"}}}
    told = agreed(company(kinds, rep=two), [JOB], [NEAR], [MOVED_ON])
    assert moments(told) == [10 * HOUR + 50 * MINUTE]  # known at 9:50
    e = told.entries
    both = (e.doing == DOINGS.index("work")) & (e.start == 10 * HOUR + 50 * MINUTE)
    assert e.person[both].tolist() == [0, 1]


def test_appointments_are_moved_and_missed_as_often_as_said() -> None:
    said = {"lead": {"family": "gamma", "mean": "2 d", "spread": 0.5}, "moved": 0.1, "no_show": 0.2}
    arises = {"inbound": {"rate": "40 per day", "per": "role"}}
    kinds = {"repair": {**REQUEST, "appointment": said, "arises": arises}}
    slots = draw(company(kinds, horizon={"start": "2025-01-06", "weeks": 8})).tasks
    for number in range(2):
        fate = slots.fate[(slots.fate >> 2 * number - 2 & 3 > 0) | (number == 0)]
        assert abs((fate >> 2 * number & 3 == MOVED_ON).mean() - 0.1) < 0.04
        assert abs((fate >> 2 * number & 3 == IN_VAIN).mean() - 0.2) < 0.04
    assert abs(slots.lead.mean() / (2 * DAY) - 1) < 0.05


def test_more_no_shows_change_no_lead_and_no_length() -> None:
    arises = {"inbound": {"rate": "4 per day", "per": "role"}}
    kinds = {"repair": {**REQUEST, "appointment": {"lead": "2 d"}, "arises": arises}}
    plain = {"repair": {**REQUEST, "arises": arises}}
    worse = {"repair": {**kinds["repair"], "appointment": {"lead": "2 d", "no_show": 0.5}}}
    drawn = [draw(company(each)).tasks for each in (kinds, worse, plain)]
    for each in drawn[1:]:
        assert each.work.tolist() == drawn[0].work.tolist()
        assert each.asked.tolist() == drawn[0].asked.tolist()
        assert each.account.tolist() == drawn[0].account.tolist()


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"place": "anywhere"}, "appointments are for visits on request"),
        ({"interrupts": True}, "cannot have 'interrupts'"),
        ({"on_days": ["monday"]}, "cannot have 'on_days'"),
        ({"overflow": {"to": "rep", "after": "1 h"}}, "cannot have 'overflow'"),
        ({"appointment": {"moved": 0.5, "no_show": 0.5}}, "expected at most 0.9"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(said: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        company({"repair": {**REQUEST, "appointment": {"lead": "1 d"}, **said}})


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


# -- nights away ------------------------------------------------------------------------


def on_tour(days: list[int], **said: Any) -> Ledger:
    """A visit an hour away on each of these days, and nights away beyond half an hour."""
    rep = {"tour": {"beyond": "30 min", "nights": 2, "costs": 100, **said}}
    world = company({"repair": REQUEST}, rep=rep, horizon={"start": "2025-01-06", "weeks": 2})
    tasks = [("repair", day * DAY + 9 * HOUR, HOUR) for day in days]
    return played(world, tasks, [FAR] * len(days))


def nights(ledger: Ledger) -> list[int]:
    """The days that begin away from home."""
    return [int(until) // DAY for until in ledger.nights.until]


def test_who_is_far_from_home_stays_there_and_goes_on_from_there() -> None:
    told = on_tour([0, 1])
    assert day_of(told, 0) == [("travel", 60), ("work", 60), ("idle", 360)]
    assert day_of(told, 1)[0] == ("work", 60)
    assert moments(told) == [10 * HOUR, DAY + 9 * HOUR]


def test_so_many_nights_in_a_row_are_spent_away() -> None:
    told = on_tour([0, 1, 2, 3])
    assert nights(told) == [1, 2, 4]
    assert day_of(told, 2)[-1] == ("travel", 60)
    assert moments(told)[3] == 3 * DAY + 10 * HOUR
    assert nights(on_tour([0, 1, 2, 3], nights=1)) == [1, 3]


def test_who_works_on_beyond_the_whole_next_shift_spends_the_night_after_it_away() -> None:
    rep = {"tour": {"beyond": "30 min", "nights": 1}}
    world = company({"repair": REQUEST}, rep=rep, horizon={"start": "2025-01-06", "weeks": 2})
    told = played(world, [("repair", 9 * HOUR, 33 * HOUR)], [FAR])
    assert (moments(told), moments(told, "finished")) == ([10 * HOUR], [DAY + 19 * HOUR])
    assert nights(told) == [2]
    assert day_of(told, 2)[-1] == ("travel", 60)
    # Where it ends within the next shift, there was no night before that.
    told = played(world, [("repair", 9 * HOUR, 24 * HOUR)], [FAR])
    assert nights(told) == [2]


@pytest.mark.parametrize("lasts", [11, 12, 13, 34])  # until 8, 9 and 10 a.m., and a day longer
def test_an_evenings_work_that_goes_on_into_the_next_shift_or_beyond_takes_no_night_away(
    lasts: int,
) -> None:
    rep = {
        "tour": {"beyond": "30 min", "nights": 2, "costs": 100},
        "evening": {"from": "21:00", "lasts": "1 h", "when_waiting": "10 min"},
    }
    note = {**VISIT, "category": "desk", "lasts": f"{lasts} h"}
    kinds = {"repair": REQUEST, "note": note}
    world = company(kinds, rep=rep, horizon={"start": "2025-01-06", "weeks": 2})
    tasks = [("repair", MORNING, HOUR), ("note", 18 * HOUR, lasts * HOUR)]
    workload = about(prescribed(world, tasks, person=[0, 0]), [FAR, -1])
    for ledger in (replay(workload), faster(workload)):
        check_invariants(ledger)
        assert moments(ledger)[1] == 21 * HOUR
        assert nights(ledger) == [1, 2]


def test_the_night_before_a_day_off_is_spent_at_home() -> None:
    told = on_tour([4])
    assert nights(told) == []
    assert day_of(told, 4)[-1] == ("travel", 60)


def test_a_shorter_way_home_is_driven() -> None:
    told = on_tour([0, 1], beyond="60 min")
    assert nights(told) == []
    assert told.entries.end.tolist() == on_tour([0, 1], beyond="2 h").entries.end.tolist()


def test_a_visit_fits_into_the_day_that_leaves_no_time_to_come_home() -> None:
    rep = {"tour": {"beyond": "30 min"}}
    tasks = [("repair", 15 * HOUR, HOUR)]
    assert moments(played(company({"repair": REQUEST}, rep=rep), tasks, [FAR])) == [16 * HOUR]
    assert moments(played(company({"repair": REQUEST}), tasks, [FAR])) == [DAY + 10 * HOUR]


def test_the_night_before_a_meeting_at_headquarters_is_spent_at_home() -> None:
    tuesday = {"every": "week", "on": "tuesday", "at": "12:00"}
    meeting = {**VISIT, "place": "headquarters", "arises": {"meeting": tuesday}}
    rep = {"tour": {"beyond": "30 min"}}
    world = company({"repair": REQUEST, "meeting": meeting}, rep=rep)
    tasks = [("meeting", DAY + 12 * HOUR, HOUR), ("repair", 9 * HOUR, HOUR)]
    assert nights(with_meeting(world, tasks, [-1, FAR])) == []
    world = company({"repair": REQUEST, "meeting": {**meeting, "place": "anywhere"}}, rep=rep)
    assert nights(with_meeting(world, tasks, [-1, FAR])) == [1]


def test_the_night_before_an_appointment_is_spent_at_home() -> None:
    rep = {"tour": {"beyond": "30 min"}}
    kinds = {**by_appointment(lead="20 h"), "call": REQUEST}
    tasks = [("repair", MORNING, HOUR), ("call", MORNING, HOUR)]
    assert nights(agreed(company(kinds, rep=rep), tasks, [NEAR, FAR], [KEPT, KEPT])) == []


def test_who_leaves_tomorrow_stays_away_tonight_as_if_nobody_knew() -> None:
    rep = {"tour": {"beyond": "30 min", "costs": 100}}
    world = company({"repair": REQUEST}, rep=rep, horizon={"start": "2025-01-06", "weeks": 2})
    leaves = what_if(world, hire={"rep": -1}, change={"on": "2025-01-08"})
    told = played(leaves, [("repair", DAY + 9 * HOUR, HOUR)], [FAR])
    assert day_of(told, 1) == [("travel", 60), ("work", 60), ("idle", 360)]
    assert (day_of(told, 2), nights(told)) == ([], [2])
    free = what_if(leaves, roles={"rep": {"tour": {"costs": 0}}})
    without = played(free, [("repair", DAY + 9 * HOUR, HOUR)], [FAR])
    costs = [measure(ledger)["cost_per_week"] for ledger in (told, without)]
    assert costs[0] - costs[1] == pytest.approx(100 / 2)  # of two weeks


def test_who_works_on_into_the_day_on_which_he_has_left_drives_home() -> None:
    rep = {"tour": {"beyond": "30 min"}, "shift": {"from": "00:00", "to": "24:00"}}
    rep["lunch"] = {"from": "12:00", "lasts": "30 min"}
    world = company({"repair": REQUEST}, rep=rep, horizon={"start": "2025-01-06", "weeks": 2})
    leaves = what_if(world, hire={"rep": -1}, change={"on": "2025-01-08"})
    told = played(leaves, [("repair", DAY + 22 * HOUR, 2 * HOUR)], [FAR])
    assert (day_of(told, 2), nights(told)) == ([("travel", 60)], [])


def test_a_way_home_of_no_length_as_the_next_shift_begins_is_no_night_away() -> None:
    rep = {"tour": {"beyond": "30 min"}, "shift": {"from": "00:00", "to": "24:00"}}
    rep["lunch"] = {"from": "12:00", "lasts": "30 min"}
    world = company({"repair": REQUEST}, rep=rep, segment={"coordinates": [["here", 0, 0]]})
    told = played(world, [("repair", 9 * HOUR, HOUR)], [0])
    assert nights(told) == []
    assert day_of(told, 1)[0] == ("travel", 0)


def test_the_night_before_a_meeting_that_a_change_takes_off_is_still_spent_at_home() -> None:
    wednesday = {"every": "week", "on": "wednesday", "at": "12:00"}
    meeting = {**VISIT, "place": "headquarters", "arises": {"meeting": wednesday}}
    world = company(
        {"call": REQUEST, "meeting": meeting},
        rep={"tour": {"beyond": "30 min", "nights": 5}, "accounts": "own"},
        segment={"coordinates": [["far", 60_000, 0]], "contact_every": {"call": "1 d"}},
        call_plans={"call": {}},
        horizon={"start": "2025-01-06", "weeks": 2},
    )
    without = what_if(world, eliminate=["meeting"], change={"on": "2025-01-15"})
    everywhere = [nights(faster(draw(each))) for each in (world, without)]
    assert everywhere == [[1, 3, 4, 8, 10, 11], [1, 3, 4, 8, 10, 11]]
    later = what_if(without, change={"on": "2025-01-14"})
    assert nights(faster(draw(later))) == [1, 3, 4, 8, 9, 10, 11]


def test_a_night_away_costs_what_it_costs() -> None:
    there, home = on_tour([0, 1]), on_tour([0, 1], costs=0)
    costs = [measure(ledger)["cost_per_week"] for ledger in (there, home)]
    assert costs[0] - costs[1] == pytest.approx(2 * 100 / 2)  # of two weeks
    assert measure(there)["nights_away.rep"] == pytest.approx(2 / 2)
    assert "nights_away.rep" not in measure(played(company({"repair": REQUEST}), [], []))


def test_nights_away_are_those_of_a_count_apart() -> None:
    rng = np.random.default_rng(3)
    days = sorted(rng.choice(100, size=60).tolist())
    weeks = {"start": "2025-01-06", "weeks": 16}
    world = company(
        {"repair": REQUEST}, rep={"tour": {"beyond": "30 min", "nights": 2}}, horizon=weeks
    )
    tasks = [("repair", day * DAY + 9 * HOUR, HOUR) for day in days]
    accounts = rng.choice([NEAR, FAR], size=60).tolist()
    assert nights(played(world, tasks, accounts)) == nights_apart(days, accounts)


def nights_apart(days: list[int], accounts: list[int]) -> list[int]:
    """Days that begin away, counted day by day: visits in order of asking, as many as fit."""
    waiting: list[int] = []
    visits = list(zip(days, accounts, strict=True))
    place, row, away = 0, 0, list[int]()
    for day in range(16 * 7):
        waiting += [60 if account == FAR else 10 for d, account in visits if d == day]
        if day % 7 > 4:
            continue
        row = 0 if place == 0 else row
        stays = row < 2 and day % 7 < 4
        now = 0
        for goal in list(waiting):
            home = 0 if stays and goal > 30 else goal
            if now + abs(goal - place) + 60 + home <= 480:
                now, place = now + abs(goal - place) + 60, goal
                waiting.remove(goal)
        if stays and place > 30:
            row, away = row + 1, [*away, day + 1]
        else:
            place = 0
    return away
