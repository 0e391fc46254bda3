import json
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from firm import relieved, today, unchanged
from scipy import stats
from test_queues import lines

from simulator.engine import compiled
from simulator.engine.simpy_engine import replay
from simulator.errors import UsageError
from simulator.experiment import runner
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.gains import GAINS, describe
from simulator.experiment.progress import BatchProgress
from simulator.experiment.results import Experiment
from simulator.experiment.runner import simulate
from simulator.experiment.statistics import Interval, bonferroni, confidence_interval
from simulator.experiment.stopping import StoppingRule
from simulator.measures.days import until
from simulator.measures.registry import measure
from simulator.output.charts.change import before_after, freed
from simulator.output.content import comparison
from simulator.output.numbers import in_one
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import WEEK
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw


def of(scenario: Scenario, **columns: list[float]) -> Experiment:
    """An experiment with these numbers; a dot in a measure's name is written as two underscores."""
    names = tuple(name.replace("__", ".") for name in columns)
    return Experiment(scenario, 1, names, np.array(list(columns.values()), dtype=float).T)


# -- statistics ------------------------------------------------------------------------------------


def test_an_interval_of_numbers_without_skewness_is_students_t() -> None:
    values = np.array([3.0, 5.0, 5.0, 7.0])
    expected = stats.t.interval(0.95, 3, loc=values.mean(), scale=stats.sem(values))
    found = confidence_interval(values)
    assert found.mean == 5.0
    assert (found.low, found.high) == pytest.approx(expected, rel=1e-12)
    assert found.n == 4


def test_what_never_happened_in_a_replication_is_left_out_and_said() -> None:
    with_gap, without = np.array([1.0, np.nan, 3.0]), np.array([1.0, 3.0])
    assert confidence_interval(with_gap) == confidence_interval(without)
    assert confidence_interval(with_gap).n == 2


def test_one_replication_has_no_interval() -> None:
    found = confidence_interval(np.array([7.0]))
    assert found.mean == 7.0
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_nothing_at_all_has_no_mean() -> None:
    found = confidence_interval(np.array([np.nan]))
    assert math.isnan(found.mean)
    assert found.n == 0


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        ([3, 4, 5], "up"),
        ([-3, -4, -5], "down"),
        ([-3, 4, 5], "cannot tell"),
        ([0, 0, 0], "no change"),
    ],
)
def test_a_verdict_needs_an_interval_without_nothing(after: list[float], verdict: str) -> None:
    base = of(today(), key=[0, 0, 0], time_use__field_rep__selling=[1, 1, 1])
    other = of(unchanged(), key=after, time_use__field_rep__selling=[1, 1, 1])
    assert Comparison(base, (other,)).verdict("unchanged", "key") == verdict


def test_differences_are_paired_replication_by_replication() -> None:
    base = of(today(), key=[10, 20, 30], time_use__field_rep__selling=[1, 1, 1])
    other = of(unchanged(), key=[11, 22, 30], time_use__field_rep__selling=[1, 1, 1])
    found = Comparison(base, (other,)).differences["unchanged"]["key"]
    assert found == confidence_interval(np.array([1.0, 2.0, 0.0]))


# -- gains -----------------------------------------------------------------------------------------

WEEK_BEFORE = {"selling": 300, "desk_work": 900, "meetings": 100, "travel_and_waiting": 500}
WEEK_AFTER = {"selling": 450, "desk_work": 500, "meetings": 100, "travel_and_waiting": 650}


def gains(
    idle: float = 0,
    hand_over: float = 0,
    then: Scenario | None = None,
    there: tuple[float, float] = (3, 3),
) -> dict[str, float]:
    """What the change from the one week to the other, with idle and hand-over, comes to.

    ``there`` is how many people are there, before and after, on average.
    """

    def week(minutes: dict[str, float], people: float) -> dict[str, list[float]]:
        used = {f"time_use__field_rep__{name}": [value] * 2 for name, value in minutes.items()}
        return used | {"presence__field_rep": [people] * 2}

    week_after = {**WEEK_AFTER, "idle": idle, "hand_over": hand_over}
    before = of(today(), **week({**WEEK_BEFORE, "idle": 20, "hand_over": 0}, there[0]))
    after = of(then or unchanged(), **week(week_after, there[1]))
    (differences,) = Comparison(before, (after,)).differences.values()
    return {gain.name: differences[gain.name].mean for gain in GAINS if gain.name in differences}


