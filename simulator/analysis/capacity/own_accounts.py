"""What is one person's alone, held against his time: his accounts and what comes to each by itself.

The hours of a role in all hide that some of its people have less time for that, or more of it.
Reckoned is the least of their load: work that waits for whoever is free is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from simulator.analysis.capacity.account_kinds import account_kinds
from simulator.analysis.capacity.demand import tasks_of_account
from simulator.analysis.capacity.load import Loads
from simulator.analysis.capacity.network import LoadNetwork
from simulator.analysis.capacity.presence import expected_calendar
from simulator.analysis.capacity.skills import Difference, LoadOfFew, loads_alone, present_in
from simulator.model.lines import line_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.owners import owner_column
from simulator.scenario.people import Person, numbers_of, people_of
from simulator.scenario.places import businesses_of
from simulator.scenario.routing import causes
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.organisation import NOBODY, Role
from simulator.scenario.units import MINUTE

NEARLY = 0.01  # part of the mean; who differs by less is like the others


class _Owner(NamedTuple):
    """One of a role's people, and what is his alone."""

    person: Person
    pieces: tuple[float, ...]  # part of the accounts of each segment
    piloted: tuple[bool, ...]  # for each activity: is he in its pilot?

    @property
    def kind(self) -> tuple[object, ...]:
        """People of one kind have the same load."""
        return self.person.hours, self.person.speed, self.pieces, self.piloted


class _Minutes(NamedTuple):
    """Of one person, a week."""

    accounts: float  # asked by these
    routines: float
    present: float
    share: float  # of the role's work for accounts

    @property
    def asked(self) -> float:
        """All that is his alone."""
        return self.accounts + self.routines


class _Own(NamedTuple):
    """Activities of a role that are for one person each."""

    accounts: tuple[str, ...]  # asked by these, and what follows on that
    routines: tuple[str, ...]


def own_account_loads(network: LoadNetwork, loads: Loads) -> Iterator[LoadOfFew]:
    """The load of each person, alike ones together, where anything of some differs from the rest.

    Of a role without accounts of its own: of whom too much is asked by what comes round for each.
    """
    scenario = network.scenario
    for name, role in scenario.roles.items():
        work = _Own(_of_accounts(scenario, name), _routines(scenario, name))
        if role.people < 2 or not any(work):
            continue
        crew = _owners(scenario, name)
        first = {_kind(role, each): each for each in reversed(crew)}
        if len(first) < 2:
            continue
        known = {kind: _of_one(network, loads, first[kind], work) for kind in first}
        each = [(owner, known[_kind(role, owner)]) for owner in crew]
        few = _alike(work, each)
        yield from (load for load in few if role.accounts == "own" or load.is_overloaded)


def _kind(role: Role, owner: _Owner) -> tuple[object, ...]:
    """Hours, pace, accounts, pilots; days listed, away for good."""
    person = owner.person
    listed = person.name if person.name in role.absence.dated else ""
    return *owner.kind, listed, person.number < role.absence.long_term


# -- whose what is ---------------------------------------------------------------------------------


def _owners(scenario: Scenario, name: str) -> list[_Owner]:
    """The people of a role, in order, each with what part of all accounts is his."""
    crew = people_of(name, scenario.roles[name])
    pieces = _pieces(scenario, name, crew)
    pilots = [
        numbers_of(name, scenario.roles[name], activity.moved.only_of[name])
        if activity.moved is not None and name in activity.moved.only_of
        else ()
        for activity in scenario.activities.values()
    ]
    return [
        _Owner(person, tuple(own), tuple(person.number in pilot for pilot in pilots))
        for person, own in zip(crew, pieces.tolist(), strict=True)
    ]


