"""What accounts ask of those who have as many as others, and fewer hours.

The hours of a role in all hide it. Reckoned is what comes from accounts alone, without other work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from simulator.analysis.capacity.load import Loads
from simulator.analysis.capacity.network import LoadNetwork
from simulator.analysis.capacity.presence import expected_calendar
from simulator.analysis.capacity.skills import LoadOfFew, loads_alone, present_in
from simulator.model.lines import line_of
from simulator.scenario.owners import owner_column
from simulator.scenario.people import Person, hours_of, people_of
from simulator.scenario.routing import causes
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.hours import Hours
from simulator.scenario.schema.organisation import NOBODY, Role


class _Minutes(NamedTuple):
    """Of one person, a week."""

    asked: float
    present: float


def own_account_loads(network: LoadNetwork, loads: Loads) -> Iterator[LoadOfFew]:
    """The load of each person, alike ones together, where some have other hours than the rest."""
    scenario = network.scenario
    for name in scenario.roles:
        if _have_as_many(scenario, name):
            work = _of_accounts(scenario, name)
            crew = people_of(name, scenario.roles[name])
            known = Counter(_kind(scenario.roles[name], person) for person in crew)
            first = {_kind(scenario.roles[name], person): person for person in reversed(crew)}
            minutes = {kind: _of_one(network, loads, first[kind], work) for kind in known}
            alike: Counter[_Minutes] = Counter()
            for kind, count in known.items():
                alike[minutes[kind]] += count
            yield from _alike(scenario, name, work, alike)


def _kind(role: Role, person: Person) -> tuple[Hours, float | None, str, bool]:
    """People of one kind have the same load: hours, pace, days listed, away for good."""
    listed = person.name if person.name in role.absence.dated else ""
    return person.hours, person.speed, listed, person.number < role.absence.long_term


def _of_one(network: LoadNetwork, loads: Loads, person: Person, work: tuple[str, ...]) -> _Minutes:
    """Minutes a week: what his accounts ask of him at his pace, and for how long he is there.

    Nothing is asked where a list has him away and others cover. What they do in his place, and he
    in theirs, is left out.
    """
    scenario = network.scenario
    role = scenario.roles[person.role]
    number, rows = list(scenario.roles).index(person.role), _rows(scenario, work)
    covers = role.absence.cover is not None and role.absence.cover.by != NOBODY
    if covers and person.name in role.absence.dated:
        return _Minutes(0.0, 0.0)
    alone = loads_alone(network, frozenset({(person.role, person.number)}), (person.role,))
    own = 1 - _covered_by_chance(scenario, number) if covers else 1.0
    each = [
        float(alone.on_tasks[0, number, row] / alone.tasks[0, row] * loads.tasks[0, row])
        for row in rows
        if alone.tasks[0, row] > 0
    ]
    return _Minutes(own * sum(each) / role.people, present_in(scenario, alone, person.role))


def _covered_by_chance(scenario: Scenario, number: int) -> float:
    """Share of a role's own work that others do, of absence that is on no list."""
    name, role = list(scenario.roles.items())[number]
    absence = role.absence.model_copy(update={"dated": FrozenMap()})
    roles = {**scenario.roles, name: role.model_copy(update={"absence": absence})}
    unlisted = scenario.model_copy(update={"roles": FrozenMap(roles)})
    return expected_calendar(unlisted).roles[number].covered


def _rows(scenario: Scenario, work: tuple[str, ...]) -> list[int]:
    names = list(scenario.activities)
    return [names.index(each) for each in work]


def _have_as_many(scenario: Scenario, role: str) -> bool:
    """Have people of a role who work different hours the same number of accounts each?"""
    known, land = scenario.roles[role], scenario.territory
    return (
        known.accounts == "own"
        and known.people > 1
        and len(hours_of(known)) > 1
        and (land is None or land.cut != "balance")
        and not any(owner_column(scenario, segment, role) for segment in scenario.segments)
    )


def _of_accounts(scenario: Scenario, role: str) -> tuple[str, ...]:
    """What accounts ask of their own person of a role, and what follows on that."""
    own = [
        name
        for name, activity in scenario.activities.items()
        if role in activity.by.roles
        and activity.whose != "anyone"
        and line_of(activity, role) is None
    ]
    chosen = {
        name
        for name in own
        if (inbound := scenario.activities[name].arises.inbound) and inbound.per == "account"
    }
    for _ in own:  # as far as what follows goes on
        chosen |= {name for name in own if chosen & causes(scenario, name).keys()}
    return tuple(name for name in own if name in chosen)


def _alike(
    scenario: Scenario,
    name: str,
    work: tuple[str, ...],
    alike: Counter[_Minutes],
) -> Iterator[LoadOfFew]:
    for (asked, present), count in alike.items():
        if asked == 0:
            continue
        yield LoadOfFew(
            at=("roles", name, "accounts"),
            role=name,
            skills=(),
            activities=work,
            roles=(name,),
            holders=count,
            people=scenario.roles[name].people,
            asked=asked * count,
            present=present * count,
        )
