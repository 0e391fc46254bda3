"""What the load model expects of every plan: its cost, how much it sells, how busy each role is."""

from __future__ import annotations

from itertools import groupby

import numpy as np

from simulator.analysis.capacity.load import loads_of, steady_network
from simulator.analysis.optimise.catalogue import UTILISATION, Expectation
from simulator.analysis.optimise.plans import Plan, Space
from simulator.measures.targets import COST, HEADLINE
from simulator.scenario.elementary import Numbers
from simulator.scenario.units import WEEKS_A_YEAR


def expected_of(space: Space, plans: list[Plan]) -> Expectation:
    """What is expected of plans, of which those with the same moves follow each other.

    Each set of moves is looked at once: people only scale what it comes to.
    """
    roles = list(space.changes.base.roles)
    groups = [list(group) for _, group in groupby(plans, key=lambda plan: plan.moves)]
    parts = [_of_one_set(space, group, roles) for group in groups]
    table = np.vstack(parts)
    measures = (COST, HEADLINE, *(f"{UTILISATION}{role}" for role in roles))
    return Expectation(measures, table[:, 1:], table[:, 0])


def _of_one_set(space: Space, plans: list[Plan], roles: list[str]) -> Numbers:
    """Contracts, cost, selling share and loads; NaN for plans that cannot be carried out.

    What a plan costs once is spread over a year.
    """
    scenario = space.moved(plans[0].moves)
    if scenario is None:
        return np.full((len(plans), 3 + len(roles)), np.nan)
    own = np.array([role.people for role in scenario.roles.values()], dtype=float)
    names = list(scenario.roles)
    hired = [[dict(plan.hires).get(role, 0) for role in names] for plan in plans]
    people = own + np.array(hired, dtype=float).reshape(len(plans), len(names))
    loads = loads_of(steady_network(scenario), np.maximum(people, 0))
    load = loads.load[:, [names.index(role) for role in roles]]
    once = (scenario.outlay - space.changes.base.outlay) / WEEKS_A_YEAR
    columns = [loads.contracts.sum(axis=1) + once, loads.cost + once, loads.selling_share]
    table = np.column_stack([*columns, load])
    manned = np.array([role in space.manned for role in names])
    empty = (people < 1) & (manned | bool((own >= 1).all()))
    table[empty.any(axis=1)] = np.nan
    return table
