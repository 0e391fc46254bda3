"""Work that nobody can ever do, whatever the luck: each with the value that stands in the way.

These are no errors: a scenario may mean them. Whoever does not should hear of them, since they show
as idle people and as work that waits for ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

import numpy as np

from simulator.errors import KeyPath
from simulator.model.lines import line_of
from simulator.scenario.open_days import role_days
from simulator.scenario.people import hours_of, people_of
from simulator.scenario.places import accounts_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity, Sessions
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.hours import Shift
from simulator.scenario.schema.organisation import Role
from simulator.scenario.schema.segments import OpeningHours, Segment
from simulator.scenario.schema.triggers import Meeting
from simulator.scenario.units import DAY, WEEKDAYS
from simulator.scenario.validation import is_on_request

Reason = Literal[
    "nobody",
    "away",
    "days",
    "hours",
    "too long",
    "never there",
    "wrong day",
    "closed then",
    "off then",
    "holidays",
    "wrong time",
    "meeting day",
    "meeting hour",
    "too few",
    "apart",
    "apart then",
    "unskilled",
    "blocked",
    "too far",
]


class Obstacle(NamedTuple):
    """One kind of work that can never be done, and why.

    What ``needed`` and ``given`` are depends on the reason: seconds of a call and of the time in
    which it would have to fit, or the ends of two stretches of the day, or weekdays.
    """

    reason: Reason
    at: KeyPath  # of the value that stands in the way
    activity: str
    role: str
    segment: str = ""
    needed: tuple[int | str, ...] = ()
    given: tuple[int | str, ...] = ()


def obstacles(scenario: Scenario) -> tuple[Obstacle, ...]:
    """All work of a scenario that can never be done, in the order of the file."""
    never = [*_roles_of_nobody(scenario), *call_obstacles(scenario)]
    for name, activity in scenario.activities.items():
        if _arises(scenario, name):
            never += _on_wrong_days(scenario, name, activity)
            never += _in_wrong_sessions(scenario, name, activity)
            never += _between_blocks(scenario, name, activity)
            never += _to_visits(scenario, name, activity)
            never += _meetings(scenario, name, activity)
            never += never_together(scenario, name)
            never += _without_skill(scenario, name, activity)
    return tuple(never)


def never_done_by(scenario: Scenario) -> set[tuple[str, str]]:
    """Activities, each with a role that can never do it, however many people it has."""
    return {
        (each.activity, each.role)
        for name, activity in scenario.activities.items()
        for each in (
            *_on_wrong_days(scenario, name, activity),
            *_in_wrong_sessions(scenario, name, activity),
            *_between_blocks(scenario, name, activity),
            *_meetings(scenario, name, activity),
            *_without_skill(scenario, name, activity),
            *_for_all(activity, never_at_once(scenario, name)),
        )
    } | {(name, role) for name in scenario.activities for role in _never_visited_by(scenario, name)}


def _for_all(activity: Activity, never: Iterable[Obstacle]) -> Iterator[Obstacle]:
    """What stops one of those who do joint work stops all of them."""
    for obstacle in never:
        for role in (activity.by, *activity.partners):
            yield obstacle._replace(role=role)


def _arises(scenario: Scenario, name: str) -> bool:
    """Does anything ask for it, and is somebody needed?"""
    activity = scenario.activities[name]
    segments = [each for each in scenario.segments.values() if accounts_of(scenario, each)]
    calls = {call for segment in segments for call in segment.contact_every}
    prepares = {scenario.call_plans[call].preparation for call in calls}
    ends = {segment.contract.ends_with for segment in segments if segment.contract}
    asked = bool(_ways(scenario, name)) or name in calls | prepares | ends
    return asked and activity.automated < 1


def _doers(activity: Activity) -> Iterator[tuple[str, KeyPath]]:
    """Roles that do an activity, each with the key that says so."""
    moved = activity.moved
    if moved is None or moved.share < 1 or moved.hand_over or moved.comes_back:
        yield from ((role, ("by",)) for role in activity.by.roles)
    if moved is not None and moved.share > 0:
        yield moved.to, ("moved", "to")


# -- nobody ----------------------------------------------------------------------------------------


def _roles_of_nobody(scenario: Scenario) -> Iterator[Obstacle]:
    """Work of a role without people; what overflows to others who are there is not lost."""
    for name, activity in scenario.activities.items():
        if not _arises(scenario, name) or _overflows(scenario, activity):
            continue
        if activity.by.in_order and any(_is_there(scenario.roles[r]) for r in activity.by.roles):
            continue
        if activity.arises.meeting or (activity.arises.routine and _ways(scenario, name) == 1):
            continue  # comes with the people who do it
        for role, _ in _doers(activity):
            if _is_covered(scenario, activity, role):
                continue
            if scenario.roles[role].people == 0:
                yield Obstacle("nobody", ("roles", role, "people"), name, role)
            elif not _is_there(scenario.roles[role]):
                yield Obstacle("away", ("roles", role, "absence", "long_term"), name, role)


def _shifts(role: Role) -> list[Shift]:
    """All shifts that anybody of a role works."""
    return [shift for hours in hours_of(role) for shift in hours.shifts]


def _days(role: Role) -> tuple[str, ...]:
    """The weekdays on which anybody of a role works."""
    worked = {day for shift in _shifts(role) for day in shift.days}
    return tuple(day for day in WEEKDAYS if day in worked)


def _is_there(role: Role) -> bool:
    """Is anybody of a role ever at work?"""
    return role.people > role.absence.long_term


def _is_covered(scenario: Scenario, activity: Activity, role: str) -> bool:
    """Do others who are there do what is for a role's people while they are away?

    What waits in a line of several roles, or of those with a skill, they do not.
    """
    cover = scenario.roles[role].absence.cover
    if cover is None or cover.by not in scenario.roles or not scenario.roles[role].people:
        return False
    urgent = activity.urgency <= (cover.up_to_urgency or activity.urgency)
    own = activity.whose == "owner" or (
        activity.whose is None and scenario.roles[role].accounts == "own"
    )
    reached = own or line_of(activity, role) is None
    return urgent and reached and _is_there(scenario.roles[cover.by])


def _overflows(scenario: Scenario, activity: Activity) -> bool:
    """Does work that waits go to others who are there?"""
    return activity.overflow is not None and _is_there(scenario.roles[activity.overflow.to])


def _ways(scenario: Scenario, name: str) -> int:
    """How many things ask for an activity: its triggers, and what chooses it as its next."""
    chosen = [each for each in scenario.activities.values() if name in each.then]
    return len(list(scenario.activities[name].arises.triggers())) + len(chosen)


# -- calls -----------------------------------------------------------------------------------------


def call_obstacles(scenario: Scenario) -> Iterator[Obstacle]:
    """What keeps calls from ever being made, by call plan and segment."""
    for name, plan in scenario.call_plans.items():
        activity = scenario.activities[name]
        role = scenario.roles[activity.by]
        if plan.mean_no_show == 1:
            yield Obstacle("never there", ("call_plans", name, "no_show"), name, activity.by)
            continue
        for word, segment in scenario.segments.items():
            if name in segment.contact_every and accounts_of(scenario, segment) and role.people:
                for opening in opening_hours_of(segment):
                    obstacle = obstacle_to_calls(scenario, (name, word), opening)
                    if obstacle is not None:
                        yield obstacle


def obstacles_of_some(scenario: Scenario) -> Iterator[tuple[Obstacle, int]]:
    """What keeps some of a role's people from calls and from visits to their own accounts.

    And how many of them. What keeps all of them is in `obstacles`.
    """
    for word, role in scenario.roles.items():
        groups = hours_of(role)
        if len(groups) < 2:
            continue
        never = list(_to_own_accounts(scenario, word))
        for hours, count in groups.items():
            alike = role.model_copy(update={"shift": hours.shifts, "rosters": {}, "members": {}})
            roles = FrozenMap({**scenario.roles, word: alike})
            alone = _to_own_accounts(scenario.model_copy(update={"roles": roles}), word)
            yield from ((each, count) for each in alone if each not in never)


def _to_own_accounts(scenario: Scenario, role: str) -> Iterator[Obstacle]:
    """What keeps a role from calls, and from visits on request that are for an account's owner."""
    calls = (each for each in call_obstacles(scenario) if each.reason != "apart then")
    yield from (each for each in calls if each.role == role)
    if scenario.roles[role].accounts == "own":
        for name, activity in scenario.activities.items():
            inbound = activity.arises.inbound
            own = activity.by == role and activity.whose != "anyone" and activity.skill is None
            if own and (inbound is None or inbound.per == "account"):
                never = _to_visits(scenario, name, activity)
                never = (each for each in never if each.reason != "apart then")
                yield from (each for each in never if each.role == role)


