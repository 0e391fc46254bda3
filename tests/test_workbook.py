import csv
import io
import math
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import polars as pl
import pytest
from firm import relieved, today, written
from printed import tables_of, values
from test_robustness import by_hand as stress_by_hand
from test_time_study import by_hand as study_by_hand
from typer.testing import CliRunner

from simulator.analysis.shapley import Contribution, Explanation
from simulator.analysis.sweep import Axis, SweepPoint, SweepResult
from simulator.analysis.warmup import SELLING, Settling, WarmUp
from simulator.cli import app
from simulator.experiment import compare
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment, label_of
from simulator.experiment.statistics import Interval
from simulator.experiment.store.store import as_csv
from simulator.i18n import use_language
from simulator.io import unarmed
from simulator.measures.targets import HEADLINE
from simulator.output.document import TEXT, Column, Format, Formatted, NativeChart, Series, Table
from simulator.output.render import excel
from simulator.output.render.csv_parquet import write_csv, write_parquet
from simulator.output.render.file_table import FileColumn, FileTable, file_table
from simulator.output.wording import went
from simulator.scenario.inheritance import load
from simulator.scenario.what_if import what_if

HOSTILE = [
    "=cmd|' /C calc'!A0", "+1", "-1", "@x", "\t=1", "\r=1", "<script>alert(1)</script>",
    "a\x01b\x0bc\x1b[31m", "x" * 300, "🙂 é \ufffe", "http://example.org", "=1+1", "{=1}",
]  # fmt: skip


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The firm and two what-ifs, kept."""
    store = tmp_path_factory.mktemp("results")
    arms = (
        today(),
        relieved(),
        what_if(today(), name="more", title="One more", hire={"support": 1}),
    )
    return compare.compare(*arms, replications=3, jobs=1, store=store, engine="simpy")


@pytest.fixture(scope="module")
def run(compared: Comparison) -> Experiment:
    return compared.base


@pytest.fixture(scope="module")
def book(compared: Comparison, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The comparison's workbook as another program reads it."""
    file = tmp_path_factory.mktemp("book") / "firm.xlsx"
    return openpyxl.load_workbook(excel.write_excel(tables_of(compared), file))


def table(page: Any, corner: str) -> list[dict[str, Any]]:
    """The rows of a sheet below the row that begins with a word, by what stands above them."""
    rows = list(page.iter_rows())
    start = next(n for n, row in enumerate(rows) if row[0].value == corner)
    heads = [cell.value for cell in rows[start]]
    found = []
    for row in rows[start + 1 :]:
        if row[0].value is None:
            break
        found.append(dict(zip(heads, row, strict=True)))
    return found


def sheet_of(name: str, rows: list[tuple[Any, ...]]) -> FileTable:
    """A sheet of names and numbers."""
    text, number = Format("text"), Format("number")
    columns = (FileColumn("k", "k", text), FileColumn("v", "v", number))[: len(rows[0])]
    cells = tuple(
        tuple(Formatted(*pair) for pair in zip(row, (text, number), strict=False)) for row in rows
    )
    return FileTable(name, name, "t", columns, cells)


def known(number: float) -> Any:
    """What a cell holds for a number: nothing for what never happened."""
    return None if math.isnan(number) else pytest.approx(number)


def formulas(file: Path) -> list[str]:
    """The cells that a spreadsheet would compute."""
    pages = openpyxl.load_workbook(file).worksheets
    cells = (cell for page in pages for row in page.iter_rows() for cell in row)
    return [f"{cell.parent.title}!{cell.coordinate}" for cell in cells if cell.data_type == "f"]


def answers() -> list[Explanation | SweepResult | WarmUp]:
    """An answer of each kind, with names that nobody would give."""
    said = label_of(today(title=HOSTILE[0]))
    one = Interval(0.1, 0.08, 0.12, 5)
    bars = tuple(Contribution(name, one, one, one) for name in ("reassign.order", HOSTILE[1]))
    shares = ((0.05, 0.05),) * 5
    bridge = Explanation(said, said, HEADLINE, one, one, one, bars, one, True, 5, 1, shares)
    points = tuple(SweepPoint((n, "12 min"), one, one, (0.1,) * 30) for n in (1, 2, 3))
    axes = (Axis("roles.support.people", (1, 2, 3)), Axis("activities.order.lasts", ("12 min",)))
    swept = SweepResult(said, HEADLINE, axes, points, 30, 1)
    settling = Settling(SELLING, tuple(range(20)), (0.2,) * 20, math.nan)
    return [bridge, swept, WarmUp(said, 1, (settling,), 5, 1)]


