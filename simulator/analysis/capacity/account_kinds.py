"""Customers, prospects and former customers of each segment, and how many of each there will be."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from simulator.analysis.capacity.presence import ExpectedCalendar
from simulator.scenario.elementary import Numbers
from simulator.scenario.places import accounts_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import FrozenMap
from simulator.scenario.schema.customers import Market
from simulator.scenario.schema.segments import Segment
from simulator.scenario.units import DAY, YEAR

CUSTOMERS, PROSPECTS = "customers", "prospects"


class AccountKind(NamedTuple):
    """Accounts of one segment that stand alike."""

    word: str  # the segment's
    segment: Segment  # what is wanted of these accounts
    standing: str  # whom an activity must serve to be for them
    former: bool  # were they customers?
    accounts: int  # on the first day

    def is_served(self, serves: str) -> bool:
        """Is an activity for them that serves these?"""
        return serves in (self.standing, "all")


def account_kinds(scenario: Scenario) -> list[AccountKind]:
    """The customers of each segment; then, of those with a market, prospects and former ones."""
    kinds = [
        AccountKind(word, segment, CUSTOMERS, False, accounts_of(scenario, segment))
        for word, segment in scenario.segments.items()
    ]
    for kind in kinds[:]:
        market = kind.segment.market
        if market is not None:
            wanted = {"contact_every": FrozenMap(market.contact_every), "contract": None}
            others = kind.segment.model_copy(update=wanted)
            cold = market.size - kind.accounts
            kinds.append(AccountKind(kind.word, others, PROSPECTS, False, cold))
            kinds.append(AccountKind(kind.word, others, PROSPECTS, True, 0))
    return kinds


def mean_numbers(
    scenario: Scenario, calendar: ExpectedCalendar, kinds: list[AccountKind], tasks: Numbers
) -> Numbers:
    """Accounts of each kind, mean of the counted weeks, when so many tasks come of each (rows)."""
    counted = int(calendar.counted.sum())
    losing = [a.loses_account for a in scenario.activities.values()]
    lost = tasks[:, np.array(losing, dtype=bool)].sum(axis=1) / counted  # of one account, a day
    won = tasks[:, _winning(scenario)].sum(axis=1) / counted
    first = np.array([kind.accounts for kind in kinds], dtype=np.float64)
    numbers = first * _kept(calendar, lost)
    words = [kind.word for kind in kinds]
    for row, kind in enumerate(kinds[: len(scenario.segments)]):
        if kind.segment.market is not None:
            cold = words.index(kind.word, row + 1)
            rows = [row, cold, cold + 1]
            rates = (float(lost[row]), float(won[cold]))
            numbers[rows] = _settling(calendar, kind.segment.market, first[rows], rates)
    return numbers


def _winning(scenario: Scenario) -> npt.NDArray[np.bool_]:
    """Which activities make customers of prospects?"""
    deals = {deal.won for deal in scenario.deals.values()}
    return np.array(
        [
            each.serves != CUSTOMERS and (each.wins_account or name in deals)
            for name, each in scenario.activities.items()
        ],
        dtype=bool,
    )


def _kept(calendar: ExpectedCalendar, lost: Numbers) -> Numbers:
    """Share of accounts that are still ours where nobody takes their place."""
    days, counted = len(calendar.counted), int(calendar.counted.sum())
    first = days - counted
    some = np.where(lost > 0, lost, 1.0)
    left = (np.exp(-some * first) - np.exp(-some * days)) / (some * counted)
    return np.where(lost > 0, left, 1.0)


def _settling(
    calendar: ExpectedCalendar, market: Market, first: Numbers, rates: tuple[float, float]
) -> Numbers:
    """Customers, prospects and former customers day by day, mean of the counted ones.

    Customers are lost and prospects won at rates a day; all close, and others are born.
    """
    lost, won = rates
    closes, born = market.closes * DAY / YEAR, market.born * DAY / YEAR
    steps = np.array(
        [
            [-lost - closes, won, won],
            [born, born - won - closes, born],
            [lost, 0.0, -won - closes],
        ]
    )
    numbers, total = first, np.zeros(3)
    for is_counted in calendar.counted:
        total += is_counted * numbers
        numbers = numbers + steps @ numbers
    return total / max(int(calendar.counted.sum()), 1)