def opening_hours_of(segment: Segment) -> Iterable[OpeningHours]:
    """When the accounts of a segment receive, each way once."""
    return dict.fromkeys(segment.hours()) if segment.each is not None else (segment.opening,)


def obstacle_to_calls(
    scenario: Scenario, names: tuple[str, str], opening: OpeningHours
) -> Obstacle | None:
    """What keeps calls of a plan from accounts of a segment that are open then."""
    name, word = names
    plan, by, ahead = scenario.call_plans[name], scenario.activities[name].by, 0
    if plan.preparation is not None:
        ahead = round(scenario.activities[plan.preparation].lasts.mean)
    beside = ahead, round(plan.waiting.mean)
    obstacle = _obstacle(scenario, (name, word, by), opening, beside)
    return obstacle or next(_apart_then(scenario, names, opening), None)


def _obstacle(
    scenario: Scenario, names: tuple[str, str, str], opening: OpeningHours, beside: tuple[int, int]
) -> Obstacle | None:
    """What keeps a role from accounts of a segment: names of the activity, the segment, the role.

    ``beside`` has the seconds that go by before somebody sets out, and those of waiting there.
    """
    (name, word, by), (ahead, waiting) = names, beside
    role = scenario.roles[by]
    shifts = [each for each in _shifts(role) if set(each.days) & set(opening.days)]
    if not shifts:
        where = ("segments", word, "opening", "days")
        return Obstacle("days", where, name, by, word, tuple(opening.days), _days(role))
    times = [
        (max(shift.start + ahead, opening.start), min(shift.end, opening.end)) for shift in shifts
    ]
    (begin, end), shift = max(zip(times, shifts, strict=True), key=lambda each: _length(*each[0]))
    hours = (opening.start, opening.end), (shift.start, shift.end)
    if begin >= end:
        return Obstacle("hours", ("segments", word, "opening"), name, by, word, *hours)
    needed = waiting + round(scenario.activities[name].lasts.mean)
    if needed > end - begin:
        where = ("activities", name, "lasts", "mean")
        return Obstacle("too long", where, name, by, word, (needed,), (end - begin,))
    return None


