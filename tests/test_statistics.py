import math

import numpy as np
import pytest

from simulator.experiment.statistics import bonferroni, confidence_interval, growth, pairing_gain


def test_more_confidence_is_wider_by_students_t() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0])
    narrow, wide = confidence_interval(values, 0.90), confidence_interval(values, 0.99)
    # t(3) is 2.3534 at 95% and 5.8409 at 99.5%; s / sqrt(4) is 0.6455
    assert narrow.half_width == pytest.approx(2.35336 * 0.645497, rel=1e-5)
    assert wide.half_width == pytest.approx(5.84091 * 0.645497, rel=1e-5)


def test_ten_intervals_hold_together_if_each_is_held_to_a_tenth_of_the_risk() -> None:
    assert bonferroni(10, 0.95) == pytest.approx(0.995)
    assert bonferroni(1, 0.9) == pytest.approx(0.9)


def test_growth_of_a_doubling_is_one_without_doubt() -> None:
    found = growth(np.array([1.0, 2.0, 3.0]), np.array([2.0, 4.0, 6.0]))
    assert found[:3] == pytest.approx((1.0, 1.0, 1.0))


def test_growth_leaves_out_pairs_of_which_one_never_happened() -> None:
    found = growth(np.array([1.0, math.nan, 3.0]), np.array([2.0, 5.0, 4.0]))
    assert found.mean == pytest.approx(6 / 4 - 1)
    assert found.n == 2


def test_growth_from_nothing_is_not_known() -> None:
    assert math.isnan(growth(np.zeros(3), np.ones(3)).mean)


def test_pairing_gain_is_the_ratio_of_variances() -> None:
    before, after = np.array([1.0, 3.0]), np.array([2.0, 5.0])
    # variances 2 and 4.5; the differences 1 and 2 have 0.5
    assert pairing_gain(before, after) == pytest.approx((2 + 4.5) / 0.5)


def test_pairs_that_always_differ_alike_gain_without_bounds() -> None:
    assert pairing_gain(np.array([1.0, 3.0]), np.array([2.0, 4.0])) == math.inf
    assert math.isnan(pairing_gain(np.array([1.0]), np.array([2.0])))
