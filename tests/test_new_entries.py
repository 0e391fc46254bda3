"""A misspelt name in a what-if is a new entry: it is noted, or told beside what it lacks."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import PARENT, write
from typer.testing import CliRunner

from simulator import ScenarioError, load, what_if
from simulator.cli import app
from simulator.scenario.inheritance import load_with_marks
from simulator.scenario.strays import strays

DESK = "{people: 5, cost_per_hour: 30, shift: {from: 08:00, to: 16:30}}"
OFFICE = "activities: {order: {arises: {inbound: {profile: ofice}}}}"
ORDER = (
    "activities: {order_2: {category: desk, by: rep, lasts: 5 min, arises: {after: {order: 1}}}}"
)
TWO_DAYS = """change:
  - {on: 2025-01-14, expedite: {order: 0.5}}
  - on: 2025-01-15
    eliminate: [order]
    automate: {order: 0.5}"""
HOURS = '{days: {monday: 1}, hours: {"08:00-12:00": 1}}'


def noted(tmp_path: Path, child: str, parent: str = PARENT) -> list[str]:
    folder = write(tmp_path, shop=parent, child=f"extends: shop\ntitle: x\n{child}\n")
    notes = strays(load_with_marks("child", folder))
    return [str(each).split("child.yaml:", 1)[1] for each in notes]


def test_work_of_which_all_causes_are_eliminated_is_noted(tmp_path: Path) -> None:
    """Whoever watches it; and it is not told to be misspelt."""
    known = ORDER.replace("order_2", "orders") + "\nwatch: [asked.orders]"
    folder = write(tmp_path, shop=f"{PARENT}\n", more=f"extends: shop\ntitle: x\n{known}\n")
    (folder / "child.yaml").write_text("extends: more\ntitle: x\neliminate: [order]\n", "utf-8")
    for name, told in (("more", 0), ("child", 1)):
        notes = [each.message for each in strays(load_with_marks(name, folder))]
        gone = "nothing brings 'orders' any more: what it follows on is eliminated"
        assert notes.count(gone) == told
        assert not any("'orders' is new" in each for each in notes)


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("eliminate: [order]\nautomate: {order: 0.5}", ["4: automate.order"]),
        ("eliminate: [visit]\nautomate: {order: 0.5}", []),
        ("expedite: {order: 0.5}\nautomate: {order: 0.5}", []),
        (
            TWO_DAYS,
            ["7: change.1.automate.order"],
        ),
    ],
)
def test_what_is_said_of_work_that_is_eliminated_beside_it_is_noted(
    tmp_path: Path, said: str, lines: list[str]
) -> None:
    """Not what held before the day on which it is eliminated."""
    folder = write(tmp_path, shop=PARENT, child=f"extends: shop\ntitle: x\n{said}\n")
    notes = map(str, strays(load_with_marks("child", folder)))
    told = [each.rpartition("child.yaml:")[2] for each in notes if "eliminated beside" in each]
    why = "'order' is eliminated beside this, which therefore changes nothing"
    assert told == [f"{line}: {why}" for line in lines]


def again(tmp_path: Path, **files: str) -> list[str]:
    """What is noted of verbs that are said a second time, with their lines."""
    folder = write(tmp_path, shop=PARENT, **files)
    notes = map(str, strays(load_with_marks("child", folder)))
    told = [each.rpartition("child.yaml:")[2] for each in notes if "before this, too" in each]
    return [each.partition(" before this")[0] for each in told]


def test_what_is_automated_or_expedited_once_more_is_noted(tmp_path: Path) -> None:
    """By the file's parent, or on an earlier day: shares multiply."""
    parent = "extends: shop\ntitle: x\nautomate: {order: 0.3}\n"
    child = "extends: more\ntitle: x\nautomate: {order: 0.6}\nexpedite: {order: 0.5}\n"
    assert again(tmp_path, more=parent, child=child) == ["3: automate.order: 'order' is automated"]
    assert load("child", tmp_path / "scenarios").activities["order"].automated == 0.72


def test_so_it_is_of_two_days_of_a_list(tmp_path: Path) -> None:
    two = TWO_DAYS.replace("    eliminate: [order]\n", "    expedite: {order: 0.5}\n")
    child = f"extends: shop\ntitle: x\n{two}\n"
    assert again(tmp_path, child=child) == ["6: change.1.expedite.order: 'order' is expedited"]
    once = child.replace("{on: 2025-01-14, expedite: {order: 0.5}}", "{on: 2025-01-14}")
    assert again(tmp_path, child=once.replace("  - {on: 2025-01-14}\n", "")) == []


def refused(tmp_path: Path, child: str) -> list[str]:
    folder = write(tmp_path, shop=PARENT, child=f"extends: shop\ntitle: x\n{child}\n")
    with pytest.raises(ScenarioError) as error:
        load("child", folder)
    return [str(each).split("child.yaml:", 1)[1] for each in error.value.diagnostics]


def test_what_is_eliminated_and_named_elsewhere_is_refused_where_it_is_eliminated(
    tmp_path: Path,
) -> None:
    """With the place that names it, in the file of the parent."""
    sales = (
        "activities: {sum: {category: desk, by: rep, lasts: 5 min, arises: {after: {visit: 1}}}}"
    )
    sales += "\ndeals: {sales: {value: {mean: 100}, stages: {asked: order, won: sum}}}"
    folder = write(
        tmp_path,
        shop=PARENT,
        more=f"extends: shop\ntitle: x\n{sales}\n",
        child="extends: more\ntitle: x\neliminate: [order]\n",
    )
    with pytest.raises(ScenarioError) as error:
        load("child", folder)
    (wrong, *_) = map(str, error.value.diagnostics)
    told = "'order' cannot be eliminated while deals.sales.stages.asked names it ("
    assert f"child.yaml:3: eliminate.0: {told}" in wrong
    assert "more.yaml:4): say there what stands in its place, or null" in wrong


