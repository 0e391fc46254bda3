import inspect
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import rich.console
from firm import relieved, today, written
from test_customers import everything
from typer import Exit
from typer.main import get_command
from typer.testing import CliRunner, Result

from simulator import __version__
from simulator.cli import app, console
from simulator.cli.console import Counted, LogProgress, Terminated, in_plain_words, progress
from simulator.errors import InvariantViolation
from simulator.experiment import runner
from simulator.i18n import LANGUAGES
from simulator.output.render import terminal
from simulator.scenario.overrides import resolved
from simulator.scenario.what_if import what_if

HEAVY = {"matplotlib", "numpy", "polars", "scipy", "simpy", "ruamel.yaml", "holidays"}
COMMANDS = ["run", "compare", "check", "show", "story", "list", "systems", "five", "schema"]
QUICK = ["-n", "2", "--jobs", "1"]

WHAT_IF = """\
extends: today
title: Support enters orders
question: And if support entered the orders?
reassign:
  order: {to: support, hand_over: 3 min, take_over: 1 min}
"""
WRONG = """\
extends: today
title: Support enters orders
reassign:
  order: {to: suport}
roles:
  field_rep: {people: many}
"""


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with the firm's scenarios, 80 columns and no colours."""
    written(tmp_path / "scenarios", today())
    (tmp_path / "scenarios" / "relieved.yaml").write_text(WHAT_IF)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


def said(*words: str) -> Result:
    """What the command line answers in this process."""
    return CliRunner().invoke(app, list(words))


