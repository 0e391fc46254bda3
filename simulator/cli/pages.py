"""What a command says, kept beside its result, so that it is said at once when asked again.

Putting an answer into words takes all that draws and computes, which is slower to load than the
words are to read. A page is kept under a key of everything that it depends on.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.cli.console import as_table, console, note, print_json
from simulator.cli.forwarding import write_report

if TYPE_CHECKING:
    from simulator.cli.options import Way
    from simulator.output.content.tables import Table

FILE = "said.page"


class Line(NamedTuple):
    """A sentence, and how it stands out."""

    text: str
    style: str = ""


class Grid(NamedTuple):
    """A table with its title."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


Part = Line | Grid
Place = tuple[str, str]  # what lies there, and where below the folder of all results


class Page(NamedTuple):
    """All that is said of a result: in parts, where it lies, and notes beside it."""

    parts: tuple[Part, ...]
    folders: tuple[Place, ...]
    files: tuple[Place, ...] = ()
    notes: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()  # drawn with it, by their English names


def grid(title: str, content: Table) -> Grid:
    """A table as a part of a page."""
    return Grid(title, content.header, content.rows)


def lines(texts: Iterable[str], style: str = "") -> list[Line]:
    """Sentences as parts of a page."""
    return [Line(text, style) for text in texts]


def places(lying: Mapping[str, Path], root: Path) -> tuple[Place, ...]:
    """What lies where, below the folder of all results."""
    return tuple((label, path.relative_to(root).as_posix()) for label, path in lying.items())


def keep(folder: Path, key: str, page: Page) -> None:
    """Puts a page beside its result."""
    from simulator.io import renew

    renew(folder / FILE, json.dumps({"key": key, **page._asdict()}).encode())


def kept(root: Path, folder: Path, key: str) -> Page | None:
    """The page of this key if it is there, and all that it points to."""
    try:
        found = json.loads((folder / FILE).read_bytes())
        page = Page(
            tuple(Line(*part) if len(part) == 2 else Grid(*part) for part in found["parts"]),
            tuple((label, where) for label, where in found["folders"]),
            tuple((label, where) for label, where in found["files"]),
            tuple(found["notes"]),
            tuple(found["pictures"]),
        )
    except (OSError, ValueError, TypeError, KeyError):
        return None
    whole = all((root / where).exists() for _, where in (*page.folders, *page.files))
    return page if found["key"] == key and whole else None


def show(page: Page, folder: Path, way: Way, content: Callable[[], dict[str, Any]]) -> None:
    """Prints a page, or the answer as JSON, and the notes beside it.

    The report of the result, if one is asked for, is written first.
    """
    report = write_report(way.out, [str(folder)], way.language) if way.report else None
    for said in () if way.quiet else page.notes:
        note(said)
    if way.as_json:
        print_json({**content(), **{label: str(way.out / where) for label, where in page.files}})
        return
    terminal = console()
    for part in page.parts:
        told = part.text if isinstance(part, Line) else as_table(*part)
        terminal.print(told, style=part.style if isinstance(part, Line) else None)
    for line in [*_foot(page, way), *([f"report: {report}"] if report else [])]:
        terminal.print(line, style="dim", soft_wrap=True)


def _foot(page: Page, way: Way) -> Iterator[str]:
    """What made the figures, and where they lie."""
    import simulator

    yield f"seed {way.seed}, simulator {simulator.__version__}"
    yield from (f"{label}: {way.out / where}" for label, where in (*page.folders, *page.files))
