"""From a scenario file and its parents to a whole scenario; the same for what-ifs made in Python.

The parent, then this file's values, then this file's verbs: that is the whole order of authority.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from simulator.calendars import public_holidays
from simulator.complaints import complaints_of, located
from simulator.loading import (
    MOST_LETTERS,
    Complaint,
    Document,
    Mark,
    ScenarioError,
    inside,
    read_places,
    read_yaml,
    write_yaml,
)
from simulator.nouns import FrozenMap
from simulator.quantities import nearest_word
from simulator.ranges import (
    EXAMPLE,
    Range,
    RangeProblem,
    is_quantity,
    put_back,
    quantity,
    take_out,
    value_at,
)
from simulator.scenario import Scenario
from simulator.verbs import VERBS, VerbProblem, Verbs, carry_out

MOST_PARENTS = 8
FOLDER = "scenarios"
RANGED = r"^[-+]?[0-9].*\(.+ to .+\)$"  # a value with its range, for editors
Keys = tuple[str, ...]


class Listed(NamedTuple):
    """A scenario file as a list shows it."""

    name: str
    title: str
    question: str
    path: Path
    problem: str  # why it cannot be read; empty when it can


# -- files ---------------------------------------------------------------------------


def load(name_or_path: str | Path, folder: str | Path | None = None) -> Scenario:
    """A scenario by its name in the scenarios folder, or by the path of its file.

    Raises ScenarioError, which names file, line, what was read and what was expected.
    """
    path = find(name_or_path, folder)
    whole = _whole(path, _root(path), ())
    values = copy.deepcopy(whole.values)
    _place_accounts(values, whole.marks, path)
    return _checked(values, whole.marks, path.stem)


def find(name_or_path: str | Path, folder: str | Path | None = None) -> Path:
    """The file of a scenario; ScenarioError with the nearest name when there is none."""
    text = str(name_or_path)
    if text.endswith((".yaml", ".yml")) or "/" in text or "\\" in text:
        path = Path(text)
        if not _is_file(path):
            raise _refused(f"no such file: {text[:MOST_LETTERS]!r}")
        return path
    files = list(_files(_folder(folder)))
    matches = [path for path in files if path.stem == text]
    if len(matches) > 1:
        raise _refused(f"{text!r} names {len(matches)} files; give the path of one")
    if not matches:
        names = sorted(path.stem for path in files)
        hint = nearest_word(text, names) or f"; there are {', '.join(names) or 'none'}"
        raise _refused(f"no scenario named {text!r}{hint}")
    return matches[0]


def parent_of(name_or_path: str | Path, folder: str | Path | None = None) -> Path | None:
    """The file that a scenario extends; None for one that stands by itself."""
    path = find(name_or_path, folder)
    document = read_yaml(path)
    if document.values.get("extends") is None:
        return None
    return _parent(path, _root(path), document)


def listing(folder: str | Path | None = None) -> list[Listed]:
    """All scenario files of a folder and those below it, checked only for being readable."""
    return [_listed(path) for path in _files(_folder(folder))]


def _listed(path: Path) -> Listed:
    try:
        values = read_yaml(path).values
    except ScenarioError as error:
        return Listed(path.stem, "", "", path, str(error.complaints[0]))
    title, question = str(values.get("title") or ""), str(values.get("question") or "")
    return Listed(path.stem, title, " ".join(question.split()), path, "")


def _folder(folder: str | Path | None) -> Path:
    if folder is not None:
        return Path(folder)
    here = Path(FOLDER)
    return here if here.is_dir() else Path(__file__).resolve().parent.parent / FOLDER


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("**/*.yaml"))


def _root(path: Path) -> Path:
    """The folder that a file's parents must lie in: the nearest one named scenarios, or its own."""
    real = path.resolve()
    return next((above for above in real.parents if above.name == FOLDER), real.parent)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than the system allows
        return False


def _refused(message: str) -> ScenarioError:
    return ScenarioError([Complaint(message)])


# -- a file and its parents ----------------------------------------------------------


