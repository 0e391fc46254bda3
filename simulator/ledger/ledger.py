"""What happened: one row for every stretch of everyone's day, one row for every task."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from simulator.model.codes import (
    AT_DEPUTY,
    CHANGES,
    CUSTOMER,
    DOINGS,
    GONE,
    HAS_CLOSED,
    HAS_OPENED,
    IS_IDLE_DOING,
    IS_LOST,
    MILLION,
    NOT,
    PROSPECT,
    STANDINGS,
    STATES,
)
from simulator.model.parameters import Parameters
from simulator.scenario.schema.triggers import ORIGINS

if TYPE_CHECKING:
    import polars as pl

Column = npt.NDArray[np.int64]
TIME_BITS = 32  # of a moment, in keys of an account and a moment


@dataclass(frozen=True, slots=True)
class Entries:
    """One unbroken stretch of one person's time in each row, by person and start.

    Times are seconds from midnight before the first day. -1 stands for: none.
    """

    person: Column
    doing: Column  # index into DOINGS
    activity: Column
    task: Column  # row of Tasks
    account: Column
    place: Column  # index into Places; the destination while travelling
    start: Column
    end: Column

    def __len__(self) -> int:
        return len(self.person)

    @property
    def is_idle(self) -> npt.NDArray[np.bool_]:
        """Of each entry: does its person idle, for whatever reason?"""
        return np.array(IS_IDLE_DOING)[self.doing]


@dataclass(frozen=True, slots=True)
class Tasks:
    """One task that was asked for in each row, by time of asking.

    Times are seconds from midnight before the first day. -1 stands for: not happened, none.
    """

    activity: Column
    account: Column
    deal: Column  # row of Deals
    origin: Column  # index into ORIGINS
    parent: Column  # the task it followed from
    asked: Column
    due: Column  # the time by which it should be finished
    handing: Column  # the giver began to hand it over
    available: Column  # the one who does it could have begun
    started: Column
    finished: Column
    by: Column  # person who finished it, or has begun it
    role: Column  # role in whose line it stood last
    waits_for: Column  # the one person in that role it waits for; -1: anyone of the role
    giver: Column  # person who hands it over, if one does
    interrupted: Column  # times
    hand_overs: Column  # times, coming back included
    state: Column  # index into STATES
    version: Column  # of the activity, as it was in the phase in which it was asked for

    def __len__(self) -> int:
        return len(self.activity)


@dataclass(frozen=True, slots=True)
class Presence:
    """The stretches for which people are called to work, in each row, by person and start.

    A regular stretch runs from the begin to the end of a shift, lunch included, on days on which
    the person is there; an evening may be worked, and is overtime if it is.
    """

    person: Column
    start: Column
    end: Column
    evening: Column  # 1 for an evening, 0 for a shift
    lunch: Column  # when lunch may begin; -1 for none


@dataclass(frozen=True, slots=True)
class RoadTable:
    """Ways by road that a table gives, in place of straight lines; rows and columns are nodes."""

    size: int
    node: Column  # of each place, -1 for none
    seconds: npt.NDArray[np.int32]  # row by row, parking not included; -1 for a way not given
    metres: npt.NDArray[np.int32]  # in a straight line, of which detours make the road

    def look_up(self, values: npt.NDArray[np.int32], start: Column, goal: Column) -> Column:
        """What the table says of ways from places to places; -1 where it says nothing."""
        if not self.size:
            return np.full(np.broadcast(start, goal).shape, NOT)
        row, column = self.node[start], self.node[goal]
        known: Column = np.where((row < 0) | (column < 0), NOT, values[row * self.size + column])
        return known


NO_ROADS = RoadTable(0, np.empty(0, np.int64), np.empty(0, np.int32), np.empty(0, np.int32))


@dataclass(frozen=True, slots=True)
class Places:
    """Where things are: the headquarters first, then everyone's base, then the accounts."""

    name: tuple[str, ...]
    x: Column  # metres
    y: Column
    first_account: int
    roads: RoadTable = NO_ROADS


@dataclass(frozen=True, slots=True)
class Deals:
    """One matter with an account in each row, by the time of its lead. -1: not happened, none."""

    kind: Column  # index into the company's kinds of deals
    account: Column
    value: Column  # in millionths of the currency, before any discount
    opened: Column
    won: Column
    discount: Column  # millionths given away
    commission: Column  # paid on it, in millionths of the currency
    sold_by: Column  # person who did what led to the win
    changes: Column  # times that it went from one person to another

    def __len__(self) -> int:
        return len(self.kind)


