"""Files that are there whole or not at all."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, content: bytes) -> None:
    """Puts a file in its place, whole and on the disk, or leaves what was there."""
    write_parts(path, [content])


def write_parts(path: Path, parts: Iterable[bytes]) -> None:
    """The same for a file that is made part by part and need not fit into memory."""
    making = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.tmp")
    try:
        with making.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        making.replace(path)
    except BaseException:
        making.unlink(missing_ok=True)
        raise
    _flush_folder(path.parent)


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
