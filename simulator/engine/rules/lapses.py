"""Work that nobody has begun in time is given up."""

from __future__ import annotations

from simulator.engine.rules.tasks import take_out
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
