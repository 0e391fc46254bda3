"""Joint work: a common time, a way for each, waiting for the last, beginning together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pytest
from worlds import OFFICE, prescribed, scenario

from simulator import ScenarioError, what_if
from simulator.analysis.capacity.load import loads_of_scenario
from simulator.engine.initial_state import initial_state
from simulator.engine.rules.changes.phases import cancel_all
from simulator.engine.rules.customers.market import lose_account
from simulator.engine.rules.dispatch.visits import agree_on_call
from simulator.engine.simpy_engine import replay, with_lists
from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.model.codes import DOINGS, NO_SHOW, TRAVEL, WAIT, WORK
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw

MINUTE, HOUR, DAY = 60, 3_600, 86_400
FREE = {"category": "desk", "splittable": False}
KINDS: dict[str, dict[str, Any]] = {
    "demo": FREE | {"by": "rep", "lasts": "30 min", "with": {"engineer": 1}},
    "build": FREE | {"by": "engineer", "lasts": "40 min"},
    "paper": {"category": "desk", "by": "engineer", "lasts": "3 h"},
}


def pair(**said: Any) -> Scenario:
    """A seller and an engineer in one office, and a demonstration that takes both."""
    role = {"people": 1, "cost_per_hour": 50, "shift": OFFICE}
    values: dict[str, Any] = {"roles": {"rep": role, "engineer": role}, "activities": KINDS}
    return scenario(**values | said)


def story(ledger: Ledger, person: int) -> list[tuple[str, int, int]]:
    """What a person did but idle: doing, from when to when in minutes of the first day."""
    e = ledger.entries
    rows = np.flatnonzero((e.person == person) & ~e.is_idle & (e.start < DAY))
    return [(DOINGS[e.doing[r]], e.start[r] / MINUTE, e.end[r] / MINUTE) for r in rows]


def played(company: Scenario, tasks: list[tuple[str, int, int]], **said: Any) -> Ledger:
    ledger = replay(prescribed(company, tasks, **said))
    check_invariants(ledger)
    return ledger


TWO_DAYS = 2 * DAY  # until Wednesday begins
MORNINGS = {"from": "09:00", "to": "13:00"}  # so that reps agree in the afternoon on tomorrow
LATE = DAY + 16 * HOUR + 50 * MINUTE  # too late for a demonstration on that Tuesday


def changes(company: Scenario, **verbs: Any) -> Scenario:
    """The same with a change on Wednesday."""
    return what_if(company, change={"on": "2025-01-08"}, **verbs)


def offices(reps: int, engineers: int, **activities: Any) -> Scenario:
    """So many sellers and engineers in one office."""
    role = {"cost_per_hour": 50, "shift": OFFICE}
    roles = {"rep": {**role, "people": reps}, "engineer": {**role, "people": engineers}}
    return pair(roles=roles, activities=KINDS | activities)


def test_what_is_agreed_on_with_somebody_who_leaves_is_agreed_on_again_on_his_day() -> None:
    tasks = [("demo", LATE, 30 * MINUTE), ("demo", LATE, 30 * MINUTE)]
    today = offices(2, 2)
    before = played(today, tasks, person=[0, 1])
    assert before.tasks.started.tolist() == [TWO_DAYS + 9 * HOUR] * 2
    ledger = played(changes(today, hire={"engineer": -1}), tasks, person=[0, 1])
    starts = [TWO_DAYS + 9 * HOUR, TWO_DAYS + 9 * HOUR + 30 * MINUTE]
    assert ledger.tasks.started.tolist() == starts
    assert set(ledger.entries.person[ledger.entries.task == 1]) == {1, 2}


def test_what_a_leaver_was_to_lead_is_led_by_another() -> None:
    tasks = [("demo", LATE, 30 * MINUTE), ("demo", LATE, 30 * MINUTE)]
    ledger = played(changes(offices(2, 2), hire={"rep": -1}), tasks, person=[0, 1])
    assert ledger.tasks.by.tolist() == [0, 0]
    assert ledger.tasks.started.tolist() == [
        TWO_DAYS + 9 * HOUR,
        TWO_DAYS + 9 * HOUR + 30 * MINUTE,
    ]


def test_what_takes_more_people_than_there_are_is_done_once_they_are_hired() -> None:
    demo = {**KINDS["demo"], "with": {"engineer": 2}}
    today, tasks = offices(1, 1, demo=demo), [("demo", DAY + 10 * HOUR, 30 * MINUTE)]
    assert played(today, tasks).tasks.started.tolist() == [-1]
    ledger = played(changes(today, hire={"engineer": 1}), tasks)
    assert ledger.tasks.started.tolist() == [TWO_DAYS + 9 * HOUR]


def test_calls_that_a_leaver_was_to_come_along_to_are_made_with_another() -> None:
    role = {"people": 2, "cost_per_hour": 50, "shift": OFFICE, "base": "home"}
    visit = FREE | {"by": "rep", "lasts": "2 h", "place": "account", "with": {"engineer": 1}}
    company = pair(
        roles={"rep": {**role, "accounts": "own"}, "engineer": {**role, "shift": MORNINGS}},
        activities={"visit": visit},
        travel={"speed": "60 km/h", "detour": 1},
        segments={"all": {"accounts": 6, "contact_every": {"visit": "2 d"}}},
        call_plans={"visit": {}},
        territory={"width": "20 km", "height": "20 km"},
        horizon={"start": "2025-01-06", "weeks": 2},
    )
    for verbs in ({"hire": {"engineer": -1}}, {"hire": {"rep": -1}}):
        ledger = replay(draw(changes(company, **verbs)))
        check_invariants(ledger)
        assert set(ledger.tasks.account[ledger.tasks.started >= TWO_DAYS]) == set(range(6))


def test_a_call_on_an_account_that_was_lost_meanwhile_is_not_agreed_on_again() -> None:
    """Its time is off as who was to come along leaves; where it is still ours, it is due again."""
    workload = draw(callers())
    workload.contacts.first_due[:] = DAY
    for is_lost in (False, True):
        state = with_lists(initial_state(workload))
        key = state.agendas[0][0]
        agree_on_call(state, 0, 0, DAY)
        assert (len(state.bookings[0]), state.agendas[0]) == (1, [])
        if is_lost:
            lose_account(state, 0, DAY)
        cancel_all(state, 1, DAY)
        assert not state.bookings[0]
        assert state.agendas[0] == ([] if is_lost else [key])
        calls = state.contacts.call_stop[0] - state.contacts.next_call[0]
        assert (calls > 0) != is_lost


def test_two_who_are_free_begin_together_at_once() -> None:
    ledger = played(pair(), [("demo", 10 * HOUR, 20 * MINUTE)])
    assert story(ledger, 0) == story(ledger, 1) == [("work", 600, 620)]
    assert ledger.tasks.by.tolist() == [0]
    assert len(ledger.tasks) == 1


def test_it_begins_when_the_partner_is_expected_to_be_free_and_the_early_one_waits() -> None:
    tasks = [("build", 10 * HOUR, HOUR), ("demo", 10 * HOUR + 10 * MINUTE, 30 * MINUTE)]
    ledger = played(pair(), tasks)
    assert story(ledger, 0) == [("wait", 640, 660), ("work", 660, 690)]
    assert story(ledger, 1) == [("work", 600, 660), ("work", 660, 690)]


def test_what_can_be_laid_aside_is_laid_aside_when_it_is_time() -> None:
    tasks = [("paper", 9 * HOUR, 5 * HOUR), ("demo", 10 * HOUR, 30 * MINUTE)]
    ledger = played(pair(), tasks)  # paper is expected to take until twelve, and takes until 14:30
    assert story(ledger, 0) == [("work", 720, 750)]
    assert story(ledger, 1) == [("work", 540, 720), ("work", 720, 750), ("work", 750, 870)]


def test_without_partners_nobody_waits_for_anybody() -> None:
    alone = pair(activities={name: {**each, "with": {}} for name, each in KINDS.items()})
    tasks = [("build", 10 * HOUR, HOUR), ("demo", 10 * HOUR + 10 * MINUTE, 30 * MINUTE)]
    ledger = played(alone, tasks)
    assert story(ledger, 0) == [("work", 610, 640)]
    assert story(ledger, 1) == [("work", 600, 660)]


def test_it_takes_place_in_the_hours_that_shifts_share() -> None:
    late = {"people": 1, "cost_per_hour": 50, "shift": {"from": "13:00", "to": "18:00"}}
    company = what_if(pair(), roles={"engineer": late})
    ledger = played(company, [("demo", 9 * HOUR, 30 * MINUTE)])
    assert story(ledger, 0) == story(ledger, 1) == [("work", 780, 810)]


def test_with_no_hour_in_common_it_waits_for_ever() -> None:
    night = {"people": 1, "cost_per_hour": 50, "shift": {"from": "17:00", "to": "22:00"}}
    company = what_if(pair(), roles={"engineer": night})
    ledger = played(company, [("demo", 9 * HOUR, 30 * MINUTE)])
    assert story(ledger, 0) == story(ledger, 1) == []
    assert ledger.tasks.started.tolist() == [-1]


def test_two_of_the_leaders_own_role_may_be_needed() -> None:
    company = what_if(
        pair(), roles={"rep": {"people": 3}}, activities={"demo": {"with": {"rep": 2}}}
    )
    ledger = played(company, [("demo", 10 * HOUR, 30 * MINUTE)])
    assert [story(ledger, person) for person in range(3)] == [[("work", 600, 630)]] * 3


def test_it_goes_to_those_who_have_least_agreed_on() -> None:
    company = what_if(pair(), roles={"rep": {"people": 2}, "engineer": {"people": 2}})
    tasks = [("demo", 10 * HOUR, 30 * MINUTE), ("demo", 10 * HOUR, 30 * MINUTE)]
    ledger = played(company, tasks)
    assert [story(ledger, person) for person in range(4)] == [[("work", 600, 630)]] * 4


def test_lunch_is_taken_before_the_way_to_it_or_after_it_never_in_between() -> None:
    lunch = {"from": "12:00", "lasts": "45 min"}
    company = what_if(pair(), roles={"engineer": {"lunch": lunch}})
    ledger = played(company, [("demo", 12 * HOUR + 10 * MINUTE, 30 * MINUTE)])
    assert story(ledger, 1) == [("break", 720, 765), ("work", 765, 795)]
    assert story(ledger, 0) == [("work", 765, 795)]


def test_a_meeting_is_not_missed_for_it() -> None:
    held = {"every": "week", "on": "monday", "at": "10:15"}
    meeting = FREE | {"by": "engineer", "lasts": "1 h", "arises": {"meeting": held}}
    company = what_if(pair(), activities={"talk": meeting})
    tasks = [("talk", 10 * HOUR + 15 * MINUTE, HOUR), ("demo", 10 * HOUR, 30 * MINUTE)]
    ledger = played(company, tasks, person=[1, -1])
    assert story(ledger, 0) == [("work", 675, 705)]
    assert story(ledger, 1) == [("work", 615, 675), ("work", 675, 705)]


# -- at the customer's -----------------------------------------------------------------------------


def callers(segments: Any = None, horizon: Any = None, **plan: Any) -> Scenario:
    """A rep who lives in the east, an engineer at headquarters, one account in the west."""
    role = {"people": 1, "cost_per_hour": 50, "shift": OFFICE}
    visit = FREE | {"by": "rep", "lasts": "30 min", "place": "account", "with": {"engineer": 1}}
    mill = {
        "places": "accounts.csv",
        "coordinates": (("mill", 0, 0),),
        "contact_every": {"visit": "2 weeks"},
        "opening": {"from": "10:00"},
    }
    return scenario(
        horizon=horizon or {"start": "2025-01-06", "weeks": 1},
        territory={"width": "60 km", "height": "40 km"},
        headquarters={"x": "30 km", "y": "0 km"},
        travel={"speed": "60 km/h", "detour": 1},
        roles={
            "rep": role
            | {"base": "home", "accounts": "own"}
            | {"members": {"Ann": {"home": {"x": "40 km", "y": "0 km"}}}},
            "engineer": role,
        },
        segments=segments or {"all": mill},
        activities={"visit": visit},
        call_plans={"visit": plan},
    )


def first_visit(**plan: Any) -> tuple[Ledger, list[list[tuple[str, int, int]]]]:
    """The visit, and the stories of both as minutes from when the engineer sets out."""
    ledger = simulate(callers(**plan), seed=1)
    check_invariants(ledger)
    e = ledger.entries
    rows = [np.flatnonzero((e.person == person) & (e.task == 0)) for person in (0, 1)]
    zero = e.start[rows[1][0]]
    minutes = lambda moment: int(moment - zero) / MINUTE  # noqa: E731
    return ledger, [
        [(DOINGS[e.doing[r]], minutes(e.start[r]), minutes(e.end[r])) for r in each]
        for each in rows
    ]


def test_each_comes_on_a_way_of_his_own_and_both_wait_for_the_customer() -> None:
    ledger, (rep, engineer) = first_visit(waiting="5 min")
    assert rep == [("travel", -10, 30), ("wait", 30, 35), ("work", 35, 65)]
    assert engineer == [("travel", 0, 30), ("wait", 30, 35), ("work", 35, 65)]
    assert ledger.tasks.started[0] % DAY >= 10 * HOUR  # when the account receives


def test_if_the_customer_does_not_show_up_both_have_come_in_vain() -> None:
    ledger, (rep, engineer) = first_visit(no_show=1, no_show_wait="20 min")
    assert rep == [("travel", -10, 30), ("wait", 30, 50)]
    assert engineer == [("travel", 0, 30), ("wait", 30, 50)]
    assert ledger.tasks.state[0] == NO_SHOW


def test_the_load_model_knows_the_minutes_and_ways_of_those_who_come_along() -> None:
    company = callers(
        horizon={"start": "2025-01-06", "weeks": 20},
        segments={"all": {"accounts": 40, "contact_every": {"visit": "2 weeks"}}},
        waiting="5 min",
    )
    ledger, loads, engineer = simulate(company, seed=1), loads_of_scenario(company), 1
    e = ledger.entries
    busy = (e.person == engineer) & ~e.is_idle & (e.task >= 0)
    assert loads.asked[0, engineer] == pytest.approx(_minutes(e, busy) / 20, rel=0.15)
    working = busy & (e.doing == WORK)
    assert loads.on_tasks[0, engineer, 0] == pytest.approx(_minutes(e, working) / 20, rel=0.1)


def _minutes(entries: Any, rows: Any) -> float:
    return float((entries.end - entries.start)[rows].sum() / MINUTE)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"splittable": True}, "work that several do together is not split"),
        ({"interrupts": True}, "cannot have 'interrupts'"),
        ({"on_days": ["monday"]}, "cannot have 'on_days'"),
        ({"overflow": {"to": "engineer", "after": "1 h"}}, "cannot have 'overflow'"),
        ({"moved": {"to": "engineer"}}, "cannot have 'moved'"),
        ({"with": {"presales": 1}}, "presales"),
        ({"with": {"engineer": 0}}, "engineer"),
    ],
)
def test_what_joint_work_cannot_be_is_refused(said: dict[str, Any], why: str) -> None:
    with pytest.raises(ScenarioError, match=why):
        what_if(pair(), activities={"demo": said})


def test_a_call_with_a_preparation_is_nothing_for_several() -> None:
    with pytest.raises(ValueError, match="cannot have 'preparation'"):
        first_visit(preparation="visit")


# -- an engine of its own, second by second --------------------------------------------------------


class Job(NamedTuple):
    """Something to do: who leads it, when it is asked for, how long it takes, with whom."""

    person: int
    asked: int
    seconds: int
    joint: bool


MEAN = 30 * MINUTE
BEGIN, END = 9 * HOUR, 17 * HOUR
GOALS = {"to the office": "office", "to home": "home"}


@dataclass
class Somebody:
    """One person of the small engine."""

    way: int  # between home and the office
    place: str = "home"
    doing: str = "off"
    job: int = -1
    since: int = 0
    until: int = 0
    calendar: list[tuple[int, int]] = field(default_factory=list)  # begin and job
    waiting: list[tuple[int, int]] = field(default_factory=list)
    lines: list[tuple[str, int, int]] = field(default_factory=list)

    def turn(self, doing: str, now: int, until: int, job: int = -1) -> None:
        if self.doing not in ("off", "idle", "free") and self.since < now:
            self.lines.append((self.doing, self.since, now))
        self.doing, self.since, self.until, self.job = doing, now, until, job

    def can_be_there(self, start: int, now: int) -> bool:
        day = start // DAY * DAY
        ready, place = day + BEGIN, "home"
        if day == now // DAY * DAY and now >= day + BEGIN and self.doing != "off":
            ready, place = self.free_at(now), GOALS.get(self.doing, self.place)
        way = self.way if place == "home" else 0
        if not ready + way <= start <= day + END - MEAN - self.way:
            return False
        return all(start >= begin + MEAN or start + MEAN <= begin for begin, _ in self.calendar)

    def free_at(self, now: int) -> int:
        if self.doing in ("free", "idle"):
            return now
        if self.doing == "work" and self.job >= 0 and not self.calendar_job():
            return max(now, self.since + MEAN)
        if self.calendar_job():
            return max(now, self.calendar[0][0] + MEAN)
        return self.until

    def calendar_job(self) -> bool:
        return bool(self.calendar) and self.calendar[0][1] == self.job


def by_the_second(jobs: list[Job], ways: list[int], partner: int, days: int) -> list[Somebody]:
    """Everybody's lines; each second is looked at, each possible time tried."""
    people = [Somebody(way) for way in ways]
    for now in range(days * DAY):
        for number, job in enumerate(jobs):
            if job.asked == now:
                people[job.person].waiting.append((now, number))
        for each in people:
            if each.doing != "idle" and each.until <= now:
                end_of(each, now)
        for number, each in enumerate(people):  # who is done, or has nothing to do
            if each.doing in ("free", "idle"):
                decide(people, number, jobs, partner, now)
    for each in people:
        each.turn("off", days * DAY, 0)
    return people


