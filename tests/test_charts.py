import datetime
import os
import re
import subprocess
import sys
import textwrap
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from firm import relieved, today, unchanged
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from simulator.errors import UnknownDay
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.runner import simulate
from simulator.ledger.ledger import Ledger
from simulator.output import charts
from simulator.output.charts.week import CHORES, OWN, SELLING, looks
from simulator.output.drawing import style
from simulator.output.drawing.svg import as_svg
from simulator.scenario.schema.base import IDLE
from simulator.scenario.what_if import what_if

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(today(), relieved(), replications=2, jobs=1)


@pytest.fixture(scope="module")
def ledgers() -> list[Ledger]:
    return [simulate(today()), simulate(relieved())]


def texts(ax: Axes) -> list[str]:
    return [text.get_text() for text in ax.texts]


def names(ax: Axes) -> list[str]:
    """What stands beside the bars or lanes, from top to bottom."""
    return [label.get_text() for label in ax.get_yticklabels()]


def legend(ax: Axes) -> list[str]:
    found = ax.get_legend()
    assert found is not None
    return [text.get_text() for text in found.get_texts()]


def lightness(colour: str) -> float:
    """How light a colour is on a photocopy, from 0 to 1."""
    red, green, blue = to_rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


# -- where the time goes ---------------------------------------------------------------------------


def test_there_is_a_bar_for_each_role_and_scenario(comparison: Comparison) -> None:
    ax = charts.time_use(comparison)
    assert names(ax) == ["The firm today [as it is]", "Support enters orders"] * 2
    assert {"Field rep", "Support", "3 people", "1 person"} <= set(texts(ax))


def test_the_axis_counts_minutes_per_person_and_week(comparison: Comparison) -> None:
    assert charts.time_use(comparison).get_xlabel() == "Minutes per person and week"


def test_the_legend_is_in_the_order_of_the_bars_selling_first(comparison: Comparison) -> None:
    assert legend(charts.time_use(comparison)) == [
        "Selling",
        "Desk work",
        "Meetings",
        "Travel and waiting",
        "Hand over",
        "Idle",
    ]


def test_the_title_says_what_was_found(comparison: Comparison) -> None:
    shares = [each.interval("direct_selling_share").mean for each in comparison.experiments]
    before, after = (f"{share:.1%}" for share in shares)  # as the table below has them
    title = charts.time_use(comparison).get_title(loc="left").replace("\n", " ")
    assert title == comparison.headline.rstrip(".")
    assert f"whether direct selling of field reps goes up or down from {before}" in title
    assert after not in title, "two replications do not bear it"


def test_the_title_has_the_digits_of_the_table_where_nothing_changes() -> None:
    same = compare(today(), unchanged(), replications=1, jobs=1)
    share = same.base.interval("direct_selling_share").mean
    title = charts.time_use(same).get_title(loc="left").replace("\n", " ")
    assert f"nothing changes in direct selling of field reps, {share:.1%} of their week" in title


def test_parts_are_labelled_with_their_share(comparison: Comparison) -> None:
    share = comparison.base.interval("direct_selling_share").mean
    assert f"{share:.0%}" in texts(charts.time_use(comparison))


def test_the_parts_of_a_bar_follow_each_other_and_sum_to_the_week(comparison: Comparison) -> None:
    ax = charts.time_use(comparison)
    parts = [p for p in ax.patches if abs(p.get_y() - ax.patches[0].get_y()) < 1e-9]  # type: ignore[attr-defined]
    ends = max(p.get_x() + p.get_width() for p in parts)  # type: ignore[attr-defined]
    minutes = comparison.base.time_use("field_rep").values()
    assert ends == pytest.approx(sum(column.mean() for column in minutes))


