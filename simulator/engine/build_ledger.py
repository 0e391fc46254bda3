"""From the columns that a replay leaves behind to the ledger of what happened."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from simulator.engine.queues import ENTRY, IntColumn
from simulator.engine.state import SimulationState
from simulator.ledger import ledger as book
from simulator.ledger.ledger import Column, Entries, Ledger, Tasks
from simulator.ledger.time_intervals import in_order_of_time
from simulator.model.codes import NOT
from simulator.workload.draw import Workload
from simulator.workload.task_table import TaskTable


def build_ledger(world: SimulationState, workload: Workload) -> Ledger:
    """The ledger of what the world has seen, its tasks numbered in order of asking."""
    asked = _column(world.work.asked)
    chosen = np.flatnonzero((asked >= 0) & (asked < world.parameters.horizon))
    chosen = in_order_of_time(chosen, asked)
    number = _numbers_of(chosen, len(asked))
    tasks = _tasks(world, workload, chosen, number)
    return ledger_of(world, workload, _entries(world, workload.tasks, number), tasks)


def no_entries() -> Entries:
    """Where nobody has written any."""
    return Entries(*(np.empty(0, dtype=np.int64) for _ in fields(Entries)))


def ledger_of(world: SimulationState, workload: Workload, entries: Entries, tasks: Tasks) -> Ledger:
    """A ledger of these entries and tasks, with how accounts and deals stand."""
    return Ledger(
        parameters=workload.parameters,
        seed=workload.seed,
        replication=workload.replication,
        entries=entries,
        tasks=tasks,
        deals=_deals_seen(world, deals_in_order(world)),
        accounts=_accounts_seen(world),
        vacancies=workload.vacancies,
        presence=workload.presence,
        places=workload.territory.places,
        account_segment=workload.territory.segment,
        account_owner=callers(workload),
    )


def deals_in_order(world: SimulationState) -> Column:
    """Rows of the deals that were opened, by when."""
    opened = _column(world.deals.opened)
    deals = np.flatnonzero(opened >= 0)
    return in_order_of_time(deals, opened)


def _entries(world: SimulationState, slots: TaskTable, number: Column) -> Entries:
    """The log by person, each in order of time, with what its tasks say of it."""
    rows = np.frombuffer(world.log, dtype=np.int32).reshape(-1, ENTRY.size // 4)
    order = np.argsort(rows[:, 0], kind="stable")  # a person's stretches are logged as they end
    person, doing, slot, place, start, end = (
        rows[:, column][order].astype(np.int64) for column in range(rows.shape[1])
    )
    return Entries(
        person=person,
        doing=doing,
        activity=np.append(slots.activity, NOT)[slot],
        task=number[slot],
        account=np.append(slots.account, NOT)[slot],
        place=place,
        start=start,
        end=end,
    )


def _column(values: IntColumn) -> Column:
    """A copy: what it is taken from is written over by the next replay."""
    return np.array(values, dtype=np.int64)


def _numbers_of(chosen: Column, size: int) -> Column:
    """New numbers of the chosen rows; one row more, so that -1 stays -1."""
    number = np.full(size + 1, NOT)
    number[chosen] = np.arange(len(chosen))
    return number


def _deals_seen(world: SimulationState, chosen: Column) -> book.Deals:
    deals = world.deals
    kind, account, value, opened, won, discount, sold_by, changes = (
        _column(column)[chosen]
        for column in (
            deals.kind,
            deals.account,
            deals.value,
            deals.opened,
            deals.won_at,
            deals.discount,
            deals.last_by,
            deals.changes,
        )
    )
    sold_by = np.where(won >= 0, sold_by, NOT)
    return book.Deals(kind, account, value, opened, won, discount, sold_by, changes)


def _accounts_seen(world: SimulationState) -> book.Accounts:
    """How accounts stand at the horizon."""
    accounts = world.accounts
    potential, goodwill, lost = map(_column, (accounts.potential, accounts.goodwill, accounts.lost))
    return book.Accounts(potential, goodwill, lost)


def numbers_of_deals(world: SimulationState) -> Column:
    """Row of each deal among those that were opened, -1 for the others; at last one for none."""
    return _numbers_of(deals_in_order(world), len(world.deals.kind))


def _tasks(world: SimulationState, workload: Workload, chosen: Column, number: Column) -> Tasks:
    slots = workload.tasks
    columns = {
        name: _column(getattr(group, name))[chosen]
        for group in (world.work, world.rest)
        for name in Tasks.__dataclass_fields__
        if hasattr(group, name) and name != "deal"
    }
    due = np.array(world.parameters.activities.due)[columns["activity"]]
    return Tasks(
        **columns,
        origin=slots.origin[chosen],
        deal=numbers_of_deals(world)[_column(world.rest.deal)[chosen]],
        parent=number[slots.parent[chosen]],
        due=np.where(due >= 0, columns["asked"] + due, NOT),
    )


def callers(workload: Workload) -> Column:
    """The person who calls on each account; -1 for none."""
    callers = np.full(len(workload.territory.segment), NOT)
    callers[workload.contacts.account[::-1]] = workload.contacts.person[::-1]
    return callers
