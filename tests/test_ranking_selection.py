"""Judgements worked out by hand, and how often a good system is chosen where the truth is known."""

import math
from collections.abc import Sequence

import numpy as np
import pytest
from selections import EIGHT, SETTINGS, Outcome, Setting, is_good, tried

from simulator.analysis.optimise.ranking_selection import (
    STEEPER,
    Limit,
    SelectionProblem,
    by_bound,
    h_squared,
    judge,
    proven_dearer,
    select,
    slack,
)
from simulator.scenario.elementary import Numbers

SELLING = Limit(">=", 20.0, 1.0)
WAITING = Limit("<=", 8.0, 1.0)


def constant(*levels: float, rows: int = 3) -> Numbers:
    """A system whose outputs are always the same: cost, then what is bounded."""
    return np.repeat(np.array(levels)[:, None], rows, axis=1)


def problem(systems: int, *limits: Limit, worth: float = 1.0) -> SelectionProblem:
    return SelectionProblem(systems, limits, worth=worth, first=3)


# -- by hand ---------------------------------------------------------------------------------------


def test_of_systems_that_never_vary_the_cheapest_that_keeps_its_bounds_wins_at_once() -> None:
    systems = [constant(90, 19), constant(100, 21), constant(103, 25)]
    found = judge(systems, problem(3, SELLING))
    assert found.feasible == ("breaks", "keeps", "keeps")
    assert found.beaten == {2: 1}
    assert found.winner == 1
    assert found.finished


def test_a_bound_from_above_is_kept_from_below() -> None:
    found = judge([constant(90, 9.5), constant(100, 7)], problem(2, WAITING))
    assert found.feasible == ("breaks", "keeps")
    assert found.winner == 1


def test_a_system_has_to_keep_every_bound() -> None:
    systems = [constant(90, 25, 12), constant(95, 12, 5), constant(100, 25, 5)]
    found = judge(systems, problem(3, SELLING, WAITING))
    assert found.feasible == ("breaks", "breaks", "keeps")
    assert found.winner == 2


@pytest.mark.parametrize(("near_enough", "level"), [(True, 19.6), (False, 20.1)])
def test_what_is_within_the_tolerance_keeps_if_that_is_near_enough(
    near_enough: bool, level: float
) -> None:
    """19.6 for at least 20, give or take one: near enough, or surely outside; 18.8 is far."""
    limit = Limit(">=", 20.0, 1.0, near_enough)
    found = judge([constant(90, 19.6), constant(95, 18.8), constant(100, 20.1)], problem(3, limit))
    assert found.feasible == ("keeps" if near_enough else "breaks", "breaks", "keeps")
    assert found.winner == (0 if level == 19.6 else 2)


@pytest.mark.parametrize(("most", "says"), [(300, "open"), (8, "breaks")])
def test_what_may_be_near_enough_is_watched_as_long_as_there_are_replications(
    most: int, says: str
) -> None:
    """19.5 by outputs that differ by a tenth: half of the tolerance outside, give or take."""
    outputs = np.array([[90.0] * 8, [19.45, 19.55] * 4])
    near = SelectionProblem(1, (Limit(">=", 20.0, 1.0, True),), worth=1.0, first=3, most=most)
    assert judge([outputs], near).feasible == (says,)


def test_what_cannot_be_told_from_its_bound_and_is_within_the_tolerance_keeps_it() -> None:
    """19.95 by outputs that differ by a tenth: its two standard errors are 0.07."""
    outputs = np.array([[90.0] * 8, [19.85, 20.05] * 4])
    assert judge([outputs], problem(1, SELLING)).feasible == ("keeps",)
    assert judge([outputs - 0.1], problem(1, SELLING)).feasible == ("breaks",)


def test_if_every_system_breaks_a_bound_none_is_chosen_and_it_is_over() -> None:
    found = judge([constant(90, 10), constant(80, 12)], problem(2, SELLING))
    assert found.winner is None
    assert found.finished


def test_equal_systems_are_not_told_apart_and_one_of_them_is_chosen() -> None:
    found = judge([constant(90), constant(90), constant(90)], problem(3))
    assert found.beaten == {}
    assert found.winner == 0


