"""The files of a result: each has its checksum in the manifest, which carries one of its own.

What is damaged is found before anything of it is shown, and is written anew by whoever makes the
result again. Replications lie there before there is a manifest; their files sign themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from simulator.errors import ResultsTakenAway
from simulator.i18n import translatable
from simulator.io import read_json, renew

AGAIN = translatable("give the command that made it again")  # what mends a damaged result
MANIFEST = "manifest.json"
FILES = "files"  # in a manifest: checksum of each file of the result, by its name in the folder
SIGNATURE = "manifest_sha256"  # in a manifest: of all else in it


def put(path: Path, content: bytes) -> None:
    """Puts a file in its place, whatever lies there; what says the same already stays."""
    make_room(path)
    with still_there(path.parent):
        renew(path, content)


@contextmanager
def still_there(folder: Path) -> Iterator[None]:
    """Says that a result was removed while it was made, as by ``simulator results clean``."""
    try:
        yield
    except FileNotFoundError:
        if folder.is_dir():
            raise
        gone = next(each for each in (*reversed(folder.parents), folder) if not each.exists())
        raise ResultsTakenAway(
            "the folder of results {folder} was taken away while the command ran; give the command"
            " again",
            folder=gone,
        ) from None


def make_room(path: Path) -> None:
    """Moves aside a folder that lies where a file of ours shall be: what is in it is not ours."""
    if path.is_dir() and not path.is_symlink():
        beside = (path.with_name(f"{path.name}.aside-{number}") for number in count(1))
        path.rename(next(each for each in beside if not each.exists()))


def checksum(path: Path) -> str | None:
    """SHA-256 of a file; none if it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """The manifest of a result; none if it is missing, or not as it was written."""
    manifest = read_json(folder / MANIFEST)
    whole = manifest.get(SIGNATURE) == _signature(manifest)
    return manifest if whole and isinstance(manifest.get(FILES), dict) else None


def write_signed(folder: Path, content: Mapping[str, Any], names: Iterable[str]) -> None:
    """Writes a manifest, with the checksums of files that have just been written.

    Files that another command has added keep theirs, unless they are damaged.
    """
    known = (manifest_of(folder) or {}).get(FILES, {})
    before = {name: own for name, own in known.items() if checksum(folder / name) == own}
    files = {**before, **{name: checksum(folder / name) for name in names}}
    manifest = {**content, FILES: dict(sorted(files.items()))}
    put(folder / MANIFEST, as_json({**manifest, SIGNATURE: _signature(manifest)}))


def add(folder: Path, names: Iterable[str]) -> None:
    """Adds files that have just been written to a manifest."""
    manifest = manifest_of(folder)
    if manifest is not None:
        content = {key: value for key, value in manifest.items() if key != SIGNATURE}
        write_signed(folder, content, names)


def is_whole(folder: Path, name: str) -> bool:
    """Whether a file of a result is as its manifest says."""
    files = (manifest_of(folder) or {}).get(FILES, {})
    return name in files and files[name] == checksum(folder / name)


def damaged(folder: Path) -> list[str]:
    """The files of a result that are not as they were written; the manifest if it is not itself."""
    manifest = manifest_of(folder)
    if manifest is None:
        return [MANIFEST]
    files: dict[str, str] = manifest[FILES]
    return [name for name, written in files.items() if checksum(folder / name) != written]


def as_json(content: Mapping[str, Any]) -> bytes:
    """An object as the files of a result hold it."""
    return (json.dumps(content, indent=1, allow_nan=False, ensure_ascii=False) + "\n").encode()


def _signature(manifest: Mapping[str, Any]) -> str:
    content = {key: value for key, value in manifest.items() if key != SIGNATURE}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
