from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import printed
import pytest
from firm import today
from hypothesis import given
from hypothesis import strategies as st
from test_queues import busy

from simulator.analysis.optimise.plans import space_of
from simulator.analysis.restated import restatable
from simulator.analysis.sweep import SweepPoint, SweepResult, axis_of, sweep, values_of
from simulator.errors import UsageError
from simulator.experiment.compare import run
from simulator.experiment.finding import Harm
from simulator.experiment.results import label_of
from simulator.experiment.runner import RunKeywords
from simulator.experiment.statistics import Interval, bonferroni, confidence_interval
from simulator.output import charts
from simulator.output.content.sweep import document, headline, swept
from simulator.output.document import Document, Format, Texts
from simulator.output.drawing import style
from simulator.output.wording import finished_only
from simulator.scenario.changes import changes_of
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import as_yaml, resolved

ALONE: RunKeywords = {"jobs": 1, "engine": "simpy"}


def over(*axes: str, measure: str = "cost_per_week", replications: int = 2) -> SweepResult:
    firm = today()
    found = [axis_of(firm, said) for said in axes]
    (result,) = sweep(firm, found, [measure], replications, **ALONE)
    return result


# -- values ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("8..12:2", (8, 10, 12)),
        ("8..12", (8, 9, 10, 11, 12)),
        ("0..100", (0, 20, 40, 60, 80, 100)),
        ("1..10", (1, 3, 5, 6, 8, 10)),
        ("3..30", (3, 8, 14, 19, 25, 30)),
        ("1..7", (1, 3, 5, 7)),
        ("1..10:2", (1, 3, 5, 7, 9)),
        ("1..10 min", ("1 min", "3 min", "5 min", "6 min", "8 min", "10 min")),
        ("4..4", (4,)),
        ("0.1..0.3:0.1", (0.1, 0.2, 0.3)),
        ("10..30 min:10", ("10 min", "20 min", "30 min")),
        ("10 min..30 min:10 min", ("10 min", "20 min", "30 min")),
        ("10 min..30:10", ("10 min", "20 min", "30 min")),
        ("40 km/h, 60 km/h", ("40 km/h", "60 km/h")),
        ("1", (1,)),
        ("true,false", (True, False)),
        ("earliest_due,first_come", ("earliest_due", "first_come")),
        ("-2..2:2", (-2, 0, 2)),
    ],
)
def test_values_are_a_list_or_a_range_with_units(said: str, values: tuple[object, ...]) -> None:
    found = values_of(said)
    assert found == values
    assert [type(each) for each in found] == [type(each) for each in values]


@pytest.mark.slow
@given(st.integers(-999, 999), st.integers(0, 999))
def test_a_range_that_says_no_step_holds_both_ends(low: int, way: int) -> None:
    found = values_of(f"{low}..{low + way}")
    steps = {after - before for before, after in pairwise(found)}
    assert (found[0], found[-1], len(found) <= 6) == (low, low + way, True)
    assert not steps or (min(steps) >= 1 and max(steps) - min(steps) <= 1)


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ("1..7", "tried 4 of the 7 values of {path}; for all of them write {path}=1..7:1"),
        ("1..400", "tried 6 of the 400 values of {path}; for more write {path}=1..400:3"),
        ("1..6", ""),
        ("1..7:2", ""),
        ("1,7", ""),
    ],
)
def test_the_answer_says_which_range_was_tried_in_part(levels: str, told: str) -> None:
    path = "roles.support.people"
    axis = axis_of(today(), f"{path}={levels}")
    level = SweepPoint((1,), Interval(1.0, 1.0, 1.0, 1), Interval(0.0, 0.0, 0.0, 1), (1.0,))
    result = SweepResult(label_of(today()), "cost_per_week", (axis,), (level,), 1, 1)
    shown = [line for line in _notes(document(result)) if line.startswith("tried")]
    assert shown == ([told.format(path=path)] if told else [])


def _notes(answer: Document) -> list[str]:
    parts = [part for section in answer.sections for part in section.blocks]
    return [line for part in parts if isinstance(part, Texts) for line in part.lines]


