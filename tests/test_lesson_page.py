"""The page of a lesson in real Chromium: a file, without a network, played to its end."""

from __future__ import annotations

import copy
import re
import time
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations, pairwise, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from letters import PAINTED, SMALL
from matplotlib.colors import to_rgb
from small_lesson import DAY, ENTRIES, HOUR, MORNING, TASKS, YEARS, growing, small_lesson

from simulator.analysis.lessons import grid
from simulator.i18n import use_language
from simulator.output import lesson as lesson_package
from simulator.output.lesson import make, words
from simulator.output.lesson.page import SCRIPTS, filled
from simulator.scenario.lessons import all_lessons

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ATTACK = "<script>alert(1)</script> </script><!-- & \u2028 \"'"
ASSETS = Path(lesson_package.__file__).parent / "assets"
ASKED = ("number", "choice", "line")
PROJECTOR, TELEPHONE = (1280, 720), (390, 844)
LIMIT = 2_000_000  # bytes


def opened(
    browser: Browser, file: Path, size: tuple[int, int] = PROJECTOR, init: str = "", **context: Any
) -> Iterator[Page]:
    """A page without a network; whatever it complains of or asks for is a failure."""
    viewport = {"width": size[0], "height": size[1]}
    room = browser.new_context(viewport=viewport, offline=True, **context)  # type: ignore[arg-type]
    found = room.new_page()
    found.add_init_script(init)
    complaints: list[str] = []
    asked: list[str] = []
    found.on("console", lambda message: complaints.append(message.text))
    found.on("pageerror", lambda problem: complaints.append(str(problem)))
    found.on("request", lambda request: asked.append(request.url))
    found.on("dialog", lambda _: complaints.append("a dialog"))
    found.goto(file.as_uri())
    until(found, "performance.getEntriesByName('lesson-ready').length > 0")
    yield found
    room.close()
    assert complaints == []
    assert set(asked) == {file.as_uri()}


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """The page on which a number is bet."""
    yield from opened(browser, written(small_lesson(), tmp_path))


def written(data: dict[str, Any], folder: Path) -> Path:
    file = folder / "lesson.html"
    file.write_text(filled(data, "en"), encoding="utf-8")
    return file


def until(page: Page, condition: str) -> None:
    """Waits for something to hold; asked from here, since the page runs no text as a script."""
    deadline = time.monotonic() + 20
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, f"not within 20 s: {condition}"
        time.sleep(0.02)


def settled(page: Page) -> None:
    """Waits until what was done can be seen."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def ask(page: Page, what: str) -> Any:
    """What the page shows of itself."""
    return page.evaluate(f"lesson.{what}")


def onward(page: Page) -> None:
    """As a presenter's remote does it."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("PageDown")
    settled(page)


