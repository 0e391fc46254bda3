"""Substitution: in whose line a task stands while the person it is for is away."""

from __future__ import annotations

from simulator.engine.queues import TASK_BITS
from simulator.engine.rules.customers.customers import role_row
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_DEPUTY,
    AT_FIRST,
    AT_GIVER,
    AT_TAKER,
    BACK_AT_OWNER,
    COVERED,
    HERE,
    NOT,
    OVERFLOWED,
)

TRANSFER_NUMBERS = 4  # that one change of line comes to


def substitute(state: SimulationState, task: int, person: int, now: int) -> tuple[int, int]:
    """The role and person who do a task for somebody away: a deputy, or -1 for a whole line.

    Himself for what does not go to anybody else.
    """
    tasks, role = state.tasks, state.people.role[person]
    if not is_covered(state, task, person):
        if tasks.moved[task] == AT_DEPUTY:
            go_back(state, task, person, now)
        return role, person
    role, deputy = line_of_deputy(state, person)
    state.covered_tasks.append((person << TASK_BITS) | task)
    note_transfer(state, task, now, person, line_of(state, role, deputy), AT_DEPUTY)
    tasks.moved[task] = AT_DEPUTY
    return role, deputy


def is_covered(state: SimulationState, task: int, person: int) -> bool:
    """Does a task that is for somebody away go to others?"""
    cover, row = state.parameters.cover, role_row(state, state.people.role[person])
    return (
        is_urgent_enough(state, task, row)
        and not has_begun(state, task, person)
        and (cover.role[row] >= 0 or deputy_of(state, person, 0) >= 0)
    )


def is_urgent_enough(state: SimulationState, task: int, row: int) -> bool:
    """Is a task one of those that others do, by the rule of a role?"""
    urgency = state.parameters.activities.urgency[state.tasks.activity[task]]
    return urgency <= state.parameters.cover.up_to_urgency[row]


def substitute_all(state: SimulationState, task: int, role: int, now: int) -> int:
    """The role that does a task for anybody of a role: its deputies while all of it are away."""
    owner, row = line_of(state, role, NOT), role_row(state, role)
    if not is_urgent_enough(state, task, row) or not all_are_away(state, role):
        if state.tasks.moved[task] == AT_DEPUTY:
            go_back(state, task, owner, now)
        return role
    deputies = state.parameters.cover.role[row]
    state.covered_tasks.append((owner << TASK_BITS) | task)
    note_transfer(state, task, now, owner, line_of(state, deputies, NOT), AT_DEPUTY)
    state.tasks.moved[task] = AT_DEPUTY
    return deputies


def has_deputies(state: SimulationState, role: int) -> bool:
    """Does another role do the work of people of a role who are away?"""
    deputies = state.parameters.cover.role[role_row(state, role)]
    return deputies >= 0 and deputies != role


def all_are_away(state: SimulationState, role: int) -> bool:
    """Is everybody of a role away, and others do their work by now?"""
    roles, first = state.parameters.roles, state.parameters.roles.first[role]
    present = state.parameters.phases.present[state.phase[0] * len(roles.first) + role]
    for person in range(first, first + present):
        if state.people.away[person] != COVERED:
            return False
    return present > 0


def line_of_deputy(state: SimulationState, person: int) -> tuple[int, int]:
    """Role and person in whose line the tasks of somebody away stand, -1 for all of the role."""
    role = state.people.role[person]
    line = state.parameters.cover.role[role_row(state, role)]
    if line >= 0:
        return line, NOT
    return role, deputy_of(state, person, 0)


def deputy_of(state: SimulationState, person: int, skipped: int) -> int:
    """The next of the role, in order, who is not away, so many skipped at first; -1 if all are."""
    people, roles = state.people, state.parameters.roles
    role = people.role[person]
    first = roles.first[role]
    present = state.parameters.phases.present[state.phase[0] * len(roles.first) + role]
    others = present - 1 if person - first < present else present
    for step in range(others):
        number = (person - first + 1 + (skipped + step) % others) % present
        if people.away[first + number] == HERE:
            return first + number
    return NOT


def has_begun(state: SimulationState, task: int, person: int) -> bool:
    """Has this person begun the task, or to hand it over?"""
    tasks = state.tasks
    if tasks.phase[task] == AT_GIVER:
        return state.task_details.giver[task] == person
    return tasks.by[task] == person


def role_of_owner(state: SimulationState, task: int) -> int:
    """The role of the person for whom a deputy does a task, or that it is for."""
    tasks, activities = state.tasks, state.parameters.activities
    activity = tasks.activity[task]
    if tasks.phase[task] == OVERFLOWED:
        return activities.overflow_role[activity]
    if tasks.phase[task] == AT_TAKER:
        return activities.moved_role[activity]
    return activities.role[activity]


def go_back(state: SimulationState, task: int, owner: int, now: int) -> None:
    """A task is in its owner's line again, from now on."""
    note_transfer(state, task, now, owner, owner, BACK_AT_OWNER)
    state.tasks.moved[task] = BACK_AT_OWNER


# -- what is written down of it --


def line_of(state: SimulationState, role: int, person: int) -> int:
    """Number of a line: one for each person, then one for each role."""
    return person if person >= 0 else state.parameters.headcount + role


def role_of_line(state: SimulationState, line: int) -> int:
    """The role of the person whose line it is, or whose own it is."""
    headcount = state.parameters.headcount
    return state.people.role[line] if line < headcount else line - headcount


def note_transfer(
    state: SimulationState, task: int, now: int, before: int, line: int, why: int
) -> None:
    """Writes down in which line a task stands from now on, until it is begun.

    The first time also in which it stood before, if only for this instant.
    """
    tasks = state.tasks
    if tasks.started[task] >= 0 or tasks.phase[task] == AT_GIVER:
        return
    if tasks.moved[task] == AT_FIRST:
        write_transfer(state, task, tasks.available[task], before, AT_FIRST)
    write_transfer(state, task, now, line, why)


def write_transfer(state: SimulationState, task: int, when: int, line: int, why: int) -> None:
    """Writes four numbers."""
    state.transfers.append(task)
    state.transfers.append(when)
    state.transfers.append(line)
    state.transfers.append(why)
