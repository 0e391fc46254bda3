"""All chance of one replication, drawn before the clock starts: who asks for what, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from simulator.calendars import Calendar, draw_calendar
from simulator.chance import (
    BLOCK,
    LONG_BLOCK,
    Chance,
    Floats,
    chance_of,
    seconds,
    unit_quantile,
    whole_seconds,
)
from simulator.company import Company, company_of, depends
from simulator.consistency import MOST_TASKS, calls_within, most_chance
from simulator.geography import Land, draw_land, nearest_accounts
from simulator.ledger import Column, Presence, Vacancies
from simulator.nouns import Lasts
from simulator.quantities import DAY, WEEK, WEEKDAYS, parse_span
from simulator.scenario import (
    Activity,
    Inbound,
    Meeting,
    Profile,
    Role,
    Routine,
    Scenario,
)
from simulator.stretches import in_order_of_time
from simulator.vocabulary import CALL_PLAN, CONTRACT, FOLLOW_UP, INBOUND, MEETING, NOT, ROUTINE

BY_OWNER, MOVES, NEEDS_NOBODY = range(3)  # how a case is routed
GOLDEN_SECTION = 0.6180339887498949
MOST_BATCHES = 5_000  # ways in which tasks arise, by themselves and after each other
MOST_VALUE = 2_000_000_000  # of a deal, in the currency
MILLION = 1_000_000
MOST_DRAWN = 500_000_000  # numbers that decide one matter for all of them


class TooLarge(ValueError):
    """The scenario asks for more tasks than a replication may hold."""


class Slots(NamedTuple):
    """Tasks that may be asked for, one in each row, calls first; times in seconds, -1 for none."""

    activity: Column
    account: Column
    person: Column  # who does it before any hand-over, where one person is meant
    origin: Column
    parent: Column
    asked: Column  # of what arises by itself
    delay: Column  # of what follows on a parent
    work: Column  # time taken by a person of mean speed
    again: Column  # the same, if the case comes back
    routing: Column  # BY_OWNER, MOVES or NEEDS_NOBODY
    comes_back: Column
    luck: Column  # in millionths, where the chance depends on what has happened; else -1
    deal: Column  # row of Lots; empty where nothing is sold
    first_child: Column
    next_sibling: Column


class Lots(NamedTuple):
    """Deals that may be opened, one in each row."""

    slot: Column  # of the lead
    kind: Column
    value: Column  # in the currency


class Contacts(NamedTuple):
    """Accounts in a call plan, one in each row, by plan and account; calls are numbered slots."""

    plan: Column
    account: Column
    person: Column
    every: Column  # wanted seconds between calls
    first_due: Column
    first_call: Column  # slot of the first call; the others follow
    calls: Column  # how many were drawn


class Calls(NamedTuple):
    """The luck of each call, by slot."""

    wait: Column
    no_show: Column
    preparation: Column  # slot of the preparation, -1 for none


class Near(NamedTuple):
    """Contacts by distance, for each place: rows from ``first`` on, ``size`` of them."""

    first: Column
    size: Column
    contact: Column


@dataclass(frozen=True)
class Workload:
    """Everything that an engine needs to replay one replication, and nothing left to chance."""

    company: Company
    seed: int
    replication: int
    presence: Presence
    holidays: Column  # 1 for each day on which no account receives
    land: Land
    speed: Column  # each person's time taken over the mean, in thousandths
    opening: Column  # segments x (bit mask of weekdays, from, to)
    slots: Slots
    roots: Column  # slots that arise by themselves, by time of asking and slot
    contacts: Contacts
    calls: Calls
    near: Near
    lots: Lots
    vacancies: Vacancies


@dataclass(frozen=True)
class _Batch:
    """Tasks of one activity from one cause: number in the batch = row in each column."""

    activity: int
    cause: str  # names the stream of chance
    rows: int  # things that can have such tasks (accounts of a segment, people of a role, 1)
    width: int
    row: Column
    column: Column
    origin: int
    account: Column
    person: Column
    asked: Column
    parent: Column = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    delay: int = NOT
    luck: Column | None = None  # in millionths, where the chance depends on what has happened
    heirs: _Heirs | None = None  # whose luck what follows is, where it is not the batch's own


class _Heirs(NamedTuple):
    """Things with a luck of their own: stream, how many there are, which one for each task."""

    cause: str
    rows: int
    row: Column


def draw(scenario: Scenario, seed: int = 1, replication: int = 0) -> Workload:
    """The workload of one replication; the same cause has the same luck in every scenario."""
    chance = chance_of(seed, replication)
    company = company_of(scenario)
    land = draw_land(scenario, company, chance)
    calendar = draw_calendar(scenario, chance)
    desk = _Desk(scenario, company, chance, land, calendar)
    contacts, call_batches = _contacts(desk)
    table = _Table(desk)
    table.add_all([*call_batches, *(p for b in call_batches if (p := _preparations(desk, b)))])
    for batch in _arising(desk):
        table.add_all([batch])
    slots, lots = table.slots()
    arises = np.flatnonzero(slots.asked >= 0)
    return Workload(
        company=company,
        seed=seed,
        replication=replication,
        presence=calendar.presence,
        holidays=calendar.holidays.astype(np.int64),
        land=land,
        speed=_speeds(desk),
        opening=_opening(scenario),
        slots=slots,
        roots=in_order_of_time(arises, slots.asked),
        contacts=contacts,
        calls=_calls(desk, call_batches),
        near=_near(desk, contacts),
        lots=lots,
        vacancies=calendar.vacancies,
    )


class _Desk(NamedTuple):
    """What every drawing function looks at."""

    scenario: Scenario
    company: Company
    chance: Chance
    land: Land
    calendar: Calendar

    def number(self, activity: str) -> int:
        return self.company.activities.name.index(activity)

    def said(self, activity: int) -> Activity:
        return self.scenario.activities[self.company.activities.name[activity]]

    def role_of(self, activity: int) -> int:
        return self.company.activities.role[activity]

    def names(self) -> list[str]:
        """Activities by name: the order of the page means nothing."""
        return sorted(self.scenario.activities)


class _Table:
    """Collects batches, and all that may follow on them, into the columns of slots."""

    def __init__(self, desk: _Desk) -> None:
        self.desk = desk
        self.size = self.drawn = 0
        self.columns: list[tuple[Column, ...]] = []

    def add_all(self, batches: list[_Batch]) -> None:
        """Takes batches, one after the other, then all that follows on each of them."""
        generations = [iter([(batch, self._place(batch)) for batch in batches])]
        while generations:
            placed = next(generations[-1], None)
            if placed is None:
                generations.pop()
            else:
                generations.append(self._follow_up(*placed))

    def _place(self, batch: _Batch) -> int:
        """Gives the batch the next rows; number of the first."""
        first = self.size
        self.size += len(batch.row)
        if self.size > MOST_TASKS:
            raise TooLarge(
                f"more than {MOST_TASKS:,} tasks in one replication: lower a rate or the horizon"
            )
        self.drawn += batch.rows * (int(batch.column.max(initial=0)) + 1)
        if len(self.columns) == MOST_BATCHES or self.drawn > MOST_DRAWN:
            raise TooLarge(
                "activities follow on each other in too many ways: let fewer of them lead to others"
            )
        self.columns.append(self._columns(batch))
        return first

    def _follow_up(self, batch: _Batch, first: int) -> Iterator[tuple[_Batch, int]]:
        """Whatever follows on a batch itself, cause by cause, with its first row."""
        done = self.desk.company.activities.name[batch.activity]
        if batch.heirs is not None:
            batch = replace(batch, **batch.heirs._asdict(), heirs=None)
        for name in self.desk.names() if len(batch.row) else ():
            following = self.desk.scenario.activities[name].arises.after.get(done)
            if following is None:
                continue
            luck = _luck(self.desk, batch, f"{batch.cause}>{name}/occurs")
            occurs = np.flatnonzero(luck < most_chance(self.desk.scenario, following))
            if len(occurs):
                child = self._followers(batch, name, occurs, first, following.delay)
                if depends(following):
                    child = replace(child, luck=np.floor(luck[occurs] * MILLION).astype(np.int64))
                yield child, self._place(child)

    def _followers(
        self, batch: _Batch, name: str, occurs: Column, first: int, delay: int
    ) -> _Batch:
        """The batch of those tasks of a batch, at numbers ``occurs``, on which another follows."""
        activity = self.desk.number(name)
        same = self.desk.role_of(activity) == self.desk.role_of(batch.activity)
        person = batch.person[occurs] if same else np.full(len(occurs), NOT)
        account = batch.account[occurs]
        return _Batch(
            activity=activity,
            cause=f"{batch.cause}>{name}",
            rows=batch.rows,
            width=batch.width,
            row=batch.row[occurs],
            column=batch.column[occurs],
            origin=FOLLOW_UP,
            account=account,
            person=_doer(self.desk, activity, account, person),
            asked=np.full(len(occurs), NOT),
            parent=first + occurs,
            delay=delay,
        )

    def _columns(self, batch: _Batch) -> tuple[Column, ...]:
        said, size = self.desk.said(batch.activity), len(batch.row)
        work = _seconds(self.desk, batch, f"{batch.cause}/seconds", said.lasts)
        routing, again, back = self._routed(batch, said)
        return (
            np.full(size, batch.activity),
            batch.account,
            batch.person,
            np.full(size, batch.origin),
            batch.parent if len(batch.parent) else np.full(size, NOT),
            batch.asked,
            np.full(size, batch.delay),
            work,
            again,
            routing,
            back,
            batch.luck if batch.luck is not None else np.full(size, NOT),
            self._values(batch),
        )

    def _values(self, batch: _Batch) -> Column:
        """What the deals that these tasks open are worth, if they do; else 0."""
        kind = self.desk.company.activities.deal[batch.activity]
        if kind < 0 or self.desk.company.activities.stage[batch.activity] > 0:
            return np.zeros(len(batch.row), dtype=np.int64)
        said = list(self.desk.scenario.deals.values())[kind].value
        factor = np.ones(len(batch.row))
        if said.spread:
            luck = _luck(self.desk, batch, f"{batch.cause}/value")
            factor = unit_quantile("lognormal", said.spread, luck)
        potential = np.append(self.desk.land.potential, 1000)[batch.account]
        value = np.minimum(said.mean * factor * potential / 1000, MOST_VALUE)
        whole: Column = np.rint(value).astype(np.int64)
        return whole

    def _routed(self, batch: _Batch, said: Activity) -> tuple[Column, Column, Column]:
        """Who does each case, how long it takes if it comes back, and whether it does."""
        size = len(batch.row)
        routing = np.full(size, BY_OWNER)
        again, back = np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)
        moved = said.moved
        if moved is not None:
            routing[_luck(self.desk, batch, f"{batch.cause}/moves") < moved.share] = MOVES
        if moved is not None and moved.comes_back:
            luck = _luck(self.desk, batch, f"{batch.cause}/comes back")
            back = ((luck < moved.comes_back) & (routing == MOVES)).astype(np.int64)
            again = _seconds(self.desk, batch, f"{batch.cause}/again", said.lasts)
        if said.automated:
            routing[_luck(self.desk, batch, f"{batch.cause}/automated") < said.automated] = (
                NEEDS_NOBODY
            )
        return routing, again, back

    def slots(self) -> tuple[Slots, Lots]:
        """All columns joined, with each parent's children chained; and the deals they open."""
        nothing = (np.empty(0, dtype=np.int64),) * 13
        joined = [
            np.concatenate(parts).astype(np.int64, copy=False)
            for parts in zip(*(self.columns or [nothing]), strict=True)
        ]
        *joined, value = joined
        activity, parent = joined[0], joined[Slots._fields.index("parent")]
        kinds = self.desk.company.activities
        leads = np.flatnonzero(np.array([*kinds.stage, NOT])[activity] == 0)
        lots = Lots(leads, np.array([*kinds.deal, NOT])[activity[leads]], value[leads])
        deal = _inherited(leads, parent) if self.desk.scenario.deals else np.empty(0, np.int64)
        luck = joined.pop()
        if not any(kinds.uncertain):
            luck = np.empty(0, dtype=np.int64)
        return Slots._make((*joined, luck, deal, *_chained(parent))), lots


