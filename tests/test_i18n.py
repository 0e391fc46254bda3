from __future__ import annotations

import ast
import pickle
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from scripts.refresh_texts import HOUSE, SAYING, compiled, key_of, names_in_braces, texts
from simulator.errors import InvariantViolation, ScenarioError
from simulator.i18n import (
    LANGUAGES,
    Language,
    catalogue_file,
    current_language,
    gettext,
    pgettext,
    recognised,
    use_language,
)
from simulator.output.content.basis import assumptions
from simulator.output.document import Table
from simulator.output.render.html.assumptions import gathered
from simulator.output.render.html.assumptions import sections as report_sections
from simulator.output.wording import counted, staffing_words, words
from simulator.scenario.inheritance import load
from simulator.scenario.yaml_reader import read_yaml

OTHERS = [language for language in LANGUAGES if language != "en"]


@pytest.fixture(scope="module")
def said() -> set[str]:
    return set(texts())


def catalogue(language: Language) -> Iterator[Message]:
    with catalogue_file(language).open("rb") as content:
        yield from (each for each in read_po(content, language.replace("-", "_")) if each.id)


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_has_a_translation(language: Language, said: set[str]) -> None:
    known = {key_of(each) for each in catalogue(language) if each.string and not each.fuzzy}
    assert said - known == set(), "run scripts/refresh_texts.py, then translate"


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_left_over(language: Language, said: set[str]) -> None:
    assert {key_of(each) for each in catalogue(language)} - said == set(), (
        "run scripts/refresh_texts.py"
    )


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_leaves_the_same_open(language: Language) -> None:
    wrong = [
        each.id
        for each in catalogue(language)
        if names_in_braces(str(each.id)) != names_in_braces(str(each.string))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_compiled_catalogue_is_made_from_the_texts(language: Language) -> None:
    with catalogue_file(language).with_suffix(".mo").open("rb") as content:
        made = {key_of(each): each.string for each in read_mo(content) if each.id}
    texts = {key_of(each): each.string for each in catalogue(language)}
    assert made == texts, "run scripts/refresh_texts.py"
    assert compiled(language) == compiled(language)


@pytest.mark.parametrize("language", OTHERS)
def test_every_translation_is_what_the_program_says(language: Language) -> None:
    with use_language(language):
        for each in catalogue(language):
            text = str(each.id)
            said = pgettext(each.context, text) if each.context else gettext(text)
            assert said == each.string
        assert gettext("") == ""


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


@pytest.mark.slow
def test_what_a_text_leaves_open_is_handed_over() -> None:
    wrong = []
    for path in (HOUSE / "simulator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Name(name), arguments, values) if name in SAYING:
                    given = {each.arg for each in values}
                    text = [each for each in arguments[SAYING[name] :] if is_text(each)][:1]
                    is_later = (name in ("gettext", "translatable") and not given) or None in given
                    for each in () if is_later else text:
                        if given != names_in_braces(each.value):
                            wrong.append((path.name, each.value))
    assert wrong == []


def test_texts_within_texts_are_found(said: set[str]) -> None:
    assert {"no change", "judged by MSER-5, see above"} <= said


def test_a_text_is_said_in_the_language_that_is_spoken() -> None:
    with use_language("zh-Hant"):
        assert gettext("{count} people", count=3) == "3 人"
        assert current_language() == "zh-Hant"
    assert gettext("{count} people", count=3) == "3 people"


# What is empty or begins with a punctuation mark, so that no blank stands before it.
APPENDED = ("behind", "but", "hint", "nearest", "rest", "sold", "under")


def test_a_blank_parts_chinese_from_what_is_filled_in() -> None:
    """`在 gone 下`: what is filled in may be Latin or a number; a blank between Chinese goes."""
    appended = rf"\{{(?:{'|'.join(APPENDED)})[^}}]*\}}"
    place = rf"(?!{appended})\{{[^{{}}]*\}}"
    touching = re.compile(rf"[\u4e00-\u9fff]{place}|{place}(?:[\u4e00-\u9fff]|{place})")
    for each in catalogue("zh-Hant"):
        for text in [each.string] if isinstance(each.string, str) else each.string:
            assert not touching.search(text), text
    with use_language("zh-Hant"):
        assert "在 gone 下" in gettext("; under {shock} {all}", shock="gone", all="60")
        assert gettext("one {who} leaves", who="telesales 人員") == "一名 telesales 人員離開"
        assert gettext("one {who} leaves", who="業務代表") == "一名業務代表離開"


def test_people_are_counted_with_a_measure_word_in_chinese() -> None:
    with use_language("zh-Hant"):
        assert counted("field_rep", 5) == "5 名業務代表"
        assert counted("telesales", 2) == "2 名 telesales"
        assert staffing_words({"field_rep": -1, "sales_support": 2}).startswith(
            "-1 名業務代表、+2 名"
        )
    assert counted("field_rep", 5) == "5 field reps"


def test_a_planners_own_words_stay_as_they_are() -> None:
    with use_language("zh-Hant"):
        assert gettext("Tuesday's {round}") == "Tuesday's {round}"


def test_a_word_of_two_meanings_is_said_by_its_context() -> None:
    with use_language("zh-Hant"):
        assert (gettext("to"), pgettext("key", "to")) == ("上限", "至")
        assert pgettext("key", "Tuesday's {round}") == "Tuesday's {round}"
    assert pgettext("key", "to") == "to"


@pytest.mark.parametrize("name", ["baseline", "region", "support-takes-paperwork", "north"])
def test_assumptions_are_called_by_no_english_word(name: str) -> None:
    scenario = load(name)
    with use_language("zh-Hant"):
        table = assumptions([scenario])
        sections = list(report_sections([scenario], gathered([scenario])))
    titles = [column.title for column in table.columns]
    named = [
        row[table.columns.index(column)]
        for row in table.rows
        for column in table.columns
        if column.key in ("name", "unit", "trust")
    ]
    shown = [
        row[0]
        for each in sections
        for block in each.blocks
        if isinstance(block, Table) and block.key == "sources"
        for row in block.rows
    ]
    assert len(shown) > 100
    english = re.compile("[A-Za-z]")
    assert [text for text in (*titles, *named, *shown) if english.search(str(text))] == []


def test_a_number_among_the_keys_of_a_path_stays_whole() -> None:
    assert words("responses.trust.points.0.5") == "responses: trust: points: 0.5"
    with use_language("zh-Hant"):
        assert words("responses.speed_to_lead.points.10 min").endswith("10 分鐘")


# What is shown as it is handed over, and at which place: a text that has been translated.
SHOWN = {
    "Diagnostic": 0,
    "located": 1,
    "_refuse": 1,
    "VerbProblem": 1,
    "RangeProblem": 1,
    "note": 0,
}


@pytest.mark.slow
def test_what_is_wrong_is_said_in_texts_that_can_be_translated() -> None:
    wrong = []
    for path in (HOUSE / "simulator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                continue
            at = (SAYING | SHOWN).get(node.func.id)
            for each in node.args[at : at + 1] if at is not None else ():
                parts = each.values if isinstance(each, ast.JoinedStr) else ()
                if node.func.id in SHOWN:
                    parts = [*parts, each]
                said = " ".join(part.value for part in parts if is_text(part))
                if re.search("[a-z]{2}", said):
                    wrong.append(f"{path.name}:{node.lineno}: {said}")
    assert wrong == []


# -- what others say -------------------------------------------------------------------------------


def test_a_broken_law_found_in_another_process_is_told_in_the_readers_language() -> None:
    carried = pickle.loads(
        pickle.dumps(InvariantViolation("P7", "idle while it waits", about="quote"))
    )
    assert str(carried) == "P7: quote: idle while it waits"
    with use_language("zh-Hant"):
        assert "在它等待時閒置" in str(carried)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b: c", "這裡不能有「鍵: 值」"),
        ("a: [1, 2", "應為 ',' 或 ']'"),
        ("a: 'b", "檔案未預期地結束"),
        ("a: @b", "字元 '@' 不能作為開頭"),
        ("a: 1\n- b", "解析區塊對應時"),
    ],
)
def test_what_the_yaml_library_says_is_translated(tmp_path: Path, text: str, expected: str) -> None:
    file = tmp_path / "wrong.yaml"
    file.write_text(text)
    with use_language("zh-Hant"), pytest.raises(ScenarioError, match=re.escape(expected)):
        read_yaml(file)


def test_a_message_that_nobody_knows_stays_as_it_is() -> None:
    with use_language("zh-Hant"):
        assert recognised("the dog ate it", ["found unexpected {found}"]) == "the dog ate it"
