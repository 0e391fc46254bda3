"""What contacts hear, lift and annoy, and what is not kept, in tiny worlds worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from test_customers import INBOUND, asked, shop
from test_rules import at
from worlds import OFFICE, scenario

from simulator.analysis import daily_states
from simulator.analysis.capacity.customers import Customers, customers_after
from simulator.analysis.capacity.presence import expected_calendar
from simulator.engine.initial_state import initial_state
from simulator.engine.rules.customers import customers
from simulator.engine.simpy_engine import replay, with_lists
from simulator.engine.state import SimulationState
from simulator.experiment.runner import simulate
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.model.codes import MILLION, SINCE_CONTACT, STATES
from simulator.output.narrative.case import account_story
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw

DAY = 86_400
SLOW = {"start": 0.5, "fades": "520 weeks"}  # of goodwill that nights take nothing from


def company(**said: Any) -> Scenario:
    """A rep who visits and telephones, a desk that writes; one account, and responses."""
    values: dict[str, Any] = {
        "activities": {
            "visit": {"channel": "field", "splittable": False},
            "call": {"channel": "phone"},
            "newsletter": {"channel": "mail", "arises": INBOUND},
        },
        "goodwill": SLOW,
        "horizon": {"start": "2025-01-06", "weeks": 4},
        "roles": {"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE, "accounts": "own"}},
        "call_plans": {"visit": {}},
        "segments": {"all": {"accounts": 1, "contact_every": {"visit": "1 week"}}},
        "responses": {"gathers": {"of": "since_contact", "points": {"0 s": 0, "4 weeks": 1}}},
    }
    kinds = values["activities"]
    for name, fields in said.pop("kinds", {}).items():
        kinds[name] = kinds.get(name, {}) | fields
    for word, content in said.items():
        values[word] = values.get(word, {}) | content
    return shop(kinds, **{key: each for key, each in values.items() if key != "activities"})


def gathered(found: SimulationState, days: float) -> float:
    """Days for which the account has gathered what a response sees then."""
    return customers.observe_account(found, SINCE_CONTACT, 0, round(days * DAY)) / DAY


def done(found: SimulationState, activity: int, days: float) -> None:
    """The account's contact of one kind is over on a day."""
    kinds = found.parameters.activities
    if kinds.hears[activity]:
        customers.hear(found, 0, kinds.hears[activity], round(days * DAY))


def test_a_visit_hears_all_and_other_contacts_hear_nothing() -> None:
    found = with_lists(initial_state(draw(company())))
    assert found.parameters.activities.hears == (MILLION, 0, 0)
    done(found, 0, 10)
    assert gathered(found, 10) == 375, "what follows on a visit sees the time before it"
    assert gathered(found, 24) == 14
    for contact in (1, 2):
        done(found, contact, 24)
        assert gathered(found, 24) == 14


def test_the_visits_of_a_coordinated_plan_hear_nothing_unless_it_is_said() -> None:
    plans = {"visit": {"coordinated": True}}
    assert draw(company(call_plans=plans)).parameters.activities.hears[0] == 0
    said = company(call_plans=plans, kinds={"visit": {"hears": 1}})
    assert draw(said).parameters.activities.hears[0] == MILLION


def test_a_contact_that_hears_a_quarter_leaves_three_quarters() -> None:
    found = with_lists(initial_state(draw(company(kinds={"call": {"hears": 0.25}}))))
    done(found, 0, 0)
    done(found, 1, 20)
    assert gathered(found, 20) == 20, "what follows on the call sees the time before it"
    assert gathered(found, 21) == 16, "three quarters of twenty days, and one"


def test_what_a_contact_is_felt_as_defaults_to_one_if_we_begin_it() -> None:
    kinds = {"call": {"felt_as": 0.3}, "letter": {}}
    assert draw(company(kinds=kinds)).parameters.activities.felt == (MILLION, 300_000, 0, 0)


def felt(fine: float, worthless: float, rate: float, lift: float = 0.2) -> float:
    """Goodwill in the long run at so many contacts a day: closed form, for even contacts.

    Goodwill fades by a share f a day and each contact lifts it by s of the rest: in balance
    g = r s / (r s + f). Contacts of late come to r T; of s is left (W - r T) / (W - C).
    """
    share = lift * min(max((worthless - rate * 30) / (worthless - fine), 0.0), 1.0)
    return rate * share / (rate * share + 1 / 180)


@given(
    fine=st.floats(0.5, 10),
    more=st.floats(0.5, 40),
    rates=st.lists(st.floats(0.001, 3), min_size=2, max_size=8),
)
def test_goodwill_rises_with_contacts_then_falls_and_never_below_neglect(
    fine: float, more: float, rates: list[float]
) -> None:
    worthless = fine + more
    best = max(fine, worthless / 2) / 30  # r (W - r T) has its top in the middle
    ordered = sorted(rates)
    values = [felt(fine, worthless, rate) for rate in ordered]
    for (slow, low), (fast, high) in zip(
        zip(ordered, values, strict=True), list(zip(ordered, values, strict=True))[1:], strict=False
    ):
        assert high >= low - 1e-12 if fast <= best else True
        assert high <= low + 1e-12 if slow >= best else True
    assert min(values) >= 0, "an account nobody calls comes to rest at nothing"


