"""The load model held against simulated utilisation: `scripts/refresh_utilisation.py` simulates."""

from __future__ import annotations

import json
from pathlib import Path

import load_model
import pytest

from simulator.analysis.capacity import scenario_load
from simulator.analysis.capacity.load import loads_of, steady_network
from simulator.experiment.compare import run
from simulator.scenario.folders import listing
from simulator.scenario.inheritance import load


def test_every_shipped_scenario_and_thirty_plans_are_on_file() -> None:
    held = json.loads(load_model.UTILISATION.read_text())
    assert set(held["scenarios"]) == {each.name for each in listing()}
    kept = [load_model.LoadPlan(row["base"], row["changes"]) for row in held["plans"]]
    assert kept == load_model.load_plans()
    assert len(kept) == load_model.COUNT


@pytest.mark.slow
def test_nine_roles_of_ten_are_near_and_none_is_far_off() -> None:
    settled = [each for each in load_model.load_errors() if each.settles]
    far = [each for each in settled if abs(each.error) > load_model.NEAR]
    assert len(settled) > 300
    assert len(far) <= (1 - load_model.SHARE_NEAR) * len(settled), far
    assert not [each for each in settled if abs(each.error) > load_model.FAR]


SHOP = """\
title: Shop
horizon: {start: 2025-01-06, weeks: 30, warm_up_weeks: 4}
categories: [desk, repair, hand_over, travel_and_waiting, idle]
selling: {main: [desk]}
profiles:
  open:
    days: {monday: 1, tuesday: 1, wednesday: 1, thursday: 1, friday: 1}
    hours: {"08:00-16:00": 1}
roles:
  clerk: {people: 1, cost_per_hour: 30, shift: {from: 08:00, to: 12:00}}
  tech: {people: 2, cost_per_hour: 40, shift: {from: 08:00, to: 16:00}}
activities:
  phone:
    category: desk
    by: tech
    lasts: {family: lognormal, mean: 5 min, spread: 0.8}
    splittable: false
    urgency: 1
    lapses: {after: 6 min}
    arises: {inbound: {rate: 75 per working day, per: role, profile: open, closed_days: lost}}
    then: {ticket: 0.25}
  ticket:
    category: repair
    by: tech
    lasts: {family: lognormal, mean: 35 min, spread: 0.7}
    urgency: 4
"""


@pytest.mark.parametrize("by", ["tech", "[clerk, tech]"])
def test_calls_for_which_nobody_leaves_longer_work_lapse_and_so_does_what_follows(
    by: str, tmp_path: Path
) -> None:
    """The load model left out those that longer work keeps waiting: technicians had 104%.

    Where clerks who come in the morning share them it said 51% of the same technicians.
    """
    file = tmp_path / "shop.yaml"
    file.write_text(SHOP.replace("    by: tech\n", f"    by: {by}\n", 1))
    shop = load(file)
    found = run(shop, replications=3, jobs=1)
    for role in scenario_load(shop).roles:
        if role.role in by:
            busy = found.column(f"utilisation.{role.role}").mean()
            # How much of what lapses would have been for whom is known less well.
            assert role.load == pytest.approx(busy, abs=0.05 if role.role == "tech" else 0.1)
    lapsed = found.column("lapsed_share.phone").mean()
    assert lapsed > 0.1


def test_what_is_expected_of_a_plan_does_not_depend_on_the_plans_beside_it(tmp_path: Path) -> None:
    """Also where one of them has more people than a small pool."""
    file = tmp_path / "shop.yaml"
    away = "people: 2, absence: {vacation: 25}"
    file.write_text(SHOP.replace("people: 2", away))
    network = steady_network(load(file))
    batches = [[1, 2]], [[1, 2], [1, 9]]
    alone, beside = (loads_of(network, plans).utilisation[0] for plans in batches)
    assert beside == pytest.approx(alone, rel=1e-9)
