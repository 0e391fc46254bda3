"""Adds up what a replay has logged, so that measures need no ledger: a window's Tally, compiled.

Each sum is worked out from a ledger, too, in window, measures, waiting and outcomes: tests hold the
two against each other, number by number.
"""

from __future__ import annotations

from math import sqrt

from simulator.compiled.layout import Machine
from simulator.compiled.moves import HALF
from simulator.vocabulary import (
    AUTOMATED,
    CALL_PLAN,
    IDLE,
    INBOUND,
    NOT,
    PAUSE,
    TRAVEL,
    WAIT,
    WORK,
)

DAY = 86_400
EVERY_DAY = 127
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

# A question in a line: when, which line, for which activity, begin or end of a wait.
TIME_SHIFT, LINE_SHIFT, ACTIVITY_MASK, LINE_MASK = 32, 12, (1 << 11) - 1, (1 << 20) - 1
DIGIT_BITS, DIGITS = 11, 3
PERSON_BITS, TEAM = 24, 32


def gather(machine: Machine) -> None:
    """All sums of one replay that is over."""
    gather_time(machine)
    ask_for_waits(machine)
    sort_questions(machine)
    answer_questions(machine)


# -- where the time went --


def gather_time(machine: Machine) -> None:
    """Reads the log once, in the order in which it was written: by time for each person."""
    world, sums = machine.world, machine.sums
    log = world.log
    for person in range(len(world.staff.role)):
        sums.place[person] = world.staff.base[person]
        sums.shift[person] = world.staff.duty_stop[person - 1] if person > 0 else 0
        sums.work_day[person] = sums.block_to[person] = NOT
    for at in range(0, len(log), ENTRY_WORDS):
        person, doing = log[at] & HALF, log[at] >> 32
        task, place = as_signed(log[at + 1] & HALF), log[at + 1] >> 32
        start, end = log[at + 2] & HALF, log[at + 2] >> 32
        if end > sums.warm_up and start < sums.horizon:
            begin, stop = max(start, sums.warm_up), min(end, sums.horizon)
            count_entry(machine, person, doing, task, begin, stop)
        if place != sums.place[person]:
            if sums.warm_up <= start < sums.horizon:
                way = straight_metres(machine, sums.place[person], place)
                sums.metres[world.staff.role[person]] += way
            sums.place[person] = place
        if task >= 0 and world.rest.deal[task] >= 0 and doing != TRAVEL and doing != WAIT:
            sums.touched[world.rest.deal[task]] += end - start
    for person in range(len(world.staff.role)):
        end_block(machine, person)
    add_up_blocks(machine)


def as_signed(half: int) -> int:
    """The number whose lower 32 bits are given."""
    return half - (1 << 32) if half >= 1 << 31 else half


def straight_metres(machine: Machine, origin: int, goal: int) -> int:
    """Whole metres as the crow flies."""
    scene = machine.world.scene
    dx, dy = scene.x[origin] - scene.x[goal], scene.y[origin] - scene.y[goal]
    return int(sqrt(dx * dx + dy * dy))


def count_entry(machine: Machine, person: int, doing: int, task: int, start: int, end: int) -> None:
    """One entry, clipped to the window."""
    sums, kinds = machine.sums, len(machine.world.company.activities.role)
    role = machine.world.staff.role[person]
    activity = machine.world.work.activity[task] if task >= 0 else kinds
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


def inside_shifts(machine: Machine, person: int, start: int, end: int) -> int:
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


def end_block(machine: Machine, person: int) -> None:
    """Keeps the length of a stretch of selling if none of its day was longer."""
    sums = machine.sums
    if sums.block_to[person] >= 0:
        cell = person * sums.days + sums.block_from[person] // DAY
        length = sums.block_to[person] - sums.block_from[person]
        sums.longest[cell] = max(sums.longest[cell], length)


def add_up_blocks(machine: Machine) -> None:
    """The longest of every person's every day, for each role."""
    sums = machine.sums
    for person in range(len(machine.world.staff.role)):
        for day in range(sums.days):
            sums.blocks[machine.world.staff.role[person]] += sums.longest[person * sums.days + day]


# -- why tasks waited --


def ask_for_waits(machine: Machine) -> None:
    """Goes through all tasks that were begun, and notes what is to be looked up."""
    machine.sums.questions.clear()
    work = machine.world.work
    for task in range(len(work.asked)):
        if work.started[task] >= 0 and work.state[task] != AUTOMATED and counts(machine, task):
            count_wait(machine, task)


