"""Up to its day a change changes nothing; from then on it changes all that it says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from companies import changed_companies
from examples import examples
from hypothesis import given
from worlds import OFFICE, desk, prescribed, scenario

from simulator.engine import simpy_engine
from simulator.errors import ScenarioError
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import INVARIANTS
from simulator.measures.registry import measure
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import as_yaml
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY
from simulator.scenario.what_if import what_if
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


@pytest.mark.law
@examples(200)
@given(changed_companies())
def test_up_to_its_day_a_change_changes_nothing(case: tuple[Scenario, Scenario, int]) -> None:
    base, other, moment = case
    before, after = (simpy_engine.replay(draw(each)) for each in (base, other))
    check_laws(after)
    assert until(before, moment) == until(after, moment)


# -- what was found wrong, with the right values --------------------------------------------------


def reps(**said: Any) -> Scenario:
    """Four reps who call on 60 accounts of their own."""
    rep = {"people": 4, "cost_per_hour": 50, "base": "home", "accounts": "own", "shift": OFFICE}
    return scenario(
        roles={"rep": rep},
        horizon={"start": "2024-01-01", "weeks": 8, "warm_up_weeks": 2},
        territory={"width": "40 km", "height": "40 km"},
        travel={"speed": "50 km/h"},
        segments={"all": {"accounts": 60, "contact_every": {"visit": "2 weeks"}}},
        call_plans={"visit": {}},
        activities={
            "visit": {
                "category": "selling",
                "by": "rep",
                "lasts": "1 h",
                "splittable": False,
                "place": "account",
            }
        },
        **said,
    )


def test_reps_hired_for_a_day_own_no_accounts_before_it() -> None:
    hired = what_if(reps(), name="hired", hire={"rep": 4}, change={"on": "2024-02-05"})
    day = 5 * 7 * DAY
    today, later = simpy_engine.replay(draw(reps())), simpy_engine.replay(draw(hired))
    assert until(today, day) == until(later, day)
    e = later.entries
    assert e.start[e.person >= 4].min() >= day
    assert set(draw(hired).owner[0][0]) == set(range(4))
    assert set(draw(hired).owner[1][0]) == set(range(8))
    homes = [ledger.places.x[1:5].tolist() for ledger in (today, later)]
    assert homes[0] == homes[1]


def test_who_leaves_on_a_day_hands_his_accounts_to_those_who_stay() -> None:
    fewer = what_if(reps(), name="fewer", hire={"rep": -1}, change={"on": "2024-02-05"})
    day = 5 * 7 * DAY
    ledger = simpy_engine.replay(draw(fewer))
    check_laws(ledger)
    e = ledger.entries
    assert e.end[e.person == 3].max() < day
    called = set(ledger.tasks.account[(ledger.tasks.by >= 0) & (ledger.tasks.started >= day)])
    assert len(called) == 60
    # Seven weeks of the contract are paid to each of three, three weeks of six counted to him.
    assert ledger.vacancies.start.tolist() == [day]


@pytest.mark.parametrize("day", [{}, {"on": "2024-01-22"}], ids=["without a day", "with one"])
def test_an_outlay_is_in_the_weeks_that_count(day: dict[str, str]) -> None:
    base = what_if(
        reps(),
        segments={"all": {"contract": {"lasts": "1 week", "worth": 520, "ends_with": "end"}}},
        activities={
            "end": {"category": "desk", "by": "rep", "lasts": "0 s", "automated": 1},
        },
    )
    cheap, dear = (
        measure(simpy_engine.replay(draw(what_if(base, change={**day, "costs": costs}))))
        for costs in (0, 90_000)
    )
    assert cheap["profit"] - dear["profit"] == pytest.approx(90_000 / 6)


def test_learning_and_its_day_never_lie_in_the_warm_up() -> None:
    for change in ({"learning": {"lasts": "1 week", "slower": 1}}, {"on": "2024-01-08"}):
        with pytest.raises(ScenarioError, match="2024-01-15"):
            what_if(reps(), hire={"rep": 1}, change=change)


def test_values_that_cannot_begin_on_a_day_are_refused_beside_one(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(as_yaml(reps()))
    (tmp_path / "later.yaml").write_text(
        "extends: base\ntitle: Later\nhire: {rep: 1}\nroles: {rep: {cost_per_hour: 9}}\n"
        "change: {on: 2024-02-05}\n"
    )
    with pytest.raises(ScenarioError, match=r"later.yaml:4: roles: only verbs, costs and learning"):
        load(tmp_path / "later.yaml")
    with pytest.raises(ScenarioError, match="into a file without a day"):
        what_if(reps(), travel={"speed": "9 km/h"}, change={"on": "2024-02-05"})


def test_a_change_with_a_day_is_the_same_when_it_is_written_down(tmp_path: Path) -> None:
    changed = what_if(reps(), hire={"rep": 2}, expedite={"visit": 0.5}, change={"on": "2024-02-05"})
    (tmp_path / "changed.yaml").write_text(as_yaml(changed))
    again = load(tmp_path / "changed.yaml")
    assert again.changes == changed.changes
    assert len(again.changes) == 1
    assert again.change.before == {
        "roles": {"rep": {"people": 4, "newcomers": 0}},
        "activities": {"visit": {"lasts": {"mean": "1 h"}}},
    }


def test_only_those_learn_whose_work_a_change_brings() -> None:
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    base = desk(
        kinds={"old": {"moved": {"to": "helper"}}, "new": {}},
        roles={"clerk": role, "helper": role},
        horizon={"start": "2025-01-06", "weeks": 2},
    )
    changed = what_if(
        base,
        reassign={"new": "helper"},
        change={"on": "2025-01-13", "learning": {"lasts": "1 week", "slower": 1}},
    )
    at = 7 * DAY + 10 * 3600
    workload = prescribed(changed, [("old", at, 600), ("new", at + 3600, 600)])
    workload.tasks.routing[0] = 1
    tasks = simpy_engine.replay(workload).tasks
    # Eleven hours into a week of learning: 157 of 168 hours are left.
    assert (tasks.finished - tasks.started).tolist() == [600, 600 + 600 * 157 // 168 + 1]
