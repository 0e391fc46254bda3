"""Month by month: each month is that of the whole replay, and money adds up to when it is back."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
from firm import today, written
from printed import tables_of
from test_queues import busy
from typer.testing import CliRunner

from simulator.analysis.months import (
    Month,
    MonthByMonth,
    MonthlyLevels,
    begins_in,
    last_full,
    months,
    months_of,
    with_late,
    within,
)
from simulator.analysis.months import _money as added_up
from simulator.cli import app
from simulator.engine import simpy_engine
from simulator.errors import UsageError
from simulator.experiment.compare import compare, run
from simulator.experiment.finding import Harm, worst_harm
from simulator.experiment.results import CountedWeeks, labels_of
from simulator.experiment.statistics import Interval
from simulator.output.content import months as content
from simulator.output.content.documents import document_of
from simulator.output.content.headline import harm_words
from simulator.output.document import Texts
from simulator.output.drawing.style import sheet_of
from simulator.scenario.late import never_come
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import DAY
from simulator.scenario.what_if import what_if
from simulator.workload.draw import draw

RUNS = 3
WEEKS = {"horizon": {"start": "2025-01-06", "weeks": 11, "warm_up_weeks": 1}}
COST = "cost_per_week"


def base() -> Scenario:
    return today(**WEEKS)


def phased() -> Scenario:
    """Two supporters from February, and one of them enters orders from March."""
    handed = {"to": "support", "hand_over": "3 min"}
    steps = [
        {"on": "2025-02-03", "hire": {"support": 2}, "costs": 4_000},
        {"on": "2025-03-03", "reassign": {"order": handed}},
    ]
    return what_if(base(), name="phased", title="In steps", change=steps)


@pytest.fixture(scope="module")
def result() -> MonthByMonth:
    return months(base(), phased(), late="4 weeks", replications=RUNS, jobs=1, engine="simpy")


def test_weeks_belong_to_the_month_of_most_of_their_days() -> None:
    assert months_of(base()) == (
        Month("2025-01-01", 3, 1, 4, "2025-02-02"),
        Month("2025-02-01", 4, 4, 8, "2025-03-02"),
        Month("2025-03-01", 3, 8, 11, "2025-03-23"),
    )


@pytest.mark.slow
def test_a_month_is_that_of_the_whole_replay() -> None:
    whole = simpy_engine.replay(draw(phased()))
    for month in months_of(base()):
        shown = simpy_engine.replay(draw(within(phased(), month)))
        end = 7 * DAY * month.end
        assert shown.parameters.horizon == end
        mine, theirs = (each.entries for each in (shown, whole))
        before = mine.end < end - DAY
        same = theirs.end < end - DAY
        # People who begin later have numbers in the whole replay alone.
        assert mine.start[before].tolist() == theirs.start[same].tolist()
        assert mine.doing[before].tolist() == theirs.doing[same].tolist()


@pytest.mark.slow
def test_months_add_up_to_the_year(result: MonthByMonth) -> None:
    whole = run(phased(), RUNS, jobs=1, engine="simpy").interval(COST).mean
    (cost,) = (e for e in result.levels if (e.scenario, e.measure) == ("phased", COST))
    weeks = [month.weeks for month in result.months]
    assert np.average([each.mean for each in cost.months], weights=weeks) == pytest.approx(whole)


@pytest.mark.slow
def test_up_to_the_change_nothing_differs_and_its_outlay_falls_into_its_month(
    result: MonthByMonth,
) -> None:
    plan, late = result.money
    assert plan.months[0].mean == 0
    wages = 2 * 30 * 40  # two supporters, 40 hours a week
    assert plan.months[1].mean == pytest.approx(-(4 * wages + 4_000), abs=500)
    # Hires that come four weeks late begin on the third of March: so long nothing is paid.
    assert late.months[1].mean == pytest.approx(-4_000, abs=500)
    assert late.scenario == "phased.late"
    assert plan.added_up[1].mean == pytest.approx(plan.months[0].mean + plan.months[1].mean)


def test_it_dips_where_the_sum_is_lowest_and_is_back_where_it_stays_above_nothing() -> None:
    gain = np.array([[0.0, -5, 2, 4, 1], [0.0, -7, 2, 6, -3]])
    money = added_up("plan", gain, 0.95)
    assert [each.mean for each in money.added_up] == [0, -6, -4, 1, 0]
    assert (money.lowest_month, money.back_month) == (1, -1)
    assert added_up("plan", gain[:, :4], 0.95).back_month == 3
    assert money.lowest.mean == -6
    assert added_up("plan", np.array([[1.0, 1], [2.0, 1]]), 0.95)[4:6] == (-1, 0)


def test_those_who_come_too_late_for_these_weeks_are_counted_in_the_title(
    result: MonthByMonth,
) -> None:
    assert never_come(phased(), 4 * 7 * DAY, base()) == (0, 2)
    assert never_come(phased(), 7 * 7 * DAY - DAY, base()) == (0, 2)  # on the last day
    assert never_come(phased(), 7 * 7 * DAY, base()) == (2, 2)
    assert result.scenarios[-1].title == "In steps (4 weeks late)"
    late = [plan.title for plan in with_late([base(), phased()], "3 months")]
    assert "2 of 2 who are hired never come in these weeks" in late[-1]


def test_what_cannot_be_told_is_refused() -> None:
    with pytest.raises(UsageError, match="at least 2"):
        months(base(), replications=1)
    with pytest.raises(UsageError, match="hires nobody who could come late"):
        months(base(), late="3 months", replications=2)
    with pytest.raises(UsageError, match="late: read"):
        months(base(), phased(), late="soon", replications=2)


@pytest.mark.parametrize(
    ("weeks", "place"),
    [((3, 4, 3), 2), ((4, 5, 2, 1), 1), ((2, 1), 0), ((1, 1), 1)],
)
def test_what_is_said_first_is_that_of_the_last_month_of_which_most_counts(
    weeks: tuple[int, ...], place: int
) -> None:
    every = [Month("2025-01-01", count, 0, count, "2025-02-02") for count in weeks]
    assert last_full(every) == place


def cut_short() -> MonthByMonth:
    """Four whole weeks of February, between one of January and one of March."""
    ends = [("2025-01-01", 1, 3, 4), ("2025-02-01", 4, 4, 8), ("2025-03-01", 1, 8, 9)]
    spans = tuple(Month(day, weeks, begin, end, "2025-03-09") for day, weeks, begin, end in ends)
    three = tuple(Interval(value, value, value, RUNS) for value in (9.0, 5.0, 1.0))
    levels = (MonthlyLevels("today", "turnaround_mean.order", three),)
    labels = labels_of([base()])
    return MonthByMonth(labels, spans, levels, (), (), (), sells=False, replications=RUNS, seed=1)


def test_months_of_a_week_are_marked_and_neither_best_nor_worst() -> None:
    assert (
        content.headline(cut_short())
        == "Turnaround mean: order in February 2025: 5.00 h [5.00, 5.00]."
    )
    (table,) = content.tables(cut_short())
    named = [row[0] for row in table.rows]
    assert named == ["January 2025 (1 week)", "February 2025", "March 2025 (1 week)"]
    notes = content.document(cut_short()).sections[0].blocks[-1]
    assert isinstance(notes, Texts)
    marked = "January 2025 (1 week), March 2025 (1 week): too short"
    assert any(text.startswith(marked) for text in notes.lines)


def test_the_picture_leaves_months_of_a_week_out_of_its_line() -> None:
    from matplotlib.figure import Figure

    ax = content.draw(cut_short(), Figure().subplots())
    whole, short = (np.asarray(c[0].get_ydata(), dtype=float)[1::4] for c in ax.containers)
    assert list(np.isnan(whole)) == [True, False, True]
    assert list(np.isnan(short)) == [False, True, False]
    assert [container[0].get_alpha() for container in ax.containers] == [1, content.PALE]
    assert ax.get_xlabel() == "pale: months of which few weeks count"


def test_the_lowest_point_is_that_of_the_table_and_the_way_back_is_as_sure_as_it_is(
    result: MonthByMonth,
) -> None:
    """How deep each run goes on average is more, and was said to be that month's."""
    by_month = (Interval(-7.0, -73.0, 56.0, 4), Interval(13.0, -153.0, 302.0, 4))
    money = result.money[0]._replace(
        added_up=(*by_month[:1], *by_month[1:], by_month[1]),
        lowest=Interval(-36.0, -74.0, 0.0, 4),
        lowest_month=0,
        back_month=1,
    )
    told = content._finding(dataclasses.replace(result, sells=True), money)
    assert "deepest in January 2025 (-7.0" in told
    assert "by its mean back from February 2025 on, but we cannot tell whether it is ahead" in told
    sure = money._replace(added_up=(*by_month, Interval(13.0, 5.0, 20.0, 4)))
    assert ", back from February 2025 on; +13" in content._finding(
        dataclasses.replace(result, sells=True), sure
    )


