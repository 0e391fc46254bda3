"""The working calendar: which days are off and why, which end early, and who is there when."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from simulator.experiment.presentation import Presentable, SummaryRow, exactly
from simulator.experiment.results import ScenarioLabel, label_of
from simulator.scenario.inheritance import as_scenario
from simulator.scenario.open_days import WHOLE, Days, OpenDays, company_days, role_days
from simulator.scenario.phases import phases_of
from simulator.scenario.public_holidays import days_off, holidays_of
from simulator.scenario.scenario import Scenario
from simulator.workload.absence import Crew
from simulator.workload.calendar import why_away
from simulator.workload.regimes import EMPTY, HERE, NO_CHAIR, NOT_CALLED, PLANNED, SICK, Kinds
from simulator.workload.streams import streams_of

ReasonAway = Literal["vacation", "sick", "empty"]
REASONS: dict[int, ReasonAway] = {PLANNED: "vacation", SICK: "sick", EMPTY: "empty"}


class SpecialDay(NamedTuple):
    """A day that is not worked as others of its weekday are."""

    day: datetime.date
    role: str | None  # whose it is; None for the company
    kind: Literal["holiday", "closure", "half_day", "made_up"]
    name: str  # of the holiday or the closure
    until: int | None  # seconds from midnight at which shifts of a half day end


class TimeAway(NamedTuple):
    """Days in a row on which a person is called and not there, for one reason."""

    person: str
    first: datetime.date
    last: datetime.date
    days: int  # shifts missed
    reason: ReasonAway  # vacation: all that is known beforehand


class RoleCalendar(NamedTuple):
    """Who is there of a role: numbers of people for each day of the horizon."""

    role: str
    people: int
    called: tuple[int, ...]  # who have a shift
    there: tuple[int, ...]
    vacation: tuple[int, ...]
    sick: tuple[int, ...]
    empty: tuple[int, ...]  # chairs
    away: tuple[TimeAway, ...]  # by person and day


@dataclass(frozen=True, repr=False)
class WorkCalendar(Presentable):
    """The days of a horizon, and who is there on them in one replication."""

    scenario: ScenarioLabel
    start: datetime.date
    end: datetime.date  # the last day
    replication: int
    days: tuple[SpecialDay, ...]  # by date; the company's, then those of roles with their own
    roles: tuple[RoleCalendar, ...]

    def _further_columns(self) -> dict[str, type | None]:
        """The role; null for the days of the company."""
        return {"role": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """How many special days of each kind there are, and person-days of each role."""
        name = self.scenario.name
        for (role, kind), count in Counter((day.role, day.kind) for day in self.days).items():
            yield SummaryRow(name, kind, exactly(count), "days", None, (role,))
        for each in self.roles:
            for what in ("called", "there", "vacation", "sick", "empty"):
                total = exactly(sum(getattr(each, what)))
                yield SummaryRow(name, what, total, "person-days", None, (each.role,))


def calendar(
    scenario: Scenario | str | Path, *, replication: int = 0, seed: int = 1
) -> WorkCalendar:
    """Days off and why, half days, weekends worked, and who is there on each day.

    Args:
        scenario: Whose days are looked at, or its name or path.
        replication: Whose vacation, sickness and empty chairs are shown, from 0 as everywhere.
        seed: Of the random numbers of all replications.

    Returns:
        The special days of the horizon by date, and for each role the people who have a shift and
        who are there, for each day; who is away from when to when.

    Raises:
        ScenarioError: If the scenario has faults.

    Example:
        >>> import simulator
        >>> days = simulator.calendar("baseline").days
        >>> [(str(each.day), each.name) for each in days][:1]
        [('2025-04-18', 'Good Friday')]
    """
    read = as_scenario(scenario)
    crews = why_away(phases_of(read), streams_of(seed, replication))
    own = [name for name, role in read.roles.items() if role.holidays is not None]
    special = [each for name in (None, *own) for each in _special_days(read, name)]
    return WorkCalendar(
        label_of(read),
        read.horizon.start,
        read.horizon.start + datetime.timedelta(7 * read.horizon.weeks - 1),
        replication,
        tuple(sorted(special, key=lambda each: each.day)),
        tuple(_role(*each) for each in crews if each[0].people),
    )


def ask(*, name: str, replication: int) -> list[WorkCalendar]:
    """The calendar of a scenario that is named."""
    return [calendar(name, replication=replication)]


def _special_days(scenario: Scenario, role: str | None) -> Iterator[SpecialDay]:
    """Those of the company, or of a role that has its own."""
    kept, horizon = holidays_of(scenario, role), scenario.horizon
    off = days_off(kept, horizon)
    yield from (SpecialDay(day, role, "holiday", name, None) for day, name in off.public.items())
    for day, name in off.closures.items():
        if day not in off.public:
            yield SpecialDay(day, role, "closure", name, None)
    days = company_days(scenario) if role is None else role_days(scenario, role)
    yield from _shorter(days, role, horizon.start)


def _shorter(days: OpenDays, role: str | None, start: datetime.date) -> Iterator[SpecialDay]:
    """Half days, and weekends that are worked."""
    opened = ~days.closed
    for number in np.flatnonzero(opened & (days.until < WHOLE)).tolist():
        until = int(days.until[number])
        yield SpecialDay(start + datetime.timedelta(number), role, "half_day", "", until)
    for number in np.flatnonzero(opened & days.is_made_up()).tolist():
        yield SpecialDay(start + datetime.timedelta(number), role, "made_up", "", None)


def _role(crew: Crew, kinds: Kinds) -> RoleCalendar:
    """Numbers by day, and stretches by person."""
    counts = {kind: tuple((kinds == kind).sum(axis=0).tolist()) for kind in (HERE, *REASONS)}
    return RoleCalendar(
        crew.name,
        len(crew.people),
        tuple(_has_shift(kinds).sum(axis=0).tolist()),
        counts[HERE],
        counts[PLANNED],
        counts[SICK],
        counts[EMPTY],
        tuple(_times_away(crew, kinds)),
    )


def _has_shift(kinds: Kinds) -> Days:
    """Who is called, of those who have a chair by then."""
    called: Days = (kinds != NOT_CALLED) & (kinds != NO_CHAIR)
    return called


def _times_away(crew: Crew, kinds: Kinds) -> Iterator[TimeAway]:
    """Stretches of called days that each person is away for one reason."""
    for person, row in zip(crew.people, kinds, strict=True):
        called = np.flatnonzero(_has_shift(row))
        own = row[called]
        edges = np.flatnonzero(np.diff(own, prepend=NOT_CALLED, append=NOT_CALLED)).tolist()
        for begin, end in pairwise(edges):
            if own[begin] != HERE:
                first, last = (int(called[each]) for each in (begin, end - 1))
                yield TimeAway(
                    person.name,
                    crew.start + datetime.timedelta(first),
                    crew.start + datetime.timedelta(last),
                    end - begin,
                    REASONS[int(own[begin])],
                )
