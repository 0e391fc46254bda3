"""Studies of selling shares: what they need, held against textbooks and against trials."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import printed
import pytest
from firm import relieved, today
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from typer.testing import CliRunner
from worlds import desk, played

from simulator.analysis.result_file import read_results, write_results
from simulator.analysis.time_study import (
    Curve,
    CurvePoint,
    Design,
    Spread,
    Study,
    Terms,
    study,
    study_of_shares,
)
from simulator.analysis.time_study.days import DaySamples, days_of, grouped, pooled, spread_of
from simulator.analysis.time_study.formulas import (
    moments_for_one,
    moments_for_two,
    people_needed,
    power_of_moments,
    power_of_people,
    variance,
)
from simulator.analysis.time_study.trial import Trial, detected_change
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.runner import simulate
from simulator.experiment.statistics import Interval
from simulator.measures.window import window_of
from simulator.output import charts
from simulator.output.content import time_study as content
from simulator.scenario.overrides import as_yaml
from simulator.scenario.units import DAY, HOUR
from simulator.workload.streams import RandomStreams

# -- formulas --------------------------------------------------------------------------------------


def test_the_textbooks_welfare_office_needs_833_observations() -> None:
    # Heizer & Render: idle 25% of the time, within 3%, z = 2: 4 x 0.25 x 0.75 / 0.03² = 833.3.
    at_two_errors = 2 * stats.norm.cdf(2) - 1
    assert moments_for_one(0.25, 0.03, at_two_errors) == math.ceil(833.33)


def test_one_share_within_two_points_needs_what_the_formula_says() -> None:
    # 1.959964² x 0.12 x 0.88 / 0.02² = 1014.2.
    assert moments_for_one(0.12, 0.02) == 1015


def test_twelve_per_cent_is_told_from_twenty_two_by_295_moments() -> None:
    # (1.959964 sqrt(2 x 0.17 x 0.83) + 1.281552 sqrt(0.1056 + 0.1716))² / 0.1² = 294.4.
    assert moments_for_two(0.12, 0.22) == 295
    assert power_of_moments(0.12, 0.22, 295, 0.95) == pytest.approx(0.9005, abs=1e-4)


@given(st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.sampled_from([0.8, 0.9, 0.95]))
def test_so_many_moments_are_just_enough(before: float, after: float, power: float) -> None:
    if abs(before - after) < 0.01:
        return
    needed = moments_for_two(before, after, power)
    assert needed == moments_for_two(after, before, power)
    assert power_of_moments(before, after, needed, 0.95) >= power - 1e-9
    if needed > 2:
        assert power_of_moments(before, after, needed - 1, 0.95) < power


def test_a_t_test_of_two_groups_needs_64_people_for_half_a_deviation() -> None:
    # Cohen 1988, table 2.4.1: d = 0.5, power 0.8, two-sided 5%: 64 in each group.
    assert people_needed((1.0, 1.0), 0.5, Terms(power=0.8)) == 64
    assert power_of_people((1.0, 1.0), 0.5, 64, 0.95) == pytest.approx(0.8015, abs=1e-4)


def test_more_days_of_a_person_average_out_days_but_not_people() -> None:
    found = Spread(0.2, people=0.03, days=0.08, moments=0.4, person_days=1000)
    assert variance(found, 1, 0) == pytest.approx(0.0009 + 0.0064)
    assert variance(found, 4, 0) == pytest.approx(0.0009 + 0.0016)
    assert variance(found, 4, 8) == pytest.approx(0.0009 + (0.0064 + 0.02) / 4)


# -- days ------------------------------------------------------------------------------------------


def test_a_days_share_is_selling_over_attendance() -> None:
    shift = {"from": "09:00", "to": "17:00"}
    company = desk(
        kinds={"call": {"category": "selling"}, "job": {}},
        roles={"clerk": {"people": 2, "cost_per_hour": 30, "shift": shift}},
    )
    tasks = [("call", 9 * HOUR, 2 * HOUR), ("job", 11 * HOUR, HOUR), ("call", DAY + 9 * HOUR, HOUR)]
    found = days_of(played(company, tasks, person=[0, 0, 1]))
    # Monday to Friday of both: two hours of eight on his Monday, one on her Tuesday.
    assert found.share.tolist() == [0.25, 0, 0, 0, 0, 0, 0.125, 0, 0, 0]
    assert (found.first.tolist(), found.each.tolist()) == ([0, 5], [5, 5])


def test_days_weighted_by_their_length_give_the_share_that_is_measured() -> None:
    ledger = simulate(today())
    window = window_of(ledger)
    found = days_of(ledger)
    assert found.each.sum() == window.person_days[0]
    selling = window.by_category[0, window.parameters.categories.index("selling")]
    assert found.share.mean() == pytest.approx(selling / window.attendance[0], rel=0.02)


def test_people_of_another_replication_are_other_people() -> None:
    one = grouped(np.array([0.1, 0.2, 0.3]), np.array([0, 0, 4]))
    both = pooled([one, one])
    assert both.first.tolist() == [0, 2, 3, 5]
    assert both.each.tolist() == [2, 1, 2, 1]


def test_variance_is_split_between_people_and_days() -> None:
    # Means 0.2 and 0.4, days 0.1 to either side: MSB 0.04, MSW 0.02, two days each.
    found = spread_of(grouped(np.array([0.1, 0.3, 0.3, 0.5]), np.array([0, 0, 1, 1])))
    assert found.share == pytest.approx(0.3)
    assert found.people**2 == pytest.approx((0.04 - 0.02) / 2)
    assert found.days**2 == pytest.approx(0.02)
    assert found.moments**2 == pytest.approx((0.09 + 0.21 + 0.21 + 0.25) / 4)


def test_days_that_differ_as_much_as_chance_has_them_show_no_people() -> None:
    found = spread_of(grouped(np.array([0.1, 0.3, 0.1, 0.3]), np.array([0, 0, 1, 1])))
    assert found.people == 0


# -- trials ----------------------------------------------------------------------------------------


def made_up(share: float, people: float, days: float, seed: int) -> DaySamples:
    """Days of 400 people, 50 each: shares that vary evenly between people and between days."""
    luck = np.random.Generator(np.random.Philox(seed))
    who = np.repeat(luck.uniform(-1, 1, 400), 50) * people * math.sqrt(3)
    day = luck.uniform(-1, 1, 400 * 50) * days * math.sqrt(3)
    return grouped(share + who + day, np.repeat(np.arange(400), 50))


def trial(people: float = 0.03, days: float = 0.05) -> Trial:
    both = (made_up(0.14, people, days, 1), made_up(0.22, people, days, 2))
    return Trial(both, (spread_of(both[0]), spread_of(both[1])), Terms(), RandomStreams(1, 0))


@pytest.fixture(scope="module")
def of_shares() -> Study:
    return study_of_shares(("12%", "22%"), Terms())


@pytest.mark.slow
@pytest.mark.parametrize("shares", [("40%", "30%"), ("2%", "6%")])
def test_independent_moments_have_the_power_promised(shares: tuple[str, str]) -> None:
    [design] = study_of_shares(shares, Terms()).designs
    # The band in which 2,000 studies lie 999 times in 1,000, and a point for the normal curve.
    assert abs(design.achieved.mean - design.promised) < 3.3 * math.sqrt(0.09 / 2000) + 0.01
    assert design.achieved.n == 2000
    assert design.measured == pytest.approx(1, abs=0.15)


@pytest.mark.parametrize("kind", [(1, 8), (5, 8), (1, 0), (5, 0)])
def test_days_of_people_have_the_power_promised(kind: tuple[int, int]) -> None:
    design = trial().design(*kind)
    assert abs(design.achieved.mean - design.promised) < 3.3 * math.sqrt(0.09 / 2000) + 0.01


def test_moments_of_a_day_hang_together_as_the_formula_says() -> None:
    design = trial(people=0.05, days=0.05).design(5, 8)
    assert design.effect > 1.5
    assert design.measured == pytest.approx(design.effect, rel=0.15)


def test_where_nothing_differs_few_studies_find_a_difference() -> None:
    days = made_up(0.2, 0.03, 0.05, 3)
    luck = Trial((days, days), (spread_of(days),) * 2, Terms(), RandomStreams(1, 0))
    sides = [np.concatenate(list(luck.drawn(side, (2, 0, 12), 2000))) for side in range(2)]
    alarms = np.abs(detected_change(sides[0], sides[1], 0.95, shares=False)).mean()
    assert abs(alarms - 0.05) < 3.3 * math.sqrt(0.05 * 0.95 / 2000)


def test_a_study_finds_what_welchs_test_finds() -> None:
    before, after = np.array([[0.1, 0.2, 0.15, 0.12]]), np.array([[0.3, 0.22, 0.28, 0.35]])
    p = stats.ttest_ind(after[0], before[0], equal_var=False).pvalue
    assert detected_change(before, after, 1 - p - 1e-6, shares=False).tolist() == [1]
    assert detected_change(before, after, 1 - p + 1e-6, shares=False).tolist() == [0]
    assert detected_change(after, before, 1 - p - 1e-6, shares=False).tolist() == [-1]


def test_studies_in_which_nothing_varies_tell_only_what_differs() -> None:
    none, some = np.zeros((1, 3)), np.full((1, 3), 0.2)
    assert detected_change(none, none, 0.95, shares=False).tolist() == [0]
    assert detected_change(none, some, 0.95, shares=False).tolist() == [1]
    assert detected_change(none, none, 0.95, shares=True).tolist() == [0]


def test_a_study_too_large_to_draw_is_not_tried() -> None:
    [design] = study_of_shares(("12%", "12.1%"), Terms()).designs
    assert design.people > 1_000_000
    assert design.achieved.n == 0
    assert math.isnan(design.achieved.mean)


@pytest.mark.slow
def test_the_same_seed_draws_the_same_studies(of_shares: Study) -> None:
    assert study_of_shares(("12%", "22%"), Terms()) == of_shares
    assert study_of_shares(("12%", "22%"), Terms(), seed=2) != of_shares


# -- what is asked ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        (("12%", "12%"), "both shares are the same"),
        (("12", "22"), "read 12 for direct_selling_share, a share: .*expected 12% or 0.12"),
        (("0%", "22%"), "read '0%'"),
        (("a bit", "22%"), "read 'a bit', expected an amount"),
    ],
)
def test_what_are_no_two_shares_is_refused(shares: tuple[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        study_of_shares(shares, Terms())


@pytest.mark.parametrize("terms", [Terms(power=1), Terms(a_day=1), Terms(half_width=0)])
def test_what_no_study_can_keep_is_refused(terms: Terms) -> None:
    with pytest.raises(UsageError, match="expected"):
        study_of_shares(("12%", "22%"), terms)


def test_two_scenarios_are_compared() -> None:
    with pytest.raises(UsageError, match="read 1 scenario,"):
        study([today()], Terms(), 1, jobs=1)


@pytest.fixture(scope="module")
def found() -> Study:
    return study([today(), relieved()], Terms(), 2, jobs=1)


def test_days_of_both_scenarios_are_looked_at(found: Study) -> None:
    assert (found.role, found.team) == ("field_rep", 3)
    assert found.spreads[1].share > found.spreads[0].share
    assert [(each.days, each.moments) for each in found.designs][:4] == [
        (1, 1),
        (1, 8),
        (5, 8),
        (1, 0),
    ]
    assert found.recommended.people <= 3 or not any(
        found.fits(each) for each in found.designs if not each.is_alone
    )


def test_an_answer_is_kept_and_read_back_as_it_was(found: Study, tmp_path: Path) -> None:
    write_results(tmp_path, "study", [found])
    assert repr(read_results(tmp_path)) == repr([found])
    json.dumps(found.as_json(), allow_nan=False)


# -- words and pictures ----------------------------------------------------------------------------


def by_hand() -> Study:
    """A team of 40; diaries of a day would need 60 people, two days of each 35."""
    spread = Spread(0.12, 0.05, 0.07, 0.3, 5000)
    won = Interval(0.9, 0.887, 0.912, 2000)
    designs = (
        Design(1, 1, 300, 0.9, won, 1.0, 1.0),
        Design(1, 0, 60, 0.91, won, math.nan, math.nan),
        Design(2, 0, 35, 0.92, won, math.nan, math.nan),
    )
    points = tuple(CurvePoint(people, 0.9, won) for people in (30, 60))
    spreads = (spread, spread._replace(share=0.22))
    curves = (Curve(1, 1, points), Curve(1, 0, points))
    return Study((), "rep", 40, spreads, 0.02, (1015, 1648), designs, curves, 0.9, 0.95, 5, 1)


def test_what_needs_more_people_than_there_are_is_not_recommended() -> None:
    assert by_hand().recommended.days == 2
    assert [row[1] for row in printed.rows(content.studied(by_hand()))] == ["any", "60 > 40", "35"]


def test_the_headline_says_how_many_days_tell_the_shares_apart(of_shares: Study) -> None:
    assert content.headline(by_hand()) == (
        "70 person-days before and as many after (diary, 2 days, 35 people) tell 12% from 22% in"
        " 90% of studies."
    )
    assert content.headline(of_shares) == (
        "295 random moments before and as many after tell 12% from 22% in 90% of studies."
    )


def test_the_picture_marks_what_is_wished_for_and_what_is_needed() -> None:
    ax = charts.power(by_hand())
    said = {text.get_text() for text in ax.texts}
    assert said == {"wished for: 90%", "300", "60"}
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["single moments", "diary, one day"]


@pytest.mark.slow
def test_the_command_takes_shares_or_scenarios_but_not_both(tmp_path: Path) -> None:
    out = ["--out", str(tmp_path / "results"), "--json"]
    told = CliRunner().invoke(app, ["study", "--from", "12%", "--to", "22%", *out])
    assert json.loads(told.stdout)["designs"][0]["observations"] == 295
    for number, company in enumerate((today(), relieved())):
        (tmp_path / f"{number}.yaml").write_text(as_yaml(company))
    names = [str(tmp_path / "0.yaml"), str(tmp_path / "1.yaml")]
    told = CliRunner().invoke(app, ["study", *names, "-n", "1", "--jobs", "1", *out])
    assert told.exit_code == 0, told.output
    assert len(json.loads(told.stdout)["designs"]) == 8
    for wrong in (names[:1], [*names, "--from", "12%"], ["--to", "22%"]):
        refused = CliRunner().invoke(app, ["study", *wrong, *out])
        assert refused.exit_code == 2
        assert "expected two scenarios" in refused.stderr