def test_the_document_tells_of_each_month(result: MonthByMonth) -> None:
    document = content.document(result)
    assert document.headlines[0].endswith(" EUR by 23 March 2025, outlays included.")
    assert str(document.sections).count("nothing is sold here that could bring it back") == 1
    sold = content.document(dataclasses.replace(result, sells=True))
    assert "; deepest in" in sold.headlines[0]
    assert sold.headlines[0].startswith(
        "In steps: direct selling share 40.3% in March 2025, 21.6% in The firm today"
    )
    unsure = [
        each._replace(months=(Interval(0.1, -0.2, 0.4, RUNS),) * 3) for each in result.differences
    ]
    told = content.headline(dataclasses.replace(result, differences=tuple(unsure)))
    assert "[as it is], and we cannot tell whether they differ" in told
    alone = content.document(dataclasses.replace(result, money=()))
    assert "simulator months TODAY" in str(alone.blocks[-1])
    tables = [table.key for table in document.tables]
    assert tables[0] == "monthly-money"
    assert f"monthly-{COST}" in tables
    record = content.record(result)
    assert [each["first_day"] for each in record["months"]] == [e.first_day for e in result.months]
    assert len(content.draw(result).lines) >= 3


@pytest.mark.slow
def test_columns_of_files_say_whose_they_are_and_in_which_unit(result: MonthByMonth) -> None:
    tables = tables_of([result])
    heads = {table.key: {each.key: each.title for each in table.columns} for table in tables}
    plan = result.scenarios[1].title
    assert heads["monthly-money"]["in_0"] == f"{plan}, in the month"
    assert heads["monthly-money"]["by_0"] == f"{plan}, added up"
    assert heads["monthly-direct_selling_share"]["level_1"] == plan
    assert heads["monthly-direct_selling_share"]["difference_0"] == f"{plan}, difference, points"


