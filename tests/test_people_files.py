"""Lists of people and of their absences beside a scenario, as people have them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from openpyxl import Workbook
from worlds import desk

from simulator import ScenarioError, load, what_if
from simulator.analysis.capacity.presence import expected_calendar
from simulator.cli.read import checked
from simulator.scenario.overrides import as_yaml
from simulator.scenario.people import everybody
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.starter import copy_scenario
from simulator.workload.calendar import draw_calendar
from simulator.workload.streams import streams_of

SCENARIO = """
title: Clerks
horizon: {start: 2024-12-30, weeks: 52}
categories: [desk, travel_and_waiting, hand_over, idle]
selling: {main: [desk]}
headquarters: {latitude: 48.0, longitude: 11.0}
roles:
  clerk:
    cost_per_hour: 30
    shift: {from: 09:00, to: 17:00}
    rosters:
      late_shift: {shift: {from: 13:00, to: 21:00}}
      usual: {shift: {from: 09:00, to: 17:00}}
    STAFF
    absence: {ABSENCE}
  boss: {people: 1, cost_per_hour: 90, shift: {from: 09:00, to: 17:00}}
activities: {job: {category: desk, by: clerk, lasts: 10 min}}
"""
STAFF = (
    "\ufeffName;Role;X km;Y km;Roster;Speed;Skills;Since\r\n"
    "Ann Lee;clerk;12,5;3;Late shift;0,9;demo: 1.2, install;2019\r\n"
    ";;;;;;;\r\n"
    "J. Smith;Clerk;;;;;;2021\r\n"
    "Eve Boss;boss;1;1;;;;\r\n"
)


def written(folder: Path, staff: str | None = None, absence: str = "", **files: str) -> Path:
    """A scenario and the files beside it."""
    named = "staff: people.csv" if staff is not None else "people: 2"
    text = SCENARIO.replace("STAFF", named).replace("ABSENCE", absence)
    (folder / "clerks.yaml").write_text(text)
    if staff is not None:
        (folder / "people.csv").write_text(staff)
    for name, content in files.items():
        (folder / f"{name}.csv").write_text(content)
    return folder / "clerks.yaml"


def test_people_are_read_from_a_file_as_a_spreadsheet_writes_it(tmp_path: Path) -> None:
    path = written(tmp_path, STAFF)
    ann, smith, boss = everybody(load(path))
    assert (ann.name, ann.roster, ann.speed) == ("Ann Lee", "late_shift", 0.9)
    assert (ann.home.x, ann.home.y) == (12_500, 3_000)  # type: ignore[union-attr]
    assert ann.skills == {"demo": 1.2, "install": 1}
    assert (smith.name, smith.home, smith.speed, smith.roster) == ("J. Smith", None, None, None)
    assert boss.name == "boss 1"
    notes = [each["message"] for each in checked(str(path))["notes"]]
    assert any("columns that are not read: Since" in note for note in notes)


def test_people_are_read_from_a_workbook_with_degrees(tmp_path: Path) -> None:
    path = written(tmp_path, STAFF)
    path.write_text(path.read_text().replace("people.csv", "people.xlsx"))
    book = Workbook()
    for row in (["Name", "Latitude", "Longitude", "Speed"], ["Ann", 49.0, 11.0, 1.5], ["Bo"]):
        book.active.append(row)
    book.save(tmp_path / "people.xlsx")
    ann, bo, _ = everybody(load(path))
    assert (ann.home.x, ann.home.y) == (0, 111_195)  # type: ignore[union-attr]
    assert (ann.speed, bo.name, bo.home) == (1.5, "Bo", None)


def test_what_the_scenario_says_of_somebody_goes_before_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, STAFF)
    (tmp_path / "other.yaml").write_text(
        "extends: clerks\ntitle: Other\n"
        "roles: {clerk: {members: {Ann Lee: {speed: 2}, New One: {}}, people: 5}}\n"
    )
    assert path.exists()
    people = everybody(load(tmp_path / "other.yaml"))
    assert [person.name for person in people[:4]] == ["Ann Lee", "J. Smith", "New One", "clerk 4"]
    assert (people[0].speed, people[0].roster) == (2, "late_shift")


LATER = """\
extends: clerks
title: Later
change:
  - on: 2025-03-03
    values: {roles: {clerk: {members: {J. Smith: {speed: 1.2}}}}}
  - on: 2025-06-02
    values: {roles: {clerk: {members: {Ann Lee: {roster: usual}}}}}
