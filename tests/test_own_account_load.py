"""What accounts ask is held against the hours of people who have as many as others, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.analysis.capacity import RoleLoad, scenario_load
from simulator.output.content.obstacles import asked_of_few, noted
from simulator.scenario.scenario import Scenario

HALF = {"days": ["monday", "tuesday"], "from": "08:00", "to": "17:00"}


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
        "of 4 reps with as many accounts each, 2 have so few hours that these ask them for at least"
        " 111% of their time (job, 20 h a week each); 'cut: balance' gives accounts by hours"
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
    gone = [{"from": "2024-02-05", "to": "2024-04-14"}]  # ten weeks of the twenty counted
    absence = {"dated": {"rep 4": gone}, "cover": cover}
    loads = [each.load for each in role_of(reps(absence=absence)).few]
    away = [] if cover else [20 / 22.5]  # whom others cover
    assert sorted(loads) == pytest.approx(sorted([20 / 18, 20 / 45, *away]))


@pytest.mark.parametrize(
    "other",
    [
        {"accounts": "pool"},
        {"territory": {"cut": "balance"}},
        {"rosters": {}},
        {"people": 2, "members": {"Ann": {"accounts": ["all 1"]}}},
    ],
)
def test_where_work_goes_by_hours_or_by_name_nothing_is_said(other: dict[str, Any]) -> None:
    assert role_of(reps(**other)).few == ()
