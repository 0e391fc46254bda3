"""Who is called to work when: shifts, less holidays, vacation and sickness."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column, Presence, Vacancies
from simulator.scenario.phases import Phase, roster
from simulator.scenario.public_holidays import public_holidays
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import NOBODY, Cover, Role
from simulator.scenario.units import DAY, WEEKDAYS
from simulator.workload.streams import RandomStreams

Days = npt.NDArray[np.bool_]
Kinds = npt.NDArray[np.int8]
NOT_CALLED, HERE, PLANNED, SICK, EMPTY = range(-1, 4)  # why somebody is not there on a day
WEEKS_A_YEAR = 52
YEAR_DAYS = 7 * WEEKS_A_YEAR


class Calendar(NamedTuple):
    """Days worked and the stretches they come to."""

    holidays: Days  # one for each day of the horizon
    there: tuple[Days, ...]  # for each role: people x days, at work that day
    presence: Presence
    vacancies: Vacancies
    absences: Absences


class Absences(NamedTuple):
    """Stretches for which somebody whose role has cover is away, by person and begin; seconds."""

    person: Column
    begin: Column  # of the first day missed
    covered: Column  # from when on others do the work
    end: Column  # begin of the first day worked after it, or the horizon


class Stay(NamedTuple):
    """For how long a chair is meant to be somebody's: days of the horizon."""

    begin: int
    end: int
    is_new: bool  # does he begin as a newcomer?


def draw_calendar(
    phases: Sequence[Phase], streams: RandomStreams
) -> tuple[Calendar, list[Calendar]]:
    """The calendar of one replication; and that of each phase, as if it lasted all along."""
    scenario = roster(phases)
    closed = public_holidays(scenario)
    roles, days = scenario.roles.items(), len(closed)
    stays = [_stays(phases, name, role.people, days) for name, role in roles]
    empty = [
        _vacant(role, name, days, stay, streams)
        for (name, role), stay in zip(roles, stays, strict=True)
    ]
    kinds = [
        _with_empty(_kinds(role, name, closed, streams), _days_of(_left(vacant), role.people, days))
        for (name, role), vacant in zip(roles, empty, strict=True)
    ]
    called = [kind == HERE for kind in kinds]
    there = tuple(each & _within(stay, days) for each, stay in zip(called, stays, strict=True))
    if len(phases) > 1:
        empty = [_until_given_up(*each, days) for each in zip(empty, stays, strict=True)]
    presence = _presence(list(scenario.roles.values()), there)
    absences = _absences(list(scenario.roles.values()), kinds)
    calendar = Calendar(closed, there, presence, _vacancies(scenario, empty), absences)
    if len(phases) == 1:
        return calendar, [calendar]
    return calendar, [_in_phase(calendar, called, phase.scenario) for phase in phases]


def _vacancies(scenario: Scenario, empty: Sequence[npt.NDArray[np.int64]]) -> Vacancies:
    """The empty chairs of all roles, people numbered throughout."""
    firsts = np.cumsum([0, *(role.people for role in scenario.roles.values())])
    rows = [
        vacant + np.array([first, 0, 0, 0]) for vacant, first in zip(empty, firsts, strict=False)
    ]
    table = np.concatenate([np.empty((0, 4), dtype=np.int64), *rows])
    return Vacancies(table[:, 0], DAY * table[:, 1], DAY * table[:, 2], table[:, 3])


def _in_phase(
    calendar: Calendar, called: Sequence[npt.NDArray[np.bool_]], scenario: Scenario
) -> Calendar:
    """The calendar as it would be if a phase lasted all along."""
    roles = zip(called, scenario.roles.values(), strict=True)
    return calendar._replace(there=tuple(there[: role.people] for there, role in roles))


def _stays(phases: Sequence[Phase], name: str, people: int, days: int) -> list[Stay]:
    """When each person of a role begins, and from when on he is not there any more."""
    first = phases[0].scenario.roles[name]
    ends = [*(phase.day for phase in phases[1:]), days]
    stays = []
    for person in range(people):
        held = [k for k, each in enumerate(phases) if person < each.scenario.roles[name].people]
        begin = phases[held[0]].day if held[0] else 0
        is_new = held[0] > 0 or person >= first.people - first.newcomers
        stays.append(Stay(begin, ends[held[-1]], is_new))
    return stays


def _within(stays: Sequence[Stay], days: int) -> Days:
    """People x days: has the person begun, and not left for good?"""
    day = np.arange(days)
    begin, end, _ = np.array(stays, dtype=np.int64).reshape(-1, 3).T[:, :, None]
    inside: Days = (day >= begin) & (day < end)
    return inside


