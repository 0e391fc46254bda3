"""What is known of a scenario before it is replayed: work for nobody, overload, a short warm-up."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from simulator.analysis.capacity import (
    LoadInHours,
    LoadOfFew,
    LoadPart,
    Obstacle,
    Peak,
    RoleLoad,
    ScenarioLoad,
    stretch_loads,
)
from simulator.analysis.transients import Transient, transients
from simulator.errors import Diagnostic, KeyPath
from simulator.experiment.results import name_of
from simulator.i18n import gettext, translatable
from simulator.output.numbers import number, percent
from simulator.output.wording import listed, people_of, words
from simulator.scenario.diagnostics import located
from simulator.scenario.inheritance import ScenarioWithMarks
from simulator.scenario.notes import (
    moved_of_nobody,
    never_covered,
    uncovered_work,
    unpriced_work,
    without_accounts,
)
from simulator.scenario.scenario import Scenario
from simulator.scenario.stretches import stretches_of
from simulator.scenario.units import MINUTE, format_clock, format_duration, format_length

NAMED = 3  # people; of more it is told how many they are
TOLD = 0.01  # part of some hours; what takes less of them is not told
FEW_CALLS = 0.1  # part of the calls due: whoever has time for less can hardly mean it


class Remark(NamedTuple):
    """Something that a planner may want to know of a scenario that is not wrong."""

    at: KeyPath
    text: str


def notes_on(read: ScenarioWithMarks) -> list[Diagnostic]:
    """The remarks on a scenario that was read from a file, each with file and line."""
    return [located(each.at, each.text, read.marks) for each in _all_remarks(read.scenario)]


def noted(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """The remarks on scenarios, each said once, behind the names of those that it is about."""
    about: dict[str, list[str]] = {}
    for scenario in scenarios:
        texts = [remark.text for remark in _dated_remarks(scenario)]
        for of_files in (
            uncovered_work,
            never_covered,
            without_accounts,
            unpriced_work,
            moved_of_nobody,
        ):
            texts += [text for _, text in of_files(scenario)]
        for text in texts:
            about.setdefault(text, []).append(name_of(scenario))
    return tuple(f"{', '.join(names)}: {text}" for text, names in about.items())


def _all_remarks(scenario: Scenario) -> Iterator[Remark]:
    """What is known of a scenario before it is replayed."""
    yield from _dated_remarks(scenario)
    for each in transients(scenario):
        yield Remark(each.at, not_settled(each, scenario.horizon.first_counted_week))


def _dated_remarks(scenario: Scenario) -> Iterator[Remark]:
    """The remarks on what holds from each day on, each with the days on which it is true."""
    begins = [day for day, _ in stretches_of(scenario)]
    held = [list(dict.fromkeys(_of_load_and_hours(each))) for each in stretch_loads(scenario)]
    if len(begins) == 1:
        yield from held[0]
        return
    for place, remarks_then in enumerate(held):
        for remark in remarks_then:
            if not place or remark not in held[place - 1]:
                ends = next((n for n in range(place, len(held)) if remark not in held[n]), None)
                until = None if ends is None else begins[ends] - timedelta(days=1)
                yield remark._replace(text=dated(remark.text, begins[place], until))


def dated(text: str, first: date, last: date | None) -> str:
    """What is so from a day on, or to another one."""
    if last is None:
        return gettext("from {day} on: {text}", day=first, text=text)
    return gettext("from {day} to {last}: {text}", day=first, last=last, text=text)


def _of_load_and_hours(loads: ScenarioLoad) -> Iterator[Remark]:
    """The remarks on a load, also of some people alone: by their own hours, or what they know."""
    yield from remarks(loads)
    for role in loads.roles:
        for obstacle, text in never_by_some(role):
            yield Remark(obstacle.at, text)
        for few in role.overloaded_few:
            yield Remark(few.at, asked_of_few(few))
        for hours in role.in_hours:
            yield Remark(hours.at, asked_in_hours(hours))


def never_by_some(role: RoleLoad) -> Iterator[tuple[Obstacle, str]]:
    """What keeps some of a role's people from calls, which its hours in all do not show."""
    for obstacle, count in role.of_some:
        text = gettext(
            "for {count} of {people} of {role!r}: {text}",
            count=count,
            people=role.people,
            role=role.role,
            text=never_done(obstacle),
        )
        yield obstacle, text


