"""Shocks: what they change, how often goals are reached under them, and what is regretted."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import printed
import pytest
from firm import relieved, today
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from test_queues import lines
from typer.testing import CliRunner
from worlds import desk, played, scenario

from simulator.analysis.paths import numbers_at
from simulator.analysis.result_file import read_results, write_results
from simulator.analysis.robustness import (
    Alternative,
    Cell,
    Choice,
    LeftOut,
    Level,
    ShockApplied,
    StressTest,
    Worsened,
    choice_of,
    plans_under,
    refused,
    regrets_of,
    shocked_by,
    shocks_of,
    stress,
)
from simulator.analysis.robustness.ask import ask
from simulator.analysis.robustness.regret import RegretTable, regretted_by
from simulator.cli import app
from simulator.cli.read import checked
from simulator.errors import UsageError
from simulator.experiment.finding import Harm, Headcount
from simulator.experiment.results import ScenarioLabel
from simulator.experiment.runner import simulate
from simulator.experiment.statistics import Interval, confidence_interval, proportion
from simulator.measures.measure_row import MeasureRow
from simulator.measures.registry import measure
from simulator.measures.window import money, window_of
from simulator.output import charts
from simulator.output.content import robustness as content
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import as_yaml, resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.analysis import Shock
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw

SHOCKS: dict[str, Any] = {
    "surge": {"title": "Twice the enquiries", "scale": {"activities.*.arises.inbound.rate": 2}},
    "nobody_hired": {"title": "Newcomers are slow", "newcomers_need": "26 weeks"},
    "dearer": {"title": "Wages rise", "scale": {"roles.*.cost_per_hour": 1.1}},
}


def firm(**changes: Any) -> Scenario:
    return today(shocks=SHOCKS, **changes)


@pytest.fixture(scope="module")
def found() -> StressTest:
    plans = [firm(), what_if(relieved(), name="relieved", shocks=SHOCKS)]
    return stress(plans, ["direct_selling_share >= 40%"], "cost", replications=3, jobs=1)


def cells(found: StressTest, plan: int) -> dict[str, Cell]:
    return {shock.name: found.cell(plan, number) for number, shock in enumerate(found.shocks)}


def shock(**said: Any) -> Shock:
    return Shock.model_validate({"title": "It happens", **said})


# -- what a shock changes --------------------------------------------------------------------------


def test_a_star_stands_for_any_one_key() -> None:
    values = {"a": {"x": {"n": 1, "m": 2}, "y": {"n": "3 min"}, "z": {"n": "soon"}}, "n": 4}
    assert list(numbers_at(values, "a.*.n")) == [(("a", "x", "n"), 1), (("a", "y", "n"), "3 min")]


def test_values_keep_their_units_and_people_stay_whole() -> None:
    surge = shock(
        scale={
            "activities.enquiry.arises.inbound.rate": 1.5,
            "activities.visit.lasts.mean": 1.1,
            "roles.field_rep.people": 1.5,
            "roles.field_rep.cost_per_hour": 1.08,
        }
    )
    values = resolved(shocked_by(today(), today(), "surge", surge))
    assert values["activities"]["enquiry"]["arises"]["inbound"]["rate"] == "30 per day"
    assert values["activities"]["visit"]["lasts"]["mean"] == "33 min"
    assert values["roles"]["field_rep"]["people"] == 4
    assert values["roles"]["field_rep"]["cost_per_hour"] == 64.8


def test_where_two_paths_meet_both_factors_count() -> None:
    both = shock(scale={"roles.*.cost_per_hour": 2, "roles.support.cost_per_hour": 3})
    roles = shocked_by(today(), today(), "dearer", both).roles
    assert (roles["field_rep"].cost_per_hour, roles["support"].cost_per_hour) == (120, 180)


def test_a_shock_that_touches_nothing_leaves_the_plan_itself() -> None:
    plan = today()
    assert shocked_by(plan, plan, "slow", shock(newcomers_need="26 weeks")) is plan
    assert shocked_by(plan, plan, "away", shock(absent={"nobody_here": 1})) is plan
    assert shocked_by(plan, plan, "same", shock(scale={"roles.*.cost_per_hour": 1})) is plan


def test_a_shocked_scenario_is_known_as_a_part_in_results() -> None:
    dearer = shocked_by(today(), today(), "dearer", shock(scale={"travel.cost_per_km": 2}))
    assert dearer.name == "today.dearer.shock"


def test_people_who_are_away_are_missing_all_the_time() -> None:
    away = shock(absent={"field_rep": 2})
    shocked = shocked_by(today(), today(), "away", away)
    assert shocked.roles["field_rep"].people == 3
    assert shocked.roles["field_rep"].absence.long_term == 2
    present = draw(shocked).presence.person
    assert set(present[present < 3]) == {2}


def four_reps(**further: object) -> Scenario:
    """Reps of nine hours a day who call on fifty accounts each."""
    rep = {"people": 4, "cost_per_hour": 50, "base": "home", "accounts": "own"}
    visit = {"category": "selling", "by": "rep", "lasts": "60 min", "place": "account"}
    return scenario(
        horizon={"start": "2025-01-06", "weeks": 12, "warm_up_weeks": 4},
        territory={"width": "40 km", "height": "40 km"},
        travel={"speed": "50 km/h"},
        roles={"rep": rep | {"shift": {"from": "08:00", "to": "17:00"}}},
        segments={"all": {"accounts": 200, "contact_every": {"visit": "4 weeks"}}},
        call_plans={"visit": {}},
        activities={"visit": visit | {"splittable": False}},
        **further,
    )


def test_who_is_absent_is_paid_and_his_accounts_wait() -> None:
    company = four_reps()
    shocked = shocked_by(company, company, "away", shock(absent={"rep": 1}))
    calm, short = (simulate(each, seed=1, replication=0) for each in (company, shocked))
    assert (short.account_owner == calm.account_owner).all(), "the land is not dealt out anew"
    visited = calm.account_owner[short.tasks.account[short.tasks.finished >= 0]]
    assert set(visited) == {1, 2, 3}
    before, after = measure(calm), measure(short)
    # Four reps of nine hours on five days are paid, whoever comes; overtime is free here.
    window = window_of(short)
    assert window.contracts.tolist() == money(np.array([8 * 4 * 45 * 3600]), window.hourly).tolist()
    assert after["presence.rep"] == 0.75 * before["presence.rep"] == 3
    assert after["visits_per_week"] == pytest.approx(0.75 * before["visits_per_week"], rel=0.05)


def test_somebody_must_be_left() -> None:
    with pytest.raises(UsageError, match="shock 'away': 3 of field_rep away leaves nobody of 3"):
        shocked_by(today(), today(), "away", shock(absent={"field_rep": 3}))


def test_only_those_hired_are_newcomers_and_they_need_longer() -> None:
    plan = what_if(today(), hire={"support": 2})
    slow = shocked_by(plan, today(), "slow", shock(newcomers_need="26 weeks"))
    support, rep = slow.roles["support"], slow.roles["field_rep"]
    assert (support.people, support.newcomers, rep.newcomers) == (3, 2, 0)
    assert support.ramp_up is not None
    assert support.ramp_up.lasts == 26 * 7 * 86_400
    assert rep.ramp_up is None


def test_a_shock_makes_nobody_quicker() -> None:
    slow_already = {"support": {"ramp_up": {"lasts": "52 weeks"}}}
    plan = what_if(today(), hire={"support": 2}, roles=slow_already)
    assert shocked_by(plan, today(), "slow", shock(newcomers_need="26 weeks")) is plan


def test_whoever_is_hired_on_the_first_day_is_slow_at_first() -> None:
    role = {"people": 2, "cost_per_hour": 30, "shift": {"from": "09:00", "to": "17:00"}}
    newcomer = {**role, "newcomers": 1, "ramp_up": {"lasts": "1 week", "starts_at": 0.5}}
    job = [("job", 9 * 3600, 600), ("job", 7 * 86_400 + 9 * 3600, 600)]
    weeks = {"start": "2025-01-06", "weeks": 2}
    for people, first in ((role, 600), (newcomer, 1200)):
        ledger = played(desk(roles={"clerk": people}, horizon=weeks), job, person=[1, 1])
        assert (ledger.tasks.finished - ledger.tasks.started).tolist() == [first, 600]


# -- which shocks ----------------------------------------------------------------------------------


def test_shocks_of_the_first_scenario_count_then_those_of_others() -> None:
    mine, theirs = {"title": "Mine", "absent": {"support": 1}}, {"title": "Theirs"}
    other = {**theirs, "scale": {"travel.cost_per_km": 2}}
    plans = [today(shocks={"a": mine}), today(shocks={"b": other, "a": other})]
    assert [(name, each.title) for name, each in shocks_of(plans)] == [
        ("a", "Mine"),
        ("b", "Theirs"),
    ]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"scale": {"roles.*.cost_per_huor": 2}}, "'cost_per_huor' is nowhere.*cost_per_hour"),
        ({"scale": {"roles.field_rep": 2}}, "'roles.field_rep' leads to no number"),
        ({"absent": {"suport": 1}}, "absent 'suport'.*support"),
    ],
)
def test_a_shock_that_touches_no_plan_is_a_mistake(said: dict[str, Any], message: str) -> None:
    plans = [today(shocks={"odd": {"title": "Odd", **said}}), relieved()]
    with pytest.raises(UsageError, match=f"shock 'odd': .*{message}"):
        plans_under(plans, *shocks_of(plans)[0])


def test_check_notes_the_shocks_that_stress_refuses(tmp_path: Path) -> None:
    """With stress's own words; it may be meant, since a plan inherits the shocks of today."""
    said = (
        "  away: {title: Away, absent: {field_rep: 6}}\n"
        "  typo: {title: Typo, scale: {roles.field_rep.cost: 2}}\n"
        "  more: {title: More, scale: {horizon.weeks: 2}}\n"
        "  fine: {title: Fine, scale: {travel.cost_per_km: 2}}\n"
    )
    file = tmp_path / "odd.yaml"
    file.write_text(f"extends: north\ntitle: Odd\nshocks:\n{said}")
    found = [note for note in checked(str(file))["notes"] if note["path"].startswith("shocks.")]
    assert [(each["line"], each["path"]) for each in found] == [
        (4, "shocks.away"),
        (5, "shocks.typo"),
        (6, "shocks.more"),
    ]
    odd = load(file)
    for (name, problem), note in zip(refused(odd), found, strict=True):
        with pytest.raises(UsageError) as told:
            plans_under([odd], name, odd.shocks[name])
        assert str(told.value) == problem
        assert note["message"] == f"'stress' refuses this: {problem}"


