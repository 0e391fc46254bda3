"""Visits that the only one who may make them never can, and accounts beyond reach, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.analysis.capacity import ScenarioLoad, scenario_load
from simulator.output.content.obstacles import never_done, noted
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario

FIRM = """\
title: x
horizon: {start: 2025-01-06, weeks: 22, warm_up_weeks: 2}
territory: {width: 300 km, height: 300 km}
headquarters: {x: 0 km, y: 0 km}
travel: {speed: 60 km/h, detour: 1, parking: 0 min}
categories: [desk, travel_and_waiting, hand_over, idle]
selling: {direct: [desk]}
profiles:
  office: {days: {monday: 1, tuesday: 1, wednesday: 1}, hours: {"08:00-16:00": 1}}
segments: {all: {SEGMENT}}
roles:
  rep: {people: 2, cost_per_hour: 60, accounts: own, shift: {from: 08:00, to: 16:00}, ROLE}
activities:
  repair: {category: desk, by: rep, lasts: LASTS min, place: account, splittable: false, ARISES}
"""
ASKED = "arises: {inbound: {rate: 0.1 per week, profile: office}}"
MORNING = "base: home, rosters: {am: {people: 1, shift: {from: 08:00, to: 12:00}}}"


def firm(
    folder: Path, segment: str, role: str, lasts: int = 60, arises: str = ASKED
) -> ScenarioLoad:
    text = FIRM.replace("SEGMENT", segment).replace("ROLE", role).replace("ARISES", arises)
    return scenario_load(read(folder, text.replace("LASTS", str(lasts))))


def read(folder: Path, text: str) -> Scenario:
    (folder / "firm.yaml").write_text(text)
    return load(folder / "firm.yaml")


@pytest.mark.parametrize(
    ("segment", "lasts", "reason"),
    [
        ("accounts: 20, opening: {from: 13:00, to: 16:00}", 20, "hours"),
        ("accounts: 20", 270, "too long"),
        ("accounts: 20", 240, None),
        ("accounts: 20, opening: {from: 11:00, to: 16:00}", 60, None),
    ],
)
def test_visits_that_some_can_never_make_to_their_own_accounts_are_told(
    tmp_path: Path, segment: str, lasts: int, reason: str | None
) -> None:
    """One of two works from 08:00 to 12:00: four hours, and none after 13:00."""
    (role,) = firm(tmp_path, segment, MORNING, lasts).roles
    told = [(each.reason, each.activity, count) for each, count in role.of_some]
    assert told == ([(reason, "repair", 1)] if reason else [])
    pool = MORNING + ", accounts: pool"
    text = FIRM.replace("accounts: own, ", "").replace("SEGMENT", segment).replace("ROLE", pool)
    text = text.replace("LASTS", str(lasts)).replace("ARISES", ASKED)
    (role,) = scenario_load(read(tmp_path, text)).roles
    assert role.of_some == (), "the other one goes"


def places(folder: Path, kilometres: int, owner: str = "") -> str:
    rows = ["name,x_km,y_km,owner", "A,5,0,Ann", f"B,0,{kilometres},{owner}"]
    (folder / "places.csv").write_text("\n".join(rows) + "\n")
    return "places: places.csv"


MEMBERS = "members: {Ann: {}, Bo: {}}"
HOMES = "base: home, members: {Ann: {home: {x: 0 km, y: 200 km}}, Bo: {home: {x: 0 km, y: 0 km}}}"


@pytest.mark.parametrize(
    ("kilometres", "opening", "told"),
    [
        (211, "", True),
        (210, "", False),  # 210 + 60 + 210 minutes are a day of 8 h
        (121, ", opening: {from: 08:00, to: 11:00}", True),
        (120, ", opening: {from: 08:00, to: 11:00}", False),  # from 10:00 to 11:00
    ],
)
def test_accounts_beyond_reach_are_told_with_how_far_they_are(
    tmp_path: Path, kilometres: int, opening: str, told: bool
) -> None:
    """A kilometre a minute from the headquarters, and an hour there."""
    never = firm(tmp_path, places(tmp_path, kilometres) + opening, MEMBERS).never
    far = (1, 2, "B", 1000 * kilometres, 60 * kilometres)
    assert [(each.reason, each.needed, each.given) for each in never] == (
        [("too far", far, (3600,))] if told else []
    )


def test_the_sentence_says_which_and_how_far(tmp_path: Path) -> None:
    segment = places(tmp_path, 290)
    (obstacle,) = firm(tmp_path, segment, MEMBERS).never
    assert never_done(obstacle) == (
        "'repair' can never be done at 1 of the 2 accounts of 'all': B, the nearest of them, is"
        " 290 km away, and with 290 min there and as long back no shift of 'rep' leaves 1 h while"
        " it receives"
    )
    assert "290 km away" in " ".join(noted([load(tmp_path / "firm.yaml")]))


@pytest.mark.parametrize(("owner", "told"), [("Ann", False), ("Bo", True), ("", False)])
def test_it_is_the_owner_who_must_get_there(tmp_path: Path, owner: str, told: bool) -> None:
    """B is 90 km from Ann's home and 290 from Bo's."""
    never = firm(tmp_path, places(tmp_path, 290, owner), HOMES).never
    assert [each.reason for each in never] == ["too far"] * told


@pytest.mark.parametrize("role", [f"{MEMBERS}, tour: {{beyond: 2 h}}", f"{MEMBERS}, base: home"])
def test_of_nights_away_and_of_homes_that_are_drawn_nothing_is_said(
    tmp_path: Path, role: str
) -> None:
    assert firm(tmp_path, places(tmp_path, 290), role).never == ()


def test_calls_are_told_too(tmp_path: Path) -> None:
    """With half an hour before leaving, 205 km are too far: 30 + 205 + 60 + 205 minutes."""
    segment = places(tmp_path, 205) + ", contact_every: {repair: 4 weeks}"
    plan = "call_plans: {repair: {preparation: plan}}\n"
    ready = "plan: {category: desk, by: rep, lasts: 30 min}"
    text = FIRM.replace("SEGMENT", segment).replace("ROLE", MEMBERS).replace(", ARISES", "")
    text = text.replace("LASTS", "60") + f"  {ready}\n{plan}"
    never = scenario_load(read(tmp_path, text)).never
    assert [(each.reason, each.needed[2]) for each in never] == [("too far", "B")]
