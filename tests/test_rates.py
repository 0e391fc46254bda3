"""A rate says what it counts: days and hours of a profile, or those of the calendar."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from worlds import desk

from simulator.scenario.ranges import quantity, read_range
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import format_rate, parse_rate
from simulator.workload.draw import draw

DAY, HOUR = 86_400, 3_600
WORKDAYS = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 1)
OFFICE = {"days": WORKDAYS, "hours": {"08:00-17:00": 1}}
UNEVEN = {"days": {"monday": 3, "tuesday": 1, "sunday": 0}, "hours": {"08:00-12:00": 1}}


def calls(rate: str, profile: dict[str, Any] | None = OFFICE, **said: Any) -> Scenario:
    """A desk whose calls come at a rate."""
    inbound = {"rate": rate, "per": "role"} | ({"profile": "office"} if profile else {})
    return desk(
        kinds={"call": {"arises": {"inbound": inbound}}},
        profiles={"office": profile or OFFICE},
        **{"horizon": {"start": "2025-01-06", "weeks": 200}, **said},
    )


def asked(scenario: Scenario) -> np.ndarray:
    """When each call comes, in seconds from the start."""
    moments = draw(scenario).tasks.asked
    return moments[moments >= 0]


def refusal(scenario: Any, *words: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        scenario(*words)
    return str(caught.value)


def test_a_hundred_per_working_day_are_a_hundred_on_each_working_day() -> None:
    days = np.bincount(asked(calls("100 per working day")) // DAY, minlength=1400).reshape(200, 7)
    assert days[:, 5:].sum() == 0
    assert days[:, :5].mean(axis=0) == pytest.approx([100] * 5, rel=0.03)  # 4 deviations: 0.028


def test_twelve_per_open_hour_are_twelve_in_each_open_hour() -> None:
    of_day = np.bincount(asked(calls("12 per open hour")) % DAY // HOUR, minlength=24)
    assert of_day[8:17] / 1_000 == pytest.approx([12] * 9, rel=0.04)
    assert of_day.sum() == of_day[8:17].sum()


def test_a_hundred_per_calendar_day_are_seven_hundred_a_week() -> None:
    assert len(asked(calls("100 per calendar day"))) / 200 == pytest.approx(700, rel=0.012)
    assert np.array_equal(
        asked(calls("100 per calendar day")), asked(calls("140 per working day"))
    ), "the same draws: 700 calls on five days"


def test_hours_with_half_the_weight_have_fewer_calls_and_the_mean_stays() -> None:
    lunch = {"days": WORKDAYS, "hours": {"08:00-12:00": 3, "12:00-16:00": 1, "17:00-18:00": 0}}
    of_day = np.bincount(asked(calls("10 per open hour", lunch)) % DAY // HOUR, minlength=24)
    assert of_day[8:12].sum() / 4_000 == pytest.approx(15, rel=0.03)
    assert of_day[12:16].sum() / 4_000 == pytest.approx(5, rel=0.05)


def test_days_of_more_weight_have_more_calls_and_the_mean_stays() -> None:
    days = np.bincount(asked(calls("40 per working day", UNEVEN)) // DAY, minlength=1400)
    by_weekday = days.reshape(200, 7).mean(axis=0)
    assert by_weekday == pytest.approx([60, 20, 0, 0, 0, 0, 0], rel=0.07)


def test_a_public_holiday_is_no_working_day_and_takes_none_from_the_others() -> None:
    year = {"start": "2025-01-06", "weeks": 52}
    closed = calls("100 per working day", horizon=year, holidays={"country": "DE"})
    days = np.bincount(asked(closed) // DAY, minlength=364)
    holidays = 101, 102  # from 6 January: 17 and 18 April, Thursday and Good Friday
    assert days[holidays[0]] > 0
    assert days[holidays[1]] == 0
    workdays = days[(np.arange(364) % 7 < 5) & (days > 0)]
    assert workdays.mean() == pytest.approx(100, rel=0.03)


@pytest.mark.parametrize("per", ["day", "hour"])
def test_without_a_profile_days_and_hours_are_those_of_the_calendar(per: str) -> None:
    rate = {"day": "48 per day", "hour": "2 per hour"}[per]
    assert len(asked(calls(rate, None))) / 200 == pytest.approx(48 * 7, rel=0.02)


@pytest.mark.parametrize(
    ("rate", "cures"),
    [
        (
            "100 per day",
            ("'100 per working day'", "'100 per calendar day'", "140 in each day that is open, on"),
        ),
        (
            "12 per hour",
            ("'12 per open hour'", "'288 per calendar day'", "44.8 in each hour that is open, on"),
        ),
    ],
)
def test_a_plain_day_or_hour_with_a_profile_is_refused_with_both_cures(
    rate: str, cures: tuple[str, ...]
) -> None:
    message = refusal(calls, rate)
    assert "activities.call.arises.inbound.rate" in message
    assert [cure for cure in cures if cure not in message] == []


@pytest.mark.parametrize("rate", ["5 per working day", "5 per open hour"])
def test_working_days_and_open_hours_need_a_profile(rate: str) -> None:
    assert "expected a 'profile' that says when it is open" in refusal(calls, rate, None)


@pytest.mark.parametrize("rate", ["3 per week", "20 per month", "100 per year"])
def test_longer_periods_stay_as_they_are(rate: str) -> None:
    even, shaped = len(asked(calls(rate, None))), len(asked(calls(rate)))
    assert even > 0
    assert abs(even - shaped) <= 3, "the profile moves calls and takes none away"


@pytest.mark.parametrize("rate", ["140 per working day", "0.5 per open hour", "3 per calendar day"])
def test_what_was_read_is_written_back(rate: str) -> None:
    assert format_rate(parse_rate(rate)) == rate
    assert parse_rate(rate.replace(" ", "  ")) == parse_rate(rate)


@pytest.mark.parametrize("rate", ["5 per working", "5 per open day", "5 per working day twice"])
def test_other_words_are_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="expected how often"):
        parse_rate(rate)


def test_rates_of_a_profile_may_have_a_range_and_be_scaled() -> None:
    ranged = read_range("140 per working day (100 to 180 per working day)")
    assert ranged is not None
    assert (ranged.at(0), ranged.at(1)) == ("100 per working day", "180 per working day")
    assert quantity("12 per open hour").times(1.5).written() == "18 per open hour"
