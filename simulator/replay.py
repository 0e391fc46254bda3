"""Replays a workload with SimPy: a process for each person, and one for what comes from outside."""

from __future__ import annotations

from array import array
from collections.abc import Generator
from dataclasses import fields
from typing import cast

import numpy as np
import simpy
from simpy.events import EventPriority

from simulator import ledger as book
from simulator import market, rules
from simulator.ledger import Column, Entries, Ledger, Tasks
from simulator.lines import ENTRY
from simulator.vocabulary import NOT
from simulator.workload import Slots, Workload
from simulator.world import Accounts, CallLuck, Deals, Ints, Relations, Scene, Staff, Work, World

# SimPy handles urgent events first (0), then normal ones (1). What is due happens as normal events;
# the instant has settled once those of this number come up.
SETTLED = EventPriority(2)


def replay(workload: Workload) -> Ledger:
    """Everything that happens, from the first instant to the horizon."""
    world = prepare(workload)
    Stage(world, workload).play()
    return write_up(world, workload)


class Settled(simpy.Event):
    """Comes up once everything due at this instant has happened."""

    def __init__(self, environment: simpy.Environment) -> None:
        super().__init__(environment)
        self._ok, self._value = True, None
        environment.schedule(self, SETTLED)


class Stage:
    """The clock: SimPy's environment, the people on it, who waits for an instant to settle."""

    def __init__(self, world: World, workload: Workload) -> None:
        self.world = world
        self.environment = simpy.Environment()
        self.settling: simpy.Event | None = None
        self.free: list[int] = []
        self.people = [
            self.environment.process(self.person(number)) for number in range(len(world.staff.role))
        ]
        self.environment.process(self.outside(workload))

    def play(self) -> None:
        """Runs to the horizon and writes down what is in hand then."""
        horizon = self.world.company.horizon
        self.environment.run(until=horizon)
        for person in range(len(self.people)):
            if self.world.staff.since[person] < horizon:
                rules.record(self.world, person, horizon)

    def person(self, number: int) -> Generator[simpy.Event]:
        """A person's life: one stretch after the other, and a decision in between."""
        environment, world = self.environment, self.world
        timeout, until, now = environment.timeout, world.staff.until, 0
        while True:
            try:
                end = until[number]
                yield timeout(end - now)
                now = end
                goes_on = rules.finish(world, number, now)
                if world.later:
                    self.set_reminders()
                if goes_on:
                    if world.fresh:
                        self.settled()
                    continue
                if self.settling is None and environment.peek() > now and not world.fresh:
                    # Alone at this instant, which has settled: no need to make an event of it.
                    rules.decide(world, number, now)
                    if world.later:
                        self.set_reminders()
                else:
                    self.free.append(number)
                    yield self.settled()
            except simpy.Interrupt:  # something new is in hand, with an end of its own
                now = int(environment.now)

    def outside(self, workload: Workload) -> Generator[simpy.Event]:
        """What arises by itself, in order of time."""
        timeout, world, now = self.environment.timeout, self.world, 0
        roots = workload.roots
        times = array("i", workload.slots.asked[roots].astype(np.int32).tobytes())
        for when, task in zip(times, array("i", roots.astype(np.int32).tobytes()), strict=True):
            if when > now:
                if world.later or world.fresh:
                    self.look_after()
                yield timeout(when - now)
                now = when
            rules.arrive(world, task, now)
        self.look_after()

    def set_reminders(self) -> None:
        """Has the clock come back for what the rules have asked for."""
        later = self.world.later
        while later:
            when, what, task = later.pop()
            reminder = self.environment.timeout(when - int(self.environment.now), (what, task))
            reminder.callbacks.append(self.remember)

    def look_after(self) -> None:
        """Sees to what has arrived: reminders, and a decision on what is fresh."""
        if self.world.later:
            self.set_reminders()
        if self.world.fresh and self.settling is None:
            if self.environment.peek() > self.environment.now:
                self.settle()
            else:
                self.settled()

    def remember(self, reminder: simpy.Event) -> None:
        """A reminder comes up."""
        what, task = cast("tuple[int, int]", reminder.value)
        rules.remember(self.world, what, task, int(self.environment.now))
        self.look_after()

    def settled(self) -> simpy.Event:
        """The event at which this instant has settled."""
        if self.settling is None:
            self.settling = Settled(self.environment)
            listeners = self.settling.callbacks
            assert listeners is not None
            listeners.append(self.settle)
        return self.settling

    def settle(self, _: simpy.Event | None = None) -> None:
        """Lets those decide who have nothing in hand; rouses those whose stretch was cut.

        Called by the settled event or, when nothing else is due at this instant, without one.
        """
        self.settling = None
        free, self.free = self.free, []
        for person in rules.settle(self.world, free, int(self.environment.now)):
            self.people[person].interrupt()
        if self.world.later:
            self.set_reminders()


