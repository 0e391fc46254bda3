"""Adds up the log of a replay, so that measures need no ledger: a window's Tally, compiled.

The package measures works out each sum from a ledger, too; tests compare the two, number by number.
"""

from __future__ import annotations

from math import sqrt

from simulator.engine.compiled.heap_ops import (
    AHEAD,
    ENTRY_WORDS,
    HALF,
    HALF_BITS,
    NEVER,
    PERSON_AND_DOING,
    START_AND_END,
    TASK_AND_PLACE,
    prefetch,
)
from simulator.engine.compiled.layout import MachineState
from simulator.engine.queues import IntList
from simulator.model.codes import (
    AUTOMATED,
    CALL_PLAN,
    DAY,
    DOING_COUNT,
    EVERY_DAY,
    INBOUND,
    IS_IDLE_DOING,
    NO_URGENCY,
    NOT,
    PAUSE,
    TRAVEL,
    WAIT,
    WORK,
)

# Columns of the sums of waits, as waiting.waiting_sums has them: tasks begun, seconds waited, then
# the causes in their order.
WAIT_SUMS = 8
BEGUN, WAITED, PAPERWORK, HANDING, NOT_ITS_DAY, NOBODY, URGENT, BUSY = range(WAIT_SUMS)

# The status of a person is the urgency of the work in hand, NO_URGENCY when there is none, or AWAY.
# For each queue and level of urgency there is a count of those of its people who work on something
# more urgent; at level PRESENT, of those who are not away.
AWAY = 1000
PRESENT, LEVELS = 0, 12

# A query: at which time, about which queue, for which activity, at the begin or the end of a wait.
# Instead of an activity: a person is back after having been away, with which status.
TIME_SHIFT, QUEUE_SHIFT, ACTIVITY_MASK, QUEUE_MASK = 32, 12, (1 << 11) - 1, (1 << 20) - 1
RETURN = ACTIVITY_MASK - 100  # plus the status; there are fewer activities than that
DIGIT_BITS = 16  # of the radix sort: a time has two digits
DIGIT_MASK = (1 << DIGIT_BITS) - 1

# Upper half of an entry's first word, after the first pass: what was done, on which activity, and
# the person's status after that.
DOING_BITS, ACTIVITY_BITS = 8, 12
STATUS_SHIFT = DOING_BITS + ACTIVITY_BITS
DOING_MASK, ENTRY_ACTIVITY_MASK = (1 << DOING_BITS) - 1, (1 << ACTIVITY_BITS) - 1


def accumulate(machine: MachineState) -> None:
    """All sums of one replay that is over."""
    machine.sums.queries.clear()
    query_waits(machine)
    read_backwards(machine)
    sort_queries(machine)
    read_forwards(machine)
    list_tasks(machine)


# -- the tasks --


def list_tasks(machine: MachineState) -> None:
    """Fills the columns of the ledger's tasks, in order of asking; deals keep their slots' rows."""
    tasks, sums = machine.state.tasks, machine.sums
    order = sums.queries
    order.clear()
    for slot in range(len(tasks.asked)):
        sums.row_of_slot[slot] = NOT
        if 0 <= tasks.asked[slot] < sums.horizon:
            order.append((tasks.asked[slot] << TIME_SHIFT) | slot)
    sums.row_of_slot[len(tasks.asked)] = NOT
    sort_queries(machine)
    for row in range(len(order)):
        sums.row_of_slot[order[row] & HALF] = row
    for row in range(len(order)):
        if row + AHEAD < len(order):
            slot = order[row + AHEAD] & HALF
            prefetch(tasks.seconds, slot)
            prefetch(machine.state.task_details.deal, slot)
        list_task(machine, row, order[row] & HALF)


