"""What arises on a closed day is lost, or comes on the next open one, at the same time of day."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from worlds import OFFICE, desk

from simulator.analysis.capacity.load import loads_of_scenario
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw

DAY, HOUR = 86_400, 3_600
# From Monday 17 March 2025: days 32 (Good Friday), 35 (Easter Monday), 45 (Thursday, 1 May).
EASTER = {"start": "2025-03-17", "weeks": 8}
FRIDAY, MONDAY, MAY = 32, 35, 45
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
PROFILE = {"days": dict.fromkeys(WEEKDAYS, 1), "hours": {"09:00-17:00": 1}}


def office(people: int = 1, closed: str | None = None, **arises: Any) -> Scenario:
    """Clerks with office hours, a kind of work, and what becomes of it on closed days."""
    ((kind, said),) = arises.items()
    said = said if closed is None else {**said, "closed_days": closed}
    splits = {"splittable": False} if kind == "meeting" else {}
    return desk(
        kinds={"work": {"arises": {kind: said}, **splits}},
        roles={"clerk": {"people": people, "cost_per_hour": 30, "shift": OFFICE}},
        profiles={"office": PROFILE},
        horizon=EASTER,
        holidays={"country": "DE"},
    )


def asked(scenario: Scenario) -> np.ndarray:
    """When each task comes, in seconds from the start."""
    moments = draw(scenario).tasks.asked
    return np.sort(moments[moments >= 0])


def days(scenario: Scenario) -> list[int]:
    return (asked(scenario) // DAY).tolist()


CALLS = {"rate": "20 per working day", "per": "role", "profile": "office"}


def test_calls_of_a_closed_day_come_on_the_next_open_one_at_the_same_time_of_day() -> None:
    open_all_along = asked(
        Scenario.model_validate(
            {**office(inbound=CALLS).model_dump(by_alias=True), "holidays": None}
        )
    )
    put_off = asked(office(inbound=CALLS, closed="next_open_day"))
    goal = {FRIDAY: MONDAY + 1, MONDAY: MONDAY + 1, MAY: MAY + 1}
    by_hand = [goal.get(at // DAY, at // DAY) * DAY + at % DAY for at in open_all_along.tolist()]
    assert put_off.tolist() == sorted(by_hand)
    assert len({FRIDAY, MONDAY, MAY} & set((open_all_along // DAY).tolist())) == 3


def test_calls_with_a_profile_are_lost_on_closed_days_whether_that_is_said_or_not() -> None:
    assert (
        asked(office(inbound=CALLS)).tolist()
        == asked(office(inbound=CALLS, closed="lost")).tolist()
    )


def test_calls_without_a_profile_come_on_closed_days_unless_the_scenario_says_otherwise() -> None:
    even = {"rate": "20 per day", "per": "role"}
    closed = {FRIDAY, MONDAY, MAY}
    assert closed <= set(days(office(inbound=even)))
    assert not closed & set(days(office(inbound=even, closed="lost")))
    later = days(office(inbound=even, closed="next_open_day"))
    assert not closed & set(later)
    assert len(later) == len(days(office(inbound=even)))
    assert later.count(FRIDAY + 1) == sum(day in (32, 33) for day in days(office(inbound=even)))


def test_daily_work_of_a_holiday_comes_on_the_next_day_or_is_lost() -> None:
    daily = {"every": "day", "at": "10:00"}
    worked = [d for d in range(56) if d % 7 < 5 and d not in (FRIDAY, MONDAY, MAY)]
    assert days(office(routine=daily)) == worked
    assert days(office(routine=daily, closed="lost")) == worked
    later = office(routine=daily, closed="next_open_day")
    assert days(later) == sorted([*worked, MONDAY + 1, MONDAY + 1, MAY + 1])
    assert set((asked(later) % DAY).tolist()) == {10 * HOUR}


def test_a_friday_report_of_good_friday_comes_on_the_tuesday_after_easter() -> None:
    weekly = {"every": "week", "on": "friday", "at": "10:00"}
    fridays = list(range(4, 56, 7))
    others = [day for day in fridays if day != FRIDAY]
    assert days(office(routine=weekly)) == sorted([*others, FRIDAY - 4]), "the Monday before"
    assert days(office(routine=weekly, closed="lost")) == others
    assert days(office(routine=weekly, closed="next_open_day")) == sorted([*others, MONDAY + 1])


def test_who_is_away_when_it_is_put_off_to_has_none() -> None:
    values = office(routine={"every": "day"}, closed="next_open_day").model_dump(by_alias=True)
    values["roles"]["clerk"] |= {
        "members": {"Ann": {}},
        "absence": {"dated": {"Ann": [{"from": "2025-04-22", "to": "2025-04-22"}]}},
    }
    assert MONDAY + 1 not in days(Scenario.model_validate(values))


def test_a_meeting_of_a_holiday_is_held_on_the_next_day_that_is_worked_or_is_lost() -> None:
    weekly = {"every": "week", "on": "friday", "at": "10:00"}
    others = [day for day in range(4, 56, 7) if day != FRIDAY]
    assert days(office(meeting=weekly)) == others
    assert days(office(meeting=weekly, closed="lost")) == others
    assert days(office(meeting=weekly, closed="next_open_day")) == sorted([*others, MONDAY + 1])


def test_a_meeting_that_is_held_every_day_is_not_put_off() -> None:
    with pytest.raises(ValidationError, match="held every day is not put off"):
        office(meeting={"every": "day", "at": "10:00"}, closed="next_open_day")


@pytest.mark.parametrize("closed", [None, "next_open_day", "lost"])
@pytest.mark.parametrize(
    "arises",
    [
        {"inbound": CALLS},
        {"inbound": {"rate": "20 per day", "per": "role"}},
        {"routine": {"every": "day"}},
        {"routine": {"every": "week", "on": "friday"}},
        {"routine": {"every": "week"}},
        {"meeting": {"every": "week", "on": "friday", "at": "10:00"}},
    ],
)
def test_the_load_model_expects_what_comes(closed: str | None, arises: dict[str, Any]) -> None:
    scenario = office(4, closed, **arises)
    tasks = loads_of_scenario(scenario).asked[0, 0] * 8 / 10  # weeks, minutes for each
    assert tasks == pytest.approx(len(asked(scenario)), rel=0.15 if "inbound" in arises else 1e-9)


def test_a_monthly_report_of_easter_monday_comes_on_tuesday_or_is_lost() -> None:
    monthly = {"every": "month", "on": "third monday", "at": "10:00"}
    # The first is 17 March, the second Easter Monday, the next lies beyond the horizon.
    assert days(office(routine=monthly, closed="next_open_day")) == [0, MONDAY + 1]
    assert days(office(routine=monthly, closed="lost")) == [0]


APRIL = 15  # its first day
MONTHLY = {  # those in the eight weeks from 17 March on, by hand
    "third tuesday": [1, APRIL + 14],
    "last working day": [31 - 17, APRIL + 29],  # 31 March, 30 April
    "15": [APRIL + 14],
    "third friday": [4],  # 18 April is Good Friday
    "first working day": [APRIL, MAY + 1],  # 1 May is a holiday
}


@pytest.mark.parametrize("on", MONTHLY)
def test_a_meeting_comes_round_by_the_month(on: str) -> None:
    monthly = {"every": "month", "on": on, "at": "10:00"}
    assert days(office(meeting=monthly)) == MONTHLY[on]
    loads = loads_of_scenario(office(meeting=monthly))
    assert loads.asked[0, 0] * 8 == pytest.approx(10 * len(MONTHLY[on]))  # minutes


def test_a_monthly_meeting_of_a_holiday_may_be_put_off() -> None:
    monthly = {"every": "month", "on": "third friday", "at": "10:00"}
    assert days(office(meeting=monthly, closed="next_open_day")) == [4, MONDAY + 1]


def test_without_its_day_a_monthly_meeting_is_on_the_first_working_day() -> None:
    assert days(office(meeting={"every": "month", "at": "10:00"})) == [APRIL, MAY + 1]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"every": "month", "on": "monday"}, "which monday of the month"),
        ({"every": "week", "on": "first monday"}, "'first monday' is a day of a month"),
    ],
)
def test_a_meeting_by_the_month_says_which_of_its_days(
    said: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        office(meeting={**said, "at": "10:00"})
