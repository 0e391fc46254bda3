"""A company of which the cheapest plan can be worked out by hand, and a search on known ground."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, cast

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
    base_beside,
    optimise,
    space_of,
    write_plan,
)
from simulator.analysis.optimise.answer import _tried
from simulator.analysis.optimise.catalogue import Catalogue, Expectation
from simulator.analysis.optimise.final_stage import FinalStage, Verdict
from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.frontier import FreshSteps, _price, axes_of, staircase
from simulator.analysis.optimise.levers import Piece, _name
from simulator.analysis.optimise.nearest import Near, nearest
from simulator.analysis.optimise.objective import (
    Aim,
    Objective,
    Today,
)
from simulator.analysis.optimise.parse_request import aim_of, parse_objective
from simulator.analysis.optimise.plans import empty_plan, full_plan, neighbours, parse_hire
from simulator.analysis.optimise.polish import Polish, SameOrLess, together
from simulator.analysis.optimise.ranking_selection import Decision
from simulator.analysis.optimise.reasons import _reason_of, proof_of
from simulator.analysis.optimise.reasons import finalists as last_ones
from simulator.analysis.optimise.result import (
    Cheaper,
    FrontierStep,
    Neighbour,
    Standing,
    nearest_first,
)
from simulator.analysis.optimise.search import Audit, Effort, Outlook, begin, outlook, search
from simulator.analysis.optimise.trials import Simulate, Trials
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.compare import compare
from simulator.experiment.finding import finding_of
from simulator.experiment.runner import RunKeywords
from simulator.experiment.statistics import Interval
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import COST, Constraint
from simulator.output import charts
from simulator.output.content import optimise as content
from simulator.output.content.optimise import (
    beside_the_best,
    cheaper_plans,
    finalists,
    finalists_reach,
    frontier,
    headline,
    plan_words,
)
from simulator.output.wording import alone, estimate
from simulator.scenario.changes import Changes, changes_of
from simulator.scenario.inheritance import load
from simulator.scenario.moves import Change
from simulator.scenario.phases import phases_of

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}
WEEK = 7 * 24  # hours that everybody is there and paid for
CHANGES = (
    "reassign:\n  paper: {to: clerk, share: 1, hand_over: 0 s, take_over: 0 s}\nhire: {clerk: 2}\n"
)
IDLE = "roles: {seller: {overtime_factor: 2}}\n"  # nobody works longer
LIGHT = "utilisation.seller <= 40%"
NOT_TOO_BUSY = "utilisation.clerk <= 60%"


def company(
    folder: Path, changes: str = CHANGES, lasts: object = "9 h", weeks: int | None = None
) -> Path:
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
    if weeks is not None:
        horizon = office.horizon.model_copy(update={"weeks": weeks})
        office = office.model_copy(update={"horizon": horizon})
    written(folder / "scenarios", office)
    file = folder / "scenarios" / "relieved.yaml"
    file.write_text(f"extends: office\ntitle: Relieved\n{changes}", encoding="utf-8")
    return file


def space(
    folder: Path,
    changes: str = CHANGES,
    *hires: str,
    levers: Sequence[str] = (),
    weeks: int | None = None,
) -> Space:
    return space_of(changes_of(company(folder, changes, weeks=weeks)), hires, levers)


def hash_of(where: Space, plan: Plan) -> str:
    scenario = where.scenario(plan)
    assert scenario is not None
    return scenario_hash(scenario)


def found_in(where: Space, *guards: str, goal: str | None = LIGHT, **said: object) -> Optimum:
    request = Request(goal=goal, guards=guards, replications=2, finalists=4, **said)  # type: ignore[arg-type]
    return optimise(where, request, **ALONE)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Space, Optimum]:
    """The cheapest plan of the company that keeps both bounds."""
    where = space(tmp_path_factory.mktemp("solved"))
    return where, found_in(where, NOT_TOO_BUSY)


# -- the answer ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_progress_goes_on_where_the_search_ended_when_judging_begins(tmp_path: Path) -> None:
    counts: list[tuple[int, int]] = []
    request = Request(goal=LIGHT, replications=2, finalists=4)
    optimise(space(tmp_path), request, **ALONE, progress=lambda *both: counts.append(both))
    finished = [done for done, _ in counts]
    assert finished == sorted(finished)
    assert all(done <= wanted for done, wanted in counts)


def test_the_cheapest_plan_is_the_one_worked_out_by_hand(solved: tuple[Space, Optimum]) -> None:
    _, found = solved
    assert found.chosen is not None
    assert found.chosen.plan == Plan(("reassign paper",), (("clerk", 1),))
    assert found.chosen.levels[0].mean == (2 * 30 + 2 * 10) * WEEK
    assert found.decided


def test_the_answer_says_what_the_plan_does_against_the_base(
    solved: tuple[Space, Optimum],
) -> None:
    """Sellers are busy for 15 of 24 hours today and for 6 with the plan; nobody bears it."""
    _, found = solved
    line = "Against “Tiny”: utilisation: seller goes down from 62.5% to 25.0%."
    assert content.document(found).headlines == (headline(found), line)
    told = found.as_json()["against_base"]
    assert (told["headline"], told["outcome"], told["harm"]) == (line, "down", None)


def test_the_answer_names_the_worst_of_those_who_bear_the_plan(tmp_path: Path) -> None:
    """25 hours of paper a day for one clerk of 24: asked for so, the cheapest plan drowns him.

    Two sheets a day take 12.5 and 25 hours, 18.75 on average, and an hour more each day.
    """
    where = space_of(changes_of(company(tmp_path, lasts="12.5 h")), ["clerk=0"])
    found = found_in(where, busiest=1.0)
    assert found.chosen is not None
    assert found.finding is not None
    plan = where.scenario(found.chosen.plan)
    assert plan is not None
    asked = compare(where.changes.base, plan, replications=20, seed=found.fresh_seed, **ALONE)
    (same,) = finding_of(asked, "utilisation.seller").plans
    (told,) = found.finding.plans
    assert told.harm == same.harm
    assert told.harm is not None
    assert (told.harm.role, told.harm.sign) == ("clerk", "later"), "he is full, too"
    said = content.document(found).headlines[1]
    assert said.startswith("Against “Tiny”: utilisation: seller goes down from 77.1% to 25.0%,")
    assert said.endswith(", but paper of clerks takes 21.2 h instead of 12.5 until it is done.")


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


@pytest.mark.slow
def test_what_costs_less_than_is_worth_finding_is_as_good(tmp_path: Path) -> None:
    found = found_in(space(tmp_path), NOT_TOO_BUSY, worth=f"{10 * WEEK}")
    assert found.chosen is not None
    assert Plan(("reassign paper",), (("clerk", 2),)) in {each.plan for each in found.as_good}


def test_cheaper_plans_are_counted_with_the_reason_why_they_are_out(
    solved: tuple[Space, Optimum],
) -> None:
    """Nothing moved leaves the sellers too busy; one clerk alone would be busy for 75%."""
    _, found = solved
    assert {each.reason: each.plans for each in found.proof.cheaper} == {"misses": 2}
    assert found.proof.finished
    assert [found.proof.audited, found.proof.wrong] == [0, 0]
    assert printed.rows(cheaper_plans(found)) == [("simulated: a bound is clearly missed", "2")]


@pytest.mark.slow
def test_the_frontier_says_what_every_sum_of_money_buys(tmp_path: Path) -> None:
    """Sellers are busy for 62.5% of the day, or 25% without paper, for which a clerk is hired."""
    found = found_in(space(tmp_path), NOT_TOO_BUSY, frontier=True)
    first, second = found.frontier
    assert found.bought == "utilisation.seller"
    assert [first.plan, second.plan] == [
        Plan((), (("clerk", 0),)),
        Plan(("reassign paper",), (("clerk", 1),)),
    ]
    assert [first.money.mean, second.money.mean] == [0, 10 * WEEK * 52]
    assert [first.level.mean, second.level.mean] == pytest.approx([0.625, 0.25])
    assert math.isnan(first.price.mean)
    assert second.price[:3] == pytest.approx([10 * WEEK * 52 / 37.5] * 3)
    rows = printed.rows(frontier(found))
    assert [row[0] for row in rows] == ["no moves; nobody hired", "all moves; +1 clerk"]
    steps = found.as_json()["frontier"]
    assert steps[1]["price_of_a_point"] == pytest.approx(second.price.mean)
    assert [steps[0]["price_from"], steps[1]["price_to"]] == [None, pytest.approx(2329.6)]


@pytest.mark.slow
def test_the_plan_chosen_lies_on_the_frontier_where_it_is_told_of_by_itself(tmp_path: Path) -> None:
    """Paper at random: ten years of it come to something else than twenty."""
    chance = {"family": "exponential", "mean": "9 h"}
    where = space_of(changes_of(company(tmp_path, CHANGES, chance)))
    found = found_in(where, goal="utilisation.clerk <= 60%", frontier=True)
    assert found.chosen is not None
    (step,) = (each for each in found.frontier if each.plan == found.chosen.plan)
    assert step.level.n == found.today.n == found.chosen.levels[1].n == 20
    assert step.level.mean == found.chosen.levels[1].mean


def test_today_stands_beside_a_frontier_that_it_is_not_on(tmp_path: Path) -> None:
    """Two sellers for 28 an hour instead of 30 leave no reason to go on as today."""
    cheaper = "roles: {seller: {cost_per_hour: 28}}\n"
    where = space_of(changes_of(company(tmp_path, cheaper)))
    found = found_in(where, goal="utilisation.seller <= 70%", frontier=True)
    today, step = printed.rows(frontier(found))
    assert today == ("today", "\N{EN DASH}", "62.5 [62.5, 62.5]", "\N{EN DASH}")
    assert [each.money.mean for each in found.frontier] == [-2 * 2 * WEEK * 52]
    assert step[2] == today[2]
    assert found.as_json()["frontier_today"]["mean"] == pytest.approx(0.625)


def test_the_line_at_the_bound_is_named_in_words(solved: tuple[Space, Optimum]) -> None:
    ax = charts.frontier(solved[1])
    (line,) = [each.get_text() for each in ax.texts]
    assert line == "utilisation: seller: at most 40%"
    assert not any("_" in text for text in (line, ax.get_xlabel(), ax.get_ylabel()))


def test_without_being_asked_for_there_is_no_frontier(solved: tuple[Space, Optimum]) -> None:
    assert solved[1].frontier == ()
    assert "frontier" not in {table.key for table in content.document(solved[1]).tables}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spend", "people"),
    [("1,000 EUR a week", 0), ("100,000 EUR a year", 1), ("200,000 a year", 2)],
)
def test_money_buys_the_most_of_what_is_asked_for(tmp_path: Path, spend: str, people: int) -> None:
    """A clerk costs 1,680 a week, or 87,360 a year; three of them have the most time to spare.

    Two clerks have 10,080 minutes a week each, of which 18 hours a day of paper are for both.
    """
    where = space(tmp_path, CHANGES, "clerk=0..2")
    found = found_in(
        where, LIGHT, goal=None, maximise="time_use.clerk.idle", spend=spend, busiest=1.0
    )
    assert found.chosen is not None
    assert found.chosen.plan == Plan(("reassign paper",), (("clerk", people),))
    assert found.chosen.levels[2].mean == people * 10 * WEEK
    assert "cost per week, more than today: " in headline(found)
    assert found.as_json()["maximised"] == "time_use.clerk.idle"
    assert set(found.as_json()["finalists"][0]["levels"]) == {
        "time_use.clerk.idle",
        "utilisation.seller",
        "cost_per_week_above_base",
    }


@pytest.mark.parametrize(
    ("words", "reads"),
    [
        ({"spend": "1,000"}, "what the money shall buy"),
        ({"maximise": "selling", "spend": "much"}, "expected a sum and its time"),
        ({"maximise": "selling", "spend": "1,000 USD a year"}, "counts in EUR"),
        ({"maximise": "selling", "minimise": "overtime.clerk"}, "minimise overtime.clerk and"),
        ({"goal": None, "frontier": True}, "of what the frontier shall be"),
    ],
)
def test_money_without_a_purpose_is_refused(
    words: dict[str, object], reads: str, solved: tuple[Space, Optimum]
) -> None:
    with pytest.raises(UsageError, match=reads):
        found_in(solved[0], NOT_TOO_BUSY, **words)


def test_a_lever_gives_a_move_several_levels_of_which_one_is_taken(tmp_path: Path) -> None:
    """A third of the paper leaves the sellers busy for 50%, two thirds for 37.5%."""
    lever = "reassign.paper.share=0.25,0.75,1"
    where = space(tmp_path, CHANGES, "clerk=0..1", levers=[lever])
    assert where.size == 4 * 2
    assert where.moves == (
        "reassign paper share=0.25",
        "reassign paper share=0.75",
        "reassign paper share=1",
    )
    moved_all = full_plan(where)
    assert moved_all.moves == ("reassign paper share=1",)
    moved = where.moved(("reassign paper share=0.75",))
    assert moved is not None
    assert moved.activities["paper"].moved is not None
    assert moved.activities["paper"].moved.share == 0.75
    steps = {step[:2]: (step.instead, step.plan.moves) for step in neighbours(where, moved_all)}
    assert steps == {
        ("clerk", -1): ("", ("reassign paper share=1",)),
        ("reassign paper share=1", -1): ("", ()),
        ("reassign paper share=0.75", -1): (
            "reassign paper share=1",
            ("reassign paper share=0.75",),
        ),
    }
    assert all(len(plan.moves) <= 1 for plan in where.every())


@pytest.mark.slow
def test_a_lower_level_is_told_as_such_and_the_move_left_out_stands_beside_it(
    tmp_path: Path,
) -> None:
    """All paper moved leaves the sellers busy for 25%, none for 62.5%, half for about 43.75%."""
    where = space(tmp_path, CHANGES, "clerk=1", levers=["reassign.paper.share=0.5,1"])
    found = found_in(where, goal="utilisation.seller <= 30%")
    without, lower = printed.rows(beside_the_best(found))
    assert without[::2] == ("without reassign paper share=1", "62.5 [62.5, 62.5]")
    assert lower[0] == "with reassign paper share=0.5 instead of 1"
    assert lower[2] != without[2]
    steps = [(each["what"], each["instead_of"]) for each in found.as_json()["beside"]]
    assert steps == [
        ("reassign paper share=1", None),
        ("reassign paper share=0.5", "reassign paper share=1"),
    ]


@pytest.mark.parametrize("levels", ["0.5,1.2", "1.2"])
def test_a_level_that_no_plan_can_carry_out_is_refused_at_once(tmp_path: Path, levels: str) -> None:
    with pytest.raises(UsageError, match=r"share=1\.2: .*read 1\.2, expected at most 1"):
        space(tmp_path, levers=[f"reassign.paper.share={levels}"])


@pytest.mark.slow
def test_plans_that_cannot_be_carried_out_are_told_by_reason(tmp_path: Path) -> None:
    """There is one clerk: of -2 to 1 hired two numbers leave nobody, with the move or without."""
    found = found_in(space(tmp_path, CHANGES, "clerk=-2..1"))
    said = "4 plans cannot be carried out: 4 leave nobody of clerk"
    assert said in content.document(found).blocks[-1].lines
    assert found.as_json()["proof"]["impossible_because"] == [
        {"plans": 4, "gone": "clerk", "problem": None}
    ]


def test_a_lever_on_a_move_moves_its_share_and_leaves_what_is_said_beside_it(
    tmp_path: Path,
) -> None:
    """Costs of 5 for each that is automated stay, whether its share is named or not."""
    changes = "automate:\n  paper: {share: 0.9, costs: 5}\n"
    short, long = (
        space(tmp_path, changes, levers=[f"automate.paper{word}=0.3,0.6"])
        for word in ("", ".share")
    )
    assert short.moves == long.moves == ("automate paper share=0.3", "automate paper share=0.6")
    for where in (short, long):
        made = where.moved(("automate paper share=0.3",))
        assert made is not None
        assert (made.activities["paper"].automated, made.activities["paper"].automated_costs) == (
            0.3,
            5,
        )


def test_a_lever_of_no_move_is_a_move_of_its_own(tmp_path: Path) -> None:
    where = space(tmp_path, CHANGES, "clerk=0", levers=["roles.seller.cost_per_hour=25,28"])
    assert where.moves[1:] == ("roles.seller.cost_per_hour=25", "roles.seller.cost_per_hour=28")
    assert where.size == 2 * 3
    dearer = where.moved(("roles.seller.cost_per_hour=28",))
    assert dearer is not None
    assert dearer.roles["seller"].cost_per_hour == 28


LICENCE = "economics: {expenses: {machine: 700}}\n"


def test_the_only_move_of_a_what_if_pays_what_runs_beside_it(tmp_path: Path) -> None:
    """A plan that automates pays for its machine, and nobody may leave that out."""
    where = space(tmp_path, "automate: {paper: 0.5}\n" + LICENCE, "clerk=0")
    assert where.moves == ("automate paper",)
    made = where.moved(("automate paper",))
    assert made is not None
    assert made.economics.expenses == {"machine": 700}
    found = found_in(where, goal="utilisation.seller <= 50%", busiest=1.0)
    assert found.finalists[0].levels[0].mean == pytest.approx(70 * WEEK + 700)
    assert content.expenses_apart(found) == ""


@pytest.mark.parametrize("day", ["", "2025-01-13"])
def test_what_a_case_costs_goes_with_the_move_that_automates_it(day: str, tmp_path: Path) -> None:
    """Nobody may have the machine and leave out what it takes for each."""
    said = "automate: {paper: 0.5}\nexpedite: {sale: 0.9}\n"
    said += "activities: {paper: {automated_costs: 20}}\n"
    if day:
        verbs, costs = said.splitlines()[:2], "{activities: {paper: {automated_costs: 20}}}"
        said = f"change: [{{on: {day}, {', '.join(verbs)}, values: {costs}}}]\n"
    where = space(tmp_path, said, "clerk=0", weeks=6)
    suffix = f" on {day}" if day else ""
    assert where.moves == (f"expedite sale{suffix}", f"automate paper{suffix}")
    other, made = (where.moved((each,)) for each in where.moves)
    assert made is not None
    assert other is not None
    last = [phases_of(each)[-1].scenario.activities["paper"] for each in (made, other)]
    assert [(each.automated, each.automated_costs) for each in last] == [(0.5, 20), (0, None)]


def test_what_piles_up_in_the_plan_named_is_told_though_it_changes_nothing(tmp_path: Path) -> None:
    """Sellers are asked for 26 hours a day, or for 15; nobody asked for less."""
    for lasts, told in (("20 h", 1), ("9 h", 0)):
        folder = company(tmp_path / lasts.replace(" ", ""), CHANGES, lasts=lasts, weeks=12)
        found = found_in(
            space_of(changes_of(folder)), goal="utilisation.seller >= 10%", busiest=1.0
        )
        assert not found.finalists[0].plan.moves
        assert not found.finalists[0].plan.people
        lines = [each for each in content.document(found).headlines if "as in “" in each]
        assert len(lines) == told
        assert all(each.startswith("Work piles up at sellers: ") for each in lines)


def test_what_piles_up_today_is_told_with_the_plan_that_ends_it_by_its_moves(
    tmp_path: Path,
) -> None:
    """Without 20 hours of paper sellers are asked for 6 hours a day; the machine has no desk."""
    folder = company(tmp_path, "automate: {paper: 1}\n", lasts="20 h", weeks=12)
    found = found_in(space_of(changes_of(folder)), goal="utilisation.seller <= 50%", busiest=1.0)
    (line,) = [each for each in content.document(found).headlines if each.startswith("In “")]
    assert line.startswith("In “Tiny (office)” work piles up at sellers: ")
    assert line.endswith("it ends with “all moves; nobody hired”.")


def test_what_it_saves_goes_with_the_only_move_too(tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    company(tmp_path, LICENCE)
    (folder / "own.yaml").write_text(
        f"extends: relieved\ntitle: Own\nautomate: {{paper: 0.5}}\n{LICENCE.replace('700', '50')}",
        "utf-8",
    )
    where = space_of(changes_of(folder / "own.yaml", folder / "relieved.yaml"), ["clerk=0"])
    assert where.moves == ("automate paper",)


def test_what_is_saved_without_all_of_the_moves_is_told_first(tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    company(tmp_path, LICENCE)
    both = "automate: {paper: 0.5}\nexpedite: {sale: 0.9}\n" + LICENCE.replace("700", "50")
    (folder / "own.yaml").write_text(f"extends: relieved\ntitle: Own\n{both}", "utf-8")
    where = space_of(changes_of(folder / "own.yaml", folder / "relieved.yaml"), ["clerk=0"])
    found = found_in(where, goal="utilisation.seller <= 50%")
    assert len(found.finalists[0].plan.moves) < 3
    assert content.expenses_apart(found).startswith("It saves 650 EUR a week of what runs beside")


def test_a_lever_on_the_share_of_a_move_written_as_a_number(tmp_path: Path) -> None:
    where = space(tmp_path, "automate: {paper: 0.5}\n", levers=["automate.paper.share=0.2,0.5"])
    made = where.moved((where.moves[0],))
    assert made is not None
    assert made.activities["paper"].automated == 0.2


def test_what_runs_beside_several_moves_and_is_left_out_is_told_first(tmp_path: Path) -> None:
    """Nobody says which of them needs the machine: the plan is told with what it does not pay."""
    both = "automate: {paper: 0.5}\nexpedite: {sale: 0.9}\n" + LICENCE
    found = found_in(space(tmp_path, both, "clerk=0"), goal="utilisation.seller <= 50%")
    assert found.finalists[0].plan.moves == ("automate paper",)
    (told,) = [each for each in content.document(found).headlines if "leaves out" in each]
    assert told.startswith("It leaves out what runs beside people's hours, 700 EUR a week")
    cheaper = both.replace("machine: 700", "machine: 0")
    same = found_in(space(tmp_path / "other", cheaper, "clerk=0"), goal="utilisation.seller <= 50%")
    assert content.expenses_apart(same) == ""


def test_what_a_plan_costs_once_is_in_what_it_costs(tmp_path: Path) -> None:
    """52 times 2,000 for the paper, which a clerk of 1,680 a week would do for nothing once."""
    dear = """
