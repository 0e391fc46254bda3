"""Tiny worlds, each with the ledger that must come out written down by hand."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import ALWAYS, OFFICE, desk, played, prescribed, scenario

from simulator.engine.initial_state import initial_state
from simulator.engine.rules.customers.customers import agenda_key
from simulator.engine.rules.dispatch.visits import fill_plan
from simulator.engine.simpy_engine import replay, with_lists
from simulator.ledger.ledger import Ledger
from simulator.model.codes import DOINGS, STATES
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import parse_clock
from simulator.workload.draw import draw

MONDAY, TUESDAY, WEDNESDAY = 0, 86_400, 172_800


def at(clock: str, day: int = MONDAY) -> int:
    return day + parse_clock(clock)


def told(ledger: Ledger, person: int = 0, day: int = MONDAY, idle: bool = False) -> list[str]:
    """A person's day in short lines: begin, end, doing, activity."""
    e, names = ledger.entries, (*ledger.parameters.activities.name, "")
    lines = []
    for row in range(len(e)):
        doing = DOINGS[e.doing[row]]
        if e.person[row] != person or not day <= e.start[row] < day + 86_400:
            continue
        if idle or not doing.startswith("idle"):
            lines.append(
                f"{clock(e.start[row])} {clock(e.end[row])} {doing} {names[e.activity[row]]}"
            )
    return [line.strip() for line in lines]


def clock(seconds: int) -> str:
    seconds = int(seconds) % 86_400
    text = f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}"
    return text + (f":{seconds % 60:02d}" if seconds % 60 else "")


def office(kinds: dict[str, dict[str, Any]] | None = None, **role: Any) -> Scenario:
    """One clerk from nine to five."""
    clerk = {"people": 1, "cost_per_hour": 30, "shift": OFFICE, **role}
    return desk(kinds=kinds, roles={"clerk": clerk})


def reps(**said: Any) -> Scenario:
    """One rep at home at the origin; one account 10 km to the east, called on every day.

    10 km at 60 km/h with a detour of 1.2 take 12 minutes.
    """
    values: dict[str, Any] = {
        "travel": {"speed": "60 km/h", "detour": 1.2},
        "roles": {
            "rep": {
                "people": 1,
                "cost_per_hour": 60,
                "base": "home",
                "accounts": "own",
                "shift": OFFICE,
            },
            "clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE},
        },
        "segments": {
            "only": {
                "places": "only.csv",
                "coordinates": [["home", 0, 0], ["shop", 10_000, 0]],
                "contact_every": {"visit": "1 d"},
            }
        },
        "activities": {
            "visit": {
                "category": "selling",
                "by": "rep",
                "lasts": "30 min",
                "splittable": False,
                "place": "account",
            },
            **said.pop("kinds", {}),
        },
        "call_plans": {"visit": {"planned_share": 0, **said.pop("plan", {})}},
    }
    return scenario(**{**values, **said})


def test_a_clerk_takes_tasks_as_they_come_and_is_idle_between() -> None:
    ledger = played(office(), [("job", at("09:30"), 1200), ("job", at("09:40"), 600)])
    assert told(ledger, idle=True) == [
        "09:00 09:30 idle",
        "09:30 09:50 work job",
        "09:50 10:00 work job",
        "10:00 17:00 idle",
    ]


def test_work_that_can_be_split_stops_at_the_end_of_the_shift_and_goes_on_next_morning() -> None:
    ledger = played(office(), [("job", at("16:30"), 3600)])
    assert told(ledger) == ["16:30 17:00 work job"]
    assert told(ledger, day=TUESDAY) == ["09:00 09:30 work job"]
    assert ledger.tasks.finished.tolist() == [at("09:30", TUESDAY)]


def test_work_that_cannot_be_split_is_finished_as_overtime() -> None:
    ledger = played(office({"job": {"splittable": False}}), [("job", at("16:30"), 3600)])
    assert told(ledger) == ["16:30 17:30 work job"]


def test_lunch_splits_what_can_be_split() -> None:
    lunch = {"from": "12:00", "lasts": "30 min"}
    ledger = played(office(lunch=lunch), [("job", at("11:50"), 1200)])
    assert told(ledger) == ["11:50 12:00 work job", "12:00 12:30 break", "12:30 12:40 work job"]


