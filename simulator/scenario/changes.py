"""A what-if taken apart into its moves, and any choice of them put together again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import ScenarioError, UsageError
from simulator.scenario.folders import find
from simulator.scenario.inheritance import load, parent_of
from simulator.scenario.overrides import what_if, with_ranges
from simulator.scenario.scenario import Scenario
from simulator.scenario.verbs import VERBS
from simulator.scenario.yaml_reader import read_yaml

LABELS = ("extends", "title", "question", "watch", "claims", "shocks")
Values = dict[str, Any]  # keywords of ``what_if``


class Change(NamedTuple):
    """One move: a verb on one activity or role, or a noun whose values are changed.

    What only works together is one piece. ``changes`` holds, for each file of the chain, what the
    piece says there.
    """

    name: str
    changes: tuple[tuple[int, Values], ...]


@dataclass(frozen=True, eq=False)
class Changes:
    """All moves that lead from a base to a what-if."""

    base: Scenario
    whole: Scenario
    pieces: tuple[Change, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What the pieces are called."""
        return tuple(piece.name for piece in self.pieces)

    @property
    def everything(self) -> frozenset[int]:
        """The numbers of all pieces."""
        return frozenset(range(len(self.pieces)))

    def together(self, chosen: Collection[int]) -> Scenario:
        """The base with some of the pieces: none gives the base itself, all the what-if."""
        if not chosen:
            return self.base
        if len(frozenset(chosen)) == len(self.pieces):
            return self.whole
        picked = [self.pieces[number] for number in sorted(chosen)]
        return assembled(self.base, picked, f"{self.whole.name}.parts")


def assembled(base: Scenario, picked: Sequence[Change], name: str) -> Scenario:
    """A base with some pieces, file by file in the order of authority."""
    found = base
    levels = sorted({level for piece in picked for level, _ in piece.changes})
    for level in levels:
        change: Values = {}
        for piece in picked:
            for at, said in piece.changes:
                if at == level:
                    change = joined(change, said)
        found = what_if(found, name=name, **change)
    return found


def joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> Values:
    """Two changes as one: maps together, lists one after the other."""
    found = dict(one)
    for key, value in other.items():
        before = found.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            found[key] = joined(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            found[key] = [*before, *value]
        else:
            found[key] = value
    return found


def changes_of(name: str | Path, base: str | Path | None = None) -> Changes:
    """The moves of a what-if and of those it extends, back to a base: its parent, if not said.

    Raises Misuse if the one does not extend the other, or if nothing differs.
    """
    files = _chain(name, base)
    found = [
        piece
        for level, file in enumerate(reversed(files[:-1]))
        for piece in _written_in(file, level)
    ]
    found = _distinct(found, [file.stem for file in reversed(files[:-1])])
    today, whole = load(files[-1]), load(files[0])
    if not found:
        raise UsageError(
            f"{whole.name} says nothing that {today.name} does not: nothing to explain"
        )
    return Changes(today, whole, _workable(today, found))


def changes_between(base: Scenario, whole: Scenario) -> Changes:
    """The moves that lead from one scenario to another, read from the values that differ.

    What differs in one entry of a map (one role, one activity, ...) is one move.

    Raises UsageError if nothing differs.
    """
    before, after = with_ranges(base), with_ranges(whole)
    moves = [
        Change(name, ((0, values),))
        for name, values in _differing(before, after)
        if name.partition(".")[0] not in LABELS
    ]
    if not moves:
        raise UsageError(f"{whole.name} does not differ from {base.name}: nothing to explain")
    return Changes(base, whole, _workable(base, moves))


def _differing(before: Values, after: Values) -> Iterator[tuple[str, Values]]:
    """What differs, key by key and then word by word, as keywords of ``what_if``."""
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if not (isinstance(old, dict) and isinstance(new, dict)):
            yield key, {key: new}
            continue
        for word in dict.fromkeys([*old, *new]):
            if old.get(word) != new.get(word):
                yield f"{key}.{word}", {key: {word: _replacing(old.get(word), new.get(word))}}


def _replacing(old: Any, new: Any) -> Any:
    """A value that makes the new one when it is merged into the old one: what is gone is None."""
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return new
    gone = {key: None for key in old if key not in new}
    return gone | {key: _replacing(old.get(key), value) for key, value in new.items()}


def _chain(name: str | Path, base: str | Path | None) -> list[Path]:
    """The files from a what-if back to its base, both included."""
    files = [find(name)]
    end = find(base).resolve() if base is not None else None
    while (parent := parent_of(files[-1])) is not None:
        files.append(parent)
        if end is None or parent.resolve() == end:
            return files
    if end is None:
        raise UsageError(f"{files[0].stem} extends nothing: there are no moves to take apart")
    raise UsageError(
        f"{files[0].stem} does not extend {Path(str(base)).stem}, so it has no moves from there;"
        f" it extends {' and '.join(file.stem for file in files[1:]) or 'nothing'}"
    )


def _written_in(file: Path, level: int) -> Iterator[Change]:
    """What one file says: its values, noun by noun, then its verbs, word by word."""
    values = read_yaml(file).values
    for key, said in values.items():
        if key not in (*LABELS, *VERBS):
            parts = said.items() if isinstance(said, dict) else ()
            if not parts:
                yield Change(key, ((level, {key: said}),))
            for word, part in parts:
                yield Change(f"{key}.{word}", ((level, {key: {word: part}}),))
    for verb in VERBS:
        said = values.get(verb) or ()
        for word in said:
            content = {word: said[word]} if isinstance(said, dict) else [word]
            yield Change(f"{verb} {word}", ((level, {verb: content}),))


def _distinct(pieces: Sequence[Change], files: Sequence[str]) -> list[Change]:
    """Pieces that several files name alike, each with the name of its file."""
    names = [piece.name for piece in pieces]
    return [
        piece
        if names.count(piece.name) == 1
        else piece._replace(name=f"{piece.name} in {files[piece.changes[0][0]]}")
        for piece in pieces
    ]


def _workable(base: Scenario, found: Sequence[Change]) -> tuple[Change, ...]:
    """The pieces, with those joined that make no scenario without each other."""
    pieces = list(found)
    while True:
        pair = next(_dependent(base, pieces), None)
        if pair is None:
            return tuple(pieces)
        one, other = sorted(pair)
        second, first = pieces.pop(other), pieces[one]
        name = f"{first.name} + {second.name}"
        pieces[one] = Change(name, (*first.changes, *second.changes))


def _dependent(base: Scenario, pieces: Sequence[Change]) -> Iterator[tuple[int, int]]:
    """Pairs of which the one does not work by itself but does with the other, or not without it."""
    every = range(len(pieces))
    for one in every:
        others = [number for number in every if number != one]
        if not _works(base, pieces, [one]):
            helps = [other for other in others if _works(base, pieces, [one, other])]
            yield one, (helps or others)[0]
        if not _works(base, pieces, others):
            hurts = [o for o in others if _works(base, pieces, [n for n in others if n != o])]
            yield one, (hurts or others)[0]


def _works(base: Scenario, pieces: Sequence[Change], chosen: Sequence[int]) -> bool:
    """Whether some pieces make a scenario."""
    try:
        assembled(base, [pieces[number] for number in chosen], "tried")
    except ScenarioError:
        return False
    return True