# -- visits on request -----------------------------------------------------------------------------


def _to_visits(scenario: Scenario, name: str, activity: Activity) -> Iterator[Obstacle]:
    """What keeps people from visits on request, by segment."""
    for word in segments_asking(scenario, name, activity):
        for role, _ in _doers(activity):
            for opening in opening_hours_of(scenario.segments[word]):
                if scenario.roles[role].people:
                    yield from _to_visit(scenario, (name, word, role), opening)


def _to_visit(
    scenario: Scenario, names: tuple[str, str, str], opening: OpeningHours
) -> Iterator[Obstacle]:
    """What keeps a role from accounts that receive then: on the weekdays of the work, if any."""
    (name, word, role), bound = names, scenario.activities[names[0]].on_days
    both = tuple(day for day in opening.days if bound is None or day in bound)
    worked = set(_days(scenario.roles[role]))
    at, then = ("activities", name, "on_days"), opening.model_copy(update={"days": both})
    if bound is not None and not both:
        yield Obstacle("closed then", at, name, role, word, tuple(bound), tuple(opening.days))
    elif bound is not None and not worked & set(both):
        if worked & set(bound):  # else the days of the work alone keep them from it
            yield Obstacle("off then", at, name, role, word, tuple(bound), both)
    elif bound is not None and _all_closed(scenario, role, both):
        if not _all_closed(scenario, role, bound):
            yield Obstacle("holidays", at, name, role, word, both)
    else:
        obstacle = _obstacle(scenario, names, then, (0, 0))
        if obstacle is not None:
            yield obstacle
        elif role == scenario.activities[name].by:
            yield from _apart_then(scenario, (name, word), then)


def segments_asking(scenario: Scenario, name: str, activity: Activity) -> list[str]:
    """The segments whose accounts may ask for visits."""
    if not is_on_request(scenario, name) or _overflows(scenario, activity):
        return []
    inbound = activity.arises.inbound
    known = list(scenario.segments)
    if inbound is not None and inbound.segments is not None and _ways(scenario, name) == 1:
        known = list(inbound.segments)
    return [word for word in known if accounts_of(scenario, scenario.segments[word])]


def _never_visited_by(scenario: Scenario, name: str) -> set[str]:
    """Roles that can make a visit at no segment's accounts."""
    activity = scenario.activities[name]
    asking = segments_asking(scenario, name, activity)
    openings = {
        (word, opening) for word in asking for opening in opening_hours_of(scenario.segments[word])
    }
    return {
        role
        for role, _ in _doers(activity)
        if openings
        and scenario.roles[role].people
        and all(any(_to_visit(scenario, (name, word, role), each)) for word, each in openings)
    }


