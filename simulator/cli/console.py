"""How commands speak: notes, one JSON object, progress, and errors in plain words."""

from __future__ import annotations

import errno
import math
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from typing import TYPE_CHECKING, Any, Literal

import typer

from simulator.cli import standard_output
from simulator.i18n import gettext, translatable
from simulator.io import visible

if TYPE_CHECKING:
    from simulator.experiment.progress import Progress

Counted = Literal["replications", "pictures"]  # what takes time
FIRST_LINE = 1.0  # seconds until a command that says nothing says that it is at work
TROUBLE, MISUSE, BUG, INTERRUPTED, TERMINATED = 1, 2, 3, 130, 143  # exit codes
OUR_BUG = translatable(
    "This is a bug of the simulator, not a fault of the scenario: a law that every ledger obeys is"
    " broken. Nothing is reported. Please send us the scenario, the seed and these lines."
)
LOST_PROCESS = translatable(
    "A process was ended from outside, perhaps for want of memory; finished replications are kept."
    " Try again with fewer --jobs."
)
TOO_MUCH = translatable(
    "This is more than the machine can hold. Try fewer weeks, people or accounts, lower rates, or"
    " fewer --jobs."
)
KEPT = translatable("finished replications are kept, and the same command goes on from there")
MAKE_ROOM = translatable(
    "Make room (simulator results clean shows what can go) or name another folder with --out;"
    " finished replications are kept, and the same command goes on from there."
)
ELSEWHERE = translatable("Name a folder that you may write to with --out.")
CURES = {
    errno.ENOSPC: MAKE_ROOM,
    errno.EDQUOT: MAKE_ROOM,
    errno.EACCES: ELSEWHERE,
    errno.EPERM: ELSEWHERE,
    errno.EROFS: ELSEWHERE,
}


@contextmanager
def progress(
    quiet: bool, what: Counted = "replications", *, grows: bool = False
) -> Iterator[Progress | None]:
    """How far a computation has come and the time left: a bar on a terminal, lines in a log.

    Of a search, which does not know how much it will take (it ``grows``), no time left is told.
    Whoever stops it is told how much of it is finished, and that replications are kept.
    """
    try:
        if quiet:
            yield None
        else:
            with _counted(what, grows) as report:
                yield report
    except (KeyboardInterrupt, Terminated):
        if what == "replications":
            note(gettext(KEPT))
        raise


@contextmanager
def _counted(what: Counted, grows: bool) -> Iterator[Progress]:
    """Reports that are remembered, to be told to whoever stops it."""
    counts: list[tuple[int, int]] = []
    with _bar(what, grows) if sys.stderr.isatty() else _log(what, grows) as report:

        def counted(finished: int, wanted: int) -> None:
            counts[:] = [(finished, wanted)]
            report(finished, wanted)

        try:
            yield counted
        except (KeyboardInterrupt, Terminated):
            for finished, wanted in counts:
                note(
                    gettext(
                        "{finished:,} of {wanted:,} {what} are finished",
                        finished=finished,
                        wanted=wanted,
                        what=gettext(what),
                    )
                )
            raise


@contextmanager
def _bar(what: Counted, grows: bool) -> Iterator[Progress]:
    """A bar that is there from the first count on, and gone at the end."""
    from rich import progress as rich

    from simulator.output.render.terminal import console

    columns = (
        rich.TextColumn(gettext(what)),
        rich.BarColumn(),
        rich.MofNCompleteColumn(),
        rich.TextColumn("{task.fields[left]}"),
    )
    forecast = Forecast(time.monotonic)
    with rich.Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False, left="")

        def report(finished: int, wanted: int) -> None:
            left = so_far() if grows else _left(forecast.left(finished, wanted))
            bar.update(task, completed=finished, total=wanted, visible=True, left=left)

        yield report


def _left(seconds: float | None) -> str:
    """The time left in words; nothing while it is not known."""
    return "" if seconds is None else gettext("about {left} left", left=duration(seconds))


def so_far() -> str:
    """Behind a count whose whole is not known yet."""
    return gettext("more may follow")


@contextmanager
def _log(what: Counted, grows: bool) -> Iterator[Progress]:
    """Lines in a log; the first also while nothing is finished yet, but of pictures."""
    report = LogProgress(what, grows=grows)
    if what == "pictures":  # whoever waits for these has read that something is done
        yield report
        return
    with _after(LogProgress.BEGUN, report.begun):
        yield report


@contextmanager
def first_line(quiet: bool) -> Iterator[None]:
    """A line if a command takes long, also while it only loads what it needs."""
    if quiet:
        yield
        return
    with _after(FIRST_LINE, lambda: note(gettext("getting ready"))):
        yield


@contextmanager
def _after(seconds: float, say: Callable[[], None]) -> Iterator[None]:
    """Says something after a while, unless what is done meanwhile has ended before."""
    timer = threading.Timer(seconds, copy_context().run, [say])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


