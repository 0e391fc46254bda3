"""A scenario cut where something becomes different, each stretch as if it held all along."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.scenario.phases import GIVEN_AWAY, Learner, dated_scenarios, phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.customers import RampUp
from simulator.scenario.schema.organisation import Role
from simulator.scenario.units import DAY, Rate
from simulator.scenario.validation import change_day

MAX_CUTS = 6  # days on which rates step; of more, no stretch is long
FOR_EVER = 1000 * 365 * DAY
Days = npt.NDArray[np.int64]


class _Stretch(NamedTuple):
    day: int  # the first; of the horizon
    counted: Days  # its days that count; all of them, where none does
    scenario: Scenario


def stretches_of(scenario: Scenario) -> tuple[tuple[date, Scenario], ...]:
    """Where something ends or becomes different while weeks count, what holds from each day on.

    The first from the first day that counts, if it holds then. Each as if it held all along, with
    newcomers and new owners as slow as they are in it on average. Where people are hired on one day
    and nothing else happens there is one, the scenario itself, whose newcomers are expected from
    that day on.
    """
    start = scenario.horizon.start
    steps = _steps(scenario)
    changes = len(scenario.changes) > 1 or _turns_while_counting(scenario, bool(steps))
    if not changes and not steps:
        return ((start, scenario),)
    known = dated_scenarios(scenario) if changes else [(0, scenario)]
    days = sorted({day for day, _ in known} | set(steps))
    held = [(day, [each for begins, each in known if begins <= day][-1]) for day in days]
    parts = [_Stretch(*each) for each in _with_days(scenario, held)]
    if changes:
        parts = list(_learning(scenario, _slowed(known, parts)))
    return tuple((start + timedelta(days=_begins(each)), _level(each)) for each in parts)


def _begins(part: _Stretch) -> int:
    """The day of what becomes different; of the first stretch the first day that is reckoned."""
    return part.day or int(part.counted[0])


def _turns_while_counting(scenario: Scenario, hired: bool) -> bool:
    """Is there one change, which comes when some weeks have been counted without it?

    ``hired``: also one that is no more than that people are hired.
    """
    counts = 7 * scenario.horizon.first_counted_week
    change = scenario.change.before or (hired and scenario.change.on)
    return bool(change) and change_day(scenario) > counts


def _with_days(
    scenario: Scenario, held: Sequence[tuple[int, Scenario]]
) -> Iterator[tuple[int, Days, Scenario]]:
    """What holds from each day on, with the days for which it is reckoned."""
    ends, first = 7 * scenario.horizon.weeks, 7 * scenario.horizon.first_counted_week
    for number, (day, each) in enumerate(held):
        until = held[number + 1][0] if number + 1 < len(held) else ends
        yield day, np.arange(max(day, first) if first < until else day, until), each


# -- rates that step -------------------------------------------------------------------------------


def _steps(scenario: Scenario) -> list[int]:
    """Days on which rates step while weeks count, if they are few."""
    start, horizon = scenario.horizon.start, scenario.horizon
    days = {
        (day - start).days
        for activity in scenario.activities.values()
        if activity.arises.inbound is not None and activity.automated < 1
        for day in activity.arises.inbound.steps
    }
    inside = sorted(d for d in days if 7 * horizon.first_counted_week < d < 7 * horizon.weeks)
    return inside if len(inside) <= MAX_CUTS else []


def _level(part: _Stretch) -> Scenario:
    """The scenario with rates that have stepped by then, and step no more."""
    if not _steps(part.scenario):
        return part.scenario
    today = part.scenario.horizon.start + timedelta(days=int(part.counted[0]))
    activities = {
        name: _stepped(activity, today) for name, activity in part.scenario.activities.items()
    }
    return part.scenario.model_copy(update={"activities": FrozenMap(activities)})


def _stepped(activity: Activity, today: date) -> Activity:
    inbound = activity.arises.inbound
    if inbound is None or not inbound.steps:
        return activity
    factor = [1.0, *(value for day, value in sorted(inbound.steps.items()) if day <= today)][-1]
    rate = Rate(inbound.rate.times * factor, inbound.rate.per)
    level = inbound.model_copy(update={"rate": rate, "steps": FrozenMap()})
    arises = activity.arises.model_copy(update={"inbound": level})
    return activity.model_copy(update={"arises": arises})


# -- who is new ------------------------------------------------------------------------------------


def _slowed(known: Sequence[tuple[int, Scenario]], parts: Sequence[_Stretch]) -> list[_Stretch]:
    """Stretches without changes, in which those who have come are as slow as they are then."""
    slowed = []
    for part in parts:
        before = [each for day, each in known if day <= part.day]
        days = [day for day, _ in known if day <= part.day]
        roles = {
            name: _with_new(role, part.counted, _joined(name, days, before))
            for name, role in part.scenario.roles.items()
        }
        values = {"changes": (), "roles": FrozenMap(roles)}
        slowed.append(part._replace(scenario=part.scenario.model_copy(update=values)))
    return slowed


def _joined(role: str, days: Sequence[int], before: Sequence[Scenario]) -> list[int]:
    """The days on which those of a role came who have come, one for each; the last leave first."""
    joined: list[int] = []
    people = [each.roles[role].people for each in before]
    for day, was, now in zip(days[1:], people, people[1:], strict=False):
        joined += [day] * (now - was)
        joined = joined[: max(len(joined) + min(now - was, 0), 0)]
    return joined


def _with_new(role: Role, days: Days, joined: Sequence[int]) -> Role:
    """A role with newcomers who are, all along, as slow as those who came are on some days.

    Where people leave and are replaced the pace of the replaced is known by itself.
    """
    ramp = role.ramp_up
    if ramp is None or not joined or role.turnover is not None:
        return role.model_copy(update={"newcomers": 0})
    age = np.maximum(days[:, None] - np.array(joined), 0) * DAY
    skill = ramp.starts_at + (1 - ramp.starts_at) * np.minimum(age / ramp.lasts, 1)
    steady = RampUp.model_construct(lasts=FOR_EVER, starts_at=float(skill.mean()))
    return role.model_copy(update={"newcomers": len(joined), "ramp_up": steady})


# -- who learns ------------------------------------------------------------------------------------


def _learning(scenario: Scenario, parts: Sequence[_Stretch]) -> Iterator[_Stretch]:
    """Stretches in which new owners of work take as long for it as they do then, on average."""
    phases = phases_of(scenario)
    for part in parts:
        learners = [each for each in phases if each.day <= part.day][-1].learners
        activities = {
            name: _learned(activity, part.counted, learners.get(name, ()))
            for name, activity in part.scenario.activities.items()
        }
        scenario = part.scenario.model_copy(update={"activities": FrozenMap(activities)})
        yield part._replace(scenario=scenario)


def _learned(activity: Activity, days: Days, learners: Sequence[Learner]) -> Activity:
    """Who takes cases over takes longer; so does who has all of the work, if it can be split."""
    begun = [each for each in learners if each.day <= days[-1]]
    if not begun:
        return activity
    last = begun[-1]
    left = np.clip(1 - (days - last.day) * DAY / last.learning.lasts, 0, 1) * (days >= last.day)
    longer = 1 + last.learning.slower * float(left.mean())
    if last.who == GIVEN_AWAY and _is_at_desk(activity):
        lasts = activity.lasts.model_copy(update={"mean": activity.lasts.mean * longer})
        return activity.model_copy(update={"lasts": lasts})
    if activity.moved is None:
        return activity
    factor = activity.moved.time_factor * longer
    moved = activity.moved.model_copy(update={"time_factor": factor})
    return activity.model_copy(update={"moved": moved})


def _is_at_desk(activity: Activity) -> bool:
    """Not bound to hours of accounts or colleagues, in which it has to fit in one."""
    return activity.splittable and activity.place != "account" and not activity.partners
