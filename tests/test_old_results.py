"""Results that version 0.1 has left are listed as such, and made anew when asked for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from printed import without_progress
from typer.testing import CliRunner, Result

from simulator.cli import app
from simulator.experiment.store.result_index import list_results

LEFT = Path(__file__).parent / "fixtures" / "results-0.1"
NAMES = ("north", "north+north-support-desk", "explain+north-support-desk")
SIMPLY = ("-n", "2", "--engine", "simpy", "--jobs", "1", "--json", "-q")


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what 0.1 has left, in the folder that one works in."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(LEFT, tmp_path / "results"))


def invoke(*words: str) -> Result:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_they_are_listed_as_made_by_it(results: Path) -> None:
    listed = invoke("results", "list", "--parts")
    assert listed.exit_code == 0, listed.stderr
    assert listed.stdout.count("made by 0.1") == len(list_results(results)) == 5
    assert "other code" not in listed.stdout
    entries = json.loads(invoke("results", "list", "--json").stdout)["results"]
    assert {entry["current"] for entry in entries} == {False}
    assert {entry["kind"] for entry in entries} == {"run", "compare", "explain", "part"}


@pytest.mark.usefixtures("results")
@pytest.mark.parametrize("name", NAMES)
def test_what_made_them_is_shown(name: str) -> None:
    shown = invoke("results", "show", name)
    assert shown.exit_code == 0, shown.stderr
    assert "version of the simulator: 0.1.0" in shown.stdout


@pytest.mark.slow
@pytest.mark.usefixtures("results")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("words", [("report",), ("export", "--format", "csv")])
def test_they_are_read_back_or_refused_in_one_line(name: str, words: tuple[str, ...]) -> None:
    result = invoke(words[0], name, *words[1:])
    if result.exit_code != 0:
        (line,) = without_progress(result.stderr).splitlines()
        assert "0.1" in line or "holds no tables" in line or "answer" in line


def test_one_that_cannot_be_read_back_says_who_made_it(results: Path) -> None:
    next(results.glob("north/*/scenario.yaml")).write_text("rooms: 7\n")
    result = invoke("report", "north")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "was made by 0.1 of the simulator and cannot be read back" in result.stderr
    assert "give the command that made it again" in result.stderr


@pytest.mark.slow
def test_the_same_command_makes_them_anew(results: Path) -> None:
    before = {path: path.read_bytes() for path in results.rglob("*") if path.is_file()}
    for words in (("run", "north"), ("compare", "north", "north-support-desk")):
        again = invoke(*words, *SIMPLY)
        assert again.exit_code == 0, again.stderr
        assert json.loads(again.stdout)["replications"] == 2
    assert {path: path.read_bytes() for path in before} == before, "what is old stays as it is"
    current = [entry for entry in list_results(results) if entry.current]
    assert sorted(entry.kind for entry in current) == ["compare", "run", "run"]
    latest = invoke("results", "show", "north")
    assert "version of the simulator: 0.1.0" not in latest.stdout


def test_they_go_when_results_are_cleaned(results: Path) -> None:
    named = invoke("results", "clean")
    assert len(named.stdout.splitlines()) == 5
    assert invoke("results", "clean", "--yes").exit_code == 0
    assert list_results(results) == []
