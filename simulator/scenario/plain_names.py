"""Names in plain values that stand for nothing, found while something else cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.errors import KeyPath
from simulator.scenario.schema.triggers import Problem, unknown_name

_OF_ACTIVITIES = {"by": "roles", "category": "categories"}


def unknown_names_in(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Who does work, what it is counted as, what it follows and which calls are due.

    ``scenario.validation`` says the same of these, and of all other names, once the values of all
    fields can be read.
    """
    for at, word, kind in _named(values):
        known = values.get(kind)
        if isinstance(known, Mapping | list | tuple):  # else that is what cannot be read
            yield from unknown_name(at, word, map(str, known), kind.replace("_", " "))


def _named(values: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str, str]]:
    """Names: where each stands, the name, and under which key it would have to be."""
    for name, activity in _map_at(values, "activities").items():
        at = ("activities", str(name))
        for key, kind in _OF_ACTIVITIES.items():
            word = activity.get(key) if isinstance(activity, Mapping) else None
            if isinstance(word, str):
                yield (*at, key), word, kind
        for cause in _map_at(_map_at(activity, "arises"), "after"):
            yield (*at, "arises", "after", str(cause)), str(cause), "activities"
    for name, segment in _map_at(values, "segments").items():
        for call in _map_at(segment, "contact_every"):
            yield ("segments", str(name), "contact_every", str(call)), str(call), "call_plans"


def _map_at(values: object, key: str) -> Mapping[str, Any]:
    """The map at a key; an empty one when something else stands there."""
    value = values.get(key) if isinstance(values, Mapping) else None
    return value if isinstance(value, Mapping) else {}
