"""A what-if taken apart into its moves, and any choice of them put together again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.errors import ScenarioError, UsageError
from simulator.i18n import gettext
from simulator.scenario.folders import find
from simulator.scenario.inheritance import load, parent_of
from simulator.scenario.moves import Change, joined, moves_between, written_in
from simulator.scenario.overrides import rewritten
from simulator.scenario.same_weeks import refuse_other_weeks, when_all_holds
from simulator.scenario.scenario import Scenario
from simulator.scenario.verbs import VERBS, Values


@dataclass(frozen=True, eq=False)
class Changes:
    """All moves that lead from a base to a what-if."""

    base: Scenario
    whole: Scenario
    moves: tuple[Change, ...]

    def __post_init__(self) -> None:
        refuse_other_weeks((self.base, self.whole))

    @property
    def names(self) -> tuple[str, ...]:
        """What the changes are called."""
        return tuple(change.name for change in self.moves)

    @property
    def everything(self) -> frozenset[int]:
        """The numbers of all changes."""
        return frozenset(range(len(self.moves)))

    def when_all_hold(self) -> Changes:
        """The same, counted in the weeks in which all of them hold."""
        base, whole = when_all_holds((self.base, self.whole))
        return replace(self, base=base, whole=whole)

    def together(self, chosen: Collection[int]) -> Scenario:
        """The base with some of the changes: none gives the base itself, all the what-if."""
        if not chosen:
            return self.base
        if len(frozenset(chosen)) == len(self.moves):
            return self.whole
        picked = [self.moves[number] for number in sorted(chosen)]
        return assembled(self.base, picked, f"{self.whole.name}.parts")


def assembled(base: Scenario, picked: Sequence[Change], name: str) -> Scenario:
    """A base with some changes, file by file in the order of authority."""
    scenario = base
    levels = sorted({level for change in picked for level, _ in change.parts})
    for level in levels:
        values: Values = {}
        for change in picked:
            for at, part in change.parts:
                if at == level:
                    values = joined(values, part)
        verbs = {verb: values.pop(verb) for verb in VERBS if verb in values}
        scenario = rewritten(scenario, name, values, verbs)
    return scenario


def changes_of(name: str | Path, base: str | Path | None = None) -> Changes:
    """The moves of a what-if and of those it extends, back to a base: its parent, if none is given.

    Raises UsageError if the one does not extend the other, if nothing differs, or the horizon does.
    """
    files = _chain(name, base)
    today, whole = load(files[-1]), load(files[0])
    own = files[-2::-1]
    changes = _distinct(written_in(own, today), [file.stem for file in own])
    if not changes:
        raise UsageError(
            "{name} says nothing that {base} does not: nothing to explain",
            name=whole.name,
            base=today.name,
        )
    return Changes(today, whole, _workable(today, changes))


def written_moves(name: str | Path) -> tuple[Scenario, tuple[Change, ...]]:
    """What a file goes back to in the end, and all that it and those between say, as written."""
    files = [find(name)]
    while (parent := parent_of(files[-1])) is not None:
        files.append(parent)
    base = load(files[-1])
    return base, tuple(written_in(files[-2::-1], base))


def as_changes(
    what_if: Changes | Scenario | str | Path, base: Scenario | str | Path | None = None
) -> Changes:
    """The moves of a what-if: those given, of a file by its name, or between two scenarios.

    Raises UsageError if a scenario comes without its base, or if nothing differs.
    """
    if isinstance(what_if, Changes):
        return what_if
    if isinstance(what_if, Scenario):
        if base is None:
            raise UsageError("{name}: say its base, from which its moves lead", name=what_if.name)
        return changes_between(base if isinstance(base, Scenario) else load(base), what_if)
    if isinstance(base, Scenario):
        return changes_between(base, load(what_if))
    return changes_of(what_if, base)


def changes_between(base: Scenario, whole: Scenario) -> Changes:
    """The moves that lead from one scenario to another, read from the values that differ.

    What differs in one word of an entry (hours of a role, time of an activity, ...) is one move.

    Raises UsageError if nothing differs.
    """
    moves = moves_between(base, whole)
    if not moves:
        raise UsageError(
            "{name} does not differ from {base}: nothing to explain",
            name=whole.name,
            base=base.name,
        )
    return Changes(base, whole, _workable(base, moves))


def _chain(name: str | Path, base: str | Path | None) -> list[Path]:
    """The files from a what-if back to its base, both included."""
    files = [find(name)]
    end = find(base).resolve() if base is not None else None
    while (parent := parent_of(files[-1])) is not None:
        files.append(parent)
        if end is None or parent.resolve() == end:
            return files
    if end is None:
        raise UsageError(
            "{name} extends nothing: there are no moves to take apart", name=files[0].stem
        )
    raise UsageError(
        "{name} does not extend {base}, so it has no moves from there; it extends {parents}",
        name=files[0].stem,
        base=Path(str(base)).stem,
        parents=gettext(" and ").join(file.stem for file in files[1:]) or gettext("nothing"),
    )


def _distinct(changes: Sequence[Change], files: Sequence[str]) -> list[Change]:
    """Changes that several files name alike, each with the name of its file."""
    names = [change.name for change in changes]
    return [
        change
        if names.count(change.name) == 1
        else change._replace(name=f"{change.name} in {files[change.parts[0][0]]}")
        for change in changes
    ]


def _workable(base: Scenario, written: Sequence[Change]) -> tuple[Change, ...]:
    """The changes, with those joined that make no scenario without each other."""
    changes = list(written)
    while True:
        pair = next(_dependent(base, changes), None)
        if pair is None:
            return tuple(changes)
        one, other = sorted(pair)
        second, first = changes.pop(other), changes[one]
        name = f"{first.name} + {second.name}"
        changes[one] = Change(name, (*first.parts, *second.parts))


def _dependent(base: Scenario, changes: Sequence[Change]) -> Iterator[tuple[int, int]]:
    """Pairs of which the one does not work by itself but does with the other, or not without it."""
    every = range(len(changes))
    for one in every:
        others = [number for number in every if number != one]
        if not _works(base, changes, [one]):
            helps = [other for other in others if _works(base, changes, [one, other])]
            yield one, (helps or others)[0]
        if not _works(base, changes, others):
            hurts = [o for o in others if _works(base, changes, [n for n in others if n != o])]
            yield one, (hurts or others)[0]


def _works(base: Scenario, changes: Sequence[Change], chosen: Sequence[int]) -> bool:
    """Whether some changes make a scenario."""
    try:
        assembled(base, [changes[number] for number in chosen], "tried")
    except ScenarioError:
        return False
    return True
