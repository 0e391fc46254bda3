"""Who decides when, what a free person does next, and what the end of an activity brings about."""

from __future__ import annotations

from simulator.engine.queues import (
    NO_KEY,
    TASK_BITS,
    TASK_MASK,
    URGENCY_SHIFT,
    WHAT_BITS,
    heap_pop,
    reminder,
    sort_ascending,
)
from simulator.engine.rules.customers import fade_all, update_ramp_up
from simulator.engine.rules.meetings import boundary, go_to_meeting
from simulator.engine.rules.people import (
    arrive_at,
    complete_task,
    count_idle,
    end_day,
    go_off_duty,
    have_lunch,
    journey,
    record,
    set_activity,
    stop_idling,
)
from simulator.engine.rules.preemption import (
    begin_task,
    end_hand_over,
    end_work,
    interrupt,
    start_task,
    whom_to_interrupt,
)
from simulator.engine.rules.tasks import PUT_OFF, next_day_for, workload_of
from simulator.engine.rules.visits import (
    ask_for_due_call,
    begin_call,
    call_step_ends,
    next_call,
    plan_day,
)
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_BASE,
    AT_HEADQUARTERS,
    DAY,
    DECIDING,
    EVERY_DAY,
    GIVING,
    GOING_HOME,
    GOING_TO_MEETING,
    HEADQUARTERS,
    IDLING,
    IDLING_OUT_OF_REACH,
    IN_MEETING,
    NOT,
    OFF,
    OVERFLOWED,
    PREPARING,
    RELEASE,
    TRAVELLING,
    WORKING,
)

LEAST_URGENT = 10  # less than any task

REMINDERS_OF_AN_INSTANT = 1 << (TASK_BITS + WHAT_BITS)


def end_activity(world: SimulationState, person: int, now: int) -> bool:
    """A stretch has come to its end; True when the next one has begun without a decision."""
    staff = world.staff
    step = staff.step[person]
    if step > DECIDING:
        record(world, person, now)
    goes_on = False
    if step == WORKING:
        end_work(world, person, now)
    elif step == GIVING:
        end_hand_over(world, person, now)
    elif step >= PREPARING:
        goes_on = call_step_ends(world, person, step, now)
    elif step == OFF:
        start_duty(world, person)
    elif step in (GOING_HOME, TRAVELLING, GOING_TO_MEETING):
        arrive_at(world, person, staff.goal[person])
        if step == GOING_TO_MEETING:
            staff.task[person] = NOT
            goes_on = go_to_meeting(world, person, now)
        if step == TRAVELLING:
            goes_on = start_task(world, person, now)
    elif step == IN_MEETING:
        staff.last_activity[person] = world.work.activity[staff.task[person]]
        complete_task(world, person, staff.task[person], now)
    if not goes_on:
        if step <= IDLING_OUT_OF_REACH:
            count_idle(world, person, step, DECIDING)
        staff.step[person] = DECIDING
    return goes_on


def start_duty(world: SimulationState, person: int) -> None:
    """A shift or an evening begins."""
    staff, scene = world.staff, world.scene
    row = staff.duty[person]
    if row >= staff.duty_stop[person]:
        return
    staff.duty[person] = row + 1
    begin, end = scene.presence_from[row], scene.presence_to[row]
    roles, role = world.parameters.roles, staff.role[person]
    if world.parameters.market.personal[role]:
        update_ramp_up(world, person, begin)
    lunch = begin // DAY * DAY + roles.lunch_from[role]
    has_lunch = roles.lunch_from[role] >= 0 and begin <= lunch < end
    staff.lunch_at[person] = lunch if has_lunch and not scene.presence_evening[row] else NOT
    staff.on_duty[person] = 1
    staff.evening[person] = scene.presence_evening[row]
    staff.duty_from[person], staff.duty_to[person] = begin, end
    if roles.plan[role] >= 0 and not scene.presence_evening[row]:
        plan_day(world, person, roles.plan[role], begin)


# -- what people decide --


def dispatch(world: SimulationState, now: int) -> None:
    """The instant has settled: who is free decides, and whoever is asked to for what is fresh.

    ``world.cut`` then holds those whose stretch was cut.
    """
    free, cut, fresh = world.free, world.cut, world.fresh
    cut.clear()
    if len(free) == 1 and not fresh:
        decide(world, free[0], now)
    else:
        dispatch_all(world, now)
    fresh.clear()


