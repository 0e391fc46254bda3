"""Who is called on by call plans: reach, frequency, and how much of what is wanted is done."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column
from simulator.measures.measure import Measure, MeasureText, MeasureValues, Value, Weighted
from simulator.measures.window import Window, ratio
from simulator.model.codes import CUSTOMER, DONE, PROSPECT, YEAR
from simulator.scenario.elementary import Numbers


class Called(NamedTuple):
    """Accounts that some call plan wants contact with, a row for each plan and account."""

    activity: Column
    account: Column
    made: Column  # calls in the counted weeks, the customer seen
    wanted: Numbers  # as often as contact_every says, while the account is ours


def called_on(window: Window) -> Called:
    """What was wanted and what was made, for each plan and account that counts."""
    c, t = window.parameters, window.ledger.tasks
    contacts, accounts = window.ledger.contacts, len(window.ledger.account_segment)
    cell = contacts.activity * accounts + contacts.account
    cells = len(c.activities.name) * accounts
    wanted = np.zeros(cells)
    for standing, every in ((CUSTOMER, contacts.every), (PROSPECT, contacts.as_prospect)):
        for rows, begin, end in _while(window, standing):
            until = np.minimum(contacts.end, end[contacts.account])
            start = np.maximum(np.maximum(contacts.start, c.warm_up), begin[contacts.account])
            seconds = np.maximum(until - start, 0) * (every > 0) * rows[contacts.account]
            wanted += np.bincount(cell, seconds / np.maximum(every, 1), cells)
    calls = window.asked[t.state[window.asked] == DONE]
    calls = calls[np.isin(t.activity[calls], c.plans.activity)]
    made = np.bincount(t.activity[calls] * accounts + t.account[calls], minlength=cells)
    rows = np.flatnonzero(wanted > 0)
    places = np.divmod(rows, max(accounts, 1))
    return Called(*places, made[rows], wanted[rows].astype(np.float64))


def _while(window: Window, standing: int) -> Iterator[tuple[Column, Column, Column]]:
    """First, second, ... stretch of each account in which it stands like this.

    Of each account: 1 if there is such a stretch, its begin and end.
    """
    known, accounts = window.ledger.standings, len(window.ledger.account_segment)
    rows = np.flatnonzero(known.standing == standing)
    account = known.account[rows]
    number = np.arange(len(rows)) - np.searchsorted(account, account)
    for turn in range(int(number.max(initial=-1)) + 1):
        chosen, mine = rows[number == turn], account[number == turn]
        there, begin, end = (np.zeros(accounts, dtype=np.int64) for _ in range(3))
        there[mine], begin[mine], end[mine] = 1, known.begin[chosen], known.end[chosen]
        yield there, begin, np.where(end >= 0, end, window.parameters.horizon)


def _years(window: Window) -> Numbers:
    """Years of each account in the counted weeks for which call plans want contact with it."""
    contacts, accounts = window.ledger.contacts, len(window.ledger.account_segment)
    years = np.zeros(accounts)
    for standing, every in ((CUSTOMER, contacts.every), (PROSPECT, contacts.as_prospect)):
        meant = np.bincount(contacts.account, every > 0, accounts) > 0
        for there, begin, end in _while(window, standing):
            seconds = (end - np.maximum(begin, window.parameters.warm_up)) * there * meant
            years += np.maximum(seconds, 0) / YEAR
    return years


class Coverage(NamedTuple):
    """How well accounts are looked after: numbers of which the measures are ratios."""

    accounts: int  # with which contact is wanted
    reached: int  # called on at least once
    years: float  # of those reached, while they were ours
    made: float  # calls
    wanted: float
    kept: float  # of the calls due, how many were made
    due: float  # whole intervals in the counted weeks

    def reach(self) -> float:
        """Share of the accounts that were called on."""
        return float(ratio(self.reached, self.accounts))

    def frequency(self) -> float:
        """Calls for each account reached and year."""
        return float(ratio(self.made, self.years))

    def coverage(self) -> float:
        """Calls made for each call wanted."""
        return float(ratio(self.made, self.wanted))

    def attainment(self) -> float:
        """Share of the calls due that were made."""
        return float(ratio(self.kept, self.due))

    def never_reached(self) -> float:
        """Accounts that nobody called on; NaN without accounts."""
        return self.accounts - self.reached if self.accounts else np.nan


def coverage_of(
    window: Window, called: Called, person: int | None = None, segment: int | None = None
) -> Coverage:
    """How well accounts are looked after: all, those of a person, or those of a segment."""
    ledger, mine = window.ledger, np.ones(len(called.account), dtype=bool)
    if person is not None:
        mine &= ledger.account_owner[called.account] == person
    if segment is not None:
        mine &= ledger.account_segment[called.account] == segment
    _, account, made, wanted = (each[mine] for each in called)
    met = np.bincount(account, made, len(ledger.account_segment)) > 0
    years = _years(window)[met]
    due = np.floor(wanted + 1e-9)
    return Coverage(
        accounts=len(np.unique(account)),
        reached=int(np.count_nonzero(met)),
        years=float(years.sum()),
        made=float(made.sum()),
        wanted=float(wanted.sum()),
        kept=float(np.minimum(made, due).sum()),
        due=float(due.sum()),
    )


def call_measures(window: Window) -> MeasureValues:
    """Reach, frequency, coverage, attainment and who was never reached; all, and by segment."""
    if not window.parameters.plans.activity:
        return
    called = called_on(window)
    yield from _measures(coverage_of(window, called), "")
    for number, segment in enumerate(window.parameters.segments):
        yield from _measures(coverage_of(window, called, segment=number), f".{segment}")
    yield from _plan_measures(window, called)


def _plan_measures(window: Window, called: Called) -> MeasureValues:
    """How much of what each plan wants is made, of each account no more than is wanted of it."""
    made = np.minimum(called.made, called.wanted)
    segments = window.ledger.account_segment[called.account]
    for number in window.parameters.plans.activity:
        own, name = called.activity == number, window.parameters.activities.name[number]
        yield f"plan_coverage.{name}", _share_made(made[own], called.wanted[own])
        for place, segment in enumerate(window.parameters.segments):
            there = own & (segments == place)
            share = _share_made(made[there], called.wanted[there])
            yield f"plan_coverage.{name}.{segment}", share


def _share_made(made: Numbers, wanted: Numbers) -> Weighted:
    return Weighted(float(ratio(made.sum(), wanted.sum())), wanted.sum())


def _measures(seen: Coverage, of: str) -> Iterator[tuple[str, Value]]:
    yield f"reach{of}", Weighted(seen.reach(), seen.accounts)
    yield f"call_frequency{of}", Weighted(seen.frequency(), seen.years)
    yield f"coverage{of}", Weighted(seen.coverage(), seen.wanted)
    yield f"call_plan_attainment{of}", Weighted(seen.attainment(), seen.due)
    yield f"never_reached{of}", seen.never_reached()


_TEXTS = (
    MeasureText(
        "reach", "share", "more",
        "Share of the accounts with which call plans want contact that were called on, and seen, at"
        " least once in the counted weeks. Accounts lost before them do not count.",
    ),
    MeasureText(
        "call_frequency", "calls per account and year", "neither",
        "Calls made by call plans for each account reached and year in which it was ours.",
    ),
    MeasureText(
        "coverage", "calls for each wanted", "more",
        "Calls made over calls wanted: the counted weeks in which an account was ours, over its"
        " contact_every. More than 1 where accounts are called on more often than is wanted.",
    ),
    MeasureText(
        "call_plan_attainment", "share", "more",
        "Share of the calls due that were made: of each account as many are due as whole intervals"
        " of contact_every fit into the counted weeks, and no more than those count as made.",
    ),
    MeasureText(
        "never_reached", "accounts", "less",
        "Accounts with which call plans want contact that nobody called on in the counted weeks.",
    ),
)  # fmt: skip

# Of all accounts, then of each segment, then of each plan.
MEASURES = (
    *(
        Measure(
            each.name + of,
            each.unit,
            each.better,
            each.meaning,
            call_measures,
            "mean" if each.name == "never_reached" else "ratio",
        )
        for of in ("", ".<segment>")
        for each in _TEXTS
    ),
    *(
        Measure(
            f"plan_coverage.<activity>{of}", "share", "more",
            "Share of the calls wanted by one call plan that were made: of each account the counted"
            " weeks in which it was ours, over its contact_every, and no more than those.",
            call_measures,
            "ratio",
        )
        for of in ("", ".<segment>")
    ),
)  # fmt: skip