def called(*words: str, **options: Any) -> subprocess.CompletedProcess[str]:
    """What the command line answers as a process of its own."""
    command = [sys.executable, "-c", "from simulator.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def one_object(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert isinstance(found, dict)
    return found


# -- help ------------------------------------------------------------------------------------------


@pytest.mark.few(1)
@pytest.mark.parametrize("words", [["--help"], ["compare", "--help"], ["--version"]])
def test_help_loads_nothing_heavy(words: list[str]) -> None:
    program = f"""
import sys
from simulator.cli import app
try:
    app({words!r})
except SystemExit:
    pass
print([name for name in {sorted(HEAVY)!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_door_loads_nothing_heavy() -> None:
    program = f"import sys, simulator; print([n for n in {sorted(HEAVY)!r} if n in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_the_door_opens_every_room_it_names() -> None:
    import simulator

    assert all(getattr(simulator, name) for name in simulator.__all__)
    assert dir(simulator) == sorted(simulator.__all__)
    with pytest.raises(AttributeError, match="no attribute 'forecast'"):
        simulator.forecast  # noqa: B018


@pytest.mark.parametrize("command", COMMANDS)
def test_every_commands_help_has_an_example(command: str) -> None:
    assert f"Example:  simulator {command}" in " ".join(said(command, "--help").stdout.split(" "))


@pytest.mark.parametrize("command", list(get_command(app).commands))
def test_no_help_is_cut_at_80_columns(command: str) -> None:
    """An example that ends in dots cannot be copied."""
    for language in LANGUAGES:
        lines = said(command, "--help", "--language", language).stdout.splitlines()
        assert [line for line in lines if "…" in line] == []


def test_python_runs_the_package_as_the_command() -> None:
    called = [sys.executable, "-m", "simulator", "--version"]
    assert subprocess.run(called, capture_output=True, text=True, check=True).stdout == (
        f"simulator {__version__}\n"
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_in_json_if_asked(command: str) -> None:
    assert "--json" in said(command, "--help").stdout


@pytest.mark.few(4)
@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_help_is_translated(command: str) -> None:
    pages = [
        said(*command.split(), "--help", "--language", "zh-Hant").stdout,
        said("--language=zh-Hant", *command.split(), "-h").stdout,
    ]
    assert pages[0] == pages[1]
    assert "用法" in pages[0]
    assert "選項" in pages[0]
    text = re.sub("範例.*?╭|由此開始[^\\n]*|'[^']*'", "", pages[0], flags=re.DOTALL)
    assert not re.search(r"[A-Za-z]+ [a-z]+ [a-z]+", text), text
    assert not re.search("<(?:bool|str|int|float|path|file|list)", text, re.IGNORECASE)
    assert said(*command.split(), "--help").stdout.lstrip().startswith("Usage:")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["rum"], "'rum'。您是指 'run' 嗎"),
        (["run"], "缺少引數 'SCENARIO'。"),
        (["run", "baseline", "-n", "0"], "應大於或等於 1"),
        (["run", "baseline", "--sede", "1"], "沒有這個選項"),
    ],
)
def test_wrong_words_are_answered_in_the_language_asked_for(
    words: list[str], expected: str
) -> None:
    result = said("--language", "zh-Hant", *words)
    assert result.exit_code == 2
    assert expected in result.stderr
    assert "錯誤" in result.stderr


def test_the_language_said_before_the_command_holds_for_the_command() -> None:
    assert "沒有名為 'nosuch' 的情境" in said("--language", "zh-Hant", "run", "nosuch").stderr
    later = said("--language", "zh-Hant", "run", "nosuch", "--language", "en").stderr
    assert "no scenario named 'nosuch'" in later


# -- run and compare -------------------------------------------------------------------------------


@pytest.mark.slow
def test_compare_prints_question_answer_tables_and_where_all_lies() -> None:
    result = said("compare", "today", "relieved", *QUICK)
    assert result.exit_code == 0
    page = result.stdout
    for part in (
        "And if support entered the orders?",
        "Support enters orders: ",
        "Minutes per field rep and week",
        "freed: chores gone, less hand-overs",
        "From today to relieved",
        "cost per week,",
        "95% intervals, 2 replications, the same luck in each scenario",
        "seed 1, simulator ",
        "tables and pictures: results/today+relieved/",
    ):
        assert part in " ".join(page.split(" ")), part


def test_every_command_takes_a_language() -> None:
    groups = [app, *(each.typer_instance for each in app.registered_groups)]
    every = [each for group in groups for each in group.registered_commands]
    assert len(every) > 20
    for each in every:
        assert each.callback is not None
        assert "language" in inspect.signature(each.callback).parameters


@pytest.mark.slow
def test_what_is_wrong_is_said_in_the_readers_language(desk: Path) -> None:
    (desk / "wrong.yaml").write_text(WRONG)
    result = said("check", "./wrong.yaml", "today", "--language", "zh-Hant")
    assert "wrong.yaml:4: reassign.order.to: 讀到 'suport'" in result.stderr
    assert "您是指 'support' 嗎" in result.stderr
    assert "沒有問題" in result.stdout
    assert "沒有名為 'tody' 的情境" in said("run", "tody", "--language", "zh-Hant").stderr
    assert "did you mean 'today'?" in said("run", "tody").stderr


@pytest.mark.slow
def test_compare_speaks_the_readers_language() -> None:
    english = said("compare", "today", "relieved", *QUICK).stdout
    page = said("compare", "today", "relieved", *QUICK, "--language", "zh-Hant").stdout
    assert "每位業務代表每週分鐘數" in page
    assert "Minutes per" not in page
    numbers = re.compile(r"[+-]?[0-9]+\.[0-9]+ \[[^]]*\]")
    assert numbers.findall(page) == numbers.findall(english) != []


@pytest.mark.slow
def test_compare_fits_into_eighty_columns() -> None:
    page = said("compare", "today", "relieved", *QUICK).stdout
    lines = [line for line in page.splitlines() if "results/" not in line]
    assert max(map(len, lines)) <= 80
    assert "…" not in page


@pytest.mark.slow
def test_compare_leaves_pictures_and_tables(desk: Path) -> None:
    said("compare", "today", "relieved", *QUICK)
    (folder,) = (desk / "results" / "today+relieved").iterdir()
    assert {file.name for file in folder.iterdir()} == {
        "comparison.json",
        "day.png",
        "differences.csv",
        "manifest.json",
        "said.page",
        "scenarios",
        "time_use.png",
        "tour.png",
    }


@pytest.mark.slow
def test_compare_in_json_is_one_object_and_nothing_else() -> None:
    found = one_object(said("compare", "today", "relieved", *QUICK, "--json"))
    assert list(found) == [
        "replications",
        "seed",
        "scenarios",
        "differences",
        "together",
        "headline",
        "guards",
        "queues",
        "counted",
        "begins",
        "settled",
        "confidence",
    ]
    assert found["differences"]["relieved"]["used_minutes"]["mean"] > 0


@pytest.mark.slow
def test_one_scenario_alone_is_compared_with_its_parent() -> None:
    found = one_object(said("compare", "relieved", *QUICK, "--json"))
    assert list(found["scenarios"]) == ["today", "relieved"]


def test_one_scenario_without_a_parent_has_nothing_to_be_compared_with() -> None:
    result = said("compare", "today", *QUICK)
    assert result.exit_code == 2
    assert "extends nothing" in result.stderr


@pytest.mark.slow
def test_a_scenario_is_given_by_name_or_by_path() -> None:
    by_name = said("run", "today", *QUICK, "--json")
    by_path = said("run", "scenarios/today.yaml", *QUICK, "--json")
    assert by_name.stdout == by_path.stdout


@pytest.mark.slow
def test_run_prints_where_the_time_of_each_role_goes(desk: Path) -> None:
    result = said("run", "today", *QUICK)
    assert result.exit_code == 0
    assert "Where does the week go?" in result.stdout
    assert re.search(r"selling +\d+ +\d+\.\d%", result.stdout)
    (folder,) = (desk / "results" / "today").iterdir()
    assert (folder / "time_use.png").exists()


@pytest.mark.slow
def test_a_finished_run_can_be_run_again_from_its_folder(desk: Path) -> None:
    first = one_object(said("run", "today", *QUICK, "--json"))
    (folder,) = (desk / "results" / "today").iterdir()
    again = one_object(said("run", str(folder / "scenario.yaml"), *QUICK, "--json"))
    assert list(again["scenarios"].values()) == list(first["scenarios"].values())


@pytest.mark.slow
def test_titles_are_printed_as_they_are() -> None:
    page = said("compare", "relieved", "today", *QUICK).stdout
    assert "The firm today [as it is]: " in page


@pytest.mark.slow
def test_one_replication_has_no_intervals() -> None:
    page = said("run", "today", "-n", "1", "--jobs", "1").stdout
    assert "one replication: no intervals" in page
    assert "[nan" not in page


@pytest.mark.slow
def test_what_cannot_be_watched_is_noted_unless_quiet(desk: Path) -> None:
    file = desk / "scenarios" / "relieved.yaml"
    file.write_text(WHAT_IF + "watch: [direct_seling_share]\n")
    assert "did you mean 'direct_selling_share'" in said("run", "relieved", *QUICK).stderr
    assert said("run", "relieved", *QUICK, "--quiet").stderr == ""


@pytest.mark.slow
def test_no_colour_where_nobody_sees_it(desk: Path) -> None:
    colourful = {**os.environ, "NO_COLOR": "1", "FORCE_COLOR": ""}
    done = called("run", "today", *QUICK, cwd=desk, env=colourful)
    assert done.returncode == 0
    assert "\x1b[" not in done.stdout + done.stderr


# -- what goes wrong -------------------------------------------------------------------------------


ALSO = [pytest.param(command, marks=pytest.mark.slow) for command in ("run", "show", "story")]


@pytest.mark.slow
@pytest.mark.parametrize("command", ["check", *ALSO])
def test_a_wrong_scenario_is_refused_with_line_and_cure(desk: Path, command: str) -> None:
    (desk / "scenarios" / "wrong.yaml").write_text(WRONG)
    done = called(command, "wrong", cwd=desk)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "scenarios/wrong.yaml:4: reassign.order.to: " in done.stderr
    assert "did you mean 'support'" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_scenario_leaves_nothing_behind(desk: Path) -> None:
    (desk / "scenarios" / "wrong.yaml").write_text(WRONG)
    assert said("compare", "today", "wrong", *QUICK).exit_code == 2
    assert not (desk / "results").exists()


def test_an_unknown_name_gets_the_nearest_one() -> None:
    result = said("run", "relievd")
    assert result.exit_code == 2
    assert "did you mean 'relieved'" in result.stderr


@pytest.mark.few(3)
@pytest.mark.parametrize(
    "words",
    [
        ["run", "today", "--replications", "0"],
        ["run", "today", "--jobs", "0"],
        ["run", "today", "--seed", "-1"],
        ["run"],
        ["forecast"],
        ["compare", "today", "relieved", "--replications", "many"],
    ],
)
def test_wrong_use_is_refused(desk: Path, words: list[str]) -> None:
    result = said(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: " in result.stderr
    assert isinstance(result.exception, SystemExit)
    assert not (desk / "results").exists()


def test_two_scenarios_of_one_name_are_refused(desk: Path) -> None:
    other = written(desk / "other", today(resumption="1 s"))
    result = said("compare", "today", str(other), *QUICK)
    assert result.exit_code == 2
    assert "two different scenarios are called 'today'" in result.stderr


def test_a_broken_law_is_a_bug_and_prints_no_report(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise InvariantViolation("P3", "entries of one person overlap", person="field rep 1")

    monkeypatch.setattr(runner, "simulate", broken)
    result = said("run", "today", *QUICK)
    assert result.exit_code == 3
    assert result.stdout == ""
    assert "entries of one person overlap" in result.stderr
    assert "bug of the simulator" in result.stderr
    assert not list((desk / "results").rglob("measures.csv"))


def test_a_folder_that_cannot_be_written_is_named(desk: Path) -> None:
    (desk / "results").mkdir()
    (desk / "results" / "today").write_text("in the way")
    result = said("run", "today", *QUICK)
    assert result.exit_code == 1
    assert "results/today" in result.stderr
    assert result.stdout == ""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends Ctrl-C as POSIX systems do")
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_stops_it_is_told_what_is_finished_and_kept(
    desk: Path, sent: signal.Signals, code: int
) -> None:
    weeks = {"start": "2025-01-06", "weeks": 52, "warm_up_weeks": 1}
    long = written(desk, today(name="long", horizon=weeks))
    words = ["run", str(long), "-n", "500", "--jobs", "2", "--engine", "simpy"]
    command = [sys.executable, "-c", "from simulator.cli import main; main()", *words]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, cwd=desk, start_new_session=True, **pipes) as run:  # type: ignore[call-overload]
        # What is kept is counted a moment later: of several kept one has been.
        while len(list(desk.glob("results/long/*/replications/0*.json"))) < 4:
            assert run.poll() is None
            time.sleep(0.02)
        os.kill(run.pid, sent)
        out, err = run.communicate(timeout=30)
    assert run.returncode == code
    assert out == ""
    *_, finished, kept, last = err.splitlines()
    assert re.fullmatch(r"[1-9][0-9]* of 500 replications are finished", finished)
    assert kept == "finished replications are kept, and the same command goes on from there"
    assert last == "stopped"


@pytest.mark.parametrize(("what", "quiet"), [*product(("replications", "pictures"), (True, False))])
def test_nothing_is_said_to_be_kept_where_there_are_no_replications(
    what: Counted, quiet: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Exit), in_plain_words(), progress(quiet, what):
        raise Terminated
    with pytest.raises(Exit), in_plain_words():
        raise Terminated
    kept = ["finished replications are kept, and the same command goes on from there"]
    expected = [*(kept if what == "replications" else []), "stopped", "stopped"]
    assert capsys.readouterr().err.splitlines() == expected


def test_a_log_says_how_far_it_is_first_after_two_seconds_then_ever_more_seldom(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = iter([0.0, *(float(second) for second in range(41))])
    report = LogProgress("replications", lambda: next(clock))
    for finished in range(41):
        report(finished, 40)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "2 of 40 replications",  # less than a tenth: it may still go otherwise
        "4 of 40 replications, about 36 s left",
        "8 of 40 replications, about 32 s left",
        "16 of 40 replications, about 24 s left",
        "32 of 40 replications, about 8 s left",
    ]


@pytest.mark.parametrize("compiling", [(30.0,), (0.0, 30.0)])
def test_what_getting_ready_takes_is_not_expected_of_each_replication(
    capsys: pytest.CaptureFixture[str], compiling: tuple[float, ...]
) -> None:
    clock = iter([0.0, *compiling, 32.0, 34.0])
    report = LogProgress("replications", lambda: next(clock))
    for finished in (*(0 for _ in compiling), 1, 2):
        report(finished, 20)
    assert capsys.readouterr().err.splitlines() == [
        "1 of 20 replications",  # what one takes is not known
        "2 of 20 replications, about 36 s left",
    ]


def test_what_getting_ready_for_a_later_batch_takes_is_not_expected_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = iter([0.0, 0.0, 1.0, 31.0, 32.0])
    report = LogProgress("replications", lambda: next(clock))
    for finished in (0, 1, 1, 2):
        report(finished, 20)
    assert capsys.readouterr().err == "2 of 20 replications, about 18 s left\n"


def test_of_a_count_that_begins_anew_what_one_takes_is_learned_anew(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = iter([0.0, 0.0, 1.0, 5.0, 5.0, 6.0, 8.0, 12.0])
    report = LogProgress("replications", lambda: next(clock))
    for finished in (0, 1, 2, 0, 1, 2, 4):
        report(finished, 8)
    assert capsys.readouterr().err.splitlines() == [
        "2 of 8 replications, about 24 s left",
        "4 of 8 replications, about 8 s left",
    ]


def test_of_a_search_no_time_left_is_told_for_it_does_not_know_how_much_it_will_take(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = iter([0.0, 0.0, 4.0, 8.0, 16.0])
    report = LogProgress("replications", lambda: next(clock), grows=True)
    for counts in ((0, 20), (4, 20), (8, 59), (16, 286)):
        report(*counts)
    assert capsys.readouterr().err.splitlines() == [
        "4 of 20 replications, more may follow",
        "8 of 59 replications, more may follow",
        "16 of 286 replications, more may follow",
    ]


def test_on_a_terminal_there_is_no_bar_before_something_is_counted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor for a command that simulates nothing."""
    screen = io.StringIO()
    page = rich.console.Console(file=screen, force_terminal=True, width=100)
    monkeypatch.setattr(terminal, "console", lambda **_: page)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with console.progress(quiet=False):
        pass
    assert "replications" not in screen.getvalue()
    with console.progress(quiet=False) as tell:
        assert tell is not None
        tell(2, 7)
    assert "2/7" in screen.getvalue()
    assert "/?" not in screen.getvalue()


def test_a_log_says_that_work_has_begun_before_anything_is_finished(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Who reads a pipe need not wait for the first replication."""
    report = LogProgress("replications", lambda: 0.0)
    report.begun()
    report(0, 40)
    report.begun()
    report(40, 40)
    report.begun()
    assert capsys.readouterr().err.splitlines() == ["0 of 40 replications"]


def test_the_first_line_of_a_log_does_not_wait_for_what_is_computed(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LogProgress, "BEGUN", 0.01)
    with console.progress(quiet=False) as tell:
        assert tell is not None
        tell(0, 40)
        waited = time.monotonic()
        while not (told := capsys.readouterr().err) and time.monotonic() < waited + 5:
            time.sleep(0.01)
        assert told == "0 of 40 replications\n"


def test_a_command_that_only_loads_says_that_it_is_at_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "FIRST_LINE", 0.01)
    for quiet, expected in ((False, "getting ready\n"), (True, "")):
        with console.first_line(quiet):
            time.sleep(0.2)
        assert capsys.readouterr().err == expected


def test_a_command_that_answers_at_once_says_nothing_else(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "FIRST_LINE", 0.1)
    with console.first_line(quiet=False):
        pass
    time.sleep(0.2)
    assert capsys.readouterr().err == ""


@pytest.mark.slow
def test_what_a_manifest_says_is_translated() -> None:
    said("run", "today", *QUICK)
    shown = said("results", "show", "today", "--language", "zh-Hant").stdout
    assert not re.findall(r"^  [a-z ]+:", shown, re.MULTILINE)
    assert "亂數種子" in shown


def test_what_is_stored_already_does_not_count_as_quick_work(
    capsys: pytest.CaptureFixture[str],
) -> None:
    clock = iter([0.0, 0.0, 10.0, 20.0])
    report = LogProgress("replications", lambda: next(clock))
    report(90, 100)
    report(91, 100)
    report(92, 100)
    assert capsys.readouterr().err.splitlines() == [
        "91 of 100 replications",
        "92 of 100 replications, about 2 min left",  # 8 of 10 s
    ]


# -- the other commands ----------------------------------------------------------------------------


def test_check_says_what_is_fine() -> None:
    result = said("check", "today", "scenarios/relieved.yaml")
    assert result.exit_code == 0
    assert result.stdout == (
        "today: fine, with 2 notes\nscenarios/relieved.yaml: fine, with 3 notes\n"
    )


@pytest.mark.slow
def test_check_goes_through_all_files(desk: Path) -> None:
    (desk / "scenarios" / "wrong.yaml").write_text(WRONG)
    result = said("check", "wrong", "today", "nowhere")
    assert result.exit_code == 2
    assert result.stdout == "today: fine, with 2 notes\n"
    assert "reassign.order.to" in result.stderr
    assert "no scenario named 'nowhere'" in result.stderr


def test_check_in_json_has_file_line_and_message(desk: Path) -> None:
    (desk / "scenarios" / "wrong.yaml").write_text(WRONG)
    result = said("check", "wrong", "today", "--json")
    assert result.exit_code == 2
    wrong, fine = json.loads(result.stdout)["files"]
    note, at_night = fine.pop("notes")
    said_of_it = "'due' counts working days of who does it (order 1 d)"
    assert note["message"] == f"good to know, nothing is wrong: {said_of_it}"
    assert "it comes at night and at weekends too" in at_night["message"]
    assert fine == {"file": "today", "ok": True, "complaints": []}
    assert wrong["complaints"][0]["line"] == 4


def test_what_show_prints_is_the_same_scenario(desk: Path) -> None:
    (desk / "scenarios" / "shown.yaml").write_text(said("show", "relieved").stdout)
    found = one_object(said("show", "shown", "--json"))
    assert found["scenario"] == resolved(relieved())
    assert found["parent"] is None


def test_show_begins_with_what_differs() -> None:
    lines = said("show", "relieved").stdout.splitlines()
    assert lines[0] == "# differs from today in"
    assert any(
        line.startswith("#   activities.order.moved: nothing -> {to: support, ") for line in lines
    )


def test_show_can_be_brief_or_whole() -> None:
    brief, whole = (said("show", "relieved", how).stdout for how in ("--differences", "--whole"))
    assert all(line.startswith("#") for line in brief.splitlines())
    values, follows = whole[: whole.index("#")], whole[whole.index("#") :].splitlines()
    assert values.startswith("title: ")
    assert follows == [
        (
            "# field_rep: 0 homes as given, 3 drawn in each replication, anywhere in the rectangle"
            " around the person's first accounts"
        )
    ]
    assert said("show", "relieved").stdout == brief + whole


def test_story_tells_a_day() -> None:
    words = ["story", "today", "--person", "field rep 2", "--day", "2025-01-14"]
    lines = said(*words).stdout.splitlines()
    assert lines[0] == "field rep 2, Tuesday 2025-01-14, The firm today [as it is]"
    assert lines[1].startswith("08:00  ")
    assert lines[-1].startswith("in all: ")
    assert one_object(said(*words, "--json"))["lines"] == lines[1:]


def test_story_finds_a_person_and_a_typical_day_by_itself() -> None:
    found = one_object(said("story", "today", "--json"))
    assert found["person"] == "field rep 1"
    assert found["day"] > "2025-01-13"


def test_story_takes_a_week_and_a_weekday() -> None:
    assert one_object(said("story", "today", "--week", "2", "--day", "3", "--json"))["day"] == (
        "2025-01-15"
    )


@pytest.mark.parametrize("words", [["--person", "field rep 7"], ["--day", "2030-01-01"]])
def test_story_refuses_what_is_not_there(words: list[str]) -> None:
    result = said("story", "today", *words)
    assert result.exit_code == 2
    assert result.stdout == ""


@pytest.mark.slow
def test_list_shows_names_and_questions() -> None:
    page = said("list").stdout
    assert "relieved\n" in page
    assert "    And if support entered the orders?" in page
    found = one_object(said("list", "--json"))["scenarios"]
    assert [each["name"] for each in found][:2] == ["relieved", "today"]
    assert {"baseline", "region"} <= {each["name"] for each in found}, "then those shipped"


def test_schema_is_printed_or_written(desk: Path) -> None:
    printed = said("schema").stdout
    assert json.loads(printed)["type"] == "object"
    assert one_object(said("schema", "--out", "schema.json", "--json")) == {
        "written": "schema.json"
    }
    assert (desk / "schema.json").read_text() == printed


# -- customers -------------------------------------------------------------------------------------


@pytest.fixture
def shop(desk: Path) -> Path:
    """A scenario that sells, and a what-if that claims to sell more."""
    base = what_if(everything(), name="shop")
    better = what_if(
        base,
        name="better",
        title="Better",
        question="What if every lead were won?",
        activities={"won": {"arises": {"after": {"lead": 1}}}},
        claims={"more": {"system": "S4", "says": "More is won.", "measure": "sales", "low": 0.1}},
    )
    written(desk / "scenarios", base)
    file = written(desk / "scenarios", better)
    file.write_text("extends: shop\n" + file.read_text())
    return desk


@pytest.mark.usefixtures("shop")
def test_five_answers_the_five_questions() -> None:
    page = said("five", "shop").stdout
    for question in ("sales calls per week", "become leads", "become sales", "revenue of a sale"):
        assert question in page
    found = one_object(said("five", "shop", "--segment", "all", "--json"))
    assert found["become_leads"] >= found["become_sales"] > 0
    assert found["revenue_of_a_sale"] == 1000
    assert found["segment"] == "all"


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--segment", "al"], "did you mean 'all'"),
        (["--person", "clerk 9"], "did you mean 'clerk 1'"),
    ],
)
def test_five_refuses_what_is_not_there(words: list[str], hint: str) -> None:
    result = said("five", "shop", *words)
    assert result.exit_code == 2
    assert hint in result.stderr


def test_five_of_who_sells_nothing_says_who_is_called_on() -> None:
    result = said("five", "today")
    assert result.exit_code == 0
    assert "accounts called on, %" in result.stdout
    assert "sales" not in result.stdout


@pytest.mark.slow
def test_systems_holds_claims_against_runs_and_writes_the_table(shop: Path) -> None:
    result = said("systems", "-n", "2", "--write", "--quiet")
    assert result.exit_code == 0
    assert "S4  shop -> better" in result.stdout
    assert "More is won." in (shop / "scenarios" / "README.md").read_text()
    (found,) = one_object(said("systems", "-n", "2", "--json"))["claims"]
    assert found["measure"] == "sales"
    assert found["mean"] > 0


@pytest.mark.usefixtures("shop")
def test_a_deal_and_an_account_tell_their_story() -> None:
    assert "worth 1,000 EUR" in said("story", "shop", "--deal", "0").stdout
    found = one_object(said("story", "shop", "--account", "all 1", "--json"))
    assert found["about"] == "all 1"
    assert "goodwill" in found["lines"][-1]
    assert said("story", "shop", "--deal", "999").exit_code == 2


@pytest.mark.slow
def test_compare_shows_money_and_draws_it(shop: Path) -> None:
    page = said("compare", "shop", "better", *QUICK).stdout
    assert "No outlay is said" in page
    assert list((shop / "results").glob("shop+better/*/payback.png"))


@pytest.mark.slow
def test_compare_watches_those_who_receive_the_work() -> None:
    page = said("compare", "today", "relieved", *QUICK).stdout
    assert "Those to whom more work may come" in page


@pytest.mark.parametrize("again", [["--goal", "cost <= 1"], ["--goal=cost <= 1"]])
def test_an_option_that_takes_one_value_is_refused_a_second(again: list[str]) -> None:
    """The last one would replace the first, and nobody would see it."""
    asked = ["optimise", "north-support-desk", "--goal", "direct_selling_share >= 13%", *again]
    refused = CliRunner().invoke(app, asked)
    assert refused.exit_code == 2
    assert "read --goal 2 times, expected it once" in " ".join(refused.output.split())
