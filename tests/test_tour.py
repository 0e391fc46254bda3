"""One day as a tour on the map."""

from __future__ import annotations

import re
from itertools import combinations

import numpy as np
import pytest
from matplotlib.axes import Axes

from simulator import simulate
from simulator.errors import UnknownDay
from simulator.i18n import LANGUAGES, Language, use_language
from simulator.ledger.ledger import Ledger
from simulator.output import charts
from simulator.output.charts.land import _offsets, most_driven, tour_of
from simulator.output.drawing import style
from simulator.output.drawing.style import sheet_of
from simulator.output.drawing.svg import as_svg
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if
from tests.worlds import scenario


def company() -> Scenario:
    """One rep at headquarters, whose accounts lie 10 and 20 km to the east."""
    return scenario(
        travel={"speed": "60 km/h", "detour": 1},
        roles={
            "rep": {"people": 1, "cost_per_hour": 60, "accounts": "own"}
            | {"shift": {"from": "08:00", "to": "17:00"}}
        },
        segments={
            "near": {"places": "a.csv", "coordinates": [["Ulm", 10_000, 0]]}
            | {"contact_every": {"visit": "4 h"}},
            "far": {"places": "b.csv", "coordinates": [["Bonn", 20_000, 0]]}
            | {"contact_every": {"visit": "4 h"}},
        },
        activities={
            "visit": {"category": "selling", "by": "rep", "lasts": "3 h", "splittable": False}
            | {"place": "account"}
        },
        call_plans={"visit": {"order": "nearest_first"}},
    )


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return simulate(company())


def test_a_tour_leads_from_the_base_from_stop_to_stop_and_back(ledger: Ledger) -> None:
    driven = tour_of(ledger, 0, 1)
    names = [ledger.places.name[place] for place in driven.stops]
    assert names == ["headquarters", "Bonn", "Ulm", "headquarters"]
    # 20 min out to whoever waits longest, 3 h, 10 min on; home by the end of the day.
    first, second, home = driven.arrives.tolist()
    assert (second - first, home) == (190 * 60, 17 * 3600)
    assert driven.seconds == 40 * 60


def test_the_title_says_how_far_and_how_long(ledger: Ledger) -> None:
    ax = charts.tour(ledger, "rep 1", 1)
    title = ax.get_title(loc="left")
    assert title == "Rep 1 drives 40 km to 2 places on Tuesday 2025-01-07: 0.7 h on the road"
    stops = [text.get_text().split()[0] for text in ax.texts if text.get_text()]
    assert stops == ["1", "2"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("east, km", "north, km")


def test_nobody_named_is_who_makes_most_stops(ledger: Ledger) -> None:
    assert most_driven(ledger, 1).person == 0
    assert "drives nowhere" in charts.tour(ledger, "rep 1", 6).get_title(loc="left")


def below_title(ax: Axes) -> str:
    """What stands in small letters above the map, on one line."""
    return " ".join(" ".join(text.get_text() for text in ax.texts if text.get_size() == 9).split())


def test_a_tour_says_how_its_day_was_chosen_and_who_is_away() -> None:
    ill = [{"from": "2025-01-01", "to": "2025-01-31", "kind": "sick"}]
    two = {"people": 2, "absence": {"dated": {"rep 2": ill}}}
    struck = what_if(company(), roles={"rep": two})
    happened = simulate(struck)
    alone = below_title(charts.tour(happened, scenario=struck))
    assert re.search(r"^\w+day 2025-\d\d-\d\d, a typical one: .* Away: rep 2 \(ill\)$", alone)
    first, second = charts.tours(
        [("Today", simulate(company())), ("Ill", happened)], [company(), struck]
    )
    assert "a typical one" in below_title(first)
    assert "Away" not in below_title(first)
    assert below_title(second).endswith("Away: rep 2 (ill)")
    assert below_title(charts.tour(happened, "rep 1", 1)) == "", "the day was named"


def test_whoever_is_shown_drives_in_both_scenarios() -> None:
    """Rep 1 makes as many stops today as rep 2, and is ill with the plan."""
    two = what_if(company(), roles={"rep": {"people": 2}})
    ill = [{"from": "2025-01-01", "to": "2025-01-31", "kind": "sick"}]
    struck = what_if(two, roles={"rep": {"absence": {"dated": {"rep 1": ill}}}})
    axes = charts.tours([("Today", simulate(two)), ("Ill", simulate(struck))])
    titles = [" ".join(ax.get_title(loc="left").split()) for ax in axes]
    assert all(": Rep 2 drives " in title and "nowhere" not in title for title in titles)


def test_labels_of_stops_that_lie_close_stand_apart() -> None:
    """Three stops at one place, on a map 40 km wide, of about 400 points: 52 by 14 points each."""
    ax = style.figure(7, 7).add_subplot()
    ax.scatter([0, 40], [0, 40])
    boxes = [np.array(offset) for offset in _offsets(ax, np.zeros((3, 2)))]
    assert boxes[0].tolist() == [7, 6], "the first stands where it always stood"
    for first, second in combinations(boxes, 2):
        across, up = np.abs(first - second)
        assert across >= 52 or up >= 14
    far = np.array([[0, 0], [20, 20]])
    assert [tuple(offset) for offset in _offsets(ax, far)] == [(7, 6), (7, 6)]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_two_tours_on_a_page_have_half_of_it_each(ledger: Ledger, language: Language) -> None:
    """What stands above and below a map takes no room from it, and none of the map beside."""
    with use_language(language):
        titled = [("Today, as it has been for years", ledger), ("A colleague at the desk", ledger)]
        first, second = charts.tours(titled, [company(), company()])
        as_svg(first, "tour")
    sheet = sheet_of(first)
    sheet.draw_without_rendering()
    inches = sheet.get_size_inches()[0]
    edges = [ax.get_position().x0 * inches for ax in (first, second)]
    for ax, left, limit in zip((first, second), edges, (edges[1], inches), strict=True):
        assert ax.get_position().width * inches > 3
        for text in (*ax.texts, ax.title, ax._left_title, ax.get_legend()):
            box = text.get_window_extent()
            assert box.width == 0 or box.x1 / sheet.dpi < limit + 0.1, text
            assert box.width == 0 or box.x0 / sheet.dpi > left - 0.8, text


def test_who_is_not_there_is_refused(ledger: Ledger) -> None:
    with pytest.raises(UnknownDay, match="nobody is called"):
        charts.tour(ledger, "rep 2")


def test_the_same_day_of_the_same_person_lies_side_by_side(ledger: Ledger) -> None:
    slower = what_if(company(), travel={"speed": "30 km/h"})
    both = charts.tours([("Today", ledger), ("Slower", simulate(slower))])
    first, second = (" ".join(ax.get_title(loc="left").split()) for ax in both)
    assert first.startswith("Today: Rep 1 drives 40 km to 2 places on ")
    assert second.startswith("Slower: Rep 1 drives ")
    assert first.split(" on ")[1].split(":")[0] == second.split(" on ")[1].split(":")[0]
