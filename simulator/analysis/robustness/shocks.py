"""Plans under shocks: the scenarios that shocks make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from simulator.analysis.paths import ANY, keys_at, matches, numbers_at, set_value
from simulator.errors import KeyPath, ScenarioError, UsageError
from simulator.experiment.results import name_of
from simulator.i18n import gettext, translatable
from simulator.scenario.inheritance import names_inherited
from simulator.scenario.late import never_come, with_hires_late
from simulator.scenario.merging import copied
from simulator.scenario.overrides import resolved
from simulator.scenario.ranges import quantity, value_at
from simulator.scenario.same_weeks import refuse_other_weeks
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Shock
from simulator.scenario.units import format_duration, nearest_word
from simulator.scenario.what_if import what_if

PREFIXES = ("", "change.before.")  # a shock also befalls what holds until a change
SUFFIX = "shock"  # by which results tell such scenarios from what was asked for


class LeftOut(NamedTuple):
    """A shock that is left out for all plans, since one of them has nothing (null) in its place."""

    shock: str
    title: str
    plan: str  # the first that leaves it out


class NeverThere(NamedTuple):
    """People whom a plan hires and who come too late under a shock to be there at all."""

    shock: str
    plan: str
    never: int
    hired: int


def never_there(
    plans: Sequence[Scenario], shocks: Sequence[tuple[str, Shock]]
) -> Iterator[NeverThere]:
    """Under which shocks whose people never come; the first of the plans is today's company."""
    for name, shock in shocks:
        for plan in plans[1:] if shock.hires_late is not None else ():
            never, hired = never_come(plan, shock.hires_late or 0, plans[0])
            if never:
                yield NeverThere(name, name_of(plan), never, hired)


def taken_out(name_or_path: str | Path, plan: Scenario) -> set[str]:
    """The shocks that the file of a plan inherits and takes out again (null)."""
    return names_inherited(name_or_path, "shocks") - plan.shocks.keys()


def left_out_of(plans: Sequence[Scenario], taken: Sequence[Collection[str]]) -> list[LeftOut]:
    """The shocks that some plan takes out: regret holds plans against each other under the same.

    What each plan takes out stands at its place in ``taken``.
    """
    named = [(name_of(plan), names) for plan, names in zip(plans, taken, strict=True)]
    return [
        LeftOut(name, shock.title, plan)
        for name, shock in _said(plans).items()
        for plan in [plan for plan, names in named if name in names][:1]
    ]


def shocks_of(
    plans: Sequence[Scenario], without: Sequence[LeftOut] = ()
) -> list[tuple[str, Shock]]:
    """The shocks of the first scenario, then those of others, but for those left out.

    UsageError if there are none.
    """
    shocks, gone = _said(plans), [each.shock for each in without]
    if shocks and shocks.keys() <= set(gone):
        raise UsageError(
            "no shock is left to test: plans set {shocks} to null, which leaves each out for all of"
            " them; say another one under 'shocks'",
            shocks=", ".join(gone),
        )
    if not shocks:
        names = ", ".join(name_of(plan) for plan in plans)
        raise UsageError(
            "no shocks are said in {names}; write some under 'shocks' in the scenario", names=names
        )
    return [(name, shock) for name, shock in shocks.items() if name not in gone]


def _said(plans: Sequence[Scenario]) -> dict[str, Shock]:
    """Every shock as the first plan that has it says it."""
    shocks: dict[str, Shock] = {}
    for plan in plans:
        shocks |= {name: shock for name, shock in plan.shocks.items() if name not in shocks}
    return shocks


def plans_under(plans: Sequence[Scenario], name: str, shock: Shock) -> list[Scenario]:
    """Every plan as a shock makes it, today's company first.

    UsageError, with the name of the shock, if it names what no plan has, or makes something
    impossible, or other weeks, of one.
    """
    _refuse_unknown(name, shock, [resolved(plan) for plan in plans])
    shocked = [shocked_by(plan, plans[0], name, shock) for plan in plans]
    refuse_other_weeks([*plans, *shocked])
    return shocked


def refused(plan: Scenario) -> Iterator[tuple[str, str]]:
    """The shocks of a scenario under which it cannot be put, each with the reason."""
    for name, shock in plan.shocks.items():
        try:
            plans_under([plan], name, shock)
        except UsageError as problem:
            yield name, str(problem)


def _refuse_unknown(name: str, shock: Shock, values: Sequence[Mapping[str, Any]]) -> None:
    """UsageError for a path or a role that no plan has."""
    for path in shock.scale:
        if not any(True for each in values for _ in numbers_at(each, path)):
            raise UsageError(
                "shock {name!r}: {problem}", name=name, problem=_unknown_path(path, values[0])
            )
    known = list(dict.fromkeys(role for each in values for role in each["roles"]))
    for role in shock.absent:
        if role not in known:
            raise UsageError(
                "shock {name!r}: read absent {role!r}, expected one of the roles ({known}){hint}",
                name=name,
                role=role,
                known=", ".join(known),
                hint=nearest_word(role, known),
            )


