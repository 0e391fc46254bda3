import math

import numpy as np
import pytest

from simulator.experiment.estimates import change, level, moved, relative_change
from simulator.experiment.statistics import bonferroni, confidence_interval, growth, pairing_gain


def test_more_confidence_is_wider_by_students_t() -> None:
    values = np.array([1.0, 2.0, 3.0, 4.0])
    narrow, wide = confidence_interval(values, 0.90), confidence_interval(values, 0.99)
    # t(3) is 2.3534 at 95% and 5.8409 at 99.5%; s / sqrt(4) is 0.6455
    assert narrow.half_width == pytest.approx(2.35336 * 0.645497, rel=1e-5)
    assert wide.half_width == pytest.approx(5.84091 * 0.645497, rel=1e-5)


def test_an_interval_reaches_further_to_the_side_of_the_long_tail() -> None:
    values = np.array([1.0, 1.0, 1.0, 5.0])
    found = confidence_interval(values)
    # Mean 2, s 2, standard error 1; the third moment (-1 -1 -1 + 27) / 8 = 3, x 3/16 = 0.5625;
    # a = 0.5625 / 2 / 3 = 0.09375; t(3) = 3.18245.
    # Above: (cbrt(1 + 3a(-t - a/2)) - 1) / a = -5.8557, of which 1.5 t = 4.7737 is kept.
    # Below: (cbrt(1 + 3a(t - a/2)) - 1) / a = 2.5025; two thirds of the way from t: 2.7292.
    assert found.high == pytest.approx(2 + 4.7737, abs=1e-3)
    assert found.low == pytest.approx(2 - 2.7292, abs=1e-3)
    turned = confidence_interval(-values)
    assert (turned.low, turned.high) == pytest.approx((-found.high, -found.low))


def test_no_interval_leaves_what_can_be() -> None:
    values = np.array([0.02, 0.01, 0.01, 0.09])
    assert confidence_interval(values).low < 0
    assert confidence_interval(values, bounds=(0.0, 1.0)).low == 0
    assert level("within_due.order", 1 - values).high == 1
    assert level("turnaround_mean.order", values).low == 0
    for money in ("cost_per_week", "commission", "discounts", "cost_per_contact.visit.all_in"):
        assert level(money, values).low == 0, "nobody is paid less than nothing"
    assert level("cost_per_week", np.array([-0.01, 0.02, 0.09])).low == 0, "a ratio, linearised"
    assert moved("cost_per_week", values).low < 0, "costs may fall"
    for signed in ("profit", "profit_in_week.3", "margin"):
        assert level(signed, values).low < 0, "a loss is possible"
    assert moved("within_due.order", np.array([-0.9, 0.1, -0.8])).low == -1
    assert moved("turnaround_mean.order", np.array([-9.0, 1.0, -8.0])).low < -9


def test_nothing_falls_by_more_than_it_was_or_rises_by_more_than_it_is() -> None:
    """Some 20% that becomes 0% or 18%: paired, t alone says a fall of 40 points, or a rise."""
    before, after = np.array([0.20, 0.21, 0.20]), np.array([0.0, 0.18, 0.0])
    fall = change("within_due.order", before, after)
    assert moved("within_due.order", after - before).low < -0.30
    assert fall.low == -level("within_due.order", before).high > -0.23
    rise = change("within_due.order", after, before)
    assert (rise.low, rise.high) == (-fall.high, -fall.low)
    late = change("within_due.order", 1 - before, 1 - after)
    assert (late.low, late.high) == pytest.approx((-fall.high, -fall.low))
    times = change("turnaround_mean.order", before, after)
    assert times.low == fall.low, "times, too"
    assert change("profit", before, after).low < -0.30, "what can be a loss falls further"


def test_what_ends_altogether_falls_by_what_it_may_have_been() -> None:
    before, nothing = np.array([0.20, 0.22, 0.21]), np.zeros(3)
    fell, was = change("within_due.order", before, nothing), level("within_due.order", before)
    assert (fell.low, fell.high) == pytest.approx((-was.high, -was.low))
    known_once = np.array([0.2, np.nan, np.nan])
    assert np.isnan(change("within_due.order", known_once, before).low)


def test_what_cannot_be_negative_falls_by_all_of_it_at_most() -> None:
    before, after = np.array([4.0, 2.0, 3.0]), np.array([0.1, 0.9, 0.2])
    assert relative_change("turnaround_mean.order", before, after, 0.999).low == -1
    assert relative_change("profit", before, after, 0.999).low < -1


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