# -- what stands in it -----------------------------------------------------------------------------


def test_there_is_a_sheet_for_each_table(book: Any) -> None:
    assert book.sheetnames == [
        "Answer", "Time use", "Changes", "Gains", "Receiving side", "Queues", "Calls",
        "All differences", "Measures", "Replications", "Assumptions", "How it was run",
    ]  # fmt: skip


def test_the_answer_comes_first(book: Any, compared: Comparison) -> None:
    said = [(row[0].value, row[1].value) for row in book["Answer"].iter_rows(min_row=2, max_col=2)]
    assert ("Question", "And if support entered the orders?") in said
    assert [told for what, told in said if what == "Answer"] == [compared.headline]
    assert any(what == "How sure" and "3 replications" in told for what, told in said)


def test_time_is_numbers_of_minutes_and_shares(book: Any, compared: Comparison) -> None:
    rows = {row["category"].value: row for row in table(book["Time use"], "category")}
    minutes, share = (rows["selling"][head] for head in ("relieved, min", "relieved, share"))
    spent = compared.others[0].time_use("field_rep")["selling"].mean()
    assert minutes.value == pytest.approx(spent)
    assert (minutes.number_format, share.number_format) == ("#,##0.0", "0.0%")
    assert 0 < share.value < 1
    total = sum(row["relieved, min"].value for name, row in rows.items() if " " not in name)
    assert total <= rows["in all"]["relieved, min"].value


def test_watched_changes_are_those_of_the_comparison(book: Any, compared: Comparison) -> None:
    rows = {
        (row["scenario"].value, row["name of the measure"].value): row
        for row in table(book["Changes"], "scenario")
    }
    assert len(rows) == len(compared.others) * len(compared.watched)
    for name, found in compared.answers.items():
        for key, answer in found.items():
            row = rows[name, key]
            points = 100 if key == HEADLINE else 1
            assert row["difference"].value == known(points * answer.difference.mean)
            assert row["from"].value == known(points * answer.difference.low)
            assert row["it went"].value == went(answer.judged, key)
    assert rows["relieved", HEADLINE]["before"].number_format == "0.0%"
    assert rows["relieved", HEADLINE]["difference"].number_format == "+0.0;-0.0;0.0"


def test_replications_are_the_raw_table_and_empty_is_not_zero(compared: Comparison) -> None:
    sheet = next(x for x in tables_of(compared) if x.name == "Replications")
    keys = [column.key for column in sheet.columns]
    frame = compared.frame()
    assert [row[0] for row in values(sheet)] == frame["scenario"].to_list()
    numbers = [row[keys.index(HEADLINE)] for row in values(sheet)]
    assert numbers == frame[HEADLINE].to_list()


def test_what_never_happened_is_an_empty_cell(tmp_path: Path) -> None:
    rows = [("a", math.nan), ("b", 0.0), ("c", math.inf)]
    sheet = sheet_of("s", rows)
    file = excel.write_excel([sheet], tmp_path / "book.xlsx")
    found = table(openpyxl.load_workbook(file)["s"], "k")
    assert [row["v"].value for row in found] == [None, 0, None]


def test_headers_stay_in_sight_and_print_on_every_page(book: Any) -> None:
    for name, corner in (("Changes", "scenario"), ("Replications", "scenario")):
        page = book[name]
        head = next(row[0].row for row in page.iter_rows() if row[0].value == corner)
        assert page.freeze_panes == f"B{head + 1}"
        assert page.print_title_rows == f"${head}:${head}"
    assert book["Time use"].page_setup.orientation == "landscape"
    assert book["Time use"].sheet_properties.pageSetUpPr.fitToPage


