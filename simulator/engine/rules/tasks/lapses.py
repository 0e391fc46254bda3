"""What is not done in time: felt once it is late, and given up where it lapses."""

from __future__ import annotations

from simulator.engine.rules.customers.customers import decay, move_goodwill
from simulator.engine.rules.tasks.tasks import take_out
from simulator.engine.state import SimulationState
from simulator.model.codes import LAPSED, NOT


def lapse(state: SimulationState, task: int, now: int) -> None:
    """A task lapses, unless somebody has begun it, or to hand it over; nothing follows on it."""
    tasks = state.tasks
    if (
        tasks.queue[task] == NOT
        or tasks.started[task] >= 0
        or state.task_details.handing[task] >= 0
    ):
        return
    take_out(state, task)
    tasks.status[task] = LAPSED
    tasks.finished[task] = now
    share = state.parameters.activities.goodwill_if_lapsed[tasks.activity[task]]
    feel(state, tasks.account[task], share, now)


def become_late(state: SimulationState, task: int, now: int) -> None:
    """The time by which a task should be finished is over: what is not done is felt."""
    tasks = state.tasks
    if tasks.finished[task] < 0 or tasks.finished[task] >= now:
        share = state.parameters.activities.goodwill_once_late[tasks.activity[task]]
        feel(state, tasks.account[task], share, now)


def feel(state: SimulationState, account: int, share: int, now: int) -> None:
    """An account feels that something is not done."""
    if account >= 0 and share != 0:
        decay(state, account, now)
        move_goodwill(state, account, share)