def _length(begin: int, end: int) -> int:
    return end - begin


# -- skills ----------------------------------------------------------------------------------------


def _without_skill(scenario: Scenario, name: str, activity: Activity) -> list[Obstacle]:
    """Roles of which nobody has the skill that it takes; of several in order, all of them."""
    skill = activity.skill
    if skill is None or not skill.required:
        return []
    where = ("activities", name, "skill", "name")
    without = [
        Obstacle("unskilled", where, name, role, "", (skill.name,))
        for role in activity.by.roles
        if not any(skill.name in each.skills for each in people_of(role, scenario.roles[role]))
    ]
    if not any(scenario.roles[each.role].people for each in without):
        return []  # there is nobody at all
    return without if len(without) == len(activity.by.roles) or activity.by.shares else []


# -- joint work ------------------------------------------------------------------------------------


def never_together(scenario: Scenario, name: str) -> Iterator[Obstacle]:
    """Partners of whom there are too few, or who are never at work when the leader is."""
    activity, at = scenario.activities[name], ("activities", name, "with")
    plan = scenario.call_plans.get(name)
    needed = round(activity.lasts.mean + (plan.waiting.mean if plan is not None else 0))
    leader = scenario.roles[activity.by]
    for word, count in activity.partners.items():
        role = scenario.roles[word]
        there = max(role.people - role.absence.long_term - (word == activity.by), 0)
        common = max((_in_common(a, b) for a in _shifts(leader) for b in _shifts(role)), default=0)
        if there < count:
            yield Obstacle("too few", (*at, word), name, word, "", (count,), (there,))
        if common < max(needed, 1):
            yield Obstacle("apart", (*at, word), name, word, "", (needed,), (common,))


def _apart_then(
    scenario: Scenario, names: tuple[str, str], opening: OpeningHours
) -> Iterator[Obstacle]:
    """Partners who are at work with the leader, but not for long enough while accounts receive."""
    name, word = names
    activity, plan = scenario.activities[name], scenario.call_plans.get(name)
    needed = round(activity.lasts.mean + (plan.waiting.mean if plan is not None else 0))
    apart = {each.at for each in never_together(scenario, name)}
    for partner in activity.partners:
        at = ("activities", name, "with", partner)
        common = max(
            _in_common(one, other, opening)
            for one in _shifts(scenario.roles[activity.by])
            for other in _shifts(scenario.roles[partner])
        )
        if common < max(needed, 1) and at not in apart:
            yield Obstacle("apart then", at, name, partner, word, (needed,), (common,))


def never_at_once(scenario: Scenario, name: str) -> list[Obstacle]:
    """Partners who are never at work when the leader is, however many they are."""
    return [each for each in never_together(scenario, name) if each.reason == "apart"]


def _in_common(*spans: Shift | OpeningHours) -> int:
    """Seconds of a day which shifts, and hours in which accounts receive, have in common."""
    if not set.intersection(*(set(each.days) for each in spans)):
        return 0
    return max(min(each.end for each in spans) - max(each.start for each in spans), 0)


# -- days and meetings -----------------------------------------------------------------------------


def _on_wrong_days(scenario: Scenario, name: str, activity: Activity) -> Iterator[Obstacle]:
    """Work bound to weekdays on which those who do it never work."""
    days = activity.on_days
    if days is None or _overflows(scenario, activity):
        return
    for word, _ in _doers(activity):
        role = scenario.roles[word]
        if role.people and not set(days) & set(_days(role)):
            where = ("activities", name, "on_days")
            yield Obstacle("wrong day", where, name, word, "", tuple(days), _days(role))
        elif role.people and _all_closed(scenario, word, days):
            where = ("activities", name, "on_days")
            yield Obstacle("holidays", where, name, word, "", tuple(days))


def _all_closed(scenario: Scenario, word: str, days: Iterable[str]) -> bool:
    """Does a role work on none of these weekdays of the horizon, as each of them is a day off?

    A day that is made up for counts as the weekday it is and as the one whose hours it has.
    """
    open_days, wanted = role_days(scenario, word), {WEEKDAYS.index(day) for day in days}
    wanted &= {WEEKDAYS.index(day) for day in _days(scenario.roles[word])}
    worked = {day % 7 for day in np.flatnonzero(~open_days.closed).tolist()}
    worked |= set(open_days.weekday()[~open_days.closed].tolist())
    return not wanted & worked