def test_charts_are_native_and_refer_to_their_cells(book: Any) -> None:
    kinds = {
        name: [(type(chart).__name__, len(chart.series)) for chart in book[name]._charts]
        for name in ("Time use", "Changes", "Gains")
    }
    spent = [
        row for row in table(book["Time use"], "category") if row["category"].value != "in all"
    ]
    assert kinds["Time use"] == [("BarChart", len(spent) - 1)]  # the last is overtime
    assert kinds["Changes"] == kinds["Gains"] == [("BarChart", 2)]
    bars = book["Changes"]._charts[0].series[0]
    assert bars.val.numRef.f.startswith("Changes!$")
    assert bars.errBars.plus.numRef.f.startswith("Changes!$")


def test_assumptions_say_where_they_come_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = written(tmp_path / "scenarios", today()).parent
    text = (folder / "today.yaml").read_text()
    (folder / "today.yaml").write_text(
        text.replace("cost_per_hour: 60.0", "cost_per_hour: 60  # a clerk's wage [S]")
    )
    monkeypatch.chdir(tmp_path)
    found = compare.run(load("today"), 1, jobs=1, engine="simpy")
    sheet = next(x for x in tables_of(found) if x.name == "Assumptions")
    rows = {row[-1]: row for row in values(sheet)}
    cost = rows["roles.field_rep.cost_per_hour"]
    assert cost[1] == 60
    assert cost[5:8] == ["published figure", "a clerk's wage [S]", "today.yaml"]


def test_how_it_was_run_says_version_seed_and_hashes(book: Any) -> None:
    page = book["How it was run"]
    said = {row[0].value: row[1].value for row in page.iter_rows(min_row=2, max_col=2)}
    assert said["Replications of each scenario"] == 3
    assert said["Seed"] == 1
    assert len(said["Code that determines numbers, SHA-256"]) == 64
    assert len(said["Scenario relieved, SHA-256"]) == 64


def test_a_run_has_its_own_sheets(run: Experiment, tmp_path: Path) -> None:
    sheets = tables_of(run)
    file = excel.write_excel(sheets, tmp_path / "run.xlsx")
    names = openpyxl.load_workbook(file).sheetnames
    assert names[:4] == ["Answer", "Time use", "Watched", "Queues"]


def test_a_year_with_profit_has_money_over_weeks(tmp_path: Path) -> None:
    from test_customers import everything

    base = everything()
    cheaper = what_if(base, name="cheaper", title="Cheaper", travel={"cost_per_km": 0})
    found = compare.compare(base, cheaper, replications=2, jobs=1, engine="simpy")
    sheets = {sheet.name: sheet for sheet in tables_of(found)}
    money = sheets["Money over weeks"]
    weeks = sum(key.startswith("profit_in_week.") for key in found.base.measures)
    assert [row[0] for row in values(money)] == list(range(1, weeks + 1))
    file = excel.write_excel([money], tmp_path / "money.xlsx")
    (chart,) = openpyxl.load_workbook(file)["Money over weeks"]._charts
    assert (type(chart).__name__, len(chart.series)) == ("LineChart", 3)


# -- answers ---------------------------------------------------------------------------------------


def test_each_table_of_an_answer_is_a_sheet_with_a_chart(tmp_path: Path) -> None:
    file = excel.write_excel(tables_of(answers()), tmp_path / "answers.xlsx")
    found = openpyxl.load_workbook(file)
    assert found.sheetnames == [
        "Answer", "direct selling share", "direct selling share 2", "Day by day", "How it was run",
    ]  # fmt: skip
    bars = table(found["direct selling share"], "move")
    assert [row["move"].value for row in bars] == [
        "reassign: order", "+1", "all together", "beyond the sum of each alone",
    ]  # fmt: skip
    assert [row["share, points"].value for row in bars] == [10, 10, 10, 10]
    assert bars[0]["share, points"].number_format == "+0.0;-0.0;0.0"
    assert bars[0]["share, points, ±"].value == pytest.approx(2)
    assert bars[0]["share, points, ±"].number_format == "#,##0.0"
    points = table(found["direct selling share 2"], "roles: support: people")
    assert [row["roles: support: people"].value for row in points] == [1, 2, 3]
    assert [row["direct selling share, %"].number_format for row in points] == ["0.0%"] * 3
    assert [row["against the first, points"].value for row in points] == [None, 10, 10]
    assert [len(found[name]._charts) for name in found.sheetnames] == [0, 1, 1, 0, 0]
    assert formulas(file) == []


