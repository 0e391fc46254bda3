"""Moves of a what-if: what its files say, or what differs between two scenarios, by the word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from simulator.scenario.dated import changes_in, is_list_of_steps
from simulator.scenario.files_beside import files_named
from simulator.scenario.inheritance import load
from simulator.scenario.merging import patch
from simulator.scenario.overrides import with_ranges
from simulator.scenario.scenario import Scenario
from simulator.scenario.verbs import VERBS, Values
from simulator.scenario.yaml_reader import read_yaml

LABELS = ("extends", "title", "question", "watch", "claims", "shocks")
# Maps of entries of which each word is a move by itself; of other maps, each entry is one.
BY_WORD = ("roles", "segments", "activities", "call_plans")
# Words that nobody chooses without another, and one that is chosen apart from what it stands in.
_GOES_WITH = {
    "newcomers": "people",
    "first_cut": "people",
    "moved": "by",
    "whose": "by",
    "automated_costs": "automated",
}
_APART = ("absence", "cover")
DAYS = "change"  # what a move is called that is nothing but days and costs


class Change(NamedTuple):
    """One move: a verb on one activity or role, or values that differ in one part of the schema.

    What only works together is one change. ``parts`` holds, for each file of the chain, what the
    change says there.
    """

    name: str
    parts: tuple[tuple[int, Values], ...]


# -- values, word by word --------------------------------------------------------------------------


def value_moves(values: Values, known: Mapping[str, Any]) -> Iterator[tuple[str, Values]]:
    """What values say, each with its name: of entries that are known each word, else the entry."""
    for key, value in values.items():
        if not isinstance(value, dict) or not value:
            yield key, {key: value}
            continue
        for entry, part in value.items():
            there = key in BY_WORD and isinstance((known.get(key) or {}).get(entry), dict)
            if not (there and isinstance(part, dict) and part):
                yield f"{key}.{entry}", {key: {entry: part}}
                continue
            for word, content in _words(part):
                yield f"{key}.{entry}.{word}", {key: {entry: content}}


def _words(part: Values) -> Iterator[tuple[str, Values]]:
    """What is said of an entry, each word with those that go with it."""
    outer, inner = _APART
    groups: dict[str, Values] = {}
    for word, value in part.items():
        if word == outer and isinstance(value, dict) and inner in value:
            groups[f"{outer}.{inner}"] = {outer: {inner: value[inner]}}
            value = {key: each for key, each in value.items() if key != inner}
            if not value:
                continue
        chief = _GOES_WITH.get(word, word)
        name = chief if chief in part else word
        groups[name] = groups.get(name, {}) | {word: value}
    yield from groups.items()


# -- as files write them ---------------------------------------------------------------------------


def written_in(files: Sequence[Path], base: Scenario) -> list[Change]:
    """What files say one after the other, the first of which extends the base.

    Of a file that names lists beside it, which only a file can, the moves are what differs.
    """
    known: dict[str, Any] = {kind: dict(with_ranges(base).get(kind) or {}) for kind in BY_WORD}
    moves: list[Change] = []
    for level, file in enumerate(files):
        values = read_yaml(file).values
        if any(files_named(values)):
            parent = load(files[level - 1]) if level else base
            between = moves_between(parent, load(file))
            moves += [Change(m.name, ((level, m.parts[0][1]),)) for m in between]
        else:
            moves += _written_in(values, known, level)
        for kind in BY_WORD:
            own = values.get(kind)
            known[kind] |= own if isinstance(own, dict) else {}
    return _with_what_each_costs(moves)


_COSTS = re.compile(r"activities\.(?P<name>.+)\.automated_costs(?P<day> on .*)?")


def _with_what_each_costs(moves: Sequence[Change]) -> list[Change]:
    """Moves of which one that automates pays for each case what is said of that beside it."""
    kept = list(moves)
    for change in moves:
        costs = _COSTS.fullmatch(change.name)
        does = f"automate {costs['name']}{costs['day'] or ''}" if costs else ""
        places = [at for at, each in enumerate(kept) if each.name == does]
        if places:
            kept[places[-1]] = Change(does, (*kept[places[-1]].parts, *change.parts))
            kept.remove(change)
    return kept


def _written_in(values: Values, known: Mapping[str, Any], level: int) -> Iterator[Change]:
    """What one file says: its values, entry by entry, then its verbs, word by word.

    Each takes along what the file says of its one day: nobody could choose that by itself.
    """
    days = values.get("change")
    if isinstance(days, list | tuple) and is_list_of_steps(days):
        yield from _written_for_days(days, known, level)
        days = None
    own = {k: v for k, v in values.items() if k not in (*LABELS, *VERBS, "change")}
    along = {} if days is None else {"change": days}
    moves = [*value_moves(own, known), *_verbs_in(values)]
    for name, content in moves or [(DAYS, {})] * bool(along):
        yield Change(name, ((level, content | along),))


def _verbs_in(values: Values) -> Iterator[tuple[str, Values]]:
    """Verbs, word by word, each with its name."""
    for verb in VERBS:
        words = values.get(verb) or ()
        for word in words:
            content = {word: words[word]} if isinstance(words, dict) else [word]
            name = f"{verb} {words[word]} {word}" if _leave(content) else f"{verb} {word}"
            yield name, {verb: content}


def _leave(content: Values | list[str]) -> bool:
    """Do people leave by a verb that otherwise brings them?"""
    counts = content.values() if isinstance(content, dict) else ()
    return any(isinstance(count, int) and count < 0 for count in counts)


def _written_for_days(
    steps: Sequence[Values], known: Mapping[str, Any], level: int
) -> Iterator[Change]:
    """What begins on each of several days: verbs and values word by word.

    Each takes along what its day costs and who learns, and a hire how people are found: nobody
    could choose that by itself.
    """
    finding = _how_people_are_found(steps)
    for step in steps:
        day = {key: step[key] for key in ("on", "costs", "learning") if step.get(key)}
        parts = list(_verbs_in(step))
        values = value_moves(step.get("values") or {}, known)
        parts += [(each, {"values": content}) for each, content in values if each not in finding]
        for name, content in parts or [("costs", {})] * ("costs" in day):
            along = [
                each for role in content.get("hire", ()) for each in finding.get(_key(role), ())
            ]
            days = _day_by_day(along, [day | content])
            yield Change(f"{name} on {step['on']}", ((level, {"change": days}),))


def _how_people_are_found(steps: Sequence[Values]) -> dict[str, list[Values]]:
    """What is said of finding people of roles of which some are hired, day by day."""
    finding: dict[str, list[Values]] = {}
    hired = {role for step in steps for role in step.get("hire") or ()}
    for step in steps:
        roles = (step.get("values") or {}).get("roles") or {}
        for role in hired.intersection(roles):
            if "recruiting" in roles[role]:
                values = {"roles": {role: {"recruiting": roles[role]["recruiting"]}}}
                finding.setdefault(_key(role), []).append({"on": step["on"], "values": values})
    return finding


def _key(role: str) -> str:
    """What the move is called that says how people of a role are found."""
    return f"roles.{role}.recruiting"


# -- between two scenarios -------------------------------------------------------------------------


def moves_between(base: Scenario, whole: Scenario) -> list[Change]:
    """What differs in the values of two scenarios, each with the days on which it begins."""
    before, after = with_ranges(base), with_ranges(whole)
    days = changes_in(after)
    differing = {key: value for key, value in patch(before, after).items() if key not in LABELS}
    differing.pop("change", None)
    moves = list(value_moves(differing, before))
    earlier = changes_in(before)
    if earlier and earlier != days:  # days of the base that are others: they hold together
        moves = _joined_by_days(moves, days, earlier)
    elif days and not earlier:
        moves = list(_with_days(moves, days))
    return [Change(name, ((0, content),)) for name, content in moves]


def _with_days(
    moves: Sequence[tuple[str, Values]], days: Sequence[Values]
) -> Iterator[tuple[str, Values]]:
    """Moves with the days on which each begins; what a day costs comes with each of its moves."""
    touched = [[_within(day.get("before") or {}, content) for _, content in moves] for day in days]
    for number, (name, content) in enumerate(moves):
        along = [
            day | ({"before": parts[number]} if "before" in day else {})
            for day, parts in zip(days, touched, strict=True)
            if parts[number] or not any(parts)
        ]
        yield name, content | ({"change": _as_one_value(along)} if along else {})
    if not moves:
        yield DAYS, {"change": _as_one_value(days)}


def _as_one_value(days: Sequence[Values]) -> Values | list[Values]:
    """Days as they are merged into a scenario: of a list nothing is lost that took a word out."""
    has_before = any("before" in day for day in days)
    return list(days) if has_before or len(days) > 1 else days[0]


def _within(before: Any, content: Any) -> Any:
    """What of values lies where a move says something."""
    if not (isinstance(before, dict) and isinstance(content, dict)):
        return before
    parts = {key: _within(before[key], content[key]) for key in content if key in before}
    return {key: part for key, part in parts.items() if part != {}}


def _joined_by_days(
    moves: Sequence[tuple[str, Values]], days: Sequence[Values], earlier: Sequence[Values]
) -> list[tuple[str, Values]]:
    """All moves that begin on some day as one, beside those that do not."""
    every = [each.get("before") or {} for each in (*days, *earlier)]
    dated = [move for move in moves if any(_within(before, move[1]) for before in every)]
    whole: Values = {"change": _as_one_value(days) if days else None}
    for _, content in dated:
        whole = joined(whole, content)
    return [*(each for each in moves if each not in dated), (DAYS, whole)]


# -- together --------------------------------------------------------------------------------------


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
    """Steps of two changes, of each day one, in the order of the days."""
    days = {str(step.get("on") or ""): step for step in before}
    for step in steps:
        day = str(step.get("on") or "")
        days[day] = joined(days[day], step) if day in days else step
    return [days[day] for day in sorted(days)]
