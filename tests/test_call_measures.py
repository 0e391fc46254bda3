"""Reach, frequency, coverage, attainment: a company small enough to count by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from io import StringIO
from typing import Any

import numpy as np
import pytest
from companies import companies
from examples import examples
from hypothesis import given
from rich.console import Console
from test_call_order import at_home, rep, shops

from simulator import what_if
from simulator.engine.simpy_engine import replay
from simulator.experiment.compare import run
from simulator.ledger.ledger import AccountChanges, Ledger
from simulator.measures.calls import called_on, coverage_of
from simulator.measures.registry import measure
from simulator.measures.window import window_of
from simulator.model.codes import DAY, IS_LOST
from simulator.output.content.run import document
from simulator.output.document import Table
from simulator.output.render.terminal import show
from simulator.scenario.scenario import Scenario
from simulator.workload.draw import draw


def measured(ledger: Ledger) -> dict[str, float]:
    names = ("reach", "call_frequency", "coverage", "call_plan_attainment", "never_reached")
    names = (*names, "plan_coverage")
    return {key: value for key, value in measure(ledger).items() if key.split(".")[0] in names}


def firm(weeks: int = 4, first: list[int] | None = None, **said: Any) -> Ledger:
    """A rep with two often and two seldom called on; all due in the middle of the first Monday."""
    segments = shops("often", at_home(2), "1 week") | shops("seldom", at_home(2), "3 weeks")
    company = rep("as_they_come", segments, weeks=weeks, **said)
    workload = draw(company)
    workload.contacts.first_due[:] = [day * DAY + DAY // 2 for day in (first or [0, 0, 0, 0])]
    return replay(workload)


def test_calls_are_counted_by_hand() -> None:
    # Often: due at once, then a week after the end of each call, which is half an hour later each
    # week and more where two wait: four calls each in four weeks of four wanted. Seldom: the first
    # Monday, then three weeks later: two calls of 4/3 wanted.
    m = measured(firm())
    assert m["reach.often"] == m["reach.seldom"] == m["reach"] == 1
    assert m["coverage.often"] == 1
    assert m["coverage.seldom"] == pytest.approx(1.5)
    assert m["coverage"] == pytest.approx(12 / (8 + 8 / 3))
    assert m["plan_coverage.visit"] == 1, "those beyond what is wanted make up for none"
    years = 28 / 365
    assert m["call_frequency.often"] == pytest.approx(4 / years)
    assert m["call_frequency.seldom"] == pytest.approx(2 / years)
    # One whole interval of three weeks is due: the second call is none of those.
    assert m["call_plan_attainment.seldom"] == m["call_plan_attainment.often"] == 1
    assert m["never_reached"] == m["never_reached.often"] == 0


def test_accounts_that_nobody_calls_on_are_never_reached() -> None:
    # One of the often wanted falls due after the end, one of the others in the third week.
    m = measured(firm(first=[0, 28, 0, 14]))
    assert m["reach.often"] == 0.5
    assert m["never_reached.often"] == 1
    assert m["reach.seldom"] == 1
    assert m["reach"] == 0.75
    assert m["coverage.often"] == m["plan_coverage.visit.often"] == pytest.approx(4 / 8)
    assert m["call_plan_attainment.often"] == pytest.approx(4 / 8)
    # Of those reached alone.
    assert m["call_frequency.often"] == pytest.approx(4 / (28 / 365))


def test_calls_beyond_those_due_make_up_for_no_others() -> None:
    ledger = firm(first=[0, 28, 0, 0])
    window = window_of(ledger)
    seen = coverage_of(window, called_on(window))
    assert (seen.accounts, seen.reached) == (4, 3)
    assert (seen.made, seen.due, seen.kept) == (8, 10, 6)
    assert seen.attainment() == 0.6
    assert seen.coverage() == pytest.approx(8 / (8 + 8 / 3))


def test_where_nobody_is_seen_nothing_has_happened() -> None:
    m = measured(firm(no_show=1))
    assert m["reach"] == m["coverage"] == m["call_plan_attainment"] == 0
    assert m["never_reached"] == 4
    assert math.isnan(m["call_frequency"]), "no account was reached"


def test_a_segment_that_no_plan_calls_on_has_no_reach() -> None:
    segments = shops("often", at_home(2), "1 week") | shops("none", at_home(2), "1 week")
    del segments["none"]["contact_every"]
    m = measured(replay(draw(rep("as_they_come", segments))))
    assert m["reach.often"] == 1
    assert all(math.isnan(value) for key, value in m.items() if key.endswith(".none"))


def test_companies_without_call_plans_have_none_of_it() -> None:
    company = rep("as_they_come", shops("often", at_home(2), "1 week"))
    values = company.model_dump(by_alias=True, mode="json")
    values["call_plans"], values["segments"] = {}, {}
    values["activities"]["visit"]["place"] = "anywhere"
    assert measured(replay(draw(Scenario.model_validate(values)))) == {}


def test_what_is_wanted_follows_a_change_that_has_a_day() -> None:
    segments = shops("often", at_home(2), "1 week")
    company = what_if(
        rep("as_they_come", segments, weeks=4),
        name="no more",
        eliminate=["visit"],
        change={"on": "2025-01-27"},
    )
    window = window_of(replay(draw(company)))
    assert called_on(window).wanted.tolist() == [3, 3], "three weeks of four"


def test_an_account_counts_until_it_is_lost() -> None:
    changes = (np.array([each]) for each in (0, 7 * DAY, IS_LOST))
    ledger = replace(firm(), changes=AccountChanges(*changes))
    assert called_on(window_of(ledger)).wanted.tolist() == pytest.approx([1, 4, 4 / 3, 4 / 3])


@pytest.mark.slow
@examples(40)
@given(companies())
def test_segments_add_up_to_all_and_shares_lie_between_0_and_1(company: Scenario) -> None:
    m = measured(replay(draw(company)))
    missed = [m[f"never_reached.{name}"] for name in company.segments]
    whole = float(np.nansum(missed))
    assert whole == m["never_reached"] or (math.isnan(m["never_reached"]) and whole == 0)
    for key, value in m.items():
        if key.startswith(("reach", "call_plan_attainment")):
            assert math.isnan(value) or 0 <= value <= 1


def test_the_report_says_who_is_called_on_and_the_terminal_does_not() -> None:
    company = rep("as_they_come", shops("often", at_home(2), "1 week"))
    shown = document(run(company, 2))
    tables = [block for block in shown.blocks if isinstance(block, Table)]
    (table,) = [each for each in tables if each.key == "called-on"]
    assert [row[0] for row in table.rows] == ["often", "all accounts"]
    assert all(row[1].mean == 1 for row in table.rows), "all are reached"
    with StringIO() as printed:
        show(shown, Console(file=printed, width=100), with_question=False)
        text = printed.getvalue()
    assert "What is watched" in text or "Watched" in text
    assert "Who is called on" not in text