def test_freed_minutes_are_chores_less_hand_overs() -> None:
    assert gains()["freed_minutes"] == 400
    assert gains(hand_over=60)["freed_minutes"] == 340


def test_usable_minutes_are_freed_minutes_that_do_not_end_in_idleness() -> None:
    assert gains(idle=120)["freed_minutes"] == 400
    assert gains(idle=120)["usable_minutes"] == 300


def test_used_minutes_are_more_selling() -> None:
    assert gains()["used_minutes"] == 150


def test_field_equivalents_count_todays_people() -> None:
    assert gains()["field_equivalents_gained"] == pytest.approx(3 * 150 / 300)


def test_field_equivalents_count_the_selling_of_everybody_hired() -> None:
    more = what_if(today(), name="more", hire={"field_rep": 1})
    found = gains(then=more, there=(3, 4))
    assert found["field_equivalents_gained"] == pytest.approx((4 * 450 - 3 * 300) / 300)


def test_field_equivalents_see_chairs_that_are_empty_less_often() -> None:
    # Two of three chairs are filled, then all: a head sells 200 minutes a week in the base.
    found = gains(there=(2, 3))
    assert found["field_equivalents_gained"] == pytest.approx((3 * 450 - 2 * 300) / 200)


def test_results_that_know_no_presence_have_no_field_equivalents() -> None:
    week = {"time_use__field_rep__selling": [300]}
    (found,) = Comparison(of(today(), **week), (of(unchanged(), **week),)).differences.values()
    assert "used_minutes" in found
    assert "field_equivalents_gained" not in found


# 10, 15 and 20 more minutes of selling: 15 on average, standard error 2.887. Student's t of two
# degrees is 4.303 at 95% and 6.205 at 97.5% (two answers): 15 ± 12.42, or 15 ± 17.91.
SOLD_MORE = [310.0, 315.0, 320.0]


def sold(scenario: Scenario, minutes: list[float], **watched: list[float]) -> Experiment:
    """Three replications with so many minutes of selling a week."""
    return of(
        scenario,
        time_use__field_rep__selling=minutes,
        time_use__field_rep__desk_work=[1200 - minutes[0]] * 3,
        **watched,
    )


def test_what_is_eliminated_stands_in_the_comparison_with_none_of_it() -> None:
    """Without orders none are asked for or wait; how long one takes never happens."""
    firm = today(watch=["turnaround_mean.order", "asked.order", "waiting_at_end.order"])
    gone = what_if(firm, name="gone", eliminate=["order"])
    found = compare(firm, gone, replications=2, jobs=1)
    assert {"turnaround_mean.order", "asked.order", "waiting_at_end.order"} <= {*found.watched}
    assert found.confidence_of_each == bonferroni(3, found.confidence), "selling, and two costs"
    (table,) = comparison.changes(found)
    keys = [column.key for column in table.columns]
    rows = {row[-1]: dict(zip(keys, row, strict=True)) for row in table.rows}
    for key in ("asked.order", "waiting_at_end.order"):
        assert rows[key]["after"].value.mean == 0
        assert rows[key]["difference"].value.mean == -found.base.interval(key).mean
        assert rows[key]["verdict"] == "eliminated"
    assert math.isnan(rows["turnaround_mean.order"]["after"].value.mean)
    assert rows["turnaround_mean.order"]["verdict"] == "eliminated"
    assert found.verdict("gone", "asked.order") == "never happens"
    title = before_after(found).get_title(loc="left").replace("\n", " ")
    assert "3 gone or new" in title
    back = compare(gone, firm, replications=2, jobs=1)
    assert back.verdict("today", "asked.order") == "is new"
    assert back.base.interval("asked.order").mean == 0
    assert not found.is_eliminated("gone", "cost_per_week")


def test_minutes_of_one_stand_beside_all_that_is_sold_where_others_sell() -> None:
    fewer = what_if(today(), name="fewer", hire={"field_rep": -1}, eliminate=["order"])
    found = compare(today(), fewer, replications=3, jobs=1)
    title = freed(found).get_title(loc="left").replace("\n", " ")
    assert "; with 2 field reps instead of 3, " in title
    notes = [line for block in comparison.document(found).blocks for line in lines(block)]
    assert any("with 2 field reps instead of 3" in line for line in notes)
    same = compare(today(), relieved(), replications=3, jobs=1)
    assert "instead of" not in freed(same).get_title(loc="left")


