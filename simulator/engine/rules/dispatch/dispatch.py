"""Dispatch: who decides when, and what a person does next."""

from __future__ import annotations

from simulator.engine.queues import (
    NO_KEY,
    TASK_BITS,
    TASK_MASK,
    URGENCY_SHIFT,
    WHAT_BITS,
    agenda_remove,
    heap_pop,
    reminder,
    sort_ascending,
)
from simulator.engine.rules.agreements.agreeing import agree
from simulator.engine.rules.agreements.appointments import make_appointments
from simulator.engine.rules.agreements.tours import begin_day
from simulator.engine.rules.customers.customers import decay_all, plan_in, role_row
from simulator.engine.rules.dispatch.joint import end_joint_step, go_to_join
from simulator.engine.rules.dispatch.requests import (
    first_visit,
    reason_against_visit,
    reason_against_visits,
)
from simulator.engine.rules.dispatch.visits import (
    agree_on_call,
    ask_for_due_call,
    begin_call,
    end_call_step,
    next_of_plans,
    plan_day,
)
from simulator.engine.rules.people.blocks import fits, go_to_block, leave_by, next_block
from simulator.engine.rules.people.meetings import go_to_meeting, work_boundary
from simulator.engine.rules.people.people import (
    arrive_at,
    complete_task,
    count_idle,
    end_day,
    go_off_duty,
    have_lunch,
    record,
    set_activity,
    stop_idling,
    travel_time,
    way_tonight,
    would_have_been,
)
from simulator.engine.rules.people.preemption import (
    begin_task,
    end_hand_over,
    end_work,
    interrupt,
    lift_from_backlog,
    start_task,
    whom_to_interrupt,
)
from simulator.engine.rules.tasks.tasks import POSTPONED, line_queue, next_day_for, workload_of
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_ACCOUNT,
    AT_BASE,
    AT_DESK,
    AT_HEADQUARTERS,
    DECIDING,
    EVERY_DAY,
    GIVING,
    GOING_HOME,
    GOING_TO_MEETING,
    HAS_NO_ENTRY,
    HEADQUARTERS,
    IDLING,
    IN_MEETING,
    IS_CALL_STEP,
    IS_IDLE,
    IS_JOINT_STEP,
    NO_URGENCY,
    NOT,
    OFF,
    OVERFLOWED,
    QUEUES,
    RELEASE,
    TRAVELLING,
    WORKING,
)

FIRST_OF_REST = 1 << URGENCY_SHIFT  # a key of work in exclusive sessions is less
REMINDERS_OF_AN_INSTANT = 1 << (TASK_BITS + WHAT_BITS)


def end_activity(state: SimulationState, person: int, now: int) -> bool:
    """An activity ends; True when the next one has begun without a decision."""
    people = state.people
    step = people.step[person]
    if not HAS_NO_ENTRY[step]:
        record(state, person, now)
    goes_on = False
    if step == WORKING:
        end_work(state, person, now)
    elif step == GIVING:
        end_hand_over(state, person, now)
    elif IS_CALL_STEP[step]:
        goes_on = end_call_step(state, person, step, now)
    elif step == OFF:
        start_duty(state, person)
    elif step in (GOING_HOME, TRAVELLING, GOING_TO_MEETING):
        arrive_at(state, person, people.destination[person])
        if step == GOING_TO_MEETING:
            people.task[person] = NOT
            goes_on = go_to_meeting(state, person, now)
        if step == TRAVELLING:
            goes_on = start_task(state, person, now)
    elif step == IN_MEETING:
        held = state.tasks.activity[people.task[person]]
        people.last_activity[person] = state.parameters.activities.kind[held]
        complete_task(state, person, people.task[person], now)
    elif IS_JOINT_STEP[step]:
        goes_on = end_joint_step(state, person, step, now)
    if not goes_on:
        if IS_IDLE[step]:
            count_idle(state, person, step, DECIDING)
        people.step[person] = DECIDING
    return goes_on


