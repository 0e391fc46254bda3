"""How soon the page of a day in motion opens, how smoothly it plays, and how large it is.

75 people for a week, today and what-if side by side, in real Chromium without a graphics card. The
machine's other work counts against the figures: the best of several openings is shown.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, CDPSession, Page, sync_playwright

from simulator.experiment.runner import simulate
from simulator.ledger.frames import LedgerTables, from_ledger
from simulator.measures.days import date_of, until
from simulator.model.parameters import parameters_of
from simulator.output import timeline
from simulator.scenario.inheritance import load
from simulator.scenario.what_if import what_if

CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
PEOPLE, OPENINGS, SECONDS = 75, 5, 5.0
READY = "performance.getEntriesByName('motion-ready')[0]?.startTime"
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"


def week() -> tuple[list[LedgerTables], str]:
    """The first week that counts, in both scenarios, with 75 people in the larger one; the page."""
    arms = []
    names = ("baseline", "support-takes-paperwork")
    most = max(len(parameters_of(load(name)).people) for name in names)
    for name in names:
        company = what_if(load(name), name=name, hire={"inside_sales": max(PEOPLE - most, 0)})
        number = 7 * company.horizon.warm_up_weeks
        shown = until(company, number)
        arms.append(from_ledger(shown, simulate(shown)))
    first = date_of(parameters_of(arms[0].scenario), number)
    return arms, timeline.page(arms, first)


def opened(browser: Browser, file: Path) -> Iterator[tuple[Page, float, float]]:
    """Fresh pages, with milliseconds until something is painted and until everything answers."""
    for _ in range(OPENINGS):
        context = browser.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
        page = context.new_page()
        page.goto(file.as_uri())
        while page.evaluate(READY) is None or page.evaluate(PAINTED) is None:
            time.sleep(0.05)
        yield page, page.evaluate(PAINTED), page.evaluate(READY)
        context.close()


class Playing(NamedTuple):
    """How it plays: frames a second, and milliseconds that the page computes for each of them."""

    frames: float
    computing: float


def playing(page: Page) -> Playing:
    """Plays for some seconds."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.get_by_role("button", name="Play").click()
    frames, clock, worked = _so_far(page, session)
    time.sleep(SECONDS)
    now = _so_far(page, session)
    page.get_by_role("button", name="Pause").click()
    count = now[0] - frames
    return Playing(1000 * count / (now[1] - clock), 1000 * (now[2] - worked) / count)


def _so_far(page: Page, session: CDPSession) -> tuple[float, float, float]:
    """Frames shown, milliseconds passed, seconds that the page's thread has computed."""
    found = session.send("Performance.getMetrics")["metrics"]
    worked = next(each["value"] for each in found if each["name"] == "TaskDuration")
    frames, clock = page.evaluate("[motion.frames, performance.now()]")
    return frames, clock, worked


def report(what: str, goal: str, measured: str) -> None:
    """One line of the table."""
    print(f"{what:<44}{goal:>16}{measured:>34}")


def shown(found: Playing) -> str:
    """Frames a second, and what they cost."""
    return f"{found.frames:.0f} ({found.computing:.1f} ms computing each)"


def main() -> int:
    """Measures, and prints the table."""
    arms, text = week()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "motion.html"
        file.write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        painted, ready = [], []
        for page, first, all_there in opened(browser, file):
            painted.append(first)
            ready.append(all_there)
            if len(ready) == OPENINGS:
                whole = playing(page)
                page.get_by_role("button", name="Day", exact=True).click()
                along = playing(page)
                page.get_by_role("button", name="Hour", exact=True).click()
                arrows = playing(page)
                page.keyboard.press("p")
                large = playing(page)
                stretches = page.evaluate("motion.entries(0).length + motion.entries(1).length")
        browser.close()
    people = max(len(parameters_of(each.scenario).people) for each in arms)
    report("", "goal", "measured")
    report("people, in the larger scenario", f"{PEOPLE}", f"{people}")
    report("stretches, both scenarios", "10,000", f"{stretches:,}")
    report("size of the file", "under 5 MB", f"{len(text.encode()) / 1e6:.1f} MB")
    report("opened: first paint", "", f"{min(painted):,.0f} ms")
    report("opened: everything answers", "under 1,000 ms", f"{min(ready):,.0f} ms")
    report("playing, the whole week in sight", "60 a second", shown(whole))
    report("playing, a day in sight that moves along", "60 a second", shown(along))
    report("playing, an hour, hand-overs as arrows", "60 a second", shown(arrows))
    report("playing, an hour, letters for a projector", "60 a second", shown(large))
    print(f"load of the machine meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
