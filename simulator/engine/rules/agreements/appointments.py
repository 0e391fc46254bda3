"""Appointments: times that customers have for visits on request, which they keep or not."""

from __future__ import annotations

from simulator.engine.queues import TASK_MASK, agenda_remove
from simulator.engine.rules.agreements.agreeing import agree, common_time
from simulator.engine.rules.people.bookings import (
    LEADER,
    PEOPLE,
    TASK,
    booked_task,
    booking_start,
    time_to_leave,
)
from simulator.engine.rules.tasks.tasks import (
    AGREED,
    NO_TIME,
    ask_for_time,
    is_by_appointment,
    may_do,
)
from simulator.engine.state import SimulationState
from simulator.model.codes import IN_VAIN, MOVED_ON, NOT

FATE_BITS = 2
FATE_MASK = (1 << FATE_BITS) - 1


def appointment_of(state: SimulationState, task: int) -> int:
    """Row of what was drawn of a task's appointment, found by halving; the last one for nothing."""
    slot = state.appointments.slot
    low, last = 0, len(slot) - 1
    high = last
    while low < high:
        middle = (low + high) // 2
        if slot[middle] < task:
            low = middle + 1
        else:
            high = middle
    return low if slot[low] == task else last


def make_appointments(state: SimulationState, now: int) -> None:
    """Agrees on a time for each visit that has just been asked for, the most urgent first."""
    offers = state.offers
    for index in range(len(offers)):
        task = offers[index] & TASK_MASK
        if state.tasks.queue[task] == AGREED and is_by_appointment(state, task):
            make_appointment(state, task, now)


def make_appointment(state: SimulationState, task: int, now: int) -> None:
    """Agrees on the first time from when the customer has time on."""
    earliest = now + state.appointments.lead[appointment_of(state, task)]
    leader = state.tasks.waits_for[task]
    if leader < 0 or not may_do(state, leader, state.tasks.activity[task]):
        leader = who_can_come_first(state, task, earliest, now)
    if leader >= 0:
        agree(state, leader, task, NOT, earliest, now)
    else:
        state.tasks.queue[task] = NO_TIME


def who_can_come_first(state: SimulationState, task: int, earliest: int, now: int) -> int:
    """Who of the role, or of the task's line, can come earliest; -1 if nobody ever can."""
    roles, role, lines = state.parameters.roles, state.tasks.role[task], state.parameters.lines
    line = state.parameters.activities.line[state.tasks.activity[task]]
    chosen, first = NOT, state.parameters.horizon
    begin = lines.first[line] if line >= 0 else roles.first[role]
    count = lines.count[line] if line >= 0 else roles.people[role]
    for index in range(begin, begin + count):
        person = lines.member[index] if line >= 0 else index
        time = common_time(state, person, task, earliest, now)
        if time < first:
            chosen, first = person, time
    return chosen


def move_appointments(state: SimulationState, person: int, now: int) -> None:
    """Whoever would have to set out by now hears that the customer wants another time."""
    while state.bookings[person] and now >= time_to_leave(state, person):
        key = state.bookings[person][0]
        task = booked_task(state, key)
        if not is_by_appointment(state, task) or next_fate(state, task) != MOVED_ON:
            return
        cancel(state, key)
        state.appointments.fate[appointment_of(state, task)] >>= FATE_BITS
        make_appointment(state, task, now)


def cancel(state: SimulationState, key: int) -> None:
    """A time leaves the calendars of all who have agreed on it."""
    row, agreements = key & TASK_MASK, state.agreements
    for index in range(row + LEADER, row + LEADER + agreements[row + PEOPLE]):
        agenda_remove(state.bookings[agreements[index]], key)


def next_fate(state: SimulationState, task: int) -> int:
    """What becomes of the time that is agreed on now."""
    return state.appointments.fate[appointment_of(state, task)] & FATE_MASK


def is_in_vain(state: SimulationState, key: int, now: int) -> bool:
    """Is nobody there: not at all, or not any more?"""
    task = state.agreements[(key & TASK_MASK) + TASK]
    if not state.parameters.appointments or not is_by_appointment(state, task):
        return False
    window = state.parameters.activities.window[state.tasks.activity[task]]
    return next_fate(state, task) == IN_VAIN or 0 <= window < now - booking_start(key)


def book_again(state: SimulationState, task: int) -> None:
    """Another time is to be agreed on with a customer who was not there."""
    if next_fate(state, task) == IN_VAIN:
        state.appointments.fate[appointment_of(state, task)] >>= FATE_BITS
    state.tasks.remaining[task] = NOT
    ask_for_time(state, task)
