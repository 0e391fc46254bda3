"""Claims are judged by the whole interval, and each system has its today and its what-if."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from test_customers import everything

from simulator.analysis.claims import (
    ClaimResult,
    check_claims,
    held,
    outcome,
    page,
    scenarios_with_claims,
    wanted,
)
from simulator.experiment.statistics import Interval, growth
from simulator.scenario.inheritance import parent_of
from simulator.scenario.schema.analysis import Claim
from simulator.scenario.what_if import what_if

SCENARIOS = Path("scenarios")


def claim(**said: object) -> Claim:
    return Claim.model_validate({"system": "S1", "says": "x", "measure": "sales", **said})


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (1.1, 2, "holds"),
        (0.5, 0.9, "does not hold"),
        (0.9, 1.1, "we cannot tell"),
        (np.nan, np.nan, "we cannot tell"),
    ],
)
def test_a_claim_holds_only_if_the_whole_interval_says_so(
    low: float, high: float, verdict: str
) -> None:
    assert held(claim(low=1), Interval(1.0, low, high, 5)) == verdict


def test_a_claim_may_have_two_ends() -> None:
    both = claim(low=0.1, high=0.2, counts="growth")
    assert held(both, Interval(0.15, 0.12, 0.18, 5)) == "holds"
    assert held(both, Interval(0.25, 0.22, 0.28, 5)) == "does not hold"
    assert wanted(both) == "at least +10%, at most +20%"


def test_a_fall_to_nothing_is_a_growth_of_exactly_minus_one() -> None:
    found = growth(np.array([3.0, 5.0, 9.0]), np.zeros(3))
    assert found == (-1, -1, -1, 3)


def test_growth_is_the_ratio_of_means() -> None:
    found = growth(np.array([1.0, 3.0]), np.array([2.0, 4.0]))
    assert found.mean == pytest.approx(0.5)
    # Residuals 2 - 1.5 and 4 - 4.5 over the mean 2: a half-width of t x 0.25 x sqrt(2) / sqrt(2).
    assert found.high - found.mean == pytest.approx(12.7062 * 0.25, rel=1e-4)


@pytest.mark.slow
def test_a_claim_is_examined_on_real_runs() -> None:
    base = everything()
    better = what_if(
        base,
        name="better",
        activities={"won": {"arises": {"after": {"lead": 1}}}},
        claims={"more": {"system": "S4", "says": "more is won", "measure": "sales", "low": 0.1}},
    )
    (found,) = check_claims(better, base, 3)
    assert found.verdict == "holds"
    assert outcome(found).startswith("+")
    text = page([found], 3, 1)
    assert "| S4 |" in text
    assert "**holds**" in text


@pytest.mark.slow
def test_claims_are_not_inherited() -> None:
    claims = {"more": {"system": "S4", "says": "x", "measure": "sales", "low": 0}}
    parent = what_if(everything(), name="parent", claims=claims)
    assert parent.claims
    by_file = {each.name: scenario for each, scenario in scenarios_with_claims()}
    assert "twenty_two_percent" in by_file["support-takes-paperwork"].claims
    assert "twenty_two_percent" not in by_file["paperwork-without-routing"].claims


@pytest.mark.slow
def test_every_system_has_a_what_if_that_claims_something() -> None:
    pairs = scenarios_with_claims()
    systems = {claim.system for _, scenario in pairs for claim in scenario.claims.values()}
    assert systems == {f"S{number}" for number in range(1, 18)}
    assert all(parent_of(str(each.path)) is not None for each, _ in pairs), "each has a today"


@pytest.mark.slow
def test_the_table_of_systems_holds_every_claim() -> None:
    text = (SCENARIOS / "README.md").read_text()
    for _, scenario in scenarios_with_claims():
        for one in scenario.claims.values():
            row = re.search(rf"\| {one.system} \|.*`{scenario.name}`.*`{one.measure}`.*", text)
            assert row, f"{scenario.name}: run simulator systems --write"
            assert wanted(one) in row[0] or wanted(one) in text
    assert re.search(r"seed \d+, \d+ replications", text)


def test_a_finding_says_where_it_comes_from() -> None:
    found = ClaimResult("a", "b", "c", claim(low=1), Interval(2.0, 1.5, 2.5, 4), "holds")
    assert outcome(found) == "+2 [+1.5, +2.5]"
