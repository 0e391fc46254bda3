"""What arises by itself within the counted weeks, and what follows on what, as expectations."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.analysis.capacity.account_kinds import account_kinds, mean_numbers
from simulator.analysis.capacity.calls import CallAttainment, calls_of_account
from simulator.analysis.capacity.customers import Customers, customers_after, expected_chance
from simulator.analysis.capacity.obstacles import never_done_by
from simulator.analysis.capacity.presence import (
    ExpectedCalendar,
    Group,
    meetings_met,
    newcomers_come,
    part_met,
    routine_turns,
)
from simulator.scenario.elementary import Numbers
from simulator.scenario.open_hours import usual_delay
from simulator.scenario.routing import (
    Region,
    edges_of,
    matrix_of,
    tasks_in_the_end,
    usual_chances,
)
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.profiles import period_of
from simulator.scenario.schema.triggers import Inbound
from simulator.scenario.units import DAY, WEEK, WEEKDAYS
from simulator.workload.closed_days import arising_days, coming_days

ROUNDS_OF_RESPONSE = 3  # between what customers have seen of us and what that makes them ask for


class Demand(NamedTuple):
    """Tasks that arise by themselves in the counted weeks, by activity, and what each leads to."""

    fixed: Numbers  # of each activity, whoever is employed
    always: Numbers  # roles x activities: for each person who is there from the first day
    newcomers: Numbers  # roles x activities: for each newcomer
    wanted: Numbers  # of each call plan: calls that are due, if each is made as soon as it is
    each: Numbers  # call plans x kinds of accounts: of those due, on one account
    numbers: Numbers  # of each kind of accounts: how many there are, on average
    accounts: Numbers  # of each call plan: accounts in it, on average; who is lost is in none
    leads_to: Numbers  # activities x activities: tasks that come of one task, itself included
    customers: Customers


def demand_of(
    scenario: Scenario, calendar: ExpectedCalendar, attained: CallAttainment | None = None
) -> Demand:
    """What is asked for, if all that is asked for is done.

    All calls that are due are made, if no ``attained`` is said.
    """
    attained = attained or CallAttainment.at_first(scenario)
    kinds = account_kinds(scenario)
    by_account = _by_account(scenario, calendar)
    calls = calls_of_account(scenario, calendar, attained)
    reached = calls * attained.made[:, None]
    customers = Customers.at_first(scenario)
    moves = scenario.responses or any(each.market for each in scenario.segments.values())
    for _ in range(ROUNDS_OF_RESPONSE if moves else 1):
        leads_to = _leads_to(scenario, calendar, customers)
        tasks = _of_account(scenario, by_account, reached) @ leads_to
        ours = mean_numbers(scenario, calendar, kinds, tasks)
        customers = customers_after(scenario, calendar, tasks, ours)
    always, newcomers = _by_person(scenario, calendar)
    return Demand(
        fixed=_by_role(scenario, calendar) + ours @ by_account,
        always=always,
        newcomers=newcomers,
        wanted=calls @ ours,
        each=calls,
        numbers=ours,
        accounts=(calls > 0) @ ours,
        leads_to=leads_to,
        customers=customers,
    )


def _names(scenario: Scenario) -> dict[str, int]:
    return {name: number for number, name in enumerate(scenario.activities)}


# -- by themselves ---------------------------------------------------------------------------------


def _by_role(scenario: Scenario, calendar: ExpectedCalendar) -> Numbers:
    """Tasks from outside that come to a role, whatever accounts it has."""
    tasks = np.zeros(len(scenario.activities))
    for number, activity in enumerate(scenario.activities.values()):
        inbound = activity.arises.inbound
        if inbound is not None and inbound.per == "role":
            tasks[number] = _from_outside(scenario, calendar, inbound)
    return tasks


def _by_account(scenario: Scenario, calendar: ExpectedCalendar) -> Numbers:
    """Tasks that come of each account (rows: kinds of accounts) of each activity."""
    tasks = np.zeros((len(account_kinds(scenario)), len(scenario.activities)))
    numbers = _names(scenario)
    for row, kind in enumerate(account_kinds(scenario)):
        word, segment = kind.word, kind.segment
        for number, activity in enumerate(scenario.activities.values()):
            inbound = activity.arises.inbound
            if inbound is None or inbound.per == "role" or not kind.is_served(activity.serves):
                continue
            if inbound.segments is None or word in inbound.segments:
                sources = inbound.sources(segment.mean_orders)
                tasks[row, number] += sources * _from_outside(scenario, calendar, inbound)
        if segment.contract is not None:
            ends = calendar.weeks * WEEK / segment.contract.lasts
            tasks[row, numbers[segment.contract.ends_with]] += ends
    return tasks


def _from_outside(scenario: Scenario, calendar: ExpectedCalendar, inbound: Inbound) -> float:
    """What one source brings in the counted weeks, what is put off by closed days in its place."""
    company = calendar.company
    factors = inbound.day_factors(calendar.start, len(company.closed))
    days = np.multiply(arising_days(inbound, company.closed), factors)
    profile = scenario.profiles[inbound.profile] if inbound.profile is not None else None
    if profile is not None:
        by_weekday = np.array([profile.day_weight(day) for day in WEEKDAYS])
        days = days * (7 * by_weekday / by_weekday.sum())[company.weekday()]
    coming = coming_days(inbound, profile, company)
    if coming is not None:
        days = np.bincount(coming, weights=days, minlength=len(days))[: len(days)]
    counted = float(days[calendar.counted].sum() * DAY)
    return counted * inbound.rate.times / period_of(inbound.rate, profile)


def _by_person(scenario: Scenario, calendar: ExpectedCalendar) -> tuple[Numbers, Numbers]:
    """Routines and meetings: tasks for each person of a role, always there or new."""
    roles = list(scenario.roles)
    shape = len(roles), len(scenario.activities)
    tasks, never = (np.zeros(shape), np.zeros(shape)), never_done_by(scenario)
    for number, (name, activity) in enumerate(scenario.activities.items()):
        routine, meeting = activity.arises.routine, activity.arises.meeting
        attending = [activity.by, *(meeting.joined_by if meeting else ())]
        for role in (roles.index(word) for word in attending if (name, word) not in never):
            presence = calendar.roles[role]
            for column, group in zip(tasks, (presence.always, presence.newcomers), strict=True):
                if routine is not None and role == roles.index(activity.by):
                    closed = calendar.days_of[role].closed
                    turns = routine_turns(presence, group, routine, closed, calendar.start)
                    column[role, number] += routine.times * turns[calendar.counted].sum()
                if meeting is not None:
                    held = _attended(scenario, calendar, name, (roles[role], group))
                    column[role, number] += held[calendar.counted].sum()
    return tasks


def _attended(
    scenario: Scenario, calendar: ExpectedCalendar, name: str, of_role: tuple[str, Group]
) -> Numbers:
    """Part of a meeting that one of a role's people can be expected to attend, for each day."""
    roles, host = list(scenario.roles), str(scenario.activities[name].by)
    meeting = scenario.activities[name].arises.meeting
    word, group = of_role
    if meeting is None:
        return np.zeros(len(calendar.counted))
    days = calendar.days_of[roles.index(host)]
    span = meeting.at, meeting.at + round(scenario.activities[name].lasts.mean)
    held = meetings_met(group, meeting, scenario.roles[host], days, calendar.start)
    held = held * part_met(scenario.roles[word], calendar.days_of[roles.index(word)], span)
    if not meeting.newcomers_only:
        return held
    if word != host:
        return held * group.new
    joining = [(roles.index(each), scenario.roles[each]) for each in meeting.joined_by]
    return held * newcomers_come(calendar, joining)


