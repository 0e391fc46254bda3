"""What a scenario comes to by rules and files, and by no value that it says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np

from simulator.i18n import gettext
from simulator.scenario.open_days import WHOLE, OpenDays, company_days, role_days
from simulator.scenario.owners import owner_column
from simulator.scenario.people import people_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.organisation import Role
from simulator.scenario.shapes import OfFamily
from simulator.scenario.units import MINUTE, format_duration

MANY = 60  # days that are named
SOME = 2_000  # times, even as they can be, that stand for all


def consequences(scenario: Scenario) -> Iterator[str]:
    """In words, one by one: days off, homes, owners of accounts, ways by road, lengths of work."""
    yield from _closed(scenario)
    yield from _homes(scenario)
    yield from _owners(scenario)
    yield from _roads(scenario)
    yield from _lengths(scenario)


def _closed(scenario: Scenario) -> Iterator[str]:
    """Days off, half days and weekends worked, of the company and of roles that have their own."""
    yield from _days(scenario, company_days(scenario))
    for name, role in scenario.roles.items():
        for text in _days(scenario, role_days(scenario, name)) if role.holidays else ():
            yield f"{name}: {text}"


def _days(scenario: Scenario, days: OpenDays) -> Iterator[str]:
    texts = {
        gettext("nobody works on {days}"): days.closed,
        gettext("shifts end early on {days}"): ~days.closed & (days.until < WHOLE),
        gettext("worked in place of days off: {days}"): ~days.closed & days.is_made_up(),
    }
    for text, chosen in texts.items():
        numbers = chosen.nonzero()[0].tolist()
        if numbers:
            dates = [(scenario.horizon.start + timedelta(day)).isoformat() for day in numbers]
            named = text.format(days=gettext(", ").join(dates[:MANY]))
            more = len(dates) - MANY
            yield named + (gettext(" and {more} more", more=more) if more > 0 else "")


def _homes(scenario: Scenario) -> Iterator[str]:
    for name, role in scenario.roles.items():
        if role.base != "home" or not role.people:
            continue
        homeless = [each for each in people_of(name, role) if each.home is None]
        settled = sum(each.number >= _drawn(scenario, role) for each in homeless)
        yield gettext(
            "{role}: {given} homes as given, {drawn} drawn in each replication, anywhere in the"
            " rectangle around the person's first accounts",
            role=name,
            given=role.people - len(homeless),
            drawn=len(homeless) - settled,
        )
        if settled:
            yield gettext(
                "{role}: {settled} homes of those hired where that saves most way to accounts",
                role=name,
                settled=settled,
            )


def _drawn(scenario: Scenario, role: Role) -> int:
    """How many people the land was first cut among, whose homes follow from that."""
    kept = scenario.territory is not None and scenario.territory.keeps
    return role.people if not kept or role.first_cut is None else role.first_cut


def _owners(scenario: Scenario) -> Iterator[str]:
    for name in scenario.segments:
        for role in scenario.roles:
            owners = owner_column(scenario, name, role)
            if not owners:
                continue
            yield gettext(
                "{segment}: {given} of {all} accounts have the {role} that is said; the others are"
                " cut by halves among those who have room",
                segment=name,
                given=sum(owner != "" for owner in owners),
                all=len(owners),
                role=role,
            )


def _roads(scenario: Scenario) -> Iterator[str]:
    if scenario.travel is not None and scenario.travel.roads is not None:
        yield gettext(
            "{ways} ways between {places} places by the table; all others in a straight line times"
            " {detour:g}",
            ways=len(scenario.travel.roads.pairs()),
            places=len(scenario.travel.roads.places),
            detour=scenario.travel.detour,
        )


def _lengths(scenario: Scenario) -> Iterator[str]:
    """Of work whose length is said by a table, a mixture or measured times."""
    for name, activity in scenario.activities.items():
        lasts = activity.lasts
        if isinstance(lasts.shape, OfFamily):
            continue
        just_below = np.arange(1, SOME + 1) / SOME - 1e-9
        times = np.sort(lasts.mean * lasts.shape.quantile(just_below))
        half, most = (times[int(share * SOME) - 1] for share in (0.5, 0.95))
        text = gettext(
            "{activity}: half of them take up to {half}, 95% up to {most}, {mean} on average",
            activity=name,
            half=_about(half),
            most=_about(most),
            mean=_about(lasts.mean),
        )
        if lasts.read is not None:
            text += gettext(" ({count} measured times)", count=len(lasts.read))
        yield text


def _about(seconds: float) -> str:
    """In tenths of a minute where it is longer than one."""
    unit = MINUTE // 10 if seconds >= MINUTE else 1
    return format_duration(unit * round(seconds / unit))
