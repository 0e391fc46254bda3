"""Tables of people's own files, CSV from any spreadsheet or xlsx, as rows that know their line."""

from __future__ import annotations

import csv
import datetime
import math
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from simulator.errors import Diagnostic, InvalidValue, ScenarioError
from simulator.i18n import gettext, translatable
from simulator.io import inside
from simulator.scenario.iso_days import expected_day
from simulator.scenario.units import nearest_word, parse_date
from simulator.scenario.yaml_reader import bytes_of, is_unicode, plain_text, refusal, unicode_text

MAX_BYTES = 20_000_000
MAX_UNPACKED_BYTES = 200_000_000  # of a workbook, which is packed
MAX_ROWS = 200_000
MAX_CELLS = 4_000_000
WINDOWS = "cp1252"  # Windows-1252: western Europe
MAX_LETTERS = 100  # of a name
MANY = 5  # complaints that differ by numbers alone, beyond which the first stands for all
MAX_REFUSALS = 1_000  # beyond which nobody reads on
DELIMITERS = (",", ";", "\t", "|")
WORKBOOKS = (".xlsx", ".xlsm")
OTHER_SPREADSHEETS = (".xls", ".xlsb", ".ods", ".numbers")

Cell = str | float
Read = TypeVar("Read")

NUMBER = translatable("a number such as 12.5")
EITHER = "?"  # a mark of which nobody can tell whether it parts thousands or decimals


class Heading(NamedTuple):
    """A column that is looked for, and other words that head it."""

    name: str
    also: tuple[str, ...] = ()
    required: bool = False


class GridRow(NamedTuple):
    """The cells of a line that holds something."""

    line: int
    cells: tuple[Cell, ...]


class Marks(NamedTuple):
    """Which mark parts decimals where a number may be read in two ways."""

    by_column: Mapping[str, str]  # that of the column's own numbers; empty where they show both
    shown: str  # that of all numbers; empty where none shows one, or some show the other
    presumed: str  # where none shows one

    def of(self, column: str) -> str:
        """The mark of a column; empty where nobody can tell."""
        return self.by_column.get(column, self.shown) or self.presumed_in(column)

    def presumed_in(self, column: str) -> str:
        """The mark of a column if nothing in the file shows one."""
        return "" if column in self.by_column or self.shown else self.presumed


UNMARKED = Marks({}, "", "")


