"""Which assumptions move an answer: against closed forms, and on desks whose week is counted."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from printed import without_progress
from test_queues import busy
from typer.testing import CliRunner
from worlds import desk

from simulator.analysis import result_file
from simulator.analysis.sensitivity import DesignPlan, Sensitivity, sensitivity, subject_of
from simulator.analysis.sensitivity.designs import latin_hypercube
from simulator.analysis.sensitivity.morris import (
    elementary_effects,
    morris_indices,
    morris_trajectories,
)
from simulator.analysis.sensitivity.sobol import saltelli_points, sobol_indices
from simulator.analysis.sensitivity.surface import fit_surface, points_needed
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.compare import compare
from simulator.experiment.finding import worst_harm
from simulator.experiment.statistics import Interval, students_t
from simulator.output import charts
from simulator.output.content import sensitivity as content
from simulator.output.content.headline import harm_words
from simulator.output.document import Table
from simulator.scenario.changes import Changes
from simulator.scenario.elementary import Numbers
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

DESK = "time_use.clerk.desk"
DAILY = {"arises": {"routine": {"every": "day", "times": 6}}}
SCREENED = DesignPlan(few=0)


def today(lasts: str = "10 min (5 to 20 min)", **said: Any) -> Scenario:
    """One clerk and six jobs a day: 42 times what a job lasts in a week. Nobody drives."""
    whole = desk(kinds={"job": DAILY})
    changes = {
        "activities": {"job": {"lasts": lasts}},
        "travel": {"speed": "50 km/h (40 to 60 km/h)"},
    }
    return what_if(whole, name="today", **{**changes, **said})


def asked(*scenarios: Scenario, plan: DesignPlan = SCREENED, **said: Any) -> Sensitivity:
    """The answer for a scenario, or for the difference of two that have no moves in common."""
    about = Changes(*scenarios, ()) if len(scenarios) == 2 else scenarios[0]
    how = {"replications": 2, "jobs": 1, "engine": "simpy", **said}
    return sensitivity(about, [DESK], plan=plan, **how)[0]


def refused(*scenarios: Scenario, **said: Any) -> str:
    with pytest.raises(UsageError) as caught:
        asked(*scenarios, **said)
    return str(caught.value)


# -- against closed forms --------------------------------------------------------------------------


def ishigami(points: Numbers) -> Numbers:
    """Ishigami & Homma 1990, with a = 7 and b = 0.1, on factors from 0 to 1."""
    x = math.pi * (2 * points - 1)
    found: Numbers = (
        np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])
    )
    return found


def test_shares_of_ishigamis_function_are_those_of_its_closed_form() -> None:
    pi4, pi8 = math.pi**4, math.pi**8
    alone = (1 + 0.1 * pi4 / 5) ** 2 / 2
    second, together = 49 / 8, 0.01 * pi8 * 8 / 225
    whole = alone + second + together
    first, total = sobol_indices(ishigami(saltelli_points(3, 1, 8192)), 3)
    assert first == pytest.approx([alone / whole, second / whole, 0], abs=0.01)
    assert total == pytest.approx(
        [(alone + together) / whole, second / whole, together / whole], abs=0.01
    )


def test_shares_of_a_sum_are_the_squares_of_its_weights() -> None:
    weights = np.array([4.0, 2.0, 1.0, 0.0])
    first, total = sobol_indices(saltelli_points(4, 3) @ weights, 4)
    assert first == pytest.approx(weights**2 / 21, abs=0.005)
    assert total == pytest.approx(weights**2 / 21, abs=0.005)
    assert (first[3], total[3]) == (0, 0)


def test_what_never_varies_has_no_shares() -> None:
    assert not sobol_indices(np.ones(len(saltelli_points(2, 1, 8))), 2).any()


GOLDEN = Path(__file__).parent / "golden" / "sensitivity.json"
DESIGNS = {each.__name__: each for each in (latin_hypercube, morris_trajectories, saltelli_points)}


def bent(points: Numbers) -> Numbers:
    """A function with a bend in each factor and an interaction."""
    weights = np.arange(1, points.shape[1] + 1)
    linear = (points * weights).sum(axis=1)
    values: Numbers = linear + points[:, 0] * points[:, -1] * 3 + np.square(points).sum(axis=1) / 3
    return values


def computed(of: str, *args: int) -> Numbers:
    """A design, or the indices of a function at the points of its design."""
    if of == "morris_indices":
        points = morris_trajectories(*args)
        effects = elementary_effects(points, bent(points)[:, None])[:, :, 0]
        return morris_indices(effects, args[2], 0.8 if args[2] == 7 else 0.95)
    if of == "sobol_indices":
        return sobol_indices(bent(saltelli_points(*args)), args[0])
    return DESIGNS[of](*args)


@pytest.mark.parametrize(
    "case", json.loads(GOLDEN.read_text()), ids=lambda case: "-".join(map(str, case["args"]))
)
def test_designs_and_indices_are_those_of_version_0_1_to_the_last_bit(case: dict[str, Any]) -> None:
    """The file was written with SALib 1.6.0, which drew and analysed until version 0.1."""
    table = np.ascontiguousarray(computed(case["of"], *case["args"]), dtype="<f8")
    assert list(table.shape) == case["shape"]
    assert table[-1, :12].tolist() == case["last_row"]
    assert hashlib.sha256(table.tobytes()).hexdigest() == case["sha256"]


def test_each_step_of_a_walk_moves_one_factor_and_each_walk_all_of_them() -> None:
    steps = morris_trajectories(5, 3, seed=1).reshape(3, 6, 5)
    moves = np.abs(np.diff(steps, axis=1))
    assert ((moves > 0).sum(axis=2) == 1).all()
    assert ((moves > 0).sum(axis=1) == 1).all()
    assert set(np.round(steps * 3, 9).ravel()) <= {0, 1, 2, 3}


def test_walks_and_points_depend_on_the_seed_alone() -> None:
    assert (morris_trajectories(3, 2, 0) == morris_trajectories(3, 2, 0)).all()
    assert (morris_trajectories(3, 2, 0) != morris_trajectories(3, 2, 1)).any()
    assert (latin_hypercube(3, 8, 0) == latin_hypercube(3, 8, 0)).all()
    assert (latin_hypercube(3, 8, 0) != latin_hypercube(3, 8, 1)).any()


def test_elementary_effects_of_a_sum_are_its_weights_whatever_the_luck() -> None:
    weights = np.array([3.0, -1.0, 0.0])
    steps = morris_trajectories(3, 4, seed=2)
    values = (steps @ weights)[:, None] + np.array([0.0, 100.0])
    effects = elementary_effects(steps, values)
    assert effects.shape == (4, 3, 2)
    assert effects == pytest.approx(np.broadcast_to(weights[None, :, None], (4, 3, 2)), abs=1e-9)


def test_points_of_a_surface_lie_in_each_part_of_each_range_once() -> None:
    parts = np.floor(latin_hypercube(3, 10, seed=1) * 10).astype(int)
    assert (np.sort(parts, axis=0) == np.arange(10)[:, None]).all()


def test_a_surface_goes_through_what_is_quadratic() -> None:
    def curved(points: Numbers) -> Numbers:
        found: Numbers = 1 + points[:, 0] ** 2 - 3 * points[:, 0] * points[:, 1] + points[:, 1]
        return found

    points = latin_hypercube(2, 12, seed=1)
    fit = fit_surface(points, curved(points))
    assert fit.explained == pytest.approx(1)
    assert fit.misses == pytest.approx(0, abs=1e-9)


def test_a_surface_owns_up_to_what_it_cannot_foresee() -> None:
    points = latin_hypercube(2, 40, seed=1)
    assert fit_surface(points, np.sin(40 * points[:, 0])).explained < 0.3


def test_luck_alone_is_seldom_taken_for_an_effect() -> None:
    steps, told, trials = morris_trajectories(6, 4, seed=1), 0, 300
    for number in range(trials):
        luck = np.random.default_rng(number).normal(size=(len(steps), 2))
        effects = elementary_effects(steps, luck)
        noise = np.sqrt(effects.var(axis=2, ddof=1).mean(axis=0) / 2)
        size = np.abs(effects.mean(axis=2)).mean(axis=0)
        told += int((size > students_t(4, 0.95) * noise).sum())
    assert 0 < told / (6 * trials) <= 0.05


# -- on a desk -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_weeks_work_follows_what_a_job_lasts() -> None:
    found = asked(today())
    job, speed = found.tornado
    assert found.answer[:3] == pytest.approx((420, 420, 420))
    assert (job.factor.path, job.factor.low, job.factor.value, job.factor.high) == (
        "activities.job.lasts.mean",
        "5 min",
        "10 min",
        "20 min",
    )
    assert (job.low.mean, job.high.mean, job.across.mean) == pytest.approx((-210, 420, 630))
    assert speed.factor.path == "travel.speed"
    assert (speed.low.mean, speed.high.mean, speed.told) == (0, 0, False)


@pytest.mark.slow
def test_what_is_irrelevant_is_screened_to_exactly_nothing() -> None:
    job, speed = asked(today()).screening
    assert (job.size, job.noise, job.told) == (pytest.approx(630), 0, "moves it")
    assert (speed.size, speed.sigma, speed.noise, speed.told) == (0, 0, 0, "moves nothing")


@pytest.mark.slow
def test_with_luck_the_irrelevant_moves_nothing_and_the_noise_is_known() -> None:
    random = {"family": "exponential", "mean": "10 min (9 to 11 min)"}
    kinds = {"job": {"lasts": random, "arises": {"inbound": {"rate": "20 per day", "per": "role"}}}}
    plain = what_if(
        desk(kinds={"job": DAILY | {"lasts": {"family": "exponential", "mean": "10 min"}}}),
        name="today",
        activities=kinds,
        travel={"speed": "50 km/h (40 to 60 km/h)"},
    )
    job, speed = asked(plain).screening
    assert job.noise > 0
    assert (speed.size, speed.noise, speed.told) == (0, 0, "moves nothing")


@pytest.mark.slow
def test_the_few_share_out_the_variance_by_the_squares_of_what_they_move() -> None:
    kinds = {"job": DAILY, "form": DAILY, "note": DAILY}
    lasts = {"job": "20 min (10 to 30 min)", "form": "15 min (10 to 20 min)", "note": "1 min"}
    scenario = what_if(
        desk(kinds=kinds),
        name="today",
        activities={name: {"lasts": said} for name, said in lasts.items()},
    )
    surface = asked(scenario, plan=DesignPlan(few=2)).surface
    assert surface is not None
    assert surface.points == 12
    assert surface.explained == pytest.approx(1, abs=1e-4)
    assert surface.noise == pytest.approx(0, abs=1e-9)
    assert [share.factor.path.split(".")[1] for share in surface.shares] == ["job", "form"]
    assert [share.total.mean for share in surface.shares] == pytest.approx([0.8, 0.2], abs=0.01)
    assert [share.first.mean for share in surface.shares] == pytest.approx([0.8, 0.2], abs=0.01)


@pytest.mark.slow
def test_people_are_counted_in_whole_numbers() -> None:
    roles = {"clerk": {"people": "2 (1 to 4)"}}
    whole = today("10 min", roles=roles)
    found = sensitivity(whole, ["cost"], 2, SCREENED, jobs=1, engine="simpy")[0]
    people = found.tornado[0]
    assert (people.factor.low, people.factor.value, people.factor.high) == (1, 2, 4)
    wage = found.answer.mean / 2
    assert wage > 0
    assert (people.low.mean, people.high.mean) == pytest.approx((-wage, 2 * wage))


# -- between two scenarios -------------------------------------------------------------------------


@pytest.mark.slow
def test_an_assumption_may_flip_which_of_two_has_less_work() -> None:
    other = what_if(today(), name="forms", activities={"job": {"lasts": "12 min"}})
    found = asked(today(), other)
    job = found.tornado[0]
    assert (found.answer.mean, found.verdict) == (pytest.approx(84), "up")
    assert job.factor.held_by == "base"
    assert (job.low.mean, job.at_low) == (pytest.approx(210), "up")
    assert (job.high.mean, job.at_high) == (pytest.approx(-420), "down")
    assert found.flipping == ((job.factor, "20 min", "down"),)
    assert content.flips(found) == [
        "Time use: clerk: desk: up as assumed, but down with job: lasts in today at 20 min."
    ]


@pytest.mark.slow
def test_a_value_that_both_share_is_one_assumption_and_moves_both() -> None:
    more = {"job": {"arises": {"routine": {"times": 8}}}}
    found = asked(today(), what_if(today(), name="more", activities=more))
    job = found.tornado[0]
    assert (found.answer.mean, len(found.tornado)) == (pytest.approx(140), 2)
    assert (job.factor.held_by, job.factor.low) == ("both", "5 min")
    assert (job.low.mean, job.high.mean) == pytest.approx((-70, 140))  # 14 jobs more a week


@pytest.mark.slow
def test_a_range_in_one_of_two_holds_for_the_value_that_they_share() -> None:
    bare = today("10 min", travel={"speed": "50 km/h"})
    assert {swing.factor.held_by for swing in asked(today(), bare).tornado} == {"both"}
    assert {swing.factor.held_by for swing in asked(bare, today()).tornado} == {"both"}


@pytest.mark.slow
def test_two_ranges_at_one_path_are_two_assumptions() -> None:
    found = asked(today(), today("12 min (10 to 15 min)"))
    moved = {swing.factor.held_by: swing for swing in found.tornado if swing.told}
    assert moved["base"].high.mean == pytest.approx(-420)
    assert moved["other"].high.mean == pytest.approx(126)


FILES = {
    "today": """\
