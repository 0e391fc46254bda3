"""Work that comes less often since what it follows on is eliminated is told of in every answer."""

from __future__ import annotations

from typing import Any

from worlds import desk

from simulator.analysis.months import months
from simulator.analysis.robustness import stress
from simulator.analysis.shapley import explain
from simulator.experiment.compare import compare
from simulator.experiment.comparison import Comparison
from simulator.experiment.knock_on import LessAsked, less_asked
from simulator.experiment.runner import RunKeywords
from simulator.output.content.documents import document_of
from simulator.output.content.headline import less_asked_words
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}
RAIN = {"rain": {"title": "Rain", "scale": {"roles.clerk.cost_per_hour": 2}}}
EVERY_DAY = {"routine": {"every": "day", "at": "09:00"}}
TOLD = "less is asked of quote (7 times a week instead of 14)"


def firm(**quote: Any) -> Scenario:
    """A clerk who writes a report a day; a quote arises by itself a day, and may follow on it."""
    kinds = {
        "report": {"arises": EVERY_DAY},
        "quote": {"arises": {**EVERY_DAY, **quote}},
    }
    return desk(kinds=kinds, shocks=RAIN)


FOLLOWS = {"after": {"report": 1}}


def without_report(base: Scenario, **said: Any) -> Scenario:
    return what_if(base, name="lean", title="Lean", eliminate=["report"], **said)


def compared(base: Scenario) -> Comparison:
    return compare(base, without_report(base), replications=3, jobs=1)


def test_of_what_follows_on_eliminated_work_less_is_asked() -> None:
    """Fourteen quotes a week, of which seven follow on a report; seven without it."""
    arms = [each.replayed for each in compared(firm(**FOLLOWS)).experiments]
    assert less_asked(*arms) == (LessAsked("quote", 14.0, 7.0),)
    arms = [each.replayed for each in compared(firm()).experiments]
    assert less_asked(*arms) == ()


def test_a_comparison_and_its_headline_say_so() -> None:
    assert TOLD in compared(firm(**FOLLOWS)).headline
    assert "less is asked" not in compared(firm()).headline


def test_stress_says_so() -> None:
    for said, told in ((FOLLOWS, True), ({}, False)):
        base = firm(**said)
        plans = base, without_report(base)
        found = stress(plans, ["utilisation.clerk <= 0.9"], replications=3, **ALONE)
        assert (f"With “Lean” {TOLD}." in document_of([found]).headlines) is told


def test_month_by_month_says_so() -> None:
    for said, told in ((FOLLOWS, True), ({}, False)):
        base = firm(**said)
        found = months(base, without_report(base), replications=3, **ALONE)
        assert (f"With “Lean” {TOLD}." in document_of([found]).headlines) is told


def test_of_many_kinds_of_work_three_are_named() -> None:
    every = [LessAsked(name, 2.0, 1.0) for name in ("a", "b", "c", "d", "e")]
    assert less_asked_words(every).endswith("c (1 instead of 2), 2 more")


def test_explain_says_so() -> None:
    base = firm(**FOLLOWS)
    (found,) = explain(without_report(base), base=base, replications=3, **ALONE)
    assert any(TOLD in line for line in document_of([found]).headlines)