def test_the_command_answers_with_picture_json_and_report(tmp_path: Path) -> None:
    files = [str(written(tmp_path, each)) for each in (base(), phased())]
    words = ["months", *files, "-n", "2", "--jobs", "1", "--out", str(tmp_path / "out")]
    answer = CliRunner().invoke(app, [*words, "--late", "4 weeks", "--report"])
    assert answer.exit_code == 0, answer.output
    assert "February 2025" in answer.output
    (picture,) = (tmp_path / "out").rglob("months.png")
    page = (picture.parent / "report.html").read_text(encoding="utf-8")
    assert "Month by month" in page
    found = json.loads(CliRunner().invoke(app, [*words, "--json"]).stdout)
    assert [each["weeks"] for each in found["months"]] == [3, 4, 3]
    assert found["money"][0]["back_month"] is None


def test_months_of_fewer_people_are_told_with_what_is_sold_in_all() -> None:
    """A rep of three leaves in the middle of February: from March on two sell."""
    firm = today(horizon={"start": "2025-01-06", "weeks": 12, "warm_up_weeks": 1})
    fewer = what_if(firm, name="fewer", hire={"field_rep": -1}, change={"on": "2025-02-15"})
    found = months(firm, fewer, replications=2, jobs=1)
    counts = [month.after for month in found.sellers[1].months if month]
    assert counts == [3, 2, 2]
    last = found.sellers[1].months[-1]
    assert last is not None
    in_all = f"by 2 field reps instead of 3, and in all {last.hours_after:.0f} h a week are sold"
    assert in_all in content.headline(found)
    assert "monthly-sold" in [table.key for table in content.tables(found)]
    assert found.as_json()["sellers"][1]["months"][-1]["after"] == 2
    alone = months(fewer, replications=2, jobs=1)
    assert "; in all" in content.headline(alone)
    same = months(firm, replications=2, jobs=1)
    assert "monthly-sold" not in [table.key for table in content.tables(same)]