def start_duty(state: SimulationState, person: int) -> None:
    """A shift or an evening begins."""
    people, static = state.people, state.static
    row = people.presence_row[person]
    while row < people.presence_stop[person] and would_have_been(state, row):
        row += 1
    if row >= people.presence_stop[person] or people.until[person] < people.back[person]:
        return
    people.presence_row[person] = row + 1
    begin, end = static.presence_from[row], static.presence_to[row]
    if people.gone[person]:
        end = static.presence_until[row]
    people.lunch_at[person] = static.presence_lunch[row]
    people.on_duty[person] = 1
    people.evening[person] = static.presence_evening[row]
    people.duty_start[person], people.duty_end[person] = begin, end
    if state.parameters.roles.tours[people.role[person]] and not static.presence_evening[row]:
        begin_day(state, person)
    for slot in range(state.parameters.phases.slots):
        plan = plan_in(state, people.role[person], slot)
        if plan >= 0 and not static.presence_evening[row]:
            plan_day(state, person, plan, begin)


# -- decisions --


def dispatch(state: SimulationState, now: int) -> None:
    """The instant has settled: those without an activity decide, and those who are offered tasks.

    ``state.rescheduled`` then holds those whose activity was cut short.
    """
    deciding, rescheduled, new_tasks = state.deciding, state.rescheduled, state.new_tasks
    rescheduled.clear()
    if len(deciding) == 1 and not new_tasks:
        decide(state, deciding[0], now)
    else:
        dispatch_all(state, now)
    new_tasks.clear()


def dispatch_all(state: SimulationState, now: int) -> None:
    """Several decide, or there are new tasks: all in turn; what nobody took is offered again."""
    people, queue = state.people, state.tasks.queue
    deciding, rescheduled, offers = state.deciding, state.rescheduled, state.offers
    collect_offers(state)
    for index in range(len(deciding)):
        people.is_deciding[deciding[index]] = 1
    for index in range(len(offers)):
        person = idle_person(state, offers[index] & TASK_MASK)
        if person >= 0:
            reschedule(state, person)
    decision_order = state.decision_order
    decision_order.clear()
    for index in range(len(deciding)):
        decision_order.append(deciding[index])
    for index in range(len(rescheduled)):
        decision_order.append(rescheduled[index])
    sort_ascending(decision_order)
    for index in range(len(decision_order)):
        decide(state, decision_order[index], now)
    for index in range(len(offers)):
        task = offers[index] & TASK_MASK
        if queue[task] >= 0:  # whoever was asked first has taken something else
            offer_again(state, task, now)
            if (
                queue[task] >= 0
                and state.parameters.activities.interrupts[state.tasks.activity[task]]
            ):
                preempt(state, task, now)
    if state.parameters.appointments:
        make_appointments(state, now)
    for index in range(len(deciding)):
        people.is_deciding[deciding[index]] = 0
    for index in range(len(rescheduled)):
        people.is_deciding[rescheduled[index]] = 0


def collect_offers(state: SimulationState) -> None:
    """New tasks become offers, in order; tasks that arrive meanwhile do not."""
    new_tasks, offers = state.new_tasks, state.offers
    offers.clear()
    for index in range(len(new_tasks)):
        offers.append(new_tasks[index])
    sort_ascending(offers)
    new_tasks.clear()


def reschedule(state: SimulationState, person: int) -> None:
    """Cuts an activity short, so that its person decides."""
    state.people.is_deciding[person] = 1
    state.rescheduled.append(person)


def offer_again(state: SimulationState, task: int, now: int) -> None:
    """Offers a task that still waits to whoever else has nothing to do."""
    person = idle_person(state, task)
    while person >= 0:
        reschedule(state, person)
        decide(state, person, now)
        person = idle_person(state, task)


def preempt(state: SimulationState, task: int, now: int) -> None:
    """A task that may interrupt does, if somebody has less urgent work in hand."""
    person = whom_to_interrupt(state, task)
    if person >= 0 and is_possible(state, person, task, now):
        interrupt(state, person, task, now)
        if not state.people.is_deciding[person]:
            reschedule(state, person)


