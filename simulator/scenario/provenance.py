"""Where each value of a scenario comes from: what its file says behind it, and how far to trust it.

A comment behind a value may carry marks: ``[S]`` for a published figure, ``[D]`` for one measured
in public data, ``[S2]`` for a vendor's or another secondary page, and the word *assumption*. Where
a comment is nothing but a mark, the lines of comment above the value explain it. A part of a
comment that names one of several values on its line, such as ``spread: assumption``, is said of
that value alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from simulator.errors import KeyPath, ScenarioError
from simulator.scenario.folders import find
from simulator.scenario.inheritance import load, parent_of
from simulator.scenario.overrides import resolved, with_ranges
from simulator.scenario.ranges import quantity, read_range
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import SHORT_WEEKDAYS
from simulator.scenario.yaml_reader import Mark, read_comments, read_yaml, scalar_value

TRUST = {
    "T": "measured by the company itself",
    "D": "measured in public data",
    "S": "published figure",
    "S2": "vendor's or secondary page",
    "assumption": "assumption",
}
NOT_SAID = "not said"
# What names things, says what is wanted or claimed, and no value that anybody could measure.
NO_VALUES = {"extends", "title", "question", "watch", "claims", "categories", "selling", "currency"}
FROM_FILES = {"coordinates", "each", "roads", "read", "before"}  # what the program puts in place
NAMING = {"title", "places", "accounts", "table", "staff", "list", "sample"}  # titles and files
_BEGINS_WITH_FIGURE = re.compile(r"\s*[-+]?[0-9]")
_MARK = re.compile(r"\[(S2|S|D|T)\b[^\]]*\]")
_ASSUMED = re.compile(r"\bassum(?:ption|ptions|ed)\b", re.IGNORECASE)


class Source(NamedTuple):
    """One value as a file writes it, and what is said of it there."""

    path: str  # keys joined by dots; those of a verb if a verb changes the value
    value: int | float | str  # a number without its unit
    unit: str
    low: int | float | str  # the ends of its range, "" without one
    high: int | float | str
    trust: tuple[str, ...]  # of the words of TRUST, or NOT_SAID alone
    says: str  # the comment, as written
    file: str  # "" where no file is at hand
    line: int  # 0 where no file is at hand


class Provenance(NamedTuple):
    """The values of a scenario with their sources, its own first, then what it inherits."""

    sources: tuple[Source, ...]
    note: str  # why they may not be the scenario's, "" if they are


def sourced(scenario: Scenario, folder: str | Path | None = None) -> Provenance:
    """The sources of a scenario that has a file by its name; without one, values and no sources."""
    try:
        path = find(scenario.name, folder)
        sources = sources_of(path)
        same = _said_in(load(path)) == _said_in(scenario)
    except ScenarioError:
        note = f"no scenario file named {scenario.name!r} is at hand, so that no sources are known"
        return Provenance(tuple(_values_alone(scenario)), note)
    changed = f"{path.name} or a file that it extends has changed since this was computed"
    return Provenance(sources, "" if same else changed)


def _said_in(scenario: Scenario) -> dict[str, Any]:
    """What a file says, whatever weeks were counted of it."""
    values = resolved(scenario)
    values["horizon"].pop("counts_from", None)
    return values


def sources_of(path: Path) -> tuple[Source, ...]:
    """The values of a file and of those that it extends; what a child says replaces its parent's.

    Values that only say how things are called or ordered, or whether, and have no comment, are left
    out.
    Raises ScenarioError for files that cannot be read.
    """
    sources: dict[KeyPath, Source] = {}
    at: Path | None = path
    while at is not None:
        sources |= {
            keys: source
            for keys, source in _of_file(at)
            if not any(_meet(keys, known) for known in sources)
        }
        at = parent_of(at)
    return tuple(sources.values())


def _meet(one: KeyPath, other: KeyPath) -> bool:
    """Whether one path is the other or leads to it: then both say the same value."""
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def _of_file(path: Path) -> Iterator[tuple[KeyPath, Source]]:
    """The values that one file says by itself."""
    document = read_yaml(path, path.name)
    comments = read_comments(path, path.name)
    taken = {mark.line for mark in document.marks.values()}
    leaves = [leaf for leaf in _leaves(document.values) if leaf[0][0] not in NO_VALUES]
    beside: dict[int, set[str]] = {}
    for keys, _ in leaves:
        beside.setdefault(_mark_of(keys, document.marks).line, set()).add(keys[-1])
    for keys, value in leaves:
        mark = _mark_of(keys, document.marks)
        says = _comment_on(mark.line, comments, taken)
        if says or _is_measured(keys, value):
            yield keys, _source(keys, value, mark, _about(says, keys[-1], beside[mark.line]))


def _mark_of(keys: KeyPath, marks: Mapping[KeyPath, Mark]) -> Mark:
    """Where a value stands, or what it lies in."""
    while keys not in marks:
        keys = keys[:-1]
    return marks[keys]


def _leaves(values: Mapping[str, Any], at: KeyPath = ()) -> Iterator[tuple[KeyPath, Any]]:
    for key, value in values.items():
        if isinstance(value, list | tuple) and any(isinstance(each, dict) for each in value):
            parts = {str(number): each for number, each in enumerate(value)}
            yield from _leaves(parts, (*at, key))
        elif isinstance(value, dict):
            yield from _leaves(value, (*at, key))
        elif value is not None:
            yield (*at, key), value


def _comment_on(line: int, comments: Mapping[int, str], taken: set[int]) -> str:
    """The comment behind a line, with those right above it if it is nothing but a mark."""
    behind = comments.get(line, "")
    if not behind or _MARK.sub("", behind).strip(" ,;"):
        return behind
    above = line - 1
    while above in comments and above not in taken:
        above -= 1
    return " ".join([*(comments[number] for number in range(above + 1, line)), behind])


def _about(says: str, key: str, beside: set[str]) -> str:
    """What a comment says of one value, where its parts name the values that they are about."""
    parts = [part.strip() for part in says.split(";")]
    named = [(set(re.findall(r"\w+", part.partition(":")[0])) & beside, part) for part in parts]
    own = [part for names, part in named if key in names and ":" in part]
    shared = [part for names, part in named if not (names and ":" in part)]
    return "; ".join(own or shared) or says


def trust_in(says: str) -> tuple[str, ...]:
    """How far to trust a value, by the marks in its comment, in the order of TRUST.

    >>> trust_in("32 to 53 min [S]; the spread is an assumption")
    ('published figure', 'assumption')
    """
    marks = set(_MARK.findall(says)) | ({"assumption"} if _ASSUMED.search(says) else set())
    return tuple(word for mark, word in TRUST.items() if mark in marks) or (NOT_SAID,)


def _source(keys: KeyPath, value: Any, mark: Mark, says: str) -> Source:
    written, low, high = _ends(value)
    number, unit = _parted(written)
    return Source(
        ".".join(keys),
        number,
        unit,
        _parted(low)[0],
        _parted(high)[0],
        trust_in(says),
        says,
        mark.file,
        mark.line,
    )


def _ends(value: Any) -> tuple[Any, str, str]:
    """A value and the ends of its range as they are written."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(each) for each in value), "", ""
    if not isinstance(value, str) or not _has_range(value):
        return value, "", ""
    written, _, rest = value.partition("(")
    low, _, high = rest.rstrip(") ").partition(" to ")
    return written.strip(), low.strip(), high.strip()