def dispatch_all(world: SimulationState, now: int) -> None:
    """Several are free, or something is fresh: all decide in turn; what is left is offered."""
    staff, line = world.staff, world.work.line
    free, cut, offered = world.free, world.cut, world.offered
    collect_offers(world)
    for index in range(len(free)):
        staff.called[free[index]] = 1
    for index in range(len(offered)):
        person = idle_person(world, offered[index] & TASK_MASK)
        if person >= 0:
            cut_short(world, person)
    turns = world.turns
    turns.clear()
    for index in range(len(free)):
        turns.append(free[index])
    for index in range(len(cut)):
        turns.append(cut[index])
    sort_ascending(turns)
    for index in range(len(turns)):
        decide(world, turns[index], now)
    for index in range(len(offered)):
        task = offered[index] & TASK_MASK
        if line[task] >= 0:  # whoever was asked first has taken something else
            offer_again(world, task, now)
            if (
                line[task] >= 0
                and world.parameters.activities.interrupts[world.work.activity[task]]
            ):
                preempt(world, task, now)
    for index in range(len(free)):
        staff.called[free[index]] = 0
    for index in range(len(cut)):
        staff.called[cut[index]] = 0


def collect_offers(world: SimulationState) -> None:
    """What is fresh is offered, in order; what becomes fresh meanwhile is not."""
    fresh, offered = world.fresh, world.offered
    offered.clear()
    for index in range(len(fresh)):
        offered.append(fresh[index])
    sort_ascending(offered)
    fresh.clear()


def cut_short(world: SimulationState, person: int) -> None:
    """Somebody's stretch is cut, so that he decides."""
    world.staff.called[person] = 1
    world.cut.append(person)


def offer_again(world: SimulationState, task: int, now: int) -> None:
    """A task that still waits is offered to whoever else has nothing to do."""
    person = idle_person(world, task)
    while person >= 0:
        cut_short(world, person)
        decide(world, person, now)
        person = idle_person(world, task)


def preempt(world: SimulationState, task: int, now: int) -> None:
    """A task that may interrupt does, if somebody has less urgent work in hand."""
    person = whom_to_interrupt(world, task)
    if person >= 0:
        interrupt(world, person, task, now)
        if not world.staff.called[person]:
            cut_short(world, person)


def idle_person(world: SimulationState, task: int) -> int:
    """Who, of those with nothing to do, is offered a task that has just come: the longest idle."""
    staff, parameters = world.staff, world.parameters
    person = world.work.waits_for[task]
    if world.work.line[task] < 0:
        return NOT
    if person >= 0:
        idles = IDLING <= staff.step[person] <= IDLING_OUT_OF_REACH
        return person if idles and not staff.called[person] else NOT
    role = world.work.role[task]
    if world.idle[role] == 0:
        return NOT
    chosen = NOT
    first = parameters.roles.first[role]
    for person in range(first, first + parameters.roles.people[role]):
        if (
            IDLING <= staff.step[person] <= IDLING_OUT_OF_REACH
            and not staff.called[person]
            and (chosen < 0 or staff.since[person] < staff.since[chosen])
        ):
            chosen = person
    return chosen


def decide(world: SimulationState, person: int, now: int) -> None:
    """What a free person does next."""
    staff = world.staff
    if not staff.on_duty[person]:
        go_off_duty(world, person, now)
    elif now >= staff.duty_to[person]:
        end_day(world, person, now)
    elif 0 <= staff.lunch_at[person] <= now:
        have_lunch(world, person, now)
    elif (
        staff.meeting[person] < staff.meeting_stop[person]
        and now >= world.scene.meeting_from[staff.meeting[person]] - world.scene.longest_way
        and go_to_meeting(world, person, now)
    ):
        pass
    elif now >= staff.duty_to[person] - staff.way_home[person]:
        end_day(world, person, now)
    else:
        choose_task(world, person, now)