def is_possible(state: SimulationState, person: int, task: int, now: int) -> bool:
    """Can somebody set out for a task at once?"""
    place = state.tasks.queue[task] % QUEUES
    if place != AT_ACCOUNT:
        reached = place != AT_DESK or is_at_desk(state, person)
        return reached and fits(state, person, task, now)
    reason, _ = reason_against_visit(state, person, task, now)
    return reason == IDLING


def idle_person(state: SimulationState, task: int) -> int:
    """Who, of those with nothing to do, is offered a task that has just come: the longest idle."""
    people, parameters = state.people, state.parameters
    person = state.tasks.waits_for[task]
    if state.tasks.queue[task] < 0:
        return NOT
    if person >= 0:
        is_idle = IS_IDLE[people.step[person]]
        return person if is_idle and not people.is_deciding[person] else NOT
    line = parameters.activities.line[state.tasks.activity[task]]
    if line >= 0:
        return idle_in_line(state, line)
    role = state.tasks.role[task]
    if state.idle_count[role] == 0:
        return NOT
    chosen = NOT
    first = parameters.roles.first[role]
    for person in range(first, first + parameters.roles.people[role]):
        if (
            IS_IDLE[people.step[person]]
            and not people.is_deciding[person]
            and (chosen < 0 or people.since[person] < people.since[chosen])
        ):
            chosen = person
    return chosen


def idle_in_line(state: SimulationState, line: int) -> int:
    """The same of a line: of those who are asked first and have nothing to do, the longest idle."""
    people, lines = state.people, state.parameters.lines
    chosen, turn = NOT, NOT
    for index in range(lines.first[line], lines.first[line] + lines.count[line]):
        person = lines.member[index]
        if IS_IDLE[people.step[person]] and not people.is_deciding[person]:
            before = lines.turn[index] < turn
            longer = lines.turn[index] == turn and people.since[person] < people.since[chosen]
            if chosen < 0 or before or longer:
                chosen, turn = person, lines.turn[index]
    return chosen


def decide(state: SimulationState, person: int, now: int) -> None:
    """What a free person does next."""
    people = state.people
    if not people.on_duty[person]:
        go_off_duty(state, person, now)
    elif state.bookings[person] and go_to_join(state, person, now):
        pass
    elif now >= people.duty_end[person]:
        end_day(state, person, now)
    elif 0 <= people.lunch_at[person] <= now:
        have_lunch(state, person, now)
    elif (
        people.meeting_row[person] < people.meeting_stop[person]
        and now
        >= state.static.meeting_from[people.meeting_row[person]] - state.static.longest_travel
        and go_to_meeting(state, person, now)
    ):
        pass
    elif now >= people.duty_end[person] - people.way_home[person]:
        end_day(state, person, now)
    elif not go_to_block(state, person, now):
        choose_task(state, person, now)


def choose_task(state: SimulationState, person: int, now: int) -> None:
    """The most urgent of own tasks, the role's tasks, planned and free calls; else nothing.

    Joint work is agreed on first; who has to set out for it at once has nothing more to choose.
    """
    if state.people.evening[person]:
        work_in_the_evening(state, person, now)
        return
    while not is_settled(state, person, now):
        if state.bookings[person] and go_to_join(state, person, now):
            return


def is_settled(state: SimulationState, person: int, now: int) -> bool:
    """Has a person begun something, or nothing? Not yet who has agreed on joint work."""
    people, activities = state.people, state.parameters.activities
    key = best_key(state, person, now)
    urgency = key >> URGENCY_SHIFT if key != NO_KEY else NO_URGENCY
    contact, step, retry = next_of_plans(state, person, urgency, now)
    if contact >= 0:
        plan = state.contacts.plan[contact]
        if activities.partners[state.parameters.plans.activity[plan]] >= 0:
            agree_on_call(state, person, contact, now)
            return False
        stop_idling(state, person, now)
        begin_call(state, person, contact, now)
        return True
    if key == NO_KEY and state.parameters.roles.looks_elsewhere[people.role[person]]:
        key = key_at_desk(state, person, now)
        reason, retry_at = reason_against_visits(state, person, now)
        step, retry = max(step, reason), min(retry, retry_at)
    if key == NO_KEY:
        do_nothing(state, person, step, retry, now)
        return True
    task = take_from_queue(state, key)
    if activities.partners[state.tasks.activity[task]] >= 0:
        lift_from_backlog(state, person, task)
        agree(state, person, task, NOT, now, now)
        return False
    if people.step[person] != DECIDING:
        stop_idling(state, person, now)
    begin_task(state, person, task, now)
    return True


