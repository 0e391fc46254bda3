"""Tables as people have them: read as they are meant, or asked about."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from simulator.scenario.tables import Heading, TableFile, read_table
from tests.refusals import refused

COLUMNS = (Heading("name", required=True), Heading("x_km", also=("east",)), Heading("from_day"))


def read(tmp_path: Path, content: str | bytes, name: str = "t.csv") -> TableFile:
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / name).write_bytes(raw)
    return read_table(tmp_path, name, COLUMNS)


def numbers(table: TableFile) -> list[float | None]:
    return [row.number("x_km") for row in table.rows]


def workbook(path: Path, rows: Sequence[Sequence[object]], also: str = "") -> None:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if also:
        book.create_sheet(also).append(["something"])
    book.save(path)


AS_PEOPLE_HAVE_THEM = [
    "name,x_km\nA,1.5\nB,-3\n",
    "name;x_km\nA;1.5\nB;-3\n",
    "name;x_km\nA;1,5\nB;-3\n",
    "name\tx_km\nA\t1,5\nB\t-3\n",
    "name|x_km\nA|1.5\nB|-3\n",
    "sep=;\nname;x_km\nA;1,5\nB;-3\n",
    '"sep=,"\nname,x_km\nA,1.5\nB,-3\n',
    "\ufeffname;x_km\nA;1,5\nB;-3\n",
    "name;x_km\r\nA;1,5\r\nB;-3\r\n",
    " Name ; X km \nA;1,5\nB;-3\n",
    "NAME;x (km)\nA;1,5\nB;-3\n",
    "name;East\nA;1,5\nB;-3\n",
    "name;x_km;;\nA;1,5;;\n;;;\n\nB;-3\n;;\n",
    "\n;;\nname;x_km\nA;1,5\nB;-3\n",
    "name;x_km\n\u00a0A\u00a0;\u00a01,5\nB;\u22123\n",
    "town;x_km;name\nUlm;1,5;A\nBonn;-3;B\n",
    'name,x_km\n"A","1,5"\nB,-3\n',
]


@pytest.mark.parametrize("text", AS_PEOPLE_HAVE_THEM)
def test_a_file_from_a_spreadsheet_means_the_same_whatever_parts_its_cells(
    tmp_path: Path, text: str
) -> None:
    table = read(tmp_path, text)
    assert [row.name("name") for row in table.rows] == ["A", "B"]
    assert numbers(table) == [1.5, -3]


def test_unicode_text_of_a_spreadsheet_is_read(tmp_path: Path) -> None:
    table = read(tmp_path, "name\tx_km\nMüller\t1,5\n".encode("utf-16"))
    assert table.rows[0].name("name") == "Müller"
    assert numbers(table) == [1.5]


def test_text_of_windows_is_read_and_noted(tmp_path: Path) -> None:
    table = read(tmp_path, "name;x_km\nUlm;1\nMüller – Söhne;1,5\n".encode("cp1252"))
    assert [row.name("name") for row in table.rows] == ["Ulm", "Müller – Söhne"]
    (note,) = table.remarks
    assert (note.file, note.line) == (str(tmp_path / "t.csv"), 3)
    assert note.message.startswith("not UTF-8, so read as Windows text (cp1252), as in 'Müller'")
    assert read(tmp_path, "name;x_km\nMüller;1\n").remarks == ()


@pytest.mark.parametrize(
    "raw",
    [
        b"name;x_km\nUlm;1\nM\x81ller;1\n",  # a byte that neither has
        "name;x_km\nMüller;1\n".encode() + b"S\xf6hne;2\n",  # one half of each
        b"name;x_km\nM\xfcller;1\nSo\x00hne;2\n",
    ],
)
def test_what_is_neither_unicode_nor_windows_is_refused_at_its_line(
    tmp_path: Path, raw: bytes
) -> None:
    complaint = refused(lambda: read(tmp_path, raw))
    assert complaint.startswith("t.csv:3: ")


NUMBERS = [
    ("1.234,5", 1234.5),
    ("1,234.5", 1234.5),
    ("1 234,5", 1234.5),
    ("1\u00a0234,5", 1234.5),
    ("1\u202f234.5", 1234.5),
    ("1'234.5", 1234.5),
    ("1.234.567", 1234567.0),
    ("1,234,567.8", 1234567.8),
    ("0.125", 0.125),
    ("0,125", 0.125),
    ("1234.567", 1234.567),
    ("12,5", 12.5),
    ("-12.25", -12.25),
    ("1e2", 100.0),
    ("+7", 7.0),
]


@pytest.mark.parametrize(("written", "value"), NUMBERS)
def test_a_number_that_can_be_read_in_one_way_is_read(
    tmp_path: Path, written: str, value: float
) -> None:
    assert numbers(read(tmp_path, f"name;x_km\nA;{written}\n")) == [value]


def test_a_point_before_three_digits_parts_what_the_rest_of_the_file_shows(
    tmp_path: Path,
) -> None:
    assert numbers(read(tmp_path, "name;x_km\nA;1.500\nB;2,5\n")) == [1500, 2.5]
    assert numbers(read(tmp_path, "name;x_km\nA;1.500\nB;2.5\n")) == [1.5, 2.5]
    assert numbers(read(tmp_path, "name;x_km\nA;1,500\nB;2.5\n")) == [1500, 2.5]
    assert numbers(read(tmp_path, "name,x_km\nA,1.500\n")) == [1.5]  # parted by commas


def test_a_number_that_may_be_a_thousand_is_asked_about(tmp_path: Path) -> None:
    said = refused(lambda: numbers(read(tmp_path, "name;x_km\nA;7\nB;1.500\n")))
    assert said == ("t.csv:3: read '1.500' in x_km, which may be 1.5 or 1500; write 1.5000 or 1500")


def test_each_column_shows_its_own_decimal_mark_where_others_show_another(tmp_path: Path) -> None:
    columns = (*COLUMNS, Heading("potential"))
    text = "name,x_km,potential\nA,11.5,1.200\nB,12.5,1.234.567\nC,2.500,7\n"
    (tmp_path / "t.csv").write_text(text)
    rows = read_table(tmp_path, "t.csv", columns).rows
    assert [row.number("potential") for row in rows] == [1200, 1_234_567, 7]
    assert rows[2].number("x_km") == 2.5


def test_what_other_columns_show_in_two_ways_is_asked_about(tmp_path: Path) -> None:
    columns = (*COLUMNS, Heading("y_km"), Heading("potential"))
    (tmp_path / "t.csv").write_text('name,x_km,y_km,potential\nA,11.5,"2,5",1.200\n')
    (row,) = read_table(tmp_path, "t.csv", columns).rows
    said = refused(lambda: row.number("potential"))
    assert said.startswith("t.csv:2: read '1.200' in potential, which may be 1.2 or 1200")


def test_what_may_well_be_thousands_is_asked_about_where_nothing_shows_it(tmp_path: Path) -> None:
    table = read(tmp_path, 'name,x_km\nA,1.200\nB,"1,200"\nC,7.5\n')
    assert [row.amount("x_km", "a number") for row in table.rows] == [1.2, 1200, 7.5]
    silent = read(tmp_path, 'name,x_km\nA,"1,200"\nB,1.200\nC,1200\n').rows
    assert silent[0].amount("x_km", "a number") == 1200
    said = refused(lambda: silent[1].amount("x_km", "a number"))
    assert said == "t.csv:3: read '1.200' in x_km, which may be 1.2 or 1200; write 1.2000 or 1200"


UNCLOSED = (
    "a quotation mark opens here that is not closed on this line: expected another one where the"
    " cell ends, or none"
)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('A,1\nB,"2\nC,3\nD,4\n', 3),
        ('A,1\nB,"2\nC,3\n"D",4\n', 3),  # which closes it where another opens
        ('"A\nof Ulm",1\n\nB,"2\nC,3\n', 5),
    ],
)
def test_a_quotation_mark_that_nothing_closes_is_told_where_it_opens(
    tmp_path: Path, rows: str, line: int
) -> None:
    assert refused(lambda: read(tmp_path, f"name,x_km\n{rows}")) == f"t.csv:{line}: {UNCLOSED}"


def test_letters_behind_a_quotation_mark_are_told_on_their_line(tmp_path: Path) -> None:
    said = refused(lambda: read(tmp_path, 'name,x_km\nA,1\n"B"s,2\nC,3\n'))
    assert said == "t.csv:3: not readable as CSV: ',' expected after '\"'"


@pytest.mark.parametrize("written", ["one", "1_0", "nan", "inf", "1e999", "1,2,3", "1.2.3", "--1"])
def test_what_is_no_number_is_refused(tmp_path: Path, written: str) -> None:
    said = refused(lambda: numbers(read(tmp_path, f"name;x_km\nA;{written}\n")))
    assert said == f"t.csv:2: read '{written}' in x_km, expected a number such as 12.5"


def test_a_blank_is_no_zero(tmp_path: Path) -> None:
    assert numbers(read(tmp_path, "name;x_km\nA;\nB;0\nC\n")) == [None, 0, None]


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    said = refused(lambda: read(tmp_path, "name;x_km;East\nA;1;2\n"))
    assert said == "t.csv:1: column 'x_km' is there twice: 'x_km' and 'East'"


def test_a_column_that_is_nearly_one_that_is_missing_is_refused(tmp_path: Path) -> None:
    said = refused(lambda: read(tmp_path, "name;x_kn\nA;1\n"))
    assert said == "t.csv:1: unknown column 'x_kn'; did you mean 'x_km'?"


def test_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    table = read(tmp_path, "name;Town;x_km;Fax no.\nA;Ulm;1;2\n")
    assert [str(each) for each in table.remarks] == [
        f"{tmp_path}/t.csv:1: columns that are not read: Town, Fax no."
    ]
    assert read(tmp_path, "name;x_km\nA;1\n").remarks == ()


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    said = refused(lambda: read(tmp_path, "x_km;town\n1;Ulm\n"))
    assert said == "t.csv:1: expected the columns name; there is no name"


def test_a_day_is_read_if_it_is_one_day_alone(tmp_path: Path) -> None:
    days = "2026-03-04", "4.3.2026", "25/3/2026", "3/25/2026", "5/5/2026"
    text = "name;from_day\n" + "".join(f"A;{day}\n" for day in days)
    read_days = [row.date("from_day") for row in read(tmp_path, text).rows]
    march = [(3, 4), (3, 4), (3, 25), (3, 25), (5, 5)]
    assert read_days == [datetime.date(2026, month, day) for month, day in march]
    unclear = read(tmp_path, "name;from_day\nA;3/4/2026\n").rows[0]
    assert "did you mean '2026-03-04' or '2026-04-03'?" in refused(lambda: unclear.date("from_day"))
    assert read(tmp_path, "name;from_day\nA;\n").rows[0].date("from_day") is None


def test_a_workbook_means_the_same_as_the_csv_of_it(tmp_path: Path) -> None:
    day, opens = datetime.datetime(2026, 3, 4), datetime.time(8, 30)
    rows = [[], ["Name", "X km", "from day"], ["A", 1.234, day], [None, None], [4711, -3, opens]]
    workbook(tmp_path / "T.XLSX", rows)
    table = read_table(tmp_path, "T.XLSX", COLUMNS)
    assert [row.line for row in table.rows] == [3, 5]
    assert [row.name("name") for row in table.rows] == ["A", "4711"]
    assert numbers(table) == [1.234, -3]
    assert table.rows[0].date("from_day") == datetime.date(2026, 3, 4)
    assert table.rows[1].text("from_day") == "08:30"


def test_a_number_kept_as_text_in_a_workbook_is_read_as_in_csv(tmp_path: Path) -> None:
    workbook(tmp_path / "t.xlsx", [["name", "x_km"], ["A", "1,5"], ["B", "1.500"]])
    assert numbers(read_table(tmp_path, "t.xlsx", COLUMNS)) == [1.5, 1500]


def test_sheets_that_are_not_read_are_named(tmp_path: Path) -> None:
    workbook(tmp_path / "t.xlsx", [["name"], ["A"]], also="Prices")
    remarks = read_table(tmp_path, "t.xlsx", COLUMNS).remarks
    assert [each.message for each in remarks] == ["sheets that are not read: Prices"]


@pytest.mark.slow
def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    def attempt() -> TableFile:
        return read_table(tmp_path, "t.xlsx", COLUMNS)

    (tmp_path / "t.xlsx").write_bytes(b"name,x_km\n")
    assert "not a workbook, or locked by a password" in refused(attempt)
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w") as packed:
        packed.writestr("a", "b")
    assert "not readable as a workbook" in refused(attempt)
    with zipfile.ZipFile(tmp_path / "t.xlsx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", b"0" * 210_000_000)
    assert "unpacked larger than 200,000,000 bytes" in refused(attempt)


@pytest.mark.parametrize("name", [".", "lists"])
def test_a_folder_in_the_place_of_a_file_is_called_one(name: str, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    with pytest.raises(ValueError, match=f"'{name}' is a folder, expected the name of a file"):
        read_table(tmp_path, name, COLUMNS)


def test_an_old_spreadsheet_is_refused_with_its_cure(tmp_path: Path) -> None:
    said = refused(lambda: read(tmp_path, "x", name="t.xls"))
    assert said == "t.xls: .xls is not read; save it as .xlsx or .csv"


def test_a_file_that_is_not_there_names_the_one_most_like_it(tmp_path: Path) -> None:
    (tmp_path / "Accounts.CSV").write_text("name\nA\n")
    with pytest.raises(ValueError, match=r"did you mean 'Accounts\.CSV'"):
        read_table(tmp_path, "accounts.csv", COLUMNS)
    assert len(read_table(tmp_path, "Accounts.CSV", COLUMNS).rows) == 1
