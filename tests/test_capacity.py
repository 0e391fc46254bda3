"""The load model: what is asked of each role over what it can give, by hand and by simulation."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import companies
import numpy as np
import pytest
from examples import examples
from hypothesis import given
from printed import tables_of
from typer.testing import CliRunner

from simulator.analysis.capacity import capacity
from simulator.analysis.capacity.calls import CallAttainment, calls_of_account
from simulator.analysis.capacity.load import Loads, loads_of, loads_of_scenario
from simulator.analysis.capacity.network import network_of
from simulator.analysis.capacity.presence import expected_calendar
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.compare import run
from simulator.output.content.capacity import loads, parts
from simulator.output.content.documents import document_of
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if


def clerks(people: int = 2, **changes: Any) -> Scenario:
    """Clerks who work 40 hours a week on 24 letters a day, Monday to Friday, of 20 minutes each."""
    letter = {
        "category": "desk",
        "by": "clerk",
        "lasts": "20 min",
        "arises": {"inbound": {"rate": "168 per week", "per": "role", "profile": "office"}},
    }
    values: dict[str, Any] = {
        "title": "An office",
        "horizon": {"start": "2025-01-06", "weeks": 10, "warm_up_weeks": 2},
        "categories": ["desk", "travel_and_waiting", "hand_over", "idle"],
        "selling": {"main": ["desk"]},
        "roles": {
            "clerk": {
                "people": people,
                "cost_per_hour": 30,
                "shift": {"from": "09:00", "to": "17:00"},
            }
        },
        "profiles": {
            "office": {
                "days": dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday"], 1),
                "hours": {"09:00-16:00": 1},
            }
        },
        "activities": {"letter": letter},
    }
    return Scenario.model_validate(values | changes)


def test_what_is_asked_of_a_desk_is_what_arrives_times_what_it_takes() -> None:
    loads = loads_of_scenario(clerks())
    assert loads.asked[0, 0] == pytest.approx(168 * 20)
    assert loads.present[0, 0] == 2 * 5 * 8 * 60
    assert loads.load[0, 0] == pytest.approx(168 * 20 / 4800)
    assert loads.contracts[0, 0] == 2 * 40 * 30


def test_a_network_answers_for_many_head_counts_as_for_each_by_itself() -> None:
    scenario = load("north-support-desk")
    network = network_of(scenario)
    plans = [[6, 2, 1], [6, 3, 4], [8, 2, 2]]
    together = loads_of(network, plans)
    for row, plan in enumerate(plans):
        alone = loads_of(network, plan)
        assert together.asked[row] == pytest.approx(alone.asked[0])
        assert together.cost[row] == pytest.approx(alone.cost[0])


# -- each mechanism by hand, and gone when it is off -----------------------------------------------


def desk_and_rep(letter: dict[str, Any], **changes: Any) -> Scenario:
    """Clerks whose letters may be handed to an assistant, who works the same hours."""
    base = clerks().model_dump(by_alias=True)
    roles = {**base["roles"], "assistant": {**base["roles"]["clerk"], "people": 1}}
    activities = {"letter": {**base["activities"]["letter"], **letter}}
    return Scenario.model_validate({**base, "roles": roles, "activities": activities, **changes})


def minutes(scenario: Scenario) -> list[float]:
    return [float(each) for each in loads_of_scenario(scenario).asked[0]]


def test_a_hand_over_costs_both_sides_and_what_comes_back_is_done_whole() -> None:
    moved = {
        "to": "assistant",
        "share": 0.5,
        "hand_over": "3 min",
        "take_over": "2 min",
        "comes_back": 0.1,
        "time_factor": 1.5,
    }
    giver, taker = minutes(desk_and_rep({"moved": moved}))
    assert giver == pytest.approx(84 * 20 + 84 * 3 + 8.4 * 20)
    assert taker == pytest.approx(84 * (2 + 30))
    assert minutes(desk_and_rep({})) == pytest.approx([168 * 20, 0])


def test_cases_that_need_nobody_take_nobodys_time() -> None:
    assert minutes(desk_and_rep({"automated": 0.25}))[0] == pytest.approx(126 * 20)


def test_work_that_follows_on_other_work_is_counted_to_the_end_of_the_chain() -> None:
    base = clerks().model_dump(by_alias=True)
    letter = base["activities"]["letter"]

    def follows(cause: str, chance: float, lasts: str) -> dict[str, Any]:
        return {**letter, "lasts": lasts, "arises": {"after": {cause: chance}}}

    activities = {
        "letter": letter,
        "answer": follows("letter", 0.5, "10 min"),
        "reminder": follows("answer", 0.5, "6 min"),
    }
    scenario = Scenario.model_validate({**base, "activities": activities})
    assert minutes(scenario) == pytest.approx([168 * 20 + 84 * 10 + 42 * 6])


def test_on_public_holidays_nobody_is_there_and_nothing_comes() -> None:
    # 20 January to 16 March 2025 has none in Germany, 17 March to 11 May has Easter (18 and
    # 21 April) and the first of May.
    horizon = {"start": "2025-03-17", "weeks": 8}
    closed = loads_of_scenario(clerks(horizon=horizon, holidays={"country": "DE"}))
    usual = loads_of_scenario(clerks(horizon=horizon))
    assert closed.present[0, 0] / usual.present[0, 0] == pytest.approx(37 / 40)
    assert closed.asked[0, 0] / usual.asked[0, 0] == pytest.approx(37 / 40)


def test_absence_takes_people_and_not_the_work() -> None:
    base = clerks().model_dump(by_alias=True)
    absent = {**base["roles"]["clerk"], "absence": {"vacation": 26, "sick_spells": 3.65}}
    scenario = Scenario.model_validate({**base, "roles": {"clerk": absent}})
    loads = loads_of_scenario(scenario)
    # A tenth of the working days is vacation; one day in a hundred begins a spell of one day.
    assert loads.present[0, 0] == pytest.approx(4800 * 0.9 * 0.99)
    assert loads.asked[0, 0] == pytest.approx(168 * 20)


def test_who_is_away_for_whole_weeks_by_a_list_leaves_out_what_every_week_asks() -> None:
    report = {
        "category": "desk",
        "by": "clerk",
        "lasts": "1 h",
        "arises": {"routine": {"every": "week", "on": "monday", "at": "10:00"}},
    }

    def reports(*away: tuple[str, str]) -> float:
        base = clerks().model_dump(by_alias=True) | {"activities": {"report": report}}
        dated = [{"from": first, "to": last, "kind": "vacation"} for first, last in away]
        base["roles"]["clerk"]["absence"] = {"vacation": 10, "dated": {"clerk 1": dated}}
        loads = loads_of_scenario(Scenario.model_validate(base))
        return float(loads.tasks[0, 0] * 8)  # of the weeks that count

    two_weeks = reports(("2025-01-20", "2025-01-31"))
    monday = reports(("2025-01-20", "2025-01-20"))
    known = what_is_left(10 - 10 / 2 * 365 / 70), what_is_left(10 - 1 / 2 * 365 / 70)
    assert two_weeks == pytest.approx((16 - 2) * known[0])
    assert monday == pytest.approx(16 * known[1])


def what_is_left(vacation: float) -> float:
    """Share of the weeks in which a person comes who takes so many days off in whole weeks."""
    return 1 - max(vacation, 0) // 5 / 52


def test_empty_chairs_are_neither_there_nor_paid() -> None:
    base = clerks().model_dump(by_alias=True)
    leaving = {**base["roles"]["clerk"], "turnover": {"tenure": "20 weeks", "vacancy": "5 weeks"}}
    horizon = {"start": "2025-01-06", "weeks": 200, "warm_up_weeks": 100}
    scenario = Scenario.model_validate({**base, "roles": {"clerk": leaving}, "horizon": horizon})
    loads = loads_of_scenario(scenario)
    assert loads.present[0, 0] == pytest.approx(4800 * 20 / 25, rel=0.01)
    assert loads.contracts[0, 0] == pytest.approx(2 * 40 * 30 * 20 / 25, rel=0.01)


def test_switching_costs_nothing_where_there_is_one_kind_of_work_or_no_set_up() -> None:
    switching = {"set_up": "4 min", "slower": 0.5}
    one_kind = loads_of_scenario(clerks(switching=switching))
    assert one_kind.switching[0, 0] == pytest.approx(0, abs=1e-9)
    base = clerks().model_dump(by_alias=True)
    letter = base["activities"]["letter"]
    half = {**letter, "arises": {"inbound": {**letter["arises"]["inbound"], "rate": "20 per week"}}}
    two = {**base, "activities": {"letter": half, "parcel": half}}
    assert loads_of_scenario(Scenario.model_validate(two)).switching[0, 0] == 0
    # At so little work kinds come in any order: every second task is of another kind.
    both = loads_of_scenario(Scenario.model_validate({**two, "switching": switching}))
    assert both.switching[0, 0] == pytest.approx(20 * (4 + 10), rel=0.01)


def test_getting_back_into_what_was_interrupted_takes_a_set_up() -> None:
    base = clerks(1).model_dump(by_alias=True)
    letter = {**base["activities"]["letter"], "lasts": "10 min"}
    kinds = {"letter": letter, "call": {**letter, "urgency": 1, "splittable": False}}
    base |= {
        "activities": kinds,
        "switching": {"set_up": "2 min", "slower": 0},
        "resumption": "0 min",
    }

    def loads(interrupts: bool) -> Loads:
        call = {**kinds["call"], "interrupts": interrupts}
        return loads_of_scenario(
            Scenario.model_validate({**base, "activities": {"letter": letter, "call": call}})
        )

    laid, in_turn = loads(True), loads(False)
    # 24 calls and letters a day: half of the time that the clerk is busy there is a letter in hand.
    times = 168 * laid.utilisation[0, 0] / 2
    assert laid.switching[0, 0] - in_turn.switching[0, 0] == pytest.approx(2 * times, rel=0.05)


def test_what_nobody_takes_in_time_is_asked_of_others() -> None:
    over = {"overflow": {"to": "assistant", "after": "1 h"}}
    giver, taker = minutes(desk_and_rep(over))
    assert giver + taker == pytest.approx(168 * 20)
    assert 0 < taker < 0.1 * giver
    nobody = desk_and_rep(over).model_dump(by_alias=True)
    nobody["roles"] = {**nobody["roles"], "clerk": {**nobody["roles"]["clerk"], "people": 0}}
    assert minutes(Scenario.model_validate(nobody)) == pytest.approx([0, 168 * 20])


def test_what_waits_for_its_day_overflows_on_others() -> None:
    """Letters come on five days alike, and two are for them: those of the others wait too long."""
    over = {"overflow": {"to": "assistant", "after": "16 h"}, "on_days": ["monday", "thursday"]}
    giver, taker = minutes(desk_and_rep(over))
    assert giver == pytest.approx(0.4 * 168 * 20, rel=0.02)
    assert taker == pytest.approx(0.6 * 168 * 20, rel=0.02)


@pytest.mark.parametrize("exclusive", [True, False])
def test_what_has_exclusive_sessions_goes_before_what_is_more_urgent(exclusive: bool) -> None:
    """Calls take 1,680 of 2,400 minutes. Of 600 in sessions letters ask for 480, or lapse."""
    base = clerks(people=1).model_dump(by_alias=True)
    letter, sessions = base["activities"]["letter"], {"at": ["14:00"], "lasts": "2 h"}
    letters = letter | {
        "arises": {"inbound": {**letter["arises"]["inbound"], "rate": "24 per week"}}
    }
    letters |= {"urgency": 5, "lapses": {"after": "5 d"}}
    calls = letter | {"urgency": 1, "lasts": "10 min"}
    values = base | {
        "activities": {
            "letter": letters | {"sessions": sessions | {"exclusive": exclusive}},
            "call": calls,
        }
    }
    company = Scenario.model_validate(values)
    replayed = run(company, replications=3, jobs=1).interval("utilisation.clerk").mean
    assert loads_of_scenario(company).load[0, 0] == pytest.approx(replayed, abs=0.03)
    assert loads_of_scenario(company).load[0, 0] > 0.88 if exclusive else True


def reps(every: str, people: int = 2) -> Scenario:
    """Reps who call on 100 accounts by telephone for 30 minutes each, and do nothing else."""
    base = clerks(people).model_dump(by_alias=True)
    rep = {**base["roles"]["clerk"], "accounts": "own"}
    call = {"category": "desk", "by": "rep", "lasts": "30 min", "splittable": False}
    return Scenario.model_validate(
        {
            **base,
            "horizon": {"start": "2025-01-06", "weeks": 40, "warm_up_weeks": 20},
            "territory": {"width": "10 km", "height": "10 km"},
            "travel": {"speed": "50 km/h"},
            "roles": {"rep": rep},
            "segments": {"shops": {"accounts": 100, "contact_every": {"call": every}}},
            "activities": {"call": call},
            "call_plans": {"call": {}},
        }
    )


def test_calls_are_made_as_they_are_due_where_there_is_time_for_them() -> None:
    loads = loads_of_scenario(reps("2 weeks"))
    assert loads.wanted[0, 0] == pytest.approx(50, rel=0.05)
    assert loads.calls[0, 0] == pytest.approx(loads.wanted[0, 0], rel=1e-3)
    assert loads.load[0, 0] == pytest.approx(50 * 30 / 4800, rel=0.05)


def test_calls_fill_what_time_is_left_and_no_more() -> None:
    loads = loads_of_scenario(reps("2 weeks", people=0))
    assert loads.calls[0, 0] == 0
    loads = loads_of_scenario(reps("2 d", people=1))
    assert loads.wanted[0, 0] * 30 > 2400
    assert loads.calls[0, 0] <= 2400 / 30
    assert loads.load[0, 0] == pytest.approx(1, abs=0.05)
    assert loads.without_calls[0, 0] == 0


@pytest.mark.parametrize(("lasts", "a_day"), [(300, 1), (200, 2), (190, 2), (241, 1), (470, 1)])
def test_of_long_calls_as_many_are_made_a_day_as_fit_into_it(lasts: int, a_day: int) -> None:
    """All are due, day after day: of calls of five hours a day of eight holds one, not 1.1."""
    long = what_if(reps("2 d", people=1), activities={"call": {"lasts": f"{lasts} min"}})
    told = loads_of_scenario(long)
    assert told.calls[0, 0] == pytest.approx(5 * a_day, rel=0.01)
    replayed = run(long, replications=1, jobs=1).interval("utilisation.rep").mean
    assert told.load[0, 0] == pytest.approx(replayed, abs=0.02)


def test_the_second_of_two_long_calls_fits_if_the_first_was_short() -> None:
    """Of calls of four hours on average: after one that was no longer, nearly half of the days."""
    lasts = {"lasts": {"family": "lognormal", "mean": "240 min", "spread": 0.4}}
    long = what_if(reps("2 d", people=1), activities={"call": lasts})
    told = loads_of_scenario(long)
    assert 5 * 1.4 < told.calls[0, 0] < 5 * 1.6
    replayed = run(long, replications=5, jobs=1).interval("utilisation.rep").mean
    assert told.load[0, 0] == pytest.approx(replayed, abs=0.06)


def test_the_title_says_who_is_busiest_and_beside_whom() -> None:
    """A clerk has a letter a day; reps fill all that is left of their time with calls."""
    base = reps("2 d", people=1).model_dump(by_alias=True)
    clerk = {**base["roles"]["rep"], "accounts": "pool"}
    letter = {"category": "desk", "by": "clerk", "lasts": "2 h"}
    letter["arises"] = {"routine": {"every": "day", "at": "09:00"}}
    company = Scenario.model_validate(
        {
            **base,
            "roles": {**base["roles"], "clerk": clerk},
            "activities": {**base["activities"], "letter": letter},
        }
    )
    assert finding(company).startswith(
        "An office: Clerks are the busiest beside those who call: 25%"
    )
    assert finding(reps("2 weeks")).startswith("An office: Reps are the busiest: ")


def test_calls_that_some_can_never_make_are_told_beside_every_number() -> None:
    """Of two reps one works at night, when no account receives: calls are the other's alone."""
    office = reps("2 weeks")
    split = what_if(
        office,
        name="split",
        title="One works at night",
        segments={"shops": {"opening": {"from": "09:00", "to": "17:00"}}},
        activities={"call": {"place": "account"}},
        roles={
            "rep": {
                "base": "home",
                "rosters": {"night": {"people": 1, "shift": {"from": "18:00", "to": "22:00"}}},
            }
        },
    )
    result = capacity(office, split)
    said = document_of([result])
    short = "1 of 2 can never do call (shops)"
    assert said.headlines[0].startswith("One works at night: ")
    assert f"; but of the reps, {short}" in said.headlines[0]
    title = finding(split, office).replace("\n", " ")
    assert title.startswith("An office: "), "the last is spoken of"
    assert short not in title
    assert f"but of the reps, {short}" in finding(office, split).replace("\n", " ")
    table = loads(result)
    rows = {row[1]: row[-1] for row in table.rows}
    assert rows == {"An office": "", "One works at night": short}
    (role,) = result.as_json()["scenarios"]["split"]["roles"]
    assert [each["people"] for each in role["of_some"]] == [1]
    assert any("for 1 of 2 of 'rep'" in note for note in parts(result).notes)
    assert "people_kept_from_calls" in list(result.summary()["measure"])
    alone = capacity(office)
    assert "of_some" not in [column.key for column in loads(alone).columns]