def test_beside_bars_stands_who_is_employed_where_fewer_are_there() -> None:
    """Of three reps one is ill in all weeks: three are employed, two there."""
    ill = [{"from": "2025-01-01", "to": "2025-12-31", "kind": "sick"}]
    struck = what_if(
        today(), name="struck", roles={"field_rep": {"absence": {"dated": {"field rep 1": ill}}}}
    )
    ax = charts.time_use(compare(today(), struck, replications=2, jobs=1))
    assert ax.get_xlabel() == (
        "Minutes per person and week\npeople: who is employed in the end, whoever is away included"
    )
    assert texts(ax).count("3 people") == 2


def test_one_scenario_has_one_bar_for_each_role(comparison: Comparison) -> None:
    assert len(names(charts.time_use(comparison.base))) == 2


@pytest.mark.slow
def test_dollars_in_a_title_are_no_formula(tmp_path: Path) -> None:
    priced = what_if(today(), name="priced", title="Between $5 and ^_$6")
    assert charts.save(charts.time_use(run(priced, 1, jobs=1)), tmp_path / "week.png").exists()
    assert charts.save(charts.day([simulate(priced)])[0], tmp_path / "day.png").exists()


def test_a_chart_draws_where_it_is_told(comparison: Comparison) -> None:
    ax = Figure().add_subplot()
    assert charts.time_use(comparison, ax) is ax


# -- fills -----------------------------------------------------------------------------------------


def test_selling_is_by_far_the_darkest() -> None:
    others = [*CHORES, *OWN.values()]
    assert all(lightness(SELLING[0].face) < lightness(look.face) - 0.15 for look in others)


def test_no_two_fills_look_alike_on_a_photocopy() -> None:
    fills = [SELLING[0], *CHORES, *OWN.values()]
    seen = [(round(lightness(look.face) / 0.03), look.hatch) for look in fills]
    assert len(set(seen)) == len(seen)


def test_idle_is_white() -> None:
    assert OWN[IDLE].face == "white"


def test_fills_go_by_the_order_of_the_scenario() -> None:
    found = looks(["a", "sell", "b", "idle"], ["sell"])
    assert list(found) == ["sell", "a", "b", "idle"]
    assert found["a"] == CHORES[0]
    assert found["b"] == CHORES[1]


# -- one day of a team -----------------------------------------------------------------------------


def test_a_day_has_a_panel_for_each_ledger_with_the_same_people(ledgers: list[Ledger]) -> None:
    axes = charts.day(ledgers)
    team = ["field rep 1", "field rep 2", "field rep 3", "support 1"]
    assert [names(ax) for ax in axes] == [team, team]


def test_all_panels_have_the_same_clock(ledgers: list[Ledger]) -> None:
    first, second = charts.day(ledgers, 8)
    assert first.get_xlim() == second.get_xlim()
    labels = [label.get_text() for label in first.get_xticklabels()]
    assert {"08:00", "12:00", "17:00"} <= set(labels)


def test_the_day_is_named_below(ledgers: list[Ledger]) -> None:
    axes = charts.day(ledgers, datetime.date(2025, 1, 14))
    assert axes[-1].get_xlabel() == "Tuesday 2025-01-14"


def test_a_day_that_nobody_named_is_said_to_be_typical_and_how_it_was_chosen(
    ledgers: list[Ledger],
) -> None:
    told = charts.day(ledgers)[-1].get_xlabel()
    assert re.match(r"\w+day 2025-01-\d\d, a typical one: nearly everybody is there", told)


