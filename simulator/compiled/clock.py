"""The clock of the compiled engine: the same order of events as under SimPy, on plain columns."""

from __future__ import annotations

from simulator.compiled.layout import Machine
from simulator.compiled.moves import join, leave
from simulator.lines import TASK_BITS, WHAT_BITS
from simulator.rules import REMINDERS_OF_AN_INSTANT, arrive, close, finish, remember, settle

NEVER = 1 << 62


def play(machine: Machine) -> None:
    """From the first instant to the horizon.

    What is due at one instant comes up by person; then reminders; then what arises by itself. The
    instant has settled when nothing more is due.
    """
    world = machine.world
    free, horizon = world.free, world.company.horizon
    wind_up(machine)
    now = machine.start
    root = arrivals(machine, now, now)
    set_reminders(machine)
    while True:
        person = machine.first[1]
        ends = machine.due[person]
        reminded = machine.reminders[0] >> (TASK_BITS + WHAT_BITS) if machine.reminders else NEVER
        asked = machine.asked[root] if root < len(machine.roots) else NEVER
        soon = min(ends, reminded, asked)
        if soon > now and (len(free) > 0 or len(world.fresh) > 0):
            settle(world, now)
            go_on(machine)
        elif soon >= horizon:
            break
        elif ends == soon:
            now = soon
            if finish(world, person, now):
                wake(machine, person, world.staff.until[person])
            else:
                free.append(person)
                wake(machine, person, NEVER)
        elif reminded == soon:
            now = soon
            remember(world, leave(machine.reminders) % REMINDERS_OF_AN_INSTANT, now)
        else:
            now = soon
            root = arrivals(machine, root, now)
        if world.later:
            set_reminders(machine)
    close(world)


def wind_up(machine: Machine) -> None:
    """Sets everybody's first stretch."""
    due, first, people = machine.due, machine.first, len(machine.world.staff.role)
    leaves = len(due)
    for person in range(leaves):
        due[person] = machine.world.staff.until[person] if person < people else NEVER
        first[leaves + person] = person
    for node in range(leaves - 1, 0, -1):
        play_off(machine, node)


def play_off(machine: Machine, node: int) -> None:
    """Of two people, whose stretch ends first; of two at once, the one with the smaller number."""
    due, first = machine.due, machine.first
    left, right = first[2 * node], first[2 * node + 1]
    first[node] = left if due[left] <= due[right] else right


def wake(machine: Machine, person: int, at: int) -> None:
    """A person's stretch ends at another time now."""
    machine.due[person] = at
    node = (len(machine.due) + person) >> 1
    while node > 0:
        play_off(machine, node)
        node >>= 1


def go_on(machine: Machine) -> None:
    """Those who have decided have a stretch in hand."""
    world = machine.world
    until = world.staff.until
    for index in range(len(world.free)):
        wake(machine, world.free[index], until[world.free[index]])
    for index in range(len(world.cut)):
        wake(machine, world.cut[index], until[world.cut[index]])
    world.free.clear()


def arrivals(machine: Machine, root: int, now: int) -> int:
    """All that arises by itself at an instant; number of what arises next."""
    while root < len(machine.roots) and machine.asked[root] <= now:
        arrive(machine.world, machine.roots[root], now)
        root += 1
    return root


def set_reminders(machine: Machine) -> None:
    """Has the clock come back for what the rules have asked for."""
    later = machine.world.later
    while later:
        join(machine.reminders, later.pop())
