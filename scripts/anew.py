"""Makes anew whatever is made from the code and the scenarios, step by step.

    make anew                                  all steps but the validation; what is done stays
    make anew STEPS="claims pages"             these steps (pages: all whose names begin so)
    python scripts/anew.py --list              the steps, which of them are done, how long each took
    python scripts/anew.py --all               the validation at full length, too; hours
    python scripts/anew.py --begin menus       this step and those that come after it
    python scripts/anew.py --without gallery menus
    python scripts/anew.py --again             also what is done
    python scripts/anew.py --at-once 2         so many steps side by side
    python scripts/anew.py --since 7189d13     claims against those of that commit

A step is done as long as neither the code, nor a scenario, nor a file of its own differs from when
it ended. So whoever stops it, or mends what failed, says the same command again. What steps say is
kept in build/anew, as are lines for CHANGELOG.md (claims.md) with each claim's old and new value.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

import validate
from claims_since import lines_since
from refresh_docs import PAGES

HOUSE = Path(__file__).resolve().parent.parent
KEPT = HOUSE / "build" / "anew"
DONE = KEPT / "done.json"
PYTHON = sys.executable
SIMULATOR = str(Path(PYTHON).with_name("simulator"))
# What all steps depend on; what they make is not among it.
CODE = ("simulator/**/*.py", "scenarios/**/*.yaml", "scenarios/**/*.csv")
VALIDATION = "validation"
QUIET = 30  # seconds between two lines of one step
WIDE = 100  # letters of a line that is shown
TAIL = 12  # lines of a log that are shown where a step fails
MINUTE = 60


class Step(NamedTuple):
    """A step's name, its command, and the files of its own: made by it, or read by it alone."""

    name: str
    command: tuple[str, ...]
    files: tuple[str, ...]


def script(name: str, *arguments: str) -> tuple[str, ...]:
    """The command of a script beside this one."""
    return (PYTHON, f"scripts/{name}.py", *arguments)


def steps() -> list[Step]:
    """All steps in their order: what is quick, what others are read with, what takes long."""
    return [*quick_steps(), *page_steps(), *table_steps(), *validation_steps()]


def quick_steps() -> Iterator[Step]:
    """Texts, schema, kept ledgers, reference, and the claims with their pages."""
    schema, week, readme = "scenarios/scenario.schema.json", "docs/week.png", "scenarios/README.md"
    yield Step("texts", script("refresh_texts"), ("simulator/i18n/locale/**/*.po",))
    yield Step("schema", (SIMULATOR, "schema", "--out", schema), (schema,))
    lesson = "lessons/lesson.schema.json"
    yield Step("schema/lesson", (SIMULATOR, "schema", "--of", "lesson", "--out", lesson), (lesson,))
    yield Step("golden", script("refresh_golden"), ("tests/golden*", "tests/golden/*"))
    yield Step("reference", (PYTHON, "-c", WRITE_REFERENCE), ("scripts/reference.py",))
    claims = (SIMULATOR, "systems", "-n", "10", "--write", "--to", "docs/systems")
    yield Step("claims", claims, (readme, "docs/systems/*"))
    yield Step("week", (PYTHON, "-c", DRAW_WEEK), (week,))


def page_steps() -> Iterator[Step]:
    """Each page whose commands are run, the notebook, which is only tried, and the gallery."""
    for path in PAGES:
        page = str(path.relative_to(HOUSE))
        yield Step(f"pages/{path.stem}", script("refresh_docs", page), (page,))
    notebook = (PYTHON, "-m", "pytest", "-q", "tests/test_notebook.py")
    yield Step("notebook", notebook, ("docs/notebook.md",))
    gallery = ("scripts/gallery.py", "docs/gallery.md", "docs/gallery/*")
    yield Step("gallery", script("gallery"), gallery)
    lesson = ("scripts/lesson_pictures.py", "docs/how-to/lesson-*.png", "lessons/**/*.yaml")
    assets = "simulator/output/lesson/assets/*"
    yield Step("lesson-pictures", script("lesson_pictures"), (*lesson, assets))


