"""Two teams of ours that bid for one need: who is asked, too, and which of the two is won."""

from __future__ import annotations

from simulator.engine.state import SimulationState
from simulator.model.codes import NOT


def is_asked_for(state: SimulationState, task: int, activity: int, now: int) -> bool:
    """Does a customer ask for a step of a deal: has nobody of ours sold the same, and who bids?"""
    deal, activities = state.task_details.deal[task], state.parameters.activities
    if deal < 0:
        return True
    within = activities.bids_against[activity]
    if within >= 0 and activities.stage[activity] == 0:
        return other_bid(state, deal, within, now) >= 0
    rival = state.deals.rival[deal]
    return rival < 0 or state.deals.won_at[rival] < 0


def other_bid(state: SimulationState, deal: int, within: int, now: int) -> int:
    """The deal of another team for which this one is asked, too; -1 if there is none."""
    deals, account = state.deals, state.deals.account[deal]
    if account < 0:
        return NOT
    other = state.accounts.last_deal[account]
    if other < 0 or deals.won_at[other] >= 0 or deals.rival[other] >= 0:
        return NOT
    recent = now - deals.opened[other] <= within
    team = team_of(state, deal)
    return other if recent and 0 <= team != deals.team[other] >= 0 else NOT


def team_of(state: SimulationState, deal: int) -> int:
    """The role of who has worked on a deal last; -1 for nobody."""
    person = state.deals.last_person[deal]
    return state.people.role[person] if person >= 0 else NOT


def open_deal(state: SimulationState, deal: int, activity: int, now: int) -> None:
    """A deal is opened, for a need of its own or against another team's."""
    deals, account = state.deals, state.deals.account[deal]
    within = state.parameters.activities.bids_against[activity]
    other = other_bid(state, deal, within, now) if within >= 0 else NOT
    deals.opened[deal] = now
    deals.team[deal] = team_of(state, deal)
    deals.rival[deal] = other
    if other >= 0:
        deals.rival[other] = deal
    elif account >= 0:
        state.accounts.last_deal[account] = deal


def wins_deal(state: SimulationState, task: int) -> bool:
    """Would a task win a deal for which two teams may bid?"""
    activities, deals = state.parameters.activities, state.parameters.deals
    activity = state.tasks.activity[task]
    kind, stage = activities.deal[activity], activities.stage[activity]
    return kind >= 0 and deals.is_bid_for[kind] > 0 and stage == deals.last_stage[kind]


def mind_of(state: SimulationState, deal: int, uniform: int) -> int:
    """What decides whether a bid is won: of two bids of ours for one need the same, as it is one.

    So who has said no to one of them says no to the other, unless that one is better.
    """
    deals = state.deals
    rival = deals.rival[deal]
    has_decided = rival >= 0 and deals.mind[rival] >= 0
    deals.mind[deal] = deals.mind[rival] if has_decided else uniform
    return deals.mind[deal]