def test_stress_of_files_says_where_a_shock_stands_and_how_to_leave_it_out(tmp_path: Path) -> None:
    said = "shocks:\n  away: {title: Away, absent: {field_rep: 6}}\n"
    for name in ("odd", "plan"):
        (tmp_path / f"{name}.yaml").write_text(f"extends: north\ntitle: Odd\n{said}")
    names = [str(tmp_path / f"{name}.yaml") for name in ("odd", "plan")]
    how: dict[str, Any] = {"goal": ["cost <= 1"], "regret": None, "confidence": 0.95}
    with pytest.raises(UsageError) as told:
        ask(names=names, replications=2, **how)
    assert "odd.yaml:4" in str(told.value)
    assert "6 of field_rep away leaves nobody of 6" in str(told.value)
    assert "'shocks: {away: null}'" in str(told.value)


def test_a_shock_that_a_file_sets_to_null_is_left_out_for_all_plans(tmp_path: Path) -> None:
    """What would leave nobody of the plan's support is tried on no plan, and the answer says so."""
    shocks = (
        "shocks:\n  away: {title: One away, absent: {sales_support: 1}}\n"
        "  dear: {title: Dear roads, scale: {travel.cost_per_km: 2}}\n"
    ) + "".join(f"  {name}: null\n" for name in load("north").shocks)
    short = "horizon: {weeks: 2, warm_up_weeks: 1}\nroles: {sales_support: {people: 2}}\n"
    fewer = "extends: now\ntitle: Fewer\nhire: {sales_support: -1}\nshocks: {away: null}\n"
    (tmp_path / "now.yaml").write_text(f"extends: north\ntitle: Now\n{short}{shocks}")
    (tmp_path / "fewer.yaml").write_text(fewer)
    (tmp_path / "heir.yaml").write_text("extends: fewer\ntitle: Its heir\n")
    now, few, heir = (str(tmp_path / f"{name}.yaml") for name in ("now", "fewer", "heir"))
    how: dict[str, Any] = {"goal": ["cost <= 1"], "regret": None, "confidence": 0.95}
    (told,) = ask(names=[now, heir, few], replications=2, jobs=1, **how)
    assert [each.name for each in told.shocks] == ["", "dear"]
    assert told.left_out == (LeftOut("away", "One away", "heir"),)
    assert told.as_json()["left_out"] == {"away": "heir"}
    said = "away (One away) is left out for all plans, since “Its heir” sets it to null"
    texts = [text for each in content.document(told).blocks for text in lines(each)]
    assert any(each.startswith(said) for each in texts)
    (tmp_path / "fewer.yaml").write_text(fewer.replace("away: null", "away: null, dear: null"))
    with pytest.raises(UsageError, match="no shock is left to test: plans set away, dear to null"):
        ask(names=[now, few], replications=2, **how)