@pytest.mark.parametrize(
    ("money", "marks"),
    [
        ((0.0, 0.0), ["−1", "0", "1"]),
        ((0.0, -0.4), ["−1", "0", "1"]),
        ((-2.0, 3.0), ["−2", "−1", "0", "1", "2", "3"]),
        ((-900.0, 1_100.0), ["−1,000", "−750", "−500", "−250", "0", "250", "500", "750", "1,000"]),
    ],
)
def test_money_is_marked_in_whole_units_and_nothing_is_no_less_than_nothing(
    money: tuple[float, float], marks: list[str], result: MonthByMonth
) -> None:
    sums = tuple(Interval(each, each, each, 2) for each in (*money, money[-1]))
    added = result.money[0]._replace(added_up=sums)
    axis = sheet_of(content.draw(dataclasses.replace(result, money=(added,)))).axes[1]
    low, high = axis.get_ylim()
    places = [place for place in axis.get_yticks() if low <= place <= high]
    assert [axis.yaxis.get_major_formatter()(place) for place in places] == marks


def test_the_picture_and_the_first_sheet_tell_what_becomes_of_each_plan(
    result: MonthByMonth,
) -> None:
    """Of two plans each has its share in March and its money; of one the headline tells all."""
    axes = sheet_of(content.draw(result)).axes
    share, money = (" ".join(ax.get_title(loc="left").split()) for ax in axes)
    legends = [ax.get_legend() for ax in axes]
    named = [[" ".join(e.get_text().split()) for e in each.get_texts()] for each in legends]
    (first, *_), late = document_of([result]).data(), result.money[1].scenario
    label = next(each.title for each in result.scenarios if each.name == late)
    today = "The firm today [as it is]"
    assert share == f"Direct selling share month by month, against {today}"
    assert money == f"Money added up by 23 March 2025, against {today}"
    told = ["In steps: 40.3% in March 2025 instead of 21.6%", f"{label}: "]
    assert named[0][0] == today
    assert all(map(str.startswith, named[0][1:], told))
    assert [line.partition(": ")[0] for line in named[1]] == ["In steps", label]
    answers = [said for what, said in first.rows if what == "Answer"]
    assert tuple(answers[:2]) == content.document(result).headlines
    assert axes[0].get_xlim() == axes[1].get_xlim(), "months stand below each other"
    days = "(3 February 2025, 3 March 2025)"
    assert axes[1].get_xlabel() == f"dotted: before the month in which a change begins {days}"
    one = dataclasses.replace(result, money=result.money[:1])
    assert content.titles(one) == [content.headline(one).rstrip(".")]


@pytest.mark.parametrize(
    ("day", "place"), [("2025-02-02", 0), ("2025-02-03", 1), ("2025-02-17", 1), ("2025-03-23", 2)]
)
def test_a_day_lies_in_the_month_whose_weeks_hold_it(day: str, place: int) -> None:
    """The third of February begins its weeks; the second is the Sunday of January's last one."""
    assert begins_in(months_of(base()), day) == place


def test_the_picture_has_all_of_a_change_on_the_right_of_its_line(result: MonthByMonth) -> None:
    """The month of the day is as wide as it, and its outlay stands where it ends."""
    share, money = sheet_of(content.draw(result)).axes
    for ax in (share, money):
        dotted = [line.get_xdata()[0] for line in ax.lines if line.get_linestyle() == ":"]
        assert {0.5, 1.5} <= set(dotted), "before February and before March"
    plan = share.containers[1][0]
    left, middle, right, _ = np.asarray(plan.get_xdata(), dtype=float)[4:8]
    assert 0.5 < left < middle < right < 1.5
    ends = np.asarray(money.containers[0][0].get_xdata(), dtype=float)
    sums = np.asarray(money.containers[0][0].get_ydata(), dtype=float)
    assert ends == pytest.approx([-0.5, 0.5, 1.5, 2.5], abs=0.02)
    assert list(sums[:2]) == [0, 0], "up to the end of January"
    assert sums[2] == pytest.approx(-13_600, abs=500)  # four weeks of two at 1,200, and 4,000


def test_intervals_of_several_plans_stand_beside_each_other(result: MonthByMonth) -> None:
    share, money = sheet_of(content.draw(result)).axes
    bars = [container[2][0].get_segments() for container in share.containers]
    places = [[float(bar[0][0]) for bar in of if len(bar)] for of in bars]
    for month in zip(*places, strict=True):
        assert np.diff(month) == pytest.approx([content.APART] * 2)
    legends = [len(ax.get_legend().get_texts()) for ax in (share, money)]
    assert legends == [3, 2]
    one = sheet_of(content.draw(dataclasses.replace(result, money=result.money[:1]))).axes
    assert one[1].get_legend() is None, "its name stands above"


