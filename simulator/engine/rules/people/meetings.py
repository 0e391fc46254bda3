"""Meetings, and the times at which work has to stop for them and other breaks."""

from __future__ import annotations

from simulator.engine.rules.people.bookings import time_to_leave
from simulator.engine.rules.people.people import set_activity, stop_idling, travel_time
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_BASE,
    AT_HEADQUARTERS,
    GOING_TO_MEETING,
    HEADQUARTERS,
    IN_MEETING,
    MILLION,
    MISSED,
)


def go_to_meeting(state: SimulationState, person: int, now: int) -> bool:
    """Sets out for the next meeting, or attends it, when it is time."""
    people, static, tasks = state.people, state.static, state.tasks
    row = next_meeting(state, person)
    while row < people.meeting_stop[person]:
        goal = meeting_place(state, person, row)
        way = travel_time(state, people.place[person], goal)
        if not (
            static.meeting_to[row] <= now + way > static.meeting_from[row]
            or is_not_worth(state, row, way, now)
        ):
            break
        tasks.status[static.meeting_slot[row]] = MISSED
        tasks.finished[static.meeting_slot[row]] = max(now, static.meeting_from[row])
        people.meeting_row[person] = row + 1
        row = next_meeting(state, person)
    people.meeting_row[person] = row
    if row >= people.meeting_stop[person]:
        return False
    if now < static.meeting_from[row] - way:
        return False
    stop_idling(state, person, now)
    task = static.meeting_slot[row]
    people.task[person] = task
    if way > 0:
        people.destination[person] = goal
        set_activity(state, person, GOING_TO_MEETING, now, now + way)
    else:
        people.meeting_row[person] = row + 1
        tasks.started[task] = now
        tasks.by[task] = person
        set_activity(state, person, IN_MEETING, now, max(now, static.meeting_to[row]))
    return True


def next_meeting(state: SimulationState, person: int) -> int:
    """Row of the next meeting of which anybody knows; the row after the last."""
    people = state.people
    row = people.meeting_row[person]
    while row < people.meeting_stop[person] and not is_expected(state, row):
        row += 1
    return row


def is_expected(state: SimulationState, row: int) -> bool:
    """Is a meeting held, as far as anybody knows? Before the day of a change nobody knows of it."""
    static, start, phase = state.static, state.parameters.phases.start, state.phase[0]
    if len(start) == 1:
        return True
    while start[phase] > static.meeting_from[row]:
        phase -= 1
    return state.task_details.phases[static.meeting_slot[row]] >> phase & 1 > 0


def is_not_worth(state: SimulationState, row: int, way: int, now: int) -> bool:
    """Is too little left of a meeting for whoever would come late to go there?"""
    held = state.tasks.activity[state.static.meeting_slot[row]]
    share, begin = state.parameters.activities.worth_the_way[held], state.static.meeting_from[row]
    left = begin + state.parameters.activities.mean[held] - (now + way)
    return share > 0 and now + way > begin and left * MILLION < share * way


def meeting_place(state: SimulationState, person: int, row: int) -> int:
    """Where a meeting is held for a person: at headquarters, at the base or anywhere."""
    activity = state.tasks.activity[state.static.meeting_slot[row]]
    place = state.parameters.activities.place[activity]
    if place == AT_HEADQUARTERS:
        return HEADQUARTERS
    return state.people.base[person] if place == AT_BASE else state.people.place[person]


def work_boundary(state: SimulationState, person: int) -> int:
    """Until when work that can be split may go on: lunch, the way to a meeting, the way home."""
    people, static = state.people, state.static
    end = people.duty_end[person] - people.way_home[person]
    end = min(end, static.presence_until[people.presence_row[person] - 1])
    if 0 <= people.lunch_at[person] < end:
        end = people.lunch_at[person]
    row = next_meeting(state, person)
    if row < people.meeting_stop[person]:
        leave_at = static.meeting_from[row]
        if leave_at < end + static.longest_travel:  # others are too far ahead to be a bound
            leave_at -= travel_time(state, people.place[person], meeting_place(state, person, row))
            end = min(end, leave_at)
    if state.bookings[person]:
        end = min(end, time_to_leave(state, person))
    return end
