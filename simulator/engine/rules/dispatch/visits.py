"""Calls on accounts, from the morning's plan to the visit."""

from __future__ import annotations

from simulator.engine.queues import TASK_MASK, IntList, agenda_insert, agenda_remove, sort_by_worth
from simulator.engine.rules.agreements.agreeing import agree
from simulator.engine.rules.changes.call_cover import deal_out, note_covered_call
from simulator.engine.rules.changes.phases import pass_on
from simulator.engine.rules.customers.customers import (
    TIME_IS_AGREED,
    agenda_due,
    agenda_key,
    agenda_of,
    is_capped,
    is_open,
    plan_holds,
    plan_in,
    role_row,
)
from simulator.engine.rules.people.blocks import must_end_by
from simulator.engine.rules.people.bookings import (
    booked_task,
    booking_start,
    meeting_point,
    tolerance,
    way_between,
)
from simulator.engine.rules.people.meetings import meeting_place, next_meeting
from simulator.engine.rules.people.people import (
    arrive_at,
    complete_task,
    set_activity,
    travel_time,
    way_tonight,
)
from simulator.engine.rules.people.preemption import work_seconds
from simulator.engine.rules.tasks.tasks import complete_automated
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    ANYWHERE,
    CALLING,
    DAY,
    DRIVING,
    HEADQUARTERS,
    IDLING,
    IDLING_CLOSED,
    IDLING_NONE_DUE,
    IDLING_OUT_OF_REACH,
    MILLION,
    NEEDS_NOBODY,
    NO_SHOW,
    NOT,
    ONLY_IF_FREE,
    PREPARING,
    WAITING_THERE,
)

FEWEST = -(1 << 62)  # points that no account is below
CANDIDATES = 8  # neighbours out of reach before all that are due are looked at


def node_of(state: SimulationState, plan: int, place: int) -> int:
    """Where the neighbours of a place are listed, as a call plan has them in this phase."""
    parameters, plans = state.parameters, state.parameters.plans
    row = state.phase[0] * len(parameters.roles.first) + plans.role[plan]
    return (row * parameters.phases.slots + plans.slot[plan]) * len(state.places.x) + place


