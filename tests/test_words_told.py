"""The words of people and customers in stories, logs, calendars and on the map: tiny worlds."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import test_cover
import test_joint
import test_requests
from icalendar import Calendar
from test_market import STORY, happens, two
from test_requests import FAR, MORNING, NEAR, REQUEST, agreed, company

from simulator.analysis.territories import territories
from simulator.engine.simpy_engine import replay
from simulator.errors import UsageError
from simulator.experiment.runner import simulate
from simulator.experiment.store.result_files import from_folder
from simulator.i18n import use_language
from simulator.ledger.frames import LedgerTables, frames_of, from_ledger, nights_of
from simulator.model.codes import IN_VAIN, KEPT
from simulator.output import charts
from simulator.output.charts.land import territory_map, tour_of
from simulator.output.event_logs.events import entries_of, events_of, name_of
from simulator.output.formats import EventFormat, output_formats
from simulator.output.narrative.case import account_story
from simulator.output.narrative.person_day import story
from simulator.output.timeline.land import lands_of
from simulator.output.timeline.rows import days_of, entries_as_numbers, names_of, part_of
from simulator.output.wording import words
from simulator.scenario.overrides import as_yaml
from simulator.scenario.units import DAY, HOUR
from simulator.workload.draw import draw

MONDAY = datetime.date(2025, 1, 6)


def written(tables: LedgerTables, form: str, to: Path) -> Path:
    """The only file of an event log, or the folder of calendars."""
    made = output_formats()[form]
    assert isinstance(made, EventFormat)
    return made.export(tables, to, "account")[0]


# -- nights away -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def tour() -> LedgerTables:
    """Ann repairs an hour from home on Monday and on Tuesday, and stays there in between."""
    rep = {"tour": {"beyond": "30 min", "nights": 2, "costs": 100}}
    world = company({"repair": REQUEST}, rep=rep)
    jobs = [("repair", day * DAY + MORNING, HOUR) for day in (0, 1)]
    return from_ledger(world, test_requests.played(world, jobs, [FAR, FAR]))


def toured() -> Any:
    return test_requests.on_tour([0, 1])


def test_a_story_says_where_somebody_is_overnight() -> None:
    told = story(toured(), "Ann", 0)
    assert told[-2] == "17:00  stays the night near far"
    assert not any("night" in line for line in story(toured(), "Ann", 3))


def test_a_calendar_has_the_night_away(tour: LedgerTables, tmp_path: Path) -> None:
    assert nights_of(tour).select("person", "place").rows()[0] == ("Ann", "far")
    file = written(tour, "ics", tmp_path / "calendars")
    nights = [
        (each.start, each.end)
        for each in Calendar.from_ical(file.read_bytes()).events
        if each["summary"] == "night away, far"
    ]
    monday = datetime.datetime(2025, 1, 6, 17)
    assert nights[0] == (monday, datetime.datetime(2025, 1, 7, 9))


def test_whoever_drives_home_is_away_on_no_night() -> None:
    world = company({"repair": REQUEST})
    jobs = [("repair", day * DAY + MORNING, HOUR) for day in (0, 1)]
    there = from_ledger(world, test_requests.played(world, jobs, [FAR, FAR]))
    assert nights_of(there).is_empty()


def test_a_page_knows_where_a_day_begins_after_a_night_away(tour: LedgerTables) -> None:
    days = days_of([tour], MONDAY + datetime.timedelta(days=1), 1)
    parts = [part_of(tour, days)]
    names = names_of([tour], parts)
    numbers = entries_as_numbers(parts[0].entries, names, days)
    assert numbers["stayed"] == [(0, names.places["far"])]


def test_the_tour_of_a_day_begins_where_the_night_was_spent() -> None:
    ledger = toured()
    far = ledger.places.name.index("far")
    first = tour_of(ledger, 0, 0).stops.tolist()
    assert first == [1, far]  # from home, and stays
    assert not len(tour_of(ledger, 0, 1).stops)  # works where he is
    assert tour_of(ledger, 0, 2).stops.tolist() == [far, 1]  # the second night was spent there, too


# -- whoever comes along -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def joint() -> LedgerTables:
    """A demonstration by a seller and an engineer, who comes ten minutes later."""
    world = test_joint.pair()
    jobs = [("build", 10 * HOUR, HOUR), ("demo", 10 * HOUR + 600, 1_800)]
    return from_ledger(world, test_joint.played(world, jobs))


def test_who_else_is_at_joint_work_is_said_and_who_leads(joint: LedgerTables) -> None:
    at = entries_of(joint).filter(pl.col("activity") == "demo", pl.col("doing") == "work")
    told = dict(zip(at["person"], zip(at["with"], at["part"], strict=True), strict=True))
    assert told == {
        "rep 1": ("engineer 1", "leads"),
        "engineer 1": ("rep 1", "comes along"),
    }
    assert entries_of(joint).filter(pl.col("activity") == "build")["with"].to_list() == [None]


def test_joint_work_counts_once_in_a_log(joint: LedgerTables) -> None:
    names = [name_of(each) for each in events_of(joint).iter_rows(named=True)]
    assert (names.count("demo"), names.count("demo: comes along")) == (1, 1)


def test_a_calendar_says_with_whom(joint: LedgerTables, tmp_path: Path) -> None:
    written(joint, "ics", tmp_path / "calendars")
    read = Calendar.from_ical((tmp_path / "calendars" / "engineer-1.ics").read_bytes())
    (demo,) = [each for each in read.events if str(each["summary"]) == "demo"]
    assert str(demo["description"]) == "task 1\nwith rep 1"


# -- in place of somebody ----------------------------------------------------------------------


def test_a_log_says_for_whom_a_deputy_works(tmp_path: Path) -> None:
    world = test_cover.clerks(2)
    ledger = test_cover.played(world, {0: (1, 1, 2)}, [("job", DAY + HOUR, 600)], [0])
    tables = from_ledger(world, ledger)
    (row,) = entries_of(tables).filter(pl.col("doing") == "work").iter_rows(named=True)
    assert (row["person"], row["in_place_of"]) == ("clerk 2", "clerk 1")
    log = json.loads(written(tables, "ocel", tmp_path / "log.json").read_text())
    (event,) = [each for each in log["events"] if each["type"] == "job"]
    related = {each["qualifier"]: each["objectId"] for each in event["relationships"]}
    assert (related["by"], related["in place of"]) == ("person:clerk 2", "person:clerk 1")
    assert "person:clerk 1" in {each["id"] for each in log["objects"]}
    text = written(tables, "xes", tmp_path / "log.xes").read_text()
    assert "in_place_of" not in text  # no account: the case is another one


# -- who is a customer -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def market() -> LedgerTables:
    """A customer leaves on Thursday and is back on the next Tuesday; a prospect signs."""
    world = two()
    return from_ledger(world, replay(happens(draw(world), STORY)))


def test_a_table_says_how_each_account_stood(market: LedgerTables) -> None:
    assert market.accounts.select("account", "standing", "how", "why").rows() == [
        ("all 1", "customer", None, "lost"),
        ("all 1", "prospect", "lost", "won_back"),
        ("all 1", "customer", "won_back", None),
        ("all 2", "prospect", None, "won"),
        ("all 2", "customer", "won", None),
    ]


def test_an_object_centric_log_says_how_each_account_stood(
    market: LedgerTables, tmp_path: Path
) -> None:
    log = json.loads(written(market, "ocel", tmp_path / "log.json").read_text())
    (account,) = [each for each in log["objects"] if each["id"] == "account:all 1"]
    stood = [
        (each["time"], each["value"])
        for each in account["attributes"]
        if each["name"] == "standing"
    ]
    assert stood == [
        ("1970-01-01T00:00:00Z", "customer"),
        ("2025-01-09T12:00:00Z", "prospect"),
        ("2025-01-14T12:00:00Z", "customer"),
    ]
    assert account["relationships"] == [
        {"objectId": "person:rep 1", "qualifier": "is called on by"}
    ]


def test_the_map_tells_prospects_from_customers(market: LedgerTables) -> None:
    days = days_of([market], MONDAY, 7)
    parts = [part_of(market, days)]
    land = lands_of([market], parts, names_of([market], parts), days)[0]
    noon, week = DAY // 2, 7 * DAY
    standing = sorted(each[2:] for each in land["others"])
    assert standing == [
        (1, 0, 3 * DAY + noon),
        (1, DAY + noon, week),
        (2, 0, DAY + noon),
        (2, 3 * DAY + noon, week),
    ]
    assert land["customers"] == []


# -- waiting -----------------------------------------------------------------------------------


def test_a_story_says_that_a_customer_was_not_there_even_if_nobody_waits_for_him() -> None:
    kinds = test_requests.by_appointment(lead="24 h")
    told = agreed(company(kinds), [("repair", MORNING, HOUR)], [NEAR], [IN_VAIN])
    assert story(told, "Ann", 1)[:2] == [
        "09:00  drives to account near (10 min)",
        "09:10  waits for the customer, in vain (0 min)",
    ]


def test_an_account_tells_that_somebody_came_in_vain() -> None:
    kinds = test_requests.by_appointment(lead="24 h")
    told = agreed(company(kinds), [("repair", MORNING, HOUR)], [NEAR], [IN_VAIN])
    lines = account_story(told, "near")
    assert lines[0] == (
        "2025-01-07 09:10  repair: Ann comes in vain, and they agree on another time"
    )
    assert lines[1].startswith("2025-01-08 10:10  repair by Ann")
    kept = agreed(company(kinds), [("repair", MORNING, HOUR)], [NEAR], [KEPT])
    assert not any("in vain" in line for line in account_story(kept, "near"))


def test_who_is_early_waits_until_it_is_time() -> None:
    kinds = test_requests.by_appointment(lead="2 h")
    tasks = [("repair", MORNING, HOUR), ("call", MORNING, HOUR)]
    told = agreed(company({**kinds, "call": REQUEST}), tasks, [FAR, FAR], [KEPT, KEPT])
    lines = "\n".join(story(told, "Ann", 0))
    assert "in vain" not in lines


def test_who_waits_for_a_partner_waits_for_the_others() -> None:
    world = test_joint.pair()
    jobs = [("build", 10 * HOUR, HOUR), ("demo", 10 * HOUR + 600, 1_800)]
    lines = story(test_joint.played(world, jobs), "rep 1", 0)
    assert any("waits for the others (20 min)" in line for line in lines)


# -- tables of other programs ------------------------------------------------------------------


def test_tables_that_another_program_wrote_are_refused_by_name(tmp_path: Path) -> None:
    world = two()
    for name, frame in frames_of(simulate(world)).items():
        frame.write_parquet(tmp_path / f"{name}.parquet")
    (tmp_path / "scenario.yaml").write_text(as_yaml(world))
    assert "in_place_of" in from_folder(tmp_path, "two", 1).tasks.columns
    tasks = pl.read_parquet(tmp_path / "tasks.parquet")
    tasks.drop("in_place_of").write_parquet(tmp_path / "tasks.parquet")
    with pytest.raises(UsageError, match=r"tasks\.parquet has other columns than this program"):
        from_folder(tmp_path, "two", 1)


def test_a_map_without_a_market_has_customers_alone() -> None:
    world = company({"repair": REQUEST})
    tables = from_ledger(world, test_requests.played(world, [("repair", MORNING, HOUR)], [NEAR]))
    days = days_of([tables], MONDAY, 7)
    parts = [part_of(tables, days)]
    (land,) = lands_of([tables], parts, names_of([tables], parts), days)
    assert land["others"] == []
    assert np.array(land["customers"]).tolist() == [[100, 0], [600, 0]]


# -- territories -------------------------------------------------------------------------------


def test_territories_say_which_accounts_are_prospects() -> None:
    (role,) = territories(two()).roles
    assert [each.standing for each in role.accounts] == ["customer", "prospect"]
    assert [(each.accounts, each.prospects) for each in role.territories] == [(2, 1)]
    labels = [text.get_text() for text in territory_map(territories(two())).get_legend().texts]
    assert labels[:2] == ["all (1)", "all, prospects (1)"]


def test_a_tour_beyond_ones_own_accounts_lies_within_the_map() -> None:
    drawn = charts.tour(toured(), "Ann", 0)
    low, high = drawn.get_xlim()
    assert low <= 0 < 60 <= high  # from home to far
    assert [text.get_text() for text in drawn.texts if text.get_text()] == ["1  10:00"]


def test_an_activity_is_called_what_it_is_though_its_name_is_a_key_elsewhere() -> None:
    with use_language("zh-Hant"):
        assert words("turnaround_mean.order").endswith("訂單")
        assert words("activities.order.due").endswith("期限")
        assert words("call_plans.visit.order").endswith("拜訪順序")
        assert "訂單" in words("activities.order.due")
        assert words("order") == "訂單"
