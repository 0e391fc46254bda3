"""The source keeps the rules of CONTRIBUTING.md: layers, modules, names, lengths, dependencies."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import simulator

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
# Registries, the public names, and the one call that goes up (ARCHITECTURE.md says why).
BY_NAME = {
    "simulator/__init__.py",
    "simulator/analysis/registry.py",
    "simulator/experiment/presentation.py",
    "simulator/output/content/documents.py",
    "simulator/output/formats/__init__.py",
}
LONGEST, MOSTLY, SHARE = 45, 18, 0.90  # lines of a function, of most, share of those
FILLERS = {"found", "said", "told"}
PREFIXES = ("MOST_", "LEAST")  # MAX_ and MIN_ are meant
SECTIONS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
# How many are left, never more. Two fields are called so in files: WarmUp.said, Screened.told.
LEFT = {"class names": 0, "long functions": 0, "fillers": 2, "bounds": 0}
PAGES = ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md")
TERMS = (
    "antithetic",
    "common random numbers",
    "inverse transform",
    "little's law",
    "preemptive-resume",
    "prefetch",
    "ranking and selection",
    "work conservation",
)
PLACE = re.compile(r"[`(]([a-z_]+/[a-z_/.]*[a-z_/])[`)]")  # such as `engine/rules/`
TOPS = (ROOT, ROOT / "simulator")
VAGUE = {"helper", "helpers", "manager", "misc", "stuff", "util", "utils"}


@pytest.mark.slow  # and import-linter is not there on the Pythons of make pythons
def test_packages_import_only_from_the_layers_below() -> None:
    command = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert command, "import-linter is not installed beside this Python"
    verdict = subprocess.run(
        [command, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


def test_what_is_imported_by_name_is_what_registries_list() -> None:
    """Import-linter does not see such imports: a circle of modules could hide in one."""
    by_name = {name(path) for path in MODULES if "import_module(" in text(path)}
    assert_none(by_name - BY_NAME)


def test_random_numbers_come_from_the_streams_alone() -> None:
    drawing = (name(path) for path in MODULES if RANDOM.search(text(path)))
    assert_none(each for each in drawing if not each.startswith(MAY_DRAW))


@pytest.mark.slow
def test_a_module_opens_with_one_sentence() -> None:
    assert_none(f"{name(path)}: {flaw}" for path in MODULES for flaw in opening_flaws(path))


def test_names_say_what_they_mean() -> None:
    named = ((path, each) for path in MODULES for each in [path.stem, *definitions(path)])
    assert_none(f"{name(path)}: {each}" for path, each in named if VAGUE & words_of(each))


@pytest.mark.slow
def test_no_two_classes_have_one_name() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for node in nodes(path, ast.ClassDef):
            places[node.name].append(name(path))
    twice = {each: where for each, where in places.items() if len(where) > 1}
    offenders = [f"{each}: {', '.join(where)}" for each, where in twice.items()]
    assert_none(offenders, LEFT["class names"])


def test_a_constant_has_one_home() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for constant in constants(path):
            places[constant].append(name(path))
    twice = {each: where for each, where in places.items() if len(where) > 1}
    assert_none(f"{each}: {', '.join(where)}" for each, where in twice.items())


def test_functions_are_short() -> None:
    pairs = [(path, node) for path in MODULES for node in functions(path)]
    lengths = [(length(node), f"{name(path)}: {node.name}") for path, node in pairs]
    long = (f"{where} has {lines} lines" for lines, where in lengths if lines > LONGEST)
    assert_none(long, LEFT["long functions"])
    share = sum(lines <= MOSTLY for lines, _ in lengths) / len(lengths)
    assert share >= SHARE, f"only {share:.1%} of functions have at most {MOSTLY} lines"


def test_locals_are_called_what_they_are() -> None:
    named = ((path, node) for path in MODULES for node in variables(path))
    fillers = ((path, node) for path, node in named if variable(node) in FILLERS)
    offenders = (f"{name(path)}:{node.lineno}: {variable(node)}" for path, node in fillers)
    assert_none(offenders, LEFT["fillers"])


def test_bounds_are_called_max_and_min() -> None:
    named = ((path, variable(node)) for path in MODULES for node in variables(path))
    bounds = (f"{name(path)}: {each}" for path, each in named if each.startswith(PREFIXES))
    assert_none(bounds, LEFT["bounds"])


def test_the_changelog_has_its_form_and_begins_with_this_version() -> None:
    lines = text(ROOT / "CHANGELOG.md").splitlines()
    versions = [line for line in lines if line.startswith("## ")]
    form = re.compile(r"## \[\d+\.\d+\.\d+\] - (Unreleased|\d{4}-\d{2}-\d{2})")
    assert_none(line for line in versions if not form.fullmatch(line))
    assert versions[0].startswith(f"## [{simulator.__version__}]")
    assert {line[4:] for line in lines if line.startswith("### ")} <= SECTIONS


def test_documents_name_what_is_there() -> None:
    places = [(page, each) for page in PAGES for each in PLACE.findall(text(ROOT / page))]
    missing = (pair for pair in places if not any((top / pair[1]).exists() for top in TOPS))
    assert_none(f"{page}: {each}" for page, each in missing)


def test_decisions_are_found_by_the_standard_terms_of_the_field() -> None:
    """On one line each, so that a search for the term finds it."""
    page = text(ROOT / "ARCHITECTURE.md").lower()
    assert_none(term for term in TERMS if term not in page)


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


def constants(path: Path) -> Iterator[str]:
    """Public constants and aliases of types in a module, with their values."""
    for node in ast.parse(text(path)).body:
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Call):
            for target in node.targets:
                if isinstance(target, ast.Name) and not target.id.startswith("_"):
                    yield f"{target.id} = {ast.unparse(node.value)}"


def assert_none(offenders: Iterable[str], left: int = 0) -> None:
    """One failure shows them all."""
    lines = sorted(set(offenders))
    assert len(lines) <= left, f"{len(lines)}, not {left}:\n" + "\n".join(lines)


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, its docstring counted as one: what is documented at length may be."""
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function):
        lines -= function.body[0].end_lineno - function.body[0].lineno
    return lines


def variables(path: Path) -> Iterator[ast.Name | ast.arg]:
    """Where names are given: assignments, loops and parameters."""
    given = nodes(path, ast.Name | ast.arg)
    return (each for each in given if isinstance(each, ast.arg) or isinstance(each.ctx, ast.Store))


def variable(node: ast.Name | ast.arg) -> str:
    return node.id if isinstance(node, ast.Name) else node.arg


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return nodes(path, ast.FunctionDef | ast.AsyncFunctionDef)


def definitions(path: Path) -> Iterator[str]:
    return (node.name for node in (*nodes(path, ast.ClassDef), *functions(path)))


def nodes(path: Path, kinds: Any) -> Iterator[Any]:
    return (node for node in all_nodes(path) if isinstance(node, kinds))


def words_of(name: str) -> set[str]:
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


@cache
def all_nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
