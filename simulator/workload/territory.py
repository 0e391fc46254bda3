"""Where accounts lie, who calls on them, where people live, and which account is next to which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.errors import InvalidValue
from simulator.ledger.ledger import Column, Places
from simulator.model.codes import MILLION
from simulator.model.parameters import Parameters
from simulator.scenario.families import unit_quantile
from simulator.scenario.people import Person, everybody
from simulator.scenario.phases import Phase, roster
from simulator.scenario.scenario import Scenario
from simulator.scenario.validation import accounts_of
from simulator.workload.streams import RandomStreams

Points = npt.NDArray[np.int64]  # shape (n, 2), metres
MAX_NEAREST = 48  # neighbours kept for each place
MAX_POTENTIAL = 1_000_000_000  # millionths


class TerritoryData(NamedTuple):
    """The places of one replication and whose they are."""

    places: Places
    segment: Column  # of each account
    rank: Column  # number of each account within its segment
    owner: tuple[Column, ...]  # for each role: person of each account, -1 for nobody
    base: Column  # place where each person's day begins and ends
    potential: Column  # of each account, in millionths


def draw_territories(
    phases: Sequence[Phase], parameters: Parameters, streams: RandomStreams
) -> list[TerritoryData]:
    """The territory of one replication: generated places, or those of a CSV file.

    In each phase the land is cut among those who are there then; nobody's home moves.
    """
    scenario = phases[0].scenario
    names, points, segment, rank = _accounts(scenario, streams)
    roles = len(parameters.roles.name)
    cuts = [
        tuple(
            _owners(points, parameters.roles.first[r], people * parameters.roles.own_accounts[r])
            for r, people in enumerate(parameters.phases.present[at : at + roles])
        )
        for at in range(0, len(parameters.phases.present), roles)
    ]
    homes = _where_said(
        _homes(scenario, parameters, points, cuts, streams), everybody(roster(phases))
    )
    office = np.array([[scenario.headquarters.x, scenario.headquarters.y]], dtype=np.int64)
    everywhere = np.concatenate((office, homes, points))
    people = len(parameters.people)
    lives = np.array([parameters.roles.home_based[r] for r in parameters.role_of], dtype=np.int64)
    places = Places(
        name=("headquarters", *(f"home of {p}" for p in parameters.people), *names),
        x=everywhere[:, 0],
        y=everywhere[:, 1],
        first_account=1 + people,
    )
    bases = lives * (1 + np.arange(people))
    potential = _potential(scenario, streams)
    return [TerritoryData(places, segment, rank, owner, bases, potential) for owner in cuts]


def _potential(scenario: Scenario, streams: RandomStreams) -> Column:
    """What each account could buy, in millionths: lognormal around the segment's mean."""
    potentials = [np.empty(0, dtype=np.int64)]
    counts = account_numbers(scenario)
    for (name, segment), count in zip(scenario.segments.items(), counts, strict=True):
        factor = np.ones(count)
        if segment.potential.spread:
            uniforms = streams.block(f"{name}/potential", 0, count, 1)[:, 0]
            factor = unit_quantile("lognormal", segment.potential.spread, uniforms)
        potentials.append(np.rint(MILLION * segment.potential.mean * factor).astype(np.int64))
    return np.minimum(np.concatenate(potentials), MAX_POTENTIAL)


def account_numbers(scenario: Scenario) -> list[int]:
    """How many accounts each segment has."""
    return [accounts_of(scenario, segment) for segment in scenario.segments.values()]


def _accounts(
    scenario: Scenario, streams: RandomStreams
) -> tuple[list[str], Points, Column, Column]:
    """Names, points, segment and number within the segment of all accounts."""
    names: list[str] = []
    points = [np.empty((0, 2), dtype=np.int64)]
    counts = account_numbers(scenario)
    for (name, segment), count in zip(scenario.segments.items(), counts, strict=True):
        if segment.coordinates:
            names += [account for account, _, _ in segment.coordinates]
            points.append(np.array([xy for _, *xy in segment.coordinates], dtype=np.int64))
        else:
            names += [f"{name.replace('_', ' ')} {number + 1}" for number in range(count)]
            points.append(_scattered(scenario, streams.block(f"{name}/place", 0, count, 2)))
    return (
        names,
        np.concatenate(points),
        np.repeat(np.arange(len(counts)), counts),
        np.concatenate([np.empty(0, dtype=np.int64), *(np.arange(n) for n in counts)]),
    )


