"""The command line: each command loads, asks the rooms below, and prints what they answer."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from simulator import REPLICATIONS

if TYPE_CHECKING:
    from rich.console import Console

    from simulator.experiment import Comparison, Experiment, Progress
    from simulator.library import Finding
    from simulator.outcomes import Funnel
    from simulator.scenario import Scenario
    from simulator.tables import Table

EngineName = Literal["simpy", "compiled", "auto"]

TROUBLE, MISUSE, BUG, INTERRUPTED = 1, 2, 3, 130  # exit codes
OUR_BUG = (
    "This is a bug of the simulator, not a fault of the scenario: a law that every ledger obeys is"
    " broken. Nothing is reported. Please send us the scenario, the seed and these lines."
)
LOST_PROCESS = (
    "A process was ended from outside, perhaps for want of memory; finished replications are kept."
    " Try again with fewer --jobs."
)
TOO_MUCH = (
    "This is more than the machine can hold. Try fewer weeks, people or accounts, lower rates, or"
    " fewer --jobs."
)
WIDEST = 100  # columns that a report fills
CHANGE = ("path", "before", "after")
LISTED = ("name", "title", "question", "path", "problem")

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
    int,
    typer.Option(
        "--replications", "-n", min=1, max=100_000, help="How often each scenario is replayed."
    ),
]
Jobs = Annotated[int | None, typer.Option(min=1, help="Cores to use; all if not said.")]
Engine = Annotated[
    EngineName,
    typer.Option(help="What replays; auto compiles where that pays. All give the same results."),
]
Out = Annotated[Path, typer.Option(file_okay=False, help="Folder for results.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]


def main() -> None:
    """The command ``simulator``."""
    app()


@app.callback(invoke_without_command=True)
def door(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Answers what needs no command."""
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
    engine: Engine = "auto",
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
            result = experiment.run(scenario, replications, seed, jobs, out, tell, engine)
        picture(result)
        tell_about(result, as_json, quiet)


@app.command()
def compare(
    base: Annotated[
        str, typer.Argument(metavar="BASE", help="Name or path: with what to compare.")
    ],
    others: Annotated[
        list[str] | None,
        typer.Argument(metavar="OTHER", help="Names or paths; without any, BASE and its parent."),
    ] = None,
    replications: Replications = REPLICATIONS,
    seed: Seed = 1,
    jobs: Jobs = None,
    engine: Engine = "auto",
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
                *arms,
                replications=replications,
                seed=seed,
                jobs=jobs,
                store=out,
                progress=tell,
                engine=engine,
            )
        picture(result)
        tell_about(result, as_json, quiet)


@app.command()
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Names or paths.")],
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
        from simulator import whatif

        scenario, file = whatif.load(name), whatif.parent_of(name)
        parent = whatif.load(file) if file else None
        changed = whatif.differences(scenario, parent) if parent else []
    if as_json:
        shown = [dict(zip(CHANGE, each, strict=True)) for each in changed]
        found = {"name": scenario.name, "parent": parent.name if parent else None}
        print_json({**found, "differences": shown, "scenario": whatif.resolved(scenario)})
        return
    if parent and not (whole and not differences):
        typer.echo("\n".join(differing(parent.name, changed)))
    if whole or not differences:
        typer.echo(whatif.as_yaml(scenario), nl=False)


@app.command()
def story(
    name: Name,
    person: Annotated[
        str | None, typer.Option(help="Such as 'field rep 1'; a seller who is there if not said.")
    ] = None,
    day: Annotated[
        str | None, typer.Option(help="A date, or a weekday of --week; else a typical day.")
    ] = None,
    week: Annotated[int | None, typer.Option(min=1, help="Week of the horizon, from 1.")] = None,
    account: Annotated[
        str | None, typer.Option(help="Instead: all that an account went through.")
    ] = None,
    deal: Annotated[
        int | None, typer.Option(min=0, help="Instead: all that a deal went through, by number.")
    ] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    seed: Seed = 1,
    engine: Engine = "auto",
    as_json: AsJson = False,
) -> None:
    """Tell one person's day, an account's year or a deal's way, line by line.

    Example:  simulator story baseline --person 'field rep 1' --day 2025-04-01
    """
    with in_plain_words():
        if account is not None or deal is not None:
            tell_journey(name, account, deal, (seed, replication, engine), as_json)
            return
        from simulator import days
        from simulator import story as telling
        from simulator.experiment import simulate
        from simulator.whatif import load

        scenario = load(name)
        meant = days.day_meant(scenario, day, week)
        ledger = simulate(days.until(scenario, meant), seed, replication, engine)
        number = days.typical_day([ledger]) if meant is None else meant
        who = person or days.someone(ledger, number)
        lines = telling.story(ledger, who, number)
        date = days.date_of(ledger.company, number)
    if as_json:
        print_json({"scenario": scenario.name, "person": who, "day": str(date), "lines": lines})
    else:
        typer.echo(f"{who}, {date:%A} {date}, {scenario.title}")
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
        shown = [dict(zip(LISTED, map(str, each), strict=True)) for each in found]
        print_json({"scenarios": shown})
        return
    folder = ""
    for each in found:
        if each.path.parent.name != folder:
            folder = each.path.parent.name
            typer.secho(f"\n{folder.replace('-', ' ')}", underline=True)
        typer.secho(each.name, bold=True)
        for line in filter(None, (each.title, each.question, each.problem)):
            typer.echo(f"    {line}")


