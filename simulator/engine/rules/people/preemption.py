"""Work in hand: started, suspended, resumed, handed over, pre-empted."""

from __future__ import annotations

from simulator.engine.rules.customers.customers import (
    is_capped,
    notice_successor,
    role_row,
    time_taken,
)
from simulator.engine.rules.people.blocks import desk_for, leave_by, must_end_by
from simulator.engine.rules.people.meetings import work_boundary
from simulator.engine.rules.people.people import (
    complete_task,
    record,
    set_activity,
    suspend_task,
    travel_time,
)
from simulator.engine.rules.tasks.substitution import role_of_owner
from simulator.engine.rules.tasks.tasks import (
    enqueue,
    enqueue_by_phase,
    release,
    scaled,
    workload_of,
)
from simulator.engine.rules.timing.sessions import breaks_in, session_end
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    ANYWHERE,
    AT_ACCOUNT,
    AT_DEPUTY,
    AT_FIRST,
    AT_GIVER,
    AT_TAKER,
    BACK_AT_OWNER,
    DECIDING,
    GIVEN_AWAY,
    GIVING,
    MILLION,
    NOT,
    OWN,
    QUEUES,
    RETURNED,
    TRAVELLING,
    WORKING,
)


def end_work(state: SimulationState, person: int, now: int) -> None:
    """The work on a task is done, or a break or the shift's end has come."""
    people, tasks = state.people, state.tasks
    task = people.task[person]
    account_work(state, person, task, now)
    if tasks.remaining[task] != 0:
        suspend_task(state, person)
    elif tasks.comes_back[task] and tasks.phase[task] == AT_TAKER:
        return_to_giver(state, person, task, now)
    else:
        complete_task(state, person, task, now)


def account_work(state: SimulationState, person: int, task: int, now: int) -> None:
    """Takes what was worked off a task; who did not get as far as the work begins all over."""
    people, tasks = state.people, state.tasks
    worked = now - people.since[person] - people.overhead[person]
    if worked >= 0:
        tasks.remaining[task] -= worked
        tasks.was_interrupted[task] = 0
        people.last_activity[person] = state.parameters.activities.kind[tasks.activity[task]]
    elif people.is_first_start[person]:
        tasks.remaining[task] = NOT


def end_hand_over(state: SimulationState, person: int, now: int) -> None:
    """The hand-over is written, or a break or the shift's end has come."""
    people, tasks = state.people, state.tasks
    task = people.task[person]
    tasks.remaining[task] -= now - people.since[person]
    if tasks.remaining[task] == 0:
        hand_over_done(state, person, now)
    else:
        suspend_task(state, person)


def hand_over_done(state: SimulationState, person: int, now: int) -> None:
    """The giver has handed a task over."""
    tasks, people = state.tasks, state.people
    task = people.task[person]
    people.task[person] = NOT
    tasks.remaining[task] = NOT
    tasks.phase[task] = AT_TAKER
    tasks.hand_overs[task] += 1
    if tasks.moved[task] == AT_DEPUTY:  # who wrote it for the owner, to whom it may come back
        state.task_details.giver[task] = tasks.person[task]
    tasks.moved[task] = AT_FIRST
    release(state, task, now)


def return_to_giver(state: SimulationState, person: int, task: int, now: int) -> None:
    """A task handed over comes back, to be done whole by its first owner."""
    tasks = state.tasks
    state.people.task[person] = NOT
    tasks.phase[task] = RETURNED
    tasks.remaining[task] = NOT
    tasks.hand_overs[task] += 1
    if tasks.moved[task]:
        tasks.moved[task] = BACK_AT_OWNER
    enqueue_by_phase(state, task, now)


def lift_from_backlog(state: SimulationState, person: int, task: int) -> None:
    """A task does not lie waiting any more."""
    tasks = state.tasks
    if tasks.waits_for[task] == person:
        at_once = tasks.remaining[task] < 0 and tasks.phase[task] == OWN
        state.people.backlog[person] -= (
            tasks.seconds[task]
            if at_once and tasks.queue[task] % QUEUES == ANYWHERE
            else workload_of(state, task)
        )