@dataclass(frozen=True, slots=True)
class Accounts:
    """How each account stands at the end, in each row."""

    potential: Column  # millionths: factor on the value of its deals
    goodwill: Column  # millionths
    lost: Column  # when it was last; -1: still ours


@dataclass(frozen=True, slots=True)
class Nights:
    """One night away from home in each row, as they happened."""

    person: Column
    until: Column  # begin of the shift after it


@dataclass(frozen=True, slots=True)
class AccountChanges:
    """One change in how an account stands in each row, as they happened.

    In a market the first rows, at time 0, are the accounts that are no customers on the first day:
    prospects have opened, those that come later have closed.
    """

    account: Column
    when: Column
    what: Column  # index into codes.CHANGES


@dataclass(frozen=True, slots=True)
class Spells:
    """One stretch for which an account stood in one way in each row, by account and begin."""

    account: Column
    standing: Column  # GONE, CUSTOMER or PROSPECT
    begin: Column  # 0: on the first day already
    end: Column  # -1: not within the horizon
    how: Column  # it began, as index into codes.CHANGES; -1: on the first day already
    why: Column  # it ended; -1: it has not


@dataclass(frozen=True, slots=True)
class Vacancies:
    """Stretches of whole days for which a chair is empty, by person and start."""

    person: Column
    start: Column
    end: Column
    left: Column  # 1: somebody has left; 0: nobody has begun yet


@dataclass(frozen=True, slots=True)
class Transfers:
    """Of tasks that others did or were to do for somebody away: in whose line they stood, and when.

    By task and time, until the task is begun. Tasks that never lay elsewhere are not in it.
    """

    task: Column  # row of Tasks
    at: Column
    line: Column  # from then on: one for each person, then one for each role
    why: Column  # AT_FIRST, AT_DEPUTY, BACK_AT_OWNER or AT_OVERFLOW


@dataclass(frozen=True, slots=True)
class Contacts:
    """How often each account is to be called on by a call plan, and from when until when."""

    activity: Column  # that calls
    account: Column
    every: Column  # seconds, while it is a customer; 0: not at all
    as_prospect: Column  # the same of a prospect
    start: Column
    end: Column


def _nothing() -> Column:
    return np.empty(0, dtype=np.int64)


def no_deals() -> Deals:
    """Where nothing is sold."""
    return Deals(*(_nothing() for _ in fields(Deals)))


