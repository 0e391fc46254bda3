"""The same what-if with those whom it hires beginning later, or never."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from simulator.scenario.dated import Timeline, as_values, timeline_of
from simulator.scenario.overrides import build, with_ranges
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY
from simulator.scenario.validation import after_warm_up
from simulator.scenario.verbs import Values


def with_hires_late(plan: Scenario, seconds: int, today: Scenario, name: str) -> Scenario:
    """A plan whose hires begin so much later, in whole days begun; the plan where it hires nobody.

    Hires without a day are those that it has beyond today's company: they are late from the first
    day that counts. Whoever would begin after the last day never does; what hiring costs is spent
    all the same.
    """
    time, ranges = timeline_of(with_ranges(plan))
    days = timedelta(days=-(-seconds // DAY))
    last = plan.horizon.start + timedelta(weeks=plan.horizon.weeks, days=-1)
    hired = [*_hired_at_once(plan, time, today), *_hired_later(time)]
    if not hired or not days:
        return plan
    for role, count, day in hired:
        late = (day or after_warm_up(plan)) + days
        begins = time.at(late) if late <= last else len(time.changes)
        first = 0 if day is None else time.days().index(day) + 1
        _put_off(time.states, (role, count), first, begins + 1)
    return build(as_values(time, ranges), {}, name)


def never_come(plan: Scenario, seconds: int, today: Scenario) -> tuple[int, int]:
    """How many of those whom a plan hires would begin after its last day; how many they are."""
    time, _ = timeline_of(with_ranges(plan))
    days = timedelta(days=-(-seconds // DAY))
    end = plan.horizon.start + timedelta(weeks=plan.horizon.weeks)
    hired = [*_hired_at_once(plan, time, today), *_hired_later(time)]
    late = [n for _, n, day in hired if (day or after_warm_up(plan)) + days >= end]
    return sum(late), sum(count for _, count, _ in hired)


Hired = tuple[str, int, date | None]  # role, people, and their day if they do not begin at once


def _hired_at_once(plan: Scenario, time: Timeline, today: Scenario) -> list[Hired]:
    """People that a plan has from the first instant, and today's company has not."""
    more = {
        name: _people(time.states[0], name) - role.people for name, role in _common(plan, today)
    }
    return [(name, count, None) for name, count in more.items() if count > 0]


def _common(plan: Scenario, today: Scenario) -> list[tuple[str, Any]]:
    return [(name, role) for name, role in today.roles.items() if name in plan.roles]


def _hired_later(time: Timeline) -> list[Hired]:
    """People who begin with dated changes."""
    hired: list[Hired] = []
    for number, day in enumerate(time.days()):
        for role in time.states[number]["roles"] if day is not None else ():
            count = _people(time.states[number + 1], role) - _people(time.states[number], role)
            if count > 0 and day is not None:
                hired.append((role, count, day))
    return hired


def _put_off(states: list[Values], who: tuple[str, int], first: int, begins: int) -> None:
    """People are not there from one stretch to another, as far as they have not left again."""
    role, count = who
    others, still = _people(states[first], role) - count, count
    for state in states[first:begins]:
        still = min(still, max(_people(state, role) - others, 0))  # the last leave first
        _take(state, role, still)
    for state in states[begins:] if first == 0 else ():
        settings = state["roles"][role]
        settings["newcomers"] = settings.get("newcomers", 0) + count


def _take(state: Values, role: str, count: int) -> None:
    """So many people of a role are not there yet."""
    settings = state["roles"][role]
    settings["people"] = max(0, _people(state, role) - count)
    settings["newcomers"] = max(0, settings.get("newcomers", 0) - count)


def _people(state: Values, role: str) -> int:
    return int(state["roles"][role]["people"])
