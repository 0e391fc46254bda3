from __future__ import annotations

import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
from firm import relieved, today, written
from matplotlib.font_manager import fontManager, get_font
from test_customers import everything
from typer.testing import CliRunner

from simulator.analysis import result_file, warmup
from simulator.analysis.registry import ANALYSES, Analysis
from simulator.analysis.shapley import Contribution, Explanation
from simulator.analysis.stored_result import StoredResult, read_stored
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment import runner
from simulator.experiment.compare import compare, run
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import label_of
from simulator.experiment.statistics import Interval
from simulator.experiment.store import store
from simulator.experiment.store.checksums import write_signed
from simulator.i18n import use_language
from simulator.ledger.ledger import Ledger
from simulator.output import charts
from simulator.output.content import comparison as content_of_comparison
from simulator.output.content import queues as content_of_queues
from simulator.output.content import run as content_of_run
from simulator.output.content import shapley
from simulator.output.content import warmup as content_of_warm_up
from simulator.output.content.namesakes import namesakes
from simulator.output.document import Table
from simulator.output.drawing import style
from simulator.output.render.html import checklist, doubts, report
from simulator.output.render.page_table import on_page
from simulator.output.wording import words
from simulator.scenario.scenario import Scenario
from simulator.scenario.what_if import what_if

CHROMIUM = Path("/usr/bin/chromium")
EVIL = "<script>alert('x')</script>"