def _luck(desk: _Desk, batch: _Batch, cause: str) -> Floats:
    """One number for each task of a batch, by what and which occurrence it is."""
    columns = int(batch.column.max()) + 1 if len(batch.column) else 0
    table = desk.chance.table(cause, batch.rows, columns, batch.width)
    return table[batch.row, batch.column]


def _seconds(desk: _Desk, batch: _Batch, cause: str, lasts: Lasts) -> Column:
    """Times taken, one for each task of a batch."""
    columns = int(batch.column.max()) + 1 if len(batch.column) else 0
    if 2 * len(batch.row) < batch.rows * columns:
        return seconds(lasts, _luck(desk, batch, cause))
    # Most of the table is wanted: whole, it can be remembered.
    units = desk.chance.units(lasts, cause, batch.rows, columns, batch.width)
    return whole_seconds(lasts, units[batch.row, batch.column])


def _inherited(leads: Column, parent: Column) -> Column:
    """The deal of each slot: that which it opens, or else its parent's."""
    deal = np.full(len(parent), NOT)
    deal[leads] = np.arange(len(leads))
    heirs = np.flatnonzero((deal < 0) & (parent >= 0))
    while len(heirs):
        passed = deal[parent[heirs]]
        deal[heirs] = passed
        if (passed < 0).all():
            break
        heirs = heirs[passed < 0]
    return deal


