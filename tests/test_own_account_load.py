"""What is one person's alone is held against his time where people differ, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.capacity import RoleLoad, scenario_load
from simulator.output.content.obstacles import asked_of_few, noted
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import DatedChange

HALF = {"days": ["monday", "tuesday"], "from": "08:00", "to": "17:00"}


GONE = [{"from": "2024-02-05", "to": "2024-04-14"}]  # ten weeks of the twenty counted
MORE = [f"all {number}" for number in range(1, 126)]


def reps(**other: Any) -> Scenario:
    """Four with 50 accounts each, of which each asks for 0.4 h a week; two work two days.

    Twenty hours a week are asked of 45, or of 18.
    """
    rep = {"people": 4, "cost_per_hour": 50, "shift": {"from": "08:00", "to": "17:00"}}
    values = {
        "title": "t",
        "horizon": {"start": "2024-01-01", "weeks": 24, "warm_up_weeks": 4},
        "categories": ["job", "travel_and_waiting", "hand_over", "idle"],
        "selling": {"s": ["job"]},
        "territory": {"width": "10 km", "height": "10 km"} | other.pop("territory", {}),
        "travel": {"speed": "50 km/h"},
        "roles": {
            "rep": {**rep, "accounts": "own", "rosters": {"half": {"people": 2, "shift": HALF}}}
            | other
        },
        "segments": {"all": {"accounts": 200}},
        "profiles": {
            "office": {
                "days": dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 1),
                "hours": {"08:00-16:00": 1},
            }
        },
        "activities": {
            "job": {
                "category": "job",
                "by": "rep",
                "lasts": "60 min",
                "arises": {"inbound": {"rate": "0.4 per week", "profile": "office"}},
            }
        },
    }
    return Scenario.model_validate(values)


def role_of(scenario: Scenario) -> RoleLoad:
    [role] = scenario_load(scenario).roles
    return role


def test_who_has_fewer_hours_and_as_many_accounts_is_asked_for_too_much() -> None:
    role = role_of(reps())
    assert role.load == pytest.approx(80 / 126)
    assert [(each.holders, each.load) for each in role.few] == [
        (2, pytest.approx(20 / 18)),
        (2, pytest.approx(20 / 45)),
    ]
    [few] = role.overloaded_few
    text = asked_of_few(few)
    assert text == (
        "2 of 4 reps (rep 1, rep 2): with so few hours, what is theirs alone asks for at least 111%"
        " of their time (job, 20 h a week each); 'cut: balance' gives accounts by hours"
    )
    assert text in " ".join(noted([reps()]))


@pytest.mark.parametrize(
    ("speed", "share"),
    [(2, 20 / 18), (0.5, 20 / 18)],
)
def test_the_pace_of_others_does_not_matter(speed: float, share: float) -> None:
    """Ann, who works two days, has others beside her, of whom one is slow or fast."""
    members = {"Ann": {"roster": "half"}, "Bob": {"roster": "half"}, "Cid": {"speed": speed}}
    loads = sorted(each.load for each in role_of(reps(members=members)).few)
    assert loads == pytest.approx(sorted([share, 20 * speed / 45, 20 / 45]))


@pytest.mark.parametrize("cover", [None, {"by": "colleague"}])
def test_whoever_is_listed_as_away_leaves_the_hours_of_others(cover: dict[str, Any] | None) -> None:
    absence = {"dated": {"rep 4": GONE}, "cover": cover}
    loads = [each.load for each in role_of(reps(absence=absence)).few]
    away = [] if cover else [20 / 22.5]  # whom others cover
    assert sorted(loads) == pytest.approx(sorted([20 / 18, 20 / 45, *away]))


TWO = {"people": 2, "rosters": {}}  # 40 h a week are asked of 45 each


@pytest.mark.parametrize(
    ("differs", "name", "share", "why"),
    [
        ({"members": {"Ann": {"speed": 1.25}, "Bob": {"speed": 0.7}}}, "Ann", 50 / 45, "pace"),
        ({"members": {"Ann": {}, "Bob": {"accounts": MORE}}}, "Bob", 50 / 45, "accounts"),
        ({"absence": {"dated": {"rep 2": GONE}}}, "rep 2", 40 / 22.5, "away"),
    ],
)
def test_who_is_slower_has_more_accounts_or_is_longer_away(
    differs: dict[str, Any], name: str, share: float, why: str
) -> None:
    """Two full-timers: 1.25 times as long for 40 h; 125 of 200 accounts; away for half of it."""
    role = role_of(reps(**TWO, **differs))
    [few] = role.overloaded_few
    assert (few.names, few.load, few.why) == ((name,), pytest.approx(share), (why,))


def test_what_is_for_somebody_away_for_good_waits_for_ever() -> None:
    role = role_of(reps(**TWO, absence={"long_term": 1}))
    [few] = role.overloaded_few
    assert (few.names, few.asked, few.present) == (("rep 1",), pytest.approx(40 * 60), 0)
    assert asked_of_few(few) == (
        "1 of 2 reps (rep 1): what is theirs alone waits for ever, since they are never there (job,"
        " 40 h a week each)"
    )
    assert role_of(reps(**TWO, absence={"long_term": 1, "cover": {"by": "colleague"}})).few[0].load


def test_who_is_in_a_pilot_hands_over_for_longer_than_it_would_take() -> None:
    """75 minutes for each of 40 cases a week, of which none is left with rep 1: 50 h of 45."""
    scenario = reps(**TWO)
    moved = {"to": "desk", "only_of": {"rep": 1}, "hand_over": "75 min"}
    fields = scenario.model_dump(mode="json", exclude_unset=True, by_alias=True)
    fields["roles"]["desk"] = fields["roles"]["rep"] | {"accounts": "pool"}
    fields["activities"]["job"]["moved"] = moved
    role = scenario_load(Scenario.model_validate(fields)).roles[0]
    assert [(each.names, each.load, each.why) for each in role.few] == [
        (("rep 1",), pytest.approx(50 / 45), ("pilot",)),
        (("rep 2",), pytest.approx(40 / 45), ()),
    ]


def test_whoever_is_hired_has_all_his_time_for_his_accounts() -> None:
    """80 h a week are a third's each: 27 h of 45 h, though he is there for half of the weeks."""
    members = {"Ann": {"speed": 1.1}, "Bob": {"speed": 0.9}}
    hired = reps(people=3, newcomers=1, rosters={}, members=members)
    few = role_of(hired.model_copy(update={"changes": (DatedChange(on="2024-04-08"),)})).few
    assert few[2].names == ("rep 3",)
    assert few[2].load == pytest.approx(80 / 3 / 45)


