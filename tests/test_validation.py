"""Short forms of the long checks; `make validate` runs them at full length."""

from __future__ import annotations

import bottlenecks
import pytest
from engines import FASTER
from validation import (
    LAWS,
    bars_against_closed_form,
    coverage,
    coverage_after_stopping,
    coverage_of_synthetic,
    coverage_of_tasks,
    false_alarms,
    guard_alarms,
    guard_power,
    settling,
)

from simulator.experiment.runner import RunKeywords

QUICK: RunKeywords = {"jobs": 1, "engine": FASTER}


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


@pytest.mark.slow
def test_percentiles_of_few_tasks_and_ratios_hold_what_theory_says() -> None:
    found = coverage_of_tasks(30, (10,), **QUICK)
    assert len(found) == 3
    assert [each for each in found if not each.holds] == []


@pytest.mark.slow
def test_a_plan_that_harms_nobody_is_seldom_red() -> None:
    found = guard_alarms(100, (3, 5), **QUICK)
    assert [each for each in found if not each.holds] == []
    assert found[0].watched == 16


@pytest.mark.slow
def test_harm_is_seen_the_more_the_larger_it_is_and_the_longer_one_looks() -> None:
    found = guard_power(4, points=(0, 15), full=(0.8, 1.1), sizes=(3, 10), **QUICK)
    none, harm, bearable, drowned = (found[at : at + 2] for at in (0, 2, 4, 6))
    assert [each.words for each in none] == [(0, 0, 1)] * 2
    assert harm[1].words == drowned[1].words == (1, 0, 0)
    assert [each.words[0] for each in bearable] == [0, 0]


@pytest.mark.slow
def test_bars_are_those_of_the_closed_form() -> None:
    found = bars_against_closed_form(20, **QUICK)
    assert len(found) == 6
    assert [each for each in found if not each.agrees] == []


@pytest.mark.slow
def test_intervals_of_skewed_numbers_hold_what_is_promised_and_normal_ones_are_not_wider() -> None:
    found = coverage_of_synthetic(4_000)
    assert [each for each in found if not each.holds] == []


def test_much_skew_costs_coverage_and_replications_win_it_back() -> None:
    (law,) = (each for each in LAWS if each.name == "lognormal, spread 1.5")
    few, more, many = coverage_of_synthetic(1_000, (5, 30, 300), [law])
    assert few.covered < 0.9 * few.experiments
    assert few.covered < more.covered < many.covered


@pytest.mark.slow
def test_desks_that_settle_are_not_said_to_drown_and_those_that_drown_are() -> None:
    found = settling(20, (3, 5), (0.9, 1.25), **QUICK)
    assert [each.grows for each in found] == [0, 0, 20, 20]


@pytest.mark.slow
def test_every_headline_names_whom_a_plan_drowns() -> None:
    found = bottlenecks.told(**QUICK)
    assert len(found) == 20
    assert [each.headline for each in found if not each.names_it] == []


@pytest.mark.slow
def test_headlines_name_whom_plans_drown() -> None:
    """One plan that moves work, one that brings more of it."""
    found = bottlenecks.told(3, 8, plans=(bottlenecks.PLANS[0], bottlenecks.PLANS[13]), jobs=1)
    assert [each.headline for each in found if not each.names_it] == []
