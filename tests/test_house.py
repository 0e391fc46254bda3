"""The house stands: rooms, floors and names are as CONTRIBUTING.md says."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HOUSE = Path(__file__).parent.parent
ROOMS = sorted((HOUSE / "simulator").rglob("*.py"))
DICE = re.compile(
    r"\b(np|numpy)\.random\b"
    r"|^\s*from numpy import .*\brandom\b"
    r"|^\s*(import|from) (random|secrets)\b",
    re.MULTILINE,
)
VAGUE = {"helper", "helpers", "manager", "misc", "stuff", "util", "utils"}

each_room = pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)


def test_rooms_import_only_from_the_floors_below() -> None:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "import-linter is not installed beside this Python"
    verdict = subprocess.run(
        [command, "--no-logo", "--no-cache"], cwd=HOUSE, capture_output=True, text=True, check=False
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_only_chance_rolls_dice() -> None:
    rolling = {room.name for room in ROOMS if DICE.search(room.read_text(encoding="utf-8"))}
    assert rolling <= {"streams.py"}


@each_room
def test_a_room_opens_with_one_sentence(room: Path) -> None:
    said = ast.get_docstring(ast.parse(room.read_text(encoding="utf-8")))
    assert said, "a file opens with one sentence that says what it is for"
    sentence, *rest = said.split("\n")
    assert sentence.endswith((".", "?")), "the sentence fits on the first line and ends there"
    assert ". " not in sentence, "one sentence, not two"
    assert not rest or not rest[0], "what follows is set off by an empty line"


@each_room
def test_names_say_what_they_mean(room: Path) -> None:
    vague = {name for name in names_in(room) if VAGUE & set(words_of(name))}
    assert not vague


def test_opening_the_door_does_not_load_the_charts() -> None:
    ask = "import sys, simulator; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], cwd=HOUSE, check=False).returncode == 0


def test_the_lock_pins_all_that_the_project_asks_for() -> None:
    project = tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pinned = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", lock(), re.MULTILINE))
    for asked in map(
        Requirement, project["dependencies"] + project["optional-dependencies"]["dev"]
    ):
        version = pinned.get(canonicalize_name(asked.name))
        assert version, f"{asked.name} is not pinned: run make lock"
        assert version in asked.specifier, f"{asked} is pinned to {version}: run make lock"


def test_the_lock_names_no_place_to_fetch_from() -> None:
    assert not re.search(r"://|^-|^\s*--(?!hash=)|\bfile:", lock(), re.MULTILINE)


def lock() -> str:
    return (HOUSE / "requirements.lock").read_text(encoding="utf-8")


def names_in(room: Path) -> Iterator[str]:
    yield room.stem
    for node in ast.walk(ast.parse(room.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def words_of(name: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)]