change:
  - {on: 2025-01-06, costs: 104000, expedite: {paper: 0.1}}
  - {on: 2025-01-07, reassign: {paper: {to: clerk, share: 1, hand_over: 0 s, take_over: 0 s}}}
"""
    where = space(tmp_path, dear, "clerk=0..1", weeks=2)
    found = found_in(where, goal="utilisation.seller <= 35%", busiest=1.0, frontier=True)
    assert found.chosen is not None
    assert found.chosen.plan.moves == ("reassign paper on 2025-01-07",)
    costly = where.plan(["expedite paper on 2025-01-06"], [0])
    step = next(each for each in found.tried if each.plan == costly)
    assert step.values[0] == pytest.approx(70 * WEEK + 2000)


def test_people_of_a_day_are_hired_on_it_and_cost_what_it_costs(tmp_path: Path) -> None:
    where = space(tmp_path, CHANGES + "change: {on: 2025-01-08, costs: 700}\n")
    assert where.moves == ("reassign paper",)
    for moves in (["reassign paper"], []):
        plan = where.scenario(where.plan(moves, [2]))
        assert plan is not None
        assert (str(plan.change.on), plan.outlay) == ("2025-01-08", 700)
        assert plan.roles["clerk"].newcomers == 2
    assert hash_of(where, full_plan(where)) == scenario_hash(where.changes.whole)
    assert where.scenario(where.plan((), [0])) is where.changes.base


STEPS = """
change:
  - on: 2025-01-08
    reassign: {paper: {to: clerk, share: 1}}
  - on: 2025-01-10
    expedite: {sale: 0.5}
