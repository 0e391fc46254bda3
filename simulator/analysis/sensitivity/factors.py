"""The assumptions: values with a range beside them, and the scenarios that they make when moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple

from simulator.analysis.paths import set_value
from simulator.errors import KeyPath, ScenarioError, UsageError
from simulator.scenario.changes import Changes, as_changes, assembled
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import ranges_of, resolved
from simulator.scenario.ranges import EXAMPLE, Range, is_quantity, value_at
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Written
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.what_if import what_if

Holder = Literal["base", "other", "both"]
Point = tuple[float | None, ...]  # of each factor: how far from low (0) to high (1); None: as it is


class Factor(NamedTuple):
    """An assumption: a value with its range, by its path, and in which scenarios it stands."""

    path: str
    low: Written
    value: Written
    high: Written
    held_by: Holder


def subject_of(
    subject: Scenario | Changes | str | Path, other: Scenario | str | Path | None = None
) -> Scenario | Changes:
    """What is asked about: a scenario, or two; with the moves between them where these matter.

    They do where the base alone has a range: what a move makes of the value moves along with it.
    """
    base = subject if isinstance(subject, Scenario | Changes) else load(subject)
    if other is None or isinstance(base, Changes):
        return base
    whole = other if isinstance(other, Scenario) else load(other)
    pair = Changes(base, whole, ())
    if all(factor.held_by != "base" for factor, _ in _factors(pair.base, pair.whole)):
        return pair
    try:
        return as_changes(other, subject if isinstance(subject, str | Path) else base)
    except UsageError:  # two that have nothing to do with each other
        return pair


@dataclass(frozen=True, eq=False)
class Case:
    """What is asked about, its factors with their ranges, and how scenarios at a point are made."""

    base: Scenario
    other: Scenario | None
    changes: Changes | None  # moves from the base to the other that a changed base must go through
    factors: tuple[Factor, ...]
    ranges: tuple[Range, ...]

    def at(self, point: Point) -> list[Scenario]:
        """The scenario, or the base and the other, at a point; UsageError where there is none."""
        try:
            base = self._moved(self.base, point, ("base", "both"))
            if self.other is None:
                return [base]
            return [base, self._moved(self._followed(base, point), point, ("other", "both"))]
        except ScenarioError as error:
            moved = ", ".join(self.moved(point))
            raise UsageError(
                "there is no valid scenario with {moved}: {problem}",
                moved=moved,
                problem=error.diagnostics[0],
            ) from None

    def _moved(self, scenario: Scenario, point: Point, holders: Sequence[Holder]) -> Scenario:
        changes: dict[str, Any] = {}
        for factor, ranged, far in zip(self.factors, self.ranges, point, strict=True):
            if far is not None and factor.held_by in holders:
                set_value(changes, factor.path.split("."), ranged.at(far))
        bare = scenario.model_copy(update={"ranges": FrozenMap()})
        return what_if(bare, name=f"{scenario.name}.sensitivity", **changes) if changes else bare

    def _followed(self, base: Scenario, point: Point) -> Scenario:
        """The other scenario, as the moves make it of a changed base."""
        assert self.other is not None, "of two scenarios"
        pairs = zip(self.factors, point, strict=True)
        own = any(factor.held_by == "base" and far is not None for factor, far in pairs)
        if self.changes is None or not own:
            return self.other
        return assembled(base, self.changes.moves, self.other.name)

    def moved(self, point: Point) -> list[str]:
        """The values that are not as they are, by their paths."""
        return [
            f"{factor.path} = {ranged.at(far)}"
            for factor, ranged, far in zip(self.factors, self.ranges, point, strict=True)
            if far is not None
        ]


def case_of(subject: Scenario | Changes) -> Case:
    """What is asked about; UsageError if there are no ranges."""
    base = subject.base if isinstance(subject, Changes) else subject
    other = subject.whole if isinstance(subject, Changes) else None
    changes = subject if isinstance(subject, Changes) and subject.moves else None
    pairs = _factors(base, other)
    if not pairs:
        names = " and ".join(each.name for each in (base, other) if each)
        raise UsageError(
            "no value of {names} has a range beside it, such as {example}",
            names=names,
            example=EXAMPLE,
        )
    factors, ranges = zip(*pairs, strict=True)
    return Case(base, other, changes, factors, ranges)


def _factors(base: Scenario, other: Scenario | None) -> list[tuple[Factor, Range]]:
    """All values with ranges. One value that two scenarios share is one assumption."""
    mine = ranges_of(base)
    if other is None:
        return [_factor(path, ranged, "base") for path, ranged in mine.items()]
    theirs, base_values, other_values = ranges_of(other), resolved(base), resolved(other)
    factors = []
    for path in dict.fromkeys([*mine, *theirs]):
        one, two = mine.get(path), theirs.get(path)
        if one and (one == two or (not two and _holds(other_values, path, one))):
            factors.append(_factor(path, one, "both"))
        elif two and not one and _holds(base_values, path, two):
            factors.append(_factor(path, two, "both"))
        else:
            factors += [_factor(path, one, "base")] if one else []
            factors += [_factor(path, two, "other")] if two else []
    return factors


def _factor(path: KeyPath, ranged: Range, held_by: Holder) -> tuple[Factor, Range]:
    low, value, high = ranged.at(0), ranged.value.written(), ranged.at(1)
    return Factor(".".join(path), low, value, high, held_by), ranged


def _holds(values: Mapping[str, Any], path: KeyPath, ranged: Range) -> bool:
    """Whether the value of a range stands at its path."""
    return is_quantity(value_at(values, path), ranged.value)
