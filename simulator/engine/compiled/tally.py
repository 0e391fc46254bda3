"""What compiled code adds up in, and the tally that comes of it."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from simulator.engine.build_ledger import callers, deals_in_order
from simulator.engine.compiled.accumulate import (
    CAUSES,
    COMES_BACK,
    DIGIT_BITS,
    DOINGS,
    LEVELS,
    LINE_MASK,
)
from simulator.engine.compiled.layout import SumColumns
from simulator.engine.initial_state import BufferPool
from simulator.engine.state import SimulationState
from simulator.ledger.ledger import Column, Ledger, Tasks, category_of
from simulator.measures.waiting import urgency_of
from simulator.measures.window import Tally
from simulator.model.parameters import Parameters
from simulator.scenario.units import DAY
from simulator.workload.draw import Workload


def can_add_up(parameters: Parameters) -> bool:
    """Do its lines and activities fit into the words that questions and entries are packed in?"""
    lines = len(parameters.people) + len(parameters.roles.name)
    return lines <= LINE_MASK and len(parameters.activities.name) < COMES_BACK


def blank_sums(workload: Workload, ground: BufferPool) -> SumColumns:
    """Sums of which nothing has been added up yet."""
    c, slots = workload.parameters, len(workload.tasks.origin)
    people, roles, activities = len(c.people), len(c.roles.name), len(c.activities.name)
    days, lines = -(-c.horizon // DAY), people + roles
    urgency = urgency_of(c)
    wanted = np.zeros(LEVELS, dtype=np.int64)
    wanted[urgency[:activities]] = 1
    called = np.zeros(activities, dtype=np.int64)
    called[list(c.plans.activity)] = 1

    def zeros(size: int) -> Column:
        return np.zeros(size, dtype=np.int64)

    return SumColumns(
        warm_up=c.warm_up,
        horizon=c.horizon,
        days=days,
        sells=np.isin(category_of(c), c.selling[0][1]).astype(np.int64).ravel(),
        urgency=urgency,
        wanted=wanted,
        called=called,
        origin=workload.tasks.origin.astype(np.int8),
        parent=workload.tasks.parent.astype(np.int32),
        caller=callers(workload),
        seconds=zeros(roles * DOINGS * (activities + 1)),
        inside=zeros(roles),
        metres=zeros(roles),
        switches=zeros(roles),
        blocks=zeros(roles),
        touched=zeros(len(workload.deals.slot)),
        waits=zeros(activities * CAUSES),
        tasks=ground.rows("tasks", np.dtype(np.int64), len(fields(Tasks)) * slots),
        number=ground.rows("numbers", np.dtype(np.int32), slots + 1),
        **{
            name: zeros(people)
            for name in ("place", "shift", "work_day", "work_on", "block_from", "block_to")
        },
        longest=zeros(people * days),
        next_start=zeros(people),
        next_status=zeros(people),
        status=zeros(people),
        count=zeros(lines * LEVELS),
        since=zeros(lines * LEVELS),
        passed=zeros(lines * LEVELS),
        questions=[],
        sorted=[],
        digits=zeros(1 << DIGIT_BITS),
    )


def tasks_of(sums: SumColumns, asked_for: int, number_of_deal: Column) -> Tasks:
    """The tasks as the ledger has them."""
    columns = np.asarray(sums.tasks).reshape(len(fields(Tasks)), -1)[:, :asked_for]
    tasks = Tasks(*columns)
    return replace(tasks, deal=number_of_deal[tasks.deal])


def tally_of(sums: SumColumns, world: SimulationState, ledger: Ledger) -> Tally:
    """The sums as measures read them."""
    roles, activities = len(ledger.parameters.roles.name), len(ledger.parameters.activities.name)
    columns = {
        name: np.array(getattr(sums, name)) for name in ("inside", "metres", "switches", "blocks")
    }
    return Tally(
        seconds=np.array(sums.seconds).reshape(roles, DOINGS, activities + 1),
        touched=np.array(sums.touched)[deals_in_order(world)],
        waits=np.array(sums.waits).reshape(activities, CAUSES),
        **columns,
    )