def shown(page: Page) -> str:
    """All that can be read, on one line; with plain spaces."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def told(value: float | None, measure: dict[str, Any]) -> str:
    """A value as the page writes it."""
    if value is None:
        return "–"
    places = Decimal(1).scaleb(-measure["digits"])
    number = f"{Decimal(repr(value)).quantize(places, ROUND_HALF_UP):,}".replace("-", "\u2212")
    unit = measure["unit"]
    return number + (unit if unit in ("", "%") else f" {unit}")


def bet(page: Page, data: dict[str, Any]) -> None:
    """Bets, in the way that the lesson asks for."""
    asked = data["bet"]["asks"]
    if asked == "number":
        low, high = data["bet"]["number"]["min"], data["bet"]["number"]["max"]
        page.get_by_label("Your bet").fill(str((low + high) / 2))
        page.keyboard.press("Enter")
    elif asked == "choice":
        page.locator(".card").first.click()
    else:
        for field in page.locator(".heights input:not([readonly])").all():
            field.fill(str(data["bet"]["high"] / 2))
            field.press("Tab")


def come_to(page: Page, data: dict[str, Any], step: str) -> None:
    """Goes on until a step is shown."""
    while ask(page, "step") != step:
        if ask(page, "step") == "bet":
            bet(page, data)
        onward(page)


# -- played to its end -----------------------------------------------------------------------------


@pytest.mark.parametrize("asks", ASKED)
def test_a_lesson_is_played_to_its_end_and_shows_its_data(
    browser: Browser, tmp_path: Path, asks: str
) -> None:
    data = small_lesson(asks)
    for page in opened(browser, written(data, tmp_path)):
        play_to_the_end(page, data)


@pytest.mark.parametrize("asks", ASKED)
def test_a_lesson_with_as_little_as_there_may_be_is_played_to_its_end(
    browser: Browser, tmp_path: Path, asks: str
) -> None:
    """One knob, nothing to stop at or to compare, and something that never happened."""
    data = small_lesson(asks) | {"moments": [], "why": [], "compare": [], "piles": []}
    data |= {"knobs": data["knobs"][:1], "debrief": []}
    data["bet"] |= {"point": 2, "from": None}
    data["runs"] = [data["runs"][0] | {"map": None, "cases": [], "events": [], "absences": []}]
    data["notes"] = {"before": "", "timing": [], "mistakes": []}
    for values, levels in zip(data["values"], data["levels"], strict=True):
        values[1], levels[1] = [None] * YEARS, [None, None, None]
    for page in opened(browser, written(data, tmp_path)):
        play_to_the_end(page, data)


def test_a_lesson_can_be_played_with_a_keyboard_alone(page: Page) -> None:
    def tab_to(what: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate(f"document.activeElement.matches({what!r})"):
                return
        pytest.fail(f"no way by Tab to {what}")

    page.keyboard.press("ArrowRight")
    tab_to("#guess")
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    assert ask(page, "state.guesses") == [8]
    page.keyboard.press("PageDown")
    page.keyboard.press(" ")
    assert ask(page, "stage.isPlaying")
    while ask(page, "step") != "turn":
        page.keyboard.press("PageDown")
    settled(page)
    tab_to(".knob input")
    page.keyboard.press("ArrowRight")
    assert ask(page, "state.point") == 2
    page.keyboard.press("PageDown")
    tab_to(".card")
    page.keyboard.press("Enter")
    assert ask(page, "state.picked") == [0]
    page.keyboard.press("PageDown")
    assert ask(page, "state.picked") == [0, 1], "the rule is shown first"
    page.keyboard.press("PageDown")
    tab_to("summary")
    page.keyboard.press("Enter")
    assert "At four fifths." in shown(page)


@pytest.mark.slow
@pytest.mark.parametrize("name", [each.name for each in all_lessons()])
def test_each_shipped_lesson_is_played_to_its_end(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    handed: list[dict[str, Any]] = []
    monkeypatch.setattr(grid, "REPLICATIONS", 2)  # the page is what is tested here
    monkeypatch.setattr(
        make, "filled", lambda data, language: handed.append(data) or filled(data, language)
    )
    file = make.lesson(name, tmp_path / "lesson.html")
    assert file.stat().st_size < LIMIT
    for page in opened(browser, file):
        play_to_the_end(page, handed[0])
    for page in opened(browser, file, init=PAINTED, reduced_motion="reduce"):
        for screen in every_screen(page, handed[0]):
            assert not hidden_below(page), screen
            assert covered(page) == [], screen
            assert page.evaluate(SMALL, 18) == [], screen
            assert violations(page) == [], screen
        assert min(page.evaluate("[...painted]")) >= 18
        for size in LARGER:
            page.keyboard.press("+")
            come_back_to(page, "brief")
            for step in ask(page, "screens"):
                assert covered(page) == [], (step, size)
                # What is compared, and every wrong rule with its reply, was unfolded above.
                assert step in ("turn", "rule") or not hidden_below(page), (step, size)
                onward(page)
    for page in opened(browser, file, TELEPHONE):
        assert [screen for screen in every_screen(page, handed[0]) if hidden_beside(page)] == []


def come_back_to(page: Page, step: str) -> None:
    """Goes to a step by its button."""
    steps = list(dict.fromkeys(ask(page, "screens")))
    page.locator("nav button").nth(steps.index(step)).click()
    settled(page)


def play_to_the_end(page: Page, data: dict[str, Any]) -> None:
    """Bets, lifts the curtain, reveals, turns every knob; each screen against the data."""
    looked_at = {
        "brief": check_brief,
        "bet": check_bet,
        "play": check_play,
        "reveal": check_reveal,
        "explain": check_explained,
        "turn": check_every_setting,
        "rule": check_rule,
        "debrief": check_debrief,
    }
    screens = ask(page, "screens")
    for number, step in enumerate(screens):
        assert (ask(page, "screen"), ask(page, "step")) == (number, step)
        settled(page)
        looked_at[step](page, data)
        if number + 1 < len(screens):
            onward(page)


def check_brief(page: Page, data: dict[str, Any]) -> None:
    assert all(text in shown(page) for text in (data["question"], *data["brief"]))


def check_bet(page: Page, data: dict[str, Any]) -> None:
    onward(page)
    assert ask(page, "step") == "bet", "nobody has bet yet"
    assert page.get_by_role("button", name="Go on without a bet").is_visible()
    bet(page, data)


def check_play(page: Page, data: dict[str, Any]) -> None:
    run = data["runs"][0]
    assert ask(page, "stage.moment") == run["open"][0][0]
    assert ask(page, "stage.drawn") == 0, "the future is empty"
    noon = run["open"][0][0] + 4 * HOUR
    page.evaluate(f"lesson.seek({noon})")
    settled(page)
    entries = columns(run["entries"], "start", "seconds", "person")
    spans = [(at, at + seconds) for at, seconds, who in entries if who in run["people"]]
    # At a desk that never closes somebody is at work already when the week begins.
    assert ask(page, "stage.drawn") == sum(
        at < noon and run["open"][0][0] < end for at, end in spans
    )


def columns(table: dict[str, list[Any]], *names: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table[name] for name in names), strict=True))


def check_reveal(page: Page, data: dict[str, Any]) -> None:
    asked, points = data["bet"], [data["bet"]["point"]]
    if asked["asks"] == "line":
        step = point_step(data, asked["knob"])
        first = (
            asked["base"]
            - asked["base"] // step % len(data["knobs"][asked["knob"]]["values"]) * step
        )
        points = [first + i * step for i in range(len(data["knobs"][asked["knob"]]["values"]))]
    measure = data["measures"][asked["measure"]]
    means = [data["levels"][asked["measure"]][point][0] for point in points]
    assert told(means[-1], measure) in shown(page)
    years = [year for point in points for year in data["values"][asked["measure"]][point]]
    happened = sum(year is not None for year in years)
    assert page.locator(".figure .year.truth").count() == happened
    assert page.locator(".figure .guess").count() >= (asked["asks"] != "choice")
    assert (happened < len(years)) == ("it never came to that" in shown(page))


def point_step(data: dict[str, Any], knob: int) -> int:
    step = 1
    for each in data["knobs"][knob + 1 :]:
        step *= len(each["values"])
    return step


def check_explained(page: Page, data: dict[str, Any]) -> None:
    number = ask(page, "screen") - ask(page, "screens").index("explain")
    moments, bridges = data["moments"], data["why"]
    if number < len(moments):
        assert moments[number]["text"] in shown(page)
        assert ask(page, "stage.moment") == moments[number]["at"]
    elif number >= ask(page, "screens").count("explain") - len(bridges):
        bridge = bridges[number - ask(page, "screens").count("explain")]
        measure = data["measures"][bridge["measure"]]
        text = page.locator("svg[aria-label]").get_attribute("aria-label") or ""
        for value in (bridge["start"], bridge["end"]):
            assert told(value, measure) in text.replace("\u00a0", " ")
        assert page.locator(".bar").count() == len(bridge["steps"]) + 2
    else:
        lives = [life for run in data["runs"] for life in run["cases"]]
        lying = [data["names"]["parts"].index(part) for part in parts_lying(data)]
        longest = max(lives, key=lambda life: sum(life["sums"][kind] for kind in lying))
        assert page.locator(".figure .part").count() == len(longest["parts"])
        assert page.locator(".sums li").count() == sum(each > 0 for each in longest["sums"])


def parts_lying(data: dict[str, Any]) -> list[dict[str, str]]:
    return [part for part in data["names"]["parts"] if part["name"] in ("waits", "laid_down")]


def check_every_setting(page: Page, data: dict[str, Any]) -> None:
    for point, positions in enumerate(product(*(range(len(k["values"])) for k in data["knobs"]))):
        for knob, position in zip(data["knobs"], positions, strict=True):
            page.evaluate(f"document.getElementById('knob-{knob['name']}-{position}').click()")
        settled(page)
        assert ask(page, "state.point") == point
        grows = [each[point] for each in data["grows"]]
        assert big_numbers(page) == [
            grows[i] or told(data["levels"][i][point][0], measure)
            for i, measure in enumerate(data["measures"])
        ]
        told_of = zip(data["values"], grows, strict=True)
        years = [each[point] for each, grown in told_of if not grown]
        count = sum(year is not None for each in years for year in each)
        assert page.locator(".results .year.truth").count() == count


def big_numbers(page: Page) -> list[str]:
    return [text.replace("\u00a0", " ") for text in page.locator(".big b").all_inner_texts()]


def check_rule(page: Page, data: dict[str, Any]) -> None:
    rule = data["rule"]
    assert rule["name"] not in page.locator("main").inner_text() or rule["name"] == data["title"]
    right = next(i for i, choice in enumerate(rule["choices"]) if choice["right"])
    page.locator(".card").nth(right).click()
    for text in (rule["name"], rule["rule"], rule["choices"][right]["because"]):
        assert text in shown(page)


def check_debrief(page: Page, data: dict[str, Any]) -> None:
    for each in data["debrief"]:
        assert each["answer"] not in shown(page)
        page.locator("summary").get_by_text(each["question"], exact=True).click()
        assert each["answer"] in shown(page)
    assert not page.locator("#next").is_visible()


# -- a queue that grows ----------------------------------------------------------------------------


def test_where_a_queue_grows_that_is_said_and_no_mean(browser: Browser, tmp_path: Path) -> None:
    data = growing(small_lesson())
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "turn")
        page.get_by_role("button", name="Keep to compare").click()
        page.evaluate("document.getElementById('knob-orders-1').click()")
        settled(page)
        first = page.locator(".measure").first
        assert big_numbers(page)[0] == "the queue grows by 6.0 tasks a week"
        assert first.locator(".gap").inner_text().startswith("so it has no mean")
        assert first.locator(".year.truth, .mean.truth").count() == 0
        assert first.locator(".year.old").count() == YEARS, "those of the setting that was kept"
        page.get_by_role("button", name="New luck").click()
        settled(page)
        assert big_numbers(page)[0] == "the queue grows by 6.0 tasks a week"
        page.get_by_role("button", name="Stop comparing").click()
        page.get_by_role("button", name="Keep to compare").click()
        page.evaluate("document.getElementById('knob-orders-0').click()")
        settled(page)
        assert first.locator(".gap").inner_text() == "before: the queue grows by 6.0 tasks a week"
        come_to(page, data, "debrief")
        page.evaluate("window.print = () => {}")
        page.get_by_role("button", name="Print the answers").click()
        settled(page)
        row = page.locator(".sheet tbody tr").nth(2)
        assert str(row.text_content()).endswith("the queue grows by 6.0 tasks a week62")


def test_a_line_stops_to_have_a_mean_where_the_queue_grows(
    browser: Browser, tmp_path: Path
) -> None:
    data = growing(small_lesson("line"))
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "reveal")
        settled(page)
        assert "the queue grows by 6.0 tasks a week at 12" in shown(page)
        assert page.locator(".figure .mean.falls-1, .figure .falls-1 .year").count() == 0


# -- bets ------------------------------------------------------------------------------------------


def test_nothing_of_the_answer_can_be_read_before_the_reveal(page: Page) -> None:
    data = small_lesson()
    truth = told(data["levels"][0][4][0], data["measures"][0])
    while ask(page, "step") != "reveal":
        assert truth not in shown(page)
        if ask(page, "step") == "bet":
            bet(page, data)
        onward(page)
    assert truth in shown(page)


def test_the_reveal_says_how_it_differs_from_today_with_the_same_luck(page: Page) -> None:
    """Each year of 18 orders a day has 7.5 h more than the same year of 6; one never came to it."""
    come_to(page, small_lesson(), "reveal")
    assert "Against today, with the same luck: +7.5 h; up in 9 of 9 years." in shown(page)
    assert page.locator(".today-mark").count() == 1
    assert page.locator(".today-label").all_text_contents() == ["today 2.0\u00a0h"]


def test_a_choice_about_a_change_shows_it_with_the_same_luck(
    browser: Browser, tmp_path: Path
) -> None:
    """Years of 1 to 3 h have 7.5 h more each: all dots stand at the mean, 9.5."""
    data = small_lesson("choice")
    today = [1.0, 3.0] * (YEARS // 2)
    data["values"][0][0], data["levels"][0][0] = today, [2.0, 1.0, 3.0]
    data["values"][0][4], data["levels"][0][4] = [7.5 + each for each in today], [9.5, 8.5, 10.5]
    for page in opened(browser, written(data, tmp_path), reduced_motion="reduce"):
        come_to(page, data, "reveal")
        settled(page)
        dots = page.locator(".figure .year.truth").all()
        assert len(dots) == YEARS
        middle = page.locator(".figure .mean").get_attribute("x1")
        assert {each.get_attribute("cx") for each in dots} == {middle}
        assert "by how much it differs from today with the same luck" in shown(page)


def test_of_today_itself_no_difference_from_today_is_told(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson()
    data["bet"]["point"] = 0
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "reveal")
        assert "Against today" not in shown(page)
        assert page.locator(".today-mark").count() == 0


def test_what_counts_less_than_a_year_is_called_a_run(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson() | {"weeks": 20}
    for page in opened(browser, written(data, tmp_path)):
        for step, said in (
            ("reveal", "one of 10 runs of 20 weeks"),
            ("turn", "all 10 runs of 20 weeks"),
        ):
            come_to(page, data, step)
            assert said in shown(page)
            assert "year" not in shown(page)


@pytest.mark.parametrize("by_the_clock", [False, True])
def test_that_nights_count_is_said_where_they_do(
    browser: Browser, tmp_path: Path, by_the_clock: bool
) -> None:
    data = small_lesson()
    data["measures"][0]["byTheClock"] = by_the_clock
    for page in opened(browser, written(data, tmp_path)):
        for step in ("bet", "reveal", "turn"):
            come_to(page, data, step)
            assert ("nights and weekends count" in shown(page)) == by_the_clock


def test_the_space_bar_plays_after_a_day_was_clicked(page: Page) -> None:
    come_to(page, small_lesson(), "play")
    page.get_by_role("button", name="Mon").click()
    page.keyboard.press(" ")
    assert ask(page, "stage.isPlaying")


def test_a_pool_has_one_heap(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson()
    data["names"]["lines"] = [{"title": "north, south", "isPool": True}]
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "play")
        assert page.locator(".pile h2").all_text_contents() == ["One queue of north, south"]


def test_dots_stand_on_their_axis_however_low_a_figure_is(page: Page) -> None:
    come_to(page, small_lesson(), "turn")
    page.evaluate(
        "document.querySelectorAll('.measure .figure')"
        ".forEach((each) => (each.style.maxHeight = '44px'))"
    )
    settled(page)
    for figure in page.locator(".measure .figure svg").all():
        axis = float(figure.locator(".axis").first.get_attribute("y1") or 0)
        heights = [float(dot.get_attribute("cy") or 0) for dot in figure.locator("circle").all()]
        assert heights
        assert max(heights) <= axis


def test_later_steps_are_closed_until_one_has_come_to_them(page: Page) -> None:
    come_to(page, small_lesson(), "play")
    open_ = [each.is_enabled() for each in page.locator("nav button").all()]
    assert open_ == [True] * 3 + [False] * 5


def test_the_guesses_of_a_class_pile_up_and_the_last_can_be_taken_back(page: Page) -> None:
    onward(page)
    for value in ("3", "8", "8", "8", "12"):
        page.get_by_label("Your bet").fill(value)
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Take back 12.0").click()
    settled(page)
    assert ask(page, "state.guesses") == [3, 8, 8, 8]
    boxes = page.locator("main .guess").all()
    spots = [(each.get_attribute("x"), each.get_attribute("y")) for each in boxes]
    assert len({x for x, _ in spots}) == 2
    assert len(set(spots)) == 4, "equal guesses stand on each other"


@pytest.mark.parametrize("typed", ["", "-1", "21"])
def test_what_cannot_be_a_guess_is_told_and_not_taken(page: Page, typed: str) -> None:
    onward(page)
    page.get_by_label("Your bet").fill(typed)
    page.keyboard.press("Enter")
    assert ask(page, "state.guesses") == []
    assert "A number from 0.0 h to 20.0 h, please" in shown(page)


def test_one_may_go_on_without_a_bet(page: Page) -> None:
    onward(page)
    onward(page)
    page.get_by_role("button", name="Go on without a bet").click()
    assert ask(page, "step") == "play"


def test_after_a_bet_the_keys_work_and_a_digit_begins_the_next_one(page: Page) -> None:
    onward(page)
    page.get_by_label("Your bet").fill("8")
    page.keyboard.press("Enter")
    page.keyboard.press("n")
    assert page.locator("#notes").is_visible()
    page.keyboard.type("12")
    page.keyboard.press("Enter")
    assert ask(page, "state.guesses") == [8, 12]
    page.keyboard.press("ArrowRight")
    assert ask(page, "step") == "play"


def test_what_is_typed_counts_when_one_goes_on(page: Page) -> None:
    onward(page)
    page.get_by_label("Your bet").fill("8")
    page.locator("#next").click()
    assert (ask(page, "step"), ask(page, "state.guesses")) == ("play", [8])


@pytest.mark.parametrize("asks", ASKED)
def test_bets_outlive_a_reload(browser: Browser, tmp_path: Path, asks: str) -> None:
    data = small_lesson(asks)
    bets = ("guesses", "hands", "lines", "line")
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "play")
        before = [ask(page, f"state.{each}") for each in bets]
        page.reload()
        until(page, "performance.getEntriesByName('lesson-ready').length > 0")
        assert [ask(page, f"state.{each}") for each in bets] == before
        come_to_without_bet(page, "play")


def test_the_handout_has_the_point_of_today(browser: Browser, tmp_path: Path) -> None:
    for page in opened(browser, written(small_lesson("line"), tmp_path)):
        until(page, "document.querySelector('.sheet .axes .year') !== null")
        assert page.locator(".sheet .axes .mean-label").text_content() == "2.0\u00a0h"


def test_the_hands_of_a_class_are_counted(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson("choice")
    for page in opened(browser, written(data, tmp_path)):
        onward(page)
        page.get_by_label("A class bets").check()
        for name, times in (("One more for: Longer", 3), ("One fewer for: Longer", 1)):
            for _ in range(times):
                page.get_by_role("button", name=name).click()
        assert ask(page, "state.hands") == [0, 2]
        hands = page.get_by_label("Hands for: As long as today")
        for typed, taken in (("13", 13), ("", 0), ("-4", 0), ("0", 0)):
            hands.fill(typed)
            hands.press("Tab")
            assert ask(page, "state.hands") == [taken, 2]
        come_to_without_bet(page, "reveal")
        assert page.locator(".vote .count").all_text_contents() == ["0", "2"]
        assert "It is: Longer." in shown(page)


def come_to_without_bet(page: Page, step: str) -> None:
    while ask(page, "step") != step:
        onward(page)


def test_a_line_is_drawn_by_hand_and_has_a_height_at_each_value_of_the_knob(
    browser: Browser, tmp_path: Path
) -> None:
    for page in opened(browser, written(small_lesson("line"), tmp_path)):
        onward(page)
        settled(page)
        box = page.locator(".drawing svg").bounding_box()
        assert box
        marks = [page.locator(".column").nth(i).bounding_box() for i in range(3)]
        page.mouse.move(box["x"] + 1, box["y"] + box["height"] * 0.6)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] * 0.2, steps=30)
        page.mouse.up()
        heights = ask(page, "state.line")
        assert all(marks)
        assert heights[0] == 2.0, "what it is today is given"
        assert 2 < heights[1] < heights[2] <= 20
        page.get_by_role("button", name="Another line").click()
        assert ask(page, "state.lines") == [heights]
        assert ask(page, "state.line") == [2.0, None, None]


def test_lines_of_a_class_are_revealed_together_and_the_last_can_be_taken_back(
    browser: Browser, tmp_path: Path
) -> None:
    data = small_lesson("line")
    for page in opened(browser, written(data, tmp_path)):
        onward(page)
        another = page.get_by_role("button", name="Another line")
        undo = page.get_by_role("button", name="Take back the last line")
        assert undo.is_disabled(), "what it is today is no line"
        for heights in (["4", "6"], ["8", "9"], ["12", "19"]):
            draw(page, heights)
            another.click()
        undo.click()
        assert ask(page, "state.lines") == [[2, 4, 6], [2, 8, 9]]
        draw(page, ["15"])
        undo.click()
        assert (ask(page, "state.line"), len(ask(page, "state.lines"))) == ([2, None, None], 2)
        draw(page, ["5", "5"])
        come_to_without_bet(page, "reveal")
        assert page.locator(".figure .bet-line.others").count() == 2
        assert page.locator(".figure .bet-line.mine").count() == 1
        assert page.locator(".figure .year.truth").count() == 3 * YEARS - 1


def draw(page: Page, heights: list[str]) -> None:
    """A line by keyboard."""
    for field, height in zip(
        page.locator(".heights input:not([readonly])").all(), heights, strict=False
    ):
        field.fill(height)
        field.press("Tab")


# -- the week --------------------------------------------------------------------------------------


def on_stage(page: Page, moment: float) -> None:
    come_to(page, small_lesson(), "play")
    page.evaluate(f"lesson.seek({moment})")
    settled(page)


def test_the_week_begins_on_monday_at_eight_and_stands_until_it_is_told_to_play(page: Page) -> None:
    on_stage(page, MORNING)
    assert page.locator(".clock").inner_text().split() == ["08:00", "Monday"]
    assert not ask(page, "stage.isPlaying")
    page.get_by_role("button", name="Play").click()
    until(page, f"lesson.stage.moment > {MORNING} + 300")
    page.get_by_role("button", name="Pause").click()
    assert not ask(page, "stage.isPlaying")


def test_a_desk_that_never_closes_has_a_page_for_each_day(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson()
    data["runs"][0]["open"] = [[0, 7 * DAY]]
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "play")
        days = page.get_by_role("group", name="Days").get_by_role("button")
        assert days.all_inner_texts() == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        days.nth(1).click()
        settled(page)
        assert ask(page, "stage.moment") == DAY
        page.evaluate(f"lesson.seek({DAY + 8.5 * HOUR})")
        settled(page)
        assert ask(page, "stage.drawn") == 1, "what was done on Monday is on Monday's page"


def test_only_what_has_begun_today_is_drawn(page: Page) -> None:
    for moment in (MORNING, 9 * HOUR, 12 * HOUR + 1, DAY + 8.5 * HOUR):
        on_stage(page, moment)
        day = moment // DAY * DAY
        begun = sum(day < row[1] < moment for row in ENTRIES)
        assert ask(page, "stage.drawn") == begun


def test_what_comes_is_a_bare_lane(page: Page) -> None:
    """In the picture: right of the clock nothing but the colours of a lane and of letters."""
    on_stage(page, 9 * HOUR)
    colours = page.evaluate(
        """() => {
      const canvas = document.querySelector('.lanes canvas');
      const { width, height } = canvas;
      const left = Math.round(width * 0.55);
      const { data } = canvas.getContext('2d').getImageData(left, 0, width - left, height);
      const found = new Set();
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3]) found.add(data.slice(i, i + 3).join());
      }
      return [...found];
    }"""
    )
    assert "91,159,208" not in colours, "no order is drawn before it is worked on"
    assert "241,243,246" in colours


def test_a_night_is_left_out(page: Page) -> None:
    on_stage(page, 17 * HOUR - 60)
    page.get_by_role("button", name="fast").click()
    page.get_by_role("button", name="Play").click()
    until(page, f"lesson.stage.moment >= {DAY + MORNING}")
    until(page, "!lesson.stage.isPlaying")
    assert ask(page, "stage.moment") == DAY + 17 * HOUR


@pytest.mark.parametrize("speed", ["steady", "fast"])
def test_the_play_stops_by_itself_at_a_moment_and_goes_on_when_told(page: Page, speed: str) -> None:
    at = 11 * HOUR
    come_to(page, small_lesson(), "play")
    page.get_by_role("button", name="Twice the orders").click()
    settled(page)
    page.get_by_role("button", name=speed).click()
    page.evaluate(f"lesson.seek({at - 600})")
    settled(page)
    assert "Who waits?" not in shown(page)
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press(" ")
    until(page, "!lesson.stage.isPlaying")
    settled(page)
    assert ask(page, "stage.moment") == at
    assert "It broke Who waits?" in shown(page)
    page.get_by_role("button", name="Go on").click()
    until(page, f"lesson.stage.moment > {at}")
    settled(page)
    assert ask(page, "stage.isPlaying")
    assert "Who waits?" not in shown(page)


def test_the_play_does_not_stop_at_moments_of_another_week(page: Page) -> None:
    at = 11 * HOUR
    on_stage(page, at - 60)
    page.keyboard.press(" ")
    until(page, f"lesson.stage.moment > {at}")
    assert ask(page, "stage.isPlaying")


@pytest.mark.parametrize(
    ("moment", "count", "oldest"),
    [(MORNING - 1, 1, "2 h 00 min"), (9 * HOUR, 2, "0 s"), (12 * HOUR, 1, "3 h 00 min")],
)
def test_items_wait_from_when_they_are_there_until_they_are_begun(
    page: Page, moment: int, count: int, oldest: str
) -> None:
    orders = [task for task in TASKS if task[1] == 0]
    waits = [t for t in orders if t[3] <= moment and (t[4] is None or t[4] > moment)]
    assert len(waits) == count
    on_stage(page, moment)
    assert f"{count} waiting oldest {oldest}" in shown(page)


def test_interruptions_and_hand_overs_are_counted_as_they_happen(page: Page) -> None:
    for moment, interrupted, handed in ((9 * HOUR, 0, 0), (10 * HOUR, 1, 0), (11 * HOUR, 1, 1)):
        on_stage(page, moment)
        told_ = page.locator(".tally").all_inner_texts()
        assert [text.split()[0] for text in told_] == [str(interrupted), str(handed)]


def with_tasks(*tasks: tuple[int | None, ...], **columns: list[int | None]) -> dict[str, Any]:
    """The small lesson with other tasks in its first week: number, activity, asked, ..., state."""
    data = small_lesson() | {"piles": [0, 1]}
    keys = ("task", "activity", "asked", "available", "started", "finished", "state")
    kept = {key: [value[0]] * len(tasks) for key, value in data["runs"][0]["tasks"].items()}
    told_ = {key: [row[i] for row in tasks] for i, key in enumerate(keys)}
    data["runs"][0]["tasks"] = kept | told_ | columns
    return data


def test_what_is_late_is_counted_before_it_is_finished(browser: Browser, tmp_path: Path) -> None:
    """Two are due at ten: one is done at eleven, one is never done; the third is in time."""
    data = with_tasks(
        (12, 0, 9 * HOUR, 9 * HOUR, 10 * HOUR, 11 * HOUR, 1),
        (13, 0, 9 * HOUR, 9 * HOUR, None, None, 0),
        (14, 1, MORNING, MORNING, 9 * HOUR, 11 * HOUR, 1),
        due=[10 * HOUR, 10 * HOUR, 17 * HOUR],
    )
    for page in opened(browser, written(data, tmp_path)):
        for moment, said in (
            (9.5 * HOUR, "0 late: 0 done, 0 not yet"),
            (10.5 * HOUR, "2 late: 0 done, 2 not yet"),
            (11.5 * HOUR, "2 late: 1 done, 1 not yet"),
        ):
            on_stage(page, moment)
            assert said in shown(page), moment
        page.get_by_role("button", name="Twice the orders").click()
        settled(page)
        assert "late:" not in shown(page), "nothing there has a time by which it is due"


ITEMS = """window.items = {};
const { fillRect } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.fillRect = function (x, y, width, height) {
  const heap = this.canvas.closest('.pile');
  if (heap && width === height) (items[heap.querySelector('h2').textContent] ??= []).push(width);
  return fillRect.call(this, x, y, width, height);
};"""


def test_an_item_is_as_large_in_every_heap(browser: Browser, tmp_path: Path) -> None:
    """Forty orders beside three visits: one heap is higher than the other, not its items."""
    waiting = [(20 + i, int(i >= 40), MORNING, MORNING, None, None, 0) for i in range(43)]
    for page in opened(browser, written(with_tasks(*waiting), tmp_path), init=ITEMS):
        on_stage(page, MORNING + HOUR)
        page.evaluate("window.items = {}")
        page.evaluate(f"lesson.seek({MORNING + 2 * HOUR})")
        settled(page)
        items = page.evaluate("window.items")
        assert [len(items["order"]), len(items["visit"])] == [40, 3]
        assert len({*items["order"], *items["visit"]}) == 1


def test_what_waits_in_another_week_only_has_its_place(browser: Browser, tmp_path: Path) -> None:
    data = with_tasks((13, 0, 9 * HOUR, 9 * HOUR, None, None, 0))
    for page in opened(browser, written(data, tmp_path)):
        on_stage(page, 10 * HOUR)
        heaps = [re.sub(r"\s+", " ", each) for each in page.locator(".pile").all_inner_texts()]
        assert [each.strip() for each in heaps] == [
            "Order 1 waiting oldest 1 h 00 min",
            "Visit 0 waiting",
        ]


ON_THE_MAP = """window.named = new Set();
const { fillText } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.fillText = function (text, ...rest) {
  if (this.canvas.closest('.map')) named.add(text);
  return fillText.call(this, text, ...rest);
};"""


@pytest.mark.parametrize("travels", [True, False])
def test_whoever_has_not_left_yet_stands_on_the_map(
    browser: Browser, tmp_path: Path, travels: bool
) -> None:
    """Ann works at home until ten, as Bob does; Ann is somebody who travels."""
    data = small_lesson()
    entries = data["runs"][0]["entries"]
    if travels:
        for key, value in zip(entries, (0, DAY + 10 * HOUR, HOUR, 1, 1, -1, -1, 1), strict=True):
            entries[key].insert(4, value)
    for page in opened(browser, written(data, tmp_path), init=ON_THE_MAP):
        on_stage(page, MORNING + HOUR / 2)
        assert ("Ann" in page.evaluate("[...named]")) == travels
        assert "Bob" not in page.evaluate("[...named]")


NAME_BOXES = """window.boxes = new Map();
const { fillText } = CanvasRenderingContext2D.prototype;
CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...rest) {
  const size = parseFloat(this.font.match(/[\\d.]+px/)[0]);
  const width = this.measureText(text).width;
  if (this.canvas.closest('.map')) boxes.set(text, [x, y - 0.8 * size, x + width, y + 0.1 * size]);
  return fillText.call(this, text, x, y, ...rest);
};"""


def test_names_on_the_map_do_not_lie_over_each_other(browser: Browser, tmp_path: Path) -> None:
    """Four with long Chinese names are all at the same customer."""
    data = small_lesson()
    run, names = data["runs"][0], data["names"]
    role = names["people"][0]["role"]
    titles = [f"業務代表 {number}" for number in range(1, 5)]
    names["people"] = [{"name": each, "title": each, "role": role} for each in titles]
    run["people"] = list(range(4))
    run["map"]["bases"] = [0] * 4
    travel = [each["name"] for each in names["doings"]].index("travel")
    for who in range(4):
        row = (who, MORNING, HOUR, travel, 1, -1, -1, 1)
        for key, value in zip(run["entries"], row, strict=True):
            run["entries"][key].append(value)
    for page in opened(browser, written(data, tmp_path), init=NAME_BOXES):
        on_stage(page, MORNING + HOUR / 2)
        boxes = dict(page.evaluate("[...boxes]"))
        assert set(boxes) == set(titles)
        for one, other in combinations(boxes.values(), 2):
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1]
            assert apart or other[3] <= one[1], boxes


DISCS = """window.discs = [];
window.corners = [];
for (const [name, kept] of [["arc", discs], ["moveTo", corners]]) {
  const draw = CanvasRenderingContext2D.prototype[name];
  CanvasRenderingContext2D.prototype[name] = function (...at) {
    if (this.canvas.closest('.map')) kept.push(at);
    return draw.apply(this, at);
  };
}"""


def test_on_the_first_morning_whoever_travels_is_on_the_way_from_home(
    browser: Browser, tmp_path: Path
) -> None:
    """Cyd leaves home at 8, is at the shop at 9, and at home again at 17."""
    data = small_lesson()
    entries = data["runs"][0]["entries"]
    way_home = (2, 16 * HOUR, HOUR, 1, 1, -1, -1, 0)
    for key, value in zip(entries, way_home, strict=True):
        entries[key].append(value)
    for page in opened(browser, written(data, tmp_path), init=DISCS):
        home = seen_at(page, 17 * HOUR)
        shop = seen_at(page, 9 * HOUR)
        assert home != shop
        assert seen_at(page, MORNING) == home
        sixth = [one + (other - one) / 6 for one, other in zip(home, shop, strict=True)]
        assert seen_at(page, MORNING + HOUR / 6) == pytest.approx(sixth)
        roofs = [(x, home[1] - y) for x, y in page.evaluate("corners") if x == home[0]]
        assert any(8 < above < 24 for _, above in roofs), "the house is seen behind who is at home"


def test_who_spends_his_nights_away_begins_at_his_home_all_the_same(
    browser: Browser, tmp_path: Path
) -> None:
    """Cyd's only day ends at the shop; he leaves home at 8 and is there at 9."""
    for page in opened(browser, written(small_lesson(), tmp_path), init=DISCS):
        shop = seen_at(page, 9 * HOUR)
        home = seen_at(page, MORNING)
        assert home != shop
        middle = [(one + other) / 2 for one, other in zip(home, shop, strict=True)]
        assert seen_at(page, MORNING + HOUR / 2) == pytest.approx(middle)


