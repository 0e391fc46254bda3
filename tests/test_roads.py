"""Times by road from a planner's table: who drives how long, to whom first, and what it costs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import openpyxl
import pytest
from files import write

from simulator import load, what_if
from simulator.analysis.capacity.journeys import Journeys, shorten
from simulator.analysis.capacity.travel import road_factors
from simulator.engine.compiled import engine
from simulator.engine.simpy_engine import replay
from simulator.errors import ScenarioError
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.window import window_of
from simulator.scenario.inheritance import load_with_marks
from simulator.scenario.notes import roads
from simulator.scenario.overrides import as_yaml
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import Workload, draw
from tests.refusals import refused

HOUR, MINUTE = 3_600, 60

ROUND = """\
title: A round
horizon: {start: 2025-01-06, weeks: 1}
travel: {speed: 60 km/h, detour: 1, cost_per_km: 1, table: r.csv}
categories: [selling, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles:
  rep:
    people: 1
    members: {Ann Lee: {home: {x: 0 km, y: 0 km}}}
    cost_per_hour: 0
    base: home
    accounts: own
    shift: {days: [monday], from: 08:00, to: 17:00}
segments:
  shops: {places: a.csv, contact_every: {visit: 8 weeks}}
activities:
  visit: {category: selling, by: rep, place: account, splittable: false, lasts: 30 min}
call_plans:
  visit: {order: nearest_first}
"""
PLACES = "name,x_km,y_km\nA,10,0\nB,20,0\nC,0,30\n"
LISTED = "from;to;minutes;km\nann lee;A;7;9,5\nA;B;25;14\nB;A;26;\n"


def company(tmp_path: Path, table: str = LISTED, text: str = ROUND) -> Scenario:
    folder = write(tmp_path, shop=text)
    (folder / "a.csv").write_text(PLACES)
    (folder / "r.csv").write_text(table)
    return load("shop", folder)


def all_due(scenario: Scenario) -> Workload:
    """A week in which each account is due from the first instant on."""
    drawn = draw(scenario)
    due = drawn.contacts._replace(first_due=np.full(len(drawn.contacts.account), -1))
    return replace(drawn, contacts=due)


def journeys(ledger: Ledger) -> list[tuple[str, int, int]]:
    """Where somebody drives to, from when until when, as seconds of the day."""
    e = ledger.entries
    rows = [row for row in range(len(e)) if row and e.place[row] != e.place[row - 1]]
    first = [0] if len(e) and e.place[0] else []
    names = ledger.places.name
    return [(names[e.place[row]], int(e.start[row]), int(e.end[row])) for row in first + rows]


def test_a_day_by_a_table_of_roads_is_what_the_table_says_to_the_second(tmp_path: Path) -> None:
    ledger = replay(all_due(company(tmp_path)))
    check_invariants(ledger)
    at = 8 * HOUR
    # The nearest first: A in 7 min (B 20 and C 30 in a straight line). From A, B in 25 min as the
    # table says and C in 31.62 km. From B, C in a straight line of 36.0555 km: 2,163 s.
    assert journeys(ledger)[:3] == [
        ("A", at, at + 7 * MINUTE),
        ("B", at + 37 * MINUTE, at + 62 * MINUTE),
        ("C", at + 92 * MINUTE, at + 92 * MINUTE + 2163),
    ]


def test_both_engines_drive_by_the_table(tmp_path: Path) -> None:
    scenario = company(tmp_path, text=ROUND.replace("8 weeks", "1 d"))
    slow, quick = replay(draw(scenario)), engine.replay(draw(scenario))
    assert journeys(slow) == journeys(quick)
    assert len(journeys(slow)) > 2


def test_the_nearest_by_road_goes_first(tmp_path: Path) -> None:
    table = "from,to,minutes\nAnn Lee,A,55\nAnn Lee,B,50\n"
    assert [name for name, _, _ in journeys(replay(all_due(company(tmp_path, table))))][:1] == ["C"]
    line = what_if(company(tmp_path, table), travel={"table": None, "roads": None})
    assert [name for name, _, _ in journeys(replay(all_due(line)))][:1] == ["A"]


def test_kilometres_of_the_table_are_paid(tmp_path: Path) -> None:
    workload = all_due(company(tmp_path))
    ledger, tally = engine.tally(workload)
    # 9.5 km and 14 km by the table, then 36.055 km and 30 km in a straight line, in whole metres.
    for window in (window_of(replay(workload)), window_of(ledger, tally)):
        assert window.metres.tolist() == [9_500 + 14_000 + 36_055 + 30_000]


def test_traffic_makes_times_of_the_table_longer_and_no_others(tmp_path: Path) -> None:
    busy = what_if(company(tmp_path), travel={"traffic": 1.3})
    at = 8 * HOUR
    first, second, third = journeys(replay(all_due(busy)))[:3]
    assert first == ("A", at, at + 546)  # 420 s x 1.3
    # B is 1,500 s x 1.3 = 1,950 s away now, so that C, in 31.62 km, is nearer.
    assert (second[0], second[2] - second[1]) == ("C", 1897)
    assert (third[0], third[2] - third[1]) == ("B", 2163)


def test_a_way_given_in_one_direction_holds_for_both(tmp_path: Path) -> None:
    table = company(tmp_path)
    seconds = draw(table).territory.places.roads
    of = {name: int(seconds.node[place]) for name, place in (("home", 1), ("A", 2), ("B", 3))}

    def way(start: str, goal: str) -> int:
        return int(seconds.seconds[of[start] * seconds.size + of[goal]])

    assert way("home", "A") == way("A", "home") == 420
    assert (way("A", "B"), way("B", "A")) == (1500, 1560)
    assert way("home", "B") == -1


MATRIX = "seconds;Ann Lee;A;B\nhome of Ann Lee;0;420;\nA;420;0;1500\nB;;1560;0\n"


def test_a_matrix_says_the_same_as_the_list_of_its_ways(tmp_path: Path) -> None:
    listed = LISTED.replace("minutes;km", "minutes").replace(";9,5", "").replace(";14", "")
    listed = listed.replace(";26;", ";26")
    one, other = draw(company(tmp_path, MATRIX)), draw(company(tmp_path, listed))
    assert one.territory.places.roads.seconds.tolist() == (
        other.territory.places.roads.seconds.tolist()
    )
    minutes = MATRIX.replace("seconds", "").replace("420", "7").replace("1500", "25")
    third = draw(company(tmp_path, minutes.replace("1560", "26")))
    assert third.territory.places.roads.seconds.tolist() == (
        other.territory.places.roads.seconds.tolist()
    )


def test_a_matrix_in_a_workbook_is_read(tmp_path: Path) -> None:
    company(tmp_path)
    book = openpyxl.Workbook()
    for row in (["min", "Headquarters", "A"], ["A", 8, 0]):
        book.active.append(row)
    book.save(tmp_path / "scenarios" / "r.xlsx")
    folder = write(tmp_path, shop=ROUND.replace("r.csv", "r.xlsx"))
    travel = load("shop", folder).travel
    assert travel is not None
    assert travel.roads is not None
    assert travel.roads.pairs().tolist() == [[0, 1, 480, -1]]


ROUTED = """{
  "code": "Ok", "sources": [{"location": [8.1, 50.2], "name": "Main Street"}],
  "places": ["Ann Lee", "A", "B"],
  "durations": [[0, 419.6, null], [420.4, 0, 1500], [null, 1560.0, 0]],
  "distances": [[0, 9500.2, null], [null, 0, 14000], [null, null, 0]]
}"""


def by_router(tmp_path: Path, answer: str) -> Scenario:
    company(tmp_path)
    (tmp_path / "scenarios" / "r.json").write_text(answer)
    return load("shop", write(tmp_path, shop=ROUND.replace("r.csv", "r.json")))


def test_the_answer_of_a_router_is_read_with_the_names_of_its_places(tmp_path: Path) -> None:
    travel = by_router(tmp_path, ROUTED).travel
    assert travel is not None
    assert travel.roads is not None
    assert travel.roads.places == ("Ann Lee", "A", "B")
    assert travel.roads.pairs().tolist() == [
        [0, 1, 420, 9500],
        [1, 0, 420, -1],
        [1, 2, 1500, 14000],
        [2, 1, 1560, -1],
    ]


CELLS = """{
  "places": ["Ann Lee", "A", "B"], "units": "%s", "algorithm": "costmatrix",
  "sources_to_targets": [
    [{"distance": 0, "time": 0, "from_index": 0, "to_index": 0},
     {"distance": 9.5, "time": 420, "from_index": 0, "to_index": 1},
     {"distance": null, "time": null, "from_index": 0, "to_index": 2}],
    [{"distance": 9.5, "time": 420}, {"distance": 0, "time": 0}, {"distance": 14, "time": 1500}],
    [{"distance": null, "time": null}, {"distance": 15, "time": 1560}, {"distance": 0, "time": 0}]
  ]
}"""
MATRICES = """{
  "places": ["Ann Lee", "A", "B"], "units": "kilometers", "sources_to_targets": {
    "durations": [[0, 420, null], [420, 0, 1500], [null, 1560, 0]],
    "distances": [[0, 9.5, null], [9.5, 0, 14], [null, 15, 0]]
  }
}"""
MILE = 1609.344


@pytest.mark.parametrize(
    ("answer", "unit"), [(CELLS % "kilometers", 1000), (CELLS % "miles", MILE), (MATRICES, 1000)]
)
def test_the_answer_of_valhalla_is_read_in_either_form_and_unit(
    tmp_path: Path, answer: str, unit: float
) -> None:
    travel = by_router(tmp_path, answer).travel
    assert travel is not None
    assert travel.roads is not None
    assert travel.roads.pairs().tolist() == [
        [0, 1, 420, round(9.5 * unit)],
        [1, 0, 420, round(9.5 * unit)],
        [1, 2, 1500, round(14 * unit)],
        [2, 1, 1560, round(15 * unit)],
    ]


def test_a_home_at_no_time_from_an_account_that_lies_far_off_is_refused(tmp_path: Path) -> None:
    table = "from,to,minutes\nAnn Lee,A,0\nAnn Lee,B,20\nA,B,12\n"
    words = "it gives no time from 'Ann Lee' to 'A', which lie 10,000 m apart"
    assert words in refused(lambda: company(tmp_path, table))


TIMES = '"durations": [[0, 9], [9, 0]]'
WRONG_ANSWERS = [
    ("{", "r.json:1: not readable as JSON"),
    ('{"places": ["A", "B"],\n "durations": [[0, 9] [9, 0]]}', "r.json:2: not readable as JSON"),
    ('{"places": ["A", "B"], "durations": [[0, NaN], [9, 0]]}', "r.json:1: not readable as JSON"),
    ("[" * 100_000, "r.json:1: not readable as JSON"),
    ("[]", "r.json:1: expected what a router answers"),
    (f"{{{TIMES}}}", "r.json:1: expected what a router answers"),
    (f'{{"places": ["A", 2], {TIMES}}}', "r.json:1: expected what a router answers"),
    (f'{{"places": ["A", ""], {TIMES}}}', "expected a places of 1 to 100 characters"),
    (f'{{"places": ["A"], {TIMES}}}', "'durations' is no matrix of 1 by 1"),
    (
        f'{{"places": ["A", "B"], {TIMES}, "distances": [[0]]}}',
        "'distances' is no matrix of 2 by 2",
    ),
    ('{"places": ["A", "B"], "durations": [[0, -1], [9, 0]]}', "read -1 from 'A' to 'B', expected"),
    ('{"places": ["A", "B"], "durations": [[0, "9"], [9, 0]]}', "read '9' from 'A' to 'B'"),
    ('{"places": ["A", "B"], "durations": [[0, true], [9, 0]]}', "read true from 'A' to 'B'"),
    ('{"places": ["A"], "durations": [[null]]}', "r.json:1: no times in the file"),
    ('{"places": ["A"], "sources_to_targets": [[1]]}', "r.json:1: expected what a router answers"),
    ('{"places": ["A"], "sources_to_targets": [1]}', "r.json:1: expected what a router answers"),
    ('{"places": ["A"], "sources_to_targets": 1}', "r.json:1: expected what a router answers"),
    (
        '{"places": ["A"], "units": "ells", "sources_to_targets": {"durations": [[0]]}}',
        "r.json:1: expected what a router answers",
    ),
    (
        '{"places": ["A"], "units": ["miles"], "sources_to_targets": {"durations": [[0]]}}',
        "r.json:1: expected what a router answers",
    ),
    (
        '{"places": ["A", "B"], "sources_to_targets": [[{"time": 0, "distance": 0}]]}',
        "'durations' is no matrix of 2 by 2",
    ),
    (
        '{"places": ["A", "B"], "durations": [[0, 0], [0.2, 0]]}',
        "r.json:1: all times between different places are 0",
    ),
    (
        f'{{"places": ["A", "B"], {TIMES}, "distances": [[0, 0], [0, 0]]}}',
        "r.json:1: all ways between different places are 0 long, though they take time",
    ),
    (
        (
            '{"places": ["A", "B"], "durations": [[0, 900], [0, 0]],'
            ' "distances": [[0, 9900], [9800, 0]]}'
        ),
        "r.json:1: read no time for 9,800 m from 'B' to 'A'",
    ),
    (
        '{"places": ["A", "B", "C"], "durations": [[0, 900, 900], [900, 0, 0], [900, 900, 0]]}',
        "it gives no time from 'B' to 'C', which lie 36,056 m apart",
    ),
]


@pytest.mark.parametrize(("answer", "words"), WRONG_ANSWERS)
def test_what_is_wrong_in_the_answer_of_a_router_is_said(
    tmp_path: Path, answer: str, words: str
) -> None:
    assert words in refused(lambda: by_router(tmp_path, answer))


@pytest.mark.filterwarnings("error")
def test_places_at_one_spot_may_be_no_time_apart(tmp_path: Path) -> None:
    company(tmp_path)
    folder = tmp_path / "scenarios"
    (folder / "a.csv").write_text("name,x_km,y_km\nA,10,0\nB,10,0.3\n")
    (folder / "r.csv").write_text("from,to,minutes,km\nAnn Lee,A,9,9\nAnn Lee,B,9,9\nA,B,0,0\n")
    near = load("shop", folder)
    network: Any = SimpleNamespace(scenario=near, roads=road_factors(near))
    assert network.roads.time == 0
    ways = Journeys(np.array([[10.0]]), np.array([[800.0]]), np.zeros((1, 1)))
    shorten(network, ways, np.array([[4.0]]))
    assert (ways.minutes, ways.metres) == (6, 800)


def test_a_router_that_is_not_there_has_a_near_name(tmp_path: Path) -> None:
    folder = write(tmp_path, shop=ROUND.replace("r.csv", "r.json"))
    (folder / "a.csv").write_text(PLACES)
    (folder / "rr.json").write_text(ROUTED)
    assert "rr.json" in refused(lambda: load("shop", folder))


def test_a_home_is_called_by_its_persons_name(tmp_path: Path) -> None:
    text = ROUND.replace("members: {Ann Lee: {home: {x: 0 km, y: 0 km}}}", "speed_spread: 0")
    table = "origin,destination,duration,distance\nrep 1,A,60,900\nhome of rep 1,B,1200,\n"
    ledger = replay(all_due(company(tmp_path, table, text)))
    assert journeys(ledger)[0] == ("A", 8 * HOUR, 8 * HOUR + 60)


def test_names_that_are_no_places_are_noted(tmp_path: Path) -> None:
    company(tmp_path, LISTED + "Z;A;3;3\n")
    noted = [str(each) for each in roads(load_with_marks("shop", tmp_path / "scenarios"))]
    assert [each.split("travel")[1] for each in noted] == [".table: no places of this scenario: Z"]


def test_what_was_read_comes_along_with_the_resolved_scenario(tmp_path: Path) -> None:
    scenario = company(tmp_path)
    folder = tmp_path / "again"
    folder.mkdir()
    (folder / "shop.yaml").write_text(as_yaml(scenario))
    assert load("shop", folder) == scenario
    with pytest.raises(ScenarioError, match="read from a scenario file"):
        what_if(scenario, travel={"table": "r.csv", "roads": None})


WRONG = [
    ("from,to,km\nA,B,3\n", "r.csv:1: expected a column of minutes or seconds"),
    ("from,to,minutes\nA,B,-3\n", "r.csv:2: read '-3' in minutes, expected a time from 0 on"),
    ("from,to,minutes\nA,B,x\n", "r.csv:2: read 'x' in minutes, expected a time from 0 on"),
    ("from,to,minutes\n,B,3\n", "r.csv:2: expected a from of 1 to 100 characters on one line"),
    (
        "from,to,minutes\nA,B,3\nA,B,4\n",
        "r.csv:3: from 'A' to 'B' is there twice, first on line 2",
    ),
    ("from,to,minutes\nA,B,\n", "r.csv:1: no times in the file"),
    ("A\nB\n", "r.csv:1: expected the columns from, to and minutes, or names above a matrix"),
    (",A\nB,3,4\n", "r.csv:2: more times than names above them"),
    ("from,to,minutes,km\nA,B,1500,10\n", "r.csv:2: read as it is headed, its median speed is 0"),
    ("from,to,minutes\nA,B,900\n", "its median speed in a straight line comes to 0.7 km/h"),
]


@pytest.mark.parametrize(("table", "words"), WRONG)
def test_what_is_wrong_in_a_table_of_roads_is_said(tmp_path: Path, table: str, words: str) -> None:
    assert words in refused(lambda: company(tmp_path, table))
