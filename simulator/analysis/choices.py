"""In which choices of moves the work piles up that a measure tells of.

Where it does, the measure has no level: what it comes to says how long the horizon is, and so do
the parts of moves, which are differences between choices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

Coalition = frozenset[int]  # moves made together, by their numbers


class PilingChoices(NamedTuple):
    """The choices of moves in which one kind of work piles up."""

    activity: str
    without: tuple[str, ...]  # moves that are made in none of them
    made: tuple[str, ...]  # moves with which it piles up, whatever else is made
    piling: int
    of: int  # choices that are replayed in full
    today: bool  # whether it piles up without any move
    with_all: bool  # whether it piles up with all moves


def piling_choices(
    activity: str, grows: Mapping[Coalition, bool], moves: Sequence[str]
) -> PilingChoices | None:
    """The choices in which work piles up, of all that are known; None if it does in none.

    >>> hired_or_not = {frozenset([0]): True, frozenset([0, 1]): False, frozenset(): False}
    >>> piling_choices("quote", hired_or_not, ["reassign quote", "hire desk"]).without
    ('hire desk',)
    """
    piling = [choice for choice, piles in grows.items() if piles]
    if not piling:
        return None
    every = frozenset(range(len(moves)))
    shared = every.intersection(*piling)
    always = all(piles for choice, piles in grows.items() if shared <= choice)
    return PilingChoices(
        activity,
        _names(every.difference(*piling), moves),
        _names(shared, moves) if always else (),
        len(piling),
        len(grows),
        frozenset[int]() in piling,
        every in piling,
    )


def _names(some: Coalition, moves: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for one, name in enumerate(moves) if one in some)
