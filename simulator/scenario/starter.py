"""A folder of one's own to begin with: copies of scenarios with all the files that they need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from simulator.errors import UsageError
from simulator.io import inside, write
from simulator.scenario.files_beside import files_named
from simulator.scenario.folders import FOLDER, find, root_of, shipped_folder
from simulator.scenario.inheritance import load, parent_of
from simulator.scenario.yaml_reader import read_yaml

STARTER = "office-enters-orders"  # it extends the small company beside it
SCHEMA = "scenario.schema.json"


def copy_scenario(name: str | Path, folder: Path) -> list[Path]:
    """Copies a scenario, its parents and the files that they name into a folder's ``scenarios``.

    Returns the copies of the scenarios, the one named first. Nothing is overwritten, and where
    something goes wrong nothing is left behind; raises UsageError if the place is taken, and
    ScenarioError for a scenario that cannot be loaded.
    """
    load(name)
    target = folder / FOLDER
    if target.exists():
        raise UsageError("{target} is there already; name another folder", target=target)
    if any(each.exists() and not each.is_dir() for each in (folder, *folder.parents)):
        raise UsageError("{folder} is no folder; name another one", folder=folder)
    chain = [find(name), *_parents(find(name))]
    copies = _places(chain)
    _write_folder(target, {copies[path]: path.read_bytes() for path in copies})
    return [target / copies[path.resolve()] for path in chain]


def _parents(path: Path) -> Iterator[Path]:
    parent = parent_of(str(path.resolve()))
    if parent is not None:
        yield parent
        yield from _parents(parent)


def _places(chain: list[Path]) -> dict[Path, Path]:
    """Where each file goes, as the files lie among each other, without folders that all share."""
    relative: dict[Path, Path] = {}
    for path in chain:
        for each in (path.resolve(), *_tables(path.resolve())):
            relative[each] = each.relative_to(root_of(path).resolve())
    if len(set(relative.values())) < len(relative):
        raise UsageError("two of the files have the same name; copy them by hand")
    shared = os.path.commonpath([place.parent for place in relative.values()])
    return {path: place.relative_to(shared) for path, place in relative.items()}


def _tables(path: Path) -> Iterator[Path]:
    """The tables that a scenario names."""
    for name in files_named(read_yaml(path).values):
        yield inside(path.parent, name)


def _write_folder(target: Path, contents: Mapping[Path, bytes]) -> None:
    """Makes a folder with everything in it, or leaves nothing behind."""
    missing = [each for each in (target.parent, *target.parent.parents) if not each.exists()]
    making = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        for place, content in {**contents, Path(SCHEMA): _schema()}.items():
            path = making / place
            path.parent.mkdir(parents=True, exist_ok=True)
            write(path, _with_schema(content, place))
        making.rename(target)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        for folder in missing:
            if folder.exists():
                folder.rmdir()
        raise


def _schema() -> bytes:
    return (shipped_folder() / SCHEMA).read_bytes()


def _with_schema(content: bytes, place: Path) -> bytes:
    """A scenario's text with the way from its new place to the schema by which editors check it."""
    up = "../" * (len(place.parts) - 1)
    return content.replace(f"$schema=../{SCHEMA}".encode(), f"$schema={up}{SCHEMA}".encode(), 1)