def list_task(machine: MachineState, row: int, slot: int) -> None:
    """One row of the ledger's tasks."""
    tasks, details, sums = machine.state.tasks, machine.state.task_details, machine.sums
    listed, parent = sums.tasks, sums.parent[slot]
    due = machine.state.parameters.activities.due[tasks.activity[slot]]
    listed.activity[row] = tasks.activity[slot]
    listed.account[row] = tasks.account[slot]
    listed.deal[row] = details.deal[slot]
    listed.origin[row] = sums.origin[slot]
    listed.parent[row] = sums.row_of_slot[parent if parent >= 0 else len(tasks.asked)]
    listed.asked[row] = tasks.asked[slot]
    listed.due[row] = tasks.asked[slot] + due if due >= 0 else NOT
    listed.handing[row] = details.handing[slot]
    listed.available[row] = tasks.available[slot]
    listed.started[row] = tasks.started[slot]
    listed.finished[row] = tasks.finished[slot]
    listed.by[row] = tasks.by[slot]
    listed.role[row] = tasks.role[slot]
    listed.waits_for[row] = tasks.waits_for[slot]
    listed.giver[row] = details.giver[slot]
    listed.interrupted[row] = tasks.interrupted[slot]
    listed.hand_overs[row] = tasks.hand_overs[slot]
    listed.state[row] = tasks.status[slot]


# -- the log, read twice --


def read_backwards(machine: MachineState) -> None:
    """Notes in each entry its person's status afterwards; returns after absence become queries."""
    state, sums, log = machine.state, machine.sums, machine.state.log
    headcount, no_activity = len(state.people.role), len(state.parameters.activities.role)
    for person in range(headcount):
        sums.next_start[person], sums.next_status[person] = NOT, AWAY
        sums.status[person] = AWAY
    for entry in range(len(log) - ENTRY_WORDS, -1, -ENTRY_WORDS):
        person = log[entry + PERSON_AND_DOING] & HALF
        doing = log[entry + PERSON_AND_DOING] >> HALF_BITS
        task = as_signed(log[entry + TASK_AND_PLACE] & HALF)
        start, end = log[entry + START_AND_END] & HALF, log[entry + START_AND_END] >> HALF_BITS
        status_after = sums.next_status[person]
        if sums.next_start[person] != end:
            note_return(machine, person)
            status_after = AWAY
        if entry > AHEAD * ENTRY_WORDS:
            before = as_signed(log[entry - AHEAD * ENTRY_WORDS + TASK_AND_PLACE] & HALF)
            prefetch(state.tasks.seconds, max(before, 0))
        activity = state.tasks.activity[task] if task >= 0 else no_activity
        annotated = doing | (activity << DOING_BITS) | (status_after << STATUS_SHIFT)
        log[entry + PERSON_AND_DOING] = person | (annotated << HALF_BITS)
        sums.next_start[person] = start
        sums.next_status[person] = status_of(machine, doing, activity, no_activity)
    for person in range(headcount):
        note_return(machine, person)


def note_return(machine: MachineState, person: int) -> None:
    """A query for the moment at which a person begins after having been away."""
    sums = machine.sums
    start, status = sums.next_start[person], sums.next_status[person]
    if start >= 0 and status != AWAY:
        subject = (person << QUEUE_SHIFT) | ((RETURN + status) << 1)
        sums.queries.append((start << TIME_SHIFT) | subject)


def status_of(machine: MachineState, doing: int, activity: int, no_activity: int) -> int:
    """A person's status during an entry."""
    if doing == PAUSE:
        return AWAY
    at_work = not IS_IDLE_DOING[doing] and activity < no_activity
    return machine.sums.urgency[activity] if at_work else NO_URGENCY


def read_forwards(machine: MachineState) -> None:
    """Adds up all entries by time, and answers queries when their time has come."""
    people, sums, log = machine.state.people, machine.sums, machine.state.log
    for person in range(len(people.role)):
        sums.place[person] = people.base[person]
        sums.shift[person] = people.presence_stop[person - 1] if person > 0 else 0
        sums.work_day[person] = sums.block_to[person] = NOT
    answered = 0
    for entry in range(0, len(log), ENTRY_WORDS):
        person = log[entry + PERSON_AND_DOING] & HALF
        annotated = log[entry + PERSON_AND_DOING] >> HALF_BITS
        end = log[entry + START_AND_END] >> HALF_BITS
        answered = answer_queries(machine, answered, end)
        change_status(machine, person, annotated >> STATUS_SHIFT, end)
        activity = annotated >> DOING_BITS & ENTRY_ACTIVITY_MASK
        read_entry(machine, entry, person, annotated & DOING_MASK, activity)
    answer_queries(machine, answered, NEVER)
    for person in range(len(people.role)):
        end_block(machine, person)
    sum_blocks(machine)


