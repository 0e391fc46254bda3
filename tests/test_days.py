import datetime

import pytest
from firm import relieved, today
from worlds import desk

from simulator.errors import UnknownDay
from simulator.experiment.runner import simulate
from simulator.measures.days import (
    day_number,
    day_of,
    person_number,
    resolve_day,
    someone,
    team,
    typical_day,
    until,
    up_to_typical,
)
from simulator.measures.window import main_role
from simulator.model.codes import PAUSE
from simulator.model.parameters import parameters_of
from simulator.scenario.units import DAY
from simulator.scenario.what_if import what_if

FIRM = parameters_of(today())


def test_days_count_from_the_first() -> None:
    assert day_number(FIRM, datetime.date(2025, 1, 6)) == 0
    assert day_number(FIRM, datetime.date(2025, 1, 19)) == 13
    assert day_number(FIRM, 5) == 5


@pytest.mark.parametrize("day", [datetime.date(2025, 1, 5), datetime.date(2025, 1, 20), -1, 14])
def test_days_beyond_the_horizon_are_refused(day: datetime.date | int) -> None:
    with pytest.raises(UnknownDay, match="expected one from 2025-01-06 to 2025-01-19"):
        day_number(FIRM, day)


def test_people_have_names() -> None:
    assert person_number(FIRM, "field rep 2") == 1
    with pytest.raises(UnknownDay, match="did you mean 'field rep 2'"):
        person_number(FIRM, "field rap 2")


@pytest.mark.parametrize(
    ("day", "week", "number"),
    [
        (None, None, None),
        ("2025-01-14", None, 8),
        (None, 2, 7),
        ("tuesday", 2, 8),
        ("Tuesday", 1, 1),
        ("2", 2, 8),
    ],
)
def test_a_day_is_meant_by_date_or_by_week_and_weekday(
    day: str | None, week: int | None, number: int | None
) -> None:
    assert resolve_day(today(), day, week) == number


@pytest.mark.parametrize(
    ("day", "week"),
    [("tuesday", None), ("yesterday", 1), ("2025-13-45", None), ("8", 1), (None, 3)],
)
def test_a_day_that_is_none_is_refused(day: str | None, week: int | None) -> None:
    with pytest.raises(UnknownDay):
        resolve_day(today(), day, week)


def test_a_scenario_may_end_with_the_week_of_a_day() -> None:
    longer = what_if(today(), horizon={"weeks": 30, "warm_up_weeks": 3})
    assert until(longer, 100).horizon.weeks == 15
    assert until(longer, 3).horizon.weeks == 4  # the warm-up and one week more
    assert until(longer).horizon.weeks == 9


def test_a_typical_day_is_after_the_warm_up_and_without_meetings() -> None:
    ledger = simulate(today())
    number = typical_day([ledger])
    assert number in {8, 9, 10, 11}  # Tuesday to Friday of the second week
    met = [bool(ledger.parameters.activities.meeting[a]) for a in ledger.entries.activity if a >= 0]
    assert any(met)


def test_the_typical_day_of_two_ledgers_is_one_day() -> None:
    ledgers = [simulate(today()), simulate(relieved())]
    assert typical_day(ledgers) in {8, 9, 10, 11}


def test_a_typical_day_of_a_change_is_after_its_last_step() -> None:
    steps = [
        {"on": "2025-01-20", "expedite": {"enquiry": 0.5}},
        {"on": "2025-02-18", "expedite": {"enquiry": 0.5}},  # Tuesday of the seventh week
    ]
    longer = what_if(today(), horizon={"weeks": 8})
    two = [longer, what_if(longer, name="changed", change=steps)]
    shown = up_to_typical(two)
    assert [each.horizon.weeks for each in shown] == [8, 8]
    assert typical_day([simulate(each) for each in shown]) in range(43, 54)
    # On the last day, a Sunday, nobody is there: another one is shown.
    at_the_end = [steps[0], {**steps[1], "on": "2025-03-02"}]
    number = typical_day([simulate(what_if(longer, name="late", change=at_the_end))])
    assert 7 <= number < 54


def test_a_team_has_those_who_are_there_sellers_first() -> None:
    ledgers = [simulate(today()), simulate(relieved())]
    assert team(ledgers, 8) == ["field rep 1", "field rep 2", "field rep 3", "support 1"]
    assert team(ledgers, 5) == []  # a Saturday
    assert ledgers[0].parameters.roles.name[main_role(ledgers[0].parameters)] == "field_rep"
    assert PAUSE in ledgers[0].entries.doing


def test_a_day_is_cut_off_at_midnight() -> None:
    ledger = simulate(desk(kinds={"job": {"arises": {}}}))  # idle round the clock, in one entry
    day = day_of(ledger, 0, 3)
    assert day.rows.tolist() == [0]
    assert (day.start.tolist(), day.end.tolist()) == ([3 * DAY], [4 * DAY])


def test_nobody_is_there_on_a_sunday() -> None:
    with pytest.raises(UnknownDay, match="nobody is at work on 2025-01-12"):
        someone(simulate(today()), 6)


def test_without_sellers_any_quiet_day_is_typical() -> None:
    without = what_if(today(), name="without", hire={"field_rep": -3})
    assert typical_day([simulate(without)]) in range(7, 14)
