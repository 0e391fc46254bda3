"""Where accounts lie, who calls on them, where people live, and which account is next to which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.errors import InvalidValue
from simulator.ledger.ledger import Column, Places
from simulator.model.codes import CUSTOMER, GONE, MILLION, NOT, PROSPECT
from simulator.model.parameters import Parameters, bases_by_phase
from simulator.scenario.elementary import Numbers
from simulator.scenario.families import unit_quantile
from simulator.scenario.names import HOME, OFFICE
from simulator.scenario.owners import owner_column
from simulator.scenario.people import people_of
from simulator.scenario.phases import Phase, roster
from simulator.scenario.places import account_names, accounts_of, businesses_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, WEEKDAYS
from simulator.workload.account_work import work_of_accounts
from simulator.workload.balancing import Asked, balanced
from simulator.workload.cutting import Cut, Points, Sites, cuts_of, halves
from simulator.workload.roads import road_table, way_seconds
from simulator.workload.streams import RandomStreams

MAX_NEAREST = 48  # neighbours kept for each place
MAX_DILUTED = 8  # times as many where there are prospects
MAX_POTENTIAL = 1_000_000_000  # millionths


class TerritoryData(NamedTuple):
    """The places of one replication and whose they are."""

    places: Places
    segment: Column  # of each account
    rank: Column  # number of each account within its segment
    owner: tuple[Column, ...]  # for each role: person of each account, -1 for nobody
    base: Column  # place where each person's day begins and ends
    potential: Column  # of each account, in millionths
    standing: Column  # of each account on the first day: CUSTOMER, PROSPECT or GONE


def draw_territories(
    phases: Sequence[Phase], parameters: Parameters, streams: RandomStreams
) -> list[TerritoryData]:
    """The territory of one replication: generated places, or those of a CSV file.

    In each phase the land is cut among those who are there then; nobody's home moves.
    """
    scenario = phases[0].scenario
    names, points, segment, rank = _accounts(scenario, streams)
    lands = [_land(phases, parameters, points, r, streams) for r in range(len(scenario.roles))]
    everywhere = np.concatenate((_office(scenario)[None], *(land.homes for land in lands), points))
    people = len(parameters.people)
    every_name = (OFFICE, *(f"{HOME}{p}" for p in parameters.people), *names)
    places = Places(
        name=every_name,
        x=everywhere[:, 0],
        y=everywhere[:, 1],
        first_account=1 + people,
        roads=road_table(scenario, every_name),
    )
    bases = bases_by_phase(parameters)
    potential = _potential(scenario, streams)
    owners = zip(bases, zip(*(land.owner for land in lands), strict=True), strict=True)
    of = (potential, _standing(scenario))
    return [TerritoryData(places, segment, rank, owner, base, *of) for base, owner in owners]


def _potential(scenario: Scenario, streams: RandomStreams) -> Column:
    """What each account could buy, in millionths: as its file says, else drawn (lognormal).

    The mean of a segment is the segment's own.
    """
    potentials = [np.empty(0, dtype=np.int64)]
    counts = account_numbers(scenario)
    for (name, segment), count in zip(scenario.segments.items(), counts, strict=True):
        factor = np.ones(count)
        if segment.potential.spread:
            uniforms = streams.block(f"{name}/potential", 0, count, 1)[:, 0]
            factor = unit_quantile("lognormal", segment.potential.spread, uniforms)
        if segment.each is not None and segment.each.potential is not None:
            factor = compared(segment.each.potential, factor)
        potentials.append(np.rint(MILLION * segment.potential.mean * factor).astype(np.int64))
    return np.minimum(np.concatenate(potentials), MAX_POTENTIAL)


def compared(values: Sequence[float | None], otherwise: Numbers) -> Numbers:
    """Values over the mean of those that are given; where none is, what holds otherwise."""
    given = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    over_mean: Numbers = given / np.nanmean(given)
    return np.where(np.isnan(over_mean), otherwise, over_mean)


def account_hours(scenario: Scenario) -> Column:
    """For each account: weekdays as bits, opening, closing (seconds after midnight)."""
    rows = [np.empty((0, 3), dtype=np.int64)]
    for segment, count in zip(scenario.segments.values(), account_numbers(scenario), strict=True):
        differ = segment.each is not None
        hours = segment.hours() if differ else [segment.opening]
        bits = [(_bits(each.days), each.start, each.end) for each in hours]
        rows.append(np.array(bits, dtype=np.int64).repeat(1 if differ else count, axis=0))
    return np.concatenate(rows)


def _bits(days: Sequence[str]) -> int:
    return sum(1 << WEEKDAYS.index(day) for day in set(days))


def account_numbers(scenario: Scenario) -> list[int]:
    """How many accounts each segment has, prospects included."""
    return [businesses_of(scenario, segment) for segment in scenario.segments.values()]


def _standing(scenario: Scenario) -> Column:
    """How each account stands on the first day: the first are customers, the last come later."""
    rows = [np.empty(0, dtype=np.int64)]
    for segment, count in zip(scenario.segments.values(), account_numbers(scenario), strict=True):
        standing = np.full(count, GONE)
        standing[: segment.market.size if segment.market else 0] = PROSPECT
        standing[: accounts_of(scenario, segment)] = CUSTOMER
        rows.append(standing)
    return np.concatenate(rows)


def _accounts(
    scenario: Scenario, streams: RandomStreams
) -> tuple[list[str], Points, Column, Column]:
    """Names, points, segment and number within the segment of all accounts."""
    names: list[str] = []
    points = [np.empty((0, 2), dtype=np.int64)]
    counts = account_numbers(scenario)
    for (name, segment), count in zip(scenario.segments.items(), counts, strict=True):
        names += account_names(scenario, name, segment)
        if segment.coordinates:
            points.append(np.array([xy for _, *xy in segment.coordinates], dtype=np.int64))
        else:
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
    if territory is None or territory.width is None or territory.height is None:
        raise InvalidValue("generated accounts need a territory")
    x = office.x + np.rint((uniforms[:, 0] - 0.5) * territory.width)
    y = office.y + np.rint((uniforms[:, 1] - 0.5) * territory.height)
    return np.stack((x, y), axis=1).astype(np.int64)


def _owners_given(scenario: Scenario, parameters: Parameters, role: int) -> Column | None:
    """The person of a role, from 0, whom the scenario names for each account; -1 for none."""
    name = parameters.roles.name[role]
    columns = [owner_column(scenario, segment, name) for segment in scenario.segments]
    if not any(columns):
        return None
    first, people = parameters.roles.first[role], parameters.roles.people[role]
    names = parameters.people[first : first + people]
    number = {each: place for place, each in enumerate(names)}
    owners = [np.empty(0, dtype=np.int64)]
    for column, count in zip(columns, account_numbers(scenario), strict=True):
        here = [number.get(each, NOT) for each in column] or [NOT] * count
        owners.append(np.array(here, dtype=np.int64))
    return np.concatenate(owners)


class _Land(NamedTuple):
    """Whose the accounts are in one role, and where its people live."""

    owner: tuple[Column, ...]  # for each phase: person of each account, -1 for nobody
    homes: Points  # of each person


def _land(
    phases: Sequence[Phase],
    parameters: Parameters,
    points: Points,
    number: int,
    streams: RandomStreams,
) -> _Land:
    """How the land is cut among the people of a role in each phase, and where they live.

    Cut anew, people live among the accounts with which they begin; else where the first cut says,
    and those hired where that saves most way.
    """
    scenario, name, people = phases[0].scenario, *_role_of(parameters, number)
    first = parameters.roles.first[number]
    headcounts, territory = _headcounts(phases, name), scenario.territory
    lived = [each.scenario.roles[name].base == "home" for each in phases]
    most = max(people, *headcounts)
    sites = _sites(phases, points, name, _luck(streams, name, most, lived[0]))
    given = _owners_given(scenario, parameters, number)
    if territory is None or not territory.keeps:
        begun = owners = [halves(points, count, given) for count in headcounts]
        homes = sites.of(owners, headcounts)
    else:
        every = cuts_of(points, headcounts, sites, territory.tolerance, given)
        cuts = every[-len(phases) :]
        begun, homes = [cut.owner for cut in every], cuts[-1].sites
        owners = [cut.owner for cut in cuts]
        if territory.cut == "balance":
            hours = _contracts(parameters, (first, people))
            owners = [_even(scenario, points, name, each) for each in zip(cuts, hours, strict=True)]
    lives = np.tile(_office(scenario), (people, 1))
    if any(lived) and not lived[0]:  # who begins his days at home later has lived there all along
        homes = _sites(phases, points, name, _luck(streams, name, most, True)).of(begun, headcounts)
    if any(lived):
        lives[: len(homes)] = homes[:people]
    cut = tuple(np.where(owner < 0, -1, first + owner) for owner in owners)
    return _Land(cut, _where_said(lives, sites.known))


def _contracts(parameters: Parameters, chosen: tuple[int, int]) -> list[Numbers]:
    """For each phase, the contracts of people from a first one on, so many: seconds of a week."""
    (first, people), wages = chosen, parameters.wages
    days = np.array(parameters.phases.start) // DAY
    rows = np.searchsorted(wages.day, days, side="right") - 1
    whole = np.array(wages.week_seconds, dtype=np.float64)[rows, first : first + people]
    return list(whole)


def _even(scenario: Scenario, points: Points, name: str, people: tuple[Cut, Numbers]) -> Column:
    """The same land cut for work that is even over people's own hours, from where they stand."""
    cut, hours = people[0], people[1][: people[0].people]
    if not cut.people or not len(points):
        return cut.owner
    work = work_of_accounts(scenario, name).seconds
    territory, settled = scenario.territory, scenario.roles[name].base == "home"
    within = territory.tolerance if territory else 0.0
    asked = Asked(work, hours / hours.mean(), within)
    owner, _ = balanced(points, asked, cut.sites[: cut.people], settled=settled)
    return owner


