"""The planner's verbs: reassign, hire, expedite, automate and eliminate rewrite plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from pydantic import Field

from simulator.scenario.schema.activities import Moved
from simulator.scenario.schema.base import Map, Name, SchemaModel
from simulator.scenario.units import (
    Number,
    Share,
    Whole,
    format_duration,
    nearest_word,
    parse_duration,
)

Values = dict[str, Any]
VERBS = ("reassign", "hire", "expedite", "automate", "eliminate")


class Verbs(SchemaModel):
    """What a what-if does differently; after loading no verb remains."""

    reassign: Map[Name | Moved] | None = Field(
        None, description="Activity -> the role that does it from now on, in whole or in part."
    )
    hire: Map[Whole] | None = Field(
        None,
        description="Role -> people added, from the day of the change on if it has one; negative:"
        " people who leave.",
    )
    expedite: Map[Annotated[Number, Field(gt=0, le=10)]] | None = Field(
        None, description="Activity -> share of today's time that it still takes."
    )
    automate: Map[Share] | None = Field(
        None, description="Activity -> share of its cases that need nobody."
    )
    eliminate: tuple[Name, ...] | None = Field(
        None, description="Activities that nobody does any more."
    )


class VerbProblem(ValueError):
    """A verb that cannot be carried out: its path of keys and the reason."""

    def __init__(self, where: tuple[str, ...], message: str) -> None:
        self.where = where
        super().__init__(message)


def apply(values: Values, said: Values) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Rewrites plain values in the order of the verbs.

    ``said`` holds the verbs as a file or a caller wrote them, already checked. Returns which paths
    each verb wrote, as pairs of written path and verb's path. Raises VerbProblem.
    """
    written: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for verb in VERBS:
        for word, what in _items(said.get(verb)):
            where = (verb, word)
            written += [(path, where) for path in _ACTIONS[verb](values, where, what)]
    return written


def _items(said: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(said, dict):
        return list(said.items())
    return [(str(word), None) for word in said or ()]


def _named(values: Values, kind: str, where: tuple[str, ...], word: str) -> Values:
    """The role or activity of a name; a problem when there is none."""
    known = values.get(kind)
    known = known if isinstance(known, dict) else {}
    if not isinstance(known.get(word), dict):
        expected = ", ".join(sorted(known)[:12]) or "none is defined"
        hint = nearest_word(word, known)
        raise VerbProblem(where, f"read {word!r}, expected one of the {kind} ({expected}){hint}")
    found: Values = known[word]
    return found


def _reassign(values: Values, where: tuple[str, ...], what: Any) -> list[tuple[str, ...]]:
    activity = _named(values, "activities", where, where[1])
    to = what if isinstance(what, str) else what.get("to")
    _named(values, "roles", where if isinstance(what, str) else (*where, "to"), str(to))
    at = ("activities", where[1])
    if to == activity.get("by") and not activity.get("moved"):
        raise VerbProblem(where, f"{to!r} does {where[1]!r} already")
    activity.pop("moved", None)
    if isinstance(what, str):
        activity.pop("whose", None)
        activity["by"] = to
        return [(*at, "by"), at]
    activity["moved"] = dict(what)
    return [(*at, "moved"), *((*at, "moved", key) for key in what)]


def _hire(values: Values, where: tuple[str, ...], what: Any) -> list[tuple[str, ...]]:
    role = _named(values, "roles", where, where[1])
    people = role.get("people")
    if isinstance(people, bool) or not isinstance(people, int):
        return []  # the role itself is refused later, where it is written
    if people + what < 0:
        raise VerbProblem(where, f"{-what} cannot leave: there are {people}")
    role["people"] = people + int(what)
    written: list[tuple[str, ...]] = [("roles", where[1], "people")]
    before = role.get("newcomers") or 0
    if what > 0 and _map_at(values, "change").get("on") is not None and isinstance(before, int):
        role["newcomers"] = before + int(what)
        written.append(("roles", where[1], "newcomers"))
    return written


def _expedite(values: Values, where: tuple[str, ...], what: Any) -> list[tuple[str, ...]]:
    activity = _named(values, "activities", where, where[1])
    at = ("activities", where[1], "lasts")
    lasts = activity.get("lasts")
    try:
        if isinstance(lasts, dict):
            lasts["mean"] = format_duration(round(parse_duration(lasts.get("mean")) * what))
            return [(*at, "mean")]
        activity["lasts"] = format_duration(round(parse_duration(lasts) * what))
    except ValueError:
        return []  # the activity itself is refused later, where it is written
    return [at]


def _automate(values: Values, where: tuple[str, ...], what: Any) -> list[tuple[str, ...]]:
    activity = _named(values, "activities", where, where[1])
    before = activity.get("automated") or 0
    if isinstance(before, bool) or not isinstance(before, int | float) or not 0 <= before <= 1:
        return []  # the activity itself is refused later, where it is written
    activity["automated"] = round(1 - (1 - before) * (1 - what), 12)
    return [("activities", where[1], "automated")]


def _eliminate(values: Values, where: tuple[str, ...], _: Any) -> list[tuple[str, ...]]:
    name = where[1]
    _named(values, "activities", where, name)
    del values["activities"][name]
    for activity in _map_at(values, "activities").values():
        _map_at(_map_at(activity, "arises"), "after").pop(name, None)
    plans = _map_at(values, "call_plans")
    plans.pop(name, None)
    for plan in plans.values():
        if isinstance(plan, dict) and plan.get("preparation") == name:
            del plan["preparation"]
    for segment in _map_at(values, "segments").values():
        _map_at(segment, "contact_every").pop(name, None)
    return []


def _map_at(values: Any, key: str) -> Values:
    """The map at a key; an empty one when something else stands there."""
    found = values.get(key) if isinstance(values, dict) else None
    return found if isinstance(found, dict) else {}


_ACTIONS: dict[str, Callable[[Values, tuple[str, ...], Any], list[tuple[str, ...]]]] = {
    "reassign": _reassign,
    "hire": _hire,
    "expedite": _expedite,
    "automate": _automate,
    "eliminate": _eliminate,
}
