"""A task until somebody takes it in hand, and what follows on it."""

from __future__ import annotations

from simulator.engine.queues import (
    TASK_BITS,
    TIME_BITS,
    URGENCY_SHIFT,
    agenda_insert,
    heap_push,
    reminder,
)
from simulator.engine.rules.customers.bids import is_asked_for
from simulator.engine.rules.customers.commission import reach_stage
from simulator.engine.rules.customers.customers import (
    branch_taken,
    inherit_owner,
    owner_of,
    role_row,
    update_customer,
)
from simulator.engine.rules.customers.market import (
    is_served,
    lose_account,
    sign_contract,
    win_account,
)
from simulator.engine.rules.tasks.substitution import (
    go_back,
    has_deputies,
    line_of,
    note_transfer,
    role_of_owner,
    substitute,
    substitute_all,
)
from simulator.engine.rules.timing.deadlines import after_open_hours, due_at, phase_at
from simulator.engine.rules.timing.sessions import next_session
from simulator.engine.rules.timing.steering import urgency_of
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    ANYWHERE,
    ARRIVE,
    AT_ACCOUNT,
    AT_DEPUTY,
    AT_DESK,
    AT_FIRST,
    AT_GIVER,
    AT_OVERFLOW,
    AT_TAKER,
    AUTOMATED,
    COVERED,
    DAY,
    EVERY_DAY,
    IN_SESSIONS,
    IS_BEFORE_HAND_OVER,
    IS_IDLE,
    LAPSE,
    LATE,
    MILLION,
    MOVES,
    NEEDS_NOBODY,
    NOT,
    OVERFLOW,
    OVERFLOWED,
    OWN,
    QUEUES,
    RELEASE,
    RETURNED,
)

LONGEST = 1 << 32  # seconds, longer than any horizon: so many a thousand times fit into 64 bits
LAST_INSTANT = (1 << TIME_BITS) - 1

POSTPONED = -2  # the queue of a task that waits for one of its weekdays
AGREED = -3  # of joint work whose time stands in calendars, or is to be agreed on at once
NO_TIME = -4  # of joint work for which nobody who is needed has time, as far as anybody knows


