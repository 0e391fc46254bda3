"""Who is called to work when: shifts, less holidays, vacation and sickness."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column, Presence, Vacancies
from simulator.scenario.elementary import exponential_quantile
from simulator.scenario.open_days import (
    Days,
    OpenDays,
    company_days,
    receiving_weekdays,
    role_days,
)
from simulator.scenario.people import people_of
from simulator.scenario.phases import Phase, roster
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import Role
from simulator.scenario.units import DAY
from simulator.workload.absence import Crew, crew_of, dated, sickness, vacation
from simulator.workload.covered_absences import Absences, covered_absences
from simulator.workload.regimes import (
    EMPTY,
    HERE,
    NOT_CALLED,
    PLANNED,
    SICK,
    Expected,
    Kinds,
    Regime,
    Stay,
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
    roles, stays, empty = _drawn(phases, scenario, streams)
    kinds = [day_by_day(each) for each in roles]
    there = tuple(
        (kind == HERE) & days_within(stay, days) for kind, stay in zip(kinds, stays, strict=True)
    )
    if len(phases) > 1:
        empty = [_until_given_up(*each, days) for each in zip(empty, stays, strict=True)]
    presence, expected = shifts_in_truth(roles, stays, kinds)
    calendar = Calendar(
        company_days(scenario),
        tuple(each[-1].crew.days for each in roles),
        receiving_weekdays(scenario),
        there,
        presence,
        expected,
        _vacancies(scenario, empty),
        _resignations(phases, stays, empty, streams),
        covered_absences(phases, roles, kinds),
    )
    if len(phases) == 1:
        return calendar, [calendar]
    return calendar, [_in_phase(calendar, roles, *each) for each in enumerate(phases)]


def why_away(phases: Sequence[Phase], streams: RandomStreams) -> list[tuple[Crew, Kinds]]:
    """The people of each role, and why they are not there on each day of one replication.

    The chair of who has not begun yet, or has left for good, is empty.
    """
    scenario = roster(phases)
    roles, stays, _ = _drawn(phases, scenario, streams)
    days = 7 * scenario.horizon.weeks
    return [
        (each[-1].crew, _with_empty(day_by_day(each), ~days_within(stay, days)))
        for each, stay in zip(roles, stays, strict=True)
    ]


def _drawn(
    phases: Sequence[Phase], scenario: Scenario, streams: RandomStreams
) -> tuple[list[list[Regime]], list[list[Stay]], list[npt.NDArray[np.int64]]]:
    """Of each role: its people and their hours, how long chairs are theirs, and when empty."""
    roles, days = scenario.roles.items(), 7 * scenario.horizon.weeks
    stays = [_stays(phases, name, role.people, days) for name, role in roles]
    empty = [
        _vacant(role, name, days, stay, streams)
        for (name, role), stay in zip(roles, stays, strict=True)
    ]
    full = [roster(phases, each) for each in phases]
    regimes = [
        list(_regimes(phases, full, (name, vacant), streams))
        for name, vacant in zip(scenario.roles, empty, strict=True)
    ]
    return regimes, stays, empty


def _regimes(
    phases: Sequence[Phase],
    full: Sequence[Scenario],
    role: tuple[str, npt.NDArray[np.int64]],
    streams: RandomStreams,
) -> Iterator[Regime]:
    """The hours of a role's people, one after the other; phases that change none make no other."""
    (name, vacant), scenario = role, full[-1]
    hours = [[each.hours for each in people_of(name, one.roles[name])] for one in full]
    changed = [number for number in range(1, len(full)) if hours[number] != hours[number - 1]]
    headcounts = (phase.scenario.roles[name].people for phase in phases)
    stages, days = tuple(accumulate(headcounts, max)), 7 * scenario.horizon.weeks
    for number, later in pairwise([0, *changed, len(full)]):
        last = full[later - 1].roles[name]
        crew = crew_of(name, last, role_days(scenario, name), scenario.horizon.start)
        crew = crew._replace(stages=stages)
        kinds = _with_empty(_kinds(crew, streams), _days_of(_left(vacant), last.people, days))
        end = phases[later].day if later < len(full) else days
        yield Regime(number, phases[number].day if number else 0, end, crew, kinds)


def _vacancies(scenario: Scenario, empty: Sequence[npt.NDArray[np.int64]]) -> Vacancies:
    """The empty chairs of all roles, people numbered throughout."""
    firsts = np.cumsum([0, *(role.people for role in scenario.roles.values())])
    rows = [
        vacant + np.array([first, 0, 0, 0]) for vacant, first in zip(empty, firsts, strict=False)
    ]
    table = np.concatenate([np.empty((0, 4), dtype=np.int64), *rows])
    return Vacancies(table[:, 0], DAY * table[:, 1], DAY * table[:, 2], table[:, 3])


