"""People who leave, learn, are away or off from a day on: until then nothing is otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from engines import assert_same, differing
from test_dated_changes import until
from test_requests import REQUEST, about, day_of
from test_requests import company as visits
from worlds import ALWAYS, OFFICE, desk, prescribed, scenario

from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.errors import ScenarioError
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.measures.registry import measure
from simulator.measures.sales import flows
from simulator.measures.window import window_of
from simulator.model.codes import DOINGS, MILLION
from simulator.scenario.phases import phases_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.customers import Turnover
from simulator.scenario.what_if import what_if
from simulator.workload.calendar import why_away
from simulator.workload.chairs import Leaving, leaving
from simulator.workload.draw import Workload, draw
from simulator.workload.regimes import HERE, SICK
from simulator.workload.streams import streams_of

HOUR, DAY, WEEK = 3_600, 86_400, 604_800
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY = range(5)
Tasks = list[tuple[str, int, int]]


def clerks(people: int = 1, weeks: int = 1, **role: Any) -> Scenario:
    """Clerks who do jobs, for 36 an hour, from Monday, 6 January 2025 on."""
    return desk(
        kinds={"job": {"individual": True}},
        horizon={"start": "2025-01-06", "weeks": weeks},
        roles={"clerk": {"people": people, "cost_per_hour": 36, "shift": OFFICE, **role}},
    )


def from_day(company: Scenario, day: str, **role: Any) -> Scenario:
    """The company in which something else holds of its clerks from a day on."""
    values = {"roles": {"clerk": role}}
    return what_if(company, name="other", change=[{"on": day, "values": values}])


def from_wednesday(company: Scenario, **role: Any) -> Scenario:
    return from_day(company, "2025-01-08", **role)


def in_both(workload: Workload) -> Ledger:
    """What happens, in both engines, which must agree to the last digit."""
    one, other = replay(workload), compiled.replay(workload)
    check_invariants(one)
    assert differing(one, other) == []
    assert_same(measure(one), measure(*compiled.tally(workload)))
    return one


def worked(company: Scenario, tasks: Tasks, **said: Any) -> list[tuple[int, float, float]]:
    """Person, begin and end, in hours from the first midnight, of all work."""
    e = in_both(prescribed(company, tasks, **said)).entries
    rows = [row for row in range(len(e.person)) if DOINGS[e.doing[row]] == "work"]
    return [(int(e.person[r]), e.start[r] / HOUR, e.end[r] / HOUR) for r in rows]


def days_worked(company: Scenario, person: int = 0) -> list[int]:
    """On which days a person's shifts begin."""
    p = draw(company).presence
    return (p.start[p.person == person] // DAY).tolist()


def of_reps(**role: Any) -> dict[str, Any]:
    return {"roles": {"rep": role}}


# -- turnover --


def stays(tenure: str, vacancy: str) -> Turnover:
    return Turnover.model_validate({"tenure": tenure, "vacancy": vacancy})


def test_what_is_left_of_somebodys_luck_lasts_as_the_new_turnover_has_it() -> None:
    """In the first week .5 of .75 tenures pass; the rest is a quarter of 7 days: 8.75."""
    long, short = stays("14 d", "2 d"), stays("7 d", "3 d")
    assert list(leaving([0.75, 9], 0, [Leaving(0, 40, long)])) == [(10, 12)]
    both = [Leaving(0, 7, long), Leaving(7, 40, short)]
    assert list(leaving([0.75, 1, 9], 0, both)) == [(8, 11), (18, 21)]
    before = [Leaving(0, 7, None), Leaving(7, 40, short)]
    assert list(leaving([0.75, 9], 0, before)) == [(12, 15)]
    after = [Leaving(0, 7, long), Leaving(7, 40, None)]
    assert list(leaving([0.25, 0.75], 0, after)) == [(3, 5)]


def test_who_has_left_by_the_day_is_replaced_as_it_was_meant_to_be() -> None:
    rules = [Leaving(0, 7, stays("14 d", "9 d")), Leaving(7, 40, stays("7 d", "0 d"))]
    assert list(leaving([0.25, 1, 9], 0, rules)) == [(3, 12), (19, 19)]


def test_people_leave_more_often_from_the_day_on_and_cost_what_they_do_then() -> None:
    base = clerks(40, 8, turnover={"tenure": "30 weeks", "vacancy": "1 d", "costs": 100})
    often = {"turnover": {"tenure": "4 weeks", "vacancy": "2 d", "costs": 700}}
    other = from_day(base, "2025-02-03", **often)  # of the fifth week
    plain, ledger = (in_both(draw(each)) for each in (base, other))
    assert until(plain, 28 * DAY) == until(ledger, 28 * DAY)
    v, b = ledger.vacancies, plain.vacancies
    early, late = v.start < 28 * DAY, v.start >= 28 * DAY
    assert v.start[early].tolist() == b.start[b.start < 28 * DAY].tolist()
    assert v.end[early].tolist() == b.end[b.start < 28 * DAY].tolist()
    assert 0 < sum(early) < 20 < sum(late)
    leaving_costs = flows(window_of(ledger)).leaving
    assert leaving_costs[:4].sum() == 100 * sum(early)
    assert leaving_costs[4:].sum() == 700 * sum(late)


# -- ramp-up --


def test_who_begins_from_the_day_on_becomes_productive_as_it_is_then() -> None:
    """Of two newcomers the first learns for eight weeks from a half, the second from a quarter."""
    base = clerks(1, 10, shift=ALWAYS, ramp_up={"lasts": "8 weeks", "starts_at": 0.5})
    shorter = {"roles": {"clerk": {"ramp_up": {"lasts": "4 weeks", "starts_at": 0.25}}}}
    first = {"on": "2025-01-13", "hire": {"clerk": 1}}
    second = {"on": "2025-01-20", "values": shorter, "hire": {"clerk": 1}}
    other = what_if(base, name="other", change=[first, second])
    tasks = [("job", WEEK * week + 10 * HOUR, HOUR) for week in (1, 3, 2, 4)]
    ledger = in_both(prescribed(other, tasks, person=[1, 1, 2, 2]))
    weeks, took = ledger.tasks.asked // WEEK, ledger.tasks.finished - ledger.tasks.started
    # Half, then 5/8 after two weeks of eight; a quarter, then 5/8 after two weeks of four.
    assert dict(zip(weeks, took, strict=True)) == {1: 7_200, 3: 5_760, 2: 14_400, 4: 5_760}


# -- days off --


def test_days_off_are_those_of_the_role_from_the_day_on() -> None:
    """Tuesday, before it begins, is worked all the same; Thursday is not."""
    off = {"also": ["2025-01-07", "2025-01-09"], "half_days": {"2025-01-10": "12:00"}}
    other = from_wednesday(clerks(), holidays=off)
    assert days_worked(other) == [MONDAY, TUESDAY, WEDNESDAY, FRIDAY]
    tasks = [("job", day * DAY + 11 * HOUR, 6 * HOUR) for day in (TUESDAY, WEDNESDAY)]
    assert worked(other, tasks) == [
        (0, 24 + 11, 24 + 17),
        (0, 48 + 11, 48 + 17),
    ]
    thursday = [("job", THURSDAY * DAY + 11 * HOUR, 2 * HOUR)]
    assert worked(other, thursday) == [(0, 96 + 9, 96 + 11)]
    friday = [("job", FRIDAY * DAY + 11 * HOUR, 2 * HOUR)]
    assert worked(other, friday) == [(0, 96 + 11, 96 + 12)]


def test_an_unknown_region_is_refused_though_it_holds_for_a_time_only() -> None:
    days = {"country": "DE", "region": "NY"}
    unknown = {"on": "2025-01-08", "values": {"roles": {"clerk": {"holidays": days}}}}
    none = {"on": "2025-01-09", "values": {"roles": {"clerk": {"holidays": "none"}}}}
    with pytest.raises(ScenarioError, match="'NY', which is no region of DE"):
        what_if(clerks(), name="other", change=[unknown, none])


# -- absence --


def test_who_is_away_all_the_time_from_a_day_on_is_covered_from_then_on() -> None:
    base = clerks(2, absence={"cover": {"by": "team", "planned": "0 s"}})
    other = from_wednesday(base, absence={"long_term": 1})
    assert days_worked(other, 0) == [MONDAY, TUESDAY]
    assert days_worked(other, 1) == [MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY]
    tasks = [("job", day * DAY + 10 * HOUR, HOUR) for day in (TUESDAY, WEDNESDAY)]
    assert worked(other, tasks, person=[0, 0]) == [(0, 34, 35), (1, 58, 59)]


def test_known_days_are_those_that_are_said_for_the_stretch() -> None:
    def away(*days: str) -> dict[str, Any]:
        return {"dated": {"Ann": [{"from": day, "to": day, "kind": "other"} for day in days]}}

    base = clerks(members={"Ann": {}}, absence=away("2025-01-07", "2025-01-09"))
    other = from_wednesday(base, absence=away("2025-01-06", "2025-01-10"))
    assert days_worked(base) == [MONDAY, WEDNESDAY, FRIDAY]
    assert days_worked(other) == [MONDAY, WEDNESDAY, THURSDAY]


def test_all_days_are_vacation_from_the_day_on() -> None:
    assert days_worked(from_wednesday(clerks(), absence={"vacation": 260})) == [MONDAY, TUESDAY]
    assert days_worked(from_wednesday(clerks(absence={"vacation": 260}))) == []
    back = from_wednesday(clerks(absence={"vacation": 260}), absence={"vacation": 0})
    assert days_worked(back) == [WEDNESDAY, THURSDAY, FRIDAY]


def test_a_spell_of_sickness_that_has_begun_lasts_as_long_as_it_was_to() -> None:
    """From the day on nobody falls ill; from another on everybody does each day, for one."""
    ill = {"sick_spells": 40, "sick_days": 10}
    base = clerks(30, 6, shift=ALWAYS, absence=ill)
    day = 21
    other = from_day(base, "2025-01-27", absence={"sick_spells": 0})

    def kinds(company: Scenario) -> Any:
        return why_away(phases_of(company), streams_of(1, 0))[0][1]

    before, after = kinds(base) == SICK, kinds(other) == SICK
    assert (before[:, :day] == after[:, :day]).all()
    assert not (after & ~before).any()
    begins = np.diff(after[:, day - 1 :].astype(int), axis=1)
    assert (begins <= 0).all(), "nobody falls ill"
    still = after[:, day]
    assert 3 < still.sum() < 30
    assert (before[still, day]).all()
    well = from_day(clerks(5, 2), "2025-01-13", absence={"sick_spells": 50, "sick_days": 1})
    assert (kinds(well)[:, :7] != SICK).all()
    assert ((kinds(well)[:, 7:] == SICK) | (kinds(well)[:, 7:] <= HERE)).all()


# -- tours and desks --


NIGHTS = {"beyond": "30 min", "nights": 1, "costs": 90}


def test_nights_away_begin_on_their_day() -> None:
    """An hour from home at two o'clock: on Tuesday Ann drives home, on Wednesday she stays."""
    base = visits({"repair": REQUEST})
    other = what_if(
        base, name="other", change=[{"on": "2025-01-08", "values": of_reps(tour=NIGHTS)}]
    )
    asked = [("repair", day * DAY + 14 * HOUR, HOUR) for day in (TUESDAY, WEDNESDAY)]
    ledger = in_both(about(prescribed(other, asked), [1, 1]))
    there_and_back = [("travel", 60), ("work", 60), ("travel", 60)]
    assert day_of(ledger, TUESDAY) == [("idle", 300), *there_and_back]
    assert day_of(ledger, WEDNESDAY) == [("idle", 300), *there_and_back[:2], ("idle", 60)]
    assert day_of(ledger, THURSDAY) == [("idle", 420), ("travel", 60)]
    assert day_of(ledger, FRIDAY) == [("idle", 480)]
    assert ledger.nights.until.tolist() == [THURSDAY * DAY + 9 * HOUR]
    assert window_of(ledger).cost.nights.tolist() == [90 * MILLION]


def test_who_is_away_when_nights_away_end_is_home_that_evening() -> None:
    base = visits({"repair": REQUEST}, rep={"tour": NIGHTS | {"nights": 3}})
    other = what_if(base, name="other", change=[{"on": "2025-01-08", "values": of_reps(tour=None)}])
    asked = [("repair", day * DAY + 14 * HOUR, HOUR) for day in (MONDAY, TUESDAY)]
    ledger = in_both(about(prescribed(other, asked), [1, 1]))
    assert ledger.nights.until.tolist() == [day * DAY + 9 * HOUR for day in (TUESDAY, WEDNESDAY)]
    assert day_of(ledger, WEDNESDAY) == [("idle", 420), ("travel", 60)]
    assert day_of(ledger, THURSDAY) == [("idle", 480)]
    assert window_of(ledger).cost.nights.tolist() == [2 * 90 * MILLION]


@pytest.mark.parametrize("back", ["2025-01-09", "2025-01-10"])
def test_who_stayed_away_before_a_vacation_that_a_change_brings_has_spent_one_night(
    back: str,
) -> None:
    """On Tuesday evening nobody knows of it: he stays for Wednesday, and begins there when back."""
    base = visits({"repair": REQUEST}, rep={"tour": NIGHTS})
    away = {"dated": {"Ann": [{"from": "2025-01-08", "to": back, "kind": "vacation"}]}}
    other = what_if(
        base, name="other", change=[{"on": "2025-01-08", "values": of_reps(absence=away)}]
    )
    ledger = in_both(about(prescribed(other, [("repair", DAY + 14 * HOUR, HOUR)]), [1]))
    assert ledger.nights.until.tolist() == [WEDNESDAY * DAY + 9 * HOUR]
    assert window_of(ledger).cost.nights.tolist() == [90 * MILLION]


def test_a_night_costs_what_it_does_on_the_day_after_it() -> None:
    base = visits({"repair": REQUEST}, rep={"tour": NIGHTS | {"nights": 3}})
    dearer = of_reps(tour={"costs": 120})
    other = what_if(base, name="other", change=[{"on": "2025-01-08", "values": dearer}])
    asked = [("repair", day * DAY + 14 * HOUR, HOUR) for day in (MONDAY, TUESDAY)]
    ledger = in_both(about(prescribed(other, asked), [1, 1]))
    assert window_of(ledger).cost.nights.tolist() == [(90 + 2 * 120) * MILLION]


def test_desks_stand_at_home_from_the_day_on() -> None:
    """Ann lives half an hour away: on Tuesday she drives in for paperwork, on Wednesday not."""
    quote = {"category": "desk", "by": "rep", "lasts": "1 h", "place": "desk"}
    far = {"members": {"Ann": {"home": {"x": "30 km", "y": "0 km"}}}}
    base = visits({"quote": quote}, rep=far)
    at_home = [{"on": "2025-01-08", "values": of_reps(desk="home")}]
    other = what_if(base, name="other", change=at_home)
    asked = [("quote", day * DAY + 9 * HOUR, HOUR) for day in (TUESDAY, WEDNESDAY)]
    ledger = in_both(about(prescribed(other, asked), [-1, -1]))
    assert day_of(ledger, TUESDAY)[:2] == [("travel", 30), ("work", 60)]
    assert day_of(ledger, WEDNESDAY) == [("work", 60), ("idle", 420)]


# -- where days begin --


LIVES_FAR = {"members": {"Ann": {"home": {"x": "30 km", "y": "0 km"}}}}
AT_NOON = [("repair", day * DAY + 12 * HOUR, HOUR) for day in (TUESDAY, WEDNESDAY, THURSDAY)]
NEAR_FROM_HOME = [("idle", 180), ("travel", 20), ("work", 60), ("idle", 200), ("travel", 20)]
NEAR_FROM_OFFICE = [("idle", 180), ("travel", 10), ("work", 60), ("idle", 220), ("travel", 10)]


def test_days_begin_and_end_at_headquarters_from_the_day_on() -> None:
    """The customer is 20 minutes from home, 10 from headquarters; to work nobody is paid to go."""
    base = visits({"repair": REQUEST}, rep=LIVES_FAR)
    office = [{"on": "2025-01-08", "values": of_reps(base="headquarters")}]
    other = what_if(base, name="other", change=office)
    workload = about(prescribed(other, AT_NOON), [0, 0, 0])
    ledger = in_both(workload)
    assert day_of(ledger, TUESDAY) == NEAR_FROM_HOME
    assert day_of(ledger, WEDNESDAY) == day_of(ledger, THURSDAY) == NEAR_FROM_OFFICE
    assert window_of(ledger).metres.tolist() == [2 * 20_000 + 4 * 10_000]
    assert ledger.places.name[ledger.entries.place[-1]] == "headquarters"


def test_days_begin_at_home_from_the_day_on() -> None:
    base = visits({"repair": REQUEST}, rep={**LIVES_FAR, "base": "headquarters"})
    home = [{"on": "2025-01-08", "values": of_reps(base="home")}]
    ledger = in_both(about(prescribed(what_if(base, name="other", change=home), AT_NOON), [0] * 3))
    assert day_of(ledger, TUESDAY) == NEAR_FROM_OFFICE
    assert day_of(ledger, WEDNESDAY) == day_of(ledger, THURSDAY) == NEAR_FROM_HOME
    assert window_of(ledger).metres.tolist() == [2 * 10_000 + 4 * 20_000]


def test_who_spends_the_night_before_elsewhere_begins_there_and_ends_at_the_new_base() -> None:
    """Ann stays half an hour from home on Tuesday; headquarters are an hour from there."""
    away = {"tour": NIGHTS | {"beyond": "20 min"}, **LIVES_FAR}
    base = visits({"repair": REQUEST}, rep=away)
    office = [{"on": "2025-01-08", "values": of_reps(base="headquarters")}]
    other = what_if(base, name="other", change=office)
    ledger = in_both(about(prescribed(other, AT_NOON[:1]), [1]))
    assert day_of(ledger, TUESDAY)[-3:] == [("travel", 30), ("work", 60), ("idle", 210)]
    assert day_of(ledger, WEDNESDAY) == [("idle", 420), ("travel", 60)]
    assert window_of(ledger).metres.tolist() == [30_000 + 60_000]


def test_homes_of_those_who_begin_there_later_leave_the_land_as_it_is() -> None:
    """Owners and ways are the same until the day, whether the cut is kept or made anew."""
    for cut in ("anew", "least", "balance"):
        base = land(cut)
        other = what_if(
            base, name="other", change=[{"on": "2025-01-15", "values": of_reps(base="home")}]
        )
        before, after = in_both(draw(base)), in_both(draw(other))
        assert until(before, 9 * DAY) == until(after, 9 * DAY)
        homes = {*zip(after.places.x[1:4].tolist(), after.places.y[1:4].tolist(), strict=True)}
        assert len(homes) == 3
        assert homes.isdisjoint({(0, 0)})


def land(cut: str) -> Scenario:
    """Three reps who begin at headquarters and call on thirty accounts."""
    rep = {"people": 3, "cost_per_hour": 30, "shift": OFFICE, "accounts": "own"}
    return scenario(
        horizon={"start": "2025-01-06", "weeks": 2},
        territory={"width": "40 km", "height": "40 km", "cut": cut},
        travel={"speed": "60 km/h", "detour": 1},
        roles={"rep": rep},
        segments={"all": {"accounts": 30, "contact_every": {"visit": "1 week"}}},
        activities={"visit": {**REQUEST, "lasts": "30 min"}},
        call_plans={"visit": {"order": "nearest_first"}},
    )


# -- what holds on all days --


REFUSED = [
    ({"newcomers": 1}, "clerk.newcomers: read 'newcomers', .* 'hire' or 'people'"),
    ({"absence": {"list": "away.csv"}}, "absence.list: .* 'dated'"),
]
OF_ACCOUNTS = [
    ({"opening": {"from": "10:00"}}, "all.opening: read 'opening', .* from the first day on"),
    ({"potential": 2}, "all.potential: read 'potential', .* from the first day on"),
    ({"contract": {"lasts": "1 week"}}, "all.contract: .* from the first day on"),
]


@pytest.mark.parametrize(("role", "message"), REFUSED)
def test_what_cannot_begin_on_a_day_says_why(role: dict[str, Any], message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        from_wednesday(clerks(), **role)


@pytest.mark.parametrize(("segment", "message"), OF_ACCOUNTS)
def test_accounts_are_what_they_are_from_the_first_day_on(
    segment: dict[str, Any], message: str
) -> None:
    values = {"segments": {"all": segment}}
    with pytest.raises(ScenarioError, match=message):
        what_if(land("anew"), change=[{"on": "2025-01-08", "values": values}])


def test_whose_shift_begins_just_as_his_base_becomes_another_one_has_slept_at_the_old_one() -> None:
    """On duty from midnight on, for two days: no night away is counted."""
    days = {"shift": ALWAYS | {"days": ["wednesday", "thursday"]}, "tour": NIGHTS}
    base = visits({"repair": REQUEST}, rep={**LIVES_FAR, **days})
    office = [{"on": "2025-01-08", "values": of_reps(base="headquarters")}]
    other = what_if(base, name="other", change=office)
    ledger = in_both(prescribed(other, []))
    assert ledger.nights.until.tolist() == []
