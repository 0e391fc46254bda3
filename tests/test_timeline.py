from __future__ import annotations

import datetime
import json
import re
import time
from collections.abc import Iterator
from html import escape
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl
import pytest
from firm import today
from letters import PAINTED, SMALL
from matplotlib.colors import to_rgb
from typer.testing import CliRunner

from simulator.analysis.stored_result import read_result
from simulator.cli import app
from simulator.errors import UsageError
from simulator.experiment.compare import compare
from simulator.experiment.comparison import Comparison
from simulator.experiment.results import Experiment
from simulator.experiment.runner import simulate
from simulator.ledger.frames import LedgerTables, from_ledger
from simulator.measures.registry import measure
from simulator.output import timeline
from simulator.output.charts.week import Look, looks
from simulator.output.timeline import words
from simulator.output.timeline.land import lands_of
from simulator.output.timeline.rows import days_of, names_of, open_hours, part_of
from simulator.scenario.inheritance import load
from simulator.scenario.scenario import Scenario
from simulator.scenario.schema.base import BREAK, IDLE
from simulator.scenario.what_if import what_if

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SECOND_WEEK = datetime.date(2025, 1, 13)  # the first of the firm's that counts
HOUR, DAY = 3600, 86400
ATTACK = "<script>alert(1)</script> </script><!-- & \u2028 \"'"
ASSETS = Path(timeline.__file__).parent / "assets"


def selling() -> Scenario:
    """The firm, whose orders are leads."""
    won = {"category": "selling", "by": "field_rep", "lasts": "0 s", "automated": 1}
    return what_if(
        today(),
        name="today",
        activities={"won": won | {"arises": {"after": {"order": 0.5}}}},
        deals={"sale": {"stages": {"lead": "order", "won": "won"}, "value": {"mean": 1000}}},
    )


def relieved() -> Scenario:
    """Two supporters enter the orders."""
    return what_if(
        selling(),
        name="relieved",
        title="Support enters orders",
        reassign={"order": {"to": "support", "hand_over": "3 min", "take_over": "1 min"}},
        hire={"support": 1},
    )


def replayed(company: Scenario) -> LedgerTables:
    return from_ledger(company, simulate(company, engine="simpy"))


@pytest.fixture(scope="module")
def arms() -> list[LedgerTables]:
    return [replayed(selling()), replayed(relieved())]


