"""Adds up what a replay has logged, so that measures need no ledger: a window's Tally, compiled.

Each sum is worked out from a ledger, too, in window, measures, waiting and outcomes: tests hold the
two against each other, number by number.
"""

from __future__ import annotations

from math import sqrt

from simulator.engine.compiled.heap_ops import AHEAD, HALF, prefetch
from simulator.engine.compiled.layout import MachineState
from simulator.engine.queues import IntList
from simulator.model.codes import (
    AUTOMATED,
    CALL_PLAN,
    DAY,
    EVERY_DAY,
    IDLE,
    INBOUND,
    NOT,
    PAUSE,
    TRAVEL,
    WAIT,
    WORK,
)

DOINGS = 12
ENTRY_WORDS = 3
NEVER = 1 << 62

# Columns of the sums of waits: tasks begun, seconds waited, then the causes in their order.
BEGUN, WAITED, PAPERWORK, HANDING, NOT_ITS_DAY, NOBODY, URGENT, BUSY = range(8)
CAUSES = 8

# What somebody works on is as urgent as its activity; who is idle is there; who is not there counts
# for nothing. How many of a line are there is kept beside how many work on what goes before others.
IDLES, AWAY = 99, 1000
THERE, LEVELS = 0, 12

# A question: when, about which line, for which activity, at the begin or the end of a wait. Instead
# of an activity: somebody comes back after having been away, and as what.
TIME_SHIFT, LINE_SHIFT, ACTIVITY_MASK, LINE_MASK = 32, 12, (1 << 11) - 1, (1 << 20) - 1
DIGIT_BITS = 16  # two digits hold every time there is
DIGIT_MASK = (1 << DIGIT_BITS) - 1
COMES_BACK = ACTIVITY_MASK - 100  # plus his status: what activities there are stay below

# The upper half of an entry's first word: what was done, on which activity, and what his status is
# after that.
DOING_BITS, KIND_BITS = 8, 12
DOING_MASK, KIND_MASK = (1 << DOING_BITS) - 1, (1 << KIND_BITS) - 1


def accumulate(machine: MachineState) -> None:
    """All sums of one replay that is over."""
    machine.sums.questions.clear()
    ask_for_waits(machine)
    read_backwards(machine)
    sort_questions(machine)
    read_forwards(machine)
    list_tasks(machine)


# -- the tasks --


def list_tasks(machine: MachineState) -> None:
    """Fills the columns of the ledger's tasks, in order of asking; of deals, the slots' numbers."""
    work, sums = machine.world.work, machine.sums
    order = sums.questions
    order.clear()
    for slot in range(len(work.asked)):
        sums.number[slot] = NOT
        if 0 <= work.asked[slot] < sums.horizon:
            order.append((work.asked[slot] << TIME_SHIFT) | slot)
    sums.number[len(work.asked)] = NOT
    sort_questions(machine)
    for row in range(len(order)):
        sums.number[order[row] & HALF] = row
    for row in range(len(order)):
        if row + AHEAD < len(order):
            slot = order[row + AHEAD] & HALF
            prefetch(work.seconds, slot)
            prefetch(machine.world.rest.deal, slot)
        list_task(machine, row, order[row] & HALF)


