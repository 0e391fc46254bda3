"""A company of which the cheapest plan can be worked out by hand, and a search on known ground."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import printed
import pytest
from firm import written
from typer.testing import CliRunner
from worlds import ALWAYS, desk, scenario

from simulator.analysis import result_file
from simulator.analysis.optimise import (
    Finalist,
    Hire,
    Optimum,
    Plan,
    Request,
    Space,
    TriedPlan,
    base_beside,
    optimise,
    space_of,
    write_plan,
)
from simulator.analysis.optimise.objective import Aim, parse_objective
from simulator.analysis.optimise.plans import empty_plan, full_plan, parse_hire
from simulator.analysis.optimise.search import Trials, search
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.runner import RunKeywords, RunOptions
from simulator.experiment.statistics import Interval
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.output import charts
from simulator.output.content import optimise as content
from simulator.output.content.optimise import (
    beside_the_best,
    finalists,
    finalists_reach,
    frontier,
    headline,
    plan_words,
)
from simulator.scenario.changes import Change, Changes, changes_of
from simulator.scenario.inheritance import load

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}
WEEK = 7 * 24  # hours that everybody is there and paid for
CHANGES = (
    "reassign:\n  paper: {to: clerk, share: 1, hand_over: 0 s, take_over: 0 s}\nhire: {clerk: 2}\n"
)
LIGHT = "utilisation.seller <= 40%"
NOT_TOO_BUSY = "utilisation.clerk <= 60%"


def company(folder: Path, changes: str = CHANGES, lasts: object = "9 h") -> Path:
    """Two sellers at 30 an hour, one clerk at 10, all there day and night, and a what-if.

    Each seller sells for 6 hours a day and does 9 hours of paper: busy for 15 of 24 hours, or for
    6 if the clerk does the paper, who is then busy for 18; two clerks for 9 each.
    """
    daily = {"arises": {"routine": {"every": "day", "at": "00:00"}}}
    office = scenario(
        name="office",
        roles={
            "seller": {"people": 2, "cost_per_hour": 30, "shift": ALWAYS},
            "clerk": {"people": 1, "cost_per_hour": 10, "shift": ALWAYS},
        },
        activities={
            "sale": {"category": "selling", "by": "seller", "lasts": "6 h", **daily},
            "paper": {"category": "desk", "by": "seller", "lasts": lasts, **daily},
        },
    )
    written(folder / "scenarios", office)
    file = folder / "scenarios" / "relieved.yaml"
    file.write_text(f"extends: office\ntitle: Relieved\n{changes}", encoding="utf-8")
    return file


def space(folder: Path, changes: str = CHANGES, *hires: str) -> Space:
    return space_of(changes_of(company(folder, changes)), hires)


def found_in(where: Space, *guards: str, goal: str | None = LIGHT, **said: object) -> Optimum:
    request = Request(goal=goal, guards=guards, replications=2, finalists=4, **said)  # type: ignore[arg-type]
    return optimise(where, request, **ALONE)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Space, Optimum]:
    """The cheapest plan of the company that keeps both bounds."""
    where = space(tmp_path_factory.mktemp("solved"))
    return where, found_in(where, NOT_TOO_BUSY)


# -- the answer ------------------------------------------------------------------------------------


def test_the_cheapest_plan_is_the_one_worked_out_by_hand(solved: tuple[Space, Optimum]) -> None:
    _, found = solved
    assert found.chosen is not None
    assert found.chosen.plan == Plan(("reassign paper",), (("clerk", 1),))
    assert found.chosen.levels[0].mean == (2 * 30 + 2 * 10) * WEEK
    assert found.decided


def test_every_plan_of_a_small_space_is_tried(solved: tuple[Space, Optimum]) -> None:
    """The paper moved or not, and 0 to 4 clerks hired: twice as many as the what-if says."""
    _, found = solved
    assert found.hires == (Hire("clerk", (0, 1, 2, 3, 4)),)
    assert len(found.tried) == found.space == 10
    assert found.exhaustive


def test_one_step_away_it_costs_more_or_misses_a_bound(solved: tuple[Space, Optimum]) -> None:
    _, found = solved
    steps = {(each.what, each.step): each for each in found.beside}
    fewer, more = steps["clerk", -1], steps["clerk", 1]
    assert fewer.dearer.mean == -10 * WEEK
    assert fewer.missing > 0
    assert more.dearer.mean == 10 * WEEK
    assert more.missing == 0
    assert steps["reassign paper", -1].missing > 0
    assert found.as_good == ()


def test_what_costs_less_than_is_worth_finding_is_as_good(tmp_path: Path) -> None:
    found = found_in(space(tmp_path), NOT_TOO_BUSY, worth=f"{10 * WEEK}")
    assert found.chosen is not None
    assert Plan(("reassign paper",), (("clerk", 2),)) in {each.plan for each in found.as_good}


def test_the_frontier_leaves_out_what_is_dearer_and_no_better(
    solved: tuple[Space, Optimum],
) -> None:
    """The paper stays with the sellers for least; moved, a second clerk keeps the guard."""
    _, found = solved
    assert [each.plan.moves for each in found.frontier] == [(), ("reassign paper",)]
    assert [each.plan.people for each in found.frontier] == [0, 1]


def test_finalists_are_judged_on_other_luck_than_the_search_had(
    solved: tuple[Space, Optimum],
) -> None:
    _, found = solved
    assert found.fresh_seed != found.seed
    assert all(each.levels[0].n >= 20 for each in found.finalists)
    assert all(each.replications == 2 for each in found.tried)


def test_a_better_plan_one_step_away_is_judged_in_another_round(tmp_path: Path) -> None:
    """With two plans tried, nothing and all, only all keeps the bounds; one clerk is cheaper."""
    where = space(tmp_path)
    found = found_in(where, NOT_TOO_BUSY, budget=2)
    assert {each.plan.people for each in found.tried} == {0, 2}
    assert found.chosen is not None
    assert found.chosen.plan.people == 1
    assert found.chosen.plan not in {each.plan for each in found.tried}
    assert found.replications > found.searched + sum(e.levels[0].n for e in found.finalists)


def test_asked_again_it_answers_the_same(tmp_path: Path, solved: tuple[Space, Optimum]) -> None:
    again = found_in(space(tmp_path), NOT_TOO_BUSY)
    assert again.as_json() == solved[1].as_json()


def test_if_no_plan_keeps_the_bounds_the_nearest_is_shown(tmp_path: Path) -> None:
    """Sellers sell for a quarter of their time whoever does the paper."""
    found = found_in(space(tmp_path), goal="utilisation.seller <= 20%")
    assert found.decided
    assert found.chosen is None
    assert found.finalists[0].plan == Plan(("reassign paper",), (("clerk", 0),))
    assert found.finalists[0].levels[1].mean == pytest.approx(0.25)
    assert {each.standing for each in found.finalists} == {"breaks"}
    assert "No plan was found that keeps the bounds" in headline(found)
    assert "which misses utilisation.seller <= 20%" in headline(found)


def test_if_replications_do_not_suffice_it_says_so_and_promises_nothing(tmp_path: Path) -> None:
    """Paper that lasts at random keeps the sellers busy for 62.5% of the time, or so."""
    chance = {"family": "exponential", "mean": "9 h"}
    where = space_of(changes_of(company(tmp_path, "hire: {clerk: 1}\n", chance)))
    found = found_in(where, goal="utilisation.seller <= 62.5% ± 0.1pt", most=4)
    assert not found.decided
    assert found.chosen is None
    assert found.finalists[0].levels[0].n == 4
    assert "cannot tell within 4 replications" in headline(found)
    assert "no guarantee" in content.document(found).blocks[-1].lines[0]
    assert found.as_json()["probability"] is None
    bounds = found.as_json()["bounds"]
    assert set(bounds[0]) == {"measure", "side", "bound", "said", "tolerance", "asked"}


@pytest.mark.slow
def test_nobody_is_drowned_in_work_unless_that_is_allowed(tmp_path: Path) -> None:
    """Paper of 12 hours a day from each seller fills the day of one clerk, and half of two's."""
    where = space_of(changes_of(company(tmp_path, CHANGES, "12 h")))
    found, drowned = found_in(where), found_in(where, busiest=1.0)
    assert found.chosen is not None
    assert drowned.chosen is not None
    assert [found.chosen.plan.people, drowned.chosen.plan.people] == [1, 0]
    assert [wish.bound.text for wish in found.aim.wishes if not wish.asked] == [
        "utilisation.clerk <= 95%"
    ]
    assert "clerk" not in headline(found).partition("cost per week")[2]
    assert {row[0]: row[-1] for row in printed.rows(beside_the_best(found))}[
        "-1 clerk"
    ] == "too busy"


