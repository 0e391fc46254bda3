"""What is sold in all is what all roles sell: in a company that is worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import ALWAYS, scenario

from simulator.analysis.months import months
from simulator.analysis.robustness import stress
from simulator.analysis.sweep import sweep
from simulator.experiment.compare import compare, run
from simulator.experiment.finding import Finding, Headcount, OtherSellers, PlanFinding, finding_of
from simulator.experiment.statistics import Interval
from simulator.output import charts
from simulator.output.content import comparison as compared
from simulator.output.content import months as monthly
from simulator.output.content import robustness
from simulator.output.content import sweep as swept
from simulator.output.content.headline import headline, who_sells_now, with_sellers
from simulator.output.content.weekly_cost import hours_behind
from simulator.output.wording import counted
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

DAILY = {"arises": {"routine": {"every": "day", "at": "00:00"}}}
BY_CLERKS = {"talk": {"to": "clerk", "share": 1, "hand_over": "0 s", "take_over": "0 s"}}
FEWER = "in all 63 h a week are sold instead of 126, of which 21 by clerks instead of 0"


def today(**said: Any) -> Scenario:
    """Two sellers, all there day and night: each visits for 6 hours a day and talks for 3.

    That is 2 x 9 x 7 = 126 hours a week; the talks are 42 of them, and one clerk sells nothing.
    """
    return scenario(
        name="today",
        roles={
            "seller": {"people": 2, "cost_per_hour": 30, "shift": ALWAYS},
            "clerk": {"people": 1, "cost_per_hour": 10, "shift": ALWAYS},
        },
        activities={
            "visit": {"category": "selling", "by": "seller", "lasts": "6 h", **DAILY},
            "talk": {"category": "selling", "by": "seller", "lasts": "3 h", **DAILY},
        },
        **said,
    )


def handed_over() -> Scenario:
    """The clerk talks: 2 x 6 x 7 = 84 hours and 42."""
    return what_if(today(), name="handed", title="Handed over", reassign=BY_CLERKS)


def with_one() -> Scenario:
    """One seller leaves, too: 6 x 7 = 42 hours and 21."""
    return what_if(
        today(), name="with_one", title="With one", reassign=BY_CLERKS, hire={"seller": -1}
    )


def test_what_another_role_sells_is_sold_too() -> None:
    found = finding_of(compare(today(), handed_over(), with_one(), replications=2, jobs=1))
    handed, fewer = (plan.sellers for plan in found.plans)
    assert handed is not None
    assert fewer is not None
    assert handed[:4] == pytest.approx((2, 2, 126, 126))
    assert fewer[:4] == pytest.approx((2, 1, 126, 63))
    assert fewer.role == "seller"
    assert [each[:3] for each in handed.others] == [("clerk", 0, pytest.approx(42))]
    assert [each[:3] for each in fewer.others] == [("clerk", 0, pytest.approx(21))]
    assert headline(found) == (
        "Direct selling of sellers, 37.5% of their week today: with “Handed over”, it falls to"
        " 25.0% of their week, and in all 126 h a week are sold, as before, of which 42 by clerks"
        " instead of 0; with “With one”, it falls to 25.0% of their week, by 1 seller instead of 2,"
        f" and {FEWER}."
    )
