"""The commands that read: what is wrong, what it came to, what happened, what there is."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from simulator.cli.app import READ, app
from simulator.cli.console import MISUSE, in_plain_words, note, print_json, progress
from simulator.cli.options import (
    AsJson,
    Engine,
    EngineName,
    Name,
    Quiet,
    Seed,
    Way,
    file_named,
    folder_named,
    with_way,
)
from simulator.i18n import gettext, translatable, use_language
from simulator.io import visible

if TYPE_CHECKING:
    from simulator.errors import Diagnostic
    from simulator.measures.calls import Coverage
    from simulator.measures.sales import Funnel
    from simulator.scenario.scenario import Scenario

CHANGE = ("path", "before", "after")
FIVE = {
    "sales_calls_per_week": translatable("sales calls per week"),
    "become_leads": translatable("become leads"),
    "become_intents_to_buy": translatable("become intents to buy"),
    "become_sales": translatable("become sales"),
    "revenue_of_a_sale": translatable("revenue of a sale"),
}
CALLED_ON = {  # with decimals
    "reach": (translatable("accounts called on, %"), 1),
    "call_frequency": (translatable("calls on each a year"), 1),
    "coverage": (translatable("calls made of those wanted, %"), 1),
    "call_plan_attainment": (translatable("calls made of those due, %"), 1),
    "never_reached": (translatable("accounts never called on"), 0),
}
FileKind = Literal["scenario", "lesson"]
LISTED = ("name", "title", "question", "path", "problem")


@app.command(rich_help_panel=READ)
def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE", help="Names or paths.")],
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Read scenarios and say what is wrong with them, file by file and line by line.

    Notes say what may be meant and seldom is: work that nobody can ever do, and who is asked for
    more than there is time for.

    Example:  simulator check scenarios/*.yaml
    """
    with in_plain_words():
        result = [checked(file) for file in files]
    if as_json:
        print_json({"files": result})
    for each in result:
        if each["ok"] and not as_json and not quiet:
            typer.echo(fine(each))
        for complaint in (*each["complaints"], *(() if quiet else each["notes"])):
            note(_whose(complaint, each["file"]) if len(files) > 1 else complaint["text"])
    if not all(each["ok"] for each in result):
        raise typer.Exit(MISUSE)


@app.command(rich_help_panel=READ)
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
        from simulator.scenario import inheritance, overrides
        from simulator.scenario.consequences import consequences

        scenario, file = inheritance.load(name), inheritance.parent_of(name)
        parent = inheritance.load(file) if file else None
        changed = overrides.differences(scenario, parent) if parent else []
    if as_json:
        shown = [dict(zip(CHANGE, each, strict=True)) for each in changed]
        result: dict[str, Any] = {"name": scenario.name, "parent": parent and parent.name}
        result |= {"differences": shown, "scenario": overrides.resolved(scenario)}
        print_json({**result, "follows": list(consequences(scenario))})
        return
    if parent and not (whole and not differences):
        typer.echo("\n".join(differing(parent.name, changed)))
    if whole or not differences:
        typer.echo(overrides.as_yaml(scenario), nl=False)
        for line in consequences(scenario):
            typer.echo(f"# {line}")


@app.command(rich_help_panel=READ)
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
        from simulator.experiment.runner import simulate
        from simulator.measures import days
        from simulator.output.narrative import person_day as telling
        from simulator.scenario.inheritance import load

        scenario = load(name)
        meant = days.resolve_day(scenario, day, week)
        ledger = simulate(days.until(scenario, meant), seed, replication, engine)
        number = days.typical_day([ledger]) if meant is None else meant
        who = person or days.someone(ledger, number)
        lines = telling.story(ledger, who, number)
        date = days.date_of(ledger.parameters, number)
    if as_json:
        print_json({"scenario": scenario.name, "person": who, "day": str(date), "lines": lines})
    else:
        typer.echo(heading(who, date, scenario.title))
        typer.echo("\n".join(lines))


