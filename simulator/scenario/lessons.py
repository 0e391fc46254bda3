"""Lessons from their files: checked, with the line of each value, and the world at each setting."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from itertools import product
from math import prod
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext
from simulator.scenario.diagnostics import diagnostics_of, located
from simulator.scenario.file_schema import FileSchema
from simulator.scenario.folders import (
    ENDINGS,
    LESSONS,
    ListedScenario,
    file_within,
    find,
    listing,
    root_of,
)
from simulator.scenario.inheritance import load
from simulator.scenario.merging import copied, merge
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.lesson import BETWEEN, MAX_POINTS, Knob, Lesson, Setting, Settings
from simulator.scenario.units import nearest_word
from simulator.scenario.verbs import VERBS
from simulator.scenario.what_if import what_if
from simulator.scenario.yaml_reader import Mark, read_yaml

LESSON_FILES = FileSchema(
    lambda: Lesson.model_json_schema(by_alias=True), left_out=frozenset({"name"})
)

_KEYS = ("extra_forbidden", "missing")  # what pydantic calls keys too many and too few


class LessonWithMarks(NamedTuple):
    """A lesson, its world at first, and where each of the lesson's values stands."""

    lesson: Lesson
    world: Scenario
    marks: Mapping[KeyPath, Mark]
    path: Path


def find_lesson(name_or_path: str | Path) -> Path:
    """The file of a lesson; ScenarioError with the nearest name when there is none."""
    return find(name_or_path, kind=LESSONS)


def all_lessons() -> list[ListedScenario]:
    """All lessons that can be named, those of the current folder first."""
    return listing(kind=LESSONS)


def is_lesson(path: Path) -> bool:
    """Is this file a lesson, not a scenario? Only lessons have knobs."""
    try:
        return "knobs" in read_yaml(path).values
    except ScenarioError:
        return path.resolve().parent.name == LESSONS


def load_lesson(name_or_path: str | Path) -> LessonWithMarks:
    """A lesson by its name or path; ScenarioError names file and line of all that is wrong."""
    read, wrong = try_lesson(name_or_path)
    if read is None or wrong:
        raise ScenarioError(wrong)
    return read


def try_lesson(name_or_path: str | Path) -> tuple[LessonWithMarks | None, list[Diagnostic]]:
    """A lesson as far as it can be read, and all that is wrong with it.

    A key that nobody knows does not hide what else is wrong: the rest is read without it.
    """
    path = find_lesson(name_or_path)
    document = read_yaml(path)
    values, marks = {**document.values, "name": path.stem}, document.marks
    wrong: list[Diagnostic] = []
    try:
        lesson = Lesson.model_validate(values)
    except ValidationError as error:
        wrong += diagnostics_of(error, document.values, marks, LESSON_FILES)
        try:
            lesson = Lesson.model_validate(_with_known_keys(values, error))
        except ValidationError:
            return None, wrong
    wrong += [located(at, text, marks) for at, text in _misfits(lesson)]
    try:
        world = _world(lesson, path, marks)
    except ScenarioError as error:
        return None, [*wrong, *error.diagnostics]
    strange = (*_strange_paths(lesson, world), *_strange_activities(lesson, world))
    wrong += [located(at, text, marks) for at, text in strange]
    return LessonWithMarks(lesson, world, marks, path), wrong


def _with_known_keys(values: Mapping[str, Any], error: ValidationError) -> dict[str, Any]:
    """The same without keys that are unknown; one much like a key that is missing stands for it."""
    known: dict[str, Any] = copied(dict(values))
    places = {kind: [e["loc"] for e in error.errors() if e["type"] == kind] for kind in _KEYS}
    for *parent, key in places["extra_forbidden"]:
        around: Any = known
        for step in parent:
            around = around[step]
        value = around.pop(key)
        missing = [str(name) for *place, name in places["missing"] if place == parent]
        around.update(dict.fromkeys(get_close_matches(str(key), missing, n=1), value))
    return known


