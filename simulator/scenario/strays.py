"""Entries that nothing names: new ones, as if another one had been meant, and work left over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from simulator.errors import Diagnostic, KeyPath
from simulator.i18n import gettext, translatable
from simulator.scenario.diagnostics import located
from simulator.scenario.eliminated import ELIMINATE, eliminated
from simulator.scenario.inheritance import ScenarioWithMarks, load_with_marks, parent_of
from simulator.scenario.overrides import resolved
from simulator.scenario.routing import edges_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import nearest_word
from simulator.scenario.verbs import VERBS
from simulator.scenario.yaml_reader import Mark

VERB_AND_NAME = 2  # keys at the end of a path
_ACT_BY_THEMSELVES = ("deals", "shocks")  # whether anything names them or not


def strays(read: ScenarioWithMarks) -> list[Diagnostic]:
    """New entries of a what-if, called nearly as another one and used nowhere; orphaned work."""
    orphaned = [("activities", name) for name in _orphaned(read.scenario)]
    text = translatable("nothing brings {name!r} any more: what it follows on is eliminated")
    noted = [located(each, gettext(text, name=each[1]), read.marks) for each in orphaned]
    noted += [*_for_nothing(read), *_once_more(read), *_rarer(read, {name for _, name in orphaned})]
    for entry, others in read.new.items():
        if entry in orphaned:
            continue
        kind, name = entry
        there = getattr(read.scenario, kind)
        hint = nearest_word(name, [each for each in others if each in there])
        if hint and name in there and not _is_used(read.scenario, kind, name):
            text = translatable("{name!r} is new and nothing names it{hint}")
            if kind == "segments" and read.scenario.call_plans:
                text = translatable("{name!r} is new and no call plan calls on it{hint}")
            noted.append(located(entry, gettext(text, name=name, hint=hint), read.marks))
    return noted


def _once_more(read: ScenarioWithMarks) -> Iterator[Diagnostic]:
    """What is automated or expedited for a second time, of which shares multiply."""
    cures = {
        "automate": translatable(
            "{name!r} is automated before this, too: this is a share of what is left then, and 0"
            " ends nothing; to set the share itself, say"
            " 'activities: {{{name}: {{automated: ...}}}}'"
        ),
        "expedite": translatable(
            "{name!r} is expedited before this, too: this is a share of the time that it takes"
            " then; to set the time itself, say 'activities: {{{name}: {{lasts: ...}}}}'"
        ),
    }
    for path, mark in read.marks.items():
        verb, name = path[-2:] if len(path) >= VERB_AND_NAME else ("", "")
        if verb in cures and (_in_step_before(path, read.marks) or _in_parent(path[-2:], mark)):
            yield located(path, gettext(cures[verb], name=name), read.marks)


def _in_step_before(path: KeyPath, marks: Mapping[KeyPath, Mark]) -> bool:
    """Does an earlier day of the same list say the same verb of the same work?"""
    match path:
        case ("change", place, verb, name):
            return any(("change", str(n), verb, name) in marks for n in range(int(place)))
    return False


def _in_parent(verb_and_name: KeyPath, mark: Mark) -> bool:
    """Does a file that the one marked extends say the same verb of the same work?"""
    parent = parent_of(mark.file)
    marks = load_with_marks(parent).marks if parent is not None else {}
    return any(path[-2:] == verb_and_name for path in marks)


def _rarer(read: ScenarioWithMarks, orphaned: set[str]) -> Iterator[Diagnostic]:
    """Causes that a verb eliminates of work that others bring still."""
    links, known = set(map(_link, read.marks)), read.scenario.activities.keys()
    text = translatable("{effects} comes less often: it follows on {cause!r}, too")
    for path, cause in eliminated(read.marks).items():
        effects = [name for name in known if (cause, name) in links and name not in orphaned]
        if effects and cause not in known:
            values = {"cause": cause, "effects": ", ".join(map(repr, effects))}
            yield located(path, gettext(text, **values), read.marks)


def _link(path: KeyPath) -> tuple[str, str]:
    """Cause and effect, where a file says that one activity follows on another."""
    match path:
        case ("activities", effect, "arises", "after", cause):
            return cause, effect
        case ("activities", cause, "then", effect):
            return cause, effect
    return "", ""


def _for_nothing(read: ScenarioWithMarks) -> Iterator[Diagnostic]:
    """What verbs say of work that the same file, on the same day, eliminates."""
    text = translatable("{name!r} is eliminated beside this, which therefore changes nothing")
    for path, mark in read.marks.items():
        verb, name = path[-2:] if len(path) >= VERB_AND_NAME else ("", "")
        if verb not in VERBS or verb == ELIMINATE or name in read.scenario.activities:
            continue
        beside = (*path[:-2], ELIMINATE)
        gone = (m for at, m in read.marks.items() if at[:-1] == beside and m.file == mark.file)
        if any(each.written in ("", name) for each in gone):
            yield located(path, gettext(text, name=name), read.marks)


def _orphaned(scenario: Scenario) -> Iterator[str]:
    """Work that follows on other work only, of which none is left."""
    led_to = {edge.effect for edge in edges_of(scenario)} | scenario.call_plans.keys()
    led_to |= {plan.preparation for plan in scenario.call_plans.values() if plan.preparation}
    contracts = (segment.contract for segment in scenario.segments.values())
    led_to |= {each.ends_with for each in contracts if each}
    for name, activity in scenario.activities.items():
        follows = "after" in activity.arises.model_fields_set
        if follows and name not in led_to and not any(activity.arises.triggers()):
            yield name


def _is_used(scenario: Scenario, kind: str, name: str) -> bool:
    """Does an entry act by itself, or is it named anywhere else?"""
    if kind in _ACT_BY_THEMSELVES:
        return True
    if kind == "activities" and any(scenario.activities[name].arises.triggers()):
        return True
    if kind == "segments" and _is_called_on(scenario, name):
        return True
    return _names(resolved(scenario), (kind, name), ())


def _is_called_on(scenario: Scenario, name: str) -> bool:
    segment = scenario.segments[name]
    by_file = segment.each.contact_every if segment.each else None
    return bool(segment.shortest_intervals() or by_file)


def _names(value: Any, entry: KeyPath, at: KeyPath) -> bool:
    """Does a text or a key name an entry, outside of what is said of itself?"""
    kind, name = entry
    if isinstance(value, str):
        return name in value.split(".")  # measures have names in them
    if isinstance(value, Mapping):
        return any(
            (key == name and each is not None) or _names(each, entry, (*at, key))
            for key, each in value.items()
            if (*at, key) != entry and (*at, key)[-3:] != ("before", kind, name)
        )
    if isinstance(value, list | tuple):
        return any(_names(each, entry, at) for each in value)
    return False
