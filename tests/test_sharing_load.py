"""Work of several roles in order: the load model shares it as people do, who take it when free."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.capacity import capacity
from simulator.analysis.capacity.load import loads_of_scenario
from simulator.output.content.capacity import parts
from simulator.output.content.documents import document_of
from simulator.scenario.scenario import Scenario

DAY = {"from": "08:00", "to": "16:00"}
WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
MORNING, AFTERNOON = {"from": "08:00", "to": "12:00"}, {"from": "12:00", "to": "16:00"}


def work(by: str | list[str], a_day: float, **more: Any) -> dict[str, Any]:
    """So many tasks a working day, of 20 minutes each, as people come in."""
    inbound = {"rate": f"{a_day} per working day", "per": "role", "profile": "office"}
    known = {"category": "desk", "by": by, "lasts": "20 min", "arises": {"inbound": inbound}}
    return {**known, **more}


def company(
    people: dict[str, int],
    activities: dict[str, Any],
    shifts: dict[str, Any] | None = None,
    **roles: Any,
) -> Scenario:
    """Roles of 480 minutes a day."""
    return Scenario.model_validate(values_of(people, activities, shifts, **roles))


def values_of(
    people: dict[str, int],
    activities: dict[str, Any],
    shifts: dict[str, Any] | None = None,
    **roles: Any,
) -> dict[str, Any]:
    known: dict[str, Any] = {
        name: {"people": count, "cost_per_hour": 30, "shift": (shifts or {}).get(name, DAY)}
        for name, count in people.items()
    }
    for name, more in roles.items():
        known[name] |= more
    return {
        "title": "Lines",
        "horizon": {"start": "2025-01-06", "weeks": 22, "warm_up_weeks": 2},
        "categories": ["desk", "travel_and_waiting", "hand_over", "idle"],
        "selling": {"main": ["desk"]},
        "profiles": {"office": {"days": dict.fromkeys(WEEKDAYS, 1), "hours": {"08:00-16:00": 1}}},
        "roles": known,
        "activities": activities,
    }


def shares(scenario: Scenario) -> list[float]:
    return [float(each) for each in loads_of_scenario(scenario).load[0]]


ONE_EACH = {"desk": 1, "rep": 1}
LINE = ["desk", "rep"]
# Loads by 20 replications each, but for the first, which is exact for two servers in order
# (Poisson arrivals, exponential times): of the states 0, one busy and both busy with chances of
# 1/7, 3/14 and 9/14, the first is busy in 0.15 of the second kind.
HELD = {
    "light": (company(ONE_EACH, {"order": work(LINE, 36)}), [9 / 14 + 0.15, 10 / 14 - 0.0071]),
    "first has own work": (
        company(ONE_EACH, {"order": work(LINE, 36), "own": work("desk", 9)}),
        [0.959, 0.911],
    ),
    "last has own work": (
        company(ONE_EACH, {"order": work(LINE, 36), "own": work("rep", 9)}),
        [0.932, 0.938],
    ),
    "two and one": (
        company({"desk": 2, "rep": 1}, {"order": work(LINE, 54), "own": work("rep", 9)}),
        [0.874, 0.872],
    ),
    "three": (
        company({"a": 1, "b": 1, "c": 1}, {"order": work(["a", "b", "c"], 60)}),
        [0.888, 0.841, 0.766],
    ),
    "first is full": (
        company(ONE_EACH, {"order": work(LINE, 20), "own": work("desk", 22, urgency=1)}),
        [0.975, 0.773],
    ),
    "one after the other": (
        company(ONE_EACH, {"order": work(LINE, 20)}, {"desk": MORNING, "rep": AFTERNOON}),
        [0.834, 0.823],
    ),
}


@pytest.mark.parametrize("known", HELD)
def test_who_is_free_first_takes_it_and_nobody_is_told_overloaded_beside_room(known: str) -> None:
    scenario, expected = HELD[known]
    assert shares(scenario) == pytest.approx(expected, abs=0.03)
    assert not capacity(scenario).scenarios[0].overloaded


def test_no_minute_is_lost_or_added() -> None:
    """Tasks a day of 20 min, five days a week."""
    tasks = [36, 45, 45, 63, 60, 42, 20]
    asked = [loads_of_scenario(scenario).asked[0].sum() for scenario, _ in HELD.values()]
    assert asked == pytest.approx([each * 20 * 5 for each in tasks], rel=1e-3)


def test_a_group_without_room_is_overloaded_as_one() -> None:
    """60 tasks of 20 min are 1200 min a day; the two have 960: 125% of either."""
    scenario = company(ONE_EACH, {"order": work(LINE, 60)})
    assert shares(scenario) == pytest.approx([1.25, 1.25], abs=1e-3)
    assert len(capacity(scenario).scenarios[0].overloaded) == 2


def test_own_work_comes_before_what_others_could_do() -> None:
    """The rep's own work alone takes 120%: all orders, 40 of 480 min, are for the desk."""
    scenario = company(ONE_EACH, {"order": work(LINE, 2), "own": work("rep", 28.8)})
    assert shares(scenario) == pytest.approx([40 / 480, 1.2], abs=0.01)


