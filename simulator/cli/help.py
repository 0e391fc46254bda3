"""Help and errors of usage in the reader's language; in English they are Typer's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from functools import partial
from inspect import cleandoc
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from simulator.i18n import (
    LANGUAGES,
    Language,
    current_language,
    gettext,
    recognised,
    translatable,
    use_language,
)

OPTION, EXAMPLE = "--language", "Example:"
USAGE_ERROR: type[Any] = typer.BadParameter.__bases__[0]  # Typer's own, or click's in older ones
# What Typer writes around texts, by the name of its constant.
FRAME = {
    "DEFAULT_STRING": translatable("[default: {}]"),
    "REQUIRED_LONG_STRING": translatable("[required]"),
    "ARGUMENTS_PANEL_TITLE": translatable("Arguments"),
    "OPTIONS_PANEL_TITLE": translatable("Options"),
    "COMMANDS_PANEL_TITLE": translatable("Commands"),
    "ERRORS_PANEL_TITLE": translatable("Error"),
    "RICH_HELP": translatable("Try [blue]'{command_path} {help_option}'[/] for help."),
}
# What a value may be, as Typer says it; names of choices are what is written.
TYPES = {
    "<bool>": translatable("<yes or no>"),
    "<str>": translatable("<text>"),
    "<int>": translatable("<whole number>"),
    "<int range>": translatable("<whole number, range>"),
    "<float>": translatable("<number>"),
    "<float range>": translatable("<number, range>"),
    "<file>": translatable("<file>"),
    "<directory>": translatable("<folder>"),
    "<path>": translatable("<path>"),
    "<list[str]>": translatable("<texts>"),
}
SHOWS_TYPE = "display_type"  # how Typer shows what a value may be
MAKES_TEXT = "_make_rich_text"  # how Typer makes a text of a help
USAGE = (
    *(translatable("Usage:"), translatable("[OPTIONS]"), translatable("COMMAND [ARGS]...")),
    translatable("Show this message and exit."),
)
# What Typer says of wrong words on the command line: each is read by its own text.
MESSAGES = (
    translatable("No such option: {name} (Possible options: {names})"),
    translatable("No such option: {name}"),
    translatable("No such command {name}. Did you mean {names}?"),
    translatable("No such command {name}."),
    translatable("Missing command."),
    translatable("Missing argument {name}."),
    translatable("Missing option {name}."),
    translatable("Option {name} requires an argument."),
    translatable("Option {name} does not take a value."),
    translatable("Got unexpected extra argument ({names})"),
    translatable("Got unexpected extra argument(s) ({names})"),
    translatable("Got unexpected extra arguments ({names})"),
    translatable("Invalid value for {name}: {problem}"),
    translatable("Invalid value: {problem}"),
    translatable("Value error, {problem}"),
    translatable("{value} is not one of {names}."),
    translatable("Input should be greater than or equal to {least}"),
    translatable("Input should be less than or equal to {most}"),
    translatable("Input should be a valid integer, unable to parse string as an integer"),
    translatable("Input should be a valid number, unable to parse string as a number"),
)


class _InLanguage:
    """What a command and a group of commands have in common: all that they show is translated."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Prints the help, as Typer does."""
        with _frame():
            super(_InLanguage, _translated(self, ctx)).format_help(ctx, formatter)  # type: ignore[misc]

    def get_usage(self, ctx: Any) -> str:
        """The line that shows how a command is written."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        for text in USAGE:
            usage = usage.replace(text, gettext(text))
        return usage

    def make_context(self, *given: Any, **more: Any) -> Any:
        """Reads the words of a command."""
        with _usage_errors():
            return super().make_context(*given, **more)  # type: ignore[misc]

    def invoke(self, ctx: Any) -> Any:
        """Runs a command."""
        with _usage_errors():
            return super().invoke(ctx)  # type: ignore[misc]


class TranslatedCommand(_InLanguage, TyperCommand):
    """A command whose help is in the language that is spoken, and that takes an option once."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads options; one that takes one value and is given several is refused, not the last."""
        options = args[: args.index("--")] if "--" in args else args
        for param in self.params:
            names = () if param.multiple or getattr(param, "is_flag", True) else tuple(param.opts)
            given = [word for word in options if word.split("=", 1)[0] in names]
            if len(given) > 1:
                text = translatable("read {option} {count} times, expected it once")
                name = given[0].split("=", 1)[0]
                raise typer.BadParameter(gettext(text, option=name, count=len(given)), ctx=ctx)
        return super().parse_args(ctx, args)


class TranslatedGroup(_InLanguage, TyperGroup):
    """Commands; the language is known before any of their words is read."""

    def main(self, args: Sequence[str] | None = None, *given: Any, **more: Any) -> Any:
        """Reads the words of the command line and does what they say."""
        import sys

        with use_language(language_of(sys.argv[1:] if args is None else args)):
            return super().main(args, *given, **more)