def _world(lesson: Lesson, path: Path, marks: Mapping[KeyPath, Mark]) -> Scenario:
    """The scenario at first: that which is named, with the lesson's own values over it."""
    try:
        base = load(_scenario_of(lesson.world, path))
    except ValueError as problem:
        raise ScenarioError([located(("world",), str(problem), marks)]) from None
    except ScenarioError as error:
        first = error.diagnostics[0]
        if first.file:
            raise
        raise ScenarioError([located(("world",), first.message, marks)]) from None
    with _at_lines_of(marks, {(): ("values",)}):
        return what_if(base, name=base.name, **lesson.values) if lesson.values else base


def _scenario_of(world: str, path: Path) -> str | Path:
    """A name, or the file at a path that begins where the lesson lies, in the lessons' folder."""
    if "/" not in world and not world.lower().endswith(ENDINGS):
        return world
    return file_within(path, root_of(path, LESSONS), world)


# -- settings --------------------------------------------------------------------------------------


def points_of(lesson: Lesson) -> list[dict[str, Setting]]:
    """All settings of the knobs, the last knob's the fastest."""
    values = [knob.settings for knob in lesson.knobs.values()]
    return [dict(zip(lesson.knobs, each, strict=True)) for each in product(*values)]


def point_number(lesson: Lesson, settings: Settings) -> int:
    """Which of the points some settings are, with the others at first."""
    whole = lesson.at(settings)
    return points_of(lesson).index({name: whole[name] for name in lesson.knobs})


def world_at(read: LessonWithMarks, settings: Mapping[str, Setting]) -> Scenario:
    """The world with knobs set; those not said stand as at first.

    What is wrong with it is said at the knob that brings it.
    """
    world, name = read.world, read.world.name
    for knob_name, value in settings.items():
        knob = read.lesson.knobs[knob_name]
        changes, places = _changes(knob_name, knob, value)
        with _at_lines_of(read.marks, places):
            world = what_if(world, name=name, **changes) if changes else world
    return world


def check_settings(read: LessonWithMarks) -> None:
    """Raises ScenarioError for the first setting that makes no scenario of the world."""
    for point in points_of(read.lesson):
        world_at(read, point)


def _changes(
    name: str, knob: Knob, value: Setting
) -> tuple[Mapping[str, Any], dict[KeyPath, KeyPath]]:
    """What a setting makes of the world, and where in the lesson the changes are written."""
    if knob.choices:
        chosen = str(value)
        return knob.choices[chosen].changes, {(): ("knobs", name, "choices", chosen, "changes")}
    plain = knob.written == "{}"
    written = value if plain else knob.written.replace("{}", str(value))
    changes: dict[str, Any] = {}
    for path in knob.paths:
        inner: Any = written
        for key in reversed(path.split(".")):
            inner = {key: inner}
        changes = merge(changes, inner)
    return changes, {(): ("knobs", name)}


@contextmanager
def _at_lines_of(
    marks: Mapping[KeyPath, Mark], places: Mapping[KeyPath, KeyPath]
) -> Iterator[None]:
    """Says what is wrong with values of the world at the lines of the lesson that bring them."""
    try:
        yield
    except ScenarioError as error:
        own = [_in_lesson(each, places[()], marks) for each in error.diagnostics]
        raise ScenarioError(own) from None


def _in_lesson(problem: Diagnostic, at: KeyPath, marks: Mapping[KeyPath, Mark]) -> Diagnostic:
    path = (*at, *problem.path)
    return replace(located(path, problem.message, marks), path=path)


# -- whether its parts fit together ----------------------------------------------------------------


