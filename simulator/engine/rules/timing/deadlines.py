"""By when a task should be finished: by the clock, or counted on the days that its role works."""

from __future__ import annotations

from simulator.engine.state import SimulationState
from simulator.model.codes import DAY, NOT


def due_at(state: SimulationState, activity: int, asked: int) -> int:
    """The time by which a task of an activity should be finished; -1 for any time.

    On working days time runs as on a clock that stands still on all other days. Beyond the horizon
    it runs on every day. Which days are worked is what was known when it was asked for.
    """
    due = state.parameters.activities.due[activity]
    if due < 0:
        return NOT
    days, day = state.parameters.working.days, asked // DAY
    if not state.parameters.activities.due_in_days[activity] or day >= days:
        return asked + due
    working = state.parameters.working
    role, roles = state.parameters.activities.role[activity], len(state.parameters.roles.first)
    row = (phase_at(state, asked) * roles + role) * (days + 1)
    elapsed = working.before[row + day] * DAY + due
    if working.before[row + day + 1] > working.before[row + day]:
        elapsed += asked % DAY
    number = elapsed // DAY
    worked = working.before[row + days]
    reached = working.day[row + number] if number < worked else days + number - worked
    return reached * DAY + elapsed % DAY


def phase_at(state: SimulationState, when: int) -> int:
    """The phase that holds at a moment."""
    start, phase = state.parameters.phases.start, 0
    while phase + 1 < len(start) and start[phase + 1] <= when:
        phase += 1
    return phase


def after_open_hours(state: SimulationState, hours: int, now: int, seconds: int) -> int:
    """The moment by which so many seconds of some open hours have passed.

    In each stretch time runs evenly, through as many seconds as it counts. Beyond the horizon all
    hours are open.
    """
    opened = state.parameters.open_hours
    first, stop = opened.first[hours], opened.first[hours + 1]
    if seconds == 0:
        return now
    row, end = first, stop  # the first stretch that is not over
    while row < end:
        middle = (row + end) // 2
        if opened.end[middle] <= now:
            row = middle + 1
        else:
            end = middle
    if row == stop:
        return max(now, state.parameters.horizon) + seconds
    length = opened.end[row] - opened.begin[row]
    passed = opened.before[row] + max(now - opened.begin[row], 0) * opened.counts[row] // length
    goal, end = passed + seconds, stop - 1  # the last stretch before which less has passed
    while row < end:
        middle = (row + end + 1) // 2
        if opened.before[middle] < goal:
            row = middle
        else:
            end = middle - 1
    there, counts = goal - opened.before[row], opened.counts[row]
    if there <= counts:  # rounded up: what a day holds of seconds, a shift does not
        length = opened.end[row] - opened.begin[row]
        return opened.begin[row] + (there * length + counts - 1) // counts
    return max(opened.end[row], state.parameters.horizon) + there - counts
