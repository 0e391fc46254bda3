"""Calls on the accounts of people who are away: made by colleagues, until they are back."""

from __future__ import annotations

from simulator.engine.queues import agenda_insert_all, agenda_remove_all, sort_ascending
from simulator.engine.rules.customers.customers import (
    agenda_key,
    agenda_of,
    is_on_agenda,
    owner_of,
    plan_in,
    role_row,
)
from simulator.engine.rules.people.people import travel_time
from simulator.engine.rules.tasks.substitution import deputy_of, write_transfer
from simulator.engine.state import SimulationState
from simulator.model.codes import AT_DEPUTY, AT_FIRST, COVERED, HERE, NOT


def deal_out_calls(state: SimulationState, role: int) -> None:
    """Each account of a role's call plans is in the agenda of whoever is to call on it now."""
    if not state.parameters.cover.dealt[role_row(state, role)]:
        return
    first = state.parameters.roles.first[role]
    for person in range(first, first + state.parameters.roles.people[role]):
        deal_out_accounts(state, person, role)


def deal_out_after(state: SimulationState, changed: int) -> None:
    """The same when somebody has gone or is back: of his accounts, and of all who are away.

    The others are with their owners already; looking at each of them would take longest of all.
    """
    role = state.people.role[changed]
    if not state.parameters.cover.dealt[role_row(state, role)]:
        return
    first = state.parameters.roles.first[role]
    for person in range(first, first + state.parameters.roles.people[role]):
        if person == changed or state.people.away[person] != HERE:
            deal_out_accounts(state, person, role)


def deal_out_accounts(state: SimulationState, owner: int, role: int) -> None:
    """The same of one person's accounts."""
    for slot in range(state.parameters.phases.slots):
        plan = plan_in(state, role, slot)
        if plan >= 0:
            deal_out_plan(state, owner, plan)


def deal_out_plan(state: SimulationState, owner: int, plan: int) -> None:
    """The same of his accounts in one call plan: those that one gives to another go together."""
    static, accounts = state.static, len(state.accounts.lost)
    row = state.phase[0] * len(state.people.role) + owner
    giver = taker = NOT
    for index in range(static.owned_first[row], static.owned_first[row + 1]):
        contact = static.contact_of[plan * accounts + static.owned[index]]
        if contact < 0 or not is_on_agenda(state, contact):
            continue
        holder, caller = state.contacts.person[contact], caller_of(state, contact, owner)
        if caller == holder:
            continue
        if holder != giver or caller != taker:
            move_calls(state, plan, giver, taker)
            giver, taker = holder, caller
        change_caller(state, contact, caller)
    move_calls(state, plan, giver, taker)


def deal_out(state: SimulationState, contact: int, role: int) -> None:
    """The same of one account; of one that is being called on or agreed on, once that is over."""
    owner = owner_of(state, role, state.contacts.account[contact])
    if owner < 0 or not is_on_agenda(state, contact):
        return
    holder, caller = state.contacts.person[contact], caller_of(state, contact, owner)
    if caller != holder:
        change_caller(state, contact, caller)
        move_calls(state, state.contacts.plan[contact], holder, caller)


def caller_of(state: SimulationState, contact: int, owner: int) -> int:
    """Who is to call on an account: its owner; while others do his work, who has it already.

    Else a deputy: always the same, or where the team covers one after the other.
    """
    people, holder = state.people, state.contacts.person[contact]
    row = role_row(state, people.role[owner])
    if people.away[owner] != COVERED or not state.parameters.cover.calls[row]:
        return owner
    if holder != owner and people.away[holder] == HERE and not people.gone[holder]:
        return holder
    skipped = contact if state.parameters.cover.role[row] >= 0 else 0
    deputy = deputy_of(state, owner, skipped)
    return deputy if deputy >= 0 else owner


def change_caller(state: SimulationState, contact: int, caller: int) -> None:
    """Another is to call on an account; its call, if there is one, is to change agendas."""
    contacts = state.contacts
    strike_out(state, contact, contacts.person[contact])
    contacts.person[contact] = caller
    place = state.static.first_account + contacts.account[contact]
    contacts.way_home[contact] = travel_time(state, place, state.people.base[caller])
    if contacts.next_call[contact] < contacts.call_stop[contact]:
        state.moved_calls.append(agenda_key(contacts.due[contact], contact))


def move_calls(state: SimulationState, plan: int, giver: int, taker: int) -> None:
    """The calls that are to change agendas do; at once, as each by itself moves all behind it."""
    moved = state.moved_calls
    if moved:
        sort_ascending(moved)
        agenda_remove_all(state.agendas[agenda_of(state, giver, plan)], moved)
        agenda_insert_all(state.agendas[agenda_of(state, taker, plan)], moved)
        moved.clear()


def strike_out(state: SimulationState, contact: int, person: int) -> None:
    """A call is not in somebody's plan for today any more.

    Nor is one that was made already: once another has planned the next one, it would look planned
    here, too.
    """
    today = state.plans_today[agenda_of(state, person, state.contacts.plan[contact])]
    kept = 0
    state.contacts.planned[contact] = 0
    for index in range(len(today)):
        if today[index] != contact:
            today[kept] = today[index]
            kept += 1
    while len(today) > kept:
        today.pop()


def note_covered_call(state: SimulationState, person: int, task: int) -> None:
    """Writes down that somebody calls on the account of another."""
    tasks = state.tasks
    owner = owner_of(state, state.people.role[person], tasks.account[task])
    if owner != person:
        write_transfer(state, task, tasks.available[task], owner, AT_FIRST)
        write_transfer(state, task, tasks.available[task], person, AT_DEPUTY)
