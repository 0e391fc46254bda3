"""Joint work is agreed on: the earliest time at which all can be there goes into their calendars.

Nobody knows how long work will take: what is in hand, in calendars and to be agreed on counts with
the means of the scenario. Absence is known.
"""

from __future__ import annotations

from simulator.engine.queues import TASK_BITS, agenda_insert, sort_ascending
from simulator.engine.rules.agreements.tours import plan_night
from simulator.engine.rules.customers.customers import is_open, role_row
from simulator.engine.rules.people.blocks import way_to_block
from simulator.engine.rules.people.bookings import (
    LEADER,
    PEOPLE,
    booked_task,
    booking_start,
    meeting_point,
    way_between,
)
from simulator.engine.rules.people.meetings import is_expected, meeting_place
from simulator.engine.rules.people.people import expected_stop, is_evening, is_known, lunch_length
from simulator.engine.rules.tasks.tasks import AGREED, NO_TIME
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    ANYWHERE,
    AT_ACCOUNT,
    CALLING,
    DAY,
    DECIDING,
    GIVING,
    IN_MEETING,
    IS_IDLE,
    IS_JOINT_STEP,
    IS_ON_THE_WAY,
    NOT,
    WORKING,
)


def agree(
    state: SimulationState, leader: int, task: int, contact: int, earliest: int, now: int
) -> None:
    """Books the leader and as many of each role as it takes; nobody, if they never have time."""
    tasks, roles = state.tasks, state.parameters.roles
    tasks.queue[task] = AGREED
    tasks.waits_for[task] = leader
    tasks.role[task] = state.people.role[leader]
    start = common_time(state, leader, task, earliest, now)
    if start >= state.parameters.horizon:
        tasks.queue[task] = NO_TIME
        return
    row, agreements = len(state.agreements), state.agreements
    agreements.append(task)
    agreements.append(contact)
    agreements.append(0)  # people so far
    book(state, leader, start, row, now)
    for role in range(len(roles.first)):
        for _ in range(wanted(state, task, role)):
            book(state, free_partner(state, role, task, row, start, now), start, row, now)


def wanted(state: SimulationState, task: int, role: int) -> int:
    """How many people of a role it takes beside the leader."""
    mix = state.parameters.activities.partners[state.tasks.activity[task]]
    if mix < 0:
        return 0
    return state.parameters.partners[mix * len(state.parameters.roles.first) + role]


def common_time(state: SimulationState, leader: int, task: int, earliest: int, now: int) -> int:
    """The first time from the earliest on at which all can begin; the horizon, if there is none.

    Whoever can come latest moves the time for all, until nobody does.
    """
    horizon, roles = state.parameters.horizon, state.parameters.roles
    start, agreed = NOT, time_for(state, leader, task, earliest, now)
    while start != agreed and agreed < horizon:
        start = agreed
        if state.parameters.activities.place[state.tasks.activity[task]] == AT_ACCOUNT:
            agreed = time_received(state, task, agreed)
        for role in range(len(roles.first)):
            if wanted(state, task, role) > 0:
                agreed = max(agreed, time_for_some(state, role, leader, task, start, now))
        agreed = time_for(state, leader, task, agreed, now)
    return agreed


def time_received(state: SimulationState, task: int, start: int) -> int:
    """The first time from one on at which the account receives for as long as it takes."""
    account, opening = state.tasks.account[task], state.opening
    lasts = expected_length(state, task)
    first, last = opening.begin[account], opening.end[account] - lasts
    if last < first:
        return state.parameters.horizon
    while start < state.parameters.horizon:
        midnight = start // DAY * DAY
        if is_open(state, account, start) and start <= midnight + last:
            return max(start, midnight + first)
        start = midnight + DAY
    return state.parameters.horizon


def time_for_some(
    state: SimulationState, role: int, leader: int, task: int, start: int, now: int
) -> int:
    """The first time from one on at which as many of a role as it takes can be there."""
    roles, times = state.parameters.roles, state.times
    times.clear()
    for person in range(roles.first[role], roles.first[role] + roles.people[role]):
        if person != leader:
            times.append(time_for(state, person, task, start, now))
    sort_ascending(times)
    count = wanted(state, task, role)
    return times[count - 1] if len(times) >= count else state.parameters.horizon


