"""Work in hand: begun, suspended, resumed, handed over and preempted."""

from __future__ import annotations

from simulator.engine.rules.meetings import boundary
from simulator.engine.rules.people import complete_task, journey, record, set_activity, suspend_task
from simulator.engine.rules.tasks import enqueue, enter_line, release, scaled, workload_of
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_BASE,
    AT_GIVER,
    AT_HEADQUARTERS,
    AT_TAKER,
    DECIDING,
    GIVING,
    HEADQUARTERS,
    NOT,
    OWN,
    RETURNED,
    TRAVELLING,
    WORKING,
)


def end_work(world: SimulationState, person: int, now: int) -> None:
    """The work on a task is done, or a break or the shift's end has come."""
    staff, work = world.staff, world.work
    task = staff.task[person]
    account_work(world, person, task, now)
    if work.left[task] != 0:
        suspend_task(world, person)
    elif work.comes_back[task] and work.phase[task] == AT_TAKER:
        return_to_giver(world, person, task)
    else:
        complete_task(world, person, task, now)


def account_work(world: SimulationState, person: int, task: int, now: int) -> None:
    """Takes what was worked off a task; who did not get as far as the work begins all over."""
    staff, work = world.staff, world.work
    worked = now - staff.since[person] - staff.ahead[person]
    if worked >= 0:
        work.left[task] -= worked
        work.laid_aside[task] = 0
        staff.last_activity[person] = work.activity[task]
    elif staff.afresh[person]:
        work.left[task] = NOT


def end_hand_over(world: SimulationState, person: int, now: int) -> None:
    """The giver has written his note, or a break or the shift's end has come."""
    staff, work = world.staff, world.work
    task = staff.task[person]
    work.left[task] -= now - staff.since[person]
    if work.left[task] == 0:
        hand_over_done(world, person, now)
    else:
        suspend_task(world, person)


def hand_over_done(world: SimulationState, person: int, now: int) -> None:
    """The giver has handed a task over."""
    work, staff = world.work, world.staff
    task = staff.task[person]
    staff.task[person] = NOT
    work.left[task] = NOT
    work.phase[task] = AT_TAKER
    work.hand_overs[task] += 1
    release(world, task, now)


def return_to_giver(world: SimulationState, person: int, task: int) -> None:
    """A task handed over comes back, to be done whole by its first owner."""
    work = world.work
    world.staff.task[person] = NOT
    work.phase[task] = RETURNED
    work.left[task] = NOT
    work.hand_overs[task] += 1
    enter_line(world, task)


def begin_task(world: SimulationState, person: int, task: int, now: int) -> None:
    """Takes a task in hand."""
    staff, work = world.staff, world.work
    if work.waits_for[task] == person:
        staff.backlog[person] -= (
            work.seconds[task]
            if work.left[task] < 0 and work.phase[task] == OWN
            else workload_of(world, task)
        )
    work.line[task] = NOT
    staff.task[person] = task
    activity = work.activity[task]
    if work.phase[task] == AT_GIVER:
        if world.rest.handing[task] < 0:
            world.rest.handing[task] = now
            world.rest.giver[task] = person
            work.left[task] = world.parameters.activities.hand_over[activity]
        set_activity(
            world,
            person,
            GIVING,
            now,
            max(now, min(now + work.left[task], boundary(world, person))),
        )
        return
    if work.started[task] < 0:
        work.started[task] = now
    work.by[task] = person
    if world.parameters.activities.place[activity]:
        goal = place_of(world, person, activity)
        if goal != staff.place[person]:
            staff.goal[person] = goal
            set_activity(
                world, person, TRAVELLING, now, now + journey(world, staff.place[person], goal)
            )
            return
    # Whoever decides has time until the next break, so the work always begins.
    start_task(world, person, now)


def place_of(world: SimulationState, person: int, activity: int) -> int:
    """Where a person does an activity."""
    place = world.parameters.activities.place[activity]
    if place == AT_HEADQUARTERS and world.parameters.roles.home_based[world.staff.role[person]]:
        return HEADQUARTERS
    return world.staff.base[person] if place == AT_BASE else world.staff.place[person]


