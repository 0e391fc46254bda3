"""A scenario in phases: what holds from one day on, until a change of it comes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from simulator.scenario.overrides import before_change, resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.triggers import CallPlan
from simulator.scenario.validation import change_day

Value = TypeVar("Value")
MOVED, GIVEN_AWAY = 1, 2  # cases go to a new owner; all of the work has


class Phase(NamedTuple):
    """What holds from a day on. All phases of a scenario have the same names, in the same order."""

    day: int  # from the first of the horizon
    scenario: Scenario  # headcounts are those of the phase
    gone: frozenset[str]  # activities that nobody does any more
    learners: Mapping[str, int]  # activities whose new owners learn: MOVED or GIVEN_AWAY


def phases_of(scenario: Scenario) -> tuple[Phase, ...]:
    """The phases of a scenario, the first from the first day on."""
    earlier, day = _earlier(scenario), change_day(scenario)
    if earlier is None:
        moved = {name: MOVED for name, each in scenario.activities.items() if each.moved}
        learners = moved if scenario.change.learning else {}
        return (Phase(0, scenario, frozenset(), learners),)
    gone = frozenset(earlier.activities.keys() - scenario.activities.keys())
    later = Phase(day, _with_all(scenario, earlier, gone), gone, _learners(earlier, scenario))
    return (Phase(0, earlier, frozenset(), {}), later) if day else (later,)


def roster(phases: Sequence[Phase]) -> Scenario:
    """What holds at the end, with everybody who is ever there: the last phase's values."""
    last = phases[-1].scenario
    most = {name: max(each.scenario.roles[name].people for each in phases) for name in last.roles}
    roles = {
        name: role.model_copy(update={"people": most[name]}) for name, role in last.roles.items()
    }
    return last.model_copy(update={"roles": FrozenMap(roles)})


def _earlier(scenario: Scenario) -> Scenario | None:
    """What holds until the change; None if the same holds all along."""
    change, roles = scenario.change, scenario.roles.values()
    if not change.before:
        late = change.before is None and change_day(scenario) > 0
        if not (late and any(role.newcomers for role in roles)):
            return None
    values = before_change(resolved(scenario))
    del values["change"]
    return Scenario.model_validate({**values, "name": scenario.name})


def _learners(earlier: Scenario, later: Scenario) -> Mapping[str, int]:
    """Activities that have other owners than before."""
    if later.change.learning is None:
        return {}
    kinds = [(name, earlier.activities[name], each) for name, each in later.activities.items()]
    moved = {name: MOVED for name, before, after in kinds if after.moved and after != before}
    return moved | {name: GIVEN_AWAY for name, before, after in kinds if after.by != before.by}


def _with_all(later: Scenario, earlier: Scenario, gone: frozenset[str]) -> Scenario:
    """The later phase, in which what nobody does any more keeps its name, and its consequences."""
    activities = _joined(earlier.activities, later.activities)
    for name, activity in later.activities.items():
        follows = earlier.activities[name].arises.after
        rest = {cause: follows[cause] for cause in follows if cause in gone}
        if rest:
            after = FrozenMap({**activity.arises.after, **rest})
            arises = activity.arises.model_copy(update={"after": after})
            activities[name] = activity.model_copy(update={"arises": arises})
    plans: dict[str, CallPlan] = _joined(earlier.call_plans, later.call_plans)
    segments = {
        name: segment.model_copy(
            update={
                "contact_every": FrozenMap(
                    _joined(earlier.segments[name].contact_every, segment.contact_every)
                )
            }
        )
        for name, segment in later.segments.items()
    }
    return later.model_copy(
        update={
            "activities": FrozenMap[Activity](activities),
            "call_plans": FrozenMap(plans),
            "segments": FrozenMap(segments),
        }
    )


def _joined(earlier: Mapping[str, Value], later: Mapping[str, Value]) -> dict[str, Any]:
    """All names in the order of before, with what holds later where it holds."""
    return {name: later.get(name, value) for name, value in earlier.items()} | dict(later)