def seen_at(page: Page, moment: float) -> tuple[float, float]:
    """Where on the map the only one who travels is drawn."""
    on_stage(page, moment)
    settled(page)
    x, y = page.evaluate("discs.at(-1).slice(0, 2)")
    return x, y


def test_what_everybody_does_is_told_to_those_who_do_not_see_it(page: Page) -> None:
    on_stage(page, 10 * HOUR + 1000)
    label = page.locator(".lanes canvas").get_attribute("aria-label")
    assert label == "What everybody has done today. Ann: not there. Bob: order. Cyd: visit."


def test_a_week_of_another_setting_can_be_chosen(page: Page) -> None:
    come_to(page, small_lesson(), "play")
    page.get_by_role("button", name="Twice the orders").click()
    settled(page)
    assert ask(page, "stage.moment") == MORNING


def test_whoever_comes_back_finds_the_curtain_where_it_stood_and_the_bets(page: Page) -> None:
    come_to(page, small_lesson(), "play")
    page.locator("#beside button").nth(1).click()
    on_stage(page, 15 * HOUR)
    onward(page)
    assert ask(page, "step") == "reveal"
    page.keyboard.press("PageUp")
    settled(page)
    assert ask(page, "stage.moment") == 15 * HOUR
    assert page.locator("#beside button").nth(1).get_attribute("aria-pressed") == "true"
    assert ask(page, "state.guesses") == [10]
    page.locator("#beside button").first.click()
    settled(page)
    assert ask(page, "stage.moment") == MORNING, "this week has not been played"
    page.locator("#beside button").nth(1).click()
    settled(page)
    assert ask(page, "stage.moment") == 15 * HOUR


