"""Whose the land is: work, potential, ways and accounts of each territory, and who would move.

The land is that of one replication (accounts of files lie there in all of them), work is what the
load model expects of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity.account_kinds import CUSTOMERS, PROSPECTS, account_kinds
from simulator.analysis.capacity.demand import tasks_of_account
from simulator.analysis.capacity.load import loads_of, people_of, steady_network
from simulator.analysis.capacity.network import LoadNetwork
from simulator.errors import UsageError
from simulator.experiment.presentation import Presentable, SummaryRow, exactly
from simulator.experiment.results import ScenarioLabel, label_of
from simulator.ledger.ledger import Column
from simulator.model.codes import CUSTOMER, GONE, MILLION, STANDINGS
from simulator.model.parameters import Parameters, parameters_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.inheritance import as_scenario, load
from simulator.scenario.phases import Phase, phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import HOUR, MINUTE
from simulator.workload.account_work import work_of_accounts
from simulator.workload.streams import streams_of
from simulator.workload.territory import TerritoryData, draw_territories

KM = 1000
TERRITORY_UNITS = {
    "work": "h per week",
    "travel": "h per week",
    "load": "share",
    "potential": "potential",
    "accounts": "accounts",
    "from_base": "km",
    "spread": "km",
}
DUST = 1e-12  # what is less uneven is even but for rounding
SAMPLED = 300  # accounts of a territory between which ways are measured


class TerritoryProfile(NamedTuple):
    """What one person looks after. Hours are those of a week in which all that is due is done."""

    person: str
    accounts: int
    prospects: int  # of the accounts, which are no customers at first
    work: float  # h a week, without driving
    travel: float  # h a week, for as many calls as people make
    potential: float  # of all accounts together
    from_base: float  # km, straight, from home or headquarters to an account
    spread: float  # km, straight, from the middle of the work to an account: compactness
    gets: int  # accounts that he has only afterwards
    gives: int  # and that he had only before
    hours: float  # of the person's own contract, a week

    @property
    def load(self) -> float:
        """Work over the person's own hours, so that part-timers are held against their own.

        Returns:
            A share; without driving.
        """
        return self.work / self.hours


class Balance(NamedTuple):
    """How far the largest and the smallest territory are from the mean: max |w - mean| / mean."""

    work: float  # over each person's own hours
    potential: float
    travel: float
    accounts: float


class Realignment(NamedTuple):
    """What changes owner, as shares of all, and how many of those who stay move house."""

    accounts: float
    work: float
    potential: float
    homes: int
    stay: int  # people who are there before and after


class Account(NamedTuple):
    """An account: where it lies, and whose it is; None for nobody."""

    name: str
    segment: str
    standing: str  # customer, prospect or gone, at first
    x: float  # km
    y: float
    before: str | None
    owner: str | None


class Home(NamedTuple):
    """Where somebody's day begins."""

    person: str
    x: float  # km
    y: float


class RoleTerritories(NamedTuple):
    """The land of one role whose people have accounts of their own."""

    role: str
    territories: tuple[TerritoryProfile, ...]
    balance: Balance
    moved: Realignment | None  # None where nothing is compared
    accounts: tuple[Account, ...]
    homes: tuple[Home, ...]  # none where all begin at headquarters
    before: tuple[TerritoryProfile, ...]  # none where nothing is compared
    balance_before: Balance | None

    def was(self, person: str) -> TerritoryProfile | None:
        """What somebody looked after before.

        Args:
            person: By name.

        Returns:
            None for who was not there, or where nothing is compared.
        """
        return next((each for each in self.before if each.person == person), None)

    def summary_rows(self, scenario: str) -> Iterator[SummaryRow]:
        """What lies in each territory; how uneven they are; what shares of all change owner.

        Args:
            scenario: Name of the scenario whose role it is.

        Returns:
            Rows of a summary.
        """
        for each in self.territories:
            for measure, unit in TERRITORY_UNITS.items():
                value, whose = exactly(getattr(each, measure)), (self.role, each.person)
                yield SummaryRow(scenario, measure, value, unit, None, whose)
        shares = {f"imbalance.{key}": share for key, share in self.balance._asdict().items()}
        if self.moved:
            of_all = ("accounts", "work", "potential")
            shares |= {f"moved.{key}": getattr(self.moved, key) for key in of_all}
        for measure, share in shares.items():
            yield SummaryRow(scenario, measure, exactly(share), "share", None, (self.role, None))

    @property
    def least(self) -> TerritoryProfile:
        """The territory with the least work over its person's hours.

        Returns:
            The first of them.
        """
        return min(self.territories, key=lambda each: each.load)

    @property
    def most(self) -> TerritoryProfile:
        """The territory with the most work over its person's hours.

        Returns:
            The first of them.
        """
        return max(self.territories, key=lambda each: each.load)

    @property
    def are_alike(self) -> bool:
        """Do all of its people work the same hours?

        Returns:
            No where some of them are part-timers.
        """
        return len({each.hours for each in self.territories}) <= 1