def test_an_answer_is_told_in_words_first(tmp_path: Path) -> None:
    file = excel.write_excel(tables_of(answers()[1:2]), tmp_path / "answers.xlsx")
    page = openpyxl.load_workbook(file)["Answer"]
    assert [row[:2] for row in page.iter_rows(min_row=3, values_only=True)] == [
        ("Question", "Where does the week go?"),
        ("Answer", "Direct selling share: nothing moves it."),
        ("Note", "differences hold together (Bonferroni)"),
        ("Scenario today", HOSTILE[0]),
    ]


def test_what_rounding_leaves_of_nothing_is_nothing(tmp_path: Path) -> None:
    rows = [("a", -2.3e-18), ("b", 1e-9)]
    found = openpyxl.load_workbook(excel.write_excel([sheet_of("s", rows)], tmp_path / "b.xlsx"))
    assert [row["v"].value for row in table(found["s"], "k")] == [0, 1e-9]


def test_a_row_is_high_enough_for_a_text_in_chinese(tmp_path: Path) -> None:
    """Sixty letters, each as wide as two, in a column of sixty: two lines of fifteen points."""
    text = Format("text")
    columns = (FileColumn("k", "k", text, 60),)
    cells = tuple((Formatted(each, text),) for each in ("a" * 60, "中" * 60))
    sheet = FileTable("s", "s", "t", columns, cells)
    page = openpyxl.load_workbook(excel.write_excel([sheet], tmp_path / "b.xlsx"))["s"]
    assert [page.row_dimensions[row].height or 15 for row in (4, 5)] == [15, 30]


def test_answers_with_several_tables_have_several_sheets(tmp_path: Path) -> None:
    stressed = [stress_by_hand([[0, 0], [20, 7]])]
    file = excel.write_excel(tables_of(stressed), tmp_path / "stress.xlsx")
    found = openpyxl.load_workbook(file)
    assert found.sheetnames == ["Answer", "Today", "The plan", "How it was run"]
    hit = table(found["The plan"], "shock")
    assert [(row["shock"].value, row["reaches the goal"].value) for row in hit] == [
        ("no shock", 1), ("surge", 0.35),
    ]  # fmt: skip
    assert [row["regret, points"].value for row in hit] == [2, 0]
    assert [row["direct selling share, %"].value for row in hit] == [0.2] * 2
    study = openpyxl.load_workbook(
        excel.write_excel(tables_of([study_by_hand()]), tmp_path / "study.xlsx")
    )
    assert [row["people"].value for row in table(study["Designs"], "design")] == [None, 60, 35]


# -- hostile names ---------------------------------------------------------------------------------


MORE_HOSTILE = [pytest.param(name, marks=pytest.mark.slow) for name in HOSTILE[2:]]


@pytest.mark.slow
@pytest.mark.parametrize("name", [*HOSTILE[:2], *MORE_HOSTILE])
def test_no_name_becomes_a_formula_or_a_link(
    compared: Comparison, tmp_path: Path, name: str
) -> None:
    def called(each: Experiment, number: int) -> Experiment:
        words = {"name": f"{name}{number}", "title": name, "question": name}
        scenario = each.scenario.model_copy(update=words)
        return Experiment(scenario, each.seed, each.measures, each.table)

    arms = [called(each, number) for number, each in enumerate(compared.experiments)]
    sheets = tables_of(Comparison(arms[0], tuple(arms[1:])))
    file = excel.write_excel(sheets, tmp_path / "book.xlsx")
    assert formulas(file) == []
    found = openpyxl.load_workbook(file)
    assert all(not page._hyperlinks for page in found.worksheets)
    assert all(chart.title is not None for page in found.worksheets for chart in page._charts)
    for path in write_csv(sheets, tmp_path / "csv"):
        for row in csv.reader(io.StringIO(path.read_bytes().decode())):
            for cell in row:
                assert not cell.startswith(tuple("=@\t\r")), (path, cell)
                assert not cell.startswith(("+", "-")) or is_number(cell), (path, cell)