@dataclass(frozen=True)
class Ledger:
    """All that happened in one replication of one scenario."""

    parameters: Parameters
    seed: int
    replication: int
    entries: Entries
    tasks: Tasks
    presence: Presence
    places: Places
    account_segment: Column
    account_owner: Column  # person who calls on it; -1: nobody
    deals: Deals = field(default_factory=no_deals)
    accounts: Accounts = field(default_factory=lambda: Accounts(*(_nothing() for _ in range(3))))
    vacancies: Vacancies = field(default_factory=lambda: Vacancies(*(_nothing() for _ in range(4))))
    transfers: Transfers = field(default_factory=lambda: Transfers(*(_nothing() for _ in range(4))))
    nights: Nights = field(default_factory=lambda: Nights(*(_nothing() for _ in range(2))))
    contacts: Contacts = field(default_factory=lambda: Contacts(*(_nothing() for _ in range(6))))
    changes: AccountChanges = field(
        default_factory=lambda: AccountChanges(*(_nothing() for _ in range(3)))
    )

    def __repr__(self) -> str:
        """What it is in a line; its rows are in its frames."""
        run = f"{self.parameters.scenario}, seed {self.seed}, replication {self.replication}"
        entries, tasks, deals = len(self.entries), len(self.tasks), len(self.deals)
        return f"<Ledger of {run}: {entries:,} entries, {tasks:,} tasks, {deals:,} deals>"

    @cached_property
    def standings(self) -> Spells:
        """How each account stood from when to when.

        Returns:
            One row for each stretch, by account and begin; times in seconds.
        """
        has_prospects = np.array(self.parameters.market.has_prospects, dtype=np.int64)
        return _standings(self.changes, has_prospects[self.account_segment] > 0)

    @cached_property
    def spells(self) -> Spells:
        """When each account was a customer, how it became one and why it ceased to be.

        Returns:
            One row for each such stretch, by account and begin; times in seconds.
        """
        return _rows_of(self.standings, self.standings.standing == CUSTOMER)

    @cached_property
    def category(self) -> Column:
        """Category of each entry, as an index into ``parameters.categories``.

        Returns:
            One index for each entry.
        """
        return category_of(self.parameters)[self.entries.doing, self.entries.activity]

    @cached_property
    def done_for(self) -> Column:
        """For whom a deputy does each task, begun or not: somebody away, or all of a role.

        Returns:
            One line for each task: a person's, or after those of all people a role's; -1 where its
            owner does it, or anybody of the role.
        """
        moves, owners = self.transfers, np.full(len(self.tasks), -1)
        first = np.full(len(self.tasks), -1)
        first[moves.task[::-1]] = moves.line[::-1]
        at_deputy = np.zeros(len(self.tasks), dtype=bool)
        at_deputy[moves.task] = moves.why == AT_DEPUTY  # the last of each task stays
        owners[at_deputy] = first[at_deputy]
        return owners

    @cached_property
    def case(self) -> Column:
        """The case of each task: the task from which, in the end, all of its case has followed.

        Returns:
            One row of the tasks for each task; its own, where it arose by itself.
        """
        return roots_of(self.tasks.parent)

    def entries_frame(self) -> pl.DataFrame:
        """The entries as people read them: names for numbers, empty for none, dates with times.

        Returns:
            One row for each stretch of everybody's day; ``seconds`` from ``start`` to ``end``.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> ledger = simulator.simulate(short)
            >>> ledger.entries_frame().columns[:4]
            ['person', 'role', 'doing', 'category']
        """
        import polars as pl

        e, c = self.entries, self.parameters
        kinds = c.activities
        return pl.DataFrame(
            {
                "person": _named(e.person, c.people),
                "role": _named(np.array(c.role_of, dtype=np.int64)[e.person], c.roles.name),
                "doing": _named(e.doing, DOINGS),
                "category": _named(self.category, c.categories),
                "activity": _named(e.activity, c.activities.name),
                "task": _numbers(e.task),
                "account": _named(e.account, self.places.name[self.places.first_account :]),
                "deal": _numbers(np.append(self.tasks.deal, -1)[e.task]),
                "channel": _named(np.array([*kinds.channel, -1])[e.activity], c.channels),
                "place": _named(e.place, self.places.name),
                "start": _moments(e.start, c.start),
                "end": _moments(e.end, c.start),
                "seconds": pl.Series(e.end - e.start),
            }
        )

    def tasks_frame(self) -> pl.DataFrame:
        """The tasks as people read them; what has not happened is empty.

        Returns:
            One row for each task asked for; times of asking, begin and end, or null.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> ledger = simulator.simulate(short)
            >>> tasks = ledger.tasks_frame()
            >>> tasks.height == len(ledger.tasks)
            True
        """
        import polars as pl

        t, c = self.tasks, self.parameters
        return pl.DataFrame(
            {
                "task": pl.Series(np.arange(len(t))),
                "activity": _named(t.activity, c.activities.name),
                "account": _named(t.account, self.places.name[self.places.first_account :]),
                "deal": _numbers(t.deal),
                "origin": _named(t.origin, ORIGINS),
                "parent": _numbers(t.parent),
                "case": pl.Series(self.case),
                "asked": _moments(t.asked, c.start),
                "due": _moments(t.due, c.start),
                "available": _moments(t.available, c.start),
                "started": _moments(t.started, c.start),
                "finished": _moments(t.finished, c.start),
                "by": _named(t.by, c.people),
                "in_place_of": _named(self.done_for, (*c.people, *c.roles.name)),
                "role": _named(t.role, c.roles.name),
                "state": _named(t.state, STATES),
                "interrupted": pl.Series(t.interrupted),
                "hand_overs": pl.Series(t.hand_overs),
            }
        )

    def accounts_frame(self) -> pl.DataFrame:
        """How every account stood, from when to when, as people read it.

        Returns:
            One row for each stretch for which an account was a customer, a prospect or gone;
            ``from`` is empty for those of the first day, ``to`` for those of the last.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> ledger = simulator.simulate(short)
            >>> ledger.accounts_frame()["standing"].unique().to_list()
            ['customer']
        """
        import polars as pl

        replaced = (self.standings.standing == GONE) & (self.standings.begin == self.standings.end)
        s, c = _rows_of(self.standings, ~replaced), self.parameters
        return pl.DataFrame(
            {
                "account": _named(s.account, self.places.name[self.places.first_account :]),
                "segment": _named(self.account_segment[s.account], c.segments),
                "owner": _named(self.account_owner[s.account], c.people),
                "standing": _named(s.standing, STANDINGS),
                "from": _moments(np.where(s.how >= 0, s.begin, NOT), c.start),
                "to": _moments(s.end, c.start),
                "how": _named(s.how, CHANGES),
                "why": _named(s.why, CHANGES),
            }
        )

    def customers_frame(self) -> pl.DataFrame:
        """Who was a customer, from when to when, as people read it.

        Returns:
            One row for each stretch for which an account was a customer; ``from`` is empty for
            those of the first day, ``to`` for those of the last.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> ledger = simulator.simulate(short)
            >>> ledger.customers_frame().height
            720
        """
        import polars as pl

        customers = pl.col("standing") == STANDINGS[CUSTOMER]
        return self.accounts_frame().filter(customers).drop("standing")

    def deals_frame(self) -> pl.DataFrame:
        """The deals as people read them; what has not happened is empty.

        Returns:
            One row for each deal opened; columns as in the reference, money in the currency.

        Example:
            >>> import simulator
            >>> short = simulator.what_if("north", horizon={"weeks": 2, "warm_up_weeks": 1})
            >>> ledger = simulator.simulate(short)
            >>> ledger.deals_frame().height  # nothing is sold in this scenario
            0
        """
        import polars as pl

        d, c = self.deals, self.parameters
        return pl.DataFrame(
            {
                "deal": pl.Series(np.arange(len(d))),
                "kind": _named(d.kind, c.deals.name),
                "account": _named(d.account, self.places.name[self.places.first_account :]),
                "value": pl.Series(d.value / MILLION),
                "opened": _moments(d.opened, c.start),
                "won": _moments(d.won, c.start),
                "discount": pl.Series(d.discount / MILLION).set(pl.Series(d.won < 0), None),
                "sold_by": _named(d.sold_by, c.people),
                "commission": pl.Series(d.commission / MILLION).set(pl.Series(d.won < 0), None),
                "changes_of_hands": pl.Series(d.changes),
            }
        )