def test_a_moment_that_is_left_out_is_told_in_its_week_and_in_the_notes(
    browser: Browser, tmp_path: Path
) -> None:
    data = small_lesson() | {"leftOut": [{"run": 1, "title": "The queue"}]}
    left_out = "not to be seen with this seed, so left out: “The queue”"
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "play")
        assert left_out not in page.locator("#hint").inner_text()
        page.locator("#beside button").nth(1).click()
        settled(page)
        assert left_out in page.locator("#hint").inner_text()
        page.keyboard.press("n")
        assert left_out.lower() in page.locator("#notes").inner_text().lower()


def test_whoever_wants_little_motion_gets_steps(browser: Browser, tmp_path: Path) -> None:
    for page in opened(browser, written(small_lesson(), tmp_path), reduced_motion="reduce"):
        on_stage(page, MORNING)
        page.get_by_role("button", name="Play").click()
        moments = set()
        begun = time.monotonic()
        while time.monotonic() < begun + 1.2:
            moments.add(ask(page, "stage.moment"))
        assert 2 <= len(moments) <= 5


# -- knobs -----------------------------------------------------------------------------------------


def test_an_order_that_queued_is_shown_before_one_that_lay_over_a_weekend(
    browser: Browser, tmp_path: Path
) -> None:
    data = small_lesson()
    weekend = data["runs"][1]["cases"][0] | {
        "title": "weekend",
        "sums": [HOUR, 60 * HOUR, 0, 0, 0, 0],
    }
    weekend["parts"] = [[0, HOUR, 0, -1], [HOUR, 61 * HOUR, 1, -1]]
    data["runs"][1]["cases"].append(weekend)
    for page in opened(browser, written(data, tmp_path)):
        to_explained(page, data, 1)
        assert "The life of one order" in shown(page)


