"""A scenario as a network of work: minutes of each task for each role, before head-counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity.demand import Demand, demand_of
from simulator.analysis.capacity.presence import Calendar, expected_calendar
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity, Moved
from simulator.scenario.units import DAY, MINUTE

Numbers = npt.NDArray[np.float64]


class Parts(NamedTuple):
    """Minutes by what is done; activities in rows, roles in columns."""

    work: Numbers
    hand_over: Numbers  # writing it
    taken_over: Numbers  # what others have handed over, reading in included
    comes_back: Numbers  # what has been handed over and comes back, to be done whole

    @property
    def total(self) -> Numbers:
        """All of them together."""
        total: Numbers = self.work + self.hand_over + self.taken_over + self.comes_back
        return total


class Call(NamedTuple):
    """What one call that is made comes to."""

    activity: int
    role: int
    tasks: Numbers  # of each activity, with all that follows: itself and preparations as well
    attempts: float  # until somebody is there
    waiting: float  # minutes at the account, also in vain
    drives: bool
    nearest_first: bool


class Staff(NamedTuple):
    """What one person of each role comes to in the counted weeks: always there, or a newcomer."""

    days_always: Numbers  # days at work
    days_newcomers: Numbers
    paid_always: Numbers  # weeks in which somebody is employed
    paid_newcomers: Numbers
    slow_always: Numbers  # time taken over that of full skill
    slow_newcomers: Numbers
    day_minutes: Numbers  # of a day at work


class Switching(NamedTuple):
    """What changing to another kind of work costs."""

    minutes: Numbers  # of each activity: set-up and slower work; 0 where none is paid
    same_urgency: Numbers  # activities x activities: 1 where both are equally urgent


@dataclass(frozen=True)
class LoadNetwork:
    """All that does not depend on how many people there are."""

    scenario: Scenario
    calendar: Calendar
    demand: Demand
    by_speed: Parts  # minutes of one task that somebody without full skill takes longer for
    fixed: Parts  # minutes of one task for everybody
    handled: Numbers  # activities x roles: times that somebody takes a task in hand
    meeting: Numbers  # of each activity: minutes of one attendance; 0 for what is no meeting
    calls: tuple[Call, ...]
    staff: Staff
    switching: Switching


def network_of(scenario: Scenario) -> LoadNetwork:
    """The network of a scenario; a millisecond or two."""
    calendar = expected_calendar(scenario)
    demand = demand_of(scenario, calendar)
    by_speed, fixed, handled = _per_task(scenario, calendar)
    activities = list(scenario.activities.values())
    return LoadNetwork(
        scenario,
        calendar,
        demand,
        by_speed,
        fixed,
        handled,
        meeting=np.array([a.lasts.mean / MINUTE if a.arises.meeting else 0.0 for a in activities]),
        calls=tuple(_call(scenario, demand, name) for name in scenario.call_plans),
        staff=_staff(scenario, calendar),
        switching=_switching(scenario),
    )


def _staff(scenario: Scenario, calendar: Calendar) -> Staff:
    counted = calendar.counted
    roles = zip(calendar.roles, scenario.roles.values(), strict=True)
    rows = [
        (
            each.always.there[counted].sum(),
            each.newcomers.there[counted].sum(),
            each.always.occupied[counted].sum() / 7,
            each.newcomers.occupied[counted].sum() / 7,
            each.always.slowness,
            each.newcomers.slowness,
            (role.shift.end - role.shift.start - (role.lunch.lasts if role.lunch else 0)) / MINUTE,
        )
        for each, role in roles
    ]
    return Staff(*np.array(rows, dtype=float).T)


def _switching(scenario: Scenario) -> Switching:
    """Calls and meetings begin without set-up, and what prepares a call as well."""
    prepares = {plan.preparation for plan in scenario.call_plans.values()}
    set_up, slower = scenario.switching.set_up, scenario.switching.slower
    minutes = [
        0.0
        if name in scenario.call_plans or name in prepares or activity.arises.meeting
        else (set_up + slower * activity.lasts.mean) / MINUTE
        for name, activity in scenario.activities.items()
    ]
    urgency = np.array([activity.urgency for activity in scenario.activities.values()])
    return Switching(np.array(minutes), (urgency[:, None] == urgency).astype(float))


def _per_task(scenario: Scenario, calendar: Calendar) -> tuple[Parts, Parts, Numbers]:
    roles = list(scenario.roles)
    shape = len(scenario.activities), len(roles)
    by_speed, fixed = (Parts(*(np.zeros(shape) for _ in Parts._fields)) for _ in range(2))
    handled = np.zeros(shape)
    for row, activity in enumerate(scenario.activities.values()):
        if activity.arises.meeting is not None:
            continue  # each who attends has a task of his own
        parts = by_speed if activity.individual else fixed
        by, mean = roles.index(activity.by), activity.lasts.mean / MINUTE
        people = 1 - activity.automated
        moves = people * _moving(activity, calendar)
        parts.work[row, by] = (people - moves) * mean
        handled[row, by] = people - moves
        if activity.moved is not None:
            to, moved = roles.index(activity.moved.to), activity.moved
            fixed.hand_over[row, by] = moves * moved.hand_over / MINUTE
            fixed.taken_over[row, to] = moves * moved.take_over / MINUTE
            parts.taken_over[row, to] += moves * mean * _slower(scenario, calendar, moved)
            parts.comes_back[row, by] = moves * moved.comes_back * mean
            handled[row, to] += moves
            handled[row, by] += moves * moved.comes_back
    return by_speed, fixed, handled


def _moving(activity: Activity, calendar: Calendar) -> float:
    """Share of the counted weeks' cases that move: none before the change."""
    if activity.moved is None:
        return 0.0
    after = np.arange(len(calendar.counted)) >= calendar.change
    return activity.moved.share * float((after & calendar.counted).sum() / calendar.counted.sum())


def _slower(scenario: Scenario, calendar: Calendar, moved: Moved) -> float:
    """The taker's time over the giver's, with what learning takes on average after the change."""
    learning = scenario.change.learning
    if learning is None:
        return moved.time_factor
    days = np.arange(len(calendar.counted))
    left = np.clip(1 - (days - calendar.change) * DAY / learning.lasts, 0, 1)
    counts = calendar.counted & (days >= calendar.change)
    return moved.time_factor * (1 + learning.slower * (left[counts].mean() if counts.any() else 0))


def _call(scenario: Scenario, demand: Demand, name: str) -> Call:
    plan, activity = scenario.call_plans[name], scenario.activities[name]
    numbers = list(scenario.activities)
    attempts = 1 / (1 - plan.no_show) if plan.no_show < 1 else np.inf
    roots = np.zeros(len(numbers))
    roots[numbers.index(name)] = 1
    if plan.preparation is not None:
        roots[numbers.index(plan.preparation)] += attempts
    vain = (attempts - 1) * plan.no_show_wait
    return Call(
        activity=numbers.index(name),
        role=list(scenario.roles).index(activity.by),
        tasks=roots @ demand.leads_to,
        attempts=attempts,
        waiting=(plan.waiting.mean + vain) / MINUTE,
        drives=activity.place == "account",
        nearest_first=plan.order == "nearest_first",
    )