title: Today
horizon: {start: 2025-01-06, weeks: 1}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles:
  clerk:
    people: 1
    cost_per_hour: 30
    shift: {days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday],
            from: "00:00", to: "24:00"}
activities:
  job:
    category: desk
    by: clerk
    lasts: 10 min (5 to 20 min)
    arises: {routine: {every: day, times: 6}}
""",
    "half": "extends: today\ntitle: In half the time\nexpedite: {job: 0.5}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    scenarios = tmp_path / "scenarios"
    scenarios.mkdir()
    for name, text in FILES.items():
        (scenarios / f"{name}.yaml").write_text(text)
    return scenarios


@pytest.mark.slow
def test_what_a_verb_makes_of_an_assumption_moves_along(folder: Path) -> None:
    pair = subject_of(folder / "today.yaml", folder / "half.yaml")
    found = sensitivity(pair, [DESK], 2, SCREENED, jobs=1, engine="simpy")[0]
    (job,) = found.tornado
    assert found.answer.mean == pytest.approx(-210)
    assert (job.low.mean, job.high.mean) == pytest.approx((105, -210))


# -- goals -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_goal_is_judged_at_both_ends() -> None:
    found = asked(today(), plan=DesignPlan(few=0, goal=f"{DESK} <= 500"))
    job, _ = found.tornado
    assert (found.verdict, job.at_low, job.at_high) == ("kept", "kept", "missed")
    assert [(value, verdict) for _, value, verdict in found.flipping] == [("20 min", "missed")]


@pytest.mark.slow
def test_of_two_the_goal_is_the_other_ones() -> None:
    other = what_if(today(), name="more", activities={"job": {"arises": {"routine": {"times": 8}}}})
    found = asked(today(), other, plan=DesignPlan(few=0, goal=f"{DESK} >= 550"))
    assert (found.verdict, found.tornado[0].at_low) == ("kept", "missed")


@pytest.mark.slow
def test_without_a_goal_the_level_of_one_scenario_has_no_verdict() -> None:
    found = asked(today())
    assert (found.verdict, found.flipping, content.flips(found)) == ("", (), [])


# -- what cannot be done ---------------------------------------------------------------------------


def test_a_scenario_without_ranges_is_told_how_to_write_one() -> None:
    assert refused(desk()) == (
        "no value of tiny has a range beside it, such as '36 min (32 min to 53 min)'"
    )


@pytest.mark.slow
def test_values_that_do_not_fit_together_are_named() -> None:
    roles = {"clerk": {"people": "3 (2 to 5)", "newcomers": "1 (0 to 3)"}}
    said = refused(today("10 min", roles=roles))
    assert said.startswith("there is no valid scenario with ")
    assert "roles.clerk.newcomers = 3" in said
    assert "3 newcomers among 2 people" in said


def test_a_measure_that_may_not_happen_cannot_be_screened() -> None:
    rare = {"rare": {"arises": {"inbound": {"rate": "0.01 per week", "per": "role"}}}}
    scenario = what_if(
        desk(kinds={"job": DAILY, **rare}), activities={"job": {"lasts": "9 min (5 to 10 min)"}}
    )
    with pytest.raises(
        UsageError, match=r"turnaround_mean\.rare has no value in replication 0 with"
    ):
        sensitivity(scenario, ["turnaround_mean.rare"], jobs=1, engine="simpy")


def test_one_replication_shows_no_noise() -> None:
    assert "expected at least 2: noise must show" in refused(today(), replications=1)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"trajectories": 1}, "read 1 trajectory, expected 2 to 50"),
        ({"few": -1}, "few: read -1, expected a whole number of at least 0"),
        ({"samples": 5_000}, "read 5000 samples, expected at most 1,000"),
    ],
)
def test_a_plan_has_bounds(said: dict[str, int], expected: str) -> None:
    with pytest.raises(UsageError, match=expected):
        DesignPlan(**said)


def test_a_surface_needs_more_points_than_coefficients() -> None:
    assert points_needed(DesignPlan(), 4) == 30
    assert points_needed(DesignPlan(samples=16), 4) == 16
    with pytest.raises(
        UsageError, match="read 15 samples, expected at least 16 for a surface over 4"
    ):
        points_needed(DesignPlan(samples=15), 4)
    assert "read 3 samples, expected at least 7" in refused(today(), plan=DesignPlan(samples=3))


def test_an_unknown_measure_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r"time_use\.clerk\.desk"):
        sensitivity(today(), ["time_use.clerk.dsk"], 2, SCREENED, jobs=1, engine="simpy")


# -- kept, told, drawn -----------------------------------------------------------------------------


@pytest.mark.slow
def test_asked_again_nothing_is_computed_and_the_answer_is_the_same(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    once = asked(today(), store=tmp_path)
    again = asked(today(), store=tmp_path, progress=lambda done, all_: told.append((done, all_)))
    assert again == once
    assert len(told) <= 3  # one report for each design: all of it is stored
    assert told == sorted(told)
    assert len({wanted for _, wanted in told}) == 1  # the three designs are one count


@pytest.mark.slow
def test_an_answer_is_read_back_as_it_was(tmp_path: Path) -> None:
    weeks = today(horizon={"weeks": 3})  # within one no growth is known, and NaN equals nothing
    found = asked(weeks, plan=DesignPlan(few=1, goal=f"{DESK} <= 500"))
    result_file.write_results(tmp_path, "sensitivity", [found])
    assert result_file.read_results(tmp_path) == [found]


@pytest.mark.slow
def test_the_picture_says_the_finding_and_names_the_ends() -> None:
    other = what_if(today(), name="forms", activities={"job": {"lasts": "12 min"}})
    ax = charts.tornado(asked(today(), other))
    texts = [text.get_text() for text in ax.texts]
    assert texts == ["5 min", "20 min"]
    title = " ".join(ax.get_title(loc="left").split())
    assert "job: lasts in today moves it most" in title
    assert "down with job: lasts in today at 20 min" in title
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "job: lasts in today",
        "travel: speed",
    ]
    assert ax.get_xlabel() == "time use: clerk: desk, min: Tiny less Tiny"


def run(folder: Path, *said: str) -> Any:
    names = [str(folder / "today.yaml"), str(folder / "half.yaml")]
    shared = ["-m", DESK, "-n", "2", "--jobs", "1", "--out", str(folder.parent / "results")]
    return CliRunner().invoke(app, ["sensitivity", *names, *shared, *said])


@pytest.mark.slow
def test_the_command_prints_one_object_and_files_the_answer_with_its_picture(folder: Path) -> None:
    first = run(folder, "--json")
    assert first.exit_code == 0, first.output
    (found,) = json.loads(first.stdout)["sensitivities"]
    assert found["answer"]["mean"] == pytest.approx(-210)
    assert found["verdict"] == "down"
    assert found["factors"][0]["at_high"]["mean"] == pytest.approx(-210)
    assert found["surface"]["shares"][0]["total"]["mean"] == pytest.approx(1, abs=0.01)
    (picture,) = (folder.parent / "results").glob("sensitivity*/*/tornado-*.png")
    assert picture.with_name("answer.json").exists()
    assert run(folder, "--json").stdout == first.stdout


@pytest.mark.slow
def test_the_command_tells_the_three_looks(folder: Path) -> None:
    said = run(folder).stdout
    for expected in (
        "Time use: clerk: desk: -210 min",
        "no assumption alone, at either end of its range, changes that",
        "The tornado",
        "The screening",
        "Shares of the variance",
        "quadratic",
    ):
        assert expected in " ".join(said.split()), expected


def test_what_is_wrong_is_said_in_one_line(folder: Path) -> None:
    found = run(folder, "--goal", "everything >= 1")
    assert (found.exit_code, found.stdout) == (2, "")
    assert without_progress(found.stderr).startswith("nothing is measured as 'everything'")


# -- who bears it ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def calm() -> Scenario:
    """Two clerks of whom each is asked for five eighths of his hours."""
    speed = {"speed": "50 km/h (40 to 60 km/h)"}
    return what_if(busy(1.25), name="calm", title="Calm", hire={"clerk": 1}, travel=speed)


def half(calm: Scenario) -> Scenario:
    """One clerk alone, who is asked for a quarter more than he can do: 42 jobs a week pile up."""
    return what_if(calm, name="half", title="Half", hire={"clerk": -1})


def looked_at(measure: str, *scenarios: Scenario) -> Sensitivity:
    about = Changes(*scenarios, ()) if len(scenarios) == 2 else scenarios[0]
    plan = DesignPlan(trajectories=2, few=0)
    (found,) = sensitivity(about, [measure], 3, plan, jobs=1)
    return found


def test_what_a_plan_brings_is_told_with_the_worst_of_those_who_bear_it(calm: Scenario) -> None:
    plan = half(calm)
    compared = compare(calm, plan, replications=3, jobs=1)
    harm = worst_harm(compared, compared.others[0])
    assert harm is not None
    assert abs(harm.after - 0.25 * 168) < 10
    found = looked_at("cost", calm, plan)
    said = "Cost per week: -5,040 EUR [-5,040, -5,040], but " + harm_words(harm)  # 168 h at 30 EUR
    assert content.headline(found) == f"{said}; we cannot tell that any assumption moves it."
    title = " ".join(charts.tornado(found).get_title(loc="left").split())
    assert title == f"{said}; no assumption can be told to move it"
    record = found.as_json()
    assert record["headline"] == content.headline(found)
    assert record["harm"]["half"]["words"] == harm_words(harm)
    assert record["harm"]["calm"] is None
    assert record["queues"] == compared.as_json()["queues"]


def test_a_time_of_work_that_piles_up_is_no_answer(calm: Scenario) -> None:
    found = looked_at("turnaround_mean.j", calm, half(calm))
    said = "Turnaround mean: j does not settle, since work piles up at clerks: j grows by "
    assert content.headline(found).startswith(said)
    assert content.flips(found) == []
    title = " ".join(charts.tornado(found).get_title(loc="left").split())
    assert f"{title}." == content.headline(found)


def told_in(table: Table) -> dict[str, tuple[Any, ...]]:
    """The rows of a table by the name of the assumption."""
    return {str(row[0]): row[1:] for row in table.rows}


def test_no_cell_tells_a_change_of_a_time_that_does_not_settle(calm: Scenario) -> None:
    found = looked_at("turnaround_mean.j", calm, half(calm))
    assert [block.key for block in content.document(found).tables] == ["tornado"]
    assert told_in(content.tornado(found)) == {
        "travel: speed": ("40 – 60 km/h", None, None, "pile grows")
    }
    notes = content.document(found).sections[0].blocks[-1].lines
    assert "where work piles up, no difference of its times is settled" in notes
    assert not any("mu*" in line or "variance" in line for line in notes)
    assert found.tornado[0].told is False
    ax = charts.tornado(found)
    assert (list(ax.get_xticks()), [bar.get_width() for bar in ax.patches]) == ([], [0, 0])
    assert found.as_json()["factors"][0]["at_low"]["pile_grows"] is True


def test_an_end_at_which_work_piles_up_is_marked_and_the_other_is_told() -> None:
    """0.8 jobs an hour of 1 h, or of 30 min; of 90 min they are 1.2 hours an hour."""
    lasts = {"family": "exponential", "mean": "1 h (30 min to 90 min)"}
    uncertain = what_if(busy(0.8), name="uncertain", activities={"j": {"lasts": lasts}})
    found = looked_at("turnaround_mean.j", uncertain)
    (swing,) = found.tornado
    assert (swing.grows_at_low, swing.grows_at_high, found.pile) == (False, True, None)
    assert content.headline(found).endswith(" h at 30 min, pile grows at 1.5 h.")
    ((_, low, high, there),) = told_in(content.tornado(found)).values()
    assert (low.mean, high, there) == (swing.low.mean, None, "pile grows at 1.5 h")
    ax = charts.tornado(found)
    assert "1.5 h: pile grows" in [text.get_text() for text in ax.texts]
    assert [bar.get_width() for bar in ax.patches] == [swing.low.mean, 0]
    assert "screening" in [table.key for table in content.document(found).tables]


def test_one_scenario_is_told_with_what_piles_up_in_it(calm: Scenario) -> None:
    found = looked_at("cost", half(calm))
    said = content.headline(found)
    assert said.startswith("Cost per week: 5,040 EUR [5,040, 5,040], while work piles up at clerks")
    assert "while" not in content.headline(looked_at("cost", calm))


def test_what_moves_the_answer_for_sure_is_told_though_something_unsure_may_move_it_more() -> None:
    """The widest was within noise, and it was said that nothing moves the answer."""
    found = asked(today())
    job, speed = found.tornado
    wide = Interval(900.0, -100.0, 1_900.0, 2)
    unsure = speed._replace(low=wide, high=wide, across=wide)
    assert (job.told, unsure.told) == (True, False)
    both = dataclasses.replace(found, tornado=(unsure, job))
    assert "; of what can be told, moved most by job: lasts: " in content.headline(both)
    assert "; moved most by job: lasts: " in content.headline(found)
    title = " ".join(charts.tornado(both).get_title(loc="left").split())
    assert title.endswith("; of what can be told, job: lasts moves it most")


UNSURE = Interval(100.0, -1_700.0, 1_900.0, 2)


def sure(mean: float) -> Interval:
    return Interval(mean, mean - 1, mean + 1, 2)


@pytest.fixture(scope="module")
def answer() -> Sensitivity:
    """What a job lasts moves the answer, both in the tornado and in the screening."""
    return asked(today())


def by_hand(answer: Sensitivity, job: dict[str, Any], speed: dict[str, Any]) -> Sensitivity:
    """The tornado with ends of its own, in the order of a tornado; the screening tells nothing."""
    first, second = answer.tornado
    swings = sorted((first._replace(**job), second._replace(**speed)), key=lambda each: -each.reach)
    untold = tuple(each._replace(told="cannot tell") for each in answer.screening)
    return dataclasses.replace(answer, tornado=tuple(swings), screening=untold)


def test_what_is_sure_from_end_to_end_alone_is_not_said_to_move_the_answer(
    answer: Sensitivity,
) -> None:
    """Both ends stood there as noise, and the headline named what moves it most."""
    unsure = {"low": UNSURE, "high": UNSURE, "across": sure(170.0)}
    made = by_hand(answer, unsure, {"low": UNSURE, "high": UNSURE, "across": UNSURE})
    assert {row[-1] for row in told_in(content.tornado(made)).values()} == {"within noise"}
    assert content.headline(made).endswith("; we cannot tell that any assumption moves it.")
    assert made.as_json()["headline"] == content.headline(made)
    title = " ".join(charts.tornado(made).get_title(loc="left").split())
    assert title.endswith("; no assumption can be told to move it")


def test_of_two_that_are_told_the_one_of_which_more_is_told_moves_the_answer_most(
    answer: Sensitivity,
) -> None:
    """Ends within noise count for nothing, however far they are."""
    far = Interval(-1_000.0, -3_000.0, 1_000.0, 2)
    made = by_hand(
        answer, {"low": sure(-30.0), "high": sure(60.0)}, {"low": far, "high": sure(20.0)}
    )
    assert made.tornado[0].factor.path == "travel.speed"
    assert "; of what can be told, moved most by job: lasts: " in content.headline(made)


def test_nothing_moves_the_answer_most_behind_what_the_screening_cannot_tell(
    answer: Sensitivity,
) -> None:
    made = by_hand(answer, {}, {})
    assert "; moved most by job: lasts: " in content.headline(made)
    behind = dataclasses.replace(made, screening=made.screening[::-1])
    assert "; of what can be told, moved most by job: lasts: " in content.headline(behind)


def test_what_the_screening_alone_tells_is_told_as_that(answer: Sensitivity) -> None:
    unsure = {"low": UNSURE, "high": UNSURE}
    made = dataclasses.replace(by_hand(answer, unsure, unsure), screening=answer.screening)
    assert content.headline(made).endswith(
        "; by the screening, moved most by job: lasts, though we cannot tell that either end of a"
        " range moves it."
    )
    title = " ".join(charts.tornado(made).get_title(loc="left").split())
    assert title.endswith("; by the screening, job: lasts moves it most")


def test_where_shares_are_missing_it_is_said_why(answer: Sensitivity) -> None:
    none_asked = content.document(answer).sections[0].blocks[-1].lines
    assert "no shares of variance: none were asked for" in none_asked
    untold = content.document(by_hand(answer, {}, {})).sections[0].blocks[-1].lines
    assert "no shares of variance: the screening told no assumption to move the answer" in untold
