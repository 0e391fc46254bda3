import functools
import math
from dataclasses import replace

import numpy as np
import pytest
from ledgers import (
    FILING,
    HANDED,
    ORDER,
    QUESTION,
    REP,
    REP_2,
    SUPPORT,
    SUPPORT_2,
    changed,
    company,
    entry,
    ledger,
    monday,
    monday_after_warm_up,
    shift,
    task,
)
from test_customers import everything

from simulator import load, what_if
from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger, Vacancies
from simulator.measures.registry import MEASURES, describe, measure, stands_for
from simulator.measures.window import window_of
from simulator.model.codes import DONE, IDLE, WORK
from simulator.scenario.units import DAY, WEEK

TWO_WEEKS = {"weeks": 2, "warm_up_weeks": 1}
ATTENDED = 530  # minutes of the rep: 08:00 to 17:50 less lunch


def close(value: float) -> object:
    return pytest.approx(value, rel=1e-12, abs=1e-12)


def test_direct_selling_is_selling_over_attendance_with_overtime() -> None:
    assert measure(monday())["direct_selling_share"] == close(80 / ATTENDED)


def test_selling_depends_on_the_definition() -> None:
    found = measure(monday())
    assert found["selling_share.face_to_face"] == close(80 / ATTENDED)
    assert found["selling_share.plus_service"] == close(95 / ATTENDED)
    assert found["selling_share.plus_service.support"] == 0


def test_calls_are_counted_for_each_head_whoever_is_away() -> None:
    found = measure(monday())  # two reps, one of whom is on vacation
    assert found["visits_per_week"] == 2 / 2
    assert found["no_shows_per_week"] == 1 / 2
    assert (found["presence.rep"], found["presence.support"]) == (1, 1)
    assert found["travel_per_visit"] == close(170 / 2)


def test_road_is_straight_distance_times_detour() -> None:
    home_shop, shop_market, market_home = 5, 10, 15
    road = 1.2 * (3 * home_shop + shop_market + market_home)
    assert measure(monday())["travel_km_per_week"] == close(road / 2)


def test_a_chair_that_somebody_left_counts_and_one_that_is_not_set_up_yet_does_not() -> None:
    def with_vacancy(left: int) -> Ledger:
        columns = (np.array([REP_2]), np.array([0]), np.array([7 * DAY]), np.array([left]))
        return replace(monday(), vacancies=Vacancies(*columns))

    assert measure(with_vacancy(left=1))["visits_per_week"] == 2 / 2
    assert measure(with_vacancy(left=0))["visits_per_week"] == 2


def test_time_use_adds_up_to_the_week_and_overtime() -> None:
    found = measure(monday())
    rep = {k.split(".")[2]: v for k, v in found.items() if k.startswith("time_use.rep.")}
    assert rep == {
        "selling": close(80),
        "service": close(15),
        "admin": close(169),
        "travel_and_waiting": close(170),
        "hand_over": close(6),
        "idle": close(90),
    }
    assert found["overtime.rep"] == close(50)
    assert sum(rep.values()) == close(8 * 60 + 50)
    assert found["time_use.support.admin"] == close(190 + 31)
    assert found["time_use.support.hand_over"] == close(4)


def test_half_a_week_of_presence_counts_as_half_a_week() -> None:
    day = [entry(REP, IDLE, "08:00", "13:00"), entry(REP, WORK, "13:00", "17:00", FILING)]
    half = ledger(day, [], [shift(REP, "08:00", "13:00")])
    assert measure(half)["time_use.rep.idle"] == close(300 * 2)
    assert measure(half)["overtime.rep"] == close(240 * 2)


def test_idle_set_up_and_resuming_have_their_own_measures() -> None:
    found = measure(monday())
    assert found["utilisation.rep"] == close(1 - 90 / ATTENDED)
    assert found["utilisation.support"] == close(1 - 255 / 480)
    assert found["switching.rep"] == close(5)
    assert found["switching.support"] == close(1)
    assert found["idle_none_due.rep"] == close(60)
    assert found["idle_closed.rep"] == close(20)
    assert found["idle_out_of_reach.rep"] == close(10)
    assert "idle_closed.support" not in found, "only those with a call plan"


def test_the_shape_of_a_day() -> None:
    found = measure(monday())
    assert found["switches_per_day.rep"] == 4
    assert found["switches_per_day.support"] == 1
    assert found["interruptions_per_day.rep"] == 1
    assert found["longest_selling_block.rep"] == close(60)
    assert found["longest_selling_block.support"] == 0


def test_selling_stretches_that_touch_are_one_block() -> None:
    touching = changed(monday(), "entries", 3, activity=0, doing=WORK)  # sells on the way as well
    assert measure(touching)["longest_selling_block.rep"] == close(90)


