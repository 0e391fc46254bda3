"""Files that are there whole or not at all, and paths that stay where they may lead."""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from simulator.errors import InvalidValue, UsageError

# What a spreadsheet takes for the start of a formula, in narrow and in wide letters.
ARMED = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
PAGES = (".html", ".htm")  # how pages for browsers are called
MAX_PATH = 200  # letters of a path that a file names
# What no text of a planner holds: it would steer a terminal, or cannot be written as UTF-8.
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


def unarmed(cell: object) -> object:
    """A cell for CSV of which no spreadsheet makes a formula; numbers stay as they are.

    What looks active gets an apostrophe ahead, and a carriage return, which would begin a row with
    whatever follows it, becomes a blank.

    >>> unarmed("=1+1"), unarmed(-1.5), unarmed("a = b")
    ("'=1+1", -1.5, 'a = b')
    """
    if not isinstance(cell, str):
        return cell
    ahead = "'" if cell.startswith(ARMED) else ""
    return f"{ahead}{cell}".replace("\r", " ")


def visible(text: str) -> str:
    r"""A text in which what would steer a terminal, or cannot be written, stands as its escape.

    >>> print(visible("a\x1b[2J"))
    a\x1b[2J
    """
    return CONTROL.sub(lambda letter: ascii(letter[0])[1:-1], text)


def unlike(names: Sequence[str], longest: int = 1_000) -> list[str]:
    """Names of which no two are the same, whatever the case of their letters.

    >>> unlike(["a", "A", "b"])
    ['a', 'A 2', 'b']
    """
    distinct: dict[str, str] = {}
    for name in names:
        number, candidate = 1, name[:longest]
        while candidate.casefold() in distinct:
            number += 1
            candidate = f"{name[: longest - len(str(number)) - 1]} {number}"
        distinct[candidate.casefold()] = candidate
    return list(distinct.values())


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; empty if it is missing or damaged."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write(path: Path, content: bytes) -> None:
    """Puts a file in its place, whole and on the disk, or leaves what was there."""
    write_parts(path, [content])


def write_into_folder(path: Path, content: bytes) -> Path:
    """The same in a folder that is made if it is missing; where it was put."""
    make_folder(path.parent)
    write(path, content)
    return path


def make_folder(path: Path) -> None:
    """A folder with all above it; UsageError where the system takes no folders, as in /proc."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileNotFoundError:
        raise UsageError("{path}: no folder can be made there", path=path) from None


def refuse_to_lose(path: Path, *suffixes: str) -> None:
    """UsageError if a file lies there whose suffix is none of what is to be written.

    Who writes something anew replaces it; what is of another kind was not meant.
    """
    if path.is_file() and not path.name.lower().endswith(suffixes):
        raise UsageError(
            "{path} is there already, and its name does not end in {suffix}: nothing is written;"
            " name another file",
            path=path,
            suffix=suffixes[0],
        )


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """The same for a file that is made part by part and need not fit into memory."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        _flush_folder(path.parent)
    except OSError as problem:  # a full disk does not say which file it had no room for
        temporary.unlink(missing_ok=True)
        if isinstance(problem, FileNotFoundError) and path.parent.is_dir():  # as in /proc
            raise UsageError("{path}: no file can be made there", path=path) from None
        raise OSError(problem.errno, problem.strerror, str(path)) from problem
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def renew(path: Path, content: bytes) -> None:
    """Puts a file in its place unless it says the same already: then its time stays, too."""
    try:
        same = path.read_bytes() == content
    except OSError:
        same = False
    if not same:
        write(path, content)


def _flush_folder(folder: Path) -> None:
    """Has the disk remember the new name, where a system lets folders be flushed."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def inside(folder: Path, name: str) -> Path:
    """The file that a scenario names, which must lie in the given folder or below.

    Raises ValueError for paths that leave it, on any system.
    """
    if len(name) > MAX_PATH:
        raise InvalidValue("expected the name of a file of at most {most} letters", most=MAX_PATH)
    suspicious = "\\" in name or "\x00" in name or re.match(r"^[A-Za-z]:", name)
    if suspicious or name.startswith(("/", "~")) or ".." in name.split("/"):
        raise InvalidValue("read {name!r}, expected a file in the scenario's own folder", name=name)
    real, root = (folder / name).resolve(), folder.resolve()
    if not real.is_relative_to(root):
        raise InvalidValue("read {name!r}, which leads out of the scenario's folder", name=name)
    return real
