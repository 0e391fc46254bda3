"""A phase begins: plans and land are as the change has them, and some have left for good.

Until then nobody knew of it: nights away, meetings and times agreed on were as if nothing changed.
"""

from __future__ import annotations

from simulator.engine.queues import TASK_MASK, agenda_insert, agenda_remove, heap_pop
from simulator.engine.rules.agreements.appointments import cancel
from simulator.engine.rules.changes.cover import cover_role
from simulator.engine.rules.customers.commission import begin_terms
from simulator.engine.rules.customers.customers import (
    TIME_IS_AGREED,
    agenda_key,
    agenda_of,
    is_on_agenda,
    owner_of,
    plan_holds,
)
from simulator.engine.rules.people.bookings import CONTACT, TASK, booking_start
from simulator.engine.rules.people.people import (
    expected_stop,
    is_evening,
    is_known,
    travel_time,
    way_tonight,
    would_have_been,
)
from simulator.engine.rules.tasks.substitution import TRANSFER_NUMBERS
from simulator.engine.rules.tasks.tasks import NO_TIME, assign, workload_of
from simulator.engine.state import SimulationState
from simulator.model.codes import ANY_WAY, CUSTOMER, GONE, NOT, QUEUES


def begin_phase(state: SimulationState, phase: int, now: int) -> None:
    """From now on another phase holds: accounts change hands, and so does what a leaver leaves."""
    state.phase[0] = phase
    roles, present = state.parameters.roles, state.parameters.phases.present
    for role in range(len(roles.first)):
        row = phase * len(roles.first) + role
        for number in range(present[row], present[row - len(roles.first)]):
            give_up(state, roles.first[role] + number)
        for number in range(present[row - len(roles.first)], present[row]):
            begin_again(state, roles.first[role] + number)
    begin_terms(state, now)
    headcount = len(state.people.role)
    for person in range(headcount):
        state.people.speed[person] = state.static.speed[phase * headcount + person]
        if state.people.base[person] != state.static.base[phase * headcount + person]:
            begin_elsewhere(state, person, state.static.base[phase * headcount + person], now)
        look_ahead_again(state, person, now)
        if has_new_hours(state, person):
            end_days_on_end(state, person, now)
    agree_anew(state, now)
    for contact in range(len(state.contacts.due)):
        if not plan_holds(state, contact):
            end_contact(state, contact)
        elif state.contact_details.begins[contact] == phase:
            begin_contact(state, contact, now)
    for person in range(len(state.people.role)):
        if state.people.gone[person]:
            leave(state, person, now)
    for role in range(len(roles.first)):
        cover_role(state, role, now)


def give_up(state: SimulationState, person: int) -> None:
    """Somebody has left for good, who drives home if he is still out."""
    people = state.people
    people.gone[person] = 1
    people.beyond[person] = ANY_WAY
    if people.on_duty[person]:
        end = state.static.presence_until[people.presence_row[person] - 1]
        people.duty_end[person] = min(people.duty_end[person], end)
    people.way_home[person] = travel_time(state, people.place[person], people.base[person])


def begin_elsewhere(state: SimulationState, person: int, base: int, now: int) -> None:
    """From now on somebody's days begin and end elsewhere; a day that has begun ends there."""
    people, contacts = state.people, state.contacts
    is_there = people.place[person] == people.base[person]
    if is_there and not people.on_duty[person] and people.since[person] < now:
        people.place[person] = base
    people.base[person] = base
    way = travel_time(state, people.place[person], base)
    people.way_home[person] = way_tonight(state, person, way)
    for contact in range(len(contacts.person)):
        if contacts.person[contact] == person:
            there = state.static.first_account + contacts.account[contact]
            contacts.way_home[contact] = travel_time(state, there, base)


def has_new_hours(state: SimulationState, person: int) -> bool:
    """Does somebody work other hours from this phase on?"""
    return state.static.new_hours[state.phase[0] * len(state.people.role) + person] > 0