def counts(machine: Machine, task: int) -> bool:
    """Was it asked in the window? A call of a plan counts when it was made."""
    work, sums = machine.world.work, machine.sums
    asked = work.asked[task]
    if asked < 0 or asked >= sums.horizon:
        return False
    moment = work.started[task] if sums.called[work.activity[task]] else asked
    return sums.warm_up <= moment < sums.horizon


def count_wait(machine: Machine, task: int) -> None:
    """What is known of a wait at once; the rest is asked for."""
    world, waits = machine.world, machine.sums.waits
    work, kinds = world.work, world.company.activities
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


def ask(machine: Machine, task: int, line: int, start: int, end: int, last: bool) -> int:
    """Asks for a stretch in a line, day by day where it is for some days; seconds that it stood."""
    activity = machine.world.work.activity[task]
    mask = machine.world.company.activities.on_days[activity]
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


def note_question(machine: Machine, activity: int, line: int, start: int, end: int) -> None:
    """Who was there at the begin of a wait, and at its end?"""
    where = (line << LINE_SHIFT) | (activity << 1)
    machine.sums.questions.append((start << TIME_SHIFT) | where)
    machine.sums.questions.append((end << TIME_SHIFT) | where | 1)


def overflowed(machine: Machine, task: int) -> bool:
    """Did it go to those who take the overflow?"""
    work = machine.world.work
    takes = machine.world.company.activities.overflow_role[work.activity[task]]
    return takes == work.role[task]


def first_line(machine: Machine, task: int) -> int:
    """Where it stood before it overflowed; see waiting."""
    world = machine.world
    work, kinds = world.work, world.company.activities
    activity, account = work.activity[task], work.account[task]
    handed = work.hand_overs[task] > 0
    role = kinds.moved_role[activity] if handed else kinds.role[activity]
    own = kinds.moved_own[activity] if handed else kinds.own[activity]
    owner = machine.sums.caller[account] if account >= 0 else NOT
    if own == 1 and owner >= 0 and world.staff.role[owner] == role:
        return owner
    return len(world.staff.role) + role


def last_line(machine: Machine, task: int) -> int:
    """Where it stood when it was begun; see waiting."""
    world = machine.world
    work = world.work
    if work.waits_for[task] >= 0 and not shared(machine, task):
        return work.waits_for[task]
    came_back = work.hand_overs[task] > 1
    moved_role = world.company.activities.moved_role[work.activity[task]]
    return len(world.staff.role) + (moved_role if came_back else work.role[task])


def shared(machine: Machine, task: int) -> bool:
    """Was it for anyone of the role, whoever has laid it down since?"""
    world = machine.world
    work, kinds = world.work, world.company.activities
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


def sort_questions(machine: Machine) -> None:
    """Puts questions in order of time, eleven bits after the other."""
    questions, other, counted = machine.sums.questions, machine.sums.sorted, machine.sums.digits
    size = len(questions)
    other.clear()
    for _ in range(size):
        other.append(0)
    for digit in range(DIGITS):
        shift = TIME_SHIFT + DIGIT_BITS * digit
        for value in range(1 << DIGIT_BITS):
            counted[value] = 0
        for at in range(size):
            counted[questions[at] >> shift & ACTIVITY_MASK] += 1
        before = 0
        for value in range(1 << DIGIT_BITS):
            before, counted[value] = before + counted[value], before
        for at in range(size):
            value = questions[at] >> shift & ACTIVITY_MASK
            other[counted[value]] = questions[at]
            counted[value] += 1
        for at in range(size):
            questions[at] = other[at]


def answer_questions(machine: Machine) -> None:
    """Moves everybody along the log and answers each question at its time."""
    sums = machine.sums
    questions, waits = sums.questions, sums.waits
    by_person(machine)
    for at in range(len(questions)):
        time = questions[at] >> TIME_SHIFT
        while soonest_of(machine) >> PERSON_BITS <= time:
            move_on(machine, soonest_of(machine) & ((1 << PERSON_BITS) - 1))
        line = questions[at] >> LINE_SHIFT & LINE_MASK
        activity = questions[at] >> 1 & ACTIVITY_MASK
        sign = 1 if questions[at] & 1 else -1
        there = sign * passed(machine, line, THERE, time)
        ahead = sign * passed(machine, line, level_of(machine, activity), time)
        waits[CAUSES * activity + NOBODY] -= there
        waits[CAUSES * activity + URGENT] += ahead
        waits[CAUSES * activity + BUSY] += there - ahead