@dataclass(frozen=True, repr=False)
class Territories(Presentable):
    """The territories of a scenario, or those of another that it is held against."""

    scenario: ScenarioLabel  # whose territories these are
    before: ScenarioLabel | None  # what it is held against; the same with a dated change
    roles: tuple[RoleTerritories, ...]

    def _further_columns(self) -> dict[str, type | None]:
        """Whose: the role, and the person; null for what is said of all of its people."""
        return {"role": str, "person": str}

    def _summary_rows(self) -> Iterator[SummaryRow]:
        """What lies in each territory; how even they are; what shares of all change owner."""
        for role in self.roles:
            yield from role.summary_rows(self.scenario.name)


def territories(
    scenario: Scenario | str | Path, other: Scenario | str | Path | None = None, *, seed: int = 1
) -> Territories:
    """Work, potential, ways and accounts of each territory, how even they are, and who moves.

    Args:
        scenario: Whose land is looked at, or its name or path.
        other: What it shall become: its territories are shown then, and what changes owner. Without
            it a change that has a day is held against what holds before.
        seed: Of the replication (its first) in which generated accounts lie where they lie.

    Returns:
        For each role whose people have accounts of their own: a row for each territory (hours a
        week, kilometres, accounts), their balance, and shares of accounts, work and potential that
        change owner.

    Raises:
        UsageError: If nobody has accounts of his own, or the two have other accounts.

    Example:
        >>> import simulator
        >>> today = simulator.load("baseline")
        >>> kept = simulator.what_if(today, territory={"cut": "least"})
        >>> more = simulator.what_if(kept, hire={"field_rep": 1})
        >>> moved = simulator.territories(kept, more).roles[0].moved
        >>> round(moved.accounts, 3), moved.homes  # one of 41 shares, and nobody moves house
        (0.024, 0)
    """
    one = _Cut.of(as_scenario(scenario), seed)
    last = one if other is None else _Cut.of(as_scenario(other), seed)
    dated = other is None and len(one.lands) > 1
    first = one.begin() if dated else one
    if other is not None:
        _refuse_other_accounts(one, last)
    roles = [name for name, role in last.scenario.roles.items() if role.accounts == "own"]
    roles = [name for name in roles if last.people(name) and name in first.scenario.roles]
    if not roles or not len(last.land.segment):
        raise UsageError(
            "{name}: nobody has accounts of his own ('accounts: own'), so there are no territories",
            name=last.scenario.name,
        )
    compared = dated or other is not None
    return Territories(
        label_of(last.scenario),
        label_of(one.scenario) if compared else None,
        tuple(_role(first, last, role, compared=compared) for role in roles),
    )


def ask(*, names: Sequence[str]) -> list[Territories]:
    """The territories of a scenario that is named, or of two."""
    if len(names) > 2:
        raise UsageError(
            "read {count} scenarios, expected one, or two: before and after", count=len(names)
        )
    return [territories(*(load(name) for name in names))]


