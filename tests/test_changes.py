from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from files import CHILD, PARENT, write

from simulator.errors import UsageError
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.output.move_words import move_words
from simulator.scenario.changes import assembled, changes_between, changes_of
from simulator.scenario.dated import stretches, without_change
from simulator.scenario.inheritance import load
from simulator.scenario.moves import joined
from simulator.scenario.overrides import resolved
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

TWO_STEPS = """\
extends: child
title: Another clerk, and quicker
hire: {desk: 1}
activities:
  phone: {lasts: {mean: 3 min}}
"""
TOGETHER = """\
extends: shop
title: A new role takes the orders
roles:
  entry: {people: 1, cost_per_hour: 20, shift: {from: 08:00, to: 16:30}}
reassign:
  order: {to: entry}
"""


BY_DAY = """\
extends: shop
title: One day after the other
change:
  - on: 2025-01-14
    expedite: {report: 0.8}
    hire: {desk: 1}
    costs: 500
    learning: {lasts: 1 week, slower: 0.25}
  - on: 2025-01-16
    hire: {desk: 1}
    costs: 40
"""

FOUND_FIRST = """\
extends: shop
title: One more, to be found first
change:
  - on: 2025-01-14
    expedite: {report: 0.8}
    costs: 500
    values:
      roles:
        desk: {recruiting: {takes: 2 d, costs: 70}}
  - on: 2025-01-15
    hire: {desk: 1}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {
        "shop": PARENT,
        "child": CHILD,
        "grandchild": TWO_STEPS,
        "together": TOGETHER,
        "by_day": BY_DAY,
        "found_first": FOUND_FIRST,
    }
    return write(tmp_path, **texts)


def test_each_verb_and_each_noun_is_a_move(folder: Path) -> None:
    changes = changes_of(folder / "child.yaml")
    assert changes.names == (
        "reassign order",
        "hire desk",
        "hire -1 rep",
        "expedite report",
        "automate phone",
        "eliminate mistake",
    )


def test_who_leaves_on_a_day_is_no_hire(tmp_path: Path) -> None:
    later = "change:\n  - on: 2025-01-14\n    hire: {desk: -1, rep: 1}\n"
    folder = write(tmp_path, shop=PARENT, later=f"extends: shop\ntitle: Later\n{later}")
    names = changes_of(folder / "later.yaml").names
    assert names == ("hire -1 desk on 2025-01-14", "hire rep on 2025-01-14")


def test_moves_of_several_files_are_told_apart_by_file(folder: Path) -> None:
    changes = changes_of(folder / "grandchild.yaml", folder / "shop.yaml")
    assert {"hire desk in child", "hire desk in grandchild", "activities.phone.lasts"} <= set(
        changes.names
    )
    nearer = changes_of(folder / "grandchild.yaml")
    assert nearer.names == ("activities.phone.lasts", "hire desk")
    assert nearer.base.name == "child"


@pytest.mark.parametrize("name", ["child", "grandchild", "together"])
def test_all_moves_one_after_the_other_are_the_what_if(folder: Path, name: str) -> None:
    changes = changes_of(folder / f"{name}.yaml", folder / "shop.yaml")
    whole = assembled(changes.base, changes.moves, "whole")
    assert scenario_hash(whole) == scenario_hash(changes.whole)
    assert scenario_hash(changes.together(changes.everything)) == scenario_hash(changes.whole)
    assert changes.together([]) is changes.base


def test_nobody_is_hired_without_being_found_first(folder: Path) -> None:
    """How people are found is no choice: a plan that hires takes as long, and pays for it."""
    changes = changes_of(folder / "found_first.yaml")
    assert changes.names == ("expedite report on 2025-01-14", "hire desk on 2025-01-15")
    quicker, hired = (changes.together([number]) for number in range(2))
    assert (quicker.outlay, hired.outlay) == (500, 70)
    assert str(hired.changes[-1].on) == "2025-01-17"
    assert (
        resolved(hired)["roles"]["desk"]["people"]
        == 1 + resolved(quicker)["roles"]["desk"]["people"]
    )


def test_what_a_day_costs_comes_with_each_of_its_moves_and_once(folder: Path) -> None:
    changes = changes_of(folder / "by_day.yaml")
    assert changes.names == (
        "hire desk on 2025-01-14",
        "expedite report on 2025-01-14",
        "hire desk on 2025-01-16",
    )
    assert [changes.together([number]).outlay for number in range(3)] == [500, 500, 40]
    pairs = combinations(range(3), 2)
    assert [changes.together(pair).outlay for pair in pairs] == [500, 540, 540]
    assert all(changes.together([number]).changes[0].learning for number in range(2))
    assert changes.together([2]).change.learning is None


def test_some_moves_are_only_those(folder: Path) -> None:
    changes = changes_of(folder / "child.yaml")
    hired = changes.together([changes.names.index("hire desk")])
    assert hired.roles["desk"].people == 4
    assert hired.roles["rep"].people == 3
    assert "mistake" in hired.activities


def test_every_choice_of_moves_is_a_scenario(folder: Path) -> None:
    changes = changes_of(folder / "child.yaml")
    hashes = {
        scenario_hash(changes.together(choice))
        for size in (0, 1, 5, 6)
        for choice in combinations(range(6), size)
    }
    assert len(hashes) == 1 + 6 + 6 + 1


def test_what_only_works_together_is_one_move(folder: Path) -> None:
    changes = changes_of(folder / "together.yaml")
    assert changes.names == ("roles.entry + reassign order",)
    assert resolved(changes.together([0])) == resolved(load(folder / "together.yaml"))


def test_nothing_to_explain_is_said(folder: Path) -> None:
    (folder / "same.yaml").write_text("extends: shop\ntitle: The same\nwatch: [cost_per_week]\n")
    with pytest.raises(
        UsageError, match="same says nothing that shop does not: nothing to explain"
    ):
        changes_of(folder / "same.yaml")
    with pytest.raises(UsageError, match="shop extends nothing: there are no moves"):
        changes_of(folder / "shop.yaml")
    with pytest.raises(UsageError, match=r"child does not extend grandchild.*it extends shop"):
        changes_of(folder / "child.yaml", folder / "grandchild.yaml")


def test_two_changes_are_joined_as_files_would_be() -> None:
    one, other = {"hire": {"a": 1}, "eliminate": ["x"]}, {"hire": {"b": 2}, "eliminate": ["y"]}
    assert joined(one, other) == {"hire": {"a": 1, "b": 2}, "eliminate": ["x", "y"]}
    assert joined({"a": 1}, {"a": 2}) == {"a": 2}


@pytest.mark.slow
def test_two_scenarios_are_taken_apart_by_what_differs_in_their_values() -> None:
    today = load("baseline")
    helped = load("support-takes-paperwork")
    changes = changes_between(today, helped)
    assert "roles.sales_support.people" in changes.names
    again = assembled(today, changes.moves, "again")
    assert scenario_hash(again) == scenario_hash(helped)  # of all but labels


def test_scenarios_that_do_not_differ_have_no_moves() -> None:
    today = load("baseline")
    with pytest.raises(UsageError, match="does not differ"):
        changes_between(today, today.model_copy(update={"name": "twin", "title": "Twin"}))


OTHER_HOURS = """\
extends: shop
title: Others cover, from six on
roles:
  desk:
    shift: {from: 07:00, to: 15:30}
    absence: {sick_spells: 2, sick_days: 3, cover: {by: team}}
  night: {people: 1, cost_per_hour: 30, shift: {from: 08:00, to: 16:30}}
