"""A cut that is even in work and short in ways: location-allocation with split resolution.

After Fleischmann and Paraschis (1988): accounts are allocated to where people stand by a transport
problem, each person's work within a tolerance of the mean; the few accounts that its solution
splits go to one person whole; those who have no home stand in the middle of their work then, and
all of it is done again.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from simulator.ledger.ledger import Column
from simulator.workload.cutting import Points, metres

Numbers = npt.NDArray[np.float64]
NEAREST = 4  # people who may have an account, unless that is too few for an even cut
ROUNDS = 3  # of allocation and relocation
WHOLE = 1 - 1e-6  # of an account that is not split
MENDED = 4  # accounts moved for each person, at most, once those that were split are whole
MIN_SHARE = 1e-6  # of a tolerance: less is lost in rounding
AIMED_AT = 0.9  # part of the tolerance that is used, so that split accounts have room


def balanced(
    points: Points, work: Numbers, sites: Points, within: float, *, settled: bool
) -> tuple[Column, Points]:
    """The person of each account, and where people stand then: where they stood, if ``settled``.

    Accounts that ask for no work go to whoever is nearest.
    """
    if not work.any():
        work = np.ones(len(points))
    owner = _allocated(points, work, sites, within)
    for _ in range(0 if settled else ROUNDS):
        moved = _middles(points, work, owner, sites)
        if (moved == sites).all():
            break
        sites, owner = moved, _allocated(points, work, moved, within)
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


def _allocated(points: Points, work: Numbers, sites: Points, within: float) -> Column:
    """The person of each account: shortest ways with even work, no account split."""
    ways = np.stack([metres(points, site) for site in sites], axis=1)
    nearest = np.argsort(ways, axis=1, kind="stable")
    choices = min(NEAREST, len(sites))
    shares = _transported(ways, work, nearest[:, :choices], max(AIMED_AT * within, MIN_SHARE))
    while shares is None and choices < len(sites):
        choices = min(2 * choices, len(sites))
        shares = _transported(ways, work, nearest[:, :choices], max(AIMED_AT * within, MIN_SHARE))
    assert shares is not None, "split at will, work can always be spread evenly"
    owner = _whole(shares, work, nearest[:, :choices], len(sites))
    return _evened(owner, work, ways, within)


def _transported(ways: Points, work: Numbers, choices: Column, within: float) -> Numbers | None:
    """Shares of each account (rows) for each of its choices; None if that cannot be even.

    The least way to all work, each person's within the tolerance of the mean.
    """
    from scipy.optimize import linprog
    from scipy.sparse import coo_array

    accounts, number = choices.shape
    rows = np.arange(accounts).repeat(number)
    cells = np.arange(accounts * number)
    mean = work.sum() / ways.shape[1]
    scaled = work / mean
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
        b_ub=np.repeat([1 + within, within - 1], shape[0]),
        A_eq=each,
        b_eq=np.ones(accounts),
        method="highs-ds",  # the dual simplex: an interior point takes three times as long
    )
    if solution.status != 0:
        return None
    shares: Numbers = solution.x.reshape(accounts, number)
    return shares


def _whole(shares: Numbers, work: Numbers, choices: Column, people: int) -> Column:
    """Whole accounts: those that are split, the largest first, go to who of theirs has least."""
    best = shares.argmax(axis=1)
    owner: Column = np.take_along_axis(choices, best[:, None], axis=1)[:, 0]
    split = np.flatnonzero(shares.max(axis=1) < WHOLE)
    load = np.bincount(np.delete(owner, split), np.delete(work, split), minlength=people)
    for account in split[np.argsort(-work[split], kind="stable")]:
        some = choices[account][shares[account] > 1 - WHOLE]
        owner[account] = some[np.argmin(load[some])]
        load[owner[account]] += work[account]
    return owner


def _evened(owner: Column, work: Numbers, ways: Points, within: float) -> Column:
    """The same once single accounts have gone where whole ones left somebody beyond the tolerance.

    Each is the one that costs least way; where none helps, accounts are too large for an even cut.
    """
    owner, people = owner.copy(), ways.shape[1]
    mean = work.sum() / people
    for _ in range(MENDED * people):
        load = np.bincount(owner, work, minlength=people)
        worst = int(np.abs(load - mean).argmax())
        if abs(load[worst] - mean) <= within * mean:
            break
        after = load + work[:, None]  # of whoever would get an account
        keeps = (load[owner] - work)[:, None]  # of who has it
        helps = (owner == worst)[:, None] | (np.arange(people) == worst)
        helps &= (owner[:, None] != np.arange(people)) & (work > 0)[:, None]
        bound = abs(load[worst] - mean)
        helps &= (np.abs(after - mean) < bound) & (np.abs(keeps - mean) < bound)
        if not helps.any():
            break
        more = np.where(helps, ways - ways[np.arange(len(work)), owner][:, None], np.inf)
        account, person = np.unravel_index(int(more.argmin()), more.shape)
        owner[account] = person
    return owner
