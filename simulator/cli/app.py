"""The command line itself, before it has any commands."""

from __future__ import annotations

import typer

# How --help groups the commands.
ASK, DECIDE = "Ask a question", "Decide: why, how far, what if we are wrong"
SHOW, READ = "Show it to others", "Look at scenarios and results"

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
