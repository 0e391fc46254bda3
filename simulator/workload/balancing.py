"""A cut that is even in work and short in ways: location-allocation with split resolution.

After Fleischmann and Paraschis (1988): accounts are allocated to where people stand by a transport
problem, each person's work within a tolerance of the mean, or of what the own hours are of it; the
few accounts that its solution splits go to one person whole; those who have no home stand in the
middle of their work then, and all of it is done again.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Column
from simulator.scenario.elementary import Numbers
from simulator.workload.cutting import Points, metres

NEAREST = 4  # people who may have an account, unless that is too few for an even cut
ROUNDS = 3  # of allocation and relocation
WHOLE = 1 - 1e-6  # of an account that is not split
MENDED = 4  # accounts moved for each person, at most, once those that were split are whole
MIN_SHARE = 1e-6  # of a tolerance: less is lost in rounding
AIMED_AT = 0.9  # part of the tolerance that is used, so that split accounts have room


class Asked(NamedTuple):
    """What an even cut is asked for."""

    work: Numbers  # of each account
    hours: Numbers  # of each person over the mean of all
    within: float  # share of a person's part by which the own work may be off it

    @property
    def mean(self) -> float:
        """Work of a person with the mean of hours."""
        return float(self.work.sum() / len(self.hours))


def balanced(
    points: Points, asked: Asked, sites: Points, *, settled: bool
) -> tuple[Column, Points]:
    """The person of each account, and where people stand then: where they stood, if ``settled``.

    Accounts that ask for no work go to whoever is nearest.
    """
    if not asked.work.any():
        asked = asked._replace(work=np.ones(len(points)))
    owner = _allocated(points, asked, sites)
    for _ in range(0 if settled else ROUNDS):
        moved = _middles(points, asked.work, owner, sites)
        if (moved == sites).all():
            break
        sites, owner = moved, _allocated(points, asked, moved)
    return owner, sites


def _middles(points: Points, work: Numbers, owner: Column, sites: Points) -> Points:
    """The middle of each person's work; who has none stays."""
    middles = sites.copy()
    for person in range(len(sites)):
        mine = owner == person
        if work[mine].sum() > 0:
            middle = np.average(points[mine], axis=0, weights=work[mine])
            middles[person] = np.rint(middle).astype(np.int64)
    return middles


def _allocated(points: Points, asked: Asked, sites: Points) -> Column:
    """The person of each account: shortest ways with even work, no account split."""
    ways = np.stack([metres(points, site) for site in sites], axis=1)
    nearest = np.argsort(ways, axis=1, kind="stable")
    choices = min(NEAREST, len(sites))
    closer = asked._replace(within=max(AIMED_AT * asked.within, MIN_SHARE))
    shares = _transported(ways, closer, nearest[:, :choices])
    while shares is None and choices < len(sites):
        choices = min(2 * choices, len(sites))
        shares = _transported(ways, closer, nearest[:, :choices])
    assert shares is not None, "split at will, work can always be spread evenly"
    return _evened(_whole(shares, asked, nearest[:, :choices]), asked, ways)


def _transported(ways: Points, asked: Asked, choices: Column) -> Numbers | None:
    """Shares of each account (rows) for each of its choices; None if that cannot be even.

    The least way to all work, each person's within the tolerance of the own part.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    accounts, number = choices.shape
    rows = np.arange(accounts).repeat(number)
    cells = np.arange(accounts * number)
    scaled, within = asked.work / asked.mean, asked.within
    each = coo_array((np.ones(len(cells)), (rows, cells)))
    shape = (ways.shape[1], len(cells))
    loads = coo_array((scaled[rows], (choices.ravel(), cells)), shape=shape)
    bounds = coo_array(
        (
            np.concatenate((loads.data, -loads.data)),
            (np.concatenate((loads.row, loads.row + shape[0])), np.tile(loads.col, 2)),
        ),
        shape=(2 * shape[0], len(cells)),
    )
    costs = np.take_along_axis(ways, choices, axis=1) / 1000 * np.maximum(scaled, 1e-6)[:, None]
    solution = linprog(
        costs.ravel(),
        A_ub=bounds,
        b_ub=np.concatenate([asked.hours * (1 + within), asked.hours * (within - 1)]),
        A_eq=each,
        b_eq=np.ones(accounts),
        method="highs-ds",  # the dual simplex: an interior point takes three times as long
    )
    if solution.status != 0:
        return None
    shares: Numbers = solution.x.reshape(accounts, number)
    return shares


def _whole(shares: Numbers, asked: Asked, choices: Column) -> Column:
    """Whole accounts: those that are split, the largest first, go to who of theirs has least."""
    work, people = asked.work, len(asked.hours)
    best = shares.argmax(axis=1)
    owner: Column = np.take_along_axis(choices, best[:, None], axis=1)[:, 0]
    split = np.flatnonzero(shares.max(axis=1) < WHOLE)
    load = np.bincount(np.delete(owner, split), np.delete(work, split), minlength=people)
    for account in split[np.argsort(-work[split], kind="stable")]:
        some = choices[account][shares[account] > 1 - WHOLE]
        owner[account] = some[np.argmin(load[some] / asked.hours[some])]
        load[owner[account]] += work[account]
    return owner


def _evened(owner: Column, asked: Asked, ways: Points) -> Column:
    """The same once single accounts have gone where whole ones left somebody beyond the tolerance.

    Each is the one that costs least way; where none helps, accounts are too large for an even cut.
    """
    owner, people, (work, hours, within) = owner.copy(), ways.shape[1], asked
    mean = asked.mean
    for _ in range(MENDED * people):
        load = np.bincount(owner, work, minlength=people)
        off = np.abs(load / hours - mean)
        worst = int(off.argmax())
        if off[worst] <= within * mean:
            break
        after = (load + work[:, None]) / hours  # of whoever would get an account
        keeps = ((load[owner] - work) / hours[owner])[:, None]  # of who has it
        helps = (owner == worst)[:, None] | (np.arange(people) == worst)
        helps &= (owner[:, None] != np.arange(people)) & (work > 0)[:, None]
        helps &= (np.abs(after - mean) < off[worst]) & (np.abs(keeps - mean) < off[worst])
        if not helps.any():
            break
        more = np.where(helps, ways - ways[np.arange(len(work)), owner][:, None], np.inf)
        account, person = np.unravel_index(int(more.argmin()), more.shape)
        owner[account] = person
    return owner
