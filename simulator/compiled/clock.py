"""The clock of the compiled engine: the same order of events as under SimPy, on plain columns."""

from __future__ import annotations

from simulator.compiled.layout import Machine
from simulator.compiled.moves import AHEAD, join, leave, look_ahead
from simulator.lines import TASK_BITS, WHAT_BITS
from simulator.rules import REMINDERS_OF_AN_INSTANT, arrive, close, finish, remember, settle

NEVER = 1 << 62
# A key holds a time and a person. The smallest is found team by team: a processor compares several
# keys at once, so that a row of them is quicker than a tree.
PERSON_BITS, TEAM = 24, 32
PERSON_MASK = (1 << PERSON_BITS) - 1


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
        next_up = soonest(machine)
        ends = next_up >> PERSON_BITS
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
            person = next_up & PERSON_MASK
            machine.due[person] = NEVER
            goes_on = finish(world, person, now)
            find_soonest(machine, person // TEAM)  # a row just written to is slow to be read whole
            if goes_on:
                wake(machine, person)
            else:
                free.append(person)
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
    for row in range(len(machine.due)):
        machine.due[row] = NEVER
    for team in range(len(machine.soonest)):
        machine.soonest[team] = NEVER
    for person in range(len(machine.world.staff.role)):
        wake(machine, person)


def soonest(machine: Machine) -> int:
    """The key of whoever's stretch ends first; of several at once, the smallest number's."""
    least = machine.soonest[0]
    for team in range(1, len(machine.soonest)):
        least = min(least, machine.soonest[team])
    return least


def find_soonest(machine: Machine, team: int) -> None:
    """Looks for the smallest key of a team."""
    due, least = machine.due, NEVER
    for row in range(team * TEAM, team * TEAM + TEAM):
        least = min(least, due[row])
    machine.soonest[team] = least


def wake(machine: Machine, person: int) -> None:
    """A person who had none has a stretch in hand, to its end."""
    key = (machine.world.staff.until[person] << PERSON_BITS) | person
    machine.due[person] = key
    team = person // TEAM
    machine.soonest[team] = min(machine.soonest[team], key)


def go_on(machine: Machine) -> None:
    """Those who have decided have a stretch in hand."""
    world = machine.world
    for index in range(len(world.free)):
        wake(machine, world.free[index])
    for index in range(len(world.cut)):
        machine.due[world.cut[index]] = NEVER
        find_soonest(machine, world.cut[index] // TEAM)
        wake(machine, world.cut[index])
    world.free.clear()


def arrivals(machine: Machine, root: int, now: int) -> int:
    """All that arises by itself at an instant; number of what arises next."""
    work, roots = machine.world.work, machine.roots
    while root < len(roots) and machine.asked[root] <= now:
        if root + AHEAD < len(roots):
            look_ahead(work.seconds, roots[root + AHEAD])
        arrive(machine.world, machine.roots[root], now)
        root += 1
    return root


def set_reminders(machine: Machine) -> None:
    """Has the clock come back for what the rules have asked for."""
    later = machine.world.later
    while later:
        join(machine.reminders, later.pop())