def in_short_by_some(role: RoleLoad) -> str:
    """The same beside a number: how many of the people can never make which calls."""
    return listed(
        gettext(
            "{count} of {people} can never do {work} ({segment})",
            count=count,
            people=role.people,
            work=words(obstacle.activity),
            segment=words(obstacle.segment),
        )
        for obstacle, count in role.of_some
    )


def in_short_of_few(role: RoleLoad) -> str:
    """Beside a number: how much is asked of those of a role who alone may do some work."""
    skilled = translatable(
        "{count} of {people} are asked for at least {share} by work that takes {skills}"
    )
    own = translatable("{count} of {people} are asked for at least {share} by what is theirs alone")
    return listed(
        gettext(
            skilled if few.skills else own,
            count=few.holders,
            people=few.people,
            share=_in_hundredths(few),
            skills=listed(words(skill) for skill in few.skills),
        )
        for few in role.overloaded_few
    )


def _in_hundredths(few: LoadOfFew) -> str:
    """What is asked of a few over their time; of those who are never there, more than all."""
    return percent(round(few.load, 2), 3) if few.present > 0 else "∞"


def asked_of_few(few: LoadOfFew) -> str:
    """How much is asked of some alone, by what they know or their accounts; if they are there."""
    if not few.skills:
        return _asked_of_each(few)
    values = {
        "skills": listed(words(skill) for skill in few.skills),
        "count": few.holders,
        "all": few.people,
        "people": listed(people_of(role) for role in few.roles),
        "work": listed(words(name) for name in few.activities),
    }
    if few.present <= 0:
        return gettext(
            "work that takes {skills} waits for ever: the {count} of {all} {people} who know it are"
            " never there ({work})",
            **values,
        )
    return gettext(
        "work that takes {skills} asks the {count} of {all} {people} who know it for at least"
        " {share} of their time ({work}, {hours} h a week)",
        share=_in_hundredths(few),
        hours=number(few.asked / MINUTE),
        **values,
    )


def asked_in_hours(hours: LoadInHours) -> str:
    """How much work asks that only some hours of the week allow, and how long these are."""
    given, asked = _hours_apart(hours.present, hours.asked)
    values = {
        "people": people_of(hours.role),
        "work": listed(words(name) for name in hours.activities),
        "skills": listed(words(skill) for skill in hours.skills),
        "asked": asked,
        "given": given,
        "behind_hours": _bracketed(_not_for_it(hours)),
        "behind_asked": _bracketed(_on_the_road(hours)),
    }
    if hours.present <= 0:
        return gettext(
            "{work} waits for ever: the {people} who know {skills} are never there when it can be"
            " done",
            **values,
        )
    text = translatable(
        "{people} have {given} h a week in which {work} can be done{behind_hours}, and are asked"
        " for at least {asked} h of it{behind_asked}, so that it is bound to wait"
    )
    skilled = translatable(
        "the {people} who know {skills} have {given} h a week in which {work} can be"
        " done{behind_hours}, and are asked for at least {asked} h of it{behind_asked}, so that it"
        " is bound to wait"
    )
    if hours.load < 1:
        text = translatable(
            "{people} have {given} h a week in which {work} can be done{behind_hours}, and are"
            " asked for at least {asked} h of it{behind_asked}, so that it waits long"
        )
        skilled = translatable(
            "the {people} who know {skills} have {given} h a week in which {work} can be"
            " done{behind_hours}, and are asked for at least {asked} h of it{behind_asked}, so"
            " that it waits long"
        )
    return gettext(skilled if hours.skills else text, **values)


def _hours_apart(given: float, asked: float) -> tuple[str, str]:
    """Minutes in whole hours; with a decimal where the two would read the same."""
    each = given / MINUTE, asked / MINUTE
    whole, fine = ([number(hours, digits) for hours in each] for digits in (0, 1))
    one, other = fine if whole[0] == whole[1] else whole
    return one, other


