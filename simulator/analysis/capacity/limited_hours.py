"""Work that only some hours of the week allow, and what it asks of those who are there then.

The hours of a role in all hide it: a rep has forty hours, but his accounts receive for ten of them.
Reckoned is the least that is asked: what could be done at other times, too, is left out. Ways
between visits lie in these hours; where only whole tasks fit, what is too short for one more is
lost; and meetings, and what comes in then and is more urgent, take from them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from simulator.analysis.capacity.attendance import weights_in_day, weights_of_days
from simulator.analysis.capacity.hours_allowed import (
    MINUTES_A_DAY,
    MINUTES_A_WEEK,
    attendance_of,
    limits_of,
    span,
)
from simulator.analysis.capacity.load import Loads
from simulator.analysis.capacity.load_of_time import LoadOfTime
from simulator.analysis.capacity.network import LoadNetwork
from simulator.analysis.capacity.obstacles import segments_asking
from simulator.analysis.capacity.stretches_of_hours import (
    BoundTasks,
    CrewWeek,
    stretches_in,
    use_of,
)
from simulator.analysis.capacity.travel import minutes_by_road
from simulator.errors import KeyPath
from simulator.model.lines import line_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.open_days import Days
from simulator.scenario.people import people_of
from simulator.scenario.places import accounts_of
from simulator.scenario.routing import causes
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.shapes import OfFamily
from simulator.scenario.units import MINUTE, WEEKDAYS
from simulator.scenario.validation import is_on_request

_NEARLY = 1e-9  # of a task, by which what fits in may be reckoned short


@dataclass(frozen=True, kw_only=True)
class LoadInHours(LoadOfTime):
    """Work of a role that some hours of the week alone allow, and the time that it has then.

    ``present`` is that of those who may do it, in those hours.
    """

    at: KeyPath  # of the value that bounds most of it
    role: str
    activities: tuple[str, ...]
    skills: tuple[str, ...]  # that all of it takes; none where anybody of the role may do it
    ways: float = 0.0  # of what is asked: minutes a week on the road
    left: float = 0.0  # of the time present: too short for another whole task
    taken: float = 0.0  # of the time present: by meetings, and what comes in and goes first

    @property
    def usable(self) -> float:
        """Minutes of the time present that such work can use.

        Returns:
            What whole tasks, meetings and what goes first leave of it.
        """
        return max(self.present - self.left - self.taken, 0.0)


class _Role(NamedTuple):
    """A role, what is asked of it, and when its people are there."""

    network: LoadNetwork
    loads: Loads
    name: str
    work: Mapping[str, float]  # minutes a week of each activity
    crew: CrewWeek

    @property
    def scenario(self) -> Scenario:
        """What it is a role of."""
        return self.network.scenario

    @property
    def number(self) -> int:
        """Its place among the roles."""
        return list(self.scenario.roles).index(self.name)


class _Bound(NamedTuple):
    """Work with the hours that allow it to those who may do it."""

    activity: str
    at: KeyPath
    skill: str
    cells: Days  # people x minutes of a week: may he do it then?
    minutes: float  # a week
    beyond: float  # minutes a week for which it may go on when the hours are over


def loads_in_hours(
    network: LoadNetwork, loads: Loads, name: str, work: Mapping[str, float]
) -> Iterator[LoadInHours]:
    """What is asked of a role in hours that alone allow some of its work, each load too high.

    ``work`` has the minutes a week that each activity takes there.
    """
    crew = _crew(network, loads, name)
    if not crew.known:
        return
    role, named = _Role(network, loads, name, work, crew), set[tuple[str, ...]]()
    bound = list(_bounds(role))
    for cells in _unions([each.cells for each in bound]):
        within = [each for each in bound if not (each.cells & ~cells).any()]
        asked = _load(role, within, cells)
        if asked.is_overloaded and not named & _parts_of(asked.activities):
            named.add(asked.activities)
            yield asked


def _parts_of(names: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What has been told of some of these alone or of all."""
    return {names, *((name,) for name in names)}


def _load(role: _Role, within: Sequence[_Bound], cells: Days) -> LoadInHours:
    most = max(within, key=lambda each: each.minutes)
    skills = tuple(dict.fromkeys(each.skill for each in within))
    beyond = max(each.beyond for each in within)
    use = use_of(stretches_in(cells, role.crew), _tasks(role, within))
    return LoadInHours(
        at=most.at,
        role=role.name,
        activities=tuple(dict.fromkeys(each.activity for each in within)),
        skills=skills if all(skills) else (),
        asked=math.fsum(each.minutes for each in within) + use.ways,
        present=role.crew.known * float(role.crew.attended[cells].sum()) + beyond,
        ways=use.ways,
        left=use.left,
        taken=_in_meetings(role, cells) + _goes_first(role, within, cells),
    )


