"""The life of a task until somebody takes it in hand, and what it leaves behind."""

from __future__ import annotations

from simulator.engine.queues import (
    TASK_BITS,
    TASK_MASK,
    TIME_BITS,
    URGENCY_SHIFT,
    heap_push,
    reminder,
)
from simulator.engine.rules.customers import (
    branch_taken,
    inherit,
    lose_account,
    rank_accounts,
    reach_stage,
    update_customer,
)
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    ARRIVE,
    AT_GIVER,
    AT_TAKER,
    AUTOMATED,
    DAY,
    EVERY_DAY,
    IDLING,
    IDLING_OUT_OF_REACH,
    MOVES,
    NEEDS_NOBODY,
    NOT,
    OVERFLOW,
    OVERFLOWED,
    OWN,
    RANK,
    RELEASE,
    RETURNED,
)

LAST_INSTANT = (1 << TIME_BITS) - 1

PUT_OFF = -2  # the line of a task that waits for one of its weekdays


# -- plain sums --


def scaled(seconds: int, permille: int) -> int:
    """Seconds times thousandths, rounded half up."""
    return (seconds * permille + 500) // 1000


def next_day_for(world: SimulationState, activity: int, now: int) -> int:
    """The first instant from now on that lies on a weekday on which the activity is done."""
    mask = world.parameters.activities.on_days[activity]
    if mask & (1 << (now // DAY % 7)):
        return now
    day = now // DAY + 1
    while not mask & (1 << (day % 7)):
        day += 1
    return day * DAY


# -- what happens: tasks --


def arrive(world: SimulationState, task: int, now: int) -> None:
    """A task is asked for."""
    work, kinds = world.work, world.parameters.activities
    activity = work.activity[task]
    if world.losses and work.account[task] >= 0 and world.accounts.lost[work.account[task]] >= 0:
        return
    work.asked[task] = now
    if kinds.plain[activity]:
        work.available[task] = now
        enqueue(world, task, kinds.role[activity], work.person[task])
        return
    if kinds.stage[activity] >= 0:
        reach_stage(world, task, now)
    if work.routing[task] == NEEDS_NOBODY:
        complete_automated(world, task, activity, now)
        return
    if kinds.meeting[activity]:
        work.available[task] = now
        work.role[task] = world.parameters.role_of[work.person[task]]
        work.waits_for[task] = work.person[task]
        return
    if kinds.on_days[activity] == EVERY_DAY:
        release(world, task, now)
        return
    work.role[task] = kinds.role[activity]
    work.waits_for[task] = work.person[task]
    work.line[task] = PUT_OFF
    world.later.append(reminder(next_day_for(world, activity, now), RELEASE, task))


def complete_automated(world: SimulationState, task: int, activity: int, now: int) -> None:
    """What needs nobody is over at once, with all that it brings about."""
    work, kinds = world.work, world.parameters.activities
    work.state[task] = AUTOMATED
    work.available[task] = work.started[task] = work.finished[task] = now
    if kinds.matters[activity]:
        update_customer(world, NOT, task, now)
    if kinds.loses[activity] and work.account[task] >= 0:
        lose_account(world, work.account[task], now)
    follow_up(world, task, now)


def release(world: SimulationState, task: int, now: int) -> None:
    """A task joins the line of the one who has to do something about it first."""
    work, kinds = world.work, world.parameters.activities
    activity = work.activity[task]
    if work.left[task] >= 0:
        begun_by = world.rest.giver[task] if work.phase[task] == AT_GIVER else work.by[task]
        enqueue(world, task, work.role[task], begun_by)
        return
    moves = work.routing[task] == MOVES and now >= world.parameters.market.change_at
    if moves and work.phase[task] == OWN:
        if kinds.hand_over[activity] > 0:
            work.phase[task] = AT_GIVER
        else:
            work.phase[task] = AT_TAKER
            work.hand_overs[task] += 1
    if work.phase[task] != AT_GIVER and work.available[task] < 0:
        work.available[task] = now
        if kinds.overflow_role[activity] >= 0:
            world.later.append(reminder(now + kinds.overflow_after[activity], OVERFLOW, task))
    if work.phase[task] <= AT_GIVER:
        enqueue(world, task, kinds.role[activity], work.person[task])
    else:
        enter_line(world, task)


def enter_line(world: SimulationState, task: int) -> None:
    """A task that has changed hands stands in the line of its new doer, or of all who may do it."""
    work, kinds = world.work, world.parameters.activities
    activity, phase = work.activity[task], work.phase[task]
    person = NOT
    if phase == AT_TAKER:
        role = kinds.moved_role[activity]
        if kinds.moved_own[activity] and work.account[task] >= 0:
            accounts = len(world.accounts.lost)
            person = world.scene.owner[role * accounts + work.account[task]]
    elif phase == OVERFLOWED:
        role = kinds.overflow_role[activity]
    else:
        role, person = kinds.role[activity], work.person[task]
        if world.rest.giver[task] >= 0:
            person = world.rest.giver[task]
    enqueue(world, task, role, person)


def enqueue(world: SimulationState, task: int, role: int, person: int) -> None:
    """A task stands in one person's line or, for person -1, in its role's."""
    work, parameters = world.work, world.parameters
    kinds = parameters.activities
    activity = work.activity[task]
    work.role[task] = role
    work.waits_for[task] = person
    line = 3 * (person if person >= 0 else parameters.headcount + role)
    if kinds.place[activity] and parameters.roles.home_based[role] and work.phase[task] != AT_GIVER:
        line += kinds.place[activity]
    time = work.asked[task]
    if parameters.earliest_due:
        time = time + kinds.due[activity] if kinds.due[activity] >= 0 else LAST_INSTANT
    key = (kinds.urgency[activity] << URGENCY_SHIFT) | (time << TASK_BITS) | task
    work.line[task] = line
    heap_push(world.lines[line], key)
    if person >= 0:
        staff = world.staff
        staff.backlog[person] += (
            work.seconds[task]
            if work.left[task] < 0 and work.phase[task] == OWN
            else workload_of(world, task)
        )
        if kinds.interrupts[activity] or IDLING <= staff.step[person] <= IDLING_OUT_OF_REACH:
            world.fresh.append(key)
    elif kinds.interrupts[activity] or world.idle[role] > 0:
        world.fresh.append(key)


def workload_of(world: SimulationState, task: int) -> int:
    """Seconds of work that a waiting task means to the person in whose line it stands."""
    work = world.work
    if work.left[task] >= 0:
        return work.left[task]
    if work.phase[task] == AT_GIVER:
        return world.parameters.activities.hand_over[work.activity[task]]
    return world.rest.again[task] if work.phase[task] == RETURNED else work.seconds[task]


def overflow(world: SimulationState, task: int) -> None:
    """A task that has waited too long goes to those who take the overflow, on whatever day."""
    work = world.work
    if work.line[task] == NOT or work.started[task] >= 0 or work.phase[task] not in (OWN, AT_TAKER):
        return
    if work.waits_for[task] >= 0 and work.line[task] != PUT_OFF:
        world.staff.backlog[work.waits_for[task]] -= workload_of(world, task)
    work.phase[task] = OVERFLOWED
    enter_line(world, task)


def follow_up(world: SimulationState, task: int, now: int) -> None:
    """Whatever a finished task leaves behind is asked for, at once or later."""
    work, kinds = world.work, world.parameters.activities
    child = work.first_child[task]
    while child >= 0:
        activity = work.activity[child]
        if kinds.stage[activity] == 0:
            inherit(world, child, task)
        if kinds.uncertain[activity] and not branch_taken(world, child, task, now):
            pass
        elif world.rest.delay[child] > 0:
            world.later.append(reminder(now + world.rest.delay[child], ARRIVE, child))
        else:
            arrive(world, child, now)
        child = world.rest.next_sibling[child]


def handle_reminder(world: SimulationState, turn: int, now: int) -> None:
    """Something that the engine was asked to come back for is due."""
    what, task = turn >> TASK_BITS, turn & TASK_MASK
    if what == ARRIVE:
        arrive(world, task, now)
    elif what == RELEASE:
        if world.work.line[task] == PUT_OFF:
            release(world, task, now)
    elif what == RANK:
        rank_accounts(world)
        world.later.append(reminder(now + world.parameters.market.ranking, RANK, 0))
    else:
        overflow(world, task)
