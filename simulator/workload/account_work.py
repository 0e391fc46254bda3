"""How much work an account is for the people who look after it, as a planner would reckon it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from simulator.scenario.elementary import Numbers
from simulator.scenario.people import piloted_share
from simulator.scenario.places import businesses_of
from simulator.scenario.routing import matrix_of, usual_chances, worth_in_the_end
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.profiles import period_of
from simulator.scenario.schema.segments import Segment
from simulator.scenario.units import DAY, WEEK


class AccountWork(NamedTuple):
    """What each account asks of a role in a week, ways to it left out."""

    seconds: Numbers
    calls: Numbers


def work_of_accounts(scenario: Scenario, role: str) -> AccountWork:
    """What accounts ask of a role: calls as often as they are wanted, what comes in, what follows.

    A call comes with its preparation and waiting, and with all that follows with its chance;
    whoever is slow or away, and what responds, is left out.
    """
    with_all = _with_what_follows(scenario, role)
    parts = [np.empty((0, 2))]
    for word, segment in scenario.segments.items():
        calls = list(_calls(scenario, segment))
        seconds = _coming_in(scenario, word, segment, with_all)
        mine = np.zeros(businesses_of(scenario, segment))
        for name, number in calls:
            preparation = scenario.call_plans[name].preparation
            each = with_all[name] + (with_all[preparation] if preparation else 0.0)
            seconds = seconds + number * each
            mine = mine + number * (scenario.activities[name].by == role)
        parts.append(np.stack((seconds, mine), axis=1))
    return AccountWork(*np.concatenate(parts).T)


def _with_what_follows(scenario: Scenario, role: str) -> dict[str, float]:
    """Seconds that one task of each activity asks of a role, with all that it leads to."""
    names = list(scenario.activities)
    own = np.array([_seconds(scenario, name, role) for name in names])
    whole = worth_in_the_end(
        scenario, lambda place: matrix_of(scenario, usual_chances(scenario, place)), own
    )
    return dict(zip(names, whole.tolist(), strict=True))


def _seconds(scenario: Scenario, name: str, role: str) -> float:
    """What one task of an activity itself asks of a role."""
    activity = scenario.activities[name]
    plan, moved = scenario.call_plans.get(name), activity.moved
    share = moved.share * piloted_share(scenario, activity, moved) if moved else 0.0
    mine = (1 - share) * activity.by.part(role) + activity.partners.get(role, 0)
    if moved is not None and moved.to == role:
        mine += share * moved.time_factor
    waiting = plan.waiting.mean if plan is not None else 0
    return mine * (1 - activity.automated) * (activity.lasts.mean + waiting)


def _calls(scenario: Scenario, segment: Segment) -> Iterator[tuple[str, Numbers]]:
    """Each call plan of a segment with the calls a week that its accounts want: at most daily."""
    count = businesses_of(scenario, segment)
    plans = (segment.each and segment.each.contact_every) or {}
    for name, usual in segment.contact_every.items():
        shifts = scenario.roles[scenario.activities[name].by].shift
        days = {day for shift in shifts for day in shift.days} & set(segment.opening.days)
        own = plans.get(name, (None,) * count)
        every = np.array([usual if each is None else each for each in own], dtype=float)
        often = np.where(every > 0, WEEK / np.maximum(every, DAY / WEEK), 0.0)
        yield name, np.minimum(often, len(days))


def _coming_in(
    scenario: Scenario, word: str, segment: Segment, with_all: dict[str, float]
) -> Numbers:
    """Seconds a week of what comes in from each account of a segment; contracts that end, too."""
    seconds = 0.0
    for name, activity in scenario.activities.items():
        inbound = activity.arises.inbound
        if inbound is None or inbound.per == "role":
            continue
        if inbound.segments is None or word in inbound.segments:
            profile = scenario.profiles.get(inbound.profile or "")
            sources = inbound.sources(segment.mean_orders)
            a_week = sources * WEEK * inbound.rate.times / period_of(inbound.rate, profile)
            days = 7 * scenario.horizon.weeks
            level = float(inbound.day_factors(scenario.horizon.start, days).mean())
            seconds += with_all[name] * a_week * level
    each = seconds * _orders(segment, businesses_of(scenario, segment))
    if segment.contract is not None:
        each = each + with_all[segment.contract.ends_with] * WEEK / segment.contract.lasts
    return each


def _orders(segment: Segment, count: int) -> Numbers:
    """How much each account asks for over the mean of its segment."""
    orders = segment.each.orders_a_year if segment.each is not None else None
    given = np.array([np.nan if each is None else each for each in orders or (1.0,) * count])
    mean = np.nanmean(given) if len(given) and not np.isnan(given).all() else 0.0
    return np.nan_to_num(given / mean, nan=1.0) if mean > 0 else np.ones(count)