def _role_of(parameters: Parameters, number: int) -> tuple[str, int]:
    """Name and people of a role."""
    return parameters.roles.name[number], parameters.roles.people[number]


def _office(scenario: Scenario) -> Points:
    return np.array([scenario.headquarters.x, scenario.headquarters.y], dtype=np.int64)


def _headcounts(phases: Sequence[Phase], name: str) -> list[int]:
    """People of a role among whom the land is cut, one cut after the other; the last are phases."""
    roles = [each.scenario.roles[name] for each in phases]
    counts = [role.people if role.accounts == "own" else 0 for role in roles]
    territory, first = phases[0].scenario.territory, roles[0].first_cut
    kept = first is not None and territory is not None and territory.keeps
    return [first, *counts] if kept and first is not None else counts


def _luck(streams: RandomStreams, name: str, people: int, at_home: bool) -> Numbers:
    """Where amid their accounts people live, as shares of the extent; the middle elsewhere."""
    return streams.block(f"{name}/home", 0, people, 2) if at_home else np.full((people, 2), 0.5)


def _sites(phases: Sequence[Phase], points: Points, name: str, chance: Numbers) -> Sites:
    """Where people of a role stand, given their accounts: at home, or amid them."""
    scenario = phases[0].scenario
    known = {
        each.number: (each.home.x, each.home.y)
        for each in people_of(name, roster(phases).roles[name])
        if each.home is not None
    }

    def of(owners: Sequence[Column], headcounts: Sequence[int]) -> Points:
        homes = np.tile(_office(scenario), (max(headcounts), 1))
        for person, (uniforms, home) in enumerate(zip(chance, homes, strict=False)):
            begins = next(phase for phase, count in enumerate(headcounts) if person < count)
            homes[person] = _amid(points[owners[begins] == person], uniforms, home)
        return _where_said(homes, known)

    return Sites(of, known)


