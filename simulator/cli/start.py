"""The commands that one begins with: an answer at once, and a company of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.app import ASK, app
from simulator.cli.ask import answer_comparison
from simulator.cli.console import in_plain_words, note, print_json
from simulator.cli.options import AsJson, Way, folder_named, with_way
from simulator.i18n import gettext, translatable

if TYPE_CHECKING:
    from simulator.scenario.scenario import Scenario

SHOWN = ("selling-time/baseline.yaml", "selling-time/support-takes-paperwork.yaml")
SOURCE = typer.Option(
    "--from",
    metavar="SCENARIO",
    help="Name or path of a scenario to copy, with its parents; a small company if not said.",
)


@app.command(rich_help_panel=ASK)
@with_way
def demo(way: Way) -> None:
    """Compare today's company with one where support takes the paperwork, saying what is done.

    Example:  simulator demo
    """
    from simulator.scenario.folders import shipped_folder
    from simulator.scenario.inheritance import load

    arms = [load(shipped_folder() / file) for file in SHOWN]
    if not way.quiet:
        _announce(arms, way)
    answer_comparison(arms, way)


def _announce(arms: list[Scenario], way: Way) -> None:
    """What is going to be done, and how long it takes with the engine that there is."""
    from simulator.engine import compiled

    text = translatable(
        "Replaying {n} years of {count} companies, {base} and {other}, on the same luck."
    )
    base, other = (arm.name for arm in arms)
    note(gettext(text, n=way.replications, count=len(arms), base=base, other=other))
    if way.engine != "simpy" and not compiled.is_installed():
        note(
            gettext(
                "Without the compiled engine this takes minutes: pip install"
                " 'sales-force-simulator[compiled]' makes it seconds."
            )
        )


@app.command(rich_help_panel=ASK)
def init(
    folder: Annotated[
        Path, typer.Argument(parser=folder_named, metavar="FOLDER", help="Folder to make.")
    ],
    source: Annotated[str | None, SOURCE] = None,
    as_json: AsJson = False,
) -> None:
    """Begin with a company of your own: copy a small one to edit, and a what-if, into a folder.

    Example:  simulator init our-company
    """
    with in_plain_words():
        from simulator.scenario.starter import STARTER, copy_scenario

        copies = copy_scenario(source or STARTER, folder)
    commands = _next(folder, [path.stem for path in copies])
    if as_json:
        files = [str(path) for path in copies]
        print_json({"folder": str(folder), "files": files, "next": commands})
        return
    for path in reversed(copies):
        typer.echo(path)
    typer.echo("\n" + gettext("Next:") + "\n" + "\n".join(f"  {each}" for each in commands))


def _next(folder: Path, names: list[str]) -> list[str]:
    """Commands to try in a new folder."""
    check = f"simulator check {' '.join(reversed(names))}"
    child, *parents = names
    answer = f"compare {parents[0]} {child}" if parents else f"run {child}"
    return [f"cd {folder}"] * (folder != Path()) + [check, f"simulator {answer}"]
