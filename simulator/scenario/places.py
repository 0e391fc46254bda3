"""The names of all places of a scenario."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.scenario.names import HOME, OFFICE
from simulator.scenario.people import everybody
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.schema.segments import Segment
from simulator.scenario.validation import businesses_of


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
