"""Shifts of everybody, day by day: on which they are called, from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column, Presence
from simulator.scenario.open_days import Days, OpenDays
from simulator.scenario.people import Person
from simulator.scenario.schema.hours import Hours
from simulator.scenario.units import DAY

COLUMNS = 5  # of Presence


class Team(NamedTuple):
    """Some people of a role who work the same hours, by their numbers within the role."""

    hours: Hours
    numbers: Column


def teams_of(people: Sequence[Person]) -> list[Team]:
    """The people of a role by the hours they work, in order of the first of each."""
    by_hours: dict[Hours, list[int]] = {}
    for person in people:
        by_hours.setdefault(person.hours, []).append(person.number)
    return [Team(each, np.array(numbers)) for each, numbers in by_hours.items()]


def works_on(hours: Hours, days: int) -> Days:
    """For each day of the horizon: would a shift begin on it, were all open?"""
    return np.resize([shift is not None for shift in hours.days()], days)


def called_days(people: Sequence[Person], days: OpenDays) -> Days:
    """People x days: a shift begins that day, and it is open."""
    called = np.zeros((len(people), len(days.closed)), dtype=bool)
    for team in teams_of(people):
        called[team.numbers] = days.called([team.hours])
    return called


def presence_of(
    roles: Sequence[tuple[Sequence[Person], OpenDays]], there: Sequence[Days]
) -> Presence:
    """Shifts and evenings of everyone, by person and start; days without end become one."""
    firsts = np.cumsum([0, *(len(people) for people, _ in roles)])
    rows = [
        block + np.array([[first], *[[0]] * (COLUMNS - 1)])
        for first, (people, days), here in zip(firsts, roles, there, strict=False)
        for team in teams_of(people)
        for block in _rows(team, days, here)
    ]
    table = np.concatenate([np.empty((COLUMNS, 0), dtype=np.int64), *rows], axis=1)
    return Presence(*_merged(table[:, np.lexsort((table[1], table[0]))]))


def joined(parts: Sequence[Presence]) -> Presence:
    """Rows of several, one part after the other."""
    names = [field.name for field in fields(Presence)]
    empty = np.empty(0, dtype=np.int64)
    columns = ([getattr(each, name) for each in parts] for name in names)
    return Presence(*(np.concatenate([empty, *each]) for each in columns))


def one_after_the_other(parts: Sequence[Presence]) -> Presence:
    """Shifts by the hours of several stretches of days, by person and start.

    A shift that begins before that of the night before has ended begins when it has.
    """
    if len(parts) == 1:
        return parts[0]
    whole = joined(parts)
    order = np.lexsort((whole.start, whole.person))
    person, start, end, evening, lunch = (column[order] for column in columns_of(whole))
    same = person[1:] == person[:-1]
    start[1:] = np.where(same, np.maximum(start[1:], end[:-1]), start[1:])
    lunch = np.where(lunch < start, -1, lunch)
    kept = start < end
    return Presence(*(column[kept] for column in (person, start, end, evening, lunch)))


def columns_of(presence: Presence) -> list[Column]:
    """The columns, in order."""
    return [getattr(presence, field.name) for field in fields(Presence)]


def _rows(team: Team, open_days: OpenDays, there: Days) -> Iterator[Column]:
    """The columns of a team's shifts and evenings, person for person within the role."""
    days, daily = there.shape[1], open_days.shifts(team.hours)
    for number, shift in enumerate(daily.shifts):
        member, day = np.nonzero(there[team.numbers] & (daily.number == number))
        times: tuple[int, int, int, int | None] = (shift.start, shift.end, 0, shift.lunch)
        yield _block(team.numbers[member], day, days, times)
        if shift.evening is not None:
            times = (shift.evening.start, shift.evening.start + shift.evening.lasts, 1, None)
            yield _block(team.numbers[member], day, days, times)


def _block(
    person: Column, day: Column, days: int, times: tuple[int, int, int, int | None]
) -> Column:
    """Rows of presence, as columns; what lies beyond the horizon is cut off."""
    begin, end, evening, lunch = times
    midnight, horizon = day * DAY, days * DAY
    at = midnight + lunch if lunch is not None else np.full_like(day, -1)
    return np.stack(
        (
            person,
            midnight + begin,
            np.minimum(midnight + end, horizon),
            np.full_like(day, evening),
            np.where(at < horizon, at, -1),
        )
    )


def _merged(table: Column) -> Column:
    """Whole days without lunch that follow on each other, joined into one stretch."""
    person, start, end, evening, lunch = table
    if len(person) == 0:
        return table
    whole = (end - start == DAY) & (lunch < 0)
    joins = (person[:-1] == person[1:]) & (end[:-1] == start[1:]) & whole[:-1] & whole[1:]
    joins &= evening[:-1] == evening[1:]
    begins, ends = np.concatenate(([True], ~joins)), np.concatenate((~joins, [True]))
    merged = table[:, begins].copy()
    merged[2] = end[ends]
    return merged