def _not_for_it(hours: LoadInHours) -> Iterator[str]:
    """What of the hours such work cannot use, and why."""
    if hours.left > TOLD * hours.present:
        left = number(hours.left / MINUTE)
        yield gettext("{left} h of that are too short for another whole task", left=left)
    if hours.taken > TOLD * hours.present:
        taken = number(hours.taken / MINUTE)
        yield gettext("{taken} h of that go to meetings and to what is more urgent", taken=taken)


def _on_the_road(hours: LoadInHours) -> Iterator[str]:
    """What of the hours asked for is driving."""
    if hours.ways > TOLD * hours.asked:
        yield gettext("{ways} h of that are on the road", ways=number(hours.ways / MINUTE))


def _bracketed(texts: Iterator[str]) -> str:
    """What stands in brackets behind a word, if it is anything."""
    text = listed(texts)
    return gettext(" ({text})", text=text) if text else ""


def in_short_in_hours(role: RoleLoad) -> str:
    """Beside a number: what is asked in the hours that alone allow it."""
    return listed(
        gettext(
            "{work}: {asked} h asked, {given} h in which it can be done",
            work=listed(words(name) for name in each.activities),
            asked=asked,
            given=given,
        )
        for each in role.in_hours
        for given, asked in [_hours_apart(each.usable, each.asked)]
    )


def _asked_of_each(few: LoadOfFew) -> str:
    """How much what is theirs alone asks of some, and in what they differ from the others."""
    values = {
        "who": _who(few),
        "work": listed(words(name) for name in few.activities),
        "hours": number(few.asked / few.holders / MINUTE),
    }
    if few.present <= 0:
        text = translatable(
            "{who}: what is theirs alone waits for ever, since they are never there ({work},"
            " {hours} h a week each)"
        )
        return gettext(text, **values)
    text = translatable(
        "{who}: what is theirs alone asks for at least {share} of their time ({work}, {hours} h a"
        " week each)"
    )
    values["share"] = _in_hundredths(few)
    if few.why:
        text = translatable(
            "{who}: with {why}, what is theirs alone asks for at least {share} of their time"
            " ({work}, {hours} h a week each)"
        )
        values["why"] = listed(gettext(_DIFFERENCES[each]) for each in few.why)
    advice = ""
    if few.at[-1] == "accounts" and {"hours", "accounts"} & set(few.why):
        advice = gettext("; 'cut: balance' gives accounts by hours")
    return gettext(text, **values) + advice


_DIFFERENCES: dict[str, str] = {
    "hours": translatable("so few hours"),
    "pace": translatable("such a slow pace"),
    "accounts": translatable("so many accounts"),
    "away": translatable("so long an absence"),
    "pilot": translatable("more to do by the pilot"),
    "no pilot": translatable("no part in the pilot"),
}


def _who(few: LoadOfFew) -> str:
    """How many of a role, by name if they are not many."""
    values = {"count": few.holders, "all": few.people, "people": listed(map(people_of, few.roles))}
    if len(few.names) > NAMED:
        return gettext("{count} of {all} {people}", **values)
    return gettext("{count} of {all} {people} ({names})", names=listed(few.names), **values)


def not_settled(transient: Transient, warm_up: int) -> str:
    """What the warm-up is too short for, and what comes of it."""
    weeks = math.ceil(transient.weeks)
    return gettext(
        "not settled: the warm-up is {warm_up} weeks, and {needed}",
        warm_up=warm_up,
        needed=_NEEDED[transient.kind](transient, weeks),
    )


def _deal_needs(t: Transient, weeks: int) -> str:
    return gettext(
        "{work} comes {weeks} weeks after its deal was opened; sales, the share won, revenue and"
        " profit come out too low, since leads are counted whose answer is still to come",
        work=words(t.name),
        weeks=weeks,
    )


def _loss_needs(t: Transient, weeks: int) -> str:
    return gettext(
        "{work} comes {weeks} weeks after what leads to it; too few accounts are lost, and revenue"
        " and profit come out too high",
        work=words(t.name),
        weeks=weeks,
    )


