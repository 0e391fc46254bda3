"""A claim's mechanism taken away: its placebo laid over the what-if and its today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext
from simulator.scenario.dated import as_values, changes_in, timeline_of
from simulator.scenario.diagnostics import located
from simulator.scenario.merging import merge
from simulator.scenario.overrides import DATELESS, build, resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Claim
from simulator.scenario.units import nearest_word
from simulator.scenario.verbs import VERBS
from simulator.scenario.yaml_reader import Mark

SUFFIX = ".placebo"  # of what a scenario is called below a placebo
REFUSED = {*DATELESS, *VERBS, "name", "ranges"}
# Things by name: what a placebo says of one that a scenario does not have is left out there.
THINGS = ("roles", "segments", "profiles", "activities", "call_plans", "responses", "deals")
Values = Mapping[str, Any]


def below_placebo(
    name: str, claim: Claim, sides: Sequence[Scenario], marks: Mapping[KeyPath, Mark]
) -> tuple[Scenario, ...]:
    """Scenarios with the placebo of a claim laid over each of them.

    What it says of a thing is left out where a scenario has no such thing. Raises ScenarioError
    with the line in the file that makes the claim.
    """
    at = ("claims", name, "placebo")
    values: Values = claim.model_dump(mode="json")["placebo"]
    wrong = [*_refused(values), *_unknown(values, sides)]
    if wrong:
        raise ScenarioError([located((*at, *path), text, marks) for path, text in wrong])
    own = {path[len(at) :]: mark for path, mark in marks.items() if path[: len(at)] == at}
    try:
        return tuple(_laid_over(side, values, own) for side in sides)
    except ScenarioError as error:
        raise ScenarioError([_of_placebo(each, at) for each in error.diagnostics]) from None


def _of_placebo(wrong: Diagnostic, at: KeyPath) -> Diagnostic:
    message = gettext("with this placebo: {message}", message=wrong.message)
    return replace(wrong, message=message, path=(*at, *wrong.path))


def _refused(values: Values) -> Iterator[tuple[KeyPath, str]]:
    """What no placebo says: words that only name things, and verbs."""
    for key in values:
        if key in REFUSED:
            yield (key,), gettext("a placebo holds values of a scenario, such as 'responses'")


def _unknown(values: Values, sides: Sequence[Scenario]) -> Iterator[tuple[KeyPath, str]]:
    """Things that no side has: there is nothing to switch off."""
    for kind in THINGS:
        known = sorted({name for side in sides for name in getattr(side, kind)})
        named = values.get(kind)
        for name in named if isinstance(named, Mapping) else ():
            if name not in known:
                hint = nearest_word(name, known)
                text = gettext("no scenario of this claim has {name!r}{hint}", name=name, hint=hint)
                yield (kind, name), text


def _laid_over(side: Scenario, values: Values, marks: Mapping[KeyPath, Mark]) -> Scenario:
    """One scenario with values that hold all the time, whatever changes on a day."""
    whole = resolved(side)
    whole.pop("claims", None)
    if any(each.get("on") or "before" in each for each in changes_in(whole)):
        time, ranges = timeline_of(whole)
        time.states[:] = [_merged(state, values) for state in time.states]
        whole = as_values(time, ranges)
    else:
        whole = _merged(whole, values)
    return build(whole, marks, f"{side.name}{SUFFIX}")


def _merged(whole: Values, values: Values) -> dict[str, Any]:
    """Values with a placebo's; a curve of a response is laid over as a whole."""
    own = _there(values, whole)
    responses = own.get("responses") or {}
    flat = {name for name, each in responses.items() if isinstance(each, dict) and "points" in each}
    cleared = {
        name: {key: part for key, part in each.items() if key != "points" or name not in flat}
        for name, each in whole.get("responses", {}).items()
    }
    return merge({**whole, "responses": cleared}, own)


def _there(values: Values, whole: Values) -> dict[str, Any]:
    """What of some values is about things that are there."""
    return {
        kind: {name: each for name, each in named.items() if name in whole.get(kind, {})}
        if kind in THINGS and isinstance(named, Mapping)
        else named
        for kind, named in values.items()
    }
