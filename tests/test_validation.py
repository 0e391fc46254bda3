"""Short forms of the long checks; `make validate` runs them at full length."""

from __future__ import annotations

from importlib.util import find_spec

import pytest
from validation import (
    bars_against_closed_form,
    coverage,
    coverage_after_stopping,
    coverage_of_synthetic,
    false_alarms,
)

from simulator.experiment.runner import RunKeywords

QUICK: RunKeywords = {"jobs": 1, "engine": "compiled" if find_spec("numba") else "simpy"}


@pytest.mark.slow
def test_intervals_hold_a_known_truth_as_often_as_they_promise() -> None:
    found = coverage(50, (5, 10), **QUICK)
    assert len(found) == 6
    assert [each for each in found if not each.holds] == []


@pytest.mark.slow
def test_two_equal_scenarios_are_seldom_called_different() -> None:
    (found,) = false_alarms(60, (5,), **QUICK)
    assert found.watched == 7
    assert found.holds, found


@pytest.mark.slow
def test_an_interval_is_worth_its_promise_even_after_looking_again_and_again() -> None:
    found, replications = coverage_after_stopping(20, "20%", most=40, **QUICK)
    assert 10 <= replications < 40
    assert found.holds, found


def test_bars_are_those_of_the_closed_form() -> None:
    found = bars_against_closed_form(20, **QUICK)
    assert len(found) == 6
    assert [each for each in found if not each.agrees] == []


@pytest.mark.parametrize("spread", [0.0, 0.3])
def test_intervals_of_numbers_with_little_skew_hold_as_promised(spread: float) -> None:
    found = coverage_of_synthetic(2_000, spread=spread)
    assert [each for each in found if not each.holds] == []


def test_much_skew_costs_coverage_and_replications_win_it_back() -> None:
    few, more, many = coverage_of_synthetic(2_000, (5, 30, 300), spread=1.5)
    assert not few.holds
    assert few.covered < more.covered < many.covered
