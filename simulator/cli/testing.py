"""The commands that put plans and figures to the test: shocks, and studies of the real company."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.answering import Found, Question, drawn, intervals, known, said_again, tell
from simulator.cli.app import DECIDE, app
from simulator.cli.console import progress
from simulator.cli.options import Confidence, Way, with_way
from simulator.cli.pages import Line, Part, grid, lines

if TYPE_CHECKING:
    from simulator.analysis.robustness import StressTest
    from simulator.analysis.time_study import Study

FEW_REPLICATIONS = Way(replications=5)  # of which studies are drawn
Shares = tuple[str | None, str | None]


@app.command(rich_help_panel=DECIDE)
@with_way
def stress(
    names: Annotated[
        list[str],
        typer.Argument(metavar="TODAY PLAN...", help="Today's company, then plans for it."),
    ],
    way: Way,
    goal: Annotated[
        list[str],
        typer.Option(
            "--goal",
            "-g",
            metavar="MEASURE>=AMOUNT",
            help="What a run shall reach, such as 'direct_selling_share >= 22%'; may be several.",
        ),
    ],
    regret: Annotated[
        str | None,
        typer.Option(metavar="MEASURE", help="What is regretted; the first goal's if not said."),
    ] = None,
    confidence: Confidence = 0.95,
) -> None:
    """Say how often plans reach a goal whatever befalls them, and which is regretted least.

    Example:  simulator stress baseline support-takes-paperwork --goal "direct_selling_share >= 20%"
    """
    from simulator.scenario.inheritance import load

    plans = [load(name) for name in names]
    called = "+".join(plan.name for plan in plans)
    question = Question("stress", called, [*plans, goal, regret, confidence])
    if said_again(way, question):
        return
    from simulator.analysis import robustness as stressing

    with progress(way.quiet) as tell_progress:
        found = known(way, question, stressing.StressTest) or [
            stressing.stress(
                plans, goal, regret, way.replications, confidence, **way.how(tell_progress)
            )
        ]
    _tell_stress(way, question, found[0], confidence)


def _tell_stress(way: Way, question: Question, found: StressTest, confidence: float) -> None:
    from simulator.output import charts
    from simulator.output.content import briefs

    pictures = {
        "chances.png": drawn(charts.chances, found),
        "regrets.png": drawn(charts.regrets, found),
    }
    parts: list[Part] = [
        Line("\n".join(briefs.stress_headlines(found)), "bold"),
        *(grid(plan.title, briefs.stressed(found, n)) for n, plan in enumerate(found.plans)),
        *lines([*briefs.stress_notes(found), intervals(way, confidence)], "dim"),
    ]
    tell(way, question, Found([found], found.as_json(), pictures, parts))


@app.command(rich_help_panel=DECIDE)
@with_way
def study(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[BEFORE AFTER]", help="Two scenarios; none if --from and --to say it all."
        ),
    ] = None,
    way: Way = FEW_REPLICATIONS,
    before: Annotated[
        str | None, typer.Option("--from", metavar="SHARE", help="Share before, such as 12%.")
    ] = None,
    after: Annotated[
        str | None, typer.Option("--to", metavar="SHARE", help="Share after, such as 22%.")
    ] = None,
    power: Annotated[
        float, typer.Option(min=0.5, max=0.999, help="How often a study shall tell them apart.")
    ] = 0.9,
    a_day: Annotated[
        int, typer.Option(min=2, max=100, help="Moments at which somebody is looked at on a day.")
    ] = 8,
    within: Annotated[
        str, typer.Option(metavar="POINTS", help="How closely one share by itself shall be known.")
    ] = "2pt",
    confidence: Confidence = 0.95,
) -> None:
    """Say how many random observations or diary days tell one selling share from another.

    Example:  simulator study baseline support-takes-paperwork
    """
    from simulator.analysis import time_study as studying
    from simulator.measures.targets import HEADLINE, parse_amount
    from simulator.scenario.inheritance import load

    terms = studying.Terms(power, confidence, a_day, parse_amount(HEADLINE, within))
    shares = (before, after)
    _refuse_both(names or [], shares)
    arms = [load(name) for name in names or []]
    called = "+".join(arm.name for arm in arms) or f"{before} to {after}"
    question = Question("study", called, [*arms, shares, terms])
    if said_again(way, question):
        return
    with progress(way.quiet) as tell_progress:
        found = known(way, question, studying.Study) or [
            studying.study(arms, terms, way.replications, **way.how(tell_progress))
            if arms
            else studying.study_of_shares((before or "", after or ""), terms, way.seed)
        ]
    _tell_study(way, question, found[0])


def _refuse_both(names: Sequence[str], shares: Shares) -> None:
    """Misuse unless two scenarios or two shares are said."""
    from simulator.errors import UsageError

    said = [share for share in shares if share is not None]
    if (len(names), len(said)) not in ((2, 0), (0, 2)):
        raise UsageError(
            f"read {len(names)} scenarios and {len(said)} of --from and --to, expected two"
            " scenarios, or '--from 12% --to 22%'"
        )


def _tell_study(way: Way, question: Question, found: Study) -> None:
    from simulator.output import charts
    from simulator.output.content import briefs

    parts: list[Part] = [
        Line(briefs.study_headline(found), "bold"),
        grid("Needed before the change, and again after it", briefs.studied(found)),
        *lines(briefs.study_notes(found), "dim"),
    ]
    pictures = {"power.png": drawn(charts.power, found)}
    tell(way, question, Found([found], found.as_json(), pictures, parts))
