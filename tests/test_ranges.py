"""Ranges beside values: read, refused at their line, kept, and lost where a value is rewritten."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import PARENT, write
from hypothesis import given
from hypothesis import strategies as st

from simulator.experiment.store.fingerprints import scenario_hash
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import as_yaml, ranges_of, resolved, with_ranges
from simulator.scenario.ranges import Quantity, put_back, quantity, read_range, take_out
from simulator.scenario.scenario import Scenario
from simulator.scenario.units import format_duration
from simulator.scenario.what_if import what_if
from tests.refusals import refused

SPEED = "speed: 50 km/h"
REPORT = "by: rep\n    lasts: 1 h"


def shop(folder: Path, **replaced: str) -> Scenario:
    """The small shop with some of its words replaced."""
    text = PARENT
    for old, new in replaced.values():
        assert old in text
        text = text.replace(old, new, 1)
    return load("shop", write(folder, shop=text))


def ranged(folder: Path) -> Scenario:
    return shop(
        folder,
        speed=(SPEED, "speed: 50 km/h (45 to 60 km/h)"),
        order=("mean: 20 min", "mean: 20 min (10 to 30 min)"),
        report=(REPORT, f"{REPORT} (30 min to 2 h)"),
        people=("people: 3", "people: 3 (2 to 5)"),
        phone=("20 per day", "20 per day (10 to 25 per day)"),
    )


def refusal(folder: Path, old: str, new: str) -> str:
    return refused(lambda: shop(folder, one=(old, new)))


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(PARENT.split("\n"), 1) if text in line)


# -- one text --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "low", "value", "high"),
    [
        ("36 min (32 min to 53 min)", "32 min", "36 min", "53 min"),
        ("36 min (32 to 53 min)", "32 min", "36 min", "53 min"),
        ("1 h (30 min to 90 min)", "30 min", "1 h", "1.5 h"),
        ("52 km/h (45 to 60 km/h)", "45 km/h", "52 km/h", "60 km/h"),
        ("1.3 (1.2 to 1.4)", 1.2, 1.3, 1.4),
        ("8 (6 to 12)", 6, 8, 12),
        ("2 km (500 m to 3 km)", "0.5 km", "2 km", "3 km"),
        ("0.1 per week (0.06 to 0.14 per week)", "0.06 per week", "0.1 per week", "0.14 per week"),
        ("5 min (5 to 6 min)", "5 min", "5 min", "6 min"),
    ],
)
def test_a_range_is_read_in_the_units_of_its_value(
    text: str, low: object, value: object, high: object
) -> None:
    span = read_range(text)
    assert span is not None
    assert (span.at(0), span.value.written(), span.at(1)) == (low, value, high)


def test_between_the_ends_it_goes_in_proportion() -> None:
    span = read_range("36 min (30 to 50 min)")
    assert span is not None
    assert [span.at(part) for part in (0.25, 0.5)] == ["35 min", "40 min"]


def test_people_stay_whole_and_shares_do_not() -> None:
    people, share = read_range("8 (6 to 9)"), read_range("0.6 (0 to 1)")
    assert people is not None
    assert share is not None
    assert [people.at(part / 10) for part in range(11)] == [6, 6, 7, 7, 7, 8, 8, 8, 8, 9, 9]
    assert all(isinstance(people.at(part / 10), int) for part in range(11))
    assert share.at(0.3) == 0.3


@pytest.mark.parametrize("text", ["36 min", "a word (or two)", "Monday (9 to 5)", ""])
def test_a_text_without_a_quantity_and_brackets_holds_no_range(text: str) -> None:
    assert read_range(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36 min (32 min)", "expected two ends, such as '36 min (32 min to 53 min)'"),
        ("36 min (32 min - 53 min)", "expected two ends"),
        ("36 min (53 min to 32 min)", "expected the lower end first"),
        ("36 min (36 min to 36 min)", "expected the lower end first"),
        ("60 min (32 min to 53 min)", "expected the value within its range"),
        ("36 min (32 km to 53 km)", "expected the ends in the value's unit"),
        ("0.3 (10 min to 20 min)", "expected the ends in the value's unit"),
    ],
)
def test_what_cannot_be_meant_is_said_with_what_was_read(text: str, expected: str) -> None:
    with pytest.raises(ValueError, match="read ") as caught:
        read_range(text)
    assert text in str(caught.value)
    assert expected in str(caught.value)


@pytest.mark.parametrize("wrong", [True, None, [1], "soon", "1 2"])
def test_a_quantity_is_a_number_with_its_unit_or_none(wrong: object) -> None:
    with pytest.raises(ValueError, match="expected a quantity"):
        quantity(wrong)


@given(st.integers(0, 10_000), st.integers(1, 10_000), st.floats(0, 1))
def test_any_range_of_times_is_read_as_it_is_written(low: int, width: int, part: float) -> None:
    value = low + round(width * part)
    ends = [format_duration(seconds) for seconds in (low, value, low + width)]
    span = read_range(f"{ends[1]} ({ends[0]} to {ends[2]})")
    assert span is not None
    assert [span.at(0), span.value.written(), span.at(1)] == ends


# -- in a file -------------------------------------------------------------------------------------


def test_a_scenario_knows_both_ends_by_their_paths(tmp_path: Path) -> None:
    assert dict(ranged(tmp_path).ranges) == {
        "travel.speed": ("45 km/h", "60 km/h"),
        "roles.rep.people": (2, 5),
        "activities.order.lasts.mean": ("10 min", "30 min"),
        "activities.report.lasts.mean": ("30 min", "2 h"),
        "activities.phone.arises.inbound.rate": ("10 per day", "25 per day"),
    }


def test_with_ranges_the_values_and_results_are_the_same(tmp_path: Path) -> None:
    plain, with_them = shop(tmp_path), ranged(tmp_path)
    assert resolved(plain) == resolved(with_them)
    assert scenario_hash(plain) == scenario_hash(with_them)


def test_brackets_in_a_title_are_words(tmp_path: Path) -> None:
    span = shop(tmp_path, title=("title: The shop today", "title: 3 shops (1 to 9)"))
    assert (span.title, dict(span.ranges)) == ("3 shops (1 to 9)", {})


def test_what_is_wrong_with_a_range_is_said_at_its_line(tmp_path: Path) -> None:
    text = refusal(tmp_path, SPEED, "speed: 50 km/h (60 to 45 km/h)")
    assert f"shop.yaml:{line_of(SPEED)}: travel.speed: read '50 km/h (60 to 45 km/h)'" in text
    assert "expected the lower end first" in text


def test_an_end_that_its_value_could_not_have_is_refused_at_its_line(tmp_path: Path) -> None:
    text = refusal(tmp_path, "no_show: 0.05", "no_show: 0.05 (0 to 1.5)")
    assert f"shop.yaml:{line_of('no_show: 0.05')}: call_plans.visit.no_show: read 1.5" in text
    text = refusal(tmp_path, "people: 3", "people: 3 (-1 to 4)")
    assert f"shop.yaml:{line_of('people: 3')}: roles.rep.people: read -1" in text


def test_a_fraction_of_a_person_is_no_end(tmp_path: Path) -> None:
    assert "roles.rep.people" in refusal(tmp_path, "people: 3", "people: 3 (2.5 to 4)")


def test_a_range_beside_a_word_is_refused_by_its_field(tmp_path: Path) -> None:
    assert "order" in refusal(tmp_path, "order: nearest_first", "order: nearest_first (1 to 2)")


def test_ranges_are_not_written_apart_from_their_values(tmp_path: Path) -> None:
    text = refusal(tmp_path, "resumption: 2 min", "ranges: {travel.speed: [1, 2]}")
    assert "unknown key 'ranges'; a range stands beside its value" in text


def test_the_resolved_file_loads_to_the_same_scenario_and_ranges(tmp_path: Path) -> None:
    before = ranged(tmp_path)
    (tmp_path / "scenarios" / "again.yaml").write_text(as_yaml(before))
    after = load("again", tmp_path / "scenarios").model_copy(update={"name": before.name})
    assert after == before
    assert ranges_of(after) == ranges_of(before)


# -- parents, verbs, what-ifs ----------------------------------------------------------------------


def child(folder: Path, text: str) -> Scenario:
    parent = ranged(folder)
    del parent
    (folder / "scenarios" / "child.yaml").write_text(f"extends: shop\ntitle: x\n{text}")
    return load("child", folder / "scenarios")


def test_a_what_if_inherits_ranges(tmp_path: Path) -> None:
    assert ranges_of(child(tmp_path, "resumption: 3 min\n")) == ranges_of(ranged(tmp_path))


def test_another_value_has_the_range_that_is_written_beside_it_or_none(tmp_path: Path) -> None:
    other = child(tmp_path, "travel: {speed: 70 km/h}\n")
    assert "travel.speed" not in other.ranges
    assert len(other.ranges) == 4
    other = child(tmp_path, "travel: {speed: 70 km/h (65 to 80 km/h)}\n")
    assert other.ranges["travel.speed"] == ("65 km/h", "80 km/h")


def test_a_value_that_a_verb_rewrites_loses_its_range(tmp_path: Path) -> None:
    other = child(tmp_path, "hire: {rep: 1}\nexpedite: {report: 0.5}\nautomate: {phone: 0.2}\n")
    assert other.roles["rep"].people == 4
    assert other.activities["report"].lasts.mean == 1800
    assert set(ranged(tmp_path).ranges) - set(other.ranges) == {
        "roles.rep.people",
        "activities.report.lasts.mean",
    }


def test_what_is_eliminated_takes_its_range_along(tmp_path: Path) -> None:
    other = child(tmp_path, "eliminate: [report]\n")
    assert set(ranged(tmp_path).ranges) - set(other.ranges) == {"activities.report.lasts.mean"}


def test_a_what_if_in_python_loses_none_but_those_it_rewrites(tmp_path: Path) -> None:
    before = ranged(tmp_path)
    assert ranges_of(what_if(before, resumption="3 min")) == ranges_of(before)
    after = what_if(before, travel={"speed": "70 km/h"}, hire={"desk": 1})
    assert set(before.ranges) - set(after.ranges) == {"travel.speed"}
    again = what_if(before, travel={"speed": "50 km/h (40 to 90 km/h)"})
    assert again.ranges["travel.speed"] == ("40 km/h", "90 km/h")


def test_values_and_ranges_come_apart_and_together(tmp_path: Path) -> None:
    together = with_ranges(ranged(tmp_path))
    plain, span = take_out(together)
    assert plain == resolved(ranged(tmp_path))
    assert put_back(plain, span) == together


def test_a_range_is_put_beside_its_own_value_only() -> None:
    span = read_range("36 min (32 to 53 min)")
    assert span is not None
    ranges = {("lasts",): span}
    assert put_back({"lasts": "36 min"}, ranges) == {"lasts": "36 min (32 min to 53 min)"}
    assert put_back({"lasts": "37 min"}, ranges) == {"lasts": "37 min"}
    assert put_back({"lasts": "0.6 h"}, ranges) == {"lasts": "0.6 h (32 min to 53 min)"}


def test_a_quantity_may_be_had_several_times() -> None:
    assert quantity("20 min").times(1.5).written() == "30 min"
    assert Quantity(8, "", whole=True).times(1.3).written() == 10