def test_plans_of_other_weeks_are_refused_and_no_shock_is_blamed(tmp_path: Path) -> None:
    for name, weeks in (("short", 4), ("long", 6)):
        text = "shocks: {away: {title: Away, absent: {field_rep: 6}}}\n"
        text += f"horizon: {{weeks: {weeks}, warm_up_weeks: 1}}\n"
        (tmp_path / f"{name}.yaml").write_text(f"extends: north\ntitle: X\n{text}")
    files = [str(tmp_path / f"{name}.yaml") for name in ("short", "long")]
    told = CliRunner().invoke(app, ["stress", *files, "--goal", "direct_selling_share >= 10%"])
    assert told.exit_code == 2
    assert "horizon.weeks is 4 in 'short' and 6 in 'long', expected the same" in told.stderr
    assert "shock" not in told.stderr


def test_check_of_several_files_says_whose_note_it_is(tmp_path: Path) -> None:
    said = "shocks: {away: {title: Away, absent: {field_rep: 6}}}\n"
    (tmp_path / "odd.yaml").write_text(f"extends: north\ntitle: Odd\n{said}")
    (tmp_path / "child.yaml").write_text("extends: odd\ntitle: Child\n")
    files = [str(tmp_path / f"{name}.yaml") for name in ("odd", "child")]
    told = CliRunner().invoke(app, ["check", *files]).stderr.splitlines()
    of_parent, of_child = [line for line in told if "shocks.away" in line]
    assert of_parent.startswith(f"{files[0]}:3")
    assert of_child.startswith(f"{files[1]}: {files[0]}:3")


def test_a_region_bears_every_shock_that_is_said_for_it() -> None:
    assert list(refused(load("region"))) == []


def test_a_value_that_becomes_impossible_is_named_with_its_shock() -> None:
    more = shock(scale={"call_plans.visit.planned_share": 2})
    with pytest.raises(UsageError, match=r"shock 'more' on today.*planned_share"):
        shocked_by(today(), today(), "more", more)


