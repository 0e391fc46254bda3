"""The workbook of every kind of result, cell by cell, in each language."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from firm import today, written
from typer.testing import CliRunner

from simulator.analysis.registry import ANALYSES
from simulator.cli import app

SIMULATED = "-n 2 --jobs 1 --engine simpy -q"
GOAL = "--goal 'direct_selling_share >= 5%'"
# For each kind of result: the command that makes it, and the name that it is stored under.
LINES = {
    "run": ("run today", "today"),
    "compare": ("compare today relieved", "today+relieved"),
    "compare four": ("compare today relieved more fewer quick", "today+relieved+more+fewer+quick"),
    "explain": ("explain both -m direct_selling_share -m cost_per_week", "explain+both"),
    "sweep": ("sweep today --set roles.support.people=1,2", "sweep+today"),
    "stress": (f"stress today relieved {GOAL}", "stress+today-relieved"),
    "months": ("months today relieved", "months+today-relieved"),
    "capacity": ("capacity today relieved", "capacity+today-relieved"),
    "territories": ("territories today fewer", "territories+today-fewer"),
    "calendar": ("calendar today", "calendar+today"),
    "luck": ("luck today", "luck+today"),
    "warm-up": ("warm-up today", "warm-up+today"),
    "study": ("study today relieved", "study+today-relieved"),
    "sensitivity": ("sensitivity ranged --trajectories 2 --few 0", "sensitivity+ranged"),
    "optimise": (f"optimise both {GOAL} --tries 2 --finalists 1 --most 3", "optimise+both"),
}
FILES = {
    "relieved": "reassign: {order: {to: support, hand_over: 3 min, take_over: 1 min}}",
    "more": "hire: {support: 1}",
    "fewer": "hire: {field_rep: -1}",
    "quick": "expedite: {order: 0.5}",
    "both": "hire: {field_rep: -1, support: 1}\nexpedite: {order: 0.5}",
    "ranged": "travel: {speed: 50 km/h (45 to 55 km/h)}",
}
HEAVY = {"compare four", "explain", "months", "optimise", "sensitivity", "stress", "study"}
KINDS = [pytest.param(each, marks=pytest.mark.slow) if each in HEAVY else each for each in LINES]
# Sheets whose texts come from files and libraries: values as they are written, versions, hashes.
AS_WRITTEN = {"Assumptions", "How it was run", "Measures", "假設", "如何執行", "指標說明"}
KEYS = {"name of the measure", "指標代號", "scenario", "情境", "what-if", "假設情境"}
RAW = re.compile(r"\b(None|True|False|nan|inf)\b|\w\(\w+=|\('|[(,] ?-?\d+\.\d{6,}")
IDENTIFIER = re.compile(r"[a-z]+(_[a-z]+)+(\.\w+)*|[a-z]\w*(\.[a-z]\w*)+")
WITHIN = re.compile(r"(?<!['\w.])[a-z]+(\.[a-z]+)?(_[a-z]+)+(?![\w'])")  # keys are quoted
FIELD_BEHIND = re.compile(r"[\].] \w+\.$")  # "... [0.1, 0.2] Bought."
ABOVE = "above the table"
HAN, LATIN = re.compile("[一-鿿]"), re.compile("[A-Za-z]{3,}")
OWN = re.compile(rf"(today|{'|'.join(FILES)}|shops|enquiry|gone|selling|desk work)( \d+)?")
SAME = re.compile(r"mu\*|sigma|EUR|SHA-256|MSER-5|Morris|Sobol|Bonferroni|Shapley|h a week")


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the small firm, what-ifs, a shock and a range."""
    folder = tmp_path_factory.mktemp("firm")
    shocks = {"gone": {"title": "一人不在", "absent": {"field_rep": 1}}}
    written(folder / "scenarios", today(shocks=shocks, title="T", question="Q?"))
    for name, text in FILES.items():
        said = f"extends: today\ntitle: {name.upper()[:1]}\nquestion: Q?\n{text}\n"
        (folder / "scenarios" / f"{name}.yaml").write_text(said)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        yield folder


