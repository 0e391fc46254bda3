"""The command for what is forwarded: simulator report, one HTML file from stored results."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from simulator.cli.app import app
from simulator.cli.options import AsJson, InLanguage, LanguageName, Out
from simulator.cli.speaking import in_plain_words, print_json


@app.command()
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


def write_report(
    root: Path, results: Sequence[str], language: LanguageName, to: Path | None = None
) -> Path:
    """Where the report of stored results was written."""
    from simulator import files, recall
    from simulator.report import report as made

    kept = [recall.kept(root, said) for said in results]
    path = to or kept[0].folder / in_language("report.html", language)
    files.write(path, made(kept, language).encode())
    return path


def in_language(name: str, language: LanguageName) -> str:
    """The name of a file by its language; English ones carry none.

    >>> in_language("report.html", "zh-Hant")
    'report.zh-Hant.html'
    """
    file = Path(name)
    return name if language == "en" else f"{file.stem}.{language}{file.suffix}"
