"""What is importable from ``simulator``: complete, documented, and short to look at."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from doctest import DocTestParser
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from firm import relieved, today

import simulator
from simulator.analysis.registry import ANALYSES

SUMMARY = ["scenario", "measure", "mean", "low", "high", "unit", "verdict"]
PROPERTIES = (property, cached_property)
VALUES = (Exception, dict)  # what they inherit is documented elsewhere


def functions() -> list[str]:
    return [name for name in simulator.__all__ if inspect.isfunction(getattr(simulator, name))]


def classes() -> list[type]:
    return [
        each for name in simulator.__all__ if isinstance(each := getattr(simulator, name), type)
    ]


def methods(owner: type) -> Iterator[tuple[str, Any]]:
    """The public methods and properties that a class of ours defines."""
    for name, member in inspect.getmembers(owner):
        function = getattr(member, "fget", None) or getattr(member, "func", None) or member
        ours = str(getattr(function, "__module__", "")).startswith("simulator")
        if not name.startswith("_") and inspect.isfunction(function) and ours:
            yield f"{owner.__name__}.{name}", function


def missing(name: str, function: Any, *required: str) -> list[str]:
    """The parts that a docstring should have and has not."""
    text = inspect.getdoc(function) or ""
    parameters = [p for p in inspect.signature(function).parameters if p not in ("self", "cls")]
    wanted = [*(["Args:"] if parameters else []), *required]
    return [f"{name}: {part}" for part in wanted if part not in text]


def test_everything_a_user_needs_is_importable() -> None:
    verbs = {"load", "what_if", "simulate", "run", "compare"}
    analyses = {analysis.function_name for analysis in ANALYSES.values()}
    results = {analysis.result_name for analysis in ANALYSES.values()}
    errors = {"ScenarioError", "UsageError", "InvariantViolation", "EngineUnavailable"}
    assert verbs | analyses | results | errors <= set(dir(simulator))


def test_public_functions_say_what_they_take_return_and_raise_with_an_example() -> None:
    assert not [
        part
        for name in functions()
        for part in missing(name, getattr(simulator, name), "Returns:", "Raises:", ">>>")
    ]


def test_public_methods_say_what_they_take_and_return() -> None:
    assert not [
        part
        for owner in classes()
        if not issubclass(owner, VALUES)
        for name, function in methods(owner)
        for part in missing(name, function, "Returns:")
    ]


def test_public_methods_have_an_example() -> None:
    """Properties need none: their class has one, or the verb that returns it."""
    assert not [
        part
        for owner in classes()
        if not issubclass(owner, VALUES)
        for name, function in methods(owner)
        if not isinstance(inspect.getattr_static(owner, function.__name__), PROPERTIES)
        for part in missing(name, function, ">>>")
    ]


def test_methods_that_refuse_names_say_so() -> None:
    named = [
        (name, function)
        for owner in (simulator.Experiment, simulator.Comparison)
        for name, function in methods(owner)
        if {"measure", "name"} & set(inspect.signature(function).parameters)
        and name != "Comparison.intervals_of"  # none for what is not measured
    ]
    assert named
    assert not [part for name, function in named for part in missing(name, function, "Raises:")]


def test_the_first_example_of_a_function_is_an_answer() -> None:
    texts = {name: inspect.getdoc(getattr(simulator, name)) or "" for name in functions()}
    examples = {name: DocTestParser().get_examples(text) for name, text in texts.items()}
    first = {name: next(x for x in of if x.want or x.exc_msg) for name, of in examples.items()}
    assert not [name for name, example in first.items() if example.exc_msg]


def test_keywords_complete() -> None:
    for name in functions():
        kinds = {p.kind for p in inspect.signature(getattr(simulator, name)).parameters.values()}
        assert inspect.Parameter.VAR_KEYWORD not in kinds or name == "what_if", name


@pytest.fixture(scope="module")
def comparison() -> simulator.Comparison:
    return simulator.compare(today(), relieved(), replications=3, jobs=1)


def test_a_summary_is_tidy(comparison: simulator.Comparison) -> None:
    both, base = comparison.summary(), comparison.base.summary()
    assert both.columns == base.columns == SUMMARY
    watched = len(comparison.watched)
    assert both.height == 2 * watched
    assert base.height == watched
    assert both["verdict"].null_count() == watched  # the base is compared with nothing


def test_what_never_happened_is_null_in_a_summary() -> None:
    one = simulator.run(today(), 1, jobs=1)
    assert one.summary()["low"].null_count() == one.summary().height  # one replication: no interval


def test_a_result_is_short_to_look_at(comparison: simulator.Comparison) -> None:
    for result in (comparison, comparison.base):
        assert len(repr(result)) < 500
        assert "<table" in result._repr_html_()


def test_a_scenario_and_its_ledger_are_a_line_to_look_at() -> None:
    company = today()
    line = (
        "<Scenario today: The firm today [as it is];"
        " 4 people (field_rep, support), 2 weeks from 2025-01-06>"
    )
    assert repr(company) == str(company) == line
    ledger = simulator.simulate(company, seed=3, replication=1)
    assert repr(ledger).startswith("<Ledger of today, seed 3, replication 1: ")
    assert repr(ledger).endswith(f"{len(ledger.tasks)} tasks, 0 deals>")


def test_a_result_draws_its_chart(comparison: simulator.Comparison) -> None:
    assert comparison.plot().figure is not None
    with pytest.raises(simulator.UsageError, match="there are"):
        comparison.plot("no such chart")


def test_measures_go_by_short_names(comparison: simulator.Comparison) -> None:
    name = comparison.others[0].name
    full = comparison.difference(name, "direct_selling_share")
    assert comparison.difference(name, "selling share") == full
    assert comparison.base.interval("selling share") == comparison.base.interval(
        "direct_selling_share"
    )
    with pytest.raises(simulator.UsageError, match="direct_selling_share"):
        comparison.base.interval("direct_seling_share")
    with pytest.raises(simulator.UsageError, match=name):
        comparison.difference(name[:-1], "selling share")


def test_a_frame_has_a_row_for_each_replication(comparison: simulator.Comparison) -> None:
    frame = comparison.base.frame()
    assert isinstance(frame, pl.DataFrame)
    assert frame.height == 3


@pytest.mark.slow
def test_bridges_and_sweeps_have_tidy_summaries(comparison: simulator.Comparison) -> None:
    base, whole = comparison.base.scenario, comparison.others[0].scenario
    bridges = simulator.explain(whole, ["cost"], 2, base=base, jobs=1)
    assert bridges.summary().columns == [*SUMMARY, "move"]
    levels = {"roles.support.people": [1, 2]}
    sweeps = simulator.sweep(base, levels, ["cost"], replications=2, jobs=1)
    assert sweeps.summary().columns == [*SUMMARY, "roles.support.people"]
    assert sweeps.summary()["verdict"].to_list()[0] is None
    assert len(repr(sweeps)) < 500
    assert "<table" in sweeps._repr_html_()
    assert sweeps.plot().figure is not None


def test_a_scenario_goes_by_its_name_where_one_is_expected() -> None:
    with pytest.raises(simulator.ScenarioError, match="north"):
        simulator.run("nort", 1)
    assert simulator.what_if("north", title="Same").title == "Same"
    with pytest.raises(simulator.UsageError, match="expected a scenario or the name of one"):
        simulator.what_if(3)  # type: ignore[arg-type]
    with pytest.raises(simulator.UsageError, match="expected a scenario"):
        simulator.run([today()], 1)  # type: ignore[arg-type]
    with pytest.raises(simulator.UsageError, match="expected another"):
        simulator.compare(today())


def test_a_misspelt_measure_is_answered_with_the_nearest_one() -> None:
    with pytest.raises(simulator.UsageError, match="freed_minutes"):
        simulator.describe("freed_minuts")


SHORT = {"horizon": {"weeks": 1, "warm_up_weeks": 0}}


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"engine": "simpi"}, "engine: read 'simpi', .*did you mean 'simpy'"),
        ({"seed": -1}, "seed: read -1, expected a whole number of at least 0"),
        ({"seed": 1.5}, "seed: read 1.5, expected a whole number"),
        ({"jobs": 0}, "jobs: read 0, expected a whole number of at least 1"),
        ({"replications": "2"}, "replications: read '2', expected a whole number"),
        ({"replications": 2.5}, "replications: read 2.5, expected a whole number"),
        ({"replications": 0}, "replications: read 0, expected a whole number of at least 1"),
        ({"replications": True}, "replications: read True, expected a whole number"),
        ({"confidence": "high"}, "confidence: read 'high', expected 0.5 to less than 1"),
        ({"cluster": 3}, "cluster: read 3, expected a text"),
        ({"store": ""}, "store: read '', expected the path of a folder"),
        ({"store": 3}, "store: read 3, expected the path of a folder"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_simulated(
    keywords: dict[str, Any], message: str
) -> None:
    with pytest.raises(simulator.UsageError, match=message):
        simulator.run("north", **keywords)


@pytest.mark.slow
def test_texts_and_numpy_numbers_are_taken_as_paths_and_numbers(tmp_path: Path) -> None:
    short = simulator.what_if("north", **SHORT, hire={"sales_support": np.int64(1)})
    result = simulator.run(short, np.int64(2), jobs=1, store=str(tmp_path), seed=np.int32(4))
    assert (result.replications, result.seed) == (2, 4)
    assert result.folder is not None
    assert result.folder.is_relative_to(tmp_path)


@pytest.mark.slow
def test_a_single_measure_and_a_single_level_need_no_list() -> None:
    short = simulator.what_if("north", **SHORT)
    (swept,) = simulator.sweep(short, {"roles.sales_support.people": 2}, "cost", 1, jobs=1)
    assert [point.values for point in swept.points] == [(2,)]
    assert swept.measure == "cost_per_week"


def test_what_a_question_is_made_of_is_checked_as_strictly() -> None:
    rule = simulator.StoppingRule("0.3pt", np.int64(3))  # type: ignore[arg-type]
    assert (rule.targets, rule.least) == (("0.3pt",), 3)
    wish = simulator.Request("cost <= 5", "cost <= 9", hires="rep=0..1", busiest=np.float64(0.9))  # type: ignore[arg-type]
    assert (wish.guards, wish.hires, wish.busiest) == (("cost <= 9",), ("rep=0..1",), 0.9)
    with pytest.raises(simulator.UsageError, match="tries: read '3', expected a whole number"):
        simulator.Request("cost <= 5", tries="3")  # type: ignore[arg-type]
    with pytest.raises(simulator.UsageError, match="goal: read 5, expected a text"):
        simulator.DesignPlan(goal=5)  # type: ignore[arg-type]
    with pytest.raises(simulator.UsageError, match="expected a Request"):
        simulator.optimise("north", "cost <= 5")  # type: ignore[arg-type]


def test_a_misspelt_measure_has_no_unit_but_a_nearest_name() -> None:
    result = simulator.run(simulator.what_if("north", **SHORT), 1, jobs=1)
    assert result.unit("selling share") == "share"
    with pytest.raises(simulator.UsageError, match="did you mean 'direct_selling_share'"):
        result.unit("direct_seling_share")
