"""What a plan may be: moves of a what-if that are made or not, their levels, and people hired."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from typing import Any, NamedTuple

from simulator.analysis.optimise.levers import Piece, pieces_of
from simulator.errors import ScenarioError, UsageError
from simulator.i18n import gettext, translatable
from simulator.scenario.changes import Changes, assembled
from simulator.scenario.dated import changes_in
from simulator.scenario.moves import Change, joined
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.units import nearest_word
from simulator.scenario.what_if import what_if

MAX_NUMBERS = 200  # to choose from for a role
MAX_MOVE_SETS = 10_000  # each is checked once, which takes a thirtieth of a second
MAX_PLANS = 1_000_000
_RANGE = re.compile(
    r"\s*([^=\s]{1,80})\s*=\s*(-?\d{1,5})(?:\s*\.\.\s*(-?\d{1,5})(?:\s*:\s*(\d{1,5}))?)?\s*"
)
Numbers = tuple[int, ...]


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
    numbers: Numbers


EXPENSES = "economics.expenses"  # how a move is called that changes what runs beside hours


@dataclass(frozen=True, eq=False)
class Space:
    """All plans that may be made of a what-if."""

    changes: Changes
    pieces: tuple[Piece, ...]
    hires: tuple[Hire, ...]

    @property
    def moves(self) -> tuple[str, ...]:
        """Every move at each of its levels."""
        return tuple(self._by_name)

    @property
    def size(self) -> int:
        """How many plans there are."""
        levels = math.prod(len(piece.levels) + 1 for piece in self.pieces)
        return int(levels * math.prod(len(hire.numbers) for hire in self.hires))

    @cached_property
    def _by_name(self) -> dict[str, Change]:
        return {change.name: change for piece in self.pieces for change in piece.levels}

    @cached_property
    def _checked(self) -> dict[tuple[str, ...], Scenario | None]:
        """Scenarios of sets of moves as far as they were built; None: they do not go together."""
        return {}

    @cached_property
    def _refused(self) -> dict[tuple[str, ...], str]:
        """What is wrong with those sets of moves that do not go together."""
        return {}

    @cached_property
    def _hired_by_hand(self) -> bool:
        """Whether nothing but the number of people follows from hiring, as is nearly always so."""
        most = {hire.role: hire.numbers[-1] for hire in self.hires if hire.numbers[-1]}
        if not most:
            return True
        if self._day or self.hired_on:
            return False
        base = self.changes.base
        try:
            checked = what_if(base, name=base.name, hire=most)
        except ScenarioError:
            return False
        return checked == _with_people(base, most)

    @cached_property
    def _day(self) -> dict[str, Any]:
        """Since when those hired are there, and what that costs, as far as their moves say it."""
        hiring = [part for move in self.changes.moves if _people_of(move) for _, part in move.parts]
        return reduce(joined, ({"change": p["change"]} for p in hiring if "change" in p), {})

    @cached_property
    def hired_on(self) -> str | None:
        """The first day of the what-if, from which on a plan hires: the same whatever its moves."""
        parts = [part for move in self.changes.moves for _, part in move.parts]
        days = [str(step["on"]) for part in parts for step in changes_in(part) if "on" in step]
        return min(days, default=None)

    def hiring(self, people: Mapping[str, int]) -> dict[str, Any]:
        """The verb by which people are hired, with its day."""
        if self._day or self.hired_on is None:
            return {"hire": people, **self._day}
        return {"change": [{"on": self.hired_on, "hire": people}]}

    def plan(self, moves: Iterable[str], numbers: Sequence[int]) -> Plan:
        """A plan by its moves and the people of each role, each the nearest that may be hired."""
        made = set(moves)
        pairs = zip(self.hires, numbers, strict=True)
        nearest = [min(hire.numbers, key=lambda n, to=to: abs(n - to)) for hire, to in pairs]  # type: ignore[misc]
        roles = [hire.role for hire in self.hires]
        ordered = tuple(move for move in self._by_name if move in made)
        return Plan(ordered, tuple(zip(roles, nearest, strict=True)))

    def every(self) -> Iterator[Plan]:
        """All plans: with few moves first, each set of moves with all numbers of people."""
        roles = [hire.role for hire in self.hires]
        numbers = list(product(*(hire.numbers for hire in self.hires)))
        hired = [tuple(zip(roles, each, strict=True)) for each in numbers]
        return (Plan(moves, people) for moves in self.move_sets() for people in hired)

    def move_sets(self) -> list[tuple[str, ...]]:
        """All sets of moves of which each is made at one level at most, the small ones first."""
        choices = product(*(("", *(each.name for each in p.levels)) for p in self.pieces))
        sets = [tuple(move for move in choice if move) for choice in choices]
        place = {move: number for number, move in enumerate(self._by_name)}
        return sorted(sets, key=lambda moves: (len(moves), [place[move] for move in moves]))

    def moved(self, moves: tuple[str, ...]) -> Scenario | None:
        """The base with some moves made and nobody hired; None if they do not go together."""
        if moves not in self._checked:
            name = f"{self.changes.whole.name}.parts"
            picked = [self._by_name[move] for move in moves]
            try:
                self._checked[moves] = assembled(self.changes.base, picked, name)
            except ScenarioError as error:
                self._checked[moves] = None
                self._refused[moves] = str(error.diagnostics[0])
        return self._checked[moves]

    def why_not(self, moves: tuple[str, ...]) -> str | None:
        """What is wrong with a set of moves, if they do not go together."""
        return self._refused[moves] if self.moved(moves) is None else None

    def gone(self, plan: Plan) -> str | None:
        """The role of which a plan leaves nobody, if it does."""
        moved = self.moved(plan.moves)
        if moved is None:
            return None
        hired = dict(plan.hires)
        left = {role: each.people + hired.get(role, 0) for role, each in moved.roles.items()}
        kept = self.manned | {role for role, number in plan.hires if number}
        return next((role for role, people in left.items() if people < 1 and role in kept), None)

    @cached_property
    def manned(self) -> frozenset[str]:
        """Roles that have people today and with all of the what-if: no plan does without any."""
        today, planned = (
            {name for name, role in each.roles.items() if role.people}
            for each in (self.changes.base, self.changes.whole)
        )
        return frozenset(today & planned)

    def scenario(self, plan: Plan) -> Scenario | None:
        """The base with a plan carried out; None if it cannot be.

        Moves are checked once; then nothing but the number of people changes.
        """
        moved = self.moved(plan.moves)
        hired = {role: number for role, number in plan.hires if number}
        if moved is None or self.gone(plan):
            return None
        if not hired:
            return moved
        if self._hired_by_hand and not (moved.territory and moved.territory.keeps):
            return _with_people(moved, hired)
        try:
            return what_if(moved, name=moved.name, **self.hiring(hired))
        except ScenarioError:
            return None

    def changes_of(self, plan: Plan) -> list[Change]:
        """The moves of a plan, each at its level."""
        return [self._by_name[move] for move in plan.moves]


def _with_people(scenario: Scenario, hired: Mapping[str, int]) -> Scenario:
    roles: dict[str, Any] = dict(scenario.roles)
    for role, number in hired.items():
        people = roles[role].people + number
        roles[role] = roles[role].model_copy(update={"people": people})
    return scenario.model_copy(update={"roles": FrozenMap(roles)})


def space_of(changes: Changes, ranges: Sequence[str] = (), levers: Sequence[str] = ()) -> Space:
    """The plans of a what-if: each move made or not, hires from none to twice what it says.

    ``ranges`` are others, such as ``sales_support=0..12`` or ``clerk=0..8:2``; ``levers`` give a
    move several levels, such as ``reassign.order_entry.share=0.5,0.7,0.9``.
    """
    hired = _people_hired(changes)
    numbers = {role: tuple(range(min(0, 2 * n), max(0, 2 * n) + 1)) for role, n in hired.items()}
    for each in ranges:
        hire = parse_hire(each, changes.base.roles)
        numbers[hire.role] = hire.numbers
    moves = _with_what_runs([each for each in changes.moves if not _people_of(each)])
    hires = tuple(Hire(*pair) for pair in numbers.items())
    space = _not_too_large(Space(changes, pieces_of(changes, moves, levers), hires))
    _refuse_levels(space)
    return space


def _with_what_runs(moves: Sequence[Change]) -> Sequence[Change]:
    """Moves of which the only one pays, or saves, what runs beside people's hours.

    Of several nobody has said which does, so that it is a move of its own.
    """
    running = [each for each in moves if each.name.startswith(EXPENSES)]
    others = [each for each in moves if each not in running]
    if len(running) != 1 or len(others) != 1:
        return moves
    return [Change(others[0].name, (*others[0].parts, *running[0].parts))]


def expenses_more(changes: Changes) -> float:
    """Money a week that a what-if spends in the end beside people's hours, more than its base."""
    after, before = (
        math.fsum(phases_of(each)[-1].scenario.economics.expenses.values())
        for each in (changes.whole, changes.base)
    )
    return after - before