def _scattered(scenario: Scenario, uniforms: npt.NDArray[np.float64]) -> Points:
    """Points anywhere on the territory, which lies around the headquarters."""
    territory, office = scenario.territory, scenario.headquarters
    if territory is None:
        raise InvalidValue("generated accounts need a territory")
    x = office.x + np.rint((uniforms[:, 0] - 0.5) * territory.width)
    y = office.y + np.rint((uniforms[:, 1] - 0.5) * territory.height)
    return np.stack((x, y), axis=1).astype(np.int64)


def _owners(points: Points, first: int, people: int) -> Column:
    """The person of each account: the map is halved until each has a share."""
    owner = np.full(len(points), -1, dtype=np.int64)
    if people:
        _halve(points, np.arange(len(points)), first, people, owner)
    return owner


def _halve(points: Points, chosen: Column, first: int, people: int, owner: Column) -> None:
    """Cuts the longer side so that each part has accounts in proportion to its people."""
    if people == 1 or len(chosen) == 0:
        owner[chosen] = first
        return
    extent = np.ptp(points[chosen], axis=0)
    along = points[chosen, 0 if extent[0] >= extent[1] else 1]
    order = chosen[np.argsort(along, kind="stable")]
    left = people // 2
    cut = len(order) * left // people
    _halve(points, order[:cut], first, left, owner)
    _halve(points, order[cut:], first + left, people - left, owner)


def _homes(
    scenario: Scenario,
    parameters: Parameters,
    points: Points,
    cuts: Sequence[tuple[Column, ...]],
    streams: RandomStreams,
) -> Points:
    """Each person's home: anywhere in the rectangle around his accounts; else the headquarters.

    The accounts are those that he has first.
    """
    homes = np.empty((len(parameters.people), 2), dtype=np.int64)
    homes[:] = (scenario.headquarters.x, scenario.headquarters.y)
    for r, role in enumerate(parameters.roles.name):
        uniforms = streams.block(f"{role}/home", 0, parameters.roles.people[r], 2)
        for number in range(parameters.roles.people[r] if parameters.roles.home_based[r] else 0):
            person = parameters.roles.first[r] + number
            areas = (points[owner[r] == person] for owner in cuts)
            mine = next((area for area in areas if len(area)), None)
            if mine is not None:
                low, high = mine.min(axis=0), mine.max(axis=0)
                homes[person] = low + np.rint((high - low) * uniforms[number]).astype(np.int64)
    return homes


def _where_said(homes: Points, people: Sequence[Person]) -> Points:
    """The homes, with those in their place of which the scenario says where they are."""
    for number, person in enumerate(people):
        if person.home is not None:
            homes[number] = person.home.x, person.home.y
    return homes


def nearest_accounts(
    territory: TerritoryData, accounts: Column, base: int
) -> tuple[Column, Points]:
    """Places (the accounts, then the base) and, for each, the accounts by distance, nearest first.

    The second holds positions in ``accounts`` and has shape (places, at most MAX_NEAREST); an
    account is no neighbour of itself.
    """
    first = territory.places.first_account
    nodes = np.concatenate((accounts + first, [base]))
    x, y = territory.places.x, territory.places.y
    dx = x[nodes][:, None] - x[accounts + first][None, :]
    dy = y[nodes][:, None] - y[accounts + first][None, :]
    square = dx * dx + dy * dy
    square[np.arange(len(accounts)), np.arange(len(accounts))] = np.iinfo(np.int64).max
    order = np.argsort(square, axis=1, kind="stable")[
        :, : min(MAX_NEAREST, max(len(accounts) - 1, 0))
    ]
    return nodes, order