# -- where the time went --


def read_entry(machine: MachineState, entry: int, person: int, doing: int, activity: int) -> None:
    """Counts one entry of the log."""
    state, sums, log = machine.state, machine.sums, machine.state.log
    task = as_signed(log[entry + TASK_AND_PLACE] & HALF)
    place = log[entry + TASK_AND_PLACE] >> HALF_BITS
    start, end = log[entry + START_AND_END] & HALF, log[entry + START_AND_END] >> HALF_BITS
    if end > sums.warm_up and start < sums.horizon:
        begin, stop = max(start, sums.warm_up), min(end, sums.horizon)
        count_entry(machine, person, doing, activity, begin, stop)
    if place != sums.place[person]:
        if sums.warm_up <= start < sums.horizon:
            metres = straight_metres(machine, sums.place[person], place)
            sums.metres[state.people.role[person]] += metres
        sums.place[person] = place
    if len(sums.touched) > 0 and task >= 0 and doing != TRAVEL and doing != WAIT:
        deal = state.task_details.deal[task]
        if deal >= 0:
            sums.touched[deal] += end - start


def as_signed(half: int) -> int:
    """The number whose lower 32 bits are given."""
    return half - (1 << HALF_BITS) if half >= 1 << (HALF_BITS - 1) else half


def straight_metres(machine: MachineState, origin: int, goal: int) -> int:
    """Whole metres of straight-line distance."""
    static = machine.state.static
    dx, dy = static.x[origin] - static.x[goal], static.y[origin] - static.y[goal]
    return int(sqrt(dx * dx + dy * dy))


def count_entry(
    machine: MachineState, person: int, doing: int, activity: int, start: int, end: int
) -> None:
    """One entry, clipped to the window."""
    sums, cells = machine.sums, len(machine.state.parameters.activities.role) + 1  # one for none
    role = machine.state.people.role[person]
    sums.seconds[(role * DOING_COUNT + doing) * cells + activity] += end - start
    if doing != PAUSE:
        sums.inside[role] += inside_shifts(machine, person, start, end)
    if doing == WORK:
        if sums.work_day[person] == start // DAY and sums.work_on[person] != activity:
            sums.switches[role] += 1
        sums.work_day[person], sums.work_on[person] = start // DAY, activity
    if sums.sells[doing * cells + activity]:
        if start > sums.block_to[person]:
            end_block(machine, person)
            sums.block_from[person] = start
        sums.block_to[person] = max(sums.block_to[person], end)


def inside_shifts(machine: MachineState, person: int, start: int, end: int) -> int:
    """Seconds of a stretch that lie in the person's shifts; evenings are none."""
    static, sums = machine.state.static, machine.sums
    row, stop = sums.shift[person], machine.state.people.presence_stop[person]
    while row < stop and static.presence_to[row] <= start:
        row += 1
    sums.shift[person] = row
    seconds = 0
    while row < stop and static.presence_from[row] < end:
        if not static.presence_evening[row]:
            seconds += min(end, static.presence_to[row]) - max(start, static.presence_from[row])
        row += 1
    return seconds


def end_block(machine: MachineState, person: int) -> None:
    """Keeps the length of a block of selling time if none of its day was longer."""
    sums = machine.sums
    if sums.block_to[person] >= 0:
        cell = person * sums.days + sums.block_from[person] // DAY
        length = sums.block_to[person] - sums.block_from[person]
        sums.longest[cell] = max(sums.longest[cell], length)


def sum_blocks(machine: MachineState) -> None:
    """The longest of every person's every day, for each role."""
    sums = machine.sums
    for person in range(len(machine.state.people.role)):
        for day in range(sums.days):
            sums.blocks[machine.state.people.role[person]] += sums.longest[person * sums.days + day]


# -- why tasks waited --


def query_waits(machine: MachineState) -> None:
    """Counts the waits of all tasks that were begun, with queries for what the log has to tell."""
    tasks = machine.state.tasks
    for task in range(len(tasks.asked)):
        if tasks.started[task] >= 0 and tasks.status[task] != AUTOMATED and counts(machine, task):
            count_wait(machine, task)