def _chained(parent: Column) -> tuple[Column, Column]:
    """First child of each slot and next sibling of each child, by slot number."""
    first_child = np.full(len(parent), NOT)
    next_sibling = np.full(len(parent), NOT)
    children = np.flatnonzero(parent >= 0)
    order = children[np.argsort(parent[children], kind="stable")]
    mothers = parent[order]
    eldest = np.concatenate(([True], mothers[1:] != mothers[:-1])) if len(order) else order > 0
    first_child[mothers[eldest]] = order[eldest]
    younger = np.flatnonzero(~eldest)
    next_sibling[order[younger - 1]] = order[younger]
    return first_child, next_sibling


def _doer(desk: _Desk, activity: int, account: Column, otherwise: Column) -> Column:
    """The one person who does a task: the account's own; for no account, the one said; else -1."""
    if not desk.company.activities.own[activity] or len(account) == 0:
        return np.where(account >= 0, NOT, otherwise)
    owner = desk.land.owner[desk.role_of(activity)]
    return np.where(account >= 0, owner[account] if len(owner) else NOT, otherwise)


# -- what arises by itself --


def _arising(desk: _Desk) -> Iterator[_Batch]:
    for name in desk.names():
        arises = desk.scenario.activities[name].arises
        if arises.routine is not None:
            yield _routine(desk, name, arises.routine)
        if arises.inbound is not None:
            yield from _inbound(desk, name, arises.inbound)
        if arises.meeting is not None:
            yield from _meetings(desk, name, arises.meeting)
        for segment, said in sorted(desk.scenario.segments.items()):
            if said.contract is not None and said.contract.ends_with == name:
                yield _contract_ends(desk, name, segment, said.contract.lasts)