def end_days_on_end(state: SimulationState, person: int, now: int) -> None:
    """Who was on duty day and night, and is so no more, goes home."""
    people = state.people
    if people.on_duty[person]:
        end = state.static.presence_until[people.presence_row[person] - 1]
        if end <= now:
            people.duty_end[person] = min(people.duty_end[person], end)


def begin_again(state: SimulationState, person: int) -> None:
    """Somebody begins; what who left this chair would have worked until then is past.

    Whose first shift begins with the phase is on duty by now, and past it.
    """
    people = state.people
    people.gone[person] = 0
    if people.on_duty[person]:
        return
    row = people.presence_row[person]
    while row < people.presence_stop[person] and would_have_been(state, row):
        row += 1
    people.presence_row[person] = row


def look_ahead_again(state: SimulationState, person: int, now: int) -> None:
    """Meetings from now on that were passed over, as nobody knew of them, come up after all."""
    people = state.people
    row, first = people.meeting_row[person], 0
    if person > 0:
        first = people.meeting_stop[person - 1]
    while row > first and state.static.meeting_from[row - 1] >= now:
        row -= 1
    people.meeting_row[person] = row


# -- what others had agreed on with leavers, or could not agree on without those who come --


def agree_anew(state: SimulationState, now: int) -> None:
    """Joint work of which a leaver is part, or for which there was no time, is agreed on again."""
    tasks, contacts = state.tasks, state.contacts
    for person in range(len(state.people.role)):
        if state.people.gone[person]:
            cancel_all(state, person, now)
        elif has_new_hours(state, person):
            cancel_outside(state, person, now)
    for contact in range(len(contacts.due)):
        if (
            contacts.due[contact] == TIME_IS_AGREED
            and tasks.queue[contacts.next_call[contact] - 1] == NO_TIME
        ):
            return_call(state, contact)
    for task in range(len(tasks.queue)):
        if tasks.queue[task] == NO_TIME:
            ask_again(state, task, now)


def cancel_all(state: SimulationState, person: int, now: int) -> None:
    """What a leaver has agreed on after his last shift is off for all who take part."""
    people, bookings, index = state.people, state.bookings[person], 0
    until = people.duty_end[person] if people.on_duty[person] else now
    while index < len(bookings):
        if booking_start(bookings[index]) < until:
            index += 1
        else:
            cancel_one(state, bookings[index], now)


def cancel_outside(state: SimulationState, person: int, now: int) -> None:
    """What somebody has agreed on for times at which he does not work any more is off."""
    bookings, index = state.bookings[person], 0
    while index < len(bookings):
        if is_at_work(state, person, booking_start(bookings[index])):
            index += 1
        else:
            cancel_one(state, bookings[index], now)


def is_at_work(state: SimulationState, person: int, when: int) -> bool:
    """Does a shift hold a moment, as far as anybody knows?"""
    static, people = state.static, state.people
    if people.on_duty[person] and when < people.duty_end[person]:
        return True
    row, stop = people.presence_row[person], expected_stop(state, person)
    while row < stop and static.presence_from[row] <= when:
        if when < static.presence_to[row] and is_known(state, row) and not is_evening(state, row):
            return True
        row += 1
    return False


def cancel_one(state: SimulationState, key: int, now: int) -> None:
    """One time that was agreed on is off, and agreed on again."""
    cancel(state, key)
    row = key & TASK_MASK
    contact = state.agreements[row + CONTACT]
    if contact >= 0:
        return_call(state, contact)
    else:
        ask_again(state, state.agreements[row + TASK], now)


def ask_again(state: SimulationState, task: int, now: int) -> None:
    """A task for which there is no time waits for one, at its leader's unless he has left."""
    tasks = state.tasks
    role, leader = tasks.role[task], tasks.waits_for[task]
    if leader >= 0 and state.people.gone[leader]:
        leader = owner_of(state, role, tasks.account[task])
    tasks.queue[task] = NOT
    assign(state, task, role, leader, now)