def test_of_one_month_money_leads_from_nothing_to_its_end() -> None:
    short = what_if(base(), horizon={"weeks": 4, "warm_up_weeks": 1})
    more = what_if(short, name="more", title="More", hire={"support": 1})
    money = sheet_of(content.draw(months(short, more, replications=2, jobs=1))).axes[1]
    sums = np.asarray(money.containers[0][0].get_ydata(), dtype=float)
    assert list(sums) == pytest.approx([0, -3 * 40 * 30])


def test_a_plan_that_costs_and_brings_nothing_is_said_to_once() -> None:
    """It said "on average never behind; 0.00 EUR"."""
    same = what_if(base(), name="same", title="The same")
    found = months(base(), same, replications=2, jobs=1)
    line = content.headline(found)
    assert line.endswith(
        "in March 2025, as in The firm today [as it is]; it costs nothing and brings nothing by"
        " 23 March 2025."
    )
    assert "0.00" not in line
    twice = dataclasses.replace(found, money=found.money * 2)
    assert content._names(twice)[1][0] == "The same: it costs nothing and brings nothing"


@pytest.mark.parametrize(
    ("sums", "sells", "said"),
    [
        (((5.0, -3, 9), (4.0, -2, 9)), True, "by its mean never behind, but we cannot tell"),
        (((5.0, 3, 9), (4.0, 2, 9)), True, "on average never behind; +4"),
        (((-5.0, -9, 3), (-4.0, -9, 2)), True, "by its mean not back by 23 March 2025, but we"),
        (((-5.0, -9, 3), (-4.0, -9, 2)), False, "we cannot tell whether it costs more or less by"),
        (
            ((-5.0, -9, -3), (-4.0, -9, -2)),
            False,
            "-4.00 [-9.00, -2.00] EUR by 23 March 2025, outlays",
        ),
    ],
)
def test_money_that_may_be_none_is_neither_ahead_nor_behind(
    sums: tuple[tuple[float, float, float], ...],
    sells: bool,
    said: str,
    result: MonthByMonth,
) -> None:
    added = tuple(Interval(*map(float, each), n=3) for each in sums)
    below = added[0].mean < 0
    money = result.money[0]._replace(
        months=added, added_up=added, lowest_month=0 if below else -1, back_month=-1 if below else 0
    )
    assert said in content._finding(dataclasses.replace(result, sells=sells), money)


# -- who bears it ----------------------------------------------------------------------------------


DEARER = {"cost_per_hour": 31}


def calm() -> Scenario:
    """Two clerks of whom each is asked for five eighths of his hours, from week 2 to 12 of 2024."""
    return what_if(busy(1.25), name="calm", title="Calm", hire={"clerk": 1})


def full(**said: object) -> Scenario:
    """One of them alone, who is asked for a quarter more than he can do: 42 jobs a week pile up."""
    return what_if(calm(), name="full", title="Full", hire={"clerk": -1}, **said)


@pytest.fixture(scope="module")
def drowned() -> MonthByMonth:
    return months(calm(), full(), replications=RUNS, jobs=1)


def test_a_plan_that_drowns_somebody_is_told_with_it_as_in_a_comparison(
    drowned: MonthByMonth,
) -> None:
    compared = compare(calm(), full(), replications=RUNS, jobs=1)
    harm = worst_harm(compared, compared.others[0])
    assert harm is not None
    assert abs(harm.after - 0.25 * 168) < 10
    assert [each.harm for each in drowned.borne] == [None, harm]
    told = f"since {harm_words(harm)}"
    line = content.headline(drowned)
    assert line.startswith(f"Full: turnaround mean: j does not settle, {told}; on average never")
    assert content.titles(drowned) == [line.rstrip(".")]
    twice = dataclasses.replace(drowned, money=drowned.money * 2)
    assert content._names(twice)[0][1].startswith("Full: it does not settle, since work piles up")
    (first, *_) = document_of([drowned]).data()
    assert ("Answer", line) in first.rows
    found = drowned.as_json()
    assert found["headline"] == line
    assert found["harm"] == {
        "calm": None,
        "full": {
            "role": "clerk",
            "sign": "grows",
            "activity": "j",
            "before": None,
            "after": pytest.approx(harm.after),
            "since": None,
            "others": [],
            "segment": "",
            "also": [],
            "words": harm_words(harm),
        },
    }
    assert found["queues"] == compared.as_json()["queues"]


