"""Several call plans of one role: each with its own accounts, share and urgency."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from ledgers import at
from test_call_order import at_home, rep, shops

from simulator import what_if
from simulator.analysis.capacity.load import loads_of, people_of, steady_network
from simulator.engine import compiled
from simulator.engine.initial_state import initial_state
from simulator.engine.rules.dispatch import visits
from simulator.engine.simpy_engine import replay, with_lists
from simulator.ledger.ledger import Ledger
from simulator.measures.registry import measure
from simulator.model.codes import DAY, DONE, NO_SHOW
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEK
from simulator.workload.draw import draw


def reviewing(review: dict[str, Any], every: str = "2 weeks", count: int = 2) -> Scenario:
    """A rep who calls on accounts for half an hour, and reviews each for an hour."""
    company = rep("as_they_come", shops("all", at_home(count), "1 week"), weeks=4)
    values = company.model_dump(by_alias=True, mode="json")
    visit = values["activities"]["visit"]
    values["activities"]["review"] = {**visit, "lasts": "1 h"}
    values["call_plans"]["review"] = {"planned_share": 0, **review}
    values["segments"]["all"]["contact_every"]["review"] = every
    return Scenario.model_validate(values)


def made(ledger: Ledger) -> list[tuple[str, int, int]]:
    """Calls in order: what, when, on whom."""
    t, names = ledger.tasks, ledger.parameters.activities.name
    rows = np.flatnonzero(t.state == DONE)
    rows = rows[np.argsort(t.started[rows])]
    return [
        (names[t.activity[row]], int(t.started[row]), int(t.account[row])) for row in rows.tolist()
    ]


def played(company: Scenario) -> Ledger:
    """Visits are due at 9 and 10 on the first day, reviews both at 8."""
    workload = draw(company)
    workload.contacts.first_due[:] = [at("09:00"), at("10:00"), at("08:00"), at("08:00")]
    ledger = replay(workload)
    assert made(ledger) == made(compiled.replay(workload))
    return ledger


def test_of_two_plans_the_more_urgent_calls_go_first() -> None:
    first = made(played(reviewing({"free_urgency": 3})))[:4]
    assert first == [
        ("review", at("09:00"), 0),
        ("review", at("10:00"), 1),
        ("visit", at("11:00"), 0),
        ("visit", at("11:30"), 1),
    ]
    # The other way round, visits go first as they fall due.
    later = made(played(reviewing({"free_urgency": 9})))[:4]
    assert later == [
        ("visit", at("09:00"), 0),
        ("review", at("09:30"), 0),
        ("visit", at("10:30"), 1),
        ("review", at("11:00"), 1),
    ]


def reporting(plan: dict[str, Any]) -> list[str]:
    """What a rep does of two calls due at nine and the report that each leaves behind."""
    company = rep("as_they_come", shops("all", at_home(2), "4 weeks"), weeks=2)
    values = company.model_dump(by_alias=True, mode="json", exclude_unset=True)
    report = {"category": "selling", "by": "rep", "lasts": "10 min", "urgency": 7}
    values["activities"]["report"] = report | {"arises": {"after": {"visit": 1}}}
    values["call_plans"]["visit"] |= plan
    workload = draw(Scenario.model_validate(values))
    workload.contacts.first_due[:] = at("09:00")
    ledger = replay(workload)
    assert made(ledger) == made(compiled.replay(workload))
    return [what for what, *_ in made(ledger)]


def test_a_free_call_waits_until_the_desk_is_clear_unless_it_is_said() -> None:
    assert reporting({}) == ["visit", "report", "visit", "report"]
    assert reporting({"free_urgency": 4}) == ["visit", "visit", "report", "report"]


def test_each_plan_has_its_own_rhythm_and_keeps_its_own_due_dates() -> None:
    ledger = played(reviewing({"free_urgency": 3}))
    reviews = [(when, account) for what, when, account in made(ledger) if what == "review"]
    # Two weeks after the end of each, which is at 10 and at 11.
    assert reviews == [
        (at("09:00"), 0),
        (at("10:00"), 1),
        (2 * WEEK + at("10:00"), 0),
        (2 * WEEK + at("11:00"), 1),
    ]
    m = measure(ledger)
    # Wanted of each account: four visits and two reviews.
    assert m["coverage.all"] == len(made(ledger)) / 12
    assert m["done.review"] == 1, "a week"


def test_a_plan_of_one_role_with_no_reviews_due_changes_no_visit() -> None:
    alone = rep("as_they_come", shops("all", at_home(2), "1 week"), weeks=4)
    workload = draw(alone)
    workload.contacts.first_due[:] = [at("09:00"), at("10:00")]
    both = draw(reviewing({}))
    both.contacts.first_due[:] = [at("09:00"), at("10:00"), 28 * DAY, 28 * DAY]
    assert made(replay(workload)) == made(replay(both))


def test_each_plan_fixes_a_share_of_its_own_calls() -> None:
    workload = draw(reviewing({"planned_share": 0.5}, count=8))
    workload.contacts.first_due[:] = 0
    state = with_lists(initial_state(workload))
    # Sixteen visits and four reviews a day are usual, none were made yesterday.
    state.usual_calls[:] = [16_000, 4_000]
    for plan in (0, 1):
        visits.plan_day(state, 0, plan, at("09:00"))
    assert list(state.usual_calls) == [15_000, 3_750]
    assert [len(today) for today in state.plans_today] == [0, 1], "no visit is planned"
    assert state.carried_over[1] == 875, "half of 3.75 less the one"
    assert [state.contacts.plan[contact] for contact in state.plans_today[1]] == [1]


def test_two_plans_may_both_go_to_the_nearest_first() -> None:
    places = {str(n): (7_919 * n % 9_000, 6_101 * n % 7_000) for n in range(12)}
    company = rep("nearest_first", shops("all", places, "2 d"), weeks=2)
    values = company.model_dump(by_alias=True, mode="json")
    values["activities"]["review"] = values["activities"]["visit"]
    values["call_plans"]["review"] = {**values["call_plans"]["visit"], "planned_share": 0.5}
    values["segments"]["all"]["contact_every"]["review"] = "3 d"
    workload = draw(Scenario.model_validate(values))
    ledger = replay(workload)
    assert {what for what, _, _ in made(ledger)} == {"visit", "review"}
    assert made(ledger) == made(compiled.replay(workload))


@pytest.mark.parametrize("count", [20, 100])
def test_the_load_model_gives_each_plan_its_part_of_the_time(count: int) -> None:
    # Of 2,400 minutes a week visits want 30 of each account, reviews 60 in two weeks.
    company = what_if(
        reviewing({"free_urgency": 3}, count=count),
        name="loaded",
        horizon={"weeks": 40, "warm_up_weeks": 20},
    )
    loads = loads_of(network := steady_network(company), people_of(network.scenario))
    visits_made, reviews = loads.calls[0]
    minutes = 30 * visits_made + 60 * reviews
    if count == 20:
        assert loads.calls[0] == pytest.approx(loads.wanted[0], rel=0.03)
    assert minutes == pytest.approx(min(60 * count, 2400), rel=0.06)


def calls(planned: float, **words: Any) -> tuple[int, int]:
    """Visits made and in vain in twelve weeks, of ten accounts that are due each week."""
    company = rep("as_they_come", shops("all", at_home(10), "1 week"), weeks=12)
    company = what_if(company, name="x", call_plans={"visit": {"planned_share": planned, **words}})
    workload = draw(company)
    ledgers = replay(workload), compiled.replay(workload)
    made, again = (np.bincount(each.tasks.state, minlength=6) for each in ledgers)
    assert made.tolist() == again.tolist()
    return int(made[DONE]), int(made[NO_SHOW])


def test_of_calls_that_nobody_planned_more_are_in_vain() -> None:
    done, vain = calls(0, free_no_show=0.5)
    assert vain / (done + vain) == pytest.approx(0.5, abs=0.1)
    planned, fewer = calls(1, free_no_show=0.5)
    assert fewer < 0.7 * vain  # as many are planned as are usually made; the rest is free
    assert planned > done
    assert calls(0, free_no_show=1)[0] == 0
    assert calls(0.5, free_no_show=0) == calls(0.5)
    assert calls(0, no_show=0.3, free_no_show=0.3) == calls(0, no_show=0.3)
