"""What became of the time that a change frees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from simulator.errors import UsageError
from simulator.experiment.results import Experiment, who_sells
from simulator.i18n import gettext
from simulator.measures import registry
from simulator.measures.measure import WEEKLY_MINUTES, MeasureText
from simulator.scenario.elementary import Numbers
from simulator.scenario.same_weeks import counts_all_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import IDLE, TRAVEL
from simulator.scenario.units import nearest_word

PROFIT_IN_WEEK = "profit_in_week."

GAINS = (
    MeasureText(
        "freed_minutes", WEEKLY_MINUTES, "more",
        "Time outside direct selling (the base's first definition), travel_and_waiting and idle of"
        " the role with the first call plan: its fall from the base to the other scenario, that is"
        " the chores it is rid of, less the hand-overs it has to write.",
    ),
    MeasureText(
        "usable_minutes", WEEKLY_MINUTES, "more",
        "Freed minutes less the growth of idle: time in which an account was due, open and within"
        " reach.",
    ),
    MeasureText(
        "used_minutes", WEEKLY_MINUTES, "more",
        "Growth of direct selling of that role; the rest of the usable minutes went into travel and"
        " waiting, or into less overtime.",
    ),
    MeasureText(
        "field_equivalents_gained", "people", "more",
        "Growth of that role's selling, all people together, over what one of the headcount sells"
        " in the base: so many more like today's, with their vacations and empty chairs, would sell"
        " as much.",
    ),
    MeasureText(
        "return_on_change", "times the outlay", "more",
        "Growth of profit from the change to the end of the horizon, the outlay left out, over the"
        " outlay; of a base with an outlay of its own, over what the other lays out beyond it.",
    ),
)  # fmt: skip


def unit_in(measure: str, currency: str) -> str:
    """The unit of a measure, money in a currency.

    >>> unit_in("cost_per_week", "EUR")
    'EUR per week'
    """
    return describe(measure).unit.replace("money", currency, 1)


def describe(key: str) -> MeasureText:
    """What a measure, or a gain in a comparison, stands for.

    Args:
        key: Full name of a measure, such as ``utilisation.field_rep``.

    Returns:
        Its name with placeholders, unit, which way is better, and meaning.

    Raises:
        UsageError: If nothing is measured by that name; it says the nearest one.

    >>> describe("freed_minutes").unit
    'min per person and week'
    """
    here = next((each for each in GAINS if registry.stands_for(each, key)), None)
    try:
        return here or registry.describe(key)
    except KeyError:
        known = [each.name for each in (*GAINS, *registry.MEASURES)]
        hint = nearest_word(key, known) or gettext("; the page of measures lists them")
        raise UsageError("nothing is measured as {key!r}{hint}", key=key, hint=hint) from None


def has_calls(experiments: Sequence[Experiment]) -> bool:
    """Are calls made in any of the scenarios, so that freed time may be usable for them?"""
    return any(each.scenario.call_plans for each in experiments)


def time_gains(base: Experiment, other: Experiment) -> dict[str, Numbers]:
    """The columns behind GAINS, as defined there; none if the role is gone, or nobody is in it."""
    role, selling = who_sells(base.scenario)
    if role not in other.scenario.roles:
        return {}
    before, after = base.time_use(role), other.time_use(role)
    chores = (before.keys() | after.keys()) - {*selling, TRAVEL, IDLE}
    freed = _total(before, chores) - _total(after, chores)
    sold, sells = _total(before, selling), _total(after, selling)
    if np.isnan(sold).all() or np.isnan(sells).all():
        return {}
    return {
        "freed_minutes": freed,
        "usable_minutes": freed - (_total(after, {IDLE}) - _total(before, {IDLE})),
        "used_minutes": sells - sold,
        **_equivalents(base, other, (sold, sells)),
    }


def _equivalents(
    base: Experiment, other: Experiment, minutes: tuple[Numbers, Numbers]
) -> dict[str, Numbers]:
    """Growth of all selling in heads of the base; none in results that know no presence."""
    role, _ = who_sells(base.scenario)
    if not _know_presence(base, other):
        return {}
    sold, sells = _of_all((base, other), minutes)
    head = sold / base.scenario.roles[role].people
    return {"field_equivalents_gained": (sells - sold) / np.where(head > 0, head, np.nan)}


def _know_presence(base: Experiment, other: Experiment) -> bool:
    presence = f"presence.{who_sells(base.scenario)[0]}"
    return all(presence in each.measures for each in (base, other))


def _of_all(
    arms: tuple[Experiment, Experiment], minutes: tuple[Numbers, Numbers]
) -> tuple[Numbers, Numbers]:
    """Minutes a week of all people of the base's selling role, from those of one person."""
    presence = f"presence.{who_sells(arms[0].scenario)[0]}"
    sold, sells = (each * arm.column(presence) for each, arm in zip(minutes, arms, strict=True))
    return sold, sells


def how_many_sell(base: Experiment, other: Experiment) -> tuple[int, int]:
    """The headcount of the base's selling role, before and after; both scenarios have it."""
    role = who_sells(base.scenario)[0]
    return base.scenario.roles[role].people, other.scenario.roles[role].people


def selling_by_role(base: Experiment, other: Experiment) -> dict[str, tuple[Numbers, Numbers]]:
    """Minutes a week that all people of each role sell, in two scenarios, by replication.

    Args:
        base: The scenario whose first definition of selling counts.
        other: Another.

    Returns:
        The base's selling role, then the others of whom anybody sells in either; nothing if the
        selling role is gone, or in results that know no presence.
    """
    main, selling = who_sells(base.scenario)
    if main not in other.scenario.roles or not _know_presence(base, other):
        return {}
    roles = dict.fromkeys((main, *base.scenario.roles, *other.scenario.roles))
    sold = {role: (_sold_by(base, role, selling), _sold_by(other, role, selling)) for role in roles}
    return {
        role: pair
        for role, pair in sold.items()
        if role == main or any(minutes.any() for minutes in pair)
    }


def others_who_sell(experiment: Experiment) -> list[str]:
    """The roles that sell by the first definition, too, beside the one whose selling counts."""
    return list(selling_by_role(experiment, experiment))[1:]


def _sold_by(arm: Experiment, role: str, selling: set[str]) -> Numbers:
    """Minutes a week that all people of a role sell; none where nobody of it is there."""
    presence = f"presence.{role}"
    if role not in arm.scenario.roles or presence not in arm.measures:
        return np.zeros(len(arm.table))
    there = arm.column(presence)
    return np.where(there > 0, _total(arm.time_use(role), selling) * there, 0.0)


def returns_on_change(
    base: Scenario, other: Scenario, differences: Mapping[str, Numbers]
) -> dict[str, Numbers]:
    """What the outlay beyond the base's has brought by the end, from weekly profits."""
    weekly = [gain for name, gain in differences.items() if name.startswith(PROFIT_IN_WEEK)]
    outlay = other.outlay - base.outlay
    if outlay <= 0 or not weekly or not counts_all_of(base, other):
        return {}
    spent = 0.0 if other.horizon.counts_from else outlay  # what profit holds of it
    return {"return_on_change": (np.sum(weekly, axis=0) + spent) / outlay}


def _total(time_use: Mapping[str, Numbers], categories: set[str]) -> Numbers:
    """Sum over categories, in the order of the table."""
    length = len(next(iter(time_use.values())))
    counted = (minutes for name, minutes in time_use.items() if name in categories)
    return sum(counted, start=np.zeros(length))
