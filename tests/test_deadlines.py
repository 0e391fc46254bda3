"""``1 d`` is one day on which the role works, ``24 h`` are hours by the clock."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import ValidationError
from worlds import desk, played

from simulator.engine.rules.timing.deadlines import due_at
from simulator.ledger.ledger import Ledger
from simulator.measures.registry import measure
from simulator.scenario.overrides import as_yaml
from simulator.scenario.ranges import quantity
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import Deadline, format_deadline, parse_deadline

DAY, HOUR = 86_400, 3_600
MONDAY = datetime.datetime(2025, 4, 14)  # of the week whose Friday is Good Friday
WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]


def at(text: str) -> int:
    """Seconds from the start of a day of April and a time, such as ``17 15:00``."""
    moment = datetime.datetime.strptime(f"2025-04 {text}", "%Y-%m %d %H:%M")
    return round((moment - MONDAY).total_seconds())


def office(due: str, **said: Any) -> Scenario:
    """A clerk who works from Monday to Friday but on public holidays."""
    shift = {"days": WORKDAYS, "from": "08:00", "to": "18:00"}
    return desk(
        kinds={"job": {"due": due, "lasts": "1 h"}},
        roles={"clerk": {"people": 1, "cost_per_hour": 30, "shift": shift}},
        horizon={"start": "2025-04-14", "weeks": 3},
        holidays={"country": "DE"},
        **said,
    )


def ledger(company: Scenario, *asked: str) -> Ledger:
    return played(company, [("job", at(each), HOUR) for each in asked])


@pytest.mark.parametrize(
    ("due", "asked", "expected"),
    [
        ("1 d", "15 15:00", "16 15:00"),  # Tuesday to Wednesday
        ("1 d", "25 15:00", "28 15:00"),  # Friday to Monday
        ("24 h", "25 15:00", "26 15:00"),  # Friday to Saturday
        ("1 d", "17 15:00", "22 15:00"),  # Thursday, over Good Friday and Easter Monday
        ("2 d", "24 09:00", "28 09:00"),  # Thursday to Monday
        ("1 d", "26 10:00", "29 00:00"),  # Saturday: the whole of Monday
        ("0.5 d", "25 18:00", "28 06:00"),  # six hours of Friday, six of Monday
        ("1 week", "15 15:00", "22 15:00"),
        ("1 d 2 h", "25 15:00", "28 17:00"),
    ],
)
def test_days_are_those_worked_and_hours_those_of_the_clock(
    due: str, asked: str, expected: str
) -> None:
    told = ledger(office(due), asked)
    assert told.tasks.due.tolist() == [at(expected)]


def test_beyond_the_horizon_every_day_counts() -> None:
    told = ledger(office("3 d"), "30 15:00")  # nine hours of Wednesday, Friday, then 39 hours
    assert told.tasks.due.tolist() == [21 * DAY + 39 * HOUR]


def test_orders_of_friday_afternoon_are_in_time_on_monday() -> None:
    asked = "25 17:30"  # Friday; the work of an hour goes on on Monday until 08:30
    assert measure(ledger(office("1 d"), asked))["within_due.job"] == 1
    assert measure(ledger(office("24 h"), asked))["within_due.job"] == 0


def test_whoever_works_every_day_counts_every_day() -> None:
    always = desk(kinds={"job": {"due": "1 d"}})
    told = played(always, [("job", 5 * DAY + 7, HOUR)])
    assert told.tasks.due.tolist() == [6 * DAY + 7]


@pytest.mark.parametrize("due", ["1 d", "1.5 d", "3 d", "40 h", "2 weeks"])
def test_the_rule_and_the_ledger_agree_at_every_hour(due: str) -> None:
    asked = list(range(0, 21 * DAY, 5 * HOUR + 1))
    told = played(office(due), [("job", each, 60) for each in asked])
    state = SimpleNamespace(parameters=told.parameters)
    assert told.tasks.due.tolist() == [due_at(state, 0, each) for each in asked]  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["1 d", "0.25 d", "1.3 d", "24 h", "48 h", "36 h", "1 week"])
def test_a_deadline_is_written_back_as_it_was(text: str) -> None:
    assert format_deadline(parse_deadline(text)) == text
    assert f"due: {text}" in as_yaml(office(text))


@pytest.mark.parametrize("seconds", [1, 100_000, 86_401, 604_800])
@pytest.mark.parametrize("on_working_days", [True, False])
def test_any_deadline_reads_back(seconds: int, on_working_days: bool) -> None:
    deadline = Deadline(seconds, on_working_days)
    assert parse_deadline(format_deadline(deadline)) == deadline


@pytest.mark.parametrize("text", ["0 d", "1 week 1 d", "1", "soon"])
def test_what_is_no_deadline_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        office(text)


def test_a_range_keeps_working_days_apart_from_hours() -> None:
    assert quantity("1 d").times(2).written() == "2 d"
    assert quantity("24 h").times(2).written() == "48 h"
