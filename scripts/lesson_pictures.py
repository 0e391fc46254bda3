"""Makes the pictures of a lesson's page in docs/how-to, in both languages.

    python scripts/lesson_pictures.py

Real Chromium opens the page from its file and goes from step to step as a trainer does.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from simulator.i18n import LANGUAGES, Language
from simulator.output.lesson.make import file_name, lesson

HOUSE = Path(__file__).resolve().parent.parent
PICTURES = HOUSE / "docs" / "how-to"
KEPT = HOUSE / "build" / "lessons"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
NAME, SHADES = "hockey-stick", 64
LINE = (2, 2.5, 3, 3.5, 3.5, 4, 4)  # what a class would draw: too straight
SHOWN = ("bet", "play", "reveal", "turn")
BUSY_WEEK, TUESDAY_AFTERNOON = 2, 86400 + 15 * 3600
FALLEN = 2.5  # seconds until all years have fallen in


def main() -> int:
    """All pictures."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for language in LANGUAGES:
            file = lesson(NAME, KEPT / file_name(NAME, language), language, store=KEPT)
            for step, picture in pictures(browser, file):
                PICTURES.joinpath(picture_name(step, language)).write_bytes(picture)
        browser.close()
    return 0


def picture_name(step: str, language: Language) -> str:
    """Beside the page of that language."""
    return f"lesson-{step}.png" if language == "en" else f"lesson-{step}.{language}.png"


def pictures(browser: Browser, file: Path) -> Iterator[tuple[str, bytes]]:
    """The steps that are shown, each with its picture."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, offline=True)
    page = context.new_page()
    page.goto(file.as_uri())
    for number, step in enumerate(page.evaluate("lesson.screens")):
        if step in SHOWN:
            prepare(page, step)
            yield step, small(page.screenshot())
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("PageDown")
        assert page.evaluate("lesson.screen") >= number
    context.close()


def prepare(page: Page, step: str) -> None:
    """Does on a step what its picture shows."""
    if step == "bet":
        fields = page.locator(".heights input:not([readonly])").all()  # not that of today
        for field, height in zip(fields, LINE, strict=True):
            field.fill(str(height))
        page.locator("main").click(position={"x": 5, "y": 5})
    if step == "play":
        page.locator("#beside :is(button, option)").nth(BUSY_WEEK).evaluate(CHOOSE)
        time.sleep(0.5)
        page.evaluate(f"lesson.seek({TUESDAY_AFTERNOON})")
    if step == "turn":
        page.locator("#knob-orders-4").check()
        page.locator("main .acts > button").click()
        page.locator("#knob-orders-6").check()
    time.sleep(FALLEN)


CHOOSE = """(choice) => {
  if (choice.localName === 'button') return choice.click();
  choice.parentElement.value = choice.value;
  return choice.parentElement.dispatchEvent(new Event('change'));
}"""


def small(picture: bytes) -> bytes:
    """The same in as few shades as can be read."""
    found = io.BytesIO()
    shown = Image.open(io.BytesIO(picture)).convert("RGB")
    shown.quantize(SHADES).save(found, "PNG", optimize=True)
    return found.getvalue()


if __name__ == "__main__":
    sys.exit(main())
