"""The commands that help to decide: what to trust, why, how far, what if values were others."""

from __future__ import annotations

from typing import Annotated

import typer

from simulator.cli.answering import (
    Found,
    MeasureNames,
    Question,
    drawn,
    intervals,
    known,
    said_again,
    tell,
)
from simulator.cli.app import DECIDE, app
from simulator.cli.console import progress
from simulator.cli.options import Confidence, Name, Way, with_way
from simulator.cli.pages import Line, grid, lines


@app.command("warm-up", rich_help_panel=DECIDE)
@with_way
def warm_up(name: Name, way: Way) -> None:
    """Judge by MSER-5 whether a scenario's warm-up is long enough, and draw it.

    Example:  simulator warm-up baseline --replications 5
    """
    from simulator.scenario.inheritance import load

    scenario = load(name)
    question = Question("warm-up", scenario.name, [scenario])
    if said_again(way, question):
        return
    from simulator.analysis import warmup
    from simulator.output import charts

    before = known(way, question, warmup.WarmUp)
    found = before[0] if before else warmup.warm_up(scenario, way.replications, **way.how())
    parts = [
        Line(f"{scenario.title}: warm-up of {found.said} weeks", "bold"),
        *lines(f"  {line}" for line in found.verdict.split("; ")),
        Line(f"MSER-5 on the mean of {found.replications} replications", "dim"),
    ]
    pictures = {"warm-up.png": lambda: charts.warm_up(found)[0]}
    tell(way, question, Found([found], found.as_json(), pictures, parts))


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
    from simulator.measures.targets import HEADLINE
    from simulator.scenario.changes import changes_of

    pieces, measures = changes_of(name, base), measure or [HEADLINE]
    key = [pieces.base, pieces.whole, confidence, exact_up_to, measures]
    question = Question("explain", pieces.whole.name, key)
    if said_again(way, question):
        return
    from simulator.analysis import shapley as explaining
    from simulator.output import charts
    from simulator.output.content import briefs

    with progress(way.quiet) as tell_progress:
        found = known(way, question, explaining.Explanation) or explaining.explain(
            pieces, measures, way.replications, confidence, exact_up_to, **way.how(tell_progress)
        )
    pictures = {f"bridge-{each.measure}.png": drawn(charts.bridge, each) for each in found}
    bridges = [
        part
        for each in found
        for part in (
            Line(briefs.bridge_headline(each), "bold"),
            grid("The bridge", briefs.bridge(each)),
        )
    ]
    survivors = [line for each in found for line in briefs.finished_only(each.measure)]
    notes = [*briefs.bridge_notes(found[0]), *survivors, intervals(way, confidence)]
    content = {"bridges": [each.as_json() for each in found]}
    tell(way, question, Found(found, content, pictures, [*bridges, *lines(notes, "dim")]))


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
    from simulator.analysis import sweep as sweeping
    from simulator.measures.targets import HEADLINE
    from simulator.scenario.inheritance import load

    scenario, measures = load(name), measure or [HEADLINE]
    axes = [sweeping.axis_of(scenario, said) for said in values]
    question = Question("sweep", scenario.name, [scenario, confidence, *axes, measures])
    if said_again(way, question):
        return
    from simulator.output import charts
    from simulator.output.content import briefs

    with progress(way.quiet) as tell_progress:
        found = known(way, question, sweeping.SweepResult) or sweeping.sweep(
            scenario, axes, measures, way.replications, confidence, **way.how(tell_progress)
        )
    pictures = {f"sweep-{each.measure}.png": drawn(charts.swept, each) for each in found}
    sweeps = [
        part
        for each in found
        for part in (Line(briefs.sweep_headline(each), "bold"), grid("", briefs.swept(each)))
    ]
    survivors = [line for each in found for line in briefs.finished_only(each.measure)]
    together = "differences hold together (Bonferroni)"
    notes = lines([*survivors, intervals(way, confidence), together], "dim")
    content = {"sweeps": [each.as_json() for each in found]}
    tell(way, question, Found(found, content, pictures, [*sweeps, *notes]))
