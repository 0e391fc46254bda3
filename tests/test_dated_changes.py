"""Up to its day a change changes nothing; from then on it changes all that it says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import engines
import numpy as np
import pytest
from companies import changed_companies
from examples import examples
from hypothesis import given
from worlds import ALWAYS, OFFICE, desk, moments, played, prescribed, scenario

from simulator.analysis.capacity import capacity, scenario_load
from simulator.analysis.robustness.shocks import shocked_by
from simulator.engine import simpy_engine
from simulator.errors import ScenarioError
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import INVARIANTS
from simulator.measures.registry import measure
from simulator.measures.sales import flows
from simulator.measures.window import window_of
from simulator.model.codes import AUTOMATED, DOINGS, MOVES
from simulator.output.content.capacity import _largest, headline
from simulator.scenario.dated import changes_in, stretches
from simulator.scenario.folders import find
from simulator.scenario.inheritance import load
from simulator.scenario.late import with_hires_late
from simulator.scenario.notes import moved_of_nobody
from simulator.scenario.overrides import as_yaml, differences, resolved
from simulator.scenario.phases import phases_of
from simulator.scenario.provenance import sources_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Shock
from simulator.scenario.units import DAY
from simulator.scenario.validation import day_of
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw


def until(ledger: Ledger, moment: int) -> tuple[list[Any], list[Any]]:
    """Entries and tasks up to a moment, by name, since numbers shift where people are hired."""
    c, e, t = ledger.parameters, ledger.entries, ledger.tasks
    people, places = (*c.people, ""), (*ledger.places.name, "")
    kinds, roles = (*c.activities.name, ""), (*c.roles.name, "")
    entries = [
        (people[p], doing, kinds[a], account, places[at], start, min(end, moment))
        for p, doing, a, account, at, start, end in zip(
            e.person, e.doing, e.activity, e.account, e.place, e.start, e.end, strict=True
        )
        if start < moment
    ]
    happened = [
        np.where(x < moment, x, -1) for x in (t.handing, t.available, t.started, t.finished)
    ]
    tasks = [
        (kinds[a], account, asked, *whens, people[by] if whens[-1] >= 0 else "")
        for a, account, asked, by, *whens in zip(
            t.activity, t.account, t.asked, t.by, *happened, strict=True
        )
        # Calls are asked for when they are made: when they were due says nothing of their day.
        if asked < moment and kinds[a] not in {kinds[call] for call in c.plans.activity}
    ]
    assert roles
    return entries, tasks


def check_laws(ledger: Ledger) -> None:
    for law in INVARIANTS:
        law(ledger)


def up_to(whole: Scenario, count: int) -> Scenario:
    """A company with no more than its first changes."""
    values = stretches(resolved(whole))[count]
    kept = changes_in(resolved(whole))[:count]
    return Scenario.model_validate({**values, "change": kept, "name": whole.name})


def from_both_engines(company: Scenario) -> Ledger:
    """What happens by SimPy, and by compiled code as well where that can be had."""
    workload = draw(company)
    can_compile = engines.compiled.is_installed()
    return engines.agree(workload) if can_compile else simpy_engine.replay(workload)


@pytest.mark.law
@examples(200)
@given(changed_companies())
@pytest.mark.slow
def test_up_to_its_day_a_change_changes_nothing_and_the_engines_agree_on_it(
    case: tuple[Scenario, Scenario, int],
) -> None:
    """Nor does any of several that follow."""
    base, whole, moment = case
    before, after = simpy_engine.replay(draw(base)), from_both_engines(whole)
    check_laws(after)
    assert until(before, moment) == until(after, moment)
    for count, change in enumerate(whole.changes):
        if change.on is not None and count:
            before = simpy_engine.replay(draw(up_to(whole, count)))
            moment = day_of(whole, change) * DAY
            assert until(before, moment) == until(after, moment)


# -- several days ---------------------------------------------------------------------------------


SEVERAL: list[dict[str, Any]] = [
    {"on": "2024-01-22", "hire": {"rep": 2}, "costs": 100},
    {"on": "2024-02-05", "hire": {"rep": -3}, "costs": 20},
    {"on": "2024-02-19", "hire": {"rep": 1}},
]


def test_who_is_hired_after_somebody_left_sits_in_an_empty_chair_and_is_new() -> None:
    phased = what_if(reps(), change=SEVERAL)
    ledger = simpy_engine.replay(draw(phased))
    check_laws(ledger)
    v, week = ledger.vacancies, 7 * DAY
    chairs = zip(v.person.tolist(), v.start.tolist(), v.end.tolist(), v.left.tolist(), strict=True)
    assert sorted(chairs) == [
        (3, 5 * week, 7 * week, 0),
        (4, 0, 3 * week, 0),
        (4, 5 * week, 8 * week, 0),
        (5, 0, 3 * week, 0),
        (5, 5 * week, 8 * week, 0),
    ]
    e = ledger.entries
    mine = e.start[e.person == 3]
    assert not ((mine >= 5 * week) & (mine < 7 * week)).any()
    assert (mine >= 7 * week).any()
    assert [set(each[0]) for each in draw(phased).owner] == [
        set(range(people)) for people in (4, 6, 3, 4)
    ]


def test_what_several_changes_cost_is_spent_on_their_days() -> None:
    flow = flows(window_of(simpy_engine.replay(draw(what_if(reps(), change=SEVERAL)))))
    assert flow.change.tolist() == [0, 0, 0, 100, 0, 20, 0, 0]
    assert what_if(reps(), change=SEVERAL).outlay == 120


def test_a_day_beyond_the_horizon_is_refused_with_the_days_that_fit() -> None:
    with pytest.raises(ScenarioError) as refused:
        what_if(reps(), hire={"rep": 2}, change={"on": "2031-02-05"})
    said = "read 2031-02-05, expected a day that counts, 2024-01-15 to 2024-02-25"
    assert said in str(refused.value)


def test_a_step_whose_day_cannot_be_is_named_by_its_line(tmp_path: Path) -> None:
    """Of 8 weeks from 2024-01-01 the first two are warm-up; steps of the parent come before."""
    horizon = {"start": "2024-01-01", "weeks": 8, "warm_up_weeks": 2}
    (tmp_path / "base.yaml").write_text(as_yaml(what_if(reps(), horizon=horizon)))
    lines = ["change:", "  - on: 2024-02-05", "    costs: 100"]
    parent = tmp_path / "parent.yaml"
    parent.write_text("\n".join(["extends: base", "title: Parent", *lines]))
    early = ["change:", "  - on: 2023-12-01", "    costs: 100"]
    late = ["change:", "  - on: 2024-02-26", "    costs: 100"]
    for above, own, place in (("base", early, ""), ("parent", early, ".0"), ("parent", late, ".1")):
        child = tmp_path / "child.yaml"
        child.write_text("\n".join([f"extends: {above}", "title: Child", "", *own]))
        with pytest.raises(ScenarioError) as refused:
            load(child)
        day = own[1].partition(": ")[2]
        assert str(refused.value) == (
            f"{child}:5: change{place}.on: read {day}, expected a day that counts, 2024-01-15 to"
            " 2024-02-25"
        )


def test_a_change_in_the_midst_of_those_of_the_parent_holds_from_its_day_on() -> None:
    parent = what_if(reps(), hire={"rep": 2}, change={"on": "2024-02-05"})
    child = what_if(parent, change=[{"on": "2024-01-22", "hire": {"rep": 1}}])
    people = [each.scenario.roles["rep"].people for each in phases_of(child)]
    assert people == [4, 5, 7]
    again = what_if(child, change=[{"on": "2024-02-05", "expedite": {"visit": 0.5}}])
    assert [each.on for each in again.changes] == [each.on for each in child.changes]
    lasts = [each.scenario.activities["visit"].lasts.mean for each in phases_of(again)]
    assert lasts == [3600, 3600, 1800]


def test_the_load_of_each_stretch_stands_by_itself() -> None:
    loads = capacity(what_if(with_orders(), name="phased", change=SEVERAL)).scenarios
    assert [each.scenario.name for each in loads] == [
        "phased 2024-01-15",
        "phased 2024-01-22",
        "phased 2024-02-05",
        "phased 2024-02-19",
    ]
    assert [each.roles[0].people for each in loads] == [4, 6, 3, 4]
    assert loads[0].roles == loads[3].roles
    assert loads[1].cost_per_week > loads[0].cost_per_week > loads[2].cost_per_week


def test_the_headline_of_the_load_is_of_the_busiest_stretch_with_its_day() -> None:
    """8 hours a day are asked of three who are always there, 72 hours, and of one, 24."""
    kinds = {"mail": {"lasts": "2 h", "arises": {"inbound": {"rate": "4 per day", "per": "role"}}}}
    weeks = {"start": "2024-01-01", "weeks": 8, "warm_up_weeks": 1}
    office = desk(horizon=weeks, people=3, kinds=kinds)
    name = next(iter(office.roles))
    steps = [
        {"on": "2024-01-15", "hire": {name: -2}},
        {"on": "2024-02-05", "hire": {name: 2}},
    ]
    told = headline(both := capacity(office, what_if(office, name="gone", change=steps)))
    loads = [each.roles[0].load for each in both.scenarios]
    assert loads == pytest.approx([8 / 72, 8 / 72, 8 / 24, 8 / 72], abs=0.01)
    assert both.scenarios[2].begins == date(2024, 1, 15)
    assert told.endswith("clerks with 33%, from 2024-01-15 to 2024-02-04 (in Tiny (tiny): 11%).")
    assert both.scenarios[2].scenario.title.startswith("from 2024-01-15 to 2024-02-04: ")
    assert both.scenarios[3].scenario.title.startswith("from 2024-02-05 on: ")


def test_what_a_role_is_asked_for_says_of_which_scenario_it_is_where_there_are_several() -> None:
    alone, both = capacity(with_orders()), capacity(with_orders(), what_if(with_orders(), name="b"))
    line = next(_largest(alone))
    title = both.scenarios[1].scenario.title
    assert next(_largest(both)) == f"{title}: {line}"


def test_the_sources_of_what_begins_on_a_day_are_those_of_its_lines() -> None:
    sources = {each.path: each for each in sources_of(find("rolled-out-in-steps"))}
    assert sources["change.0.learning.slower"].value == 0.25
    assert sources["change.1.hire.sales_support"].trust == ("assumption",)


def test_a_list_of_one_day_is_the_same_as_that_day() -> None:
    one = what_if(reps(), name="it", hire={"rep": 2}, change={"on": "2024-02-05", "costs": 9})
    listed = [{"on": "2024-02-05", "costs": 9, "hire": {"rep": 2}}]
    assert what_if(reps(), name="it", change=listed) == one


def test_what_differs_is_told_day_by_day() -> None:
    steps = [{**SEVERAL[0], "learning": {"lasts": "1 week", "slower": 1}}, SEVERAL[1]]
    phased = what_if(reps(), title="Phased", change=steps)
    assert differences(phased, reps()) == [
        ("title", "Tiny", "Phased"),
        ("2024-01-22: roles.rep.people", 4, 6),
        ("2024-01-22: roles.rep.newcomers", 0, 2),
        ("2024-01-22: costs", None, 100),
        ("2024-01-22: learning", None, {"lasts": "1 week", "slower": 1}),
        ("2024-02-05: roles.rep.people", 6, 3),
        ("2024-02-05: roles.rep.newcomers", 2, 0),
        ("2024-02-05: costs", None, 20),
    ]


def test_values_begin_on_their_day() -> None:
    look = {"category": "desk", "by": "rep", "lasts": "10 min"} | {
        "arises": {"routine": {"every": "day"}}
    }
    values = {
        "activities": {"look": look, "visit": {"lasts": "30 min"}},
        "segments": {"all": {"contact_every": {"visit": "1 week"}}},
    }
    phased = what_if(reps(), name="phased", change=[{"on": "2024-02-05", "values": values}])
    day, ledger = 5 * 7 * DAY, simpy_engine.replay(draw(phased))
    check_laws(ledger)
    assert until(simpy_engine.replay(draw(reps())), day) == until(ledger, day)
    e, t = ledger.entries, ledger.tasks
    looked = t.activity == ledger.parameters.activities.name.index("look")
    assert t.asked[looked].min() >= day
    # Four people on five days of three weeks.
    assert looked.sum() == 4 * 5 * 3
    visits = e.doing == DOINGS.index("work")
    lasted = e.end - e.start
    assert set(lasted[visits & (e.start < day) & (e.activity == 0)]) == {3600}
    assert 1800 in set(lasted[visits & (e.start >= day) & (e.activity == 0)])


def test_calls_that_nobody_made_before_begin_on_their_day() -> None:
    base = what_if(reps(), segments={"more": {"accounts": 20, "contact_every": {}}})
    values = {"segments": {"more": {"contact_every": {"visit": "1 week"}}}}
    phased = what_if(base, change=[{"on": "2024-02-05", "values": values}])
    ledger, day = simpy_engine.replay(draw(phased)), 5 * 7 * DAY
    t = ledger.tasks
    of_more = np.flatnonzero((t.account >= 60) & (t.started >= 0))
    assert t.started[of_more].min() >= day
    assert len(set(t.account[of_more])) == 20
    # Due once within the first week, and then each week.
    assert 2 * 20 <= len(of_more) <= 3 * 20


# What begins on a day is refused where it is written.
WRONG = [
    ({"hir": {"rep": 1}}, "change.0.hir: unknown key 'hir'; did you mean 'hire'"),
    ({"hire": {"re": 1}}, "change.0.hire.re: read 're', expected one of the roles"),
    ({"hire": {"rep": -5}}, "change.0.hire.rep: 5 cannot leave: there are 4"),
    ({"values": {"travel": {}}}, "change.0.values.travel: read 'travel', which holds on all days"),
    (
        {"values": {"roles": {"rep": {"accounts": "pool"}}}},
        "change.0.values.roles.rep.accounts: read 'accounts'",
    ),
]


@pytest.mark.parametrize(("step", "message"), WRONG, ids=lambda each: str(each)[:30])
def test_what_cannot_begin_on_a_day_is_refused_where_it_stands(
    step: dict[str, Any], message: str
) -> None:
    with pytest.raises(ScenarioError, match=re.escape(message)):
        what_if(reps(), change=[{"on": "2024-02-05", **step}])


def test_two_steps_of_one_day_are_refused() -> None:
    steps = [{"on": "2024-02-05", "hire": {"rep": 1}}, {"on": "2024-02-05", "costs": 10}]
    with pytest.raises(ScenarioError, match=r"change.1.on: 2024-02-05 stands twice: write all"):
        what_if(reps(), change=steps)
    later = what_if(what_if(reps(), change=steps[:1]), change=steps[1:])  # by another file
    assert (later.roles["rep"].people, later.change.costs) == (5, 10)


def test_one_day_beside_several_is_refused_with_what_to_write() -> None:
    phased = what_if(reps(), change=SEVERAL)
    with pytest.raises(ScenarioError, match="expected a list to be added to them, such as '- on: "):
        what_if(phased, hire={"rep": 1}, change={"on": "2024-02-12"})
    with pytest.raises(ScenarioError, match="write 'hire' under the day on which it begins"):
        what_if(reps(), hire={"rep": 1}, change=SEVERAL)
    more = what_if(phased, hire={"rep": 1})
    assert [each.scenario.roles["rep"].people for each in phases_of(more)] == [4, 6, 3, 5]


def test_a_day_on_which_nothing_becomes_different_begins_no_phase() -> None:
    """Else joint work that nobody had time for would be asked for again on it."""
    paid = what_if(reps(), name="paid", change={"on": "2024-02-05", "costs": 500})
    hired = what_if(paid, name="hired", change=[{"on": "2024-02-12", "hire": {"rep": 1}}])
    assert [each.day for each in phases_of(paid)] == [0]
    assert [each.day for each in phases_of(hired)] == [0, 42]


def test_what_is_learned_from_a_day_on_is_so_where_another_day_follows() -> None:
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    company = desk(
        roles={"clerk": role, "helper": role}, horizon={"start": "2025-01-06", "weeks": 3}
    )
    learned = {"on": "2025-01-13", "learning": {"lasts": "1 week", "slower": 1}}
    moved = what_if(company, name="moved", reassign={"job": {"to": "helper", "share": 0.5}})
    base = what_if(moved, name="base", change=learned)
    more = what_if(base, name="more", change=[{"on": "2025-01-20", "hire": {"clerk": 1}}])
    first, *_ = phases_of(more)
    assert first.learners == phases_of(base)[0].learners
    assert [each.day for every in first.learners.values() for each in every] == [7]


LEARNED = {"on": "2025-01-13", "learning": {"lasts": "2 weeks", "slower": 1}}
LEARNED_AGAIN = {"on": "2025-01-20", "learning": {"lasts": "1 week", "slower": 2}}


def seconds_at_ten(changed: Scenario, days: list[int]) -> list[int]:
    """What ten minutes of work take whoever has taken it over, at ten on some days."""
    workload = prescribed(changed, [("job", day * DAY + 10 * 3600, 600) for day in days])
    workload.tasks.routing[:] = [day >= 7 for day in days]
    one, other = (engine(workload).tasks for engine in (simpy_engine.replay, engines.replay))
    took: list[int] = (one.finished - one.started).tolist()
    assert took == (other.finished - other.started).tolist()
    return took


@pytest.mark.parametrize(
    ("verbs", "steps", "expected"),
    [
        # 326 of 336 hours are left of the first two weeks; then it begins anew, 158 of 168 hours.
        ({}, [{**LEARNED, "reassign": {"job": {"to": "helper"}}}, LEARNED_AGAIN], (1182, 1729)),
        ({}, [{**LEARNED, "reassign": {"job": "helper"}}, LEARNED_AGAIN], (1182, 1729)),
        # Given away without being learned; that begins a week later.
        ({}, [{"on": "2025-01-13", "reassign": {"job": "helper"}}, LEARNED_AGAIN], (600, 1729)),
        # Others have always done it, and learn it twice, whatever else begins.
        ({"job": {"to": "helper"}}, [LEARNED, LEARNED_AGAIN], (1182, 1729)),
        (
            {"job": {"to": "helper"}},
            [LEARNED, LEARNED_AGAIN, {"on": "2025-01-27", "hire": {"clerk": 1}}],
            (1182, 1729),
        ),
    ],
)
def test_what_is_learned_anew_from_a_later_day_on_is_learned_until_then_as_before(
    verbs: dict[str, Any], steps: list[dict[str, Any]], expected: tuple[int, int]
) -> None:
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    company = desk(
        roles={"clerk": role, "helper": role}, horizon={"start": "2025-01-06", "weeks": 5}
    )
    moved = what_if(company, name="moved", reassign=verbs) if verbs else company
    changed = what_if(moved, name="changed", change=steps)
    assert seconds_at_ten(changed, [0, 7, 14, 21]) == [600, *expected, 600]


def test_what_holds_for_a_time_only_is_checked_as_well() -> None:
    wrong = {"activities": {"visit": {"category": "leisure"}}}
    right = {"activities": {"visit": {"category": "desk"}}}
    steps = [{"on": "2024-02-05", "values": wrong}, {"on": "2024-02-12", "values": right}]
    with pytest.raises(ScenarioError, match=r"visit.category: until 2024-02-12: .*leisure"):
        what_if(reps(), change=steps)


def test_chances_that_respond_do_not_change_on_a_day() -> None:
    responses = {"haste": {"of": "wait", "multiplies": "chance", "points": {"0 s": 2, "1 h": 1}}}
    base = what_if(
        with_orders(),
        responses=responses,
        activities={"booked": {"arises": {"after": {"order": {"responds_to": ["haste"]}}}}},
    )
    steps = [
        {"on": "2024-02-05", "values": {"activities": {"booked": {"arises": {"after": each}}}}}
        for each in ({"order": {"chance": 0.2}}, {"report": {"chance": 0.2}})
    ]
    with pytest.raises(ScenarioError, match=r"booked.arises.after.order: a chance that responds"):
        what_if(base, change=steps[:1])
    assert what_if(base, change=steps[1:]).change.on is not None


def test_several_changes_are_the_same_when_they_are_written_down(tmp_path: Path) -> None:
    phased = what_if(reps(), name="phased", change=SEVERAL)
    (tmp_path / "phased.yaml").write_text(as_yaml(phased))
    assert load(tmp_path / "phased.yaml") == phased


def test_a_file_of_several_days_says_at_which_line_it_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(as_yaml(reps()))
    (tmp_path / "later.yaml").write_text(
        "extends: base\ntitle: Later\nchange:\n  - on: 2024-02-05\n    hire: {rep: 1}\n"
        "  - on: 2024-02-12\n    values:\n      activities:\n        visit: {urgency: 99}\n"
    )
    with pytest.raises(ScenarioError, match=r"later.yaml:9: activities.visit.urgency"):
        load(tmp_path / "later.yaml")


def test_times_from_a_file_hold_until_their_day_or_from_it_on(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(as_yaml(reps()))
    times = "\n".join(str(minutes) for minutes in range(5, 35))
    (tmp_path / "times.csv").write_text(f"minutes\n{times}\n")
    said = "{visit: {lasts: {sample: times.csv, column: minutes}}}"
    day = "change:\n  - on: 2024-02-05\n    values: {activities: "
    texts = {
        "sampled": f"extends: base\ntitle: Sampled\nactivities: {said}\n",
        "until": "extends: sampled\ntitle: U\n" + day + "{visit: {lasts: 5 min}}}\n",
        "later": f"extends: base\ntitle: L\n{day}{said}}}\n"
        "  - on: 2024-02-12\n    values: {activities: {visit: {lasts: {mean: 7 min}}}}\n",
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    means = {
        name: [
            each.scenario.activities["visit"].lasts.mean
            for each in phases_of(load(tmp_path / f"{name}.yaml"))
        ]
        for name in ("until", "later")
    }
    assert means == {"until": [1170, 300], "later": [3600, 1170, 420]}


# -- people who are to be found first -------------------------------------------------------------

FOUND = {"roles": {"rep": {"recruiting": {"takes": "13 d", "costs": 700}}}}


@pytest.mark.parametrize("listed", [True, False], ids=["a list", "one day"])
def test_those_hired_begin_when_they_are_found_and_cost_that_at_once(listed: bool) -> None:
    base, day = what_if(reps(), **FOUND), {"on": "2024-01-22", "costs": 5}
    verbs: dict[str, Any] = {"hire": {"rep": 2}, "expedite": {"visit": 0.5}}
    changed = what_if(base, change=[day | verbs]) if listed else what_if(base, change=day, **verbs)
    phases = phases_of(changed)
    assert [each.day for each in phases] == [0, 21, 34]
    assert [each.scenario.roles["rep"].people for each in phases] == [4, 4, 6]
    assert [each.scenario.activities["visit"].lasts.mean for each in phases] == [3600, 1800, 1800]
    assert [each.costs for each in changed.changes] == [1405, 0]
    ledger = simpy_engine.replay(draw(changed))
    check_laws(ledger)
    assert ledger.entries.start[ledger.entries.person >= 4].min() >= 34 * DAY


def test_nobody_is_to_be_found_of_those_who_leave_or_come_without_a_day() -> None:
    base = what_if(reps(), **FOUND)
    fewer = what_if(base, change=[{"on": "2024-01-22", "hire": {"rep": -1}}])
    assert [each.day for each in phases_of(fewer)] == [0, 21]
    assert what_if(base, hire={"rep": 1}).outlay == 0


def test_who_would_be_found_after_the_last_day_is_refused() -> None:
    late = [{"on": "2024-02-19", "hire": {"rep": 1}}]
    with pytest.raises(
        ScenarioError, match=r"change.0.hire.rep: found by 2024-03-03, after .*02-25"
    ):
        what_if(what_if(reps(), **FOUND), change=late)


# -- pilots ---------------------------------------------------------------------------------------


def with_orders() -> Scenario:
    """The reps, who also write down the orders of their accounts and a report each day."""
    paper = {"category": "desk", "by": "rep", "lasts": "10 min"}
    return what_if(
        reps(),
        name="orders",
        roles={"desk": {"people": 3, "cost_per_hour": 30, "shift": OFFICE}},
        activities={
            "order": {**paper, "arises": {"inbound": {"rate": "1 per week", "per": "account"}}},
            "booked": {**paper, "arises": {"after": {"order": 1}}},
            "report": {**paper, "arises": {"routine": {"every": "day"}}},
        },
    )


@pytest.mark.parametrize("some", [2, ["rep 1", "rep 2"]], ids=["the first two", "by name"])
def test_a_pilot_moves_the_cases_of_some_people_alone(some: Any) -> None:
    pilot = {"to": "desk", "only_of": {"rep": some}}
    kinds = ("order", "booked", "report")
    piloted = what_if(with_orders(), reassign=dict.fromkeys(kinds, pilot))
    workload = draw(piloted)
    tasks, owner = workload.tasks, workload.owner[0][0]
    kind = np.array(workload.parameters.activities.kind)[tasks.activity]
    for number in (1, 2):
        mine = (kind == number) & (tasks.account >= 0)
        of_pilot = owner[tasks.account[mine]] < 2
        assert 0 < of_pilot.mean() < 1
        assert ((tasks.routing[mine] == MOVES) == of_pilot).all()
    reports = kind == 3
    assert ((tasks.routing[reports] == MOVES) == (tasks.person[reports] < 2)).all()
    check_laws(simpy_engine.replay(workload))


def test_a_pilot_of_work_that_is_about_no_account_moves_nothing_and_says_so() -> None:
    """Nor does the load model take any of it over, on whatever day the pilot begins."""
    today = with_orders()
    inbound = {"arises": {"inbound": {"rate": "40 per week", "per": "role"}}}
    shared = what_if(today, name="shared", activities={"order": inbound})
    pilot = {"to": "desk", "only_of": {"rep": 2}}
    for plan in (
        what_if(shared, reassign={"order": pilot}),
        what_if(shared, change=[{"on": "2024-01-22", "reassign": {"order": pilot}}]),
    ):
        ((where, text),) = set(moved_of_nobody(plan))
        assert where == ("activities", "order", "moved")
        assert text.startswith("none of it moves: order arises for a role as a whole")
    alone = what_if(shared, reassign={"order": pilot})
    workload = draw(alone)
    kind = np.array(workload.parameters.activities.kind)[workload.tasks.activity]
    assert not (workload.tasks.routing[kind == 1] == MOVES).any()
    before, after = (
        {role.role: role.load for role in scenario_load(each).roles} for each in (shared, alone)
    )
    assert before == pytest.approx(after)
    assert not list(moved_of_nobody(what_if(today, reassign={"order": pilot})))


def test_a_pilot_is_extended_to_all_on_a_later_day() -> None:
    steps = [
        {"on": "2024-01-22", "reassign": {"order": {"to": "desk", "only_of": {"rep": 1}}}},
        {"on": "2024-02-05", "reassign": {"order": "desk"}},
    ]
    ledger = simpy_engine.replay(draw(what_if(with_orders(), change=steps)))
    check_laws(ledger)
    t, week = ledger.tasks, 7 * DAY
    orders = (t.activity == ledger.parameters.activities.name.index("order")) & (t.asked >= 0)
    done = orders & (t.finished >= 0)
    desk_did = np.array([ledger.parameters.people[by].startswith("desk") for by in t.by])
    for first, last, share in ((0, 3, 0), (3, 5, 0.25), (5, 8, 1)):
        asked = done & (t.asked >= first * week) & (t.asked < last * week)
        assert desk_did[asked].mean() == pytest.approx(share, abs=0.12 if 0 < share < 1 else 0)


def test_until_a_pilot_begins_cases_of_all_move_as_before() -> None:
    half = what_if(with_orders(), reassign={"order": {"to": "desk", "share": 0.5}})
    pilot = {"to": "desk", "share": 0.4, "only_of": {"rep": 1}}
    piloted = what_if(half, reassign={"order": pilot}, change={"on": "2024-01-22"})
    whom = [each["activities"]["order"]["moved"] for each in stretches(resolved(piloted))]
    assert [each.get("only_of") for each in whom] == [None, {"rep": 1}]
    assert resolved(what_if(piloted, name=piloted.name)) == resolved(piloted)
    told = [until(simpy_engine.replay(draw(each)), 3 * 7 * DAY) for each in (half, piloted)]
    assert told[0] == told[1]


def test_whose_accounts_a_pilot_is_of_must_be_known() -> None:
    for some, message in (
        ({"desk": 1}, "'desk' has no accounts of its own"),
        ({"rip": 1}, "did you mean 'rep'"),
        ({"rep": ["rep 9"]}, "read 'rep 9', expected one of the people"),
        ({"rep": 0}, "expected at least 1"),
        ({"rep": 9}, "only_of.rep: read 9, expected at most 4: so many are of 'rep'"),
    ):
        with pytest.raises(ScenarioError, match=message):
            what_if(with_orders(), reassign={"order": {"to": "desk", "only_of": some}})


# -- what was found wrong, with the right values --------------------------------------------------


def reps(**said: Any) -> Scenario:
    """Four reps who call on 60 accounts of their own."""
    rep = {"people": 4, "cost_per_hour": 50, "base": "home", "accounts": "own", "shift": OFFICE}
    return scenario(
        roles={"rep": rep},
        horizon={"start": "2024-01-01", "weeks": 8, "warm_up_weeks": 2},
        territory={"width": "40 km", "height": "40 km"},
        travel={"speed": "50 km/h"},
        segments={"all": {"accounts": 60, "contact_every": {"visit": "2 weeks"}}},
        call_plans={"visit": {}},
        activities={
            "visit": {
                "category": "selling",
                "by": "rep",
                "lasts": "1 h",
                "splittable": False,
                "place": "account",
            }
        },
        **said,
    )


def test_nobodys_home_moves_as_a_change_gives_him_his_first_account() -> None:
    one = {
        "places": "a.csv",
        "coordinates": [["far", 10_000, 0]],
        "contact_every": {"visit": "2 d"},
    }
    two = what_if(reps(), roles={"rep": {"people": 2}}, segments={"all": None, "one": one})
    left = what_if(two, hire={"rep": -1}, change={"on": "2024-02-05"})
    owners = [[int(phase[0][0]) for phase in draw(each).owner] for each in (two, left)]
    assert owners == [[1], [1, 0]]
    for each in (two, left):
        places = draw(each).territory.places
        assert places.x.tolist() == [0, 0, 10_000, 10_000]  # office, homes, account
        assert not any(places.y)
    hired = what_if(two, roles={"rep": {"people": 0}})
    hired = what_if(hired, hire={"rep": 1}, change={"on": "2024-02-05"})
    assert draw(hired).territory.places.x.tolist() == [0, 10_000, 10_000]


def test_reps_hired_for_a_day_own_no_accounts_before_it() -> None:
    hired = what_if(reps(), name="hired", hire={"rep": 4}, change={"on": "2024-02-05"})
    day = 5 * 7 * DAY
    today, later = simpy_engine.replay(draw(reps())), simpy_engine.replay(draw(hired))
    assert until(today, day) == until(later, day)
    e = later.entries
    assert e.start[e.person >= 4].min() >= day
    assert set(draw(hired).owner[0][0]) == set(range(4))
    assert set(draw(hired).owner[1][0]) == set(range(8))
    homes = [ledger.places.x[1:5].tolist() for ledger in (today, later)]
    assert homes[0] == homes[1]


def test_who_leaves_on_a_day_hands_his_accounts_to_those_who_stay() -> None:
    fewer = what_if(reps(), name="fewer", hire={"rep": -1}, change={"on": "2024-02-05"})
    day = 5 * 7 * DAY
    ledger = simpy_engine.replay(draw(fewer))
    check_laws(ledger)
    e = ledger.entries
    assert e.end[e.person == 3].max() < day
    called = set(ledger.tasks.account[(ledger.tasks.by >= 0) & (ledger.tasks.started >= day)])
    assert len(called) == 60
    # Seven weeks of the contract are paid to each of three, three weeks of six counted to him.
    assert ledger.vacancies.start.tolist() == [day]


@pytest.mark.parametrize("day", [{}, {"on": "2024-01-22"}], ids=["without a day", "with one"])
def test_an_outlay_is_in_the_weeks_that_count(day: dict[str, str]) -> None:
    base = what_if(
        reps(),
        segments={"all": {"contract": {"lasts": "1 week", "worth": 520, "ends_with": "end"}}},
        activities={
            "end": {"category": "desk", "by": "rep", "lasts": "0 s", "automated": 1},
        },
    )
    cheap, dear = (
        measure(simpy_engine.replay(draw(what_if(base, change={**day, "costs": costs}))))
        for costs in (0, 90_000)
    )
    assert cheap["profit"] - dear["profit"] == pytest.approx(90_000 / 6)


def test_learning_and_its_day_never_lie_in_the_warm_up() -> None:
    for change in ({"learning": {"lasts": "1 week", "slower": 1}}, {"on": "2024-01-08"}):
        with pytest.raises(ScenarioError, match="2024-01-15"):
            what_if(reps(), hire={"rep": 1}, change=change)


def test_values_that_cannot_begin_on_a_day_are_refused_beside_one(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text(as_yaml(reps()))
    (tmp_path / "later.yaml").write_text(
        "extends: base\ntitle: Later\nhire: {rep: 1}\nroles: {rep: {cost_per_hour: 9}}\n"
        "change: {on: 2024-02-05}\n"
    )
    with pytest.raises(ScenarioError, match=r"later.yaml:4: roles: beside a change that has a"):
        load(tmp_path / "later.yaml")
    with pytest.raises(ScenarioError, match="into a file of its own without a day"):
        what_if(reps(), travel={"speed": "9 km/h"}, change={"on": "2024-02-05"})


AT_FIRST = (
    "roles: beside a change that has a day (on 2024-02-05) this would hold from the first instant:"
    " if it shall, write it into a file of its own without a day, and let this one extend that; if"
    " it shall begin on a day, write it under 'values' of that day in a list ('- on: 2024-02-05')"
)
NO_LIST = (
    "change.values: what begins on a day stands in a list of days: write '- on: 2024-02-05' below"
    " 'change', and 'values', 'hire' below that, as far to the right as 'on'"
)


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ("roles: {rep: {people: 9}}\nchange: [{on: 2024-02-05, values: {roles: {}}}]\n", AT_FIRST),
        ("change: {on: 2024-02-05, values: {roles: {}}, hire: {rep: 1}}\n", NO_LIST),
    ],
)
def test_what_stands_in_the_wrong_place_beside_a_day_says_the_cure(
    lines: str, says: str, tmp_path: Path
) -> None:
    (tmp_path / "base.yaml").write_text(as_yaml(reps()))
    (tmp_path / "later.yaml").write_text(f"extends: base\ntitle: Later\n{lines}")
    with pytest.raises(ScenarioError) as refused:
        load(tmp_path / "later.yaml")
    (told,) = map(str, refused.value.diagnostics)
    assert told.endswith(f"later.yaml:3: {says}")


def test_a_change_with_a_day_is_the_same_when_it_is_written_down(tmp_path: Path) -> None:
    changed = what_if(reps(), hire={"rep": 2}, expedite={"visit": 0.5}, change={"on": "2024-02-05"})
    (tmp_path / "changed.yaml").write_text(as_yaml(changed))
    again = load(tmp_path / "changed.yaml")
    assert again.changes == changed.changes
    assert len(again.changes) == 1
    assert again.change.before == {
        "roles": {"rep": {"people": 4, "newcomers": 0}},
        "activities": {"visit": {"lasts": {"mean": "1 h"}}},
    }


def test_only_those_learn_whose_work_a_change_brings() -> None:
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    base = desk(
        kinds={"old": {"moved": {"to": "helper"}}, "new": {}},
        roles={"clerk": role, "helper": role},
        horizon={"start": "2025-01-06", "weeks": 2},
    )
    changed = what_if(
        base,
        reassign={"new": "helper"},
        change={"on": "2025-01-13", "learning": {"lasts": "1 week", "slower": 1}},
    )
    at = 7 * DAY + 10 * 3600
    workload = prescribed(changed, [("old", at, 600), ("new", at + 3600, 600)])
    workload.tasks.routing[0] = 1
    tasks = simpy_engine.replay(workload).tasks
    # Eleven hours into a week of learning: 157 of 168 hours are left.
    assert (tasks.finished - tasks.started).tolist() == [600, 600 + 600 * 157 // 168 + 1]


def test_more_is_automated_from_its_day_on_of_what_earlier_work_leads_to() -> None:
    said = {"automated": 0.5, "arises": {"after": {"first": {"chance": 1, "delay": "10 d"}}}}
    base = desk(
        kinds={"first": {"arises": {"routine": {"every": "day"}}}, "next": said},
        people=20,
        horizon={"start": "2025-01-06", "weeks": 4},
    )
    changed = what_if(base, automate={"next": 1}, change={"on": "2025-01-20"})
    t = simpy_engine.replay(draw(changed)).tasks
    followed = (t.activity == 1) & (t.asked >= 0)
    late = followed & (t.asked >= 14 * DAY)
    assert late.sum() > 100
    assert set(t.state[late]) == {AUTOMATED}
    assert 0.3 < (t.state[followed & ~late] == AUTOMATED).mean() < 0.7
    assert t.asked[late & (t.asked < 24 * DAY)].size > 50  # of what arose before the day


# -- hires that come late -------------------------------------------------------------------------


def people_by_day(scenario: Scenario) -> list[tuple[int, int]]:
    return [(each.day, each.scenario.roles["rep"].people) for each in phases_of(scenario)]


def test_hires_come_late_or_never_and_leavers_leave_in_time() -> None:
    late = with_hires_late(what_if(reps(), change=SEVERAL), 14 * DAY, reps(), "late")
    # Two begin on the day on which three leave; the third would begin after the last day.
    assert people_by_day(late) == [(0, 4), (35, 3)]
    assert late.outlay == 120
    check_laws(simpy_engine.replay(draw(late)))


def test_hires_without_a_day_are_late_from_the_first_day_that_counts() -> None:
    more = what_if(reps(), hire={"rep": 2})
    assert people_by_day(with_hires_late(more, 14 * DAY, reps(), "late")) == [(0, 4), (28, 6)]
    assert people_by_day(with_hires_late(more, 90 * DAY, reps(), "late")) == [(0, 4)]


def test_who_hires_nobody_is_as_before() -> None:
    fewer = what_if(reps(), hire={"rep": -1})
    assert with_hires_late(fewer, 14 * DAY, reps(), "late") is fewer


def test_a_shock_lets_hires_come_late() -> None:
    shock = Shock.model_validate({"title": "Nobody applies", "hires_late": "2 weeks"})
    plan = what_if(reps(), name="plan", hire={"rep": 2}, change={"on": "2024-01-22"})
    shocked = shocked_by(plan, reps(), "late", shock)
    assert people_by_day(shocked) == [(0, 4), (35, 6)]
    assert shocked.name == "plan.late.shock"
    today = reps()
    assert shocked_by(today, today, "late", shock) is today


# -- what random companies found -----------------------------------------------------------------


def assert_nothing_changes_before(base: Scenario, other: Scenario) -> Ledger:
    """Up to the day of the only change both are the same; the ledger with the change."""
    day = day_of(other, other.change) * DAY
    before, after = (simpy_engine.replay(draw(each)) for each in (base, other))
    check_laws(after)
    assert len(until(before, day)[0]) > 0
    assert until(before, day) == until(after, day)
    return after


def test_a_plan_that_ends_on_a_day_keeps_its_place_until_then() -> None:
    """Of two plans as urgent as each other the first goes first, the second if that has ended."""
    review = {"category": "desk", "by": "rep", "lasts": "20 min", "splittable": False}
    base = what_if(
        reps(),
        activities={"review": review},
        call_plans={"review": {}},
        segments={"all": {"contact_every": {"review": "1 week"}}},
    )
    other = what_if(base, eliminate=["visit"], change={"on": "2024-02-05"})
    first, last = phases_of(other)
    assert list(first.scenario.call_plans) == list(last.scenario.call_plans) == ["visit", "review"]
    assert list(stretches(resolved(other))[0]["activities"]) == ["visit", "review"]
    assert_nothing_changes_before(base, other)


def test_a_what_if_that_is_written_down_keeps_the_order_of_what_has_ended(tmp_path: Path) -> None:
    kinds = {name: {"arises": {"routine": {"every": "day"}}} for name in ("a", "b", "c", "d")}
    base = desk(kinds=kinds, horizon={"start": "2025-01-06", "weeks": 2})
    other = what_if(base, name="other", eliminate=["d", "b", "a"], change={"on": "2025-01-13"})
    (tmp_path / "other.yaml").write_text(as_yaml(other))
    again = load(tmp_path / "other.yaml")
    assert list(stretches(resolved(again))[0]["activities"]) == ["a", "b", "c", "d"]


def test_until_his_day_who_is_hired_is_nobodys_deputy() -> None:
    """Of the two colleagues of the first of three each makes every second of his calls."""
    sick = {"rep 1": [{"from": "2024-01-01", "to": "2024-02-25", "kind": "sick"}]}
    role = {"absence": {"cover": {"by": "team", "calls": True}, "dated": sick}, "people": 3}
    base = what_if(reps(), roles={"rep": role})
    other = what_if(base, hire={"rep": 2}, change={"on": "2024-02-05"})
    ledger = assert_nothing_changes_before(base, other)
    t, owner = ledger.tasks, draw(other).owner[0][0]
    his = (t.started >= 0) & (t.started < 5 * 7 * DAY) & (owner[t.account] == 0)
    called = {(int(a) % 2, int(by)) for a, by in zip(t.account[his], t.by[his], strict=True)}
    assert called == {(0, 1), (1, 2)}


def round_and_round() -> Scenario:
    """Each order is checked twice, and one in four that was checked is entered again."""
    length = {"lasts": {"mean": "10 min", "family": "exponential"}}
    after_both = {"arises": {"after": {"credit": 1, "terms": 1}}}
    kinds: dict[str, dict[str, Any]] = {
        "order": {"arises": {"routine": {"every": "day", "at": "09:00", "times": 4}}},
        "credit": {"arises": {"after": {"order": 1}}},
        "terms": {"arises": {"after": {"order": 1}}},
        "check": {**after_both, "then": {"order": 0.25}},
    }
    weeks = {"start": "2025-01-06", "weeks": 4}
    return desk(3, {name: {**length, **kind} for name, kind in kinds.items()}, horizon=weeks)


def test_a_way_that_changes_on_a_day_leaves_the_luck_of_what_lies_on_loops_until_then() -> None:
    """The second check of an order is the second, though the first may follow on another way."""
    base = round_and_round()
    fewer = {"activities": {"check": {"arises": {"after": {"credit": 0.5}}}}}
    assert_nothing_changes_before(
        base, what_if(base, name="other", change=[{"on": "2025-01-20", "values": fewer}])
    )


def test_a_loop_that_begins_on_a_day_leaves_the_luck_before_it() -> None:
    base = what_if(round_and_round(), activities={"check": {"then": {"order": None}}})
    looped = {"activities": {"check": {"then": {"order": 0.25}}}}
    other = what_if(base, name="other", change=[{"on": "2025-01-20", "values": looped}])
    t = assert_nothing_changes_before(base, other).tasks
    again = (t.activity == 0) & (t.parent >= 0)
    assert again.sum() > 20
    assert t.asked[again].min() >= 14 * DAY


def test_work_of_sessions_stays_with_whom_it_waits_for_when_the_account_changes_hands() -> None:
    """He is away until the fourth day, and does it in the session of that day."""
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    sick = {"inside 1": [{"from": "2025-01-06", "to": "2025-01-08", "kind": "sick"}]}
    at_three = {"sessions": {"at": ["15:00"], "lasts": "1 h"}, "moved": {"to": "inside"}}
    base = desk(
        kinds={"order": at_three},
        roles={"clerk": role, "inside": {**role, "accounts": "own", "absence": {"dated": sick}}},
        segments={"all": {"accounts": 2}},
        territory={"width": "9 km", "height": "9 km"},
        travel={"speed": "50 km/h"},
        horizon={"start": "2025-01-06", "weeks": 2},
    )
    other = what_if(base, hire={"inside": 1}, change={"on": "2025-01-08"})
    workload = prescribed(other, [("order", 10 * 3600, 600)])
    given = np.flatnonzero(workload.owner[1][1] == 2)
    moved = workload.tasks._replace(account=given[:1], routing=np.array([1]))
    ledger = simpy_engine.replay(replace(workload, tasks=moved))
    check_laws(ledger)
    assert ledger.tasks.by.tolist() == [1]
    assert ledger.tasks.started.tolist() == [3 * DAY + 15 * 3600]


def test_until_his_day_who_is_hired_for_saturdays_makes_none_a_day_of_work() -> None:
    """What is asked for on Friday at 15:00 is due on the next day of work, and 4 hours later."""
    clerk = {
        "people": 1,
        "cost_per_hour": 30,
        "shift": {"days": ["saturday"], **OFFICE},
        "rosters": {"weekdays": {"people": 1, "shift": OFFICE}},
    }
    at_once = {"automated": 1, "lasts": "0 s"}
    on_fridays = {"arises": {"routine": {"every": "week", "on": "friday", "at": "15:00"}}}
    later = {"arises": {"after": {"job": {"chance": 1, "delay": "4 h", "delay_in": "clerk"}}}}
    base = desk(
        kinds={"job": {**at_once, **on_fridays, "due": "1 d"}, "then": {**at_once, **later}},
        roles={"clerk": clerk},
        horizon={"start": "2025-01-06", "weeks": 4},
    )
    other = what_if(base, hire={"clerk": 1}, change={"on": "2025-01-20"})
    t = assert_nothing_changes_before(base, other).tasks
    job = np.flatnonzero((t.activity == 0) & (t.asked // DAY % 7 == 4))  # who is hired has his own
    then = np.flatnonzero(np.isin(t.parent, job))
    hours = (t.asked[job] // 3600, t.due[job] // 3600, t.asked[then] // 3600)
    assert [each.tolist() for each in hours] == [
        [day * 24 + 15 for day in (4, 11, 18, 25)],
        [day * 24 + 15 for day in (7, 14, 19, 26)],
        [day * 24 + 11 for day in (7, 14, 19, 26)],
    ]


def test_a_skill_and_a_channel_that_change_on_a_day_are_the_old_ones_until_then() -> None:
    """Who knows German is half as fast as others, who knows French twice as fast."""
    clerk = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    members = {"Ann": {"skills": {"german": 2, "french": 0.5}}}
    daily = {"arises": {"routine": {"every": "day", "at": "09:00"}}, "automated": 1}
    spoken = {"skill": "german", "channel": "phone", "arises": {"after": {"ring": 1}}}
    base = desk(
        kinds={"job": {**spoken, "lasts": "1 h"}, "ring": daily},
        roles={"clerk": {**clerk, "members": members}},
        horizon={"start": "2025-01-06", "weeks": 2},
    )
    french = {"activities": {"job": {"skill": "french", "channel": "mail"}}}
    other = what_if(base, name="other", change=[{"on": "2025-01-13", "values": french}])
    ledger = assert_nothing_changes_before(base, other)
    t, of = ledger.tasks, ledger.parameters.versions.activities.channel
    jobs = t.activity == 0
    assert ((t.finished - t.started)[jobs] // 60).tolist() == [120] * 5 + [30] * 5
    channels = [ledger.parameters.channels[of[version]] for version in t.version[jobs]]
    assert channels == ["phone"] * 5 + ["mail"] * 5


def test_who_is_on_duty_day_and_night_goes_home_on_the_day_on_which_he_leaves() -> None:
    """Not on the evening before, of which the company without the change knows nothing."""
    base = what_if(reps(), roles={"rep": {"shift": ALWAYS}})
    other = what_if(base, hire={"rep": -1}, change={"on": "2024-02-06"})
    day, ledger = 36 * DAY, assert_nothing_changes_before(base, other)
    e = ledger.entries
    last = np.flatnonzero(e.person == 3)[-2:]
    assert [DOINGS[doing] for doing in e.doing[last]] == ["idle_none_due", "travel"]
    assert e.end[last[0]] == e.start[last[1]] == day
    assert e.place[last[0]] > e.place[last[1]] == 4  # from an account to his home


# -- wages and speeds -----------------------------------------------------------------------------


def test_wages_begin_on_their_day() -> None:
    """Contracts of 168 h: 3 days at 30 and 4 at 50 in the second week, 7 at 50 in the third."""
    base = desk(horizon={"start": "2025-01-06", "weeks": 3, "warm_up_weeks": 1})
    raised = {"roles": {"clerk": {"cost_per_hour": 50}}}
    dearer = what_if(base, name="dearer", change=[{"on": "2025-01-16", "values": raised}])
    ledger = played(dearer, [])
    check_laws(ledger)
    assert measure(ledger)["cost_per_week"] == (3 * 24 * 30 + 11 * 24 * 50) / 2
    weekly = [168 * 30, 3 * 24 * 30 + 4 * 24 * 50, 168 * 50]
    assert flows(window_of(ledger)).people.tolist() == pytest.approx(weekly)


def test_overtime_costs_what_it_does_in_the_mean_of_the_days() -> None:
    """An hour beyond the shift on Monday: 3 of 7 days at 30, 4 at 51, and half as much more.

    Contracts are paid by whole seconds.
    """
    role = {"people": 1, "cost_per_hour": 30, "overtime_factor": 1.5}
    role["shift"] = {"from": "09:00", "to": "17:00"}
    base = desk(roles={"clerk": role}, kinds={"job": {"splittable": False}})
    raised = {"roles": {"clerk": {"cost_per_hour": 51}}}
    dearer = what_if(base, name="dearer", change=[{"on": "2025-01-09", "values": raised}])
    ledger = played(dearer, [("job", 16 * 3600, 2 * 3600)])
    check_laws(ledger)
    contracts = 40 * (3 * 30 + 4 * 51) / 7
    assert measure(ledger)["cost_per_week"] == pytest.approx(contracts + 1.5 * 42, abs=0.02)


def test_whoever_works_faster_from_a_day_on_finishes_at_the_old_pace_what_is_begun() -> None:
    listed = {"people": 2, "cost_per_hour": 30, "shift": ALWAYS}
    listed["members"] = {"Ann": {"speed": 1.5}, "Bo": {"speed": 1}}
    base = desk(roles={"clerk": listed})
    faster = {"roles": {"clerk": {"members": {"Ann": {"speed": 0.5}}}}}
    trained = what_if(base, name="trained", change=[{"on": "2025-01-09", "values": faster}])
    thursday, hour = 3 * DAY, 3600
    asked = [("job", moment, hour) for moment in (thursday - 100, thursday + 5 * hour)]
    for replay in (simpy_engine.replay, engines.replay):
        ledger = replay(prescribed(trained, asked, person=[0, 0]))
        check_laws(ledger)
        assert moments(ledger, "finished") == [
            thursday - 100 + hour * 3 // 2,
            thursday + 5 * hour + hour // 2,
        ]


OF_PEOPLE = [
    ({"Ann": {"skills": {"demo": 1}}}, "Ann.skills: read 'skills', which holds on all days"),
    ({"Ann": {"speed": 0.9}}, "Ann: read 'Ann', expected one of the 'members'"),
]


HOMES_STAY = [
    ({"roles": {"rep": {"accounts": "pool"}}}, "rep.accounts: read 'accounts', .* 'reassign'"),
    ({"roles": {"rep": {"members": {"Ann": {"home": [1, 2]}}}}}, "Ann.home: .* one more of that"),
    ({"roles": {"rep": {"members": {"Ann": {"accounts": ["A"]}}}}}, "Ann.accounts: .* 'hire'"),
    ({"segments": {"all": {"accounts": 200}}}, "all.accounts: .* 'market' of the segment"),
]


@pytest.mark.parametrize(("values", "message"), HOMES_STAY)
def test_what_cannot_begin_on_a_day_says_why_and_what_to_write(values: Any, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        what_if(reps(), change=[{"on": "2024-02-05", "values": values}])


@pytest.mark.parametrize(("members", "message"), OF_PEOPLE)
def test_of_people_only_speeds_and_rosters_begin_on_a_day(members: Any, message: str) -> None:
    values = {"roles": {"rep": {"members": members}}}
    with pytest.raises(ScenarioError, match=re.escape(f".roles.rep.members.{message}")):
        what_if(reps(), change=[{"on": "2024-02-05", "values": values}])


def test_a_dated_change_on_a_file_without_people_is_refused_at_its_line(tmp_path: Path) -> None:
    """A what-if that has lost its parent: what it says of people has nothing to stand on."""
    path = tmp_path / "lost.yaml"
    path.write_text(
        "title: Lost\nchange:\n  - on: 2025-01-13\n    values:\n"
        "      roles: {helper: {speed: 0.9}}\n"
    )
    with pytest.raises(ScenarioError, match=r"lost\.yaml"):
        load(path)
