"""What begins on its day: plain values as they are before, between and after dated changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from pydantic import Field, ValidationError, create_model

from simulator.errors import KeyPath
from simulator.i18n import gettext, translatable
from simulator.scenario.merging import copied, merge, merge_back, patch_back
from simulator.scenario.ranges import Range, put_back, take_out
from simulator.scenario.schema.base import SchemaModel
from simulator.scenario.schema.customers import Learning, Money, Recruiting
from simulator.scenario.schema.organisation import Absence
from simulator.scenario.units import DAY, Date, nearest_word
from simulator.scenario.verbs import VERBS, Values, VerbProblem, VerbProblems, apply

MAX_STEPS = 20
KINDS = ("activities", "roles", "call_plans", "segments", "economics")
# What of a role may begin on a day: all else is asked for once, for all days.
OF_ROLES = (
    "people", "recruiting", "cost_per_hour", "overtime_factor", "speed_spread", "members",
    "commission", "absence", "shift", "rosters", "lunch", "evening", "turnover", "ramp_up",
    "holidays", "tour", "desk", "base", "present",
)  # fmt: skip
OF_MEMBERS = ("speed", "roster")
OF_ABSENCE = tuple(name for name in Absence.model_fields if name != "listed")
OF_ECONOMICS = ("expenses",)
# Why what planners would like to begin on a day cannot, and what says nearly the same.
_MOVES_NOBODY = translatable(
    "nobody's home moves; who works from elsewhere from that day on is one of another role: 'hire'"
    " one less of this one and one more of that one"
)
_CUT_ONCE = translatable(
    "accounts are dealt out once; from that day on 'hire' deals them out among more or fewer, and"
    " 'reassign' or 'by' of the activity gives the work on them to another role"
)
_COME_AND_GO = translatable(
    "customers come and go one by one: 'market' of the segment says how many there can be and how"
    " many close, and an activity that 'wins_account' wins them; its rate may begin on that day"
)
_NEW_BY_COMING = translatable(
    "who comes on a day is new on it, and 'hire' or 'people' says how many come"
)
_READ_ONCE = translatable(
    "a file of absences is read once; 'dated' says which are known from that day on"
)
_WHAT_THEY_ARE = translatable(
    "accounts are from the first day on what they are: when they receive, what they could buy,"
    " what ties them to us; what may change is how they are called on ('contact_every', the call"
    " plans) and what they ask for (the rates and chances of activities)"
)
_WHY_NOT = {
    ("roles", "newcomers"): _NEW_BY_COMING,
    ("absence", "list"): _READ_ONCE,
    ("members", "home"): _MOVES_NOBODY,
    ("roles", "accounts"): _CUT_ONCE,
    ("members", "accounts"): _CUT_ONCE,
    ("segments", "accounts"): _COME_AND_GO,
    ("segments", "density"): _COME_AND_GO,
    ("segments", "market"): _COME_AND_GO,
    ("segments", "opening"): _WHAT_THEY_ARE,
    ("segments", "potential"): _WHAT_THEY_ARE,
    ("segments", "contract"): _WHAT_THEY_ARE,
}


DatedStep = create_model(
    "DatedStep",
    __base__=SchemaModel,
    __doc__="What begins on a day: verbs, values, what it costs and who learns.",
    on=(Date, Field(description="First day, of the weeks that count.")),
    costs=(Money, Field(0, description="Spent on that day.")),
    learning=(Learning | None, Field(None, description="How much slower new owners are at first.")),
    values=(
        dict[str, Any] | None,
        Field(
            None,
            description="What holds from that day on, as it would be written for all days: any"
            " value of 'activities' and 'call_plans', 'contact_every' of 'segments', 'people',"
            " 'recruiting', 'cost_per_hour', 'overtime_factor', 'speed_spread', 'commission',"
            " 'shift', 'lunch', 'evening', 'rosters', 'holidays', 'absence', 'turnover', 'ramp_up',"
            " 'base', 'desk', 'tour', 'present',"
            " 'speed' and 'roster' of 'members' of 'roles', 'expenses' of 'economics'.",
        ),
    ),
    **{  # type: ignore[call-overload]
        verb.name: (verb.content | None, Field(None, description=verb.meaning))
        for verb in VERBS.values()
    },
)


def add_steps(schema: Values) -> None:
    """Lets a list of days stand in a schema of scenario files where a change does."""
    step = DatedStep.model_json_schema(by_alias=True)
    schema["$defs"] |= step.pop("$defs", {}) | {"DatedStep": step}
    change = schema["properties"]["change"]
    texts = {key: change.pop(key) for key in ("title", "description", "default") if key in change}
    days = {"type": "array", "maxItems": MAX_STEPS, "items": {"$ref": "#/$defs/DatedStep"}}
    schema["properties"]["change"] = texts | {"anyOf": [change, days]}


# -- plain values, stretch by stretch --------------------------------------------------------------


def changes_in(values: Mapping[str, Any]) -> list[Values]:
    """The changes of plain values, in the order of their days."""
    change = values.get("change")
    listed = [change] if isinstance(change, Mapping) else change
    every = listed if isinstance(listed, list | tuple) else ()
    return [dict(each) for each in every if isinstance(each, Mapping) and any(each.values())]


def is_list_of_steps(change: object) -> bool:
    """Is this what a planner writes of several days, rather than what it came to?"""
    listed = change if isinstance(change, list | tuple) else ()
    return bool(listed) and not any(isinstance(e, Mapping) and "before" in e for e in listed)


def stretches(values: Mapping[str, Any]) -> list[Values]:
    """Plain values before the first change, from each change to the next, and after the last."""
    states = [dict(values)]
    for change in reversed(changes_in(values)):
        states.append(_until(change, states[-1]))
    return states[::-1]


def _until(change: Mapping[str, Any], values: Mapping[str, Any]) -> Values:
    """Plain values as they are until one change comes."""
    if isinstance(change.get("before"), dict):
        return merge_back(values, change["before"])
    earlier: dict[str, Any] = copied(dict(values))
    for role in earlier["roles"].values() if change.get("on") else ():
        if role.get("newcomers"):  # who begins with the change was not there before
            role["people"] -= role.pop("newcomers")
    return earlier


# -- what a planner writes for a day ---------------------------------------------------------------


class Timeline(NamedTuple):
    """Changes in the order of their days, and the values before the first and after each."""

    changes: list[Values]
    states: list[Values]

    def days(self) -> list[date | None]:
        """The day of each change."""
        return [_day_of(each) for each in self.changes]

    def at(self, day: date) -> int:
        """The number of the change of a day, which is made if there is none."""
        days = self.days()
        if day in days:
            return days.index(day)
        number = sum(each is None or each < day for each in days)
        self.changes.insert(number, {"on": day.isoformat()})
        self.states.insert(number + 1, copied(self.states[number]))
        return number


def _day_of(change: Mapping[str, Any]) -> date | None:
    on = change.get("on")
    return None if on is None else date.fromisoformat(str(on))


class _Step(NamedTuple):
    """What begins on a day, and where it is written."""

    day: date
    content: Values
    at: KeyPath
    at_hand: bool = False  # are those hired found already?


Written = list[tuple[KeyPath, KeyPath]]
Refused = dict[KeyPath, VerbProblem]  # what cannot be carried out, each once


def with_steps(
    values: Mapping[str, Any], steps: Sequence[tuple[KeyPath, Mapping[str, Any]]]
) -> tuple[Values, Written]:
    """Plain values in which steps hold from their days on, whatever else changes later.

    Steps are checked already, and come with the path at which each is written. Returns which path
    each of them wrote, and where that is said. Raises VerbProblems.
    """
    time, ranges = timeline_of(values)
    written: Written = []
    refused: Refused = {}
    waiting = [_Step(date.fromisoformat(str(step["on"])), dict(step), at) for at, step in steps]
    while waiting:
        step = min(waiting, key=lambda each: each.day)
        waiting.remove(step)
        waiting += _recruited(time, step, refused)
        written += _carry_out(time, step, ranges, refused)
    if refused:
        raise VerbProblems(refused.values())
    written += _places_of(time, steps)
    return as_values(time, ranges), written


def _places_of(time: Timeline, steps: Sequence[tuple[KeyPath, Mapping[str, Any]]]) -> Written:
    """Where among all changes each step stands in the end, and where it is written."""
    days, several = time.days(), len(time.changes) > 1
    return [
        (("change", *([str(days.index(day))] if several else []), key), at)
        for at, step in steps
        if at and (day := date.fromisoformat(str(step["on"]))) in days
        for key in step
    ]


def timeline_of(values: Mapping[str, Any]) -> tuple[Timeline, dict[KeyPath, Range]]:
    """Plain values in the order of their days, and the ranges that stood beside them."""
    plain, ranges = take_out(without_change(values))
    changes = changes_in(values)
    states = map(without_change, stretches({**plain, "change": changes}))
    return Timeline(changes, list(states)), ranges


def without_change(values: Mapping[str, Any]) -> Values:
    """Plain values without what is said of their changes."""
    return {key: value for key, value in values.items() if key != "change"}


def are_recruited(values: Mapping[str, Any], verbs: Mapping[str, Any]) -> bool:
    """Are people hired who are to be found first?"""
    hired = (verbs.get("hire") or {}).items()
    return any(count > 0 and _recruiting(values, name) is not None for name, count in hired)


def _carry_out(
    time: Timeline, step: _Step, ranges: dict[KeyPath, Range], refused: Refused
) -> Written:
    """Lets a step hold from its day on, in all stretches to come."""
    number = time.at(step.day)
    change, content = time.changes[number], step.content
    if content.get("costs"):
        change["costs"] = _money(change) + _money(content)
    if content.get("learning"):
        change["learning"] = content["learning"]
    own, of_own = take_out(content.get("values") or {})
    ranges |= of_own
    written: Written = [(path, (*step.at, "values", *path)) for path in _paths(own)]
    for later, state in enumerate(time.states[number + 1 :]):
        now = merge(state, own)
        for problem in (*_new_roles(step, state, now), *_unknown_members(step, state, now)):
            refused.setdefault(problem.where, problem)
        now["change"] = {"on": step.day.isoformat()}
        wrote = list(_carry_out_verbs(now, step, later > 0, refused))
        written += wrote if not later else []
        del now["change"]
        time.states[number + 1 + later] = now
    return written


def _new_roles(step: _Step, before: Values, after: Values) -> Iterator[VerbProblem]:
    """Roles that are not there before: every role is there from the first day, if with nobody."""
    known = _mapping(before.get("roles"))
    for name in (str(role) for role in _mapping(after.get("roles")) if role not in known):
        text = gettext(
            "read {role!r}, expected one of the roles that are there before that day{hint}; one"
            " that begins later is written without a day with 'people: 0' into a file that this"
            " one extends, and hired for on its day",
            role=name,
            hint=nearest_word(name, known),
        )
        yield VerbProblem((*step.at, "values", "roles", name), text)


def _unknown_members(step: _Step, before: Values, after: Values) -> Iterator[VerbProblem]:
    """Members who are not there before: whoever is named is so from the first day."""
    roles_before = _mapping(before.get("roles"))
    for name, role in _mapping(after.get("roles")).items():
        if name not in roles_before:
            continue
        role_before = _mapping(roles_before[name])
        if isinstance(role_before.get("staff"), str):
            yield from _nulls(step, name)
            continue  # the file has not been read yet
        known = _mapping(role_before.get("members"))
        for member in sorted(
            map(str, _mapping(_mapping(role).get("members")).keys() - known.keys())
        ):
            text = unknown_member(member, list(known))
            yield VerbProblem((*step.at, "values", "roles", name, "members", member), text)


def _nulls(step: _Step, role: str) -> Iterator[VerbProblem]:
    """What a file of people says cannot be taken out: it holds where nothing is said."""
    roles = _mapping(_mapping(step.content.get("values")).get("roles"))
    for member, values in _mapping(_mapping(roles.get(role)).get("members")).items():
        for key in (key for key, value in _mapping(values).items() if value is None):
            text = gettext(
                "read null, expected a value: what the file of people says of {member!r} holds"
                " until something else is said",
                member=str(member),
            )
            at = ("values", "roles", role, "members", str(member), key)
            yield VerbProblem((*step.at, *at), text)


def unknown_member(member: str, known: Sequence[str]) -> str:
    """Why nothing can be said of somebody from a day on who is not there before."""
    return gettext(
        "read {member!r}, expected one of the 'members' that the role has before that day{hint}",
        member=member,
        hint=nearest_word(member, known),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    """What should be a map; an empty one of what is none, which is refused elsewhere."""
    return value if isinstance(value, Mapping) else {}


def _carry_out_verbs(
    values: Values, step: _Step, later: bool, refused: Refused
) -> Iterator[tuple[KeyPath, KeyPath]]:
    """Each verb by itself; what a later change has overtaken is left as that one has it."""
    for verb in VERBS:
        words = step.content.get(verb) or ()
        for word in words:
            single = {word: words[word]} if isinstance(words, Mapping) else [word]
            try:
                for path, at in apply(values, {verb: single}):
                    yield path, (*step.at, *at)
            except VerbProblems as refusals:
                for problem in refusals.problems if not later or verb == "hire" else ():
                    at = (*step.at, *problem.where)
                    refused.setdefault(at, VerbProblem(at, str(problem)))


def _recruited(time: Timeline, step: _Step, refused: Refused) -> Iterator[_Step]:
    """Those hired who are still to be found begin later; what that costs is spent at once."""
    own, hired = take_out(step.content.get("values") or {})[0], dict(step.content.get("hire") or {})
    values = merge(time.states[time.at(step.day) + 1], own)
    for name, count in () if step.at_hand else list(hired.items()):
        recruiting = _recruiting(values, name)
        if count <= 0 or recruiting is None:
            continue
        step.content["costs"] = _money(step.content) + count * recruiting.costs
        begins = step.day + timedelta(days=-(-recruiting.takes // DAY))
        if begins > step.day:
            del hired[name]
            late = _found_too_late(values, begins)
            if late is not None:
                at = (*step.at, "hire", name)
                refused.setdefault(at, VerbProblem(at, late))
                continue
            yield _Step(begins, {"hire": {name: count}}, step.at, at_hand=True)
    if "hire" in step.content:
        step.content["hire"] = hired


def _found_too_late(values: Values, begins: date) -> str | None:
    """Why people cannot be found who would begin when all is over; None if they can."""
    horizon = values.get("horizon")
    if not isinstance(horizon, dict):
        return None
    last = date.fromisoformat(str(horizon["start"])) + timedelta(weeks=horizon["weeks"], days=-1)
    if begins <= last:
        return None
    return gettext(
        "found by {begins}, after the last day ({last}): expected an earlier day, a shorter"
        " 'recruiting' or a longer horizon",
        begins=begins,
        last=last,
    )


def _recruiting(values: Mapping[str, Any], role: str) -> Recruiting | None:
    """How people of a role are found; None where they are at hand, or it is refused later."""
    roles = values.get("roles")
    named = roles.get(role) if isinstance(roles, dict) else None
    try:
        return Recruiting.model_validate(named["recruiting"]) if named else None
    except (KeyError, TypeError, ValidationError):
        return None


def _money(content: Mapping[str, Any]) -> float:
    return float(content.get("costs") or 0)


def _paths(values: Mapping[str, Any], at: KeyPath = ()) -> Iterator[KeyPath]:
    """The path of every value, maps included."""
    for key, value in values.items():
        yield (*at, key)
        if isinstance(value, Mapping):
            yield from _paths(value, (*at, key))


def as_values(time: Timeline, ranges: Mapping[KeyPath, Range]) -> Values:
    """The values after the last change, which keeps what was before it, and so does each other."""
    for change, (before, after) in zip(
        time.changes, zip(time.states, time.states[1:], strict=False), strict=True
    ):
        change["before"] = patch_back(after, before)
    changes = time.changes
    values = put_back(time.states[-1], ranges)
    return values | {"change": changes[0] if len(changes) == 1 else changes}


def problems_of_values(values: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """What among values cannot begin on a day."""
    for kind, named in values.items():
        if kind not in KINDS:
            yield (kind,), _cannot_begin(kind, KINDS)
            continue
        if kind == "economics":
            for field in named if isinstance(named, Mapping) else ():
                if field not in OF_ECONOMICS:
                    yield (kind, field), _cannot_begin(field, OF_ECONOMICS)
            continue
        allowed = {"roles": OF_ROLES, "segments": ("contact_every",)}.get(kind)
        if allowed:
            yield from _not_allowed((kind,), named, allowed)
        for name, fields in _entries(named if kind == "roles" else {}):
            within = dict(_entries(fields))
            yield from _not_allowed((kind, name, "members"), within.get("members"), OF_MEMBERS)
            yield from _not_allowed((kind, name), {"absence": within.get("absence")}, OF_ABSENCE)


def _not_allowed(
    at: KeyPath, named: object, allowed: Sequence[str]
) -> Iterator[tuple[KeyPath, str]]:
    """Of entries with names, the fields that cannot begin on a day."""
    for name, fields in _entries(named):
        for field, _ in _entries(fields):
            if field not in allowed:
                why = _WHY_NOT.get((at[-1], field)) or _WHY_NOT.get((name, field))
                yield (*at, name, field), _cannot_begin(field, allowed, why)


def _entries(values: object) -> list[tuple[Any, Any]]:
    return list(values.items()) if isinstance(values, Mapping) else []


def _cannot_begin(word: str, words: Sequence[str], why: str | None = None) -> str:
    if why is not None:
        return gettext(
            "read {word!r}, which holds on all days or none: {why}", word=word, why=gettext(why)
        )
    return gettext(
        "read {word!r}, which holds on all days or none; on a day may begin {expected}{hint}",
        word=word,
        expected=", ".join(words),
        hint=nearest_word(word, words),
    )
