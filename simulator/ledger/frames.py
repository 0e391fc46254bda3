"""All that happened in one replication, as tables: from a ledger, or from the files of a result."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from simulator.ledger.ledger import Ledger, roots_of
from simulator.model.codes import NOT
from simulator.scenario.phases import phases_of
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
        "origin": "Why it arose: routine, inbound, meeting, call plan, follow-up, contract, then"
        " (chosen after another) or join (several others are finished).",
        "parent": "The task that it followed from.",
        "case": "The task from which all of its case has followed in the end; its own, if none.",
        "asked": "When it was asked for.",
        "due": "By when it should be finished.",
        "available": "When the one who does it could first have begun, hand-over included.",
        "started": "When it was first begun.",
        "finished": "When it was finished.",
        "by": "Who finished it, or has begun it.",
        "in_place_of": "Who was away, if it went to a deputy.",
        "role": "The role in whose line it stood last.",
        "state": "How it ended: done, automated, no-show, missed, lapsed; or it is still waiting.",
        "interrupted": "How often it was laid aside for something more urgent.",
        "hand_overs": "How often it was handed over, coming back included.",
    },
    "accounts": {
        "account": "The account; a row for each stretch for which it stood in one way.",
        "segment": "Its segment.",
        "owner": "Who calls on it.",
        "standing": "Whether it is a customer, a prospect, or gone: closed, not open yet, or lost.",
        "from": "Since when; empty for those of the first day.",
        "to": "Until when; empty for those of the last day.",
        "how": "What it began with: won, won back, lost, opened or closed.",
        "why": "What it ended with.",
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
    accounts: pl.DataFrame


def nights_of(tables: LedgerTables) -> pl.DataFrame:
    """The nights that people spend at an account: person, place, from when until when.

    They lie between a day that ends there and the next; whoever has no tours drives home.
    """
    import polars as pl

    tours = [
        name
        for name in tables.scenario.roles
        if any(each.scenario.roles[name].tour for each in phases_of(tables.scenario))
    ]
    until = pl.col("start").shift(-1).over("person").alias("until")
    is_away = pl.col("place").is_in(tables.accounts["account"].unique().implode())
    is_night = pl.col("until").dt.date() > pl.col("end").dt.date()
    return (
        tables.entries.filter(pl.col("role").is_in(tours))
        .with_columns(until)
        .filter(is_away & is_night & (pl.col("until") > pl.col("end")))
        .select("person", "place", pl.col("end").alias("since"), "until")
    )


def cases_of(tasks: pl.DataFrame) -> pl.Series:
    """The case of each task; results that were kept without it know the parents."""
    import polars as pl

    if "case" in tasks.columns:
        return tasks["case"]
    return pl.Series("case", roots_of(tasks["parent"].fill_null(NOT).to_numpy()))


def from_ledger(scenario: Scenario, ledger: Ledger) -> LedgerTables:
    """The tables of a ledger in memory."""
    return LedgerTables(scenario, ledger.seed, ledger.replication, *frames_of(ledger).values())


def frames_of(ledger: Ledger) -> dict[str, pl.DataFrame]:
    """The tables of a ledger by name, in the order in which results keep them."""
    return {
        "entries": ledger.entries_frame(),
        "tasks": ledger.tasks_frame(),
        "deals": ledger.deals_frame(),
        "accounts": ledger.accounts_frame(),
    }
