"""The state of a replay as columns of whole numbers: lists under SimPy, arrays once compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from simulator.engine.queues import IntColumn, IntList
from simulator.model.parameters import Parameters

# What a number in a column may take in bytes where memory counts; 8 where nothing is said.
Int32 = Annotated[IntColumn, 4]
Int16 = Annotated[IntColumn, 2]
Int8 = Annotated[IntColumn, 1]


@dataclass(slots=True)
class PersonState:
    """One value for each person. Times in seconds from the start, -1 for none."""

    role: IntColumn
    base: IntColumn  # place where the day begins and ends
    speed: IntColumn  # time taken over the mean, in thousandths
    place: IntColumn  # where he is
    way_home: IntColumn  # seconds from there to his base
    step: IntColumn  # what he is at; see the steps in the rules
    task: IntColumn  # in hand
    contact: IntColumn  # called on
    since: IntColumn  # begin of the stretch
    until: IntColumn  # end of the stretch, as things stand
    reading_in: IntColumn  # seconds ahead of the work in hand, for each of three reasons
    setting_up: IntColumn
    resuming: IntColumn
    ahead: IntColumn  # their sum
    afresh: IntColumn  # 1 when nobody had begun the task in hand before
    goal: IntColumn  # place that he is driving to
    on_duty: IntColumn
    evening: IntColumn  # 1 during an evening at the desk
    duty_from: IntColumn
    duty_to: IntColumn
    duty: IntColumn  # row of the next stretch of presence
    duty_stop: IntColumn  # row after his last
    lunch_at: IntColumn  # when lunch is due, -1 once taken
    last_activity: IntColumn  # worked on last
    backlog: IntColumn  # seconds of own work that lie waiting
    meeting: IntColumn  # row of the next meeting
    meeting_stop: IntColumn
    usual_calls: IntColumn  # calls on a usual day, in thousandths
    carried: IntColumn  # planned calls carried over, in thousandths
    calls_today: IntColumn
    called: IntColumn  # 1 while the settling instant has asked him to decide
    usual_speed: IntColumn  # of speed, once he is no newcomer any more
    skill: IntColumn  # thousandths
    join: IntColumn  # row of the next newcomer on his chair
    join_stop: IntColumn
    since_joining: IntColumn
    earned: IntColumn  # commission this year
    capped: IntColumn  # 1 when that is all he can earn
    year: IntColumn


@dataclass(slots=True)
class TaskState:
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
class TaskDetails:
    """One value for each slot of the workload: what is looked at now and then."""

    next_sibling: Int32
    delay: Int32
    again: Int32
    luck: Int32  # in millionths, where the chance depends on what has happened
    deal: Int32
    handing: Int32
    giver: Int32


@dataclass(slots=True)
class ContactState:
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
class CallDraws:
    """One value for each call, by slot."""

    wait: Int32
    no_show: Int32
    preparation: Int32


@dataclass(slots=True)
class AccountState:
    """One value for each account."""

    potential: IntColumn  # thousandths
    goodwill: IntColumn  # millionths, on the day of seen_on
    contacts: IntColumn  # remembered, in thousandths, on that day
    seen_on: IntColumn
    contact_at: IntColumn  # the last contact
    before_at: IntColumn  # the one before that
    called_at: IntColumn  # the last call by a call plan
    by_role: IntColumn  # that made it
    rival_at: IntColumn  # last call by another role than that
    bought: IntColumn  # halved at each ranking
    lost: IntColumn  # when, -1 while it is a customer


@dataclass(slots=True)
class DealState:
    """One value for each deal."""

    kind: IntColumn
    account: IntColumn
    value: IntColumn
    opened: IntColumn
    won_at: IntColumn
    discount: IntColumn  # thousandths
    last_by: IntColumn  # who has worked on it last
    changes: IntColumn  # times that it changed hands


@dataclass(slots=True)
class StaticState:
    """Places, opening hours and calendars: what does not change during a replay."""

    x: IntColumn
    y: IntColumn
    first_account: int
    near_first: IntColumn  # for each role and place
    near_count: IntColumn
    near: Int32
    holiday: IntColumn  # for each day
    open_days: IntColumn  # for each account, bits of the weekday
    open_from: IntColumn
    open_to: IntColumn
    presence_from: Int32
    presence_to: Int32
    presence_evening: Int32
    longest_way: int  # seconds; no way takes more
    meeting_slot: Int32  # by person and begin
    meeting_from: Int32
    meeting_to: Int32
    owner: Int32  # for each role and account, a person
    contact_of: Int32  # for each plan and account, a contact
    joined: IntColumn  # by person and time: somebody new begins


@dataclass(slots=True)
class SimulationState:
    """Everything that the rules look at and change."""

    parameters: Parameters
    staff: PersonState
    work: TaskState
    rest: TaskDetails
    relations: ContactState
    calls: CallDraws
    accounts: AccountState
    deals: DealState
    scene: StaticState
    lines: list[IntList]  # waiting tasks as keys; three for each person, then three for each role
    agendas: list[IntList]  # for each person, relations by when they are due
    todays: list[IntList]  # for each person, relations planned for today, in order
    idle: IntColumn  # for each role, people with nothing to do
    losses: IntList  # accounts lost
    later: IntList  # reminders to set
    free: IntList  # people who have come to the end of what they had in hand
    fresh: IntList  # keys of tasks that somebody may take at once
    offered: IntList  # the same, while they are handed out
    turns: IntList  # people in the order in which they decide
    cut: IntList  # people whose stretch was cut, so that they do something else
    ranked: IntList  # contacts by what their accounts have bought
    rhythms: IntList  # frequencies to deal out among them
    log: bytearray  # entries, six 32-bit numbers each
