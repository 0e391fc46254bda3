"""Calendars and speeds as replications draw them, in place of those that are expected."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.analysis.capacity.presence import (
    ExpectedCalendar,
    Group,
    RolePresence,
    expected_calendar,
)
from simulator.scenario.elementary import Numbers
from simulator.scenario.open_days import Days
from simulator.scenario.phases import Phase, phases_of, roster
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import Role
from simulator.workload.calendar import draw_calendar
from simulator.workload.people import draw_speeds
from simulator.workload.streams import RandomStreams, streams_of

DRAWN = ("week", "speed", "speed_variance", "covered", "uneven")  # besides who is there


def drawn_calendar(scenario: Scenario, seed: int, replications: int) -> ExpectedCalendar:
    """The mean calendar and the mean speeds of replications, in place of those expected.

    The mean of what the load model makes of each is the same to a few thousandths.
    """
    expected, phases = expected_calendar(scenario), phases_of(scenario)
    drawn = [
        _roles(scenario, expected, phases, streams_of(seed, replication))
        for replication in range(replications)
    ]
    return expected._replace(roles=tuple(map(_mean, zip(*drawn, strict=True))))


def _roles(
    scenario: Scenario, expected: ExpectedCalendar, phases: Sequence[Phase], streams: RandomStreams
) -> list[RolePresence]:
    """The roles of a scenario as one replication draws them."""
    calendar, _ = draw_calendar(phases, streams)
    firsts = np.cumsum([0, *(role.people for role in roster(phases).roles.values())])
    speeds = draw_speeds(phases, streams)[-firsts[-1] :] / 1000  # of the last phase
    return [
        _drawn(
            role,
            each,
            (there[: role.people], speeds[first : first + role.people]),
            expected.counted,
        )
        for role, each, there, first in zip(
            scenario.roles.values(), expected.roles, calendar.there, firsts, strict=False
        )
    ]


def _mean(drawn: Sequence[RolePresence]) -> RolePresence:
    """A role in the mean of several replications."""
    means = {name: np.mean([getattr(role, name) for role in drawn], axis=0) for name in DRAWN}
    always, newcomers = (
        group[0]._replace(there=np.mean([each.there for each in group], axis=0))
        for group in ([r.always for r in drawn], [r.newcomers for r in drawn])
    )
    return drawn[0]._replace(always=always, newcomers=newcomers, **means)


def _drawn(
    role: Role, expected: RolePresence, drawn: tuple[Days, Numbers], counted: Days
) -> RolePresence:
    """A role whose people are at work as they have been drawn."""
    there, speeds = drawn
    always = role.people - role.newcomers
    if not role.people:
        return expected
    week = there[:always].reshape(always, -1, 7).any(axis=2)
    occupied = np.maximum(expected.always.occupied[::7], 1e-9)
    return expected._replace(
        always=_as_drawn(expected.always, there[:always]),
        newcomers=_as_drawn(expected.newcomers, there[always:]),
        week=np.minimum(week.mean(axis=0) / occupied, 1.0) if always else expected.week,
        speed=float(speeds.mean()),
        speed_variance=float(speeds.var(ddof=1)) if role.people > 1 else 0.0,
        covered=_covered_as_drawn(expected, there),
        uneven=_uneven_as_drawn(there[:, counted]),
    )


def _uneven_as_drawn(there: Days) -> float:
    """Spread between people of the days at work, over their mean."""
    days = there.sum(axis=1)
    return float(days.std(ddof=1) / days.mean()) if len(days) > 1 and days.any() else 0.0


def _covered_as_drawn(expected: RolePresence, there: Days) -> float:
    """The share covered, in proportion to how often people are away."""
    works = max(float(expected.share.sum()), 1e-9)
    usual = 1 - float(expected.always.there.sum()) / works
    away = 1 - float(there.mean(axis=0).sum()) / works
    return min(1.0, expected.covered * away / usual) if usual > 0 else 0.0


def _as_drawn(group: Group, there: Days) -> Group:
    return group._replace(there=there.mean(axis=0)) if len(there) else group
