"""Absences of people whose work others do: it goes to deputies, and comes back."""

from __future__ import annotations

from simulator.engine.queues import TASK_BITS, TASK_MASK
from simulator.engine.rules.call_cover import deal_out_after
from simulator.engine.rules.customers import role_row
from simulator.engine.rules.substitution import (
    go_back,
    has_begun,
    is_covered,
    role_of_owner,
)
from simulator.engine.rules.tasks import AGREED, NO_TIME, POSTPONED, assign, enqueue, take_out
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AT_DEPUTY,
    COVERED,
    GOES,
    HERE,
    IS_BACK,
    NOT,
    QUEUES,
    UNCOVERED,
)


def change_absence(state: SimulationState, number: int, now: int) -> None:
    """Somebody goes, or is covered from now on, or is back."""
    absent, away = state.static.absent, state.people.away
    what, person = number // len(absent), absent[number % len(absent)]
    role = state.people.role[person]
    if what == GOES:
        away[person] = UNCOVERED
        return
    if what == IS_BACK:
        away[person] = HERE
        bring_back(state, person, now)
        cover_colleagues(state, role, now)
    else:
        away[person] = COVERED
        pass_on_of_others(state, person, now)
        pass_on_own(state, person, now)
    deal_out_after(state, person)


def cover_colleagues(state: SimulationState, role: int, now: int) -> None:
    """Who is back does the work of those for whom nobody was there."""
    if state.parameters.cover.role[role_row(state, role)] >= 0:
        return
    first = state.parameters.roles.first[role]
    for person in range(first, first + state.parameters.roles.people[role]):
        if state.people.away[person] == COVERED:
            pass_on_own(state, person, now)


def pass_on_own(state: SimulationState, person: int, now: int) -> None:
    """What waits for somebody away goes to whoever does it."""
    tasks, role = state.tasks, state.people.role[person]
    for queue in range(QUEUES * person, QUEUES * (person + 1)):
        waiting = state.queues[queue]
        for index in range(len(waiting)):
            task = waiting[index] & TASK_MASK
            if (
                tasks.queue[task] == queue
                and tasks.moved[task] != AT_DEPUTY
                and is_covered(state, task, person)
            ):
                take_out(state, task)
                assign(state, task, role, person, now)


def pass_on_of_others(state: SimulationState, deputy: int, now: int) -> None:
    """What a deputy who is away himself was to do for others goes to the next."""
    covered = state.covered_tasks
    for index in range(len(covered)):
        owner, task = covered[index] >> TASK_BITS, covered[index] & TASK_MASK
        if state.tasks.waits_for[task] == deputy and lies_untouched(state, task, owner):
            take_out(state, task)
            assign(state, task, state.people.role[owner], owner, now)


def bring_back(state: SimulationState, owner: int, now: int) -> None:
    """What nobody has begun for somebody who is back is his again."""
    covered, kept = state.covered_tasks, 0
    for index in range(len(covered)):
        whose, task = covered[index] >> TASK_BITS, covered[index] & TASK_MASK
        if not lies_untouched(state, task, whose):
            continue
        if whose != owner:
            covered[kept] = covered[index]
            kept += 1
        else:
            take_back(state, task, owner, now)
    while len(covered) > kept:
        covered.pop()


def lies_untouched(state: SimulationState, task: int, owner: int) -> bool:
    """Does a task of somebody away wait at a deputy's, who has not begun it?"""
    tasks = state.tasks
    if (
        tasks.moved[task] != AT_DEPUTY
        or tasks.queue[task] == NOT
        or tasks.queue[task] == AGREED
        or tasks.queue[task] == NO_TIME
        or state.people.role[owner] != role_of_owner(state, task)
    ):
        return False
    deputy = tasks.waits_for[task]
    return deputy < 0 or not has_begun(state, task, deputy)


def take_back(state: SimulationState, task: int, owner: int, now: int) -> None:
    """One task is in its owner's line again; on its day, if it is for one only."""
    tasks = state.tasks
    postponed = tasks.queue[task] == POSTPONED
    take_out(state, task)
    go_back(state, task, owner, now)
    if postponed:
        tasks.queue[task] = POSTPONED
        tasks.waits_for[task] = owner
    elif state.people.gone[owner]:
        enqueue(state, task, state.people.role[owner], NOT)
    else:
        enqueue(state, task, state.people.role[owner], owner)
