"""Exclusive sessions ahead: what is begun before one has to end before it begins."""

from __future__ import annotations

from simulator.engine.rules.customers.customers import role_row
from simulator.engine.rules.people.people import set_activity, stop_idling, travel_time, way_tonight
from simulator.engine.rules.timing.sessions import is_named
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_BASE,
    AT_DESK,
    AT_GIVER,
    AT_HEADQUARTERS,
    DAY,
    GOING_HOME,
    HEADQUARTERS,
    NEVER,
    NOT,
)


def must_end_by(state: SimulationState, person: int, activity: int, place: int, now: int) -> int:
    """By when what is begun now and ends at a place has to be over, so that no block suffers.

    Work of an activity that may break in on a block, or belongs to it, has time; -1 does not.
    """
    blocks, row = state.parameters.blocks, role_row(state, state.people.role[person])
    end, first = NEVER, blocks.first[row]
    for block in range(first, first + blocks.count[row]):
        if not is_allowed(state, block, activity):
            begin = next_begin(state, person, block, now)
            if begin < NEVER:
                end = min(end, begin - way_to_block(state, person, block, place))
    return end


def is_allowed(state: SimulationState, block: int, activity: int) -> bool:
    """May work of an activity go on in a block?"""
    session = state.parameters.blocks.session[block]
    return activity >= 0 and (
        state.parameters.activities.session[activity] == session
        or is_named(state, session, activity)
    )


def next_begin(state: SimulationState, person: int, block: int, now: int) -> int:
    """When a block begins next within the shift at hand; never, if it does not."""
    blocks, sessions = state.parameters.blocks, state.parameters.sessions
    end, session = state.people.duty_end[person], blocks.session[block]
    if state.people.evening[person]:
        return NEVER
    first = sessions.first[session]
    for day in range(now // DAY, end // DAY + 1):
        if blocks.days[block] >> (day % 7) & 1:
            for row in range(first, first + sessions.count[session]):
                begin = day * DAY + sessions.begin[row]
                if now < begin < end:
                    return begin
    return NEVER


def next_block(state: SimulationState, person: int, now: int) -> int:
    """When the next block of any kind begins within the shift at hand."""
    blocks, row = state.parameters.blocks, role_row(state, state.people.role[person])
    begin, first = NEVER, blocks.first[row]
    for block in range(first, first + blocks.count[row]):
        begin = min(begin, next_begin(state, person, block, now))
    return begin


def way_to_block(state: SimulationState, person: int, block: int, place: int) -> int:
    """Seconds from a place, -1 for any, to where the work of a block is done."""
    if place < 0:
        return 0
    goal = desk_for(state, person, state.parameters.blocks.place[block])
    return travel_time(state, place, goal) if goal >= 0 else 0


def desk_for(state: SimulationState, person: int, place: int) -> int:
    """Where a person does what is done at a place other than a customer's; -1: wherever he is."""
    roles, row = state.parameters.roles, role_row(state, state.people.role[person])
    if place == AT_DESK:
        place = roles.desk[row]
    if place == AT_HEADQUARTERS and roles.home_based[row]:
        return HEADQUARTERS
    return state.people.base[person] if place == AT_BASE else NOT


def fits(state: SimulationState, person: int, task: int, now: int) -> bool:
    """Is what waits in a line, if it cannot be laid aside, expected to end before a block?

    Joint work is agreed on, and its time found apart.
    """
    activities, activity = state.parameters.activities, state.tasks.activity[task]
    joint = activities.partners[activity] >= 0
    if joint or not state.parameters.blocks.count[role_row(state, state.people.role[person])]:
        return True
    place = state.people.place[person]
    goal = desk_for(state, person, activities.place[activity])
    if goal < 0 or state.tasks.phase[task] == AT_GIVER:
        goal = place
    end = now + travel_time(state, place, goal)
    if not activities.splittable[activity] and state.tasks.phase[task] != AT_GIVER:
        end += activities.mean[activity]
    return end == now or end <= must_end_by(state, person, activity, goal, now)


def leave_by(state: SimulationState, person: int, now: int) -> int:
    """When a person has to set out for the place of the next block; never, if there is no way."""
    blocks, row = state.parameters.blocks, role_row(state, state.people.role[person])
    leave, first = NEVER, blocks.first[row]
    for block in range(first, first + blocks.count[row]):
        leave = min(leave, leave_for(state, person, block, now))
    return leave


def leave_for(state: SimulationState, person: int, block: int, now: int) -> int:
    """The same for one block; never, if he would come when it, or the day, is over."""
    begin = next_begin(state, person, block, now)
    if begin == NEVER:
        return NEVER
    way = way_to_block(state, person, block, state.people.place[person])
    if way == 0 or not is_worth_the_way(state, person, block, max(begin, now + way)):
        return NEVER
    return begin - way


def is_worth_the_way(state: SimulationState, person: int, block: int, arrival: int) -> bool:
    """Is there time to work in a block for somebody who comes at a moment?"""
    people = state.people
    goal = desk_for(state, person, state.parameters.blocks.place[block])
    home = way_tonight(state, person, travel_time(state, goal, people.base[person]))
    return arrival < people.duty_end[person] - home


def go_to_block(state: SimulationState, person: int, now: int) -> bool:
    """Sets out for where the next block is worked, when it is time."""
    blocks, row = state.parameters.blocks, role_row(state, state.people.role[person])
    for block in range(blocks.first[row], blocks.first[row] + blocks.count[row]):
        if leave_for(state, person, block, now) <= now:
            goal = desk_for(state, person, blocks.place[block])
            way = travel_time(state, state.people.place[person], goal)
            stop_idling(state, person, now)
            state.people.destination[person] = goal
            set_activity(state, person, GOING_HOME, now, now + way)
            return True
    return False
