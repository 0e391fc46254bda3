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
    PERSON_AND_DOING,
    START_AND_END,
    TASK_AND_PLACE,
    prefetch,
)
from simulator.engine.compiled.layout import MachineState
from simulator.engine.compiled.wait_queries import (
    AWAY,
    QUEUE_SHIFT,
    RETURN,
    TIME_SHIFT,
    answer_queries,
    change_status,
    count_backlogs,
    index_transfers,
    query_waits,
    sort_queries,
)
from simulator.engine.rules.timing.deadlines import due_at
from simulator.model.codes import (
    DAY,
    DOING_COUNT,
    IS_IDLE_DOING,
    NEVER,
    NO_URGENCY,
    NOT,
    PAUSE,
    TRAVEL,
    WAIT,
    WORK,
)

# Upper half of an entry's first word, after the first pass: what was done, on which activity, and
# the person's status after that.
DOING_BITS, ACTIVITY_BITS = 8, 12
STATUS_SHIFT = DOING_BITS + ACTIVITY_BITS
DOING_MASK, ENTRY_ACTIVITY_MASK = (1 << DOING_BITS) - 1, (1 << ACTIVITY_BITS) - 1


def accumulate(machine: MachineState) -> None:
    """All sums of one replay that is over."""
    machine.sums.queries.clear()
    machine.sums.stays.clear()
    machine.sums.stay_queue.clear()
    index_transfers(machine)
    query_waits(machine)
    read_backwards(machine)
    sort_queries(machine)
    read_forwards(machine)
    count_backlogs(machine)
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
    activities, version = machine.state.parameters.activities, tasks.activity[slot]
    listed.activity[row] = activities.kind[version]
    listed.version[row] = version
    listed.account[row] = tasks.account[slot]
    listed.deal[row] = details.deal[slot]
    listed.origin[row] = sums.origin[slot]
    listed.parent[row] = sums.row_of_slot[parent if parent >= 0 else len(tasks.asked)]
    listed.asked[row] = tasks.asked[slot]
    listed.due[row] = due_at(machine.state, tasks.activity[slot], tasks.asked[slot])
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
    headcount, no_activity = len(state.people.role), state.parameters.kinds
    kinds = state.parameters.activities.kind
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
        activity = kinds[state.tasks.activity[task]] if task >= 0 else no_activity
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
        sums.place[person] = machine.state.static.base[person]
        sums.ended[person] = NOT
        sums.shift[person] = people.expected_stop[person - 1] if person > 0 else 0
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
    role, segment = state.people.role[person], segment_of(machine, task)
    if end > sums.warm_up and start < sums.horizon:
        begin, stop = max(start, sums.warm_up), min(end, sums.horizon)
        count_entry(machine, person, doing, activity, begin, stop)
        sums.served[role * len(sums.ways) + segment] += stop - begin
    note_base(machine, person, start)
    sums.ended[person] = end
    if place != sums.place[person]:
        if sums.warm_up <= start < sums.horizon:
            metres = straight_metres(machine, sums.place[person], place)
            sums.metres[role] += metres
            sums.ways[segment] += metres
        sums.place[person] = place
    if len(sums.touched) > 0 and task >= 0 and doing != TRAVEL and doing != WAIT:
        deal = state.task_details.deal[task]
        if deal >= 0:
            sums.touched[deal] += end - start


def note_base(machine: MachineState, person: int, start: int) -> None:
    """Who was at his base, and off duty, when it became another one begins at that one."""
    sums, state = machine.sums, machine.state
    begins, base, people = state.parameters.phases.start, state.static.base, len(state.people.role)
    for phase in range(1, len(begins)):
        at_base = sums.place[person] == base[(phase - 1) * people + person]
        if at_base and sums.ended[person] < begins[phase] < start:
            sums.place[person] = base[phase * people + person]


def segment_of(machine: MachineState, task: int) -> int:
    """The segment of a task's account, if the ledger has the task; else one more than there are."""
    tasks, sums = machine.state.tasks, machine.sums
    if task >= 0 and tasks.account[task] >= 0 and 0 <= tasks.asked[task] < sums.horizon:
        return machine.state.static.segment[tasks.account[task]]
    return len(sums.ways) - 1


def as_signed(half: int) -> int:
    """The number whose lower 32 bits are given."""
    return half - (1 << HALF_BITS) if half >= 1 << (HALF_BITS - 1) else half


def straight_metres(machine: MachineState, origin: int, goal: int) -> int:
    """Whole metres of straight-line distance; by road, those of which detours make the road."""
    static = machine.state.static
    if static.road_nodes:
        row, column = static.road_node[origin], static.road_node[goal]
        if row >= 0 and column >= 0:
            metres = static.road_metres[row * static.road_nodes + column]
            if metres >= 0:
                return metres
    places = machine.state.places
    dx, dy = places.x[origin] - places.x[goal], places.y[origin] - places.y[goal]
    return int(sqrt(dx * dx + dy * dy))


def count_entry(
    machine: MachineState, person: int, doing: int, activity: int, start: int, end: int
) -> None:
    """One entry, clipped to the window."""
    sums, cells = machine.sums, machine.state.parameters.kinds + 1  # one for none
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
    """Seconds of an interval that lie in the person's shifts; evenings are none."""
    static, sums = machine.state.static, machine.sums
    row, stop = sums.shift[person], machine.state.people.presence_stop[person]
    while row < stop and static.presence_until[row] <= start:
        row += 1
    sums.shift[person] = row
    seconds = 0
    while row < stop and static.presence_from[row] < end:
        if not static.presence_evening[row]:
            last = min(end, static.presence_until[row])
            seconds += max(0, last - max(start, static.presence_from[row]))
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