def list_task(machine: MachineState, row: int, slot: int) -> None:
    """One row of the columns, which are those of ledger.Tasks."""
    work, rest, sums = machine.world.work, machine.world.rest, machine.sums
    tasks, room = sums.tasks, len(work.asked)
    due = machine.world.parameters.activities.due[work.activity[slot]]
    parent = sums.parent[slot]
    tasks[row] = work.activity[slot]
    tasks[room + row] = work.account[slot]
    tasks[2 * room + row] = rest.deal[slot]
    tasks[3 * room + row] = sums.origin[slot]
    tasks[4 * room + row] = sums.number[parent if parent >= 0 else room]
    tasks[5 * room + row] = work.asked[slot]
    tasks[6 * room + row] = work.asked[slot] + due if due >= 0 else NOT
    tasks[7 * room + row] = rest.handing[slot]
    tasks[8 * room + row] = work.available[slot]
    tasks[9 * room + row] = work.started[slot]
    tasks[10 * room + row] = work.finished[slot]
    tasks[11 * room + row] = work.by[slot]
    tasks[12 * room + row] = work.role[slot]
    tasks[13 * room + row] = work.waits_for[slot]
    tasks[14 * room + row] = rest.giver[slot]
    tasks[15 * room + row] = work.interrupted[slot]
    tasks[16 * room + row] = work.hand_overs[slot]
    tasks[17 * room + row] = work.state[slot]


# -- the log, read twice --


def read_backwards(machine: MachineState) -> None:
    """Notes in each entry what its person is at once it is over; who comes back is asked for."""
    world, sums, log = machine.world, machine.sums, machine.world.log
    people, kinds = len(world.staff.role), len(world.parameters.activities.role)
    for person in range(people):
        sums.next_start[person], sums.next_status[person] = NOT, AWAY
        sums.status[person] = AWAY
    for at in range(len(log) - ENTRY_WORDS, -1, -ENTRY_WORDS):
        person, doing = log[at] & HALF, log[at] >> 32
        task = as_signed(log[at + 1] & HALF)
        start, end = log[at + 2] & HALF, log[at + 2] >> 32
        then = sums.next_status[person]
        if sums.next_start[person] != end:
            come_back(machine, person)
            then = AWAY
        if at > AHEAD * ENTRY_WORDS:
            before = as_signed(log[at - AHEAD * ENTRY_WORDS + 1] & HALF)
            prefetch(world.work.seconds, max(before, 0))
        kind = world.work.activity[task] if task >= 0 else kinds
        known = doing | (kind << DOING_BITS) | (then << (DOING_BITS + KIND_BITS))
        log[at] = person | (known << 32)
        sums.next_start[person] = start
        sums.next_status[person] = status_of(machine, doing, kind, kinds)
    for person in range(people):
        come_back(machine, person)


def come_back(machine: MachineState, person: int) -> None:
    """Asks for the moment at which a person begins after having been away."""
    sums = machine.sums
    start, status = sums.next_start[person], sums.next_status[person]
    if start >= 0 and status != AWAY:
        what = (person << LINE_SHIFT) | ((COMES_BACK + status) << 1)
        sums.questions.append((start << TIME_SHIFT) | what)


def status_of(machine: MachineState, doing: int, kind: int, kinds: int) -> int:
    """How urgent is what somebody does?"""
    if doing == PAUSE:
        return AWAY
    return machine.sums.urgency[kind] if doing < IDLE and kind < kinds else IDLES


def read_forwards(machine: MachineState) -> None:
    """Adds up all entries by time, and answers questions when their time has come."""
    world, sums, log = machine.world, machine.sums, machine.world.log
    for person in range(len(world.staff.role)):
        sums.place[person] = world.staff.base[person]
        sums.shift[person] = world.staff.duty_stop[person - 1] if person > 0 else 0
        sums.work_day[person] = sums.block_to[person] = NOT
    asked = 0
    for at in range(0, len(log), ENTRY_WORDS):
        person, known = log[at] & HALF, log[at] >> 32
        end = log[at + 2] >> 32
        asked = answer(machine, asked, end)
        change(machine, person, known >> (DOING_BITS + KIND_BITS), end)
        read_entry(machine, at, person, known & DOING_MASK, known >> DOING_BITS & KIND_MASK)
    answer(machine, asked, NEVER)
    for person in range(len(world.staff.role)):
        end_block(machine, person)
    add_up_blocks(machine)


# -- where the time went --


