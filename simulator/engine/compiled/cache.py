"""Keeps compiled code on disk, in a folder named after all that it was made from."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import simulator
from simulator.engine.compiled import jit_link
from simulator.io import write

HOUSE = Path(simulator.__file__).parent
FIRST = "simulator.engine.compiled.compiler"
CODE = "engine.o"
HINT = "let SIMULATOR_CACHE name a folder that can be written to"
_IMPORT = re.compile(r"^\s*from (simulator[\w.]*) import (?:\(([^)]*)\)|(.*))$", re.MULTILINE)
_NAME = re.compile(r"\w+")


def cache_folder() -> Path:
    """Where this machine keeps what can be made anew; SIMULATOR_CACHE names another place."""
    if "SIMULATOR_CACHE" in os.environ:
        return Path(os.environ["SIMULATOR_CACHE"])
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "simulator"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "simulator"


def place() -> Path:
    """The folder of code made from these very sources, for this very machine."""
    return cache_folder() / f"compiled-{made_from()}"


def find() -> bytes | None:
    """The code kept, if it is there and whole."""
    try:
        kept = (place() / CODE).read_bytes()
    except (OSError, RuntimeError):  # nothing there, or nobody's home
        return None
    seal, code = kept[:32], kept[32:]
    return code if hashlib.sha256(code).digest() == seal else None


def keep(code: bytes) -> bool:
    """Keeps code; False where nothing can be written."""
    try:
        place().mkdir(parents=True, exist_ok=True)
        write(place() / CODE, hashlib.sha256(code).digest() + code)
    except (OSError, RuntimeError):
        return False
    return True


@cache
def made_from() -> str:
    """A hash of every source that compiled code depends on, of the compilers and the processor."""
    made = hashlib.sha256()
    for source in sources():
        made.update(source.name.encode() + b"\0" + source.read_bytes() + b"\0")
    tools = [f"{name} {version(name)}" for name in ("numba", "llvmlite", "numpy")]
    made.update("\0".join([*tools, platform.python_version(), jit_link.processor()]).encode())
    return made.hexdigest()[:16]


def sources() -> list[Path]:
    """The files of all rooms that the compiler reads, and of all rooms that these import."""
    found: dict[str, Path] = {}
    wanted = [FIRST]
    while wanted:
        path = _file_of(wanted.pop())
        if path is not None and str(path) not in found:
            found[str(path)] = path
            wanted += _imported(path)
    return sorted(found.values())


def _file_of(module: str) -> Path | None:
    """The file of one of our own modules; None for a name that is no module."""
    parts = module.split(".")[1:]
    path = HOUSE.joinpath(*parts)
    if path.is_dir():
        return path / "__init__.py"
    return path.with_suffix(".py") if path.with_suffix(".py").is_file() else None


def _imported(path: Path) -> set[str]:
    """Our own modules that a file imports, names that may be modules included."""
    found = set()
    for module, block, line in _IMPORT.findall(path.read_text(encoding="utf-8")):
        found |= {module, *(f"{module}.{name}" for name in _NAME.findall(block or line))}
    return found - {"simulator"}  # the door knows everybody