class Grid(NamedTuple):
    """All lines of a file, those without anything left out."""

    file: str
    rows: tuple[GridRow, ...]
    decimal_mark: str  # presumed where no number shows it; empty for none
    remarks: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: what stands in each column, and complaints that name the line."""

    file: str
    line: int
    cells: Mapping[str, Cell]
    marks: Marks = UNMARKED

    def text(self, column: str) -> str:
        """What stands in a column, on one line; empty where nothing does."""
        cell = self.cells.get(column, "")
        written = f"{cell:.15g}" if isinstance(cell, float) else _unpadded(cell)
        if len(written) > MAX_LETTERS or not written.isprintable():
            text = translatable("expected a {column} of 1 to {most} characters on one line")
            raise self.refusal(text, column=column, most=MAX_LETTERS)
        return written

    def name(self, column: str) -> str:
        """The same where something must stand."""
        written = self.text(column)
        if not written:
            text = translatable("expected a {column} of 1 to {most} characters on one line")
            raise self.refusal(text, column=column, most=MAX_LETTERS)
        return written

    def listed(self, column: str) -> list[str]:
        """Several names in a column: behind semicolons or bars, else behind commas."""
        written = _unpadded(str(self.cells.get(column, "")))
        parts = re.split(r"[;|\n]" if re.search(r"[;|\n]", written) else ",", written)
        names = [each.strip() for each in parts if each.strip()]
        for name in names:
            if len(name) > MAX_LETTERS or not name.isprintable():
                text = translatable("expected a {column} of 1 to {most} characters on one line")
                raise self.refusal(text, column=column, most=MAX_LETTERS)
        return names

    def number(self, column: str, expected: str = NUMBER) -> float | None:
        """The number in a column; None where nothing stands."""
        cell = self.cells.get(column, "")
        if isinstance(cell, float):
            return cell
        written = self.text(column)
        shown = _decimal_mark(written) if written else ""
        mark = self.marks.of(column) if shown == EITHER else shown
        if mark is None or (written and not mark and shown == EITHER):
            raise self._not_a_number(column, written, shown, expected)
        value = _value(written, mark) if written else None
        if value is not None and not math.isfinite(value):
            raise self._not_a_number(column, written, None, expected)
        return value

    def amount(self, column: str, expected: str) -> float | None:
        """The same of what may well be thousands: 1.200 where no other number shows which it is."""
        written = "" if isinstance(self.cells.get(column), float) else self.text(column)
        presumed = self.marks.presumed_in(column)
        if presumed and presumed in written and _decimal_mark(written) == EITHER:
            raise self._not_a_number(column, written, EITHER, expected)
        return self.number(column, expected)

    def bounded(self, column: str, expected: str, least: float, most: float) -> float:
        """A number that must be there and lie between two bounds."""
        value = self.number(column, expected)
        if value is None or not least <= value <= most:
            raise self._not_a_number(column, self.text(column), None, expected)
        return value

    def _not_a_number(
        self, column: str, written: str, shown: str | None, expected: str
    ) -> ScenarioError:
        if shown != EITHER:
            text = translatable("read {read!r} in {column}, expected {expected}")
            read = written[:40]
            return self.refusal(text, read=read, column=column, expected=gettext(expected))
        low, high = sorted((_value(written, mark) for mark in ".,"), key=abs)
        text = translatable(
            "read {read!r} in {column}, which may be {low:g} or {high:g}; write {fine} or {whole}"
        )
        fine, whole = f"{low:.4f}", f"{high:.0f}"
        return self.refusal(
            text, read=written, column=column, low=low, high=high, fine=fine, whole=whole
        )

    def date(self, column: str) -> datetime.date | None:
        """The day in a column; 3/4/2026 is refused, since it may be in March or in April."""
        return self.read(column, _day)

    def read(self, column: str, parse: Callable[[str], Read]) -> Read | None:
        """What a parser makes of the text in a column; None where nothing stands."""
        written = self.text(column)
        try:
            return parse(written) if written else None
        except ValueError as problem:
            raise self.refusal(
                translatable("{column}: {problem}"), column=column, problem=problem
            ) from None

    def refusal(self, text: str, /, **values: object) -> ScenarioError:
        """A complaint about this line."""
        return refusal(self.file, self.line, text, **values)


class Refusals:
    """What is wrong with the rows of a file, gathered so that all of it is told at once."""

    def __init__(self) -> None:
        self.found: list[Diagnostic] = []

    def of(self, read: Callable[..., Read], *given: object) -> Read | None:
        """What a reader makes of something; None where it is refused, which is kept."""
        try:
            return read(*given)
        except ScenarioError as error:
            self.found += error.diagnostics
            if len(self.found) > MAX_REFUSALS:
                self.tell()
            return None

    def tell(self) -> None:
        """Raises ScenarioError with all of it, by line, if anything is wrong."""
        if self.found:
            raise ScenarioError(
                _told_once(sorted(dict.fromkeys(self.found), key=lambda each: each.line))
            )


def _told_once(complaints: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What is said of many lines, at the first of them; numbers alone make no other complaint."""
    alike: dict[str, dict[str, list[Diagnostic]]] = {}
    for each in complaints:
        shape = re.sub(r"[0-9]+([.,][0-9]+)*", "0", each.message)
        alike.setdefault(shape, {}).setdefault(each.message, []).append(each)
    groups = (
        [[each for same in by_message.values() for each in same]]
        if len(by_message) > MANY
        else list(by_message.values())
        for by_message in alike.values()
    )
    first = [_first_of(group) for every in groups for group in every]
    return sorted(first, key=lambda each: each.line)


def _first_of(group: Sequence[Diagnostic]) -> Diagnostic:
    """The first of several complaints, which says how many more there are."""
    first, times = group[0], len(group) - 1
    if not times:
        return first
    likewise = gettext(
        "{message} (likewise {times} times more up to line {line})",
        message=first.message,
        times=times,
        line=max(each.line for each in group),
    )
    return replace(first, message=likewise)


class TableFile(NamedTuple):
    """The rows of a file with the columns that were looked for."""

    file: str
    line: int  # of the headings
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    remarks: tuple[Diagnostic, ...]  # what of the file is not read


