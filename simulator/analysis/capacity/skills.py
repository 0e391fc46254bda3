"""What work that takes a skill asks of those who have it, where they are not all of their role.

The hours of a role in all hide that such work waits for few of its people. Reckoned is the least
that it asks of these: their other work is left out, and what waits for no others than some of them
is added.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal, NamedTuple

from simulator.analysis.capacity.load import Loads, loads_of, people_of
from simulator.analysis.capacity.load_of_time import LoadOfTime
from simulator.analysis.capacity.network import LoadNetwork, network_of
from simulator.errors import KeyPath
from simulator.model.lines import Line, line_of
from simulator.scenario import people
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.organisation import Member, Role
from simulator.scenario.units import MINUTE

MAX_TOGETHER = 4  # kinds of those who have a skill that are looked at as one

Holders = frozenset[tuple[str, int]]  # people: role and number within it
# In what some are busier than the mean of their role.
Difference = Literal["hours", "pace", "accounts", "away", "pilot", "no pilot"]


@dataclass(frozen=True, kw_only=True)
class LoadOfFew(LoadOfTime):
    """Work that some people of a role alone may do, and the time of these."""

    at: KeyPath  # of the skill that most of it takes; of whose the accounts are
    role: str  # the first in which they are
    skills: tuple[str, ...]  # none where it is theirs alone, by their accounts or for each person
    activities: tuple[str, ...]
    roles: tuple[str, ...]  # in which they are
    holders: int
    people: int  # of those roles
    names: tuple[str, ...] = ()  # of the holders, where it is theirs one by one
    why: tuple[Difference, ...] = ()  # what makes it more for each of them than for others


class _Waiting(NamedTuple):
    """Work that waits for those who have a skill."""

    activity: str
    line: Line
    holders: Holders

    @property
    def key(self) -> tuple[str, Line]:
        """What it is, whoever may do it."""
        return self.activity, self.line


def skill_loads(network: LoadNetwork, loads: Loads) -> Iterator[LoadOfFew]:
    """The load of each few who alone may do some work, in the order of the file."""
    waiting = list(dict.fromkeys(_waiting(network.scenario)))
    alone = dict.fromkeys(each.holders for each in waiting)
    each_few = [load for each in alone for load in _load_of(network, loads, each, waiting)]
    yield from each_few
    if not any(load.is_overloaded for load in each_few):
        yield from _overloaded_together(network, loads, list(alone), waiting)


def _overloaded_together(
    network: LoadNetwork, loads: Loads, alone: list[Holders], waiting: list[_Waiting]
) -> Iterator[LoadOfFew]:
    """The fewest who are asked for too much in all, though nobody is by one kind of work alone."""
    for count in range(2, min(len(alone), MAX_TOGETHER) + 1):
        unions = dict.fromkeys(frozenset().union(*some) for some in combinations(alone, count))
        for holders in unions:
            over = [x for x in _load_of(network, loads, holders, waiting) if x.is_overloaded]
            if over and holders not in alone:
                yield from over
                return


def _load_of(
    network: LoadNetwork, loads: Loads, holders: Holders, waiting: list[_Waiting]
) -> Iterator[LoadOfFew]:
    """What waits for some people alone asks of them, if they are not all of their roles."""
    within = [each for each in waiting if each.holders <= holders]
    few = any(len(holders) < _heads(network.scenario, each.line.roles) for each in within)
    if holders and few:
        load = _skill_load(network, loads, holders, [each for each in within if each.holders])
        if load.asked > 0:
            yield load


def _waiting(scenario: Scenario) -> Iterator[_Waiting]:
    for name, activity in scenario.activities.items():
        for role in activity.by.roles:
            line = line_of(activity, role)
            if line is not None and line.required:
                yield _Waiting(name, line, _holders(scenario, line))


def _holders(scenario: Scenario, line: Line) -> Holders:
    return frozenset(
        (role, each.number)
        for role in line.roles
        for each in people.people_of(role, scenario.roles[role])
        if line.skill in each.skills
    )


def _heads(scenario: Scenario, roles: Iterable[str]) -> int:
    return sum(scenario.roles[role].people for role in roles)


def _skill_load(
    network: LoadNetwork, loads: Loads, holders: Holders, within: list[_Waiting]
) -> LoadOfFew:
    scenario = network.scenario
    roles = {role for each in within for role in each.line.roles}
    each_alone = {one: loads_alone(network, frozenset({one}), roles) for one in sorted(holders)}
    asked = {each.key: _least_minutes(scenario, loads, each_alone, each) for each in within}
    most, _ = max(asked, key=lambda key: asked[key])
    named = tuple(name for name in scenario.roles if any(role == name for role, _ in holders))
    return LoadOfFew(
        at=("activities", most, "skill", "name"),
        role=named[0],
        skills=tuple(dict.fromkeys(each.line.skill for each in within)),
        activities=tuple(dict.fromkeys(each.activity for each in within)),
        roles=named,
        holders=len(holders),
        people=_heads(scenario, named),
        asked=math.fsum(asked.values()),
        present=math.fsum(present_in(scenario, each_alone[one], one[0]) for one in each_alone),
    )


def loads_alone(network: LoadNetwork, holders: Holders, roles: Iterable[str]) -> Loads:
    """The loads if nobody but some people were in some roles.

    Of minutes for each task, and of presence: the pace of calls is not settled for it.
    """
    alone = _alone(network.scenario, holders, tuple(roles))
    return loads_of(network_of(alone), people_of(alone))


def present_in(scenario: Scenario, loads: Loads, role: str) -> float:
    """Minutes a week for which people of a role are there."""
    return float(loads.present[0, list(scenario.roles).index(role)])


def _least_minutes(
    scenario: Scenario, loads: Loads, each_alone: dict[tuple[str, int], Loads], each: _Waiting
) -> float:
    """A week: tasks as they come to all, each as long as it takes the fastest who is ever there.

    Of nobody, as long as it takes any of them.
    """
    row = list(scenario.activities).index(each.activity)
    able = [one for one in each_alone if one in each.holders]
    there = [one for one in able if present_in(scenario, each_alone[one], one[0]) > 0]
    takes = [_minutes(scenario, each_alone[one], each) for one in there or able]
    return min(takes, default=0.0) * float(loads.tasks[0, row])


def _minutes(scenario: Scenario, alone: Loads, each: _Waiting) -> float:
    """Of one task, without the time of those who come along, who need no skill."""
    names = list(scenario.activities)
    row, activity = names.index(each.activity), scenario.activities[each.activity]
    tasks, minutes = float(alone.tasks[0, row]), 0.0
    for role in each.line.roles:
        along = (1 - activity.automated) * activity.partners.get(role, 0) * activity.lasts.mean
        own = float(alone.on_tasks[0, list(scenario.roles).index(role), row])
        minutes += max(own - tasks * along / MINUTE, 0.0)
    return minutes / tasks if tasks > 0 else 0.0


def _alone(scenario: Scenario, holders: Holders, roles: Sequence[str]) -> Scenario:
    """The same with nobody but the holders in some roles, and those of them in its pilots."""
    few = {role: _only(role, scenario.roles[role], holders) for role in roles}
    piloted = {
        name: _piloted(scenario, activity, holders, roles)
        for name, activity in scenario.activities.items()
        if activity.moved is not None and set(roles) & activity.moved.only_of.keys()
    }
    activities = FrozenMap({**scenario.activities, **piloted})
    roles_of_few = FrozenMap({**scenario.roles, **few})
    return scenario.model_copy(update={"roles": roles_of_few, "activities": activities})


def _piloted(
    scenario: Scenario, activity: Activity, holders: Holders, roles: Sequence[str]
) -> Activity:
    """The same work, of whose pilot there are as many of some roles as are among the holders."""
    moved = activity.moved
    if moved is None:
        return activity
    left = {
        role: sum(
            (role, n) in holders
            for n in people.numbers_of(role, scenario.roles[role], moved.only_of[role])
        )
        for role in roles
        if role in moved.only_of
    }
    only_of = FrozenMap({**moved.only_of, **left})
    return activity.model_copy(update={"moved": moved.model_copy(update={"only_of": only_of})})


def _only(name: str, role: Role, holders: Holders) -> Role:
    """A role with nobody but some of its members, each with his own hours, absence and start."""
    everybody = people.people_of(name, role)
    chosen = [each for each in everybody if (name, each.number) in holders]
    own = {
        each.name: role.members.get(each.name, Member()).model_copy(update={"roster": each.roster})
        for each in chosen
    }
    rosters = {
        word: each.model_copy(update={"people": None}) for word, each in role.rosters.items()
    }
    away = sum(each.number < role.absence.long_term for each in chosen)
    return role.model_copy(
        update={
            "people": len(chosen),
            "newcomers": sum(each.number >= role.people - role.newcomers for each in chosen),
            "members": FrozenMap(own),
            "rosters": FrozenMap(rosters),
            "absence": role.absence.model_copy(update={"long_term": away}),
        }
    )