def choose_task(world: SimulationState, person: int, now: int) -> None:
    """The most urgent of own tasks, the role's tasks, planned and free calls; else nothing."""
    staff = world.staff
    if staff.evening[person]:
        work_in_the_evening(world, person, now)
        return
    line = best_line(world, person, now)
    plan = world.parameters.roles.plan[staff.role[person]]
    step, retry = IDLING, world.parameters.horizon
    if plan >= 0:
        urgency = world.lines[line][0] >> URGENCY_SHIFT if line >= 0 else LEAST_URGENT
        contact, step, retry = next_call(world, person, plan, urgency, now)
        if contact >= 0:
            stop_idling(world, person, now)
            begin_call(world, person, contact, now)
            return
    if line >= 0:
        if staff.step[person] != DECIDING:
            stop_idling(world, person, now)
        begin_task(world, person, heap_pop(world.lines[line]) & TASK_MASK, now)
    else:
        do_nothing(world, person, step, retry, now)


def do_nothing(world: SimulationState, person: int, step: int, retry: int, now: int) -> None:
    """Waits for something to do, until the next break at most."""
    staff = world.staff
    until = max(now, min(retry, boundary(world, person)))
    if staff.step[person] == step:
        staff.until[person] = until
        return
    stop_idling(world, person, now)
    set_activity(world, person, step, now, until)


def work_in_the_evening(world: SimulationState, person: int, now: int) -> None:
    """Own paperwork, begun when enough of it lies waiting."""
    staff = world.staff
    own = 3 * person
    begun = staff.duty_from[person] < now
    enough = (
        staff.backlog[person] >= world.parameters.roles.evening_when_waiting[staff.role[person]]
    )
    if (begun or enough) and first_key(world, own, now) != NO_KEY:
        begin_task(world, person, heap_pop(world.lines[own]) & TASK_MASK, now)
    else:
        staff.on_duty[person] = 0
        go_off_duty(world, person, now)


def best_line(world: SimulationState, person: int, now: int) -> int:
    """The line whose first task goes before all others that the person can do now; -1 for none."""
    role, lines = world.staff.role[person], world.lines
    own, pool = 3 * person, 3 * (world.parameters.headcount + role)
    best, chosen = NO_KEY, NOT
    if lines[own]:
        best = first_key(world, own, now)
        chosen = own if best != NO_KEY else NOT
    if lines[pool]:
        key = first_key(world, pool, now)
        if key < best:
            best, chosen = key, pool
    if world.parameters.roles.home_based[role]:
        for place in (AT_BASE, AT_HEADQUARTERS):
            for line in (own + place, pool + place):
                if lines[line]:
                    key = first_key(world, line, now)
                    if key < best and within_reach(world, person, place, now):
                        best, chosen = key, line
    return chosen


def first_key(world: SimulationState, line: int, now: int) -> int:
    """The first key of a line, once those are struck off that left or are not for today."""
    waiting = world.lines[line]
    while waiting:
        key = waiting[0]
        task = key & TASK_MASK
        if world.work.line[task] == line:
            on_days = world.parameters.activities.on_days[world.work.activity[task]]
            if on_days == EVERY_DAY or world.work.phase[task] == OVERFLOWED:
                return key
            day = next_day_for(world, world.work.activity[task], now)
            if day <= now:
                return key
            put_off(world, task, day)
        heap_pop(waiting)
    return NO_KEY


def put_off(world: SimulationState, task: int, day: int) -> None:
    """A waiting task leaves its line until a day on which it may be done."""
    work = world.work
    if work.waits_for[task] >= 0:
        world.staff.backlog[work.waits_for[task]] -= workload_of(world, task)
    work.line[task] = PUT_OFF
    world.later.append(reminder(day, RELEASE, task))


def within_reach(world: SimulationState, person: int, place: int, now: int) -> bool:
    """Is there time to go there, do something, and be home by the end of the day?"""
    staff = world.staff
    goal = HEADQUARTERS if place == AT_HEADQUARTERS else staff.base[person]
    there = now + journey(world, staff.place[person], goal)
    return there < staff.duty_to[person] - journey(world, goal, staff.base[person])


# -- the end --


def close(world: SimulationState) -> None:
    """At the horizon: writes down what is in hand, and asks for the calls that are due."""
    staff, horizon = world.staff, world.parameters.horizon
    for person in range(len(staff.role)):
        if staff.since[person] < horizon:
            record(world, person, horizon)
    for contact in range(len(world.relations.due)):
        ask_for_due_call(world, contact)
    fade_all(world)