def table_steps() -> Iterator[Step]:
    """What tests hold the load model and the search for the cheapest plan against."""
    held = ("tests/load_model.py", "tests/fixtures/utilisation.json")
    yield Step("utilisation", script("refresh_utilisation"), held)
    for menu in validate.MENUS:
        files = ("tests/menus.py", f"tests/fixtures/menus/{menu}*")
        yield Step(f"menus/{menu}", script("enumerate_menus", menu), files)


def validation_steps() -> Iterator[Step]:
    """Each section of the validation at full length, written into its page when it is finished."""
    for section in validate.SECTIONS:
        files = ("scripts/validate.py", "tests/validation.py", "tests/fixtures/**/*")
        yield Step(f"{VALIDATION}/{section}", script("validate", "--write", section), files)


WRITE_REFERENCE = """
import sys
from pathlib import Path
sys.path.insert(0, "scripts")
from reference import write_reference
write_reference(Path("docs/reference"))
"""
DRAW_WEEK = """
from pathlib import Path
from simulator import compare, load
from simulator.output import charts
compared = compare(load("baseline"), load("support-takes-paperwork"), replications=10)
charts.save(charts.time_use(compared), Path("docs/week.png"))
"""


# -- what is done ----------------------------------------------------------------------


def fingerprint(patterns: Iterable[str]) -> str:
    """A hash of the files of some patterns, their names included."""
    hashed = hashlib.sha256()
    for path in sorted({path for each in patterns for path in HOUSE.glob(each) if path.is_file()}):
        hashed.update(str(path.relative_to(HOUSE)).encode() + b"\0")
        hashed.update(hashlib.sha256(path.read_bytes()).digest())
    return hashed.hexdigest()


def is_done(step: Step, record: dict[str, Any], code: str) -> bool:
    """Whether it ended with this code, and its files are still those that it left."""
    return record.get("code") == code and record.get("files") == fingerprint(step.files)


class Diary:
    """What has been done with what, as a file that a later call reads."""

    def __init__(self) -> None:
        """Reads the file, if there is one."""
        KEPT.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self.records: dict[str, dict[str, Any]] = (
            json.loads(DONE.read_text()) if DONE.exists() else {}
        )

    def write(self, step: Step, code: str, seconds: float) -> None:
        """Keeps that a step has ended."""
        with self._lock:
            record = {"code": code, "files": fingerprint(step.files), "seconds": round(seconds, 1)}
            self.records[step.name] = record
            DONE.write_text(json.dumps(self.records, indent=1) + "\n")

    def seconds(self, step: Step) -> float | None:
        """How long it took the last time."""
        return self.records.get(step.name, {}).get("seconds")


# -- which steps -----------------------------------------------------------------------


def asked() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("steps", nargs="*", help="names of steps, or how they begin")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--begin", metavar="STEP", default="")
    parser.add_argument("--without", metavar="STEP", nargs="+", default=[])
    parser.add_argument("--at-once", metavar="N", type=int, default=1)
    parser.add_argument("--since", metavar="REVISION", default="")
    return parser.parse_args()


def is_of(step: Step, names: Iterable[str]) -> bool:
    """Whether a step is one of those named, or of a group that is."""
    return any(step.name == name or step.name.startswith(f"{name}/") for name in names)


def chosen(every: Sequence[Step], options: argparse.Namespace) -> list[Step]:
    """The steps that are asked for, in their order; the validation only by name or with all."""
    named = (*options.steps, *options.without, *filter(None, [options.begin]))
    for name in named:
        if not any(is_of(step, [name]) for step in every):
            sys.exit(f"no step {name!r}; there are {', '.join(step.name for step in every)}")
    first = next((i for i, step in enumerate(every) if is_of(step, [options.begin])), 0)
    return [
        step
        for step in every[first:]
        if (is_of(step, options.steps) if options.steps else is_usual(step, options))
        and not is_of(step, options.without)
    ]


