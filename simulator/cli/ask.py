"""The commands that ask a question: run and compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import pages
from simulator.cli.app import ASK, app
from simulator.cli.console import note, progress
from simulator.cli.options import Confidence, Name, Way, with_way
from simulator.cli.pages import KeptPage
from simulator.i18n import gettext

if TYPE_CHECKING:
    from simulator.experiment.comparison import Comparison
    from simulator.experiment.results import Experiment
    from simulator.experiment.stopping import StoppingRule
    from simulator.scenario.scenario import Scenario

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

    scenario = _loaded(name, way)
    key = _key([scenario], way, confidence, precision, least, most)
    folder = run_folder(way.out, scenario, way.seed)
    if pages.shown_again(folder, way, key):
        return
    from simulator.experiment import compare

    until = _stopping_rule(precision, least, most)
    with progress(way.quiet, grows=until is not None) as tell:
        result = compare.run(
            scenario, way.replications, until=until, confidence=confidence, **way.how(tell)
        )
    _show(result, way, key)


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
    arms = [_loaded(name, way) for name in _names_to_compare(base, others or [])]
    answer_comparison(arms, way, (precision, least, most), confidence)


def answer_comparison(
    arms: Sequence[Scenario],
    way: Way,
    wish: tuple[Sequence[str] | None, int, int] = (None, 10, 1_000),
    confidence: float = 0.95,
) -> None:
    """Compares scenarios and says what differs; as it was said before, if it was."""
    from simulator.experiment.store.store import comparison_folder
    from simulator.scenario.same_weeks import when_all_holds

    precision, least, most = wish
    arms = when_all_holds(arms)
    key = _key(arms, way, confidence, precision, least, most)
    if not precision:
        folder = comparison_folder(way.out, arms, way.seed, way.replications, confidence)
        if pages.shown_again(folder, way, key):
            return
    from simulator.experiment import compare

    until = _stopping_rule(precision, least, most)
    with progress(way.quiet, grows=until is not None) as tell:
        result = compare.compare(
            *arms,
            replications=way.replications,
            until=until,
            confidence=confidence,
            **way.how(tell),
        )
    _show(result, way, key)


def _key(arms: Sequence[Scenario], way: Way, *asked: object) -> str:
    """Everything that the document of a result depends on."""
    from simulator.experiment.store.fingerprints import answer_hash

    return answer_hash([*arms, way.seed, way.replications, *asked])


def _stopping_rule(precision: Sequence[str] | None, least: int, most: int) -> StoppingRule | None:
    """When to stop, if it is said how precise the answer shall be."""
    from simulator.experiment.stopping import StoppingRule

    return StoppingRule(tuple(precision), min(least, most), most) if precision else None


def _names_to_compare(base: str, others: Sequence[str]) -> list[str | Path]:
    """The base and the others; one that is named alone is an other, and its parent the base."""
    from simulator.errors import UsageError
    from simulator.scenario.inheritance import parent_of

    if others:
        return [base, *others]
    parent = parent_of(base)
    if parent is None:
        raise UsageError(
            "{base} extends nothing: name another scenario to compare it with", base=base
        )
    return [parent, base]


def _loaded(name: str | Path, way: Way) -> Scenario:
    """A scenario; what may be meant otherwise in it is noted."""
    from simulator.scenario import notes
    from simulator.scenario.inheritance import load_with_marks
    from simulator.scenario.strays import strays

    read = load_with_marks(name)
    for each in () if way.quiet else (*read.remarks, *strays(read), *notes.thousands(read)):
        note(str(each))
    return read.scenario


# -- showing ---------------------------------------------------------------------------------------


def _show(result: Experiment | Comparison, way: Way, key: str) -> None:
    """Draws what is not drawn yet, keeps the page, and shows it."""
    from simulator.output.content.documents import document_of

    folder = result.folder
    assert folder is not None, "commands keep what they run"
    document = document_of(result)
    if pages.kept(way.out, folder, key) is None:
        pages.draw(document.figures, folder, True, way.quiet)
    where = pages.places(dict(_lying(result)), way.out)
    page = KeptPage(document, where, with_question=True)
    pages.keep(folder, key, page)
    pages.show(page, folder, way)


def _lying(result: Experiment | Comparison) -> Iterator[tuple[str, Path]]:
    """Where tables, pictures and runs lie."""
    from simulator.experiment.comparison import Comparison

    runs: Sequence[Any] = result.experiments if isinstance(result, Comparison) else (result,)
    if isinstance(result, Comparison) and result.folder is not None:
        yield gettext("tables and pictures"), result.folder
    for each in runs:
        if each.folder is not None:
            yield each.name, each.folder