@pytest.mark.parametrize(
    ("plans", "goals", "message"),
    [
        ([firm()], ["direct_selling_share >= 1%"], "read 1 scenario,"),
        ([firm(), firm()], ["direct_selling_share >= 1%"], "'today' is named twice"),
        ([firm(), relieved()], [], "read no goal"),
        ([today(), relieved()], ["direct_selling_share >= 1%"], "no shocks are said in"),
    ],
)
def test_what_cannot_be_tested_is_refused(
    plans: list[Scenario], goals: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        stress(plans, goals, replications=1, jobs=1)


def test_nobody_regrets_what_is_neither_good_nor_bad() -> None:
    plans = [firm(), what_if(relieved(), name="relieved")]
    with pytest.raises(UsageError, match=r"neither more nor less of utilisation\.support"):
        stress(plans, ["direct_selling_share >= 1%"], "utilisation.support", 1, jobs=1)


# -- what comes out --------------------------------------------------------------------------------


def test_a_plan_that_a_shock_does_not_touch_changes_by_exactly_nothing(found: StressTest) -> None:
    calm, slow = (cells(found, 0)[name] for name in ("", "nobody_hired"))
    assert not slow.touched
    assert slow.reached == calm.reached
    assert [each.level for each in slow.levels] == [each.level for each in calm.levels]
    assert all(each.change[:3] == (0, 0, 0) for each in slow.levels)


def test_dearer_hours_cost_a_tenth_more_and_change_nothing_else(found: StressTest) -> None:
    where = {name: number for number, name in enumerate(found.measures)}
    calm, dearer = (cells(found, 0)[name] for name in ("", "dearer"))
    selling, cost = where["direct_selling_share"], where["cost_per_week"]
    assert dearer.touched
    assert dearer.levels[selling] == calm.levels[selling]
    wages = dearer.levels[cost].change.mean / 0.1
    travel = calm.levels[cost].level.mean - wages
    assert 0 < travel < 0.1 * wages


def test_the_best_plan_under_a_shock_is_not_regretted_there(found: StressTest) -> None:
    for number in range(len(found.shocks)):
        regrets = [found.cell(plan, number).regret.mean for plan in range(2)]
        assert min(regrets) == 0
        assert max(regrets) >= 0


@pytest.mark.slow
def test_the_chance_is_the_share_of_years_that_keep_every_goal() -> None:
    plans = [firm(), what_if(relieved(), name="relieved")]
    easy, never = "direct_selling_share >= 1%", "cost_per_week <= 1"
    one = stress(plans, [easy], replications=2, jobs=1)
    both = stress(plans, [easy, never], replications=2, jobs=1)
    assert {cell.reached for cell in one.cells} == {proportion(2, 2)}
    assert {cell.reached for cell in both.cells} == {proportion(0, 2)}
    assert one.regretted == "direct_selling_share"


def test_an_answer_is_kept_and_read_back_as_it_was(found: StressTest, tmp_path: Path) -> None:
    write_results(tmp_path, "stress", [found])
    assert repr(read_results(tmp_path)) == repr([found])
    json.dumps(found.as_json(), allow_nan=False)


# -- regret ----------------------------------------------------------------------------------------

# Costs of three plans (rows) under three shocks (columns), in each of two years.
COSTS = np.array(
    [
        [[10, 12], [30, 30], [20, 20]],
        [[14, 16], [20, 22], [22, 22]],
        [[13, 15], [28, 28], [19, 19]],
    ],
    dtype=float,
)
# Means 11 15 14 | 30 21 28 | 20 22 19: best are the first, the second and the third.
REGRETS = [[0, 9, 1], [4, 0, 3], [3, 7, 0]]


def test_regret_is_what_a_plan_falls_short_of_the_best_one_there() -> None:
    assert regrets_of(COSTS).mean(axis=2).tolist() == REGRETS
    assert regrets_of(COSTS)[0, 1].tolist() == [10, 8]


def test_savage_takes_the_least_worst_regret() -> None:
    by_worst, by_mean = choice_of(regrets_of(COSTS), ["a", "b", "c"], ["x", "y", "z"], 0.95)
    # At worst 9, 4 and 7; on average 10/3, 7/3 and 10/3.
    assert (by_worst.plan, by_worst.regret, by_worst.shock) == ("b", 4, "x")
    assert [(rival.plan, rival.more.mean) for rival in by_worst.rivals] == [("a", 5), ("c", 3)]
    assert by_mean.plan == "b"
    assert by_mean.regret == pytest.approx(7 / 3)


def test_a_rival_is_told_apart_by_the_paired_interval_alone() -> None:
    # At worst a 1, 3, 2 and b 2, 4, 3: b is always regretted by exactly 1 more.
    steady = np.array([[[1.0, 3, 2]], [[2.0, 4, 3]]])
    assert choice_of(steady, ["a", "b"], ["x"], 0.95)[0].tied == ()
    wavering = np.array([[[1.0, 3, 2]], [[4.0, 0, 3]]])
    assert choice_of(wavering, ["a", "b"], ["x"], 0.95)[0].tied == ("b",)


def test_plans_that_are_the_same_cannot_be_told_apart() -> None:
    alike = np.stack([COSTS[0], COSTS[0]])
    assert choice_of(regrets_of(alike), ["a", "b"], ["x", "y", "z"], 0.95)[0].tied == ("b",)


losses = arrays(float, (3, 4, 5), elements=st.integers(-1_000, 1_000).map(float))


@pytest.mark.slow
@given(losses)
def test_nobody_is_better_than_the_best(costs: np.ndarray) -> None:
    means = regrets_of(costs).mean(axis=2)
    assert (means >= -1e-9).all()
    assert np.abs(means.min(axis=0)).max() < 1e-9


@pytest.mark.slow
@given(losses, st.integers(0, 3), st.integers(-500, 500))
def test_what_a_shock_costs_every_plan_alike_is_no_regret(
    costs: np.ndarray, where: int, more: int
) -> None:
    dearer = costs.copy()
    dearer[:, where] += more
    assert np.allclose(regrets_of(dearer), regrets_of(costs))


# -- intervals of shares ---------------------------------------------------------------------------


def test_wilsons_interval_solves_its_equation() -> None:
    # Both ends p keep |7/20 - p| = z sqrt(p (1 - p) / 20), with z = 1.959964.
    found = proportion(7, 20)
    for end in (found.low, found.high):
        assert abs(0.35 - end) == pytest.approx(1.959964 * math.sqrt(end * (1 - end) / 20))


def test_never_and_always_have_intervals_of_some_width() -> None:
    assert proportion(0, 10)[:2] == (0, 0)
    assert proportion(0, 10).high == pytest.approx(1.959964**2 / (10 + 1.959964**2))
    assert proportion(10, 10)[0] == proportion(10, 10).high == 1
    assert proportion(0, 0).n == 0


# -- words and pictures ----------------------------------------------------------------------------


GOAL = "direct_selling_share >= 22%"


LAPSED = (15, 20, 30, 40, 50)


def by_hand(chances: list[list[int]], tied: bool = False) -> StressTest:
    """Two plans under no shock and under a surge, each of 20 years, with made-up regrets."""
    regrets = [[Interval(0, 0, 0, 20), Interval(0.04, 0.03, 0.05, 20)],
               [Interval(0.02, 0.01, 0.03, 20), Interval(0, 0, 0, 20)]]  # fmt: skip
    level = Level(Interval(0.2, 0.19, 0.21, 20), Interval(0, 0, 0, 20))
    made = tuple(
        Cell(plan, ("", "surge")[s], s == 1, proportion(chances[p][s], 20), (level,), regrets[p][s])
        for p, plan in enumerate(("now", "then"))
        for s in range(2)
    )
    more = Interval(0.02, -0.01 if tied else 0.01, 0.05, 20)
    choice = Choice("then", 0.02, "", (Alternative("now", more),))
    return StressTest(
        (ScenarioLabel("now", "Today", "", "EUR"), ScenarioLabel("then", "The plan", "", "EUR")),
        (ShockApplied("", ""), ShockApplied("surge", "A third more")),
        (GOAL,),
        ("direct_selling_share",),
        "direct_selling_share",
        made,
        choice,
        choice,
        20,
        1,
    )


def with_regret(regret: Interval) -> StressTest:
    """The second plan without a shock falls short of the first by so much."""
    made = by_hand([[20, 20], [20, 20]])
    cells = (*made.cells[:2], made.cells[2]._replace(regret=regret), made.cells[3])
    return replace(made, cells=cells)


def test_the_headline_says_how_each_plan_stands_and_which_is_regretted_least() -> None:
    said = GOAL.replace("_", " ").replace(">=", "≥")
    assert content.headlines(by_hand([[0, 0], [20, 7]])) == [
        f"Today: {said} in 0% [0, 16] of runs, with any shock or without one.",
        f"The plan: {said} in 100% [84, 100] of runs, least often under surge: 35% [18, 57].",
        "Regretted least in direct selling share: The plan, at worst by 2.0 points [1.0, 3.0].",
    ]


def test_a_goal_that_is_never_reached_is_not_made_rarer_by_a_shock() -> None:
    said = GOAL.replace("_", " ").replace(">=", "≥")
    assert content.headlines(by_hand([[0, 7], [20, 7]]))[0] == (
        f"Today: {said} in 0% [0, 16] of runs, never as things stand; most often under surge: 35%"
        " [18, 57]."
    )
    made = by_hand([[0, 0], [20, 7]])
    untouched = replace(made, cells=tuple(cell._replace(touched=False) for cell in made.cells))
    assert content.headlines(untouched)[0] == (
        f"Today: {said} in 0% [0, 16] of runs, with any shock or without one."
    )


def test_a_goal_that_a_shock_leaves_alone_is_not_praised_where_something_else_is_worse() -> None:
    made = by_hand([[0, 0], [20, 20]])
    fewer = Worsened("visits_per_week", Interval(12.4, 12, 13, 20), Interval(9.3, 9, 10, 20))
    more = Worsened("waiting_at_end.quote", Interval(100, 98, 102, 20), Interval(110, 108, 112, 20))
    *others, last = made.cells
    hit = replace(made, cells=(*others, last._replace(worse=(fewer, more))))
    expected = (
        "; but under surge visits per week goes from 12.4 to 9.30, waiting at end: quote goes from"
        " 100 to 110"
    )
    assert content.headlines(hit)[1].endswith(
        f"of runs, and we cannot tell that any shock makes it rarer{expected}."
    )
    assert expected in " ".join(charts.chances(hit).get_title(loc="left").split())
    many = replace(made, cells=(*others, last._replace(worse=(fewer, more, more, more))))
    assert content.headlines(many)[1].endswith("; worse, too: 1 more.")


def test_each_shock_under_which_something_is_worse_for_sure_is_told() -> None:
    """The worst with what it makes worse, two more with what changes most, others by name."""
    made = by_hand([[20, 20], [20, 20]])
    lost = [Worsened("lapsed.call", Interval(10, 9, 11, 20), Interval(n, n, n, 20)) for n in LAPSED]
    names = ("surge", "flu", "snow", "strike", "fair")
    hit = [
        made.cells[3]._replace(shock=name, worse=(each,))
        for name, each in zip(names, lost, strict=True)
    ]
    still = [made.cells[1]._replace(shock=name) for name in names]
    shocks = (made.shocks[0], *(ShockApplied(name, name) for name in names))
    every = replace(made, shocks=shocks, cells=(made.cells[0], *still, made.cells[2], *hit))
    said = content.headlines(every)[1]
    assert said.endswith(
        "; but under fair lapsed: call goes from 10.0 to 50.0; under strike lapsed: call goes from"
        " 10.0 to 40.0; under snow lapsed: call goes from 10.0 to 30.0; worse, too, under flu,"
        " surge."
    )


def test_of_who_is_absent_the_visits_are_missing_for_sure_though_the_share_stays() -> None:
    company = four_reps(
        shocks={"away": {"title": "One is away", "absent": {"rep": 1}}, "dearer": SHOCKS["dearer"]}
    )
    plan = what_if(company, name="plan")
    found = stress([company, plan], ["direct_selling_share >= 5%"], replications=4, jobs=1)
    by_shock = {cell.shock: cell for cell in found.cells if cell.plan == "plan"}
    assert [each.measure for each in by_shock["away"].worse] == ["visits_per_week"]
    assert by_shock["away"].worse[0].part == pytest.approx(1 / 4, abs=0.02)
    assert by_shock["dearer"].worse == by_shock[""].worse == ()


def test_a_plan_that_drowns_somebody_is_never_best_whatever_happens() -> None:
    made = by_hand([[0, 0], [20, 20]])
    best = replace(made, by_worst=made.by_worst._replace(regret=0.0))
    assert content.regret_headline(best) == (
        "Regretted least in direct selling share: The plan, with no regret under any shock."
    )
    never = by_hand([[0, 0], [20, 0]])
    assert content.regret_headline(replace(never, by_worst=best.by_worst)) == (
        "Regretted least in direct selling share: The plan, best under each shock, but it reaches"
        " the goal in no run: surge."
    )
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)
    cells = tuple(
        cell._replace(drowns=pile) if (cell.plan, cell.shock) == ("then", "surge") else cell
        for cell in best.cells
    )
    assert content.regret_headline(replace(best, cells=cells)) == (
        "Regretted least in direct selling share: The plan, with no regret under any shock; but"
        " it is not called best: under surge work piles up at clerks: quote grows by 42.0 tasks a"
        " week."
    )
    title = charts.chances(replace(best, cells=cells)).get_title(loc="left").replace("\n", " ")
    assert title.startswith("Every plan that reaches the goal drowns somebody; The plan reaches")


