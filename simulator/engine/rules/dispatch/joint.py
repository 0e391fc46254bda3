"""Joint work: all come on their own, wait for each other, begin together and end together."""

from __future__ import annotations

from simulator.engine.queues import TASK_MASK, agenda_remove
from simulator.engine.rules.agreements.appointments import book_again, is_in_vain, move_appointments
from simulator.engine.rules.dispatch.visits import end_call
from simulator.engine.rules.people.bookings import (
    CONTACT,
    LEADER,
    PEOPLE,
    TASK,
    booked_task,
    booking_start,
    meeting_point,
    time_to_leave,
    way_between,
)
from simulator.engine.rules.people.people import (
    arrive_at,
    complete_task,
    record,
    set_activity,
    stop_idling,
)
from simulator.engine.rules.people.preemption import work_seconds
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    GATHERING,
    GOING_TO_JOIN,
    NOT,
    STANDING_BY,
    WORKING_TOGETHER,
)


def go_to_join(state: SimulationState, person: int, now: int) -> bool:
    """Sets out for the next joint work, or is there for it, when it is time."""
    people = state.people
    if state.parameters.appointments:
        move_appointments(state, person, now)
    if not state.bookings[person] or now < time_to_leave(state, person):
        return False
    key = state.bookings[person][0]
    task = booked_task(state, key)
    goal = meeting_point(state, person, task)
    way = way_between(state, people.place[person], goal)
    stop_idling(state, person, now)
    people.task[person] = task
    if way > 0:
        people.destination[person] = goal
        set_activity(state, person, GOING_TO_JOIN, now, now + way)
    elif now < booking_start(key):
        set_activity(state, person, GATHERING, now, booking_start(key))
    elif are_others_there(state, person, key & TASK_MASK):
        begin_together(state, person, key & TASK_MASK, now)
    else:
        set_activity(state, person, GATHERING, now, state.parameters.horizon)
    return True


def are_others_there(state: SimulationState, person: int, row: int) -> bool:
    """Do all others who have agreed wait for this one?"""
    people, agreements = state.people, state.agreements
    for index in range(row + LEADER, row + LEADER + agreements[row + PEOPLE]):
        other = agreements[index]
        waits = people.step[other] == GATHERING and people.task[other] == agreements[row + TASK]
        if other != person and not waits:
            return False
    return True


def begin_together(state: SimulationState, last: int, row: int, now: int) -> None:
    """All begin, at the customer's with the wait for him; how long it takes is the leader's."""
    people, tasks, agreements = state.people, state.tasks, state.agreements
    task, leader = agreements[row + TASK], agreements[row + LEADER]
    tasks.remaining[task] = work_seconds(state, leader, task, False, now)
    step, seconds = WORKING_TOGETHER, tasks.remaining[task]
    if agreements[row + CONTACT] >= 0:
        step, seconds = STANDING_BY, seconds_of_wait(state, task, agreements[row + CONTACT])
    elif is_in_vain(state, state.bookings[last][0], now):
        step, seconds = STANDING_BY, state.parameters.activities.no_show_wait[tasks.activity[task]]
    else:
        tasks.started[task], tasks.by[task] = now, leader
    for index in range(row + LEADER, row + LEADER + agreements[row + PEOPLE]):
        person = agreements[index]
        if person != last:
            record(state, person, now)
            if not people.is_deciding[person]:
                state.rescheduled.append(person)
        set_activity(state, person, step, now, now + seconds)


def seconds_of_wait(state: SimulationState, task: int, contact: int) -> int:
    """How long a customer keeps callers waiting; in vain, if nobody shows up."""
    if state.call_draws.no_show[task]:
        return state.parameters.plans.no_show_wait[state.contacts.plan[contact]]
    return state.call_draws.wait[task]


def end_joint_step(state: SimulationState, person: int, step: int, now: int) -> bool:
    """One step of joint work is over; True when the next has begun."""
    people, tasks = state.people, state.tasks
    task = people.task[person]
    if step == GOING_TO_JOIN:
        arrive_at(state, person, people.destination[person])
    if step in (GOING_TO_JOIN, GATHERING):
        people.task[person] = NOT
        return False
    row = state.bookings[person][0] & TASK_MASK
    leads, contact = state.agreements[row + LEADER] == person, state.agreements[row + CONTACT]
    if step == STANDING_BY and contact >= 0 and not state.call_draws.no_show[task]:
        if leads:
            tasks.started[task], tasks.by[task] = now, person
        set_activity(state, person, WORKING_TOGETHER, now, now + tasks.remaining[task])
        return True
    end_together(state, person, step, leads, now)
    return False


def end_together(state: SimulationState, person: int, step: int, leads: bool, now: int) -> None:
    """Joint work is over for one of those who did it; the leader's part is the task's."""
    people, task = state.people, state.people.task[person]
    key = state.bookings[person][0]
    agenda_remove(state.bookings[person], key)
    if step == WORKING_TOGETHER:
        activity = state.tasks.activity[task]
        people.last_activity[person] = state.parameters.activities.kind[activity]
    contact = state.agreements[(key & TASK_MASK) + CONTACT]
    if not leads:
        people.task[person] = NOT
    elif contact >= 0:
        people.contact[person] = contact
        end_call(state, person, task, now)
    elif step == STANDING_BY:
        people.task[person] = NOT
        book_again(state, task)
    else:
        state.tasks.remaining[task] = 0
        complete_task(state, person, task, now)