def begin_task(state: SimulationState, person: int, task: int, now: int) -> None:
    """Takes a task in hand."""
    people, tasks = state.people, state.tasks
    lift_from_backlog(state, person, task)
    tasks.queue[task] = NOT
    people.task[person] = task
    activity = tasks.activity[task]
    if tasks.phase[task] == AT_GIVER:
        if state.task_details.handing[task] < 0:
            state.task_details.handing[task] = now
            state.task_details.giver[task] = person
            tasks.remaining[task] = state.parameters.activities.hand_over[activity]
        until = min(now + tasks.remaining[task], boundary_of(state, person, activity, now))
        until = min(until, must_end_by(state, person, activity, NOT, now))
        set_activity(state, person, GIVING, now, max(now, until))
        return
    place = state.parameters.activities.place[activity]
    if tasks.started[task] < 0 and place != AT_ACCOUNT:  # a visit begins at the customer's
        tasks.started[task] = now
        if state.parameters.activities.line[activity] >= 0:
            tasks.role[task] = people.role[person]
    tasks.by[task] = person
    if place:
        goal = place_of_work(state, person, task)
        if goal != people.place[person]:
            people.destination[person] = goal
            set_activity(
                state, person, TRAVELLING, now, now + travel_time(state, people.place[person], goal)
            )
            return
    # Whoever decides has time until the next break, so the work always begins.
    start_task(state, person, now)


def place_of_work(state: SimulationState, person: int, task: int) -> int:
    """Where a person does a task."""
    place = state.parameters.activities.place[state.tasks.activity[task]]
    if place == AT_ACCOUNT:
        return state.static.first_account + state.tasks.account[task]
    desk = desk_for(state, person, place)
    return desk if desk >= 0 else state.people.place[person]


def start_task(state: SimulationState, person: int, now: int) -> bool:
    """Begins the task in hand, or goes on with it; False when there is no time left for that.

    Take-over, set-up and resumption come first: one event with the work, though written down apart
    when it ends.
    """
    people, tasks, parameters = state.people, state.tasks, state.parameters
    task = people.task[person]
    activity = tasks.activity[task]
    switches = people.last_activity[person] != parameters.activities.kind[activity]
    afresh = tasks.remaining[task] < 0
    reads_in = afresh and tasks.phase[task] == AT_TAKER
    reading_in = parameters.activities.take_over[activity] if reads_in else 0
    if afresh and tasks.moved[task] == AT_DEPUTY:
        reading_in += parameters.cover.reading_in[rule_of_owner(state, task)]
    setting_up = parameters.set_up if switches else 0
    resuming = parameters.resumption if tasks.was_interrupted[task] else 0
    ahead = reading_in + setting_up + resuming
    if afresh:
        tasks.remaining[task] = work_seconds(state, person, task, switches, now)
        if tasks.started[task] < 0:
            tasks.started[task] = now
    until = now + ahead + tasks.remaining[task]
    if parameters.activities.splittable[activity]:
        end = boundary_of(state, person, activity, now)
        if end < until:
            if end <= now:
                suspend_task(state, person)
                return False
            until = end
    if ahead:
        people.take_over[person] = reading_in
        people.set_up[person], people.resume[person] = setting_up, resuming
    people.overhead[person], people.is_first_start[person] = ahead, afresh
    if people.step[person] != DECIDING:
        set_activity(state, person, WORKING, now, until)
    else:
        people.step[person], people.since[person], people.until[person] = WORKING, now, until
    return True


def rule_of_owner(state: SimulationState, task: int) -> int:
    """Row of who covers for the person for whom a deputy does a task."""
    return role_row(state, role_of_owner(state, task))


def boundary_of(state: SimulationState, person: int, activity: int, now: int) -> int:
    """Until when work on an activity that can be split may go on: the next break, its session."""
    end = min(work_boundary(state, person), leave_by(state, person, now))
    if state.parameters.activities.session[activity] >= 0:
        end = min(end, session_end(state, activity, now))
    return end


