"""The working calendar: which days are off and why, and who is there when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from test_open_days import DAY, office
from typer.testing import CliRunner

from simulator import calendar, what_if
from simulator.cli import app
from simulator.output.content.calendar import document, record
from simulator.scenario.overrides import as_yaml
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw

# From Monday 20 January 2025, for two weeks.
AWAY = [
    {"from": "2025-01-21", "to": "2025-01-23", "kind": "vacation"},
    {"from": "2025-01-27", "to": "2025-01-27", "kind": "sick"},
]
DAYS = {
    "also": ["2025-01-22"],
    "closed": {"move": {"from": "2025-01-30", "to": "2025-01-31"}},
    "half_days": {"01-24": "12:00"},
    "make_up": ["2025-01-25"],
}


def company(**said: Any) -> Scenario:
    absence = {"dated": {"Ann": AWAY}}
    return office(DAYS, members={"Ann": {}, "Bob": {}}, people=2, absence=absence, **said)


def test_each_special_day_is_told_with_its_reason() -> None:
    days = calendar(company()).days
    told = [(each.day.day, each.role, each.kind, each.name, each.until) for each in days]
    assert told == [
        (22, None, "holiday", "day off", None),
        (24, None, "half_day", "", 12 * 3_600),
        (25, None, "made_up", "", None),
        (30, None, "closure", "move", None),
        (31, None, "closure", "move", None),
    ]


def test_days_of_a_role_alone_are_told_beside_those_of_the_company() -> None:
    own = calendar(company(own={"also": ["2025-01-20"]})).days
    assert [each.day.day for each in own if each.role == "clerk"] == [20, 24, 25, 30, 31]
    assert len([each for each in own if each.role is None]) == 5


def test_people_are_counted_by_day_and_reason() -> None:
    [clerk] = calendar(company()).roles
    assert clerk.people == 2
    assert clerk.called == (2, 2, 0, 2, 2, 2, 0, 2, 2, 2, 0, 0, 0, 0)
    assert clerk.vacation == (0, 1, 0, 1, *[0] * 10)
    assert clerk.sick == (*[0] * 7, 1, *[0] * 6)
    assert clerk.there == (2, 1, 0, 1, 2, 2, 0, 1, 2, 2, 0, 0, 0, 0)
    sums = zip(clerk.there, clerk.vacation, clerk.sick, clerk.empty, strict=True)
    assert tuple(map(sum, sums)) == clerk.called


def test_an_absence_reaches_from_the_first_shift_missed_to_the_last() -> None:
    [clerk] = calendar(company()).roles
    assert [
        (each.person, each.first.day, each.last.day, each.days, each.reason) for each in clerk.away
    ] == [("Ann", 21, 23, 2, "vacation"), ("Ann", 27, 27, 1, "sick")]


def test_who_is_there_is_whom_a_replication_has_at_work() -> None:
    absence = {"vacation": 28, "sick_spells": 6, "sick_days": 3}
    turnover = {"tenure": "30 weeks", "vacancy": "4 weeks"}
    drawn = office({"country": "DE"}, people=9, absence=absence, turnover=turnover)
    year = what_if(drawn, horizon={"start": "2025-01-06", "weeks": 52})
    for replication in (0, 1):
        [clerk] = calendar(year, replication=replication).roles
        starts = draw(year, 1, replication).presence.start // DAY
        assert [starts.tolist().count(day) for day in range(364)] == list(clerk.there)
        assert sum(clerk.empty) > 0


def test_a_newcomer_has_no_shifts_and_no_chair_until_he_begins() -> None:
    hired = what_if(company(), hire={"clerk": 1}, change={"on": "2025-01-28"})
    [clerk] = calendar(hired).roles
    assert clerk.called == (2, 2, 0, 2, 2, 2, 0, 2, 3, 3, 0, 0, 0, 0)
    assert clerk.empty == (0,) * 14
    assert {each.person for each in clerk.away} == {"Ann"}


def test_who_is_let_go_has_no_shifts_from_then_on() -> None:
    fewer = what_if(company(), hire={"clerk": -1}, change={"on": "2025-01-28"})
    [clerk] = calendar(fewer).roles
    assert clerk.called == (2, 2, 0, 2, 2, 2, 0, 2, 1, 1, 0, 0, 0, 0)
    assert clerk.empty == (0,) * 14


def test_the_document_says_it_in_words_and_numbers() -> None:
    said = document(calendar(company()))
    assert said.headlines[0] == (
        "2025-01-20 to 2025-02-02: days off from Monday to Friday: 3; days that end early: 1; days"
        " worked at weekends in place of others: 1."
    )
    days, weeks = said.tables
    assert [row[3:5] for row in days.rows] == [
        ("day off", "day off"),
        ("until 12:00", ""),
        ("worked", ""),
        ("closed", "move"),
        ("closed", "move"),
    ]
    assert [row[3:] for row in weeks.rows] == [(10, 8, 0.8, 2, 0, 0), (6, 5, 5 / 6, 0, 1, 0)]


def test_where_as_many_are_there_in_every_week_none_has_the_fewest() -> None:
    assert document(calendar(office(None, people=2))).headlines[1:] == (
        "Clerks: 100% of those who have a shift are there, in every week.",
    )
    assert document(calendar(company())).headlines[1].endswith(", the fewest.")


def test_the_command_writes_json_that_is_the_record(tmp_path: Path) -> None:
    path = tmp_path / "company.yaml"
    path.write_text(as_yaml(company()))
    answer = CliRunner().invoke(app, ["calendar", str(path), "--json"])
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.stdout)
    assert told["days"] == record(calendar(path))["days"]
    assert told["days"][0]["day"] == "2025-01-22"
    assert told["roles"]["clerk"]["there"] == list(calendar(path).roles[0].there)


def test_a_picture_has_a_mark_for_each_special_day_that_is_seen() -> None:
    ax = calendar(company()).plot()
    marks = [line.get_marker() for line in ax.get_lines()]
    assert len(marks) == 5
    squares = len(ax.patches)
    assert squares == sum(each > 0 for each in calendar(company()).roles[0].called)


def test_nobody_is_told_of_where_there_is_nobody() -> None:
    assert calendar(office(None, people=0)).roles == ()
    assert document(calendar(office(None, people=0))).headlines
