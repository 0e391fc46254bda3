"""What commands that decide share: an answer in its folder, a finding with its table, the notes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.forwarding import in_language, write_report
from simulator.cli.options import Way
from simulator.cli.speaking import as_table, console

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.answers import Answer
    from simulator.tables import Table

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


def known(way: Way, kind: str, name: str, asked: Sequence[object]) -> list[Answer]:
    """The answers, if the same has been asked before; none if not."""
    from simulator.answers import recall
    from simulator.store import MANIFEST, answer_folder

    folder = answer_folder(way.out, [kind, name], [*asked, way.seed, way.replications])
    return recall(folder) if (folder / MANIFEST).exists() else []


def filed(
    way: Way,
    kind: str,
    name: str,
    asked: Sequence[object],
    answers: Sequence[Answer],
    content: Mapping[str, Any],
    pictures: Pictures,
) -> Path:
    """The folder of an answer, with the answer and its pictures if they are not there yet.

    ``asked`` is all that determines the answer, beside the seed and the number of replications.
    """
    from simulator.answers import keep
    from simulator.files import write
    from simulator.store import MANIFEST, answer_folder, file_manifest

    folder = answer_folder(way.out, [kind, name], [*asked, way.seed, way.replications])
    is_new = not (folder / MANIFEST).exists()
    if is_new:
        keep(folder, kind, answers)
        write(folder / f"{kind}.json", json.dumps(content, indent=1).encode())
    put(pictures, folder, way, is_new)
    if is_new:
        file_manifest(folder, kind, name, way.seed, way.replications, {})
    if way.report:
        write_report(way.out, [str(folder)], way.language)
    return folder


def put(pictures: Pictures, folder: Path, way: Way, anew: bool) -> None:
    """Draws pictures in the language said: anew, or those that are missing."""
    from simulator import charts
    from simulator.language import speaking

    with speaking(way.language):
        for name, draw in pictures.items():
            path = folder / in_language(name, way.language)
            if anew or not path.exists():
                charts.save(draw(), path)


def tell_table(headline: str, title: str, table: Table) -> None:
    """A finding and the table behind it."""
    page = console()
    page.print(headline, style="bold")
    page.print(as_table(title, table))


def intervals(way: Way, confidence: float) -> str:
    """How sure the figures are."""
    if way.replications < 2:
        return "one replication: no intervals"
    return f"[ ] {100 * confidence:.4g}% intervals, {way.replications} replications, the same luck"


def told(way: Way, folder: Path, notes: Iterable[str]) -> None:
    """What made the figures, and where they lie."""
    import simulator

    page = console()
    for line in notes:
        page.print(line, style="dim")
    page.print(f"seed {way.seed}, simulator {simulator.__version__}", style="dim")
    page.print(f"table and pictures: {folder}", style="dim", soft_wrap=True)
    if way.report:
        where = folder / in_language("report.html", way.language)
        page.print(f"report: {where}", style="dim", soft_wrap=True)
