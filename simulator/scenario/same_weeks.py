"""Scenarios that may be compared: those that count the same weeks, in which all they do holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from simulator.errors import UsageError
from simulator.scenario.dated import changes_in, stretches, without_change
from simulator.scenario.merging import patch
from simulator.scenario.overrides import resolved
from simulator.scenario.scenario import Scenario

COUNTED = ("start", "weeks", "warm_up_weeks", "counts_from")  # fields of the horizon


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


def when_all_holds(scenarios: Sequence[Scenario]) -> tuple[Scenario, ...]:
    """The same scenarios, of which those weeks count in which all holds that makes them differ.

    That is from the first whole week on after the last day on which one of them becomes what
    another does not: means over weeks before it would tell of a plan that is not there yet. Where
    no whole week is left the last one counts. Scenarios without such a day stay as they are.

    Raises UsageError if they count other weeks.
    """
    refuse_other_weeks(scenarios)
    become = [_becomes(each) for each in scenarios]
    every = {day for each in become for day in each}
    days = [day for day in every if any(each.get(day) != become[0].get(day) for each in become)]
    return counted_from(scenarios, max(days)) if days else tuple(scenarios)


def counted_from(scenarios: Sequence[Scenario], day: date) -> tuple[Scenario, ...]:
    """Scenarios of one horizon that count no week before the first whole one from a day on."""
    horizon = scenarios[0].horizon
    week = min(-(-(day - horizon.start).days // 7), horizon.weeks - 1)
    if week <= horizon.first_counted_week:
        return tuple(scenarios)
    later = horizon.model_copy(update={"counts_from": horizon.start + timedelta(weeks=week)})
    return tuple(each.model_copy(update={"horizon": later}) for each in scenarios)


def counts_all_of(base: Scenario, other: Scenario) -> bool:
    """Do all weeks after the warm-up count in which the one does not do what the other does?"""
    counts_from = base.horizon.counts_from
    if counts_from is None:
        return True
    mine, theirs = _becomes(base), _becomes(other)
    days = [day for day, what in theirs.items() if mine.get(day) != what]
    return bool(days) and min(days) > counts_from - timedelta(weeks=1)


def _becomes(scenario: Scenario) -> dict[date, Any]:
    """What becomes different in a scenario on each of its days, and who learns."""
    if not any(change.on for change in scenario.changes):
        return {}
    values = resolved(scenario)
    states = [without_change(each) for each in stretches(values)]
    steps = zip(scenario.changes, changes_in(values), states[:-1], states[1:], strict=True)
    become = {
        change.on: (written.get("learning"), patch(before, after))
        for change, written, before, after in steps
        if change.on is not None
    }
    return {day: what for day, what in become.items() if any(what)}
