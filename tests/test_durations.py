"""How long things take, said by a table of quantiles, a mixture, or measured times from a file."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import openpyxl
import pytest
from engines import FASTER
from examples import examples
from files import write
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from scipy.special import ndtri
from worlds import desk

from simulator import capacity, load, what_if
from simulator.analysis.robustness.shocks import shocked_by
from simulator.engine import select
from simulator.scenario.consequences import consequences
from simulator.scenario.inheritance import load_with_marks
from simulator.scenario.merging import merge, patch
from simulator.scenario.notes import lengths
from simulator.scenario.overrides import as_yaml, differences, resolved
from simulator.scenario.quantile_tables import OfTable, Quantile, means_of, parse_quantiles
from simulator.scenario.schema.analysis import Shock
from simulator.scenario.schema.base import DurationSpec
from simulator.scenario.shapes import OfSample, written_times
from simulator.workload.distributions import seconds
from simulator.workload.draw import draw
from tests.refusals import refused

Numbers = npt.NDArray[np.float64]

COUNT = 100_000
EVEN = (np.arange(COUNT) + 0.5) / COUNT
MINUTE = 60
KNOTS = (0.05, 0.5, 0.95, 0.99, 0.999)
TABLE = {"0.05": "2 min", "0.5": "6 min", "0.95": "30 min", "0.99": "1 h", "0.999": "2 h"}
CLICKS = {
    "click": {"share": 0.9, "mean": "2 min"},
    "work": {"share": 0.1, "mean": "30 min"},
}


def lasting(**said: Any) -> DurationSpec:
    return DurationSpec(**said)


def lognormal(chance: Any, spread: float) -> Numbers:
    """Of a mean of 10 minutes, as scipy has it."""
    variance = math.log1p(spread**2)
    return np.asarray(600 * np.exp(math.sqrt(variance) * ndtri(chance) - variance / 2))


# -- tables of quantiles ---------------------------------------------------------------------------


@pytest.mark.parametrize("spread", [0.3, 1, 2])
def test_a_lognormal_distribution_cut_into_a_table_comes_out_of_it_again(spread: float) -> None:
    """The distance of Wasserstein: drawn straight to the maximum it is a hundred times as much."""
    true = lognormal(EVEN, spread)
    table = OfTable(tuple(map(Quantile, KNOTS, map(float, lognormal(KNOTS, spread)))), 600.0)
    drawn = table.quantile(EVEN) * 600
    off = np.abs(drawn - true).mean()
    assert off < 0.0025 * 600
    knots = [0, *KNOTS, 1]
    straight = np.interp(EVEN, knots, [0, *lognormal(KNOTS, spread), true.max()])
    assert np.abs(straight - true).mean() > 20 * off


def test_times_of_another_form_come_out_of_a_table_nearly_as_they_were() -> None:
    true = -600 * np.log1p(-EVEN)
    table = OfTable(tuple(Quantile(p, -600 * math.log1p(-p)) for p in KNOTS), 600.0)
    assert np.abs(table.quantile(EVEN) * 600 - true).mean() < 0.01 * 600


@pytest.mark.parametrize("mean", [7.5, 8, 10, 12, 14])
def test_a_table_has_its_quantiles_and_the_mean_that_is_said(mean: float) -> None:
    lasts = lasting(quantiles=TABLE, mean=f"{mean} min")
    drawn = lasts.shape.quantile(EVEN) * mean
    assert np.interp(KNOTS, EVEN, drawn) == pytest.approx([2, 6, 30, 60, 120], rel=3e-3)
    last = EVEN < 0.999
    tail = (drawn[~last] - 120).mean()
    inside = drawn[last].sum() / len(EVEN)
    assert inside + 0.001 * (120 + tail) == pytest.approx(mean, rel=1e-4)
    assert (np.diff(drawn) >= 0).all()
    half = lasts.shape.quantile(np.array([0.9995])) * mean  # of those beyond the last
    assert half[0] - 120 == pytest.approx(tail * math.log(2), rel=0.02)


@st.composite
def tables(draw: st.DrawFn) -> tuple[Quantile, ...]:
    """A few quantiles in order, some of the same time, some of none."""
    chances = draw(st.sets(st.sampled_from([0, 0.05, 0.2, 0.5, 0.8]), min_size=1))
    chances |= draw(st.sets(st.sampled_from([0.9, 0.99, 0.999]), min_size=1))
    times = draw(st.lists(st.integers(0, 3_600), min_size=len(chances), max_size=len(chances)))
    times[-1] = max(times[-1], 1)
    return tuple(map(Quantile, sorted(chances), map(float, sorted(times))))


@pytest.mark.slow
@examples(25)
@given(tables(), st.sampled_from([0.01, 0.3, 0.5, 0.7, 0.99]))
def test_any_table_has_any_mean_that_it_may_have(
    table: tuple[Quantile, ...], so_far: float
) -> None:
    low, high = means_of(table)
    mean = low + so_far * (high - low)
    shape = OfTable(table, mean)
    assert shape.problem() is None
    drawn = shape.quantile(EVEN) * mean
    assert np.diff(drawn).min() > -1e-9
    body = table[-1].chance > EVEN
    beyond = (1 - table[-1].chance) * drawn[~body].mean()
    rare = 2e-3 * mean + 2e-5 * drawn[-1]  # of a grid of so many numbers
    assert drawn[body].sum() / len(EVEN) + beyond == pytest.approx(mean, abs=rare)


@pytest.mark.parametrize(
    "steep",
    [
        {"0.9": "1 s", "0.900000001": "520 weeks"},
        {"0.000000001": "0.000001 s", "0.9999": "520 weeks"},
        {"0": "0 s", "0.9": "0.000001 s"},
        {"0.5": "1 min", "0.9": "1 min"},
    ],
)
def test_steep_and_flat_tables_stay_within_numbers(steep: dict[str, str]) -> None:
    table = parse_quantiles(steep)
    low, high = means_of(table)
    for mean in (low, math.sqrt(low * high), high):
        drawn = OfTable(table, mean).quantile(EVEN)
        assert np.isfinite(drawn).all()
        assert np.diff(drawn).min() >= -1e-9


def test_what_cannot_be_a_table_is_refused_with_what_can(tmp_path: Path) -> None:
    def said(quantiles: str, mean: str = "9.63 min") -> str:
        text = FIRM.replace("LASTS", f"{{quantiles: {quantiles}, mean: {mean}}}")
        return refused(lambda: load("firm", write(tmp_path, firm=text)))

    table = "{0.05: 2 min, 0.5: 6 min, 0.95: 30 min, 0.99: 1 h, 0.999: 2 h}"
    assert "firm.yaml:8" in said(table, "9.63 h")
    assert "read a mean of 577.8 min, expected 7.1 min to 15.48 min" in said(table, "9.63 h")
    assert "0.5 is given twice" in said("{0.5: 2 min, 50%: 3 min, 0.9: 1 h}")
    assert "read 1 min at 0.9, expected at least 2 min, the time at 0.5" in said(
        "{0.5: 2 min, 0.9: 1 min}"
    )
    assert "a share from 0 to below 1" in said("{0.5: 2 min, 1: 10 min}")
    assert "a share from 0 to below 1" in said("{half: 2 min, 0.9: 10 min}")
    assert "so say 0.95, 0.99 and 0.999" in said("{0.5: 2 min, 0.8: 10 min}")
    assert "1 quantile, expected 2 to 50" in said("{0.9: 10 min}")
    assert "a duration with its unit" in said("{0.5: 2, 0.9: 10 min}")
    assert "beside the mean of a table" in said("{0.5: 2 min, 0.9: 10 min (8 min to 12 min)}")
    assert "expected a map" in said("[2 min, 3 min]")
    text = FIRM.replace("LASTS", f"{{quantiles: {table}}}")
    assert "missing" in refused(lambda: load("firm", write(tmp_path, firm=text)))


# -- mixtures --------------------------------------------------------------------------------------


def test_a_mixture_has_its_shares_and_its_mean() -> None:
    lasts = lasting(mixture=CLICKS)
    assert lasts.mean == (0.9 * 2 + 0.1 * 30) * MINUTE
    drawn = seconds(lasts, EVEN)
    assert (drawn == 2 * MINUTE).mean() == pytest.approx(0.9)
    assert (drawn == 30 * MINUTE).mean() == pytest.approx(0.1)
    spread = lasting(
        mixture=[
            {"share": 0.25, "family": "exponential", "mean": "4 min"},
            {"share": 0.75, "family": "uniform", "mean": "8 min", "spread": 0.5},
        ]
    )
    times = spread.shape.quantile(EVEN) * spread.mean
    first, rest = times[: COUNT // 4], times[COUNT // 4 :]
    assert (first.mean(), first.std()) == pytest.approx((4 * MINUTE, 4 * MINUTE), rel=1e-3)
    assert (rest.mean(), rest.std()) == pytest.approx((8 * MINUTE, 4 * MINUTE), rel=1e-3)


def test_another_mean_makes_all_of_a_mixture_longer() -> None:
    lasts = lasting(mixture=CLICKS, mean="9.6 min")
    assert set(seconds(lasts, EVEN).tolist()) == {4 * MINUTE, 60 * MINUTE}


def test_what_is_no_mixture_is_refused(tmp_path: Path) -> None:
    def said(mixture: str) -> str:
        text = FIRM.replace("LASTS", f"{{mixture: {mixture}}}")
        return refused(lambda: load("firm", write(tmp_path, firm=text)))

    assert "the shares add up to 0.9, expected 1" in said(
        "[{share: 0.4, mean: 1 min}, {share: 0.5, mean: 2 min}]"
    )
    assert "nothing in the mixture" in said("[{share: 0.5, mean: 0 s}, {share: 0.5, mean: 0 s}]")
    assert "at least 2" in said("{all: {share: 1, mean: 1 min}}")
    assert "spread" in said(
        "{a: {share: 0.5, mean: 1 min, family: gamma}, b: {share: 0.5, mean: 1 min}}"
    )


# -- measured times --------------------------------------------------------------------------------

FIRM = """\
title: A firm
horizon: {start: 2025-01-06, weeks: 1}
categories: [selling, desk, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles: {clerk: {people: 1, cost_per_hour: 0, shift: {from: 09:00, to: 17:00}}}
activities:
  job: {category: desk, by: clerk, arises: {inbound: {rate: 20 per day, per: role}},
        lasts: LASTS}
"""


def firm(folder: Path, lasts: str, **files: str) -> Path:
    """A folder with a firm and files beside it."""
    beside = write(folder, firm=FIRM.replace("LASTS", lasts))
    for name, text in files.items():
        (beside / f"{name}.csv").write_text(text, encoding="utf-8")
    return beside


@pytest.mark.parametrize(
    ("lasts", "text"),
    [
        ("{sample: t.csv}", "minutes\n1\n2\n\n6\n"),
        ("{sample: t.csv}", "seconds\n360\n60\n120\n"),
        ("{sample: t.csv}", "case;duration (min)\n7;1,0\n8;2,0\n9;6,0\n"),
        ("{sample: t.csv, column: took, unit: min}", "case,took,minutes\n1,1,7\n2,2,7\n3,6,7\n"),
        ("{sample: t.csv, column: Handling time}", "handling time\n0:01:00\n0:02:00\n0:06:00\n"),
    ],
    ids=["minutes", "seconds", "a spreadsheet's", "a column", "by the clock"],
)
def test_measured_times_are_read_as_people_have_them(lasts: str, text: str, tmp_path: Path) -> None:
    spec = load("firm", firm(tmp_path, lasts, t=text)).activities["job"].lasts
    assert spec.mean == 3 * MINUTE
    times, counts = np.unique(seconds(spec, EVEN), return_counts=True)
    assert times.tolist() == [60, 120, 360]
    assert counts == pytest.approx(len(EVEN) / 3, rel=1e-3)


def test_measured_times_in_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["minutes"], [2.5], [7.5]):
        book.active.append(row)
    folder = firm(tmp_path, "{sample: t.xlsx}")
    book.save(folder / "t.xlsx")
    spec = load("firm", folder).activities["job"].lasts
    assert set(seconds(spec, EVEN).tolist()) == {150, 450}


def test_a_mean_beside_measured_times_makes_all_of_them_longer(tmp_path: Path) -> None:
    folder = firm(tmp_path, "{sample: t.csv, mean: 6 min}", t="minutes\n1\n5\n")
    spec = load("firm", folder).activities["job"].lasts
    assert set(seconds(spec, EVEN).tolist()) == {120, 600}


@pytest.mark.slow
def test_of_very_many_measured_times_the_mean_and_the_form_are_kept(tmp_path: Path) -> None:
    times = np.round(lognormal((np.arange(30_000) + 0.5) / 30_000, 1.0), 1)
    folder = firm(tmp_path, "{sample: t.csv}", t="seconds\n" + "\n".join(map(str, times)))
    scenario = load("firm", folder)
    spec = scenario.activities["job"].lasts
    assert spec.mean == pytest.approx(times.mean(), abs=1e-3)
    drawn = spec.shape.quantile(EVEN) * spec.mean
    assert drawn.mean() == pytest.approx(times.mean(), rel=1e-6)
    assert np.abs(drawn - np.interp(EVEN, np.linspace(0, 1, 30_000), times)).mean() < 3
    again = tmp_path / "scenarios" / "again.yaml"
    again.write_text(as_yaml(scenario), encoding="utf-8")
    assert load(again).activities == scenario.activities, "a resolved file needs no other"


def test_files_without_times_are_refused(tmp_path: Path) -> None:
    def said(text: str, lasts: str = "{sample: t.csv}") -> str:
        folder = firm(tmp_path, lasts, t=text)
        return refused(lambda: load("firm", folder))

    assert "expected one of the columns minutes, seconds, hours" in said("took\n3\n4\n")
    assert "in what unit is 'took'?" in said("took\n3\n4\n", "{sample: t.csv, column: took}")
    assert "t.csv:3: read 'soon' in minutes" in said("minutes\n3\nsoon\n")
    assert "t.csv:2: read '-3' in minutes" in said("minutes\n-3\n4\n")
    assert "1 time, expected at least 2" in said("minutes\n3\n")
    assert "not all of them 0" in said("minutes\n0\n0\n")
    assert "there is no such file" in said("", "{sample: nowhere.csv}")
    assert "'column'" in said("", "{mean: 3 min, column: took}")
    assert "expected one of" in said(
        "minutes\n1\n2\n", "{sample: t.csv, mean: 3 min, family: exponential}"
    )
    with pytest.raises(ValidationError, match="from a scenario file"):
        lasting(sample="t.csv", mean="3 min")


def test_what_is_not_read_of_a_file_is_said(tmp_path: Path) -> None:
    folder = firm(tmp_path, "{sample: t.csv}", t="case,minutes\n1,3\n2,4\n")
    remarks = load_with_marks("firm", folder).remarks
    assert any("not read: case" in str(each) for each in remarks)


# -- what becomes of them --------------------------------------------------------------------------


def test_another_way_of_saying_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    firm(tmp_path, "{family: lognormal, mean: 5 min, spread: 1}", t="minutes\n1\n2\n")

    def child(lasts: str) -> DurationSpec:
        text = f"title: Other\nextends: firm\nactivities: {{job: {{lasts: {lasts}}}}}\n"
        return load("other", write(tmp_path, other=text)).activities["job"].lasts

    table = "{quantiles: {0.5: 4 min, 0.9: 10 min}, mean: 5 min}"
    assert child(table).quantiles == (Quantile(0.5, 240), Quantile(0.9, 600))
    assert child("{mixture: [{share: 0.5, mean: 1 min}, {share: 0.5, mean: 2 min}]}").mean == 90
    assert child("{sample: t.csv}").mean == 90
    assert child("{family: exponential, spread: null}").mean == 300
    firm(tmp_path, table)
    assert child("{quantiles: {0.9: 9 min}}").quantiles == (Quantile(0.5, 240), Quantile(0.9, 540))
    assert child("{family: exponential}").quantiles is None
    firm(tmp_path, "{sample: t.csv}")
    assert child("{mean: 3 min}").read == (60, 120)


def test_verbs_and_shocks_make_all_of_it_shorter_or_longer(tmp_path: Path) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "table": {"lasts": {"quantiles": TABLE, "mean": "9.6 min"}},
        "mixed": {"lasts": {"mixture": CLICKS}},
    }
    firm_today = desk(kinds=kinds)
    drawn = {name: seconds(firm_today.activities[name].lasts, EVEN) for name in kinds}
    faster = what_if(firm_today, name="faster", expedite=dict.fromkeys(kinds, 0.5))
    surge = Shock(title="Longer", scale={"activities.*.lasts.mean": 1.5})
    longer = shocked_by(firm_today, firm_today, "surge", surge)
    for name in kinds:
        short = seconds(faster.activities[name].lasts, EVEN)
        assert np.abs(short - drawn[name] / 2).max() <= 1
        long = seconds(longer.activities[name].lasts, EVEN)
        assert np.abs(long - drawn[name] * 1.5).max() <= 2
    firm(tmp_path, "{sample: t.csv}", t="minutes\n2\n4\n")
    text = "title: F\nextends: firm\nexpedite: {job: 0.5}\n"
    assert "say the 'mean'" in refused(lambda: load("f", write(tmp_path, f=text)))


def test_a_part_of_a_mixture_can_be_changed_by_itself() -> None:
    today = desk(kinds={"job": {"lasts": {"mixture": CLICKS}}})
    change = {"job": {"lasts": {"mixture": {"work": {"mean": "20 min"}}}}}
    other = what_if(today, name="other", activities=change)
    assert other.activities["job"].lasts.mean == (0.9 * 2 + 0.1 * 20) * MINUTE
    assert ("activities.job.lasts.mixture.work.mean", "30 min", "20 min") in differences(
        other, today
    )


def test_a_dated_change_keeps_what_held_before() -> None:
    today = desk(kinds={"job": {"lasts": {"mixture": CLICKS, "mean": "8 min"}}})
    table = {"job": {"lasts": {"quantiles": TABLE, "mean": "9.6 min"}}}
    other = what_if(today, name="other", activities=table)
    back = what_if(other, name="back", activities={"job": {"lasts": {"mixture": CLICKS}}})
    assert back.activities["job"].lasts.mean == 4.8 * MINUTE
    for one in (today, other, back):
        for two in (today, other, back):
            here, there = (resolved(each)["activities"] for each in (one, two))
            assert merge(here, patch(here, there)) == there


def test_parts_of_a_minute_and_of_a_second_are_kept() -> None:
    assert lasting(mean="3.38 min").mean == pytest.approx(202.8)
    assert lasting(mean="3.4 min").mean == 204
    assert seconds(lasting(mean="3.38 min"), EVEN[:1])[0] == 203
    assert lasting(mean="0.25 s").model_dump(mode="json")["mean"] == "0.25 s"
    assert lasting(mean="3.38 min").model_dump(mode="json")["mean"] == "3.38 min"
    assert written_times([1.5, 2.0]) == ["1.5, 2"]


@pytest.mark.parametrize(
    "lasts",
    [
        {"quantiles": TABLE, "mean": "9.63 min"},
        {"mixture": CLICKS},
        {"sample": "t.csv", "read": ["30, 600.5, 1800"], "mean": "13.508 min"},
    ],
    ids=["table", "mixture", "sample"],
)
def test_one_clerk_serves_as_lindley_reckons(lasts: dict[str, Any]) -> None:
    """Each waits until the one before is done (Lindley 1952), in both engines, to the second."""
    arises = {"inbound": {"rate": "80 per day", "per": "role"}}
    today = desk(kinds={"job": {"lasts": lasts, "arises": arises}})
    workload = draw(today)
    asked, work = workload.tasks.asked, workload.tasks.work
    order = np.argsort(asked, kind="stable")
    free, begun = 0, np.zeros(len(asked), dtype=np.int64)
    for task in order:
        begun[task] = max(free, asked[task])
        free = begun[task] + work[task]
    for engine in ("simpy", FASTER):
        started = select.replay(workload, engine).tasks.started
        seen = started >= 0
        assert seen.sum() > 300
        assert (started[seen] == begun[seen]).all()
    mean, error = work.mean(), work.std() / math.sqrt(len(work))
    assert abs(mean - DurationSpec(**lasts).mean) < 4 * error


def test_the_load_model_expects_the_mean_of_a_mixture() -> None:
    arises = {"inbound": {"rate": "100 per day", "per": "role"}}
    firm_today = desk(kinds={"job": {"lasts": {"mixture": CLICKS}, "arises": arises}})
    [role] = capacity(firm_today).scenarios[0].roles
    assert role.load == pytest.approx(100 * 4.8 / 1440, rel=0.01)


def test_show_says_how_long_half_and_most_of_it_take(tmp_path: Path) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "table": {"lasts": {"quantiles": TABLE, "mean": "9 min"}},
        "mixed": {"lasts": {"mixture": CLICKS}},
        "plain": {"lasts": {"family": "lognormal", "mean": "9 min", "spread": 1}},
    }
    table, mixed = consequences(desk(kinds=kinds))
    assert table == "table: half of them take up to 6 min, 95% up to 30 min, 9 min on average"
    assert mixed == "mixed: half of them take up to 2 min, 95% up to 30 min, 4.8 min on average"
    read = load("firm", firm(tmp_path, "{sample: t.csv}", t="seconds\n9\n90\n"))
    [sample] = consequences(read)
    assert sample == (
        "job: half of them take up to 9 s, 95% up to 1.5 min, 50 s on average (2 measured times)"
    )


def test_check_asks_about_long_tails_and_nights(tmp_path: Path) -> None:
    def noted(lasts: str, **files: str) -> list[str]:
        read = load_with_marks("firm", firm(tmp_path, lasts, **files))
        return [each.message for each in lengths(read)]

    assert noted("{quantiles: {0.5: 6 min, 0.95: 30 min, 0.99: 1 h}, mean: 10 min}") == []
    [tail] = noted("{quantiles: {0.5: 6 min, 0.9: 20 min}, mean: 15 min}")
    table = OfTable((Quantile(0.5, 360), Quantile(0.9, 1200)), 900.0)
    share = (table.quantile(EVEN) * (EVEN > 0.9)).mean()
    assert tail.startswith(
        f"{share:.0%} of all the work lies in cases that take longer than 20 min"
    )
    assert noted("{sample: t.csv}", t="hours\n1\n9\n") == []
    [night] = noted("{sample: t.csv}", t="hours\n1\n2\n15\n")
    assert night == (
        "1 of 3 measured times are longer than 10 h and make 83% of the work: did cases lie"
        " overnight?"
    )


def test_a_shape_is_a_value() -> None:
    assert OfSample((1.0, 2.0)) == OfSample((1.0, 2.0))
    assert (
        lasting(quantiles=TABLE, mean="9 min").shape == lasting(quantiles=TABLE, mean="9 min").shape
    )