"""


def test_whoever_is_hired_beside_dated_moves_is_there_on_the_first_day(tmp_path: Path) -> None:
    """On 8 January, two days after the begin, whichever of the moves are made."""
    where = space(tmp_path, STEPS, "clerk=0..2", weeks=2)
    assert where.hired_on == "2025-01-08"
    for moves in where.move_sets():
        planned = where.scenario(where.plan(moves, [1]))
        assert planned is not None
        people = {each.day: each.scenario.roles["clerk"].people for each in phases_of(planned)}
        assert people.pop(0) == 1
        assert people.pop(2) == 2
        assert set(people.values()) <= {2}
    found = found_in(where, goal="utilisation.seller <= 90%")
    notes = content.document(found).blocks[-1].lines
    assert any("hired on 2025-01-08, the first day" in note for note in notes)
    write_plan(tmp_path / "scenarios" / "plan.yaml", where, found)
    loaded = load(tmp_path / "scenarios" / "plan.yaml")
    assert scenario_hash(loaded) == hash_of(where, found.finalists[0].plan)


def test_no_plan_lets_the_only_one_of_a_role_go_before_his_help_has_come(tmp_path: Path) -> None:
    """One clerk more for some days: that one leaves again is a move of its own."""
    steps = "change: [{on: 2025-01-13, hire: {clerk: 1}}, {on: 2025-01-20, hire: {clerk: -1}}]\n"
    where = space(tmp_path, steps, weeks=4)
    for moves in where.move_sets():
        plan = where.plan(moves, [0] * len(where.hires))
        planned = where.scenario(plan)
        assert planned is None or planned.roles["clerk"].people >= 1
        assert (planned is None) == (where.gone(plan) == "clerk" or where.moved(moves) is None)


def test_a_move_that_hires_is_not_told_as_nobody_hired(solved: tuple[Space, Optimum]) -> None:
    found = replace(solved[1], moves=(("hire clerk on 2025-01-08",), ("b",)))
    nobody = (("clerk", 0),)
    assert plan_words(found, Plan(("hire clerk on 2025-01-08", "b"), nobody)) == "all moves"
    assert plan_words(found, Plan(("b",), nobody)) == "only b; nobody hired"


def test_a_lever_pulls_at_the_move_of_its_own_word(tmp_path: Path) -> None:
    words = "roles: {seller: {cost_per_hour: 28, overtime_factor: 2}}\n"
    where = space(tmp_path, CHANGES + words, "clerk=0", levers=["roles.seller.cost_per_hour=25,28"])
    assert where.moves == (
        "roles.seller.cost_per_hour=25",
        "roles.seller.cost_per_hour=28",
        "roles.seller.overtime_factor",
        "reassign paper",
    )
    cheaper = where.moved(("roles.seller.cost_per_hour=25",))
    assert cheaper is not None
    assert cheaper.roles["seller"].cost_per_hour == 25
    assert cheaper.roles["seller"].overtime_factor == 1


def test_levels_of_who_leaves_are_named_by_their_own_number() -> None:
    assert _name("hire -1 clerk", ["hire", "clerk"], -2) == "hire clerk=-2"
    assert _name("hire clerk", ["hire", "clerk"], 2) == "hire clerk=2"


def test_two_levers_of_one_move_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="two levers of reassign paper"):
        space(tmp_path, levers=["reassign.paper.share=0.5,1", "reassign.paper.hand_over=1 min"])


def test_finalists_are_judged_on_other_luck_than_the_search_had(
    solved: tuple[Space, Optimum],
) -> None:
    _, found = solved
    assert found.fresh_seed != found.seed
    assert all(each.levels[0].n >= 20 for each in found.finalists)
    assert all(each.replications == 2 for each in found.tried)


@pytest.mark.slow
def test_when_the_tries_are_spent_no_promise_covers_the_menu(tmp_path: Path) -> None:
    """Of two plans tried, nothing and all, only all keeps the bounds; a step from it one clerk."""
    found = found_in(space(tmp_path), NOT_TOO_BUSY, tries=2)
    assert not found.proof.finished
    assert found.chosen is not None
    assert found.chosen.plan.people == 1
    assert "found before the tries were spent" in headline(found)
    assert "the tries were spent" in content.document(found).blocks[-1].lines[1]
    assert found.as_json()["proof"]["finished"] is False


@pytest.mark.slow
def test_asked_again_it_answers_the_same(tmp_path: Path, solved: tuple[Space, Optimum]) -> None:
    again = found_in(space(tmp_path), NOT_TOO_BUSY)
    assert again.as_json() == solved[1].as_json()


@pytest.mark.slow
def test_if_no_plan_keeps_the_bounds_the_nearest_is_shown(tmp_path: Path) -> None:
    """Sellers sell for a quarter of their time whoever does the paper."""
    found = found_in(space(tmp_path), goal="utilisation.seller <= 20%")
    assert found.decided
    assert found.chosen is None
    assert found.finalists[0].plan == Plan(("reassign paper",), (("clerk", 0),))
    assert found.finalists[0].levels[1].mean == pytest.approx(0.25)
    assert {each.standing for each in found.finalists} == {"breaks"}
    assert "No plan was found that keeps the bounds" in headline(found)
    assert "which misses utilisation: seller ≤ 20%" in headline(found)


def nearest_of(shares: Sequence[float], count: int, waits: Sequence[float] = ()) -> list[int]:
    """How many clerks the finalists have if no number of them reaches half of the time."""
    wish = parse_objective("direct_selling_share >= 50% ± 1pt", KNOWN)
    aim = Aim("cost_per_week", 1.0, (wish,))
    trials = ladder(aim, shares, waits or [9.0] * len(shares))
    return [plan.people for plan in last_ones(search(trials, Effort(100)), count, Effort(100))]


@pytest.mark.parametrize("count", [1, 3, 8])
def test_of_plans_as_near_as_each_other_the_cheapest_is_the_nearest(count: int) -> None:
    """Three and four clerks are nearer than two by a tenth of what counts, and cost more."""
    assert nearest_of([0.30, 0.35, 0.399, 0.3995, 0.40], count)[0] == 2


@pytest.mark.parametrize("count", [3, 8])
def test_a_plan_that_costs_more_and_is_no_nearer_is_no_finalist(count: int) -> None:
    """The third and the fourth clerk are idle."""
    assert nearest_of([0.30, 0.35, 0.40, 0.40, 0.40], count) == [2, 1, 0][: count // 2]


@pytest.mark.parametrize(("short", "first"), [(41.9, 1), (42.55, 0)])
def test_of_plans_that_cost_the_same_a_move_is_made_if_it_brings_them_nearer(
    short: float, first: int
) -> None:
    """Of 42.6 tolerances a move takes off 0.7, or nothing to speak of."""
    misses = {("a",): 42.6, ("a", "b"): short}
    plans = [Near(Plan(moves, ()), miss, 26_000.0) for moves, miss in misses.items()]
    assert nearest(plans, 130.0)[0] == first


def test_what_is_nearer_by_more_than_counts_is_nearest_whatever_it_costs() -> None:
    assert nearest_of([0.30, 0.35, 0.40, 0.42], 8)[0] == 3


@pytest.mark.parametrize(("share", "first"), [(0.3995, 2), (0.42, 4)])
def test_judged_on_fresh_luck_the_cheapest_of_the_nearest_comes_first(
    share: float, first: int
) -> None:
    """Four clerks against two, who come to 39.9% where a point more or less is nothing."""
    wish = parse_objective("direct_selling_share >= 50% ± 1pt", KNOWN)
    aim = Aim("cost_per_week", 1.0, (wish,))
    judged = [
        Finalist(
            Plan((), (("clerk", people),)),
            (alone(1000.0 + people), alone(reached)),
            alone(math.nan),
            aim.missing([1000.0, reached]),
            "breaks",
            ("breaks",),
        )
        for people, reached in ((4, share), (2, 0.399))
    ]
    assert nearest_first(judged, aim)[0].plan.people == first


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
    assert set(bounds[0]) == {
        *("measure", "side", "bound", "said", "tolerance", "asked", "above_base")
    }


def test_what_cannot_be_told_makes_way_for_the_next_that_keeps_its_bounds(tmp_path: Path) -> None:
    """Paper at random keeps sellers busy for 62.5% or so; two clerks cost more."""
    chance = {"family": "exponential", "mean": "9 h"}
    where = space_of(changes_of(company(tmp_path, CHANGES, chance)))
    goal = "utilisation.seller <= 70% ± 3pt"
    guards = ("utilisation.clerk <= 60% ± 3pt",)
    request = Request(goal, guards, replications=2, finalists=1, most=4, busiest=1)
    found = optimise(where, request, **ALONE)
    assert {(each.standing, each.plan.moves) for each in found.earlier} == {("open", ())}
    assert found.chosen is not None
    assert found.chosen.plan.moves == ("reassign paper",)
    assert headline(found).startswith("The best of 10 plans that is known to keep its bounds")
    reasons = {each.reason: each.plans for each in found.proof.cheaper}
    assert reasons["undecided"] == found.proof.judged == 1


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


def busy(**levels: float) -> Today:
    """A company whose clerk is as busy as said, with ten sheets of paper a week."""
    row = {
        "cost_per_week": 1000.0,
        "direct_selling_share": 0.2,
        "turnaround_mean.paper": 9.0,
        "asked.paper": 10.0,
        "waiting_at_end.paper": levels.pop("waiting", 0.0),
        **{f"utilisation.{role}": level for role, level in levels.items()},
    }
    scenario = desk()
    return Today(scenario, scenario, [MeasureRow(row)], [MeasureRow(row)])


def granted(request: Request, today: Today) -> list[str]:
    return [wish.bound.text for wish in aim_of(request, today).wishes if not wish.asked]


def test_a_role_that_is_too_busy_today_is_judged_against_today() -> None:
    texts = granted(Request(goal="direct_selling_share >= 21%"), busy(clerk=0.973, rep=0.5))
    assert "utilisation.clerk <= today" in texts
    assert "utilisation.rep <= 95%" in texts


def test_whoever_may_be_too_busy_today_by_luck_is_judged_against_today() -> None:
    """93% and 96% are 94.5% on average, give or take 1.5 points; 90% and 90% are below for sure."""
    rows = [MeasureRow({**busy().rows[0], "utilisation.clerk": level}) for level in (0.93, 0.96)]
    request = Request(goal="direct_selling_share >= 21%")
    near = busy()._replace(rows=rows, whole_rows=rows)
    assert granted(request, near) == ["utilisation.clerk <= today + 0.5 points"]
    assert granted(request, busy(clerk=0.9)) == ["utilisation.clerk <= 95%"]


@pytest.mark.parametrize(("clerk", "keeps"), [(0.99, True), (0.996, True), (1.004, False)])
def test_a_limit_that_is_todays_is_todays_on_the_same_luck(clerk: float, keeps: bool) -> None:
    """Full for 97.3% of the time on the search's luck, and for 99% on another; a point is near."""
    aim = aim_of(Request(goal="direct_selling_share >= 20%"), busy(clerk=0.973))
    today, plan = (busy(clerk=level).rows for level in (0.99, clerk))
    means = aim.pooled(plan, today).mean(axis=1)
    assert bool(aim.missed_clearly(means) == 0) is keeps
    assert bool(aim.missing(means) == 0) is (clerk <= 0.99)


