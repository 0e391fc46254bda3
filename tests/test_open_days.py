"""Days off, half days, closures and weekends that are worked: of a company, and of a role."""

from __future__ import annotations

import datetime
import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from files import PARENT, write
from pydantic import ValidationError
from worlds import desk, scenario

from scripts import list_holidays
from simulator import what_if
from simulator.analysis.capacity.load import loads_of_scenario
from simulator.errors import ScenarioError
from simulator.scenario import public_holidays
from simulator.scenario.consequences import consequences
from simulator.scenario.inheritance import load
from simulator.scenario.open_days import CLOSED, receiving_weekdays
from simulator.scenario.public_holidays import days_off, made_up, unknown_days
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.holidays import Holidays
from simulator.scenario.schema.organisation import Horizon
from simulator.workload.draw import draw

DAY, HOUR = 86_400, 3_600
SHIFT = {"from": "09:00", "to": "17:00"}
LUNCH = {"from": "12:00", "lasts": "1 h"}


def office(holidays: Any, *, own: Any = None, **role: Any) -> Scenario:
    """One clerk from 9 to 5 with lunch at noon, for two weeks from Monday 20 January 2025."""
    clerk = {"people": 1, "cost_per_hour": 30, "shift": SHIFT, "lunch": LUNCH, "holidays": own}
    return desk(
        horizon={"start": "2025-01-20", "weeks": 2},
        holidays=holidays,
        roles={"clerk": {**clerk, **role}},
    )


