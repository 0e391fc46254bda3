"""Why tasks waited, from the log: queries about queues, answered in order of time."""

from __future__ import annotations

from simulator.engine.compiled.heap_ops import HALF, HALF_BITS
from simulator.engine.compiled.layout import MachineState
from simulator.engine.queues import IntList
from simulator.model.codes import (
    AT_OVERFLOW,
    AUTOMATED,
    CALL_PLAN,
    DAY,
    EVERY_DAY,
    IN_SESSIONS,
    INBOUND,
    NOT,
)

# Columns of the sums of waits, as waiting.waiting_sums has them: tasks begun, seconds waited, the
# causes in their order, and absence within a backlog.
WAIT_SUMS = 9
BEGUN, WAITED, PAPERWORK, HANDING, NOT_ITS_DAY, NOBODY, URGENT, BUSY, BACKLOG = range(WAIT_SUMS)

TRANSFER_WORDS = 4  # of each in the state's list

# What stretches of waiting are visited for: before the log is read, and after.
ASKING, AFTERWARDS = range(2)

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
    kinds = machine.state.parameters.activities.kind
    asked = tasks.asked[task]
    if asked < 0 or asked >= sums.horizon:
        return False
    moment = tasks.started[task] if sums.called[kinds[tasks.activity[task]]] else asked
    return sums.warm_up <= moment < sums.horizon


def count_wait(machine: MachineState, task: int) -> None:
    """Counts what is known of a wait at once; queries count the rest."""
    state, waits = machine.state, machine.sums.waits
    tasks, kinds = state.tasks, state.parameters.activities.kind
    row = WAIT_SUMS * kinds[tasks.activity[task]]
    asked, started, available = tasks.asked[task], tasks.started[task], tasks.available[task]
    waits[row + BEGUN] += 1
    waits[row + WAITED] += started - asked
    ready = asked
    if state.task_details.handing[task] >= 0:
        ready = available
        waits[row + PAPERWORK] += state.task_details.handing[task] - asked
        waits[row + HANDING] += available - state.task_details.handing[task]
    queued = visit_stretches(machine, task, ASKING)
    waits[row + NOT_ITS_DAY] += started - ready - queued
    waits[row + NOBODY] += queued  # less the time when somebody was present


def visit_stretches(machine: MachineState, task: int, purpose: int) -> int:
    """Goes through the intervals in which a task stood in queues; their seconds."""
    if len(machine.sums.first_transfer) > 0 and machine.sums.first_transfer[task] >= 0:
        return visit_lines_on_record(machine, task, purpose)
    tasks, activities = machine.state.tasks, machine.state.parameters.activities
    started, available = tasks.started[task], tasks.available[task]
    seconds = 0
    if started > available:
        overflow_at = available
        if overflowed(machine, task):
            overflow_at += activities.overflow_after[tasks.activity[task]]
            overflow_at = min(max(overflow_at, available), started)
        if overflow_at > available:
            queue = first_queue(machine, task)
            seconds += visit_days(machine, task, queue, available, overflow_at, False, purpose)
        if started > overflow_at:
            queue = last_queue(machine, task)
            gone = overflowed(machine, task)
            seconds += visit_days(machine, task, queue, overflow_at, started, gone, purpose)
    return seconds


