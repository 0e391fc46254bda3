"""``summary()`` of every kind of result: the same columns first, one row for each answer."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import polars as pl
import pytest
from firm import relieved, today

import simulator
from simulator.analysis.registry import ANALYSES
from simulator.experiment.statistics import Interval

SUMMARY = ["scenario", "measure", "mean", "low", "high", "unit", "verdict"]
ALONE: dict[str, Any] = {"jobs": 1}
WAGE = {"field_rep": {"cost_per_hour": "60 (50 to 70)"}}
RAIN = {"rain": {"title": "It rains", "scale": {"travel.speed": 0.5}}}


def optimum(**said: Any) -> simulator.Optimum:
    request = simulator.Request(
        "direct_selling_share >= 1%", busiest=1, tries=3, replications=2, finalists=2, **said
    )
    return simulator.optimise(relieved(), request, base=today(), **ALONE)


RESULTS: dict[str, Callable[[], Any]] = {
    "run": lambda: simulator.run(today(), 2, **ALONE),
    "compare": lambda: simulator.compare(today(), relieved(), replications=2, **ALONE),
    "explain": lambda: simulator.explain(relieved(), ["cost"], 2, base=today(), **ALONE),
    "sweep": lambda: simulator.sweep(today(), {"roles.support.people": [1, 2]}, "cost", 2, **ALONE),
    "sensitivity": lambda: simulator.sensitivity(
        simulator.what_if(today(), roles=WAGE),
        ["cost"],
        2,
        simulator.DesignPlan(trajectories=2, few=0, goal="cost <= 1000000"),
        **ALONE,
    ),
    "optimise": optimum,
    "stress": lambda: simulator.stress(
        [today(shocks=RAIN), relieved()],
        ["direct_selling_share >= 1%"],
        replications=2,
        **ALONE,
    ),
    "study": lambda: simulator.study([today(), relieved()], replications=2, **ALONE),
    "warm_up": lambda: simulator.warm_up(
        today(horizon={"start": "2025-01-06", "weeks": 10, "warm_up_weeks": 1}), 1, **ALONE
    ),
    "luck": lambda: simulator.luck(today(), 3, **ALONE),
    "months": lambda: simulator.months(today(), relieved(), replications=2, **ALONE),
    "capacity": lambda: simulator.capacity(today(), relieved()),
    "territories": lambda: simulator.territories(
        simulator.what_if(today(), territory={"cut": "least"}),
        simulator.what_if(today(), territory={"cut": "least"}, hire={"field_rep": 1}),
    ),
    "calendar": lambda: simulator.calendar(today()),
}


@cache
def result(verb: str) -> Any:
    return RESULTS[verb]()


def summary(verb: str, **only: str) -> pl.DataFrame:
    """The rows of a result with such values."""
    frame: pl.DataFrame = result(verb).summary()
    return frame.filter(**only) if only else frame


SLOW = ("optimise", "sensitivity", "study")


def test_every_verb_that_answers_is_looked_at() -> None:
    analyses = {analysis.function_name for analysis in ANALYSES.values()}
    assert set(RESULTS) == {"run", "compare"} | analyses


@pytest.mark.parametrize(
    "verb",
    [pytest.param(verb, marks=pytest.mark.slow) if verb in SLOW else verb for verb in RESULTS],
)
def test_every_summary_begins_with_the_same_columns_of_the_same_types(verb: str) -> None:
    frame = summary(verb)
    assert frame.columns[:7] == SUMMARY
    texts, numbers = frame.select("scenario", "measure", "unit", "verdict"), frame[:, 2:5]
    assert set(texts.dtypes) == {pl.String}
    assert set(numbers.dtypes) == {pl.Float64}
    assert frame.height
    assert not frame["measure"].null_count()
    assert not frame["unit"].null_count()
    assert frame["mean"].count(), "some answer is known"
    assert not frame.is_duplicated().any(), "one row for each answer"


@pytest.mark.parametrize("verb", RESULTS)
def test_the_mean_lies_within_its_interval_or_has_none(verb: str) -> None:
    known = summary(verb).drop_nulls("low")
    assert (known["low"] <= known["mean"]).all()
    assert (known["mean"] <= known["high"]).all()


def test_columns_do_not_depend_on_how_many_replications_there_are() -> None:
    many = simulator.luck(today(), 5, **ALONE).summary()
    assert many.columns == summary("luck").columns
    assert many.schema == summary("luck").schema


@pytest.mark.slow
def test_columns_do_not_depend_on_what_is_compared() -> None:
    alone = {
        "months": simulator.months(today(), replications=2, **ALONE),
        "capacity": simulator.capacity(today()),
        "territories": simulator.territories(today()),
        "optimise": optimum(frontier=True),
    }
    for verb, each in alone.items():
        assert each.summary().schema == summary(verb).schema, verb


# -- what stands in them ---------------------------------------------------------------------------


def only(verb: str, **keys: str) -> dict[str, Any]:
    (row,) = summary(verb, **keys).rows(named=True)
    return row


def numbers(interval: Interval) -> dict[str, float]:
    return {"mean": interval.mean, "low": interval.low, "high": interval.high}


def test_luck_has_the_ends_of_what_chance_does() -> None:
    (spread, *_) = result("luck").spreads
    row = only("luck", measure=spread.measure)
    assert {key: row[key] for key in ("mean", "low", "high")} == numbers(spread.interval)
    assert (row["smallest"], row["largest"]) == (min(spread.values), max(spread.values))
    assert spread.values[row["best"]] == row["largest"]  # more selling is better
    assert (row["unit"], row["verdict"]) == ("share", None)


def test_months_have_levels_by_month_and_what_is_added_up() -> None:
    row = only("months", scenario="relieved", measure="direct_selling_share")
    (difference, *_) = [each for each in result("months").differences if each[1] == row["measure"]]
    assert (row["month"], row["verdict"]) == ("2025-01-01", difference.months[0].verdict)
    assert only("months", scenario="today", measure="direct_selling_share")["verdict"] is None
    gain, added_up = (only("months", measure=key) for key in ("gain", "gain_added_up"))
    assert gain["mean"] == added_up["mean"]  # of the first month
    assert gain["unit"] == today().currency


def test_a_summary_of_the_warm_up_says_when_each_series_has_settled() -> None:
    (series, *_) = result("warm_up").settlings  # of a warm-up of one week
    weeks = (1.0, 2.0, math.nan)
    settlings = tuple(series._replace(weeks=each) for each in weeks)
    frame = replace(result("warm_up"), settlings=settlings).summary()
    assert frame["series"].to_list() == ["selling share of the day"] * 3
    assert frame["mean"].to_list() == [1.0, 2.0, None]
    assert frame["verdict"].to_list() == ["settled", "later than the warm-up", "not settled"]


def test_an_optimum_says_of_each_plan_what_it_does_and_whom_it_hires() -> None:
    best = result("optimise").finalists[0]
    first = summary("optimise").rows(named=True)[0]
    assert (first["measure"], first["standing"]) == ("cost_per_week", best.standing)
    assert first["moves"] == ", ".join(best.plan.moves)
    bound = summary("optimise", measure="direct_selling_share").rows(named=True)[0]
    assert bound["verdict"] == best.kept[0]


def test_a_stress_test_has_a_row_for_each_plan_shock_and_measure() -> None:
    rows = summary("stress", measure="reached")
    assert rows["scenario"].to_list() == ["today"] * 2 + ["relieved"] * 2
    assert rows["shock"].to_list() == [None, "rain"] * 2
    assert summary("stress", measure="least_worst_regret").height == 1


def test_a_sensitivity_has_the_answer_then_each_end_of_each_assumption() -> None:
    answer, low, high = summary("sensitivity").rows(named=True)
    assert (answer["assumption"], answer["verdict"]) == (None, "kept")
    assert [low["value"], high["value"]] == ["50.0", "70.0"]
    assert low["mean"] == pytest.approx(-high["mean"])  # ten an hour less, ten an hour more
    assert low["mean"] < 0


def test_a_study_says_which_design_is_the_one_to_take() -> None:
    best = result("study").recommended
    row = only("study", verdict="recommended")
    assert (row["scenario"], row["unit"], row["mean"]) == ("relieved", "share", best.achieved.mean)
    assert row["person_days"] == best.people * best.days


def test_the_load_of_a_role_is_the_work_of_a_week_over_the_time_of_a_week() -> None:
    row = only("capacity", scenario="today", role="support", measure="load")
    enquiries = 7 * 20 * 10  # minutes: they come on weekends, too
    assert row["mean"] == pytest.approx(enquiries / (5 * 8 * 60))
    assert summary("capacity", scenario="today", measure="calls")["role"].to_list() == ["field_rep"]


def test_every_territory_has_its_measures_and_all_of_them_a_balance() -> None:
    assert summary("territories", measure="work").height == 4
    all_accounts = summary("territories", measure="accounts")["mean"].sum()
    assert all_accounts == 150
    assert only("territories", measure="imbalance.work")["person"] is None
    # four territories made of three: what the fourth has came from others
    assert 0 < only("territories", measure="moved.accounts")["mean"] < 1
    alone = simulator.territories(today()).summary()
    assert not alone.filter(pl.col("measure").str.starts_with("moved")).height


def test_a_calendar_counts_person_days() -> None:
    assert only("calendar", role="field_rep", measure="called")["mean"] == 3 * 10
    assert only("calendar", role="support", measure="there")["mean"] == 10
