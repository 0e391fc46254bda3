"""What-ifs: values and verbs applied to a scenario, and scenarios as plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field, ValidationError, create_model

from simulator.errors import Diagnostic, KeyPath, ScenarioError
from simulator.i18n import gettext
from simulator.scenario.dated import (
    MAX_STEPS,
    DatedStep,
    Written,
    are_recruited,
    changes_in,
    is_list_of_steps,
    problems_of_values,
    stretches,
    with_steps,
    without_change,
)
from simulator.scenario.diagnostics import diagnostics_of, located
from simulator.scenario.merging import copied, merge, patch_back
from simulator.scenario.new_entries import new_entries, with_likely_names
from simulator.scenario.plain_names import unknown_names_in
from simulator.scenario.public_holidays import unknown_days, written_holidays
from simulator.scenario.ranges import (
    Range,
    RangeProblem,
    is_quantity,
    put_back,
    quantity,
    take_out,
    value_at,
)
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.scenario import ScenarioFields
from simulator.scenario.schema.triggers import Following
from simulator.scenario.verbs import (
    VERBS,
    VerbProblem,
    VerbProblems,
    Verbs,
    apply,
    refused_beside,
    unknown_names,
)
from simulator.scenario.yaml_reader import Mark, write_yaml

OF_STEPS = ("values", *VERBS)  # what of a list of days a single change has not, or beside it
Steps = list[tuple[KeyPath, Mapping[str, Any]]]  # each with the path at which it is written


def dated_anew(parent: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Where a what-if is the first to name a day, newcomers of the parent stay what they were."""
    had_day = any(each.get("on") for each in changes_in(parent))
    now = values.get("change")
    if isinstance(now, dict) and now.get("on") and not had_day:
        now.setdefault("before", {})


def keep_first_cut(parent: Mapping[str, Any], values: dict[str, Any]) -> None:
    """Where the land is kept, roles remember among how many people it was first cut.

    Those are the parent's, whatever in a what-if has changed their number.
    """
    territory = values.get("territory")
    if not isinstance(territory, dict) or territory.get("cut") in (None, "anew"):
        return
    before, now = _headcounts_at_first(parent), _headcounts(values)
    for name in before.keys() & now.keys():
        if before[name] != now[name] and values["roles"][name].get("accounts") == "own":
            values["roles"][name].setdefault("first_cut", before[name])


