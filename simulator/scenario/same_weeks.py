"""Scenarios that may be compared: those that count the same weeks, in which all they do holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from simulator.errors import UsageError
from simulator.i18n import gettext
from simulator.scenario.dated import changes_in, stretches, without_change
from simulator.scenario.merging import patch
from simulator.scenario.overrides import resolved
from simulator.scenario.scenario import Scenario

# What a scenario is called, and what is shown and said of it.
_LABELS = ("title", "question", "watch", "shocks", "claims")
COUNTED = ("start", "weeks", "warm_up_weeks", "counts_from")  # fields of the horizon


def refuse_other_weeks(scenarios: Sequence[Scenario]) -> None:
    """UsageError unless all scenarios have the first one's horizon: others make no pairs."""
    for other in scenarios[1:]:
        for field in COUNTED:
            values = [getattr(each.horizon, field) for each in (scenarios[0], other)]
            if values[0] != values[1]:
                mine, theirs = (gettext("nothing") if each is None else each for each in values)
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

    That is from the first whole week on after the last day on which any of them becomes different:
    means over weeks before it tell of what is not there yet, or of two companies at once. Where all
    are the same from then on, what differs lies before: from the first whole week after the first
    such day. Days on which none is unlike the others do not count if they leave no whole week.
    Scenarios without days stay as they are.

    Raises UsageError if they count other weeks, or if no whole week is left of what differs.
    """
    refuse_other_weeks(scenarios)
    day = _first_day(scenarios)
    if day is None:
        return tuple(scenarios)
    if _week_from(day, scenarios[0]) is None:
        raise UsageError(
            "scenarios become different on {day}, which leaves no whole week that counts, expected"
            " one at least: more 'weeks' in the horizon, or an earlier day; 'simulator months'"
            " tells of the days that are left",
            day=day,
        )
    return counted_from(scenarios, day)


def leaves_whole_weeks(scenarios: Sequence[Scenario]) -> bool:
    """Is there a whole week in which all holds that makes scenarios differ?"""
    day = _first_day(scenarios)
    return day is None or _week_from(day, scenarios[0]) is not None


def _first_day(scenarios: Sequence[Scenario]) -> date | None:
    """The day from which on weeks may count."""
    become = [_becomes(each) for each in scenarios]
    own = {day for each in become for day in each if any(o.get(day) != each[day] for o in become)}
    if own and end_alike(scenarios):
        return min(own)
    shared = {day for each in become for day in each if _week_from(day, scenarios[0]) is not None}
    return max(own | shared, default=None)


def _week_from(day: date, scenario: Scenario) -> int | None:
    """The first whole week from a day on; None if there is none."""
    week = -(-(day - scenario.horizon.start).days // 7)
    return week if week < scenario.horizon.weeks else None


def end_alike(scenarios: Sequence[Scenario]) -> bool:
    """Is what holds at the end the same in all of them?"""
    ends = [_at_the_end(each) for each in scenarios]
    return all(each == ends[0] for each in ends)


def _at_the_end(scenario: Scenario) -> dict[str, Any]:
    """What holds at last, without what it is called, who is new, and what is said to be nothing."""
    held = {**without_change(resolved(scenario)), **dict.fromkeys(_LABELS)}
    for role in held["roles"].values():
        role.pop("newcomers", None)
    for activity in held["activities"].values():
        if (activity.get("moved") or {}).get("share") == 0:
            del activity["moved"]
        if not activity.get("automated"):
            activity["automated_costs"] = None
    economics = held.get("economics") or {}
    expenses = {name: each for name, each in economics.get("expenses", {}).items() if each}
    return held | {"economics": economics | {"expenses": expenses}}


def counted_from(scenarios: Sequence[Scenario], day: date) -> tuple[Scenario, ...]:
    """Scenarios of one horizon that count no week before the first whole one from a day on."""
    horizon, week = scenarios[0].horizon, _week_from(day, scenarios[0])
    if week is None or week <= horizon.first_counted_week:
        return tuple(scenarios)
    later = horizon.model_copy(update={"counts_from": horizon.start + timedelta(weeks=week)})
    return tuple(each.model_copy(update={"horizon": later}) for each in scenarios)


def counts_all_of(base: Scenario, other: Scenario) -> bool:
    """Do all days after the warm-up count on which the one is, or costs, other than the other?"""
    counts_from = base.horizon.counts_from
    if counts_from is None:
        return True
    mine, theirs = _becomes(base), _becomes(other)
    spent = [(change.on, change.costs) for change in base.changes]
    days = [
        *(day for day, what in theirs.items() if mine.get(day) != what),
        *(each.on for each in other.changes if each.on and (each.on, each.costs) not in spent),
    ]
    return bool(days) and min(days) >= counts_from


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