@app.command("list", rich_help_panel=READ)
def list_scenarios(as_json: AsJson = False) -> None:
    """List the scenarios in scenarios/ and the questions they ask.

    Example:  simulator list
    """
    with in_plain_words():
        from simulator.scenario.folders import listing

        result = listing()
    if as_json:
        shown = [dict(zip(LISTED, map(str, each), strict=True)) for each in result]
        print_json({"scenarios": shown})
        return
    folder = ""
    for each in result:
        if each.path.parent.name != folder:
            folder = each.path.parent.name
            typer.secho(f"\n{folder.replace('-', ' ')}", underline=True)
        typer.secho(each.name, bold=True)
        for line in filter(None, (each.title, each.question, each.problem)):
            typer.echo(f"    {line}")


@app.command(rich_help_panel=READ)
@with_way
def systems(
    way: Way,
    only: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SYSTEM...]", help="Numbers such as S3; all if none is named."),
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write the table into scenarios/README.md.")
    ] = False,
    to: Annotated[
        Path | None,
        typer.Option(
            parser=folder_named,
            metavar="<directory>",
            help="Folder for a page of each system, with pictures.",
        ),
    ] = None,
) -> None:
    """Hold every claim of the scenarios against what the model gives, with and without its cause.

    Example:  simulator systems --replications 10
    """
    from simulator import io
    from simulator.analysis.claims import check_all_claims
    from simulator.errors import UsageError
    from simulator.output.content.claims import Claims, document, told
    from simulator.output.render.markdown import page
    from simulator.output.system_pages import write_pages

    if way.report:
        raise UsageError("claims have no report of their own; --write makes their page")
    if write and only:
        raise UsageError("--write makes the page of all systems; name none")
    result = []
    with progress(way.quiet) as tell:
        for finding in check_all_claims(way.replications, only or (), **way.how(tell)):
            result.append(finding)
            if not way.as_json:
                typer.echo(told(finding))
    claims = Claims(result, way.replications, way.seed)
    if write:
        with use_language("en"):  # as all that is kept beside the scenarios
            io.write(Path("scenarios/README.md"), page(document(claims)).encode())
    if to is not None:
        for path in write_pages(claims, to, **way.how()):
            note(gettext("written: {path}", path=path))
    if way.as_json:
        print_json(document(claims).record())


@app.command(rich_help_panel=READ)
def five(
    name: Name,
    person: Annotated[str | None, typer.Option(help="Such as 'field rep 1'.")] = None,
    segment: Annotated[str | None, typer.Option(help="Such as 'large'.")] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    seed: Seed = 1,
    engine: Engine = "auto",
    as_json: AsJson = False,
) -> None:
    """Answer the five questions of a sales team in control, and say who is called on.

    From one replication.

    Example:  simulator five region --segment large
    """
    with in_plain_words():
        from simulator.errors import UsageError
        from simulator.experiment.runner import simulate
        from simulator.measures import days
        from simulator.measures.calls import called_on, coverage_of
        from simulator.measures.sales import funnel
        from simulator.measures.window import window_of
        from simulator.scenario.inheritance import load

        scenario = load(name)
        if not scenario.deals and not scenario.call_plans:
            text = translatable(
                "{name} has no 'deals' and no 'call_plans' to tell of; try 'region'"
            )
            raise UsageError(text, name=scenario.name)
        ledger = simulate(scenario, seed, replication, engine)
        who = days.person_number(ledger.parameters, person) if person else None
        where = segment_of(scenario, segment) if segment else None
        window = window_of(ledger)
        answers = five_answers(funnel(window, who, where), window.weeks) if scenario.deals else {}
        called = called_on_answers(coverage_of(window, called_on(window), who, where))
    if as_json:
        about = {"scenario": scenario.name, "person": person, "segment": segment}
        print_json(about | answers | called)
        return
    typer.secho(", ".join([scenario.title, *filter(None, (person, segment))]), bold=True)
    print_answers(answers, called)