def test_calls_of_a_week_are_counted_and_no_hours_in_files() -> None:
    tables = {table.key: table for table in tables_of([capacity(clerks())])}
    heads = {column.key: column.title for column in tables["load"].columns}
    assert heads["calls"] == "calls, per week"
    assert heads["wanted"] == "due, per week"
    assert heads["asked"] == "asked, h a week"


def finding(*companies: Scenario) -> str:
    """The title of the picture."""
    draw = document_of([capacity(*companies)]).figures[0].draw
    assert draw is not None
    axes = draw()
    return axes.get_title(loc="left") or axes.figure.get_suptitle()


def test_what_is_overdue_on_the_first_day_is_worked_off_in_the_time_there_is() -> None:
    """Of 100 accounts half are overdue then; each is called on every 20 weeks, for 26 weeks."""
    horizon = {"start": "2025-01-06", "weeks": 26, "warm_up_weeks": 0}
    company = Scenario.model_validate(
        {**reps("20 weeks").model_dump(by_alias=True), "horizon": horizon}
    )
    calendar, every = expected_calendar(company), np.ones(1)
    at_once, by_and_by = (
        float(calls_of_account(company, calendar, CallAttainment(every, pressing * every))[0, 0])
        for pressing in (0, 1)
    )
    # At once: two calls on whoever is overdue, and on 6 in 20 of the others, who get one at least.
    assert at_once == pytest.approx((2 + 1.3) / 2, abs=0.05)
    # Where calls take all the time there is, first calls are spread over 20 weeks: 6 in 20 get two.
    assert by_and_by == pytest.approx(1.3, abs=0.05)
    # These reps need half an hour a day for them, so that nearly all are made at once.
    assert loads_of_scenario(company).wanted[0, 0] * 26 / 100 == pytest.approx(at_once, abs=0.05)