class Forecast:
    """How long what is left will take, as far as that is known."""

    ENOUGH = 1.0  # seconds after the first were finished from which on it is known what one takes

    PART = 0.1  # of what is to be computed, before which nothing is told of the rest

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._last = clock, clock()
        self.passed = 0.0  # seconds in which something was finished
        self.computed = 0
        self._stored: int | None = None  # what was there at the begin
        self._first = (0.0, 0)  # seconds and number of those finished first: they also load
        self._finished = 0

    def left(self, finished: int, wanted: int) -> float | None:
        """Seconds that are left; None if it is too early to tell.

        What passes between two reports of one count is getting ready, as by compiling the rules: it
        does not come again for each replication. A count that falls is another one.
        """
        now = self._clock()
        if self._stored is None or finished < self._finished:
            self._stored, self._first = finished, (self.passed, 0)
        elif finished != self._finished:
            self.passed += now - self._last
        self._last, self._finished = now, finished
        self.computed = finished - self._stored
        if self.computed and not self._first[1]:
            self._first = self.passed, self.computed
        return self._rest(wanted - finished)

    def _rest(self, count: int) -> float | None:
        seconds, computed = self.passed - self._first[0], self.computed - self._first[1]
        if seconds < self.ENOUGH or self.computed < self.PART * (self.computed + count):
            return None
        return seconds / computed * count


class LogProgress:
    """Progress where nobody watches: a line after two seconds, then ever more seldom.

    Before the first replication is finished it is said that work has begun.
    """

    BEGUN = 0.8  # seconds until that is said; to start took about as long

    FIRST, LONGER = 2.0, 2.0  # seconds until the first line; each pause is so many times the last

    def __init__(
        self,
        what: Counted,
        clock: Callable[[], float] = time.monotonic,
        *,
        grows: bool = False,
    ) -> None:
        self._what, self._grows = what, grows
        self._forecast = Forecast(clock)
        self._next = self.FIRST
        self._counts = (0, 0)

    def begun(self) -> None:
        """Notes how far it is while nothing is known of the time left."""
        finished, wanted = self._counts
        if finished < wanted:
            counts = {"finished": f"{finished:,}", "wanted": f"{wanted:,}"}
            note(gettext("{finished} of {wanted} {what}", what=gettext(self._what), **counts))

    def __call__(self, finished: int, wanted: int) -> None:
        """Notes how far it is, if it is time to."""
        left = self._forecast.left(finished, wanted)
        self._counts = finished, wanted
        if self._forecast.passed < self._next or not self._forecast.computed or finished == wanted:
            return
        self._next = self._forecast.passed * self.LONGER
        rest = so_far() if self._grows else _left(left)
        if not rest:
            self.begun()
            return
        note(
            gettext(
                "{finished} of {wanted} {what}, {rest}",
                what=gettext(self._what),
                finished=f"{finished:,}",
                wanted=f"{wanted:,}",
                rest=rest,
            )
        )


def duration(seconds: float) -> str:
    """A time left, as exactly as it is known.

    >>> duration(8.2), duration(95), duration(7_400)
    ('9 s', '2 min', '2.1 h')
    """
    from simulator.scenario.units import HOUR, MINUTE

    if seconds < MINUTE:
        return f"{math.ceil(seconds)} s"
    if seconds < HOUR:
        return f"{math.ceil(seconds / MINUTE)} min"
    return f"{seconds / HOUR:.1f} h"


class Terminated(BaseException):
    """Somebody asked this process to end (SIGTERM)."""


def _terminate(*_: object) -> None:
    raise Terminated


@contextmanager
def _told_to_end() -> Iterator[None]:
    """Meanwhile a request to end is answered like Ctrl-C, so that it is said what is kept."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are for the main thread
        return
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turns what goes wrong into a message and an exit code, without a traceback."""
    try:
        with _told_to_end():
            yield
    except (KeyboardInterrupt, Terminated) as problem:
        note(gettext("stopped"))
        raise typer.Exit(TERMINATED if isinstance(problem, Terminated) else INTERRUPTED) from None
    except Exception as problem:
        if standard_output.is_broken(problem):
            raise typer.Exit(standard_output.given_up(problem)) from None
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
        ResultsTakenAway,
        ScenarioError,
        ScenarioTooLarge,
        UnknownDay,
        UsageError,
    )

    if isinstance(problem, ClusterUnreachable | ResultsTakenAway):
        return TROUBLE, str(problem)
    if isinstance(
        problem, ScenarioError | UsageError | UnknownDay | ScenarioTooLarge | EngineUnavailable
    ):
        return MISUSE, str(problem)
    if isinstance(problem, InvariantViolation):
        return BUG, f"{problem}\n{gettext(OUR_BUG)}"
    if isinstance(problem, BrokenProcessPool):
        return TROUBLE, gettext(LOST_PROCESS)
    if isinstance(problem, MemoryError | RecursionError | OverflowError):
        return MISUSE, gettext(TOO_MUCH)
    if isinstance(problem, OSError):
        what = f"{problem.filename or gettext('file')}: {problem.strerror or problem}"
        cure = CURES.get(problem.errno or 0)
        return TROUBLE, f"{what}\n{gettext(cure)}" if cure else what
    return None, ""


# -- printing --------------------------------------------------------------------------------------


def note(text: str) -> None:
    """Something beside the results, on stderr; names of files in it steer no terminal."""
    typer.echo(visible(text), err=True)


def print_json(content: Mapping[str, Any]) -> None:
    """One JSON object on stdout."""
    from simulator.output.render.json import to_json

    typer.echo(to_json(content, escaped=not standard_output.has_every_letter()))
