from __future__ import annotations

from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from scripts.refresh_texts import names_in_braces, texts
from simulator.i18n import FOLDER, LANGUAGES, current_language, gettext, use_language

OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.fixture(scope="module")
def said() -> set[str]:
    return set(texts())


def catalogue(language: str) -> Iterator[Message]:
    locale = language.replace("-", "_")
    with (FOLDER / locale / "LC_MESSAGES" / "simulator.po").open("rb") as content:
        yield from (each for each in read_po(content, locale=locale) if each.id)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_a_translation(language: str, said: set[str]) -> None:
    known = {each.id for each in catalogue(language) if each.string and not each.fuzzy}
    assert said - known == set(), "run scripts/refresh_texts.py, then translate"


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_left_over(language: str, said: set[str]) -> None:
    assert {each.id for each in catalogue(language)} - said == set(), "run scripts/refresh_texts.py"


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_leaves_the_same_open(language: str) -> None:
    wrong = [
        each.id
        for each in catalogue(language)
        if names_in_braces(str(each.id)) != names_in_braces(str(each.string))
    ]
    assert wrong == []


def test_texts_within_texts_are_found(said: set[str]) -> None:
    assert {" points", "judged by MSER-5, see above"} <= said


def test_a_text_is_said_in_the_language_that_is_spoken() -> None:
    with use_language("zh-Hant"):
        assert gettext("{count} people", count=3) == "3 人"
        assert current_language() == "zh-Hant"
    assert gettext("{count} people", count=3) == "3 people"


def test_a_planners_own_words_stay_as_they_are() -> None:
    with use_language("zh-Hant"):
        assert gettext("Tuesday's {round}") == "Tuesday's {round}"
