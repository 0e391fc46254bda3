"""A document as a workbook: a sheet for each table, with charts that stay editable.

Numbers are numbers with their formats. A text is always a text: whatever a scenario, a person or an
account is called, no cell becomes a formula and no link.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from simulator.errors import UsageError
from simulator.i18n import FIRST_WIDE, gettext, translatable
from simulator.io import unlike, write_into_folder
from simulator.output.document import Formatted, Kind, NativeChart, Series
from simulator.output.numbers import plain
from simulator.output.render.file_table import FileTable

# XlsxWriter ships no types: these names are for the reader.
Book: TypeAlias = Any
Drawn: TypeAlias = Any
Format: TypeAlias = Any
Worksheet: TypeAlias = Any

MAX_ROWS, MAX_COLUMNS, MAX_LETTERS = 1_048_576, 16_384, 32_767  # of Excel
LONGEST_SHEET_NAME = 31  # letters of a sheet's name
COLUMNS_ON_PAPER, ROWS_ON_PAPER = 20, 40  # that fit onto one page
TEXTS = ("text", "code", "warning")
NUMBER_FORMATS: dict[Kind, str] = {
    "text": "General",
    "code": "General",
    "plain": "General",
    "warning": "General",
    "whole": "#,##0",
    "number": "#,##0.00",
    "amount": "#,##0.0",
    "share": "0.0%",
    "change": "+#,##0.0;-#,##0.0;0.0",
    "points": "+0.0;-0.0;0.0",
    "growth": "+0.0%;-0.0%;0.0%",
}
AXES: dict[Kind, str] = {
    "share": "0%",
    "growth": "+0%;-0%;0%",
    "change": "#,##0",
    "amount": "#,##0",
}
# Dark and light by turns, so that neighbours differ on a photocopy, too.
INKS = (
    "#08306B", "#9ECAE1", "#2F6B3A", "#C7E3B5", "#8C4A12", "#F2C18D",
    "#54388F", "#CBBBE3", "#5C5C5C", "#D9D9D9", "#8A1538", "#F0B4C3",
)  # fmt: skip
INK, PALE_INK, RULE, SHADE, RED = "#1A1A1A", "#5C5C5C", "#BFBFBF", "#EEF2F7", "#B3261E"
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_REFERENCE = re.compile(r"!(?=\$?[A-Z]+\$?[0-9])")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']+")


def write_excel(sheets: Sequence[FileTable], path: Path) -> Path:
    """One workbook with all tables, whole or not at all; UsageError for more than Excel holds."""
    from xlsxwriter import Workbook

    for sheet in sheets:
        if len(sheet.rows) > MAX_ROWS // 2 or len(sheet.columns) > MAX_COLUMNS:
            text = translatable("{name} is larger than Excel can hold; say --format parquet")
            raise UsageError(text, name=sheet.name)
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(content, {**options, "strings_to_numbers": False})
    book.set_properties({"title": gettext("Simulated"), "created": datetime(2000, 1, 1)})
    paint = _Paint(book)
    names = unlike([_sheet_name(sheet.name) for sheet in sheets], LONGEST_SHEET_NAME)
    for name, sheet in zip(names, sheets, strict=True):
        _Page(book, paint, name, sheet).fill()
    book.close()
    return write_into_folder(path, content.getvalue())


def _sheet_name(text: str) -> str:
    """A name that Excel takes for a sheet.

    >>> _sheet_name("share: 1/2 [of it]")
    'share 1 2 of it'
    """
    words = _NOT_IN_NAMES.sub(" ", tidied(text)).split()
    return " ".join(words)[:LONGEST_SHEET_NAME].strip() or "Sheet"


def tidied(text: str) -> str:
    """A text without letters that XML forbids or that steer terminals, as long as a cell may be."""
    return _CONTROL.sub("\ufffd", text)[:MAX_LETTERS]


def titled(text: str) -> str:
    """A text as a title or name in a chart, where ``x!A1`` would be a reference to a cell.

    >>> titled("Up!A1 and away!")
    'Up! A1 and away!'
    """
    return _REFERENCE.sub("! ", tidied(text))


def lines_of(value: Any, width: int) -> int:
    """Lines that a text needs in a column of so many letters; one of East Asia counts as two.

    >>> lines_of("a" * 60, 60), lines_of("\u4e2d" * 60, 60)
    (1, 2)
    """
    if not isinstance(value, str):
        return 1
    letters = len(value) + sum(letter >= FIRST_WIDE for letter in value)
    return max(1, math.ceil(letters / width))


class _Paint:
    """The formats of a workbook, each made once."""

    def __init__(self, book: Book) -> None:
        base = {"font_name": "Calibri", "font_size": 11, "valign": "top", "font_color": INK}
        self.title = book.add_format({**base, "bold": True, "font_size": 16})
        self.note = book.add_format(
            {**base, "font_color": PALE_INK, "italic": True, "text_wrap": True}
        )
        head = {**base, "bold": True, "bg_color": SHADE, "bottom": 1, "bottom_color": RULE}
        head |= {"text_wrap": True, "valign": "bottom"}
        self.head = book.add_format({**head, "align": "left", "indent": 1})
        self.first_head = book.add_format(head)
        self.number_head = book.add_format({**head, "align": "right"})
        self.looks = {
            look: book.add_format({**base, "num_format": code})
            for look, code in NUMBER_FORMATS.items()
        }
        self.looks["warning"] = book.add_format(
            {**base, "bold": True, "font_color": "#FFFFFF", "bg_color": RED, "align": "center"}
        )
        text = {**base, "text_wrap": True, "align": "left", "indent": 1}
        self.looks["text"] = book.add_format(text)
        self.looks["code"] = book.add_format({**text, "text_wrap": False, "font_color": PALE_INK})
        self.first = book.add_format({**base, "text_wrap": True})

    def of(self, look: Kind) -> Format:
        """The format of a look."""
        return self.looks[look]


class _Page:
    """One sheet on its way into a workbook."""

    def __init__(self, book: Book, paint: _Paint, name: str, sheet: FileTable) -> None:
        self.book, self.paint, self.name, self.sheet = book, paint, name, sheet
        self.page: Worksheet = book.add_worksheet(name)
        self.widths = [column.width or len(column.title) + 4 for column in sheet.columns]
        self.above = len(sheet.notes) if sheet.filtered else 0
        self.headed = any(column.title for column in sheet.columns)
        self.head = 2 + self.above if self.headed else 1
        self.first = self.head + 1  # row of the first values
        self.after = self.first + len(sheet.rows)  # row below the last

    def fill(self) -> None:
        """Writes title, notes, table and chart, and sets up window and paper."""
        self.page.hide_gridlines(2)
        self.page.write_string(0, 0, tidied(self.sheet.title), self.paint.title)
        self.page.set_row(0, 24)
        self._set_columns()
        self._write_table()
        start = 1 if self.sheet.filtered else self.after + 1
        for number, note in enumerate(self.sheet.notes):
            self._write_note(start + number, note)
        self._draw(self.after + 1 if self.sheet.filtered else start + len(self.sheet.notes) + 1)
        self._set_up()

    def _set_columns(self) -> None:
        for number, width in enumerate(self.widths):
            self.page.set_column(number, number, width)

    def _write_table(self) -> None:
        for number, column in enumerate(self.sheet.columns if self.headed else ()):
            paint = self.paint.head if column.format.kind in TEXTS else self.paint.number_head
            paint = paint if number else self.paint.first_head
            self.page.write_string(self.head, number, tidied(column.title), paint)
        heads = [column.title for column in self.sheet.columns]
        narrow = [width - NARROWER for width in self.widths]  # it is bold, and breaks at words
        if self.headed:
            self.page.set_row(self.head, LINE_HEIGHT * max(map(lines_of, heads, narrow)))
        for row, cells in enumerate(self.sheet.rows, self.first):
            for number, cell in enumerate(cells):
                self._write(row, number, plain(cell), cell.format.kind)
            self.page.set_row(row, LINE_HEIGHT * self._lines(cells))

    def _lines(self, cells: Sequence[Formatted]) -> int:
        """Lines of the longest text of a row that is broken into lines."""
        broken = zip(cells, self.widths, strict=True)
        return max(
            lines_of(plain(cell), width) for cell, width in broken if cell.format.kind != "code"
        )

    def _write(self, row: int, column: int, value: str | int | float | None, look: Kind) -> None:
        if isinstance(value, str):
            text: Kind = look if look in TEXTS else "text"
            paint = self.paint.of(text) if column else self.paint.first
            self.page.write_string(row, column, tidied(value), paint)
        elif value is not None:
            self.page.write_number(row, column, value, self.paint.of(look))

    def _write_note(self, row: int, note: str) -> None:
        """A note over as many columns as make a line of reading width."""
        last, width = 0, self.widths[0]
        while width < READING_WIDTH and last + 1 < len(self.widths):
            last += 1
            width += self.widths[last]
        text = tidied(note)
        self.page.set_row(row, LINE_HEIGHT * lines_of(text, width))
        if last:
            self.page.merge_range(row, 0, row, last, "", self.paint.note)
        self.page.write_string(row, 0, text, self.paint.note)

    def _set_up(self) -> None:
        """What stays on the screen while one scrolls, and how it is printed."""
        wide = len(self.sheet.columns) > COLUMNS_ON_PAPER
        self.page.freeze_panes(self.first, 1 if self.headed else 0)
        self.page.set_landscape()
        self.page.set_paper(A4)
        self.page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
        self.page.set_footer("&L&A&R&P / &N")
        if self.headed:
            self.page.repeat_rows(self.head)
        if not wide:
            self.page.fit_to_pages(1, int(len(self.sheet.rows) <= ROWS_ON_PAPER))
        if self.sheet.filtered and self.sheet.rows:
            self.page.autofilter(self.head, 0, self.after - 1, len(self.sheet.columns) - 1)

    # -- charts --

    def _draw(self, below: int) -> None:
        """Puts the chart to the right of the table, or under it in a row that is free."""
        chart = self.sheet.chart
        if chart is None or not self.sheet.rows:
            return
        drawn = self._chart(chart)
        width = min(max(PIXELS_OF_LETTER * sum(self.widths), NARROW_CHART), WIDE_CHART)
        drawn.set_size({"width": width, "height": self._height(chart)})
        at = (below, 0) if chart.below else (self.head, len(self.sheet.columns) + 1)
        self.page.insert_chart(*at, drawn)

    def _height(self, chart: NativeChart) -> int:
        """Room for each bar."""
        if chart.kind == "line":
            return 420
        if chart.kind == "stacked":
            return 240 + 60 * chart.series[0].across
        bars = [self._rows(series) for series in chart.series]
        return 170 + sum(26 * (last - first + 1) for first, last in bars)

    def _chart(self, chart: NativeChart) -> Drawn:
        kinds: dict[str, dict[str, Any]] = {
            "bars": {"type": "bar"},
            "stacked": {"type": "bar", "subtype": "stacked"},
            "line": {"type": "line"},
        }
        drawn = self.book.add_chart(kinds[chart.kind])
        assert drawn is not None, "these kinds of charts exist"
        for number, series in enumerate(chart.series):
            drawn.add_series(self._series(chart, series, number))
        drawn.set_title({"name": titled(chart.title), "name_font": {"size": 13, "color": INK}})
        counted = {"name": titled(chart.counted_in), "name_font": {"bold": False, "size": 10}}
        rules = {"major_gridlines": {"visible": True, "line": {"color": RULE, "width": 0.5}}}
        if chart.kind == "line":
            drawn.set_x_axis({"name": chart.names, "interval_unit": self._every()})
            drawn.set_y_axis({**counted, **rules, "num_format": "#,##0"})
        else:
            look = self._kind_of(chart.series[0])
            drawn.set_x_axis({**counted, **rules, "num_format": AXES.get(look, "#,##0.##")})
            drawn.set_y_axis({"reverse": True, "label_position": "low", "crossing": "max"})
        alone = len(chart.series) == 1
        drawn.set_legend({"none": True} if alone else {"position": "bottom"})
        return drawn

    def _kind_of(self, series: Series) -> Kind:
        """The kind of the first number that a series shows."""
        return self.sheet.rows[self._rows(series)[0]][self._at(series.values)].format.kind

    def _every(self) -> int:
        """Weeks from one label of an axis to the next."""
        return max(1, len(self.sheet.rows) // 10)

    def _series(self, chart: NativeChart, series: Series, number: int) -> dict[str, Any]:
        """A series as XlsxWriter takes it: references into the sheet."""
        first, last = self._rows(series)
        values, names = self._at(series.values), self._at(chart.names)
        options: dict[str, Any] = {"gap": 60}
        if series.across:
            row, end = self.first + first, values + series.across - 1
            options["values"] = [self.name, row, values, row, end]
            options["categories"] = [self.name, self.head, values, self.head, end]
            options["name"] = [self.name, row, names]
        else:
            rows = (self.first + first, self.first + last)
            options["values"] = [self.name, rows[0], values, rows[1], values]
            options["categories"] = [self.name, rows[0], names, rows[1], names]
            options["name"] = titled(series.name) or [self.name, self.head, values]
        return options | self._ink(chart, number) | self._whiskers(series)

    def _ink(self, chart: NativeChart, number: int) -> dict[str, Any]:
        """How a series looks; of three lines, the second and third are the ends of the first."""
        if chart.kind != "line":
            return {"fill": {"color": INKS[number % len(INKS)]}, "border": {"color": "#FFFFFF"}}
        colour, is_end = INKS[2 * (number // 3) % len(INKS)], number % 3 > 0
        dash = {"width": 1, "dash_type": "dash"} if is_end else {"width": 2.5}
        return {"line": {"color": colour, **dash}}

    def _whiskers(self, series: Series) -> dict[str, Any]:
        if not series.errors:
            return {}
        from xlsxwriter.utility import xl_range_formula

        first, last = self._rows(series)
        column = self._at(series.errors)
        sizes = xl_range_formula(self.name, self.first + first, column, self.first + last, column)
        shown = {"type": "custom", "plus_values": sizes, "minus_values": sizes}
        return {"y_error_bars": {**shown, "line": {"color": INK, "width": 1}}}

    def _rows(self, series: Series) -> tuple[int, int]:
        first, last = series.rows
        return first, last if last >= 0 else len(self.sheet.rows) - 1

    def _at(self, key: str) -> int:
        return next(n for n, column in enumerate(self.sheet.columns) if column.key == key)


NARROWER = 4
READING_WIDTH = 110  # letters of a line of notes
LINE_HEIGHT = 15  # points
PIXELS_OF_LETTER = 7
NARROW_CHART, WIDE_CHART = 800, 1_300  # pixels
A4 = 9