# -- from the workload to columns --


def prepare(workload: Workload) -> World:
    """The world at the first instant: everyone at his base, off duty, nothing asked for."""
    company, slots = workload.company, workload.slots
    people, roles = len(company.people), len(company.roles.name)
    relations = _relations(workload)
    agendas: list[list[int]] = [[] for _ in range(people)]
    for contact, person in enumerate(workload.contacts.person.tolist()):
        if person >= 0:
            agendas[person].append(market.agenda_key(relations.due[contact], contact))
    for agenda in agendas:
        agenda.sort()
    ranking = company.market.ranking
    return World(
        company=company,
        staff=_staff(workload),
        work=_work(slots),
        relations=relations,
        calls=CallLuck(*map(_ints, workload.calls)),
        accounts=_accounts(workload),
        deals=_deals(workload),
        scene=_scene(workload),
        lines=[[] for _ in range(3 * (people + roles))],
        agendas=agendas,
        todays=[[] for _ in range(people)],
        idle=[0] * roles,
        losses=[],
        fresh=[],
        later=[(ranking, rules.RANK, NOT)] if ranking > 0 else [],
        log=bytearray(),
    )


def _ints(column: Column) -> array[int]:
    """Whole numbers of 32 bits; what is larger was let through by mistake."""
    if len(column) and max(column.max(), -column.min()) >= 1 << 31:
        raise OverflowError("a number does not fit into 32 bits")
    return array("i", column.astype(np.int32).tobytes())


def _tiny(column: Column) -> array[int]:
    return array("b", column.astype(np.int8).tobytes())


def _none(size: int, kind: str = "i") -> array[int]:
    return array(kind, [NOT]) * size


def _zero(size: int, kind: str = "i") -> array[int]:
    return array(kind, [0]) * size


def _rows_of(person: Column, people: int) -> tuple[list[int], list[int]]:
    """First and last-but-one row of each person in a column sorted by person."""
    numbers = np.arange(people)
    first = np.searchsorted(person, numbers, side="left").tolist()
    stop = np.searchsorted(person, numbers, side="right").tolist()
    return first, stop


def _meetings(workload: Workload) -> Column:
    """Slots of meetings, by person and begin."""
    slots = workload.slots
    is_meeting = np.array(workload.company.activities.meeting, dtype=bool)[slots.activity]
    rows = np.flatnonzero(is_meeting)
    return rows[np.lexsort((rows, slots.asked[rows], slots.person[rows]))]


def _staff(workload: Workload) -> Staff:
    company, presence = workload.company, workload.presence
    people = len(company.people)
    base = workload.land.base.tolist()
    duty, duty_stop = _rows_of(presence.person, people)
    meeting, meeting_stop = _rows_of(workload.slots.person[_meetings(workload)], people)
    begins = [
        int(presence.start[row]) if row < stop else company.horizon
        for row, stop in zip(duty, duty_stop, strict=True)
    ]

    def all_of(value: int) -> list[int]:
        return [value] * people

    join, join_stop = _rows_of(_joiners(workload).person, people)
    return Staff(
        role=list(company.role_of),
        base=base,
        speed=workload.speed.tolist(),
        usual_speed=workload.speed.tolist(),
        skill=all_of(1000),
        join=join,
        join_stop=join_stop,
        since_joining=all_of(-(1 << 30)),
        earned=all_of(0),
        capped=all_of(0),
        year=all_of(0),
        place=list(base),
        way_home=all_of(0),
        step=all_of(rules.OFF),
        task=all_of(NOT),
        contact=all_of(NOT),
        since=all_of(0),
        until=begins,
        reading_in=all_of(0),
        setting_up=all_of(0),
        resuming=all_of(0),
        ahead=all_of(0),
        afresh=all_of(0),
        goal=all_of(NOT),
        on_duty=all_of(0),
        evening=all_of(0),
        duty_from=all_of(0),
        duty_to=all_of(0),
        duty=duty,
        duty_stop=duty_stop,
        lunch_at=all_of(NOT),
        last_activity=all_of(NOT),
        backlog=all_of(0),
        meeting=meeting,
        meeting_stop=meeting_stop,
        usual_calls=all_of(0),
        carried=all_of(0),
        calls_today=all_of(0),
        called=all_of(0),
    )


