"""A manager looks at what has been recorded, and puts the step first that is done latest."""

from __future__ import annotations

from simulator.engine.rules.deadlines import due_at
from simulator.engine.state import SimulationState
from simulator.model.codes import NOT

WORDS = 3  # of what somebody has done: when, which activity, how late


def note_done(state: SimulationState, person: int, task: int, activity: int, now: int) -> None:
    """Somebody has done a step of a deal, which nobody else knows yet."""
    late = now - due_at(state, activity, state.tasks.asked[task])
    done = state.unrecorded[person]
    done.append(now)
    done.append(state.parameters.activities.kind[activity])
    done.append(late if late > 0 else 0)


def make_known(state: SimulationState, person: int, until: int) -> None:
    """A record tells what its person had done up to a moment."""
    done, row = state.unrecorded[person], state.recorded[person]
    while row < len(done) and done[row] <= until:
        kind = done[row + 1]
        state.known_done[kind] += 1
        state.known_late[kind] += done[row + 2]
        row += WORDS
    state.recorded[person] = row


def steer(state: SimulationState, steps: int) -> None:
    """A look at what is known since the last: the step done latest on average goes first."""
    weakest, most = NOT, 0
    for kind in range(len(state.known_done)):
        if state.known_done[kind] > 0:
            late = state.known_late[kind] // state.known_done[kind]
            if late > most:
                weakest, most = kind, late
        state.known_done[kind] = state.known_late[kind] = state.favoured[kind] = 0
    if weakest >= 0:
        state.favoured[weakest] = steps


def urgency_of(state: SimulationState, activity: int) -> int:
    """How urgent work of a kind is in its line today; what goes first is so by some steps."""
    urgency = state.parameters.activities.queue_urgency[activity]
    if not state.parameters.steering or urgency == 0:
        return urgency
    return max(1, urgency - state.favoured[state.parameters.activities.kind[activity]])
