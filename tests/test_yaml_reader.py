"""What a scenario file may say: a trap is refused at its line, or means what it says."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simulator.errors import ScenarioError
from simulator.io import inside
from simulator.scenario.accounts_file import Company, read_accounts
from simulator.scenario.yaml_reader import MAX_NODES, read_yaml, scalar_value, write_yaml
from tests.refusals import refused

NOBODY = Company(owners={}, others=(), plans=(), segments=(), openings={}, origin=None)


def read_places(folder: Path, name: str) -> tuple:
    """Name, x and y of the accounts of a file."""
    return read_accounts(folder, name, NOBODY, "small").segments["small"]["coordinates"]


def read(tmp_path: Path, text: str | bytes) -> dict:
    file = tmp_path / "x.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_yaml(file, "x.yaml").values


def refusal(tmp_path: Path, text: str | bytes) -> str:
    return refused(lambda: read(tmp_path, text))


MUST_MEAN = [
    ("no", "no"),
    ("on", "on"),
    ("yes", "yes"),
    ("Off", "Off"),
    ("9:00", "9:00"),
    ("09:00", "09:00"),
    ("17:30", "17:30"),
    ("1:30", "1:30"),
    ("1e3", 1000.0),
    ("1.5", 1.5),
    ("-3", -3),
    ("0", 0),
    ("+7", 7),
    ("true", True),
    ("false", False),
    ("True", "True"),
    ("~", None),
    ("null", None),
    ("", None),
    ("2025-01-06", "2025-01-06"),
    ("2026-13-45", "2026-13-45"),
    ("35 min", "35 min"),
    ("'012'", "012"),
    ('"1,5"', "1,5"),
    ("0.10", 0.1),
    ("12 km", "12 km"),
    ("_", "_"),
    ("1 apple", "1 apple"),
    ('"tab\\tand\\nline"', "tab\tand\nline"),
]


@pytest.mark.parametrize(("written", "meant"), MUST_MEAN)
def test_what_is_typed_is_what_is_meant(tmp_path: Path, written: str, meant: object) -> None:
    value = read(tmp_path, f"key: {written}\n")["key"]
    assert value == meant
    assert type(value) is type(meant)


MUST_REFUSE = [
    ("012", "12"),
    ("0o12", "another base"),
    ("0x1F", "another base"),
    ("1,5", "write 1.5"),
    ("1,500", "write 1500 if the comma parts thousands, 1.500 if it is decimal"),
    ("-12,345", "write -12345 if the comma parts thousands, -12.345 if it is decimal"),
    ("0,500", "write 0.500"),
    ("1234,567", "write 1234.567"),
    ("50%", "write 0.5"),
    ("1 000", "write 1000"),
    ("1_000", "write 1000"),
    ("1_000.5", "write 1000.5"),
    ("1'000", "write 1000"),
    ("50 %", "write 0.5"),
    ("-0b11", "another base"),
    ("0.1234567890123456", "15 digits"),
    ('"\\e[2J"', "control character"),
    ('"\\0"', "control character"),
    ('"\\ud800"', "control character"),
    ("!" * 300 + " x", "tags"),
    ("x" * 20_001, "20,000 letters"),
    (".nan", "finite"),
    (".inf", "finite"),
    ("-.inf", "finite"),
    ("1e400", "finite"),
    ("9" * 5000, "15 digits"),
    (".5", "both sides"),
    ("5.", "both sides"),
    ("&a 3", "anchors"),
    ("*a", "anchors"),
    ("!!python/object:os.system x", "tags"),
    ("!!int '3'", "tags"),
]


@pytest.mark.parametrize(("written", "cure"), MUST_REFUSE)
def test_what_two_readers_read_differently_is_refused(
    tmp_path: Path, written: str, cure: str
) -> None:
    message = refusal(tmp_path, f"title: x\nkey: {written}\n")
    assert message.startswith("x.yaml:2: ")
    assert cure in message


BROKEN = [
    ("a: 1\nb: 2\na: 3\n", 3, "given twice, first on line 1"),
    ("a:\n  b: 1\n  b: 2\n", 3, "given twice, first on line 2"),
    ("a: 1\n---\nb: 2\n", 2, "second document"),
    ("a:\n\tb: 2\n", 2, "YAML"),
    ("- 1\n- 2\n", 1, "map"),
    ("just words\n", 1, "map"),
    ("", 1, "empty"),
    ("# nothing\n", 1, "empty"),
    ("a: [1, 2\n", 2, "YAML"),
    ("a: 'x\n", 2, "YAML"),
    ("a: {b: 1\nc: 2\n", 2, "YAML"),
    ("a:\n  <<: {b: 1}\n", 2, "merge"),
    ("? [1, 2]\n: 3\n", 1, "plain word"),
    ("a: \x07\n", 1, "control character"),
    ("a: \x00\n", 1, "control character"),
    ("a: 1\nb: \x9b2J\n", 2, "control character"),
    ("a: 1\nb: 2\rc: 3\n", 2, "control character"),
    ("a: 1 # \u2028\n", 1, "control character"),
    ("k" * 201 + ": 1\n", 1, "at most 200 letters"),
    ('a: 1\n"\\e[2J": 1\n', 2, "control character"),
    ("a: 1\nb: 1\n...\n---\nc: 1\n", 4, "second document"),
    ("a: 1\n!!str b: 2\n", 2, "plain word"),
    ("a: 1\n&b b: 2\n", 2, "plain word"),
    ("a: {b: 1, b: 2}\n", 1, "given twice, first on line 1"),
    ("a: {b: 60,5}\n", 1, "a: b: read '60,5': expected a decimal point: write 60.5"),
    ("a: {b: 1,500}\n", 1, "a: b: read '1,500': write 1500 if the comma parts thousands, 1.500"),
    ("a: {b: 6.5,5}\n", 1, "'5' has no value; a decimal comma"),
    ("a:\n  - 1\n - 2\n", 3, "YAML"),
    ("\ta: 1\n", 1, "tabs"),
]


def test_words_that_other_readers_turn_into_truth_are_keys_as_written(tmp_path: Path) -> None:
    assert read(tmp_path, "no: 1\non: 2\n1: 3\n~: 4\n") == {"no": 1, "on": 2, "1": 3, "~": 4}


def test_each_value_knows_its_line_and_column(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("# first\na:\n  b: [1,\n      2]\n  c: {d: x}\n")
    marks = read_yaml(tmp_path / "x.yaml", "x.yaml").marks
    places = {".".join(path): (mark.line, mark.column) for path, mark in marks.items()}
    assert places == {
        "": (2, 1), "a": (2, 1), "a.b": (3, 3), "a.b.0": (3, 7), "a.b.1": (4, 7),
        "a.c": (5, 3), "a.c.d": (5, 10),
    }  # fmt: skip


@pytest.mark.parametrize(("text", "line", "cure"), BROKEN)
def test_a_broken_file_is_refused_at_its_line(
    tmp_path: Path, text: str, line: int, cure: str
) -> None:
    message = refusal(tmp_path, text)
    assert cure in message
    assert message.split(":")[1] == str(line)


def test_a_file_that_is_not_utf8_is_refused_at_its_line(tmp_path: Path) -> None:
    assert "x.yaml:2: not UTF-8" in refusal(tmp_path, b"a: 1\nb: \xff\xfe\n")


def test_a_byte_order_mark_and_other_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: x\r\n") == {"a": 1, "b": "x"}


HANG = 60  # seconds of work, many times what the slowest machine needs; what explodes takes hours

BOMBS = {
    "aliases": "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(9)),
    "depth": "a: " + "[" * 5000 + "]" * 5000,
    "deep maps": "".join("  " * i + f"k{i}:\n" for i in range(300)),
    "breadth": "a:\n" + "- 1\n" * 240_000,
    "size": "a: " + "x" * 2_000_000,
    "many keys": "".join(f"k{i}: 1\n" for i in range(90_000)),
    "one long word": "a: " + "_" * 900_000 + "x",
    "one long tag": "a: " + "!" * 900_000,
    "open brackets": "[" * 900_000,
    "open dashes": "- " * 9_000,
    "open question marks": "? " * 9_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_before_it_explodes(tmp_path: Path, bomb: str) -> None:
    begin = time.process_time()
    message = refusal(tmp_path, BOMBS[bomb])
    assert time.process_time() - begin < HANG, "a bomb must not keep anyone waiting"
    assert len(message) < 1_000, "nor fill the screen"


@pytest.mark.slow
@pytest.mark.parametrize("bomb", ["breadth", "many keys"])
def test_no_more_of_a_bomb_is_read_than_a_file_may_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bomb: str
) -> None:
    taken: list[int] = []  # events, of each time that the file is read
    parse = YAML.parse

    def counted(self: YAML, stream: io.StringIO) -> Iterator[object]:
        taken.append(0)
        for event in parse(self, stream):
            taken[-1] += 1
            yield event

    monkeypatch.setattr(YAML, "parse", counted)
    assert "too much or too deep" in refusal(tmp_path, BOMBS[bomb])
    assert MAX_NODES < max(taken) <= MAX_NODES + 10


def test_a_long_number_is_not_repeated_in_full() -> None:
    with pytest.raises(ValueError, match="without gaps") as caught:
        scalar_value("1" + " 000" * 5_000)
    assert len(str(caught.value)) < 200


def test_no_word_keeps_anyone_waiting_however_it_is_made() -> None:
    begin = time.process_time()
    for piece in (
        "_",
        "1",
        "1.",
        "1_",
        "1 ",
        "1 000",
        "0",
        ".",
        "-",
        "e",
        "1e",
        ",",
        "1,",
        "%",
        " ",
    ):
        for end in ("x", "%", ""):
            with suppress(ValueError):
                scalar_value(piece * 19_999 + end)
    assert time.process_time() - begin < HANG


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(ScenarioError, match="cannot be read"):
            read_yaml(path)


def test_a_number_in_words_stays_words() -> None:
    assert scalar_value("three") == "three"


def test_what_is_written_reads_back(tmp_path: Path) -> None:
    values = {"a": {"b": "09:00", "c": [1, 0.5, 1e-7], "d": "no", "e": "012", "f": True}}
    assert read(tmp_path, write_yaml(values)) == values


OUTSIDE = [
    "../x.csv",
    "a/../../x.csv",
    "/etc/passwd",
    "C:\\x.csv",
    "C:x.csv",
    "\\\\server\\share\\x.csv",
    "..\\x.csv",
    "~/x.csv",
    "x\x00.csv",
    "..",
    "a/..",
    "x" * 300,
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leads_out_of_the_scenarios_folder(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match=r"folder|at most 200 letters"):
        inside(tmp_path, path)


def test_a_path_within_the_folder_is_its_file(tmp_path: Path) -> None:
    assert inside(tmp_path, "a/b.csv") == tmp_path.resolve() / "a" / "b.csv"


def test_no_link_leads_out_of_the_scenarios_folder(tmp_path: Path) -> None:
    folder = tmp_path / "scenarios"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("name,x_km,y_km\na,1,2\n")
    (folder / "link.csv").symlink_to(tmp_path / "secret.csv")
    with pytest.raises(ValueError, match="leads out"):
        read_places(folder, "link.csv")


def test_places_are_read_in_metres(tmp_path: Path) -> None:
    (tmp_path / "p.csv").write_text("name,x_km,y_km,town\nA,1.5,-2,Ulm\nB,0,0,Bonn\n")
    assert read_places(tmp_path, "p.csv") == (("A", 1500, -2000), ("B", 0, 0))


BAD_PLACES = [
    ("name,x_km\nA,1\n", 1, "columns"),
    ("name,x_km,y_km\nA,1,2\nA,3,4\n", 3, "twice"),
    ("name,x_km,y_km\nA,one,2\n", 2, "kilometres"),
    ("name,x_km,y_km\nA,nan,2\n", 2, "kilometres"),
    ("name,x_km,y_km\nA,1e99,2\n", 2, "kilometres"),
    ("name,x_km,y_km\nA,1\n", 2, "kilometres"),
    ("name,x_km,y_km\n,1,2\n", 2, "name"),
    ("name,x_km,y_km\nA,1,5,2\n", 2, "decimal point"),
    ("name,x_km,y_km\nA,1_0,2\n", 2, "kilometres"),
    ("name,x_km,y_km\nA,inf,2\n", 2, "kilometres"),
    ("name,x_km,y_km\nA,,2\n", 2, "kilometres"),
    ('name,x_km,y_km\n"A\nB",1,2\n', 2, "on one line"),
    ('name,x_km,y_km\n"A,1,2\n', 2, "quotation mark"),
    ("name,x_km,y_km\n" + "A" * 101 + ",1,2\n", 2, "1 to 100"),
    ("name,x_km,y_km\n" + "A" * 200_000 + ",1,2\n", 2, "CSV"),
    ("name,x_km,y_km\nA,1,2\nB,\x00,2\n", 3, "control character"),
    ("name,x_km,y_km\n", 1, "no accounts"),
    ("", 1, "columns"),
]


@pytest.mark.parametrize(("text", "line", "cure"), BAD_PLACES)
def test_a_bad_file_of_places_is_refused_at_its_line(
    tmp_path: Path, text: str, line: int, cure: str
) -> None:
    (tmp_path / "p.csv").write_text(text)
    with pytest.raises(ScenarioError) as caught:
        read_places(tmp_path, "p.csv")
    assert str(caught.value).startswith(f"{tmp_path}/p.csv:{line}: ")
    assert cure in str(caught.value)


def test_every_bad_line_of_a_file_is_named_at_once(tmp_path: Path) -> None:
    text = "a: 07\nb: 1,5\nc: &x 3\nd: *x\ne: {f: 1, f: 2}\ng: [1, 50%]\nh: 'x\n"
    lines = refusal(tmp_path, text).splitlines()
    assert [line.split(":")[1] for line in lines] == ["1", "2", "3", "5", "6", "8"]


def test_more_bad_lines_than_anybody_mends_at_once_stop_the_reading(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("".join(f"k{number}: 07\n" for number in range(5_000)))
    with pytest.raises(ScenarioError) as caught:
        read_yaml(file)
    assert len(caught.value.diagnostics) == 201


@pytest.mark.parametrize("words", ["80%", "1,500 customers", "012", "2025", "yes", "50 %", "true"])
def test_a_title_is_text_whatever_it_looks_like(tmp_path: Path, words: str) -> None:
    assert read(tmp_path, f"title: {words}\n") == {"title": words}
    shock = read(tmp_path, f"shocks:\n  away:\n    title: {words}\n")
    assert shock["shocks"]["away"]["title"] == words
    assert read(tmp_path, "title: ~\n") == {"title": None}