def test_whoever_is_away_is_named_with_the_reason_in_the_panel_of_the_scenario() -> None:
    ill = [{"from": "2025-01-14", "to": "2025-01-15", "kind": "sick"}]
    free = [{"from": "2025-01-14", "to": "2025-01-14", "kind": "vacation"}]
    dated = {"field rep 1": ill, "field rep 2": free}
    struck = what_if(today(), roles={"field_rep": {"absence": {"dated": dated}}})
    scenarios = [today(), struck]
    ledgers = [simulate(each) for each in scenarios]
    date = datetime.date(2025, 1, 14)
    before, after = charts.day(ledgers, date, scenarios=scenarios)
    assert not [text for text in texts(before) if text.startswith("Away")]
    assert "Away: field rep 1 (ill), field rep 2 (on leave)" in texts(after)
    _, later = charts.day(ledgers, datetime.date(2025, 1, 15), scenarios=scenarios)
    assert "Away: field rep 1 (ill)" in texts(later)
    _, well = charts.day(ledgers, datetime.date(2025, 1, 16), scenarios=scenarios)
    assert not [text for text in texts(well) if text.startswith("Away")]


def test_of_how_many_at_work_some_are_drawn_is_said() -> None:
    """Of ten reps one is ill with the plan: six who are there in both are drawn, of 10 and 9."""
    ill = [{"from": "2025-01-14", "to": "2025-01-14", "kind": "sick"}]
    many = what_if(today(), roles={"field_rep": {"people": 10}})
    struck = what_if(many, roles={"field_rep": {"absence": {"dated": {"field rep 1": ill}}}})
    date = datetime.date(2025, 1, 14)
    before, after = charts.day([simulate(many), simulate(struck)], date)
    there = "field reps at work, who are there in every scenario"
    assert f"Drawn: 6 of 10 {there}" in texts(before)
    assert f"Drawn: 6 of 9 {there}" in texts(after)
    assert before.get_title(loc="left").startswith("The firm today [as it is]: 6 field reps sell ")
    (alone,) = charts.day([simulate(many)], date)
    assert "Drawn: 6 of 10 field reps at work" in texts(alone)
    (all_of_them,) = charts.day([simulate(today())], date)
    assert not [text for text in texts(all_of_them) if text.startswith("Drawn")]


def test_of_many_who_are_away_some_are_named_and_the_rest_counted() -> None:
    sick = [{"from": "2025-01-14", "to": "2025-01-14", "kind": "sick"}]
    many = what_if(today(), roles={"field_rep": {"people": 12}})
    dated = {f"field rep {n}": sick for n in range(1, 10)}
    struck = what_if(many, roles={"field_rep": {"absence": {"dated": dated}}})
    (ax,) = charts.day([simulate(struck)], datetime.date(2025, 1, 14), scenarios=[struck])
    (said,) = [text for text in texts(ax) if text.startswith("Away")]
    assert said.endswith(" and 5 more")
    assert said.count("(ill)") == 4


@pytest.mark.slow
def test_each_panel_says_which_scenario_it_shows_and_what_was_sold(ledgers: list[Ledger]) -> None:
    before, after = (ax.get_title(loc="left") for ax in charts.day(ledgers, 8))
    assert before.startswith("The firm today [as it is]: 3 field reps sell ")
    assert after.startswith("Support enters orders: 3 field reps sell ")
    assert after.endswith(" h that day")


def test_minutes_of_selling_stand_beside_each_lane(ledgers: list[Ledger]) -> None:
    (ax,) = charts.day(ledgers[:1], 8)
    minutes = [text for text in texts(ax) if text.endswith(" min")]
    assert len(minutes) == 4
    sold = sum(int(text.split()[0]) for text in minutes[:3]) / 60
    assert f" {sold:.1f} h" in ax.get_title(loc="left")


@pytest.mark.slow
def test_people_may_be_chosen(ledgers: list[Ledger]) -> None:
    (ax,) = charts.day(ledgers[:1], 8, people=["support 1"])
    assert names(ax) == ["support 1"]
    with pytest.raises(UnknownDay, match="nobody is called"):
        charts.day(ledgers, 8, people=["nobody"])