def expenses_apart(space: Space, plan: Plan) -> float:
    """What of these a plan leaves out that does something, or saves while it leaves out a move.

    More than 0 of what it does not pay, less than 0 of what it saves; 0 where neither is so.
    """
    own = {move for move in space.moves if move.startswith(EXPENSES)}
    more, made = expenses_more(space.changes), own & set(plan.moves)
    left_out = more > 0 and not made and bool(plan.moves or plan.people)
    saved = more < 0 and bool(made) and len(plan.moves) < len(space.pieces)
    return more if own and (left_out or saved) else 0.0


def _refuse_levels(space: Space) -> None:
    """UsageError for a move or a level that is refused alone and with all else, for one cause."""
    usual = [piece.levels[piece.usual].name for piece in space.pieces]
    for place, piece in enumerate(space.pieces):
        for level in piece.levels:
            alone = space.why_not((level.name,))
            others = (*usual[:place], level.name, *usual[place + 1 :])
            if alone is not None and space.why_not(others) == alone:
                raise UsageError("{level}: {problem}", level=level.name, problem=alone)


def _not_too_large(space: Space) -> Space:
    sets = math.prod(len(piece.levels) + 1 for piece in space.pieces)
    if sets > MAX_MOVE_SETS or space.size > MAX_PLANS:
        raise UsageError(
            "{plans:,} plans of {sets:,} sets of moves are too many, expected at most {most:,} of"
            " {most_sets:,}: take moves that are certain into the base, or give ranges of hires a"
            " step, such as 'sales_support=0..12:3'",
            plans=space.size,
            sets=sets,
            most=MAX_PLANS,
            most_sets=MAX_MOVE_SETS,
        )
    return space


