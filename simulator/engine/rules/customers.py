"""What customers make of it: goodwill, deals that are won or not, accounts lost, newcomers' skill.

Like the rules that call them: plain functions over columns of whole numbers. A chance is counted in
millionths and compared with luck that was drawn beforehand; it may depend on what has happened.
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
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    AGE,
    CONTACTS,
    DAY,
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


# -- agendas: when which account is due --


def agenda_key(due: int, contact: int) -> int:
    """Where a contact stands in its person's agenda; due times may lie before the start."""
    return ((due + (1 << TASK_BITS)) << TASK_BITS) | contact


def due_of(key: int) -> int:
    """When the contact of an agenda's key is due."""
    return (key >> TASK_BITS) - (1 << TASK_BITS)


# -- goodwill and contacts --


def fade(world: SimulationState, account: int, now: int) -> None:
    """The nights since the last look take their share of goodwill, and of contacts remembered."""
    accounts, market = world.accounts, world.parameters.market
    nights = now // DAY - accounts.seen_on[account]
    if nights > 0:
        accounts.goodwill[account] = accounts.goodwill[account] * market.fades[nights] // MILLION
        accounts.contacts[account] = (
            accounts.contacts[account] * market.forgotten[nights] // MILLION
        )
        accounts.seen_on[account] = now // DAY


def fade_all(world: SimulationState) -> None:
    """How all accounts stand at the horizon."""
    for account in range(len(world.accounts.lost)):
        fade(world, account, world.parameters.horizon - 1)


def update_customer(world: SimulationState, person: int, task: int, now: int) -> None:
    """A task is done that means something to its account, its deal or a newcomer (-1: nobody)."""
    work, kinds = world.work, world.parameters.activities
    activity, account = work.activity[task], work.account[task]
    if account >= 0:
        fade(world, account, now)
        if kinds.channel[activity] >= 0:
            world.accounts.contacts[account] += 1000 * kinds.ours[activity]
            if not kinds.coordinated[activity]:
                record_contact(world, account, now)
            if kinds.calls[activity] and not kinds.coordinated[activity]:
                record_call(world, world.staff.role[person], account, now)
        update_goodwill(world, task, activity, account, now)
    deal = world.rest.deal[task]
    if deal >= 0 and person >= 0:
        if world.deals.last_by[deal] >= 0 and world.deals.last_by[deal] != person:
            world.deals.changes[deal] += 1
        world.deals.last_by[deal] = person
    if kinds.coaches[activity] and person >= 0:
        coach(world, person, kinds.coaches[activity], now)


def record_contact(world: SimulationState, account: int, now: int) -> None:
    """Remembers when we were last in contact, and the time before."""
    accounts = world.accounts
    accounts.before_at[account] = accounts.contact_at[account]
    accounts.contact_at[account] = now


def record_call(world: SimulationState, role: int, account: int, now: int) -> None:
    """Remembers which team has called on the account by its plan, and when another did."""
    accounts = world.accounts
    if accounts.by_role[account] != NOT and accounts.by_role[account] != role:
        accounts.rival_at[account] = accounts.called_at[account]
    accounts.by_role[account] = role
    accounts.called_at[account] = now


def update_goodwill(
    world: SimulationState, task: int, activity: int, account: int, now: int
) -> None:
    """Moves goodwill: towards all, towards nothing, or down because it is too much."""
    kinds, market, accounts = world.parameters.activities, world.parameters.market, world.accounts
    share = kinds.goodwill[activity]
    due = kinds.due[activity]
    if due >= 0 and now > world.work.asked[task] + due:
        share = kinds.goodwill_if_late[activity]
    contact = kinds.channel[activity] >= 0 and kinds.ours[activity]
    if contact and market.fine >= 0 and accounts.contacts[account] > market.fine:
        share = -market.annoyance
    goodwill = accounts.goodwill[account]
    room = MILLION - goodwill if share > 0 else goodwill
    accounts.goodwill[account] = goodwill + room * share // MILLION


# -- chances that depend on what has happened --


