"""Work that only some hours of the week allow, and what it asks of those who are there then.

The hours of a role in all hide it: a rep has forty hours, but his accounts receive for ten of them.
Reckoned is the least that is asked: ways to accounts are left out, and what could be done at other
times, too. A visit that does not fit into what is left of a window is not looked for.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from simulator.analysis.capacity.obstacles import opening_hours_of, segments_asking
from simulator.analysis.capacity.skills import TOO_BUSY
from simulator.errors import KeyPath
from simulator.model.lines import line_of
from simulator.scenario.elementary import Numbers
from simulator.scenario.open_days import Days
from simulator.scenario.people import hours_of, people_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.activities import Activity
from simulator.scenario.schema.hours import Hours
from simulator.scenario.units import DAY, MINUTE, WEEK, WEEKDAYS
from simulator.scenario.validation import is_on_request

MINUTES_A_DAY, MINUTES_A_WEEK = DAY // MINUTE, WEEK // MINUTE


class LoadInHours(NamedTuple):
    """Work of a role that some hours of the week alone allow, and the time that it has then."""

    at: KeyPath  # of the value that bounds most of it
    role: str
    activities: tuple[str, ...]
    skills: tuple[str, ...]  # that all of it takes; none where anybody of the role may do it
    asked: float  # minutes a week
    present: float  # minutes a week, in those hours, of those who may do it

    @property
    def load(self) -> float:
        """The least that is asked in those hours over what can be given in them.

        Returns:
            1 for as much as there is time for; infinite where nobody is ever there then.
        """
        return self.asked / self.present if self.present > 0 else math.inf

    @property
    def is_overloaded(self) -> bool:
        """Whether so much is asked in those hours that such work is bound to wait.

        Returns:
            As for the role as a whole.
        """
        return self.load > TOO_BUSY


class _Bound(NamedTuple):
    """Work with the hours that allow it to those who may do it."""

    activity: str
    at: KeyPath
    skill: str
    cells: Days  # people x minutes of a week: may he do it then?
    minutes: float  # a week
    beyond: float  # minutes a week for which it may go on when the hours are over


def loads_in_hours(
    scenario: Scenario, role: str, present: float, work: Mapping[str, float]
) -> Iterator[LoadInHours]:
    """What is asked of a role in hours that alone allow some of its work, each load too high.

    ``present`` has its minutes a week, ``work`` those that each activity takes there.
    """
    attended = _attendance(scenario, role)
    planned = float(attended.sum())
    if not planned:
        return
    bound = [each for each in _bounds(scenario, role, attended > 0, work) if each.minutes > 0]
    share, named = present / planned, set[tuple[str, ...]]()
    for cells in _unions([each.cells for each in bound]):
        within = [each for each in bound if not (each.cells & ~cells).any()]
        beyond = max(each.beyond for each in within)
        there = share * (float(attended[cells].sum()) + beyond)
        asked = _load(role, within, there)
        if asked.is_overloaded and not named & _parts_of(asked.activities):
            named.add(asked.activities)
            yield asked


def _parts_of(names: tuple[str, ...]) -> set[tuple[str, ...]]:
    """What has been told of some of these alone or of all."""
    return {names, *((name,) for name in names)}


def _load(role: str, within: Sequence[_Bound], present: float) -> LoadInHours:
    most = max(within, key=lambda each: each.minutes)
    skills = tuple(dict.fromkeys(each.skill for each in within))
    return LoadInHours(
        most.at,
        role,
        tuple(dict.fromkeys(each.activity for each in within)),
        skills if all(skills) else (),
        math.fsum(each.minutes for each in within),
        present,
    )


def _unions(cells: Sequence[Days]) -> Iterator[Days]:
    """The cells of each work, each once, the smallest first, then of all of them together."""
    known = {each.tobytes(): each for each in cells}
    yield from sorted(known.values(), key=lambda each: int(each.sum()))
    if len(known) > 1:
        whole: Days = np.logical_or.reduce(list(known.values()))
        if whole.tobytes() not in known:
            yield whole


# -- when people are there -------------------------------------------------------------------------


def _attendance(scenario: Scenario, role: str) -> Numbers:
    """People x minutes of a week: the share of weeks in which each is there, by the shifts."""
    known = scenario.roles[role]
    weeks = {hours: _week_of(hours) for hours in hours_of(known)}
    crew = [weeks[each.hours] for each in people_of(role, known)]
    return np.array(crew).reshape(-1, MINUTES_A_WEEK)


def _week_of(hours: Hours) -> Numbers:
    """Minutes of a week: the share of weeks in which somebody of these hours is there."""
    week, days = np.zeros(MINUTES_A_WEEK), hours.days()
    for day, shift in enumerate(days):
        if shift is not None:
            begin, lunch = day % 7 * MINUTES_A_DAY, hours.lunch_in(shift)
            at = np.ones((shift.end - shift.start) // MINUTE)
            if lunch is not None and hours.lunch is not None:
                first = (lunch - shift.start) // MINUTE
                at[first : first + hours.lunch.lasts // MINUTE] = 0
            places = (begin + shift.start // MINUTE + np.arange(len(at))) % MINUTES_A_WEEK
            week[places] += at * hours.present * 7 / len(days)
    return week


# -- when work can be done -------------------------------------------------------------------------


def _bounds(
    scenario: Scenario, role: str, there: Days, work: Mapping[str, float]
) -> Iterator[_Bound]:
    """Work that cannot be done in all hours in which those are there who may do it."""
    for name, minutes in work.items():
        activity = scenario.activities[name]
        if minutes <= 0 or not _waits_for_them(scenario, name):
            continue
        allowed = np.ones(MINUTES_A_WEEK, dtype=np.bool_)
        at: KeyPath = ()
        for where, hours in _limits(scenario, role, name):
            if not (hours | ~allowed).all():
                allowed, at = allowed & hours, where
        able = _able(scenario, role, activity)
        cells = there & able[:, None]
        if (cells & ~allowed).any():
            skill = activity.skill.name if activity.skill and not able.all() else ""
            if (cells & allowed).any() or skill:  # else nobody of the role can: an obstacle
                beyond = _beyond(activity, cells & allowed)
                yield _Bound(name, at, skill, cells & allowed, minutes, beyond)


def _beyond(activity: Activity, cells: Days) -> float:
    """Minutes a week for which people may go on with what they began in sessions: once in each."""
    if activity.sessions is None:
        return 0.0
    days = int(cells.reshape(len(cells), 7, MINUTES_A_DAY).any(axis=2).sum())
    return len(activity.sessions.spans) * days * activity.lasts.mean / MINUTE


def _waits_for_them(scenario: Scenario, name: str) -> bool:
    """Must this be done by who is asked, whenever that will be?"""
    activity = scenario.activities[name]
    elsewhere = activity.overflow is not None or activity.lapses is not None
    shared = activity.by.in_order and len(activity.by.roles) > 1
    called = name in scenario.call_plans or activity.arises.meeting is not None
    return not (elsewhere or shared or called)


def _able(scenario: Scenario, role: str, activity: Activity) -> Days:
    """Who of a role may do something."""
    crew, line = people_of(role, scenario.roles[role]), line_of(activity, role)
    if line is None or not line.required or role not in activity.by.roles:
        return np.ones(len(crew), dtype=np.bool_)
    return np.array([line.skill in each.skills for each in crew], dtype=np.bool_)


def _limits(scenario: Scenario, role: str, name: str) -> Iterator[tuple[KeyPath, Days]]:
    """Each value that bounds when an activity can be done, with the minutes of a week it allows."""
    activity, at = scenario.activities[name], ("activities", name)
    if activity.on_days is not None:
        yield (*at, "on_days"), _span(activity.on_days, 0, DAY)
    if activity.sessions is not None:
        days = activity.sessions.days or WEEKDAYS
        yield (*at, "sessions"), _any_of(_span(days, *span) for span in activity.sessions.spans)
    segments = segments_asking(scenario, name, activity) if is_on_request(scenario, name) else []
    if segments:
        each = [o for word in segments for o in opening_hours_of(scenario.segments[word])]
        receive = _any_of(_span(opening.days, opening.start, opening.end) for opening in each)
        yield ("segments", segments[0], "opening"), receive
    others = activity.partners if role == activity.by else (activity.by,) * bool(activity.partners)
    for other in others:
        if other != role:
            there: Days = np.any(_attendance(scenario, other) > 0, axis=0)
            yield (*at, "with"), there


def _any_of(spans: Iterator[Days]) -> Days:
    whole: Days = np.logical_or.reduce(list(spans))
    return whole


def _span(days: Sequence[str], start: int, end: int) -> Days:
    """Minutes of a week between two times of some days."""
    week = np.zeros((7, MINUTES_A_DAY), dtype=np.bool_)
    for day in days:
        week[WEEKDAYS.index(day), start // MINUTE : end // MINUTE] = True
    return week.ravel()
