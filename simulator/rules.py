"""Who does what next, and when: the rules that every engine follows, over columns of whole numbers.

An instant has an order. First the clock moves. Then everything due happens (tasks arrive, stretches
end, reminders come up); each of these only marks what it concerns, so their order means nothing.
When the instant has settled, people without work decide, in a fixed order; then urgent tasks that
nobody took may interrupt somebody.
"""

from __future__ import annotations

from math import sqrt

from simulator.lines import (
    NO_KEY,
    TASK_BITS,
    TASK_MASK,
    TIME_BITS,
    URGENCY_SHIFT,
    WHAT_BITS,
    Pile,
    arrange,
    join,
    leave,
    note,
    put_in_order,
    reminder,
    strike,
    write,
)
from simulator.market import (
    agenda_key,
    be_as_good_as_one_is,
    comes_true,
    due_of,
    finished,
    inherit,
    lose_account,
    rank,
    reach_stage,
    take_stock,
)
from simulator.vocabulary import (
    ANYWHERE,
    AT_BASE,
    AT_HEADQUARTERS,
    AUTOMATED,
    DONE,
    HAND_OVER,
    IDLE,
    IDLE_CLOSED,
    IDLE_NONE_DUE,
    IDLE_OUT_OF_REACH,
    MISSED,
    NO_SHOW,
    NOT,
    PAUSE,
    RESUME,
    SET_UP,
    TAKE_OVER,
    TRAVEL,
    WAIT,
    WORK,
)
from simulator.world import World

DAY = 86_400
LAST_INSTANT = (1 << TIME_BITS) - 1
LEAST_URGENT = 10  # less than any task
HEADQUARTERS = 0  # the first place
EVERY_DAY = 127  # one bit for each weekday
CANDIDATES = 8  # neighbours out of reach before all that are due are looked at

# Steps: what a person is at.
OFF, DECIDING, RESTING, IDLING, IDLING_NONE_DUE, IDLING_CLOSED, IDLING_OUT_OF_REACH = range(7)
GOING_HOME, TRAVELLING, GIVING, WORKING = range(7, 11)
GOING_TO_MEETING, MEETING, PREPARING, DRIVING, WAITING_THERE, CALLING = range(11, 17)
DOING_OF_STEP = (
    NOT,
    NOT,
    PAUSE,
    IDLE,
    IDLE_NONE_DUE,
    IDLE_CLOSED,
    IDLE_OUT_OF_REACH,
    TRAVEL,
    TRAVEL,
    HAND_OVER,
    WORK,
    TRAVEL,
    WORK,
    WORK,
    TRAVEL,
    WAIT,
    WORK,
)

# Phases of a task: before anyone but the first owner is concerned, at the giver's for hand-over, at
# the new owner's, back at the giver's, at those who take the overflow.
OWN, AT_GIVER, AT_TAKER, RETURNED, OVERFLOWED = range(5)

BY_OWNER, MOVES, NEEDS_NOBODY = range(3)

# What an engine is asked to come back for.
ARRIVE, RELEASE, OVERFLOW, RANK = range(4)

REMINDERS_OF_AN_INSTANT = 1 << (TASK_BITS + WHAT_BITS)

PUT_OFF = -2  # the line of a task that waits for one of its weekdays


# -- plain sums --


def scaled(seconds: int, permille: int) -> int:
    """Seconds times thousandths, rounded half up."""
    return (seconds * permille + 500) // 1000


def journey(world: World, start: int, goal: int) -> int:
    """Seconds between two places: straight distance at the speed left by detours, plus parking."""
    if start == goal:
        return 0
    scene, company = world.scene, world.company
    dx = scene.x[start] - scene.x[goal]
    dy = scene.y[start] - scene.y[goal]
    metres = sqrt(dx * dx + dy * dy)
    return int(metres * 1e6 / company.metres_in_million_seconds + 0.5) + company.parking