def test_the_bar_of_a_long_life_has_dates(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson()
    for days, dated in ((5, False), (9, True)):
        for run in data["runs"]:
            life = run["cases"][0]
            life["parts"] = [[life["asked"], life["asked"] + days * DAY, 0, -1]]
        for page in opened(browser, written(data, tmp_path)):
            to_explained(page, data, 1)
            marks = page.locator(".life-bar text").all_text_contents()[:-2]
            assert marks
            assert all(bool(re.search(r"\d", mark)) == dated for mark in marks)


def test_bars_of_knobs_say_what_they_are_and_what_a_knob_brings_alone(
    browser: Browser, tmp_path: Path
) -> None:
    """Orders bring 7.5 alone and 1.5 beside a second clerk: 4.5 on average."""
    data = small_lesson()
    data["why"][0] |= {"to": 5, "end": 2.5}
    data["why"][0]["steps"] = [
        {"label": "Orders a day", "knob": 0, "value": 4.5, "low": 4.0, "high": 5.0},
        {"label": "At the desk", "knob": 1, "value": -4.0, "low": -5.0, "high": -3.0},
    ]
    for page in opened(browser, written(data, tmp_path)):
        to_explained(page, data, 2)
        assert "on average over all sequences in which the steps can be taken" in shown(page)
        assert "Alone “Orders a day: 18” brings +7.5 h." in shown(page)
        assert "Alone “At the desk: 2” brings \u22121.0 h." in shown(page)


def test_bars_that_are_no_knobs_say_nothing_of_orders(page: Page) -> None:
    to_explained(page, small_lesson(), 2)
    assert page.locator(".bar").count()
    assert "on average over all sequences" not in shown(page)


def to_explained(page: Page, data: dict[str, Any], number: int) -> None:
    """To one of the screens that explain."""
    come_to(page, data, "explain")
    for _ in range(number):
        onward(page)


@pytest.mark.parametrize(("high", "beyond"), [(20, False), (9, True)])
def test_years_beyond_the_axis_are_told_only_where_there_are_some(
    browser: Browser, tmp_path: Path, high: int, beyond: bool
) -> None:
    data = small_lesson("line")
    data["bet"]["high"] = high
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "reveal")
        settled(page)
        assert ("years beyond the axis" in shown(page)) == beyond
        assert (page.locator(".figure path.year.truth").count() > 0) == beyond


