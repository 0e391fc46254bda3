"""Sessions: the times of the day at which work is done that is gathered for them."""

from __future__ import annotations

from simulator.engine.state import SimulationState
from simulator.model.codes import DAY


def next_session(state: SimulationState, activity: int, now: int) -> int:
    """The first instant from now on that lies in a session of an activity."""
    activities, sessions = state.parameters.activities, state.parameters.sessions
    mask, session = activities.on_days[activity], activities.session[activity]
    first, day = sessions.first[session], now // DAY
    stop = first + sessions.count[session]
    while True:
        if mask & (1 << (day % 7)):
            for row in range(first, stop):
                if now < day * DAY + sessions.until[row]:
                    return max(now, day * DAY + sessions.begin[row])
        day += 1


def session_end(state: SimulationState, activity: int, now: int) -> int:
    """The end of the session of an activity in which an instant lies; now, if in none."""
    activities, sessions = state.parameters.activities, state.parameters.sessions
    session = activities.session[activity]
    if next_session(state, activity, now) > now:
        return now
    row = sessions.first[session]
    while now % DAY >= sessions.until[row]:
        row += 1
    return now // DAY * DAY + sessions.until[row]


def breaks_in(state: SimulationState, activity: int, held: int) -> bool:
    """May an activity interrupt another, which is done in exclusive sessions?"""
    return is_named(state, state.parameters.activities.session[held], activity)


def is_named(state: SimulationState, session: int, activity: int) -> bool:
    """Is an activity one of those that may interrupt what is done in exclusive sessions?"""
    sessions, kind = state.parameters.sessions, state.parameters.activities.kind[activity]
    first = sessions.but_first[session]
    for row in range(first, first + sessions.but_count[session]):
        if sessions.but[row] == kind:
            return True
    return False
