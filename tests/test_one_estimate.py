"""Every analysis says of a scenario what a comparison says of it: one estimate for each measure."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from firm import today

from simulator.analysis.coalition_values import CoalitionRows
from simulator.analysis.optimise import Optimum, Plan, Request, Space, optimise, space_of
from simulator.analysis.robustness import stress
from simulator.analysis.sensitivity import DesignPlan, sensitivity
from simulator.analysis.shapley import explain
from simulator.analysis.sweep import sweep
from simulator.errors import UsageError
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.measures.measure import Weighted
from simulator.measures.measure_row import MeasureRow, row_of
from simulator.output.content import robustness, shapley
from simulator.output.content import sensitivity as sensitivities
from simulator.scenario.changes import Changes, as_changes
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

MEAN, P90, RARE = "turnaround_mean.order", "turnaround_p90.order", "turnaround_p90.claim"
HOW: dict[str, Any] = {"replications": 3, "seed": 4, "jobs": 1}
LESS_WORK = {"share": 0.5, "to": "support"}


def firm(name: str = "firm", **changes: Any) -> Scenario:
    """The firm with claims so rare that their percentile cannot be told."""
    rare = {
        "claim": {"category": "desk_work", "by": "support", "lasts": "5 min (4 to 6 min)"}
        | {"arises": {"inbound": {"rate": "2 per day", "per": "role"}}},
        "order": {"lasts": {"mean": "20 min (15 to 25 min)"}},
    }
    said = {"watch": [MEAN, P90, RARE], "activities": rare, "name": name, **changes}
    surge = {"title": "Support is slow", "scale": {"activities.enquiry.lasts.mean": 1.5}}
    return what_if(today(), shocks={"slow": surge}, **said)


def plan(base: Scenario) -> Scenario:
    return what_if(base, name="plan", hire={"support": 1}, reassign={"order": LESS_WORK})


class Asked(NamedTuple):
    """Two scenarios and what a comparison says of them."""

    base: Scenario
    plan: Scenario
    found: Comparison

    def levels(self, measure: str) -> list[float]:
        return [each.interval(measure).mean for each in self.found.experiments]


@pytest.fixture(scope="module")
def asked() -> Asked:
    base = firm()
    other = plan(base)
    return Asked(base, other, compare(base, other, **HOW))


def test_a_mean_of_replications_would_say_something_else(asked: Asked) -> None:
    """Else nothing below could fail."""
    for each in asked.found.experiments:
        for measure in (MEAN, P90):
            assert abs(np.mean(each.column(measure)) - each.interval(measure).mean) > 1e-3


@pytest.mark.slow
@pytest.mark.parametrize("measure", [MEAN, P90])
def test_a_bridge_leads_from_the_level_of_a_comparison_to_the_other(
    asked: Asked, measure: str
) -> None:
    (found,) = explain(asked.plan, [measure], base=asked.base, **HOW)
    assert [found.before.mean, found.after.mean] == asked.levels(measure)
    assert found.difference == asked.found.differences["plan"][measure]
    total = math.fsum(bar.share.mean for bar in found.bars)
    assert total == pytest.approx(found.difference.mean, abs=1e-12)
    paired = asked.found.paired["plan"][measure]
    for shares, difference in zip(found.shares, paired, strict=True):
        assert math.fsum(shares) == pytest.approx(difference, abs=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize("measure", [MEAN, P90])
def test_a_stress_test_without_a_shock_says_what_a_comparison_says(
    asked: Asked, measure: str
) -> None:
    goal = f"{measure} <= 1 h"
    found = stress([asked.base, asked.plan], [goal], **HOW)
    place = found.measures.index(measure)
    levels = [found.cell(number, 0).levels[place].level for number in (0, 1)]
    assert levels == [each.interval(measure) for each in asked.found.experiments]
    difference = asked.found.differences["plan"][measure].mean
    regrets = [found.cell(number, 0).regret.mean for number in (0, 1)]
    assert regrets[0] - regrets[1] == pytest.approx(-difference)


@pytest.mark.slow
@pytest.mark.parametrize("measure", [MEAN, P90])
def test_a_sensitivity_analysis_begins_with_what_a_comparison_says(
    asked: Asked, measure: str
) -> None:
    design = DesignPlan(trajectories=2, few=0)
    (alone,) = sensitivity(asked.plan, [measure], plan=design, **HOW)
    assert alone.answer == asked.found.others[0].interval(measure)
    both = Changes(asked.base, asked.plan, ())
    (beside,) = sensitivity(both, [measure], plan=design, **HOW)
    assert beside.answer == asked.found.differences["plan"][measure]


@pytest.mark.few(1)
@pytest.mark.parametrize("measure", [MEAN, P90])
def test_a_sweep_says_what_a_comparison_says(asked: Asked, measure: str) -> None:
    (found,) = sweep(asked.base, {"roles.support.people": [1, 2]}, [measure], **HOW)
    assert found.points[0].level.mean == asked.levels(measure)[0]


@pytest.mark.slow
def test_a_plan_optimised_is_told_of_as_a_comparison_tells_of_it(asked: Asked) -> None:
    """Finalists, what lies beside the one chosen, and the frontier, on the seed that is named."""
    request = Request(
        goal=f"{MEAN} <= 90 h",
        guards=(f"{P90} <= 900 h",),
        hires=("support=0..1",),
        replications=3,
        busiest=1,
        frontier=True,
    )
    where = space_of(as_changes(asked.plan, asked.base), request.hires)
    found = optimise(where, request, base=asked.base, seed=4, jobs=1)
    first = found.finalists[0]
    for each in found.finalists:
        told = said_of(where, found, each.plan, each.levels[0].n)
        names = ("cost_per_week", MEAN, P90)
        assert list(each.levels[:3]) == [told.interval(name) for name in names]
    for step in found.frontier:
        told = said_of(where, found, step.plan, step.level.n)
        assert step.level.mean == told.interval(MEAN).mean
    chosen = where.scenario(first.plan)
    for each in (*found.finalists[1:], *found.beside):
        other = where.scenario(each.plan)
        assert chosen is not None
        assert other is not None
        names = (what_if(chosen, name="chosen"), what_if(other, name="other"))
        both = compare(*names, replications=each.dearer.n, seed=found.fresh_seed, jobs=1)
        assert each.dearer == both.differences["other"]["cost_per_week"]
    for step in found.beside:  # what the first comes to plus the paired difference
        cost, before, more = step.levels[0], first.levels[0], step.dearer
        expected = (before.mean + each for each in (more.mean, more.low, more.high))
        assert (cost.mean, cost.low, cost.high) == pytest.approx(tuple(expected))


def said_of(where: Space, found: Optimum, plan: Plan, replications: int) -> Experiment:
    """What a run says of a plan on the luck with which it was judged."""
    scenario = where.scenario(plan)
    assert scenario is not None
    return run(scenario, replications=replications, seed=found.fresh_seed, jobs=1)


def test_a_percentile_of_too_few_tasks_is_no_goal(asked: Asked) -> None:
    request = Request(goal=f"{RARE} <= 1 h", hires=("support=0..1",), replications=2, most=4)
    with pytest.raises(UsageError, match="name the mean, or count more weeks"):
        optimise(asked.plan, request, base=asked.base, jobs=1)


# -- too few tasks ---------------------------------------------------------------------------------

TOO_FEW = "turnaround p90: claim: too few tasks"


@pytest.mark.slow
def test_no_analysis_tells_a_percentile_of_too_few_tasks_and_each_says_so(asked: Asked) -> None:
    assert all(math.isnan(level) for level in asked.levels(RARE))
    (bridge,) = explain(asked.plan, [RARE], base=asked.base, **HOW)
    assert math.isnan(bridge.before.mean)
    assert math.isnan(bridge.bars[0].share.mean)
    (moved,) = sensitivity(asked.base, [RARE], plan=DesignPlan(trajectories=2, few=2), **HOW)
    assert math.isnan(moved.answer.mean)
    assert math.isnan(moved.tornado[0].low.mean)
    assert {each.told for each in moved.screening} == {"cannot tell"}
    tested = stress([asked.base, asked.plan], [f"{MEAN} <= 1 h"], **HOW)
    level = tested.cells[0].levels[tested.measures.index(RARE)]
    assert math.isnan(level.level.mean)
    for document in (
        shapley.document(bridge),
        sensitivities.document(moved),
        robustness.document(tested),
    ):
        assert any(TOO_FEW in line for line in document.blocks[-1].lines)  # type: ignore[union-attr]


@pytest.mark.slow
def test_what_has_too_few_tasks_cannot_be_regretted(asked: Asked) -> None:
    with pytest.raises(Exception, match=TOO_FEW.replace("turnaround p90: claim", RARE)):
        stress([asked.base, asked.plan], [f"{MEAN} <= 1 h"], regret=RARE, **HOW)


# -- coalitions that are not run in each replication -----------------------------------------------


def row(mean: float, tasks: int) -> MeasureRow:
    return row_of([(MEAN, Weighted(mean, tasks))])


def test_a_coalition_run_rarely_is_as_far_off_as_smaller_and_larger_ones() -> None:
    """Ratios of 1 task at 10 h and 3 at 20: 17.5; all coalitions alike are off -3.75 and 3.75."""
    both = {0: row(10.0, 1), 1: row(20.0, 3)}
    none, one, most, every = (frozenset(range(size)) for size in (0, 1, 3, 4))
    some = frozenset((0, 1))
    rows = {none: both, one: both, some: {1: both[1]}, most: both, every: both}
    values = CoalitionRows(rows, 2).values(MEAN)
    assert values[none].tolist() == values[every].tolist() == [13.75, 21.25]
    assert math.isnan(values[some][0])
    assert values[some][1] == 21.25


def test_a_replication_that_one_coalition_does_not_know_has_no_part_in_any() -> None:
    none, every = frozenset[int](), frozenset([0])
    known = {0: row(10.0, 1), 1: row(20.0, 3)}
    values = CoalitionRows({none: known, every: {**known, 1: row(math.nan, 0)}}, 2).values(MEAN)
    assert values[none][0] == 10.0
    assert math.isnan(values[none][1])
