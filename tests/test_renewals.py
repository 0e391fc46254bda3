"""Renewed is a share of the contracts that ended, each followed to what it leads to."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from worlds import scenario

from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.measures.registry import measure
from simulator.measures.sales import _product_limit

AT_ONCE = {"category": "desk", "by": "clerk", "lasts": "0 s", "automated": 1}


def contracts(delay: str, weeks: int = 60, **kinds: dict[str, Any]) -> Ledger:
    """A thousand contracts of 20 weeks; three in ten of those that end are lost, after a delay."""
    company = scenario(
        horizon={"start": "2025-01-06", "weeks": weeks, "warm_up_weeks": 20},
        territory={"width": "40 km", "height": "40 km"},
        travel={"speed": "50 km/h"},
        roles={
            "clerk": {"people": 1, "cost_per_hour": 30, "shift": {"from": "08:00", "to": "17:00"}}
        },
        segments={
            "all": {
                "accounts": 1000,
                "contract": {"lasts": "20 weeks", "worth": 1000, "ends_with": "renewal"},
            }
        },
        activities={
            "renewal": AT_ONCE,
            "lost": {
                **AT_ONCE,
                "loses_account": True,
                "arises": {"after": {"renewal": {"chance": 0.3, "delay": delay}}},
            },
            **kinds,
        },
    )
    return simulate(company, seed=1, replication=0)


BANKRUPT = {**AT_ONCE, "loses_account": True, "arises": {"inbound": {"rate": "0.5 per year"}}}


@pytest.mark.parametrize("delay", ["0 s", "10 weeks"])
def test_three_in_ten_are_lost_whatever_the_delay_and_whatever_else_loses_accounts(
    delay: str,
) -> None:
    # 1,000 to 2,000 contracts end: the standard error is 0.015 at most.
    assert measure(contracts(delay))["renewed.all"] == pytest.approx(0.7, abs=0.045)
    alone = measure(contracts(delay, bankrupt=BANKRUPT))["renewed.all"]
    assert alone == pytest.approx(0.7, abs=0.045)


def test_losses_of_another_cause_are_no_answer_to_a_contract() -> None:
    found = measure(contracts("0 s", lost=AT_ONCE, bankrupt=BANKRUPT))
    assert found["renewed.all"] == 1
    # Of those who are not lost otherwise exp(-0.5) are left after a year.
    assert found["lost_per_year.all"] == pytest.approx(1 - math.exp(-0.5), abs=0.05)


def test_what_cannot_be_decided_within_the_horizon_is_empty() -> None:
    assert math.isnan(measure(contracts("40 weeks"))["renewed.all"])


def test_what_is_cut_off_counts_for_as_long_as_it_was_seen() -> None:
    seen, lost = np.array([1, 2, 3, 4]), np.array([True, False, True, False])
    # One of four is lost; one is cut off; one of the two that are left is lost.
    assert _product_limit(seen, lost) == 3 / 4 * 1 / 2
    assert math.isnan(_product_limit(seen[:0], lost[:0]))
