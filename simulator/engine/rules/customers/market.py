"""A market: prospects become customers, customers are lost, businesses close and others open."""

from __future__ import annotations

from simulator.engine.queues import TASK_BITS, agenda_insert, agenda_remove, reminder
from simulator.engine.rules.customers.commission import claw_back
from simulator.engine.rules.customers.customers import (
    LONG_AGO,
    agenda_key,
    agenda_of,
    decay,
    is_on_agenda,
    plan_holds,
)
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    CHANGE_BITS,
    CLOSES,
    CONTRACT_ENDS,
    CUSTOMER,
    EVENT_BITS,
    GONE,
    HAS_CLOSED,
    HAS_OPENED,
    IS_LOST,
    IS_WON,
    IS_WON_BACK,
    MARKET,
    NOT,
    OPENS,
    PROSPECT,
)


def change_key(when: int, account: int, what: int) -> int:
    """A change in how an account stands, to be written down."""
    return (((when << TASK_BITS) | account) << CHANGE_BITS) | what


def is_served(state: SimulationState, activity: int, task: int, account: int) -> bool:
    """Is work of this kind for an account as it stands, and for the business that began it?"""
    accounts = state.accounts
    if not state.parameters.activities.serves[activity] & accounts.standing[account]:
        return False
    if accounts.opened[account] == 0:
        return True
    deal = state.task_details.deal[task]
    if deal < 0 or state.deals.opened[deal] < 0:
        return True
    return state.deals.opened[deal] >= accounts.opened[account]


def stand(state: SimulationState, account: int, standing: int, what: int, now: int) -> None:
    """An account stands otherwise from now on: other work is for it, calls have another rhythm."""
    state.accounts.standing[account] = standing
    state.account_changes.append(change_key(now, account, what))
    for plan in range(len(state.parameters.plans.activity)):
        contact = state.static.contact_of[plan * len(state.accounts.lost) + account]
        if contact >= 0:
            call_every(state, contact, rhythm_of(state, contact, standing), now)


def rhythm_of(state: SimulationState, contact: int, standing: int) -> int:
    """Seconds between calls on an account that stands like this; 0 for no calls."""
    if not plan_holds(state, contact) or standing == GONE:
        return 0
    if standing == CUSTOMER:
        return state.contact_details.customer_interval[contact]
    return state.contact_details.prospect_interval[contact]


def call_every(state: SimulationState, contact: int, every: int, now: int) -> None:
    """From now on the account is called on in another rhythm, or (0) no more.

    What is being called on, or has a time agreed, is due again once that is over.
    """
    contacts, person = state.contacts, state.contacts.person[contact]
    has_key = is_on_agenda(state, contact)
    if has_key and contacts.next_call[contact] < contacts.call_stop[contact]:
        agenda = agenda_of(state, person, contacts.plan[contact])
        agenda_remove(state.agendas[agenda], agenda_key(contacts.due[contact], contact))
    contacts.planned[contact] = 0
    contacts.call_stop[contact] = contacts.next_call[contact]
    if every > 0:
        contacts.interval[contact] = every
        details = state.contact_details
        contacts.call_stop[contact] = details.first_call[contact] + details.calls[contact]
        if has_key or person < 0:
            contacts.due[contact] = now + every
        if has_key and contacts.next_call[contact] < contacts.call_stop[contact]:
            agenda = agenda_of(state, person, contacts.plan[contact])
            agenda_insert(state.agendas[agenda], agenda_key(now + every, contact))


def lose_account(state: SimulationState, account: int, now: int) -> None:
    """An account is no customer any more; in a market it is a prospect again, else it is gone."""
    accounts = state.accounts
    remains = state.parameters.market.has_prospects[state.static.segment[account]]
    accounts.lost[account] = now
    accounts.former[account] = 1
    accounts.contract_end[account] = NOT
    claw_back(state, account, now)
    stand(state, account, PROSPECT if remains else GONE, IS_LOST, now)


def win_account(state: SimulationState, account: int, now: int) -> None:
    """A prospect becomes a customer: goodwill, calls and the contract begin."""
    accounts = state.accounts
    if accounts.standing[account] != PROSPECT:
        return
    decay(state, account, now)
    accounts.goodwill[account] = max(accounts.goodwill[account], state.parameters.market.goodwill)
    accounts.lost[account] = NOT
    what = IS_WON_BACK if accounts.former[account] else IS_WON
    accounts.former[account] = 0
    stand(state, account, CUSTOMER, what, now)
    sign_contract(state, account, now)


def sign_contract(state: SimulationState, account: int, now: int) -> None:
    """A contract runs from now on, where the segment has any."""
    lasts = state.parameters.market.contract[state.static.segment[account]]
    if lasts > 0:
        state.accounts.contract_end[account] = now + lasts
        what = (account << EVENT_BITS) | CONTRACT_ENDS
        state.reminders.append(reminder(now + lasts, MARKET, what))


def change_business(state: SimulationState, account: int, what: int, now: int) -> None:
    """A business closes, or another opens in its place, or both."""
    if what != OPENS:
        close_business(state, account, now)
    if what != CLOSES:
        open_business(state, account, now)


def close_business(state: SimulationState, account: int, now: int) -> None:
    """A business is gone for good, whether it is a customer or not."""
    accounts = state.accounts
    if accounts.standing[account] == CUSTOMER:
        accounts.lost[account] = now
    accounts.contract_end[account] = NOT
    stand(state, account, GONE, HAS_CLOSED, now)


def open_business(state: SimulationState, account: int, now: int) -> None:
    """A business opens: a prospect who has never heard of us."""
    accounts = state.accounts
    accounts.opened[account] = now
    accounts.former[account] = accounts.bought[account] = 0
    accounts.goodwill[account] = accounts.recent_contacts[account] = 0
    accounts.last_contact[account] = accounts.previous_contact[account] = LONG_AGO
    accounts.heard[account] = LONG_AGO
    accounts.last_call[account] = accounts.last_rival_call[account] = LONG_AGO
    accounts.last_call_role[account] = accounts.last_deal[account] = NOT
    stand(state, account, PROSPECT, HAS_OPENED, now)
