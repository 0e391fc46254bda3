"""The commands for what is kept: simulator results list, show and clean."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli.app import READ, Commands, app
from simulator.cli.console import in_plain_words, note, print_json
from simulator.cli.help import TranslatedGroup
from simulator.cli.options import AsJson, Out
from simulator.i18n import gettext, translatable

if TYPE_CHECKING:
    from simulator.experiment.store.result_index import ResultEntry

MEGABYTE = 1_000_000
COLUMNS = (
    *(translatable("result"), translatable("kind"), translatable("replications")),
    *(translatable("seed"), "MB", translatable("when"), ""),
)
KINDS = {"unfinished": translatable("unfinished"), "part": translatable("part")}
MANIFEST = {  # what a manifest says, by its key
    "kind": translatable("kind"),
    "scenario": translatable("scenario"),
    "compared_with": translatable("compared with"),
    "rests_on": translatable("rests on the runs"),
    "seed": translatable("seed"),
    "replications": translatable("replications"),
    "confidence": translatable("confidence"),
    "version": translatable("version of the simulator"),
    "python": translatable("version of Python"),
    "libraries": translatable("libraries"),
    "code_sha256": translatable("checksum of the code that determines numbers"),
    "house_sha256": translatable("checksum of all code"),
    "scenario_sha256": translatable("checksum of the scenario"),
    "scenarios_sha256": translatable("checksums of the scenarios"),
    "labels_sha256": translatable("checksum of its names"),
}

results = Commands(
    cls=TranslatedGroup,
    help="List, show or clean away what runs have left.",
    no_args_is_help=True,
)
app.add_typer(results, name="results", rich_help_panel=READ)


@results.command("list")
def list_results(
    out: Out = Path("results"),
    parts: Annotated[
        bool, typer.Option("--parts", help="Also the scenarios that sweeps and the like have run.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List all results, the latest first.

    Example:  simulator results list
    """
    with in_plain_words():
        from simulator.experiment.store.result_index import list_results as kept
        from simulator.experiment.store.store import PART
        from simulator.output.render.terminal import as_tables, console

        entries = kept(out)
        if as_json:
            print_json({"results": [each.as_json() for each in entries]})
            return
        shown = [each for each in entries if parts or each.kind != PART]
        rows = [_row(each) for each in shown]
        header = [gettext(name) for name in COLUMNS]
        page = console()
        for part in as_tables("", header, rows):
            page.print(part)
        total = sum(each.bytes for each in entries) / MEGABYTE
        hidden = len(entries) - len(shown)
        rest = gettext(" and {hidden} parts of them (--parts)", hidden=hidden) if hidden else ""
        line = gettext(
            "{count} results{rest}, {size:,.1f} MB in {folder}",
            count=len(shown),
            rest=rest,
            size=total,
            folder=out,
        )
        page.print(line, style="dim")


def _row(each: ResultEntry) -> tuple[str, ...]:
    when = datetime.datetime.fromtimestamp(each.changed).strftime("%Y-%m-%d %H:%M")  # noqa: DTZ006
    seed = "" if each.seed is None else str(each.seed)
    size = f"{each.bytes / MEGABYTE:,.1f}"
    return (
        each.short_name,
        gettext(KINDS.get(each.kind, each.kind)),
        f"{each.replications:,}",
        seed,
        size,
        when,
        _state(each),
    )


def _state(each: ResultEntry) -> str:
    """What made a result, if it is not this version of the code."""
    if each.current is not False:
        return ""
    if each.other_version is None:
        return gettext("other code")
    return gettext("made by {version}", version=each.other_version)


@results.command()
def show(
    name: Annotated[str, typer.Argument(metavar="RESULT", help="Folder, hash or name.")],
    out: Out = Path("results"),
    as_json: AsJson = False,
) -> None:
    """Show what made a result, and what it says.

    Example:  simulator results show baseline
    """
    with in_plain_words():
        from simulator.experiment.store import result_index
        from simulator.output.render.terminal import console

        entries = result_index.find_result(out, name)
        content = result_index.describe_result(entries)
        if as_json:
            print_json({**entries.as_json(), **content})
            return
        page = console()
        page.print(f"{entries.kind}: {entries.name}", style="bold")
        for key, value in content.get("manifest", {}).items():
            page.print(f"  {gettext(MANIFEST.get(key, key))}: {_in_words(value)}")
        page.print(f"  {gettext('files')}: {', '.join(content['files'])}")
        page.print("  " + gettext("in {folder}", folder=entries.folder), soft_wrap=True)


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {part}" for key, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@results.command()
def clean(
    out: Out = Path("results"),
    everything: Annotated[
        bool, typer.Option("--all", help="Also what this version of the code could use again.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Remove; without it nothing is.")] = False,
    as_json: AsJson = False,
) -> None:
    """Remove results that other versions of the code have made; first it only says which.

    Example:  simulator results clean --yes
    """
    with in_plain_words():
        from simulator.experiment.store import result_index

        going = result_index.removable(result_index.list_results(out), everything)
        if yes:
            result_index.remove(out, going)
        if as_json:
            print_json({"removed": yes, "results": [each.as_json() for each in going]})
            return
        size = sum(each.bytes for each in going) / MEGABYTE
        for each in going:
            typer.echo(f"{each.folder}")
        done = gettext("removed") if yes else gettext("would be removed; say --yes to do it")
        note(
            gettext(
                "{count} results, {size:,.1f} MB, {done}", count=len(going), size=size, done=done
            )
        )
