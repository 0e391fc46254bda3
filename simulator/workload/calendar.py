"""Who is called to work when: shifts, less holidays, vacation and sickness."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column, Presence, Vacancies
from simulator.scenario.open_days import (
    Days,
    OpenDays,
    company_days,
    receiving_weekdays,
    role_days,
)
from simulator.scenario.people import people_of
from simulator.scenario.phases import Phase, roster
from simulator.scenario.public_holidays import holidays_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import Turnover
from simulator.scenario.schema.holidays import Holidays
from simulator.scenario.schema.hours import Hours
from simulator.scenario.schema.organisation import Absence
from simulator.workload.absence import Crew, crew_of, dated, sickness, vacation
from simulator.workload.chairs import (
    Chairs,
    chairs_of,
    days_of,
    foreseen,
    leaves_of,
    left,
    vacancies,
)
from simulator.workload.covered_absences import Absences, covered_absences
from simulator.workload.regimes import (
    EMPTY,
    HERE,
    NO_CHAIR,
    NOT_CALLED,
    PLANNED,
    SICK,
    Expected,
    Kinds,
    Regime,
    day_by_day,
    days_within,
    shifts_in_truth,
)
from simulator.workload.streams import RandomStreams


class Calendar(NamedTuple):
    """Days worked and the stretches they come to."""

    company: OpenDays
    roles: tuple[OpenDays, ...]
    weekday: Column  # as which customers receive on each day, 7 on public holidays
    there: tuple[Days, ...]  # for each role: people x days, at work that day
    presence: Presence
    expected: Expected
    vacancies: Vacancies
    resignations: Vacancies  # of those who leave if they have reached their cap by then
    absences: Absences


def draw_calendar(
    phases: Sequence[Phase], streams: RandomStreams
) -> tuple[Calendar, list[Calendar]]:
    """The calendar of one replication; and that of each phase, as if it lasted all along."""
    scenario = roster(phases)
    days = 7 * scenario.horizon.weeks
    roles, chairs = _drawn(phases, scenario, streams)
    kinds = [day_by_day(each) for each in roles]
    stays = [each.stays for each in chairs]
    there = tuple(
        (kind == HERE) & days_within(stay, days) for kind, stay in zip(kinds, stays, strict=True)
    )
    presence, expected = shifts_in_truth(roles, stays, kinds)
    calendar = Calendar(
        company_days(scenario),
        tuple(each[-1].crew.days for each in roles),
        receiving_weekdays(scenario),
        there,
        presence,
        expected._replace(successors=foreseen(phases, chairs)),
        vacancies(scenario, [each.given_up for each in chairs]),
        vacancies(scenario, [each.tempted for each in chairs]),
        covered_absences(phases, roles, kinds),
    )
    if len(phases) == 1:
        return calendar, [calendar]
    return calendar, [_in_phase(calendar, roles, *each) for each in enumerate(phases)]


def why_away(phases: Sequence[Phase], streams: RandomStreams) -> list[tuple[Crew, Kinds]]:
    """The people of each role, and why they are not there on each day of one replication.

    Who has not begun yet, or has left for good, has no chair.
    """
    scenario = roster(phases)
    roles, chairs = _drawn(phases, scenario, streams)
    days = 7 * scenario.horizon.weeks
    return [
        (each[-1].crew, _with_empty(day_by_day(each), ~days_within(own.stays, days), NO_CHAIR))
        for each, own in zip(roles, chairs, strict=True)
    ]


def _drawn(
    phases: Sequence[Phase], scenario: Scenario, streams: RandomStreams
) -> tuple[list[list[Regime]], list[Chairs]]:
    """Of each role: its people and their hours, and their chairs."""
    chairs = [chairs_of(phases, name, streams) for name in scenario.roles]
    roles = zip(scenario.roles, chairs, strict=True)
    return [list(_regimes(phases, role, streams)) for role in roles], chairs


class _Presence(NamedTuple):
    """What of a role says when its people are there."""

    hours: list[Hours]
    holidays: Holidays | None
    absence: Absence  # whoever covers
    turnover: Turnover | None


def _presence_of(scenario: Scenario, name: str) -> _Presence:
    role = scenario.roles[name]
    return _Presence(
        [each.hours for each in people_of(name, role)],
        holidays_of(scenario, name),
        role.absence.model_copy(update={"cover": None}),
        leaves_of(role),
    )


def _regimes(
    phases: Sequence[Phase], role: tuple[str, Chairs], streams: RandomStreams
) -> Iterator[Regime]:
    """When a role's people work, stretch by stretch; phases that change nothing make no other.

    A spell of sickness that has begun lasts as long as it was to, whatever holds then.
    """
    (name, chairs), full = role, [roster(phases, each) for each in phases]
    words = [_presence_of(each, name) for each in full]
    changed = [number for number in range(1, len(full)) if words[number] != words[number - 1]]
    stages = tuple(accumulate((each.scenario.roles[name].people for each in phases), max))
    days, earlier = 7 * full[-1].horizon.weeks, list[tuple[int, Absence]]()
    for number, later in pairwise([0, *changed, len(full)]):
        scenario, end = full[later - 1], phases[later].day if later < len(full) else days
        own = scenario.roles[name]
        crew = crew_of(name, own, role_days(scenario, name), scenario.horizon.start)
        crew = crew._replace(stages=stages, earlier=tuple(earlier))
        empty = days_of(left(chairs.vacant[number]), own.people, days)
        kinds = _with_empty(_kinds(crew, streams), empty)
        yield Regime(number, phases[number].day if number else 0, end, crew, kinds)
        earlier.append((end, own.absence))


def _in_phase(
    calendar: Calendar, roles: Sequence[Sequence[Regime]], number: int, phase: Phase
) -> Calendar:
    """The calendar as it would be if a phase lasted all along."""
    held = [[each for each in regimes if each.phase <= number][-1] for regimes in roles]
    every = zip(held, phase.scenario.roles.values(), strict=True)
    return calendar._replace(
        roles=tuple(each.crew.days for each in held),
        there=tuple((each.kinds == HERE)[: role.people] for each, role in every),
    )


def _kinds(crew: Crew, streams: RandomStreams) -> Kinds:
    """People x days: days with a shift less holidays; vacation, sickness, long absence."""
    days = crew.called.shape[1]
    planned = vacation(crew, streams) | dated(crew, ("vacation", "other"), days)
    planned[: crew.role.absence.long_term] = True
    kinds = np.full(planned.shape, HERE, dtype=np.int8)
    kinds[sickness(crew, streams) | dated(crew, ("sick",), days)] = SICK
    kinds[planned] = PLANNED
    kinds[~(crew.called & _present(crew, streams))] = NOT_CALLED
    return kinds


def _present(crew: Crew, streams: RandomStreams) -> Days:
    """People x days: would each be there if a shift began, of those who are on some days only?"""
    shares = np.array([each.hours.present for each in crew.people])
    if (shares == 1).all():
        return np.ones(crew.called.shape, dtype=bool)
    people, days = crew.called.shape
    present: Days = streams.table(f"{crew.name}/present", people, days)[:, :days] < shares[:, None]
    return present


def _with_empty(kinds: Kinds, empty: Days, why: int = EMPTY) -> Kinds:
    """The same with empty chairs."""
    kinds[empty & (kinds != NOT_CALLED)] = why
    return kinds