def test_what_comes_round_for_each_is_held_against_the_hours_of_each() -> None:
    """Five hours a day and 10 a week: 20 h of 18 for who works two days, 35 of 45 for others."""
    fields = reps(accounts="pool").model_dump(mode="json", exclude_unset=True, by_alias=True)
    job = fields["activities"]["job"] | {"lasts": "5 h", "arises": {"routine": {"every": "day"}}}
    week = job | {"lasts": "10 h", "arises": {"routine": {"every": "week"}}}
    fields["activities"] = {"job": job, "week": week}
    [few] = scenario_load(Scenario.model_validate(fields)).roles[0].few
    assert (few.names, few.load) == (("rep 1", "rep 2"), pytest.approx(20 / 18))
    assert few.activities == ("job", "week")
    assert "balance" not in asked_of_few(few)


@pytest.mark.parametrize(
    "other",
    [
        {"accounts": "pool"},
        {"rosters": {}},
        {"people": 2, "members": {"Ann": {"accounts": ["all 1"]}}},
    ],
)
def test_where_nothing_differs_nothing_is_said(other: dict[str, Any]) -> None:
    assert role_of(reps(**other)).few == ()


def test_accounts_that_go_by_hours_ask_as_much_of_everybody() -> None:
    role = role_of(reps(territory={"cut": "balance"}))
    assert [each.load for each in role.few] == pytest.approx([80 / 126] * 2)