def test_absent_people_have_no_week_and_no_days() -> None:
    nobody = measure(ledger([], []))
    assert math.isnan(nobody["direct_selling_share"])
    assert math.isnan(nobody["time_use.rep.idle"])
    assert math.isnan(nobody["switches_per_day.rep"])
    assert math.isnan(nobody["cost_per_selling_hour"])
    assert nobody["cost_per_week"] == 2 * 8 * (60 + 30), "contracts are paid all the same"


def test_cost_is_contracts_and_overtime_and_road() -> None:
    found = measure(monday())
    assert found["cost_per_week.support"] == 2 * 8 * 30
    assert found["cost_per_week.rep"] == close(2 * 8 * 60 + 50 / 60 * 60 * 1.5 + 48 * 0.5)
    assert found["cost_per_week"] == close(1539)
    assert found["cost_per_selling_hour"] == close(1539 / (80 / 60))


def test_tasks_are_counted_by_how_they_ended() -> None:
    found = measure(monday())
    assert found["asked.order"] == 3
    assert found["done.order"] == 1
    assert found["automated.order"] == 1
    assert found["waiting_at_end.order"] == 1
    assert found["asked.visit"] == 3
    assert found["done.visit"] == 2


def test_turnaround_counts_what_needed_nobody_as_well() -> None:
    found = measure(monday())
    assert found["turnaround_mean.order"] == close(125 / 60 / 2)
    assert found["turnaround_median.order"] == close(125 / 60 / 2)
    assert found["turnaround_p90.order"] == close(0.9 * 125 / 60)
    assert found["turnaround_mean.question"] == close(0.25)


def test_late_and_unfinished_are_not_within_due() -> None:
    found = measure(monday())
    assert found["within_due.order"] == close(1 / 3)
    assert math.isnan(found["within_due.report"])


def test_what_falls_due_after_the_end_is_not_judged() -> None:
    still_time = changed(monday(), "tasks", 8, due=WEEK)
    assert measure(still_time)["within_due.order"] == close(1 / 2)


def test_hand_overs_are_counted_and_those_that_come_back() -> None:
    assert measure(monday())["hand_overs_per_week"] == 1
    assert measure(monday())["came_back_per_week"] == 0
    back = changed(monday(), "tasks", HANDED, hand_overs=2)
    assert measure(back)["hand_overs_per_week"] == 2
    assert measure(back)["came_back_per_week"] == 1


def test_the_warm_up_counts_for_nothing() -> None:
    assert measure(monday_after_warm_up()) == pytest.approx(measure(monday()), nan_ok=True)


def test_an_entry_across_the_end_of_the_warm_up_is_cut() -> None:
    of = company(weeks=2, warm_up=1)
    night = entry(REP, WORK, "22:00", "24:00", FILING, day=6)
    night["end"] += 3600
    assert measure(ledger([night], [], [shift(REP, day=7)], of))["overtime.rep"] == close(60)


# -- why tasks waited ------------------------------------------------------------------------------


def waited(found: dict[str, float], activity: str) -> dict[str, float]:
    """Minutes by cause, those without any left out."""
    prefix = f"waiting.{activity}."
    parts = {k.removeprefix(prefix): v for k, v in found.items() if k.startswith(prefix)}
    assert sum(parts.values()) == close(found[f"waiting.{activity}"])
    return {cause: minutes for cause, minutes in parts.items() if minutes}


def test_a_hand_over_waits_for_the_giver_then_for_the_taker() -> None:
    assert waited(measure(monday()), "order") == {
        "givers_paperwork": close(70),
        "handing_over": close(6),
        "all_busy": close(14),
    }


def test_calls_go_first_by_the_urgency_of_their_plan() -> None:
    assert waited(measure(monday()), "report") == {
        "more_urgent_first": close(80 + 6),
        "all_busy": close(30),
    }


def test_nights_and_breaks_are_nobody_on_shift() -> None:
    call = task(QUESTION, "07:00", started="14:00", available="07:00", state=DONE, waits_for=REP)
    day = [
        entry(REP, WORK, "08:00", "08:30", ORDER),
        entry(REP, WORK, "13:40", "14:00", ORDER),
    ]
    found = measure(ledger(day, [call | {"role": 0}]))
    assert waited(found, "question") == {"nobody_on_shift": close(60 + 310), "all_busy": close(50)}


