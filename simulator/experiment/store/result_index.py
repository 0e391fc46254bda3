"""The results that lie in a folder: what they are, what one of them says, what can go.

A result is a folder ``<name>/<hash>`` with a manifest, or with replications and none: then it was
never finished, and the command that asked for it goes on from there.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simulator
from simulator.errors import ResultMissing, UsageError
from simulator.experiment.store.checksums import AGAIN, FILES, MANIFEST, SIGNATURE, damaged
from simulator.experiment.store.fingerprints import code_hash
from simulator.experiment.store.store import MADE_WITH, PART, UNFINISHED, tidy
from simulator.i18n import gettext
from simulator.io import read_json
from simulator.scenario.units import nearest_word

REPLICATIONS = "replications"
MADE_BY = "code_sha256"  # a key that only our manifests have
PARTS = (
    ".parts",
    ".sweep",
    ".search",
    ".shock",
    ".sensitivity",
    ".month",
    ".placebo",
)  # how such scenarios are called
HASH_DIGITS = 16
LISTED, HASH_LISTED = 48, 8  # letters of a name and digits of a hash where results are listed
GOING = ".going"  # a result that is being removed


@dataclass(frozen=True, slots=True)
class ResultEntry:
    """One folder of results."""

    folder: Path
    kind: str  # run, compare, explain, ...; unfinished or a part without a manifest
    name: str
    seed: int | None
    replications: int  # stored here, or those that an answer rests on
    bytes: int
    current: bool | None  # by this version of the code, if that is known
    changed: float  # seconds since 1970
    version: str | None = None  # of the simulator that computed it, if that is known

    @property
    def other_version(self) -> str | None:
        """The version that computed it, if it is not this one: 0.1 rather than 0.1.0."""
        if self.version in (None, simulator.__version__):
            return None
        return self.version.removesuffix(".0")

    @property
    def short_name(self) -> str:
        """What it is called where results are listed, by which it is found again."""
        return f"{self.folder.parent.name[:LISTED]}/{self.folder.name[:HASH_LISTED]}"

    def is_called(self, text: str) -> bool:
        """Whether somebody who writes a name, a slash and some of the hash means it."""
        name, _, digits = text.rpartition("/")
        whose = self.folder.parent.name
        return name in (whose, whose[:LISTED]) and bool(digits) and self._begins_with(digits)

    def _begins_with(self, digits: str) -> bool:
        return self.folder.name.startswith(digits.lower())

    def as_json(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "folder": str(self.folder),
            "kind": self.kind,
            "name": self.name,
            "seed": self.seed,
            "replications": self.replications,
            "bytes": self.bytes,
            "current": self.current,
        }


def list_results(root: Path) -> list[ResultEntry]:
    """All results below a folder, the latest first."""
    entries = [_entry(folder) for folder in _folders(root)]
    return sorted(entries, key=lambda each: (-each.changed, str(each.folder)))


def _folders(root: Path) -> Iterator[Path]:
    """Folders that are named by a hash and hold a manifest or replications, and nothing else."""
    return filter(_is_result, _hashes(root))


def _hashes(root: Path) -> Iterator[Path]:
    """Folders that are named by a hash, in a folder of a name."""
    for name in _subfolders(root):
        for entry in _subfolders(Path(name.path)):
            if _is_hash(entry.name):
                yield Path(entry.path)


def _subfolders(folder: Path) -> list[os.DirEntry[str]]:
    """The folders in a folder; links are not followed."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_dir(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _is_hash(name: str) -> bool:
    return len(name) == HASH_DIGITS and set(name) <= set("0123456789abcdef")


def _is_result(folder: Path) -> bool:
    """Whether we have made it; another program's folder may have a manifest as well."""
    return (folder / REPLICATIONS).is_dir() or MADE_BY in read_json(folder / MANIFEST)


def _entry(folder: Path) -> ResultEntry:
    """What a folder holds, from its manifest and from the names and sizes of its files."""
    manifest = read_json(folder / MANIFEST) or {
        "kind": _kind_without_manifest(folder),
        **read_json(folder / MADE_WITH),
    }
    size, count, changed = _size_count_and_time(folder)
    return ResultEntry(
        folder,
        kind=str(manifest.get("kind", UNFINISHED)),
        name=str(manifest.get("scenario") or folder.parent.name),
        seed=manifest.get("seed"),
        replications=count or int(manifest.get("replications") or 0),
        bytes=size,
        current=manifest[MADE_BY] == code_hash() if MADE_BY in manifest else None,
        changed=changed,
        version=str(manifest["version"]) if "version" in manifest else None,
    )


def _kind_without_manifest(folder: Path) -> str:
    """What a folder without a manifest is: a part of other results if its name has a suffix."""
    return PART if folder.parent.name.endswith(PARTS) else UNFINISHED