@pytest.mark.parametrize("every", [30, 10, 6, 3, 1])
def test_the_rules_come_to_rest_where_the_closed_form_has_it(every: int) -> None:
    world = company(
        goodwill={
            "start": 0.0,
            "fades": "180 d",
            "too_much": {"contacts": 3, "within": "30 d", "worthless_at": 10},
        },
        kinds={"call": {"goodwill": 0.02}},
        horizon={"start": "2025-01-06", "weeks": 300},
    )
    found = with_lists(initial_state(draw(world)))
    for day in range(0, 2000, every):
        customers.decay(found, 0, day * DAY)
        found.accounts.recent_contacts[0] += MILLION
        customers.update_goodwill(found, 0, 1, 0, day * DAY)
    goodwill = found.accounts.goodwill[0] / MILLION
    assert goodwill == pytest.approx(felt(3, 10, 1 / every, 0.02), abs=0.02)
    assert goodwill >= 0


@pytest.mark.parametrize("every", [60, 10, 7, 4, 2])
def test_the_load_model_expects_the_same(every: int) -> None:
    world = company(
        goodwill={"fades": "180 d", "too_much": {"contacts": 3, "worthless_at": 10}},
        kinds={"call": {"goodwill": 0.2}},
    )
    calendar = expected_calendar(world)
    days = float(calendar.counted.sum())
    tasks = np.array([[0.0, days / every, 0.0]])
    found = customers_after(world, calendar, tasks, np.array([1.0]))
    assert isinstance(found, Customers)
    assert found.goodwill[0] == pytest.approx(felt(3, 10, 1 / every))


def test_costs_of_too_much_are_refused_with_what_to_write_instead() -> None:
    with pytest.raises(ValidationError, match="say 'worthless_at'"):
        company(goodwill={"too_much": {"contacts": 3, "costs": 0.1}})
    with pytest.raises(ValidationError, match="more than the 3 contacts"):
        company(goodwill={"too_much": {"contacts": 3, "worthless_at": 3}})


@pytest.mark.parametrize("word", ["hears", "felt_as"])
def test_what_meets_nobody_hears_nothing(word: str) -> None:
    with pytest.raises(ValidationError, match="say its 'channel'"):
        company(kinds={"report": {word: 0.5, "arises": INBOUND}})


# -- whom the customer meets -------------------------------------------------------------


def pipeline(**kinds: dict[str, Any]) -> Scenario:
    """Enquiry (an engineer), check (a clerk), offer (a seller): won."""
    shift = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    steps: dict[str, dict[str, Any]] = {
        "enquiry": {"by": "engineer", "arises": INBOUND, "channel": "phone"},
        "check": {"by": "clerk", "arises": {"after": {"enquiry": 1}}},
        "offer": {"by": "seller", "arises": {"after": {"check": 1}}, "channel": "phone"},
        "won": {"by": "seller", "automated": 1, "arises": {"after": {"offer": 1}}},
    }
    return scenario(
        roles={"engineer": shift, "clerk": shift, "seller": shift},
        travel={"speed": "60 km/h"},
        territory={"width": "1 km", "height": "1 km"},
        segments={"all": {"accounts": 1}},
        activities={
            name: {"category": "selling", "lasts": "10 min", **step, **kinds.get(name, {})}
            for name, step in steps.items()
        },
        deals={"sale": {"stages": {"asked": "enquiry", "won": "won"}, "value": {"mean": 1000}}},
    )


@pytest.mark.parametrize(
    ("kinds", "met_somebody_new"),
    [
        ({}, 1),
        ({"check": {"channel": "phone"}}, 2),
        ({"offer": {"channel": None}}, 0),
        ({"offer": {"by": "engineer"}}, 0),
        ({"enquiry": {"channel": None}}, 0),
    ],
    ids=["inside", "all meet", "sent", "same person", "came in writing"],
)
def test_a_deal_changes_hands_where_the_customer_meets_somebody_new(
    kinds: dict[str, dict[str, Any]], met_somebody_new: int
) -> None:
    ledger = replay(asked(pipeline(**kinds), [("enquiry", at("09:00"), 600)]))
    check_invariants(ledger)
    assert ledger.deals.changes.tolist() == [met_somebody_new]
    assert ledger.deals.sold_by.tolist() == [0 if kinds.get("offer", {}).get("by") else 2]


# -- what is not kept --------------------------------------------------------------------


LATE = {"due": "1 h", "goodwill_if_late": -0.4, "goodwill": 0.2}


def goodwill_of(tasks: list[tuple[str, int, int]], **kind: Any) -> float:
    """Goodwill at the week's end, which began at 0.5 and does not fade."""
    world = shop({"job": {"arises": INBOUND, **kind}}, goodwill=SLOW)
    ledger = replay(asked(world, tasks))
    check_invariants(ledger)
    return float(ledger.accounts.goodwill[0]) / MILLION