def test_what_is_watched_first_is_told_beside_whom_a_plan_drowns(drowned: MonthByMonth) -> None:
    """The cost is that of a month; what piles up, of the ten weeks that count."""
    cheap = dataclasses.replace(
        drowned, levels=tuple(each for each in drowned.levels if each.measure == COST)
    )
    pile = "but over all 10 weeks work piles up at clerks: j grows by"
    assert f"in Calm, {pile}" in content.headline(cheap)
    twice = dataclasses.replace(cheap, money=cheap.money * 2)
    assert f"instead of 10,080 EUR, {pile}" in content._names(twice)[0][1].replace("\n", " ")
    today, plan = cheap.borne
    assert plan.harm is not None
    dated = plan._replace(harm=plan.harm._replace(since="2024-03-04"))
    later = content.headline(dataclasses.replace(cheap, borne=(today, dated)))
    assert "in Calm, but work piles up at clerks: j grows by" in later  # it says since when
    alone = months(full(), replications=RUNS, jobs=1)
    said = content.headline(alone)
    assert said.startswith("Turnaround mean: j does not settle, since work piles up at clerks: j")
    costs = tuple(each for each in alone.levels if each.measure == COST)
    said = content.headline(dataclasses.replace(alone, levels=costs))
    costs_of_one = "Cost per week in February 2024: 5,040 EUR [5,040, 5,040]"  # 168 h at 30 EUR
    assert said.startswith(f"{costs_of_one}, while work piles up at clerks: j grows by")


def test_a_time_of_work_that_piles_up_is_no_number_in_any_month(drowned: MonthByMonth) -> None:
    tables = {table.key: table for table in content.tables(drowned)}
    for row in tables["monthly-turnaround_mean.j"].formatted():
        assert [cell.value for cell in row[2:]] == ["pile grows", None]
    assert all(cell.value for row in tables[f"monthly-{COST}"].formatted() for cell in row)
    summary = drowned.summary()
    verdicts = {
        (name, measure): verdict
        for name, measure, verdict in summary.select("scenario", "measure", "verdict").rows()
    }
    assert verdicts["full", "turnaround_mean.j"] == "grows"
    assert verdicts["calm", "turnaround_mean.j"] is None
    assert verdicts["full", COST] == "down"
    other_way = months(full(), calm(), replications=RUNS, jobs=1)
    said = content.headline(other_way)
    assert "; in Full it does not settle, since its pile grows; " in said
    blocks = content.document(drowned).sections[0].blocks
    (finding,) = (each for each in blocks if isinstance(each, Texts) and each.kind == "finding")
    assert finding.lines[0].startswith("full: more is asked than done. j of clerk grows by")


def test_the_picture_leaves_times_of_work_that_piles_up_out_of_its_lines(
    drowned: MonthByMonth,
) -> None:
    axes = sheet_of(content.draw(drowned)).axes[0]
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert labels == ["Calm", "Full: pile grows"]
    drawn = [np.asarray(container[0].get_ydata(), dtype=float) for container in axes.containers]
    # Whole months and short ones of each: Full has no time in any.
    assert [bool(np.isnan(line).all()) for line in drawn] == [False, False, True, True]
    empty = sheet_of(content.draw(months(full(), replications=RUNS, jobs=1))).axes[0]
    assert list(empty.get_yticks()) == []


def test_a_pile_that_grows_from_a_day_on_leaves_the_months_before_as_they_are() -> None:
    """From a day that leaves less than three whole weeks: all weeks together do not show it."""
    late = full(change={"on": "2024-03-11"})
    found = months(calm(), late, replications=RUNS, jobs=1)
    weeks = [(month.first_day, month.weeks) for month in found.months]
    assert weeks == [("2024-01-01", 2), ("2024-02-01", 5), ("2024-03-01", 3)]
    times = [each for each in found.levels if each.measure == "turnaround_mean.j"]
    assert [each.grows for each in times] == [(False,) * 3, (False, False, True)]
    said = content.headline(found)
    assert said.startswith(
        "Full: turnaround mean: j does not settle, since in March 2024 work piles"
    )
    costs = tuple(each for each in found.levels if each.measure == COST)
    cheaper = dataclasses.replace(found, levels=costs)
    harm = found.at_last[0].harm
    assert harm is not None
    of_one_and_a_half_of_two_weeks = 0.75 * 0.25 * 168
    assert abs(harm.after - of_one_and_a_half_of_two_weeks) < 16  # two standard errors of luck
    told = (
        f"but in March 2024 {harm_words(harm)}"  # in March alone, so that no harm is of all weeks
    )
    assert f"10,080 EUR in Calm, {told}; on average never behind" in content.headline(cheaper)
    assert found.as_json()["harm"]["full"]["sign"] == "utilisation"
    assert found.as_json()["harm_in_last_month"]["full"]["words"] == harm_words(harm)


