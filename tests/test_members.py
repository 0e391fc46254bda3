"""People by name: who they are, where they live and how fast they work."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from worlds import OFFICE, desk, prescribed, scenario

from simulator import ScenarioError, load, what_if
from simulator.engine.simpy_engine import replay
from simulator.scenario.overrides import as_yaml, resolved
from simulator.scenario.people import everybody
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw

HOUR = 3_600
TWO = {
    "Ann Lee": {"home": {"x": "12 km", "y": "3 km"}, "speed": 0.5, "skills": {"demo": 1.2}},
    "J. Smith": {},
}


def reps(**said: Any) -> Scenario:
    """Three reps who live somewhere on the land, the first two by name."""
    role = {"people": 3, "cost_per_hour": 50, "accounts": "own", "base": "home", "shift": OFFICE}
    return scenario(
        territory={"width": "20 km", "height": "20 km"},
        travel={"speed": "50 km/h"},
        roles={"rep": role | said},
        segments={"all": {"accounts": 30}},
        activities={"call": {"category": "selling", "by": "rep", "lasts": "1 h"}},
    )


def test_members_are_the_first_of_their_role_and_the_others_have_numbers() -> None:
    people = everybody(reps(members=TWO))
    assert [person.name for person in people] == ["Ann Lee", "J. Smith", "rep 3"]
    assert [person.skills for person in people] == [{"demo": 1.2}, {}, {}]
    assert draw(reps(members=TWO)).parameters.people == ("Ann Lee", "J. Smith", "rep 3")


def test_who_lives_somewhere_lives_there_and_nobody_elses_home_moves() -> None:
    named, numbered = (draw(reps(**said)).territory.places for said in ({"members": TWO}, {}))
    assert (named.x[1], named.y[1]) == (12_000, 3_000)
    assert named.name[1] == "home of Ann Lee"
    assert named.x[2:].tolist() == numbered.x[2:].tolist()
    assert named.y[2:].tolist() == numbered.y[2:].tolist()


def test_a_speed_that_is_said_is_that_of_its_person_alone() -> None:
    spread = {"speed_spread": 0.3}
    named, numbered = (draw(reps(**spread, **said)).speed for said in ({"members": TWO}, {}))
    assert named.tolist() == [500, *numbered[1:].tolist()]


def test_who_takes_half_the_time_is_done_in_half_the_time() -> None:
    company = desk(
        kinds={"job": {"individual": True}},
        roles={
            "clerk": {
                "people": 1,
                "cost_per_hour": 30,
                "shift": OFFICE,
                "members": {"Ann Lee": {"speed": 0.5}},
            }
        },
    )
    ledger = replay(prescribed(company, [("job", 9 * HOUR, HOUR)]))
    assert (ledger.tasks.finished - ledger.tasks.started).tolist() == [HOUR // 2]


def test_of_more_names_than_people_the_last_are_not_there() -> None:
    fewer = what_if(reps(members=TWO), hire={"rep": -2})
    assert [person.name for person in everybody(fewer)] == ["Ann Lee"]


def test_two_people_of_one_name_are_refused() -> None:
    with pytest.raises(ScenarioError, match="somebody of 'rep' is called 'rep 3' already"):
        what_if(reps(), roles={"rep": {"members": {"rep 3": {}}}})


@pytest.mark.parametrize("name", ["", " Ann", "Ann\nLee", "A" * 61])
def test_a_name_is_1_to_60_characters_on_one_line(name: str) -> None:
    with pytest.raises(ScenarioError, match="1 to 60 characters"):
        what_if(reps(), roles={"rep": {"members": {name: {}}}})


def test_members_are_written_as_they_are_read_and_absent_ones_are_not_written(
    tmp_path: Path,
) -> None:
    company = reps(members=TWO)
    (tmp_path / "tiny.yaml").write_text(as_yaml(company))
    assert load(tmp_path / "tiny.yaml") == company
    assert "members" not in resolved(reps())["roles"]["rep"]
    assert "skills" not in resolved(company)["roles"]["rep"]["members"]["J. Smith"]


def test_a_range_needs_a_name_without_a_point() -> None:
    said = {"J. Smith": {"speed": "0.9 (0.8 to 1)"}}
    with pytest.raises(ScenarioError, match="name with a point has no range"):
        what_if(reps(), roles={"rep": {"members": said}})
    ranged = what_if(reps(), roles={"rep": {"members": {"Ann": {"speed": "0.9 (0.8 to 1)"}}}})
    assert ranged.ranges["roles.rep.members.Ann.speed"] == (0.8, 1)
