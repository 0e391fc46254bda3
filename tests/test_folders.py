"""Where scenario files are looked for: here, then among those shipped."""

from __future__ import annotations

from pathlib import Path

import pytest
from files import CHILD, PARENT, write

from simulator.errors import ScenarioError
from simulator.scenario.folders import find, listing, search_path, shipped_folder
from simulator.scenario.inheritance import load, parent_of

ON_THE_BASELINE = "extends: baseline\ntitle: Ours\nhire: {sales_support: 1}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_in_an_empty_folder_the_scenarios_shipped_are_found(here: Path) -> None:
    assert search_path() == (shipped_folder(),)
    assert find("baseline").is_relative_to(shipped_folder())
    assert not list(here.iterdir())


def test_a_name_in_both_is_the_current_folders(here: Path) -> None:
    write(here, baseline=PARENT)
    assert find("baseline") == Path("scenarios/baseline.yaml")
    assert load("baseline").title == "The shop today"
    assert load("market").roles["field_rep"].people == 40, "those shipped know only each other"
    names = [each.name for each in listing()]
    assert names[0] == "baseline"
    assert names.count("baseline") == 1
    assert "region" in names


@pytest.mark.usefixtures("here")
def test_the_repositorys_own_folder_is_listed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shipped_folder().parent)
    assert search_path() == (Path("scenarios"),)


def test_a_what_if_may_extend_a_scenario_that_is_shipped(here: Path) -> None:
    write(here, ours=ON_THE_BASELINE)
    assert load("ours").roles["sales_support"].people == 9
    parent = parent_of("ours")
    assert parent is not None
    assert parent.is_relative_to(shipped_folder())
    (here / "lone.yaml").write_text(ON_THE_BASELINE)
    assert load("./lone.yaml").title == "Ours"


def test_a_parent_beside_comes_before_one_that_is_shipped(here: Path) -> None:
    write(here, baseline=PARENT, child=CHILD.replace("extends: shop", "extends: baseline"))
    assert load("child").roles["desk"].people == 4


@pytest.mark.parametrize(
    "said", ["selling-time/baseline", "../scenarios/selling-time/baseline.yaml", "{shipped}"]
)
def test_a_scenario_that_is_shipped_is_extended_by_name_alone(here: Path, said: str) -> None:
    said = said.format(shipped=shipped_folder() / "selling-time" / "baseline.yaml")
    write(here, ours=ON_THE_BASELINE.replace("baseline", said))
    with pytest.raises(ScenarioError, match=r"ours\.yaml:1: extends: "):
        load("ours")


def test_a_folder_given_is_the_only_one(here: Path) -> None:
    folder = write(here, shop=PARENT)
    assert [each.name for each in listing(folder)] == ["shop"]
    with pytest.raises(ScenarioError, match="no scenario named 'baseline'; there are shop"):
        find("baseline", folder)
