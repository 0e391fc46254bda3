"""Who is away when: vacation as written, by season and within bounds; sickness by season."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest
from worlds import OFFICE, desk

from simulator import ScenarioError, what_if
from simulator.analysis.capacity.presence import expected_calendar
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.seasons import SICKNESS, VACATION, day_weights
from simulator.workload.absence import chances_of, drawn
from simulator.workload.calendar import draw_calendar
from simulator.workload.draw import draw
from simulator.workload.streams import streams_of

YEAR = 52
START = "2024-12-30"  # a year of 52 weeks later it is 2025-12-29


def clerks(people: int = 40, weeks: int = YEAR, absence: Any = None, **role: Any) -> Scenario:
    """Clerks with nothing to do but to be there."""
    clerk = {"people": people, "cost_per_hour": 30, "shift": OFFICE, "absence": absence or {}}
    return desk(horizon={"start": START, "weeks": weeks}, roles={"clerk": clerk | role})


def away(company: Scenario, replication: int = 0) -> np.ndarray:
    """People x days: called, and not there."""
    there, called = (
        draw_calendar(phases_of(each), streams_of(1, replication))[0].there[0]
        for each in (company, what_if(company, roles={"clerk": {"absence": {"vacation": 0}}}))
    )
    return called & ~there


def by_month(days: np.ndarray) -> np.ndarray:
    """Person-days of each month, of a horizon from START on."""
    first = datetime.date.fromisoformat(START)
    months = [(first + datetime.timedelta(day)).month - 1 for day in range(days.shape[1])]
    return np.bincount(months, weights=days.sum(axis=0), minlength=12)


# -- as written --------------------------------------------------------------------------

SEASONS: list[Any] = ["flat", "nordic", "french", "august", "us", {"july": 5, "may": 0}]


@pytest.mark.parametrize("season", SEASONS, ids=str)
@pytest.mark.parametrize("days", [2, 3, 7, 13, 28])
def test_everybody_is_away_on_as_many_days_as_are_written(days: int, season: Any) -> None:
    taken = away(clerks(absence={"vacation": days, "season": season}))
    assert taken.sum(axis=1).tolist() == [days] * 40


@pytest.mark.few(7)
@pytest.mark.parametrize("bounds", [{"at_most_away": 0.2}, {"never_the_last": True}], ids=str)
@pytest.mark.parametrize("season", SEASONS, ids=str)
def test_bounds_change_when_people_are_away_and_not_for_how_long(
    season: Any, bounds: dict[str, Any]
) -> None:
    absence = {"vacation": 28, "season": season, **bounds}
    for people in (2, 5, 20):
        taken = away(clerks(people, 2 * YEAR, absence))
        assert taken[:, : 7 * YEAR].sum(axis=1).tolist() == [28] * people
        assert taken[:, 7 * YEAR :].sum(axis=1).tolist() == [28] * people


def test_part_timers_take_days_of_their_own_shifts() -> None:
    shift = [
        {"days": ["monday", "tuesday"], "from": "09:00", "to": "17:00", "weeks": "1 of 2"},
        {
            "days": ["monday", "tuesday", "friday"],
            "from": "09:00",
            "to": "17:00",
            "weeks": "2 of 2",
        },
    ]
    for season in ("flat", "nordic"):
        taken = away(clerks(10, absence={"vacation": 13, "season": season}, shift=shift))
        assert taken.sum(axis=1).tolist() == [13] * 10


# -- seasons -----------------------------------------------------------------------------


def test_chances_are_in_proportion_to_weights_and_what_would_be_above_1_is_certain() -> None:
    assert chances_of(np.array([1.0, 2, 3, 2]), 2).tolist() == [0.25, 0.5, 0.75, 0.5]
    assert chances_of(np.array([1.0, 1, 8]), 2).tolist() == [0.5, 0.5, 1]
    assert chances_of(np.array([0.0, 1, 0]), 2).tolist() == [0, 1, 0]


@pytest.mark.slow
def test_each_thing_is_drawn_with_its_chance() -> None:
    weights, count = np.array([3.5, 3.4, 21.0, 4.4, 1.0, 0.0]), 2
    streams = streams_of(1, 0)
    uniforms = streams.block("test", 0, 20_000, 7)
    found = np.mean([drawn(weights, count, row[:6], row[6]) for row in uniforms], axis=0)
    expected = chances_of(weights, count)
    # Five standard errors of a share over 20,000 draws.
    assert np.abs(found - expected).max() < 5 * 0.5 / np.sqrt(20_000)


@pytest.mark.slow
def test_norwegians_are_away_six_times_as_often_in_summer_as_in_winter() -> None:
    company = clerks(2_000, absence={"vacation": 21, "season": "nordic"})
    quarters = by_month(away(company)).reshape(4, 3).sum(axis=1)
    # Days of the quarters from 30 December on: 92, 91, 92, 89; 1 and 2 of them lie in the fourth.
    assert quarters[2] / quarters[0] == pytest.approx(6 * 92 / 90, rel=0.03)
    assert quarters[2] / quarters.sum() == pytest.approx(0.65, abs=0.01)


@pytest.mark.slow
def test_half_the_french_are_away_in_mid_august() -> None:
    taken = away(clerks(2_000, absence={"vacation": 31, "season": "french"}))
    monday = (datetime.date(2025, 8, 11) - datetime.date.fromisoformat(START)).days
    assert taken[:, monday].mean() == pytest.approx(0.5, abs=0.06)
    assert taken[:, monday - 70].mean() < 0.2


def test_flat_and_us_are_what_nothing_said_is() -> None:
    plain = draw(clerks(absence={"vacation": 27})).presence.start.tolist()
    for season in ("flat", "us"):
        said = clerks(absence={"vacation": 27, "season": season})
        assert draw(said).presence.start.tolist() == plain


def test_months_that_are_not_said_weigh_one() -> None:
    start = datetime.date(2025, 1, 1)
    weights = day_weights({"july": 3}, VACATION, start, 365)
    assert weights.mean() == pytest.approx(1)
    assert weights[start.replace(month=7).timetuple().tm_yday] == pytest.approx(3 * weights[0])


@pytest.mark.slow
def test_people_fall_ill_by_season() -> None:
    weights = day_weights("nordic", SICKNESS, datetime.date(2025, 1, 1), 365)
    absence = {"sick_spells": 10, "sick_days": 1, "sick_season": "nordic"}
    company = clerks(4_000, absence=absence)
    called = draw_calendar(phases_of(clerks(4_000)), streams_of(1, 0))[0].there[0]
    there = draw_calendar(phases_of(company), streams_of(1, 0))[0].there[0]
    quarters = by_month(called & ~there).reshape(4, 3).sum(axis=1)
    days = by_month(called).reshape(4, 3).sum(axis=1)
    assert (quarters / days) * 365 / 10 == pytest.approx(weights[[10, 100, 200, 300]], rel=0.02)


# -- bounds ------------------------------------------------------------------------------


@pytest.mark.parametrize("season", SEASONS, ids=str)
@pytest.mark.parametrize(("people", "share", "most"), [(20, 0.2, 4), (20, 0.19, 3), (4, 0.1, 1)])
def test_never_more_are_away_than_may_be(season: Any, people: int, share: float, most: int) -> None:
    absence = {"vacation": 28, "season": season, "at_most_away": share}
    taken = away(clerks(people, 2 * YEAR, absence))
    assert taken.sum(axis=0).max() <= most


def test_the_last_one_never_goes() -> None:
    absence = {"vacation": 30, "season": "august", "never_the_last": True}
    company = clerks(3, 2 * YEAR, absence)
    assert away(company).sum(axis=0).max() <= 2
    assert away(what_if(company, roles={"clerk": {"people": 2}})).sum(axis=0).max() <= 1


def test_somebody_alone_may_go_on_vacation() -> None:
    taken = away(clerks(1, absence={"vacation": 25, "never_the_last": True}))
    assert taken.sum() == 25


def test_bounds_that_bind_nobody_change_nothing() -> None:
    plain = away(clerks(3, absence={"vacation": 5}))
    bound = away(clerks(3, absence={"vacation": 5, "at_most_away": 1}))
    assert (plain == bound).all()


def test_of_more_vacation_than_there_is_room_for_only_that_is_taken() -> None:
    taken = away(clerks(20, absence={"vacation": 30, "at_most_away": 0.1}))
    assert taken.sum(axis=0).max() == 2
    assert taken.sum() == 20 * 26


def mean_days(people: int, absence: dict[str, Any], replications: int = 40) -> np.ndarray:
    """Days away of each person in each quarter."""
    company = clerks(people, absence=absence)
    drawn_days = sum(by_month(away(company, each)) for each in range(replications))
    return drawn_days.reshape(4, 3).sum(axis=1) / people / replications


def test_who_finds_a_week_full_is_away_at_any_other_time_of_the_year() -> None:
    quarters = mean_days(4, {"vacation": 30, "at_most_away": 0.25})
    # Of 30 days a quarter is 7.5; the order of weeks within the year says nothing.
    assert quarters == pytest.approx(7.5, rel=0.12)


def test_who_finds_summer_full_goes_by_the_season_and_not_first_in_the_year() -> None:
    quarters = mean_days(6, {"vacation": 30, "season": "nordic", "at_most_away": 0.2})
    # One at a time: summer is full with 65 of the 180 days, the other quarters share the rest.
    assert quarters[2] == pytest.approx(65 / 6, rel=0.03)
    assert quarters[[0, 1, 3]] == pytest.approx((180 - 65) / 6 / 3, rel=0.2)


BOUNDS: list[dict[str, Any]] = [
    {"at_most_away": 0.2},
    {"at_most_away": 0.2, "season": "nordic"},
    {"never_the_last": True, "season": "august"},
]


@pytest.mark.parametrize("absence", BOUNDS, ids=str)
@pytest.mark.parametrize("people", [10, 14])  # of 15 one more may be away than of 14
def test_a_hire_moves_nobodys_vacation(people: int, absence: dict[str, Any]) -> None:
    there = clerks(people, 2 * YEAR, {"vacation": 28, **absence})
    hired = what_if(there, roles={"clerk": {"people": people + 1}})
    assert (away(hired)[:people] == away(there)).all()
    assert away(hired)[people].sum() == 2 * 28


def test_only_who_found_no_room_gains_by_a_hire_that_makes_some() -> None:
    nine, ten = (away(clerks(n, absence={"vacation": 30, "at_most_away": 0.2})) for n in (9, 10))
    assert nine.sum(axis=1).tolist() == [*[30] * 8, 20]  # one at a time: 260 days
    assert ten.sum(axis=1).tolist() == [30] * 10
    assert (ten[:9] >= nine).all()
    assert (ten[:8] == nine[:8]).all()


# -- what is expected of it --------------------------------------------------------------


@pytest.mark.few(1)
@pytest.mark.parametrize("season", ["flat", "nordic", {"july": 4}], ids=str)
def test_as_many_are_expected_as_are_drawn_on_average(season: Any) -> None:
    absence = {
        "vacation": 26,
        "season": season,
        "sick_spells": 3,
        "sick_days": 4,
        "sick_season": "nordic",
    }
    company = clerks(2_000, absence=absence)
    there = draw_calendar(phases_of(company), streams_of(1, 0))[0].there[0].mean(axis=0)
    expected = expected_calendar(company).roles[0].always.there
    weeks = slice(0, 7 * 51)
    found, wanted = (each[weeks].reshape(-1, 7).sum(axis=1) for each in (there, expected))
    assert np.abs(found - wanted).max() < 0.35
    assert found.sum() == pytest.approx(wanted.sum(), rel=0.01)


def test_months_are_written_by_name() -> None:
    with pytest.raises(ScenarioError, match="'january'"):
        what_if(clerks(), roles={"clerk": {"absence": {"season": {"sommer": 2}}}})
    with pytest.raises(ScenarioError, match="'nordic'"):
        what_if(clerks(), roles={"clerk": {"absence": {"season": "finnish"}}})
