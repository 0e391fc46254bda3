"""The commands that show results to others: reports, a week in motion, exports."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import typer

from simulator.cli.app import SHOW, app
from simulator.cli.console import in_plain_words, note, print_json
from simulator.cli.keep import MEGABYTE
from simulator.cli.options import A_FOLDER, AsJson, FileBeside, Out, place_named
from simulator.cli.pages import write_report
from simulator.i18n import current_language, gettext
from simulator.output.formats import EventFormat, OutputFormat, TableFormat, output_formats

if TYPE_CHECKING:
    from simulator.experiment.comparison import Comparison
    from simulator.experiment.results import Experiment
    from simulator.experiment.store.result_index import ResultEntry
    from simulator.ledger.frames import LedgerTables

CaseName = Literal["account", "deal", "person", "task", "case"]
MANY_SHOWN = 6
FOLDER = "exports"  # in the folder of a result, if nobody says where


@app.command(rich_help_panel=SHOW)
def report(
    results: Annotated[
        list[str],
        typer.Argument(metavar="RESULT", help="Folders, hashes or names; they make one report."),
    ],
    to: FileBeside = None,
    out: Out = Path("results"),
    as_json: AsJson = False,
) -> None:
    """Make one HTML file of stored results, without running anything.

    Example:  simulator report baseline+support-takes-paperwork --language zh-Hant
    """
    with in_plain_words():
        written = write_report(out, results, to)
        if as_json:
            print_json({"report": str(written)})
        else:
            typer.echo(written)


# -- motion ----------------------------------------------------------------------------------------


class Showing(NamedTuple):
    """What a page shows."""

    scenarios: tuple[str, ...]
    first_day: datetime.date
    days: int
    replication: int = 0

    def __str__(self) -> str:
        return gettext(
            "{scenarios}, {days} days from {first_day}",
            scenarios=gettext(" and ").join(self.scenarios),
            days=self.days,
            first_day=self.first_day,
        )

    def as_json(self) -> dict[str, Any]:
        """The same for JSON."""
        return {
            "scenarios": list(self.scenarios),
            "first_day": self.first_day.isoformat(),
            "days": self.days,
            "replication": self.replication,
        }


@app.command(rich_help_panel=SHOW)
def motion(
    result: Annotated[
        str, typer.Argument(metavar="RESULT", help="A comparison or a run: folder, hash or name.")
    ],
    others: Annotated[
        list[str] | None,
        typer.Argument(metavar="[OTHER]...", help="More runs, or which what-ifs; if none, all."),
    ] = None,
    week: Annotated[
        int | None,
        typer.Option(min=1, help="Week to begin with; a typical one after warm-up and changes."),
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="Day to begin with.")
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=31, help="How many days.")] = 7,
    replication: Annotated[int, typer.Option(min=0, help="Which replication.")] = 0,
    curtain: Annotated[
        bool, typer.Option("--curtain", help="Tell nothing before the clock has come to it.")
    ] = False,
    to: FileBeside = None,
    out: Out = Path("results"),
    as_json: AsJson = False,
) -> None:
    """Write one HTML file in which everybody's days play, today and what-if on one clock.

    Several what-ifs are a list to choose from. It is made from stored results; nothing is run but a
    replication other than 0.

    Example:  simulator motion baseline support-takes-paperwork --days 7
    """
    with in_plain_words():
        from simulator.io import PAGES, make_folder, refuse_to_lose, renew
        from simulator.output import timeline as moving

        if to is not None:
            refuse_to_lose(to, *PAGES)
        named = (result, *(others or ()))
        happened = [_replicated(each, replication) for each in _happened(out, named)]
        first, chosen = _first_day(happened, week, start)
        shown = Showing(tuple(each.scenario.name for each in happened), first, days, replication)
        headline = _headline(out, named, shown.scenarios)
        page = moving.page(
            happened, first, days, current_language(), headline, curtain=curtain, chosen=chosen
        ).encode()
        file = to or _beside(out, named[-1], shown)
        make_folder(file.parent)
        renew(file, page)
        _written(file, shown, as_json)


def _written(file: Path, shown: Showing, as_json: bool) -> None:
    """Says where the page lies, and what it shows."""
    if as_json:
        print_json({"file": str(file), **shown.as_json()})
        return
    size = f"{file.stat().st_size / MEGABYTE:.1f}"
    note(gettext("{shown}, {size} MB", shown=shown, size=size))
    typer.echo(str(file))


def _happened(out: Path, named: Sequence[str]) -> list[LedgerTables]:
    """What happened in the scenarios that are to be shown, today first."""
    from simulator.analysis.stored_result import read_ledger_tables
    from simulator.errors import ResultMissing, UsageError

    try:
        ledgers = read_ledger_tables(out, named[0])
        plans = {each.scenario.name: each for each in ledgers[1:]}
        more = [plans.get(each) or read_ledger_tables(out, each)[-1] for each in named[1:]]
    except UsageError as problem:
        cure = _makes(named) if isinstance(problem, ResultMissing) else ""
        raise UsageError(f"{problem}{cure}") from None
    return [ledgers[0], *(more or ledgers[1:])]


def _makes(named: Sequence[str]) -> str:
    """The command that makes what is to be shown; nothing of answers, which show no days."""
    from simulator.analysis.registry import ANALYSES

    scenarios = list(dict.fromkeys(part for name in named for part in name.split("+")))
    if scenarios[0] in ANALYSES:
        return ""
    words = " ".join(("compare" if scenarios[1:] else "run", *scenarios))
    return gettext("; this makes it:  simulator {names}", names=words)


def _replicated(tables: LedgerTables, replication: int) -> LedgerTables:
    """The same in another replication, which is replayed; that which is stored as it is."""
    from simulator.experiment.runner import simulate
    from simulator.ledger.frames import from_ledger

    if replication == tables.replication:
        return tables
    return from_ledger(tables.scenario, simulate(tables.scenario, tables.seed, replication))


def _headline(out: Path, named: Sequence[str], shown: Sequence[str]) -> str:
    """What is to be said of the scenarios that are shown; nothing if they cannot be compared."""
    from simulator.experiment.comparison import Comparison
    from simulator.experiment.finding import finding_of
    from simulator.output.content.headline import headline

    result = _as_one(out, named)
    if result is None or not result.watched:
        return ""
    if not isinstance(result, Comparison):
        return result.headline
    finding = finding_of(result)
    plans = tuple(plan for plan in finding.plans if plan.name in shown[1:])
    return headline(finding._replace(plans=plans)) if plans else ""


def _as_one(out: Path, named: Sequence[str]) -> Comparison | Experiment | None:
    """A stored comparison or run, or several stored runs of the same replications as one.

    Runs count all weeks: where one begins on a day what others do not, they are no comparison.
    """
    from simulator.analysis.stored_result import read_result
    from simulator.experiment.comparison import Comparison, side_by_side
    from simulator.experiment.results import Experiment
    from simulator.scenario.same_weeks import leaves_whole_weeks, when_all_holds

    stored = [read_result(out, each) for each in named]
    if isinstance(stored[0], Comparison):
        return stored[0]
    runs = [each for each in stored if isinstance(each, Experiment)]
    if len(runs) < len(named) or len({(each.seed, each.replications) for each in runs}) > 1:
        return None
    scenarios = tuple(each.scenario for each in runs)
    if not leaves_whole_weeks(scenarios) or when_all_holds(scenarios) != scenarios:
        return None
    return side_by_side(runs) if runs[1:] else runs[0]


def _first_day(
    happened: Sequence[LedgerTables], week: int | None, start: str | None
) -> tuple[datetime.date, str]:
    """The day that is meant; or that of a typical week of today, and how it was chosen.

    It is one of those after the warm-up and all dated changes.
    """
    from simulator.analysis.lessons.weeks import typical_week, typical_words
    from simulator.errors import UsageError
    from simulator.measures.days import all_begun, date_of, resolve_day
    from simulator.model.parameters import parameters_of

    if week is not None and start is not None:
        raise UsageError("read both --week and --from, expected one of them")
    base = happened[0].scenario
    number = resolve_day(base, start, week)
    if number is not None:
        return date_of(parameters_of(base), number), ""
    begun = all_begun([parameters_of(each.scenario) for each in happened])
    first = min(-(-begun // 7), base.horizon.weeks - 1)
    typical = typical_week(happened[0], first)
    chosen = gettext("Week {week}, {how}", week=typical + 1, how=typical_words())
    return date_of(parameters_of(base), 7 * typical), chosen


def _beside(out: Path, label: str, shown: Showing) -> Path:
    """A file beside the result, under a name that says what is shown."""
    from simulator.experiment.store import result_index
    from simulator.experiment.store.store import folder_name

    names = "+".join(map(folder_name, shown.scenarios))[:80]
    which = f"-r{shown.replication}" if shown.replication else ""
    name = f"motion-{names}-{shown.first_day}-{shown.days}d{which}.html"
    return result_index.find_result(out, label).folder / name


# -- exports ---------------------------------------------------------------------------------------


def _summaries(kind: type[OutputFormat]) -> str:
    return ", ".join(each.summary for each in output_formats().values() if isinstance(each, kind))


if TYPE_CHECKING:
    FormatName = str
else:
    FormatName = Literal[tuple(output_formats())]


@app.command(rich_help_panel=SHOW)
def export(
    name: Annotated[str, typer.Argument(metavar="RESULT", help="Folder, hash or name.")],
    form: Annotated[
        FormatName,
        typer.Option(
            "--format",
            help=f"Tables: {_summaries(TableFormat)}. All that happened in replication 0:"
            f" {_summaries(EventFormat)}.",
        ),
    ] = "xlsx",
    to: Annotated[
        Path | None,
        typer.Option(
            parser=place_named,
            metavar="<path>",
            help="File to write, a folder where there are several; beside the result.",
        ),
    ] = None,
    case: Annotated[CaseName, typer.Option(help="For xes: what a case is.")] = "account",
    out: Out = Path("results"),
    as_json: AsJson = False,
) -> None:
    """Write a stored result for other programs: a workbook, tables, event logs, calendars, a trace.

    Example:  simulator export support-takes-paperwork --format xlsx
    """
    with in_plain_words():
        from simulator.experiment.store import result_index

        entry, chosen = result_index.find_result(out, name), output_formats()[form]
        files = _exported(entry, out, chosen, to, case)
        if as_json:
            print_json({"result": str(entry.folder), "files": [str(file) for file in files]})
            return
        for file in files[:MANY_SHOWN]:
            typer.echo(f"{file}")
        if len(files) > MANY_SHOWN:
            more = len(files) - MANY_SHOWN
            typer.echo(gettext("and {more} more in {folder}", more=more, folder=files[0].parent))


def _exported(
    entry: ResultEntry, out: Path, form: OutputFormat, to: Path | None, case: str
) -> list[Path]:
    """The files of a result: its tables, or what happened in each of its scenarios."""
    from simulator.analysis import stored_result
    from simulator.experiment.store.store import folder_name
    from simulator.output.content.documents import document_of
    from simulator.output.render.file_table import file_tables

    folder, where = entry.folder / FOLDER, str(entry.folder)
    if isinstance(form, TableFormat):
        _refuse_place(form, to)
        document = document_of(stored_result.read_result(out, where), entry.folder)
        place = to or folder / form.place(folder_name(entry.name))
        return form.write(file_tables(document), place)
    ledgers = stored_result.read_ledger_tables(out, where)
    names = form.places([each.scenario.name for each in ledgers])
    if len(ledgers) == 1:
        _refuse_place(form, to)
        return form.export(ledgers[0], to or folder / names[0], case)
    return [
        file
        for name, each in zip(names, ledgers, strict=True)
        for file in form.export(each, (to or folder) / name, case)
    ]


def _refuse_place(form: OutputFormat, to: Path | None) -> None:
    """One file is not written in place of a folder, which calendars and tables may fill.

    Nor in place of a file of another kind.
    """
    from simulator.errors import UsageError
    from simulator.io import refuse_to_lose

    if to is None or not form.suffix.startswith("."):
        return
    if to.is_dir():
        raise UsageError(A_FOLDER, path=str(to))
    ending = form.suffix[form.suffix.rindex(".") :]
    refuse_to_lose(to, ending, f"{ending}.gz")
