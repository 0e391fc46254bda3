"""What customers have seen of us in the long run, and the chances that respond to it."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity.account_kinds import CUSTOMERS, account_kinds
from simulator.analysis.capacity.presence import ExpectedCalendar
from simulator.model.codes import MILLION
from simulator.scenario.contacts import felt_as, hears
from simulator.scenario.elementary import Numbers
from simulator.scenario.routing import Edge
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import TIMES, Response, Worth
from simulator.scenario.schema.routing import Link
from simulator.scenario.units import DAY
from simulator.scenario.validation import by_odds


class Customers(NamedTuple):
    """Accounts of each kind as they stand on average, and how much of the work they bring."""

    goodwill: Numbers
    since_contact: Numbers  # seconds
    contacts: Numbers  # of late
    weight: Numbers  # activities x kinds of accounts: where its tasks come from; sums to 1

    @staticmethod
    def at_first(scenario: Scenario) -> Customers:
        """As they stand on the first day."""
        kinds = account_kinds(scenario)
        shape = max(len(kinds), 1)
        start = scenario.goodwill.start if scenario.goodwill else 0.0
        goodwill = [start * (kind.standing == CUSTOMERS) for kind in kinds] or [start]
        every = np.full((len(scenario.activities), shape), 1 / shape)
        return Customers(np.array(goodwill), np.zeros(shape), np.zeros(shape), every)


def customers_after(
    scenario: Scenario, calendar: ExpectedCalendar, tasks: Numbers, numbers: Numbers
) -> Customers:
    """How accounts stand when so many tasks come of each (kinds of accounts x activities).

    There are so many of each kind; without a market those of the first day are meant.
    """
    has_market = any(each.market for each in scenario.segments.values())
    if not scenario.segments or not (scenario.responses or has_market):
        return Customers.at_first(scenario)
    seconds = float(calendar.counted.sum()) * DAY
    heard = tasks @ [hears(scenario, name) for name in scenario.activities] / seconds
    felt = np.array([felt_as(activity) for activity in scenario.activities.values()])
    too_much = scenario.goodwill.too_much if scenario.goodwill else None
    remembered = tasks @ felt / seconds * (too_much.within if too_much else 30 * DAY)
    counts = numbers if has_market else [s.accounts or 1 for s in scenario.segments.values()]
    whole = tasks * np.array(counts)[:, None]
    total = whole.sum(axis=0)
    return Customers(
        goodwill=_goodwill(scenario, tasks / seconds, felt > 0, remembered),
        since_contact=np.minimum(1 / np.maximum(heard, 1e-12), len(calendar.counted) * DAY),
        contacts=remembered,
        weight=np.where(total > 0, whole / np.where(total > 0, total, 1), 1 / len(counts)).T,
    )


def _goodwill(
    scenario: Scenario, rates: Numbers, felt: npt.NDArray[np.bool_], remembered: Numbers
) -> Numbers:
    """Where goodwill comes to rest: what lifts it against what lowers it and time."""
    feeling = scenario.goodwill
    if feeling is None:
        return np.zeros(len(rates))
    moves = np.array([activity.goodwill for activity in scenario.activities.values()])
    lifts, lowers = np.maximum(moves, 0), np.maximum(-moves, 0)
    up, down = rates * lifts, rates * lowers
    if feeling.too_much is not None:
        fine, worthless = feeling.too_much.contacts, feeling.too_much.worthless_at
        lifting = np.interp(remembered, [fine, worthless], [1.0, 0.0])
        up = np.where(felt, up * lifting[:, None], up)
    lifted = up.sum(axis=1)
    rest: Numbers = lifted / (lifted + down.sum(axis=1) + 1 / feeling.fades)
    return rest


# -- chances ---------------------------------------------------------------------------------------


def expected_chance(scenario: Scenario, customers: Customers, edge: Edge, chance: float) -> float:
    """How often work follows on other work that is done when it is due, if so often by itself.

    The share of deals within bounds of value is that of accounts with a potential of 1. Nobody is
    expected to be asked for a second bid.
    """
    cause, effect, following = edge.cause, edge.effect, edge.link
    if scenario.activities[effect].bids_against is not None:
        return 0.0
    chances = np.full(len(customers.goodwill), chance)
    for name in following.responds_to:
        response = scenario.responses[name]
        factors = _factors(response, _observed(scenario, customers, cause, response))
        if response.multiplies == "chance":
            chances = np.minimum(chances * factors, 1.0)
        else:
            pairs = zip(chances, factors, strict=True)
            chances = np.array([by_odds(chance, factor) for chance, factor in pairs])
    served = [k.is_served(scenario.activities[effect].serves) for k in account_kinds(scenario)]
    numbers = list(scenario.activities)
    mean = float((chances * (served or [True])) @ customers.weight[numbers.index(cause)])
    return mean * _within(scenario, following)


def _observed(scenario: Scenario, customers: Customers, cause: str, response: Response) -> Numbers:
    """What a response observes, for each segment: seconds, or millionths."""
    same = np.ones(len(customers.goodwill))
    if response.of == "goodwill":
        return customers.goodwill * MILLION
    if response.of == "since_contact":
        return customers.since_contact
    if response.of == "contacts":
        return customers.contacts * MILLION
    if response.of in TIMES:
        due = scenario.activities[cause].due
        return same * (due.seconds if due is not None else 0)
    if response.of in ("skill", "potential"):
        return same * MILLION
    if response.of == "former_customer":
        return same * [MILLION * kind.former for kind in account_kinds(scenario)]
    return same * 0


def _factors(response: Response, at: Numbers) -> Numbers:
    places, factors = zip(*response.line(), strict=True)
    factor: Numbers = np.interp(at, places, factors) / MILLION
    return factor


def _within(scenario: Scenario, following: Link) -> float:
    """Share of deals whose value lies within the bounds of a step."""
    if following.above is None and following.up_to is None:
        return 1.0
    worth = next(iter(scenario.deals.values())).value
    high = 1.0 if following.up_to is None else _share_up_to(following.up_to, worth)
    low = 0.0 if following.above is None else _share_up_to(following.above, worth)
    return max(0.0, high - low)


def _share_up_to(bound: float, worth: Worth) -> float:
    """Share of lognormal values up to a bound."""
    if bound <= 0 or worth.mean <= 0 or worth.spread == 0:
        return float(bound >= worth.mean)
    variance = math.log1p(worth.spread**2)
    place = (math.log(bound / worth.mean) + variance / 2) / math.sqrt(variance)
    return 0.5 * (1 + math.erf(place / math.sqrt(2)))
