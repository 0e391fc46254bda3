"""Visits on request: work at the customer's that no call plan asks for."""

from __future__ import annotations

from simulator.engine.queues import NO_KEY, TASK_MASK, agenda_remove
from simulator.engine.rules.customers.customers import is_open
from simulator.engine.rules.dispatch.visits import leaves_time
from simulator.engine.rules.people.blocks import must_end_by
from simulator.engine.rules.people.people import travel_time, way_tonight
from simulator.engine.rules.tasks.tasks import line_queue, next_day_for
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_ACCOUNT,
    DAY,
    EVERY_DAY,
    IDLING,
    IDLING_CLOSED,
    IDLING_OUT_OF_REACH,
    OVERFLOWED,
    QUEUES,
)


def first_visit(state: SimulationState, person: int, queue: int, before: int, now: int) -> int:
    """The key of the first visit of a queue that can be made now, if it goes before a key."""
    waiting, index = state.queues[queue], 0
    while index < len(waiting) and waiting[index] < before:
        key = waiting[index]
        if state.tasks.queue[key & TASK_MASK] != queue:
            agenda_remove(waiting, key)
            continue
        reason, _ = reason_against_visit(state, person, key & TASK_MASK, now)
        if reason == IDLING:
            return key
        index += 1
    return NO_KEY


def reason_against_visits(state: SimulationState, person: int, now: int) -> tuple[int, int]:
    """What stands against all visits that wait, and when it may look different."""
    step, retry = IDLING, state.parameters.horizon
    pool = state.parameters.headcount + state.people.role[person]
    for line in (person, pool):
        reason, at = reason_against_line(state, person, QUEUES * line + AT_ACCOUNT, now)
        step, retry = max(step, reason), min(retry, at)
    lines = state.parameters.lines
    for index in range(lines.serves_count[person]):
        line = line_queue(state, lines.serves[lines.serves_first[person] + index])
        reason, at = reason_against_line(state, person, line + AT_ACCOUNT, now)
        step, retry = max(step, reason), min(retry, at)
    return step, retry


def reason_against_line(
    state: SimulationState, person: int, queue: int, now: int
) -> tuple[int, int]:
    """The same of the visits of one line."""
    step, retry, waiting = IDLING, state.parameters.horizon, state.queues[queue]
    for index in range(len(waiting)):
        if state.tasks.queue[waiting[index] & TASK_MASK] == queue:
            reason, at = reason_against_visit(state, person, waiting[index] & TASK_MASK, now)
            step, retry = max(step, reason), min(retry, at)
    return step, retry


def reason_against_visit(
    state: SimulationState, person: int, task: int, now: int
) -> tuple[int, int]:
    """What stands against a visit now (IDLING for nothing), and when it may look different."""
    people, static, tasks = state.people, state.static, state.tasks
    activity, account = tasks.activity[task], tasks.account[task]
    there, tomorrow = static.first_account + account, (now // DAY + 1) * DAY
    on_days = state.parameters.activities.on_days[activity]
    if on_days != EVERY_DAY and tasks.phase[task] != OVERFLOWED:
        day = next_day_for(state, activity, now)
        if day > now:
            return IDLING_CLOSED, day
    if not is_open(state, account, now):
        return IDLING_CLOSED, tomorrow
    way = travel_time(state, people.place[person], there)
    opens = tomorrow - DAY + state.opening.begin[account]
    if now + way < opens:
        return IDLING_CLOSED, opens - way
    end = now + way + state.parameters.activities.mean[activity]
    if end > tomorrow - DAY + state.opening.end[account]:
        return IDLING_CLOSED, tomorrow
    if end > must_end_by(state, person, activity, there, now):
        return IDLING_OUT_OF_REACH, state.parameters.horizon
    home = way_tonight(state, person, travel_time(state, there, people.base[person]))
    if end + home > people.duty_end[person] or not leaves_time(state, person, there, end):
        return IDLING_OUT_OF_REACH, state.parameters.horizon
    return IDLING, state.parameters.horizon