@pytest.mark.parametrize(
    ("child", "note"),
    [
        (
            "segments: {larg: {accounts: 190}}",
            "3: segments.larg: 'larg' is new and no call plan calls on it; did you mean 'large'?",
        ),
        (
            f"profiles: {{ofice: {HOURS}}}",
            "3: profiles.ofice: 'ofice' is new and nothing names it; did you mean 'office'?",
        ),
        (
            f"roles: {{dsk: {DESK}}}",
            "3: roles.dsk: 'dsk' is new and nothing names it; did you mean 'desk'?",
        ),
        (
            "activities: {ordr: {category: desk, by: rep, lasts: 5 min}}",
            "3: activities.ordr: 'ordr' is new and nothing names it; did you mean 'order'?",
        ),
        (
            "selling: {mian: [desk]}",
            "3: selling.mian: 'mian' is new and nothing names it; did you mean 'main'?",
        ),
    ],
)
def test_a_new_entry_like_a_known_one_that_nothing_uses_is_noted(
    tmp_path: Path, child: str, note: str
) -> None:
    assert noted(tmp_path, child) == [note]


@pytest.mark.parametrize(
    "child",
    [
        "segments: {large: {accounts: 190}}",  # known
        "segments: {larger: {accounts: 9, contact_every: {visit: 1 week}}}",  # called on
        "segments: {overseas: {accounts: 9}}",  # like none
        f"profiles: {{ofice: {HOURS}}}\n{OFFICE}",  # used
        f"roles: {{desk_2: {DESK}}}\nactivities: {{order: {{by: desk_2}}}}",  # works
        ORDER,  # arises
        "selling: {main_2: [desk]}\nwatch: [selling_share.main_2]",  # watched
        "selling: {wide: null, wider: [desk]}",  # takes the place of the one that it is like
    ],
)
def test_other_new_entries_are_not(tmp_path: Path, child: str) -> None:
    assert noted(tmp_path, child) == []


def test_a_misspelt_entry_of_the_parent_is_noted_at_its_line_there(tmp_path: Path) -> None:
    middle = "extends: shop\ntitle: x\n\nsegments: {larg: {accounts: 190}}\n"
    folder = write(tmp_path, shop=PARENT, middle=middle, child="extends: middle\ntitle: y\n")
    (note,) = strays(load_with_marks("child", folder))
    assert (Path(note.file).name, note.line) == ("middle.yaml", 4)
    gone = "extends: middle\ntitle: y\nsegments: {larg: null}\n"
    (folder / "child.yaml").write_text(gone, "utf-8")
    assert strays(load_with_marks("child", folder)) == []


def test_check_and_run_say_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    child = "extends: shop\ntitle: x\nsegments: {larg: {accounts: 1}}\n"
    folder = write(tmp_path, shop=PARENT, child=child)
    monkeypatch.chdir(tmp_path)
    for command in (["check"], ["run", "--replications", "2"]):
        told = CliRunner().invoke(app, [*command, str(folder / "child.yaml")])
        assert "'larg' is new and no call plan calls on it" in told.output


@pytest.mark.parametrize(
    ("child", "says"),
    [
        ("activities: {ordr: {lasts: 5 min}}", "('ordr' is new here; did you mean 'order'?)"),
        ("roles: {dsk: {people: 5}}", "('dsk' is new here; did you mean 'desk'?)"),
        (
            "segments: {larg: {opening: {from: 09:00, to: 17:00}}}",
            "('larg' is new here; did you mean 'large'?)",
        ),
        (
            "change: [{on: 2025-01-14, values: {activities: {ordr: {lasts: 5 min}}}}]",
            "('ordr' is new here; did you mean 'order'?)",
        ),
    ],
)
def test_what_a_new_entry_lacks_is_told_with_the_name_that_may_be_meant(
    tmp_path: Path, child: str, says: str
) -> None:
    first, *others = refused(tmp_path, child)
    assert first.startswith("3: ")
    assert first.endswith(says)
    assert not any("is new here" in each for each in others)


def test_an_incomplete_entry_like_none_gets_no_suggestion(tmp_path: Path) -> None:
    assert "is new here" not in "".join(refused(tmp_path, "activities: {zzz: {lasts: 5 min}}"))


def test_what_ifs_in_python_say_so_too(tmp_path: Path) -> None:
    shop = load("shop", write(tmp_path, shop=PARENT))
    with pytest.raises(ScenarioError, match=r"\('ordr' is new here; did you mean 'order'\?\)"):
        what_if(shop, activities={"ordr": {"lasts": "5 min"}})


def test_a_role_is_there_before_a_day_on_which_something_of_it_begins(tmp_path: Path) -> None:
    """It was let through, and every answer broke off."""
    child = f"change: [{{on: 2025-01-14, values: {{roles: {{dsk: {DESK}}}}}}}]"
    (told,) = refused(tmp_path, child)
    assert told.startswith("3: change.0.values.roles.dsk: read 'dsk', expected one of the roles")
    assert "; did you mean 'desk'?" in told
