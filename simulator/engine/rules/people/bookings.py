"""Times agreed for joint work: where they stand in people's calendars, and where to be by then.

An agreement is a row of numbers in one list: the task, the contact to call on (-1 for none), how
many take part, and who: the leader first.
"""

from __future__ import annotations

from simulator.engine.queues import TASK_BITS, TASK_MASK
from simulator.engine.rules.customers.customers import role_row
from simulator.engine.rules.people.people import travel_time
from simulator.engine.state import SimulationState
from simulator.model.codes import ANYWHERE, AT_ACCOUNT, AT_DESK, AT_HEADQUARTERS, HEADQUARTERS, NOT

TASK, CONTACT, PEOPLE, LEADER = range(4)  # where they stand in an agreement


def booking_start(key: int) -> int:
    """The time of a calendar's key."""
    return key >> TASK_BITS


def booked_task(state: SimulationState, key: int) -> int:
    """The task of a calendar's key."""
    return state.agreements[(key & TASK_MASK) + TASK]


def tolerance(state: SimulationState, key: int) -> int:
    """How much later than at the time of a calendar's key one may come."""
    return max(0, state.parameters.activities.window[state.tasks.activity[booked_task(state, key)]])


def meeting_point(state: SimulationState, person: int, task: int) -> int:
    """Where a person does joint work; -1 for wherever he is."""
    place = state.parameters.activities.place[state.tasks.activity[task]]
    if place == AT_ACCOUNT:
        return state.static.first_account + state.tasks.account[task]
    if place == ANYWHERE:
        return NOT
    if place == AT_DESK:
        place = state.parameters.roles.desk[role_row(state, state.people.role[person])]
    return HEADQUARTERS if place == AT_HEADQUARTERS else state.people.base[person]


def way_between(state: SimulationState, start: int, goal: int) -> int:
    """Seconds from one place to another; none where one of them is wherever the person is."""
    return travel_time(state, start, goal) if start >= 0 and goal >= 0 else 0


def time_to_leave(state: SimulationState, person: int) -> int:
    """When a person has to set out for the next time agreed."""
    key = state.bookings[person][0]
    goal = meeting_point(state, person, booked_task(state, key))
    return booking_start(key) - way_between(state, state.people.place[person], goal)