def _of_account(scenario: Scenario, by_account: Numbers, calls: Numbers) -> Numbers:
    """What comes of one account of each kind, calls on it included."""
    numbers = _names(scenario)
    causes = by_account.copy()
    for name, of_segment in zip(scenario.call_plans, calls, strict=True):
        causes[:, numbers[name]] += of_segment
    return causes


def tasks_of_account(scenario: Scenario, calendar: ExpectedCalendar, demand: Demand) -> Numbers:
    """Kinds of accounts x activities: what comes of one in the counted weeks, if all is done.

    Calls, their preparations and all that follows are in it.
    """
    calls, numbers = demand.each, _names(scenario)
    causes = _of_account(scenario, _by_account(scenario, calendar), calls)
    for plan, of_segment in zip(scenario.call_plans.values(), calls, strict=True):
        if plan.preparation is not None and plan.mean_no_show < 1:
            causes[:, numbers[plan.preparation]] += of_segment / (1 - plan.mean_no_show)
    tasks: Numbers = causes @ demand.leads_to
    return tasks


# -- what follows ----------------------------------------------------------------------------------


def _leads_to(scenario: Scenario, calendar: ExpectedCalendar, customers: Customers) -> Numbers:
    """Tasks that come of one task in the end, itself included: a linear solve, loops and all."""
    never = never_done_by(scenario)

    def steps(place: Region) -> Numbers:
        usual, chances = usual_chances(scenario, place), {}
        for edge in edges_of(scenario):
            names = edge.cause, edge.effect
            by, moved = scenario.activities[edge.cause].by, scenario.activities[edge.cause].moved
            doers = {*by.roles, moved.to if moved else by}
            if names in usual and not {(edge.cause, role) for role in doers} <= never:
                # What is never done leads to nothing.
                chance = expected_chance(scenario, customers, edge, usual[names])
                chances[names] = chance * _in_time(calendar, usual_delay(scenario, edge.link))
        return matrix_of(scenario, chances)

    return tasks_in_the_end(scenario, steps)


def _in_time(calendar: ExpectedCalendar, delay: int) -> float:
    """Share of what arises in the counted weeks that still falls into the horizon after a delay."""
    days = len(calendar.counted)
    first = days - int(calendar.counted.sum())
    causes = max(0.0, days - delay / DAY) - max(0.0, first - delay / DAY)
    return causes / (days - first)
