"""The working calendar: special days, a week's people by role, and who is away when."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial

from simulator.analysis.calendar import RoleCalendar, SpecialDay, TimeAway, WorkCalendar
from simulator.i18n import gettext, pgettext
from simulator.output.document import (
    ANSWERS,
    COUNT,
    MANY,
    Cell,
    Column,
    Document,
    Figure,
    Format,
    NamedChart,
    Record,
    Section,
    Table,
    Texts,
)
from simulator.output.numbers import percent
from simulator.output.wording import people_of, person_words, words
from simulator.scenario.units import WEEKDAYS, format_clock

SHARE = Format("share", "%", 0)


def document(result: WorkCalendar) -> Document:
    """The year at a glance, special days, and each week of each role."""
    section = Section(
        ANSWERS,
        gettext("Who is there when"),
        (
            Figure("year", NamedChart.of("year", result)),
            special_days(result),
            weeks(result),
            Texts(_notes(result), "note"),
        ),
    )
    return Document(
        result.scenario.title,
        result.scenario.question,
        (headline(result), *map(_fewest, result.roles)),
        (section,),
        record=partial(record, result),
        data=lambda: (days(result), times_away(result)),
    )


def record(result: WorkCalendar) -> Record:
    """Special days, and by role the people of each day and who is away when."""
    roles = {each.role: each._asdict() for each in result.roles}
    for role in roles.values():
        del role["role"]  # by which it goes
        role["away"] = [_dates(each) for each in role["away"]]
    return {
        "scenario": result.scenario.name,
        "start": result.start.isoformat(),
        "end": result.end.isoformat(),
        "replication": result.replication,
        "days": [_dates(each) for each in result.days],
        "roles": roles,
    }


def _dates(each: SpecialDay | TimeAway) -> dict[str, str | int | None]:
    """The same with dates as text."""
    return {
        key: value.isoformat() if isinstance(value, datetime.date) else value
        for key, value in each._asdict().items()
    }


def headline(result: WorkCalendar) -> str:
    """How many days the company does not work as others."""
    ours = [each for each in result.days if each.role is None]
    kinds = [each.kind for each in ours if each.kind in ("half_day", "made_up")]
    off = [e for e in ours if e.kind in ("holiday", "closure") and e.day.weekday() < 5]
    return gettext(
        "{first} to {last}: days off from Monday to Friday: {off}; days that end early: {half};"
        " days worked at weekends in place of others: {made}.",
        first=result.start,
        last=result.end,
        off=len(off),
        half=kinds.count("half_day"),
        made=kinds.count("made_up"),
    )


def _fewest(role: RoleCalendar) -> str:
    """How many of a role are there: usually, and in the week in which they are fewest."""
    weeks = [each for each in _by_week(role) if each["called"]]
    people = people_of(role.role)
    people = people[:1].upper() + people[1:]
    if not weeks:
        return gettext("{people}: nobody ever has a shift.", people=people)
    called, there = sum(e["called"] for e in weeks), sum(e["there"] for e in weeks)
    shares = [each["there"] / each["called"] for each in weeks]
    least = min(range(len(weeks)), key=lambda n: shares[n])
    if shares[least] == max(shares):
        return gettext(
            "{people}: {share} of those who have a shift are there, in every week.",
            people=people,
            share=percent(shares[least], 2),
        )
    return gettext(
        "{people}: {share} of those who have a shift are there; in week {week} {least},"
        " the fewest.",
        people=people,
        share=percent(there / called, 2),
        least=percent(shares[least], 2),
        week=weeks[least]["week"],
    )


def _notes(result: WorkCalendar) -> tuple[str, ...]:
    return (
        gettext(
            "vacation, sickness and empty chairs are those of replication {number}; vacation has"
            " all that is known beforehand",
            number=result.replication,
        ),
        gettext("a role is listed by itself where it has holidays of its own"),
    )


# -- tables ----------------------------------------------------------------------------------------


def special_days(result: WorkCalendar) -> Table:
    """One row for each day that is not worked as others of its weekday."""
    columns = (
        Column("day", gettext("day")),
        Column("weekday", gettext("weekday")),
        Column("whose", gettext("whose")),
        Column("what", gettext("what")),
        Column("name", gettext("why")),
    )
    rows = tuple(_special_day(each) for each in result.days)
    title = gettext("Days off, days that end early, weekends worked")
    name = gettext("Days off")
    return Table("days", title, columns, rows, name=name, filtered=len(rows) > MANY)


def _special_day(each: SpecialDay) -> tuple[Cell, ...]:
    what = {
        "holiday": gettext("day off"),
        "closure": gettext("closed"),
        "half_day": gettext("until {clock}", clock=format_clock(each.until or 0)),
        "made_up": gettext("worked"),
    }
    return (
        each.day.isoformat(),
        gettext(WEEKDAYS[each.day.weekday()]),
        gettext("company") if each.role is None else words(each.role),
        what[each.kind],
        words(each.name) if each.kind == "closure" else each.name,
    )


def weeks(result: WorkCalendar) -> Table:
    """One row for each role and week: shifts, and who is there on them."""
    columns = (
        Column("role", gettext("role")),
        Column("week", gettext("week"), COUNT),
        Column("monday", gettext("week of")),
        Column("called", gettext("shifts"), COUNT),
        Column("there", gettext("worked"), COUNT),
        Column("share", gettext("there, %"), SHARE),
        Column("vacation", gettext("vacation"), COUNT),
        Column("sick", gettext("sick"), COUNT),
        Column("empty", gettext("empty chairs"), COUNT),
    )
    rows = tuple(
        (
            words(role.role),
            week["week"],
            (result.start + datetime.timedelta(7 * week["week"] - 7)).isoformat(),
            week["called"],
            week["there"],
            week["there"] / week["called"] if week["called"] else None,
            *(week[reason] for reason in REASONS),
        )
        for role in result.roles
        for week in _by_week(role)
    )
    title = gettext("Shifts of each week, and who is there")
    name = gettext("shifts").capitalize()
    return Table("weeks", title, columns, rows, name=name, filtered=len(rows) > MANY)


REASONS = ("vacation", "sick", "empty")


def _by_week(role: RoleCalendar) -> Iterator[dict[str, int]]:
    """Sums of each week, numbered from 1."""
    for week in range(len(role.called) // 7):
        held = slice(7 * week, 7 * week + 7)
        sums = {key: sum(getattr(role, key)[held]) for key in ("called", "there", *REASONS)}
        yield {"week": week + 1, **sums}


def days(result: WorkCalendar) -> Table:
    """One row for each role and day, for files."""
    columns = (
        Column("role", gettext("role")),
        Column("day", gettext("day")),
        Column("called", gettext("shifts"), COUNT),
        Column("there", pgettext("people", "there"), COUNT),
        Column("vacation", gettext("vacation"), COUNT),
        Column("sick", gettext("sick"), COUNT),
        Column("empty", gettext("empty chairs"), COUNT),
    )
    rows = tuple(
        (
            words(role.role),
            (result.start + datetime.timedelta(number)).isoformat(),
            *(getattr(role, key)[number] for key in ("called", "there", *REASONS)),
        )
        for role in result.roles
        for number in range(len(role.called))
    )
    return Table("people", gettext("Who is there, day by day"), columns, rows, filtered=True)


def times_away(result: WorkCalendar) -> Table:
    """One row for each stretch that somebody is away, for files."""
    columns = (
        Column("person", gettext("person")),
        Column("role", gettext("role")),
        Column("first", pgettext("days", "from")),
        Column("last", pgettext("days", "to")),
        Column("shifts", gettext("shifts"), COUNT),
        Column("reason", gettext("why")),
    )
    why = {
        "vacation": gettext("vacation"),
        "sick": gettext("sick"),
        "empty": gettext("empty chairs"),
    }
    rows = tuple(
        (
            person_words(each.person),
            words(role.role),
            each.first.isoformat(),
            each.last.isoformat(),
            each.days,
            why[each.reason],
        )
        for role in result.roles
        for each in role.away
    )
    return Table("away", gettext("Who is away when"), columns, rows, filtered=True)
