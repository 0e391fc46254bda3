"""What commands that decide share: an answer in its folder, a finding with its table, the notes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar

import typer

from simulator.cli import pages
from simulator.cli.forwarding import in_language
from simulator.cli.options import Way
from simulator.cli.pages import Page, Part

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.analysis.registry import AnalysisResult

Kind = TypeVar("Kind")
Pictures = Mapping[str, Callable[[], "Axes"]]
MeasureNames = Annotated[
    list[str] | None,
    typer.Option(
        "--measure", "-m", help="What to look at; direct_selling_share if not said; may be several."
    ),
]


def drawn(draw: Callable[[Any], Axes], found: Any) -> Callable[[], Axes]:
    """A picture to be drawn if it is missing."""
    return lambda: draw(found)


class Question(NamedTuple):
    """What is asked: ``asked`` is all that determines the answer, beside the way."""

    kind: str
    name: str
    asked: Sequence[object]

    def folder(self, way: Way) -> Path:
        """Where the answer lies, or will."""
        from simulator.experiment.store.store import answer_folder

        asked = [*self.asked, way.seed, way.replications]
        return answer_folder(way.out, [self.kind, self.name], asked)


class Found(NamedTuple):
    """The answers to a question, as JSON, as pictures that are yet to be drawn, and in words."""

    answers: Sequence[AnalysisResult]
    content: dict[str, Any]
    pictures: Pictures
    parts: Iterable[Part]
    files: Mapping[str, Path] = {}  # more that lies in the folder, by what it is


def known(way: Way, question: Question, kind: type[Kind]) -> list[Kind]:
    """The answers, if the same has been asked before; none if not."""
    from simulator.analysis.result_file import read_results
    from simulator.experiment.store.store import MANIFEST

    folder = question.folder(way)
    found = read_results(folder) if (folder / MANIFEST).exists() else []
    return [each for each in found if isinstance(each, kind)]


def said_again(way: Way, question: Question) -> bool:
    """Whether all has been said and drawn before; then it is said once more."""
    folder = question.folder(way)
    page = pages.kept(way.out, folder, folder.name)
    if page is None or not all(
        (folder / in_language(name, way.language)).exists() for name in page.pictures
    ):
        return False
    pages.show(page, folder, way, lambda: as_object(folder / f"{question.kind}.json"))
    return True


def as_object(file: Path) -> dict[str, Any]:
    """What a JSON file holds."""
    return dict(json.loads(file.read_bytes()))


def tell(way: Way, question: Question, found: Found) -> None:
    """Files an answer with its pictures, and says it."""
    from simulator.analysis.result_file import write_results
    from simulator.experiment.store.store import MANIFEST, write_manifest
    from simulator.io import write

    folder = question.folder(way)
    is_new = not (folder / MANIFEST).exists()
    if is_new:
        write_results(folder, question.kind, found.answers)
        content = json.dumps(found.content, indent=1)
        write(folder / f"{question.kind}.json", content.encode())
    put(found.pictures, folder, way, is_new)
    if is_new:
        write_manifest(folder, question.kind, question.name, way.seed, way.replications, {})
    page = Page(
        tuple(found.parts),
        pages.places({"table and pictures": folder}, way.out),
        pages.places(found.files, way.out),
        pictures=tuple(found.pictures),
    )
    pages.keep(folder, folder.name, page)
    pages.show(page, folder, way, lambda: found.content)


def put(pictures: Pictures, folder: Path, way: Way, anew: bool) -> None:
    """Draws pictures in the language said: anew, or those that are missing."""
    from simulator.i18n import use_language
    from simulator.output import charts

    with use_language(way.language):
        for name, draw in pictures.items():
            path = folder / in_language(name, way.language)
            if anew or not path.exists():
                charts.save(draw(), path)


def intervals(way: Way, confidence: float) -> str:
    """How sure the figures are."""
    if way.replications < 2:
        return "one replication: no intervals"
    return f"[ ] {100 * confidence:.4g}% intervals, {way.replications} replications, the same luck"
