"""A phase begins: plans and land are as the change has them, and some have left for good."""

from __future__ import annotations

from simulator.engine.queues import TASK_MASK, agenda_insert, agenda_remove, heap_pop
from simulator.engine.rules.customers import (
    agenda_key,
    agenda_of,
    is_on_agenda,
    owner_of,
    plan_holds,
)
from simulator.engine.rules.tasks import assign, workload_of
from simulator.engine.state import SimulationState
from simulator.model.codes import QUEUES


def begin_phase(state: SimulationState, phase: int, now: int) -> None:
    """From now on another phase holds: accounts change hands, and so does what a leaver leaves."""
    state.phase[0] = phase
    for contact in range(len(state.contacts.due)):
        if not plan_holds(state, contact):
            end_contact(state, contact)
    roles = state.parameters.roles
    for role in range(len(roles.first)):
        row = phase * len(roles.first) + role
        present = state.parameters.phases.present
        for number in range(present[row], present[row - len(roles.first)]):
            leave(state, roles.first[role] + number, role, now)


def end_contact(state: SimulationState, contact: int) -> None:
    """A contact ends with its plan; of one that is being called on, when the call is over."""
    contacts, person = state.contacts, state.contacts.person[contact]
    contacts.planned[contact] = 0
    if contacts.next_call[contact] >= contacts.call_stop[contact]:
        return
    if person >= 0:
        if not is_on_agenda(state, contact):
            return
        agenda = agenda_of(state, person, contacts.plan[contact])
        agenda_remove(state.agendas[agenda], agenda_key(contacts.due[contact], contact))
    pass_on(state, contact)


def pass_on(state: SimulationState, contact: int) -> None:
    """The account's contact under the plan of now goes on where this one ends."""
    contacts, heir = state.contacts, state.contacts.heir[contact]
    made = contacts.next_call[contact] - contacts.first_call[contact]
    contacts.call_stop[contact] = contacts.next_call[contact]
    if heir < 0 or made >= contacts.calls[heir]:
        return
    contacts.due[heir] = contacts.due[contact]
    contacts.interval[heir] = contacts.interval[contact]
    contacts.next_call[heir] = contacts.first_call[heir] + made
    contacts.call_stop[heir] = contacts.first_call[heir] + contacts.calls[heir]
    person = contacts.person[heir]
    if person >= 0:
        agenda = agenda_of(state, person, contacts.plan[heir])
        agenda_insert(state.agendas[agenda], agenda_key(contacts.due[heir], heir))


def leave(state: SimulationState, person: int, role: int, now: int) -> None:
    """What lies waiting for a leaver goes to who has the account now, else to all of the role."""
    tasks = state.tasks
    state.people.gone[person] = 1
    for queue in range(QUEUES * person, QUEUES * (person + 1)):
        waiting = state.queues[queue]
        while waiting:
            task = heap_pop(waiting) & TASK_MASK
            if tasks.queue[task] == queue:
                state.people.backlog[person] -= workload_of(state, task)
                assign(state, task, role, owner_of(state, role, tasks.account[task]), now)