def counts(machine: MachineState, task: int) -> bool:
    """Was it asked in the window? A call of a plan counts when it was made."""
    tasks, sums = machine.state.tasks, machine.sums
    asked = tasks.asked[task]
    if asked < 0 or asked >= sums.horizon:
        return False
    moment = tasks.started[task] if sums.called[tasks.activity[task]] else asked
    return sums.warm_up <= moment < sums.horizon


def count_wait(machine: MachineState, task: int) -> None:
    """Counts what is known of a wait at once; queries count the rest."""
    state, waits = machine.state, machine.sums.waits
    tasks, activities = state.tasks, state.parameters.activities
    activity = tasks.activity[task]
    row = WAIT_SUMS * activity
    asked, started, available = tasks.asked[task], tasks.started[task], tasks.available[task]
    waits[row + BEGUN] += 1
    waits[row + WAITED] += started - asked
    ready = asked
    if state.task_details.handing[task] >= 0:
        ready = available
        waits[row + PAPERWORK] += state.task_details.handing[task] - asked
        waits[row + HANDING] += available - state.task_details.handing[task]
    queued = 0
    if started > available:
        overflow_at = available
        if overflowed(machine, task):
            overflow_at += activities.overflow_after[activity]
            overflow_at = min(max(overflow_at, available), started)
        if overflow_at > available:
            queue = first_queue(machine, task)
            queued += query_queue(machine, task, queue, available, overflow_at, False)
        if started > overflow_at:
            queue = last_queue(machine, task)
            queued += query_queue(machine, task, queue, overflow_at, started, True)
    waits[row + NOT_ITS_DAY] += started - ready - queued
    waits[row + NOBODY] += queued  # less the time when somebody was present