def _whole(path: Path, root: Path, children: tuple[Path, ...]) -> Document:
    """The values of a file on top of its parents', its verbs carried out, and where each stands."""
    document = read_yaml(path, _as_written(path))
    own, marks = copy.deepcopy(document.values), dict(document.marks)
    verbs = {verb: own.pop(verb) for verb in VERBS if verb in own}
    _check_file(own, verbs, marks)
    if own.get("extends") is None:
        own.pop("extends", None)
        return Document(own, marks)
    chain = (*children, path.resolve())
    parent_path = _parent(path, root, document)
    if parent_path.resolve() in chain or len(chain) > MOST_PARENTS:
        names = " -> ".join([p.stem for p in chain] + [parent_path.stem])
        what = "extends itself" if parent_path.resolve() in chain else "has too many parents"
        raise ScenarioError([located(("extends",), f"{names}: the chain {what}", marks)])
    parent = _whole(parent_path, root, chain)
    own.pop("extends")
    # What is claimed of a change is claimed of that change alone.
    parent.values.pop("claims", None)
    values = _merged(parent.values, own)
    marks = {**parent.marks, **marks}
    _carry_out(values, verbs, marks)
    return Document(values, marks)


def _as_written(path: Path) -> str:
    """A path as people write it: from where they are, if it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def _check_file(own: Mapping[str, Any], verbs: Mapping[str, Any], marks: dict[Keys, Mark]) -> None:
    """What must hold of each file by itself."""
    complaints = []
    if own.get("title") is None or not str(own["title"]).strip():
        complaints.append(located(("title",), "missing; each scenario has its own title", marks))
    if "name" in own:
        complaints.append(located(("name",), "unknown key 'name'; the file's name is it", marks))
    if "ranges" in own:
        said = f"unknown key 'ranges'; a range stands beside its value, such as {EXAMPLE}"
        complaints.append(located(("ranges",), said, marks))
    for verb in verbs if own.get("extends") is None else ():
        complaints.append(located((verb,), "verbs need a parent: say what this 'extends'", marks))
    if complaints:
        raise ScenarioError(complaints)


def _parent(path: Path, root: Path, document: Document) -> Path:
    """The file of the parent, by name in the folder or by relative path, within the root."""
    said = document.values["extends"]
    try:
        if not isinstance(said, str) or not said.strip():
            raise ValueError(f"read {str(said)[:60]!r}, expected the name of one scenario")
        return _parent_file(path, root, said)
    except ValueError as problem:
        message = str(problem)
        raise ScenarioError([located(("extends",), message, document.marks)]) from None


def _parent_file(path: Path, root: Path, said: str) -> Path:
    if len(said) > MOST_LETTERS:
        raise ValueError(f"expected the name of one scenario, of at most {MOST_LETTERS} letters")
    if "/" in said or said.endswith(".yaml"):
        # Steps up are fine as long as they end within the root, whatever the system's separator.
        if "\\" in said or "\x00" in said or said.startswith(("/", "~")) or ":" in said:
            raise ValueError(f"read {said!r}, expected a relative path")
        real = (path.resolve().parent / said).resolve()
        if not real.is_relative_to(root.resolve()):
            raise ValueError(f"read {said!r}, which leads out of the folder {root.name!r}")
        candidates = [real] if _is_file(real) else []
    else:
        inside(root, f"{said}.yaml")
        beside = path.resolve().parent / f"{said}.yaml"
        below = [p for p in _files(root) if p.stem == said]
        candidates = [beside] if _is_file(beside) else below
    candidates = [p for p in candidates if p.resolve().is_relative_to(root.resolve())]
    if len(candidates) > 1:
        raise ValueError(f"{said!r} names {len(candidates)} files; give a path")
    if not candidates:
        names = [p.stem for p in _files(root) if p.resolve() != path.resolve()]
        hint = nearest_word(said, names) or f"; there are {', '.join(sorted(names)) or 'none'}"
        raise ValueError(f"no scenario named {said!r}{hint}")
    return candidates[0]


def _merged(parent: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Maps merge key by key, other values replace, and nothing (null) takes a key out."""
    merged = copy.deepcopy(dict(parent))
    for key, value in own.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = _merged(merged[key], value)
        elif isinstance(value, dict):
            merged[key] = _merged({}, value)
        else:
            merged[key] = copy.deepcopy(value)
    return merged