def _where_said(homes: Points, known: Mapping[int, tuple[int, int]]) -> Points:
    """The homes, with those in their place of which the scenario says where they are."""
    for number, home in known.items():
        if number < len(homes):
            homes[number] = home
    return homes


def _amid(accounts: Points, uniforms: npt.NDArray[np.float64], otherwise: Points) -> Points:
    """Anywhere in the rectangle around accounts; for none, as given."""
    if not len(accounts):
        return otherwise
    low, high = accounts.min(axis=0), accounts.max(axis=0)
    place: Points = low + np.rint((high - low) * uniforms).astype(np.int64)
    return place


def nearest_accounts(
    territory: TerritoryData, parameters: Parameters, accounts: Column, base: int
) -> tuple[Column, Points]:
    """Places (the accounts, then the base) and, for each, the accounts by distance, nearest first.

    By road, if there is a table of roads. The second holds positions in ``accounts`` and has shape
    (places, at most MAX_NEAREST, more with prospects); an account is no neighbour of itself.
    """
    places = territory.places
    there = accounts + places.first_account
    nodes = np.concatenate((there, [base]))
    if places.roads.size:
        far = way_seconds(places, parameters, nodes[:, None], there[None, :])
    else:
        dx = places.x[nodes][:, None] - places.x[there][None, :]
        dy = places.y[nodes][:, None] - places.y[there][None, :]
        far = dx * dx + dy * dy
    far[np.arange(len(accounts)), np.arange(len(accounts))] = np.iinfo(np.int64).max
    # As many customers among them as where there are no prospects.
    customers = int(np.count_nonzero(territory.standing[accounts] == CUSTOMER))
    times = min(len(accounts) // max(customers, 1), MAX_DILUTED)
    most = MAX_NEAREST * times
    order = np.argsort(far, axis=1, kind="stable")[:, : min(most, max(len(accounts) - 1, 0))]
    return nodes, order
