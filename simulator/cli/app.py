"""The command line itself, before it has any commands."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any, TypeVar

import typer

from simulator.cli.console import first_line
from simulator.cli.help import OPTION, TranslatedCommand, TranslatedGroup
from simulator.i18n import Language, current_language, use_language

# How --help groups the commands.
ASK, DECIDE = "Ask a question", "Decide: why, how far, what if we are wrong"
SHOW, READ = "Show it to others", "Look at scenarios and results"


InLanguage = Annotated[
    Language | None,
    typer.Option(OPTION, help="Of all that is said and drawn: English, if not said, or Chinese."),
]

Command = TypeVar("Command", bound=Callable[..., Any])


class Commands(typer.Typer):
    """Commands of which each takes ``--language``; all that it says is said in it."""

    def command(self, name: str | None = None, **more: Any) -> Callable[[Command], Command]:
        """As Typer's own, with the option."""
        register = super().command(name, cls=TranslatedCommand, **more)

        def add(command: Command) -> Command:
            register(_with_language(command))
            return command

        return add


def _with_language(command: Callable[..., None]) -> Callable[..., None]:
    """A command that is spoken in the language given, its errors included."""

    @wraps(command)
    def spoken(*, language: Language | None, **given: Any) -> None:
        with use_language(language or current_language()), first_line(given.get("quiet", False)):
            command(**given)

    option = inspect.Parameter(
        "language", inspect.Parameter.KEYWORD_ONLY, default=None, annotation=InLanguage
    )
    own = inspect.signature(command, eval_str=True).parameters.values()
    every = [*(each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in own), option]
    spoken.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
    spoken.__annotations__ = {each.name: each.annotation for each in every}
    return spoken


app = Commands(
    name="simulator",
    cls=TranslatedGroup,
    help="Replays the work of a sales force and compares what-ifs with today.\n\n"
    "A scenario is given by its name in scenarios/ or by the path of its file.",
    epilog="Begin with:  simulator compare baseline support-takes-paperwork",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
