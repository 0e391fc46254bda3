"""Who can be expected at work: each day's chance, by shift, holidays, absence and empty chairs."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.scenario.phases import phases_of, roster
from simulator.scenario.public_holidays import public_holidays
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import Absence, Role
from simulator.scenario.schema.triggers import Meeting, Routine
from simulator.scenario.units import DAY, WEEKDAYS
from simulator.scenario.validation import change_day
from simulator.workload.calendar import draw_calendar
from simulator.workload.people import draw_speeds
from simulator.workload.streams import streams_of

Numbers = npt.NDArray[np.float64]
Days = npt.NDArray[np.bool_]
WEEKS_A_YEAR = 52  # of which vacation takes some
DAYS_A_YEAR = 365


class Group(NamedTuple):
    """Some people of a role who begin on the same day: what one of them comes to."""

    there: Numbers  # chance of being at work, for each day of the horizon
    occupied: Numbers  # chance that the chair has somebody in it, for each day of the horizon
    slowness: float  # time taken over that of somebody with full skill, mean of the counted days


class RolePresence(NamedTuple):
    """What can be expected of one role: of those who were always there, and of newcomers."""

    called: Days  # days on which the role works
    always: Group
    newcomers: Group
    week: Numbers  # chance that a person comes at all in a week, were the chair never empty
    speed: float  # individual time taken over the mean
    speed_variance: float  # between people


class ExpectedCalendar(NamedTuple):
    """The days of the horizon and who can be expected on them."""

    counted: Days  # after the warm-up
    holidays: Days
    change: int  # day on which newcomers begin and cases begin to move
    roles: tuple[RolePresence, ...]

    @property
    def weeks(self) -> float:
        """Weeks counted."""
        return float(self.counted.sum()) / 7


def expected_calendar(scenario: Scenario) -> ExpectedCalendar:
    """The calendar of a scenario, as chances."""
    holidays = public_holidays(scenario)
    counted = np.arange(len(holidays)) >= 7 * scenario.horizon.warm_up_weeks
    change = change_day(scenario)
    roles = tuple(
        _role_presence(role, holidays, counted, change) for role in scenario.roles.values()
    )
    return ExpectedCalendar(counted, holidays, change, roles)


def shift_days(role: Role) -> Days:
    """For each weekday: does the role work?"""
    return np.array([day in role.shift.days for day in WEEKDAYS])


def _role_presence(role: Role, holidays: Days, counted: Days, change: int) -> RolePresence:
    called = np.resize(shift_days(role), len(holidays)) & ~holidays
    well = _well(role.absence, len(holidays))
    groups: list[Group] = []
    for begin, is_new in ((0, False), (change, True)):
        occupied, joined = _occupied(role, begin, len(holidays))
        joined[begin] += is_new
        there = called * well * occupied * (1 - _days_off(role)) * (1 - _long_absent(role))
        groups.append(Group(there, occupied, _slowness(role, joined, there * counted)))
    always, newcomers = groups
    week = _comes_in_week(role, called, well)
    return RolePresence(called, always, newcomers, week, 1.0, role.speed_spread**2)


def drawn_calendar(scenario: Scenario, seed: int, replication: int) -> ExpectedCalendar:
    """The calendar and the speeds of one replication, in place of those expected."""
    expected = expected_calendar(scenario)
    streams = streams_of(seed, replication)
    phases = phases_of(scenario)
    calendar, _ = draw_calendar(phases, streams)
    everybody = roster(phases)
    speeds = draw_speeds(everybody, streams) / 1000
    firsts = np.cumsum([0, *(role.people for role in everybody.roles.values())])
    roles = tuple(
        _drawn(role, each, there[: role.people], speeds[first : first + role.people])
        for role, each, there, first in zip(
            scenario.roles.values(), expected.roles, calendar.there, firsts, strict=False
        )
    )
    return expected._replace(roles=roles)


def _drawn(role: Role, expected: RolePresence, there: Days, speeds: Numbers) -> RolePresence:
    """A role whose people are at work as they have been drawn."""
    always = role.people - role.newcomers
    if not role.people:
        return expected
    week = there[:always].reshape(always, -1, 7).any(axis=2)
    occupied = np.maximum(expected.always.occupied[::7], 1e-9)
    return expected._replace(
        always=_as_drawn(expected.always, there[:always]),
        newcomers=_as_drawn(expected.newcomers, there[always:]),
        week=np.minimum(week.mean(axis=0) / occupied, 1.0) if always else expected.week,
        speed=float(speeds.mean()),
        speed_variance=float(speeds.var(ddof=1)) if role.people > 1 else 0.0,
    )


def _as_drawn(group: Group, there: Days) -> Group:
    return group._replace(there=there.mean(axis=0)) if len(there) else group


def _days_off(role: Role) -> float:
    """Share of all working days that are vacation, each as likely as any other."""
    return min(1.0, role.absence.vacation / (len(role.shift.days) * WEEKS_A_YEAR))


def _long_absent(role: Role) -> float:
    """Share of the people who are away all the time."""
    return role.absence.long_term / role.people if role.people else 0.0


def _weeks_off(role: Role) -> float:
    """Share of all weeks that are vacation as a whole."""
    return min(1.0, role.absence.vacation // len(role.shift.days) / WEEKS_A_YEAR)


def _well(absence: Absence, days: int) -> Numbers:
    """Chance of not being ill, for each day: no spell that began so many days ago lasts still."""
    begins = absence.sick_spells / DAYS_A_YEAR
    stays = (1 - 1 / absence.sick_days) ** np.arange(days)
    return np.cumprod(1 - min(begins, 1) * stays)


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


def _comes_in_week(role: Role, called: Days, well: Numbers) -> Numbers:
    """Chance of coming at least once, for each week: neither on vacation nor ill all along."""
    by_week = called.reshape(-1, 7)
    span = np.maximum(by_week.sum(axis=1) - 1, 0)
    stays = 1 - 1 / role.absence.sick_days
    at_home = (1 - well.reshape(-1, 7).mean(axis=1)) * stays**span
    comes: Numbers = by_week.any(axis=1) * (1 - _weeks_off(role)) * (1 - at_home)
    comes *= 1 - _long_absent(role)
    return comes


def person_turns(presence: RolePresence, group: Group, when: Routine | Meeting) -> Numbers:
    """Chance that a turn of something regular finds a person, for each day of the horizon.

    What a routine asks for in a week in which the person is away on its weekday comes on the next
    day of that week; a meeting is missed.
    """
    days = len(presence.called)
    if when.every == "day":
        return group.there
    every = 1 if when.every == "week" else int(when.every)
    weeks = np.arange(days // 7)
    day = WEEKDAYS.index(when.on) if when.on is not None else 0
    turns = np.zeros(days)
    due = weeks[weeks % every == 0] * 7 + day
    if isinstance(when, Meeting):
        turns[due] = group.there[due]
    else:
        turns[due] = presence.week[weeks % every == 0] * group.occupied[due]
    return turns