def read_entry(machine: MachineState, at: int, person: int, doing: int, kind: int) -> None:
    """One entry, where it lies in the log."""
    world, sums, log = machine.world, machine.sums, machine.world.log
    task, place = as_signed(log[at + 1] & HALF), log[at + 1] >> 32
    start, end = log[at + 2] & HALF, log[at + 2] >> 32
    if end > sums.warm_up and start < sums.horizon:
        begin, stop = max(start, sums.warm_up), min(end, sums.horizon)
        count_entry(machine, person, doing, kind, begin, stop)
    if place != sums.place[person]:
        if sums.warm_up <= start < sums.horizon:
            way = straight_metres(machine, sums.place[person], place)
            sums.metres[world.staff.role[person]] += way
        sums.place[person] = place
    if len(sums.touched) > 0 and task >= 0 and doing != TRAVEL and doing != WAIT:
        deal = world.rest.deal[task]
        if deal >= 0:
            sums.touched[deal] += end - start


def as_signed(half: int) -> int:
    """The number whose lower 32 bits are given."""
    return half - (1 << 32) if half >= 1 << 31 else half


def straight_metres(machine: MachineState, origin: int, goal: int) -> int:
    """Whole metres as the crow flies."""
    scene = machine.world.scene
    dx, dy = scene.x[origin] - scene.x[goal], scene.y[origin] - scene.y[goal]
    return int(sqrt(dx * dx + dy * dy))


def count_entry(
    machine: MachineState, person: int, doing: int, activity: int, start: int, end: int
) -> None:
    """One entry, clipped to the window."""
    sums, kinds = machine.sums, len(machine.world.parameters.activities.role)
    role = machine.world.staff.role[person]
    sums.seconds[(role * DOINGS + doing) * (kinds + 1) + activity] += end - start
    if doing != PAUSE:
        sums.inside[role] += inside_shifts(machine, person, start, end)
    if doing == WORK:
        if sums.work_day[person] == start // DAY and sums.work_on[person] != activity:
            sums.switches[role] += 1
        sums.work_day[person], sums.work_on[person] = start // DAY, activity
    if sums.sells[doing * (kinds + 1) + activity]:
        if start > sums.block_to[person]:
            end_block(machine, person)
            sums.block_from[person] = start
        sums.block_to[person] = max(sums.block_to[person], end)


def inside_shifts(machine: MachineState, person: int, start: int, end: int) -> int:
    """Seconds of a stretch that lie in the person's shifts; evenings are none."""
    scene, sums = machine.world.scene, machine.sums
    row, stop = sums.shift[person], machine.world.staff.duty_stop[person]
    while row < stop and scene.presence_to[row] <= start:
        row += 1
    sums.shift[person] = row
    seconds = 0
    while row < stop and scene.presence_from[row] < end:
        if not scene.presence_evening[row]:
            seconds += min(end, scene.presence_to[row]) - max(start, scene.presence_from[row])
        row += 1
    return seconds


def end_block(machine: MachineState, person: int) -> None:
    """Keeps the length of a stretch of selling if none of its day was longer."""
    sums = machine.sums
    if sums.block_to[person] >= 0:
        cell = person * sums.days + sums.block_from[person] // DAY
        length = sums.block_to[person] - sums.block_from[person]
        sums.longest[cell] = max(sums.longest[cell], length)


def add_up_blocks(machine: MachineState) -> None:
    """The longest of every person's every day, for each role."""
    sums = machine.sums
    for person in range(len(machine.world.staff.role)):
        for day in range(sums.days):
            sums.blocks[machine.world.staff.role[person]] += sums.longest[person * sums.days + day]


# -- why tasks waited --


def ask_for_waits(machine: MachineState) -> None:
    """Goes through all tasks that were begun, and notes what is to be looked up."""
    work = machine.world.work
    for task in range(len(work.asked)):
        if work.started[task] >= 0 and work.state[task] != AUTOMATED and counts(machine, task):
            count_wait(machine, task)