def end_of(each: Somebody, now: int) -> None:
    """What somebody was doing is over."""
    if each.doing == "off":
        if BEGIN <= now % DAY < END:
            each.turn("free", now, now)
        else:
            each.until = now + 1
        return
    each.place = GOALS.get(each.doing, each.place)
    if each.doing == "work" and each.calendar_job():
        each.calendar.pop(0)
    each.turn("free", now, now)


def decide(people: list[Somebody], number: int, jobs: list[Job], partner: int, now: int) -> None:
    each = people[number]
    while True:
        if each.calendar and now >= each.calendar[0][0] - (each.way if each.place == "home" else 0):
            join(people, each, jobs, now)
            return
        leaves = END - (each.way if each.place == "office" else 0)
        if now % DAY >= leaves:
            if each.place == "office":
                each.turn("to home", now, now + each.way)
            else:
                each.turn("off", now, now + 1)
            return
        if not each.waiting:
            if each.doing != "idle":
                each.turn("idle", now, now)
            return
        _, job = each.waiting.pop(0)
        if not jobs[job].joint:
            each.turn("work", now, now + jobs[job].seconds, job)
            return
        both = (each, people[partner])
        start = next(s for s in range(now, 9 * DAY) if all(p.can_be_there(s, now) for p in both))
        for one in both:
            one.calendar.append((start, job))
            one.calendar.sort()