def work_seconds(state: SimulationState, person: int, task: int, switches: bool, now: int) -> int:
    """How long this person takes for a task that nobody has begun."""
    tasks, activities = state.tasks, state.parameters.activities
    activity = tasks.activity[task]
    phase = tasks.phase[task]
    seconds = state.task_details.rework[task] if phase == RETURNED else tasks.seconds[task]
    if activities.individual[activity]:
        seconds = scaled(seconds, time_taken(state, person, now))
        if activities.skill[activity] >= 0:
            seconds = scaled(seconds, skilled_ppm(state, person, activities.skill[activity]))
    if state.people.capped[person] or now < state.people.moved_until[person]:
        seconds = scaled(seconds, slack_of(state, person, task, now))
    if phase == AT_TAKER:
        seconds = scaled(seconds, activities.moved_ppm[activity])
    if tasks.moved[task] == AT_DEPUTY:
        seconds = scaled(seconds, state.parameters.cover.time_ppm[rule_of_owner(state, task)])
    if activities.learning[activity] >= 0:
        seconds = scaled(seconds, learning_ppm(state, task, now))
    if switches:
        seconds = scaled(seconds, state.parameters.slower_ppm)
    return min(seconds, state.parameters.horizon)


def slack_of(state: SimulationState, person: int, task: int, now: int) -> int:
    """Time that somebody takes over that at his usual drive, in millionths.

    At a cap it is that of selling, after what was paid or taken back of late that of all work for
    customers.
    """
    people, slack = state.people, MILLION
    sells = state.parameters.activities.sells[state.tasks.activity[task]]
    if is_capped(state, person, now) and sells:
        slack = state.parameters.commission.slack[role_row(state, people.role[person])]
    if now < people.moved_until[person] and (sells or state.tasks.account[task] >= 0):
        notice_successor(state, person, now)
        slack = slack * people.moved[person] // MILLION if people.moved_until[person] else slack
    return slack


def skilled_ppm(state: SimulationState, person: int, skill: int) -> int:
    """Time that a person takes over that of others by a skill of his, in millionths."""
    ppm = state.parameters.lines.skill_ppm[person * state.parameters.lines.skills + skill]
    return ppm if ppm > 0 else MILLION


def learning_ppm(state: SimulationState, task: int, now: int) -> int:
    """How much longer new owners of a task take while they learn, in millionths.

    Where that has begun on several days, they are as slow as since the last of them.
    """
    learning, taken = state.parameters.learning, state.tasks.phase[task] == AT_TAKER
    row, ppm = state.parameters.activities.learning[state.tasks.activity[task]], MILLION
    for each in range(learning.first[row], learning.first[row] + learning.count[row]):
        left = learning.until[each] - now
        if left <= learning.lasts[each] and (taken or learning.who[each] == GIVEN_AWAY):
            ppm = MILLION + learning.ppm[each] * max(left, 0) // learning.lasts[each]
    return ppm


# -- pre-emption --


def whom_to_interrupt(state: SimulationState, task: int) -> int:
    """Who is pre-empted by a task: the least urgent work in hand, then the latest begun."""
    parameters, tasks, people = state.parameters, state.tasks, state.people
    activity = tasks.activity[task]
    urgency = parameters.activities.queue_urgency[activity]
    if tasks.waits_for[task] >= 0:
        person = tasks.waits_for[task]
        return person if urgency_in_hand(state, person, activity) > urgency else NOT
    first = parameters.roles.first[tasks.role[task]]
    chosen = NOT
    for person in range(first, first + parameters.roles.people[tasks.role[task]]):
        in_hand = urgency_in_hand(state, person, activity)
        if in_hand > urgency:
            urgency_chosen = urgency_in_hand(state, chosen, activity) if chosen >= 0 else urgency
            if in_hand > urgency_chosen or (
                in_hand == urgency_chosen and people.since[person] > people.since[chosen]
            ):
                chosen = person
    return chosen


def urgency_in_hand(state: SimulationState, person: int, by: int) -> int:
    """Urgency of the work that a person could lay aside now for an activity; -1 for none."""
    people, activities = state.people, state.parameters.activities
    if people.step[person] != WORKING or people.evening[person]:
        return NOT
    activity = state.tasks.activity[people.task[person]]
    if not activities.splittable[activity]:
        return NOT
    urgency = activities.queue_urgency[activity]
    if urgency == 0 and breaks_in(state, by, activity):
        return activities.urgency[activity]
    return urgency


def interrupt(state: SimulationState, person: int, task: int, now: int) -> None:
    """A person lays aside what is in hand and takes up a more urgent task."""
    people, tasks = state.people, state.tasks
    old = people.task[person]
    record(state, person, now)
    account_work(state, person, old, now)
    tasks.interrupted[old] += 1
    tasks.was_interrupted[old] = 1
    people.task[person] = NOT
    enqueue(state, old, tasks.role[old], person)
    begin_task(state, person, task, now)
