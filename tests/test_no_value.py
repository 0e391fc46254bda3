"""A measure without a value is never told as one that stays, goes up or is nothing at all."""

from __future__ import annotations

import math
import shlex
from pathlib import Path

import pytest
from firm import today, written
from typer.testing import CliRunner

from simulator.analysis.months import months
from simulator.analysis.robustness import stress
from simulator.analysis.shapley import explain
from simulator.analysis.sweep import sweep
from simulator.cli import app
from simulator.experiment.compare import compare, run
from simulator.i18n import use_language
from simulator.measures.measure_row import sample_of
from simulator.output.content import months as months_told
from simulator.output.content import robustness, shapley
from simulator.output.content import sweep as swept
from simulator.output.content.comparison import changes
from simulator.output.content.headline import headline_of_run
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

FEW = "turnaround_p90.rare"  # some are done, fewer than ten times ten
NEVER = "turnaround_mean.never"
TOO_FEW = "too few tasks to tell"
SAID = {FEW: TOO_FEW, NEVER: "it never happened"}


def watching(measure: str) -> Scenario:
    """The firm with work that is seldom asked for and work that never is; one of it is watched."""
    desk = {"category": "desk_work", "by": "support", "lasts": "10 min"}
    inbound = {"rate": "2 per week", "per": "role"}
    rare = {"rare": {**desk, "arises": {"inbound": inbound}}}
    never = {"never": {**desk, "arises": {"after": {"rare": 0}}}}
    return what_if(today(watch=[measure]), name="watching", activities={**rare, **never})