def next_day_for(world: World, activity: int, now: int) -> int:
    """The first instant from now on that lies on a weekday on which the activity is done."""
    mask = world.company.activities.on_days[activity]
    if mask & (1 << (now // DAY % 7)):
        return now
    day = now // DAY + 1
    while not mask & (1 << (day % 7)):
        day += 1
    return day * DAY


# -- what happens: tasks --


def arrive(world: World, task: int, now: int) -> None:
    """A task is asked for."""
    work, kinds = world.work, world.company.activities
    activity = work.activity[task]
    if world.losses and work.account[task] >= 0 and world.accounts.lost[work.account[task]] >= 0:
        return
    work.asked[task] = now
    if kinds.plain[activity]:
        work.available[task] = now
        stand(world, task, kinds.role[activity], work.person[task])
        return
    if kinds.stage[activity] >= 0:
        reach_stage(world, task, now)
    if work.routing[task] == NEEDS_NOBODY:
        happen(world, task, activity, now)
        return
    if kinds.meeting[activity]:
        work.available[task] = now
        work.role[task] = world.company.role_of[work.person[task]]
        work.waits_for[task] = work.person[task]
        return
    if kinds.on_days[activity] == EVERY_DAY:
        release(world, task, now)
        return
    work.role[task] = kinds.role[activity]
    work.waits_for[task] = work.person[task]
    work.line[task] = PUT_OFF
    world.later.append(reminder(next_day_for(world, activity, now), RELEASE, task))


def happen(world: World, task: int, activity: int, now: int) -> None:
    """What needs nobody is over at once, with all that it brings about."""
    work, kinds = world.work, world.company.activities
    work.state[task] = AUTOMATED
    work.available[task] = work.started[task] = work.finished[task] = now
    if kinds.matters[activity]:
        finished(world, NOT, task, now)
    if kinds.loses[activity] and work.account[task] >= 0:
        lose_account(world, work.account[task], now)
    follow_up(world, task, now)


def release(world: World, task: int, now: int) -> None:
    """A task joins the line of the one who has to do something about it first."""
    work, kinds = world.work, world.company.activities
    activity = work.activity[task]
    if work.left[task] >= 0:
        begun_by = world.rest.giver[task] if work.phase[task] == AT_GIVER else work.by[task]
        stand(world, task, work.role[task], begun_by)
        return
    moves = work.routing[task] == MOVES and now >= world.company.market.change_at
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
        stand(world, task, kinds.role[activity], work.person[task])
    else:
        enter_line(world, task)


def enter_line(world: World, task: int) -> None:
    """A task that has changed hands stands in the line of its new doer, or of all who may do it."""
    work, kinds = world.work, world.company.activities
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
    stand(world, task, role, person)


def stand(world: World, task: int, role: int, person: int) -> None:
    """A task stands in one person's line or, for person -1, in its role's."""
    work, company = world.work, world.company
    kinds = company.activities
    activity = work.activity[task]
    work.role[task] = role
    work.waits_for[task] = person
    line = 3 * (person if person >= 0 else company.headcount + role)
    if kinds.place[activity] and company.roles.home_based[role] and work.phase[task] != AT_GIVER:
        line += kinds.place[activity]
    time = work.asked[task]
    if company.earliest_due:
        time = time + kinds.due[activity] if kinds.due[activity] >= 0 else LAST_INSTANT
    key = (kinds.urgency[activity] << URGENCY_SHIFT) | (time << TASK_BITS) | task
    work.line[task] = line
    join(world.lines[line], key)
    if person >= 0:
        staff = world.staff
        staff.backlog[person] += (
            work.seconds[task]
            if work.left[task] < 0 and work.phase[task] == OWN
            else load_of(world, task)
        )
        if kinds.interrupts[activity] or IDLING <= staff.step[person] <= IDLING_OUT_OF_REACH:
            world.fresh.append(key)
    elif kinds.interrupts[activity] or world.idle[role] > 0:
        world.fresh.append(key)


def load_of(world: World, task: int) -> int:
    """Seconds of work that a waiting task means to the person in whose line it stands."""
    work = world.work
    if work.left[task] >= 0:
        return work.left[task]
    if work.phase[task] == AT_GIVER:
        return world.company.activities.hand_over[work.activity[task]]
    return world.rest.again[task] if work.phase[task] == RETURNED else work.seconds[task]


def overflow(world: World, task: int) -> None:
    """A task that has waited too long goes to those who take the overflow, on whatever day."""
    work = world.work
    if work.line[task] == NOT or work.started[task] >= 0 or work.phase[task] not in (OWN, AT_TAKER):
        return
    if work.waits_for[task] >= 0 and work.line[task] != PUT_OFF:
        world.staff.backlog[work.waits_for[task]] -= load_of(world, task)
    work.phase[task] = OVERFLOWED
    enter_line(world, task)


def follow_up(world: World, task: int, now: int) -> None:
    """Whatever a finished task leaves behind is asked for, at once or later."""
    work, kinds = world.work, world.company.activities
    child = work.first_child[task]
    while child >= 0:
        activity = work.activity[child]
        if kinds.stage[activity] == 0:
            inherit(world, child, task)
        if kinds.uncertain[activity] and not comes_true(world, child, task, now):
            pass
        elif world.rest.delay[child] > 0:
            world.later.append(reminder(now + world.rest.delay[child], ARRIVE, child))
        else:
            arrive(world, child, now)
        child = world.rest.next_sibling[child]


def remember(world: World, turn: int, now: int) -> None:
    """Something that the engine was asked to come back for is due."""
    what, task = turn >> TASK_BITS, turn & TASK_MASK
    if what == ARRIVE:
        arrive(world, task, now)
    elif what == RELEASE:
        if world.work.line[task] == PUT_OFF:
            release(world, task, now)
    elif what == RANK:
        rank(world)
        world.later.append(reminder(now + world.company.market.ranking, RANK, 0))
    else:
        overflow(world, task)


# -- what happens: people --


def put(world: World, person: int, step: int, now: int, until: int) -> None:
    """A person begins a stretch."""
    staff = world.staff
    before = staff.step[person]
    if IDLING <= before <= IDLING_OUT_OF_REACH or IDLING <= step <= IDLING_OUT_OF_REACH:
        count_idle(world, person, before, step)
    staff.step[person] = step
    staff.since[person] = now
    staff.until[person] = until


def count_idle(world: World, person: int, before: int, after: int) -> None:
    """Keeps the number of people of the role who have nothing to do."""
    role = world.staff.role[person]
    if IDLING <= before <= IDLING_OUT_OF_REACH:
        world.idle[role] -= 1
    if IDLING <= after <= IDLING_OUT_OF_REACH:
        world.idle[role] += 1


def record(world: World, person: int, now: int) -> None:
    """Writes down the stretch that ends now."""
    staff = world.staff
    step, since, task = staff.step[person], staff.since[person], staff.task[person]
    if step <= IDLING_OUT_OF_REACH and (step <= DECIDING or since == now):
        return
    place = staff.place[person]
    if step == WORKING:
        if staff.ahead[person]:
            since = record_what_came_first(world, person, now)
            if since == now and world.work.left[task] > 0:
                return
    elif step in (GOING_HOME, TRAVELLING, GOING_TO_MEETING, DRIVING):
        place = staff.goal[person]
    elif step == PREPARING:
        task = world.calls.preparation[task]
        if world.work.routing[task] == NEEDS_NOBODY:
            return
    write(world.log, person, DOING_OF_STEP[step], task, place, since, now)


def record_what_came_first(world: World, person: int, now: int) -> int:
    """Writes down reading in, set-up and getting back into it; returns when the work began."""
    staff, log = world.staff, world.log
    begin, task, place = staff.since[person], staff.task[person], staff.place[person]
    seconds = staff.reading_in[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write(log, person, TAKE_OVER, task, place, begin, end)
        begin = end
    seconds = staff.setting_up[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write(log, person, SET_UP, task, place, begin, end)
        begin = end
    seconds = staff.resuming[person]
    if seconds and begin < now:
        end = min(begin + seconds, now)
        write(log, person, RESUME, task, place, begin, end)
        begin = end
    return begin


def finish(world: World, person: int, now: int) -> bool:
    """A stretch has come to its end; True when the next one has begun without a decision."""
    staff = world.staff
    step = staff.step[person]
    if step > DECIDING:
        record(world, person, now)
    goes_on = False
    if step == WORKING:
        work_ends(world, person, now)
    elif step == GIVING:
        giving_ends(world, person, now)
    elif step >= PREPARING:
        goes_on = call_step_ends(world, person, step, now)
    elif step == OFF:
        come_on_duty(world, person)
    elif step in (GOING_HOME, TRAVELLING, GOING_TO_MEETING):
        arrive_at(world, person, staff.goal[person])
        if step == GOING_TO_MEETING:
            staff.task[person] = NOT
            goes_on = go_to_meeting(world, person, now)
        if step == TRAVELLING:
            goes_on = take_up(world, person, now)
    elif step == MEETING:
        staff.last_activity[person] = world.work.activity[staff.task[person]]
        done(world, person, staff.task[person], now)
    if not goes_on:
        if step <= IDLING_OUT_OF_REACH:
            count_idle(world, person, step, DECIDING)
        staff.step[person] = DECIDING
    return goes_on


def arrive_at(world: World, person: int, place: int) -> None:
    """A person is somewhere else now, and knows how far home is."""
    staff = world.staff
    staff.place[person] = place
    staff.way_home[person] = journey(world, place, staff.base[person])


def come_on_duty(world: World, person: int) -> None:
    """A shift or an evening begins."""
    staff, scene = world.staff, world.scene
    row = staff.duty[person]
    if row >= staff.duty_stop[person]:
        return
    staff.duty[person] = row + 1
    begin, end = scene.presence_from[row], scene.presence_to[row]
    roles, role = world.company.roles, staff.role[person]
    if world.company.market.personal[role]:
        be_as_good_as_one_is(world, person, begin)
    lunch = begin // DAY * DAY + roles.lunch_from[role]
    has_lunch = roles.lunch_from[role] >= 0 and begin <= lunch < end
    staff.lunch_at[person] = lunch if has_lunch and not scene.presence_evening[row] else NOT
    staff.on_duty[person] = 1
    staff.evening[person] = scene.presence_evening[row]
    staff.duty_from[person], staff.duty_to[person] = begin, end
    if roles.plan[role] >= 0 and not scene.presence_evening[row]:
        plan_day(world, person, roles.plan[role], begin)


def work_ends(world: World, person: int, now: int) -> None:
    """The work on a task is done, or a break or the shift's end has come."""
    staff, work = world.staff, world.work
    task = staff.task[person]
    count_work(world, person, task, now)
    if work.left[task] != 0:
        lay_down(world, person)
    elif work.comes_back[task] and work.phase[task] == AT_TAKER:
        return_to_giver(world, person, task)
    else:
        done(world, person, task, now)


def count_work(world: World, person: int, task: int, now: int) -> None:
    """Takes what was worked off a task; who did not get as far as the work begins all over."""
    staff, work = world.staff, world.work
    worked = now - staff.since[person] - staff.ahead[person]
    if worked >= 0:
        work.left[task] -= worked
        work.laid_aside[task] = 0
        staff.last_activity[person] = work.activity[task]
    elif staff.afresh[person]:
        work.left[task] = NOT


def giving_ends(world: World, person: int, now: int) -> None:
    """The giver has written his note, or a break or the shift's end has come."""
    staff, work = world.staff, world.work
    task = staff.task[person]
    work.left[task] -= now - staff.since[person]
    if work.left[task] == 0:
        given(world, person, now)
    else:
        lay_down(world, person)


def given(world: World, person: int, now: int) -> None:
    """The giver has handed a task over."""
    work, staff = world.work, world.staff
    task = staff.task[person]
    staff.task[person] = NOT
    work.left[task] = NOT
    work.phase[task] = AT_TAKER
    work.hand_overs[task] += 1
    release(world, task, now)


def return_to_giver(world: World, person: int, task: int) -> None:
    """A task handed over comes back, to be done whole by its first owner."""
    work = world.work
    world.staff.task[person] = NOT
    work.phase[task] = RETURNED
    work.left[task] = NOT
    work.hand_overs[task] += 1
    enter_line(world, task)


def done(world: World, person: int, task: int, now: int) -> None:
    """A task is finished for good."""
    work = world.work
    world.staff.task[person] = NOT
    work.state[task] = DONE
    work.finished[task] = now
    work.by[task] = person
    if world.company.activities.matters[work.activity[task]]:
        finished(world, person, task, now)
    if work.first_child[task] >= 0:
        follow_up(world, task, now)


def lay_down(world: World, person: int) -> None:
    """A task that was begun goes back to the person's own line, to be taken up again by him."""
    work, staff = world.work, world.staff
    task = staff.task[person]
    staff.task[person] = NOT
    stand(world, task, work.role[task], person)


# -- what people decide --


def settle(world: World, now: int) -> None:
    """The instant has settled: who is free decides, and whoever is asked to for what is fresh.

    ``world.cut`` then holds those whose stretch was cut.
    """
    free, cut, fresh = world.free, world.cut, world.fresh
    cut.clear()
    if len(free) == 1 and not fresh:
        decide(world, free[0], now)
    else:
        settle_among(world, now)
    fresh.clear()


def settle_among(world: World, now: int) -> None:
    """Several are free, or something is fresh: all decide in turn; what is left is offered."""
    staff, line = world.staff, world.work.line
    free, cut, offered = world.free, world.cut, world.offered
    take_over_fresh(world)
    for index in range(len(free)):
        staff.called[free[index]] = 1
    for index in range(len(offered)):
        person = idle_person(world, offered[index] & TASK_MASK)
        if person >= 0:
            call(world, person)
    turns = world.turns
    turns.clear()
    for index in range(len(free)):
        turns.append(free[index])
    for index in range(len(cut)):
        turns.append(cut[index])
    put_in_order(turns)
    for index in range(len(turns)):
        decide(world, turns[index], now)
    for index in range(len(offered)):
        task = offered[index] & TASK_MASK
        if line[task] >= 0:  # whoever was asked first has taken something else
            offer_again(world, task, now)
            if line[task] >= 0 and world.company.activities.interrupts[world.work.activity[task]]:
                break_in(world, task, now)
    for index in range(len(free)):
        staff.called[free[index]] = 0
    for index in range(len(cut)):
        staff.called[cut[index]] = 0


def take_over_fresh(world: World) -> None:
    """What is fresh is offered, in order; what becomes fresh meanwhile is not."""
    fresh, offered = world.fresh, world.offered
    offered.clear()
    for index in range(len(fresh)):
        offered.append(fresh[index])
    put_in_order(offered)
    fresh.clear()


def call(world: World, person: int) -> None:
    """Somebody's stretch is cut, so that he decides."""
    world.staff.called[person] = 1
    world.cut.append(person)


def offer_again(world: World, task: int, now: int) -> None:
    """A task that still waits is offered to whoever else has nothing to do."""
    person = idle_person(world, task)
    while person >= 0:
        call(world, person)
        decide(world, person, now)
        person = idle_person(world, task)


def break_in(world: World, task: int, now: int) -> None:
    """A task that may interrupt does, if somebody has less urgent work in hand."""
    person = whom_to_interrupt(world, task)
    if person >= 0:
        interrupt(world, person, task, now)
        if not world.staff.called[person]:
            call(world, person)


def idle_person(world: World, task: int) -> int:
    """Who, of those with nothing to do, is offered a task that has just come: the longest idle."""
    staff, company = world.staff, world.company
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
    first = company.roles.first[role]
    for person in range(first, first + company.roles.people[role]):
        if (
            IDLING <= staff.step[person] <= IDLING_OUT_OF_REACH
            and not staff.called[person]
            and (chosen < 0 or staff.since[person] < staff.since[chosen])
        ):
            chosen = person
    return chosen


def decide(world: World, person: int, now: int) -> None:
    """What a free person does next."""
    staff = world.staff
    if not staff.on_duty[person]:
        go_off(world, person, now)
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
        choose(world, person, now)


def stop_idling(world: World, person: int, now: int) -> None:
    """An idle stretch ends because there is something to do."""
    if IDLING <= world.staff.step[person] <= IDLING_OUT_OF_REACH:
        record(world, person, now)


def end_day(world: World, person: int, now: int) -> None:
    """Home, if not there already; then off duty."""
    staff = world.staff
    stop_idling(world, person, now)
    if staff.place[person] != staff.base[person]:
        staff.goal[person] = staff.base[person]
        put(world, person, GOING_HOME, now, now + staff.way_home[person])
    else:
        staff.on_duty[person] = 0
        go_off(world, person, now)


def go_off(world: World, person: int, now: int) -> None:
    """Off duty until the next stretch of presence that is not over yet."""
    staff, scene = world.staff, world.scene
    row, stop = staff.duty[person], staff.duty_stop[person]
    while row < stop and scene.presence_to[row] <= now and scene.presence_from[row] < now:
        row += 1
    staff.duty[person] = row
    until = scene.presence_from[row] if row < stop else world.company.horizon
    put(world, person, OFF, now, max(now, until))


def have_lunch(world: World, person: int, now: int) -> None:
    """The break, cut off by the shift's end."""
    staff = world.staff
    stop_idling(world, person, now)
    staff.lunch_at[person] = NOT
    length = world.company.roles.lunch_lasts[staff.role[person]]
    put(world, person, RESTING, now, min(now + length, staff.duty_to[person]))


def go_to_meeting(world: World, person: int, now: int) -> bool:
    """Sets out for the next meeting, or attends it, when it is time."""
    staff, scene, work = world.staff, world.scene, world.work
    row = staff.meeting[person]
    while row < staff.meeting_stop[person]:
        goal = meeting_place(world, person, row)
        way = journey(world, staff.place[person], goal)
        if not scene.meeting_to[row] <= now + way > scene.meeting_from[row]:
            break
        work.state[scene.meeting_slot[row]] = MISSED
        work.finished[scene.meeting_slot[row]] = max(now, scene.meeting_from[row])
        row += 1
    staff.meeting[person] = row
    if row >= staff.meeting_stop[person]:
        return False
    if now < scene.meeting_from[row] - way:
        return False
    stop_idling(world, person, now)
    task = scene.meeting_slot[row]
    staff.task[person] = task
    if way > 0:
        staff.goal[person] = goal
        put(world, person, GOING_TO_MEETING, now, now + way)
    else:
        staff.meeting[person] = row + 1
        work.started[task] = now
        work.by[task] = person
        put(world, person, MEETING, now, max(now, scene.meeting_to[row]))
    return True


def meeting_place(world: World, person: int, row: int) -> int:
    """Where a meeting is held for a person: at headquarters, or wherever he is."""
    activity = world.work.activity[world.scene.meeting_slot[row]]
    place = world.company.activities.place[activity]
    if place == AT_HEADQUARTERS:
        return HEADQUARTERS
    return world.staff.base[person] if place == AT_BASE else world.staff.place[person]


def boundary(world: World, person: int) -> int:
    """Until when work that can be split may go on: lunch, the way to a meeting, the way home."""
    staff, scene = world.staff, world.scene
    end = staff.duty_to[person] - staff.way_home[person]
    if 0 <= staff.lunch_at[person] < end:
        end = staff.lunch_at[person]
    row = staff.meeting[person]
    if row < staff.meeting_stop[person]:
        leave_at = scene.meeting_from[row]
        if leave_at < end + scene.longest_way:  # others are too far ahead to be a bound
            leave_at -= journey(world, staff.place[person], meeting_place(world, person, row))
            end = min(end, leave_at)
    return end


def choose(world: World, person: int, now: int) -> None:
    """The most urgent of own tasks, the role's tasks, planned and free calls; else nothing."""
    staff = world.staff
    if staff.evening[person]:
        work_in_the_evening(world, person, now)
        return
    line = best_line(world, person, now)
    plan = world.company.roles.plan[staff.role[person]]
    step, retry = IDLING, world.company.horizon
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
        begin(world, person, leave(world.lines[line]) & TASK_MASK, now)
    else:
        do_nothing(world, person, step, retry, now)


def do_nothing(world: World, person: int, step: int, retry: int, now: int) -> None:
    """Waits for something to do, until the next break at most."""
    staff = world.staff
    until = max(now, min(retry, boundary(world, person)))
    if staff.step[person] == step:
        staff.until[person] = until
        return
    stop_idling(world, person, now)
    put(world, person, step, now, until)


def work_in_the_evening(world: World, person: int, now: int) -> None:
    """Own paperwork, begun when enough of it lies waiting."""
    staff = world.staff
    own = 3 * person
    begun = staff.duty_from[person] < now
    enough = staff.backlog[person] >= world.company.roles.evening_when_waiting[staff.role[person]]
    if (begun or enough) and head(world, own, now) != NO_KEY:
        begin(world, person, leave(world.lines[own]) & TASK_MASK, now)
    else:
        staff.on_duty[person] = 0
        go_off(world, person, now)


def best_line(world: World, person: int, now: int) -> int:
    """The line whose first task goes before all others that the person can do now; -1 for none."""
    role, lines = world.staff.role[person], world.lines
    own, pool = 3 * person, 3 * (world.company.headcount + role)
    best, chosen = NO_KEY, NOT
    if lines[own]:
        best = head(world, own, now)
        chosen = own if best != NO_KEY else NOT
    if lines[pool]:
        key = head(world, pool, now)
        if key < best:
            best, chosen = key, pool
    if world.company.roles.home_based[role]:
        for place in (AT_BASE, AT_HEADQUARTERS):
            for line in (own + place, pool + place):
                if lines[line]:
                    key = head(world, line, now)
                    if key < best and within_reach(world, person, place, now):
                        best, chosen = key, line
    return chosen


def head(world: World, line: int, now: int) -> int:
    """The first key of a line, once those are struck off that left or are not for today."""
    waiting = world.lines[line]
    while waiting:
        key = waiting[0]
        task = key & TASK_MASK
        if world.work.line[task] == line:
            on_days = world.company.activities.on_days[world.work.activity[task]]
            if on_days == EVERY_DAY or world.work.phase[task] == OVERFLOWED:
                return key
            day = next_day_for(world, world.work.activity[task], now)
            if day <= now:
                return key
            put_off(world, task, day)
        leave(waiting)
    return NO_KEY


def put_off(world: World, task: int, day: int) -> None:
    """A waiting task leaves its line until a day on which it may be done."""
    work = world.work
    if work.waits_for[task] >= 0:
        world.staff.backlog[work.waits_for[task]] -= load_of(world, task)
    work.line[task] = PUT_OFF
    world.later.append(reminder(day, RELEASE, task))


def within_reach(world: World, person: int, place: int, now: int) -> bool:
    """Is there time to go there, do something, and be home by the end of the day?"""
    staff = world.staff
    goal = HEADQUARTERS if place == AT_HEADQUARTERS else staff.base[person]
    there = now + journey(world, staff.place[person], goal)
    return there < staff.duty_to[person] - journey(world, goal, staff.base[person])


def begin(world: World, person: int, task: int, now: int) -> None:
    """Takes a task in hand."""
    staff, work = world.staff, world.work
    if work.waits_for[task] == person:
        staff.backlog[person] -= (
            work.seconds[task]
            if work.left[task] < 0 and work.phase[task] == OWN
            else load_of(world, task)
        )
    work.line[task] = NOT
    staff.task[person] = task
    activity = work.activity[task]
    if work.phase[task] == AT_GIVER:
        if world.rest.handing[task] < 0:
            world.rest.handing[task] = now
            world.rest.giver[task] = person
            work.left[task] = world.company.activities.hand_over[activity]
        put(
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
    if world.company.activities.place[activity]:
        goal = place_of(world, person, activity)
        if goal != staff.place[person]:
            staff.goal[person] = goal
            put(world, person, TRAVELLING, now, now + journey(world, staff.place[person], goal))
            return
    # Whoever decides has time until the next break, so the work always begins.
    take_up(world, person, now)


def place_of(world: World, person: int, activity: int) -> int:
    """Where a person does an activity."""
    place = world.company.activities.place[activity]
    if place == AT_HEADQUARTERS and world.company.roles.home_based[world.staff.role[person]]:
        return HEADQUARTERS
    return world.staff.base[person] if place == AT_BASE else world.staff.place[person]


def take_up(world: World, person: int, now: int) -> bool:
    """Begins the task in hand, or goes on with it; False when there is no time left for that.

    Reading in, set-up and getting back into it come first; to the clock they are one stretch with
    the work, and they are written down apart when it ends.
    """
    staff, work, company = world.staff, world.work, world.company
    task = staff.task[person]
    activity = work.activity[task]
    switches = staff.last_activity[person] != activity
    afresh = work.left[task] < 0
    reads_in = afresh and work.phase[task] == AT_TAKER
    reading_in = company.activities.take_over[activity] if reads_in else 0
    setting_up = company.set_up if switches else 0
    resuming = company.resumption if work.laid_aside[task] else 0
    ahead = reading_in + setting_up + resuming
    if afresh:
        work.left[task] = work_seconds(world, person, task, switches, now)
    until = now + ahead + work.left[task]
    if company.activities.splittable[activity]:
        end = boundary(world, person)
        if end < until:
            if end <= now:
                lay_down(world, person)
                return False
            until = end
    if ahead:
        staff.reading_in[person] = reading_in
        staff.setting_up[person], staff.resuming[person] = setting_up, resuming
    staff.ahead[person], staff.afresh[person] = ahead, afresh
    if staff.step[person] != DECIDING:
        put(world, person, WORKING, now, until)
    else:
        staff.step[person], staff.since[person], staff.until[person] = WORKING, now, until
    return True


def work_seconds(world: World, person: int, task: int, switches: bool, now: int) -> int:
    """How long this person takes for a task that nobody has begun."""
    work, kinds = world.work, world.company.activities
    activity = work.activity[task]
    phase = work.phase[task]
    seconds = world.rest.again[task] if phase == RETURNED else work.seconds[task]
    if kinds.individual[activity]:
        seconds = scaled(seconds, world.staff.speed[person])
    if phase == AT_TAKER:
        seconds = scaled(seconds, kinds.moved_permille[activity])
        seconds = scaled(seconds, learning_permille(world, now))
    if switches:
        seconds = scaled(seconds, world.company.slower_permille)
    return min(seconds, world.company.horizon)


def learning_permille(world: World, now: int) -> int:
    """How much longer new owners take while they learn, in thousandths."""
    market = world.company.market
    left = market.change_at + market.learning - now
    if left <= 0:
        return 1000
    return 1000 + market.learning_permille * min(left, market.learning) // market.learning


# -- interruption --


def whom_to_interrupt(world: World, task: int) -> int:
    """Who lays his work aside for a task: the least urgent work in hand, then the latest begun."""
    company, work, staff = world.company, world.work, world.staff
    urgency = company.activities.urgency[work.activity[task]]
    if work.waits_for[task] >= 0:
        person = work.waits_for[task]
        return person if urgency_in_hand(world, person) > urgency else NOT
    first = company.roles.first[work.role[task]]
    chosen = NOT
    for person in range(first, first + company.roles.people[work.role[task]]):
        his = urgency_in_hand(world, person)
        if his > urgency:
            urgency_chosen = urgency_in_hand(world, chosen) if chosen >= 0 else urgency
            if his > urgency_chosen or (
                his == urgency_chosen and staff.since[person] > staff.since[chosen]
            ):
                chosen = person
    return chosen


def urgency_in_hand(world: World, person: int) -> int:
    """Urgency of the work that a person could lay aside now; -1 when there is none."""
    staff, kinds = world.staff, world.company.activities
    if staff.step[person] != WORKING or staff.evening[person]:
        return NOT
    activity = world.work.activity[staff.task[person]]
    return kinds.urgency[activity] if kinds.splittable[activity] else NOT


def interrupt(world: World, person: int, task: int, now: int) -> None:
    """A person lays aside what is in hand and takes up a more urgent task."""
    staff, work = world.staff, world.work
    old = staff.task[person]
    record(world, person, now)
    count_work(world, person, old, now)
    work.interrupted[old] += 1
    work.laid_aside[old] = 1
    staff.task[person] = NOT
    stand(world, old, work.role[old], person)
    begin(world, person, task, now)


# -- calls on accounts --


def plan_day(world: World, person: int, plan: int, now: int) -> None:
    """The morning's plan: a share of the usual calls, fixed to accounts that are due."""
    staff, plans = world.staff, world.company.plans
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


def fill_plan(world: World, person: int, plan: int, wanted: int, now: int) -> None:
    """Takes accounts in the plan's order; nearest-first plans keep to the first's neighbours."""
    relations, scene = world.relations, world.scene
    today = world.todays[person]
    end = agenda_key(now + 1, 0)
    nearby = world.company.plans.nearest_first[plan]
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


def add_neighbours(world: World, person: int, place: int, wanted: int, now: int) -> None:
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


def receives(world: World, account: int, now: int) -> bool:
    """Does an account receive callers today?"""
    today = now // DAY
    return not world.scene.holiday[today] and world.scene.open_days[account] >> (today % 7) & 1 > 0


def add_to_plan(world: World, person: int, contact: int) -> None:
    """Fixes a call for today."""
    relations = world.relations
    if relations.call[contact] < relations.call_stop[contact]:
        relations.planned[contact] = 1
        world.todays[person].append(contact)


def next_call(world: World, person: int, plan: int, urgency: int, now: int) -> tuple[int, int, int]:
    """The contact to call on now, or -1; then how to idle, and when to look again."""
    plans = world.company.plans
    step, retry = IDLING_NONE_DUE, world.company.horizon
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


def room_for_call(world: World, person: int, plan: int, needed: int, now: int) -> bool:
    """Is there time for a call on the way home? If not, looking for one is no use."""
    plans, staff = world.company.plans, world.staff
    length = plans.expected_wait[plan] + world.company.activities.mean[plans.activity[plan]]
    return now + length + staff.way_home[person] + needed <= staff.duty_to[person]


def planned_call(world: World, person: int, plan: int, now: int) -> tuple[int, int, int]:
    """Of today's planned calls that can be made now: the first, or the nearest."""
    staff, scene, relations = world.staff, world.scene, world.relations
    nearest = world.company.plans.nearest_first[plan]
    chosen, distance = NOT, 0
    step, retry = IDLING_NONE_DUE, world.company.horizon
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


def free_call(world: World, person: int, plan: int, now: int) -> tuple[int, int, int]:
    """A call that nobody planned: the nearest account due, or else the one due longest."""
    # What cannot lie over until tomorrow needs time after the call.
    needed = max(0, world.staff.backlog[person] - world.company.plans.lie_over[plan])
    agenda = world.agendas[person]
    if not room_for_call(world, person, plan, needed, now):
        return NOT, IDLING_OUT_OF_REACH, world.company.horizon
    if not agenda or agenda[0] >= agenda_key(now + 1, 0):
        due = due_of(agenda[0]) if agenda else world.company.horizon
        return NOT, IDLING_NONE_DUE, due
    if not world.company.plans.nearest_first[plan]:
        return longest_due(world, person, plan, needed, now)
    found, step, retry = nearest_due(world, person, plan, needed, now)
    if found >= 0:
        return found, step, retry
    found, how, again = longest_due(world, person, plan, needed, now)
    return found, max(step, how), min(retry, again)


def nearest_due(
    world: World, person: int, plan: int, needed: int, now: int
) -> tuple[int, int, int]:
    """The nearest of the neighbours that are due and can be called on."""
    relations, scene, staff = world.relations, world.scene, world.staff
    step, retry, tried = IDLING_NONE_DUE, world.company.horizon, 0
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
    world: World, person: int, plan: int, needed: int, now: int
) -> tuple[int, int, int]:
    """The account due longest of those that can be called on."""
    relations = world.relations
    step, retry = IDLING_NONE_DUE, world.company.horizon
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


def in_order(world: World, person: int, plan: int, end: int) -> Pile:
    """The keys of an agenda: those due longest first, or of those due now who bought most."""
    agenda = world.agendas[person]
    if not world.company.plans.best_first[plan]:
        return agenda
    best = world.ranked
    best.clear()
    due = 0
    while due < len(agenda) and agenda[due] < end:
        best.append(agenda[due])
        due += 1
    arrange(best, world.accounts.bought, world.relations.account)
    if due < len(agenda):
        best.append(agenda[due])  # and when the next falls due
    return best


def obstacle(
    world: World, person: int, plan: int, contact: int, needed: int, now: int
) -> tuple[int, int]:
    """What stands against a call now (IDLING for nothing), and when it may look different."""
    staff, scene, relations = world.staff, world.scene, world.relations
    plans, kinds = world.company.plans, world.company.activities
    never = world.company.horizon
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


def call_place(world: World, person: int, activity: int, account: int) -> tuple[int, int]:
    """Where a person is and where a call is made: at the account, or from wherever he is."""
    place = world.staff.place[person]
    if world.company.activities.place[activity] == ANYWHERE:
        return place, place
    return place, world.scene.first_account + account


def begin_call(world: World, person: int, contact: int, now: int) -> None:
    """Sets out to call on an account."""
    staff, work, relations = world.staff, world.work, world.relations
    task = relations.call[contact]
    relations.call[contact] += 1
    relations.planned[contact] = 0
    strike(world.agendas[person], agenda_key(relations.due[contact], contact))
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


def begin_preparation(world: World, person: int, task: int, now: int) -> None:
    """Gets ready for a call; where that needs nobody, in no time."""
    work, until = world.work, now
    work.asked[task] = work.available[task] = work.started[task] = now
    work.role[task] = world.staff.role[person]
    work.waits_for[task] = person
    if work.routing[task] != NEEDS_NOBODY:
        work.by[task] = person
        until += work_seconds(world, person, task, False, now)
    put(world, person, PREPARING, now, until)


def drive(world: World, person: int, now: int) -> None:
    """On the way to a call."""
    staff, work = world.staff, world.work
    task = staff.task[person]
    place, there = call_place(world, person, work.activity[task], work.account[task])
    staff.goal[person] = there
    if place == there:
        be_received(world, person, now)
    else:
        put(world, person, DRIVING, now, now + journey(world, place, there))


def be_received(world: World, person: int, now: int) -> None:
    """Waits at the customer's; in vain, if nobody shows up."""
    task = world.staff.task[person]
    plan = world.relations.plan[world.staff.contact[person]]
    seconds = world.calls.wait[task]
    if world.calls.no_show[task]:
        seconds = world.company.plans.no_show_wait[plan]
    put(world, person, WAITING_THERE, now, now + seconds)


def call_step_ends(world: World, person: int, step: int, now: int) -> bool:
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
        put(world, person, CALLING, now, now + seconds)
        return True
    end_call(world, person, task, now)
    return False


def preparation_ends(world: World, person: int, task: int, now: int) -> None:
    """Ready for the call, which stays in hand."""
    if world.work.routing[task] == NEEDS_NOBODY:
        happen(world, task, world.work.activity[task], now)
    else:
        call = world.staff.task[person]
        done(world, person, task, now)
        world.staff.task[person] = call


def end_call(world: World, person: int, task: int, now: int) -> None:
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
        done(world, person, task, now)
    relations.due[contact] = due
    if relations.call[contact] < relations.call_stop[contact]:
        note(world.agendas[person], agenda_key(due, contact))


# -- the end --


def close(world: World) -> None:
    """At the horizon: writes down what is in hand, and asks for the calls that are due."""
    staff, horizon = world.staff, world.company.horizon
    for person in range(len(staff.role)):
        if staff.since[person] < horizon:
            record(world, person, horizon)
    for contact in range(len(world.relations.due)):
        ask_for_due_call(world, contact)
    take_stock(world)


def ask_for_due_call(world: World, contact: int) -> None:
    """A call that was due before the horizon and not made is a task that still waits."""
    relations, work = world.relations, world.work
    due, call, person = relations.due[contact], relations.call[contact], relations.person[contact]
    in_hand = person >= 0 and world.staff.contact[person] == contact
    if due < world.company.horizon and call < relations.call_stop[contact] and not in_hand:
        work.asked[call] = work.available[call] = max(0, due)
        work.role[call] = world.company.plans.role[relations.plan[contact]]
        work.waits_for[call] = person
