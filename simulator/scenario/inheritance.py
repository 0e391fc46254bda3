"""From a scenario file and its parents to a whole scenario; the same for what-ifs made in Python.

The parent, then this file's values, then this file's verbs: that is the whole order of authority.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from simulator.errors import Diagnostic, InvalidValue, KeyPath, ScenarioError, UsageError
from simulator.i18n import gettext, translatable
from simulator.scenario.dated import as_values, changes_in, is_list_of_steps, timeline_of
from simulator.scenario.diagnostics import located
from simulator.scenario.eliminated import with_eliminated
from simulator.scenario.files_beside import read_dated_staff, read_files
from simulator.scenario.folders import find, find_parent, root_around, root_of
from simulator.scenario.merging import copied, merge
from simulator.scenario.new_entries import NewEntries, new_entries, with_likely_names
from simulator.scenario.overrides import (
    OF_STEPS,
    apply_steps,
    apply_verbs,
    build,
    dated_anew,
    keep_first_cut,
    refuse_undated,
    take_steps,
    wrong_values,
)
from simulator.scenario.people_files import NamedFiles, dated_members, files_of_people
from simulator.scenario.ranges import EXAMPLE
from simulator.scenario.sample_files import read_samples, samples_named
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.triggers import Problem, problem
from simulator.scenario.units import as_read
from simulator.scenario.verbs import VERBS
from simulator.scenario.yaml_reader import Mark, YamlDocument, read_in_part, read_yaml

MAX_PARENTS = 8
_BASICS = {key for key, field in Scenario.model_fields.items() if field.is_required()} - {
    "name",
    "title",
}


class ScenarioWithMarks(NamedTuple):
    """A scenario, and where each of its values stands in the files that say it."""

    scenario: Scenario
    marks: Mapping[KeyPath, Mark]
    remarks: tuple[Diagnostic, ...] = ()  # what of the files that it names is not read
    new: NewEntries = MappingProxyType({})  # what files that extend others are the first to name


# -- files ---------------------------------------------------------------------------


def load(name_or_path: str | Path, folder: str | Path | None = None) -> Scenario:
    """A scenario by its name, or by the path of its file.

    Args:
        name_or_path: The file's name without ending, such as ``baseline``, or a path, which has a
            slash or ends in ``.yaml``.
        folder: Where names are looked for, folders below it included. Without it: in ``scenarios``
            of the current folder, then among those that come with the simulator.

    Returns:
        The scenario with all that it inherits, checked and frozen. Times are whole seconds and
        lengths whole metres, whatever unit the file has them in; shares are from 0 to 1.

    Raises:
        ScenarioError: If there is no such file, or what it says is no scenario; each diagnostic
            names file and line, what was read and what was expected.

    Example:
        >>> from simulator import load
        >>> today = load("baseline")
        >>> today.horizon.weeks, today.roles["sales_support"].people
        (52, 8)
        >>> today.activities["visit"].lasts.mean  # seconds
        2160
    """
    return load_with_marks(name_or_path, folder).scenario


def load_with_marks(
    name_or_path: str | Path, folder: str | Path | None = None
) -> ScenarioWithMarks:
    """A scenario and where each of its values stands."""
    path = find(name_or_path, folder)
    whole = _resolve(path, root_of(path), ())
    values = copied(whole.values)
    try:
        remarks = _read_stretches(values, whole.marks, path)
        remarks += read_files(values, whole.marks, path, whole.parent)
        scenario = build(values, whole.marks, path.stem)
    except ScenarioError as refused:
        error = with_eliminated(with_likely_names(refused, whole.new), whole.marks)
        raise whole.with_problems(error) or error from None
    if whole.problems:
        raise ScenarioError(list(whole.problems))
    return ScenarioWithMarks(scenario, whole.marks, tuple(remarks), whole.new)


def _read_stretches(
    values: dict[str, Any], marks: dict[KeyPath, Mark], path: Path
) -> list[Diagnostic]:
    """Puts what files of measured times and of people say in its place before each change.

    Returns what of the files of people is not read.
    """
    if not any(each.get("before") for each in changes_in(values)):
        return []
    sampled = any(True for _ in samples_named(values))
    if not sampled and not any(True for _ in files_of_people(values)):
        return []
    time, ranges = timeline_of(values)
    if not sampled and not dated_members(time.states):
        return []
    for state in time.states if sampled else ():
        read_samples(NamedFiles(state, marks, path))
    remarks = read_dated_staff(time.states, marks, path)
    values.update(as_values(time, ranges))
    return remarks


def as_scenario(scenario: object) -> Scenario:
    """A scenario, or the one of a name or path; UsageError for anything else."""
    if isinstance(scenario, Scenario):
        return scenario
    if not isinstance(scenario, str | Path):  # callers in Python need not check their types
        kind = type(scenario).__name__
        raise UsageError(
            "read a value of type {kind}, expected a scenario or the name of one", kind=kind
        )
    return load(scenario)


def parent_of(name_or_path: str | Path, folder: str | Path | None = None) -> Path | None:
    """The file that a scenario extends; None for one that stands by itself."""
    path = find(name_or_path, folder)
    document = read_yaml(path)
    if document.values.get("extends") is None:
        return None
    return _parent(path, root_of(path), document)


def names_inherited(name_or_path: str | Path, key: str) -> set[str]:
    """The names that stand under a key in the files that a scenario extends."""
    names: set[str] = set()
    parent = parent_of(name_or_path)
    while parent is not None:
        names |= (read_yaml(parent).values.get(key) or {}).keys()
        parent = parent_of(parent)
    return names


def named_in(
    name_or_path: str | Path, name: str, at: KeyPath, marks: Mapping[KeyPath, Mark]
) -> Path:
    """The file of another scenario that a file names as it would name its parent."""
    path = find(name_or_path)
    try:
        return find_parent(path, root_of(path), name)
    except ValueError as problem:
        raise ScenarioError([located(at, str(problem), marks)]) from None


# -- a file and its parents ----------------------------------------------------------


def _resolve(path: Path, root: Path, children: tuple[Path, ...]) -> YamlDocument:
    """The values of a file on top of its parents', its verbs carried out, and where each stands."""
    document = _judged(read_in_part(path, _as_written(path)))
    try:
        return _on_parent(document, path, root, children)
    except ScenarioError as error:
        raise document.with_problems(error) or error from None


