"""The errors that users of the simulator meet; everything else that goes wrong is a bug."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from simulator.i18n import gettext, known_as


class InvariantViolation(Exception):
    """A ledger that cannot be true: the law it breaks, about what, who, which task, when (s)."""

    def __init__(
        self,
        law: str,
        what: str,
        person: str | None = None,
        task: int | None = None,
        between: tuple[int, int] | None = None,
        about: str = "",
    ) -> None:
        super().__init__(law, what, person, task, between, about)
        self.law, self.what, self.about = law, what, about
        self.person, self.task, self.between = person, task, between

    def __str__(self) -> str:
        where = [self.person] if self.person else []
        where += [gettext("task {task}", task=self.task)] if self.task is not None else []
        where += [gettext(" to ").join(map(_clock, self.between))] if self.between else []
        # It may have been raised in a process that speaks no language but English.
        parts = [self.law, *filter(None, [known_as(self.about, "name")]), gettext(self.what)]
        return ": ".join(parts) + (f" ({', '.join(where)})" if where else "")


class Translated(Exception):
    """An error that says its text in the reader's language, what is in braces filled in."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(gettext(text, **values))


class ClusterUnreachable(Translated):
    """A cluster that does not answer, cannot be asked, or is lost on the way."""


class ResultsTakenAway(Translated, FileNotFoundError):
    """The folder of a result was removed while something was computed for it."""


MAX_DIAGNOSTICS = 20

KeyPath = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One thing that is wrong with a file, where, and what would be right."""

    message: str
    file: str = ""
    line: int = 0  # 0: not known
    column: int = 0
    path: KeyPath = ()

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line) if part)
        return ": ".join(part for part in (where, ".".join(self.path), self.message) if part)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, ready for JSON."""
        return {
            "file": self.file,
            "line": self.line or None,
            "column": self.column or None,
            "path": ".".join(self.path),
            "message": self.message,
        }


class ScenarioError(Exception):
    """A scenario cannot be used as it is written.

    As a text it lists what is wrong, each with file and line where they are known, what was read,
    what was expected and the nearest right word.

    Args:
        diagnostics: What is wrong, in the order of the files.

    Attributes:
        diagnostics: The same as a tuple; each has ``message``, ``file``, ``line``, ``column`` (both
            from 1; 0 where not known) and ``path``, the keys that lead to the value.

    Example:
        >>> from simulator import load, what_if
        >>> try:
        ...     what_if(load("baseline"), hire={"sales_suport": 2})
        ... except ScenarioError as error:
        ...     print(error.diagnostics[0].path, str(error)[-31:])
        ('hire', 'sales_suport') ; did you mean 'sales_support'?
    """

    def __init__(self, diagnostics: list[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(c) for c in self.diagnostics[:MAX_DIAGNOSTICS]]
        more = len(self.diagnostics) - len(lines)
        return "\n".join(lines + ([gettext("and {more} more", more=more)] if more else []))


class UsageError(Translated, ValueError):
    """What was asked for cannot be done as it was asked; the text says what was expected.

    Example:
        >>> import simulator
        >>> simulator.StoppingRule(("0.3pt",), least=1)
        Traceback (most recent call last):
        ...
        simulator.errors.UsageError: read 1 to 1000 replications, expected at least 2 ...
    """


class InvalidValue(Translated, ValueError):
    """A value that cannot be read, or does not fit; whoever knows its place makes a diagnostic."""


class ResultMissing(UsageError):
    """There is no stored result of that name."""


class UnknownDay(Translated, ValueError):
    """Somebody, or a day, that the ledger does not know."""


class EngineUnavailable(Translated, ImportError):
    """What the compiled engine is made with is not installed."""


class ScenarioTooLarge(Translated, ValueError):
    """The scenario asks for more tasks than a replication may hold."""


def _clock(moment: int) -> str:
    """Day (the first is 0) and time of day."""
    elapsed = datetime.timedelta(seconds=moment)
    hours, minutes, seconds = str(datetime.timedelta(seconds=elapsed.seconds)).split(":")
    clock = f"{hours:0>2}:{minutes}:{seconds}"
    return gettext("day {day} {clock}", day=elapsed.days, clock=clock)
