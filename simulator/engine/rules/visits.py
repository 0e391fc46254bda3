"""Calls on accounts: planned in the morning, chosen, driven to and made."""

from __future__ import annotations

from simulator.engine.queues import TASK_MASK, IntList, agenda_insert, agenda_remove, sort_by_worth
from simulator.engine.rules.customers import agenda_key, due_of
from simulator.engine.rules.meetings import meeting_place
from simulator.engine.rules.people import arrive_at, complete_task, journey, set_activity
from simulator.engine.rules.preemption import work_seconds
from simulator.engine.rules.tasks import complete_automated
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
    NEEDS_NOBODY,
    NO_SHOW,
    NOT,
    PREPARING,
    WAITING_THERE,
)

CANDIDATES = 8  # neighbours out of reach before all that are due are looked at


# -- calls on accounts --


def plan_day(world: SimulationState, person: int, plan: int, now: int) -> None:
    """The morning's plan: a share of the usual calls, fixed to accounts that are due."""
    staff, plans = world.staff, world.parameters.plans
    today = world.todays[person]
    for index in range(len(today)):
        world.relations.planned[today[index]] = 0
    today.clear()
    usual = staff.usual_calls[person]
    if not staff.capped[person]:  # who is not pressed any more still plans as he used to
        usual += (1000 * staff.calls_today[person] - usual) // 16
        staff.usual_calls[person] = usual
    staff.calls_today[person] = 0
    wanted = staff.carried[person] + plans.planned_permille[plan] * usual // 1000
    staff.carried[person] = wanted % 1000
    fill_plan(world, person, plan, wanted // 1000, now)


def fill_plan(world: SimulationState, person: int, plan: int, wanted: int, now: int) -> None:
    """Takes accounts in the plan's order; nearest-first plans keep to the first's neighbours."""
    relations, scene = world.relations, world.scene
    today = world.todays[person]
    end = agenda_key(now + 1, 0)
    nearby = world.parameters.plans.nearest_first[plan]
    keys = in_order(world, person, plan, end)
    for index in range(len(keys)):
        key = keys[index]
        if len(today) >= wanted or key >= end:
            return
        contact = key & TASK_MASK
        if relations.planned[contact] or not receives(world, relations.account[contact], now):
            continue
        add_to_plan(world, person, contact)
        if nearby:
            place = scene.first_account + relations.account[contact]
            add_neighbours(world, person, place, wanted, now)


def add_neighbours(world: SimulationState, person: int, place: int, wanted: int, now: int) -> None:
    """Takes accounts that are due around one that is in the plan."""
    relations, scene = world.relations, world.scene
    node = world.staff.role[person] * len(scene.x) + place
    first = scene.near_first[node]
    for index in range(first, first + scene.near_count[node]):
        contact = scene.near[index]
        if (
            len(world.todays[person]) < wanted
            and relations.due[contact] <= now
            and not relations.planned[contact]
            and receives(world, relations.account[contact], now)
        ):
            add_to_plan(world, person, contact)


def receives(world: SimulationState, account: int, now: int) -> bool:
    """Does an account receive callers today?"""
    today = now // DAY
    return not world.scene.holiday[today] and world.scene.open_days[account] >> (today % 7) & 1 > 0


def add_to_plan(world: SimulationState, person: int, contact: int) -> None:
    """Fixes a call for today."""
    relations = world.relations
    if relations.call[contact] < relations.call_stop[contact]:
        relations.planned[contact] = 1
        world.todays[person].append(contact)


def next_call(
    world: SimulationState, person: int, plan: int, urgency: int, now: int
) -> tuple[int, int, int]:
    """The contact to call on now, or -1; then how to idle, and when to look again."""
    plans = world.parameters.plans
    step, retry = IDLING_NONE_DUE, world.parameters.horizon
    if plans.planned_urgency[plan] > urgency and plans.free_urgency[plan] > urgency:
        return NOT, IDLING, retry
    if not room_for_call(world, person, plan, 0, now):
        return NOT, IDLING_OUT_OF_REACH, retry
    if plans.planned_urgency[plan] <= urgency:
        found, how, again = planned_call(world, person, plan, now)
        if found >= 0:
            return found, IDLING, retry
        step, retry = max(step, how), min(retry, again)
    if plans.free_urgency[plan] <= urgency and not world.staff.capped[person]:
        found, how, again = free_call(world, person, plan, now)
        if found >= 0:
            return found, IDLING, retry
        step, retry = max(step, how), min(retry, again)
    return NOT, step, retry


def room_for_call(world: SimulationState, person: int, plan: int, needed: int, now: int) -> bool:
    """Is there time for a call on the way home? If not, looking for one is no use."""
    plans, staff = world.parameters.plans, world.staff
    length = plans.expected_wait[plan] + world.parameters.activities.mean[plans.activity[plan]]
    return now + length + staff.way_home[person] + needed <= staff.duty_to[person]


def planned_call(world: SimulationState, person: int, plan: int, now: int) -> tuple[int, int, int]:
    """Of today's planned calls that can be made now: the first, or the nearest."""
    staff, scene, relations = world.staff, world.scene, world.relations
    nearest = world.parameters.plans.nearest_first[plan]
    chosen, distance = NOT, 0
    step, retry = IDLING_NONE_DUE, world.parameters.horizon
    today = world.todays[person]
    for index in range(len(today)):
        contact = today[index]
        if not relations.planned[contact]:
            continue
        way = journey(world, staff.place[person], scene.first_account + relations.account[contact])
        if chosen >= 0 and way >= distance:
            continue
        how, again = obstacle(world, person, plan, contact, 0, now)
        if how == IDLING:
            chosen, distance = contact, way
            if not nearest:
                break
        else:
            step, retry = max(step, how), min(retry, again)
    return chosen, step, retry


def free_call(world: SimulationState, person: int, plan: int, now: int) -> tuple[int, int, int]:
    """A call that nobody planned: the nearest account due, or else the one due longest."""
    # What cannot lie over until tomorrow needs time after the call.
    needed = max(0, world.staff.backlog[person] - world.parameters.plans.lie_over[plan])
    agenda = world.agendas[person]
    if not room_for_call(world, person, plan, needed, now):
        return NOT, IDLING_OUT_OF_REACH, world.parameters.horizon
    if not agenda or agenda[0] >= agenda_key(now + 1, 0):
        due = due_of(agenda[0]) if agenda else world.parameters.horizon
        return NOT, IDLING_NONE_DUE, due
    if not world.parameters.plans.nearest_first[plan]:
        return longest_due(world, person, plan, needed, now)
    found, step, retry = nearest_due(world, person, plan, needed, now)
    if found >= 0:
        return found, step, retry
    found, how, again = longest_due(world, person, plan, needed, now)
    return found, max(step, how), min(retry, again)


def nearest_due(
    world: SimulationState, person: int, plan: int, needed: int, now: int
) -> tuple[int, int, int]:
    """The nearest of the neighbours that are due and can be called on."""
    relations, scene, staff = world.relations, world.scene, world.staff
    step, retry, tried = IDLING_NONE_DUE, world.parameters.horizon, 0
    place = staff.place[person] if staff.place[person] != HEADQUARTERS else staff.base[person]
    node = staff.role[person] * len(scene.x) + place
    first = scene.near_first[node]
    for index in range(first, first + scene.near_count[node]):
        contact = scene.near[index]
        if relations.due[contact] > now or relations.planned[contact]:
            continue
        how, again = obstacle(world, person, plan, contact, needed, now)
        if how == IDLING:
            return contact, how, again
        step, retry = max(step, how), min(retry, again)
        tried += how == IDLING_OUT_OF_REACH
        if tried == CANDIDATES:
            break
    return NOT, step, retry


def longest_due(
    world: SimulationState, person: int, plan: int, needed: int, now: int
) -> tuple[int, int, int]:
    """The account due longest of those that can be called on."""
    relations = world.relations
    step, retry = IDLING_NONE_DUE, world.parameters.horizon
    end = agenda_key(now + 1, 0)
    keys = in_order(world, person, plan, end)
    for index in range(len(keys)):
        key = keys[index]
        if key >= end:
            return NOT, step, min(retry, due_of(key))
        contact = key & TASK_MASK
        if relations.planned[contact]:
            continue
        how, again = obstacle(world, person, plan, contact, needed, now)
        if how == IDLING:
            return contact, how, again
        step, retry = max(step, how), min(retry, again)
    return NOT, step, retry


def in_order(world: SimulationState, person: int, plan: int, end: int) -> IntList:
    """The keys of an agenda: those due longest first, or of those due now who bought most."""
    agenda = world.agendas[person]
    if not world.parameters.plans.best_first[plan]:
        return agenda
    best = world.ranked
    best.clear()
    due = 0
    while due < len(agenda) and agenda[due] < end:
        best.append(agenda[due])
        due += 1
    sort_by_worth(best, world.accounts.bought, world.relations.account)
    if due < len(agenda):
        best.append(agenda[due])  # and when the next falls due
    return best


def obstacle(
    world: SimulationState, person: int, plan: int, contact: int, needed: int, now: int
) -> tuple[int, int]:
    """What stands against a call now (IDLING for nothing), and when it may look different."""
    staff, scene, relations = world.staff, world.scene, world.relations
    plans, kinds = world.parameters.plans, world.parameters.activities
    never = world.parameters.horizon
    activity, account = plans.activity[plan], relations.account[contact]
    if relations.call[contact] >= relations.call_stop[contact]:
        return IDLING_NONE_DUE, never
    place, there = call_place(world, person, activity, account)
    before = journey(world, place, there)
    preparation = world.calls.preparation[relations.call[contact]]
    if preparation >= 0 and world.work.routing[preparation] != NEEDS_NOBODY:
        before += kinds.mean[plans.preparation[plan]]
    today = now // DAY
    arrival = now + before
    opens = today * DAY + scene.open_from[account]
    closes = today * DAY + scene.open_to[account]
    if not receives(world, account, now):
        return IDLING_CLOSED, (today + 1) * DAY
    if arrival < opens:
        return IDLING_CLOSED, opens - before
    end = arrival + plans.expected_wait[plan] + kinds.mean[activity]
    if end > closes:
        return IDLING_CLOSED, (today + 1) * DAY
    home = staff.way_home[person] if place == there else relations.way_home[contact]
    if end + home + needed > staff.duty_to[person]:
        return IDLING_OUT_OF_REACH, never
    row = staff.meeting[person]
    soon = staff.duty_to[person] + scene.longest_way
    if row < staff.meeting_stop[person] and scene.meeting_from[row] < soon:
        goal = meeting_place(world, person, row)
        held = world.work.activity[scene.meeting_slot[row]]
        way = 0 if kinds.place[held] == ANYWHERE else journey(world, there, goal)
        if end + way > scene.meeting_from[row]:
            return IDLING_OUT_OF_REACH, never
    return IDLING, never


def call_place(world: SimulationState, person: int, activity: int, account: int) -> tuple[int, int]:
    """Where a person is and where a call is made: at the account, or from wherever he is."""
    place = world.staff.place[person]
    if world.parameters.activities.place[activity] == ANYWHERE:
        return place, place
    return place, world.scene.first_account + account


def begin_call(world: SimulationState, person: int, contact: int, now: int) -> None:
    """Sets out to call on an account."""
    staff, work, relations = world.staff, world.work, world.relations
    task = relations.call[contact]
    relations.call[contact] += 1
    relations.planned[contact] = 0
    agenda_remove(world.agendas[person], agenda_key(relations.due[contact], contact))
    staff.task[person] = task
    staff.contact[person] = contact
    work.asked[task] = max(0, relations.due[contact])
    work.available[task] = work.asked[task]
    work.role[task] = staff.role[person]
    work.waits_for[task] = person
    preparation = world.calls.preparation[task]
    if preparation >= 0:
        begin_preparation(world, person, preparation, now)
    else:
        drive(world, person, now)


def begin_preparation(world: SimulationState, person: int, task: int, now: int) -> None:
    """Gets ready for a call; where that needs nobody, in no time."""
    work, until = world.work, now
    work.asked[task] = work.available[task] = work.started[task] = now
    work.role[task] = world.staff.role[person]
    work.waits_for[task] = person
    if work.routing[task] != NEEDS_NOBODY:
        work.by[task] = person
        until += work_seconds(world, person, task, False, now)
    set_activity(world, person, PREPARING, now, until)


def drive(world: SimulationState, person: int, now: int) -> None:
    """On the way to a call."""
    staff, work = world.staff, world.work
    task = staff.task[person]
    place, there = call_place(world, person, work.activity[task], work.account[task])
    staff.goal[person] = there
    if place == there:
        be_received(world, person, now)
    else:
        set_activity(world, person, DRIVING, now, now + journey(world, place, there))


def be_received(world: SimulationState, person: int, now: int) -> None:
    """Waits at the customer's; in vain, if nobody shows up."""
    task = world.staff.task[person]
    plan = world.relations.plan[world.staff.contact[person]]
    seconds = world.calls.wait[task]
    if world.calls.no_show[task]:
        seconds = world.parameters.plans.no_show_wait[plan]
    set_activity(world, person, WAITING_THERE, now, now + seconds)


def call_step_ends(world: SimulationState, person: int, step: int, now: int) -> bool:
    """One step of a call is over; True when the next has begun."""
    staff, work = world.staff, world.work
    task = staff.task[person]
    if step == PREPARING:
        preparation_ends(world, person, world.calls.preparation[task], now)
        drive(world, person, now)
        return True
    if step == DRIVING:
        arrive_at(world, person, staff.goal[person])
        be_received(world, person, now)
        return True
    if step == WAITING_THERE and not world.calls.no_show[task]:
        work.started[task] = now
        work.by[task] = person
        staff.last_activity[person] = work.activity[task]
        seconds = work_seconds(world, person, task, False, now)
        set_activity(world, person, CALLING, now, now + seconds)
        return True
    end_call(world, person, task, now)
    return False


def preparation_ends(world: SimulationState, person: int, task: int, now: int) -> None:
    """Ready for the call, which stays in hand."""
    if world.work.routing[task] == NEEDS_NOBODY:
        complete_automated(world, task, world.work.activity[task], now)
    else:
        call = world.staff.task[person]
        complete_task(world, person, task, now)
        world.staff.task[person] = call


def end_call(world: SimulationState, person: int, task: int, now: int) -> None:
    """The call is over, or was in vain; the account will be due again."""
    staff, relations = world.staff, world.relations
    contact = staff.contact[person]
    staff.contact[person] = NOT
    if world.calls.no_show[task]:
        staff.task[person] = NOT
        world.work.state[task] = NO_SHOW
        world.work.finished[task] = now
        due = (now // DAY + 1) * DAY
    else:
        staff.calls_today[person] += 1
        due = now + relations.every[contact]
        complete_task(world, person, task, now)
    relations.due[contact] = due
    if relations.call[contact] < relations.call_stop[contact]:
        agenda_insert(world.agendas[person], agenda_key(due, contact))


def ask_for_due_call(world: SimulationState, contact: int) -> None:
    """A call that was due before the horizon and not made is a task that still waits."""
    relations, work = world.relations, world.work
    due, call, person = relations.due[contact], relations.call[contact], relations.person[contact]
    in_hand = person >= 0 and world.staff.contact[person] == contact
    if due < world.parameters.horizon and call < relations.call_stop[contact] and not in_hand:
        work.asked[call] = work.available[call] = max(0, due)
        work.role[call] = world.parameters.plans.role[relations.plan[contact]]
        work.waits_for[call] = person
