"""Months in which more comes in: the load of the busiest is told where the mean hides it."""

from __future__ import annotations

from typing import Any

import pytest
from test_sharing_load import company, work

from simulator.analysis.capacity import capacity
from simulator.output.content.capacity import draw, headline, record
from simulator.output.content.obstacles import noted
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if


def varying(a_day: float, weeks: int = 54, **inbound: Any) -> Scenario:
    """So many tasks of 20 min a day for a desk of 480, over a year; their rate varies."""
    order = work("desk", a_day)
    order["arises"]["inbound"] |= inbound
    known = company({"desk": 1}, {"order": order})
    horizon = known.horizon.model_copy(update={"weeks": weeks})
    return known.model_copy(update={"horizon": horizon})


MAY = {"season": {"may": 1.6}}
TOLD = "in 2025-05 people of desk are asked for 127% of their time, 83% on average"


def test_the_month_in_which_most_comes_in_is_told_where_the_mean_hides_it() -> None:
    """1.6 over a mean of (31 x 1.6 + 334) / 365, of 400 of 480 min."""
    result = capacity(varying(20, **MAY))
    (desk,) = result.scenarios[0].roles
    assert desk.peak is not None
    assert desk.peak.month == "2025-05"
    assert desk.peak.load == pytest.approx(400 / 480 * 1.6 * 365 / (31 * 1.6 + 334), abs=0.005)
    assert not desk.is_overloaded
    assert headline(result).startswith("Lines: On average nobody is asked for more than 95%")
    assert headline(result).endswith(f"; but {TOLD}.")
    assert TOLD in " ".join(draw(result).get_title(loc="left").split())
    (told,) = record(result)["scenarios"]["scenario"]["roles"]
    assert told["peak"] == {"month": "2025-05", "load": desk.peak.load}
    assert noted([varying(20, **MAY)]) == (f"scenario: {TOLD}",)


def test_growth_is_told_by_its_last_month() -> None:
    """Of 0.7 at first half more in a year: days 360 to 377 lie in the January after."""
    (desk,) = capacity(varying(19.2, trend=0.5)).scenarios[0].roles
    assert desk.load > 0.95
    assert desk.peak is None, "too much on average, which is told"
    (desk,) = capacity(varying(16.8, trend=0.5)).scenarios[0].roles
    assert desk.peak is not None
    assert desk.peak.load == pytest.approx(0.7 * 1.5 ** (368.5 / 365), abs=0.001)


def test_no_month_is_told_that_leaves_time_or_lies_in_no_stretch() -> None:
    """In May 10 tasks a day are 63%; a second person who comes in April has May."""
    assert capacity(varying(10, **MAY)).scenarios[0].roles[0].peak is None
    two = {"on": "2025-04-07", "hire": {"desk": 1}}
    three = {"on": "2025-07-07", "hire": {"desk": 1}}
    plan = what_if(varying(20, **MAY), name="more", change=[two, three])
    assert [each.roles[0].peak for each in capacity(plan).scenarios] == [None] * 3
