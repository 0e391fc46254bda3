"""The command line: each command loads what it needs, and prints what came out."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from simulator.cli import (  # noqa: F401 - bring their commands
    ask,
    decide,
    keep,
    read,
    show,
    standard_output,
    start,
    teach,
)
from simulator.cli.app import InLanguage, app
from simulator.cli.live import command  # noqa: F401 - the same

__all__ = ["app", "main"]

# New objects before the next collection (Python: 700). What is loaded stays: looking through it for
# garbage, again and again and once more at the end, took a tenth of the time of a stored answer.
GARBAGE_THRESHOLD = 50_000


def main() -> None:
    """The command ``simulator``."""
    gc.set_threshold(GARBAGE_THRESHOLD)
    try:
        with standard_output.guarded():
            app()
    finally:
        gc.freeze()


@app.callback(invoke_without_command=True)
def without_command(
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
    language: InLanguage = None,  # noqa: ARG001 - known since before the words were read
) -> None:
    """Answers what needs no command."""
    if version:
        import simulator

        typer.echo(f"simulator {simulator.__version__}")
        raise typer.Exit
