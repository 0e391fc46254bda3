"""What may be meant otherwise, though nothing is wrong: notes with file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import accumulate, chain

import numpy as np

from simulator.errors import Diagnostic, KeyPath
from simulator.i18n import gettext, translatable
from simulator.scenario.diagnostics import located, schemas_at
from simulator.scenario.inheritance import ScenarioWithMarks
from simulator.scenario.names import same_place
from simulator.scenario.open_days import company_days
from simulator.scenario.owners import owner_column
from simulator.scenario.people import hours_of, is_about_no_account, people_of, vacation_room
from simulator.scenario.phases import phases_of
from simulator.scenario.places import businesses_of, place_names
from simulator.scenario.public_holidays import (
    regions,
    worked_holidays,
    worked_weekends,
    written_holidays,
)
from simulator.scenario.quantile_tables import OfTable
from simulator.scenario.routing import causes
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.analysis import Claim
from simulator.scenario.schema.base import MAX_MONEY
from simulator.scenario.schema.holidays import Closure, Holidays
from simulator.scenario.schema.organisation import (
    NOBODY,
    SUBSTITUTES,
    Cover,
    DatedAbsence,
    Horizon,
    Role,
)
from simulator.scenario.schema.triggers import Problem, problem
from simulator.scenario.shapes import OfSample
from simulator.scenario.units import (
    DAY,
    HOUR,
    MINUTE,
    WEEKDAYS,
    Deadline,
    format_deadline,
    format_duration,
    format_fine_duration,
    format_length,
    parse_date,
)
from simulator.scenario.validation import day_of
from simulator.scenario.yaml_reader import Mark

MANY = 3  # activities that a note names
MUCH = 0.1  # of all the work
SELDOM = 0.05  # of the cases
OVERNIGHT = 10 * HOUR  # nobody works so long at one case
UNFINISHED = translatable("no evidence yet; it lacks {missing}")
_THOUSANDS = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}(?![0-9])")


def thousands(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Money with exactly three decimals, whose point may part thousands."""
    return [
        located(path, _two_readings(match[0]), read.marks)
        for path, mark in read.marks.items()
        if (match := _THOUSANDS.match(mark.written)) and _is_money(path)
    ]


