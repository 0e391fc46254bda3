"""What follows on what: exclusive choices, repetitions, delays in open hours, loops, joins, fields.

Times and counts are written by hand, in tiny worlds, for each engine alike.
"""

from __future__ import annotations

import random
from collections import Counter
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from engines import replay
from worlds import OFFICE, desk

from simulator.analysis.capacity.demand import demand_of
from simulator.analysis.capacity.presence import expected_calendar
from simulator.engine import simpy_engine
from simulator.engine.rules.timing.deadlines import after_open_hours
from simulator.ledger.ledger import Ledger
from simulator.model.parameters import OpenHours
from simulator.scenario.overrides import resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw
from simulator.workload.followups import TaskTableBuilder

HOUR, DAY = 3_600, 86_400
MONDAY, FRIDAY = 0, 4 * DAY

MANY = {"arises": {"inbound": {"rate": "300 per day", "per": "role"}}}
AT_NINE: dict[str, Any] = {"arises": {"routine": {"every": "week", "on": "monday", "at": "09:00"}}}
FREE = {"lasts": "0 s", "automated": 1}


def office(kinds: dict[str, dict[str, Any]], **said: Any) -> Scenario:
    """A clerk who works from nine to five, Monday to Friday."""
    return desk(
        kinds=kinds,
        **{
            "roles": {"clerk": {"people": 1, "cost_per_hour": 30, "shift": OFFICE}},
            "horizon": {"start": "2025-01-06", "weeks": 2},
            **said,
        },
    )


def done(company: Scenario) -> Ledger:
    """What happens in a company."""
    return replay(draw(company))


def counts(ledger: Ledger) -> Counter[str]:
    """Tasks asked for, by activity."""
    names = ledger.parameters.activities.name
    return Counter(names[number] for number in ledger.tasks.activity.tolist())


def asked(ledger: Ledger, name: str) -> list[int]:
    """When an activity was asked for."""
    number = ledger.parameters.activities.name.index(name)
    return [int(t) for t in ledger.tasks.asked[ledger.tasks.activity == number]]


def children(ledger: Ledger) -> dict[int, list[str]]:
    """What followed on each task."""
    followed: dict[int, list[str]] = {row: [] for row in range(len(ledger.tasks))}
    names = ledger.parameters.activities.name
    for row, parent in enumerate(ledger.tasks.parent.tolist()):
        if parent >= 0:
            followed[parent].append(names[int(ledger.tasks.activity[row])])
    return followed


# -- one of several --------------------------------------------------------------------------------


def test_of_several_activities_at_most_one_follows_each_as_often_as_its_chance() -> None:
    ledger = done(
        desk(kinds={"job": {**MANY, **FREE, "then": {"b": 0.6, "c": 0.3}}, "b": FREE, "c": FREE})
    )
    jobs = ledger.tasks.activity == 0
    followed = [each for row, each in children(ledger).items() if jobs[row]]
    assert {tuple(each) for each in followed} == {("b",), ("c",), ()}
    assert followed.count(["b"]) / len(followed) == pytest.approx(0.6, abs=0.04)
    assert followed.count(["c"]) / len(followed) == pytest.approx(0.3, abs=0.04)


def test_independent_chances_may_all_come_true() -> None:
    both = {name: {**FREE, "arises": {"after": {"job": 0.5}}} for name in "bc"}
    followed = children(done(desk(kinds={"job": {**MANY, **FREE}, **both}))).values()
    assert any(len(each) == 2 for each in followed)


def test_a_choice_that_is_certain_is_made_each_time() -> None:
    found = counts(done(desk(kinds={"job": {**MANY, **FREE, "then": {"b": 1}}, "b": FREE})))
    assert found["b"] == found["job"] > 1000


def test_a_chance_by_repetition_holds_from_its_time_on() -> None:
    kinds = {"job": {**AT_NINE, **FREE, "then": {"job": [1, 1, 0]}}}
    assert counts(done(office(kinds)))["job"] == 6  # three on each of two Mondays
    kinds["job"]["then"] = {"job": [1, 0, 0.5]}
    assert counts(done(office(kinds)))["job"] == 4  # the third time never comes


