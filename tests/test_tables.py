import math
from dataclasses import replace

import numpy as np
import printed
import pytest
from firm import relieved, today, unchanged
from worlds import desk

from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment, StoppingStatus
from simulator.experiment.statistics import Interval
from simulator.measures.targets import precision_target
from simulator.output import numbers
from simulator.output.charts import change
from simulator.output.content import comparison as content_of_comparison
from simulator.output.content import run as content_of_run
from simulator.output.content.sureness import sureness, unmeasured, wishes_met
from simulator.output.document import Estimate, Format, Formatted
from simulator.output.wording import amount, size_words, with_unit, words
from simulator.scenario.what_if import what_if


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(today(), relieved(), replications=3, jobs=1)


@pytest.fixture(scope="module")
def experiment() -> Experiment:
    return run(today(), 3, jobs=1)


@pytest.mark.parametrize(
    ("found", "unit", "text"),
    [
        (Interval(0.1234, 0.1, 0.15, 9), "%", "12.3 [10.0, 15.0]"),
        (Interval(0.1234, math.nan, math.nan, 1), "%", "12.3"),
        (Interval(math.nan, math.nan, math.nan, 0), "%", "–"),
        (Interval(324.4, 318.2, 330.6, 9), "min", "324 [318, 331]"),
        (Interval(9.5, 8.9, 10.2, 9), "min", "9.5 [8.9, 10.2]"),
        (Interval(1234567.0, 1234000.0, 1235000.0, 9), "EUR", "1,234,567 [1,234,000, 1,235,000]"),
    ],
)
def test_figures_show_about_three_digits(found: Interval, unit: str, text: str) -> None:
    assert numbers.figures(found, unit) == text


def test_changes_carry_a_sign_unless_there_is_none() -> None:
    assert numbers.figures(Interval(0.05, 0.04, 0.06, 9), "%", change=True) == "+5.0 [4.0, 6.0]"
    assert numbers.figures(Interval(-2.0, -3.0, 1.0, 9), "h", change=True) == "-2.00 [-3.00, 1.00]"
    assert numbers.figures(Interval(-1e-9, 0.0, 0.0, 9), "h", change=True) == "0.00 [0.00, 0.00]"


def test_a_difference_that_is_not_nothing_is_not_written_as_nothing() -> None:
    """With 0.0 [0.0, 0.0] one cannot see why something moves, or why that cannot be told."""
    unsure, up = Interval(0.0, -0.00002, 0.00003, 9), Interval(2e-6, 1e-6, 4e-6, 9)
    assert numbers.figures(unsure, "%", change=True) == "0.000 [-0.002, 0.003]"
    assert numbers.figures(up, "%", change=True) == "+0.0002 [0.0001, 0.0004]"
    halved = Formatted(Estimate(*unsure[:3]), Format("points", spread="half_width"))
    assert numbers.shown(halved)[0] == "0.0 ±0.0025", "what stands behind the sign says how sure"
    none = Interval(0.0, 0.0, 0.0, 9)
    assert (numbers.figures(none, "%", change=True), none.verdict) == (
        "0.0 [0.0, 0.0]",
        "no change",
    )
    assert numbers.figures(up, "%") == "0.0 [0.0, 0.0]", "a level is no difference"


@pytest.mark.parametrize(
    ("size", "measure", "text"),
    [
        (0.0005, "direct_selling_share", "0.05 points"),
        (0.00125, "direct_selling_share", "0.125 points"),
        (0.003, "direct_selling_share", "0.3 points"),
        (1234.5, "cost_per_week", "1,234.5 EUR"),
        (12.34, "turnaround_mean.job", "12.34 h"),
    ],
)
def test_a_size_that_is_asked_for_has_its_digits(size: float, measure: str, text: str) -> None:
    assert size_words(size, measure, "EUR", asked=True) == text


def test_a_size_that_was_reckoned_is_rounded() -> None:
    assert size_words(57.6923, "cost_per_week", "EUR") == "57.7 EUR"
    assert size_words(103.37, "cost_per_week", "EUR") == "103 EUR"
    assert size_words(0.0005, "direct_selling_share", "EUR") == "0.05 points"


