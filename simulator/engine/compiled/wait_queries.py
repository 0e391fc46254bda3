"""Why tasks waited, from the log: queries about queues, answered in order of time."""

from __future__ import annotations

from simulator.engine.compiled.layout import MachineState
from simulator.engine.queues import IntList
from simulator.model.codes import AUTOMATED, CALL_PLAN, DAY, EVERY_DAY, INBOUND, NOT

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