@pytest.mark.slow
def test_a_company_that_is_too_busy_may_stay_as_it_is(tmp_path: Path) -> None:
    """Sellers asked for 23 hours of 24, by luck more or less: doing nothing is the cheapest."""
    file = company(tmp_path, lasts={"family": "exponential", "mean": "17 h"})
    request = Request(goal="direct_selling_share >= 1%", replications=3, worth="30%")
    found = optimise(space_of(changes_of(file)), request, **ALONE)
    assert found.chosen is not None
    assert found.chosen.plan == Plan((), (("clerk", 0),))


DAYS = """
change:
  - on: 2025-01-09
    reassign: {paper: {to: clerk, share: 1}}
"""


def test_a_plan_that_drowns_somebody_late_is_none(tmp_path: Path) -> None:
    """From the fourth week of six on the clerk gets 36 hours of paper a day and has 24.

    14 sheets wait in the end, as many as come in a week; and he is busy for half of all weeks.
    """
    file = company(tmp_path, DAYS.replace("2025-01-09", "2025-01-27"), "18 h", weeks=6)
    found = found_in(space_of(changes_of(file), ["clerk=0..1"]), goal="utilisation.seller <= 90%")
    assert found.chosen is not None
    assert found.chosen.plan == Plan(("reassign paper on 2025-01-27",), (("clerk", 1),))


