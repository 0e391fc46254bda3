"""The commands that weigh what was assumed: which assumptions move the answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.answering import MeasureNames, drawn, filed, intervals, known, tell_table, told
from simulator.cli.app import DECIDE, app
from simulator.cli.options import Confidence, Name, Way, with_way
from simulator.cli.speaking import as_table, console, print_json, progress

if TYPE_CHECKING:
    from simulator.sensitivity import Sensitivity

FEW_REPLICATIONS = Way(replications=4)  # of many points


@app.command(rich_help_panel=DECIDE)
@with_way
def sensitivity(
    name: Name,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="OTHER", help="Name or path: ask about the difference from SCENARIO to it."
        ),
    ] = None,
    way: Way = FEW_REPLICATIONS,
    measure: MeasureNames = None,
    goal: Annotated[
        str | None,
        typer.Option(
            metavar="MEASURE>=AMOUNT",
            help="What shall be reached, such as 'direct_selling_share >= 22%'.",
        ),
    ] = None,
    trajectories: Annotated[
        int, typer.Option(min=2, help="Walks of the screening, each through all assumptions.")
    ] = 4,
    few: Annotated[
        int, typer.Option(min=0, help="Assumptions, at most, that share out the variance.")
    ] = 4,
    samples: Annotated[
        int | None,
        typer.Option(min=1, help="Points behind their shares; about twice what a surface needs."),
    ] = None,
    confidence: Confidence = 0.95,
) -> None:
    """Say which assumptions move the answer, from the ranges beside values in the scenario.

    Example:  simulator sensitivity baseline support-takes-paperwork
    """
    from simulator import charts
    from simulator import sensitivity as weighing
    from simulator.wishes import HEADLINE

    asked = weighing.asked_of(name, other)
    plan = weighing.Plan(trajectories, few, samples, goal, confidence)
    measures = measure or [HEADLINE]
    scenarios = weighing.scenarios_of(asked)
    called = "+".join(each.name for each in scenarios)
    key = [*scenarios, trajectories, few, samples, goal, confidence, measures]
    before = known(way, "sensitivity", called, key)
    found = [each for each in before if isinstance(each, weighing.Sensitivity)]
    with progress(way.quiet) as tell:
        found = found or weighing.sensitivity(
            asked, measures, way.replications, plan, **way.how(tell)
        )
    content = {"sensitivities": [each.as_json() for each in found]}
    pictures = {f"tornado-{each.measure}.png": drawn(charts.tornado, each) for each in found}
    folder = filed(way, "sensitivity", called, key, found, content, pictures)
    if way.as_json:
        print_json(content)
        return
    for each in found:
        report(each)
    told(way, folder, [intervals(way, confidence)])


def report(found: Sensitivity) -> None:
    """The answer, what flips it, and the three looks."""
    from simulator import briefs

    page = console()
    tell_table(briefs.sensitivity_headline(found), "The tornado", briefs.tornado(found))
    for line in briefs.flips(found):
        page.print(line, style="bold")
    page.print()
    page.print(as_table("The screening", briefs.screening(found)))
    if found.surface is not None:
        page.print(as_table("Shares of the variance", briefs.variance(found)))
    for line in briefs.sensitivity_notes(found):
        page.print(line, style="dim")