@pytest.mark.parametrize(
    ("sells", "desk", "title"),
    [
        ([280, 285, 281], [500, 500, 500], "100 min freed for each of the field reps, who sell 18"),
        ([340, 341, 342], [500, 500, 500], "Of 100 min freed for each of the field reps, 41"),
        ([340, 341, 342], [300, 500, 890], "We cannot tell whether any time of field reps is"),
        ([340, 341, 342], [600, 600, 600], "No time of field reps is freed"),
    ],
)
def test_a_title_of_freed_time_claims_what_its_intervals_bear(
    sells: list[float], desk: list[float], title: str
) -> None:
    arms = [
        of(firm, time_use__field_rep__selling=sold, time_use__field_rep__desk_work=worked)
        for firm, sold, worked in (
            (today(), [300.0, 300.0, 300.0], [600.0, 600.0, 600.0]),
            (unchanged(), sells, desk),
        )
    ]
    drawn = freed(Comparison(arms[0], (arms[1],))).get_title(loc="left")
    assert drawn.replace("\n", " ").startswith(title)


def test_a_gain_of_several_plans_is_told_at_the_level_of_their_answers() -> None:
    share = {"direct_selling_share": [0.25, 0.25, 0.25]}
    base = sold(today(), [300, 300, 300], **share)
    again = what_if(today(), name="again")
    plans = [sold(plan, SOLD_MORE, **share) for plan in (unchanged(), again)]
    found = Comparison(base, tuple(plans))
    assert found.confidence_of_each == 0.975
    alone = found.differences["unchanged"]["used_minutes"]
    assert (alone.low, alone.high) == pytest.approx((2.58, 27.42), abs=0.005)
    used = found.difference("unchanged", "used_minutes")
    assert (used.low, used.high) == pytest.approx((-2.91, 32.91), abs=0.005)
    assert found.verdict("unchanged", "used_minutes") == "cannot tell"
    (card,) = comparison._used(found, found.others[0])
    assert (card.tone, card.value.value) == ("unsure", "cannot tell")
    assert (
        card.note
        == "+15.0 [-2.9, 32.9] min per field rep and week, of +10.0 [10.0, 10.0] min freed"
    )
    assert "whether they sell more, we cannot tell" in freed(found).get_title(loc="left").replace(
        "\n", " "
    )


def test_a_gain_of_one_plan_is_right_by_itself_unless_it_would_tell_more_than_the_answers() -> None:
    first = {"direct_selling_share": [0.25, 0.25, 0.25]}
    second = {**first, "cost_per_week": [900, 900, 900]}
    for watched, verdict, low in ((first, "up", 2.58), (second, "cannot tell", -2.91)):
        base = sold(today(), [300, 300, 300], **watched)
        found = Comparison(base, (sold(unchanged(), SOLD_MORE, **watched),))
        assert found.verdict("unchanged", "used_minutes") == verdict
        assert found.gains["unchanged"]["used_minutes"].low == pytest.approx(low, abs=0.005)


def cards(plan: Scenario, desk: list[float]) -> list[str]:
    """What the card of more selling shows, of 900 minutes at the desk before."""
    week = {"time_use__field_rep__selling": [300.0] * 3}
    base = of(today(), **week, time_use__field_rep__desk_work=[900.0] * 3)
    week = {"time_use__field_rep__selling": [399.0, 400.0, 401.0]}
    found = Comparison(base, (of(plan, **week, time_use__field_rep__desk_work=desk),))
    return [in_one(card.value) for card in comparison._used(found, found.others[0])]


def test_a_gain_is_shown_of_time_that_is_freed_of_as_many_people_as_before() -> None:
    freed_for_sure, perhaps, less = [700, 701, 702], [700, 701, 1200], [990, 991, 992]
    assert cards(unchanged(), freed_for_sure) == ["+100 min"]
    assert cards(unchanged(), perhaps) == cards(unchanged(), less) == []
    assert cards(unchanged(), [900, 900, 900]) == []
    for change in (1, -1):
        plan = what_if(today(), name="plan", hire={"field_rep": change})
        assert cards(plan, freed_for_sure) == []


def test_gains_have_a_unit_and_a_meaning() -> None:
    assert describe("used_minutes").unit == "min per person and week"
    assert describe("field_equivalents_gained").unit == "people"
    assert describe("utilisation.support").unit == "share"