def scaled(seconds: int, ppm: int) -> int:
    """Seconds times millionths, rounded half up."""
    product = (seconds * ppm + MILLION // 2) // MILLION
    return product if product < LONGEST else LONGEST


def next_day_for(state: SimulationState, activity: int, now: int) -> int:
    """The first instant from now on that lies on a weekday, or in a session, for the activity."""
    mask = state.parameters.activities.on_days[activity]
    if mask & IN_SESSIONS:
        return next_session(state, activity, now)
    if mask & (1 << (now // DAY % 7)):
        return now
    day = now // DAY + 1
    while not mask & (1 << (day % 7)):
        day += 1
    return day * DAY


def arrive(state: SimulationState, task: int, now: int) -> None:
    """A task is asked for."""
    tasks, activities = state.tasks, state.parameters.activities
    activity = tasks.activity[task]
    if (
        state.account_changes
        and tasks.account[task] >= 0
        and not is_served(state, activity, task, tasks.account[task])
    ):
        return
    if activities.stage[activity] >= 0 and not is_asked_for(state, task, activity, now):
        return
    if tasks.account[task] < 0 and is_for_nobody(state, tasks.person[task], now):
        return
    tasks.asked[task] = now
    if activities.plain[activity]:
        tasks.available[task] = now
        assign(state, task, activities.role[activity], tasks.person[task], now)
        return
    if activities.stage[activity] >= 0:
        reach_stage(state, task, now)
    if tasks.routing[task] == NEEDS_NOBODY:
        complete_automated(state, task, activity, now)
        return
    if activities.meeting[activity]:
        tasks.available[task] = now
        tasks.role[task] = state.parameters.role_of[tasks.person[task]]
        tasks.waits_for[task] = tasks.person[task]
        return
    if activities.lapse_after[activity] >= 0:
        state.reminders.append(reminder(now + activities.lapse_after[activity], LAPSE, task))
    if activities.goodwill_once_late[activity] < 0 and tasks.account[task] >= 0:
        remind_of_lateness(state, task, activity, now)
    if activities.on_days[activity] == EVERY_DAY:
        release(state, task, now)
        return
    tasks.role[task] = activities.role[activity]
    tasks.waits_for[task] = tasks.person[task]
    tasks.queue[task] = POSTPONED
    state.reminders.append(reminder(next_day_for(state, activity, now), RELEASE, task))


def is_for_nobody(state: SimulationState, person: int, now: int) -> bool:
    """Has who alone was to do something left over a cap, and nobody followed him yet?"""
    return person >= 0 and now < state.people.back[person]


def remind_of_lateness(state: SimulationState, task: int, activity: int, now: int) -> None:
    """A task that is not finished by its due time is late from the next second on."""
    late = due_at(state, activity, now) + 1
    if late < state.parameters.horizon:
        state.reminders.append(reminder(late, LATE, task))


def complete_automated(state: SimulationState, task: int, activity: int, now: int) -> None:
    """What needs nobody is over at once, with all that it brings about."""
    tasks, activities = state.tasks, state.parameters.activities
    tasks.status[task] = AUTOMATED
    tasks.available[task] = tasks.started[task] = tasks.finished[task] = now
    if activities.matters[activity]:
        update_customer(state, NOT, task, now)
    if activities.loses[activity] and tasks.account[task] >= 0:
        lose_account(state, tasks.account[task], now)
    if activities.wins[activity] and tasks.account[task] >= 0:
        win_account(state, tasks.account[task], now)
    follow_up(state, task, now)


def end_contract(state: SimulationState, account: int, now: int) -> None:
    """An account's contract ends, which asks for something, and the next one begins."""
    accounts = state.accounts
    if accounts.contract_end[account] != now:
        return  # signed by whom we have lost since
    number = accounts.contracts[account]
    first = state.static.contract_task[state.phase[0] * len(accounts.lost) + account]
    accounts.contracts[account] = number + 1
    sign_contract(state, account, now)
    if first >= 0:
        arrive(state, first + number, now)


def release(state: SimulationState, task: int, now: int) -> None:
    """A task joins the queue of whoever has to do something about it first."""
    tasks, activities = state.tasks, state.parameters.activities
    activity = tasks.activity[task]
    if tasks.remaining[task] >= 0:
        begun_by = (
            state.task_details.giver[task] if tasks.phase[task] == AT_GIVER else tasks.by[task]
        )
        enqueue(state, task, tasks.role[task], still_there(state, begun_by))
        return
    if tasks.routing[task] == MOVES and tasks.phase[task] == OWN:
        if activities.hand_over[activity] > 0:
            tasks.phase[task] = AT_GIVER
            if activities.overflow_at_giver[activity]:
                remind_of_overflow(state, task, tasks.asked[task], now)
        else:
            tasks.phase[task] = AT_TAKER
            tasks.hand_overs[task] += 1
    if tasks.phase[task] != AT_GIVER and tasks.available[task] < 0:
        tasks.available[task] = now
        if activities.overflow_role[activity] >= 0:
            since = tasks.asked[task] if activities.overflow_at_giver[activity] else now
            remind_of_overflow(state, task, since, now)
    if IS_BEFORE_HAND_OVER[tasks.phase[task]]:
        person = still_there(state, tasks.person[task])
        assign(state, task, activities.role[activity], person, now)
    else:
        enqueue_by_phase(state, task, now)


def remind_of_overflow(state: SimulationState, task: int, since: int, now: int) -> None:
    """A task goes to those who take the overflow once it has waited for so long."""
    when = since + state.parameters.activities.overflow_after[state.tasks.activity[task]]
    state.reminders.append(reminder(max(when, now), OVERFLOW, task))


def still_there(state: SimulationState, person: int) -> int:
    """The person a task is for; nobody in particular, once he has left for good."""
    return NOT if person >= 0 and state.people.gone[person] else person


def enqueue_by_phase(state: SimulationState, task: int, now: int) -> None:
    """A task that changed hands joins the queue of its new person, or of all who may do it."""
    tasks, activities = state.tasks, state.parameters.activities
    activity, phase = tasks.activity[task], tasks.phase[task]
    person = NOT
    if phase == AT_TAKER:
        role = activities.moved_role[activity]
        if is_in_line(state, task, now):
            person = tasks.waits_for[task]
        elif activities.moved_own[activity] and tasks.account[task] >= 0:
            person = owner_of(state, role, tasks.account[task])
    elif phase == OVERFLOWED:
        role = activities.overflow_role[activity]
    else:
        role, person = activities.role[activity], tasks.person[task]
        if state.task_details.giver[task] >= 0:
            person = state.task_details.giver[task]
    assign(state, task, role, still_there(state, person), now)


def is_in_line(state: SimulationState, task: int, now: int) -> bool:
    """Has a task waited before at who is there still? It stays, whoever has the account now."""
    tasks = state.tasks
    if tasks.available[task] >= now or tasks.moved[task] == AT_DEPUTY:
        return False
    return tasks.waits_for[task] < 0 or not state.people.gone[tasks.waits_for[task]]


def assign(state: SimulationState, task: int, role: int, person: int, now: int) -> None:
    """A task joins the queue of the person it is for; of whoever covers for him, if he is away.

    Where it is for anybody of a role, of its deputies while all are away.
    """
    if person >= 0:
        if state.people.away[person] == COVERED:
            role, person = substitute(state, task, person, now)
        elif state.tasks.moved[task] == AT_DEPUTY and state.tasks.waits_for[task] != person:
            go_back(state, task, person, now)
    elif has_deputies(state, role) and is_for_all_of(state, task, role):
        role = substitute_all(state, task, role, now)
    if state.parameters.appointments and is_by_appointment(state, task):
        state.tasks.role[task] = role
        state.tasks.waits_for[task] = person
        ask_for_time(state, task)
    else:
        enqueue(state, task, role, person)


def is_for_all_of(state: SimulationState, task: int, role: int) -> bool:
    """Is a task for anybody of a role, not in a line of several, nor as deputies of others?"""
    line = state.parameters.activities.line[state.tasks.activity[task]]
    return line < 0 and role == role_of_owner(state, task)


def is_by_appointment(state: SimulationState, task: int) -> bool:
    """Is a time to be agreed on with the customer, by whoever comes?"""
    by_appointment = state.parameters.activities.appointment[state.tasks.activity[task]]
    return by_appointment > 0 and state.tasks.phase[task] != AT_GIVER


def ask_for_time(state: SimulationState, task: int) -> None:
    """A time for a visit is to be agreed on once this instant has settled."""
    urgency = state.parameters.activities.urgency[state.tasks.activity[task]]
    state.tasks.queue[task] = AGREED
    state.new_tasks.append((urgency << URGENCY_SHIFT) | task)


def enqueue(state: SimulationState, task: int, role: int, person: int) -> None:
    """A task joins one person's queue or, for person -1, its role's."""
    tasks, parameters = state.tasks, state.parameters
    activities = parameters.activities
    activity = tasks.activity[task]
    line = activities.line[activity]
    if line >= 0 and person >= 0 and not may_do(state, person, activity):
        person = NOT
    tasks.role[task] = role
    tasks.waits_for[task] = person
    queue = QUEUES * (person if person >= 0 else parameters.headcount + role)
    if line >= 0 and person < 0:
        queue = line_queue(state, line)
    if activities.place[activity]:
        queue += place_bound_to(state, task, role)
    time = tasks.asked[task]
    if parameters.earliest_due:
        time = due_at(state, activity, time) if activities.due[activity] >= 0 else LAST_INSTANT
    urgency = urgency_of(state, task, person)
    key = (urgency << URGENCY_SHIFT) | (time << TASK_BITS) | task
    tasks.queue[task] = queue
    if queue % QUEUES == AT_ACCOUNT:
        agenda_insert(state.queues[queue], key)
    else:
        heap_push(state.queues[queue], key)
    if person >= 0:
        people = state.people
        people.backlog[person] += (
            tasks.seconds[task]
            if tasks.remaining[task] < 0 and tasks.phase[task] == OWN and queue % QUEUES == ANYWHERE
            else workload_of(state, task)
        )
        if activities.interrupts[activity] or IS_IDLE[people.step[person]]:
            state.new_tasks.append(key)
    elif activities.interrupts[activity] or line >= 0 or state.idle_count[role] > 0:
        state.new_tasks.append(key)


def place_bound_to(state: SimulationState, task: int, role: int) -> int:
    """The kind of place in whose queue a task stands, for people of a role.

    At their base and the headquarters those look who live elsewhere; others are there anyway. For
    joint work a time has to be agreed on first, anywhere.
    """
    activities, activity = state.parameters.activities, state.tasks.activity[task]
    place = activities.place[activity]
    if state.tasks.phase[task] == AT_GIVER or activities.partners[activity] >= 0:
        return ANYWHERE
    lives_elsewhere = state.parameters.roles.home_based[role_row(state, role)]
    bound = place in (AT_ACCOUNT, AT_DESK) or lives_elsewhere
    return place if bound else ANYWHERE


def may_do(state: SimulationState, person: int, activity: int) -> bool:
    """Does a person know what it takes?"""
    activities, parameters = state.parameters.activities, state.parameters
    cell = person * parameters.lines.skills + activities.skill[activity]
    return not activities.skilled_only[activity] or parameters.lines.skill_ppm[cell] > 0


def line_queue(state: SimulationState, line: int) -> int:
    """The queue of work that several roles do, or those with a skill."""
    parameters = state.parameters
    return QUEUES * (parameters.headcount + len(parameters.roles.first) + line)


def workload_of(state: SimulationState, task: int) -> int:
    """Seconds of work that a waiting task means to the person in whose queue it is.

    A visit is no paperwork that evenings, or the end of a day, are kept free for.
    """
    tasks = state.tasks
    if tasks.queue[task] >= 0 and tasks.queue[task] % QUEUES == AT_ACCOUNT:
        return 0
    if tasks.remaining[task] >= 0:
        return tasks.remaining[task]
    if tasks.phase[task] == AT_GIVER:
        return state.parameters.activities.hand_over[tasks.activity[task]]
    return state.task_details.rework[task] if tasks.phase[task] == RETURNED else tasks.seconds[task]


def overflow(state: SimulationState, task: int, now: int) -> None:
    """A task that has waited too long goes to those who take the overflow, on whatever day."""
    tasks, activities = state.tasks, state.parameters.activities
    at_giver = tasks.phase[task] == AT_GIVER
    if (
        tasks.queue[task] == NOT
        or tasks.started[task] >= 0
        or tasks.phase[task] not in (OWN, AT_TAKER, AT_GIVER)
        or (at_giver and state.task_details.handing[task] >= 0)
    ):
        return
    take_out(state, task)
    tasks.phase[task] = OVERFLOWED
    if at_giver:  # the giver could have done it
        tasks.available[task] = tasks.asked[task]
        tasks.moved[task] = AT_FIRST
    activity = tasks.activity[task]
    role = activities.overflow_role[activity]
    if tasks.moved[task] or at_giver or role == activities.role[activity]:
        before = line_of(state, tasks.role[task], tasks.waits_for[task])
        note_transfer(state, task, now, before, line_of(state, role, NOT), AT_OVERFLOW)
        tasks.moved[task] = AT_OVERFLOW
    enqueue_by_phase(state, task, now)


def take_out(state: SimulationState, task: int) -> None:
    """A waiting task leaves its line."""
    tasks = state.tasks
    if tasks.waits_for[task] >= 0 and tasks.queue[task] != POSTPONED:
        state.people.backlog[tasks.waits_for[task]] -= workload_of(state, task)
    tasks.queue[task] = NOT


def is_of_phase(state: SimulationState, task: int, when: int) -> bool:
    """Is a task one of those that may be asked for in the phase of a moment?"""
    return state.task_details.phases[task] >> phase_at(state, when) & 1 > 0


def asked_at(state: SimulationState, child: int, now: int) -> int:
    """When something is asked for that follows on what is finished now."""
    delay = state.task_details.delay[child]
    if len(state.parameters.open_hours.first) == 0 or state.routing.delay_in[child] < 0:
        return now + delay
    return after_open_hours(state, state.routing.delay_in[child], now, delay)


def follow_up(state: SimulationState, task: int, now: int) -> None:
    """Whatever a finished task leaves behind is asked for, at once or later."""
    tasks, activities = state.tasks, state.parameters.activities
    if len(state.parameters.joins.effect):
        join_up(state, task, now)
    child = tasks.first_child[task]
    while child >= 0:
        activity, when = tasks.activity[child], asked_at(state, child, now)
        holds = is_of_phase(state, child, when) and not waits_for_others(state, child, task)
        if holds and activities.stage[activity] == 0:
            inherit_owner(state, child, task)
        if not holds or (
            activities.uncertain[activity] and not branch_taken(state, child, task, now)
        ):
            pass
        elif when > now:
            state.reminders.append(reminder(when, ARRIVE, child))
        else:
            arrive(state, child, now)
        child = state.task_details.next_sibling[child]


def waits_for_others(state: SimulationState, child: int, task: int) -> bool:
    """Does a task follow on this one only once others have been finished, too?"""
    joins, activities = state.parameters.joins, state.parameters.activities
    join = activities.join[state.tasks.activity[child]]
    return join >= 0 and joins.first[join] == activities.kind[state.tasks.activity[task]]


def join_up(state: SimulationState, task: int, now: int) -> None:
    """What waits for a finished task is asked for, if that was the last that it waited for."""
    joins, case = state.parameters.joins, state.routing.case[task]
    if case < 0:
        return
    kind = state.parameters.activities.kind[state.tasks.activity[task]]
    for row in range(joins.member_from[kind], joins.member_from[kind + 1]):
        join = joins.join[row]
        cell = case * len(joins.effect) + join
        if joins.bit[row] == 1 and state.join_cause[cell] < 0:
            state.join_cause[cell] = task
        state.joined[cell] |= joins.bit[row]
        if state.joined[cell] == joins.whole[join]:
            cause = state.join_cause[cell]
            state.joined[cell] = 0
            state.join_cause[cell] = NOT
            ask_for_joined(state, cause, join, now)


def ask_for_joined(state: SimulationState, cause: int, join: int, now: int) -> None:
    """All that a task waited for is finished."""
    child = state.tasks.first_child[cause]
    while child >= 0:
        of_join = state.parameters.activities.join[state.tasks.activity[child]] == join
        if of_join and waits_for_others(state, child, cause) and is_of_phase(state, child, now):
            if state.parameters.activities.stage[state.tasks.activity[child]] == 0:
                inherit_owner(state, child, cause)
            arrive(state, child, now)
        child = state.task_details.next_sibling[child]
