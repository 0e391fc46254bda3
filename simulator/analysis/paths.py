"""Values of a scenario by their paths, in nested maps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from simulator.errors import KeyPath
from simulator.scenario.ranges import quantity

ANY = "*"  # in a path: whatever key


def set_value(changes: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Puts a value at a path into nested maps, which are made where there are none."""
    for key in path[:-1]:
        changes = changes.setdefault(key, {})
    changes[path[-1]] = value


def matches(values: Any, keys: Sequence[str], at: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    """The paths and values of all that a path with wildcards leads to."""
    if not keys:
        yield at, values
        return
    here = values if isinstance(values, Mapping) else {}
    words: Iterable[str] = list(here) if keys[0] == ANY else [keys[0]] if keys[0] in here else []
    for word in words:
        yield from matches(here[word], keys[1:], (*at, word))


def numbers_at(values: Mapping[str, Any], path: str) -> Iterator[tuple[KeyPath, Any]]:
    """The paths and values of all quantities that a path leads to; * stands for any one key.

    >>> list(numbers_at({"roles": {"rep": {"people": 3}, "desk": {}}}, "roles.*.people"))
    [(('roles', 'rep', 'people'), 3)]
    """
    for keys, value in matches(values, path.split(".")):
        try:
            quantity(value)
        except ValueError:
            continue
        yield keys, value


def keys_at(values: Mapping[str, Any], path: Sequence[str]) -> set[str]:
    """The keys of all maps that a path leads to."""
    maps = (value for _, value in matches(values, path) if isinstance(value, Mapping))
    return {key for each in maps for key in each}