def test_a_plan_that_drowns_somebody_says_so_though_another_is_regretted_least() -> None:
    made = by_hand([[0, 0], [20, 7]])  # regretted least: then
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)
    cells = tuple(
        cell._replace(drowns=pile) if (cell.plan, cell.shock) == (made.plans[0].name, "") else cell
        for cell in made.cells
    )
    first, second, _ = content.headlines(replace(made, cells=cells))
    assert first.endswith("; but work piles up at clerks: quote grows by 42.0 tasks a week.")
    assert "piles up" not in second


def test_a_plan_that_drowns_somebody_is_called_best_nowhere() -> None:
    """Today is nothing behind under both shocks, and drowns the clerks without one."""
    made = by_hand([[0, 0], [20, 7]], tied=True)
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)
    today = made.plans[0].name
    cells = tuple(
        cell._replace(drowns=pile, regret=cell.regret._replace(mean=0.0))
        if cell.plan == today and not cell.shock
        else cell
        for cell in made.cells
    )
    drowning = replace(made, cells=cells)
    table = content.stressed(drowning, 0)
    assert [table.columns[-2].key, table.columns[-1].key] == ["regret", "drowns"]
    assert table.rows[0][-2:] == ("0, drowns somebody", "clerks: +42.0")
    # Under the surge, too, as in a year without one, at whatever regret.
    assert table.rows[1][-2:] == ("4.0 [3.0, 5.0], drowns somebody", "")
    notes = [
        line for block in content.document(drowning).blocks for line in getattr(block, "lines", ())
    ]
    assert any(line.startswith("drowns somebody: under this shock") for line in notes)
    marks = [text.get_text().strip() for text in charts.regrets(drowning).texts]
    assert marks == ["0, drowns somebody", "2.0", "4.0, drowns somebody", "best"]
    assert content.stressed(drowning, 1).columns[-1].key == "regret", "nobody drowns there"
    assert content.regret_headline(drowning).endswith(
        "or “Today” (work piles up at clerks: quote grows by 42.0 tasks a week)."
    )