class _Cut(NamedTuple):
    """A scenario with its land at the end, drawn once."""

    scenario: Scenario
    parameters: Parameters
    phases: tuple[Phase, ...]
    lands: tuple[TerritoryData, ...]  # one for each phase
    land: TerritoryData

    @classmethod
    def of(cls, scenario: Scenario, seed: int) -> _Cut:
        """The land of the first replication."""
        phases = phases_of(scenario)
        parameters = parameters_of(scenario, phases)
        lands = tuple(draw_territories(phases, parameters, streams_of(seed, 0)))
        return cls(scenario, parameters, phases, lands, lands[-1])

    def begin(self) -> _Cut:
        """The same before its change."""
        return self._replace(land=self.lands[0])

    def owners(self, role: str) -> Column:
        """Of each account, the number of its person within the role; -1 for nobody."""
        number = self.parameters.roles.name.index(role)
        owner = self.land.owner[number]
        return np.where(owner < 0, -1, owner - self.parameters.roles.first[number])

    def people(self, role: str) -> int:
        """How many are there in this phase."""
        phase = next(n for n, land in enumerate(self.lands) if land is self.land)
        return self.phases[phase].scenario.roles[role].people

    def names(self, role: str) -> tuple[str, ...]:
        """All people of a role who are ever there."""
        number = self.parameters.roles.name.index(role)
        first = self.parameters.roles.first[number]
        return self.parameters.people[first : first + self.parameters.roles.people[number]]

    def hours(self, role: str) -> list[float]:
        """Contracted hours a week of all people of a role who are ever there."""
        number = self.parameters.roles.name.index(role)
        first, count = self.parameters.roles.first[number], self.parameters.roles.people[number]
        return [each / HOUR for each in self.parameters.week_seconds[first : first + count]]

    def bases(self, role: str) -> Numbers:
        """Where the days of a role's people begin, in km."""
        number = self.parameters.roles.name.index(role)
        first, count = self.parameters.roles.first[number], self.parameters.roles.people[number]
        base, places = self.land.base[first : first + count], self.land.places
        return np.stack((places.x[base], places.y[base]), axis=1) / KM

    def points(self) -> Numbers:
        """Where accounts lie, in km."""
        places = self.land.places
        return np.stack((places.x, places.y), axis=1)[places.first_account :] / KM

    def lying(self) -> dict[str, tuple[float, ...]]:
        """The businesses that there are on the first day, and where they lie, in km."""
        there = zip(self.account_names(), self.points().tolist(), self.land.standing, strict=True)
        return {name: tuple(point) for name, point, standing in there if standing != GONE}

    def account_names(self) -> tuple[str, ...]:
        """All accounts, and places for businesses that may yet open."""
        return self.land.places.name[self.land.places.first_account :]


def _refuse_other_accounts(one: _Cut, last: _Cut) -> None:
    if one.lying() != last.lying():
        raise UsageError(
            "{other} has other accounts than {name}: nothing can be said of who moves",
            other=last.scenario.name,
            name=one.scenario.name,
        )


def _role(first: _Cut, last: _Cut, role: str, *, compared: bool) -> RoleTerritories:
    """The territories of one role, and what changes owner."""
    asked = _asked(last, role)
    owners = _owners_before(first, last, role), last.owners(role)
    rows = [_territory(last, role, n, owners, asked) for n in range(last.people(role))]
    before = _before(first, role) if compared else ()
    return RoleTerritories(
        role,
        tuple(rows),
        _balance(rows),
        _moved(first, last, role, (owners[0] != owners[1], asked.work)) if compared else None,
        _accounts(first, last, role, owners),
        _homes(last, role),
        before,
        _balance(before) if before else None,
    )


def _before(first: _Cut, role: str) -> tuple[TerritoryProfile, ...]:
    """The territories that there were, none of whose accounts moves yet."""
    asked, owner = _asked(first, role), first.owners(role)
    people = range(first.people(role))
    return tuple(_territory(first, role, n, (owner, owner), asked) for n in people)


def _balance(rows: Sequence[TerritoryProfile]) -> Balance:
    """How uneven territories are."""
    values = {name: [getattr(each, name) for each in rows] for name in Balance._fields}
    values["work"] = [each.load for each in rows]
    return Balance(**{name: _uneven(column) for name, column in values.items()})


def _owners_before(first: _Cut, last: _Cut, role: str) -> Column:
    """Who had each of the accounts that there are now: of places that are new, who has them."""
    before, after = first.owners(role), last.owners(role)
    rows = {name: row for row, name in enumerate(first.account_names())}
    known = np.array([rows.get(name, -1) for name in last.account_names()], dtype=np.int64)
    return np.where(known < 0, after, before[known])