def take_from_queue(state: SimulationState, key: int) -> int:
    """A task that waits leaves its queue, of which it is the first unless it is a visit."""
    queue = state.tasks.queue[key & TASK_MASK]
    if queue % QUEUES == AT_ACCOUNT:
        agenda_remove(state.queues[queue], key)
    elif state.queues[queue][0] == key:
        heap_pop(state.queues[queue])
    # One that goes before what does not fit stays in the heap, and is passed over there later on.
    return key & TASK_MASK


def do_nothing(state: SimulationState, person: int, step: int, retry: int, now: int) -> None:
    """Waits for something to do, until the next break or exclusive session at most."""
    people = state.people
    until = min(work_boundary(state, person), leave_by(state, person, now))
    until = max(now, min(retry, until, next_block(state, person, now)))
    if people.step[person] == step:
        people.until[person] = until
        return
    stop_idling(state, person, now)
    set_activity(state, person, step, now, until)


def work_in_the_evening(state: SimulationState, person: int, now: int) -> None:
    """Own paperwork, begun when enough of it lies waiting."""
    people = state.people
    own = QUEUES * person
    begun = people.duty_start[person] < now
    brings_it_out = state.parameters.roles.evening_when_waiting
    enough = people.backlog[person] >= brings_it_out[role_row(state, people.role[person])]
    at_desk = (begun or enough) and is_at_desk(state, person)
    while begun or enough:
        key = first_key(state, own, now)
        if at_desk:
            key = min(key, first_key(state, own + AT_DESK, now))
        if key == NO_KEY:
            break
        task = take_from_queue(state, key)
        if state.parameters.activities.partners[state.tasks.activity[task]] < 0:
            begin_task(state, person, task, now)
            return
        lift_from_backlog(state, person, task)
        agree(state, person, task, NOT, now, now)
    people.on_duty[person] = 0
    go_off_duty(state, person, now)


def best_key(state: SimulationState, person: int, now: int) -> int:
    """The key of the task that goes before all others that the person can do now."""
    role, queues = state.people.role[person], state.queues
    own, pool = QUEUES * person, QUEUES * (state.parameters.headcount + role)
    best = NO_KEY
    if queues[own]:
        best = first_that_fits(state, person, own, now)
    if queues[pool]:
        best = min(best, first_that_fits(state, person, pool, now))
    if state.parameters.roles.looks_elsewhere[role]:
        best = min(best, best_key_elsewhere(state, person, own, best, now))
        best = min(best, best_key_elsewhere(state, person, pool, best, now))
    lines = state.parameters.lines
    for index in range(lines.serves_count[person]):
        line = line_queue(state, lines.serves[lines.serves_first[person] + index])
        if queues[line]:
            best = min(best, first_that_fits(state, person, line, now))
        if state.parameters.roles.looks_elsewhere[role]:
            best = min(best, best_key_elsewhere(state, person, line, best, now))
    return best


def best_key_elsewhere(state: SimulationState, person: int, line: int, best: int, now: int) -> int:
    """The same of those of one line that are bound to a place, if it goes before a key."""
    queues = state.queues
    for place in (AT_BASE, AT_HEADQUARTERS):
        if queues[line + place]:
            key = first_that_fits(state, person, line + place, now)
            if key < best and within_reach(state, person, place, now):
                best = key
    if queues[line + AT_DESK]:
        key = first_that_fits(state, person, line + AT_DESK, now)
        if is_at_desk(state, person) or (key < FIRST_OF_REST and reaches_desk(state, person, now)):
            best = min(best, key)
    if queues[line + AT_ACCOUNT]:
        best = min(best, first_visit(state, person, line + AT_ACCOUNT, best, now))
    return best