def counts(machine: MachineState, task: int) -> bool:
    """Was it asked in the window? A call of a plan counts when it was made."""
    work, sums = machine.world.work, machine.sums
    asked = work.asked[task]
    if asked < 0 or asked >= sums.horizon:
        return False
    moment = work.started[task] if sums.called[work.activity[task]] else asked
    return sums.warm_up <= moment < sums.horizon


def count_wait(machine: MachineState, task: int) -> None:
    """What is known of a wait at once; the rest is asked for."""
    world, waits = machine.world, machine.sums.waits
    work, kinds = world.work, world.parameters.activities
    activity = work.activity[task]
    row = CAUSES * activity
    asked, started, available = work.asked[task], work.started[task], work.available[task]
    waits[row + BEGUN] += 1
    waits[row + WAITED] += started - asked
    ready = asked
    if world.rest.handing[task] >= 0:
        ready = available
        waits[row + PAPERWORK] += world.rest.handing[task] - asked
        waits[row + HANDING] += available - world.rest.handing[task]
    stood = 0
    if started > available:
        gone = available
        if overflowed(machine, task):
            gone = min(max(gone + kinds.overflow_after[activity], available), started)
        if gone > available:
            stood += ask(machine, task, first_line(machine, task), available, gone, False)
        if started > gone:
            stood += ask(machine, task, last_line(machine, task), gone, started, True)
    waits[row + NOT_ITS_DAY] += started - ready - stood
    waits[row + NOBODY] += stood  # less the time when somebody was there


