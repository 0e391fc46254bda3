"""The command for what people take away: a stored result in the formats of other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, get_args

import typer

from simulator.cli.app import SHOW, app
from simulator.cli.console import in_plain_words, print_json
from simulator.cli.options import AsJson, Out

if TYPE_CHECKING:
    from simulator.experiment.store.result_index import ResultEntry

FormatName = Literal["xlsx", "csv", "parquet", "xes", "ocel", "ics", "trace"]
CaseName = Literal["account", "deal", "person", "task"]
TABLES: tuple[FormatName, ...] = get_args(FormatName)[:3]
MANY_SHOWN = 6
FOLDER = "exports"  # in the folder of a result, if nobody says where


@app.command(rich_help_panel=SHOW)
def export(
    name: Annotated[str, typer.Argument(metavar="RESULT", help="Folder, hash or name.")],
    form: Annotated[
        FormatName,
        typer.Option(
            "--format",
            help="Tables: xlsx (with charts), csv, parquet. All that happened in replication 0:"
            " xes or ocel (process mining), ics (calendars), trace (timeline viewers).",
        ),
    ] = "xlsx",
    to: Annotated[
        Path | None,
        typer.Option(help="File to write, a folder where there are several; beside the result."),
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

        found = result_index.find_result(out, name)
        if form in TABLES:
            files = _tables(found, out, form, to)
        else:
            files = _events(found, out, form, to, case)
        if as_json:
            print_json({"result": str(found.folder), "files": [str(file) for file in files]})
            return
        for file in files[:MANY_SHOWN]:
            typer.echo(f"{file}")
        if len(files) > MANY_SHOWN:
            typer.echo(f"and {len(files) - MANY_SHOWN} more in {files[0].parent}")


def _tables(found: ResultEntry, out: Path, form: FormatName, to: Path | None) -> list[Path]:
    """The tables of a result as one workbook, or as a file each."""
    from simulator.analysis import stored_result
    from simulator.experiment.store.store import folder_name
    from simulator.output.render import excel

    sheets = excel.sheets_of(stored_result.read_result(out, str(found.folder)), found.folder)
    if form == "xlsx":
        stem = folder_name(found.name)[: excel.LONGEST_FILE]
        return [excel.write_excel(sheets, to or found.folder / FOLDER / f"{stem}.xlsx")]
    write = excel.write_csv if form == "csv" else excel.write_parquet
    return write(sheets, to or found.folder / FOLDER / form)


def _events(
    found: ResultEntry, out: Path, form: FormatName, to: Path | None, case: CaseName
) -> list[Path]:
    """What happened in each scenario of a result: of one where it is said, of several below it."""
    from simulator.analysis import stored_result
    from simulator.output import event_logs

    happened = stored_result.read_ledger_tables(out, str(found.folder))
    if len(happened) == 1:
        where = to or found.folder / FOLDER / event_logs.file_name(happened[0], form)
        return event_logs.export(happened[0], form, where, case)
    folder = to or found.folder / FOLDER
    return [
        file
        for name, each in zip(event_logs.file_names(happened, form), happened, strict=True)
        for file in event_logs.export(each, form, folder / name, case)
    ]
