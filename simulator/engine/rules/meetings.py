"""Meetings, and until when work may go on."""

from __future__ import annotations

from simulator.engine.rules.people import journey, set_activity, stop_idling
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_BASE,
    AT_HEADQUARTERS,
    GOING_TO_MEETING,
    HEADQUARTERS,
    IN_MEETING,
    MISSED,
)


def go_to_meeting(world: SimulationState, person: int, now: int) -> bool:
    """Sets out for the next meeting, or attends it, when it is time."""
    staff, scene, work = world.staff, world.scene, world.work
    row = staff.meeting[person]
    while row < staff.meeting_stop[person]:
        goal = meeting_place(world, person, row)
        way = journey(world, staff.place[person], goal)
        if not scene.meeting_to[row] <= now + way > scene.meeting_from[row]:
            break
        work.state[scene.meeting_slot[row]] = MISSED
        work.finished[scene.meeting_slot[row]] = max(now, scene.meeting_from[row])
        row += 1
    staff.meeting[person] = row
    if row >= staff.meeting_stop[person]:
        return False
    if now < scene.meeting_from[row] - way:
        return False
    stop_idling(world, person, now)
    task = scene.meeting_slot[row]
    staff.task[person] = task
    if way > 0:
        staff.goal[person] = goal
        set_activity(world, person, GOING_TO_MEETING, now, now + way)
    else:
        staff.meeting[person] = row + 1
        work.started[task] = now
        work.by[task] = person
        set_activity(world, person, IN_MEETING, now, max(now, scene.meeting_to[row]))
    return True


def meeting_place(world: SimulationState, person: int, row: int) -> int:
    """Where a meeting is held for a person: at headquarters, or wherever he is."""
    activity = world.work.activity[world.scene.meeting_slot[row]]
    place = world.parameters.activities.place[activity]
    if place == AT_HEADQUARTERS:
        return HEADQUARTERS
    return world.staff.base[person] if place == AT_BASE else world.staff.place[person]


def boundary(world: SimulationState, person: int) -> int:
    """Until when work that can be split may go on: lunch, the way to a meeting, the way home."""
    staff, scene = world.staff, world.scene
    end = staff.duty_to[person] - staff.way_home[person]
    if 0 <= staff.lunch_at[person] < end:
        end = staff.lunch_at[person]
    row = staff.meeting[person]
    if row < staff.meeting_stop[person]:
        leave_at = scene.meeting_from[row]
        if leave_at < end + scene.longest_way:  # others are too far ahead to be a bound
            leave_at -= journey(world, staff.place[person], meeting_place(world, person, row))
            end = min(end, leave_at)
    return end
