"""Deals are won, and people earn on them: commission, and what is taken back of it."""

from __future__ import annotations

from simulator.engine.rules.customers.bids import open_deal
from simulator.engine.rules.customers.customers import (
    chair_is_empty,
    has_rivals,
    notice_successor,
    owner_in_phase,
    owner_of,
    role_row,
)
from simulator.engine.state import SimulationState
from simulator.model.codes import DOUBLE, MILLION, NOT, OVERLAY

MAX_MONEY = 1 << 61  # that is counted, in millionths of the currency
# Of each payment that may be taken back: until when, on which deal, to whom, how much, which phase.
PAID_ON, PAID_TO, PAID, PAID_IN, PAYMENT = range(1, 6)


def reach_stage(state: SimulationState, task: int, now: int) -> None:
    """A deal has come to a stage: the first opens it, the last wins it."""
    deals, activities = state.deals, state.parameters.activities
    deal = state.task_details.deal[task]
    if deal < 0:
        return
    activity = state.tasks.activity[task]
    kind, stage = activities.deal[activity], activities.stage[activity]
    if stage == 0:
        open_deal(state, deal, activity, now)
    elif stage == state.parameters.deals.last_stage[kind] and deals.won_at[deal] < 0:
        win_deal(state, deal, kind, now)


def win_deal(state: SimulationState, deal: int, kind: int, now: int) -> None:
    """A deal is won: its discount, who sold it, and the commission."""
    deals, accounts = state.deals, state.accounts
    deals.won_at[deal] = now
    account = deals.account[deal]
    deals.discount[deal] = discount_on(state, deal, kind, now)
    if account >= 0 and state.parameters.market.lost_for > 0:
        deals.value[deal] -= portion(deals.value[deal], bought_less(state, account, now))
    net = deals.value[deal] - portion(deals.value[deal], deals.discount[deal])
    if account >= 0:
        accounts.bought[account] = min(MAX_MONEY, accounts.bought[account] + net)
    pay_commission(state, deal, net, now)
    if state.parameters.commission.overlays:
        pay_overlays(state, deal, net, now)


def discount_on(state: SimulationState, deal: int, kind: int, now: int) -> int:
    """What is given away on a deal, in millionths: more where two teams of ours are played off."""
    deals, kinds, account = state.deals, state.parameters.deals, state.deals.account[deal]
    played_off = account >= 0 and has_rivals(state, account, now)
    if kinds.is_bid_for[kind]:
        played_off = deals.rival[deal] >= 0
    given = kinds.discount[kind] + (kinds.rivals_discount[kind] if played_off else 0)
    return min(given, MILLION)


def bought_less(state: SimulationState, account: int, now: int) -> int:
    """By what share, in millionths, an account buys less for a time because its owner is new."""
    return state.buys_less[2 * account] if now < state.buys_less[2 * account + 1] else 0


def portion(amount: int, millionths: int) -> int:
    """So many millionths of an amount, rounded down; no product needs more than 64 bits."""
    return amount // MILLION * millionths + amount % MILLION * millionths // MILLION


def pay_commission(state: SimulationState, deal: int, net: int, now: int) -> None:
    """Commission on a sale, in the team that sold it: for the account's owner and the seller.

    They share it, or earn the whole each. Where there is but one of the two, all is his. What is
    shared with other roles is theirs first.
    """
    terms, account, seller = state.parameters.commission, state.deals.account[deal], NOT
    last = state.deals.last_person[deal]
    role = team_of_sale(state, account, last)
    if role < 0:
        return
    if last >= 0 and state.people.role[last] == role:
        seller = last
    row, owner = role_row(state, role), credited_owner(state, role, account, now)
    earned = portion(net, terms.share[row])
    if terms.sharers and account >= 0:
        earned -= pay_shared(state, deal, role, earned, now)
    to_owner = portion(earned, terms.to_owner[row]) if owner >= 0 else 0
    to_seller = earned - to_owner
    if seller < 0:
        to_owner, to_seller = earned, 0
    elif terms.credit[row] == DOUBLE and owner >= 0:
        to_owner, to_seller = earned, earned if seller != owner else 0
    if to_owner > 0:
        pay(state, deal, role, owner, to_owner, now)
    if to_seller > 0:
        pay(state, deal, role, seller, to_seller, now)


def pay_shared(state: SimulationState, deal: int, role: int, earned: int, now: int) -> int:
    """Pays those of other roles who have worked for the account last; returns what is theirs."""
    terms, account, theirs = state.parameters.commission, state.deals.account[deal], 0
    segments = len(state.parameters.market.has_prospects)
    for sharer in range(terms.sharers):
        cell = role_row(state, role) * terms.sharers + sharer
        share = terms.shared[cell * segments + state.static.segment[account]]
        person = state.served_by[account * terms.sharers + sharer]
        if person >= 0 and share > 0:
            amount = portion(earned, share)
            theirs += amount
            if pay(state, deal, role, person, amount, now) > 0:
                move(state, person, terms.shared_slack[cell], now + terms.shared_lasts[cell])
    return theirs


