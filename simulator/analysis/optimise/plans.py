"""What a plan may be: moves of a what-if that are made or not, and people hired."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import NamedTuple

from simulator.errors import UsageError
from simulator.i18n import gettext, translatable
from simulator.scenario.changes import Change, Changes, assembled
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import nearest_word
from simulator.scenario.what_if import what_if

MAX_NUMBERS = 200  # to choose from for a role
_RANGE = re.compile(
    r"\s*([^=\s]{1,80})\s*=\s*(-?\d{1,5})(?:\s*\.\.\s*(-?\d{1,5})(?:\s*:\s*(\d{1,5}))?)?\s*"
)


class Plan(NamedTuple):
    """The moves that are made, in the what-if's order, and the people hired for every role."""

    moves: tuple[str, ...]
    hires: tuple[tuple[str, int], ...]

    @property
    def people(self) -> int:
        """People hired in all."""
        return sum(number for _, number in self.hires)


class Hire(NamedTuple):
    """A role and how many of it may be hired, in rising order."""

    role: str
    numbers: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Space:
    """All plans that may be made of a what-if."""

    changes: Changes
    moves: tuple[str, ...]
    hires: tuple[Hire, ...]
    by_name: Mapping[str, Change]

    @property
    def size(self) -> int:
        """How many plans there are."""
        return int(2 ** len(self.moves) * math.prod(len(hire.numbers) for hire in self.hires))

    def plan(self, moves: Iterable[str], numbers: Sequence[int]) -> Plan:
        """A plan by its moves and the people of each role, each the nearest that may be hired."""
        made = set(moves)
        pairs = zip(self.hires, numbers, strict=True)
        nearest = [min(hire.numbers, key=lambda n, to=to: abs(n - to)) for hire, to in pairs]  # type: ignore[misc]
        roles = [hire.role for hire in self.hires]
        ordered = tuple(move for move in self.moves if move in made)
        return Plan(ordered, tuple(zip(roles, nearest, strict=True)))

    def every(self) -> Iterator[Plan]:
        """All plans."""
        count = range(len(self.moves) + 1)
        choices = chain.from_iterable(combinations(self.moves, size) for size in count)
        numbers = list(product(*(hire.numbers for hire in self.hires)))
        return (self.plan(moves, hired) for moves in choices for hired in numbers)

    def scenario(self, plan: Plan) -> Scenario:
        """The base with a plan carried out; ScenarioError if its moves do not go together."""
        name = f"{self.changes.whole.name}.parts"
        moved = assembled(self.changes.base, [self.by_name[move] for move in plan.moves], name)
        hired = {role: number for role, number in plan.hires if number}
        return what_if(moved, name=name, hire=hired) if hired else moved


def space_of(changes: Changes, ranges: Sequence[str] = ()) -> Space:
    """The plans of a what-if: each move made or not, hires from none to twice what it says.

    ``ranges`` are others, such as ``sales_support=0..12`` or ``clerk=0..8:2``.
    """
    hired = _people_hired(changes)
    numbers = {role: tuple(range(min(0, 2 * n), max(0, 2 * n) + 1)) for role, n in hired.items()}
    for each in ranges:
        hire = parse_hire(each, changes.base.roles)
        numbers[hire.role] = hire.numbers
    by_name = {each.name: each for each in changes.moves if not _people_of(each)}
    hires = tuple(Hire(*pair) for pair in numbers.items())
    return Space(changes, tuple(by_name), hires, by_name)


def full_plan(space: Space) -> Plan:
    """What the what-if itself says, or what may be hired next to it."""
    hired = _people_hired(space.changes)
    return space.plan(space.moves, [hired.get(hire.role, 0) for hire in space.hires])


def empty_plan(space: Space) -> Plan:
    """Nothing done, and nobody hired if that may be."""
    return space.plan((), [0] * len(space.hires))


def parse_hire(text: str, roles: Iterable[str]) -> Hire:
    """How many of a role may be hired; UsageError with the nearest role.

    >>> parse_hire("clerk=0..6:2", ["clerk"])
    Hire(role='clerk', numbers=(0, 2, 4, 6))
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        raise UsageError(
            "read {text!r}, expected a role and how many may be hired, such as"
            " 'sales_support=0..12' or 'sales_support=0..12:2'",
            text=text[:80],
        )
    known = list(roles)
    if match[1] not in known:
        raise _unknown_role(match[1], known)
    low, high = int(match[2]), int(match[3] or match[2])
    numbers = tuple(range(low, high + 1, max(int(match[4] or 1), 1)))
    if not 1 <= len(numbers) <= MAX_NUMBERS:
        form = translatable("read {text!r}, expected 1 to {most} numbers of people")
        raise UsageError(form, text=text.strip(), most=MAX_NUMBERS)
    return Hire(match[1], numbers)


def _unknown_role(role: str, known: Sequence[str]) -> UsageError:
    others = gettext("; there is {names}", names=", ".join(known[:12]))
    return UsageError(
        "read the role {role!r}, which the base does not have{nearest}",
        role=role,
        nearest=nearest_word(role, known) or others,
    )


def _people_hired(changes: Changes) -> dict[str, int]:
    """The people whom a what-if hires, by role, in all files."""
    hired: dict[str, int] = {}
    for change in changes.moves:
        for role, number in _people_of(change).items():
            hired[role] = hired.get(role, 0) + number
    return hired


def _people_of(change: Change) -> dict[str, int]:
    """The people of a change that does nothing but hire."""
    if any(set(values) != {"hire"} for _, values in change.parts):
        return {}
    pairs = [pair for _, values in change.parts for pair in values["hire"].items()]
    return {role: sum(n for other, n in pairs if other == role) for role, _ in pairs}


# -- plans near a plan -----------------------------------------------------------------------------


def hire_neighbours(space: Space, plan: Plan, stride: int) -> list[Plan]:
    """The plan with one role some places up or down its range."""
    plans = []
    for role, hire in enumerate(space.hires):
        at = hire.numbers.index(plan.hires[role][1])
        for place in (at - stride, at + stride):
            if 0 <= place < len(hire.numbers):
                plans.append(_with_hires(space, plan, role, hire.numbers[place]))
    return plans


def move_neighbours(space: Space, plan: Plan) -> list[Plan]:
    """The plan with one move more or less."""
    numbers = [number for _, number in plan.hires]
    return [space.plan(set(plan.moves) ^ {move}, numbers) for move in space.moves]


def exchange_neighbours(space: Space, plan: Plan) -> list[Plan]:
    """The plan with two small changes at once: of two roles, or of a move and a role."""
    single = hire_neighbours(space, plan, 1)
    pairs = [two for one in single for two in hire_neighbours(space, one, 1)]
    pairs += [two for one in single for two in move_neighbours(space, one)]
    return [two for two in dict.fromkeys(pairs) if two != plan]


def hire_box(space: Space, plan: Plan, reach: int) -> list[Plan]:
    """The plan with all roles up to so many places up or down, in every combination."""
    nearby = []
    for (_, number), hire in zip(plan.hires, space.hires, strict=True):
        at = hire.numbers.index(number)
        nearby.append(hire.numbers[max(at - reach, 0) : at + reach + 1])
    return [space.plan(plan.moves, numbers) for numbers in product(*nearby)]


def _with_hires(space: Space, plan: Plan, role: int, number: int) -> Plan:
    numbers = [number if at == role else n for at, (_, n) in enumerate(plan.hires)]
    return space.plan(plan.moves, numbers)