def dealers(accounts: int) -> Scenario:
    """Dealers who do nothing but call on accounts, for 20 minutes, in days of four hours."""
    base = reps("2 weeks", people=3).model_dump(by_alias=True)
    visit = {**base["activities"]["call"], "lasts": "20 min", "place": "account"}
    rep = {**base["roles"]["rep"], "base": "home", "shift": {"from": "08:00", "to": "12:00"}}
    return Scenario.model_validate(
        {
            **base,
            "territory": {"width": "90 km", "height": "90 km"},
            "travel": {"speed": "50 km/h", "detour": 1.25, "parking": "5 min"},
            "roles": {"rep": rep},
            "segments": {"shops": {"accounts": accounts, "contact_every": {"call": "2 weeks"}}},
            "activities": {"call": visit},
        }
    )


def test_of_many_accounts_that_are_due_some_lies_on_the_way_home() -> None:
    """Such a call takes 20 minutes and 5 to park: at the end of a day half of that stays empty."""
    many = loads_of_scenario(dealers(accounts=6000))
    assert many.calls[0, 0] < 0.1 * many.wanted[0, 0]
    assert many.utilisation[0, 0] == pytest.approx(1 - 12.5 / 240, abs=0.01)


def test_calls_that_still_fit_have_shorter_ways() -> None:
    """By hand: an evening of half a usual call, and calls half between that and the shortest."""
    many = loads_of_scenario(dealers(accounts=6000))
    a_day = many.calls[0, 0] / 15
    road = many.travel[0, 0] / many.calls[0, 0]
    network = network_of(dealers(accounts=6000))
    between = float(network.grounds[0].ways(np.array([3.0])).between[0])
    leg = 5 + between * 1.25 / 1000 / 50 * 60
    usual = leg * (1 + 1 / a_day)
    fitted = ((20 + road) / 2 - 12.5) / ((20 + road + 25) / 2)
    assert road == pytest.approx(usual - fitted * (20 + road - 25) / 2 / a_day, rel=0.03)
    assert road < 0.92 * usual


