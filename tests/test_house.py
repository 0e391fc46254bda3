"""The source keeps the rules of CONTRIBUTING.md: layers, modules, names, lengths, dependencies."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "simulator").rglob("*.py"))
RANDOM = re.compile(
    r"\b(np|numpy)\.random\b"
    r"|^\s*from numpy import .*\brandom\b"
    r"|^\s*(import|from) (random|secrets)\b",
    re.MULTILINE,
)
MAY_DRAW = (
    "simulator/workload/streams.py",
    "simulator/analysis/sensitivity/",  # designs of experiments, not what happens in a replication
)
VAGUE = {"helper", "helpers", "manager", "misc", "stuff", "util", "utils"}


def test_packages_import_only_from_the_layers_below() -> None:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "import-linter is not installed beside this Python"
    verdict = subprocess.run(
        [command, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_random_numbers_come_from_the_streams_alone() -> None:
    drawing = [name(path) for path in MODULES if RANDOM.search(text(path))]
    assert listed(each for each in drawing if not each.startswith(MAY_DRAW)) == ""


def test_a_module_opens_with_one_sentence() -> None:
    assert listed(f"{name(path)}: {flaw}" for path in MODULES for flaw in opening_flaws(path)) == ""


def test_names_say_what_they_mean() -> None:
    named = ((path, each) for path in MODULES for each in [path.stem, *definitions(path)])
    assert listed(f"{name(path)}: {each}" for path, each in named if VAGUE & words_of(each)) == ""


def test_importing_the_package_does_not_load_the_charts() -> None:
    ask = "import sys, simulator; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], cwd=ROOT, check=False).returncode == 0


# Each lock file with the extras that it is made for.
LOCKS = {
    "requirements.lock": ("dev",),
    "requirements-run.lock": ("build", "compiled"),
    "requirements-test.lock": ("build", "compiled", "test"),
}


@pytest.mark.parametrize("file", LOCKS)
def test_a_lock_file_pins_all_that_is_asked_for(file: str) -> None:
    pins = pinned(file)
    for asked in {each for extra in LOCKS[file] for each in required(extra)}:
        version = pins.get(canonicalize_name(asked.name))
        assert version, f"{asked.name} is not pinned: run make lock"
        assert version in asked.specifier, f"{asked} is pinned to {version}: run make lock"


def test_lock_files_agree() -> None:
    assert all(pinned(file).items() <= pinned("requirements.lock").items() for file in LOCKS)


@pytest.mark.parametrize("file", LOCKS)
def test_a_lock_file_names_no_place_to_fetch_from(file: str) -> None:
    assert not re.search(r"://|^-|^\s*--(?!hash=)|\bfile:", text(ROOT / file), re.MULTILINE)


def required(extra: str) -> set[Requirement]:
    """What the project needs with an extra, extras within it included."""
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    needed: set[Requirement] = set()
    for asked in map(Requirement, project["optional-dependencies"][extra]):
        inner = asked.extras if asked.name == project["name"] else ()
        needed |= set().union(*map(required, inner)) if inner else {asked}
    return needed | set(map(Requirement, project["dependencies"]))


def pinned(file: str) -> dict[str, str]:
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text(ROOT / file), re.MULTILINE))


def opening_flaws(path: Path) -> Iterator[str]:
    """What keeps a module from opening with one sentence on its first line."""
    sentence, *rest = (ast.get_docstring(tree(path)) or "").split("\n")
    if not sentence.endswith((".", "?")):
        yield "the first line is no whole sentence"
    if ". " in sentence:
        yield "two sentences where one says what the module is for"
    if rest and rest[0]:
        yield "no empty line after the sentence"


def listed(offenders: Iterator[str]) -> str:
    """All offenders, each on its line, so that one failure shows them all."""
    return "\n".join(sorted(offenders))


def definitions(path: Path) -> Iterator[str]:
    kinds = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return (node.name for node in ast.walk(tree(path)) if isinstance(node, kinds))


def words_of(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
