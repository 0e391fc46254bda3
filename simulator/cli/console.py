"""How commands speak: notes, one JSON object, progress, and errors in plain words."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from simulator.experiment.runner import Progress

TROUBLE, MISUSE, BUG, INTERRUPTED = 1, 2, 3, 130  # exit codes
OUR_BUG = (
    "This is a bug of the simulator, not a fault of the scenario: a law that every ledger obeys is"
    " broken. Nothing is reported. Please send us the scenario, the seed and these lines."
)
LOST_PROCESS = (
    "A process was ended from outside, perhaps for want of memory; finished replications are kept."
    " Try again with fewer --jobs."
)
TOO_MUCH = (
    "This is more than the machine can hold. Try fewer weeks, people or accounts, lower rates, or"
    " fewer --jobs."
)
MAKE_ROOM = (
    "Make room (simulator results clean shows what can go) or name another folder with --out;"
    " finished replications are kept, and the same command goes on from there."
)
ELSEWHERE = "Name a folder that you may write to with --out."
CURES = {
    errno.ENOSPC: MAKE_ROOM,
    errno.EDQUOT: MAKE_ROOM,
    errno.EACCES: ELSEWHERE,
    errno.EPERM: ELSEWHERE,
    errno.EROFS: ELSEWHERE,
}


@contextmanager
def progress(quiet: bool) -> Iterator[Progress | None]:
    """A bar on the terminal with the time left; nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich import progress as rich

    from simulator.output.render.terminal import console

    columns = (
        rich.TextColumn("replications"),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TimeRemainingColumn(compact=True),
        rich.TextColumn("left"),
    )
    with rich.Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda finished, wanted: bar.update(task, completed=finished, total=wanted)


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turns what goes wrong into a message and an exit code, without a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        note("stopped; finished replications are kept, and the same command goes on from there")
        raise typer.Exit(INTERRUPTED) from None
    except Exception as problem:
        code, message = explained(problem)
        if code is None:
            raise
        note(message)
        raise typer.Exit(code) from None


def explained(problem: Exception) -> tuple[int | None, str]:
    """The exit code and the message for what went wrong; no code for what nobody foresaw."""
    from concurrent.futures.process import BrokenProcessPool

    from simulator.errors import (
        ClusterUnreachable,
        EngineUnavailable,
        InvariantViolation,
        ScenarioError,
        ScenarioTooLarge,
        UnknownDay,
        UsageError,
    )

    if isinstance(problem, ClusterUnreachable):
        return TROUBLE, str(problem)
    if isinstance(
        problem, ScenarioError | UsageError | UnknownDay | ScenarioTooLarge | EngineUnavailable
    ):
        return MISUSE, str(problem)
    if isinstance(problem, InvariantViolation):
        return BUG, f"{problem}\n{OUR_BUG}"
    if isinstance(problem, BrokenProcessPool):
        return TROUBLE, LOST_PROCESS
    if isinstance(problem, MemoryError | RecursionError | OverflowError):
        return MISUSE, TOO_MUCH
    if isinstance(problem, OSError):
        what = f"{problem.filename or 'file'}: {problem.strerror or problem}"
        cure = CURES.get(problem.errno or 0)
        return TROUBLE, f"{what}\n{cure}" if cure else what
    return None, ""


# -- printing --------------------------------------------------------------------------------------


def note(text: str) -> None:
    """Something beside the results, on stderr."""
    typer.echo(text, err=True)


def print_json(content: dict[str, Any]) -> None:
    """One JSON object on stdout."""
    typer.echo(json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False))


def as_object(file: Path) -> dict[str, Any]:
    """What a JSON file holds."""
    return dict(json.loads(file.read_bytes()))
