"""The commands that answer a planner's question: run and compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli import pages
from simulator.cli.answering import Pictures, as_object, put
from simulator.cli.app import ASK, app
from simulator.cli.console import progress
from simulator.cli.forwarding import in_language
from simulator.cli.options import Confidence, Name, Way, with_way
from simulator.cli.pages import Line, Page, Part, grid, lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from simulator.experiment.comparison import Comparison
    from simulator.experiment.results import Experiment
    from simulator.experiment.stopping import StoppingRule
    from simulator.scenario.scenario import Scenario

LAST_PICTURE = "time_use.png"

Precise = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="[MEASURE=]AMOUNT",
        help="Replicate until the interval is this narrow: half of its width, such as 0.3pt, 5% or"
        " turnaround_p90.quote=2h; may be said several times. Of a comparison it is the"
        " difference's.",
    ),
]
Least = Annotated[int, typer.Option(min=2, help="Replications before precision is judged.")]
Most = Annotated[int, typer.Option(min=2, help="Replications at most, whatever the precision.")]


@app.command(rich_help_panel=ASK)
@with_way
def run(
    name: Name,
    way: Way,
    precision: Precise = None,
    least: Least = 10,
    most: Most = 1_000,
    confidence: Confidence = 0.95,
) -> None:
    """Replay one scenario, and say where the time goes.

    Example:  simulator run baseline --replications 20
    """
    from simulator.experiment.store.store import run_folder
    from simulator.scenario.inheritance import load

    scenario = load(name)
    key = _key([scenario], way, confidence, precision, least, most)
    if _said_again(run_folder(way.out, scenario, way.seed), way, key):
        return
    from simulator.experiment import compare

    until = wished(precision, least, most)
    with progress(way.quiet) as tell:
        result = compare.run(
            scenario, way.replications, until=until, confidence=confidence, **way.how(tell)
        )
    picture(result, way)
    tell_about(result, way, key)


@app.command(rich_help_panel=ASK)
@with_way
def compare(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="Name or path: with what to compare.")
    ],
    way: Way,
    others: Annotated[
        list[str] | None,
        typer.Argument(metavar="OTHER", help="Names or paths; without any, BASE and its parent."),
    ] = None,
    precision: Precise = None,
    least: Least = 10,
    most: Most = 1_000,
    confidence: Confidence = 0.95,
) -> None:
    """Give scenarios the same luck, and say what differs.

    Example:  simulator compare baseline support-takes-paperwork
    """
    arms = scenarios_to_compare(base, others or [])
    tell_comparison(arms, way, (precision, least, most), confidence)


def tell_comparison(
    arms: Sequence[Scenario],
    way: Way,
    wish: tuple[Sequence[str] | None, int, int] = (None, 10, 1_000),
    confidence: float = 0.95,
) -> None:
    """Compares scenarios and says what differs; as it was said before, if it was."""
    from simulator.experiment.store.store import comparison_folder

    precision, least, most = wish
    key = _key(arms, way, confidence, precision, least, most)
    if not precision:
        said = arms, way.seed, way.replications, confidence
        if _said_again(comparison_folder(way.out, *said), way, key):
            return
    from simulator.experiment import compare

    until = wished(precision, least, most)
    with progress(way.quiet) as tell:
        result = compare.compare(
            *arms,
            replications=way.replications,
            until=until,
            confidence=confidence,
            **way.how(tell),
        )
    picture(result, way)
    tell_about(result, way, key)


def _key(arms: Sequence[Scenario], way: Way, *asked: object) -> str:
    """Everything that the words about a result depend on."""
    from simulator.experiment.store.fingerprints import answer_hash

    return answer_hash([*arms, way.seed, way.replications, *asked])


def _said_again(folder: Path, way: Way, key: str) -> bool:
    """Whether all has been said and drawn before; then it is said once more."""
    page = pages.kept(way.out, folder, key)
    content = folder / "comparison.json"  # of a run it takes no time
    if (
        page is None
        or (way.as_json and not content.exists())
        or not is_drawn(folder, in_language(LAST_PICTURE, way.language))
    ):
        return False
    pages.show(page, folder, way, lambda: as_object(content))
    return True


def wished(precision: Sequence[str] | None, least: int, most: int) -> StoppingRule | None:
    """When to stop, if it is said how precise the answer shall be."""
    from simulator.experiment.stopping import StoppingRule

    return StoppingRule(tuple(precision), min(least, most), most) if precision else None


def scenarios_to_compare(base: str, others: Sequence[str]) -> list[Scenario]:
    """The base and the others; one that is named alone is an other, and its parent the base."""
    from simulator.errors import UsageError
    from simulator.scenario.inheritance import load, parent_of

    if others:
        return [load(name) for name in (base, *others)]
    parent = parent_of(base)
    if parent is None:
        raise UsageError(f"{base} extends nothing: name another scenario to compare it with")
    return [load(parent), load(base)]


def picture(result: Experiment | Comparison, way: Way) -> None:
    """Draws where the time goes and, for a comparison, a day before and after, if not done yet."""
    folder = result.folder
    if folder is None or is_drawn(folder, in_language(LAST_PICTURE, way.language)):
        return
    put(pictures_of(result), folder, way, anew=True)


def pictures_of(result: Experiment | Comparison) -> Pictures:
    """What to draw of a result, the picture that is always there last."""
    from simulator.experiment.comparison import Comparison
    from simulator.output import charts

    found: dict[str, Callable[[], Axes]] = {}
    if isinstance(result, Comparison):
        found["day.png"] = lambda: a_day(result)
        if charts.has_payback(result):
            found["payback.png"] = lambda: charts.payback(result)
    return {**found, LAST_PICTURE: lambda: charts.time_use(result)}


def a_day(comparison: Comparison) -> Axes:
    """A typical day of the base and of the first what-if, replayed once more."""
    from simulator.experiment.runner import simulate
    from simulator.measures import days
    from simulator.output import charts

    shown = [days.until(each.scenario) for each in comparison.experiments[:2]]
    return charts.day([simulate(scenario, comparison.seed) for scenario in shown])[0]


def is_drawn(folder: Path, last: str) -> bool:
    """Whether the pictures of a folder are later than what they show and what drew them."""
    from simulator.experiment.store.store import MANIFEST

    try:
        return (folder / last).stat().st_mtime_ns >= (
            max((folder / name).stat().st_mtime_ns for name in shown_in(folder, MANIFEST))
        )
    except FileNotFoundError:
        return False


def shown_in(folder: Path, manifest: str) -> list[str]:
    """The files whose change asks for new pictures."""
    tables = ("measures.csv", "differences.csv", "scenario.yaml")
    return [manifest, *(name for name in tables if (folder / name).exists())]


def tell_about(result: Experiment | Comparison, way: Way, key: str) -> None:
    """Prints a result as JSON or in words, and notes what could not be watched."""
    from simulator.output.content.tables import not_measured

    folder = result.folder
    assert folder is not None, "commands keep what they run"
    page = Page(
        tuple(said_of(result)),
        pages.places(dict(lying(result)), way.out),
        notes=tuple(not_measured(result)),
    )
    pages.keep(folder, key, page)
    pages.show(page, folder, way, result.as_json)


def said_of(result: Experiment | Comparison) -> Iterator[Part]:
    """The question, the answer, the tables behind it."""
    from simulator.experiment.comparison import Comparison
    from simulator.output.content import tables

    yield from lines(asked(result), "italic")
    yield Line("")
    yield from lines(tables.headlines(result), "bold")
    yield Line("")
    if isinstance(result, Comparison):
        yield from _compared(result)
    else:
        yield grid("The week of a person, in minutes", tables.time_use(result))
        yield grid("Watched", tables.watched(result))
    yield from lines(tables.sureness(result), "dim")


def _compared(result: Comparison) -> Iterator[Part]:
    """The week before and after, what became of it, who receives the work, and the money."""
    from simulator.experiment.results import who_sells
    from simulator.output.content import tables

    role = tables.words(who_sells(result.base.scenario)[0])
    yield grid(f"The week of a {role}, in minutes", tables.time_use(result))
    title = f"Minutes per {role} and week, against {result.base.name}"
    yield grid(title, tables.gains(result))
    for other in result.others:
        title = f"From {result.base.name} to {other.name}"
        yield grid(title, tables.changes(result, other))
        guards = tables.guards(result, other)
        if guards.rows:
            yield grid("Those who receive the work", guards)
        yield from lines(tables.money_over_time(result, other))


def asked(result: Experiment | Comparison) -> list[str]:
    """The questions of the scenarios, or of those that are compared with the base."""
    from simulator.experiment.comparison import Comparison

    experiments = result.others if isinstance(result, Comparison) else (result,)
    questions = [" ".join(each.scenario.question.split()) for each in experiments]
    return list(dict.fromkeys(filter(None, questions)))


def lying(result: Experiment | Comparison) -> Iterator[tuple[str, Path]]:
    """Where tables, pictures and runs lie."""
    from simulator.experiment.comparison import Comparison

    is_comparison = isinstance(result, Comparison)
    if is_comparison and result.folder is not None:
        yield "tables and pictures", result.folder
    for each in result.experiments if isinstance(result, Comparison) else (result,):
        if each.folder is not None:
            yield each.name, each.folder