# -- running ---------------------------------------------------------------------------------------


def test_simulating_is_drawing_and_replaying() -> None:
    long_way = replay(draw(today(), 3, 2))
    assert measure(simulate(today(), 3, 2)) == pytest.approx(measure(long_way), nan_ok=True)


def test_a_ledger_that_breaks_a_law_is_not_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: object) -> None:
        raise UsageError("broken")

    monkeypatch.setattr(runner, "check_invariants", refuse)
    with pytest.raises(UsageError):
        simulate(today())


def test_a_run_has_a_row_for_each_replication_and_a_column_for_each_measure() -> None:
    found = run(today(), 3, jobs=1)
    measured = measure(simulate(today(), 1, 2))
    assert found.table.shape == (3, len(found.measures))
    assert found.measures == tuple(measured)
    np.testing.assert_array_equal(found.table[2], list(measured.values()))


def test_more_replications_leave_the_first_ones_as_they_were() -> None:
    few, many = run(today(), 2, jobs=1), run(today(), 4, jobs=1)
    np.testing.assert_array_equal(few.table, many.table[:2])


def test_another_seed_is_another_year() -> None:
    one, two = run(today(), 2, seed=1, jobs=1), run(today(), 2, seed=2, jobs=1)
    assert one.interval("direct_selling_share") != two.interval("direct_selling_share")


@pytest.mark.slow
def test_the_number_of_processes_makes_no_difference() -> None:
    alone, together = (compare(today(), relieved(), replications=4, jobs=n) for n in (1, 3))
    assert json.dumps(alone.as_json()) == json.dumps(together.as_json())


def test_nothing_changes_nothing() -> None:
    found = compare(today(), unchanged(), replications=3, jobs=1).differences["unchanged"]
    happened = {key: interval for key, interval in found.items() if interval.n}
    assert happened
    assert {interval[:3] for interval in happened.values()} == {(0.0, 0.0, 0.0)}


def test_a_scenario_may_be_compared_with_itself() -> None:
    found = compare(today(), today(), replications=2, jobs=1)
    assert found.differences["today"]["direct_selling_share"].mean == 0


def test_two_scenarios_may_not_share_a_name() -> None:
    other = what_if(today(), name="today", hire={"support": 1})
    with pytest.raises(UsageError, match="two different scenarios are called 'today'"):
        compare(today(), other, replications=1, jobs=1)


@pytest.mark.slow
def test_relief_from_orders_frees_time_for_selling() -> None:
    found = compare(today(), relieved(), replications=5, jobs=1)
    assert found.verdict("relieved", "direct_selling_share") == "up"
    assert found.verdict("relieved", "time_use.field_rep.desk_work") == "down"


@pytest.mark.parametrize("wrong", [{"replications": 0}, {"jobs": 0}])
def test_nothing_cannot_be_run(wrong: dict[str, int]) -> None:
    with pytest.raises(UsageError, match="of at least 1"):
        run(today(), **wrong)  # type: ignore[arg-type]


def test_progress_counts_up_to_all_that_is_wanted() -> None:
    told: list[tuple[int, int]] = []
    compare(today(), relieved(), replications=2, jobs=1, progress=lambda *said: told.append(said))
    assert told == [(done, 4) for done in range(5)]


def test_what_another_process_computes_meanwhile_is_counted_to_the_end(tmp_path: Path) -> None:
    """The count of a batch that another process ended reaches its whole, the next goes on there."""
    how: dict[str, Any] = {"jobs": 1, "engine": "simpy", "store": tmp_path}
    counts: list[tuple[int, int]] = []

    def tell(*count: int) -> None:
        counts.append((count[0], count[1]))
        if count[0] == 1:  # all others are finished by somebody else
            run(today(), replications=5, seed=1, **how)

    batches = BatchProgress(tell)
    run(today(), replications=5, seed=1, progress=batches, **how)
    run(today(), replications=3, seed=2, progress=batches, **how)
    finished = [each for each, _ in counts]
    assert finished == sorted(finished)
    assert (5, 5) in counts
    assert counts[-1] == (8, 8)


