"""The activities of people, which are written down as they end."""

from __future__ import annotations

from math import sqrt

from simulator.engine.queues import write_entry
from simulator.engine.rules.customers.customers import update_customer
from simulator.engine.rules.tasks.tasks import enqueue, follow_up
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    DOING_OF_STEP,
    DONE,
    EVENING,
    EXPECTED,
    GOING_HOME,
    HAS_ENTRY_IF_IT_LASTS,
    HAS_NO_ENTRY,
    IS_IDLE,
    IS_ON_THE_WAY,
    NEEDS_NOBODY,
    NOT,
    OFF,
    PREPARING,
    RESTING,
    RESUME,
    SET_UP,
    TAKE_OVER,
    WORKING,
)


def travel_time(state: SimulationState, start: int, goal: int) -> int:
    """Seconds between two places, parking included: by road, as far as a table says how long.

    Else it is the straight distance at the speed left by detours.
    """
    if start == goal:
        return 0
    static, parameters = state.static, state.parameters
    if static.road_nodes:
        row, column = static.road_node[start], static.road_node[goal]
        if row >= 0 and column >= 0:
            seconds = static.road_seconds[row * static.road_nodes + column]
            if seconds >= 0:
                return seconds + parameters.parking
    dx = state.places.x[start] - state.places.x[goal]
    dy = state.places.y[start] - state.places.y[goal]
    metres = sqrt(dx * dx + dy * dy)
    return int(metres * 1e6 / parameters.metres_in_million_seconds + 0.5) + parameters.parking


def set_activity(state: SimulationState, person: int, step: int, now: int, until: int) -> None:
    """A person begins an activity."""
    people = state.people
    before = people.step[person]
    if IS_IDLE[before] or IS_IDLE[step]:
        count_idle(state, person, before, step)
    people.step[person] = step
    people.since[person] = now
    people.until[person] = until


def count_idle(state: SimulationState, person: int, before: int, after: int) -> None:
    """Keeps the number of people of the role who have nothing to do."""
    role = state.people.role[person]
    if IS_IDLE[before]:
        state.idle_count[role] -= 1
    if IS_IDLE[after]:
        state.idle_count[role] += 1


def record(state: SimulationState, person: int, now: int) -> None:
    """Writes down the activity that ends now."""
    people = state.people
    step, since, task = people.step[person], people.since[person], people.task[person]
    if HAS_NO_ENTRY[step] or (since == now and HAS_ENTRY_IF_IT_LASTS[step]):
        return
    place = people.place[person]
    if step == WORKING:
        if people.overhead[person]:
            since = record_overheads(state, person, now)
            if since == now and state.tasks.remaining[task] > 0:
                return
    elif IS_ON_THE_WAY[step]:
        place = people.destination[person]
    elif step == PREPARING:
        task = state.call_draws.preparation[task]
        if state.tasks.routing[task] == NEEDS_NOBODY:
            return
    write_entry(state.log, person, DOING_OF_STEP[step], task, place, since, now)