def _misfits(lesson: Lesson) -> Iterator[tuple[KeyPath, str]]:
    """What does not fit together: settings that no knob has, measures that are not shown."""
    count = prod(len(knob.settings) for knob in lesson.knobs.values())
    if count > MAX_POINTS:
        text = gettext(
            "{count} settings in all, expected at most {most}", count=count, most=MAX_POINTS
        )
        yield ("knobs",), text
    for at, settings in _all_settings(lesson):
        yield from _unknown_settings(lesson, at, settings)
    for at, measure in _all_measures(lesson):
        if measure not in lesson.measures:
            hint = nearest_word(measure, lesson.measures)
            yield at, gettext("{name!r} is none of the measures{hint}", name=measure, hint=hint)
    if lesson.bet.knob is not None and lesson.bet.knob not in lesson.knobs:
        yield ("bet", "knob"), _no_knob(lesson, lesson.bet.knob)
    count = len(lesson.weeks) or 2
    for number, moment in enumerate(lesson.moments):
        if moment.week > count:
            text = gettext("read {read}, expected 1 to {most}", read=moment.week, most=count)
            yield ("moments", str(number), "week"), text


def _strange_paths(lesson: Lesson, world: Scenario) -> Iterator[tuple[KeyPath, str]]:
    """Paths of knobs that lead to somebody or something that the world has not."""
    for name, knob in lesson.knobs.items():
        for path in knob.paths:
            part, _, rest = path.partition(".")
            kind = _named_by(part) if part in VERBS else part
            entry, known = rest.partition(".")[0], getattr(world, kind, None)
            if isinstance(known, FrozenMap) and entry not in known:
                hint = nearest_word(entry, known)
                text = gettext(
                    "{path}: nothing is called {name!r}{hint}", path=path, name=entry, hint=hint
                )
                yield ("knobs", name, "sets"), text


def _named_by(verb: str) -> str:
    """Of what there is a name behind a verb."""
    return "roles" if verb == "hire" else "activities"


def _strange_activities(lesson: Lesson, world: Scenario) -> Iterator[tuple[KeyPath, str]]:
    """Activities to be shown that the world has not."""
    named: list[tuple[KeyPath, str]] = [(("heaps",), each) for each in lesson.heaps]
    if lesson.follows is not None:
        named.append((("follows",), lesson.follows))
    for number, moment in enumerate(lesson.moments):
        shown = ("moments", str(number), "shows", "doing")
        named += [((*shown, each), each) for each in moment.shows.doing if each not in BETWEEN]
    for at, name in named:
        if name not in world.activities:
            hint = nearest_word(name, world.activities)
            yield at, gettext("nothing is called {name!r}{hint}", name=name, hint=hint)


def _no_knob(lesson: Lesson, name: str) -> str:
    return gettext("no knob {name!r}{hint}", name=name, hint=nearest_word(name, lesson.knobs))


def _unknown_settings(
    lesson: Lesson, at: KeyPath, settings: Settings
) -> Iterator[tuple[KeyPath, str]]:
    for name, value in settings.items():
        if name not in lesson.knobs:
            yield (*at, name), _no_knob(lesson, name)
        elif value not in lesson.knobs[name].settings:
            words = ", ".join(map(str, lesson.knobs[name].settings))
            text = gettext("read {read}, expected {expected}", read=value, expected=words)
            yield (*at, name), text


def _all_settings(lesson: Lesson) -> Iterator[tuple[KeyPath, Settings]]:
    """Every place where knobs are set."""
    yield ("bet", "at"), lesson.bet.at
    for number, week in enumerate(lesson.weeks):
        yield ("weeks", str(number), "at"), week.at
    pairs = [("why", str(number), each.begin, each.end) for number, each in enumerate(lesson.why)]
    pairs += [("compare", str(n), each.begin, each.end) for n, each in enumerate(lesson.compare)]
    for key, place, begin, end in pairs:
        yield (key, place, "from"), begin
        yield (key, place, "to"), end
    for name, claim in lesson.claims.items():
        yield ("claims", name, "at"), claim.at
        if claim.against is not None:
            yield ("claims", name, "against"), claim.against


def _all_measures(lesson: Lesson) -> Iterator[tuple[KeyPath, str]]:
    """Every place that names one of the measures shown."""
    yield ("bet", "measure"), lesson.bet.measure
    for number, bridge in enumerate(lesson.why):
        yield ("why", str(number), "measure"), bridge.measure