def test_of_each_column_a_file_says_what_stands_above_it_and_its_unit(tmp_path: Path) -> None:
    """A key alone does not say whose level it is, nor that a share is a part of 1."""
    share, points = Format("share", "%"), Format("points", "points")
    columns = (
        Column("month", "month"),
        Column("level_0", "The shop", TEXT),
        Column("difference_0", "difference", points),
        Column("cost", "cost, EUR", Format("whole", "EUR")),
    )
    rows = (("May", Formatted(0.12, share), 0.01, 9.0), ("June", Formatted("pile", TEXT), 0.0, 8.0))
    table = Table("selling", "Direct selling share, %", columns, rows)
    *_, path = write_csv([file_table(table)], tmp_path)
    assert path.name == "columns.csv"
    assert list(csv.reader(io.StringIO(path.read_bytes().decode()))) == [
        ["file", "column", "table", "heading", "unit"],
        ["selling", "month", "Direct selling share, %", "month", ""],
        ["selling", "level_0", "Direct selling share, %", "The shop", "part of 1"],
        ["selling", "difference_0", "Direct selling share, %", "difference", "points"],
        ["selling", "cost", "Direct selling share, %", "cost, EUR", "EUR"],
    ]


def test_files_have_the_whole_names_of_their_tables_and_one_holds_what_stands_below_them(
    tmp_path: Path,
) -> None:
    """A sheet's name ends after 31 letters, which parts these two from none."""
    keys = [f"monthly-turnaround_mean.order_entry{end}" for end in ("", "_of_strangers")]
    column = (Column("month", "month"),)
    tables = [
        file_table(Table(key, key, column, (("May",),), notes=notes))
        for key, notes in zip(keys, ((), ("pile grows", "short")), strict=True)
    ]
    paths = write_csv(tables, tmp_path)
    assert [path.name for path in paths] == [f"{key}.csv" for key in (*keys, "columns", "notes")]
    assert list(csv.reader(io.StringIO(paths[-1].read_bytes().decode()))) == [
        ["file", "note"],
        [keys[1], "pile grows"],
        [keys[1], "short"],
    ]


def is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def test_numbers_of_csv_stay_numbers_and_texts_lose_their_sting() -> None:
    cells = ["=1+1", "+1", "-x", "@x", "\tx", "\rx", "a=b", "", -1.5, 2, None, "\uff1d1"]
    assert [unarmed(cell) for cell in cells] == [
        "'=1+1", "'+1", "'-x", "'@x", "'\tx", "' x", "a=b", "", -1.5, 2, None, "'\uff1d1",
    ]  # fmt: skip
    assert as_csv(["n"], [[-1.5]]) == b"n\n-1.5\n"


def test_sheet_names_are_such_as_excel_takes(tmp_path: Path) -> None:
    names = ["a/b[c]:*?\\", "x" * 40, "X" * 40, "'", "\x01", "History"]
    sheets = [sheet_of(name, [("v",)]) for name in names]
    found = openpyxl.load_workbook(excel.write_excel(sheets, tmp_path / "b.xlsx")).sheetnames
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in found)


def test_a_chart_title_is_never_a_reference(tmp_path: Path) -> None:
    chart = NativeChart("bars", "=Sheet!A1", "k", (Series("v", name="=1"),), "=2")
    text, whole = Format("text"), Format("whole")
    columns = (FileColumn("k", "=3", text), FileColumn("v", "=4", Format("number")))
    cells = ((Formatted("=7", text), Formatted(1, whole)),)
    sheet = FileTable("s", "s", "=5", columns, cells, ("=6",), chart)
    file = excel.write_excel([sheet], tmp_path / "b.xlsx")
    (drawn,) = openpyxl.load_workbook(file)["s"]._charts
    assert drawn.title.tx.rich is not None
    assert drawn.x_axis.title is None or drawn.x_axis.title.tx.rich is not None
    assert formulas(file) == []


# -- languages -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_workbook_is_in_the_readers_language_and_keys_are_not(
    compared: Comparison, tmp_path: Path
) -> None:
    english = tables_of(compared)
    with use_language("zh-Hant"):
        chinese = tables_of(compared)
    assert [table.key for table in chinese] == [table.key for table in english]
    assert [table.columns[0].key for table in chinese] == [x.columns[0].key for x in english]
    headings = [
        text
        for table in chinese
        for text in (table.name, table.title, *table.notes, *(x.title for x in table.columns))
    ]
    kept = {"Python", *(each.name for each in compared.experiments), "mu*", "±", ""}
    english_words = [
        text
        for text in headings
        if text not in kept and re.search("[a-z]{3}", text) and not re.search("[一-鿿]", text)
    ]
    assert english_words == []
    assert (
        openpyxl.load_workbook(excel.write_excel(chinese, tmp_path / "b.xlsx")).sheetnames[0]
        == "答案"
    )