@pytest.fixture(params=[FEW, NEVER])
def measure(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_run_says_why_there_is_no_value(measure: str) -> None:
    found = run(watching(measure), replications=2, jobs=1)
    assert math.isnan(found.interval(measure).mean)
    assert SAID[measure] in headline_of_run(found)
    assert found.as_json()["headline"] == headline_of_run(found)


def test_a_run_says_how_many_tasks_of_how_many_there_are() -> None:
    found = run(watching(FEW), replications=2, jobs=1)
    there = sum(row.samples[sample_of(FEW)].size for row in found.rows)
    assert 0 < there < 100
    assert headline_of_run(found) == (
        f"Turnaround p90: rare: too few tasks to tell, {there} of the 100 that it takes."
    )
    with use_language("zh-Hant"):
        assert f"任務太少，無法判斷：需要 100 項，只有 {there} 項" in headline_of_run(found)  # noqa: RUF001


def test_of_a_role_without_people_it_is_said_that_there_is_nobody() -> None:
    """Nobody of them works: that their time never happens says nothing."""
    base = today(watch=["utilisation.support"])
    nobody = what_if(base, name="nobody", hire={"support": -base.roles["support"].people})
    other = what_if(nobody, name="other")
    assert headline_of_run(run(nobody, replications=2, jobs=1)) == (
        "Utilisation: support: nobody works as support."
    )
    found = compare(base, nobody, replications=2, jobs=1)
    assert "nobody works as support any more, and utilisation: support was" in found.headline
    assert found.verdict("nobody", "utilisation.support") == "there is nobody"
    (table,) = changes(found)
    at = [column.key for column in table.columns]
    told = {row[at.index("measure")]: row[at.index("verdict")] for row in table.rows}
    assert told["utilisation.support"] == "there is nobody"
    both = compare(base, nobody, other, replications=2, jobs=1).headline
    assert both.count("nobody works as support") == 2
    still = compare(nobody, other, replications=2, jobs=1).headline
    assert "nobody works as support, with it or without" in still
    with use_language("zh-Hant"):
        assert "沒有人擔任" in headline_of_run(run(nobody, replications=2, jobs=1))


def helped(people: int, name: str) -> Scenario:
    """The firm with a role for which there is no work yet, and so many people."""
    shift = {"from": "08:00", "to": "16:00"}
    helper = {"helper": {"people": people, "cost_per_hour": 20, "shift": shift}}
    return what_if(
        today(watch=["utilisation.helper"]),
        name=name,
        title=name,
        roles=helper,
        horizon={"weeks": 6, "warm_up_weeks": 1},
        shocks={"dearer": {"title": "Wages rise", "scale": {"roles.*.cost_per_hour": 1.1}}},
    )


def test_months_say_of_a_role_without_people_that_there_is_nobody() -> None:
    """The headline and every cell; where there is somebody in one of two, of whom."""
    nobody, one = helped(0, "nobody"), helped(1, "one")
    alone = months(nobody, replications=2, jobs=1)
    assert months_told.headline(alone) == "Utilisation: helper: nobody works as helper."
    (table, *_) = months_told.tables(alone)
    assert {row[1].value for row in table.formatted()} == {"there is nobody"}
    same = months(nobody, helped(0, "other"), replications=2, jobs=1)
    assert months_told.headline(same).startswith(
        "other: nobody works as helper, with it or without; it costs nothing and brings nothing by"
    )
    gone = months_told.headline(months(one, nobody, replications=2, jobs=1))
    assert gone.startswith(
        "nobody: nobody works as helper in January 2025, and utilisation: helper 0.0% in one; "
    )
    new = months_told.headline(months(nobody, one, replications=2, jobs=1))
    assert new.startswith(
        "one: utilisation: helper 0.0% in January 2025; in nobody nobody works as helper; "
    )


def test_a_stress_test_says_of_a_role_without_people_that_there_is_nobody() -> None:
    plans = [helped(1, "one"), helped(0, "nobody")]
    found = stress(plans, ["utilisation.helper <= 90%"], "cost", replications=2, jobs=1)
    told = robustness.headlines(found)[1]
    assert told == "nobody: Utilisation: helper: nobody works as helper."


def test_a_sweep_down_to_nobody_says_so() -> None:
    (found,) = sweep(
        today(), {"roles.support.people": [1, 0]}, ["utilisation.support"], replications=2, jobs=1
    )
    assert found.points[1].verdict == "there is nobody"
    assert "without a value at 1 of 2: nobody works as support" in swept.headline(found)


@pytest.mark.slow
def test_a_comparison_says_why_there_is_no_value() -> None:
    base = watching(FEW)
    more = what_if(base, name="more", hire={"support": 1})
    most = what_if(base, name="most", hire={"support": 2})
    found = compare(base, more, replications=2, jobs=1)
    assert TOO_FEW in found.headline
    assert "cannot tell" not in found.headline
    assert compare(base, more, most, replications=2, jobs=1).headline.count(TOO_FEW) == 2


def test_a_bridge_says_why_there_is_no_value(measure: str) -> None:
    base = watching(measure)
    (found,) = explain(
        what_if(base, name="more", hire={"support": 1}), [measure], 2, base=base, jobs=1
    )
    assert SAID[measure] in shapley.headline(found)


def test_a_sweep_says_why_there_is_no_value(measure: str) -> None:
    (found,) = sweep(
        watching(measure), {"roles.support.people": [1, 2]}, [measure], replications=2, jobs=1
    )
    assert SAID[measure] in swept.headline(found)
    assert "nothing moves it" not in swept.headline(found)


def test_a_sweep_says_at_how_many_values_there_is_none() -> None:
    """Of one who is asked for twice a week nothing is known; of 90 times a week much is."""
    (found,) = sweep(
        watching(FEW),
        {"activities.rare.arises.inbound.rate": ["2 per week", "90 per week"]},
        [FEW],
        replications=2,
        jobs=1,
    )
    assert [math.isnan(point.level.mean) for point in found.points] == [True, False]
    assert "without a value at 1 of 2: too few tasks to tell" in swept.headline(found)


def test_months_say_why_there_is_no_value(measure: str) -> None:
    base = watching(measure)
    found = months(base, replications=2, jobs=1)
    assert SAID[measure] in months_told.headline(found)
    beside = months(base, what_if(base, name="more", hire={"support": 1}), replications=2, jobs=1)
    assert SAID[measure] in months_told.headline(beside)


def test_of_a_single_month_no_best_and_worst_are_told() -> None:
    found = months(today(), replications=2, jobs=1)
    assert len(found.months) == 1
    assert months_told.headline(found).startswith("Direct selling share in January 2025: ")
    assert "most" not in months_told.headline(found)


VERBS = (
    "run base",
    "compare base more",
    "explain more",
    "months base",
    "months base more",
    "luck base",
    "warm-up base",
    "sweep base --set roles.support.people=1,2",
    "stress base more --goal '{goal}'",
    "optimise more --goal '{goal}' --tries 2 --finalists 1 --most 3",
)


@pytest.mark.slow
@pytest.mark.parametrize("line", VERBS, ids=lambda line: line.split(" --")[0])
def test_no_command_breaks_on_a_watched_measure_without_a_value(
    line: str, measure: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it answers, it ends in words."""
    base = watching(measure)
    written(tmp_path / "scenarios", base.model_copy(update={"name": "base"}))
    (tmp_path / "scenarios" / "more.yaml").write_text(
        "extends: base\ntitle: More\nhire: {support: 1}\n"
    )
    monkeypatch.chdir(tmp_path)
    words = shlex.split(f"{line} -n 2 --jobs 1 --engine simpy".format(goal=f"{measure} <= 5 h"))
    result = CliRunner().invoke(app, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    assert "Traceback" not in result.output
