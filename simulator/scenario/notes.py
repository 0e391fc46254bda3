"""What may be meant otherwise, though nothing is wrong: notes with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from simulator.errors import Diagnostic, KeyPath
from simulator.i18n import gettext, translatable
from simulator.scenario.diagnostics import located, schemas_at
from simulator.scenario.inheritance import ScenarioWithMarks
from simulator.scenario.people import people_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import MAX_MONEY
from simulator.scenario.units import DAY, WEEKDAYS, format_deadline
from simulator.scenario.yaml_reader import Mark

MANY = 3  # activities that a note names
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9])")


def thousands(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Money with exactly three decimals, whose point may part thousands."""
    return [
        located(path, _two_readings(match[0]), read.marks)
        for path, mark in read.marks.items()
        if (match := _THOUSANDS.match(mark.written)) and _is_money(path)
    ]


def owners(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Owners of accounts who are not there, so that their accounts go to others."""
    roles = read.scenario.roles.items()
    there = {name: {each.name for each in people_of(name, role)} for name, role in roles}
    noted = []
    for word, segment in read.scenario.segments.items():
        owner = (segment.each and segment.each.owner) or {}
        gone = {each for role, column in owner.items() for each in {*column} - there[role] - {""}}
        if gone:
            text = translatable("not there: {names}; their accounts go to those who are")
            message = gettext(text, names=_some(sorted(gone)))
            noted.append(located(("segments", word, "places"), message, read.marks))
    return noted


def deadlines(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Which deadlines count working days and which the clock, where that makes a difference."""
    days, clock = list(_due(read.scenario, in_days=True)), list(_due(read.scenario, in_days=False))
    texts = {
        gettext("working days of who does it"): days,
        gettext("the clock, nights and weekends included"): clock,
    }
    parts = [
        gettext("{name} ({count})", name=text, count=_some(names))
        for text, names in texts.items()
        if names
    ]
    if not parts:
        return []
    mark = read.marks.get(("title",), Mark("", 0))
    ways = gettext("; ").join(parts)
    text = gettext("good to know, nothing is wrong: 'due' counts {ways}", ways=ways)
    return [Diagnostic(text, mark.file)]


def _two_readings(written: str) -> str:
    whole = written.replace(".", "")
    text = translatable("read {read:g}; if the point parts thousands, write {whole}")
    return gettext(text, read=float(written), whole=whole)


def _is_money(path: KeyPath) -> bool:
    """Whether the schema has an amount of money at a path: only that is bounded by its most."""
    bounds = ("le", "maximum")
    return any(schema.get(key) == MAX_MONEY for schema in schemas_at(path) for key in bounds)


def _due(scenario: Scenario, *, in_days: bool) -> Iterator[str]:
    """Activities due in days of a role that has days off, or by the clock after a day or more."""
    for name, activity in scenario.activities.items():
        due = activity.due
        if due is None or due.on_working_days != in_days:
            continue
        has_days_off = len(set(scenario.roles[activity.by].shift.days)) < len(WEEKDAYS)
        if has_days_off and (in_days or due.seconds >= DAY):
            yield f"{name} {format_deadline(due)}"


def _some(names: list[str]) -> str:
    more = gettext(" and {more} more", more=len(names) - MANY) if len(names) > MANY else ""
    return gettext(", ").join(names[:MANY]) + more
