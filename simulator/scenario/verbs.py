"""The planner's verbs, in one registry: reassign, hire, expedite, automate, eliminate.

Each rewrites plain values, as a file would say them. The schema for editors, the errors, what-ifs
in Python, the reference and the tests read the registry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any, NamedTuple

from pydantic import Field, create_model

from simulator.errors import KeyPath
from simulator.i18n import gettext
from simulator.scenario.merging import copied
from simulator.scenario.schema.activities import Moved
from simulator.scenario.schema.base import Map, Name, SchemaModel
from simulator.scenario.schema.customers import Money
from simulator.scenario.units import (
    DIGITS,
    Number,
    Share,
    Whole,
    expected_one_of,
    format_duration,
    format_fine_duration,
    parse_fine_duration,
)

Values = dict[str, Any]


class Verb(NamedTuple):
    """A verb: what may stand behind it, what it means, and what it does to a scenario's values."""

    name: str
    content: Any  # the type of what stands behind it
    meaning: str
    example: Any  # what may stand behind it, where there are such activities and roles
    apply: Callable[[Values, KeyPath, Any], list[KeyPath]]


class Automation(SchemaModel):
    """Cases that need nobody, and their price."""

    share: Share = Field(description="Share of the cases left that need nobody.")
    costs: Money | None = Field(
        None, description="Money for each case that needs nobody; absent: as before."
    )


class VerbProblem(ValueError):
    """A verb that cannot be carried out: its path of keys and the reason."""

    def __init__(self, where: KeyPath, message: str) -> None:
        self.where = where
        super().__init__(message)


