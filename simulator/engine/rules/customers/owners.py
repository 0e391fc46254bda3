"""Somebody else looks after an account: part of its sales or goodwill went with who did."""

from __future__ import annotations

from simulator.engine.rules.customers.customers import decay, owner_in_phase
from simulator.engine.state import SimulationState
from simulator.model.codes import MILLION


def change_owners(state: SimulationState, phase: int, now: int) -> None:
    """A phase has begun: accounts that have another owner than before are lost in part."""
    market = state.parameters.market
    if market.lost_to_colleague > 0 or market.lost_to_newcomer > 0:
        change_people(state, phase, now)
    if market.lost_to_channel > 0:
        for account in range(len(state.accounts.lost)):
            if is_taken_over(state, phase, account):
                lose_in_part(state, account, market.lost_to_channel, now)


def is_taken_over(state: SimulationState, phase: int, account: int) -> bool:
    """Do roles call on an account from a phase on of which none did before?"""
    called = calls = 0
    for role in range(len(state.parameters.roles.first)):
        before = calls_on(state, phase - 1, role, account)
        after = calls_on(state, phase, role, account)
        if before and after:
            return False
        called += before
        calls += after
    return called > 0 and calls > 0


def calls_on(state: SimulationState, phase: int, role: int, account: int) -> int:
    """Does a role call on an account by a plan in a phase? 1 or 0."""
    phases, accounts = state.parameters.phases, len(state.accounts.lost)
    first = (phase * len(state.parameters.roles.first) + role) * phases.slots
    for row in range(first, first + phases.slots):
        plan = phases.plan[row]
        if plan >= 0 and state.static.contact_of[plan * accounts + account] >= 0:
            return 1
    return 0


def change_people(state: SimulationState, phase: int, now: int) -> None:
    """Accounts whose owner in a role is another from a phase on are lost in part."""
    market, roles = state.parameters.market, state.parameters.roles
    for role in range(len(roles.first)):
        present = state.parameters.phases.present[(phase - 1) * len(roles.first) + role]
        for account in range(len(state.accounts.lost)):
            before = owner_in_phase(state, phase - 1, role, account)
            after = owner_in_phase(state, phase, role, account)
            if before >= 0 and after >= 0 and before != after:
                is_new = after - roles.first[role] >= present
                share = market.lost_to_newcomer if is_new else market.lost_to_colleague
                lose_in_part(state, account, share, now)


def succeed(state: SimulationState, person: int, now: int) -> None:
    """Somebody new begins in a chair: the accounts that go with it are lost in part."""
    role = state.people.role[person]
    for account in range(len(state.accounts.lost)):
        if owner_in_phase(state, state.phase[0], role, account) == person:
            lose_in_part(state, account, state.parameters.market.lost_to_successor, now)


def lose_in_part(state: SimulationState, account: int, share: int, now: int) -> None:
    """An account buys less by a share for a time, or as much of its goodwill goes at once."""
    if state.parameters.market.lost_for > 0:
        state.buys_less[2 * account] = share
        state.buys_less[2 * account + 1] = now + state.parameters.market.lost_for
        return
    decay(state, account, now)
    goodwill = state.accounts.goodwill[account]
    state.accounts.goodwill[account] = goodwill - goodwill * share // MILLION
