"""Absences of people whose work others do: it goes to deputies, and comes back."""

from __future__ import annotations

from simulator.engine.queues import TASK_BITS, TASK_MASK
from simulator.engine.rules.changes.call_cover import deal_out_after
from simulator.engine.rules.customers.customers import role_row
from simulator.engine.rules.tasks.substitution import (
    all_are_away,
    go_back,
    has_begun,
    has_deputies,
    is_covered,
    is_urgent_enough,
    line_of,
    role_of_line,
    role_of_owner,
)
from simulator.engine.rules.tasks.tasks import (
    AGREED,
    NO_TIME,
    POSTPONED,
    assign,
    enqueue,
    still_there,
    take_out,
)
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
    if has_deputies(state, role):
        cover_role(state, role, now)
    deal_out_after(state, person)


def cover_role(state: SimulationState, role: int, now: int) -> None:
    """What waits for anybody of a role goes to another one while all of it are away."""
    line = line_of(state, role, NOT)
    if has_deputies(state, role) and all_are_away(state, role):
        pass_on_line(state, line, now)
    else:
        bring_back(state, line, now)


def pass_on_line(state: SimulationState, line: int, now: int) -> None:
    """What waits for anybody of a role goes to its deputies, if it is urgent enough."""
    tasks, role = state.tasks, role_of_line(state, line)
    row = role_row(state, role)
    for queue in range(QUEUES * line, QUEUES * (line + 1)):
        waiting = state.queues[queue]
        for index in range(len(waiting)):
            task = waiting[index] & TASK_MASK
            if (
                tasks.queue[task] == queue
                and role == role_of_owner(state, task)
                and is_urgent_enough(state, task, row)
            ):
                take_out(state, task)
                assign(state, task, role, NOT, now)


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
    """What nobody has begun is in its owner's line again: somebody's who is back, or a role's."""
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
        or role_of_line(state, owner) != role_of_owner(state, task)
    ):
        return False
    deputy = tasks.waits_for[task]
    return deputy < 0 or not has_begun(state, task, deputy)


def take_back(state: SimulationState, task: int, owner: int, now: int) -> None:
    """One task is in its owner's line again; on its day, if it is for one only."""
    tasks, person = state.tasks, owner if owner < state.parameters.headcount else NOT
    postponed = tasks.queue[task] == POSTPONED
    take_out(state, task)
    go_back(state, task, owner, now)
    if postponed:
        tasks.queue[task] = POSTPONED
        tasks.waits_for[task] = person
    else:
        enqueue(state, task, role_of_line(state, owner), still_there(state, person))