def free_partner(
    state: SimulationState, role: int, task: int, row: int, start: int, now: int
) -> int:
    """Of those of a role who can be there, who has fewest times in the calendar."""
    roles, chosen = state.parameters.roles, NOT
    for person in range(roles.first[role], roles.first[role] + roles.people[role]):
        if (
            not takes_part(state, person, row)
            and (chosen < 0 or len(state.bookings[person]) < len(state.bookings[chosen]))
            and time_for(state, person, task, start, now) == start
        ):
            chosen = person
    return chosen


def takes_part(state: SimulationState, person: int, row: int) -> bool:
    """Is a person one of those who have agreed, in the row that is being written?"""
    for index in range(row + LEADER, len(state.agreements)):
        if state.agreements[index] == person:
            return True
    return False


def book(state: SimulationState, person: int, start: int, row: int, now: int) -> None:
    """Writes a time into a calendar; whoever could leave too late for it is told to stop before."""
    people, agreements = state.people, state.agreements
    agreements.append(person)
    agreements[row + PEOPLE] += 1
    agenda_insert(state.bookings[person], (start << TASK_BITS) | row)
    goal = meeting_point(state, person, agreements[row])
    until = start - way_between(state, people.place[person], goal)
    nights = state.parameters.roles.nights[role_row(state, people.role[person])]
    if nights > 0:  # tonight at home, if it is tomorrow
        plan_night(state, person)
        until = min(until, people.duty_end[person] - people.way_home[person])
    until = max(now, until)
    if until < people.until[person] and can_stop(state, person):
        people.until[person] = until
        if not people.is_deciding[person]:
            state.rescheduled.append(person)


def can_stop(state: SimulationState, person: int) -> bool:
    """Does a person idle, or do what can be laid aside?"""
    step = state.people.step[person]
    if step == WORKING:
        activity = state.tasks.activity[state.people.task[person]]
        return state.parameters.activities.splittable[activity] > 0
    return step == GIVING or IS_IDLE[step]


# -- when a person can be there --


def time_for(state: SimulationState, person: int, task: int, start: int, now: int) -> int:
    """The first time from one on at which a person can be there and stay; the horizon: never."""
    row = state.people.presence_row[person] - state.people.on_duty[person]
    while row < expected_stop(state, person):
        if shift_end(state, person, row) > start and is_shift(state, row):
            time = time_in_shift(state, person, task, row, start, now)
            if time < state.parameters.horizon:
                return time
        row += 1
    return state.parameters.horizon


def is_shift(state: SimulationState, row: int) -> bool:
    """Is it a shift, as far as anybody knows?"""
    return is_known(state, row) and not is_evening(state, row)


def shift_end(state: SimulationState, person: int, row: int) -> int:
    """When a shift is expected to end; the present one, of which a change may take a part."""
    if row < state.people.presence_row[person]:
        return state.people.duty_end[person]
    return state.static.presence_to[row]


def time_in_shift(
    state: SimulationState, person: int, task: int, row: int, start: int, now: int
) -> int:
    """The same within one shift."""
    people, static = state.people, state.static
    goal, lasts = meeting_point(state, person, task), expected_length(state, task)
    free, place = static.presence_from[row], people.base[person]
    if row < people.presence_row[person]:
        free, place = free_at(state, person, now), place_then(state, person)
    way = way_between(state, place, goal)
    last = shift_end(state, person, row) - lasts
    last -= way_between(state, goal, people.base[person])
    before, time = NOT, max(start, free + way)
    while before != time and time <= last:
        before = time
        time = after_lunch(state, person, row, way, time)
        time = after_meetings(state, person, goal, lasts, time)
        time = after_bookings(state, person, goal, lasts, time)
        time = after_blocks(state, person, goal, lasts, time)
    return time if time <= last else state.parameters.horizon


