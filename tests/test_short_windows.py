"""Accounts that receive for an hour a day: calls by hand, by the load model and in a replay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from test_obstacles import FIRM, checked

from simulator.analysis.capacity import scenario_load
from simulator.analysis.capacity.windows import CallTime, ReceivingHours, calls_a_day, no_room
from simulator.experiment.compare import run
from simulator.output.content.obstacles import noted
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario

NOTE = "reps have time for 10 at most of the 60 calls due in a week: the accounts receive too"
ONE = ("people: 2", "people: 1")  # reps
BEYOND = 'from: "06:00", to: "20:00"'
SHIFT = 'from: "08:00", to: "17:00"'
ALL_DAY = 'from: "00:00", to: "24:00"'


def firm(folder: Path, opening: str) -> Path:
    """Two reps who work and are there for five days; each of 60 shops is due once a week."""
    text = FIRM.replace("visit: 1 week}", f"visit: 1 week}}, opening: {{{opening}}}")
    text = text.replace(
        "shift: {from: 08:00, to: 17:00}\n  clerk",
        "shift: {from: 08:00, to: 17:00}\n    lunch: {from: 12:00, lasts: 1 h}\n  clerk",
    )
    file = folder / "firm.yaml"
    file.write_text(text)
    return file


def calls(scenario: Scenario) -> float | None:
    return scenario_load(scenario).roles[0].calls


@pytest.mark.parametrize("hour", ['from: "10:30", to: "11:30"', 'from: "12:15", to: "13:15"'])
def test_one_visit_a_person_and_day_fits_into_an_hour(tmp_path: Path, hour: str) -> None:
    """Two of 30 minutes and a way of some between them do not: 2 people make 5 a week each."""
    file = firm(tmp_path, hour)
    assert calls(load(file)) == pytest.approx(2 * 5 * 1, rel=0.03)
    assert run(load(file), replications=1, jobs=1).interval("done.visit").mean == 10
    assert NOTE in checked(file)
    assert [each for each in noted([load(file)]) if NOTE in each]


def test_accounts_that_receive_all_day_change_nothing(tmp_path: Path) -> None:
    all_day = firm(tmp_path, ALL_DAY)
    (role, *_), said = scenario_load(load(all_day)).roles, checked(all_day)
    working_day = scenario_load(load(firm(tmp_path, 'from: "07:00", to: "18:00"'))).roles[0]
    assert working_day == role
    assert role.kept_out == 0
    assert "too short a time" not in said


@pytest.mark.parametrize("hours", [ALL_DAY, BEYOND, SHIFT, 'from: "08:15", to: "16:45"'])
def test_a_rep_without_time_for_more_is_not_told_of_opening_hours(
    tmp_path: Path, hours: str
) -> None:
    """40 hours a week; 60 visits take 30 of them, parking 2, and 60 ways of 10 minutes 10 more.

    They receive in the whole shift, or all of it but what the ways from and to home take.
    """
    file = firm(tmp_path, hours)
    file.write_text(file.read_text().replace(*ONE))
    role = scenario_load(load(file)).roles[0]
    assert role.calls is not None
    assert 30 < role.calls < 48
    assert role.load > 0.9
    assert role.kept_out == 0
    assert not role.lacks_open_hours
    assert "too short a time" not in checked(file) + " ".join(noted([load(file)]))


def test_hours_that_leave_a_busy_rep_time_are_told_even_where_he_lacks_it_too(
    tmp_path: Path,
) -> None:
    """One rep in one hour a day: 5 of the 60 calls, and time for some forty: 35 are kept out."""
    file = firm(tmp_path, 'from: "10:30", to: "11:30"')
    file.write_text(file.read_text().replace(*ONE))
    role = scenario_load(load(file)).roles[0]
    assert role.calls == pytest.approx(5, rel=0.03)
    assert 25 < role.kept_out < 45  # not all of the other 55
    assert NOTE.replace("10 at", "5 at") in checked(file)


def test_calls_that_no_whole_shift_holds_are_not_kept_out_by_hours(tmp_path: Path) -> None:
    """Of 250 minutes, one fits into a day of 480: two people make 10 a week, whoever receives."""
    file = firm(tmp_path, BEYOND)
    file.write_text(file.read_text().replace("lasts: 30 min", "lasts: 250 min"))
    assert calls(load(file)) == pytest.approx(10, rel=0.03)
    assert "too short a time" not in checked(file)


def test_calls_without_a_way_fill_a_window_one_after_the_other() -> None:
    """Of 30 minutes, two fill an hour but for one minute; with a way of 10, two take 70 minutes."""
    nowhere = np.zeros(1)
    assert calls_a_day(61, CallTime(30, nowhere, nowhere)) == pytest.approx(2)
    assert calls_a_day(59, CallTime(30, nowhere, nowhere)) == pytest.approx(1)
    assert calls_a_day(69, CallTime(30, nowhere + 10, nowhere)) == pytest.approx(1)
    assert calls_a_day(71, CallTime(30, nowhere + 10, nowhere)) == pytest.approx(2)
    # as often as not the way is short enough for a second call; two more take a third way, too
    assert calls_a_day(70, CallTime(30, nowhere + 10, nowhere + 1)) == pytest.approx(1.5)


def test_the_way_from_home_lies_in_hours_that_begin_with_the_shift() -> None:
    """Two of 48 minutes take 96 of 120; with 25 from home they take 121, and one a day is made."""
    nowhere = np.zeros(1)
    time = CallTime(48, nowhere, nowhere, nowhere + 25)
    early = ReceivingHours(120, 1.0, 20, 510, 0, bounds=True)
    days = np.array([10.0])
    assert no_room((early,), days, time) == pytest.approx(10)
    assert no_room((early._replace(before=1),), days, time) == pytest.approx(5), "120: every second"
    assert no_room((early._replace(before=25),), days, time) == pytest.approx(0)


def test_hours_at_the_begin_of_the_shift_leave_time_for_fewer(tmp_path: Path) -> None:
    """The first is 15 km away, the next near it: one of 30 minutes in 75, and from ten on two."""
    made = []
    for begins, ends in (("08:00", "09:15"), ("10:00", "11:15")):
        file = firm(tmp_path, f'from: "{begins}", to: "{ends}"')
        file.write_text(file.read_text().replace("visit: {}", "visit: {order: nearest_first}"))
        replayed = run(load(file), replications=3, jobs=1).interval("done.visit").mean
        made.append((calls(load(file)), replayed))
    assert made == [(pytest.approx(11, abs=1.5),) * 2, (pytest.approx(19, abs=1.5),) * 2]


def test_nobody_makes_no_calls_and_not_fewer(tmp_path: Path) -> None:
    """Nine shops of own open days: what has no room is all that is due, and a rounding more."""
    days = ["", "monday", "tuesday", "monday", "tuesday", "tuesday", "monday", "tuesday", ""]
    rows = [f"shop {number},{number},1,{day}\n" for number, day in enumerate(days)]
    (tmp_path / "shops.csv").write_text("name,x_km,y_km,open_days\n" + "".join(rows))
    shops = "shops: {accounts: 60, contact_every: {visit: 1 week}}"
    assert shops in FIRM
    text = FIRM.replace(shops, "shops: {places: shops.csv, contact_every: {visit: 11 d}}")
    file = tmp_path / "firm.yaml"
    file.write_text(text.replace("people: 2", "people: 0"))
    assert calls(load(file)) == 0
