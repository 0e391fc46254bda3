"""Absences in which others do the work: from when on they do, by the rule that holds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column
from simulator.scenario.open_days import DailyShifts, ShiftHours
from simulator.scenario.phases import Phase
from simulator.scenario.schema.organisation import NOBODY, Cover
from simulator.scenario.units import DAY, WEEK
from simulator.workload.regimes import EMPTY, HERE, NOT_CALLED, PLANNED, SICK, Kinds, Regime


class Absences(NamedTuple):
    """Stretches for which somebody whose role has cover is away, by person and begin; seconds."""

    person: Column
    begin: Column  # of the first day missed
    covered: Column  # from when on others do the work
    end: Column  # begin of the first day worked after it, or the horizon


class CoverRule(NamedTuple):
    """Who does the work of people of a role who are away, for a time; seconds."""

    begin: int
    end: int
    cover: Cover

    def since(self, absence: Away) -> int:
        """When others take over in an absence; its end if they do not."""
        delay = absence.delay(self.cover)
        since = absence.shift if delay % DAY else absence.begin
        covered = self.cover.by != NOBODY
        return min(absence.end, max(self.begin, since + delay)) if covered else absence.end


class Away(NamedTuple):
    """One absence of somebody, of one kind; seconds."""

    kind: int
    begin: int  # of the first day missed
    shift: int  # begin of the first shift missed
    end: int

    def delay(self, cover: Cover) -> int:
        """Seconds until others take over."""
        return {PLANNED: cover.planned, SICK: cover.sick, EMPTY: cover.empty}[self.kind]


def covered_absences(
    phases: Sequence[Phase], roles: Sequence[Sequence[Regime]], kinds: Sequence[Kinds]
) -> Absences:
    """When people are away whose work others do, people numbered throughout."""
    rows: list[tuple[int, int, int, int]] = []
    first = 0
    for regimes, days in zip(roles, kinds, strict=True):
        crew = regimes[-1].crew
        rules, timetables = _rules(phases, crew.name), _timetables(regimes)
        if any(rule.cover.by != NOBODY for rule in rules):
            for number, own in enumerate(days):
                away = _covered(rules, list(_away(timetables[number], own)))
                rows += ((first + number, *each) for each in away)
        first += len(crew.people)
    return Absences(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


class Timetable(NamedTuple):
    """Somebody's shifts, by the hours that hold on each day."""

    begins: tuple[int, ...]
    daily: tuple[DailyShifts, ...]

    def of(self, day: int) -> ShiftHours | None:
        """That of one day."""
        return self.daily[bisect_right(self.begins, day) - 1].of(day)


def _timetables(regimes: Sequence[Regime]) -> list[Timetable]:
    """Of each person of a role."""
    begins = tuple(each.begin for each in regimes)
    daily = zip(*map(_daily_shifts, regimes), strict=True)
    return [Timetable(begins, own) for own in daily]


def _daily_shifts(regime: Regime) -> list[DailyShifts]:
    """Of each person, as if it held all along."""
    hours = [each.hours for each in regime.crew.people]
    known = {each: regime.crew.days.shifts(each) for each in set(hours)}
    return [known[each] for each in hours]


def _rules(phases: Sequence[Phase], role: str) -> list[CoverRule]:
    """Who covers for a role, from day to day; phases that change nothing of it make no other."""
    rules: list[CoverRule] = []
    horizon = phases[0].scenario.horizon.weeks * WEEK
    for phase in phases:
        cover = phase.scenario.roles[role].absence.cover or Cover(by=NOBODY)
        if not rules or rules[-1].cover != cover:
            rules = [each._replace(end=min(each.end, phase.day * DAY)) for each in rules]
            rules.append(CoverRule(phase.day * DAY, horizon, cover))
    return rules


def _covered(rules: Sequence[CoverRule], away: Sequence[Away]) -> Iterator[tuple[int, int, int]]:
    """Begin, begin of cover and end of each absence; where another rule begins, it does anew."""
    for absence in away:
        for rule in rules:
            begin, end = max(absence.begin, rule.begin), min(absence.end, rule.end)
            if begin < end:
                yield begin, min(end, rule.since(absence)), end


def _away(shifts: Timetable, kinds: Kinds) -> Iterator[Away]:
    """Each of one person's absences of one kind.

    Days on which nobody is called to work belong to the absence before them. A delay of whole days
    ends with a day, another one counts from the begin of the shift. Who works over midnight is away
    from the begin of the shift missed on.
    """
    called = np.flatnonzero(kinds != NOT_CALLED)
    own = kinds[called]
    rows = np.flatnonzero(np.diff(own, prepend=HERE)).tolist()
    moments = [*(_first_missed(shifts, int(called[row])) for row in rows), (len(kinds) * DAY,) * 2]
    for row, ((begin, shift), (end, _)) in zip(rows, pairwise(moments), strict=True):
        if own[row] != HERE:
            yield Away(int(own[row]), begin, shift, end)


def _first_missed(shifts: Timetable, day: int) -> tuple[int, int]:
    """When an absence begins that begins on a day; when the first shift missed does."""
    shift = shifts.of(day)
    start = day * DAY + (shift.start if shift else 0)
    return start if shift and shift.end > DAY else day * DAY, start