def worked(company: Scenario) -> list[tuple[int, int, int, int]]:
    """Day, begin, end and lunch (-1: none) of each shift, in hours."""
    p = draw(company).presence
    rows = zip(p.start.tolist(), p.end.tolist(), p.lunch.tolist(), strict=True)
    hours = [(begin // DAY, begin % DAY // HOUR, end, at) for begin, end, at in rows]
    return [
        (day, begin, (end - day * DAY) // HOUR, (at - day * DAY) // HOUR if at >= 0 else -1)
        for day, begin, end, at in hours
    ]


def days(company: Scenario) -> list[int]:
    return [day for day, *_ in worked(company)]


WEEKDAYS = [*range(5), *range(7, 12)]


def test_a_half_day_ends_when_it_is_said_and_lunch_falls_away_that_does_not_fit() -> None:
    half = {"half_days": {"01-21": "12:30", "2025-01-23": "14:00", "01-24": "18:00"}}
    by_day = {day: rest for day, *rest in worked(office(half))}
    assert by_day[0] == [9, 17, 12]
    assert by_day[1] == [9, 12, -1]  # 12:30
    assert by_day[3] == [9, 14, 12]
    assert by_day[4] == [9, 17, 12]
    seconds = draw(office(half)).presence
    assert seconds.end[1] % DAY == 12.5 * HOUR


def test_a_shift_that_would_begin_after_a_half_day_falls_away_and_so_do_evenings() -> None:
    evening = {"from": "20:00", "lasts": "1 h", "when_waiting": "10 min"}
    late = office({"half_days": {"01-21": "09:00"}}, evening=evening)
    assert days(late) == sorted([day for day in WEEKDAYS if day != 1] * 2)
    early = office({"half_days": {"01-21": "10:00"}}, evening=evening)
    assert days(early) == sorted([*WEEKDAYS, *WEEKDAYS[:1], *WEEKDAYS[2:]])


def test_a_half_day_comes_each_year_or_once() -> None:
    year = {"horizon": {"start": "2024-01-15", "weeks": 60}}
    values = office({"half_days": {"01-21": "12:00", "2025-01-22": "12:00"}}).model_dump(
        by_alias=True
    )
    ends = draw(Scenario.model_validate({**values, **year})).presence.end
    short = {
        datetime.date(2024, 1, 15) + datetime.timedelta(int(e) // DAY)
        for e in ends
        if e % DAY == 12 * HOUR
    }
    assert short == {datetime.date(2025, 1, 21), datetime.date(2025, 1, 22)}  # 2024: a Sunday


def test_nobody_works_while_the_company_is_closed_and_customers_receive_all_the_same() -> None:
    closed = {"closed": {"stocktaking": {"from": "2025-01-22", "to": "2025-01-27"}}}
    assert days(office(closed)) == [0, 1, 8, 9, 10, 11]
    assert CLOSED not in receiving_weekdays(office(closed))
    assert receiving_weekdays(office({"also": ["2025-01-22"]}))[2] == CLOSED


def test_a_weekend_day_is_worked_like_the_weekday_that_was_moved() -> None:
    # China 2025: Sunday 26 January in place of Monday 3 February.
    new_year = list(range(8, 12))  # 28 to 31 January
    open_days = [day for day in WEEKDAYS if day not in new_year]
    assert days(office({"country": "CN"})) == open_days
    assert days(office({"country": "CN", "make_up": "known"})) == sorted([*open_days, 6])
    by_weekday = [
        {"days": ["monday"], "from": "06:00", "to": "14:00"},
        {**SHIFT, "days": ["tuesday"]},
    ]
    assert (6, 6, 14, 12) in worked(office({"country": "CN", "make_up": "known"}, shift=by_weekday))
    no_monday = {**SHIFT, "days": ["tuesday", "friday"]}
    assert 6 not in days(office({"country": "CN", "make_up": "known"}, shift=no_monday))


def test_the_weekday_that_a_country_moved_is_known() -> None:
    company = office({"country": "CN", "make_up": "known"})
    year = company.horizon.model_copy(update={"weeks": 48})
    assert made_up(company.holidays, year) == {
        datetime.date(2025, 1, 26): 0,  # 3 February is a Monday
        datetime.date(2025, 2, 8): 1,  # 4 February
        datetime.date(2025, 4, 27): 0,  # 5 May
        datetime.date(2025, 9, 28): 1,  # 7 October
        datetime.date(2025, 10, 11): 2,  # 8 October
    }


def test_dates_that_are_made_up_for_have_the_hours_of_monday_unless_there_is_a_shift() -> None:
    made_up = {"make_up": ["2025-01-25", "2025-01-26"]}
    assert days(office(made_up)) == [0, 1, 2, 3, 4, 5, 6, *range(7, 12)]
    saturdays = [
        {**SHIFT, "days": ["monday"]},
        {"days": ["saturday"], "from": "10:00", "to": "13:00"},
    ]
    shifts = {day: rest[:2] for day, *rest in worked(office(made_up, shift=saturdays, lunch=None))}
    assert shifts[5] == [10, 13]
    assert shifts[6] == [9, 17]


def test_customers_receive_on_a_weekend_that_is_worked_as_on_the_weekday_moved() -> None:
    weekday = receiving_weekdays(office({"country": "CN", "make_up": "known"}))
    assert weekday[5:9].tolist() == [5, 0, 0, CLOSED]


def test_a_role_that_sits_elsewhere_has_the_days_of_its_own_country() -> None:
    horizon = {"start": "2025-04-28", "weeks": 1}  # 1 May, a Thursday, is off in Germany

    def role(holidays: Any) -> dict[str, Any]:
        return {"people": 1, "cost_per_hour": 30, "shift": SHIFT, "holidays": holidays}

    company = scenario(
        horizon=horizon,
        holidays={"country": "DE"},
        roles={"here": role(None), "there": role({"country": "NL"}), "always": role("none")},
        activities={"job": {"category": "desk", "by": "here", "lasts": "1 h"}},
    )
    p = draw(company).presence
    assert [
        [int(start) // DAY for start in p.start[p.person == person]] for person in range(3)
    ] == [[0, 1, 2, 4], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4]]
    assert receiving_weekdays(company)[3] == CLOSED
    present = loads_of_scenario(company).present[0]
    assert present.tolist() == [4 * 480, 5 * 480, 5 * 480]


def test_the_load_model_knows_half_days() -> None:
    usual, half = (
        loads_of_scenario(office(each)) for each in (None, {"half_days": {"01-21": "12:00"}})
    )
    assert usual.present[0, 0] * 2 - half.present[0, 0] * 2 == pytest.approx(4 * 60)


def test_categories_of_a_country_add_their_days() -> None:
    kept = office({"country": "DE", "region": "BY", "categories": ["public", "catholic"]})
    year = kept.horizon.model_copy(update={"weeks": 49})
    public = office({"country": "DE", "region": "BY"})
    more = (
        days_off(kept.holidays, year).public.keys() - days_off(public.holidays, year).public.keys()
    )
    assert more == {datetime.date(2025, 8, 15)}  # Assumption


def test_show_says_what_the_days_come_to() -> None:
    said = {"also": ["2025-01-21"], "half_days": {"01-23": "12:00"}, "make_up": ["2025-01-25"]}
    company = office(said, own={"closed": {"move": {"from": "2025-01-20", "to": "2025-01-20"}}})
    assert list(consequences(company)) == [
        "nobody works on 2025-01-21",
        "shifts end early on 2025-01-23",
        "worked in place of days off: 2025-01-25",
        "clerk: nobody works on 2025-01-20, 2025-01-21",
        "clerk: shifts end early on 2025-01-23",
        "clerk: worked in place of days off: 2025-01-25",
    ]


@pytest.mark.parametrize(
    ("written", "worked_on"),
    [
        ("mon-thu", [0, 1, 2, 3, 7, 8, 9, 10]),
        (["mon-tue", "friday"], [0, 1, 4, 7, 8, 11]),
        (["Sat - Mo"], [0, 5, 6, 7, 12, 13]),
    ],
)
def test_weekdays_are_written_as_in_a_list_of_accounts(written: Any, worked_on: list[int]) -> None:
    assert days(office(None, shift={**SHIFT, "days": written})) == worked_on


@pytest.mark.parametrize(
    ("written", "complaint"),
    [
        (["mon-thu", "wed"], "'wednesday' is named twice"),
        (["mon-thu", "mondy"], "did you mean 'monday'"),
    ],
)
def test_weekdays_that_are_none_are_refused(written: Any, complaint: str) -> None:
    with pytest.raises(ScenarioError, match=complaint):
        what_if(office(None), roles={"clerk": {"shift": {**SHIFT, "days": written}}})


COMPANY = {
    "country": "NL",
    "also": ["2025-01-21"],
    "closed": {"move": {"from": "2025-01-22", "to": "2025-01-23"}},
    "half_days": {"01-24": "12:00"},
    "make_up": ["2025-01-25"],
    "except": ["2025-01-21"],
}


@pytest.mark.parametrize(
    ("own", "shut", "ends"),
    [
        # Without a word of its own a role keeps what the company says; 21 January is worked.
        ({}, [2, 3], {4: 12}),
        # Days of its own country: what the company works in place of others is not its affair.
        ({"country": "US"}, [0, 1, 2, 3, 5], {4: 12}),  # Martin Luther King Day
        ({"country": "US", "closed": {}}, [0, 1, 5], {4: 12}),
        ({"country": "US", "also": [], "half_days": {}}, [0, 2, 3, 5], {}),
        ({"also": ["2025-01-20"]}, [0, 2, 3], {4: 12}),
        ("none", [5], {}),
    ],
)
def test_a_role_keeps_the_companys_closures_unless_it_says_its_own(
    own: Any, shut: list[int], ends: dict[int, int]
) -> None:
    company = office(COMPANY, own=own)
    first_week = {day: end for day, _, end, _ in worked(company) if day < 6}
    assert first_week == {day: ends.get(day, 17) for day in range(6) if day not in shut}


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"region": "BY"}, "'region' needs a 'country'"),
        ({"make_up": "known"}, "'make_up: known' needs a 'country'"),
        ({"make_up": ["2025-01-21"]}, "2025-01-21 is a tuesday, expected days at a weekend"),
        ({"also": ["2025-01-25"], "make_up": ["2025-01-25"]}, "both under 'also' and under"),
        ({"half_days": {"02-30": "12:00"}}, "read '02-30', expected month and day such as '12-24'"),
        ({"half_days": {"12-24": "00:00"}}, "a half day ends after 00:00"),
        ({"closed": {"summer": {"from": "2025-08-15", "to": "2025-08-04"}}}, "is before 'from'"),
        ({"country": "CN", "categories": ["half_day"]}, "say them, and when, under 'half_days'"),
    ],
)
def test_days_that_do_not_fit_are_refused(said: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        office(said)


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("{country: DE, categories: [catholik]}", r"categories \(catholic, public, school\)"),
        ("{country: XX}", "no public holidays of a country 'XX' are known"),
        (
            "{country: DE, region: BV}",
            r"'BV', which is no region of DE; expected one of BB \(Brandenburg\), .*BY \(Bayern\)",
        ),
        ("{country: DE, region: Bayer}", r"no region of DE; expected one of BY \(Bayern\)$"),
        ("{country: DE, region: XX}", r"one of BB \(Brandenburg\), .* TH \(Thüringen\), Augsburg"),
    ],
)
def test_what_the_library_does_not_know_is_refused_in_company_and_role(
    tmp_path: Path, said: str, complaint: str
) -> None:
    for text in (f"holidays: {said}", f"roles: {{rep: {{holidays: {said}}}}}"):
        child = f"extends: shop\ntitle: Child\n{text}\n"
        path = write(tmp_path, shop=PARENT, child=child) / "child.yaml"
        with pytest.raises(ScenarioError, match=complaint):
            load(path)


