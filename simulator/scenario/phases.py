"""A scenario in phases: what holds from one day on, until a change of it comes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from simulator.scenario.dated import stretches, without_change
from simulator.scenario.overrides import resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.customers import Learning
from simulator.scenario.schema.triggers import CallPlan
from simulator.scenario.validation import change_day, day_of

Value = TypeVar("Value")
MOVED, GIVEN_AWAY = 1, 2  # cases go to a new owner; all of the work has


class Learner(NamedTuple):
    """Who is slower at first at an activity, from what day on."""

    who: int  # MOVED or GIVEN_AWAY
    day: int
    learning: Learning


class Phase(NamedTuple):
    """What holds from a day on. All phases of a scenario have the same names, in the same order."""

    day: int  # from the first of the horizon
    scenario: Scenario  # headcounts are those of the phase
    gone: frozenset[str]  # activities that nobody does, any more or yet
    unplanned: frozenset[str]  # call plans that do not hold
    learners: Mapping[str, tuple[Learner, ...]]  # activities whose new owners learn, by its days


_Dated = tuple[int, Scenario]
_State = tuple[int, Scenario, Mapping[str, tuple[Learner, ...]]]


def phases_of(scenario: Scenario) -> tuple[Phase, ...]:
    """The phases of a scenario, the first from the first day on."""
    dated = dated_scenarios(scenario)
    alone = list(_learned_alone(scenario, dated))
    known: dict[str, Learner] = {}
    states: list[_State] = []
    for number, (begins, held) in enumerate(dated):
        if number:
            known |= _learners(scenario, dated[number - 1][1], held, begins)
        if number and begins == 0:
            states.pop()
        states.append((begins, held, _by_day(known, alone, _new_owners(dated, held))))
    return _with_all(states)


def roster(phases: Sequence[Phase], phase: Phase | None = None) -> Scenario:
    """What holds in a phase, at the end if none is said, with everybody who is ever there."""
    held = (phase or phases[-1]).scenario
    most = {name: max(each.scenario.roles[name].people for each in phases) for name in held.roles}
    roles = {
        name: role.model_copy(update={"people": most[name]}) for name, role in held.roles.items()
    }
    return held.model_copy(update={"roles": FrozenMap(roles)})


def as_counting_begins(scenario: Scenario) -> Scenario:
    """What holds on the first day that counts, whatever comes later."""
    first = 7 * scenario.horizon.first_counted_week
    return [each for day, each in dated_scenarios(scenario) if day <= first][-1]


def dated_scenarios(scenario: Scenario) -> list[_Dated]:
    """What holds from each day on; the first from before any change."""
    if not _has_phases(scenario):
        return [(0, scenario)]
    values = [without_change(each) for each in stretches(resolved(scenario))]
    dated = [(0, _scenario(scenario, values[0], values[-1]))]
    for change, before, after in zip(scenario.changes, values, values[1:], strict=False):
        if before != after:
            dated.append((day_of(scenario, change), _scenario(scenario, after, values[-1])))
    return dated


def _scenario(whole: Scenario, values: Mapping[str, Any], last: Mapping[str, Any]) -> Scenario:
    """What holds for a time; at last the scenario itself."""
    return whole if values == last else Scenario.model_validate({**values, "name": whole.name})


def _has_phases(scenario: Scenario) -> bool:
    """Does anything hold before a change that does not hold later?"""
    if any(each.before for each in scenario.changes):
        return True
    late = scenario.change.before is None and change_day(scenario) > 0
    return late and any(role.newcomers for role in scenario.roles.values())


def _learned_alone(scenario: Scenario, dated: Sequence[_Dated]) -> Iterator[dict[str, Learner]]:
    """Who learns from each day on which nothing else becomes different.

    It is what others do by then than at first, whenever that has come.
    """
    begun = {begins for begins, _ in dated[1:]}
    for change in scenario.changes:
        day = day_of(scenario, change)
        if change.learning is not None and day not in begun:
            held = [each for begins, each in dated if begins <= day][-1]
            new = _new_owners(dated, held)
            yield {name: Learner(who, day, change.learning) for name, who in new.items()}


def _new_owners(dated: Sequence[_Dated], held: Scenario) -> dict[str, int]:
    """Whose work others do than at first: MOVED where they take cases over, or GIVEN_AWAY."""
    first: dict[str, Activity] = {}
    for _, each in dated:
        first = dict(each.activities) | first
    return {
        name: MOVED if activity.by == first[name].by else GIVEN_AWAY
        for name, activity in held.activities.items()
        if activity.moved or activity.by != first[name].by
    }


def _by_day(
    known: Mapping[str, Learner], alone: Sequence[Mapping[str, Learner]], new: Mapping[str, int]
) -> dict[str, tuple[Learner, ...]]:
    """Who learns in a phase, by the days on which that begins."""
    learners = {name: [learner] for name, learner in known.items()}
    for day in alone:
        for name in day.keys() & new.keys():
            learners.setdefault(name, []).append(day[name]._replace(who=new[name]))
    return {
        name: tuple(sorted(every, key=lambda each: each.day)) for name, every in learners.items()
    }


def _learners(
    scenario: Scenario, before: Scenario, after: Scenario, day: int
) -> dict[str, Learner]:
    """Activities that have other owners than before, where that is learned."""
    change = next(each for each in scenario.changes if day_of(scenario, each) == day)
    if change.learning is None:
        return {}
    learners = {}
    for name, activity in after.activities.items():
        known = before.activities.get(name)
        if known is not None and (
            activity.by != known.by or (activity.moved and activity != known)
        ):
            who = GIVEN_AWAY if activity.by != known.by else MOVED
            learners[name] = Learner(who, day, change.learning)
    return learners


# -- the same names in all phases ------------------------------------------------------------------


def _with_all(states: Sequence[_State]) -> tuple[Phase, ...]:
    """Phases in which what nobody does keeps its name, and its consequences if it has gone."""
    whole: list[Scenario] = []
    for _, scenario, _ in states:
        whole.append(_after(whole[-1], scenario) if whole else scenario)
    if len(whole) > 1:
        whole = [_among(each, whole[-1]) for each in whole]
    return tuple(
        Phase(
            day,
            full,
            _missing(full.activities, scenario.activities),
            _missing(full.call_plans, scenario.call_plans),
            learners,
        )
        for full, (day, scenario, learners) in zip(whole, states, strict=True)
    )


def _missing(names: Collection[str], known: Collection[str]) -> frozenset[str]:
    return frozenset(name for name in names if name not in known)


def _after(earlier: Scenario, later: Scenario) -> Scenario:
    """The later phase, in which what is gone keeps its name, and what follows on it."""
    gone = earlier.activities.keys() - later.activities.keys()
    activities = _joined(earlier.activities, later.activities)
    for name, activity in later.activities.items():
        follows = earlier.activities[name].arises.after if name in earlier.activities else {}
        rest = {cause: follows[cause] for cause in follows if cause in gone}
        if rest:
            after = FrozenMap({**activity.arises.after, **rest})
            arises = activity.arises.model_copy(update={"after": after})
            activities[name] = activity.model_copy(update={"arises": arises})
    plans = _joined(earlier.call_plans, later.call_plans)
    every = {
        name: {
            plan: wanted
            for plan, wanted in _joined(
                earlier.segments[name].contact_every, segment.contact_every
            ).items()
            if plan in segment.contact_every or plan not in later.call_plans
        }
        for name, segment in later.segments.items()
    }
    return _filled(later, activities, plans, every)


def _among(phase: Scenario, last: Scenario) -> Scenario:
    """A phase with what comes later, too, in the order of the last phase, which knows all names."""
    every = {name: each.contact_every for name, each in phase.segments.items()}
    return _filled(
        phase,
        {name: phase.activities.get(name, each) for name, each in last.activities.items()},
        {name: phase.call_plans.get(name, each) for name, each in last.call_plans.items()},
        every,
    )


def _filled(
    phase: Scenario,
    activities: Mapping[str, Activity],
    plans: Mapping[str, CallPlan],
    every: Mapping[str, Mapping[str, int]],
) -> Scenario:
    """A phase with more kinds of work and call plans than it has by itself."""
    segments = {
        name: segment.model_copy(update={"contact_every": FrozenMap(every[name])})
        for name, segment in phase.segments.items()
    }
    return phase.model_copy(
        update={
            "activities": FrozenMap(activities),
            "call_plans": FrozenMap(plans),
            "segments": FrozenMap(segments),
        }
    )


def _joined(earlier: Mapping[str, Value], later: Mapping[str, Value]) -> dict[str, Any]:
    """All names in the order of before, with what holds later where it holds."""
    return {name: later.get(name, value) for name, value in earlier.items()} | dict(later)
