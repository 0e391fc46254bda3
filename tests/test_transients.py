"""What the warm-up is too short for, known before anything is replayed."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import ALWAYS, scenario

from simulator.analysis.transients import transients
from simulator.output.content.obstacles import noted
from simulator.scenario.folders import listing
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if


def pipeline(delay: str, warm_up: int, **clerk: Any) -> Scenario:
    """Leads of which half are won, some weeks later."""
    inbound = {"inbound": {"rate": "10 per day", "per": "role"}}
    work = {"category": "desk", "by": "clerk", "lasts": "20 min"}
    won = {"lead": {"chance": 0.5, "delay": delay}}
    return scenario(
        horizon={"start": "2024-01-01", "weeks": 52, "warm_up_weeks": warm_up},
        roles={"clerk": {"people": 2, "cost_per_hour": 10, "shift": ALWAYS, **clerk}},
        activities={
            "lead": {**work, "arises": inbound},
            "won": {**work, "lasts": "0 s", "automated": 1, "arises": {"after": won}},
        },
        deals={"sale": {"stages": {"lead": "lead", "won": "won"}, "value": {"mean": 1000}}},
    )


def test_a_deal_that_takes_longer_than_the_warm_up_has_not_settled() -> None:
    (found,) = transients(pipeline("30 weeks", 10))
    assert (found.kind, found.name, found.weeks) == ("deal", "won", 30)
    (said,) = noted([pipeline("30 weeks", 10)])
    assert "won comes 30 weeks after its deal was opened" in said
    assert "profit come out too low" in said


@pytest.mark.parametrize(("delay", "warm_up"), [("10 weeks", 10), ("30 weeks", 30), ("0 s", 0)])
def test_a_deal_that_the_warm_up_covers_has(delay: str, warm_up: int) -> None:
    assert transients(pipeline(delay, warm_up)) == ()


def test_delays_add_up_along_a_chain() -> None:
    longer = what_if(
        pipeline("6 weeks", 10),
        activities={
            "offer": {
                "category": "desk",
                "by": "clerk",
                "lasts": "1 h",
                "arises": {"after": {"lead": {"chance": 1, "delay": "6 weeks"}}},
            },
            "won": {
                "arises": {"after": {"lead": None, "offer": {"chance": 1, "delay": "6 weeks"}}}
            },
        },
    )
    assert [each.weeks for each in transients(longer)] == [12]


def test_people_who_come_and_go_are_not_new_at_first() -> None:
    leaving = {
        "turnover": {"tenure": "100 weeks", "vacancy": "4 weeks"},
        "ramp_up": {"lasts": "40 weeks", "starts_at": 0.4},
    }
    (found,) = transients(pipeline("0 s", 10, **leaving))
    assert (found.kind, found.name, found.weeks) == ("ramp_up", "clerk", 44)
    # They lack 0.3 for 40 of 104 weeks; of that the warm-up has seen 10 of 44.
    assert found.share == pytest.approx(0.3 * 40 / 104 * 34 / 44)


def test_no_shipped_scenario_is_too_short() -> None:
    assert [each.name for each in listing() if transients(load(each.name))] == []
