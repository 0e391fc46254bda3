"""A company of one's own is begun with ``simulator init``; ``simulator demo`` answers at once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from files import CHILD, PARENT, write
from typer.testing import CliRunner, Result

from simulator.cli import app, start
from simulator.scenario import starter
from simulator.scenario.inheritance import load


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def said(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def files_in(folder: Path) -> list[str]:
    return sorted(str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file())


def test_a_small_company_and_its_what_if_are_copied_to_be_edited(here: Path) -> None:
    done = said("init", "ours")
    assert done.exit_code == 0
    assert files_in(here / "ours") == [
        "scenarios/office-enters-orders.yaml",
        "scenarios/scenario.schema.json",
        "scenarios/small-company.yaml",
    ]
    first, *_ = (here / "ours/scenarios/small-company.yaml").read_text().splitlines()
    assert first == "# yaml-language-server: $schema=scenario.schema.json"
    assert "simulator compare small-company office-enters-orders" in done.stdout


@pytest.mark.slow
def test_what_is_suggested_next_works(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = json.loads(said("init", "ours", "--json").stdout)["next"]
    assert commands[0] == "cd ours"
    monkeypatch.chdir(here / "ours")
    file = Path("scenarios/small-company.yaml")
    file.write_text(file.read_text().replace("people: 6 ", "people: 2 ").replace(" 26 ", " 8 "))
    for command in commands[1:]:
        _, verb, *names = command.split()
        few = ["-n", "2", "--quiet", "--engine", "simpy"] if verb == "compare" else []
        done = said(verb, *names, *few)
        assert done.exit_code == 0, done.output
    assert load("office-enters-orders").roles["field_rep"].people == 2, "the edited copy"


def test_a_scenario_that_is_shipped_comes_with_its_parents(here: Path) -> None:
    assert said("init", "ours", "--from", "region").exit_code == 0
    assert files_in(here / "ours" / "scenarios") == [
        "customers/market.yaml",
        "customers/region.yaml",
        "scenario.schema.json",
        "selling-time/baseline.yaml",
    ]
    assert load("ours/scenarios/customers/region.yaml") == load("region")


def test_files_of_coordinates_come_along(here: Path) -> None:
    placed = PARENT.replace("accounts: 12", "places: places/large.csv")
    folder = write(here, shop=placed, child=CHILD)
    (folder / "places").mkdir()
    (folder / "places" / "large.csv").write_text("name,x_km,y_km\nMill,1,2\n")
    assert said("init", "copy", "--from", "child").exit_code == 0
    assert "scenarios/places/large.csv" in files_in(here / "copy")
    copied = load("copy/scenarios/child.yaml")
    assert copied == load("child")


def test_nothing_is_overwritten(here: Path) -> None:
    (here / "ours").mkdir()
    write(here / "ours", mine=PARENT)
    done = said("init", "ours")
    assert done.exit_code == 2
    assert done.stderr == f"{Path('ours/scenarios')} is there already; name another folder\n"
    assert files_in(here / "ours") == ["scenarios/mine.yaml"]
    (here / "note").write_text("x")
    done = said("init", "note/ours")
    assert done.exit_code == 2
    assert "'note/ours': 'note' is no folder" in done.stderr


def test_a_folder_with_other_things_in_it_keeps_them(here: Path) -> None:
    (here / "notes.txt").write_text("mine")
    assert said("init", ".").exit_code == 0
    assert (here / "notes.txt").read_text() == "mine"
    assert said("check", "small-company").exit_code == 0


def test_what_goes_wrong_leaves_nothing_behind(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        if path.name == starter.SCHEMA:
            raise OSError(28, "No space left on device", str(path))
        path.write_bytes(content)

    monkeypatch.setattr(starter, "write", full)
    assert said("init", "deep/ours").exit_code == 1
    assert list(here.iterdir()) == []
    assert said("init", "ours", "--from", "nowhere").exit_code == 2
    assert list(here.iterdir()) == []


@pytest.mark.slow
def test_the_demonstration_is_a_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["small-company", "office-enters-orders"]
    monkeypatch.setattr(start, "SHOWN", [f"starter/{name}.yaml" for name in names])
    done = said("demo", "-n", "2", "--engine", "simpy", "--json")
    assert done.exit_code == 0, done.stderr
    assert "2 years of 2 companies" in done.stderr
    shown = json.loads(done.stdout)
    assert list(shown["scenarios"]) == names
    again = said("compare", *names, "-n", "2", "--json")
    assert json.loads(again.stdout) == shown