def _routine(desk: _Desk, name: str, routine: Routine) -> _Batch:
    """For each person of the role, on each day or in each week: asked on days when he is there."""
    activity = desk.number(name)
    r = desk.role_of(activity)
    role = desk.scenario.roles[desk.company.roles.name[r]]
    person, turn, day = _turns(desk.calendar.there[r], routine)
    column = (turn[:, None] * routine.times + np.arange(routine.times)).ravel()
    person, day = person.repeat(routine.times), day.repeat(routine.times)
    cause = f"{name}/routine"
    luck = desk.chance.table(f"{cause}/time", role.people, int(column.max(initial=-1)) + 1)
    asked = day * DAY + _time_of_day(routine, role, luck[person, column])
    return _Batch(
        activity=activity,
        cause=cause,
        rows=role.people,
        width=BLOCK,
        row=person,
        column=column,
        origin=ROUTINE,
        account=np.full(len(asked), NOT),
        person=desk.company.roles.first[r] + person,
        asked=asked,
    )


def _time_of_day(routine: Routine, role: Role, luck: Floats) -> Column:
    if routine.at is not None:
        return np.full(len(luck), routine.at)
    return np.floor(role.shift.start + luck * (role.shift.end - role.shift.start)).astype(np.int64)


def _turns(there: Column | np.ndarray, routine: Routine) -> tuple[Column, Column, Column]:
    """Person, number of the turn and day of each turn that a person is there for."""
    if routine.every == "day":
        person, day = np.nonzero(there)
        return person, day, day
    weeks = there.reshape(len(there), there.shape[1] // 7, 7)
    wanted = WEEKDAYS.index(routine.on) if routine.on is not None else 0
    # From the wanted weekday on; failing that, from the week's first day.
    order = np.roll(np.arange(7), -wanted)
    in_order = weeks[:, :, order]
    every = 1 if routine.every == "week" else int(routine.every)
    due = np.arange(weeks.shape[1]) % every == 0
    person, week = np.nonzero(in_order.any(axis=2) & due)
    chosen = order[in_order[person, week].argmax(axis=1)]
    return person, week // every, week * 7 + chosen


def _inbound(desk: _Desk, name: str, inbound: Inbound) -> Iterator[_Batch]:
    """Poisson, or over-dispersed by a level of the day that all accounts share."""
    activity = desk.number(name)
    passed, clock = _pace(desk, name, inbound)
    if inbound.per == "role":
        yield _from_outside(desk, activity, f"{name}/inbound", np.full(1, NOT), passed, clock)
        return
    wanted = inbound.segments if inbound.segments is not None else tuple(desk.scenario.segments)
    for segment in sorted(set(wanted)):
        here = np.flatnonzero(desk.land.segment == desk.company.segments.index(segment))
        yield _from_outside(desk, activity, f"{segment}/{name}/inbound", here, passed, clock)


def _pace(desk: _Desk, name: str, inbound: Inbound) -> tuple[Floats, Column]:
    """Breakpoints of time and the share of even pace passed by then, in seconds of even pace."""
    days = desk.scenario.horizon.weeks * 7
    level = np.ones(days)
    if inbound.over_dispersion:
        luck = desk.chance.table(f"{name}/inbound/level", 1, days, LONG_BLOCK)[0, :days]
        level = unit_quantile("gamma", float(np.sqrt(inbound.over_dispersion)), luck)
    if inbound.profile is None:
        clock = np.arange(days + 1) * DAY
        return np.concatenate(([0.0], np.cumsum(level * DAY))), clock
    open_days = level * ~desk.calendar.holidays
    return _shaped(desk.scenario.profiles[inbound.profile], open_days)


def _shaped(profile: Profile, level: Floats) -> tuple[Floats, Column]:
    """The pace under a profile, whose weights are scaled to a mean of 1 over the week."""
    hours = sorted((parse_span(text), weight) for text, weight in profile.hours.items())
    total = sum((b - a) * w for (a, b), w in hours)
    weights = {str(day): weight for day, weight in profile.days.items()}
    days = np.array([weights.get(day, 0.0) for day in WEEKDAYS])
    by_day = level * np.resize(days / days.sum() * WEEK, len(level))
    edges = np.array([[a, b] for (a, b), _ in hours]).ravel()
    shares = np.array([[0.0, (b - a) * w / total] for (a, b), w in hours]).ravel()
    clock = (np.arange(len(level))[:, None] * DAY + edges).ravel()
    passed = np.cumsum((by_day[:, None] * shares).ravel())
    return np.concatenate(([0.0], passed)), np.concatenate(([0], clock))


def _from_outside(
    desk: _Desk, activity: int, cause: str, accounts: Column, passed: Floats, clock: Column
) -> _Batch:
    """Arrivals for each of the accounts (or for the role), the gaps exponential at even pace."""
    said = desk.said(activity).arises.inbound
    width = LONG_BLOCK if accounts[:1].tolist() == [NOT] else BLOCK
    row, column, at = _arrivals(
        desk, cause, len(accounts), width, said.rate if said else None, passed
    )
    asked = np.floor(np.interp(at, passed, clock)).astype(np.int64)
    inside = asked < desk.company.horizon
    row, column, asked = row[inside], column[inside], asked[inside]
    account = accounts[row]
    return _Batch(
        activity=activity,
        cause=cause,
        rows=len(accounts),
        width=width,
        row=row,
        column=column,
        origin=INBOUND,
        account=account,
        person=_doer(desk, activity, account, np.full(len(account), NOT)),
        asked=asked,
    )


def _arrivals(
    desk: _Desk, cause: str, rows: int, width: int, rate: object, passed: Floats
) -> tuple[Column, Column, Floats]:
    """Row, number in the row and time at even pace of all arrivals before the end."""
    times, period = rate if isinstance(rate, tuple) else (0.0, 1)
    found: list[Floats] = []
    reached = np.zeros(rows)
    while times > 0 and rows and reached.min() < passed[-1]:
        gaps = desk.chance.gaps(f"{cause}/gap", len(found), rows, width)
        at = reached[:, None] + np.cumsum(gaps, axis=1) * (period / times)
        found.append(at)
        reached = at[:, -1]
        if len(found) * width * rows > MOST_TASKS:
            raise TooLarge(f"more than {MOST_TASKS:,} tasks arrive by {cause}: lower the rate")
    at = np.hstack(found) if found else np.empty((rows, 0))
    row, column = np.nonzero(at < passed[-1])
    return row, column, at[row, column]


def _contract_ends(desk: _Desk, name: str, segment: str, lasts: int) -> _Batch:
    """Each account's contract ends at a time that is drawn, and then whenever it has run again."""
    activity = desk.number(name)
    accounts = np.flatnonzero(desk.land.segment == desk.company.segments.index(segment))
    cause = f"{segment}/{name}/contract"
    luck = desk.chance.block(cause, 0, len(accounts), 1)[:, 0]
    number = np.arange(desk.company.horizon // lasts + 1)
    asked = np.floor(luck * lasts).astype(np.int64)[:, None] + number * lasts
    row, column = np.nonzero(asked < desk.company.horizon)
    account = accounts[row]
    return _Batch(
        activity=activity,
        cause=cause,
        rows=len(accounts),
        width=BLOCK,
        row=row,
        column=column,
        origin=CONTRACT,
        account=account,
        person=_doer(desk, activity, account, np.full(len(account), NOT)),
        asked=asked[row, column],
    )


def _meetings(desk: _Desk, name: str, meeting: Meeting) -> Iterator[_Batch]:
    """One task for each who attends; all of a group share one length."""
    activity = desk.number(name)
    host = desk.role_of(activity)
    size = meeting.groups_of or max(desk.company.roles.people[host], 1)
    groups = max(-(-desk.company.roles.people[host] // size), 1)
    turn, day = _meeting_days(desk, meeting)
    for r in (host, *(desk.company.roles.name.index(other) for other in meeting.joined_by)):
        there = desk.calendar.there[r][:, day]
        person, which = np.nonzero(there)
        group = person // size if r == host else person % groups
        yield _Batch(
            activity=activity,
            cause=f"{name}/meeting",
            rows=groups,
            width=BLOCK,
            row=group,
            column=turn[which],
            origin=MEETING,
            account=np.full(len(person), NOT),
            person=desk.company.roles.first[r] + person,
            asked=day[which] * DAY + meeting.at,
            heirs=_Heirs(f"{name}/meeting/{desk.company.roles.name[r]}", len(there), person),
        )


def _meeting_days(desk: _Desk, meeting: Meeting) -> tuple[Column, Column]:
    """Number and day of each meeting; none is held on a holiday."""
    days = len(desk.calendar.holidays)
    if meeting.on is None:
        day = np.arange(days)
        turn = day
    else:
        every = 1 if meeting.every == "week" else int(meeting.every)
        turn = np.arange(-(-days // (7 * every)))
        day = turn * 7 * every + WEEKDAYS.index(meeting.on)
    held = (day < days) & ~desk.calendar.holidays[np.minimum(day, days - 1)]
    return turn[held], day[held]


# -- calls on accounts --


def _contacts(desk: _Desk) -> tuple[Contacts, list[_Batch]]:
    """Accounts in call plans, with enough calls drawn for each, and the batches of those calls."""
    columns: list[tuple[Column, ...]] = []
    batches: list[_Batch] = []
    first = 0
    for plan, name in enumerate(desk.scenario.call_plans):
        owner = desk.land.owner[desk.company.plans.role[plan]]
        for s, segment in enumerate(desk.scenario.segments.values()):
            accounts = np.flatnonzero(desk.land.segment == s)
            if name not in segment.contact_every or len(accounts) == 0:
                continue
            every = segment.contact_every[name]
            calls = calls_within(
                desk.company.horizon, every, desk.scenario.call_plans[name].no_show
            )
            if first + len(accounts) * calls > MOST_TASKS:
                raise TooLarge(f"more than {MOST_TASKS:,} calls by {name!r}: contact less often")
            cause = f"{desk.company.segments[s]}/{name}"
            luck = desk.chance.block(f"{cause}/first due", 0, len(accounts), 1)[:, 0]
            ones = np.ones(len(accounts), dtype=np.int64)
            columns.append(
                (
                    plan * ones,
                    accounts,
                    owner[accounts],
                    every * ones,
                    np.floor((2 * luck - 1) * every).astype(np.int64),
                    first + np.arange(len(accounts)) * calls,
                    calls * ones,
                )
            )
            first += len(accounts) * calls
            batches.append(_call_batch(desk, name, cause, accounts, calls))
    empty = [np.empty(0, dtype=np.int64)] * 7
    joined = [np.concatenate(c) for c in zip(*columns, strict=True)] if columns else empty
    return Contacts(*joined), batches


def _call_batch(desk: _Desk, name: str, cause: str, accounts: Column, calls: int) -> _Batch:
    size = len(accounts) * calls
    activity = desk.number(name)
    account = accounts.repeat(calls)
    return _Batch(
        activity=activity,
        cause=cause,
        rows=len(accounts),
        width=BLOCK,
        row=np.arange(len(accounts)).repeat(calls),
        column=np.tile(np.arange(calls), len(accounts)),
        origin=CALL_PLAN,
        account=account,
        person=_doer(desk, activity, account, np.full(size, NOT)),
        asked=np.full(size, NOT),
    )


def _preparations(desk: _Desk, calls: _Batch) -> _Batch | None:
    """One preparation for each call, in the same order; nothing where the plan has none."""
    plan = desk.company.plans.activity.index(calls.activity)
    activity = desk.company.plans.preparation[plan]
    if activity == NOT:
        return None
    cause = f"{calls.cause}<{desk.company.activities.name[activity]}"
    return replace(calls, activity=activity, cause=cause, origin=FOLLOW_UP)


def _calls(desk: _Desk, batches: list[_Batch]) -> Calls:
    """Waiting, no-shows and the slot of the preparation, for each call."""
    total = sum(len(batch.row) for batch in batches)
    wait, absent = np.zeros(total, dtype=np.int64), np.zeros(total, dtype=np.int64)
    preparation = np.full(total, NOT)
    first, prepared = 0, total
    for batch in batches:
        here = slice(first, first + len(batch.row))
        plan = desk.scenario.call_plans[desk.company.activities.name[batch.activity]]
        wait[here] = _seconds(desk, batch, f"{batch.cause}/waiting", plan.waiting)
        if plan.no_show:
            absent[here] = _luck(desk, batch, f"{batch.cause}/no-show") < plan.no_show
        if plan.preparation is not None:
            preparation[here] = prepared + np.arange(len(batch.row))
            prepared += len(batch.row)
        first = here.stop
    return Calls(wait, absent, preparation)


def _near(desk: _Desk, contacts: Contacts) -> Near:
    """Neighbours for whoever drives to the nearest account first."""
    places = len(desk.land.places.x)
    rows = len(desk.company.roles.name) * places
    first, count = np.zeros(rows, dtype=np.int64), np.zeros(rows, dtype=np.int64)
    found: list[Column] = [np.empty(0, dtype=np.int64)]
    size = 0
    for person in np.unique(contacts.person):
        mine = np.flatnonzero(contacts.person == person)
        if person < 0 or not desk.company.plans.nearest_first[contacts.plan[mine[0]]]:
            continue
        nodes, order = nearest_accounts(
            desk.land, contacts.account[mine], int(desk.land.base[person])
        )
        # The headquarters, where several people may stand, has no neighbours of its own.
        known = nodes > 0
        node = desk.company.role_of[person] * places + nodes[known]
        first[node] = size + np.flatnonzero(known) * order.shape[1]
        count[node] = order.shape[1]
        found.append(mine[order].ravel())
        size += order.size
    return Near(first, count, np.concatenate(found))


# -- people and customers --


def _speeds(desk: _Desk) -> Column:
    """Each person's time taken over the mean, in thousandths: lognormal around 1.

    One number drawn for the role, then steps of the golden section: everyone's place in the
    distribution is as good as drawn, and the mean of a team stays near 1, as measured durations are
    means over a team. A person hired changes nobody else's.
    """
    speeds = []
    for name, role in desk.scenario.roles.items():
        shift = desk.chance.block(f"{name}/speed", 0, 1, 1)[0, 0]
        luck = (shift + GOLDEN_SECTION * np.arange(role.people)) % 1.0
        luck = np.clip(luck, 2.0**-54, 1 - 2.0**-53)
        factor = unit_quantile("lognormal", role.speed_spread, luck)
        speeds.append(np.maximum(np.rint(1000 * factor), 1).astype(np.int64))
    return np.concatenate(speeds) if speeds else np.empty(0, dtype=np.int64)


def _opening(scenario: Scenario) -> Column:
    """For each segment: weekdays as bits, opening, closing (seconds after midnight)."""
    rows = [
        (
            sum(1 << WEEKDAYS.index(day) for day in set(s.opening.days)),
            s.opening.start,
            s.opening.end,
        )
        for s in scenario.segments.values()
    ]
    return np.array(rows, dtype=np.int64).reshape(-1, 3)