@app.command(rich_help_panel=READ)
def schema(
    out: Annotated[
        Path | None, typer.Option(parser=file_named, metavar="<file>", help="File to write.")
    ] = None,
    of: Annotated[FileKind, typer.Option("--of", help="Of which files.")] = "scenario",
    as_json: AsJson = False,
) -> None:
    """Print or write the JSON Schema by which editors check scenario files, or lessons.

    Example:  simulator schema --out scenarios/scenario.schema.json
    """
    with in_plain_words():
        from simulator.scenario.json_schema import file_schema, lesson_schema

        content = file_schema() if of == "scenario" else lesson_schema()
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        if out is None:
            typer.echo(text, nl=False)
            return
        from simulator.io import refuse_to_lose, write

        refuse_to_lose(out, ".json")
        write(out, text.encode())
    if as_json:
        print_json({"written": str(out)})


# -- what they share -------------------------------------------------------------------------------


def heading(person: str, date: datetime.date, title: str) -> str:
    """Whose day a story tells, and when."""
    from simulator.output.wording import person_words
    from simulator.scenario.units import WEEKDAYS

    return gettext(
        "{who}, {weekday} {date}, {title}",
        who=person_words(person),
        weekday=gettext(WEEKDAYS[date.weekday()]).capitalize(),
        date=date,
        title=title,
    )


def tell_journey(
    name: str,
    account: str | None,
    deal: int | None,
    how: tuple[int, int, EngineName],
    as_json: bool,
) -> None:
    """Prints what an account or a deal went through in one replication."""
    from simulator.experiment.runner import simulate
    from simulator.output.narrative import case
    from simulator.scenario.inheritance import load

    ledger = simulate(load(name), *how)
    if account is not None:
        about: str | int = account
        lines = case.account_story(ledger, account)
    else:
        about = deal if deal is not None else 0
        lines = case.deal_story(ledger, about)
    if as_json:
        print_json({"scenario": name, "about": about, "lines": lines})
    else:
        typer.echo("\n".join(lines))


def segment_of(scenario: Scenario, name: str) -> int:
    """Number of a segment; Misuse with the nearest name if there is none."""
    from simulator.errors import UsageError
    from simulator.scenario.units import nearest_word

    if name not in scenario.segments:
        known = ", ".join(scenario.segments) or gettext("none")
        raise UsageError(
            "no segment {name!r}; there are {known}{hint}",
            name=name,
            known=known,
            hint=nearest_word(name, scenario.segments),
        )
    return list(scenario.segments).index(name)


def five_answers(result: Funnel, weeks: int) -> dict[str, float]:
    """The five answers: four numbers a week, and the average revenue of a sale."""
    per_week = (result.calls, result.leads, result.intents, result.sales)
    answers = (*(each / weeks for each in per_week), result.revenue / max(result.sales, 1))
    return dict(zip(FIVE, answers, strict=True))


def called_on_answers(seen: Coverage) -> dict[str, float]:
    """How well accounts are looked after, by the names of the measures; NaN for what is not."""
    answers = (
        *(seen.reach(), seen.frequency(), seen.coverage()),
        *(seen.attainment(), float(seen.never_reached())),
    )
    return dict(zip(CALLED_ON, answers, strict=True))


def print_answers(answers: dict[str, float], called: dict[str, float]) -> None:
    """The five answers, then who is called on, a line each."""
    from rich.cells import set_cell_size

    lines = {gettext(FIVE[question]): f"{answer:,.1f}" for question, answer in answers.items()}
    for question, answer in called.items():
        text, decimals = CALLED_ON[question]
        shown = answer * (100 if text.endswith("%") else 1)
        lines[gettext(text)] = gettext("none") if math.isnan(shown) else f"{shown:,.{decimals}f}"
    for line, figure in lines.items():
        typer.echo(set_cell_size(line, 32) + f"{figure:>14}")


def fine(one: dict[str, Any]) -> str:
    """That a file can be used, and whether there is more to read of it."""
    file = visible(one["file"])
    if not one["notes"]:
        return gettext("{file}: fine", file=file)
    text = translatable("{file}: fine, with {count} notes")
    return gettext(text, file=file, count=len(one["notes"]))


