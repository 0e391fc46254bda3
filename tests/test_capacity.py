"""The load model: what is asked of each role over what it can give, by hand and by simulation."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.capacity.load import loads_of, loads_of_scenario
from simulator.analysis.capacity.network import network_of
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario


def clerks(people: int = 2, **changes: Any) -> Scenario:
    """Clerks who work 40 hours a week on 24 letters a day, Monday to Friday, of 20 minutes each."""
    letter = {
        "category": "desk",
        "by": "clerk",
        "lasts": "20 min",
        "arises": {"inbound": {"rate": "168 per week", "per": "role", "profile": "office"}},
    }
    values: dict[str, Any] = {
        "title": "An office",
        "horizon": {"start": "2025-01-06", "weeks": 10, "warm_up_weeks": 2},
        "categories": ["desk", "travel_and_waiting", "hand_over", "idle"],
        "selling": {"main": ["desk"]},
        "roles": {
            "clerk": {
                "people": people,
                "cost_per_hour": 30,
                "shift": {"from": "09:00", "to": "17:00"},
            }
        },
        "profiles": {
            "office": {
                "days": dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday"], 1),
                "hours": {"09:00-16:00": 1},
            }
        },
        "activities": {"letter": letter},
    }
    return Scenario.model_validate(values | changes)


def test_what_is_asked_of_a_desk_is_what_arrives_times_what_it_takes() -> None:
    loads = loads_of_scenario(clerks())
    assert loads.asked[0, 0] == pytest.approx(168 * 20)
    assert loads.present[0, 0] == 2 * 5 * 8 * 60
    assert loads.load[0, 0] == pytest.approx(168 * 20 / 4800)
    assert loads.contracts[0, 0] == 2 * 40 * 30


def test_a_network_answers_for_many_head_counts_as_for_each_by_itself() -> None:
    scenario = load("north-support-desk")
    network = network_of(scenario)
    plans = [[6, 2, 1], [6, 3, 4], [8, 2, 2]]
    together = loads_of(network, plans)
    for row, plan in enumerate(plans):
        alone = loads_of(network, plan)
        assert together.asked[row] == pytest.approx(alone.asked[0])
        assert together.cost[row] == pytest.approx(alone.cost[0])
