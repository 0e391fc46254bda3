"""Who may do what in lines of its own: work of several roles, or for those who have a skill."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from simulator.model.codes import MILLION
from simulator.scenario.people import Person, everybody
from simulator.scenario.phases import Phase
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity


@dataclass(frozen=True, slots=True)
class LineColumns:
    """Members stand one line after the other, and lines one person after the other."""

    first: tuple[int, ...]
    count: tuple[int, ...]
    member: tuple[int, ...]  # a person
    turn: tuple[int, ...]  # of each member: the smallest is asked first
    serves_first: tuple[int, ...]  # of each person: the lines that he looks after
    serves_count: tuple[int, ...]
    serves: tuple[int, ...]
    skills: int  # how many there are
    skill_ppm: tuple[int, ...]  # for each person and skill: time taken in millionths, 0 without it


class Line(NamedTuple):
    """Roles in order, and the skill that it takes."""

    roles: tuple[str, ...]
    skill: str
    required: bool


def line_of(activity: Activity, role: str) -> Line | None:
    """The line in which an activity waits for those who may do it; None for that of the role."""
    doers, skill = activity.by, activity.skill
    if skill is None and not doers.in_order:
        return None
    roles = doers.roles if doers.in_order else (role,)
    return Line(roles, skill.name if skill else "", skill is not None and skill.required)


def lines_of(phases: Sequence[Phase]) -> list[Line]:
    """All lines of a scenario, each once."""
    every = [a for each in phases for a in each.scenario.activities.values()]
    lines = [line_of(activity, role) for activity in every for role in activity.by.roles]
    return list(dict.fromkeys(line for line in lines if line is not None))


def line_columns(scenario: Scenario, lines: Sequence[Line], skills: Sequence[str]) -> LineColumns:
    """Who looks after which line."""
    people = everybody(scenario)
    members = [list(_members(people, line)) for line in lines]
    serves = [
        [number for number, line in enumerate(members) if person in {p for p, _ in line}]
        for person in range(len(people))
    ]
    return LineColumns(
        first=_first(members),
        count=tuple(map(len, members)),
        member=tuple(person for line in members for person, _ in line),
        turn=tuple(turn for line in members for _, turn in line),
        serves_first=_first(serves),
        serves_count=tuple(map(len, serves)),
        serves=tuple(line for each in serves for line in each),
        skills=len(skills),
        skill_ppm=_skill_ppm(scenario, skills),
    )


def _members(people: Sequence[Person], line: Line) -> Iterator[tuple[int, int]]:
    """Who may do it, and when he is asked: role by role, in each of them the skilled first."""
    for place, role in enumerate(line.roles):
        for number, person in enumerate(people):
            has_skill = not line.skill or line.skill in person.skills
            if person.role == role and (has_skill or not line.required):
                yield number, 2 * place + (not has_skill)


def _first(parts: Sequence[Sequence[object]]) -> tuple[int, ...]:
    return tuple(sum(map(len, parts[:row])) for row in range(len(parts)))


def skills_of(phases: Sequence[Phase]) -> tuple[str, ...]:
    """The skills that activities take in any phase, each once."""
    every = [a for each in phases for a in each.scenario.activities.values()]
    return tuple(dict.fromkeys(a.skill.name for a in every if a.skill is not None))


def _skill_ppm(scenario: Scenario, names: Sequence[str]) -> tuple[int, ...]:
    """For each person and skill: time taken over that of others, in millionths; 0 without it."""
    return tuple(
        max(round(MILLION * person.skills[name]), 1) if name in person.skills else 0
        for person in everybody(scenario)
        for name in names
    )
