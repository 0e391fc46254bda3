"""Customers: goodwill, deals won or not; and the skill of newcomers.

Probabilities are in millionths and compared with uniforms that were drawn beforehand; they may
respond to what has happened.
"""

from __future__ import annotations

from simulator.engine.queues import (
    TASK_BITS,
    TASK_MASK,
    agenda_insert,
    agenda_remove,
    sort_ascending,
    sort_by_worth,
)
from simulator.engine.rules.customers.bids import mind_of, wins_deal
from simulator.engine.rules.timing.deadlines import due_at, phase_at
from simulator.engine.rules.timing.steering import make_known, note_done, steer
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AGE,
    CONTACTS,
    CUSTOMER,
    DAY,
    FORMER_CUSTOMER,
    GOODWILL,
    HAND_OVERS,
    MILLION,
    NOT,
    POTENTIAL,
    RIVALS,
    SINCE_CONTACT,
    SKILL,
    TURNAROUND,
    WAIT_BEFORE,
    YEAR,
)

OF_LATE = 30 * DAY  # for which a rival's contact with an account counts
LONG_AGO = -YEAR  # of contacts before the first day
TIME_IS_AGREED = (1 << 31) - 1  # when a call is due for which people have agreed on a time


# -- agendas: when which account is due --


def agenda_key(due: int, contact: int) -> int:
    """Where a contact stands in its person's agenda; due times may lie before the start."""
    return ((due + (1 << TASK_BITS)) << TASK_BITS) | contact


def agenda_due(key: int) -> int:
    """When the contact of an agenda's key is due."""
    return (key >> TASK_BITS) - (1 << TASK_BITS)


def is_on_agenda(state: SimulationState, contact: int) -> bool:
    """Does a contact stand in its person's agenda: not called on just now, no time agreed on?"""
    contacts, person = state.contacts, state.contacts.person[contact]
    return (
        person >= 0
        and state.people.contact[person] != contact
        and contacts.due[contact] != TIME_IS_AGREED
    )