@pytest.mark.parametrize("said", ["12..8", "8..12:0", "8..12:-1", "8 min..12 h", ",", "0..1000:1"])
def test_no_list_and_no_range_is_refused(said: str) -> None:
    with pytest.raises(UsageError, match="expected"):
        values_of(said)


@pytest.mark.parametrize("said", ["eliminate=[order]", "eliminate=[[order]]", "hire=[1,2]"])
def test_a_list_is_no_level_of_a_sweep(said: str) -> None:
    """The cure it had, one bracket more, was refused with one bracket more."""
    with pytest.raises(UsageError, match="expected single values, such as 2,3; what is a list"):
        axis_of(today(), said)


@pytest.mark.slow
@given(st.text(max_size=60))
def test_no_text_does_more_than_be_refused(said: str) -> None:
    try:
        found = values_of(said)
    except UsageError:
        return
    assert 1 <= len(found) <= 200


# -- paths -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        (
            "roles.suport.people=1,2",
            "'roles.suport.people', where 'suport' leads nowhere; did you mean 'support'",
        ),
        ("rols.support.people=1,2", "did you mean 'roles'"),
        ("hire.suport=1,2", "did you mean 'support'"),
        ("eliminate.visitt=1", "did you mean 'visit'"),
        ("roles.support.people.more=1", "leads nowhere"),
        ("roles.support.people", "expected a path and its values"),
        (
            "roles.support.people=1..2.5",
            "expected whole ends and a whole step for roles.support.people, such as 1..3:1",
        ),
        ("roles.support.people=1..3:0.5", "such as 1..3:1"),
        ("hire.support=0..0.5", "such as 0..1:1"),
        ("=1,2", "expected a path and its values"),
    ],
)
def test_a_path_that_leads_nowhere_gets_the_nearest_word(said: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        axis_of(today(), said)
    assert hint in str(refused.value)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("roles.support.people=1,many", "roles.support.people = many: "),
        ("roles.support.peple=1,2", "roles.support.peple = 1: "),
        ("travel.speed=40 km/h,3 kg", "travel.speed = 3 kg: "),
        ("hire.support=0,-5", "hire.support = -5: "),
    ],
)
def test_a_value_that_is_refused_is_named_with_its_path(said: str, reason: str) -> None:
    with pytest.raises(UsageError) as refused:
        over(said)
    assert str(refused.value).startswith(reason)


def test_too_many_combinations_are_refused_before_anything_is_run() -> None:
    with pytest.raises(UsageError, match="read 2601 combinations, expected 1 to 2,000"):
        over("roles.support.people=1..51:1", "roles.field_rep.people=1..51:1")
    with pytest.raises(UsageError, match="read 0 combinations"):
        over()


# -- what follows ----------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_scenarios_own_value_has_the_scenarios_own_numbers() -> None:
    """The firm has one supporter; a second costs 30 an hour for 40 hours a week."""
    found = over("roles.support.people=1,2,3", replications=3)
    own = run(today(), 3, **ALONE).column("cost_per_week")
    assert found.points[0].column == tuple(own)
    assert found.points[0].difference[:3] == (0.0, 0.0, 0.0)
    assert [point.difference.mean for point in found.points] == [0, 1200, 2400]
    assert [point.verdict for point in found.points] == ["no change", "up", "up"]


@pytest.mark.slow
def test_differences_are_paired_and_hold_together() -> None:
    measure = "direct_selling_share"
    found = over(
        "activities.order.lasts.mean=20 min,30 min,40 min", measure=measure, replications=4
    )
    first = np.array(found.points[0].column)
    for point in found.points[1:]:
        paired = np.array(point.column) - first
        assert point.difference == confidence_interval(paired, bonferroni(2))
        assert paired.std() < np.std(point.column)


@pytest.mark.slow
def test_two_axes_are_moved_in_every_combination() -> None:
    found = over("hire.support=0,1", "roles.support.cost_per_hour=30,40")
    assert [point.values for point in found.points] == [(0, 30), (0, 40), (1, 30), (1, 40)]
    differences = [point.difference.mean for point in found.points]
    assert differences == pytest.approx([0, 400, 1200, 2000])


