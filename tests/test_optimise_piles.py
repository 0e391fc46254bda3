"""No plan is named under which work piles up, or lapses, that does not today."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from firm import written
from worlds import ALWAYS, desk, scenario

from simulator.analysis.optimise import Optimum, Request, optimise, space_of
from simulator.analysis.optimise.final_stage import FinalStage, Verdict
from simulator.analysis.optimise.fresh_luck import FreshLuck
from simulator.analysis.optimise.objective import Aim, Objective, Today
from simulator.analysis.optimise.parse_request import aim_of
from simulator.analysis.optimise.plans import Plan
from simulator.experiment.runner import RunKeywords
from simulator.measures.measure_row import MeasureRow
from simulator.measures.targets import Constraint
from simulator.output.content.optimise import document
from simulator.scenario.changes import changes_of
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}
COST, SHARE, GROWTH = "cost_per_week", "direct_selling_share", "queue_growth.clerk.paper"
TO_CLERKS = "reassign: {paper: {to: clerk, share: 1}}\n"
LESS_OF_ANN = "roles: {clerk: {rosters: {own: {shift: {from: 00:00, to: 08:00}}}}}\n"
PAPER, ANN = "reassign paper", "roles.clerk.rosters"


def office(folder: Path, changes: str, **stamp: Any) -> Path:
    """Two sellers with 12 hours of paper each a day, whom four clerks may help, and a what-if.

    Only Ann among the clerks can stamp what is sold, for 12 of her 24 hours a day.
    """
    daily = {"arises": {"routine": {"every": "day", "at": "00:00"}}}
    can = {"skills": {"stamp": 1}}
    company = scenario(
        name="office",
        horizon={"start": "2025-01-06", "weeks": 6},
        roles={
            "seller": {
                "people": 2,
                "cost_per_hour": 30,
                "shift": ALWAYS,
            },
            "clerk": {
                "people": 4,
                "cost_per_hour": 10,
                "shift": ALWAYS,
                "members": {"Ann": {"roster": "own", **can}, "Bo": {}, "Cy": {}, "Di": {}},
                "rosters": {"own": {"people": 1, "shift": ALWAYS}},
            },
        },
        activities={
            "sale": {"category": "selling", "by": "seller", "lasts": "6 h", **daily},
            "paper": {
                "category": "desk",
                "by": "seller",
                "lasts": "12 h",
                "urgency": 2,
                "arises": {"after": {"sale": 1}},
            },
            "stamp": {
                "category": "desk",
                "by": "clerk",
                "skill": "stamp",
                "lasts": "6 h",
                "arises": {"after": {"sale": 1}},
                **stamp,
            },
        },
    )
    written(folder / "scenarios", company)
    file = folder / "scenarios" / "relieved.yaml"
    file.write_text(f"extends: office\ntitle: Relieved\n{changes}", encoding="utf-8")
    return file


def found_in(file: Path, **said: Any) -> Optimum:
    request = Request(goal="utilisation.seller <= 60%", replications=2, finalists=4, **said)
    return optimise(space_of(changes_of(file)), request, **ALONE)


def test_no_plan_is_named_under_which_work_piles_up_at_the_few_who_can_do_it(
    tmp_path: Path,
) -> None:
    """Stamps take twelve hours a day, and Ann is there for eight; the other clerks have room."""
    file = office(tmp_path, TO_CLERKS + LESS_OF_ANN)
    found, drowned = found_in(file), found_in(file, busiest=1.0)
    assert found.chosen is not None
    assert drowned.chosen is not None
    assert found.chosen.plan.moves == (PAPER,)
    assert set(drowned.chosen.plan.moves) == {PAPER, ANN}
    assert "piles up" not in repr(found)
    assert "work piles up at clerks: stamp grows by" in repr(drowned)
    told = [line for block in document(found).blocks for line in getattr(block, "lines", ())]
    assert any("no kind of work piles up on any desk" in line for line in told)


def test_no_plan_is_named_under_which_more_work_lapses(tmp_path: Path) -> None:
    """What Ann has not begun within a day is given up, and never piles up."""
    file = office(tmp_path, TO_CLERKS + LESS_OF_ANN, lapses={"after": "1 d"})
    found, drowned = found_in(file), found_in(file, busiest=1.0)
    assert found.chosen is not None
    assert drowned.chosen is not None
    assert found.chosen.plan.moves == (PAPER,)
    assert set(drowned.chosen.plan.moves) == {PAPER, ANN}
    assert "% lapse at clerks instead of 0%" in repr(drowned)


# -- the bounds ------------------------------------------------------------------------------------


def bounds(weeks: int = 9, asked: float = 100.0, **said: Any) -> dict[str, Objective]:
    """What is granted to a company with so many sheets of paper a week, which lapse or do not."""
    company = desk(
        kinds={"paper": {"lapses": {"after": "1 h"}}},
        horizon={"start": "2025-01-06", "weeks": weeks},
    )
    growth = (-0.5, 0.5)
    known = {COST: 9.0, SHARE: 0.2, "queue_asked.clerk.paper": asked, "lapsed_share.paper": 0.05}
    rows = [MeasureRow({**known, GROWTH: each}) for each in growth]
    aim = aim_of(Request(goal=f"{SHARE} >= 21%", **said), Today(company, company, rows, rows))
    return {wish.bound.measure: wish for wish in aim.wishes}


def test_a_kind_of_work_may_grow_by_what_does_not_matter_or_by_luck() -> None:
    """Of 100 a week two; of ten a week what two replications a task apart may bring."""
    assert (bounds()[GROWTH].bound.bound, bounds()[GROWTH].tolerance) == (2.0, 2.0)
    spread = np.std([-0.5, 0.5], ddof=1)
    few = bounds(asked=10.0)[GROWTH]
    assert few.bound.bound == pytest.approx(3 * spread / np.sqrt(2))
    assert few.tolerance == pytest.approx(max(0.2, spread / 2))


def test_what_lapses_today_may_lapse_with_a_plan() -> None:
    wish = bounds()["lapsed_share.paper"]
    assert (wish.bound.text, wish.tolerance) == ("lapsed_share.paper <= today", 0.02)


def test_within_two_weeks_and_where_anybody_may_be_drowned_there_is_no_such_bound() -> None:
    assert GROWTH not in bounds(weeks=2)
    assert not {GROWTH, "lapsed_share.paper"} & bounds(busiest=1.0).keys()
    assert GROWTH not in bounds(asked=0.0)


def test_of_work_that_a_plan_does_without_nothing_piles_up() -> None:
    wish = Objective(Constraint(GROWTH, "<=", 1.0, ""), 1.0, asked=False, above_base=True)
    aim = Aim(COST, 1.0, (wish,))
    base, plan = (MeasureRow({COST: 9.0, **more}) for more in ({GROWTH: 3.0}, {}))
    assert aim.read([plan], [base]).tolist() == [[9.0], [-3.0]]


# -- the final stage -------------------------------------------------------------------------------


def judged(piles: dict[str, Collection[str]], *moves: str) -> Verdict:
    """Plans of one move each, the first the cheapest, all of which keep their bounds."""
    aim = Aim(COST, 1.0, (Objective(Constraint(GROWTH, "<=", 1.0, ""), 1.0, asked=False),))
    plans = [Plan((move,), ()) for move in moves]

    def row(plan: Plan | None, year: int) -> MeasureRow:
        dearer = 10.0 * plans.index(plan) if plan else 0.0
        return MeasureRow({COST: 1000 + year % 2 + dearer, GROWTH: 0.1 * (year % 3)})

    fresh = FreshLuck(
        aim, lambda wanted: [[row(p, n) for n in count] for p, count in wanted], lambda _: 0.0
    )
    request = Request(goal=f"{SHARE} >= 1%", most=20)
    told = {Plan((move,), ()): what for move, what in piles.items()}
    return FinalStage(plans, request, fresh, piles=lambda plan: told.get(plan, ())).verdict()


def test_the_cheapest_of_those_under_which_nothing_piles_up_is_chosen() -> None:
    verdict = judged({"a": [GROWTH], "b": [GROWTH]}, "a", "b", "c", "d")
    assert [(*each.plan.moves, each.standing) for each in verdict.finalists] == [
        ("c", "chosen"),
        ("d", "dearer"),
        ("a", "breaks"),
        ("b", "breaks"),
    ]
    assert [each.kept for each in verdict.finalists[2:]] == [("breaks",), ("breaks",)]
    assert verdict.finalists[2].dearer.mean == pytest.approx(-20)


def test_if_something_piles_up_under_all_none_is_chosen() -> None:
    verdict = judged({"a": [GROWTH], "b": [GROWTH]}, "a", "b")
    assert not verdict.chosen
    assert not verdict.keeps
    assert verdict.decided


def test_what_piles_up_under_a_dearer_plan_does_not_matter() -> None:
    verdict = judged({"b": [GROWTH]}, "a", "b")
    assert verdict.finalists[0].plan == Plan(("a",), ())


def served(category: str = "desk") -> Scenario:
    """A clerk who calls on shops by a plan, to sell or for something else."""
    company = desk(kinds={"check": {"category": category, "place": "account", "splittable": False}})
    plans = {"call_plans": {"check": {}}, "roles": {"clerk": {"accounts": "own", "base": "home"}}}
    every = {"shops": {"accounts": 9, "contact_every": {"check": "1 week"}}}
    land = {"territory": {"width": "10 km", "height": "10 km"}, "travel": {"speed": "50 km/h"}}
    return what_if(company, segments=every, **plans, **land)


@pytest.mark.parametrize(
    ("category", "goal", "granted"),
    [
        ("desk", f"{SHARE} >= 21%", True),
        ("selling", f"{SHARE} >= 21%", False),
        ("selling", f"{COST} <= 8", True),
    ],
)
def test_hardly_fewer_calls_are_made_but_those_that_sell_if_that_is_the_aim(
    category: str, goal: str, granted: bool
) -> None:
    """Who calls has no pile, and is busy or not, however many calls are left out."""
    company = served(category)
    rows = [
        MeasureRow({COST: 9.0, SHARE: 0.2, "plan_coverage.check": each}) for each in (0.9, 0.92)
    ]
    aim = aim_of(Request(goal=goal), Today(company, company, rows, rows))
    bounds = {wish.bound.measure: wish for wish in aim.wishes}
    assert ("plan_coverage.check" in bounds) is granted
    if granted:
        wish = bounds["plan_coverage.check"]
        assert (wish.bound.text, wish.tolerance) == (
            "plan_coverage.check >= today - 5 points",
            0.02,
        )
        fewer = MeasureRow({COST: 9.0, SHARE: 0.3, "plan_coverage.check": 0.6})
        assert aim.missed_clearly(aim.read([fewer], rows[:1]).mean(axis=1)) > 0


def test_no_segment_is_called_on_much_less_for_the_sake_of_another() -> None:
    """Of all calls as many are made, and of those on chains half."""
    company = what_if(
        served("desk"), segments={"chains": {"accounts": 9, "contact_every": {"check": "1 week"}}}
    )
    names = ("plan_coverage.check", "plan_coverage.check.shops", "plan_coverage.check.chains")
    rows = [MeasureRow({COST: 9.0, SHARE: 0.2, **dict.fromkeys(names, 0.9)}) for _ in range(2)]
    aim = aim_of(Request(goal=f"{COST} <= 10"), Today(company, company, rows, rows))
    assert set(names) <= {wish.bound.measure for wish in aim.wishes}
    shifted = MeasureRow({**rows[0], names[1]: 1.0, names[2]: 0.5})
    assert aim.missed_clearly(aim.read([shifted], rows[:1]).mean(axis=1)) > 0
    assert aim.missed_clearly(aim.read(rows[:1], rows[:1]).mean(axis=1)) == 0