def _whose(complaint: dict[str, Any], file: str) -> str:
    """What is said of one of several files, with its name where it stands in one it extends."""
    if Path(complaint["file"]).stem == Path(file).stem:
        return str(complaint["text"])
    return gettext("{file}: {text}", file=file, text=complaint["text"])


def checked(file: str) -> dict[str, Any]:
    """Whether a scenario can be used, what is wrong if not, and what is to be noted if so."""
    from simulator.analysis.claims import cases_read
    from simulator.analysis.robustness import refused
    from simulator.errors import ScenarioError
    from simulator.output.content.obstacles import notes_on
    from simulator.output.content.watching import unmeasured
    from simulator.scenario import notes
    from simulator.scenario.diagnostics import located
    from simulator.scenario.folders import find
    from simulator.scenario.inheritance import load_with_marks
    from simulator.scenario.strays import strays

    try:
        if is_lesson(file):
            return checked_lesson(file)
        read = load_with_marks(file)
        cases_read(read, find(file))  # a placebo is a what-if of its own
    except ScenarioError as error:
        return {"file": file, "ok": False, "complaints": as_objects(error.diagnostics), "notes": []}
    noted = [
        *read.remarks,
        *strays(read),
        *notes.owners(read),
        *notes.far_away(read),
        *notes.roads(read),
        *notes.thousands(read),
        *notes_on(read),
        *unmeasured(read),
    ]
    for name, problem in refused(read.scenario):
        text = gettext("'stress' refuses this: {problem}", problem=problem)
        noted.append(located(("shocks", name), text, read.marks))
    noted += [*notes.deadlines(read), *notes.people(read), *notes.holidays(read)]
    noted += [*notes.lost_on_closed_days(read), *notes.too_late_when_agreed(read)]
    noted += [*notes.land(read), *notes.prospects(read), *notes.lengths(read)]
    noted += [*notes.uncovered(read), *notes.idle_deputies(read)]
    noted += [*notes.day_and_night(read), *notes.claims(read)]
    noted += [*notes.unpriced(read), *notes.pilots_of_nothing(read), *notes.unlearned(read)]
    return {"file": file, "ok": True, "complaints": [], "notes": as_objects(noted)}


def is_lesson(file: str) -> bool:
    """Is it a lesson that is meant? A name that a scenario has, too, is the scenario's."""
    from simulator.errors import ScenarioError
    from simulator.scenario import folders, lessons

    try:
        return lessons.is_lesson(folders.find(file))
    except ScenarioError:
        return file in {each.name for each in lessons.all_lessons()}


def checked_lesson(file: str) -> dict[str, Any]:
    """The same of a lesson; each setting is tried, each measure looked up, its bet computed."""
    from simulator.analysis.lessons.bets import off_the_axis
    from simulator.analysis.lessons.grid import wrong_units
    from simulator.experiment.runner import RunOptions
    from simulator.output.content.watching import not_measured
    from simulator.scenario import lessons

    read, complaints = lessons.try_lesson(file)
    if read is not None:
        complaints += not_measured(read) or wrong_units(read)
    if read is not None and not complaints:
        lessons.check_settings(read)
        complaints = off_the_axis(read, RunOptions(jobs=1))
    return {
        "file": file,
        "ok": not complaints,
        "complaints": as_objects(complaints),
        "notes": [],
    }


def as_objects(diagnostics: Sequence[Diagnostic]) -> list[dict[str, Any]]:
    """Diagnostics for JSON, each with its whole text."""
    return [{**each.as_dict(), "text": str(each)} for each in diagnostics]


def differing(parent: str, changed: Sequence[tuple[str, Any, Any]]) -> Iterator[str]:
    """Differences as comments of a scenario file."""
    from simulator.output.wording import on_one_line

    yield gettext("# differs from {parent} in", parent=parent)
    for path, before, after in changed:
        yield f"#   {path}: {on_one_line(before)} -> {on_one_line(after)}"
