"""Who has reached the cap of his commission leaves more often than others, and his chair is empty.

When that may be is drawn beforehand, as all leaving is; whether he has reached it shows then.
"""

from __future__ import annotations

from simulator.engine.queues import reminder
from simulator.engine.rules.changes.phases import cancel_all
from simulator.engine.rules.customers.customers import chair_is_empty, is_capped
from simulator.engine.state import SimulationState
from simulator.model.codes import DAY, RESIGN, SUCCEED


def resign(state: SimulationState, row: int, now: int) -> None:
    """Somebody leaves if he has reached his cap, in the night that was drawn.

    Who works then, or is away for the night, leaves once he is at home, if that is before his next
    shift.
    """
    people, static, person = state.people, state.static, state.static.resigns[row]
    if people.gone[person] or not is_capped(state, person, now):
        return
    if chair_is_empty(state, person, now) or people.duty_start[person] >= static.resigns_from[row]:
        return
    if people.on_duty[person] or people.place[person] != people.base[person]:
        state.reminders.append(reminder(now + DAY // 24, RESIGN, row))
        return
    state.resigned.append(row)
    leave_chair(state, person, max(now, static.resigns_to[row]))
    cancel_all(state, person, now)


def leave_chair(state: SimulationState, person: int, back: int) -> None:
    """A chair is empty until somebody new begins; shifts until then are nobody's."""
    people, market = state.people, state.parameters.market
    people.back[person] = back
    row = people.presence_row[person]
    while row < people.presence_stop[person] and state.static.presence_from[row] < back:
        row += 1
    people.presence_row[person] = row
    if market.lost_to_successor > 0 and back < state.parameters.horizon:
        state.reminders.append(reminder(back, SUCCEED, person))
