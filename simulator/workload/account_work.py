"""How much work an account is for the people who look after it, as a planner would reckon it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.profiles import period_of
from simulator.scenario.schema.segments import Segment
from simulator.scenario.units import WEEK

Numbers = npt.NDArray[np.float64]


def work_of_accounts(scenario: Scenario, role: str) -> Numbers:
    """Seconds a week that one account of each segment asks of a role, ways to it left out.

    Calls as often as they are wanted with their preparation and waiting, what comes in, and what
    follows on either with its chance; whoever is slow or away, and what responds, is left out.
    """
    names = {name: number for number, name in enumerate(scenario.activities)}
    steps = np.zeros((len(names), len(names)))
    for name, activity in scenario.activities.items():
        for cause, following in activity.arises.after.items():
            steps[names[cause], names[name]] = following.chance
    rates = [_arising(scenario, word, segment) for word, segment in scenario.segments.items()]
    arising = np.array(rates).reshape(-1, len(names))
    tasks = arising @ np.linalg.inv(np.eye(len(names)) - steps)
    seconds: Numbers = tasks @ np.array([_seconds(scenario, name, role) for name in names])
    return seconds


def _arising(scenario: Scenario, word: str, segment: Segment) -> list[float]:
    """Tasks a week of each activity that one account of a segment brings about by itself."""
    times = dict.fromkeys(scenario.activities, 0.0)
    for name, activity in scenario.activities.items():
        inbound = activity.arises.inbound
        if inbound is None or inbound.per == "role":
            continue
        if inbound.segments is None or word in inbound.segments:
            profile = scenario.profiles.get(inbound.profile or "")
            times[name] += WEEK * inbound.rate.times / period_of(inbound.rate, profile)
    for name, every in segment.contact_every.items():
        shift = scenario.roles[scenario.activities[name].by].shift
        calls = min(WEEK / every, len(set(shift.days) & set(segment.opening.days)))
        times[name] += calls
        preparation = scenario.call_plans[name].preparation
        if preparation is not None:
            times[preparation] += calls
    if segment.contract is not None:
        times[segment.contract.ends_with] += WEEK / segment.contract.lasts
    return list(times.values())


def _seconds(scenario: Scenario, name: str, role: str) -> float:
    """What one task of an activity asks of a role."""
    activity = scenario.activities[name]
    plan, moved = scenario.call_plans.get(name), activity.moved
    share = moved.share if moved else 0.0
    mine = (1 - share) * (activity.by == role)
    if moved is not None and moved.to == role:
        mine += share * moved.time_factor
    waiting = plan.waiting.mean if plan is not None else 0
    return mine * (1 - activity.automated) * (activity.lasts.mean + waiting)