@pytest.mark.parametrize(
    ("reached", "asked", "text"),
    [
        (0.000504, "0.05pt", "0.0504pt"),  # rounded to two digits it would look reached
        (0.000496, "0.05pt", "0.05pt"),
        (0.0024684, "0.247pt", "0.247pt"),  # and this one missed
        (0.00123, "0.3pt", "0.12pt"),
        (0.0503, "5%", "5.03%"),
        (1.234, "turnaround_mean.job=2 h", "1.23 h"),
    ],
)
def test_an_interval_looks_as_wide_beside_what_was_asked_as_it_is(
    reached: float, asked: str, text: str
) -> None:
    target = precision_target(asked, ["direct_selling_share", "turnaround_mean.job"])
    (said,) = wishes_met(StoppingStatus((target,), (reached,), 10, 100))
    assert said.endswith(f"asked for ±{asked.rpartition('=')[2]}, reached ±{text}")


@pytest.mark.parametrize("replications", [1, 3])
def test_what_is_the_same_in_every_replication_is_no_change_in_table_and_headline(
    replications: int,
) -> None:
    same = compare(today(), unchanged(), replications=replications, jobs=1)
    (table,) = content_of_comparison.changes(same)
    at = [column.key for column in table.columns].index("verdict")
    assert {row[at] for row in table.rows} == {"no change"}
    assert "nothing changes in direct selling" in same.headline


