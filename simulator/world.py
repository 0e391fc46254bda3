"""The state of a replay as columns of whole numbers: lists under SimPy, arrays once compiled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from simulator.company import Company


class Ints(Protocol):
    """Anything indexable that holds whole numbers."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> int: ...
    def __setitem__(self, index: int, value: int, /) -> None: ...


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
    """One value for each slot of the workload."""

    activity: Ints
    account: Ints
    person: Ints
    delay: Ints
    seconds: Ints
    again: Ints
    routing: Ints
    comes_back: Ints
    first_child: Ints
    next_sibling: Ints
    luck: Ints  # in millionths, where the chance depends on what has happened
    deal: Ints
    phase: Ints
    line: Ints  # where it waits, -1 for nowhere, -2 while put off until one of its weekdays
    left: Ints  # seconds of work left, -1 before anyone has begun
    laid_aside: Ints  # 1 after an interruption
    asked: Ints
    handing: Ints
    available: Ints
    started: Ints
    finished: Ints
    by: Ints
    role: Ints
    waits_for: Ints
    giver: Ints
    interrupted: Ints
    hand_overs: Ints
    state: Ints


@dataclass(slots=True)
class Relations:
    """One value for each account in a call plan."""

    plan: Ints
    account: Ints
    person: Ints
    every: Ints
    due: Ints  # when the next call is due
    call: Ints  # slot of the next call
    call_stop: Ints
    way_home: Ints  # seconds from the account to the person's base
    planned: Ints  # 1 while it stands in today's plan


@dataclass(slots=True)
class CallLuck:
    """One value for each call, by slot."""

    wait: Ints
    no_show: Ints
    preparation: Ints


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

    x: Sequence[int]
    y: Sequence[int]
    first_account: int
    near_first: Sequence[int]  # for each role and place
    near_count: Sequence[int]
    near: Sequence[int]
    holiday: Sequence[int]  # for each day
    open_days: Sequence[int]  # for each account, bits of the weekday
    open_from: Sequence[int]
    open_to: Sequence[int]
    presence_from: Sequence[int]
    presence_to: Sequence[int]
    presence_evening: Sequence[int]
    longest_way: int  # seconds; no way takes more
    meeting_slot: Sequence[int]  # by person and begin
    meeting_from: Sequence[int]
    meeting_to: Sequence[int]
    owner: Sequence[Sequence[int]]  # for each role, person of each account
    contact_of: Sequence[Sequence[int]]  # for each plan, contact of each account
    joined: Sequence[int]  # by person and time: somebody new begins


@dataclass(slots=True)
class World:
    """Everything that the rules look at and change."""

    company: Company
    staff: Staff
    work: Work
    relations: Relations
    calls: CallLuck
    accounts: Accounts
    deals: Deals
    scene: Scene
    lines: list[list[int]]  # waiting tasks as keys; three for each person, then three for each role
    agendas: list[list[int]]  # for each person, relations by when they are due
    todays: list[list[int]]  # for each person, relations planned for today, in order
    idle: Ints  # for each role, people with nothing to do
    losses: list[int]  # accounts lost
    fresh: list[int]  # keys of tasks that somebody may take at once
    later: list[tuple[int, int, int]]  # what to be reminded of: when, what, task
    log: bytearray  # entries, six 32-bit numbers each