def _unknown_path(path: str, values: Mapping[str, Any]) -> str:
    """What is wrong with a path, with the nearest word for the key that is not there."""
    keys = path.split(".")
    for depth, key in enumerate(keys):
        known = keys_at(values, keys[:depth])
        if key != ANY and key not in known:
            hint = nearest_word(key, sorted(known))
            return gettext(
                "the path {path!r} leads to no number: {key!r} is nowhere{hint}",
                path=path,
                key=key,
                hint=hint,
            )
    return gettext(
        "the path {path!r} leads to no number; say which value of the map is meant", path=path
    )


def shocked_by(plan: Scenario, today: Scenario, name: str, shock: Shock) -> Scenario:
    """The plan as a shock makes it; the plan itself if the shock does not touch it.

    UsageError, with the name of the shock, if nobody is left of a role or a value becomes
    impossible.
    """
    usual, called = plan, f"{name_of(plan)}.{name}.{SUFFIX}"
    if shock.hires_late is not None:
        plan = with_hires_late(plan, shock.hires_late, today, called)
    values = resolved(plan)
    changes: dict[str, Any] = {}
    for keys, value in _scaled(values, shock):
        set_value(changes, keys, value)
    _scale_before_changes(changes, values, shock)
    for role, away in _long_absent(values, name, shock).items():
        set_value(changes, ("roles", role, "absence", "long_term"), away)
    if shock.newcomers_need is not None:
        for role in plan.roles:
            _lengthen_ramp_up(changes, values, role, (today, shock.newcomers_need))
    if not changes:
        return plan
    try:
        return what_if(plan, name=called, **changes)
    except ScenarioError as error:
        text, wrong = translatable("shock {name!r} on {plan}: {problem}"), error.diagnostics[0]
        raise UsageError(text, name=name, plan=name_of(usual), problem=wrong) from None


def _scaled(values: Mapping[str, Any], shock: Shock) -> Iterator[tuple[KeyPath, Any]]:
    """Every value that becomes another one; where two paths meet, both factors count."""
    factors: dict[KeyPath, float] = {}
    paths = [(prefix + path, factor) for path, factor in shock.scale.items() for prefix in PREFIXES]
    for path, factor in paths:
        for number, _ in numbers_at(values, path):
            for keys in (number, *_of_its_table(values, number)):
                factors[keys] = factors.get(keys, 1.0) * factor
    for keys, factor in factors.items():
        [(_, value)] = matches(values, keys)
        scaled = quantity(value).times(factor).written()
        if scaled != quantity(value).written():
            yield keys, scaled


def _of_its_table(values: Mapping[str, Any], keys: KeyPath) -> Iterator[KeyPath]:
    """The quantiles whose mean a number is: all of the table becomes longer or shorter."""
    table = value_at(values, (*keys[:-1], "quantiles"))
    if keys[-1] == "mean" and isinstance(table, Mapping):
        yield from ((*keys[:-1], "quantiles", chance) for chance in table)


def _scale_before_changes(changes: dict[str, Any], values: Mapping[str, Any], shock: Shock) -> None:
    """Where there are several changes, a shock also befalls what holds until each of them."""
    several = values.get("change")
    if not isinstance(several, list):
        return
    befallen = copied(several)
    for change in befallen:
        change.setdefault("before", {})
        for keys, value in _scaled(change["before"], shock):
            set_value(change["before"], keys, value)
    if befallen != several:
        changes["change"] = befallen


def _long_absent(values: Mapping[str, Any], name: str, shock: Shock) -> dict[str, int]:
    """How many people of each role are away all the time, where a shock says that some are."""
    away = {}
    for role, more in shock.absent.items():
        if role not in values["roles"]:
            continue
        settings = values["roles"][role]
        people = settings["people"]
        away[role] = settings["absence"]["long_term"] + more
        if away[role] >= people:
            raise UsageError(
                "shock {name!r}: {away} of {role} away leaves nobody of {people}",
                name=name,
                away=away[role],
                role=role,
                people=people,
            )
    return away


def _lengthen_ramp_up(
    changes: dict[str, Any], values: Mapping[str, Any], role: str, need: tuple[Scenario, int]
) -> None:
    """Makes those hired newcomers, who need at least so long."""
    today, seconds = need
    settings = values["roles"][role]
    before = today.roles[role].people if role in today.roles else 0
    hired = settings["people"] - before
    usual = quantity(settings["ramp_up"]["lasts"]).number if "ramp_up" in settings else 0.0
    if hired <= 0 or usual >= seconds:
        return
    set_value(changes, ("roles", role, "newcomers"), max(hired, settings["newcomers"]))
    set_value(changes, ("roles", role, "ramp_up", "lasts"), format_duration(seconds))
