"""The load model held against simulated utilisation: `scripts/refresh_utilisation.py` simulates."""

from __future__ import annotations

import json

import load_model
import pytest

from simulator.scenario.folders import listing


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
