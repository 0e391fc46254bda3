"""Where places lie, for the map of a page: those that people are at, and all accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from simulator.ledger.frames import LedgerTables
from simulator.ledger.ledger import Places
from simulator.model.codes import DOINGS, TRAVEL
from simulator.model.parameters import parameters_of
from simulator.output.timeline.rows import Names, Part
from simulator.scenario.phases import phases_of
from simulator.workload.streams import streams_of
from simulator.workload.territory import draw_territories

UNIT = 100  # metres: what a page counts in


def lands_of(
    tables: Sequence[LedgerTables], parts: Sequence[Part], names: Names
) -> list[dict[str, Any]]:
    """For each ledger where its places and accounts lie; none if nobody travels in these days."""
    travel = DOINGS[TRAVEL]
    if not any((part.entries["doing"] == travel).any() for part in parts):
        return []
    return [_land_of(each, names) for each in tables]


def _land_of(tables: LedgerTables, names: Names) -> dict[str, Any]:
    """Places by the numbers that the page has for their names, none where a ledger has no such."""
    places = places_of(tables)
    at = dict(zip(places.name, _points(places), strict=True))
    return {
        "places": [at.get(name) for name in names.places],
        "accounts": list(dict.fromkeys(_points(places)[places.first_account :])),
    }


def _points(places: Places) -> list[tuple[int, int]]:
    return [
        (x // UNIT, y // UNIT) for x, y in zip(places.x.tolist(), places.y.tolist(), strict=True)
    ]


def places_of(tables: LedgerTables) -> Places:
    """The places of the replication that the tables tell of."""
    phases = phases_of(tables.scenario)
    streams = streams_of(tables.seed, tables.replication)
    return draw_territories(phases, parameters_of(tables.scenario, phases), streams)[0].places
