"""What one scenario of a comparison does without, always or from some day on, wherever it is shown.

Of such work a scenario counts none, and no activity of that name is to be looked up in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from firm import today
from matplotlib.axes import Axes
from printed import tables_of

from simulator.analysis.stored_result import read_stored
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison, side_by_side
from simulator.output import charts
from simulator.output.content.documents import document_of
from simulator.output.render.csv_parquet import write_csv
from simulator.output.render.excel import write_excel
from simulator.output.render.html import report
from simulator.output.render.picture import picture
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

WATCHED = ["turnaround_mean.order", "asked.order", "waiting.order.all_busy"]
MONDAY = "2025-01-20"  # of the second of two counted weeks
FORM = {"category": "desk_work", "by": "support", "lasts": "5 min"} | {
    "arises": {"after": {"visit": 0.5}}
}


def firm(**changes: Any) -> Scenario:
    horizon = {"start": "2025-01-06", "weeks": 3, "warm_up_weeks": 1}
    return today(watch=WATCHED, horizon=horizon, **changes)


def without(**changes: Any) -> Scenario:
    return what_if(firm(), name="without", title="Nobody enters orders", **changes)


ALWAYS = {"eliminate": ["order"]}
LATER = {"change": [{"on": MONDAY, **ALWAYS}]}
MORE = {"activities": {"form": FORM}}


def arms() -> Iterator[Any]:
    """The firm and one that does without, always or later, or does more; in both orders."""
    for name, plan in {"always": ALWAYS, "later": LATER, "more": MORE}.items():
        yield pytest.param((firm(), without(**plan)), id=name)
        yield pytest.param((without(**plan), firm()), id=f"{name}-first")
    fewer = what_if(firm(), name="fewer", title="No enquiries", eliminate=["enquiry"])
    yield pytest.param((fewer, without(**LATER)), id="each-its-own")


@pytest.mark.parametrize("pair", list(arms()))
def test_reports_workbooks_tables_and_charts_show_what_one_scenario_does_without(
    pair: tuple[Scenario, Scenario], tmp_path: Path
) -> None:
    found = compare(*pair, replications=2, jobs=1, store=tmp_path / "results")
    assert found.folder is not None
    page = report([read_stored(tmp_path / "results", str(found.folder))])
    assert all(each.title in page for each in pair)
    assert all(picture(each) for each in document_of(found).figures if each.draw is not None)
    tables = tables_of(found)
    assert write_excel(tables, tmp_path / "book.xlsx").stat().st_size
    assert all(file.stat().st_size for file in write_csv(tables, tmp_path / "tables"))


def bars(found: Comparison) -> tuple[list[str], list[str]]:
    """The headings of the activities that wait, and whose bars stand below them."""
    ax = charts.waiting(found)
    headings = [text.get_text() for text in ax.texts if not text.get_text().endswith(" h")]
    return headings[::-1], beside(ax)  # they are written from below


def beside(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def test_who_does_without_has_no_bar_of_what_waits() -> None:
    headings, whose = bars(compare(firm(), without(**ALWAYS), replications=2, jobs=1))
    one, both = ["The firm today [as it is]"], ["The firm today [as it is]", "Nobody enters orders"]
    assert sorted(headings) == ["Enquiry", "Order"]
    assert whose == [name for each in headings for name in (one if each == "Order" else both)]


def test_what_is_done_until_some_day_has_a_bar_and_is_not_gone() -> None:
    """Runs side by side: orders of one of two counted weeks are about half as many a week."""
    found = side_by_side([run(each, replications=4, jobs=1) for each in (firm(), without(**LATER))])
    headings, whose = bars(found)
    assert whose == ["The firm today [as it is]", "Nobody enters orders"] * len(headings)
    assert "Order" in beside(charts.waiting(found.others[0]))
    before, after = (each.interval("asked.order").mean for each in found.experiments)
    assert 0.4 * before < after < 0.6 * before
    assert found.verdict("without", "asked.order") == "down"
    assert not found.is_eliminated("without", "asked.order")
    assert "any more" not in found.headline


def test_compared_it_is_gone_in_the_weeks_from_that_day_on() -> None:
    found = compare(firm(), without(**LATER), replications=4, jobs=1)
    assert found.is_eliminated("without", "asked.order")


def test_a_single_run_shows_what_waited_until_it_was_eliminated() -> None:
    assert "Order" in beside(charts.waiting(run(without(**LATER), 2, jobs=1)))


def test_of_more_scenarios_than_bars_what_waits_longest_still_stands() -> None:
    many = [what_if(firm(), name=f"plan_{n}", hire={"support": n}) for n in range(1, 12)]
    ax = charts.waiting(compare(firm(), *many, replications=1, jobs=1))
    assert len(beside(ax)) == 12
    assert "Nothing waits" not in ax.get_title(loc="left")
