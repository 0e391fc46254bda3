"""Every file of every kind of result, broken in seven ways: never a wrong figure, always healed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import cache
from itertools import product
from pathlib import Path

import pytest
from firm import today
from typer.testing import CliRunner

from simulator.analysis.stored_result import read_ledger_tables, read_stored
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.store.checksums import MANIFEST, damaged
from simulator.experiment.store.result_index import list_results
from simulator.scenario.overrides import as_yaml

Make = Callable[[str], tuple[Path, str]]

COMMANDS = {
    "run": ("run", "today.yaml", "-n", "2"),
    "compare": ("compare", "today.yaml", "relieved.yaml", "-n", "2"),
    "sweep": ("sweep", "today.yaml", "--set", "roles.support.people=1,2", "-n", "2"),
    "luck": ("luck", "today.yaml", "-n", "2"),
    "warm-up": ("warm-up", "today.yaml", "-n", "2"),
    "explain": ("explain", "relieved.yaml", "--base", "today.yaml", "-n", "2"),
}

RELIEVED = """\
extends: today
title: Support enters the orders
reassign:
  order: {to: support, hand_over: 3 min, take_over: 1 min}
"""


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def flip_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x11
    path.write_bytes(bytes(content))


def change_a_digit(path: Path) -> None:
    content = bytearray(path.read_bytes())
    place = next((at for at, byte in enumerate(content) if chr(byte).isdigit()), 0)
    content[place] = ord("7") if content[place] != ord("7") else ord("8")
    path.write_bytes(bytes(content))


def remove(path: Path) -> None:
    path.unlink()


def put_a_folder_there(path: Path) -> None:
    path.unlink()
    path.mkdir()


def make_unreadable(path: Path) -> None:
    """A link to itself: nobody can read it, not even the administrator."""
    path.unlink()
    path.symlink_to(path.name)


WAYS = (
    *(cut_short, empty, flip_a_byte, change_a_digit),
    *(remove, put_a_folder_there, make_unreadable),
)
# Other content, no file, a folder instead; that each way is noticed is tried in each kind.
DIFFERENT_WAYS = (flip_a_byte, remove, put_a_folder_there)
RUN, *OTHERS = COMMANDS
KINDS = [RUN, *(pytest.param(kind, marks=pytest.mark.slow) for kind in OTHERS)]
HEALED = [
    *product([RUN], WAYS),
    *(pytest.param(*each, marks=pytest.mark.slow) for each in product(OTHERS, DIFFERENT_WAYS)),
]


def said(folder: Path, kind: str) -> str:
    result = CliRunner().invoke(app, [*COMMANDS[kind], "--jobs", "1", "--quiet"])
    assert result.exit_code == 0, result.output
    assert folder.is_dir()
    return result.stdout


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Makes a result of a kind in a folder of its own, and says what its command printed."""
    root = tmp_path_factory.mktemp("whole")

    @cache
    def make(kind: str) -> tuple[Path, str]:
        folder = root / kind
        folder.mkdir()
        (folder / "today.yaml").write_text(as_yaml(today()))
        (folder / "relieved.yaml").write_text(RELIEVED)
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            return folder, said(folder, kind)

    return make


def result_folder(folder: Path, kind: str) -> Path:
    (entry,) = [each for each in list_results(folder / "results") if each.kind == kind]
    return entry.folder


def files_of(folder: Path) -> list[str]:
    """What a manifest has checksums of, and the manifest; replications where there is none."""
    if not (folder / MANIFEST).exists():
        replications = sorted((folder / "replications").iterdir())
        return [path.relative_to(folder).as_posix() for path in replications]
    return [MANIFEST, *json.loads((folder / MANIFEST).read_bytes())["files"]]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_file_of_a_result_has_its_checksum(kind: str, made: Make) -> None:
    folder = result_folder(made(kind)[0], kind)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == set(files_of(folder))
    assert damaged(folder) == []


@pytest.mark.few(1)
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_shown_of_a_result_of_which_a_file_is_damaged(
    kind: str,
    way: Callable[[Path], None],
    made: Make,
    tmp_path: Path,
) -> None:
    whole = result_folder(made(kind)[0], kind)
    root = whole.parent.parent
    for name in files_of(whole):
        copy = tmp_path / "results"
        shutil.copytree(root, copy)
        folder = copy / whole.relative_to(root)
        way(folder / name)
        assert damaged(folder) == [name]
        with pytest.raises(UsageError, match=r"damaged|no result|made by|unfinished|finished"):
            read_stored(copy, folder.name)
        shutil.rmtree(copy)


@pytest.mark.slow
@pytest.mark.parametrize("way", WAYS)
def test_a_run_of_which_tables_are_damaged_damages_the_comparison_that_rests_on_it(
    way: Callable[[Path], None], made: Make, tmp_path: Path
) -> None:
    copy = tmp_path / "results"
    shutil.copytree(made("compare")[0] / "results", copy)
    (entry,) = [each for each in list_results(copy) if each.name == "relieved"]
    way(entry.folder / "tasks.parquet")
    with pytest.raises(UsageError, match=r"tasks.parquet is missing or damaged"):
        read_ledger_tables(copy, "today+relieved")


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "way"), HEALED)
def test_the_command_again_mends_all_and_says_the_same(
    kind: str,
    way: Callable[[Path], None],
    made: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, text = made(kind)
    shutil.copytree(whole, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    for entry in list_results(Path("results")):
        for name in files_of(entry.folder):
            way(entry.folder / name)
    assert said(tmp_path, kind) == text
    before = result_folder(whole, kind)
    after = Path("results") / before.relative_to(whole / "results")
    assert damaged(after) == []
    for name in files_of(before):
        assert (after / name).read_bytes() == (before / name).read_bytes(), name


PICTURED = [
    *product(["run"], WAYS),
    *(pytest.param("compare", way, marks=pytest.mark.slow) for way in WAYS),
]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "way"), PICTURED)
def test_pictures_are_drawn_anew_where_nothing_else_is_damaged(
    kind: str,
    way: Callable[[Path], None],
    made: Make,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, text = made(kind)
    shutil.copytree(whole, tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    before = result_folder(whole, kind)
    after = Path("results") / before.relative_to(whole / "results")
    pictures = [path.name for path in before.glob("*.png")]
    assert len(pictures) > 1
    for name in pictures:
        way(after / name)
    assert said(tmp_path, kind) == text
    assert damaged(after) == []
    for name in pictures:
        assert (after / name).read_bytes() == (before / name).read_bytes(), name


@pytest.mark.slow
def test_a_damaged_picture_in_another_language_is_drawn_anew_after_the_first_healed(
    made: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(made("run")[0], tmp_path / "copy")
    monkeypatch.chdir(tmp_path / "copy")
    chinese = [*COMMANDS["run"], "--jobs", "1", "--quiet", "--language", "zh-Hant"]
    assert CliRunner().invoke(app, chinese).exit_code == 0
    picture = result_folder(Path(), "run") / "time_use.zh-Hant.png"
    whole = picture.read_bytes()
    empty(picture)
    said(tmp_path, "run")
    assert CliRunner().invoke(app, chinese).exit_code == 0
    assert picture.read_bytes() == whole
