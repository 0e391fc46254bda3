"""Scenarios that count other weeks make no pairs: refused at once, before anything is simulated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from firm import relieved, today

import simulator
from simulator.analysis.robustness.stress import stress
from simulator.errors import UsageError
from simulator.experiment import runner
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

OTHER_WEEKS = {
    "weeks": ({"weeks": 9}, ("horizon.weeks", "9")),
    "warm-up": ({"warm_up_weeks": 0}, ("horizon.warm_up_weeks", "1", "0")),
    "start": ({"start": "2025-03-03"}, ("horizon.start", "2025-01-06", "2025-03-03")),
}
ASKED: dict[str, Callable[[Scenario, Scenario], Any]] = {
    "compare": lambda base, other: simulator.compare(base, relieved(), other, replications=2),
    "explain": lambda base, other: simulator.explain(other, base=base, replications=2),
    "optimise": lambda base, other: simulator.optimise(
        other, simulator.Request(goal="cost <= 1"), base=base
    ),
    "stress": lambda base, other: stress([base, other], ["cost_per_week <= 1"], 2),
}


@pytest.fixture(autouse=True)
def nothing_is_simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    def computed(job: runner.Job) -> runner.JobResult:
        raise AssertionError(f"{job.scenario.name} was simulated")

    monkeypatch.setattr(runner, "compute", computed)


@pytest.mark.parametrize("which", OTHER_WEEKS)
@pytest.mark.parametrize("question", ASKED)
def test_arms_of_other_weeks_are_refused_with_both_values(question: str, which: str) -> None:
    changed, words = OTHER_WEEKS[which]
    shocks = {"away": {"title": "Away", "absent": {"field_rep": 1}}}
    base = today(shocks=shocks)
    other = what_if(base, horizon=changed, hire={"support": 1}, name="other")
    with pytest.raises(UsageError) as caught:
        ASKED[question](base, other)
    said = str(caught.value)
    assert [word for word in (*words, "'today'", "'other'") if word not in said] == []
    assert "\n" not in said


@pytest.mark.parametrize(
    ("path", "levels"), [("horizon.weeks", [2, 3]), ("horizon.warm_up_weeks", [0, 1])]
)
def test_a_sweep_moves_no_horizon(path: str, levels: list[int]) -> None:
    with pytest.raises(UsageError, match=f"{path} is {levels[0]} in .* and {levels[1]} in"):
        simulator.sweep(today(), {path: levels}, replications=2)


def test_a_shock_moves_no_horizon() -> None:
    base = today(shocks={"long": {"title": "Long", "scale": {"horizon.weeks": 2}}})
    plan = what_if(base, hire={"support": 1}, name="plan")
    with pytest.raises(UsageError, match=r"horizon\.weeks is 2 in 'today' and 4 in"):
        stress([base, plan], ["cost_per_week <= 1"], 2)
