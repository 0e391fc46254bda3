"""What people are at, written down as it ends."""

from __future__ import annotations

from math import sqrt

from simulator.engine.queues import write_entry
from simulator.engine.rules.customers import update_customer
from simulator.engine.rules.tasks import enqueue, follow_up
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    DECIDING,
    DOING_OF_STEP,
    DONE,
    DRIVING,
    GOING_HOME,
    GOING_TO_MEETING,
    IDLING,
    IDLING_OUT_OF_REACH,
    NEEDS_NOBODY,
    NOT,
    OFF,
    PREPARING,
    RESTING,
    RESUME,
    SET_UP,
    TAKE_OVER,
    TRAVELLING,
    WORKING,
)


def journey(world: SimulationState, start: int, goal: int) -> int:
    """Seconds between two places: straight distance at the speed left by detours, plus parking."""
    if start == goal:
        return 0
    scene, parameters = world.scene, world.parameters
    dx = scene.x[start] - scene.x[goal]
    dy = scene.y[start] - scene.y[goal]
    metres = sqrt(dx * dx + dy * dy)
    return int(metres * 1e6 / parameters.metres_in_million_seconds + 0.5) + parameters.parking


# -- what happens: people --


def set_activity(world: SimulationState, person: int, step: int, now: int, until: int) -> None:
    """A person begins a stretch."""
    staff = world.staff
    before = staff.step[person]
    if IDLING <= before <= IDLING_OUT_OF_REACH or IDLING <= step <= IDLING_OUT_OF_REACH:
        count_idle(world, person, before, step)
    staff.step[person] = step
    staff.since[person] = now
    staff.until[person] = until


def count_idle(world: SimulationState, person: int, before: int, after: int) -> None:
    """Keeps the number of people of the role who have nothing to do."""
    role = world.staff.role[person]
    if IDLING <= before <= IDLING_OUT_OF_REACH:
        world.idle[role] -= 1
    if IDLING <= after <= IDLING_OUT_OF_REACH:
        world.idle[role] += 1


def record(world: SimulationState, person: int, now: int) -> None:
    """Writes down the stretch that ends now."""
    staff = world.staff
    step, since, task = staff.step[person], staff.since[person], staff.task[person]
    if step <= IDLING_OUT_OF_REACH and (step <= DECIDING or since == now):
        return
    place = staff.place[person]
    if step == WORKING:
        if staff.ahead[person]:
            since = record_overheads(world, person, now)
            if since == now and world.work.left[task] > 0:
                return
    elif step in (GOING_HOME, TRAVELLING, GOING_TO_MEETING, DRIVING):
        place = staff.goal[person]
    elif step == PREPARING:
        task = world.calls.preparation[task]
        if world.work.routing[task] == NEEDS_NOBODY:
            return
    write_entry(world.log, person, DOING_OF_STEP[step], task, place, since, now)


def record_overheads(world: SimulationState, person: int, now: int) -> int:
    """Writes down reading in, set-up and getting back into it; returns when the work began."""
    staff, log = world.staff, world.log
    begin, task, place = staff.since[person], staff.task[person], staff.place[person]
    seconds = staff.reading_in[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write_entry(log, person, TAKE_OVER, task, place, begin, end)
        begin = end
    seconds = staff.setting_up[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write_entry(log, person, SET_UP, task, place, begin, end)
        begin = end
    seconds = staff.resuming[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write_entry(log, person, RESUME, task, place, begin, end)
        begin = end
    return begin


def arrive_at(world: SimulationState, person: int, place: int) -> None:
    """A person is somewhere else now, and knows how far home is."""
    staff = world.staff
    staff.place[person] = place
    staff.way_home[person] = journey(world, place, staff.base[person])


def complete_task(world: SimulationState, person: int, task: int, now: int) -> None:
    """A task is finished for good."""
    work = world.work
    world.staff.task[person] = NOT
    work.state[task] = DONE
    work.finished[task] = now
    work.by[task] = person
    if world.parameters.activities.matters[work.activity[task]]:
        update_customer(world, person, task, now)
    if work.first_child[task] >= 0:
        follow_up(world, task, now)


def suspend_task(world: SimulationState, person: int) -> None:
    """A task that was begun goes back to the person's own line, to be taken up again by him."""
    work, staff = world.work, world.staff
    task = staff.task[person]
    staff.task[person] = NOT
    enqueue(world, task, work.role[task], person)


def stop_idling(world: SimulationState, person: int, now: int) -> None:
    """An idle stretch ends because there is something to do."""
    if IDLING <= world.staff.step[person] <= IDLING_OUT_OF_REACH:
        record(world, person, now)


def end_day(world: SimulationState, person: int, now: int) -> None:
    """Home, if not there already; then off duty."""
    staff = world.staff
    stop_idling(world, person, now)
    if staff.place[person] != staff.base[person]:
        staff.goal[person] = staff.base[person]
        set_activity(world, person, GOING_HOME, now, now + staff.way_home[person])
    else:
        staff.on_duty[person] = 0
        go_off_duty(world, person, now)


def go_off_duty(world: SimulationState, person: int, now: int) -> None:
    """Off duty until the next stretch of presence that is not over yet."""
    staff, scene = world.staff, world.scene
    row, stop = staff.duty[person], staff.duty_stop[person]
    while row < stop and scene.presence_to[row] <= now and scene.presence_from[row] < now:
        row += 1
    staff.duty[person] = row
    until = scene.presence_from[row] if row < stop else world.parameters.horizon
    set_activity(world, person, OFF, now, max(now, until))


def have_lunch(world: SimulationState, person: int, now: int) -> None:
    """The break, cut off by the shift's end."""
    staff = world.staff
    stop_idling(world, person, now)
    staff.lunch_at[person] = NOT
    length = world.parameters.roles.lunch_lasts[staff.role[person]]
    set_activity(world, person, RESTING, now, min(now + length, staff.duty_to[person]))