# -- what is shown ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_sweep_is_told_tabled_and_drawn(tmp_path: Path) -> None:
    found = over("roles.support.people=1,2,3")
    assert headline(found).startswith("Cost per week is lowest at 1, 8,")
    assert [row[0] for row in printed.rows(swept(found))] == ["1", "2", "3"]
    assert printed.rows(swept(found))[1][-1] == "up"
    told = json.loads(json.dumps(found.as_json(), allow_nan=False))
    assert told["paths"] == ["roles.support.people"]
    ax = charts.swept(found)
    assert ax.get_xlabel() == "roles: support: people"
    assert " ".join(ax.get_title(loc="left").split()) == headline(found).rstrip(".")
    assert ", and highest at 3, " in headline(found)
    assert style.save(ax, tmp_path / "line.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_two_values_are_a_heat_map() -> None:
    found = over("hire.support=0,1,2", "roles.support.cost_per_hour=30,40,50", replications=1)
    ax = charts.swept(found)
    assert len(ax.images) == 1
    assert len(ax.texts) == 9


def test_what_a_scenario_is_called_is_no_value_to_move() -> None:
    with pytest.raises(UsageError, match="'name' leads nowhere"):
        axis_of(today(), "name=one,other")


def test_a_measure_that_is_not_there_is_refused_before_all_is_computed(tmp_path: Path) -> None:
    firm = today()
    axes = [axis_of(firm, "roles.support.people=1,2,3")]
    with pytest.raises(UsageError, match="did you mean 'cost_per_week'"):
        sweep(firm, axes, ["cost_per_weak"], 2, store=tmp_path, **ALONE)
    assert len(list(tmp_path.rglob("replications/*.json"))) == 1


HANDED_OVER = """\
extends: today
title: Support enters some of the orders
hire: {support: 1}
reassign:
  order: {to: support, share: 0.4, hand_over: 3 min, take_over: 1 min}
"""


@pytest.fixture
def what_if_file(tmp_path: Path) -> Path:
    (tmp_path / "today.yaml").write_text(as_yaml(today()))
    (tmp_path / "helped.yaml").write_text(HANDED_OVER)
    return tmp_path / "helped.yaml"


def test_what_the_verbs_of_a_file_say_is_said_otherwise_there(what_if_file: Path) -> None:
    said = restatable(what_if_file)
    as_it_is = load(what_if_file)
    half = said.with_values({"reassign.order.share": 0.5}, "half")
    written = HANDED_OVER.replace("share: 0.4", "share: 0.5")
    what_if_file.write_text(written)
    assert half.activities == load(what_if_file).activities != as_it_is.activities
    assert half.roles == as_it_is.roles
    same = said.with_values({"reassign.order.share": 0.4, "hire.support": 1}, "same")
    assert resolved(same) == resolved(as_it_is)


def test_a_hire_of_a_file_is_another_hire_and_not_one_more(what_if_file: Path) -> None:
    before = load(what_if_file.with_name("today.yaml")).roles["support"].people
    hired = restatable(what_if_file).with_values({"hire.support": 3}, "three")
    assert hired.roles["support"].people == before + 3
    on_top = restatable(load(what_if_file)).with_values({"hire.support": 3}, "four")
    assert on_top.roles["support"].people == before + 1 + 3


def test_what_a_file_says_for_a_day_is_said_otherwise_for_that_day(what_if_file: Path) -> None:
    steps = (
        "extends: today\ntitle: Step by step\nchange:\n"
        "  - {on: 2025-01-14, reassign: {order: {to: support, share: 0.4}}}\n"
        "  - {on: 2025-01-16, hire: {support: 1}, values: {activities: {order: {urgency: 3}}}}\n"
    )
    what_if_file.write_text(steps)
    said, before = restatable(what_if_file), load(what_if_file.with_name("today.yaml"))
    three = said.with_values({"hire.support": 3, "reassign.order.share": 0.7}, "three")
    assert [str(change.on) for change in three.changes] == ["2025-01-14", "2025-01-16"]
    assert three.roles["support"].people == before.roles["support"].people + 3
    moved = three.activities["order"].moved
    assert moved is not None
    assert moved.share == 0.7
    what_if_file.write_text(steps.replace("0.4", "0.7").replace("support: 1", "support: 3"))
    assert resolved(three)["change"] == resolved(load(what_if_file))["change"]
    space = space_of(changes_of(what_if_file), levers=["activities.order.urgency=2,3,4"])
    levels = [[change.name for change in piece.levels] for piece in space.pieces]
    assert levels[-1] == [f"activities.order.urgency on 2025-01-16 urgency={n}" for n in (2, 3, 4)]


def test_a_verb_that_no_file_says_comes_on_top(what_if_file: Path) -> None:
    before = load(what_if_file)
    quicker = restatable(what_if_file).with_values({"expedite.order": 0.5}, "quicker")
    assert quicker.activities["order"].lasts.mean == before.activities["order"].lasts.mean / 2
    assert quicker.roles == before.roles


@pytest.mark.slow
def test_shares_of_a_files_own_reassignment_are_swept(what_if_file: Path) -> None:
    (result,) = sweep(what_if_file, ["reassign.order.share=0.4,1"], ["done.order"], 2, jobs=1)
    own = run(load(what_if_file), 2, jobs=1)
    assert result.points[0].column == tuple(row["done.order"] for row in own.rows)


def test_an_extreme_that_others_may_reach_as_well_is_called_one_of_them() -> None:
    """Support costs 30 or 40 an hour, and never works longer, whatever an hour more would cost."""
    found = over("roles.support.cost_per_hour=30,40", "roles.support.overtime_factor=1.2,1.5")
    assert (found.others_as_low, found.others_as_high) == (1, 1)
    assert headline(found).startswith("Cost per week is among the lowest at 30 with 1.2, ")
    assert ", and among the highest at 40 with 1.2, " in headline(found)
    sure = over("roles.support.cost_per_hour=30,40")
    assert (sure.others_as_low, sure.others_as_high) == (0, 0)
    assert headline(sure).startswith("Cost per week is lowest at 30, ")
    title = " ".join(charts.swept(found).get_title(loc="left").split())
    assert title == headline(found).rstrip(".")
    assert [column.title for column in swept(sure).columns][1:3] == [
        "cost per week, EUR",
        "against the first, EUR",
    ]
    plain = over("roles.support.people=1,2", measure="waiting_at_end.order")
    assert not any(column.title.endswith(", ") for column in swept(plain).columns)


def test_the_picture_of_a_sweep_says_whom_a_point_drowns_and_that_nothing_moves() -> None:
    found = over("roles.support.cost_per_hour=30,40")
    first, second = found.points
    pile = Harm("clerk", "grows", "quote", math.nan, 42.0)
    same = replace(found, points=(first._replace(drowns=pile), second._replace(level=first.level)))
    assert " ".join(charts.swept(same).get_title(loc="left").split()) == (
        "Cost per week: nothing moves it; but at 30, work piles up at clerks: quote grows by 42.0"
        " tasks a week"
    )


def test_where_a_share_cannot_be_told_to_move_the_points_are_those_of_least_and_most_sold() -> None:
    found = over("roles.field_rep.people=2,4,3", measure="direct_selling_share", replications=3)
    doubt = Interval(0.0, -0.1, 0.1, 3)
    shares = zip(found.points, (0.2, 0.25, 0.3), strict=True)
    points = tuple(
        point._replace(difference=doubt, level=point.level._replace(mean=share))
        for point, share in shares
    )
    least, most, _ = (point.sellers.hours_after for point in points if point.sellers)
    text = f"in all {least:.0f} h a week are sold at 2, {most:.0f} h at 4"
    assert "we cannot tell that it moves" in headline(replace(found, points=points))
    assert text in headline(replace(found, points=points))


def test_a_share_of_fewer_people_is_told_with_what_is_sold_in_all() -> None:
    """Three reps, then two: whatever becomes of the share, fewer hours are sold in all."""
    found = over("roles.field_rep.people=3,2", measure="direct_selling_share", replications=3)
    first, second = (point.sellers for point in found.points)
    assert first is not None
    assert second is not None
    assert (second.before, second.after) == (3, 2)
    assert first.hours_after == second.hours_before > second.hours_after
    all_of_it = f"{second.hours_after:.0f} h a week are sold at 2, {first.hours_after:.0f} h at 3"
    assert f"in all {all_of_it}" in headline(found)
    title = charts.swept(found).get_title(loc="left").replace("\n", " ")
    assert "in all" in title
    sold = [column.key for column in swept(found).columns].index("sold")
    assert [row[sold] for row in swept(found).rows] == [first.hours_after, second.hours_after]
    assert found.as_json()["points"][1]["sellers"]["differs"] is True
    same = over("travel.speed=50 km/h,60 km/h", measure="direct_selling_share")
    assert "sold" not in [column.key for column in swept(same).columns]
    assert "in all" not in headline(same)


@pytest.mark.parametrize(
    ("measure", "of"),
    [
        ("turnaround_mean.order", "finished"),
        ("turnaround_median.order", "finished"),
        ("turnaround_p90.order", "finished"),
        ("waiting.order", "begun"),
        ("waiting.order.all_busy", "begun"),
        ("within_due.order", None),  # what is not finished in time is late, and counts
        ("turnaround_of_asked.order", None),
        ("waiting_at_end.order", None),
        ("covered.order", None),
        ("renewed.small", None),
        ("lead_to_won_mean.sale", None),
    ],
)
def test_only_measures_that_leave_out_what_is_unfinished_say_so(
    measure: str, of: str | None
) -> None:
    notes = finished_only(measure)
    assert len(notes) == (of is not None)
    assert all(f": of {of} tasks alone; what is never " in note for note in notes)
    assert all(note.endswith("is in waiting at end: order") for note in notes)


def test_what_may_be_as_good_as_the_best_is_in_brackets_on_the_map() -> None:
    """A week is cheapest at 30 an hour, whatever an hour more would cost, which nobody works."""
    axes = "roles.support.cost_per_hour=30,40,50", "roles.support.overtime_factor=1.2,1.3,1.5"
    found = over(*axes)
    assert [point.as_low for point in found.points] == [*[True] * 3, *[False] * 6]
    assert [point.as_high for point in found.points] == [*[False] * 6, *[True] * 3]
    ax = charts.swept(found)
    bracketed = [text.get_text().startswith("(") for text in ax.texts]
    assert bracketed == [*[True] * 3, *[False] * 6]
    assert ax.get_xlabel().endswith("what cannot be told from the lowest, itself included")
    alone = charts.swept(over(*axes, replications=1))
    assert not any("(" in text.get_text() for text in alone.texts)
    assert "brackets" not in alone.get_xlabel()


def test_a_time_of_work_that_piles_up_is_no_value_of_a_sweep() -> None:
    """1.25 hours an hour for one clerk, and for two, or for three."""
    world = busy(1.25)
    found = sweep(world, ["hire.clerk=0,1,2"], ["turnaround_mean.j"], 3, jobs=1)[0]
    assert [point.pile is not None for point in found.points] == [True, False, False]
    assert [point.as_high for point in found.points] == [False, True, False]
    first, *others = swept(found).rows
    assert found.points[0].pile is not None
    growth = found.points[0].pile.growth_per_week.mean
    assert first[1] == (f"pile +{growth:.1f}/week", Format("text"))
    assert [row[2:4] for row in (first, *others)] == [(None, "")] * 3
    assert found.points[0].verdict == "grows"
    said = headline(found)
    assert said.startswith("Turnaround mean: j is lowest at 2, ")
    assert "; without a value at 1 of 3: its pile grows; but at 0, work piles up" in said
    ax = charts.swept(found)
    assert [text.get_text() for text in ax.texts] == ["pile grows"]
    assert np.isnan(ax.lines[0].get_ydata()[0])
    back = sweep(world, ["hire.clerk=1,0"], ["turnaround_mean.j"], 3, jobs=1)[0]
    assert swept(back).rows[1][2:4] == (None, "pile grows")


def test_a_map_says_pile_grows_where_it_does() -> None:
    axes = ["hire.clerk=0,1,2", "roles.clerk.cost_per_hour=30,40,50"]
    ax = charts.swept(sweep(busy(1.25), axes, ["turnaround_mean.j"], 3, jobs=1)[0])
    assert [text.get_text() for text in ax.texts][:3] == ["pile grows"] * 3
    assert "pile grows" not in [text.get_text() for text in ax.texts][3:]
