"""A what-if that says something else in one of its moves: another share, another hire."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from simulator.analysis.paths import set_value
from simulator.scenario.changes import assembled, written_moves
from simulator.scenario.inheritance import as_scenario
from simulator.scenario.moves import Change
from simulator.scenario.scenario import Scenario
from simulator.scenario.verbs import VERBS, Values
from simulator.scenario.what_if import what_if


class Restatable(NamedTuple):
    """A scenario, and the moves of the files that lead to it: none if it came as a value."""

    scenario: Scenario
    base: Scenario
    moves: tuple[Change, ...] = ()

    def with_values(self, settings: Mapping[str, Any], name: str) -> Scenario:
        """The scenario with a value at each path.

        What a verb of its files says is said otherwise there; all else is put on top.
        """
        moves, rest = list(self.moves), dict[str, Any]()
        for path, value in settings.items():
            keys = path.split(".")
            place = self._place_of(keys)
            if place is None:
                set_value(rest, keys, value)
            else:
                moves[place] = with_value(moves[place], keys, value)
        same = tuple(moves) == self.moves
        start = self.scenario if same else assembled(self.base, moves, name)
        return what_if(start, name=name, **rest)

    def _place_of(self, keys: Sequence[str]) -> int | None:
        """The last move whose verb speaks of what a path leads to."""
        saying = (n for n, move in enumerate(self.moves) if keys[0] in VERBS and says(move, keys))
        return max(saying, default=None)


def restatable(scenario: Scenario | str | Path) -> Restatable:
    """A scenario whose values can be said otherwise, with its moves if it is named."""
    whole = as_scenario(scenario)
    if isinstance(scenario, Scenario):
        return Restatable(whole, whole)
    return Restatable(whole, *written_moves(scenario))


def says(move: Change, keys: Sequence[str], deep: int = 2) -> bool:
    """Whether a move has something to say where a path leads: its verb and word, or its key."""
    places = (place for _, part in move.parts for place in said_in(part))
    return any(_speaks(place, keys[:deep]) for place in places)


SHARE = "share"  # what a number alone stands for


def said_in(part: Values) -> Iterator[Values]:
    """What is said in a part of a move: for all days, and for each of several."""
    yield part
    for step in _steps(part):
        yield step
        yield step.get("values") or {}


def _steps(part: Values) -> list[Values]:
    days = part.get("change")
    return list(days) if isinstance(days, list | tuple) else []


def with_value(move: Change, keys: Sequence[str], value: Any) -> Change:
    """The move with one value changed wherever it speaks of it."""
    parts = tuple((level, _restated(part, keys, value)) for level, part in move.parts)
    return move._replace(parts=parts)


def _restated(part: Values, keys: Sequence[str], value: Any) -> Values:
    """What is said with one value changed, on the days that speak of it if it is said for days."""
    if _speaks(part, keys[:2]):
        return dict(_put(part, keys, value))
    inner = {"values": part["values"]} if part.get("values") else {}
    deeper = {key: _restated(each, keys, value) for key, each in inner.items()}
    days = [_restated(step, keys, value) for step in _steps(part)]
    return part | deeper | ({"change": days} if days else {})


def _speaks(part: Any, keys: Sequence[str]) -> bool:
    """Is something said at a path, or of what it lies in?"""
    if not keys:
        return True
    return isinstance(part, Mapping) and keys[0] in part and _speaks(part[keys[0]], keys[1:])


def _put(values: Any, keys: Sequence[str], value: Any) -> Any:
    """A map with one value changed; a role or a share alone, as verbs take them, becomes a map."""
    if not keys:
        return value
    if isinstance(values, str | int | float):
        inner: Values = {"to" if isinstance(values, str) else SHARE: values}
    else:
        inner = dict(values or {})
    inner[keys[0]] = _put(inner.get(keys[0]), keys[1:], value)
    return inner