def _uneven(values: Sequence[float]) -> float:
    """How far the one that is farthest is from the mean, over the mean."""
    known = np.array(values, dtype=float)
    mean = known.mean() if len(known) else 0.0
    uneven = float(np.abs(known - mean).max() / mean) if mean > 0 else math.nan
    return 0.0 if uneven < DUST else uneven


class _Asked(NamedTuple):
    """What each account asks of a role in a week, and how its people drive."""

    work: Numbers  # hours
    calls: Numbers  # that are due
    made: float  # share of them that there is time for
    attempts: float  # for each that is made
    days: float  # of a person at work, a week
    near: float  # how far the order of calls goes by what is near
    drives: bool


def _asked(cut: _Cut, role: str) -> _Asked:
    """What the load model expects, if all that is due is done."""
    scenario, network = cut.scenario, steady_network(cut.scenario)
    loads, number = loads_of(network, people_of(scenario)), list(scenario.roles).index(role)
    plans = [n for n, call in enumerate(network.calls) if call.role == number]
    minutes, due = _of_segments(network, number, plans, float(loads.slowness[0, number]))
    segment, each = cut.land.segment, work_of_accounts(scenario, role)
    kind = _kind_of_accounts(cut)
    wanted = max(float(loads.wanted[0, plans].sum()), 1e-9)
    calls = [network.calls[n] for n in plans]
    return _Asked(
        work=(minutes * MINUTE / HOUR)[kind] * _over_mean(each.seconds, segment),
        calls=due[kind] * _over_mean(each.calls, segment),
        made=float(loads.calls[0, plans].sum()) / wanted,
        attempts=calls[0].attempts if calls else 1.0,
        days=max(float(network.staff.days_always[number]) / network.calendar.weeks, 1e-9),
        near=max((call.near for call in calls), default=0.0),
        drives=any(call.drives for call in calls),
    )


def _kind_of_accounts(cut: _Cut) -> Column:
    """Row of each account in the load model: of its segment's customers, or of its prospects."""
    kinds = [(kind.word, kind.standing) for kind in account_kinds(cut.scenario)]
    words = list(cut.scenario.segments)
    rows = [(words[segment], CUSTOMERS) for segment in cut.land.segment]
    others = np.flatnonzero(cut.land.standing != CUSTOMER)
    for account in others.tolist():
        rows[account] = (rows[account][0], PROSPECTS)
    return np.array([kinds.index(row) for row in rows], dtype=np.int64)


def _over_mean(values: Numbers, segment: Column) -> Numbers:
    """Of each account, a value over the mean of its segment, which the load model reckons with."""
    count = np.bincount(segment)
    mean = (np.bincount(segment, values) / np.maximum(count, 1))[segment]
    over: Numbers = np.divide(values, mean, out=np.ones(len(values)), where=mean > 0)
    return over


def _of_segments(
    network: LoadNetwork, role: int, plans: Sequence[int], slowness: float
) -> tuple[Numbers, Numbers]:
    """What one account of each segment asks of a role in a week: minutes, and calls due."""
    scenario, weeks = network.scenario, network.calendar.weeks
    each = network.fixed.total[:, role] + network.by_speed.total[:, role] * slowness
    minutes = tasks_of_account(scenario, network.calendar, network.demand) @ each
    due = network.demand.each
    for plan in plans:
        minutes = minutes + due[plan] * network.calls[plan].waiting
    return minutes / weeks, due[list(plans)].sum(axis=0) / weeks


def _territory(
    cut: _Cut, role: str, person: int, owners: tuple[Column, Column], asked: _Asked
) -> TerritoryProfile:
    """What one person looks after."""
    before, after = owners
    mine, work = after == person, asked.work
    points, base = cut.points()[mine], cut.bases(role)[person]
    weights = work[mine] if work[mine].sum() > 0 else np.ones(int(mine.sum()))
    middle = np.average(points, axis=0, weights=weights) if mine.any() else base
    return TerritoryProfile(
        person=cut.names(role)[person],
        accounts=int(mine.sum()),
        prospects=int((mine & (cut.land.standing != CUSTOMER)).sum()),
        work=float(work[mine].sum()),
        travel=_driving(cut.scenario, asked, points, base, float(asked.calls[mine].sum())),
        potential=float(cut.land.potential[mine].sum() / MILLION),
        from_base=_mean_way(points, base),
        spread=_mean_way(points, middle),
        gets=int((mine & (before != person)).sum()),
        gives=int((~mine & (before == person)).sum()),
        hours=cut.hours(role)[person],
    )