def owners(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Owners of accounts who are not there, and people to whom a file leaves no account."""
    texts = [*_owners_gone(read.scenario), *without_accounts(read.scenario)]
    return [located(path, text, read.marks) for path, text in texts]


def _owners_gone(scenario: Scenario) -> Iterator[Problem]:
    there = {name: {p.name for p in people_of(name, r)} for name, r in scenario.roles.items()}
    for word in scenario.segments:
        owner = {role: owner_column(scenario, word, role) for role in scenario.roles}
        gone = {each for role, column in owner.items() for each in {*column} - there[role] - {""}}
        if gone:
            text = translatable("not there: {names}; their accounts go to those who are")
            yield ("segments", word, "places"), gettext(text, names=_some(sorted(gone)))


def without_accounts(scenario: Scenario) -> Iterator[Problem]:
    """People who get nothing, since files give all accounts of their role to others."""
    for name, role in scenario.roles.items():
        each = [_owned(scenario, word, name) for word in scenario.segments]
        people = [person.name for person in people_of(name, role)]
        owned = {owner for column in each for owner in column or ()}
        if None in each or not owned or not owned <= set(people) or _keeps(scenario):
            continue
        idle = [person for person in people if person not in owned]
        if idle:
            text = translatable(
                "files give all accounts to others than {names}: say 'territory: {example}' for"
                " whoever is hired to take some over"
            )
            example = "{cut: least}"
            yield ("roles", name, "people"), gettext(text, names=_some(idle), example=example)


def _keeps(scenario: Scenario) -> bool:
    """Is the cut of the land kept when the number of people changes?"""
    return scenario.territory is not None and scenario.territory.keeps


def _owned(scenario: Scenario, word: str, role: str) -> tuple[str, ...] | None:
    """The owners of a segment's accounts in a role; None where they are not all said."""
    owners = owner_column(scenario, word, role)
    if not businesses_of(scenario, scenario.segments[word]):
        return ()
    return owners if owners and "" not in owners else None


def far_away(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Accounts of files that lie far outside the land, as by a decimal mark too much or too few."""
    land, office = read.scenario.territory, read.scenario.headquarters
    if land is None or land.width is None or land.height is None:
        return []
    text = translatable(
        "farther from the headquarters than all of the land ({width} by {height}) is wide or high:"
        " {names}"
    )
    size = {"width": format_length(land.width), "height": format_length(land.height)}
    return [
        located(("segments", word, "places"), gettext(text, names=_some(far), **size), read.marks)
        for word, segment in read.scenario.segments.items()
        if (
            far := [
                f"{name} ({format_length(x)}, {format_length(y)})"
                for name, x, y in segment.coordinates
                if abs(x - office.x) > land.width or abs(y - office.y) > land.height
            ]
        )
    ]


def unlearned(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Days with learning from which on nobody does other people's work."""
    scenario = read.scenario
    phases = phases_of(scenario) if any(each.learning for each in scenario.changes) else ()
    learned = {
        learner.day for each in phases for every in each.learners.values() for learner in every
    }
    text = translatable(
        "nobody learns: from that day on nobody does work that others did before, as with"
        " 'reassign' or another 'by'"
    )
    return [
        located(_learning_at(read, number), gettext(text), read.marks)
        for number, change in enumerate(scenario.changes)
        if change.learning and day_of(scenario, change) not in learned
    ]


def _learning_at(read: ScenarioWithMarks, number: int) -> KeyPath:
    """Where the learning of a change is written: in a list, or as the only one."""
    listed = ("change", str(number), "learning")
    return listed if listed in read.marks else ("change", "learning")


def uncovered(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Work due within a day that waits for one person, whom nobody covers while he is away."""
    texts = [*uncovered_work(read.scenario), *uncovered_alone(read.scenario)]
    return [located(path, text, read.marks) for path, text in texts]


def uncovered_work(scenario: Scenario) -> Iterator[Problem]:
    """The same of a scenario that no file may stand behind, role by role."""
    for name, role in scenario.roles.items():
        urgent = [
            gettext("{work} within {due}", work=work, due=format_deadline(activity.due))
            for work, activity in scenario.activities.items()
            if activity.by == name and activity.due is not None and activity.due.seconds <= DAY
            if _waits_for_owner(role, activity)
        ]
        if urgent:
            text = translatable(
                "due soon, and it waits while its owner among {role!r} is away: {work}; say who"
                " does it then under 'roles.{name}.absence', such as 'cover: {example}'"
            )
            example = "{by: colleague, sick: 0 s}"
            work = _some(urgent)
            yield (
                ("roles", name, "absence"),
                gettext(text, work=work, role=name, name=name, example=example),
            )


def uncovered_alone(scenario: Scenario) -> Iterator[Problem]:
    """Work due within a day that only one person may do, who is away at times; role by role."""
    for name in scenario.roles:
        urgent = [
            gettext("{work} within {due}", work=work, due=format_deadline(activity.due))
            for work, activity in scenario.activities.items()
            if activity.due is not None and activity.due.seconds <= DAY
            if _waits_for_one(scenario, name, activity)
        ]
        if urgent:
            text = translatable(
                "due soon, and it waits while the only one of {role!r} who may do it is away:"
                " {work}; let others do it then"
            )
            yield ("roles", name, "absence"), gettext(text, work=_some(urgent), role=name)


def _waits_for_one(scenario: Scenario, name: str, activity: Activity) -> bool:
    """Is work for one person of a role alone, by his skill or as its only one, who may be away?"""
    doers, skill, absence = activity.by, activity.skill, scenario.roles[name].absence
    needed = skill.name if skill is not None and skill.required else None
    able = [
        person
        for role in doers.roles
        for person in people_of(role, scenario.roles[role])
        if needed is None or needed in person.skills
    ]
    if doers.shares or len(able) != 1 or able[0].role != name or absence.long_term:
        return False
    away = absence.vacation or absence.sick_spells or able[0].name in absence.dated
    comes = activity.arises.inbound is not None or bool(activity.arises.after)
    moves = activity.overflow is not None or activity.automated >= 1 or activity.moved is not None
    cover = absence.cover  # nobody does for others what takes a skill
    covered = cover is not None and (needed is None or cover.by == NOBODY)
    return bool(away and comes and not moves and not covered)


def _waits_for_owner(role: Role, activity: Activity) -> bool:
    """Does work come to the owner of an account, who may be away without anybody to cover?"""
    inbound, absence = activity.arises.inbound, role.absence
    away = absence.vacation or absence.sick_spells or absence.long_term or absence.dated
    comes = (inbound is not None and inbound.per != "role") or bool(activity.arises.after)
    waits = activity.overflow is None and activity.automated < 1
    owned = role.accounts == "own" and role.people > 1 and comes
    return bool(owned and waits and away and absence.cover is None)


def unpriced(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Work that somebody would have to do and that is automated for nothing."""
    return [located(path, text, read.marks) for path, text in unpriced_work(read.scenario)]


def unpriced_work(scenario: Scenario) -> Iterator[Problem]:
    """The same of a scenario that no file may stand behind; what takes no time is an event."""
    free = [
        name
        for name, activity in scenario.activities.items()
        if activity.automated and activity.lasts.mean
        if activity.automated_costs is None and not activity.costs
    ]
    if free:
        text = translatable(
            "what does it in place of people is counted as free ({names}): say what each case"
            " costs by 'automated_costs', or 'automated_costs: 0' if it is nothing"
        )
        if scenario.economics.expenses:
            text = translatable(
                "no case costs anything that is done in place of people ({names}): say what each"
                " does by 'automated_costs', or 'automated_costs: 0' if 'economics.expenses' pays"
                " for all"
            )
        yield ("activities", free[0], "automated"), gettext(text, names=_some(free))


def pilots_of_nothing(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Work of which nothing moves, each once."""
    texts = dict(moved_of_nobody(read.scenario))
    return [located(path, text, read.marks) for path, text in texts.items()]


def moved_of_nobody(scenario: Scenario) -> Iterator[Problem]:
    """Work of which some people's cases are to move, on whatever day, and that has none."""
    for phase in phases_of(scenario):
        for name, activity in phase.scenario.activities.items():
            moved = activity.moved
            if moved is not None and moved.only_of and is_about_no_account(activity):
                text = translatable(
                    "none of it moves: {name} arises for a role as a whole, and only cases of"
                    " some people's accounts are to move ('only_of')"
                )
                yield ("activities", name, "moved"), gettext(text, name=name)


def idle_deputies(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Deputies who never do what they are named for, or seldom."""
    return [located(path, text, read.marks) for path, text in never_covered(read.scenario)]


def never_covered(scenario: Scenario) -> Iterator[Problem]:
    """The same of a scenario that no file may stand behind, role by role."""
    for name, role in scenario.roles.items():
        if role.people and role.absence.cover is not None and role.absence.cover.by != NOBODY:
            yield from _nobodys_own(scenario, name)
            yield from _not_that_urgent(scenario, name, role.absence.cover)


def never_acts(scenario: Scenario, role: str) -> bool:
    """Is there nothing that deputies of a role, of another one, ever do?"""
    words = [word for word in scenario.activities if role in _doers(scenario.activities[word])]
    return bool(words) and all(never_covers(scenario, word, role) for word in words)


def never_covers(scenario: Scenario, word: str, role: str) -> bool:
    """Is some work of a role such that its deputies, of another one, never do it?"""
    cover, activity = scenario.roles[role].absence.cover, scenario.activities[word]
    if cover is None or cover.by not in scenario.roles or word in scenario.call_plans:
        return False
    if cover.up_to_urgency is not None and activity.urgency > cover.up_to_urgency:
        return True
    skilled = activity.skill is not None and _comes_from_elsewhere(scenario, word, role)
    nobodys_own = skilled and _is_for_all(scenario, word, role)
    before = (scenario.activities[cause] for cause in causes(scenario, word))
    return nobodys_own and not any(role in _doers(each) for each in before)


def _nobodys_own(scenario: Scenario, name: str) -> Iterator[Problem]:
    """What is for anybody of a role goes to deputies of another one only while nobody is there."""
    cover = scenario.roles[name].absence.cover
    if cover is None or cover.by not in scenario.roles:
        return
    comes = [word for word in scenario.activities if _comes_from_elsewhere(scenario, word, name)]
    if not comes or not all(_is_for_all(scenario, word, name) for word in comes):
        return
    where, people = ("roles", name, "absence", "cover"), _people_by_day(scenario, name)
    if all(scenario.activities[word].skill is not None for word in comes):
        for text, works in _skilled(scenario, comes):
            yield where, gettext(text, work=_some(works), role=name)
    elif people != "1":
        text = translatable(
            "'cover' of {role!r} acts on {work}, which belongs to no single person, only while all"
            " {people} are away: say 'accounts: own' and rates 'per: account', or that several"
            " roles do it: 'by: {several}'"
        )
        several = f"[{name}, {cover.by}]"
        work = _some(comes)
        yield where, gettext(text, work=work, role=name, people=people, several=several)


def _skilled(scenario: Scenario, works: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """For whom work waits that asks for a skill, or that prefers one."""
    texts = {
        True: translatable(
            "'cover' of {role!r} never acts on {work}, which waits for anybody with the skill,"
            " whoever is away"
        ),
        False: translatable(
            "'cover' of {role!r} never acts on {work}, which waits for whoever of those who do it"
            " is free, with the skill or without"
        ),
    }
    for required, text in texts.items():
        every = ((word, scenario.activities[word].skill) for word in works)
        alike = [word for word, skill in every if skill and skill.required == required]
        if alike:
            yield text, alike


def _people_by_day(scenario: Scenario, role: str) -> str:
    """How many people a role has; where that changes, at first and from each day on."""
    (first, *_), *later = _stretches(scenario)
    people, parts = first.roles[role].people, list[str]()
    known = people
    for held, day, _ in later:
        if held.roles[role].people != known:
            known = held.roles[role].people
            parts.append(gettext("from {day} on: {text}", day=day, text=known))
    changes = gettext(", ").join(parts)
    return gettext("{name} ({count})", name=people, count=changes) if parts else str(people)


def _comes_from_elsewhere(scenario: Scenario, word: str, role: str) -> bool:
    """Is it from outside, or from another role, and for people of this role alone?"""
    activity = scenario.activities[word]
    if role not in activity.by.roles or activity.by.in_order or activity.automated >= 1:
        return False
    others = (scenario.activities[cause].by != role for cause in causes(scenario, word))
    return activity.arises.inbound is not None or any(others)


def _is_for_all(scenario: Scenario, word: str, role: str) -> bool:
    """Does whoever of a role has time do it, none of them being the account's own?"""
    activity, inbound = scenario.activities[word], scenario.activities[word].arises.inbound
    pooled = scenario.roles[role].accounts == "pool" or activity.whose == "anyone"
    return pooled or (inbound is not None and inbound.per == "role")


def _not_that_urgent(scenario: Scenario, name: str, cover: Cover) -> Iterator[Problem]:
    """Deputies for urgent work alone, of which there is none."""
    urgencies = [
        activity.urgency
        for activity in scenario.activities.values()
        if name in _doers(activity) and activity.arises.meeting is None
    ]
    if cover.up_to_urgency is None or cover.covers_calls or not urgencies:
        return
    if cover.up_to_urgency < min(urgencies):
        text = translatable(
            "'cover' never acts: no work of {role!r} is that urgent; the most urgent has {urgency}"
        )
        where = ("roles", name, "absence", "cover", "up_to_urgency")
        yield where, gettext(text, role=name, urgency=min(urgencies))


def _doers(activity: Activity) -> tuple[str, ...]:
    """Roles that may do it, those to whom it is handed or overflows too."""
    others = (activity.moved, activity.overflow)
    return (*activity.by.roles, *(each.to for each in others if each is not None))


def roads(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Names in a table of roads that are no place of the scenario."""
    travel = read.scenario.travel
    if travel is None or travel.roads is None:
        return []
    known = set(map(same_place, place_names(read.scenario)))
    strange = [name for name in travel.roads.places if same_place(name) not in known]
    if not strange:
        return []
    message = gettext("no places of this scenario: {names}", names=_some(strange))
    return [located(("travel", "table"), message, read.marks)]


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


def too_late_when_agreed(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Appointments that are agreed on for a time by which they should have been done."""
    late = []
    for name, activity in read.scenario.activities.items():
        if activity.appointment is None or activity.due is None:
            continue
        lead = activity.appointment.lead
        soonest = lead.mean * float(lead.shape.quantile(np.array([SELDOM]))[0])
        if soonest > _longest(activity.due, read.scenario.roles[activity.by]):
            text = gettext(
                "the customer has time after {lead} at the earliest, and it is due within {due}:"
                " hardly any can be in time",
                lead=format_fine_duration(lead.mean),
                due=format_deadline(activity.due),
            )
            late.append(located(("activities", name, "due"), text, read.marks))
    return late


def _longest(due: Deadline, role: Role) -> int:
    """Seconds by the clock that a deadline comes to at most: over the days off of a week."""
    if not due.on_working_days:
        return due.seconds
    worked = {day for each in hours_of(role) for shift in each.shifts for day in shift.days}
    works = [int(day in worked) for day in WEEKDAYS] * (due.seconds // DAY + 3)
    number = -(-due.seconds // DAY)
    passed = (list(accumulate(works[first + 1 :])) for first in range(len(WEEKDAYS)))
    return DAY * max(1 + each.index(number) for each in passed)


def lost_on_closed_days(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Work that would come on a closed day and does not, where the scenario does not say so."""
    s, days = read.scenario, company_days(read.scenario)
    shut = {WEEKDAYS[day] for day in days.weekday()[days.closed].tolist()}
    lost = [
        located(("activities", name, "arises", "inbound"), name, read.marks)
        for name, activity in s.activities.items()
        if (inbound := activity.arises.inbound) is not None
        and inbound.profile is not None
        and inbound.closed_days is None
        and any(s.profiles[inbound.profile].day_weight(day) > 0 for day in shut)
    ]
    if not lost:
        return []
    text = gettext(
        "{count} of {closed} days are closed, and what would come then is lost ({names}): say"
        " 'closed_days: lost' if the rate is of days worked, 'closed_days: next_open_day' if it is"
        " not",
        count=int(days.closed.sum()),
        closed=len(days.closed),
        names=_some([each.message for each in lost]),
    )
    return [replace(lost[0], message=text)]


def day_and_night(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Work that interrupts and comes at all hours, where those who do it have shifts."""
    text = translatable(
        "it interrupts, and without a 'profile' it comes at night and at weekends too, when nobody"
        " of {role!r} has a shift: say when it comes, such as 'profile: office_hours', with its"
        " days and hours under 'profiles'"
    )
    return [
        located(
            ("activities", name, "arises", "inbound"),
            gettext(text, role=activity.by),
            read.marks,
        )
        for name, activity in read.scenario.activities.items()
        if activity.interrupts and activity.automated < 1
        if (inbound := activity.arises.inbound) is not None and inbound.profile is None
        if inbound.rate.times and not _is_always_there(read.scenario.roles[activity.by])
    ]


def _is_always_there(role: Role) -> bool:
    """Has somebody of a role a shift at each minute of the week?"""
    manned = np.zeros(len(WEEKDAYS) * DAY // MINUTE, dtype=bool)
    for shift in (each for hours in hours_of(role) for each in hours.shifts):
        for day in shift.days:
            midnight = WEEKDAYS.index(day) * DAY
            minutes = np.arange(midnight + shift.start, midnight + shift.end, MINUTE) // MINUTE
            manned[minutes % len(manned)] = True
    return bool(manned.all())


def holidays(read: ScenarioWithMarks) -> list[Diagnostic]:
    """What of a country's days off may be meant otherwise."""
    horizon = read.scenario.horizon
    return [
        located(at, text, read.marks)
        for at, kept in written_holidays(read.scenario)
        for noted in (_weekends, _regions, _no_holidays, _beyond)
        for text in noted(kept, horizon)
    ]


def _weekends(kept: Holidays, horizon: Horizon) -> Iterator[str]:
    """Weekends that a country works in place of other days, and nobody here."""
    days = worked_weekends(kept, horizon)
    if days and kept.make_up is None:
        text = translatable(
            "this country works {count} days at weekends in place of days off ({days}); here nobody"
            " does, unless 'make_up: known' is said"
        )
        named = _some([day.isoformat() for day in days])
        yield gettext(text, count=len(days), days=named)


def _regions(kept: Holidays, horizon: Horizon) -> Iterator[str]:
    """A country whose regions have days of their own, and none of them is named."""
    names = regions(kept, horizon)
    if names:
        text = translatable(
            "regions have other holidays than the country ({names}): say 'region' if you are in one"
        )
        yield gettext(text, names=_some(names))


def _no_holidays(kept: Holidays, horizon: Horizon) -> Iterator[str]:
    days = worked_holidays(kept, horizon)
    if days:
        named = _some([day.isoformat() for day in days])
        yield gettext("'except' names days that are no public holidays: {days}", days=named)


def _beyond(kept: Holidays, horizon: Horizon) -> Iterator[str]:
    """Closures, half days and days of its own that lie outside the days replayed."""
    days = (*(kept.also or ()), *map(parse_date, filter(_is_of_one_year, kept.half_days or ())))
    outside = [
        *(name for name, each in (kept.closed or {}).items() if not _touches(each, horizon)),
        *(day.isoformat() for day in sorted(days) if horizon.number(day) is None),
    ]
    if outside:
        text = translatable("outside the days replayed, {first} to {last}: {days}")
        yield gettext(text, first=horizon.start, last=_last(horizon), days=_some(outside))


def _is_of_one_year(day: str) -> bool:
    """Is it a date, and not month and day of each year?"""
    return day.count("-") > 1


def _last(horizon: Horizon) -> date:
    return horizon.start + timedelta(weeks=horizon.weeks, days=-1)


def _touches(closure: Closure | DatedAbsence, horizon: Horizon) -> bool:
    return closure.start <= _last(horizon) and closure.end >= horizon.start


def land(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Hires and leavers for whom the land is cut anew, which costs more than their number says.

    Who owns an account by a file keeps it: only where some are given to nobody is anything cut.
    """
    scenario, territory = read.scenario, read.scenario.territory
    if territory is not None and territory.cut is not None:
        return []
    text = translatable(
        "the land of {role!r} is cut anew: many accounts change owner, and homes move; 'territory:"
        " {{cut: least}}' moves the fewest"
    )
    return [
        located(("hire", name), gettext(text, role=name), read.marks)
        for name, role in scenario.roles.items()
        if role.accounts == "own" and ("hire", name) in read.marks
        if any(_owned(scenario, word, name) is None for word in scenario.segments)
    ]


def prospects(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Work that hardly ever follows: it is for customers and what leads to it for prospects."""
    noted = []
    every = read.scenario.activities
    for name, activity in every.items():
        for cause, edge in causes(read.scenario, name).items():
            if {every[cause].serves, activity.serves} == {"customers", "prospects"}:
                text = translatable(
                    "{cause!r} is for {before} and {name!r} for {after}: it follows only where the"
                    " account has become one in between; 'serves: all' is for both"
                )
                whom = {"before": every[cause].serves, "after": activity.serves}
                message = gettext(text, cause=cause, name=name, **whom)
                noted.append(located(edge.at, message, read.marks))
    return noted


def lengths(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Tables of quantiles that leave much to their tail; measured times as of cases overnight."""
    activities = read.scenario.activities.items()
    shapes = [(("activities", name, "lasts"), each.lasts.shape) for name, each in activities]
    tables = [((*at, "quantiles"), each) for at, each in shapes if isinstance(each, OfTable)]
    samples = [((*at, "sample"), each) for at, each in shapes if isinstance(each, OfSample)]
    texts = [(at, _long_tail(table)) for at, table in tables if table.beyond() > MUCH]
    texts += [(at, _overnight(each)) for at, each in samples if each.times[-1] > OVERNIGHT]
    return [located(at, text, read.marks) for at, text in texts]


def _long_tail(table: OfTable) -> str:
    last = table.quantiles[-1]
    return gettext(
        "{share:.0%} of all the work lies in cases that take longer than {time}, the last quantile"
        " ({chance:g}): how much longer, nothing says but the mean; say 0.99 and 0.999, too",
        share=table.beyond(),
        time=format_fine_duration(last.seconds),
        chance=last.chance,
    )


def _overnight(sample: OfSample) -> str:
    long = [time for time in sample.times if time > OVERNIGHT]
    return gettext(
        "{count} of {all} measured times are longer than {time} and make {share:.0%} of the work:"
        " did cases lie overnight?",
        count=len(long),
        all=len(sample.times),
        time=format_duration(OVERNIGHT),
        share=sum(long) / sum(sample.times),
    )


def people(read: ScenarioWithMarks) -> list[Diagnostic]:
    """More names, places in rosters or days off than there is room for; cover by nobody.

    What is so for a time only is noted with the day until which, or from which on.
    """
    stretches, before = _stretches(read.scenario), _before_leaving(read)
    noted = [
        dict.fromkeys(_of_people(*each, _most_people(stretches[: number + 1], before)))
        for number, each in enumerate(stretches)
    ]
    texts = [
        (path, text if all(alike) else _for_a_time(stretches, alike, text))
        for path, text in dict.fromkeys(chain.from_iterable(noted))
        for alike in [[(path, text) in each for each in noted]]
    ]
    return [located(path, text, read.marks) for path, text in texts]


def _stretches(scenario: Scenario) -> list[tuple[Scenario, date, date]]:
    """What holds from each day on, with that day and the last one."""
    phases, start = phases_of(scenario), scenario.horizon.start
    begins = [start + timedelta(days=each.day) for each in phases]
    ends = [*(day - timedelta(days=1) for day in begins[1:]), _last(scenario.horizon)]
    return [
        (phase.scenario, first, last)
        for phase, first, last in zip(phases, begins, ends, strict=True)
    ]


def _for_a_time(
    stretches: Sequence[tuple[Scenario, date, date]], alike: Sequence[bool], text: str
) -> str:
    """A note with the day from which on it holds, until which if that is the first, or both."""
    if alike[0]:
        _, day, _ = stretches[alike.index(False)]
        return gettext("until {day}: {message}", day=day, message=text)
    begins = alike.index(True)
    _, day, _ = stretches[begins]
    if all(alike[begins:]):
        return gettext("from {day} on: {text}", day=day, text=text)
    _, _, last = stretches[alike.index(False, begins) - 1]
    return gettext("from {day} to {last}: {text}", day=day, last=last, text=text)


def _before_leaving(read: ScenarioWithMarks) -> dict[str, int]:
    """How many each role had at least from which people are taken by 'hire': all who are named.

    Files below may take some, too, so that what the last of them says is not the whole of it.
    """
    before: dict[str, int] = {}
    for name, role in read.scenario.roles.items():
        mark = read.marks.get(("hire", name))
        taken = mark is not None and mark.written.startswith("-")
        if taken and mark == read.marks.get(("roles", name, "people")):
            before[name] = max(len(role.members), _places(role))
    return before


def _places(role: Role) -> int:
    """People for whom there is room in rosters."""
    return sum(each.people or 0 for each in role.rosters.values())


def _most_people(
    stretches: Sequence[tuple[Scenario, date, date]], before: Mapping[str, int]
) -> dict[str, int]:
    """How many people each role has had at most: for whoever leaves there was room."""
    most = dict(before)
    for held, _, _ in stretches:
        for name, role in held.roles.items():
            most[name] = max(most.get(name, 0), role.people)
    return most


def _of_people(
    scenario: Scenario, first: date, last: date, most: Mapping[str, int]
) -> Iterator[Problem]:
    for name, role in scenario.roles.items():
        for path, message in (
            *_too_many(role, most[name]),
            *_strangers(name, role, first, last),
            *_idle_cover(scenario, role),
            *_never_away(scenario.horizon, role),
        ):
            yield ("roles", name, *path), message


def _never_away(horizon: Horizon, role: Role) -> Iterator[Problem]:
    """Absences that are known and lie outside the days replayed."""
    outside = [
        (person, number, each)
        for person, dated in role.absence.dated.items()
        for number, each in enumerate(dated)
        if not _touches(each, horizon)
    ]
    if outside:
        first, last = horizon.start, _last(horizon)
        days = _some([f"{person} {each.start}" for person, _, each in outside])
        text = translatable("outside the days replayed, {first} to {last}: {days}")
        where = ("absence", "dated", outside[0][0], str(outside[0][1]))
        yield problem(where, text, first=first, last=last, days=days)


def _strangers(name: str, role: Role, first: date, last: date) -> Iterator[Problem]:
    """People who are said to be away, from one of some days on, and are none of the role's then."""
    known = {person.name for person in people_of(name, role)} if role.absence.dated else ()
    for person, dated in role.absence.dated.items():
        if person not in known and any(first <= each.start <= last for each in dated):
            where = ("absence", "dated", person)
            text = translatable("{name!r} is none of the {people} people of {role!r}")
            yield problem(where, text, name=person, people=role.people, role=name)


def _idle_cover(scenario: Scenario, role: Role) -> Iterator[Problem]:
    """Cover by a colleague where there is none, or by a role of nobody."""
    cover, where = role.absence.cover, ("absence", "cover", "by")
    if cover is None or cover.by == NOBODY or not role.people:
        return
    if cover.by in SUBSTITUTES and role.people == 1:
        text = translatable("nobody covers: there is one person in the role; say another role")
        yield problem(where, text)
    elif cover.by in scenario.roles and not scenario.roles[cover.by].people:
        yield problem(where, "nobody covers: {role!r} has no people", role=cover.by)


def _too_many(role: Role, most: int) -> Iterator[Problem]:
    if len(role.members) > most:
        text = translatable("{named} members, {people} people: no room for the last {left}")
        named = len(role.members)
        left = named - role.people
        yield problem(("members",), text, named=named, people=role.people, left=left)
    places = _places(role)
    if places > most:
        text = "rosters for {room} of {people} people: the last ones are not full"
        yield problem(("rosters",), text, room=places, people=role.people)
    absence, room = role.absence, vacation_room(role) + 1e-9
    if room < absence.vacation and (absence.at_most_away is not None or absence.never_the_last):
        word = "at_most_away" if absence.at_most_away is not None else "never_the_last"
        text = translatable(
            "{vacation} days of vacation; {bound:.0%} away at most leave room for {days}"
        )
        if absence.at_most_away is None:
            text = translatable(
                "{vacation} days of vacation; that the last one never is leaves room for {days}"
            )
        values = {"vacation": absence.vacation, "bound": absence.at_most_away, "days": int(room)}
        yield problem(("absence", word), text, **values)


def claims(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Claims that say less than would make them evidence, each at its line."""
    return [
        located(
            ("claims", name), gettext(UNFINISHED, missing=gettext(", ").join(missing)), read.marks
        )
        for name, claim in read.scenario.claims.items()
        if (missing := [gettext(word) for word, is_there in _said(claim) if not is_there])
    ]


def _said(claim: Claim) -> Iterator[tuple[str, bool]]:
    """What makes a claim evidence, and whether it says so."""
    yield translatable("a bound on either side"), None not in (claim.low, claim.high)
    yield translatable("a source"), bool(claim.source)
    yield translatable("a mechanism"), bool(claim.mechanism)
    yield translatable("a placebo"), bool(claim.placebo)


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
        hours = hours_of(scenario.roles[activity.by])
        days = {day for each in hours for shift in each.shifts for day in shift.days}
        has_days_off = len(days) < len(WEEKDAYS)
        if has_days_off and (in_days or due.seconds >= DAY):
            yield f"{name} {format_deadline(due)}"


def _some(names: list[str]) -> str:
    more = gettext(" and {more} more", more=len(names) - MANY) if len(names) > MANY else ""
    return gettext(", ").join(names[:MANY]) + more
