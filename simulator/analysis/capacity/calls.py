"""How often the accounts of a call plan fall due, when each call is made as soon as it can be."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from simulator.analysis.capacity.account_kinds import AccountKind, account_kinds
from simulator.analysis.capacity.obstacles import never_at_once, obstacle_to_calls
from simulator.analysis.capacity.presence import ExpectedCalendar, RolePresence
from simulator.scenario.elementary import Numbers
from simulator.scenario.open_days import Days
from simulator.scenario.people import hours_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import Role
from simulator.scenario.schema.segments import OpeningHours, Segment
from simulator.scenario.units import DAY, DAYS_A_YEAR, WEEKDAYS, WORKED_DAYS

PHASES = 24  # accounts that are due at different times on the first day
KINDS = 24  # wanted times between calls that are looked at apart
AWAY = 4.5  # days that somebody on vacation still stays away: half of a week and two weekends


class CallAttainment(NamedTuple):
    """How far a role keeps up with its calls; of each call plan."""

    made: Numbers  # share of the calls due that are made
    pressing: Numbers  # calls due over those for which there is time, at most 1

    @staticmethod
    def at_first(scenario: Scenario) -> CallAttainment:
        """All are made, with all the time that there is for them."""
        every = np.ones(len(scenario.call_plans))
        return CallAttainment(every, every)


def calls_of_account(
    scenario: Scenario, calendar: ExpectedCalendar, attained: CallAttainment | None = None
) -> Numbers:
    """Call plans x kinds of accounts: calls on one in the counted weeks; none that can never be."""
    pressing = (attained or CallAttainment.at_first(scenario)).pressing
    kinds = account_kinds(scenario)
    calls = np.zeros((len(scenario.call_plans), len(kinds)))
    roles = list(scenario.roles)
    for row, (name, plan) in enumerate(scenario.call_plans.items()):
        by = roles.index(scenario.activities[name].by)
        role = scenario.roles[roles[by]]
        impossible = plan.mean_no_show == 1 or never_at_once(scenario, name)
        for column, kind in enumerate(kinds):
            word, segment = kind.word, kind.segment
            if name not in segment.contact_every or impossible:
                continue
            for (seconds, opening), share in _kinds(segment, name):
                if role.people and obstacle_to_calls(scenario, (name, word), opening) is not None:
                    continue
                every = seconds / DAY + plan.mean_no_show / (1 - plan.mean_no_show)
                every += _delay(role, calendar.roles[by], every)
                opened = open_days(calendar, calendar.roles[by], opening)
                first = _first_calls(every, float(pressing[row]))
                calls[row, column] += share * _made(calendar, opened, (first, every), role)
    return calls


def _kinds(segment: Segment, plan: str) -> Iterator[tuple[tuple[int, OpeningHours], float]]:
    """Wanted time between calls and opening hours, and the share of the accounts that have them."""
    usual = segment.contact_every[plan], segment.opening
    if segment.each is None:
        yield usual, 1.0
        return
    count = len(segment.coordinates)
    own = (segment.each.contact_every or {}).get(plan, (None,) * count)
    every = _few([usual[0] if each is None else each for each in own])
    kinds = Counter(zip(every, segment.hours(), strict=True))
    for kind, times in kinds.items():
        if kind[0]:
            yield kind, times / count


def due_by_opening(scenario: Scenario, name: str, kind: AccountKind) -> dict[OpeningHours, float]:
    """Opening hours of a kind's accounts, and the share of the calls due on those who have them."""
    shares: dict[OpeningHours, float] = defaultdict(float)
    people = scenario.roles[scenario.activities[name].by].people
    for (seconds, opening), share in _kinds(kind.segment, name):
        if not people or obstacle_to_calls(scenario, (name, kind.word), opening) is None:
            shares[opening] += share / seconds
    whole = sum(shares.values())
    return {opening: share / whole for opening, share in shares.items()}


def _few(every: Sequence[int]) -> list[int]:
    """Wanted times, neighbours among many different ones put together."""
    times = sorted(set(every) - {0})
    groups = np.array_split(np.array(times, dtype=np.int64), min(KINDS, max(len(times), 1)))
    middle = {each: int(group[len(group) // 2]) for group in groups for each in group.tolist()}
    return [middle.get(each, 0) for each in every]


def _delay(role: Role, presence: RolePresence, every: float) -> float:
    """Days by which calls come later because nobody makes them when they fall due.

    Their person is away, and no colleague calls in his place.
    """
    called, cover = presence.share.sum(), role.absence.cover
    there = presence.always.there.sum() / called if called else 1.0
    if cover is not None and cover.covers_calls:
        there = min(there + presence.covered, 1.0)
    return _still_away(role, every) * (1 - there) / there if there > 0 else 0.0


def _still_away(role: Role, every: float) -> float:
    """Days for which somebody who is away still stays away, at most so many.

    Vacation is a week, of a geometric spell of sickness its mean is always to come, of a vacancy
    half of it.
    """
    absence, turnover = role.absence, role.turnover
    vacancy = turnover.vacancy / DAY if turnover is not None else 0.0
    yearly = [  # days away, and how many are still to come
        (absence.vacation * 7 / WORKED_DAYS, AWAY),
        (absence.sick_spells * absence.sick_days, absence.sick_days),
        (vacancy / (turnover.tenure / DAY) * DAYS_A_YEAR if turnover else 0.0, vacancy / 2),
    ]
    away = sum(days for days, _ in yearly)
    return sum(days * min(every, left) for days, left in yearly) / away if away else 0.0


def open_days(calendar: ExpectedCalendar, presence: RolePresence, opening: OpeningHours) -> Days:
    """Days on which somebody works and the account receives."""
    receives = np.array([*(day in opening.days for day in WEEKDAYS), False])  # closed in the end
    opened: Days = presence.called & receives[calendar.weekday]
    return opened


def _first_calls(every: float, pressing: float) -> Numbers:
    """Days at which first calls are made, of accounts that are evenly due around the first day.

    Half of them are overdue by then. They are worked off in the order in which they fell due, while
    others fall due: at once if calls take no time, over a whole turn if they take all there is.
    """
    due = (np.arange(PHASES) + 0.5) / PHASES * 2 - 1
    days: Numbers = np.maximum(due, pressing * (due + 1) / 2) * every
    return days


def _made(
    calendar: ExpectedCalendar, opened: Days, times: tuple[Numbers, float], role: Role
) -> float:
    """Calls in the counted weeks on one account, mean of all days on which it may first be made."""
    due, every = times
    days = len(opened)
    following = np.append(np.where(opened, np.arange(days), days), days)
    following = np.minimum.accumulate(following[::-1])[::-1]
    counted = np.append(calendar.counted, False)
    shifts = [shift for hours in hours_of(role) for shift in hours.shifts]
    begin, end = min(s.start for s in shifts) / DAY, max(s.end for s in shifts) / DAY
    made = 0
    while due.min() < days:
        due = np.where(due % 1 > end, np.floor(due) + 1, due)
        day = np.minimum(due, days).astype(int)
        at = following[day]
        due = np.where(at > day, at + begin, np.maximum(due, day + begin))
        made += int(counted[at].sum())
        due = due + every
    return made / PHASES
