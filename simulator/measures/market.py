"""Customers that come and go in a market: won, won back, lost, closed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulator.ledger.ledger import Ledger
from simulator.measures.measure import Measure, MeasureValues
from simulator.measures.sales import spells_at
from simulator.measures.window import Window, ratio
from simulator.model.codes import HAS_CLOSED, IS_LOST, IS_WON, IS_WON_BACK, YEAR
from simulator.scenario.units import WEEK


class CustomerTurnover(NamedTuple):
    """Customers of a segment over the weeks counted."""

    at_begin: int
    at_end: int
    won: int  # for the first time
    won_back: int
    lost: int
    closed: int

    @property
    def gone(self) -> int:
        """Customers that others had to replace."""
        return self.lost + self.closed


def turnover(window: Window, segment: int) -> CustomerTurnover:
    """How many customers of a segment there were, came and went in the weeks counted."""
    c, spells = window.parameters, window.ledger.spells
    mine = window.ledger.account_segment[spells.account] == segment
    began = mine & (spells.begin >= c.warm_up) & (spells.begin < c.horizon)
    ended = mine & (spells.end >= c.warm_up) & (spells.end < c.horizon)
    counted = (
        mine & spells_at(spells, c.warm_up),
        mine & (spells.end < 0),
        began & (spells.how == IS_WON),
        began & (spells.how == IS_WON_BACK),
        ended & (spells.why == IS_LOST),
        ended & (spells.why == HAS_CLOSED),
    )
    return CustomerTurnover(*(int(np.count_nonzero(each)) for each in counted))


def market_measures(window: Window) -> MeasureValues:
    """Customers at both ends and what became of them, of segments with a market."""
    c = window.parameters
    years = window.weeks * WEEK / YEAR
    for number, segment in enumerate(c.segments):
        if c.market.has_prospects[number]:
            counts = turnover(window, number)
            yield f"customers_at_begin.{segment}", counts.at_begin
            yield f"customers_at_end.{segment}", counts.at_end
            yield f"customers_won.{segment}", counts.won / years
            yield f"customers_won_back.{segment}", counts.won_back / years
            yield f"customers_lost.{segment}", counts.lost / years
            yield f"customers_closed.{segment}", counts.closed / years
            yield f"needed_to_stand_still.{segment}", counts.gone / years
            there = _businesses(window.ledger, number)
            yield f"market_share.{segment}", float(ratio(counts.at_end, there))


def _businesses(ledger: Ledger, segment: int) -> int:
    """Businesses of a segment that there are at the end, customers or not."""
    changes, places = ledger.changes, np.count_nonzero(ledger.account_segment == segment)
    mine = ledger.account_segment[changes.account] == segment
    last = dict(zip(changes.account[mine].tolist(), changes.what[mine].tolist(), strict=True))
    return int(places) - list(last.values()).count(HAS_CLOSED)


MEASURES = (
    Measure(
        "customers_at_begin.<segment>", "number", "neither",
        "Customers when counting began, of a segment with a market.",
        market_measures,
    ),
    Measure(
        "customers_at_end.<segment>", "number", "more",
        "Customers at the end.",
        market_measures,
    ),
    Measure(
        "customers_won.<segment>", "per year", "more",
        "Prospects that became customers for the first time.",
        market_measures,
    ),
    Measure(
        "customers_won_back.<segment>", "per year", "more",
        "Prospects that became customers and had been before.",
        market_measures,
    ),
    Measure(
        "customers_lost.<segment>", "per year", "less",
        "Customers that left us; their businesses go on.",
        market_measures,
    ),
    Measure(
        "customers_closed.<segment>", "per year", "neither",
        "Customers whose businesses closed.",
        market_measures,
    ),
    Measure(
        "needed_to_stand_still.<segment>", "per year", "less",
        "Customers lost or closed: so many have to be won for their number to stay.",
        market_measures,
    ),
    Measure(
        "market_share.<segment>", "share", "more",
        "Customers over all businesses there are at the end.",
        market_measures,
    ),
)  # fmt: skip