def test_a_role_of_nobody_or_without_the_skill_leaves_it_to_the_other() -> None:
    """400 of 480 min."""
    order = {"order": work(LINE, 20)}
    assert shares(company({"desk": 0, "rep": 1}, order))[1] == pytest.approx(400 / 480)
    skilled = {"order": work(LINE, 20, skill="law")}
    members = {"Ann": {"skills": {"law": 1}}}
    known = shares(company(ONE_EACH, skilled, rep={"members": members}))
    assert known == pytest.approx([0, 400 / 480])


def test_each_takes_his_own_time_for_it() -> None:
    """The afternoon's rep takes half again as long: 10 tasks of 30 min in 240 min."""
    times = {"desk": MORNING, "rep": AFTERNOON}
    slow = {"members": {"Bea": {"speed": 1.5}}}
    known = shares(company(ONE_EACH, {"order": work(LINE, 14)}, times, rep=slow))
    assert known == pytest.approx([7 * 20 / 240, 7 * 30 / 240], abs=0.01)


def test_it_is_no_work_taken_over() -> None:
    result = capacity(HELD["two and one"][0])
    assert {row[2] for row in parts(result).rows} == {"work"}
    assert "taken over" not in document_of([result]).headlines[0]


def test_where_nobody_of_a_role_is_left_its_hours_are_no_loss() -> None:
    """10 of 20 tasks come in the mornings of a desk of nobody: the rep does 400 of 240 min."""
    times = {"desk": MORNING, "rep": AFTERNOON}
    order = {"order": work(LINE, 20)}
    left = loads_of_scenario(company({"desk": 0, "rep": 1}, order, times)).asked[0]
    assert left == pytest.approx([0, 2000])
    nobody = loads_of_scenario(company({"desk": 0, "rep": 0}, order)).asked[0]
    assert nobody == pytest.approx([2000, 0]), "the first role's"


def calling(people: int, accounts: int, orders: float) -> Scenario:
    """As many at a desk as call on accounts, who fill their time with that; visits of 40 min."""
    visit = {"category": "desk", "by": "rep", "lasts": "40 min", "place": "account"}
    work_of_both = {"visit": visit | {"splittable": False}, "order": work(LINE, orders)}
    values = values_of({"desk": people, "rep": people}, work_of_both, rep={"accounts": "own"})
    country = {"territory": {"width": "10 km", "height": "10 km"}, "travel": {"speed": "40 km/h"}}
    shops = {"accounts": accounts, "contact_every": {"visit": "4 weeks"}}
    plan = {"call_plans": {"visit": {"order": "nearest_first"}}, "segments": {"all": shops}}
    return Scenario.model_validate(values | country | plan)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (calling(1, 240, 15), [0.545, 0.970]),
        (calling(1, 240, 22), [0.731, 0.973]),
        (calling(2, 400, 44), [0.759, 0.972]),
    ],
)
def test_who_calls_takes_what_waits_between_two_calls(
    made: Scenario, expected: list[float]
) -> None:
    """Of 20 weeks, replicated; a rep with calls for all his time was left none, 6 to 10 points."""
    assert shares(made) == pytest.approx(expected, abs=0.03)
