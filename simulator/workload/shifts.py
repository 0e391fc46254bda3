"""Shifts of everybody, day by day: on which they are called, from when until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column, Presence
from simulator.scenario.people import Person
from simulator.scenario.schema.hours import Hours, Shift
from simulator.scenario.units import DAY

Days = npt.NDArray[np.bool_]
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
    """For each day of the horizon: does a shift begin on it?"""
    return np.resize([shift is not None for shift in hours.days()], days)


def called_days(people: Sequence[Person], closed: Days) -> Days:
    """People x days: a shift begins that day, and it is no public holiday."""
    called = np.zeros((len(people), len(closed)), dtype=bool)
    for team in teams_of(people):
        called[team.numbers] = works_on(team.hours, len(closed)) & ~closed
    return called


def begins_and_ends(team: Team, days: int) -> tuple[Column, Column]:
    """Of the shift of each day of the horizon, seconds from the midnight before it; 0 if none."""
    cycle = team.hours.days()
    return tuple(  # type: ignore[return-value]
        np.resize([getattr(shift, end) if shift else 0 for shift in cycle], days)
        for end in ("start", "end")
    )


def presence_of(roles: Sequence[Sequence[Person]], there: Sequence[Days]) -> Presence:
    """Shifts and evenings of everyone, by person and start; days without end become one."""
    firsts = np.cumsum([0, *map(len, roles)])
    rows = [
        block + np.array([[first], *[[0]] * (COLUMNS - 1)])
        for first, people, days in zip(firsts, roles, there, strict=False)
        for team in teams_of(people)
        for block in _rows(team, days)
    ]
    table = np.concatenate([np.empty((COLUMNS, 0), dtype=np.int64), *rows], axis=1)
    return Presence(*_merged(table[:, np.lexsort((table[1], table[0]))]))


def _rows(team: Team, there: Days) -> Iterator[Column]:
    """The columns of a team's shifts and evenings, person for person within the role."""
    hours, days = team.hours, there.shape[1]
    cycle = hours.days()
    for shift in dict.fromkeys(hours.worked()):
        on = np.resize([each == shift for each in cycle], days)
        member, day = np.nonzero(there[team.numbers] & on)
        yield _block(team.numbers[member], day, days, _times(hours, shift))
        evening = hours.evening
        if evening is not None and evening.start >= shift.end:
            times = (evening.start, evening.start + evening.lasts, 1, None)
            yield _block(team.numbers[member], day, days, times)


def _times(hours: Hours, shift: Shift) -> tuple[int, int, int, int | None]:
    """Begin, end and lunch of a shift, from the midnight before it; it is no evening."""
    return shift.start, shift.end, 0, hours.lunch_in(shift)


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
