from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import printed
import pytest
from firm import today, written
from typer.testing import CliRunner

from simulator.analysis.luck import (
    ChanceVariation,
    PersonWeek,
    WeekMinutes,
    luck,
    minutes_by_week,
    person_weeks,
)
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.compare import run
from simulator.experiment.finding import drowning
from simulator.experiment.runner import simulate
from simulator.measures.targets import HEADLINE
from simulator.output.content import luck as content
from simulator.output.content.headline import harm_words
from simulator.scenario.what_if import what_if

RUNS = 4


@pytest.fixture(scope="module")
def result() -> ChanceVariation:
    return luck(today(), RUNS, jobs=1, engine="simpy")


def weeks(*selling: float, attended: float = 100, idle: float = 0) -> WeekMinutes:
    """A person's weeks, 100 minutes each."""
    table = [np.array([selling], dtype=float)]
    table += [np.full((1, len(selling)), value, dtype=float) for value in (attended, idle, 0)]
    attended_, sold = table[1], table[0]
    return WeekMinutes(("rep 1",), 3, attended_, sold, table[2], table[3])


def test_every_replication_of_what_is_watched_is_there(result: ChanceVariation) -> None:
    experiment = run(today(), RUNS, jobs=1, engine="simpy")
    assert result.spreads[0].measure == HEADLINE
    for spread in result.spreads:
        assert spread.values == tuple(experiment.column(spread.measure))
        assert spread.interval == experiment.interval(spread.measure)


def test_the_best_and_the_worst_are_by_the_better_side(result: ChanceVariation) -> None:
    by_name = {spread.measure: spread for spread in result.spreads}
    selling, cost = by_name[HEADLINE], by_name["cost_per_week"]
    assert selling.best is not None
    assert selling.worst is not None
    assert (selling.values[selling.best], selling.values[selling.worst]) == (
        max(selling.values),
        min(selling.values),
    )
    assert cost.best is not None
    assert cost.values[cost.best] == min(cost.values)


def test_progress_counts_what_is_measured_and_what_is_looked_at_as_one() -> None:
    counts: list[tuple[int, int]] = []
    luck(today(), 2, jobs=1, progress=lambda *both: counts.append(both))
    assert counts == [(done, 4) for done in (0, 1, 2, 2, 3, 4)]  # twice: looking begins


def test_what_has_no_better_side_has_neither_best_nor_worst() -> None:
    watching = what_if(today(), watch=["utilisation.field_rep"])
    found = luck(watching, 2, jobs=1, engine="simpy")
    (spread,) = (x for x in found.spreads if x.measure == "utilisation.field_rep")
    assert (spread.best, spread.worst) == (None, None)
    assert "–" in printed.rows(content.spreads(found))[1]


def test_minutes_of_weeks_sum_to_those_of_the_ledger() -> None:
    ledger = simulate(today(), engine="simpy")
    found = minutes_by_week(ledger)
    share = found.selling.sum() / found.attended.sum()
    experiment = run(today(), 1, jobs=1, engine="simpy")
    assert share == pytest.approx(experiment.column(HEADLINE)[0])
    assert found.people == ("field rep 1", "field rep 2", "field rep 3")[: len(found.people)]


def test_a_person_week_is_held_against_the_same_week_of_all_replications() -> None:
    years = [weeks(10, 50), weeks(40, 50, attended=20), weeks(40, 20, idle=60)]
    assert person_weeks(years, 0) == [
        PersonWeek("rep 1", 3, 10.0, 30.0, "other work", pytest.approx(66.7, abs=0.1)),
    ]
    assert [each.reason for each in person_weeks(years, 1)] == []
    assert [(each.week, each.reason) for each in person_weeks(years, 2)] == [(4, "idle")]


def test_what_was_lost_to_absence_is_said() -> None:
    years = [weeks(0, attended=0), weeks(40), weeks(50)]
    (found,) = person_weeks(years, 0)
    assert (found.reason, found.deviation) == ("absence", -30.0)


def test_one_replication_shows_no_luck() -> None:
    with pytest.raises(UsageError, match="at least 2"):
        luck(today(), 1, jobs=1, engine="simpy")


@pytest.mark.slow
def test_it_is_told_tabled_and_drawn(result: ChanceVariation) -> None:
    document = content.document(result)
    worst = min(result.spreads[0].values)
    assert f"between {100 * worst:.1f}% (replication {result.worst})" in document.headlines[0]
    assert [table.key for table in document.tables] == ["spreads", "person-weeks"]
    ax = content.draw(result)
    assert ax.get_title(loc="left").startswith("Direct selling share: ")
    dots = ax.lines[0].get_xdata()
    assert sorted(dots) == sorted(100 * value for value in result.spreads[0].values)


def test_dots_that_touch_stand_above_each_other() -> None:
    assert content._heights([0.0, 100.0, 100.1, 50.0]) == [0.0, 0.0, 0.9, 0.0]


@pytest.mark.slow
def test_the_command_answers_with_picture_json_and_report(tmp_path: Path) -> None:
    file = str(written(tmp_path, today()))
    words = ["luck", file, "-n", "2", "--jobs", "1", "--out", str(tmp_path / "out")]
    answer = CliRunner().invoke(app, [*words, "--report"])
    assert answer.exit_code == 0, answer.output
    assert "What made replication" in answer.output
    (picture,) = (tmp_path / "out").rglob("luck.png")
    page = (picture.parent / "report.html").read_text(encoding="utf-8")
    assert "The years behind the mean" in page
    found = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert found["measures"][0]["measure"] == HEADLINE
    assert all(not math.isnan(value) for value in found["measures"][0]["values"])


def test_what_piles_up_in_a_scenario_is_told_beside_its_luck() -> None:
    """Three people who enter each order in six hours are asked for far more than a week has."""
    order = {"order": {"lasts": {"mean": "6 h"}}}
    slow = what_if(today(), name="slow", horizon={"weeks": 12}, activities=order)
    found = luck(slow, replications=3, jobs=1)
    drowned = run(slow, replications=3, jobs=1)
    harm = drowning(drowned)
    assert harm is not None
    assert harm[:3] == ("field_rep", "grows", "order")
    document = content.document(found)
    assert document.headlines[0].endswith(f"), while {harm_words(harm)}.")
    record = found.as_json()
    assert record["harm"]["slow"]["words"] == harm_words(harm)
    assert record["queues"] == drowned.as_json()["queues"]
