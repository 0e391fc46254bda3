"""The events that the rules have asked for, when they are due."""

from __future__ import annotations

from simulator.engine.queues import TASK_BITS, TASK_MASK, reminder
from simulator.engine.rules.changes.call_cover import deal_out_calls
from simulator.engine.rules.changes.cover import change_absence
from simulator.engine.rules.changes.phases import begin_phase
from simulator.engine.rules.changes.resigning import resign
from simulator.engine.rules.customers.customers import rank_accounts
from simulator.engine.rules.customers.market import change_business
from simulator.engine.rules.customers.owners import change_owners, succeed
from simulator.engine.rules.tasks.lapses import become_late, lapse
from simulator.engine.rules.tasks.tasks import POSTPONED, arrive, end_contract, overflow, release
from simulator.engine.state import SimulationState
from simulator.model.codes import (
    ARRIVE,
    BEGIN_PHASE,
    CONTRACT_ENDS,
    EVENT_BITS,
    LAPSE,
    LATE,
    MARKET,
    OVERFLOW,
    RANK,
    RELEASE,
    RESIGN,
    SUCCEED,
)


def handle_reminder(state: SimulationState, order: int, now: int) -> None:
    """An event that the rules had asked for is due."""
    what, task = order >> TASK_BITS, order & TASK_MASK
    if what == ARRIVE:
        arrive(state, task, now)
    elif what == RELEASE:
        if state.tasks.queue[task] == POSTPONED:
            release(state, task, now)
    elif what == RANK:
        rank_accounts(state, now)
        state.reminders.append(reminder(now + state.parameters.market.ranking, RANK, 0))
    elif what == BEGIN_PHASE:
        begin_phase(state, task, now)
        change_owners(state, task, now)
        for role in range(len(state.parameters.roles.first)):
            deal_out_calls(state, role)
    elif what == OVERFLOW:
        overflow(state, task, now)
    elif what == SUCCEED:
        succeed(state, task, now)
    elif what == RESIGN:
        resign(state, task, now)
    elif what == LAPSE:
        lapse(state, task, now)
    elif what == LATE:
        become_late(state, task, now)
    elif what == MARKET:
        remind_of_market(state, task >> EVENT_BITS, task % (1 << EVENT_BITS), now)
    else:
        change_absence(state, task, now)


def remind_of_market(state: SimulationState, account: int, what: int, now: int) -> None:
    """An account's contract ends, or its business closes or opens."""
    if what == CONTRACT_ENDS:
        end_contract(state, account, now)
    else:
        change_business(state, account, what, now)
