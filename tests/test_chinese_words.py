"""Headlines, lists and days in Traditional Chinese, letter by letter."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from firm import relieved, today

from simulator.analysis.capacity import capacity
from simulator.analysis.months import months
from simulator.i18n import use_language
from simulator.output.content import capacity as loads
from simulator.output.move_words import move_words
from simulator.output.wording import grows_from, key_words, long_day, path_words, words


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with use_language("zh-Hant"):
        yield


def test_the_headline_of_the_load_ends_in_a_chinese_full_stop() -> None:
    for scenarios in ((today(),), (today(), relieved())):
        assert loads.headline(capacity(*scenarios)).endswith("。")


def test_a_list_has_chinese_commas_only() -> None:
    document = loads.document(capacity(today()))
    listed = [line for line in loads._largest(capacity(today())) if "、" in line]
    assert listed, "several parts are named"
    assert not [line for line in listed if ", " in line]
    assert document.title == today().title


def test_a_verb_is_written_together_with_what_it_is_done_to() -> None:
    assert move_words("reassign order_entry") == "轉交訂單輸入"
    assert move_words("reassign paper") == "轉交 paper", "a planner's own word stands apart"


def test_month_and_day_stand_apart_alike() -> None:
    found = months(today(), relieved(), replications=2, jobs=1)
    assert long_day(found.months[-1].last_day) == "2025 年 1 月 19 日"


def test_a_pile_grows_from_a_day_on() -> None:
    assert grows_from(70.0, "2024-02-26") == "自 2024 年 2 月 26 日起每週增加 70.0 件"


@pytest.mark.parametrize("name", ["credit", "to", "above", "hit_rate"])
def test_a_planners_own_name_is_no_other_word_of_the_catalogue(name: str) -> None:
    own = name.replace("_", " ")
    assert words(name) == own
    assert words(f"turnaround_mean.{name}") == f"平均完成時間\N{FULLWIDTH COLON}{own}"
    for kind in ("activities", "roles", "profiles", "segments"):
        assert words(f"{kind}.{name}.x").split("\N{FULLWIDTH COLON}")[1] == own


def test_names_of_what_is_shipped_are_translated_as_names_and_in_paths() -> None:
    assert words("quote") == "報價"
    path = ("發生方式", "前項作業之後", "報價", "出發地點")
    assert path_words("arises.after.quote.base") == "\N{FULLWIDTH COLON}".join(path)
    assert path_words("horizon") == key_words("horizon") == "模擬期間"