# -- files -----------------------------------------------------------------------------------------


def test_parquet_holds_the_same_tables_with_their_types(
    compared: Comparison, tmp_path: Path
) -> None:
    files = {path.stem: path for path in write_parquet(tables_of(compared), tmp_path)}
    found = pl.read_parquet(files["replications"])
    wanted = compared.frame()
    assert found[HEADLINE].to_list() == wanted[HEADLINE].to_list()
    assert found.schema["replication"] == pl.Int64
    assert found.schema[HEADLINE] == pl.Float64
    assert pl.read_parquet(files["changes"]).schema["verdict"] == pl.String


@pytest.mark.slow
def test_the_same_result_gives_the_same_bytes(compared: Comparison, tmp_path: Path) -> None:
    one, two = (excel.write_excel(tables_of(compared), tmp_path / name) for name in "ab")
    assert one.read_bytes() == two.read_bytes()


class Office(NamedTuple):
    """LibreOffice without a window, with settings of its own."""

    command: str
    home: Path

    def convert(self, file: Path, kind: str) -> Path:
        """The file as another format."""
        settings = f"-env:UserInstallation={self.home.as_uri()}"
        told = ["--headless", "--convert-to", kind, "--outdir", str(self.home / "out"), str(file)]
        command = [self.command, settings, *told]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return self.home / "out" / f"{file.stem}.{kind.partition(':')[0]}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    command = shutil.which("soffice")
    if command is None and not os.environ.get("SIMULATOR_TEST_ALL"):
        pytest.skip("LibreOffice is not installed: nobody opens the workbook")
    assert command, "SIMULATOR_TEST_ALL is set and LibreOffice is not installed"
    return Office(command, tmp_path_factory.mktemp("office"))


@pytest.mark.slow
def test_libre_office_opens_the_workbook_and_finds_the_same(
    compared: Comparison, tmp_path: Path, office: Office
) -> None:
    written_file = excel.write_excel(tables_of(compared), tmp_path / "firm.xlsx")
    converted = office.convert(written_file, "xlsx")
    ours, theirs = (openpyxl.load_workbook(file) for file in (written_file, converted))
    assert theirs.sheetnames == ours.sheetnames
    for name in ("Changes", "Replications"):
        pairs = zip(table(ours[name], "scenario"), table(theirs[name], "scenario"), strict=True)
        for mine, others in pairs:
            for head, cell in mine.items():
                assert others[head].value == pytest.approx(cell.value, nan_ok=True), head
    assert formulas(converted) == []
    assert [len(page._charts) for page in theirs] == [len(page._charts) for page in ours]


# -- the command -----------------------------------------------------------------------------------


@pytest.mark.few(1)
@pytest.mark.parametrize("form", ["xlsx", "csv", "parquet", "xes", "ocel", "ics", "trace"])
def test_a_stored_comparison_is_taken_away_in_any_format(
    compared: Comparison, form: str, tmp_path: Path
) -> None:
    assert compared.folder is not None
    root = compared.folder.parent.parent
    said = [str(compared.folder), "--format", form, "--out", str(root), "--to", str(tmp_path / "x")]
    result = CliRunner().invoke(app, ["export", *said])
    assert result.exit_code == 0, result.output
    assert any((tmp_path / "x").rglob("*")) or (tmp_path / "x").is_file()


def test_an_export_lies_beside_the_result_if_nobody_says_where(compared: Comparison) -> None:
    assert compared.folder is not None
    root = compared.folder.parent.parent
    result = CliRunner().invoke(app, ["export", "relieved", "--out", str(root), "--format", "csv"])
    assert result.exit_code == 0, result.output
    assert Path(result.stdout.splitlines()[0]).name == "answer.csv"
    assert "exports" in result.output


def test_a_result_that_is_not_there_is_named_with_the_nearest(compared: Comparison) -> None:
    assert compared.folder is not None
    root = compared.folder.parent.parent
    result = CliRunner().invoke(app, ["export", "relived", "--out", str(root)])
    assert result.exit_code == 2
    assert "relieved" in result.output
