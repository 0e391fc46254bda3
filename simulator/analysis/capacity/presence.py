"""Who can be expected at work: each day's chance, by shift, holidays, absence and empty chairs."""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.scenario.elementary import Numbers
from simulator.scenario.month_days import month_turns
from simulator.scenario.open_days import (
    NO_SHIFT,
    DailyShifts,
    Days,
    OpenDays,
    company_days,
    receiving_weekdays,
    role_days,
)
from simulator.scenario.people import hours_of, vacation_room
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.hours import Hours
from simulator.scenario.schema.organisation import (
    KINDS_OF_ABSENCE,
    NOBODY,
    SUBSTITUTES,
    Cover,
    Role,
)
from simulator.scenario.schema.triggers import NEXT_OPEN_DAY, Meeting, Routine
from simulator.scenario.seasons import FLAT, SICKNESS, VACATION, day_weights
from simulator.scenario.units import DAY, DAYS_A_YEAR, MINUTE, WEEKDAYS, WEEKS_A_YEAR, WORKED_DAYS
from simulator.scenario.validation import change_day
from simulator.workload.absence import Crew, crew_of, dated
from simulator.workload.closed_days import meeting_turns, next_open_days
from simulator.workload.shifts import works_on


class Group(NamedTuple):
    """Some people of a role who begin on the same day: what one of them comes to."""

    there: Numbers  # chance of being at work, for each day of the horizon
    occupied: Numbers  # chance that the chair has somebody in it, for each day of the horizon
    slowness: float  # time taken over that of somebody with full skill, mean of the counted days
    new: Numbers  # share of those in their chairs who are newcomers still, for each day


class RolePresence(NamedTuple):
    """What can be expected of one role: of those who were always there, and of newcomers."""

    called: Days  # days on which anybody of the role works
    planned: Numbers  # chance that a person's shift would begin, were no day closed; for each day
    share: Numbers  # chance that it begins, for each day of the horizon
    day_minutes: float  # paid, of a day at work
    week_minutes: float  # of the contract
    always: Group
    newcomers: Group
    week: Numbers  # chance that a person comes at all in a week, were the chair never empty
    speed: float  # individual time taken over the mean
    speed_variance: float  # between people
    covered: float  # share of what is for one person that comes while others do his work
    all_covered: float  # share of what is for anybody that comes while others do the work of all
    uneven: float  # spread of counted days at work between people, over their mean


class ExpectedCalendar(NamedTuple):
    """The days of the horizon and who can be expected on them."""

    start: datetime.date
    counted: Days  # after the warm-up
    company: OpenDays
    weekday: npt.NDArray[np.int64]  # as which customers receive on each day, 7 on public holidays
    days_of: tuple[OpenDays, ...]  # of each role
    change: int  # day on which newcomers begin and cases begin to move
    roles: tuple[RolePresence, ...]

    @property
    def weeks(self) -> float:
        """Weeks counted."""
        return float(self.counted.sum()) / 7


def expected_calendar(scenario: Scenario) -> ExpectedCalendar:
    """The calendar of a scenario, as chances."""
    company = company_days(scenario)
    empty = ExpectedCalendar(
        scenario.horizon.start,
        np.arange(len(company.closed)) >= 7 * scenario.horizon.first_counted_week,
        company,
        receiving_weekdays(scenario),
        tuple(role_days(scenario, name) for name in scenario.roles),
        change_day(scenario),
        roles=(),
    )
    crews = [
        crew_of(name, role, days, empty.start)
        for (name, role), days in zip(scenario.roles.items(), empty.days_of, strict=True)
    ]
    return empty._replace(roles=tuple(_role_presence(crew, empty) for crew in crews))


def shift_days(role: Role) -> Numbers:
    """For each weekday: the share of weeks in which anybody of the role works."""
    cycles = [[shift is not None for shift in hours.days()] for hours in hours_of(role)]
    days = math.lcm(*map(len, cycles))
    works: Numbers = np.any([np.resize(cycle, days) for cycle in cycles], axis=0)
    shares: Numbers = works.reshape(-1, 7).mean(axis=0)
    return shares


