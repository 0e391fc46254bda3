"""The commands that weigh what was assumed: which assumptions move the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

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
from simulator.cli.pages import Line, Part, grid, lines

if TYPE_CHECKING:
    from simulator.analysis.sensitivity import Sensitivity

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
    from simulator.analysis import sensitivity as weighing
    from simulator.measures.targets import HEADLINE

    asked, measures = weighing.subject_of(name, other), measure or [HEADLINE]
    plan = weighing.DesignPlan(trajectories, few, samples, goal, confidence)
    scenarios = weighing.scenarios_of(asked)
    called = "+".join(each.name for each in scenarios)
    key = [*scenarios, trajectories, few, samples, goal, confidence, measures]
    question = Question("sensitivity", called, key)
    if said_again(way, question):
        return
    from simulator.output import charts

    with progress(way.quiet) as tell_progress:
        found = known(way, question, weighing.Sensitivity) or weighing.sensitivity(
            asked, measures, way.replications, plan, **way.how(tell_progress)
        )
    pictures = {f"tornado-{each.measure}.png": drawn(charts.tornado, each) for each in found}
    parts = [part for each in found for part in _three_looks(each)]
    notes = lines([intervals(way, confidence)], "dim")
    content = {"sensitivities": [each.as_json() for each in found]}
    tell(way, question, Found(found, content, pictures, [*parts, *notes]))


def _three_looks(found: Sensitivity) -> Iterator[Part]:
    """The answer, what flips it, and the three looks."""
    from simulator.output.content import briefs

    yield Line(briefs.sensitivity_headline(found), "bold")
    yield grid("The tornado", briefs.tornado(found))
    yield from lines(briefs.flips(found), "bold")
    yield Line("")
    yield grid("The screening", briefs.screening(found))
    if found.surface is not None:
        yield grid("Shares of the variance", briefs.variance(found))
    yield from lines(briefs.sensitivity_notes(found), "dim")