def join(people: list[Somebody], each: Somebody, jobs: list[Job], now: int) -> None:
    start, job = each.calendar[0]
    if each.place == "home":
        each.turn("to the office", now, now + each.way, job)
        return
    others = [p for p in people if p is not each and (start, job) in p.calendar]
    if now >= start and all(p.doing == "wait" and p.job == job for p in others):
        for one in (*others, each):
            one.turn("work", now, now + jobs[job].seconds, job)
    else:
        each.turn("wait", now, start if now < start else 1 << 40, job)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 8])
def test_each_second_is_as_an_engine_of_its_own_has_it(seed: int) -> None:
    numbers = np.random.default_rng(seed)
    ways = [24 * MINUTE, 12 * MINUTE, 36 * MINUTE]
    jobs = [
        Job(int(person), int(day * DAY + BEGIN + at), int(seconds), bool(joint) and person < 2)
        for person, day, at, seconds, joint in zip(
            numbers.integers(0, 3, 80),
            numbers.integers(0, 4, 80),
            numbers.integers(0, 7 * HOUR, 80),
            numbers.gamma(4, MEAN / 4, 80),
            numbers.random(80) < 0.6,
            strict=True,
        )
    ]
    jobs.sort(key=lambda job: job.asked)
    expected = by_the_second(jobs, ways, partner=2, days=7)
    kinds = ["demo" if j.joint else ("build" if j.person == 2 else "offer") for j in jobs]
    tasks = [(kind, job.asked, job.seconds) for kind, job in zip(kinds, jobs, strict=True)]
    ledger = replay(prescribed(office(ways), tasks, person=[job.person for job in jobs]))
    e = ledger.entries
    for person, each in enumerate(expected):
        rows = np.flatnonzero((e.person == person) & np.isin(e.doing, (WORK, WAIT, TRAVEL)))
        lines = [
            (DOINGS[e.doing[r]], int(e.start[r]), int(e.end[r]))
            for r in rows
            if e.end[r] > e.start[r]
        ]
        assert lines == [
            ("travel" if doing.startswith("to ") else doing, start, end)
            for doing, start, end in each.lines
        ]
    waited = [line for each in expected for line in each.lines if line[0] == "wait"]
    assert len(waited) > 5  # the path has what it is meant to try


def office(ways: list[int]) -> Scenario:
    """Two reps and an engineer who live so many seconds from the office."""
    homes = [{"home": {"x": f"{way} m", "y": "0 km"}} for way in ways]  # a metre a second
    role = {"cost_per_hour": 50, "base": "home", "shift": OFFICE}
    joint = FREE | {"by": "rep", "lasts": "30 min", "with": {"engineer": 1}}
    return scenario(
        travel={"speed": "3.6 km/h", "detour": 1},
        territory={"width": "0.1 km", "height": "0.1 km"},
        headquarters={"x": "0 km", "y": "0 km"},
        roles={
            "rep": role | {"people": 2, "members": {"Ann": homes[0], "Bob": homes[1]}},
            "engineer": role | {"people": 1, "members": {"Eve": homes[2]}},
        },
        activities={
            "demo": joint | {"place": "headquarters"},
            "offer": FREE | {"by": "rep", "lasts": "30 min"},
            "build": FREE | {"by": "engineer", "lasts": "30 min"},
        },
    )
