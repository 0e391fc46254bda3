"""When work is done that is gathered: the sessions of each day, and who may break in on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from simulator.scenario.phases import Phase
from simulator.scenario.schema.activities import Sessions


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