def _on_parent(
    document: YamlDocument, path: Path, root: Path, children: tuple[Path, ...]
) -> YamlDocument:
    """What a file's own values come to on top of those of its parents."""
    own, marks = copied(document.values), dict(document.marks)
    verbs = {verb: own.pop(verb) for verb in VERBS if verb in own}
    if own.get("extends") is None:
        own.pop("extends", None)
        apply_steps(own, take_steps({}, own, {}, marks), marks)
        new = new_entries({}, document.values)
        return YamlDocument(own, marks, document.problems, document.left_out, new=new)
    parent = _parent_of(document, path, root, children)
    own.pop("extends")
    # What is claimed of a change is claimed of that change alone; null in a placebo takes out what
    # is there once it is laid over a scenario, and not before.
    parent.values.pop("claims", None)
    values = merge(parent.values, own) | {key: own[key] for key in ("claims",) if key in own}
    marks = {**parent.marks, **marks}
    new = {**parent.new, **new_entries(parent.values, own)}
    try:
        refuse_undated(own, values, marks)
        steps = take_steps(parent.values, values, verbs, marks)
        dated_anew(parent.values, values)
        apply_verbs(values, verbs, marks)
        apply_steps(values, steps, marks)
        keep_first_cut(parent.values, values)
    except ScenarioError as error:
        every = ScenarioError([*error.diagnostics, *_also_wrong(values, marks, path)])
        raise with_likely_names(every, new) from None
    problems = (*parent.problems, *document.problems)
    left_out = parent.left_out | document.left_out
    return YamlDocument(values, marks, problems, left_out, parent, new)


def _also_wrong(
    values: Mapping[str, Any], marks: Mapping[KeyPath, Mark], path: Path
) -> list[Diagnostic]:
    """What else is wrong with values whose verbs are refused, judged with their files read in.

    Files may name people whom a refused verb would hire: what cannot be read is not judged.
    """
    whole, where = copied(dict(values)), dict(marks)
    change = whole.get("change")
    if is_list_of_steps(change):
        del whole["change"]  # says by itself what it may, and is no change yet
    elif isinstance(change, dict):
        whole["change"] = {key: each for key, each in change.items() if key not in OF_STEPS}
    try:
        read_files(whole, where, path)
    except ScenarioError:
        return []
    return wrong_values(whole, where)


def _parent_of(
    document: YamlDocument, path: Path, root: Path, children: tuple[Path, ...]
) -> YamlDocument:
    """What the file that a document extends comes to; refused if the chain of parents closes."""
    chain = (*children, path.resolve())
    parent = _parent(path, root, document)
    closes = parent.resolve() in chain
    if closes or len(chain) > MAX_PARENTS:
        names = " -> ".join([p.stem for p in chain] + [parent.stem])
        message = gettext("{names}: the chain has too many parents", names=names)
        if closes:
            message = gettext("{names}: the chain extends itself", names=names)
        raise ScenarioError([located(("extends",), message, document.marks)])
    return _resolve(parent, root_around(parent, root), chain)


def _as_written(path: Path) -> str:
    """A path as people write it: from where they are, if it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return str(path)


def _judged(document: YamlDocument) -> YamlDocument:
    """A document with what must hold of each file by itself, told beside all else that is wrong.

    Verbs without a parent are refused at once: all that the parent says would be missing, too.
    """
    values = document.values
    if document.problems and values.get("extends") is None and not values.keys() & _BASICS:
        raise ScenarioError(list(document.problems))  # hardly anything could be read
    wrong = list(_file_problems(values))
    orphans = [verb for verb in VERBS if verb in values and values.get("extends") is None]
    wrong += [problem((verb,), "verbs need a parent: say what this 'extends'") for verb in orphans]
    faults = [located(*each, document.marks) for each in wrong]
    if orphans:
        raise document.with_problems(ScenarioError(faults)) or ScenarioError(faults)
    left = {path[0] for path, _ in wrong}
    return YamlDocument(
        {key: value for key, value in values.items() if key not in left},
        document.marks,
        (*document.problems, *faults),
        document.left_out | {(key,) for key in left},
    )


def _file_problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """A file without a title, or with what no file says."""
    if values.get("title") is None or not str(values["title"]).strip():
        yield problem(("title",), "missing; each scenario has its own title")
    if "name" in values:
        yield problem(("name",), "unknown key 'name'; the file's name is it")
    if "ranges" in values:
        text = translatable(
            "unknown key 'ranges'; a range stands beside its value, such as {example}"
        )
        yield problem(("ranges",), text, example=EXAMPLE)


def _parent(path: Path, root: Path, document: YamlDocument) -> Path:
    """The file of the parent, by name in the folder or by relative path, within the root."""
    name = document.values["extends"]
    try:
        if not isinstance(name, str) or not name.strip():
            raise InvalidValue("read {read}, expected the name of one scenario", read=as_read(name))
        return find_parent(path, root, name)
    except ValueError as problem:
        message = str(problem)
        raise ScenarioError([located(("extends",), message, document.marks)]) from None