@pytest.mark.parametrize(
    ("times", "told"),
    [
        (4407.1, "more than 1,000 times"),
        (440.71, "about 440 times"),
        (2.345, "about 2.3 times"),
        (0.5, "about 0.5 times"),
        (1.04, ""),
        (0.96, ""),
        (math.inf, ""),
    ],
)
def test_what_pairing_brings_is_told_as_exactly_as_it_is_known(
    times: float, told: str, comparison: Comparison, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.experiment.comparison.pairing_gain", lambda *_: times)
    lines = [line for line in sureness(replace(comparison)) if "with separate luck" in line]
    assert [f" {told} as many" in line for line in lines] == [True] * bool(told)


def test_the_headline_says_from_what_to_what_and_the_verdict(comparison: Comparison) -> None:
    line, *_ = content_of_comparison.document(comparison).headlines
    assert line.startswith("Support enters orders: direct selling of field reps goes up from ")
    assert line == comparison.headline
    assert "[" not in line, "what it rests on stands at the foot"


def test_the_headline_of_one_scenario_says_where_it_stands(experiment: Experiment) -> None:
    (line,) = content_of_run.document(experiment).headlines
    assert line == experiment.headline
    assert line.startswith("Field reps spend ")
    assert " of their week on direct selling" in line


def test_the_table_of_time_use_is_in_the_scenarios_order(comparison: Comparison) -> None:
    table = content_of_comparison.document(comparison).tables[0]
    assert printed.header(table) == ("", "today", "relieved")
    assert [row[0] for row in printed.rows(table)] == [
        "selling",
        "desk work",
        "meetings",
        "travel and waiting",
        "hand over",
        "idle",
        "in all",
        "of which overtime",
    ]


def test_the_table_of_time_use_of_one_scenario_has_a_column_for_each_role(
    experiment: Experiment,
) -> None:
    assert printed.header(content_of_run.document(experiment).tables[0]) == (
        "",
        "field rep",
        "support",
    )


def test_the_table_of_time_use_shows_the_same_share_as_the_headline(
    experiment: Experiment,
) -> None:
    share = experiment.interval("direct_selling_share").mean
    assert f"{share:.1%}" in printed.rows(content_of_run.document(experiment).tables[0])[0][1]


def test_gains_are_shown_for_each_other_scenario(comparison: Comparison) -> None:
    (table,) = content_of_comparison.gains(comparison)
    assert printed.header(table) == ("", "relieved")
    assert len(table.rows) == 4
    assert all("[" in row[1] for row in printed.rows(table))


def test_changes_show_what_is_watched_and_always_cost(comparison: Comparison) -> None:
    (table,) = content_of_comparison.changes(comparison)
    assert [row[0] for row in printed.rows(table)] == [
        "direct selling share, %",
        "turnaround mean: order, h",
        "cost per week, EUR",
        "cost per selling hour, EUR",
    ]
    told = {row[5].removesuffix(", of all asked") for row in printed.rows(table)}
    assert told <= {"up", "down", "no change", "cannot tell"}


def test_a_role_that_is_gone_leaves_no_gains_to_show() -> None:
    base = Experiment(today(), 1, ("time_use.field_rep.selling",), np.ones((2, 1)))
    without = today(
        name="without",
        roles={"support": today().roles["support"]},
        activities={"enquiry": today().activities["enquiry"]},
        call_plans={},
        segments={},
    )
    other = Experiment(without, 1, ("time_use.support.selling",), np.ones((2, 1)))
    (table,) = content_of_comparison.gains(Comparison(base, (other,)))
    assert {row[1] for row in printed.rows(table)} == {"–"}


def test_what_cannot_be_watched_is_said_with_the_nearest_that_can() -> None:
    wrong = what_if(today(), name="wrong", watch=["direct_seling_share", "cost_per_week"])
    (line,) = unmeasured(run(wrong, 1, jobs=1))
    assert line == (
        "watch: nothing is called 'direct_seling_share'; did you mean 'direct_selling_share'?"
    )


def test_nothing_changed_reads_as_nothing() -> None:
    comparison = compare(today(), unchanged(), replications=2, jobs=1)
    line, *_ = content_of_comparison.document(comparison).headlines
    before = f"{100 * comparison.base.interval('direct_selling_share').mean:.1f}%"
    assert line == (
        "The firm today [as it is] (unchanged): nothing changes in direct selling of field reps,"
        f" {before} of their week."
    )


def test_a_mean_of_some_replications_only_says_so() -> None:
    """Orders were finished in one replication of three, so their mean is that one's."""
    orders = "turnaround_mean.order"
    table = np.array([[0.2, 5.0], [0.2, math.nan], [0.3, math.nan]])
    found = Experiment(today(), 1, ("direct_selling_share", orders), table)
    said = [line for line in sureness(found) if "only" in line]
    assert said == [
        "today: turnaround mean: order happened in 1 of 3 replications only; its mean is theirs"
    ]


def test_where_no_mean_is_shown_none_is_told_to_be_of_some_replications_only() -> None:
    orders = "turnaround_mean.order"
    counts = (
        f"queue_{name}.support.order" for name in ("asked", "done", "first", "middle", "last")
    )
    names = ("direct_selling_share", orders, *counts)
    rows = [[0.2, 5.0, *growing] for growing in ([50, 44, 10, 40, 70], [50, 44, 11, 40, 72])]
    rows[1][1] = math.nan
    weeks = {"start": "2025-01-06", "weeks": 11, "warm_up_weeks": 0}
    found = Experiment(today(horizon=weeks), 1, names, np.array([*rows, rows[0]]))
    assert found.queues[0].settles is False
    assert not any("replications only" in line for line in sureness(found))


def test_profit_and_revenue_are_said_to_be_of_a_week_as_costs_are() -> None:
    said = [with_unit(words(key), key, "EUR") for key in ("profit", "revenue.a", "cost_per_week")]
    assert said == ["profit, EUR a week", "revenue: a, EUR a week", "cost per week, EUR"]
    assert (
        amount(Interval(5, 4, 6, 9), "profit", "EUR", change=True)
        == "+5.00 EUR a week [4.00, 6.00]"
    )


def test_what_is_counted_by_the_week_says_so_where_its_name_does_not() -> None:
    keys = ("lapsed.phone", "sales", "visits_per_week", "hand_overs_per_week", "waiting_at_end.a")
    assert [with_unit(words(key), key, "EUR") for key in keys] == [
        "lapsed: phone, per week",
        "sales, per week",
        "visits per week",
        "hand overs per week",
        "waiting at end: a",
    ]


def test_of_a_company_without_calls_nothing_is_said_to_be_usable_for_them() -> None:
    kinds = {"sell": {"lasts": "1 h", "arises": {"inbound": {"rate": "1 per hour", "per": "role"}}}}
    company = desk(kinds=kinds)
    same = compare(company, what_if(company, name="same"), replications=2, jobs=1)
    (table,) = content_of_comparison.gains(same)
    assert [row[0].split(":")[0] for row in printed.rows(table)][:2] == ["freed", "used"]
    assert [bar.label.split(":")[0] for bar in change._falls(same, same.others[0])] == [
        *("freed", "idle, travel,\nless overtime", "used")
    ]
    with_calls = compare(today(), unchanged(), replications=2, jobs=1)
    (table,) = content_of_comparison.gains(with_calls)
    assert "usable: a call was due, within reach" in [row[0] for row in printed.rows(table)]


def test_a_mean_of_all_replications_needs_no_word(comparison: Comparison) -> None:
    assert not any("replications only" in line for line in sureness(comparison))