def return_call(state: SimulationState, contact: int) -> None:
    """A call for which there is no time is due as it was before, if it is still to be made."""
    contacts, tasks = state.contacts, state.tasks
    goes_on = contacts.next_call[contact] < contacts.call_stop[contact]
    contacts.next_call[contact] -= 1
    task, person = contacts.next_call[contact], contacts.person[contact]
    contacts.due[contact] = tasks.asked[task]
    tasks.queue[task] = tasks.asked[task] = tasks.available[task] = NOT
    tasks.role[task] = tasks.waits_for[task] = NOT
    forget_lines(state, task)
    if not goes_on:  # the account was lost meanwhile
        contacts.call_stop[contact] = contacts.next_call[contact]
    elif not plan_holds(state, contact):
        pass_on(state, contact)
    elif person >= 0:
        agenda = agenda_of(state, person, contacts.plan[contact])
        agenda_insert(state.agendas[agenda], agenda_key(contacts.due[contact], contact))


def forget_lines(state: SimulationState, task: int) -> None:
    """The lines in which a task stood are on record no more."""
    transfers, kept = state.transfers, 0
    for row in range(0, len(transfers), TRANSFER_NUMBERS):
        if transfers[row] != task:
            for column in range(TRANSFER_NUMBERS):
                transfers[kept + column] = transfers[row + column]
            kept += TRANSFER_NUMBERS
    while len(transfers) > kept:
        transfers.pop()


# -- contacts and waiting tasks --


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
    contacts, details = state.contacts, state.contact_details
    heir, made = details.heir[contact], contacts.next_call[contact] - details.first_call[contact]
    contacts.call_stop[contact] = contacts.next_call[contact]
    if heir < 0 or made >= details.calls[heir]:
        return
    every, account = contacts.interval[contact], contacts.account[contact]
    if wanted_interval(state, heir, account) != wanted_interval(state, contact, account):
        every = wanted_interval(state, heir, account)
    if every == 0:
        return
    contacts.due[heir] = contacts.due[contact] - contacts.interval[contact] + every
    contacts.interval[heir] = every
    contacts.next_call[heir] = details.first_call[heir] + made
    contacts.call_stop[heir] = details.first_call[heir] + details.calls[heir]
    person = contacts.person[heir]
    if person >= 0:
        agenda = agenda_of(state, person, contacts.plan[heir])
        agenda_insert(state.agendas[agenda], agenda_key(contacts.due[heir], heir))


def wanted_interval(state: SimulationState, contact: int, account: int) -> int:
    """Seconds between calls that the scenario wants on an account as it stands."""
    if state.accounts.standing[account] == CUSTOMER:
        return state.contact_details.customer_interval[contact]
    return state.contact_details.prospect_interval[contact]


def begin_contact(state: SimulationState, contact: int, now: int) -> None:
    """Calls that nobody made before begin, spread over the time between two of them."""
    contacts, person = state.contacts, state.contacts.person[contact]
    every = wanted_interval(state, contact, contacts.account[contact])
    if state.accounts.standing[contacts.account[contact]] == GONE or every == 0:
        return
    due = now + every
    if contacts.due[contact] < every:
        due = now + (contacts.due[contact] + every) // 2
    contacts.due[contact] = due
    contacts.interval[contact] = every
    details = state.contact_details
    contacts.call_stop[contact] = details.first_call[contact] + details.calls[contact]
    if person >= 0 and details.calls[contact] > 0:
        agenda = agenda_of(state, person, contacts.plan[contact])
        agenda_insert(state.agendas[agenda], agenda_key(due, contact))


def leave(state: SimulationState, person: int, now: int) -> None:
    """What lies waiting for a leaver goes to who has the account now, else to all of the role."""
    tasks, role = state.tasks, state.people.role[person]
    for queue in range(QUEUES * person, QUEUES * (person + 1)):
        waiting = state.queues[queue]
        while waiting:
            task = heap_pop(waiting) & TASK_MASK
            if tasks.queue[task] == queue:
                state.people.backlog[person] -= workload_of(state, task)
                assign(state, task, role, owner_of(state, role, tasks.account[task]), now)