def language_of(words: Sequence[str]) -> Language:
    """The language that the words of a command line ask for; what is wrong is refused later.

    >>> language_of(["run", "--language", "zh-Hant", "--help"]), language_of(["--language=xx"])
    ('zh-Hant', 'en')
    """
    asked = current_language()
    for before, word in zip(["", *words], words, strict=False):
        if word == "--":
            break
        value = word.removeprefix(f"{OPTION}=") if before != OPTION else word
        if before == OPTION or value != word:
            asked = next((each for each in LANGUAGES if each == value), asked)
    return asked


# -- texts -----------------------------------------------------------------------------------------


def help_texts(command: Any) -> Iterator[str]:
    """Every text of a command's help, and of the commands below it, to be translated."""
    for text in (command.help, command.epilog, command.rich_help_panel):
        yield from _paragraphs(text)
    for parameter in command.params:
        yield from _paragraphs(parameter.help)
    for below in getattr(command, "commands", {}).values():
        yield from help_texts(below)


def _paragraphs(text: str | None) -> list[str]:
    """The paragraphs of a text, each in one line; of examples only the heading."""
    whole = (each.replace("\n", " ") for each in cleandoc(text or "").split("\n\n"))
    return [EXAMPLE if each.startswith(EXAMPLE) else each for each in whole if each]


def _in_language(text: str | None) -> str | None:
    """A text of a help in the language that is spoken."""
    paragraphs = cleandoc(text or "")
    for each in paragraphs.split("\n\n"):
        for part in _paragraphs(each):
            whole = each if part == EXAMPLE else each.replace("\n", " ")
            paragraphs = paragraphs.replace(each, whole.replace(part, gettext(part)))
    return paragraphs or text


def _translated(command: Any, ctx: Any) -> Any:
    """A copy of a command, with all that its help shows translated."""
    shown = _with_texts(command)
    shown.params = [_with_texts(each) for each in command.get_params(ctx)]
    shown.add_help_option = False  # it is among the parameters
    if isinstance(command, TyperGroup):
        shown.commands = {name: _with_texts(each) for name, each in command.commands.items()}
    return shown


def _with_texts(part: Any) -> Any:
    """A copy of a command or a parameter with translated texts."""
    shown = copy(part)
    for name in ("help", "short_help", "epilog", "rich_help_panel"):
        if getattr(shown, name, None):
            setattr(shown, name, _in_language(getattr(shown, name)))
    if current_language() != "en" and hasattr(shown, SHOWS_TYPE):
        setattr(shown, SHOWS_TYPE, partial(_type_in_language, getattr(part, SHOWS_TYPE)))
        if shown.metavar in TYPES:  # where a command says it itself
            shown.metavar = gettext(TYPES[shown.metavar])
    return shown


def _type_in_language(shows: Callable[[Any], str], ctx: Any) -> str:
    """What a value may be in the language that is spoken."""
    shown = shows(ctx)
    known = TYPES.get(shown.lower())
    return gettext(known) if known else shown


@contextmanager
def _frame() -> Iterator[None]:
    """Meanwhile Typer's own words are in the language that is spoken, and Chinese is wrapped."""
    from typer import rich_utils

    before = dict(vars(rich_utils))
    here: dict[str, Any] = {name: gettext(text) for name, text in FRAME.items() if name in before}
    if current_language() != "en" and MAKES_TEXT in before:
        here[MAKES_TEXT] = partial(_folded, before[MAKES_TEXT])
    vars(rich_utils).update(here)
    try:
        yield
    finally:
        vars(rich_utils).update({name: before[name] for name in here})


def _folded(make: Callable[..., Any], **given: Any) -> Any:
    """A text that is folded where a line ends: there is no blank between Chinese words."""
    text = make(**given)
    text.overflow = "fold"
    return text


# -- errors ----------------------------------------------------------------------------------------


@contextmanager
def _usage_errors() -> Iterator[None]:
    """Says what is wrong with the words of a command line in the language that is spoken."""
    try:
        yield
    except USAGE_ERROR as problem:
        cure = _cure(problem)
        if current_language() == "en" and not cure:
            raise
        if type(problem).__name__ != "NoArgsIsHelpError":  # its help has been shown
            from typer import rich_utils

            text = recognised(problem.format_message(), MESSAGES) + cure
            shown = USAGE_ERROR(text, ctx=problem.ctx)
            with _frame():
                rich_utils.rich_format_error(shown)
        raise typer.Exit(problem.exit_code) from None


def _cure(problem: Any) -> str:
    """What to write instead of one scenario too many, where another is given by an option."""
    given = (
        {name for each in problem.ctx.command.params for name in each.opts} if problem.ctx else ()
    )
    if "--base" in given and problem.message.startswith("Got unexpected extra argument"):
        return gettext("; one scenario is explained, and --base names what it is held against")
    return ""