def plan_day(state: SimulationState, person: int, plan: int, now: int) -> None:
    """The morning's plan: a share of the usual calls, fixed to accounts that are due."""
    agenda = agenda_of(state, person, plan)
    today = state.plans_today[agenda]
    for index in range(len(today)):
        state.contacts.planned[today[index]] = 0
    today.clear()
    usual = state.usual_calls[agenda]
    if not is_capped(state, person, now):  # at the cap of the commission plans stay as they were
        usual += (1000 * state.calls_today[agenda] - usual) // 16
        state.usual_calls[agenda] = usual
    state.calls_today[agenda] = 0
    share = state.parameters.plans.planned_ppm[plan]
    wanted = state.carried_over[agenda] + share * usual // MILLION
    state.carried_over[agenda] = wanted % 1000
    fill_plan(state, person, plan, wanted // 1000, now)


def fill_plan(state: SimulationState, person: int, plan: int, wanted: int, now: int) -> None:
    """Takes accounts in the plan's order; nearest-first plans keep to the first's neighbours."""
    contacts, static = state.contacts, state.static
    today = state.plans_today[agenda_of(state, person, plan)]
    end = agenda_key(now + 1, 0)
    if state.parameters.plans.weighted[plan]:
        fill_plan_by_points(state, person, plan, wanted, now)
        return
    nearby = state.parameters.plans.nearest_first[plan]
    keys = agenda_in_order(state, person, plan, end)
    for index in range(len(keys)):
        key = keys[index]
        if len(today) >= wanted or key >= end:
            return
        contact = key & TASK_MASK
        if contacts.planned[contact] or not is_open(state, contacts.account[contact], now):
            continue
        add_to_plan(state, person, contact)
        if nearby:
            place = static.first_account + contacts.account[contact]
            add_neighbours(state, person, plan, place, wanted, now)


def fill_plan_by_points(
    state: SimulationState, person: int, plan: int, wanted: int, now: int
) -> None:
    """Takes accounts with most points, each as seen from the one before."""
    place = state.people.place[person]
    today = state.plans_today[agenda_of(state, person, plan)]
    while len(today) < wanted:
        contact = most_points(state, person, plan, place, now)
        if contact < 0:
            return
        add_to_plan(state, person, contact)
        place = state.static.first_account + state.contacts.account[contact]


def most_points(state: SimulationState, person: int, plan: int, place: int, now: int) -> int:
    """Of the accounts that are due, open today and in no plan, the one with most points; or -1."""
    contacts, agenda = state.contacts, state.agendas[agenda_of(state, person, plan)]
    end = agenda_key(now + 1, 0)
    chosen, most = NOT, FEWEST
    for index in range(len(agenda)):
        if agenda[index] >= end:
            break
        contact = agenda[index] & TASK_MASK
        if contacts.planned[contact]:
            continue
        points = points_if_more(state, plan, contact, place, now, most)
        if points > most and is_open(state, contacts.account[contact], now):
            chosen, most = contact, points
    return chosen


def points_of(state: SimulationState, plan: int, contact: int, place: int, now: int) -> int:
    """What speaks for calling on an account now from a place, in millionths of a point."""
    return points_if_more(state, plan, contact, place, now, FEWEST)


def points_if_more(
    state: SimulationState, plan: int, contact: int, place: int, now: int, most: int
) -> int:
    """The same if it is more than so much; else anything that is not.

    A way takes points and gives none, so that it need not be known of calls without enough.
    """
    contacts, plans = state.contacts, state.parameters.plans
    late, points = now - contacts.due[contact], contacts.fixed_points[contact]
    if plans.lateness[plan]:
        points += late * plans.lateness[plan] // contacts.interval[contact]
    if plans.due_date[plan]:
        points += late * plans.due_date[plan] // contacts.mean_interval[contact]
    if plans.distance[plan] and points > most:
        way = travel_time(state, place, state.static.first_account + contacts.account[contact])
        points -= way * plans.distance[plan] // contacts.mean_way[contact]
    return points


def add_neighbours(
    state: SimulationState, person: int, plan: int, place: int, wanted: int, now: int
) -> None:
    """Takes accounts that are due around one that is in the plan."""
    contacts, static = state.contacts, state.static
    today = state.plans_today[agenda_of(state, person, plan)]
    node = node_of(state, plan, place)
    first = static.near_first[node]
    for index in range(first, first + static.near_count[node]):
        contact = static.near[index]
        if (
            len(today) < wanted
            and contacts.due[contact] <= now
            and contacts.person[contact] == person
            and not contacts.planned[contact]
            and is_open(state, contacts.account[contact], now)
        ):
            add_to_plan(state, person, contact)


def add_to_plan(state: SimulationState, person: int, contact: int) -> None:
    """Fixes a call for today."""
    contacts = state.contacts
    if contacts.next_call[contact] < contacts.call_stop[contact]:
        contacts.planned[contact] = 1
        state.plans_today[agenda_of(state, person, contacts.plan[contact])].append(contact)


def next_of_plans(
    state: SimulationState, person: int, urgency: int, now: int
) -> tuple[int, int, int]:
    """The contact to call on now by whichever of the role's plans has the most urgent call."""
    plans, role = state.parameters.plans, state.people.role[person]
    chosen, first = NOT, 0
    step, retry = IDLING, state.parameters.horizon
    for slot in range(state.parameters.phases.slots):
        plan = plan_in(state, role, slot)
        if plan < 0:
            continue
        contact, reason, retry_at = next_call(state, person, plan, urgency, now)
        if contact >= 0:
            planned = state.contacts.planned[contact]
            urgent = plans.planned_urgency[plan] if planned else plans.free_urgency[plan]
            if chosen < 0 or urgent < first:
                chosen, first = contact, urgent
        step, retry = max(step, reason), min(retry, retry_at)
    return chosen, step, retry


def next_call(
    state: SimulationState, person: int, plan: int, urgency: int, now: int
) -> tuple[int, int, int]:
    """The contact to call on now, or -1; then how to idle, and when to try again."""
    plans = state.parameters.plans
    step, retry = IDLING_NONE_DUE, state.parameters.horizon
    if plans.planned_urgency[plan] > urgency and plans.free_urgency[plan] > urgency:
        return NOT, IDLING, retry
    if not has_time_for_call(state, person, plan, 0, now):
        return NOT, IDLING_OUT_OF_REACH, retry
    if plans.planned_urgency[plan] <= urgency:
        contact, reason, retry_at = planned_call(state, person, plan, now)
        if contact >= 0:
            return contact, IDLING, retry
        step, retry = max(step, reason), min(retry, retry_at)
    if plans.free_urgency[plan] <= urgency and not is_capped(state, person, now):
        contact, reason, retry_at = free_call(state, person, plan, now)
        if contact >= 0:
            return contact, IDLING, retry
        step, retry = max(step, reason), min(retry, retry_at)
    return NOT, step, retry


def has_time_for_call(
    state: SimulationState, person: int, plan: int, needed: int, now: int
) -> bool:
    """Is there time for a call on the way home? If not, looking for one is no use."""
    plans, people = state.parameters.plans, state.people
    length = plans.expected_wait[plan] + state.parameters.activities.mean[plans.activity[plan]]
    return now + length + people.way_home[person] + needed <= people.duty_end[person]


def planned_call(state: SimulationState, person: int, plan: int, now: int) -> tuple[int, int, int]:
    """Of today's planned calls that can be made now: the first, nearest or with most points."""
    contacts, plans = state.contacts, state.parameters.plans
    looks_further = plans.nearest_first[plan] or plans.weighted[plan]
    chosen, most = NOT, 0
    step, retry = IDLING_NONE_DUE, state.parameters.horizon
    today = state.plans_today[agenda_of(state, person, plan)]
    for index in range(len(today)):
        contact = today[index]
        if not contacts.planned[contact]:
            continue
        worth = FEWEST
        if looks_further:
            worth = worth_now(state, person, plan, contact, now)
        if chosen >= 0 and worth <= most:
            continue
        reason, retry_at = reason_against_call(state, person, plan, contact, 0, now)
        if reason == IDLING:
            chosen, most = contact, worth
            if not looks_further:
                break
        else:
            step, retry = max(step, reason), min(retry, retry_at)
    return chosen, step, retry


def worth_now(state: SimulationState, person: int, plan: int, contact: int, now: int) -> int:
    """By how much a call goes before others: points, or how near it is."""
    place = state.people.place[person]
    if state.parameters.plans.weighted[plan]:
        return points_of(state, plan, contact, place, now)
    return -travel_time(state, place, state.static.first_account + state.contacts.account[contact])


def free_call(state: SimulationState, person: int, plan: int, now: int) -> tuple[int, int, int]:
    """A call that nobody planned: most points, the nearest account due or the one due longest."""
    # What cannot lie over until tomorrow needs time after the call.
    needed = max(0, state.people.backlog[person] - state.parameters.plans.lie_over[plan])
    agenda = state.agendas[agenda_of(state, person, plan)]
    if not has_time_for_call(state, person, plan, needed, now):
        return NOT, IDLING_OUT_OF_REACH, state.parameters.horizon
    if not agenda or agenda[0] >= agenda_key(now + 1, 0):
        due = agenda_due(agenda[0]) if agenda else state.parameters.horizon
        return NOT, IDLING_NONE_DUE, due
    if state.parameters.plans.weighted[plan]:
        return best_due(state, person, plan, needed, now)
    if not state.parameters.plans.nearest_first[plan]:
        return longest_due(state, person, plan, needed, now)
    contact, step, retry = nearest_due(state, person, plan, needed, now)
    if contact >= 0:
        return contact, step, retry
    contact, reason, retry_at = longest_due(state, person, plan, needed, now)
    return contact, max(step, reason), min(retry, retry_at)


def best_due(
    state: SimulationState, person: int, plan: int, needed: int, now: int
) -> tuple[int, int, int]:
    """Of the accounts that are due and can be called on, the one with most points."""
    contacts, agenda = state.contacts, state.agendas[agenda_of(state, person, plan)]
    end, place = agenda_key(now + 1, 0), state.people.place[person]
    step, retry = IDLING_NONE_DUE, state.parameters.horizon
    chosen, most = NOT, FEWEST
    for index in range(len(agenda)):
        if agenda[index] >= end:
            return chosen, step, min(retry, agenda_due(agenda[index]))
        contact = agenda[index] & TASK_MASK
        if contacts.planned[contact]:
            continue
        # Points are compared with those of what can be called on: until then they are not needed.
        if chosen >= 0 and points_if_more(state, plan, contact, place, now, most) <= most:
            continue
        reason, retry_at = reason_against_call(state, person, plan, contact, needed, now)
        if reason == IDLING:
            chosen, most = contact, points_of(state, plan, contact, place, now)
        else:
            step, retry = max(step, reason), min(retry, retry_at)
    return chosen, step, retry


def nearest_due(
    state: SimulationState, person: int, plan: int, needed: int, now: int
) -> tuple[int, int, int]:
    """The nearest of the neighbours that are due and can be called on."""
    contacts, static, people = state.contacts, state.static, state.people
    step, retry, tried = IDLING_NONE_DUE, state.parameters.horizon, 0
    place = people.place[person] if people.place[person] != HEADQUARTERS else people.base[person]
    node = node_of(state, plan, place)
    first = static.near_first[node]
    for index in range(first, first + static.near_count[node]):
        contact = static.near[index]
        if contacts.due[contact] > now or contacts.planned[contact]:
            continue
        if contacts.person[contact] != person:  # a neighbour of one whose owner was away
            continue
        reason, retry_at = reason_against_call(state, person, plan, contact, needed, now)
        if reason == IDLING:
            return contact, reason, retry_at
        step, retry = max(step, reason), min(retry, retry_at)
        tried += reason == IDLING_OUT_OF_REACH
        if tried == CANDIDATES:
            break
    return NOT, step, retry


def longest_due(
    state: SimulationState, person: int, plan: int, needed: int, now: int
) -> tuple[int, int, int]:
    """The account due longest of those that can be called on."""
    contacts = state.contacts
    step, retry = IDLING_NONE_DUE, state.parameters.horizon
    end = agenda_key(now + 1, 0)
    keys = agenda_in_order(state, person, plan, end)
    for index in range(len(keys)):
        key = keys[index]
        if key >= end:
            return NOT, step, min(retry, agenda_due(key))
        contact = key & TASK_MASK
        if contacts.planned[contact]:
            continue
        reason, retry_at = reason_against_call(state, person, plan, contact, needed, now)
        if reason == IDLING:
            return contact, reason, retry_at
        step, retry = max(step, reason), min(retry, retry_at)
    return NOT, step, retry


def agenda_in_order(state: SimulationState, person: int, plan: int, end: int) -> IntList:
    """The keys of an agenda: those due longest first, or of those due now who bought most."""
    agenda = state.agendas[agenda_of(state, person, plan)]
    if not state.parameters.plans.best_first[plan]:
        return agenda
    best = state.ranked_contacts
    best.clear()
    due = 0
    while due < len(agenda) and agenda[due] < end:
        best.append(agenda[due])
        due += 1
    sort_by_worth(best, state.accounts.bought, state.contacts.account)
    if due < len(agenda):
        best.append(agenda[due])  # and when the next falls due
    return best


def reason_against_call(
    state: SimulationState, person: int, plan: int, contact: int, needed: int, now: int
) -> tuple[int, int]:
    """What stands against a call now (IDLING for nothing), and when it may look different."""
    people, opening, contacts = state.people, state.opening, state.contacts
    plans, activities = state.parameters.plans, state.parameters.activities
    never = state.parameters.horizon
    activity, account = plans.activity[plan], contacts.account[contact]
    if contacts.next_call[contact] >= contacts.call_stop[contact]:
        return IDLING_NONE_DUE, never
    today = now // DAY
    if not is_open(state, account, now):
        return IDLING_CLOSED, (today + 1) * DAY
    place, there = origin_and_destination(state, person, activity, account)
    before = travel_time(state, place, there)
    if is_prepared(state, plan, contact):
        before += activities.mean[plans.preparation[plan]]
    arrival = now + before
    opens = today * DAY + opening.begin[account]
    closes = today * DAY + opening.end[account]
    if arrival < opens:
        return IDLING_CLOSED, opens - before
    end = arrival + plans.expected_wait[plan] + activities.mean[activity]
    if end > closes:
        return IDLING_CLOSED, (today + 1) * DAY
    home = people.way_home[person]
    if place != there:
        home = way_tonight(state, person, contacts.way_home[contact])
    if end + home + needed > people.duty_end[person]:
        return IDLING_OUT_OF_REACH, never
    if end > must_end_by(state, person, activity, there, now):
        return IDLING_OUT_OF_REACH, never
    if not leaves_time(state, person, there, end):
        return IDLING_OUT_OF_REACH, never
    return IDLING, never


def is_prepared(state: SimulationState, plan: int, contact: int) -> bool:
    """Does somebody have to get ready for the next call on an account?"""
    preparation = state.parameters.plans.preparation[plan]
    if preparation < 0 or state.parameters.activities.plain[preparation]:
        return preparation >= 0  # no task of its kind needs nobody: spares a look at this one
    task = state.call_draws.preparation[state.contacts.next_call[contact]]
    return state.tasks.routing[task] != NEEDS_NOBODY


def leaves_time(state: SimulationState, person: int, place: int, end: int) -> bool:
    """Does somebody who is somewhere until then come in time to what is next in the calendar?"""
    people, static = state.people, state.static
    row = next_meeting(state, person)
    soon = people.duty_end[person] + static.longest_travel
    if row < people.meeting_stop[person] and static.meeting_from[row] < soon:
        goal = meeting_place(state, person, row)
        held = state.tasks.activity[static.meeting_slot[row]]
        way = travel_time(state, place, goal)
        if state.parameters.activities.place[held] == ANYWHERE:
            way = 0
        if end + way > static.meeting_from[row]:
            return False
    return not state.bookings[person] or is_back_in_time(state, person, place, end)


def is_back_in_time(state: SimulationState, person: int, place: int, end: int) -> bool:
    """Does somebody who is somewhere until then come in time to the next joint work?"""
    key = state.bookings[person][0]
    goal = meeting_point(state, person, booked_task(state, key))
    return end + way_between(state, place, goal) <= booking_start(key) + tolerance(state, key)


def origin_and_destination(
    state: SimulationState, person: int, activity: int, account: int
) -> tuple[int, int]:
    """Where a person is, and where a call is made: at the account, or from the same place."""
    place = state.people.place[person]
    if state.parameters.activities.place[activity] == ANYWHERE:
        return place, place
    return place, state.static.first_account + account


def begin_call(state: SimulationState, person: int, contact: int, now: int) -> None:
    """Sets out to call on an account."""
    task = take_call(state, person, contact)
    state.people.task[person] = task
    state.people.contact[person] = contact
    preparation = state.call_draws.preparation[task]
    if preparation >= 0:
        begin_preparation(state, person, preparation, now)
    else:
        travel_to_call(state, person, now)


def agree_on_call(state: SimulationState, person: int, contact: int, now: int) -> None:
    """Agrees with others on a time for a call that is due."""
    task = take_call(state, person, contact)
    state.contacts.due[contact] = TIME_IS_AGREED
    agree(state, person, task, contact, now, now)


def take_call(state: SimulationState, person: int, contact: int) -> int:
    """The next call on an account is taken in hand; its task."""
    tasks, contacts = state.tasks, state.contacts
    task = contacts.next_call[contact]
    contacts.next_call[contact] += 1
    if state.call_draws.no_show[task] == ONLY_IF_FREE:
        state.call_draws.no_show[task] = 0 if contacts.planned[contact] else 1
    contacts.planned[contact] = 0
    agenda = state.agendas[agenda_of(state, person, contacts.plan[contact])]
    agenda_remove(agenda, agenda_key(contacts.due[contact], contact))
    tasks.asked[task] = max(0, contacts.due[contact])
    tasks.available[task] = tasks.asked[task]
    tasks.role[task] = state.people.role[person]
    tasks.waits_for[task] = person
    if state.parameters.cover.dealt[role_row(state, state.people.role[person])]:
        note_covered_call(state, person, task)
    return task


def begin_preparation(state: SimulationState, person: int, task: int, now: int) -> None:
    """Gets ready for a call; where that needs nobody, in no time."""
    tasks, until = state.tasks, now
    tasks.asked[task] = tasks.available[task] = tasks.started[task] = now
    tasks.role[task] = state.people.role[person]
    tasks.waits_for[task] = person
    if tasks.routing[task] != NEEDS_NOBODY:
        tasks.by[task] = person
        until += work_seconds(state, person, task, False, now)
    set_activity(state, person, PREPARING, now, until)


def travel_to_call(state: SimulationState, person: int, now: int) -> None:
    """On the way to a call."""
    people, tasks = state.people, state.tasks
    task = people.task[person]
    place, there = origin_and_destination(state, person, tasks.activity[task], tasks.account[task])
    people.destination[person] = there
    if place == there:
        wait_at_account(state, person, now)
    else:
        set_activity(state, person, DRIVING, now, now + travel_time(state, place, there))


def wait_at_account(state: SimulationState, person: int, now: int) -> None:
    """Waits at the customer's; in vain, if nobody shows up."""
    task = state.people.task[person]
    plan = state.contacts.plan[state.people.contact[person]]
    seconds = state.call_draws.wait[task]
    if state.call_draws.no_show[task]:
        seconds = state.parameters.plans.no_show_wait[plan]
    set_activity(state, person, WAITING_THERE, now, now + seconds)


def end_call_step(state: SimulationState, person: int, step: int, now: int) -> bool:
    """One step of a call is over; True when the next has begun."""
    people, tasks = state.people, state.tasks
    task = people.task[person]
    if step == PREPARING:
        end_preparation(state, person, state.call_draws.preparation[task], now)
        travel_to_call(state, person, now)
        return True
    if step == DRIVING:
        arrive_at(state, person, people.destination[person])
        wait_at_account(state, person, now)
        return True
    if step == WAITING_THERE and not state.call_draws.no_show[task]:
        tasks.started[task] = now
        tasks.by[task] = person
        people.last_activity[person] = state.parameters.activities.kind[tasks.activity[task]]
        seconds = work_seconds(state, person, task, False, now)
        set_activity(state, person, CALLING, now, now + seconds)
        return True
    end_call(state, person, task, now)
    return False


def end_preparation(state: SimulationState, person: int, task: int, now: int) -> None:
    """Ready for the call, which stays in hand."""
    if state.tasks.routing[task] == NEEDS_NOBODY:
        complete_automated(state, task, state.tasks.activity[task], now)
    else:
        call = state.people.task[person]
        complete_task(state, person, task, now)
        state.people.task[person] = call


def end_call(state: SimulationState, person: int, task: int, now: int) -> None:
    """A call is over, or nobody showed up; the account will be due again."""
    people, contacts = state.people, state.contacts
    contact = people.contact[person]
    agenda = agenda_of(state, person, contacts.plan[contact])
    if state.call_draws.no_show[task]:
        people.task[person] = NOT
        state.tasks.status[task] = NO_SHOW
        state.tasks.finished[task] = now
        due = (now // DAY + 1) * DAY
    else:
        state.calls_today[agenda] += 1
        complete_task(state, person, task, now)
        due = now + contacts.interval[contact]  # which what has come of the call may have changed
    people.contact[person] = NOT
    contacts.due[contact] = due
    goes_on = contacts.next_call[contact] < contacts.call_stop[contact]
    if plan_holds(state, contact):
        if goes_on:
            agenda_insert(state.agendas[agenda], agenda_key(due, contact))
        if state.parameters.cover.dealt[role_row(state, people.role[person])]:
            deal_out(state, contact, people.role[person])
    elif goes_on:
        pass_on(state, contact)


def ask_for_due_call(state: SimulationState, contact: int) -> None:
    """A call that was due before the horizon and not made is a task that still waits."""
    contacts, tasks = state.contacts, state.tasks
    due, call, person = contacts.due[contact], contacts.next_call[contact], contacts.person[contact]
    in_hand = person >= 0 and state.people.contact[person] == contact
    if due < state.parameters.horizon and call < contacts.call_stop[contact] and not in_hand:
        tasks.asked[call] = tasks.available[call] = max(0, due)
        tasks.role[call] = state.parameters.plans.role[contacts.plan[contact]]
        tasks.waits_for[call] = person
