"""The commands that help to decide: what to trust, why, how far, what if values were others."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.answering import MeasureNames, drawn, filed, intervals, tell_table, told
from simulator.cli.app import DECIDE, app
from simulator.cli.options import Confidence, Name, Way, with_way
from simulator.cli.speaking import console, print_json, progress


@app.command("warm-up", rich_help_panel=DECIDE)
@with_way
def warm_up(name: Name, way: Way) -> None:
    """Judge by MSER-5 whether a scenario's warm-up is long enough, and draw it.

    Example:  simulator warm-up baseline --replications 5
    """
    from simulator import charts, warmup
    from simulator.whatif import load

    scenario = load(name)
    found = warmup.judge(scenario, way.replications, **way.how())
    folder = filed(
        way,
        "warm-up",
        scenario.name,
        [scenario],
        [found],
        found.as_json(),
        {"warm-up.png": lambda: charts.warm_up(found)[0]},
    )
    if way.as_json:
        print_json(found.as_json())
        return
    page = console()
    page.print(f"{scenario.title}: warm-up of {found.said} weeks", style="bold")
    for line in found.verdict.split("; "):
        page.print(f"  {line}")
    told(way, folder, [f"MSER-5 on the mean of {found.replications} replications"])


@app.command(rich_help_panel=DECIDE)
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
    from simulator import briefs, charts
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
    pictures = {f"bridge-{each.measure}.png": drawn(charts.bridge, each) for each in found}
    folder = filed(way, "explain", pieces.whole.name, asked, found, content, pictures)
    if way.as_json:
        print_json(content)
        return
    for each in found:
        tell_table(briefs.bridge_headline(each), "The bridge", briefs.bridge(each))
    survivors = [line for each in found for line in briefs.finished_only(each.measure)]
    told(way, folder, [*briefs.bridge_notes(found[0]), *survivors, intervals(way, confidence)])


@app.command(rich_help_panel=DECIDE)
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
    from simulator import briefs, charts
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
    pictures = {f"sweep-{each.measure}.png": drawn(charts.swept, each) for each in found}
    folder = filed(way, "sweep", scenario.name, asked, found, content, pictures)
    if way.as_json:
        print_json(content)
        return
    for each in found:
        tell_table(briefs.sweep_headline(each), "", briefs.swept(each))
    survivors = [line for each in found for line in briefs.finished_only(each.measure)]
    together = "differences hold together (Bonferroni)"
    told(way, folder, [*survivors, intervals(way, confidence), together])
