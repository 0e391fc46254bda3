"""What lies in each territory, how even they are, and who moves."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from simulator import Scenario, capacity, load, territories, what_if
from simulator.analysis.territories import _uneven
from simulator.cli import app
from simulator.errors import UsageError
from simulator.output import charts
from simulator.output.content.documents import document_of
from simulator.output.content.territories import balance_line
from simulator.output.numbers import percent
from tests import firm

ROAD = """name,x_km,y_km
West End,-10,0
West Gate,-8,0
West Town,-6,0
East Town,6,0
East Gate,8,0
East End,10,0
"""
TODAY = """
title: A road with six customers
horizon: {start: 2025-01-06, weeks: 10}
territory: {cut: least}
travel: {speed: 60 km/h, detour: 1, parking: 0 s}
categories: [selling, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles:
  rep: {people: 2, cost_per_hour: 60, accounts: own, shift: {from: 08:00, to: 16:00}}
segments: {all: {places: road.csv, contact_every: {visit: 1 week}, potential: 3}}
activities:
  visit: {category: selling, by: rep, lasts: 1 h, splittable: false, place: account}
  report: {category: selling, by: rep, lasts: 30 min, arises: {after: {visit: 1}}}
call_plans: {visit: {order: as_they_come}}
"""


@pytest.fixture
def road(tmp_path: Path) -> Scenario:
    (tmp_path / "road.csv").write_text(ROAD)
    (tmp_path / "today.yaml").write_text(TODAY)
    (tmp_path / "more.yaml").write_text("extends: today\ntitle: More\nhire: {rep: 1}\n")
    return load(tmp_path / "today.yaml")


def test_a_territory_has_the_work_of_its_accounts(road: Scenario) -> None:
    [role] = territories(road).roles
    west, east = role.territories
    # Each account is called on about once a week: an hour, and half an hour of report.
    assert (west.person, west.accounts, west.potential) == ("rep 1", 3, 9)
    assert west.work == pytest.approx(3 * 1.5, rel=0.1)
    assert west.work == east.work
    assert west.from_base == pytest.approx(8)  # from headquarters, in the middle of the road
    assert west.spread == pytest.approx(4 / 3)  # 2, 0 and 2 km from West Gate
    assert role.balance == (0, 0, 0, 0)
    assert role.moved is None
    assert role.homes == ()


def test_a_part_timer_is_held_against_the_own_hours(road: Scenario) -> None:
    """Both have three accounts; who works 20 of 40 hours is twice as busy: 1/3 off the mean."""
    part = {"half": {"people": 1, "shift": {"from": "08:00", "to": "12:00"}}}
    [role] = territories(what_if(road, roles={"rep": {"rosters": part}})).roles
    half, full = role.territories
    assert (half.hours, full.hours) == (20, 40)
    assert half.work == pytest.approx(full.work)
    assert half.load == pytest.approx(half.work / 20) == pytest.approx(2 * full.load)
    assert role.balance.work == pytest.approx(1 / 3)
    assert (role.most, role.least) == (half, full)
    assert "of 20 h a week, rep 2 for" in balance_line(role)
    assert " of 40 h" not in balance_line(territories(road).roles[0])


def test_what_is_even_but_for_rounding_is_even() -> None:
    """0.1 + 0.2 is 0.30000000000000004."""
    assert _uneven([0.1 + 0.2, 0.3]) == 0
    assert _uneven([0.3, 0.1]) == pytest.approx(0.5)
    assert percent(1.3e-16, 2) == "0%"


def test_cut_for_balance_a_part_timer_has_work_by_the_own_hours(road: Scenario) -> None:
    """Of six equal accounts two for 20 hours and four for 40, and nobody is busier than another."""
    part = {"half": {"people": 1, "shift": {"from": "08:00", "to": "12:00"}}}
    values = {"roles": {"rep": {"rosters": part}}, "territory": {"cut": "balance"}}
    [role] = territories(what_if(road, **values)).roles
    assert [each.accounts for each in role.territories] == [2, 4]
    assert role.balance.work == pytest.approx(0, abs=0.01)


def test_a_role_of_part_timers_has_the_hours_of_its_people(road: Scenario) -> None:
    """A full and a half post are 60 hours a week: three quarters of what two full ones have."""
    part = {"half": {"people": 1, "shift": {"from": "08:00", "to": "12:00"}}}
    alike = what_if(road, segments={"all": {"contact_every": {"visit": "6 weeks"}}})
    mixed = what_if(alike, roles={"rep": {"rosters": part}})
    busy = [capacity(each).scenarios[0].roles[0].load for each in (alike, mixed)]
    assert busy[1] == pytest.approx(busy[0] / 0.75, rel=0.02)


def test_travel_is_out_and_home_and_from_one_account_to_the_next(road: Scenario) -> None:
    west = territories(road).roles[0].territories[0]
    calls = (capacity(road).scenarios[0].roles[0].calls or 0.0) / 2  # of one of both
    # On five days a week, at random: with so many days that have one. Out and home it is 8 km on
    # average, and from one of 2, 2 and 4 km to another 8/3; at 60 km/h.
    days = 5 * (1 - math.exp(-calls / 5))
    assert west.travel == pytest.approx((2 * 8 * days + 8 / 3 * (calls - days)) / 60, rel=1e-3)


def test_what_changes_owner_is_counted_by_accounts_work_and_potential(
    road: Scenario, tmp_path: Path
) -> None:
    result = territories(road, load(tmp_path / "more.yaml"))
    [role] = result.roles
    assert role.moved is not None
    assert role.moved.accounts == pytest.approx(2 / 6)
    assert role.moved.work == pytest.approx(2 / 6)
    assert role.moved.potential == pytest.approx(2 / 6)
    assert [(each.gets, each.gives) for each in role.territories] == [(0, 1), (0, 1), (2, 0)]
    assert {each.owner for each in role.accounts if each.before != each.owner} == {"rep 3"}
    assert next((each.name, each.x, each.before) for each in role.accounts) == (
        "West End", -10, "rep 1",
    )  # fmt: skip
    assert result.before is not None
    assert (result.before.name, result.scenario.name) == ("today", "more")
    before = [role.was(each.person) for each in role.territories]
    assert [each and each.accounts for each in before] == [3, 3, None]
    assert [each.accounts for each in role.territories] == [2, 2, 2]
    assert role.balance_before is not None
    assert role.balance_before.accounts == 0
    assert territories(road).roles[0].before == ()


def test_an_account_that_wants_more_calls_than_its_segment_is_more_work(tmp_path: Path) -> None:
    often = ["3 d", "", "", "", "", "2 weeks"]
    lines = ROAD.strip().split("\n")
    rows = [f"{line},{every}" for line, every in zip(lines[1:], often, strict=True)]
    (tmp_path / "road.csv").write_text("\n".join([f"{lines[0]},contact_every", *rows]))
    (tmp_path / "today.yaml").write_text(TODAY)
    west, east = territories(load(tmp_path / "today.yaml")).roles[0].territories
    # 7/3 calls a week and two of one, against one and a half and two: 4.33 over 2.5.
    assert west.work / east.work == pytest.approx((7 / 3 + 2) / 2.5, rel=0.02)


def test_nothing_moves_where_nothing_changes(road: Scenario) -> None:
    same = territories(road, road).roles[0].moved
    assert same is not None
    assert (same.accounts, same.work, same.potential, same.homes) == (0, 0, 0, 0)


def test_a_change_with_a_day_is_held_against_what_was_before() -> None:
    today = firm.today(territory={"width": "40 km", "height": "40 km", "cut": "least"})
    dated = what_if(today, hire={"field_rep": 1}, change={"on": "2025-01-15"})
    [alone], [beside] = territories(dated).roles, territories(today, dated).roles
    assert alone.moved == beside.moved
    assert alone.moved is not None
    assert (alone.moved.accounts, alone.moved.homes, alone.moved.stay) == (37 / 150, 0, 3)


def test_cut_anew_homes_move_too() -> None:
    today = firm.today()
    [role] = territories(today, what_if(today, hire={"field_rep": 1})).roles
    assert role.moved is not None
    assert role.moved.homes == 3
    assert role.moved.accounts > 0.3


def test_an_answer_is_told_drawn_and_written(road: Scenario, tmp_path: Path) -> None:
    result = territories(road, load(tmp_path / "more.yaml"))
    document = document_of([result])
    assert document.headlines == (
        "Reps: 33% of the accounts change owner, with 33% of the work and 33% of the potential.",
    )
    assert [table.key for table in document.tables] == ["balance", "territories"]
    (accounts,) = (table for table in document.data() if table.key == "accounts")
    assert len(accounts.rows) == 6
    assert result.as_json()["roles"]["rep"]["moved"]["accounts"] == pytest.approx(1 / 3)
    assert charts.territory_map(result).get_xlabel() == "east, km"


@pytest.mark.slow
@pytest.mark.few(1)
@pytest.mark.parametrize("analysis", ["territories", "capacity"])
def test_what_reads_scenarios_alone_has_a_report_and_json(
    road: Scenario, tmp_path: Path, analysis: str
) -> None:
    assert road.name == "today"
    words = [analysis, str(tmp_path / "today.yaml"), str(tmp_path / "more.yaml")]
    how = ["--out", str(tmp_path / "results"), "--quiet"]
    result = CliRunner().invoke(app, [*words, *how, "--report"])
    assert result.exit_code == 0, result.output
    [report] = (tmp_path / "results").rglob("report.html")
    assert "<svg" in report.read_text()
    told = json.loads(CliRunner().invoke(app, [*words, *how, "--json"]).stdout)
    assert "rep" in str(told)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"roles": {"field_rep": {"accounts": "pool"}}, "call_plans": None}, "nobody has accounts"),
        ({"roles": {"field_rep": {"people": 0}}}, "nobody has accounts of his own"),
    ],
)
def test_without_owners_there_are_no_territories(change: dict[str, Any], message: str) -> None:
    today = firm.today()
    if "call_plans" in change:
        change = {**change, "activities": {"visit": {"place": "anywhere"}}}
        change["segments"] = {"shops": {"contact_every": None}}
    with pytest.raises(UsageError, match=message):
        territories(what_if(today, **change))


def test_other_accounts_cannot_be_compared() -> None:
    today = firm.today()
    other = what_if(today, segments={"shops": {"accounts": 140}})
    with pytest.raises(UsageError, match="has other accounts than today"):
        territories(today, other)