def test_what_is_late_is_felt_once_whether_it_is_done_later_or_never() -> None:
    in_time = goodwill_of([("job", at("09:00"), 3600)], **LATE)
    late = goodwill_of([("job", at("09:00"), 3601)], **LATE)
    # A job that keeps the clerk for longer than all his week is not done.
    never = goodwill_of([("job", at("09:00"), 60 * 3600)], **LATE)
    assert in_time == pytest.approx(0.6, abs=0.002)
    assert late == never == pytest.approx(0.3, abs=0.002)


def test_what_is_late_is_felt_when_it_becomes_late() -> None:
    job, look = {"by": "clerk", "lasts": "10 min"}, {"of": "goodwill", "points": {"0": 0, "0.4": 0}}
    kinds: dict[str, dict[str, Any]] = {
        "job": {**LATE, "arises": INBOUND, **job},
        "question": {**job, "arises": INBOUND},
        "won": {
            "automated": 1,
            "arises": {"after": {"question": {"chance": 1, "responds_to": ["trust"]}}},
        },
    }
    look["points"] = {"0": 0, "0.4": 0, "0.41": 1}
    world = shop(
        kinds,
        goodwill=SLOW,
        responses={"trust": {**look, "multiplies": "chance"}},
        deals={"sale": {"stages": {"asked": "question", "won": "won"}, "value": {"mean": 1}}},
        roles={"clerk": {"people": 2, "cost_per_hour": 30, "shift": OFFICE}},
    )
    # One clerk is busy with the job until twelve; the other asks before and after it is due.
    tasks = [
        ("job", at("09:00"), 3 * 3600),
        ("question", at("09:30"), 600),
        ("question", at("10:30"), 600),
    ]
    assert (replay(asked(world, tasks)).deals.won >= 0).tolist() == [True, False]


def test_a_lift_for_late_work_comes_once_it_is_done() -> None:
    kind = {"due": "1 h", "goodwill": 0.2, "goodwill_if_late": 0.1}
    assert goodwill_of([("job", at("09:00"), 3601)], **kind) == pytest.approx(0.55, abs=0.002)
    never = goodwill_of([("job", at("09:00"), 60 * 3600)], **kind)
    assert never == pytest.approx(0.5, abs=0.002)


def test_what_lapses_is_felt_if_it_is_said() -> None:
    lapses = {"lapses": {"after": "2 h"}}
    tasks = [("job", at("09:00"), 3 * 3600), ("job", at("09:10"), 600)]
    silent = goodwill_of(tasks, **lapses)
    felt_it = goodwill_of(tasks, **lapses, goodwill_if_lapsed=-0.3)
    assert silent == pytest.approx(0.5, abs=0.002)
    assert felt_it == pytest.approx(0.35, abs=0.002)
    with pytest.raises(ValidationError, match="say 'lapses'"):
        shop({"job": {"arises": INBOUND, "goodwill_if_lapsed": -0.3}})


def test_goodwill_day_by_day_ends_where_the_rules_leave_it() -> None:
    late = {"due": "2 h", "goodwill": 0.1, "goodwill_if_late": -0.2, "arises": INBOUND}
    world = shop(
        {
            "job": {**late, "lapses": {"after": "6 h"}, "goodwill_if_lapsed": -0.1},
            "call": {"arises": INBOUND, "channel": "phone", "goodwill": 0.1, "felt_as": 0.4},
        },
        accounts=5,
        goodwill={"start": 0.5, "fades": "30 d", "too_much": {"contacts": 1, "worthless_at": 4}},
        horizon={"start": "2025-01-06", "weeks": 4},
    )
    ledger = simulate(world)
    by_day = daily_states.goodwill(ledger, 28)
    states = set(ledger.tasks.state.tolist())
    assert {STATES.index("done"), STATES.index("lapsed")} <= states
    assert by_day[-1] == pytest.approx(ledger.accounts.goodwill.mean() / MILLION, abs=1e-5)


def test_the_story_of_an_account_says_what_was_late_for_it() -> None:
    world = shop({"job": {"arises": INBOUND, **LATE}}, goodwill=SLOW)
    ledger = replay(asked(world, [("job", at("09:00"), 60 * 3600)]))
    lines = account_story(ledger, ledger.places.name[ledger.places.first_account])
    assert "2025-01-06 10:00  job is late, which costs goodwill" in lines


def test_an_order_that_is_not_entered_in_time_is_a_sale_lost() -> None:
    world = shop(
        {
            "entry": {"arises": INBOUND, "lapses": {"after": "3 h"}},
            "entered": {"automated": 1, "arises": {"after": {"entry": 1}}},
        },
        deals={"order": {"stages": {"asked": "entry", "won": "entered"}, "value": {"mean": 900}}},
    )
    # The clerk is at the first from nine until one; the second has lapsed at half past twelve.
    tasks = [("entry", at("09:00"), 4 * 3600), ("entry", at("09:30"), 600)]
    ledger = replay(asked(world, [*tasks, ("entry", at("13:30"), 600)]))
    check_invariants(ledger)
    assert (ledger.deals.won >= 0).tolist() == [True, False, True]
    assert measure(ledger)["revenue"] == 1800
