"""Measures that a scenario names, to watch or in a claim, and that there are not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, product

from simulator.errors import Diagnostic, KeyPath
from simulator.experiment.gains import ONLY_IN_COMPARISONS
from simulator.i18n import gettext
from simulator.measures.registry import MEASURES
from simulator.measures.sales import WEEKS_OF_YEAR
from simulator.model.parameters import Parameters, parameters_of
from simulator.scenario.diagnostics import located
from simulator.scenario.inheritance import ScenarioWithMarks
from simulator.scenario.lessons import LessonWithMarks
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.lesson import Lesson
from simulator.scenario.units import WEEK, nearest_word

_OF_CONTACTS = ("talking", "with_the_way", "time_driven", "all_in", "talking_to_all_in")


def unmeasured(read: ScenarioWithMarks) -> list[Diagnostic]:
    """Names in ``watch`` and ``claims`` that stand for no measure, each with the nearest one."""
    named = dict(_named(read.scenario))
    if not named:
        return []
    known = _known(read.scenario)
    return [
        located(path, _unmeasured(key, sorted(known)), read.marks)
        for path, key in named.items()
        if key not in known
    ]


def not_measured(read: LessonWithMarks) -> list[Diagnostic]:
    """Measures that a lesson shows, adds up or claims, and that its world does not know."""
    known = _known(read.world)
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


def _known(scenario: Scenario) -> set[str]:
    """All that is measured of a scenario, alone or in a comparison."""
    words = _words(parameters_of(scenario))
    names = [each.name for each in (*MEASURES, *ONLY_IN_COMPARISONS)]
    return set(chain.from_iterable(_keys(name, words) for name in names))


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


def _words(c: Parameters) -> Mapping[str, Sequence[str]]:
    """What of a scenario may stand in the place of a placeholder."""
    years = (c.horizon - c.warm_up) // WEEK // WEEKS_OF_YEAR
    return {
        "<definition>": [*(name for name, _ in c.selling), *_OF_CONTACTS],
        "<role>": c.roles.name,
        "<category>": c.categories,
        "<activity>": c.activities.name,
        "<deal>": c.deals.name,
        "<stage>": list(chain.from_iterable(c.deals.stages)),
        "<segment>": c.segments,
        "<channel>": c.channels,
        "<week>": [str(week + 1) for week in range(c.horizon // WEEK)],
        "<year>": [str(year + 1) for year in range(years)],
    }


def _keys(name: str, words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """All that the name of a measure stands for in one scenario."""
    parts = re.split("(<[a-z]+>)", name)
    for chosen in product(*(words.get(part, (part,)) for part in parts)):
        yield "".join(chosen)