def query_queue(
    machine: MachineState, task: int, queue: int, start: int, end: int, last: bool
) -> int:
    """Queries an interval in a queue, by day where the task is for some days; its seconds."""
    activity = machine.state.tasks.activity[task]
    mask = machine.state.parameters.activities.on_days[activity]
    if mask == EVERY_DAY or (last and overflowed(machine, task)):
        append_queries(machine, activity, queue, start, end)
        return end - start
    queued = 0
    while start < end:
        until = min(end, (start // DAY + 1) * DAY)
        if mask >> (start // DAY % 7) & 1:
            append_queries(machine, activity, queue, start, until)
            queued += until - start
        start = until
    return queued


def append_queries(machine: MachineState, activity: int, queue: int, start: int, end: int) -> None:
    """Two queries: for how long somebody has been present at the begin of a wait, and its end."""
    subject = (queue << QUEUE_SHIFT) | (activity << 1)
    machine.sums.queries.append((start << TIME_SHIFT) | subject)
    machine.sums.queries.append((end << TIME_SHIFT) | subject | 1)


def overflowed(machine: MachineState, task: int) -> bool:
    """Did it go to those who take the overflow?"""
    tasks = machine.state.tasks
    overflow_role = machine.state.parameters.activities.overflow_role[tasks.activity[task]]
    return overflow_role == tasks.role[task]


def first_queue(machine: MachineState, task: int) -> int:
    """The queue of a task before it overflowed; see measures.waiting."""
    state = machine.state
    tasks, activities = state.tasks, state.parameters.activities
    activity, account = tasks.activity[task], tasks.account[task]
    handed = tasks.hand_overs[task] > 0
    role = activities.moved_role[activity] if handed else activities.role[activity]
    own = activities.moved_own[activity] if handed else activities.own[activity]
    owner = machine.sums.caller[account] if account >= 0 else NOT
    if own == 1 and owner >= 0 and state.people.role[owner] == role:
        return owner
    return len(state.people.role) + role


def last_queue(machine: MachineState, task: int) -> int:
    """The queue of a task when it was begun; see measures.waiting."""
    state = machine.state
    tasks = state.tasks
    if tasks.waits_for[task] >= 0 and not is_shared(machine, task):
        return tasks.waits_for[task]
    came_back = tasks.hand_overs[task] > 1
    moved_role = state.parameters.activities.moved_role[tasks.activity[task]]
    return len(state.people.role) + (moved_role if came_back else tasks.role[task])


def is_shared(machine: MachineState, task: int) -> bool:
    """Was it for anyone of the role, whoever has suspended it since?"""
    state = machine.state
    tasks, activities = state.tasks, state.parameters.activities
    activity, outside = tasks.activity[task], tasks.account[task] < 0
    if tasks.hand_overs[task] > 1 or overflowed(machine, task):
        return True
    if machine.sums.origin[task] == CALL_PLAN:
        return False
    if tasks.hand_overs[task] > 0:
        return outside or activities.moved_own[activity] == 0
    if outside:
        return machine.sums.origin[task] == INBOUND
    return activities.own[activity] == 0


def sort_queries(machine: MachineState) -> None:
    """Sorts queries by time: a radix sort of two digits, there and back."""
    queries, other = machine.sums.queries, machine.sums.sorted
    other.clear()
    for _ in range(len(queries)):
        other.append(0)
    sort_digit(machine, queries, other, TIME_SHIFT)
    sort_digit(machine, other, queries, TIME_SHIFT + DIGIT_BITS)


def sort_digit(machine: MachineState, source: IntList, target: IntList, shift: int) -> None:
    """A stable counting sort by some bits of the numbers."""
    counts, before = machine.sums.digits, 0
    for digit in range(DIGIT_MASK + 1):
        counts[digit] = 0
    for row in range(len(source)):
        counts[source[row] >> shift & DIGIT_MASK] += 1
    for digit in range(DIGIT_MASK + 1):
        before, counts[digit] = before + counts[digit], before
    for row in range(len(source)):
        digit = source[row] >> shift & DIGIT_MASK
        target[counts[digit]] = source[row]
        counts[digit] += 1


def answer_queries(machine: MachineState, row: int, now: int) -> int:
    """Answers the queries from a row on up to a time; the row after the last of them."""
    queries, waits = machine.sums.queries, machine.sums.waits
    while row < len(queries) and queries[row] >> TIME_SHIFT <= now:
        query = queries[row]
        time, queue = query >> TIME_SHIFT, query >> QUEUE_SHIFT & QUEUE_MASK
        activity = query >> 1 & ACTIVITY_MASK
        row += 1
        if activity >= RETURN:
            change_status(machine, queue, activity - RETURN, time)
            continue
        sign = 1 if query & 1 else -1
        present = sign * elapsed(machine, queue, PRESENT, time)
        urgent = sign * elapsed(machine, queue, machine.sums.urgency[activity], time)
        waits[WAIT_SUMS * activity + NOBODY] -= present
        waits[WAIT_SUMS * activity + URGENT] += urgent
        waits[WAIT_SUMS * activity + BUSY] += present - urgent
    return row


def change_status(machine: MachineState, person: int, status: int, now: int) -> None:
    """Counts a person's new status in the person's own queue and in the role's."""
    sums = machine.sums
    before = sums.status[person]
    if status == before:
        return
    sums.status[person] = status
    shared = len(machine.state.people.role) + machine.state.people.role[person]
    if (status == AWAY) != (before == AWAY):
        more = 1 if before == AWAY else -1
        change_count(machine, person, PRESENT, more, now)
        change_count(machine, shared, PRESENT, more, now)
    more = 1 if status < before else -1
    low, high = min(status, before), max(status, before)
    for level in range(low + 1, min(high, LEVELS - 1) + 1):
        if sums.has_level[level]:
            change_count(machine, person, level, more, now)
            change_count(machine, shared, level, more, now)


def change_count(machine: MachineState, queue: int, level: int, more: int, now: int) -> None:
    """One person more, or less, at a queue's level of urgency."""
    sums, cell = machine.sums, queue * LEVELS + level
    if sums.count[cell] > 0:
        sums.elapsed[cell] += now - sums.since[cell]
    sums.since[cell] = now
    sums.count[cell] += more


def elapsed(machine: MachineState, queue: int, level: int, now: int) -> int:
    """Seconds up to now with at least one person at a queue's level of urgency."""
    sums, cell = machine.sums, queue * LEVELS + level
    running = now - sums.since[cell] if sums.count[cell] > 0 else 0
    return sums.elapsed[cell] + running