def _in_wrong_sessions(scenario: Scenario, name: str, activity: Activity) -> Iterator[Obstacle]:
    """Work in sessions at which those who do it are never there."""
    sessions = activity.sessions
    if sessions is None:
        return
    at: KeyPath = ("activities", name, "sessions")
    days = sessions.days or WEEKDAYS
    for word, _ in _doers(activity):
        role = scenario.roles[word]
        if not role.people:
            continue
        if any(_meets(shift, sessions) for shift in _shifts(role)):
            if _never_overnight(role) and _all_closed(scenario, word, days):
                yield Obstacle("holidays", (*at, "days"), name, word, "", tuple(days))
            continue
        worked = [shift for shift in _shifts(role) if set(shift.days) & set(days)]
        if not worked:
            yield Obstacle("wrong day", (*at, "days"), name, word, "", tuple(days), _days(role))
        else:
            hours = worked[0].start, worked[0].end
            yield Obstacle("wrong time", (*at, "at"), name, word, "", sessions.spans[0], hours)


def _never_overnight(role: Role) -> bool:
    """Does each shift end on the day on which it begins?"""
    return all(shift.end <= DAY for shift in _shifts(role))


def _meets(shift: Shift, sessions: Sessions) -> bool:
    """Does a shift lie in part in a session, of its day or of the next?"""
    days = [WEEKDAYS.index(day) for day in sessions.days or WEEKDAYS]
    return any(
        (WEEKDAYS.index(day) + later) % 7 in days
        and shift.start < end + later * DAY
        and begin + later * DAY < shift.end
        for day in shift.days
        for begin, end in sessions.spans
        for later in (0, 1)
    )


def _between_blocks(scenario: Scenario, name: str, activity: Activity) -> Iterator[Obstacle]:
    """Calls, visits and joint work for which exclusive sessions leave no stretch of a shift.

    Other work that cannot be laid aside may go on after the shift.
    """
    plan = scenario.call_plans.get(name)
    needed = round(activity.lasts.mean + (plan.waiting.mean if plan is not None else 0))
    called = plan is not None or is_on_request(scenario, name) or activity.partners
    if not called or activity.arises.meeting is not None or _overflows(scenario, activity):
        return
    for word, _ in _doers(activity):
        shifts, blocks = _shifts(scenario.roles[word]), _blocks_of(scenario, word, name)
        longest = max((_longest(s, day, blocks) for s in shifts for day in s.days), default=needed)
        if blocks and scenario.roles[word].people and longest < needed:
            where = ("activities", name, "lasts", "mean")
            yield Obstacle("blocked", where, name, word, "", (needed,), (longest,))


def _blocks_of(scenario: Scenario, role: str, name: str) -> list[Sessions]:
    """Exclusive sessions of a role in which an activity may not go on."""
    return [
        each.sessions
        for other, each in scenario.activities.items()
        if each.sessions is not None
        and each.sessions.exclusive
        and other != name
        and name not in each.sessions.but
        and role in dict(_doers(each))
    ]


def _longest(shift: Shift, day: str, blocks: Iterable[Sessions]) -> int:
    """The longest stretch of a shift of a weekday in which no exclusive session begins."""
    number = WEEKDAYS.index(day)
    begins = {
        begin + later * DAY
        for sessions in blocks
        for later in (0, 1)
        if WEEKDAYS[(number + later) % 7] in (sessions.days or WEEKDAYS)
        for begin, _ in sessions.spans
    }
    ends = [shift.start, *sorted(b for b in begins if shift.start < b < shift.end), shift.end]
    return max(b - a for a, b in pairwise(ends))


def _meetings(scenario: Scenario, name: str, activity: Activity) -> Iterator[Obstacle]:
    meeting = activity.arises.meeting
    for word in (activity.by, *meeting.joined_by) if meeting is not None else ():
        role = scenario.roles[word]
        if meeting is not None and role.people:
            yield from _missed(name, word, (meeting, round(activity.lasts.mean)), role)


def _missed(name: str, word: str, held: tuple[Meeting, int], role: Role) -> Iterator[Obstacle]:
    """Why the people of a role can never attend a meeting."""
    meeting, lasts = held
    at: KeyPath = ("activities", name, "arises", "meeting")
    shifts = [s for s in _shifts(role) if meeting.weekday is None or meeting.weekday in s.days]
    if not shifts:
        days = (str(meeting.weekday),), _days(role)
        yield Obstacle("meeting day", (*at, "on"), name, word, "", *days)
    elif all(meeting.at >= s.end or meeting.at + lasts <= s.start for s in shifts):
        hours = (meeting.at, meeting.at + lasts), (shifts[0].start, shifts[0].end)
        yield Obstacle("meeting hour", (*at, "at"), name, word, "", *hours)