class Read(HTMLParser):
    """What a page holds: elements, attributes, text, and the cells of its tables."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def cells(self) -> list[list[str]]:
        return [[" ".join(cell.split()) for cell in row] for row in self.rows]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def comparison(root: Path) -> Comparison:
    return compare(today(), relieved(), replications=3, store=root, jobs=1)


@pytest.fixture(scope="module")
def stored(root: Path, comparison: Comparison) -> StoredResult:
    return read_stored(root, str(comparison.folder))


@pytest.fixture(scope="module")
def english(stored: StoredResult) -> str:
    return report([stored])


@pytest.fixture(scope="module")
def chinese(stored: StoredResult) -> str:
    return report([stored], "zh-Hant")


@pytest.fixture(scope="module")
def bridge(root: Path) -> StoredResult:
    """An answer as another command has put it there."""
    share = Interval(0.04, 0.03, 0.05, 5)
    before, after = Interval(0.2, 0.19, 0.21, 5), Interval(0.24, 0.23, 0.25, 5)
    found = Explanation(
        base=label_of(today()),
        whole=label_of(relieved()),
        measure="direct_selling_share",
        before=before,
        after=after,
        difference=share,
        bars=(Contribution("reassign order", share, share, share),),
        interaction=Interval(0.0, 0.0, 0.0, 5),
        exact=True,
        replications=5,
        seed=1,
        shares=((0.04,),) * 5,
    )
    folder = store.answer_folder(root, ["explain", "relieved"], ["a bridge"])
    result_file.write_results(folder, "explain", [found])
    about = store.about_result("explain", "relieved", 1, 5)
    write_signed(folder, about, [result_file.FILE])
    return read_stored(root, str(folder))


def shown(table: Table) -> list[list[str]]:
    """The rows of a table as a page shows them."""
    page = on_page(table)
    return [[" ".join(cell.split()) for cell in row] for row in (page.header, *page.texts())]


def runs_of(rows: list[list[str]], wanted: list[list[str]]) -> bool:
    """Do the wanted rows stand there, one below the other?"""
    return any(rows[at : at + len(wanted)] == wanted for at in range(len(rows)))


def test_every_table_of_a_comparison_stands_in_its_report(
    english: str, comparison: Comparison
) -> None:
    rows = Read(english).cells
    tables = content_of_comparison.document(comparison).tables
    assert [table.key for table in tables] == [
        "time-use",
        "gains",
        "changes",
        "called-on",
        "receiving-side",
    ]
    for table in tables:
        assert runs_of(rows, shown(table)), table.key


def test_the_answer_stands_first_with_its_interval(english: str, comparison: Comparison) -> None:
    text = Read(english).text
    line = comparison.headline
    assert text.index("And if support entered the orders?") < text.index(line)
    assert text.index(line) < text.index("Where the time goes, before and after")


@pytest.mark.slow
def test_what_cannot_be_told_is_said(english: str, comparison: Comparison) -> None:
    text = Read(english).text
    [found] = comparison.answers.values()
    unclear = [key for key, answer in found.items() if answer.verdict == "cannot tell"]
    assert unclear, "with three replications something stays open"
    for key in unclear:
        assert f"relieved: whether {words(key)} goes up or down" in text


def test_no_blank_stands_where_a_measure_has_no_unit() -> None:
    """Before a comma, an arrow or an end: of one replication each difference is in doubt."""
    watch = ["visits_per_week", "direct_selling_share", "cost_per_week"]
    before, after = (
        what_if(each, name=name, watch=watch)
        for each, name in ((today(), "before"), (relieved(), "after"))
    )
    compared = compare(before, after, replications=1, jobs=1)
    visits = compared.difference("after", "visits_per_week").mean
    said = list(doubts._undecided(compared))
    open_ends = "goes up or down. The interval of the difference,"
    assert said[0] == f"after: whether visits per week {open_ends} {visits:+.1f}, leaves both open."
    (figures,) = content_of_comparison.document(compared).key_figures
    assert figures.figures[0].note.endswith(f"; {visits:+.1f}")
    assert " points, leaves both open." in said[1]
    assert " EUR, leaves both open." in said[2]
    for key, answer in compared.answers["after"].items():
        told = charts.change._told(key, answer, "EUR")
        assert told == re.sub(r" +(?=[ %\n]|$)", "", told)


def test_who_made_it_can_be_traced(english: str, stored: StoredResult) -> None:
    text = Read(english).text
    for part in (stored.made["code_sha256"][:16], stored.folder.name, "seed 1, 3 replications"):
        assert part in text


def test_what_no_machine_knows_is_left_to_a_human(english: str) -> None:
    rows = {row[0]: row[-1] for row in Read(english).cells if len(row) == 3}
    assert rows["3.2"] == rows["5.4"] == "A human must answer."
    assert rows["4.2"] == "2 weeks from 2025-01-06, warm-up included; 3 replications"


@pytest.mark.slow
def test_several_results_make_one_report(stored: StoredResult, bridge: StoredResult) -> None:
    page = Read(report([stored, bridge]))
    assert isinstance(bridge.content, list)
    [found] = bridge.content
    assert isinstance(found, Explanation)
    assert runs_of(page.cells, shown(shapley.bridge(found)))
    assert "they rest on 3 and 5 replications" in page.text


@pytest.mark.slow
def test_a_sentence_that_several_results_share_stands_once(stored: StoredResult) -> None:
    assert isinstance(stored.content, Comparison)
    assert Read(report([stored, stored])).text.count(stored.content.headline) == 1


def test_two_scenarios_of_one_name_are_told_apart_above_all_else(tmp_path: Path) -> None:
    file, out = written(tmp_path, today()), tmp_path / "out"
    asked = ["capacity", str(file), "--out", str(out)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    file.write_text(file.read_text().replace("people: 3", "people: 4", 1))
    assert CliRunner().invoke(app, asked).exit_code == 0
    first, second = (out / "capacity+today").iterdir()
    results = [str(first), str(second), "--out", str(out), "--to", str(tmp_path / "both.html")]
    told = CliRunner().invoke(app, ["report", *results])
    line = (
        "“today” is 2 different scenarios here, so that figures of it do not go together: one in"
        f" capacity+today/{first.name}; another in capacity+today/{second.name}."
    )
    assert line in told.stderr
    text = Read((tmp_path / "both.html").read_text()).text
    assert line in text[: text.index("The answer")]
    assert "of “today” there is more than one scenario, as said at its top." in text


def test_one_scenario_is_one_however_it_was_asked_about(
    tmp_path: Path, root: Path, stored: StoredResult
) -> None:
    asked = ["capacity", str(written(tmp_path, today())), "--out", str(root)]
    assert CliRunner().invoke(app, asked).exit_code == 0
    answer = read_stored(root, "capacity+today")
    assert list(answer.scenario_hashes) == ["today"]
    assert namesakes([stored, answer]) == {}


def test_each_number_of_replications_is_told_with_the_results_that_rest_on_it(
    stored: StoredResult, bridge: StoredResult
) -> None:
    run_of_both = checklist.Run([bridge, stored], [today(), relieved()])
    [items] = [each for each in checklist.section(run_of_both).blocks if isinstance(each, Table)][
        :1
    ]
    answers = {row[0]: row[2] for row in items.rows}
    assert answers["4.2"] == (
        "2 weeks from 2025-01-06, warm-up included; replications: 5 (explain+relieved),"
        " 3 (today+relieved)"
    )
    assert run_of_both.made["kind"] == "compare"


def test_an_answer_alone_has_a_report(bridge: StoredResult) -> None:
    assert "And if support entered the orders?" in Read(report([bridge])).text


def test_a_warm_up_has_a_report(root: Path) -> None:
    found = warmup.warm_up(today(), 1, jobs=1)
    folder = store.answer_folder(root, ["warm-up", "today"], ["a warm-up"])
    result_file.write_results(folder, "warm-up", [found])
    about = store.about_result("warm-up", "today", 1, 1)
    write_signed(folder, about, [result_file.FILE])
    assert content_of_warm_up.headline(found) in Read(report([read_stored(root, str(folder))])).text


@pytest.mark.slow
def test_what_a_change_brings_in_money_is_drawn_and_told(tmp_path: Path) -> None:
    base = what_if(everything(), name="shop", horizon={"weeks": 3})
    other = what_if(base, name="other", title="Better", change={"costs": 50})
    found = compare(base, other, replications=2, store=tmp_path, jobs=1)
    page = Read(report([read_stored(tmp_path, str(found.folder))]))
    for line in content_of_comparison.money_over_time(found, found.others[0]):
        assert line in page.text
    assert any("week" in value for name, value in page.attributes if name == "aria-label")


def test_a_report_says_how_old_the_oldest_of_a_queue_is_before_and_after(english: str) -> None:
    labels = [value for name, value in Read(english).attributes if name == "aria-label"]
    before, after = [label for label in labels if "the oldest for" in label]
    assert before.startswith(f"{today().title} ")
    assert after.startswith(f"{relieved().title} ")


@pytest.mark.slow
def test_a_run_has_a_report(root: Path) -> None:
    ran = run(today(), 2, store=root, jobs=1)
    text = report([read_stored(root, str(ran.folder))])
    assert "the oldest for" in text
    page = Read(text)
    assert runs_of(page.cells, shown(content_of_run.document(ran).tables[0]))


@pytest.mark.parametrize("analysis", ANALYSES.values(), ids=list(ANALYSES))
def test_each_kind_of_answer_has_its_document(analysis: Analysis) -> None:
    content = import_module(f"simulator.output.content.{analysis.module}")
    (about,) = signature(content.document).parameters.values()
    assert about.annotation == analysis.result_type.__name__


@pytest.mark.slow
def test_only_the_weeks_of_its_queues_are_replayed_for_a_report_where_nobody_drives(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays = {"activities": {"visit": {"place": "anywhere"}}}
    still = [what_if(each, name=f"{each.name}_still", **stays) for each in (today(), relieved())]
    stayed = compare(*still, replications=2, store=root, jobs=1)

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a report runs nothing")

    monkeypatch.setattr(runner, "compute", refuse)
    replayed: list[Scenario] = []

    def replay(scenario: Scenario, seed: int) -> Ledger:
        replayed.append(scenario)
        return runner.simulate(scenario, seed)

    monkeypatch.setattr(content_of_queues, "simulate", replay)
    monkeypatch.setattr(content_of_run, "simulate", refuse)
    monkeypatch.setattr(content_of_comparison, "simulate", refuse)
    assert report([read_stored(root, str(stayed.folder))])
    assert [each.name for each in replayed] == [each.name for each in still]


def test_a_report_shows_one_reps_day_as_a_tour_before_and_after(english: str) -> None:
    """The titles of the two maps say how far it is, on the same day."""
    labels = [value for name, value in Read(english).attributes if name == "aria-label"]
    (told,) = [label for label in labels if "on the road" in label]
    assert told.startswith("The firm today [as it is]: Field rep ")


@pytest.mark.slow
def test_words_of_a_planner_stay_words(tmp_path: Path) -> None:
    names = {"title": EVIL, "question": f"{EVIL} & $a$?"}
    arms = today(**names), what_if(today(), name="other", **names)
    found = compare(*arms, replications=2, store=tmp_path, jobs=1)
    text = report([read_stored(tmp_path, str(found.folder))])
    page = Read(text)
    assert "script" not in page.tags
    assert EVIL in page.text
    assert f"{EVIL} & $a$?" in page.text


def test_nothing_is_fetched_from_anywhere(english: str) -> None:
    page = Read(english)
    assert not {"script", "link", "img", "iframe", "object", "embed"} & set(page.tags)
    assert all(value.startswith("#") for name, value in page.attributes if name in ("href", "src"))
    assert "http://" not in english
    assert "https://" not in english
    assert "url(" not in re.sub(r"url\(#", "", english)
    policies = [value for name, value in page.attributes if name == "content"]
    assert any(policy.startswith("default-src 'none'") for policy in policies)


def test_a_report_is_small(english: str) -> None:
    assert len(english.encode()) < 3_000_000


@pytest.mark.slow
def test_the_same_results_make_the_same_report(english: str, stored: StoredResult) -> None:
    assert report([stored]) == english


def test_pictures_are_named_for_those_who_listen(english: str) -> None:
    page = Read(english)
    labels = [value for name, value in page.attributes if name == "aria-label"]
    assert page.tags.count("svg") >= 3
    assert any("direct selling of field reps" in label for label in labels)


def test_shades_of_a_heat_map_come_along_in_the_drawing() -> None:
    ax = style.figure(3, 2).add_subplot()
    ax.imshow([[0, 1], [2, 3]])
    page = Read(charts.as_svg(ax, "k"))
    links = [value for name, value in page.attributes if name == "href"]
    assert [link for link in links if not link.startswith("#k-")] != []
    assert all(link.startswith(("#k-", "data:image/png;base64,")) for link in links)


def test_no_name_is_given_twice(english: str) -> None:
    names = [value for name, value in Read(english).attributes if name == "id"]
    assert len(names) == len(set(names))


@pytest.mark.slow
def test_the_report_in_chinese_has_the_same_figures(english: str, chinese: str) -> None:
    figures = re.compile(r"^[-+]?[0-9,.]+( \[.*\])?( [0-9.]+%)?$")
    both = [
        [cell for row in Read(page).cells for cell in row if figures.match(cell)]
        for page in (english, chinese)
    ]
    assert both[0] == both[1] != []


@pytest.mark.slow
def test_no_text_of_the_report_stays_english_in_chinese(chinese: str, english: str) -> None:
    page = Read(chinese)
    assert dict(page.attributes)["lang"] == "zh-Hant"
    both = {*Read(english).words} & {*page.words}
    arms = (today(), relieved())
    questions = [each.question for each in arms]
    said = {*questions, *(each.title for each in arms), " ".join(questions)}
    kept_as_they_are = [text for text in both if not text.startswith("simulator 0")]
    words = {text: re.findall(r"\b[a-z]{2,}\b", text) for text in kept_as_they_are}
    assert [text for text in words if len(words[text]) > 2 and text.strip() not in said] == []


@pytest.mark.slow
def test_the_command_says_where_the_report_is(root: Path, comparison: Comparison) -> None:
    assert comparison.folder is not None
    said = ["report", comparison.folder.name, "--out", str(root), "--language", "zh-Hant"]
    result = CliRunner().invoke(app, said)
    assert result.exit_code == 0, result.output
    path = comparison.folder / "report.zh-Hant.html"
    assert result.stdout.strip() == str(path)
    assert 'lang="zh-Hant"' in path.read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_comparison_brings_its_report_along(tmp_path: Path) -> None:
    arms = [str(written(tmp_path, scenario)) for scenario in (today(), relieved())]
    said = ["compare", *arms, "-n", "2", "--jobs", "1", "--out", str(tmp_path / "out"), "--report"]
    result = CliRunner().invoke(app, said)
    assert result.exit_code == 0, result.output
    [path] = (tmp_path / "out").glob("today+relieved/*/report.html")
    assert f"report: {path}" in result.stdout.replace("\n", "")


def test_pictures_in_chinese_need_a_font_and_say_so(
    comparison: Comparison, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "CHINESE", ("No Such Font",))
    with use_language("zh-Hant"), pytest.raises(UsageError, match="No Such Font"):
        charts.save(charts.time_use(comparison), tmp_path / "time_use.png")


def test_pictures_in_chinese_are_drawn_with_a_font_that_has_the_letters(
    comparison: Comparison, tmp_path: Path
) -> None:
    with use_language("zh-Hant"):
        ax = charts.time_use(comparison)
        faces = style.typefaces(style.sheet_of(ax))
        if faces == [style.LATIN]:
            if os.environ.get("SIMULATOR_TEST_ALL"):
                pytest.fail("no font for Chinese is installed")
            pytest.skip("no font for Chinese is installed, so that no picture is drawn with it")
        assert ax.get_xlabel() == "每人每週分鐘"
        assert has_letters(faces, "每人每週分鐘 1234")
        charts.save(ax, tmp_path / "time_use.png")


def has_letters(faces: list[str], words: str) -> bool:
    """Whether some fonts together have all letters."""
    fonts = [get_font(fontManager.findfont(face)) for face in faces]
    return all(any(font.get_char_index(ord(letter)) for font in fonts) for letter in words)


@pytest.mark.slow
@pytest.mark.filterwarnings("error")
def test_chinese_words_of_an_english_picture_are_drawn_with_a_font_that_has_them(
    tmp_path: Path,
) -> None:
    ax = charts.time_use(run(today(), replications=2, jobs=1))
    ax.set_title("今日公司,現況 😀")
    faces = style.typefaces(style.sheet_of(ax))
    charts.save(ax, tmp_path / "time_use.png")  # says nothing, whatever letter no font has
    if faces == [style.LATIN]:
        pytest.skip("no font for Chinese is installed")
    assert faces[0] == style.LATIN
    assert has_letters(faces, "今日公司,現況 Today")


def test_a_font_that_is_newer_than_the_list_of_fonts_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = fontManager.ttflist
    files = {font.fname for font in known if font.name in style.CHINESE}
    kept = [font for font in known if font.fname not in files]
    if len(kept) == len(known):
        pytest.skip("no font for Chinese is installed")
    style._installed.cache_clear()
    monkeypatch.setattr(fontManager, "ttflist", kept)
    assert style._installed(style.CHINESE)[0] in style.CHINESE
    style._installed.cache_clear()


def test_a_result_that_is_not_there_is_refused_in_one_sentence(root: Path) -> None:
    result = CliRunner().invoke(app, ["report", "relived", "--out", str(root)])
    assert result.exit_code == 2
    assert "no result 'relived'" in result.output
    assert "Traceback" not in result.output


# -- in a real browser -----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if not CHROMIUM.exists():
        if os.environ.get("SIMULATOR_TEST_ALL"):
            pytest.fail("Chromium is missing")
        pytest.skip("Chromium is not installed, so that the report is not opened in it")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=str(CHROMIUM),
            args=["--no-sandbox", "--disable-gpu", "--disable-quic"],
        )
        yield opened
        opened.close()


def test_it_opens_without_a_network_and_prints_on_few_pages(
    browser: Any, english: str, tmp_path: Path
) -> None:
    file = tmp_path / "report.html"
    file.write_text(english, encoding="utf-8")
    complaints: list[str] = []
    asked: list[str] = []
    page = browser.new_context(offline=True).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.as_uri())
    assert page.title() == "Support enters orders"
    assert page.locator("svg").first.bounding_box()["width"] > 500
    printed = page.pdf(prefer_css_page_size=True)
    page.close()
    assert complaints == []
    assert asked == [file.as_uri()]
    assert 4 <= len(re.findall(rb"/Type /Page\b", printed)) <= 14


def test_nothing_is_wider_than_a_phone(browser: Any, english: str, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(english, encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.close()


def test_on_a_phone_each_verdict_is_in_sight(browser: Any, english: str, tmp_path: Path) -> None:
    """Wherever its table is scrolled to, and with room beside it for what it is about."""
    file = tmp_path / "report.html"
    file.write_text(english, encoding="utf-8")
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto(file.as_uri())
    ends = """[...document.querySelectorAll(".grid:not(.texts) tr[class] > td:last-child")]
        .filter((cell) => cell.textContent.trim()).map((cell) => cell.getBoundingClientRect())
        .map((box) => [box.left, box.right])"""
    for far in (0, 60, 999):
        scroll = f"document.querySelectorAll('.wide').forEach((e) => e.scrollLeft = {far})"
        page.evaluate(scroll)
        verdicts = page.evaluate(ends)
        assert len(verdicts) > 5
        assert all(180 < left < right <= 390 for left, right in verdicts)
    page.close()


def test_on_a_phone_tables_scroll_and_the_page_does_not(
    browser: Any, english: str, tmp_path: Path
) -> None:
    """Not even where a name has no blank at which it could be broken."""
    file = tmp_path / "report.html"
    file.write_text(english.replace("Support enters orders", "x" * 90), encoding="utf-8")
    page = browser.new_page(viewport={"width": 420, "height": 800})
    page.goto(file.as_uri())
    wide = "[...document.querySelectorAll('.wide')].some((e) => e.scrollWidth > e.clientWidth)"
    assert page.evaluate(wide)
    assert page.evaluate("document.documentElement.scrollWidth") <= 420
    page.close()