def pooled(**said: int) -> Ledger:
    """Support has an order from 09:00, begins it at 12:00; one comes at 08:00, one at 10:00."""
    order = task(ORDER, "09:00", handing="09:00", available="09:00", started="12:00", role=1)
    busy = [
        entry(SUPPORT, WORK, "08:00", "09:30", FILING),
        entry(SUPPORT, WORK, "09:30", "09:45", QUESTION),
        entry(SUPPORT_2, WORK, "10:00", "11:00", FILING),
        entry(SUPPORT_2, WORK, "11:00", "12:00", QUESTION),
    ]
    return ledger(busy, [order | {"state": DONE, "hand_overs": 1} | said])


def test_a_pool_is_there_while_one_of_it_is() -> None:
    """In a quarter of an hour nobody is, but two hours of work are before it: it counts to them."""
    assert waited(measure(pooled()), "order") == {
        "more_urgent_first": close(15 + 60 + 15 * 75 / (75 + 90)),
        "all_busy": close(30 + 60 + 15 * 90 / (75 + 90)),
    }


def test_who_lays_a_task_of_the_pool_down_was_not_waited_for() -> None:
    assert waited(measure(pooled(waits_for=SUPPORT)), "order") == waited(measure(pooled()), "order")


def test_what_came_back_had_waited_for_the_taker() -> None:
    back = pooled(waits_for=REP, role=0, hand_overs=2)
    assert waited(measure(back), "order") == waited(measure(pooled()), "order")


def test_before_it_overflows_a_task_waits_for_the_accounts_own_person() -> None:
    of = company(question={"overflow": {"to": "support", "after": "1 h"}})
    call = task(QUESTION, "09:00", account=0, origin=1, available="09:00", started="10:30", role=1)
    day = [
        entry(REP, WORK, "08:00", "10:30", QUESTION),
        entry(SUPPORT, WORK, "10:25", "10:30", FILING),
    ]
    found = measure(ledger(day, [call | {"state": DONE}], of=of))
    assert waited(found, "question") == {"nobody_on_shift": close(25), "all_busy": close(60 + 5)}


def test_other_weekdays_are_not_its_day() -> None:
    of = company(weeks=2, filing={"on_days": ["monday"]})
    papers = task(FILING, "16:30", available="16:30", waits_for=SUPPORT, role=1, state=DONE)
    papers["started"] = WEEK + 8 * 3600
    day = [entry(SUPPORT, WORK, "08:00", "17:00", QUESTION)]
    assert waited(measure(ledger(day, [papers], of=of)), "filing") == {
        "not_its_day": close(6 * 24 * 60),
        "nobody_on_shift": close((7 + 8) * 60),
        "more_urgent_first": close(30),
    }


def test_before_its_first_day_a_task_is_not_available() -> None:
    of = company(filing={"on_days": ["tuesday"]})
    papers = task(FILING, "23:00", waits_for=SUPPORT, role=1, state=DONE)
    papers |= {"available": 24 * 3600, "started": 25 * 3600}
    found = measure(ledger([], [papers], of=of))
    assert waited(found, "filing") == {"not_its_day": close(60), "nobody_on_shift": close(60)}


# -- what the keys mean ----------------------------------------------------------------------------


SHIPPED = (  # one of each kind
    *("north", "leads-first", "quotes-today", "what-a-contact-costs", "region-steady"),
    "medical-distributor",
)


@functools.cache
def keys_of_shipped_scenarios() -> frozenset[str]:
    """What is measured of shipped scenarios, cut to two weeks: names do not depend on length."""
    scenarios = [what_if(load(name), horizon=TWO_WEEKS) for name in SHIPPED]
    return frozenset(key for scenario in scenarios for key in measure(simulate(scenario)))


@pytest.mark.slow
def test_every_key_is_described_by_exactly_one_entry() -> None:
    keys = {*measure(monday()), *measure(simulate(everything())), *keys_of_shipped_scenarios()}
    described = {key: [each.name for each in MEASURES if stands_for(each, key)] for key in keys}
    assert {key: names for key, names in described.items() if len(names) != 1} == {}


@pytest.mark.slow
def test_every_entry_is_yielded_by_some_shipped_scenario() -> None:
    two_years = what_if(everything(), horizon={"weeks": 110, "warm_up_weeks": 1})
    in_steps = load("rolled-out-in-steps")
    keys = {
        *keys_of_shipped_scenarios(),
        *measure(simulate(two_years)),
        *measure(simulate(in_steps)),
    }
    yielded = {describe(key).name for key in keys}
    assert [each.name for each in MEASURES if each.name not in yielded] == []


def test_every_entry_is_computed_by_the_function_that_it_names() -> None:
    window = window_of(simulate(everything()))
    for function in dict.fromkeys(each.compute for each in MEASURES):
        names = {describe(key).name for key, _ in function(window)}
        assert names <= {each.name for each in MEASURES if each.compute is function}


def test_a_key_that_nobody_measures_is_refused() -> None:
    with pytest.raises(KeyError):
        describe("happiness.rep")