def _pieces(scenario: Scenario, name: str, crew: Sequence[Person]) -> Numbers:
    """People x segments: part of each one's accounts, by whom files name or by the hours.

    What files leave open goes to those who have fewer than the mean, until they have that.
    """
    shape, land = (len(crew), max(len(scenario.segments), 1)), scenario.territory
    if land is not None and land.cut == "balance":
        hours = np.array([each.hours.week_seconds() for each in crew], dtype=float)
        return np.tile((hours / max(hours.sum(), 1))[:, None], shape[1])
    numbers = {each.name: each.number for each in crew}
    has, counts = np.zeros(shape), np.zeros(shape[1])
    for column, (word, segment) in enumerate(scenario.segments.items()):
        counts[column] = businesses_of(scenario, segment)
        for owner in owner_column(scenario, word, name):
            if owner in numbers:
                has[numbers[owner], column] += 1
    room = np.maximum(counts.sum() / len(crew) - has.sum(axis=1), 0)
    left = counts - has.sum(axis=0)
    has += left * (room / (room.sum() or 1))[:, None]
    pieces: Numbers = np.round(has / np.maximum(counts, 1), 9)
    return pieces


def _of_accounts(scenario: Scenario, role: str) -> tuple[str, ...]:
    """What accounts ask of their own person of a role, and what follows on that."""
    if scenario.roles[role].accounts != "own":
        return ()
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


def _routines(scenario: Scenario, role: str) -> tuple[str, ...]:
    """What comes round for each person of a role, and by nothing else."""
    return tuple(
        name
        for name, activity in scenario.activities.items()
        if activity.by == role
        and activity.arises.routine is not None
        and len(list(activity.arises.triggers())) == 1
        and not causes(scenario, name)
        and line_of(activity, role) is None
        and activity.overflow is None
    )


# -- one by one ------------------------------------------------------------------------------------


def _of_one(network: LoadNetwork, loads: Loads, owner: _Owner, work: _Own) -> _Minutes:
    """Minutes a week: what is his alone asks of him at his pace, and for how long he is there.

    Nothing is asked where a list has him away, or he is for good, and others cover. What they do in
    his place, and he in theirs, is left out.
    """
    scenario, person = network.scenario, owner.person
    role = scenario.roles[person.role]
    number = list(scenario.roles).index(person.role)
    covers = role.absence.cover is not None and role.absence.cover.by != NOBODY
    gone = person.name in role.absence.dated or person.number < role.absence.long_term
    if covers and gone:
        return _Minutes(0.0, 0.0, 0.0, 0.0)
    just_him = frozenset({(person.role, person.number)})
    alone = loads_alone(_settled(network, person.role), just_him, (person.role,))
    own = 1 - _covered_by_chance(scenario, number) if covers else 1.0
    shares = _shares(network, owner)
    each = [
        own
        * shares[row]
        * alone.on_tasks[0, number, row]
        / alone.tasks[0, row]
        * loads.tasks[0, row]
        for row in _rows(scenario, work.accounts)
        if alone.tasks[0, row] > 0
    ]
    routines = alone.on_tasks[0, number, _rows(scenario, work.routines)].sum()
    mine = [shares[row] for row in _rows(scenario, work.accounts)] or [1 / role.people]
    present = present_in(scenario, alone, person.role)
    return _Minutes(float(sum(each)), float(routines), present, float(np.mean(mine)))


def _settled(network: LoadNetwork, name: str) -> LoadNetwork:
    """The same if nobody of a role were new: what is theirs alone is others' before they come."""
    scenario = network.scenario
    settled = scenario.roles[name].model_copy(update={"newcomers": 0})
    roles = FrozenMap({**scenario.roles, name: settled})
    return replace(network, scenario=scenario.model_copy(update={"roles": roles}))


def _shares(network: LoadNetwork, owner: _Owner) -> Numbers:
    """Part of the tasks of each activity that comes of somebody's accounts."""
    scenario, demand = network.scenario, network.demand
    if not scenario.segments:
        return np.zeros(len(scenario.activities))
    tasks = tasks_of_account(scenario, network.calendar, demand) * demand.numbers[:, None]
    words = list(scenario.segments)
    pieces = np.array([owner.pieces[words.index(kind.word)] for kind in account_kinds(scenario)])
    whole = tasks.sum(axis=0)
    shares: Numbers = pieces @ tasks / np.where(whole > 0, whole, 1)
    return shares


