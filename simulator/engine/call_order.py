"""What the order of calls rests on and no replay changes: points of accounts, means of people."""

from __future__ import annotations

import numpy as np

from simulator.ledger.ledger import Column
from simulator.workload.draw import Workload


def call_order(workload: Workload, ways_home: Column) -> dict[str, Column | int]:
    """Columns of the contacts for plans whose order has weights; without any, a number each."""
    plans, contacts = workload.parameters.versions.plans, workload.contacts
    if not any(plans.weighted) or not len(contacts.plan):
        return {"fixed_points": 0, "mean_interval": 1, "mean_way": 1}
    owners = contacts.person.max() + 2  # one of them nobody, -1
    _, group = np.unique(contacts.plan * owners + contacts.person, return_inverse=True)
    every = np.where(contacts.as_customer > 0, contacts.as_customer, contacts.as_prospect)
    return {
        "fixed_points": _fixed_points(workload, group),
        "mean_interval": _mean(every, group),
        "mean_way": _mean(ways_home, group),
    }


def _fixed_points(workload: Workload, group: Column) -> Column:
    """Millionths of a point that an account has whenever it is looked at."""
    plans, contacts = workload.parameters.versions.plans, workload.contacts
    plan, segment = contacts.plan, workload.territory.segment[contacts.account]
    potential = workload.territory.potential[contacts.account]
    of_segment = np.array(plans.segment, dtype=np.int64)
    points: Column = (
        potential * np.array(plans.potential)[plan] // _mean(potential, group)
        + of_segment[plan, segment]
        - np.array(plans.lowest_quarter)[plan] * _is_in_lowest_quarter(potential, group)
    )
    return points


def _mean(amount: Column, group: Column) -> Column:
    """For each row, the whole mean of its group; 1 at least."""
    total = np.zeros(group.max(initial=-1) + 1, dtype=np.int64)
    np.add.at(total, group, amount)
    mean: Column = np.maximum(total // np.maximum(np.bincount(group), 1), 1)
    return mean[group]


def _is_in_lowest_quarter(amount: Column, group: Column) -> Column:
    """1 for rows of which at most a quarter of their group have as little; equal rows are alike."""
    order = np.lexsort((amount, group))
    size = np.bincount(group)
    first = np.cumsum(size) - size
    pairs = np.stack((group[order], amount[order]), axis=1)
    differs = np.append((pairs[1:] != pairs[:-1]).any(axis=1), True)
    last = np.flatnonzero(differs)  # of those that are equal
    upto = last[np.searchsorted(last, np.arange(len(order)))]
    lowest = np.zeros(len(order), dtype=np.int64)
    lowest[order] = 4 * (upto + 1 - first[group[order]]) <= size[group[order]]
    return lowest
