"""Who the people of a role are, one by one: what members say of themselves, and the rest."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from simulator.scenario.schema.activities import Activity, Moved
from simulator.scenario.schema.hours import Hours
from simulator.scenario.schema.organisation import Member, Place, Role
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.units import WEEKS_A_YEAR


class Person(NamedTuple):
    """One of a role's people; None where nothing is said of this one alone."""

    name: str
    role: str
    number: int  # within the role, from 0
    roster: str | None  # None: the role's own hours
    hours: Hours
    home: Place | None
    speed: float | None  # time taken over the mean
    skills: Mapping[str, float]  # time taken over that of others who have the skill


def people_of(name: str, role: Role) -> tuple[Person, ...]:
    """The people of a role, in order: its members, then those who have only a number."""
    hours = {roster: role.hours(roster) for roster in (None, *role.rosters)}
    rosters = _rosters(role)
    return tuple(
        Person(
            known,
            name,
            number,
            rosters[number],
            hours[rosters[number]],
            member.home,
            member.speed,
            member.skills,
        )
        for number, (known, member) in enumerate(_members(name, role))
    )


def _members(name: str, role: Role) -> Iterator[tuple[str, Member]]:
    """Name and what is said of each person."""
    named = list(role.members.items())[: role.people]
    yield from named
    nothing = Member()
    for number in range(len(named), role.people):
        yield f"{name.replace('_', ' ')} {number + 1}", nothing


def numbers_of(name: str, role: Role, chosen: int | tuple[str, ...]) -> list[int]:
    """So many of the first people of a role, or those of some names: their numbers within it."""
    if isinstance(chosen, int):
        return list(range(min(chosen, role.people)))
    known = [known for known, _ in _members(name, role)]
    return [known.index(each) for each in chosen if each in known]


def is_about_no_account(activity: Activity) -> bool:
    """Does it arise for a role as a whole, so that no case is anybody's own?"""
    inbound = activity.arises.inbound
    return inbound is not None and inbound.per == "role" and not activity.arises.after


def piloted_share(s: ScenarioFields, activity: Activity, moved: Moved) -> float:
    """Share of the cases that may move at all: those of some people, of each role an equal part."""
    if moved.only_of and is_about_no_account(activity):
        return 0.0
    others = 1.0
    for name, chosen in moved.only_of.items():
        role = s.roles[name]
        others *= 1 - len(numbers_of(name, role, chosen)) / max(role.people, 1)
    return 1 - others if moved.only_of else 1.0


def _rosters(role: Role) -> list[str | None]:
    """Whose hours each person works: those named, else the first with room, else the role's own."""
    named = [member.roster for member in role.members.values()]
    room = {
        roster: (each.people or 0) - named.count(roster) for roster, each in role.rosters.items()
    }
    rosters: list[str | None] = []
    for number in range(role.people):
        roster = named[number] if number < len(named) else None
        if roster is None:
            roster = next((each for each, left in room.items() if left > 0), None)
            if roster is not None:
                room[roster] -= 1
        rosters.append(roster)
    return rosters


def everybody(s: ScenarioFields) -> tuple[Person, ...]:
    """All people of a scenario, in the order in which they are numbered."""
    return tuple(person for name, role in s.roles.items() for person in people_of(name, role))


def hours_of(role: Role) -> dict[Hours, int]:
    """The hours that are worked in a role, and by how many people; its own first."""
    counts = {role.hours(): 0}
    for roster in _rosters(role):
        hours = role.hours(roster)
        counts[hours] = counts.get(hours, 0) + 1
    if counts[role.hours()] == 0 and len(counts) > 1:
        del counts[role.hours()]
    return counts


def vacation_room(role: Role) -> float:
    """Days a year for which each person can be on vacation, by how many may be at once."""
    absence, rosters = role.absence, _rosters(role)[role.absence.long_term :]
    if not rosters:
        return math.inf
    cycles = {each: [shift is not None for shift in role.hours(each).days()] for each in rosters}
    days = math.lcm(*map(len, cycles.values()))
    room = 0
    for day in range(days):
        heads = most = sum(cycles[each][day % len(cycles[each])] for each in rosters)
        if absence.at_most_away is not None:
            most = min(most, max(1, int(absence.at_most_away * role.people + 1e-9)))
        if absence.never_the_last:
            most = min(most, max(heads - 1, 1))  # alone anybody may
        room += most
    return WEEKS_A_YEAR * 7 / days * room / len(rosters)


def headcount_changes(before: ScenarioFields, after: ScenarioFields) -> dict[str, int]:
    """How many people more each role has in another scenario, of those that have not as many."""
    names = dict.fromkeys([*before.roles, *after.roles])
    moved = {name: _headcount(after, name) - _headcount(before, name) for name in names}
    return {name: count for name, count in moved.items() if count}


def _headcount(s: ScenarioFields, role: str) -> int:
    return s.roles[role].people if role in s.roles else 0