def test_it_is_told_when_the_engine_is_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compiling takes no replication's time."""
    told: list[object] = []
    monkeypatch.setattr(compiled, "ready", lambda: told.append("ready"))
    monkeypatch.setattr(runner, "run_jobs", lambda *given: _computed(given[1]))
    how: dict[str, Any] = {"replications": 1, "jobs": 1, "engine": "compiled"}
    run(today(), **how, progress=lambda *counts: told.append(counts))
    assert told == [(0, 1), "ready", (0, 1), (1, 1)]


def _computed(jobs: Iterable[tuple[runner.Key, runner.Job]]) -> Iterator[tuple[runner.Key, Any]]:
    for key, job in jobs:
        yield key, runner.compute(job._replace(engine="simpy"))


def test_the_first_weeks_do_not_know_the_horizon() -> None:
    longer = what_if(today(), horizon={"weeks": 5})
    short, long = simulate(until(longer, 10)), simulate(longer)
    assert short.parameters.horizon == 2 * WEEK
    for column in ("person", "doing", "activity", "account", "place", "start", "end"):
        first = getattr(long.entries, column)[long.entries.start < WEEK]
        again = getattr(short.entries, column)[short.entries.start < WEEK]
        np.testing.assert_array_equal(first, again)


# -- what results look like ------------------------------------------------------------------------


def test_json_has_the_form_that_is_promised() -> None:
    found = json.loads(
        json.dumps(compare(today(), relieved(), replications=2, jobs=1).as_json(), allow_nan=False)
    )
    promised = ["replications", "seed", "scenarios", "differences"]
    assert list(found) == [
        *promised,
        "together",
        "headline",
        "guards",
        "queues",
        "counted",
        "begins",
        "settled",
        "confidence",
    ]
    assert (found["replications"], found["seed"]) == (2, 1)
    assert list(found["scenarios"]) == ["today", "relieved"]
    assert list(found["differences"]) == ["relieved"]
    for group in (found["scenarios"]["today"], found["differences"]["relieved"]):
        assert list(group["direct_selling_share"]) == ["mean", "low", "high"]
    assert "used_minutes" in found["differences"]["relieved"]
    assert "used_minutes" not in found["scenarios"]["relieved"]


def test_json_of_a_run_has_no_differences() -> None:
    assert list(run(today(), 1, jobs=1).as_json()) == [
        "replications",
        "seed",
        "scenarios",
        "headline",
        "queues",
        "counted",
        "begins",
        "settled",
        "confidence",
    ]


def test_json_has_null_for_what_is_not_known() -> None:
    found = of(today(), key=[7], gone=[math.nan]).as_json()["scenarios"]["today"]
    assert found == {
        "key": {"mean": 7.0, "low": None, "high": None},
        "gone": {"mean": None, "low": None, "high": None},
    }


def test_a_frame_has_empty_cells_for_what_never_happened() -> None:
    frame = of(today(), key=[1, math.nan]).frame()
    expected = pl.DataFrame({"replication": [0, 1], "key": [1.0, None]})
    assert frame.equals(expected)


def test_a_comparisons_frame_names_the_scenario_of_each_row() -> None:
    base, other = of(today(), key=[1, 2]), of(unchanged(), key=[3, 4], more=[5, 6])
    frame = Comparison(base, (other,)).frame()
    assert frame["scenario"].to_list() == ["today", "today", "unchanged", "unchanged"]
    assert frame["more"].to_list() == [None, None, 5.0, 6.0]


def test_shares_of_the_week_sum_to_one() -> None:
    found = run(today(), 2, jobs=1)
    total = sum(found.shares("field_rep").values())
    np.testing.assert_allclose(total, 1, rtol=1e-12)
    selling = found.shares("field_rep")["selling"]
    np.testing.assert_allclose(selling, found.column("direct_selling_share"), rtol=1e-12)


@pytest.mark.slow
def test_a_stored_comparison_has_tables_for_planners(tmp_path: Path) -> None:
    found = compare(today(), relieved(), replications=2, jobs=1, store=tmp_path)
    assert found.folder is not None
    assert json.loads((found.folder / "comparison.json").read_text()) == found.as_json()
    lines = (found.folder / "differences.csv").read_text().splitlines()
    assert lines[0] == "scenario,measure,unit,mean,low,high,n,together_low,together_high,verdict"
    assert len(lines) == 1 + len(found.differences["relieved"])


def test_an_interval_says_how_many_replications_it_rests_on() -> None:
    assert Interval._fields == ("mean", "low", "high", "n")