def test_lunch_waits_for_what_cannot_be_split() -> None:
    lunch = {"from": "12:00", "lasts": "30 min"}
    ledger = played(
        office({"job": {"splittable": False}}, lunch=lunch), [("job", at("11:50"), 1200)]
    )
    assert told(ledger) == ["11:50 12:10 work job", "12:10 12:40 break"]


def test_the_more_urgent_task_goes_first_and_the_older_one_of_two_alike() -> None:
    kinds = {"job": {"urgency": 5}, "alarm": {"urgency": 1}}
    tasks = [("job", at("09:10"), 600), ("job", at("09:00"), 1200), ("alarm", at("09:15"), 60)]
    assert told(played(office(kinds), tasks)) == [
        "09:00 09:20 work job",
        "09:20 09:21 work alarm",
        "09:21 09:31 work job",
    ]


def test_an_interrupted_task_goes_on_afterwards_and_pays_for_getting_back_into_it() -> None:
    kinds = {"job": {}, "call": {"urgency": 1, "interrupts": True, "splittable": False}}
    company = desk(kinds=kinds, resumption="3 min")
    ledger = played(company, [("job", at("09:00"), 1800), ("call", at("09:10"), 300)])
    assert told(ledger) == [
        "09:00 09:10 work job",
        "09:10 09:15 work call",
        "09:15 09:18 resume job",
        "09:18 09:38 work job",
    ]
    assert ledger.tasks.interrupted.tolist() == [1, 0]


def test_changing_the_kind_of_work_costs_a_set_up_and_slows_the_first_task() -> None:
    company = desk(kinds={"job": {}, "post": {}}, switching={"set_up": "2 min", "slower": 0.5})
    tasks = [("job", at("09:00"), 600), ("job", at("09:00"), 600), ("post", at("09:01"), 600)]
    assert told(played(company, tasks)) == [
        "09:00 09:02 set_up job",
        "09:02 09:17 work job",
        "09:17 09:27 work job",
        "09:27 09:29 set_up post",
        "09:29 09:44 work post",
    ]


def test_a_rep_drives_waits_visits_writes_up_and_drives_home() -> None:
    report = {"report": {"category": "desk", "by": "rep", "lasts": "6 min"}}
    report["report"]["arises"] = {"after": {"visit": 1}}
    company = reps(
        kinds=report,
        plan={"waiting": "5 min"},
        segments={
            "only": {
                "places": "x.csv",
                "coordinates": [["a", 0, 0], ["b", 0, 0]],
                "contact_every": {"visit": "4 weeks"},
                "opening": {"from": "10:00", "to": "17:00"},
            }
        },
        travel={"speed": "60 km/h", "parking": "10 min"},
    )
    ledger = replay(draw(company, 5, 0))
    visits = ledger.tasks.activity == 0
    first = int(ledger.tasks.started[visits & (ledger.tasks.started >= 0)].min())
    day = first // 86_400 * 86_400
    lines = told(ledger, day=day)
    start = max(first - 300 - 600, day)
    assert lines[:4] == [
        f"{clock(start)} {clock(start + 600)} travel visit",
        f"{clock(start + 600)} {clock(first)} wait visit",
        f"{clock(first)} {clock(first + 1800)} work visit",
        lines[3],
    ]
    assert any(line.endswith("work report") for line in lines)
    assert lines[-1] == "16:50 17:00 travel"


def test_handing_over_costs_the_giver_and_the_taker_and_may_come_back() -> None:
    kinds = {
        "order": {
            "category": "desk",
            "by": "rep",
            "lasts": "20 min",
            "moved": {
                "to": "clerk",
                "hand_over": "4 min",
                "take_over": "2 min",
                "comes_back": 1,
                "time_factor": 0.5,
            },
        }
    }
    company = reps(kinds=kinds, segments={}, call_plans={}, activities=kinds)
    workload = prescribed(company, [("order", at("09:10"), 1200)], person=[0])
    slots = workload.tasks
    slots.routing[:], slots.comes_back[:], slots.again[:] = 1, 1, 600
    ledger = replay(workload)
    assert told(ledger, person=0) == ["09:10 09:14 hand_over order", "09:26 09:36 work order"]
    assert told(ledger, person=1) == ["09:14 09:16 take_over order", "09:16 09:26 work order"]
    t = ledger.tasks
    assert (t.handing[0], t.available[0], t.started[0]) == (at("09:10"), at("09:14"), at("09:14"))
    assert (t.finished[0], t.hand_overs[0], t.by[0]) == (at("09:36"), 2, 0)


