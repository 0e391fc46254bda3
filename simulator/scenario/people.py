"""Who the people of a role are, one by one: what members say of themselves, and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.organisation import Member, Place, Role
from simulator.scenario.schema.scenario import ScenarioFields


class Person(NamedTuple):
    """One of a role's people; None where nothing is said of this one alone."""

    name: str
    role: str
    number: int  # within the role, from 0
    home: Place | None
    speed: float | None  # time taken over the mean
    skills: Mapping[str, float]  # time taken over that of others who have the skill


def people_of(name: str, role: Role) -> tuple[Person, ...]:
    """The people of a role, in order: its members, then those who have only a number."""
    members = [*role.members.items()][: role.people]
    numbers = range(len(members), role.people)
    return (
        *(_member(name, number, *each) for number, each in enumerate(members)),
        *(
            Person(f"{name.replace('_', ' ')} {number + 1}", name, number, None, None, FrozenMap())
            for number in numbers
        ),
    )


def _member(role: str, number: int, name: str, member: Member) -> Person:
    return Person(name, role, number, member.home, member.speed, member.skills)


def everybody(s: ScenarioFields) -> tuple[Person, ...]:
    """All people of a scenario, in the order in which they are numbered."""
    return tuple(person for name, role in s.roles.items() for person in people_of(name, role))