def _resignations(
    phases: Sequence[Phase],
    stays: Sequence[Sequence[Stay]],
    empty: Sequence[npt.NDArray[np.int64]],
    streams: RandomStreams,
) -> Vacancies:
    """When people would leave, beyond those who do anyway, if they had reached their cap.

    Where that would be while the chair is empty, or just before, it is left out.
    """
    scenario = roster(phases)
    every = zip(scenario.roles.items(), stays, empty, strict=True)
    rows = [
        _apart(_tempted(phases, (name, role), own, streams), taken)
        for (name, role), own, taken in every
    ]
    return _vacancies(scenario, rows)


def _tempted(
    phases: Sequence[Phase], who: tuple[str, Role], stays: Sequence[Stay], streams: RandomStreams
) -> npt.NDArray[np.int64]:
    """The chairs of a role that are left so much sooner at the cap, in rows as empty chairs are.

    What holds in each phase is drawn as if it held all along; it has numbers of its own.
    """
    (name, role), days = who, 7 * phases[0].scenario.horizon.weeks
    rows = np.empty((0, 4), dtype=np.int64)
    known: list[float] = []
    for phase, end in zip(phases, [*(each.day for each in phases[1:]), days], strict=True):
        commission = phase.scenario.roles[name].commission
        more = commission.leaving_at_cap - 1 if commission else 0.0
        known += [more] if more not in known else []
        if role.turnover is None or more <= 0:
            continue
        tenure = max(1, round(role.turnover.tenure / more))
        sooner = role.turnover.model_copy(update={"tenure": tenure})
        as_if = role.model_copy(update={"turnover": sooner})
        stream = f"{name}/at the cap" + f"/{known.index(more)}" * (known.index(more) > 0)
        left = _left(_vacant(as_if, stream, days, stays, streams))
        begun = left[(left[:, 1] >= phase.day) & (left[:, 1] < end)]
        rows = np.concatenate((rows, _apart(begun, rows)))
    return rows


def _apart(rows: npt.NDArray[np.int64], taken: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Those that neither overlap with nor touch empty days of the same chair."""
    same = rows[:, :1] == taken[:, 0]
    meets = same & (taken[:, 1] <= rows[:, 2:3]) & (taken[:, 2] > rows[:, 1:2])
    apart: npt.NDArray[np.int64] = rows[~meets.any(axis=1)]
    return apart


def _in_phase(
    calendar: Calendar, roles: Sequence[Sequence[Regime]], number: int, phase: Phase
) -> Calendar:
    """The calendar as it would be if a phase lasted all along."""
    kinds = [[each.kinds for each in regimes if each.phase <= number][-1] for regimes in roles]
    every = zip(kinds, phase.scenario.roles.values(), strict=True)
    return calendar._replace(there=tuple((kind == HERE)[: role.people] for kind, role in every))


def _stays(phases: Sequence[Phase], name: str, people: int, days: int) -> list[Stay]:
    """When each person of a role begins, and from when on he is not there any more."""
    first = phases[0].scenario.roles[name]
    begins = [0, *(phase.day for phase in phases[1:]), days]
    stays = []
    for person in range(people):
        held = [k for k, each in enumerate(phases) if person < each.scenario.roles[name].people]
        is_new = held[0] > 0 or person >= first.people - first.newcomers
        gaps = [(begins[k + 1], begins[later]) for k, later in pairwise(held) if later > k + 1]
        stays.append(Stay(begins[held[0]], begins[held[-1] + 1], is_new, tuple(gaps)))
    return stays


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
        tenures = exponential_quantile(uniforms) * role.turnover.tenure / DAY
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
    """The same where chairs are given up, which nobody fills again, or somebody new much later."""
    rows: list[tuple[int, ...]] = []
    for person, stay in enumerate(stays):
        mine = [tuple(row) for row in vacant.tolist() if row[0] == person]
        for begin, end in (*stay.gaps, *([(stay.end, days)] if stay.end < days else ())):
            mine = _given_up(mine, person, begin, end)
        rows += mine
    return np.array(rows, dtype=np.int64).reshape(-1, 4)


def _given_up(
    rows: Sequence[tuple[int, ...]], person: int, begin: int, end: int
) -> list[tuple[int, ...]]:
    """One chair's empty days with those between two days; who left before is not replaced."""
    before = [row for row in rows if row[1] < begin]
    after = [row for row in rows if row[1] >= end]
    if before and before[-1][2] >= begin:
        return [*before[:-1], (*before[-1][:2], max(end, before[-1][2]), before[-1][3]), *after]
    return [*before, (person, begin, end, 0), *after]


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


def _kinds(crew: Crew, streams: RandomStreams) -> Kinds:
    """People x days: days with a shift less holidays; vacation, sickness, long absence."""
    days = crew.called.shape[1]
    planned = vacation(crew, streams) | dated(crew, ("vacation", "other"), days)
    planned[: crew.role.absence.long_term] = True
    kinds = np.full(planned.shape, HERE, dtype=np.int8)
    kinds[sickness(crew, streams) | dated(crew, ("sick",), days)] = SICK
    kinds[planned] = PLANNED
    kinds[~crew.called] = NOT_CALLED
    return kinds


def _with_empty(kinds: Kinds, empty: Days) -> Kinds:
    """The same with empty chairs."""
    kinds[empty & (kinds != NOT_CALLED)] = EMPTY
    return kinds