def test_what_waits_too_long_goes_to_those_who_take_the_overflow() -> None:
    clerk = {"people": 1, "cost_per_hour": 30, "shift": ALWAYS}
    company = desk(
        roles={"clerk": clerk, "backup": clerk},
        kinds={"job": {"overflow": {"to": "backup", "after": "15 min"}}},
    )
    ledger = played(company, [("job", at("09:00"), 3600), ("job", at("09:05"), 600)])
    assert told(ledger, person=0) == ["09:00 10:00 work job"]
    assert told(ledger, person=1) == ["09:20 09:30 work job"]


def test_a_meeting_begins_on_time_and_a_latecomer_stays_for_the_rest() -> None:
    company = desk(
        people=2,
        kinds={
            "job": {"splittable": False},
            "round": {
                "splittable": False,
                "lasts": "30 min",
                "arises": {"meeting": {"every": "week", "on": "monday", "at": "10:00"}},
            },
        },
    )
    workload = prescribed(
        company,
        [("job", at("09:50"), 1200), ("round", at("10:00"), 1800), ("round", at("10:00"), 1800)],
        person=[0, 0, 1],
    )
    ledger = replay(workload)
    assert told(ledger, person=0) == ["09:50 10:10 work job", "10:10 10:30 work round"]
    assert told(ledger, person=1) == ["10:00 10:30 work round"]


def test_a_meeting_that_is_over_before_somebody_is_free_is_missed() -> None:
    kinds = {
        "job": {"splittable": False},
        "round": {
            "splittable": False,
            "arises": {"meeting": {"every": "week", "on": "monday", "at": "10:00"}},
        },
    }
    workload = prescribed(
        desk(kinds=kinds), [("job", at("09:50"), 7200), ("round", at("10:00"), 600)], person=[0, 0]
    )
    ledger = replay(workload)
    assert STATES[ledger.tasks.state[1]] == "missed"


def test_work_bound_to_a_weekday_waits_for_it() -> None:
    ledger = played(office({"job": {"on_days": ["wednesday"]}}), [("job", at("09:10"), 600)])
    assert told(ledger) == []
    assert told(ledger, day=WEDNESDAY) == ["09:00 09:10 work job"]


def test_work_at_headquarters_is_done_there() -> None:
    kinds = {
        "papers": {"category": "desk", "by": "rep", "lasts": "20 min", "place": "headquarters"}
    }
    company = reps(kinds=kinds, activities=kinds, call_plans={}, segments={})
    far = {"x": "20 km", "y": "0 km"}
    company = Scenario.model_validate(
        {
            **company.model_dump(by_alias=True, mode="json"),
            "headquarters": far,
            "segments": {"only": {"places": "x.csv", "coordinates": [["a", 0, 0]]}},
        }
    )
    ledger = replay(prescribed(company, [("papers", at("09:06"), 1200)], person=[0]))
    assert told(ledger) == [
        "09:06 09:30 travel papers",
        "09:30 09:50 work papers",
        "16:36 17:00 travel",
    ]


def test_an_evening_is_worked_only_when_enough_lies_waiting() -> None:
    evening = {"from": "20:00", "lasts": "1 h", "when_waiting": "30 min"}
    little = prescribed(office(evening=evening), [("job", at("18:00"), 1200)], person=[0])
    much = prescribed(office(evening=evening), [("job", at("18:00"), 4800)], person=[0])
    assert told(replay(little)) == []
    assert told(replay(much)) == ["20:00 21:00 work job"]
    assert told(replay(much), day=TUESDAY) == ["09:00 09:20 work job"]