def read_table(folder: Path, name: str, columns: Sequence[Heading]) -> TableFile:
    """The rows of a CSV file or workbook beside a scenario, by the columns that are looked for.

    Raises ValueError when there is no such file in the folder, ScenarioError for its own faults.
    """
    known = {word: column.name for column in columns for word in (column.name, *column.also)}
    grid = read_grid(folder, name, known)
    if not grid.rows:
        raise refusal(grid.file, 1, "expected the columns {columns}", columns=_required(columns))
    header, *rows = grid.rows
    places, ignored = _columns(grid, header, known)
    missing = [each.name for each in columns if each.required and each.name not in places]
    if missing:
        text = translatable("expected the columns {columns}; there is no {missing}")
        wanted, lacking = _required(columns), ", ".join(missing)
        raise refusal(grid.file, header.line, text, columns=wanted, missing=lacking)
    marks = marks_of(grid, rows, places)
    return TableFile(
        file=grid.file,
        line=header.line,
        columns=tuple(places),
        rows=tuple(_row(grid, header, row, places, marks) for row in rows),
        remarks=(*grid.remarks, *_remark(grid.file, header.line, ignored)),
    )


def read_grid(folder: Path, name: str, known: Mapping[str, str]) -> Grid:
    """The cells of a file; words that may head a column tell what parts its cells.

    Raises as ``read_table`` does.
    """
    path = file_of(folder, name)
    ending, shown = path.suffix.lower(), str(folder / name)
    if ending in OTHER_SPREADSHEETS:
        raise refusal(shown, 0, "{ending} is not read; save it as .xlsx or .csv", ending=ending)
    return _workbook(path, shown) if ending in WORKBOOKS else _csv(path, shown, known)


def file_of(folder: Path, name: str) -> Path:
    """A file of that name in the folder or below it; ValueError where there is none."""
    path = inside(folder, name)
    if path.is_dir():
        text = translatable("{name!r} is a folder, expected the name of a file")
        raise InvalidValue(text, name=name)
    if not path.is_file():
        near = nearest_word(path.name, _files_beside(path))
        text = translatable("{name!r} cannot be read: there is no such file in the folder{hint}")
        raise InvalidValue(text, name=name, hint=near)
    return path


def _files_beside(path: Path) -> list[str]:
    if not path.parent.is_dir():
        return []
    return [each.name for each in path.parent.iterdir() if each.is_file()]


# -- columns -------------------------------------------------------------------------


def _columns(
    grid: Grid, header: GridRow, known: Mapping[str, str]
) -> tuple[dict[str, int], list[str]]:
    """Where each column stands, and the headings of those that are not read."""
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, cell in enumerate(header.cells):
        column = known.get(heading_word(cell))
        if column in places and column is not None:
            one, other = str(header.cells[places[column]]), str(cell)
            text = translatable("column {column!r} is there twice: {one!r} and {other!r}")
            raise refusal(grid.file, header.line, text, column=column, one=one, other=other)
        if column is not None:
            places[column] = place
        elif str(cell).strip():
            unknown.append(_unpadded(str(cell))[:MAX_LETTERS])
    for heading in unknown:
        _refuse_misspelt(grid.file, header.line, heading, set(known.values()) - set(places))
    return places, unknown


def _refuse_misspelt(file: str, line: int, heading: str, missing: set[str]) -> None:
    """Refuses a column whose heading is nearly that of one that is not there."""
    import difflib

    near = difflib.get_close_matches(heading_word(heading), sorted(missing), n=1, cutoff=0.75)
    if near:
        text = translatable("unknown column {column!r}; did you mean {word!r}?")
        raise refusal(file, line, text, column=heading, word=near[0])


def heading_word(heading: Cell) -> str:
    """A heading without what people write differently: blanks, capitals, brackets."""
    plain = unicodedata.normalize("NFKC", str(heading)).casefold()
    return re.sub(r"\W+", "_", plain).strip("_")


def _required(columns: Sequence[Heading]) -> str:
    return ", ".join(each.name for each in columns if each.required)


def _remark(file: str, line: int, ignored: Sequence[str]) -> Iterator[Diagnostic]:
    if ignored:
        names = ", ".join(ignored[:12])
        yield Diagnostic(gettext("columns that are not read: {names}", names=names), file, line)


def _row(grid: Grid, header: GridRow, row: GridRow, places: Mapping[str, int], marks: Marks) -> Row:
    if any(str(cell).strip() for cell in row.cells[len(header.cells) :]):
        raise refusal(
            grid.file, row.line, "more cells than columns; a decimal point is not a comma"
        )
    cells = {column: row.cells[place] for column, place in places.items() if place < len(row.cells)}
    return Row(grid.file, row.line, cells, marks)


# -- numbers and days ----------------------------------------------------------------