def is_usual(step: Step, options: argparse.Namespace) -> bool:
    """Whether a step is made where none is named."""
    return options.all or not is_of(step, [VALIDATION])


# -- making them -----------------------------------------------------------------------


def make(step: Step, diary: Diary) -> bool:
    """One step, with what it says on the way; whether it has ended well."""
    last = diary.seconds(step)
    tell(step, f"begins{f' ({length(last)} the last time)' if last else ''}")
    code, begin = fingerprint(CODE), time.monotonic()
    status, lines = run(step)
    seconds = time.monotonic() - begin
    if status:
        tell(step, "\n    ".join([f"FAILED after {length(seconds)}, the log ends with", *lines]))
    elif fingerprint(CODE) != code:
        tell(step, f"{length(seconds)}, but the code has changed meanwhile: not done")
    else:
        diary.write(step, code, seconds)
        tell(step, f"done, {length(seconds)}")
    return not status


def run(step: Step) -> tuple[int, Sequence[str]]:
    """Runs a step's command: how it ended, and the last lines of its log."""
    lines: deque[str] = deque(maxlen=TAIL)
    shown = begin = time.monotonic()
    with log_of(step).open("w", encoding="utf-8") as log, started(step) as process:
        for line in process.stdout or ():
            print(line, end="", file=log, flush=True)
            lines.append(line.rstrip())
            if time.monotonic() > shown + QUIET:
                shown = time.monotonic()
                tell(step, f"{length(shown - begin)}: {lines[-1][:WIDE]}")
        return process.wait(), lines


def log_of(step: Step) -> Path:
    """Where all that a step says is kept."""
    return KEPT / f"{step.name.replace('/', '-')}.log"


def started(step: Step) -> subprocess.Popen[str]:
    """A step's command, whose words can be read as they come."""
    return subprocess.Popen(
        step.command, cwd=HOUSE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def make_all(due: Sequence[Step], diary: Diary, at_once: int) -> list[str]:
    """So many side by side; the names of those that failed. Stopping it begins no other."""
    with ThreadPoolExecutor(max(at_once, 1)) as pool:
        try:
            ended = list(pool.map(lambda step: make(step, diary), due))
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            sys.exit("stopped; the same command goes on with what is not done")
    return [step.name for step, well in zip(due, ended, strict=True) if not well]


def tell(step: Step, what: str) -> None:
    """A line about a step, with the time of day."""
    print(f"{time.strftime('%H:%M')} {step.name}: {what}", flush=True)


def length(seconds: float) -> str:
    """A time in words."""
    return f"{seconds / MINUTE:.1f} min" if seconds >= MINUTE else f"{seconds:.0f} s"


def listed(every: Iterable[Step], diary: Diary) -> Iterator[str]:
    """Each step, whether it is done, and how long it took."""
    code = fingerprint(CODE)
    for step in every:
        last = diary.seconds(step)
        done = "done" if is_done(step, diary.records.get(step.name, {}), code) else "to do"
        yield f"{step.name:<24}{done:<8}{length(last) if last else ''}".rstrip()


def main() -> int:
    """Makes what is asked for and is not done; 1 if a step failed."""
    options, diary, every = asked(), Diary(), steps()
    some, code = chosen(every, options), fingerprint(CODE)
    if options.list:
        print("\n".join(listed(every, diary)))
        return 0
    due = [
        step
        for step in some
        if options.again or not is_done(step, diary.records.get(step.name, {}), code)
    ]
    print(f"{len(due)} steps to do, {len(some) - len(due)} done before")
    failed = make_all(due, diary, options.at_once)
    lines = lines_since(options.since)
    (KEPT / "claims.md").write_text(lines, encoding="utf-8")
    print(f"\n{lines}\n{'FAILED: ' if failed else 'all done'}{', '.join(failed)}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