def test_no_plan_that_drowns_somebody_stands_best_in_the_picture() -> None:
    """Both reach the goal in all runs; the first drowns the clerks under the surge alone."""
    made = by_hand([[20, 20], [20, 20]])
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)

    def drowning(*plans: int) -> str:
        hit = [(made.plans[plan].name, "surge") for plan in plans]
        cells = tuple(
            cell._replace(drowns=pile) if (cell.plan, cell.shock) in hit else cell
            for cell in made.cells
        )
        title = charts.chances(replace(made, cells=cells)).get_title(loc="left")
        return title.replace("\n", " ")

    whole = "100% [84, 100] of runs at worst"
    assert drowning() == (
        f"We cannot tell which plan stands best; “Today”, “The plan” reach the goal in {whole}"
    )
    assert drowning(0) == (
        f"The plan stands best of those that drown nobody: it reaches the goal in {whole}"
    )
    assert drowning(0, 1) == (
        f"Every plan that reaches the goal drowns somebody; “Today”, “The plan” reach it in {whole}"
    )


def test_the_picture_says_under_which_shock_a_plan_drowns_somebody() -> None:
    made = by_hand([[20, 20], [20, 20]])
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)
    *others, last = made.cells
    ax = charts.chances(replace(made, cells=(*others, last._replace(drowns=pile))))
    said = [text.get_text().splitlines()[2:] for text in ax.texts]
    assert said == [[], [], [], ["drowns somebody"]]


