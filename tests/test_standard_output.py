"""Standard output: a closed pipe, a full disk, few letters, tables of many columns."""

from __future__ import annotations

import gc
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from examples import examples
from files import PARENT, write
from hypothesis import given
from hypothesis import strategies as st
from printed import without_progress
from rich.cells import cell_len
from rich.console import Console

from simulator import cli
from simulator.cli.standard_output import plain
from simulator.output.render import terminal

PROGRAM = [sys.executable, "-c", "from simulator.cli import main; main()"]
RUN = ["run", "shop", "-n", "1", "--jobs", "1", "--engine", "simpy", "-q"]
SAID = {"list": ["list"], "help": ["--help"], "show": ["show", "shop"], "schema": ["schema"]}
SAID |= {"check": ["check", "shop"], "run": RUN, "json": [*RUN, "--json"]}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a scenario whose words have letters that ASCII lacks."""
    here = tmp_path_factory.mktemp("shop")
    folder = write(here, shop=PARENT)
    file = folder / "shop.yaml"
    title = "title: Größe – „heute“ … 今日"
    file.write_text(file.read_text().replace("title: The shop today", title))
    return here


def spoken(here: Path, words: list[str], **said: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **said}
    return subprocess.run([*PROGRAM, *words], cwd=here, capture_output=True, env=environment)


@pytest.mark.skipif(os.name != "posix", reason="pipes are closed differently elsewhere")
@pytest.mark.few(1)
@pytest.mark.parametrize("command", ["list", "json", "run"])
def test_a_closed_pipe_is_no_trouble_worth_a_word(shop: Path, command: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [*PROGRAM, *SAID[command]], cwd=shop, stdout=closed, stderr=subprocess.PIPE
        )
    assert (done.returncode, without_progress(done.stderr.decode())) == (1, "")


@pytest.mark.skipif(os.name != "posix", reason="a shell closes outputs differently elsewhere")
@pytest.mark.parametrize("command", ["list", "json"])
def test_with_a_closed_output_nothing_is_begun_and_the_other_says_so(
    shop: Path, command: str
) -> None:
    for number, name in ((1, "standard output"), (2, "standard error")):
        line = shlex.join([*PROGRAM, *SAID[command]]) + f" {number}>&-"
        done = subprocess.run(["sh", "-c", line], cwd=shop, capture_output=True, text=True)
        expected = f"{name} is closed: open it, or send it to a file\n"
        assert (done.returncode, done.stdout + done.stderr) == (2, expected)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.few(1)
@pytest.mark.parametrize("command", ["list", "run", "show", "help"])
def test_a_full_standard_output_is_named_and_other_disks_are_left_alone(
    shop: Path, command: str
) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*PROGRAM, *SAID[command]], cwd=shop, stdout=full, stderr=subprocess.PIPE
        )
    assert (done.returncode, without_progress(done.stderr.decode())) == (
        1,
        f"standard output: {os.strerror(28)}\n",
    )


@pytest.mark.few(1)
@pytest.mark.parametrize("command", SAID)
def test_an_output_for_ascii_gets_plain_characters(shop: Path, command: str) -> None:
    done = spoken(shop, SAID[command], PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert (done.stdout + done.stderr).isascii()
    if command == "list":
        assert b'Grosse - "heute" ... ??' in done.stdout


@pytest.mark.slow
def test_json_for_ascii_loses_no_letter(shop: Path) -> None:
    told = spoken(shop, ["list", "--json"], PYTHONIOENCODING="ascii")
    assert told.stdout.isascii()
    assert json.loads(told.stdout)["scenarios"][0]["title"] == "Größe – „heute“ … 今日"


@pytest.mark.skipif(os.name != "posix", reason="locales are a matter of POSIX")
@pytest.mark.slow
def test_the_plain_locale_is_no_trouble(shop: Path) -> None:
    plainest = {"LC_ALL": "C", "LANG": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    done = spoken(shop, ["list"], **plainest)
    assert (done.returncode, without_progress(done.stderr.decode())) == (0, "")
    assert done.stdout.isascii()


@pytest.mark.slow
def test_other_encodings_keep_the_letters_that_they_have(shop: Path) -> None:
    told = spoken(shop, ["list"], PYTHONIOENCODING="latin-1").stdout.decode("latin-1")
    assert 'Größe - "heute" ... ??' in told
    assert (
        "Größe – „heute“ … 今日" in spoken(shop, ["list"], PYTHONIOENCODING="utf-8").stdout.decode()
    )


@pytest.mark.slow
@examples(100)
@given(st.text())
def test_any_text_can_be_said_plainly(text: str) -> None:
    assert plain(text).isascii()
    assert plain(plain(text)) == plain(text)


# -- tables ----------------------------------------------------------------------------------------


def printed(header: list[str], rows: list[list[str]]) -> str:
    screen = Console(width=terminal.console().width)
    with screen.capture() as said:
        for table in terminal.as_tables("The week", header, rows):
            screen.print(table)
    return said.get()


def test_a_verdict_stays_beside_what_it_is_about(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures of 26 digits, of which two fit beside each other, but not with a verdict."""
    monkeypatch.setenv("COLUMNS", "80")
    wide = 26 * "7"
    header = ["", "the share", "against the first", "", "sold in all"]
    rows = [[str(place), wide, wide, "cannot tell", wide] for place in range(2)]
    parts = terminal.as_tables("", header, rows)
    heads = [[str(column.header).replace("\n", " ") for column in part.columns] for part in parts]
    assert heads == [["", "the share"], ["", "against the first", ""], ["", "sold in all"]]


