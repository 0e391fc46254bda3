"""Measures that a scenario names, to watch or in a claim, and that there are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.errors import Diagnostic, KeyPath
from simulator.experiment.measurable import measurable
from simulator.i18n import gettext
from simulator.scenario.diagnostics import located
from simulator.scenario.inheritance import ScenarioWithMarks
from simulator.scenario.lessons import LessonWithMarks
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.lesson import Lesson
from simulator.scenario.units import nearest_word


def unmeasured(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Names in ``watch`` and ``claims`` that stand for no measure, each with the nearest one."""
    named = dict(_named(read.scenario))
    if not named:
        return []
    known = measurable(read.scenario)
    return [
        located(path, _unmeasured(key, sorted(known)), read.marks)
        for path, key in named.items()
        if key not in known
    ]


def not_measured(read: LessonWithMarks) -> list[Diagnostic]:
    """Measures that a lesson shows, adds up or claims, and that its world does not know."""
    known = measurable(read.world)
    return [
        located(path, _unmeasured(key, sorted(known)), read.marks)
        for path, key in _named_in_lesson(read.lesson)
        if key not in known
    ]


def _named_in_lesson(lesson: Lesson) -> Iterator[tuple[KeyPath, str]]:
    """The measures that a lesson names, and where."""
    for key in lesson.measures:
        yield ("measures", key), key
    for number, bridge in enumerate(lesson.why):
        for key in bridge.parts:
            yield ("why", str(number), "parts", key), key
    for name, claim in lesson.claims.items():
        yield ("claims", name, "measure"), claim.measure


def _named(scenario: Scenario) -> Iterator[tuple[KeyPath, str]]:
    """The measures that a scenario names, and where."""
    for number, key in enumerate(scenario.watch):
        yield ("watch", str(number)), key
    for name, claim in scenario.claims.items():
        yield ("claims", name, "measure"), claim.measure
        for guard in claim.guards:
            yield ("claims", name, "guards", guard), guard


def _unmeasured(key: str, known: Sequence[str]) -> str:
    hint = nearest_word(key, known) or gettext("; the page of measures lists them")
    return gettext("nothing is measured as {key!r}{hint}", key=key, hint=hint)
