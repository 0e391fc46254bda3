"""Builds the ledger from the state at the end of a replay."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from simulator.engine.queues import ENTRY, TASK_BITS, TASK_MASK, IntColumn
from simulator.engine.state import SimulationState
from simulator.ledger import ledger as book
from simulator.ledger.ledger import Column, Entries, Ledger, Tasks
from simulator.ledger.time_intervals import in_order_of_time
from simulator.model.codes import CHANGE_BITS, DAY, NOT
from simulator.model.parameters import Parameters
from simulator.workload.draw import Workload
from simulator.workload.task_table import TaskTable


def build_ledger(state: SimulationState, workload: Workload) -> Ledger:
    """The ledger of a replay, its tasks numbered in order of asking."""
    asked = _column(state.tasks.asked)
    slots = np.flatnonzero((asked >= 0) & (asked < state.parameters.horizon))
    slots = in_order_of_time(slots, asked)
    row_of_slot = _rows_of(slots, len(asked))
    tasks = _tasks(state, workload, slots, row_of_slot)
    entries = _entries(state, workload.tasks, row_of_slot)
    return ledger_of(state, workload, entries, tasks, row_of_slot)


def no_entries() -> Entries:
    """A table of no entries."""
    return Entries(*(np.empty(0, dtype=np.int64) for _ in fields(Entries)))


def ledger_of(
    state: SimulationState, workload: Workload, entries: Entries, tasks: Tasks, row_of_slot: Column
) -> Ledger:
    """A ledger of these entries and tasks, with how accounts and deals stand."""
    return Ledger(
        parameters=workload.parameters,
        seed=workload.seed,
        replication=workload.replication,
        entries=entries,
        tasks=tasks,
        deals=_deals(state, deals_in_order(state)),
        accounts=_accounts(state),
        **_chairs(state, workload),
        places=workload.territory.places,
        account_segment=workload.territory.segment,
        account_owner=callers(workload),
        transfers=_transfers(state, row_of_slot),
        nights=book.Nights(*np.array(state.nights, dtype=np.int64).reshape(-1, 2).T),
        contacts=_contacts(workload),
        changes=_account_changes(state),
    )


def _chairs(state: SimulationState, workload: Workload) -> dict[str, Any]:
    """Empty chairs and presence, those left at a cap among them."""
    vacancies, presence = workload.vacancies, workload.presence
    rows = np.array(state.resigned, dtype=np.int64)
    if not len(rows):
        return {"vacancies": vacancies, "presence": presence}
    left, here = workload.resignations, np.ones(len(presence.person), dtype=bool)
    for person, start, end in zip(left.person[rows], left.start[rows], left.end[rows], strict=True):
        missed = (presence.start >= start) & (presence.start < end)
        here &= ~(missed & (presence.person == person))
    names = [field.name for field in fields(book.Vacancies)]
    columns = {n: np.append(getattr(vacancies, n), getattr(left, n)[rows]) for n in names}
    order = np.lexsort((columns["start"], columns["person"]))
    return {
        "vacancies": book.Vacancies(**{n: column[order] for n, column in columns.items()}),
        "presence": book.Presence(
            **{f.name: getattr(presence, f.name)[here] for f in fields(book.Presence)}
        ),
    }


def _contacts(workload: Workload) -> book.Contacts:
    """What call plans want, each version of them for the phases in which it holds."""
    p, contacts = workload.parameters, workload.contacts
    versions, begins = p.versions, [*p.phases.start, p.horizon]
    start, end = (np.zeros(len(versions.plans.activity), dtype=np.int64) for _ in range(2))
    for phase in reversed(range(len(p.phases.start))):
        for version in (version for version in versions.plan[phase] if version >= 0):
            start[version] = begins[phase]
            end[version] = max(end[version], begins[phase + 1])
    kinds = np.array(versions.activities.kind, dtype=np.int64)
    activity = kinds[np.array(versions.plans.activity, dtype=np.int64)]
    plan = contacts.plan
    return book.Contacts(
        activity=activity[plan],
        account=contacts.account,
        every=contacts.as_customer,
        as_prospect=contacts.as_prospect,
        start=start[plan],
        end=end[plan],
    )


def _transfers(state: SimulationState, row_of_slot: Column) -> book.Transfers:
    """From line to line, by task and time."""
    slot, at, line, why = np.array(state.transfers, dtype=np.int64).reshape(-1, 4).T
    task = np.asarray(row_of_slot, dtype=np.int64)[slot]
    rows = np.flatnonzero(task >= 0)
    rows = rows[np.argsort(task[rows], kind="stable")]  # each task's are written as they happen
    return book.Transfers(task[rows], at[rows], line[rows], why[rows])


def deals_in_order(state: SimulationState) -> Column:
    """Rows of the deals that were opened, by when."""
    opened = _column(state.deals.opened)
    deals = np.flatnonzero(opened >= 0)
    return in_order_of_time(deals, opened)


def _entries(state: SimulationState, table: TaskTable, row_of_slot: Column) -> Entries:
    """The log by person, each in order of time, with what its tasks say of it."""
    kinds = np.array(state.parameters.activities.kind, dtype=np.int64)
    rows = np.frombuffer(state.log, dtype=np.int32).reshape(-1, ENTRY.size // 4)
    order = np.argsort(rows[:, 0], kind="stable")  # each person's are logged as they end
    person, doing, slot, place, start, end = (
        rows[:, column][order].astype(np.int64) for column in range(rows.shape[1])
    )
    return Entries(
        person=person,
        doing=doing,
        activity=np.append(kinds[table.activity], NOT)[slot],
        task=row_of_slot[slot],
        account=np.append(table.account, NOT)[slot],
        place=place,
        start=start,
        end=end,
    )


def _column(values: IntColumn) -> Column:
    """A copy, since the next replay overwrites the state."""
    return np.array(values, dtype=np.int64)


def _rows_of(chosen: Column, size: int) -> Column:
    """New rows of those chosen, -1 for all others; one row more, so that -1 stays -1."""
    rows = np.full(size + 1, NOT)
    rows[chosen] = np.arange(len(chosen))
    return rows


def _deals(state: SimulationState, rows: Column) -> book.Deals:
    deals = state.deals
    won = _column(deals.won_at)[rows]
    return book.Deals(
        kind=_column(deals.kind)[rows],
        account=_column(deals.account)[rows],
        value=_column(deals.value)[rows],
        opened=_column(deals.opened)[rows],
        won=won,
        discount=_column(deals.discount)[rows],
        commission=_column(deals.commission)[rows],
        sold_by=np.where(won >= 0, _column(deals.last_person)[rows], NOT),
        changes=_column(deals.changes)[rows],
    )


def _accounts(state: SimulationState) -> book.Accounts:
    """How accounts stand at the horizon."""
    accounts = state.accounts
    return book.Accounts(
        potential=_column(accounts.potential),
        goodwill=_column(accounts.goodwill),
        lost=_column(accounts.lost),
    )


def _account_changes(state: SimulationState) -> book.AccountChanges:
    """What has changed in how accounts stand, in the order in which it did."""
    keys = np.array(state.account_changes, dtype=np.int64)
    at = keys >> CHANGE_BITS
    what = keys & ((1 << CHANGE_BITS) - 1)
    return book.AccountChanges(account=at & TASK_MASK, when=at >> TASK_BITS, what=what)


def numbers_of_deals(state: SimulationState) -> Column:
    """Row of each deal among those that were opened, -1 for the others; at last one for none."""
    return _rows_of(deals_in_order(state), len(state.deals.kind))


def _tasks(state: SimulationState, workload: Workload, slots: Column, row_of_slot: Column) -> Tasks:
    columns = {
        name: _column(getattr(group, name))[slots]
        for group in (state.tasks, state.task_details)
        for name in Tasks.__dataclass_fields__
        if hasattr(group, name) and name != "deal"
    }
    version, kinds = columns.pop("activity"), state.parameters.activities
    return Tasks(
        **columns,
        activity=np.array(kinds.kind, dtype=np.int64)[version],
        version=version,
        origin=workload.tasks.origin[slots],
        deal=numbers_of_deals(state)[_column(state.task_details.deal)[slots]],
        parent=row_of_slot[workload.tasks.parent[slots]],
        due=_due(state.parameters, version, columns["asked"]),
        state=_column(state.tasks.status)[slots],
    )


def _due(parameters: Parameters, activity: Column, asked: Column) -> Column:
    """By when tasks should be finished: ``deadlines.due_at`` for all of them at once."""
    kinds, working = parameters.activities, parameters.working
    due, in_days, role = (
        np.array(each, dtype=np.int64)[activity]
        for each in (kinds.due, kinds.due_in_days, kinds.role)
    )
    before, days = (np.array(each, dtype=np.int64) for each in (working.before, working.day))
    phase = np.searchsorted(parameters.phases.start, asked, side="right") - 1
    row = (phase * len(parameters.roles.name) + role) * (working.days + 1)
    day = row + asked // DAY
    elapsed = before[day] * DAY + due + asked % DAY * (before[day + 1] > before[day])
    worked, number = before[row + working.days], elapsed // DAY
    beyond = working.days + number - worked
    reached = np.where(number < worked, days[row + np.minimum(number, working.days)], beyond)
    moment = np.where(in_days == 1, reached * DAY + elapsed % DAY, asked + due)
    return np.where(due >= 0, moment, NOT)


def callers(workload: Workload) -> Column:
    """The person who calls on each account; -1 for none."""
    callers = np.full(len(workload.territory.segment), NOT)
    callers[workload.contacts.account[::-1]] = workload.contacts.person[::-1]
    return callers