def _headcounts_at_first(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same on the first day, before a change that has a day."""
    if not any(each.get("on") for each in changes_in(values)):
        return _headcounts(values)
    return _headcounts(stretches(_without_ranges(dict(values), {})[0])[0])


def _headcounts(values: Mapping[str, Any]) -> dict[str, Any]:
    """People of each role in plain values, as far as they say it."""
    roles = values.get("roles")
    roles = _without_ranges({"roles": roles}, {})[0]["roles"] if isinstance(roles, dict) else {}
    return {
        name: role["people"]
        for name, role in roles.items()
        if isinstance(role, dict) and isinstance(role.get("people"), int)
    }


def take_steps(
    parent: Mapping[str, Any],
    values: dict[str, Any],
    verbs: Mapping[str, Any],
    marks: Mapping[KeyPath, Mark],
) -> Steps:
    """What a file writes for several days, checked, and taken out of what it comes to.

    In its place stand the parent's changes, to which its own are added.
    """
    change = values.get("change")
    if not is_list_of_steps(change):
        _refuse_step_without_list(change, marks)
        _refuse_one_day_beside_several(parent, change, marks)
        return []
    for verb in verbs:
        text = gettext(
            "the change has several days: write {verb!r} under the day on which it begins",
            verb=verb,
        )
        raise ScenarioError([located((verb,), text, marks)])
    values.pop("change")
    if parent.get("change") is not None:
        values["change"] = copied(parent["change"])
    return _checked_steps(list(change or ()), values, marks)


def _refuse_step_without_list(change: object, marks: Mapping[KeyPath, Mark]) -> None:
    """Refuses what only a list of days can say where a single change stands."""
    own = change if isinstance(change, Mapping) else {}
    text = gettext(
        "what begins on a day stands in a list of days: write '- on: {day}' below 'change', and"
        " {listed} below that, as far to the right as 'on'",
        day=own.get("on") or gettext("DAY"),
        listed=gettext(", ").join(repr(key) for key in own if key in OF_STEPS),
    )
    wrong = [located(("change", key), text, marks) for key in own if key in OF_STEPS]
    if wrong:
        raise ScenarioError(wrong[:1])


def _refuse_one_day_beside_several(
    parent: Mapping[str, Any], change: object, marks: Mapping[KeyPath, Mark]
) -> None:
    several = isinstance(parent.get("change"), list | tuple)
    if several and isinstance(change, Mapping):
        text = gettext(
            "what this extends changes on several days: expected a list to be added to them, such"
            " as '- on: {day}'",
            day=parent["change"][-1].get("on"),
        )
        raise ScenarioError([located(("change",), text, marks)])


def _checked_steps(
    steps: list[Any], values: dict[str, Any], marks: Mapping[KeyPath, Mark]
) -> Steps:
    """The steps with their paths, of which each says by itself what it may."""
    whole = create_model(
        "Steps",
        change=(Annotated[tuple[DatedStep, ...], Field(max_length=MAX_STEPS)], ...),
    )
    plain = [_without_ranges(each, {})[0] if isinstance(each, dict) else each for each in steps]
    wrong: list[Diagnostic] = []
    try:
        whole.model_validate({"change": plain})
    except ValidationError as error:
        wrong += diagnostics_of(error, {"change": plain}, marks)
        wrong += _unknown_in_steps(plain, values, marks)
    wrong += [
        located(("change", str(number), "values", *path), text, marks)
        for number, step in enumerate(steps)
        for path, text in problems_of_values(_map_in(step, "values"))
    ]
    wrong += _days_twice(steps, marks)
    wrong += _ranges_in_vain(steps, marks)
    if wrong:
        raise ScenarioError(_by_line(wrong))
    return [(("change", str(number)), step) for number, step in enumerate(steps)]


# What of a step may have a range beside its values.
_WITH_RANGES = ("reassign", "values", "learning")


def _ranges_in_vain(steps: list[Any], marks: Mapping[KeyPath, Mark]) -> Iterator[Diagnostic]:
    """Ranges of steps that no verb carries out, as they are refused without days."""
    for number, step in enumerate(steps):
        for path in _without_ranges(step, {})[1] if isinstance(step, dict) else ():
            if path[0] not in _WITH_RANGES:
                text = gettext(
                    "read {written!r}, expected a value without a range: in a list of days only"
                    " {known} may have one",
                    written=value_at(step, path),
                    known=", ".join(_WITH_RANGES),
                )
                yield located(("change", str(number), *path), text, marks)


def _unknown_in_steps(
    steps: list[Any], values: dict[str, Any], marks: Mapping[KeyPath, Mark]
) -> list[Diagnostic]:
    """Names that stand for nothing in steps some of which are wrong by themselves."""
    known = values
    for step in steps:
        known = merge(known, _map_in(step, "values"))
    problems = [
        VerbProblem(("change", str(number), *each.where), str(each))
        for number, step in enumerate(steps)
        for each in unknown_names(known, step if isinstance(step, dict) else {})
    ]
    return _located(problems, marks)


def _map_in(step: object, key: str) -> Mapping[str, Any]:
    """The map at a key of a step; an empty one when something else stands there."""
    value = step.get(key) if isinstance(step, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _days_twice(steps: list[Any], marks: Mapping[KeyPath, Mark]) -> Iterator[Diagnostic]:
    """Days of which a list has two steps: the later one would take the earlier one's place."""
    days = [str(step.get("on") or "") if isinstance(step, Mapping) else "" for step in steps]
    for number, day in enumerate(days):
        if day and day in days[:number]:
            text = gettext("{day} stands twice: write all that begins on it in one step", day=day)
            yield located(("change", str(number), "on"), text, marks)


def apply_steps(values: dict[str, Any], steps: Steps, marks: dict[KeyPath, Mark]) -> None:
    """Carries out what begins on several days; what each wrote stands at its line."""
    if not steps:
        return
    try:
        changed, written = with_steps(values, steps)
    except VerbProblems as refused:
        raise ScenarioError(_located(refused.problems, marks)) from None
    values.clear()
    values.update(changed)
    _mark(written, marks)


def _located(problems: Iterable[VerbProblem], marks: Mapping[KeyPath, Mark]) -> list[Diagnostic]:
    return _by_line([located(each.where, str(each), marks) for each in problems])


def _by_line(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    return sorted(diagnostics, key=lambda each: (each.file, each.line))


def _mark(written: Written, marks: dict[KeyPath, Mark]) -> None:
    """What verbs or values of a day wrote stands where they are written."""
    read = dict(marks)  # steps change places, so that one would be read where another has written
    for path, source in written:
        at = (*source, path[-1]) if (*source, path[-1]) in read else source
        if at in read:
            marks[path] = read[at]


def apply_verbs(values: dict[str, Any], verbs: dict[str, Any], marks: dict[KeyPath, Mark]) -> None:
    """Checks and carries out a file's verbs; what they wrote stands at the verb's line.

    A value that a verb has rewritten has no range any more. A change that has a day, or is learned,
    keeps what was there before; where there are several days, verbs begin on the last.
    """
    plain, ranges = _without_ranges(values, marks)
    try:
        Verbs.model_validate(verbs)
    except ValidationError as error:
        wrong = diagnostics_of(error, verbs, marks)
        beside = refused_beside(plain, verbs, [each.path for each in wrong])
        raise ScenarioError(_by_line([*wrong, *_located(beside, marks)])) from None
    changes = changes_in(plain)
    change = changes[-1] if changes else {}
    if change.get("on") and are_recruited(plain, verbs):
        apply_steps(values, [((), {"on": change["on"], **verbs})], marks)
        return
    before = stretches(plain)[len(changes) - 1 if changes else 0]
    try:
        written = apply({**plain, "change": change}, verbs)
    except VerbProblems as refused:
        raise ScenarioError(_located(refused.problems, marks)) from None
    if verbs and (change.get("on") or change.get("learning")):
        last = {**change, "before": patch_back(without_change(plain), without_change(before))}
        plain["change"] = [*changes[:-1], last] if len(changes) > 1 else last
    values.clear()
    values.update(put_back(plain, ranges))
    _mark(written, marks)


# What may stand beside a change's day: what is said of a scenario, and for how long it is replayed.
DATELESS = (
    *("title", "question", "watch", "claims", "shocks", "currency", "horizon", "change", "extends"),
)


def refuse_undated(
    own: Mapping[str, Any], values: Mapping[str, Any], marks: Mapping[KeyPath, Mark]
) -> None:
    """Refuses values of a what-if whose change has a day: they would hold from the first instant.

    ``own`` is what the what-if says beside its verbs, ``values`` what it comes to.
    """
    days = [each["on"] for each in changes_in(values) if each.get("on") is not None]
    if not days:
        return
    message = gettext(
        "beside a change that has a day (on {day}) this would hold from the first instant: if it"
        " shall, write it into a file of its own without a day, and let this one extend that; if"
        " it shall begin on a day, write it under 'values' of that day in a list ('- on: {day}')",
        day=days[0],
    )
    undated = [located((key,), message, marks) for key in own if key not in DATELESS]
    if undated:
        raise ScenarioError(undated)


def _without_ranges(
    values: Mapping[str, Any], marks: Mapping[KeyPath, Mark]
) -> tuple[dict[str, Any], dict[KeyPath, Range]]:
    """Values and the ranges that stood beside them."""
    try:
        return take_out(values)
    except RangeProblem as problem:
        raise ScenarioError([located(problem.where, str(problem), marks)]) from None


def build(values: Mapping[str, Any], marks: Mapping[KeyPath, Mark], name: str) -> Scenario:
    """A checked scenario from plain values."""
    plain, ranges = _without_ranges(values, marks)
    try:
        scenario = Scenario.model_validate({**plain, "name": name})
    except ValidationError as error:
        wrong = diagnostics_of(error, plain, marks)
        raise ScenarioError(_with_names(wrong, plain, marks)) from None
    _refuse_ends(plain, ranges, marks)
    _refuse_between(scenario, marks)
    _refuse_unknown_days(scenario, marks)
    if not ranges:
        return scenario
    return scenario.model_copy(update={"ranges": _shown(scenario, ranges, marks)})


def _refuse_unknown_days(scenario: Scenario, marks: Mapping[KeyPath, Mark]) -> None:
    """Refuses days off of which nobody knows when they are."""
    unknown = [
        located(at, message, marks)
        for at, kept in written_holidays(scenario)
        for message in unknown_days(kept, scenario.horizon)
    ]
    if unknown:
        raise ScenarioError(unknown)


def _refuse_between(scenario: Scenario, marks: Mapping[KeyPath, Mark]) -> None:
    """Refuses what holds for a time only and is no scenario."""
    if not any(each.before for each in scenario.changes):
        return
    days = [each.on or scenario.horizon.start for each in scenario.changes]
    for day, state in zip(days, stretches(resolved(scenario)), strict=False):
        values = without_change(state)
        try:
            earlier = Scenario.model_validate({**values, "name": scenario.name})
        except ValidationError as error:
            wrong = [
                replace(
                    each, message=gettext("until {day}: {message}", day=day, message=each.message)
                )
                for each in diagnostics_of(error, values, _where_begun(marks))
            ]
            raise ScenarioError(wrong) from None
        _refuse_unknown_days(earlier, _where_begun(marks))
        _refuse_other_responses(earlier, scenario, _where_begun(marks))


def _refuse_other_responses(
    earlier: Scenario, later: Scenario, marks: Mapping[KeyPath, Mark]
) -> None:
    """Refuses chances that respond to what has happened and differ by day: there is one for all."""
    for name, activity in later.activities.items():
        known = earlier.activities[name].arises.after if name in earlier.activities else {}
        for cause, following in activity.arises.after.items():
            before = known.get(cause, following)
            if before != following and (_responds(before) or _responds(following)):
                text = gettext("a chance that responds to what has happened cannot begin on a day")
                where = ("activities", name, "arises", "after", cause)
                raise ScenarioError([located(where, text, marks)])


def _responds(following: Following) -> bool:
    """Does its chance depend on what has happened?"""
    bounds = (following.above, following.up_to)
    return bool(following.responds_to) or any(each is not None for each in bounds)


def _where_begun(marks: Mapping[KeyPath, Mark]) -> Mapping[KeyPath, Mark]:
    """Marks of values, also of those that begin on a day and do not last."""
    dated = {
        path[3:]: mark
        for path, mark in marks.items()
        if path[:1] == ("change",) and path[2:3] == ("values",)
    }
    return {**marks, **dated}


def wrong_values(values: Mapping[str, Any], marks: Mapping[KeyPath, Mark]) -> list[Diagnostic]:
    """What is wrong with values each by itself, whatever does not fit together."""
    try:
        plain, _ = _without_ranges(values, marks)
        ScenarioFields.model_validate(plain)
    except ValidationError as error:
        return _with_names(diagnostics_of(error, plain, marks), plain, marks)
    except ScenarioError as error:
        return list(error.diagnostics)
    return []


def _with_names(
    wrong: list[Diagnostic], values: Mapping[str, Any], marks: Mapping[KeyPath, Mark]
) -> list[Diagnostic]:
    """What is wrong, and names that stand for nothing, which are else told once all is read."""
    places = {each.path for each in wrong}
    unknown = [problem for problem in unknown_names_in(values) if problem[0] not in places]
    return _by_line([*wrong, *(located(at, text, marks) for at, text in unknown)])


def _shown(
    scenario: Scenario, ranges: Mapping[KeyPath, Range], marks: Mapping[KeyPath, Mark]
) -> FrozenMap[tuple[Any, Any]]:
    """Both ends of each range by the dotted path that the value has in the resolved scenario.

    Where a planner wrote the one value that matters instead of a map, the path leads into the map.
    """
    values = resolved(scenario)
    shown: dict[str, tuple[Any, Any]] = {}
    for path, ranged in ranges.items():
        if any("." in key for key in path):
            text = gettext("a value under a name with a point has no range")
            raise ScenarioError([located(path, text, marks)])
        there = value_at(values, path)
        within = there.items() if isinstance(there, Mapping) else ()
        last = next((key for key, value in within if is_quantity(value, ranged.value)), None)
        whole = path if last is None else (*path, last)
        shown[".".join(whole)] = (ranged.at(0), ranged.at(1))
    return FrozenMap(shown)


def _refuse_ends(
    plain: Mapping[str, Any], ranges: Mapping[KeyPath, Range], marks: Mapping[KeyPath, Mark]
) -> None:
    """Refuses ends of ranges that their fields do not take.

    Each end is tried with all others of its side; what only does not fit together is no fault.
    """
    for fraction in (0, 1) if ranges else ():
        values = copied(dict(plain))
        for path, ranged in ranges.items():
            _put(values, path, ranged.at(fraction))
        try:
            Scenario.model_validate(values)
        except ValidationError as error:
            diagnostics = diagnostics_of(error, values, marks)
            wrong = [each for each in diagnostics if each.path in ranges]
            if wrong:
                raise ScenarioError(wrong) from None


def _put(values: dict[str, Any], path: KeyPath, value: Any) -> None:
    for key in path[:-1]:
        values = values[key]
    values[path[-1]] = value


# -- in Python -----------------------------------------------------------------------


def rewritten(
    scenario: Scenario,
    name: str,
    values: Mapping[str, Any],
    verbs: Mapping[str, Any] = MappingProxyType({}),
) -> Scenario:
    """A scenario with other values, then with verbs carried out."""
    parent = with_ranges(scenario)
    changed = merge(parent, values)
    try:
        steps = take_steps(parent, changed, verbs, {})
        dated_anew(parent, changed)
        apply_verbs(changed, dict(verbs), {})
        apply_steps(changed, steps, {})
        keep_first_cut(parent, changed)
        return build(changed, {}, name)
    except ScenarioError as error:
        raise with_likely_names(error, new_entries(parent, values)) from None


def resolved(scenario: Scenario) -> dict[str, Any]:
    """All that a scenario came to, as plain values in the words of a file; no verb remains."""
    left_out = {"name", "ranges"}
    values = scenario.model_dump(mode="json", by_alias=True, exclude_none=True, exclude=left_out)
    _leave_out_unsaid(values)
    return values


def names_in(scenario: Scenario) -> Iterator[str]:
    """All keys and texts of a scenario, of which the names of its measures are made."""
    left: list[Any] = [resolved(scenario)]
    while left:
        each = left.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, Mapping):
            left += [*map(str, each), *each.values()]
        elif isinstance(each, list | tuple):
            left += each


# Words that stand in no file that does not use them.
_UNSAID = ("coordinates", "shocks", "dated", "members", "rosters", "skills", "only_of")


def _leave_out_unsaid(values: dict[str, Any]) -> None:
    """Takes out words under which nothing stands; None in a change says that they came with it."""
    for key in [key for key in _UNSAID if key in values and values[key] in ({}, [])]:
        del values[key]
    for value in values.values():
        if isinstance(value, dict):
            _leave_out_unsaid(value)


def with_ranges(scenario: Scenario) -> dict[str, Any]:
    """The same with each range beside its value, as files write it."""
    return put_back(resolved(scenario), ranges_of(scenario))


def ranges_of(scenario: Scenario) -> dict[KeyPath, Range]:
    """The ranges of a scenario's values, by their paths."""
    plain = resolved(scenario)
    return {
        keys: Range(quantity(value_at(plain, keys)), quantity(low), quantity(high))
        for path, (low, high) in scenario.ranges.items()
        for keys in [tuple(path.split("."))]
    }


def as_yaml(scenario: Scenario) -> str:
    """The resolved scenario as a file that loads to the same scenario."""
    return write_yaml(with_ranges(scenario))


def differences(scenario: Scenario, parent: Scenario) -> list[tuple[str, Any, Any]]:
    """Value by value, what differs from another scenario: path, there, here; None for nothing.

    What is a map in one of them alone is one difference, such as nights away that nobody spends any
    more; of what is a whole entry, such as an activity, each value is one. What changes on days is
    told day by day, but for what changes alike in the other on the same day.
    """
    before, after = resolved(parent), resolved(scenario)
    dated = any(change.on for each in (parent, scenario) for change in each.changes)
    if not dated or before.get("change") == after.get("change"):
        return list(_differing(before, after, ()))
    theirs, mine = (_states(each) for each in (parent, scenario))
    alike = set(map(repr, _differing_by_day(parent, theirs)))
    by_day = [each for each in _differing_by_day(scenario, mine) if repr(each) not in alike]
    return [*_differing(theirs[0], mine[0], ()), *by_day]


def _states(scenario: Scenario) -> list[dict[str, Any]]:
    """What holds from the begin on, and after each change, as whole scenarios."""
    parts = [without_change(each) for each in stretches(resolved(scenario))]
    return [without_change(resolved(Scenario.model_validate(each))) for each in parts]


def _differing_by_day(
    scenario: Scenario, states: list[dict[str, Any]]
) -> Iterator[tuple[str, Any, Any]]:
    """What each of its changes makes different, with its day, costs and learning."""
    for change, before, after in zip(scenario.changes, states, states[1:], strict=False):
        day = str(change.on or scenario.horizon.start)
        for path, old, new in _differing(before, after, ()):
            yield f"{day}: {path}", old, new
        if change.costs:
            yield f"{day}: costs", None, change.costs
        if change.learning:
            yield f"{day}: learning", None, change.learning.model_dump(mode="json")


ENTRY = 2  # words of a path that lead to an entry: a role, a segment, an activity


def _differing(
    before: Mapping[str, Any], after: Mapping[str, Any], at: KeyPath
) -> Iterator[tuple[str, Any, Any]]:
    """What differs in two maps, key by key, and within where both have a map."""
    for key in dict.fromkeys([*before, *after]):
        old, new = (None if each.get(key) == {} else each.get(key) for each in (before, after))
        if old == new:
            continue
        path = (*at, key)
        maps = [each for each in (old, new) if isinstance(each, dict)]
        is_entry = len(path) <= ENTRY and None in (old, new)
        if len(maps) == 2 or (maps and is_entry):
            yield from _differing(old or {}, new or {}, path)
        else:
            yield ".".join(path), _in_short(path, old), _in_short(path, new)


def _in_short(path: KeyPath, value: Any) -> Any:
    """A value as it can be read in one line: of files how much they hold."""
    if isinstance(value, dict):
        return {key: _in_short((*path, key), each) for key, each in value.items()}
    if value is not None and path[-1] == "read":
        return f"{sum(len(each.split(', ')) for each in value)} times"
    if value is not None and path[-1] == "coordinates":
        return f"{len(value)} places"
    if isinstance(value, list) and "each" in path:
        return f"{sum(each not in (None, '') for each in value)} values"
    return value
