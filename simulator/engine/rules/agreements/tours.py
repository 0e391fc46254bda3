"""Tours: whether the night after a shift may be spent where the day ends."""

from __future__ import annotations

from simulator.engine.rules.customers.customers import role_row
from simulator.engine.rules.people.bookings import booking_start
from simulator.engine.rules.people.meetings import is_expected
from simulator.engine.rules.people.people import expected_stop, next_shift, travel_time, way_tonight
from simulator.engine.state import SimulationState
from simulator.model.codes import ANY_WAY, ANYWHERE, DAY


def begin_day(state: SimulationState, person: int) -> None:
    """A shift begins, after a night at home or away."""
    if state.people.place[person] == state.people.base[person]:
        state.people.nights[person] = 0
    plan_night(state, person)


def plan_night(state: SimulationState, person: int) -> None:
    """How long a way home is driven after this shift: any, or none beyond a limit."""
    people, roles = state.people, state.parameters.roles
    row = role_row(state, people.role[person])
    may_stay = people.nights[person] < roles.nights[row] and is_free_to_stay(state, person)
    people.beyond[person] = roles.beyond[row] if may_stay else ANY_WAY
    way = travel_time(state, people.place[person], people.base[person])
    people.way_home[person] = way_tonight(state, person, way)


def is_free_to_stay(state: SimulationState, person: int) -> bool:
    """Is the next day a day at work on which nothing calls a person from elsewhere?"""
    static, end = state.static, state.people.duty_end[person]
    row = next_shift(state, person, end)
    if row >= expected_stop(state, person) or static.presence_from[row] >= end + DAY:
        return False
    last = static.presence_to[row]
    return not (
        has_meeting(state, person, end, last)
        or has_booking(state, person, end, last)
        or has_successor(state, person, last)
    )


def has_successor(state: SimulationState, person: int, end: int) -> bool:
    """Does somebody new begin in a chair by a moment, as far as anybody knows in this phase?"""
    people, static, phase = state.people, state.static, state.phase[0]
    known, start = state.parameters.horizon, state.parameters.phases.start
    if phase + 1 < len(start):
        known = start[phase + 1] - 1
    join, row = people.join_row[person], phase * len(people.role) + person
    if join < people.join_stop[person] and static.joined[join] <= min(end, known):
        return True
    for foreseen in range(static.foreseen_first[row], static.foreseen_first[row + 1]):
        if static.foreseen[foreseen] <= end:
            return True
    return False


def has_meeting(state: SimulationState, person: int, begin: int, end: int) -> bool:
    """Is there a meeting within a stretch that is not held wherever somebody is?"""
    people, static = state.people, state.static
    for row in range(people.meeting_row[person], people.meeting_stop[person]):
        if static.meeting_from[row] >= end:
            return False
        held = state.tasks.activity[static.meeting_slot[row]]
        if (
            static.meeting_from[row] >= begin
            and is_expected(state, row)
            and state.parameters.activities.place[held] != ANYWHERE
        ):
            return True
    return False


def has_booking(state: SimulationState, person: int, begin: int, end: int) -> bool:
    """Is a time agreed on within a stretch?"""
    bookings = state.bookings[person]
    index = 0
    while index < len(bookings) and booking_start(bookings[index]) < begin:
        index += 1
    return index < len(bookings) and booking_start(bookings[index]) < end
