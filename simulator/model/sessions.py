"""When work is done that is gathered: the sessions of each day, and who may break in on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from simulator.model.codes import IN_SESSIONS, PLACES
from simulator.scenario.phases import Phase
from simulator.scenario.schema.activities import Activity, Sessions
from simulator.scenario.units import WEEKDAYS


@dataclass(frozen=True, slots=True)
class SessionColumns:
    """Rows of sessions, of each its spans and those who may interrupt it one after the other."""

    first: tuple[int, ...]
    count: tuple[int, ...]
    begin: tuple[int, ...]  # seconds from midnight, in order
    until: tuple[int, ...]
    but_first: tuple[int, ...]
    but_count: tuple[int, ...]
    but: tuple[int, ...]  # numbers of activities, whatever their versions


@dataclass(frozen=True, slots=True)
class BlockColumns:
    """Exclusive sessions of those who do the work: rows for each phase and role."""

    first: tuple[int, ...]  # for each phase and role
    count: tuple[int, ...]
    session: tuple[int, ...]  # row of SessionColumns
    days: tuple[int, ...]  # a bit for each weekday
    place: tuple[int, ...]  # where the work is done


def block_columns(phases: Sequence[Phase], sessions: Sequence[Sessions]) -> BlockColumns:
    """Exclusive sessions of each role in each phase, handed-over work included."""
    each = [_blocks(phase, role) for phase in phases for role in phase.scenario.roles]
    every = [a for some in each for a in some]
    return BlockColumns(
        first=_firsts(each),
        count=tuple(map(len, each)),
        session=tuple(sessions.index(a.sessions) for a in every if a.sessions),
        days=tuple(map(days_mask, every)),
        place=tuple(PLACES.index(a.place) for a in every),
    )


def _blocks(phase: Phase, role: str) -> list[Activity]:
    """What a role does in exclusive sessions."""
    return [
        activity
        for name, activity in phase.scenario.activities.items()
        if is_exclusive(activity)
        and name not in phase.gone
        and (role in activity.by.roles or (activity.moved and activity.moved.to == role))
    ]


def is_exclusive(activity: Activity) -> bool:
    """Is an activity done in exclusive sessions?"""
    return activity.sessions is not None and activity.sessions.exclusive


def days_mask(activity: Activity) -> int:
    """A bit for each weekday on which an activity is done, and one if that is in sessions."""
    sessions = activity.sessions
    days = (sessions.days if sessions is not None else activity.on_days) or WEEKDAYS
    return sum(1 << WEEKDAYS.index(day) for day in set(days)) | IN_SESSIONS * bool(sessions)


def sessions_of(phases: Sequence[Phase]) -> list[Sessions]:
    """All sessions of a scenario, each once."""
    every = [a.sessions for each in phases for a in each.scenario.activities.values()]
    return list(dict.fromkeys(each for each in every if each is not None))


def session_columns(sessions: Sequence[Sessions], names: Sequence[str]) -> SessionColumns:
    """The sessions of a scenario as columns."""
    spans = [each.spans for each in sessions]
    buts = [[names.index(name) for name in each.but] for each in sessions]
    return SessionColumns(
        first=_firsts(spans),
        count=tuple(map(len, spans)),
        begin=tuple(begin for each in spans for begin, _ in each),
        until=tuple(until for each in spans for _, until in each),
        but_first=_firsts(buts),
        but_count=tuple(map(len, buts)),
        but=tuple(number for each in buts for number in each),
    )


def _firsts(lists: Sequence[Sequence[object]]) -> tuple[int, ...]:
    """Where each list begins, if they stand one after the other."""
    return tuple(accumulate(map(len, lists), initial=0))[: len(lists)]