def test_what_a_plan_costs_once_is_spread_over_a_year_in_profit_as_in_cost() -> None:
    """Of 900 once profit holds 90 in each of ten weeks, and none where it counts from a day on."""
    for charged, held in ((0.1, 90.0), (0.0, 0.0)):
        aim = Aim("profit", 1.0, (), largest=True, also=("cost_per_week",), charged=charged)
        row = MeasureRow({"profit": 500.0 - held, "cost_per_week": 100.0})
        read = aim.read([row], [row], 900.0)
        assert read[:, 0].tolist() == pytest.approx([500 - 900 / 52, 100 + 900 / 52])


def test_a_bound_on_waiting_comes_with_what_waits_at_the_end() -> None:
    """No more than comes in a week, or than waits today."""
    request = Request(goal="turnaround_mean.paper <= 8 h")
    assert "waiting_at_end.paper <= 10" in granted(request, busy(clerk=0.5))
    assert "waiting_at_end.paper <= today" in granted(request, busy(clerk=0.5, waiting=13.2))
    assert granted(Request(goal="direct_selling_share >= 1%"), busy(clerk=0.5)) == [
        "utilisation.clerk <= 95%"
    ]


def test_the_tolerance_of_what_nobody_asked_for_is_wider_where_luck_is_large() -> None:
    """Of 92% and 95% the standard deviation is 2.12 points, of which half; 1 to 2.5 points."""
    today = busy(clerk=0.5)
    for levels, tolerance in (
        ((0.5, 0.5), 0.01),
        ((0.92, 0.95), 0.5 * 0.03 / math.sqrt(2)),
        ((0.7, 0.9), 0.025),
    ):
        rows = [MeasureRow({**today.rows[0], "utilisation.clerk": level}) for level in levels]
        known = today._replace(rows=rows)
        (wish,) = aim_of(Request(goal="direct_selling_share >= 1%"), known).wishes[1:]
        assert wish.tolerance == pytest.approx(tolerance)


# -- one verdict for each plan ---------------------------------------------------------------------


def with_rival(found: Optimum, standing: Standing, kept: Decision) -> Optimum:
    """One clerk more is within what is worth finding and keeps all bounds by its means."""
    chosen, *others = found.finalists
    rival = Plan(("reassign paper",), (("clerk", 2),))
    (judged,) = (each for each in others if each.plan == rival)
    judged = judged._replace(standing=standing, missing=0.0, kept=(kept, kept))
    aim = found.aim._replace(worth=20.0 * WEEK)
    return replace(found, aim=aim, finalists=(chosen, judged))


@pytest.mark.parametrize(
    ("standing", "kept", "says", "as_good"),
    [
        ("breaks", "breaks", "misses a bound by little", 0),
        ("open", "open", "too near to a bound to tell", 0),
        ("keeps", "keeps", "as good", 1),
        ("dearer", "keeps", "as good", 1),
    ],
)
def test_a_plan_judged_has_one_verdict_wherever_it_stands(
    standing: Standing,
    kept: Decision,
    says: str,
    as_good: int,
    solved: tuple[Space, Optimum],
) -> None:
    """By its means alone it is as good in all four cases."""
    found = with_rival(solved[1], standing, kept)
    assert printed.rows(finalists(found))[1][-1] == says
    assert {row[0]: row[-1] for row in printed.rows(beside_the_best(found))}["+1 clerk"] == says
    assert len(found.as_good) == as_good
    answer = found.as_json()
    rival = {"moves": ["reassign paper"], "hires": {"clerk": 2}}
    tried = [each for each in answer["tried"] if rival.items() <= each.items()]
    keeps = [each["keeps_bounds"] for each in (*tried, answer["finalists"][1])]
    assert keeps == [standing != "breaks"] * 2


@pytest.mark.parametrize(
    ("kept", "says"),
    [
        ("keeps", "37.5% [37.5, 37.5], within the tolerance of utilisation: clerk ≤ 37.4%"),
        ("breaks", "37.5% [37.5, 37.5], which misses utilisation: clerk ≤ 37.4%"),
        ("open", "37.5% [37.5, 37.5], too near to utilisation: clerk ≤ 37.4% to tell"),
    ],
)
def test_a_bound_is_told_of_as_it_was_judged(
    kept: Decision, says: str, solved: tuple[Space, Optimum]
) -> None:
    """The clerk's 37.5% are a tenth of a point too much, of which three are tolerated."""
    found = solved[1]
    first, second = found.aim.wishes
    aim = found.aim._replace(
        wishes=(first, parse_objective("utilisation.clerk <= 37.4%", [second.bound.measure]))
    )
    chosen = found.finalists[0]._replace(kept=("keeps", kept))
    assert says in headline(replace(found, aim=aim, finalists=(chosen,)))


@pytest.mark.slow
def test_the_busiest_for_its_limit_stands_beside_each_finalist(tmp_path: Path) -> None:
    """One clerk does 18 hours of paper a day and may be busy for 95% of it."""
    found = found_in(space(tmp_path))
    table = finalists_reach(found)
    assert printed.header(table)[-1] == "busiest for its limit"
    assert printed.rows(table)[0][-1] == "utilisation: clerk: 75.0% [75.0, 75.0], limit 95%"
    tightest = found.as_json()["finalists"][0]["tightest"]
    assert tightest["measure"] == "utilisation.clerk"
    assert tightest["level"]["mean"] == pytest.approx(0.75)
    assert tightest["limit"] == 0.95


def test_without_a_limit_that_nobody_asked_for_nothing_stands_there(
    solved: tuple[Space, Optimum],
) -> None:
    assert "busiest for its limit" not in printed.header(finalists_reach(solved[1]))
    assert solved[1].as_json()["finalists"][0]["tightest"] is None


def ladder(aim: Aim, shares: Sequence[float], waits: Sequence[float]) -> Trials:
    """A plan for each number of clerks, simulated twice, 10 a week dearer than the one before."""
    hires = (Hire("clerk", tuple(range(len(shares)))),)
    hired = (Change("hire", ((0, {"hire": {"clerk": 1}}),)),)
    where = Space(Changes(desk(), desk(), hired), (), hires)
    plans = list(where.every())
    costs = 1000.0 + 10 * np.arange(len(plans))[:, None]
    catalogue = Catalogue(where, plans, Expectation(("cost_per_week",), costs, costs[:, 0]))
    trials = Trials(catalogue, aim, rungs(shares, waits), lambda _: 0.0)
    begin(trials, 2, 100)
    return trials


def rungs(shares: Sequence[float], waits: Sequence[float]) -> Simulate:
    """What plans with so many clerks come to, and the base as the first of them."""

    def row(plan: Plan | None) -> MeasureRow:
        place = plan.people if plan else 0
        return MeasureRow(
            zip(KNOWN, (1000.0 + 10 * place, shares[place], waits[place]), strict=True)
        )

    return lambda wanted: [[row(plan) for _ in count] for plan, count in wanted]


def lucky(plan: Plan | None, number: int) -> MeasureRow:
    """The first years are bad for everybody; nobody but the first clerk makes any difference."""
    year = (-0.02, -0.02, 0.01, 0.01, 0.01, 0.01)[number]
    share = 0.301 + year - (0.05 if plan and not plan.people else 0)
    return MeasureRow(zip(KNOWN, (1000.0, share, 9.0), strict=True))


def test_a_step_is_judged_by_what_it_changes_and_not_by_its_own_few_years() -> None:
    """The first two of six years reach 28.1%, all of them 30.1%, of 29.9% asked for."""
    aim = Aim("cost_per_week", 1.0, tuple(parse_objective(wish, KNOWN) for wish in WISHES))
    none, one, two = (Plan((), (("clerk", count),)) for count in range(3))
    fresh = FreshLuck(
        aim, lambda wanted: [[lucky(p, n) for n in count] for p, count in wanted], lambda _: 0.0
    )
    fresh.see([one], 6)
    fresh.see([none, two], 2)
    assert fresh.means(two)[1] == pytest.approx(0.281)
    same, worse = (fresh.beside(plan, one)[1] for plan in (two, none))
    assert same == (pytest.approx(0.301),) * 3 + (2,)
    assert worse.mean == pytest.approx(0.251)
    assert aim.missed_clearly(fresh.means_beside(two, one)) == 0
    assert aim.missed_clearly(fresh.means_beside(none, one)) == pytest.approx(0.048 / 0.299)
    assert aim.missed_clearly([1000, 0.2965, 9]) == 0  # its tolerance is 0.3 points
    assert aim.missed_clearly([1000, math.nan, 9]) == math.inf


