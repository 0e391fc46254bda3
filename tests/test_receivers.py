"""Whose hours may bring more work after a what-if, decided by hand from what it says."""

from __future__ import annotations

from typing import Any

import pytest
from firm import today

from simulator.experiment.compare import compare
from simulator.scenario.receivers import receivers
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

REPS, DESK = "field_rep", "support"
SHORT = {"from": "08:00", "to": "16:00"}
AWAY = {"vacation": 25}
DELIVERY = {"category": "desk_work", "by": "clerk", "lasts": "10 min", "due": "1 d"}


def firm(**changes: Any) -> Scenario:
    """Reps enter orders after visits, the desk answers enquiries, a clerk ships what is ordered."""
    said = today().model_dump(exclude_unset=True, by_alias=True)
    office = said["roles"]["support"]
    roles = said["roles"] | {"clerk": {**office, "people": 2}, "idle": office}
    delivery = DELIVERY | {"arises": {"after": {"order": 1}}}
    activities = said["activities"] | {"delivery": delivery}
    return today(roles=roles, activities=activities, **changes)


def receiving(base: Scenario | None = None, **change: Any) -> list[str]:
    """Who may get more in a what-if of the firm."""
    before = base or firm()
    return receivers(before, what_if(before, name="plan", **change))


@pytest.mark.parametrize(
    "said",
    [
        {"shift": SHORT},
        {"lunch": {"from": "12:00", "lasts": "2 h"}},
        {"absence": AWAY},
        {"absence": {"sick_spells": 4, "sick_days": 8}},
        {"turnover": {"tenure": "150 weeks", "vacancy": "8 weeks"}},
        {"present": 0.8},
        {"holidays": {"country": "DE"}},
        {"speed_spread": 0.3},
        {"people": 0},
    ],
)
def test_who_has_fewer_hours_for_the_same_work_gets_more_to_each(said: dict[str, Any]) -> None:
    assert receiving(roles={DESK: said}) == [DESK]


def test_fewer_colleagues_bring_more_to_each_and_more_colleagues_do_not() -> None:
    assert receiving(hire={"clerk": -1}) == ["clerk"]
    assert receiving(hire={"clerk": 1}) == []
    # The same number of people, of whom one is new.
    assert receiving(roles={"clerk": {"newcomers": 1}}) == ["clerk"]


def test_what_others_do_more_of_comes_to_those_who_do_what_follows() -> None:
    assert receiving(hire={REPS: 1}) == ["clerk"]
    assert receiving(expedite={"visit": 0.5}) == [REPS, "clerk"], "more visits, and their orders"
    assert receiving(segments={"shops": {"contact_every": {"visit": "3 d"}}}) == [REPS, "clerk"]


def test_whoever_is_given_work_gets_more_and_whoever_only_gives_it_does_not() -> None:
    assert receiving(reassign={"enquiry": {"to": "clerk"}}) == ["clerk"]
    assert receiving(reassign={"enquiry": {"to": "clerk", "share": 0}}) == []
    assert receiving(eliminate=["enquiry"]) == receiving(expedite={"enquiry": 0.5}) == []
    assert receiving(automate={"enquiry": 0.5}) == []
    # What takes 10 min is written down in 15.
    handed = {"to": "clerk", "hand_over": "15 min"}
    assert receiving(reassign={"enquiry": handed}) == [DESK, "clerk"]


def test_those_who_stay_get_more_of_the_work_that_somebody_leaves_to_them() -> None:
    """Whoever of two has time takes it first; then one of them does, who is rid of other work."""
    both = firm()
    both = what_if(both, name="both", activities={"delivery": {"by": ["clerk", DESK]}})
    left = {"activities": {"delivery": {"by": "clerk"}}}
    assert "clerk" in receiving(both, **left)
    assert DESK not in receiving(both, **left)
    other = {"reassign": {"order": {"to": "idle"}}}
    assert "clerk" in receiving(both, **left, **other)


def test_work_taken_back_is_work_received() -> None:
    given = firm()
    given = what_if(given, name="given", reassign={"enquiry": {"to": "clerk", "share": 0.5}})
    assert receiving(given, reassign={"enquiry": {"to": "clerk", "share": 0.2}}) == [DESK]


@pytest.mark.parametrize(
    "said",
    [
        {"arises": {"inbound": {"rate": "25 per day"}}},
        {"lasts": "12 min"},
        {"splittable": False},
        {"urgency": 5},
    ],
)
def test_more_or_other_work_comes_to_who_does_it(said: dict[str, Any]) -> None:
    assert receiving(activities={"enquiry": said}) == [DESK]