def visit_lines_on_record(machine: MachineState, task: int, purpose: int) -> int:
    """The same of a task that others were to do for somebody away."""
    transfers, following = machine.state.transfers, machine.sums.next_transfer
    started, seconds = machine.state.tasks.started[task], 0
    row = machine.sums.first_transfer[task]
    while row >= 0:
        after = following[row // TRANSFER_WORDS]
        start = min(transfers[row + 1], started)
        end = min(transfers[after + 1], started) if after >= 0 else started
        if end > start:
            gone = transfers[row + 3] == AT_OVERFLOW
            seconds += visit_days(machine, task, transfers[row + 2], start, end, gone, purpose)
        row = after
    return seconds


def index_transfers(machine: MachineState) -> None:
    """Notes the first transfer of each task, and of each transfer the task's next."""
    transfers, sums = machine.state.transfers, machine.sums
    sums.first_transfer.clear()
    sums.next_transfer.clear()
    if len(transfers) == 0:
        return
    for _ in range(len(machine.state.tasks.asked)):
        sums.first_transfer.append(NOT)
    for _ in range(len(transfers) // TRANSFER_WORDS):
        sums.next_transfer.append(NOT)
    for row in range(len(transfers) - TRANSFER_WORDS, -1, -TRANSFER_WORDS):
        task = transfers[row]
        sums.next_transfer[row // TRANSFER_WORDS] = sums.first_transfer[task]
        sums.first_transfer[task] = row


def visit_days(
    machine: MachineState, task: int, queue: int, start: int, end: int, any_day: bool, purpose: int
) -> int:
    """Visits an interval in a queue, by day where the task is for some days; its seconds."""
    activity = machine.state.tasks.activity[task]
    mask = machine.state.parameters.activities.on_days[activity]
    if mask == EVERY_DAY or any_day:
        visit(machine, activity, queue, start, end, end, purpose)
        return end - start
    queued, now = 0, start
    while now < end:
        stop = min(end, (now // DAY + 1) * DAY)
        if mask >> (now // DAY % 7) & 1:
            if mask & IN_SESSIONS:
                queued += visit_sessions(machine, activity, queue, now, stop, end, purpose)
            else:
                visit(machine, activity, queue, now, stop, end, purpose)
                queued += stop - now
        now = stop
    return queued


def visit_sessions(
    machine: MachineState,
    activity: int,
    queue: int,
    start: int,
    stop: int,
    until: int,
    purpose: int,
) -> int:
    """Visits what of an interval of one day lies in sessions of an activity; its seconds."""
    sessions, queued, midnight = machine.state.parameters.sessions, 0, start // DAY * DAY
    session = machine.state.parameters.activities.session[activity]
    first = sessions.first[session]
    for row in range(first, first + sessions.count[session]):
        begin = max(start, midnight + sessions.begin[row])
        end = min(stop, midnight + sessions.until[row])
        if begin < end:
            visit(machine, activity, queue, begin, end, until, purpose)
            queued += end - begin
    return queued


def visit(
    machine: MachineState,
    activity: int,
    queue: int,
    start: int,
    end: int,
    until: int,
    purpose: int,
) -> None:
    """Asks what an interval was spent with, or counts absence within a backlog."""
    if purpose == ASKING:
        append_queries(machine, activity, queue, start, end)
        return
    row = WAIT_SUMS * machine.state.parameters.activities.kind[activity]
    seconds = backlog_nights(machine, queue, start, end, until)
    machine.sums.waits[row + NOBODY] -= seconds
    machine.sums.waits[row + BACKLOG] += seconds


def append_queries(machine: MachineState, activity: int, queue: int, start: int, end: int) -> None:
    """Two queries: for how long somebody has been present at the begin of a wait, and its end."""
    kind = machine.state.parameters.activities.kind[activity]
    subject = (queue << QUEUE_SHIFT) | (kind << 1)
    machine.sums.queries.append((start << TIME_SHIFT) | subject)
    machine.sums.queries.append((end << TIME_SHIFT) | subject | 1)


def overflowed(machine: MachineState, task: int) -> bool:
    """Did it go to those of another role who take the overflow?"""
    tasks, activities = machine.state.tasks, machine.state.parameters.activities
    activity = tasks.activity[task]
    role = activities.overflow_role[activity]
    return role == tasks.role[task] and role != activities.role[activity]


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
        if level == PRESENT:
            note_stay(machine, queue, sums.since[cell], now)
    sums.since[cell] = now
    sums.count[cell] += more


def elapsed(machine: MachineState, queue: int, level: int, now: int) -> int:
    """Seconds up to now with at least one person at a queue's level of urgency."""
    sums, cell = machine.sums, queue * LEVELS + level
    running = now - sums.since[cell] if sums.count[cell] > 0 else 0
    return sums.elapsed[cell] + running


# -- nights within a backlog --


def note_stay(machine: MachineState, queue: int, start: int, end: int) -> None:
    """Writes down that somebody of a queue was present; what touches is one stay."""
    sums, row = machine.sums, machine.sums.last_stay[queue]
    if row >= 0 and sums.stays[row] & HALF == start:
        sums.stays[row] += end - start
    elif end > start:
        sums.last_stay[queue] = len(sums.stays)
        sums.stays.append((start << HALF_BITS) | end)
        sums.stay_queue.append(queue)


def count_backlogs(machine: MachineState) -> None:
    """Moves absence that lay within a backlog; see measures.waiting."""
    tasks = machine.state.tasks
    sort_stays(machine)
    index_stays(machine)
    for task in range(len(tasks.asked)):
        if tasks.started[task] >= 0 and tasks.status[task] != AUTOMATED and counts(machine, task):
            visit_stretches(machine, task, AFTERWARDS)


def sort_stays(machine: MachineState) -> None:
    """Puts the stays of each queue side by side, in order of time: a stable counting sort."""
    sums, before = machine.sums, 0
    sums.sorted.clear()
    for row in range(len(sums.stays)):
        sums.stay_stop[sums.stay_queue[row]] += 1
        sums.sorted.append(0)
    for queue in range(len(sums.stay_stop)):
        before, sums.stay_stop[queue] = before + sums.stay_stop[queue], before
    for row in range(len(sums.stays)):
        queue = sums.stay_queue[row]
        sums.sorted[sums.stay_stop[queue]] = sums.stays[row]
        sums.stay_stop[queue] += 1


def index_stays(machine: MachineState) -> None:
    """Notes for each queue and day the first stay that begins on that day or later."""
    sums, row = machine.sums, 0
    for queue in range(len(sums.stay_stop)):
        for day in range(sums.days + 1):
            while row < sums.stay_stop[queue] and sums.sorted[row] >> HALF_BITS < day * DAY:
                row += 1
            sums.stay_row[queue * (sums.days + 1) + day] = row
        row = sums.stay_stop[queue]


def backlog_nights(machine: MachineState, queue: int, start: int, end: int, until: int) -> int:
    """Seconds of absence no longer than people needed afterwards until they began."""
    sums = machine.sums
    first = sums.stay_stop[queue - 1] if queue > 0 else 0
    row, needed, seconds, now = last_stay_before(machine, queue, until), 0, 0, until
    while now > start:
        came = left = start
        if row >= first:
            came = max(start, sums.sorted[row] >> HALF_BITS)
            left = min(now, max(start, sums.sorted[row] & HALF))
        away = min(now, end) - left
        if 0 < away <= needed:
            seconds += away
        needed += left - came
        now, row = came, row - 1
    return seconds


def last_stay_before(machine: MachineState, queue: int, now: int) -> int:
    """Row of the last stay in a queue that began before a time; one before its first if none."""
    sums = machine.sums
    row = sums.stay_row[queue * (sums.days + 1) + min(now // DAY, sums.days)]
    while row < sums.stay_stop[queue] and sums.sorted[row] >> HALF_BITS < now:
        row += 1
    return row - 1