"""


def test_more_is_said_of_people_of_a_file_from_a_day_on(tmp_path: Path) -> None:
    written(tmp_path, STAFF)
    path = tmp_path / "later.yaml"
    path.write_text(LATER)
    phases = phases_of(load(path))
    told = [[(p.name, p.speed, p.roster) for p in everybody(e.scenario)[:2]] for e in phases]
    assert [each.day for each in phases] == [0, 63, 154]
    assert told == [
        [("Ann Lee", 0.9, "late_shift"), ("J. Smith", None, None)],
        [("Ann Lee", 0.9, "late_shift"), ("J. Smith", 1.2, None)],
        [("Ann Lee", 0.9, "usual"), ("J. Smith", 1.2, None)],
    ]
    assert load_text(tmp_path, as_yaml(load(path))) == load(path)
    notes = [each["message"] for each in checked(str(path))["notes"]]
    assert sum("columns that are not read: Since" in note for note in notes) == 1


def test_what_a_file_says_of_somebody_is_not_taken_out_on_a_day(tmp_path: Path) -> None:
    written(tmp_path, STAFF)
    path = tmp_path / "later.yaml"
    path.write_text(LATER.replace("usual", "null"))
    with pytest.raises(ScenarioError, match=r":7: .*roster: read null, expected a value: what the"):
        load(path)


def test_who_is_not_in_the_file_is_refused_from_a_day_on(tmp_path: Path) -> None:
    written(tmp_path, STAFF)
    path = tmp_path / "later.yaml"
    path.write_text(LATER.replace("Ann Lee", "Ann Lea"))
    with pytest.raises(ScenarioError) as refused:
        load(path)
    (said,) = refused.value.diagnostics
    assert str(said).startswith(f"{path}:7: ")
    assert "read 'Ann Lea', expected one of the 'members'" in said.message
    assert said.message.endswith("did you mean 'Ann Lee'?")


def load_text(folder: Path, text: str) -> Scenario:
    """A scenario of this name that stands by itself in a folder of its own."""
    alone = folder / "alone"
    alone.mkdir()
    (alone / "later.yaml").write_text(text)
    return load(alone / "later.yaml")


def test_a_resolved_scenario_brings_its_people_along(tmp_path: Path) -> None:
    company = load(
        written(tmp_path, STAFF, "list: away.csv", away="person,from\nAnn Lee,2025-03-03")
    )
    (tmp_path / "elsewhere").mkdir()
    path = tmp_path / "elsewhere" / "clerks.yaml"
    path.write_text(as_yaml(company))
    assert load(path) == company


def test_a_copy_of_a_scenario_has_the_files_that_its_roles_name(tmp_path: Path) -> None:
    path = written(tmp_path, STAFF, "list: away.csv", away="person,from\nAnn Lee,2025-03-03")
    copy_scenario(path, tmp_path / "copy")
    copied = {each.name for each in (tmp_path / "copy" / "scenarios").iterdir()}
    assert {"clerks.yaml", "people.csv", "away.csv"} <= copied


@pytest.mark.parametrize(
    ("staff", "complaint"),
    [
        ("name;role\nAnn;clark\n", "people.csv:2: there is no role 'clark'; did you mean 'clerk'?"),
        ("name;role\nEve;boss\n", "people.csv:1: nobody of 'clerk' in the file"),
        ("name\nAnn\nAnn\n", "people.csv:3: 'Ann' is named twice"),
        ("name;speed\nAnn;fast\n", "people.csv:2: read 'fast' in speed"),
        ("name;speed\nAnn;11\n", "people.csv:2: read '11' in speed"),
        ("name;speed\nAnn;0\n", "people.csv:2"),
        ("name;roster\nAnn;night\n", "people.csv:2: roles.clerk.members.Ann.roster: read 'night'"),
        ("name;skills\nAnn;demo: much\n", "people.csv:2: read 'demo: much' in skills"),
        ("name;x_km\nAnn;3\n", "expected the columns x_km and y_km, or latitude and longitude"),
        ("person_id\n7\n", "expected the columns name; there is no name"),
    ],
)
def test_what_is_wrong_in_a_file_of_people_is_said_with_its_line(
    tmp_path: Path, staff: str, complaint: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(written(tmp_path, staff))
    assert complaint in str(refused.value)


def test_lists_come_with_files_not_with_keywords() -> None:
    with pytest.raises(ScenarioError, match="from a scenario file, not from keywords"):
        what_if(desk(), roles={"clerk": {"staff": "people.csv"}})


# -- absences ----------------------------------------------------------------------------

AWAY = (
    "Person;From;To;Kind\n"
    "clerk 1;03.03.2025;07.03.2025;vacation\n"
    "CLERK 2;2025-03-05;;Sick leave\n"
    "boss 1;2025-03-05;;training\n"
)
MONDAY = 9 * 7  # 3 March 2025


def kinds(company: Scenario, role: int = 0) -> np.ndarray:
    """People x days: is anybody there?"""
    return draw_calendar(phases_of(company), streams_of(1, 0))[0].there[role]


def test_who_is_listed_is_away_on_those_days(tmp_path: Path) -> None:
    company = load(written(tmp_path, absence="list: away.csv", away=AWAY))
    there = kinds(company)
    assert there[0, MONDAY - 3 : MONDAY + 8].tolist() == [
        *[True, False, False],  # Friday, and a weekend
        *[False] * 7,
        True,
    ]
    assert there[1, MONDAY : MONDAY + 5].tolist() == [True, True, False, True, True]
    assert kinds(company, 1)[0, MONDAY + 2]  # the boss's line is no concern of the clerks


def test_known_days_of_vacation_count_towards_those_that_are_written(tmp_path: Path) -> None:
    company = load(written(tmp_path, absence="list: away.csv, vacation: 12", away=AWAY))
    there, called = kinds(company), kinds(load(written(tmp_path)))
    assert (called & ~there).sum(axis=1).tolist() == [12, 12 + 1]  # a day of sickness beside it


def test_known_absences_are_within_the_bounds_of_vacation(tmp_path: Path) -> None:
    absence = "list: away.csv, vacation: 25, at_most_away: 0.5, never_the_last: true"
    company = load(written(tmp_path, absence=absence, away=AWAY))
    there, called = kinds(company), kinds(load(written(tmp_path)))
    away = (called & ~there).sum(axis=0)
    assert np.flatnonzero(away > 1).tolist() in ([], [MONDAY + 2])  # the day of sickness alone


def test_others_take_over_by_the_kind_of_a_known_absence(tmp_path: Path) -> None:
    absence = "list: away.csv, cover: {planned: 0 d, sick: 1 d}"
    company = load(written(tmp_path, absence=absence, away=AWAY))
    found = draw_calendar(phases_of(company), streams_of(1, 0))[0].absences
    days = [
        (int(a.begin) // 86_400, int(a.covered) // 86_400, int(a.end) // 86_400)
        for a in _rows(found)
    ]
    assert days == [(MONDAY, MONDAY, MONDAY + 7), (MONDAY + 2, MONDAY + 3, MONDAY + 3)]


def _rows(absences: Any) -> list[Any]:
    return [type(absences)(*row) for row in zip(*absences, strict=True)]


def test_known_absences_are_expected_too(tmp_path: Path) -> None:
    company = load(written(tmp_path, absence="list: away.csv", away=AWAY))
    there = expected_calendar(company).roles[0].always.there
    assert there[MONDAY : MONDAY + 5].tolist() == [0.5, 0.5, 0, 0.5, 0.5]
    assert there[MONDAY + 7] == 1


@pytest.mark.parametrize(
    ("away", "complaint"),
    [
        ("person,from\nclerk 3,2025-03-03\n", "away.csv:2: nobody is called 'clerk 3'"),
        ("person,from\nclerk 1,soon\n", "away.csv:2: from: read 'soon', expected a date"),
        ("person,from,to\nclerk 1,2025-03-03,2025-03-02\n", "is before 'from'"),
        ("person,from,kind\nclerk 1,2025-03-03,bored\n", "read 'bored' in kind, expected vacation"),
        ("person,to\nclerk 1,2025-03-03\n", "there is no from"),
    ],
)
def test_what_is_wrong_in_a_list_of_absences_is_said_with_its_line(
    tmp_path: Path, away: str, complaint: str
) -> None:
    with pytest.raises(ScenarioError) as refused:
        load(written(tmp_path, absence="list: away.csv", away=away))
    assert complaint in str(refused.value)


def test_a_time_taken_may_have_a_decimal_comma(tmp_path: Path) -> None:
    staff = "name;skills\nAnn;demo: 1,2, install\nBob;demo, install=0,8\n"
    ann, bob, _ = everybody(load(written(tmp_path, staff)))
    assert ann.skills == {"demo": 1.2, "install": 1}
    assert bob.skills == {"demo": 1, "install": 0.8}


def test_everything_that_is_wrong_in_a_list_is_said_at_once_and_where_the_file_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "firm").mkdir()
    monkeypatch.chdir(tmp_path)
    written(tmp_path / "firm", "name;speed;skills\nAnn;fast;\nAnn;1;\nBob;1;demo: much\n")
    with pytest.raises(ScenarioError) as staff:
        load("firm/clerks.yaml")
    assert [str(each)[:24] for each in staff.value.diagnostics] == [
        "firm/people.csv:2: read ",
        "firm/people.csv:3: 'Ann'",
        "firm/people.csv:4: read ",
    ]
    away = "person,from,to\nZoe,2025-03-03,\nclerk 1,2025-03-03,2025-03-01\nclerk 2,,\n"
    written(tmp_path / "firm", absence="list: away.csv", away=away)
    with pytest.raises(ScenarioError) as absent:
        load("firm/clerks.yaml")
    assert [(each.file, each.line) for each in absent.value.diagnostics] == [
        ("firm/away.csv", line) for line in (2, 3, 4)
    ]


def test_check_says_what_of_a_list_of_absences_may_be_meant_otherwise(tmp_path: Path) -> None:
    rows = [
        "person,from,to,until",
        "clerk 1,2025-03-03,2025-03-07,",
        "boss 1,2025-03-03,2025-03-07,",
        "clerk 2,2025-04-07,,",
        "clerk 1,2026-03-02,2026-03-06,",
    ]
    path = written(tmp_path, absence="list: away.csv", away="\n".join(rows))
    notes = [(each["line"], each["message"]) for each in checked(str(path))["notes"]]
    listed = [
        (1, "columns that are not read: until"),
        (3, "not read, since their roles do not name this list: boss 1"),
        (4, "without 'to' one day is meant: clerk 2"),
    ]
    assert notes[:3] == listed
    assert (5, "outside the days replayed, 2024-12-30 to 2025-12-28: clerk 1 2026-03-02") in notes
    # Two roles that share a list are told of its faults once, and nobody's row is unread.
    path.write_text(
        path.read_text().replace("to: 17:00}}\nact", "to: 17:00}, absence: {list: away.csv}}\nact")
    )
    notes = [(each["line"], each["message"]) for each in checked(str(path))["notes"]]
    assert notes[:2] == [listed[0], listed[2]]
    assert listed[1] not in notes[2:]


def test_check_names_who_is_said_to_be_away_and_works_for_nobody(tmp_path: Path) -> None:
    path = written(tmp_path, absence="dated: {Zoe: [{from: 2025-03-03, to: 2025-03-03}]}")
    notes = [each["message"] for each in checked(str(path))["notes"]]
    assert "'Zoe' is none of the 2 people of 'clerk'" in notes


IN_LIST = "list: away.csv"
IN_FILE = "dated: {clerk 2: [{from: 2025-03-03, to: 2025-03-07}]}"
FEWER = {
    "hired": "hire: {clerk: -1}",
    "said": "roles: {clerk: {people: 1}}",
    "before": "change: [{on: 2025-03-03, hire: {clerk: -1}}]",
    "after": "change: [{on: 2025-03-10, hire: {clerk: -1}}]",
}
NONE = "roles.clerk.absence.dated.clerk 2: 'clerk 2' is none of the 1 person of 'clerk'"
GONE = "roles.clerk.absence.dated.clerk 2: from 2025-03-03 on: 'clerk 2' is none of the 1 person"


@pytest.mark.parametrize("absence", [IN_LIST, IN_FILE])
@pytest.mark.parametrize(
    ("fewer", "told"),
    [("hired", NONE), ("said", NONE), ("before", f"{GONE} of 'clerk'"), ("after", None)],
)
def test_who_is_not_there_any_more_in_a_what_if_may_stand_in_a_list(
    tmp_path: Path, absence: str, fewer: str, told: str | None
) -> None:
    away = "person,from,to\nclerk 2,2025-03-03,2025-03-07\n"
    written(tmp_path, absence=absence, away=away)
    (tmp_path / "fewer.yaml").write_text(f"extends: clerks\ntitle: F\n{FEWER[fewer]}\n")
    (tmp_path / "same.yaml").write_text("extends: fewer\ntitle: S\n")
    place = "away.csv:2" if absence == IN_LIST else "clerks.yaml:15"
    for name in ("fewer", "same"):
        notes = [each for each in noted_in(tmp_path / f"{name}.yaml") if "none of" in each]
        assert notes == ([f"{place}: {told}"] if told else [])
        everybody_away = load(tmp_path / f"{name}.yaml").roles["clerk"].absence.dated
        assert [*everybody_away] == ["clerk 2"]


def test_who_leaves_and_comes_again_is_missing_until_then_alone(tmp_path: Path) -> None:
    """Nobody is in the second place from Monday to Wednesday; who comes on Thursday takes it."""
    written(tmp_path, absence=IN_LIST, away="person,from,to\nclerk 2,2025-03-04,2025-03-07\n")
    days = "{on: 2025-03-03, hire: {clerk: -1}}, {on: 2025-03-06, hire: {clerk: 1}}"
    file = tmp_path / "again.yaml"
    file.write_text(f"extends: clerks\ntitle: A\nchange: [{days}]\n")
    (note,) = [each for each in noted_in(file) if "none of" in each]
    assert note == (
        "away.csv:2: roles.clerk.absence.dated.clerk 2: from 2025-03-03 to 2025-03-05: 'clerk 2' is"
        " none of the 1 person of 'clerk'"
    )


def noted_in(path: Path) -> list[str]:
    """All notes on a scenario, each with file, line and path."""
    told = checked(str(path))
    assert told["ok"], told["complaints"]
    return [
        f"{Path(n['file']).name}:{n['line']}: {n['path']}: {n['message']}" for n in told["notes"]
    ]


def test_the_absence_of_who_leaves_on_a_day_counts_before_it(tmp_path: Path) -> None:
    away = "person,from,to\nclerk 2,2025-03-03,2025-03-07\n"
    written(tmp_path, absence=f"{IN_LIST}, cover: {{by: boss}}", away=away)
    (tmp_path / "fewer.yaml").write_text(f"extends: clerks\ntitle: F\n{FEWER['after']}\n")
    phases = phases_of(load(tmp_path / "fewer.yaml"))
    found = draw_calendar(phases, streams_of(1, 0))[0].absences
    assert [(int(a.begin) // 86_400, int(a.end) // 86_400) for a in _rows(found)] == [
        (MONDAY, MONDAY + 7)  # the weekend belongs to it
    ]


@pytest.mark.parametrize(
    "child",
    ["roles: {clerk: {people: 1}}", "roles: {clerk: {staff: others.csv}}", "roles: {boss: null}"],
)
def test_whom_the_parent_alone_has_is_left_out_and_whom_neither_has_is_refused(
    tmp_path: Path, child: str
) -> None:
    staff = STAFF if "staff" in child else None
    who = "J. Smith" if staff else "boss 1" if "boss" in child else "clerk 2"
    away = f"person,from,to\n{who},2025-03-03,2025-03-07\n"
    written(tmp_path, staff, IN_LIST, away=away, others="name\nAnn Lee\n")
    (tmp_path / "fewer.yaml").write_text(f"extends: clerks\ntitle: F\n{child}\n")
    told = [each for each in noted_in(tmp_path / "fewer.yaml") if each.startswith("away.csv:2")]
    assert len(told) == 1
    assert ("not there any more, and left out: boss 1" in told[0]) == ("boss" in child)
    (tmp_path / "away.csv").write_text(away.replace(who, "clerk 3"))
    with pytest.raises(ScenarioError, match="nobody is called 'clerk 3'"):
        load(tmp_path / "fewer.yaml")


@pytest.mark.parametrize(
    ("people", "complaint"),
    [
        ("1.5", "read 1.5, expected a whole number"),
        ("-1", "read -1, expected at least 0"),
        ("007", "a number that begins with 0"),
        ("two", "read 'two', expected a whole number"),
    ],
)
def test_a_list_is_not_held_against_people_who_could_not_be_counted(
    tmp_path: Path, people: str, complaint: str
) -> None:
    path = written(tmp_path, absence=IN_LIST, away="person,from\nclerk 2,2025-03-03\n")
    path.write_text(path.read_text().replace("people: 2", f"people: {people}"))
    with pytest.raises(ScenarioError) as refused:
        load(path)
    (told,) = refused.value.diagnostics
    assert (Path(told.file).name, told.path) == ("clerks.yaml", ("roles", "clerk", "people"))
    assert complaint in told.message


def test_people_with_a_range_are_counted_for_a_list(tmp_path: Path) -> None:
    path = written(tmp_path, absence=IN_LIST, away="person,from\nclerk 2,2025-03-03\n")
    path.write_text(path.read_text().replace("people: 2", "people: 2 (1 to 3)"))
    assert [*load(path).roles["clerk"].absence.dated] == ["clerk 2"]


@pytest.mark.parametrize(
    "mistake", ["hire: {clerc: 1}", "change: [{on: 2025-02-03, hire: {clerc: 1}}]"]
)
def test_a_mistake_in_a_what_if_is_not_blamed_on_files_that_are_read_after_it(
    tmp_path: Path, mistake: str
) -> None:
    written(tmp_path, staff=STAFF)
    (tmp_path / "more.yaml").write_text(f"extends: clerks\ntitle: More\n{mistake}\n")
    (only,) = checked(str(tmp_path / "more.yaml"))["complaints"]
    assert "read 'clerc', expected one of the roles" in only["message"]