@pytest.mark.slow
def test_colours_mean_the_same_in_both_pictures(
    ledgers: list[Ledger], comparison: Comparison
) -> None:
    week, (day, _) = charts.time_use(comparison), charts.day(ledgers)
    fills = [
        {
            text.get_text(): handle.get_facecolor()  # type: ignore[union-attr]
            for text, handle in zip(found.get_texts(), found.legend_handles, strict=True)
        }
        for found in (week.get_legend(), day.get_legend())
        if found
    ]
    shared = fills[0].keys() & fills[1].keys()
    assert len(shared) >= 4
    assert all(fills[0][name] == fills[1][name] for name in shared)


def test_nobody_makes_an_empty_picture(tmp_path: Path) -> None:
    without = what_if(today(), name="without", hire={"field_rep": -3, "support": -1})
    week = charts.time_use(run(without, 1, jobs=1))
    assert week.get_title(loc="left") == "Field reps sell – of their week"
    assert charts.save(week, tmp_path / "week.png").exists()
    assert charts.save(charts.day([simulate(without)])[0], tmp_path / "day.png").exists()


# -- files -----------------------------------------------------------------------------------------


def long_titled(title: str) -> Axes:
    """A sheet of five inches of which the names on the left take more than one."""
    ax = style.figure(5, 3).add_subplot()
    ax.set_yticks([0], ["a name of twenty-two letters"])
    ax.set_title(title, loc="left", fontsize=14)
    return ax


def inked_to_the_right_edge(file: Path) -> bool:
    """Does anything that is written reach the last column of a picture?"""
    with Image.open(file) as read:
        return bool(np.asarray(read.convert("L"))[:, -1].min() < 255)


@pytest.mark.parametrize(("width", "letters"), [(9, 70), (12.5, 100)])
@pytest.mark.parametrize("dots", [100, 200])
def test_wide_titles_of_chinese_letters_end_within_as_they_are_drawn(
    width: float, letters: int, dots: int, tmp_path: Path
) -> None:
    """A hundred letters of 14 points are rounded to other widths with other resolutions."""
    ax = style.figure(width, 3).add_subplot()
    title = textwrap.fill(4 * letters * "銷", letters)
    ax.set_title(title, loc="left", fontsize=14, fontweight="bold")
    assert not inked_to_the_right_edge(style.save(ax, tmp_path / "wide.png", dots))


def test_no_title_of_a_sheet_leaves_it(tmp_path: Path) -> None:
    ax = style.figure(5, 3).add_subplot()
    style.sheet_of(ax).suptitle(10 * "one two ", x=0.01, ha="left", fontsize=14)
    assert not inked_to_the_right_edge(style.save(ax, tmp_path / "sheet.png"))
    assert "\n" in style.sheet_of(ax).get_suptitle()


@pytest.mark.parametrize("title", [10 * "one two ", 7 * "三四五、六七"])
@pytest.mark.parametrize("dots", [50, 100, 200])
def test_no_title_leaves_its_picture(title: str, dots: int, tmp_path: Path) -> None:
    ax = long_titled(title.strip())
    file = style.save(ax, tmp_path / "long.png", dots)
    assert not inked_to_the_right_edge(file)
    written = next(text for text in ax.get_children() if isinstance(text, Text) and text.get_text())
    sheet = style.sheet_of(ax)
    sheet.draw_without_rendering()
    assert written.get_window_extent().x1 <= sheet.bbox.x1
    lines = ax.get_title(loc="left").split("\n")
    # No more lines than the room asks for: 3 of 5 inches hold about 26 letters of this size.
    assert len(lines) in (3, 4)
    assert "".join(lines).replace(" ", "") == title.replace(" ", "")


def test_no_title_leaves_its_drawing_and_one_that_fits_stays_as_it_is() -> None:
    ax = long_titled(10 * "one two ")
    as_svg(ax, "long", None)
    assert ax.get_title(loc="left").count("\n") >= 2
    short = long_titled("one\ntwo three")
    as_svg(short, "short")
    assert short.get_title(loc="left") == "one\ntwo three"