def _work(slots: Slots) -> Work:
    size = len(slots.activity)
    return Work(
        activity=_ints(slots.activity),
        account=_ints(slots.account),
        person=_ints(slots.person),
        delay=_ints(slots.delay),
        seconds=_ints(slots.work),
        again=_ints(slots.again),
        routing=_tiny(slots.routing),
        comes_back=_tiny(slots.comes_back),
        first_child=_ints(slots.first_child),
        next_sibling=_ints(slots.next_sibling),
        luck=_ints(slots.luck),
        deal=_ints(slots.deal),
        phase=_zero(size, "b"),
        line=_none(size),
        left=_none(size),
        laid_aside=_zero(size, "b"),
        asked=_none(size),
        handing=_none(size),
        available=_none(size),
        started=_none(size),
        finished=_none(size),
        by=_none(size),
        role=_none(size, "h"),
        waits_for=_none(size),
        giver=_none(size),
        interrupted=_zero(size),
        hand_overs=_zero(size, "b"),
        state=_zero(size, "b"),
    )


def _relations(workload: Workload) -> Relations:
    contacts = workload.contacts
    return Relations(
        plan=_ints(contacts.plan),
        account=_ints(contacts.account),
        person=_ints(contacts.person),
        every=_ints(contacts.every),
        due=_ints(contacts.first_due),
        call=_ints(contacts.first_call),
        call_stop=_ints(contacts.first_call + contacts.calls),
        way_home=_ints(_ways_home(workload)),
        planned=_zero(len(contacts.plan)),
    )


def _ways_home(workload: Workload) -> Column:
    """Seconds from each account in a call plan to its person's base: the rules' sum, at once."""
    contacts, places, company = workload.contacts, workload.land.places, workload.company
    base = np.append(workload.land.base, 0)[contacts.person]  # nobody's accounts: any base will do
    there = places.first_account + contacts.account
    dx, dy = places.x[there] - places.x[base], places.y[there] - places.y[base]
    metres = np.sqrt((dx * dx + dy * dy).astype(np.float64))
    ways = metres * 1e6 / company.metres_in_million_seconds + 0.5
    return np.where(there == base, 0, ways.astype(np.int64) + company.parking)


def _scene(workload: Workload) -> Scene:
    land, presence, slots = workload.land, workload.presence, workload.slots
    opening = workload.opening[land.segment]
    meetings = _meetings(workload)
    return Scene(
        x=land.places.x.tolist(),
        y=land.places.y.tolist(),
        first_account=land.places.first_account,
        near_first=workload.near.first.tolist(),
        near_count=workload.near.size.tolist(),
        near=_ints(workload.near.contact),
        holiday=workload.holidays.tolist(),
        open_days=opening[:, 0].tolist(),
        open_from=opening[:, 1].tolist(),
        open_to=opening[:, 2].tolist(),
        presence_from=_ints(presence.start),
        presence_to=_ints(presence.end),
        presence_evening=_ints(presence.evening),
        longest_way=_longest_way(workload),
        meeting_slot=_ints(meetings),
        meeting_from=_ints(slots.asked[meetings]),
        meeting_to=_ints(slots.asked[meetings] + slots.work[meetings]),
        owner=[_ints(column) for column in land.owner],
        contact_of=_contact_of(workload),
        joined=_joiners(workload).end.tolist(),
    )


def _contact_of(workload: Workload) -> list[array[int]]:
    """For each call plan, the contact of each account."""
    contacts, accounts = workload.contacts, len(workload.land.segment)
    found = [np.full(accounts, NOT) for _ in workload.company.plans.activity]
    for plan, column in enumerate(found):
        rows = np.flatnonzero(contacts.plan == plan)
        column[contacts.account[rows]] = rows
    return [_ints(column) for column in found]


def _joiners(workload: Workload) -> book.Vacancies:
    """The vacancies that end before the horizon: then somebody new begins."""
    ends = workload.vacancies.end < workload.company.horizon
    rows = [getattr(workload.vacancies, f.name)[ends] for f in fields(book.Vacancies)]
    return book.Vacancies(*rows)


def _accounts(workload: Workload) -> Accounts:
    size = len(workload.land.segment)
    goodwill = workload.company.market.goodwill
    return Accounts(
        potential=_ints(workload.land.potential),
        goodwill=array("i", [goodwill]) * size,
        contacts=_zero(size),
        seen_on=_zero(size),
        contact_at=array("i", [market.LONG_AGO]) * size,
        before_at=array("i", [market.LONG_AGO]) * size,
        called_at=array("i", [market.LONG_AGO]) * size,
        by_role=_none(size),
        rival_at=array("i", [market.LONG_AGO]) * size,
        bought=[0] * size,
        lost=_none(size),
    )


def _deals(workload: Workload) -> Deals:
    lots, size = workload.lots, len(workload.lots.slot)
    return Deals(
        kind=_ints(lots.kind),
        account=_ints(workload.slots.account[lots.slot]),
        value=_ints(lots.value),
        opened=_none(size),
        won_at=_none(size),
        discount=_zero(size),
        last_by=_none(size),
        changes=_zero(size),
    )