def free_at(state: SimulationState, person: int, now: int) -> int:
    """When a person at work is expected to have done what is in hand."""
    people, activities = state.people, state.parameters.activities
    step, task = people.step[person], people.task[person]
    if step == DECIDING or IS_IDLE[step]:
        return now
    if IS_JOINT_STEP[step]:
        return max(now, booked_until(state, state.bookings[person][0]))
    if task < 0 or step == GIVING:
        return people.until[person]
    mean = activities.mean[state.tasks.activity[task]]
    if step == WORKING:
        return max(now, people.since[person] + people.overhead[person] + mean)
    if step in (CALLING, IN_MEETING):
        return max(now, people.since[person] + mean)
    return people.until[person] + mean  # on the way to it


def place_then(state: SimulationState, person: int) -> int:
    """Where a person will be who has done what is in hand."""
    people = state.people
    on_the_way = IS_ON_THE_WAY[people.step[person]]
    return people.destination[person] if on_the_way else people.place[person]


def expected_length(state: SimulationState, task: int) -> int:
    """Seconds that joint work takes, as far as anybody knows; with the wait for the customer."""
    parameters = state.parameters
    activity = state.tasks.activity[task]
    seconds = parameters.activities.mean[activity]
    for plan in range(len(parameters.plans.activity)):
        if parameters.plans.activity[plan] == activity:
            return seconds + parameters.plans.expected_wait[plan]
    return seconds


def booked_until(state: SimulationState, key: int) -> int:
    """When the joint work of a calendar's key is expected to be over."""
    return booking_start(key) + expected_length(state, booked_task(state, key))


def after_lunch(state: SimulationState, person: int, row: int, way: int, time: int) -> int:
    """The time, or a later one if the way to it would begin in the middle of lunch."""
    lunch = state.static.presence_lunch[row]
    if row < state.people.presence_row[person]:
        lunch = state.people.lunch_at[person]
    over = lunch + lunch_length(state, person)
    return over + way if 0 <= lunch < time - way < over else time


def after_meetings(state: SimulationState, person: int, goal: int, lasts: int, time: int) -> int:
    """The time, or a later one at which no meeting is in the way."""
    people, static = state.people, state.static
    row = people.meeting_row[person]
    latest = time + lasts + static.longest_travel
    while row < people.meeting_stop[person] and static.meeting_from[row] < latest:
        held = state.tasks.activity[static.meeting_slot[row]]
        place = NOT
        if state.parameters.activities.place[held] != ANYWHERE:
            place = meeting_place(state, person, row)
        begin = static.meeting_from[row]
        end = begin + state.parameters.activities.mean[held]
        way = way_between(state, place, goal)
        if begin < time + lasts + way and time < end + way and is_expected(state, row):
            time = end + way
            latest = time + lasts + static.longest_travel
        row += 1
    return time


def after_bookings(state: SimulationState, person: int, goal: int, lasts: int, time: int) -> int:
    """The time, or a later one at which nothing else is agreed."""
    bookings = state.bookings[person]
    for index in range(len(bookings)):
        key = bookings[index]
        begin, end = booking_start(key), booked_until(state, key)
        way = way_between(state, meeting_point(state, person, booked_task(state, key)), goal)
        if begin < time + lasts + way and time < end + way:
            time = end + way
    return time


def after_blocks(state: SimulationState, person: int, goal: int, lasts: int, time: int) -> int:
    """The time, or a later one at which no exclusive session is in the way."""
    blocks, row = state.parameters.blocks, role_row(state, state.people.role[person])
    for block in range(blocks.first[row], blocks.first[row] + blocks.count[row]):
        way = way_to_block(state, person, block, goal)
        for day in range(time // DAY, (time + lasts + way) // DAY + 1):
            if blocks.days[block] >> (day % 7) & 1:
                time = after_sessions(state, blocks.session[block], day, (lasts, way), time)
    return time


def after_sessions(
    state: SimulationState, session: int, day: int, seconds: tuple[int, int], time: int
) -> int:
    """The same of the sessions of one day: what the work takes, and the way from or to them."""
    sessions, (lasts, way) = state.parameters.sessions, seconds
    for row in range(sessions.first[session], sessions.first[session] + sessions.count[session]):
        begin, until = day * DAY + sessions.begin[row], day * DAY + sessions.until[row]
        if begin < time + lasts + way and time < until + way:
            time = until + way
    return time
