from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.errors import UsageError
from simulator.measures.targets import constraint, parse_amount, precision_target, resolve_measure

KNOWN = [
    "direct_selling_share",
    "cost_per_week",
    "cost_per_week.sales_support",
    "turnaround_p90.quote",
    "turnaround_p90.order",
    "utilisation.sales_support",
    "travel_per_visit",
]


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("turnaround_p90.quote", "turnaround_p90.quote"),
        ("quote_turnaround_p90", "turnaround_p90.quote"),
        ("support_utilisation", "utilisation.sales_support"),
        ("cost", "cost_per_week"),
        ("selling", "direct_selling_share"),
    ],
)
def test_a_measure_is_known_by_the_words_that_people_use(said: str, meant: str) -> None:
    assert resolve_measure(said, KNOWN) == meant


def test_a_name_that_may_mean_two_measures_lists_them() -> None:
    with pytest.raises(UsageError, match=r"may mean turnaround_p90.quote, turnaround_p90.order"):
        resolve_measure("turnaround_p90", KNOWN)


def test_a_slip_gets_the_nearest_name() -> None:
    with pytest.raises(UsageError, match="did you mean 'travel_per_visit'"):
        resolve_measure("travle_per_visit", KNOWN)


@pytest.mark.parametrize(
    ("measure", "said", "amount"),
    [
        ("direct_selling_share", "22%", 0.22),
        ("direct_selling_share", "0.3pt", 0.003),
        ("direct_selling_share", "0.22", 0.22),
        ("turnaround_p90.quote", "2 d", 48.0),
        ("turnaround_p90.quote", "90min", 1.5),
        ("travel_per_visit", "1 h", 60.0),
        ("cost_per_week", "120000", 120_000.0),
    ],
)
def test_amounts_are_read_in_the_measures_unit(measure: str, said: str, amount: float) -> None:
    assert parse_amount(measure, said) == pytest.approx(amount)


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("direct_selling_share", "2 d"),
        ("turnaround_p90.quote", "5%"),
        ("cost_per_week", "3 h"),
        ("cost_per_week", "much"),
    ],
)
def test_an_amount_of_another_kind_is_refused_with_an_example(measure: str, said: str) -> None:
    with pytest.raises(UsageError, match="expected an amount such as"):
        parse_amount(measure, said)


@pytest.mark.parametrize("said", ["25", "22.5", "-3"])
def test_a_share_above_one_needs_its_per_cent(said: str) -> None:
    with pytest.raises(UsageError, match=rf"means {float(said) * 100:g}%; expected {said}% or"):
        constraint(f"direct_selling_share >= {said}", KNOWN)
    assert constraint(f"direct_selling_share >= {said}%", KNOWN).bound == float(said) / 100


@pytest.mark.parametrize("text", ["0.3", "direct_selling_share=0.3", "selling= 0.3 "])
def test_a_precision_of_a_share_says_points_or_wholes(text: str) -> None:
    with pytest.raises(UsageError, match=r"0\.3pt \(points of a hundred\), or 30pt"):
        precision_target(text, KNOWN)
    assert precision_target("0.3pt", KNOWN).half_width == pytest.approx(0.003)
    assert precision_target("cost=0.3", KNOWN).half_width == pytest.approx(0.3)


@pytest.mark.parametrize("side", [">=", "<="])
def test_a_share_above_all_is_no_goal(side: str) -> None:
    expected = "read 2700% for direct_selling_share, a share; expected at most 100%"
    with pytest.raises(UsageError, match=f"^{expected}$"):
        constraint(f"selling {side} 2700%", KNOWN)
    assert constraint(f"selling {side} 100%", KNOWN).bound == 1.0


def test_a_goal_has_a_measure_a_side_and_a_bound() -> None:
    goal = constraint("direct_selling_share >= 22%", KNOWN)
    assert (goal.measure, goal.side, goal.bound) == ("direct_selling_share", ">=", 0.22)
    assert goal.met_by(0.22)
    assert not goal.met_by(0.2199)
    assert goal.missing(0.165) == pytest.approx(0.25)


def test_a_guard_says_what_must_not_be_exceeded() -> None:
    guard = constraint("quote_turnaround_p90 <= 2 d", KNOWN)
    assert (guard.measure, guard.side, guard.bound) == ("turnaround_p90.quote", "<=", 48.0)
    assert guard.met_by(48.0)
    assert not guard.met_by(float("nan"))


@pytest.mark.parametrize("said", ["", "22%", "selling > 22%", "selling = 22%", "selling >= "])
def test_a_goal_without_measure_side_and_bound_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="expected a measure, >= or <=, and an amount"):
        constraint(said, KNOWN)


@pytest.mark.parametrize(
    ("said", "measure", "half_width", "relative"),
    [
        ("0.3pt", "direct_selling_share", 0.003, False),
        ("5%", "direct_selling_share", 0.05, True),
        ("cost=1000", "cost_per_week", 1000.0, False),
        ("cost = 2%", "cost_per_week", 0.02, True),
        ("quote_turnaround_p90=2 h", "turnaround_p90.quote", 2.0, False),
    ],
)
def test_precision_is_absolute_or_relative(
    said: str, measure: str, half_width: float, relative: bool
) -> None:
    found = precision_target(said, KNOWN)
    assert found[:3] == (measure, pytest.approx(half_width), relative)


@pytest.mark.parametrize("said", ["0pt", "-1pt", "", "selling=", "%"])
def test_no_precision_is_refused(said: str) -> None:
    with pytest.raises(UsageError):
        precision_target(said, KNOWN)


@given(st.text(max_size=300))
def test_no_text_does_more_than_be_refused(said: str) -> None:
    for read in (precision_target, constraint):
        with suppress(UsageError):
            read(said, KNOWN)


def test_calls_for_each_wanted_may_be_asked_for_in_per_cent() -> None:
    assert constraint("coverage >= 90%", ["coverage"]).bound == 0.9
    assert constraint("coverage >= 0.9", ["coverage"]).bound == 0.9