def _has_range(value: str) -> bool:
    try:
        return read_range(value) is not None
    except ValueError:
        return False


def _parted(written: Any) -> tuple[int | float | str, str]:
    """The number and the unit of what is written; a text by itself if it is no quantity."""
    if isinstance(written, bool):
        return str(written).lower(), ""  # as files have it
    if not isinstance(written, int | float | str):
        return str(written), ""
    if not isinstance(written, str):
        return written, ""
    number, _, unit = written.partition(" ")
    try:
        quantity(written)
        value = scalar_value(number)
    except ValueError:
        return written, ""
    return (value, unit.strip()) if isinstance(value, int | float) else (written, "")


def _is_measured(keys: KeyPath, value: Any) -> bool:
    """Is it a number, a time or a day, or a list with any of these, and no name?"""
    if not FROM_FILES.isdisjoint(keys):
        return False
    if isinstance(value, list | tuple):
        return any(_is_weekdays(each) or _is_measured(keys, each) for each in value)
    if isinstance(value, str):
        return keys[-1] not in NAMING and _BEGINS_WITH_FIGURE.match(value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_weekdays(word: Any) -> bool:
    """Is it a weekday, or several such as ``mon-thu``?"""
    return isinstance(word, str) and re.fullmatch(SHORT_WEEKDAYS, word) is not None


def _values_alone(scenario: Scenario) -> Iterator[Source]:
    """The values of a scenario that came without a file."""
    for keys, value in _leaves(with_ranges(scenario)):
        if keys[0] not in NO_VALUES and _is_measured(keys, value):
            yield _source(keys, value, Mark("", 0), "")