def test_whoever_is_away_more_often_than_others_makes_fewer_of_the_calls_that_are_due() -> None:
    """One of two works one day of five. Of the 25 calls a week that each is to make he makes 15."""
    alike, apart = reps("2 weeks"), reps("2 weeks").model_dump(by_alias=True)
    mondays = {"people": 1, "shift": {"days": ["monday"], "from": "09:00", "to": "17:00"}}
    rep = {**apart["roles"]["rep"], "rosters": {"mondays": mondays}}
    uneven = Scenario.model_validate({**apart, "roles": {"rep": rep}})
    assert expected_calendar(alike).roles[0].uneven == 0
    assert expected_calendar(uneven).roles[0].uneven == pytest.approx((5 - 1) / (5 + 1))
    assert loads_of_scenario(alike).calls[0, 0] == pytest.approx(2 * 25, rel=0.05)
    assert loads_of_scenario(uneven).calls[0, 0] == pytest.approx(25 + 15, rel=0.1)


def test_people_differ_in_days_at_work_by_sickness_vacation_and_empty_chairs() -> None:
    """In 52 weeks of 5 days: spells 2 a year of 5 days (geometric), chairs empty for 40 days."""
    clerk = clerks(4).roles["clerk"].model_dump(by_alias=True, exclude_unset=True)
    horizon = {"start": "2025-01-06", "weeks": 60, "warm_up_weeks": 8}

    def uneven(**values: Any) -> float:
        office = clerks(4, horizon=horizon, roles={"clerk": clerk | values})
        return expected_calendar(office).roles[0].uneven

    # Of a sum of Poisson many the variance is that of many times the mean square: 5 x (2 x 5 - 1).
    sick = math.sqrt(2 * 45) * 5 / 7 / (260 * (1 - 10 / 365))
    assert uneven(absence={"sick_spells": 2, "sick_days": 5}) == pytest.approx(sick, rel=0.01)
    assert uneven(absence={"vacation": 30}) == pytest.approx(0, abs=0.01), "all have the same"
    chairs = uneven(turnover={"tenure": "104 weeks", "vacancy": "40 d"})
    assert chairs == pytest.approx(math.sqrt(0.5) * 40 * 5 / 7 / (260 * 0.95), rel=0.03)