# -- what may be chosen ----------------------------------------------------------------------------


def test_all_moves_and_hires_of_the_what_if_come_to_the_what_if(tmp_path: Path) -> None:
    where = space(tmp_path)
    assert scenario_hash(where.scenario(full_plan(where))) == scenario_hash(where.changes.whole)


def test_no_move_and_nobody_hired_is_the_base(tmp_path: Path) -> None:
    where = space(tmp_path)
    assert scenario_hash(where.scenario(empty_plan(where))) == scenario_hash(where.changes.base)


def test_a_range_may_be_said_also_for_a_role_that_the_what_if_does_not_hire(
    tmp_path: Path,
) -> None:
    where = space(tmp_path, CHANGES, "clerk=0..6:3", "seller=-1..1")
    assert where.hires == (Hire("clerk", (0, 3, 6)), Hire("seller", (-1, 0, 1)))
    assert where.size == 2 * 3 * 3
    assert len(set(where.every())) == where.size


def test_people_who_leave_range_from_twice_as_many_to_none(tmp_path: Path) -> None:
    where = space(tmp_path, "hire: {seller: -1}\n")
    assert where.hires == (Hire("seller", (-2, -1, 0)),)


@pytest.mark.parametrize(
    ("said", "reads"),
    [
        ("clark=0..3", "did you mean 'clerk'"),
        ("clerk", "expected a role and how many"),
        ("clerk=3..1", "expected 1 to 200 numbers"),
        ("clerk=0..900", "expected 1 to 200 numbers"),
    ],
)
def test_a_range_that_is_none_is_refused(said: str, reads: str) -> None:
    with pytest.raises(UsageError, match=reads):
        parse_hire(said, ["clerk", "seller"])