def test_repetitions_are_counted_on_the_way_through_others() -> None:
    job = {**AT_NINE, **FREE, "then": {"back": [1, 1, 1, 0], "end": [0, 0, 0, 1]}}
    found = counts(done(office({"job": job, "back": {**FREE, "then": {"job": 1}}, "end": FREE})))
    assert found == {"job": 8, "back": 6, "end": 2}


# -- delays ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lasts", "delay", "expected"),
    [
        ("30 min", "1 h", MONDAY + 10.5 * HOUR),  # 9:30 and an hour
        ("30 min", "8 h", DAY + 9.5 * HOUR),  # 7.5 h on Monday, half an hour on Tuesday
        ("30 min", "7.5 h", MONDAY + 17 * HOUR),  # just when the day ends
        ("30 min", "40 h", 7 * DAY + 9.5 * HOUR),  # over the weekend
    ],
)
def test_a_delay_in_open_hours_stands_still_by_night(
    lasts: str, delay: str, expected: float
) -> None:
    after = {"chance": 1, "delay": delay, "delay_in": "clerk"}
    kinds = {"job": {**AT_NINE, "lasts": lasts}, "next": {"arises": {"after": {"job": after}}}}
    for each in (done, lambda company: simpy_engine.replay(draw(company))):
        assert asked(each(office(kinds)), "next")[0] == expected


@pytest.mark.parametrize(
    ("delay", "expected"),
    [
        ("2 d", 2 * DAY + 9.5 * HOUR),  # Monday to Wednesday
        ("0.5 d", MONDAY + 13.5 * HOUR),  # four of eight hours
        ("5 d", 7 * DAY + 9.5 * HOUR),  # a working week
        ({"mean": "2 d"}, 2 * DAY + 9.5 * HOUR),
        (
            {"mixture": [{"share": 1 / 2, "mean": "3 d"}, {"share": 1 / 2, "mean": "3 d"}]},
            3 * DAY + 9.5 * HOUR,
        ),
        ({"mean": "16 h"}, 2 * DAY + 9.5 * HOUR),  # sixteen open hours: the same by hours
    ],
)
def test_days_of_a_delay_in_open_hours_are_open_days(delay: Any, expected: float) -> None:
    after = {"chance": 1, "delay": delay, "delay_in": "clerk"}
    kinds = {
        "job": {**AT_NINE, "lasts": "30 min"},
        "next": {"arises": {"after": {"job": after}}},
    }
    for each in (done, lambda company: simpy_engine.replay(draw(company))):
        assert asked(each(office(kinds)), "next")[0] == expected
    again = Scenario.model_validate(resolved(office(kinds)))
    assert asked(done(again), "next")[0] == expected


def test_an_open_day_is_one_however_short_it_is_and_whichever_hours_it_has() -> None:
    hours = {"10:00-12:00": 1, "14:00-15:00": 2}
    kinds = {
        "job": {**AT_NINE, "lasts": "2 h", "then": {"next": {"chance": 1, "delay": "1 d"}}},
        "next": {},
    }
    kinds["job"]["then"]["next"]["delay_in"] = "post"
    profile = {"days": {"monday": 1, "wednesday": 1}, "hours": hours}
    company = office(kinds, profiles={"post": profile})
    # At 11:00 a third of Monday has passed, and on Wednesday the next third.
    assert asked(done(company), "next")[0] == 2 * DAY + 11 * HOUR


def test_a_week_of_open_hours_is_refused_as_few_can_mean_it() -> None:
    after = {"chance": 1, "delay": "2 weeks", "delay_in": "clerk"}
    with pytest.raises(ValueError, match="168 open hours"):
        office({"job": AT_NINE, "next": {"arises": {"after": {"job": after}}}})


def test_a_delay_without_open_hours_goes_by_the_clock() -> None:
    after = {"chance": 1, "delay": "8 h"}
    kinds = {"job": {**AT_NINE, "lasts": "30 min"}, "next": {"arises": {"after": {"job": after}}}}
    assert asked(done(office(kinds)), "next")[0] == 17.5 * HOUR


