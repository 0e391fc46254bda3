"""The part of a ledger that counts: what happened after the warm-up, with sums by role."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from simulator.company import Company
from simulator.ledger import Column, Entries, Ledger, Presence
from simulator.quantities import DAY, WEEK
from simulator.stretches import covered, disjoint
from simulator.vocabulary import DOINGS, IDLE, NOT, PAUSE

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Window:
    """Entries and shifts of one ledger clipped to [warm-up, horizon), and who they belong to.

    Sums are whole seconds: floating sums of whole numbers below 2**53 are exact.
    """

    ledger: Ledger
    entries: Entries
    category: Column  # of each entry
    shifts: Presence  # regular ones only

    @property
    def company(self) -> Company:
        return self.ledger.company

    @property
    def weeks(self) -> int:
        """Weeks counted."""
        return (self.company.horizon - self.company.warm_up) // WEEK

    @cached_property
    def seconds(self) -> Column:
        """Length of each entry."""
        return self.entries.end - self.entries.start

    @cached_property
    def role_of(self) -> Column:
        """Role of each person."""
        return np.array(self.company.role_of, dtype=np.int64)

    @cached_property
    def role(self) -> Column:
        """Role of each entry's person."""
        return self.role_of[self.entries.person]

    @cached_property
    def by_doing(self) -> Column:
        """Seconds of each role (rows) in each doing (columns)."""
        return self._table(self.entries.doing, len(DOINGS))

    @cached_property
    def by_category(self) -> Column:
        """Seconds of each role (rows) in each category (columns)."""
        return self._table(self.category, len(self.company.categories))

    @cached_property
    def attendance(self) -> Column:
        """Seconds that each role's people worked or stood ready: all entries less breaks."""
        return self.by_doing.sum(axis=1) - self.by_doing[:, PAUSE]

    @cached_property
    def idle(self) -> Column:
        """Seconds that each role's people stood ready with nothing to do."""
        return self.by_doing[:, IDLE:].sum(axis=1)

    @cached_property
    def present(self) -> Column:
        """Seconds for which each role's people were called to work: shifts less planned lunches."""
        lunch = np.array(self.company.roles.lunch_lasts)[self.role_of[self.shifts.person]]
        return self.by_role(self.shifts.person, self.shifts.end - self.shifts.start - lunch)

    @cached_property
    def person_weeks(self) -> npt.NDArray[np.float64]:
        """Full working weeks that each role's people were present; NaN for a role never present."""
        contract = np.array(self.company.roles.week_seconds, dtype=np.int64)
        return np.where(self.present > 0, self.present, np.nan) / contract

    @cached_property
    def person_days(self) -> Column:
        """Days on which each role's people were present, summed over people."""
        days = (self.shifts.end - 1) // DAY - self.shifts.start // DAY + 1
        return self.by_role(self.shifts.person, days)

    @cached_property
    def overtime(self) -> Column:
        """Seconds of each role's attendance outside every shift: all of it less what lies inside."""
        e, at_work = self.entries, self.entries.doing != PAUSE
        worked = disjoint(e.person[at_work], e.start[at_work], e.end[at_work])
        inside = covered(worked, self.shifts.person, self.shifts.start, self.shifts.end)
        return self.attendance - self.by_role(self.shifts.person, inside)

    def by_role(self, person: Column, amount: Column) -> Column:
        """Whole amounts of persons summed over each role."""
        roles = len(self.company.roles.name)
        return _sums(self.role_of[person], roles, amount)

    def by_activity(self, tasks: Column, amount: Column | None = None) -> Column:
        """Whole amounts of tasks (without any: their number) summed over each activity."""
        activities = len(self.company.activities.name)
        return _sums(self.ledger.tasks.activity[tasks], activities, amount)

    @cached_property
    def asked(self) -> Column:
        """Rows of the tasks that count: asked in the window, a call of a plan begun in it."""
        t, c = self.ledger.tasks, self.company
        calls = np.zeros(len(c.activities.name), dtype=bool)
        calls[list(c.plans.activity)] = True
        moment = np.where(calls[t.activity] & (t.started >= 0), t.started, t.asked)
        return np.flatnonzero((moment >= c.warm_up) & (moment < c.horizon))

    def _table(self, column: Column, width: int) -> Column:
        cell = self.role * width + column
        height = len(self.company.roles.name)
        return _sums(cell, height * width, self.seconds).reshape(height, width)


def window_of(ledger: Ledger) -> Window:
    """What counts of a ledger."""
    c, e, p = ledger.company, ledger.entries, ledger.presence
    kept = (e.end > c.warm_up) & (e.start < c.horizon)
    called = (p.evening == 0) & (p.end > c.warm_up) & (p.start < c.horizon)
    return Window(
        ledger=ledger,
        entries=Entries(**_clipped(e, kept, c)),
        category=ledger.category[kept],
        shifts=Presence(**_clipped(p, called, c)),
    )


def base_of(company: Company) -> Column:
    """Place where each person's day begins and ends: the own home or the headquarters."""
    home = np.array(company.roles.home_based, dtype=np.int64)[np.array(company.role_of, dtype=int)]
    return home * (1 + np.arange(len(company.people)))


def straight_metres(ledger: Ledger, origin: Column, target: Column) -> Column:
    """Whole metres as the crow flies between two columns of places."""
    dx = ledger.places.x[origin] - ledger.places.x[target]
    dy = ledger.places.y[origin] - ledger.places.y[target]
    return np.sqrt(dx * dx + dy * dy).astype(np.int64)


def _clipped(rows: Entries | Presence, kept: Mask, company: Company) -> dict[str, Column]:
    columns = {f.name: getattr(rows, f.name)[kept] for f in fields(rows)}
    columns["start"] = np.maximum(columns["start"], company.warm_up)
    columns["end"] = np.minimum(columns["end"], company.horizon)
    return columns


def _sums(cell: Column, cells: int, amount: Column | None) -> Column:
    weights = None if amount is None else amount.astype(np.float64)
    return np.bincount(cell, weights=weights, minlength=cells).astype(np.int64)