def test_of_two_that_differ_by_less_than_is_worth_finding_the_cheaper_mean_is_taken() -> None:
    assert judge([constant(90.4), constant(90)], problem(2)).winner == 1


def test_a_single_system_without_bounds_is_chosen() -> None:
    assert judge([constant(5)], problem(1)).winner == 0


def test_what_never_happened_keeps_no_bound() -> None:
    silent = np.array([[90.0, 90, 90], [25, math.nan, 25]])
    found = judge([silent, constant(100, 25)], problem(2, SELLING))
    assert found.feasible == ("breaks", "keeps")
    assert found.winner == 1


def test_a_cheaper_system_of_which_nothing_is_known_yet_holds_up_the_choice() -> None:
    wavering = np.array([[90.0, 90, 90], [0, 41, 20]])
    found = judge([wavering, constant(100, 25), constant(99, 25)], problem(3, SELLING))
    assert found.feasible == ("open", "keeps", "keeps")
    assert found.beaten == {1: 2}
    assert found.winner is None
    assert found.in_play == (0, 2)


def test_a_dearer_system_need_not_be_judged_by_its_bounds() -> None:
    wavering = np.array([[110.0, 110, 110], [0, 41, 20]])
    found = judge([wavering, constant(100, 25)], problem(2, SELLING))
    assert found.feasible == ("open", "keeps")
    assert found.winner == 1


def test_who_was_ruled_out_stays_out_and_rules_nobody_out() -> None:
    systems = [constant(90), constant(100), constant(95, rows=2)]
    found = judge([*systems[:2], constant(95)], problem(3), beaten={0: 1})
    assert found.beaten == {0: 1, 1: 2}
    assert found.winner == 2


def test_slack_is_what_matters_once_there_are_as_many_replications_as_h2_asks_for() -> None:
    h2, variance, matters = 10.0, 4.0, 0.5
    rows = np.array([h2 * variance / matters**2])
    assert slack(rows, np.array([variance]), matters, h2) == pytest.approx(matters)


def test_slack_is_the_lower_of_two_lines() -> None:
    rows = np.array([1.0, 1e6])
    near = 10 * 4 / (2 * 0.5 * rows) + 0.5 / 2
    steep = 10 * 4 / (2 * 8 * 0.5 * rows) + 8 * 0.5 / 2
    assert STEEPER == (1, 8)
    assert slack(rows, np.array([4.0]), 0.5, 10) == pytest.approx([steep[0], near[1]])


def test_h2_makes_the_mean_of_the_exponential_the_risk() -> None:
    """E exp(-h2 S2 / 2v) by numerical integration over chi-square with 9 degrees of freedom."""
    from scipy import integrate, stats

    h2 = h_squared(0.01, 10)
    chance, _ = integrate.quad(
        lambda x: math.exp(-h2 * x / 9 / 2) * stats.chi2.pdf(x, 9), 0, np.inf
    )
    assert chance == pytest.approx(0.01, rel=1e-8)


@pytest.mark.parametrize(("promised", "decision"), [(True, "open"), (False, "keeps")])
def test_what_nobody_asked_for_is_told_by_all_replications_where_the_first_leave_it_open(
    promised: bool, decision: str
) -> None:
    """The first three lie 100 apart, all others at 22: by all inside the bound, by these unsure."""
    limit = Limit(">=", 20.0, 1.0, near_enough=True, promised=promised)
    problem = SelectionProblem(1, (limit,), worth=1.0, first=3, most=60)
    seen = np.array([[0.0] * 60, [-28.0, 72.0, 22.0, *[22.0] * 57]])
    assert by_bound(seen[:, :59], problem) == ("open",)
    assert by_bound(seen, problem) == (decision,)
    assert by_bound(seen - 2.0, problem) == ("open",), "by twice their error they may be outside"