def start_task(world: SimulationState, person: int, now: int) -> bool:
    """Begins the task in hand, or goes on with it; False when there is no time left for that.

    Reading in, set-up and getting back into it come first; to the clock they are one stretch with
    the work, and they are written down apart when it ends.
    """
    staff, work, parameters = world.staff, world.work, world.parameters
    task = staff.task[person]
    activity = work.activity[task]
    switches = staff.last_activity[person] != activity
    afresh = work.left[task] < 0
    reads_in = afresh and work.phase[task] == AT_TAKER
    reading_in = parameters.activities.take_over[activity] if reads_in else 0
    setting_up = parameters.set_up if switches else 0
    resuming = parameters.resumption if work.laid_aside[task] else 0
    ahead = reading_in + setting_up + resuming
    if afresh:
        work.left[task] = work_seconds(world, person, task, switches, now)
    until = now + ahead + work.left[task]
    if parameters.activities.splittable[activity]:
        end = boundary(world, person)
        if end < until:
            if end <= now:
                suspend_task(world, person)
                return False
            until = end
    if ahead:
        staff.reading_in[person] = reading_in
        staff.setting_up[person], staff.resuming[person] = setting_up, resuming
    staff.ahead[person], staff.afresh[person] = ahead, afresh
    if staff.step[person] != DECIDING:
        set_activity(world, person, WORKING, now, until)
    else:
        staff.step[person], staff.since[person], staff.until[person] = WORKING, now, until
    return True


def work_seconds(world: SimulationState, person: int, task: int, switches: bool, now: int) -> int:
    """How long this person takes for a task that nobody has begun."""
    work, kinds = world.work, world.parameters.activities
    activity = work.activity[task]
    phase = work.phase[task]
    seconds = world.rest.again[task] if phase == RETURNED else work.seconds[task]
    if kinds.individual[activity]:
        seconds = scaled(seconds, world.staff.speed[person])
    if phase == AT_TAKER:
        seconds = scaled(seconds, kinds.moved_permille[activity])
        seconds = scaled(seconds, learning_permille(world, now))
    if switches:
        seconds = scaled(seconds, world.parameters.slower_permille)
    return min(seconds, world.parameters.horizon)


def learning_permille(world: SimulationState, now: int) -> int:
    """How much longer new owners take while they learn, in thousandths."""
    market = world.parameters.market
    left = market.change_at + market.learning - now
    if left <= 0:
        return 1000
    return 1000 + market.learning_permille * min(left, market.learning) // market.learning


# -- interruption --


def whom_to_interrupt(world: SimulationState, task: int) -> int:
    """Who lays his work aside for a task: the least urgent work in hand, then the latest begun."""
    parameters, work, staff = world.parameters, world.work, world.staff
    urgency = parameters.activities.urgency[work.activity[task]]
    if work.waits_for[task] >= 0:
        person = work.waits_for[task]
        return person if urgency_in_hand(world, person) > urgency else NOT
    first = parameters.roles.first[work.role[task]]
    chosen = NOT
    for person in range(first, first + parameters.roles.people[work.role[task]]):
        his = urgency_in_hand(world, person)
        if his > urgency:
            urgency_chosen = urgency_in_hand(world, chosen) if chosen >= 0 else urgency
            if his > urgency_chosen or (
                his == urgency_chosen and staff.since[person] > staff.since[chosen]
            ):
                chosen = person
    return chosen


def urgency_in_hand(world: SimulationState, person: int) -> int:
    """Urgency of the work that a person could lay aside now; -1 when there is none."""
    staff, kinds = world.staff, world.parameters.activities
    if staff.step[person] != WORKING or staff.evening[person]:
        return NOT
    activity = world.work.activity[staff.task[person]]
    return kinds.urgency[activity] if kinds.splittable[activity] else NOT


def interrupt(world: SimulationState, person: int, task: int, now: int) -> None:
    """A person lays aside what is in hand and takes up a more urgent task."""
    staff, work = world.staff, world.work
    old = staff.task[person]
    record(world, person, now)
    account_work(world, person, old, now)
    work.interrupted[old] += 1
    work.laid_aside[old] = 1
    staff.task[person] = NOT
    enqueue(world, old, work.role[old], person)
    begin_task(world, person, task, now)
