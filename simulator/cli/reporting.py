"""The command for what is forwarded: simulator report, one HTML file from stored results."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.app import SHOW, app
from simulator.cli.console import in_plain_words, print_json
from simulator.cli.forwarding import write_report
from simulator.cli.options import AsJson, InLanguage, Out


@app.command(rich_help_panel=SHOW)
def report(
    results: Annotated[
        list[str],
        typer.Argument(metavar="RESULT", help="Folders, hashes or names; they make one report."),
    ],
    to: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="File to write; if not said, beside the first result."),
    ] = None,
    language: InLanguage = "en",
    out: Out = Path("results"),
    as_json: AsJson = False,
) -> None:
    """Make one HTML file of stored results, without running anything.

    Example:  simulator report baseline+support-takes-paperwork --language zh-Hant
    """
    with in_plain_words():
        written = write_report(out, results, language, to)
        if as_json:
            print_json({"report": str(written)})
        else:
            typer.echo(written)