def _size_count_and_time(folder: Path) -> tuple[int, int, float]:
    """Bytes in all, replications stored, and when the last file was put there."""
    replications = _files(folder / REPLICATIONS)
    stats = list(_stats([*_files(folder), *replications]))
    size = sum(stat.st_size for stat in stats)
    changed = max((stat.st_mtime for stat in stats), default=0.0)
    return size, sum(not entry.name.startswith(".") for entry in replications), changed


def _stats(entries: Sequence[os.DirEntry[str]]) -> Iterator[os.stat_result]:
    """Size and time of each file that is still there: somebody may be at work meanwhile."""
    for entry in entries:
        with suppress(FileNotFoundError):
            yield entry.stat(follow_symlinks=False)


def _files(folder: Path) -> list[os.DirEntry[str]]:
    """The files in a folder, none if it is not there."""
    try:
        with os.scandir(folder) as entries:
            return [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    except (FileNotFoundError, NotADirectoryError):
        return []


def find_result(root: Path, text: str) -> ResultEntry:
    """The result of a folder, or the latest in folders of a name; else by a hash, or what it is of.

    UsageError with the nearest name if there is none, and with the file if a manifest is damaged.
    """
    every = list_results(root)
    selected = _called(text, every)
    finished = [each for each in selected if each.kind not in (UNFINISHED, PART)] or selected
    if not finished:
        _refuse_damaged(root, text)
        names = {each.folder.parent.name for each in every}
        listed = {each.folder.parent.name for each in every if each.kind != PART}
        hint = nearest_word(text, names) or _first_few(sorted(listed))
        raise ResultMissing("no result {text!r} in {root}{hint}", text=text, root=root, hint=hint)
    return finished[0]


def _called(text: str, every: Sequence[ResultEntry]) -> list[ResultEntry]:
    """Those of some results that are meant."""
    criteria: tuple[Callable[[ResultEntry], bool], ...] = (
        lambda each: Path(text).resolve() == each.folder.resolve(),
        lambda each: each.is_called(text),
        lambda each: each.folder.parent.name == text,
        lambda each: each.folder.name.startswith(text.lower()),
        lambda each: each.name == text,
    )
    selections = ([each for each in every if matches(each)] for matches in criteria)
    return next(filter(None, selections), [])


def _refuse_damaged(root: Path, text: str) -> None:
    """UsageError if what is meant has a manifest that cannot be read, and no replications."""
    manifests = [each / MANIFEST for each in _hashes(root)]
    unread = [_entry(each.parent) for each in manifests if each.is_file() and not read_json(each)]
    for each in _called(text, unread):
        raise UsageError(
            "{file} is missing or damaged; {again}",
            file=each.folder / MANIFEST,
            again=gettext(AGAIN),
        )


def _first_few(names: Sequence[str]) -> str:
    more = gettext(" and more") if len(names) > 6 else ""
    return gettext("; there is {names}", names=", ".join(names[:6]) + more or gettext("none"))


def describe_result(result: ResultEntry) -> dict[str, Any]:
    """All that a result says: its manifest and its answer; UsageError if a file is damaged."""
    if result.kind not in (UNFINISHED, PART) and result.other_version is None:
        for name in damaged(result.folder):
            raise UsageError(
                "{file} is missing or damaged; {again}",
                file=result.folder / name,
                again=gettext(AGAIN),
            )
    files = sorted(result.folder.glob("*.json"))
    answers = {file.stem: read_json(file) for file in files}
    for key in (FILES, SIGNATURE):
        answers.get("manifest", {}).pop(key, None)
    return {**answers, "files": sorted(file.name for file in result.folder.iterdir())}


def removable(entries: Sequence[ResultEntry], everything: bool = False) -> list[ResultEntry]:
    """Results that this version of the code would not use again, or all of them."""
    return [each for each in entries if everything or each.current is False]


def remove(root: Path, entries: Sequence[ResultEntry]) -> None:
    """Removes results, each as a whole: it is renamed first, so that nobody sees half of one."""
    _delete_renamed(root)
    for each in entries:
        each.folder.rename(each.folder.with_name(f".{each.folder.name}{GOING}"))
    _delete_renamed(root)
    if root.is_dir():
        tidy(root)


def _delete_renamed(root: Path) -> None:
    """Deletes what was renamed, now or before a process was killed on the way."""
    for name in _subfolders(root):
        inside = _subfolders(Path(name.path))
        renamed = [Path(each.path) for each in inside if _is_going(each.name)]
        for folder in renamed:
            shutil.rmtree(folder)
        if renamed and not any(Path(name.path).iterdir()):
            Path(name.path).rmdir()


def _is_going(name: str) -> bool:
    return name.endswith(GOING) and _is_hash(name[1:].removesuffix(GOING))
