"""Machine code on disk: a cache entry for each fingerprint of all that the code is built from."""

from __future__ import annotations

import ast
import hashlib
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import resolve_name
from pathlib import Path
from stat import S_ISVTX, S_IWGRP, S_IWOTH

import simulator
from simulator.engine.compiled import jit_link
from simulator.i18n import translatable
from simulator.io import write

PACKAGE = Path(simulator.__file__).parent
COMPILER = "simulator.engine.compiled.compiler"
NAMED = "SIMULATOR_CACHE"  # the variable that names the folder of the cache
OBJECT_FILE = "engine.o"
HINT = translatable("let SIMULATOR_CACHE name a folder that can be written to")
CHECKSUM_BYTES = 32
TYPE_CHECKING = ("TYPE_CHECKING", "typing.TYPE_CHECKING")

_IMPORT = re.compile(r"\bimport\b")
_STATEMENT = re.compile(
    r"^[ \t]*((?:from[ \t]+[\w.]+[ \t]+)?import\b(?:[^(\n]*\([^)]*\)|[^\n]*))", re.MULTILINE
)


def cache_folder() -> Path:
    """Where this machine keeps what can be made anew; SIMULATOR_CACHE names another place.

    What is empty counts as not set, and so does a relative XDG_CACHE_HOME, as its standard says.
    """
    named = os.environ.get(NAMED)
    if named:
        return Path(named)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
        return Path(local) / "simulator"
    usual = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return (usual if usual.is_absolute() else Path.home() / ".cache") / "simulator"


def entry_folder() -> Path:
    """The cache entry of these very sources on this very machine."""
    return cache_folder() / f"compiled-{fingerprint()}"


def load() -> bytes | None:
    """The machine code of the cache entry, if it is there, ours alone, and its checksum holds."""
    try:
        if not _is_private(entry_folder()):
            return None
        with (entry_folder() / OBJECT_FILE).open("rb") as file:
            content = file.read() if _is_ours(os.fstat(file.fileno())) else b""
    except (OSError, RuntimeError):  # no file, or no home directory
        return None
    checksum, code = content[:CHECKSUM_BYTES], content[CHECKSUM_BYTES:]
    return code if hashlib.sha256(code).digest() == checksum else None


def store(code: bytes) -> bool:
    """Writes the cache entry into a folder that nobody else can write to; False if it cannot."""
    try:
        _make_private_folders()
        if not _is_private(entry_folder()):
            return False
        write(entry_folder() / OBJECT_FILE, hashlib.sha256(code).digest() + code)
    except (OSError, RuntimeError):
        return False
    return True


def _make_private_folders() -> None:
    """Makes the folders of the cache entry ours alone, but for one that the user has named."""
    cache_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    entry_folder().mkdir(exist_ok=True)
    for folder in (entry_folder(), *(() if os.environ.get(NAMED) else (cache_folder(),))):
        folder.chmod(0o700)  # refused where it is somebody else's


def _is_private(folder: Path) -> bool:
    """Whether nobody else can put anything into a folder, or another folder in its place."""
    if os.name != "posix":
        return True  # Windows: a profile is private by its access control list
    around = folder.parent.stat()
    kept_in_place = not around.st_mode & (S_IWGRP | S_IWOTH) or around.st_mode & S_ISVTX
    by_trusted = around.st_uid in (os.geteuid(), 0)
    return _is_ours(folder.lstat()) and by_trusted and bool(kept_in_place)


def _is_ours(status: os.stat_result) -> bool:
    """Whether a file or a folder is our own, and nobody else can write to it."""
    if os.name != "posix":
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & (S_IWGRP | S_IWOTH)


@cache
def fingerprint() -> str:
    """A hash of every source that machine code depends on, of the compilers and the processor."""
    digest = hashlib.sha256()
    for path in sources():
        name = path.relative_to(PACKAGE).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    tools = [f"{name} {version(name)}" for name in ("numba", "llvmlite", "numpy")]
    digest.update("\0".join([*tools, platform.python_version(), jit_link.processor()]).encode())
    return digest.hexdigest()[:16]


def sources() -> list[Path]:
    """The files of the compiler and of all modules that it imports, directly or not."""
    paths: set[Path] = set()
    modules = [COMPILER]
    while modules:
        module = modules.pop()
        path = _file_of(module)
        if path is not None and path not in paths:
            paths.add(path)
            package = module if path.name == "__init__.py" else module.rpartition(".")[0]
            modules += imported_modules(path.read_text(encoding="utf-8"), package)
    return sorted(paths)


def _file_of(module: str) -> Path | None:
    """The file of a module of the simulator; None for any other name, and for the front door."""
    root, *parts = module.split(".")
    if root != "simulator" or not parts:
        return None
    path = PACKAGE.joinpath(*parts)
    if path.is_dir():
        return path / "__init__.py"
    return path.with_suffix(".py") if path.with_suffix(".py").is_file() else None


def imported_modules(source: str, package: str) -> set[str]:
    """Modules that a module of a package imports, with their packages.

    All forms of import count, inside functions, too, but not those for type checkers alone. Names
    imported from a module are in the set, since they may be modules.
    """
    modules = set()
    for node in _imports(_import_statements(source)):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        else:
            base = resolve_name("." * node.level + (node.module or ""), package)
            modules |= {base, *(f"{base}.{alias.name}" for alias in node.names)}
    parents = {name.rsplit(".", depth)[0] for name in modules for depth in range(name.count("."))}
    return modules | parents


def _import_statements(source: str) -> ast.AST:
    """A syntax tree with all imports of a source.

    Every import names the keyword. Where each mention begins a plain statement, only these are
    parsed: all sources whole would take 0.3 s of each start.
    """
    statements = _STATEMENT.findall(source)
    if len(statements) == len(_IMPORT.findall(source)) and "TYPE_CHECKING" not in source:
        try:
            return ast.parse("\n".join(statements))
        except SyntaxError:  # longer than it looks
            pass
    return ast.parse(source)


def _imports(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports in a syntax tree, but for those under ``if TYPE_CHECKING``."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield node
    children: Iterable[ast.AST] = ast.iter_child_nodes(node)
    if isinstance(node, ast.If) and ast.unparse(node.test) in TYPE_CHECKING:
        children = node.orelse
    for child in children:
        yield from _imports(child)