def test_a_delay_counts_the_hours_of_a_profile_and_no_public_holidays() -> None:
    profile = {"days": {"monday": 1, "tuesday": 1}, "hours": {"10:00-12:00": 1, "14:00-15:00": 2}}
    kinds = {
        "job": {**AT_NINE, "lasts": "30 min", "then": {"next": {"chance": 1, "delay": "4 h"}}},
        "next": {},
    }
    kinds["job"]["then"]["next"]["delay_in"] = "post"
    company = office(kinds, profiles={"post": profile})
    assert asked(done(company), "next")[0] == DAY + 11 * HOUR  # three on Monday, one on Tuesday
    closed = {"country": "DE", "also": ["2025-01-07"]}
    company = office(kinds, profiles={"post": profile}, holidays=closed)
    assert asked(done(company), "next")[0] == 7 * DAY + 11 * HOUR


def test_what_comes_due_beyond_the_horizon_never_comes() -> None:
    after = {"chance": 1, "delay": "90 h", "delay_in": "clerk"}
    kinds = {"job": {**AT_NINE, "lasts": "30 min"}, "next": {"arises": {"after": {"job": after}}}}
    assert asked(done(office(kinds)), "next") == []


def test_delays_that_differ_have_their_mean_and_shape() -> None:
    then = {"next": {"chance": 1, "delay": {"mean": "1 h", "family": "exponential"}}}
    tasks = draw(desk(kinds={"job": {**MANY, "then": then}, "next": {}})).tasks
    delays = tasks.delay[tasks.activity == 1] / HOUR
    assert delays.mean() == pytest.approx(1, rel=0.07)
    assert (delays > 1).mean() == pytest.approx(np.exp(-1), abs=0.03)


# -- loops -----------------------------------------------------------------------------------------


def random_graph(activities: int, edges: int, rate: int, seed: int = 5) -> Scenario:
    """Activities that lead to each other at random, with loops, each exclusively, 5% to nothing."""
    dice = random.Random(seed)
    names = [f"a{number}" for number in range(activities)]
    pairs = [(a, b) for a in names for b in names]
    chosen = dice.sample(pairs, edges)
    kinds: dict[str, dict[str, Any]] = {name: {**FREE} for name in names}
    kinds["a0"] |= {"arises": {"inbound": {"rate": f"{rate} per day", "per": "role"}}}
    for name in names:
        to = [b for a, b in chosen if a == name]
        weights = [dice.randint(1, 9) for _ in to]
        share = [round(0.95 * weight / sum(weights), 6) for weight in weights]
        kinds[name]["then"] = dict(zip(to, share, strict=True))
    return desk(kinds=kinds, horizon={"start": "2025-01-06", "weeks": 4})


