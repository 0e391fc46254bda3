"""Work of several roles, by shares or by whoever is free, and work that takes a skill."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from worlds import OFFICE, prescribed, scenario

from simulator import ScenarioError, what_if
from simulator.analysis.capacity.load import loads_of_scenario
from simulator.engine.simpy_engine import replay
from simulator.experiment.runner import ReplicationRequest, RunOptions, rows_of, simulate
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.ledger.ledger import Ledger
from simulator.measures.invariants import check_invariants
from simulator.scenario.overrides import as_yaml
from simulator.scenario.receivers import receivers
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import Workload, draw

MINUTE, HOUR, DAY = 60, 3_600, 86_400
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"]
OFTEN = {"inbound": {"rate": "20 per day", "per": "role"}}


def firm(people: tuple[int, int] = (1, 1), weeks: int = 1, **job: Any) -> Scenario:
    """Clerks and desks, and a job of half an hour that both can do."""
    role = {"cost_per_hour": 30, "shift": OFFICE}
    kind = {"category": "desk", "by": ["clerk", "desk"], "lasts": "30 min", "splittable": False}
    return scenario(
        horizon={"start": "2025-01-06", "weeks": weeks},
        roles={
            "clerk": role | {"people": people[0]},
            "desk": role | {"people": people[1], "members": {"Dora": {"skills": {"law": 0.5}}}},
        },
        profiles={"office": {"days": dict.fromkeys(DAYS, 1), "hours": {"09:00-17:00": 1}}},
        activities={"job": kind | job, "other": kind | {"by": "desk"}},
    )


def told(ledger: Ledger) -> list[tuple[int, float, float]]:
    """Who did each task, from when to when in minutes; in order of asking."""
    t = ledger.tasks
    rows = zip(t.by.tolist(), t.started / MINUTE, t.finished / MINUTE, strict=True)
    return list(rows)


def played(company: Scenario, *tasks: tuple[str, float]) -> list[tuple[int, float, float]]:
    """Tasks of half an hour each, asked at some hour of the first day."""
    every = [(name, int(hour * HOUR), 30 * MINUTE) for name, hour in tasks]
    ledger = replay(prescribed(company, every))
    check_invariants(ledger)
    return told(ledger)


# -- in order --------------------------------------------------------------------------------------


def test_the_first_role_is_asked_first() -> None:
    assert played(firm(), ("job", 10)) == [(0, 600, 630)]
    assert played(firm(by=["desk", "clerk"]), ("job", 10)) == [(1, 600, 630)]


def test_while_the_first_is_busy_the_second_does_it() -> None:
    assert played(firm(), ("job", 10), ("job", 10.1)) == [(0, 600, 630), (1, 606, 636)]


def test_if_all_are_busy_whoever_is_free_first_does_it() -> None:
    tasks = ("other", 9.75), ("job", 10), ("job", 10.1)
    assert played(firm(), *tasks) == [(1, 585, 615), (0, 600, 630), (1, 615, 645)]


def test_a_list_of_one_role_is_that_role() -> None:
    tasks = ("job", 10), ("job", 10.1)
    one, word = firm(by=["clerk"]), firm(by="clerk")
    assert played(one, *tasks) == played(word, *tasks) == [(0, 600, 630), (0, 630, 660)]
    assert one == word


def test_the_role_of_a_task_is_that_of_whoever_did_it() -> None:
    tasks = [("job", 10 * HOUR, HOUR), ("job", 10 * HOUR, HOUR)]
    assert replay(prescribed(firm(), tasks)).tasks.role.tolist() == [0, 1]


def test_only_who_may_get_work_that_is_bound_to_a_place_looks_for_it() -> None:
    role = {"people": 1, "cost_per_hour": 30, "shift": OFFICE}
    cover = {"absence": {"vacation": 20, "cover": {"by": "deputy"}}}
    kind = {"category": "desk", "lasts": "30 min"}
    world = scenario(
        roles={
            "rep": role | {"base": "home"},
            "clerk": role | cover,
            **dict.fromkeys(("deputy", "taker", "other"), role),
        },
        travel={"speed": "60 km/h"},
        territory={"width": "10 km", "height": "10 km"},
        activities={
            "filing": kind | {"by": "clerk", "place": "desk"},
            "post": kind | {"by": "rep", "place": "headquarters"},
            "mail": kind | {"by": "other"},
            "meeting": kind
            | {"by": "other", "place": "headquarters", "splittable": False}
            | {"arises": {"meeting": {"every": "week", "on": "monday", "at": "09:00"}}},
            "report": kind
            | {"by": "clerk", "place": "desk", "overflow": {"to": "taker", "after": "1 h"}},
        },
    )
    roles = draw(world).parameters.roles
    looking = [name for name, looks in zip(roles.name, roles.looks_elsewhere, strict=True) if looks]
    assert looking == ["rep", "clerk", "deputy", "taker"]


def test_nobody_of_the_list_is_idle_beside_work_that_waits() -> None:
    ledger = simulate(firm((2, 2), weeks=3, arises=OFTEN), seed=1)
    check_invariants(ledger)
    t, e = ledger.tasks, ledger.entries
    waits = np.flatnonzero((t.started > t.available) & (t.available >= 0))
    assert len(waits) > 20
    for task in waits:
        beside = e.is_idle & (e.start < t.started[task]) & (e.end > t.available[task])
        assert not beside.any()


# -- by shares -------------------------------------------------------------------------------------


def test_each_role_does_its_share_of_the_tasks() -> None:
    company = firm((4, 4), weeks=20, by={"clerk": 0.7, "desk": 0.3}, arises=OFTEN)
    tasks = simulate(company, seed=1).tasks
    assert len(tasks) > 2_000
    assert (tasks.role == 0).mean() == pytest.approx(0.7, abs=0.03)
    done = tasks.by >= 0
    assert ((tasks.by < 4) == (tasks.role == 0))[done].all()


def test_shares_change_who_does_a_task_and_nothing_else_of_it() -> None:
    one, both = (
        draw(firm(weeks=4, by=by, arises=OFTEN), 1, 0)
        for by in ("clerk", {"clerk": 0.5, "desk": 0.5})
    )
    moments = [sorted(zip(w.tasks.asked, w.tasks.work, strict=True)) for w in (one, both)]
    assert moments[0] == moments[1]


def test_another_share_moves_only_the_tasks_in_between() -> None:
    few, more = (
        draw(firm(weeks=4, by={"clerk": share, "desk": 1 - share}, arises=OFTEN), 1, 0)
        for share in (0.4, 0.6)
    )
    roles = [dict(zip(w.tasks.asked, role_of(w), strict=True)) for w in (few, more)]
    assert roles[0].keys() == roles[1].keys()
    assert all(roles[1][asked] <= role for asked, role in roles[0].items())


def role_of(workload: Workload) -> np.ndarray:
    """The role that each task is for."""
    return np.array(workload.parameters.versions.activities.role)[workload.tasks.activity]


# -- skills ----------------------------------------------------------------------------------------


def skilled(required: bool = True, **said: Any) -> Scenario:
    """Two desks of whom Dora, the first, knows law and takes half the time for it."""
    return firm((1, 2), by="desk", skill={"name": "law", "required": required}, **said)


def test_who_has_a_skill_takes_the_time_that_he_needs() -> None:
    assert played(skilled(), ("job", 10)) == [(1, 600, 615)]


def test_what_takes_a_skill_waits_for_those_who_have_it() -> None:
    tasks = ("job", 10), ("job", 10.1)
    assert played(skilled(), *tasks) == [(1, 600, 615), (1, 615, 630)]


def test_where_a_skill_is_preferred_others_do_it_while_the_skilled_are_busy() -> None:
    tasks = ("job", 10), ("job", 10.1)
    assert played(skilled(required=False), *tasks) == [(1, 600, 615), (2, 606, 636)]


def test_the_skilled_are_asked_first_though_others_have_been_idle_longer() -> None:
    tasks = ("job", 9), ("job", 10)
    assert played(skilled(required=False), *tasks) == [(1, 540, 555), (1, 600, 615)]


def test_without_the_word_whoever_is_idle_longest_does_it() -> None:
    tasks = ("job", 9), ("job", 10)
    assert played(firm((1, 2), by="desk"), *tasks) == [(1, 540, 570), (2, 600, 630)]


def test_a_skill_counts_nothing_where_all_take_the_same_time() -> None:
    assert played(skilled(individual=False), ("job", 10)) == [(1, 600, 630)]


def test_a_skill_that_nobody_has_lets_it_wait_for_ever() -> None:
    company = firm((1, 1), by="clerk", skill="law", arises=OFTEN)
    assert (simulate(company, seed=1).tasks.by < 0).all()


# -- the load model --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("people", "job"),
    [
        ((4, 4), {"by": {"clerk": 0.7, "desk": 0.3}}),
        ((1, 4), {"by": ["clerk", "desk"]}),
        ((1, 2), {"by": "desk", "skill": "law"}),
    ],
)
def test_the_load_model_says_who_is_busy(people: tuple[int, int], job: dict[str, Any]) -> None:
    often = {"inbound": {"rate": "15 per working day", "per": "role", "profile": "office"}}
    company = firm(people, weeks=30, arises=often, **job)
    e, asked = simulate(company, seed=1).entries, loads_of_scenario(company).asked[0]
    for role, members in enumerate((range(people[0]), range(people[0], sum(people)))):
        rows = np.isin(e.person, list(members)) & (e.task >= 0)
        measured = (e.end - e.start)[rows].sum() / MINUTE / 30
        assert asked[role] == pytest.approx(measured, rel=0.12, abs=30)


# -- words -----------------------------------------------------------------------------------------


def test_each_way_of_saying_who_does_it_is_written_as_it_was_read() -> None:
    for by in ("clerk", ["clerk", "desk"], {"clerk": 0.7, "desk": 0.3}):
        company = firm(by=by)
        assert company.model_dump()["activities"]["job"]["by"] == by
        assert Scenario.model_validate(company.model_dump(by_alias=True)) == company
    assert "clerk: 0.7" in as_yaml(firm(by={"clerk": 0.7, "desk": 0.3}))


def test_who_gets_a_larger_share_receives_work() -> None:
    before = firm(by="clerk")
    assert receivers(before, firm(by={"clerk": 0.7, "desk": 0.3})) == ["desk"]
    assert receivers(before, firm(by=["clerk", "desk"])) == ["desk"]
    assert receivers(firm(by={"clerk": 0.7, "desk": 0.3}), before) == ["clerk"]


@pytest.mark.parametrize(
    ("job", "why"),
    [
        ({"by": {"clerk": 0.7, "desk": 0.4}}, "the shares add up to 1.1, expected 1"),
        ({"by": ["clerk", "clerk"]}, "'clerk' is named twice"),
        ({"by": ["clerk", "boss"]}, "boss"),
        ({"whose": "owner"}, "whoever is free does it, so say 'whose: anyone'"),
        ({"moved": {"to": "desk"}}, "cannot have 'moved'"),
        ({"overflow": {"to": "desk", "after": "1 h"}}, "cannot have 'overflow'"),
        ({"interrupts": True}, "cannot have 'interrupts'"),
        ({"arises": {"routine": {"every": "day"}}}, "cannot have 'routine'"),
        ({"by": "clerk", "skill": "law", "interrupts": True}, "cannot have 'interrupts'"),
    ],
)
def test_what_cannot_be_together_is_refused(job: dict[str, Any], why: str) -> None:
    with pytest.raises((ScenarioError, ValueError), match=why):
        firm(**job)


def test_work_given_to_others_is_refused_where_several_do_it() -> None:
    assert what_if(firm(), reassign={"job": "desk"}).activities["job"].by == "desk"
    with pytest.raises(ScenarioError, match="cannot have 'moved'"):
        what_if(firm(by="clerk", skill="law"), reassign={"job": {"to": "desk", "share": 0.5}})


# -- told apart ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("clerk", ["clerk", "desk"]),
        ("clerk", {"clerk": 0.7, "desk": 0.3}),
        (["clerk", "desk"], {"clerk": 0.7, "desk": 0.3}),
        ({"clerk": 0.6, "desk": 0.4}, {"clerk": 0.7, "desk": 0.3}),
    ],
)
def test_scenarios_in_which_others_do_the_same_work_are_kept_apart(one: Any, other: Any) -> None:
    first, second = firm(by=one), firm(by=other)
    assert scenario_hash(first) != scenario_hash(second)
    assert first != second
    assert first.activities["job"].by == second.activities["job"].by.roles[0]


def test_each_is_replayed_where_both_are_asked_for_at_once() -> None:
    alone, together = firm((1, 3), by="clerk", arises=OFTEN), firm((1, 3), arises=OFTEN)
    requests = [ReplicationRequest(each, [0]) for each in (alone, together)]
    (busy,), (helped,) = rows_of(requests, RunOptions(jobs=1, engine="simpy"))
    assert busy["utilisation.desk"] == 0
    assert helped["utilisation.desk"] > 0
