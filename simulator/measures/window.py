"""The part of a ledger that counts: what happened after the warm-up, with sums by role."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column, Entries, Ledger, Presence, category_of
from simulator.ledger.time_intervals import covered, disjoint
from simulator.model.codes import AUTOMATED, DOINGS, DONE, IDLE, MILLION, NOT, PAUSE, STATES, YEAR
from simulator.model.parameters import Parameters, bases_by_phase, phases_at
from simulator.scenario.units import DAY, HOUR, WEEK

Money = npt.NDArray[np.object_]  # Python's integers, which no wage makes overflow

MICROMETRES = 1_000_000_000  # in a kilometre


class Cost(NamedTuple):
    """What each role cost, in whole numbers: sums are divided only when all is added up."""

    labour: Money  # millionths of the currency x 3,600: seconds paid, at the rate for an hour
    travel: Money  # millionths x 1,000,000,000: micrometres by road, at the rate for a kilometre
    nights: Money  # millionths: away from home


class Wages(NamedTuple):
    """What is paid for some days."""

    first: int  # day from the first of the horizon
    last: int  # after the last day
    per_hour: tuple[int, ...]  # of each role, in millionths of the currency
    overtime: tuple[int, ...]
    week_seconds: tuple[int, ...]  # of each person: a full week of the contract


class Tally(NamedTuple):
    """What entries come to in the window, in whole numbers, whoever has added them up.

    An engine may count while it replays; then nobody needs the entries. Each is also worked out
    from the entries of a ledger, in the module that its measures are in.
    """

    seconds: Column  # of each role, in each doing, at each activity (the last: none)
    inside: Column  # of each role: seconds attended inside shifts
    metres: Column  # of each role: straight ways
    switches: Column  # of each role: changes of activity within a day
    blocks: Column  # of each role: seconds of the longest selling of every day
    touched: Column  # of each deal: seconds of work on it, warm-up included
    served: Column  # of each role, for accounts of each segment (the last: nobody's): seconds
    ways: Column  # of each segment: straight metres to its accounts
    waits: Column  # of each activity, as waiting.waiting_sums has them


@dataclass(frozen=True)
class Window:
    """Entries and shifts of one ledger clipped to [warm-up, horizon), and who they belong to.

    Sums are whole seconds or metres, added up as floating numbers: exact below 2**53.
    """

    ledger: Ledger
    shifts: Presence  # regular ones only
    tally: Tally | None = None  # None: to be worked out from the entries

    @cached_property
    def _kept(self) -> Column:
        """Rows of the entries that reach into the window."""
        c, e = self.parameters, self.ledger.entries
        return np.flatnonzero((e.end > c.warm_up) & (e.start < c.horizon))

    @cached_property
    def entries(self) -> Entries:
        """Those that reach into the window, clipped to it."""
        return Entries(**_clipped(self.ledger.entries, self._kept, self.parameters))

    @cached_property
    def category(self) -> Column:
        """Of each entry."""
        return self.ledger.category[self._kept]

    @property
    def parameters(self) -> Parameters:
        """The ledger's."""
        return self.ledger.parameters

    @property
    def weeks(self) -> int:
        """Weeks counted."""
        return (self.parameters.horizon - self.parameters.warm_up) // WEEK

    @cached_property
    def seconds(self) -> Column:
        """Length of each entry."""
        return self.entries.end - self.entries.start

    @cached_property
    def role_of(self) -> Column:
        """Role of each person."""
        return np.array(self.parameters.role_of, dtype=np.int64)

    @cached_property
    def role(self) -> Column:
        """Role of each entry's person."""
        return self.role_of[self.entries.person]

    @cached_property
    def by_work(self) -> Column:
        """Seconds of each role, in each doing, at each activity; the last activity is none."""
        if self.tally:
            return self.tally.seconds
        roles, activities = len(self.parameters.roles.name), len(self.parameters.activities.name)
        e, shape = self.entries, (roles, len(DOINGS), activities + 1)
        cell = (self.role * len(DOINGS) + e.doing) * (activities + 1) + e.activity % (
            activities + 1
        )
        return _sums(cell, roles * len(DOINGS) * (activities + 1), self.seconds).reshape(shape)

    @cached_property
    def by_doing(self) -> Column:
        """Seconds of each role (rows) in each doing (columns)."""
        sums: Column = self.by_work.sum(axis=2)
        return sums

    @cached_property
    def by_category(self) -> Column:
        """Seconds of each role (rows) in each category (columns)."""
        roles, categories = len(self.parameters.roles.name), len(self.parameters.categories)
        cell = np.arange(roles)[:, None, None] * categories + category_of(self.parameters)
        sums = _sums(cell.ravel(), roles * categories, self.by_work.ravel())
        return sums.reshape(roles, categories)

    @cached_property
    def attendance(self) -> Column:
        """Seconds that each role's people worked or stood ready: all entries less breaks."""
        total: Column = self.by_doing.sum(axis=1)
        return total - self.by_doing[:, PAUSE]

    @cached_property
    def idle(self) -> Column:
        """Seconds that each role's people stood ready with nothing to do."""
        total: Column = self.by_doing[:, IDLE:].sum(axis=1)
        return total

    @cached_property
    def present(self) -> Column:
        """Seconds for which each role's people were called to work: shifts less planned lunches."""
        return self.by_role(self.shifts.person, self.called)

    @cached_property
    def called(self) -> Column:
        """Seconds of each shift less its planned lunch."""
        shifts, begin = self.shifts, self.shifts.lunch
        phase = np.searchsorted(self.parameters.phases.start, shifts.start, side="right") - 1
        row = phase * len(self.parameters.people) + shifts.person
        end = begin + np.array(self.parameters.lunch_lasts, dtype=np.int64)[row]
        lunch = np.minimum(end, shifts.end) - np.maximum(begin, shifts.start)
        seconds: Column = shifts.end - shifts.start
        return seconds - np.where(begin >= 0, np.maximum(lunch, 0), 0)

    @cached_property
    def person_weeks(self) -> npt.NDArray[np.float64]:
        """Full working weeks that each role's people were present; NaN for a role never present."""
        return np.where(self.present > 0, self.full_weeks, np.nan)

    @cached_property
    def full_weeks(self) -> npt.NDArray[np.float64]:
        """The same, 0 for a role never present: seconds over those of each person's contract."""
        wages = self.parameters.wages
        stretch = np.searchsorted(wages.day, self.shifts.start // DAY, side="right") - 1
        contract = np.array(wages.week_seconds, dtype=np.int64)[stretch, self.shifts.person]
        weeks = np.zeros(len(self.parameters.roles.name))
        for seconds in np.unique(contract):
            mine = np.flatnonzero(contract == seconds)
            weeks += self.by_role(self.shifts.person[mine], self.called[mine]) / seconds
        return weeks

    @cached_property
    def person_days(self) -> Column:
        """Days on which each role's people were present, summed over people."""
        days = -((self.shifts.start - self.shifts.end) // DAY)
        return self.by_role(self.shifts.person, days)

    @cached_property
    def overtime(self) -> Column:
        """Seconds of each role's attendance outside every shift: all of it less that inside."""
        return self.attendance - self.inside

    @cached_property
    def inside(self) -> Column:
        """Seconds of each role's attendance inside shifts."""
        if self.tally:
            return self.tally.inside
        e, rows = self.entries, np.flatnonzero(self.entries.doing != PAUSE)
        worked = disjoint(e.person[rows], e.start[rows], e.end[rows])
        inside = covered(worked, self.shifts.person, self.shifts.start, self.shifts.end)
        return self.by_role(self.shifts.person, inside)

    @cached_property
    def road_micrometres(self) -> Money:
        """Road travelled by each role: straight metres between consecutive places x detour.

        A journey counts if it begins in the window.
        """
        return money(self.metres, self.parameters.detour_ppm)

    @cached_property
    def metres(self) -> Column:
        """Straight metres travelled by each role."""
        if self.tally:
            return self.tally.metres
        e, c, origin = self.ledger.entries, self.parameters, came_from(self.ledger)
        begun = (e.start >= c.warm_up) & (e.start < c.horizon)
        moved = np.flatnonzero((origin != e.place) & begun)
        metres = straight_metres(self.ledger, origin[moved], e.place[moved])
        return self.by_role(e.person[moved], metres)

    @cached_property
    def nights(self) -> Column:
        """Nights that each role's people were away from home, after which a counted day begins."""
        nights: Column = self.nights_by_phase.sum(axis=0)
        return nights

    @cached_property
    def nights_by_phase(self) -> Column:
        """The same by the phase of that day, which says what they cost: phases x roles."""
        c, n = self.parameters, self.ledger.nights
        counted = np.flatnonzero((n.until >= c.warm_up) & (n.until < c.horizon))
        phases = phases_at(c, n.until[counted])
        nights = np.zeros((len(c.phases.start), len(c.roles.name)), dtype=np.int64)
        np.add.at(nights, (phases, np.array(c.role_of, dtype=np.int64)[n.person[counted]]), 1)
        return nights

    @cached_property
    def wages(self) -> tuple[Wages, ...]:
        """Wages of the days that count."""
        return wages_between(self.parameters, self.parameters.warm_up // DAY)

    @cached_property
    def contracts(self) -> Money:
        """Seconds of the contracts of each role's people at their wages, empty chairs left out."""
        people = np.arange(len(self.parameters.people))
        total: Money = np.zeros(len(self.parameters.roles.name), dtype=object)
        for wages in self.wages:
            days = np.full(len(people), wages.last - wages.first)
            vacant = self._vacant_days(wages.first, wages.last)
            np.subtract.at(days, self.ledger.vacancies.person, vacant)
            seconds = days * np.array(wages.week_seconds, dtype=np.int64)
            total = total + money(self.by_role(people, seconds) // 7, wages.per_hour)
        return total

    @cached_property
    def hourly(self) -> tuple[int, ...]:
        """What an hour of each role costs in the mean of the days that count, in millionths."""
        return _mean([(each.last - each.first, each.per_hour) for each in self.wages])

    @cached_property
    def overtime_hourly(self) -> tuple[int, ...]:
        """The same of an hour of overtime."""
        return _mean([(each.last - each.first, each.overtime) for each in self.wages])

    def _vacant_days(self, first: int, last: int) -> Column:
        """Days of each vacancy between two days."""
        v, begin, end = self.ledger.vacancies, first * DAY, last * DAY
        days: Column = np.clip(v.end, begin, end) - np.clip(v.start, begin, end)
        return days // DAY

    def _days_of(self, chosen: Column) -> Column:
        """Days of the vacancies that are marked with 1, summed over each role."""
        c, v = self.parameters, self.ledger.vacancies
        days = self._vacant_days(c.warm_up // DAY, c.horizon // DAY)
        return self.by_role(v.person, chosen * days)

    @cached_property
    def head_weeks(self) -> npt.NDArray[np.float64]:
        """Calendar weeks of each role's headcount, NaN for nobody's.

        Who is away counts, and so does a chair that somebody left; one that is not set up yet does
        not.
        """
        days = 7 * self.weeks * np.array(self.parameters.roles.people, dtype=np.int64)
        days -= self._days_of(1 - self.ledger.vacancies.left)
        return np.where(days > 0, days, np.nan) / 7

    @cached_property
    def cost(self) -> Cost:
        """Contracted hours (paid, whether people are present or not), overtime, travel, nights.

        Overtime is added up over all days, and costs what it does in their mean.
        """
        return Cost(
            labour=self.contracts + money(self.overtime, self.overtime_hourly),
            travel=money(self.road_micrometres, self.parameters.cost_per_km),
            nights=cost_of_nights(self.parameters, self.nights_by_phase),
        )

    @cached_property
    def wage_level(self) -> float:
        """What an hour costs in the mean of the weeks counted, over what it costs at first."""
        c = self.parameters
        levels = wage_levels(c.market.wage_growth, c.horizon // WEEK)
        return float(levels[c.warm_up // WEEK :].mean())

    def by_role(self, person: Column, amount: Column) -> Column:
        """Whole amounts of persons summed over each role."""
        roles = len(self.parameters.roles.name)
        return _sums(self.role_of[person], roles, amount)

    def by_activity(self, tasks: Column, amount: Column | None = None) -> Column:
        """Whole amounts of tasks (without any: their number) summed over each activity."""
        activities = len(self.parameters.activities.name)
        return _sums(self.ledger.tasks.activity[tasks], activities, amount)

    @cached_property
    def by_state(self) -> Column:
        """Of the tasks that count, how many of each activity (rows) are in each state (columns)."""
        t, activities = self.ledger.tasks, len(self.parameters.activities.name)
        cell = t.activity[self.asked] * len(STATES) + t.state[self.asked]
        return _sums(cell, activities * len(STATES), None).reshape(activities, len(STATES))

    @cached_property
    def asked(self) -> Column:
        """Rows of the tasks that count: those asked in the window.

        A call of a plan counts when it is made; if it is not made by the end, when it fell due.
        """
        t, c = self.ledger.tasks, self.parameters
        calls = np.zeros(len(c.activities.name), dtype=bool)
        calls[list(c.plans.activity)] = True
        made = np.where(t.started >= 0, t.started, t.finished)
        moment = np.where(calls[t.activity] & (made >= 0), made, t.asked)
        return np.flatnonzero((moment >= c.warm_up) & (moment < c.horizon))


def wages_between(parameters: Parameters, first: int) -> tuple[Wages, ...]:
    """Wages from a day to the end, stretch by stretch."""
    c, last = parameters.wages, parameters.horizon // DAY
    ends = (*c.day[1:], last)
    rows = zip(c.day, ends, c.per_hour, c.overtime, c.week_seconds, strict=True)
    return tuple(Wages(max(day, first), end, *each) for day, end, *each in rows if end > first)


def _mean(rows: Sequence[tuple[int, tuple[int, ...]]]) -> tuple[int, ...]:
    """Mean of whole numbers, column by column, of rows that count so many days each; rounded."""
    days = sum(each for each, _ in rows)
    sums = (
        sum(n * value for n, value in zip([d for d, _ in rows], column, strict=True))
        for column in zip(*(values for _, values in rows), strict=True)
    )
    return tuple((2 * total + days) // (2 * days) for total in sums)


def main_role(parameters: Parameters) -> int:
    """The role whose selling counts first: that of the first call plan, else the first."""
    return parameters.plans.role[0] if parameters.plans.role else 0


def is_complete(state: Column) -> npt.NDArray[np.bool_]:
    """Which tasks are done or needed nobody."""
    complete: npt.NDArray[np.bool_] = (state == DONE) | (state == AUTOMATED)
    return complete


def ratio(part: npt.ArrayLike, whole: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Parts over wholes; NaN where there is no whole."""
    return np.asarray(part / np.where(np.asarray(whole) == 0, np.nan, whole))


def in_currency(cost: Cost, wage_level: float = 1.0) -> Any:
    """What a cost comes to in the currency: of each role, or of the sum of all."""
    labour = cost.labour / HOUR * wage_level
    return (labour + cost.travel / MICROMETRES + cost.nights) / MILLION


def wage_levels(growth: float, weeks: int) -> npt.NDArray[np.float64]:
    """What an hour costs in each week over the first, if it grows by so much a year."""
    levels: npt.NDArray[np.float64] = (1 + growth) ** (np.arange(weeks) * WEEK / YEAR)
    return levels


def money(amount: Column | Money, rate: int | tuple[int, ...]) -> Money:
    """Whole amounts at a rate, or at a rate for each."""
    product: Money = amount.astype(object) * np.array(rate, dtype=object)
    return product


def cost_of_nights(parameters: Parameters, nights: Column) -> Money:
    """Of each role, in millionths: nights by phase and role cost what they do in the phase."""
    by_phase = money(nights.ravel(), parameters.roles.cost_per_night).reshape(nights.shape)
    total: Money = by_phase.sum(axis=0)
    return total


def window_of(ledger: Ledger, tally: Tally | None = None) -> Window:
    """What counts of a ledger; with a tally, of one whose entries nobody has written down."""
    c, p = ledger.parameters, ledger.presence
    called = np.flatnonzero((p.evening == 0) & (p.end > c.warm_up) & (p.start < c.horizon))
    return Window(ledger, Presence(**_clipped(p, called, c)), tally)


def base_at(parameters: Parameters, person: Column, moments: Column) -> Column:
    """Place where people's days begin and end at some moments: the own home or headquarters."""
    bases: Column = bases_by_phase(parameters)[phases_at(parameters, moments), person]
    return bases


def straight_metres(ledger: Ledger, origin: Column, target: Column) -> Column:
    """Whole metres as the crow flies between two columns of places.

    Where a table says how long the road is, those of which detours make that road.
    """
    dx = ledger.places.x[origin] - ledger.places.x[target]
    dy = ledger.places.y[origin] - ledger.places.y[target]
    metres: Column = np.sqrt(dx * dx + dy * dy).astype(np.int64)
    roads = ledger.places.roads
    known = roads.look_up(roads.metres, origin, target)
    return np.where(known >= 0, known, metres)


def came_from(ledger: Ledger) -> Column:
    """Place where each entry's person was before: that of the entry before, at first the base.

    Who was there when his base became another one, and off duty, begins at that one.
    """
    e, bases = ledger.entries, bases_by_phase(ledger.parameters)
    first = np.concatenate(([True], e.person[1:] != e.person[:-1]))[: len(e)]
    ended = np.where(first, NOT, np.concatenate(([NOT], e.end[:-1]))[: len(e)])
    place = np.concatenate(([0], e.place[:-1]))[: len(e)]
    place = np.where(first, bases[0][e.person], place)
    for begin, before, after in zip(
        ledger.parameters.phases.start[1:], bases, bases[1:], strict=False
    ):
        slept = (ended < begin) & (e.start > begin) & (place == before[e.person])
        place = np.where(slept, after[e.person], place)
    return place


def _clipped(
    rows: Entries | Presence, selected: Column, parameters: Parameters
) -> dict[str, Column]:
    columns = {f.name: getattr(rows, f.name)[selected] for f in fields(rows)}
    columns["start"] = np.maximum(columns["start"], parameters.warm_up)
    columns["end"] = np.minimum(columns["end"], parameters.horizon)
    return columns


def _sums(cell: Column, cells: int, amount: Column | None) -> Column:
    weights = None if amount is None else amount.astype(np.float64)
    sums: Column = np.bincount(cell, weights=weights, minlength=cells).astype(np.int64)
    return sums