def test_a_new_kind_of_work_comes_to_who_does_it() -> None:
    ask = DELIVERY | {"by": DESK, "arises": {"inbound": {"rate": "1 per day", "per": "role"}}}
    assert receiving(activities={"ask": ask}) == [DESK]


def test_what_holds_for_all_reaches_all_who_work() -> None:
    everybody = [REPS, DESK, "clerk"]
    assert receiving(holidays={"country": "DE"}) == everybody, "not those to whom nothing comes"
    assert receiving(switching={"set_up": "3 min"}) == everybody
    assert receiving(segments={"shops": {"accounts": 200}}) == everybody


def test_words_and_money_bring_no_work() -> None:
    assert receiving(title="Another name", watch=["cost_per_week"]) == []
    assert receiving(roles={DESK: {"cost_per_hour": 40, "overtime_factor": 2}}) == []
    assert receiving(activities={"enquiry": {"costs": 2, "category": "selling"}}) == []
    assert receiving(economics={"expenses": {"rent": 100}}) == []
    assert receiving(roles={"idle": {"shift": SHORT}}) == []


def test_who_stands_in_gets_more_when_more_comes_to_those_who_are_away() -> None:
    cover = {"absence": {**AWAY, "cover": {"by": "clerk"}}}
    assert receiving(roles={DESK: cover}) == [DESK, "clerk"]
    covered = what_if(firm(), name="covered", roles={DESK: cover})
    assert receiving(covered, roles={DESK: {"absence": {"vacation": 30}}}) == [DESK, "clerk"]
    calls = {"enquiry": {"arises": {"inbound": {"rate": "25 per day"}}}}
    assert receiving(covered, activities=calls) == [DESK, "clerk"]
    # Nobody stands in any more: what waits meanwhile is there afterwards.
    assert receiving(covered, roles={DESK: {"absence": {"cover": {"by": "nobody"}}}}) == [DESK]


def test_who_takes_what_has_waited_gets_more_when_more_waits() -> None:
    relief = {"enquiry": {"overflow": {"to": "clerk", "after": "1 h"}}}
    base = what_if(firm(), name="relief", activities=relief)
    assert receiving(base, roles={DESK: {"shift": SHORT}}) == [DESK, "clerk"]
    both = what_if(
        firm(), name="both", activities={"enquiry": {"by": [DESK, "clerk"], "interrupts": False}}
    )
    assert receiving(both, roles={"clerk": {"shift": SHORT}}) == [DESK, "clerk"]
    assert receiving(both, roles={DESK: {"shift": SHORT}}) == [DESK, "clerk"]


def test_customers_who_answer_bring_work_to_those_whom_they_ask() -> None:
    told = {"after": {"visit": {"chance": 0.2, "responds_to": ["trust"]}}}
    base = firm(
        goodwill={"start": 0.5, "fades": "90 d"},
        responses={"trust": {"of": "goodwill", "points": {"0": 0.5, "1": 1.5}}},
    )
    base = what_if(base, name="answering", activities={"delivery": {"arises": told}})
    assert receiving(base, roles={DESK: {"shift": SHORT}}) == [DESK, "clerk"]
    assert receiving(roles={DESK: {"shift": SHORT}}) == [DESK]


def test_what_begins_on_a_day_counts_from_then() -> None:
    weeks = {"start": "2025-01-06", "weeks": 4, "warm_up_weeks": 1}
    base = firm(horizon=weeks)
    later = {"on": "2025-01-20", "values": {"roles": {DESK: {"shift": SHORT}}}}
    assert receiving(base, change=[later]) == [DESK]
    gone = {"on": "2025-01-20", "hire": {"clerk": -1}}
    back = {"on": "2025-01-27", "hire": {"clerk": 1}}
    assert receiving(base, change=[gone, back]) == ["clerk"], "for a week"
    assert receiving(base, change=[{"on": "2025-01-20", "hire": {REPS: 1}}]) == ["clerk"]


@pytest.mark.parametrize("replications", [2, 3])
def test_who_is_judged_does_not_depend_on_replications(replications: int) -> None:
    base = today()
    plans = {
        DESK: what_if(base, name="short", roles={DESK: {"shift": SHORT}}),
        REPS: what_if(base, name="less", hire={REPS: -1}),
    }
    found = compare(base, *plans.values(), replications=replications, jobs=1)
    for role, plan in plans.items():
        assert {guard.role for guard in found.guards[plan.name]} == {role}
    said = found.as_json()["guards"]
    assert [each["measure"] for each in said["short"]][:2] == [
        f"utilisation.{DESK}",
        f"overtime.{DESK}",
    ]
