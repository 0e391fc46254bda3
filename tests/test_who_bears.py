"""Who bears the ends of a sweep, and a plan under stress, if nothing piles up: small worlds."""

from __future__ import annotations

from typing import Any

import pytest
from worlds import OFFICE, scenario

from simulator.analysis.robustness.stress import stress
from simulator.analysis.sweep.sweep import sweep
from simulator.experiment.compare import compare
from simulator.experiment.finding import finding_of
from simulator.experiment.runner import RunKeywords
from simulator.output.content import robustness
from simulator.output.content import sweep as sweeps
from simulator.output.content.headline import headline
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

ALONE: RunKeywords = {"jobs": 1}
COST = "cost_per_week"
LATE = "job of clerks is in time in 50% of cases instead of 100%"


def office(people: int = 2, due: str = "4 h", **said: Any) -> Scenario:
    """From nine on twelve jobs of 35 minutes: one clerk has done six of them after four hours."""
    routine = {"every": "day", "at": "09:00", "times": 12}
    at_desk = {"category": "desk", "splittable": True}
    return scenario(
        name=f"of {people}",
        title=f"Clerks: {people}",
        horizon={"start": "2025-01-06", "weeks": 3},
        roles={
            "clerk": {"people": people, "cost_per_hour": 30, "shift": OFFICE},
            "boss": {"people": 1, "cost_per_hour": 30, "shift": OFFICE},
        },
        activities={
            "asking": {**at_desk, "by": "boss", "lasts": "1 s", "arises": {"routine": routine}},
            "job": {
                **at_desk,
                "by": "clerk",
                "lasts": "35 min",
                "due": due,
                "arises": {"after": {"asking": 1}},
            },
        },
        **said,
    )


@pytest.mark.parametrize("measure", [COST, "asked.job"])
def test_an_end_of_a_sweep_is_told_with_who_bears_it(measure: str) -> None:
    """Whether the measure moves, as what it costs, or does not, as what is asked."""
    (late,) = sweep(office(), {"roles.clerk.people": [1, 2]}, [measure], replications=3, **ALONE)
    assert [each.bears is None for each in late.points] == [False, True]
    assert f"; but at 1, {LATE} (against 2)." in sweeps.headline(late)
    in_time = office(due="8 h")
    (fine,) = sweep(in_time, {"roles.clerk.people": [1, 2]}, [measure], replications=3, **ALONE)
    assert [each.bears for each in fine.points] == [None, None]


def regretted_least(shocked: str, factor: float, due: str = "4 h") -> str:
    """What is said of one clerk instead of two, who costs less, where a value may be larger."""
    shocks = {"more": {"title": "More", "scale": {shocked: factor}}}
    plans = [office(people, due, shocks=shocks) for people in (2, 1)]
    tested = stress(plans, ["cost_per_week <= 9000"], COST, replications=3, **ALONE)
    return robustness.headlines(tested)[-1]


def test_a_plan_that_is_regretted_least_is_told_with_who_bears_it() -> None:
    wages = "roles.clerk.cost_per_hour"
    said = regretted_least(wages, 1.1)
    assert f"Clerks: 1, with no regret under any shock; but {LATE}." in said
    in_time = regretted_least(wages, 1.1, due="8 h")
    assert in_time.endswith("Clerks: 1, with no regret under any shock.")


def test_who_bears_a_plan_is_told_beside_whom_it_drowns_under_a_shock() -> None:
    """Of jobs twice as long one clerk has four a day too many: under that shock they pile up."""
    said = regretted_least("activities.job.lasts.mean", 2)
    assert f"but it is not called best: {LATE} and under more work piles up at clerks" in said


def test_a_share_in_time_is_told_with_the_time_that_is_allowed() -> None:
    """Half of twelve jobs are in time after four hours, all after eight: nobody works faster."""
    base = office(1)
    told = [
        headline(finding_of(compare(base, plan, replications=3, **ALONE), "within_due.job"))
        for plan in (what_if(office(1, due="8 h"), name="later"), what_if(base, name="same"))
    ]
    assert told[0] == (
        "Clerks: 1 (later): within due: job goes up from 50.0% to 100.0%, with 8 h allowed for it"
        " instead of 4 h."
    )
    assert "allowed" not in told[1]


def test_stress_tells_of_another_time_allowed() -> None:
    """The plan keeps the goal by twice the time; that is said, and nothing of a plan as it is."""
    base = office(1, shocks={"rain": {"title": "Rain", "scale": {"roles.boss.cost_per_hour": 2}}})
    later = what_if(base, name="later", title="Later", activities={"job": {"due": "8 h"}})
    made = stress([base, later], ["within_due.job >= 90%"], replications=3, **ALONE)
    told = robustness.document(made).headlines
    assert "Within due: job: with “Later” it may take 8 h instead of 4 h." in told
    same = what_if(base, name="same", title="Same")
    made = stress([base, same], ["within_due.job >= 90%"], replications=3, **ALONE)
    assert "allowed" not in " ".join(robustness.document(made).headlines)


def test_each_point_of_a_sweep_is_held_against_the_scenario_as_it_is() -> None:
    """Of 24 jobs a day one clerk does half; two are late with a third of them, three with none."""
    routine = {"every": "day", "at": "09:00", "times": 24}
    three = what_if(office(3, "5 h"), activities={"asking": {"arises": {"routine": routine}}})
    (found,) = sweep(three, {"roles.clerk.people": [1, 2, 3]}, [COST], replications=3, **ALONE)
    first, *others = sweeps.document(found).headlines
    assert "but at 1, work piles up at clerks" in first
    assert others[0].startswith("At 2, job of clerks is in time in ")
    assert others[0].endswith("instead of 100% (against 3).")
    assert [each.bears is None for each in found.points] == [False, False, True]
    (ends,) = sweep(three, {"roles.clerk.people": [4, 2]}, [COST], replications=3, **ALONE)
    assert sweeps.headline(ends).endswith("instead of 100%.")
    # A what-if's own level is no today: what comes with it is told against the first.
    two = what_if(three, roles={"clerk": {"people": 2}})
    (own,) = sweep(two, {"roles.clerk.people": [4, 3, 2]}, [COST], replications=3, **ALONE)
    assert "; but at 2, job of clerks is in time in " in sweeps.headline(own)
