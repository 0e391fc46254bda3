"""What was asked before is said again at once, from words that are kept, while they hold."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from firm import today, written
from printed import without_progress
from test_cli import WHAT_IF, called, one_object, said

from simulator.analysis import shapley
from simulator.cli.pages import FILE
from simulator.experiment import compare

pytestmark = pytest.mark.slow

COMPARE = ("compare", "today", "relieved", "-n", "2", "--jobs", "1")
RUN = ("run", "today", "-n", "2", "--jobs", "1")
EXPLAIN = ("explain", "relieved", "-n", "2", "--jobs", "1")
LATE = (
    "scipy",
    "matplotlib",
    "simulator.experiment.compare",
    "simulator.output.content",
    "simulator.output.charts",
)


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the firm's scenarios."""
    written(tmp_path / "scenarios", today())
    (tmp_path / "scenarios" / "relieved.yaml").write_text(WHAT_IF)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is computed from now on."""
    computed: list[str] = []
    for room, name in ((compare, "compare"), (compare, "run"), (shapley, "explain")):
        before = getattr(room, name)

        def counted(*given: object, _before: object = before, _name: str = name, **how: object):
            computed.append(_name)
            return _before(*given, **how)

        monkeypatch.setattr(room, name, counted)
    return computed


def answer(*words: str) -> str:
    """All that a command says, notes included, but how far it is."""
    return without_progress(said(*words).output)


@pytest.mark.parametrize(
    "words",
    [COMPARE, EXPLAIN, ("run", "today", "-n", "2"), ("run", "today", "--precision", "90%")],
    ids=lambda words: words[0],
)
def test_asked_again_the_same_is_said_and_nothing_computed(
    words: tuple[str, ...], idle: list[str]
) -> None:
    first = said(*words)
    assert idle
    idle.clear()
    again = said(*words)
    assert (again.exit_code, again.stdout) == (0, first.stdout)
    assert idle == []


def test_what_is_said_again_loads_nothing_that_computes_or_draws() -> None:
    said(*COMPARE)
    code = f"""import sys
sys.argv[1:] = {list(COMPARE)}
from simulator.cli import main
try:
    main()
finally:
    print([room for room in sys.modules if room.startswith({LATE})])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("words", [RUN, COMPARE, EXPLAIN], ids=lambda words: words[0])
def test_json_is_said_again_too(words: tuple[str, ...], idle: list[str]) -> None:
    first = one_object(said(*words, "--json"))
    idle.clear()
    assert one_object(said(*words, "--json")) == first
    assert idle == []


def test_json_says_its_sentences_in_the_language_that_is_asked_for() -> None:
    first = one_object(said(*COMPARE, "--json"))
    other = one_object(said(*COMPARE, "--json", "--language", "zh-Hant"))
    assert other["headline"] != first["headline"]
    assert other == {**first, "headline": other["headline"]}
    assert one_object(said(*COMPARE, "--json")) == first


def test_an_answer_that_lies_beside_its_page_is_what_was_printed(desk: Path) -> None:
    printed = said(*EXPLAIN, "--json").stdout
    (file,) = (desk / "results").rglob("explain.json")
    assert file.read_text() == printed.rstrip()


@pytest.mark.parametrize(
    "other",
    [("-n", "3"), ("--seed", "2"), ("--confidence", "0.9"), ("--precision", "90%")],
    ids=lambda words: words[0],
)
def test_another_question_is_answered_anew(other: tuple[str, ...], idle: list[str]) -> None:
    run, few = ("run", "today", "--jobs", "1"), ("-n", "2")
    first = answer(*run, *few)
    idle.clear()
    again = few if other[0] != "-n" else ()
    assert answer(*run, *again, *other) != first
    assert idle == ["run"]
    assert answer(*run, *few) == first


def test_a_new_title_is_shown_though_no_number_changes(desk: Path) -> None:
    said(*COMPARE)
    file = desk / "scenarios" / "relieved.yaml"
    file.write_text(WHAT_IF.replace("Support enters orders", "Orders go to support"))
    assert "Orders go to support" in said(*COMPARE).output


def test_a_picture_in_another_language_is_drawn_first(desk: Path) -> None:
    for words in (COMPARE, EXPLAIN):
        said(*words)
        said(*words, "--language", "zh-Hant")
    names = {file.name for file in (desk / "results").rglob("*.zh-Hant.png")}
    assert {"time_use.zh-Hant.png", "bridge-direct_selling_share.zh-Hant.png"} <= names


def test_a_report_is_written_though_all_was_said_before(desk: Path, idle: list[str]) -> None:
    said(*COMPARE)
    idle.clear()
    output = said(*COMPARE, "--report").output
    (report,) = (desk / "results").rglob("report.html")
    assert f"report: {report.relative_to(desk)}" in output
    assert idle == []


def test_what_points_to_a_run_that_is_gone_is_computed_again(desk: Path, idle: list[str]) -> None:
    first = answer(*COMPARE)
    shutil.rmtree(desk / "results" / "today")
    idle.clear()
    assert answer(*COMPARE) == first
    assert idle == ["compare"]


@pytest.mark.parametrize("content", ["", "[]", '{"key": 1}', "{", "null"])
def test_a_damaged_page_is_written_anew(desk: Path, content: str) -> None:
    first = answer(*COMPARE)
    (page,) = (desk / "results" / "today+relieved").rglob(FILE)
    whole = page.read_bytes()
    page.write_text(content)
    assert answer(*COMPARE) == first
    assert page.read_bytes() == whole


def test_the_folder_of_results_may_move(desk: Path, idle: list[str]) -> None:
    said(*COMPARE)
    (desk / "results").rename(desk / "kept")
    idle.clear()
    output = said(*COMPARE, "--out", "kept").output
    assert "tables and pictures: kept/today+relieved/" in output
    assert idle == []


def test_notes_are_given_again_unless_quiet(desk: Path) -> None:
    file = desk / "scenarios" / "relieved.yaml"
    file.write_text(f"{WHAT_IF}watch: [turnaround_mean.ordre]\n")
    first = without_progress(called(*COMPARE).stderr)
    assert "ordre" in first
    assert without_progress(called(*COMPARE).stderr) == first
    assert called(*COMPARE, "--quiet").stderr == ""
