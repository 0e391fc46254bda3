"""How soon the page of a lesson opens, how smoothly it plays, how soon a turned knob is seen.

A shipped lesson in real Chromium without a graphics card. The machine's other work counts against
the figures: the best of several openings is shown.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from motion import CHROMIUM, FLAGS, OPENINGS, SECONDS, report
from playwright.sync_api import Browser, Page, sync_playwright

from simulator.output.lesson.make import lesson

NAME = "hockey-stick"
READY = "performance.getEntriesByName('lesson-ready')[0]?.startTime"
TURNED = """async () => {
  const [found, inputs] = [[], [...document.querySelectorAll('.knob input')]];
  for (const input of inputs) {
    const begun = performance.now();
    input.click();
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    found.push(performance.now() - begun);
  }
  return found;
}"""


def opened(browser: Browser, file: Path) -> tuple[Page, float]:
    """A fresh page, with milliseconds until everything answers."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    while page.evaluate(READY) is None:
        time.sleep(0.05)
    return page, page.evaluate(READY)


def come_to(page: Page, step: str) -> None:
    """Goes on to a step, without a bet."""
    while page.evaluate("lesson.step") != step:
        page.keyboard.press("PageDown")
        without = page.get_by_role("button", name="Go on without a bet")
        if without.is_visible():
            without.click()


def frames_a_second(page: Page) -> float:
    """Plays for some seconds."""
    page.get_by_role("button", name="Play").click()
    begun = page.evaluate("[lesson.stage.frames, performance.now()]")
    time.sleep(SECONDS)
    ended = page.evaluate("[lesson.stage.frames, performance.now()]")
    return float(1000 * (ended[0] - begun[0]) / (ended[1] - begun[1]))


def main() -> int:
    """Measures, and prints the table."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        begun = time.monotonic()
        file = lesson(NAME, Path(folder) / "lesson.html")
        computed, size = time.monotonic() - begun, file.stat().st_size
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        pages = [opened(browser, file) for _ in range(OPENINGS)]
        page = pages[-1][0]
        come_to(page, "play")
        frames = frames_a_second(page)
        come_to(page, "turn")
        turned = page.evaluate(TURNED)
        browser.close()
    report("", "goal", "measured")
    report("the lesson computed", "30 s on two cores", f"{computed:.0f} s")
    report("size of the file", "under 2 MB", f"{size / 1e6:.1f} MB")
    report("opened: everything answers", "under 1,000 ms", f"{min(t for _, t in pages):,.0f} ms")
    report("playing", "60 a second", f"{frames:.0f}")
    report(
        "a knob turned: until it is painted",
        "a frame, 17 ms",
        f"{statistics.median(turned):.0f} ms",
    )
    print(f"load of the machine meanwhile: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    return 0


if __name__ == "__main__":
    sys.exit(main())