_GAP = re.compile("(?<=[0-9])[ '\u2019](?=[0-9]{3}(?![0-9]))")
_WHOLE = re.compile(r"[-+]?[0-9]+([eE][-+]?[0-9]+)?")
_DECIMAL = re.compile(r"[-+]?([0-9]+)([.,])([0-9]+)([eE][-+]?[0-9]+)?")
_GROUPED = re.compile(r"[-+]?[1-9][0-9]{0,2}([.,])[0-9]{3}((?:\1[0-9]{3})*)(?:([.,])[0-9]+)?")
_DAY = re.compile(r"([0-9]{1,2})([./])([0-9]{1,2})\2([0-9]{4})")


def _decimal_mark(written: str) -> str | None:
    """Which mark is the decimal one in a number, '' where it has none; None for no number."""
    plain = _ungrouped(written)
    if _WHOLE.fullmatch(plain):
        return ""
    grouped = _GROUPED.fullmatch(plain)
    if grouped:
        mark, more, decimal = grouped.groups()
        if decimal:
            return decimal if decimal != mark else None
        return _other(mark) if more else EITHER
    decimal = _DECIMAL.fullmatch(plain)
    return decimal[2] if decimal else None


def _ungrouped(written: str) -> str:
    return _GAP.sub("", written.replace("\u2212", "-"))


def _other(mark: str) -> str:
    return "," if mark == "." else "."


def _value(written: str, mark: str) -> float:
    plain = _ungrouped(written)
    return float(plain.replace(_other(mark), "").replace(mark, ".") if mark else plain)


def marks_of(grid: Grid, rows: Sequence[GridRow], places: Mapping[str, int]) -> Marks:
    """The decimal marks that the numbers in some columns of a table show, if they show any."""
    shown = {column: _shown_marks(rows, place) for column, place in places.items()}
    every = {mark for marks in shown.values() for mark in marks}
    return Marks(
        by_column={
            column: min(marks) if len(marks) == 1 else ""
            for column, marks in shown.items()
            if marks or len(every) > 1
        },
        shown=min(every) if len(every) == 1 else "",
        presumed=grid.decimal_mark,
    )


def _shown_marks(rows: Sequence[GridRow], place: int) -> set[str]:
    """The decimal marks of a column's numbers that can be read in one way."""
    shown = {
        _decimal_mark(_unpadded(cell)[:40])
        for cell in (row.cells[place] for row in rows if place < len(row.cells))
        if isinstance(cell, str) and cell[:1] in "-+0123456789\u2212"
    }
    return {mark for mark in shown if mark and mark != EITHER}


def _day(written: str) -> datetime.date:
    """A day as 2026-03-04, 4.3.2026 or, where only one reading is a date, 25/3/2026."""
    match = _DAY.fullmatch(written)
    if match is None:
        day: datetime.date = parse_date(written)
        return day
    first, mark, second, year = match.groups()
    orders = {(first, second)} if mark == "." else {(first, second), (second, first)}
    days = {day for one, other in orders for day in _real_days(year, other, one)}
    if len(days) != 1:
        expected = expected_day(written)
        raise InvalidValue(
            "read {read}, expected {expected}", read=repr(written), expected=expected
        )
    return days.pop()


def _real_days(year: str, month: str, day: str) -> Iterator[datetime.date]:
    try:
        yield datetime.date(int(year), int(month), int(day))
    except ValueError:
        return


def _unpadded(text: str) -> str:
    """A text without blanks around it and with plain ones in it."""
    return re.sub("[\u00a0\u2007\u2009\u202f]", " ", text).strip()


# -- CSV -----------------------------------------------------------------------------


def _csv(path: Path, name: str, known: Mapping[str, str]) -> Grid:
    """The cells of a text file, whatever parts them."""
    text, remarks = _decoded(path, name)
    lines = text.splitlines(keepends=True)
    named = re.fullmatch(r'"?sep=(.)"?\s*', lines[0]) if lines else None
    if named:
        lines[0] = "\n"
    delimiter = named[1] if named else _delimiter(lines, known)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    return Grid(
        name, _bounded(name, _numbered(name, reader)), "." if delimiter == "," else "", remarks
    )