def level_of(machine: Machine, activity: int) -> int:
    """Which count goes before an activity: of those who work on what is more urgent."""
    return machine.sums.urgency[activity]


def by_person(machine: Machine) -> None:
    """Finds each person's entries in the log, and sets everybody at his first."""
    world, sums, log = machine.world, machine.sums, machine.world.log
    people, size = len(world.staff.role), len(log) // ENTRY_WORDS
    sums.rows.clear()
    for _ in range(size):
        sums.rows.append(0)
    for person in range(people + 1):
        sums.row[person] = 0
    for at in range(size):
        sums.row[(log[ENTRY_WORDS * at] & HALF) + 1] += 1
    for person in range(people):
        sums.row[person + 1] += sums.row[person]
        sums.stop[person] = sums.row[person + 1]
    for at in range(size):
        person = log[ENTRY_WORDS * at] & HALF
        sums.rows[sums.row[person]] = at
        sums.row[person] += 1
    for person in range(people - 1, -1, -1):
        sums.row[person] = sums.stop[person - 1] if person > 0 else 0
        sums.status[person], sums.begun[person] = AWAY, 0
    for cell in range(len(sums.count)):
        sums.count[cell] = sums.passed[cell] = sums.since[cell] = 0
    for row in range(len(machine.due)):
        machine.due[row] = NEVER
    for team in range(len(machine.soonest)):
        machine.soonest[team] = NEVER
    for person in range(people):
        set_next(machine, person)


def set_next(machine: Machine, person: int) -> None:
    """When a person's next entry begins or his present one ends."""
    sums, key = machine.sums, NEVER
    if sums.row[person] < sums.stop[person]:
        times = machine.world.log[ENTRY_WORDS * sums.rows[sums.row[person]] + 2]
        at = times >> 32 if sums.begun[person] else times & HALF
        key = (at << PERSON_BITS) | person
    machine.due[person] = least = key
    begin = person // TEAM * TEAM
    for row in range(begin, begin + TEAM):
        least = min(least, machine.due[row])
    machine.soonest[person // TEAM] = least


def soonest_of(machine: Machine) -> int:
    """The key of whoever is next."""
    least = machine.soonest[0]
    for team in range(1, len(machine.soonest)):
        least = min(least, machine.soonest[team])
    return least


def move_on(machine: Machine, person: int) -> None:
    """A person's entry begins; or it ends, and the next one may begin at once."""
    sums, log = machine.sums, machine.world.log
    row = sums.row[person]
    times = log[ENTRY_WORDS * sums.rows[row] + 2]
    if sums.begun[person]:
        end = times >> 32
        sums.row[person] = row = row + 1
        sums.begun[person] = 0
        if row == sums.stop[person] or log[ENTRY_WORDS * sums.rows[row] + 2] & HALF != end:
            change(machine, person, AWAY, end)
        else:
            begin_entry(machine, person, sums.rows[row])
    else:
        begin_entry(machine, person, sums.rows[row])
    set_next(machine, person)


def begin_entry(machine: Machine, person: int, row: int) -> None:
    """From now on a person does what an entry says."""
    log, at = machine.world.log, ENTRY_WORDS * row
    doing, task = log[at] >> 32, as_signed(log[at + 1] & HALF)
    status = IDLES
    if doing == PAUSE:
        status = AWAY
    elif doing < IDLE and task >= 0:
        status = machine.sums.urgency[machine.world.work.activity[task]]
    machine.sums.begun[person] = 1
    change(machine, person, status, log[at + 2] & HALF)


def change(machine: Machine, person: int, status: int, now: int) -> None:
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


def add(machine: Machine, line: int, level: int, more: int, now: int) -> None:
    """One more, or less, in a line."""
    sums, cell = machine.sums, line * LEVELS + level
    if sums.count[cell] > 0:
        sums.passed[cell] += now - sums.since[cell]
    sums.since[cell] = now
    sums.count[cell] += more


def passed(machine: Machine, line: int, level: int, now: int) -> int:
    """Seconds up to now for which at least one was there, or worked on what goes before."""
    sums, cell = machine.sums, line * LEVELS + level
    running = now - sums.since[cell] if sums.count[cell] > 0 else 0
    return sums.passed[cell] + running