def batches_and_tasks(company: Scenario, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many batches are drawn, and how many tasks."""
    sizes: list[int] = []
    place = TaskTableBuilder._place

    def counting(self: TaskTableBuilder, batch: Any) -> Any:
        sizes.append(len(batch.row))
        return place(self, batch)

    with monkeypatch.context() as patched:
        patched.setattr(TaskTableBuilder, "_place", counting)
        draw(company)
    return len(sizes), sum(sizes)


@pytest.mark.slow
def test_a_graph_with_loops_is_drawn_in_batches_by_generation_not_by_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batches, tasks = batches_and_tasks(random_graph(30, 200, 20), monkeypatch)
    assert tasks > 8_000
    more, twice = batches_and_tasks(random_graph(30, 200, 40), monkeypatch)
    assert twice == pytest.approx(2 * tasks, rel=0.15)
    assert more < 1.3 * batches  # a few generations more, each of 30 activities at most
    assert more < 30 * 400


def test_the_luck_of_a_case_is_its_own() -> None:
    """More cases change nothing of those that were there: streams are named by root."""
    few, many = (draw(desk(kinds=loop(share))).tasks for share in (0.5, 0.5))
    assert (few.work == many.work).all()
    known = draw(desk(kinds={**loop(0.5), "other": MANY})).tasks
    of_loop = known.activity < 2
    assert sorted(known.work[of_loop]) == sorted(few.work)


def loop(chance: float) -> dict[str, dict[str, Any]]:
    """A job that comes back by way of another."""
    lasts = {"mean": "1 min", "family": "exponential"}
    return {
        "job": {**MANY, "lasts": lasts, "then": {"back": chance}},
        "back": {"lasts": lasts, "then": {"job": 1}},
    }


def test_a_higher_chance_keeps_all_that_followed_before() -> None:
    low, high = (draw(desk(kinds=loop(chance))).tasks for chance in (0.3, 0.4))
    seconds_low, seconds_high = (Counter(each.work.tolist()) for each in (low, high))
    assert not seconds_low - seconds_high


def test_lengths_in_a_loop_are_independent_and_as_long_as_outside() -> None:
    tasks = draw(desk(kinds=loop(0.9))).tasks
    follows = np.flatnonzero(tasks.parent >= 0)
    mine, before = tasks.work[follows].astype(float), tasks.work[tasks.parent[follows]]
    assert mine.mean() == pytest.approx(60, rel=0.03)
    assert abs(np.corrcoef(mine, before)[0, 1]) < 4 / np.sqrt(len(follows))


# -- waiting for several ---------------------------------------------------------------------------


def joined(**kinds: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """A check in two parts, and a decision when both are done."""
    return {
        "job": {**AT_NINE, "lasts": "1 h"},
        "credit": {"lasts": "30 min", "urgency": 1, "arises": {"after": {"job": 1}}},
        "value": {"lasts": "2 h", "arises": {"after": {"job": 1}}},
        "decide": {"lasts": "10 min", "arises": {"join": ["credit", "value"]}},
        **kinds,
    }


@pytest.mark.parametrize("order", [["credit", "value"], ["value", "credit"]])
def test_what_waits_for_two_others_comes_when_the_later_is_finished(order: list[str]) -> None:
    kinds = joined(decide={"arises": {"join": order}})
    for each in (done, lambda company: simpy_engine.replay(draw(company))):
        # 9:00 job, 10:00 credit, 10:30 value, 12:30 both are done
        assert asked(each(office(kinds)), "decide") == [12.5 * HOUR, 7 * DAY + 12.5 * HOUR]


def test_it_never_comes_where_one_is_missing() -> None:
    kinds = joined(value={"lasts": "2 h", "arises": {"after": {"job": 0}}})
    assert asked(done(office(kinds)), "decide") == []


def test_it_comes_again_only_when_all_have_been_finished_again() -> None:
    kinds = joined(
        credit={"lasts": "5 min", "arises": {"after": {"job": 1}}, "then": {"credit": [1, 0]}}
    )
    assert counts(done(office(kinds)))["decide"] == 2  # once a week, though credit is done twice
    again = {"lasts": "10 min", "arises": {"join": ["credit", "value"]}, "then": {"job": [1, 0]}}
    assert counts(done(office(joined(decide=again))))["decide"] == 4  # the whole comes round twice


@pytest.mark.parametrize(
    ("further", "expected"),
    [
        # each for itself
        ({"job": {}, "credit": {"after": {"job": 0.3}}, "value": {"after": {"job": 0.5}}}, 0.15),
        # both, or neither
        ({"job": {}, "file": {"after": {"job": 0.4}}, "credit": {"after": {"file": 1}},
          "value": {"after": {"file": 1}}}, 0.4),
        # both in half of the cases that come so far
        ({"job": {}, "file": {"after": {"job": 0.4}}, "credit": {"after": {"file": 1}},
          "value": {"after": {"file": 0.5}}}, 0.2),
        # one or the other
        ({"job": {"then": {"credit": 0.4, "value": 0.6}}, "credit": {}, "value": {}}, 0.0),
    ],
)  # fmt: skip
def test_what_waits_for_two_others_is_expected_as_often_as_both_come(
    further: dict[str, Any], expected: float
) -> None:
    """Per job, by hand and in some four thousand of them."""
    kinds = {
        name: FREE | ({"arises": said} if "after" in said else said)
        for name, said in further.items()
    }
    kinds["job"] |= MANY
    kinds["decide"] = FREE | {"arises": {"join": ["credit", "value"]}}
    company = desk(kinds=kinds, horizon={"start": "2025-01-06", "weeks": 2})
    tasks = demand_of(company, expected_calendar(company)).leads_to
    names = list(company.activities)
    assert tasks[names.index("job"), names.index("decide")] == pytest.approx(expected, abs=1e-6)
    found = counts(done(company))
    assert found.get("decide", 0) / found["job"] == pytest.approx(expected, abs=0.03)


def test_work_that_waits_for_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="it waits for itself: name only others"):
        office(joined(decide={"lasts": "10 min", "arises": {"join": ["credit", "decide"]}}))


def test_two_cases_do_not_wait_for_each_other() -> None:
    kinds = joined()
    kinds["job"] = {"lasts": "1 h", "arises": {"routine": {"every": "day", "at": "09:00"}}}
    kinds["value"] |= {"arises": {"after": {"job": 0.5}}}
    ledger = done(office(kinds))
    found = counts(ledger)
    assert 0 < found["decide"] == found["value"] < found["job"] == 10
    case = ledger.case
    for row in np.flatnonzero(ledger.tasks.activity == 3):
        values = (ledger.tasks.activity == 2) & (case == case[row])
        assert ledger.tasks.finished[values].tolist() == [ledger.tasks.asked[row]]


# -- cases -----------------------------------------------------------------------------------------


def test_all_tasks_of_one_root_bear_its_number() -> None:
    ledger = done(office(joined()))
    frame = ledger.tasks_frame()
    assert frame["case"].to_list() == ledger.case.tolist()
    first = frame.filter(frame["case"] == 0)["activity"].to_list()
    assert sorted(first) == ["credit", "decide", "job", "value"]
    assert frame["case"].n_unique() == 2


# -- conditions ------------------------------------------------------------------------------------

DISCOUNTS = {"discount": {"values": {"0%": 0.5, "5%": 0.3, "15%": 0.2}}}


def quotes(**then: Any) -> Scenario:
    """Quotes with a discount that some of them give."""
    kinds = {"quote": {**MANY, **FREE, "fields": DISCOUNTS, "then": {"check": 1}}}
    kinds |= {"check": {**FREE, "then": then}, "approve": FREE, "order": FREE}
    return desk(kinds=kinds)


def test_fields_decide_for_all_that_follows_in_the_case() -> None:
    high, low = {"discount": {"above": 0.1}}, {"discount": {"up_to": 0.1}}
    found = counts(
        done(quotes(approve={"chance": 1, "when": high}, order={"chance": 1, "when": low}))
    )
    assert found["approve"] + found["order"] == found["quote"]
    assert found["approve"] / found["quote"] == pytest.approx(0.2, abs=0.03)


def test_a_case_without_the_field_fulfils_nothing() -> None:
    kinds = {
        "quote": {**AT_NINE, **FREE, "fields": DISCOUNTS},
        "other": {
            **MANY,
            **FREE,
            "then": {"approve": {"chance": 1, "when": {"discount": {"above": -1}}}},
        },
        "approve": FREE,
    }
    assert counts(done(desk(kinds=kinds)))["approve"] == 0


def test_conditions_hold_for_independent_chances_too() -> None:
    after = {"quote": {"chance": 1, "when": {"discount": {"above": 0, "up_to": 0.1}}}}
    kinds = {
        "quote": {**MANY, **FREE, "fields": DISCOUNTS},
        "extra": {**FREE, "arises": {"after": after}},
    }
    found = counts(done(desk(kinds=kinds)))
    assert found["extra"] / found["quote"] == pytest.approx(0.3, abs=0.03)


def test_a_choice_may_depend_on_the_amount_of_the_deal() -> None:
    won = {**FREE, "arises": {"after": {"approve": 1, "order": 1}}}
    kinds = {
        "quote": {
            **MANY,
            **FREE,
            "then": {
                "approve": {"chance": 1, "above": 1000},
                "order": {"chance": 1, "up_to": 1000},
            },
        },
        "approve": FREE,
        "order": FREE,
        "won": won,
    }
    sale = {"stages": {"lead": "quote", "won": "won"}, "value": {"mean": 1000, "spread": 1}}
    ledger = done(desk(kinds=kinds, deals={"sale": sale}))
    t, above = ledger.tasks, ledger.deals.value > 1000 * 1_000_000
    for number, expected in ((1, True), (2, False)):
        assert set(above[t.deal[t.activity == number]].tolist()) == {expected}


# -- what to expect --------------------------------------------------------------------------------

EXPECTED = {
    "a plain loop": loop(0.8),
    "by repetition": {
        "job": {**MANY, "then": {"back": [0.9, 0.5, 0.1], "end": [0.1, 0.5, 0.9]}},
        "back": {"then": {"job": 0.9}},
        "end": {},
    },
    "by fields": {
        "quote": {
            **MANY,
            "fields": {"size": {"mean": 10, "family": "exponential"}},
            "then": {"check": 1},
        },
        "check": {"then": {"check": {"chance": 0.5, "when": {"size": {"above": 15}}}}},
    },
    "joined": {
        "job": {**MANY, "then": {"a": 0.7}},
        "a": {},
        "b": {"arises": {"after": {"a": 1}}},
        "c": {"arises": {"after": {"a": 1}}},
        "d": {"arises": {"join": ["b", "c"]}, "then": {"job": [0.5, 0]}},
    },
}


@pytest.mark.parametrize("kinds", EXPECTED.values(), ids=EXPECTED)
def test_the_load_model_expects_the_visits_of_loops(kinds: dict[str, dict[str, Any]]) -> None:
    company = desk(kinds=kinds, horizon={"start": "2025-01-06", "weeks": 4})
    demand = demand_of(company, expected_calendar(company))
    expected = demand.fixed @ demand.leads_to
    drawn = np.bincount(draw(company).tasks.activity, minlength=len(kinds))
    assert drawn == pytest.approx(expected, rel=0.06)


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kinds", "message"),
    [
        ({"job": {"then": {"jb": 1}}}, "did you mean 'job'"),
        (
            {"job": {"then": {"b": 0.7, "c": 0.4}}},
            r"add up to 1.1 after time 1, expected at most 1",
        ),
        ({"job": {"then": {"b": [0.5, 1], "c": 0.4}}}, r"add up to 1.4 after time 2"),
        ({"job": {"then": {"job": 1}}}, "job lead to each other without end"),
        ({"job": {"then": {"job": [0.1, 1]}}}, "without end"),
        ({"job": {"then": {"b": {"chance": 1, "delay_in": "clrk", "delay": "1 h"}}}}, "'clerk'"),
        ({"job": {"then": {"b": {"chance": 1, "delay_in": "clerk"}}}}, "no 'delay' to count"),
        ({"job": {"then": {"b": {"chance": 1, "above": 5}}}}, "there are none"),
        ({"job": {"then": {"b": {"chance": 1, "when": {"size": {"above": 1}}}}}}, "fields"),
        ({"job": {"then": {"b": 1}}, "b": {"arises": {"after": {"job": 1}}}}, "says already"),
        ({"job": {"arises": {"join": ["b", "x"]}}}, "read 'x'"),
        ({"job": {"fields": {"size": {"values": {"1": 0.5}}}}}, "add up to 0.5, expected 1"),
        ({"job": {"fields": {"size": {"values": {"much": 1}}}}}, "such as '0.1', '10%' or '2500'"),
        ({"job": {"fields": {"size": {}}}}, "either 'values' with their shares, or 'mean'"),
        ({"job": {"then": {"b": {"chance": 1, "when": {"size": {}}}}}}, "'above', 'up_to' or both"),
    ],
)
def test_what_cannot_be_is_refused(kinds: dict[str, dict[str, Any]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        desk(kinds={"b": {}, "c": {}, **kinds})


def test_conditions_that_exclude_each_other_may_add_up_to_more_than_1() -> None:
    quotes(
        approve={"chance": 1, "when": {"discount": {"above": 0.1}}},
        order={"chance": 1, "when": {"discount": {"up_to": 0.1}}},
    )
    with pytest.raises(ValueError, match="add up to 2"):
        quotes(
            approve={"chance": 1, "when": {"discount": {"above": 0.1}}},
            order={"chance": 1, "when": {"discount": {"up_to": 0.2}}},
        )


def test_a_loop_that_some_cases_never_leave_is_refused() -> None:
    with pytest.raises(ValueError, match="without end"):
        quotes(check={"chance": 1, "when": {"discount": {"above": 0.1}}})


# -- what else meets it ----------------------------------------------------------------------------


def slowly(spans: list[tuple[int, int]], now: int, seconds: int, horizon: int) -> int:
    """Open seconds counted one by one, as on fingers."""
    while seconds:
        opened = now >= horizon or any(begin <= now < end for begin, end in spans)
        seconds -= opened
        now += 1
    return now


@pytest.mark.parametrize("seed", range(20))
def test_open_hours_are_counted_as_on_fingers(seed: int) -> None:
    dice = random.Random(seed)
    edges = sorted(dice.sample(range(200), 8))
    spans = list(zip(edges[::2], edges[1::2], strict=True))
    lengths = [end - begin for begin, end in spans]
    hours = OpenHours(
        name=(("desk", False),),
        first=(0, len(spans)),
        begin=tuple(begin for begin, _ in spans),
        end=tuple(end for _, end in spans),
        before=tuple(sum(lengths[:row]) for row in range(len(spans))),
        counts=tuple(lengths),
    )
    state: Any = SimpleNamespace(parameters=SimpleNamespace(open_hours=hours, horizon=200))
    for now in range(0, 220, 7):
        for seconds in (0, 1, dice.randint(1, 60), 300):
            assert after_open_hours(state, 0, now, seconds) == slowly(spans, now, seconds, 200)


def test_what_is_eliminated_is_chosen_and_waited_for_no_more() -> None:
    kinds = joined(job={**AT_NINE, "lasts": "1 h", "then": {"extra": 0.5}}, extra={})
    kinds["credit"]["then"] = {"extra": 0.3}
    fewer = what_if(office(kinds), name="fewer", eliminate=["extra", "value"])
    assert fewer.activities["job"].then == fewer.activities["credit"].then == {}
    join = fewer.activities["decide"].arises.join
    assert join is not None
    assert join.of == ("credit",)
    assert counts(done(fewer)) == {"job": 2, "credit": 2, "decide": 2}


def test_a_choice_changes_on_its_day_and_not_before() -> None:
    daily = {"arises": {"routine": {"every": "day", "at": "09:00"}}}
    today = office({"job": {**daily, **FREE, "then": {"b": 1}}, "b": FREE, "c": FREE})
    changed = {"activities": {"job": {"then": {"b": None, "c": 1}}}}
    step = {"on": "2025-01-13", "values": changed}
    later = what_if(today, name="later", change=[step])
    assert counts(done(later)) == {"job": 10, "b": 5, "c": 5}
    assert max(asked(done(later), "b")) < 7 * DAY <= min(asked(done(later), "c"))


def test_work_on_a_loop_that_roles_share_comes_back_after_open_hours() -> None:
    """First at nine on Monday, then whenever eight hours more are over: as each day ends."""
    again = {"shared": {"chance": 0.8, "delay": "8 h", "delay_in": "clerk"}}
    monday = {"routine": {**AT_NINE["arises"]["routine"], "times": 50}}
    kinds = {
        "job": {**FREE, "arises": monday, "then": {"shared": 1}},
        "shared": {**FREE, "by": {"clerk": 0.5, "helper": 0.5}, "then": again},
    }
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    ledger = done(office(kinds, roles={"clerk": role, "helper": role}))
    when = np.array(asked(ledger, "shared"))
    assert set(when % DAY) == {9 * HOUR, 17 * HOUR}
    assert set(when[when % DAY == 17 * HOUR] // DAY) <= {0, 1, 2, 3, 4, 7, 8, 9, 10, 11}
    roles = np.array(ledger.parameters.versions.activities.role)[ledger.tasks.version]
    assert 0.4 < roles[ledger.tasks.activity == 1].mean() < 0.6


def test_a_delay_may_last_longer_than_a_piece_of_work() -> None:
    delay = {"mean": "8 weeks", "family": "exponential"}
    company = desk(
        kinds={"job": {**AT_NINE, "then": {"b": {"chance": 1, "delay": delay}}}, "b": {}}
    )
    assert company.activities["job"].then["b"].mean_delay == 56 * DAY


def test_chances_read_back_as_they_were_written() -> None:
    then = {"b": {"chance": [0.5, 0.25], "delay": "1 h"}, "c": 0.25}
    company = desk(kinds={"job": {"then": then}, "b": {}, "c": {}})
    written = company.model_dump(mode="json", exclude_defaults=True)["activities"]["job"]["then"]
    assert written == {"b": {"chance": [0.5, 0.25], "delay": "1 h"}, "c": {"chance": 0.25}}