def _covered_by_chance(scenario: Scenario, number: int) -> float:
    """Share of the work of those on no list, and not away for good, that others do for them."""
    name, role = list(scenario.roles.items())[number]
    absence = role.absence.model_copy(update={"dated": FrozenMap(), "long_term": 0})
    roles = {**scenario.roles, name: role.model_copy(update={"absence": absence})}
    unlisted = scenario.model_copy(update={"roles": FrozenMap(roles)})
    return expected_calendar(unlisted).roles[number].covered


def _rows(scenario: Scenario, work: Sequence[str]) -> list[int]:
    names = list(scenario.activities)
    return [names.index(each) for each in work]


# -- alike ones together ---------------------------------------------------------------------------


def _alike(work: _Own, each: Sequence[tuple[_Owner, _Minutes]]) -> Iterator[LoadOfFew]:
    """Those of whom as much is asked in as much time, for the same reasons."""
    name, mean = each[0][0].person.role, _mean(each)
    known = [(one[1], _why(_features(*one), mean)) for one in each]
    for (minutes, why), count in Counter(known).items():
        if minutes.asked == 0:
            continue
        names = [
            owner.person.name
            for (owner, _), other in zip(each, known, strict=True)
            if other == (minutes, why)
        ]
        yield LoadOfFew(
            at=("roles", name, "accounts" if work.accounts else "people"),
            role=name,
            skills=(),
            activities=(*work.accounts, *work.routines),
            roles=(name,),
            holders=count,
            people=len(each),
            asked=minutes.asked * count,
            present=minutes.present * count,
            names=tuple(names),
            why=why,
        )


class _Features(NamedTuple):
    """What makes one person busier than others; of none who are there, not a number."""

    hours: float  # seconds of the contract
    pace: float  # time taken over the mean
    accounts: float  # part of the work that they ask for
    away: float  # part of the contract
    pilot: float  # minutes for that part at the usual pace
    piloted: bool


def _features(owner: _Owner, minutes: _Minutes) -> _Features:
    hours, speed = owner.person.hours.week_seconds(), owner.person.speed or 1.0
    own = minutes.share * speed
    return _Features(
        hours=hours,
        pace=speed,
        accounts=minutes.share,
        away=1 - minutes.present * MINUTE / hours if hours else 1.0,
        pilot=minutes.accounts / own if own else 0.0,
        piloted=any(owner.piloted),
    )


def _mean(each: Sequence[tuple[_Owner, _Minutes]]) -> _Features:
    """Of all; of those of whom anything is asked, as far as pilots are concerned."""
    features = [_features(*one) for one in each]
    hours, pace, accounts, away, _, _ = np.mean(features, axis=0).tolist()
    pilot = float(np.mean([one.pilot for one in features if one.pilot] or [0]))
    return _Features(hours, pace, accounts, away, pilot, any(one.piloted for one in features))


def _why(one: _Features, mean: _Features) -> tuple[Difference, ...]:
    """What makes somebody busier than the mean of the role."""
    differs: dict[Difference, bool] = {
        "hours": one.hours < mean.hours * (1 - NEARLY),
        "pace": one.pace > mean.pace * (1 + NEARLY),
        "accounts": one.accounts > mean.accounts * (1 + NEARLY),
        "away": one.away > mean.away + NEARLY,
        "pilot": one.piloted and one.pilot > mean.pilot * (1 + NEARLY),
        "no pilot": mean.piloted and not one.piloted and one.pilot > mean.pilot * (1 + NEARLY),
    }
    return tuple(word for word, is_so in differs.items() if is_so)