def _unions(cells: Sequence[Days]) -> Iterator[Days]:
    """The cells of each work, each once, the smallest first, then of all of them together."""
    known = {each.tobytes(): each for each in cells}
    yield from sorted(known.values(), key=lambda each: int(each.sum()))
    if len(known) > 1:
        whole: Days = np.logical_or.reduce(list(known.values()))
        if whole.tobytes() not in known:
            yield whole


# -- whole tasks and ways --------------------------------------------------------------------------


def _tasks(role: _Role, within: Sequence[_Bound]) -> BoundTasks:
    """How often it is done, how long it takes, and how far it is."""
    counts = [_count(role, each.activity) for each in within]
    minutes = math.fsum(each.minutes for each in within)
    whole = {_whole(role.scenario, each.activity) for each in within}
    visits = [each.activity for each in within if is_on_request(role.scenario, each.activity)]
    ways = _ways(role, visits) if visits else _Ways(0.0, 0.0, 0.0, 1.0)
    alike = len(visits) == len(within)
    return BoundTasks(
        visits=math.fsum(_count(role, name) * _outings(role, name) for name in visits),
        each=minutes / max(math.fsum(counts), 1e-9),
        whole=whole.pop() if len(whole) == 1 else 0.0,
        way=ways.next,
        home=ways.home if alike else 0.0,
        near=ways.near if alike else 0.0,
        elsewhere=ways.elsewhere,
    )


def _count(role: _Role, name: str) -> float:
    """Tasks a week that people of a role take in hand."""
    row = list(role.scenario.activities).index(name)
    return float(role.loads.tasks[0, row] * role.network.handled[row, role.number])


def _outings(role: _Role, name: str) -> float:
    """Ways to an account for each visit there, those in vain included."""
    return float(role.network.on_request[list(role.scenario.activities).index(name)])


def _whole(scenario: Scenario, name: str) -> float:
    """Minutes for which there must be time before it begins; 0 if it may go on later."""
    activity = scenario.activities[name]
    fits = is_on_request(scenario, name) or activity.partners
    return activity.lasts.mean / MINUTE if fits else 0.0


class _Ways(NamedTuple):
    """Minutes, and a share."""

    next: float  # from a visit to the next, which may be at the same account: mean
    home: float  # from the base: mean; 0 where people stay away for nights
    near: float  # from one account to the nearest other
    elsewhere: float  # share of the next visits that are at another account


def _ways(role: _Role, visits: Sequence[str]) -> _Ways:
    """How far it is to visits."""
    scenario, network = role.scenario, role.network
    people = scenario.roles[role.name]
    ground = network.grounds[role.number]
    ways = ground.ways(np.array([float(people.people)]))
    asking = {word for name in visits for word in _segments(scenario, name)}
    accounts = sum(accounts_of(scenario, scenario.segments[word]) for word in asking)
    other = max(1 - (people.people if ground.owns else 1) / max(accounts, 1), 0.0)
    nearest = ground.nearest(ways, np.array([accounts / max(people.people, 1)]))
    between, home, near = (
        float(minutes_by_road(scenario, network.roads, 1, metres)[0])
        for metres in (ways.between, ways.home, nearest)
    )
    return _Ways(other * between, 0.0 if people.tour is not None else home, near, other)


def _segments(scenario: Scenario, name: str) -> list[str]:
    return segments_asking(scenario, name, scenario.activities[name])


# -- what goes first -------------------------------------------------------------------------------


def _in_meetings(role: _Role, cells: Days) -> float:
    """Minutes a week of meetings that fall into such hours of those who may do the work."""
    taken = 0.0
    for row, activity in enumerate(role.scenario.activities.values()):
        meeting, minutes = activity.arises.meeting, role.loads.attended[0, role.number, row]
        if meeting is not None and minutes > 0:
            days = [day for day in WEEKDAYS if day == meeting.on] or WEEKDAYS
            held = role.crew.on_shift & span(days, meeting.at, meeting.at + _lasts(activity))
            weights = held * np.repeat(_open_weekdays(role.network, role.number), MINUTES_A_DAY)
            taken += float(minutes * weights[cells].sum() / max(weights.sum(), 1e-9))
    return taken


def _lasts(activity: Activity) -> int:
    return round(activity.lasts.mean)


def _goes_first(role: _Role, within: Sequence[_Bound], cells: Days) -> float:
    """Minutes a week of what comes in in such hours, can be done at any time and is more urgent.

    Only while all who are there may do the work; what comes in during the last task is done when
    the hours are over. Times that are agreed on stand before what comes in later, and exclusive
    sessions before all but what may interrupt them.
    """
    activities = [role.scenario.activities[each.activity] for each in within]
    if any(each.partners or each.appointment for each in activities):
        return 0.0
    exclusive = [each.sessions for each in activities if each.sessions and each.sessions.exclusive]
    urgency, last = min(a.urgency for a in activities), max(map(_lasts, activities)) // MINUTE
    then = (cells | ~role.crew.on_shift).all(axis=0) & cells.any(axis=0)
    then &= np.roll(then, -last)
    first = [
        name
        for name in role.work
        if _comes_in(role, name, urgency) and all(name in each.but for each in exclusive)
    ]
    return math.fsum(role.work[name] * _part_coming(role, name, then) for name in first)


