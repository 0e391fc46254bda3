"""What is drawn for a replication: enough, never too much, and in numbers that engines can hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import nbinom
from worlds import desk, scenario

from simulator.scenario.schema.base import DurationSpec
from simulator.scenario.schema.triggers import calls_within
from simulator.scenario.units import MAX_DURATION
from simulator.workload.distributions import seconds
from simulator.workload.draw import draw

DAY = 86_400


@pytest.mark.parametrize("no_show", [0.0, 0.05, 0.5, 0.9, 0.99, 1.0])
@pytest.mark.parametrize("every", [3_600, 5 * DAY, 90 * DAY])
def test_calls_never_run_out(no_show: float, every: int) -> None:
    horizon = 364 * DAY
    made = horizon // every + 2
    drawn = calls_within(horizon, every, no_show)
    most = made + (horizon // DAY + 1 if no_show else 0)  # one in vain a day
    assert made <= drawn <= most
    if 0 < no_show < 1 and drawn < most:
        assert nbinom.sf(drawn - made, made, 1 - no_show) < 1e-8


def doubling(layers: int) -> dict[str, dict[str, Any]]:
    """Each layer's two activities follow, half the time, on both of the layer before."""
    kinds: dict[str, dict[str, Any]] = {
        "a0": {"arises": {"inbound": {"rate": "3000 per week", "per": "role"}}}
    }
    for layer in range(1, layers):
        before = [name for name in kinds if name.endswith(f"_{layer - 1}")] or ["a0"]
        kinds |= {
            f"{side}_{layer}": {"arises": {"after": dict.fromkeys(before, 0.5)}} for side in "ab"
        }
    return kinds


@pytest.mark.slow
def test_ways_of_following_that_double_are_drawn_by_generation() -> None:
    tasks = draw(desk(kinds=doubling(40))).tasks
    counts = np.bincount(tasks.activity)
    assert len(counts) == 79
    assert counts[-1] == pytest.approx(counts[0] / 2, rel=0.1)


def test_a_long_chain_of_followers_is_drawn_to_its_end() -> None:
    again = {"job": {"arises": {"inbound": {"rate": "50 per day", "per": "role"}}}}
    again["job"]["arises"]["after"] = {"job": 0.94}
    slots = draw(desk(kinds=again)).tasks
    depth = np.zeros(len(slots.parent), dtype=int)
    for task, parent in enumerate(slots.parent):
        depth[task] = depth[parent] + 1 if parent >= 0 else 0
    assert depth.max() > 60


def test_nothing_takes_longer_than_the_longest_horizon() -> None:
    lasts = DurationSpec(family="lognormal", mean="30 d", spread=10)  # type: ignore[arg-type]
    assert seconds(lasts, np.array([1 - 2.0**-53]))[0] == MAX_DURATION


def test_wages_beyond_reason_are_added_up_to_the_cent() -> None:
    from simulator.experiment.runner import simulate
    from simulator.measures.registry import measure

    shift = {"from": "09:00", "to": "17:00"}
    role = {"people": 5_000, "cost_per_hour": 1e9, "shift": shift}
    firm = scenario(
        roles={"clerk": role},
        activities={"job": {"category": "desk", "by": "clerk", "lasts": "1 h"}},
        horizon={"start": "2025-01-06", "weeks": 2},
    )
    assert measure(simulate(firm))["cost_per_week"] == 5_000 * 40 * 1e9


def test_a_long_loop_that_dies_out_is_let_in() -> None:
    kinds: dict[str, dict[str, Any]] = {
        "a0": {"arises": {"routine": {"every": "week"}, "after": {"a13": 0.5}}}
    }
    kinds |= {f"a{n}": {"arises": {"after": {f"a{n - 1}": 1}}} for n in range(1, 14)}
    assert len(draw(desk(kinds=kinds)).tasks.activity) >= 14


def test_what_comes_round_once_a_year_is_counted_once_a_year() -> None:
    yearly = {"job": {"arises": {"routine": {"every": 52, "times": 100}}}}
    assert desk(people=2_000, kinds=yearly, horizon={"start": "2025-01-06", "weeks": 300})
