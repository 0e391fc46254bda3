"""The clock of the compiled engine: the same order of events as under SimPy, on plain columns."""

from __future__ import annotations

from simulator.engine.compiled.heap_ops import AHEAD, heap_pop, heap_push, prefetch
from simulator.engine.compiled.layout import MachineState
from simulator.engine.queues import TASK_BITS, WHAT_BITS
from simulator.engine.rules.dispatch import REMINDERS_OF_AN_INSTANT, close, dispatch, end_activity
from simulator.engine.rules.tasks import arrive, handle_reminder

NEVER = 1 << 62
# A key holds a time and a person. The smallest is found team by team: a processor compares several
# keys at once, so that a row of them is quicker than a tree.
PERSON_BITS, TEAM = 24, 32
PERSON_MASK = (1 << PERSON_BITS) - 1


def run_events(machine: MachineState) -> None:
    """From the first instant to the horizon.

    What is due at one instant comes up by person; then reminders; then what arises by itself. The
    instant has settled when nothing more is due.
    """
    world = machine.world
    free, horizon = world.free, world.parameters.horizon
    initialise(machine)
    now = machine.start
    root = arrivals(machine, now, now)
    set_reminders(machine)
    while True:
        next_up = next_event_time(machine)
        ends = next_up >> PERSON_BITS
        reminded = machine.reminders[0] >> (TASK_BITS + WHAT_BITS) if machine.reminders else NEVER
        asked = machine.asked[root] if root < len(machine.roots) else NEVER
        soon = min(ends, reminded, asked)
        if soon > now and (len(free) > 0 or len(world.fresh) > 0):
            dispatch(world, now)
            advance(machine)
        elif soon >= horizon:
            break
        elif ends == soon:
            now = soon
            person = next_up & PERSON_MASK
            machine.due[person] = NEVER
            goes_on = end_activity(world, person, now)
            find_next_event(
                machine, person // TEAM
            )  # a row just written to is slow to be read whole
            if goes_on:
                end_step(machine, person)
            else:
                free.append(person)
        elif reminded == soon:
            now = soon
            handle_reminder(world, heap_pop(machine.reminders) % REMINDERS_OF_AN_INSTANT, now)
        else:
            now = soon
            root = arrivals(machine, root, now)
        if world.later:
            set_reminders(machine)
    close(world)


def initialise(machine: MachineState) -> None:
    """Sets everybody's first stretch."""
    for row in range(len(machine.due)):
        machine.due[row] = NEVER
    for team in range(len(machine.soonest)):
        machine.soonest[team] = NEVER
    for person in range(len(machine.world.staff.role)):
        end_step(machine, person)


def next_event_time(machine: MachineState) -> int:
    """The key of whoever's stretch ends first; of several at once, the smallest number's."""
    least = machine.soonest[0]
    for team in range(1, len(machine.soonest)):
        least = min(least, machine.soonest[team])
    return least


def find_next_event(machine: MachineState, team: int) -> None:
    """Looks for the smallest key of a team."""
    due, least = machine.due, NEVER
    for row in range(team * TEAM, team * TEAM + TEAM):
        least = min(least, due[row])
    machine.soonest[team] = least


def end_step(machine: MachineState, person: int) -> None:
    """A person who had none has a stretch in hand, to its end."""
    key = (machine.world.staff.until[person] << PERSON_BITS) | person
    machine.due[person] = key
    team = person // TEAM
    machine.soonest[team] = min(machine.soonest[team], key)


def advance(machine: MachineState) -> None:
    """Those who have decided have a stretch in hand."""
    world = machine.world
    for index in range(len(world.free)):
        end_step(machine, world.free[index])
    for index in range(len(world.cut)):
        machine.due[world.cut[index]] = NEVER
        find_next_event(machine, world.cut[index] // TEAM)
        end_step(machine, world.cut[index])
    world.free.clear()


def arrivals(machine: MachineState, root: int, now: int) -> int:
    """All that arises by itself at an instant; number of what arises next."""
    work, roots = machine.world.work, machine.roots
    while root < len(roots) and machine.asked[root] <= now:
        if root + AHEAD < len(roots):
            prefetch(work.seconds, roots[root + AHEAD])
        arrive(machine.world, machine.roots[root], now)
        root += 1
    return root


def set_reminders(machine: MachineState) -> None:
    """Has the clock come back for what the rules have asked for."""
    later = machine.world.later
    while later:
        heap_push(machine.reminders, later.pop())
