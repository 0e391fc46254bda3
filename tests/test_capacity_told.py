"""What `capacity` says first: what can never be done, and what was asked just before."""

from __future__ import annotations

from typing import Any

import pytest
from test_sharing_load import company, work

from simulator.analysis.capacity import capacity
from simulator.output.content.capacity import draw, headline
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

NEVER = "Lines: Nobody can ever do 'order': 'gone' has no people"
KEPT = "(one of 2 kinds of work that can never be done)"


def titled(result: Any) -> str:
    """The title of the picture, on one line."""
    return " ".join(draw(result).get_title(loc="left").split())


def test_where_all_work_waits_for_ever_nothing_else_is_said() -> None:
    result = capacity(company({"desk": 1, "gone": 0}, {"order": work("gone", 12)}))
    assert headline(result) == f"{NEVER}."
    assert titled(result) == NEVER


def test_what_can_never_be_done_comes_before_how_busy_others_are() -> None:
    """Twelve orders of 20 min are 240 of the desk's 480."""
    activities = {
        "order": work("gone", 12),
        "post": work("gone", 1),
        "quote": work("desk", 12),
    }
    result = capacity(company({"desk": 1, "gone": 0}, activities))
    busiest = "the busiest are people of desk with 50%."
    said = f"{NEVER} {KEPT}. Nobody is asked for more than 95% of their time: {busiest}"
    assert headline(result) == said
    assert titled(result).startswith(f"{NEVER} {KEPT}. People of desk are the busiest")


def test_from_what_day_on_it_can_never_be_done_is_said() -> None:
    """From April on nobody is left; before, two and one of them do 240 min a day."""
    office = company({"desk": 2}, {"order": work("desk", 12)})
    changes = [{"on": day, "hire": {"desk": -1}} for day in ("2025-03-03", "2025-04-07")]
    result = capacity(what_if(office, name="fewer", title="Fewer", change=changes))
    said = "Fewer: From 2025-04-07 on: nobody can ever do 'order': 'desk' has no people."
    assert headline(result).startswith(said)


def growing() -> Scenario:
    """Orders of 0, 320 and 640 min a day for a desk of 480, in three stretches."""
    rate = ("values", "activities", "order", "arises", "inbound", "rate")

    def step(day: str, a_day: int) -> dict[str, Any]:
        value: Any = f"{a_day} per working day"
        for word in reversed(rate):
            value = {word: value}
        return {"on": day, **value}

    office = company({"desk": 1}, {"order": work("desk", 0.001)})
    steps = [step("2025-03-03", 16), step("2025-04-28", 32)]
    return what_if(office, name="growing", title="Growing", change=steps)


def test_before_is_the_stretch_before() -> None:
    """67%, and not the 0% of the first of three stretches."""
    result = capacity(growing())
    loads = [each.roles[0].load for each in result.scenarios]
    assert loads == pytest.approx([0, 320 / 480, 640 / 480], abs=1e-3)
    assert headline(result).endswith("(before: 67%).")
    assert titled(result).endswith("(before: 67%)")
