"""Files that are refused: what is said of them, in English and, the same, in Chinese."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.i18n import use_language

CHINESE = re.compile("[\u4e00-\u9fff]")
GIVEN = re.compile(r"'[^']*'|\d[\d.,]*\d|\d")  # quoted words, and numbers


def refused(read: Callable[[], Any]) -> str:
    """What is wrong with what is read; the same is wrong, at the same place, in Chinese.

    Folders of the test that a file lies in are left out.
    """
    english = _error(read)
    with use_language("zh-Hant"):
        chinese = _error(read)
    places = [
        [(each.file, each.line, each.column, each.path) for each in error.diagnostics]
        for error in (english, chinese)
    ]
    assert places[0] == places[1]
    for one, other in zip(english.diagnostics, chinese.diagnostics, strict=True):
        assert CHINESE.search(other.message), other.message
        missing = Counter(GIVEN.findall(one.message)) - Counter(GIVEN.findall(other.message))
        assert not missing, (one.message, other.message)
    return re.sub(r"^/\S*/", "", str(english), flags=re.MULTILINE)


def _error(read: Callable[[], Any]) -> ScenarioError:
    with pytest.raises(ScenarioError) as caught:
        read()
    return caught.value