def told(line: str) -> None:
    result = CliRunner().invoke(app, shlex.split(line))
    assert result.exit_code == 0, (line, result.output, result.exception)


def book_of(kind: str, language: str) -> Any:
    """The workbook of a kind of result, which is made once."""
    command, name = LINES[kind]
    simulates = kind not in ANALYSES or ANALYSES[kind].simulates
    made = Path(f"{kind}.made")  # other kinds leave replications of its scenarios behind
    if not made.exists():
        told(f"{command} {SIMULATED if simulates else ''}")
        made.touch()
    file = f"{kind}.{language}.xlsx"
    told(f"export {name} --to '{file}' --language {language}")
    return openpyxl.load_workbook(file)


def cells(page: Any) -> Iterator[tuple[str, Any]]:
    """What stands in a sheet, each cell with what stands above its column."""
    first = int(re.sub("[A-Z]", "", page.freeze_panes))  # row below the headings
    heads = {cell.column: str(cell.value or "") for cell in page[first - 1]}
    for row in page.iter_rows():
        for cell in row:
            if cell.value is not None:
                yield heads[cell.column] if cell.row >= first else ABOVE, cell


def is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[\d,]*\.?\d+%?", text) is not None


def faults_of_text(page: Any, head: str, text: str) -> Iterator[str]:
    if RAW.search(text):
        yield "raw Python"
    if FIELD_BEHIND.search(text):
        yield "the name of a field behind a title"
    if page.title not in AS_WRITTEN and head not in KEYS and IDENTIFIER.fullmatch(text):
        yield "an identifier in the place of a label"
    if page.title in ("Answer", "答案") and WITHIN.search(text):
        yield "an identifier within a sentence"
    if page.title not in AS_WRITTEN and is_number(text):
        yield "a number as text"


def faults_of_number(head: str, cell: Any) -> Iterator[str]:
    shares = "%" in cell.number_format
    if cell.value and abs(cell.value) < 1e-12:
        yield "a trace of rounding"
    if shares and re.search(r"points|個百分點|EUR|, h\b|小時|公里", head):
        yield "per cent for what is none"
    if head and cell.number_format == "General" and len(repr(cell.value)) > 8:
        yield "a number without a format"


def faults(book: Any) -> list[tuple[str, str, Any, str]]:
    """All cells of a workbook that hold what is not for readers."""
    return [
        (page.title, cell.coordinate, cell.value, fault)
        for page in book
        for head, cell in cells(page)
        for fault in (
            faults_of_text(page, head, cell.value)
            if isinstance(cell.value, str)
            else faults_of_number(head, cell)
        )
    ]


def english(book: Any) -> list[tuple[str, str, Any]]:
    """Texts of a book in Chinese that have a word in English and none in Chinese."""
    return [
        (page.title, cell.coordinate, cell.value)
        for page in book
        if page.title not in AS_WRITTEN
        for head, cell in cells(page)
        if isinstance(cell.value, str) and not HAN.search(cell.value)
        if LATIN.search(SAME.sub("", cell.value))
        if head not in KEYS and not OWN.fullmatch(cell.value)
    ]


def headless(book: Any) -> list[tuple[str, str]]:
    """Columns of tables that hold values and have no heading."""
    return [
        (page.title, cell.coordinate)
        for page in book
        if page.max_column > 2
        for head, cell in cells(page)
        if not head
    ]


def test_every_kind_of_result_is_read() -> None:
    assert set(ANALYSES) <= set(LINES)


@pytest.mark.usefixtures("firm")
@pytest.mark.parametrize("kind", KINDS)
def test_cells_are_for_readers(kind: str) -> None:
    book, chinese = book_of(kind, "en"), book_of(kind, "zh-Hant")
    assert faults(book) == []
    assert headless(book) == []
    assert faults(chinese) == []
    assert english(chinese) == []


@pytest.mark.usefixtures("firm")
def test_a_value_is_headed_as_a_value_in_chinese() -> None:
    page = book_of("run", "zh-Hant")["假設"]
    heads = {head: cell.value for head, cell in cells(page) if cell.row >= 5}
    assert {"數值名稱", "數值"} <= set(heads)