@pytest.mark.parametrize(
    ("said", "tolerance"),
    [
        ("utilisation.clerk <= 60%", 0.003),
        ("utilisation.clerk <= 60% ± 1pt", 0.01),
        ("turnaround_p90.paper <= 2 d", 2.4),
        ("turnaround_p90.paper <= 2 d +- 3 h", 3),
    ],
)
def test_a_bound_has_a_tolerance(said: str, tolerance: float) -> None:
    found = parse_objective(said, ["utilisation.clerk", "turnaround_p90.paper"])
    assert found.tolerance == pytest.approx(tolerance)


def test_a_bound_of_nothing_needs_its_tolerance_said() -> None:
    with pytest.raises(UsageError, match="near enough"):
        parse_objective("overtime.clerk <= 0", ["overtime.clerk"])


def test_a_role_cannot_be_busier_than_all_the_time() -> None:
    with pytest.raises(UsageError, match="expected a share up to 1"):
        Request(goal=LIGHT, busiest=1.2)


def test_without_goal_and_guard_nothing_is_asked() -> None:
    with pytest.raises(UsageError, match="expected a goal or a guard"):
        Request()


def test_what_is_minimised_may_be_anything_measured(tmp_path: Path) -> None:
    """The sellers are least busy without the paper, the guard wants two clerks at least."""
    found = found_in(space(tmp_path), NOT_TOO_BUSY, goal=None, minimise="utilisation.seller")
    assert found.chosen is not None
    assert found.chosen.plan.moves == ("reassign paper",)
    assert found.chosen.levels[0].mean == pytest.approx(0.25)


def test_a_difference_of_nothing_is_not_worth_finding(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="more than nothing"):
        found_in(space(tmp_path), worth="0")


# -- the search ------------------------------------------------------------------------------------


class KnownGround(Trials):
    """Plans whose outputs follow a formula: nothing is replayed."""

    def evaluate(self, plans: Iterable[Plan], replications: int) -> None:
        for plan in plans:
            self.outputs[plan] = np.tile(np.array([valued(plan)]).T, replications)


def valued(plan: Plan) -> tuple[float, float, float]:
    """Each move sells 3% more and brings 4 hours of paper; each clerk takes 3 off, and costs 10.

    Reaching 30% takes ten moves, or nine and a seller, who costs 25; the 40 hours of ten moves need
    ten clerks for no more than 10 hours to be left.
    """
    hired = dict(plan.hires)
    selling = 0.03 * len(plan.moves) + 0.03 * hired["seller"]
    left = 4 * len(plan.moves) - 3 * hired["clerk"]
    return 10 * hired["clerk"] + 25 * hired["seller"], selling, max(left, 0)


def known_ground(budget: int) -> KnownGround:
    moves = tuple(f"move {number}" for number in range(11))
    hires = (Hire("clerk", tuple(range(21))), Hire("seller", tuple(range(9))))
    hired = (Change("hire", ((0, {"hire": {"clerk": 8, "seller": 4}}),)),)
    known = ("cost_per_week", "direct_selling_share", "turnaround_mean.paper")
    wishes = (
        parse_objective("direct_selling_share >= 30%", known),
        parse_objective("turnaround_mean.paper <= 10 h", known),
    )
    where = Space(Changes(desk(), desk(), hired), moves, hires, {})
    trials = KnownGround(where, Aim("cost_per_week", 1.0, wishes), RunOptions())
    search(trials, budget, 2)
    return trials