def ask(machine: MachineState, task: int, line: int, start: int, end: int, last: bool) -> int:
    """Asks for a stretch in a line, day by day where it is for some days; seconds that it stood."""
    activity = machine.world.work.activity[task]
    mask = machine.world.parameters.activities.on_days[activity]
    if mask == EVERY_DAY or (last and overflowed(machine, task)):
        note_question(machine, activity, line, start, end)
        return end - start
    stood = 0
    while start < end:
        until = min(end, (start // DAY + 1) * DAY)
        if mask >> (start // DAY % 7) & 1:
            note_question(machine, activity, line, start, until)
            stood += until - start
        start = until
    return stood


def note_question(machine: MachineState, activity: int, line: int, start: int, end: int) -> None:
    """Who was there at the begin of a wait, and at its end?"""
    where = (line << LINE_SHIFT) | (activity << 1)
    machine.sums.questions.append((start << TIME_SHIFT) | where)
    machine.sums.questions.append((end << TIME_SHIFT) | where | 1)


def overflowed(machine: MachineState, task: int) -> bool:
    """Did it go to those who take the overflow?"""
    work = machine.world.work
    takes = machine.world.parameters.activities.overflow_role[work.activity[task]]
    return takes == work.role[task]


def first_line(machine: MachineState, task: int) -> int:
    """Where it stood before it overflowed; see waiting."""
    world = machine.world
    work, kinds = world.work, world.parameters.activities
    activity, account = work.activity[task], work.account[task]
    handed = work.hand_overs[task] > 0
    role = kinds.moved_role[activity] if handed else kinds.role[activity]
    own = kinds.moved_own[activity] if handed else kinds.own[activity]
    owner = machine.sums.caller[account] if account >= 0 else NOT
    if own == 1 and owner >= 0 and world.staff.role[owner] == role:
        return owner
    return len(world.staff.role) + role


def last_line(machine: MachineState, task: int) -> int:
    """Where it stood when it was begun; see waiting."""
    world = machine.world
    work = world.work
    if work.waits_for[task] >= 0 and not shared(machine, task):
        return work.waits_for[task]
    came_back = work.hand_overs[task] > 1
    moved_role = world.parameters.activities.moved_role[work.activity[task]]
    return len(world.staff.role) + (moved_role if came_back else work.role[task])


def shared(machine: MachineState, task: int) -> bool:
    """Was it for anyone of the role, whoever has laid it down since?"""
    world = machine.world
    work, kinds = world.work, world.parameters.activities
    activity, outside = work.activity[task], work.account[task] < 0
    if work.hand_overs[task] > 1 or overflowed(machine, task):
        return True
    if machine.sums.origin[task] == CALL_PLAN:
        return False
    if work.hand_overs[task] > 0:
        return outside or kinds.moved_own[activity] == 0
    if outside:
        return machine.sums.origin[task] == INBOUND
    return kinds.own[activity] == 0


def sort_questions(machine: MachineState) -> None:
    """Puts questions in order of time, one half of its bits after the other, there and back."""
    questions, other = machine.sums.questions, machine.sums.sorted
    other.clear()
    for _ in range(len(questions)):
        other.append(0)
    sort_digit(machine, questions, other, TIME_SHIFT)
    sort_digit(machine, other, questions, TIME_SHIFT + DIGIT_BITS)


def sort_digit(machine: MachineState, source: IntList, goal: IntList, shift: int) -> None:
    """Deals numbers out by some of their bits, in order."""
    counted, before = machine.sums.digits, 0
    for value in range(DIGIT_MASK + 1):
        counted[value] = 0
    for at in range(len(source)):
        counted[source[at] >> shift & DIGIT_MASK] += 1
    for value in range(DIGIT_MASK + 1):
        before, counted[value] = before + counted[value], before
    for at in range(len(source)):
        value = source[at] >> shift & DIGIT_MASK
        goal[counted[value]] = source[at]
        counted[value] += 1


def answer(machine: MachineState, at: int, now: int) -> int:
    """Answers the questions up to a time, given how many have been; how many have been then."""
    questions, waits = machine.sums.questions, machine.sums.waits
    while at < len(questions) and questions[at] >> TIME_SHIFT <= now:
        question = questions[at]
        time, line = question >> TIME_SHIFT, question >> LINE_SHIFT & LINE_MASK
        activity = question >> 1 & ACTIVITY_MASK
        at += 1
        if activity >= COMES_BACK:
            change(machine, line, activity - COMES_BACK, time)
            continue
        sign = 1 if question & 1 else -1
        there = sign * passed(machine, line, THERE, time)
        ahead = sign * passed(machine, line, machine.sums.urgency[activity], time)
        waits[CAUSES * activity + NOBODY] -= there
        waits[CAUSES * activity + URGENT] += ahead
        waits[CAUSES * activity + BUSY] += there - ahead
    return at


def change(machine: MachineState, person: int, status: int, now: int) -> None:
    """Counts a person's new status in his own line and in his role's."""
    sums = machine.sums
    before = sums.status[person]
    if status == before:
        return
    sums.status[person] = status
    pool = len(machine.world.staff.role) + machine.world.staff.role[person]
    if (status == AWAY) != (before == AWAY):
        more = 1 if before == AWAY else -1
        add(machine, person, THERE, more, now)
        add(machine, pool, THERE, more, now)
    more = 1 if status < before else -1
    low, high = min(status, before), max(status, before)
    for level in range(low + 1, min(high, LEVELS - 1) + 1):
        if sums.wanted[level]:
            add(machine, person, level, more, now)
            add(machine, pool, level, more, now)


def add(machine: MachineState, line: int, level: int, more: int, now: int) -> None:
    """One more, or less, in a line."""
    sums, cell = machine.sums, line * LEVELS + level
    if sums.count[cell] > 0:
        sums.passed[cell] += now - sums.since[cell]
    sums.since[cell] = now
    sums.count[cell] += more


def passed(machine: MachineState, line: int, level: int, now: int) -> int:
    """Seconds up to now for which at least one was there, or worked on what goes before."""
    sums, cell = machine.sums, line * LEVELS + level
    running = now - sums.since[cell] if sums.count[cell] > 0 else 0
    return sums.passed[cell] + running
