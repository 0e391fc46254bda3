"""All that happened in one replication, as tables: from a ledger, or from the files of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulator.ledger.ledger import Ledger
from simulator.scenario.scenario import Scenario

if TYPE_CHECKING:
    import polars as pl


# What the columns of each table mean. Empty stands for: it has not happened, or there is none.
COLUMNS = {
    "entries": {
        "person": "Whose time it was, such as 'field rep 3'.",
        "role": "The person's role.",
        "doing": "Which part of it: work, travel, hand over, set up, resume, idle, break ...",
        "category": "What the time counts as; set-up and resumption count to the work they serve.",
        "activity": "The kind of work, where there was a task.",
        "task": "Row of the task in the table of tasks.",
        "account": "The customer, where there was one.",
        "deal": "Row of the deal in the table of deals.",
        "channel": "By what channel the customer was met, where the activity has one.",
        "place": "Where it was; the destination while travelling.",
        "start": "When it began.",
        "end": "When it ended; the next entry of the person begins there, or later.",
        "seconds": "From start to end.",
    },
    "tasks": {
        "task": "Number of the row.",
        "activity": "The kind of work.",
        "account": "The customer, where there is one.",
        "deal": "Row of the deal in the table of deals.",
        "origin": "Why it arose: routine, inbound, meeting, call plan, follow-up, contract.",
        "parent": "The task that it followed from.",
        "asked": "When it was asked for.",
        "due": "By when it should be finished.",
        "available": "When the one who does it could first have begun, hand-over included.",
        "started": "When it was first begun.",
        "finished": "When it was finished.",
        "by": "Who finished it, or has begun it.",
        "in_place_of": "Who was away, if it went to a deputy.",
        "role": "The role in whose line it stood last.",
        "state": "How it ended: done, automated, no-show, missed; or it is still waiting.",
        "interrupted": "How often it was laid aside for something more urgent.",
        "hand_overs": "How often it was handed over, coming back included.",
    },
    "customers": {
        "account": "The customer; a row for each time that it was one.",
        "segment": "Its segment.",
        "owner": "Who calls on it.",
        "from": "When it became one; empty for those of the first day.",
        "to": "When it ceased to be one; empty for those of the last day.",
        "how": "Whether it was won, or won back.",
        "why": "Whether it was lost, or its business closed.",
    },
    "deals": {
        "deal": "Number of the row.",
        "kind": "The kind of deal.",
        "account": "The customer.",
        "value": "What it is worth in the scenario's currency, before any discount.",
        "opened": "When the lead came.",
        "won": "When it was won.",
        "discount": "Share of the value given away.",
        "sold_by": "Who did what led to the win.",
        "commission": "Commission paid on it, in the scenario's currency.",
        "changes_of_hands": "How often it went from one person to another.",
    },
}


class LedgerTables(NamedTuple):
    """The scenario and what happened in one replication of it, by names and dates.

    The columns are those of the frames of a ledger. What has not happened is empty.
    """

    scenario: Scenario
    seed: int
    replication: int
    entries: pl.DataFrame
    tasks: pl.DataFrame
    deals: pl.DataFrame


def from_ledger(scenario: Scenario, ledger: Ledger) -> LedgerTables:
    """The tables of a ledger in memory."""
    frames = (ledger.entries_frame(), ledger.tasks_frame(), ledger.deals_frame())
    return LedgerTables(scenario, ledger.seed, ledger.replication, *frames)
