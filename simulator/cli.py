"""The command line: each command loads, asks the rooms below, and prints what they answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator import REPLICATIONS

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.experiment import Comparison, Experiment, Progress
    from simulator.scenario import Scenario
    from simulator.tables import Table

TROUBLE, MISUSE, BUG, INTERRUPTED = 1, 2, 3, 130  # exit codes
WIDEST = 100  # columns that a report fills

app = typer.Typer(
    name="simulator",
    help="Replays the work of a sales force and compares what-ifs with today.\n\n"
    "A scenario is given by its name in scenarios/ or by the path of its file.",
    epilog="Begin with:  simulator compare baseline support-takes-paperwork",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or path of a scenario.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Seed = Annotated[int, typer.Option(min=0, help="What all luck is drawn from.")]
Replications = Annotated[
    int, typer.Option("--replications", "-n", min=1, help="How often each scenario is replayed.")
]
Jobs = Annotated[int | None, typer.Option(min=1, help="Processes; as many as cores if not said.")]
Out = Annotated[Path, typer.Option(file_okay=False, help="Folder for results.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]


def main() -> None:
    """The command ``simulator``."""
    app()


@app.callback(invoke_without_command=True)
def door(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    if version:
        import simulator

        typer.echo(f"simulator {simulator.__version__}")
        raise typer.Exit


# -- commands --------------------------------------------------------------------------------------


@app.command()
def run(
    name: Name,
    replications: Replications = REPLICATIONS,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("results"),
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Replay one scenario, and say where the time goes.

    Example:  simulator run baseline --replications 20
    """
    with in_plain_words():
        from simulator import experiment
        from simulator.whatif import load

        scenario = load(name)
        with progress(quiet) as tell:
            result = experiment.run(scenario, replications, seed, jobs, out, tell)
        picture(result)
        tell_about(result, as_json, quiet)


@app.command()
def compare(
    base: Annotated[str, typer.Argument(metavar="BASE", help="Name or path: with what to compare.")],
    others: Annotated[
        list[str] | None,
        typer.Argument(metavar="OTHER...", help="Names or paths; without any, BASE and its parent."),
    ] = None,
    replications: Replications = REPLICATIONS,
    seed: Seed = 1,
    jobs: Jobs = None,
    out: Out = Path("results"),
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Give scenarios the same luck, and say what differs.

    Example:  simulator compare baseline support-takes-paperwork
    """
    with in_plain_words():
        from simulator import experiment

        arms = scenarios_to_compare(base, others or [])
        with progress(quiet) as tell:
            result = experiment.compare(
                *arms, replications=replications, seed=seed, jobs=jobs, store=out, progress=tell
            )
        picture(result)
        tell_about(result, as_json, quiet)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Names or paths.")],
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Read scenarios and say what is wrong with them, file by file and line by line.

    Example:  simulator check scenarios/*.yaml
    """
    with in_plain_words():
        found = [checked(file) for file in files]
    if as_json:
        print_json({"files": found})
    for each in found:
        if each["ok"] and not as_json and not quiet:
            typer.echo(f"{each['file']}: fine")
        for complaint in each["complaints"]:
            note(complaint["text"])
    if not all(each["ok"] for each in found):
        raise typer.Exit(MISUSE)


@app.command()
def show(
    name: Name,
    differences: Annotated[
        bool, typer.Option("--differences", help="Only what differs from its parent.")
    ] = False,
    whole: Annotated[bool, typer.Option("--whole", help="Only the whole scenario.")] = False,
    as_json: AsJson = False,
) -> None:
    """Print what a scenario came to: what differs from its parent, then every value.

    What is printed is itself a scenario file.

    Example:  simulator show support-takes-paperwork --differences
    """
    with in_plain_words():
        from simulator.whatif import as_yaml, load, parent_of, resolved
        from simulator.whatif import differences as differences_between

        scenario, parent = load(name), parent_of(name)
        changed = differences_between(scenario, load(parent)) if parent else []
        if as_json:
            print_json(
                {
                    "name": scenario.name,
                    "parent": parent.stem if parent else None,
                    "differences": [
                        {"path": path, "before": before, "after": after}
                        for path, before, after in changed
                    ],
                    "scenario": resolved(scenario),
                }
            )
            return
        if parent and (differences or not whole):
            typer.echo("\n".join(differing(parent.stem, changed)))
        if whole or not differences:
            typer.echo(as_yaml(scenario), nl=False)


@app.command()
def story(
    name: Name,
    person: Annotated[
        str | None, typer.Option(help="Such as 'field rep 1'; the first seller if not said.")
    ] = None,
    day: Annotated[
        str | None, typer.Option(help="A date, or with --week a weekday; else a typical one.")
    ] = None,
    week: Annotated[int | None, typer.Option(min=1, help="Week of the horizon, from 1.")] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    seed: Seed = 1,
    as_json: AsJson = False,
) -> None:
    """Tell one person's day, line by line.

    Example:  simulator story baseline --person 'field rep 1' --day 2025-04-01
    """
    with in_plain_words():
        from simulator import story as telling
        from simulator.days import date_of, day_number, first_seller, typical_day
        from simulator.experiment import simulate
        from simulator.whatif import load

        scenario = load(name)
        wanted = day_meant(scenario, day, week)
        ledger = simulate(cut_after(scenario, wanted), seed, replication)
        number = typical_day(ledger) if wanted is None else day_number(ledger.company, wanted)
        who = person or first_seller(ledger.company)
        lines = telling.story(ledger, who, number)
        date = date_of(ledger.company, number)
    if as_json:
        print_json({"scenario": scenario.name, "person": who, "day": f"{date}", "lines": lines})
    else:
        typer.echo(f"{who}, {date:%A} {date} ({scenario.title})")
        typer.echo("\n".join(lines))


@app.command("list")
def list_scenarios(as_json: AsJson = False) -> None:
    """List the scenarios in scenarios/ and the questions they ask.

    Example:  simulator list
    """
    with in_plain_words():
        from simulator.whatif import listing

        found = listing()
    if as_json:
        keys = ("name", "title", "question", "path", "problem")
        print_json(
            {"scenarios": [dict(zip(keys, map(str, each), strict=True)) for each in found]}
        )
        return
    for each in found:
        typer.secho(each.name, bold=True)
        for line in filter(None, (each.title, each.question, each.problem)):
            typer.echo(f"    {line}")


@app.command()
def schema(
    out: Annotated[Path | None, typer.Option(dir_okay=False, help="File to write.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print or write the JSON Schema by which editors check scenario files.

    Example:  simulator schema --out scenarios/scenario.schema.json
    """
    with in_plain_words():
        from simulator.whatif import file_schema

        text = json.dumps(file_schema(), indent=2, ensure_ascii=False) + "\n"
        if out is None:
            typer.echo(text, nl=False)
            return
        from simulator.store import write

        write(out, text.encode())
    if as_json:
        print_json({"written": str(out)})
