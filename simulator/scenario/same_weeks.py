"""Scenarios that may be compared: those that count the same weeks."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.errors import UsageError
from simulator.scenario.scenario import Scenario

COUNTED = ("start", "weeks", "warm_up_weeks")  # fields of the horizon


def refuse_other_weeks(scenarios: Sequence[Scenario]) -> None:
    """UsageError unless all scenarios have the first one's horizon: others make no pairs."""
    for other in scenarios[1:]:
        for field in COUNTED:
            mine, theirs = (getattr(each.horizon, field) for each in (scenarios[0], other))
            if mine != theirs:
                raise UsageError(
                    "horizon.{field} is {mine} in {name!r} and {theirs} in {other!r}, expected the"
                    " same: other weeks make no paired difference",
                    field=field,
                    mine=mine,
                    name=scenarios[0].name,
                    theirs=theirs,
                    other=other.name,
                )
