"""Words in the reader's language: English as the code says it, others from one catalogue."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent / "locale"

FIRST_WIDE = "\u2e80"  # of the letters of East Asia
_HAN = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"
_BETWEEN_HAN = re.compile(f"(?<={_HAN}) (?={_HAN})")

# What texts count, and one of it: English alone tells them apart.
SINGULAR = {
    **{f"{word}s": word for word in (
        "account", "assumption", "byte", "call", "cell", "character", "choice", "claim",
        "combination", "comparison", "customer", "day", "difference", "digit", "factor", "file",
        "finalist", "home", "letter", "measure", "member", "moment", "month", "newcomer", "note",
        "number", "part", "place", "plan", "quantile", "replication", "result", "row", "run",
        "sample", "scenario", "second", "setting", "sign", "system", "task", "time", "value", "way",
        "week", "year",
    )},
    "businesses": "business",
    "companies": "company",
    "people": "person",
    "studies": "study",
    "trajectories": "trajectory",
}  # fmt: skip
_COUNTED = re.compile(rf"(\{{(\w+)[^}}]*\}} (?:other |better )?)({'|'.join(SINGULAR)})\b")

_current: ContextVar[Language] = ContextVar("spoken", default="en")


@contextmanager
def use_language(language: Language) -> Iterator[None]:
    """Everything that is said meanwhile, in this thread, is said in a language."""
    before = _current.set(language)
    try:
        yield
    finally:
        _current.reset(before)


def current_language() -> Language:
    """The language that is spoken now."""
    return _current.get()


def gettext(text: str, /, **values: object) -> str:
    """A text in the language that is spoken, its names in braces filled in.

    A text that the catalogue does not know, such as a planner's own word, stays as it is.

    >>> gettext("{count} people", count=3)
    '3 people'
    """
    translated = _catalogue(current_language()).gettext(text) if text else text
    return _filled(translated, values) if values else translated


def pgettext(context: str, text: str, /, **values: object) -> str:
    """The same for a text of which the context decides what it means; it is not said.

    A text that the catalogue does not know in this context is said as it is elsewhere.

    >>> pgettext("key", "to")
    'to'
    """
    translated = _catalogue(current_language()).pgettext(context, text)
    if translated == text:
        return gettext(text, **values)
    return _filled(translated, values) if values else translated


def known_as(text: str, *contexts: str) -> str:
    """A word in the first of these contexts that the catalogue has it in.

    What it has in none of them, such as a planner's own word, stays as it is: unlike ``pgettext``
    this never says what the word means elsewhere.

    >>> with use_language("zh-Hant"):
    ...     known_as("quote", "name"), known_as("to", "name")
    ('報價', 'to')
    """
    catalogue = _catalogue(current_language())
    each = (catalogue.pgettext(context, text) for context in contexts)
    return next((translated for translated in each if translated != text), text)


def _filled(text: str, values: dict[str, object]) -> str:
    """A text with its names filled in; a blank parts Chinese from Latin, and not from Chinese."""
    filled = _of_one(text, values).format(**values)
    return _BETWEEN_HAN.sub("", filled) if current_language() == "zh-Hant" else filled


def _of_one(text: str, values: dict[str, object]) -> str:
    """A text that counts something in the singular where there is one of it.

    >>> _of_one("{count} weeks and {n:,} other plans", {"count": "1", "n": 2})
    '{count} week and {n:,} other plans'
    """
    if not any(value in ("1", 1) for value in values.values() if isinstance(value, str | int)):
        return text
    return _COUNTED.sub(
        lambda match: match[1] + (SINGULAR[match[3]] if str(values[match[2]]) == "1" else match[3]),
        text,
    )


def recognised(message: str, texts: Iterable[str]) -> str:
    """A library's own message in the language that is spoken: the text that it fits is translated.

    What fits none stays as it is. Texts are those of ``gettext``; what fills them is read likewise.

    >>> recognised("expected '}' at 3", ["expected '}}' at {place}"])
    "expected '}' at 3"
    """
    known = tuple(texts)
    for text in known:
        if match := re.fullmatch(_pattern(text), message, re.DOTALL):
            parts = {name: recognised(part, known) for name, part in match.groupdict().items()}
            return gettext(text, **parts)
    return message


def _pattern(text: str) -> str:
    """What a text reads like with anything in place of its names."""
    plain = re.escape(text.replace("{{", "{").replace("}}", "}"))
    return re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", plain)


def translatable(text: str, context: str = "") -> str:  # noqa: ARG001 - the catalogue reads it
    """A text of a constant as it stands, to be said by ``gettext`` or ``pgettext`` later."""
    return text


@cache
def _catalogue(language: Language) -> NullTranslations:
    """The texts of a language by their English ones, compiled from the .po file beside it."""
    if language == "en":
        return NullTranslations()
    with catalogue_file(language).with_suffix(".mo").open("rb") as content:
        return GNUTranslations(content)


def catalogue_file(language: Language) -> Path:
    """The texts of a language as translators edit them.

    >>> catalogue_file("zh-Hant").relative_to(FOLDER).as_posix()
    'zh_Hant/LC_MESSAGES/simulator.po'
    """
    return FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "simulator.po"
