"""Time and ways on the road: to calls, to visits on request, to meetings; and nights away."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.analysis.capacity.network import Call, LoadNetwork
from simulator.analysis.capacity.travel import Ways, minutes_by_road
from simulator.analysis.capacity.windows import CallTime, ReceivingHours, no_room
from simulator.scenario.elementary import Numbers

_PARTS = 64  # of a distribution, of equal chance


class Staffing(NamedTuple):
    """Who is there; plans in rows, roles in columns."""

    days: Numbers  # person-days at work
    people: Numbers


class Outward(NamedTuple):
    """What leads people away from their desks, in the counted weeks; plans x roles each."""

    visits: Numbers  # at accounts that no call plan asks for, in vain or not
    abroad: Numbers  # of these: at accounts of colleagues who are away
    fits: Numbers  # share of pairs of these for which a day is long enough
    saved: Numbers  # straight metres that a second one on a day saves
    waits: Numbers  # minutes in vain
    meetings: Numbers  # at the headquarters
    agreed: Numbers  # joint work: its times stand in calendars


class Journeys(NamedTuple):
    """What roads take; plans in rows, roles in columns."""

    minutes: Numbers  # on the road, and waiting at accounts
    metres: Numbers  # straight
    nights: Numbers  # away from home


def no_journeys(days: Numbers) -> Journeys:
    """Nobody leaves."""
    return Journeys(*(np.zeros_like(days) for _ in Journeys._fields))


# -- calls -----------------------------------------------------------------------------------------


def to_calls(network: LoadNetwork, crew: Staffing, calls: Numbers, outward: Outward) -> Journeys:
    """Journeys to so many calls of each plan, with the nights away that they come to."""
    journeys = no_journeys(crew.days)
    for number, call in enumerate(network.calls):
        made = calls[:, number]
        journeys.minutes[:, call.role] += made * call.waiting
        if call.drives:
            legs, metres = _driving(network, crew, number, made)
            _add(network, journeys, call.role, (legs, metres))
        for partner, count in call.partners:
            journeys.minutes[:, partner] += made * count * call.waiting
            if call.drives:
                ways = _coming_along(network, crew, call, partner, made * count * call.attempts)
                _add(network, journeys, partner, ways)
    for number, role in enumerate(network.scenario.roles.values()):
        if role.tour is not None:
            journeys.nights[:, number], saved = _away(network, crew, number, calls, outward)
            _add(network, journeys, number, (-journeys.nights[:, number], -saved))
    return journeys


def _add(
    network: LoadNetwork, journeys: Journeys, role: int, ways: tuple[Numbers, Numbers]
) -> None:
    """So many journeys and straight metres more."""
    legs, metres = ways
    journeys.minutes[:, role] += minutes_by_road(network.scenario, network.roads, legs, metres)
    journeys.metres[:, role] += metres * network.roads.way


def _driving(
    network: LoadNetwork, crew: Staffing, number: int, made: Numbers
) -> tuple[Numbers, Numbers]:
    """Journeys and straight metres of all calls that a role makes, and of its ways home."""
    call = network.calls[number]
    attempts, days = made * call.attempts, _days(crew, call.role)
    out = days * -np.expm1(-attempts / days)  # days with at least one call
    between, ways = _between(network, crew, number, made)
    return attempts + out, np.maximum(attempts - out, 0) * between + 2 * out * ways.home


def _between(
    network: LoadNetwork, crew: Staffing, number: int, made: Numbers
) -> tuple[Numbers, Ways]:
    """Straight metres from one call to the next by the plan's order; and all ways of its role."""
    call = network.calls[number]
    ground = network.grounds[call.role]
    ways = ground.ways(crew.people[:, call.role])
    between = ways.between
    if call.near:
        due = _due(network, crew, number, made)
        between = between + call.near * (ground.nearest(ways, due) - between)
    return between, ways


def no_room_in_windows(
    network: LoadNetwork, crew: Staffing, number: int, windows: tuple[ReceivingHours, ...]
) -> Numbers:
    """Calls due of a plan for which such hours in which accounts receive leave no room."""
    call, nobody = network.calls[number], np.zeros(len(crew.days))
    way, spread, home = nobody, nobody, nobody
    if call.drives:
        metres, ways = _between(network, crew, number, nobody)
        if list(network.scenario.roles.values())[call.role].tour is None:
            home = minutes_by_road(network.scenario, network.roads, 1, ways.home)
        way = minutes_by_road(network.scenario, network.roads, 1, metres)
        _, on, _ = network.grounds[call.role].outings
        varies = metres * float(on.std() / max(on.mean(), 1e-9))
        spread = minutes_by_road(network.scenario, network.roads, 0, varies)
    uneven = np.hypot(spread, spread_of_lasts(network, call))
    time = CallTime(call.lasts + call.waiting, way, uneven, home)
    return no_room(windows, crew.days[:, call.role], time)


def spread_of_lasts(network: LoadNetwork, call: Call) -> float:
    """Standard deviation of how long calls take, in minutes."""
    shape = list(network.scenario.activities.values())[call.activity].lasts.shape
    middles = (np.arange(_PARTS) + 0.5) / _PARTS
    return float(shape.quantile(middles).std()) * call.lasts


def _due(network: LoadNetwork, crew: Staffing, number: int, made: Numbers) -> Numbers:
    """Accounts of each person that are due at a time, when so many calls are made."""
    call, wanted = network.calls[number], max(float(network.demand.wanted[number]), 1e-9)
    late = call.accounts * np.maximum(1 - made / wanted, 0)
    due: Numbers = late / np.maximum(crew.people[:, call.role], 1)
    return due + made * call.attempts / _days(crew, call.role)