def test_all_that_reach_the_goal_as_often_are_named_though_one_drowns_somebody_in_calm() -> None:
    """Of two that drown the clerks one does so without a shock: both reach the goal in all runs."""
    made = by_hand([[20, 20], [20, 20]])
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)
    hit = [(made.plans[0].name, ""), (made.plans[1].name, "surge")]
    cells = tuple(
        cell._replace(drowns=pile) if (cell.plan, cell.shock) in hit else cell
        for cell in made.cells
    )
    title = charts.chances(replace(made, cells=cells)).get_title(loc="left").replace("\n", " ")
    assert "drowns somebody; “Today”, “The plan” reach it in" in title


def test_a_pile_is_told_once_though_more_waits_of_it() -> None:
    """What waits at the end is the pile: visits that are fewer, and other work, are told beside."""
    made = by_hand([[0, 0], [20, 20]])
    fewer = Worsened("visits_per_week", Interval(12.4, 12, 13, 20), Interval(9.3, 9, 10, 20))
    waits = Worsened("waiting_at_end.quote", Interval(20, 18, 22, 20), Interval(247, 240, 250, 20))
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)
    *others, last = made.cells
    hit = replace(made, cells=(*others, last._replace(worse=(waits, fewer), drowns=pile)))
    for said in (content.headlines(hit)[1], charts.chances(hit).get_title(loc="left")):
        assert "; but under surge visits per week goes from 12.4 to 9.30" in " ".join(said.split())
        assert "waiting at end" not in said
    other = hit.cells[-1]._replace(drowns=pile._replace(activity="order"))
    told = content.headlines(replace(hit, cells=(*others, other)))[1]
    assert "waiting at end: quote goes from 20.0 to 247" in told


def test_of_several_that_stand_alike_those_with_which_less_is_sold_are_told() -> None:
    """The second sells 90 hours for sure where the first sells 100; their shares do not say it."""
    made = by_hand([[20, 20], [20, 20]])
    fewer = Headcount(5, 4, 100.0, 90.0, Interval(-10, -12, -8, 20))
    cells = tuple(
        cell._replace(sellers=fewer) if cell.plan == "then" else cell for cell in made.cells
    )
    title = charts.chances(replace(made, cells=cells)).get_title(loc="left").replace("\n", " ")
    assert title.endswith("at worst; with “The plan”, in all 90 h a week are sold instead of 100")


def test_bars_of_regret_that_lie_apart_are_explained_where_we_cannot_tell_them_apart() -> None:
    tied = by_hand([[0, 0], [20, 7]], tied=True)
    below = charts.regrets(tied).get_xlabel()
    assert below.endswith("held to all 2 plans together, which takes more runs")
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)
    every = replace(tied, cells=tuple(cell._replace(drowns=pile) for cell in tied.cells))
    title = charts.regrets(every).get_title(loc="left").replace("\n", " ")
    assert title == (
        "We cannot tell which plan is regretted least in direct selling share: “The plan”, at worst"
        " by 2.0 points [1.0, 3.0], or “Today”; each of them drowns somebody"
    )


def test_of_a_plan_that_no_shock_touches_it_is_sure_that_none_fails_it() -> None:
    made = by_hand([[20, 20], [20, 17]])
    assert "84, 100] of runs, and we cannot tell that any shock" in content.headlines(made)[0]
    # 17 of 20 is 64 to 95%, which 84 to 100% may be as well.
    assert content.headlines(made)[1].endswith(
        "makes it rarer; least often in these runs under surge: 85% [64, 95]."
    )
    calm = replace(made, cells=tuple(cell._replace(touched=False) for cell in made.cells))
    assert content.headlines(calm)[0].endswith("of runs, and no less often under any shock.")


def test_no_regret_is_less_than_nothing() -> None:
    """Regrets of 0, 1 and 5: their mean may be below 0, a regret may not."""
    few = np.array([0.0, 1.0, 5.0])
    assert confidence_interval(few).low < 0
    assert regretted_by(few, 0.95)[:2] == (2, 0)
    assert regretted_by(few, 0.95).high == confidence_interval(few).high
    drawn = charts.regrets(with_regret(Interval(0.02, 0.0, 0.06, 3)))
    ends = [segment[:, 0] for each in drawn.collections for segment in each.get_segments()]
    assert [2.0 - 2.0, 2.0 + 4.0] in [[round(end, 6) for end in pair] for pair in ends]


def test_what_cannot_be_told_is_said_to_be_so() -> None:
    said = content.regret_headline(by_hand([[0, 0], [20, 7]], tied=True))
    assert said == (
        "We cannot tell which plan is regretted least in direct selling share: “The plan”, at"
        " worst by 2.0 points [1.0, 3.0], or “Today”."
    )


def test_the_table_of_a_plan_has_a_row_for_each_shock() -> None:
    table = content.stressed(by_hand([[0, 0], [20, 7]]), 1)
    assert printed.header(table) == ("", "reaches the goal", "direct selling share, %", "regret")
    assert printed.rows(table) == [
        ("no shock", "100% [84, 100]", "20.0", "2.0 [1.0, 3.0]"),
        ("surge", "35% [18, 57]", "20.0", "best"),
    ]


def test_a_plan_that_no_shock_fails_stands_best_in_the_picture() -> None:
    titles = [
        charts.chances(by_hand(chances)).get_title(loc="left")
        for chances in (
            [[0, 0], [0, 0]],
            [[0, 0], [20, 0]],
            [[19, 3], [20, 2]],
            [[19, 18], [20, 2]],
        )
    ]
    assert titles[0] == "No plan reaches the goal in any run"
    titles = [title.replace("\n", " ") for title in titles]
    doubt = "We cannot tell which plan stands best; "
    assert titles[1].startswith(f"{doubt}The plan reaches the goal in 100% [84, 100] of runs, in")
    assert titles[2].startswith(f"{doubt}Today reaches the goal in 15% [5, 36] of runs at worst")
    assert titles[3].startswith(
        "Today stands best: it reaches the goal in 90% [70, 97] of runs at worst"
    )


