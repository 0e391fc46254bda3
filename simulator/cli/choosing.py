"""The command that chooses: which moves and hires reach a goal at the least cost?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.answering import Found, Question, drawn, known, said_again, tell
from simulator.cli.app import DECIDE, app
from simulator.cli.console import note, progress
from simulator.cli.options import Name, Way, with_way
from simulator.cli.pages import Line, Part, grid, lines

if TYPE_CHECKING:
    from simulator.analysis.optimise import Optimum, Request, Space

Goal = Annotated[
    str | None,
    typer.Option(
        metavar="BOUND",
        help="What to reach, such as 'direct_selling_share >= 22%'; its tolerance may follow:"
        " '... >= 22% ± 0.3pt'.",
    ),
]
Guards = Annotated[
    list[str] | None,
    typer.Option(
        "--guard",
        metavar="BOUND",
        help="What must hold besides, such as 'quote_turnaround_p90 <= 2 d'; may be several.",
    ),
]
Hires = Annotated[
    list[str] | None,
    typer.Option(
        "--hire",
        metavar="ROLE=FROM..TO[:STEP]",
        help="How many of a role may be hired, also of one that the what-if does not hire; from"
        " none to twice what it says if not said; may be several.",
    ),
]
PlanFile = Annotated[
    Path | None, typer.Option("--plan", dir_okay=False, help="File to write the plan to.")
]


@app.command(rich_help_panel=DECIDE)
@with_way
def optimise(
    name: Name,
    way: Way,
    goal: Goal = None,
    guard: Guards = None,
    minimise: Annotated[str, typer.Option(metavar="MEASURE", help="What shall be least.")] = "cost",
    hire: Hires = None,
    base: Annotated[
        str | None, typer.Option(help="What plans start from; the parent if not said.")
    ] = None,
    budget: Annotated[int, typer.Option(min=2, help="Plans to try at most.")] = 120,
    finalists: Annotated[
        int, typer.Option(min=1, max=50, help="Plans to judge on fresh luck.")
    ] = 8,
    worth: Annotated[
        str | None,
        typer.Option(
            metavar="AMOUNT", help="Difference worth finding, such as 500; 0.5% if not said."
        ),
    ] = None,
    probability: Annotated[
        float, typer.Option(min=0.51, max=0.9999, help="How often the choice shall be good.")
    ] = 0.95,
    most: Annotated[int, typer.Option(min=3, help="Replications of a finalist at most.")] = 300,
    busiest: Annotated[
        float,
        typer.Option(
            min=0.01,
            max=1,
            help="Utilisation that no role less busy today may exceed; 1: let work pile up.",
        ),
    ] = 0.95,
    plan: PlanFile = None,
) -> None:
    """Find the cheapest moves and hires of a what-if that reach a goal and keep its guards.

    A search tries plans; the choice among the best is by ranking and selection, on fresh luck.

    Example:  simulator optimise support-takes-paperwork --goal "direct_selling_share >= 21%"
    """
    from simulator.analysis import optimise as optimising
    from simulator.scenario.changes import changes_of

    _refuse_to_lose(plan)
    request = optimising.Request(
        goal=goal,
        guards=tuple(guard or ()),
        minimise=minimise,
        hires=tuple(hire or ()),
        budget=budget,
        replications=max(way.replications, 2),
        finalists=finalists,
        worth=worth,
        probability=probability,
        most=most,
        busiest=busiest,
    )
    pieces = changes_of(name, base)
    question = Question("optimise", pieces.whole.name, [pieces.base, pieces.whole, *_told(request)])
    if plan is None and said_again(way, question):
        return
    space = optimising.space_of(pieces, request.hires)
    with progress(way.quiet) as tell_progress:
        found = known(way, question, optimising.Optimum) or [
            optimising.optimise(space, request, **way.how(tell_progress))
        ]
    _tell(way, question, space, found[0], plan)


def _tell(way: Way, question: Question, space: Space, found: Optimum, plan: Path | None) -> None:
    """The answer, and the plan in its folder, and in the file asked for if one was chosen."""
    from simulator.analysis.optimise import base_beside, write_plan
    from simulator.output import charts

    folder = question.folder(way)
    here = folder / ("plan.yaml" if found.chosen else "nearest.yaml")
    base_beside(folder, space)
    write_plan(here, space, found)
    if plan is not None and found.chosen:
        write_plan(plan, space, found)
    pictures = {"frontier.png": drawn(charts.frontier, found)}
    parts = list(_finding(found))
    tell(way, question, Found([found], found.as_json(), pictures, parts, {"plan": here}))
    if plan is not None and not way.quiet:
        missed = f"no plan was chosen, so {plan} is not written; the nearest is {here}"
        note(f"the plan is in {plan}, too" if found.chosen else missed)


def _refuse_to_lose(plan: Path | None) -> None:
    """Misuse, before anything is run, if the plan could not be written or would replace a file."""
    from simulator.errors import UsageError

    if plan is not None and plan.exists():
        raise UsageError(f"{plan} is there already; name another file for the plan")
    if plan is not None and not plan.parent.is_dir():
        raise UsageError(f"there is no folder {plan.parent} to write the plan to")


def _told(request: Request) -> list[object]:
    """All that was asked for, so that another question has another folder."""
    from dataclasses import astuple

    return list(astuple(request))


def _finding(found: Optimum) -> Iterator[Part]:
    """The finding, the finalists, what lies beside the best, the frontier."""
    from simulator.output.content import briefs

    yield Line(briefs.optimum_headline(found), "bold")
    yield grid("Finalists", briefs.finalists(found))
    yield grid("What they come to", briefs.finalists_reach(found))
    yield grid("One step away, on the same luck", briefs.beside_the_best(found))
    yield grid("What more would cost", briefs.frontier(found))
    yield from lines(briefs.optimum_notes(found), "dim")