def test_the_risk_is_shared_by_bounds_and_pairs() -> None:
    """Four systems, two bounds, 5%: half for 3 + 2 bounds and half for 6 pairs, by two lines."""
    found = SelectionProblem(4, (SELLING, WAITING), worth=1.0)
    assert found.of_a_bound == pytest.approx(h_squared(0.025 / 5 / 2, 20))
    assert found.of_a_pair == pytest.approx(h_squared(0.025 / 6 / 2, 20))
    assert SelectionProblem(4, (), worth=1.0).of_a_pair == pytest.approx(
        h_squared(0.05 / 6 / 2, 20)
    )
    assert SelectionProblem(1, (SELLING,), worth=1.0).of_a_bound == pytest.approx(
        h_squared(0.05 / 2, 20)
    )


def test_luck_that_systems_share_does_not_count_between_them() -> None:
    common = np.array([0.0, 900, -400, 30])
    proven = proven_dearer(np.array([100 + common, 130 + common]), problem(2))
    assert proven[1, 0] == pytest.approx(30 - 0.5)
    assert proven[0, 1] == pytest.approx(-30 - 0.5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"systems": 0},
        {"first": 2},
        {"alpha": 0.0},
        {"alpha": 0.5},
        {"worth": 0.0},
        {"limits": (Limit(">=", 1.0, 0.0),)},
    ],
)
def test_a_problem_that_cannot_be_promised_is_refused(wrong: dict[str, object]) -> None:
    said = {"systems": 2, "limits": (), "worth": 1.0, **wrong}
    with pytest.raises(ValueError, match="expected"):
        SelectionProblem(**said)  # type: ignore[arg-type]


# -- replication after replication -----------------------------------------------------------------


def test_only_those_in_play_are_replicated_and_never_more_than_allowed() -> None:
    asked: list[tuple[tuple[int, ...], int]] = []

    def draw(systems: Sequence[int], end: int) -> list[Numbers]:
        """Two that swing against each other, and one that is always 1,000 dearer than the first."""
        asked.append((tuple(systems), end))
        swing = np.where(np.arange(end) % 2, 40.0, -40.0)
        return [np.array([(swing, -swing, swing + 1000)[system]]) for system in systems]

    found = select(draw, SelectionProblem(3, (), worth=1.0, first=4), most=7)
    assert asked == [((0, 1, 2), 4), *[((0, 1), end) for end in (5, 6, 7)]]
    assert not found.judgement.finished
    assert found.judgement.winner is None
    assert [each.shape[1] for each in found.outputs] == [7, 7, 4]


def test_a_selection_goes_on_until_it_is_decided() -> None:
    luck = np.random.default_rng(8).standard_normal((3, 10_000))

    def draw(systems: Sequence[int], end: int) -> list[Numbers]:
        return [np.array([system + luck[system, :end]]) for system in systems]

    found = select(draw, SelectionProblem(3, (), worth=0.5), most=10_000)
    assert found.judgement.winner == 0
    assert 20 < found.outputs[0].shape[1] < 10_000


# -- the promise -----------------------------------------------------------------------------------


@pytest.mark.few(4)
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_a_good_system_is_chosen_at_least_as_often_as_promised(setting: Setting) -> None:
    """At a true 95%, more than 7 of 40 would miss once in 700 settings."""
    found = tried(setting, 40)
    assert found.good >= 40 - 7


def test_the_check_notices_a_procedure_that_does_not_keep_its_word() -> None:
    """The differences of the setting are a fifth of what the procedure thinks is worth finding."""
    careless = Setting("careless", EIGHT, (3.0,) * 8)
    found = tried(careless, 40, worth=5.0)
    assert found.good < 40 - 7


@pytest.mark.parametrize(
    ("chosen", "good"), [(0, True), (1, False), (2, True), (3, False), (None, False)]
)
def test_what_is_good_is_known(chosen: int | None, good: bool) -> None:
    """The best; one that breaks its bound; one a little dearer; one that is too dear; none."""
    setting = Setting("four", (0, -5, 0.9, 1.1), (1,) * 4, insides=((1, -1, 1, 1),))
    assert is_good(setting, chosen) is good


def test_a_share_has_its_lower_bound() -> None:
    assert Outcome("", 2000, 2000, 0).at_least == pytest.approx(0.01 ** (1 / 2000))
    assert Outcome("", 10, 0, 0).at_least == 0