def polished(
    where: Space, start: Sequence[str], goal: str, cost: Mapping[str, float]
) -> tuple[Plan, FreshLuck]:
    """The smallest plan as good as some of four moves, of which a and b bring half a point each."""
    gains = {"a": 0.005, "b": 0.005}

    def row(plan: Plan | None, year: int) -> MeasureRow:
        moves = plan.moves if plan else ()
        share = 0.257 + 0.001 * (year % 3) + sum(gains.get(move, 0) for move in moves)
        cents = 1000 + (7 if year % 2 else -7) + sum(cost.get(move, 0) for move in moves)
        return MeasureRow(zip(KNOWN, (cents, share, 9.0), strict=True))

    aim = Aim("cost_per_week", 100.0, (parse_objective(goal, KNOWN),))
    fresh = FreshLuck(
        aim, lambda wanted: [[row(p, n) for n in count] for p, count in wanted], lambda _: 0.0
    )
    moves = tuple(Piece((Change(name, ()),), 0) for name in "abcd")
    menu = replace(where, pieces=moves, hires=())
    plan = menu.plan(start, [])
    fresh.see([plan], 12)
    wanted = SameOrLess(0, 1, 10.0, ((1, aim.wishes[0].bound),))
    return Polish(menu, fresh, plan, wanted, lambda _: True, 12).smallest(), fresh


@pytest.mark.parametrize(
    ("goal", "cost", "moves"),
    [
        ("direct_selling_share >= 26.6%", {}, "ab"),
        ("direct_selling_share >= 26.1%", {}, "b"),  # one of them is enough
        ("direct_selling_share >= 25%", {}, ""),
        ("direct_selling_share >= 26.6%", {"c": -8.0}, "ab"),  # the same, within a tie of 10
        ("direct_selling_share >= 26.6%", {"c": -30.0}, "abc"),  # surely dearer without
        ("direct_selling_share >= 26.6%", {"c": -6.0, "d": -6.0}, "abd"),  # 12 dearer without both
    ],
)
def test_of_a_plan_only_what_brings_something_is_left(
    goal: str, cost: dict[str, float], moves: str, solved: tuple[Space, Optimum]
) -> None:
    plan, _ = polished(solved[0], "abcd", goal, cost)
    assert "".join(plan.moves) == moves


def test_what_is_clearly_no_match_gets_few_replications(solved: tuple[Space, Optimum]) -> None:
    """Without a or b the share is half a point short."""
    _, fresh = polished(solved[0], "ab", "direct_selling_share >= 26.6%", {})
    assert sorted(map(len, fresh.rows.values())) == [4, 4, 12]


def test_several_steps_are_one_plan() -> None:
    pieces = tuple(Piece((Change(name, ()),), 0) for name in "abc")
    menu = Space(cast("Changes", None), pieces, (Hire("clerk", (0, 1, 2)),))
    start = Plan(("a", "b", "c"), (("clerk", 2),))
    steps = [s for s in neighbours(menu, start) if s.what in ("a", "c", "clerk")]
    assert together(menu, start, steps) == Plan(("b",), (("clerk", 1),))


def test_of_plans_that_cost_the_same_the_smaller_is_chosen(solved: tuple[Space, Optimum]) -> None:
    """A tenth of what is worth finding is nothing: 9 EUR of 100, and 20 are something."""
    for dearer, moves in ((9.0, "a"), (20.0, "ab")):
        _, fresh = polished(solved[0], "ab", "direct_selling_share >= 26.1%", {"b": -dearer})
        plans = [Plan(tuple("ab"), ()), Plan(("a",), ())]
        request = Request(goal="direct_selling_share >= 26.1%")
        chosen = FinalStage(plans, request, fresh).verdict().finalists[0]
        assert (chosen.standing, "".join(chosen.plan.moves)) == ("chosen", moves)


def test_no_step_of_the_frontier_misses_a_bound_on_fresh_luck() -> None:
    """Two clerks keep the wait by the search's luck and not by fresh: three take their place.

    Four give no more than three on fresh luck.
    """
    wishes = tuple(parse_objective(wish, KNOWN) for wish in WISHES)
    aim = Aim("cost_per_week", 1.0, wishes)
    trials = ladder(aim, [0.1, 0.15, 0.2, 0.2, 0.3], [9.0] * 5)
    fresh = FreshLuck(aim, rungs([0.1, 0.15, 0.2, 0.2, 0.2], [9, 9, 11, 9, 9]), trials.outlays)
    ground = FreshSteps(trials, axes_of(aim, 0.1), fresh, 3, lambda plan, _: plan)
    found = staircase(ground, Effort(100))
    assert [step.plan.people for step in found.steps] == [0, 1, 3]
    assert [step.money.mean for step in found.steps] == [0, 520, 1560]
    assert [step.level.mean for step in found.steps] == pytest.approx([0.1, 0.15, 0.2])
    assert [step.price.mean for step in found.steps[1:]] == pytest.approx([104, 208])
    assert found.without == 2


def test_what_was_seen_on_fresh_luck_and_beats_a_step_takes_its_place() -> None:
    """Two clerks give as much as three on fresh luck, where they lie beside the plan chosen."""
    wishes = tuple(parse_objective(wish, KNOWN) for wish in WISHES)
    aim = Aim("cost_per_week", 1.0, wishes)
    trials = ladder(aim, [0.1, 0.15, 0.15, 0.2], [9.0] * 4)
    fresh = FreshLuck(aim, rungs([0.1, 0.15, 0.2, 0.2], [9] * 4), trials.outlays)
    ground = FreshSteps(trials, axes_of(aim, 0.1), fresh, 3, lambda plan, _: plan)
    fresh.see([Plan((), (("clerk", 2),))], 2)
    found = staircase(ground, Effort(100))
    assert [step.plan.people for step in found.steps] == [0, 1, 2]


def test_of_each_step_the_smallest_plan_is_looked_for_that_gives_as_much() -> None:
    """As much, give or take a tenth of what counts, for no more money, within the same guards."""
    wishes = tuple(parse_objective(wish, KNOWN) for wish in WISHES)
    aim = Aim("cost_per_week", 1.0, wishes)
    trials = ladder(aim, [0.1, 0.15, 0.2], [9.0] * 3)
    fresh = FreshLuck(aim, rungs([0.1, 0.15, 0.2], [9] * 3), trials.outlays)
    asked: list[SameOrLess] = []

    def polish(plan: Plan, wanted: SameOrLess) -> Plan:
        asked.append(wanted)
        return plan

    ground = FreshSteps(trials, axes_of(aim, 0.1), fresh, 3, polish)
    staircase(ground, Effort(100))
    least = [wanted.bounds[-1][1].bound for wanted in asked]
    assert least == pytest.approx([0.0997, 0.1497, 0.1997])  # less a tenth of 0.3 points
    assert [wanted.price for wanted in asked] == [0, 0, 0]
    assert all(wanted.bounds[0][1].text.startswith("turnaround_mean") for wanted in asked)


def test_the_price_of_a_point_has_the_doubt_of_what_it_buys() -> None:
    """520 EUR a year for a point and more or less of it; none is told where it may be nothing."""
    wishes = tuple(parse_objective(wish, KNOWN) for wish in WISHES)
    aim = Aim("cost_per_week", 1.0, wishes)
    trials = ladder(aim, [0.1, 0.15], [9.0] * 2)
    none, one = (Plan((), (("clerk", people),)) for people in (0, 1))
    for gains, is_known in (((0.009, 0.011, 0.010), True), ((0.03, -0.02, 0.02), False)):

        def row(plan: Plan | None, year: int, gains: Sequence[float] = gains) -> MeasureRow:
            people = plan.people if plan else 0
            share = 0.1 + (gains[year] if people else 0.0)
            return MeasureRow(zip(KNOWN, (1000.0 + 10 * people, share, 9.0), strict=True))

        fresh = FreshLuck(
            aim, lambda wanted, row=row: [[row(p, n) for n in c] for p, c in wanted], lambda _: 0.0
        )
        fresh.see([none, one, None], 3)
        ground = FreshSteps(trials, axes_of(aim, 0.1), fresh, 3, lambda plan, _: plan)
        price = _price(ground, one, none, 0.95)
        assert price.mean == pytest.approx(520)
        step = FrontierStep(one, alone(520.0), alone(0.11), price, ())
        if is_known:
            assert price.low < 520 < price.high
            assert content._price(step) == estimate(price)
        else:
            assert math.isnan(price.low)
            assert content._price(step) == "cannot tell"


def test_cheaper_plans_judged_and_not_judged_are_told_apart() -> None:
    """Twenty plans miss the goal by up to 0.2 points; four of them are judged on fresh luck."""
    wish = parse_objective("direct_selling_share >= 30%", KNOWN)
    aim = Aim("cost_per_week", 1.0, (wish,))
    shares = [0.298 + 0.0001 * number for number in range(24)]
    trials = ladder(aim, shares, [9.0] * 24)
    view = search(trials, Effort(100))
    plans = last_ones(view, 8, Effort(100))
    fresh = FreshLuck(aim, trials.simulate, trials.outlays)
    verdict = FinalStage(
        plans, Request(goal="direct_selling_share >= 30%", most=20), fresh
    ).verdict()
    first, *others = verdict.finalists
    others = [e._replace(standing="breaks") if e.plan.people < 20 else e for e in others]
    verdict = replace(verdict, finalists=(first._replace(plan=plans[0]), *others))
    proof = proof_of(view, Effort(100), Audit(0, 0), [verdict])
    assert plans[0].people == 20
    assert {each.reason: each.plans for each in proof.cheaper} == {"judged": 4, "near": 16}
    assert [proof.plans(), proof.plans("judged"), proof.plans("near")] == [20, 4, 16]


# -- what may be chosen ----------------------------------------------------------------------------