class SameHours(NamedTuple):
    """Some people of a role who work the same hours."""

    hours: Hours
    share: float  # of the people
    planned: Days  # for each day of the horizon: would a shift begin, were it open?
    works: Days  # does one begin?
    shifts: DailyShifts

    @property
    def comes(self) -> Numbers:
        """Chance that a person has a shift, for each day of the horizon."""
        comes: Numbers = self.works * np.float64(self.hours.present)
        return comes


def _teams(role: Role, days: OpenDays) -> list[SameHours]:
    """The people of a role by their hours; all work the role's own where there is nobody."""
    counts = hours_of(role)
    shares = [count / role.people if role.people else 1.0 for count in counts.values()]
    daily = [days.shifts(hours) for hours in counts]
    works = [shifts.number != NO_SHIFT for shifts in daily]
    planned = [works_on(hours, len(days.closed)) for hours in counts]
    teams = zip(counts, shares, planned, works, daily, strict=True)
    return [SameHours(*each) for each in teams]


def _mean(teams: Sequence[SameHours], values: Sequence[Any]) -> Any:
    """Mean over people."""
    return sum(team.share * value for team, value in zip(teams, values, strict=True))


def _day_minutes(teams: Sequence[SameHours]) -> float:
    """Paid minutes of a shift, mean over all shifts of the horizon."""
    lengths = {shift.paid for team in teams for shift in team.shifts.shifts}
    if len(lengths) == 1:
        return lengths.pop() / MINUTE
    paid = [team.hours.present * team.shifts.column("paid").sum() for team in teams]
    days = _mean(teams, [team.comes.sum() for team in teams])
    return float(_mean(teams, paid) / days / MINUTE) if days else 0.0


class KnownAbsence(NamedTuple):
    """What lists say of who is away when."""

    covered: Days  # people x days on which others do somebody's work, or x 1 without a list
    days: Numbers  # share of the people, for each day
    weeks: Numbers  # share of those who work in a week and are away all along, for each week
    vacation: float  # days a year that no list says
    variance: float  # between people, of the counted days on which they would work


def _dated(crew: Crew, counted: Days) -> KnownAbsence:
    """What the lists of a role say."""
    role, people = crew.role, crew.people
    nobody = np.zeros(len(crew.days.closed))
    if not role.absence.dated or not role.people:
        never = np.zeros((role.people, 1), dtype=bool)
        return KnownAbsence(never, nobody, nobody[::7], _vacation(role), 0.0)
    known = dated(crew, KINDS_OF_ABSENCE, len(nobody))
    works, comes = (
        each.reshape(len(people), -1, 7).any(axis=2).sum(axis=0)
        for each in (crew.called, crew.called & ~known)
    )
    taken = (dated(crew, ("vacation",), len(nobody)) & crew.called).sum() / role.people
    a_year = taken * DAYS_A_YEAR / len(nobody)
    return KnownAbsence(
        covered=_listed_and_covered(crew, len(nobody)),
        days=known.mean(axis=0),
        weeks=1 - comes / np.maximum(works, 1),
        vacation=max(0.0, _vacation(role) - a_year),
        variance=float((known & crew.called)[:, counted].sum(axis=1).var()),
    )


def _vacation(role: Role) -> float:
    """Days a year: as many as each has, if there is room for them."""
    return min(role.absence.vacation, vacation_room(role))