def rows_named(*names: str) -> Axes:
    """A sheet of two inches with a row for each name."""
    ax = style.figure(6, 2).add_subplot()
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(-0.5, len(names) - 0.5)
    return ax


def lowest_gap(ax: Axes) -> float:
    """The points between the labels of two rows that are the closest; below 0 they meet."""
    style.sheet_of(ax).draw_without_rendering()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels()]
    boxes.sort(key=lambda box: float(box.y0))
    return min(above.y0 - below.y1 for below, above in pairwise(boxes))


def test_no_label_of_a_row_meets_another_however_many_lines_they_have(tmp_path: Path) -> None:
    """Four labels of four lines of 10 points take 2.7 inches: more than the whole sheet."""
    ax = rows_named(*4 * ["one\ntwo\nthree\nfour"])
    style.save(ax, tmp_path / "rows.png")
    assert lowest_gap(ax) > -1
    assert style.sheet_of(ax).get_figheight() > 2.7
    drawing = rows_named(*4 * ["one\ntwo\nthree\nfour"])
    as_svg(drawing, "rows")
    assert lowest_gap(drawing) > -1


def test_a_sheet_on_which_labels_have_room_keeps_its_height(tmp_path: Path) -> None:
    ax = rows_named("one", "two", "three")
    style.save(ax, tmp_path / "rows.png")
    assert style.sheet_of(ax).get_figheight() == 2


def test_no_title_takes_more_than_a_third_of_its_sheet(tmp_path: Path) -> None:
    """Twelve lines of 14 points take nearly three inches, of a sheet that has two."""
    ax = rows_named("one", "two")
    ax.set_title("\n".join(12 * ["line"]), loc="left", fontsize=14)
    style.save(ax, tmp_path / "titled.png")
    assert 4 < ax.get_position().height * style.sheet_of(ax).get_figheight() < 8
    height = style.sheet_of(ax).get_figheight()
    style.save(ax, tmp_path / "again.png")
    assert style.sheet_of(ax).get_figheight() == pytest.approx(height, abs=0.02)


@pytest.mark.parametrize(
    ("name", "lines", "shown"),
    [
        ("two words", 2, ["two words"]),
        ("three words here", 2, ["three", "words here"]),
        ("four words are here now", 2, ["four words", "are here…"]),
        ("Donaudampfschiff", 2, ["Donaudampf", "schiff"]),
        ("銷售代表自己做文書工作", 2, ["銷售代表自", "己做文書…"]),
    ],
)
def test_a_long_name_says_that_it_goes_on(name: str, lines: int, shown: list[str]) -> None:
    """Ten letters in a line; a Chinese one takes the room of two."""
    assert style.shortened(name, 10, lines).split("\n") == shown


@pytest.mark.slow
def test_pictures_are_saved_as_png(comparison: Comparison, tmp_path: Path) -> None:
    file = charts.save(charts.time_use(comparison), tmp_path / "week.png")
    assert file.read_bytes().startswith(PNG)


@pytest.mark.slow
def test_the_same_picture_is_saved_as_the_same_bytes(ledgers: list[Ledger], tmp_path: Path) -> None:
    one, two = (charts.save(charts.day(ledgers)[0], tmp_path / name) for name in "ab")
    assert one.read_bytes() == two.read_bytes()


@pytest.mark.slow
def test_a_relative_home_of_caches_makes_no_folder_here(tmp_path: Path) -> None:
    homes = {"XDG_CACHE_HOME": "cached", "XDG_CONFIG_HOME": "settled", "HOME": str(tmp_path / "me")}
    loading = "import simulator.output.charts, os; print(os.environ['XDG_CACHE_HOME'])"
    told = subprocess.run(
        [sys.executable, "-c", loading],
        cwd=tmp_path,
        env={**os.environ, **homes, "MPLCONFIGDIR": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == "cached\n"
    assert [path.name for path in tmp_path.iterdir()] == ["me"]