"""
OF_OTHER_HOURS = {
    "roles.desk.shift",
    "roles.desk.absence",
    "roles.desk.absence.cover",
    "roles.night",
}


def test_each_word_of_a_role_is_a_move_in_files_and_between_scenarios(folder: Path) -> None:
    (folder / "early.yaml").write_text(OTHER_HOURS)
    written = changes_of(folder / "early.yaml")
    assert set(written.names) == OF_OTHER_HOURS
    read = changes_between(written.base, written.whole)
    assert set(read.names) == OF_OTHER_HOURS
    for changes in (written, read):
        one = changes.together([changes.names.index("roles.desk.shift")])
        assert [str(one.roles["desk"].absence.cover), set(one.roles)] == ["None", {"desk", "rep"}]
        again = assembled(changes.base, changes.moves, "again")
        assert scenario_hash(again) == scenario_hash(changes.whole)


def day_by_day(scenario: Scenario) -> list[dict[str, Any]]:
    """All values before, between and after its changes."""
    states = (without_change(state) for state in stretches(resolved(scenario)))
    return [resolved(Scenario.model_validate(state | {"title": ""})) for state in states]


ON_A_DAY = """\
extends: shop
title: From the second week on
hire: {desk: 1}
expedite: {report: 0.8}
change: {on: 2025-01-14, costs: 500}
"""


def test_the_day_of_a_what_if_comes_with_its_moves_and_is_none(folder: Path) -> None:
    (folder / "dated.yaml").write_text(ON_A_DAY)
    written = changes_of(folder / "dated.yaml")
    assert written.names == ("hire desk", "expedite report")
    read = changes_between(written.base, written.whole)
    assert set(read.names) == {"roles.desk.people", "activities.report.lasts"}
    for changes in (written, read):
        parts = [changes.together([number]) for number in range(2)]
        assert [part.outlay for part in parts] == [500, 500]
        assert {str(part.change.on) for part in parts} == {"2025-01-14"}
        whole = assembled(changes.base, changes.moves, "whole")
        assert day_by_day(whole) == day_by_day(changes.whole)
    hired = read.together([read.names.index("roles.desk.people")])
    assert hired.change.before == {"roles": {"desk": {"people": 2, "newcomers": None}}}
    assert hired.roles["desk"].newcomers == 1


def test_moves_of_several_days_are_read_from_two_scenarios(folder: Path) -> None:
    written = changes_of(folder / "by_day.yaml")
    read = changes_between(written.base, written.whole)
    assert set(read.names) == {"roles.desk.people", "activities.report.lasts"}
    quicker = read.together([read.names.index("activities.report.lasts")])
    assert [str(each.on) for each in quicker.changes] == ["2025-01-14"]
    assert quicker.outlay == 500
    again = assembled(read.base, read.moves, "whole")
    assert day_by_day(again) == day_by_day(read.whole)
    assert again.outlay == read.whole.outlay == 540


def test_days_that_are_moved_are_one_move(folder: Path) -> None:
    (folder / "dated.yaml").write_text(ON_A_DAY)
    today = load(folder / "dated.yaml")
    later = what_if(
        what_if(today, roles={"desk": {"cost_per_hour": 50}}), change={"on": "2025-01-16"}
    )
    read = changes_between(today, later)
    assert set(read.names) == {"change", "roles.desk.cost_per_hour"}
    assert str(read.together([read.names.index("change")]).change.on) == "2025-01-16"


def test_moves_are_said_in_plain_words() -> None:
    told = {
        "roles.rep.shift": "rep: working hours",
        "roles.rep.absence": "rep: absence",
        "roles.rep.absence.cover": "rep: cover",
        "roles.rep.rosters": "rep: rosters",
        "activities.order_entry.lasts in child": "order entry: time taken in child",
        "hire desk on 2025-01-14": "hire desk on 2025-01-14",
        "hire -1 field_rep on 2025-05-05": "one field rep leaves on 2025-05-05",
        "hire -2 field_rep in child": "2 field reps leave in child",
        "hire -1 office": "one person of office leaves",
        "roles.seller.cost_per_hour=25": "seller: cost per hour=25",
        "roles.entry + reassign order": "roles: entry + reassign order",
        "hire a + hire b + hire c + hire d + hire e": "hire a + hire b + hire c + 2 more",
    }
    assert {name: move_words(name) for name in told} == told


def test_another_list_of_people_is_a_move(folder: Path) -> None:
    """A file says it by the list's name; in the moves stands what the list says."""
    (folder / "three.csv").write_text("name,speed\nAnn,0.8\nBo,\nCy,\n")
    (folder / "listed.yaml").write_text(
        "extends: shop\ntitle: Listed\nexpedite: {report: 0.5}\n"
        "roles: {desk: {staff: three.csv, people: 3}}\n"
    )
    changes = changes_of(folder / "listed.yaml")
    assert set(changes.names) == {
        "roles.desk.people",
        "roles.desk.members",
        "activities.report.lasts",
    }
    again = assembled(changes.base, changes.moves, "again")
    assert list(again.roles["desk"].members) == ["Ann", "Bo", "Cy"]
    assert scenario_hash(again) == scenario_hash(changes.whole)