@pytest.fixture(scope="module")
def file(arms: list[LedgerTables], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the second week."""
    found = tmp_path_factory.mktemp("motion") / "motion.html"
    found.write_text(timeline.page(arms, SECOND_WEEK), encoding="utf-8")
    return found


@pytest.fixture
def page(browser: Browser, file: Path) -> Iterator[Page]:
    """The page, opened without a network; whatever it complains of is a failure."""
    yield from opened(browser, file)


@pytest.fixture(scope="module")
def still(browser: Browser, file: Path) -> Iterator[Page]:
    """The page for those who only look at it."""
    yield from opened(browser, file)


def opened(browser: Browser, file: Path, init: str = "", **context: Any) -> Iterator[Page]:
    size = {"viewport": {"width": 1280, "height": 720}}
    room = browser.new_context(offline=True, **(size | context))
    found = room.new_page()
    found.add_init_script(init)
    complaints: list[str] = []
    asked: list[str] = []
    found.on("console", lambda message: complaints.append(message.text))
    found.on("pageerror", lambda problem: complaints.append(str(problem)))
    found.on("request", lambda request: asked.append(request.url))
    found.goto(file.as_uri())
    until(found, "performance.getEntriesByName('motion-ready').length > 0")
    yield found
    room.close()
    assert complaints == []
    assert asked == [file.as_uri()]


def ask(page: Page, what: str) -> Any:
    """What the page shows of itself."""
    return page.evaluate(f"motion.{what}")


def until(page: Page, condition: str) -> None:
    """Waits for something to hold; asked from here, since the page runs no text as a script."""
    deadline = time.monotonic() + 20
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"not within 20 s: {condition}"
        time.sleep(0.02)


def settled(page: Page) -> None:
    """Waits until what was done can be seen."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def in_week(frame: pl.DataFrame) -> pl.DataFrame:
    begin = datetime.datetime(2025, 1, 13)
    return frame.filter(
        (pl.col("start") < begin + datetime.timedelta(days=7)) & (pl.col("end") > begin)
    )


def plain(frame: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows as the page writes them."""
    moments = [name for name, kind in frame.schema.items() if kind == pl.Datetime]
    told = frame.with_columns(pl.col(moments).dt.strftime("%Y-%m-%dT%H:%M:%S"))
    return told.to_dicts()


# -- what the page is handed -----------------------------------------------------------------------


def test_only_hours_in_which_anybody_is_there_are_shown(arms: list[LedgerTables]) -> None:
    days = days_of(arms, SECOND_WEEK, 7)
    spans = open_hours([part_of(each, days) for each in arms], days)
    assert [(begin // DAY, begin % DAY // HOUR) for begin, _ in spans] == [(d, 8) for d in range(5)]
    assert all(end % DAY >= 17 * HOUR for _, end in spans)


def test_days_that_touch_at_midnight_are_one_stretch() -> None:
    always = {"from": "00:00", "to": "24:00", "days": ["monday", "tuesday"]}
    company = today()
    roles = {role: {"shift": always} for role in company.roles}
    night = [replayed(what_if(company, name="night", roles=roles))]
    days = days_of(night, SECOND_WEEK, 2)
    assert open_hours([part_of(night[0], days)], days) == [(0, 2 * DAY)]


def test_the_share_in_the_title_is_the_measure_of_that_week() -> None:
    company = today()  # of two weeks the second counts
    ledger = simulate(company, engine="simpy")
    happened = from_ledger(company, ledger)
    days = days_of([happened], SECOND_WEEK, 7)
    share = timeline.selling_share(happened, part_of(happened, days), days)
    assert share == pytest.approx(measure(ledger)["direct_selling_share"])
    assert f"<h1>Field reps sell {share:.1%} of this week</h1>" in timeline.page(
        [happened], SECOND_WEEK
    )


def test_below_the_headline_one_week_is_said_to_be_one_week(arms: list[LedgerTables]) -> None:
    """What a report says of all weeks is the title; of this week, with each what-if, below it."""
    days = days_of(arms, SECOND_WEEK, 7)
    three = [*arms, renamed(arms[1])]
    shares = [f"{timeline.selling_share(each, part_of(each, days), days):.1%}" for each in three]
    note = (
        f"Field reps sell {shares[0]} of this week today, {shares[1]} with “Support enters orders”,"
        f" {shares[2]} with “The third”"
    )
    page = timeline.page(three, SECOND_WEEK, headline="Selling goes up.")
    assert "<h1>Selling goes up.</h1>" in page
    assert "<p>One possible course of events, no average: 2025-01-13 to 2025-01-19" in page
    assert f"The title is about all weeks counted. {note}." in page


def renamed(tables: LedgerTables) -> LedgerTables:
    """The same as another what-if."""
    company = tables.scenario.model_copy(update={"title": "The third", "name": "third"})
    return tables._replace(scenario=company)


@pytest.mark.parametrize("first", [datetime.date(2025, 1, 5), datetime.date(2025, 1, 14)])
def test_days_beyond_the_horizon_are_refused(
    arms: list[LedgerTables], first: datetime.date
) -> None:
    with pytest.raises(UsageError, match="expected days between 2025-01-06 and 2025-01-19"):
        timeline.page(arms, first)


def test_days_on_which_nobody_is_there_are_refused(arms: list[LedgerTables]) -> None:
    with pytest.raises(UsageError, match="nobody is at work in the 2 days from 2025-01-18"):
        timeline.page(arms, datetime.date(2025, 1, 18), days=2)


def test_every_text_that_the_page_asks_for_is_there_and_no_other() -> None:
    scripts = "".join((ASSETS / name).read_text() for name in timeline.SCRIPTS)
    template = (ASSETS / "motion.html").read_text()
    asked = set(re.findall(r"texts(?:\.|\[\")(\w+)", template))
    asked |= {key for key in words.texts() if f'"{key}"' in scripts}
    assert set(re.findall(r'\btext\("(\w+)"', scripts)) <= asked
    assert asked == set(words.texts())


VISIONS = {  # Machado, Oliveira, Fernandes 2009: linear light as others see it, at full severity
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "a photocopy": [[0.2126, 0.7152, 0.0722]] * 3,
}
TO_XYZ = [
    [0.4124564, 0.3575761, 0.1804375],
    [0.2126729, 0.7151522, 0.0721750],
    [0.0193339, 0.1191920, 0.9503041],
]


def seen(colour: str, vision: str) -> np.ndarray:
    """A colour as somebody sees it, in CIELAB: 1 is just a difference, 10 is plain."""
    light = np.array(to_rgb(colour))
    linear = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    white = np.array([0.95047, 1.0, 1.08883])
    xyz = np.array(TO_XYZ) @ np.clip(np.array(VISIONS[vision]) @ linear, 0, 1) / white
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def told_apart(one: Look, other: Look, vision: str) -> bool:
    if one.hatch != other.hatch:
        return True
    return float(np.linalg.norm(seen(one.face, vision) - seen(other.face, vision))) >= 10


@pytest.mark.parametrize("vision", VISIONS)
def test_categories_are_told_apart_by_colour_or_pattern_however_one_sees(vision: str) -> None:
    company = load("baseline")  # idle time and breaks have a shape of their own
    names = [name for name in company.categories if name not in (IDLE, BREAK)]
    fills = looks(names, next(iter(company.selling.values())))
    alike = [
        pair
        for pair in combinations(fills, 2)
        if not told_apart(fills[pair[0]], fills[pair[1]], vision)
    ]
    assert alike == []


@pytest.mark.parametrize("vision", VISIONS)
def test_a_pattern_is_seen_on_its_ground_however_one_sees(vision: str) -> None:
    company = load("baseline")
    fills = looks(company.categories, next(iter(company.selling.values())))
    faint = [
        name
        for name, look in fills.items()
        if look.hatch and np.linalg.norm(seen(look.face, vision) - seen(look.ink, vision)) < 10
    ]
    assert faint == []


# -- in the browser --------------------------------------------------------------------------------


def test_the_page_holds_exactly_the_ledgers_rows(still: Page, arms: list[LedgerTables]) -> None:
    for number, each in enumerate(arms):
        expected = plain(in_week(each.entries))
        assert len(expected) > 100
        assert ask(still, f"entries({number})") == expected


def test_the_page_holds_the_tasks_of_these_rows_as_they_are(
    still: Page, arms: list[LedgerTables]
) -> None:
    for number, each in enumerate(arms):
        known = {row["task"]: row for row in plain(each.tasks.drop("case"))}  # no picture shows it
        told = ask(still, f"tasks({number})")
        assert all(row == known[row["task"]] for row in told)
        served = set(in_week(each.entries)["task"].drop_nulls().to_list())
        assert served <= {row["task"] for row in told}


def test_it_draws_every_row_when_it_opens(still: Page, arms: list[LedgerTables]) -> None:
    rows = sum(in_week(each.entries).height for each in arms)
    assert ask(still, "rowsDrawn") >= rows


def test_names_from_a_scenario_stay_text(
    browser: Browser, arms: list[LedgerTables], tmp_path: Path
) -> None:
    company = arms[0].scenario.model_copy(update={"title": ATTACK, "name": ATTACK})
    file = tmp_path / "attack.html"
    file.write_text(timeline.page([arms[0]._replace(scenario=company)], SECOND_WEEK))
    for page in opened(browser, file):
        page.on("dialog", lambda _: pytest.fail("a title was run"))
        assert page.locator(".panel h2").inner_text().endswith(ATTACK)
        assert ask(page, "arms") == [ATTACK]


def test_play_and_pause(page: Page) -> None:
    before = ask(page, "time")
    assert not ask(page, "playing")
    page.get_by_role("button", name="Play").click()
    until(page, f"motion.time > {before} + 60")
    page.get_by_role("button", name="Pause").click()
    stopped = ask(page, "time")
    page.wait_for_timeout(150)
    assert ask(page, "time") == stopped
    assert not ask(page, "playing")


def test_a_space_plays_and_pauses_whatever_was_clicked_but_where_one_writes(page: Page) -> None:
    for name in ("Taller lanes", "Meetings", "Day"):
        button = page.get_by_role("button", name=name, exact=name == "Day")
        button.click()
        pressed = button.get_attribute("aria-pressed")
        for plays in (True, False):
            page.keyboard.press(" ")
            assert ask(page, "playing") is plays
        assert button.get_attribute("aria-pressed") == pressed
    page.get_by_role("combobox", name="Find").click()
    page.keyboard.press(" ")
    assert not ask(page, "playing")
    page.get_by_label("Speed").focus()
    page.keyboard.press(" ")
    assert not ask(page, "playing")


def test_it_goes_faster_when_told_to(page: Page) -> None:
    slow = ask(page, "speed")
    page.get_by_label("Speed").select_option(label="a day in 5 s")
    assert ask(page, "speed") == pytest.approx(4 * slow)


def test_it_stops_at_the_end_and_begins_again(page: Page) -> None:
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.get_by_label("Speed").select_option(label="a day in 5 s")
    page.get_by_role("button", name="Play").click()
    until(page, "!motion.playing")
    assert ask(page, "clock") == "2025-01-17T18:00:00"
    page.get_by_role("button", name="Play").click()
    until(page, f"motion.playing && motion.time < {DAY}")


def test_scrubbing_moves_the_clock_and_the_night_is_left_out(page: Page) -> None:
    slider = page.get_by_role("slider", name="Clock")
    page.keyboard.press("Home")
    assert ask(page, "clock") == "2025-01-13T08:00:00"
    slider.fill(str(10 * HOUR + 60))  # somebody is there for ten hours that day
    assert ask(page, "clock") == "2025-01-14T08:01:00"
    settled(page)
    until(page, "document.querySelector('#clock').textContent === '08:01'")
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    assert ask(page, "clock") == "2025-01-13T17:59:00"
    slider.press("PageUp")
    assert ask(page, "clock") == "2025-01-14T08:59:00"
    until(
        page,
        "document.querySelector('#scrub').ariaValueText?.includes('08:59')"
        " || document.querySelector('#scrub').getAttribute('aria-valuetext')"
        ".includes('08:59')",
    )


def test_zooming_from_a_week_to_minutes_draws_only_what_is_seen(page: Page) -> None:
    every = ask(page, "rowsDrawn")
    spans = []
    for name in ("All", "Day", "Hour"):
        page.get_by_role("button", name=name, exact=True).click()
        settled(page)
        begin, end = ask(page, "view")
        spans.append(end - begin)
    assert spans[1] < spans[0] / 4
    assert spans[2] == pytest.approx(HOUR)
    assert ask(page, "rowsDrawn") < every / 4
    for _ in range(20):
        page.keyboard.press("+")
    begin, end = ask(page, "view")
    assert end - begin == pytest.approx(5 * 60)
    page.get_by_role("button", name="Farther").click()
    begin, end = ask(page, "view")
    assert end - begin == pytest.approx(1.5 * 5 * 60)


def test_the_wheel_zooms_where_it_points_and_dragging_pans(page: Page) -> None:
    canvas = page.locator("canvas.lanes").first.bounding_box()
    assert canvas
    x, y = canvas["x"] + canvas["width"] / 4, canvas["y"] + 100
    page.mouse.move(x, y)
    page.mouse.wheel(0, -600)
    settled(page)
    begin, end = ask(page, "view")
    assert end - begin < 3 * DAY
    page.mouse.down()
    page.mouse.move(x - 80, y, steps=4)
    page.mouse.up()
    assert ask(page, "view")[0] > begin
    assert ask(page, "found") is None, "dragging opens nothing"


def row_of(arm: LedgerTables, **values: Any) -> tuple[int, dict[str, Any]]:
    """The first row of the week with these values, that takes some minutes; and its number."""
    rows = plain(in_week(arm.entries))
    for number, row in enumerate(rows):
        if row["seconds"] > 600 and all(row[key] == value for key, value in values.items()):
            return number, row
    raise AssertionError(f"no such row: {values}")


def test_hovering_shows_the_row_and_what_it_belongs_to(
    page: Page, arms: list[LedgerTables]
) -> None:
    number, row = row_of(arms[1], activity="visit", doing="work")
    page.mouse.move(*ask(page, f"placeOf(1, {number})"))
    note = page.get_by_role("tooltip")
    note.wait_for()
    assert ask(page, "hovered") == row
    told = note.inner_text()
    for text in (row["person"], row["account"], row["start"][11:], row["end"][11:], "Selling"):
        assert text in told
    assert {"Asked", "Waited", "Begun", "Finished"} <= set(re.split(r"[\n\t]", told))
    page.mouse.move(5, 5)
    note.wait_for(state="hidden")


def find(page: Page, name: str) -> Any:
    box = page.get_by_role("combobox", name="Find a person, an account or a deal")
    box.fill(name)
    box.press("Enter")
    return ask(page, "found")


@pytest.mark.parametrize(
    ("kind", "column"), [("person", "person"), ("account", "account"), ("deal", "deal")]
)
def test_whoever_is_looked_for_is_found_with_all_stretches(
    page: Page, arms: list[LedgerTables], kind: str, column: str
) -> None:
    value = in_week(arms[0].entries)[column].drop_nulls()[0]
    name = f"deal {value}" if kind == "deal" else value
    found = find(page, name)
    expected = [
        [i for i, row in enumerate(plain(in_week(each.entries))) if row[column] == value]
        for each in arms
    ]
    assert (found["kind"], found["name"], found["rows"]) == (kind, name, expected)
    page.get_by_label("Days").select_option("all")
    tables = page.locator("aside table")
    counts = [tables.nth(i).locator("tr[data-row]").count() for i in range(2)]
    assert counts == [len(rows) for rows in expected]


def test_a_persons_day_is_a_table_whose_rows_lead_to_their_time(
    page: Page, arms: list[LedgerTables]
) -> None:
    find(page, "field rep 2")
    page.get_by_label("Days").select_option(label="Tue 14 Jan")
    rows = [
        row
        for row in plain(in_week(arms[0].entries))
        if row["person"] == "field rep 2" and row["start"].startswith("2025-01-14")
    ]
    table = page.get_by_role("table", name="The firm today [as it is]")
    clocks = table.locator("tbody button").all_inner_texts()
    assert clocks == [row["start"][11:16] for row in rows]
    table.locator("tbody button").nth(3).click()
    assert ask(page, "clock") == rows[3]["start"]
    assert ask(page, "hovered") == rows[3]


def test_what_is_not_there_is_said_not_to_be(page: Page) -> None:
    assert find(page, "nobody at all") is None
    status = page.get_by_role("status").inner_text()
    assert status == "Nothing is called “nobody at all” in these days"


def test_names_are_offered_while_one_writes(page: Page) -> None:
    page.get_by_role("combobox", name="Find").fill("rep")
    options = page.locator("#names option").evaluate_all("all => all.map((each) => each.value)")
    assert options == ["field rep 1", "field rep 2", "field rep 3"]


def test_clearing_shows_everything_again(page: Page) -> None:
    find(page, "field rep 1")
    page.get_by_role("button", name="Clear").click()
    assert ask(page, "found") is None
    assert page.locator("aside").is_hidden()


def test_a_click_tells_the_story_of_a_task(page: Page, arms: list[LedgerTables]) -> None:
    number, row = row_of(arms[0], activity="visit", doing="work")
    page.mouse.click(*ask(page, f"placeOf(0, {number})"))
    found = ask(page, "found")
    assert found["kind"] == "task"
    assert found["name"] == f"visit, task {row['task']}"
    assert number in found["rows"][0]
    assert found["rows"][1] == [], "another scenario's task of that number is another task"
    story = page.locator("ol.story li").all_inner_texts()
    assert any("asked for" in line for line in story)
    assert any(f"{row['person']}: at work" in line for line in story)
    assert any("finished: done" in line for line in story)


def test_the_legend_shows_one_category_alone(page: Page) -> None:
    button = page.get_by_role("button", name="Meetings")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"


def waiting(tasks: pl.DataFrame, role: str, moment: datetime.datetime) -> int:
    """Tasks but for planned calls that are there for a role and not begun."""
    there = pl.coalesce("available", "asked") <= moment
    gone = (pl.coalesce("started", "finished") <= moment).fill_null(False)
    mine = (pl.col("role") == role) & (pl.col("origin") != "call_plan")
    return tasks.filter(mine & there & ~gone).height


MOMENTS = range(0, 5 * DAY, 3 * HOUR + 11)
MONDAY = datetime.datetime(2025, 1, 13)


TIMES = [MONDAY + datetime.timedelta(seconds=seconds) for seconds in MOMENTS]
roles = pytest.mark.parametrize("role", ["field_rep", "support"])


def shown(still: Page, name: str, arm: int, role: str) -> Any:
    """What the page says of a role's queue at every moment that is looked at."""
    asked = f"([arm, role, moments]) => moments.map((at) => motion.{name}(arm, role, at))"
    return still.evaluate(asked, [arm, role, list(MOMENTS)])


@roles
def test_queues_are_those_of_the_ledger_at_any_time(
    still: Page, arms: list[LedgerTables], role: str
) -> None:
    for arm, each in enumerate(arms):
        expected = [waiting(each.tasks, role, time) for time in TIMES]
        assert max(expected) > 0
        assert shown(still, "waiting", arm, role) == expected


def oldest(tasks: pl.DataFrame, role: str, moment: datetime.datetime) -> Any:
    """When the oldest of what waits for a role has come; none if nothing waits."""
    came = pl.coalesce("available", "asked")
    gone = (pl.coalesce("started", "finished") <= moment).fill_null(False)
    mine = (pl.col("role") == role) & (pl.col("origin") != "call_plan")
    return tasks.filter(mine & (came <= moment) & ~gone).select(came.min()).item()


@roles
def test_the_age_of_the_oldest_that_waits_is_that_of_the_ledger(
    still: Page, arms: list[LedgerTables], role: str
) -> None:
    for arm, each in enumerate(arms):
        came = [oldest(each.tasks, role, time) for time in TIMES]
        assert any(came)
        ages = [each and (each - MONDAY).total_seconds() for each in came]
        assert shown(still, "oldest", arm, role) == ages


def test_beside_a_queue_stands_how_much_waits_and_how_old_the_oldest_is(page: Page) -> None:
    page.keyboard.press("Home")
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    until(page, "document.querySelector('#clock').textContent === '11:00'")
    moment = ask(page, "time")
    count = ask(page, f"waiting(0, 'field_rep', {moment})")
    hours = round((moment - ask(page, f"oldest(0, 'field_rep', {moment})")) / HOUR)
    assert hours > 24
    told = page.locator(".queues").first.locator("li").nth(1).inner_text().split()
    assert (
        told
        == f"Tasks for field reps {count} waiting, oldest {hours // 24} d {hours % 24} h".split()
    )


def handed_over(tables: LedgerTables) -> list[dict[str, Any]]:
    """Every case of the week that somebody begins whom another has handed it."""
    rows = [row for row in plain(in_week(tables.entries)) if row["task"] is not None]
    found = []
    for given in (row for row in rows if row["doing"] == "hand_over"):
        later = [
            row
            for row in rows
            if row["task"] == given["task"]
            and row["person"] != given["person"]
            and row["start"] >= given["end"]
        ]
        for taken in sorted(later, key=lambda row: row["start"])[:1]:
            found.append(
                {
                    "from": given["person"],
                    "to": taken["person"],
                    "task": given["task"],
                    "at": taken["start"],
                }
            )
    return sorted(found, key=lambda each: (each["at"], each["task"]))


def test_hand_overs_are_arrows_from_whoever_gives_to_whoever_takes(
    page: Page, arms: list[LedgerTables]
) -> None:
    assert ask(page, "handed(0)") == []
    expected = handed_over(arms[1])
    assert len(expected) > 10
    told = sorted(ask(page, "handed(1)"), key=lambda each: (each["at"], each["task"]))
    assert told == expected
    page.keyboard.press("End")
    until(page, "document.querySelector('#clock').textContent === '18:00'")
    mark = page.locator("#legend .mark", has_text="Handed over")
    assert mark.locator("b").inner_text() == f"0 · {len(expected)} so far"


CORE = """() => {
  const { at, from, to } = motion.handed(1).find(({ at }) => at.startsWith('2025-01-13'));
  const moment = (new Date(at + 'Z') - new Date('2025-01-13T00:00:00Z')) / 1000;
  const canvas = document.querySelectorAll('canvas.lanes')[1];
  const [begin, end] = motion.view;
  const x = ((moment - begin) / (end - begin)) * canvas.clientWidth;
  const y = (motion.laneOf(from) + motion.laneOf(to)) / 2;
  const ink = canvas.getContext('2d');
  const row = ink.getImageData(Math.round(x) - 4, y, 9, 1).data;
  return Array.from({ length: 9 }, (_, i) => Math.max(...row.slice(4 * i, 4 * i + 3)));
}"""


def test_an_arrow_is_seen_without_colours(page: Page) -> None:
    """Dark within white, whatever lies below it."""
    page.get_by_role("button", name="Day", exact=True).click()
    page.get_by_role("button", name="Closer").click()
    settled(page)
    lights = page.evaluate(CORE)
    assert min(lights) < 80
    assert max(lights[: lights.index(min(lights))]) > 220
    assert max(lights[lights.index(min(lights)) :]) > 220


# -- several what-ifs ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def several(arms: list[LedgerTables], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of today and two what-ifs."""
    found = tmp_path_factory.mktemp("several") / "motion.html"
    found.write_text(timeline.page([*arms, renamed(arms[1])], SECOND_WEEK), encoding="utf-8")
    return found


def test_of_several_what_ifs_one_is_chosen_from_a_list(browser: Browser, several: Path) -> None:
    for page in opened(browser, several):
        seen = page.locator(".panel:visible")
        choice = page.get_by_role("combobox", name="What if")
        assert choice.locator("option").all_inner_texts() == ["Support enters orders", "The third"]
        assert seen.count() == 2
        assert seen.nth(1).locator("h2").text_content() == "What ifSupport enters orders"
        choice.focus()
        page.keyboard.press("ArrowDown")
        settled(page)
        assert seen.count() == 2
        assert seen.nth(1).locator("h2").text_content() == "What ifThe third"
        assert page.evaluate("document.activeElement.id") == "what-if"
        page.keyboard.press("ArrowUp")
        assert seen.nth(1).locator("h2").text_content() == "What ifSupport enters orders"


def test_only_the_what_if_that_is_chosen_is_told_of(browser: Browser, several: Path) -> None:
    for page in opened(browser, several):
        find(page, "field rep 1")
        page.get_by_role("combobox", name="What if").select_option("The third")
        settled(page)
        assert page.locator("aside caption").all_inner_texts() == [
            "The firm today [as it is]",
            "The third",
        ]
        assert page.locator("#legend b").first.inner_text().count("·") == 1
        until(page, "document.querySelector('#live').textContent.includes('The third')")
        assert "Support enters orders" not in page.locator("#live").inner_text()
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("End")
        until(page, "document.querySelector('#live').textContent.includes('The third')")
        assert "Support enters orders" not in page.locator("#live").inner_text()


def test_two_need_no_list(still: Page) -> None:
    assert still.locator("#what-if").count() == 0


# -- in a room, and on a telephone -----------------------------------------------------------------


@pytest.fixture(params=[(1280, 720), (390, 844)], ids=["projector", "telephone"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    """How large a window is."""
    return dict(zip(("width", "height"), request.param, strict=True))


@pytest.mark.parametrize("large", [False, True])
def test_axe_finds_no_violation(
    browser: Browser, several: Path, size: dict[str, int], large: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for page in opened(browser, several, viewport=size):
        if large:
            page.keyboard.press("p")
        for unfolded in ("", ".land summary", ".keys summary"):
            if unfolded:
                page.click(unfolded)
                find(page, "field rep 1")
            settled(page)
            found = Axe().run(page).response["violations"]
            assert not found, [
                (each["id"], [node["html"] for node in each["nodes"]]) for each in found
            ]


def test_letters_for_a_projector_are_at_least_18_pixels(
    browser: Browser, several: Path, size: dict[str, int]
) -> None:
    for page in opened(browser, several, init=PAINTED, viewport=size):
        page.keyboard.press("p")
        assert page.get_by_role("button", name="Letters for a projector").get_attribute(
            "aria-pressed"
        )
        settled(page)
        page.evaluate("painted.clear()")
        for name in ("Hour", "Day", "All"):
            page.get_by_role("button", name=name, exact=True).click()
            settled(page)
        page.click(".land summary")
        find(page, "field rep 1")
        settled(page)
        assert page.evaluate(SMALL, 18) == []
        sizes = page.evaluate("[...painted]")
        assert sizes
        assert min(sizes) >= 18, "on the lanes"


def test_the_clock_that_is_seen_stays_in_sight_on_a_projector(page: Page) -> None:
    """At the end of a day's view the lanes beside large letters have no room for it; the morning
    that somebody looks at instead stays where it is."""
    page.get_by_role("button", name="Day", exact=True).click()
    page.keyboard.press("Home")
    begin, end = ask(page, "view")
    for _ in range(200):
        if ask(page, "time") > end - 1800:
            break
        page.keyboard.press("ArrowRight")
    settled(page)
    assert ask(page, "view") == [begin, end]
    page.keyboard.press("p")
    settled(page)
    begin, end = ask(page, "view")
    assert begin <= ask(page, "time") <= end


def test_on_a_projector_lanes_and_queues_need_no_scrolling(page: Page) -> None:
    page.keyboard.press("p")
    settled(page)
    assert not page.evaluate("document.documentElement.scrollHeight > innerHeight")


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of 75 people, two of them away on Tuesday, and of a what-if with a long title."""
    ill = [{"from": "2025-01-14", "to": "2025-01-14", "kind": "sick"}]
    many = what_if(selling(), name="many", hire={"field_rep": 47, "support": 24})
    absent = {
        "field_rep": {"absence": {"dated": {"field rep 1": ill}}},
        "support": {"absence": {"dated": {"support 2": ill}}},
    }
    shown = [replayed(what_if(many, name="crowd", roles=absent)), renamed(replayed(many))]
    found = tmp_path_factory.mktemp("crowd") / "motion.html"
    found.write_text(timeline.page([*shown, shown[1]], SECOND_WEEK), encoding="utf-8")
    return found


CUT = """() => [...document.querySelectorAll(".queues li, .queues span, .panel h2, h1, .top p")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1 && each.clientWidth
    || each.matches("li") && each.scrollHeight > each.clientHeight + 1)
  .map((each) => each.textContent)"""


@pytest.mark.parametrize("large", [False, True])
def test_of_a_crowd_every_role_is_seen_at_once_and_nothing_is_cut(
    browser: Browser, crowd: Path, large: bool
) -> None:
    for page in opened(browser, crowd):
        if large:
            page.keyboard.press("p")
        page.keyboard.press("Shift+ArrowRight")
        settled(page)
        assert ask(page, "below") == []
        assert not page.evaluate("document.documentElement.scrollHeight > innerHeight")
        assert page.evaluate(CUT) == []
        find(page, "field rep 1")
        settled(page)
        assert page.evaluate(CUT) == []
        assert "One possible course of events, no average" in page.locator(".top p").inner_text()


def test_what_lies_below_is_said_to_until_it_is_scrolled_to(browser: Browser, crowd: Path) -> None:
    for page in opened(browser, crowd):
        page.get_by_role("button", name="Taller lanes").click()
        settled(page)
        assert ask(page, "below") == ["field_rep", "support"]
        page.locator(".gutter").first.hover()
        page.mouse.wheel(0, 5000)
        until(page, "motion.below.length === 0")


DARKEST = """([person, day]) => {
  const canvas = document.querySelector("canvas.lanes");
  const x = (canvas.clientWidth / 5) * (day + 0.1);
  const y = Math.round(motion.laneOf(person));
  const row = canvas.getContext("2d").getImageData(x, y, canvas.clientWidth / 5 * 0.8, 1).data;
  return [...Array(row.length / 4).keys()].filter((i) => row[4 * i] < 190).length * 4 / row.length;
}"""


def test_the_lane_of_who_is_away_is_hatched_however_narrow(browser: Browser, crowd: Path) -> None:
    for page in opened(browser, crowd):
        assert 0.1 < page.evaluate(DARKEST, ["support 2", 1]) < 0.6
        assert page.locator("#legend .mark", has_text="Away").locator("b").inner_text() == "0 · 0"
        page.keyboard.press("Home")
        for _ in range(11):
            page.keyboard.press("Shift+ArrowRight")
        until(page, "document.querySelector('#date').textContent.startsWith('Tuesday')")
        settled(page)
        until(page, "document.querySelector('#legend .mark b').textContent === '2 · 0'")


def test_few_lanes_fill_the_page(page: Page) -> None:
    """Between the axis and the first curve hardly anything is left free."""
    for height, key in ((580, "Home"), (700, "p")):
        page.set_viewport_size({"width": 1280, "height": height})
        page.keyboard.press(key)
        settled(page)
        low = page.evaluate("motion.laneOf('support 2')")
        curve = page.evaluate("parseFloat(document.querySelector('.queues li').style.top)")
        assert 0 < curve - low < 44


def test_nothing_scrolls_sideways_on_a_telephone(browser: Browser, several: Path) -> None:
    for page in opened(browser, several, viewport={"width": 390, "height": 844}):
        for key in ("", "p"):
            page.keyboard.press(key or "Home")
            find(page, "field rep 1")
            settled(page)
            assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_the_running_share_ends_at_the_share_of_the_week(
    still: Page, arms: list[LedgerTables]
) -> None:
    days = days_of(arms, SECOND_WEEK, 7)
    for number, each in enumerate(arms):
        expected = timeline.selling_share(each, part_of(each, days), days)
        assert ask(still, f"share({number}, {7 * DAY})") == pytest.approx(expected)
    assert ask(still, f"share(0, {HOUR})") is None, "nobody is there at one in the morning"


def test_everything_can_be_done_by_keys_alone(page: Page, arms: list[LedgerTables]) -> None:
    page.keyboard.press(" ")
    until(page, "motion.playing")
    page.keyboard.press(" ")
    assert not ask(page, "playing")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    assert ask(page, "clock") == "2025-01-13T09:00:00"
    page.keyboard.press("/")
    page.keyboard.type("field rep 3")
    page.keyboard.press("Enter")
    assert ask(page, "found")["name"] == "field rep 3"
    page.keyboard.press("Escape")
    assert ask(page, "found") is None
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('lanes')"):
            break
    first = ask(page, "hovered")
    assert first["person"] == "field rep 1"
    live = page.locator("#live")
    assert f"field rep 1, {first['start'][11:]} to" in live.inner_text()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    there = ask(page, "hovered")
    rows = [row for row in plain(in_week(arms[0].entries)) if row["person"] == "field rep 2"]
    assert there in rows[1:]
    page.keyboard.press("Home")
    assert ask(page, "hovered") == rows[0]
    page.keyboard.press("Enter")
    assert ask(page, "found") is not None


RING = """() => {
  const focused = document.activeElement;
  if (!focused.classList.contains("lanes")) {
    const own = getComputedStyle(focused);
    return [own.outlineStyle, parseFloat(own.outlineWidth)];
  }
  const around = getComputedStyle(focused.parentElement, "::after");
  return [around.borderTopStyle, parseFloat(around.borderTopWidth)];
}"""


def test_what_has_the_focus_is_seen_to_have_it(page: Page) -> None:
    met = set()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        style, width = page.evaluate(RING)
        assert style == "solid"
        assert width >= 2
        met.add(page.evaluate("document.activeElement.className || document.activeElement.id"))
    assert {"find", "play", "scrub", "speed", "lanes"} <= met


def test_the_instant_is_said_aloud_once_the_clock_stands(page: Page) -> None:
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    live = page.locator("#live")
    until(page, "document.querySelector('#live').textContent.includes('08:05')")
    told = live.inner_text()
    assert re.search(
        r"The firm today .*: \d of 3 field reps sell; tasks waiting: \d+ for field reps", told
    )
    assert "Support enters orders" in told


def test_whoever_wants_little_motion_gets_steps(browser: Browser, file: Path) -> None:
    for page in opened(browser, file, reduced_motion="reduce"):
        page.keyboard.press(" ")
        page.wait_for_timeout(1300)
        frames, times = ask(page, "frames"), set()
        while ask(page, "frames") < frames + 20:
            times.add(ask(page, "time"))
        assert len(times) <= 4


def test_panels_stand_one_above_the_other_where_it_is_narrow(page: Page) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    settled(page)
    above, below = (page.locator(".panel").nth(i).bounding_box() for i in range(2))
    assert above
    assert below
    assert below["y"] >= above["y"] + above["height"]


def test_a_chinese_page_says_so(browser: Browser, arms: list[LedgerTables], tmp_path: Path) -> None:
    file = tmp_path / "motion.html"
    file.write_text(timeline.page(arms, SECOND_WEEK, language="zh-Hant"), encoding="utf-8")
    for page in opened(browser, file):
        assert page.locator("html").get_attribute("lang") == "zh-Hant"
        assert "2025年1月13日" in page.locator("#date").inner_text()
        page.keyboard.press("ArrowRight")
        until(page, "document.querySelector('#live').textContent !== ''")
        heard = page.locator("#live").text_content() or ""
        heard += page.locator(".top p").text_content() or ""
        assert not re.search(r"[\u3001\u3002\uff01-\uff1f] |[\u4e00-\u9fff], ", heard), heard
        page.keyboard.press("p")
        settled(page)
        beside = [each.inner_text() for each in page.locator(".queues li").all()]
        assert not page.evaluate("document.documentElement.scrollHeight > innerHeight"), beside


# -- the command -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the results of a comparison."""
    helped = what_if(today(), name="helped", title="More support", hire={"support": 1})
    folder = tmp_path_factory.mktemp("results")
    compare(today(), helped, replications=1, jobs=1, engine="simpy", store=folder)
    return folder


def said(*words_: str) -> tuple[int, str]:
    """What is answered or, beside it, complained of: progress is no part of an answer."""
    found = CliRunner().invoke(app, list(words_))
    return found.exit_code, found.stderr if found.exit_code else found.stdout


@pytest.mark.parametrize("named", [["today"], ["today", "helped"], ["helped"]])
def test_the_command_makes_the_page_of_stored_results(stored: Path, named: list[str]) -> None:
    code, output = said("motion", *named, "--out", str(stored), "--json")
    assert code == 0, output
    told = json.loads(output)
    assert told["first_day"] == "2025-01-13"
    assert told["scenarios"] == named
    file = Path(told["file"])
    assert stored.resolve() in file.resolve().parents
    page = file.read_text(encoding="utf-8")
    if len(named) == 1:
        stored_run = read_result(stored, named[0])
        assert isinstance(stored_run, Experiment)
        assert f"<h1>{escape(stored_run.headline)}</h1>" in page
        assert "counted. Field reps sell" in page, "what this week comes to stands below"
    else:
        headline = read_comparison_of(stored).headline
        assert f"<h1>{escape(headline)}</h1>" in page
        assert "counted. Field reps sell" in page, "what these days come to stands below"


def read_comparison_of(stored: Path) -> Comparison:
    found = read_result(stored, "today+helped")
    assert isinstance(found, Comparison)
    return found


def test_the_command_writes_where_it_is_told_to(stored: Path, tmp_path: Path) -> None:
    to = tmp_path / "a" / "b.html"
    code, output = said(
        *("motion", "helped", "--out", str(stored), "--to", str(to)),
        *("--from", "2025-01-07", "--days", "1"),
    )
    assert code == 0, output
    assert re.search(
        r"counted\. Field reps sell [\d.]+% of these days\.", to.read_text(encoding="utf-8")
    )


@pytest.mark.slow
def test_a_comparison_of_several_is_shown_with_all_or_those_that_are_named(tmp_path: Path) -> None:
    plans = [
        what_if(today(), name=f"plan-{number}", title=f"Plan {number}", hire={"support": number})
        for number in (1, 2, 3)
    ]
    compare(today(), *plans, replications=1, jobs=1, engine="simpy", store=tmp_path)
    name = "today+plan-1+plan-2+plan-3"
    for more, scenarios in (
        ([], ["today", "plan-1", "plan-2", "plan-3"]),
        (["plan-3", "plan-1"], ["today", "plan-3", "plan-1"]),
        (["plan-2"], ["today", "plan-2"]),
    ):
        code, output = said("motion", name, *more, "--out", str(tmp_path), "--json")
        assert code == 0, output
        assert json.loads(output)["scenarios"] == scenarios
        page = Path(json.loads(output)["file"]).read_text(encoding="utf-8")
        assert page.count("<option") == (len(scenarios) - 1) * (len(scenarios) > 2)


def test_another_replication_is_replayed_and_told(stored: Path) -> None:
    code, output = said("motion", "helped", "--replication", "1", "--out", str(stored), "--json")
    assert code == 0, output
    told = json.loads(output)
    assert told["replication"] == 1
    assert told["file"].endswith("-r1.html")
    assert "replication 1, seed 1." in Path(told["file"]).read_text(encoding="utf-8")


def test_the_week_that_nobody_named_is_a_typical_one_and_is_called_so(
    stored: Path, tmp_path: Path
) -> None:
    to = tmp_path / "week.html"
    assert said("motion", "helped", "--out", str(stored), "--to", str(to))[0] == 0
    assert "Week 2, a typical week: of those with fewest closed days" in to.read_text(
        encoding="utf-8"
    )
    assert said("motion", "helped", "--week", "2", "--out", str(stored), "--to", str(to))[0] == 0
    assert "typical" not in to.read_text(encoding="utf-8")


def test_closed_days_and_who_is_away_are_said_of_the_week_that_is_shown() -> None:
    """Four days are open; one of the four people is away on two of them."""
    ill = [{"from": "2025-01-14", "to": "2025-01-15", "kind": "sick"}]
    company = what_if(
        selling(),
        horizon={"weeks": 3},
        holidays={"country": "DE", "also": ["2025-01-16"]},
        roles={"field_rep": {"absence": {"dated": {"field rep 1": ill}}}},
    )
    page = timeline.page([replayed(company)], SECOND_WEEK)
    assert "Closed on 2025-01-16." in page
    assert "On an average day 0.5 of today&#39;s 4 people are away." in page
    assert "Closed on" not in timeline.page([replayed(company)], datetime.date(2025, 1, 20))


def test_who_is_away_is_told_with_the_reason(browser: Browser, tmp_path: Path) -> None:
    ill = [{"from": "2025-01-14", "to": "2025-01-15", "kind": "sick"}]
    absence = {"dated": {"field rep 1": ill}}
    company = what_if(selling(), roles={"field_rep": {"absence": absence}})
    file = tmp_path / "away.html"
    file.write_text(timeline.page([replayed(company)], SECOND_WEEK, 5), encoding="utf-8")
    for page in opened(browser, file):
        assert ask(page, "away(0, 'field rep 2')") == []
        assert ask(page, "away(0, 'field rep 1')") == [
            ["2025-01-14T08:00:00", "ill"],
            ["2025-01-15T08:00:00", "ill"],
        ]


def test_behind_a_curtain_nothing_is_told_of_what_is_still_to_come(
    browser: Browser, arms: list[LedgerTables], tmp_path: Path
) -> None:
    file = tmp_path / "curtain.html"
    content = timeline.page(arms, SECOND_WEEK, headline="Reps sell 22%", curtain=True)
    assert "22%" not in content
    assert "of this week" not in content
    file.write_text(content, encoding="utf-8")
    for page in opened(browser, file):
        assert ask(page, "clock") == "2025-01-13T08:00:00", "the first morning"
        veil = "getComputedStyle(document.querySelector('.veil')).backgroundColor"
        assert page.evaluate(veil) == "rgb(255, 255, 255)"
        assert not page.locator("#find-form").is_visible()
        last = ask(page, "entries(0).length") - 1
        page.mouse.move(*ask(page, f"placeOf(0, {last})"))
        page.wait_for_timeout(200)
        assert ask(page, "hovered") is None
        page.locator("#scrub").press("End")
        page.mouse.move(*[each + 1 for each in ask(page, f"placeOf(0, {last})")])
        until(page, "motion.hovered !== null")


@pytest.mark.parametrize(
    ("words_", "answer"),
    [
        (["nothing"], "simulator run nothing"),
        (["helped", "--week", "1", "--from", "2025-01-07"], "expected one of them"),
        (["helped", "--from", "2024-01-01"], "expected one from 2025-01-06 to 2025-01-19"),
        (["helped", "--week", "2", "--days", "9"], "expected days between"),
    ],
)
def test_what_cannot_be_shown_is_said_in_plain_words(
    stored: Path, words_: list[str], answer: str
) -> None:
    code, output = said("motion", *words_, "--out", str(stored))
    assert code == 2
    assert answer in output


# -- the map ---------------------------------------------------------------------------------------


def test_places_lie_on_the_map_where_they_lie_in_the_ledger(arms: list[LedgerTables]) -> None:
    days = days_of(arms, SECOND_WEEK, 7)
    parts = [part_of(each, days) for each in arms]
    names = names_of(arms, parts)
    lands = lands_of(arms, parts, names, days)
    places = simulate(selling(), engine="simpy").places
    where = {
        name: (x // 100, y // 100)
        for name, x, y in zip(places.name, places.x, places.y, strict=True)
    }
    assert lands[0]["places"] == [where.get(name) for name in names.places]
    assert set(lands[0]["customers"]) == {where[name] for name in places.name if "shops" in name}


def test_where_nobody_travels_there_is_no_map() -> None:
    still = what_if(selling(), activities={"visit": {"place": "anywhere"}})
    assert 'class="land"' not in timeline.page([replayed(still)], SECOND_WEEK)


def test_the_map_shows_the_ways_of_a_day_from_stop_to_stop(page: Page) -> None:
    """Each way of the tour begins where the one before has ended, and goes where its row says."""
    ways, goals = page.evaluate(
        """() => {
      const rows = motion.entries(0).filter((row) => row.doing === 'travel');
      const { person } = rows[0];
      const day = rows[0].start.slice(0, 10);
      const mine = rows.filter((row) => row.person === person && row.start.startsWith(day));
      const moment = (new Date(day + 'T12:00Z') - new Date('2025-01-13T00:00Z')) / 1000;
      return [motion.waysOf(0, person, moment), new Set(mine.map((row) => row.place)).size];
    }"""
    )
    assert len(ways) >= goals >= 2
    assert all(one[1] == other[0] for one, other in pairwise(ways))


def test_whoever_is_on_the_way_is_as_far_along_it_as_the_time_has_gone(page: Page) -> None:
    page.click(".land summary")
    until(page, "document.querySelectorAll('.told').length === 2")
    until(page, "document.querySelector('.told').textContent !== ''")
    far = page.evaluate(
        """() => {
      const rows = motion.entries(0);
      const at = (row, moment) => motion.spotOf(0, row.person, moment);
      const moment = (text) => (new Date(text + 'Z') - new Date('2025-01-13T00:00:00Z')) / 1000;
      const i = rows.findIndex((row, n) => n > 0 && row.doing === 'travel' && row.seconds > 600
        && rows[n - 1].person === row.person && rows[n - 1].end === row.start);
      const [from, to] = [moment(rows[i].start), moment(rows[i].end)];
      return [at(rows[i], from), at(rows[i], (from + to) / 2), at(rows[i], to - 1e-6)];
    }"""
    )
    begin, middle, end = far
    assert begin != end
    assert middle == pytest.approx([(a + b) / 2 for a, b in zip(begin, end, strict=True)], abs=1e-3)
    told = page.locator(".told").first.inner_text()
    assert re.fullmatch(r"\d+ on the way, \d+ selling, \d+ at other work", told)


@pytest.mark.parametrize(
    ("named", "made_by"),
    [
        (["today+never"], "compare today never"),
        (["today", "never"], "compare today never"),
        (["today+one+never", "never"], "compare today one never"),
        (["never"], "run never"),
        (["sweep+never"], ""),
    ],
)
def test_of_what_was_never_made_it_is_said_which_command_makes_it(
    stored: Path, named: list[str], made_by: str
) -> None:
    code, output = said("motion", *named, "--out", str(stored))
    cure = f"; this makes it:  simulator {made_by}" if made_by else ""
    assert code == 2
    assert output.strip().partition("; this")[1:] == cure.partition("; this")[1:]