def is_open(state: SimulationState, account: int, now: int) -> bool:
    """Does an account receive callers today?"""
    return state.opening.days[account] >> state.static.weekday[now // DAY] & 1 > 0


# -- goodwill and contacts --


def decay(state: SimulationState, account: int, now: int) -> None:
    """The nights since the last look take their share of goodwill, and of contacts remembered."""
    accounts, market = state.accounts, state.parameters.market
    nights = now // DAY - accounts.decayed_on[account]
    if nights > 0:
        accounts.goodwill[account] = accounts.goodwill[account] * market.fades[nights] // MILLION
        accounts.recent_contacts[account] = (
            accounts.recent_contacts[account] * market.forgotten[nights] // MILLION
        )
        accounts.decayed_on[account] = now // DAY


def decay_all(state: SimulationState) -> None:
    """How all accounts stand at the horizon."""
    for account in range(len(state.accounts.lost)):
        decay(state, account, state.parameters.horizon - 1)


def update_customer(state: SimulationState, person: int, task: int, now: int) -> None:
    """A task is done that means something to its account, its deal or a newcomer (-1: nobody)."""
    tasks, activities = state.tasks, state.parameters.activities
    activity, account = tasks.activity[task], tasks.account[task]
    if account >= 0:
        decay(state, account, now)
        if activities.channel[activity] >= 0:
            state.accounts.recent_contacts[account] += activities.felt[activity]
            if activities.hears[activity] > 0:
                hear(state, account, activities.hears[activity], now)
            if activities.calls[activity] and not activities.coordinated[activity]:
                record_call(state, state.people.role[person], account, now)
        update_goodwill(state, task, activity, account, now)
        if state.parameters.commission.sharers and person >= 0:
            serve(state, account, person)
    deal = state.task_details.deal[task]
    if deal >= 0 and person >= 0:
        if activities.channel[activity] >= 0:
            meet(state, deal, person)
        credit_work(state, deal, person)
    if activities.coaches[activity] and person >= 0:
        coach(state, person, activities.coaches[activity], now)
    if state.parameters.steering and person >= 0:
        look_at_records(state, person, task, activity, now)


def serve(state: SimulationState, account: int, person: int) -> None:
    """Remembers who of each role that shares in commission has worked for an account last."""
    terms = state.parameters.commission
    sharer = terms.sharer[state.people.role[person]]
    if sharer >= 0:
        state.served_by[account * terms.sharers + sharer] = person


def look_at_records(
    state: SimulationState, person: int, task: int, activity: int, now: int
) -> None:
    """What is done is a step that is to be recorded, a record, or a look at the records."""
    activities = state.parameters.activities
    if activities.is_step[activity]:
        note_done(state, person, task, activity, now)
    if activities.records[activity]:
        make_known(state, person, state.tasks.asked[task])
    if activities.steers[activity]:
        steer(state, activities.steers[activity])


def hear(state: SimulationState, account: int, share: int, now: int) -> None:
    """A contact hears a share of what has been gathered: of the time since all had been told."""
    accounts = state.accounts
    before = accounts.last_contact[account]
    accounts.previous_contact[account], accounts.heard[account] = before, now
    accounts.last_contact[account] = before + (now - before) * share // MILLION


def meet(state: SimulationState, deal: int, person: int) -> None:
    """The customer meets somebody of us about a deal, whom he may not have met."""
    deals = state.deals
    if deals.met[deal] >= 0 and deals.met[deal] != person:
        deals.changes[deal] += 1
    deals.met[deal] = person


def record_call(state: SimulationState, role: int, account: int, now: int) -> None:
    """Remembers which team has called on the account by its plan, and when another did."""
    accounts = state.accounts
    if accounts.last_call_role[account] != NOT and accounts.last_call_role[account] != role:
        accounts.last_rival_call[account] = accounts.last_call[account]
    accounts.last_call_role[account] = role
    accounts.last_call[account] = now


def update_goodwill(
    state: SimulationState, task: int, activity: int, account: int, now: int
) -> None:
    """What is done moves goodwill; what lifts it does so the less, the more it is too much."""
    activities, market = state.parameters.activities, state.parameters.market
    share = activities.goodwill[activity]
    due = due_at(state, activity, state.tasks.asked[task])
    if 0 <= due < now:
        share = activities.goodwill_if_late[activity]
    if share > 0 and activities.felt[activity] > 0 and market.fine >= 0:
        left = market.worthless - state.accounts.recent_contacts[account]
        between = market.worthless - market.fine
        share = share * min(max(left, 0), between) // between
    move_goodwill(state, account, share)


def move_goodwill(state: SimulationState, account: int, share: int) -> None:
    """Moves goodwill by a share in millionths of the way to all; below 0, to nothing."""
    accounts = state.accounts
    goodwill = accounts.goodwill[account]
    distance = MILLION - goodwill if share > 0 else goodwill
    accounts.goodwill[account] = goodwill + distance * share // MILLION


# -- probabilities that respond to what has happened --


def branch_taken(state: SimulationState, child: int, task: int, now: int) -> bool:
    """Does a task lead to this one? Its uniform is compared with the probability by now."""
    tasks, parameters = state.tasks, state.parameters
    activities, edges = parameters.activities, parameters.edges
    cause, effect = activities.kind[tasks.activity[task]], activities.kind[tasks.activity[child]]
    edge = edges.number[cause * parameters.kinds + effect]
    if edge < 0:
        return True
    deal = state.task_details.deal[task]
    value = state.deals.value[deal] if deal >= 0 else 0
    if 0 <= edges.above[edge] >= value or 0 <= edges.up_to[edge] < value:
        return False
    chance = edges.chance[edge]
    for row in range(edges.first[edge], edges.first[edge] + edges.count[edge]):
        response = edges.response[row]
        factor = response_factor(state, response, observe(state, response, task, deal, now))
        if parameters.responses.odds[response]:
            chance = by_odds(chance, factor)
        else:
            chance = min(MILLION, chance * factor // MILLION)
    uniform = state.task_details.branch_uniform[child]
    if deal >= 0 and wins_deal(state, child):
        uniform = mind_of(state, deal, uniform)
    return uniform < chance


def by_odds(chance: int, factor: int) -> int:
    """A chance with its odds multiplied; the division is done in two steps, for want of bits."""
    part = chance * factor
    whole = part + (MILLION - chance) * MILLION
    if whole == 0:
        return 0
    thousandths = part * 1000 // whole
    return thousandths * 1000 + (part * 1000 - thousandths * whole) * 1000 // whole


def response_factor(state: SimulationState, response: int, at: int) -> int:
    """A response in millionths: linear between its points, constant beyond them."""
    responses = state.parameters.responses
    first, count = responses.first[response], responses.count[response]
    row, last = first, first + count - 1
    while row <= last and responses.at[row] < at:
        row += 1
    if row == first:
        return responses.factor[first]
    if row > last:
        return responses.factor[last]
    before, after = responses.at[row - 1], responses.at[row]
    low, high = responses.factor[row - 1], responses.factor[row]
    return low + (high - low) * (at - before) // (after - before)


def observe(state: SimulationState, response: int, task: int, deal: int, now: int) -> int:
    """What has happened: seconds, or millionths."""
    tasks, what = state.tasks, state.parameters.responses.observed[response]
    if what == WAIT_BEFORE:
        return tasks.started[task] - tasks.asked[task]
    if what == TURNAROUND:
        return now - tasks.asked[task]
    if what == AGE:
        return now - state.deals.opened[deal] if deal >= 0 else 0
    if what == HAND_OVERS:
        return MILLION * (state.deals.changes[deal] if deal >= 0 else tasks.hand_overs[task])
    if what == SKILL:
        return skill_of(state, tasks.by[task], now) if tasks.by[task] >= 0 else MILLION
    account = tasks.account[task]
    return observe_account(state, what, account, now) if account >= 0 else 0


def observe_account(state: SimulationState, what: int, account: int, now: int) -> int:
    """How an account stands now."""
    accounts = state.accounts
    decay(state, account, now)
    if what == SINCE_CONTACT:
        just_now = accounts.heard[account] == now
        return now - (
            accounts.previous_contact[account] if just_now else accounts.last_contact[account]
        )
    if what == CONTACTS:
        return accounts.recent_contacts[account]
    if what == GOODWILL:
        return accounts.goodwill[account]
    if what == POTENTIAL:
        return accounts.potential[account]
    if what == FORMER_CUSTOMER:
        return MILLION * accounts.former[account]
    return MILLION * has_rivals(state, account, now) if what == RIVALS else 0


def has_rivals(state: SimulationState, account: int, now: int) -> bool:
    """Have two teams of ours been there of late?"""
    return now - state.accounts.last_rival_call[account] <= OF_LATE


# -- deals and accounts --


def inherit_owner(state: SimulationState, lead: int, task: int) -> None:
    """Whoever did what led to a deal has it in hand first, and is known if he met the customer."""
    deal = state.task_details.deal[lead]
    if deal >= 0:
        credit_work(state, deal, state.tasks.by[task])
        if state.parameters.activities.channel[state.tasks.activity[task]] >= 0:
            state.deals.met[deal] = state.tasks.by[task]


def credit_work(state: SimulationState, deal: int, person: int) -> None:
    """Remembers who has worked on a deal last (-1: nobody), and who of each overlay."""
    state.deals.last_person[deal] = person
    terms = state.parameters.commission
    if terms.overlays and person >= 0:
        overlay = terms.overlay[state.people.role[person]]
        if overlay >= 0:
            state.overlay_sellers[deal * terms.overlays + overlay] = person


def plan_in(state: SimulationState, role: int, slot: int) -> int:
    """The call plan that a role has in this phase, its first, second, ...; -1 for none."""
    phases = state.parameters.phases
    return phases.plan[role_row(state, role) * phases.slots + slot]


def role_row(state: SimulationState, role: int) -> int:
    """Row of what holds for a role in this phase, where rows are phase by phase."""
    return state.phase[0] * len(state.parameters.roles.first) + role


def agenda_of(state: SimulationState, person: int, plan: int) -> int:
    """Number of the agenda, and of all that a person keeps for one call plan."""
    return person * state.parameters.phases.slots + state.parameters.plans.slot[plan]


def plan_holds(state: SimulationState, contact: int) -> bool:
    """Does a contact belong to the plan that its role has in this phase?"""
    plan, plans = state.contacts.plan[contact], state.parameters.plans
    return plan_in(state, plans.role[plan], plans.slot[plan]) == plan


def owner_of(state: SimulationState, role: int, account: int) -> int:
    """Whose account it is in a role; -1 for nobody's."""
    return owner_in_phase(state, state.phase[0], role, account)


def owner_in_phase(state: SimulationState, phase: int, role: int, account: int) -> int:
    """Whose account it is in a role in a phase; -1 for nobody's."""
    if account < 0:
        return NOT
    row = phase * len(state.parameters.roles.first) + role
    return state.static.owner[row * len(state.accounts.lost) + account]


def is_capped(state: SimulationState, person: int, now: int) -> bool:
    """Has this person earned all the commission that the year can bring?"""
    if state.people.capped[person]:
        notice_successor(state, person, now)
    return state.people.capped[person] > 0


def rank_accounts(state: SimulationState, now: int) -> None:
    """Who bought most, or is said to be worth most, is called on most often.

    The frequencies of each plan are dealt out anew.
    """
    bought, worth = state.accounts.bought, state.accounts.worth
    researched = state.static.researched
    row = (now // state.parameters.market.ranking - 1) * len(worth)
    for account in range(len(worth)):
        worth[account] = researched[row + account] if len(researched) > 0 else bought[account]
        bought[account] //= 2
    for plan in range(len(state.parameters.plans.activity)):
        rank_plan(state, plan)


def rank_plan(state: SimulationState, plan: int) -> None:
    """Deals out the frequencies of one call plan."""
    contacts, ranked, intervals = state.contacts, state.ranked_contacts, state.call_intervals
    accounts = len(state.accounts.lost)
    ranked.clear()
    intervals.clear()
    for account in range(accounts):
        contact = state.static.contact_of[plan * accounts + account]
        if (
            contact >= 0
            and contacts.next_call[contact] < contacts.call_stop[contact]
            and state.accounts.standing[account] == CUSTOMER
        ):
            ranked.append((contacts.interval[contact] << TASK_BITS) | contact)
    # Ties stay in order: by interval, then by number.
    sort_ascending(ranked)
    for index in range(len(ranked)):
        intervals.append(ranked[index] >> TASK_BITS)
    sort_by_worth(ranked, state.accounts.worth, contacts.account)
    for index in range(len(ranked)):
        set_call_interval(state, ranked[index] & TASK_MASK, intervals[index])


def set_call_interval(state: SimulationState, contact: int, every: int) -> None:
    """From the last call on, the account is called on at another rhythm."""
    contacts = state.contacts
    person, due = contacts.person[contact], contacts.due[contact]
    moved = due - contacts.interval[contact] + every
    contacts.interval[contact] = every
    if moved != due and (person < 0 or is_on_agenda(state, contact)):
        contacts.due[contact] = moved
        if person >= 0:
            agenda = state.agendas[agenda_of(state, person, contacts.plan[contact])]
            agenda_remove(agenda, agenda_key(due, contact))
            agenda_insert(agenda, agenda_key(moved, contact))


# -- newcomers --


def notice_successor(state: SimulationState, person: int, now: int) -> None:
    """Brings up to date who sits in a chair: a successor is new, and has earned nothing yet.

    A year of commission begins with the person, and again with each year after that.
    """
    people, joined = state.people, state.static.joined
    row, stop = people.join_row[person], people.join_stop[person]
    while row < stop and joined[row] <= now:
        begin_anew(state, person, joined[row])
        row += 1
    people.join_row[person] = row
    if 0 < people.back[person] <= now:
        begin_anew(state, person, people.back[person])
        people.back[person] = 0
    years = (now - people.commission_since[person]) // YEAR
    if years > 0:
        people.commission_since[person] += years * YEAR
        people.commission[person] = people.capped[person] = 0


def begin_anew(state: SimulationState, person: int, at: int) -> None:
    """Somebody new sits in a chair."""
    people = state.people
    if at >= people.hired[person]:
        people.hired[person] = people.since_joining[person] = people.commission_since[person] = at
        people.commission[person] = people.capped[person] = people.moved_until[person] = 0


def chair_is_empty(state: SimulationState, person: int, now: int) -> bool:
    """Has the last one left, and nobody begun? To be asked once successors have been noticed."""
    row = state.people.join_row[person]
    if now < state.people.back[person]:
        return True
    return row < state.people.join_stop[person] and state.static.left[row] <= now


def skill_of(state: SimulationState, person: int, now: int) -> int:
    """How productive a person is today, in millionths: newcomers become so with time alone.

    It takes as long as it did for who began on the day on which this one did.
    """
    people, market = state.people, state.parameters.market
    if market.ramps[people.role[person]] == 0:
        return MILLION
    notice_successor(state, person, now)
    phase = phase_at(state, people.hired[person])
    row = phase * len(market.ramps) + people.role[person]
    length, start = market.ramp[row], market.ramp_start[row]
    if length == 0:
        return MILLION
    gone = min(length, max(0, now // DAY * DAY - people.since_joining[person]))
    return start + (MILLION - start) * gone // length


def time_taken(state: SimulationState, person: int, now: int) -> int:
    """What a person takes of the mean time, in millionths; a thousand times at most."""
    taken = state.people.speed[person] * 1000
    if state.parameters.market.ramps[state.people.role[person]] > 0:
        taken = taken * MILLION // skill_of(state, person, now)
    return taken if taken < 1000 * MILLION else 1000 * MILLION


def coach(state: SimulationState, person: int, seconds: int, now: int) -> None:
    """Coaching: a newcomer's skill is that of an earlier start."""
    notice_successor(state, person, now)
    state.people.since_joining[person] -= seconds
