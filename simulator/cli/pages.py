"""What a command says, kept beside its result, so that it is said at once when asked again.

Making a document takes all that draws and computes, which is slower to load than the document is to
read. A page is kept under a key of everything that it depends on, one for each language.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.cli.console import note, print_json, progress
from simulator.i18n import current_language, gettext

if TYPE_CHECKING:
    from simulator.cli.options import Way
    from simulator.output.document import Document, Figure

FILE = "said.page"
Place = tuple[str, str]  # what lies there, and where below the folder of all results


class KeptPage(NamedTuple):
    """All that is said of a result, and where it lies."""

    document: Document
    folders: tuple[Place, ...]
    files: tuple[Place, ...] = ()
    with_question: bool = False

    def pictures(self) -> list[str]:
        """The files of its figures, by their English names."""
        return picture_files(self.document.figures)


def picture_files(figures: Sequence[Figure]) -> list[str]:
    """The files of figures that lie in the folder of a result, by their English names."""
    return [f"{figure.name}.png" for figure in figures if figure.in_folder]


def places(lying: Mapping[str, Path], root: Path) -> tuple[Place, ...]:
    """What lies where, below the folder of all results."""
    return tuple((label, path.relative_to(root).as_posix()) for label, path in lying.items())


def keep(folder: Path, key: str, page: KeptPage) -> None:
    """Puts a page beside its result, and notes its checksum, its pictures' and its files'."""
    from simulator.experiment.store import checksums
    from simulator.output.render.kept import to_json

    content = {
        "key": key,
        "document": to_json(page.document),
        "folders": page.folders,
        "files": page.files,
        "with_question": page.with_question,
    }
    name = in_language(FILE)
    checksums.put(folder / name, json.dumps(content).encode())
    checksums.add(folder, [name, *(in_language(each) for each in page.pictures())])


def kept(root: Path, folder: Path, key: str) -> KeptPage | None:
    """The page of this key if it is there, and all that it points to is as it was written.

    So are its pictures: whoever made the figures anew has struck damaged ones off the manifest.
    """
    from simulator.experiment.store.checksums import damaged, is_whole
    from simulator.output.render.kept import from_json

    name = in_language(FILE)
    content = _read_page(folder / name) if is_whole(folder, name) else None
    if content is None or content["key"] != key:
        return None
    page = KeptPage(
        from_json(content["document"]),
        tuple((label, where) for label, where in content["folders"]),
        tuple((label, where) for label, where in content["files"]),
        bool(content["with_question"]),
    )
    there = all((root / where).exists() for _, where in page.files)
    whole = not any(damaged(root / where) for _, where in page.folders)
    drawn = whole and all(is_whole(folder, in_language(each)) for each in page.pictures())
    return page if there and drawn else None


def _read_page(path: Path) -> dict[str, Any] | None:
    """The content of a page that is whole; none if it went away meanwhile."""
    try:
        return dict(json.loads(path.read_bytes()))
    except OSError:
        return None


def shown_again(folder: Path, way: Way, key: str) -> bool:
    """Whether all has been said and drawn before; then it is shown once more."""
    page = kept(way.out, folder, key)
    if page is not None:
        show(page, folder, way)
    return page is not None


def show(page: KeptPage, folder: Path, way: Way) -> None:
    """Prints a page, or the answer as JSON, and the warnings beside it.

    The report of the result, if one is asked for, is written first.
    """
    report = write_report(way.out, [str(folder)], quiet=way.quiet) if way.report else None
    for line in () if way.quiet else page.document.warnings:
        note(line)
    if way.as_json:
        files = {label: str(way.out / where) for label, where in page.files}
        print_json({**page.document.record(), **files})
        return
    from simulator.output.render import terminal

    screen = terminal.console()
    terminal.show(page.document, screen, page.with_question)
    reports = [gettext("report: {file}", file=report)] if report else []
    for line in [*_foot(page, way), *reports]:
        screen.print(line, style="dim", soft_wrap=True)


def _foot(page: KeptPage, way: Way) -> Iterator[str]:
    """What made the figures, and where they lie."""
    import simulator

    version = simulator.__version__
    yield gettext("seed {seed}, simulator {version}", seed=way.seed, version=version)
    for label, where in (*page.folders, *page.files):
        yield gettext("{label}: {value}", label=gettext(label), value=way.out / where)


# -- files beside a result -------------------------------------------------------------------------


def in_language(name: str) -> str:
    """The name of a file by the language that is spoken; English ones carry none.

    >>> from simulator.i18n import use_language
    >>> with use_language("zh-Hant"):
    ...     in_language("report.html")
    'report.zh-Hant.html'
    """
    file, language = Path(name), current_language()
    return name if language == "en" else f"{file.stem}.{language}{file.suffix}"


def write_report(
    root: Path, results: Sequence[str], to: Path | None = None, quiet: bool = False
) -> Path:
    """Where the report of stored results was written."""
    from simulator import io
    from simulator.analysis import stored_result
    from simulator.output.content.namesakes import namesakes
    from simulator.output.render.html import report

    if to is not None:
        io.refuse_to_lose(to, *io.PAGES)
    stored = [stored_result.read_stored(root, text) for text in results]
    for line in () if quiet else namesakes(stored).values():
        note(line)
    path = to or stored[0].folder / in_language("report.html")
    io.make_folder(path.parent)
    with progress(quiet, "pictures") as tell:
        content = report(stored, current_language(), tell)
    io.write(path, content.encode())
    return path


def draw(figures: Sequence[Figure], folder: Path, anew: bool, quiet: bool) -> None:
    """Draws the figures of a folder: anew, or those that are not there whole."""
    from simulator.experiment.store.checksums import is_whole, make_room, still_there
    from simulator.output import charts
    from simulator.output.render.picture import picture

    named = {in_language(f"{each.name}.png"): each for each in figures if each.in_folder}
    missing = [name for name in named if anew or not is_whole(folder, name)]
    with progress(quiet, "pictures") as tell:
        for number, name in enumerate(missing):
            if named[name].draw is not None:
                make_room(folder / name)
                with still_there(folder):
                    charts.save(picture(named[name]), folder / name)
            if tell:
                tell(number + 1, len(missing))
