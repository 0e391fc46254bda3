"""The command for trainers: lessons listed, written as pages, and begun from a template."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from simulator.cli.app import SHOW, app
from simulator.cli.console import in_plain_words, note, print_json, progress
from simulator.cli.keep import MEGABYTE
from simulator.cli.options import AsJson, Engine, Jobs, Out, Quiet, Seed, file_named
from simulator.i18n import current_language, gettext

if TYPE_CHECKING:
    from simulator.output.lesson.make import LessonPage


@app.command(rich_help_panel=SHOW)
def lesson(
    name: Annotated[
        str | None, typer.Argument(metavar="[LESSON]", help="Name or path; without it all.")
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(parser=file_named, metavar="<file>", help="File to write; if not said, here."),
    ] = None,
    new: Annotated[
        str | None,
        typer.Option("--new", metavar="NAME", help="Begin one of your own in lessons/."),
    ] = None,
    seed: Seed = 1,
    jobs: Jobs = None,
    engine: Engine = "auto",
    out: Out = Path("results"),
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """List the lessons, or write one as a page on which a class bets, watches and turns knobs.

    The page is one file that opens by a double-click, without a network. Finished replications are
    kept, and the same command goes on from there. With --json the numbers of all settings, the
    bet's answer and the claims are printed besides.

    Example:  simulator lesson hockey-stick --to lesson.html --language zh-Hant
    """
    with in_plain_words():
        if new is not None:
            _begin(new, as_json)
        elif name is None:
            _list(as_json)
        else:
            from simulator.experiment.runner import RunOptions
            from simulator.output.lesson import make

            with progress(quiet) as tell:
                options = RunOptions(seed=seed, jobs=jobs, store=out, progress=tell, engine=engine)
                page = make.computed(name, to, current_language(), options)
            _written(page, as_json, quiet)


def _written(page: LessonPage, as_json: bool, quiet: bool) -> None:
    """What was written, and what its play stops at no more: another seed has other weeks."""
    from simulator.output.lesson.record import record

    file, grid = page.file, page.result.grid
    for title in page.left_out:
        note(
            gettext(
                "with seed {seed} there is no such moment in its week; left out: “{title}”",
                seed=grid.seed,
                title=title,
            )
        )
    if as_json:
        print_json({"file": str(file), **record(grid), "left_out": list(page.left_out)})
        return
    if not quiet:
        size = f"{file.stat().st_size / MEGABYTE:.1f}"
        note(gettext("{size} MB; it opens by a double-click, without a network", size=size))
    typer.echo(str(file))


def _list(as_json: bool) -> None:
    """All lessons: what each is called, and what it asks."""
    from simulator.scenario.lessons import all_lessons

    listed = all_lessons()
    if as_json:
        shown = [{"name": e.name, "title": e.title, "question": e.question} for e in listed]
        print_json({"lessons": shown})
        return
    for each in listed:
        typer.secho(each.name, bold=True)
        for line in filter(None, (each.title, each.question, each.problem)):
            typer.echo(f"    {line}")


def _begin(name: str, as_json: bool) -> None:
    """A lesson of one's own, from the template."""
    from simulator.i18n import current_language
    from simulator.scenario.lesson_template import write_template

    file, language = write_template(name), current_language()
    also = "" if language == "en" else f" --language {language}"
    commands = [f"simulator check {file}", f"simulator lesson {name}{also} --to {name}.html"]
    if as_json:
        print_json({"file": str(file), "next": commands})
        return
    typer.echo(str(file))
    typer.echo("\n" + gettext("Next:") + "\n" + "\n".join(f"  {each}" for each in commands))
