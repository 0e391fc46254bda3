import io
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from simulator.experiment.statistics import Interval
from simulator.output import formats
from simulator.output.document import (
    COUNT,
    Column,
    Document,
    Estimate,
    Figure,
    Format,
    Formatted,
    Section,
    Table,
    Texts,
    joined,
    merged,
)
from simulator.output.formats import output_formats
from simulator.output.numbers import STYLES, NumberStyle, ends, in_one, plain, shown
from simulator.output.render import json as in_json
from simulator.output.render import kept, markdown
from simulator.output.render.html.fragment import fragment
from simulator.output.render.html.page import Frame, page
from simulator.output.render.terminal import show

SHARE = Format("share", "%")


def table(key: str, *rows: tuple[str, float]) -> Table:
    return Table(key, key, (Column("name", "name"), Column("value", "value", SHARE)), rows)


def document(title: str, *blocks: Texts | Table | Figure) -> Document:
    sections = (Section(0, title, blocks),)
    return Document(title, "Why?", (f"{title} it is.",), sections, lambda: {"name": title})


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (Estimate(0.1234, 0.1, 0.15), SHARE, "12.3 [10.0, 15.0]"),
        (0.1234, Format("share", "%", with_unit=True), "12.3%"),
        (math.nan, SHARE, "–"),
        (None, SHARE, "–"),
        (Estimate(324.4, 318.2, 330.6), Format("amount", "min"), "324 [318, 331]"),
        (Estimate(0.05, 0.04, 0.06), Format("points"), "+5.0 [4.0, 6.0]"),
        (Estimate(-2.0, -3.0, 1.0), Format("change", spread="half_width"), "-2.00 ±2"),
        (1234.4, Format("whole", "EUR", with_unit=True), "1,234 EUR"),
        (12345, COUNT, "12,345"),
        ("as said", COUNT, "as said"),
    ],
)
def test_a_number_is_printed_by_its_format(value: float, form: Format, text: str) -> None:
    assert in_one(Formatted(value, form)) == text


def test_files_hold_numbers_and_nothing_for_what_never_happened() -> None:
    cell = Formatted(Estimate(0.05, 0.04, math.inf), Format("points"))
    found = {name: plain(end) for name, end in ends(cell).items()}
    assert found == {"mean": 5.0, "low": 4.0, "high": None, "half_width": None}


def test_another_language_may_write_numbers_in_its_own_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("simulator.output.numbers.current_language", lambda: "zh-Hant")
    monkeypatch.setitem(STYLES, "zh-Hant", NumberStyle(".", ","))
    assert shown(Formatted(1234.5, Format("number", decimals=1))) == ("1.234,5", "")


def test_a_cell_has_the_format_of_its_column_unless_it_has_its_own() -> None:
    own = Formatted(1.0, COUNT)
    (row,) = table("t", ("a", own)).formatted()  # type: ignore[arg-type]
    assert [cell.format for cell in row] == [Format("text"), COUNT]


def test_tables_of_one_key_are_one() -> None:
    one, two, three = table("t", ("a", 1)), table("u", ("b", 2)), table("t", ("c", 3))
    assert [each.rows for each in merged([one, two, three])] == [
        (("a", 1), ("c", 3)),
        (("b", 2),),
    ]


def test_tables_with_titles_of_their_own_are_called_by_the_name_they_share() -> None:
    """Of one plan and of another, under one heading."""
    one, other = (
        replace(table("t", ("a", 1)), title=f"From today to {plan}", name="Changes")
        for plan in ("room", "drown")
    )
    assert [each.title for each in merged([one, other])] == ["Changes"]
    assert [each.title for each in merged([one])] == ["From today to room"]


def test_documents_of_one_subject_are_joined_in_their_order() -> None:
    one = document("One", table("t"), Figure("p", None))
    two = document("Two", Texts(("so",)))
    found = joined([one, two])
    assert (found.title, found.headlines) == ("One", ("One it is.", "Two it is."))
    assert [section.title for section in found.sections] == ["One", "Two"]
    assert (len(found.tables), len(found.figures)) == (1, 1)
    assert joined([one]) is one


def test_a_document_that_was_kept_says_the_same() -> None:
    rows = (("a", 0.1 + 0.2), ("b", Formatted(Estimate(0.1, -5e-324, 1.0), COUNT)), ("c", None))
    whole = document("One", Texts(("so",), "note"), table("t", *rows), Figure("p", lambda: None))  # type: ignore[arg-type, return-value]
    again = kept.from_json(kept.to_json(whole))
    assert again.tables == whole.tables
    assert (again.title, again.headlines, again.blocks[0]) == (
        "One",
        ("One it is.",),
        whole.blocks[0],
    )
    assert again.figures == (Figure("p"),)
    assert again.data() == ()
    assert again.record() == {"name": "One"}


def test_points_are_a_list_wherever_a_document_is_shown() -> None:
    pages = replace(document("One"), points=("With “A”, more.", "With “B”, less <b>."))
    shown_there = io.StringIO()
    show(pages, Console(width=60, file=shown_there), with_question=False)
    assert "One it is.\n– With “A”, more." in shown_there.getvalue()
    assert "\n- With “A”, more.\n- With “B”" in markdown.page(pages)
    assert "<ul><li>With “A”, more.</li><li>With “B”, less &lt;b&gt;.</li></ul>" in fragment(pages)
    assert "<li>With “A”, more.</li>" in page([pages], [], Frame((), ""))
    assert joined([pages, document("Two")]).points == pages.points


def test_a_record_is_json_and_null_what_is_not_known() -> None:
    record = {
        "known": 0.1 + 0.2,
        "never": math.nan,
        "boundless": (math.inf, -math.inf, -0.0),
        "mean": Interval(2.0, math.nan, 3.0, n=10),
        "named": Formatted("a", Format("share")),
        "rows": [{"yes": True, "none": None, "text": "銷售"}],
    }
    text = in_json.to_json(record)
    assert text.isascii()
    assert json.loads(text) == {
        "known": 0.1 + 0.2,
        "never": None,
        "boundless": [None, None, 0.0],
        "mean": {"mean": 2.0, "low": None, "high": 3.0},
        "named": {"value": "a", "format": Format("share")._asdict()},
        "rows": [{"yes": True, "none": None, "text": "銷售"}],
    }
    assert "銷售" in in_json.to_json(record, escaped=False)


@pytest.mark.parametrize(
    "text",
    ["", "[]", '{"Table": {}}', '{"Nothing": {}}', "null", "1", '{"document": {}, "record": {}}'],
)
def test_what_is_no_document_is_not_taken_for_one(text: str) -> None:
    with pytest.raises((ValueError, TypeError, KeyError)):
        kept.from_json(text)


def test_a_format_is_known_by_its_module_alone() -> None:
    folder = Path(formats.__file__).parent
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert set(output_formats()) == modules
    assert next(iter(output_formats())) == "xlsx"
