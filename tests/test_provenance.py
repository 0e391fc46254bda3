from pathlib import Path

import pytest
from files import write

from simulator.scenario.folders import find
from simulator.scenario.inheritance import load
from simulator.scenario.provenance import NOT_SAID, Source, sourced, sources_of, trust_in
from simulator.scenario.what_if import what_if
from simulator.scenario.yaml_reader import read_comments

TODAY = """\
# A shop with two people.
title: "The shop # today"
question: >
  Where does # the week go?
horizon: {start: 2025-01-06, weeks: 2}   # assumption
categories: [selling, travel_and_waiting, hand_over, idle]
selling: {main: [selling]}
roles:
  clerk:
    people: 2
    cost_per_hour: 30 (25 to 40)   # 0.45 of a rep [S2]
    shift: {from: "09:00", to: "17:00"}   # a clerk's day [S]
activities:
  call:
    category: selling
    by: clerk
    # Measured on a year of calls.
    lasts: {family: gamma, mean: 4.3 min (3 to 6 min), spread: 1.0}   # [D]
    due: 1 h   # 30 min to 2 h [S]; kept short: assumption
    arises: {inbound: {rate: 12 per day, per: role}}   # rate: counted [D]; per: our assumption
"""
FASTER = """\
extends: today
title: Two more
hire: {clerk: 2}   # assumption: as many again
activities:
  call: {lasts: {mean: 4 min}}   # the vendor's promise [S2]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write(tmp_path, today=TODAY, faster=FASTER)


def by_path(folder: Path, name: str) -> dict[str, Source]:
    return {each.path: each for each in sources_of(find(name, folder))}


def test_comments_are_read_and_hashes_inside_texts_are_none(shop: Path) -> None:
    comments = read_comments(shop / "today.yaml")
    assert comments[1] == "A shop with two people."
    assert comments[5] == "assumption"
    assert not {2, 3, 4} & set(comments)


def test_a_value_has_its_number_unit_range_comment_and_line(shop: Path) -> None:
    assert by_path(shop, "today")["roles.clerk.cost_per_hour"] == Source(
        path="roles.clerk.cost_per_hour",
        value=30,
        unit="",
        low=25,
        high=40,
        trust=("vendor's or secondary page",),
        says="0.45 of a rep [S2]",
        file="today.yaml",
        line=11,
    )
    mean = by_path(shop, "today")["activities.call.lasts.mean"]
    assert (mean.value, mean.unit, mean.low, mean.high) == (4.3, "min", 3, 6)


def test_a_bare_mark_is_explained_by_the_lines_above(shop: Path) -> None:
    source = by_path(shop, "today")["activities.call.lasts.mean"]
    assert source.says == "Measured on a year of calls. [D]"
    assert source.trust == ("measured in public data",)


def test_parts_of_a_comment_belong_to_the_values_that_they_name(shop: Path) -> None:
    sources = by_path(shop, "today")
    assert sources["activities.call.arises.inbound.rate"].trust == ("measured in public data",)
    assert sources["activities.call.arises.inbound.per"].trust == ("assumption",)
    assert sources["activities.call.due"].trust == ("published figure", "assumption")


def test_a_number_without_a_comment_says_that_nothing_is_said(shop: Path) -> None:
    people = by_path(shop, "today")["roles.clerk.people"]
    assert (people.value, people.trust, people.says) == (2, (NOT_SAID,), "")


def test_names_without_comments_are_no_assumptions(shop: Path) -> None:
    sources = by_path(shop, "today")
    assert not {"title", "question", "activities.call.by", "selling.main"} & set(sources)


LISTS = """\
extends: today
title: With lists
holidays:
  also: [2025-01-07]   # the founder's day [T]
  half_days: {12-24: "12:00"}