def test_all_moves_and_hires_of_the_what_if_come_to_the_what_if(tmp_path: Path) -> None:
    where = space(tmp_path)
    assert hash_of(where, full_plan(where)) == scenario_hash(where.changes.whole)


def test_no_move_and_nobody_hired_is_the_base(tmp_path: Path) -> None:
    where = space(tmp_path)
    assert hash_of(where, empty_plan(where)) == scenario_hash(where.changes.base)


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
        ("clerk=3..1", "the first number, 3, is above the last, 1"),
        ("clerk=0..2:0", "expected a role and how many may be hired"),
        ("clerk=0..900", "expected 1 to 200 numbers"),
    ],
)
def test_a_range_that_is_none_is_refused(said: str, reads: str) -> None:
    with pytest.raises(UsageError, match=reads):
        parse_hire(said, ["clerk", "seller"])


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"goal": "direct_seling_share >= 20%"}, "did you mean 'direct_selling_share'?"),
        (
            {"goal": LIGHT, "guards": ("turnaround_mean.papper <= 2 d",)},
            "did you mean 'turnaround_mean.paper'?",
        ),
        ({"maximise": "profitt"}, "did you mean 'profit'?"),
        ({"maximise": "direct_selling_shar"}, "'direct_selling_share'?"),
        (
            {"maximise": "selling_shar"},
            "did you mean 'selling_share'?",
        ),  # as it is called for short
        ({"maximise": "turnaround_men.paper"}, "did you mean 'turnaround_mean.paper'?"),
        ({"maximise": "utilisation.clark"}, "did you mean 'utilisation.clerk'?"),
        ({"maximise": "papper turnaround p90"}, "did you mean 'turnaround_p90.paper'?"),
    ],
)
def test_a_misspelt_measure_is_refused_before_anything_is_simulated(
    asked: dict[str, Any], says: str, tmp_path: Path
) -> None:
    begun: list[tuple[int, int]] = []
    with pytest.raises(UsageError, match=re.escape(says)):
        optimise(
            space(tmp_path), Request(**asked), progress=lambda *told: begun.append(told), **ALONE
        )
    assert begun == []


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


@pytest.mark.slow
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


def valued(plan: Plan) -> tuple[float, float, float]:
    """Each move sells 3% more and brings 4 hours of paper; each clerk takes 3 off, and costs 10.

    Reaching 30% takes ten moves, or nine and a seller, who costs 25; the 40 hours of ten moves need
    ten clerks for no more than 10 hours to be left.
    """
    hired = dict(plan.hires)
    selling = 0.03 * len(plan.moves) + 0.03 * hired["seller"]
    left = 4 * len(plan.moves) - 3 * hired["clerk"]
    return 1000 + 10 * hired["clerk"] + 25 * hired["seller"], selling, max(left, 0)


KNOWN = ("cost_per_week", "direct_selling_share", "turnaround_mean.paper")
WISHES = ("direct_selling_share >= 29.9%", "turnaround_mean.paper <= 10.1 h")


def row_of(plan: Plan | None) -> MeasureRow:
    values = valued(plan) if plan is not None else (1000, 0, 0)
    return dict(zip(KNOWN, values, strict=True))


@cache
def known_ground() -> Catalogue:
    """Plans whose values follow a formula, of which only the costs are foreseen."""
    pieces = tuple(Piece((Change(f"move {n}", ()),), 0) for n in range(11))
    hires = (Hire("clerk", tuple(range(21))), Hire("seller", tuple(range(9))))
    hired = (Change("hire", ((0, {"hire": {"clerk": 8, "seller": 4}}),)),)
    where = Space(Changes(desk(), desk(), hired), pieces, hires)
    plans = list(where.every())
    costs = np.array([[valued(plan)[0]] for plan in plans], dtype=float)
    return Catalogue(where, plans, Expectation(("cost_per_week",), costs, costs[:, 0]))


def searched(tries: int) -> tuple[Trials, Outlook]:
    """A search among them."""
    aim = Aim("cost_per_week", 1.0, tuple(parse_objective(wish, KNOWN) for wish in WISHES))
    trials = Trials(
        known_ground(),
        aim,
        lambda wanted: [[row_of(plan) for _ in count] for plan, count in wanted],
        lambda _: 0.0,
    )
    begin(trials, 4, tries)
    return trials, search(trials, Effort(tries))


@pytest.mark.slow
def test_the_search_finds_the_best_of_many_plans_and_knows_it() -> None:
    """Of 387,072 plans: ten moves and ten clerks, for 100; nine moves, 9 clerks, a seller: 115."""
    trials, view = searched(tries=1_000)
    assert view.best is not None
    best = trials.catalogue.plans[view.known.plans[view.best]]
    assert len(trials.catalogue.plans) == 2**11 * 21 * 9
    assert valued(best)[0] == 1100
    assert [len(best.moves), dict(best.hires)] == [10, {"clerk": 10, "seller": 0}]


@pytest.mark.slow
@pytest.mark.parametrize("tries", [2, 9, 57])
def test_the_search_never_simulates_more_plans_than_it_may(tries: int) -> None:
    assert len(searched(tries)[0].outputs) <= tries


# -- the plan as a file ----------------------------------------------------------------------------


def test_the_plan_is_a_what_if_that_loads_to_the_same_scenario(
    tmp_path: Path, solved: tuple[Space, Optimum]
) -> None:
    where, found = solved
    base_beside(tmp_path, where)
    write_plan(tmp_path / "plan.yaml", where, found)
    text = (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    assert "extends: office\n" in text
    assert "# Asked: the least cost per week with utilisation: seller ≤ 40%" in text
    assert "utilisation: seller ≤ 40% (give or take 0.3 points)" in text
    assert "# Guaranteed: with probability 0.95" in text
    assert "that keeps them is cheaper by 58.8 EUR." in text  # 0.5% of 13,440 less a clerk
    loaded = load(tmp_path / "plan.yaml")
    asked = (
        "keep utilisation: seller ≤ 40% and utilisation: clerk ≤ 60% with the least cost per week"
    )
    assert loaded.question == f"Which moves and hires {asked}?"
    assert scenario_hash(loaded) == hash_of(where, found.finalists[0].plan)
    assert loaded.title == "Cheapest plan of Relieved"


def test_where_the_base_is_not_found_the_plan_stands_by_itself(
    tmp_path: Path, solved: tuple[Space, Optimum]
) -> None:
    where, found = solved
    write_plan(tmp_path / "plan.yaml", where, found)
    assert "extends" not in (tmp_path / "plan.yaml").read_text(encoding="utf-8")
    loaded = load(tmp_path / "plan.yaml")
    assert scenario_hash(loaded) == hash_of(where, found.finalists[0].plan)


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
        "The cheapest of 10 plans: all moves; +1 clerk. cost per week: 13,440 EUR [13,440,"
        " 13,440]; utilisation: seller: 25.0% [25.0, 25.0]; utilisation: clerk: 37.5% [37.5, 37.5]."
    )


@pytest.mark.parametrize(
    ("moves", "says"),
    [
        ("", "no moves; +2 clerks"),
        ("abcd", "all moves; +2 clerks"),
        ("abd", "all moves but c; +2 clerks"),
        ("ab", "only a, b; +2 clerks"),
    ],
)
def test_a_plan_in_words(moves: str, says: str, solved: tuple[Space, Optimum]) -> None:
    found = replace(solved[1], moves=tuple((move,) for move in "abcd"))
    assert plan_words(found, Plan(tuple(moves), (("clerk", 2), ("seller", 0)))) == says


def test_plans_that_were_not_told_apart_are_told_with_the_cheapest(
    solved: tuple[Space, Optimum],
) -> None:
    _, found = solved
    assert headline(found).startswith("The cheapest of 10 plans: all moves; +1 clerk.")
    near = found.proof._replace(cheaper=(Cheaper("misses", 2), Cheaper("alike", 3)))
    worth = f"{0.005 * 70 * WEEK:.1f}"  # half a per cent of two sellers and a clerk
    assert headline(replace(found, proof=near)).startswith(
        f"The cheapest of 10 plans, to within {worth} EUR (plans that may be cheaper by less: 3):"
        " all moves; +1 clerk."
    )


def test_what_was_only_seen_and_misses_what_was_asked_is_not_as_good(
    solved: tuple[Space, Optimum],
) -> None:
    """40% of the sellers' time at most: 40.1% is within the tolerance, and yet too much."""
    _, found = solved
    verdicts = []
    for reached in (0.399, 0.401):
        levels = (found.finalists[0].levels[0], alone(reached), alone(0.3))
        plan = Plan((), (("clerk", 9),))
        near = Neighbour("clerk", 1, plan, levels, alone(0.0), 0.0)
        verdicts.append((found.is_as_good(near), content._verdict(found, near)))
    assert verdicts == [(True, "as good"), (False, "misses a bound by little")]


def test_beside_a_plan_that_misses_a_bound_what_misses_it_too_does_not_keep_it(
    solved: tuple[Space, Optimum],
) -> None:
    """The nearest has 40.1% where 40% were asked for, and so has what lies beside it."""
    _, found = solved
    levels = (found.finalists[0].levels[0], alone(0.401), alone(0.3))
    missing = found.finalists[0]._replace(levels=levels, standing="breaks", kept=("breaks",) * 2)
    near = Neighbour("clerk", 1, Plan((), (("clerk", 9),)), levels, alone(0.0), 0.0)
    nearest_one = replace(found, finalists=(missing,))
    assert nearest_one.chosen is None
    assert content._verdict(nearest_one, near) == "misses a bound by little"