def _listed_and_covered(crew: Crew, days: int) -> Days:
    """People x days: others do the work of who is away by a list, once he has been for so long."""
    cover = crew.role.absence.cover
    if cover is None:
        return np.zeros((len(crew.people), 1), dtype=bool)
    sick, planned = dated(crew, ("sick",), days), dated(crew, KINDS_OF_ABSENCE, days)
    planned &= ~sick
    return _later_by(sick, cover.sick // DAY) | _later_by(planned, cover.planned // DAY)


def _later_by(away: Days, days: int) -> Days:
    """The same from when each absence has lasted for so many days."""
    lasting = away.copy()
    for day in range(1, days + 1):
        lasting[:, :day] = False
        lasting[:, day:] &= away[:, :-day]
    return lasting


def _role_presence(crew: Crew, calendar: ExpectedCalendar) -> RolePresence:
    role, counted, change = crew.role, calendar.counted, calendar.change
    teams = _teams(role, crew.days)
    share: Numbers = _mean(teams, [team.comes for team in teams])
    known = _dated(crew, counted)
    well, off = _well(role, calendar), _days_off(role, teams, calendar, known.vacation)
    groups: list[Group] = []
    for begin, is_new in ((0, False), (change, True)):
        occupied, joined = _occupied(role, begin, len(counted))
        joined[begin] += is_new
        there = share * well * occupied * (1 - off) * (1 - _long_absent(role))
        there *= 1 - known.days
        slowness, new = _slowness(role, joined, there * counted), _new(role, occupied, joined)
        groups.append(Group(there, occupied, slowness, new))
    off_weeks = [_weeks_off(role, team, calendar, known.vacation) for team in teams]
    comes = [_comes_in_week(role, *each, well) for each in zip(teams, off_weeks, strict=True)]
    speed, variance = _speeds(role)
    called = np.any([team.works for team in teams], axis=0)
    covered = _covered_days(role, (well, off, groups[0].occupied), known.covered, counted)
    worked = called[counted]
    return RolePresence(
        called=called,
        planned=_mean(teams, [team.hours.present * team.planned for team in teams]),
        share=share,
        day_minutes=_day_minutes(teams),
        week_minutes=_mean(teams, [team.hours.week_seconds() for team in teams]) / MINUTE,
        always=groups[0],
        newcomers=groups[1],
        week=_mean(teams, comes) * (1 - known.weeks),
        speed=speed,
        speed_variance=variance,
        covered=_share_of(covered.each, worked),
        all_covered=_share_of(covered.all_of_them, worked),
        uneven=_uneven(role, teams, known, groups[0].there * counted, counted),
    )


class CoveredDays(NamedTuple):
    """Chance that others do somebody's work, or that of all of a role, for each counted day."""

    each: Numbers
    all_of_them: Numbers


def _covered_days(
    role: Role, drawn: tuple[Numbers, float | Numbers, Numbers], known: Days, counted: Days
) -> CoveredDays:
    """When others do the work of a role: by who is well, on vacation and there at all, and lists.

    Vacation that never takes the last one, and nothing else, leaves somebody there.
    """
    nobody = np.zeros(counted.sum())
    cover, absence = role.absence.cover, role.absence
    if cover is None or cover.by == NOBODY or not role.people:
        return CoveredDays(nobody, nobody)
    if cover.by in SUBSTITUTES and role.people < 2:
        return CoveredDays(nobody, nobody)
    well, off, occupied = drawn
    vacation = np.broadcast_to(np.asarray(off) * (cover.planned < 7 * DAY), counted.shape)[counted]
    listed = np.broadcast_to(known, (role.people, len(counted)))[:, counted]
    ill, empty = _ill_and_covered(role, cover, well[counted]), _empty(role, cover, occupied)
    away = 1 - (1 - listed) * (1 - ill) * (1 - vacation) * (1 - empty[counted])
    others = away[absence.long_term :]
    all_of_them = others.prod(axis=0)
    if absence.never_the_last:
        lists = listed[absence.long_term :]
        all_of_them -= (1 - (1 - lists) * (1 - vacation)).prod(axis=0) - lists.prod(axis=0)
    each = (others.sum(axis=0) + absence.long_term) / role.people
    return CoveredDays(each, all_of_them)


def _ill_and_covered(role: Role, cover: Cover, well: Numbers) -> float:
    """Share of the days in spells of sickness that last beyond the delay, by their length."""
    days, goes_on = cover.sick // DAY, 1 - 1 / role.absence.sick_days
    lasting = goes_on**days * (1 + days / role.absence.sick_days)
    return float((1 - well.mean()) * lasting)


def _empty(role: Role, cover: Cover, occupied: Numbers) -> Numbers:
    """Chance that a chair is empty for longer than the delay, for each day."""
    vacancy = role.turnover.vacancy if role.turnover else 0
    return (1 - occupied) * (cover.empty < vacancy)


def _share_of(chances: Numbers, days: Days) -> float:
    """Mean of some days; 0 where there are none."""
    return float(chances[days].mean()) if days.any() else 0.0


def _uneven(
    role: Role, teams: Sequence[SameHours], known: KnownAbsence, there: Numbers, counted: Days
) -> float:
    """Spread between people of the counted days at work, over their mean.

    Each has his own hours, days elsewhere (binomial), spells of sickness (Poisson, of geometric
    length), part of a year's vacation (whole weeks, in the counted part of the year or not) and
    empty chair.
    """
    if role.people < 2 or not there.any():
        return 0.0
    absence, turnover, days = role.absence, role.turnover, int(counted.sum())
    planned = [float((team.comes * counted).sum()) for team in teams]
    chance = _mean(
        teams, [n * (1 - team.hours.present) for team, n in zip(teams, planned, strict=True)]
    )
    works = _mean(teams, planned)
    hours = _mean(teams, [each**2 for each in planned]) - works**2
    a_day, years = works / days, days / DAYS_A_YEAR
    spells = years * absence.sick_spells * (2 * absence.sick_days - 1) * absence.sick_days
    vacation = known.vacation * WORKED_DAYS * (years % 1) * (1 - years % 1)
    vacancies = 0.0
    if turnover is not None:
        length = min(turnover.vacancy / DAY, days)
        vacancies = days / (turnover.tenure / DAY) * length**2
    away = _long_absent(role) * (1 - _long_absent(role)) * works**2
    variance = hours + chance + known.variance + vacation + away + a_day**2 * (spells + vacancies)
    return float(math.sqrt(max(variance, 0.0)) / there.sum())  # rounded, it may lie below 0


def _speeds(role: Role) -> tuple[float, float]:
    """Mean and variance of the time that people take over the mean, of which some is known."""
    members = list(role.members.values())[: role.people]
    known = [member.speed for member in members if member.speed is not None]
    drawn, people = role.people - len(known), role.people
    if not known:
        return 1.0, role.speed_spread**2
    mean = (sum(known) + drawn) / people
    square = sum(speed**2 for speed in known) + drawn * (1 + role.speed_spread**2)
    return mean, max(square / people - mean**2, 0.0)


def _days_off(
    role: Role, teams: Sequence[SameHours], calendar: ExpectedCalendar, vacation: float
) -> float | Numbers:
    """Share of the working days that are vacation: of all, or of each where there is a season."""
    cycles = [(len(list(team.hours.worked())), len(team.hours.days()) // 7) for team in teams]
    days = _mean(teams, [worked / weeks for worked, weeks in cycles])
    share: float = min(1.0, vacation / (days * WEEKS_A_YEAR))
    season = role.absence.season
    if season in FLAT:
        return share
    weights = day_weights(season, VACATION, calendar.start, len(calendar.counted))
    by_day: Numbers = np.minimum(1.0, share * weights)
    return by_day


def _long_absent(role: Role) -> float:
    """Share of the people who are away all the time."""
    return role.absence.long_term / role.people if role.people else 0.0


def _weeks_off(
    role: Role, team: SameHours, calendar: ExpectedCalendar, vacation: float
) -> float | Numbers:
    """Share of weeks that are vacation as a whole: of all, or of each where there is a season."""
    works = np.array([shift is not None for shift in team.hours.days()]).reshape(-1, 7)
    share: float = min(1.0, vacation // works.sum(axis=1).max() / WEEKS_A_YEAR)
    season = role.absence.season
    if season in FLAT:
        return share
    weights = day_weights(season, VACATION, calendar.start, len(calendar.counted))
    by_week: Numbers = np.minimum(1.0, share * weights.reshape(-1, 7).mean(axis=1))
    return by_week


def _well(role: Role, calendar: ExpectedCalendar) -> Numbers:
    """Chance of not being ill, for each day: no spell that began so many days ago lasts still."""
    absence, days = role.absence, len(calendar.counted)
    begins = absence.sick_spells / DAYS_A_YEAR
    stays = (1 - 1 / absence.sick_days) ** np.arange(days)
    if absence.sick_season in FLAT:
        steady: Numbers = np.cumprod(1 - min(begins, 1) * stays)
        return steady
    chance = begins * day_weights(absence.sick_season, SICKNESS, calendar.start, days)
    well = np.ones(days)
    for day, begins in enumerate(np.minimum(chance, 1.0)):
        well[day:] *= 1 - begins * stays[: days - day]
    return well


def _occupied(role: Role, begin: int, days: int) -> tuple[Numbers, Numbers]:
    """Chance that a chair has somebody in it; chance that somebody begins; for each day.

    Those who sit there from the first day on have no day of beginning.
    """
    occupied, joined = np.zeros(days), np.zeros(days)
    if begin < days:
        occupied[begin:] = 1.0
    if role.turnover is None or begin >= days:
        return occupied, joined
    leaves = -np.expm1(-DAY / role.turnover.tenure)
    empty = -(-role.turnover.vacancy // DAY)
    chance = 1.0
    for day in range(begin, days):
        gone = occupied[day - empty] * leaves if day - empty >= begin else 0.0
        joined[day] += gone
        chance += gone if day > begin else 0.0
        occupied[day] = chance
        chance -= chance * leaves
    return occupied, joined


def _new(role: Role, occupied: Numbers, joined: Numbers) -> Numbers:
    """Share of those in their chairs who have begun less than their ramp-up ago, for each day."""
    if role.ramp_up is None:
        return np.zeros(len(joined))
    age = np.arange(min(len(joined), -(-role.ramp_up.lasts // DAY))) * DAY
    stays = np.exp(-age / role.turnover.tenure) if role.turnover else np.ones(len(age))
    new = np.convolve(joined, stays)[: len(joined)]
    return np.minimum(new / np.maximum(occupied, 1e-9), 1.0)


def _slowness(role: Role, joined: Numbers, weights: Numbers) -> float:
    """Mean of time taken over that of full skill, over the days of presence that count."""
    if role.ramp_up is None or not joined.any() or not weights.any():
        return 1.0
    days = len(joined)
    age = np.arange(days) * DAY
    start = role.ramp_up.starts_at
    skill = start + (1 - start) * np.minimum(age / role.ramp_up.lasts, 1)
    stays = np.exp(-age / role.turnover.tenure) if role.turnover else np.ones(days)
    extra = (1 / skill - 1) * stays  # of somebody who began so many days ago
    slower = np.convolve(joined, extra)[:days]
    return float(1 + (slower * weights).sum() / weights.sum())


def _comes_in_week(
    role: Role, team: SameHours, weeks_off: float | Numbers, well: Numbers
) -> Numbers:
    """Chance of coming at least once a week: not on vacation, ill or elsewhere all along."""
    by_week = team.works.reshape(-1, 7)
    span = np.maximum(by_week.sum(axis=1) - 1, 0)
    stays = 1 - 1 / role.absence.sick_days
    at_home = (1 - well.reshape(-1, 7).mean(axis=1)) * stays**span
    elsewhere = (1 - team.hours.present) ** by_week.sum(axis=1)
    comes: Numbers = (1 - elsewhere) * (1 - weeks_off) * (1 - at_home)
    comes *= 1 - _long_absent(role)
    return comes


def routine_turns(
    presence: RolePresence, group: Group, routine: Routine, closed: Days, start: datetime.date
) -> Numbers:
    """Chance that a turn of a routine finds a person, for each day of the horizon.

    What it asks for in a week in which the person is away on its weekday comes on the next day of
    that week, or month. What is due on a closed day may be put off or lost.
    """
    due, turns = _due(presence, routine, start), np.zeros(len(closed))
    chance = group.there[due]
    if routine.every == "month":
        chance = group.occupied[due]
    elif routine.every != "day":
        chance = presence.week[due // 7] * group.occupied[due]
    shut = closed[due] if routine.closed_days is not None else np.zeros(len(due), dtype=bool)
    turns[due] = np.where(shut, 0.0, chance)
    if routine.closed_days == NEXT_OPEN_DAY:
        goal = next_open_days(closed, presence.called)[due]
        put_off = np.flatnonzero(shut & (goal < len(closed)))
        due, goal, chance = due[put_off], goal[put_off], chance[put_off]
        there = presence.planned[due] * group.there[goal] / presence.share[goal]
        np.add.at(turns, goal, np.maximum(there, chance))
    return turns


def _due(presence: RolePresence, routine: Routine, start: datetime.date) -> npt.NDArray[np.int64]:
    """Days on which a routine is due; where no weekday is said, the first that is worked."""
    days = np.arange(len(presence.called))
    if routine.every == "day":
        return days
    if routine.every == "month":
        months = month_turns(routine.month_day, start, len(days))
        works = presence.called if routine.closed_days is None else presence.planned > 0
        worked = ([day for day in order if works[day]] for _, order in months)
        return np.array([first[0] for first in worked if first], dtype=np.int64)
    weeks = days[:: 7 * (1 if routine.every == "week" else int(routine.every))]
    if routine.on is not None:
        return weeks + WEEKDAYS.index(str(routine.on))
    if routine.closed_days is None:
        return weeks
    first: npt.NDArray[np.int64] = (presence.planned.reshape(-1, 7) > 0).argmax(axis=1)
    return weeks + first[weeks // 7]


def part_met(role: Role, days: OpenDays, span: tuple[int, int]) -> Numbers:
    """Part of a time of day for which those are there who come at all, for each day."""
    begin, end = span
    teams, parts = _teams(role, days), []
    for team in teams:
        first = np.maximum(team.shifts.column("start"), begin)
        whole = np.where(end > first, (end - first) / max(end - begin, 1), 0.0)
        parts.append(team.comes * whole * (team.shifts.column("end") > begin))
    come, met = _mean(teams, [team.comes for team in teams]), _mean(teams, parts)
    part: Numbers = np.where(come > 0, met / np.where(come > 0, come, 1), 1.0)
    return part


def meetings_met(
    group: Group, meeting: Meeting, host: Role, host_days: OpenDays, start: datetime.date
) -> Numbers:
    """Chance that a meeting finds a person, who misses it if away, for each day of the horizon."""
    _, held = meeting_turns(meeting, host, host_days, start)
    turns = np.zeros(len(host_days.closed))
    turns[held] = group.there[held]
    return turns


def newcomers_come(calendar: ExpectedCalendar, joining: Sequence[tuple[int, Role]]) -> Numbers:
    """Chance that a newcomer of any of some roles (number and role) is there, for each day."""
    nobody = np.ones(len(calendar.counted))
    for number, role in joining:
        presence, always = calendar.roles[number], role.people - role.newcomers
        for group, people in ((presence.always, always), (presence.newcomers, role.newcomers)):
            nobody = nobody * (1 - group.there * group.new) ** people
    return 1 - nobody