SPRING = Horizon(start="2025-01-20", weeks=12)


def holidays_said(**words: Any) -> Holidays:
    return Holidays.model_validate(words)


def test_what_is_listed_is_known_without_loading_the_library(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load_library(*_: object) -> None:
        raise AssertionError("the library is loaded")

    monkeypatch.setattr(public_holidays, "_days_off", load_library)
    for words in (
        {"country": "TW"},
        {"country": "DE", "region": "BY", "categories": ("public", "catholic")},
        {"country": "DE", "region": "Bayern"},
    ):
        assert list(unknown_days(holidays_said(**words), SPRING)) == []
    with pytest.raises(AssertionError):  # it has the words that may be meant
        list(unknown_days(holidays_said(country="DE", region="BV"), SPRING))


def test_the_list_of_another_version_of_the_library_is_not_believed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(public_holidays, "version", lambda _: "0.1")
    public_holidays._listed.cache_clear()
    try:
        assert public_holidays._listed() == {}
    finally:
        public_holidays._listed.cache_clear()


def test_the_list_is_what_the_library_knows() -> None:
    listed = json.loads(public_holidays.KNOWN.read_text(encoding="utf-8"))
    assert listed["version"] == version("holidays"), "run scripts/list_holidays.py"
    assert listed["countries"] == list_holidays.countries(), "run scripts/list_holidays.py"