def full_plan(space: Space) -> Plan:
    """What the what-if itself says, or what may be hired next to it."""
    hired = _people_hired(space.changes)
    moves = [piece.levels[piece.usual].name for piece in space.pieces]
    return space.plan(moves, [hired.get(hire.role, 0) for hire in space.hires])


def empty_plan(space: Space) -> Plan:
    """Nothing done, and nobody hired if that may be."""
    return space.plan((), [0] * len(space.hires))


def parse_hire(text: str, roles: Iterable[str]) -> Hire:
    """How many of a role may be hired; UsageError with the nearest role.

    >>> parse_hire("clerk=0..6:2", ["clerk"])
    Hire(role='clerk', numbers=(0, 2, 4, 6))
    """
    match = _RANGE.fullmatch(text)
    if match is None or int(match[4] or 1) < 1:
        raise UsageError(
            "read {text!r}, expected a role and how many may be hired, such as"
            " 'sales_support=0..12' or 'sales_support=0..12:2'",
            text=text[:80],
        )
    known = list(roles)
    if match[1] not in known:
        raise _unknown_role(match[1], known)
    low, high = int(match[2]), int(match[3] or match[2])
    if low > high:
        form = translatable("read {text!r}: the first number, {low}, is above the last, {high}")
        raise UsageError(form, text=text.strip(), low=low, high=high)
    numbers = tuple(range(low, high + 1, int(match[4] or 1)))
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
    if any(set(values) - {"change"} != {"hire"} for _, values in change.parts):
        return {}
    pairs = [pair for _, values in change.parts for pair in values["hire"].items()]
    return {role: sum(n for other, n in pairs if other == role) for role, _ in pairs}


# -- plans near a plan -----------------------------------------------------------------------------


class PlanStep(NamedTuple):
    """What a small step from a plan changes, and the plan that it leads to."""

    what: str  # the role, or the move as it is made, or was if it is left out
    up: int  # 1: made, or one place up the range; -1: left out, or one down
    plan: Plan
    instead: str = ""  # the level of the same move that ``what`` is made instead of


def neighbours(space: Space, plan: Plan) -> list[PlanStep]:
    """Every plan one step away: somebody more or less, a move made, left out, or at a next level.

    A move at one of its higher levels may be left out as well as made at the level below.
    """
    return [*_hire_neighbours(space, plan), *_move_neighbours(space, plan)]


def _hire_neighbours(space: Space, plan: Plan) -> Iterator[PlanStep]:
    numbers = [number for _, number in plan.hires]
    for place, hire in enumerate(space.hires):
        at = hire.numbers.index(numbers[place])
        for step in (-1, 1):
            if 0 <= at + step < len(hire.numbers):
                other = [*numbers[:place], hire.numbers[at + step], *numbers[place + 1 :]]
                yield PlanStep(hire.role, step, space.plan(plan.moves, other))


def _move_neighbours(space: Space, plan: Plan) -> Iterator[PlanStep]:
    numbers = [number for _, number in plan.hires]
    for piece in space.pieces:
        names = [change.name for change in piece.levels]
        at = next((place for place, name in enumerate(names) if name in plan.moves), -1)
        others = [move for move in plan.moves if move not in names]
        if at >= 0:
            yield PlanStep(names[at], -1, space.plan(others, numbers))
        for step in (-1, 1):
            if 0 <= at + step < len(names):
                made = names[at + step]
                level = space.plan([*others, made], numbers)
                yield PlanStep(made, step, level, names[at] if at >= 0 else "")
