"""How fast each person works."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.ledger.ledger import Column
from simulator.scenario.families import unit_quantile
from simulator.scenario.people import people_of
from simulator.scenario.phases import Phase, roster
from simulator.scenario.scenario import Scenario
from simulator.workload.streams import RandomStreams

GOLDEN_SECTION = 0.6180339887498949


def draw_speeds(phases: Sequence[Phase], streams: RandomStreams) -> Column:
    """Of each phase, each person's time taken over the mean, in thousandths."""
    return np.concatenate([_speeds(roster(phases, each), streams) for each in phases])


def _speeds(scenario: Scenario, streams: RandomStreams) -> Column:
    """Lognormal around 1.

    One number drawn for the role, then steps of the golden section: everyone's place in the
    distribution is as good as drawn, and the mean of a team stays near 1, as measured durations are
    means over a team. A person hired changes nobody else's, and neither does one whose speed is
    said.
    """
    speeds = []
    for name, role in scenario.roles.items():
        shift = streams.block(f"{name}/speed", 0, 1, 1)[0, 0]
        uniforms = (shift + GOLDEN_SECTION * np.arange(role.people)) % 1.0
        uniforms = np.clip(uniforms, 2.0**-54, 1 - 2.0**-53)
        factor = unit_quantile("lognormal", role.speed_spread, uniforms)
        known = [(each.number, each.speed) for each in people_of(name, role) if each.speed]
        for number, speed in known:
            factor[number] = speed
        speeds.append(np.maximum(np.rint(1000 * factor), 1).astype(np.int64))
    return np.concatenate(speeds) if speeds else np.empty(0, dtype=np.int64)