def is_at_desk(state: SimulationState, person: int) -> bool:
    """Is a person where the desks of the role are?"""
    desk = state.parameters.roles.desk[role_row(state, state.people.role[person])]
    return state.people.place[person] == place_of_desk(state, person, desk)


def key_at_desk(state: SimulationState, person: int, now: int) -> int:
    """The first task that waits for a desk, for somebody with nothing else to do who gets there."""
    role = state.people.role[person]
    own, pool = QUEUES * person, QUEUES * (state.parameters.headcount + role)
    key = first_that_fits(state, person, own + AT_DESK, now)
    key = min(key, first_that_fits(state, person, pool + AT_DESK, now))
    lines = state.parameters.lines
    for index in range(lines.serves_count[person]):
        line = line_queue(state, lines.serves[lines.serves_first[person] + index])
        key = min(key, first_that_fits(state, person, line + AT_DESK, now))
    return key if reaches_desk(state, person, now) else NO_KEY


def reaches_desk(state: SimulationState, person: int, now: int) -> bool:
    """Is there time to go to the desk and do something there?"""
    desk = state.parameters.roles.desk[role_row(state, state.people.role[person])]
    return within_reach(state, person, desk, now)


def first_that_fits(state: SimulationState, person: int, queue: int, now: int) -> int:
    """The first key of a queue, or the first after it that a person can end before a block."""
    key = first_key(state, queue, now)
    if key == NO_KEY or fits(state, person, key & TASK_MASK, now):
        return key
    key, waiting = NO_KEY, state.queues[queue]
    for index in range(len(waiting)):
        task = waiting[index] & TASK_MASK
        if (
            waiting[index] < key
            and state.tasks.queue[task] == queue
            and is_for_now(state, task, now)
            and fits(state, person, task, now)
        ):
            key = waiting[index]
    return key


def is_for_now(state: SimulationState, task: int, now: int) -> bool:
    """Is a task for this weekday, and in its session?"""
    activity = state.tasks.activity[task]
    on_days = state.parameters.activities.on_days[activity]
    if on_days == EVERY_DAY or state.tasks.phase[task] == OVERFLOWED:
        return True
    return next_day_for(state, activity, now) <= now


def first_key(state: SimulationState, queue: int, now: int) -> int:
    """The first key of a queue, after removal of tasks that have left it or are not for today."""
    waiting = state.queues[queue]
    while waiting:
        key = waiting[0]
        task = key & TASK_MASK
        if state.tasks.queue[task] == queue:
            if is_for_now(state, task, now):
                return key
            postpone(state, task, next_day_for(state, state.tasks.activity[task], now))
        heap_pop(waiting)
    return NO_KEY


def postpone(state: SimulationState, task: int, day: int) -> None:
    """A waiting task leaves its queue until a day on which it may be done."""
    tasks = state.tasks
    if tasks.waits_for[task] >= 0:
        state.people.backlog[tasks.waits_for[task]] -= workload_of(state, task)
    tasks.queue[task] = POSTPONED
    state.reminders.append(reminder(day, RELEASE, task))


def within_reach(state: SimulationState, person: int, place: int, now: int) -> bool:
    """Is there time to go there, do something, and be home by the end of the day?"""
    people = state.people
    goal = place_of_desk(state, person, place)
    there = now + travel_time(state, people.place[person], goal)
    home = way_tonight(state, person, travel_time(state, goal, people.base[person]))
    return there < people.duty_end[person] - home


def place_of_desk(state: SimulationState, person: int, place: int) -> int:
    """Where the headquarters are, or a person's base."""
    return HEADQUARTERS if place == AT_HEADQUARTERS else state.people.base[person]


# -- the end --


def close(state: SimulationState) -> None:
    """At the horizon: writes down what is in hand, and asks for the calls that are due."""
    people, horizon = state.people, state.parameters.horizon
    for person in range(len(people.role)):
        if people.since[person] < horizon:
            record(state, person, horizon)
    for contact in range(len(state.contacts.due)):
        ask_for_due_call(state, contact)
    decay_all(state)