def test_the_search_finds_the_best_of_many_plans_within_its_budget() -> None:
    """Of 387,072 plans: ten moves and ten clerks, for 100; nine moves, 9 clerks, a seller: 115."""
    trials = known_ground(budget=160)
    best = trials.ranked()[0]
    assert trials.space.size == 2**11 * 21 * 9
    assert len(trials.outputs) <= 160
    assert best.missing == 0
    assert best.values[0] == 100


@pytest.mark.parametrize("budget", [2, 9, 31, 57])
def test_the_search_never_spends_more_than_its_budget(budget: int) -> None:
    assert len(known_ground(budget).outputs) <= budget


# -- the plan as a file ----------------------------------------------------------------------------


def test_the_plan_is_a_what_if_that_loads_to_the_same_scenario(
    tmp_path: Path, solved: tuple[Space, Optimum]
) -> None:
    where, found = solved
    base_beside(tmp_path, where)
    write_plan(tmp_path / "plan.yaml", where, found)
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert "extends: office\n" in text
    assert "utilisation.seller <= 40% (give or take 0.3pt)" in text
    assert "# Guaranteed: with probability 0.95" in text
    loaded = load(tmp_path / "plan.yaml")
    assert scenario_hash(loaded) == scenario_hash(where.scenario(found.finalists[0].plan))
    assert loaded.title == "Cheapest plan of Relieved"


