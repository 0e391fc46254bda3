"""The names that the numbers of a lesson's page stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from simulator.analysis.lessons.lives import PARTS
from simulator.analysis.lessons.weeks import DAYS, REASONS, PlayedWeek
from simulator.experiment.results import who_sells
from simulator.i18n import gettext
from simulator.model.codes import DOINGS, NOT, STATES
from simulator.output.charts.week import SELLING as OF_CHARTS
from simulator.output.charts.week import Look, looks
from simulator.output.timeline import words as told
from simulator.output.timeline.rows import (
    Names,
    Part,
    TimelineDays,
    categories_of,
    days_of,
    names_of,
    part_of,
)
from simulator.output.wording import (
    absence_words,
    listed,
    people_of,
    person_words,
    place_words,
    words,
)
from simulator.scenario.names import HOME
from simulator.scenario.schema.lesson import Text
from simulator.scenario.schema.triggers import CallPlan

Line = tuple[tuple[int, ...], int]  # roles, and a person, -1 for the line of all of them
# Hues that are told apart from a back row, and from what waits, which is orange and brown.
SELLING = (OF_CHARTS[0], Look("#7fc8a0", "////", "#3f8a5f"))
CHORES = (
    Look("#5b9fd0"),
    Look("#8468b3", "---", "#b5a1d6", text="white"),
    Look("#f6d865", "..", "#c39a1d"),
    Look("#b85c80", "ooo", "#dca3b8"),
)
PILED = ("activity", "origin", "available", "started", "finished")
EVENTS = ("interrupted", "handed_over")


class LessonNames(NamedTuple):
    """All names of the weeks played, and what of each week is shown."""

    names: Names
    categories: dict[str, int]
    lines: dict[Line, int]
    days: tuple[TimelineDays, ...]  # of each week
    parts: tuple[Part, ...]
    titles: Mapping[str, str]  # of those that the lesson calls by other words

    def title(self, name: str) -> str:
        """What people read for a role, an activity or a category."""
        return self.titles.get(name) or words(name)

    def person(self, name: str) -> str:
        """A person by role and number, or by his own name."""
        words_of_role, _, number = name.rpartition(" ")
        role = words_of_role.replace(" ", "_")
        return f"{self.titles[role]} {number}" if role in self.titles else person_words(name)

    def role(self, name: str) -> str:
        """Those of a role, together."""
        title = self.titles.get(name, words(name))
        return gettext(people_of(name).capitalize()) if title == words(name) else title

    def line(self, roles: tuple[int, ...], person: int) -> str:
        """Whose queue it is: that of a role, of several who share it, or one person's own."""
        if person >= 0:
            return self.person(list(self.names.people)[person])
        return listed(self.role(list(self.names.roles)[role]) for role in roles)

    def place(self, name: str) -> str:
        """A customer, or somebody's home."""
        person = name.removeprefix(HOME)
        if person == name:
            return place_words(name)
        return gettext("home of {person}", person=self.person(person))


def names_in(weeks: Sequence[PlayedWeek], titles: Mapping[str, Text]) -> LessonNames:
    """The names of all weeks together, so that one number means the same in each."""
    tables = [week.tables for week in weeks]
    days = tuple(days_of([week.tables], week.first_day, DAYS) for week in weeks)
    parts = tuple(part_of(week.tables, each) for week, each in zip(weeks, days, strict=True))
    names = names_of(tables, parts)
    lines: list[Line] = [((role,), NOT) for role in names.roles.values()]
    lines += [((role,), person) for person, role in enumerate(names.role_of)]
    lines += sorted({(pool, NOT) for week in weeks for pool in pools_of(week, names).values()})
    categories = {name: number for number, name in enumerate(_looks(weeks))}
    return LessonNames(
        names,
        categories,
        {line: number for number, line in enumerate(lines)},
        days,
        parts,
        {name: str(title) for name, title in titles.items()},
    )


def pools_of(week: PlayedWeek, names: Names) -> dict[str, tuple[int, ...]]:
    """The roles of each activity that whoever of them is free takes: they have one queue."""
    activities = week.tables.scenario.activities.items()
    return {
        name: tuple(sorted(names.roles[role] for role in each.by.roles if role in names.roles))
        for name, each in activities
        if each.by.in_order
    }


def _looks(weeks: Sequence[PlayedWeek]) -> dict[str, Any]:
    scenario = weeks[0].tables.scenario
    selling = sorted(who_sells(scenario)[1])
    return looks(categories_of([week.tables for week in weeks]), selling, (SELLING, CHORES))


def piles_of(
    index: LessonNames, activities: Iterable[str], wanted: Sequence[str] = ()
) -> list[int]:
    """Activities whose tasks wait in some week, in the world's order: all but calls of a plan.

    Where some are wanted, those of them.
    """
    waiting = {
        name
        for part in index.parts
        for name, origin, available, started, finished in part.tasks.select(PILED).rows()
        if origin != CallPlan.origin and (started or finished) != available
    }
    shown = waiting.intersection(wanted) if wanted else waiting
    return [index.names.activities[name] for name in activities if name in shown]


def named(index: LessonNames, weeks: Sequence[PlayedWeek]) -> dict[str, Any]:
    """The names as people read them, each list in the order of its numbers."""
    names, selling = index.names, who_sells(weeks[0].tables.scenario)[1]
    return {
        "people": [
            {"name": name, "title": index.person(name), "role": names.role_of[number]}
            for name, number in names.people.items()
        ],
        "roles": [{"name": role, "title": index.role(role)} for role in names.roles],
        "lines": [
            {"title": index.line(roles, person), "isPool": len(roles) > 1}
            for roles, person in index.lines
        ],
        "activities": [{"name": name, "title": index.title(name)} for name in names.activities],
        "categories": [
            {"name": name, "title": index.title(name), "selling": name in selling, **look._asdict()}
            for name, look in _looks(weeks).items()
        ],
        **_of_codes(),
        "places": [{"title": index.place(name)} for name in names.places],
    }


def _of_codes() -> dict[str, Any]:
    """Names that are the same in every lesson."""
    return {
        "doings": _titled(DOINGS, told.doings()),
        "states": _titled(STATES, told.states()),
        "events": _titled(EVENTS, _events()),
        "absences": _titled(tuple(REASONS.values()), absence_words()),
        "parts": _titled(PARTS, _parts()),
    }


def _titled(names: Sequence[str], titles: dict[str, str] | None = None) -> list[dict[str, str]]:
    known = titles or {}
    return [{"name": name, "title": known.get(name) or words(name)} for name in names]


def _events() -> dict[str, str]:
    return {
        "interrupted": gettext("laid down for something more urgent"),
        "handed_over": gettext("handed over"),
    }


def _parts() -> dict[str, str]:
    return {
        "waits": gettext("waits"),
        "closed": gettext("nobody is there"),
        "worked": gettext("worked on"),
        "laid_down": gettext("laid down"),
        "handed_over": gettext("handed over in writing"),
        "takes_over": gettext("read in"),
    }