# -- for every scenario ----------------------------------------------------------------------------


@pytest.mark.slow
@examples(100)
@given(companies.companies())
def test_every_company_has_a_load_and_its_parts_are_all_of_it(company: Scenario) -> None:
    result = capacity(company)
    for role in result.scenarios[0].roles:
        assert role.asked >= 0
        assert sum(part.minutes for part in role.parts) == pytest.approx(role.asked, abs=1e-6)
        assert math.isnan(role.load) == (role.present == 0)
    assert json.loads(json.dumps(result.as_json()))


@pytest.mark.slow
def test_the_command_says_before_and_after(tmp_path: Path) -> None:
    names = ["small-company", "office-enters-orders"]
    how = ["--out", str(tmp_path)]
    result = CliRunner().invoke(app, ["capacity", *names, *how])
    assert result.exit_code == 0
    assert "in A small company: 29%" in " ".join(result.stdout.split())
    told = json.loads(CliRunner().invoke(app, ["capacity", *names, *how, "--json"]).stdout)
    office = [told["scenarios"][name]["roles"][1] for name in names]
    assert [each["role"] for each in office] == ["office", "office"]
    assert office[0]["load"] < office[1]["load"] < 0.8
    assert "order_entry" in {part["activity"] for part in office[1]["parts"]}