def _mean_way(points: Numbers, place: Numbers) -> float:
    """Straight km from accounts to a place; NaN without accounts."""
    return float(np.hypot(*(points - place).T).mean()) if len(points) else math.nan


# -- driving ---------------------------------------------------------------------------------------


def _driving(
    scenario: Scenario, asked: _Asked, points: Numbers, base: Numbers, due: float
) -> float:
    """Hours a week on the road, with as many of the calls due as the load model expects."""
    travel = scenario.travel
    if not asked.drives or travel is None or not len(points):
        return 0.0
    calls = asked.made * due * asked.attempts
    out = asked.days * -math.expm1(-calls / asked.days)  # days with at least one call
    waiting = len(points) * (1 - asked.made) + calls / asked.days
    anywhere, nearest = _between(points, 0.0), _between(points, waiting if asked.near else 0.0)
    between = anywhere + asked.near * (nearest - anywhere)
    km = max(calls - out, 0) * between + 2 * out * _mean_way(points, base)
    return km * travel.detour / travel.speed + (calls + out) * travel.parking / HOUR


def _between(points: Numbers, due: float) -> float:
    """Straight km from one account to the next: any other, or the nearest of those due."""
    some = points[np.linspace(0, len(points) - 1, min(SAMPLED, len(points))).astype(int)]
    ways = np.hypot(*(some[:, None] - some[None]).transpose(2, 0, 1))
    if len(some) < 2:
        return 0.0
    mean = float(ways.sum() / (len(some) * (len(some) - 1)))
    if due <= 0:
        return mean
    np.fill_diagonal(ways, np.inf)
    # So many accounts lie on an area that follows from how far each is from its nearest.
    nearest = float(ways.min(axis=1).mean()) * math.sqrt(len(some) / len(points))
    return min(mean, nearest * math.sqrt(len(points) / due))


# -- who moves -------------------------------------------------------------------------------------


def _moved(
    first: _Cut, last: _Cut, role: str, moves: tuple[npt.NDArray[np.bool_], Numbers]
) -> Realignment:
    """Shares of the accounts, the work and the potential that have another owner then."""
    changed, work = moves
    potential = last.land.potential.astype(float)
    stay = min(first.people(role), last.people(role))
    homes = (first.bases(role)[:stay] != last.bases(role)[:stay]).any(axis=1)
    return Realignment(
        accounts=_share(changed, np.ones(len(work))),
        work=_share(changed, work),
        potential=_share(changed, potential),
        homes=int(homes.sum()),
        stay=stay,
    )


def _share(changed: npt.NDArray[np.bool_], of: Numbers) -> float:
    return float(of[changed].sum() / of.sum()) if of.sum() > 0 else math.nan


def _accounts(
    first: _Cut, last: _Cut, role: str, owners: tuple[Column, Column]
) -> tuple[Account, ...]:
    """Each account with its owner before and after."""
    segments, land = list(last.scenario.segments), last.land
    earlier, names = first.names(role), last.names(role)
    rows = zip(
        last.account_names(),
        land.segment,
        land.standing.tolist(),
        last.points(),
        *owners,
        strict=True,
    )
    return tuple(
        Account(
            name,
            segments[segment],
            STANDINGS[standing],
            float(x),
            float(y),
            earlier[before] if before >= 0 else None,
            names[after] if after >= 0 else None,
        )
        for name, segment, standing, (x, y), before, after in rows
    )


def _homes(cut: _Cut, role: str) -> tuple[Home, ...]:
    """Homes of those who are there; none for who begins at headquarters."""
    if cut.scenario.roles[role].base != "home":
        return ()
    people = zip(cut.names(role), cut.bases(role), strict=True)
    return tuple(Home(name, float(x), float(y)) for name, (x, y) in [*people][: cut.people(role)])
