"""How many accounts a scenario has, and the names of all its places."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.names import HOME, OFFICE
from simulator.scenario.people import everybody
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.schema.segments import Segment


def accounts_of(s: ScenarioFields, segment: Segment) -> int:
    """How many accounts a segment comes to."""
    if segment.coordinates:
        return len(segment.coordinates)
    if segment.density is not None and s.territory is not None:
        return round(segment.density * s.territory.square_metres / 1e6)
    return segment.accounts or 0


def businesses_of(s: ScenarioFields, segment: Segment) -> int:
    """How many accounts and prospects a segment has side by side, at most."""
    if segment.market is not None:
        return segment.market.slots(s.horizon.weeks)
    return accounts_of(s, segment)


def account_names(s: ScenarioFields, word: str, segment: Segment) -> list[str]:
    """The accounts of a segment: as a file calls them, or with the segment's name and a number."""
    if segment.coordinates:
        return [name for name, _, _ in segment.coordinates]
    return [f"{word.replace('_', ' ')} {n + 1}" for n in range(businesses_of(s, segment))]


def place_names(s: ScenarioFields) -> Iterator[str]:
    """All names of places."""
    yield OFFICE
    yield from (f"{HOME}{person.name}" for person in everybody(s))
    for word, segment in s.segments.items():
        yield from account_names(s, word, segment)