def least_road(network: LoadNetwork, crew: Staffing, number: int, made: Numbers) -> Numbers:
    """Minutes on the road that one more call adds, of those due the least out of the way home."""
    call = network.calls[number]
    if not call.drives:
        return np.zeros_like(made)
    ground = network.grounds[call.role]
    ways = ground.ways(crew.people[:, call.role])
    metres = ground.least_detour(ways, _due(network, crew, number, made))
    road: Numbers = minutes_by_road(network.scenario, network.roads, np.ones_like(made), metres)
    return road


def shorten(network: LoadNetwork, journeys: Journeys, saved: Numbers) -> None:
    """Takes off minutes on the road of each role, and the metres that they come to.

    Half of them at most: what is left of a day with calls is half of one.
    """
    if saved.any():
        a_metre = minutes_by_road(network.scenario, network.roads, 0, 1.0)
        metres = saved / np.where(a_metre > 0, a_metre, np.inf) * network.roads.way
        journeys.minutes[:] -= np.minimum(saved, journeys.minutes / 2)
        journeys.metres[:] -= np.minimum(metres, journeys.metres / 2)


def _coming_along(
    network: LoadNetwork, crew: Staffing, call: Call, role: int, attempts: Numbers
) -> tuple[Numbers, Numbers]:
    """Journeys and straight metres of those who come along to calls, anywhere on the land."""
    second = network.second
    ways = network.grounds[role].ways(np.ones_like(attempts))
    pairs = second.fits[call.activity, role], second.saved[call.activity, role]
    return _on_their_own(attempts, _days(crew, role), ways, pairs)


def _on_their_own(
    visits: Numbers, days: Numbers, ways: Ways, pairs: tuple[Numbers, Numbers]
) -> tuple[Numbers, Numbers]:
    """Journeys and straight metres of visits beside which no calls are made.

    Each is an outing of its own, but for those that fall on the same day and find room in it.
    """
    fits, saved = pairs
    beside = visits - days * -np.expm1(-visits / days)
    return 2 * visits - beside * fits, 2 * visits * ways.home - beside * saved


def _days(crew: Staffing, role: int) -> Numbers:
    days: Numbers = np.where(crew.days[:, role] > 0, crew.days[:, role], 1)
    return days


# -- visits on request, and meetings ---------------------------------------------------------------


def to_others(network: LoadNetwork, crew: Staffing, calls: Numbers, outward: Outward) -> Journeys:
    """Journeys that visits on request and meetings add to those of calls."""
    journeys = no_journeys(crew.days)
    before = _attempts(network, calls, crew.days)
    for role in np.flatnonzero(outward.visits.any(axis=0)).tolist():
        days, more, some = _days(crew, role), outward.visits[:, role], before[:, role]
        ways = network.grounds[role].ways(crew.people[:, role])
        if some.any():
            out = days * (np.exp(-some / days) - np.exp(-(some + more) / days))
            metres = np.maximum(more - out, 0) * ways.between + 2 * out * ways.home
            legs = more + out
        else:
            pairs = outward.fits[:, role], outward.saved[:, role]
            legs, metres = _on_their_own(more, days, ways, pairs)
        metres = metres + 2 * outward.abroad[:, role] * network.grounds[role].further(ways)
        _add(network, journeys, role, (legs, metres))
    for role in np.flatnonzero(outward.meetings.any(axis=0)).tolist():
        if network.grounds[role].lives:
            _add(network, journeys, role, _to_meetings(network, crew, role, (before, outward)))
    journeys.minutes[:] += outward.waits
    return journeys


def _to_meetings(
    network: LoadNetwork, crew: Staffing, role: int, others: tuple[Numbers, Outward]
) -> tuple[Numbers, Numbers]:
    """Journeys and straight metres to the headquarters and on from there.

    On a day with visits, too, the way to the first begins there and not at home.
    """
    before, outward = others
    held, visits = outward.meetings[:, role], before[:, role] + outward.visits[:, role]
    ways, days = network.grounds[role].ways(crew.people[:, role]), _days(crew, role)
    goes_on = -np.expm1(-visits / days)
    return held * (2 - goes_on), held * (2 * ways.office - goes_on * ways.home)


def _attempts(network: LoadNetwork, calls: Numbers, days: Numbers) -> Numbers:
    """Drives to calls of each role."""
    attempts = np.zeros_like(days)
    for number, call in enumerate(network.calls):
        attempts[:, call.role] += calls[:, number] * call.attempts * call.drives
    return attempts


# -- nights away -----------------------------------------------------------------------------------


def _away(
    network: LoadNetwork, crew: Staffing, role: int, calls: Numbers, outward: Outward
) -> tuple[Numbers, Numbers]:
    """Nights away from home, and straight metres that they save.

    A day out ends at any account. If that is far from home and the next day is free for visits, the
    night is spent there, so many in a row at most; both ways home are saved, and the next day
    begins with a way to any account.
    """
    tour = list(network.scenario.roles.values())[role].tour
    assert tour is not None, "asked of roles with tours"
    days, ground = _days(crew, role), network.grounds[role]
    ways = ground.ways(crew.people[:, role])
    visits = _attempts(network, calls, crew.days)[:, role] + outward.visits[:, role]
    far, way = ground.beyond(network.tours[role], ways)
    called_away = np.exp(-(outward.meetings[:, role] + outward.agreed[:, role]) / days)
    stays = far * network.staff.next_day[role] * called_away
    chain = stays[:, None] ** np.arange(tour.nights + 1)
    nights = days * -np.expm1(-visits / days) * chain[:, 1:].sum(axis=1) / chain.sum(axis=1)
    return nights, nights * np.maximum(2 * way - ways.between, 0)