def test_people_on_holiday_do_not_work() -> None:
    company = office()
    values = company.model_dump(by_alias=True, mode="json")
    values["horizon"] = {"start": "2025-04-14", "weeks": 2}
    values["holidays"] = {"country": "DE"}
    ledger = replay(draw(Scenario.model_validate(values)))
    days = sorted({int(start) // 86_400 for start in ledger.entries.start})
    assert days == [0, 1, 2, 3, 8, 9, 10, 11]  # Good Friday and Easter Monday 2025


def test_what_is_automated_needs_nobody_and_still_has_its_consequences() -> None:
    kinds = {
        "order": {"automated": 1, "arises": {"routine": {"every": "day", "at": "10:00"}}},
        "bill": {"arises": {"after": {"order": 1}}},
    }
    ledger = replay(draw(office(kinds)))
    assert told(ledger) == ["10:00 10:10 work bill"]
    assert {STATES[s] for s in ledger.tasks.state[ledger.tasks.activity == 0]} == {"automated"}


def test_a_rep_who_freed_time_calls_only_on_accounts_that_are_due() -> None:
    company = reps(
        segments={
            "only": {
                "places": "x.csv",
                "coordinates": [["a", 0, 0]],
                "contact_every": {"visit": "3 weeks"},
            }
        },
        horizon={"start": "2025-01-06", "weeks": 6},
    )
    ledger = replay(draw(company))
    assert (ledger.tasks.started >= 0).sum() in (1, 2)
    idle = {DOINGS[d] for d in ledger.entries.doing if DOINGS[d].startswith("idle")}
    assert "idle_none_due" in idle


def on_two_shops(first: dict[str, Any], second: dict[str, Any]) -> Scenario:
    """Shops at home, ten of a kind that is due longest, one of another kind."""
    kinds = {"first": (first, 10), "second": (second, 1)}
    return reps(
        segments={
            name: {
                "places": "x.csv",
                "coordinates": [[f"{name} {number}", 0, 0] for number in range(shops)],
                "contact_every": {"visit": "3 weeks" if name == "first" else "1 s"},
                "opening": opening,
            }
            for name, (opening, shops) in kinds.items()
        }
    )


def visits(ledger: Ledger) -> list[str]:
    """Monday's visits, by begin."""
    return [line[:8] for line in told(ledger) if line.endswith("work visit")]


@pytest.mark.slow
def test_shops_that_are_closed_today_keep_nobody_from_calling_on_others() -> None:
    ledger = replay(draw(on_two_shops({"days": ["sunday"]}, {})))
    assert visits(ledger)[:4] == ["09:00 09", "09:30:01", "10:00:02", "10:30:03"]
    assert len(visits(ledger)) == 15, "the last would be over at 17:00:15"


@pytest.mark.slow
def test_shops_that_open_later_keep_nobody_from_calling_on_others() -> None:
    ledger = replay(draw(on_two_shops({"from": "16:00"}, {"to": "11:00"})))
    assert visits(ledger) == ["09:00 09", "09:30:01", "10:00:02", "16:00 16", "16:30 17"]


@pytest.mark.slow
def test_the_mornings_plan_takes_shops_that_receive_today() -> None:
    company = on_two_shops({"days": ["tuesday"]}, {"days": ["monday"]})
    state = with_lists(initial_state(draw(company)))
    for contact in range(11):
        state.contacts.due[contact] = 0
    state.agendas[0][:] = [agenda_key(0, contact) for contact in range(11)]
    fill_plan(state, 0, 0, 5, at("09:00"))
    assert [state.contacts.account[contact] for contact in state.plans_today[0]] == [10]


def test_what_follows_on_getting_ready_is_begun_at_once() -> None:
    kinds = {
        "ready": {"category": "desk", "by": "rep", "lasts": "6 min"},
        "ticket": {
            "category": "desk",
            "by": "clerk",
            "lasts": "5 min",
            "arises": {"after": {"ready": 1}},
        },
    }
    company = reps(kinds=kinds, plan={"preparation": "ready"})
    ledger = replay(draw(company))
    assert told(ledger, person=0)[0] == "09:00 09:06 work ready"
    assert told(ledger, person=1)[0] == "09:06 09:11 work ticket"


def test_getting_ready_that_is_automated_takes_no_time_and_has_its_consequences() -> None:
    kinds = {
        "ready": {"category": "desk", "by": "rep", "lasts": "6 min", "automated": 1},
        "ticket": {
            "category": "desk",
            "by": "clerk",
            "lasts": "5 min",
            "arises": {"after": {"ready": 1}},
        },
    }
    ledger = replay(draw(reps(kinds=kinds, plan={"preparation": "ready"})))
    assert told(ledger, person=0)[0].endswith("travel visit")
    assert told(ledger, person=1)[0] == "09:00 09:05 work ticket"
    ready = ledger.tasks.activity == ledger.parameters.activities.name.index("ready")
    assert {STATES[state] for state in ledger.tasks.state[ready]} == {"automated"}
    assert (ledger.tasks.by[ready] == -1).all()


def far_meeting(way: str) -> Scenario:
    """A meeting of an hour on Thursday at ten, at 2 km/h from home."""
    kinds = {
        "round": {
            "category": "desk",
            "by": "rep",
            "lasts": "1 h",
            "splittable": False,
            "place": "headquarters",
            "arises": {"meeting": {"every": "week", "on": "thursday", "at": "10:00"}},
        }
    }
    return reps(
        headquarters={"x": way, "y": "0 km"},
        travel={"speed": "2 km/h", "detour": 1},
        segments={"only": {"places": "x.csv", "coordinates": [["a", 0, 0]]}},
        activities=kinds,
        call_plans={},
    )


def test_a_way_to_a_meeting_may_take_days() -> None:
    ledger = replay(draw(far_meeting("96 km")))
    # 48 hours: he leaves on Tuesday at ten, attends after his shift has long ended, and goes home.
    assert told(ledger, day=TUESDAY) == ["10:00 10:00 travel round"]
    assert told(ledger, day=3 * 86_400) == ["10:00 11:00 work round", "11:00 11:00 travel"]


def test_nobody_sets_out_for_a_meeting_that_is_over_when_he_comes() -> None:
    ledger = replay(draw(far_meeting("100 km")))
    # 50 hours: on Tuesday at nine, when he comes on duty, it is too late by an hour.
    assert told(ledger) == told(ledger, day=TUESDAY) == []
    assert [STATES[state] for state in ledger.tasks.state] == ["missed"]


def test_a_meeting_after_the_shift_is_attended() -> None:
    company = far_meeting("16 km")
    values = company.model_dump(by_alias=True, mode="json")
    values["activities"]["round"]["arises"]["meeting"]["at"] = "17:30"
    values["travel"]["speed"] = "16 km/h"
    ledger = replay(draw(Scenario.model_validate(values)))
    assert told(ledger, day=3 * 86_400) == [
        "16:30 17:30 travel round",
        "17:30 18:30 work round",
        "18:30 19:30 travel",
    ]


@pytest.mark.slow
def test_a_meeting_held_anywhere_keeps_nobody_from_a_call_far_away() -> None:
    kinds = {
        "round": {
            "category": "desk",
            "by": "rep",
            "lasts": "1 h",
            "splittable": False,
            "arises": {"meeting": {"every": "week", "on": "tuesday", "at": "11:00"}},
        }
    }
    company = reps(
        kinds=kinds,
        travel={"speed": "60 km/h", "detour": 1},
        segments={
            "only": {
                "places": "x.csv",
                "coordinates": [["a", 60_000, 0], ["b", 60_001, 0]],
                "contact_every": {"visit": "1 s"},
            }
        },
    )
    workload = draw(company)
    workload.territory.places.x[workload.territory.base[0]] = 0
    lines = told(replay(workload), day=TUESDAY)
    assert lines[0].startswith("09:00 10:00")
    assert lines[2] == "10:00 10:30 work visit"


def test_accounts_out_of_reach_keep_nobody_from_calling_on_others() -> None:
    def visits_made(order: str, far: int) -> int:
        distant = [[f"b{number}", 400_000, number] for number in range(far)]
        company = reps(
            plan={"order": order},
            segments={
                "far": {
                    "places": "x.csv",
                    "coordinates": distant,
                    "contact_every": {"visit": "1 d"},
                },
                "only": {
                    "places": "x.csv",
                    "coordinates": [["a", 0, 0]],
                    "contact_every": {"visit": "1 h"},
                },
            },
            horizon={"start": "2025-01-06", "weeks": 4},
        )
        workload = draw(company)
        workload.territory.places.x[workload.territory.base[0]] = 0
        return int((replay(workload).tasks.started >= 0).sum())

    counts = {
        visits_made(order, far) for order in ("as_they_come", "nearest_first") for far in (7, 8)
    }
    assert counts == {120}, "six a day"


@pytest.mark.slow
def test_whoever_gets_ready_in_no_time_does_not_come_before_the_doors_open() -> None:
    kinds = {"ready": {"category": "desk", "by": "rep", "lasts": "1 h", "automated": 1}}
    company = reps(
        kinds=kinds,
        plan={"preparation": "ready"},
        segments={
            "only": {
                "places": "x.csv",
                "coordinates": [["a", 0, 0]],
                "contact_every": {"visit": "1 s"},
                "opening": {"from": "10:30", "to": "13:00"},
            }
        },
    )
    assert visits(replay(draw(company)))[0] == "10:30 11"


def test_two_roles_may_both_call_on_the_nearest_account_first() -> None:
    rep = {
        "people": 1,
        "cost_per_hour": 1,
        "base": "home",
        "accounts": "own",
        "shift": OFFICE,
    }
    kind = {"category": "selling", "lasts": "30 min", "splittable": False, "place": "account"}
    nearest = {"order": "nearest_first", "planned_share": 0}
    company = reps(
        roles={"rep": rep, "expert": {**rep, "people": 2}},
        activities={"visit": {**kind, "by": "rep"}, "look": {**kind, "by": "expert"}},
        call_plans={"visit": nearest, "look": nearest},
        horizon={"start": "2025-01-06", "weeks": 3},
        segments={
            "only": {
                "places": "x.csv",
                "coordinates": [
                    [f"s{n}", 7_919 * n % 20_000, 6_101 * n % 20_000] for n in range(30)
                ],
                "contact_every": {"visit": "2 d", "look": "1 d"},
            }
        },
    )
    ledger = replay(draw(company))
    t, expert = ledger.tasks, ledger.parameters.activities.role
    made = t.started >= 0
    role = [ledger.parameters.role_of[person] for person in t.by[made]]
    assert role == [expert[activity] for activity in t.activity[made]]


def test_a_task_that_was_begun_does_not_overflow() -> None:
    clerk = {"people": 1, "cost_per_hour": 30, "shift": ALWAYS}
    company = desk(
        roles={"clerk": clerk, "backup": clerk},
        kinds={
            "job": {"overflow": {"to": "backup", "after": "15 min"}},
            "alarm": {"urgency": 1, "interrupts": True},
        },
        switching={"set_up": "5 min"},
    )
    # The alarm comes while the clerk is still setting up for the job.
    ledger = played(company, [("job", at("09:00"), 3600), ("alarm", at("09:02"), 3600)])
    assert told(ledger, person=1) == []


def test_work_that_lasts_longer_than_numbers_reach_never_ends() -> None:
    lasts = {"family": "lognormal", "mean": "30 d", "spread": 10}
    company = office({"job": {"lasts": lasts}}, speed_spread=2)
    ledger = played(company, [("job", at("09:00"), 520 * 7 * 86_400)])
    assert told(ledger) == ["09:00 17:00 work job"]
    assert ledger.tasks.finished.tolist() == [-1]


def relay(**clerk: Any) -> Scenario:
    """A clerk and a deputy, from nine to five."""
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    roles = {"clerk": role, "deputy": role}
    said = {"overflow": {"to": "deputy", "after": "30 h"}, **clerk}
    return desk(kinds={"job": said, "other": {"urgency": 1, "splittable": False}}, roles=roles)


def test_what_waits_for_its_day_overflows_once_it_has_waited_too_long_on_whatever_day() -> None:
    company = relay(on_days=["monday"])
    tasks = [("other", at("09:00"), 10 * 3600), ("job", at("09:00"), 600)]
    ledger = played(company, tasks)
    assert told(ledger, person=0) == ["09:00 19:00 work other"]
    assert told(ledger, person=1, day=TUESDAY) == ["15:00 15:10 work job"]


def test_waiting_for_the_first_of_its_days_is_not_waiting_too_long() -> None:
    ledger = played(relay(on_days=["thursday"]), [("job", at("09:00"), 600)])
    assert told(ledger, person=0, day=3 * 86_400) == ["09:00 09:10 work job"]
    assert told(ledger, person=1, day=TUESDAY) == []


def test_what_a_meeting_leaves_behind_differs_from_person_to_person() -> None:
    kinds = {
        "round": {
            "lasts": "1 h",
            "splittable": False,
            "arises": {"meeting": {"every": "week", "on": "monday", "at": "10:00"}},
        },
        "minutes": {"lasts": "10 min", "arises": {"after": {"round": 0.5}}},
    }
    slots = draw(desk(people=20, kinds=kinds)).tasks
    assert 4 <= (slots.activity == 1).sum() <= 16