class VerbProblems(ValueError):
    """All that cannot be carried out of some verbs."""

    def __init__(self, problems: Iterable[VerbProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


def apply(values: Values, verbs: Values) -> list[tuple[KeyPath, KeyPath]]:
    """Rewrites plain values in the order of the registry.

    ``verbs`` holds the verbs as a file or a caller wrote them, already checked. Returns which paths
    each verb wrote, as pairs of written path and verb's path. Raises VerbProblems, once all others
    are carried out.
    """
    written: list[tuple[KeyPath, KeyPath]] = []
    problems: list[VerbProblem] = []
    for verb in VERBS.values():
        for word, content in _items(verbs.get(verb.name)):
            at = (verb.name, word)
            try:
                _refuse_unknown(values, at, content)
                written += [(path, at) for path in verb.apply(values, at, content)]
            except VerbProblems as unknown:
                problems += unknown.problems
            except VerbProblem as problem:
                problems.append(problem)
    if problems:
        raise VerbProblems(problems)
    return written


def refused_beside(values: Values, verbs: Values, wrong: Iterable[KeyPath]) -> list[VerbProblem]:
    """What is refused of verbs some of which are wrong by themselves, at the paths given.

    Of those, the names that stand for nothing; of the others, whatever cannot be carried out.
    """
    faulty = {path[:2] for path in wrong}
    sound: Values = {}
    for verb, content in verbs.items():
        if isinstance(content, dict):
            sound[verb] = {word: content[word] for word in content if (verb, word) not in faulty}
        elif not any(path[0] == verb for path in faulty):
            sound[verb] = content
    of_the_faulty = {
        verb: {word: content[word] for word in content if (verb, word) in faulty}
        for verb, content in verbs.items()
        if isinstance(content, dict)
    }
    refusals = unknown_names(values, of_the_faulty)
    try:
        apply(copied(values), sound)
    except VerbProblems as refused:
        refusals += refused.problems
    return refusals


def unknown_names(values: Values, verbs: Values) -> list[VerbProblem]:
    """Names in verbs of which there is no activity, or no role, whatever else is wrong with them.

    Of a verb that is no map nothing is said: what is wrong is that it is none.
    """
    return [
        problem
        for verb in VERBS
        for word, content in _map_at(verbs, verb).items()
        for problem in _unknown(values, (verb, str(word)), content)
    ]


def _refuse_unknown(values: Values, at: KeyPath, content: Any) -> None:
    unknown = list(_unknown(values, at, content))
    if unknown:
        raise VerbProblems(unknown)


def _unknown(values: Values, at: KeyPath, content: Any) -> Iterator[VerbProblem]:
    """A verb's names of which there is no activity, or no role."""
    for where, kind, word in _names(at, content):
        known = _map_at(values, kind)
        if not isinstance(known.get(word), dict):
            yield VerbProblem(where, expected_one_of(word, known, kind))


def _names(at: KeyPath, content: Any) -> Iterator[tuple[KeyPath, str, str]]:
    """The names that a verb says: where, of what kind, and which."""
    yield at, "roles" if at[0] == "hire" else "activities", at[1]
    to = content.get("to") if isinstance(content, dict) else content
    if at[0] == "reassign" and isinstance(to, str):
        yield at if isinstance(content, str) else (*at, "to"), "roles", to


def _items(content: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(content, dict):
        return list(content.items())
    return [(str(word), None) for word in content or ()]


def _reassign(values: Values, at: KeyPath, content: Any) -> list[KeyPath]:
    """Another role does it, all of it or a share."""
    activity = values["activities"][at[1]]
    to = content if isinstance(content, str) else content.get("to")
    path = ("activities", at[1])
    if to == activity.get("by") and not activity.get("moved"):
        raise VerbProblem(at, gettext("{to!r} does {activity!r} already", to=to, activity=at[1]))
    activity.pop("moved", None)
    if isinstance(content, str):
        activity.pop("whose", None)
        activity["by"] = to
        return [(*path, "by"), path]
    activity["moved"] = dict(content)
    return [(*path, "moved"), *((*path, "moved", key) for key in content)]


def _hire(values: Values, at: KeyPath, content: Any) -> list[KeyPath]:
    """People join a role, or leave it."""
    role = values["roles"][at[1]]
    people = role.get("people")
    if isinstance(people, bool) or not isinstance(people, int):
        return []  # the role itself is refused later, where it is written
    if people + content < 0:
        raise VerbProblem(
            at,
            gettext("{leaving} cannot leave: there are {people}", leaving=-content, people=people),
        )
    role["people"] = people + int(content)
    written: list[KeyPath] = [("roles", at[1], "people")]
    before = role.get("newcomers") or 0
    if _map_at(values, "change").get("on") is None or not isinstance(before, int):
        return written
    if content > 0 or before:  # who came last leaves first
        role["newcomers"] = max(0, before + int(content))
        written.append(("roles", at[1], "newcomers"))
    return written


def _expedite(values: Values, at: KeyPath, content: Any) -> list[KeyPath]:
    """The mean time taken shrinks."""
    activity = values["activities"][at[1]]
    path = ("activities", at[1], "lasts")
    lasts: Any = activity.get("lasts")
    is_map = isinstance(lasts, dict)
    if is_map and ("mixture" in lasts or "quantiles" in lasts):
        return _expedite_all(lasts, path, content)
    if is_map and "sample" in lasts and lasts.get("mean") is None:
        raise VerbProblem(at, gettext("say the 'mean' of the sample's times beside it first"))
    try:
        before = parse_fine_duration(lasts.get("mean") if is_map else lasts)
    except ValueError:
        return []  # the activity itself is refused later, where it is written
    seconds = round(before * content)
    if seconds == 0 < before * content:
        raise VerbProblem(
            at,
            gettext(
                "{share} of {before} is less than a second",
                share=content,
                before=format_fine_duration(before),
            ),
        )
    if is_map:
        lasts["mean"] = format_duration(seconds)
        return [(*path, "mean")]
    activity["lasts"] = format_duration(seconds)
    return [path]


def _expedite_all(lasts: Any, path: KeyPath, factor: float) -> list[KeyPath]:
    """All times shrink that a table or a mixture holds, and their mean."""
    written: list[KeyPath] = []
    for key, value in list(lasts.items() if isinstance(lasts, dict) else enumerate(lasts)):
        here = (*path, str(key))
        if isinstance(value, dict | list):
            written += _expedite_all(value, here, factor)
        elif key == "mean" or path[-1] == "quantiles":
            try:
                shorter = round(parse_fine_duration(value) * factor, DIGITS)
            except ValueError:
                continue  # which is refused later, where it is written
            lasts[key] = format_fine_duration(shorter)
            written.append(here)
    return written


def _automate(values: Values, at: KeyPath, content: Any) -> list[KeyPath]:
    """A share of the cases that are left needs nobody."""
    activity = values["activities"][at[1]]
    before = activity.get("automated") or 0
    if isinstance(before, bool) or not isinstance(before, int | float) or not 0 <= before <= 1:
        return []  # the activity itself is refused later, where it is written
    share = content["share"] if isinstance(content, dict) else content
    path = ("activities", at[1])
    activity["automated"] = round(1 - (1 - before) * (1 - share), 12)
    written: list[KeyPath] = [(*path, "automated")]
    if isinstance(content, dict) and content.get("costs") is not None:
        activity["automated_costs"] = content["costs"]
        written.append((*path, "automated_costs"))
    return written


def _eliminate(values: Values, at: KeyPath, _: Any) -> list[KeyPath]:
    """The activity goes, and whatever refers to it."""
    name = at[1]
    del values["activities"][name]
    for activity in _map_at(values, "activities").values():
        arises = _map_at(activity, "arises")
        _map_at(arises, "after").pop(name, None)
        _map_at(activity, "then").pop(name, None)
        _stop_waiting(arises, name)
    plans = _map_at(values, "call_plans")
    plans.pop(name, None)
    for plan in plans.values():
        if isinstance(plan, dict) and plan.get("preparation") == name:
            del plan["preparation"]
    for segment in _map_at(values, "segments").values():
        _map_at(segment, "contact_every").pop(name, None)
    return []


def _stop_waiting(arises: Values, name: str) -> None:
    """What waits for several others does not wait for this one any more."""
    join = arises.get("join")
    others = _map_at(arises, "join").get("of") if isinstance(join, dict) else join
    if isinstance(others, list | tuple) and name in others:
        left = [each for each in others if each != name]
        arises["join"] = {"of": left} if left else None


def _map_at(values: Any, key: str) -> Values:
    """The map at a key; an empty one when something else stands there."""
    value = values.get(key) if isinstance(values, dict) else None
    return value if isinstance(value, dict) else {}


VERBS = {
    verb.name: verb
    for verb in (
        Verb(
            "reassign",
            Map[Name | Moved],
            "Activity -> the role that does it from now on, in whole or in part.",
            {"order": {"to": "desk", "share": 0.8, "hand_over": "4 min"}},
            _reassign,
        ),
        Verb(
            "hire",
            Map[Whole],
            "Role -> people added, from the day of the change on if it has one; negative:"
            " people who leave.",
            {"desk": 2, "rep": -1},
            _hire,
        ),
        Verb(
            "expedite",
            Map[Annotated[Number, Field(gt=0, le=10)]],
            "Activity -> share of today's time that it still takes, to the second.",
            {"report": 0.5},
            _expedite,
        ),
        Verb(
            "automate",
            Map[Share | Automation],
            "Activity -> share of its cases that need nobody, or that and what each costs.",
            {"phone": 0.25},
            _automate,
        ),
        Verb(
            "eliminate",
            tuple[Name, ...],
            "Activities that nobody does any more.",
            ["mistake"],
            _eliminate,
        ),
    )
}

Verbs = create_model(
    "Verbs",
    __base__=SchemaModel,
    __doc__="What a what-if does differently; after loading no verb remains.",
    **{  # type: ignore[call-overload]
        verb.name: (verb.content | None, Field(None, description=verb.meaning))
        for verb in VERBS.values()
    },
)