def _rows_of(spells: Spells, chosen: npt.NDArray[np.bool_]) -> Spells:
    return Spells(*(getattr(spells, each.name)[chosen] for each in fields(Spells)))


def roots_of(parent: Column) -> Column:
    """For each row the one at which the chain of parents ends, by pointer doubling."""
    root = np.where(parent >= 0, parent, np.arange(len(parent)))
    while (root[root] != root).any():
        root = root[root]
    return root


def _standings(changes: AccountChanges, has_prospects: npt.NDArray[np.bool_]) -> Spells:
    """The stretches between changes; accounts without a first row are customers at first."""
    what, numbers = changes.what, np.arange(len(changes.what))
    known = (changes.when == 0) & np.isin(what, (HAS_CLOSED, HAS_OPENED))
    first = np.setdiff1d(np.arange(len(has_prospects)), changes.account[known])
    becomes = np.array([PROSPECT, GONE, PROSPECT, CUSTOMER, CUSTOMER])[what]
    becomes[(what == IS_LOST) & ~has_prospects[changes.account]] = GONE
    account = np.concatenate((first, changes.account))
    order = np.lexsort((np.concatenate((np.full(len(first), NOT), numbers)), account))
    account = account[order]
    begin = np.concatenate((np.zeros(len(first), dtype=np.int64), changes.when))[order]
    how = np.concatenate((np.full(len(first), NOT), np.where(known, NOT, what)))[order]
    standing = np.concatenate((np.full(len(first), CUSTOMER), becomes))[order]
    follows = np.append(account[1:] == account[:-1], False)[: len(account)]
    end = np.where(follows, np.append(begin[1:], NOT)[: len(account)], NOT)
    why = np.where(follows, np.append(how[1:], NOT)[: len(account)], NOT)
    return Spells(account, standing, begin, end, how, why)


def category_of(parameters: Parameters) -> Column:
    """Category of each doing (rows) at each activity (columns, the last: none)."""
    c = parameters
    by_doing = np.array(
        [-1, *[c.travel_category] * 2, *[c.hand_over_category] * 2, -1, -1, c.break_category]
        + [c.idle_category] * 4
    )
    by_activity = np.array([*c.activities.category, c.idle_category])
    return np.where(by_doing[:, None] >= 0, by_doing[:, None], by_activity[None, :])


def _numbers(column: Column) -> pl.Series:
    import polars as pl

    return pl.Series(column).set(pl.Series(column < 0), None)


def _named(column: Column, names: tuple[str, ...]) -> pl.Series:
    """Names for the numbers of a column; -1 becomes empty."""
    import polars as pl

    known = pl.Series(names, dtype=pl.String) if names else pl.Series([None], dtype=pl.String)
    return known.gather(_numbers(column)) if len(column) else pl.Series([], dtype=pl.String)


def _moments(column: Column, start: str) -> pl.Series:
    """Dates with times for seconds from the start; -1 becomes empty."""
    import polars as pl

    begin = np.datetime64(start, "s")
    moments = pl.Series((begin + column.astype("timedelta64[s]")).astype("datetime64[ms]"))
    return moments.set(pl.Series(column < 0), None)
