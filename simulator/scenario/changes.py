"""A what-if taken apart into its moves, and any choice of them put together again."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import ScenarioError, UsageError
from simulator.i18n import gettext
from simulator.scenario.dated import is_list_of_steps
from simulator.scenario.folders import find
from simulator.scenario.inheritance import load, parent_of
from simulator.scenario.merging import patch
from simulator.scenario.overrides import rewritten, with_ranges
from simulator.scenario.same_weeks import refuse_other_weeks
from simulator.scenario.scenario import Scenario
from simulator.scenario.verbs import VERBS, Values
from simulator.scenario.yaml_reader import read_yaml

LABELS = ("extends", "title", "question", "watch", "claims", "shocks")


class Change(NamedTuple):
    """One move: a verb on one activity or role, or values that differ in one part of the schema.

    What only works together is one change. ``parts`` holds, for each file of the chain, what the
    change says there.
    """

    name: str
    parts: tuple[tuple[int, Values], ...]


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


def joined(one: Mapping[str, Any], other: Mapping[str, Any]) -> Values:
    """Two changes as one: maps together, lists one after the other.

    What a day costs is spent once, however many of its moves are made.
    """
    both = dict(one)
    for key, value in other.items():
        before = both.get(key)
        if isinstance(before, Mapping) and isinstance(value, Mapping):
            both[key] = joined(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            both[key] = _day_by_day(before, value) if key == "change" else [*before, *value]
        else:
            both[key] = value
    return both


def _day_by_day(before: Sequence[Any], steps: Sequence[Any]) -> list[Any]:
    """Steps of two changes, of each day one."""
    days = {step.get("on"): step for step in before}
    for step in steps:
        day = step.get("on")
        days[day] = joined(days[day], step) if day in days else step
    return list(days.values())


def changes_of(name: str | Path, base: str | Path | None = None) -> Changes:
    """The moves of a what-if and of those it extends, back to a base: its parent, if none is given.

    Raises UsageError if the one does not extend the other, if nothing differs, or the horizon does.
    """
    files = _chain(name, base)
    changes = _distinct(list(_said_in(files)), [file.stem for file in reversed(files[:-1])])
    today, whole = load(files[-1]), load(files[0])
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
    return load(files[-1]), tuple(_said_in(files))


def _said_in(files: Sequence[Path]) -> Iterator[Change]:
    """What the files of a chain say, the first to be read first, its base left out."""
    for level, file in enumerate(reversed(files[:-1])):
        yield from _written_in(file, level)


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
        raise UsageError(
            "{name} does not differ from {base}: nothing to explain",
            name=whole.name,
            base=base.name,
        )
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
                yield f"{key}.{word}", {key: {word: patch(old.get(word), new.get(word))}}


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


def _written_in(file: Path, level: int) -> Iterator[Change]:
    """What one file says: its values, entry by entry, then its verbs, word by word."""
    values = read_yaml(file).values
    for key, value in values.items():
        if key == "change" and is_list_of_steps(value):
            yield from _written_for_days(value, level)
        elif key not in (*LABELS, *VERBS):
            parts = value.items() if isinstance(value, dict) else ()
            if not parts:
                yield Change(key, ((level, {key: value}),))
            for word, part in parts:
                yield Change(f"{key}.{word}", ((level, {key: {word: part}}),))
    for name, content in _verbs_in(values):
        yield Change(name, ((level, content),))


def _verbs_in(values: Values) -> Iterator[tuple[str, Values]]:
    """Verbs, word by word, each with its name."""
    for verb in VERBS:
        words = values.get(verb) or ()
        for word in words:
            content = {word: words[word]} if isinstance(words, dict) else [word]
            yield f"{verb} {word}", {verb: content}


def _written_for_days(steps: Sequence[Values], level: int) -> Iterator[Change]:
    """What begins on each of several days: verbs word by word, values entry by entry.

    Each takes along what its day costs and who learns: nobody could choose that by itself.
    """
    for step in steps:
        day = {key: step[key] for key in ("on", "costs", "learning") if step.get(key)}
        parts = list(_verbs_in(step))
        for kind, named in (step.get("values") or {}).items():
            parts += [
                (f"{kind}.{name}", {"values": {kind: {name: each}}}) for name, each in named.items()
            ]
        for name, content in parts or [("costs", {})]:
            yield Change(f"{name} on {step['on']}", ((level, {"change": [day | content]}),))


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