def test_means_stand_right_beside_their_marks(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson("line")
    for page in opened(browser, written(data, tmp_path), reduced_motion="reduce"):
        come_to(page, data, "reveal")
        settled(page)
        marks = [each.bounding_box() for each in page.locator(".figure line.mean").all()]
        labels = [each.bounding_box() for each in page.locator(".figure .beside").all()]
        assert len(marks) == len(labels) == 3
        for mark, label in zip(marks, labels, strict=True):
            assert mark
            assert label
            assert -4 <= label["x"] - mark["x"] - mark["width"] < 12
            assert abs(label["y"] + label["height"] / 2 - mark["y"]) < 6


def test_a_mean_is_told_when_its_dots_have_fallen(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson("line")
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "reveal")
        settled(page)
        falls = "each => [...each.classList].filter((name) => name.startsWith('falls')).join(' ')"
        columns = page.locator(".figure g.falls").evaluate_all(f"all => all.map({falls})")
        labels = page.locator(".mean-label.beside").evaluate_all(f"all => all.map({falls})")
        assert labels
        assert labels == columns[-len(labels) :]


def test_on_a_telephone_what_waits_is_seen_above_the_bar(browser: Browser, tmp_path: Path) -> None:
    for page in opened(browser, written(small_lesson(), tmp_path), TELEPHONE):
        on_stage(page, 12 * HOUR)
        heap, bar = (page.locator(each).first.bounding_box() for each in (".heap", "footer"))
        assert heap
        assert bar
        assert heap["y"] + heap["height"] <= bar["y"]


def test_in_the_largest_letters_what_waits_is_seen_above_the_bar(page: Page) -> None:
    on_stage(page, 12 * HOUR)
    page.keyboard.press("+")
    page.keyboard.press("+")
    settled(page)
    heap, bar = (page.locator(each).first.bounding_box() for each in (".heap", "footer"))
    assert heap
    assert bar
    assert heap["height"] >= 30
    assert heap["y"] + heap["height"] <= bar["y"]


def test_only_computed_settings_can_be_chosen(page: Page) -> None:
    come_to(page, small_lesson(), "turn")
    assert page.locator(".knob input").count() == 3 + 2
    assert page.locator("input[type=range]").count() == 0


def test_a_turned_knob_is_seen_in_the_next_frame(page: Page) -> None:
    come_to(page, small_lesson(), "turn")
    settled(page)
    before, after = page.evaluate(
        """async () => {
      const read = () => document.querySelector('.big b').textContent;
      const before = read();
      document.getElementById('knob-orders-2').click();
      await new Promise((done) => requestAnimationFrame(done));
      return [before, read()];
    }"""
    )
    assert (before, after.replace("\u00a0", " ")) == ("2.0\u00a0h", "9.5 h")


def test_two_settings_stand_side_by_side_on_the_same_luck(page: Page) -> None:
    come_to(page, small_lesson(), "turn")
    settled(page)
    page.get_by_role("button", name="Keep to compare").click()
    page.locator("#knob-orders-1").check()
    settled(page)
    assert "Hollow: Orders a day: 6; the same luck in both" in shown(page)
    assert "4.0 h +2.0 h; up in 10 of 10 years" in shown(page)
    assert page.locator(".measure").first.locator(".year.old").count() == 10
    page.get_by_role("button", name="Stop comparing").click()
    settled(page)
    assert page.locator(".year.old").count() == 0


def test_new_luck_shows_one_year_and_again_all_of_them(page: Page) -> None:
    data = small_lesson()
    come_to(page, data, "turn")
    settled(page)
    for year in range(3):
        page.get_by_role("button", name="New luck").click()
        settled(page)
        assert big_numbers(page)[0] == told(data["values"][0][0][year], data["measures"][0])
        assert page.locator(".measure").first.locator(".year").count() == 1
    page.get_by_role("button", name="Again, 10 times").click()
    settled(page)
    assert page.locator(".measure").first.locator(".year").count() == 10
    assert big_numbers(page)[0] == "2.0 h"


def test_pairs_worth_a_look_are_one_press_away(page: Page) -> None:
    come_to(page, small_lesson(), "turn")
    page.get_by_role("button", name="Orders a day: 6 → 18").click()
    settled(page)
    assert (ask(page, "state.kept"), ask(page, "state.point")) == (0, 4)


# -- the trainer -----------------------------------------------------------------------------------


def test_the_trainers_keys(page: Page) -> None:
    page.keyboard.press("ArrowRight")
    assert ask(page, "step") == "bet"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("PageUp")
    assert ask(page, "step") == "brief"
    page.keyboard.press("b")
    assert page.locator("#blank").is_visible()
    page.keyboard.press("PageDown")
    assert ask(page, "step") == "brief", "what is hidden does not go on"
    page.keyboard.press("b")
    page.keyboard.press("n")
    assert "Read it aloud." in page.locator("#notes").inner_text()
    page.keyboard.press("?")
    assert page.get_by_role("dialog").is_visible()
    page.keyboard.press("Escape")
    before = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    page.keyboard.press("+")
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") > before


def test_what_is_frozen_neither_moves_nor_can_be_pressed(page: Page) -> None:
    on_stage(page, MORNING)
    page.keyboard.press(" ")
    until(page, f"lesson.stage.moment > {MORNING}")
    page.keyboard.press("f")
    stopped = ask(page, "stage.moment")
    page.keyboard.press(" ")
    page.keyboard.press("PageDown")
    page.locator("#next").click(force=True, timeout=1000, no_wait_after=True)
    page.get_by_role("button", name="Pause").or_(page.locator(".play")).first.click(
        force=True, timeout=1000, no_wait_after=True
    )
    settled(page)
    assert (ask(page, "stage.moment"), ask(page, "step")) == (stopped, "play")
    page.keyboard.press("f")
    page.keyboard.press("PageDown")
    assert ask(page, "step") == "reveal"


def test_what_is_frozen_is_neither_left_nor_enlarged_and_hides_no_step(page: Page) -> None:
    on_stage(page, MORNING)
    page.keyboard.press("f")
    pill = page.locator("#frozen").bounding_box()
    bars = [each.bounding_box() for each in page.locator("nav button, .tools button").all()]
    assert pill is not None
    assert all(bar and bar["y"] + bar["height"] < pill["y"] for bar in bars)
    for what in ("nav button >> nth=0", "#tool-size", "#back"):
        page.locator(what).click(force=True, timeout=1000, no_wait_after=True)
    page.keyboard.press("+")
    settled(page)
    assert ask(page, "step") == "play"
    assert page.locator("html").get_attribute("data-size") == "0"
    page.keyboard.press("f")
    page.keyboard.press("+")
    assert page.locator("html").get_attribute("data-size") == "1"


@pytest.mark.parametrize("votes", [[], ["wrong"]])
def test_nobody_comes_past_the_rule_without_having_seen_it(page: Page, votes: list[str]) -> None:
    data = small_lesson()
    come_to(page, data, "rule")
    for _ in votes:
        page.locator(".card").first.click()
    assert "At 80%." not in shown(page)
    onward(page)
    assert ask(page, "step") == "rule"
    for text in (data["rule"]["name"], "At 80%.", "They look idle.", "Plan for 80%."):
        assert text in shown(page)
    onward(page)
    assert ask(page, "step") == "debrief"


@pytest.mark.parametrize(
    ("button", "has", "has_not"),
    [
        ("Print the questions", "Where does it bend?", "At four fifths."),
        ("Print the answers", "At four fifths.", "Two sit at a desk."),
    ],
)
def test_questions_and_answers_are_printed_apart(
    page: Page, button: str, has: str, has_not: str
) -> None:
    come_to(page, small_lesson(), "debrief")
    page.evaluate("window.print = () => {}")
    page.get_by_role("button", name=button).click()
    settled(page)
    page.emulate_media(media="print")
    text = page.locator("body").inner_text()
    assert has in text
    assert has_not not in text
    assert not page.locator("main").is_visible()


PRINTS = """() => {
  window.print = () => {
    dispatchEvent(new Event('beforeprint'));
    window.printed = document.getElementById('sheets').textContent;
    dispatchEvent(new Event('afterprint'));
  };
}"""


def test_both_sheets_can_be_printed_at_any_step_and_the_browser_prints_questions(
    page: Page,
) -> None:
    """Also after the answers, and from the dialog that a key opens."""
    data = small_lesson()
    page.evaluate(PRINTS)
    for screen in every_screen(page, data):
        for sheet, has, has_not in SHEETS:
            page.evaluate("window.printed = null")
            page.evaluate("document.activeElement.blur()")
            page.keyboard.press("p")
            page.locator("#print").get_by_role("button", name=sheet).click()
            until(page, "window.printed !== null")
            printed = page.evaluate("window.printed")
            assert has in printed, screen
            assert has_not not in printed, screen
            assert not page.locator("#print").is_visible()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")  # as Ctrl+P does
        assert page.locator(".sheet").get_attribute("class") == "sheet questions"


SHEETS = (
    ("Print the questions", "Where does it bend?", "At four fifths."),
    ("Print the answers", "At four fifths.", "Two sit at a desk."),
)


ASKING = "\uff1f"  # a question mark of full width


def test_a_chinese_page_has_no_gap_after_a_full_width_mark(
    browser: Browser, tmp_path: Path
) -> None:
    """Nor a mark of half the width beside its own words; dates have a space before the time."""
    data = small_lesson() | {"language": "zh-Hant"}
    data["moments"][0] |= {"title": f"誰{ASKING}", "text": "等。"}
    data["source"]["claims"] = [{"text": "忙。", "holds": "成立"}]
    file = tmp_path / "lesson.html"
    file.write_text(filled(data, "zh-Hant"), encoding="utf-8")
    said = ""
    for page in opened(browser, file):
        page.locator("#tool-notes").click()
        for _ in ask(page, "screens"):
            if ask(page, "step") == "bet":
                onward(page)  # who has not bet is asked to
                page.locator("#guess").fill("8")
                page.keyboard.press("Enter")
            if ask(page, "step") == "rule":
                page.locator(".card").first.click()
            if ask(page, "step") == "play":
                page.locator("#beside button").nth(1).click()
                on_stage(page, data["moments"][0]["at"])
            page.evaluate(
                "document.querySelectorAll('details').forEach((each) => each.open = true)"
            )
            said += page.locator("body").inner_text() + page.locator("#hint").inner_text()
            said += "|".join(page.locator("#screen svg text").all_text_contents())
            onward(page)
    assert "3月3日週一 06:00" in said
    assert f"誰{ASKING}等。" in said
    assert re.findall(r"\S*[\u3001\u3002\u300d\uff01-\uff1f][ \xa0]\S*", said) == []
    assert re.findall(r"\S*[ \xa0][\u300c\uff08]\S*", said) == []
    assert re.findall(r"\S*[\u4e00-\u9fff][,;:]\S*", said) == []


@pytest.mark.parametrize("asks", ASKED)
def test_the_printed_answers_have_that_of_the_bet(
    browser: Browser, tmp_path: Path, asks: str
) -> None:
    told = {
        "number": "An order waits: 9.5 h; in 9 years from 9.1 h to 10.0 h.",
        "choice": "It is: Longer. An order waits: 9.5 h;",
        "line": "An order waits: 2.0 h at 6; 4.0 h at 12; 9.5 h at 18.",
    }
    for page in opened(browser, written(small_lesson(asks), tmp_path)):
        text = printed_answers(page, small_lesson(asks))
        assert "How long with 18 orders a day?" in text
        assert told[asks] in text.replace("\u00a0", " ")


def test_chinese_answers_are_printed_with_chinese_marks(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson("line") | {"language": "zh-Hant", "title": "課"}
    data["rule"] |= {"name": "規則", "choices": [{"text": "甲", "right": True, "because": "乙"}]}
    data["notes"]["mistakes"] = [{"says": "快一點", "reply": "丙"}]
    file = tmp_path / "lesson.html"
    file.write_text(filled(data, "zh-Hant"), encoding="utf-8")
    for page in opened(browser, file):
        text = printed_answers(page, data)
        for each in ("課：答案", "規則。甲：乙", "「快一點」丙", "An order waits（h）"):  # noqa: RUF001
            assert each in text
        assert "陷阱\uff1aThey look idle." in text


def printed_answers(page: Page, data: dict[str, Any]) -> str:
    """All that stands on the sheet, on one line."""
    come_to(page, data, "debrief")
    page.evaluate("window.print = () => {}")
    page.locator(".acts button").nth(1).click()
    until(page, "document.querySelector('.sheet.answers') !== null")
    return re.sub(r"\s+", " ", page.locator(".sheet.answers").text_content() or "")


# -- for everybody ---------------------------------------------------------------------------------


def every_screen(page: Page, data: dict[str, Any]) -> Iterator[str]:
    """Each screen in turn, with what it can unfold."""
    for number, step in enumerate(ask(page, "screens")):
        settled(page)
        if step == "bet":
            bet(page, data)
        if step == "turn":
            page.get_by_role("button", name="Keep to compare").click()
            page.locator(".knob input").nth(1).check()
        if step == "rule":
            for card in page.locator(".card").all():
                card.click()
        settled(page)
        yield f"{number} {step}"
        onward(page)


def hidden_below(page: Page) -> bool:
    """Must one scroll down to see all?"""
    main = "document.querySelector('main')"
    return bool(page.evaluate(f"{main}.scrollHeight > {main}.clientHeight + 1"))


def hidden_beside(page: Page) -> bool:
    """Must one scroll sideways?"""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@pytest.mark.parametrize("asks", ASKED)
@pytest.mark.parametrize("size", [PROJECTOR, TELEPHONE])
def test_axe_finds_no_violation(
    browser: Browser, tmp_path: Path, asks: str, size: tuple[int, int]
) -> None:
    data = small_lesson(asks)
    file = written(data, tmp_path)
    for page in opened(browser, file, size, reduced_motion="reduce"):
        for screen in every_screen(page, data):
            assert violations(page) == [], screen


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe finds fault with on a page as it stands, with an element for each."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(each["id"], each["nodes"][0]["html"]) for each in found]


@pytest.mark.parametrize("asks", ASKED)
def test_text_is_at_least_18_pixels_on_a_projector(
    browser: Browser, tmp_path: Path, asks: str
) -> None:
    data = small_lesson(asks)
    for page in opened(browser, written(data, tmp_path), init=PAINTED):
        for screen in every_screen(page, data):
            assert page.evaluate(SMALL, 18) == [], screen
        sizes = page.evaluate("[...painted]")
        assert sizes
        assert min(sizes) >= 18, "on the lanes and the map"


@pytest.mark.parametrize("asks", ASKED)
def test_nothing_scrolls_sideways_on_a_telephone(
    browser: Browser, tmp_path: Path, asks: str
) -> None:
    data = small_lesson(asks)
    for page in opened(browser, written(data, tmp_path), TELEPHONE):
        for screen in every_screen(page, data):
            assert not hidden_beside(page), screen


@pytest.mark.parametrize("width", [820, 1024, 1280])
def test_steps_do_not_lie_over_the_trainers_tools(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    box = "document.querySelector('{}').getBoundingClientRect()"
    steps, tools = box.format("nav"), box.format(".tools")
    for page in opened(browser, written(small_lesson(), tmp_path), (width, 720)):
        for _ in range(1 + len(LARGER)):
            assert page.evaluate(f"{steps}.right <= {tools}.left"), "steps scroll beside the tools"
            assert page.evaluate(f"{tools}.right <= innerWidth")
            assert width < 1280 or page.evaluate(
                "((nav) => nav.scrollWidth <= nav.clientWidth)(document.querySelector('nav'))"
            )
            page.keyboard.press("+")
            settled(page)


def test_points_near_the_knee_do_not_touch_on_a_telephone(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson("line")
    data["knobs"][0] |= {"values": [8, 22, 23], "labels": ["8", "22", "23"]}
    for page in opened(browser, written(data, tmp_path), TELEPHONE):
        come_to(page, data, "reveal")
        settled(page)
        for marks in (".guess", ".mean"):
            boxes = [each.bounding_box() for each in page.locator(f".figure {marks}").all()]
            spans = sorted((box["x"], box["x"] + box["width"]) for box in boxes if box)
            assert len(spans) == 3, marks
            assert all(one[1] < other[0] for one, other in pairwise(spans)), (marks, spans)


def test_on_a_projector_a_screen_needs_no_scrolling(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson()
    for page in opened(browser, written(data, tmp_path)):
        for screen in every_screen(page, data):
            assert not hidden_below(page), screen
            assert covered(page) == [], screen


LARGER = ("1", "2")  # sizes of letters beside the ordinary one


@pytest.mark.parametrize("size", LARGER)
def test_in_larger_letters_a_screen_needs_no_scrolling(
    browser: Browser, tmp_path: Path, size: str
) -> None:
    data = small_lesson()
    for page in opened(browser, written(data, tmp_path), init=PAINTED):
        for _ in range(int(size)):
            page.keyboard.press("+")
        for screen in every_screen(page, data):
            assert not hidden_below(page), screen
            assert page.evaluate(SMALL, 18) == [], screen
            assert covered(page) == [], screen
        assert page.locator("html").get_attribute("data-size") == size
        assert min(page.evaluate("[...painted]")) >= 18


SIZES_OF_TEXT = """() => {
  const found = {};
  for (const element of document.querySelectorAll('body *')) {
    const isSeen = element.getClientRects().length && !element.closest('.unseen, .sheet');
    const says = [...element.childNodes].some((each) => each.nodeType === 3 && each.data.trim());
    const name = `${element.tagName} ${element.getAttribute('class')} ${element.textContent}`;
    if (isSeen && says) found[name] = parseFloat(getComputedStyle(element).fontSize);
  }
  document.querySelectorAll('.figure circle').forEach((each, i) => {
    found[`dot ${i}`] = Number(each.getAttribute('r'));
  });
  return found;
}"""


@pytest.mark.parametrize("asks", ASKED)
def test_each_press_for_larger_letters_makes_every_text_and_dot_larger(
    browser: Browser, tmp_path: Path, asks: str
) -> None:
    data = small_lesson(asks)
    for page in opened(browser, written(data, tmp_path), reduced_motion="reduce"):
        for screen in every_screen(page, data):
            before = page.evaluate(SIZES_OF_TEXT)
            for _ in LARGER:
                page.keyboard.press("+")
                settled(page)
                after = page.evaluate(SIZES_OF_TEXT)
                less = {
                    name: (before[name], size)
                    for name, size in after.items()
                    if size <= before.get(name, 0) and not name.startswith("dot")
                }
                dots = [name for name in after if name.startswith("dot")]
                assert less == {}, screen
                smaller = [each for each in dots if after[each] < before.get(each, 0)]
                assert smaller == [], screen
                before = after
            for _ in LARGER:
                page.keyboard.press("-")
            settled(page)


WRITTEN = """() => {
  const found = [];
  for (const box of document.querySelectorAll('.measure, .outcome > p:not(.unseen)')) {
    const walker = document.createTreeWalker(box, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const lines = [...range.getClientRects()].filter(({ width }) => width > 2);
      const bottom = box.getBoundingClientRect().bottom + 1;
      found.push({
        text: node.data,
        out: lines.some((line) => line.bottom - line.height / 4 > bottom),
        lines: lines.map(({ x, y, width, height }) => (
          { x, y: y + height / 4, width, height: height / 2 })),
      });
    }
  }
  return found;
}"""


def covered(page: Page) -> list[str]:
    """Texts of the measures that run out of their boxes, or lie over one another."""
    written = page.evaluate(WRITTEN)
    out = [f"{each['text']}: out of its box" for each in written if each["out"]]
    return out + [
        f"{one['text']} over {other['text']}"
        for one, other in combinations(written, 2)
        if any(touch(*lines) for lines in product(one["lines"], other["lines"]))
    ]


def wordy(data: dict[str, Any], count: int) -> dict[str, Any]:
    """The same with so many measures; the second and the last have headings of two lines."""
    data = copy.deepcopy(data)
    for key in ("measures", "values", "levels", "grows"):
        data[key] = [copy.deepcopy(data[key][i % 2]) for i in range(count)]
    long = "One order in ten of those that come to the north desk takes longer than"
    for i in (1, count - 1):
        data["measures"][i]["label"] = long
    data["measures"][0]["byTheClock"] = True
    return data


@pytest.mark.parametrize("count", [2, 4, 6])
def test_a_heading_takes_the_lines_that_it_needs(
    browser: Browser, tmp_path: Path, count: int
) -> None:
    data = wordy(small_lesson(), count)
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "turn")
        settled(page)
        assert (covered(page), hidden_below(page)) == ([], False)
        page.get_by_role("button", name="Keep to compare").click()
        page.locator(".knob input").nth(1).check()
        settled(page)
        assert (covered(page), hidden_below(page)) == ([], False)


@pytest.mark.parametrize("count", [2, 6])
def test_the_first_number_is_in_sight_whichever_knob_is_turned_on_a_telephone(
    browser: Browser, tmp_path: Path, count: int
) -> None:
    data = wordy(small_lesson(), count)
    data["knobs"][0]["help"] = "How many are asked for. " * 20
    for page in opened(browser, written(data, tmp_path), TELEPHONE):
        come_to(page, data, "turn")
        page.get_by_role("button", name="Keep to compare").click()
        for knob in page.locator(".knob input").all():
            knob.click()
            settled(page)
            assert page.evaluate(UNCOVERED, ".measure:first-child b")
            assert page.evaluate(UNCOVERED, f"#{knob.get_attribute('id')}")


UNCOVERED = """(what) => {
  const seen = document.querySelector(what);
  const { x, y, width, height } = seen.getBoundingClientRect();
  return seen.contains(document.elementFromPoint(x + width / 2, y + height / 2));
}"""


def test_a_pair_is_named_by_all_that_is_not_as_the_lesson_begins(
    browser: Browser, tmp_path: Path
) -> None:
    """With one clerk, and with two, from 6 orders to 18."""
    data = small_lesson()
    data["compare"] = [data["compare"][0] | {"from": i, "to": 4 + i} for i in range(2)]
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "turn")
        settled(page)
        options = page.locator(".pairs option").all_inner_texts()
        assert options[1:] == ["Orders a day: 6 → 18", "Orders a day: 6 → 18, At the desk: 2"]


def lightness(colour: str) -> float:
    """How light a colour is on a photocopy, from 0 to 1."""
    return sum(
        share * light for share, light in zip((0.2126, 0.7152, 0.0722), to_rgb(colour), strict=True)
    )


def test_ages_are_told_apart_without_colours() -> None:
    fills = re.findall(r'fill: "(#\w+)"', (ASSETS / "pile.js").read_text())
    lights = [lightness(fill) for fill in fills]
    assert len(lights) == 4
    assert all(one - other > 0.12 for one, other in pairwise(lights))


def test_parts_of_a_life_are_told_apart_without_colours() -> None:
    style = (ASSETS / "lesson.css").read_text()
    named = {"var(--blue)": "#08306b", "var(--line)": "#dde3e9"}
    fills = re.findall(r"^\.part\.\w+ \{ fill: ([^;]+);", style, re.MULTILINE)
    assert len(fills) == 6
    plain = [named.get(fill, fill) for fill in fills if not fill.startswith("url")]
    assert all(
        abs(lightness(one) - lightness(other)) > 0.12 for one, other in combinations(plain, 2)
    )
    assert len(fills) - len(plain) == 3, "the others have patterns"


@pytest.mark.parametrize(
    ("wanted", "looks"),
    [("less", ["worse", "better"]), ("more", ["better", "worse"]), ("", ["step", "step"])],
)
def test_a_step_of_a_bridge_is_green_where_it_is_wanted(
    browser: Browser, tmp_path: Path, wanted: str, looks: list[str]
) -> None:
    """Nine hours more, and then one and a half fewer."""
    data = small_lesson()
    data["measures"][0]["wanted"] = wanted
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "turn")
        page.keyboard.press("PageUp")
        settled(page)
        bars = [str(each.get_attribute("class")) for each in page.locator(".bar").all()]
        assert bars == ["bar total", *(f"bar {each}" for each in looks), "bar total"]
        assert ("Green is better" in shown(page)) == bool(wanted)


def test_ends_of_a_bridge_over_knobs_are_told_in_few_words(
    browser: Browser, tmp_path: Path
) -> None:
    data = small_lesson()
    for knob, step in enumerate(data["why"][0]["steps"]):
        step["knob"] = knob
    for page in opened(browser, written(data, tmp_path)):
        come_to(page, data, "turn")
        page.keyboard.press("PageUp")
        settled(page)
        label = str(page.locator("svg[aria-label]").get_attribute("aria-label"))
        assert label.startswith("Today: 2.0")
        assert ". All together: 9.5" in label


def test_numbers_near_the_knee_cover_no_dots(browser: Browser, tmp_path: Path) -> None:
    data = small_lesson("line")
    data["knobs"][0] |= {"values": [6, 21, 22], "labels": ["6", "21", "22"]}
    for page in opened(browser, written(data, tmp_path), reduced_motion="reduce"):
        come_to(page, data, "reveal")
        settled(page)
        numbers = [letters_of(each.bounding_box()) for each in page.locator(".beside").all()]
        dots = [each.bounding_box() for each in page.locator(".figure .year.truth").all()]
        assert len(numbers) == 3
        assert len(dots) == 3 * YEARS - 1
        assert [(one, other) for one, other in product(numbers, dots) if touch(one, other)] == []


def letters_of(box: Any, halo: int = 5) -> dict[str, float]:
    """The box of a number without the white around its letters."""
    place = {"x": box["x"] + halo, "y": box["y"] + halo}
    return place | {side: box[side] - 2 * halo for side in ("width", "height")}


def touch(one: Any, other: Any) -> bool:
    """Do two boxes share any place?"""
    across = one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
    down = one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
    return bool(across and down)


def test_titles_and_names_as_scripts_stay_text(browser: Browser, tmp_path: Path) -> None:
    data = attacked(small_lesson())
    for page in opened(browser, written(data, tmp_path)):
        assert ATTACK in str(page.locator("main h1").text_content())
        come_to(page, data, "debrief")
        page.keyboard.press("n")
        assert page.locator("script").count() == 2


def attacked(data: Any, key: str = "") -> Any:
    """The same with an attack in each text."""
    kept = {"name", "asks", "language", "step", "face", "hatch", "ink", "edge", "begin"}
    if isinstance(data, dict):
        return {name: attacked(value, name) for name, value in copy.deepcopy(data).items()}
    if isinstance(data, list):
        return [attacked(value, key) for value in data]
    return data + ATTACK if isinstance(data, str) and key not in kept else data


def test_a_chinese_page_says_so(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "lesson.html"
    file.write_text(filled(small_lesson() | {"language": "zh-Hant"}, "zh-Hant"), encoding="utf-8")
    for page in opened(browser, file):
        assert page.locator("html").get_attribute("lang") == "zh-Hant"
        assert page.locator("#next").inner_text().endswith("請下注")


def test_every_text_that_the_page_asks_for_is_there_and_no_other() -> None:
    ours = [name for package, name in SCRIPTS if package == lesson_package.__name__]
    shared = [
        (Path(lesson_package.__file__).parents[1] / package.split(".")[-1] / "assets" / name)
        for package, name in SCRIPTS
        if package != lesson_package.__name__
    ]
    scripts = "".join((ASSETS / name).read_text() for name in ours)
    scripts += "".join(file.read_text() for file in shared)
    template = (ASSETS / "lesson.html").read_text()
    asked = set(re.findall(r"texts(?:\.|\[\")(\w+)", template)) - {"step_"}
    asked |= {key for key in words.texts() if f'"{key}"' in scripts}
    asked |= {key for key in words.texts() if re.match(r"(step|to)_", key)}  # by the step's name
    assert set(re.findall(r'\btext\("(\w+)"', scripts)) <= asked
    assert asked == set(words.texts())


def test_every_text_is_chinese_on_a_chinese_page() -> None:
    with use_language("zh-Hant"):
        chinese = words.texts()
    symbols = {"hours", "minutes", "seconds", "days_hours", "interval"}
    assert [
        key for key in words.texts() if chinese[key] == words.texts()[key] and key not in symbols
    ] == []
