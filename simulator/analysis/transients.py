"""What a scenario remembers of its first day for longer than its warm-up: read from its values.

A horizon begins without open deals, without anything under way that comes weeks later, and with
nobody new. How long each of these takes to fill is known beforehand. Queues and goodwill depend on
what happens: ``warmup`` looks at them day by day.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from simulator.errors import KeyPath
from simulator.model.parameters import in_deals
from simulator.scenario.open_hours import usual_delay
from simulator.scenario.phases import as_counting_begins
from simulator.scenario.routing import causes
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEK

LACK = 0.01  # of a role's productivity
SHORT = 0.02  # of the counted weeks


class Transient(NamedTuple):
    """Something that is not full, or not forgotten, when counting begins."""

    kind: Literal["deal", "loss", "work", "ramp_up"]
    at: KeyPath
    name: str  # activity or role
    weeks: float  # after which it is
    share: float  # by which a role is too productive as counting begins


def transients(scenario: Scenario) -> tuple[Transient, ...]:
    """What has not settled by the end of the warm-up, whatever the luck, of what holds by then."""
    held = as_counting_begins(scenario)
    return (*_delays(held), *_ramp_ups(held))


def _delays(s: Scenario) -> Iterator[Transient]:
    """The activity that comes latest after what leads to it, of each kind."""
    deals, latest = in_deals(s), dict[str, Transient]()
    for name, activity in s.activities.items():
        weeks = _longest_delay(s, name, {}) / WEEK
        if weeks <= s.horizon.first_counted_week + SHORT * _counted(s):
            continue
        kind: Literal["deal", "loss", "work"] = (
            "loss" if activity.loses_account else "deal" if name in deals else "work"
        )
        if kind not in latest or weeks > latest[kind].weeks:
            at = _put_off_at(s, name)
            latest[kind] = Transient(kind, at, name, weeks, 0.0)
    yield from latest.values()


def _put_off_at(s: Scenario, name: str) -> KeyPath:
    """Where it is written what an activity comes after."""
    first = next(iter(causes(s, name).values()), None)
    if first is None:
        return ("activities", name, "appointment")
    return first.at[:4] if first.at[2] == "arises" else first.at


def _counted(s: Scenario) -> int:
    return s.horizon.counted_weeks


def _longest_delay(s: Scenario, name: str, known: dict[str, int]) -> int:
    """Seconds by which delays put an activity off, along the chain of what leads to it."""
    if name not in known:
        known[name] = 0  # of a loop, one turn
        known[name] = max(
            (
                _longest_delay(s, cause, known) + usual_delay(s, edge.link)
                for cause, edge in causes(s, name).items()
                if max(edge.link.chances) > 0
            ),
            default=0,
        )
        appointment = s.activities[name].appointment
        known[name] += round(appointment.lead.mean) if appointment else 0
    return known[name]


def _ramp_ups(s: Scenario) -> Iterator[Transient]:
    """Roles whose people come and go: at first nobody is new."""
    for name, role in s.roles.items():
        if role.ramp_up is None or role.turnover is None or not role.people:
            continue
        weeks = (role.turnover.vacancy + role.ramp_up.lasts) / WEEK
        stay = role.turnover.tenure + role.turnover.vacancy
        lack = (1 - role.ramp_up.starts_at) / 2 * min(1.0, role.ramp_up.lasts / stay)
        lack *= max(0.0, 1 - s.horizon.first_counted_week / weeks)
        if lack > LACK:
            yield Transient("ramp_up", ("roles", name, "ramp_up"), name, weeks, lack)
