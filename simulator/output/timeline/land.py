"""Where places lie, for the map of a page: those that people are at, and all accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simulator.ledger.frames import LedgerTables
from simulator.ledger.ledger import Places
from simulator.model.codes import CUSTOMER, DOINGS, GONE, STANDINGS, TRAVEL
from simulator.model.parameters import parameters_of
from simulator.output.timeline.rows import Names, Part, TimelineDays
from simulator.scenario.phases import phases_of
from simulator.workload.streams import streams_of
from simulator.workload.territory import TerritoryData, draw_territories

UNIT = 100  # metres: what a page counts in


def lands_of(
    tables: Sequence[LedgerTables], parts: Sequence[Part], names: Names, days: TimelineDays
) -> list[dict[str, Any]]:
    """For each ledger where its places and accounts lie; none if nobody travels in these days."""
    travel = DOINGS[TRAVEL]
    if not any((part.entries["doing"] == travel).any() for part in parts):
        return []
    return [_land_of(each, names, days) for each in tables]


def _land_of(tables: LedgerTables, names: Names, days: TimelineDays) -> dict[str, Any]:
    """Places by the numbers that the page has for their names, none where a ledger has no such.

    Customers of all the days are points; what is a customer or a prospect for some of them has
    seconds from when until when beside.
    """
    places = places_of(tables)
    at = dict(zip(places.name, _points(places), strict=True))
    stretches = list(_standing(tables, days))
    length = int((days.end - days.begin).total_seconds())
    always = [at[name] for name, *rest in stretches if rest == [CUSTOMER, 0, length]]
    some = [(*at[name], *rest) for name, *rest in stretches if rest != [CUSTOMER, 0, length]]
    return {
        "places": [at.get(name) for name in names.places],
        "customers": list(dict.fromkeys(always)),
        "others": list(dict.fromkeys(some)),
    }


def _standing(tables: LedgerTables, days: TimelineDays) -> Iterator[tuple[str, int, int, int]]:
    """Account, how it stands, and from when until when of these days, in seconds."""
    a = tables.accounts.filter(tables.accounts["standing"] != STANDINGS[GONE])
    columns = (a["account"], a["standing"], *(days.seconds(a[name]) for name in ("from", "to")))
    length = int((days.end - days.begin).total_seconds())
    for account, standing, begin, end in zip(*columns, strict=True):
        since, until = max(begin or 0, 0), length if end is None else min(end, length)
        if since < until:
            yield account, STANDINGS.index(standing), since, until


def _points(places: Places) -> list[tuple[int, int]]:
    return [
        (x // UNIT, y // UNIT) for x, y in zip(places.x.tolist(), places.y.tolist(), strict=True)
    ]


def bases_of(tables: LedgerTables) -> dict[str, tuple[str, tuple[int, int]]]:
    """For each person the place where his days begin and end, and where it lies."""
    territory, people = _territory_of(tables)
    names, points = territory.places.name, _points(territory.places)
    return {
        person: (names[base], points[base])
        for person, base in zip(people, territory.base.tolist(), strict=True)
    }


def places_of(tables: LedgerTables) -> Places:
    """The places of the replication that the tables tell of."""
    return _territory_of(tables)[0].places


def _territory_of(tables: LedgerTables) -> tuple[TerritoryData, tuple[str, ...]]:
    """What that replication drew, and its people."""
    phases = phases_of(tables.scenario)
    parameters = parameters_of(tables.scenario, phases)
    streams = streams_of(tables.seed, tables.replication)
    return draw_territories(phases, parameters, streams)[0], parameters.people