def test_a_pile_that_grows_from_a_day_on_is_told_from_that_day_on() -> None:
    found = months(calm(), full(change={"on": "2024-03-04"}), replications=RUNS, jobs=1)
    times = [each for each in found.levels if each.measure == "turnaround_mean.j"]
    assert [each.grows for each in times] == [(False,) * 3, (False, False, True)]
    said = content.headline(found)
    assert said.startswith("Full: turnaround mean: j does not settle, since work piles up at clerk")
    assert "tasks a week from 4 March 2024 on; " in said
    costs = tuple(each for each in found.levels if each.measure == COST)
    said = content.headline(dataclasses.replace(found, levels=costs))
    assert "10,080 EUR in Calm, but work piles up at clerks: j grows by " in said, "not over all"
    assert found.as_json()["harm"]["full"]["since"] == "2024-03-04"
    assert {each["since"] for each in found.as_json()["queues"]["full"]} == {"2024-03-04"}
    assert {each["since"] for each in found.as_json()["queues"]["calm"]} == {None}


def test_a_plan_that_begins_after_the_last_whole_month_is_told_of_the_weeks_that_are_left() -> None:
    """Of February, the last month of three weeks, its share and harm were told: nothing of it."""
    firm = what_if(calm(), horizon={"weeks": 11})
    late = what_if(full(change={"on": "2024-03-04"}), horizon={"weeks": 11})
    found = months(firm, late, replications=RUNS, jobs=1)
    assert [month.weeks for month in found.months] == [2, 5, 2]
    costs = tuple(each for each in found.levels if each.measure == COST)
    said = content.headline(dataclasses.replace(found, levels=costs))
    assert said.startswith(
        "Full: cost per week 5,040 EUR in March 2024 (2 weeks), 10,080 EUR in Calm, but from 4"
        " March 2024 on j of clerks takes "
    )


def test_a_plan_without_a_day_is_told_with_whom_it_drowns_in_its_last_month() -> None:
    """In March three times as much is asked: 1.54 an hour of one clerk, who does one."""
    inbound = {"rate": "0.6 per hour", "per": "role", "season": {"march": 3}}
    seasonal = what_if(calm(), activities={"j": {"arises": {"inbound": inbound}}})
    found = months(
        seasonal,
        what_if(seasonal, name="full", title="Full", hire={"clerk": -1}),
        replications=RUNS,
        jobs=1,
    )
    harm = found.at_last[0].harm
    assert harm is not None
    assert harm.sign == "grows"
    assert abs(harm.after - (0.6 * 3 * 12 / 14 - 1) * 168) < 20  # two standard errors of luck
    costs = tuple(each for each in found.levels if each.measure == COST)
    said = content.headline(dataclasses.replace(found, levels=costs))
    assert "in Calm, but in March 2024 work piles up at clerks: j grows by" in said


def test_a_pile_of_one_month_that_grew_as_fast_before_is_no_harm_of_a_plan(
    drowned: MonthByMonth,
) -> None:
    """Of a plan that relieves somebody it was told that his pile grows, more slowly than before."""
    over_all, plan = drowned.borne
    assert plan.harm is not None
    costs = tuple(each for each in drowned.levels if each.measure == COST)
    free = dataclasses.replace(drowned, levels=costs, borne=(over_all, plan._replace(harm=None)))
    for before, told in ((50.0, False), (30.0, True), (float("nan"), True)):
        harm = plan.harm._replace(before=before, after=42.0)
        shown = dataclasses.replace(free, at_last=(plan._replace(harm=harm),))
        assert ("but in March 2024 work piles up at clerks" in content.headline(shown)) == told


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2024-03-05", "March 2024 (2 weeks, change on 5 March 2024)"),
        ("2024-03-04", "March 2024 (2 weeks)"),  # it begins with its first week
        ("2024-02-14", "February 2024 (change on 14 February 2024)"),
    ],
)
def test_it_is_said_from_which_day_on_a_month_is_that_of_a_plan(day: str, month: str) -> None:
    """The mean of the month is half of what was, which the number alone does not say."""
    firm = what_if(calm(), horizon={"weeks": 11})
    late = what_if(full(change={"on": day}), horizon={"weeks": 11})
    found = months(firm, late, replications=RUNS, jobs=1)
    costs = tuple(each for each in found.levels if each.measure == COST)
    said = content.headline(dataclasses.replace(found, levels=costs))
    assert f" EUR in {month}, 10,080 EUR in Calm" in said