def _carry_out(values: dict[str, Any], verbs: dict[str, Any], marks: dict[Keys, Mark]) -> None:
    """Checks and carries out a file's verbs; what they wrote stands at the verb's line.

    A value that a verb has rewritten has no range any more.
    """
    plain, ranges = _without_ranges(values, marks)
    try:
        Verbs.model_validate(verbs)
    except ValidationError as error:
        raise ScenarioError(complaints_of(error, verbs, marks)) from None
    try:
        written = carry_out(plain, verbs)
    except VerbProblem as problem:
        raise ScenarioError([located(problem.where, str(problem), marks)]) from None
    values.clear()
    values.update(put_back(plain, ranges))
    for path, verb in written:
        at = (*verb, path[-1]) if (*verb, path[-1]) in marks else verb
        if at in marks:
            marks[path] = marks[at]


def _without_ranges(
    values: Mapping[str, Any], marks: Mapping[Keys, Mark]
) -> tuple[dict[str, Any], dict[Keys, Range]]:
    """Values and the ranges that stood beside them."""
    try:
        return take_out(values)
    except RangeProblem as problem:
        raise ScenarioError([located(problem.where, str(problem), marks)]) from None


def _place_accounts(values: dict[str, Any], marks: Mapping[Keys, Mark], path: Path) -> None:
    """Reads the coordinates that segments name, from files beside the scenario that names them.

    A resolved scenario brings its coordinates along, unless a what-if of it names another file.
    """
    segments = values.get("segments")
    for name, segment in segments.items() if isinstance(segments, dict) else ():
        said = segment.get("places") if isinstance(segment, dict) else None
        where = ("segments", name, "places")
        file = marks[where].file if where in marks else str(path)
        along = marks.get(("segments", name, "coordinates"))
        if not isinstance(said, str) or (along is not None and along.file == file):
            continue
        try:
            found = read_places(Path(file).parent, said)
        except ValueError as problem:
            raise ScenarioError([located(where, str(problem), marks)]) from None
        segment["coordinates"] = found


def _checked(values: Mapping[str, Any], marks: Mapping[Keys, Mark], name: str) -> Scenario:
    plain, ranges = _without_ranges(values, marks)
    try:
        scenario = Scenario.model_validate({**plain, "name": name})
    except ValidationError as error:
        raise ScenarioError(complaints_of(error, plain, marks)) from None
    _refuse_ends(plain, ranges, marks)
    try:
        public_holidays(scenario)
    except NotImplementedError as problem:
        message = f"no public holidays are known: {problem}"
        raise ScenarioError([located(("holidays",), message, marks)]) from None
    return scenario.model_copy(update={"ranges": _shown(scenario, ranges)}) if ranges else scenario


def _shown(scenario: Scenario, ranges: Mapping[Keys, Range]) -> FrozenMap[tuple[Any, Any]]:
    """Both ends of each range by the dotted path that the value has in the resolved scenario.

    Where a planner wrote the one value that matters instead of a map, the path leads into the map.
    """
    values = resolved(scenario)
    found: dict[str, tuple[Any, Any]] = {}
    for path, ranged in ranges.items():
        there = value_at(values, path)
        within = there.items() if isinstance(there, Mapping) else ()
        last = next((key for key, value in within if is_quantity(value, ranged.value)), None)
        whole = path if last is None else (*path, last)
        found[".".join(whole)] = (ranged.at(0), ranged.at(1))
    return FrozenMap(found)


def _refuse_ends(
    plain: Mapping[str, Any], ranges: Mapping[Keys, Range], marks: Mapping[Keys, Mark]
) -> None:
    """Complains about ends of ranges that their fields do not take.

    Each end is tried with all others of its side; what only does not fit together is no fault.
    """
    for fraction in (0, 1) if ranges else ():
        values = copy.deepcopy(dict(plain))
        for path, found in ranges.items():
            _put(values, path, found.at(fraction))
        try:
            Scenario.model_validate(values)
        except ValidationError as error:
            complaints = complaints_of(error, values, marks)
            wrong = [each for each in complaints if each.path in ranges]
            if wrong:
                raise ScenarioError(wrong) from None


