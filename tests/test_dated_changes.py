"""Up to its day a change changes nothing; from then on it changes all that it says."""

from __future__ import annotations

from typing import Any

import numpy as np
from companies import changed_companies
from hypothesis import given, settings

from simulator.engine import simpy_engine
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import INVARIANTS
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw


def until(ledger: Ledger, moment: int) -> tuple[list[Any], list[Any]]:
    """Entries and tasks up to a moment, by name, since numbers shift where people are hired."""
    c, e, t = ledger.parameters, ledger.entries, ledger.tasks
    people, places = (*c.people, ""), (*ledger.places.name, "")
    kinds, roles = (*c.activities.name, ""), (*c.roles.name, "")
    entries = [
        (people[p], doing, kinds[a], account, places[at], start, min(end, moment))
        for p, doing, a, account, at, start, end in zip(
            e.person, e.doing, e.activity, e.account, e.place, e.start, e.end, strict=True
        )
        if start < moment
    ]
    happened = [
        np.where(x < moment, x, -1) for x in (t.handing, t.available, t.started, t.finished)
    ]
    tasks = [
        (kinds[a], account, asked, *whens, people[by] if whens[-1] >= 0 else "")
        for a, account, asked, by, *whens in zip(
            t.activity, t.account, t.asked, t.by, *happened, strict=True
        )
        # Calls are asked for when they are made: when they were due says nothing of their day.
        if asked < moment and kinds[a] not in {kinds[call] for call in c.plans.activity}
    ]
    assert roles
    return entries, tasks


def check_laws(ledger: Ledger) -> None:
    for law in INVARIANTS:
        law(ledger)


@settings(max_examples=40, deadline=None)
@given(changed_companies())
def test_up_to_its_day_a_change_changes_nothing(case: tuple[Scenario, Scenario, int]) -> None:
    base, other, moment = case
    before, after = (simpy_engine.replay(draw(each)) for each in (base, other))
    check_laws(after)
    assert until(before, moment) == until(after, moment)