@pytest.mark.parametrize("width", [40, 80, 100, 300])
@pytest.mark.parametrize("roles", [1, 3, 11, 16, 40])
def test_however_many_columns_no_word_and_no_number_is_cut(
    width: int, roles: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = ["", *(f"team number {number:02}" for number in range(roles))]
    rows = [
        [
            "travel and waiting",
            *(f"{1_000 + number:,}  18.{number % 10}%" for number in range(roles)),
        ],
        ["of which overtime", *(f"{number}.5 [{number}.1, {number}.9]" for number in range(roles))],
    ]
    monkeypatch.setenv("COLUMNS", str(width))
    text = printed(header, rows)
    assert "…" not in text
    found = text.split()
    for row in rows:
        for cell in row[1:]:
            assert [part for part in cell.split() if part not in found] == []
    assert all(cell in text for cell in rows[1][1:]), "a figure stays with its interval"
    assert max(map(len, text.splitlines())) <= min(width, terminal.WIDEST)


@pytest.mark.parametrize("names", [("sales support", "not worse"), ("業務支援人員", "未變差")])
def test_words_go_on_below_before_an_interval_is_torn(
    names: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    role, word = names
    header = ["who", "", "before", "after", "difference", ""]
    intervals = ["+44.6 [39.3, 49.9]", "-1,302 [-1,400, -1,204]"]
    row = [role, f"utilisation of {role}, %", "54.1", "98.7"]
    text = printed(header, [[*row, each, f"{word} ({word} 95%)"] for each in intervals])
    assert "continued" not in text
    assert all(each in text for each in intervals)
    assert max(map(cell_len, text.splitlines())) <= 80


def test_what_fits_stays_one_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = printed(["", "today", "relieved"], [["selling", "898", "900"]])
    assert text.count("The week") == 1
    assert "continued" not in text


def test_a_table_that_goes_on_repeats_all_that_tells_its_rows_apart(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    header = ["role", "week", *(f"a long column {number}" for number in range(8))]
    rows = [[role, week, *["1,000,000"] * 8] for role in ("rep", "clerk") for week in "12"]
    text = printed(header, rows)
    assert "continued" in text
    for part in text.split("The week")[1:]:
        told = [line.split()[:2] for line in part.splitlines() if line.startswith((" rep", " cle"))]
        assert told == [["rep", "1"], ["rep", "2"], ["clerk", "1"], ["clerk", "2"]]


def test_a_heading_is_broken_between_the_words_of_a_name_and_never_within_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    header = ["", "censored_low_priority_42", "customer-relationship-management", "Zufriedenheit_x"]
    said = printed(header, [["selling", "1", "2", "3"]])
    for word in ("censored_low_", "priority_42", "relationship-", "management", "Zufriedenheit_x"):
        assert word in said.split()
    long = printed(["", "Kundenzufriedenheitsabfrage", "b"], [["selling", "1", "2"]])
    assert "Kundenzufriedenheitsabfrage" in long.split()


def test_a_command_seldom_looks_for_garbage(monkeypatch: pytest.MonkeyPatch) -> None:
    before, seen = gc.get_threshold(), []
    monkeypatch.setattr(cli, "app", lambda: seen.append(gc.get_threshold()[0]))
    try:
        cli.main()
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
    assert seen == [50_000]
