"""The sums that compiled code adds up, and the tally made of them."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from simulator.engine.build_ledger import callers, deals_in_order
from simulator.engine.compiled.layout import SumColumns
from simulator.engine.compiled.wait_queries import (
    DIGIT_BITS,
    LEVELS,
    QUEUE_MASK,
    RETURN,
    WAIT_SUMS,
)
from simulator.engine.initial_state import BufferPool
from simulator.engine.state import SimulationState
from simulator.ledger.ledger import Column, Ledger, Tasks, category_of
from simulator.measures.waiting import urgency_of
from simulator.measures.window import Tally
from simulator.model.codes import DAY, DOING_COUNT
from simulator.model.parameters import Parameters
from simulator.workload.draw import Workload

# Columns of the sums with one value for each role, person, or queue and level of urgency.
OF_ROLES = ("inside", "metres", "switches", "blocks")
OF_PEOPLE = (
    *("place", "ended", "shift", "work_day", "work_on", "block_from", "block_to"),
    *("next_start", "next_status", "status"),
)
OF_QUEUES = ("count", "since", "elapsed")


def can_accumulate(parameters: Parameters) -> bool:
    """Do its queues and activities fit into the words that queries and entries are packed in?"""
    queues = len(parameters.people) + len(parameters.roles.name)
    return queues <= QUEUE_MASK and len(parameters.activities.name) < RETURN


def blank_sums(workload: Workload, pool: BufferPool) -> SumColumns:
    """Sums before anything has been added up."""
    parameters = workload.parameters
    headcount, roles = len(parameters.people), len(parameters.roles.name)
    activities, slots = len(parameters.activities.name), len(workload.tasks.origin)
    days, segments = -(-parameters.horizon // DAY), len(parameters.segments)
    urgency = urgency_of(parameters)
    return SumColumns(
        warm_up=parameters.warm_up,
        horizon=parameters.horizon,
        days=days,
        sells=np.isin(category_of(parameters), parameters.selling[0][1]).astype(np.int64).ravel(),
        urgency=urgency,
        has_level=_flags(LEVELS, urgency[:activities]),
        called=_flags(activities, list(parameters.plans.activity)),
        origin=workload.tasks.origin.astype(np.int8),
        parent=workload.tasks.parent.astype(np.int32),
        caller=callers(workload),
        seconds=_zeros(roles * DOING_COUNT * (activities + 1)),
        **{name: _zeros(roles) for name in OF_ROLES},
        touched=_zeros(len(workload.deals.slot)),
        served=_zeros(roles * (segments + 1)),
        ways=_zeros(segments + 1),
        waits=_zeros(activities * WAIT_SUMS),
        tasks=_task_columns(pool, slots),
        row_of_slot=pool.rows("row_of_slot", np.dtype(np.int32), slots + 1),
        **{name: _zeros(headcount) for name in OF_PEOPLE},
        longest=_zeros(headcount * days),
        **{name: _zeros((headcount + roles) * LEVELS) for name in OF_QUEUES},
        last_stay=np.full(headcount + roles, -1, dtype=np.int64),
        stay_stop=_zeros(headcount + roles),
        stay_row=_zeros((headcount + roles) * (days + 1)),
        stays=[],
        stay_queue=[],
        queries=[],
        sorted=[],
        first_transfer=[],
        next_transfer=[],
        digits=_zeros(1 << DIGIT_BITS),
    )


def _zeros(size: int) -> Column:
    return np.zeros(size, dtype=np.int64)


def _flags(size: int, chosen: Column | list[int]) -> Column:
    """1 in the rows chosen, 0 in all others."""
    flags = _zeros(size)
    flags[chosen] = 1
    return flags


def _task_columns(pool: BufferPool, slots: int) -> Tasks:
    """Columns for the ledger's tasks, with space for all slots."""
    count = len(fields(Tasks))
    return Tasks(
        *pool.rows("ledger_tasks", np.dtype(np.int64), count * slots).reshape(count, slots)
    )


def ledger_tasks(sums: SumColumns, rows: int, number_of_deal: Column) -> Tasks:
    """The tasks as the ledger has them."""
    columns = {field.name: getattr(sums.tasks, field.name)[:rows] for field in fields(Tasks)}
    columns["deal"] = number_of_deal[columns["deal"]]
    return Tasks(**columns)


def tally_of(sums: SumColumns, state: SimulationState, ledger: Ledger) -> Tally:
    """The sums as measures read them."""
    roles, activities = len(ledger.parameters.roles.name), len(ledger.parameters.activities.name)
    return Tally(
        seconds=np.array(sums.seconds).reshape(roles, DOING_COUNT, activities + 1),
        touched=np.array(sums.touched)[deals_in_order(state)],
        served=np.array(sums.served).reshape(roles, -1),
        ways=np.array(sums.ways)[:-1],
        waits=np.array(sums.waits).reshape(activities, WAIT_SUMS),
        **{name: np.array(getattr(sums, name)) for name in OF_ROLES},
    )