def branch_taken(world: SimulationState, child: int, task: int, now: int) -> bool:
    """Does a task lead to this one? Its luck is compared with the chance as things stand."""
    work, parameters = world.work, world.parameters
    kinds, edges = parameters.activities, parameters.edges
    edge = edges.number[work.activity[task] * len(kinds.role) + work.activity[child]]
    if edge < 0:
        return True
    deal = world.rest.deal[task]
    value = world.deals.value[deal] if deal >= 0 else 0
    if 0 <= edges.above[edge] >= value or 0 <= edges.up_to[edge] < value:
        return False
    chance = edges.chance[edge]
    for row in range(edges.first[edge], edges.first[edge] + edges.count[edge]):
        response = edges.response[row]
        factor = factor_at(world, response, observe(world, response, task, deal, now))
        if parameters.responses.odds[response]:
            whole = chance * factor + (MILLION - chance) * 1000
            chance = chance * factor * MILLION // whole if whole > 0 else 0
        else:
            chance = min(MILLION, chance * factor // 1000)
    return world.rest.luck[child] < chance


def factor_at(world: SimulationState, response: int, at: int) -> int:
    """Height of a response's line, in thousandths: straight between points, level beyond them."""
    responses = world.parameters.responses
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


def observe(world: SimulationState, response: int, task: int, deal: int, now: int) -> int:
    """What has happened: seconds, or thousandths."""
    work, what = world.work, world.parameters.responses.observed[response]
    if what == WAIT_BEFORE:
        return work.started[task] - work.asked[task]
    if what == TURNAROUND:
        return now - work.asked[task]
    if what == AGE:
        return now - world.deals.opened[deal] if deal >= 0 else 0
    if what == HAND_OVERS:
        return 1000 * (world.deals.changes[deal] if deal >= 0 else work.hand_overs[task])
    if what == SKILL:
        return world.staff.skill[work.by[task]] if work.by[task] >= 0 else 1000
    account = work.account[task]
    return observe_account(world, what, account, now) if account >= 0 else 0


def observe_account(world: SimulationState, what: int, account: int, now: int) -> int:
    """How an account stands now."""
    accounts = world.accounts
    fade(world, account, now)
    if what == SINCE_CONTACT:
        just_now = accounts.contact_at[account] == now
        return now - (accounts.before_at[account] if just_now else accounts.contact_at[account])
    if what == CONTACTS:
        return accounts.contacts[account]
    if what == GOODWILL:
        return accounts.goodwill[account] // 1000
    if what == POTENTIAL:
        return accounts.potential[account]
    return 1000 * has_rivals(world, account, now) if what == RIVALS else 0


def has_rivals(world: SimulationState, account: int, now: int) -> bool:
    """Have two teams of ours been there of late?"""
    return now - world.accounts.rival_at[account] <= OF_LATE


# -- deals and accounts --


def reach_stage(world: SimulationState, task: int, now: int) -> None:
    """A deal has come to a stage: the first opens it, the last wins it."""
    deals, kinds = world.deals, world.parameters.activities
    deal = world.rest.deal[task]
    if deal < 0:
        return
    activity = world.work.activity[task]
    kind, stage = kinds.deal[activity], kinds.stage[activity]
    if stage == 0:
        deals.opened[deal] = now
    elif stage == world.parameters.deals.last_stage[kind] and deals.won_at[deal] < 0:
        win(world, deal, kind, now)


def inherit(world: SimulationState, lead: int, task: int) -> None:
    """Whoever did what led to a deal has it in hand first."""
    deal = world.rest.deal[lead]
    if deal >= 0:
        world.deals.last_by[deal] = world.work.by[task]


def win(world: SimulationState, deal: int, kind: int, now: int) -> None:
    """A deal is won: what was given away, who sold it, and what he earns."""
    deals, accounts = world.deals, world.accounts
    deals.won_at[deal] = now
    account = deals.account[deal]
    if account >= 0 and has_rivals(world, account, now):
        deals.discount[deal] = world.parameters.deals.rivals_discount[kind]
    net = deals.value[deal] * (1000 - deals.discount[deal]) // 1000
    if account >= 0:
        accounts.bought[account] += net
    if deals.last_by[deal] >= 0:
        earn(world, deals.last_by[deal], net, now)


def earn(world: SimulationState, person: int, net: int, now: int) -> None:
    """Commission on a sale; who has reached the cap of the year is not pressed any more."""
    staff, market = world.staff, world.parameters.market
    role = staff.role[person]
    begin_year(world, person, now)
    staff.earned[person] += net * market.commission_permille[role] // 1000
    if 0 <= market.cap[role] <= staff.earned[person]:
        staff.earned[person] = market.cap[role]
        staff.capped[person] = 1


def begin_year(world: SimulationState, person: int, now: int) -> None:
    """With a new year what was earned counts from nothing."""
    staff = world.staff
    if now // YEAR > staff.year[person]:
        staff.year[person] = now // YEAR
        staff.earned[person] = staff.capped[person] = 0


def lose_account(world: SimulationState, account: int, now: int) -> None:
    """An account is no customer any more: nothing comes from it, nobody calls on it."""
    relations = world.relations
    world.accounts.lost[account] = now
    world.losses.append(account)
    for plan in range(len(world.parameters.plans.activity)):
        contact = world.scene.contact_of[plan * len(world.accounts.lost) + account]
        if contact >= 0 and relations.call[contact] < relations.call_stop[contact]:
            person = relations.person[contact]
            if person >= 0 and world.staff.contact[person] != contact:
                agenda_remove(world.agendas[person], agenda_key(relations.due[contact], contact))
            relations.call_stop[contact] = relations.call[contact]
            relations.planned[contact] = 0


def rank_accounts(world: SimulationState) -> None:
    """Who bought most is called on most often: the plan's frequencies are dealt out anew."""
    bought = world.accounts.bought
    for plan in range(len(world.parameters.plans.activity)):
        rank_plan(world, plan)
    for account in range(len(bought)):
        bought[account] //= 2


def rank_plan(world: SimulationState, plan: int) -> None:
    """Deals out the frequencies of one call plan."""
    relations, ranked, rhythms = world.relations, world.ranked, world.rhythms
    accounts = len(world.accounts.lost)
    ranked.clear()
    rhythms.clear()
    for account in range(accounts):
        contact = world.scene.contact_of[plan * accounts + account]
        if contact >= 0 and relations.call[contact] < relations.call_stop[contact]:
            ranked.append((relations.every[contact] << TASK_BITS) | contact)
    # Who bought alike keeps his place: by frequency, then by number.
    sort_ascending(ranked)
    for index in range(len(ranked)):
        rhythms.append(ranked[index] >> TASK_BITS)
    sort_by_worth(ranked, world.accounts.bought, relations.account)
    for index in range(len(ranked)):
        call_every(world, ranked[index] & TASK_MASK, rhythms[index])


def call_every(world: SimulationState, contact: int, every: int) -> None:
    """From the last call on, the account is called on at another rhythm."""
    relations = world.relations
    person, due = relations.person[contact], relations.due[contact]
    moved = due - relations.every[contact] + every
    relations.every[contact] = every
    if moved != due and (person < 0 or world.staff.contact[person] != contact):
        relations.due[contact] = moved
        if person >= 0:
            agenda_remove(world.agendas[person], agenda_key(due, contact))
            agenda_insert(world.agendas[person], agenda_key(moved, contact))


# -- newcomers --


def update_ramp_up(world: SimulationState, person: int, now: int) -> None:
    """At the begin of a day: how far a newcomer has come, and how long he takes for things."""
    staff, scene, market = world.staff, world.scene, world.parameters.market
    role = staff.role[person]
    begin_year(world, person, now)
    row, stop = staff.join[person], staff.join_stop[person]
    while row < stop and scene.joined[row] <= now:
        staff.since_joining[person] = scene.joined[row]
        row += 1
    staff.join[person] = row
    length = market.ramp[role]
    if length == 0:
        return
    start = market.ramp_permille[role]
    gone = min(length, max(0, now // DAY * DAY - staff.since_joining[person]))
    staff.skill[person] = start + (1000 - start) * gone // length
    staff.speed[person] = staff.usual_speed[person] * 1000 // staff.skill[person]


def coach(world: SimulationState, person: int, seconds: int, now: int) -> None:
    """A newcomer is as far as if he had begun so much earlier."""
    world.staff.since_joining[person] -= seconds
    update_ramp_up(world, person, now)
