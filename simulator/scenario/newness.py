"""Until when somebody is new in a scenario: to his work, to the company, or to his accounts."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from simulator.scenario.phases import Phase, phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY
from simulator.scenario.validation import day_of


def new_until(scenario: Scenario) -> Iterator[int]:
    """Seconds from the start until which somebody is new after a day on which something begins."""
    for change in scenario.changes:
        if change.learning is not None:
            yield day_of(scenario, change) * DAY + change.learning.lasts
    for before, after in pairwise(phases_of(scenario)):
        yield from (after.day * DAY + lasts for lasts in _lasting(before, after))


def _lasting(before: Phase, after: Phase) -> Iterator[int]:
    """How long those are new who come with a phase, and those to whom accounts go."""
    earlier, territory = before.scenario.roles, after.scenario.territory
    owner = territory.change_of_owner if territory else None
    for name, role in after.scenario.roles.items():
        if role.people > earlier[name].people and role.ramp_up is not None:
            yield role.ramp_up.lasts
        if role.people != earlier[name].people and role.accounts == "own" and owner is not None:
            yield owner.lasts
