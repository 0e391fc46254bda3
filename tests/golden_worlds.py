"""Small companies whose ledgers are kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from files import CHILD, PARENT, write

from simulator.engine.simpy_engine import replay
from simulator.ledger.ledger import Ledger
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw


def ledgers(scratch: Path) -> dict[str, Ledger]:
    """The ledgers by name."""
    return {name: replay(draw(each, 1, 0)) for name, each in scenarios(scratch).items()}


def scenarios(scratch: Path) -> dict[str, Scenario]:
    """The companies by name: every noun, every verb, a few people and their customers."""
    folder = write(scratch, shop=PARENT, child=CHILD)
    few = {
        "field_rep": {"people": 2},
        "inside_sales": {"people": 1},
        "sales_support": {"people": 1},
    }
    small: dict[str, Any] = {
        "roles": few,
        "segments": {name: {"accounts": 30} for name in ("large", "medium", "small")},
        "territory": {"width": "40 km", "height": "40 km"},
        "activities": {
            "inside_customer_calls": {"arises": {"inbound": {"rate": "9 per calendar day"}}},
            "web_and_dealer_orders": {"arises": {"inbound": {"rate": "9 per calendar day"}}},
            "delivery_enquiries": {"arises": {"inbound": {"rate": "12 per calendar day"}}},
        },
        "horizon": {"weeks": 1, "warm_up_weeks": 0},
    }
    shipped = Path(__file__).parent.parent / "scenarios"
    baseline = what_if(load("baseline", shipped), **small)
    customers = what_if(
        load("people-leave", shipped),
        **{**small, "horizon": {"weeks": 2, "warm_up_weeks": 0}},
        ranking={"every": "1 week"},
    )
    return {
        "every_noun": load("shop", folder),
        "every_verb": load("child", folder),
        "few_of_the_baseline": baseline,
        "few_of_the_customers": customers,
    }