def _put(values: dict[str, Any], path: Keys, value: Any) -> None:
    for key in path[:-1]:
        values = values[key]
    values[path[-1]] = value


# -- in Python -----------------------------------------------------------------------


def what_if(scenario: Scenario, /, *, name: str | None = None, **changes: Any) -> Scenario:
    """A scenario that differs: the grammar of a what-if file as keywords.

    >>> today = load("baseline")
    >>> what_if(today, hire={"sales_support": 2}).roles["sales_support"].people
    10
    """
    verbs = {verb: changes.pop(verb) for verb in VERBS if verb in changes}
    values = _merged(with_ranges(scenario), changes)
    _carry_out(values, verbs, {})
    return _checked(values, {}, name or f"{scenario.name}+")


def resolved(scenario: Scenario) -> dict[str, Any]:
    """All that a scenario came to, as plain values in the words of a file; no verb remains."""
    left_out = {"name", "ranges"}
    values = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=left_out)
    for segment in values["segments"].values():
        if not segment["coordinates"]:
            del segment["coordinates"]
    if not values["shocks"]:
        del values["shocks"]
    return values


def with_ranges(scenario: Scenario) -> dict[str, Any]:
    """The same with each range beside its value, as files write it."""
    return put_back(resolved(scenario), ranges_of(scenario))


def ranges_of(scenario: Scenario) -> dict[Keys, Range]:
    """The ranges of a scenario's values, by their paths."""
    plain = resolved(scenario)
    return {
        keys: Range(quantity(value_at(plain, keys)), quantity(low), quantity(high))
        for path, (low, high) in scenario.ranges.items()
        for keys in [tuple(path.split("."))]
    }


def as_yaml(scenario: Scenario) -> str:
    """The resolved scenario as a file that loads to the same scenario."""
    return write_yaml(with_ranges(scenario))


def differences(scenario: Scenario, parent: Scenario) -> list[tuple[str, Any, Any]]:
    """Value by value, what differs from another scenario: path, there, here; None for nothing."""
    before, after = dict(_flat(resolved(parent))), dict(_flat(resolved(scenario)))
    paths = list(dict.fromkeys([*before, *after]))
    return [
        (".".join(path), before.get(path), after.get(path))
        for path in paths
        if before.get(path) != after.get(path)
    ]


def _flat(values: Mapping[str, Any], at: Keys = ()) -> Iterator[tuple[Keys, Any]]:
    for key, value in values.items():
        if isinstance(value, dict) and value:
            yield from _flat(value, (*at, key))
        elif key == "coordinates":
            yield (*at, key), f"{len(value)} places"
        else:
            yield (*at, key), value


def file_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a scenario file, for editors."""
    schema = Scenario.model_json_schema(by_alias=True)
    verbs = Verbs.model_json_schema(by_alias=True)
    properties = {
        key: part for key, part in schema["properties"].items() if key not in ("name", "ranges")
    }
    extends = {"type": "string", "description": "The one parent: a scenario's name or path."}
    required = [key for key in schema["required"] if key != "title"]
    found = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Scenario of the sales-force simulator",
        "type": "object",
        "additionalProperties": False,
        "properties": {"extends": extends, **properties, **verbs["properties"]},
        "required": ["title"],
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": required},
        "$defs": _optional({**schema["$defs"], **verbs.get("$defs", {})}),
    }
    ranged: dict[str, Any] = _ranged(found)
    return ranged


def _ranged(schema: Any) -> Any:
    """A schema in which a text with a range may stand for every number."""
    if isinstance(schema, list):
        return [_ranged(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    found = {key: _ranged(part) for key, part in schema.items()}
    if found.get("type") not in ("number", "integer"):
        return found
    kept = {key: found.pop(key) for key in ("title", "description", "default") if key in found}
    return {**kept, "anyOf": [found, {"type": "string", "pattern": RANGED}]}


def _optional(definitions: dict[str, Any]) -> dict[str, Any]:
    """Definitions of which a what-if may say any part."""
    return {
        name: {key: part for key, part in definition.items() if key != "required"}
        for name, definition in definitions.items()
    }