def test_two_scenarios_of_one_name_are_refused() -> None:
    with pytest.raises(UsageError, match="different names"):
        capacity("north", "north")


def test_of_the_calls_of_a_chair_that_stays_empty_for_long_all_are_lost() -> None:
    """Whoever is called on every week is not called on at all for three months: none is late."""

    def reps(turnover: dict[str, Any] | None) -> Loads:
        visit = {"category": "desk", "by": "clerk", "lasts": "5 min"}
        visit |= {"place": "account", "splittable": False}
        clerk = clerks().roles["clerk"].model_dump(by_alias=True, exclude_unset=True)
        return loads_of_scenario(
            clerks(
                horizon={"start": "2025-01-06", "weeks": 150, "warm_up_weeks": 50},
                headquarters={"x": "0 km", "y": "0 km"},
                territory={"width": "2 km", "height": "2 km"},
                travel={"speed": "60 km/h"},
                segments={"shop": {"accounts": 20, "contact_every": {"visit": "1 weeks"}}},
                roles={"clerk": clerk | {"accounts": "own", "turnover": turnover}},
                call_plans={"visit": {}},
                activities={"visit": visit},
            )
        )

    full, often_empty = reps(None), reps({"tenure": "26 weeks", "vacancy": "13 weeks"})
    there = often_empty.present[0, 0] / full.present[0, 0]
    assert there == pytest.approx(2 / 3, abs=0.02)
    assert often_empty.wanted[0, 0] / full.wanted[0, 0] == pytest.approx(there, rel=0.03)