def test_the_picture_has_a_cell_for_each_plan_and_shock() -> None:
    ax = charts.chances(by_hand([[0, 0], [20, 7]]))
    said = [text.get_text().replace("\n", " ") for text in ax.texts]
    assert said == ["0% [0, 16]", "0% [0, 16]", "100% [84, 100]", "35% [18, 57]"]
    assert "The plan" in ax.get_title(loc="left")
    assert "35%" in ax.get_title(loc="left")


def test_a_plan_that_is_best_under_a_shock_is_called_so_in_the_picture() -> None:
    ax = charts.regrets(by_hand([[0, 0], [20, 7]]))
    assert [text.get_text().strip() for text in ax.texts] == ["best", "2.0", "4.0", "best"]
    assert ax.get_xlabel() == "regret in direct selling share, points"


@pytest.mark.slow
def test_the_command_files_its_answer_and_is_quick_the_second_time(tmp_path: Path) -> None:
    for number, plan in enumerate((firm(), what_if(firm(), hire={"support": 1}))):
        (tmp_path / f"plan{number}.yaml").write_text(as_yaml(plan))
    said = ["stress", str(tmp_path / "plan0.yaml"), str(tmp_path / "plan1.yaml"), "-n", "2"]
    said += ["--goal", "direct_selling_share >= 10%", "--regret", "cost", "--jobs", "1", "--json"]
    first, second = (
        CliRunner().invoke(app, [*said, "--out", str(tmp_path / "results")]) for _ in range(2)
    )
    assert first.exit_code == 0, first.output
    assert json.loads(first.stdout) == json.loads(second.stdout)
    told = json.loads(first.stdout)
    assert told["least_worst_regret"]["plan"] == "plan0"
    assert len(told["cells"]) == 2 * 4
    files = {path.name for path in (tmp_path / "results").glob("stress+*/*/*")}
    assert {"answer.json", "stress.json", "chances.png", "regrets.png"} <= files


def test_what_happens_under_each_shock_in_other_replications_has_no_mean_regret() -> None:
    plans = [firm(), what_if(relieved(), name="relieved", shocks=SHOCKS)]
    calm, shocked = (
        [MeasureRow({"m": value}) for value in values]
        for values in ((1.0, math.nan), (math.nan, 1.0))
    )
    shocks = shocks_of(plans)[:1]
    table = RegretTable(plans, [], [[calm, shocked]] * 2, [], 0.95)
    with pytest.raises(UsageError, match="no mean regret; try more replications"):
        table.regrets("m", 1, shocks)


def test_a_share_under_absence_is_told_with_what_is_sold_in_all() -> None:
    """One of three reps is away under the shock: two sell less in all, whatever their share."""
    ill = {"ill": {"title": "A rep is ill all year", "absent": {"field_rep": 1}}}
    firm = today(shocks=ill)
    fewer = what_if(firm, name="fewer", title="One rep leaves", hire={"field_rep": -1})
    found = stress([firm, fewer], ["direct_selling_share >= 1%"], replications=3, jobs=1)
    hit = found.cell(0, 1).sellers_hit
    assert hit is not None
    assert hit.there is not None
    assert (
        f"; under ill in all {hit.hours_after:.0f} h a week are sold instead of"
        f" {hit.hours_before:.0f}" in content.headlines(found)[0]
    )
    gone = found.cell(1, 0).sellers
    assert gone is not None
    assert "; with 2 field reps instead of 3, in all" in content.headlines(found)[1]
    table = content.stressed(found, 1)
    sold = [column.key for column in table.columns].index("sold")
    assert table.rows[0][sold] == gone.hours_after
    assert found.as_json()["cells"][1]["sellers_hit"]["differs"] is True


def test_a_plan_whose_share_rises_as_people_leave_is_not_praised_without_a_but() -> None:
    found = by_hand([[20, 20], [20, 20]])
    fewer = Headcount(3, 2, 45.0, 30.0, Interval(-15, -17, -13, 5), role="field_rep")
    cells = tuple(cell._replace(sellers=fewer) for cell in found.cells)
    best = found.by_worst._replace(plan=found.plans[1].name, rivals=())
    told = content.regret_headline(replace(found, cells=cells, by_worst=best))
    assert told.endswith(
        ", but with 2 field reps instead of 3, in all 30 h a week are sold instead of 45."
    )
    more = fewer._replace(after=4, hours_after=60.0, more=Interval(15, 13, 17, 5))
    cells = tuple(cell._replace(sellers=more) for cell in found.cells)
    told = content.regret_headline(replace(found, cells=cells, by_worst=best))
    assert "; with 4 field reps instead of 3, in all 60 h" in told


def test_where_shocks_may_make_a_goal_rarer_what_else_they_do_is_told_too() -> None:
    """The goal in 20 and 17 of 20 runs: as of a plan that reaches it as often."""
    made = by_hand([[20, 20], [20, 17]])
    fewer = Worsened("visits_per_week", Interval(12.4, 12, 13, 20), Interval(9.3, 9, 10, 20))
    cells = tuple(cell._replace(worse=(fewer,)) if cell.shock else cell for cell in made.cells)
    for said in content.headlines(replace(made, cells=cells))[:2]:
        assert "; but under surge visits per week goes from 12.4 to 9.30" in said
