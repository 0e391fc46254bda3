"""What-ifs in Python: values and verbs as keywords."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from simulator.scenario.dated import changes_in
from simulator.scenario.inheritance import as_scenario
from simulator.scenario.overrides import refuse_undated, rewritten
from simulator.scenario.scenario import Scenario

MAX_NAME = 60  # letters, of what a what-if is called by its changes


def what_if(
    scenario: Scenario | str | Path,
    /,
    *,
    name: str | None = None,
    reassign: Mapping[str, Any] | None = None,
    hire: Mapping[str, Any] | None = None,
    expedite: Mapping[str, Any] | None = None,
    automate: Mapping[str, Any] | None = None,
    eliminate: Sequence[str] | None = None,
    **values: Any,
) -> Scenario:
    """A scenario that differs from another: the grammar of a what-if file as keywords.

    Values come first, then the verbs, as in a file.

    Args:
        scenario: What to start from, or its name or path.
        name: What the what-if is called in results; made of what differs if not given, so that
            two what-ifs of one scenario have two names.
        reassign: Activity -> role, or a map (to, share, hand_over, take_over, comes_back, ...).
        hire: Role -> people more (or fewer, if negative).
        expedite: Activity -> share of today's time that it still takes, such as 0.7.
        automate: Activity -> share of its cases that need nobody, or ``share`` and ``costs``.
        eliminate: Activities that are not done any more.
        **values: Any field of a scenario file (``roles``, ``activities``, ``horizon``, ``title``,
            ...): maps merge key by key, other values replace, None takes a key out.

    Returns:
        A new scenario; the one given stays as it is.

    Raises:
        ScenarioError: If the result is no scenario; it says what was read and what was expected.
        UsageError: If what is given is neither a scenario nor a name.

    Example:
        >>> from simulator import load, what_if
        >>> today = load("baseline")
        >>> helped = what_if(today, hire={"sales_support": 2})
        >>> helped.name, helped.roles["sales_support"].people
        ('baseline + hire sales_support 2', 10)
    """
    scenario = as_scenario(scenario)
    given = {
        "reassign": reassign,
        "hire": hire,
        "expedite": expedite,
        "automate": automate,
        "eliminate": eliminate,
    }
    verbs = {verb: _plain(content) for verb, content in given.items() if content is not None}
    values = _plain(values)
    if not any("before" in each for each in changes_in(values)):
        refuse_undated(values, values, {})
    name = name or _name_of_what_if(scenario.name, {**verbs, **values})
    return rewritten(scenario, name, values, verbs)


def _name_of_what_if(base: str, changes: Mapping[str, Any]) -> str:
    """The base and what differs; a digest stands for what is too long to be said."""
    parts = [part for key, value in changes.items() for part in _named_changes(key, value)]
    text = ", ".join(parts)
    if len(text) > MAX_NAME or any(_is_nested(value) for value in changes.values()):
        content = json.dumps(changes, sort_keys=True, default=str)
        digest = hashlib.sha256(content.encode()).hexdigest()[:4]
        text = f"{text[:MAX_NAME].rstrip(' ,')} ({digest})"
    return f"{base} + {text}" if text else f"{base} + nothing"


def _named_changes(key: str, value: Any) -> Iterator[str]:
    """One change in few words, such as ``hire sales_support 2``."""
    if isinstance(value, Mapping):
        for word, content in value.items():
            yield (
                f"{key} {word}"
                if isinstance(content, Mapping | list)
                else (f"{key} {word} {content}")
            )
    elif isinstance(value, list | tuple) and all(isinstance(each, Mapping) for each in value):
        for each in value:
            parts = (_named_changes(word, part) for word, part in each.items() if word != "on")
            yield f"on {each.get('on')} {', '.join(name for names in parts for name in names)}"
    elif isinstance(value, list | tuple):
        yield f"{key} {' '.join(map(str, value))}"
    else:
        yield f"{key} {value}"


def _is_nested(value: Any) -> bool:
    """Does a change hold more than its name says?"""
    within = value.values() if isinstance(value, Mapping) else ()
    return any(isinstance(content, Mapping | list) for content in within)


def _plain(value: Any) -> Any:
    """A value as a scenario file could hold it: NumPy's numbers become Python's."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value
