"""What accounts ask of those who have as many as others, and fewer hours.

The hours of a role in all hide it. Reckoned is what comes from accounts alone, without other work.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.capacity.load import Loads
from simulator.analysis.capacity.network import LoadNetwork
from simulator.analysis.capacity.skills import LoadOfFew
from simulator.model.lines import line_of
from simulator.scenario.owners import owner_column
from simulator.scenario.people import hours_of
from simulator.scenario.routing import causes
from simulator.scenario.scenario import Scenario


def own_account_loads(network: LoadNetwork, loads: Loads) -> Iterator[LoadOfFew]:
    """The load of people with each role's hours, where some have others than the rest."""
    scenario = network.scenario
    for number, name in enumerate(scenario.roles):
        if _have_as_many(scenario, name):
            work = _of_accounts(scenario, name)
            rows = [list(scenario.activities).index(each) for each in work]
            asked = float(loads.on_tasks[0, number, rows].sum())
            if asked > 0:
                yield from _by_hours(scenario, name, work, (asked, float(loads.present[0, number])))


def _have_as_many(scenario: Scenario, role: str) -> bool:
    """Have people of a role who work different hours the same number of accounts each?"""
    known, land = scenario.roles[role], scenario.territory
    return (
        known.accounts == "own"
        and known.people > 1
        and len(hours_of(known)) > 1
        and (land is None or land.cut != "balance")
        and not any(owner_column(scenario, segment, role) for segment in scenario.segments)
    )


def _of_accounts(scenario: Scenario, role: str) -> tuple[str, ...]:
    """What accounts ask of their own person of a role, and what follows on that."""
    own = [
        name
        for name, activity in scenario.activities.items()
        if role in activity.by.roles
        and activity.whose != "anyone"
        and line_of(activity, role) is None
    ]
    chosen = {
        name
        for name in own
        if (inbound := scenario.activities[name].arises.inbound) and inbound.per == "account"
    }
    for _ in own:  # as far as what follows goes on
        chosen |= {name for name in own if chosen & causes(scenario, name).keys()}
    return tuple(name for name in own if name in chosen)


def _by_hours(
    scenario: Scenario, name: str, work: tuple[str, ...], minutes: tuple[float, float]
) -> Iterator[LoadOfFew]:
    """Of those with the same hours: an equal part of what is asked, over their part of the time."""
    role, (asked, present) = scenario.roles[name], minutes
    hours = hours_of(role)
    all_hours = sum(count * each.week_seconds() for each, count in hours.items())
    for each, count in hours.items():
        yield LoadOfFew(
            at=("roles", name, "accounts"),
            role=name,
            skills=(),
            activities=work,
            roles=(name,),
            holders=count,
            people=role.people,
            asked=asked * count / role.people,
            present=present * count * each.week_seconds() / all_hours,
        )