def _work_needs(t: Transient, weeks: int) -> str:
    return gettext(
        "{work} comes {weeks} weeks after what leads to it; until then there is too little of it,"
        " and those who do it have too much time",
        work=words(t.name),
        weeks=weeks,
    )


def _ramp_up_needs(t: Transient, weeks: int) -> str:
    return gettext(
        "of {role} nobody is new at first, and as many as there will be after {weeks} weeks; when"
        " counting begins they are {share} too productive",
        role=words(t.name),
        weeks=weeks,
        share=percent(t.share, 2),
    )


_NEEDED: dict[str, Callable[[Transient, int], str]] = {
    "deal": _deal_needs,
    "loss": _loss_needs,
    "work": _work_needs,
    "ramp_up": _ramp_up_needs,
}


_OF_ACCOUNTS = ("too far", "closed then", "off then", "apart then")  # of one kind of work there


def remarks(loads: ScenarioLoad) -> Iterator[Remark]:
    """Work that nobody can do, then who is asked for too much, the busiest first."""
    for obstacle in loads.never:
        yield Remark(obstacle.at, never_done(obstacle))
    for role in loads.overloaded:
        yield Remark(("roles", role.role, "people"), overloaded(role) + left_out(loads, role))
    # Where some accounts are out of reach the others may still be more than there is time for.
    explained = {each.role for each in loads.never if each.reason not in _OF_ACCOUNTS} | {
        each.role for each in loads.overloaded
    }
    for role in loads.roles:
        if role.role in explained:
            continue
        if role.peak is not None:
            yield Remark(("roles", role.role, "people"), in_peak(role, role.peak))
        if role.lacks_open_hours:
            yield Remark(("roles", role.role, "people"), short_windows(role))
        elif _hardly_calls(role):
            yield Remark(("roles", role.role, "people"), hardly_calls(role))


def lapsing(load: ScenarioLoad, role: RoleLoad) -> list[str]:
    """The work of a role that is counted in its load only as far as it does not lapse."""
    asked = {part.activity for part in role.parts}
    return [name for name in load.may_lapse if name in asked]


def left_out(load: ScenarioLoad, role: RoleLoad) -> str:
    """What is not counted of a role's load, since it lapses."""
    work = [words(name) for name in lapsing(load, role)]
    if not work:
        return ""
    return gettext("; what is expected to lapse of {work} is left out of that", work=listed(work))


def _hardly_calls(role: RoleLoad) -> bool:
    """Is a role there, and yet has time for next to none of its calls?"""
    return bool(role.calls and role.wanted and role.calls < FEW_CALLS * role.wanted)


def hardly_calls(role: RoleLoad) -> str:
    """How few of the calls that are due can be made."""
    return gettext(
        "{people} have time for {calls} of the {due} calls due in a week, or for none: a call with"
        " the way there and back must fit into a day",
        people=people_of(role.role),
        calls=number(role.calls or 0),
        due=number(role.wanted or 0),
    )


def short_windows(role: RoleLoad) -> str:
    """How few of the calls that are due can be made in the hours in which accounts receive."""
    return gettext(
        "{people} have time for {calls} at most of the {due} calls due in a week: the accounts"
        " receive too seldom, or for too short a time, for more",
        people=people_of(role.role),
        calls=number(role.calls or 0),
        due=number(role.wanted or 0),
    )


def overloaded(role: RoleLoad) -> str:
    """How much a role is asked for, and what most of it is."""
    if not role.parts:
        return gettext("{role}: asked for more than there is time for", role=words(role.role))
    part = next((each for each in role.parts if each.kind != "travel"), role.parts[0])
    values = {
        "people": people_of(role.role),
        "share": percent(round(role.load if role.calls is None else role.without_calls_load, 2), 3),
        "part": part_words(part),
        "hours": number(part.minutes / MINUTE),
    }
    if role.calls is not None:
        return gettext(
            "{people} are asked for {share} of their time before a single call is made; most of it:"
            " {part}, {hours} h a week",
            **values,
        )
    return gettext(
        "{people} are asked for {share} of their time, so that work is bound to wait; most of it:"
        " {part}, {hours} h a week",
        **values,
    )