def record_overheads(state: SimulationState, person: int, now: int) -> int:
    """Writes down reading in, set-up and getting back into it; returns when the work began."""
    people, log = state.people, state.log
    begin, task, place = people.since[person], people.task[person], people.place[person]
    seconds = people.take_over[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write_entry(log, person, TAKE_OVER, task, place, begin, end)
        begin = end
    seconds = people.set_up[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write_entry(log, person, SET_UP, task, place, begin, end)
        begin = end
    seconds = people.resume[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write_entry(log, person, RESUME, task, place, begin, end)
        begin = end
    return begin


def arrive_at(state: SimulationState, person: int, place: int) -> None:
    """A person is in another place, with another way home."""
    people = state.people
    people.place[person] = place
    people.way_home[person] = way_tonight(
        state, person, travel_time(state, place, people.base[person])
    )


def way_tonight(state: SimulationState, person: int, way: int) -> int:
    """How much of a way home is driven tonight: all of it, or nothing before a night away."""
    return way if way <= state.people.beyond[person] else 0


def complete_task(state: SimulationState, person: int, task: int, now: int) -> None:
    """A task is finished for good."""
    tasks = state.tasks
    state.people.task[person] = NOT
    tasks.status[task] = DONE
    tasks.finished[task] = now
    tasks.by[task] = person
    if state.parameters.activities.matters[tasks.activity[task]]:
        update_customer(state, person, task, now)
    if tasks.first_child[task] >= 0 or len(state.parameters.joins.effect):
        follow_up(state, task, now)


def suspend_task(state: SimulationState, person: int) -> None:
    """A task that was begun goes back to its person's own queue."""
    tasks, people = state.tasks, state.people
    task = people.task[person]
    people.task[person] = NOT
    enqueue(state, task, tasks.role[task], person)


def stop_idling(state: SimulationState, person: int, now: int) -> None:
    """Idling ends because there is something to do."""
    if IS_IDLE[state.people.step[person]]:
        record(state, person, now)


def end_day(state: SimulationState, person: int, now: int) -> None:
    """Home, if not there already; then off duty."""
    people = state.people
    stop_idling(state, person, now)
    way = travel_time(state, people.place[person], people.base[person])
    if way > people.beyond[person]:
        stay_overnight(state, person, now)
    elif people.place[person] != people.base[person]:
        people.destination[person] = people.base[person]
        set_activity(state, person, GOING_HOME, now, now + people.way_home[person])
    else:
        people.on_duty[person] = 0
        go_off_duty(state, person, now)


def stay_overnight(state: SimulationState, person: int, now: int) -> None:
    """The day ends far from home; an evening at the desk before the next shift is no other day."""
    people, row = state.people, next_shift(state, person, now)
    # The work in hand may have gone on into the next shift, or beyond it.
    if row < expected_stop(state, person) and state.static.presence_from[row] >= now:
        begun = people.duty_start[person]
        if not people.evening[person] or row > next_shift(state, person, begun):
            people.nights[person] += 1
            state.nights.append(person)
            state.nights.append(state.static.presence_from[row])
    people.on_duty[person] = 0
    go_off_duty(state, person, now)


def next_shift(state: SimulationState, person: int, now: int) -> int:
    """Row of the next shift that is not over, evenings left out; the row after the last."""
    row, stop = state.people.presence_row[person], expected_stop(state, person)
    while row < stop and (
        is_evening(state, row) or is_over(state, row, now) or not is_known(state, row)
    ):
        row += 1
    return row


def is_over(state: SimulationState, row: int, now: int) -> bool:
    """Has a shift or evening ended by now? Not one of an instant that is now."""
    static = state.static
    return static.presence_to[row] <= now and static.presence_from[row] < now


def is_known(state: SimulationState, row: int) -> bool:
    """Is it a shift by the hours of this phase, as far as anybody knows?"""
    return state.static.presence_known[row] <= state.phase[0] and not has_gone(state, row)


def has_gone(state: SimulationState, row: int) -> bool:
    """Is it a shift by hours that hold no more?"""
    return state.static.presence_gone[row] <= state.phase[0]


def is_evening(state: SimulationState, row: int) -> bool:
    """Is it an evening at the desk at home, and no shift?"""
    return state.static.presence_evening[row] & EVENING > 0


def would_have_been(state: SimulationState, row: int) -> bool:
    """Is it a shift or evening that somebody would have worked, had he not left with a change?"""
    return state.static.presence_evening[row] & EXPECTED > 0


def expected_stop(state: SimulationState, person: int) -> int:
    """Row after the last shift that a person is expected to work, the present one included.

    Before the day of a change nobody knows who leaves and who is hired with it.
    """
    people, roles, phases = state.people, state.parameters.roles, state.parameters.phases
    role = people.role[person]
    here = phases.present[state.phase[0] * len(roles.first) + role]
    if person - roles.first[role] < here:
        return people.expected_stop[person]
    return people.presence_row[person]


def go_off_duty(state: SimulationState, person: int, now: int) -> None:
    """Off duty until the next shift or evening that is not over yet."""
    people, static = state.people, state.static
    row, stop = people.presence_row[person], people.presence_stop[person]
    while row < stop and (is_over(state, row, now) or has_gone(state, row)):
        row += 1
    people.presence_row[person] = row
    while row < stop and would_have_been(state, row):
        row += 1
    until = static.presence_from[row] if row < stop else state.parameters.horizon
    set_activity(state, person, OFF, now, max(now, until))


def lunch_length(state: SimulationState, person: int) -> int:
    """Seconds of somebody's lunch in this phase."""
    return state.parameters.lunch_lasts[state.phase[0] * len(state.people.role) + person]


def have_lunch(state: SimulationState, person: int, now: int) -> None:
    """The break, cut off by the shift's end."""
    people = state.people
    stop_idling(state, person, now)
    people.lunch_at[person] = NOT
    length = lunch_length(state, person)
    set_activity(state, person, RESTING, now, min(now + length, people.duty_end[person]))
