"""How often the accounts of a call plan fall due, when each call is made as soon as it can be."""

from __future__ import annotations

import numpy as np

from simulator.analysis.capacity.obstacles import call_obstacles
from simulator.analysis.capacity.presence import Days, ExpectedCalendar, Numbers, RolePresence
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import Role
from simulator.scenario.schema.segments import Segment
from simulator.scenario.units import DAY, WEEKDAYS

PHASES = 24  # accounts that are due at different times on the first day
AWAY = 4.5  # days that somebody who is away still stays away: half of a week and two weekends


def calls_of_account(scenario: Scenario, calendar: ExpectedCalendar) -> Numbers:
    """Call plans x segments: calls on one account in the counted weeks; none that can never be."""
    calls = np.zeros((len(scenario.call_plans), len(scenario.segments)))
    roles = list(scenario.roles)
    never = {(each.activity, each.segment) for each in call_obstacles(scenario)}
    for row, (name, plan) in enumerate(scenario.call_plans.items()):
        by = roles.index(scenario.activities[name].by)
        for column, (word, segment) in enumerate(scenario.segments.items()):
            impossible = plan.no_show == 1 or (name, word) in never
            if name in segment.contact_every and not impossible:
                every = segment.contact_every[name] / DAY + plan.no_show / (1 - plan.no_show)
                every += _delay(calendar.roles[by], every)
                opened = _open_days(calendar, calendar.roles[by], segment)
                role = scenario.roles[roles[by]]
                calls[row, column] = _made(calendar, opened, every, role)
    return calls


def _delay(presence: RolePresence, every: float) -> float:
    """Days by which calls come later because their person is away when they fall due."""
    called = presence.called.sum()
    there = presence.always.there.sum() / called if called else 1.0
    return min(every, AWAY) * (1 - there) / there if there > 0 else 0.0


def _open_days(calendar: ExpectedCalendar, presence: RolePresence, segment: Segment) -> Days:
    """Days on which somebody works and the account receives."""
    receives = np.array([day in segment.opening.days for day in WEEKDAYS])
    return presence.called & np.resize(receives, len(presence.called)) & ~calendar.holidays


def _made(calendar: ExpectedCalendar, opened: Days, every: float, role: Role) -> float:
    """Calls in the counted weeks on one account, mean of all times at which it may first be due."""
    days = len(opened)
    following = np.append(np.where(opened, np.arange(days), days), days)
    following = np.minimum.accumulate(following[::-1])[::-1]
    counted = np.append(calendar.counted, False)
    first = (np.arange(PHASES) + 0.5) / PHASES * 2 - 1
    due = np.maximum(first * every, 0.0)
    begin, end = role.shift.start / DAY, role.shift.end / DAY
    made = 0
    while due.min() < days:
        due = np.where(due % 1 > end, np.floor(due) + 1, due)
        day = np.minimum(due, days).astype(int)
        at = following[day]
        due = np.where(at > day, at + begin, np.maximum(due, day + begin))
        made += int(counted[at].sum())
        due = due + every
    return made / PHASES