def test_who_bears_a_plan_is_told_of_its_own_weeks_whatever_stands_beside_it() -> None:
    """Beside a plan of the last week it was told of that week alone, in which no pile is seen."""
    first = full(change={"on": "2024-02-19"})
    last = what_if(full(change={"on": "2024-03-18"}), name="last", title="Last")
    alone = months(calm(), first, replications=RUNS, jobs=1)
    both = months(calm(), first, last, replications=RUNS, jobs=1)
    (_, harm), (_, beside, other) = ([each.harm for each in e.borne] for e in (alone, both))
    assert harm is not None
    assert harm == beside
    assert harm.since == "2024-02-19"
    assert other is None, "within one week nothing grows"
    weeks = [each and (each.first_day, each.number) for each in both.counted]
    assert weeks == [None, ("2024-02-19", 5), ("2024-03-18", 1)]
    assert content.headline(both) == content.headline(alone)


def test_of_one_month_it_is_said_from_which_day_on_a_plan_is_borne(drowned: MonthByMonth) -> None:
    """The share is that of the month, what comes late that of the weeks from the day on."""
    today, plan = drowned.borne
    late = plan._replace(harm=Harm("clerk", "within_due", "j", 1.0, 0.5))
    one = dataclasses.replace(
        drowned,
        levels=tuple(each for each in drowned.levels if each.measure == COST),
        months=drowned.months[1:2],
        borne=(today, late),
        at_last=(),
        counted=(None, CountedWeeks("2024-02-19", 2)),
    )
    told = "but from 19 February 2024 on j of clerks is in time in 50% of cases instead of 100%"
    assert told in content._with_harm(one, "full", "")
    whole = dataclasses.replace(one, counted=(None, None))
    assert content._with_harm(whole, "full", "it").startswith("it, but j of clerks is in time")


def test_what_piles_up_for_a_time_is_told_of_its_month() -> None:
    """One clerk alone in February: a quarter more is asked than he does; in March two empty it."""
    days = (("2024-01-29", -1), ("2024-03-04", 1))
    steps = [{"on": day, "hire": {"clerk": more}} for day, more in days]
    gap = what_if(calm(), name="gap", title="Gap", change=steps)
    found = months(calm(), gap, replications=RUNS, jobs=1)
    (pile,) = found.piles
    assert (pile.scenario, pile.month) == ("gap", 1)
    assert abs(pile.harm.after - 0.25 * 168) < 10
    (block, *_) = (e for e in content.document(found).sections[0].blocks if isinstance(e, Texts))
    told = f"gap, in single months: in February 2024 {harm_words(pile.harm)}"
    assert block.lines[-1] == told
    (said,) = found.as_json()["piles"]
    assert (said["month"], said["words"]) == ("2024-02-01", harm_words(pile.harm))
    drowns = months(calm(), full(change={"on": "2024-01-29"}), replications=RUNS, jobs=1)
    assert "in single months" not in str(content.document(drowns).sections)


def test_who_bears_a_plan_between_its_days_is_told() -> None:
    """One clerk alone from 29 January to 3 March, and then two again, who cost a little more."""
    steps = [
        {"on": "2024-01-29", "hire": {"clerk": -1}},
        {"on": "2024-03-04", "hire": {"clerk": 1}, "values": {"roles": {"clerk": DEARER}}},
    ]
    gap = what_if(calm(), name="gap", title="Gap", change=steps)
    found = months(calm(), gap, replications=RUNS, jobs=1)
    (between,) = found.between
    assert between[:3] == ("gap", "2024-01-29", "2024-03-03")
    assert abs(between.harm.after - 0.25 * 168) < 10
    said = content.document(found).headlines[-1]
    assert said.startswith("With “Gap” from 29 January 2024 to 3 March 2024: work piles up at")
    (told,) = found.as_json()["between"]
    assert told["words"] in said
    paid = [{**each, "hire": {}} for each in steps]
    assert not months(
        calm(), what_if(calm(), name="paid", change=paid), replications=RUNS, jobs=1
    ).between