def test_where_the_base_is_not_found_the_plan_stands_by_itself(
    tmp_path: Path, solved: tuple[Space, Optimum]
) -> None:
    where, found = solved
    write_plan(tmp_path / "plan.yaml", where, found)
    assert "extends" not in (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    loaded = load(tmp_path / "plan.yaml")
    assert scenario_hash(loaded) == scenario_hash(where.scenario(found.finalists[0].plan))


def test_an_answer_is_kept_to_the_last_bit(tmp_path: Path, solved: tuple[Space, Optimum]) -> None:
    result_file.write_results(tmp_path, "optimise", [solved[1]])
    (again,) = result_file.read_results(tmp_path)
    assert isinstance(again, Optimum)
    assert again.as_json() == solved[1].as_json()
    assert again.aim == solved[1].aim
    assert again.tried == solved[1].tried


# -- words, picture, command -----------------------------------------------------------------------


def test_the_headline_says_the_plan_and_what_it_comes_to(solved: tuple[Space, Optimum]) -> None:
    assert headline(solved[1]) == (
        "The cheapest plan found: all moves; +1 clerk. cost per week: 13,440 EUR [13,440,"
        " 13,440]; utilisation: seller: 25.0% [25.0, 25.0]; utilisation: clerk: 37.5% [37.5, 37.5]."
    )


@pytest.mark.parametrize(
    ("moves", "says"),
    [
        ("", "no moves; +2 clerk"),
        ("abcd", "all moves; +2 clerk"),
        ("abd", "all moves but c; +2 clerk"),
        ("ab", "only a, b; +2 clerk"),
    ],
)
def test_a_plan_in_words(moves: str, says: str, solved: tuple[Space, Optimum]) -> None:
    found = replace(solved[1], moves=tuple("abcd"))
    assert plan_words(found, Plan(tuple(moves), (("clerk", 2), ("seller", 0)))) == says


def test_the_tables_say_what_was_judged(solved: tuple[Space, Optimum]) -> None:
    _, found = solved
    assert printed.rows(finalists(found))[0] == ("1  all moves; +1 clerk", "20", "chosen")
    assert printed.rows(finalists_reach(found))[0][1] == "13,440 [13,440, 13,440]"
    steps = {row[0]: row[-1] for row in printed.rows(beside_the_best(found))}
    assert steps == {"-1 clerk": "misses", "+1 clerk": "dearer", "without reassign paper": "misses"}
    assert [row[0] for row in printed.rows(frontier(found))] == [
        "no moves; nobody hired",
        "all moves; +1 clerk",
    ]


def test_the_notes_promise_and_say_how_flat_it_is(solved: tuple[Space, Optimum]) -> None:
    promise, flat, searched = content.document(solved[1]).blocks[-1].lines
    assert promise.startswith("with probability 95%: no bound is missed by more than its tolerance")
    assert "utilisation: seller ±0.3 points" in promise
    assert flat.startswith("how flat it is: 0 other plans")
    assert searched.startswith("10 of 10 plans tried with seed 1")


def test_the_picture_shows_plans_frontier_goal_and_choice(solved: tuple[Space, Optimum]) -> None:
    ax = charts.frontier(solved[1])
    assert ax.get_xlabel() == "cost per week, EUR"
    assert ax.get_ylabel() == "utilisation: seller, %"
    legend = ax.get_legend()
    assert legend is not None
    labels = [text.get_text() for text in legend.get_texts()]
    assert "chosen" in labels
    assert "plan tried that misses a guard" in labels
    assert "found for utilisation.seller <= 40% costs 13,440 EUR" in " ".join(
        ax.get_title(loc="left").split()
    )
    assert "utilisation.seller <= 40%" in {text.get_text() for text in ax.texts}


@pytest.mark.slow
def test_the_command_writes_the_plan_and_does_not_overwrite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    company(tmp_path)
    monkeypatch.chdir(tmp_path)
    words = ["optimise", "relieved", "--goal", LIGHT, "--guard", NOT_TOO_BUSY, "-n", "2"]
    words += ["--engine", "simpy", "--jobs", "1", "--plan", "scenarios/cheapest.yaml"]
    told = CliRunner().invoke(app, [*words, "--json"])
    assert told.exit_code == 0, told.output
    content = json.loads(told.stdout)
    assert content["chosen"] == {"moves": ["reassign paper"], "hires": {"clerk": 1}}
    assert "the plan is in scenarios/cheapest.yaml, too" in told.stderr
    assert load(content["plan"]) == load("cheapest").model_copy(update={"name": "plan"})
    assert load("cheapest").roles["clerk"].people == 2
    words[-1] = "nowhere/cheapest.yaml"
    lost = CliRunner().invoke(app, words)
    assert lost.exit_code == 2
    assert "there is no folder nowhere" in lost.stderr
    words[-1] = "scenarios/cheapest.yaml"
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 2
    assert "is there already" in again.stderr


def test_a_frontier_of_what_shall_be_large_rises_with_cost(solved: tuple[Space, Optimum]) -> None:
    wish = parse_objective("direct_selling_share >= 22%", ["direct_selling_share"])
    points = [(100.0, 0.1), (110.0, 0.09), (120.0, 0.2), (120.0, 0.15), (130.0, 0.2)]
    plan = Plan((), ())
    tried = tuple(TriedPlan(plan, point, 0.0, 2) for point in points)
    found = replace(solved[1], aim=Aim("cost_per_week", 1.0, (wish,)), tried=tried)
    assert [each.values for each in found.frontier] == [(100.0, 0.1), (120.0, 0.2)]


def test_a_finalist_that_is_never_known_has_no_interval_to_draw(
    solved: tuple[Space, Optimum],
) -> None:
    nothing = Interval(math.nan, math.nan, math.nan, 0)
    silent = Finalist(Plan((), ()), (nothing,) * 3, nothing, math.inf, "breaks")
    ax = charts.frontier(replace(solved[1], finalists=(*solved[1].finalists, silent)))
    assert ax.get_title(loc="left")


def test_a_plan_in_which_something_never_happened_misses_its_bounds_endlessly() -> None:
    wish = parse_objective("direct_selling_share >= 22%", ["direct_selling_share"])
    aim = Aim("turnaround_p90.paper", 1.0, (wish,))
    assert aim.missing([1.0, 0.3]) == 0
    assert aim.missing([math.nan, 0.3]) == math.inf
    assert aim.missing([1.0, math.nan]) == math.inf


def test_a_plan_whose_cost_is_not_known_comes_last_and_is_not_on_the_frontier(
    solved: tuple[Space, Optimum],
) -> None:
    """It would seem to keep the bound in the one replication in which paper was ever finished."""
    where, found = solved
    wish = parse_objective("direct_selling_share >= 22%", ["direct_selling_share"])
    aim = Aim("turnaround_p90.paper", 1.0, (wish,))
    plans = list(where.every())[:3]
    trials = Trials(where, aim, RunOptions(**ALONE))
    costs = ([math.nan, 1.0], [3.0, 3.0], [2.0, 2.0])
    trials.outputs = {p: np.array([cost, [0.3, 0.3]]) for p, cost in zip(plans, costs, strict=True)}
    ranked = trials.ranked()
    assert [each.plan for each in ranked] == [plans[2], plans[1], plans[0]]
    shown = replace(found, aim=aim, tried=tuple(ranked))
    assert [each.plan for each in shown.frontier] == [plans[2]]


def test_hires_that_leave_nobody_are_refused_in_plain_words(tmp_path: Path) -> None:
    where = space_of(changes_of(company(tmp_path)), ["clerk=-9"])
    with pytest.raises(UsageError, match="none of 2 plans can be carried out"):
        found_in(where)