def _comes_in(role: _Role, name: str, urgency: int) -> bool:
    """Does it come from outside alone, at any hour, for a role alone, more urgent than that?"""
    activity = role.scenario.activities[name]
    limited = activity.on_days or activity.sessions or activity.place == "account"
    alone = activity.by == role.name and not (activity.partners or activity.skill)
    outside = activity.arises.inbound is not None and len(list(activity.arises.triggers())) == 1
    inner = limited or not alone or causes(role.scenario, name)
    return outside and not inner and activity.urgency < urgency


def _part_coming(role: _Role, name: str, then: Days) -> float:
    """Part of what comes in that comes in some minutes of the week, of days that are open."""
    scenario, activity = role.scenario, role.scenario.activities[name]
    weights = weights_in_day(scenario, activity)
    weights = weights / np.maximum(weights.sum(axis=1, keepdims=True), 1e-9)
    days = weights_of_days(scenario, activity) * _open_weekdays(role.network, role.number)
    weights = (weights * days[:, None]).ravel()
    return float(weights[then].sum() / max(weights.sum(), 1e-9))


# -- when people are there -------------------------------------------------------------------------


def _crew(network: LoadNetwork, loads: Loads, name: str) -> CrewWeek:
    """When the people of a role are there."""
    attended, on_shift = attendance_of(network.scenario, name)
    number = list(network.scenario.roles).index(name)
    attended = attended * np.repeat(_open_weekdays(network, number), MINUTES_A_DAY)
    present, planned = float(loads.present[0, number]), float(attended.sum())
    return CrewWeek(attended, on_shift, present / planned if planned else 0.0)


def _open_weekdays(network: LoadNetwork, role: int) -> Numbers:
    """Days like each weekday on which a role works, over the counted weeks."""
    calendar = network.calendar
    days, counted = calendar.days_of[role], calendar.counted
    worked = np.bincount(days.weekday()[counted & ~days.closed], minlength=7)
    share: Numbers = worked * 7 / counted.sum()
    return share


# -- when work can be done -------------------------------------------------------------------------


def _bounds(role: _Role) -> Iterator[_Bound]:
    """Work that cannot be done in all hours in which those are there who may do it."""
    scenario, crew = role.scenario, role.crew
    for name, minutes in role.work.items():
        activity = scenario.activities[name]
        if minutes <= 0 or not _waits_for_them(scenario, name):
            continue
        allowed = np.ones(MINUTES_A_WEEK, dtype=np.bool_)
        at: KeyPath = ()
        for where, hours in limits_of(scenario, role.name, name):
            if not (hours | ~allowed).all():
                allowed, at = allowed & hours, where
        able = _able(scenario, role.name, activity)
        cells = crew.on_shift & able[:, None]
        if (cells & ~allowed & (crew.attended > 0)).any():
            skill = activity.skill.name if activity.skill and not able.all() else ""
            if (cells & allowed).any() or skill:  # else nobody of the role can: an obstacle
                beyond = _beyond(activity, cells & allowed, crew)
                yield _Bound(name, at, skill, cells & allowed, minutes, beyond)


def _beyond(activity: Activity, cells: Days, crew: CrewWeek) -> float:
    """Minutes a week for which people go on, at most, with what they began in sessions.

    What is split is laid aside at the end of each. Other work goes on: how long the last task of a
    session does follows from how many begin, if all are as long, and is up to a whole one else.
    """
    if activity.sessions is None or activity.splittable:
        return 0.0
    stretches, lasts = stretches_in(cells, crew), activity.lasts.mean / MINUTE
    goes_on = np.ceil(stretches.lasts / lasts - _NEARLY) * lasts - stretches.lasts
    if activity.lasts.shape != OfFamily("fixed", 0.0):
        goes_on = np.maximum(goes_on, lasts)
    return float(stretches.share @ goes_on)


def _waits_for_them(scenario: Scenario, name: str) -> bool:
    """Must this be done by who is asked, whenever that will be?"""
    activity = scenario.activities[name]
    elsewhere = activity.overflow is not None
    shared = activity.by.in_order and len(activity.by.roles) > 1
    called = name in scenario.call_plans or activity.arises.meeting is not None
    return not (elsewhere or shared or called)


def _able(scenario: Scenario, role: str, activity: Activity) -> Days:
    """Who of a role may do something."""
    crew, line = people_of(role, scenario.roles[role]), line_of(activity, role)
    if line is None or not line.required or role not in activity.by.roles:
        return np.ones(len(crew), dtype=np.bool_)
    return np.array([line.skill in each.skills for each in crew], dtype=np.bool_)
