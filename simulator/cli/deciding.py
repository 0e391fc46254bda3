"""The commands that help to decide: what to trust, why, how far, what if values were others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.app import app
from simulator.cli.options import Confidence, Name, Way, with_way
from simulator.cli.speaking import as_table, console, print_json, progress

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.tables import Table

Pictures = Mapping[str, Callable[[], "Axes"]]
MeasureNames = Annotated[
    list[str] | None,
    typer.Option(
        "--measure", "-m", help="What to look at; direct_selling_share if not said; may be several."
    ),
]


@app.command("warm-up")
@with_way
def warm_up(name: Name, way: Way) -> None:
    """Judge by MSER-5 whether a scenario's warm-up is long enough, and draw it.

    Example:  simulator warm-up baseline --replications 5
    """
    from simulator import plots, warmup
    from simulator.whatif import load

    scenario = load(name)
    found = warmup.judge(scenario, way.replications, **way.how())
    folder = filed(
        way,
        "warm-up",
        scenario.name,
        [scenario],
        found.as_json(),
        {"warm-up.png": lambda: plots.warm_up(found)[0]},
    )
    if way.as_json:
        print_json(found.as_json())
        return
    page = console()
    page.print(f"{scenario.title}: warm-up of {found.said} weeks", style="bold")
    for line in found.verdict.split("; "):
        page.print(f"  {line}")
    told(way, folder, [f"MSER-5 on the mean of {found.replications} replications"])


@app.command()
@with_way
def explain(
    name: Name,
    way: Way,
    base: Annotated[
        str | None, typer.Option(help="Where the bridge begins; its parent if not said.")
    ] = None,
    measure: MeasureNames = None,
    exact_up_to: Annotated[
        int, typer.Option(min=1, max=12, help="Moves up to which all choices are replayed.")
    ] = 8,
    confidence: Confidence = 0.95,
) -> None:
    """Say which moves of a what-if bring how much: one bar for each, summing to the difference.

    Example:  simulator explain support-takes-paperwork
    """
    from simulator import briefs, plots
    from simulator import explain as explaining
    from simulator.pieces import pieces_of
    from simulator.wishes import HEADLINE

    pieces = pieces_of(name, base)
    with progress(way.quiet) as tell:
        found = explaining.explain(
            pieces,
            measure or [HEADLINE],
            way.replications,
            confidence,
            exact_up_to,
            **way.how(tell),
        )
    content = {"bridges": [each.as_json() for each in found]}
    asked = [pieces.base, pieces.whole, confidence, exact_up_to, [each.measure for each in found]]
    pictures = {f"bridge-{each.measure}.png": _drawn(plots.bridge, each) for each in found}
    folder = filed(way, "explain", pieces.whole.name, asked, content, pictures)
    if way.as_json:
        print_json(content)
        return
    for each in found:
        tell_table(briefs.bridge_headline(each), "The bridge", briefs.bridge(each))
    told(way, folder, [*briefs.bridge_notes(found[0]), intervals(way, confidence)])


@app.command()
@with_way
def sweep(
    name: Name,
    way: Way,
    values: Annotated[
        list[str],
        typer.Option(
            "--set",
            "-s",
            metavar="PATH=VALUES",
            help="A value by its path, and a list (a, b) or a range (8..16:2); may be several.",
        ),
    ],
    measure: MeasureNames = None,
    confidence: Confidence = 0.95,
) -> None:
    """Move values of a scenario through lists or ranges, and say what follows.

    Example:  simulator sweep baseline --set roles.sales_support.people=6..12:2
    """
    from simulator import briefs, plots
    from simulator import sweep as sweeping
    from simulator.whatif import load
    from simulator.wishes import HEADLINE

    scenario = load(name)
    axes = [sweeping.axis_of(scenario, said) for said in values]
    with progress(way.quiet) as tell:
        found = sweeping.sweep(
            scenario, axes, measure or [HEADLINE], way.replications, confidence, **way.how(tell)
        )
    content = {"sweeps": [each.as_json() for each in found]}
    asked = [scenario, confidence, *axes, [each.measure for each in found]]
    pictures = {f"sweep-{each.measure}.png": _drawn(plots.swept, each) for each in found}
    folder = filed(way, "sweep", scenario.name, asked, content, pictures)
    if way.as_json:
        print_json(content)
        return
    for each in found:
        tell_table(briefs.sweep_headline(each), "", briefs.swept(each))
    told(way, folder, [intervals(way, confidence), "differences hold together (Bonferroni)"])


# -- what they share -------------------------------------------------------------------------------


def _drawn(draw: Callable[[Any], Axes], found: Any) -> Callable[[], Axes]:
    return lambda: draw(found)


def filed(
    way: Way,
    kind: str,
    name: str,
    asked: Sequence[object],
    content: Mapping[str, Any],
    pictures: Pictures,
) -> Path:
    """The folder of an answer, with the answer and its pictures if they are not there yet."""
    from simulator import paper
    from simulator.files import write
    from simulator.store import MANIFEST, answer_folder, file_manifest

    folder = answer_folder(way.out, [kind, name], [*asked, way.seed, way.replications])
    if (folder / MANIFEST).exists():
        return folder
    write(folder / f"{kind}.json", json.dumps(content, indent=1).encode())
    for file, draw in pictures.items():
        paper.save(draw(), folder / file)
    file_manifest(folder, kind, name, way.seed, way.replications, {})
    return folder


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
