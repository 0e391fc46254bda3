"""Words in the reader's language: English as the code says it, others from one catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import Literal, get_args

Language = Literal["en", "zh-Hant"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
FOLDER = Path(__file__).parent / "locale"

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

    >>> say("{count} people", count=3)
    '3 people'
    """
    found = _catalogue(current_language()).get(text, text)
    return found.format(**values) if values else found


@cache
def _catalogue(language: Language) -> dict[str, str]:
    """The texts of a language by their English ones."""
    if language == "en":
        return {}
    from babel.messages.pofile import read_po

    file = FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "simulator.po"
    with file.open("rb") as content:
        found = read_po(content, locale=language.replace("-", "_"))
    return {str(each.id): str(each.string) for each in found if each.id and each.string}
