"""Where scenario files are looked for: here, then among those shipped."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from files import CHILD, PARENT, write
from firm import today, written
from typer.testing import CliRunner, Result

from simulator.cli import app
from simulator.cli.console import explained
from simulator.errors import ScenarioError, UsageError
from simulator.io import write_into_folder
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


@pytest.mark.slow
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
    with pytest.raises(ScenarioError, match="no scenario named 'baseline'; 'simulator list' shows"):
        find("baseline", folder)


# -- what is no scenario file ----------------------------------------------------------------------


def said(*words: str) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.mark.parametrize("name", ["Tiny.YAML", "Tiny.Yaml", "tiny.YML"])
def test_the_ending_may_have_capital_letters(here: Path, name: str) -> None:
    (here / name).write_text(PARENT)
    assert load(name).title == "The shop today"


@pytest.mark.slow
def test_a_file_with_a_capital_ending_is_listed_named_and_extended(here: Path) -> None:
    (write(here) / "Shop.YAML").write_text(PARENT)
    (here / "scenarios" / "child.yaml").write_text("extends: Shop\ntitle: x\n")
    assert [each.name for each in listing()][:2] == ["Shop", "child"]
    assert load("child").roles == load("Shop").roles


@pytest.mark.slow
def test_a_file_with_the_shorter_ending_is_listed_named_and_extended(here: Path) -> None:
    (write(here) / "shop.yml").write_text(PARENT)
    (here / "scenarios" / "child.yaml").write_text("extends: shop.yml\ntitle: x\n")
    assert {"shop", "child"} <= {each.name for each in listing()}
    assert load("child").roles == load("shop").roles


def test_an_unknown_name_gets_the_nearest_ones_each_once_and_how_to_see_all(here: Path) -> None:
    write(here, baseline=PARENT, baseline_2=PARENT)
    with pytest.raises(ScenarioError) as caught:
        find("baselin")
    message = str(caught.value)
    assert message.count("'baseline'") == message.count("'baseline_2'") == 1
    assert message.endswith("'simulator list' shows them all")
    with pytest.raises(ScenarioError) as caught:
        find("nothing like it")
    assert len(str(caught.value)) < 80


def no_file(folder: Path, kind: str) -> None:
    """Something called x.yaml that cannot be read as a file."""
    if kind == "pipe":
        os.mkfifo(folder / "x.yaml")
    elif kind == "folder":
        (folder / "x.yaml").mkdir()
    elif kind == "device":
        (folder / "x.yaml").symlink_to("/dev/zero")
    else:
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind("x.yaml")


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="pipes and devices lie in folders")
@pytest.mark.parametrize("kind", ["pipe", "folder", "device", "socket"])
def test_what_is_no_file_is_refused_and_keeps_nobody_waiting(
    here: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    folder = write(here, child="extends: x\ntitle: y\n")
    monkeypatch.chdir(folder)
    no_file(folder, kind)
    monkeypatch.chdir(here)
    for words in (["check"], ["show"], ["run"], ["init", "new", "--from"]):
        for name in ("x", "scenarios/x.yaml"):
            refused = said(*words, name)
            assert (refused.exit_code, refused.stdout) == (2, "")
            assert "no file: 'scenarios/x.yaml'" in refused.stderr
    assert said("check", "child").exit_code == 2
    assert "no file: 'scenarios/x.yaml'" in said("list").stdout
    assert sorted(path.name for path in here.iterdir()) == ["scenarios"]


@pytest.mark.skipif(os.name != "posix", reason="pipes lie in folders")
def test_coordinates_are_not_read_from_a_pipe(here: Path) -> None:
    folder = write(here, shop=PARENT, child="extends: shop\ntitle: x\n" + PLACES)
    os.mkfifo(folder / "places.csv")
    with pytest.raises(ScenarioError, match="there is no such file in the folder"):
        load("child", folder)


PLACES = "segments: {small: {density: null, places: places.csv}}\n"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="names of files may hold anything")
@pytest.mark.parametrize("name", [b"red\x1b[31m.yaml", b"broken\xff.yaml", b"two\nlines\x9b.yaml"])
def test_a_files_name_steers_no_terminal(here: Path, name: bytes) -> None:
    write(here)
    written = os.fsdecode(os.fsencode(here / "scenarios") + b"/" + name)
    Path(written).write_text(PARENT)
    checks = ["check", written], ["check", Path(written).stem], ["check", written, written]
    for words in (["list"], ["list", "--json"], *checks):
        told = said(*words)
        assert "control character" in told.output
        assert not [letter for letter in told.output if letter != "\n" and not letter.isprintable()]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("run", "baseline", "--out", ""), "read nothing"),
        (("results", "list", "--out", " "), "read nothing"),
        (("init", ""), "read nothing"),
        (("run", "baseline", "--out", "file"), "'file' is no folder"),
        (("run", "baseline", "--out", "file/below/it"), "'file/below/it': 'file' is no folder"),
        (("init", "file/below"), "'file/below': 'file' is no folder"),
    ],
)
def test_a_folder_for_results_is_refused_before_any_work_if_it_cannot_be_one(
    here: Path, words: tuple[str, ...], expected: str
) -> None:
    (here / "file").write_text("")
    refused = said(*words)
    assert refused.exit_code == 2
    assert expected in " ".join(refused.stderr.replace("│", "").split())
    assert [path.name for path in here.iterdir()] == ["file"]


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a system of files without /proc")
@pytest.mark.usefixtures("here")
def test_a_folder_where_the_system_takes_none_is_misuse() -> None:
    refused = said("run", "baseline", "-n", "1", "--out", "/proc/x")
    assert refused.exit_code == 2
    assert "no folder can be made there" in refused.stderr
    assert "/proc/x" in refused.stderr


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a system of files without /proc")
def test_a_file_where_the_system_takes_none_is_misuse() -> None:
    place, expected = "/proc/x.xlsx", "/proc/x.xlsx: no file can be made there"
    with pytest.raises(UsageError) as refused:
        write_into_folder(Path(place), b"")
    assert str(refused.value) == expected
    assert explained(refused.value) == (2, expected)


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("nothing", ["", " "])
@pytest.mark.parametrize(
    "command",
    [
        ("export", "baseline", "--format", "csv", "--to"),
        ("report", "baseline", "--to"),
        ("motion", "baseline", "--to"),
        ("lesson", "hockey-stick", "--to"),
        ("schema", "--out"),
    ],
)
def test_an_empty_name_does_not_mean_the_current_folder(
    here: Path, command: tuple[str, ...], nothing: str
) -> None:
    refused = said(*command, nothing)
    assert refused.exit_code == 2
    assert "read nothing" in " ".join(refused.stderr.replace("│", "").split())
    assert not list(here.iterdir())


def test_a_file_is_not_written_in_place_of_a_folder(here: Path) -> None:
    written(here / "scenarios", today())
    assert said("run", "today", "--replications", "1", "--jobs", "1").exit_code == 0
    (here / "taken").mkdir()
    for command in (("export", "--format", "xlsx"), ("export", "--format", "xes"), ("report",)):
        for place in ("taken", "."):
            refused = said(command[0], "today", *command[1:], "--to", place)
            assert refused.exit_code == 2
            told = " ".join(refused.stderr.replace("│", "").split())
            assert f"'{place}' is a folder, expected the name of a file" in told
    assert not list((here / "taken").iterdir())
    calendars = said("export", "today", "--format", "ics", "--to", "taken")
    assert calendars.exit_code == 0
    assert list((here / "taken").glob("*.ics"))


def test_a_file_of_another_kind_is_not_overwritten(here: Path) -> None:
    written(here / "scenarios", today())
    assert said("run", "today", "--replications", "1", "--jobs", "1").exit_code == 0
    mine = Path("mine.yaml")
    mine.write_text(ON_THE_BASELINE)
    for command, ending in (
        ("report today --to", ".html"),
        ("motion today --to", ".html"),
        ("export today --format xlsx --to", ".xlsx"),
        ("export today --format xes --to", ".xes"),
        ("export today --format ocel --to", ".json"),
        ("schema --out", ".json"),
    ):
        refused = said(*command.split(), str(mine))
        assert refused.exit_code == 2
        assert refused.stderr.splitlines()[-1] == (
            f"{mine} is there already, and its name does not end in {ending}: nothing is written;"
            " name another file"
        )
        assert mine.read_text() == ON_THE_BASELINE
    for place in ("it.html", "it.HTM", "it.html"):
        assert said("report", "today", "--to", place).exit_code == 0
    for place in ("it.xes", "it.xes.gz", "it.xes.gz"):
        assert said("export", "today", "--format", "xes", "--to", place).exit_code == 0
