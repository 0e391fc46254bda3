"""Entries that a what-if is the first to name: one that is misspelt is silently a new one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext
from simulator.scenario.units import nearest_word

KINDS = (
    *("selling", "roles", "segments", "profiles", "activities", "call_plans", "responses"),
    *("deals", "shocks"),
)
NewEntries = Mapping[KeyPath, Sequence[str]]  # kind and name -> names of that kind already there


def new_entries(parent: Mapping[str, Any], own: Mapping[str, Any]) -> dict[KeyPath, Sequence[str]]:
    """What a what-if names that its parent does not, by itself or from some day on.

    >>> own = {"roles": {"dsk": {"people": 2}, "rep": {"people": 3}}}
    >>> new_entries({"roles": {"desk": {}, "rep": {}}}, own)
    {('roles', 'dsk'): ['desk', 'rep']}
    """
    new: dict[KeyPath, Sequence[str]] = {}
    for kind in KINDS:
        known = list(_entries(parent, kind))
        for entries in (_entries(values, kind) for values in (own, *_from_days(own))):
            names = [
                name for name, each in entries.items() if each is not None and name not in known
            ]
            known = [name for name in known if entries.get(name, name) is not None]  # not renamed
            new |= {(kind, name): known for name in names}
            known = [*known, *names]
    return new


def _entries(values: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """The entries of a kind; none where something else stands there."""
    entries = values.get(kind)
    return entries if isinstance(entries, Mapping) else {}


def _from_days(values: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """What a list of days says of each."""
    change = values.get("change")
    for step in change if isinstance(change, list | tuple) else ():
        content = step.get("values") if isinstance(step, Mapping) else None
        if isinstance(content, Mapping):
            yield content


def with_likely_names(error: ScenarioError, new: NewEntries) -> ScenarioError:
    """The same error; what is wrong with a new entry says first of it what may have been meant."""
    hinted: set[KeyPath] = set()
    return ScenarioError([_likely(each, new, hinted) for each in error.diagnostics])


def _likely(wrong: Diagnostic, new: NewEntries, hinted: set[KeyPath]) -> Diagnostic:
    entry = wrong.path[:2]
    hint = nearest_word(entry[1], new[entry]) if entry in new and entry not in hinted else ""
    hinted.add(entry)
    if not hint or hint in wrong.message:
        return wrong
    text = gettext(
        "{message} ({name!r} is new here{hint})", message=wrong.message, name=entry[1], hint=hint
    )
    return replace(wrong, message=text)
