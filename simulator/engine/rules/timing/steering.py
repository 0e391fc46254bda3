"""A manager looks at what has been recorded, and puts the step first that is done latest."""

from __future__ import annotations

from simulator.engine.rules.timing.deadlines import due_at
from simulator.engine.state import SimulationState
from simulator.model.codes import BY_PERSON, BY_SEGMENT, NOT

WORDS = 3  # of what somebody has done: when, which activity for which group, how late


def group_of(state: SimulationState, person: int, account: int) -> int:
    """Whose figures work counts to: all, a person's or a segment's; -1 for nobody's."""
    by = state.parameters.steering_by
    if by == BY_PERSON:
        return person
    if by == BY_SEGMENT:
        return state.static.segment[account] if account >= 0 else NOT
    return 0


def note_done(state: SimulationState, person: int, task: int, activity: int, now: int) -> None:
    """Somebody has done a step of a deal, which nobody else knows yet."""
    late = now - due_at(state, activity, state.tasks.asked[task])
    group = group_of(state, person, state.tasks.account[task])
    if group >= 0:
        done, kind = state.unrecorded[person], state.parameters.activities.kind[activity]
        done.append(now)
        done.append(group * state.parameters.kinds + kind)
        done.append(late if late > 0 else 0)


def make_known(state: SimulationState, person: int, until: int) -> None:
    """A record tells what its person had done up to a moment."""
    done, row = state.unrecorded[person], state.recorded[person]
    while row < len(done) and done[row] <= until:
        cell = done[row + 1]
        state.known_done[cell] += 1
        state.known_late[cell] += done[row + 2]
        row += WORDS
    state.recorded[person] = row


def steer(state: SimulationState, steps: int) -> None:
    """A look at what is known since the last: the step done latest on average goes first.

    Where figures are a person's or a segment's own, each has a step of its own.
    """
    kinds = state.parameters.kinds
    for first in range(0, len(state.known_done), kinds):
        weakest, most = NOT, 0
        for cell in range(first, first + kinds):
            if state.known_done[cell] > 0:
                late = state.known_late[cell] // state.known_done[cell]
                if late > most:
                    weakest, most = cell, late
            state.known_done[cell] = state.known_late[cell] = state.favoured[cell] = 0
        if weakest >= 0:
            state.favoured[weakest] = steps


def urgency_of(state: SimulationState, task: int, person: int) -> int:
    """How urgent a task is in a person's line today; what goes first is so by some steps."""
    activity, activities = state.tasks.activity[task], state.parameters.activities
    urgency = activities.queue_urgency[activity]
    if not state.parameters.steering or urgency == 0:
        return urgency
    group = group_of(state, person, state.tasks.account[task])
    if group < 0:
        return urgency
    cell = group * state.parameters.kinds + activities.kind[activity]
    return max(1, urgency - state.favoured[cell])
