"""What arises by itself within the counted weeks, and what follows on what, as expectations."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity.presence import Calendar, person_turns
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import MILLION, Response
from simulator.scenario.schema.profiles import period_of
from simulator.scenario.schema.triggers import Following, Inbound
from simulator.scenario.units import DAY, WEEK, WEEKDAYS
from simulator.scenario.validation import accounts_of, by_odds

Numbers = npt.NDArray[np.float64]


class Demand(NamedTuple):
    """Tasks that arise by themselves in the counted weeks, by activity, and what each leads to."""

    fixed: Numbers  # of each activity, whoever is employed
    always: Numbers  # roles x activities: for each person who is there from the first day
    newcomers: Numbers  # roles x activities: for each newcomer
    wanted: Numbers  # of each call plan: calls that are due
    accounts: Numbers  # of each call plan: accounts in it that are still ours, on average
    leads_to: Numbers  # activities x activities: tasks that come of one task, itself included


def demand_of(scenario: Scenario, calendar: Calendar) -> Demand:
    """What is asked for, if all that is asked for is done."""
    leads_to = _leads_to(scenario, calendar)
    by_account = _by_account(scenario, calendar)
    kept = _kept(scenario, calendar, by_account, leads_to)
    accounts = np.array([accounts_of(scenario, each) for each in scenario.segments.values()])
    always, newcomers = _by_person(scenario, calendar)
    calls, concerned = _calls(scenario, calendar, accounts * kept)
    return Demand(
        fixed=_by_role(scenario, calendar) + (accounts * kept) @ by_account,
        always=always,
        newcomers=newcomers,
        wanted=calls,
        accounts=concerned,
        leads_to=leads_to,
    )


def _names(scenario: Scenario) -> dict[str, int]:
    return {name: number for number, name in enumerate(scenario.activities)}


# -- by themselves ---------------------------------------------------------------------------------


def _by_role(scenario: Scenario, calendar: Calendar) -> Numbers:
    """Tasks from outside that come to a role, whatever accounts it has."""
    tasks = np.zeros(len(scenario.activities))
    for number, activity in enumerate(scenario.activities.values()):
        inbound = activity.arises.inbound
        if inbound is not None and inbound.per == "role":
            tasks[number] = _from_outside(scenario, calendar, inbound)
    return tasks


def _by_account(scenario: Scenario, calendar: Calendar) -> Numbers:
    """Tasks that come of each account (rows: segments) of each activity."""
    tasks = np.zeros((len(scenario.segments), len(scenario.activities)))
    numbers = _names(scenario)
    for row, (word, segment) in enumerate(scenario.segments.items()):
        for number, activity in enumerate(scenario.activities.values()):
            inbound = activity.arises.inbound
            if inbound is None or inbound.per == "role":
                continue
            if inbound.segments is None or word in inbound.segments:
                tasks[row, number] += _from_outside(scenario, calendar, inbound)
        if segment.contract is not None:
            ends = calendar.weeks * WEEK / segment.contract.lasts
            tasks[row, numbers[segment.contract.ends_with]] += ends
    return tasks


def _from_outside(scenario: Scenario, calendar: Calendar, inbound: Inbound) -> float:
    """What one source brings in the counted weeks: by a profile, nothing on holidays."""
    days = calendar.counted.astype(float)
    profile = scenario.profiles[inbound.profile] if inbound.profile is not None else None
    if profile is not None:
        weights = {str(day): weight for day, weight in profile.days.items()}
        by_weekday = np.array([weights.get(day, 0.0) for day in WEEKDAYS])
        pace = np.resize(7 * by_weekday / by_weekday.sum(), len(days))
        days = days * pace * ~calendar.holidays
    return float(days.sum() * DAY) * inbound.rate.times / period_of(inbound.rate, profile)


def _by_person(scenario: Scenario, calendar: Calendar) -> tuple[Numbers, Numbers]:
    """Routines and meetings: tasks for each person of a role, always there or new."""
    roles = list(scenario.roles)
    shape = len(roles), len(scenario.activities)
    tasks = np.zeros(shape), np.zeros(shape)
    for number, activity in enumerate(scenario.activities.values()):
        routine, meeting = activity.arises.routine, activity.arises.meeting
        attending = [activity.by, *(meeting.joined_by if meeting else ())]
        for role in (roles.index(name) for name in attending):
            presence = calendar.roles[role]
            for column, group in zip(tasks, (presence.always, presence.newcomers), strict=True):
                if routine is not None and role == roles.index(activity.by):
                    turns = person_turns(presence, group, routine)
                    column[role, number] += routine.times * turns[calendar.counted].sum()
                if meeting is not None:
                    held = person_turns(presence, group, meeting) * ~calendar.holidays
                    column[role, number] += held[calendar.counted].sum()
    return tasks


def _calls(scenario: Scenario, calendar: Calendar, accounts: Numbers) -> tuple[Numbers, Numbers]:
    """Of each call plan: calls that are due if each is made at once; accounts called on."""
    calls = np.zeros(len(scenario.call_plans))
    concerned = np.zeros(len(scenario.call_plans))
    for plan, name in enumerate(scenario.call_plans):
        for count, segment in zip(accounts, scenario.segments.values(), strict=True):
            if name in segment.contact_every:
                every = segment.contact_every[name]
                calls[plan] += count * calendar.weeks * WEEK / every
                concerned[plan] += count
    return calls, concerned


# -- what follows ----------------------------------------------------------------------------------


def _leads_to(scenario: Scenario, calendar: Calendar) -> Numbers:
    """Tasks that come of one task in the end, itself included: one linear solve."""
    numbers = _names(scenario)
    steps = np.zeros((len(numbers), len(numbers)))
    for name, activity in scenario.activities.items():
        for cause, following in activity.arises.after.items():
            chance = expected_chance(scenario, following)
            steps[numbers[cause], numbers[name]] = chance * _in_time(calendar, following.delay)
    return np.linalg.inv(np.eye(len(numbers)) - steps).astype(np.float64)


def _in_time(calendar: Calendar, delay: int) -> float:
    """Share of what arises in the counted weeks that still falls into the horizon after a delay."""
    days = len(calendar.counted)
    first = days - int(calendar.counted.sum())
    causes = max(0.0, days - delay / DAY) - max(0.0, first - delay / DAY)
    return causes / (days - first)


def expected_chance(scenario: Scenario, following: Following) -> float:
    """How often work follows where nothing waits: what its chance responds to is at its best.

    The share of deals within bounds of value is that of accounts with a potential of 1.
    """
    chance = following.chance
    for name in following.responds_to:
        response = scenario.responses[name]
        factor = _factor(response, _when_all_is_well(scenario, response))
        chance = (
            min(1.0, chance * factor)
            if response.multiplies == "chance"
            else by_odds(chance, factor)
        )
    return chance * _within(scenario, following)


def _when_all_is_well(scenario: Scenario, response: Response) -> float:
    """What a response observes in a company without queues, in seconds or millionths."""
    observed = {
        "goodwill": scenario.goodwill.start if scenario.goodwill else 0.0,
        "skill": 1.0,
        "potential": 1.0,
    }
    return MILLION * observed.get(response.of, 0.0)


def _factor(response: Response, at: float) -> float:
    places, factors = zip(*response.line(), strict=True)
    return float(np.interp(at, places, factors)) / MILLION


def _within(scenario: Scenario, following: Following) -> float:
    """Share of deals whose value lies within the bounds of a step."""
    if following.above is None and following.up_to is None:
        return 1.0
    worth = next(iter(scenario.deals.values())).value
    sigma = math.sqrt(math.log1p(worth.spread**2))

    def up_to(bound: float) -> float:
        if bound <= 0 or worth.mean <= 0:
            return float(bound >= worth.mean)
        if sigma == 0:
            return float(worth.mean <= bound)
        place = (math.log(bound / worth.mean) + sigma**2 / 2) / sigma
        return 0.5 * (1 + math.erf(place / math.sqrt(2)))

    high = 1.0 if following.up_to is None else up_to(following.up_to)
    low = 0.0 if following.above is None else up_to(following.above)
    return max(0.0, high - low)


# -- accounts that are lost ------------------------------------------------------------------------


def _kept(
    scenario: Scenario, calendar: Calendar, by_account: Numbers, leads_to: Numbers
) -> Numbers:
    """Of each segment: share of its accounts that are ours, mean of the counted weeks."""
    kept = np.ones(len(scenario.segments))
    losing = np.array([a.loses_account for a in scenario.activities.values()], dtype=bool)
    if not losing.any():
        return kept
    days = len(calendar.counted)
    first, counted = days - int(calendar.counted.sum()), int(calendar.counted.sum())
    for row, causes in enumerate(_with_calls(scenario, calendar, by_account)):
        lost = float((causes @ leads_to)[losing].sum()) / counted  # a day
        if lost > 0:
            kept[row] = (math.exp(-lost * first) - math.exp(-lost * days)) / (lost * counted)
    return kept


def _with_calls(scenario: Scenario, calendar: Calendar, by_account: Numbers) -> Iterator[Numbers]:
    """What comes of one account of each segment, the calls that it wants included."""
    numbers: Mapping[str, int] = _names(scenario)
    for row, segment in zip(by_account, scenario.segments.values(), strict=True):
        causes = row.copy()
        for name, every in segment.contact_every.items():
            causes[numbers[name]] += calendar.weeks * WEEK / every
        yield causes