def in_peak(role: RoleLoad, peak: Peak) -> str:
    """How much a role is asked for in its busiest month, which its mean hides."""
    return gettext(
        "in {month} {people} are asked for {share} of their time, {mean} on average",
        month=peak.month,
        people=people_of(role.role),
        share=percent(round(peak.load, 2), 3),
        mean=percent(round(role.load if role.calls is None else role.without_calls_load, 2), 3),
    )


def part_words(part: LoadPart) -> str:
    """What a role is asked for."""
    activity = words(part.activity) if part.activity else ""
    return {
        "work": activity,
        "meeting": activity,
        "hand_over": gettext("{work} (handing it over)", work=activity),
        "taken_over": gettext("{work} (taken over)", work=activity),
        "comes_back": gettext("{work} (come back)", work=activity),
        "travel": gettext("driving and waiting"),
        "switching": gettext("changing work"),
    }[part.kind]


# -- work that nobody can do -----------------------------------------------------------------------


def never_done(obstacle: Obstacle) -> str:
    """Which work can never be done, and why."""
    return _SENTENCES[obstacle.reason](obstacle)


def _nobody(o: Obstacle) -> str:
    return gettext(
        "nobody can ever do {work!r}: {role!r} has no people", work=o.activity, role=o.role
    )


def _away(o: Obstacle) -> str:
    return gettext(
        "nobody can ever do {work!r}: all of {role!r} are away all the time",
        work=o.activity,
        role=o.role,
    )


def _days(o: Obstacle) -> str:
    return gettext(
        "{work!r} can never be done: {segment!r} receives on {open} only, and {role!r} works on"
        " {worked}",
        work=o.activity,
        segment=o.segment,
        role=o.role,
        open=_weekdays(o.needed),
        worked=_weekdays(o.given),
    )


def _hours(o: Obstacle) -> str:
    return gettext(
        "{work!r} can never be done: {segment!r} receives from {open}, and {role!r} works from"
        " {worked}",
        work=o.activity,
        segment=o.segment,
        role=o.role,
        open=_clocks(o.needed),
        worked=_clocks(o.given),
    )


def _too_long(o: Obstacle) -> str:
    return gettext(
        "{work!r} can never be done: with waiting it takes {needed}, and there are {given} in which"
        " {segment!r} receives and {role!r} works",
        work=o.activity,
        segment=o.segment,
        role=o.role,
        needed=format_duration(int(o.needed[0])),
        given=format_duration(int(o.given[0])),
    )


def _never_there(o: Obstacle) -> str:
    return gettext("{work!r} can never be done: nobody is ever there to be met", work=o.activity)


def _wrong_day(o: Obstacle) -> str:
    return gettext(
        "{work!r} can never be done: it is for {days} only, and {role!r} works on {worked}",
        work=o.activity,
        role=o.role,
        days=_weekdays(o.needed),
        worked=_weekdays(o.given),
    )


def _closed_then(o: Obstacle) -> str:
    return gettext(
        "{work!r} can never be done at {segment!r}: it is for {days} only, and the accounts receive"
        " on {open}",
        work=o.activity,
        segment=o.segment,
        days=_weekdays(o.needed),
        open=_weekdays(o.given),
    )


def _off_then(o: Obstacle) -> str:
    return gettext(
        "{work!r} can never be done at {segment!r}: of {days}, which it is for, the accounts"
        " receive on {open} only, and {role!r} never works then",
        work=o.activity,
        segment=o.segment,
        role=o.role,
        days=_weekdays(o.needed),
        open=_weekdays(o.given),
    )


def _holidays(o: Obstacle) -> str:
    if o.segment:
        return gettext(
            "{work!r} can never be done at {segment!r}: with the days on which the accounts receive"
            " it is for {days} only, and each such day is closed for {role!r}",
            work=o.activity,
            segment=o.segment,
            role=o.role,
            days=_weekdays(o.needed),
        )
    return gettext(
        "{work!r} can never be done: it is for {days} only, and each such day is closed for"
        " {role!r}",
        work=o.activity,
        role=o.role,
        days=_weekdays(o.needed),
    )


