"""What replications come to, worked out by hand: ratios of sums, percentiles of all tasks."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from firm import today
from test_customers import everything

from simulator.experiment.comparison import Comparison
from simulator.experiment.estimates import pooled, shifted, too_few
from simulator.experiment.results import Experiment
from simulator.experiment.runner import simulate
from simulator.experiment.statistics import Interval
from simulator.measures.measure import Percentile, Sampled, Weighted
from simulator.measures.measure_row import KEPT, MeasureRow, row_of
from simulator.measures.registry import MEASURES, describe
from simulator.measures.window import window_of
from simulator.output.content.sureness import sureness
from simulator.scenario.units import HOUR

MEAN, P90, MEDIAN = (f"turnaround_{kind}.order" for kind in ("mean", "p90", "median"))


def of_hours(*replications: list[float]) -> list[MeasureRow]:
    """Rows of replications in which orders took so many hours."""
    rows = []
    for hours in replications:
        seconds = np.sort((np.array(hours) * HOUR).astype(np.int64))
        median, p90 = np.percentile(hours, (50, 90))
        found = [
            (MEAN, Weighted(float(np.mean(hours)), len(hours))),
            (MEDIAN, Sampled(float(median), seconds)),
            (P90, Sampled(float(p90), seconds)),
            ("time_use.field_rep.selling", 60.0),
        ]
        rows.append(row_of(found))
    return rows


def experiment(rows: list[MeasureRow], name: str = "today") -> Experiment:
    scenario = today().model_copy(update={"name": name})
    table = np.array([list(row.values()) for row in rows])
    return Experiment(scenario, 1, tuple(rows[0]), table, rows=tuple(rows))


def test_a_mean_turnaround_is_that_of_all_tasks_and_not_a_mean_of_means() -> None:
    found = experiment(of_hours([10.0], [20.0, 20.0, 20.0]))
    assert found.column(MEAN).tolist() == [10, 20]
    # Ratio 70 / 4; the first is 7.5 below it with half of the mean number of tasks, the second 2.5
    # above with one and a half of it.
    assert found.pooled(MEAN).tolist() == [17.5 - 3.75, 17.5 + 3.75]
    assert found.interval(MEAN).mean == 17.5


def test_a_ratio_with_equal_denominators_is_the_mean() -> None:
    found = experiment(of_hours([10.0, 12.0], [20.0, 23.0]))
    assert found.pooled(MEAN).tolist() == found.column(MEAN).tolist()


def test_what_never_happened_in_a_replication_has_no_part_in_the_ratio() -> None:
    rows = [*of_hours([10.0], [20.0]), MeasureRow({MEAN: math.nan}, {MEAN: 0})]
    column = np.array([row[MEAN] for row in rows])
    assert pooled(MEAN, column, rows)[:2].tolist() == [10, 20]
    assert math.isnan(pooled(MEAN, column, rows)[2])


def test_a_percentile_is_that_of_all_tasks_of_all_replications() -> None:
    found = experiment(of_hours(list(range(100)), list(range(100, 200))))
    assert found.interval(P90).mean == pytest.approx(0.9 * 199)
    assert found.interval(MEDIAN).mean == pytest.approx(99.5)
    # Sections: 89.633 and 189.633 of 0..99 and 100..199 (at n p + p/3 - 2/3), off 179.1 by -89.467
    # and 10.533; the squares of these, not of 50 and 50 around their mean.
    off = np.array([-89.4667, 10.5333])
    assert found.pooled(P90).std() == pytest.approx(math.sqrt((off**2).mean()), abs=1e-3)


def test_a_percentile_of_few_tasks_is_not_told() -> None:
    rows = of_hours(list(range(50)), list(range(49)))
    found = experiment(rows)
    assert math.isnan(found.interval(P90).mean)
    assert too_few(P90, rows) == (99, 100)
    assert found.interval(MEDIAN).n == 2, "20 are enough for a median"
    assert too_few(MEDIAN, rows) is None
    assert too_few(P90, of_hours(list(range(50)), list(range(50)))) is None
    many = of_hours(*[[1.0, 2.0, 3.0, 4.0]] * 60)
    assert too_few(P90, many) == (240, 300), "each replication is a section and needs some"


def test_too_few_tasks_are_said() -> None:
    found = experiment(of_hours(list(range(50)), list(range(49))))
    scenario = found.scenario.model_copy(update={"watch": [P90]})
    said = sureness(replace(found, scenario=scenario))
    assert any("too few tasks, 99 of the 100 that it takes" in line for line in said)


def test_of_many_tasks_evenly_spaced_ones_stand_for_all() -> None:
    luck = np.random.default_rng(1)
    hours = [luck.exponential(10, size).tolist() for size in (40, 5_000, 900)]
    rows = of_hours(*hours)
    assert [len(row.samples["turnaround.order"].seconds) for row in rows] == [40, KEPT, KEPT]
    truth = np.percentile(np.concatenate(hours), 90)
    assert experiment(rows).interval(P90).mean == pytest.approx(truth, rel=0.005)


def test_a_difference_of_percentiles_is_that_of_all_tasks() -> None:
    base = experiment(of_hours(list(range(100)), list(range(100, 200))))
    other = experiment(of_hours(list(range(50)), list(range(100, 250))), "other")
    same = experiment(list(base.rows), "same")
    found = Comparison(base, (other, same))
    expected = other.interval(P90).mean - base.interval(P90).mean
    assert found.difference("other", P90).mean == pytest.approx(expected)
    assert found.difference("same", P90)[:3] == (0, 0, 0)


def test_rows_that_an_older_version_has_stored_are_averaged() -> None:
    rows = [MeasureRow(dict(row)) for row in of_hours([10.0], [20.0, 20.0, 20.0])]
    assert experiment(rows).interval(MEAN).mean == 15
    assert experiment(rows).interval(P90).mean == 15


def test_what_is_said_to_be_a_ratio_or_a_percentile_brings_what_it_rests_on() -> None:
    window = window_of(simulate(everything()))
    kinds = {Weighted: "ratio", Sampled: "percentile"}
    for compute in dict.fromkeys(each.compute for each in MEASURES):
        for key, value in compute(window):
            estimator = describe(key).estimator
            said = "percentile" if isinstance(estimator, Percentile) else estimator
            assert said == kinds.get(type(value), "mean"), key


@pytest.mark.parametrize(
    ("mean", "difference", "says"),
    [
        (0.97, (0.031, -0.06, 0.12), (1.0, 0.91, 1.0)),
        (0.02, (-0.03, -0.05, -0.01), (0.0, 0.0, 0.01)),
        (0.50, (0.10, 0.05, 0.15), (0.6, 0.55, 0.65)),
    ],
)
def test_no_share_that_a_difference_leads_to_is_beyond_what_a_share_may_be(
    mean: float, difference: tuple[float, float, float], says: tuple[float, float, float]
) -> None:
    """Busy for 97% of the time, and 3.1 points more by the paired few: for all of it."""
    there = shifted("utilisation.clerk", mean, Interval(*difference, 4), bounded=True)
    assert there[:3] == pytest.approx(says)