def pay(state: SimulationState, deal: int, role: int, person: int, amount: int, now: int) -> int:
    """Pays somebody on a deal, by the commission of a role; returns what is paid."""
    paid = earn(state, person, amount, now)
    within = state.parameters.commission.claw_within[role_row(state, role)]
    state.deals.commission[deal] += paid
    if within > 0 and paid > 0:
        state.payments.append(now + within)
        state.payments.append(deal)
        state.payments.append(person)
        state.payments.append(paid)
        state.payments.append(state.phase[0])
    return paid


def move(state: SimulationState, person: int, slack: int, until: int) -> None:
    """For a while somebody takes another time over his work for customers."""
    state.people.moved[person], state.people.moved_until[person] = slack, until


def credited_owner(state: SimulationState, role: int, account: int, now: int) -> int:
    """Who is credited as the account's owner: for a while after a change, the one before."""
    owner = owner_of(state, role, account)
    hand_off = state.parameters.commission.hand_off[role_row(state, role)]
    phase, start = state.phase[0], state.parameters.phases.start
    while phase > 0 and now < start[phase] + hand_off:
        phase -= 1
        before = owner_in_phase(state, phase, role, account)
        if before >= 0 and not state.people.gone[before]:
            owner = before
    return owner


def pay_overlays(state: SimulationState, deal: int, net: int, now: int) -> None:
    """Commission for each role that earns on top, to who of it worked on the deal last."""
    terms, people = state.parameters.commission, state.people
    for overlay in range(terms.overlays):
        person = state.overlay_sellers[deal * terms.overlays + overlay]
        if person >= 0 and earns_on_top(state, people.role[person]):
            role = people.role[person]
            pay(state, deal, role, person, portion(net, terms.share[role_row(state, role)]), now)


def earns_on_top(state: SimulationState, role: int) -> bool:
    """Does a role earn beside the team that sells?"""
    return state.parameters.commission.credit[role_row(state, role)] == OVERLAY


def team_of_sale(state: SimulationState, account: int, seller: int) -> int:
    """The role that earns commission on a sale: the seller's, else the first that owns the account.

    -1 if none of them is paid any.
    """
    if seller >= 0 and earns_as_team(state, state.people.role[seller]):
        return state.people.role[seller]
    for role in range(len(state.parameters.roles.first)):
        if earns_as_team(state, role) and owner_of(state, role, account) >= 0:
            return role
    return NOT


def earns_as_team(state: SimulationState, role: int) -> bool:
    """Does a role earn commission on what it sells?"""
    share = state.parameters.commission.share[role_row(state, role)]
    return share > 0 and not earns_on_top(state, role)


def earn(state: SimulationState, person: int, amount: int, now: int) -> int:
    """Pays commission, up to the cap of the year; who has reached it is not pressed any more.

    Returns what is paid: nothing to an empty chair.
    """
    people = state.people
    cap = state.parameters.commission.cap[role_row(state, people.role[person])]
    notice_successor(state, person, now)
    if chair_is_empty(state, person, now):
        return 0
    before = people.commission[person]
    after = min(MAX_MONEY, before + amount)
    if 0 <= cap <= after:
        after = max(before, cap)  # a cap that came later takes nothing back
        people.capped[person] = 1
    people.commission[person] = after
    return after - before


def begin_terms(state: SimulationState, now: int) -> None:
    """From now on another cap holds: whoever has earned as much this year has reached it."""
    people, cap = state.people, state.parameters.commission.cap
    for person in range(len(people.role)):
        row = role_row(state, people.role[person])
        if cap[row] != cap[row - len(state.parameters.roles.first)]:
            notice_successor(state, person, now)
            people.capped[person] = int(0 <= cap[row] <= people.commission[person])


# -- what is taken back --


def claw_back(state: SimulationState, account: int, now: int) -> None:
    """An account is lost: commission on what it has bought of late is taken back."""
    payments, deals = state.payments, state.deals
    row = len(payments) - PAYMENT
    while row >= 0:
        deal = payments[row + PAID_ON]
        if deals.won_at[deal] + state.parameters.commission.claw_most <= now:
            return
        if deals.account[deal] == account and payments[row] > now:
            claw_back_payment(state, row, now)
        row -= PAYMENT


def claw_back_payment(state: SimulationState, row: int, now: int) -> None:
    """One payment is taken back from whoever got it, if he is still there, and sours him.

    That goes by what held when it was paid.
    """
    people, terms, deals = state.people, state.parameters.commission, state.deals
    deal, person = state.payments[row + PAID_ON], state.payments[row + PAID_TO]
    notice_successor(state, person, now)
    has_left = people.gone[person] or people.hired[person] > deals.won_at[deal]
    if has_left or chair_is_empty(state, person, now):
        return
    amount, role = state.payments[row + PAID], people.role[person]
    state.payments[row + PAID] = 0
    deals.commission[deal] -= amount
    people.commission[person] -= amount
    cap = terms.cap[role_row(state, role)]
    people.capped[person] = int(0 <= cap <= people.commission[person])
    held = state.payments[row + PAID_IN] * len(state.parameters.roles.first) + role
    if terms.claw_lasts[held] > 0:
        move(state, person, terms.claw_slack[held], now + terms.claw_lasts[held])