roles: {clerk: {shift: [{days: [monday, friday], from: "09:00", to: "17:00"}]}}
activities:
  call: {then: {mail: [0.5, 0.25]}}
  mail:
    category: selling
    by: clerk
    lasts: 5 min
    sessions: {days: [monday], at: ["09:00", "15:00"], lasts: 1 h}
  note: {category: selling, by: clerk, lasts: 1 min, splittable: false}
"""


def test_lists_times_and_days_are_values_as_numbers_are(shop: Path) -> None:
    (shop / "lists.yaml").write_text(LISTS)
    sources = by_path(shop, "lists")
    told = {path: each.value for path, each in sources.items() if each.file == "lists.yaml"}
    assert told == {
        "holidays.also": "2025-01-07",
        "holidays.half_days.12-24": "12:00",
        "roles.clerk.shift.0.days": "monday, friday",
        "roles.clerk.shift.0.from": "09:00",
        "roles.clerk.shift.0.to": "17:00",
        "activities.call.then.mail": "0.5, 0.25",
        "activities.mail.lasts": 5,
        "activities.mail.sessions.days": "monday",
        "activities.mail.sessions.at": "09:00, 15:00",
        "activities.mail.sessions.lasts": 1,
        "activities.note.lasts": 1,
    }
    assert sources["holidays.also"].trust == ("measured by the company itself",)
    alone = sourced(what_if(load("lists", shop), name="made"), shop).sources
    there = {each.path: each.value for each in alone}
    assert there["activities.mail.sessions.at"] == "09:00, 15:00"
    assert there["holidays.half_days.12-24"] == "12:00"


def test_a_child_replaces_what_it_says_and_inherits_the_rest(shop: Path) -> None:
    sources = by_path(shop, "faster")
    assert (sources["activities.call.lasts.mean"].value, sources["hire.clerk"].value) == (4, 2)
    assert sources["activities.call.lasts.mean"].file == "faster.yaml"
    assert sources["activities.call.lasts.spread"].file == "today.yaml"
    assert list(sources)[:2] == ["hire.clerk", "activities.call.lasts.mean"]


def test_a_scenario_finds_the_sources_of_its_file(shop: Path) -> None:
    provenance = sourced(load("faster", shop), shop)
    assert not provenance.note
    assert {each.path: each for each in provenance.sources} == by_path(shop, "faster")


def test_a_file_that_has_changed_since_is_said_to_have(shop: Path) -> None:
    before = load("today", shop)
    (shop / "today.yaml").write_text(TODAY.replace("people: 2", "people: 3"))
    assert "has changed" in sourced(before, shop).note


def test_a_scenario_without_a_file_has_values_and_no_sources(shop: Path) -> None:
    made = what_if(load("today", shop), name="elsewhere", hire={"clerk": 1})
    provenance = sourced(made, shop)
    people = next(each for each in provenance.sources if each.path == "roles.clerk.people")
    assert "no scenario file named 'elsewhere'" in provenance.note
    assert (people.value, people.trust, people.file) == (3, (NOT_SAID,), "")
    cost = next(each for each in provenance.sources if each.path == "roles.clerk.cost_per_hour")
    assert (cost.value, cost.low, cost.high) == (30, 25, 40)


@pytest.mark.parametrize(
    ("says", "trust"),
    [
        ("18 min [S2: 6 to 45], set-up taken off", ("vendor's or secondary page",)),
        ("from [S] and [S2]", ("published figure", "vendor's or secondary page")),
        ("Assumption, and its range", ("assumption",)),
        ("[Sales] is no mark", (NOT_SAID,)),
        ("as we assumed", ("assumption",)),
    ],
)
def test_marks_say_how_far_to_trust(says: str, trust: tuple[str, ...]) -> None:
    assert trust_in(says) == trust


def test_the_baseline_says_where_nearly_all_of_its_numbers_come_from() -> None:
    sources = sources_of(find("baseline"))
    unsaid = [each.path for each in sources if each.trust == (NOT_SAID,)]
    assert len(sources) > 150
    assert len(unsaid) <= 3, unsaid
