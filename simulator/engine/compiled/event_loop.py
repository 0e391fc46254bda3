"""The event loop of the compiled engine: the order of events is SimPy's, on plain columns."""

from __future__ import annotations

from simulator.engine.compiled.heap_ops import AHEAD, heap_pop, heap_push, prefetch
from simulator.engine.compiled.layout import MachineState
from simulator.engine.queues import TASK_BITS, WHAT_BITS
from simulator.engine.rules.changes.reminders import handle_reminder
from simulator.engine.rules.dispatch.dispatch import (
    REMINDERS_OF_AN_INSTANT,
    close,
    dispatch,
    end_activity,
)
from simulator.engine.rules.tasks.tasks import arrive
from simulator.model.codes import NEVER

# A key holds a time and a person. The smallest is found block by block: a processor compares
# several keys at once, so that a row of them is quicker than a tree.
PERSON_BITS, BLOCK = 24, 32
PERSON_MASK = (1 << PERSON_BITS) - 1


def run_events(machine: MachineState) -> None:
    """From the first instant to the horizon.

    At one instant activities end first, by person; then come reminders; then arrivals. The instant
    has settled when nothing more is due.
    """
    state = machine.state
    deciding, horizon = state.deciding, state.parameters.horizon
    initialise(machine)
    now = machine.start
    root = arrivals(machine, now, now)
    set_reminders(machine)
    while True:
        next_end = next_activity_end(machine)
        end_at = next_end >> PERSON_BITS
        heap = machine.event_heap
        reminder_at = heap[0] >> (TASK_BITS + WHAT_BITS) if heap else NEVER
        arrival_at = machine.asked[root] if root < len(machine.roots) else NEVER
        next_at = min(end_at, reminder_at, arrival_at)
        if next_at > now and (len(deciding) > 0 or len(state.new_tasks) > 0):
            dispatch(state, now)
            schedule_decided(machine)
        elif next_at >= horizon:
            break
        elif end_at == next_at:
            now = next_at
            person = next_end & PERSON_MASK
            machine.activity_end[person] = NEVER
            goes_on = end_activity(state, person, now)
            # Not before the rules: a row just written to is slow to be read whole.
            update_block(machine, person // BLOCK)
            if goes_on:
                schedule_end(machine, person)
            else:
                deciding.append(person)
        elif reminder_at == next_at:
            now = next_at
            handle_reminder(state, heap_pop(heap) % REMINDERS_OF_AN_INSTANT, now)
        else:
            now = next_at
            root = arrivals(machine, root, now)
        if state.reminders:
            set_reminders(machine)
    close(state)


def initialise(machine: MachineState) -> None:
    """Schedules the end of everybody's first activity."""
    for row in range(len(machine.activity_end)):
        machine.activity_end[row] = NEVER
    for block in range(len(machine.block_minimum)):
        machine.block_minimum[block] = NEVER
    for person in range(len(machine.state.people.role)):
        schedule_end(machine, person)


def next_activity_end(machine: MachineState) -> int:
    """The key of the activity that ends first; of several at once, the smallest person's."""
    minimum = machine.block_minimum[0]
    for block in range(1, len(machine.block_minimum)):
        minimum = min(minimum, machine.block_minimum[block])
    return minimum


def update_block(machine: MachineState, block: int) -> None:
    """Recomputes the smallest key of a block of people."""
    activity_end, minimum = machine.activity_end, NEVER
    for row in range(block * BLOCK, block * BLOCK + BLOCK):
        minimum = min(minimum, activity_end[row])
    machine.block_minimum[block] = minimum


def schedule_end(machine: MachineState, person: int) -> None:
    """Schedules the end of an activity of a person for whom none is scheduled."""
    key = (machine.state.people.until[person] << PERSON_BITS) | person
    machine.activity_end[person] = key
    block = person // BLOCK
    machine.block_minimum[block] = min(machine.block_minimum[block], key)


def schedule_decided(machine: MachineState) -> None:
    """Schedules the ends of what people have decided to do."""
    state = machine.state
    for index in range(len(state.deciding)):
        schedule_end(machine, state.deciding[index])
    for index in range(len(state.rescheduled)):
        person = state.rescheduled[index]
        machine.activity_end[person] = NEVER
        update_block(machine, person // BLOCK)
        schedule_end(machine, person)
    state.deciding.clear()


def arrivals(machine: MachineState, root: int, now: int) -> int:
    """All tasks that arise by themselves at an instant; the row of the next."""
    tasks, roots = machine.state.tasks, machine.roots
    while root < len(roots) and machine.asked[root] <= now:
        if root + AHEAD < len(roots):
            prefetch(tasks.seconds, roots[root + AHEAD])
        arrive(machine.state, machine.roots[root], now)
        root += 1
    return root


def set_reminders(machine: MachineState) -> None:
    """Schedules the events that the rules have asked for."""
    reminders = machine.state.reminders
    while reminders:
        heap_push(machine.event_heap, reminders.pop())
