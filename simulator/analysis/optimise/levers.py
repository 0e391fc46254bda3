"""Moves at several levels, of which a plan makes one: how large a share goes, how long it takes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from simulator.analysis.restated import SHARE, said_in, says, with_value
from simulator.analysis.sweep.axes import Axis, axis_of
from simulator.errors import UsageError
from simulator.i18n import translatable
from simulator.scenario.changes import Changes
from simulator.scenario.moves import BY_WORD, Change
from simulator.scenario.overrides import resolved
from simulator.scenario.verbs import Values


class Piece(NamedTuple):
    """A move and the levels at which it may be made, in rising order; one for a plain move."""

    levels: tuple[Change, ...]
    usual: int  # the place of what the what-if says


def pieces_of(
    changes: Changes, moves: Sequence[Change], levers: Sequence[str]
) -> tuple[Piece, ...]:
    """Each move as it is, or at the levels of its lever; a lever of no move is a move of its own.

    UsageError if two levers pull at one move, or a path leads nowhere.
    """
    axes = [axis_of(changes.whole, text) for text in levers]
    _refuse_hires(axes)
    base = resolved(changes.base)
    owners = [_owner(axis.path, moves, base) for axis in axes]
    twice = next((name for name in owners if owners.count(name) > 1), None)
    if twice is not None:
        text = translatable("read two levers of {move}, expected one: only one level is taken")
        raise UsageError(text, move=twice)
    by_owner = dict(zip(owners, axes, strict=True))
    named = {move.name for move in moves}
    pieces = [
        _levelled(move, by_owner[move.name]) if move.name in by_owner else Piece((move,), 0)
        for move in moves
    ]
    return (*pieces, *(_own(axis) for name, axis in by_owner.items() if name not in named))


def _refuse_hires(axes: Sequence[Axis]) -> None:
    """Whoever is hired is counted as people of a plan, which a lever would hide."""
    for axis in axes:
        verb, *role = _keys(axis.path)
        if verb == "hire":
            raise UsageError(
                "read a lever {path}, expected people to be hired by --hire {role}=LOW..HIGH",
                path=axis.path,
                role=".".join(role),
            )


def _owner(path: str, moves: Sequence[Change], base: Values) -> str:
    """The name of the move that speaks of a path; of what the base has each word is one."""
    keys = _keys(path)
    by_word = keys[0] in BY_WORD
    exact = [move.name for move in moves if says(move, keys, 3 if by_word else 2)]
    is_there = by_word and _value_at(base, keys[:2]) is not None
    of_entry = [] if is_there else [move.name for move in moves if says(move, keys)]
    return next(iter([*exact, *of_entry]), path)


def _keys(path: str) -> list[str]:
    return path.split(".")


def _levelled(move: Change, axis: Axis) -> Piece:
    """The move with each value in the place of its own; what it says itself is the usual one."""
    keys = _keys(axis.path)
    places = (place for _, part in move.parts for place in said_in(part))
    usual = next((v for place in places if (v := _value_at(place, keys)) is not None), None)
    if isinstance(usual, Mapping) and not any(isinstance(v, Mapping) for v in axis.values):
        # A share alone stands for itself; what is said beside it, such as its costs, stays.
        return _levelled(move, axis._replace(path=f"{axis.path}.{SHARE}"))
    levels = tuple(
        with_value(move, keys, value)._replace(name=_name(move.name, keys, value))
        for value in axis.values
    )
    return Piece(levels, axis.values.index(usual) if usual in axis.values else len(levels) - 1)


def _own(axis: Axis) -> Piece:
    """A value that no move sets: left as it is, or one of the levels."""
    keys = _keys(axis.path)
    levels = tuple(
        Change(f"{axis.path}={value}", ((0, _nested(keys, value)),)) for value in axis.values
    )
    return Piece(levels, len(levels) - 1)


def _name(move: str, keys: Sequence[str], value: Any) -> str:
    """Such as ``reassign order_entry share=0.7``."""
    path, move = ".".join(keys), re.sub(r"^hire -\d+ ", "hire ", move)
    if path == move or path.startswith(f"{move}."):
        return f"{path}={value}"
    inner = ".".join(keys[2:])
    return f"{move} {inner}={value}" if inner else f"{move}={value}"


def _value_at(values: Values, keys: Sequence[str]) -> Any:
    """What a map says at a path; None if it says nothing."""
    here: Any = values
    for key in keys:
        here = here.get(key) if isinstance(here, Mapping) else None
    return here


def _nested(keys: Sequence[str], value: Any) -> Values:
    return {keys[0]: _nested(keys[1:], value) if keys[1:] else value}