def _numbered(name: str, reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Rows of a text file with the lines on which they begin."""
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader, None)
        except csv.Error as problem:
            if reader.line_num > line or "end of data" in str(problem):
                text = translatable(
                    "a quotation mark opens here that is not closed on this line: expected another"
                    " one where the cell ends, or none"
                )
                raise refusal(name, line, text) from None
            raise refusal(name, line, "not readable as CSV: {problem}", problem=problem) from None
        if row is None:
            return
        yield line, row


_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")  # two bytes that no text on Windows has


def _decoded(path: Path, name: str) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of a file: in UTF-8 or UTF-16, else in what Windows writes in western Europe.

    The latter is noted, with the first word that shows whether it is.
    """
    raw = bytes_of(path, name, MAX_BYTES)
    if is_unicode(raw) or _UTF_8_LETTER.search(raw):
        return unicode_text(raw, name), ()
    try:
        text = plain_text(raw.decode(WINDOWS), name)
    except UnicodeDecodeError:
        return unicode_text(raw, name), ()  # which refuses it
    line = next(n for n, each in enumerate(text.splitlines(), 1) if not each.isascii())
    note = gettext(
        "not UTF-8, so read as Windows text ({encoding}), as in {word!r}; if that is not what it"
        " says, save the file as UTF-8",
        encoding=WINDOWS,
        word=re.findall(r"\w*[^\x00-\x7f]\w*", text)[0][:40],
    )
    return text, (Diagnostic(note, name, line),)


def _delimiter(lines: Sequence[str], known: Mapping[str, str]) -> str:
    """What parts the cells: the mark that finds most known headings, then most cells."""
    first = next((line for line in lines if line.strip()), "")

    def fits(delimiter: str) -> tuple[int, int]:
        cells = first.strip("\r\n").split(delimiter)
        return sum(heading_word(cell) in known for cell in cells), len(cells)

    return max(DELIMITERS, key=fits)


def _bounded(name: str, rows: Any) -> tuple[GridRow, ...]:
    """Rows that hold something, as many as are read."""
    kept: list[GridRow] = []
    cells = 0
    for line, row in rows:
        if not any(_unpadded(cell) if isinstance(cell, str) else True for cell in row):
            continue
        kept.append(GridRow(line, tuple(row)))
        cells += len(row)
        if len(kept) > MAX_ROWS + 1:
            raise refusal(name, line, "more than {most:,} rows", most=MAX_ROWS)
        if cells > MAX_CELLS:
            raise refusal(name, line, "more than {most:,} cells", most=MAX_CELLS)
    return tuple(kept)


# -- workbooks -----------------------------------------------------------------------


def _workbook(path: Path, name: str) -> Grid:
    """The cells of a workbook's first sheet that holds something."""
    _refuse_large(path, name)
    try:
        sheets = _sheets(path, name)
    except ScenarioError:
        raise
    except Exception as problem:  # what is wrong with a damaged file comes out anyhow
        kind = type(problem).__name__
        raise refusal(name, 0, "not readable as a workbook: {problem}", problem=kind) from None
    filled = [title for title, rows in sheets if rows]
    rows = next((rows for _, rows in sheets if rows), ())
    remarks = []
    if len(filled) > 1:
        others = ", ".join(filled[1:])
        text = gettext("sheets that are not read: {names}", names=others)
        remarks.append(Diagnostic(text, name))
    return Grid(name, rows, "", tuple(remarks))


def _refuse_large(path: Path, name: str) -> None:
    if path.stat().st_size > MAX_BYTES:
        raise refusal(
            name, 0, "larger than {most:,} bytes, expected a smaller file", most=MAX_BYTES
        )
    try:
        with zipfile.ZipFile(path) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
    except (OSError, zipfile.BadZipFile, ValueError):
        text = translatable("not a workbook, or locked by a password; save it as .xlsx or .csv")
        raise refusal(name, 0, text) from None
    if unpacked > MAX_UNPACKED_BYTES:
        text = translatable("unpacked larger than {most:,} bytes, expected a smaller file")
        raise refusal(name, 0, text, most=MAX_UNPACKED_BYTES)


def _sheets(path: Path, name: str) -> list[tuple[str, tuple[GridRow, ...]]]:
    import openpyxl

    with warnings.catch_warnings(), path.open("rb") as file:
        warnings.simplefilter("ignore")  # of styles and forms, which nobody reads here
        book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheets = []
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(values_only=True), 1)
            plain = ((line, _trimmed(row)) for line, row in rows)
            sheets.append((str(sheet.title), _bounded(name, plain)))
        return sheets


def _trimmed(row: Sequence[object]) -> tuple[Cell, ...]:
    """The cells of a sheet's row as far as it holds something."""
    cells = [_cell(value) for value in row]
    while cells and cells[-1] == "":
        cells.pop()
    return tuple(cells)


def _cell(value: object) -> Cell:
    """A cell of a sheet: numbers stay, a day and a time of day are written as our files do."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.time):
        return f"{value:%H:%M:%S}" if value.second else f"{value:%H:%M}"
    return str(value)