# -- enough replications ---------------------------------------------------------------------------


@pytest.mark.slow
def test_a_run_goes_on_until_its_interval_is_narrow_enough() -> None:
    loose = run(today(), until=StoppingRule(("12pt",), least=3, most=60), jobs=1)
    tight = run(today(), until=StoppingRule(("3pt",), least=3, most=60), jobs=1)
    for found, wish in ((loose, 0.12), (tight, 0.03)):
        assert found.stopped is not None
        assert found.stopped.met
        assert found.interval("direct_selling_share").half_width <= wish
    assert 3 <= loose.replications < tight.replications < 60


def test_a_run_that_reaches_its_limit_says_so() -> None:
    found = run(today(), until=StoppingRule(("0.01pt",), least=2, most=4), jobs=1)
    assert found.replications == 4
    assert found.stopped is not None
    assert not found.stopped.met
    told = found.as_json()["precision"]
    assert told["met"] is False
    assert told["wishes"][0]["reached"] > told["wishes"][0]["half_width"]


@pytest.mark.slow
def test_a_comparison_is_precise_in_its_differences() -> None:
    wishes = ("cost=1%", "used_minutes=200")
    found = compare(today(), relieved(), until=StoppingRule(wishes, least=3, most=80), jobs=1)
    assert found.stopped is not None
    assert found.stopped.met
    cost = found.base.interval("cost_per_week").mean
    assert found.difference("relieved", "cost_per_week").half_width <= 0.01 * cost
    assert found.differences["relieved"]["used_minutes"].half_width <= 200


@pytest.mark.slow
def test_looking_in_between_changes_no_replication() -> None:
    sequential = run(today(), until=StoppingRule(("4pt",), least=2, most=40), jobs=1)
    at_once = run(today(), sequential.replications, jobs=1)
    assert np.array_equal(sequential.table, at_once.table, equal_nan=True)


@pytest.mark.parametrize(
    ("wish", "says", "counted"),
    [
        ("hapiness=3", "nothing is measured as 'hapiness'", []),
        (
            "direct_selling_shar=1pt",
            "'direct_selling_shar'; did you mean 'direct_selling_share'",
            [],
        ),
        ("freed_minuts=9", "did you mean 'freed_minutes'", []),
        ("3", "expected which is meant: 3pt", []),
        ("0pt", "more than nothing", []),
        ("0", "read a precision of '0', expected more than nothing, such as 0.3pt, 5% or 2 h", []),
        ("deals.order=3", "nothing is measured as 'deals.order'", [1]),  # a replication tells
    ],
)
def test_a_wish_for_what_is_not_measured_is_refused_as_soon_as_that_is_known(
    wish: str, says: str, counted: list[int]
) -> None:
    told: list[int] = []
    with pytest.raises(UsageError, match=says):
        run(
            today(),
            until=StoppingRule((wish,)),
            jobs=1,
            progress=lambda _, wanted: told.append(wanted),
        )
    assert sorted({*told} - {0}) == counted


# -- answers that hold together --------------------------------------------------------------------


def test_watched_differences_share_the_risk_of_being_wrong() -> None:
    found = compare(today(), relieved(), replications=4, jobs=1)
    assert found.watched == (
        "direct_selling_share",
        "turnaround_mean.order",
        "cost_per_week",
        "cost_per_selling_hour",
    )
    assert found.confidence_of_each == pytest.approx(1 - 0.05 / 4)
    answer = found.answers["relieved"]["cost_per_week"]
    paired = found.paired["relieved"]["cost_per_week"]
    assert answer.difference == confidence_interval(paired, 1 - 0.05 / 4)
    assert answer.difference.half_width > confidence_interval(paired).half_width
    assert answer.growth.mean == pytest.approx(
        paired.mean() / found.base.interval("cost_per_week").mean
    )


def test_nothing_changes_nothing_in_all_answers() -> None:
    found = compare(today(), unchanged(), replications=3, jobs=1)
    for answer in found.answers["unchanged"].values():
        assert answer.difference[:3] == (0.0, 0.0, 0.0)
        assert answer.verdict == "no change"


def test_per_cent_of_a_gain_are_refused_since_the_base_has_none() -> None:
    until = StoppingRule(("freed_minutes=5%",), least=2, most=4)
    with pytest.raises(UsageError, match="freed_minutes is a difference"):
        compare(today(), relieved(), until=until, jobs=1)
