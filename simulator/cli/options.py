"""Arguments and options that several commands share, and the one way to add them to a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, get_type_hints

import typer

from simulator.cli.console import in_plain_words
from simulator.experiment.defaults import REPLICATIONS
from simulator.i18n import gettext, translatable
from simulator.io import visible

if TYPE_CHECKING:
    from simulator.experiment.progress import Progress
    from simulator.experiment.runner import RunKeywords

EngineName = Literal["simpy", "compiled", "auto"]
A_FOLDER = translatable("{path!r} is a folder, expected the name of a file")

Name = Annotated[str, typer.Argument(metavar="SCENARIO", help="Name or path of a scenario.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Seed = Annotated[int, typer.Option(min=0, help="What all luck is drawn from.")]
Replications = Annotated[
    int,
    typer.Option(
        "--replications", "-n", min=1, max=100_000, help="How often each scenario is replayed."
    ),
]
Jobs = Annotated[int | None, typer.Option(min=1, help="Cores to use; all if not said.")]
Engine = Annotated[
    EngineName,
    typer.Option(help="What replays; auto compiles where that pays. All give the same results."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS", help="Dask scheduler whose workers compute, on a network you trust."
    ),
]


def folder_named(text: str | Path) -> Path:
    """A folder that is there or can be made; BadParameter for anything else, before any work."""
    path = Path(text)
    if not str(text).strip():
        raise typer.BadParameter(gettext("read nothing, expected the name of a folder"))
    try:
        blocking = next((each for each in (path, *path.parents) if each.exists()), path)
        fits = blocking.is_dir() or not blocking.exists()
    except OSError as problem:  # a name longer than the system allows, or a folder that is closed
        raise typer.BadParameter(f"{visible(str(path))!r}: {problem.strerror}") from None
    if not fits:
        part = gettext("{path} is no folder").format(path=repr(visible(str(blocking))))
        whole = "" if blocking == path else f"{visible(str(path))!r}: "
        raise typer.BadParameter(f"{whole}{part}")
    return path


def place_named(text: str | Path) -> Path:
    """A file or a folder to write to; nothing is refused, since it would be the current folder."""
    if not str(text).strip():
        raise typer.BadParameter(gettext("read nothing, expected the name of a file or a folder"))
    return Path(text)


def file_named(text: str | Path) -> Path:
    """A file to write; BadParameter for nothing, and for a folder."""
    path = place_named(text)
    if path.is_dir():
        raise typer.BadParameter(gettext(A_FOLDER, path=visible(str(path))))
    return path


Out = Annotated[
    Path, typer.Option(parser=folder_named, metavar="<directory>", help="Folder for results.")
]
FileBeside = Annotated[
    Path | None,
    typer.Option(
        parser=file_named, metavar="<file>", help="File to write; beside the result if none."
    ),
]
Report = Annotated[
    bool, typer.Option("--report", help="Also write a report, one HTML file, beside the result.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no notes.")]
Confidence = Annotated[
    float, typer.Option(min=0.5, max=0.9999, help="How often intervals hold what they promise.")
]


@dataclass(frozen=True, slots=True)
class Way:
    """How a command runs and speaks: each field is an option."""

    replications: Replications = REPLICATIONS
    seed: Seed = 1
    jobs: Jobs = None
    engine: Engine = "auto"
    cluster: Cluster = None
    out: Out = Path("results")
    report: Report = False
    as_json: AsJson = False
    quiet: Quiet = False

    def how(self, tell: Progress | None = None) -> RunKeywords:
        """The keywords of a run."""
        return {
            "seed": self.seed,
            "jobs": self.jobs,
            "engine": self.engine,
            "cluster": self.cluster,
            "store": self.out,
            "progress": tell,
        }


OPTIONS = tuple(each.name for each in fields(Way))
SHOWING = ("out", "report", "as_json", "quiet")  # of what simulates nothing


def with_way(command: Callable[..., None]) -> Callable[..., None]:
    """The command with all options of ``Way``, handed over as its argument ``way``.

    Their defaults are those of the argument, if it has one.
    """
    hints = get_type_hints(command, include_extras=True)
    parameters = dict(inspect.signature(command).parameters)
    usual = parameters.pop("way").default
    own = [each.replace(annotation=hints[name]) for name, each in parameters.items()]
    return with_options(command, own, usual if isinstance(usual, Way) else Way())


def with_options(
    command: Callable[..., None],
    own: Sequence[inspect.Parameter],
    usual: Way,
    offered: Sequence[str] = OPTIONS,
) -> Callable[..., None]:
    """A command with parameters of its own and options of ``Way``; others are as usual.

    What goes wrong is said in plain words.
    """
    shared = [each for each in _options(usual) if each.name in offered]

    @wraps(command)
    def filled(**given: Any) -> None:
        way = replace(usual, **{each.name: given.pop(each.name) for each in shared})
        with in_plain_words():
            command(**given, way=way)

    every = sorted([*own, *shared], key=lambda each: each.default is not inspect.Parameter.empty)
    filled.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
    filled.__annotations__ = {each.name: each.annotation for each in every}
    return filled


def _options(usual: Way) -> list[inspect.Parameter]:
    hints = get_type_hints(Way, {**globals(), "Progress": object}, include_extras=True)
    return [
        inspect.Parameter(
            each.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=getattr(usual, each.name),
            annotation=hints[each.name],
        )
        for each in fields(Way)
    ]