def _left(vacant: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The chairs that somebody has left, to be filled again."""
    rows: npt.NDArray[np.int64] = vacant[vacant[:, 3] == 1]
    return rows


def _vacant(
    role: Role, name: str, days: int, stays: Sequence[Stay], streams: RandomStreams
) -> npt.NDArray[np.int64]:
    """Empty chairs in rows: person of the role, first day, day after the last, has somebody left?

    Newcomers' chairs are empty until they begin, for no days at all if it is the first day: they
    are new then. After that people stay for a time without memory.
    """
    rows = []
    tenures = np.empty((role.people, 0))
    if role.turnover is not None:
        columns = 3 * math.ceil(days * DAY / role.turnover.tenure) + 20
        uniforms = streams.table(f"{name}/tenure", role.people, columns)
        tenures = -np.log1p(-uniforms) * role.turnover.tenure / DAY
    empty = -(-role.turnover.vacancy // DAY) if role.turnover else 0
    for person, stay in enumerate(stays):
        if stay.is_new:
            rows.append((person, 0, stay.begin, 0))
        gone = _leaving(tenures[person], stay.begin, days, empty)
        rows += [(person, first, back, 1) for first, back in gone]
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _until_given_up(
    vacant: npt.NDArray[np.int64], stays: Sequence[Stay], days: int
) -> npt.NDArray[np.int64]:
    """The same where chairs are given up, which nobody fills again."""
    rows: list[tuple[int, ...]] = []
    for person, stay in enumerate(stays):
        mine = [row for row in vacant.tolist() if row[0] == person and row[1] < stay.end]
        if stay.end < days and mine and mine[-1][2] >= stay.end:
            mine[-1][2] = days
        elif stay.end < days:
            mine.append((person, stay.end, days, 0))
        rows += map(tuple, mine)
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _leaving(
    stays: npt.NDArray[np.float64], begin: int, days: int, empty: int
) -> Iterator[tuple[int, int]]:
    """First day and day after the last of each time that a chair is empty, in whole days."""
    at = float(begin)
    for stay in stays:
        at += stay
        if at >= days:
            return
        first = int(at)
        yield first, min(days, first + empty)
        at = max(at, first + empty)


def _days_of(vacant: npt.NDArray[np.int64], people: int, days: int) -> Days:
    """People x days: the chair is empty."""
    empty = np.zeros((people, days), dtype=bool)
    for person, first, back, _ in vacant:
        empty[person, first:back] = True
    return empty


def _kinds(role: Role, name: str, closed: Days, streams: RandomStreams) -> Kinds:
    """People x days: the shift's weekdays less holidays; vacation, sickness, long absence."""
    weekday = np.arange(len(closed)) % 7
    called = np.isin(weekday, [WEEKDAYS.index(day) for day in role.shift.days]) & ~closed
    planned = _on_vacation(role, name, called, streams)
    planned[: role.absence.long_term] = True
    kinds = np.full(planned.shape, HERE, dtype=np.int8)
    kinds[_sick(role, name, len(closed), streams)] = SICK
    kinds[planned] = PLANNED
    kinds[:, ~called] = NOT_CALLED
    return kinds


def _with_empty(kinds: Kinds, empty: Days) -> Kinds:
    """The same with empty chairs."""
    kinds[empty & (kinds != NOT_CALLED)] = EMPTY
    return kinds


def _absences(roles: Sequence[Role], kinds: Sequence[Kinds]) -> Absences:
    """When people are away whose work others do, people numbered throughout."""
    rows: list[tuple[int, int, int, int]] = []
    first = 0
    for role, days in zip(roles, kinds, strict=True):
        cover = role.absence.cover
        if cover is not None and cover.by != NOBODY:
            for person, own in enumerate(days):
                rows += ((first + person, *each) for each in _away(role, cover, own))
        first += role.people
    return Absences(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def _away(role: Role, cover: Cover, kinds: Kinds) -> Iterator[tuple[int, int, int]]:
    """Begin, begin of cover and end of each of one person's absences of one kind.

    Days on which nobody is called to work belong to the absence before them. A delay of whole days
    ends with a day, another one counts from the begin of the shift.
    """
    delays = {PLANNED: cover.planned, SICK: cover.sick, EMPTY: cover.empty}
    called = np.flatnonzero(kinds != NOT_CALLED)
    own, horizon = kinds[called], len(kinds) * DAY
    begins = np.flatnonzero(np.diff(own, prepend=HERE)).tolist()
    mornings = [*(called * DAY).tolist(), horizon]
    for row, stop in pairwise([*begins, len(own)]):
        if own[row] != HERE:
            begin, end, delay = mornings[row], mornings[stop], delays[own[row]]
            since = begin + role.shift.start if delay % DAY else begin
            yield begin, min(end, since + delay), end


def _on_vacation(role: Role, name: str, called: Days, streams: RandomStreams) -> Days:
    """Whole weeks in each year of 52, and what is left of the days as single ones."""
    weeks, rest = divmod(role.absence.vacation, len(set(role.shift.days)))
    if weeks >= WEEKS_A_YEAR:
        weeks, rest = WEEKS_A_YEAR, 0
    days = len(called)
    away = np.zeros((role.people, -(-days // YEAR_DAYS) * YEAR_DAYS), dtype=bool)
    for year in range(-(-days // YEAR_DAYS) if weeks or rest else 0):
        first = year * YEAR_DAYS
        this_year = _weeks_away(
            streams.block(f"{name}/vacation", year, role.people, WEEKS_A_YEAR), weeks
        )
        away[:, first : first + YEAR_DAYS] = this_year
        if rest:
            uniforms = streams.block(f"{name}/vacation/days", year, role.people, YEAR_DAYS)
            chosen = _single_days(role, uniforms, this_year, rest) + first
            _take_days(away, chosen, called)
    return away[:, :days]


def _weeks_away(uniforms: npt.NDArray[np.float64], weeks: int) -> Days:
    """People x days of a year: those of the weeks with the smallest numbers drawn."""
    rank = uniforms.argsort(axis=1, kind="stable").argsort(axis=1, kind="stable")
    return (rank < weeks).repeat(7, axis=1)


def _single_days(
    role: Role, uniforms: npt.NDArray[np.float64], away: Days, count: int
) -> npt.NDArray[np.int64]:
    """People x count: days of a year that their shift has, outside the weeks away, in order."""
    worked = np.isin(np.arange(YEAR_DAYS) % 7, [WEEKDAYS.index(day) for day in role.shift.days])
    rank = np.where(worked & ~away, uniforms, 2.0).argsort(axis=1, kind="stable")
    return np.sort(rank[:, :count], axis=1)


def _take_days(away: Days, chosen: npt.NDArray[np.int64], called: Days) -> None:
    """Marks single days; for one on a public holiday the next day that is worked is taken."""
    days = len(called)
    for person, own in enumerate(chosen):
        for day in own[own < days]:
            free = np.flatnonzero(called[day:] & ~away[person, day:days])
            if len(free):
                away[person, day + free[0]] = True


def _sick(role: Role, name: str, days: int, streams: RandomStreams) -> Days:
    """Spells that begin on any day with the same chance and last a geometric number of days."""
    away = np.zeros((role.people, days), dtype=bool)
    if not role.absence.sick_spells:
        return away
    begins = streams.table(f"{name}/sickness", role.people, days)[:, :days]
    lengths = streams.table(f"{name}/sickness/days", role.people, days)
    stay = 1 - 1 / role.absence.sick_days
    for person, day in np.argwhere(begins < role.absence.sick_spells / 365):
        more = math.log(lengths[person, day]) / math.log(stay) if stay > 0 else 0.0
        away[person, day : day + 1 + int(more)] = True
    return away


def _presence(roles: list[Role], there: tuple[Days, ...]) -> Presence:
    """Shifts and evenings of everyone, by person and start; shifts that touch become one."""
    rows = []
    first = 0
    for role, days in zip(roles, there, strict=True):
        person, day = np.nonzero(days)
        stretches = [(role.shift.start, role.shift.end, 0)]
        if role.evening:
            stretches.append((role.evening.start, role.evening.start + role.evening.lasts, 1))
        for start, end, evening in stretches:
            block = (person + first, day * DAY + start, day * DAY + end, np.full_like(day, evening))
            rows.append(np.stack(block, axis=1))
        first += role.people
    table = np.concatenate(rows) if rows else np.empty((0, 4), dtype=np.int64)
    table = table[np.lexsort((table[:, 1], table[:, 0]))]
    lunchless = np.array([role.lunch is None for role in roles for _ in range(role.people)])
    return Presence(*_merged(table, lunchless))


def _merged(table: npt.NDArray[np.int64], lunchless: Days) -> npt.NDArray[np.int64]:
    """Columns of the table, round-the-clock shifts joined into one stretch."""
    if len(table) == 0:
        return table.T
    before, after = table[:-1], table[1:]
    joins = (
        (before[:, 0] == after[:, 0])
        & (before[:, 2] == after[:, 1])
        & (before[:, 3] == after[:, 3])
        & lunchless[after[:, 0]]
    )
    begins = np.concatenate(([True], ~joins))
    ends = np.concatenate((~joins, [True]))
    merged = table[begins].copy()
    merged[:, 2] = table[ends, 2]
    return merged.T
