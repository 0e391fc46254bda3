"""When work arises: by the month, at rates that change by date, by weekday and hour together."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from worlds import ALWAYS, OFFICE, scenario

from simulator.analysis.capacity.demand import demand_of
from simulator.analysis.capacity.presence import expected_calendar
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.ledger.ledger import Column
from simulator.scenario.rates import day_factors
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY, HOUR
from simulator.workload.draw import draw

START = datetime.date(2025, 1, 6)


def company(arises: dict[str, Any], weeks: int = 26, **said: Any) -> Scenario:
    """A clerk on weekdays, and one kind of work."""
    clerk = {"people": 1, "cost_per_hour": 30, "shift": said.pop("shift", OFFICE)}
    job = {"category": "desk", "by": "clerk", "lasts": "10 min", "arises": arises}
    horizon = {"start": START.isoformat(), "weeks": weeks}
    return scenario(roles={"clerk": clerk}, activities={"job": job}, horizon=horizon, **said)


def asked(world: Scenario, replication: int = 0) -> Column:
    return np.sort(draw(world, 1, replication).tasks.asked)


def dates(world: Scenario) -> list[str]:
    days = (asked(world) // DAY).tolist()
    return [(START + datetime.timedelta(day)).isoformat() for day in days]


def monthly(on: str | int | None, **said: Any) -> Scenario:
    return company({"routine": {"every": "month", "at": "09:00", "on": on}}, **said)


def inbound(rate: str = "40 per week", **said: Any) -> dict[str, Any]:
    return {"inbound": {"rate": rate, "per": "role", **said}}


# -- by the month ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "days"),
    [
        ("first monday", ["2025-01-06", "2025-02-03", "2025-03-03", "2025-04-07"]),
        ("last friday", ["2025-01-31", "2025-02-28", "2025-03-28", "2025-04-25"]),
        # February begins on a Saturday; January's first is before the first day.
        ("first working day", ["2025-02-03", "2025-03-03", "2025-04-01", "2025-05-01"]),
        (None, ["2025-02-03", "2025-03-03", "2025-04-01", "2025-05-01"]),
        ("last working day", ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"]),
        # 15 February and 15 March are Saturdays: the Monday after.
        (15, ["2025-01-15", "2025-02-17", "2025-03-17", "2025-04-15"]),
        # After 31 March and on 30 April somebody works; 28 February is the last of its month.
        (31, ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"]),
    ],
)
def test_what_comes_monthly_comes_on_its_day(on: str | int | None, days: list[str]) -> None:
    assert dates(monthly(on, weeks=17)) == days


def test_on_a_holiday_it_comes_on_the_next_day_and_the_last_working_day_is_before_it() -> None:
    off = {"holidays": {"country": "DE", "also": ["2025-02-28", "2025-03-03"]}}
    assert dates(monthly("first monday", weeks=9, **off))[-1] == "2025-03-04"
    assert dates(monthly("last working day", weeks=9, **off))[-1] == "2025-02-27"


@pytest.mark.parametrize(
    ("on", "worked", "days"),
    [
        ("friday", ["monday", "tuesday", "thursday"], ["2025-01-09", "2025-01-16"]),
        ("wednesday", ["monday", "tuesday", "friday"], ["2025-01-07", "2025-01-14"]),
        ("monday", ["wednesday", "friday"], ["2025-01-08", "2025-01-15"]),  # none before
        ("friday", ["monday", "friday"], ["2025-01-10", "2025-01-17"]),
    ],
)
def test_weekly_work_of_who_is_off_on_its_day_comes_on_his_last_day_before_it(
    on: str, worked: list[str], days: list[str]
) -> None:
    routine = {"every": "week", "on": on, "at": "09:00"}
    hours = {"days": worked, "from": "08:00", "to": "16:00"}
    assert dates(company({"routine": routine}, weeks=2, shift=hours)) == days


def test_where_the_last_day_itself_is_a_saturday_that_is_worked_it_is_the_last_working_day() -> (
    None
):
    assert dates(monthly("last working day", weeks=22, shift=ALWAYS))[-1] == "2025-05-31"


def test_the_load_model_expects_what_comes_monthly() -> None:
    world = monthly("last working day", weeks=52)
    expected = demand_of(world, expected_calendar(world)).always.sum()
    assert expected == pytest.approx(len(asked(world)), abs=0.01) == 12


@pytest.mark.parametrize(
    ("routine", "complaint"),
    [
        ({"every": "month", "on": "monday"}, "'first monday'"),
        ({"every": "week", "on": "last friday"}, "every: month"),
        ({"every": "month", "on": "frist monday"}, "expected a weekday such as friday"),
        ({"every": "month", "on": 32}, "or 15"),
        ({"every": "month", "on": "second working day"}, "last working day"),
    ],
)
def test_days_that_no_month_has_are_refused(routine: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        company({"routine": routine})


# -- rates by date -----------------------------------------------------------------------


def test_after_a_step_the_same_arrivals_come_in_half_the_time() -> None:
    step = 35 * DAY
    plain, stepped = (
        asked(company(inbound(**said))) for said in ({}, {"steps": {"2025-02-10": 2}})
    )
    before = plain < step
    assert (stepped[: before.sum()] == plain[before]).all()
    halved = step + (plain[~before] - step) / 2
    assert np.abs(stepped[before.sum() :][: len(halved)] - halved).max() <= 1


def test_each_step_is_over_what_is_written_and_holds_until_the_next() -> None:
    steps = {datetime.date(2025, 1, 8): 3.0, datetime.date(2025, 1, 10): 0.5}
    assert day_factors(0, {}, steps, START, 6).tolist() == [1, 1, 3, 3, 0.5, 0.5]
    earlier = {datetime.date(2024, 1, 1): 2.0, datetime.date(2025, 1, 7): 1.0}
    assert day_factors(0, {}, earlier, START, 3).tolist() == [2, 1, 1]


def test_growth_is_compound() -> None:
    factors = day_factors(0.1, {}, {}, START, 731)
    assert factors[[0, 365, 730]] == pytest.approx([1, 1.1, 1.21], rel=1e-12)
    assert day_factors(-0.5, {}, {}, START, 366)[365] == pytest.approx(0.5, rel=1e-12)


def test_a_season_moves_a_years_number_and_does_not_change_it() -> None:
    factors = day_factors(0, {"august": 0.2}, {}, datetime.date(2025, 1, 1), 365)
    assert factors.sum() == pytest.approx(365)
    august = range(212, 243)
    assert factors[august] / factors[0] == pytest.approx(0.2)


def test_as_many_come_as_the_load_model_expects() -> None:
    said = {"trend": 0.5, "season": {"february": 3}, "steps": {"2025-05-05": 0.25}}
    world = company(inbound(**said), weeks=26)
    expected = demand_of(world, expected_calendar(world)).fixed.sum()
    came = [len(asked(world, replication)) for replication in range(20)]
    assert np.mean(came) == pytest.approx(expected, abs=4 * np.sqrt(expected / 20))
    by_hand = (
        40 / 7 * day_factors(0.5, {"february": 3}, {datetime.date(2025, 5, 5): 0.25}, START, 182)
    )
    assert expected == pytest.approx(by_hand.sum())


def test_a_rate_that_says_what_is_the_case_anyway_changes_nothing() -> None:
    same = {"trend": 0, "season": {"may": 1}, "steps": {"2025-02-01": 1}}
    assert (asked(company(inbound())) == asked(company(inbound(**same)))).all()


def test_results_are_kept_by_the_dates_of_steps() -> None:
    one, same, other = (
        scenario_hash(company(inbound(steps={day: 2})))
        for day in ("2025-02-01", "2025-02-01", "2025-02-02")
    )
    assert one == same != other


def test_dates_and_months_are_written_as_they_were_read() -> None:
    world = company(inbound(season={"may": 2}, steps={"2025-02-01": 1.5}))
    written = world.model_dump(by_alias=True, mode="json")
    assert written["activities"]["job"]["arises"]["inbound"]["steps"] == {"2025-02-01": 1.5}
    assert Scenario.model_validate(written) == world
    on = monthly("last friday").model_dump(by_alias=True, mode="json")
    assert on["activities"]["job"]["arises"]["routine"]["on"] == "last friday"
    assert Scenario.model_validate(on) == monthly("last friday")


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"trend": -1}, "greater than -1"),
        ({"season": {"augst": 2}}, "august"),
        ({"steps": {"2025-02-30": 2}}, "a day of 2025-02, which has 28"),
        ({"steps": {"2025-02-01": -2}}, "greater than or equal to 0"),
    ],
)
def test_rates_that_make_no_sense_are_refused(said: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        company(inbound(**said))


# -- weekday and hour together -----------------------------------------------------------

DAYS_AND_HOURS = {"days": {"monday": 2, "friday": 1}, "hours": {"08:00-10:00": 3, "14:00-16:00": 1}}
WEEK = {
    "monday": {"08:00-10:00": 6, "14:00-16:00": 2},
    "friday": {"08:00-10:00": 3, "14:00-16:00": 1},
}


def profiled(profile: dict[str, Any], rate: str = "400 per week", **said: Any) -> Scenario:
    return company(inbound(rate, profile="told"), profiles={"told": profile}, **said)


def test_a_week_that_says_the_same_gives_the_same() -> None:
    one, other = asked(profiled(DAYS_AND_HOURS)), asked(profiled({"week": WEEK}))
    assert len(one) == len(other)
    assert np.abs(one - other).max() <= 1


def test_mondays_morning_is_heavy_and_no_other() -> None:
    week = {"monday": {"08:00-10:00": 9}, "tuesday": {"13:00-14:00": 2}}
    moments = asked(profiled({"week": week}))
    weekday, hour = moments // DAY % 7, moments % DAY / HOUR
    monday = weekday == 0
    assert set(weekday.tolist()) == {0, 1}
    assert ((hour[monday] >= 8) & (hour[monday] < 10)).all()
    assert ((hour[~monday] >= 13) & (hour[~monday] < 14)).all()
    share = 18 / 20  # nine an hour for two hours, against two for one
    assert monday.mean() == pytest.approx(
        share, abs=4 * np.sqrt(share * (1 - share) / len(moments))
    )


def test_open_hours_and_working_days_of_a_week_are_those_that_it_says() -> None:
    week = {"monday": {"08:00-10:00": 9}, "tuesday": {"13:00-14:00": 2, "15:00-16:00": 0}}
    for rate, a_week in (("30 per open hour", 90), ("30 per working day", 60)):
        world = profiled({"week": week}, rate, weeks=10)
        expected = demand_of(world, expected_calendar(world)).fixed.sum()
        assert expected == pytest.approx(10 * a_week)


@pytest.mark.parametrize(
    ("profile", "complaint"),
    [
        ({"days": {"monday": 1}}, "'week' in their place"),
        ({**DAYS_AND_HOURS, "week": WEEK}, "'week' in their place"),
        ({"week": {"monday": {"08:00-10:00": 1, "09:00-11:00": 1}}}, "overlap"),
        ({"week": {"monday": {"08:00-10:00": 0}}}, "above 0"),
        ({"week": {"mondy": {"08:00-10:00": 1}}}, "monday"),
    ],
)
def test_profiles_that_make_no_sense_are_refused(profile: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        profiled(profile)
