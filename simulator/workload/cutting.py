"""How the land of a role is cut among its people, and what moves when their number changes.

Owners are numbers within the role, from 0. Ways are whole metres in a straight line, so that every
machine cuts alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column

Points = npt.NDArray[np.int64]  # shape (n, 2), metres
MAX_SITES = 64  # accounts tried as the place of somebody hired


class Cut(NamedTuple):
    """Whose each account is, and where people stand: their homes, or the middle of their accounts.

    There is a site for whoever was ever there; the first ``people`` are there now.
    """

    owner: Column
    sites: Points
    people: int


class Sites(NamedTuple):
    """How it is known where people stand: from the first cut, and some beforehand."""

    of: Callable[[Sequence[Column], Sequence[int]], Points]  # owners and people, phase by phase
    known: Mapping[int, tuple[int, int]]  # by number of the person


def halves(points: Points, people: int, given: Column | None = None) -> Column:
    """The person of each account: as said, else the map is halved among those who have room.

    Who has more accounts than the mean gets no further ones. -1 for nobody.
    """
    nobody = np.full(len(points), -1, dtype=np.int64)
    owner = nobody if given is None else np.where(given < people, given, nobody)
    rest = np.flatnonzero(owner < 0)
    if people and len(rest):
        has = np.bincount(owner[owner >= 0], minlength=people)
        room = np.maximum(len(points) - people * has, 0)
        _halve(_Room(points, _middles(points, owner, has), room), rest, np.flatnonzero(room), owner)
    return owner


class _Room(NamedTuple):
    """What accounts are cut by."""

    points: Points
    middle: Points  # of the accounts that each person has already; of all, for who has none
    room: Column  # of each person


def _middles(points: Points, owner: Column, has: Column) -> Points:
    """The middle of each person's accounts; that of all accounts where there are none."""
    middle = np.empty((len(has), 2), dtype=np.int64)
    middle[:] = points.sum(axis=0) // len(points)
    mine = owner >= 0
    for axis in (0, 1):
        total = np.zeros(len(has), dtype=np.int64)
        np.add.at(total, owner[mine], points[mine, axis])
        middle[has > 0, axis] = total[has > 0] // has[has > 0]
    return middle


def _halve(by: _Room, chosen: Column, people: Column, owner: Column) -> None:
    """Cuts the longer side so that each part has accounts as its people have room."""
    if len(people) == 1 or len(chosen) == 0:
        owner[chosen] = people[0]
        return
    extent = np.ptp(by.points[chosen], axis=0)
    axis = 0 if extent[0] >= extent[1] else 1
    order = chosen[np.argsort(by.points[chosen, axis], kind="stable")]
    people = people[np.argsort(by.middle[people, axis], kind="stable")]
    left = len(people) // 2
    cut = len(order) * int(by.room[people[:left]].sum()) // int(by.room[people].sum())
    _halve(by, order[:cut], people[:left], owner)
    _halve(by, order[cut:], people[left:], owner)


def metres(here: Points, there: Points) -> Column:
    """Ways in a straight line, rounded down."""
    step = here - there
    square: Column = step[..., 0] * step[..., 0] + step[..., 1] * step[..., 1]
    return np.sqrt(square.astype(np.float64)).astype(np.int64)


NOWHERE: Mapping[int, tuple[int, int]] = MappingProxyType({})  # homes known of nobody


def followed(
    points: Points,
    cut: Cut,
    people: int,
    within: float,
    known: Mapping[int, tuple[int, int]] = NOWHERE,
) -> Cut:
    """A cut once another number of people is there: the fewest accounts move, and no site does.

    ``known`` are the sites of some of those hired; ``within`` is the share of an equal number of
    accounts by which a giver may fall below it, and a receiver rise above it.
    """
    if people == cut.people or not len(points):
        return cut._replace(people=people)
    if people > cut.people:
        sites = _settled(points, cut, people, known)
        return Cut(_hired(points, cut._replace(sites=sites), people, within), sites, people)
    return Cut(_left(points, cut, people, within), cut.sites, people)


def _settled(points: Points, cut: Cut, people: int, known: Mapping[int, tuple[int, int]]) -> Points:
    """Sites for all: each of those hired settles where it saves the most way to accounts.

    The add step of a p-median (Kuehn and Hamburger 1963). How many more are hired does not matter
    to it, so that nobody's home moves.
    """
    sites = cut.sites
    nearest = metres(points, sites[cut.owner])
    chosen = np.unique(np.linspace(0, len(points) - 1, min(MAX_SITES, len(points))).astype(int))
    ways = [metres(points, points[candidate]) for candidate in chosen]
    while len(sites) < people:
        saved = [int(np.maximum(nearest - way, 0).sum()) for way in ways]
        best = points[chosen[int(np.argmax(saved))]]
        site = np.array(known.get(len(sites), best), dtype=np.int64)
        sites = np.vstack((sites, site))
        nearest = np.minimum(nearest, metres(points, site))
    return sites


def _hired(points: Points, cut: Cut, people: int, within: float) -> Column:
    """Each of those hired takes an equal share: the accounts that he is nearer to than their owner.

    An owner gives as long as he keeps an equal share less ``within``.
    """
    owner, share = cut.owner.copy(), len(points) // people
    least = int(np.ceil((1 - within) * len(points) / people))
    for person in range(cut.people, people):
        gain = metres(points, cut.sites[owner]) - metres(points, cut.sites[person])
        spare = np.bincount(owner, minlength=people) - least
        spare[cut.people :] = 0
        take = _taken(np.argsort(-gain, kind="stable"), owner, spare, share)
        owner[take] = person
    return owner


def _taken(order: Column, owner: Column, spare: Column, share: int) -> list[int]:
    """The first accounts of an order that their owners can spare, until there is a share."""
    taken: list[int] = []
    for account in order:
        if len(taken) == share:
            break
        if spare[owner[account]] > 0:
            spare[owner[account]] -= 1
            taken.append(int(account))
    return taken


def _left(points: Points, cut: Cut, people: int, within: float) -> Column:
    """The accounts of those who have left go to the nearest who have room.

    Whoever has an equal share and ``within`` of it has none.
    """
    owner = cut.owner.copy()
    orphans = np.flatnonzero(owner >= people)
    sites = cut.sites[:people]
    room = int(np.ceil((1 + within) * len(points) / people)) - np.bincount(
        owner[owner < people], minlength=people
    )
    ways = np.array([metres(sites, points[account]).min() for account in orphans])
    for account in orphans[np.argsort(ways, kind="stable")]:
        way = metres(sites, points[account])
        way[room <= 0] = np.iinfo(np.int64).max
        nearest = int(np.argmin(way))
        owner[account] = nearest
        room[nearest] -= 1
    return owner


def cuts_of(
    points: Points,
    headcounts: Sequence[int],
    sites: Sites,
    within: float,
    given: Column | None = None,
) -> list[Cut]:
    """The cut for each headcount, one after the other.

    The first is as said, else by halves, each next differs from the one before as little as can
    be. Where nobody is, accounts belong to nobody, and whoever comes takes up the cut of before.
    """
    first = next((people for people in headcounts if people), 0)
    owner = halves(points, first, given)
    cut = Cut(owner, sites.of([owner], [first]), first)
    cuts = []
    for people in headcounts:
        if people:
            cut = followed(points, cut, people, within, sites.known)
        cuts.append(cut if people else Cut(np.full_like(owner, -1), cut.sites, 0))
    return cuts