@app.command()
def systems(
    replications: Replications = REPLICATIONS,
    seed: Seed = 1,
    engine: Engine = "auto",
    out: Out = Path("results"),
    write: Annotated[
        bool, typer.Option("--write", help="Write the table into scenarios/README.md.")
    ] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Hold every claim of the scenarios against what the model gives.

    Example:  simulator systems --replications 10
    """
    with in_plain_words():
        from simulator import files, library

        found = []
        with progress(quiet) as tell:
            for finding in library.examine_all(replications, seed, out, tell, engine):
                found.append(finding)
                if not as_json:
                    typer.echo(told(finding))
        if write:
            page = library.page(found, replications, seed)
            files.write(Path("scenarios/README.md"), page.encode())
    if as_json:
        print_json({"claims": [as_object(each) for each in found]})


@app.command()
def five(
    name: Name,
    person: Annotated[str | None, typer.Option(help="Such as 'field rep 1'.")] = None,
    segment: Annotated[str | None, typer.Option(help="Such as 'large'.")] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    seed: Seed = 1,
    engine: Engine = "auto",
    as_json: AsJson = False,
) -> None:
    """Answer the five questions of a sales team in control, from one replication.

    Example:  simulator five region --segment large
    """
    with in_plain_words():
        from simulator import days
        from simulator.experiment import Misuse, simulate
        from simulator.outcomes import funnel
        from simulator.whatif import load
        from simulator.window import window_of

        scenario = load(name)
        if not scenario.deals:
            raise Misuse(f"{scenario.name} sells nothing: it has no 'deals'; try 'region'")
        ledger = simulate(scenario, seed, replication, engine)
        who = days.person_number(ledger.company, person) if person else None
        where = segment_of(scenario, segment) if segment else None
        window = window_of(ledger)
        answers = five_answers(funnel(window, who, where), window.weeks)
    if as_json:
        print_json({"scenario": scenario.name, "person": person, "segment": segment} | answers)
        return
    typer.secho(", ".join([scenario.title, *filter(None, (person, segment))]), bold=True)
    for question, answer in answers.items():
        typer.echo(f"{question.replace('_', ' '):<28}{answer:>14,.1f}")


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
        from simulator.files import write

        write(out, text.encode())
    if as_json:
        print_json({"written": str(out)})


# -- what commands share ---------------------------------------------------------------------------


def tell_journey(
    name: str,
    account: str | None,
    deal: int | None,
    how: tuple[int, int, EngineName],
    as_json: bool,
) -> None:
    """Prints what an account or a deal went through in one replication."""
    from simulator import journeys
    from simulator.experiment import simulate
    from simulator.whatif import load

    ledger = simulate(load(name), *how)
    if account is not None:
        about: str | int = account
        lines = journeys.account_story(ledger, account)
    else:
        about = deal if deal is not None else 0
        lines = journeys.deal_story(ledger, about)
    if as_json:
        print_json({"scenario": name, "about": about, "lines": lines})
    else:
        typer.echo("\n".join(lines))


def told(finding: Finding) -> str:
    """A claim and what came out, in a few lines."""
    from simulator import library

    claim = finding.claim
    return (
        f"{claim.system}  {finding.today} -> {finding.scenario}\n    {claim.says}\n"
        f"    {claim.measure} ({claim.counts}): {library.outcome(finding)},"
        f" wanted {library.wanted(claim)}: {finding.verdict}"
    )


def as_object(finding: Finding) -> dict[str, Any]:
    """A claim and what came out, for JSON."""
    mean, low, high, _ = finding.interval
    return {
        "system": finding.claim.system,
        "today": finding.today,
        "scenario": finding.scenario,
        "claim": finding.claim.says,
        "measure": finding.claim.measure,
        "counts": finding.claim.counts,
        "mean": none_if_nan(mean),
        "low": none_if_nan(low),
        "high": none_if_nan(high),
        "verdict": finding.verdict,
    }


def none_if_nan(value: float) -> float | None:
    """What never happened is null in JSON."""
    return None if value != value else value


def segment_of(scenario: Scenario, name: str) -> int:
    """Number of a segment; Misuse with the nearest name if there is none."""
    from simulator.experiment import Misuse
    from simulator.quantities import nearest_word

    if name not in scenario.segments:
        known = ", ".join(scenario.segments) or "none"
        raise Misuse(
            f"no segment {name!r}; there are {known}{nearest_word(name, scenario.segments)}"
        )
    return list(scenario.segments).index(name)


def five_answers(found: Funnel, weeks: int) -> dict[str, float]:
    """The five answers: four numbers a week, and the average revenue of a sale."""
    return {
        "sales_calls_per_week": found.calls / weeks,
        "become_leads": found.leads / weeks,
        "become_intents_to_buy": found.intents / weeks,
        "become_sales": found.sales / weeks,
        "revenue_of_a_sale": found.revenue / max(found.sales, 1),
    }


def scenarios_to_compare(base: str, others: Sequence[str]) -> list[Scenario]:
    """The base and the others; one that is named alone is an other, and its parent the base."""
    from simulator.experiment import Misuse
    from simulator.whatif import load, parent_of

    if others:
        return [load(name) for name in (base, *others)]
    parent = parent_of(base)
    if parent is None:
        raise Misuse(f"{base} extends nothing: name another scenario to compare it with")
    return [load(parent), load(base)]


def checked(file: str) -> dict[str, Any]:
    """Whether a scenario can be used, and what is wrong if not."""
    from simulator.loading import ScenarioError
    from simulator.whatif import load

    try:
        load(file)
    except ScenarioError as error:
        complaints = [{**each.as_dict(), "text": str(each)} for each in error.complaints]
        return {"file": file, "ok": False, "complaints": complaints}
    return {"file": file, "ok": True, "complaints": []}


def differing(parent: str, changed: Sequence[tuple[str, Any, Any]]) -> Iterator[str]:
    """Differences as comments of a scenario file."""
    yield f"# differs from {parent} in"
    for path, before, after in changed:
        yield f"#   {path}: {on_one_line(before)} -> {on_one_line(after)}"


def on_one_line(value: Any) -> str:
    """A value of a scenario as it fits into a comment."""
    return "nothing" if value is None else " ".join(str(value).split())


def picture(result: Experiment | Comparison) -> None:
    """Draws where the time goes and, for a comparison, a day before and after."""
    from simulator import charts, days
    from simulator.experiment import Comparison, simulate

    folder = result.folder
    if folder is None:
        return
    charts.save(charts.time_use(result), folder / "time_use.png")
    if isinstance(result, Comparison) and charts.has_payback(result):
        charts.save(charts.payback(result), folder / "payback.png")
    if isinstance(result, Comparison) and not (folder / "day.png").exists():
        shown = [days.until(each.scenario) for each in result.experiments[:2]]
        ledgers = [simulate(scenario, result.seed) for scenario in shown]
        charts.save(charts.day(ledgers)[0], folder / "day.png")


@contextmanager
def progress(quiet: bool) -> Iterator[Progress | None]:
    """A bar on the terminal with the time left; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as rich

    columns = (
        rich.TextColumn("replications"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(compact=True),
        rich.TextColumn("left"),
    )
    with rich.Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda finished, wanted: bar.update(task, completed=finished, total=wanted)


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turns what goes wrong into a message and an exit code, without a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        note("stopped; finished replications are kept, and the same command goes on from there")
        raise typer.Exit(INTERRUPTED) from None
    except Exception as problem:
        code, message = explained(problem)
        if code is None:
            raise
        note(message)
        raise typer.Exit(code) from None


def explained(problem: Exception) -> tuple[int | None, str]:
    """The exit code and the message for what went wrong; no code for what nobody foresaw."""
    from concurrent.futures.process import BrokenProcessPool

    from simulator.audit import BrokenLaw
    from simulator.compiled import Missing
    from simulator.days import Unknown
    from simulator.experiment import Misuse
    from simulator.loading import ScenarioError
    from simulator.workload import TooLarge

    if isinstance(problem, ScenarioError | Misuse | Unknown | TooLarge | Missing):
        return MISUSE, str(problem)
    if isinstance(problem, BrokenLaw):
        return BUG, f"{problem}\n{OUR_BUG}"
    if isinstance(problem, BrokenProcessPool):
        return TROUBLE, LOST_PROCESS
    if isinstance(problem, MemoryError | RecursionError | OverflowError):
        return MISUSE, TOO_MUCH
    if isinstance(problem, OSError):
        return TROUBLE, f"{problem.filename or 'file'}: {problem.strerror or problem}"
    return None, ""


# -- printing --------------------------------------------------------------------------------------


def console(stderr: bool = False) -> Console:
    """The terminal, which takes all text as it is."""
    from rich.console import Console

    found = Console(stderr=stderr, markup=False, highlight=False, emoji=False)
    found.width = min(found.width, WIDEST)
    return found


def note(text: str) -> None:
    """Something beside the results, on stderr."""
    typer.echo(text, err=True)


def print_json(content: dict[str, Any]) -> None:
    """One JSON object on stdout."""
    typer.echo(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False))


def tell_about(result: Experiment | Comparison, as_json: bool, quiet: bool) -> None:
    """Prints a result as JSON or as a report, and notes what could not be watched."""
    from simulator.tables import not_measured

    for line in [] if quiet else not_measured(result):
        note(line)
    if as_json:
        print_json(result.as_json())
    else:
        report(result)


def report(result: Experiment | Comparison) -> None:
    """The question, the answer, the tables behind it, and where everything lies."""
    from simulator import tables
    from simulator.experiment import Comparison, who_sells

    page = console()
    for question in asked(result):
        page.print(question, style="italic")
    page.print()
    for line in tables.headlines(result):
        page.print(line, style="bold")
    page.print()
    if isinstance(result, Comparison):
        role = tables.words(who_sells(result.base.scenario)[0])
        page.print(as_table(f"The week of a {role}, in minutes", tables.time_use(result)))
        title = f"Minutes per {role} and week, against {result.base.name}"
        page.print(as_table(title, tables.gains(result)))
        for other in result.others:
            title = f"From {result.base.name} to {other.name}"
            page.print(as_table(title, tables.changes(result, other)))
            guards = tables.guards(result, other)
            if guards.rows:
                page.print(as_table("Those who receive the work", guards))
            for line in tables.money_over_time(result, other):
                page.print(line)
    else:
        page.print(as_table("The week of a person, in minutes", tables.time_use(result)))
        page.print(as_table("Watched", tables.watched(result)))
    for line in footnotes(result):
        page.print(line, style="dim", soft_wrap=True)


def asked(result: Experiment | Comparison) -> list[str]:
    """The questions of the scenarios, or of those that are compared with the base."""
    from simulator.experiment import Comparison

    experiments = result.others if isinstance(result, Comparison) else (result,)
    questions = [" ".join(each.scenario.question.split()) for each in experiments]
    return list(dict.fromkeys(filter(None, questions)))


def as_table(title: str, content: Table) -> Any:
    """A table for the terminal: names on the left, figures on the right."""
    from rich import box, table

    found = table.Table(title=title, title_justify="left", title_style="bold")
    found.box, found.padding = box.SIMPLE_HEAD, (0, 1, 0, 0)
    for number, head in enumerate(content.header):
        lines = "\n".join(textwrap.wrap(head, 16))  # between words and at hyphens
        found.add_column(lines, justify="right" if number else "left", no_wrap=number > 0)
    for row in content.rows:
        found.add_row(*row)
    return found


def footnotes(result: Experiment | Comparison) -> Iterator[str]:
    """How sure the figures are, what made them, and where they lie."""
    import simulator
    from simulator.experiment import Comparison

    n, several = result.replications, isinstance(result, Comparison)
    luck = ", the same luck in each scenario" if several else ""
    yield f"[ ] 95% intervals, {n} replications{luck}" if n > 1 else "one replication: no intervals"
    yield f"seed {result.seed}, simulator {simulator.__version__}"
    if isinstance(result, Comparison):
        yield f"tables and pictures: {result.folder}"
    experiments = result.experiments if isinstance(result, Comparison) else (result,)
    yield from dict.fromkeys(f"{each.name}: {each.folder}" for each in experiments)