def _meeting_day(o: Obstacle) -> str:
    return gettext(
        "{role!r} can never attend {work!r}: it is on {days}, and they work on {worked}",
        work=o.activity,
        role=o.role,
        days=_weekdays(o.needed),
        worked=_weekdays(o.given),
    )


def _wrong_time(o: Obstacle) -> str:
    return gettext(
        "nobody can ever do {work!r}: it is done from {sessions}, and {role!r} work from {worked}",
        work=o.activity,
        role=o.role,
        sessions=_clocks(o.needed),
        worked=_clocks(o.given),
    )


def _meeting_hour(o: Obstacle) -> str:
    return gettext(
        "{role!r} can never attend {work!r}: it is from {held}, and they work from {worked}",
        work=o.activity,
        role=o.role,
        held=_clocks(o.needed),
        worked=_clocks(o.given),
    )


def _too_few(o: Obstacle) -> str:
    return gettext(
        "nobody can ever do {work!r}: it takes {needed} of {role!r} beside the one who leads it,"
        " and {given} can be there",
        work=o.activity,
        role=o.role,
        needed=o.needed[0],
        given=o.given[0],
    )


def _apart(o: Obstacle) -> str:
    return gettext(
        "nobody can ever do {work!r}: it takes {needed}, and {role!r} are at work for {given} at"
        " most while those are who lead it",
        work=o.activity,
        role=o.role,
        needed=format_duration(int(o.needed[0])),
        given=format_duration(int(o.given[0])),
    )


def _apart_then(o: Obstacle) -> str:
    return gettext(
        "nobody can ever do {work!r} at {segment!r}: it takes {needed}, and {role!r} are at work"
        " for {given} at most while those are who lead it and the accounts receive",
        work=o.activity,
        segment=o.segment,
        role=o.role,
        needed=format_duration(int(o.needed[0])),
        given=format_duration(int(o.given[0])),
    )


def _unskilled(o: Obstacle) -> str:
    return gettext(
        "nobody can ever do {work!r}: nobody of {role!r} has the skill {skill!r}",
        work=o.activity,
        role=o.role,
        skill=o.needed[0],
    )


def _blocked(o: Obstacle) -> str:
    return gettext(
        "nobody can ever do {work!r}: it takes {needed}, and exclusive sessions leave {role!r}"
        " {given} at most at a stretch",
        work=o.activity,
        role=o.role,
        needed=format_duration(int(o.needed[0])),
        given=format_duration(int(o.given[0])),
    )


def _too_far(o: Obstacle) -> str:
    count, accounts, name, metres, seconds = o.needed
    return gettext(
        "{work!r} can never be done at {count} of the {accounts} accounts of {segment!r}: {name},"
        " the nearest of them, is {far} away, and with {way} there and as long back no shift of"
        " {role!r} leaves {needed} while it receives",
        work=o.activity,
        count=count,
        accounts=accounts,
        segment=o.segment,
        name=name,
        far=format_length(int(metres)),
        way=format_duration(int(seconds)),
        role=o.role,
        needed=format_duration(int(o.given[0])),
    )


_SENTENCES: dict[str, Callable[[Obstacle], str]] = {
    "nobody": _nobody,
    "away": _away,
    "days": _days,
    "hours": _hours,
    "too long": _too_long,
    "never there": _never_there,
    "wrong day": _wrong_day,
    "closed then": _closed_then,
    "off then": _off_then,
    "holidays": _holidays,
    "wrong time": _wrong_time,
    "meeting day": _meeting_day,
    "meeting hour": _meeting_hour,
    "too few": _too_few,
    "apart": _apart,
    "apart then": _apart_then,
    "unskilled": _unskilled,
    "blocked": _blocked,
    "too far": _too_far,
}


def _weekdays(days: tuple[int | str, ...]) -> str:
    return listed(gettext(str(day)) for day in days)


def _clocks(ends: tuple[int | str, ...]) -> str:
    begin, end = (format_clock(int(each)) for each in ends)
    return gettext("{begin} to {end}", begin=begin, end=end)
