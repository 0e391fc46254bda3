"""The state of a replay as columns of whole numbers: lists under SimPy, arrays once compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from simulator.company import Company
from simulator.lines import Ints, Pile

# What a number in a column may take in bytes where memory counts; 8 where nothing is said.
Int32 = Annotated[Ints, 4]
Int16 = Annotated[Ints, 2]
Int8 = Annotated[Ints, 1]


@dataclass(slots=True)
class Staff:
    """One value for each person. Times in seconds from the start, -1 for none."""

    role: Ints
    base: Ints  # place where the day begins and ends
    speed: Ints  # time taken over the mean, in thousandths
    place: Ints  # where he is
    way_home: Ints  # seconds from there to his base
    step: Ints  # what he is at; see the steps in the rules
    task: Ints  # in hand
    contact: Ints  # called on
    since: Ints  # begin of the stretch
    until: Ints  # end of the stretch, as things stand
    reading_in: Ints  # seconds ahead of the work in hand, for each of three reasons
    setting_up: Ints
    resuming: Ints
    ahead: Ints  # their sum
    afresh: Ints  # 1 when nobody had begun the task in hand before
    goal: Ints  # place that he is driving to
    on_duty: Ints
    evening: Ints  # 1 during an evening at the desk
    duty_from: Ints
    duty_to: Ints
    duty: Ints  # row of the next stretch of presence
    duty_stop: Ints  # row after his last
    lunch_at: Ints  # when lunch is due, -1 once taken
    last_activity: Ints  # worked on last
    backlog: Ints  # seconds of own work that lie waiting
    meeting: Ints  # row of the next meeting
    meeting_stop: Ints
    usual_calls: Ints  # calls on a usual day, in thousandths
    carried: Ints  # planned calls carried over, in thousandths
    calls_today: Ints
    called: Ints  # 1 while the settling instant has asked him to decide
    usual_speed: Ints  # of speed, once he is no newcomer any more
    skill: Ints  # thousandths
    join: Ints  # row of the next newcomer on his chair
    join_stop: Ints
    since_joining: Ints
    earned: Ints  # commission this year
    capped: Ints  # 1 when that is all he can earn
    year: Ints


@dataclass(slots=True)
class Work:
    """One value for each slot of the workload: what is looked at whenever a task is touched.

    In these widths a slot fits into 64 bytes, which memory delivers in one go.
    """

    seconds: Int32
    account: Int32
    person: Int32
    first_child: Int32
    line: Int32  # where it waits, -1 for nowhere, -2 while put off until one of its weekdays
    left: Int32  # seconds of work left, -1 before anyone has begun
    asked: Int32
    available: Int32
    started: Int32
    finished: Int32
    by: Int32
    waits_for: Int32
    interrupted: Int32
    activity: Int16
    role: Int16
    routing: Int8
    comes_back: Int8
    phase: Int8
    laid_aside: Int8  # 1 after an interruption
    hand_overs: Int8
    state: Int8


@dataclass(slots=True)
class Rest:
    """One value for each slot of the workload: what is looked at now and then."""

    next_sibling: Int32
    delay: Int32
    again: Int32
    luck: Int32  # in millionths, where the chance depends on what has happened
    deal: Int32
    handing: Int32
    giver: Int32


@dataclass(slots=True)
class Relations:
    """One value for each account in a call plan."""

    plan: Int32
    account: Int32
    person: Int32
    every: Int32
    due: Int32  # when the next call is due
    call: Int32  # slot of the next call
    call_stop: Int32
    way_home: Int32  # seconds from the account to the person's base
    planned: Int32  # 1 while it stands in today's plan


@dataclass(slots=True)
class CallLuck:
    """One value for each call, by slot."""

    wait: Int32
    no_show: Int32
    preparation: Int32


@dataclass(slots=True)
class Accounts:
    """One value for each account."""

    potential: Ints  # thousandths
    goodwill: Ints  # millionths, on the day of seen_on
    contacts: Ints  # remembered, in thousandths, on that day
    seen_on: Ints
    contact_at: Ints  # the last contact
    before_at: Ints  # the one before that
    called_at: Ints  # the last call by a call plan
    by_role: Ints  # that made it
    rival_at: Ints  # last call by another role than that
    bought: Ints  # halved at each ranking
    lost: Ints  # when, -1 while it is a customer


@dataclass(slots=True)
class Deals:
    """One value for each deal."""

    kind: Ints
    account: Ints
    value: Ints
    opened: Ints
    won_at: Ints
    discount: Ints  # thousandths
    last_by: Ints  # who has worked on it last
    changes: Ints  # times that it changed hands


@dataclass(slots=True)
class Scene:
    """Places, opening hours and calendars: what does not change during a replay."""

    x: Ints
    y: Ints
    first_account: int
    near_first: Ints  # for each role and place
    near_count: Ints
    near: Int32
    holiday: Ints  # for each day
    open_days: Ints  # for each account, bits of the weekday
    open_from: Ints
    open_to: Ints
    presence_from: Int32
    presence_to: Int32
    presence_evening: Int32
    longest_way: int  # seconds; no way takes more
    meeting_slot: Int32  # by person and begin
    meeting_from: Int32
    meeting_to: Int32
    owner: Int32  # for each role and account, a person
    contact_of: Int32  # for each plan and account, a contact
    joined: Ints  # by person and time: somebody new begins


@dataclass(slots=True)
class World:
    """Everything that the rules look at and change."""

    company: Company
    staff: Staff
    work: Work
    rest: Rest
    relations: Relations
    calls: CallLuck
    accounts: Accounts
    deals: Deals
    scene: Scene
    lines: list[Pile]  # waiting tasks as keys; three for each person, then three for each role
    agendas: list[Pile]  # for each person, relations by when they are due
    todays: list[Pile]  # for each person, relations planned for today, in order
    idle: Ints  # for each role, people with nothing to do
    losses: Pile  # accounts lost
    later: Pile  # reminders to set
    free: Pile  # people who have come to the end of what they had in hand
    fresh: Pile  # keys of tasks that somebody may take at once
    offered: Pile  # the same, while they are handed out
    turns: Pile  # people in the order in which they decide
    cut: Pile  # people whose stretch was cut, so that they do something else
    ranked: Pile  # contacts by what their accounts have bought
    rhythms: Pile  # frequencies to deal out among them
    log: bytearray  # entries, six 32-bit numbers each