def test_the_tables_say_what_was_judged(solved: tuple[Space, Optimum]) -> None:
    _, found = solved
    assert printed.rows(finalists(found))[0] == ("1  all moves; +1 clerk", "20", "chosen")
    assert printed.rows(finalists_reach(found))[0][1] == "13,440 [13,440, 13,440]"
    beside = beside_the_best(found)
    # Finalists were judged on 20 replications, what lies beside the best is only seen on four.
    assert "plus the paired difference of at least 4 replications" in beside.title
    steps = {row[0]: row[-1] for row in printed.rows(beside)}
    assert steps == {
        "-1 clerk": "misses a bound",
        "+1 clerk": "dearer",
        "without reassign paper": "misses a bound",
    }


def test_the_notes_promise_and_say_what_of_the_menu(solved: tuple[Space, Optimum]) -> None:
    promise, menu, whose, errors, flat, searched = content.document(solved[1]).blocks[-1].lines
    assert promise.startswith("with probability 95%: no bound is missed by more than its tolerance")
    assert "utilisation: seller ±0.3 points" in promise
    assert menu.startswith("of the better plans of the menu (2) none keeps its bounds")
    assert whose == (
        "better plans of the menu: 2; judged on fresh luck: 0; out by the search's numbers only:"
        " 2, of which 0 miss a bound by little"
    )
    assert errors.startswith("predictions are off by cost per week")
    assert "to keep the bounds within" in flat.partition(": 0; not told apart from it: 0;")[0]
    assert "the one with fewer people is taken" in flat
    assert searched.startswith("10 of 10 plans simulated with seed 1")


def test_the_picture_shows_plans_goal_and_choice(solved: tuple[Space, Optimum]) -> None:
    ax = charts.frontier(solved[1])
    assert ax.get_xlabel() == "cost per week, EUR"
    assert ax.get_ylabel() == "utilisation: seller, %"
    legend = ax.get_legend()
    assert legend is not None
    labels = [text.get_text() for text in legend.get_texts()]
    assert "chosen" in labels
    assert "plan tried that misses a guard" in labels
    assert "The plan to take, at 13,440 EUR" in " ".join(ax.get_title(loc="left").split())
    assert "utilisation: seller: at most 40%" in {text.get_text() for text in ax.texts}


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
    refused = CliRunner().invoke(app, [*words[:-2], "--budget", "60"])
    assert refused.exit_code == 2
    assert "--spend" in refused.stderr
    assert "--tries" in refused.stderr
    words[-1] = "nowhere/cheapest.yaml"
    lost = CliRunner().invoke(app, words)
    assert lost.exit_code == 2
    assert "there is no folder nowhere" in lost.stderr
    words[-1] = "scenarios/cheapest.yaml"
    again = CliRunner().invoke(app, words)
    assert again.exit_code == 2
    assert "is there already" in again.stderr


def test_a_finalist_that_is_never_known_has_no_interval_to_draw(
    solved: tuple[Space, Optimum],
) -> None:
    nothing = Interval(math.nan, math.nan, math.nan, 0)
    silent = Finalist(Plan((), ()), (nothing,) * 3, nothing, math.inf, "breaks", ("breaks",) * 2)
    ax = charts.frontier(replace(solved[1], finalists=(*solved[1].finalists, silent)))
    assert ax.get_title(loc="left")


def test_a_plan_in_which_something_never_happened_misses_its_bounds_endlessly() -> None:
    wish = parse_objective("direct_selling_share >= 22%", ["direct_selling_share"])
    aim = Aim("turnaround_p90.paper", 1.0, (wish,))
    assert aim.missing([1.0, 0.3]) == 0
    assert aim.missing([math.nan, 0.3]) == math.inf
    assert aim.missing([1.0, math.nan]) == math.inf


def test_a_plan_whose_cost_is_not_known_comes_last(solved: tuple[Space, Optimum]) -> None:
    """It would seem to keep the bound in the one replication in which paper was ever finished."""
    where, _ = solved
    wish = parse_objective("direct_selling_share >= 22%", ["direct_selling_share"])
    aim = Aim("turnaround_p90.paper", 1.0, (wish,))
    plans = list(where.every())[:3]
    catalogue = Catalogue(where, plans, Expectation((), np.zeros((3, 1)), np.zeros(3)))
    trials = Trials(catalogue, aim, lambda _: [], lambda _: 0.0)
    trials.base = [{"turnaround_p90.paper": 1.0, "direct_selling_share": 0.3}] * 2
    trials.wanted = 2
    costs = ([math.nan, 1.0], [3.0, 3.0], [2.0, 2.0])
    trials.outputs = {n: np.array([cost, [0.3, 0.3]]) for n, cost in enumerate(costs)}
    assert [each.plan for each in _tried(trials)] == [plans[2], plans[1], plans[0]]
    best = outlook(trials).best
    assert best is not None
    assert plans[outlook(trials).known.plans[best]] == plans[2]


def test_hires_that_leave_nobody_are_refused_in_plain_words(tmp_path: Path) -> None:
    where = space_of(changes_of(company(tmp_path)), ["clerk=-9"])
    with pytest.raises(UsageError, match="none of 2 plans can be carried out"):
        found_in(where)


# -- words that say what was judged ----------------------------------------------------------------


def test_plans_left_are_laid_to_tries_only_if_these_were_spent(
    solved: tuple[Space, Optimum],
) -> None:
    found = solved[1]
    left = (Cheaper("left", 1),)
    spent, stopped = (
        replace(found, proof=found.proof._replace(finished=False, spent=spent, cheaper=left))
        for spent in (True, False)
    )
    assert headline(spent).startswith("The cheapest plan found before the tries were spent: ")
    assert headline(stopped).startswith("The cheapest of the plans simulated: ")
    reasons = [printed.rows(content.cheaper_plans(each))[0][0] for each in (spent, stopped)]
    assert reasons[0] == "not looked at: the tries were spent"
    assert reasons[1].startswith("not simulated: the search had stopped")


def test_what_is_open_beside_a_plan_chosen_is_not_better_by_what_is_worth_finding(
    solved: tuple[Space, Optimum],
) -> None:
    chosen = Verdict(solved[1].finalists, decided=True, first=4)
    assert chosen.chosen
    assert _reason_of("open", chosen) == "alike"
    assert _reason_of("open", replace(chosen, finalists=chosen.finalists[1:])) == "undecided"
    assert _reason_of("breaks", chosen) == "judged"


def test_of_what_gives_most_others_give_less_and_are_not_dearer(
    solved: tuple[Space, Optimum],
) -> None:
    found = with_rival(solved[1], "dearer", "keeps")
    first, rival = found.finalists
    rival = rival._replace(dearer=Interval(-5.0, -6.0, -4.0, 9))
    aim = found.aim._replace(largest=True, worth=0.0)
    most = replace(found, aim=aim, finalists=(first, rival))
    assert printed.rows(finalists(most))[1][-1] == "gives less"


def test_a_plan_that_gives_hardly_less_for_much_less_is_told(
    solved: tuple[Space, Optimum],
) -> None:
    """Both give 10 h; the second for 100 EUR a week less, of which 5 may be exceeded."""
    found = with_rival(solved[1], "dearer", "keeps")
    spend = Objective(Constraint(COST, "<=", 1_000.0, "text"), 5.0, above_base=True)
    hours, money = (Interval(10.0, 9.0, 11.0, 9), Interval(900.0, 899.0, 901.0, 9))
    first, second = found.finalists
    first = first._replace(levels=(hours, money))
    second = second._replace(
        levels=(hours, money._replace(mean=800.0)), dearer=Interval(-0.1, -0.2, 0.1, 9)
    )
    aim = found.aim._replace(target="time_use.clerk.idle", wishes=(spend,), largest=True, worth=1.0)
    told = replace(found, aim=aim, finalists=(first, second), beside=())
    assert content.hardly_less(told).startswith("Hardly less (-0.1")
    assert "for 100 EUR a week less: " in content.hardly_less(told)
    unknown = told.finalists[1]._replace(standing="open", kept=("open",))
    assert content.hardly_less(replace(told, finalists=(first, unknown))) == ""
    dear = told.finalists[1]._replace(levels=(hours, money._replace(mean=897.0)))
    assert content.hardly_less(replace(told, finalists=(first, dear))) == ""


def test_whoever_is_hired_is_no_lever(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="people to be hired by --hire clerk="):
        space(tmp_path, levers=["hire.clerk=1,2"])


@pytest.mark.slow
def test_a_move_that_changes_nothing_is_not_in_the_plan(tmp_path: Path) -> None:
    """The seller's hour costs what it cost before: the move is in what is chosen without it."""
    where = space(tmp_path, CHANGES + IDLE, "clerk=0..1")
    found = found_in(where, NOT_TOO_BUSY)
    assert found.chosen is not None
    assert found.chosen.plan == Plan(("reassign paper",), (("clerk", 1),))
