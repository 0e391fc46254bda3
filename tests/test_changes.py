from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from files import CHILD, PARENT, write

from simulator.errors import UsageError
from simulator.experiment.store.fingerprints import scenario_hash
from simulator.scenario.changes import assembled, changes_between, changes_of, joined
from simulator.scenario.inheritance import load
from simulator.scenario.overrides import resolved

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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    texts = {
        "shop": PARENT,
        "child": CHILD,
        "grandchild": TWO_STEPS,
        "together": TOGETHER,
        "by_day": BY_DAY,
    }
    return write(tmp_path, **texts)


def test_each_verb_and_each_noun_is_a_move(folder: Path) -> None:
    changes = changes_of(folder / "child.yaml")
    assert changes.names == (
        "reassign order",
        "hire desk",
        "hire rep",
        "expedite report",
        "automate phone",
        "eliminate mistake",
    )


def test_moves_of_several_files_are_told_apart_by_file(folder: Path) -> None:
    changes = changes_of(folder / "grandchild.yaml", folder / "shop.yaml")
    assert {"hire desk in child", "hire desk in grandchild", "activities.phone"} <= set(
        changes.names
    )
    nearer = changes_of(folder / "grandchild.yaml")
    assert nearer.names == ("activities.phone", "hire desk")
    assert nearer.base.name == "child"


@pytest.mark.parametrize("name", ["child", "grandchild", "together"])
def test_all_moves_one_after_the_other_are_the_what_if(folder: Path, name: str) -> None:
    changes = changes_of(folder / f"{name}.yaml", folder / "shop.yaml")
    whole = assembled(changes.base, changes.moves, "whole")
    assert scenario_hash(whole) == scenario_hash(changes.whole)
    assert scenario_hash(changes.together(changes.everything)) == scenario_hash(changes.whole)
    assert changes.together([]) is changes.base


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


def test_two_scenarios_are_taken_apart_by_what_differs_in_their_values() -> None:
    today = load("baseline")
    helped = load("support-takes-paperwork")
    changes = changes_between(today, helped)
    assert "roles.sales_support" in changes.names
    again = assembled(today, changes.moves, "again")
    assert scenario_hash(again) == scenario_hash(helped)  # of all but labels


def test_scenarios_that_do_not_differ_have_no_moves() -> None:
    today = load("baseline")
    with pytest.raises(UsageError, match="does not differ"):
        changes_between(today, today.model_copy(update={"name": "twin", "title": "Twin"}))