def _longest_way(workload: Workload) -> int:
    """No way between two places takes more seconds: that across all of them."""
    places, company = workload.land.places, workload.company
    metres = float(np.hypot(np.ptp(places.x), np.ptp(places.y)))
    return int(metres * 1e6 / company.metres_in_million_seconds + 1) + company.parking


# -- from columns to the ledger --


def write_up(world: World, workload: Workload) -> Ledger:
    """The ledger of what the world has seen, its tasks numbered in order of asking."""
    ask_for_due_calls(world)
    asked = _column(world.work.asked)
    chosen = np.flatnonzero((asked >= 0) & (asked < world.company.horizon))
    chosen = chosen[np.argsort(asked[chosen], kind="stable")]
    number = _numbers_of(chosen, len(asked))
    opened = _column(world.deals.opened)
    deals = np.flatnonzero(opened >= 0)
    deals = deals[np.argsort(opened[deals], kind="stable")]
    return Ledger(
        company=workload.company,
        seed=workload.seed,
        replication=workload.replication,
        entries=_entries(world, workload.slots, number),
        tasks=_tasks(world, workload, chosen, number, _numbers_of(deals, len(opened))),
        deals=_deals_seen(world, deals),
        accounts=_accounts_seen(world),
        vacancies=workload.vacancies,
        presence=workload.presence,
        places=workload.land.places,
        account_segment=workload.land.segment,
        account_owner=_callers(workload),
    )


def ask_for_due_calls(world: World) -> None:
    """Calls that were due before the horizon and not made are tasks that still wait."""
    relations, work = world.relations, world.work
    in_hand = {world.staff.contact[person] for person in range(len(world.staff.contact))}
    for contact in range(len(relations.due)):
        due, call = relations.due[contact], relations.call[contact]
        waits = due < world.company.horizon and call < relations.call_stop[contact]
        if waits and contact not in in_hand:
            work.asked[call] = work.available[call] = max(0, due)
            plan = relations.plan[contact]
            work.role[call] = world.company.plans.role[plan]
            work.waits_for[call] = relations.person[contact]


def _entries(world: World, slots: Slots, number: Column) -> Entries:
    """The log by person, each in order of time, with what its tasks say of it."""
    rows = np.frombuffer(world.log, dtype=np.int32).reshape(-1, ENTRY.size // 4)
    order = np.argsort(rows[:, 0], kind="stable")  # a person's stretches are logged as they end
    person, doing, slot, place, start, end = (
        rows[:, column][order].astype(np.int64) for column in range(rows.shape[1])
    )
    return Entries(
        person=person,
        doing=doing,
        activity=np.append(slots.activity, NOT)[slot],
        task=number[slot],
        account=np.append(slots.account, NOT)[slot],
        place=place,
        start=start,
        end=end,
    )


def _column(values: Ints) -> Column:
    return np.asarray(values, dtype=np.int64)


def _numbers_of(chosen: Column, size: int) -> Column:
    """New numbers of the chosen rows; one row more, so that -1 stays -1."""
    number = np.full(size + 1, NOT)
    number[chosen] = np.arange(len(chosen))
    return number


def _deals_seen(world: World, chosen: Column) -> book.Deals:
    deals = world.deals
    kind, account, value, opened, won, discount, sold_by, changes = (
        _column(column)[chosen]
        for column in (
            deals.kind,
            deals.account,
            deals.value,
            deals.opened,
            deals.won_at,
            deals.discount,
            deals.last_by,
            deals.changes,
        )
    )
    sold_by = np.where(won >= 0, sold_by, NOT)
    return book.Deals(kind, account, value, opened, won, discount, sold_by, changes)


def _accounts_seen(world: World) -> book.Accounts:
    """How accounts stand at the horizon."""
    accounts = world.accounts
    for account in range(len(accounts.goodwill)):
        market.fade(world, account, world.company.horizon - 1)
    potential, goodwill, lost = map(_column, (accounts.potential, accounts.goodwill, accounts.lost))
    return book.Accounts(potential, goodwill, lost)


def _tasks(world: World, workload: Workload, chosen: Column, number: Column, deal: Column) -> Tasks:
    work, slots = world.work, workload.slots
    columns = {
        name: _column(getattr(work, name))[chosen]
        for name in Tasks.__dataclass_fields__
        if hasattr(work, name) and name != "deal"
    }
    due = np.array(world.company.activities.due)[columns["activity"]]
    return Tasks(
        **columns,
        origin=slots.origin[chosen],
        deal=deal[slots.deal[chosen]] if len(slots.deal) else np.full(len(chosen), NOT),
        parent=number[slots.parent[chosen]],
        due=np.where(due >= 0, columns["asked"] + due, NOT),
    )


def _callers(workload: Workload) -> Column:
    """The person who calls on each account; -1 for none."""
    callers = np.full(len(workload.land.segment), NOT)
    callers[workload.contacts.account[::-1]] = workload.contacts.person[::-1]
    return callers
