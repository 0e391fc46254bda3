"""Standard output that is closed, full, or cannot show every letter."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TextIO, TypeGuard

from simulator.i18n import gettext, translatable

TROUBLE, MISUSE = 1, 2
# Letters that texts use and ASCII lacks; others lose their accents, or become a question mark.
PLAIN = {
    "±": "+/-", "×": "x", "·": "-", "•": "*", "→": "->", "←": "<-", "⇒": "=>",
    "≥": ">=", "≤": "<=", "≈": "~", "≠": "!=", "√": "sqrt ", "∞": "inf", "\u2212": "-",
    "€": "EUR", "█": "#", "✓": "x", "ß": "ss",
    "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201e": '"',
}  # fmt: skip
LINES = "BOX DRAWINGS"
KINDS = {"Pd": "-", "Pi": '"', "Pf": '"'}  # dashes and quotation marks
HANDLER, NAME = "simulator.plain", translatable("standard output")
ERRORS = translatable("standard error")


def plain(text: str) -> str:
    """A text in letters that every terminal has.

    >>> plain("22.4 ± 0.3 → Müller…")
    '22.4 +/- 0.3 -> Muller...'
    """
    return "".join(PLAIN.get(letter) or _bare(letter) for letter in text)


def _bare(letter: str) -> str:
    """A letter without its accents; a question mark where nothing is left."""
    if letter.isascii():
        return letter
    if unicodedata.category(letter) in KINDS:
        return KINDS[unicodedata.category(letter)]
    if unicodedata.name(letter, "").startswith(LINES):
        return _line(unicodedata.name(letter).split())
    kept = unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode()
    return kept or "?"


def _line(words: Sequence[str]) -> str:
    """A piece of a frame."""
    if "AND" in words:
        return "+"
    return "|" if words[-1] in ("VERTICAL", "UP", "DOWN") else "-"


def _replaced(problem: UnicodeError) -> tuple[str, int]:
    """What stands for letters that an encoding lacks."""
    assert isinstance(problem, UnicodeEncodeError), "nothing is decoded"
    return plain(problem.object[problem.start : problem.end]), problem.end


def has_every_letter() -> bool:
    """Whether what is printed arrives letter by letter."""
    encoding = str(getattr(sys.stdout, "encoding", None) or "utf-8")
    return "utf" in encoding.lower() and not isinstance(sys.stdout, _PlainText)


class _NamedOutput(io.FileIO):
    """An output whose errors say its name."""

    def __init__(self, handle: int, called: str) -> None:
        super().__init__(handle, "wb", closefd=False)
        self.called = called

    def write(self, content: Any) -> int:
        """Writes, or raises an OSError with the output's name."""
        try:
            return super().write(content)
        except OSError as problem:
            raise OSError(problem.errno, problem.strerror, self.called) from None


class _PlainText(io.TextIOWrapper):
    """An output for ASCII; to libraries, which would take ASCII for a mistake, it is UTF-8."""

    def write(self, text: Any) -> int:
        """Writes the text in plain letters; like any text output, it refuses bytes."""
        return super().write(plain(text) if isinstance(text, str) else text)


@contextmanager
def guarded() -> Iterator[None]:
    """Meanwhile letters that cannot be shown are replaced, and a broken output is no traceback.

    Nothing is begun with a closed one: its number would be that of the next file that is opened,
    and what is said would be written into that.
    """
    _refuse_closed()
    codecs.register_error(HANDLER, _replaced)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _careful(sys.stdout, NAME), _careful(sys.stderr, ERRORS)
    try:
        yield
    except OSError as problem:
        if not is_broken(problem):
            raise
        raise SystemExit(given_up(problem)) from None
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError):
                stream.flush()  # libraries that remember a stream keep it from ending by itself
        sys.stdout, sys.stderr = before


def _refuse_closed() -> None:
    """Ends the program if one of its outputs is closed, and says so on the other."""
    outputs = {NAME: sys.stdout, ERRORS: sys.stderr}
    closed = [name for name, stream in outputs.items() if _is_closed(stream)]
    for name in closed:
        text = gettext("{output} is closed: open it, or send it to a file", output=gettext(name))
        for stream in outputs.values():
            if not _is_closed(stream):
                print(text, file=stream, flush=True)
    if closed:
        raise SystemExit(MISUSE)


def _is_closed(stream: TextIO | None) -> bool:
    return stream is None or stream.closed


def _careful(stream: TextIO, name: str) -> TextIO:
    """An output whose errors name it, and that has something to show for every letter."""
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    ascii_only = codecs.lookup(stream.encoding).name == "ascii"
    if stream.isatty() and not ascii_only:
        stream.reconfigure(errors=HANDLER)
        return stream
    stream.flush()
    buffer = io.BufferedWriter(_NamedOutput(stream.fileno(), name))
    kind, encoding = (_PlainText, "utf-8") if ascii_only else (io.TextIOWrapper, stream.encoding)
    flushed = stream.line_buffering
    return kind(buffer, encoding=encoding, errors=HANDLER, line_buffering=flushed)


def is_broken(problem: Exception) -> TypeGuard[OSError]:
    """Whether it is standard output that cannot be written."""
    return isinstance(problem, OSError) and problem.filename == NAME


def given_up(problem: OSError) -> int:
    """Says why nothing more is printed, unless nobody reads any more; the exit code."""
    if problem.errno != errno.EPIPE:
        with suppress(OSError):
            print(f"{gettext(NAME)}: {problem.strerror}", file=sys.stderr)
    with suppress(OSError, ValueError), Path(os.devnull).open("wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())  # what waits is not tried again at exit
    return TROUBLE
