"""Meetings that only newcomers join: who comes, for how long, and that nobody holds them alone."""

from __future__ import annotations

from typing import Any

import numpy as np
from worlds import OFFICE, scenario

from simulator.analysis.capacity.load import loads_of_scenario
from simulator.engine.simpy_engine import replay
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw


def firm(**rep: Any) -> Scenario:
    """A manager and two reps, who have a meeting each Thursday for whoever is new."""
    role = {"cost_per_hour": 30, "shift": OFFICE}
    meeting = {"every": "week", "on": "thursday", "at": "10:00", "joined_by": ["rep"]}
    return scenario(
        roles={"manager": {**role, "people": 1}, "rep": {**role, "people": 2, **rep}},
        horizon={"start": "2025-01-06", "weeks": 6},
        activities={
            "lesson": {
                "category": "desk",
                "by": "manager",
                "lasts": "1 h",
                "splittable": False,
                "arises": {"meeting": {**meeting, "newcomers_only": True}},
            }
        },
    )


def attended(company: Scenario) -> list[tuple[int, int]]:
    """Who attends in which week: (week, person), in order."""
    tasks = replay(draw(company, 1, 0)).tasks
    weeks = tasks.asked // (7 * DAY)
    return sorted(zip(weeks.tolist(), tasks.by.tolist(), strict=True))


def test_it_is_held_for_who_began_less_than_his_ramp_up_ago() -> None:
    ramp_up = {"lasts": "2 weeks", "starts_at": 0.5}
    company = what_if(firm(ramp_up=ramp_up), hire={"rep": 1}, change={"on": "2025-01-20"})
    # The third rep begins on Monday of the third week, and is new until that of the fifth.
    assert attended(company) == [(2, 0), (2, 3), (3, 0), (3, 3)]


def test_where_nobody_is_new_it_is_not_held() -> None:
    assert attended(firm(ramp_up={"lasts": "2 weeks", "starts_at": 0.5})) == []
    assert attended(firm()) == []


def test_the_load_model_expects_it_of_newcomers_and_of_who_holds_it() -> None:
    loads = loads_of_scenario(firm(newcomers=1, ramp_up={"lasts": "2 weeks", "starts_at": 0.5}))
    # Two hours in six weeks, of the manager and of the one rep who is new in the first two.
    assert np.allclose(loads.attended.reshape(2, -1).sum(axis=1), [20, 20])
