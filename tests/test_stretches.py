"""Loads of stretches: cut where rates step; who is new is as slow as in each."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from test_sharing_load import company, work

from simulator.analysis.capacity import Capacity, capacity
from simulator.output.content.capacity import headline
from simulator.scenario.scenario import Scenario
from simulator.scenario.stretches import stretches_of
from simulator.scenario.what_if import what_if


def stepping(steps: dict[str, float]) -> Scenario:
    """20 tasks of 20 min a day: 400 of a desk's 480 min; their rate steps."""
    order = work("desk", 20)
    order["arises"]["inbound"]["steps"] = steps
    return company({"desk": 1}, {"order": order})


def loads(result: Capacity, role: int = 0) -> list[float]:
    return [each.roles[role].load for each in result.scenarios]


def test_rates_that_step_are_cut_where_they_do() -> None:
    """400 of 480 min until May, then half again as much."""
    result = capacity(stepping({"2025-05-05": 1.5}))
    assert loads(result) == pytest.approx([400 / 480, 600 / 480])
    assert headline(result).startswith(
        "Lines: From 2025-05-05 on: people of desk are asked for 125%"
    )


def test_what_has_stepped_before_weeks_count_is_there_all_along() -> None:
    """From the second week on two are warm-up; 0.6 holds from the first day that counts."""
    result = capacity(stepping({"2025-01-13": 0.6, "2026-01-01": 9}))
    assert loads(result) == pytest.approx([240 / 480])


def test_steps_and_changes_cut_together() -> None:
    """A second person comes in March, half again as much work in May."""
    change = [{"on": "2025-03-03", "hire": {"desk": 1}}, {"on": "2025-05-19", "hire": {"desk": 1}}]
    plan = what_if(stepping({"2025-05-05": 1.5}), name="more", change=change)
    expected = [400 / 480, 400 / 960, 600 / 960, 600 / 1440]
    assert loads(capacity(plan)) == pytest.approx(expected)


def test_one_hire_is_cut_where_rates_step_besides() -> None:
    steps, late = stepping({"2025-05-05": 1.5}), {"on": "2025-03-03"}
    plan = what_if(steps, name="more", hire={"desk": 1}, change=late)
    assert loads(capacity(plan)) == pytest.approx([400 / 480, 400 / 960, 600 / 960])


def test_rates_of_many_steps_are_not_cut() -> None:
    weeks = {str(date(2025, 2, 3) + timedelta(weeks=week)): 1.1 for week in range(7)}
    assert len(stretches_of(stepping(weeks))) == 1


def test_new_owners_are_slower_on_average_of_their_days() -> None:
    """From day 56 to day 153 of a half year: (1 - 48.5 / 182) of 80% longer, for 400 of 480 min."""
    base = company({"rep": 2, "desk": 1}, {"order": work("rep", 40)})
    learning = {"lasts": "26 weeks", "slower": 0.8}
    change = {"on": "2025-03-03", "learning": learning}
    moves = {**change, "reassign": {"order": {"to": "desk", "share": 0.5}}}
    half = what_if(base, name="half", change=[moves])
    longer = 1 + 0.8 * (1 - 48.5 / 182)
    assert loads(capacity(half), 1) == pytest.approx([0, 400 / 480 * longer])
    values: dict[str, Any] = {"activities": {"order": {"by": "desk"}}}
    whole = what_if(base, name="whole", change=[{**change, "values": values}])
    assert loads(capacity(whole), 1) == pytest.approx([0, 800 / 480 * longer])


def test_newcomers_of_a_stretch_are_not_yet_as_fast() -> None:
    """From 0.3 in 364 days: 0.3 + 0.7 x 48.5 / 364 of a person in 98 days."""
    ramp = {"ramp_up": {"lasts": "52 weeks", "starts_at": 0.3}}
    base = company({"desk": 1}, {"order": work("desk", 20)}, desk=ramp)
    rate = {"activities": {"order": {"arises": {"inbound": {"rate": "42 per working day"}}}}}
    change = {"on": "2025-03-03", "hire": {"desk": 1}, "values": rate}
    first, later = loads(capacity(what_if(base, name="more", change=[change])))
    assert first == pytest.approx(400 / 480)
    assert later == pytest.approx(840 / (480 * (1.3 + 0.7 * 48.5 / 364)), abs=0.05)
    gone = [change, {"on": "2025-05-05", "hire": {"desk": -1}}]
    *_, last = loads(capacity(what_if(base, name="gone", change=gone)))
    assert last == pytest.approx(840 / 480), "who came last has left"
